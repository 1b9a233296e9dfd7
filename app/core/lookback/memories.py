"""What comes back by itself as a memory, and what never does.

Nothing does until the person turns it on. Then one glimmer a day: one of this day in an earlier
year where there is one, otherwise any that is old enough. Which it is follows from the day and the
journal alone, so that it is the same all day, whatever is kept meanwhile. A person can keep a
glimmer, a person, a place, a tag or a time of year out of it, and can take each of these back.
"""

from __future__ import annotations

import hashlib
from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from app.core.glimmers import Glimmer, GlimmerId
from app.core.photos import NameKind
from app.core.when.times import years_around

RECENT_DAYS = 30
"""What happened or was kept in so many days before today comes back only where that was asked for.
"""
AROUND = 7
"""Days before and after a day of the year that make the time of year around it."""
_A_SEASON = 92
"""Days at most of a time that a time of year can hold off. A whole year touches every time of
year, and says nothing about any.
"""

# The journal's preferences about memories, each a value JSON can hold.
RECENT = "memories_recent"
"""True: what is recent comes back too."""
TODAYS = "memory_day"
"""`{"day", "passed", "resting"}`: see `Todays`."""
KEPT_OUT = "memory_not:"
"""How the preference of each glimmer and time of year begins that is kept out: true, or false once
that was taken back. Each has one of its own, so that what is kept out in two copies of a journal
is kept out where they are merged, and what was taken back later is taken back. The names of people,
places and tags are marked where they are (`hidden`): the mark goes with a name that is renamed or
deleted for good.
"""

NOT_WHEN_HARD = "not_when_hard:"
"""Likewise of each glimmer that is not to come when it is hard."""


class TimeOfYear(NamedTuple):
    """The days around one day of the year, in every year."""

    month: int
    day: int


WayOut = GlimmerId | TimeOfYear | tuple[NameKind, str]
"""What is kept out: a glimmer, a time of year, or a name by its kind and spelling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOut:
    """The glimmers and times of year that a person keeps out; hidden names are not among them."""

    glimmers: frozenset[GlimmerId] = frozenset()
    times: frozenset[TimeOfYear] = frozenset()

    def holds(self, glimmer: Glimmer) -> bool:
        """Whether this one is among them, or of one of these times of year. What is vaguer than a
        day is, if any of its days is one of them.
        """
        return glimmer.id in self.glimmers or (bool(self.times) and self._is_of_their_time(glimmer))

    def _is_of_their_time(self, glimmer: Glimmer) -> bool:
        when = glimmer.when
        first, last = _day(when.start), _day(when.end)
        if first is None or last is None or (last - first).days > _A_SEASON:
            return False
        begins = _place(TimeOfYear(first.month, first.day))
        ends = _place(TimeOfYear(last.month, last.day))
        ends += 366 if ends < begins else 0
        return any(
            begins - AROUND <= place + round <= ends + AROUND
            for place in map(_place, self.times)
            for round in (-366, 0, 366)
        )


def _day(time: datetime | date | None) -> date | None:
    return time.date() if isinstance(time, datetime) else time


def _place(time: TimeOfYear) -> int:
    """Which day it is of a year that has all of them."""
    return date(2000, *time).timetuple().tm_yday


class Memory(NamedTuple):
    """A glimmer that comes back."""

    glimmer: Glimmer
    on_this_day: bool
    """It happened on this day of an earlier year."""


def old_enough(today: date, *, recent: bool) -> date:
    """The day before which a glimmer must have ended and been kept to come back; `recent` where
    recent ones may.
    """
    return today if recent else today - timedelta(days=RECENT_DAYS)


def earlier_years(today: date, first_year: int) -> list[date]:
    """This day of the year in earlier ones, from `first_year` on; 28 February also brings back the
    29th, unless it has one itself.
    """
    days: list[date] = []
    for year in range(max(first_year, date.min.year), today.year):
        same = years_around(today, year - today.year)
        if same.day == today.day:  # 29 February is in few years
            days.append(same)
        if (today.month, today.day) == (2, 28) and not isleap(today.year) and isleap(year):
            days.append(date(year, 2, 29))
    return days


def drawn(seed: str, number: int) -> Iterator[int]:
    """One number of 1 to `number`, each as likely as any other; then, for where that one may not
    come back, smaller and smaller ones, down to 1.

    A jump consistent hash (Lamping and Veach 2014, arXiv:1406.2294), from its last jump to its
    first: where `number` grows, what is drawn stays or is one of the new numbers. What was just
    kept may not come back, so that keeping it moves nothing.
    """
    key = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8])
    jumps: list[int] = []
    place, jump = 0, 0
    while jump < number:
        place = jump
        jumps.append(place + 1)
        key = (key * 2862933555777941757 + 1) % (1 << 64)
        jump = int((place + 1) * (float(1 << 31) / ((key >> 33) + 1)))
    return reversed(jumps)


# What is stored -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Todays:
    """How far a person has come with the memories of a day."""

    day: str = ""
    """ISO 8601."""
    passed: tuple[GlimmerId, ...] = ()
    """Those in whose place another was asked for, in their order."""
    resting: bool = False
    """One was kept out, and none was asked for since."""

    def as_json(self) -> dict[str, Any]:
        """As it is stored under `TODAYS`."""
        return {"day": self.day, "passed": list(self.passed), "resting": self.resting}


def todays(record: Any, today: date) -> Todays:
    """What is stored under `TODAYS`; a day that is over, or a damaged one, begins anew."""
    fresh = Todays(day=today.isoformat())
    if not isinstance(record, dict) or record.get("day") != fresh.day:
        return fresh
    stored = record.get("passed")
    ids = stored if isinstance(stored, list) else []
    passed = tuple(GlimmerId(id) for id in ids if isinstance(id, str))
    return Todays(day=fresh.day, passed=passed, resting=record.get("resting") is True)


def preference_of(way: GlimmerId | TimeOfYear) -> str:
    """The name of the preference that keeps it out."""
    if isinstance(way, TimeOfYear):
        return f"{KEPT_OUT}{way.month:02}-{way.day:02}"
    return f"{KEPT_OUT}{way}"


def kept_out(preferences: dict[str, Any], begins: str = KEPT_OUT) -> KeptOut:
    """What those of these preferences keep out whose name `begins` so; others change nothing."""
    glimmers: set[GlimmerId] = set()
    times: set[TimeOfYear] = set()
    for name, value in preferences.items():
        if value is not True or not name.startswith(begins):
            continue
        said = name.removeprefix(begins)
        if time := _time_of_year(said):
            times.add(time)
        else:
            glimmers.add(GlimmerId(said))
    return KeptOut(glimmers=frozenset(glimmers), times=frozenset(times))


def _time_of_year(text: str) -> TimeOfYear | None:
    try:
        day = date.fromisoformat(f"2000-{text}")
    except ValueError:
        return None
    return TimeOfYear(day.month, day.day)


def time_of_year_of(glimmer: Glimmer) -> TimeOfYear | None:
    """The time of year that can be kept out because of it: one day is of one, and what is vaguer
    may be of several.
    """
    day = glimmer.when.day
    if glimmer.precision not in ("moment", "day") or day is None:
        return None
    return TimeOfYear(day.month, day.day)
