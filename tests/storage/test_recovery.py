"""What SQLite left beside a database, applied to its bytes: the same as SQLite's own recovery,
whatever lies there.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from storage.database.recovery import lay_over, roll_back

Recover = Callable[[bytearray, bytes], None]


def left_by_a_crash(folder: Path, seed: int, *, mode: str, page_size: int) -> None:
    """A database and what a process that was killed between two writes has left beside it."""
    code = f"""
        import os, random, sqlite3
        draw = random.Random({seed})
        conn = sqlite3.connect("file.db", isolation_level=None)
        conn.execute("PRAGMA page_size = {page_size}")
        conn.execute("PRAGMA journal_mode = {mode}")
        conn.execute("PRAGMA wal_autocheckpoint = %d" % draw.choice([0, 3, 20]))
        conn.execute("PRAGMA cache_size = 5")
        conn.execute("CREATE TABLE IF NOT EXISTS words (id INTEGER PRIMARY KEY, text TEXT)")
        for _ in range(draw.randrange(4, 30)):
            conn.execute("BEGIN")
            for _ in range(draw.randrange(1, 12)):
                text = draw.choice("abcdefgh") * draw.randrange(1, 4000)
                conn.execute("INSERT INTO words (text) VALUES (?)", (text,))
                if draw.random() < 0.3:
                    conn.execute("DELETE FROM words WHERE id % 7 = ?", (draw.randrange(7),))
            conn.execute(draw.choice(["COMMIT", "COMMIT", "ROLLBACK"]))
            if draw.random() < 0.1 and "{mode}" == "wal":
                conn.execute("PRAGMA wal_checkpoint(%s)" % draw.choice(["PASSIVE", "RESTART"]))
            if draw.random() < 0.1:
                conn.execute("VACUUM")
        conn.execute("BEGIN IMMEDIATE")
        conn.execute("UPDATE words SET text = text || 'never committed'")
        conn.execute("INSERT INTO words (text) SELECT text || text FROM words")
        os._exit(0)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], cwd=folder, check=True)


def recovered_by_sqlite(folder: Path) -> list[tuple[int, str]] | str:
    """What SQLite reads from a copy of it all; what it calls damaged is damaged."""
    with closing(sqlite3.connect(folder / "file.db")) as conn:
        return contents(conn)


def recovered_by_us(
    database: bytes, beside: bytes, recover: Recover
) -> list[tuple[int, str]] | str:
    whole = bytearray(database)
    recover(whole, beside)
    whole[18:20] = b"\1\1"
    with closing(sqlite3.connect(":memory:")) as conn:
        conn.deserialize(whole)
        return contents(conn)


def contents(conn: sqlite3.Connection) -> list[tuple[int, str]] | str:
    try:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return conn.execute("SELECT id, text FROM words ORDER BY id").fetchall()
    except (sqlite3.DatabaseError, AssertionError) as error:
        return type(error).__name__


@pytest.mark.parametrize("page_size", [512, 4096, 65536])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("mode", "ending", "recover"), [("wal", "-wal", lay_over), ("delete", "-journal", roll_back)]
)
def test_a_crash_is_recovered_from_as_sqlite_does(tmp_path, seed, page_size, mode, ending, recover):
    left_by_a_crash(tmp_path, seed, mode=mode, page_size=page_size)
    database = (tmp_path / "file.db").read_bytes()
    beside = (tmp_path / f"file.db{ending}").read_bytes()
    assert beside

    ours = recovered_by_us(database, beside, recover)

    assert ours == recovered_by_sqlite(tmp_path)
    assert isinstance(ours, list)
    assert not any("never committed" in text for _, text in ours)


@pytest.mark.parametrize(
    ("mode", "ending", "recover"), [("wal", "-wal", lay_over), ("delete", "-journal", roll_back)]
)
@pytest.mark.parametrize("seed", range(25))
def test_what_is_torn_anywhere_counts_as_far_as_it_does_for_sqlite(
    tmp_path, seed, mode, ending, recover
):
    draw = random.Random(seed)
    torn = tmp_path / "torn"
    torn.mkdir()
    left_by_a_crash(tmp_path, seed // 5, mode=mode, page_size=512)
    shutil.copy(tmp_path / "file.db", torn)
    beside = bytearray((tmp_path / f"file.db{ending}").read_bytes())
    if draw.random() < 0.5:
        del beside[draw.randrange(len(beside)) :]
    else:
        beside[draw.randrange(len(beside))] ^= 1 << draw.randrange(8)
    (torn / f"file.db{ending}").write_bytes(beside)

    ours = recovered_by_us((tmp_path / "file.db").read_bytes(), bytes(beside), recover)

    assert ours == recovered_by_sqlite(torn)


def test_a_log_of_four_megabytes_is_read_in_a_moment(tmp_path):
    with closing(sqlite3.connect(tmp_path / "file.db", isolation_level=None)) as conn:
        conn.execute("PRAGMA journal_mode = wal")
        conn.execute("PRAGMA wal_autocheckpoint = 0")
        conn.execute("CREATE TABLE words (id INTEGER PRIMARY KEY, text TEXT)")
        for _ in range(1000):
            conn.execute("INSERT INTO words (text) VALUES (?)", (os.urandom(1500).hex(),))
        log = (tmp_path / "file.db-wal").read_bytes()
        assert len(log) > 4_000_000

        database = bytearray((tmp_path / "file.db").read_bytes())
        began = time.process_time()
        lay_over(database, log)

    assert time.process_time() - began < 2
    assert len(database) > 4_000_000
