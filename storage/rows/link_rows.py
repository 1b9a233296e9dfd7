"""Which photos and names a glimmer has: when that changed, and a mark of what was taken out, for
merging journals.

Every function takes the connection inside a transaction that `Journal` began.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from app.core.exchange.record import link_mark
from app.core.glimmers import GlimmerId
from app.core.photos import NameKind
from storage.rows.stamps import later_than, utc

LinkKind = NameKind | Literal["photo"]
Link = tuple[GlimmerId, str]
"""A glimmer, and the key of a name or the id of a photo in it."""

COLUMNS: dict[LinkKind, tuple[str, str]] = {
    "person": ("glimmer_people", "person"),
    "place": ("glimmer_places", "place"),
    "tag": ("glimmer_tags", "tag"),
    "photo": ("glimmer_photos", "photo"),
}
"""The table of each kind of link, and the column beside `glimmer`."""

HELD = "SELECT " + ", ".join(
    f"EXISTS (SELECT 1 FROM {table} WHERE glimmer IN (SELECT value FROM json_each(?1)))"
    for table, _ in COLUMNS.values()
)
"""For each kind of link, whether any of these glimmers (JSON of their ids) has one."""

_BEFORE = """
    ifnull(
        changed_at,
        ifnull(
            (SELECT removed_at FROM links_let_go f WHERE f.glimmer = ? AND f.mark = ?),
            (SELECT kept_at FROM glimmers WHERE id = glimmer)
        )
    )
"""


def changed(
    conn: sqlite3.Connection, kind: LinkKind, links: Iterable[Link], *, at: datetime
) -> None:
    """These are new, or stand elsewhere, or are described otherwise, since `at`."""
    table, column = COLUMNS[kind]
    marked = [(id, key, link_mark(id, kind, key)) for id, key in links]
    conn.executemany(
        f"UPDATE {table} SET changed_at = {later_than(_BEFORE)} WHERE glimmer = ? AND {column} = ?",
        [(utc(at), id, mark, id, key) for id, key, mark in marked],
    )
    conn.executemany(
        "DELETE FROM links_let_go WHERE glimmer = ? AND mark = ?",
        [(id, mark) for id, _, mark in marked],
    )


def let_go(
    conn: sqlite3.Connection, kind: LinkKind, links: Iterable[Link], *, at: datetime
) -> None:
    """These are about to be deleted: remember when, and of what they were only a mark."""
    table, column = COLUMNS[kind]
    before = later_than("ifnull(l.changed_at, g.kept_at)")
    conn.executemany(
        f"INSERT OR REPLACE INTO links_let_go (glimmer, mark, removed_at) SELECT g.id, ?, {before}"
        f" FROM {table} l JOIN glimmers g ON g.id = l.glimmer WHERE l.glimmer = ? AND "
        f"l.{column} = ?",
        [(link_mark(id, kind, key), utc(at), id, key) for id, key in links],
    )
