"""What the calendar shows: which years, months and days hold something, and what lives in each.

A moment or a day lives on its day. A vaguer time lives in the month, the year or beside all years,
whichever holds the whole of it (`IN_A_MONTH`, `IN_A_YEAR`), and so in one place only. Each question
is a handful of looks into the timeline's index, however many glimmers the journal holds: times that
are vague stand first within the day they begin on, so that they are found by a look at each day.
"""

from __future__ import annotations

import calendar
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from operator import itemgetter
from typing import Any

from app.core.glimmers import PATHWAYS, Glimmer
from app.core.lookback.calendar import IN_A_MONTH, IN_A_YEAR, LIGHTS, At, HeldDay
from app.core.lookback.sky import HeldLight
from storage.database.lenient import reads_on
from storage.rows import glimmer_rows, photo_rows
from storage.rows.drawer import PAGE, Drawer

_ON_A_DAY = "g.precision IN ('moment', 'day')"
# A damaged date is never lost: what has no length lives beside all years.
_LENGTH = """ifnull(julianday(g."end") - julianday(g.start), 1e9)"""
_IN_ITS_MONTH = f"({_ON_A_DAY} OR {_LENGTH} <= {IN_A_MONTH})"
_IN_ITS_YEAR = f"({_ON_A_DAY} OR {_LENGTH} <= {IN_A_YEAR})"
_THERE = "g.removed_at IS NULL"
_END = "~"
"""Behind every key that begins with the text before it."""

DAYS = f"""
    SELECT substr(g.sort_key, 9, 2), g.pathway, g.loved_at IS NOT NULL FROM glimmers g
    WHERE g.sort_key >= ? AND g.sort_key < ? AND {_THERE} AND {_ON_A_DAY}
    ORDER BY g.sort_key, g.id
"""
"""The lights of a month: the bare question that `bench.look_back` compares with."""
SKY = f"""
    SELECT g.id, substr(g.sort_key, 9, 2), g.precision, g.start, g.pathway,
        g.loved_at IS NOT NULL
    FROM glimmers g
    WHERE g.sort_key >= ? AND g.sort_key < ? AND {_THERE} AND {_ON_A_DAY}
    AND {glimmer_rows.OWN_G} ORDER BY g.sort_key, g.id
"""
"""The same with what places a light in its sky."""
OF_A_MONTH = f"""
    SELECT {glimmer_rows.OF_G} FROM glimmers g
    WHERE g.sort_key >= ? AND g.sort_key < ? AND {_THERE} AND {_ON_A_DAY}
    AND {glimmer_rows.OWN_G} ORDER BY g.sort_key, g.id LIMIT ?
"""
_PHOTOS = f"""
    SELECT substr(l.sort_key, 9, 2), l.glimmer, {photo_rows.COLUMNS} FROM glimmer_photos l
    JOIN glimmers g ON g.id = l.glimmer JOIN photos p ON p.id = l.photo
    WHERE l.sort_key >= ? AND l.sort_key < ? AND {_THERE} AND {_ON_A_DAY}
    ORDER BY l.sort_key DESC, l.glimmer DESC, l.position
"""
_LAST_IN = """
    SELECT g.sort_key FROM glimmers g
    WHERE {there} AND g.sort_key < ? AND g.sort_key <> '' AND {lives}
    ORDER BY g.sort_key DESC LIMIT 1
"""
_FIRST_IN = """
    SELECT g.sort_key FROM glimmers g
    WHERE {there} AND g.sort_key >= ? AND {lives}
    ORDER BY g.sort_key LIMIT 1
"""
_MONTHS = f"""
    SELECT m.value FROM json_each(?) m WHERE EXISTS (
        SELECT 1 FROM glimmers g
        WHERE g.sort_key >= m.value AND g.sort_key < m.value || '{_END}'
        AND {_THERE} AND {_IN_ITS_MONTH}
    )
"""
_YEARS = f"""
    WITH RECURSIVE years (key) AS (
        SELECT max(sort_key) FROM glimmers WHERE removed_at IS NULL
        UNION ALL
        SELECT (SELECT max(sort_key) FROM glimmers
            WHERE removed_at IS NULL AND sort_key < substr(years.key, 1, 4))
        FROM years WHERE years.key <> ''
    )
    SELECT substr(years.key, 1, 4), EXISTS (
        SELECT 1 FROM glimmers g
        WHERE g.sort_key >= substr(years.key, 1, 4) AND g.sort_key <= years.key
        AND {_THERE} AND {_IN_ITS_YEAR}
    ) FROM years WHERE years.key <> ''
"""
"""The years in which something begins, the latest first, and whether something lives in them."""
_OF_A_DAY = f"""
    SELECT {glimmer_rows.OF_G} FROM glimmers g
    WHERE g.sort_key >= ? AND g.sort_key < ? AND {_THERE} AND {_ON_A_DAY}
    AND {glimmer_rows.OWN_G} ORDER BY g.sort_key DESC, g.id DESC LIMIT ?
"""
_VAGUE = f"""
    SELECT {glimmer_rows.OF_G} FROM json_each(?) d CROSS JOIN glimmers g
    ON {_THERE} AND g.sort_key >= d.value || ' ' AND g.sort_key < d.value || ' 6'
    WHERE {_LENGTH} > ? AND {_LENGTH} <= ? AND {glimmer_rows.OWN_G}
    ORDER BY g.sort_key DESC, g.id DESC LIMIT ?
"""
"""What begins on one of these days and is longer than a day. Ranks of precision stand behind the
day in a sort key; " 6" is a day's own.
"""
_OF_LIFE = f"""
    SELECT {glimmer_rows.OF_G} FROM glimmers g
    WHERE g.sort_key = '' AND {_THERE} AND {glimmer_rows.OWN_G} ORDER BY g.id DESC LIMIT ?
"""


_day_of = itemgetter(0)


@reads_on
class CalendarRows(Drawer):
    """Years, months and days that hold something; the bin is left out."""

    def latest(self) -> At | None:
        """The last month in which something lives, else the last year; None where neither has
        anything.
        """
        with self._access.reading():
            for lives, width in ((_IN_ITS_MONTH, 7), (_IN_ITS_YEAR, 4)):
                if at := self._one(_LAST_IN, lives, _END, width):
                    return at
        return None

    def beside(self, at: At) -> tuple[At | None, At | None]:
        """The nearest months, or years, before and after this one in which something lives; neither
        for all years.
        """
        if at.year is None:
            return None, None
        lives, width = (_IN_ITS_YEAR, 4) if at.month is None else (_IN_ITS_MONTH, 7)
        key = _key(at)
        with self._access.reading():
            return (
                self._one(_LAST_IN, lives, key, width),
                self._one(_FIRST_IN, lives, key + _END, width),
            )

    def years(self) -> tuple[int, ...]:
        """Those in which something lives, the latest first."""
        with self._access.reading():
            return tuple(year for year, lives in self._years() if lives)

    def months(self, year: int) -> tuple[int, ...]:
        """Those of a year in which something lives, in their order."""
        keys = [f"{year:04}-{month:02}" for month in range(1, 13)]
        with self._access.reading():
            return tuple(
                int(key[5:]) for (key,) in self._conn.execute(_MONTHS, (json.dumps(keys),))
            )

    def days(self, year: int, month: int) -> tuple[HeldDay, ...]:
        """Those of a month that hold something, in their order."""
        first = f"{year:04}-{month:02}"
        values = (first, first + _END)
        with self._access.reading():
            lit = self._conn.execute(DAYS, values).fetchall()
            photos = self._conn.execute(_PHOTOS, values).fetchall()
        covers: dict[str, list[Any]] = {}
        with_photos: dict[str, set[str]] = {}
        for day, glimmer, *photo in photos:
            holding = with_photos.setdefault(day, set())
            if glimmer not in holding:  # each earlier one of the day takes the place of the others
                covers[day] = photo
                holding.add(glimmer)
        days = []
        for number in range(1, calendar.monthrange(year, month)[1] + 1):
            day = f"{number:02}"
            begins = bisect_left(lit, day, key=_day_of)  # a day may have hundreds of them
            ends = bisect_right(lit, day, lo=begins, key=_day_of)
            if begins < ends:
                lights = tuple(
                    (pathway, bool(loved))
                    for _, pathway, loved in lit[begins : min(ends, begins + LIGHTS)]
                )
                cover = photo_rows.attached(covers[day]) if day in covers else None
                photographed = len(with_photos.get(day, ()))
                days.append(HeldDay(number, ends - begins, lights, photographed, cover))
        return tuple(days)

    def lights(self, year: int, month: int) -> tuple[HeldLight, ...]:
        """All that happened on a day of this month, in the order it was lived."""
        first = f"{year:04}-{month:02}"
        last = calendar.monthrange(year, month)[1]
        with self._access.reading():
            rows = self._conn.execute(SKY, (first, first + _END)).fetchall()
        return tuple(
            HeldLight(
                *(id, int(day), _minute(precision, start)),
                pathway if pathway in PATHWAYS else None,  # a disk may have damaged it
                bool(loved),
            )
            for id, day, precision, start, pathway, loved in rows
            if _is_number(day) and 1 <= int(day) <= last
        )

    def of_month(self, year: int, month: int, *, limit: int = PAGE) -> list[Glimmer]:
        """The same as glimmers, at most so many, from the first on."""
        first = f"{year:04}-{month:02}"
        with self._access.reading():
            rows = self._conn.execute(OF_A_MONTH, (first, first + _END, limit)).fetchall()
        return [Glimmer._make(row) for row in rows]

    def living(self, at: At, *, limit: int = PAGE) -> list[Glimmer]:
        """What lives on a day, or is vague and lives in a month, in a year, or beside all years;
        at most so many, newest first.
        """
        with self._access.reading():
            if at.day is not None:
                key = _key(at)
                rows = self._conn.execute(_OF_A_DAY, (key, key + _END, limit)).fetchall()
            elif at.month is not None and at.year is not None:
                rows = self._vague(_days_of(at.year, at.month), 0, IN_A_MONTH, limit)
            elif at.year is not None:
                days = [day for month in range(1, 13) for day in _days_of(at.year, month)]
                rows = self._vague(days, IN_A_MONTH, IN_A_YEAR, limit)
            else:
                rows = self._beside_all_years(limit)
        return [Glimmer._make(row) for row in rows]

    # Inside -----------------------------------------------------------------------------------

    def _one(self, query: str, lives: str, key: str, width: int) -> At | None:
        row = self._conn.execute(query.format(there=_THERE, lives=lives), (key,)).fetchone()
        return _read(row[0][:width]) if row else None

    def _years(self) -> list[tuple[int, bool]]:
        rows = self._conn.execute(_YEARS).fetchall()
        return [(int(key), bool(lives)) for key, lives in rows if _is_number(key) and int(key) > 0]

    def _vague(
        self, days: Iterable[str], longer: float, at_most: float, limit: int
    ) -> list[tuple[Any, ...]]:
        values = (json.dumps(list(days)), longer, at_most, limit)
        return self._conn.execute(_VAGUE, values).fetchall()

    def _beside_all_years(self, limit: int) -> list[tuple[Any, ...]]:
        days = (
            day
            for year, _ in self._years()
            for month in range(1, 13)
            for day in _days_of(year, month)
        )
        found = self._vague(days, IN_A_YEAR, float("inf"), limit)
        return found + self._conn.execute(_OF_LIFE, (limit - len(found),)).fetchall()


def _key(at: At) -> str:
    parts = (f"{at.year:04}", *(f"{part:02}" for part in at[1:] if part is not None))
    return "-".join(parts)


def _read(key: str) -> At | None:
    parts = key.split("-")
    if not all(map(_is_number, parts)):
        return None
    at = At(*map(int, parts))
    return at if at.year and (at.month is None or 1 <= at.month <= 12) else None


def _minute(precision: str, start: str | None) -> int | None:
    """The minute of the day, by the clock where it happened; None where there is no hour, or none
    that can be read.
    """
    if precision != "moment" or start is None:
        return None
    hour, minute = start[11:13], start[14:16]
    if not (_is_number(hour) and _is_number(minute)):
        return None
    return min(int(hour), 23) * 60 + min(int(minute), 59)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _days_of(year: int, month: int) -> list[str]:
    last = calendar.monthrange(year, month)[1]
    return [date(year, month, day).isoformat() for day in range(1, last + 1)]
