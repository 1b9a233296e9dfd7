"""The file of a database as it lies, while nobody can change it: what SQLite copies page by page is
read there in large pieces.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PIECE = 1 << 20
_MOST_OPEN = 16

_open: dict[tuple[int, int], int] = {}
"""Descriptors by what they lead to. Closing any descriptor of a file drops all locks that this
process has on it, SQLite's too; so they stay open, and of many the one that was asked for longest
ago is closed: that file had its place taken by others since.
"""
_turn = threading.Lock()


@contextmanager
def frozen(conn: sqlite3.Connection, database: Path) -> Iterator[Iterator[bytes] | None]:
    """The content of `database`, over which `conn` is, piece by piece: all that was committed by
    now, whatever is written meanwhile. None where it is not all in this file, since others read or
    write just now, or where files cannot be read beside SQLite.

    Until the end `conn` is in a transaction that reads.
    """
    if sys.platform not in ("emscripten", "win32"):
        _empty_log(conn)
    conn.execute("BEGIN")
    conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
    try:
        yield _pieces(database) if _is_alone(database) else None
    finally:
        conn.execute("ROLLBACK")


def _empty_log(conn: sqlite3.Connection) -> None:
    """Bring what is in the log into the file, unless somebody would wait for it."""
    (before,) = conn.execute("PRAGMA busy_timeout").fetchone()
    conn.execute("PRAGMA busy_timeout = 0")
    with contextlib.suppress(sqlite3.Error):  # a full disk, say: it is copied all the same
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    conn.execute(f"PRAGMA busy_timeout = {before}")


def let_go(database: Path) -> None:
    """Keep nothing of this file open; this process must not have it open by SQLite."""
    with _turn:
        try:
            status = os.stat(database)
        except OSError:
            return
        descriptor = _open.pop((status.st_dev, status.st_ino), None)
        if descriptor is not None:
            os.close(descriptor)


def _is_alone(database: Path) -> bool:
    """Whether a reader that has begun keeps everybody from the file itself: without anything in the
    log, nothing can be brought from there into it. Without a log, whoever writes waits.
    """
    if sys.platform in ("emscripten", "win32"):
        return False
    log = database.with_name(f"{database.name}-wal")
    try:
        return log.stat().st_size == 0
    except FileNotFoundError:
        return True


def _pieces(database: Path) -> Iterator[bytes]:
    descriptor, place = _descriptor(database), 0
    while piece := os.pread(descriptor, _PIECE, place):
        yield piece
        place += len(piece)


def _descriptor(database: Path) -> int:
    with _turn:
        status = os.stat(database)
        key = (status.st_dev, status.st_ino)
        descriptor = _open.pop(key, None)
        if descriptor is None:
            descriptor = os.open(database, os.O_RDONLY | os.O_CLOEXEC)
            # Should another have taken the name in between, it is remembered as what it is.
            status = os.fstat(descriptor)
            key = (status.st_dev, status.st_ino)
        _open[key] = descriptor
        while len(_open) > _MOST_OPEN:
            os.close(_open.pop(next(iter(_open))))
        return descriptor
