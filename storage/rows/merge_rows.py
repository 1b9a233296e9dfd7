"""Two journals become one: what another one has of each glimmer is joined with what is here.

Every part of a glimmer has its own time of change, and the later change wins; of two at the same
time the one that can be read to its last letter, then the greater value, so that it does not matter
which journal asks. Joining is commutative, associative and idempotent: journals that have heard of
the same changes, in whatever order and however often, are the same.

- What was deleted for good in one of them goes from the other too, whatever was changed there.
- Words that lose stay beside the glimmer, those of its time and of its photos too, unless it is
  known that the person replaced them (`words_replaced`) or never changed them.
- A glimmer that both took in from elsewhere, each under an id of its own, becomes one under the
  lower id.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, TypeAlias

from app.core.backups import BACKUPS
from app.core.errors import RESTORING
from app.core.exchange.record import (
    FIELDS,
    Beside,
    Field,
    Record,
    about_of,
    link_mark,
)
from app.core.glimmers import Glimmer, GlimmerId
from app.core.lookback.memories import KEPT_OUT, NOT_WHEN_HARD, TODAYS
from app.core.names import check_name, fold
from app.core.photos import NOTHING, CollageId, KeptCollage, Photo, PhotoId
from app.core.prompts import WRITTEN, joined_prompts
from app.core.when.times import sort_key
from storage.database import lived_days
from storage.database.lenient import reads_on
from storage.rows import (
    collage_rows,
    erased_rows,
    glimmer_rows,
    healed_photos,
    photo_rows,
    witness,
)
from storage.rows.collage_rows import SEEN
from storage.rows.drawer import Drawer
from storage.rows.glimmer_rows import COLUMNS_OF
from storage.rows.link_rows import COLUMNS, LinkKind
from storage.rows.mended_records import differing, is_name, readable
from storage.rows.name_rows import TABLES
from storage.rows.preference_rows import INDEX_IS_DUE
from storage.rows.record_rows import insert_row, records_of, undated
from storage.rows.stamps import utc
from storage.steps import Steps, finished

AT_ONCE = 100
"""Glimmers that are in memory at a time, and joined in one step."""
MOST_PREPARED = 5_000
"""Glimmers that are joined ahead; they are in memory all at a time."""
OF_THIS_DEVICE = ("prompt", "reminder_last_shown", "reminder_turn", TODAYS, BACKUPS, INDEX_IS_DUE)
"""Choices that say what was shown here or is to be done here, and are nobody's elsewhere."""

_ONLY_DATED = frozenset({"loved", "removed"})
"""Fields that a glimmer has from a day on, or has not."""
_Rank: TypeAlias = tuple[str, bool, str]
"""When something was changed, "" for not since it was kept; whether every letter of it can be read;
and what it is since.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A photo or name in a glimmer, or one that was taken out of it."""

    at: str
    """When; "" for not since it was kept."""
    here: bool
    kind: LinkKind | None = None
    """None, as the rest, of what was taken out: its mark does not tell."""
    key: str = ""
    name: str = ""
    """As it is spelled."""
    position: int = 0
    description: str = ""
    photo: Photo | None = None

    @property
    def rank(self) -> tuple[str, bool, bool, int, str]:
        """The greater one wins: the later, then what is there, then what can be read to its last
        letter, then what stands in front.
        """
        return (
            self.at,
            self.here,
            _is_readable(self.description),
            -self.position,
            self.description,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All that a journal knows of one glimmer."""

    record: Record
    """Without its photos, names, links and words beside, which follow."""
    held: Mapping[str, Held] = field(default_factory=dict)
    """By mark."""
    beside: Mapping[str, Beside] = field(default_factory=dict)
    """Words that lost, by mark."""
    replaced: frozenset[str] = frozenset()
    """Marks of words that the person replaced or put away."""
    mended: frozenset[str] = frozenset()
    """Columns that a disk has damaged, and that are not as they were kept: they win over nothing
    that is whole.
    """

    @property
    def id(self) -> GlimmerId:
        """Under which it is known."""
        return self.record.glimmer.id


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


# One glimmer --------------------------------------------------------------------------------------


def joined(a: State, b: State) -> State:
    """What is known of a glimmer where both of these are."""
    if a.id != b.id:
        lower = min(a.id, b.id)
        a, b = _called(a, lower, beside=b), _called(b, lower, beside=a)
    held = dict(a.held)
    for mark, theirs in b.held.items():
        ours = held.get(mark)
        held[mark] = theirs if ours is None or theirs.rank > ours.rank else ours
    replaced = a.replaced | b.replaced
    winners = {each: a if _rank(a, each) >= _rank(b, each) else b for each in FIELDS}
    columns = {
        column: getattr(winner.record.glimmer, column)
        for each, winner in winners.items()
        for column in COLUMNS_OF[each]
    }
    glimmer = a.record.glimmer._replace(
        kept_at=min(_whole(a, b, "kept_at"), key=_instant),
        changed_at=max(_whole(a, b, "changed_at"), key=_instant),
        **columns,
    )
    changed = {
        each: winner.record.changed[each]
        for each, winner in winners.items()
        if each in winner.record.changed
    }
    source, source_id = max(
        ((each.record.source, each.record.source_id) for each in (a, b)),
        key=lambda pair: (pair[0] or "", pair[1] or ""),
    )
    record = Record(glimmer=glimmer, source=source, source_id=source_id, changed=changed)
    state = State(record=record, held=held, replaced=replaced)
    return replace(state, beside=_beside(a, b, shown=state))


def _beside(a: State, b: State, *, shown: State) -> dict[str, Beside]:
    """Words that lost, now or earlier, and that nobody replaced.

    Words as they were kept were there for whoever has changed them, and lose nothing to a change.
    Nor is anything lost where a disk has damaged words that are whole in the other one.
    """
    found = {**a.beside, **b.beside}
    for state in (a, b):
        found |= {each.mark: each for each in _words_of(state)}
    own = {each.mark: each for each in _words_of(shown)}
    whole = {(each.about, each.at) for each in found.values() if _is_readable(each.words)}
    # Of a photo every change tells what it replaced, and there is more than one in a glimmer.
    changed = {each.about for each in own.values() if each.about != "photo" and each.at is not None}
    return {
        mark: each
        for mark, each in sorted(found.items())
        if mark not in shown.replaced
        and mark not in own
        and each.words
        and not (each.about in changed and each.at is None)
        and (_is_readable(each.words) or (each.about, each.at) not in whole)
    }


def _words_of(state: State) -> list[Beside]:
    """All that a person has written in a glimmer and is to be read there; names are not words that
    can lose: both are there.
    """
    glimmer, changed = state.record.glimmer, state.record.changed
    words = [Beside(words=glimmer.note, at=changed.get("note"))]
    if "when_text" not in state.mended:
        words.append(Beside(words=glimmer.when_text, at=changed.get("when"), about="when"))
    words += [
        Beside(words=each.description, at=each.at or None, about="photo")
        for each in state.held.values()
        if each.here and each.kind == "photo"
    ]
    return words


def _whole(a: State, b: State, column: str) -> list[str]:
    """What those of both say that are whole there; where neither is, what both say."""
    whole = [each for each in (a, b) if column not in each.mended] or [a, b]
    return [getattr(each.record.glimmer, column) for each in whole]


def _rank(state: State, which: Field) -> _Rank:
    if not state.mended.isdisjoint(COLUMNS_OF[which]):
        # Of a heart and of the bin the day was damaged, and that it is there can be read.
        at = state.record.changed.get(which, "") if which in _ONLY_DATED else ""
        return at, False, ""
    glimmer = state.record.glimmer
    values = [getattr(glimmer, column) for column in COLUMNS_OF[which]]
    is_readable = all(_is_readable(each) for each in values if each)
    return state.record.changed.get(which, ""), is_readable, json.dumps(values)


def _is_readable(words: str) -> bool:
    """Whether nothing in them stands for a letter that a disk has damaged (`lenient.text`)."""
    return "\ufffd" not in words


def _as_told(state: State | None) -> State | None:
    """What `joined` makes of it where nothing comes to it."""
    return replace(state, mended=frozenset()) if state and state.mended else state


def _instant(text: str) -> tuple[datetime, str]:
    return datetime.fromisoformat(text), text


def _called(state: State, id: GlimmerId, *, beside: State) -> State:
    """The same under another id. What was taken out is known again if the other one has it still;
    of the rest nobody can tell any more what it was.
    """
    if state.id == id:
        return state
    known = [each for one in (state, beside) for each in one.held.values() if each.kind]
    new = {
        link_mark(state.id, each.kind, each.key): link_mark(id, each.kind, each.key)
        for each in known
        if each.kind
    }
    held: dict[str, Held] = {}
    for mark, each in state.held.items():
        mark = new.get(mark, mark)
        if mark not in held or each.rank > held[mark].rank:
            held[mark] = each
    glimmer = state.record.glimmer._replace(id=id)
    return replace(state, record=replace(state.record, glimmer=glimmer), held=held)


def looks_the_same(a: State, b: State) -> bool:
    """Whether a person would see the same, whenever it was changed."""
    return _seen(a) == _seen(b)


def _seen(state: State) -> tuple[object, ...]:
    fields = [_rank(state, each)[2] for each in FIELDS]
    held: dict[str, list[tuple[int, str, str, str]]] = {}
    for each in state.held.values():
        if each.here and each.kind:
            entry = (each.position, each.key, each.name, each.description)
            held.setdefault(each.kind, []).append(entry)
    order = {kind: [entry[1:] for entry in sorted(entries)] for kind, entries in held.items()}
    shown = {each.words for each in _words_of(state)}
    return fields, order, {each.words for each in state.beside.values()} - shown


# Read ---------------------------------------------------------------------------------------------


def states(records: Sequence[Record], conn: sqlite3.Connection) -> list[State]:
    """What the journal behind `conn` knows of these glimmers of its own."""
    among = "IN (SELECT value FROM json_each(?))"
    wanted = (json.dumps([record.glimmer.id for record in records]),)
    positions: dict[str, int] = {}
    for kind, (table, column) in COLUMNS.items():
        query = f"SELECT glimmer, {column}, position FROM {table} WHERE glimmer {among}"
        for id, key, position in conn.execute(query, wanted):
            positions[link_mark(id, kind, key)] = position
    replaced: dict[str, set[str]] = defaultdict(set)
    query = f"SELECT glimmer, mark FROM words_replaced WHERE glimmer {among}"
    for id, mark in conn.execute(query, wanted):
        replaced[id].add(mark)
    beside: dict[str, dict[str, Beside]] = defaultdict(dict)
    query = f"SELECT glimmer, mark, words, written_at FROM words_beside WHERE glimmer {among}"
    for id, mark, words, at in conn.execute(query, wanted):
        each = Beside(words=words, at=at, about=about_of(mark))
        beside[id][each.mark] = each
    return [
        State(
            record=replace(record, parts=NOTHING, links=(), beside=()),
            held=_held(record, positions),
            beside=dict(sorted(beside[record.glimmer.id].items())),
            replaced=frozenset(replaced[record.glimmer.id]),
        )
        for record in records
    ]


def _held(record: Record, positions: Mapping[str, int]) -> dict[str, Held]:
    id, parts = record.glimmer.id, record.parts
    times = {change.mark: change for change in record.links}
    held = {
        mark: Held(at=change.at, here=False) for mark, change in times.items() if not change.here
    }
    there: list[tuple[LinkKind, str, Mapping[str, Any]]] = [
        (kind, fold(name), {"name": name}) for kind, names in _named(record) for name in names
    ]
    there += [
        ("photo", each.photo.id, {"photo": each.photo, "description": each.description})
        for each in parts.photos
    ]
    for kind, key, what in there:
        mark = link_mark(id, kind, key)
        at = times[mark].at if mark in times else ""
        held[mark] = Held(
            at=at, here=True, kind=kind, key=key, position=positions.get(mark, 0), **what
        )
    return held


def _named(record: Record) -> tuple[tuple[Literal["person", "place", "tag"], tuple[str, ...]], ...]:
    parts = record.parts
    return ("person", parts.people), ("place", parts.places), ("tag", parts.tags)


class _Dead:
    """What was deleted for good in one of two journals."""

    def __init__(self, *journals: sqlite3.Connection) -> None:
        self._journals = journals

    def has(self, record: Record) -> bool:
        """Whether this glimmer was, here or there."""
        query = "SELECT 1 FROM tombstones WHERE source = ? AND source_id = ?"
        return self.has_id(record.glimmer.id) or self._any(query, record.source, record.source_id)

    def has_id(self, id: str) -> bool:
        """Whether a glimmer or collage with this id was."""
        return self._any("SELECT 1 FROM tombstones WHERE id = ?", id)

    def _any(self, query: str, *values: str | None) -> bool:
        return any(conn.execute(query, values).fetchone() for conn in self._journals)


# The whole journal --------------------------------------------------------------------------------


class _Merge:
    """One merge of what `other` has into what `conn` has."""

    def __init__(self, conn: sqlite3.Connection, other: sqlite3.Connection) -> None:
        self._conn = conn
        self._other = other
        self._dead = _Dead(conn, other)
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
                if after != _as_told(ours):
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
        _bury(self._conn, self._other, buried, at=at)
        names = _Names(self._conn, self._other)
        if prepared is not None and prepared.joined is not None:
            for ours, after in prepared.joined:
                _write(self._conn, ours, after, names, at=at)
            yield None
        else:
            prepared = None
            yield from self._join(names, at=at)
        names.spell()
        for id in self._collages():
            _take_collage(self._conn, self._other, id)
        loose = json.dumps(self._loose_photos())
        _take_photos(self._conn, self._other, "SELECT value FROM json_each(?)", loose)
        healed_photos.heal(self._conn, self._other)
        _take_sights(self._conn, self._other)
        _take_choices(self._conn, self._other)
        return prepared.compared if prepared else self._compared(erased=len(buried))

    def _join(self, names: _Names, *, at: datetime) -> Steps[None]:
        for page in self._pairs():
            for theirs, ours in page:
                self._count(theirs, ours)
                if self._dead.has(theirs.record):
                    continue
                after = theirs if ours is None else joined(ours, theirs)
                if after != _as_told(ours):
                    _write(self._conn, ours, after, names, at=at)
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
            theirs = self._there(ids)
            ours = self._ours(theirs)
            yield [(state, ours.get(state.id)) for state in theirs]

    def _ours(self, theirs: Sequence[State]) -> dict[GlimmerId, State]:
        """What is here of these, by their ids there."""
        here = {state.id: state for state in self._here([state.id for state in theirs])}
        query = "SELECT id FROM glimmers WHERE source = ? AND source_id = ?"
        for state in theirs:
            record = state.record
            if state.id not in here and record.source is not None:
                row = self._conn.execute(query, (record.source, record.source_id)).fetchone()
                if row is not None:
                    (here[state.id],) = self._here([GlimmerId(row[0])])
        return here

    def _there(self, ids: Sequence[GlimmerId]) -> list[State]:
        lying = undated(self._other, ids)
        read = [
            readable(record, lying.get(record.glimmer.id, record.glimmer))
            for record in records_of(self._other, ids)
        ]
        self._counts["damaged"] += sum(each.is_damaged for each in read)
        found = states([each.record for each in read], self._other)
        return [replace(state, mended=each.mended) for state, each in zip(found, read, strict=True)]

    def _here(self, ids: Sequence[GlimmerId]) -> list[State]:
        lying = undated(self._conn, ids)
        return [
            replace(state, mended=differing(state.record.glimmer, lying[state.id]))
            if state.id in lying
            else state
            for state in states(records_of(self._conn, ids), self._conn)
        ]

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


# Written ------------------------------------------------------------------------------------------


def _bury(
    conn: sqlite3.Connection, other: sqlite3.Connection, ids: Sequence[str], *, at: datetime
) -> None:
    """Delete these for good, and know of all that was."""
    if ids:
        which, values = "id IN (SELECT value FROM json_each(?))", (json.dumps(ids),)
        photos = photo_rows.of_glimmers(conn, which, values)
        glimmer_rows.erase(conn, which, values, erased_at=utc(at))
        collage_rows.erase(conn, which, values, erased_at=utc(at))
        photo_rows.due_at_once(conn, photos)
    conn.executemany(
        "INSERT INTO tombstones (id, source, source_id, erased_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET erased_at = min(erased_at, excluded.erased_at),"
        " source = ifnull(source, excluded.source),"
        " source_id = ifnull(source_id, excluded.source_id)",
        other.execute("SELECT id, source, source_id, erased_at FROM tombstones"),
    )
    # What both took in from elsewhere has an id of its own in each, and both are known to be gone.
    sources = conn.execute(
        "SELECT source, source_id, min(erased_at) FROM tombstones WHERE source NOTNULL"
        " GROUP BY source, source_id"
    ).fetchall()
    known = "SELECT id FROM glimmers WHERE source = ? AND source_id = ?"
    for source, source_id, erased_at in sources:
        for (id,) in other.execute(known, (source, source_id)):
            conn.execute(
                "INSERT INTO tombstones (id, source, source_id, erased_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (id, source, source_id, erased_at),
            )


class _Names:
    """The names of both journals."""

    def __init__(self, conn: sqlite3.Connection, other: sqlite3.Connection) -> None:
        self._conn = conn
        self._other = other
        self._hidden = {
            table: _hidden_in(conn, table) | _hidden_in(other, table) for table in _NAME_TABLES
        }
        """The numbers of those that are hidden from memories in either, before they are joined."""

    def need(self, held: Held) -> None:
        """Let there be this one here."""
        assert held.kind is not None
        assert held.kind != "photo"
        # A number drawn at random, as `name_rows.set_names` does it.
        self._conn.execute(
            f"INSERT INTO {TABLES[held.kind].names} (rowid, id, name)"
            f" VALUES (abs(random() % {1 << 53}) + 1, ?, ?) ON CONFLICT DO NOTHING",
            (held.key, held.name),
        )

    def spell(self) -> None:
        """Spell each name that both have as it was spelled last, in one of them. Who is hidden from
        memories in either is so here, also where the other one calls them something else.
        """
        for table in _NAME_TABLES:
            query = f"SELECT name, changed_at, hidden, rowid FROM {table}"
            for name, changed_at, hidden, number in self._other.execute(query).fetchall():
                if not is_name(name):  # a disk has damaged it, and it comes as it was mended
                    continue
                values = {"key": fold(check_name(name)), "name": name, "at": changed_at}
                self._conn.execute(
                    f"UPDATE {table} SET name = :name, changed_at = :at WHERE id = :key"
                    " AND (ifnull(changed_at, ''), name COLLATE BINARY) < (ifnull(:at, ''), :name)",
                    values,
                )
                self._conn.execute(
                    f"UPDATE {table} SET hidden = max(hidden, ?) WHERE id = ?",
                    (hidden or number in self._hidden[table], values["key"]),
                )
            numbers = json.dumps(sorted(self._hidden[table]))
            self._conn.execute(
                f"UPDATE {table} SET hidden = 1 WHERE rowid IN (SELECT value FROM json_each(?))",
                (numbers,),
            )


_NAME_TABLES = tuple(tables.names for tables in TABLES.values())
_DRAWN = 1 << 32
"""Numbers of names are drawn at random from far more than these (`name_rows.set_names`): where two
journals have the same one, it is one name, whatever it is called. Those of the first journals were
counted instead, and say nothing.
"""


def _hidden_in(conn: sqlite3.Connection, table: str) -> frozenset[int]:
    query = f"SELECT rowid FROM {table} WHERE hidden AND rowid > ?"
    return frozenset(number for (number,) in conn.execute(query, (_DRAWN,)))


def _write(
    conn: sqlite3.Connection, before: State | None, after: State, names: _Names, *, at: datetime
) -> None:
    record = _of_one_source(conn, before, after)
    if before is None:
        lived = lived_days.so_far(conn) if record.glimmer.removed_at else 0
        insert_row(conn, record, taken_in_at=utc(at), lived=lived)
    else:
        if before.id != after.id:
            _rename(conn, before.id, after.id)
        _update_row(conn, before, record)
        if before.record.glimmer.note != record.glimmer.note:
            witness.looked_at(conn, after.id)
    _write_held(conn, before, after, names)
    id = after.id
    if before is not None:
        conn.execute("DELETE FROM words_beside WHERE glimmer = ?", (id,))
    conn.executemany(
        "INSERT INTO words_beside (glimmer, mark, words, written_at) VALUES (?, ?, ?, ?)",
        [(id, mark, each.words, each.at) for mark, each in after.beside.items()],
    )
    conn.executemany(
        "INSERT INTO words_replaced (glimmer, mark) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(id, mark) for mark in sorted(after.replaced)],
    )


def _of_one_source(conn: sqlite3.Connection, before: State | None, after: State) -> Record:
    """The record without a source that another glimmer here has already."""
    record = after.record
    if record.source is None:
        return record
    query = "SELECT 1 FROM glimmers WHERE source = ? AND source_id = ? AND id NOT IN (?, ?)"
    ids = (after.id, before.id if before else after.id)
    if conn.execute(query, (record.source, record.source_id, *ids)).fetchone():
        return replace(record, source=None, source_id=None)
    return record


def _rename(conn: sqlite3.Connection, old: GlimmerId, new: GlimmerId) -> None:
    """Give a glimmer another id."""
    conn.execute("PRAGMA defer_foreign_keys = ON")  # until what belongs to it has followed
    conn.execute("UPDATE glimmers SET id = ? WHERE id = ?", (new, old))
    for table in _BELONGING:
        conn.execute(f"UPDATE {table} SET glimmer = ? WHERE glimmer = ?", (new, old))
    kept_out = "UPDATE OR REPLACE preferences SET name = ? WHERE name = ?"
    conn.executemany(kept_out, [(begins + new, begins + old) for begins in _ABOUT_ONE])


_ABOUT_ONE = (KEPT_OUT, NOT_WHEN_HARD)
"""How choices begin that end in the id of a glimmer."""
_BELONGING = (
    *(table for table, _ in COLUMNS.values()),
    "links_let_go",
    "doubts",
    "words_beside",
    "words_replaced",
)


def _update_row(conn: sqlite3.Connection, before: State, record: Record) -> None:
    glimmer = record.glimmer
    values: dict[str, Any] = glimmer._asdict() | {
        "source": record.source,
        "source_id": record.source_id,
        "sort_key": sort_key(glimmer.when),
    }
    values |= {f"{each}_changed_at": record.changed.get(each) for each in FIELDS}
    for column in _left_lying(before, glimmer):
        values.pop(column)
    id = values.pop("id")
    columns = ", ".join(f'"{name}" = ?' for name in values)
    conn.execute(f"UPDATE glimmers SET {columns} WHERE id = ?", (*values.values(), id))


def _left_lying(before: State, after: Glimmer) -> list[str]:
    """Columns that a disk has damaged, and for which nothing better came: a repair can read more in
    them than what is told instead.
    """
    told = before.record.glimmer
    left: list[str] = []
    for columns in (*COLUMNS_OF.values(), ("kept_at",), ("changed_at",)):
        same = all(getattr(told, each) == getattr(after, each) for each in columns)
        if same and not before.mended.isdisjoint(columns):
            left += columns
    return [*left, "sort_key"] if "start" in left else left


def _write_held(
    conn: sqlite3.Connection, before: State | None, after: State, names: _Names
) -> None:
    """What it holds; what came is written before what goes, so that no name is unused between."""
    id, kept_at = after.id, after.record.glimmer.kept_at
    was = {} if before is None else before.held
    if before is not None and before.id != id:
        # Their marks have changed: all of it is written anew.
        conn.execute("DELETE FROM links_let_go WHERE glimmer = ?", (id,))
        was = {}
    gone: list[Held] = []
    for mark, each in after.held.items():
        if was.get(mark) == each:
            continue
        if not each.here:
            conn.execute(
                "INSERT OR REPLACE INTO links_let_go (glimmer, mark, removed_at) VALUES (?, ?, ?)",
                (id, mark, each.at),
            )
            continue
        if before is not None:
            conn.execute("DELETE FROM links_let_go WHERE glimmer = ? AND mark = ?", (id, mark))
        _link(conn, id, each, names, kept_at=kept_at)
    let_go = {mark for mark, each in after.held.items() if not each.here}
    held_before = {} if before is None else before.held
    gone = [
        each
        for each in held_before.values()
        if each.here and each.kind and link_mark(id, each.kind, each.key) in let_go
    ]
    for each in gone:
        assert each.kind
        table, column = COLUMNS[each.kind]
        conn.execute(f"DELETE FROM {table} WHERE glimmer = ? AND {column} = ?", (id, each.key))


def _link(
    conn: sqlite3.Connection, id: GlimmerId, held: Held, names: _Names, *, kept_at: str
) -> None:
    assert held.kind
    at = held.at or None
    if held.photo is not None:
        photo_rows.attach(conn, id, [held.photo], kept_at=kept_at)
        conn.execute(
            "UPDATE glimmer_photos SET position = ?, description = ?, changed_at = ?"
            " WHERE glimmer = ? AND photo = ?",
            (held.position, held.description, at, id, held.key),
        )
        return
    names.need(held)
    table, column = COLUMNS[held.kind]
    conn.execute(
        f"INSERT INTO {table} (glimmer, {column}, position, changed_at, sort_key)"
        " SELECT id, ?, ?, ?, sort_key FROM glimmers WHERE id = ? ON CONFLICT DO UPDATE SET"
        " position = excluded.position, changed_at = excluded.changed_at",
        (held.key, held.position, at, id),
    )


def _take_collage(conn: sqlite3.Connection, other: sqlite3.Connection, id: str) -> None:
    """The one that was changed later, as a whole, with the photos that either has for it. A caption
    that loses, and that nobody has seen who changed the other one, stays on a collage of its own.
    """
    query = "SELECT photo FROM collage_photos WHERE collage = ?"
    there = {photo for (photo,) in other.execute(query, (id,))}
    found = [collage_rows.get(other, CollageId(id))]
    if (ours := _collage_here(conn, id)) is not None:
        found = _joined_collages(ours, found[0])
    for each in found:
        _put_collage(conn, other, each, held=there)


def _collage_here(conn: sqlite3.Connection, id: str) -> KeptCollage | None:
    query = "SELECT 1 FROM collages WHERE id = ?"
    return collage_rows.get(conn, CollageId(id)) if conn.execute(query, (id,)).fetchone() else None


def _joined_collages(a: KeptCollage, b: KeptCollage) -> list[KeptCollage]:
    """What is known of a collage where both of these are, and what stays of the other."""
    winner, loser = (a, b) if _collage_rank(a) >= _collage_rank(b) else (b, a)
    seen = collage_rows.seen_marks(a) | collage_rows.seen_marks(b)
    caption, mark = collage_rows.caption_of(loser), collage_rows.caption_mark(loser)
    # As it was kept it was there for whoever has changed it.
    is_seen = mark in seen or (loser.changed_at == loser.kept_at != winner.changed_at)
    kept: list[KeptCollage] = []
    if caption and mark != collage_rows.caption_mark(winner) and not is_seen:
        if caption == collage_rows.caption_of(winner):
            seen |= {mark}
        else:
            record = {name: each for name, each in loser.record.items() if name != SEEN}
            kept = [replace(loser, id=_id_beside(loser.id, mark), record=record)]
    if seen:
        winner = replace(winner, record=winner.record | {SEEN: sorted(seen)})
    return [winner, *kept]


def _id_beside(id: CollageId, mark: str) -> CollageId:
    """The same id wherever the same caption of the same collage loses: of its millisecond, a
    UUIDv7.
    """
    digits = hashlib.sha256(f"{id}\n{mark}".encode()).hexdigest()
    return CollageId(f"{id[:13]}-7{digits[:3]}-8{digits[3:6]}-{digits[6:18]}")


def _put_collage(
    conn: sqlite3.Connection, other: sqlite3.Connection, collage: KeptCollage, *, held: Set[str]
) -> None:
    """Write it where it is not here so, or later; of what its record names, `held` is there."""
    if _Dead(conn).has_id(collage.id):
        return
    here = _collage_here(conn, collage.id)
    if here is not None and _collage_rank(here) > _collage_rank(collage):
        return
    named = held & set(collage_rows.texts(collage.record))
    query = "SELECT photo FROM collage_photos WHERE collage = ?"
    if here == collage and named <= {photo for (photo,) in conn.execute(query, (collage.id,))}:
        return
    _take_photos(conn, other, "SELECT value FROM json_each(?)", json.dumps(sorted(named)))
    collage_rows.write(conn, collage)
    conn.execute(
        "UPDATE collages SET removed_lived = ? WHERE id = ? AND removed_at NOTNULL"
        " AND removed_lived IS NULL",
        (lived_days.so_far(conn), collage.id),
    )


def _take_photos(
    conn: sqlite3.Connection, other: sqlite3.Connection, which: str, *values: str
) -> None:
    photos = other.execute(
        "SELECT id, width, height, media_type, size, taken_at, focus_x, focus_y, sight_x, sight_y,"
        f" kept_at FROM photos WHERE id IN ({which})",
        values,
    )
    for id, *rest in photos.fetchall():
        if conn.execute(photo_rows.INSERT, (id, *rest)).rowcount:
            conn.execute(photo_rows.HOLD, (id, id))


def _collage_rank(collage: KeptCollage) -> tuple[datetime, bool, str]:
    record = {name: each for name, each in collage.record.items() if name != SEEN}
    told = [record, collage.picture, collage.removed_at]
    said = json.dumps(told, sort_keys=True)
    # One that a disk has damaged is read as empty.
    return datetime.fromisoformat(collage.changed_at), bool(record), said


def _take_sights(conn: sqlite3.Connection, other: sqlite3.Connection) -> None:
    """What is kept in sight of photos, as it was said last."""
    said = (
        "SELECT id, sight_x, sight_y, sight_changed_at FROM photos"
        " WHERE sight_x NOTNULL OR sight_changed_at NOTNULL"
    )
    rank = "(ifnull({at}, ''), ifnull({x}, -1.0), ifnull({y}, -1.0))"
    ours = rank.format(at="sight_changed_at", x="sight_x", y="sight_y")
    theirs = rank.format(at=":at", x=":x", y=":y")
    conn.executemany(
        "UPDATE photos SET sight_x = :x, sight_y = :y, sight_changed_at = :at"
        f" WHERE id = :id AND {ours} < {theirs}",
        [dict(zip(("id", "x", "y", "at"), row, strict=True)) for row in other.execute(said)],
    )


def _take_choices(conn: sqlite3.Connection, other: sqlite3.Connection) -> None:
    """What was chosen before choices had times stands behind what was chosen since."""
    _take_own_prompts(conn, other)
    chosen = "SELECT name, value, changed_at FROM preferences"
    conn.executemany(
        "INSERT INTO preferences (name, value, changed_at) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at"
        " WHERE (ifnull(preferences.changed_at, ''), preferences.value)"
        " < (ifnull(excluded.changed_at, ''), excluded.value)",
        [
            (_called_here(conn, other, name), *rest)
            for name, *rest in other.execute(chosen)
            if name not in (*OF_THIS_DEVICE, WRITTEN) and not name.startswith(erased_rows.NOTE)
        ],
    )


def _take_own_prompts(conn: sqlite3.Connection, other: sqlite3.Connection) -> None:
    """Prompts that the person wrote in one of two copies are in both, until they are deleted in
    one.
    """
    query = "SELECT value, changed_at FROM preferences WHERE name = ?"
    found = [row for each in (conn, other) for row in each.execute(query, (WRITTEN,))]
    lists = [each for value, _ in found if isinstance(each := _json_or_none(value), list)]
    if not lists:
        return
    value = json.dumps(joined_prompts(lists[0], lists[-1]))
    at = max((at for _, at in found if at), default=None)
    conn.execute(
        "INSERT INTO preferences (name, value, changed_at) VALUES (?, ?, ?) ON CONFLICT (name) DO"
        " UPDATE SET value = excluded.value, changed_at = excluded.changed_at",
        (WRITTEN, value, at),
    )


def _json_or_none(text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError):  # damaged on the disk
        return None


def _called_here(conn: sqlite3.Connection, other: sqlite3.Connection, name: str) -> str:
    """The name of a choice; one that is about a glimmer has its id, which may be another here."""
    begins = next((each for each in _ABOUT_ONE if name.startswith(each)), None)
    if begins is None:
        return name
    query = "SELECT source, source_id FROM glimmers WHERE id = ? AND source NOTNULL"
    source = other.execute(query, (name.removeprefix(begins),)).fetchone()
    query = "SELECT id FROM glimmers WHERE source = ? AND source_id = ?"
    here = source and conn.execute(query, source).fetchone()
    return f"{begins}{here[0]}" if here else name
