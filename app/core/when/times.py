"""When a glimmer happened: a moment, a day, a season, "about 1987", or only "when I was small"."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal, get_args

Precision = Literal["moment", "day", "month", "season", "year", "decade", "about", "life"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)

# Written out: those of `calendar` follow the process's locale, and "März" is no word of this
# grammar.
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SEASONS = ("spring", "summer", "autumn", "winter")


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A time as exactly, or as vaguely, as it was given."""

    precision: Precision
    text: str
    """As it is shown. Absolute, so that "yesterday" still means the same day tomorrow."""
    start: datetime | date | None
    """First instant of a moment (aware), else first local day; None for `life`."""
    end: datetime | date | None
    """Last, inclusive; equal to `start` for moments and days."""
    edtf: str
    """The same in EDTF (ISO 8601-2:2019 level 1); empty for `life`, which no calendar holds."""
    zone: str | None = None
    """IANA name where it was, when the device told one; the instant's offset holds without it."""

    @property
    def day(self) -> date | None:
        """The local day it is filed under; travelling later does not move it."""
        return self.start.date() if isinstance(self.start, datetime) else self.start


def at_moment(instant: datetime, *, zone: str | None = None) -> When:
    """The moment `instant` (aware), to the millisecond.

    Raises:
        ValueError: `instant` has no zone.
    """
    offset = instant.utcoffset()
    if offset is None:
        raise ValueError("a moment needs its zone")
    if offset % timedelta(minutes=1):
        # ISO 8601 has no seconds there, and before zones each town had its own time: what its clock
        # showed stays.
        instant = instant.replace(
            tzinfo=timezone(timedelta(minutes=round(offset / timedelta(minutes=1))))
        )
    kept = instant.replace(microsecond=instant.microsecond // 1000 * 1000)
    text = f"{day_in_words(kept.date())}, {kept:%H:%M}"
    # Level 0 of EDTF is ISO 8601 itself, so a tap never waits for a date grammar to load.
    return When(precision="moment", text=text, start=kept, end=kept, edtf=iso(kept), zone=zone)


def iso(instant: datetime) -> str:
    """ISO 8601 with offset; milliseconds only where there are any: one instant is written in one
    way.
    """
    return instant.isoformat(timespec="milliseconds" if instant.microsecond >= 1000 else "seconds")


def reads_as_a_clock(figures: int) -> bool:
    """Whether a year is so early, and its figures such, that they may be a time of day: 0930."""
    return figures < 1900 and figures // 100 < 24 and figures % 100 < 60


def year_in_words(year: int) -> str:
    """1987; "the year 0930" where the figures alone may be a time of day."""
    return f"the year {year:04}" if reads_as_a_clock(year) else f"{year:04}"


def within(text: str) -> str:
    """The text of a time as it stands inside another one: there figures are a year for sure."""
    return text.removeprefix("the year ")


def with_words(text: str, beside: str) -> str:
    """The text of a time with what the person wrote beside it: "14 June 2008 (our wedding day)"."""
    return f"{text} ({beside})" if beside else text


def parted(text: str) -> tuple[str, str]:
    """The time, and the person's own words beside it; those may hold brackets themselves.

    For the text of any `When` but a `life`, which is the person's own altogether.
    """
    time, mark, words = text.partition(" (")
    return (time, words[:-1]) if mark and words.endswith(")") else (text, "")


def said_here(when: When, now: datetime) -> str:
    """Its time in words that mean the same where `now` (aware) is: the hours of another zone are
    another moment here, which may still be to come.
    """
    time, _ = parted(when.text)
    start = when.start
    if not isinstance(start, datetime):
        return time
    if start.utcoffset() == start.replace(tzinfo=now.tzinfo).utcoffset():
        return time
    try:
        return at_moment(start.astimezone(now.tzinfo)).text
    except OverflowError:  # in the first or last hours of the calendar
        return time


def day_in_words(day: date) -> str:
    """22 November 2026; "14 March in the year 0930", as "14 March 0930" may be half past nine."""
    year = f"in {year_in_words(day.year)}" if reads_as_a_clock(day.year) else f"{day.year:04}"
    return f"{day.day} {MONTHS[day.month - 1]} {year}"


_RANK = {precision: rank for rank, precision in enumerate(reversed(PRECISIONS))}


def sort_key(when: When) -> str:
    """Text that sorts like the timeline: by local day, within it by instant, vague ones before the
    day's moments.

    `life` sorts before everything, so that newest first puts it last.
    """
    if when.start is None:
        return ""
    if isinstance(when.start, datetime):
        # UTC behind the local day: the hour that a clock change repeats stays in the order it was
        # lived.
        utc = when.start.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
        return f"{when.start.date().isoformat()}T{utc}"
    return f"{when.start.isoformat()} {_RANK[when.precision]}"


def month_range(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def season_range(year: int, season: str, *, southern: bool) -> tuple[date, date]:
    """First and last day of a meteorological season; the one with December in it begins
    in `year`.
    """
    first = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}[season]
    if southern:
        first = (first + 5) % 12 + 1
    start = date(year, first, 1)
    last_year, last_month = (year, first + 2) if first + 2 <= 12 else (year + 1, first - 10)
    return start, month_range(last_year, last_month)[1]


def years_around(day: date, years: int) -> date:
    """The same day some years away; 29 February becomes the 28th."""
    year = min(max(day.year + years, date.min.year), date.max.year)
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


def days_around(day: date, days: int) -> date:
    """The day some days away, if the calendar has it."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))
