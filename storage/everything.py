"""All that Glimmers has put into the folder of a journal: which it is, and deleting it.

First a mark is written, last it is deleted. Where it lies, everything was to be deleted and not all
of it is yet: nobody reads what is left, and whoever opens the journal next finishes it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import ERASING, ERASING_ALL, BusyJournalError, NotAFolderError
from storage.connection import BUSY_SECONDS
from storage.database.frozen import let_go
from storage.database.holding import exclusive_lock
from storage.database.refusals import there, why_refused
from storage.inbox import flush_folder
from storage.photos import PHOTOS
from storage.reserve import NAME as RESERVE
from storage.snapshots.naming import HALF, NAME
from storage.vault import DATABASE, ERASING_MARK, INBOX, SNAPSHOTS, is_being_erased

_BESIDE = r"(-wal|-shm|-journal)?"
"""What SQLite makes beside a database."""
_FILES = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"glimmers\.db" + _BESIDE,
        r"glimmers-before\.db(\.new)?" + _BESIDE,
        r"glimmers-(damaged|saved|again|replaced|copy|log)-\d{8}T\d{6}(-[0-9a-f]+)?(-read)?\.db"
        + _BESIDE,
        r"glimmers\.reserve",
        r"glimmers\.log(\.1)?",
        r"ios_reminders\.json",
    )
)
"""The words first. The file that Windows locks (`glimmers.lock`) stays: it is open, and empty."""
_ID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_IN_FOLDERS = {
    SNAPSHOTS: re.compile(f"({NAME.pattern}|{re.escape(HALF)}){_BESIDE}", re.ASCII),
    INBOX: re.compile(rf"{_ID}(\.json|\.\d{{1,3}})|\.{_ID}-[0-9a-f]{{8}}\.half", re.ASCII),
    "door": re.compile(r"client|\d+\.json|\d+-[0-9a-f]+\.html", re.ASCII),
}
"""Folders of ours, and what we name files in them: a journal may lie where somebody has folders of
these names already.
"""
_SHELF = re.compile(r"[0-9a-f]{2}", re.ASCII)
_PHOTO = re.compile(r"[0-9a-f]{64}(\.thumb)?\.jpg(\.\d+-[0-9a-f]{8}\.half)?", re.ASCII)
_ZEROS = bytes(1 << 20)
_PLAIN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
Progress = Callable[[int, int], object]
"""Is told how many files of how many are deleted."""
_ROUNDS = 3
"""Something may come between looking and deleting, such as a log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What became of it."""

    files: int
    """Deleted."""
    others: tuple[str, ...]
    """Names of what lies in the folder and is none of ours; it stayed."""


def ours(folder: Path) -> Iterator[Path]:
    """Every file in the folder of a journal that Glimmers has put there, words before photos.

    No link is followed but `photos`, which may be on another disk.

    Raises:
        OSError: something cannot be looked into.
    """
    for form in _FILES:
        yield from _files(folder, form)
    for name, form in _IN_FOLDERS.items():
        if not (folder / name).is_symlink():
            yield from _files(folder / name, form)
    for shelf in _shelves(folder):
        yield from _files(shelf, _PHOTO)


def erase(
    folder: Path,
    *,
    progress: Progress = lambda _done, _of: None,
    first: Callable[[], object] = lambda: None,
) -> Erased:
    """Delete everything of ours in the folder of a journal, and the folder where nothing else lies
    in it. Once it has begun it is not stopped, or half of a journal would lie there.

    `first` is called once it is sure to begin, and must not raise: what lies elsewhere goes before
    the mark, since whoever finishes this after a kill knows only the folder.

    What is in a file is written over before its name goes, unless the file has another name too
    (a copy that a backup made of links must stay whole). A disk that writes elsewhere each time
    keeps the old place until it needs it.

    Raises:
        BusyJournalError: a program has the journal open; nothing was deleted.
        RefusedError: something could not be deleted. The rest is gone, and this can be asked for
            again.
    """
    try:
        if not there(folder):
            first()
            return Erased(files=0, others=())
        if not folder.is_dir():
            raise NotAFolderError(doing=ERASING)
        with _alone(folder):
            first()
            _write_mark(folder)
            return _finish(folder, with_folder=True, progress=progress)
    except OSError as error:
        doing = ERASING_ALL if is_being_erased(folder) else ERASING
        raise why_refused(error, doing) from error


def finish(folder: Path) -> None:
    """Delete what an `erase` that was cut short has left; the folder itself stays.

    Raises:
        BusyJournalError, RefusedError: as `erase` does.
    """
    give_up = time.monotonic() + BUSY_SECONDS
    while is_being_erased(folder):
        try:
            with _alone(folder):
                if is_being_erased(folder):
                    _finish(folder, with_folder=False)
        except BusyJournalError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.05)
        except OSError as error:
            raise why_refused(error, ERASING_ALL) from error


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody has the journal open, or makes snapshots of it."""
    with ExitStack() as held:
        try:
            held.enter_context(exclusive_lock(folder / DATABASE))
            if (folder / SNAPSHOTS).is_dir():
                held.enter_context(exclusive_lock(folder / SNAPSHOTS / DATABASE))
        except BusyJournalError:
            raise BusyJournalError("to erase") from None
        yield


def _write_mark(folder: Path) -> None:
    mark = folder / ERASING_MARK
    how = os.O_CREAT | os.O_WRONLY
    try:
        descriptor = os.open(mark, how, 0o600)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        (folder / RESERVE).unlink(missing_ok=True)  # nothing is in it but room
        descriptor = os.open(mark, how, 0o600)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    flush_folder(folder)


def _finish(
    folder: Path, *, with_folder: bool, progress: Progress = lambda _done, _of: None
) -> Erased:
    let_go(folder / DATABASE)
    files = 0
    refused: OSError | None = None
    for _ in range(_ROUNDS):
        found = list(ours(folder))
        total = files + len(found)
        for path in found:
            progress(files, total)
            try:
                _delete(path)
                files += 1
            except FileNotFoundError:
                continue
            except OSError as error:  # what else there is goes all the same
                refused = error
        if not found or refused:
            break
    if refused is not None:
        raise refused
    _delete_empty_folders(folder)
    flush_folder(folder)
    (folder / ERASING_MARK).unlink(missing_ok=True)
    flush_folder(folder)
    others = tuple(sorted(os.listdir(folder)))
    if with_folder and files and not others:
        with contextlib.suppress(OSError):  # it may be somebody's working folder, or a link
            folder.rmdir()
    return Erased(files=files, others=others)


def _delete(path: Path) -> None:
    """Write over it, and delete it; of a link to a database both."""
    if path.name == DATABASE and path.is_symlink():
        real = path.resolve()
        for ending in ("-wal", "-shm", "-journal", ""):
            with contextlib.suppress(FileNotFoundError):
                _delete(real.with_name(real.name + ending))
    status = path.lstat()
    if stat.S_ISREG(status.st_mode) and status.st_nlink == 1:
        with contextlib.suppress(OSError):  # no leave to write, a full disk: the name goes
            _write_over(path, status.st_size)
    path.unlink()


def _write_over(path: Path, size: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | _PLAIN), "wb", buffering=0) as file:
        left = size
        while left > 0:
            left -= file.write(_ZEROS[: min(left, len(_ZEROS))])
        os.fsync(file.fileno())


def _files(folder: Path, form: re.Pattern[str]) -> list[Path]:
    """Files, and links, with names of this form, in their order; none where there is no folder."""
    try:
        with os.scandir(folder) as entries:
            found = [
                folder / each.name
                for each in entries
                if form.fullmatch(each.name) and not each.is_dir(follow_symlinks=False)
            ]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(found)


def _shelves(folder: Path) -> list[Path]:
    """The folders in which photos lie."""
    try:
        with os.scandir(folder / PHOTOS) as entries:
            found = [
                Path(each.path)
                for each in entries
                if _SHELF.fullmatch(each.name) and each.is_dir(follow_symlinks=False)
            ]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(found)


def _delete_empty_folders(folder: Path) -> None:
    for path in (*_shelves(folder), *(folder / name for name in (*_IN_FOLDERS, PHOTOS))):
        if path.is_symlink() or not path.is_dir():
            continue
        try:
            path.rmdir()
        except OSError:  # something else lies in it
            flush_folder(path)
