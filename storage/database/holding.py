"""Who has a journal open: any number of programs at once, or one alone, which may then put another
file in its place.

SQLite's locks are on the file it has open, which is not the one at that place any more once it was
replaced. So whoever has a journal open holds a lock on its folder, which the system takes back
however that program ends. A browser lends its files to one page only, and needs none.
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
"""How long a reader waits for somebody who may be opening the journal."""


def share(database: Path, *, patience: float) -> Release:
    """Hold this journal beside others, until the answer is called.

    Raises:
        BusyJournalError: a program has it alone, longer than `patience` seconds.
        RefusedError: the folder cannot be looked into.
    """
    if sys.platform == "emscripten":
        return lambda: None
    descriptor = _open(database)
    give_up = time.monotonic() + patience
    while not _locked(descriptor, alone=False):
        if time.monotonic() > give_up:
            os.close(descriptor)
            raise BusyJournalError
        time.sleep(0.02)
    return lambda: os.close(descriptor)


def hold_to_read(
    database: Path, *, patience: float, in_use: Callable[[], bool]
) -> tuple[Release, bool]:
    """Hold this journal alone where nobody has it, else beside those who do; which of the two is
    the second answer.

    `in_use`: whether there is anything of somebody who has it open. Where there is nothing, and one
    cannot be alone all the same, the file system cannot tell, or somebody is just opening it.

    Raises:
        BusyJournalError: a program has it alone, longer than `patience` seconds.
        RefusedError: the folder cannot be opened, for another reason than that it may not be
            listed.
    """
    began = time.monotonic()
    while True:
        descriptor = _open_to_read(database)
        if descriptor is None:
            return (lambda: None), False
        release = functools.partial(os.close, descriptor)
        if _locked(descriptor, alone=True):
            return release, True
        waited = time.monotonic() - began
        if _locked(descriptor, alone=False) and (in_use() or waited > _UNSURE_SECONDS):
            return release, False
        release()
        if waited > patience:
            raise BusyJournalError
        time.sleep(0.005)


@contextmanager
def alone(database: Path) -> Iterator[None]:
    """Nobody else has this journal open, or can open it meanwhile.

    Raises:
        BusyJournalError: somebody has it, in this process or another, or the file system cannot
            tell.
        RefusedError: the folder cannot be looked into.
    """
    if sys.platform == "emscripten":
        yield
        return
    descriptor = _open(database)
    try:
        if not _locked(descriptor, alone=True):
            raise BusyJournalError
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":  # written after its documentation, and not run yet
    import msvcrt

    _PLACES = 1024
    """There are no shared locks: each holder locks one of these bytes, whoever is alone all of
    them.
    """

    def _open(database: Path) -> int:
        # Folders cannot be locked. The file stays: who deleted it might delete what another has
        # just locked.
        try:
            return os.open(database.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise why_refused(error, OPENING) from error

    def _open_to_read(database: Path) -> int | None:
        try:  # nobody who only reads makes it
            return os.open(database.with_suffix(".lock"), os.O_RDWR)
        except (FileNotFoundError, PermissionError):
            return None
        except OSError as error:
            raise why_refused(error, READING) from error

    def _locked(descriptor: int, *, alone: bool) -> bool:
        first = 0 if alone else os.getpid()
        for place in range(first, first + (1 if alone else _PLACES)):
            os.lseek(descriptor, place % _PLACES, os.SEEK_SET)
            try:
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, _PLACES if alone else 1)
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

    def _locked(descriptor: int, *, alone: bool) -> bool:
        # flock and not lockf: closing another descriptor, as a second journal of this process does,
        # leaves this lock alone.
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except (
            OSError
        ):  # a file system without locks: one can keep there, and never be sure to be alone
            return not alone
        return True
