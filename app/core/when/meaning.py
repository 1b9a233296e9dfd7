"""What the text of a time means, taken apart.

`When.text` is a notation: English, and only as much of it as `grammar` and `spans` write. Read back
from there, a time can be said in any language, and what was kept stays what it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Literal, TypeAlias, cast

from app.core.when.clock_words import PARTS
from app.core.when.times import MONTHS, SEASONS, parted

Third = Literal["early", "mid", "late"]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar; with the hour, or the part of it, that was said."""

    day: date
    clock: time | None = None
    part: str = ""
    """One of `clock_words.PARTS`; empty for the whole day."""


@dataclass(frozen=True, slots=True)
class Month:
    """March 2004; `month` is 1 to 12."""

    year: int
    month: int


@dataclass(frozen=True, slots=True)
class Season:
    """Summer 2004."""

    year: int
    season: str
    unsure: bool = False
    """Whether the year is one of several: "a summer, about 2004"."""


@dataclass(frozen=True, slots=True)
class Year:
    """2004."""

    year: int


@dataclass(frozen=True, slots=True)
class Decade:
    """The 1990s, by their first year."""

    year: int


@dataclass(frozen=True, slots=True)
class Week:
    """The week, or only the weekend, that begins on this day."""

    first: date
    weekend: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """The same time, less sure."""

    of: Meaning


@dataclass(frozen=True, slots=True)
class Part:
    """The first, second or last third of a month, season, year or decade."""

    third: Third
    of: Meaning


@dataclass(frozen=True, slots=True)
class OneOf:
    """ "A Sunday in May 2004": which one is not known."""

    what: str
    """In the person's own words, without an article."""
    of: Meaning


@dataclass(frozen=True, slots=True)
class Between:
    """From the beginning of one to the end of the other."""

    first: Meaning
    last: Meaning


@dataclass(frozen=True, slots=True)
class Beside:
    """A time, and what the person wrote beside it: "14 June 2008 (our wedding day)"."""

    of: Meaning
    words: str
    """As they were written."""


Meaning: TypeAlias = (
    "Day | Month | Season | Year | Decade | Week | About | Part | OneOf | Between | Beside"
)

_DAY = rf"(\d{{1,2}}) ({'|'.join(MONTHS)}) (?:in the year )?(\d{{4}})"
_SEASON = f"({'|'.join(SEASONS)})"
_WHOLE_DAY = re.compile(rf"{_DAY}(?:, (?:(\d\d):(\d\d)|({'|'.join(PARTS)})))?")
_MONTH = re.compile(rf"({'|'.join(MONTHS)}) (\d{{4}})")
_SEASON_OF = re.compile(rf"{_SEASON} (\d{{4}})")
_SOME_SEASON = re.compile(rf"an? {_SEASON}, about (\d{{4}})")
_YEAR = re.compile(r"(?:the year )?(\d{4})")
_DECADE = re.compile(r"the (\d{4})s")
_WEEK = re.compile(rf"the (week|weekend) of {_DAY}")
_THIRD_OF_DECADE = re.compile(r"the (early|mid|late) (\d{4})s")
_THIRD = re.compile(r"(early|mid|late) (.+)")
_ONE_OF = re.compile(r"an? (.+?) in (.+)")
_BETWEEN = re.compile(r"between (.+)")
_DEEPEST = 6
"""A time inside a time inside a time; the grammar makes no deeper ones."""


def meaning_of(text: str, *, depth: int = 0) -> Meaning | None:
    """What was meant; None for words of the person's own ("when I was small") and for what another
    program wrote.
    """
    if depth > _DEEPEST:
        return None
    time, words = parted(text) if depth == 0 else (text, "")
    if words:
        inner = meaning_of(time, depth=1)
        return Beside(inner, words) if inner else None
    try:
        return _plain(text) or _composed(text, depth + 1)
    except ValueError:  # a day that no calendar has
        return None


def _plain(text: str) -> Meaning | None:
    """A stretch of the calendar that has a name of its own."""
    if found := _WHOLE_DAY.fullmatch(text):
        hour, minute, part = found[4], found[5], found[6] or ""
        clock = time(int(hour), int(minute)) if hour else None
        return Day(_date(found[1], found[2], found[3]), clock, part)
    if found := _MONTH.fullmatch(text):
        return Month(int(found[2]), MONTHS.index(found[1]) + 1)
    if found := _SEASON_OF.fullmatch(text):
        return Season(int(found[2]), found[1])
    if found := _SOME_SEASON.fullmatch(text):
        return Season(int(found[2]), found[1], unsure=True)
    if found := _YEAR.fullmatch(text):
        return Year(int(found[1]))
    if found := _DECADE.fullmatch(text):
        return Decade(int(found[1]))
    if found := _WEEK.fullmatch(text):
        return Week(_date(found[2], found[3], found[4]), weekend=found[1] == "weekend")
    return None


def _composed(text: str, depth: int) -> Meaning | None:
    """A time that is said by another one."""
    if text.startswith("about "):
        inner = meaning_of(text.removeprefix("about "), depth=depth)
        return About(inner) if inner else None
    if found := _THIRD_OF_DECADE.fullmatch(text):
        return Part(cast(Third, found[1]), Decade(int(found[2])))
    if found := _THIRD.fullmatch(text):
        inner = meaning_of(found[2], depth=depth)
        return Part(cast(Third, found[1]), inner) if inner else None
    if found := _BETWEEN.fullmatch(text):
        return _between(found[1], depth)
    if found := _ONE_OF.fullmatch(text):
        inner = meaning_of(found[2], depth=depth)
        return OneOf(found[1], inner) if inner else None
    return None


def _between(ends: str, depth: int) -> Between | None:
    """An end may be "between … and …" itself, so each "and" is tried."""
    for joint in re.finditer(" and ", ends):
        first = meaning_of(ends[: joint.start()], depth=depth)
        last = meaning_of(ends[joint.end() :], depth=depth) if first else None
        if first and last:
            return Between(first, last)
    return None


def _date(day: str, month: str, year: str) -> date:
    return date(int(year), MONTHS.index(month) + 1, int(day))
