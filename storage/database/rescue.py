"""A journal whose file lost its name while it was open, written to its place again."""

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
    """Write all that `conn` still has open to `database`, or beside the file that has taken its
    place; returns where.

    What lies there already is never written over. A crash leaves the place as it was, or with all
    of it.

    Raises:
        RefusedError: there is no room, or no leave to write.
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
    """Give the finished copy the journal's name, or where that is taken, one that tells
    what it is.
    """
    if not database.exists() or not database.stat().st_size:
        half.replace(database)
        return database
    beside = set_aside.free_name(database.parent, set_aside.REPLACED, ".db", now=now)
    half.replace(beside)
    return beside
