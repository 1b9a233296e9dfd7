"""What comes back as a memory, and what a person keeps out of it.

A memory is a handful of looks into indexes, however many glimmers the journal holds: into the
timeline for this day of earlier years, and by their own numbers for glimmers that are drawn. Only
where nearly all of them are kept out is it walked along the timeline to one that is not.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterator
from datetime import date
from itertools import islice
from typing import Any

from app.core.errors import CHOOSING, UnknownNameError
from app.core.glimmers import Glimmer, GlimmerId
from app.core.lookback.memories import (
    KEPT_OUT,
    KeptOut,
    Memory,
    drawn,
    earlier_years,
    kept_out,
    old_enough,
)
from app.core.lookback.together import Group, Holder, Together, Week, groups, together
from app.core.photos import NAME_KINDS, NameKind, Parts, PhotoId
from app.core.when.times import sort_key
from storage.database.lenient import reads_on
from storage.rows import glimmer_rows
from storage.rows.drawer import Drawer
from storage.rows.name_rows import TABLES, key_of
from storage.rows.own_row import own

_DRAWS = 12
"""How often it is drawn before the timeline is walked."""
_AT_ONCE = 4
"""Numbers that are looked up at a time: mostly the first may come back."""
_END = "~"
"""Behind every key that begins with the text before it."""

# Where an index leads to another name's row, nobody knows whether this one is hidden.
NOBODY_HIDDEN = " ".join(
    f"AND NOT EXISTS (SELECT 1 FROM {t.links} l CROSS JOIN {t.names} n ON n.id = l.{t.one}"
    f" WHERE l.glimmer = g.id AND (n.hidden OR NOT {own(t.names, 'n')}))"
    for t in TABLES.values()
)
"""SQL behind a condition: and no name of the glimmer `g` is kept out."""
_MAY_COME = f"""
    g.removed_at IS NULL AND substr(g.kept_at, 1, 10) < :before
    AND ifnull(substr(g."end", 1, 10), '') < :before {NOBODY_HIDDEN}
"""
# Ids end in random digits: the first one behind a point that the day draws is as good as drawn, and
# stays where others come or go.
ON_THIS_DAY = f"""
    SELECT {glimmer_rows.OF_G} FROM json_each(:days) d CROSS JOIN glimmers g
    ON g.sort_key >= d.value AND g.sort_key < d.value || '{_END}'
    WHERE g.precision IN ('moment', 'day') AND {_MAY_COME} AND {glimmer_rows.OWN_G}
    ORDER BY substr(g.id, -12) < :point, substr(g.id, -12), g.id
"""
"""What happened on some days. `bench.look_back` compares with the bare questions of this module."""
DRAWN = f"""
    SELECT {glimmer_rows.OF_G} FROM json_each(:numbers) d CROSS JOIN glimmers g
    ON g.number = d.value WHERE {_MAY_COME} ORDER BY d.key
"""
"""Glimmers by their numbers."""
_NEAR = 60
"""Photos of a week, and glimmers with a name on either side of one, that are looked at for a
collage: so few, however many there are.
"""
_OF_WEEK = """
    SELECT glimmer, photo FROM glimmer_photos WHERE sort_key >= :first AND sort_key < :last || 'U'
    ORDER BY sort_key DESC, glimmer DESC, position LIMIT :near
"""
_OF_NAME = {
    kind: f"""
    SELECT l.glimmer, l.photo FROM (
        SELECT * FROM (
            SELECT glimmer FROM {t.links} WHERE {t.one} = :key AND sort_key <= :at
            ORDER BY sort_key DESC, glimmer DESC LIMIT :near
        ) UNION ALL SELECT * FROM (
            SELECT glimmer FROM {t.links} WHERE {t.one} = :key AND sort_key > :at
            ORDER BY sort_key, glimmer LIMIT :near
        )
    ) n CROSS JOIN glimmer_photos l ON l.glimmer = n.glimmer LIMIT :near
    """
    for kind, t in TABLES.items()
}
_HOLDING = f"""
    SELECT l.photo,
        NOT (g.removed_at IS NULL AND {glimmer_rows.OWN_G} {NOBODY_HIDDEN}),
        substr(g.kept_at, 1, 10) < :before AND ifnull(substr(g."end", 1, 10), '') < :before,
        {glimmer_rows.OF_G}
    FROM json_each(:photos) d CROSS JOIN glimmer_photos l ON l.photo = d.value
    CROSS JOIN glimmers g ON g.id = l.glimmer
"""
"""Each glimmer that holds one of these photos, whether that hides it, and whether it is old."""
_ALONG = f"""
    SELECT {glimmer_rows.OF_G} FROM glimmers g WHERE g.sort_key < :before AND {_MAY_COME}
    AND {glimmer_rows.OWN_G}
    ORDER BY g.sort_key DESC, g.id DESC
"""
BOUNDS = """
    SELECT (SELECT id FROM journal WHERE one = 1), (SELECT max(number) FROM glimmers),
    (SELECT min(sort_key) FROM glimmers WHERE removed_at IS NULL AND sort_key >= '0')
"""
"""Whose journal it is, its highest number, and its first day."""
_KEPT_OUT = (
    "SELECT name, CAST(value AS BLOB) FROM preferences WHERE name >= ? AND name < ? ORDER BY name"
)


@reads_on
class MemoryRows(Drawer):
    """The memory of a day, and people, places and tags that are kept out of all of them."""

    def of_day(
        self,
        today: date,
        out: KeptOut,
        *,
        passed: Collection[GlimmerId] = (),
        recent: bool = False,
    ) -> Memory | None:
        """The memory of this day, but for those that are `passed`; None where nothing is left that
        may come back. `recent` where recent ones may.
        """
        before = old_enough(today, recent=recent).isoformat()
        with self._access.reading():
            for on_this_day, row in self._in_their_order(today, before):
                glimmer = Glimmer._make(row)
                if glimmer.id not in passed and not out.holds(glimmer):
                    return Memory(glimmer, on_this_day)
        return None

    def together(
        self, glimmer: Glimmer, parts: Parts, today: date, out: KeptOut, *, recent: bool = False
    ) -> Together | None:
        """The collage that is offered on this day beside a memory, `glimmer` with its `parts`;
        None where nothing of it has photos enough. `recent` as in `of_day`.
        """
        before = old_enough(today, recent=recent).isoformat()
        with self._access.reading():
            for group in groups(glimmer, parts, today):
                photos = self._near(group, glimmer)
                holding = self._holding([photo for _, photo in photos], before)
                if found := together(group, photos, holding, out):
                    return found
        return None

    def kept_out(self) -> KeptOut:
        """The glimmers and times of year that are kept out."""
        with self._access.reading():
            return stored(self._conn)

    def glimmers(self, out: KeptOut) -> dict[GlimmerId, Glimmer]:
        """Those of the glimmers that are kept out that there are, in the bin or not."""
        with self._access.reading():
            return glimmer_rows.of_ids(self._conn, sorted(out.glimmers)) if out.glimmers else {}

    def hidden(self) -> list[tuple[NameKind, str]]:
        """The people, places and tags that are kept out, in the order of the alphabet."""
        found: list[tuple[NameKind, str]] = []
        with self._access.reading():
            for kind in NAME_KINDS:
                query = (
                    f"SELECT name FROM {TABLES[kind].names} WHERE hidden AND typeof(name) = 'text'"
                )
                found += [(kind, name) for (name,) in self._conn.execute(query)]
        return sorted(found, key=lambda each: (NAME_KINDS.index(each[0]), key_of(each[1])))

    def hide(self, kind: NameKind, name: str, *, hidden: bool) -> None:
        """Let nothing that carries this name come back; or let it again.

        Raises:
            UnknownNameError: nobody and nothing is called so.
        """
        names = TABLES[kind].names
        query = f"UPDATE {names} SET hidden = ? WHERE id = ? AND {own(names)}"
        with self._access.transaction(CHOOSING):
            if not self._conn.execute(query, (int(hidden), key_of(name))).rowcount:
                raise UnknownNameError

    # Inside -----------------------------------------------------------------------------------

    def _near(self, group: Group, glimmer: Glimmer) -> list[tuple[GlimmerId, PhotoId]]:
        """Photos in glimmers of a group, those around the glimmer."""
        values: dict[str, Any] = {"near": _NEAR}
        if isinstance(group, Week):
            values |= {"first": group.first.isoformat(), "last": group.last.isoformat()}
            query = _OF_WEEK
        else:
            values |= {"key": key_of(group.name), "at": sort_key(glimmer.when)}
            query = _OF_NAME[group.kind]
        rows = self._conn.execute(query, values)
        return [(GlimmerId(glimmer), PhotoId(photo)) for glimmer, photo in rows]

    def _holding(self, photos: list[PhotoId], before: str) -> dict[PhotoId, list[Holder]]:
        values = {"photos": json.dumps([*dict.fromkeys(photos)]), "before": before}
        found: dict[PhotoId, list[Holder]] = {}
        for photo, hidden, old, *row in self._conn.execute(_HOLDING, values):
            holder = Holder(glimmer=Glimmer._make(row), hidden=bool(hidden), old_enough=bool(old))
            found.setdefault(PhotoId(photo), []).append(holder)
        return found

    def _in_their_order(self, today: date, before: str) -> Iterator[tuple[bool, tuple[Any, ...]]]:
        """What may come back on this day, and whether it is of this day of an earlier year."""
        journal, latest, earliest = self._conn.execute(BOUNDS).fetchone()
        seed = f"{journal}:{today.isoformat()}"
        if earliest is not None and earliest[:4].isdecimal():
            days = [day.isoformat() for day in earlier_years(today, int(earliest[:4]))]
            point = hashlib.sha256(seed.encode()).hexdigest()[:12]
            values = {"days": json.dumps(days), "before": before, "point": point}
            for row in self._conn.execute(ON_THIS_DAY, values):
                yield True, row
        for draw in range(_DRAWS if latest else 0):
            numbers = drawn(f"{seed}:{draw}", latest)
            while some := [*islice(numbers, _AT_ONCE)]:
                values = {"numbers": json.dumps(some), "before": before}
                for row in self._conn.execute(DRAWN, values):
                    yield False, row
        for row in self._conn.execute(_ALONG, {"before": before}):
            yield False, row


def stored(conn: sqlite3.Connection, begins: str = KEPT_OUT) -> KeptOut:
    """The glimmers and times of year that are kept out, by preferences whose name `begins` so."""
    rows = conn.execute(_KEPT_OUT, (begins, begins + _END)).fetchall()
    return kept_out({str(name): _read(value) for name, value in rows}, begins)


def _read(value: Any) -> Any:
    """A preference's value; None where it is damaged."""
    try:
        return json.loads(value.decode())
    except (ValueError, AttributeError):
        return None
