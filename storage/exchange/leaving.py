"""The journal leaves as files that open without Glimmers: every glimmer outside the bin, the
newest first, its photos beside it, one page of them in memory at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from app.core.errors import EXPORTING, PhotoNotHereError
from app.core.exchange.leaving import Exported, Form, Wording
from app.core.exchange.record import Record
from app.core.photo_formats import without_metadata
from app.core.photos import KeptCollage, PhotoId
from storage.exchange.as_csv import as_csv
from storage.exchange.as_json import as_json
from storage.exchange.new_folder import being_made, new_file
from storage.exchange.writing import Write
from storage.journal import Journal
from storage.photos import PhotoStore
from storage.rows.drawer import PAGE

PHOTOS = "photos"
COLLAGES = "collages"

Progress = Callable[[int, int], bool]
"""Is told how many glimmers of how many are written, and answers whether to go on."""


class _StoppedError(Exception):
    """Whoever asked for it does not want it any more."""


def export(
    journal: Journal,
    photos: PhotoStore,
    path: Path,
    form: Form,
    *,
    home: Path,
    wording: Wording,
    progress: Progress = lambda _done, _of: True,
) -> Exported | None:
    """Write the glimmers of `journal`, a reader that sees one state of it (`Journal.read`), into
    the new folder `path`; None where `progress` said that it is to stop. `home` is the journal's
    own folder.

    Photos are bare, whoever stored them: a file that says more than its picture leaves without
    that. Until all of it is on the disk it has another name, see `new_folder`.

    Raises:
        NewFolderError: something is there already, or it cannot be made there.
        RefusedError: the disk is full, say; nothing of it stays.
        DamagedJournalError: the journal cannot be read to its end.
    """
    try:
        with being_made(path.absolute(), journal=home, doing=EXPORTING) as half:
            leaving = _Leaving(journal, photos, half)
            with _FORMS[form](half, wording) as write:
                leaving.glimmers(write, progress)
            leaving.collages()
            new_file(half / wording.read_me_name, wording.read_me(leaving.exported).encode())
            return leaving.exported
    except _StoppedError:
        return None


_FORMS: dict[Form, Callable[[Path, Wording], AbstractContextManager[Write]]] = {
    "json": as_json,
    "csv": as_csv,
}


class _Leaving:
    """What has been written so far."""

    def __init__(self, journal: Journal, photos: PhotoStore, folder: Path) -> None:
        self._journal, self._photos, self._folder = journal, photos, folder
        self.exported = Exported()

    def glimmers(self, write: Write, progress: Progress) -> None:
        """Every glimmer, in the order in which they are looked back at."""
        total = self._journal.count()
        done = 0
        for record in self._records():
            if not progress(done, total):
                raise _StoppedError
            files: dict[PhotoId, str] = {}
            for each in record.parts.photos:
                name = f"{PHOTOS}/{each.photo.id}.jpg"
                if self._copied(each.photo.id, name):
                    files[each.photo.id] = name
            write(record, files)
            done += 1
        if not progress(done, total):
            raise _StoppedError
        photos = self._files(PHOTOS)
        self.exported = replace(self.exported, glimmers=done, photos=photos)

    def collages(self) -> None:
        """The finished picture of each collage, under the day on which it was kept."""
        for collage in self._collages():
            name = f"{collage.kept_at[:10]}-{collage.picture[:16]}.jpg"
            self._copied(collage.picture, f"{COLLAGES}/{name}")
        self.exported = replace(self.exported, collages=self._files(COLLAGES))

    def _records(self) -> Iterator[Record]:
        last = None
        while page := self._journal.page(before=last, limit=PAGE):
            last = page[-1].id
            yield from self._journal.records.of([glimmer.id for glimmer in page])

    def _collages(self) -> Iterator[KeptCollage]:
        last = None
        while page := self._journal.collages.page(before=last, limit=PAGE):
            last = page[-1].id
            yield from page

    def _copied(self, id: PhotoId, name: str) -> bool:
        """Whether a photo lies in the folder under this name, where it is put unless it is there
        already.
        """
        target = self._folder / name
        if target.exists():
            return True
        if (bare := self._bare(id)) is None:
            self.exported = replace(self.exported, missing=self.exported.missing + 1)
            return False
        target.parent.mkdir(mode=0o700, exist_ok=True)
        new_file(target, bare)
        return True

    def _files(self, name: str) -> int:
        folder = self._folder / name
        return sum(1 for _ in folder.iterdir()) if folder.exists() else 0

    def _bare(self, id: PhotoId) -> bytes | None:
        try:
            return without_metadata(self._photos.path(id).read_bytes(), plain_head=True)
        except (OSError, PhotoNotHereError):
            return None
