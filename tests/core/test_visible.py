"""What is printed is safe to print: what would speak to a terminal, or lie about order, can be
seen.
"""

from __future__ import annotations

import json
import unicodedata

from app.core.visible import escaped, on_a_line, visible


def test_escape_codes_become_pictures_of_themselves():
    assert visible("\x1b[2J\x1b]52;c;aGk=\x07 a\rb\bc\x7f\0") == "␛[2J␛]52;c;aGk=␇ a␍b␈c␡␀"


def test_c1_controls_are_escaped_since_some_terminals_take_them_for_an_escape():
    assert visible("\x9b2J\x9d52;c\x9c\x85") == "\\x9b2J\\x9d52;c\\x9c\\x85"


def test_marks_that_change_the_order_of_letters_are_shown():
    for code in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)):
        assert visible(f"pay {chr(code)}001") == f"pay \\u{code:04x}001"


def test_no_control_character_and_no_end_of_a_line_but_our_own_is_left():
    everything = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x110000))))

    for shown, allowed in ((visible(everything), "\t\n"), (on_a_line(everything), "")):
        assert [
            c for c in shown if unicodedata.category(c) in ("Cc", "Zl", "Zp") and c not in allowed
        ] == []
        assert [
            c
            for c in shown
            if unicodedata.bidirectional(c)
            in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
        ] == []


def test_what_people_write_stays_as_it_is():
    for words in (
        "Tea\nwith Noor\tand 👩\u200d👩\u200d👧",
        "می\u200cخواهم",
        "שלום, עולם",
        "café e\u0301",
        "🏴\U000e0067\U000e007f",
        "",
    ):
        assert visible(words) == words


def test_a_file_whose_name_has_lines_stays_on_one():
    assert on_a_line("a\nletter\x1b[2J\u202egpj.exe") == "a\ufffdletter\ufffd[2J\\u202egpj.exe"


def test_json_with_escapes_says_the_same():
    value = {"note": 'a\x1b[2J\x9b\u202e\x7f\u2028\tb\n"\\'}

    shown = escaped(json.dumps(value, ensure_ascii=False))

    assert json.loads(shown) == value
    assert shown == visible(shown)
