"""A backup: everything that a journal has, in one file that opens without Glimmers.

The parts are made of one copy of the database, so that they agree, whatever is kept meanwhile.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from app.core.errors import BACKING_UP, PhotoNotHereError
from app.core.exchange.record import to_json
from app.core.photos import KeptCollage, PhotoId
from app.core.when.times import iso
from storage.database.refusals import translated_errors, why_refused
from storage.database.signature import SCHEMA
from storage.exchange import archive
from storage.exchange.archive import ArchiveWriter
from storage.exchange.own_copy import copying_whole, place_beside
from storage.exchange.sealing import Passphrase, SealedWriter
from storage.exchange.stream import PIECE
from storage.journal import Journal
from storage.photos import PhotoStore
from storage.saving import Target
from storage.snapshots.folder import Copying
from storage.steps import Progress, Steps, Tally, finished, go_on

_RECORDS = 200
"""Glimmers that are read at once."""
_SPAN = 'SELECT min(substr(start, 1, 10)), max(substr("end", 1, 10)) FROM glimmers'
_COUNTED = {
    "glimmers": "SELECT count(*) FROM glimmers",
    "in_bin": "SELECT count(*) FROM glimmers WHERE removed_at IS NOT NULL",
    "collages": "SELECT count(*) FROM collages",
    "photos": "SELECT count(*) FROM (SELECT id FROM photos UNION SELECT picture FROM collages)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a backup holds; those in the bin are among the glimmers."""

    glimmers: int
    in_bin: int
    collages: int
    photos: int
    """With the finished pictures of collages."""
    first: str | None
    """The earliest local day of a glimmer, ISO 8601; None where none has a date."""
    last: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """A backup that was made."""

    contents: Contents
    missing: tuple[PhotoId, ...]
    """Photos of which a file could not be read, and is not in it."""
    left_out: int
    """Glimmers that are not in it: a disk has damaged by what they are known."""
    size: int
    """Bytes of the file."""


def size_of(database: Path, photos: PhotoStore) -> int:
    """About how many bytes a backup of this journal would have; reads no photo."""
    with closing(Journal.read(database)) as journal:
        files = _files(journal, photos)
    return _size(database, files) if database.exists() else 0


def back_up(
    database: Path,
    photos: PhotoStore,
    target: Target,
    *,
    now: datetime,
    app: str,
    read_me: str,
    passphrase: Passphrase | None = None,
    progress: Progress = go_on,
) -> BackedUp | None:
    """Write a backup of the journal in `database` to a new file; None where `progress` said that it
    is to stop, and then nothing of it stays.

    Raises:
        TargetError, DamagedJournalError, RefusedError: as `backing_up` does.
    """
    making = backing_up(
        database, photos, target, now=now, app=app, read_me=read_me, passphrase=passphrase
    )
    return finished(making, progress)


def backing_up(
    database: Path,
    photos: PhotoStore,
    target: Target,
    *,
    now: datetime,
    app: str,
    read_me: str,
    passphrase: Passphrase | None = None,
    copying: Copying | None = None,
) -> Steps[BackedUp]:
    """The same in steps; closed before the last of them, it leaves nothing.

    The journal may be open and in use, also while it is copied, where `copying` does that in steps
    (`storage.snapshots.folder`). Its copy lies in its own folder meanwhile, and what a kill leaves
    of it goes at a later start. `app` is the version of Glimmers, `read_me` what tells how
    to open the file without it. With a `passphrase` the file is sealed.

    Raises:
        TargetError: it cannot be written there.
        DamagedJournalError: it cannot be copied whole; see `storage.care.doctor`.
        RefusedError: the disk is full, say; nothing of it stays.
    """
    target.check()
    try:
        with place_beside(database, now=now) as copy, target.being_written() as file:
            left_out = yield from copying_whole(database, copy, copying=copying, doing=BACKING_UP)
            sealed = None if passphrase is None else SealedWriter(file, passphrase)
            writer = ArchiveWriter(sealed or file, made_at=now)
            try:
                making = _Making(copy, photos, writer)
                contents, missing = yield from making.write(now=now, app=app, read_me=read_me)
                writer.finish(missing=list(missing))
                if sealed is not None:
                    sealed.finish()
            except BaseException:
                writer.abandon()
                raise
            size = file.tell()
    except OSError as error:
        raise why_refused(error, BACKING_UP) from error
    return BackedUp(contents=contents, missing=missing, left_out=left_out, size=size)


def contents_of(conn: sqlite3.Connection) -> Contents:
    """What there is in a journal."""
    first, last = conn.execute(_SPAN).fetchone()
    counted = {name: int(conn.execute(query).fetchone()[0]) for name, query in _COUNTED.items()}
    return Contents(first=first, last=last, **counted)


def _files(journal: Journal, photos: PhotoStore) -> dict[str, int]:
    """The size in bytes of each file of a photo that is there, by its name."""
    files: dict[str, int] = {}
    for id in sorted(journal.photos.in_use()):
        for thumbnail in (False, True):
            with suppress(OSError, PhotoNotHereError):
                path = photos.path(id, thumbnail=thumbnail)
                files[path.name] = path.stat().st_size
    return files


def _size(database: Path, files: Mapping[str, int]) -> int:
    # Words are in it twice, the second time packed; and each part has its line in lists.
    return database.stat().st_size * 3 // 2 + sum(files.values()) + 400 * len(files)


class _Making:
    """One backup while it is written."""

    def __init__(self, copy: Path, photos: PhotoStore, writer: ArchiveWriter) -> None:
        self._copy = copy
        self._photos = photos
        self._writer = writer
        self._tally = Tally()

    def write(
        self, *, now: datetime, app: str, read_me: str
    ) -> Steps[tuple[Contents, tuple[PhotoId, ...]]]:
        """Every part but the last; returns what is in it, and the photos that are not, or without
        their thumbnails.
        """
        with translated_errors(BACKING_UP), closing(sqlite3.connect(self._copy)) as conn:
            journal = Journal(Database(conn))
            contents, ids = contents_of(conn), sorted(journal.photos.in_use())
            self._tally.of = _size(self._copy, _files(journal, self._photos))
            self._writer.add(archive.READ_ME, read_me.encode())
            self._writer.add(archive.MANIFEST, _manifest(contents, now=now, app=app))
            yield from self._glimmers(journal)
            self._collages(journal)
        yield from self._database()
        missing = dict.fromkeys(ids)
        for id in ids:
            if (yield from self._photo(id)):
                del missing[id]
        return contents, tuple(missing)

    def _glimmers(self, journal: Journal) -> Steps[None]:
        with self._writer.part(archive.GLIMMERS, size=0, packed=True) as write:
            before, last = "[\n", None
            while page := journal.records.page(after=last, limit=_RECORDS):
                lines = (json.dumps(to_json(record), ensure_ascii=False) for record in page)
                text = before + ",\n".join(lines)
                write(text.encode())
                before, last = ",\n", page[-1].glimmer.id
                yield self._tally.more()
            write(b"[]\n" if last is None else b"\n]\n")

    def _collages(self, journal: Journal) -> None:
        with self._writer.part(archive.COLLAGES, size=0, packed=True) as write:
            before = "[\n"
            for collage in _all_collages(journal):
                write((before + json.dumps(_collage(collage), ensure_ascii=False)).encode())
                before = ",\n"
            write(b"[]\n" if before == "[\n" else b"\n]\n")

    def _database(self) -> Steps[None]:
        with (
            self._copy.open("rb", buffering=0) as file,
            self._writer.part(archive.DATABASE, size=self._copy.stat().st_size) as write,
        ):
            while piece := file.read(PIECE):
                write(piece)
                yield self._tally.more(len(piece))

    def _photo(self, id: PhotoId) -> Steps[bool]:
        """Whether both of its files could be read; each is read as a whole before it is begun."""
        whole = True
        for thumbnail in (False, True):
            try:
                path = self._photos.path(id, thumbnail=thumbnail)
                content = path.read_bytes()
            except (OSError, PhotoNotHereError):
                whole = False
                continue
            self._writer.add(archive.PHOTOS + path.name, content)
            yield self._tally.more(len(content))
        return whole


def _manifest(contents: Contents, *, now: datetime, app: str) -> bytes:
    about = {
        "format": archive.FORMAT,
        "version": archive.VERSION,
        "schema": SCHEMA,
        "app": app,
        "made_at": iso(now),
        "counts": {name: getattr(contents, name) for name in _COUNTED},
        "from": contents.first,
        "to": contents.last,
    }
    return json.dumps(about, indent=1).encode()


def _all_collages(journal: Journal) -> Iterator[KeptCollage]:
    for bin in (False, True):
        last = None
        while page := journal.collages.page(last, bin=bin):
            yield from page
            last = page[-1].id


def _collage(collage: KeptCollage) -> dict[str, Any]:
    return {
        "id": collage.id,
        "record": collage.record,
        "picture": collage.picture,
        "kept_at": collage.kept_at,
        "changed_at": collage.changed_at,
        "removed_at": collage.removed_at,
    }
