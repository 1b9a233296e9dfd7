"""Journals as full as a life: what is measured is measured in them."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.peers import plain_insert
from storage.journal import Journal

BEGAN = datetime(2020, 1, 1, tzinfo=UTC)


def fill(file: Path, number: int) -> None:
    """A journal with that many glimmers, half an hour apart."""
    Journal.open(file).close()
    with closing(plain_insert.connect(file)) as conn:
        conn.execute("BEGIN")
        rows = (
            plain_insert.a_row(index, (BEGAN + timedelta(minutes=30 * index)).isoformat())
            for index in range(number)
        )
        conn.executemany(plain_insert.INSERT, rows)
        conn.execute("COMMIT")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
