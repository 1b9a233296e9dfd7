"""On how many days a journal was opened: the age that decides what is deleted for its age.

A clock can be wrong by years, and a wrong clock must not empty the bin. So age is not only the time
between two dates: it is also the number of different days on which the journal was opened for
writing. Each date counts once. A clock that jumps by years adds one day.

Every function takes the connection inside a transaction that `Journal` began.
"""

from __future__ import annotations

import sqlite3
from datetime import date

_REMEMBERED = 90
"""So many of the latest dates are stored, so that none counts twice: more than anything here waits
for, and too few to tell when somebody opened the app through the years.
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
    """Count `day`; a day that is counted already changes nothing."""
    if is_counted(conn, day):
        return
    number = so_far(conn) + 1
    conn.execute("UPDATE journal SET lived = ?", (number,))
    conn.execute("INSERT INTO days_lived (number, day) VALUES (?, ?)", (number, day.isoformat()))
    conn.execute("DELETE FROM days_lived WHERE number <= ?", (number - _REMEMBERED,))
