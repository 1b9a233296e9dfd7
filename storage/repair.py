"""Saves what a damaged journal still gives up into a new one, and keeps the damaged file beside it."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

from storage.journal import Journal

_TABLES = (
    "glimmers", "photos", "people", "places", "tags", "glimmer_photos", "glimmer_people", "glimmer_places", "glimmer_tags",
    "tombstones", "preferences",
)  # fmt: skip


def salvage(database: Path, *, now: datetime) -> int:
    """Put a new journal in the damaged one's place; returns how many rows came across.

    The damaged file stays beside it as `glimmers-damaged-<time>.db`. A file that gives up nothing stays where it is.
    """
    stamp = f"{now:%Y%m%dT%H%M%S}"
    fresh, damaged = database.with_name(f"glimmers-saved-{stamp}.db"), database.with_name(f"glimmers-damaged-{stamp}.db")
    Journal.open(fresh, journal_mode="delete").close()
    fresh.chmod(0o600)
    saved = _copy_rows(database, fresh)
    if not saved:
        fresh.unlink()
        return 0
    for ending in ("-wal", "-shm"):
        log = database.with_name(database.name + ending)
        if log.exists():
            log.rename(damaged.with_name(damaged.name + ending))
    database.rename(damaged)
    fresh.rename(database)
    return saved


def _copy_rows(damaged: Path, fresh: Path) -> int:
    source = sqlite3.connect(f"{damaged.absolute().as_uri()}?mode=ro", uri=True)
    # Half a character must not cost the rest of a note.
    source.text_factory = lambda raw: raw.decode("utf-8", "replace")
    target = sqlite3.connect(fresh)
    saved = 0
    try:
        for table in _TABLES:
            saved += _copy_table(source, target, table)
        target.commit()
    finally:
        source.close()
        target.close()
    return saved


def _copy_table(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> int:
    columns = [row[1] for row in target.execute(f"PRAGMA table_info({table})")]
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    saved = 0
    for row in _readable_rows(source, table, names):
        try:
            target.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", row)
            saved += 1
        except sqlite3.Error:
            continue  # a row torn in half that the new table's checks refuse
    return saved


def _readable_rows(source: sqlite3.Connection, table: str, names: str) -> list[tuple[object, ...]]:
    """Rows from the front until a torn page, then from the back until the same: most of what is left."""
    order = "number" if table == "glimmers" else "1"
    found: dict[tuple[object, ...], None] = {}
    for direction in ("ASC", "DESC"):
        try:
            for row in source.execute(f"SELECT {names} FROM {table} NOT INDEXED ORDER BY {order} {direction}"):
                found[row] = None
        except sqlite3.Error:
            continue
    return list(found)
