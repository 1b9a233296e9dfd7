"""What the person chose, and what the app remembers beside it: a name and anything that JSON can
hold.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from datetime import datetime
from typing import Any

from app.core.errors import CHOOSING
from storage.database.lenient import reads_on
from storage.rows.drawer import Drawer
from storage.rows.stamps import later_than, utc

INDEX_IS_DUE = "index_is_due"
"""Beside the person's choices: words were deleted for good and stand in the full-text index still.
"""

# As bytes: a choice of which a part cannot be read is not to be guessed at.
_CHOICE = "SELECT CAST(value AS BLOB) FROM preferences WHERE name = ?"
_CHOSEN_AT = "SELECT CAST(changed_at AS BLOB) FROM preferences WHERE name = ?"
_BEGINNING = (
    "SELECT name, CAST(value AS BLOB) FROM preferences WHERE name >= ? AND name < ? ORDER BY name"
)
_END = "~"
"""Behind every name that begins with the text before it."""
_REMEMBER = f"""
    INSERT INTO preferences (name, value, changed_at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE
    SET value = excluded.value, changed_at = {later_than("preferences.changed_at")}
"""


@reads_on
class Preferences(Drawer):
    """Choices by their names."""

    def get(self, name: str, default: Any) -> Any:
        """What the person chose, or `default`."""
        with self._access.reading():
            row = self._conn.execute(_CHOICE, (name,)).fetchone()
        try:
            return json.loads(row[0].decode()) if row else default
        except ValueError:  # damaged on the disk: half a choice is none
            return default

    def beginning(self, begins: str) -> dict[str, Any]:
        """The choices whose names begin so, each by the rest of its name, which is of letters and
        digits; one that is damaged is left out.
        """
        with self._access.reading():
            rows = self._conn.execute(_BEGINNING, (begins, begins + _END)).fetchall()
        found: dict[str, Any] = {}
        for name, value in rows:
            with contextlib.suppress(ValueError, AttributeError):
                found[str(name).removeprefix(begins)] = json.loads(value.decode())
        return found

    def choose(self, name: str, value: Any, *, at: datetime) -> None:
        """Remember a choice: anything JSON can hold."""
        with self._access.transaction(CHOOSING):
            self._conn.execute(_REMEMBER, (name, json.dumps(value), utc(at), utc(at)))

    def chosen_at(self, name: str) -> datetime | None:
        """When this was chosen last, aware; None where it never was, or a disk has damaged that."""
        with self._access.reading():
            row = self._conn.execute(_CHOSEN_AT, (name,)).fetchone()
        try:
            at = datetime.fromisoformat(row[0].decode()) if row else None
        except (ValueError, AttributeError):
            return None
        return at if at is not None and at.utcoffset() is not None else None

    def claim(self, name: str, instant: datetime, *, now: datetime) -> bool:
        """Whether `instant` is ours: neither this program nor another has claimed it, or a later
        one.

        Both are aware. A claim that lies ahead of both was made under a wrong clock and does not
        count.
        """
        ours = f"{_REMEMBER} WHERE preferences.value < excluded.value OR preferences.value > ?"
        claimed, latest = json.dumps(utc(instant)), json.dumps(utc(max(instant, now)))
        with self._access.transaction(CHOOSING):
            changed = self._conn.execute(ours, (name, claimed, utc(now), utc(now), latest)).rowcount
        return changed == 1


def note(conn: sqlite3.Connection, name: str) -> None:
    """Note that something is so, for the journal itself: it is nobody's choice, and has no time. In
    a transaction.
    """
    conn.execute("INSERT OR REPLACE INTO preferences (name, value) VALUES (?, 'true')", (name,))


def forget(conn: sqlite3.Connection, name: str) -> None:
    """As if it had never been chosen or noted, inside a transaction."""
    conn.execute("DELETE FROM preferences WHERE name = ?", (name,))
