"""Everything kept: the one place that writes glimmers to SQLite and reads them back."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from app.core.errors import (
    BusyJournalError,
    DiskError,
    GlimmersError,
    NewerJournalError,
    NoRoomError,
    NotAJournalError,
    ReadOnlyError,
    UnknownGlimmerError,
)
from app.core.glimmers import Draft, Edit, Glimmer, GlimmerId, Pathway, Unchanged, check_words
from app.core.names import Name
from app.core.photos import NAME_KINDS, Attached, CollageId, KeptCollage, NameKind, Parts, Photo, PhotoId
from app.core.when import When, iso, sort_key
from storage import collage_rows, photo_rows, set_aside
from storage import names as name_rows
from storage.edtf_dates import checked_edtf
from storage.holding import share
from storage.pages import named_page, pictures_query
from storage.schema import APPLICATION_ID, SCHEMA, migrations

_log = logging.getLogger(__name__)

PAGE = 60
BUSY_SECONDS = 5
"""How long we wait for another program to finish its change."""
BIN_DAYS = 30
"""How long the bin keeps what was let go."""

Listener = Callable[[], None]

_COLUMNS = 'id, note, pathway, precision, when_text, start, "end", edtf, zone, kept_at, changed_at, loved_at, removed_at'
_INSERT = f"INSERT INTO glimmers ({_COLUMNS}, sort_key) VALUES ({', '.join('?' * 14)})"
_FIRST_PAGE = f"SELECT {_COLUMNS} FROM glimmers WHERE removed_at IS NULL ORDER BY sort_key DESC, id DESC LIMIT ?"
_NEXT_PAGE = f"""
    SELECT {_COLUMNS} FROM glimmers WHERE removed_at IS NULL
    AND (sort_key, id) < (SELECT sort_key, id FROM glimmers WHERE id = ?) ORDER BY sort_key DESC, id DESC LIMIT ?
"""
_BIN = f"SELECT {_COLUMNS} FROM glimmers WHERE removed_at IS NOT NULL ORDER BY removed_at DESC, id DESC LIMIT ?"
_BIN_NEXT = f"""
    SELECT {_COLUMNS} FROM glimmers WHERE removed_at IS NOT NULL
    AND (removed_at, id) < (SELECT removed_at, id FROM glimmers WHERE id = ?) ORDER BY removed_at DESC, id DESC LIMIT ?
"""
_DAY = f"SELECT {_COLUMNS} FROM glimmers WHERE removed_at IS NULL AND sort_key >= ? AND sort_key < ? ORDER BY sort_key DESC, id DESC"
_ONE = f"SELECT {_COLUMNS} FROM glimmers WHERE id = ?"
_OF_GLIMMER = ", ".join(f"g.{column.strip()}" for column in _COLUMNS.split(","))
_LINKS = ("glimmer_photos", "glimmer_people", "glimmer_places", "glimmer_tags")
_FORGET = f"""
    DELETE FROM glimmers WHERE id = ? AND note = '' AND pathway IS NULL AND loved_at IS NULL AND start = kept_at
    {" ".join(f"AND NOT EXISTS (SELECT 1 FROM {links} WHERE glimmer = glimmers.id)" for links in _LINKS)}
"""
_ASTRAY = "SELECT count(*) FROM {0} l JOIN glimmers g ON g.id = l.glimmer WHERE l.sort_key <> g.sort_key"

_ERRORS: dict[int, type[GlimmersError]] = {
    sqlite3.SQLITE_FULL: NoRoomError,
    sqlite3.SQLITE_IOERR: DiskError,
    sqlite3.SQLITE_READONLY: ReadOnlyError,
    sqlite3.SQLITE_CANTOPEN: ReadOnlyError,
    sqlite3.SQLITE_PERM: ReadOnlyError,
    sqlite3.SQLITE_NOTADB: NotAJournalError,
    sqlite3.SQLITE_CORRUPT: NotAJournalError,
    sqlite3.SQLITE_BUSY: BusyJournalError,
    sqlite3.SQLITE_LOCKED: BusyJournalError,
}
_UNREADABLE = (sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_CORRUPTFS)
# What the disk refused to take: quota and limits on a file's size arrive as these, the shared memory's file among them.
_REFUSED = (
    sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
)  # fmt: skip

_open_here: Counter[Path] = Counter()
"""Files this process has journals open in."""


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what SQLite says into what a person can use; anything unknown is a bug and passes as it is."""
    try:
        yield
    except sqlite3.Error as error:
        known = _known(error)
        if known is None:
            raise
        raise known from error


def _known(error: sqlite3.Error) -> type[GlimmersError] | None:
    code = getattr(error, "sqlite_errorcode", 0)
    if code in _UNREADABLE:
        return NotAJournalError
    return NoRoomError if code in _REFUSED else _ERRORS.get(code & 0xFF)


@dataclass(frozen=True, slots=True)
class Health:
    """What a look at the whole database found."""

    schema: int
    glimmers: int
    in_bin: int
    photos: int
    problems: tuple[str, ...]


class Journal:
    """The glimmers of one person, newest first. Every verb is one transaction, and tells the listeners after it."""

    def __init__(
        self,
        db: Database,
        *,
        file: Path | None = None,
        after_erasing: Callable[[], None] | None = None,
        let_go: Callable[[], None] | None = None,
    ) -> None:
        self._file = file
        self._let_go = let_go
        self._after_erasing = after_erasing
        self._db = db
        self._conn = db.conn
        self._listeners: list[Listener] = []
        self._seen = self._data_version()
        self._traces = False
        """Whether the write-ahead log may still hold words that were deleted for good."""
        self._swept_on: date | None = None

    @classmethod
    def in_memory(cls) -> Journal:
        """An empty journal that is gone with the process: the same engine, for tests."""
        return cls(_prepared(sqlite3.connect(":memory:", check_same_thread=False), "memory"))

    @classmethod
    def open(cls, path: Path, *, journal_mode: str = "wal", after_erasing: Callable[[], None] | None = None) -> Journal:
        """The journal in the file `path`, made if missing and brought to today's schema.

        `after_erasing` is called whenever something was deleted for good, to delete it elsewhere too.

        Raises:
            NotAJournalError, NewerJournalError: the file is left untouched.
            ReadOnlyError, NoRoomError, BusyJournalError: nothing was changed.
        """
        check_file(path)
        let_go = share(path, patience=BUSY_SECONDS)
        try:
            left = _log_size(path) > 0  # by a program that still runs, or that was killed
            journal = cls(open_file(path, journal_mode), file=path.resolve(), after_erasing=after_erasing, let_go=let_go)
        except BaseException:
            let_go()
            raise
        journal._traces = left
        _open_here[path.resolve()] += 1
        return journal

    @classmethod
    def look(cls, path: Path) -> Journal:
        """A copy in memory of the journal in `path`, which is opened read-only: to examine what may be broken."""
        # Without a log nobody has it open, and SQLite need not make one to look; nor could it where it may not write.
        alone = not path.with_name(path.name + "-wal").exists()
        source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if alone else ''}", uri=True)
        copy = sqlite3.connect(":memory:")
        give_up = time.monotonic() + BUSY_SECONDS

        def patient(status: int, _remaining: int, _total: int) -> None:
            # A copy that finds the database locked begins again without end.
            if status & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > give_up:
                raise BusyJournalError

        try:
            source.backup(copy, progress=patient)
        finally:
            source.close()
        return cls(_prepared(copy, "memory"))

    def close(self) -> None:
        """Let go of the file."""
        self._empty_log(patience=1)
        self._db.close()
        if self._file is not None:
            _open_here[self._file] -= 1
            self._file = None
        if self._let_go is not None:
            self._let_go()
            self._let_go = None

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after every change, here or by another program; returns how to stop.

        One that fails is logged: the change is kept, and the others hear of it.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    # Keeping ---------------------------------------------------------------------------------------------------------

    def keep(self, draft: Draft, *, at: datetime) -> Glimmer:
        """Keep a glimmer at the instant `at` (aware); durable in SQLite when it returns.

        Raises:
            InvalidWordsError, NoRoomError, ReadOnlyError, BusyJournalError: nothing was kept.
        """
        kept_at = iso(at)
        when = draft.when
        start, end = _stored_bounds(when)
        glimmer = Glimmer(
            id=new_id(at),
            note=check_words(draft.note),
            pathway=draft.pathway,
            precision=when.precision,
            when_text=check_words(when.text),
            start=start,
            end=end,
            edtf=checked_edtf(when),
            zone=when.zone,
            kept_at=kept_at,
            changed_at=kept_at,
            loved_at=kept_at if draft.loved else None,
            removed_at=None,
        )
        with self._transaction():
            self._conn.execute(_INSERT, (*glimmer, sort_key(when)))
            if draft.people or draft.places or draft.tags:
                for kind, given in zip(NAME_KINDS, (draft.people, draft.places, draft.tags), strict=True):
                    name_rows.set_names(self._conn, glimmer.id, kind, given)
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
            values |= _when_columns(edit.when)
        with self._transaction():
            self.get(id)
            for kind, given in zip(NAME_KINDS, (edit.people, edit.places, edit.tags), strict=True):
                if not isinstance(given, Unchanged):
                    name_rows.set_names(self._conn, id, kind, given)
            return self._write(id, values, at=at)

    def remove(self, id: GlimmerId, *, at: datetime) -> Glimmer:
        """Move it to the bin, which keeps it for `BIN_DAYS`; what is there already stays as it is."""
        with self._transaction():
            found = self.get(id)
            if found.removed_at is None:
                # A clock that jumped back must not make the bin think it has lain there for years.
                found = self._write(id, {"removed_at": _utc(max(at, datetime.fromisoformat(found.changed_at)))}, at=at)
        return found

    def put_back(self, id: GlimmerId, *, at: datetime) -> Glimmer:
        """Take it out of the bin; what is not there stays as it is."""
        with self._transaction():
            found = self.get(id)
            if found.removed_at is not None:
                found = self._write(id, {"removed_at": None}, at=at)
        return found

    def erase(self, id: GlimmerId, *, at: datetime) -> Glimmer:
        """Delete it for good: words, index and free pages; only its id stays, so that no import brings it back.

        What nothing else uses goes with it: names, photos, and the copy of the journal that was taken before its shape
        changed. A photo that a kept collage shows stays for that.
        """
        with self._transaction():
            found = self.get(id)
            self._erase_where("id = ?", (id,), at)
        self._leave_no_trace()
        return found

    def forget(self, id: GlimmerId) -> bool:
        """Undo a keep, as if it had never been; returns whether it could be.

        Only a glimmer that has nothing in it but its moment is forgotten, whoever added to it: words, photos or names.
        """
        with self._transaction():
            return self._conn.execute(_FORGET, (id,)).rowcount == 1

    def sweep_bin(self, *, now: datetime) -> int:
        """Delete for good what has lain in the bin longer than `BIN_DAYS`; returns how many glimmers.

        Collages go with them, and damaged journals that a repair put aside as long ago.
        """
        self._swept_on = now.date()
        if self._file is not None:
            set_aside.sweep(self._file.parent, now=now)
        long_ago = _utc(now - timedelta(days=BIN_DAYS))
        due = "removed_at IS NOT NULL AND removed_at < ?"
        (count,) = self._conn.execute(f"SELECT count(*) FROM glimmers WHERE {due}", (long_ago,)).fetchone()
        (collages,) = self._conn.execute(f"SELECT count(*) FROM collages WHERE {due}", (long_ago,)).fetchone()
        if count or collages:
            with self._transaction():
                if count:
                    self._erase_where(due, (long_ago,), now)
                self._conn.execute(f"DELETE FROM collages WHERE {due}", (long_ago,))
            self._leave_no_trace()
        return int(count)

    def begin_day(self, *, now: datetime) -> None:
        """Sweep the bin if a local day has begun since it was swept; costs nothing otherwise, and may be asked each second."""
        if self._swept_on == now.date():
            return
        self._swept_on = now.date()  # also if it fails: a disk that is full stays so for longer than a second
        try:
            self.sweep_bin(now=now)
        except GlimmersError:
            _log.warning("the bin could not be swept", exc_info=True)

    # Looking ---------------------------------------------------------------------------------------------------------

    def get(self, id: GlimmerId) -> Glimmer:
        """One glimmer, in the bin or not.

        Raises:
            UnknownGlimmerError: there is none with this id.
        """
        try:
            with in_words():
                row = self._conn.execute(_ONE, (id,)).fetchone()
        except UnicodeEncodeError:  # half a surrogate pair, as undecodable bytes arrive: no id has that
            row = None
        if row is None:
            raise UnknownGlimmerError
        return Glimmer._make(row)

    def page(self, *, before: GlimmerId | None = None, limit: int = PAGE, bin: bool = False) -> list[Glimmer]:
        """Up to `limit` glimmers, newest first, `life` last; the next page begins `before` the last of this one.

        Raises:
            UnknownGlimmerError: no glimmer `before`.
        """
        with in_words():
            if before is None:
                return list(map(Glimmer._make, self._conn.execute(_BIN if bin else _FIRST_PAGE, (limit,))))
            self.get(before)
            return list(map(Glimmer._make, self._conn.execute(_BIN_NEXT if bin else _NEXT_PAGE, (before, limit))))

    def of_day(self, day: date) -> list[Glimmer]:
        """What happened on one local day, newest first, vague dates that begin on it left out."""
        text = day.isoformat()
        with in_words():
            rows = list(map(Glimmer._make, self._conn.execute(_DAY, (text, text + "U"))))
        return [glimmer for glimmer in rows if glimmer.precision in ("moment", "day")]

    def count(self) -> int:
        """How many glimmers there are, the bin left out."""
        with in_words():
            (count,) = self._conn.execute("SELECT count(*) FROM glimmers WHERE removed_at IS NULL").fetchone()
        return int(count)

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
        with self._transaction():
            self.get(id)
            return self._touched(id, photo_rows.attach(self._conn, id, photos, kept_at=iso(at)), at=at)

    def detach(self, id: GlimmerId, photo: PhotoId, *, at: datetime) -> Glimmer:
        """Take a photo out of a glimmer.

        Raises:
            UnknownPhotoError: it is not in there.
        """
        with self._transaction():
            self.get(id)
            photo_rows.detach(self._conn, id, photo)
            return self._touched(id, True, at=at)

    def arrange(self, id: GlimmerId, photos: Sequence[PhotoId], *, at: datetime) -> Glimmer:
        """Put the photos in this order, the first is the cover; those not named follow as they were, others are not heeded."""
        with self._transaction():
            self.get(id)
            return self._touched(id, photo_rows.arrange(self._conn, id, photos), at=at)

    def describe(self, id: GlimmerId, photo: PhotoId, text: str, *, at: datetime) -> Glimmer:
        """Say what is on a photo in this glimmer, for those who cannot see it.

        Raises:
            UnknownPhotoError: it is not in there.
            InvalidWordsError: nothing was changed.
        """
        with self._transaction():
            self.get(id)
            photo_rows.describe(self._conn, id, photo, text)
            return self._touched(id, True, at=at)

    def parts(self, ids: Sequence[GlimmerId]) -> dict[GlimmerId, Parts]:
        """What each of these holds beside its words; four queries, however many they are."""
        with in_words():
            photos = photo_rows.photos_of(self._conn, ids)
            people, places, tags = (name_rows.names_of(self._conn, ids, kind) for kind in NAME_KINDS)
        return {
            id: Parts(
                photos=tuple(photos.get(id, ())),
                people=tuple(people.get(id, ())),
                places=tuple(places.get(id, ())),
                tags=tuple(tags.get(id, ())),
            )
            for id in ids
        }

    def photos_in_use(self) -> frozenset[PhotoId]:
        """Every photo whose file must stay: of glimmers, those in the bin too, and of kept collages with their pictures."""
        with in_words():
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
            _OF_GLIMMER, start=start, end=end, pathway=pathway, kind=kind, name=name, ids=ids, photos=photos, limit=limit
        )
        with in_words():
            rows = self._conn.execute(query, values).fetchall()
        width = len(Glimmer._fields)
        return [(Glimmer._make(row[:width]), photo_rows.attached(row[width:])) for row in rows]

    # Names -----------------------------------------------------------------------------------------------------------

    def names(self, kind: NameKind) -> list[Name]:
        """Every name of this kind that a glimmer outside the bin carries, most used first."""
        with in_words():
            return name_rows.ranked(self._conn, kind)

    def name_id(self, kind: NameKind, name: str) -> str:
        """What an address calls it by: digits that say nothing about it, and stay when it is renamed.

        Raises:
            UnknownNameError: there is none like this.
        """
        with in_words():
            return str(name_rows.number_of(self._conn, kind, name))

    def name_of(self, kind: NameKind, id: str) -> str | None:
        """The name that an address calls by `id`; None where nobody and nothing is called by it, any more or ever."""
        with in_words():
            return name_rows.numbered(self._conn, kind, id)

    def completions(self, kind: NameKind, typed: str, limit: int = 8) -> list[str]:
        """Names that begin like what was typed, then those with a later word that does; each most used first.

        Case does not count and accents may be left out; what is typed in full already is not among them.
        """
        with in_words():
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
        with self._transaction():
            self._touch_all(name_rows.move(self._conn, kind, names, into), at)

    def remove_name(self, kind: NameKind, name: str, *, at: datetime) -> None:
        """Take a name away everywhere, for good; the glimmers stay.

        Raises:
            UnknownNameError: there is none like this.
        """
        with self._transaction():
            self._touch_all(name_rows.remove(self._conn, kind, name), at)
        self._leave_no_trace()

    def of_name(self, kind: NameKind, name: str, *, before: GlimmerId | None = None, limit: int = PAGE) -> list[Glimmer]:
        """Up to `limit` glimmers that carry this name, newest first; the next page begins `before` the last of this one.

        Raises:
            UnknownGlimmerError: no glimmer `before`.
        """
        if before is not None:
            self.get(before)
        query, values = named_page(_OF_GLIMMER, kind, name, before, limit)
        with in_words():
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
        with self._transaction():
            return collage_rows.write(self._conn, collage)

    def change_collage(self, id: CollageId, record: dict[str, Any], picture: PhotoId | str, *, at: datetime) -> KeptCollage:
        """Keep it as it is now, in place of what it was.

        Raises:
            UnknownCollageError: there is none with this id.
        """
        with self._transaction():
            before = collage_rows.get(self._conn, id)
            return collage_rows.write(self._conn, replace(before, record=record, picture=PhotoId(picture), changed_at=iso(at)))

    def collages(self, before: CollageId | None = None, limit: int = PAGE, *, bin: bool = False) -> list[KeptCollage]:
        """Up to `limit` kept collages, newest first, or those let go, the latest first; the next page begins `before` the last."""
        with in_words():
            return (collage_rows.bin if bin else collage_rows.page)(self._conn, before, limit)

    def collage(self, id: CollageId) -> KeptCollage:
        """One kept collage, let go or not.

        Raises:
            UnknownCollageError: there is none with this id.
        """
        with in_words():
            return collage_rows.get(self._conn, id)

    def remove_collage(self, id: CollageId, *, at: datetime) -> KeptCollage:
        """Let it go; for `BIN_DAYS` it can be put back. What was let go already stays as it is."""
        with self._transaction():
            found = collage_rows.get(self._conn, id)
            if found.removed_at is None:
                removed_at = _utc(max(at, datetime.fromisoformat(found.changed_at)))
                found = collage_rows.write(self._conn, replace(found, removed_at=removed_at, changed_at=iso(at)))
        return found

    def put_back_collage(self, id: CollageId, *, at: datetime) -> KeptCollage:
        """Undo letting it go; what was not let go stays as it is."""
        with self._transaction():
            found = collage_rows.get(self._conn, id)
            if found.removed_at is not None:
                found = collage_rows.write(self._conn, replace(found, removed_at=None, changed_at=iso(at)))
        return found

    def erase_collage(self, id: CollageId) -> None:
        """Delete it for good, with what only it used.

        Raises:
            UnknownCollageError: there is none with this id.
        """
        with self._transaction():
            collage_rows.erase(self._conn, id)
        self._leave_no_trace()

    # Preferences -----------------------------------------------------------------------------------------------------

    def preference(self, name: str, default: Any) -> Any:
        """What the person chose, or `default`."""
        with in_words():
            row = self._conn.execute("SELECT value FROM preferences WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else default

    def prefer(self, name: str, value: Any) -> None:
        """Remember a choice: anything JSON can hold."""
        with self._transaction():
            self._conn.execute(
                "INSERT INTO preferences (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, json.dumps(value)),
            )

    def claim(self, name: str, instant: datetime, *, now: datetime) -> bool:
        """Whether neither this program nor another has claimed `instant`, or a later one, under this name: then it is ours.

        Both are aware. A claim that lies ahead of both was made under a wrong clock and does not count.
        """
        with self._transaction():
            changed = self._conn.execute(
                "INSERT INTO preferences (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
                " WHERE preferences.value < excluded.value OR preferences.value > ?",
                (name, json.dumps(_utc(instant)), json.dumps(_utc(max(instant, now)))),
            ).rowcount
        return changed == 1

    # Health ----------------------------------------------------------------------------------------------------------

    def examine(self) -> Health:
        """Look through the whole database: SQLite's own check, the index, foreign keys, and our dates."""
        problems = [f"database: {row[0]}" for row in self._conn.execute("PRAGMA integrity_check") if row[0] != "ok"]
        problems += [f"foreign key: {row[0]}" for row in self._conn.execute("PRAGMA foreign_key_check")]
        try:
            self._conn.execute("INSERT INTO glimmers_fts (glimmers_fts, rank) VALUES ('integrity-check', 1)")
        except sqlite3.Error:
            problems.append("full-text index: does not match the words")
        finally:
            self._conn.rollback()
        if disordered := len(self._disordered()):
            problems.append(f"dates: {disordered} glimmers are not sorted by when they were")
        if astray := sum(self._conn.execute(_ASTRAY.format(links)).fetchone()[0] for links in _LINKS):
            problems.append(f"photos and names: {astray} are not sorted as their glimmers are")
        if misfiled := name_rows.misfiled(self._conn):
            problems.append(f"names: {misfiled} are filed under another spelling")
        (in_bin,) = self._conn.execute("SELECT count(*) FROM glimmers WHERE removed_at IS NOT NULL").fetchone()
        (photos,) = self._conn.execute("SELECT count(*) FROM photos").fetchone()
        return Health(SCHEMA, self.count(), in_bin, photos, tuple(problems))

    def rebuild_index(self) -> None:
        """Write every index anew from the words and dates themselves."""
        with self._transaction():
            self._conn.executemany("UPDATE glimmers SET sort_key = ? WHERE id = ?", self._disordered())
            for links in _LINKS:
                self._conn.execute(f"UPDATE {links} SET sort_key = (SELECT sort_key FROM glimmers WHERE id = glimmer)")
            name_rows.rekey(self._conn)
            self._conn.execute("INSERT INTO glimmers_fts (glimmers_fts) VALUES ('rebuild')")
            self._conn.execute("REINDEX")

    # Inside ----------------------------------------------------------------------------------------------------------

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            # IMMEDIATE: wait for the other program at once, rather than fail half-way.
            self._conn.execute("BEGIN IMMEDIATE")
            yield
            self._conn.execute("COMMIT")
        except BaseException as error:
            # A full disk may have rolled back already.
            if self._conn.in_transaction:
                self._conn.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error) and (known := _known(error)):
                raise known from error
            raise
        self._empty_log()
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            try:
                listener()
            except Exception:  # what was committed is kept, whoever could not hear it
                _log.exception("a listener failed")

    def _write(self, id: GlimmerId, values: dict[str, Any], *, at: datetime) -> Glimmer:
        names = "".join(f'"{name}" = ?, ' for name in values)
        self._conn.execute(f"UPDATE glimmers SET {names}changed_at = ? WHERE id = ?", (*values.values(), iso(at), id))
        return self.get(id)

    def _touched(self, id: GlimmerId, changed: bool, *, at: datetime) -> Glimmer:
        return self._write(id, {}, at=at) if changed else self.get(id)

    def _touch_all(self, ids: Sequence[GlimmerId], at: datetime) -> None:
        self._conn.executemany("UPDATE glimmers SET changed_at = ? WHERE id = ?", [(iso(at), id) for id in ids])

    def _disordered(self) -> list[tuple[str, str]]:
        """Sort keys that say something else than the dates beside them, right, each with its id."""
        rows = self._conn.execute(f"SELECT {_COLUMNS}, sort_key FROM glimmers")
        right = ((_sort_key_of(Glimmer._make(row[:-1])), row) for row in rows)
        return [(key, row[0]) for key, row in right if key is not None and key != row[-1]]

    def _erase_where(self, which: str, parameters: Sequence[Any], at: datetime) -> None:
        which_erased = f"SELECT id, source, source_id, ? FROM glimmers WHERE {which}"
        self._conn.execute(f"INSERT OR REPLACE INTO tombstones (id, source, source_id, erased_at) {which_erased}", (_utc(at), *parameters))
        self._conn.execute(f"DELETE FROM glimmers WHERE {which}", parameters)
        # What is taken out of the index is only marked as gone there; merged into one, it holds no erased word any more.
        self._conn.execute("INSERT INTO glimmers_fts (glimmers_fts) VALUES ('optimize')")

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
        if self._file is None or not _log_size(self._file):
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


def _sort_key_of(glimmer: Glimmer) -> str | None:
    """None where the dates themselves cannot be read."""
    try:
        return sort_key(glimmer.when)
    except ValueError:
        return None


def check_file(path: Path) -> None:
    """Refuse what is no journal of ours by its first 100 bytes, before SQLite may touch it.

    Raises:
        NotAJournalError: no SQLite file, or another program's.
        NewerJournalError: from a later Glimmers.
        ReadOnlyError: cannot be read.
    """
    header = _header(path)
    if not header:
        return
    # https://www.sqlite.org/fileformat.html#the_database_header
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        raise NotAJournalError
    if int.from_bytes(header[68:72]) == APPLICATION_ID and int.from_bytes(header[60:64]) > SCHEMA:
        raise NewerJournalError


def _log_size(path: Path) -> int:
    log = path.with_name(path.name + "-wal")
    return log.stat().st_size if log.exists() else 0


def _leave_wal_behind(path: Path) -> None:
    """Let a journal that a program closed cleanly be opened where there is no shared memory, as in a browser.

    A file in write-ahead mode says so in two bytes of its header, and SQLite then asks for memory that browsers have not.
    With no log beside it the file is whole, and the bytes may say "rollback journal" instead.
    https://www.sqlite.org/fileformat.html#file_format_version_numbers
    """
    if not path.exists() or path.with_name(path.name + "-wal").exists():
        return
    with path.open("r+b") as file:
        file.seek(18)
        if file.read(2) == b"\2\2":
            file.seek(18)
            file.write(b"\1\1")


def pending(path: Path) -> bool:
    """Whether opening `path` would change the shape of a journal of ours that is already there."""
    header = _header(path)
    return int.from_bytes(header[68:72]) == APPLICATION_ID and int.from_bytes(header[60:64]) < SCHEMA


def _header(path: Path) -> bytes:
    """The first 100 bytes; none of a file that is missing, empty or open in this process, which checked it then.

    POSIX drops all locks a process has on a file when any descriptor of it is closed, and SQLite would not know:
    https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
    """
    if _open_here[path.resolve()]:
        return b""
    try:
        if path.exists() and not path.is_file():
            raise NotAJournalError  # a folder; or a pipe, which would be waited for
        with path.open("rb") as file:
            return file.read(100)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise ReadOnlyError from error


def open_file(path: Path, journal_mode: str) -> Database:
    """The database in a file that was checked, prepared; only for one who holds it (`storage.holding`), or who made it."""
    if journal_mode != "wal":
        _leave_wal_behind(path)
    with in_words():
        return _prepared(sqlite3.connect(path, check_same_thread=False), journal_mode)


def _prepared(conn: sqlite3.Connection, journal_mode: str) -> Database:
    """A connection with our pragmas, checked to be ours and brought to today's schema."""
    try:
        conn.isolation_level = None
        conn.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        _check_ours(conn)
        _set_journal_mode(conn, journal_mode)
        conn.execute("PRAGMA synchronous = FULL")
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute("PRAGMA temp_store = MEMORY")
        # What is deleted is overwritten with zeros, in the file too.
        conn.execute("PRAGMA secure_delete = ON")
        db = Database(conn)
        if _user_version(conn) < SCHEMA:
            _bring_to_today(db)
        return db
    except BaseException:
        conn.close()
        raise


def _set_journal_mode(conn: sqlite3.Connection, journal_mode: str) -> None:
    """Two programs may begin a journal in the same instant: SQLite answers "busy" to this one at once, so the wait is ours."""
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            conn.execute(f"PRAGMA journal_mode = {journal_mode}")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
        time.sleep(0.02)


def _bring_to_today(db: Database) -> None:
    """All steps in one transaction: one that fails, and a second program that begins at the same time, leave all as it was."""
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        migrations.apply(db)
        db.conn.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:
            db.conn.execute("ROLLBACK")
        raise
    # From the log into the file, so that its first bytes tell whose it is.
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _check_ours(conn: sqlite3.Connection) -> None:
    """The same as `check_file`, now through a write-ahead log that may be newer than the file."""
    if _user_version(conn) > SCHEMA:
        raise NewerJournalError
    (application,) = conn.execute("PRAGMA application_id").fetchone()
    (tables,) = conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables and application != APPLICATION_ID:
        raise NotAJournalError


def _user_version(conn: sqlite3.Connection) -> int:
    (version,) = conn.execute("PRAGMA user_version").fetchone()
    return int(version)


def _when_columns(when: When) -> dict[str, Any]:
    start, end = _stored_bounds(when)
    return {
        "precision": when.precision,
        "when_text": check_words(when.text),
        "start": start,
        "end": end,
        "edtf": checked_edtf(when),
        "zone": when.zone,
        "sort_key": sort_key(when),
    }


def _stored_bounds(when: When) -> tuple[str | None, str | None]:
    if when.precision == "moment":
        return when.edtf, when.edtf  # ISO 8601 itself, and already written once
    return when.start.isoformat() if when.start else None, when.end.isoformat() if when.end else None


def _utc(at: datetime) -> str:
    """Instants that are compared as text: all in UTC, all of one width."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
