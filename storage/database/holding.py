"""Locks on a journal: shared by every program that has it open, or exclusive to one, which may then
replace the file.

SQLite locks the file that it has opened. Once another file has taken its name, that lock says
nothing about the new file. So each program that opens a journal also locks its folder. The system
releases that lock when the program ends, also after a crash. A browser gives its files to one page
only and needs no lock.
"""

from __future__ import annotations

import functools
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.errors import OPENING, READING, BusyJournalError
from storage.database.refusals import why_refused

Release = Callable[[], None]

_UNSURE_SECONDS = 0.1
"""How long a reader waits for another program that may be opening the journal."""


def shared_lock(database: Path, *, timeout_s: float) -> Release:
    """Take the shared lock of this journal; call what is returned to release it.

    Raises:
        BusyJournalError: another program held the exclusive lock longer than `timeout_s` seconds.
        RefusedError: the folder cannot be opened.
    """
    if sys.platform == "emscripten":
        return lambda: None
    descriptor = _open(database)
    give_up = time.monotonic() + timeout_s
    while not _locked(descriptor, exclusive=False):
        if time.monotonic() > give_up:
            os.close(descriptor)
            raise BusyJournalError
        time.sleep(0.02)
    return lambda: os.close(descriptor)


def lock_to_read(
    database: Path, *, timeout_s: float, in_use: Callable[[], bool]
) -> tuple[Release, bool]:
    """Take the exclusive lock if no other program has the journal open, else the shared one.

    Returns a function that releases the lock, and whether it is the exclusive one. A folder that
    may not be listed cannot be locked: then the function does nothing.

    `in_use` tells whether another program has left a sign beside the file that it has it open. If
    there is no sign and the exclusive lock is refused all the same, the file system has no locks,
    or another program is opening the journal at this moment: that is waited for a little.

    Raises:
        BusyJournalError: another program held the exclusive lock longer than `timeout_s` seconds.
        RefusedError: the folder cannot be opened for any other reason.
    """
    if sys.platform == "emscripten":
        return (lambda: None), True
    began = time.monotonic()
    while True:
        descriptor = _open_to_read(database)
        if descriptor is None:
            return (lambda: None), False
        release = functools.partial(os.close, descriptor)
        if _locked(descriptor, exclusive=True):
            return release, True
        waited = time.monotonic() - began
        if _locked(descriptor, exclusive=False) and (in_use() or waited > _UNSURE_SECONDS):
            return release, False
        release()
        if waited > timeout_s:
            raise BusyJournalError
        time.sleep(0.005)


@contextmanager
def exclusive_lock(database: Path) -> Iterator[None]:
    """Hold the exclusive lock: nobody else has this journal open, or can open it meanwhile.

    Raises:
        BusyJournalError: it is open, in this process or another; or the file system has no locks,
            so that nobody can know.
        RefusedError: the folder cannot be opened.
    """
    if sys.platform == "emscripten":
        yield
        return
    descriptor = _open(database)
    try:
        if not _locked(descriptor, exclusive=True):
            raise BusyJournalError
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":  # written after its documentation, and not run yet
    import msvcrt

    _PLACES = 1024
    """Windows has no shared locks. A holder of the shared one locks one of these bytes, a holder of
    the exclusive one locks all.
    """

    def _open(database: Path) -> int:
        # Windows cannot lock folders. The file is never deleted: another program might have locked
        # it just now.
        try:
            return os.open(database.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise why_refused(error, OPENING) from error

    def _open_to_read(database: Path) -> int | None:
        try:  # a program that only reads does not create it
            return os.open(database.with_suffix(".lock"), os.O_RDWR)
        except (FileNotFoundError, PermissionError):
            return None
        except OSError as error:
            raise why_refused(error, READING) from error

    def _locked(descriptor: int, *, exclusive: bool) -> bool:
        first = 0 if exclusive else os.getpid()
        for place in range(first, first + (1 if exclusive else _PLACES)):
            os.lseek(descriptor, place % _PLACES, os.SEEK_SET)
            try:
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, _PLACES if exclusive else 1)
                return True
            except OSError:
                continue
        return False

elif sys.platform != "emscripten":
    import fcntl

    def _open(database: Path) -> int:
        try:
            return os.open(database.parent, os.O_RDONLY)
        except OSError as error:
            raise why_refused(error, OPENING) from error

    def _open_to_read(database: Path) -> int | None:
        try:
            return os.open(database.parent, os.O_RDONLY)
        except PermissionError:  # files in a folder that may not be listed can be read all the same
            return None
        except OSError as error:
            raise why_refused(error, READING) from error

    def _locked(descriptor: int, *, exclusive: bool) -> bool:
        # flock and not lockf: with lockf, a second journal of this process that closes its
        # descriptor would release this lock too.
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            # A file system without locks: the journal can be used there, but nobody can be sure
            # that no other program has it open.
            return not exclusive
        return True
