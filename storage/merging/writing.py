"""A joined glimmer is written into the journal here."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.core.exchange.record import FIELDS, Record, link_mark
from app.core.glimmers import Glimmer, GlimmerId
from app.core.when.times import sort_key
from storage.database import lived_days
from storage.merging.choices import follow
from storage.merging.names import Names
from storage.merging.states import Held, State
from storage.rows import photo_rows, witness
from storage.rows.glimmer_rows import COLUMNS_OF
from storage.rows.link_rows import COLUMNS
from storage.rows.record_rows import insert_row
from storage.rows.stamps import utc

_BELONGING = (
    *(table for table, _ in COLUMNS.values()),
    "links_let_go",
    "doubts",
    "words_beside",
    "words_replaced",
)


def write(
    conn: sqlite3.Connection, before: State | None, after: State, names: Names, *, at: datetime
) -> None:
    """Make what is here of a glimmer, if anything is, what is known of it now. Taken in at that
    time: in the bin it begins to age there.
    """
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
    follow(conn, old, new)


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


def _write_held(conn: sqlite3.Connection, before: State | None, after: State, names: Names) -> None:
    """What it holds; what came is written before what goes, so that no name is unused between."""
    id, kept_at = after.id, after.record.glimmer.kept_at
    was = {} if before is None else before.held
    if before is not None and before.id != id:
        # Their marks have changed: all of it is written anew.
        conn.execute("DELETE FROM links_let_go WHERE glimmer = ?", (id,))
        was = {}
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
    conn: sqlite3.Connection, id: GlimmerId, held: Held, names: Names, *, kept_at: str
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
