"""All that a journal knows of one glimmer, as it is joined with what another one knows."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from app.core.exchange.record import Beside, Record, about_of, link_mark
from app.core.glimmers import GlimmerId
from app.core.names import fold
from app.core.photos import NOTHING, Photo
from storage.rows.link_rows import COLUMNS, LinkKind
from storage.rows.mended_records import differing, readable
from storage.rows.record_rows import records_of, undated


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
            is_readable(self.description),
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


def is_readable(words: str) -> bool:
    """Whether nothing in them stands for a letter that a disk has damaged (`lenient.text`)."""
    return "\ufffd" not in words


def states_here(conn: sqlite3.Connection, ids: Sequence[GlimmerId]) -> list[State]:
    """What the journal behind `conn` knows of these glimmers of its own; those that are not there
    are left out. What is damaged stays as it lies there.
    """
    lying = undated(conn, ids)
    return [
        replace(state, mended=differing(state.record.glimmer, lying[state.id]))
        if state.id in lying
        else state
        for state in _states(records_of(conn, ids), conn)
    ]


def states_there(conn: sqlite3.Connection, ids: Sequence[GlimmerId]) -> tuple[list[State], int]:
    """The same of a journal from elsewhere, as far as it can be read; and in how many of them a
    disk has damaged something.
    """
    lying = undated(conn, ids)
    read = [
        readable(record, lying.get(record.glimmer.id, record.glimmer))
        for record in records_of(conn, ids)
    ]
    found = _states([each.record for each in read], conn)
    mended = [replace(state, mended=each.mended) for state, each in zip(found, read, strict=True)]
    return mended, sum(each.is_damaged for each in read)


def _states(records: Sequence[Record], conn: sqlite3.Connection) -> list[State]:
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
