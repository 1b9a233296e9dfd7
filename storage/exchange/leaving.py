"""The journal leaves as files that open without Glimmers: every glimmer outside the bin, the
newest first, its photos beside it, one page of them in memory at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from app.core.errors import (
    EXPORTING,
    SAVING_EXPORT,
    DamagedJournalError,
    PhotoNotHereError,
)
from app.core.exchange.leaving import Exported, Form, Wording
from app.core.exchange.record import Record
from app.core.glimmers import Glimmer
from app.core.photo_formats import without_metadata
from app.core.photos import KeptCollage, PhotoId
from storage import unfinished
from storage.database.refusals import translated_errors, why_refused
from storage.exchange.as_csv import as_csv
from storage.exchange.as_json import as_json
from storage.exchange.as_markdown import as_markdown, photo_name
from storage.exchange.as_site import as_site
from storage.exchange.new_archive import NewArchive
from storage.exchange.new_folder import being_made
from storage.exchange.own_copy import copying_whole, place_beside
from storage.exchange.spool import Spool
from storage.exchange.writing import COLLAGES, PHOTOS, SMALL, Folder, How, Write
from storage.journal import Journal
from storage.photos import PhotoStore
from storage.rows.drawer import PAGE
from storage.saving import Target, TargetError
from storage.snapshots.folder import Copying
from storage.steps import Progress, Step, Steps, finished, go_on


class ExportTargetError(TargetError):
    """The file of an export cannot be written where it was asked for."""


def export(
    journal: Journal,
    photos: PhotoStore,
    path: Path,
    form: Form,
    *,
    home: Path,
    wording: Wording,
    progress: Progress = go_on,
) -> Exported | None:
    """Write the glimmers of `journal`, a reader that sees one state of it (`Journal.read`), into
    the new folder `path`; None where `progress` said that it is to stop, and then nothing of it
    stays. `home` is the journal's own folder. Progress is told in glimmers.

    Photos are bare, whoever stored them: a file that says more than its picture leaves without
    that. Until all of it is on the disk it has another name, see `new_folder`.

    Raises:
        NewFolderError: something is there already, or it cannot be made there.
        RefusedError: the disk is full, say; nothing of it stays.
        DamagedJournalError: the journal cannot be read to its end.
    """
    return finished(_into_folder(journal, photos, path, form, home, wording), progress)


def _into_folder(
    journal: Journal, photos: PhotoStore, path: Path, form: Form, home: Path, wording: Wording
) -> Steps[Exported]:
    with being_made(path.absolute(), journal=home, doing=EXPORTING) as folder:
        return (yield from _Leaving(journal, photos, folder, _FORMS[form]).write(wording))


def exporting(
    database: Path,
    photos: PhotoStore,
    target: Target,
    form: Form,
    *,
    now: datetime,
    wording: Wording,
    copying: Copying | None = None,
) -> Steps[Exported]:
    """The same as one zip of that folder, in steps; closed before the last of them, it leaves
    nothing. The journal in `database` may be open and in use: what is read is a copy of it, made
    and kept as for a backup (`storage.exchange.backup`).

    Raises:
        ExportTargetError: it cannot be written there.
        DamagedJournalError: the journal cannot be copied whole.
        RefusedError: the disk is full, say; nothing of it stays.
    """
    target.check()
    spool = Spool(unfinished.free_name(target.path.parent))
    try:
        with place_beside(database, now=now) as copy, target.being_written() as file:
            if (yield from copying_whole(database, copy, copying=copying, doing=SAVING_EXPORT)):
                raise DamagedJournalError
            with (
                closing(spool),
                translated_errors(SAVING_EXPORT),
                closing(sqlite3.connect(copy)) as conn,
            ):
                archive = NewArchive(file, spool, made_at=now)
                leaving = _Leaving(Journal(Database(conn)), photos, archive, _FORMS[form])
                try:
                    exported = yield from leaving.write(wording)
                    for _piece in archive.finishing():
                        yield leaving.step()
                except BaseException:
                    archive.abandon()
                    raise
    except OSError as error:
        raise why_refused(error, SAVING_EXPORT) from error
    return exported


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

    def __init__(self, journal: Journal, photos: PhotoStore, folder: Folder, how: How) -> None:
        self._journal, self._photos, self._folder, self._how = journal, photos, folder, how
        self._done, self._total = 0, journal.count()
        self._missing: set[PhotoId] = set()

    def step(self) -> Step:
        """How many glimmers of how many are written."""
        return Step(self._done, self._total)

    def write(self, wording: Wording) -> Steps[Exported]:
        """All of it."""
        yield from self._collages()
        with self._how.begin(self._folder, wording) as write:
            yield from self._glimmers(write)
        exported = Exported(
            glimmers=self._done,
            photos=len(self._folder.names(PHOTOS)),
            collages=len(self._folder.names(COLLAGES)),
            missing=len(self._missing),
        )
        self._folder.put(wording.read_me_name, wording.read_me(exported).encode())
        return exported

    def _glimmers(self, write: Write) -> Steps[None]:
        """Every glimmer, in the order in which they are looked back at."""
        for record in self._records():
            yield self.step()
            write(record, self._photos_of(record))
            self._done += 1
        yield self.step()

    def _collages(self) -> Steps[None]:
        """The finished picture of each collage, under the day on which it was kept."""
        for collage in self._kept_collages():
            name = f"{collage.kept_at[:10]}-{collage.picture[:16]}.jpg"
            self._put_photo(collage.picture, f"{COLLAGES}/{name}")
            yield self.step()

    def _photos_of(self, record: Record) -> dict[PhotoId, str]:
        files: dict[PhotoId, str] = {}
        for each in record.parts.photos:
            id = each.photo.id
            name = f"{self._how.photo_name(record.glimmer, id)}.jpg"
            if self._put_photo(id, f"{PHOTOS}/{name}"):
                files[id] = f"{PHOTOS}/{name}"
                # One that is missing is not missed: the photo itself is shown instead.
                small = f"{SMALL}/{name}"
                if (
                    self._how.small
                    and not self._folder.has(small)
                    and (bare := self._bare(id, thumbnail=True))
                ):
                    self._folder.put(small, bare)
        return files

    def _records(self) -> Iterator[Record]:
        last = None
        while page := self._journal.page(before=last, limit=PAGE):
            last = page[-1].id
            yield from self._journal.records.of([glimmer.id for glimmer in page])

    def _kept_collages(self) -> Iterator[KeptCollage]:
        last = None
        while page := self._journal.collages.page(before=last, limit=PAGE):
            last = page[-1].id
            yield from page

    def _put_photo(self, id: PhotoId, name: str) -> bool:
        """Whether a photo lies in the folder under this name, where it is put unless it is there
        already.
        """
        if self._folder.has(name):
            return True
        if (bare := self._bare(id)) is None:
            self._missing.add(id)
            return False
        self._folder.put(name, bare)
        return True

    def _bare(self, id: PhotoId, *, thumbnail: bool = False) -> bytes | None:
        try:
            content = self._photos.path(id, thumbnail=thumbnail).read_bytes()
            return without_metadata(content, plain_head=True)
        except (OSError, PhotoNotHereError):
            return None
