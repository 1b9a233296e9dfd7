"""What was chosen in two journals: the later choice counts, and prompts of one's own are in
both."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from app.core.backups import BACKUPS
from app.core.glimmers import GlimmerId
from app.core.lookback.memories import KEPT_OUT, NOT_WHEN_HARD, TODAYS
from app.core.prompts import WRITTEN, joined_prompts
from storage.rows import erased_rows
from storage.rows.preference_rows import INDEX_IS_DUE

OF_THIS_DEVICE = ("prompt", "reminder_last_shown", "reminder_turn", TODAYS, BACKUPS, INDEX_IS_DUE)
"""Choices that say what was shown here or is to be done here, and are nobody's elsewhere."""

_ABOUT_ONE = (KEPT_OUT, NOT_WHEN_HARD)
"""How choices begin that end in the id of a glimmer."""


def follow(conn: sqlite3.Connection, old: GlimmerId, new: GlimmerId) -> None:
    """Choices about a glimmer are about it under its new id."""
    conn.executemany(
        "UPDATE OR REPLACE preferences SET name = ? WHERE name = ?",
        [(begins + new, begins + old) for begins in _ABOUT_ONE],
    )


def take_choices(conn: sqlite3.Connection, other: sqlite3.Connection) -> None:
    """What was chosen before choices had times stands behind what was chosen since."""
    _take_own_prompts(conn, other)
    chosen = "SELECT name, value, changed_at FROM preferences"
    conn.executemany(
        "INSERT INTO preferences (name, value, changed_at) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at"
        " WHERE (ifnull(preferences.changed_at, ''), preferences.value)"
        " < (ifnull(excluded.changed_at, ''), excluded.value)",
        [
            (_called_here(conn, other, name), *rest)
            for name, *rest in other.execute(chosen)
            if name not in (*OF_THIS_DEVICE, WRITTEN) and not name.startswith(erased_rows.NOTE)
        ],
    )


def _take_own_prompts(conn: sqlite3.Connection, other: sqlite3.Connection) -> None:
    """Prompts that the person wrote in one of two copies are in both, until they are deleted in
    one.
    """
    query = "SELECT value, changed_at FROM preferences WHERE name = ?"
    found = [row for each in (conn, other) for row in each.execute(query, (WRITTEN,))]
    lists = [each for value, _ in found if isinstance(each := _json_or_none(value), list)]
    if not lists:
        return
    value = json.dumps(joined_prompts(lists[0], lists[-1]))
    at = max((at for _, at in found if at), default=None)
    conn.execute(
        "INSERT INTO preferences (name, value, changed_at) VALUES (?, ?, ?) ON CONFLICT (name) DO"
        " UPDATE SET value = excluded.value, changed_at = excluded.changed_at",
        (WRITTEN, value, at),
    )


def _json_or_none(text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError):  # damaged on the disk
        return None


def _called_here(conn: sqlite3.Connection, other: sqlite3.Connection, name: str) -> str:
    """The name of a choice; one that is about a glimmer has its id, which may be another here."""
    begins = next((each for each in _ABOUT_ONE if name.startswith(each)), None)
    if begins is None:
        return name
    query = "SELECT source, source_id FROM glimmers WHERE id = ? AND source NOTNULL"
    source = other.execute(query, (name.removeprefix(begins),)).fetchone()
    query = "SELECT id FROM glimmers WHERE source = ? AND source_id = ?"
    here = source and conn.execute(query, source).fetchone()
    return f"{begins}{here[0]}" if here else name
