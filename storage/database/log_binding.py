"""Whether the log beside a database was written for it: SQLite itself does not ask.

A program that is killed leaves its last commits in `glimmers.db-wal`. If the database is then
replaced by another file (an older copy, another journal), SQLite writes these pages over it and
reports nothing. So each commit writes a random mark into the table `journal`, together with the
mark of the commit before it ("before>after"). A log belongs to a database if the file's mark is in
it: as the mark before one of the log's commits, or, if SQLite had already written a part of the log
into the file, as the mark of one of these commits.

https://www.sqlite.org/fileformat2.html#walformat
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from storage.database.lenient import TORN

NEXT_MARK = "UPDATE journal SET commits = substr(commits, 18) || '>' || lower(hex(randomblob(8)))"
"""SQL that is run in every transaction that changes anything."""

_MARKS = re.compile(rb"([0-9a-f]{16})>([0-9a-f]{16})")
_WAL_HEADER, _FRAME_HEADER = 32, 24
_WAL_MAGIC = (0x377F0682, 0x377F0683)
_ROLLBACK_MAGIC = bytes.fromhex("d9d505f920a163d7")
_UNBORN = b"0" * 16
"""Stands in the place of the mark before a journal's first one."""


def foreign_log(database: Path) -> Path | None:
    """The log beside `database` that was not written for it; None where there is none.

    Reads both files and changes neither. Call it before this process opens the database, and under
    the exclusive lock (`storage.database.holding.exclusive_lock`): a log that another program is
    writing belongs to that program.
    """
    rollback = database.with_name(database.name + "-journal")
    if _is_rollback_log(rollback) and _says_write_ahead(database):
        # A database in write-ahead mode has no rollback log. SQLite would apply it all the same.
        return rollback
    log = database.with_name(database.name + "-wal")
    if not log.is_file() or log.stat().st_size <= _WAL_HEADER:
        return None
    if not database.is_file() or not database.stat().st_size:
        # SQLite would delete this log, which may be all that is left of a journal.
        return log
    return log if not _belongs(log, database) else None


def _belongs(log: Path, database: Path) -> bool:
    try:
        root, mark = _mark_of(database)
    except TORN:
        # A crash during a checkpoint can leave a file that cannot be read without its log.
        return True
    before: set[bytes] = set()
    after: set[bytes] = set()
    for number, page in _frames(log):
        if number == 1 and mark is not None and not page.startswith(b"SQLite format 3\0"):
            return False
        if root is None or number == root:
            for earlier, later in _MARKS.findall(page):
                before.add(earlier)
                after.add(later)
    if mark is None:
        # Either older than these marks, or so new that everything is still in its log.
        return not after or _UNBORN in before
    # A log without marks was written by another program. It may well belong to this file.
    return not after or mark in before | after


def _mark_of(database: Path) -> tuple[int | None, bytes | None]:
    """The root page of the table `journal`, and the mark of the last commit; both as they are in
    the file itself, without its log.
    """
    address = f"{database.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as conn:
        row = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'journal'").fetchone()
        if row is None:
            return None, None
        (marks,) = conn.execute("SELECT commits FROM journal").fetchone() or ("",)
    return int(row[0]), str(marks)[-16:].encode()


def _frames(log: Path) -> Iterator[tuple[int, bytes]]:
    """Page numbers and pages of a write-ahead log, up to the first frame that is left over from
    before the log was last begun anew (its salts differ).
    """
    with log.open("rb") as file:
        header = file.read(_WAL_HEADER)
        if int.from_bytes(header[:4]) not in _WAL_MAGIC:
            return
        size, salts = int.from_bytes(header[8:12]), header[16:24]
        while len(frame := file.read(_FRAME_HEADER + size)) == _FRAME_HEADER + size:
            if frame[8:16] != salts:
                return
            yield int.from_bytes(frame[:4]), frame[_FRAME_HEADER:]


def _is_rollback_log(log: Path) -> bool:
    try:
        with log.open("rb") as file:
            return file.read(8) == _ROLLBACK_MAGIC
    except OSError:
        return False


def _says_write_ahead(database: Path) -> bool:
    try:
        with database.open("rb") as file:
            return file.read(20)[18:20] == b"\2\2"
    except OSError:
        return False
