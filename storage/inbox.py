"""The inbox of a journal in a folder: `inbox/` beside it, one file a record.

`docs/inbox-format.md` says for other programs how a record is written here, and why in this order.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import stat
import time
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from app.core.errors import FORGETTING, KEEPING, READING, BusyJournalError, NotAFolderError
from app.core.exchange.inbox import Found, InboxRecord, to_json
from storage.database.refusals import why_refused
from storage.vault import INBOX, is_being_erased

_ENDING = ".json"
_HALF = ".half"
"""The ending of a record that is being written; its name begins with a dot."""
_HALF_FOR = 3600.0
"""Seconds after which a record that is still half-written will never be whole: nobody was told that
it is kept.
"""
_LARGEST = 4_000_000
"""Bytes of a record. The longest words there can be, each character escaped, are a third of it."""
_UNSURE_NS = 2_000_000_000
"""How coarse the times of a file system may be: FAT's are the coarsest."""
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_PHOTO = re.compile(f"({_ID.pattern})" + r"\.(0|[1-9][0-9]{0,2})", re.ASCII)
_PLAIN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class FolderInbox:
    """`DIR/inbox/<id>.json`, readable by their owner only. No link in there is followed."""

    def __init__(self, journal: Path, *, shows_paths: bool = False) -> None:
        """`journal` is the journal's folder; nothing is made before something is put in.

        `shows_paths`: the screen reads files of this device by itself.
        """
        self.folder = journal / INBOX
        self._shows_paths = shows_paths
        self._seen: int | None = None
        """When the names in the folder had changed last as they were read, in nanoseconds since
        1970; None: there was no folder, or they must be read again.
        """

    def has_changed(self) -> bool:
        """Whether something may have come since `waiting` looked last; costs one look-up."""
        return self._changed_at() != self._seen

    async def waiting(self) -> Sequence[Found]:
        """All that lies in it, in no order, whether it can be read here or not.

        Raises:
            RefusedError: it cannot be looked into.
        """
        return await asyncio.to_thread(self.look)

    async def photos(self, record: InboxRecord) -> Sequence[Path]:
        """The photos of a record that lie beside it, in their order."""
        paths = (self.folder / name for name in record.photos)
        return [path for path in paths if path.is_file() and not path.is_symlink()]

    def preview(self, handle: Path) -> str:
        """Its path; "" where the screen is a browser's page, which reads no such files."""
        return str(handle) if self._shows_paths else ""

    async def has(self, record: InboxRecord) -> bool:
        """Whether the record lies there still, or somebody else has taken it in meanwhile."""
        return await asyncio.to_thread(os.path.lexists, self.folder / (record.id + _ENDING))

    async def forget(self, keys: Collection[str], *, but: Collection[str] = ()) -> None:
        """Take out the records under these keys, with their photos except those that are called as
        in `but`; durable when this returns. What is not there is as good as taken out.

        Raises:
            RefusedError: something of it may still be there.
        """
        await asyncio.to_thread(self._forget, frozenset(keys), frozenset(but))

    def look(self) -> list[Found]:
        """As `waiting`, for those who have no loop."""
        changed_at = self._changed_at()
        try:
            names = set(self._names())
            found = [self._found(name) for name in names if not _is_photo(name, names)]
        except OSError as error:
            raise why_refused(error, READING) from error
        # What comes a moment after the look may have the same time: then it is looked at again.
        sure = changed_at is None or time.time_ns() - changed_at > _UNSURE_NS
        self._seen = changed_at if sure else None
        return found

    async def add(self, record: InboxRecord) -> None:
        """As `put`, without keeping the loop waiting."""
        await asyncio.to_thread(self.put, record)

    def put(self, record: InboxRecord) -> None:
        """Put a record in, which has no photos; durable when this returns.

        Raises:
            BusyJournalError: everything here is being erased, and so would this be.
            RefusedError: the disk is full, say; nothing of it is there.
        """
        if is_being_erased(self.folder.parent):
            raise BusyJournalError
        text = json.dumps(to_json(record), ensure_ascii=False).encode("utf-8")
        half = self.folder / f".{record.id}-{os.urandom(4).hex()}{_HALF}"
        try:
            self._make()
            try:
                _write(half, text)
                _name(half, self.folder / (record.id + _ENDING))
            finally:
                half.unlink(missing_ok=True)
            flush_folder(self.folder)
        except OSError as error:
            raise why_refused(error, KEEPING) from error

    def _make(self) -> None:
        try:
            self.folder.mkdir(mode=0o700)
        except FileExistsError:
            self._check()
            if stat.S_IMODE(self.folder.stat().st_mode) & 0o077:
                self.folder.chmod(0o700)
        # One that is there and empty may be of a program that was cut short before this.
        if not os.listdir(self.folder):
            flush_folder(self.folder.parent)

    def _check(self) -> None:
        if not stat.S_ISDIR(self.folder.lstat().st_mode):
            raise NotAFolderError(doing=KEEPING)

    def _changed_at(self) -> int | None:
        try:
            return self.folder.lstat().st_mtime_ns
        except OSError:
            return None

    def _names(self) -> Iterator[str]:
        """Of all that lies there; what begins with a dot is being written, or the system's own."""
        try:
            self._check()
        except FileNotFoundError:
            return
        with os.scandir(self.folder) as entries:
            yield from (each.name for each in entries if not each.name.startswith("."))

    def _found(self, name: str) -> Found:
        if not name.endswith(_ENDING):
            return Found(name, None)
        try:
            data = json.loads(_read(self.folder / name).decode("utf-8"))
        except (OSError, ValueError, RecursionError):
            data = None
        return Found(name.removesuffix(_ENDING), data)

    def _forget(self, keys: Collection[str], but: Collection[str]) -> None:
        try:
            names = set(os.listdir(self.folder))
        except FileNotFoundError:
            return
        except OSError as error:
            raise why_refused(error, FORGETTING) from error
        going = [f"{key}{_ENDING}" for key in keys if _ID.fullmatch(key)]
        photos = [
            name
            for name in names.difference(but)
            if (photo := _PHOTO.fullmatch(name)) and photo[1] in keys
        ]
        try:
            # The record last: as long as it is there, the next time finishes what this one began.
            for name in (*photos, *names.intersection(going)):
                (self.folder / name).unlink(missing_ok=True)
            self._sweep(names)
            flush_folder(self.folder)
        except OSError as error:
            raise why_refused(error, FORGETTING) from error

    def _sweep(self, names: Collection[str]) -> None:
        """Delete what programs left half-written that ended long ago."""
        for name in names:
            if name.startswith(".") and name.endswith(_HALF) and _ID.fullmatch(name[1:37]):
                half = self.folder / name
                with contextlib.suppress(FileNotFoundError):  # it has become whole meanwhile
                    if time.time() - half.lstat().st_mtime > _HALF_FOR:
                        half.unlink()


def _is_photo(name: str, names: Collection[str]) -> bool:
    """Whether this is the photo of a record that is there, and so nothing of its own."""
    photo = _PHOTO.fullmatch(name)
    return photo is not None and photo[1] + _ENDING in names


def _write(path: Path, content: bytes) -> None:
    """A new file, whole and on the disk."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _PLAIN, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _name(half: Path, path: Path) -> None:
    """Give a finished file its name, unless there is one of that name already.

    Raises:
        FileExistsError: there is.
    """
    try:
        os.link(half, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links; nobody else draws the same id
        if os.path.lexists(path):
            raise FileExistsError from None
        half.rename(path)


def _read(path: Path) -> bytes:
    """What a plain file holds.

    Raises:
        OSError: it is a link, a pipe, a folder, or cannot be read.
        ValueError: it is too large for a record.
    """
    if not stat.S_ISREG(path.lstat().st_mode):
        raise OSError("no plain file")
    with os.fdopen(os.open(path, os.O_RDONLY | _PLAIN), "rb") as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise ValueError
    return content


def flush_folder(folder: Path) -> None:
    """The names in it are on the disk as well. Windows has no such thing, and writes them by
    itself.
    """
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
