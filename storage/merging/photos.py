"""The list of photos: those that only the other journal has, and what is kept in sight of all."""

from __future__ import annotations

import sqlite3

from storage.rows import photo_rows


def take_photos(
    conn: sqlite3.Connection, other: sqlite3.Connection, which: str, *values: str
) -> None:
    """Photos of the other journal that are not in the list here; a collage that names one holds it
    from now on. `which` is SQL for their ids.
    """
    photos = other.execute(
        "SELECT id, width, height, media_type, size, taken_at, focus_x, focus_y, sight_x, sight_y,"
        f" kept_at FROM photos WHERE id IN ({which})",
        values,
    )
    for id, *rest in photos.fetchall():
        if conn.execute(photo_rows.INSERT, (id, *rest)).rowcount:
            conn.execute(photo_rows.HOLD, (id, id))


def take_sights(conn: sqlite3.Connection, other: sqlite3.Connection) -> None:
    """What is kept in sight of photos, as it was said last."""
    said = (
        "SELECT id, sight_x, sight_y, sight_changed_at FROM photos"
        " WHERE sight_x NOTNULL OR sight_changed_at NOTNULL"
    )
    rank = "(ifnull({at}, ''), ifnull({x}, -1.0), ifnull({y}, -1.0))"
    ours = rank.format(at="sight_changed_at", x="sight_x", y="sight_y")
    theirs = rank.format(at=":at", x=":x", y=":y")
    conn.executemany(
        "UPDATE photos SET sight_x = :x, sight_y = :y, sight_changed_at = :at"
        f" WHERE id = :id AND {ours} < {theirs}",
        [dict(zip(("id", "x", "y", "at"), row, strict=True)) for row in other.execute(said)],
    )
