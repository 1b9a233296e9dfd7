"""The first page of the timeline as one bare SELECT over its index.

`python -m bench.peers.plain_page FILE` reads it once and says how long that took.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from typing import Any

SELECT = (
    'SELECT id, note, pathway, precision, when_text, start, "end", edtf, zone, '
    "kept_at, changed_at, loved_at, removed_at FROM glimmers "
    "WHERE removed_at IS NULL ORDER BY sort_key DESC, id DESC LIMIT 60"
)


def first_page(conn: sqlite3.Connection) -> list[Any]:
    """Sixty rows, newest first."""
    return conn.execute(SELECT).fetchall()


if __name__ == "__main__":
    connection = sqlite3.connect(sys.argv[1])
    began = time.perf_counter()
    first_page(connection)
    print(f"{(time.perf_counter() - began) * 1000:.3f} ms")
