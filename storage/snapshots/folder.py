"""Snapshots in a folder beside the journal: making, listing and thinning them out, and taking out
what was deleted for good.

Everything here is ordinary, blocking work on files: an app calls it on another thread. A browser
has none, and takes what is long in steps, between which taps are answered. Whoever changes
something in the folder holds its lock, so that programs do so one after the other.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from app.core.errors import (
    SNAPSHOT,
    BusyJournalError,
    DamagedJournalError,
    DamagedSnapshotError,
    GlimmersError,
    NoRoomError,
    UnknownSnapshotError,
)
from app.core.photos import PhotoId
from storage import header, steps
from storage.connection import BUSY_SECONDS as SQLITE_BUSY_SECONDS
from storage.connection import log_size, prepared
from storage.database import lenient
from storage.database.frozen import frozen
from storage.database.holding import exclusive_lock
from storage.database.lenient import TORN
from storage.database.refusals import translated_errors, why_refused
from storage.photos import flush_folder
from storage.rows import erased_rows
from storage.rows.erased_rows import Erased
from storage.snapshots.naming import HALF, Snapshot, Why, read_name
from storage.snapshots.retention import SPARE, stale, too_many
from storage.steps import Steps, finished
from storage.vault import BEFORE, SNAPSHOTS, is_being_erased, keep_private, make_private

BUSY_SECONDS = 60.0
"""How long is waited for another program that makes one."""
_PIECE = 1 << 20
_PAGES = 64
"""Pages that are copied in one step, of 4 KB each, ..."""
_PAUSE = 0.01
"""... and the seconds between two steps of one that is made at leisure."""
_STEPS_TO_DISK = 16
"""After so many steps what was copied is written to the disk: a glimmer that is kept meanwhile
would otherwise wait for all of it at once.
"""

Copying = Callable[[Path, Path], Steps[None]]
"""Copies the database in the first file to the second in steps. The copy is as the database is at
one moment, whatever is written to it between two steps.
"""

_log = logging.getLogger(__name__)


class Snapshots:
    """The snapshots of the journal in one folder."""

    def __init__(self, database: Path, *, copying: Copying | None = None) -> None:
        """`copying` is for who takes it in steps; otherwise SQLite copies all of it at once."""
        self._database = database
        self._copying = copying
        self.folder = database.parent / SNAPSHOTS

    def all(self) -> list[Snapshot]:
        """Every snapshot there is, in the order in which they were made.

        Raises:
            RefusedError: the folder cannot be looked into.
        """
        if is_being_erased(self._database.parent):
            return []  # what is left of them is read by nobody
        try:
            with os.scandir(self.folder) as entries:
                named = [
                    read_name(entry.name, size=entry.stat().st_size)
                    for entry in entries
                    if entry.is_file(follow_symlinks=False)
                ]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise why_refused(error, SNAPSHOT) from error
        # Two files may bear one number for a moment: one of them is about to go (`_rewriting`).
        found = {one.number: one for one in named if one is not None}
        return [found[number] for number in sorted(found)]

    def get(self, id: str) -> Snapshot:
        """The snapshot that is called this.

        Raises:
            UnknownSnapshotError: there is none.
        """
        for snapshot in self.all():
            if snapshot.id == id:
                return snapshot
        raise UnknownSnapshotError

    def path(self, snapshot: Snapshot) -> Path:
        """Where its file is."""
        return self.folder / snapshot.name

    # Made -----------------------------------------------------------------------------------------

    def take(self, why: Why, *, now: datetime) -> Snapshot:
        """Copy the journal as it is now; the copy is whole, examined and on the disk when this
        returns, or there is none.

        It may be open meanwhile, here and elsewhere: what is kept while it is copied is not in it.

        Raises:
            NoRoomError: there is no room for it.
            DamagedJournalError: the copy is not sound, so the journal is not either; the copy
                was deleted again.
            BusyJournalError: another program makes one, for longer than a minute.
            RefusedError: the folder cannot be written.
        """
        return finished(self.taking(why, now=now))

    def taking(self, why: Why, *, now: datetime) -> Steps[Snapshot]:
        """The same in steps."""
        with self.alone():
            return (yield from self.taking_alone(why, now=now))

    def each_day(self, *, now: datetime, at_leisure: bool) -> None:
        """What a day of use brings: a new one, if the last was made on another date, and those that
        are not wanted any more go.

        It is made only where `SPARE` bytes stay free beside it; `at_leisure` it is copied in small
        steps with pauses, for who goes on keeping meanwhile and does not wait for it. A journal
        without a glimmer needs none. What cannot be done is logged, and done another day;
        while another program is at it, nothing is.
        """
        finished(self._day(now, at_leisure=at_leisure))

    def day_in_steps(self, *, now: datetime) -> Steps[None]:
        """The same in steps."""
        return self._day(now, at_leisure=False)

    def _day(self, now: datetime, *, at_leisure: bool) -> Steps[None]:
        try:
            with self.alone(timeout_s=0):
                try:
                    if self.is_due(now=now):
                        yield from self.taking_alone(
                            "day", now=now, spare=SPARE, at_leisure=at_leisure
                        )
                        return
                except NoRoomError:  # what is kept needs the room more than older ones do
                    _log.warning("there is no room for the day's snapshot", exc_info=True)
                self._thin_out()
        except BusyJournalError:
            return
        except GlimmersError:
            _log.warning("the day's snapshot could not be made", exc_info=True)

    def is_due(self, *, now: datetime) -> bool:
        """Whether the journal has something in it, and the last day that has one is another. A
        clock that was set back is wrong about the day: some begin with the same at each start.
        """
        made = [each for each in self.all() if each.why == "day"]
        if made and made[-1].date == now.date() and made[-1].at <= now:
            return False
        with closing(_read_live(self._database)) as conn:
            return conn.execute("SELECT 1 FROM glimmers LIMIT 1").fetchone() is not None

    def adopt(self, *, now: datetime) -> None:
        """Let the copy that an earlier version made before its change of shape be a snapshot."""
        before = self._database.with_name(BEFORE)
        if not before.exists():
            return
        with self.alone():
            try:
                before.with_name(f"{BEFORE}.new").unlink(missing_ok=True)
                made = datetime.fromtimestamp(before.stat().st_mtime, now.tzinfo)
                with closing(read_only(before)) as conn:
                    count = _count(conn)
                self._put_in_place(before, self._named("shape", min(made, now), count, size=0))
            except TORN:
                before.unlink(missing_ok=True)
            except OSError as error:
                raise why_refused(error, SNAPSHOT) from error

    def taking_alone(
        self,
        why: Why,
        *,
        now: datetime,
        spare: int = 0,
        needed: Snapshot | None = None,
        at_leisure: bool = False,
    ) -> Steps[Snapshot]:
        """The same as `taking` for one who has the folder `alone`, where `spare` bytes stay free
        beside it; the one that is `needed` does not go for it.
        """
        half = self.folder / HALF
        try:
            self._make_room(spare, needed)
            if self._copying is not None:  # a change that was cut short would not go by itself
                with closing(_read_live(self._database)) as conn:
                    conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
            try:
                if at_leisure:
                    _copy_at_leisure(self._database, half)
                else:
                    yield from self.copying(self._database, half)
                with _on_its_way_to_disk(half):
                    count = yield from self._checked(half, at_leisure=at_leisure)
                snapshot = self._named(why, now, count, size=half.stat().st_size)
                self._put_in_place(half, snapshot)
            except BaseException:
                half.unlink(missing_ok=True)
                raise
            self._thin_out(needed)
        except OSError as error:
            raise why_refused(error, SNAPSHOT) from error
        return snapshot

    def _checked(self, half: Path, *, at_leisure: bool) -> Steps[int]:
        """How many glimmers a copy of the journal holds; what is wrong with it is the journal's."""
        try:
            if self._copying is not None:
                return (yield from _checked_by_table(half))
            return check_copy(half, indexes=at_leisure, mapped=not at_leisure)
        except DamagedSnapshotError as error:
            raise DamagedJournalError from error

    def copying(self, source: Path, half: Path) -> Steps[None]:
        """A whole copy of the journal or of a snapshot, see `Copying`."""
        if self._copying is not None:
            yield from self._copying(source, half)
        elif source == self._database:
            _copy_live(source, half)
        else:
            _copy_at_rest(source, half)

    def checking(self, file: Path, *, indexes: bool = False) -> Steps[int]:
        """How many glimmers a snapshot, or a copy that is to be one, holds. All of it is read: each
        tree, each row, and with `indexes` whether these say the same as the rows. That takes longer
        than all the rest, and who goes back to it can make them anew.

        Raises:
            DamagedSnapshotError: it is not sound.
        """
        if self._copying is not None:
            return (yield from _checked_by_table(file))
        return check_copy(file, indexes=indexes)

    def _named(self, why: Why, at: datetime, glimmers: int, *, size: int) -> Snapshot:
        numbers = [each.number for each in self.all()]
        return Snapshot(
            number=max(numbers, default=0) + 1,
            at=at.replace(microsecond=0),
            why=why,
            glimmers=glimmers,
            size=size,
        )

    def _put_in_place(self, half: Path, snapshot: Snapshot) -> None:
        """Under its own name, which leads to all of it or to nothing."""
        flush_file(half)
        half.replace(self.path(snapshot))
        flush_folder(self.folder)

    def _make_room(self, spare: int, needed: Snapshot | None) -> None:
        """Let the oldest go until there is room for one more, and `spare` bytes beside it; the
        newest stays, and all of them where that would not be enough.

        Raises:
            NoRoomError: it would not.
        """
        wanted = self._database.stat().st_size + log_size(self._database) + spare
        older = [each for each in self.all()[:-1] if each != needed]
        if self._free() + sum(each.size for each in older) < wanted:
            raise NoRoomError(doing=SNAPSHOT)
        for oldest in older:
            if self._free() >= wanted:
                return
            self._remove(oldest)
        if self._free() < wanted:  # others write too, and what has links gives nothing back
            raise NoRoomError(doing=SNAPSHOT)

    def _thin_out(self, needed: Snapshot | None = None) -> None:
        for snapshot in stale(self.all()):
            if snapshot != needed:
                self._remove(snapshot)
        for snapshot in too_many(self.all(), free=self._free()):
            if snapshot != needed:
                self._remove(snapshot)

    def _free(self) -> int:
        return shutil.disk_usage(self.folder).free

    def _remove(self, snapshot: Snapshot) -> None:
        try:
            self.path(snapshot).unlink(missing_ok=True)
        except OSError as error:
            raise why_refused(error, SNAPSHOT) from error

    # Deleted for good -----------------------------------------------------------------------------

    def settle(self, gone: Erased) -> None:
        """Take out of every snapshot what the journal has deleted for good (`Journal.erased`).

        Each is written anew without it, and takes its own place only once it is whole; one that
        cannot be, for want of room or because it is damaged, is deleted. So a program that is
        killed meanwhile leaves the rest to the next call: what the journal has deleted stays
        written down there (`storage.rows.erased_rows`).

        Raises:
            BusyJournalError, RefusedError: another program makes a snapshot, or the folder cannot
                be written. Some may hold it still.
        """
        finished(self.settling(gone))

    def settling(self, gone: Erased) -> Steps[None]:
        """The same in steps."""
        if gone and self.folder.exists():
            with self.alone():
                for path in self._files():
                    yield from self._settling_one(path, gone)
                    yield None

    def _files(self) -> list[Path]:
        """Those of all snapshots, two of one number included."""
        return [
            path
            for path in sorted(self.folder.iterdir())
            if path.is_file() and read_name(path.name, size=0) is not None
        ]

    def _settling_one(self, path: Path, gone: Erased) -> Steps[None]:
        try:
            with closing(read_only(path)) as conn:
                if not erased_rows.holds(conn, gone):
                    return
            yield from self._rewriting(path, gone)
        except (GlimmersError, OSError, *TORN):
            _log.warning("a snapshot that held deleted words was deleted", exc_info=True)
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise why_refused(error, SNAPSHOT) from error

    def _rewriting(self, path: Path, gone: Erased) -> Steps[None]:
        """Write it anew without `gone`, in today's shape: the earlier ones have no rules by which
        names and photos go with the last glimmer that has them.
        """
        half = self.folder / HALF
        try:
            yield from self.copying(path, half)
            with closing(connected(half)) as raw:
                conn = prepared(raw, "memory").conn
                conn.text_factory = lenient.text
                conn.execute("BEGIN")
                erased_rows.take_out(conn, gone)
                conn.execute("COMMIT")
            glimmers = yield from self.checking(half, indexes=True)
            found = read_name(path.name, size=0)
            assert found is not None
            fresh = Snapshot(
                number=found.number,
                at=found.at,
                why=found.why,
                glimmers=glimmers,
                size=half.stat().st_size,
            )
            self._put_in_place(half, fresh)
        except BaseException:
            half.unlink(missing_ok=True)
            raise
        if fresh.name != path.name:
            path.unlink(missing_ok=True)

    def named(self, photos: Collection[PhotoId]) -> frozenset[PhotoId]:
        """Which of these photos a snapshot still shows: their files must stay.

        One that cannot be read may show any of them.
        """
        found: frozenset[PhotoId] = frozenset()
        for snapshot in self.all() if photos else ():
            try:
                with closing(read_only(self.path(snapshot))) as conn:
                    found |= erased_rows.named(conn, photos)
            except TORN:
                return frozenset(photos)
        return found

    # Inside ---------------------------------------------------------------------------------------

    @contextmanager
    def alone(self, *, timeout_s: float = BUSY_SECONDS) -> Iterator[None]:
        """Hold the folder: no other program makes, changes or deletes a snapshot meanwhile.

        Raises:
            BusyJournalError: another held it longer than `timeout_s` seconds.
        """
        half = self.folder / HALF
        try:
            make_private(self.folder)
        except OSError as error:
            raise why_refused(error, SNAPSHOT) from error
        with ExitStack() as held:
            give_up = time.monotonic() + timeout_s
            while True:
                try:
                    # The lock of this folder is another than the journal's, which stays open.
                    held.enter_context(exclusive_lock(half))
                    break
                except BusyJournalError:
                    if time.monotonic() > give_up:
                        raise
                time.sleep(0.05)
            with translated_errors(SNAPSHOT, file=self._database):
                half.unlink(missing_ok=True)  # of a program that was killed
                yield


def _copy_live(source: Path, half: Path) -> None:
    """A whole copy of the journal in `source`, as it is at one moment, with what is still in its
    log, whoever has it open.
    """
    keep_private(half)
    with closing(connected(source)) as original:
        original.execute("PRAGMA query_only = ON")
        with frozen(original, source) as pieces:
            if pieces is None:
                _copy_pages(original, half)
            else:
                _write(pieces, half)
    _without_log(half)


def _copy_at_leisure(source: Path, half: Path) -> None:
    """The same in small steps with pauses, and without emptying its log, for which whoever keeps
    something would wait.

    A reader that has begun keeps its state: nothing that is written meanwhile makes SQLite begin
    the copy again.
    """
    keep_private(half)
    step = 0

    def pause(_status: int, _left: int, _all: int) -> None:
        nonlocal step
        step += 1
        if step % _STEPS_TO_DISK == 0:
            flush_file(half)
        time.sleep(_PAUSE)

    with closing(connected(source)) as original:
        original.execute("PRAGMA query_only = ON")
        original.execute("BEGIN")
        original.execute("SELECT count(*) FROM sqlite_master").fetchone()
        _copy_pages(original, half, pages=_PAGES, progress=pause)
    _without_log(half)


def _copy_pages(original: sqlite3.Connection, half: Path, **how: Any) -> None:
    with closing(connected(half)) as copy:
        # Nobody reads it yet, and a crash leaves nothing of it: it needs no journal of its own.
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA synchronous = OFF")
        original.backup(copy, **how)


def _copy_at_rest(source: Path, half: Path) -> None:
    """The same of a snapshot, which nobody has open to write."""
    keep_private(half)
    with source.open("rb") as file:
        _write(iter(lambda: file.read(_PIECE), b""), half)


def _write(pieces: Iterable[bytes], half: Path) -> None:
    # Buffered: a raw file takes what still finds room on a full disk, and only answers how much.
    with half.open("r+b") as file:
        for piece in pieces:
            file.write(piece)


def _without_log(half: Path) -> None:
    """Its header says "write-ahead" as the original's does, and would ask for a log beside it."""
    with half.open("r+b") as file:
        file.seek(18)
        file.write(b"\1\1")


@contextmanager
def _on_its_way_to_disk(half: Path) -> Iterator[None]:
    """What was copied is written to the disk meanwhile, on another thread where there are any; all
    of it is there at the end.
    """
    if not steps.THREADS:
        yield
        flush_file(half)
        return
    with ThreadPoolExecutor(1) as other:
        flushed = other.submit(flush_file, half)
        yield
        flushed.result()


def check_copy(half: Path, *, indexes: bool = True, mapped: bool = False) -> int:
    """How many glimmers a copy holds, once all of it was read through and is sound; with `indexes`
    these too. `mapped` is for one that was written just now: it is looked at in the memory where it
    is, which takes less long, and of which a disk that cannot read it any more would end the
    process.

    Raises:
        DamagedSnapshotError: it is not.
    """
    try:
        with closing(read_only(half)) as conn:
            if mapped:
                conn.execute(f"PRAGMA mmap_size = {half.stat().st_size}")
            check = "integrity_check" if indexes else "quick_check"
            (sound,) = conn.execute(f"PRAGMA {check}(1)").fetchone()
            if sound != "ok" or header.is_short(half, conn):
                raise DamagedSnapshotError
            conn.execute("SELECT * FROM glimmers ORDER BY id DESC LIMIT 1").fetchone()
            return _count(conn)
    except TORN as error:
        raise DamagedSnapshotError from error


def _checked_by_table(half: Path) -> Steps[int]:
    """The same in steps: each table with its indexes, of which the largest takes about half of the
    time. Whether every page is used by any is not asked.
    """
    try:
        with closing(read_only(half)) as conn:
            if header.is_short(half, conn):
                raise DamagedSnapshotError
            tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
            for (name,) in conn.execute(tables).fetchall():
                yield None
                quoted = str(name).replace("'", "''")
                (sound,) = conn.execute(f"PRAGMA integrity_check('{quoted}')").fetchone()
                if sound != "ok":
                    raise DamagedSnapshotError
            conn.execute("SELECT * FROM glimmers ORDER BY id DESC LIMIT 1").fetchone()
            return _count(conn)
    except TORN as error:
        raise DamagedSnapshotError from error


def _count(conn: sqlite3.Connection) -> int:
    (found,) = conn.execute("SELECT count(*) FROM glimmers WHERE removed_at IS NULL").fetchone()
    return int(found)


def connected(path: Path) -> sqlite3.Connection:
    """A database that is there: SQLite would make an empty one where none is."""
    address = f"{path.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)


def _read_live(database: Path) -> sqlite3.Connection:
    """The journal itself, which others may have open."""
    conn = connected(database)
    conn.execute(f"PRAGMA busy_timeout = {SQLITE_BUSY_SECONDS * 1000}")
    conn.execute("PRAGMA query_only = ON")
    return conn


def read_only(path: Path) -> sqlite3.Connection:
    """A snapshot, to which nobody writes: SQLite makes nothing beside it. A letter that a disk has
    damaged in the journal itself is damaged in its copies too, and makes them no worse than that.
    """
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    conn = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    conn.text_factory = lenient.text
    return conn


def flush_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
