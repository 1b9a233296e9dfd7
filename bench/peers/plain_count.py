"""What comes up often, as many apps tell it: every word of every note is counted."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import date

_NOTES = """
    SELECT note FROM glimmers WHERE removed_at IS NULL AND sort_key >= ? AND sort_key < ?
"""


def words(conn: sqlite3.Connection, since: date, until: date) -> list[tuple[str, int]]:
    """The words that most notes between two days have, with their number."""
    times: Counter[str] = Counter()
    for (note,) in conn.execute(_NOTES, (since.isoformat(), until.isoformat())):
        times.update(set(note.lower().split()))
    return times.most_common(20)
