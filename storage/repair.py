"""Saves what a damaged journal still gives up into a new one, and keeps the damaged file beside it."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage import header, set_aside
from storage.connection import open_file
from storage.journal import Journal

_LINKS = ("glimmer_photos", "glimmer_people", "glimmer_places", "glimmer_tags", "collage_photos")
_TABLES = ("glimmers", "photos", "people", "places", "tags", *_LINKS[:4], "collages", _LINKS[4], "tombstones", "preferences")
_NUMBERED = ("people", "places", "tags")
"""Their numbers stand in addresses (`storage.names`)."""
_INDEXES = (
    ("sqlite_autoindex_glimmers_1", "", "id"),
    ("glimmers_timeline", "WHERE removed_at IS NULL", "sort_key"),
    ("glimmers_bin", "WHERE removed_at IS NOT NULL", "removed_at"),
)
"""Which name the glimmers' ids without reading their rows; the first names all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaged:
    """What came across, and what did not."""

    glimmers: int
    lost: int
    """Glimmers that some index still names and that could not be read."""
    may_be_more: bool
    """No index could be read to its end, so that nobody knows how many there were."""
    others_lost: bool
    """Something beside glimmers could not be read: photos, names, collages or choices."""
    damaged: Path
    """Where the damaged file lies now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copied:
    """A table that was copied as far as it could be read."""

    rows: int = 0
    ids: frozenset[object] = frozenset()
    """Of every row that was read, whether the new table took it or not."""
    torn: bool = False
    refused: bool = False
    """The new table's checks did not take a row that was torn in half."""


def salvage(database: Path, *, now: datetime) -> Salvaged | None:
    """Put a new journal in the damaged one's place. Nobody else may have it open meanwhile (`storage.holding.alone`).

    The damaged file stays beside it as `glimmers-damaged-<time>.db`. A file that gives up nothing stays where it is, and
    the answer is None. A photo whose glimmer was lost keeps its row, and with it its file.
    """
    fresh, damaged = set_aside.free_names(database.parent, now=now)
    readable = fresh.with_stem(f"{fresh.stem}-read")
    os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        open_file(fresh, "delete").close()
        # SQLite never sees the damaged file itself, only a copy with a header that can be gone by.
        header.copy_with_new_header(database, readable)
        salvaged = _copy_rows(readable, fresh, damaged)
        if salvaged is None:
            fresh.unlink()
            return None
        _put_in_order(fresh)
    except BaseException:  # a full disk, say: what was copied so far helps nobody
        fresh.unlink()
        raise
    finally:
        for ending in (*set_aside.LOGS, ""):
            readable.with_name(readable.name + ending).unlink(missing_ok=True)
    # The old log goes first: SQLite would write it into the new file.
    for ending in set_aside.LOGS:
        log = database.with_name(database.name + ending)
        if log.exists():
            log.rename(damaged.with_name(damaged.name + ending))
    try:
        os.link(database, damaged)  # both names for a moment, so that no crash leaves the journal's place empty
    except OSError:  # a memory card knows no links
        database.rename(damaged)
    fresh.replace(database)
    return salvaged


def _put_in_order(fresh: Path) -> None:
    """A row saved from a torn page, or from an earlier schema, may not say where its glimmer stands in the timeline."""
    journal = Journal(open_file(fresh, "delete"))
    try:
        journal.rebuild_index()
    finally:
        journal.close()


def _copy_rows(database: Path, fresh: Path, damaged: Path) -> Salvaged | None:
    source = sqlite3.connect(database)
    # Lets SQLite read a file that ends before its header says it does.
    source.execute("PRAGMA writable_schema = ON")
    # Half a character must not cost the rest of a note.
    source.text_factory = lambda raw: raw.decode("utf-8", "replace")
    target = sqlite3.connect(fresh)
    # A photo's place in a glimmer that is gone would only be the next problem.
    target.execute("PRAGMA foreign_keys = ON")
    try:
        named, all_named = _named_in_indexes(source)
        copied = {table: _copy_table(source, target, table) for table in _TABLES}
        target.commit()
        saved = {id for (id,) in target.execute("SELECT id FROM glimmers")}
    finally:
        source.close()
        target.close()
    if not any(table.rows for table in copied.values()):
        return None
    own = copied.pop("glimmers")
    return Salvaged(
        glimmers=len(saved),
        lost=len((named | own.ids) - saved),
        may_be_more=own.torn and not all_named,
        # A link that is refused points at what was lost, or at nothing.
        others_lost=any(table.torn or (table.refused and name not in _LINKS) for name, table in copied.items()),
        damaged=damaged,
    )


def _named_in_indexes(source: sqlite3.Connection) -> tuple[set[object], bool]:
    """Ids of the glimmers that the indexes still name, whatever became of their rows, and whether these are all."""
    named: set[object] = set()
    whole = False
    for index, condition, order in _INDEXES:
        for direction in ("ASC", "DESC"):
            try:
                for (id,) in source.execute(f"SELECT id FROM glimmers INDEXED BY {index} {condition} ORDER BY {order} {direction}"):
                    named.add(id)
                whole = whole or not condition
                break
            except sqlite3.Error:
                continue
    return named, whole


def _copy_table(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> _Copied:
    # An earlier schema has fewer, and SQLite takes the quoted name of a missing column for a text.
    try:
        there = {row[1] for row in source.execute(f"PRAGMA table_info({table})")}
    except sqlite3.Error:
        return _Copied(torn=True)
    columns = [row[1] for row in target.execute(f"PRAGMA table_info({table})") if row[1] in there]
    if not columns:
        return _Copied()
    if table in _NUMBERED:
        columns.insert(0, "rowid")
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    found, torn = _readable_rows(source, table, names)
    rows, refused = 0, False
    for row in found:
        try:
            rows += target.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", row).rowcount
        except sqlite3.IntegrityError:
            refused = True
    ids = frozenset(row[columns.index("id")] for row in found) if "id" in columns else frozenset()
    return _Copied(rows=rows, ids=ids, torn=torn, refused=refused)


def _readable_rows(source: sqlite3.Connection, table: str, names: str) -> tuple[list[tuple[object, ...]], bool]:
    """Rows from the front until a torn page, then from the back until the same; glimmers between two of them one by one.

    Returns also whether any page was torn.
    """
    order = "number" if table == "glimmers" else "1"
    found: dict[tuple[object, ...], None] = {}
    reached: list[int] = []
    torn = False
    for direction in ("ASC", "DESC"):
        row: tuple[object, ...] | None = None
        try:
            for row in source.execute(f"SELECT {names} FROM {table} NOT INDEXED ORDER BY {order} {direction}"):
                found[row] = None
            break
        except sqlite3.Error:
            torn = True
            reached += [int(str(row[0]))] if row and table == "glimmers" else []
    if len(reached) == 2:
        for number in range(reached[0] + 1, reached[1]):
            try:
                found |= dict.fromkeys(source.execute(f"SELECT {names} FROM glimmers NOT INDEXED WHERE number = ?", (number,)))
            except sqlite3.Error:
                continue
    return list(found), torn
