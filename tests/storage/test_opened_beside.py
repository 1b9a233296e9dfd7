"""A journal opened by a program that nobody looks at: it changes what it came for, nothing else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.core.errors import BusyJournalError, NotAJournalError
from storage.opening import open_beside, open_in_folder
from storage.vault import DATABASE, ERASING_MARK

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "journal"
    open_in_folder(folder, now=NOW).close()
    return folder


def lived(folder: Path) -> int:
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        (days,) = conn.execute("SELECT lived FROM journal").fetchone()
        return days


def test_it_writes_and_no_day_of_use_begins_with_it(folder):
    before = lived(folder)

    with closing(open_beside(folder)) as journal:
        journal.preferences.choose("turn", 1, at=NOW)

    with closing(open_beside(folder)) as journal:
        assert journal.preferences.get("turn", None) == 1
    assert lived(folder) == before
    open_in_folder(folder, now=NOW.replace(day=24)).close()
    assert lived(folder) == before + 1


def test_beside_the_app_both_write(folder):
    app = open_in_folder(folder, now=NOW)
    with closing(open_beside(folder)) as journal:
        journal.preferences.choose("turn", 1, at=NOW)
    app.changed_elsewhere()

    assert app.preferences.get("turn", None) == 1
    app.close()


@pytest.mark.parametrize("why", ["no folder", "no journal", "being erased", "another shape"])
def test_what_is_not_there_as_it_is_to_be_is_left_alone(folder, tmp_path, why):
    if why == "no folder":
        folder = tmp_path / "none"
    elif why == "no journal":
        (folder / DATABASE).unlink()
    elif why == "being erased":
        (folder / ERASING_MARK).touch()
    else:
        with closing(sqlite3.connect(folder / DATABASE)) as conn:
            conn.execute("PRAGMA user_version = 1")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    with pytest.raises(BusyJournalError):
        open_beside(folder)

    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert (tmp_path / "none").exists() is False


def test_a_file_that_is_none_is_not_touched(folder):
    (folder / DATABASE).write_bytes(b"somebody else's" * 1000)

    with pytest.raises(NotAJournalError):
        open_beside(folder)

    assert (folder / DATABASE).read_bytes() == b"somebody else's" * 1000
