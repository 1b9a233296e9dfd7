"""Search as many small apps do it: everything is loaded, and a loop looks at each note.

`python -m bench.peers.plain_loop FILE WORDS` loads, looks once, and says how long both took.
"""

from __future__ import annotations

import sqlite3
import sys
import time

from bench.peers.plain_page import SELECT

Glimmers = list[tuple[str, ...]]
_ALL = SELECT.removesuffix(" LIMIT 60")


def load(conn: sqlite3.Connection) -> Glimmers:
    """All of them, newest first."""
    return conn.execute(_ALL).fetchall()


def first_page(glimmers: Glimmers, words: str) -> Glimmers:
    """Sixty with these letters in them, newest first."""
    wanted = words.lower()
    found = []
    for glimmer in glimmers:
        if wanted in glimmer[1].lower():
            found.append(glimmer)
            if len(found) == 60:
                break
    return found


if __name__ == "__main__":
    connection = sqlite3.connect(sys.argv[1])
    began = time.perf_counter()
    everything = load(connection)
    loaded = time.perf_counter()
    first_page(everything, sys.argv[2])
    print(f"{(loaded - began) * 1000:.3f} ms and {(time.perf_counter() - loaded) * 1000:.3f} ms")
