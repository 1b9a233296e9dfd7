"""Ways to say a month, a season or a year by another time: "the year after 2010", "the summer
before Christmas 2010".
"""

from __future__ import annotations

import re
from datetime import MAXYEAR, MINYEAR, date, datetime

from app.core.when.count_words import count_of
from app.core.when.spans import Here, month_of, one_day, season_of, year_of
from app.core.when.times import When, days_around, season_range
from app.core.when.ways.patterns import COUNTED, MONTH, SEASON, month_number
from app.core.when.ways.reading import quietly

_BESIDE = re.compile(
    rf"(?:in )?(?:the )?(?:(?P<unit>year|month)|{SEASON}|{MONTH}) "
    r"(?P<side>before|after) (?P<rest>.+)"
)


def as_unit_beside(words: str, here: Here) -> When | None:
    """ "The year after 2010", "the month before June 2019", "the summer before Christmas 2010"."""
    match = _BESIDE.fullmatch(words)
    beside = quietly(match["rest"], here) if match else None
    if not match or beside is None or beside.start is None or beside.end is None:
        return None
    before = match["side"] == "before"
    if match["unit"]:
        return _unit_beside(match["unit"], beside, before=before, here=here)
    bound = _day(beside.start if before else beside.end)
    step = -1 if before else 1
    years = (bound.year, bound.year + step, bound.year + 2 * step)
    for year in (year for year in years if MINYEAR <= year <= MAXYEAR):
        start, end = _range(match, year, here)
        if (end < bound) if before else (start > bound):
            return _named(match, year, here)
        if beside.precision == "year" and start.year != end.year:
            return None  # the winter before 2010 may be the one that 2010 begins in
    return None


_COUNTED_BESIDE = re.compile(
    rf"{COUNTED} (?P<unit>week|fortnight|month|year)s? (?P<side>before|after) (?P<rest>.+)"
)
_DAYS = {"week": 7, "fortnight": 14}


def as_units_beside(words: str, here: Here) -> When | None:
    """ "A week before Christmas", "three years after 2010": as exact as the unit that was said, and
    of a day, or for months and years of what is as exact.
    """
    match = _COUNTED_BESIDE.fullmatch(words)
    beside = quietly(match["rest"], here) if match else None
    if not match or beside is None or beside.day is None or "/" in beside.edtf:
        return None
    count, unit = count_of(match["count"]), match["unit"]
    if count % 1 or not 1 <= count <= 400:
        return None
    step = int(-count if match["side"] == "before" else count)
    if unit in _DAYS:
        day = days_around(beside.day, step * _DAYS[unit])
        return one_day(day, here) if beside.precision == "day" else None
    if unit == "month":
        month = beside.day.year * 12 + beside.day.month - 1 + step
        fits = beside.precision in ("day", "month") and month >= 12
        return month_of(month // 12, month % 12 + 1, here) if fits else None
    fits = beside.precision in ("day", "month", "season", "year") and beside.day.year + step > 0
    return year_of(beside.day.year + step, here) if fits else None


def _unit_beside(unit: str, beside: When, *, before: bool, here: Here) -> When | None:
    """The one before or after another of its kind: of a day it is not known which is meant."""
    if beside.precision != unit or beside.day is None or "/" in beside.edtf:
        return None
    step = -1 if before else 1
    if unit == "year":
        return year_of(beside.day.year + step, here) if beside.day.year + step > 0 else None
    month = beside.day.year * 12 + beside.day.month - 1 + step
    return month_of(month // 12, month % 12 + 1, here)


def _range(match: re.Match[str], year: int, here: Here) -> tuple[date, date]:
    if match["season"]:
        return season_range(year, _season(match), southern=here.southern)
    first = date(year, month_number(match["month"]), 1)
    return first, first.replace(day=28)


def _named(match: re.Match[str], year: int, here: Here) -> When:
    if match["season"]:
        return season_of(year, _season(match), here)
    return month_of(year, month_number(match["month"]), here)


def _season(match: re.Match[str]) -> str:
    return match["season"].replace("fall", "autumn")


def _day(bound: datetime | date) -> date:
    return bound.date() if isinstance(bound, datetime) else bound
