"""Files that are put back, moved, replaced or deleted: whose log is whose, and what "kept" may
still be said of.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import DamagedJournalError, JournalGoneError
from app.core.glimmers import Draft
from app.core.when.times import at_moment
from storage.database.log_binding import foreign_log
from storage.database.signature import SCHEMA
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.vault import DATABASE
from tests.told import look_over, refusing

NOW = datetime(2026, 11, 22, 20, 15, tzinfo=ZoneInfo("Europe/Berlin"))
SCHEMA_2 = Path(__file__).parent / "fixtures" / "schema-2.db"
WAL = DATABASE + "-wal"


def kept(journal: Journal, note: str) -> str:
    return journal.keep(Draft(when=at_moment(NOW), note=note), at=NOW).id


def keep_and_close(folder: Path, *notes: str) -> None:
    journal = open_in_folder(folder, now=NOW)
    for note in notes:
        kept(journal, note)
    journal.close()


def keep_and_be_killed(folder: Path, *notes: str, checkpoint: str = "") -> None:
    """Leaves a log behind, as a program that was killed does."""
    child = os.fork()
    if child == 0:
        journal = open_in_folder(folder, now=NOW)
        journal._conn.execute("PRAGMA wal_autocheckpoint = 0")
        for note in notes:
            kept(journal, note)
            if note == checkpoint:
                journal._conn.execute("PRAGMA wal_checkpoint(PASSIVE)")
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert (folder / WAL).stat().st_size > 0


def notes_in(folder: Path) -> list[str]:
    journal = open_in_folder(folder, now=NOW)
    try:
        return sorted(glimmer.note for glimmer in journal.page())
    finally:
        journal.close()


def logs_aside(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob("glimmers-log-*"))]


def test_a_log_left_by_a_killed_program_is_read_with_its_own_database(tmp_path):
    keep_and_be_killed(tmp_path, "rain", "sun")

    assert notes_in(tmp_path) == ["rain", "sun"]
    assert logs_aside(tmp_path) == []


@pytest.mark.parametrize("checkpoint", ["one", "two", "three"])
def test_a_log_of_which_a_part_is_in_the_file_already_is_still_its_own(tmp_path, checkpoint):
    keep_and_close(tmp_path, "before")
    keep_and_be_killed(tmp_path, "one", "two", "three", checkpoint=checkpoint)

    assert notes_in(tmp_path) == ["before", "one", "three", "two"]
    assert logs_aside(tmp_path) == []


def test_another_journal_put_beside_a_log_is_shown_as_it_is(tmp_path):
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    keep_and_close(elsewhere, "the right one")
    keep_and_be_killed(here, "the other one")
    log = (here / WAL).read_bytes()

    shutil.copy(elsewhere / DATABASE, here / DATABASE)

    assert notes_in(here) == ["the right one"]
    assert logs_aside(here) == [log], "what lies in the log is not lost"
    assert look_over(here, repair=False, now=NOW).ok


def test_an_older_copy_of_the_same_journal_put_beside_a_log_is_shown_as_it_is(tmp_path):
    keep_and_close(tmp_path, "Monday")
    copy = tmp_path / "copy"
    shutil.copy(tmp_path / DATABASE, copy)
    keep_and_close(tmp_path, "Tuesday")
    keep_and_be_killed(tmp_path, "Wednesday")

    shutil.copy(copy, tmp_path / DATABASE)

    assert notes_in(tmp_path) == ["Monday"]
    assert len(logs_aside(tmp_path)) == 1


def test_a_newer_copy_of_the_same_journal_put_beside_an_old_log_is_shown_as_it_is(tmp_path):
    keep_and_close(tmp_path, "Monday")
    keep_and_be_killed(tmp_path, "Tuesday")
    old_log = (tmp_path / WAL).read_bytes()
    keep_and_close(tmp_path, "Wednesday")

    (tmp_path / WAL).write_bytes(old_log)

    assert notes_in(tmp_path) == ["Monday", "Tuesday", "Wednesday"]
    assert logs_aside(tmp_path) == [old_log]


def test_a_log_whose_database_was_moved_away_is_not_deleted_by_a_new_journal(tmp_path):
    """As our own sentence advises where a journal is damaged."""
    keep_and_be_killed(tmp_path, "the last that is left")
    log = (tmp_path / WAL).read_bytes()
    (tmp_path / DATABASE).rename(tmp_path / "moved away")

    assert notes_in(tmp_path) == []
    assert logs_aside(tmp_path) == [log]


def test_a_log_beside_an_emptied_database_is_not_deleted(tmp_path):
    keep_and_be_killed(tmp_path, "the last that is left")
    log = (tmp_path / WAL).read_bytes()
    (tmp_path / DATABASE).write_bytes(b"")

    assert notes_in(tmp_path) == []
    assert logs_aside(tmp_path) == [log]


def test_a_rollback_log_beside_a_journal_that_makes_none_is_set_aside(tmp_path):
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    keep_and_close(here, "the right one")
    keep_and_close(elsewhere, "another one")
    half_written = (
        "import os, sqlite3, sys; conn = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "conn.execute('PRAGMA journal_mode = DELETE'); conn.execute('PRAGMA cache_size = 1');"
        "conn.execute('BEGIN IMMEDIATE');"
        "conn.execute('UPDATE glimmers SET note = hex(zeroblob(90000))');"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", half_written, str(elsewhere / DATABASE)], check=False)
    hot = elsewhere / f"{DATABASE}-journal"
    assert hot.read_bytes().startswith(bytes.fromhex("d9d505f920a163d7"))
    shutil.copy(hot, here / hot.name)

    assert notes_in(here) == ["the right one"]
    assert logs_aside(here) == [hot.read_bytes()]


def test_a_log_of_an_older_release_beside_its_database_is_read(tmp_path):
    shutil.copy(SCHEMA_2, tmp_path / DATABASE)
    with closing(sqlite3.connect(tmp_path / DATABASE)) as conn:
        before = conn.execute("SELECT count(*) FROM glimmers WHERE removed_at IS NULL").fetchone()
        conn.execute("PRAGMA journal_mode = WAL")
    killed = (
        "import os, sqlite3, sys; conn = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "conn.execute(\"UPDATE glimmers SET note = 'from the log' WHERE removed_at IS NULL\");"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", killed, str(tmp_path / DATABASE)], check=False)

    assert notes_in(tmp_path) == ["from the log"] * before[0]
    assert logs_aside(tmp_path) == []


@pytest.mark.parametrize("notes", [(), ("rain",)])
def test_a_journal_killed_while_it_was_born_is_read_with_its_log(tmp_path, notes):
    keep_and_be_killed(tmp_path, *notes, "sun")

    assert foreign_log(tmp_path / DATABASE) is None
    assert notes_in(tmp_path) == sorted([*notes, "sun"])


def test_a_change_of_shape_killed_before_it_reached_the_file_is_read(tmp_path):
    shutil.copy(SCHEMA_2, tmp_path / DATABASE)
    child = os.fork()
    if child == 0:
        from storage import connection

        connection.sqlite3 = sqlite3
        journal = open_in_folder(tmp_path, now=NOW)
        os.kill(os.getpid(), signal.SIGKILL)
        journal.close()
    os.waitpid(child, 0)

    journal = open_in_folder(tmp_path, now=NOW)
    assert journal.examine().schema == SCHEMA
    assert journal.examine().problems == ()
    journal.close()


def test_a_log_of_somebody_else_is_left_alone_while_the_journal_is_open(tmp_path):
    journal = open_in_folder(tmp_path, now=NOW)
    kept(journal, "rain")

    killed = (
        "import os, sys; from pathlib import Path; from tests.storage import "
        "test_files_put_back as t;"
        "t.kept(t.open_in_folder(Path(sys.argv[1]), now=t.NOW), 'sun'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", killed, str(tmp_path)], check=False)

    assert sorted(glimmer.note for glimmer in journal.page()) == ["rain", "sun"]
    assert logs_aside(tmp_path) == []
    journal.close()


def test_looking_without_repair_leaves_a_foreign_log_where_it_is_and_reads_past_it(tmp_path):
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    keep_and_close(elsewhere, "one", "two")
    keep_and_be_killed(here, "the other one")
    shutil.copy(elsewhere / DATABASE, here / DATABASE)
    before = sorted(path.name for path in here.iterdir())

    report = look_over(here, repair=False, now=NOW)

    assert report.glimmers == 2
    assert sorted(path.name for path in here.iterdir()) == before


def test_a_log_set_aside_is_named_by_the_doctor(tmp_path):
    keep_and_be_killed(tmp_path, "rain")
    (tmp_path / DATABASE).unlink()
    open_in_folder(tmp_path, now=NOW).close()

    (note,) = look_over(tmp_path, repair=False, now=NOW).notes

    (log,) = tmp_path.glob("glimmers-log-*")
    assert log.name in note


def away(folder: Path) -> None:
    (folder / DATABASE).rename(folder / "elsewhere.db")


def deleted(folder: Path) -> None:
    shutil.rmtree(folder)


def replaced(folder: Path) -> None:
    shutil.copy(folder / DATABASE, folder / "another")
    (folder / "another").replace(folder / DATABASE)


def log_deleted(folder: Path) -> None:
    (folder / WAL).unlink()


def folder_moved(folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))


@pytest.mark.parametrize("how", [away, deleted, replaced, log_deleted, folder_moved])
def test_nothing_is_called_kept_that_went_into_a_file_without_its_name(
    tmp_path: Path, how: Callable[[Path], None]
):
    folder = tmp_path / "journal"
    journal = open_in_folder(folder, now=NOW)
    kept(journal, "before")
    how(folder)

    for _ in range(3):
        with refusing(JournalGoneError, match="could not be kept"):
            kept(journal, "after")
    with pytest.raises(JournalGoneError):
        journal.preferences.choose("look", "night", at=NOW)
    journal.close()


def test_a_journal_that_is_where_it_was_keeps(tmp_path):
    journal = open_in_folder(tmp_path, now=NOW)
    kept(journal, "before")
    os.utime(tmp_path / DATABASE, (0, 0))
    (tmp_path / DATABASE).chmod(0o600)
    another = open_in_folder(tmp_path, now=NOW)
    kept(another, "beside")
    another.close()

    kept(journal, "after")

    assert len(journal.page()) == 3
    journal.close()


def test_what_is_read_back_as_something_else_is_not_called_kept(tmp_path):
    journal = open_in_folder(tmp_path, now=NOW)
    kept(journal, "before")
    journal._conn.execute(
        "CREATE TRIGGER damaged AFTER INSERT ON glimmers BEGIN UPDATE glimmers SET note = "
        "'wang' WHERE id = new.id; END"
    )

    with pytest.raises(DamagedJournalError):
        kept(journal, "sang")
    journal.close()


@pytest.mark.parametrize("how", [away, deleted, folder_moved])
def test_a_journal_that_was_taken_away_is_saved_to_its_place_again(
    tmp_path: Path, how: Callable[[Path], None]
):
    folder = tmp_path / "journal"
    journal = open_in_folder(folder, now=NOW)
    kept(journal, "before")
    how(folder)
    with pytest.raises(JournalGoneError):
        kept(journal, "after")
    assert not journal.is_in_place

    where = journal.save_again(now=NOW)
    journal.close()

    assert where == folder / DATABASE
    assert "before" in notes_in(folder)
    assert look_over(folder, repair=False, now=NOW).ok
    assert stat.S_IMODE(where.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_was_put_in_its_place_is_not_written_over_and_both_are_there(tmp_path):
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    keep_and_close(elsewhere, "put back")
    journal = open_in_folder(here, now=NOW)
    kept(journal, "was open")
    (elsewhere / DATABASE).replace(here / DATABASE)

    where = journal.save_again(now=NOW)
    journal.close()

    assert notes_in(here) == ["put back"]
    with closing(sqlite3.connect(where)) as conn:
        assert conn.execute("SELECT note FROM glimmers").fetchall() == [("was open",)]
    (note,) = (note for note in look_over(here, repair=False, now=NOW).notes if where.name in note)
    assert "was open then" in note


def test_a_journal_whose_log_alone_was_deleted_writes_it_into_the_file(tmp_path):
    journal = open_in_folder(tmp_path, now=NOW)
    kept(journal, "in the log")
    log_deleted(tmp_path)

    assert journal.save_again(now=NOW) == tmp_path / DATABASE
    journal.close()

    assert notes_in(tmp_path) == ["in the log"]


def test_what_a_saving_that_was_cut_short_has_left_goes_once_it_is_old(tmp_path):
    half = tmp_path / "glimmers-again-20261122T201500.db"
    half.write_bytes(b"words")
    open_in_folder(tmp_path, now=NOW).close()
    assert half.exists()
    os.utime(half, (0, 0))

    open_in_folder(tmp_path, now=NOW).close()

    assert not half.exists()
