"""A folder that a person named, made whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from app.core.errors import Doing
from app.core.visible import on_a_line
from storage import unfinished
from storage.database.refusals import why_refused
from storage.exchange.spool import HeldText, Spool
from storage.inbox import flush_folder
from storage.saving import TargetError, lies_in, make_durable

_HELD = ".held"
_BINARY = getattr(os, "O_BINARY", 0)


class NewFolderError(TargetError):
    """The folder cannot be made where it was asked for."""


def check(path: Path, *, journal: Path, doing: Doing) -> None:
    """See that a folder can be made there.

    Raises:
        NewFolderError: something is there already, what should hold it is no folder or is not
            there, or it lies in the journal's own folder.
        RefusedError: the system cannot lead there.
    """
    try:
        _check(path, journal)
    except OSError as error:
        raise why_refused(error, doing) from error


class NewFolder:
    """See `storage.exchange.writing.Folder`; all of it is for its owner only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held = Spool(path / _HELD)

    def has(self, name: str) -> bool:
        """See `Folder`."""
        return os.path.exists(self._at(name))

    def names(self, folder: str) -> list[str]:
        """See `Folder`."""
        inside = self._at(folder)
        return os.listdir(inside) if os.path.isdir(inside) else []

    def put(self, name: str, content: bytes) -> None:
        """See `Folder`."""
        with os.fdopen(self._opened(name, os.O_EXCL), "wb") as file:
            file.write(content)

    def new_text(self, name: str) -> TextIO:
        """See `Folder`. Half a letter, which only a damaged disk can have left, is written as an
        escape.
        """
        return self._text(name, os.O_EXCL)

    def more_text(self, name: str) -> TextIO:
        """See `Folder`."""
        return self._text(name, os.O_APPEND)

    def hold(self) -> HeldText:
        """See `Folder`."""
        return self._held.text()

    def close(self) -> None:
        """Nothing more comes; what was only held goes."""
        self._held.close()

    def _at(self, name: str) -> str:
        """Where it is. Python keeps each part of a `Path` for as long as it runs."""
        return os.path.join(self._path, name)

    def _text(self, name: str, how: int) -> TextIO:
        descriptor = self._opened(name, how)
        return os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="\n")

    def _opened(self, name: str, how: int) -> int:
        path = self._at(name)
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        return os.open(path, os.O_CREAT | os.O_WRONLY | _BINARY | how, 0o600)


@contextmanager
def being_made(path: Path, *, journal: Path, doing: Doing) -> Iterator[NewFolder]:
    """An empty folder beside `path`, for its owner only, to be filled; it gets its name once all of
    it is on the disk. Where filling it fails nothing of it stays.

    What a kill has left unfinished is deleted by whoever makes the next one beside it.

    Raises:
        NewFolderError, RefusedError: as `check` does; and where the disk is full, say.
    """
    check(path, journal=journal, doing=doing)
    try:
        unfinished.sweep(path.parent)
        half = unfinished.free_name(path.parent)
        half.mkdir(mode=0o700)
        folder = NewFolder(half)
        try:
            with unfinished.locked(half):
                yield folder
                folder.close()
                _flush_all(half)
                _check(path, journal)  # filling it took a while
                # Of whatever took the name meanwhile only an empty folder would give way.
                half.rename(path)
            make_durable(path.parent)
        finally:
            folder.close()
            shutil.rmtree(half, ignore_errors=True)
    except OSError as error:
        raise why_refused(error, doing) from error


def _check(path: Path, journal: Path) -> None:
    named = on_a_line(str(path))
    above = path.parent
    try:
        found = above.stat()
    except FileNotFoundError:
        raise NewFolderError("no folder", folder=on_a_line(str(above))) from None
    if not stat.S_ISDIR(found.st_mode):
        raise NewFolderError("file as folder", folder=on_a_line(str(above)))
    with suppress(FileNotFoundError):
        path.lstat()
        raise NewFolderError("there already", folder=named)
    if lies_in(path, journal):
        raise NewFolderError("in journal", folder=named)


def _flush_all(folder: Path) -> None:
    """All that lies in it is on the disk, its names included."""
    for found, folders, files in os.walk(folder):
        for name in files:
            descriptor = os.open(os.path.join(found, name), os.O_RDWR)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        for name in folders:
            flush_folder(Path(found, name))
    flush_folder(folder)
