"""Which way a text runs: the first letter that has a direction says so."""

from __future__ import annotations

import pytest

from app.core.direction import reads_from_right


@pytest.mark.parametrize(
    ("text", "from_right"),
    [
        ("", False),
        ("12:30 …", False),
        ("sun on a wall", False),
        ("שמש על הקיר", True),
        ("ضوء على الجدار", True),
        ("2004: שמש", True),
        ("“שמש” he said", True),
        ("sun, or שמש", False),
        ("\u2067שמש\u2069 on a wall", False),
        ("\u2066sun\u2069 על הקיר", True),
        ("\u2069שמש", True),
    ],
)
def test_the_first_letter_with_a_direction_decides(text, from_right):
    assert reads_from_right(text) == from_right
