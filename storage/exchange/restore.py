"""A backup comes back: beside what is here, or in its place.

First all of it is checked (`storage.exchange.opened`), then photos are written, and last the
journal is changed at once: by one transaction, or by the name of one file. Interrupted anywhere,
the journal is as it was or complete.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

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
from storage.database.frozen import let_go
from storage.database.holding import exclusive_lock
from storage.database.refusals import translated_errors, why_refused
from storage.everything import finish
from storage.exchange import archive
from storage.exchange.backup import Contents, contents_of
from storage.exchange.opened import OpenedBackup, opening, to_check
from storage.exchange.sealing import Passphrase
from storage.exchange.shelves import InFolder, Shelves, Wanted, bring, wanted
from storage.journal import Journal
from storage.merging.merge import Compared, Merging
from storage.photos import PhotoStore, flush_folder
from storage.snapshots.folder import Copying, Snapshots
from storage.steps import Progress, Steps, Tally, finished, go_on
from storage.vault import is_being_erased, keep_private, make_private
from storage.write_ahead import check_log

_LOOSE = (
    "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT "
    "strict AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_sqlite*'"
)
_TRIES = 3
_Done = TypeVar("_Done")


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
    progress: Progress = go_on,
) -> Restored | None:
    """What the backup in `file` would bring to the journal in `database`; nothing is changed. None
    where `progress` said that it is to stop.

    Raises:
        BackupError, BusyJournalError, RefusedError: as `looking` does.
    """
    return finished(looking(database, file, now=now, passphrase=passphrase), progress)


def merge(
    journal: Journal,
    database: Path,
    photos: PhotoStore,
    file: Path,
    *,
    now: datetime,
    passphrase: Passphrase | None = None,
    progress: Progress = go_on,
) -> Restored | None:
    """Join the backup in `file` with the open `journal`, whose file `database` is; None where
    `progress` said that it is to stop.

    Raises:
        BackupError, DamagedJournalError, RefusedError: as `bringing_beside` does.
    """
    steps = bringing_beside(
        journal, database, InFolder(photos), file, now=now, passphrase=passphrase
    )
    return finished(steps, progress)


def replace(
    database: Path,
    photos: PhotoStore,
    file: Path,
    *,
    now: datetime,
    passphrase: Passphrase | None = None,
    progress: Progress = go_on,
    before_replacing: Callable[[], None] = lambda: None,
) -> Restored | None:
    """Put the backup in `file` in place of the journal in `database`; None where `progress` said
    that it is to stop.

    Raises:
        BackupError, BusyJournalError, RefusedError: as `bringing_in_place` does.
    """
    steps = bringing_in_place(
        database,
        InFolder(photos),
        file,
        now=now,
        passphrase=passphrase,
        before_replacing=before_replacing,
    )
    return finished(steps, progress)


# In steps -----------------------------------------------------------------------------------------


def looking(
    database: Path,
    file: Path,
    *,
    now: datetime,
    passphrase: Passphrase | None = None,
    here: Journal | None = None,
) -> Steps[Restored]:
    """What the backup in `file` would bring to the journal in `database`, or to `here`, where that
    is open; nothing is changed.

    Raises:
        BackupError: it cannot be restored.
        BusyJournalError, RefusedError: nobody can look just now.
    """
    tally = Tally(to_check(file))
    with ExitStack() as held:
        backup = yield from opening(file, passphrase, held, tally)
        other = yield from _staging(backup, database, held, tally, now=now)
        compared = yield from _comparing(database, other, here=here)
        return Restored(contents=contents_of(other), compared=compared)


def bringing_beside(
    journal: Journal,
    database: Path,
    shelves: Shelves,
    file: Path,
    *,
    now: datetime,
    passphrase: Passphrase | None = None,
    copying: Copying | None = None,
    before_writing: Callable[[], object] = lambda: None,
) -> Steps[Restored]:
    """Join the backup in `file` with the open `journal`, whose file `database` is. When all of the
    backup was checked, the journal as it is becomes a snapshot, and only then anything is written.
    Closed before the last step, the journal is as it was. Others may use it between two steps, also
    while it is copied, where `copying` does that in steps (`storage.snapshots.folder`);
    `before_writing` is called when only the transaction is left.

    Raises:
        BackupError: it cannot be restored; nothing was changed.
        DamagedJournalError: what is here cannot be copied; nothing was changed.
        RefusedError: the disk is full, say; the journal is as it was.
    """
    tally = Tally(to_check(file) + _size(file))
    with ExitStack() as held:
        backup = yield from opening(file, passphrase, held, tally)
        other = yield from _staging(backup, database, held, tally, now=now)
        merging = journal.drawer(Merging)
        prepared = yield from _believed(merging.preparing(other))
        compared = prepared.compared
        found = Restored(contents=contents_of(other), compared=compared)
        snapshots = Snapshots(database, copying=copying)
        yield from snapshots.taking("restore", now=now)
        coming = yield from wanted(backup, shelves, compared.photos, tally)
        with merging.not_joined(prepared):
            journal.photos.expect({each.id for each in coming})
        yield from bring(backup, shelves, coming, tally)
        # Whoever keeps something in the middle of it has waited long enough after a few tries.
        for _ in range(_TRIES):
            if merging.is_current(prepared):
                break
            prepared = yield from _believed(merging.preparing(other))
        before_writing()
        with _believing():
            merging.take(other, at=now, prepared=prepared)
    return found


def bringing_in_place(
    database: Path,
    shelves: Shelves,
    file: Path,
    *,
    now: datetime,
    passphrase: Passphrase | None = None,
    journal_mode: str = "wal",
    copying: Copying | None = None,
    before_replacing: Callable[[], Awaitable[object] | None] = lambda: None,
) -> Steps[Restored]:
    """Put the backup in `file` in place of the journal in `database`; the rest as for
    `bringing_beside`. Once all of the backup was checked `before_replacing` is called, and what it
    answers is waited for: from then on nobody may have the journal open, or can open it. It is
    opened in `journal_mode` (`storage.vault.Vault`). What an erasing that was cut short has left
    there is deleted first, or the next opening would delete what came.

    The journal that was here becomes a snapshot first; one that is damaged is set aside
    (`storage.database.set_aside`). The new one is another device to whoever tells them apart.

    Raises:
        BackupError: it cannot be restored; nothing was changed.
        BusyJournalError: a program has the journal open.
        RefusedError: the disk is full, say; the journal is as it was.
    """
    tally = Tally(to_check(file) + _size(file))
    with ExitStack() as held:
        backup = yield from opening(file, passphrase, held, tally)
        if is_being_erased(database.parent):
            finish(database.parent)
        other = yield from _staging(backup, database, held, tally, now=now)
        yield tally.more(wait=before_replacing())
        compared = yield from _comparing(database, other)
        found = Restored(contents=contents_of(other), compared=compared)
        set_aside.set_foreign_log_aside(database, now=now)
        sound = _is_sound(database)
        try:
            # Whatever is kept once this is held waits, or goes into the inbox.
            with exclusive_lock(database):
                coming = yield from wanted(backup, shelves, found.compared.photos, tally)
                if sound:
                    snapshots = Snapshots(database, copying=copying)
                    sound = yield from _kept_as_snapshot(
                        snapshots, database, coming, journal_mode, now=now
                    )
                yield from bring(backup, shelves, coming, tally)
                with _place_beside(database, now=now) as fresh:
                    yield from _making(fresh, other, database, now=now, sound=sound)
                    _put_in_place(fresh, database, now=now, sound=sound)
        except OSError as error:
            raise why_refused(error, RESTORING) from error
    return found


@contextmanager
def _place_beside(database: Path, *, now: datetime) -> Iterator[Path]:
    """A file beside ours for a database, which goes afterwards with what belongs to it."""
    name = f"{set_aside.COPY}{now.strftime(set_aside.STAMP)}-{os.urandom(4).hex()}.db"
    path = database.with_name(name)
    try:
        keep_private(path)
        yield path
    finally:
        for ending in ("", *set_aside.LOGS):
            path.with_name(path.name + ending).unlink(missing_ok=True)


def _staging(
    backup: OpenedBackup, database: Path, held: ExitStack, tally: Tally, *, now: datetime
) -> Steps[sqlite3.Connection]:
    """The database of a backup, beside ours, in today's shape, and whole; until `held` is
    closed.
    """
    try:
        make_private(database.parent)
        copy = held.enter_context(_place_beside(database, now=now))
        with copy.open("wb") as out:
            for piece in backup.pieces(archive.DATABASE):
                out.write(piece)
                yield tally.more(len(piece))
    except OSError as error:
        raise why_refused(error, RESTORING) from error
    with _believing():
        check_file(copy, RESTORING)
        _check_shape(copy)
        conn = open_file(copy, "delete").conn
    held.callback(conn.close)
    # A letter that a disk has damaged must not cost the rest.
    conn.text_factory = lenient.text
    return conn


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


def _believed(steps: Steps[_Done]) -> Steps[_Done]:
    """These steps, in which what another journal has is read."""
    with _believing():
        return (yield from steps)


def _comparing(
    database: Path, other: sqlite3.Connection, *, here: Journal | None = None
) -> Steps[Compared]:
    """What is new beside the journal that is here, if it can be read."""
    with ExitStack() as held:
        journal = here or _readable(database, held)
        compared = yield from _believed(journal.drawer(Merging).comparing(other))
        everything = journal.drawer(Merging).photos_in(other)
    return Compared(
        new=compared.new + compared.let_go,
        same=compared.same,
        differs=compared.differs,
        damaged=compared.damaged,
        photos=everything,
    )


def _readable(database: Path, held: ExitStack) -> Journal:
    try:
        journal = Journal.read(database)
    except BusyJournalError:
        raise
    except GlimmersError:
        journal = Journal.in_memory()
    return held.enter_context(closing(journal))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


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


def _kept_as_snapshot(
    snapshots: Snapshots,
    database: Path,
    coming: Iterable[Wanted],
    journal_mode: str,
    *,
    now: datetime,
) -> Steps[bool]:
    """Keep what is here, and is open nowhere, so that one can go back to it, and note which files
    of photos come; whether that could be done.

    What it has deleted for good goes from all snapshots now: the one that takes its place does not
    know of it.
    """
    try:
        yield from snapshots.taking("restore", now=now)
        with closing(Journal(open_file(database, journal_mode))) as journal:
            yield from snapshots.settling(journal.erased())
            journal.photos.expect({each.id for each in coming})
    except (NotAJournalError, NewerJournalError):
        return False
    return True


def _making(
    fresh: Path,
    other: sqlite3.Connection,
    database: Path,
    *,
    now: datetime,
    sound: bool,
) -> Steps[None]:
    """A journal of its own in `fresh` with everything that `other` has, checked and on the disk.
    What the one in `database` names or has let go and this one does not name, it lets go: the files
    stay as long as a snapshot shows them.
    """
    with closing(Journal(open_file(fresh, "delete"))) as journal:
        yield from _believed(journal.drawer(Merging).taking(other, at=now))
        with _believing():
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


def _counts_of(journal: Journal) -> tuple[int, ...]:
    return _counts(contents_of(journal.drawer(Merging).conn))


def _counts(contents: Contents) -> tuple[int, ...]:
    """First and last day are left out: one that a disk has damaged is not taken over."""
    return contents.glimmers, contents.in_bin, contents.collages, contents.photos


def _put_in_place(fresh: Path, database: Path, *, now: datetime, sound: bool) -> None:
    """Give it the name of the journal; one that is not `sound` is kept under another name."""
    let_go(database)
    _, aside = set_aside.free_names(database.parent, now=now)
    if database.exists() and database.stat().st_size and not sound:
        if sys.platform == "emscripten":  # what is left in SQLite's journal goes aside before
            set_aside.put_in_place(fresh, database, aside)
            flush_folder(database.parent)
            return
        try:
            os.link(database, aside)
        except (OSError, AttributeError):  # a disk or a system without hard links
            set_aside.copy_whole(database, aside)
    fresh.replace(database)
    # A crash in between leaves a log that was not written for this file, and is known by that.
    for ending in set_aside.LOGS:
        log = database.with_name(database.name + ending)
        if log.exists() and log.stat().st_size and ending != "-shm":
            log.replace(aside.with_name(aside.name + ending))
        else:
            log.unlink(missing_ok=True)
    flush_folder(database.parent)
