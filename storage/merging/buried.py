"""What was deleted for good in one of two journals, and goes from the other too, whatever was
changed there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from app.core.exchange.record import Record
from storage.rows import collage_rows, glimmer_rows, photo_rows
from storage.rows.stamps import utc


class Buried:
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


def bury(
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
