"""Keeping, changing, letting go and looking: one verb, one transaction, nothing lost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import (
    BusyJournalError,
    InvalidWordsError,
    NewerJournalError,
    NotAJournalError,
    UnknownGlimmerError,
)
from app.core.glimmers import MAX_WORDS, Draft, Edit, Glimmer, GlimmerId
from app.core.when.grammar import understand
from app.core.when.times import at_moment
from storage.journal import BIN_DAYS, Journal, new_id
from storage.vault import DATABASE
from tests.storage.days import live
from tests.told import found

NOW = datetime(2026, 11, 22, 20, 15, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def journal() -> Journal:
    return Journal.in_memory()


def kept(journal: Journal, text: str = "now", note: str = "", at: datetime = NOW) -> Glimmer:
    return journal.keep(Draft(when=understand(text, now=at), note=note), at=at)


def notes(glimmers: list[Glimmer]) -> list[str]:
    return [glimmer.note for glimmer in glimmers]


def test_a_glimmer_is_kept_as_it_was_given(journal):
    draft = Draft(
        when=at_moment(NOW, zone="Europe/Berlin"),
        note="steam over\n the cup ☕",
        pathway="around",
        loved=True,
    )

    glimmer = journal.keep(draft, at=NOW)

    assert journal.get(glimmer.id) == glimmer
    assert glimmer.note == draft.note
    assert (glimmer.pathway, glimmer.loved, glimmer.zone, glimmer.removed_at) == (
        "around",
        True,
        "Europe/Berlin",
        None,
    )
    assert glimmer.start == glimmer.kept_at == glimmer.changed_at == "2026-11-22T20:15:00+01:00"


def test_an_id_is_a_uuid_of_its_millisecond():
    id = UUID(new_id(NOW))

    assert (id.version, id.variant) == (7, "specified in RFC 4122")
    assert id.int >> 80 == int(NOW.timestamp() * 1000)


def test_a_clock_before_1970_still_makes_ids():
    assert UUID(new_id(datetime(1960, 1, 1, tzinfo=UTC))).version == 7


def test_ten_thousand_ids_of_one_instant_all_differ():
    assert len({new_id(NOW) for _ in range(10_000)}) == 10_000


def test_the_newest_comes_first_and_times_of_life_last(journal):
    for text in (
        "as a child",
        "2019",
        "yesterday",
        "now",
        "about 1987",
        "summer 2026",
        "yesterday at 10:00",
    ):
        kept(journal, text, note=text)

    assert notes(journal.page()) == [
        "now",
        "yesterday at 10:00",
        "yesterday",
        "summer 2026",
        "2019",
        "about 1987",
        "as a child",
    ]


def test_pages_follow_each_other_without_gap_or_overlap(journal):
    for number in range(25):
        kept(
            journal,
            "as a child" if number % 5 == 0 else "2019" if number % 3 == 0 else "now",
            at=NOW + timedelta(seconds=number // 2),
        )
    whole = journal.page(limit=100)

    pages = [journal.page(limit=4)]
    while pages[-1]:
        pages.append(journal.page(before=pages[-1][-1].id, limit=4))

    assert [glimmer.id for page in pages for glimmer in page] == [glimmer.id for glimmer in whole]
    assert len(whole) == 25


def test_the_bin_pages_too(journal):
    for number in range(7):
        at = NOW + timedelta(seconds=number)
        journal.remove(kept(journal, at=at).id, at=at)
    whole = journal.page(bin=True)

    rest = journal.page(before=whole[2].id, bin=True)

    assert [glimmer.id for glimmer in whole[3:]] == [glimmer.id for glimmer in rest]
    assert journal.page() == []


def test_a_page_before_nothing_known_is_refused(journal):
    with pytest.raises(UnknownGlimmerError):
        journal.page(before=GlimmerId("none"))


@pytest.mark.parametrize("id", ["", "none", "\udcff", "\0", "0" * 100_000])
def test_an_unknown_id_is_refused_by_every_verb(journal, id):
    kept(journal)
    verbs = (
        lambda: journal.get(id), lambda: journal.change(id, Edit(note="x"), at=NOW),
        lambda: journal.remove(id, at=NOW),
        lambda: journal.put_back(id, at=NOW), lambda: journal.erase(id, at=NOW),
    )  # fmt: skip

    for verb in verbs:
        with pytest.raises(UnknownGlimmerError):
            verb()
    assert journal.count() == 1


def test_only_what_is_named_changes(journal):
    first = journal.keep(
        Draft(when=at_moment(NOW), note="rain", pathway="around", loved=True), at=NOW
    )
    later = NOW + timedelta(hours=1)

    changed = journal.change(first.id, Edit(when=understand("winter 2004", now=NOW)), at=later)

    assert changed == journal.get(first.id)
    assert (changed.note, changed.pathway, changed.loved, changed.kept_at) == (
        "rain",
        "around",
        True,
        first.kept_at,
    )
    assert (changed.when_text, changed.start, changed.end, changed.edtf) == (
        "winter 2004",
        "2004-12-01",
        "2005-02-28",
        "2004-24",
    )
    assert changed.changed_at == "2026-11-22T21:15:00+01:00"


def test_a_pathway_and_a_heart_can_be_taken_back(journal):
    first = journal.keep(Draft(when=at_moment(NOW), pathway="within", loved=True), at=NOW)

    changed = journal.change(first.id, Edit(pathway=None, loved=False), at=NOW)

    assert (changed.pathway, changed.loved) == (None, False)


def test_a_new_time_moves_it_in_the_timeline(journal):
    old, new = kept(journal, "2019", note="old"), kept(journal, note="new")

    journal.change(new.id, Edit(when=understand("2004", now=NOW)), at=NOW)

    assert notes(journal.page()) == ["old", "new"]
    assert journal.page(before=old.id)[0].id == new.id


@pytest.mark.parametrize("words", ["\0", "\ud800", "x" * (MAX_WORDS + 1)])
def test_words_that_cannot_be_kept_change_nothing(journal, words):
    first = kept(journal, note="rain")

    with pytest.raises(InvalidWordsError):
        journal.change(first.id, Edit(note=words), at=NOW)
    with pytest.raises(InvalidWordsError):
        kept(journal, note=words)

    assert journal.page() == [first]


def test_what_is_let_go_waits_in_the_bin_and_comes_back_whole(journal):
    first = kept(journal, "winter 2004", note="snow")

    removed = journal.remove(first.id, at=NOW)
    assert (journal.page(), journal.page(bin=True), journal.count()) == ([], [removed], 0)
    back = journal.put_back(first.id, at=NOW)

    assert back._replace(changed_at=first.changed_at) == first
    assert journal.page() == [back]


def test_letting_go_twice_keeps_the_first_day_in_the_bin(journal):
    first = kept(journal)
    once = journal.remove(first.id, at=NOW)

    assert journal.remove(first.id, at=NOW + timedelta(days=20)) == once


def test_putting_back_what_is_not_in_the_bin_changes_nothing(journal):
    first = kept(journal)

    assert journal.put_back(first.id, at=NOW + timedelta(days=1)) == first


def test_the_bin_keeps_thirty_days_and_not_longer(journal):
    first = kept(journal)
    journal.remove(first.id, at=NOW)

    live(journal, since=NOW, days=BIN_DAYS)
    assert journal.sweep_bin(now=NOW + timedelta(days=BIN_DAYS)) == 0
    assert journal.sweep_bin(now=NOW + timedelta(days=BIN_DAYS, seconds=1)) == 1
    assert journal.page(bin=True) == []


@pytest.mark.parametrize("days", [40, 400, 40_000])
def test_a_clock_set_ahead_does_not_empty_the_bin(journal, days):
    first = kept(journal)
    live(journal, since=NOW, days=1)
    journal.remove(first.id, at=NOW + timedelta(days=1))

    for _ in range(50):
        journal.begin_day(now=NOW + timedelta(days=days))
        journal.begin_day(now=NOW + timedelta(days=2))

    assert [glimmer.id for glimmer in journal.page(bin=True)] == [first.id]
    assert journal.put_back(first.id, at=NOW).removed_at is None


def test_a_clock_that_is_wrong_for_good_still_lets_the_bin_empty_day_by_day(journal):
    wrong = NOW + timedelta(days=4000)
    journal.remove(kept(journal).id, at=NOW)

    live(journal, since=wrong, days=BIN_DAYS - 2)
    assert len(journal.page(bin=True)) == 1
    live(journal, since=wrong + timedelta(days=BIN_DAYS - 1), days=1)

    assert journal.page(bin=True) == []


def test_what_lies_in_the_bin_stays_while_the_journal_is_not_opened(journal):
    first = kept(journal)
    journal.begin_day(now=NOW)
    journal.remove(first.id, at=NOW)

    journal.begin_day(now=NOW + timedelta(days=3650))

    assert [glimmer.id for glimmer in journal.page(bin=True)] == [first.id]


def test_what_was_put_back_and_let_go_again_has_all_its_days_before_it(journal):
    first = kept(journal)
    journal.remove(first.id, at=NOW)
    live(journal, since=NOW, days=BIN_DAYS - 1)
    later = NOW + timedelta(days=BIN_DAYS - 1)
    journal.put_back(first.id, at=later)
    journal.remove(first.id, at=later)

    live(journal, since=later, days=BIN_DAYS)

    assert len(journal.page(bin=True)) == 1


def test_no_diary_of_openings_is_kept(journal):
    live(journal, since=NOW, days=400)

    (days,) = journal._conn.execute("SELECT count(*) FROM days_lived").fetchone()
    assert days < 100


def test_a_program_that_runs_for_months_sweeps_the_bin_when_a_day_begins(journal):
    first, later = kept(journal), kept(journal)
    journal.remove(first.id, at=NOW)
    journal.remove(later.id, at=NOW + timedelta(hours=2))
    due = NOW + timedelta(days=BIN_DAYS, hours=1)
    live(journal, since=NOW, days=BIN_DAYS - 1)

    journal.begin_day(now=due)
    assert [glimmer.id for glimmer in journal.page(bin=True)] == [later.id]
    journal.begin_day(now=due + timedelta(hours=2))  # the same day
    assert [glimmer.id for glimmer in journal.page(bin=True)] == [later.id]
    journal.begin_day(now=due + timedelta(hours=4))

    assert journal.page(bin=True) == []


def test_a_bin_that_cannot_be_swept_is_tried_again_the_next_day(tmp_path, caplog):
    journal = Journal.open(tmp_path / DATABASE)
    journal._conn.execute("PRAGMA busy_timeout = 50")
    journal.remove(kept(journal).id, at=NOW)
    live(journal, since=NOW, days=BIN_DAYS - 1)
    due = NOW + timedelta(days=BIN_DAYS + 1)
    with closing(sqlite3.connect(tmp_path / DATABASE)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(3):
            journal.begin_day(now=due)
        other.execute("ROLLBACK")

    journal.begin_day(now=due + timedelta(days=1))

    assert journal.page(bin=True) == []
    assert [record.getMessage() for record in caplog.records] == ["the bin could not be swept"]
    journal.close()


def test_a_clock_that_jumped_back_does_not_empty_the_bin_early(journal):
    first = kept(journal)
    journal.remove(first.id, at=datetime(1970, 1, 1, tzinfo=UTC))

    assert journal.sweep_bin(now=NOW + timedelta(days=1)) == 0
    assert journal.page(bin=True)[0].id == first.id


def test_a_clock_that_jumped_back_keeps_all_the_same(journal):
    kept(journal, note="before")
    kept(journal, note="long before", at=datetime(2001, 1, 1, tzinfo=UTC))

    assert notes(journal.page()) == ["before", "long before"]


def test_undoing_a_tap_leaves_no_trace(journal):
    first = kept(journal)

    assert journal.forget(first.id)

    assert journal.count() == 0
    assert journal._conn.execute("SELECT count(*) FROM tombstones").fetchone() == (0,)
    assert not journal.forget(first.id)


@pytest.mark.parametrize("microsecond", [0, 1, 500, 999, 1000, 999_999])
def test_a_tap_can_be_undone_whatever_the_fraction_of_its_second(journal, microsecond):
    at = NOW.replace(microsecond=microsecond)
    first = journal.keep(Draft(when=at_moment(at)), at=at)

    assert journal.forget(first.id)

    assert journal.page() == []


@pytest.mark.parametrize(
    "added",
    [
        Edit(note="added from the terminal"),
        Edit(pathway="around"),
        Edit(loved=True),
        Edit(when=understand("yesterday", now=NOW)),
        Edit(people=("Noor",)),
        Edit(places=("Elbstrand",)),
        Edit(tags=("tea",)),
    ],
)
def test_undoing_a_tap_spares_what_was_added_meanwhile(journal, added):
    first = kept(journal)
    changed = journal.change(first.id, added, at=NOW)

    assert not journal.forget(first.id)

    assert journal.page() == [changed]


def test_a_tap_can_be_undone_once_what_was_added_is_taken_away_again(journal):
    first = kept(journal)
    journal.change(first.id, Edit(note="words", loved=True, people=("Noor",)), at=NOW)
    journal.change(first.id, Edit(note="", loved=False, people=()), at=NOW)

    assert journal.forget(first.id)


def test_what_is_erased_is_in_no_file_any_more(tmp_path):
    journal = Journal.open(tmp_path / DATABASE)
    gone = kept(journal, note="Zitronenfalter " * 500)
    changed = kept(journal, note="Admiral " * 500)
    for number in range(50):
        kept(journal, note=f"another {number}")
    journal.change(changed.id, Edit(note="rewritten"), at=NOW)
    journal.remove(gone.id, at=NOW)

    journal.erase(gone.id, at=NOW)
    journal.erase(changed.id, at=NOW)

    everything = b"".join(file.read_bytes() for file in tmp_path.iterdir()).lower()
    for word in (b"zitronenfalter", b"admiral", b"rewritten"):
        assert word not in everything
    assert b"another 7" in everything
    assert journal.examine().problems == ()
    journal.close()


READING = """
import sqlite3, sys
conn = sqlite3.connect(sys.argv[1])
conn.execute("BEGIN")
conn.execute("SELECT count(*) FROM glimmers").fetchone()
print("reading", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_program_reading(file: Path) -> Iterator[None]:
    with subprocess.Popen(
        [sys.executable, "-c", READING, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        assert reader.stdout.readline() == b"reading\n"
        yield
        reader.stdin.close()


def everything_in(folder: Path) -> bytes:
    """Read by another program: closing a file here would take SQLite's locks on it away from this
    process.
    """
    return subprocess.run(["cat", *folder.iterdir()], check=True, capture_output=True).stdout


@pytest.mark.parametrize(
    "later",
    [
        lambda journal: journal.changed_elsewhere(),
        lambda journal: kept(journal, note="rain"),
        lambda journal: journal.close(),
    ],
    ids=["at the next tick", "with the next glimmer", "at the end"],
)
def test_what_is_erased_while_another_program_reads_leaves_the_log_as_soon_as_it_can(
    tmp_path, later
):
    journal = Journal.open(tmp_path / DATABASE)
    another = Journal.open(tmp_path / DATABASE)  # so that closing does not empty the log by itself
    gone = kept(journal, note="Zitronenfalter " * 500)

    with another_program_reading(tmp_path / DATABASE):
        begun = time.monotonic()
        journal.erase(gone.id, at=NOW)
        kept(journal, note="meanwhile")
        journal.changed_elsewhere()
        took = time.monotonic() - begun
        assert b"Zitronenfalter" in everything_in(tmp_path)
    later(journal)

    assert took < 1
    assert b"Zitronenfalter" not in everything_in(tmp_path)
    journal.close()
    another.close()


def test_what_another_program_erased_and_left_in_the_log_is_taken_out_of_it(tmp_path):
    journal = Journal.open(tmp_path / DATABASE)
    gone = kept(journal, note="Zitronenfalter " * 500)
    erasing = (
        "import os, sqlite3, sys; conn = sqlite3.connect(sys.argv[1]); "
        "conn.execute('PRAGMA secure_delete = ON');"
        " conn.execute('DELETE FROM glimmers'); conn.execute(\"INSERT INTO glimmers_fts "
        "(glimmers_fts) VALUES ('optimize')\");"
        " conn.commit(); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", erasing, str(tmp_path / DATABASE)], check=True)
    assert b"Zitronenfalter" in everything_in(tmp_path)

    assert journal.changed_elsewhere()
    journal.changed_elsewhere()

    assert journal.page() == []
    assert gone.note.encode() not in everything_in(tmp_path)
    assert b"Zitronenfalter" not in everything_in(tmp_path)
    journal.close()


def test_two_programs_do_not_empty_the_log_in_turns_for_ever(tmp_path):
    ours, theirs = Journal.open(tmp_path / DATABASE), Journal.open(tmp_path / DATABASE)
    theirs.erase(kept(theirs, note="rain").id, at=NOW)

    looks = [journal.changed_elsewhere() for _ in range(4) for journal in (ours, theirs)]

    assert looks[0]
    assert not any(looks[4:])
    ours.close()
    theirs.close()


def test_taking_a_name_away_does_not_merge_the_index_of_words(journal):
    journal.keep(Draft(when=at_moment(NOW), note="rain", people=("Noor",)), at=NOW)
    statements: list[str] = []
    journal._conn.set_trace_callback(statements.append)

    journal.names.remove("person", "Noor", at=NOW)

    assert not [statement for statement in statements if "optimize" in statement]


def test_only_the_id_of_what_is_erased_stays(journal):
    gone = kept(journal, note="words")
    journal.erase(gone.id, at=NOW)

    assert journal._conn.execute("SELECT * FROM tombstones").fetchall() == [
        (gone.id, None, None, "2026-11-22T19:15:00.000+00:00")
    ]


def test_a_day_shows_its_moments_and_itself_but_nothing_vague(journal):
    for text in ("now", "today", "November 2026", "yesterday", "00:00", "last weekend"):
        kept(journal, text, note=text)

    assert notes(journal.of_day(NOW.date())) == ["now", "00:00", "today"]
    assert journal.of_day(date(2026, 11, 1)) == []


def test_listeners_hear_of_every_change_once_it_is_kept(journal):
    heard: list[int] = []
    stop = journal.listen(lambda: heard.append(journal.count()))

    first = kept(journal)
    journal.remove(first.id, at=NOW)
    journal.put_back(first.id, at=NOW)
    journal.erase(first.id, at=NOW)
    stop()
    stop()
    kept(journal)

    assert heard == [1, 0, 1, 0]


def test_a_listener_is_not_told_of_what_did_not_happen(journal):
    journal.listen(lambda: pytest.fail("told"))

    with pytest.raises(UnknownGlimmerError):
        journal.remove(GlimmerId("none"), at=NOW)


def test_a_listener_that_fails_neither_undoes_a_change_nor_keeps_it_from_the_others(
    journal, caplog
):
    heard: list[int] = []

    def fails() -> None:
        raise RuntimeError("Zitronenfalter")

    journal.listen(fails)
    journal.listen(lambda: heard.append(journal.count()))

    first = kept(journal, note="rain")

    assert journal.page() == [first]
    assert heard == [1]
    assert [record.getMessage() for record in caplog.records] == ["a listener failed"]


def test_another_programs_change_is_noticed_once(tmp_path):
    ours, theirs = Journal.open(tmp_path / DATABASE), Journal.open(tmp_path / DATABASE)
    heard: list[str] = []
    ours.listen(lambda: heard.append("told"))

    assert not ours.changed_elsewhere()
    kept(theirs)
    assert ours.changed_elsewhere()
    assert not ours.changed_elsewhere()
    kept(ours)
    assert not ours.changed_elsewhere()
    assert heard == ["told", "told"]
    ours.close()
    theirs.close()


def test_a_second_look_in_one_process_does_not_take_the_files_locks(tmp_path):
    """Closing any descriptor of a file drops a process's locks; another program would then clear
    the log under our feet.
    """
    file = tmp_path / DATABASE
    ours = Journal.open(file)
    kept(ours, note="one")
    Journal.open(file).close()
    another_program = (
        "import sys; from pathlib import Path; from storage.journal import Journal; "
        "Journal.open(Path(sys.argv[1])).close()"
    )
    subprocess.run([sys.executable, "-c", another_program, str(file)], check=True)

    kept(ours, note="two")

    with closing(sqlite3.connect(file)) as conn:
        assert [note for (note,) in conn.execute("SELECT note FROM glimmers ORDER BY number")] == [
            "one",
            "two",
        ]
    ours.close()


def test_a_busy_journal_says_so_and_keeps_nothing(tmp_path):
    journal = Journal.open(tmp_path / DATABASE)
    journal._conn.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(tmp_path / DATABASE)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(BusyJournalError):
            kept(journal)

        other.execute("ROLLBACK")
    kept(journal)
    assert journal.count() == 1
    journal.close()


def test_preferences_are_remembered_as_they_were(journal):
    for value in (True, None, 3, "night", {"quiet": ["22:00", "07:00"]}):
        journal.preferences.choose("name", value, at=NOW)
        assert journal.preferences.get("name", "default") == value
    assert journal.preferences.get("other", "default") == "default"


def _sqlite(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as conn:
        for statement in statements:
            conn.execute(statement)
        conn.commit()


def test_a_journal_from_a_newer_release_is_not_touched(tmp_path):
    file = tmp_path / DATABASE
    Journal.open(file).close()
    _sqlite(file, "PRAGMA journal_mode = delete", "PRAGMA user_version = 9")
    before = file.read_bytes()

    with pytest.raises(NewerJournalError):
        Journal.open(file)

    assert file.read_bytes() == before


def test_another_programs_database_is_not_touched(tmp_path):
    file = tmp_path / DATABASE
    _sqlite(file, "CREATE TABLE places (id)", "INSERT INTO places VALUES (1)")
    before = file.read_bytes()

    with pytest.raises(NotAJournalError):
        Journal.open(file)

    assert file.read_bytes() == before


def test_an_empty_file_becomes_a_journal(tmp_path):
    (tmp_path / DATABASE).touch()
    journal = Journal.open(tmp_path / DATABASE)

    assert journal.count() == 0
    journal.close()


def test_dates_that_something_else_put_in_disorder_are_found_and_sorted_again(journal):
    for text in ("2019", "now", "as a child"):
        kept(journal, text, note=text)
    journal._conn.execute("UPDATE glimmers SET sort_key = '3000' WHERE note = '2019'")

    assert found(journal.examine().problems) == (
        "dates: 1 glimmers are not sorted by when they were",
    )
    journal.rebuild_index()

    assert journal.examine().problems == ()
    assert notes(journal.page()) == ["now", "2019", "as a child"]
