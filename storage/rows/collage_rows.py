"""The rows of kept collages: what each is made of, its finished picture, and which photos it keeps from being swept.

Every function takes the connection inside a transaction that `Journal` began.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from app.core.errors import UnknownCollageError
from app.core.glimmers import kept_instant
from app.core.photos import CollageId, KeptCollage, PhotoId
from app.core.when.times import iso

_COLUMNS = "id, record, picture, kept_at, changed_at, removed_at"
_ONE = f"SELECT {_COLUMNS} FROM collages WHERE id = ?"
# An id begins with its millisecond: the newest is the last one.
_PAGE = f"SELECT {_COLUMNS} FROM collages WHERE removed_at IS NULL AND id < ifnull(?, '~') ORDER BY id DESC LIMIT ?"

_BIN = f"SELECT {_COLUMNS} FROM collages WHERE removed_at IS NOT NULL ORDER BY removed_at DESC, id DESC LIMIT ?"
_BIN_NEXT = f"""
    SELECT {_COLUMNS} FROM collages WHERE removed_at IS NOT NULL
    AND (removed_at, id) < (SELECT removed_at, id FROM collages WHERE id = ?) ORDER BY removed_at DESC, id DESC LIMIT ?
"""


def get(conn: sqlite3.Connection, id: CollageId) -> KeptCollage:
    """One of them, let go or not.

    Raises:
        UnknownCollageError: there is none with this id.
    """
    # Undecodable bytes from a terminal are no id, and SQLite cannot even be asked for them.
    row = conn.execute(_ONE, (id,)).fetchone() if id.isascii() else None
    if row is None:
        raise UnknownCollageError
    return _read(row)


def page(conn: sqlite3.Connection, before: CollageId | None, limit: int) -> list[KeptCollage]:
    """Up to `limit` that were not let go, newest first."""
    return [_read(row) for row in conn.execute(_PAGE, (before, limit))]


def bin(conn: sqlite3.Connection, before: CollageId | None, limit: int) -> list[KeptCollage]:
    """Up to `limit` that were let go, the latest first."""
    rows = conn.execute(_BIN, (limit,)) if before is None else conn.execute(_BIN_NEXT, (before, limit))
    return [_read(row) for row in rows]


def erase(conn: sqlite3.Connection, id: CollageId) -> None:
    """Delete it for good.

    Raises:
        UnknownCollageError: there is none with this id.
    """
    get(conn, id)
    conn.execute("DELETE FROM collages WHERE id = ?", (id,))


def write(conn: sqlite3.Connection, collage: KeptCollage) -> KeptCollage:
    """Keep it as it is now, and hold on to every photo that its record names."""
    record = json.dumps(collage.record, ensure_ascii=False)
    values = (collage.id, record, collage.picture, collage.kept_at, collage.changed_at, collage.removed_at)
    conn.execute(
        f"INSERT INTO collages ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " record = excluded.record, picture = excluded.picture, changed_at = excluded.changed_at, removed_at = excluded.removed_at",
        values,
    )
    # Only those the journal has: a collage may hold files that were never kept.
    named = json.dumps(sorted(set(_texts(collage.record))))
    photos = [photo for (photo,) in conn.execute("SELECT id FROM photos WHERE id IN (SELECT value FROM json_each(?))", (named,))]
    conn.executemany("INSERT INTO collage_photos (collage, photo) VALUES (?, ?) ON CONFLICT DO NOTHING", [(collage.id, p) for p in photos])
    conn.execute(
        "DELETE FROM collage_photos WHERE collage = ? AND photo NOT IN (SELECT value FROM json_each(?))", (collage.id, json.dumps(photos))
    )
    return collage


def _read(row: Sequence[Any]) -> KeptCollage:
    id, record, picture, kept_at, changed_at, removed_at = row
    try:
        made_of = json.loads(record)
    except ValueError:  # damaged on the disk: its picture is there all the same
        made_of = {}
    return KeptCollage(
        id=CollageId(id),
        record=made_of,
        picture=PhotoId(picture),
        kept_at=iso(kept_instant(kept_at, id)),
        changed_at=iso(kept_instant(changed_at, id)),
        removed_at=removed_at,
    )


def _texts(value: Any) -> Iterator[str]:
    """Every text anywhere in a JSON value, its keys included: the ids of photos are among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
