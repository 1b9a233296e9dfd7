"""Everything kept: each verb one transaction, and whoever listens is told after it."""

from __future__ import annotations

import functools
import json
import logging
import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlite_utils import Database

from app.core.errors import (
    ADDING_PHOTO,
    CHANGING,
    CHOOSING,
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
from app.core.glimmers import Draft, Edit, Glimmer, GlimmerId, Pathway, Unchanged, check_words, kept_instant
from app.core.names import Name
from app.core.photos import NAME_KINDS, NOTHING, Attached, CollageId, KeptCollage, NameKind, Parts, Photo, PhotoId
from app.core.when.times import iso
from storage import reserve
from storage.connection import BUSY_SECONDS, check_file, in_memory, log_size, note_open, open_file
from storage.database import lived_days, set_aside
from storage.database.holding import share
from storage.database.lenient import reads_on
from storage.database.log_binding import NEXT_MARK
from storage.database.place import Place
from storage.database.refusals import in_words, known_error
from storage.database.rescue import write_again
from storage.reading import copied_to_memory, to_read
from storage.rows import collage_rows, glimmer_rows, health, name_rows, photo_rows, witness
from storage.rows.health import Health
from storage.rows.pages import HOLDING, named_page, pictures_query

_log = logging.getLogger(__name__)

PAGE = 60
BIN_DAYS = 30
"""How long the bin keeps what was let go: as many days by the clock, and as many on which the journal was opened."""

_NOT_READ_BACK = (
    "This last may not be kept; what you kept before was not touched. Close Glimmers and let its doctor look: "
    "python -m app doctor --repair saves what can be read and keeps the damaged file beside it."
)

# As bytes: a choice of which a part cannot be read is not to be guessed at.
_CHOICE = "SELECT CAST(value AS BLOB) FROM preferences WHERE name = ?"

Listener = Callable[[], None]

_INDEX_IS_DUE = "index_is_due"
"""Beside the person's choices: words were deleted for good and stand in the full-text index still."""
_INDEX_PAGES = 32
"""How much of the index is written anew at once on a full disk; a page has about 4 KB."""

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")


def _even_on_a_full_disk(
    verb: Callable[Concatenate[Journal, _Given], _Answer],
) -> Callable[Concatenate[Journal, _Given], _Answer]:
    """What makes room needs some itself: where there is none, what was put by for it is given up (`storage.reserve`)."""

    @functools.wraps(verb)
    def verb_with_room(journal: Journal, /, *args: _Given.args, **named: _Given.kwargs) -> _Answer:
        try:
            return verb(journal, *args, **named)
        except NoRoomError:
            if journal._file is None or journal._tight:
                raise
        with journal._in_reserve():
            return verb(journal, *args, **named)

    return verb_with_room


@reads_on
class Journal:
    """The glimmers of one person, newest first. Every verb is one transaction, and tells the listeners after it."""

    def __init__(
        self,
        db: Database,
        *,
        file: Path | None = None,
        after_erasing: Callable[[], None] | None = None,
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

    @classmethod
    def in_memory(cls) -> Journal:
        """An empty journal that is gone with the process: the same engine, for tests."""
        return cls(in_memory())

    @classmethod
    def open(cls, path: Path, *, journal_mode: str = "wal", after_erasing: Callable[[], None] | None = None) -> Journal:
        """The journal in the file `path`, made if missing and brought to today's schema.

        `after_erasing` is called whenever something was deleted for good, to delete it elsewhere too.

        Raises:
            NotAJournalError, NewerJournalError: the file is left untouched.
            ReadOnlyError, NoRoomError, BusyJournalError: nothing was changed.
        """
        check_file(path)
        with ExitStack() as held, in_words(OPENING, file=path):
            held.callback(share(path, patience=BUSY_SECONDS))
            left = log_size(path) > 0  # by a program that still runs, or that was killed
            db = open_file(path, journal_mode)
            held.callback(note_open(path))
            journal = cls(db, file=path.resolve(), after_erasing=after_erasing, held=held.pop_all())
        journal._traces = left
        return journal

    @classmethod
    def read(cls, path: Path) -> Journal:
        """The journal in `path` to read only: nothing is made or changed, and its verbs that change something refuse.

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
        """A copy in memory of the journal in `path`, which is opened read-only: to examine what may be broken."""
        return cls(copied_to_memory(path))

    def close(self) -> None:
        """Let go of the file."""
        self._empty_log(patience=1)
        self._db.close()
        self._file = None
        self._held.close()

    @property
    def is_in_place(self) -> bool:
        """Whether the name it was opened under still leads to its file; costs two look-ups."""
        return self._place is None or self._place.is_kept

    def save_again(self, *, now: datetime) -> Path:
        """Write everything to the place that was lost while this was open; returns where it lies now.

        That is the place itself, or beside the file that has taken it meanwhile. Close this and open what lies there.

        Raises:
            RefusedError: there is no room, or no leave to write; nothing has changed.
        """
        assert self._file is not None
        if self._place is not None and self._place.is_own_file:  # only its log has lost its name
            with in_words(KEEPING, file=self._file):
                self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return self._file
        return write_again(self._conn, self._file, now=now)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after every change, here or by another program; returns how to stop.

        One that fails is logged: the change is kept, and the others hear of it.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    # Keeping ---------------------------------------------------------------------------------------------------------

    def keep(self, draft: Draft, *, at: datetime, photos: Sequence[Photo] = ()) -> Glimmer:
        """Keep a glimmer at the instant `at` (aware), with stored photos; durable in SQLite when it returns.

        Raises:
            InvalidWordsError, NoRoomError, ReadOnlyError, BusyJournalError: nothing was kept.
            DamagedJournalError: it was written, and something else is read in its place.
            JournalGoneError: the file it was written into is nowhere to be found any more.
        """
        glimmer = glimmer_rows.of_draft(draft, id=new_id(at), kept_at=iso(at))
        with self._transaction(KEEPING):
            glimmer_rows.insert(self._conn, glimmer, draft.when)
            if draft.people or draft.places or draft.tags:
                for kind, given in zip(NAME_KINDS, (draft.people, draft.places, draft.tags), strict=True):
                    name_rows.set_names(self._conn, glimmer.id, kind, given)
            photo_rows.attach(self._conn, glimmer.id, photos, kept_at=glimmer.kept_at)
        self._check_written(glimmer)
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
            self.get(id)
            for kind, given in zip(NAME_KINDS, (edit.people, edit.places, edit.tags), strict=True):
                if not isinstance(given, Unchanged):
                    name_rows.set_names(self._conn, id, kind, given)
            if "note" in values:
                witness.looked_at(self._conn, id)
            return self._write(id, values, at=at)

    @_even_on_a_full_disk
    def remove(self, id: GlimmerId, *, at: datetime) -> Glimmer:
        """Move it to the bin, which keeps it for `BIN_DAYS`; what is there already stays as it is."""
        with self._transaction(REMOVING):
            found = self.get(id)
            if found.removed_at is None:
                # A clock that jumped back must not make the bin think it has lain there for years.
                changed = kept_instant(found.changed_at, id)
                found = self._write(id, {"removed_at": _utc(max(at, changed))}, at=at)
        return found

    @_even_on_a_full_disk
    def put_back(self, id: GlimmerId, *, at: datetime) -> Glimmer:
        """Take it out of the bin; what is not there stays as it is."""
        with self._transaction(PUTTING_BACK):
            found = self.get(id)
            if found.removed_at is not None:
                found = self._write(id, {"removed_at": None}, at=at)
        return found

    @_even_on_a_full_disk
    def erase(self, id: GlimmerId, *, at: datetime) -> Glimmer:
        """Delete it for good: words, index and free pages; only its id stays, so that no import brings it back.

        What nothing else uses goes with it: names, photos, and the copy of the journal that was taken before its shape
        changed. A photo that a kept collage shows stays for that.
        """
        with self._transaction(ERASING):
            found = self.get(id)
            self._erase("id = ?", (id,), at=at)
        self._leave_no_trace()
        return found

    @_even_on_a_full_disk
    def forget(self, id: GlimmerId) -> bool:
        """Undo a keep, as if it had never been; returns whether it could be.

        Only a glimmer that has nothing in it but its moment is forgotten, whoever added to it: words, photos or names.
        """
        with self._transaction(FORGETTING):
            return glimmer_rows.forget(self._conn, id)

    @_even_on_a_full_disk
    def sweep_bin(self, *, now: datetime) -> int:
        """Delete for good what has lain in the bin longer than `BIN_DAYS`; returns how many glimmers.

        Days count twice over: by the clock, and as days on which the journal was opened (`storage.database.lived_days`), so that
        a clock set ahead empties nothing. Collages go with them, and damaged journals put aside as long ago.
        """
        lived = lived_days.so_far(self._conn)
        if self._file is not None and set_aside.anything(self._conn, self._file.parent):
            with self._transaction(EMPTYING):
                set_aside.sweep(self._conn, self._file.parent, now=now, lived=lived)
        due = "removed_at < ? AND removed_lived <= ?"
        long_ago = (_utc(now - timedelta(days=BIN_DAYS)), lived - BIN_DAYS)
        (count,) = self._conn.execute(f"SELECT count(*) FROM glimmers WHERE {due}", long_ago).fetchone()
        (collages,) = self._conn.execute(f"SELECT count(*) FROM collages WHERE {due}", long_ago).fetchone()
        if count or collages:
            with self._transaction(EMPTYING):
                if count:
                    self._erase(due, long_ago, at=now)
                self._conn.execute(f"DELETE FROM collages WHERE {due}", long_ago)
            self._leave_no_trace()
        return int(count)

    def begin_day(self, *, now: datetime) -> bool:
        """Count a local day that has begun as one the journal was lived with, and sweep the bin.

        Costs nothing on the same day, and may be asked each second. Whether there may be something
        to make durable.
        """
        if self._begun_on == now.date():
            return False
        self._begun_on = now.date()  # also if it fails: a disk that is full stays so for longer than a second
        try:
            with in_words(EMPTYING, file=self._source):
                self._merge_index()
                if not lived_days.is_counted(self._conn, now.date()):
                    with self._transaction(EMPTYING):
                        lived_days.count(self._conn, now.date())
                self.sweep_bin(now=now)
        except GlimmersError:
            _log.warning("the bin could not be swept", exc_info=True)
        return True

    # Looking ---------------------------------------------------------------------------------------------------------

    def get(self, id: GlimmerId) -> Glimmer:
        """One glimmer, in the bin or not.

        Raises:
            UnknownGlimmerError: there is none with this id.
        """
        with in_words(file=self._source):
            return glimmer_rows.get(self._conn, id)

    def page(self, *, before: GlimmerId | None = None, limit: int = PAGE, bin: bool = False) -> list[Glimmer]:
        """Up to `limit` glimmers, newest first, `life` last; the next page begins `before` the last of this one.

        Raises:
            UnknownGlimmerError: no glimmer `before`.
        """
        with in_words(file=self._source):
            if before is not None:
                self.get(before)
            return glimmer_rows.page(self._conn, before, limit, bin=bin)

    def of_day(self, day: date) -> list[Glimmer]:
        """What happened on one local day, newest first, vague dates that begin on it left out."""
        with in_words(file=self._source):
            return glimmer_rows.of_day(self._conn, day)

    def count(self) -> int:
        """How many glimmers there are, the bin left out."""
        with in_words(file=self._source):
            return glimmer_rows.count(self._conn)

    def changed_elsewhere(self) -> bool:
        """Whether another program has changed the database since the last look; if so the listeners are told."""
        seen = self._data_version()
        if seen == self._seen:
            self._empty_log()
            return False
        self._seen = seen
        self._traces = True  # it may have deleted something for good, and ended before the log could be emptied
        self._tell()
        return True

    # Photos ----------------------------------------------------------------------------------------------------------

    def attach(self, id: GlimmerId, photos: Sequence[Photo], *, at: datetime) -> Glimmer:
        """Add stored photos at the end; one that is there already stays where it is, as it is."""
        with self._transaction(ADDING_PHOTO):
            self.get(id)
            return self._touched(id, photo_rows.attach(self._conn, id, photos, kept_at=iso(at)), at=at)

    @_even_on_a_full_disk
    def detach(self, id: GlimmerId, photo: PhotoId, *, at: datetime, for_good: bool = False) -> Glimmer:
        """Take a photo out of a glimmer; `for_good`: nobody can put it back, so that its file may go at once.

        Raises:
            UnknownPhotoError: it is not in there.
        """
        with self._transaction(CHANGING):
            self.get(id)
            photo_rows.detach(self._conn, id, photo)
            if for_good:
                photo_rows.due_at_once(self._conn, [photo])
            return self._touched(id, True, at=at)

    def arrange(self, id: GlimmerId, photos: Sequence[PhotoId], *, at: datetime) -> Glimmer:
        """Put the photos in this order, the first is the cover; those not named follow as they were, others are not heeded."""
        with self._transaction(CHANGING):
            self.get(id)
            return self._touched(id, photo_rows.arrange(self._conn, id, photos), at=at)

    def describe(self, id: GlimmerId, photo: PhotoId, text: str, *, at: datetime) -> Glimmer:
        """Say what is on a photo in this glimmer, for those who cannot see it.

        Raises:
            UnknownPhotoError: it is not in there.
            InvalidWordsError: nothing was changed.
        """
        with self._transaction(CHANGING):
            self.get(id)
            photo_rows.describe(self._conn, id, photo, text)
            return self._touched(id, True, at=at)

    def parts(self, ids: Sequence[GlimmerId]) -> dict[GlimmerId, Parts]:
        """What each of these holds beside its words; five queries, however many they are, and one where they hold nothing."""
        with in_words(file=self._source):
            # A tap asks this of what holds nothing yet, and in a browser a query takes a millisecond.
            holding = [id for (id,) in self._conn.execute(HOLDING, (json.dumps(ids),))]
            if not holding:
                return dict.fromkeys(ids, NOTHING)
            photos = photo_rows.photos_of(self._conn, holding)
            people, places, tags = (name_rows.names_of(self._conn, holding, kind) for kind in NAME_KINDS)
        return {
            id: Parts(
                photos=tuple(photos.get(id, ())),
                people=tuple(people.get(id, ())),
                places=tuple(places.get(id, ())),
                tags=tuple(tags.get(id, ())),
            )
            for id in ids
        }

    def photos_to_sweep(self) -> frozenset[PhotoId]:
        """Photos whose files may be deleted now: this journal named each of them once and let it go.

        What was taken out of a glimmer stays until the journal was opened on two more days, for it may be wanted back;
        what was deleted for good goes at once. Of any other file this journal knows nothing.
        """
        with in_words(file=self._source):
            return photo_rows.to_sweep(self._conn, lived=lived_days.so_far(self._conn))

    @_even_on_a_full_disk
    def photos_swept(self, photos: Collection[PhotoId]) -> None:
        """The files of these are gone, or were never there."""
        if photos:
            with self._transaction(EMPTYING):
                photo_rows.swept(self._conn, photos)

    def photos_known(self) -> frozenset[PhotoId]:
        """Every photo that this journal names, or has let go and not yet swept; any other file is not its own."""
        with in_words(file=self._source):
            return photo_rows.in_use(self._conn) | photo_rows.let_go(self._conn)

    def photos_in_use(self) -> frozenset[PhotoId]:
        """Every photo whose file must stay: of glimmers, those in the bin too, and of kept collages with their pictures."""
        with in_words(file=self._source):
            return photo_rows.in_use(self._conn)

    def pictures(
        self,
        *,
        start: date | None = None,
        end: date | None = None,
        pathway: Pathway | None = None,
        kind: NameKind | None = None,
        name: str | None = None,
        ids: Sequence[GlimmerId] | None = None,
        photos: Sequence[PhotoId] | None = None,
        limit: int = PAGE,
    ) -> list[tuple[Glimmer, Attached]]:
        """Photos to choose a collage from, with their glimmers, newest first; within a glimmer in its order.

        Every condition that is given must hold. `start` and `end` are local days, inclusive, and look at the day that a
        glimmer begins on, as the days on the screen do; times of life have none. A name needs its `kind`. `ids` are
        glimmers, `photos` those that are wanted. A photo that is in two glimmers comes with each.
        """
        query, values = pictures_query(
            glimmer_rows.OF_G, start=start, end=end, pathway=pathway, kind=kind, name=name, ids=ids, photos=photos, limit=limit
        )
        with in_words(file=self._source):
            rows = self._conn.execute(query, values).fetchall()
        width = len(Glimmer._fields)
        return [(Glimmer._make(row[:width]), photo_rows.attached(row[width:])) for row in rows]

    # Names -----------------------------------------------------------------------------------------------------------

    def names(self, kind: NameKind) -> list[Name]:
        """Every name of this kind that a glimmer outside the bin carries, most used first."""
        with in_words(file=self._source):
            return name_rows.ranked(self._conn, kind)

    def name_id(self, kind: NameKind, name: str) -> str:
        """What an address calls it by: digits that say nothing about it, and stay when it is renamed.

        Raises:
            UnknownNameError: there is none like this.
        """
        with in_words(file=self._source):
            return str(name_rows.number_of(self._conn, kind, name))

    def name_of(self, kind: NameKind, id: str) -> str | None:
        """The name that an address calls by `id`; None where nobody and nothing is called by it, any more or ever."""
        with in_words(file=self._source):
            return name_rows.numbered(self._conn, kind, id)

    def completions(self, kind: NameKind, typed: str, limit: int = 8) -> list[str]:
        """Names that begin like what was typed, then those with a later word that does; each most used first.

        Case does not count and accents may be left out; what is typed in full already is not among them.
        """
        with in_words(file=self._source):
            return name_rows.completed(self._conn, kind, typed, limit)

    def rename(self, kind: NameKind, old: str, new: str, *, at: datetime) -> None:
        """Call it something else everywhere, the bin included; a name that is there already takes it in.

        Raises:
            UnknownNameError: nobody is called `old`.
            InvalidWordsError: `new` is no name.
        """
        self.merge(kind, (old,), new, at=at)

    def merge(self, kind: NameKind, names: Sequence[str], into: str, *, at: datetime) -> None:
        """Let one name stand for all of these, everywhere, the bin included.

        Raises:
            UnknownNameError: there is none of them.
            InvalidWordsError: `into` is no name.
        """
        with self._transaction(CHANGING):
            glimmer_rows.touch(self._conn, name_rows.move(self._conn, kind, names, into), changed_at=iso(at))

    @_even_on_a_full_disk
    def remove_name(self, kind: NameKind, name: str, *, at: datetime) -> None:
        """Take a name away everywhere, for good; the glimmers stay.

        Raises:
            UnknownNameError: there is none like this.
        """
        with self._transaction(ERASING):
            glimmer_rows.touch(self._conn, name_rows.remove(self._conn, kind, name), changed_at=iso(at))
        self._leave_no_trace()

    def of_name(self, kind: NameKind, name: str, *, before: GlimmerId | None = None, limit: int = PAGE) -> list[Glimmer]:
        """Up to `limit` glimmers that carry this name, newest first; the next page begins `before` the last of this one.

        Raises:
            UnknownGlimmerError: no glimmer `before`.
        """
        if before is not None:
            self.get(before)
        query, values = named_page(glimmer_rows.OF_G, kind, name, before, limit)
        with in_words(file=self._source):
            return list(map(Glimmer._make, self._conn.execute(query, values)))

    # Collages --------------------------------------------------------------------------------------------------------

    def keep_collage(self, record: dict[str, Any], picture: PhotoId | str, *, at: datetime) -> KeptCollage:
        """Keep a collage: what it is made of, and its finished picture, which the photo store has.

        Photos of the journal whose ids stand anywhere in `record` stay as long as the collage does.
        """
        kept_at = iso(at)
        collage = KeptCollage(
            id=CollageId(new_id(at)), record=record, picture=PhotoId(picture), kept_at=kept_at, changed_at=kept_at, removed_at=None
        )
        with self._transaction(KEEPING):
            return collage_rows.write(self._conn, collage)

    def change_collage(self, id: CollageId, record: dict[str, Any], picture: PhotoId | str, *, at: datetime) -> KeptCollage:
        """Keep it as it is now, in place of what it was.

        Raises:
            UnknownCollageError: there is none with this id.
        """
        with self._transaction(CHANGING):
            before = collage_rows.get(self._conn, id)
            return collage_rows.write(self._conn, replace(before, record=record, picture=PhotoId(picture), changed_at=iso(at)))

    def collages(self, before: CollageId | None = None, limit: int = PAGE, *, bin: bool = False) -> list[KeptCollage]:
        """Up to `limit` kept collages, newest first, or those let go, the latest first; the next page begins `before` the last."""
        with in_words(file=self._source):
            return (collage_rows.bin if bin else collage_rows.page)(self._conn, before, limit)

    def collage(self, id: CollageId) -> KeptCollage:
        """One kept collage, let go or not.

        Raises:
            UnknownCollageError: there is none with this id.
        """
        with in_words(file=self._source):
            return collage_rows.get(self._conn, id)

    @_even_on_a_full_disk
    def remove_collage(self, id: CollageId, *, at: datetime) -> KeptCollage:
        """Let it go; for `BIN_DAYS` it can be put back. What was let go already stays as it is."""
        with self._transaction(REMOVING):
            found = collage_rows.get(self._conn, id)
            if found.removed_at is None:
                removed_at = _utc(max(at, kept_instant(found.changed_at, id)))
                found = collage_rows.write(self._conn, replace(found, removed_at=removed_at, changed_at=iso(at)))
        return found

    @_even_on_a_full_disk
    def put_back_collage(self, id: CollageId, *, at: datetime) -> KeptCollage:
        """Undo letting it go; what was not let go stays as it is."""
        with self._transaction(PUTTING_BACK):
            found = collage_rows.get(self._conn, id)
            if found.removed_at is not None:
                found = collage_rows.write(self._conn, replace(found, removed_at=None, changed_at=iso(at)))
        return found

    @_even_on_a_full_disk
    def erase_collage(self, id: CollageId) -> None:
        """Delete it for good, with what only it used.

        Raises:
            UnknownCollageError: there is none with this id.
        """
        with self._transaction(ERASING):
            picture = collage_rows.get(self._conn, id).picture
            collage_rows.erase(self._conn, id)
            photo_rows.due_at_once(self._conn, [picture])
        self._leave_no_trace()

    # Preferences -----------------------------------------------------------------------------------------------------

    def preference(self, name: str, default: Any) -> Any:
        """What the person chose, or `default`."""
        with in_words(file=self._source):
            row = self._conn.execute(_CHOICE, (name,)).fetchone()
        try:
            return json.loads(row[0].decode()) if row else default
        except ValueError:  # damaged on the disk: half a choice is none
            return default

    def prefer(self, name: str, value: Any) -> None:
        """Remember a choice: anything JSON can hold."""
        with self._transaction(CHOOSING):
            self._remember(name, value)

    def claim(self, name: str, instant: datetime, *, now: datetime) -> bool:
        """Whether neither this program nor another has claimed `instant`, or a later one, under this name: then it is ours.

        Both are aware. A claim that lies ahead of both was made under a wrong clock and does not count.
        """
        with self._transaction(CHOOSING):
            changed = self._conn.execute(
                "INSERT INTO preferences (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
                " WHERE preferences.value < excluded.value OR preferences.value > ?",
                (name, json.dumps(_utc(instant)), json.dumps(_utc(max(instant, now)))),
            ).rowcount
        return changed == 1

    # Health ----------------------------------------------------------------------------------------------------------

    def examine(self) -> Health:
        """Look through the whole database."""
        return health.examine(self._conn)

    def doubt(self, id: GlimmerId) -> str | None:
        """What the index once said and the glimmer's words do not; None where nothing is doubtful, or it was looked at."""
        with in_words(file=self._source):
            return witness.doubt(self._conn, id)

    def looked_at(self, id: GlimmerId) -> bool:
        """The person has seen the words of a glimmer, and they are right as they are; returns whether they were in doubt.

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

    def rebuild_index(self) -> None:
        """Write every index anew from the words and dates themselves."""
        with self._transaction(REPAIRING):
            health.rebuild_index(self._conn)

    # Inside ----------------------------------------------------------------------------------------------------------

    @contextmanager
    def _transaction(self, doing: Doing) -> Iterator[None]:
        if self._reads_only:
            raise ReadOnlyError("This journal was opened to be read only.", doing=doing)
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
            if isinstance(error, sqlite3.Error) and (known := known_error(error, doing, file=self._source)):
                raise known from error
            raise
        if self._place is not None:
            self._place.check(doing)
        self._empty_log()
        self._tell()

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
        """Take out of the full-text index what was deleted for good, in steps small enough for the room there is.

        What is not done when the room ends, or the program, is done another time.
        """
        if not self.preference(_INDEX_IS_DUE, False):
            return
        begin, done = True, False
        try:
            while not done:
                with self._transaction(ERASING):
                    done = glimmer_rows.merge_index(self._conn, pages=_INDEX_PAGES, begin=begin)
                    if done:
                        self._conn.execute("DELETE FROM preferences WHERE name = ?", (_INDEX_IS_DUE,))
                begin = False
                if self._tight:
                    self._write_log_into_file()
        except NoRoomError:
            _log.warning("the index still holds deleted words: there is no room to write it anew", exc_info=True)
            return
        self._leave_no_trace()

    def _write_log_into_file(self) -> None:
        """And empty it, if nobody reads from it."""
        with suppress(sqlite3.Error):  # it stays as it is, and what was committed is in it
            self._conn.execute("PRAGMA busy_timeout = 0")
            self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self._conn.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")

    def _remember(self, name: str, value: Any) -> None:
        self._conn.execute(
            "INSERT INTO preferences (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, json.dumps(value)),
        )

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            try:
                listener()
            except Exception:  # what was committed is kept, whoever could not hear it
                _log.exception("a listener failed")

    def _check_written(self, glimmer: Glimmer) -> None:
        """What is read back by its own id must be what was written: a damaged index leads to somebody else's words."""
        try:
            found = glimmer_rows.get(self._conn, glimmer.id)
        except (GlimmersError, sqlite3.Error) as error:
            raise DamagedJournalError(advice=_NOT_READ_BACK) from error
        if found != glimmer:
            raise DamagedJournalError(advice=_NOT_READ_BACK)

    def _erase(self, which: str, parameters: Sequence[Any], *, at: datetime) -> None:
        """Delete for good the glimmers that meet a condition; what only they used goes with them, files at once."""
        photos = photo_rows.of_glimmers(self._conn, which, parameters)
        glimmer_rows.erase(self._conn, which, parameters, erased_at=_utc(at), index=not self._tight)
        if self._tight:
            self._remember(_INDEX_IS_DUE, True)
        photo_rows.due_at_once(self._conn, photos)

    def _write(self, id: GlimmerId, values: dict[str, Any], *, at: datetime) -> Glimmer:
        glimmer_rows.write(self._conn, id, values, changed_at=iso(at))
        return self.get(id)

    def _touched(self, id: GlimmerId, changed: bool, *, at: datetime) -> Glimmer:
        return self._write(id, {}, at=at) if changed else self.get(id)

    def _leave_no_trace(self) -> None:
        """Delete means delete: in the log behind the file and in copies of it too."""
        self._traces = True
        self._empty_log()
        if self._traces:
            _log.warning("the write-ahead log cannot be emptied yet")
        if self._after_erasing is not None:
            self._after_erasing()

    def _empty_log(self, *, patience: int = 0) -> None:
        """Empty the log if words may be left in it; while another program reads from it, only after `patience` seconds or next time."""
        if not self._traces:
            return
        # An empty one is left alone: emptying it again looks like a change to other programs, which would answer in kind.
        if self._file is None or not log_size(self._file):
            self._traces = False
            return
        try:
            self._conn.execute(f"PRAGMA busy_timeout = {patience * 1000}")
            # https://www.sqlite.org/pragma.html#pragma_wal_checkpoint: "busy" is a column here, no error.
            (busy, _, _) = self._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._traces = bool(busy)
        except sqlite3.Error:  # no room to write it into the file, say; what was committed is kept, and erased, all the same
            self._traces = True
        finally:
            self._conn.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")

    def _data_version(self) -> int:
        (version,) = self._conn.execute("PRAGMA data_version").fetchone()
        return int(version)


def new_id(at: datetime) -> GlimmerId:
    """A UUIDv7 (RFC 9562, 5.7): milliseconds since 1970, then 74 random bits. Python has its own from 3.14 on."""
    milliseconds = max(0, int(at.timestamp() * 1000))
    random = int.from_bytes(os.urandom(10))
    version, variant = 7 << 12 | random & 0xFFF, 0x8000 | random >> 12 & 0x3FFF
    digits = f"{milliseconds & (1 << 48) - 1:012x}"
    return GlimmerId(f"{digits[:8]}-{digits[8:]}-{version:04x}-{variant:04x}-{random >> 32:012x}")


def _utc(at: datetime) -> str:
    """Instants that are compared as text: all in UTC, all of one width."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
