"""Whether everything in a journal is as it should be, and every index written anew where it is not."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from app.core.glimmers import Glimmer
from app.core.when import sort_key
from storage import glimmer_rows
from storage import names as name_rows
from storage.schema import SCHEMA

_ASTRAY = "SELECT count(*) FROM {0} l JOIN glimmers g ON g.id = l.glimmer WHERE l.sort_key <> g.sort_key"


@dataclass(frozen=True, slots=True)
class Health:
    """What a look at the whole database found."""

    schema: int
    glimmers: int
    in_bin: int
    photos: int
    problems: tuple[str, ...]


def examine(conn: sqlite3.Connection) -> Health:
    """Look through the whole database: SQLite's own check, the index, foreign keys, and our dates."""
    problems = [f"database: {row[0]}" for row in conn.execute("PRAGMA integrity_check") if row[0] != "ok"]
    problems += [f"foreign key: {row[0]}" for row in conn.execute("PRAGMA foreign_key_check")]
    try:
        conn.execute("INSERT INTO glimmers_fts (glimmers_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.Error:
        problems.append("full-text index: does not match the words")
    finally:
        conn.rollback()
    if disordered := len(_disordered(conn)):
        problems.append(f"dates: {disordered} glimmers are not sorted by when they were")
    if astray := sum(conn.execute(_ASTRAY.format(links)).fetchone()[0] for links in glimmer_rows.LINKS):
        problems.append(f"photos and names: {astray} are not sorted as their glimmers are")
    if misfiled := name_rows.misfiled(conn):
        problems.append(f"names: {misfiled} are filed under another spelling")
    (in_bin,) = conn.execute("SELECT count(*) FROM glimmers WHERE removed_at IS NOT NULL").fetchone()
    (photos,) = conn.execute("SELECT count(*) FROM photos").fetchone()
    return Health(SCHEMA, glimmer_rows.count(conn), in_bin, photos, tuple(problems))


def rebuild_index(conn: sqlite3.Connection) -> None:
    """Write every index anew from the words and dates themselves, inside a transaction."""
    conn.executemany("UPDATE glimmers SET sort_key = ? WHERE id = ?", _disordered(conn))
    for links in glimmer_rows.LINKS:
        conn.execute(f"UPDATE {links} SET sort_key = (SELECT sort_key FROM glimmers WHERE id = glimmer)")
    name_rows.rekey(conn)
    conn.execute("INSERT INTO glimmers_fts (glimmers_fts) VALUES ('rebuild')")
    conn.execute("REINDEX")


def _disordered(conn: sqlite3.Connection) -> list[tuple[str, str]]:
    """Sort keys that say something else than the dates beside them, right, each with its id."""
    rows = conn.execute(f"SELECT {glimmer_rows.COLUMNS}, sort_key FROM glimmers")
    right = ((_sort_key_of(Glimmer._make(row[:-1])), row) for row in rows)
    return [(key, row[0]) for key, row in right if key is not None and key != row[-1]]


def _sort_key_of(glimmer: Glimmer) -> str | None:
    """None where the dates themselves cannot be read."""
    try:
        return sort_key(glimmer.when)
    except ValueError:
        return None
