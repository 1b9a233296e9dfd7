"""Why the device refused: every errno and every code of SQLite's, as an error that a person can use."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
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
    errno.EEXIST: MissingFolderError,  # a link to a folder that is not there, in the new one's place
}
"""Anything else is the disk's own fault, or that of the wire to it."""

# https://www.sqlite.org/rescode.html; extended codes are looked for first.
_SQLITE: dict[int, type[GlimmersError]] = {
    sqlite3.SQLITE_FULL: NoRoomError,
    # What the disk refused to take: quota and limits on a file's size arrive as these, the
    # shared memory's file among them.
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

_AT_ONCE = 4
"""Files that SQLite may have open for one database: itself, its log, the shared memory, a folder."""


def why_refused(error: OSError, doing: Doing = KEEPING) -> RefusedError:
    """What a person hears of a file or folder that the system would not give, take or change."""
    kind = _SYSTEM.get(error.errno or 0, DiskError)
    if kind is ReadOnlyError and doing.reads:
        kind = UnreadableError
    return kind(doing=doing)


def known_error(error: sqlite3.Error, doing: Doing = KEEPING, *, file: Path | None = None) -> GlimmersError | None:
    """What a person hears of it; None for what can only be a bug.

    With the `file` it is about, what SQLite only calls "unable to open" is looked into further.
    """
    code = getattr(error, "sqlite_errorcode", 0)
    if code == sqlite3.SQLITE_ERROR and str(error).startswith(("no such column", "no such table")):
        return DamagedJournalError()  # what we ask for is always there, unless its definition was damaged
    kind = _SQLITE.get(code) or _SQLITE.get(code & 0xFF)
    if kind is None:
        return None
    if not issubclass(kind, RefusedError):
        return kind()
    if kind is ReadOnlyError and file is not None:
        return _why_not_opened(file, doing)
    if kind is ReadOnlyError and doing.reads:
        kind = UnreadableError
    return kind(doing=doing)


@contextmanager
def in_words(doing: Doing = READING, *, file: Path | None = None) -> Iterator[None]:
    """Turn what SQLite says into what a person can use; anything unknown is a bug and passes."""
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


def there(path: Path) -> bool:
    """Whether something is at `path`; unlike `exists`, no guess where that cannot be known.

    Raises:
        OSError: a link that leads round, a file on the way, a name too long.
    """
    try:
        path.stat()
    except FileNotFoundError:
        return False
    return True


def on_read_only_disk(folder: Path) -> bool:
    """Whether nobody may write there, whatever the modes say; False where the system does not tell.

    Raises:
        OSError: it cannot be looked at.
    """
    return sys.platform != "win32" and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def _why_not_opened(file: Path, doing: Doing) -> RefusedError:
    """SQLite keeps the errno to itself, so the same is tried once more.

    The database itself is not opened for it: closing any descriptor of a file drops the locks that
    this process has on it.
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
