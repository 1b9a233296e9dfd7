"""Another journal is taken into the one here, as a whole and in one transaction.

- Of each glimmer what both know is joined (`storage.merging.joining`).
- What was deleted for good in one of them goes from the other too, whatever was changed there.
- A glimmer that both took in from elsewhere, each under an id of its own, becomes one under the
  lower id.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from app.core.errors import RESTORING
from app.core.glimmers import GlimmerId
from app.core.photos import PhotoId
from storage.database.lenient import reads_on
from storage.merging.buried import Buried, bury
from storage.merging.choices import take_choices
from storage.merging.collages import take_collage
from storage.merging.joining import as_told, joined, looks_the_same
from storage.merging.names import Names
from storage.merging.photos import take_photos, take_sights
from storage.merging.states import State, states_here, states_there
from storage.merging.writing import write
from storage.rows import erased_rows, healed_photos
from storage.rows.drawer import Drawer
from storage.steps import Steps, finished

AT_ONCE = 100
"""Glimmers that are in memory at a time, and joined in one step."""
MOST_PREPARED = 5_000
"""Glimmers that are joined ahead; they are in memory all at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What another journal would bring."""

    new: int = 0
    same: int = 0
    differs: int = 0
    let_go: int = 0
    """Deleted here for good, and so not brought back."""
    erased: int = 0
    """Here, and deleted there for good: they go."""
    damaged: int = 0
    """A disk has changed something in them there, and what can be read comes."""
    photos: frozenset[PhotoId] = frozenset()
    """Photos of which the files are needed, whether or not they are here."""


@dataclass(kw_only=True)
class Prepared:
    """A merge that has only to be written, as long as nobody changes what is here."""

    compared: Compared
    joined: Sequence[tuple[State | None, State]] | None
    """What is here of each glimmer that changes, and what will be; None where it is better read
    again in the transaction.
    """
    state: tuple[int, int]
    """Of the journal here, by which a change is noticed."""


@reads_on
class Merging(Drawer):
    """Takes another journal into this one."""

    @property
    def conn(self) -> sqlite3.Connection:
        """Over which this journal is read."""
        return self._conn

    def compare(self, other: sqlite3.Connection) -> Compared:
        """What `take` would do; nothing is changed.

        Raises:
            InvalidRecordError, DamagedJournalError: the other one holds something that cannot be.
        """
        return finished(self.comparing(other))

    def comparing(self, other: sqlite3.Connection) -> Steps[Compared]:
        """The same in steps of `AT_ONCE` glimmers. Who has a turn between two of them may change
        what is here, and what is counted is then partly from before.
        """
        with self._access.reading():
            return (yield from _Merge(self._conn, other).compare())

    def photos_in(self, other: sqlite3.Connection) -> frozenset[PhotoId]:
        """Every photo that the other one has a use for, or keeps for want of knowing better."""
        with self._access.reading():
            return frozenset(PhotoId(id) for (id,) in other.execute(_PHOTOS_IN))

    def preparing(self, other: sqlite3.Connection) -> Steps[Prepared]:
        """The same as `comparing`, and joins ahead what `take` then has only to write."""
        with self._access.reading():
            return (yield from _Merge(self._conn, other).prepare())

    def is_current(self, prepared: Prepared) -> bool:
        """Whether nobody has changed anything here since it was begun to be prepared."""
        return prepared.state == _state(self._conn)

    @contextmanager
    def not_joined(self, prepared: Prepared) -> Iterator[None]:
        """Around a change that has no part in what was prepared."""
        was_current = self.is_current(prepared)
        yield None
        if was_current:
            prepared.state = _state(self._conn)

    def take(
        self, other: sqlite3.Connection, *, at: datetime, prepared: Prepared | None = None
    ) -> Compared:
        """Join everything that `other` has with what is here, in one transaction; the files of
        photos must be in the photo store by then. What it has in its bin begins to age here now.
        What is `prepared` and not current any more is read again.

        Raises:
            InvalidRecordError, DamagedJournalError: as `compare`; nothing was changed.
            NoRoomError, ReadOnlyError, BusyJournalError: nothing was changed.
        """
        return finished(self.taking(other, at=at, prepared=prepared))

    def taking(
        self, other: sqlite3.Connection, *, at: datetime, prepared: Prepared | None = None
    ) -> Steps[Compared]:
        """The same in steps. Between two of them nobody may come to this journal: it is in the
        middle of the transaction. Closed before its end, nothing was changed.
        """
        with self._access.transaction(RESTORING):
            if prepared is not None and not self.is_current(prepared):
                prepared = None
            done = yield from _Merge(self._conn, other).take(at=at, prepared=prepared)
        if done.erased:
            self._access.leave_no_trace()
        return done


_PHOTOS_IN = (
    "SELECT photo FROM glimmer_photos WHERE glimmer NOT IN (SELECT id FROM tombstones)"
    " UNION SELECT picture FROM collages WHERE id NOT IN (SELECT id FROM tombstones)"
    " UNION SELECT photo FROM collage_photos WHERE collage NOT IN (SELECT id FROM tombstones)"
    " UNION SELECT id FROM photos WHERE id NOT IN (SELECT photo FROM glimmer_photos)"
    " AND id NOT IN (SELECT photo FROM collage_photos)"
)


def _state(conn: sqlite3.Connection) -> tuple[int, int]:
    """Another one after each change, over this connection or another."""
    (version,) = conn.execute("PRAGMA data_version").fetchone()
    return conn.total_changes, int(version)


class _Merge:
    """One merge of what `other` has into what `conn` has."""

    def __init__(self, conn: sqlite3.Connection, other: sqlite3.Connection) -> None:
        self._conn = conn
        self._other = other
        self._dead = Buried(conn, other)
        self._counts = dict.fromkeys(("new", "same", "differs", "let_go", "damaged"), 0)
        self._photos: set[PhotoId] = set()

    def compare(self) -> Steps[Compared]:
        """What would come."""
        erased = len(self._buried_there())
        for page in self._pairs():
            for theirs, ours in page:
                self._count(theirs, ours)
            yield None
        return self._compared(erased=erased)

    def prepare(self) -> Steps[Prepared]:
        """What would come, joined."""
        state = _state(self._conn)
        erased = len(self._buried_there())
        found: list[tuple[State | None, State]] = []
        touched: set[GlimmerId] = set()
        alone = True
        for page in self._pairs():
            for theirs, ours in page:
                self._count(theirs, ours)
                if not alone or self._dead.has(theirs.record):
                    continue
                after = theirs if ours is None else joined(ours, theirs)
                if ours is not None:
                    # Two that become one are joined one after the other, as they are then.
                    alone = after.id == ours.id == theirs.id and ours.id not in touched
                    touched.add(ours.id)
                if after != as_told(ours):
                    found.append((ours, after))
                alone = alone and len(found) <= MOST_PREPARED
            if not alone:
                found.clear()
            yield None
        compared = self._compared(erased=erased)
        return Prepared(compared=compared, joined=found if alone else None, state=state)

    def take(self, *, at: datetime, prepared: Prepared | None = None) -> Steps[Compared]:
        """And takes it, inside a transaction."""
        buried = self._buried_there()
        bury(self._conn, self._other, buried, at=at)
        names = Names(self._conn, self._other)
        if prepared is not None and prepared.joined is not None:
            for ours, after in prepared.joined:
                write(self._conn, ours, after, names, at=at)
            yield None
        else:
            prepared = None
            yield from self._join(names, at=at)
        names.spell()
        for id in self._collages():
            take_collage(self._conn, self._other, id)
        loose = json.dumps(self._loose_photos())
        take_photos(self._conn, self._other, "SELECT value FROM json_each(?)", loose)
        healed_photos.heal(self._conn, self._other)
        take_sights(self._conn, self._other)
        take_choices(self._conn, self._other)
        return prepared.compared if prepared else self._compared(erased=len(buried))

    def _join(self, names: Names, *, at: datetime) -> Steps[None]:
        for page in self._pairs():
            for theirs, ours in page:
                self._count(theirs, ours)
                if self._dead.has(theirs.record):
                    continue
                after = theirs if ours is None else joined(ours, theirs)
                if after != as_told(ours):
                    write(self._conn, ours, after, names, at=at)
            yield None

    def _compared(self, *, erased: int) -> Compared:
        picture, held = (
            "SELECT picture FROM collages WHERE id = ?",
            "SELECT photo FROM collage_photos WHERE collage = ?",
        )
        for id in self._collages():
            for query in (picture, held):
                self._photos.update(PhotoId(p) for (p,) in self._other.execute(query, (id,)))
        self._photos.update(self._loose_photos())
        return Compared(erased=erased, photos=frozenset(self._photos), **self._counts)

    def _count(self, theirs: State, ours: State | None) -> None:
        if self._dead.has(theirs.record):
            self._counts["let_go"] += 1
            return
        self._photos.update(each.photo.id for each in theirs.held.values() if each.photo)
        if ours is None:
            self._counts["new"] += 1
        else:
            self._counts["same" if looks_the_same(ours, theirs) else "differs"] += 1

    def _pairs(self) -> Iterator[list[tuple[State, State | None]]]:
        """What they have of each glimmer, and what is here of it, some at a time."""
        query = "SELECT id FROM glimmers WHERE id > ? ORDER BY id LIMIT ?"
        after = ""
        while ids := [GlimmerId(id) for (id,) in self._other.execute(query, (after, AT_ONCE))]:
            after = ids[-1]
            theirs, damaged = states_there(self._other, ids)
            self._counts["damaged"] += damaged
            ours = self._ours(theirs)
            yield [(state, ours.get(state.id)) for state in theirs]

    def _ours(self, theirs: Sequence[State]) -> dict[GlimmerId, State]:
        """What is here of these, by their ids there."""
        here = {
            state.id: state for state in states_here(self._conn, [state.id for state in theirs])
        }
        query = "SELECT id FROM glimmers WHERE source = ? AND source_id = ?"
        for state in theirs:
            record = state.record
            if state.id not in here and record.source is not None:
                row = self._conn.execute(query, (record.source, record.source_id)).fetchone()
                if row is not None:
                    (here[state.id],) = states_here(self._conn, [GlimmerId(row[0])])
        return here

    def _collages(self) -> list[str]:
        """Those of theirs that nobody has deleted for good."""
        ids = [id for (id,) in self._other.execute("SELECT id FROM collages ORDER BY id")]
        return [id for id in ids if not self._dead.has_id(id)]

    def _loose_photos(self) -> list[PhotoId]:
        """Photos of theirs that nothing holds, without what was deleted here for good: a repair
        keeps those of glimmers that were lost.
        """
        query = (
            "SELECT id FROM photos WHERE id NOT IN (SELECT photo FROM glimmer_photos)"
            " AND id NOT IN (SELECT photo FROM collage_photos) ORDER BY id"
        )
        gone = erased_rows.erased(self._conn).photos
        return [id for (id,) in self._other.execute(query) if id not in gone]

    def _buried_there(self) -> list[str]:
        """Ids of glimmers and collages that are here and were deleted there for good."""
        by_id = ("SELECT id FROM glimmers WHERE id = ?", "SELECT id FROM collages WHERE id = ?")
        by_source = "SELECT id FROM glimmers WHERE source = ? AND source_id = ?"
        buried = "SELECT id, source, source_id FROM tombstones"
        found: set[str] = set()
        for id, *source in self._other.execute(buried):
            for query in by_id:
                found.update(here for (here,) in self._conn.execute(query, (id,)))
            found.update(here for (here,) in self._conn.execute(by_source, source))
        return sorted(found)
