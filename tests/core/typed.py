"""What people type, and what no person would, in many scripts."""

from __future__ import annotations

import random

from hypothesis import strategies as st

PIECES = (
    *("ocean", "sun", "shine", "Mum", "élan", "e\u0301", "ß", "İ", "around", "within", "the sea"),
    *(
        "公园",
        "公",
        "さくら",
        "サ",
        "ｶﾞ",
        "산책",
        "하",
        "ㅎ",
        "البحر",
        "بحر",
        "ال",
        "مُ",
        "שָׁ",
        "море",
    ),
    *("λόγος", "प्र", "ज़", "ทะเล", "👋🏽", "👨‍👩‍👧", "❤️", "🌊", "\u200d", "\u0301", "\ufe0f"),
    *("person:", "place:", "tag:", "year:", "has:", "is:", "pathway:", "https:", "person：", ":"),
    *("2024", "1990s", "2019..", "-2021", "photo", "loved", "٢٠٢٤", "99999", "0000"),
    *(
        '"',
        "“",
        "”",
        "«",
        "(",
        ")",
        "[",
        "]",
        "{",
        "*",
        "%",
        "_",
        "'",
        "''",
        "\\",
        "^",
        "NEAR",
        "OR",
    ),
    *(
        "-",
        "−",
        "--",
        "#",
        "@",
        ";",
        ",",
        ".",
        "\0",
        "\n",
        "\t",
        " ",
        "  ",
        "\ud800",
        "\udfff",
        "/",
    ),
    *("\u3000", "\u2028", "\ufeff", "\U000e0001", "\U0010ffff", "glimmers_fts", "MATCH", "?1"),
)

typed_query = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
any_text = st.lists(
    st.sampled_from([piece for piece in PIECES if not "\ud800" <= piece[0] <= "\udfff"])
    | st.characters(exclude_categories=["Cs"]),
    max_size=20,
).map("".join)


def a_query(rng: random.Random) -> str:
    """Pieces of queries, letters of every script, and now and then a great many of them."""
    most = 200 if rng.random() < 0.01 else 8
    pieces = [
        rng.choice(PIECES) if rng.random() < 0.8 else chr(rng.randrange(0x110000))
        for _ in range(rng.randint(0, most))
    ]
    return rng.choice(("", " ")).join(pieces)
