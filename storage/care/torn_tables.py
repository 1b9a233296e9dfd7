"""The rows of a torn table, read from every side that still leads to them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from storage.database import lenient

Row = tuple[Any, ...]

INDEXES = (
    ("sqlite_autoindex_glimmers_1", "", "id"),
    ("glimmers_timeline", "WHERE removed_at IS NULL", "sort_key"),
    ("glimmers_bin", "WHERE removed_at IS NOT NULL", "removed_at"),
)
"""Which name the glimmers' ids without reading their rows; the first names all of them."""


@dataclass(frozen=True)
class Named:
    """What the indexes say of the glimmers, whatever became of their rows."""

    ids: dict[int, str]
    """The id of each number that an index names."""
    all: bool
    """Whether the index of all could be read to its end."""
    agreed: frozenset[int]
    """Numbers to which two indexes give the same id."""

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each id of which two indexes say the same."""
        return {self.ids[number]: number for number in self.agreed}


def named_in_indexes(source: sqlite3.Connection) -> Named:
    """Every glimmer that an index still names."""
    ids: dict[int, str] = {}
    agreed: set[int] = set()
    whole = False
    for index, condition, order in INDEXES:
        for direction in ("ASC", "DESC"):
            query = (
                f"SELECT number, id FROM glimmers INDEXED BY {index} {condition} ORDER BY "
                f"{order} {direction}"
            )
            try:
                for number, id in source.execute(query):
                    if condition and ids.get(number) == id:
                        agreed.add(number)
                    ids.setdefault(number, id)
                whole = whole or not condition
                break
            except lenient.TORN:
                continue
    return Named(ids, whole, frozenset(agreed))


def readable_rows(
    source: sqlite3.Connection, table: str, names: str, *, numbered: bool
) -> tuple[list[Row], bool]:
    """Rows of a table whose rows have numbers (or not), as far as they can be read, and whether any
    page was torn.

    From the front until a torn page, then from the back until the same; what lies between two of
    them one by one, by the numbers that indexes name. The column that a table without numbers is
    kept in the order of comes first in `names`.
    """
    found: dict[Row, None] = {}
    reached: list[int] = []
    torn = False
    order = "rowid" if numbered else "1"
    for direction in ("ASC", "DESC"):
        row: Row = ()
        query = f"SELECT {order}, {names} FROM {table} NOT INDEXED ORDER BY {order} {direction}"
        try:
            for row in source.execute(query):
                found[row[1:]] = None
            break
        except lenient.TORN:
            torn = True
            reached += [row[0]] if row and isinstance(row[0], int) else []
    if torn and numbered:
        between = (
            range(reached[0] + 1, reached[1]) if len(reached) == 2 and table == "glimmers" else ()
        )
        for number in {*between, *_numbers(source, table)}:
            try:
                found |= dict.fromkeys(
                    source.execute(
                        f"SELECT {names} FROM {table} NOT INDEXED WHERE rowid = ?", (number,)
                    )
                )
            except lenient.TORN:
                continue
    return list(found), torn


def rows_of(
    source: sqlite3.Connection, table: str, names: str, key: str, wanted: Iterable[object]
) -> list[Row]:
    """Rows of a torn table without numbers, by what its order begins with."""
    found: dict[Row, None] = {}
    for each in wanted:
        try:
            found |= dict.fromkeys(
                source.execute(f"SELECT {names} FROM {table} NOT INDEXED WHERE {key} = ?", (each,))
            )
        except lenient.TORN:
            continue
    return list(found)


def rows_in_index(source: sqlite3.Connection, table: str, index: str, names: str) -> list[Row]:
    """What an index alone says of the rows of a torn table."""
    found: dict[Row, None] = {}
    for direction in ("ASC", "DESC"):
        try:
            # In the index's own order, which needs no sorting: that would have to read all of it
            # first.
            (_, _, first), *_ = source.execute(f"PRAGMA index_info({index})")
            for row in source.execute(
                f"SELECT {names} FROM {table} INDEXED BY {index} ORDER BY {first} {direction}"
            ):
                found[row] = None
            break
        except (*lenient.TORN, ValueError):
            continue
    return list(found)


def _numbers(source: sqlite3.Connection, table: str) -> set[int]:
    """Numbers of rows that any index of the table names."""
    numbers: set[int] = set()
    try:
        indexes = [row[1] for row in source.execute(f"PRAGMA index_list({table})")]
    except lenient.TORN:
        return numbers
    for index in indexes:
        try:
            (_, _, first), *_ = source.execute(f"PRAGMA index_info({index})")
        except (sqlite3.Error, ValueError):
            continue
        for direction in ("ASC", "DESC"):
            try:
                for (number,) in source.execute(
                    f"SELECT rowid FROM {table} INDEXED BY {index} ORDER BY {first} {direction}"
                ):
                    numbers.add(number)
                break
            except lenient.TORN:
                continue
    return numbers
