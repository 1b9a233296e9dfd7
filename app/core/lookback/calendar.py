"""A calendar of what was kept: where in it one is, what a day holds, and the steps between days."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from datetime import date
from typing import Literal, NamedTuple

from app.core.glimmers import Pathway
from app.core.photos import Attached

LIGHTS = 5
"""Lights of a day that are drawn, at most: more would be one blur on so small a place."""
IN_A_MONTH, IN_A_YEAR = 30, 365
"""Days from the first to the last of a time that lives in the month, or in the year, in which it
begins. Longer ones, and times of life, live beside all years.
"""

Step = Literal["before", "after", "week before", "week after", "first", "last"]


class At(NamedTuple):
    """A place in the calendar: all years, a year, a month, or a day of it."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def up(self) -> At:
        """What it is a part of; all years are a part of themselves."""
        if self.day is not None:
            return At(self.year, self.month)
        return At(self.year) if self.month is not None else At()


class HeldDay(NamedTuple):
    """A day of a month that holds something."""

    day: int
    glimmers: int
    """How many there are: for the ear, never for the eye."""
    lights: tuple[tuple[Pathway | None, bool], ...]
    """Pathway, and whether it is loved, of the first `LIGHTS` of them in the order of the day."""
    with_photos: int = 0
    cover: Attached | None = None
    """The first photo of the day."""


def weeks_of(year: int, month: int, first_weekday: int) -> list[list[int]]:
    """The days of a month in weeks of seven; 0 where the week has days of another month."""
    return calendar.Calendar(first_weekday).monthdayscalendar(year, month)


def stepped(held: Sequence[int], day: int, step: Step) -> int | None:
    """The day, of those that hold something, that a step leads to from this one; None: there is
    none. A week's step leads to the same weekday, or as near to it as there is a day in the weeks
    on that side.
    """
    if step == "first":
        return held[0] if held else None
    if step == "last":
        return held[-1] if held else None
    before, after = [each for each in held if each < day], [each for each in held if each > day]
    if step == "before":
        return before[-1] if before else None
    if step == "after":
        return after[0] if after else None
    sides: dict[str, tuple[list[int], int]] = {
        "week before": (before, day - 7),
        "week after": (after, day + 7),
    }
    side, aim = sides[step]
    return _nearest(side, lambda each: abs(each - aim))


def _nearest(days: Sequence[int], distance: Callable[[int], int]) -> int | None:
    return min(days, key=distance) if days else None


def day_of(at: At) -> date | None:
    """The day of the calendar that a place is; None where it is no day."""
    if at.year is None or at.month is None or at.day is None:
        return None
    try:
        return date(at.year, at.month, at.day)
    except ValueError:
        return None
