"""A backup comes back: beside what is here, or in its place.

First all of it is checked (`storage.exchange.opened`), then photos are written, and last the
journal is changed at once: by one transaction, or by the name of one file. Interrupted anywhere,
the journal is as it was or complete.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.core.errors import (
    RESTORING,
    BackupError,
    BusyJournalError,
    GlimmersError,
    NewerJournalError,
    NotAJournalError,
)
from app.core.exchange.record import InvalidRecordError
from app.core.photos import PhotoId
from storage import header
from storage.connection import check_file, open_file, shape
from storage.database import lenient, set_aside
from storage.database.holding import exclusive_lock
from storage.database.refusals import translated_errors, why_refused
from storage.everything import finish
from storage.exchange import archive
from storage.exchange.backup import Contents, contents_of
from storage.exchange.opened import OpenedBackup, opened
from storage.exchange.sealing import Passphrase
from storage.journal import Journal
from storage.photos import PhotoStore, flush_folder, keep_file
from storage.rows.merge_rows import Compared, Merging
from storage.snapshots.folder import Snapshots
from storage.vault import is_being_erased, keep_private, make_private
from storage.write_ahead import check_log

_LOOSE = (
    "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT "
    "strict AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_sqlite*'"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A backup, and what it has brought or would bring."""

    contents: Contents
    """What is in the backup."""
    compared: Compared
    """Beside what was here."""


def look(
    database: Path,
    file: Path,
    *,
    now: datetime,
    passphrase: Passphrase | None = None,
) -> Restored:
    """What the backup in `file` would bring to the journal in `database`; nothing is changed.

    Raises:
        BackupError: it cannot be restored.
        BusyJournalError, RefusedError: nobody can look just now.
    """
    with opened(file, passphrase) as backup, _staged(backup, database, now=now) as other:
        return Restored(contents=contents_of(other), compared=_compared(database, other))


def merge(
    journal: Journal,
    database: Path,
    photos: PhotoStore,
    file: Path,
    *,
    now: datetime,
    passphrase: Passphrase | None = None,
) -> Restored:
    """Join the backup in `file` with the open `journal`, whose file `database` is. When all of the
    backup was checked, the journal as it is becomes a snapshot, and only then anything is written.

    Raises:
        BackupError: it cannot be restored; nothing was changed.
        DamagedJournalError: what is here cannot be copied; nothing was changed.
        RefusedError: the disk is full, say; the journal is as it was.
    """
    with opened(file, passphrase) as backup, _staged(backup, database, now=now) as other:
        merging = journal.drawer(Merging)
        with _believing():
            compared = merging.compare(other)
        found = Restored(contents=contents_of(other), compared=compared)
        Snapshots(database).take("restore", now=now)
        # Who sweeps what was let go before leaves these alone.
        _make_young(photos, compared.photos & (journal.photos.known() - journal.photos.in_use()))
        wanted = _wanted(backup, photos, compared.photos)
        journal.photos.expect(wanted)
        _bring(backup, photos, wanted)
        with _believing():
            merging.take(other, at=now)
    return found


def replace(
    database: Path,
    photos: PhotoStore,
    file: Path,
    *,
    now: datetime,
    passphrase: Passphrase | None = None,
) -> Restored:
    """Put the backup in `file` in place of the journal in `database`, which nobody may have open,
    or can open meanwhile; the rest as for `merge`. What an erasing that was cut short has left
    there is deleted first, or the next opening would delete what came.

    The journal that was here becomes a snapshot first; one that is damaged is set aside
    (`storage.database.set_aside`). The new one is another device to whoever tells them apart.

    Raises:
        BackupError: it cannot be restored; nothing was changed.
        BusyJournalError: a program has the journal open.
        RefusedError: the disk is full, say; the journal is as it was.
    """
    with opened(file, passphrase) as backup:
        if is_being_erased(database.parent):
            finish(database.parent)
        with _staged(backup, database, now=now) as other:
            found = Restored(contents=contents_of(other), compared=_compared(database, other))
            set_aside.set_foreign_log_aside(database, now=now)
            sound = _is_sound(database)
            try:
                # Whatever is kept once this is held waits, or goes into the inbox.
                with exclusive_lock(database):
                    wanted = _wanted(backup, photos, found.compared.photos)
                    sound = sound and _kept_as_snapshot(database, wanted, now=now)
                    _bring(backup, photos, wanted)
                    with _new(other, database, now=now, sound=sound) as fresh:
                        _put_in_place(fresh, database, now=now, sound=sound)
            except OSError as error:
                raise why_refused(error, RESTORING) from error
    return found


@contextmanager
def _staged(backup: OpenedBackup, database: Path, *, now: datetime) -> Iterator[sqlite3.Connection]:
    """The database of a backup, beside ours, in today's shape, and whole."""
    name = f"{set_aside.COPY}{now.strftime(set_aside.STAMP)}-{os.urandom(4).hex()}.db"
    copy = database.with_name(name)
    try:
        try:
            make_private(database.parent)
            keep_private(copy)
            with copy.open("wb") as out:
                for piece in backup.pieces(archive.DATABASE):
                    out.write(piece)
        except OSError as error:
            raise why_refused(error, RESTORING) from error
        with _believing():
            check_file(copy, RESTORING)
            _check_shape(copy)
            conn = open_file(copy, "delete").conn
            # A letter that a disk has damaged must not cost the rest.
            conn.text_factory = lenient.text
        try:
            yield conn
        finally:
            conn.close()
    finally:
        for ending in ("", *set_aside.LOGS):
            copy.with_name(copy.name + ending).unlink(missing_ok=True)


def _check_shape(copy: Path) -> None:
    """Its tables are just those of a schema of ours, and SQLite finds nothing wrong in it."""
    with translated_errors(RESTORING), closing(sqlite3.connect(copy)) as conn:
        sound = conn.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
        loose = conn.execute(_LOOSE).fetchone()
        schema = shape(conn)
    if not sound or loose != (0,) or header.shape(copy) != schema:
        raise BackupError("strange")


@contextmanager
def _believing() -> Iterator[None]:
    """What is wrong with the database of a backup is told of the backup."""
    try:
        yield
    except NewerJournalError as error:
        raise BackupError("newer") from error
    except (NotAJournalError, InvalidRecordError) as error:
        raise BackupError("strange") from error


def _compared(database: Path, other: sqlite3.Connection) -> Compared:
    """What is new beside the journal that is here, if it can be read."""
    try:
        journal = Journal.read(database)
    except BusyJournalError:
        raise
    except GlimmersError:
        journal = Journal.in_memory()
    with closing(journal), _believing():
        compared = journal.drawer(Merging).compare(other)
    with closing(Journal.in_memory()) as nothing, _believing():
        everything = nothing.drawer(Merging).compare(other).photos
    return Compared(
        new=compared.new + compared.let_go,
        same=compared.same,
        differs=compared.differs,
        photos=everything,
    )


# Photos -------------------------------------------------------------------------------------------


def _make_young(photos: PhotoStore, named: Collection[PhotoId]) -> None:
    for id in named:
        for thumbnail in (False, True):
            with suppress(FileNotFoundError):
                os.utime(photos.path(id, thumbnail=thumbnail))


def _wanted(backup: OpenedBackup, photos: PhotoStore, named: Iterable[PhotoId]) -> list[PhotoId]:
    """Those of these that the backup has and the store has not, or perhaps not whole."""
    return [
        id
        for id in sorted(named)
        if backup.has_photo(id)
        and any(_lacks(backup, photos, id, thumbnail=thumbnail) for thumbnail in (False, True))
    ]


def _lacks(backup: OpenedBackup, photos: PhotoStore, id: PhotoId, *, thumbnail: bool) -> bool:
    path = photos.path(id, thumbnail=thumbnail)
    size = backup.size(archive.PHOTOS + path.name)
    here = _size(path)
    # Of two thumbnails nobody can tell which is the right one.
    return bool(size) and (not here if thumbnail else here != size)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _is_whole(id: PhotoId, content: bytes) -> bool:
    """Whether this is the photo as it was stored: a backup has what a disk has made of it."""
    return hashlib.sha256(content).hexdigest() == id


def _bring(backup: OpenedBackup, photos: PhotoStore, wanted: Iterable[PhotoId]) -> None:
    """Write the files of these; durable when it returns."""
    shelves = set()
    try:
        for id in wanted:
            for thumbnail in (True, False):  # where the picture is, its thumbnail is
                if not _lacks(backup, photos, id, thumbnail=thumbnail):
                    continue
                path = photos.path(id, thumbnail=thumbnail)
                content = backup.photo(id, thumbnail=thumbnail)
                if content is not None and (not _size(path) or _is_whole(id, content)):
                    photos.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                    path.parent.mkdir(mode=0o700, exist_ok=True)
                    keep_file(path, content)
                    shelves.add(path.parent)
        for folder in sorted(shelves):
            flush_folder(folder)
        if shelves:
            flush_folder(photos.folder)
    except OSError as error:
        raise why_refused(error, RESTORING) from error


# In place of what was here ------------------------------------------------------------------------


def _is_sound(database: Path) -> bool:
    """Whether there is a journal here that can be opened. One that cannot is what somebody may
    restore a backup for.
    """
    if not database.exists() or not database.stat().st_size:
        return False
    try:
        check_file(database, RESTORING)
        check_log(database)
    except (NotAJournalError, NewerJournalError):
        return False
    return True


def _kept_as_snapshot(database: Path, wanted: Sequence[PhotoId], *, now: datetime) -> bool:
    """Keep what is here, and is open nowhere, so that one can go back to it, and note which files
    of photos come; whether that could be done.

    What it has deleted for good goes from all snapshots now: the one that takes its place does not
    know of it.
    """
    snapshots = Snapshots(database)
    try:
        snapshots.take("restore", now=now)
        with closing(Journal(open_file(database, "wal"))) as journal:
            snapshots.settle(journal.erased())
            journal.photos.expect(wanted)
    except (NotAJournalError, NewerJournalError):
        return False
    return True


@contextmanager
def _new(
    other: sqlite3.Connection, database: Path, *, now: datetime, sound: bool
) -> Iterator[Path]:
    """A journal of its own with everything that `other` has, checked and on the disk. What the one
    in `database` names or has let go and this one does not name, it lets go: the files stay as long
    as a snapshot shows them.
    """
    name = f"{set_aside.COPY}{now.strftime(set_aside.STAMP)}-{os.urandom(4).hex()}.db"
    fresh = database.with_name(name)
    try:
        keep_private(fresh)
        with closing(Journal(open_file(fresh, "delete"))) as journal, _believing():
            journal.drawer(Merging).take(other, at=now)
            if journal.examine().problems or _counts_of(journal) != _counts(contents_of(other)):
                raise BackupError("strange")
            if sound:
                with closing(sqlite3.connect(database)) as conn:
                    named = conn.execute(
                        "SELECT id FROM photos UNION SELECT picture FROM collages"
                        " UNION SELECT id FROM photos_let_go"
                    )
                    journal.photos.expect([PhotoId(id) for (id,) in named])
        descriptor = os.open(fresh, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


def _counts_of(journal: Journal) -> tuple[int, ...]:
    return _counts(contents_of(journal.drawer(Merging).conn))


def _counts(contents: Contents) -> tuple[int, ...]:
    """First and last day are left out: one that a disk has damaged is not taken over."""
    return contents.glimmers, contents.in_bin, contents.collages, contents.photos


def _put_in_place(fresh: Path, database: Path, *, now: datetime, sound: bool) -> None:
    """Give it the name of the journal; one that is not `sound` is kept under another name."""
    _, aside = set_aside.free_names(database.parent, now=now)
    if database.exists() and database.stat().st_size and not sound:
        try:
            os.link(database, aside)
        except OSError:  # a disk without hard links
            shutil.copyfile(database, aside)
            aside.chmod(0o600)
    fresh.replace(database)
    # A crash in between leaves a log that was not written for this file, and is known by that.
    for ending in set_aside.LOGS:
        log = database.with_name(database.name + ending)
        if log.exists() and log.stat().st_size and ending != "-shm":
            log.replace(aside.with_name(aside.name + ending))
        else:
            log.unlink(missing_ok=True)
    flush_folder(database.parent)
