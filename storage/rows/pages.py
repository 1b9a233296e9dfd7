"""The query for photos to choose from: its conditions vary, and it reads from an index in the timeline's order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from app.core.glimmers import GlimmerId, Pathway
from app.core.photos import NameKind, PhotoId
from storage.rows.name_rows import TABLES, key_of

# CROSS JOIN is SQLite's way to say: in this order (https://www.sqlite.org/lang_select.html#side_note_special_handling_of_cross_join_).


HOLDING = " UNION ".join(
    f"SELECT glimmer FROM {links} WHERE glimmer IN (SELECT value FROM json_each(?1))"
    for links in ("glimmer_photos", *(tables.links for tables in TABLES.values()))
)
"""Which of these glimmers (JSON of their ids) hold anything beside their words."""


def pictures_query(
    columns: str,
    *,
    start: date | None,
    end: date | None,
    pathway: Pathway | None,
    kind: NameKind | None,
    name: str | None,
    ids: Sequence[GlimmerId] | None,
    photos: Sequence[PhotoId] | None,
    limit: int,
) -> tuple[str, tuple[Any, ...]]:
    """Glimmers with each of their photos that meets all that is given, newest first; and the query's values.

    `columns` are of the glimmer `g`, the photo `p` and the link `l` between them.
    """
    source, first, conditions = "glimmer_photos l", "l", ["g.removed_at IS NULL"]
    values: list[Any] = []
    if kind is not None and name is not None:
        # From the name's own index: among ten thousand photos, those of somebody met twice are found at once.
        t = TABLES[kind]
        source, first = f"{t.links} n CROSS JOIN glimmer_photos l ON l.glimmer = n.glimmer", "n"
        conditions.append(f"n.{t.one} = ?")
        values.append(key_of(name))
    if start is not None or end is not None:
        conditions.append(f"{first}.sort_key >= ?")
        values.append((start or date.min).isoformat())
    if end is not None:
        conditions.append(f"{first}.sort_key < ?")
        values.append(f"{end.isoformat()}U")  # behind every hour of that day: "T" stands before the time
    if pathway is not None:
        conditions.append("g.pathway = ?")
        values.append(pathway)
    if ids is not None:
        conditions.append("l.glimmer IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(ids)))
    if photos is not None:
        conditions.append("l.photo IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(photos)))
    query = (
        f"SELECT {columns} FROM {source} CROSS JOIN glimmers g ON g.id = l.glimmer CROSS JOIN photos p ON p.id = l.photo"
        f" WHERE {' AND '.join(conditions)} ORDER BY {first}.sort_key DESC, {first}.glimmer DESC, l.position, l.photo LIMIT ?"
    )
    return query, (*values, limit)
