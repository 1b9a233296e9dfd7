"""A journal's file ends too early, or too late: never answered from, and what is left of it is
saved.
"""

from __future__ import annotations

import os
import random
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.core.errors import DamagedJournalError, NotAJournalError
from app.core.glimmers import Draft
from app.core.when.times import at_moment
from storage.care.doctor import Report
from storage.journal import Journal
from storage.vault import DATABASE
from tests import processes
from tests.storage.damage import NOW, Kept, copied, cut, make_journal, opened, read_all
from tests.told import look_over

PAGE = 4096
LOOKING = """
import sys
from pathlib import Path
from storage.connection import check_file
for _ in range(3000):
    check_file(Path(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Kept]:
    folder = tmp_path_factory.mktemp("made")
    return folder, make_journal(folder)


@pytest.fixture(scope="module")
def made_with_log(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Kept]:
    folder = tmp_path_factory.mktemp("made-with-log")
    return folder, make_journal(folder, log=True)


@pytest.fixture
def file(made: tuple[Path, Kept], tmp_path: Path) -> Path:
    return copied(made[0], tmp_path)


def repaired(folder: Path) -> Report:
    return look_over(folder, repair=True, now=NOW)


def everything(folder: Path) -> Kept:
    with opened(folder) as journal:
        return read_all(journal)


@pytest.mark.parametrize("missing", [1, 3000, 3456, 3900, PAGE, PAGE + 3900, 10 * PAGE])
def test_a_journal_cut_short_is_refused_by_every_command_and_not_touched(file, missing):
    cut(file, file.stat().st_size - missing)
    before = file.read_bytes()

    for command in (["keep", "another one", "--json"], ["list", "--json"], ["doctor", "--json"]):
        done = processes.run("--data", str(file.parent), *command, capture_output=True, text=True)

        assert done.returncode == 1
        assert "damaged" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        assert not re.search(r"glimmer \d", done.stdout)  # so begin the words of all of them
    assert file.read_bytes() == before
    assert not file.with_name(DATABASE + "-wal").exists()


@pytest.mark.parametrize(
    "missing",
    [1, 500, 3000, 3456, 3900, PAGE, 3 * PAGE + 77, 12 * PAGE, 48 * PAGE, 50 * PAGE + 1000],
)
def test_what_a_cut_left_is_saved_and_what_it_took_is_named(file, made, missing):
    cut(file, file.stat().st_size - missing)

    report = repaired(file.parent)

    left, kept = everything(file.parent).glimmers, made[1].glimmers
    named = " ".join(report.problems)
    beside = "Some photos, names" in named
    assert all(each[0] == kept[id][0] or id in named for id, each in left.items())
    assert all(each == kept[id] or id in named or beside for id, each in left.items())
    assert left.keys() == kept.keys() or "could not be read" in named


@pytest.mark.parametrize("size", [1, 50, 99])
def test_a_few_letters_of_a_header_are_no_journal(file, size):
    cut(file, size)

    with pytest.raises(NotAJournalError), opened(file.parent):
        pass
    assert not repaired(file.parent).ok
    assert file.stat().st_size == size


@pytest.mark.parametrize("size", [100, 101, 512, 1000, PAGE - 1, PAGE, PAGE + 1])
def test_what_is_cut_in_its_first_page_is_refused_and_left_where_it_is(file, size):
    cut(file, size)

    with pytest.raises(DamagedJournalError), opened(file.parent):
        pass
    report = repaired(file.parent)
    assert "No glimmer in it could be read" in report.problems[0]
    assert file.stat().st_size == size
    assert [path.name for path in file.parent.glob("*.db")] == [DATABASE]


@pytest.mark.parametrize(
    "more",
    [bytes(10), bytes(PAGE), b"rubbish " * 2000],
    ids=["ten zeros", "a page of zeros", "rubbish"],
)
def test_a_file_that_has_grown_costs_nothing(file, made, more):
    with file.open("ab") as opened_file:
        opened_file.write(more)

    with pytest.raises(DamagedJournalError), opened(file.parent):
        pass
    assert repaired(file.parent).ok
    assert everything(file.parent) == made[1]


def test_pages_that_the_log_still_has_are_not_missing(tmp_path):
    """A checkpoint that was cut short: its first pages are in the file, and the file is not yet as
    long as they say.
    """
    kept = make_journal(tmp_path, log=True)
    file, log = tmp_path / DATABASE, tmp_path / (DATABASE + "-wal")
    data, frames = bytearray(file.read_bytes()), log.read_bytes()
    for offset in range(32, len(frames), 24 + PAGE):
        if int.from_bytes(frames[offset : offset + 4]) == 1:
            data[:PAGE] = frames[offset + 24 : offset + 24 + PAGE]
    file.write_bytes(data)
    assert int.from_bytes(data[28:32]) > len(data) // PAGE

    assert everything(tmp_path) == kept


def test_pages_that_the_log_has_not_are_missing_although_there_is_a_log(made_with_log, tmp_path):
    file = copied(made_with_log[0], tmp_path)
    cut(file, file.stat().st_size - 9 * PAGE - 5)
    before = file.read_bytes()

    with pytest.raises(DamagedJournalError), opened(tmp_path):
        pass
    assert file.read_bytes() == before


@pytest.mark.parametrize("seed", range(12))
def test_a_log_cut_anywhere_gives_what_was_finished_before_the_cut(made_with_log, tmp_path, seed):
    copied(made_with_log[0], tmp_path)
    log = tmp_path / (DATABASE + "-wal")
    cut(log, random.Random(seed).randrange(log.stat().st_size))

    left = everything(tmp_path).glimmers

    assert all(each[0].note == made_with_log[1].glimmers[id][0].note for id, each in left.items())
    assert len(left) >= 80
    assert look_over(tmp_path, repair=False, now=NOW).ok


def test_a_file_that_another_program_is_writing_its_log_into_is_not_called_cut(tmp_path):
    make_journal(tmp_path)
    journal = Journal.open(tmp_path / DATABASE)
    program = subprocess.Popen(
        [sys.executable, "-c", LOOKING, str(tmp_path / DATABASE)], cwd=processes.ROOT
    )
    while program.poll() is None:
        journal.keep(Draft(when=at_moment(NOW), note=os.urandom(3000).hex()), at=NOW)
        journal._conn.execute("PRAGMA wal_checkpoint(PASSIVE)")
    journal.close()

    assert program.returncode == 0


def test_a_cut_shows_after_a_change_that_was_not_finished_is_undone(file):
    """As in a browser, whose journal has no log: what was changed last lies beside the file, to be
    put back.
    """
    with closing(sqlite3.connect(file, isolation_level=None)) as conn:
        conn.execute("PRAGMA journal_mode = truncate")
        conn.execute("PRAGMA cache_spill = ON")
        conn.execute("PRAGMA cache_size = 1")
        conn.execute("BEGIN")
        conn.execute("UPDATE glimmers SET loved_at = kept_at WHERE number < 60")
        left = {path.name: path.read_bytes() for path in file.parent.glob(f"{DATABASE}*")}
    for name, data in left.items():
        (file.parent / name).write_bytes(data)
    assert left[f"{DATABASE}-journal"]
    Journal.open(file, journal_mode="truncate").close()
    for name, data in left.items():
        (file.parent / name).write_bytes(data)
    cut(file, file.stat().st_size - 3500)

    with pytest.raises(DamagedJournalError):
        Journal.open(file, journal_mode="truncate")
