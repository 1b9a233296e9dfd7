"""One glimmer out of all that are kept, taken blindly: what *When it is hard* shows."""

from __future__ import annotations

import json
from collections.abc import Collection

from app.core.glimmers import Glimmer, GlimmerId
from app.core.lookback.memories import NOT_WHEN_HARD
from storage.database.lenient import reads_on
from storage.rows import glimmer_rows, memory_rows
from storage.rows.drawer import Drawer

_SPAN = "SELECT min(number), max(number) FROM glimmers"
_SAYS_SOMETHING = "(g.note <> '' OR EXISTS (SELECT 1 FROM glimmer_photos l WHERE l.glimmer = g.id))"
# By the table's own key, from a place in it: no list of all glimmers is made for one of them.
_FROM = f"""
    SELECT {glimmer_rows.OF_G} FROM glimmers g
    WHERE g.number BETWEEN ? AND ? AND +g.removed_at IS NULL AND {{which}}
    AND g.id NOT IN (SELECT value FROM json_each(?)) {memory_rows.NOBODY_HIDDEN}
    ORDER BY g.number
"""
_STILL = f"""
    SELECT {glimmer_rows.OF_G} FROM glimmers g WHERE g.id = ? AND g.removed_at IS NULL
    AND {glimmer_rows.OWN_G} {memory_rows.NOBODY_HIDDEN}
"""


@reads_on
class OneGlimmerRows(Drawer):
    """Any one of them; the bin is left out, and what is kept out of memories or was sent away."""

    def sent_away(self) -> frozenset[GlimmerId]:
        """Those that are not to come when it is hard."""
        with self._access.reading():
            return memory_rows.stored(self._conn, NOT_WHEN_HARD).glimmers

    def still(self, id: GlimmerId) -> Glimmer | None:
        """This one as it is now; None where it is in the bin, is gone, or is kept out by now."""
        with self._access.reading():
            row = self._conn.execute(_STILL, (id,)).fetchone()
            if row is None or id in memory_rows.stored(self._conn, NOT_WHEN_HARD).glimmers:
                return None
            glimmer = Glimmer._make(row)
            return None if memory_rows.stored(self._conn).holds(glimmer) else glimmer

    def one(self, near: float, *, without: Collection[GlimmerId]) -> Glimmer | None:
        """The first that is kept at or behind a place, and is none of those `without`; None where
        there is none. `near` is a part of the whole, from 0 to 1. One with words or photos is taken
        before one that is nothing but a light.
        """
        with self._access.reading():
            away = memory_rows.stored(self._conn, NOT_WHEN_HARD).glimmers
            left_out = json.dumps([*without, *away])
            first, last = self._conn.execute(_SPAN).fetchone()
            if first is None:
                return None
            out = memory_rows.stored(self._conn)
            place = first + int(near * (last - first + 1))
            for which in (_SAYS_SOMETHING, "true"):
                for begin, end in ((place, last), (first, place - 1)):
                    query = _FROM.format(which=which)
                    for row in self._conn.execute(query, (begin, end, left_out)):
                        if not out.holds(glimmer := Glimmer._make(row)):
                            return glimmer
        return None
