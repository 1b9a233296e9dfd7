"""Words as long as a glimmer can hold, of whatever is repeated: the time they take grows with them,
not with their square.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import GlimmersError, InvalidWordsError
from app.core.glimmers import check_words
from app.core.names import being_typed, check_name, fold, given_by_hand, mentions, with_mentions
from app.core.prompts import own_prompt
from app.core.visible import escaped, on_a_line, visible
from app.core.when.grammar import understand
from tests.imaging.pictures import render_card
from tests.told import refusing

pytestmark = pytest.mark.alone

LONG = 100_000
NOW = datetime(2026, 11, 28, 18, 0, tzinfo=ZoneInfo("Europe/Berlin"))
MANY = [f"a {word} {number}" for number in range(2000) for word in ("b", "@a", "Maria")] + [
    f"a {'b' * n}" for n in range(1, 70)
]
"""Known names of several words, all of which begin alike."""

PIECES = [
    *(
        "a",
        "@a ",
        "@a b ",
        "@a @",
        "@",
        " @",
        "#",
        "#a",
        "@a-",
        "@a's ",
        "a@b ",
        "\u0301",
        "e\u0301",
        "@a\u0301 ",
        "\u0315\u0300",
    ),
    *(
        "1",
        "1 ",
        "12:",
        "12:00 ",
        "the ",
        "last ",
        "2004 ",
        "half past ",
        "3 days ",
        "about ",
        "free:",
        "/",
        "1/",
        "²",
        "٣",
        "ﷺ",
    ),
    *(" ", "\t", "\n", "\u202e", "\x1b", "👩\u200d", "🇩", "@" + "é" * 79 + " "),
]


def _fully(words: str) -> None:
    found = mentions(words, MANY)
    with_mentions(found.people, mentions(""), found, "person")
    given_by_hand(found.people, found, "person")


def _half(words: str) -> None:
    being_typed(words, len(words) // 2)
    being_typed(words, len(words))


def _when(words: str) -> None:
    understand(words, now=NOW)


def _own(words: str) -> None:
    own_prompt(words, "own-1")


READERS: list[Callable[[str], object]] = [
    _fully,
    _half,
    _when,
    _own,
    check_name,
    fold,
    check_words,
    visible,
    on_a_line,
    escaped,
]


def seconds(read: Callable[[str], object], words: str) -> float:
    """Of the processor, the least of three."""
    least = float("inf")
    for _ in range(3):
        begun = time.process_time()
        with contextlib.suppress(GlimmersError):
            read(words)
        least = min(least, time.process_time() - begun)
    return least


@pytest.mark.parametrize("read", READERS)
def test_time_grows_with_the_words_and_not_with_their_square(read: Callable[[str], object]):
    for piece in PIECES:
        few, many = ((piece * size)[:size] for size in (LONG // 4, LONG))

        short, long = seconds(read, few), seconds(read, many)

        assert long < 0.3, (
            f"{piece!r} took {long:.2f} s"
        )  # 0.1 on an idle machine, the slowest of them
        assert long < max(0.03, 5 * short + 0.02), (
            f"{piece!r}: {short:.3f} s, and {long:.3f} s for four times as much"
        )


@pytest.mark.parametrize(
    "piece", ["é", "tea ", "a\u0301", "日本", "\n", "שלום ", "\u0315\u0300", "👩\u200d👩\u200d👧"]
)
def test_the_longest_words_are_a_card_at_once(piece: str):
    begun = time.process_time()

    picture = render_card((piece * LONG)[:LONG], "today", None, night=False)

    assert picture.startswith(b"\xff\xd8")
    assert time.process_time() - begun < 4  # 49 s for a fourth of such a word, before


def test_a_name_of_a_hundred_thousand_marks_is_refused_in_a_sentence():
    with refusing(InvalidWordsError, match="a name can have 80"):
        check_name("a" + "\u0315\u0300" * 50_000)
