"""The photos of this browser, as a backup is made of them and brings them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

from app.core.photos import PhotoId
from storage import photos as in_folders
from storage.lent_files import lent
from storage.photos_in_browser import PhotoStore
from storage.steps import Steps, Tally


@asynccontextmanager
async def to_read(photos: PhotoStore) -> AsyncIterator[in_folders.PhotoStore]:
    """The photos that are here now, as those of a folder, which are read only when asked for."""
    files = [
        (f"{id[:2]}/{id}{'.thumb' if thumbnail else ''}.jpg", file)
        for id, thumbnail, file in await photos.files()
    ]
    async with lent(files) as folder:
        yield in_folders.PhotoStore(folder, served=False)


class InBrowser:
    """See `storage.exchange.shelves.Shelves`."""

    def __init__(self, photos: PhotoStore, sizes: dict[tuple[PhotoId, bool], int]) -> None:
        self._photos = photos
        self._sizes = sizes

    @classmethod
    async def of(cls, photos: PhotoStore) -> InBrowser:
        """With what is there now."""
        found = await photos.files()
        return cls(photos, {(id, small): int(file.size) for id, small, file in found})

    def size(self, id: PhotoId, *, thumbnail: bool) -> int:
        """See `Shelves`."""
        return self._sizes.get((id, thumbnail), 0)

    def is_whole(self, id: PhotoId, tally: Tally) -> Steps[bool]:
        """See `Shelves`."""
        answers: list[bool] = []

        async def ask() -> None:
            answers.append(await self._photos.is_whole(id))

        yield tally.more(self.size(id, thumbnail=False), wait=ask())
        return answers == [True]

    def make_young(self, id: PhotoId) -> None:
        """See `Shelves`."""
        self._photos.make_young(id)

    def put(self, id: PhotoId, content: bytes, *, thumbnail: bool) -> Awaitable[object]:
        """See `Shelves`."""
        self._sizes[id, thumbnail] = len(content)
        return self._photos.bring(id, content, thumbnail=thumbnail)

    def settle(self) -> None:
        """Each file was durable when it was waited for."""

    def stop(self) -> None:
        """Each file was waited for."""
