"""The photos on this device: each stored once under what it holds, with its thumbnail beside it.

`in_folder(folder)` makes the store of a folder. The verbs that touch files do it on another thread:
`put`, `read`, `protect`, `sweep`, `unnamed`, `stored`, `discard`, `check`. `path` tells where a
file is, `address` what the screen loads it from. `storage.photos_in_browser` has the same verbs for
a browser's private files, except `check`, `path` and `settled`.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import re
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from app.core.errors import ADDING_PHOTO, ERASING, READING_PHOTOS, PhotoNotHereError
from app.core.photo_formats import jpeg_size
from app.core.photos import Photo, PhotoId, Picture, StoredFile
from storage.database.refusals import why_refused

PHOTOS = "photos"
SERVED_AT = "/_photo"
"""Under this address `app.platform.serving.loopback` lends the files to our own page."""
SAFE_AGE = 3600.0
"""Seconds for which an orphan is left alone: a photo is stored before the journal names it, by this
program or another.
"""

_NAME = re.compile(r"(?P<id>[0-9a-f]{64})(?:\.thumb)?\.jpg")
_ID = re.compile(r"[0-9a-f]{64}")
HEAD = 65536
"""Bytes of a file that tell its size: colour profiles stand before it."""
_LATEST = 250e9
"""Seconds since 1970 that are in the calendar, wherever one is: the year 9892."""
_HALF = ".half"
"""The ending of a file that is being written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A photo that the journal names and the store cannot give."""

    id: PhotoId
    what: Literal["missing", "damaged", "thumbnail missing"]


class PhotoStore:
    """`DIR/photos/ab/<id>.jpg` and `<id>.thumb.jpg`, readable by their owner only."""

    def __init__(self, folder: Path, *, served: bool) -> None:
        self.folder = folder
        self._served = served
        self._putting: set[asyncio.Task[PhotoId]] = set()

    async def put(self, picture: Picture) -> PhotoId:
        """Store it and return its id; one that is there already is not written again. Durable when
        this returns.

        Raises:
            NoRoomError: the disk is full; nothing half-written stays.
            ReadOnlyError, DiskError: the folder cannot be written.
        """
        putting = asyncio.create_task(asyncio.to_thread(self._put, picture))
        self._putting.add(putting)
        putting.add_done_callback(self._has_put)
        return await asyncio.shield(putting)

    def _has_put(self, putting: asyncio.Task[PhotoId]) -> None:
        self._putting.discard(putting)
        if not putting.cancelled():
            putting.exception()  # whoever waited for it hears of that, if anybody does still

    async def settled(self) -> None:
        """Returns when nothing is being put: a thread goes on where who asked was cancelled."""
        if self._putting:
            await asyncio.wait(self._putting)

    def path(self, id: PhotoId, *, thumbnail: bool = False) -> Path:
        """Where its file is, or would be.

        Raises:
            PhotoNotHereError: this is no id of a photo.
        """
        if not _ID.fullmatch(id):
            raise PhotoNotHereError
        return self.folder / id[:2] / f"{id}{'.thumb' if thumbnail else ''}.jpg"

    def address(self, id: PhotoId, *, thumbnail: bool = False) -> str:
        """What an image on the screen loads it from: a path, or an address under our own server.

        Raises:
            PhotoNotHereError: this is no id of a photo.
        """
        path = self.path(id, thumbnail=thumbnail)
        return f"{SERVED_AT}/{path.name}" if self._served else str(path)

    def named(self, name: str) -> Path | None:
        """Where the file is whose name an address under `SERVED_AT` ends in; None for a name that
        is none of ours.
        """
        ours = _NAME.fullmatch(name)
        return self.folder / name[:2] / name if ours else None

    async def read(self, id: PhotoId, *, thumbnail: bool = False) -> bytes:
        """Its bytes.

        Raises:
            PhotoNotHereError: its file is missing or cannot be read.
        """
        path = self.path(id, thumbnail=thumbnail)
        try:
            return await asyncio.to_thread(path.read_bytes)
        except OSError as error:
            raise PhotoNotHereError from error

    async def protect(self, id: PhotoId) -> None:
        """Make its files young, so that no `sweep` of the next `SAFE_AGE` seconds takes them;
        missing ones are no error.
        """
        await asyncio.to_thread(self._protect, id)

    async def sweep(
        self, let_go: Collection[PhotoId], *, safe_age: float = SAFE_AGE
    ) -> tuple[PhotoId, ...]:
        """Delete these photos and what a crash left half-written; returns those of which nothing is
        left.

        `let_go` is what this very journal named once and uses no more (`Photos.to_sweep`): any
        other file stays, whoever left it here. Nothing younger than `safe_age` seconds goes:
        another program may be about to name it again.

        Raises:
            ReadOnlyError: something cannot be deleted.
        """
        return await asyncio.to_thread(self._sweep, sorted(set(let_go)), time.time() - safe_age)

    async def unnamed(self, known: Collection[PhotoId]) -> tuple[PhotoId, ...]:
        """Photos whose files are here and that are not among `known`, in the order of their ids.

        Raises:
            ReadOnlyError: the folder cannot be looked into.
        """
        return await asyncio.to_thread(self._unnamed, frozenset(known))

    async def stored(self, id: PhotoId) -> StoredFile:
        """What the file of a photo tells about it.

        Raises:
            PhotoNotHereError: it is missing, or no picture.
        """
        return await asyncio.to_thread(self._stored, id)

    async def discard(self, photos: Collection[PhotoId]) -> None:
        """Delete these files, however young: somebody has looked at them and asked for it.

        Raises:
            ReadOnlyError: something cannot be deleted.
        """
        await asyncio.to_thread(self._discard, tuple(photos))

    async def check(self, photos: Iterable[PhotoId]) -> tuple[Problem, ...]:
        """Which of these are missing, or no longer what was stored; reads every one of them."""
        return await asyncio.to_thread(lambda: tuple(self._problems(photos)))

    def _put(self, picture: Picture) -> PhotoId:
        id = PhotoId(hashlib.sha256(picture.display).hexdigest())
        shown, thumbnail = self.path(id), self.path(id, thumbnail=True)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            shown.parent.mkdir(mode=0o700, exist_ok=True)
            # The picture comes last: where it is, its thumbnail is.
            written = [keep_file(thumbnail, picture.thumbnail), keep_file(shown, picture.display)]
            if any(written):
                flush_folder(shown.parent)
                flush_folder(self.folder)
        except OSError as error:
            raise why_refused(error, ADDING_PHOTO) from error
        return id

    def _protect(self, id: PhotoId) -> None:
        for thumbnail in (False, True):
            with contextlib.suppress(FileNotFoundError):
                os.utime(self.path(id, thumbnail=thumbnail))

    def _sweep(self, let_go: Sequence[PhotoId], before: float) -> tuple[PhotoId, ...]:
        gone = []
        try:
            for id in let_go:
                files = [self.path(id), self.path(id, thumbnail=True)]
                if all(_is_gone(path, before) for path in files):
                    gone.append(id)
            for path in self._files():
                if path.name.endswith(_HALF):
                    _is_gone(path, before)
        except OSError as error:
            raise why_refused(error, ERASING) from error
        return tuple(gone)

    def _unnamed(self, known: frozenset[PhotoId]) -> tuple[PhotoId, ...]:
        try:
            names = (_NAME.fullmatch(path.name) for path in self._files())
            ids = {PhotoId(name["id"]) for name in names if name and name[0] == f"{name['id']}.jpg"}
        except OSError as error:
            raise why_refused(error, READING_PHOTOS) from error
        return tuple(sorted(ids - known))

    def _stored(self, id: PhotoId) -> StoredFile:
        try:
            with self.path(id).open("rb") as file:
                status = os.fstat(file.fileno())
                size = jpeg_size(file.read(HEAD))
        except OSError as error:
            raise PhotoNotHereError from error
        return described(id, size, bytes_stored=status.st_size, stored_at=status.st_mtime)

    def _discard(self, photos: Sequence[PhotoId]) -> None:
        try:
            for id in photos:
                for thumbnail in (False, True):
                    self.path(id, thumbnail=thumbnail).unlink(missing_ok=True)
        except OSError as error:
            raise why_refused(error, ERASING) from error

    def _files(self) -> Iterator[Path]:
        for shelf in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            if shelf.is_dir() and not shelf.is_symlink():
                yield from sorted(shelf.iterdir())

    def _problems(self, photos: Iterable[PhotoId]) -> Iterator[Problem]:
        for id in photos:
            try:
                with self.path(id).open("rb") as file:
                    whole = hashlib.file_digest(file, "sha256").hexdigest() == id
            except (OSError, PhotoNotHereError):
                yield Problem(id=id, what="missing")
                continue
            if not whole:
                yield Problem(id=id, what="damaged")
            elif not self.path(id, thumbnail=True).is_file():
                yield Problem(id=id, what="thumbnail missing")


def described(
    id: PhotoId, size: tuple[int, int] | None, *, bytes_stored: int, stored_at: float
) -> StoredFile:
    """A file as the journal would name it; `size` in pixels, `stored_at` in seconds since 1970.

    Raises:
        PhotoNotHereError: a file that does not tell its size is no picture.
    """
    if size is None:
        raise PhotoNotHereError
    width, height = size
    photo = Photo(id=id, width=width, height=height, media_type="image/jpeg", size=bytes_stored)
    # A file can carry a time that no calendar has, and one before 1970 is refused by Windows.
    since_1970 = timedelta(seconds=min(max(stored_at, 0.0), _LATEST))
    return StoredFile(photo=photo, stored_at=datetime(1970, 1, 1, tzinfo=UTC) + since_1970)


def in_folder(folder: Path, *, served: bool = False) -> PhotoStore:
    """The photos of the journal in `folder`; nothing is made before the first photo is put.

    `served`: the screen is a browser's page, which cannot open paths and is lent the files by our
    own server.
    """
    return PhotoStore(folder / PHOTOS, served=served)


def keep_file(path: Path, content: bytes, *, anew: bool = False) -> bool:
    """Write a file as a whole or not at all; one that is there already only becomes young again,
    and is no work, unless it is to be written `anew`.

    A file cut short by a failing disk is written anew.
    """
    try:
        if path.stat().st_size == len(content) and not anew:
            os.utime(path)  # the sweeper of another program leaves it alone
            path.stat()  # unless it had it already: then it was the deleted file that became young
            return False
    except FileNotFoundError:
        pass
    half = path.with_name(f"{path.name}.{os.getpid()}-{os.urandom(4).hex()}{_HALF}")
    try:
        with os.fdopen(
            os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600),
            "wb",
        ) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    return True


def _is_gone(path: Path, before: float) -> bool:
    """Delete a file that nobody has touched since `before`, and say whether none is left.

    Another program may store the same photo at this moment, and finds that it is there already. So
    the file is moved out of the way first and looked at again: what was touched until then goes
    back, what comes later is written anew.
    """
    aside = path.with_name(f"{path.name}.{os.getpid()}-{os.urandom(4).hex()}{_HALF}")
    try:
        if path.stat().st_mtime >= before:
            return False
        path.replace(aside)
        if aside.stat().st_mtime >= before:
            aside.replace(path)
            return False
        aside.unlink()
    except FileNotFoundError:  # it was gone already, or another program sweeps as well
        return not path.exists()
    return True


def flush_folder(folder: Path) -> None:
    """Names are on the disk as well. Windows has no such thing, and writes them by itself."""
    if os.name != "nt":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
