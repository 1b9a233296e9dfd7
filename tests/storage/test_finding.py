"""Finding glimmers again: 60 queries over a journal in ten scripts, and every answer the same as by
reading all of it.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import UnknownGlimmerError
from app.core.glimmers import PATHWAYS, Draft, Edit, Glimmer, GlimmerId
from app.core.lookback.folding import folded
from app.core.lookback.marks import contains
from app.core.lookback.query import Query, Term, read_query
from app.core.names import fold
from app.core.photos import Parts, Photo, PhotoId
from app.core.when.grammar import understand
from app.core.when.times import at_moment
from storage.journal import Journal
from storage.rows import finding_rows
from storage.rows.drawer import PAGE
from storage.rows.finding_rows import FindingRows
from storage.steps import finished
from tests.core.typed import a_query, any_text, typed_query

NOW = datetime(2026, 11, 29, 17, 4, 11, tzinfo=ZoneInfo("Europe/Berlin"))
PHOTO = Photo(id=PhotoId("ab" * 32), width=40, height=30, media_type="image/jpeg", size=9)


def kept(journal: Journal, note: str, *, days_ago: float = 0, **rest: Any) -> Glimmer:
    at = NOW - timedelta(days=days_ago)
    photo = rest.pop("photo", False)
    when = rest.pop("when", None)
    draft = Draft(when=when or at_moment(at), note=note, **rest)
    glimmer = journal.keep(draft, at=at, photos=[PHOTO] if photo else [])
    if isinstance(photo, str):
        journal.photos.describe(glimmer.id, PHOTO.id, photo, at=at)
    return glimmer


MANY_SCRIPTS: dict[str, tuple[str, dict[str, Any]]] = {
    # Newest first: a letter for each, what it says, and what comes with it.
    "a": ("The ocean was so quiet this morning", {"people": ("Mum",), "pathway": "around"}),
    "b": ("Sunshine on the kitchen wall", {"photo": True, "loved": True}),
    "c": ("Quel élan, ce matin au café", {"places": ("Besançon",)}),
    "d": ("Café with Noor: “don’t hurry”, she said", {"people": ("Noor",), "pathway": "between"}),
    "e": ("今天我在公园散步，看见一只猫", {"tags": ("散步",)}),
    "f": ("公司门口的花开了 🌸", {"pathway": "around"}),
    "g": ("昨日、母とさくらを見た", {"people": ("母",)}),
    "h": ("コーヒーの香り", {"photo": "steam over a cup"}),
    "i": ("공원에서 산책했다", {"places": ("서울",)}),
    "j": ("البحر في الصباح", {"people": ("أمي",)}),
    "k": ("مشينا إلى بحرٍ هادئ مع أحمد", {"tags": ("سفر",)}),
    "l": ("والدتي تضحك", {"loved": True}),
    "m": ("שָׁלוֹם של בוקר", {}),
    "n": ("Ёлка пахнет лесом", {"people": ("Оля",)}),
    "o": ("Ένας ΗΛΙΟΣ στη θάλασσα", {"places": ("Αθήνα",)}),
    "p": ("सुबह की चाय, माँ के साथ", {}),
    "q": ("ทะเลตอนเช้าเงียบมาก", {"photo": True}),
    "r": ("Wave 👋🏽 from the 👨‍👩‍👧 next door :)", {"pathway": "between"}),
    "s": ("Work was kind today", {"tags": ("work",), "pathway": "within"}),
    "t": ("We walked around the block, 10:30 at night", {"pathway": "within"}),
    "u": ("Straße im Schnee – Øyvind lachte", {"people": ("Øyvind",)}),
    "v": ("100% sun_light", {"tags": ("sea",)}),
    "w": ("", {"people": ("Mum", "Noor"), "tags": ("sea swim",), "photo": True}),
    "x": ("Mumbai by night", {"when": "March 2019"}),
    "y": ("ocean of grass", {"when": "the 90s", "loved": True}),
    "z": ("When I was small: the OCEAN", {"when": "free:when I was small"}),
}

QUERIES = {
    # Words in any order, and parts of them
    "ocean": "a y z",
    "OCEAN": "a y z",
    "quiet ocean": "a",
    "ocean quiet": "a",
    "shine": "b",
    "oce": "a y z",
    "ocean grass": "y",
    "ocean work": "",
    "nothing": "",
    # Accents and letters
    "élan": "c",
    "Elan": "c",
    "cafe": "c d",
    "strasse": "u",
    "oyvind": "u",
    "don't": "d",
    # Chinese, Japanese, Korean
    "公园": "e",
    "公": "e f",
    "散步": "e",
    "公园 猫": "e",
    "さくら": "g",
    "サクラ": "g",
    "母": "g",
    "こーひー": "h",
    "コーヒー": "h",
    "산책": "i",
    "공원": "i",
    # Arabic, Hebrew, Russian, Greek, Hindi, Thai
    "البحر": "j k",
    "بحر": "j k",
    "احمد": "k",
    "أحمد": "k",
    "والدتي": "l",
    "שלום": "m",
    "елка": "n",
    "ηλιος": "o",
    "θαλασσα": "o",
    "चाय": "p",
    "ทะเล": "q",
    # Emoji, signs, single letters
    "🌸": "f",
    "👋": "r",
    ":)": "r",
    "100%": "v",
    "sun_": "v",
    "10:30": "t",
    # Names are found too
    "Noor": "d w",
    "mum": "a w x",
    "#sea": "v w",
    "@mum": "a w",
    # What is on a photo
    "steam cup": "h",
    "cup 香": "h",
    # In quotes
    '"the block"': "t",
    '"around"': "t",
    '"the ocean': "a z",
    "(ocean": "a y z",
    # Filters
    'person:"Mum"': "a w",
    "person:mum": "a w",
    'tag:"sea"': "v",
    "tag:sea": "v w",
    "place:besancon": "c",
    "around": "a f",
    "within walked": "t",
    "has:photo": "b h q w",
    "has:photo -sunshine": "h q w",
    "is:loved": "b l y",
    "ocean -person:mum": "y z",
    "ocean year:1995": "y",
    "year:2019": "x",
    "year:1990-2019": "x y",
    "ocean year:2019-9999": "a",
    "ocean -year:2019-9999": "y z",
    "ocean -year:2026": "y z",
    'ocean person:"Mum" around year:2026 -work': "a",
    "person:nobody": "",
}


@pytest.fixture(scope="module")
def scripts() -> Iterator[tuple[Journal, dict[GlimmerId, str]]]:
    with closing(Journal.in_memory()) as journal:
        letters = {}
        for number, (letter, (note, rest)) in enumerate(MANY_SCRIPTS.items()):
            known = dict(rest)
            if "when" in known:
                known["when"] = understand(known["when"], now=NOW)
            letters[kept(journal, note, days_ago=number / 24, **known).id] = letter
        gone = kept(journal, "an ocean let go", photo=True, people=("Mum",))
        journal.remove(gone.id, at=NOW)
        yield journal, letters


@pytest.mark.parametrize(("typed", "letters"), QUERIES.items())
@pytest.mark.parametrize("once", [True, False])
def test_each_query_finds_what_it_should(scripts, typed, letters, once):
    journal, known = scripts

    found = FindingRows(journal._access).page(read_query(typed), once=once)

    assert " ".join(known[each.glimmer.id] for each in found) == letters


def test_marks_are_of_the_note(scripts):
    journal, _ = scripts
    finding = journal.drawer(FindingRows)

    by_words = finding.page(read_query("quiet ocean"))
    by_name = finding.page(read_query("noor"))

    assert [each.marks for each in by_words] == [((4, 9), (17, 22))]
    assert [each.marks for each in by_name] == [((10, 14),), ()]


# The same as reading all of it --------------------------------------------------------------------

SIGNS = {"person": "@", "place": "", "tag": "#"}


def plainly(journal: Journal, query: Query) -> list[GlimmerId]:
    """What a query finds, by reading everything and looking at it."""
    glimmers = journal.page(limit=10_000)
    parts = journal.parts([glimmer.id for glimmer in glimmers])
    return [glimmer.id for glimmer in glimmers if meets(glimmer, parts[glimmer.id], query)]


def meets(glimmer: Glimmer, parts: Parts, query: Query) -> bool:
    names = {"person": parts.people, "place": parts.places, "tag": parts.tags}
    note = folded(glimmer.note)
    signed = {
        kind: [" ".join(folded(SIGNS[kind] + name).split()) for name in those]
        for kind, those in names.items()
    }

    def says(term: Term) -> bool:
        texts = [note, *(text for those in signed.values() for text in those)]
        texts += [folded(photo.description) for photo in parts.photos]
        return any(contains(text, term) for text in texts)

    def carries(kind: str, name: str, whole: bool) -> bool:
        if whole:
            return name in map(fold, names[kind])
        return any(name in text for text in signed[kind])

    def lasts(first: int, last: int) -> bool:
        if glimmer.start is None or glimmer.end is None:
            return False
        return int(glimmer.start[:4]) <= last and int(glimmer.end[:4]) >= first

    return (
        all(map(says, query.terms))
        and not any(map(says, query.without))
        and all(carries(*each) for each in query.names)
        and not any(carries(*each) for each in query.without_names)
        and (not query.pathways or glimmer.pathway in query.pathways)
        and glimmer.pathway not in query.without_pathways
        and (not query.years or any(lasts(*each) for each in query.years))
        and not any(lasts(*each) for each in query.without_years)
        and query.photos in (None, bool(parts.photos))
        and query.loved in (None, glimmer.loved)
    )


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a small journal is as large for the search as a large one."""
    for name in ("_FIRST_WALK", "_STEP", "_READ_IN_A_STEP", "_NUMBERS"):
        monkeypatch.setattr(finding_rows, name, 3)


def in_pages(finding: FindingRows, query: Query, *, once: bool) -> list[GlimmerId]:
    """All that it finds, two at a time."""
    ids: list[GlimmerId] = []
    while page := finding.page(query, before=ids[-1] if ids else None, limit=2, once=once):
        ids += [each.glimmer.id for each in page]
    return ids


words = any_text.filter(lambda text: "\0" not in text)
names = st.lists(st.sampled_from(["Mum", "Noor", "Émile", "sea", "the sea", "公园"]), max_size=2)
a_glimmer = st.fixed_dictionaries(
    {
        "note": words,
        "days_ago": st.integers(0, 900),
        "people": names.map(tuple),
        "tags": names.map(tuple),
        "pathway": st.sampled_from([None, *PATHWAYS]),
        "photo": st.sampled_from([False, True, "the sea, 公园", "élan"]),
        "loved": st.booleans(),
        "when": st.sampled_from(
            [None, None, understand("the 90s", now=NOW), understand("free:once", now=NOW)]
        ),
    }
)


@given(
    before=st.lists(a_glimmer, max_size=12),
    after=st.lists(a_glimmer, max_size=3),
    queries=st.lists(typed_query, max_size=5),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_answer_is_that_of_reading_everything(small_steps, before, after, queries):
    with closing(Journal.in_memory()) as journal:
        finding = journal.drawer(FindingRows)
        notes = [kept(journal, **each) for each in before]
        asked = [*map(read_query, queries), *(read_query(each["note"][:5]) for each in before)]
        for query in asked:  # the index is made of what is there now
            assert in_pages(finding, query, once=False) == plainly(journal, query)
        for each in after:
            kept(journal, **each)
        for number, glimmer in enumerate(notes):
            if number % 4 == 1:
                journal.change(glimmer.id, Edit(note="the sea, 公园", loved=True), at=NOW)
            elif number % 4 == 2:
                journal.remove(glimmer.id, at=NOW)
            elif number % 8 == 3:
                journal.erase(glimmer.id, at=NOW)
        for query in asked:
            assert in_pages(finding, query, once=False) == plainly(journal, query)
            assert in_pages(finding, query, once=True) == plainly(journal, query)


def test_five_thousand_odd_queries_find_what_reading_everything_finds(small_steps):
    """`make torture` asks a hundred thousand."""
    seed = random.SystemRandom().randrange(2**32)

    assert odd_answers(5000, seed) == [], f"seed {seed}"


def odd_answers(number: int, seed: int) -> list[str]:
    """Those of so many odd queries whose answer is not that of reading everything; the journal
    changes between them.
    """
    rng = random.Random(seed)
    odd: list[str] = []
    with closing(Journal.in_memory()) as journal:
        for place, (note, rest) in enumerate(MANY_SCRIPTS.values()):
            known = {key: value for key, value in rest.items() if key != "when"}
            kept(journal, note, days_ago=place * 40, **known)
        finding = journal.drawer(FindingRows)
        for asked in range(number):
            typed = a_query(rng)
            query = read_query(typed)
            ids = [each.glimmer.id for each in finding.page(query, once=rng.random() < 0.1)]
            if ids != plainly(journal, query)[:PAGE]:
                odd.append(typed)
            if asked % 500 == 499:
                one = rng.choice(journal.page())
                note = a_query(rng).replace("\0", "").encode("utf-8", "ignore").decode()
                journal.change(one.id, Edit(note=note), at=NOW)
    return odd


# In steps -----------------------------------------------------------------------------------------


def test_a_search_is_done_in_steps_and_can_be_stopped_between_two(small_steps):
    with closing(Journal.in_memory()) as journal:
        for number in range(30):
            kept(journal, f"glimmer {number}", days_ago=number)
        finding = journal.drawer(FindingRows)

        steps = finding.in_steps(read_query("nowhere"))
        for _ in range(4):  # while the index is being made
            next(steps)
        steps.close()  # another letter was typed
        kept(journal, "kept meanwhile")

        found = finding.page(read_query("meanwhile"))
        assert [each.glimmer.note for each in found] == ["kept meanwhile"]
        anew = journal.drawer(FindingRows).in_steps(read_query("nowhere"))
        assert sum(1 for _ in anew) > 5


def test_what_is_let_go_or_says_another_before_a_search_ends_is_not_found(small_steps):
    with closing(Journal.in_memory()) as journal:
        notes = [kept(journal, f"heron {number}", days_ago=number) for number in range(9)]
        finding = journal.drawer(FindingRows)
        steps = finding.in_steps(read_query("heron"))
        next(steps)

        journal.remove(notes[0].id, at=NOW)
        journal.change(notes[1].id, Edit(note="moss"), at=NOW)

        found = [each.glimmer.note for each in finished(steps)]
        assert found == [f"heron {number}" for number in range(2, 9)]


def test_glimmers_that_carry_several_of_the_names_hide_no_others(small_steps):
    with closing(Journal.in_memory()) as journal:
        for number in range(9):
            both = ("Mum", "Émile") if number < 2 else ("Émile",)
            kept(journal, f"tea {number}", days_ago=number, people=both)
        finding = journal.drawer(FindingRows)

        for typed in ("person:m", "m tea"):
            asked = read_query(typed)
            assert in_pages(finding, asked, once=False) == plainly(journal, asked)


def test_a_page_goes_on_behind_a_glimmer_and_refuses_one_that_is_none():
    with closing(Journal.in_memory()) as journal:
        for number in range(5):
            kept(journal, f"glimmer {number}", days_ago=number)
        finding = journal.drawer(FindingRows)

        with pytest.raises(UnknownGlimmerError):
            finding.page(read_query("glimmer"), before=GlimmerId("nobody"))
        first = finding.page(read_query(""), limit=2)
        assert [each.glimmer.note for each in first] == ["glimmer 0", "glimmer 1"]


def test_what_another_program_changes_is_found(tmp_path: Path, small_steps):
    file = tmp_path / "glimmers.db"
    with closing(Journal.open(file)) as journal, closing(Journal.open(file)) as other:
        for number in range(20):
            kept(journal, f"glimmer {number}", days_ago=number)
        finding = journal.drawer(FindingRows)
        oldest = journal.page(limit=20)[-1]
        assert finding.page(read_query("heron")) == []

        other.change(oldest.id, Edit(note="a heron"), at=NOW)

        assert [each.glimmer.id for each in finding.page(read_query("heron"))] == [oldest.id]
        other.erase(oldest.id, at=NOW)
        assert finding.page(read_query("heron")) == []


def test_of_what_was_deleted_for_good_no_word_stays_in_the_index(small_steps):
    with closing(Journal.in_memory()) as journal:
        for number in range(9):
            kept(journal, "moss", days_ago=number + 1)
        gone = kept(journal, "a heron")
        finding = journal.drawer(FindingRows)
        finding.page(read_query("nowhere"))
        assert finding._index.having(Term("heron"), most=9) != set()

        journal.erase(gone.id, at=NOW)
        finding.page(read_query("nowhere"))

        assert finding._index.having(Term("heron"), most=9) == set()


def test_words_that_are_no_text_any_more_are_searched_all_the_same(tmp_path: Path):
    file = tmp_path / "glimmers.db"
    with closing(Journal.open(file)) as journal:
        kept(journal, "a heron, and moss")
        kept(journal, "moss", days_ago=1)
    with closing(sqlite3.connect(file)) as conn, conn:
        conn.execute("UPDATE glimmers SET note = CAST(x'6D6F7373FF' AS TEXT) WHERE note = 'moss'")

    with closing(Journal.open(file)) as journal:
        found = journal.drawer(FindingRows).page(read_query("moss"))

    assert [each.glimmer.note for each in found] == ["a heron, and moss", "moss\ufffd"]


def test_a_note_that_is_no_text_at_all_ends_no_search(tmp_path: Path):
    file = tmp_path / "glimmers.db"
    with closing(Journal.open(file)) as journal:
        kept(journal, "a heron")
        kept(journal, "moss", days_ago=1, people=("Mum",))
    damage = (
        "UPDATE sqlite_master SET sql = replace(sql, ') STRICT', ')') WHERE name = 'glimmers'",
        "UPDATE glimmers SET note = x'FF00' WHERE note = 'moss'",
        "UPDATE sqlite_master SET sql = sql || ' STRICT' WHERE name = 'glimmers'",
    )
    for statement in damage:  # as a torn page may be, whatever the column allows
        with closing(sqlite3.connect(file)) as conn, conn:
            conn.execute("PRAGMA writable_schema = ON")
            conn.execute(statement)

    with closing(Journal.open(file)) as journal:
        finding = journal.drawer(FindingRows)
        for once in (True, False):
            assert len(finding.page(read_query("heron"), once=once)) == 1
            assert len(finding.page(read_query("mum"), once=once)) == 1


def test_finding_writes_nothing(tmp_path: Path):
    file = tmp_path / "glimmers.db"
    with closing(Journal.open(file)) as journal:
        kept(journal, "a heron")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    with closing(Journal.read(file)) as journal:
        assert len(journal.drawer(FindingRows).page(read_query("heron"))) == 1

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
