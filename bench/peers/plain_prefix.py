"""Search as journals do it that came with SQLite's FTS4: words that begin like what was typed, and
all of what was found, in the order of the timeline.

`python -m bench.peers.plain_prefix FILE WORDS` makes the index in memory, asks once, and says how
long that took.
"""

from __future__ import annotations

import sqlite3
import sys
import time

_FOUND = (
    "SELECT g.id, g.note FROM words w JOIN timeline g ON g.number = w.docid WHERE words MATCH ? "
    "ORDER BY g.sort_key DESC, g.id DESC"
)


def indexed(conn: sqlite3.Connection) -> sqlite3.Connection:
    """The same glimmers in memory, with such an index."""
    copy = sqlite3.connect(":memory:")
    copy.execute("CREATE TABLE timeline (number INTEGER PRIMARY KEY, id, note, sort_key)")
    rows = conn.execute("SELECT number, id, note, sort_key FROM glimmers WHERE removed_at IS NULL")
    copy.executemany("INSERT INTO timeline VALUES (?, ?, ?, ?)", rows)
    copy.execute("CREATE VIRTUAL TABLE words USING fts4 (content='timeline', note, prefix='2,3')")
    copy.execute("INSERT INTO words (words) VALUES ('rebuild')")
    return copy


def timeline(conn: sqlite3.Connection, words: str) -> list[tuple[str, str]]:
    """All glimmers with a word that begins like this one, newest first."""
    return conn.execute(_FOUND, (f"{words}*",)).fetchall()


if __name__ == "__main__":
    connection = indexed(sqlite3.connect(sys.argv[1]))
    began = time.perf_counter()
    timeline(connection, sys.argv[2])
    print(f"{(time.perf_counter() - began) * 1000:.3f} ms")
