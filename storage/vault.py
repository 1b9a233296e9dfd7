"""Where this device keeps the journal: a folder on native, the browser's private files
on the web.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import stat
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.errors import (
    ERASING,
    ERASING_ALL,
    KEEPING,
    OPENING,
    BusyJournalError,
    DataClearedError,
    Doing,
    GlimmersError,
    NoPrivateStorageError,
    NoRoomError,
    NotAFolderError,
    NotAJournalError,
    OpenElsewhereError,
    ReadOnlyDiskError,
    ReadOnlyError,
    StorageTimeoutError,
)
from storage.database.refusals import on_read_only_disk, there, why_refused
from storage.steps import Steps

_log = logging.getLogger(__name__)

DATABASE = "glimmers.db"
BEFORE = "glimmers-before.db"
"""The copy that earlier versions took before a migration; it is a snapshot now
(`storage.snapshots`).
"""
INBOX = "inbox"
"""The folder beside it in which glimmers wait that were kept while it could not be reached."""
SNAPSHOTS = "snapshots"
"""The folder beside it with whole copies of it (`storage.snapshots`)."""
ERASING_MARK = "glimmers.erasing"
"""Lies in the folder while everything in it is being deleted (`storage.everything`)."""

BROWSER_ROOT = "/journal"
BROWSER_FOLDER = "glimmers"
"""Of the browser's private files; `opfs.js` opens the same."""
HANDOVER_SECONDS = 2.0
"""A page that was just closed or reloaded may hold the files for a moment longer."""
LEND_SECONDS = 30.0
"""How long is waited for more files."""
TIMEOUTS_S = (3.0, 6.0, 12.0)
"""How long each try waits for files that the browser may never answer about, see `opfs.js`."""
_MISSING = frozenset({"TypeError", "NotSupportedError"})
"""What a browser throws that has no such files in any window."""


async def _already_durable() -> None:
    """On native, SQLite's own COMMIT has reached the disk (`synchronous=FULL`)."""


async def _any_number(_free: int) -> None:
    """A folder takes as many files as there is room for."""


async def _nothing(_name: str) -> None:
    """They are there already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vault:
    """One journal's place on this device."""

    database: Path
    journal_mode: str
    """`wal` on native; `truncate` in the browser, whose files share no memory."""
    flush: Callable[[], Awaitable[None]] = _already_durable
    """Returns when everything committed so far would survive a power cut."""
    is_lost: Callable[[], bool] = lambda: False
    """Whether a browser has deleted its files while they were open, as far as was seen when they
    were last used.
    """
    lend_more: Callable[[int], Awaitable[None]] = _any_number
    """Returns when this many new files can be made beside the journal, with any name: a browser
    opens files ahead. What is more than that is given back. Not on the way of a start or a tap.

    Raises:
        NoRoomError: the browser's share of the disk is full.
        StorageTimeoutError: it did not answer.
    """
    blob_of: Callable[[Path], Awaitable[Any]] | None = None
    """In a browser, a file beside the journal as the browser's own Blob, for the page to hand out;
    good until the file changes.
    """
    copying: Callable[[Path, Path], Steps[None]] | None = None
    """In a browser, copies a database beside another in steps, see `storage.snapshots.folder`."""
    erase: Callable[[Callable[[int, int], object]], Awaitable[int]] | None = None
    """In a browser, deletes all that is in its files and in its inbox, and says how many files that
    were; with the journal closed. It tells how many of how many are done. Cut short anywhere, it
    goes on when the files are asked for again.

    Raises:
        BusyJournalError: a journal that was being put in place is not there yet, and the next
            opening of the page finishes that; nothing was deleted.
    """
    is_erasing: Callable[[], bool] = lambda: False
    """Whether `erase` has begun and `end_erasing` was not called since, in this visit of the page
    or an earlier one: what is kept elsewhere may be there still.
    """
    end_erasing: Callable[[], None] = lambda: None
    """All of it is gone."""
    bring_in: Callable[[str], Awaitable[None]] = _nothing
    """In a browser, lets a file that earlier versions made beside the journal's be one of those
    that were lent, under its name.
    """
    write_again: Callable[[], Awaitable[None]] = _already_durable
    """Writes what is still open to where the next opening of the page finds it; never over what
    lies there by now.
    """


# --- A folder -------------------------------------------------------------------------------------


def in_folder(folder: Path) -> Vault:
    """The journal in `folder`, made with mode 0700 when missing; its files are readable by their
    owner only.

    Raises:
        ReadOnlyError: the folder or the database in it cannot be written.
        NoRoomError: the disk is too full to begin.
    """
    database = folder / DATABASE
    try:
        if folder.exists() and not folder.is_dir():
            raise NotAFolderError("journal folder")
        make_private(folder)
        # A folder with anything else in it, such as the home folder, is not ours to close.
        if folder.stat().st_mode & 0o077 and all(
            path.name.startswith(("glimmers", "photos")) or path.name in (INBOX, SNAPSHOTS)
            for path in folder.iterdir()
        ):
            folder.chmod(0o700)
        if database.exists() and not database.is_file():
            raise NotAJournalError
        _close(folder / INBOX)
        _close(folder / SNAPSHOTS)
        keep_private(database)
        if not (os.access(folder, os.W_OK | os.X_OK) and os.access(database, os.R_OK | os.W_OK)):
            raise (ReadOnlyDiskError if on_read_only_disk(folder) else ReadOnlyError)(doing=OPENING)
        # SQLite gives `-wal` and `-shm` the database's mode when it makes them; those of an earlier
        # time are changed.
        for beside in ("-wal", "-shm", "-journal"):
            if (path := folder / (DATABASE + beside)).exists():
                path.chmod(0o600)
    except OSError as error:
        raise why_refused(error, OPENING) from error

    return Vault(database=database, journal_mode="wal")


def is_being_erased(folder: Path) -> bool:
    """Whether everything here was to be deleted, and not all of it is yet."""
    return os.path.lexists(folder / ERASING_MARK)


def make_private(folder: Path) -> None:
    """Makes `folder`, and what is missing above it, ours alone: who may write above it could put
    another in its place.
    """
    for missing in reversed([path for path in (folder, *folder.parents) if not there(path)]):
        missing.mkdir(mode=0o700, exist_ok=True)


def _close(folder: Path) -> None:
    """Makes a folder that another program has made ours alone, if there is one; no link is
    followed.
    """
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return
    if stat.S_ISDIR(status.st_mode) and status.st_mode & 0o077:
        folder.chmod(0o700)


def keep_private(path: Path) -> None:
    """Makes `path` when missing, and ours alone.

    An existing database is not opened for it: closing any descriptor of a file drops this process's
    locks on it.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)


# --- The browser ----------------------------------------------------------------------------------


async def in_browser() -> Vault:
    """The journal in this browser's private files, which no other page can open meanwhile.

    Raises:
        OpenElsewhereError: another tab has it.
        NoPrivateStorageError: the browser lends no lasting files, as in private windows.
        NoRoomError: its share of the disk is too full to begin.
        StorageTimeoutError: it did not answer, asked again and again.
    """
    held = _Held(await _hold_files())
    return Vault(
        database=Path(BROWSER_ROOT, DATABASE),
        journal_mode="truncate",
        flush=held.flush,
        is_lost=held.is_lost,
        lend_more=held.lend_more,
        blob_of=held.blob_of,
        copying=held.copying,
        bring_in=held.bring_in,
        erase=held.erase,
        is_erasing=held.is_erasing,
        end_erasing=held.end_erasing,
        write_again=held.write_again,
    )


class _Held:
    """The browser's files, as long as this page has them; errors are those of `Vault`."""

    def __init__(self, files: Any) -> None:
        self._files = files

    def is_lost(self) -> bool:
        return bool(self._files.isLost())

    async def flush(self) -> None:
        try:
            is_kept = await self._files.flush()
        except Exception as error:
            raise _browser_words(error) from error
        if not is_kept:
            raise DataClearedError

    async def lend_more(self, free: int) -> None:
        try:
            # Whoever asks again waits for the same files, should they come late.
            await asyncio.wait_for(self._files.lendMore(free), LEND_SECONDS)
        except TimeoutError as error:
            raise StorageTimeoutError from error
        except Exception as error:
            raise _refused(error) from error

    async def blob_of(self, path: Path) -> Any:
        try:
            return await self._files.blobOf(_in_files(path))
        except Exception as error:
            raise _refused(error) from error

    async def write_again(self) -> None:
        try:
            await self._files.writeAgain(DATABASE)
        except Exception as error:
            name = getattr(error, "name", None)
            if name == "InvalidModificationError":
                raise DataClearedError("another begun") from error
            if name == "InvalidStateError":
                raise DataClearedError("unreadable") from error
            raise _refused(error) from error

    def copying(self, source: Path, target: Path) -> Steps[None]:
        keep_private(target)
        try:
            copy = self._files.copyInSteps(_in_files(source), _in_files(target))
            try:
                while not copy.step():
                    yield None
            finally:
                copy.end()
        except Exception as error:
            raise _browser_words(error) from error

    async def erase(self, progress: Callable[[int, int], object]) -> int:
        from pyodide.ffi import create_proxy

        told = create_proxy(progress)
        try:
            return int(await self._files.erase(told))
        except Exception as error:
            if getattr(error, "name", None) == "InvalidAccessError":
                raise BusyJournalError("being replaced") from error
            raise _refused(error, ERASING_ALL if self.is_erasing() else ERASING) from error
        finally:
            told.destroy()

    def is_erasing(self) -> bool:
        return bool(self._files.isErasing())

    def end_erasing(self) -> None:
        try:
            self._files.endErasing()
        except Exception as error:
            raise _refused(error, ERASING_ALL) from error

    async def bring_in(self, name: str) -> None:
        try:
            await self._files.bringIn(name)
        except Exception as error:
            raise _refused(error) from error


def _in_files(path: Path) -> str:
    return path.relative_to(BROWSER_ROOT).as_posix()


async def _hold_files() -> Any:
    """What `opfs.js` opened, mounted for SQLite."""
    import js
    import pyodide_js
    from pyodide.ffi import JsException, to_js

    names = to_js([DATABASE, DATABASE + "-journal"])
    give_up = time.monotonic() + HANDOVER_SECONDS
    timeouts = list(TIMEOUTS_S)
    while True:
        try:
            return await js.openGlimmersFiles(pyodide_js, BROWSER_ROOT, names, timeouts[0] * 1000)
        except JsException as error:
            if error.name == "TimeoutError":
                _log.warning("the browser did not lend the files within %s s", timeouts.pop(0))
                if not timeouts:
                    raise StorageTimeoutError from error
                give_up = time.monotonic() + HANDOVER_SECONDS  # another page may have them again
            elif error.name != "NoModificationAllowedError":
                raise _refusal(error) from error
            elif time.monotonic() > give_up:
                raise OpenElsewhereError from error
        await asyncio.sleep(0.1)


def _refusal(error: Any) -> GlimmersError:
    """Why the browser lent no files."""
    if error.name == "QuotaExceededError":
        return NoRoomError()
    return NoPrivateStorageError("missing" if error.name in _MISSING else "")


def _browser_words(error: Exception) -> NoRoomError | OSError:
    """A full share of the disk as a person hears it; anything else as a failed write."""
    if getattr(error, "name", None) == "QuotaExceededError":
        return NoRoomError()
    return OSError(errno.EIO, "the browser could not write the journal")


def _refused(error: Exception, doing: Doing = KEEPING) -> GlimmersError:
    """The same, as an error of ours."""
    known = _browser_words(error)
    return why_refused(known, doing) if isinstance(known, OSError) else known
