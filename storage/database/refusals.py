"""Why the device refused: every errno and every code of SQLite's, as an error that a person can
use.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from app.core.errors import (
    KEEPING,
    READING,
    BusyJournalError,
    DamagedJournalError,
    DiskError,
    Doing,
    GlimmersError,
    LinkLoopError,
    MissingFolderError,
    NoRoomError,
    NotAFolderError,
    NotAJournalError,
    PathTooLongError,
    ReadOnlyDiskError,
    ReadOnlyError,
    RefusedError,
    TooManyFilesError,
    UnreadableError,
)

_SYSTEM: dict[int, type[RefusedError]] = {
    errno.ENOSPC: NoRoomError,
    errno.EDQUOT: NoRoomError,
    errno.EFBIG: NoRoomError,
    errno.EACCES: ReadOnlyError,
    errno.EPERM: ReadOnlyError,
    errno.EROFS: ReadOnlyDiskError,
    errno.EMFILE: TooManyFilesError,
    errno.ENFILE: TooManyFilesError,
    errno.ENAMETOOLONG: PathTooLongError,
    errno.ENOTDIR: NotAFolderError,
    errno.ELOOP: LinkLoopError,
    errno.ENOENT: MissingFolderError,
    # a link to a folder that is not there, in the new one's place
    errno.EEXIST: MissingFolderError,
}
"""Kinds of error by errno. One that is not listed is a failure of the disk or of its connection."""

# https://www.sqlite.org/rescode.html; extended codes are looked for first.
_SQLITE: dict[int, type[GlimmersError]] = {
    sqlite3.SQLITE_FULL: NoRoomError,
    # The disk refused a write. Quotas and limits on a file's size arrive as these codes, also those
    # for the file of the shared memory.
    sqlite3.SQLITE_IOERR_WRITE: NoRoomError,
    sqlite3.SQLITE_IOERR_FSYNC: NoRoomError,
    sqlite3.SQLITE_IOERR_DIR_FSYNC: NoRoomError,
    sqlite3.SQLITE_IOERR_TRUNCATE: NoRoomError,
    sqlite3.SQLITE_IOERR_SHMSIZE: NoRoomError,
    # The file ends before it may; a read that failed (EIO) is IOERR_READ or IOERR_CORRUPTFS.
    sqlite3.SQLITE_IOERR_SHORT_READ: DamagedJournalError,
    sqlite3.SQLITE_IOERR: DiskError,
    sqlite3.SQLITE_READONLY: ReadOnlyError,
    sqlite3.SQLITE_CANTOPEN: ReadOnlyError,
    sqlite3.SQLITE_CANTOPEN_ISDIR: NotAJournalError,
    sqlite3.SQLITE_CANTOPEN_FULLPATH: PathTooLongError,
    sqlite3.SQLITE_PERM: ReadOnlyError,
    sqlite3.SQLITE_NOTADB: NotAJournalError,
    sqlite3.SQLITE_CORRUPT: DamagedJournalError,
    sqlite3.SQLITE_BUSY: BusyJournalError,
    sqlite3.SQLITE_LOCKED: BusyJournalError,
    sqlite3.SQLITE_PROTOCOL: BusyJournalError,
}

_NOT_WRITTEN = (
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
)
_DISK_FAILS = (errno.EIO, errno.ENXIO, errno.ENODEV)
_PROBE = 256 << 10
"""Bytes that are written to find out whether there is free space."""
_kept_open: dict[Path, int] = {}

_AT_ONCE = 4
"""Files that SQLite has open for one database at most: the database, its log, the shared memory,
the folder.
"""


def why_refused(error: OSError, doing: Doing = KEEPING) -> RefusedError:
    """The error of ours for an `OSError` of a file or folder."""
    kind = _SYSTEM.get(error.errno or 0, DiskError)
    if kind is ReadOnlyError and doing.reads:
        kind = UnreadableError
    return kind(doing=doing)


def known_error(
    error: sqlite3.Error, doing: Doing = KEEPING, *, file: Path | None = None
) -> GlimmersError | None:
    """The error of ours for one of SQLite's; None if it can only be a bug.

    SQLite has one code for several causes: "unable to open", "malformed", and a write that failed.
    Give the `file` to have the cause found out.
    """
    code = getattr(error, "sqlite_errorcode", 0)
    if code == sqlite3.SQLITE_ERROR and str(error).startswith(("no such column", "no such table")):
        # Every table and column that is asked for exists, unless the schema in the file is damaged.
        return DamagedJournalError()
    kind = _SQLITE.get(code) or _SQLITE.get(code & 0xFF)
    if kind is None:
        return None
    if file is not None and (
        (issubclass(kind, NotAJournalError) and not _can_be_read(file))
        or (code in _NOT_WRITTEN and not _is_full(file))
    ):
        return DiskError(doing=doing)
    if not issubclass(kind, RefusedError):
        return kind()
    if kind is ReadOnlyError and file is not None:
        return _why_not_opened(file, doing)
    if kind is ReadOnlyError and doing.reads:
        kind = UnreadableError
    return kind(doing=doing)


@contextmanager
def translated_errors(doing: Doing = READING, *, file: Path | None = None) -> Iterator[None]:
    """Raise errors of SQLite as errors of ours; an unknown one is a bug and passes unchanged."""
    try:
        yield
    except sqlite3.Error as error:
        known = known_error(error, doing, file=file)
        if known is None:
            raise
        raise known from error
    except UnicodeDecodeError:
        # SQLite's own message quotes a name in the schema, and that is no text any more.
        raise DamagedJournalError from None


def _can_be_read(file: Path) -> bool:
    """Whether every byte of the file can be read. SQLite says "malformed" also of a page that the
    disk could not read (EIO).

    The descriptor stays open until the program ends: closing any descriptor of a file releases
    every POSIX lock that this process has on it. A browser has no locks, and its file could not be
    replaced.
    """
    try:
        if file not in _kept_open:
            _kept_open[file] = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        place = 0
        while chunk := _read_at(_kept_open[file], place):
            place += len(chunk)
    except OSError as error:
        return error.errno not in _DISK_FAILS
    finally:
        if sys.platform == "emscripten" and file in _kept_open:
            os.close(_kept_open.pop(file))
    return True


def _read_at(descriptor: int, place: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(descriptor, 1 << 20, place)
    os.lseek(descriptor, place, os.SEEK_SET)
    return os.read(descriptor, 1 << 20)


def _is_full(file: Path) -> bool:
    """Whether a write failed because the disk is full, or a quota or limit is reached; otherwise
    the disk itself has failed.
    """
    try:
        if sys.platform not in ("win32", "emscripten"):
            import resource

            if resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY:
                return True
        with tempfile.TemporaryFile(dir=file.parent) as probe:
            probe.write(bytes(_PROBE))
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        return error.errno not in _DISK_FAILS
    return sys.platform == "emscripten"


def there(path: Path) -> bool:
    """Whether something is at `path`. Unlike `Path.exists`, raises where that cannot be known.

    Raises:
        OSError: a loop of links, a file where a folder must be, a name too long.
    """
    try:
        path.stat()
    except FileNotFoundError:
        return False
    return True


def on_read_only_disk(folder: Path) -> bool:
    """Whether the file system is mounted read only; False on Windows, which does not tell.

    Raises:
        OSError: the folder cannot be looked at.
    """
    return sys.platform != "win32" and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def _why_not_opened(file: Path, doing: Doing) -> RefusedError:
    """Why SQLite could not open the file. SQLite does not tell the errno, so we try to open as many
    files as it needs.

    We open the folder and never the database: closing any descriptor of a file releases every POSIX
    lock that this process has on it.
    """
    try:
        file.stat()
        with ExitStack() as opened:
            for _ in range(_AT_ONCE):
                opened.callback(os.close, os.open(file.parent, os.O_RDONLY))
        if on_read_only_disk(file.parent):
            return ReadOnlyDiskError(doing=doing)
    except OSError as error:
        return why_refused(error, doing)
    return (UnreadableError if doing.reads else ReadOnlyError)(doing=doing)
