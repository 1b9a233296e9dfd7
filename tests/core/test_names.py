"""Names: what a valid one is, which stand in words, and what typing does to those a glimmer has."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InvalidWordsError
from app.core.names import (
    MAX_NAME,
    being_typed,
    check_name,
    fold,
    given_by_hand,
    mentions,
    with_mentions,
)
from tests.told import sentence

typed_words = st.text(
    st.sampled_from("ab Né@＠#＃-'’.1小נ\u0301\u200c\n") | st.characters(exclude_categories=["Cs"]),
    max_size=40,
)


@pytest.mark.parametrize(
    "name",
    ["Noor", "Jean-Luc", "小明", "נועה", "नूर", "☕", "O’Brien", "Anna Maria", "x" * MAX_NAME],
)
def test_a_name_is_kept_as_it_was_given(name):
    assert check_name(name) == name


def test_a_name_is_trimmed_and_composed():
    assert check_name(" \tE\u0301mile\n") == "Émile"
    assert check_name("e\u0301" * MAX_NAME) == "é" * MAX_NAME


@pytest.mark.parametrize(
    "name",
    [
        "",
        "  ",
        "\u200b",
        "\u0301",
        "x" * (MAX_NAME + 1),
        "a\nb",
        "a\tb",
        "a\0b",
        "a\u2028b",
        "half \ud83d",
    ],
)
def test_what_nobody_could_see_or_keep_is_no_name(name):
    with pytest.raises(InvalidWordsError) as refused:
        check_name(name)

    assert name.strip() not in sentence(refused.value) or not name.strip()
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Noor", "NOOR"),
        ("Émile", "e\u0301mile"),
        ("STRASSE", "straße"),
        ("Anna  Maria", "anna\u00a0maria"),
        ("ΣΟΦΟΣ", "σοφος"),
    ],
)
def test_case_spaces_and_the_encoding_of_accents_do_not_make_another_name(one, other):
    assert fold(one) == fold(other)


def test_an_accent_makes_another_name():
    assert fold("Noé") != fold("Noe")


@given(st.text(max_size=20))
def test_folding_is_done_once(name):
    assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(
    ("words", "people", "tags"),
    [
        ("tea with @Noor and @Jean-Luc, #morning-light.", ("Noor", "Jean-Luc"), ("morning-light",)),
        ("@Noor", ("Noor",), ()),
        ("(@Émile) “@Zoë” —@Åse", ("Émile", "Zoë", "Åse"), ()),
        ("@E\u0301mile", ("Émile",), ()),
        ("和@小明 去公园 #家", ("小明",), ("家",)),
        ("עם @נועה #שקט", ("נועה",), ("שקט",)),
        ("@नूर #सुबह", ("नूर",), ("सुबह",)),
        ("با @علی‌رضا", ("علی‌رضا",), ()),
        ("@Noor's cat, @O'Brien and @James'", ("Noor", "O'Brien", "James"), ()),
        ("@Noor, @noor and @NOOR", ("Noor",), ()),
        ("＠Noor ＃tea", ("Noor",), ("tea",)),
        ("#90s #1st", (), ("90s", "1st")),
        ("write to a@b.de or a.b+c@d.org or é@x.fr", (), ()),
        ("@ # #1 #2026 @3pm #- @_", (), ()),
        ("https://x.org/a#part https://x.org/#part https://x.org/@noor &#39; C#x", (), ()),
        ("## heading ##two @@noor", (), ()),
        ("line\n@Noor\n#tea\n", ("Noor",), ("tea",)),
        ("@" + "x" * (MAX_NAME + 1), (), ()),
        ("", (), ()),
    ],
)
def test_who_and_what_is_mentioned(words, people, tags):
    assert mentions(words) == (people, tags)


def test_a_name_of_several_words_is_read_where_it_is_known():
    known = ("Anna", "Anna Maria", "Anna Maria Luisa")

    assert mentions("@anna  maria", known).people == ("anna",), (
        "two spaces are not how it is spelled"
    )
    assert mentions("with @anna maria, and @Anna Marianne", known).people == ("Anna Maria", "Anna")
    assert mentions("@Anna Maria Luisa", known).people == ("Anna Maria Luisa",)


@given(typed_words)
def test_whatever_is_typed_gives_valid_names_that_stand_in_it(words):
    for name in [name for found in mentions(words) for name in found]:
        assert check_name(name) == name
        assert name in unicodedata.normalize("NFC", words)


@given(typed_words, st.integers(0, 40))
def test_what_is_being_typed_stands_around_the_cursor(words, cursor):
    cursor = min(cursor, len(words))
    typing = being_typed(words, cursor)

    if typing is not None:
        start, end = typing.span
        assert start < cursor <= end <= len(words)
        assert words[start] in ("@＠" if typing.kind == "person" else "#＃")
        assert words[start + 1 : cursor] == typing.typed


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("tea with @|", ("person", "", (9, 10))),
        ("tea with @No|", ("person", "No", (9, 12))),
        ("tea with @No|or today", ("person", "No", (9, 14))),
        ("@Jean-|", ("person", "Jean-", (0, 6))),
        ("@Noor and #mor|", ("tag", "mor", (10, 14))),
        ("@Noor |", None),
        ("@Noor.|", None),
        ("@-|", None),
        ("|@Noor", None),
        ("a@b|", None),
        ("no sign|", None),
    ],
)
def test_a_name_is_completed_while_it_is_being_typed(words, expected):
    cursor = words.index("|")

    assert being_typed(words.replace("|", ""), cursor) == expected


def typed(names, *steps, kind="person"):
    """The names after the words went through these steps."""
    by_hand = given_by_hand(names, mentions(steps[0]), kind)
    for before, after in pairwise(steps):
        names = with_mentions(names, mentions(before), mentions(after), kind, by_hand=by_hand)
    return names


def letters(words: str) -> list[str]:
    return [words[:length] for length in range(len(words) + 1)]


def test_a_name_typed_letter_by_letter_leaves_only_itself():
    assert typed((), *letters("tea with @Noor")) == ("Noor",)


def test_names_are_added_behind_those_that_are_there():
    assert typed(("Ann", "Bo"), "", "@Cem") == ("Ann", "Bo", "Cem")


def test_taking_a_mention_out_takes_its_name_out():
    assert typed(("Ann", "Noor"), "tea with @Noor", "tea with") == ("Ann",)


def test_correcting_a_mention_corrects_the_name():
    assert typed(("Nor",), "@Nor", "@Noor") == ("Noor",)


def test_a_name_given_by_hand_stays_though_a_mention_of_it_came_and_went():
    assert typed(("art",), *letters("#artist"), kind="tag") == ("art", "artist")
    assert typed(("Noor",), "", "@noor", "") == ("Noor",)


def test_a_name_taken_away_by_hand_stays_away_while_its_mention_stands():
    assert typed((), "@Noor", "@Noor smiled", "@Noor smiled at @Bo") == ("Bo",)


def test_a_name_mentioned_twice_stays_until_the_last_mention_goes():
    assert typed(("Noor",), "@Noor and @noor", "@Noor") == ("Noor",)


def test_words_say_nothing_about_places():
    assert with_mentions(("Elbe",), mentions("@a #b"), mentions(""), "place") == ("Elbe",)


@given(
    st.lists(typed_words, max_size=6),
    st.lists(st.sampled_from(["Ann", "b", "נ", "É"]), unique=True),
)
def test_only_what_changed_in_the_words_changes_the_names(steps, names):
    steps = ["", *steps]
    after = typed(tuple(names), *steps)

    assert after[: len(names)] == tuple(names), (
        "what was there before the words stays, in its order"
    )
    now = {fold(name) for name in mentions(steps[-1]).people}
    assert {fold(name) for name in after} == {fold(name) for name in names} | now
    assert len({fold(name) for name in after}) == len(after)
