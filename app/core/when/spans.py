"""Stretches of time as people mean them, ending today at the latest: a day, a week, a month, a
season, about a year, from here to there.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from app.core.errors import NotUnderstoodError
from app.core.when.clock_words import PART_BEGINS
from app.core.when.times import (
    MONTHS,
    SEASONS,
    Precision,
    When,
    day_in_words,
    days_around,
    month_range,
    season_range,
    within,
    year_in_words,
    years_around,
)


@dataclass(frozen=True, slots=True)
class Here:
    """What the words are understood against."""

    now: datetime
    southern: bool
    zone: str | None
    reader: Callable[[str, Here], When | None]
    """Reads words within words; the grammar itself."""
    depth: int = 0
    """How many words within words were read so far."""

    @property
    def today(self) -> date:
        return self.now.date()


def still_to_come(*, clock: str = "") -> NotUnderstoodError:
    """The refusal of what has not been yet; of an hour that is to come today, the same of yesterday
    is offered.
    """
    if clock:
        return NotUnderstoodError("clock to come", first=f"yesterday at {clock}")
    return NotUnderstoodError("to come")


def earlier(now: datetime, span: timedelta) -> datetime:
    """The instant so long before, on the clock of the same zone."""
    return (now.astimezone(UTC) - span).astimezone(now.tzinfo)


def calendar_day(year: int, month: int, day: int, here: Here) -> When:
    """A day by its numbers.

    Raises:
        NotUnderstoodError: the calendar has no such day, or it is still to come.
    """
    try:
        return one_day(date(year, month, day), here)
    except ValueError:
        raise NotUnderstoodError("no such day") from None


def one_day(day: date, here: Here) -> When:
    """A day; as all that follow, refused with a `NotUnderstoodError` where it is still to come."""
    return span_of("day", day_in_words(day), day, day, day.isoformat(), here)


def span_of(precision: Precision, text: str, start: date, end: date, edtf: str, here: Here) -> When:
    """Days from `start` to `end`, both inclusive; only the first must have been."""
    if start > here.today:
        raise still_to_come()
    return When(precision=precision, text=text, start=start, end=end, edtf=edtf)


def part_of(day: When, part: str, here: Here) -> When:
    """The same day, with the part of it that was said; of today it must have begun."""
    if day.day == here.today and here.now.hour < PART_BEGINS[part]:
        raise still_to_come()
    return replace(day, text=f"{day.text}, {part}")


def in_week(weekday: int, weeks_back: int, here: Here) -> When:
    """The weekday (Monday is 0) of this week, or of one so many weeks before."""
    return one_day(days_around(here.today, weekday - here.today.weekday() - 7 * weeks_back), here)


def latest_year(month: int, day: int, here: Here) -> int:
    """The last year in which this day has been; this year if there is none, which then says why."""
    for year in range(here.today.year, max(0, here.today.year - 9), -1):
        if (
            day <= calendar.monthrange(year, month)[1]
            and date(year, month, max(day, 1)) <= here.today
        ):
            return year
    return here.today.year


def with_part(day: When, part: str | None, here: Here) -> When:
    """A day with its part, if one was said."""
    return part_of(day, part, here) if part else day


def months_before(day: date, count: int, unit: str) -> date:
    """The day so many months or years before; the last of its month where that is shorter."""
    months = day.year * 12 + day.month - 1 - count * (12 if unit == "year" else 1)
    year, month = max(1, months // 12), months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def month_of(year: int, month: int, here: Here) -> When:
    """A whole month."""
    if not 1 <= month <= 12 or year < 1:
        raise NotUnderstoodError("no such month")
    return span_of(
        "month",
        f"{MONTHS[month - 1]} {year:04}",
        *month_range(year, month),
        f"{year:04}-{month:02}",
        here,
    )


def season_of(year: int, season: str, here: Here) -> When:
    """A season of that year; winter begins in its December, or with the seasons turned round in
    June.
    """
    start, end = season_range(year, season, southern=here.southern)
    # EDTF level 1 keeps seasons free of hemisphere, as people's memories do.
    return span_of(
        "season", f"{season} {year:04}", start, end, f"{year:04}-{21 + SEASONS.index(season)}", here
    )


def possible_year(text: str) -> int:
    """A year of the calendar, with room for five more."""
    year = int(text)
    if not 1 <= year < date.max.year - 5:
        raise NotUnderstoodError
    return year


def year_of(year: int, here: Here) -> When:
    """A whole year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return span_of("year", year_in_words(year), first, last, f"{year:04}", here)


def week_of(day: date, here: Here) -> When:
    """The week from Monday in which the day lies."""
    monday = days_around(day, -day.weekday())
    sunday = days_around(monday, 6)
    return span_of(
        "about", f"the week of {day_in_words(monday)}", monday, sunday, f"{monday}/{sunday}", here
    )


def weekend_of(day: date, here: Here) -> When:
    """A Saturday and its Sunday."""
    saturday = days_around(day, 5 - day.weekday())
    sunday = days_around(saturday, 1)
    return span_of(
        "about",
        f"the weekend of {day_in_words(saturday)}",
        saturday,
        sunday,
        f"{saturday}/{sunday}",
        here,
    )


def neighbour_of(day: date, unit: str, *, before: bool, here: Here) -> When:
    """The seven days, or the weekend, right before or after a day."""
    if unit == "week":
        first, last = (-7, -1) if before else (1, 7)
        return until_today(days_around(day, first), days_around(day, last), here)
    return weekend_of(
        days_around(
            day, -((day.weekday() - 6) % 7 or 7) if before else (5 - day.weekday()) % 7 or 7
        ),
        here,
    )


def until_today(first: date, last: date, here: Here) -> When:
    """From one day to another, as far as they have been."""
    end = min(last, here.today)
    return (
        from_to(one_day(first, here), one_day(end, here), here)
        if first < end
        else one_day(first, here)
    )


def months_until_today(year: int, first: int, last: int, here: Here) -> When:
    """From one month of a year to another, as far as they have been."""
    end = min(last, here.today.month) if year == here.today.year else last
    return (
        from_to(month_of(year, first, here), month_of(year, end, here), here)
        if first < end
        else month_of(year, first, here)
    )


def about(middle: date, days: int, text: str, edtf: str, here: Here) -> When:
    """So many days on either side of the middle."""
    if middle > here.today:
        raise still_to_come()
    return span_of("about", text, days_around(middle, -days), days_around(middle, days), edtf, here)


def around_year(year: int, here: Here) -> When:
    """Two years either side."""
    if year > here.today.year:
        raise still_to_come()
    if year < 3:
        raise NotUnderstoodError
    return span_of(
        "about",
        f"about {year_in_words(year)}",
        date(year - 2, 1, 1),
        date(year + 2, 12, 31),
        f"{year:04}~",
        here,
    )


def widened(inner: When, text: str, here: Here) -> When:
    """The same time, less sure: two years either side of a year, a month of a month, three days of
    a day.
    """
    start, end = inner.start, inner.end
    assert isinstance(start, date)
    assert isinstance(end, date)
    edtf = f"{inner.edtf}~"
    if inner.precision == "day":
        return about(start, 3, text, edtf, here)
    if inner.precision == "year":
        return around_year(start.year, here)
    if inner.precision == "month":
        before, after = days_around(start, -1), days_around(end, 1)
        first, last = before.replace(day=1), month_range(after.year, after.month)[1]
        if "/" in inner.edtf:  # a third of a month: EDTF puts the doubt at both ends
            edtf = f"{start}~/{end}~"
        return span_of("about", text, first, last, edtf, here)
    years = 2 if inner.precision == "season" else 5
    first, last = years_around(start, -years), years_around(end, years)
    if inner.precision == "season":
        # EDTF has no approximate season; an interval with approximate ends says the same.
        edtf = f"{first.isoformat()[:7]}~/{last.isoformat()[:7]}~"
    elif "/" in inner.edtf:
        edtf = f"{start.year:04}~/{end.year:04}~"
    return span_of("about", text, first, last, edtf, here)


def third_of(precision: Precision, start: date, end: date, third: int) -> tuple[date, date, str]:
    """The first, second or third third (0 to 2) of a month, season, year or decade,
    with its EDTF.
    """
    if precision == "month":
        first = start.replace(day=1 + 10 * third)
        last = end if third == 2 else start.replace(day=10 + 10 * third)
        return first, last, f"{first}/{last}"
    if precision == "decade":
        years = [(0, 3), (4, 6), (7, 9)][third]
        first, last = date(start.year + years[0], 1, 1), date(start.year + years[1], 12, 31)
        return first, last, f"{first.year:04}/{last.year:04}"
    months = 4 if precision == "year" else 1
    since = start.year * 12 + start.month - 1 + third * months
    until = since + months - 1
    first, last = (
        month_range(since // 12, since % 12 + 1)[0],
        month_range(until // 12, until % 12 + 1)[1],
    )
    edtf = (
        f"{first.isoformat()[:7]}/{last.isoformat()[:7]}"
        if precision == "year"
        else first.isoformat()[:7]
    )
    return first, last, edtf


def is_before(first: When, last: When) -> bool:
    """Whether one began before the other; no time of life did."""
    calendar_days = all(
        when.precision in ("day", "month", "season", "year", "decade") for when in (first, last)
    )
    return calendar_days and first.day is not None and last.day is not None and first.day < last.day


def from_to(first: When, last: When, here: Here) -> When:
    """From the beginning of one to the end of the other; written in EDTF as exactly as the less
    exact of them.
    """
    start, end = first.start, last.end
    assert isinstance(start, date)
    assert isinstance(end, date)
    figures = max(_figures(first), _figures(last))
    edtf = f"{start.isoformat()[:figures]}/{end.isoformat()[:figures]}"
    return span_of(
        "about", f"between {within(first.text)} and {within(last.text)}", start, end, edtf, here
    )


def _figures(when: When) -> int:
    """How many characters of an ISO 8601 date say this bound: "2004", "2004-05" or "2004-05-14"."""
    if when.text.removeprefix("the ").partition(" ")[0] in ("early", "mid", "late"):
        return 10
    return {"year": 4, "decade": 4, "month": 7, "season": 7}.get(when.precision, 10)
