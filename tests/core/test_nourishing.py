"""What comes back over days is named, and nothing about how often."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.glimmers import PATHWAYS, GlimmerId
from app.core.lookback.filters import of_pathway, of_word
from app.core.lookback.folding import folded
from app.core.lookback.nourishing import (
    DAYS,
    DAYS_IN_ALL,
    KINDS,
    MOST,
    WEEKS,
    WEEKS_IN_ALL,
    Lived,
    Nourishing,
    nourishing,
    words_of,
)
from app.core.lookback.query import Query, Term, read_query
from app.core.photos import Attached, Photo, PhotoId

FIRST = date(2026, 1, 5)


def lived(ago: int, note: str = "", **rest: object) -> Lived:
    """So many days after the first."""
    id = GlimmerId(f"{ago:04}-{note}-{rest}")
    return Lived(id=id, day=FIRST + timedelta(days=ago), note=note, **rest)  # type: ignore[arg-type]


def quiet(days: int = 40) -> list[Lived]:
    """Days of which nothing is to be said, so that others can be."""
    return [lived(3 * number) for number in range(days)]


def named(found: tuple[Nourishing, ...] | None, kind: str) -> list[str]:
    assert found is not None
    return [one.what for one in found if one.kind == kind]


def person(name: str, *days: int) -> list[Lived]:
    return [lived(day, names=(("person", name),)) for day in days]


# What comes back ----------------------------------------------------------------------------------

NAMES = st.lists(
    st.tuples(st.sampled_from(("person", "place", "tag")), st.sampled_from("ABCDEFGH")), max_size=3
)
LIVED = st.builds(
    lambda day, minute, pathway, note, names: lived(
        day, note, minute=minute, pathway=pathway, names=tuple(dict.fromkeys(names))
    ),
    day=st.integers(0, 360),
    minute=st.none() | st.integers(0, 1439),
    pathway=st.none() | st.sampled_from(PATHWAYS),
    note=st.sampled_from(("", "Sea", "Tea with Noor", "the sea, again", "Warm stones", "Tee. Sea")),
    names=NAMES,
)
JOURNALS = st.integers(0, 10**6).flatmap(
    lambda _: st.lists(LIVED, max_size=60).map(lambda few: [*few, *few[:20]])
)


def carries(one: Nourishing, each: Lived) -> bool:
    """Told once more and plainly."""
    match one.kind:
        case "pathway":
            return each.pathway == one.what
        case "word":
            return folded(one.what) in {folded(word) for word, _ in words_of(each.note)}
        case "hours":
            begins, ends = {
                "morning": (5, 12),
                "afternoon": (12, 17),
                "evening": (17, 22),
                "night": (22, 29),
            }[one.what]
            if each.minute is None:
                return False
            hour = each.minute // 60
            return begins <= hour < ends or begins <= hour + 24 < ends
        case "months":
            first = {"march": 3, "june": 6, "september": 9, "december": 12}[one.what]
            return (each.day.month - first) % 12 < 3
        case _:
            return (one.kind, one.what) in each.names


@settings(max_examples=60, deadline=None)
@given(JOURNALS)
def test_what_is_named_comes_back_on_several_days_of_several_weeks(journal):
    found = nourishing(journal) or ()

    for one in found:
        days = {each.day for each in journal if carries(one, each)}
        assert len(days) >= DAYS
        assert max(days) - min(days) >= timedelta(weeks=WEEKS)


@settings(max_examples=60, deadline=None)
@given(JOURNALS)
def test_it_stands_in_one_order_and_each_thing_once_and_few_of_a_kind(journal):
    found = nourishing(journal) or ()

    kinds = [one.kind for one in found]
    assert kinds == sorted(kinds, key=KINDS.index)
    assert len({(one.kind, one.what) for one in found}) == len(found)
    for kind in ("person", "place", "tag", "word"):
        names = named(found, kind)
        assert len(names) <= MOST
        assert names == sorted(names, key=lambda name: (folded(name), name))


@settings(max_examples=60, deadline=None)
@given(JOURNALS, st.integers(0, 10**6), st.integers(1, 9))
def test_neither_the_order_nor_a_flood_of_one_hour_changes_anything(journal, seed, times):
    shuffled = journal[:]
    random.Random(seed).shuffle(shuffled)
    flood = [
        replace(each, id=GlimmerId(f"{each.id}-{nth}")) for each in journal for nth in range(times)
    ]
    wordless = [replace(each, note="") for each in journal]
    flood = [replace(each, note="") for each in flood]

    assert nourishing(shuffled) == nourishing(journal)
    again = nourishing([*wordless, *flood])
    assert _things(again) == _things(nourishing(wordless))


def _things(found: tuple[Nourishing, ...] | None) -> list[tuple[str, str]] | None:
    return None if found is None else [(one.kind, one.what) for one in found]


def test_ten_times_in_one_hour_are_one_time():
    often = [lived(7, f"number {nth}", names=(("person", "Ida"),)) for nth in range(40)]

    assert named(nourishing([*quiet(), *often]), "person") == []
    assert named(nourishing([*quiet(), *person("Ida", 7, 8, 9, 10)]), "person") == []
    assert named(nourishing([*quiet(), *person("Ida", 7, 8, 9, 28)]), "person") == ["Ida"]


@pytest.mark.parametrize(
    ("days", "enough"),
    [
        ([], False),
        ([0, 40] * 30, False),
        (list(range(DAYS_IN_ALL)), False),
        ([3 * day for day in range(DAYS_IN_ALL)], False),
        ([*range(DAYS_IN_ALL - 1), 7 * WEEKS_IN_ALL - 1], False),
        ([*range(DAYS_IN_ALL - 1), 7 * WEEKS_IN_ALL], True),
    ],
)
def test_nothing_is_said_before_there_is_enough(days, enough):
    assert (nourishing([lived(day) for day in days]) is not None) == enough


def test_nobody_is_first_people_stand_as_in_the_alphabet():
    people = [*person("Zoe", *range(0, 90, 3)), *person("Élan", 1, 20, 40, 60)]

    assert named(nourishing([*quiet(), *people]), "person") == ["Élan", "Zoe"]


# Hours and times of year --------------------------------------------------------------------------


def test_an_hour_is_named_where_much_of_the_days_is_and_nights_begin_the_evening_before():
    evenings = [lived(5 * day, minute=18 * 60) for day in range(12)]
    nights = [
        lived(11 * day + 1, minute=minute) for day, minute in enumerate([1380, 30, 1439, 299])
    ]

    assert named(nourishing(evenings + nights), "hours") == ["evening"]
    assert named(nourishing(evenings[:6] + nights), "hours") == ["evening", "night"]
    assert named(nourishing(quiet()), "hours") == []


def test_where_all_hours_are_alike_none_is_named():
    all_day = [lived(day, minute=60 * hour) for day in range(60) for hour in (3, 9, 14, 19)]

    assert named(nourishing(all_day), "hours") == []
    assert named(nourishing([x for x in all_day if x.minute != 180]), "hours") == [
        *("morning", "afternoon", "evening")
    ]


def test_a_time_of_year_says_something_only_beside_others():
    spring = [lived(day) for day in range(60, 140, 5)]
    others = [lived(day) for day in (0, 180, 200)]

    assert named(nourishing(spring), "months") == []
    assert named(nourishing([*spring, *others]), "months") == ["march"]


# Words --------------------------------------------------------------------------------------------

NOTES = {
    "English": (
        "Tea on the balcony. / Sun on the wall / The neighbour's cat. / My tea went cold, the sea "
        "did not. / A walk by the sea. / The smell of bread in the morning / With Noor, tea. / It "
        "was the light on the water. / The sea was calm and I was too. / Rain on the roof, "
        "and the tea. / The bus was on time / I laughed at the cat. / Sea. / My sister called",
        {"sea", "tea"},
    ),
    "German": (
        "Tee auf dem Balkon. / Die Sonne an der Wand / Ein Spaziergang am Meer. / Das Meer war "
        "still. / Mit Noor, am Meer / Der Geruch von Brot / Tee mit Honig, und der Tee war warm. / "
        "Regen auf dem Dach / Das Licht auf dem Wasser / Die Katze der Nachbarn / Kalter Tee / "
        "Am Meer, und das Meer war da. / Der Bus war da, und die Sonne. / Ein Tee",
        {"Tee", "Meer"},
    ),
    "Arabic": (
        "شاي على الشرفة / الشمس على الجدار / رائحة الخبز / مشي قرب البحر / هدوء البحر / البحر / "
        "ضحك مع أمي / قهوة في البيت / ضوء على الماء / المطر على السقف / أمام البحر / "
        "صوت من بعيد / القطة على الكرسي / البحر في المساء",
        {"البحر"},
    ),
    "Japanese": (
        "朝の散歩。 / コーヒーを飲んだ / 空が青い / 散歩のあとのコーヒー / 猫が来た / "
        "夕方の散歩 / 雨の音 / 電車の窓から海 / いい匂いのコーヒー / 友達と話した / 散歩 / "
        "星がきれいだった / コーヒー / 本を読んだ",
        {"散歩", "コーヒー"},
    ),
}


@pytest.mark.parametrize("language", NOTES)
def test_words_that_say_something_are_told_from_those_that_do_not(language):
    said, wanted = NOTES[language]
    journal = [lived(9 * day, note.strip()) for day, note in enumerate(said.split("/"))]

    assert set(named(nourishing(journal), "word")) == wanted


def test_a_word_is_written_as_it_mostly_was_and_however_that_is_it_is_one():
    notes = ["Élan!", "elan", "élan", "Sun and élan", "élan"]
    journal = [lived(9 * day, note) for day, note in enumerate(notes)]
    others = [lived(5 * day, f"word{'abcdefghijklmnopqrst'[day]}") for day in range(20)]

    assert named(nourishing([*journal, *others]), "word") == ["élan"]


def test_a_name_is_no_word_and_no_word_of_a_hidden_name_is_said():
    journal = [
        each
        for day in range(20)
        for each in (
            lived(9 * day, f"Mum, Ida. {'Sea' if day < 5 else ''}", names=(("person", "Mum"),)),
            lived(9 * day + 1, f"other{'abcdefghijklmnopqrst'[day]}"),
            lived(9 * day + 2, f"more{'abcdefghijklmnopqrst'[day]}"),
            lived(9 * day + 3, "so much"),
        )
        if each.note != "so much" or day < 3
    ]

    assert named(nourishing(journal), "word") == ["Ida", "Sea"]
    assert named(nourishing(journal, silent=["ida lovelace"]), "word") == ["Sea"]


@pytest.mark.parametrize(
    "note", ["see https://sea.example/tea", "mail tea@sea.example now", "3 4 5"]
)
def test_addresses_and_numbers_are_no_words(note):
    assert not {"https", "sea", "tea", "example", "3"} & {word for word, _ in words_of(note)}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_words_of_its_own_letters_only(note):
    for word, _ in words_of(note):
        assert word in note
        assert not any(character.isspace() for character in word)


@pytest.mark.parametrize("word", ["sea", "around", "within", "don't", "البحر", "散歩", "has"])
def test_a_word_leads_to_its_glimmers_whatever_it_means_in_a_query(word):
    asked = read_query(of_word(word))

    assert len(asked.terms) == 1
    assert asked == Query(terms=asked.terms)
    assert folded(word).endswith(asked.terms[0].text)


def test_a_pathway_leads_to_its_glimmers():
    assert all(read_query(of_pathway(one)) == Query(pathways=(one,)) for one in PATHWAYS)
    assert read_query(of_word("sea")) == Query(terms=(Term("sea"),))


# Pictures -----------------------------------------------------------------------------------------


def photo(name: str) -> Attached:
    return Attached(
        photo=Photo(id=PhotoId(name), width=40, height=30, media_type="image/jpeg", size=1)
    )


def test_each_has_a_photo_of_its_own_the_latest_and_the_light_of_most_of_its_glimmers():
    both = (("person", "Ida"), ("place", "Sea"))
    journal = [
        lived(9, names=both, cover=photo("early"), pathway="around"),
        lived(30, names=both, pathway="around"),
        lived(50, names=both, pathway="between"),
        lived(70, names=both, cover=photo("late")),
        *quiet(),
    ]

    found = {one.what: one for one in nourishing(journal) or ()}

    assert found["Ida"].cover == photo("late")
    assert found["Sea"].cover == photo("early")
    assert found["Ida"].pathway == "around"
