"""What was deleted for good, and must not stay in copies of the journal: which that is, whether a
copy holds it, and taking it out there.

Glimmers and collages leave their ids (`tombstones`); those that came from elsewhere also what they
are called there, since a copy may have one under the id that it had before two journals were
merged. Photos that were deleted for good are among those let go (`photos_let_go`), with a `lived`
that no day has. Of a name only a digest is noted, and only until it is out of every copy: the
journal itself does not tell any more who it was.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.core.photos import NAME_KINDS, NameKind, PhotoId
from storage.rows import preference_rows
from storage.rows.own_row import own

FOR_GOOD = -1
"""`lived` of a photo that nobody wants back: before every day of the journal."""
NOTE = "erased-name:"
"""Beside the person's choices: the digest of a name that copies may still hold."""
_FROM_THERE = (
    "SELECT g.number FROM json_each(?) AS gone CROSS JOIN glimmers g"
    " ON g.source = json_extract(gone.value, '$[0]')"
    " AND g.source_id = json_extract(gone.value, '$[1]')"
)
_TABLES: dict[NameKind, str] = {"person": "people", "place": "places", "tag": "tags"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was deleted for good and no copy may keep."""

    ids: frozenset[str]
    """Of glimmers and collages."""
    photos: frozenset[PhotoId]
    names: frozenset[str]
    """Digests of kinds and names."""
    sources: frozenset[tuple[str, str]] = frozenset()
    """Of glimmers that came from elsewhere: where that was, and what they are called there."""

    def __bool__(self) -> bool:
        return bool(self.ids or self.photos or self.names)


def note_name(conn: sqlite3.Connection, kind: NameKind, key: str) -> None:
    """Note that a name was taken away everywhere, inside the transaction that does so."""
    preference_rows.note(conn, NOTE + _digest(kind, key))


def erased(conn: sqlite3.Connection) -> Erased:
    """What this journal has deleted for good, as far as copies may have it."""
    buried = conn.execute("SELECT id, source, source_id FROM tombstones").fetchall()
    photos = conn.execute("SELECT id FROM photos_let_go WHERE lived < 0")
    notes = conn.execute("SELECT name FROM preferences WHERE name GLOB ?", (f"{NOTE}*",))
    return Erased(
        ids=frozenset(str(id) for id, _, _ in buried),
        photos=frozenset(PhotoId(id) for (id,) in photos),
        names=frozenset(str(name).removeprefix(NOTE) for (name,) in notes),
        sources=frozenset((str(source), str(id)) for _, source, id in buried if source is not None),
    )


def settled(conn: sqlite3.Connection, names: Iterable[str]) -> None:
    """No copy holds these names any more (`Erased.names`); in a transaction."""
    for name in names:
        preference_rows.forget(conn, NOTE + name)


def holds(conn: sqlite3.Connection, gone: Erased) -> bool:
    """Whether a copy, of whatever schema, holds any of it."""
    there = {name for (name,) in conn.execute("SELECT name FROM sqlite_master")}
    looked_for: tuple[tuple[str, str, Collection[str]], ...] = (
        ("glimmers", "id", gone.ids),
        ("collages", "id", gone.ids),
        ("photos", "id", gone.photos),
        ("collages", "picture", gone.photos),
    )
    for table, column, ids in looked_for:
        if table in there and ids and _any_of(conn, table, column, ids):
            return True
    if gone.sources and conn.execute(_FROM_THERE, (_sources(gone),)).fetchone():
        return True
    return any(_names(conn, kind, gone.names) for kind in NAME_KINDS)


def take_out(conn: sqlite3.Connection, gone: Erased) -> None:
    """Delete all of it from a copy that has today's schema, inside a transaction; with foreign keys
    and `secure_delete` on, its words are overwritten.
    """
    ids, photos = json.dumps(sorted(gone.ids)), json.dumps(sorted(gone.photos))
    listed = "IN (SELECT value FROM json_each(?))"
    conn.execute(f"DELETE FROM glimmers WHERE id {listed} AND {own('glimmers')}", (ids,))
    conn.execute(
        f"DELETE FROM glimmers WHERE number IN ({_FROM_THERE})",
        (_sources(gone),),
    )
    conn.execute(f"DELETE FROM collages WHERE id {listed} AND {own('collages')}", (ids,))
    # The rows of photos go by themselves once nothing uses them (`storage.schema`).
    conn.execute(f"DELETE FROM glimmer_photos WHERE photo {listed}", (photos,))
    conn.execute(f"DELETE FROM collage_photos WHERE photo {listed}", (photos,))
    conn.execute(f"DELETE FROM photos WHERE id {listed}", (photos,))
    for kind in NAME_KINDS:
        keys = _names(conn, kind, gone.names)
        conn.executemany(f"DELETE FROM {_TABLES[kind]} WHERE id = ?", [(key,) for key in keys])
    # What is taken out of the index is only marked as gone there until it is merged into one.
    conn.execute("INSERT INTO glimmers_fts (glimmers_fts) VALUES ('optimize')")


def named(conn: sqlite3.Connection, photos: Collection[PhotoId]) -> frozenset[PhotoId]:
    """Which of these photos a copy, of whatever schema, still names."""
    there = {name for (name,) in conn.execute("SELECT name FROM sqlite_master")}
    found: set[PhotoId] = set()
    for table, column in (("photos", "id"), ("collages", "picture")):
        if table in there:
            listed = f"{column} IN (SELECT value FROM json_each(?))"
            query = f"SELECT {column} FROM {table} WHERE {listed}"
            rows = conn.execute(query, (json.dumps(sorted(photos)),))
            found.update(PhotoId(id) for (id,) in rows)
    return frozenset(found)


def _any_of(conn: sqlite3.Connection, table: str, column: str, ids: Collection[str]) -> bool:
    query = (
        f"SELECT 1 FROM json_each(?) AS gone CROSS JOIN {table} ON {table}.{column} = gone.value "
        "LIMIT 1"
    )
    return conn.execute(query, (json.dumps(sorted(ids)),)).fetchone() is not None


def _sources(gone: Erased) -> str:
    return json.dumps(sorted(gone.sources))


def _names(conn: sqlite3.Connection, kind: NameKind, digests: Collection[str]) -> list[str]:
    """The keys of the names in this copy whose digests these are."""
    if not digests:
        return []
    keys = [str(key) for (key,) in conn.execute(f"SELECT id FROM {_TABLES[kind]}")]
    return [key for key in keys if _digest(kind, key) in digests]


def _digest(kind: NameKind, key: str) -> str:
    """32 hex digits of a SHA-256."""
    return hashlib.sha256(f"{kind}\n{key}".encode()).hexdigest()[:32]
