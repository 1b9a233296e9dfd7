"""Collages of two journals: the one that was changed later stays, and no caption is lost."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Set
from dataclasses import replace
from datetime import datetime

from app.core.photos import CollageId, KeptCollage
from storage.database import lived_days
from storage.merging.buried import Buried
from storage.merging.photos import take_photos
from storage.rows import collage_rows
from storage.rows.collage_rows import SEEN


def take_collage(conn: sqlite3.Connection, other: sqlite3.Connection, id: str) -> None:
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
    if Buried(conn).has_id(collage.id):
        return
    here = _collage_here(conn, collage.id)
    if here is not None and _collage_rank(here) > _collage_rank(collage):
        return
    named = held & set(collage_rows.texts(collage.record))
    query = "SELECT photo FROM collage_photos WHERE collage = ?"
    if here == collage and named <= {photo for (photo,) in conn.execute(query, (collage.id,))}:
        return
    take_photos(conn, other, "SELECT value FROM json_each(?)", json.dumps(sorted(named)))
    collage_rows.write(conn, collage)
    conn.execute(
        "UPDATE collages SET removed_lived = ? WHERE id = ? AND removed_at NOTNULL"
        " AND removed_lived IS NULL",
        (lived_days.so_far(conn), collage.id),
    )


def _collage_rank(collage: KeptCollage) -> tuple[datetime, bool, str]:
    record = {name: each for name, each in collage.record.items() if name != SEEN}
    told = [record, collage.picture, collage.removed_at]
    said = json.dumps(told, sort_keys=True)
    # One that a disk has damaged is read as empty.
    return datetime.fromisoformat(collage.changed_at), bool(record), said
