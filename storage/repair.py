"""Saves what a damaged journal still gives up into a new one, and keeps the damaged file beside it."""

from __future__ import annotations

import itertools
import os
import sqlite3
from datetime import datetime
from pathlib import Path

from storage.journal import Journal, open_file

_TABLES = (
    "glimmers", "photos", "people", "places", "tags", "glimmer_photos", "glimmer_people", "glimmer_places", "glimmer_tags",
    "collages", "collage_photos", "tombstones", "preferences",
)  # fmt: skip


def salvage(database: Path, *, now: datetime) -> int:
    """Put a new journal in the damaged one's place; returns how many rows came across. Nobody else may have it open meanwhile.

    The damaged file stays beside it as `glimmers-damaged-<time>.db`. A file that gives up nothing stays where it is. A photo
    whose glimmer was lost keeps its row, and with it its file.
    """
    fresh, damaged = _free_names(database, f"{now:%Y%m%dT%H%M%S}")
    os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    open_file(fresh, "delete").close()
    saved = _copy_rows(database, fresh)
    if not saved:
        fresh.unlink()
        return 0
    _put_in_order(fresh)
    # The old log goes first: SQLite would write it into the new file.
    for ending in ("-wal", "-shm", "-journal"):
        log = database.with_name(database.name + ending)
        if log.exists():
            log.rename(damaged.with_name(damaged.name + ending))
    try:
        os.link(database, damaged)  # both names for a moment, so that no crash leaves the journal's place empty
    except OSError:  # a memory card knows no links
        database.rename(damaged)
    fresh.replace(database)
    return saved


def _free_names(database: Path, stamp: str) -> tuple[Path, Path]:
    """Where to build the new one and where to keep the damaged one; never over an earlier one."""
    for count in itertools.count():
        ending = f"{stamp}-{count}.db" if count else f"{stamp}.db"
        fresh, damaged = database.with_name(f"glimmers-saved-{ending}"), database.with_name(f"glimmers-damaged-{ending}")
        if not fresh.exists() and not damaged.exists():
            return fresh, damaged
    raise AssertionError("there is always another number")


def _put_in_order(fresh: Path) -> None:
    """A row saved from a torn page, or from an earlier schema, may not say where its glimmer stands in the timeline."""
    journal = Journal(open_file(fresh, "delete"))
    try:
        journal.rebuild_index()
    finally:
        journal.close()


def _copy_rows(damaged: Path, fresh: Path) -> int:
    source = sqlite3.connect(f"{damaged.absolute().as_uri()}?mode=ro", uri=True)
    # Lets SQLite read a file that ends before its header says it does.
    source.execute("PRAGMA writable_schema = ON")
    # Half a character must not cost the rest of a note.
    source.text_factory = lambda raw: raw.decode("utf-8", "replace")
    target = sqlite3.connect(fresh)
    # A photo's place in a glimmer that is gone would only be the next problem.
    target.execute("PRAGMA foreign_keys = ON")
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
    # An earlier schema has fewer, and SQLite takes the quoted name of a missing column for a text.
    try:
        there = {row[1] for row in source.execute(f"PRAGMA table_info({table})")}
    except sqlite3.Error:
        return 0
    columns = [row[1] for row in target.execute(f"PRAGMA table_info({table})") if row[1] in there]
    if not columns:
        return 0
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    saved = 0
    for row in _readable_rows(source, table, names):
        try:
            saved += target.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", row).rowcount
        except sqlite3.Error:
            continue  # a row torn in half that the new table's checks refuse
    return saved


def _readable_rows(source: sqlite3.Connection, table: str, names: str) -> list[tuple[object, ...]]:
    """Rows from the front until a torn page, then from the back until the same; glimmers between two of them one by one."""
    order = "number" if table == "glimmers" else "1"
    found: dict[tuple[object, ...], None] = {}
    reached: list[int] = []
    for direction in ("ASC", "DESC"):
        row: tuple[object, ...] | None = None
        try:
            for row in source.execute(f"SELECT {names} FROM {table} NOT INDEXED ORDER BY {order} {direction}"):
                found[row] = None
            break
        except sqlite3.Error:
            reached += [int(str(row[0]))] if row and table == "glimmers" else []
    if len(reached) == 2:
        for number in range(reached[0] + 1, reached[1]):
            try:
                found |= dict.fromkeys(source.execute(f"SELECT {names} FROM glimmers NOT INDEXED WHERE number = ?", (number,)))
            except sqlite3.Error:
                continue
    return list(found)
