"""Saves what a damaged journal still gives up into a new one, and keeps the damaged
file beside it.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from app.core.errors import DamagedJournalError
from storage import header
from storage.care.torn_tables import Named, named_in_indexes, readable_rows, rows_in_index, rows_of
from storage.connection import open_file
from storage.database import lenient, set_aside
from storage.database.signature import SCHEMA
from storage.journal import Journal
from storage.rows import witness
from storage.rows.mended_rows import healed, mended_collage, mended_glimmer, without_broken_times
from storage.schema import date_earlier_changes
from storage.snapshots.folder import Snapshots
from storage.snapshots.going_back import Difference, difference
from storage.snapshots.naming import Snapshot

_NAMES = (("people", "person"), ("places", "place"), ("tags", "tag"))
_LINKS = {
    "glimmer_photos": ("glimmers", "glimmer", "photo", "glimmer_photos_timeline"),
    **{
        f"glimmer_{many}": ("glimmers", "glimmer", one, f"glimmer_{many}_timeline")
        for many, one in _NAMES
    },
    "collage_photos": ("collages", "collage", "photo", "collage_photos_photo"),
}
"""What each links: the table and the column that its order begins with, the other column, and an
index that has both.
"""
_TABLES = (
    "glimmers",
    "photos",
    *(many for many, _ in _NAMES),
    "collages",
    *_LINKS,
    "tombstones",
    "preferences",
)
_SINCE_THE_FIRST = tuple(table for table in _TABLES if not table.startswith("collage"))
_ONE_OF = {"photos": "photo", **dict(_NAMES)}
"""What links call a row of each table."""
_OWN = (
    "doubts",
    "days_lived",
    "set_aside",
    "photos_let_go",
    "links_let_go",
    "words_beside",
    "words_replaced",
)
"""What the journal notes for itself: where it is lost, it begins anew."""
_TIMES_OF_CHANGE_SINCE = 4
"""The schema that came with them."""
_WITH_NUMBERS = ("photos", "people", "places", "tags")
"""Rows that links name by their ids, and an index by their numbers; those of names stand in
addresses (`storage.rows.name_rows`).
"""


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


@dataclass(slots=True, kw_only=True)
class _Copied:
    """A table that was copied as far as it could be read."""

    rows: int = 0
    torn: bool = False
    refused: bool = False
    """The new table's checks did not take a row that was torn in half."""
    refused_ids: set[object] = field(default_factory=set)
    mended: set[int] = field(default_factory=set)
    """Numbers of rows in which something had to be left out."""


def salvage(database: Path, *, now: datetime) -> Salvaged | None:
    """Put a new journal in the damaged one's place. Nobody else may have it open meanwhile
    (`storage.database.holding.exclusive_lock`).

    The damaged file stays beside it as `glimmers-damaged-<time>.db`. A file that gives up nothing
    stays where it is, and the answer is None. A photo whose glimmer was lost keeps its row, and
    with it its file.
    """
    fresh, damaged = set_aside.free_names(database.parent, now=now)
    salvaged = _salvaged(database, fresh, damaged)
    if salvaged is None:
        return None
    set_aside.put_in_place(fresh, database, damaged)
    return salvaged


@contextmanager
def rescued(database: Path, *, now: datetime) -> Iterator[Path | None]:
    """A journal of what a damaged one still gives up, as long as the context lasts: to see what a
    repair would bring. None where that is nothing. The damaged one is only read.
    """
    fresh, damaged = set_aside.free_names(database.parent, now=now)
    salvaged = _salvaged(database, fresh, damaged)
    try:
        yield fresh if salvaged else None
    finally:
        fresh.unlink(missing_ok=True)


def difference_by_now(
    snapshots: Snapshots, snapshot: Snapshot, database: Path, *, now: datetime
) -> tuple[Difference, bool]:
    """What going back to a snapshot would change, and whether the journal is damaged: then what a
    repair would save of it stands for what there is now.

    Raises:
        DamagedSnapshotError: the snapshot cannot be read.
    """
    try:
        return difference(snapshots, snapshot, database), False
    except DamagedJournalError:
        with rescued(database, now=now) as saved:
            # Where nothing can be saved, an empty journal stands for it: a file that is not there.
            return difference(snapshots, snapshot, saved or database.with_suffix(".none")), True


def _salvaged(database: Path, fresh: Path, damaged: Path) -> Salvaged | None:
    """Save it into the new file `fresh`; where nothing can be saved there is none."""
    readable = fresh.with_stem(f"{fresh.stem}-read")
    os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        open_file(fresh, "delete").close()
        # SQLite never sees the damaged file itself, only a copy with a header that can be gone by.
        header.copy_with_new_header(database, readable)
        salvaged = _copy_rows(readable, fresh, damaged, schema=header.shape(readable) or SCHEMA)
        if salvaged is None:
            fresh.unlink()
            return None
        _put_in_order(fresh)
    except BaseException:  # a full disk, say: what was copied so far helps nobody
        fresh.unlink(missing_ok=True)
        raise
    finally:
        for ending in (*set_aside.LOGS, ""):
            readable.with_name(readable.name + ending).unlink(missing_ok=True)
    return salvaged


def _put_in_order(fresh: Path) -> None:
    """A row saved from a torn page, or from an earlier schema, may not say where its glimmer stands
    in the timeline.
    """
    journal = Journal(open_file(fresh, "delete"))
    try:
        journal.rebuild_index()
    finally:
        journal.close()


def _copy_rows(readable: Path, fresh: Path, damaged: Path, *, schema: int) -> Salvaged | None:
    with closing(sqlite3.connect(readable)) as source, closing(sqlite3.connect(fresh)) as target:
        # Lets SQLite read a file that ends before its header says it does.
        source.execute("PRAGMA writable_schema = ON")
        # Half a character must not cost the rest of a note.
        source.text_factory = lenient.scarred_text
        # A photo's place in a glimmer that is gone would only be the next problem.
        target.execute("PRAGMA foreign_keys = ON")
        named = named_in_indexes(source)
        copied = {
            table: _copy_table(source, target, table, named, schema=schema) for table in _TABLES
        }
        for table in _OWN:
            _copy_table(source, target, table, named, schema=schema)
        if schema < _TIMES_OF_CHANGE_SINCE:
            date_earlier_changes(target)
        _go_on_living(source, target)
        _note_doubts(source, target, copied["glimmers"].mended)
        target.commit()
        saved: dict[int, str] = dict(target.execute("SELECT number, id FROM glimmers"))
    if not any(table.rows for table in copied.values()):
        return None
    own = copied.pop("glimmers")
    return Salvaged(
        glimmers=len(saved),
        lost=len(_lost(named, own, saved)),
        may_be_more=own.torn and not named.all,
        others_lost=any(
            table.torn or table.mended or (table.refused and name not in _LINKS)
            for name, table in copied.items()
        ),
        damaged=damaged,
    )


def _lost(named: Named, own: _Copied, saved: dict[int, str]) -> set[object]:
    """Ids of glimmers that an index names, or of which a part was read, and neither id nor number
    came across.
    """
    here = set(saved.values())
    return {id for number, id in named.ids.items() if number not in saved and id not in here} | (
        own.refused_ids - here - {None}
    )


def _go_on_living(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """The same journal, as long lived, if it still knows; its last mark stays the new one's, so
    that the old log is not.
    """
    target.execute(
        "DELETE FROM photos_let_go WHERE id IN (SELECT id FROM photos UNION SELECT picture "
        "FROM collages)"
    )
    try:
        row = source.execute("SELECT id, lived FROM journal").fetchone()
    except lenient.TORN:
        return
    if row and isinstance(row[1], int) and re.fullmatch("[0-9a-f]{32}", str(row[0])):
        target.execute("UPDATE journal SET id = ?, lived = ?", row)


def _note_doubts(source: sqlite3.Connection, target: sqlite3.Connection, mended: set[int]) -> None:
    """Name the glimmers that are not as they were, as far as a second witness, or a scar, tells."""
    doubts = witness.differing(source, target.execute("SELECT number, note FROM glimmers"))
    witness.record(target, dict.fromkeys(mended, "") | doubts)


def _copy_table(
    source: sqlite3.Connection, target: sqlite3.Connection, table: str, named: Named, *, schema: int
) -> _Copied:
    """Copy what can be read of a table into the new journal; returns what came across."""
    # Only columns that both have: an earlier schema has fewer, and SQLite takes the quoted name of
    # a missing column for a text.
    try:
        there = {row[1] for row in source.execute(f"PRAGMA table_info({table})")}
    except lenient.TORN:
        return _Copied(torn=True)
    columns = [row[1] for row in target.execute(f"PRAGMA table_info({table})") if row[1] in there]
    if not columns:  # the earliest schema did not have this table yet; otherwise its name is torn
        return _Copied(torn=table in _SINCE_THE_FIRST or schema != 1)
    if table in _WITH_NUMBERS:
        columns.insert(0, "rowid")
    rows, torn = _rows_of(source, target, table, columns)
    holders: set[object] = set()
    if table in _LINKS:
        holders = {id for (id,) in target.execute(f"SELECT id FROM {_LINKS[table][0]}")}
        if torn:
            rows += _more_links(source, table, columns, rows, holders)
        _bring_back_names(target, table, rows, holders)
    copied = _Copied(torn=torn)
    for row in rows:
        _copy_row(target, table, row, named, holders, copied)
    return copied


def _rows_of(
    source: sqlite3.Connection, target: sqlite3.Connection, table: str, columns: list[str]
) -> tuple[list[dict[str, Any]], bool]:
    """The rows that can be read, and whether there may have been more."""
    (without_numbers,) = target.execute(
        "SELECT wr FROM pragma_table_list WHERE name = ?", (table,)
    ).fetchone()
    found, torn = readable_rows(source, table, _quoted(columns), numbered=not without_numbers)
    # Where a page was cut off, rows read as NULL in every column.
    rows = [dict(zip(columns, row, strict=True)) for row in found if row[0] is not None]
    torn = torn or len(rows) < len(found)
    if table in _WITH_NUMBERS:
        rows = _with_ids_that_links_know(source, table, rows)
    # A lost time of change is not reported: nothing that a person wrote is lost with it.
    return [without_broken_times(table, row) for row in rows], torn


def _copy_row(
    target: sqlite3.Connection,
    table: str,
    row: dict[str, Any],
    named: Named,
    holders: set[object],
    copied: _Copied,
) -> None:
    """Insert one row, mended where it has to be, and note in `copied` what became of it."""
    mended, scarred = _mended(table, row, named)
    try:
        copied.rows += _insert(target, table, mended)
    except (sqlite3.IntegrityError, sqlite3.InterfaceError, OverflowError):
        copied.refused = True
        copied.refused_ids.add(row.get("id"))
        # A refused link is no loss if what holds it did not come across either.
        copied.torn = copied.torn or (table in _LINKS and row[_LINKS[table][1]] in holders)
    else:
        copied.mended |= {mended.get("number", 0)} if scarred else set()


def _mended(table: str, row: dict[str, Any], named: Named) -> tuple[dict[str, Any], bool]:
    if table == "collages":
        return mended_collage(row)
    if table == "glimmers":
        return mended_glimmer(row | _as_named(row["number"], row["id"], named))
    return healed(row)


def _as_named(number: int, id: object, named: Named) -> dict[str, Any]:
    """What two indexes say against a row: its number where they know its id, or else its id.

    A row whose number was damaged bears the number of another one. To give it that one's id would
    show the words of one glimmer under the other.
    """
    if isinstance(id, str) and id in named.numbers:
        return {"number": named.numbers[id]}
    return {"id": named.ids[number]} if number in named.agreed else {}


def _with_ids_that_links_know(
    source: sqlite3.Connection, table: str, rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """An id that no link names gives way to the one that the index has for its row, if links name
    that.
    """
    indexed = {
        number: id
        for id, number in rows_in_index(source, table, f"sqlite_autoindex_{table}_1", "id, rowid")
    }
    linked: set[object] = set()
    for links, (_, _, one, index) in _LINKS.items():
        if one == _ONE_OF[table]:
            linked |= {
                id for (id,) in rows_in_index(source, links, index, f'"{one}"') if id is not None
            }
    right = {row["rowid"]: indexed.get(row["rowid"]) for row in rows if row["id"] not in linked}
    return [
        row | {"id": right[row["rowid"]]} if right.get(row["rowid"]) in linked else row
        for row in rows
    ]


def _more_links(
    source: sqlite3.Connection,
    table: str,
    columns: list[str],
    rows: list[dict[str, Any]],
    holders: set[object],
) -> list[dict[str, Any]]:
    """What a torn table of links holds between its torn pages, and then what only an index still
    says.
    """
    _, holder, other, index = _LINKS[table]
    more = [
        dict(zip(columns, row, strict=True))
        for row in rows_of(source, table, _quoted(columns), holder, holders)
    ]
    known = {(row[holder], row[other]) for row in (*rows, *more)}
    pairs = rows_in_index(source, table, index, f"{other}, {holder}")
    return more + [{holder: one, other: two} for two, one in pairs if (one, two) not in known]


def _bring_back_names(
    target: sqlite3.Connection, table: str, links: list[dict[str, Any]], holders: set[object]
) -> None:
    """A name whose row is lost comes back as its links call it: in small letters."""
    for many, one in _NAMES:
        if table == f"glimmer_{many}":
            keys = {
                row[one] for row in links if row["glimmer"] in holders and isinstance(row[one], str)
            }
            again = [(key, key) for key in sorted(keys) if not lenient.has_scars(key)]
            target.executemany(
                f"INSERT INTO {many} (id, name) VALUES (?, ?) ON CONFLICT DO NOTHING", again
            )


def _insert(target: sqlite3.Connection, table: str, row: dict[str, Any]) -> int:
    marks = ", ".join("?" * len(row))
    return target.execute(
        f"INSERT INTO {table} ({_quoted(row)}) VALUES ({marks})", tuple(row.values())
    ).rowcount


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
