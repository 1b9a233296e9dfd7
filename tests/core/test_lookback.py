"""What is asked for in what a person types, what two ways of writing have in common, and what of a
note is marked.
"""

from __future__ import annotations

import random
import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.lookback.filters import asks, of_name, of_year, toggled
from app.core.lookback.folding import folded, folded_with_places, index_words
from app.core.lookback.marks import contains, marks
from app.core.lookback.query import MOST_TERMS, Named, Query, Term, Years, read_query
from tests.core.typed import a_query, any_text, typed_query

ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


def terms(*texts: str) -> tuple[Term, ...]:
    return tuple(map(Term, texts))


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("", Query()),
        (" \t\n", Query()),
        ("ocean", Query(terms=terms("ocean"))),
        ("Ocean  ÉLAN ocean", Query(terms=terms("ocean", "elan"))),
        ("-work", Query(without=terms("work"))),
        ("well-being", Query(terms=terms("well-being"))),
        ("-", Query()),
        ("tea -", Query(terms=terms("tea"))),
        ("- work", Query(terms=terms("work"))),
        ("--", Query()),
        ('"-"', Query(terms=terms("-"))),
        ('"by the  sea"', Query(terms=terms("by the sea"))),
        ("“by the sea”", Query(terms=terms("by the sea"))),
        ('"by the sea', Query(terms=terms("by the sea"))),
        ('ocean"', Query(terms=terms("ocean"))),
        ('"', Query()),
        ('""', Query()),
        ("(ocean", Query(terms=terms("ocean"))),
        ("[ocean], (work)", Query(terms=terms("ocean", "work"))),
        ("()", Query()),
        (":)", Query(terms=terms(":)"))),
        ("<3", Query(terms=terms("3"))),
        ("10:30", Query(terms=terms("10:30"))),
        ("https://a.example", Query(terms=terms("https://a.example"))),
        ("around", Query(pathways=("around",))),
        ("Within -between", Query(pathways=("within",), without_pathways=("between",))),
        ('"around"', Query(terms=terms("around"))),
        ("pathway:around", Query(pathways=("around",))),
        ("pathway:aro", Query()),
        ("pathway:up", Query(terms=terms("pathway:up"))),
        ('person:"Mum"', Query(names=(Named("person", "mum", whole=True),))),
        ('person:"Mu', Query(names=(Named("person", "mu", whole=False),))),
        ("people:Mum", Query(names=(Named("person", "mum", whole=False),))),
        ("person：妈妈", Query(names=(Named("person", "妈妈", whole=False),))),
        ("place:Élbe", Query(names=(Named("place", "elbe", whole=False),))),
        ("-tag:work", Query(without_names=(Named("tag", "work", whole=False),))),
        ("person:", Query()),
        ('person:"', Query()),
        ("year:2024", Query(years=(Years(2024, 2024),))),
        ("year:٢٠٢٤", Query(years=(Years(2024, 2024),))),
        ("year:2021-2019", Query(years=(Years(2019, 2021),))),
        ("year:2019..2021", Query(years=(Years(2019, 2021),))),
        ("year:1990s", Query(years=(Years(1990, 1999),))),
        ("-year:2024", Query(without_years=(Years(2024, 2024),))),
        ("year:20", Query()),
        ("year:2019-", Query()),
        ("year:soon", Query(terms=terms("year:soon"))),
        ("has:photo", Query(photos=True)),
        ("-has:photos", Query(photos=False)),
        ("has:ph", Query()),
        ("has:fun", Query(terms=terms("has:fun"))),
        ("is:loved", Query(loved=True)),
        ("-is:loved", Query(loved=False)),
        ("loved", Query(terms=terms("loved"))),
        ("البحر", Query(terms=(Term("بحر", article=True),))),
        ("الله", Query(terms=terms("الله"))),
        (
            'ocean person:"Mum" around year:2024 -work has:photo',
            Query(
                terms=terms("ocean"),
                without=terms("work"),
                names=(Named("person", "mum", whole=True),),
                pathways=("around",),
                years=(Years(2024, 2024),),
                photos=True,
            ),
        ),
    ],
)
def test_what_is_typed_is_read(typed, query):
    assert read_query(typed) == query


def test_of_a_story_that_was_pasted_the_first_words_count():
    query = read_query(" ".join(f"word{number}" for number in range(1000)))

    assert len(query.terms) == MOST_TERMS
    assert query.terms[0] == Term("word0")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("élan", "Elan"),
        ("e\u0301lan", "ÉLAN"),
        ("Straße", "STRASSE"),
        ("smørrebrød", "smorrebrod"),
        ("Œuvre", "oeuvre"),
        ("İstanbul", "istanbul"),
        ("don’t", "don't"),
        ("ΟΔΟΣ", "οδος"),
        ("λόγος", "ΛΟΓΟΣ"),
        ("Ёлка", "елка"),
        ("مُحَمَّد", "محمد"),
        ("أحمد", "احمد"),
        ("جمـــيل", "جميل"),
        ("می\u200cخواهم", "ميخواهم"),
        ("שָׁלוֹם", "שלום"),
        ("ｏｃｅａｎ", "ocean"),
        ("ガラス", "か\u3099らす"),
        ("ｶﾞﾗｽ", "がらす"),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"),
        ("٢٠٢٤", "2024"),
        ("❤️", "❤"),
        ("👨‍👩‍👧", "👨👩👧"),
        ("ज़मीन", "जमीन"),
        ("\u061cבוקר\u200f", "בוקר"),
        ("צה״ל", 'צה"ל'),
        ("בית־ספר", "בית-ספר"),
        ("خانۀ", "خانه"),
        ("Hawaiʻi", "hawai'i"),
        ("葛\U000e0100城", "葛城"),
    ],
)
def test_two_ways_of_writing_are_one(one, other):
    assert folded(one) == folded(other)


def test_letters_are_one_whether_they_were_put_together_or_not():
    apart = {
        letter: unicodedata.normalize(form, letter)
        for letter in map(chr, range(sys.maxunicode + 1))
        if unicodedata.decomposition(letter) or "가" <= letter <= "힣"
        for form in ("NFC", "NFD")
    }

    assert len(apart) > 15_000
    assert {one: other for one, other in apart.items() if folded(one) != folded(other)} == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [("かき", "かぎ"), ("하", "한"), ("🌊", "🌞"), ("कि", "कु"), ("กา", "กำ"), ("a b", "ab")],
)
def test_what_makes_another_word_counts(one, other):
    assert folded(one) != folded(other)


@pytest.mark.parametrize(
    ("note", "typed", "marked"),
    [
        ("The ocean at night", "ocean", ["ocean"]),
        ("sunshine", "shine", ["shine"]),
        ("so much élan, Élan and e\u0301lan", "elan", ["élan", "Élan", "e\u0301lan"]),
        ("an ocean, an Ocean", "an ocean", ["an", "ocean", "an", "Ocean"]),
        ("an ocean", "oce ean", ["ocean"]),
        ("by the\n  sea", '"the sea"', ["the\n  sea"]),
        ("Straße", "stras", ["Straß"]),
        ("Straße", "ss", ["ß"]),
        ("今天我在公园散步", "公园", ["公园"]),
        ("昨日はさくらを見た", "サクラ", ["さくら"]),
        ("ｶﾞﾗｽ", "ガ", ["ｶﾞ"]),
        ("البحر أزرق", "البحر", ["البحر"]),
        ("للبحر", "البحر", ["بحر"]),
        ("مُحَمَّد", "محمد", ["مُحَمَّد"]),
        ("wave 👋🏽 hello", "👋", ["👋🏽"]),
        ("we 👨‍👩‍👧 two", "👩", ["👨‍👩‍👧"]),
        (f"{ENGLAND}!", "🏴", [ENGLAND]),
        ("कि", "क", ["कि"]),
        ("tea", "-tea", []),
        ("tea", 'person:"tea"', []),
        ("", "tea", []),
    ],
)
def test_what_was_found_is_marked(note, typed, marked):
    assert [note[start:end] for start, end in marks(note, read_query(typed).terms)] == marked


@given(any_text, st.integers(0, 40), st.integers(1, 12))
def test_each_part_of_a_note_is_found_in_it_and_marked(note, start, length):
    part = folded(note)[start : start + length]
    query = read_query(f'"{part}"')

    for term in query.terms:
        assert contains(folded(note), term)
        assert marks(note, [term])


@given(any_text)
def test_folding_with_places_is_folding(text):
    letters, places = folded_with_places(text)

    assert letters == folded(text)
    assert len(places) == len(letters)
    assert list(places) == sorted(places)
    assert all(0 <= place < len(text) for place in places)


@given(any_text, st.integers(0, 40), st.integers(0, 12))
def test_an_index_knows_a_word_for_each_word_of_a_part(note, start, length):
    text = folded(note)
    known = index_words(text)

    assert all(
        any(piece in word for word in known) for piece in index_words(text[start : start + length])
    )


@given(any_text, typed_query)
def test_marks_are_in_order_apart_and_inside_the_note(note, typed):
    found = marks(note, read_query(typed).terms)

    ends = [-1, *(place for mark in found for place in mark)]
    assert ends == sorted(ends)
    assert len(set(ends)) == len(ends)
    assert ends[-1] <= len(note)


@pytest.mark.parametrize(
    "letters", ["\u0301\u0323", "\u0e31", "ai", "\u3099\u304b", "\u200d👩", "-"]
)
def test_a_long_note_of_odd_letters_takes_no_longer_than_its_length(letters):
    note = "a" + letters * 20_000
    began = time.process_time()

    folded(note)
    marks(note, [Term(folded(letters[:1]) or "a"), Term("a")])
    read_query(note)

    assert time.process_time() - began < 5


def test_of_what_is_typed_no_more_is_read_than_somebody_would_type():
    pasted = '"a" ' * 20_000
    mum = of_name("person", "Mum")
    once = toggled(pasted, mum)
    began = time.process_time()

    asked = [asks(once, words) for words in (mum, *map(of_year, range(2000, 2020)))]

    assert time.process_time() - began < 1
    assert asked == [True] + [False] * 20
    assert once.endswith(pasted)


def test_nothing_that_is_typed_is_wrong():
    rng = random.Random(15)

    for _ in range(5000):
        marks("a note with élan", read_query(a_query(rng)).terms)
