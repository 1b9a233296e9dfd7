"""The photos in this browser's private files: the same verbs as `storage.photos`, over Blobs
instead of bytes.

What is stored and read are handles on the browser's own Blobs. Their bytes never enter Python's
memory, and no message to the screen carries them: it is given addresses, which the service worker
answers (`build/page/service_worker.js`).
"""

from __future__ import annotations

import base64
import errno
import re
import time
from collections.abc import Callable, Collection
from typing import Any, Protocol

from app.core.errors import DataClearedError, NoPrivateStorageError, NoRoomError, PhotoNotHereError
from app.core.photo_formats import jpeg_size
from app.core.photos import PhotoId, StoredFile
from storage.photos import HEAD, SAFE_AGE, described

_ID = re.compile(r"[0-9a-f]{64}")


class Blobs(Protocol):
    """What `put` needs of a picture that was brought in."""

    @property
    def display(self) -> Any:
        """The picture, a Blob."""

    @property
    def thumbnail(self) -> Any:
        """Its thumbnail, a Blob."""


class PhotoStore:
    """`glimmers/photos/<id>.jpg` and `<id>.thumb.jpg` in the origin's private files."""

    def __init__(self, files: Any, *, is_served: Callable[[], bool]) -> None:
        self._files = files
        self._is_served = is_served
        self._unserved: dict[tuple[PhotoId, bool], str] = {}
        """Addresses that the browser holds for this visit; with no service worker, the only ones
        there are.
        """

    async def put(self, picture: Blobs) -> PhotoId:
        """Store it and return its id; one that is there already is not written again. Durable when
        this returns.

        Raises:
            NoRoomError: the browser's share of the disk is full; nothing half-written stays.
        """
        try:
            id = PhotoId(await self._files.put(picture.display, picture.thumbnail))
        except Exception as error:
            raise _translated_error(error) from error
        if not self._is_served():
            self._lend(id, thumbnail=False, blob=picture.display)
            self._lend(id, thumbnail=True, blob=picture.thumbnail)
        return id

    def address(self, id: PhotoId, *, thumbnail: bool = False) -> str:
        """What an image on the screen loads it from.

        Before the first visit's service worker is there it is a `blob:` address, good for this
        visit.

        Raises:
            PhotoNotHereError: this is no id of a photo.
        """
        lent = None if self._is_served() else self._unserved.get((id, thumbnail))
        return lent or served_address(id, thumbnail=thumbnail)

    async def read(self, id: PhotoId, *, thumbnail: bool = False) -> Any:
        """A handle on its file, a Blob that the browser reads when it is used.

        Raises:
            PhotoNotHereError: its file is missing or cannot be read.
        """
        if not _ID.fullmatch(id):
            raise PhotoNotHereError
        try:
            blob = await self._files.file(id, thumbnail)
        except Exception as error:
            raise PhotoNotHereError from error
        if not hasattr(blob, "size"):  # the null of JavaScript is no None in every Pyodide
            raise PhotoNotHereError
        return blob

    async def protect(self, id: PhotoId) -> None:
        """Let its files stay for now: a sweep that has asked already what is unused, or asks before
        the journal names it again, leaves them alone.
        """
        self.make_young(id)

    def make_young(self, id: PhotoId) -> None:
        """The same at once."""
        self._files.protect(id)

    async def sweep(
        self, let_go: Collection[PhotoId], *, safe_age: float = SAFE_AGE
    ) -> tuple[PhotoId, ...]:
        """Delete these photos and what a crash left half-written; returns those of which nothing is
        left.

        `let_go` is what this very journal named once and uses no more (`Photos.to_sweep`): any
        other file stays. Nothing that was put less than `safe_age` seconds ago goes: the journal
        may be about to name it again.
        """
        from pyodide.ffi import to_js

        before = (time.time() - safe_age) * 1000
        try:
            found = await self._files.sweep(to_js(sorted(set(let_go))), before)
        except Exception as error:
            raise _translated_error(error) from error
        gone = tuple(PhotoId(id) for id in found)
        for id in gone:
            self._take_back(id)
        return gone

    async def unnamed(self, known: Collection[PhotoId]) -> tuple[PhotoId, ...]:
        """Photos whose files are here and that are not among `known`, in the order of their ids."""
        from pyodide.ffi import to_js

        try:
            found = await self._files.unnamed(to_js(list(known)))
        except Exception as error:
            raise _translated_error(error) from error
        return tuple(PhotoId(id) for id in found)

    async def stored(self, id: PhotoId) -> StoredFile:
        """What the file of a photo tells about it.

        Raises:
            PhotoNotHereError: it is missing, or no picture.
        """
        blob = await self.read(id)
        head = (await blob.slice(0, HEAD).arrayBuffer()).to_bytes()
        return described(
            id, jpeg_size(head), bytes_stored=int(blob.size), stored_at=blob.lastModified / 1000
        )

    async def files(self) -> list[tuple[PhotoId, bool, Any]]:
        """Every file that is here: its photo, whether it is the thumbnail, and a handle on it, a
        File of this moment.
        """
        try:
            found = await self._files.files()
        except Exception as error:
            raise _translated_error(error) from error
        return [(PhotoId(id), bool(small), file) for id, small, file in found]

    async def is_whole(self, id: PhotoId) -> bool:
        """Whether its file is here and is what was stored; the browser reads all of it."""
        import js

        try:
            content = await (await self.read(id)).arrayBuffer()
        except Exception:  # it is missing, or the browser cannot read it
            return False
        digest = await js.crypto.subtle.digest("SHA-256", content)
        return bool(digest.to_bytes().hex() == id)

    async def bring(self, id: PhotoId, content: bytes, *, thumbnail: bool) -> None:
        """Keep one file of a photo that comes with a backup, over what is there. Durable when this
        returns.

        Raises:
            NoRoomError: the browser's share of the disk is full; nothing half-written stays.
        """
        from pyodide.ffi import to_js

        try:
            await self._files.bring(id, thumbnail, to_js(content))
        except Exception as error:
            raise _translated_error(error) from error

    async def discard(self, photos: Collection[PhotoId]) -> None:
        """Delete these files, however young: somebody has looked at them and asked for it."""
        from pyodide.ffi import to_js

        try:
            await self._files.discard(to_js(list(photos)))
        except Exception as error:
            raise _translated_error(error) from error
        for id in photos:
            self._take_back(id)

    async def lend_all(self) -> None:
        """Where no service worker answers, have an address for every photo that is here: after a
        hard reload, say.
        """
        if self._is_served():
            return
        for id, thumbnail, file in await self.files():
            self._lend(id, thumbnail=thumbnail, blob=file)

    def _lend(self, id: PhotoId, *, thumbnail: bool, blob: Any) -> None:
        import js

        if (id, thumbnail) not in self._unserved:
            self._unserved[id, thumbnail] = js.URL.createObjectURL(blob)

    def _take_back(self, id: PhotoId) -> None:
        import js

        for thumbnail in (False, True):
            if address := self._unserved.pop((id, thumbnail), None):
                js.URL.revokeObjectURL(address)


def served_address(id: PhotoId, *, thumbnail: bool = False) -> str:
    """Where the service worker answers for a photo, whether it is there yet or not.

    Raises:
        PhotoNotHereError: this is no id of a photo.
    """
    if not _ID.fullmatch(id):
        raise PhotoNotHereError
    return f"_photo/{_short(id) if thumbnail else f'{id}.jpg'}"


def _short(id: PhotoId) -> str:
    """The id in 43 characters instead of 64: a screen of days names many thumbnails in
    one message.
    """
    return base64.urlsafe_b64encode(bytes.fromhex(id)).decode().rstrip("=")


async def in_browser(*, is_served: Callable[[], bool]) -> PhotoStore:
    """The photos of this browser's journal; `is_served` tells whether the page's service worker
    answers for them by now.

    Raises:
        NoPrivateStorageError: the browser lends no lasting files, as in private windows.
        NoRoomError: its share of the disk is too full to begin.
    """
    import js

    try:
        files = await (await js.glimmersPhotoFiles()).openPhotos()
    except Exception as error:
        raise (
            NoRoomError()
            if getattr(error, "name", None) == "QuotaExceededError"
            else NoPrivateStorageError()
        ) from error
    store = PhotoStore(files, is_served=is_served)
    await store.lend_all()
    return store


def _translated_error(error: Exception) -> Exception:
    """A full share of the disk as a person hears it; anything else as a failed write."""
    if getattr(error, "name", None) == "QuotaExceededError":
        return NoRoomError()
    if getattr(error, "name", None) == "NotFoundError":
        return DataClearedError()  # the folder itself: a photo that is missing is no error
    return OSError(errno.EIO, "the browser could not write the photo")
