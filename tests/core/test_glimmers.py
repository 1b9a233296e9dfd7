"""What makes a glimmer valid, and what it says of itself."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InvalidWordsError
from app.core.glimmers import MAX_WORDS, Draft, check_words
from app.core.when.grammar import understand
from storage.journal import Journal
from tests.told import refusing

NOW = datetime(2026, 11, 22, 20, 15, 0, 123_456, tzinfo=ZoneInfo("Europe/Berlin"))


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_words_are_kept_exactly_as_they_were_given(words):
    assert check_words(words) is words


@pytest.mark.parametrize("words", ["a\0b", "\ud83d", "half \udc80 a pair"])
def test_words_that_could_not_be_read_back_the_same_are_refused(words):
    with pytest.raises(InvalidWordsError) as refused:
        check_words(words)

    assert refused.value.__cause__ is None, "the foreign error holds the words"
    assert refused.value.__context__ is None or refused.value.__suppress_context__


def test_a_long_story_fits_and_an_accident_with_the_clipboard_is_told_its_length():
    assert check_words("x" * MAX_WORDS)
    with refusing(InvalidWordsError, match="100,001"):
        check_words("x" * (MAX_WORDS + 1))


@pytest.mark.parametrize(
    "text",
    [
        "now",
        "yesterday",
        "March 2019",
        "winter 2004",
        "2019",
        "the 90s",
        "about 1987",
        "when I was small",
    ],
)
def test_when_reads_back_as_it_was_kept(text):
    journal = Journal.in_memory()
    when = understand(text, now=NOW, zone="Europe/Berlin")
    kept = journal.keep(Draft(when=when), at=NOW)

    assert journal.get(kept.id).when == when
    assert kept.when == when
    assert kept.kept == NOW.replace(microsecond=123_000)
