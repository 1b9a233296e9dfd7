"""How many notes have these letters in them, asked of SQLite in one line: it looks at every note.

`python -m bench.peers.plain_like FILE WORDS` counts once and says how long that took.
"""

from __future__ import annotations

import sqlite3
import sys
import time

COUNT = "SELECT count(*) FROM glimmers WHERE note LIKE '%' || ? || '%'"


def count(conn: sqlite3.Connection, words: str) -> int:
    """Notes that have these letters one after the other; case counts only beyond ASCII."""
    (found,) = conn.execute(COUNT, (words,)).fetchone()
    return int(found)


if __name__ == "__main__":
    connection = sqlite3.connect(sys.argv[1])
    began = time.perf_counter()
    count(connection, sys.argv[2])
    print(f"{(time.perf_counter() - began) * 1000:.3f} ms")
