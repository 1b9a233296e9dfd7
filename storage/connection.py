"""One file, opened as a journal: refused when it is none of ours, prepared, and brought to today's
schema.
"""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from app.core.errors import (
    OPENING,
    BusyJournalError,
    DamagedJournalError,
    Doing,
    NewerJournalError,
    NotAJournalError,
)
from storage import header
from storage.database.holding import exclusive_lock
from storage.database.log_binding import NEXT_MARK
from storage.database.refusals import translated_errors, why_refused
from storage.database.signature import APPLICATION_ID, SCHEMA
from storage.schema import migrations

BUSY_SECONDS = 5
"""How long we wait for another program to finish its change."""

_NEW_TABLES = ("glimmers", "collages", "doubts", "links_let_go", "words_beside")
"""A table that came with each schema."""
_MADE = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN (?, ?, ?, ?, ?) ORDER BY rowid"
)

_open_here: Counter[Path] = Counter()
"""Files this process has journals open in."""


def check_file(path: Path, doing: Doing = OPENING) -> None:
    """Refuse what is no journal of ours, or a damaged one, by its first 100 bytes and its size,
    before SQLite may touch it.

    Raises:
        NotAJournalError: no SQLite file, or another program's.
        DamagedJournalError: cut short, or with a header that SQLite must not go by.
        NewerJournalError: from a later Glimmers.
        RefusedError: cannot be read.
    """
    try:
        _check_once(path, doing)
    except DamagedJournalError:
        _check_at_rest(path, doing)


def _check_at_rest(path: Path, doing: Doing) -> None:
    """Another program may be in the middle of writing what was looked at: wait until it is whole,
    or nobody has it.
    """
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            with exclusive_lock(path):
                return _check_once(path, doing)
        except BusyJournalError:
            try:
                return _check_once(path, doing)
            except DamagedJournalError:
                if time.monotonic() > give_up:
                    raise
        time.sleep(0.05)


def _check_once(path: Path, doing: Doing) -> None:
    raw = _header(path, doing)
    if not raw:
        return
    try:
        header.check(path, raw, today=SCHEMA)
    except OSError as error:
        raise why_refused(error, doing) from error


def pending(path: Path) -> bool:
    """Whether opening `path` would change the shape of a journal of ours that is already there."""
    raw = _header(path)
    return bool(raw) and header.Header(raw).ours and header.Header(raw).schema < SCHEMA


def open_file(path: Path, journal_mode: str) -> Database:
    """The database in a file that was checked, prepared; only for one who holds it
    (`storage.database.holding`), or who made it.
    """
    if journal_mode != "wal":
        _leave_wal_behind(path)
    unfinished = header.unfinished(path)
    with translated_errors(OPENING, file=path):
        db = prepared(sqlite3.connect(path, check_same_thread=False), journal_mode)
        if unfinished and header.is_short(path, db.conn):
            db.close()
            raise DamagedJournalError
        return db


def in_memory() -> Database:
    """An empty one that is gone with the process."""
    return prepared(sqlite3.connect(":memory:", check_same_thread=False), "memory")


def note_open(path: Path) -> Callable[[], None]:
    """This process has `path` open until the answer is called: its first bytes are not looked at
    meanwhile.
    """
    file = path.resolve()
    _open_here[file] += 1
    return lambda: _open_here.subtract([file])


def is_open_here(path: Path) -> bool:
    """Whether this process has a journal open in `path`: then no descriptor of the file may be
    closed but by SQLite.
    """
    return _open_here[path.resolve()] > 0


def log_size(path: Path) -> int:
    """Bytes in the write-ahead log beside a database; 0 where there is none."""
    log = path.with_name(path.name + "-wal")
    return log.stat().st_size if log.exists() else 0


def _leave_wal_behind(path: Path) -> None:
    """Let a journal that a program closed cleanly be opened where there is no shared memory, as in
    a browser.

    A file in write-ahead mode says so in two bytes of its header, and SQLite then asks for memory
    that browsers have not. With no log beside it the file is whole, and the bytes may say "rollback
    journal" instead. https://www.sqlite.org/fileformat.html#file_format_version_numbers
    """
    if not path.exists() or path.with_name(path.name + "-wal").exists():
        return
    with path.open("r+b") as file:
        file.seek(18)
        if file.read(2) == b"\2\2":
            file.seek(18)
            file.write(b"\1\1")


def _header(path: Path, doing: Doing = OPENING) -> bytes:
    """The first 100 bytes; none of a file that is missing, empty or open in this process, which
    checked it then.

    POSIX drops all locks a process has on a file when any descriptor of it is closed, and SQLite
    would not know:
    https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
    """
    if is_open_here(path):
        return b""
    try:
        if path.exists() and not path.is_file():
            raise NotAJournalError  # a folder; or a pipe, which would be waited for
        with path.open("rb") as file:
            return file.read(100)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise why_refused(error, doing) from error


def prepared(conn: sqlite3.Connection, journal_mode: str) -> Database:
    """A connection with our pragmas, checked to be ours and brought to today's schema."""
    try:
        conn.isolation_level = None
        conn.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        check_ours(conn)
        _set_journal_mode(conn, journal_mode)
        conn.execute("PRAGMA synchronous = FULL")
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute("PRAGMA temp_store = MEMORY")
        # What is deleted is overwritten with zeros, in the file too.
        conn.execute("PRAGMA secure_delete = ON")
        db = Database(conn)
        if shape(conn) < SCHEMA:
            _bring_to_today(db)
        return db
    except BaseException:
        conn.close()
        raise


def _set_journal_mode(conn: sqlite3.Connection, journal_mode: str) -> None:
    """Two programs may begin a journal in the same instant: SQLite answers "busy" to this one at
    once, so the wait is ours.
    """
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            conn.execute(f"PRAGMA journal_mode = {journal_mode}")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
        time.sleep(0.02)


def _bring_to_today(db: Database) -> None:
    """All steps in one transaction: one that fails, and a second program that begins at the same
    time, leave all as it was.
    """
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        marked = db.table("journal").exists()
        migrations.apply(db)
        if marked:
            db.conn.execute(NEXT_MARK)
        db.conn.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:
            db.conn.execute("ROLLBACK")
        raise
    # From the log into the file, so that its first bytes tell whose it is.
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def check_ours(conn: sqlite3.Connection) -> None:
    """The same as `check_file`, now through a write-ahead log that may be newer than the file."""
    with _at_one_moment(conn):
        schema = shape(conn)
        (application,) = conn.execute("PRAGMA application_id").fetchone()
        (tables,) = conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
        made = [name for (name,) in conn.execute(_MADE, _NEW_TABLES)]
    if schema > SCHEMA:
        raise NewerJournalError
    if tables and application != APPLICATION_ID:
        raise NotAJournalError
    # The number alone would make a step be taken twice, or never.
    if made != list(_NEW_TABLES[:schema]):
        raise DamagedJournalError


@contextmanager
def _at_one_moment(conn: sqlite3.Connection) -> Iterator[None]:
    """Whatever is read in the block is of one state: another program may begin the journal, or
    change its shape, between two readings.
    """
    if conn.in_transaction:
        yield
        return
    conn.execute("BEGIN")
    try:
        yield
    finally:
        if conn.in_transaction:
            conn.execute("COMMIT")


def shape(conn: sqlite3.Connection) -> int:
    """The schema of a journal, `SCHEMA` being today's; 0 before it has any."""
    (version,) = conn.execute("PRAGMA user_version").fetchone()
    return int(version)
