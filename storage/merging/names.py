"""The names of two journals: spelled as they were last, and hidden where either hides them."""

from __future__ import annotations

import json
import sqlite3

from app.core.names import check_name, fold
from storage.merging.states import Held
from storage.rows.mended_records import is_name
from storage.rows.name_rows import TABLES

_NAME_TABLES = tuple(tables.names for tables in TABLES.values())
_DRAWN = 1 << 32
"""Numbers of names are drawn at random from far more than these (`name_rows.set_names`): where two
journals have the same one, it is one name, whatever it is called. Those of the first journals were
counted instead, and say nothing.
"""


class Names:
    """The names of both journals."""

    def __init__(self, conn: sqlite3.Connection, other: sqlite3.Connection) -> None:
        self._conn = conn
        self._other = other
        self._hidden = {
            table: _hidden_in(conn, table) | _hidden_in(other, table) for table in _NAME_TABLES
        }
        """The numbers of those that are hidden from memories in either, before they are joined."""

    def need(self, held: Held) -> None:
        """Let there be this one here."""
        assert held.kind is not None
        assert held.kind != "photo"
        # A number drawn at random, as `name_rows.set_names` does it.
        self._conn.execute(
            f"INSERT INTO {TABLES[held.kind].names} (rowid, id, name)"
            f" VALUES (abs(random() % {1 << 53}) + 1, ?, ?) ON CONFLICT DO NOTHING",
            (held.key, held.name),
        )

    def spell(self) -> None:
        """Spell each name that both have as it was spelled last, in one of them. Who is hidden from
        memories in either is so here, also where the other one calls them something else.
        """
        for table in _NAME_TABLES:
            query = f"SELECT name, changed_at, hidden, rowid FROM {table}"
            for name, changed_at, hidden, number in self._other.execute(query).fetchall():
                if not is_name(name):  # a disk has damaged it, and it comes as it was mended
                    continue
                values = {"key": fold(check_name(name)), "name": name, "at": changed_at}
                self._conn.execute(
                    f"UPDATE {table} SET name = :name, changed_at = :at WHERE id = :key"
                    " AND (ifnull(changed_at, ''), name COLLATE BINARY) < (ifnull(:at, ''), :name)",
                    values,
                )
                self._conn.execute(
                    f"UPDATE {table} SET hidden = max(hidden, ?) WHERE id = ?",
                    (hidden or number in self._hidden[table], values["key"]),
                )
            numbers = json.dumps(sorted(self._hidden[table]))
            self._conn.execute(
                f"UPDATE {table} SET hidden = 1 WHERE rowid IN (SELECT value FROM json_each(?))",
                (numbers,),
            )


def _hidden_in(conn: sqlite3.Connection, table: str) -> frozenset[int]:
    query = f"SELECT rowid FROM {table} WHERE hidden AND rowid > ?"
    return frozenset(number for (number,) in conn.execute(query, (_DRAWN,)))
