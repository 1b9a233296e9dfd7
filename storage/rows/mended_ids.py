"""Ids that a disk has damaged, in a copy of the journal that is to be read to its end.

An id stands in its row and in the index by which rows are found. Where the two differ nothing is
found (`own_row`), and one glimmer would keep all others out of a backup.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from storage.rows.glimmer_rows import LINKS
from storage.rows.own_row import own

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_TABLES: dict[str, tuple[re.Pattern[str], tuple[tuple[str, str], ...]]] = {
    "glimmers": (_ID, tuple((links, "glimmer") for links in LINKS)),
    "collages": (_ID, (("collage_photos", "collage"),)),
    "photos": (
        re.compile("[0-9a-f]{64}", re.ASCII),
        (("glimmer_photos", "photo"), ("collage_photos", "photo")),
    ),
}
"""The form of an id in each table, and where else it stands."""


def mend_ids(conn: sqlite3.Connection) -> int:
    """Give rows back the ids by which everything else knows them. `conn` is over a copy that
    nobody else has.

    Returns:
        How many glimmers had to be left out, since nobody can say which they are.

    Raises:
        sqlite3.Error: it cannot be mended so.
    """
    left_out = 0
    for table, (form, named_by) in _TABLES.items():
        astray = conn.execute(
            f"SELECT rowid, id, (SELECT own.id FROM {table} own WHERE own.rowid = {table}.rowid)"
            f" FROM {table} INDEXED BY sqlite_autoindex_{table}_1 WHERE NOT ifnull({own(table)}, 0)"
        ).fetchall()
        if not astray:
            continue
        conn.execute("PRAGMA journal_mode = MEMORY").fetchone()  # nothing lies beside the copy
        with conn:
            conn.execute("REINDEX")  # or SQLite would not find what is to be changed
            for number, indexed, in_row in astray:
                if in_row is None:  # the index leads nowhere
                    continue
                id = _right(conn, form, named_by, indexed, in_row)
                if id is None:
                    conn.execute(f"DELETE FROM {table} WHERE rowid = ?", (number,))
                    left_out += table == "glimmers"
                elif id != in_row:
                    conn.execute(f"UPDATE {table} SET id = ? WHERE rowid = ?", (id, number))
    return left_out


def _right(
    conn: sqlite3.Connection,
    form: re.Pattern[str],
    named_by: Iterable[tuple[str, str]],
    indexed: object,
    in_row: object,
) -> str | None:
    """Which of two is the id: the one that has an id's form and that others name, the row's where
    that tells nothing; None where neither can be.
    """
    found = [id for id in (in_row, indexed) if isinstance(id, str) and form.fullmatch(id)]
    for id in found:
        if any(
            conn.execute(f"SELECT 1 FROM {table} WHERE {column} = ?", (id,)).fetchone()
            for table, column in named_by
        ):
            return id
    return found[0] if found else None
