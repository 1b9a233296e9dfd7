"""How many days a journal was lived with: the age that deleting for age counts in.

A clock can be wrong by years, and a wrong clock must not empty a bin. So age is not the distance of
two dates alone: it is also the number of different days on which the journal was opened to be
written. One day counts once, however often the clock passes it, and a jump from one date to another
is one day, however far it goes.

Every function takes the connection inside a transaction that `Journal` began.
"""

from __future__ import annotations

import sqlite3
from datetime import date

_REMEMBERED = 90
"""Days whose dates are kept so that none counts twice; more than anything here waits for, and no
diary of openings.
"""


def so_far(conn: sqlite3.Connection) -> int:
    """Days counted until now."""
    row = conn.execute("SELECT lived FROM journal").fetchone()
    return int(row[0]) if row else 0


def is_counted(conn: sqlite3.Connection, day: date) -> bool:
    """Whether this date is among those that count already."""
    query = "SELECT 1 FROM days_lived WHERE day = ?"
    return conn.execute(query, (day.isoformat(),)).fetchone() is not None


def count(conn: sqlite3.Connection, day: date) -> None:
    """Let `day` be one that was lived; the same one again changes nothing."""
    if is_counted(conn, day):
        return
    number = so_far(conn) + 1
    conn.execute("UPDATE journal SET lived = ?", (number,))
    conn.execute("INSERT INTO days_lived (number, day) VALUES (?, ?)", (number, day.isoformat()))
    conn.execute("DELETE FROM days_lived WHERE number <= ?", (number - _REMEMBERED,))
