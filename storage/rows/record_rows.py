"""Glimmers as records: handed out with all that comes with them, and taken in, many at once."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.core.errors import KEEPING
from app.core.exchange.record import (
    FIELDS,
    Beside,
    InvalidRecordError,
    LinkChange,
    Record,
    about_of,
    from_json,
    link_mark,
    to_json,
)
from app.core.exchange.taking_in import Refused, TakenIn
from app.core.glimmers import Glimmer, GlimmerId
from app.core.names import fold
from app.core.photos import NAME_KINDS, Parts
from app.core.when.times import iso, sort_key
from storage.database import lived_days
from storage.database.lenient import reads_on
from storage.rows import link_rows, name_rows, photo_rows
from storage.rows.drawer import PAGE, Drawer
from storage.rows.edtf_dates import checked_edtf
from storage.rows.glimmer_rows import CHANGE_TIMES, COLUMNS, check_none_astray
from storage.rows.own_row import own
from storage.rows.stamps import utc

_ALL = f"{COLUMNS}, source, source_id, {CHANGE_TIMES}"
_WIDTH = len(Glimmer._fields)
_INSERTED = f"{_ALL}, sort_key, taken_in_at, removed_lived"
_INSERT = (
    f"INSERT INTO glimmers ({_INSERTED}) VALUES ({', '.join('?' * len(_INSERTED.split(',')))})"
)


@reads_on
class Records(Drawer):
    """Every glimmer as a record, the bin's too."""

    def of(self, ids: Sequence[GlimmerId]) -> list[Record]:
        """The records of these glimmers, in this order; ids of none are left out.

        A date that a damaged disk has made unreadable is told as what the rest of the glimmer says.
        """
        with self._access.reading():
            found = {record.glimmer.id: record for record in records_of(self._conn, ids)}
        return [found[id] for id in ids if id in found]

    def page(self, *, after: GlimmerId | None = None, limit: int = PAGE) -> list[Record]:
        """Up to `limit` records in the order of their ids, which is that of keeping, from behind
        `after`.
        """
        query = "SELECT id FROM glimmers WHERE id > ? ORDER BY id LIMIT ?"
        with self._access.reading():
            ids = [GlimmerId(id) for (id,) in self._conn.execute(query, (after or "", limit))]
        return self.of(ids)

    def take_in(
        self, records: Iterable[Record], *, at: datetime, skip_refused: bool = False
    ) -> TakenIn:
        """Keep what is not here yet: all of it in one transaction, and the listeners are told once.

        A glimmer is here if its id is, or the same `source` and `source_id`; it stays as it is.
        What was deleted for good does not come back. Where one record is refused nothing is kept,
        unless `skip_refused`. The files of photos must be in the photo store by then. `at` (aware)
        is now; the records say themselves when they were kept.

        Raises:
            NoRoomError, ReadOnlyError, BusyJournalError: nothing was kept.
            DamagedJournalError, JournalGoneError: as in `Journal.keep`.
        """
        good: list[Record] = []
        refused: list[Refused] = []
        for place, record in enumerate(records):
            try:
                good.append(checked(record))
            except InvalidRecordError as error:
                refused.append(Refused(place=place, why=error))
        if refused and not skip_refused:
            return TakenIn(refused=tuple(refused))
        with self._access.transaction(KEEPING):
            new, here, let_go = _sorted_out(self._conn, good)
            _insert(self._conn, new, at=at)
        self._access.check_written([record.glimmer for record in new])
        return TakenIn(
            new=tuple(record.glimmer.id for record in new),
            here=tuple(here),
            let_go=tuple(let_go),
            refused=tuple(refused),
        )


# Handed out ---------------------------------------------------------------------------------------


def records_of(conn: sqlite3.Connection, ids: Sequence[GlimmerId]) -> list[Record]:
    """The records of these glimmers, in the order in which SQLite finds them.

    Raises:
        DamagedJournalError: an index leads from one of them to another.
    """
    among = "IN (SELECT value FROM json_each(?))"
    wanted = (json.dumps([id for id in ids if id.isascii()]),)
    query = f"SELECT {_ALL} FROM glimmers WHERE id {among} AND {own('glimmers')}"
    rows = conn.execute(query, wanted).fetchall()
    known = [row[0] for row in rows]
    if len(known) < len(ids):
        check_none_astray(conn, ids)
    photos = photo_rows.photos_of(conn, known)
    names = {kind: name_rows.names_of(conn, known, kind) for kind in NAME_KINDS}
    links: dict[str, list[LinkChange]] = defaultdict(list)
    for kind, (table, column) in link_rows.COLUMNS.items():
        query = (
            f"SELECT glimmer, {column}, changed_at FROM {table} WHERE changed_at NOTNULL AND "
            f"glimmer {among}"
        )
        for id, key, at in conn.execute(query, wanted):
            links[id].append(LinkChange(mark=link_mark(id, kind, key), at=at, here=True))
    query = f"SELECT glimmer, mark, removed_at FROM links_let_go WHERE glimmer {among}"
    for id, mark, at in conn.execute(query, wanted):
        links[id].append(LinkChange(mark=mark, at=at, here=False))
    beside: dict[str, list[Beside]] = defaultdict(list)
    for id, each in beside_of(conn, known):
        beside[id].append(each if _is_instant(each.at) else replace(each, at=None))
    return [
        Record(
            glimmer=_readable(Glimmer._make(row[:_WIDTH])),
            parts=Parts(
                photos=tuple(photos.get(id, ())),
                people=tuple(names["person"].get(id, ())),
                places=tuple(names["place"].get(id, ())),
                tags=tuple(names["tag"].get(id, ())),
            ),
            source=row[_WIDTH],
            source_id=row[_WIDTH + 1],
            changed={
                field: at
                for field, at in zip(FIELDS, row[_WIDTH + 2 :], strict=True)
                if _is_instant(at)
            },
            links=tuple(
                sorted(
                    (each for each in links[id] if _is_instant(each.at)), key=lambda each: each.mark
                )
            ),
            beside=tuple(beside[id]),
        )
        for id, row in zip(known, rows, strict=True)
    ]


def beside_of(conn: sqlite3.Connection, ids: Sequence[str]) -> list[tuple[str, Beside]]:
    """Words beside these glimmers, each with its glimmer, in the order of their marks; what a
    glimmer itself says anywhere, in its note or of its time or a photo, is not among them.
    """
    query = (
        "SELECT glimmer, mark, words, written_at FROM words_beside b"
        " WHERE glimmer IN (SELECT value FROM json_each(?)) AND NOT EXISTS (SELECT 1 FROM glimmers"
        " WHERE id = b.glimmer AND b.words IN (note, when_text)) AND NOT EXISTS (SELECT 1 FROM"
        " glimmer_photos WHERE glimmer = b.glimmer AND description = b.words)"
        " ORDER BY glimmer, mark"
    )
    return [
        (id, Beside(words=words, at=at, about=about_of(mark)))
        for id, mark, words, at in conn.execute(query, (json.dumps(ids),))
    ]


def undated(conn: sqlite3.Connection, ids: Sequence[GlimmerId]) -> dict[GlimmerId, Glimmer]:
    """As they lie there, those of these glimmers of which `records_of` tells a date that a disk has
    damaged as something else.
    """
    among = "IN (SELECT value FROM json_each(?))"
    query = f"SELECT {COLUMNS} FROM glimmers WHERE id {among} AND {own('glimmers')}"
    rows = conn.execute(query, (json.dumps([id for id in ids if id.isascii()]),))
    return {each.id: each for each in map(Glimmer._make, rows) if not each.is_dated}


def _readable(glimmer: Glimmer) -> Glimmer:
    """The same with dates that can be read."""
    if glimmer.is_dated:
        return glimmer
    kept_at = iso(glimmer.kept)
    changed_at = glimmer.changed_at if _is_instant(glimmer.changed_at) else kept_at
    loved_at, removed_at = (
        at if at is None or _is_instant(at) else changed_at
        for at in (glimmer.loved_at, glimmer.removed_at)
    )
    readable = glimmer._replace(
        kept_at=kept_at,
        changed_at=changed_at,
        loved_at=loved_at,
        removed_at=removed_at,
    )
    if readable.is_dated:
        return readable
    return readable._replace(precision="life", start=None, end=None, edtf="")


def _is_instant(text: str | None) -> bool:
    try:
        return text is not None and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


# Taken in -----------------------------------------------------------------------------------------


def checked(record: Record) -> Record:
    """As it will be read again.

    Raises:
        InvalidRecordError: it cannot be kept.
    """
    read = from_json(to_json(record))
    glimmer = read.glimmer
    try:
        edtf = checked_edtf(glimmer.when)
    except ValueError:
        raise InvalidRecordError("value", field="when.edtf") from None
    # Instants that are compared as text are of one form.
    removed_at = (
        None if glimmer.removed_at is None else utc(datetime.fromisoformat(glimmer.removed_at))
    )
    changed = {field: utc(datetime.fromisoformat(at)) for field, at in read.changed.items()}
    links = tuple(replace(each, at=utc(datetime.fromisoformat(each.at))) for each in read.links)
    glimmer = glimmer._replace(edtf=edtf, removed_at=removed_at)
    beside = [
        replace(each, at=None if each.at is None else utc(datetime.fromisoformat(each.at)))
        for each in read.beside
    ]
    beside.sort(key=lambda each: each.mark)
    return replace(read, glimmer=glimmer, changed=changed, links=links, beside=tuple(beside))


class _Known:
    """What of some records is in a table already, by id and by source."""

    def __init__(self, conn: sqlite3.Connection, table: str, records: Sequence[Record]) -> None:
        among = "IN (SELECT value FROM json_each(?))"
        ids = json.dumps([record.glimmer.id for record in records])
        self._ids = {
            id for (id,) in conn.execute(f"SELECT id FROM {table} WHERE id {among}", (ids,))
        }
        self._sources: dict[tuple[str | None, str | None], GlimmerId] = {}
        by_source: dict[str, list[str | None]] = defaultdict(list)
        for record in records:
            if record.source is not None:
                by_source[record.source].append(record.source_id)
        query = f"SELECT source_id, id FROM {table} WHERE source = ? AND source_id {among}"
        for source, source_ids in by_source.items():
            for source_id, id in conn.execute(query, (source, json.dumps(source_ids))):
                self._sources[source, source_id] = id

    def find(self, record: Record) -> GlimmerId | None:
        """The id under which it is known."""
        if record.glimmer.id in self._ids:
            return record.glimmer.id
        return self._sources.get((record.source, record.source_id))

    def add(self, record: Record) -> None:
        """From now on it is."""
        self._ids.add(record.glimmer.id)
        if record.source is not None:
            self._sources[record.source, record.source_id] = record.glimmer.id


def _sorted_out(
    conn: sqlite3.Connection, records: Sequence[Record]
) -> tuple[list[Record], list[GlimmerId], list[GlimmerId]]:
    """Those that are new, the ids here of those that are not, and the ids of those that were
    deleted here.
    """
    known, buried = _Known(conn, "glimmers", records), _Known(conn, "tombstones", records)
    new: list[Record] = []
    here: list[GlimmerId] = []
    let_go: list[GlimmerId] = []
    for record in records:
        if (id := known.find(record)) is not None:
            here.append(id)
        elif buried.find(record) is not None:
            let_go.append(record.glimmer.id)
        else:
            known.add(record)
            new.append(record)
    return new, here, let_go


def _insert(conn: sqlite3.Connection, records: Sequence[Record], *, at: datetime) -> None:
    lived = lived_days.so_far(conn)
    conn.executemany(
        _INSERT, (_row(record, taken_in_at=utc(at), lived=lived) for record in records)
    )
    for record in records:
        id, parts = record.glimmer.id, record.parts
        for kind, names in zip(NAME_KINDS, (parts.people, parts.places, parts.tags), strict=True):
            if names:
                name_rows.set_names(conn, id, kind, names, at=None)
        if parts.photos:
            photos = [each.photo for each in parts.photos]
            photo_rows.attach(conn, id, photos, kept_at=record.glimmer.kept_at)
            conn.executemany(
                "UPDATE glimmer_photos SET description = ? WHERE glimmer = ? AND photo = ?",
                [
                    (each.description, id, each.photo.id)
                    for each in parts.photos
                    if each.description
                ],
            )
        if record.links:
            _insert_link_changes(conn, record)
        conn.executemany(
            "INSERT INTO words_beside (glimmer, mark, words, written_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            [(id, each.mark, each.words, each.at) for each in record.beside],
        )


def insert_row(conn: sqlite3.Connection, record: Record, *, taken_in_at: str, lived: int) -> None:
    """Write the glimmer of a checked record, without what it holds, inside a transaction."""
    conn.execute(_INSERT, _row(record, taken_in_at=taken_in_at, lived=lived))


def _row(record: Record, *, taken_in_at: str, lived: int) -> tuple[Any, ...]:
    glimmer = record.glimmer
    times = [record.changed.get(field) for field in FIELDS]
    # What comes into the bin begins to age there now.
    removed_lived = None if glimmer.removed_at is None else lived
    return (
        *glimmer,
        record.source,
        record.source_id,
        *times,
        sort_key(glimmer.when),
        taken_in_at,
        removed_lived,
    )


def _insert_link_changes(conn: sqlite3.Connection, record: Record) -> None:
    id, parts = record.glimmer.id, record.parts
    held: Mapping[link_rows.LinkKind, Iterable[str]] = {
        "person": map(fold, parts.people),
        "place": map(fold, parts.places),
        "tag": map(fold, parts.tags),
        "photo": (each.photo.id for each in parts.photos),
    }
    times = {change.mark: change.at for change in record.links if change.here}
    for kind, keys in held.items():
        table, column = link_rows.COLUMNS[kind]
        conn.executemany(
            f"UPDATE {table} SET changed_at = ? WHERE glimmer = ? AND {column} = ?",
            [(times[mark], id, key) for key in keys if (mark := link_mark(id, kind, key)) in times],
        )
    conn.executemany(
        "INSERT INTO links_let_go (glimmer, mark, removed_at) VALUES (?, ?, ?)",
        [(id, change.mark, change.at) for change in record.links if not change.here],
    )
