"""The shape of the database, and how it changes without losing anything."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlite_utils import Database, Migrations

from app.core.glimmers import Draft, Edit
from app.core.when.times import PRECISIONS, at_moment, sort_key
from storage import connection
from storage.connection import check_ours, shape
from storage.database import lived_days
from storage.database.signature import APPLICATION_ID, SCHEMA
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.rows.glimmer_rows import _BIN, _DAY, _DAYS
from storage.schema import migrations
from storage.snapshots.folder import Snapshots
from storage.vault import DATABASE

SCHEMA_1 = Path(__file__).parent / "fixtures" / "schema-1.db"
SCHEMA_2 = Path(__file__).parent / "fixtures" / "schema-2.db"
SCHEMA_3 = Path(__file__).parent / "fixtures" / "schema-3.db"
SCHEMA_4 = Path(__file__).parent / "fixtures" / "schema-4.db"
SCHEMA_5 = Path(__file__).parent / "fixtures" / "schema-5.db"
SCHEMA_6 = Path(__file__).parent / "fixtures" / "schema-6.db"
NOW = datetime(2026, 11, 22, 20, 15, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / DATABASE
    Journal.open(file).close()
    return file


def raw(file: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(file))


def contents(file: Path) -> list[str]:
    with raw(file) as conn:
        return list(conn.iterdump())


def copy_before_change(folder: Path) -> Path:
    """The one snapshot that was made before a change of shape."""
    snapshots = Snapshots(folder / DATABASE)
    (snapshot,) = [each for each in snapshots.all() if each.why == "shape"]
    return snapshots.path(snapshot)


@pytest.mark.parametrize(
    ("sql", "values", "index"),
    [
        (_DAYS.first, (60,), "glimmers_timeline"),
        (_DAYS.next, ("id", 60), "glimmers_timeline"),
        (_DAY, ("2026-11-22", "2026-11-22U"), "glimmers_timeline"),
        (_BIN.first, (60,), "glimmers_bin"),
        (_BIN.next, ("id", 60), "glimmers_bin"),
    ],
)
def test_pages_walk_their_index_and_sort_nothing(path, sql, values, index):
    with raw(path) as conn:
        plan = [row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {sql}", values)]

    assert any(f"USING INDEX {index}" in step for step in plan), plan
    assert not any(
        "TEMP B-TREE" in step or step.startswith("SCAN glimmers_fts") for step in plan
    ), plan


def test_every_table_is_strict(path):
    with raw(path) as conn:
        loose = [
            name
            for name, strict in conn.execute(
                "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type "
                "= 'table'"
            )
            if not strict and not name.startswith(("sqlite_", "_sqlite"))
        ]

    assert loose == []


def test_a_file_tells_whose_it_is_and_which_shape_it_has_as_soon_as_it_is_made(path):
    header = path.read_bytes()[:100]

    assert int.from_bytes(header[68:72]) == APPLICATION_ID
    assert int.from_bytes(header[60:64]) == SCHEMA


def test_what_belongs_to_a_glimmer_goes_with_it_and_points_at_nothing_else(path):
    journal = Journal.open(path)
    kept = journal.keep(Draft(when=at_moment(NOW)), at=NOW)
    conn = journal._conn

    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        conn.execute(
            "INSERT INTO glimmer_people (glimmer, person) VALUES (?, 'nobody')", (kept.id,)
        )
    other = journal.keep(Draft(when=at_moment(NOW), people=("Bo",)), at=NOW)
    journal.change(kept.id, Edit(people=("Anna", "Bo")), at=NOW)
    journal.erase(kept.id, at=NOW)

    assert conn.execute("SELECT glimmer, person FROM glimmer_people").fetchall() == [
        (other.id, "bo")
    ]
    assert conn.execute("SELECT name FROM people").fetchall() == [("Bo",)]
    journal.close()


def test_durability_is_asked_of_sqlite_in_full(path):
    journal = Journal.open(path)
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
    told = {name: journal._conn.execute(f"PRAGMA {name}").fetchone()[0] for name in names}
    journal.close()

    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_the_word_index_follows_every_change(path):
    journal = Journal.open(path)
    kept = journal.keep(Draft(when=at_moment(NOW), note="Café at dawn"), at=NOW)

    def found(word: str) -> int:
        return len(
            journal._conn.execute(
                "SELECT rowid FROM glimmers_fts WHERE glimmers_fts MATCH ?", (word,)
            ).fetchall()
        )

    assert found("cafe") == 1
    journal.change(kept.id, Edit(note="a heron"), at=NOW)
    assert (found("cafe"), found("heron")) == (0, 1)
    journal.erase(kept.id, at=NOW)
    assert found("heron") == 0
    journal.close()


def test_a_journal_of_the_first_release_opens_with_everything_in_it(tmp_path):
    shutil.copy(SCHEMA_1, tmp_path / DATABASE)

    journal = open_in_folder(tmp_path, now=NOW)

    glimmers = journal.page(limit=100)
    assert len(glimmers) == 18
    assert {glimmer.precision for glimmer in glimmers} == set(PRECISIONS)
    assert [glimmer.note for glimmer in journal.page(bin=True)] == ["let go"]
    assert journal.preferences.get("southern", False) is True
    assert journal.preferences.get("look", None) == "night"
    assert journal._conn.execute("SELECT count(*) FROM tombstones").fetchone() == (1,)
    assert "gone for good" not in SCHEMA_1.read_bytes().decode("latin-1")
    stored = dict(journal._conn.execute("SELECT id, sort_key FROM glimmers"))
    assert all(stored[glimmer.id] == sort_key(glimmer.when) for glimmer in glimmers)
    assert journal.examine().problems == ()
    journal.close()


def test_a_journal_of_the_first_release_takes_photos_and_names(tmp_path):
    shutil.copy(SCHEMA_1, tmp_path / DATABASE)
    journal = open_in_folder(tmp_path, now=NOW)
    glimmers = journal.page(limit=100)

    for glimmer in glimmers:
        journal.change(glimmer.id, Edit(people=("Noor",)), at=NOW)

    assert [each.id for each in journal.names.glimmers("person", "noor", limit=100)] == [
        each.id for each in glimmers
    ]
    assert contents(copy_before_change(tmp_path)) == contents(SCHEMA_1)
    journal.close()


def test_names_written_by_hand_into_a_journal_of_the_first_release_come_along(tmp_path):
    file = tmp_path / DATABASE
    shutil.copy(SCHEMA_1, file)
    with raw(file) as conn:
        first, second = (
            id
            for (id,) in conn.execute(
                "SELECT id FROM glimmers WHERE removed_at IS NULL ORDER BY sort_key DESC LIMIT 2"
            )
        )
        conn.execute(
            "INSERT INTO people (id, name, hidden) VALUES ('1', 'Émile', 0), ('2', "
            "'émile', 1), ('3', 'Noor', 0)"
        )
        conn.executemany(
            "INSERT INTO glimmer_people (glimmer, person, position) VALUES (?, ?, ?)",
            [(first, "1", 0), (first, "2", 1), (second, "2", 0), (second, "3", 1)],
        )
        conn.commit()

    journal = open_in_folder(tmp_path, now=NOW)

    assert [(each.name, each.count) for each in journal.names.all("person")] == [
        ("Émile", 2),
        ("Noor", 1),
    ]
    assert journal.parts([second])[second].people == ("Émile", "Noor")
    assert [each.id for each in journal.names.glimmers("person", "émile")] == [first, second]
    assert journal._conn.execute("SELECT id, hidden FROM people ORDER BY id").fetchall() == [
        ("noor", 0),
        ("émile", 1),
    ]
    assert journal.examine().problems == ()
    journal.close()


def test_a_journal_of_the_second_release_opens_with_everything_in_it(tmp_path):
    shutil.copy(SCHEMA_2, tmp_path / DATABASE)

    journal = open_in_folder(tmp_path, now=NOW)

    (tea,) = journal.names.glimmers("person", "noor", limit=1)
    assert (tea.note, journal.parts([tea.id])[tea.id].people) == (
        "tea with @Noor",
        ("Noor", "Émile"),
    )
    with_photos, attached = journal.photos.pictures(limit=1)[0]
    assert (with_photos.note, attached.description, attached.photo.focus_x) == (
        "the heron",
        "a heron on one leg",
        0.25,
    )
    assert [(each.name, each.count) for each in journal.names.all("tag")] == [
        ("morning-light", 2),
        ("家", 1),
    ]
    assert [each.name for each in journal.names.all("place")] == ["Elbstrand"]
    assert [each.record["seed"] for each in journal.collages.page()] == [7]
    assert len(journal.photos.in_use()) == 4
    assert (journal.count(), len(journal.page(bin=True))) == (3, 1)
    assert journal.parts([journal.page(bin=True)[0].id]).popitem()[1].people == ("Only In The Bin",)
    assert journal.examine().problems == ()
    journal.close()


def test_a_journal_of_the_third_release_knows_its_days_and_what_it_let_go(tmp_path):
    shutil.copy(SCHEMA_3, tmp_path / DATABASE)

    journal = open_in_folder(tmp_path, now=NOW)

    lived = lived_days.so_far(journal._conn)
    assert journal._conn.execute("SELECT id FROM journal").fetchone()[0].isalnum()
    assert lived == 4, "three days of its own, and this one"
    (let_go,) = journal.page(bin=True)
    assert let_go.note == "let go"
    let_go_on = journal._conn.execute("SELECT removed_lived FROM glimmers WHERE note = 'let go'")
    assert let_go_on.fetchone() == (2,)
    assert len(journal.photos.known() - journal.photos.in_use()) == 2
    assert len(journal.photos.to_sweep()) == 2, (
        "let go on the second day, and two more have been lived"
    )
    assert journal._conn.execute("SELECT words FROM doubts").fetchall() == [("sang",)]
    journal.close()


def test_a_journal_of_the_fourth_release_knows_when_each_part_was_changed(
    tmp_path,
):
    shutil.copy(SCHEMA_4, tmp_path / DATABASE)

    journal = open_in_folder(tmp_path, now=NOW)

    taken_in, *kept = journal.records.page()
    sang, tea = sorted(kept, key=lambda record: record.glimmer.note)
    assert (tea.glimmer.note, tea.parts.people, tea.parts.tags) == (
        "tea with @Noor",
        ("Noor",),
        ("warmth",),
    )
    assert tea.changed == {
        "note": "2026-11-28T21:42:07.250+00:00",
        "loved": "2026-11-28T21:42:07.250+00:00",
    }
    assert [change.here for change in tea.links].count(False) == 3, (
        "Sam, the tag as it was called, and a photo"
    )
    assert (sang.changed, sang.links, sang.source) == ({}, (), None)
    assert (taken_in.source, taken_in.source_id, taken_in.glimmer.kept_at[:10]) == (
        "presently",
        "2019-03-14",
        "2019-03-14",
    )
    ((look_changed_at,),) = journal._conn.execute(
        "SELECT changed_at FROM preferences WHERE name = 'look'"
    )
    assert look_changed_at == "2026-11-28T21:42:07.250+00:00"
    assert journal._conn.execute("SELECT source_id FROM tombstones ORDER BY id").fetchall() == [
        ("2019-03-15",),
        (None,),
    ]
    assert len(journal.collages.page()) == 1
    assert journal.examine().problems == ()
    journal.close()


def test_a_journal_of_the_fifth_release_has_words_beside(tmp_path):
    shutil.copy(SCHEMA_5, tmp_path / DATABASE)

    journal = open_in_folder(tmp_path, now=NOW)

    (tea,) = journal.records.page()
    assert tea.glimmer.note == "tea with @Noor"
    assert [(each.words, each.at) for each in tea.beside] == [
        ("tea in the rain", "2026-11-29T17:04:11.250+00:00")
    ]
    assert journal.beside(tea.glimmer.id) == tea.beside
    assert journal._conn.execute("SELECT count(*) FROM words_replaced").fetchone() == (1,)
    assert journal.examine().problems == ()
    journal.close()


def test_a_journal_of_the_sixth_release_knows_what_is_kept_in_sight(tmp_path):
    shutil.copy(SCHEMA_6, tmp_path / DATABASE)

    journal = open_in_folder(tmp_path, now=NOW)

    heron, cake, window = (each.photo for _, each in journal.photos.pictures())
    assert (heron.focus_x, heron.focus_y, heron.in_sight) == (0.5, 0.5, (0.25, 0.125))
    assert heron.focus == (0.25, 0.125, True)
    assert (cake.in_sight, window.in_sight) == (None, None)
    assert journal._conn.execute(
        "SELECT sight_changed_at FROM photos ORDER BY sight_changed_at IS NULL, sight_changed_at"
    ).fetchall() == [
        ("2026-11-29T17:10:07.250+00:00",),
        ("2026-11-29T17:10:07.251+00:00",),
        (None,),
    ]
    assert journal.examine().problems == ()
    journal.close()


def test_in_a_journal_of_before_nobody_has_said_what_is_kept_in_sight(tmp_path):
    shutil.copy(SCHEMA_5, tmp_path / DATABASE)

    journal = open_in_folder(tmp_path, now=NOW)

    assert {each.photo.in_sight for _, each in journal.photos.pictures()} == {None}
    journal.close()


def _next_step(works: bool) -> Migrations:
    """What the next release may bring: one good step, and one that may fail after it has begun."""
    later = Migrations("glimmers")
    later._migrations.extend(migrations._migrations)

    @later()
    def m999_weather(db: Database) -> None:
        db.execute("ALTER TABLE glimmers ADD COLUMN weather TEXT")
        db.execute("UPDATE glimmers SET note = 'overwritten'")
        db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
        if not works:
            raise RuntimeError("the step failed")

    return later


def test_a_step_that_fails_leaves_the_data_as_it_was(tmp_path, monkeypatch):
    file = tmp_path / DATABASE
    shutil.copy(SCHEMA_1, file)
    before = contents(file)
    monkeypatch.setattr(connection, "SCHEMA", SCHEMA + 1)
    monkeypatch.setattr(connection, "migrations", _next_step(works=False))

    with pytest.raises(RuntimeError, match="the step failed"):
        open_in_folder(tmp_path, now=NOW)

    assert contents(file) == before
    assert contents(copy_before_change(tmp_path)) == before
    monkeypatch.undo()
    journal = open_in_folder(tmp_path, now=NOW)
    assert journal.count() == 18, "the old app still opens it"
    journal.close()


def test_a_step_that_works_leaves_a_copy_of_what_was_before(tmp_path, monkeypatch):
    file = tmp_path / DATABASE
    shutil.copy(SCHEMA_1, file)
    before = contents(file)
    monkeypatch.setattr(connection, "SCHEMA", SCHEMA + 1)
    monkeypatch.setattr(connection, "migrations", _next_step(works=True))

    open_in_folder(tmp_path, now=NOW).close()

    with raw(file) as conn:
        assert conn.execute("SELECT DISTINCT note, weather FROM glimmers").fetchall() == [
            ("overwritten", None)
        ]
    assert contents(copy_before_change(tmp_path)) == before
    assert copy_before_change(tmp_path).stat().st_mode & 0o077 == 0


def test_many_programs_may_begin_the_same_journal_at_once(tmp_path):
    begin = (
        "import sys; from pathlib import Path; from storage.journal import Journal; "
        "print(Journal.open(Path(sys.argv[1])).count())"
    )

    programs = [
        subprocess.Popen(
            [sys.executable, "-c", begin, str(tmp_path / DATABASE)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    answers = [program.communicate(timeout=60) for program in programs]

    assert [answer for answer, _ in answers] == ["0\n"] * 6, answers


@pytest.mark.parametrize("read_before", ["user_version", "application_id", "count(*)", "name IN"])
def test_a_journal_that_another_program_begins_meanwhile_is_no_damaged_one(tmp_path, read_before):
    """Between any two of the readings by which a journal is known to be ours."""
    file = tmp_path / DATABASE
    with (
        closing(sqlite3.connect(file, isolation_level=None)) as ours,
        closing(sqlite3.connect(file, isolation_level=None)) as theirs,
    ):
        ours.execute("PRAGMA journal_mode = wal")
        begun: list[str] = []

        def begin(statement: str) -> None:
            if read_before in statement and not begun:
                begun.append(statement)
                theirs.execute("BEGIN IMMEDIATE")
                migrations.apply(Database(theirs))
                theirs.execute("COMMIT")

        ours.set_trace_callback(begin)
        check_ours(ours)

        assert begun
        assert shape(ours) == SCHEMA
        assert not ours.in_transaction
