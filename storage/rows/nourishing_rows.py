"""The glimmers of twelve months from which is told what comes back over them.

Of a journal that holds very many, some are drawn, so that it takes no longer: what comes back on
many days is among them as well. Which they are follows from their numbers, so that the same are
drawn again, whatever is kept later.
"""

from __future__ import annotations

from datetime import date, datetime

from app.core.glimmers import Glimmer
from app.core.lookback.nourishing import Lived
from app.core.photos import NAME_KINDS, NameKind
from app.core.when.times import years_around
from storage.database.lenient import reads_on
from storage.rows import glimmer_rows, name_rows, photo_rows
from storage.rows.drawer import Drawer
from storage.rows.memory_rows import NOBODY_HIDDEN, MemoryRows

MOST = 1_200
"""Glimmers that are read: three of each day, and some more."""
_END = "~"
"""Behind every key that begins with the text before it."""
# A multiplication and a mask spread the numbers, after Knuth.
_DRAWN = """
    SELECT number FROM glimmers WHERE removed_at IS NULL AND sort_key >= :since
    AND sort_key < :until ORDER BY (number * 2654435761) & 4294967295 LIMIT :most
"""
OF_A_YEAR = f"""
    SELECT {glimmer_rows.OF_G} FROM ({_DRAWN}) drawn
    CROSS JOIN glimmers g ON g.number = drawn.number
    WHERE g.removed_at IS NULL AND g.sort_key >= :since AND g.sort_key < :until
    AND g.precision IN ('moment', 'day') {NOBODY_HIDDEN}
"""
"""Read by their numbers, and so whole, whatever an index says."""


def between(today: date) -> dict[str, str | int]:
    """What `OF_A_YEAR` is asked with: the twelve months that end with this day."""
    since = years_around(today, -1).isoformat() + _END
    return {"since": since, "until": today.isoformat() + _END, "most": MOST}


@reads_on
class NourishingRows(Drawer):
    """Days of the last twelve months; without the bin, and without all that is kept out of
    memories.
    """

    def lived(self, today: date) -> tuple[Lived, ...]:
        """What happened on a day of the twelve months that end with `today`; at most `MOST`."""
        out = MemoryRows(self._access).kept_out()
        with self._access.reading():
            rows = self._conn.execute(OF_A_YEAR, between(today)).fetchall()
            found = [glimmer for glimmer in map(Glimmer._make, rows) if not out.holds(glimmer)]
            ids = [glimmer.id for glimmer in found]
            photos = photo_rows.photos_of(self._conn, ids)
            names = {kind: name_rows.names_of(self._conn, ids, kind) for kind in NAME_KINDS}
        lived = []
        for glimmer in found:
            when = glimmer.when
            if when.day is None:  # a damaged date
                continue
            wall = when.start if isinstance(when.start, datetime) else None
            carried: list[tuple[NameKind, str]] = [
                (kind, name) for kind in NAME_KINDS for name in names[kind].get(glimmer.id, ())
            ]
            lived.append(
                Lived(
                    id=glimmer.id,
                    day=when.day,
                    minute=wall.hour * 60 + wall.minute if wall else None,
                    pathway=glimmer.pathway,
                    note=glimmer.note,
                    names=tuple(carried),
                    cover=next(iter(photos.get(glimmer.id, ())), None),
                )
            )
        return tuple(lived)

    def silent(self) -> tuple[str, ...]:
        """The names that are hidden."""
        return tuple(name for _, name in MemoryRows(self._access).hidden())
