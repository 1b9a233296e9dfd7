"""A journal opened to be read, and nothing else: no file is made, changed or left behind, wherever
it lies.

SQLite reads a write-ahead journal through a file of shared memory, which it must be able to make.
So who reads asks first whether anybody has the journal open (`storage.database.holding`):

- Another program has it, or has left a log and shared memory: a read-only connection that uses this
  memory as it is sees the newest state.
- Nobody has it and no log lies beside it: the file is whole, nobody can open it meanwhile, and
  SQLite is told so (`immutable`). Nothing is copied, however large it is.
- Otherwise (a log without shared memory, a transaction cut short, a place without locks): a copy in
  memory, to which the log is applied (`storage.database.recovery`). An older shape becomes today's
  there as well.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlite_utils import Database

from app.core.errors import READING, BusyJournalError, NotAFolderError, NotAJournalError
from storage.connection import (
    BUSY_SECONDS,
    check_file,
    check_ours,
    in_memory,
    is_open_here,
    prepared,
    shape,
)
from storage.database.holding import lock_to_read
from storage.database.log_binding import foreign_log
from storage.database.recovery import lay_over, roll_back
from storage.database.refusals import there, translated_errors, why_refused
from storage.database.signature import SCHEMA
from storage.vault import is_being_erased
from storage.write_ahead import check_log

_TRIES = 20
"""How often one who may only read in shared memory tries to begin."""
_NO_SHARED_MEMORY = (
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_PROTOCOL,
)


def to_read(path: Path) -> tuple[Database, ExitStack]:
    """The journal in `path` over a connection that writes nothing, and what to close behind it.

    A folder or file that is not there is an empty journal. Whatever else writes meanwhile, what is
    read is one state.

    Raises:
        NotAJournalError, NewerJournalError: what lies there is none that can be read.
        BusyJournalError: a program has it alone for longer than `BUSY_SECONDS`.
        RefusedError: the device does not let it be read.
    """
    with ExitStack() as held, translated_errors(READING, file=path):
        if not _is_there(path):
            db = in_memory()
            _leave_nothing(db.conn)
            return db, held.pop_all()
        check_file(path, READING)
        try:
            if not is_open_here(path):
                check_log(path)
            conn, copied = _connected(path, held)
        except OSError as error:
            raise why_refused(error, READING) from error
        try:
            check_ours(conn)
            if shape(conn) < SCHEMA:
                conn, copied = prepared(conn if copied else _in_memory(conn), "memory").conn, True
            if copied:
                _leave_nothing(conn)
                held.close()
        except BaseException:
            conn.close()
            raise
        return Database(conn), held.pop_all()


def copied_to_memory(path: Path) -> Database:
    """A copy of the one in `path`, which is not written: to examine what may be broken.

    Raises:
        sqlite3.Error, GlimmersError: how far it could not be read.
    """
    with ExitStack() as held:
        conn, copied = _connected(path, held)
        return prepared(conn if copied else _in_memory(conn), "memory")


def _is_there(path: Path) -> bool:
    try:
        if there(path.parent) and not path.parent.is_dir():
            raise NotAFolderError(doing=READING)
        # What is left of a journal that was to be deleted is read by nobody.
        if is_being_erased(path.parent) or not there(path):
            return False
        if not path.is_file():
            raise NotAJournalError
        return path.stat().st_size > 0 or _size(path, "-wal") > 0
    except OSError as error:
        raise why_refused(error, READING) from error


def _connected(path: Path, held: ExitStack) -> tuple[sqlite3.Connection, bool]:
    """The best way there is to read it now, and whether that is a copy in memory.

    `held` gets what has to be held as long as it is read.
    """
    if is_open_here(path):
        return _begun(_ordinary(path)), False
    release, exclusive = lock_to_read(path, timeout_s=BUSY_SECONDS, in_use=lambda: _in_use(path))
    held.callback(release)
    if exclusive and (_has_no_log(path) or foreign_log(path) is not None):
        # What another journal has left beside it is not laid over it; nothing else reads it
        # meanwhile.
        return _begun(_ordinary(path, immutable=_says_write_ahead(path))), False
    if path.with_name(f"{path.name}-wal").exists():
        try:
            # What a crash has left is used as it is, not mended; what is not there is not made.
            # https://www.sqlite.org/wal.html#read_only_databases
            return _begun(_ordinary(path, readonly_shm=exclusive or not _in_use(path))), False
        except sqlite3.Error as error:
            if error.sqlite_errorcode & 0xFF not in _NO_SHARED_MEMORY:
                raise
    return _copy(path), True


def _ordinary(path: Path, **options: bool) -> sqlite3.Connection:
    asked = "".join(f"&{name}=1" for name, wanted in options.items() if wanted)
    address = f"{path.absolute().as_uri()}?mode=ro{asked}"
    conn = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    conn.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    _leave_nothing(conn)
    return conn


def _begun(conn: sqlite3.Connection) -> sqlite3.Connection:
    """Begin to read: all that is read until it is closed is one state, and SQLite opens what lies
    beside the file now.
    """
    try:
        for last in [False] * _TRIES + [True]:
            try:
                conn.execute("BEGIN")
                conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
                break
            except sqlite3.OperationalError as error:
                # Who may not mark in shared memory how far he reads waits until another has.
                if last or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_READONLY:
                    raise
                conn.execute("ROLLBACK")
            time.sleep(0.005)
    except BaseException:
        conn.close()
        raise
    return conn


def _leave_nothing(conn: sqlite3.Connection) -> None:
    conn.execute("PRAGMA temp_store = MEMORY")
    conn.execute("PRAGMA query_only = ON")


# Copies -------------------------------------------------------------------------------------------


def _copy(path: Path) -> sqlite3.Connection:
    """A copy in memory, with what lies beside the file applied to it; never while somebody writes
    into the file itself.
    """
    conn = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        database, journal, log = _as_one(path)
        roll_back(database, journal)
        if database[18:20] == b"\2\2":
            lay_over(database, log)
            database[18:20] = b"\1\1"  # there is no log in memory, and SQLite would look for one
        if database:
            conn.deserialize(database)
    except BaseException:
        conn.close()
        raise
    return conn


def _as_one(path: Path) -> tuple[bytearray, bytes, bytes]:
    """The database, its rollback journal and its log, as they were together at one moment.

    While the log has the same salts it only grows, and what is written from it into the database is
    in it still. So the database read first and then the log make one state, as long as the salts
    stay the same; and without a log, as long as nothing was written.
    https://www.sqlite.org/fileformat2.html#wal_file_format
    """
    try:
        with _not_being_written(path):
            give_up = time.monotonic() + BUSY_SECONDS
            while time.monotonic() < give_up:
                before = _state(path)
                database = bytearray(path.read_bytes())
                journal, log = _beside(path, "-journal"), _beside(path, "-wal")
                if log[:_LOG_HEADER] == before[0] and before == _state(path):
                    return database, journal, log
    except OSError as error:
        raise why_refused(error, READING) from error
    raise BusyJournalError


_LOG_HEADER = 32


def _state(path: Path) -> tuple[bytes, tuple[int, ...]]:
    """What is the same before and after, where what was read in between is one state."""
    about = path.stat()
    header = _beside(path, "-wal", _LOG_HEADER)
    if header:
        return header, (about.st_ino,)
    return header, (about.st_ino, about.st_size, about.st_mtime_ns)


def _beside(path: Path, ending: str, size: int = -1) -> bytes:
    try:
        with path.with_name(path.name + ending).open("rb") as file:
            return file.read(size)
    except FileNotFoundError:
        return b""


@contextmanager
def _not_being_written(path: Path) -> Iterator[None]:
    """Hold SQLite's own shared lock on the file: nobody else has it alone. Only where it is not
    open in this process.

    https://www.sqlite.org/lockingv3.html; where there are no such locks, the file's times have to
    do.
    """
    if sys.platform in ("win32", "emscripten"):
        yield
        return
    import fcntl

    descriptor = os.open(path, os.O_RDONLY)
    give_up = time.monotonic() + BUSY_SECONDS
    try:
        while True:
            try:
                fcntl.lockf(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
                break
            except (BlockingIOError, PermissionError):
                if time.monotonic() > give_up:
                    raise BusyJournalError from None
            except OSError:
                break
            time.sleep(0.02)
        yield
    finally:
        os.close(descriptor)


_SHARED_FIRST, _SHARED_SIZE = 0x40000002, 510
"""The bytes of a database that SQLite locks to read; there never is anything in them."""


def _in_memory(conn: sqlite3.Connection) -> sqlite3.Connection:
    """A copy of it, which is closed."""
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    give_up = time.monotonic() + BUSY_SECONDS

    def patient(status: int, _remaining: int, _total: int) -> None:
        # A copy that finds the database locked begins again without end.
        if (
            status & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            and time.monotonic() > give_up
        ):
            raise BusyJournalError

    try:
        conn.backup(copy, progress=patient)
    except BaseException:
        copy.close()
        raise
    finally:
        conn.close()
    return copy


# What lies beside it ------------------------------------------------------------------------------


def _in_use(path: Path) -> bool:
    """Whether a program may have it open: it has made a log and shared memory, or has left them."""
    return all(path.with_name(path.name + ending).exists() for ending in ("-wal", "-shm"))


def _has_no_log(path: Path) -> bool:
    return not path.with_name(f"{path.name}-wal").exists() and not _size(path, "-journal")


def _size(path: Path, ending: str) -> int:
    try:
        return path.with_name(path.name + ending).stat().st_size
    except FileNotFoundError:
        return 0


def _says_write_ahead(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(20)[18:20] == b"\2\2"
