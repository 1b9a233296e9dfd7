"""Where the files of photos lie that come with a backup, and bringing them.

What is here stays, unless it is not the photo that was stored, by its digest, and the backup has
that. Of two thumbnails nobody can tell which is the right one.
"""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Awaitable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.core.errors import RESTORING
from app.core.photos import PhotoId
from storage.database.refusals import why_refused
from storage.exchange.opened import OpenedBackup
from storage.photos import PhotoStore, flush_folder, keep_file
from storage.steps import Steps, Tally


class Shelves(Protocol):
    """A store of photos, as a backup comes to it."""

    def size(self, id: PhotoId, *, thumbnail: bool) -> int:
        """Bytes of the file that is there; 0 for none."""

    def is_whole(self, id: PhotoId, tally: Tally) -> Steps[bool]:
        """Whether the picture that is there is the one that was stored; all of it is read."""

    def make_young(self, id: PhotoId) -> None:
        """Whoever sweeps what was let go leaves its files alone meanwhile."""

    def put(self, id: PhotoId, content: bytes, *, thumbnail: bool) -> Awaitable[object] | None:
        """Keep a file, whole or not at all, over what is there; in a browser once the answer was
        awaited.
        """

    def settle(self) -> None:
        """What was put would survive a power cut when this returns.

        Raises:
            OSError: a file that was put could not be written.
        """

    def stop(self) -> None:
        """Nothing is written any more when this returns, also where some of it has failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A file that the backup has and the shelves have not."""

    id: PhotoId
    thumbnail: bool
    stands_for: bool
    """Another stands there, for which only the photo as it was stored is taken: a backup has what a
    disk has made of it.
    """


def wanted(
    backup: OpenedBackup, shelves: Shelves, named: Iterable[PhotoId], tally: Tally
) -> Steps[list[Wanted]]:
    """What is to be brought of these photos. Nobody sweeps meanwhile what is here of them."""
    found = []
    photos = [id for id in sorted(named) if backup.has_photo(id)]
    for id in photos:
        shelves.make_young(id)
    for id in photos:
        for thumbnail in (True, False):  # where the picture is, its thumbnail is
            size = backup.photo_size(id, thumbnail=thumbnail)
            here = shelves.size(id, thumbnail=thumbnail)
            if not size or (here and thumbnail):
                continue
            if here != size or not (yield from shelves.is_whole(id, tally)):
                found.append(Wanted(id=id, thumbnail=thumbnail, stands_for=here > 0))
    return found


def bring(
    backup: OpenedBackup, shelves: Shelves, files: Iterable[Wanted], tally: Tally
) -> Steps[None]:
    """Write these; durable when it returns.

    Raises:
        RefusedError: the disk is full, say; some may be there.
    """
    try:
        for file in files:
            content = backup.photo(file.id, thumbnail=file.thumbnail)
            if content is None:
                continue
            wait = None
            if not file.stands_for or hashlib.sha256(content).hexdigest() == file.id:
                wait = shelves.put(file.id, content, thumbnail=file.thumbnail)
            yield tally.more(len(content), wait=wait)
        shelves.settle()
    except OSError as error:
        raise why_refused(error, RESTORING) from error
    finally:
        shelves.stop()


_AT_ONCE = 4
"""Files that are written at the same time: a disk makes several of them durable in less time than
one after the other. The next is read once the first of them is written, so that memory does not
grow with the journal.
"""


class InFolder:
    """The shelves of a photo store in a folder."""

    def __init__(self, photos: PhotoStore) -> None:
        self._photos = photos
        self._touched: set[Path] = set()
        self._writers = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="photos")
        self._writing: deque[Future[bool]] = deque()

    def size(self, id: PhotoId, *, thumbnail: bool) -> int:
        """See `Shelves`."""
        try:
            return self._photos.path(id, thumbnail=thumbnail).stat().st_size
        except OSError:
            return 0

    def is_whole(self, id: PhotoId, tally: Tally) -> Steps[bool]:
        """See `Shelves`."""
        try:
            with self._photos.path(id).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                yield tally.more(file.tell())
        except OSError:
            return False
        return digest == id

    def make_young(self, id: PhotoId) -> None:
        """See `Shelves`."""
        for thumbnail in (False, True):
            with suppress(FileNotFoundError):
                os.utime(self._photos.path(id, thumbnail=thumbnail))

    def put(self, id: PhotoId, content: bytes, *, thumbnail: bool) -> None:
        """See `Shelves`."""
        path = self._photos.path(id, thumbnail=thumbnail)
        self._photos.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        self._writing.append(self._writers.submit(keep_file, path, content, anew=True))
        self._touched.add(path.parent)
        if len(self._writing) == _AT_ONCE:
            self._writing.popleft().result()

    def settle(self) -> None:
        """See `Shelves`."""
        while self._writing:
            self._writing.popleft().result()
        for folder in sorted(self._touched):
            flush_folder(folder)
        if self._touched:
            flush_folder(self._photos.folder)

    def stop(self) -> None:
        """See `Shelves`."""
        self._writers.shutdown(cancel_futures=True)
