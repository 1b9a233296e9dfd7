"""Filters that can be tapped: written into what is typed, and taken out of it again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.lookback.filters import LOVED, WITH_PHOTOS, asks, of_name, of_year, toggled
from app.core.lookback.marks import excerpt, marks
from app.core.lookback.query import Term, read_query
from tests.core.typed import any_text, typed_query

FILTERS = (LOVED, WITH_PHOTOS, "around", of_year(2024), of_name("person", "Mum"))


@pytest.mark.parametrize(
    ("typed", "words", "after"),
    [
        ("", LOVED, "is:loved "),
        ("oce", LOVED, "is:loved oce"),
        ("is:loved oce", LOVED, "oce"),
        ("oce is:loved", LOVED, "oce "),
        ("sea IS:Loved sky", LOVED, "sea sky"),
        ("has:photos", WITH_PHOTOS, ""),
        ("around within", "around", "within"),
        ('"around"', "around", 'around "around"'),
        ("pathway:around", "around", ""),
        ("-is:loved", LOVED, "is:loved -is:loved"),
        ('"no end', LOVED, 'is:loved "no end'),
        ('person:"mum" tea', of_name("person", "Mum"), "tea"),
        ("person:mum", of_name("person", "Mum"), 'person:"Mum" person:mum'),
        ("year:2024 year:2023", of_year(2024), "year:2023"),
    ],
)
def test_a_tap_writes_its_words_and_takes_them_out_again(typed, words, after):
    assert toggled(typed, words) == after
    assert asks(toggled(typed, words), words) is not asks(typed, words)


@pytest.mark.parametrize("name", ['Bob "Bo" Smith', "„Oma“", "«elle»"])
def test_a_name_with_quotes_cannot_be_said(name):
    assert of_name("person", name) == ""


@pytest.mark.parametrize("name", ["Mum", "Élan vital", "around", "10:30", "-x", "(", "公园"])
def test_any_other_name_is_said_as_this_one_and_no_other(name):
    (named,) = read_query(of_name("tag", name)).names

    assert (named.kind, named.whole) == ("tag", True)
    assert asks(of_name("tag", name), of_name("tag", name.upper()))


@given(typed_query | any_text, st.sampled_from(FILTERS))
def test_two_taps_ask_what_was_asked_before_and_never_twice(typed, words):
    once = toggled(typed, words)
    twice = toggled(once, words)

    assert asks(once, words) is not asks(typed, words)
    if not asks(typed, words):
        assert read_query(twice) == read_query(typed)


# What of a note is shown --------------------------------------------------------------------------


def shown(note: str, word: str, **more: int) -> tuple[str, list[str]]:
    sizes = {"longest": 40, "seen": 20, "lead": 8} | more
    line, inside = excerpt(note, marks(note, [Term(word)]), **sizes)
    return line, [line[start:end] for start, end in inside]


def test_a_note_is_shown_from_its_beginning_where_the_first_mark_is_in_sight():
    assert shown("The ocean\n\n was  quiet, ocean", "ocean") == (
        "The ocean was quiet, ocean",
        ["ocean", "ocean"],
    )
    assert shown("tea", "nothing") == ("tea", [])


def test_it_is_shown_from_the_word_before_a_mark_that_is_further_on():
    note = "It was a long and quiet evening by the ocean with Noor and with Sam"
    line, marked = shown(note, "ocean")

    assert line == "…by the ocean with Noor and with Sam"
    assert marked == ["ocean"]


@pytest.mark.parametrize(("before", "kept"), [("👨‍👩‍👧", "👨‍👩‍👧"), ("e\u0301", "e\u0301" * 3)])
def test_it_begins_with_a_whole_letter(before, kept):
    line, marked = shown(before * 20 + "heron", "heron", lead=7)

    assert (line, marked) == (f"…{kept}heron", ["heron"])


def test_what_is_cut_off_ends_in_dots_and_marks_end_with_it():
    line, marked = shown("moss" * 30, "moss")

    assert line == "moss" * 10 + "…"
    assert "".join(marked) == "moss" * 10


@given(any_text, any_text)
def test_marks_of_an_excerpt_hold_the_letters_that_were_marked(note, word):
    found = marks(note, read_query(word).terms)
    line, inside = excerpt(note, found, longest=40, seen=20, lead=8)

    assert len(line) <= 42
    assert len(inside) <= len(found)
    assert all(0 <= start < end <= len(line) for start, end in inside)
    if found:
        first = "".join(note[found[0][0] : found[0][1]].split())
        (start, end), *_ = inside or ((0, 0),)
        assert first.startswith("".join(line[start:end].split()))
