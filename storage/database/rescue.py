"""Writes a journal to disk again whose file was deleted, moved or replaced while it was open."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from app.core.errors import KEEPING
from storage.database import set_aside
from storage.database.refusals import translated_errors, why_refused
from storage.vault import keep_private, make_private


def write_again(conn: sqlite3.Connection, database: Path, *, now: datetime) -> Path:
    """Write the database that is open as `conn` to the path `database`, or beside it if another
    file is there now; returns where.

    An existing file is never overwritten. After a crash, either the whole journal is there or
    nothing.

    Raises:
        RefusedError: there is no free space, or no permission to write.
    """
    half = database.with_name(f"{set_aside.AGAIN}{now.strftime(set_aside.STAMP)}.db")
    try:
        make_private(database.parent)
        half.unlink(missing_ok=True)
        keep_private(half)
        with translated_errors(KEEPING, file=half), closing(sqlite3.connect(half)) as copy:
            conn.backup(copy)
        descriptor = os.open(half, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return _named(half, database, now=now)
    except OSError as error:
        raise why_refused(error, KEEPING) from error


def _named(half: Path, database: Path, *, now: datetime) -> Path:
    """Rename the finished copy to the journal's name, or, if that is taken, to one that
    `set_aside.found_replaced` finds.
    """
    if not database.exists() or not database.stat().st_size:
        half.replace(database)
        return database
    beside = set_aside.free_name(database.parent, set_aside.REPLACED, ".db", now=now)
    half.replace(beside)
    return beside
