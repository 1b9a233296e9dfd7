"""A disk that fails is said to fail: it is neither a damaged journal nor a full disk."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.errors import KEEPING, READING, DamagedJournalError, DiskError
from storage.database.refusals import known_error
from storage.vault import DATABASE
from tests import processes

ROOT = Path(__file__).parent.parent.parent


def said(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    return error


@pytest.mark.skipif(sys.platform != "linux", reason="a file that answers EIO is Linux's")
def test_a_page_that_the_disk_does_not_give_is_not_called_malformed(tmp_path):
    (tmp_path / "whole").write_bytes(b"all of it")
    (tmp_path / "torn").symlink_to("/proc/self/mem")  # whose first page is mapped nowhere: EIO

    assert isinstance(
        known_error(said(sqlite3.SQLITE_CORRUPT), READING, file=tmp_path / "whole"),
        DamagedJournalError,
    )
    assert isinstance(
        known_error(said(sqlite3.SQLITE_CORRUPT), READING, file=tmp_path / "torn"), DiskError
    )
    assert isinstance(
        known_error(said(sqlite3.SQLITE_NOTADB), READING, file=tmp_path / "torn"), DiskError
    )


def test_a_write_that_was_refused_where_there_is_room_is_not_said_to_want_room(tmp_path):
    for code in (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC):
        assert isinstance(known_error(said(code), KEEPING, file=tmp_path / DATABASE), DiskError)
    assert list(tmp_path.iterdir()) == []


def test_looking_whether_a_file_can_be_read_leaves_the_locks_on_it(tmp_path):
    file = tmp_path / "file.db"
    conn = sqlite3.connect(file, isolation_level=None)
    conn.execute("CREATE TABLE words (text)")
    conn.execute("BEGIN EXCLUSIVE")

    assert isinstance(
        known_error(said(sqlite3.SQLITE_CORRUPT), READING, file=file), DamagedJournalError
    )

    program = (
        f"import sqlite3; sqlite3.connect({str(file)!r}, timeout=0).execute('SELECT * FROM words')"
    )
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "database is locked" in other.stderr
    conn.close()


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is what makes a disk fail here")
@pytest.mark.parametrize("command", [["list"], ["doctor"], ["keep", "words"]])
@pytest.mark.parametrize("good", [0, 1, 3, 5, 8, 12])
def test_whichever_read_fails_the_disk_is_named_and_no_repair_advised(tmp_path, command, good):
    folder = tmp_path / "journal"
    assert processes.run("--data", str(folder), "keep", "before").returncode == 0
    before = (folder / DATABASE).read_bytes()
    calls = "pread64,read"
    traced = [
        "strace",
        "-f",
        "-o",
        "/dev/null",
        "-e",
        f"trace={calls}",
        "-P",
        str(folder / DATABASE),
    ]
    failing = [*traced, "-e", f"inject={calls}:error=EIO:when={good + 1}+"]

    done = subprocess.run(
        [*failing, sys.executable, "-m", "app", "--data", str(folder), *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    if done.returncode:
        assert "did not answer as it should" in done.stdout + done.stderr
        assert "repair" not in done.stdout + done.stderr
        assert (folder / DATABASE).read_bytes() == before


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is what makes a disk fail here")
@pytest.mark.parametrize("calls", ["pwrite64", "fdatasync,fsync"])
def test_a_disk_that_fails_while_writing_is_not_said_to_be_full(tmp_path, calls):
    folder = tmp_path / "journal"
    assert processes.run("--data", str(folder), "keep", "before").returncode == 0
    failing = [
        "strace",
        "-f",
        "-o",
        "/dev/null",
        "-e",
        f"trace={calls}",
        "-e",
        f"inject={calls}:error=EIO:when=3+",
    ]

    done = subprocess.run(
        [*failing, sys.executable, "-m", "app", "--data", str(folder), "keep", "after"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert "did not answer as it should" in done.stderr
    assert processes.run(
        "--data", str(folder), "list", capture_output=True, text=True
    ).stdout.endswith("  before\n")
