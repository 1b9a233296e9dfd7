"""A bare INSERT and COMMIT into the journal's own table: the least that keeping can cost.

`python -m bench.peers.plain_insert FILE` adds one row to a journal and says how long that took.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

Row = tuple[str | None, ...]

INSERT = (
    'INSERT INTO glimmers (id, note, pathway, precision, when_text, start, "end", edtf, zone, '
    "kept_at, changed_at, loved_at, removed_at, "
    "sort_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def connect(file: Path) -> sqlite3.Connection:
    """With the pragmas the journal asks for."""
    conn = sqlite3.connect(file, isolation_level=None)
    for pragma in (
        "journal_mode = wal",
        "synchronous = FULL",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        "secure_delete = ON",
    ):
        conn.execute(f"PRAGMA {pragma}")
    return conn


def insert(conn: sqlite3.Connection, row: Row) -> None:
    """One row, durable when this returns."""
    conn.execute("BEGIN")
    conn.execute(INSERT, row)
    conn.execute("COMMIT")


def a_row(number: int, at: str) -> Row:
    """A glimmer of the moment `at` (ISO 8601), all of it made beforehand; ids follow each other in
    time, as the journal's do."""
    milliseconds = f"{int(datetime.fromisoformat(at).timestamp() * 1000):012x}"
    time_and_version = f"{milliseconds[:8]}-{milliseconds[8:]}-7{token_hex(2)[1:]}"
    id = f"{time_and_version}-8{token_hex(2)[1:]}-{token_hex(6)}"
    text = f"glimmer {number}: the light on the kitchen wall, and nobody in a hurry"
    return (
        id,
        text,
        None,
        "moment",
        at,
        at,
        at,
        at,
        None,
        at,
        at,
        None,
        None,
        f"{at[:10]}T{at[:26]}",
    )


if __name__ == "__main__":
    connection = connect(Path(sys.argv[1]))
    row = a_row(0, datetime.now(UTC).isoformat())
    began = time.perf_counter()
    insert(connection, row)
    print(f"{(time.perf_counter() - began) * 1000:.3f} ms")
