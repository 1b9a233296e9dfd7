"""The journal leaves as files that open without Glimmers: every glimmer outside the bin, the
newest first, its photos beside it, one page of them in memory at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from app.core.errors import EXPORTING, PhotoNotHereError
from app.core.exchange.leaving import Exported, Form, Wording
from app.core.exchange.record import Record
from app.core.glimmers import Glimmer
from app.core.photo_formats import without_metadata
from app.core.photos import KeptCollage, PhotoId
from storage.exchange.as_csv import as_csv
from storage.exchange.as_json import as_json
from storage.exchange.as_markdown import as_markdown, photo_name
from storage.exchange.as_site import as_site
from storage.exchange.new_folder import being_made, new_file
from storage.exchange.writing import COLLAGES, PHOTOS, SMALL, How, Write
from storage.journal import Journal
from storage.photos import PhotoStore
from storage.rows.drawer import PAGE

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
            how = _FORMS[form]
            leaving = _Leaving(journal, photos, half, how)
            leaving.collages()
            with how.begin(half, wording) as write:
                leaving.glimmers(write, progress)
            new_file(half / wording.read_me_name, wording.read_me(leaving.exported).encode())
            return leaving.exported
    except _StoppedError:
        return None


def _by_id(_glimmer: Glimmer, id: PhotoId) -> str:
    return id


_FORMS: dict[Form, How] = {
    "json": How(begin=as_json, photo_name=_by_id),
    "csv": How(begin=as_csv, photo_name=_by_id),
    "markdown": How(begin=as_markdown, photo_name=photo_name),
    "site": How(begin=as_site, photo_name=photo_name, small=True),
}


class _Leaving:
    """What has been written so far."""

    def __init__(self, journal: Journal, photos: PhotoStore, folder: Path, how: How) -> None:
        self._journal, self._photos, self._folder, self._how = journal, photos, folder, how
        self.exported = Exported()

    def glimmers(self, write: Write, progress: Progress) -> None:
        """Every glimmer, in the order in which they are looked back at."""
        total = self._journal.count()
        done = 0
        for record in self._records():
            if not progress(done, total):
                raise _StoppedError
            write(record, self._photos_of(record))
            done += 1
        if not progress(done, total):
            raise _StoppedError
        photos = self._files(PHOTOS)
        self.exported = replace(self.exported, glimmers=done, photos=photos)

    def _photos_of(self, record: Record) -> dict[PhotoId, str]:
        files: dict[PhotoId, str] = {}
        for each in record.parts.photos:
            id = each.photo.id
            name = f"{self._how.photo_name(record.glimmer, id)}.jpg"
            if self._copied(id, f"{PHOTOS}/{name}"):
                files[id] = f"{PHOTOS}/{name}"
                # One that is missing is not missed: the photo itself is shown instead.
                if self._how.small and (bare := self._bare(id, thumbnail=True)):
                    self._put(f"{SMALL}/{name}", bare)
        return files

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
        if (self._folder / name).exists():
            return True
        if (bare := self._bare(id)) is None:
            self.exported = replace(self.exported, missing=self.exported.missing + 1)
            return False
        self._put(name, bare)
        return True

    def _put(self, name: str, content: bytes) -> None:
        target = self._folder / name
        if not target.exists():
            target.parent.mkdir(mode=0o700, exist_ok=True)
            new_file(target, content)

    def _files(self, name: str) -> int:
        folder = self._folder / name
        return sum(1 for _ in folder.iterdir()) if folder.exists() else 0

    def _bare(self, id: PhotoId, *, thumbnail: bool = False) -> bytes | None:
        try:
            content = self._photos.path(id, thumbnail=thumbnail).read_bytes()
            return without_metadata(content, plain_head=True)
        except (OSError, PhotoNotHereError):
            return None
