"""Everything kept: each verb one transaction, and whoever listens is told after it."""

from __future__ import annotations

import json
import logging
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlite_utils import Database

from app.core.errors import (
    BACKING_UP,
    CHANGING,
    EMPTYING,
    ERASING,
    FORGETTING,
    KEEPING,
    OPENING,
    PUTTING_BACK,
    REMOVING,
    REPAIRING,
    DamagedJournalError,
    Doing,
    GlimmersError,
    NoRoomError,
    ReadOnlyError,
)
from app.core.exchange.record import Beside, Field
from app.core.glimmers import Draft, Edit, Glimmer, GlimmerId, Unchanged, check_words, kept_instant
from app.core.photos import NAME_KINDS, NOTHING, Parts, Photo
from app.core.when.times import iso
from storage import reserve
from storage.connection import BUSY_SECONDS, check_file, in_memory, log_size, note_open, open_file
from storage.database import lived_days, set_aside
from storage.database.holding import shared_lock
from storage.database.lenient import reads_on
from storage.database.log_binding import NEXT_MARK
from storage.database.place import Place
from storage.database.refusals import known_error, translated_errors, why_refused
from storage.database.rescue import write_again
from storage.reading import copied_to_memory, to_read
from storage.rows import (
    collage_rows,
    erased_rows,
    glimmer_rows,
    health,
    name_rows,
    photo_rows,
    preference_rows,
    witness,
)
from storage.rows.collage_rows import Collages
from storage.rows.drawer import PAGE, Access, Drawer, even_on_a_full_disk
from storage.rows.erased_rows import Erased
from storage.rows.health import Health
from storage.rows.link_rows import COLUMNS, HELD
from storage.rows.name_rows import Names
from storage.rows.photo_rows import Photos
from storage.rows.preference_rows import INDEX_IS_DUE, Preferences
from storage.rows.record_rows import Records, beside_of
from storage.rows.stamps import new_id, utc
from storage.vault import keep_private

_log = logging.getLogger(__name__)

BIN_DAYS = 30
"""How long the bin keeps what was let go: as many days by the clock, and as many on which the
journal was opened.
"""


Listener = Callable[[], None]

_INDEX_PAGES = 32
"""How much of the index is written anew at once on a full disk; a page has about 4 KB."""

_Answer = TypeVar("_Answer")
_Drawer = TypeVar("_Drawer", bound=Drawer)


@reads_on
class Journal:
    """The glimmers of one person, newest first, and the drawers with all that comes with them.

    Every verb is one transaction, and tells the listeners after it.
    """

    def __init__(
        self,
        db: Database,
        *,
        file: Path | None = None,
        after_erasing: Callable[[Journal], None] | None = None,
        held: ExitStack | None = None,
    ) -> None:
        self._file = file
        self._source = file
        """Where to look when something cannot be read."""
        self._held = held or ExitStack()
        self._after_erasing = after_erasing
        self._db = db
        self._conn = db.conn
        self._listeners: list[Listener] = []
        self._seen = self._data_version()
        self._traces = False
        """Whether the write-ahead log may still hold words that were deleted for good."""
        self._reads_only = False
        self._tight = False
        """The disk is full, and what is done now is done in the room that was put by."""
        self._begun_on: date | None = None
        self._place = Place(file) if file else None
        self._access = Access(
            conn=db.conn,
            reading=lambda: translated_errors(file=self._source),
            transaction=self._transaction,
            leave_no_trace=self._leave_no_trace,
            with_room=self._with_room,
            check_written=self._check_written,
        )
        self.names = Names(self._access)
        """People, places and tags."""
        self.photos = Photos(self._access)
        """The photos of glimmers, and of which files nothing is left to know."""
        self.collages = Collages(self._access)
        """Collages that were kept."""
        self.preferences = Preferences(self._access)
        """What the person chose."""
        self.records = Records(self._access)
        """Every glimmer as it leaves the journal and comes into one."""

    @classmethod
    def in_memory(cls) -> Journal:
        """An empty journal that is gone with the process: the same engine, for tests."""
        return cls(in_memory())

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        journal_mode: str = "wal",
        after_erasing: Callable[[Journal], None] | None = None,
    ) -> Journal:
        """The journal in the file `path`, made if missing and brought to today's schema.

        `after_erasing` is called whenever something was deleted for good, to delete it elsewhere
        too.

        Raises:
            NotAJournalError, NewerJournalError: the file is left untouched.
            ReadOnlyError, NoRoomError, BusyJournalError: nothing was changed.
        """
        check_file(path)
        with ExitStack() as held, translated_errors(OPENING, file=path):
            held.callback(shared_lock(path, timeout_s=BUSY_SECONDS))
            left = log_size(path) > 0  # by a program that still runs, or that was killed
            db = open_file(path, journal_mode)
            held.callback(note_open(path))
            journal = cls(db, file=path.resolve(), after_erasing=after_erasing, held=held.pop_all())
        journal._source = path
        journal._traces = left
        return journal

    @classmethod
    def read(cls, path: Path) -> Journal:
        """The journal in `path` to read only: nothing is made or changed, and its verbs that change
        something refuse.

        Where there is none yet, it is empty.

        Raises:
            NotAJournalError, NewerJournalError, BusyJournalError, RefusedError: it cannot be read.
        """
        db, held = to_read(path)
        journal = cls(db, held=held)
        journal._reads_only = True
        journal._source = path
        return journal

    @classmethod
    def look(cls, path: Path) -> Journal:
        """A copy in memory of the journal in `path`, which is opened read-only: to examine what may
        be broken.
        """
        return cls(copied_to_memory(path))

    def close(self) -> None:
        """Let go of the file."""
        self._empty_log(timeout_s=1)
        self._db.close()
        self._file = None
        self._held.close()

    @property
    def file(self) -> Path | None:
        """The file it was opened in; None in memory, where it is only read, and once closed."""
        return self._file

    @property
    def opened_as(self) -> Path | None:
        """The same by the name under which it was opened, which may be a link: its photos and its
        snapshots lie beside that.
        """
        return self._source if self._file else None

    @property
    def is_in_place(self) -> bool:
        """Whether the name it was opened under still leads to its file; costs two look-ups."""
        return self._place is None or self._place.is_kept

    def save_again(self, *, now: datetime) -> Path:
        """Write everything to the place that was lost while this was open; returns where it lies
        now.

        That is the place itself, or beside the file that has taken it meanwhile. Close this and
        open what lies there.

        Raises:
            RefusedError: there is no room, or no leave to write; nothing has changed.
        """
        assert self._file is not None
        if self._place is not None and self._place.is_own_file:  # only its log has lost its name
            with translated_errors(KEEPING, file=self._file):
                self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return self._file
        return write_again(self._conn, self._file, now=now)

    def copy_to(self, path: Path, *, doing: Doing = BACKING_UP) -> None:
        """Write the whole journal, as it is at this moment, into the new file `path`, for its owner
        only; the app may go on keeping.

        It is one file: nothing that belongs to it lies beside it.

        Raises:
            DamagedJournalError: the copy is not whole.
            RefusedError: there is no room, say.
        """
        try:
            keep_private(path)
            with translated_errors(doing, file=path), closing(sqlite3.connect(path)) as copy:
                # All pages at once, so that a change meanwhile does not make it begin again.
                self._conn.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE").fetchone()
                if copy.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                    raise DamagedJournalError
        except OSError as error:
            raise why_refused(error, doing) from error

    def drawer(self, kind: type[_Drawer]) -> _Drawer:
        """A drawer that few need, and that is not made at each start."""
        return kind(self._access)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after every change, here or by another program; returns how to stop.

        One that fails is logged: the change is kept, and the others hear of it.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    # Keeping --------------------------------------------------------------------------------------

    def keep(self, draft: Draft, *, at: datetime, photos: Sequence[Photo] = ()) -> Glimmer:
        """Keep a glimmer at the instant `at` (aware), with stored photos; durable in SQLite when it
        returns.

        Raises:
            InvalidWordsError, NoRoomError, ReadOnlyError, BusyJournalError: nothing was kept.
            DamagedJournalError: it was written, and something else is read in its place.
            JournalGoneError: the file it was written into is nowhere to be found any more.
        """
        glimmer = glimmer_rows.of_draft(draft, id=new_id(at), kept_at=iso(at))
        with self._transaction(KEEPING):
            glimmer_rows.insert(self._conn, glimmer, draft.when)
            if draft.people or draft.places or draft.tags:
                for kind, given in zip(
                    NAME_KINDS, (draft.people, draft.places, draft.tags), strict=True
                ):
                    name_rows.set_names(self._conn, glimmer.id, kind, given, at=None)
            photo_rows.attach(self._conn, glimmer.id, photos, kept_at=glimmer.kept_at)
        self._check_written((glimmer,))
        return glimmer

    def change(self, id: GlimmerId, edit: Edit, *, at: datetime) -> Glimmer:
        """Change what `edit` names, and nothing else."""
        values: dict[str, Any] = {}
        if not isinstance(edit.note, Unchanged):
            values["note"] = check_words(edit.note)
        if not isinstance(edit.pathway, Unchanged):
            values["pathway"] = edit.pathway
        if not isinstance(edit.loved, Unchanged):
            values["loved_at"] = iso(at) if edit.loved else None
        if not isinstance(edit.when, Unchanged):
            values |= glimmer_rows.when_columns(edit.when)
        with self._transaction(CHANGING):
            before = self.get(id)
            for kind, given in zip(NAME_KINDS, (edit.people, edit.places, edit.tags), strict=True):
                if not isinstance(given, Unchanged):
                    name_rows.set_names(self._conn, id, kind, given, at=at)
            if "note" in values:
                witness.looked_at(self._conn, id)
            fields = glimmer_rows.changed_fields(before, values)
            return self._write(id, values, at=at, fields=fields)

    @even_on_a_full_disk
    def remove(self, id: GlimmerId, *, at: datetime) -> Glimmer:
        """Move it to the bin, which keeps it for `BIN_DAYS`; what is there already
        stays as it is.
        """
        with self._transaction(REMOVING):
            found = self.get(id)
            if found.removed_at is None:
                # A clock that jumped back must not make the bin think it has lain there for years.
                changed = kept_instant(found.changed_at, id)
                found = self._write(
                    id, {"removed_at": utc(max(at, changed))}, at=at, fields=("removed",)
                )
        return found

    @even_on_a_full_disk
    def put_back(self, id: GlimmerId, *, at: datetime) -> Glimmer:
        """Take it out of the bin; what is not there stays as it is."""
        with self._transaction(PUTTING_BACK):
            found = self.get(id)
            if found.removed_at is not None:
                found = self._write(id, {"removed_at": None}, at=at, fields=("removed",))
        return found

    @even_on_a_full_disk
    def erase(self, id: GlimmerId, *, at: datetime) -> Glimmer:
        """Delete it for good: words, index and free pages; only its id stays, so that no import
        brings it back.

        What nothing else uses goes with it: names and photos. A photo that a kept collage shows
        stays for that. Out of snapshots of the journal it is taken as well (`after_erasing`).
        """
        with self._transaction(ERASING):
            found = self.get(id)
            self._erase("id = ?", (id,), at=at)
        self._leave_no_trace()
        return found

    @even_on_a_full_disk
    def forget(self, id: GlimmerId) -> bool:
        """Undo a keep, as if it had never been; returns whether it could be.

        Only a glimmer that has nothing in it but its moment is forgotten, whoever added to it:
        words, photos or names.
        """
        with self._transaction(FORGETTING):
            return glimmer_rows.forget(self._conn, id)

    def sweep_set_aside(self, *, now: datetime) -> None:
        """Delete damaged journals and others that were set aside as long ago as the bin keeps what
        lies in it, and unfinished files; each day begins with it, but in a browser.
        """
        if self._file is not None and set_aside.anything(self._conn, self._file.parent):
            lived = lived_days.so_far(self._conn)
            with self._transaction(EMPTYING):
                set_aside.sweep(self._conn, self._file.parent, now=now, lived=lived)

    @even_on_a_full_disk
    def sweep_bin(self, *, now: datetime) -> int:
        """Delete for good what has lain in the bin longer than `BIN_DAYS`; returns how many
        glimmers.

        Days count twice over: by the clock, and as days on which the journal was opened
        (`storage.database.lived_days`), so that a clock set ahead empties nothing. Collages go with
        them, and damaged journals set aside as long ago.
        """
        if sys.platform != "emscripten":  # there no such file is lent yet
            self.sweep_set_aside(now=now)
        lived = lived_days.so_far(self._conn)
        due = "removed_at < ? AND removed_lived <= ?"
        long_ago = (utc(now - timedelta(days=BIN_DAYS)), lived - BIN_DAYS)
        (count,) = self._conn.execute(
            f"SELECT count(*) FROM glimmers WHERE {due}", long_ago
        ).fetchone()
        (collages,) = self._conn.execute(
            f"SELECT count(*) FROM collages WHERE {due}", long_ago
        ).fetchone()
        if count or collages:
            with self._transaction(EMPTYING):
                if count:
                    self._erase(due, long_ago, at=now)
                collage_rows.erase(self._conn, due, long_ago, erased_at=utc(now))
            self._leave_no_trace()
        return int(count)

    def begin_day(self, *, now: datetime) -> bool:
        """Count a local day that has begun as one the journal was lived with, and sweep the bin.

        Costs nothing on the same day, and may be asked each second. Whether there may be something
        to make durable.
        """
        if self._begun_on == now.date():
            return False
        self._begun_on = (
            now.date()
        )  # also if it fails: a disk that is full stays so for longer than a second
        try:
            with translated_errors(EMPTYING, file=self._source):
                self._merge_index()
                if not lived_days.is_counted(self._conn, now.date()):
                    with self._transaction(EMPTYING):
                        lived_days.count(self._conn, now.date())
                self.sweep_bin(now=now)
        except GlimmersError:
            _log.warning("the bin could not be swept", exc_info=True)
        return True

    def erased(self) -> Erased:
        """What was deleted for good, as far as copies of the journal may hold it."""
        with translated_errors(file=self._source):
            return erased_rows.erased(self._conn)

    def settled(self, gone: Erased) -> None:
        """No copy holds any of this any more: what was noted of names until then is forgotten."""
        if gone.names:
            with self._transaction(ERASING):
                erased_rows.settled(self._conn, gone.names)

    # Looking --------------------------------------------------------------------------------------

    def get(self, id: GlimmerId) -> Glimmer:
        """One glimmer, in the bin or not.

        Raises:
            UnknownGlimmerError: there is none with this id.
        """
        with translated_errors(file=self._source):
            return glimmer_rows.get(self._conn, id)

    def page(
        self, *, before: GlimmerId | None = None, limit: int = PAGE, bin: bool = False
    ) -> list[Glimmer]:
        """Up to `limit` glimmers, newest first, `life` last; the next page begins `before` the last
        of this one.

        Raises:
            UnknownGlimmerError: no glimmer `before`.
        """
        with translated_errors(file=self._source):
            if before is not None:
                self.get(before)
            return glimmer_rows.page(self._conn, before, limit, bin=bin)

    def of_day(self, day: date) -> list[Glimmer]:
        """What happened on one local day, newest first, vague dates that begin on it left out."""
        with translated_errors(file=self._source):
            return glimmer_rows.of_day(self._conn, day)

    def count(self) -> int:
        """How many glimmers there are, the bin left out."""
        with translated_errors(file=self._source):
            return glimmer_rows.count(self._conn)

    def changed_elsewhere(self) -> bool:
        """Whether another program has changed the database since the last look; if so the listeners
        are told.
        """
        seen = self._data_version()
        if seen == self._seen:
            self._empty_log()
            return False
        self._seen = seen
        # it may have deleted something for good, and ended before the log could be emptied
        self._traces = True
        self._tell()
        return True

    def parts(self, ids: Sequence[GlimmerId]) -> dict[GlimmerId, Parts]:
        """What each of these holds beside its words; one query, however many they are, and one more
        for each kind of what they hold.
        """
        with translated_errors(file=self._source):
            # A tap asks this of what holds nothing yet, and in a browser a query takes a
            # millisecond.
            (held,) = self._conn.execute(HELD, (json.dumps(ids),))
            if not any(held):
                return dict.fromkeys(ids, NOTHING)
            has = dict(zip(COLUMNS, held, strict=True))
            photos = photo_rows.photos_of(self._conn, ids) if has["photo"] else {}
            people, places, tags = (
                name_rows.names_of(self._conn, ids, kind) if has[kind] else {}
                for kind in NAME_KINDS
            )
        return {
            id: Parts(
                photos=tuple(photos.get(id, ())),
                people=tuple(people.get(id, ())),
                places=tuple(places.get(id, ())),
                tags=tuple(tags.get(id, ())),
            )
            for id in ids
        }

    # Health ---------------------------------------------------------------------------------------

    def examine(self) -> Health:
        """Look through the whole database."""
        return health.examine(self._conn)

    def doubt(self, id: GlimmerId) -> str | None:
        """What the index once said and the glimmer's words do not; None where nothing is doubtful,
        or it was looked at.
        """
        with translated_errors(file=self._source):
            return witness.doubt(self._conn, id)

    def looked_at(self, id: GlimmerId) -> bool:
        """The person has seen the words of a glimmer, and they are right as they are; returns
        whether they were in doubt.

        Raises:
            UnknownGlimmerError: there is none with this id.
        """
        with self._transaction(CHANGING):
            self.get(id)
            if witness.looked_at(self._conn, id):
                return True
            if witness.agrees(self._conn):
                return False
            # Nobody has repaired it yet: what is doubtful is first written down.
            health.rebuild_index(self._conn)
            return witness.looked_at(self._conn, id)

    def beside(self, id: GlimmerId) -> tuple[Beside, ...]:
        """Words that another copy of the journal had for this glimmer, and that lost when both were
        merged; those it has itself are not among them.
        """
        with translated_errors(file=self._source):
            return tuple(beside for _, beside in beside_of(self._conn, [id]))

    def put_away(self, id: GlimmerId, beside: Beside, *, at: datetime) -> Glimmer:
        """The person has seen these words and does not want them beside the glimmer any more.

        Raises:
            UnknownGlimmerError: there is none with this id.
        """
        values = (id, beside.mark)
        with self._transaction(CHANGING):
            glimmer = self.get(id)
            gone = "DELETE FROM words_beside WHERE glimmer = ? AND mark = ?"
            if self._conn.execute(gone, values).rowcount:
                self._conn.execute(glimmer_rows.WORDS_REPLACED, values)
                glimmer_rows.touch(self._conn, [id], changed_at=iso(at))
        return glimmer

    def rebuild_index(self) -> None:
        """Write every index anew from the words and dates themselves."""
        with self._transaction(REPAIRING):
            health.rebuild_index(self._conn)

    # Inside ---------------------------------------------------------------------------------------

    @contextmanager
    def _transaction(self, doing: Doing) -> Iterator[None]:
        if self._reads_only:
            raise ReadOnlyError("opened to be read", doing=doing)
        try:
            # IMMEDIATE: wait for the other program at once, rather than fail half-way.
            self._conn.execute("BEGIN IMMEDIATE")
            before = self._conn.total_changes
            yield
            if self._conn.total_changes != before:
                self._conn.execute(NEXT_MARK)
            self._conn.execute("COMMIT")
        except BaseException as error:
            # A full disk may have rolled back already.
            if self._conn.in_transaction:
                self._conn.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error) and (
                known := known_error(error, doing, file=self._source)
            ):
                raise known from error
            raise
        if self._place is not None:
            self._place.check(doing)
        self._empty_log()
        self._tell()

    def _with_room(self, verb: Callable[[], _Answer]) -> _Answer:
        try:
            return verb()
        except NoRoomError:
            if self._file is None or self._tight:
                raise
        with self._in_reserve():
            return verb()

    @contextmanager
    def _in_reserve(self) -> Iterator[None]:
        assert self._file is not None
        with reserve.given_up(self._file.parent):
            self._write_log_into_file()
            self._tight = True
            try:
                yield
                self._merge_index()
            finally:
                self._tight = False
                self._write_log_into_file()

    def _merge_index(self) -> None:
        """Take out of the full-text index what was deleted for good, in steps small enough for the
        room there is.

        What is not done when the room ends, or the program, is done another time.
        """
        if not self.preferences.get(INDEX_IS_DUE, False):
            return
        begin, done = True, False
        try:
            while not done:
                with self._transaction(ERASING):
                    done = glimmer_rows.merge_index(self._conn, pages=_INDEX_PAGES, begin=begin)
                    if done:
                        preference_rows.forget(self._conn, INDEX_IS_DUE)
                begin = False
                if self._tight:
                    self._write_log_into_file()
        except NoRoomError:
            _log.warning(
                "the index still holds deleted words: there is no room to write it anew",
                exc_info=True,
            )
            return
        self._leave_no_trace()

    def _write_log_into_file(self) -> None:
        """And empty it, if nobody reads from it."""
        with suppress(sqlite3.Error):  # it stays as it is, and what was committed is in it
            self._conn.execute("PRAGMA busy_timeout = 0")
            self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self._conn.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            try:
                listener()
            except Exception:  # what was committed is kept, whoever could not hear it
                _log.exception("a listener failed")

    def _check_written(self, glimmers: Sequence[Glimmer]) -> None:
        """What is read back by its own id must be what was written: a damaged index leads to
        somebody else's words.
        """
        try:
            found = glimmer_rows.of_ids(self._conn, [glimmer.id for glimmer in glimmers])
        except sqlite3.Error as error:
            raise DamagedJournalError("not read back") from error
        if any(found.get(glimmer.id) != glimmer for glimmer in glimmers):
            raise DamagedJournalError("not read back")

    def _erase(self, which: str, parameters: Sequence[Any], *, at: datetime) -> None:
        """Delete for good the glimmers that meet a condition; what only they used goes with them,
        files at once.
        """
        photos = photo_rows.of_glimmers(self._conn, which, parameters)
        glimmer_rows.erase(self._conn, which, parameters, erased_at=utc(at), index=not self._tight)
        if self._tight:
            preference_rows.note(self._conn, INDEX_IS_DUE)
        photo_rows.due_at_once(self._conn, photos)

    def _write(
        self,
        id: GlimmerId,
        values: dict[str, Any],
        *,
        at: datetime,
        fields: Sequence[Field],
    ) -> Glimmer:
        glimmer_rows.write(self._conn, id, values, at=at, fields=fields)
        return self.get(id)

    def _leave_no_trace(self) -> None:
        """Delete means delete: in the log behind the file and in copies of it too."""
        self._traces = True
        self._empty_log()
        if self._traces:
            _log.warning("the write-ahead log cannot be emptied yet")
        if self._after_erasing is not None:
            self._after_erasing(self)

    def _empty_log(self, *, timeout_s: int = 0) -> None:
        """Empty the log if words may be left in it; while another program reads from it, only after
        `timeout_s` seconds or next time.
        """
        if not self._traces:
            return
        # An empty one is left alone: emptying it again looks like a change to other programs, which
        # would answer in kind.
        if self._file is None or not log_size(self._file):
            self._traces = False
            return
        try:
            self._conn.execute(f"PRAGMA busy_timeout = {timeout_s * 1000}")
            # https://www.sqlite.org/pragma.html#pragma_wal_checkpoint: "busy" is a column here, no
            # error.
            (busy, _, _) = self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._traces = bool(busy)
        # no room to write it into the file, say; what was committed is kept, and erased, all the
        # same
        except sqlite3.Error:
            self._traces = True
        finally:
            self._conn.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")

    def _data_version(self) -> int:
        (version,) = self._conn.execute("PRAGMA data_version").fetchone()
        return int(version)
