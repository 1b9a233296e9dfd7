"""Ways to say a feast: "Easter 2015", "two Christmases ago", "Hanukkah 2018", "Easter weekend".

A name that is another day in another country is asked for, and so is a feast whose day hangs on the
moon that was seen, or on an almanac.
"""

from __future__ import annotations

import re
from datetime import date

from app.core.errors import NotUnderstoodError
from app.core.when import moon_feasts
from app.core.when.clock_words import PART
from app.core.when.feasts import FEAST, feasts_in
from app.core.when.spans import (
    Here,
    from_to,
    neighbour_of,
    one_day,
    possible_year,
    weekend_of,
    widened,
    with_part,
    year_of,
)
from app.core.when.times import When, day_in_words
from app.core.when.ways.moments import refuse_clock_or_year
from app.core.when.ways.patterns import COUNTED, YEAR, first_match, times_back
from app.core.when.ways.reading import quiet_day, read

_FEAST_WAYS = (
    rf"(?P<last>last |this past |this )?{FEAST}(?:,? {PART})?"
    rf"(?:(?:,| of| in)?(?P<full> the year)? {YEAR})?(?P<before> before last)?",
    rf"{COUNTED} {FEAST}(?:e?s)? ago",
)


def as_feast(words: str, here: Here) -> When | None:
    """ "Christmas", "Easter Sunday 2019", "last Christmas evening", "two Christmases ago"."""
    match = first_match(_FEAST_WAYS, words)
    if not match:
        return None
    said = match.groupdict()
    if said.get("year"):
        days = feasts_in(possible_year(said["year"]), match["feast"])
        if not days:
            raise NotUnderstoodError("no day of year")
        day = _one_of(days, here)
        if not said.get("full") and not said.get("part"):
            for latest in _past_feasts(match["feast"], here.today, today_counts=True)[:1]:
                refuse_clock_or_year(day, one_day(latest[-1], here), here)
        return with_part(day, said.get("part"), here)
    times = times_back(said)
    over = said.get("last") in ("last ", "this past ") or said.get("count") or said.get("before")
    past = _past_feasts(match["feast"], here.today, today_counts=not over)
    if times % 1 or not 1 <= times <= len(past):
        return None
    return with_part(_one_of(past[int(times) - 1], here), said.get("part"), here)


def _one_of(days: tuple[date, ...], here: Here) -> When:
    """The day; where two countries have two, the one that has been, or both are asked for."""
    been = [day for day in days if day <= here.today] or list(days[:1])
    if len(been) < 2:
        return one_day(been[0], here)
    first, second = map(day_in_words, been)
    raise NotUnderstoodError("two ways", first=first, second=second, written=second)


def _past_feasts(feast: str, today: date, *, today_counts: bool) -> list[tuple[date, ...]]:
    """The days of a feast in the last 120 years, the newest first: of each year those that have
    been.
    """
    found = []
    for year in range(today.year, max(1, today.year - 120), -1):
        days = feasts_in(year, feast)
        been = tuple(day for day in days if day < today or (today_counts and day == today))
        if been:
            found.append(been)
    return found


_TUESDAY, _WEDNESDAY, _SATURDAY = 1, 2, 5


def as_feast_time(words: str, here: Here) -> When | None:
    """ "The Christmas holidays 2010", "Easter time" last some days; "Easter weekend" is one."""
    match = re.fullmatch(
        rf"(?P<last>last )?{FEAST}(?: ?time| holidays?| vacation| break|(?P<weekend> weekend))"
        rf"(?:(?:,| of| in)? {YEAR})?",
        words,
    )
    if not match:
        return None
    feast = f"{match['last'] or ''}{match['feast']} {match['year'] or ''}".strip()
    if not match["weekend"]:
        return read(f"around {feast}", here)
    if match["feast"] == "easter":
        return read(f"the weekend of {feast}", here)
    day = quiet_day(feast, here)
    if day is None or day.weekday() in (_TUESDAY, _WEDNESDAY):
        return None  # it lies between two
    if day.weekday() >= _SATURDAY:
        return weekend_of(day, here)
    return neighbour_of(day, "weekend", before=day.weekday() < _TUESDAY, here=here)


_MOON = "|".join(sorted(map(re.escape, moon_feasts.NAMES), key=len, reverse=True))
_ASKED = "|".join(sorted(map(re.escape, moon_feasts.ASKED), key=len, reverse=True))


def as_feast_of_the_moon(words: str, here: Here) -> When | None:
    """ "Hanukkah 2018" from its first evening on, "Lunar New Year", "about" the day of an Eid."""
    match = re.fullmatch(
        rf"(?:the )?(?P<last>last |this )?(?P<feast>{_MOON})(?:(?:,| of| in)? {YEAR})?", words
    )
    if not match:
        return None
    over = match["last"] == "last "
    if match["year"]:
        found = moon_feasts.days_in(possible_year(match["year"]), match["feast"])
    else:
        found = _latest(match["feast"], here.today, over=over)
    whens = [_said(days, here) for days in found if days.first <= here.today] or [
        _said(days, here) for days in found[:1]
    ]
    if not whens:
        raise NotUnderstoodError("feast")
    if len(whens) > 1:
        first, second = (when.text for when in whens[:2])
        raise NotUnderstoodError("two ways", first=first, second=second, written=second)
    return whens[0]


def _latest(feast: str, today: date, *, over: bool) -> tuple[moon_feasts.Days, ...]:
    """The last one that has begun, or that is over; of a name that two have, the last of both."""
    for year in (today.year, today.year - 1, today.year - 2):
        if year < 1:
            break
        found = [
            days
            for days in moon_feasts.days_in(year, feast)
            if (days.last < today if over else days.first <= today)
        ]
        if found:
            return tuple(found) if feast in moon_feasts.EITHER_EID else (found[-1],)
    return ()


def _said(days: moon_feasts.Days, here: Here) -> When:
    if days.first == days.last:
        day = one_day(days.first, here)
        return widened(day, f"about {day.text}", here) if days.about else day
    last = min(days.last, here.today)
    first = one_day(days.first, here)
    return from_to(first, one_day(last, here), here) if days.first < last else first


def as_feast_to_ask(words: str, here: Here) -> When | None:
    """Refuses "Diwali 2019": its day hangs on an almanac, which is not read here."""
    match = re.fullmatch(
        rf"(?:the |last |this )?(?:[a-z]+ )?(?P<feast>{_ASKED})(?: [a-z]+)?"
        rf"(?:(?:,| of| in)? {YEAR})?",
        words,
    )
    if match and match["year"]:
        raise NotUnderstoodError("feast", first=year_of(possible_year(match["year"]), here).text)
    if match:
        raise NotUnderstoodError("feast")
    return None
