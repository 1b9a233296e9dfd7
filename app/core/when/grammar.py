"""Understands when something happened from the words people use: "last Tuesday", "summer 2004",
"when I was small".

The ways to say a time are in `app.core.when.ways`; `_WAYS` is the order in which they are tried.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from app.core.errors import NotUnderstoodError
from app.core.when.meaning import meaning_of
from app.core.when.plain_words import in_plain_words, mended_spelling, with_years
from app.core.when.spans import Here
from app.core.when.times import When, parted, said_here, with_words
from app.core.when.ways.beside import as_beside
from app.core.when.ways.days import (
    as_beside_a_day,
    as_day_of_month,
    as_iso_date,
    as_iso_week_or_day_of_year,
    as_named_day,
    as_numbers_with_slashes,
    as_part_of_day,
    as_parts_ago,
    as_relative_day,
    as_relative_part,
    as_this_day_of_a_year,
    as_year_of_two_figures,
)
from app.core.when.ways.feasts import (
    as_feast,
    as_feast_of_the_moon,
    as_feast_time,
    as_feast_to_ask,
)
from app.core.when.ways.hours import (
    as_four_figures,
    as_hours_of_a_day,
    as_minutes_or_hours,
)
from app.core.when.ways.life import LIFE, in_own_words
from app.core.when.ways.moments import (
    as_ahead,
    as_clock_ago,
    as_date_command,
    as_day_and_clock,
    as_dotted,
    as_instant,
    as_now,
    as_only_clock,
    as_with_offset,
)
from app.core.when.ways.neighbours import as_unit_beside, as_units_beside
from app.core.when.ways.reading import DEEPEST, quietly
from app.core.when.ways.vague import (
    as_approximate,
    as_between,
    as_half,
    as_one_of_many,
    as_part,
    as_some_ago,
)
from app.core.when.ways.weekdays import (
    as_last_unit,
    as_week_with,
    as_weekday,
    as_weekday_of_month,
    as_weekday_weeks_ago,
)
from app.core.when.ways.years import (
    as_ago,
    as_century,
    as_decade,
    as_month,
    as_month_and_figures,
    as_season,
    as_season_in_decade,
    as_turn_of_century,
    as_year,
    as_year_first,
    as_years_ago,
)

LONGEST = 200
"""Characters; nobody says a date in more."""


_LEADS = (
    "sometime ", "some time ", "it was ", "it happened ", "way back ", "back ", "on the ", "on ",
    "in the year ", "in ", "at ", "during ",
    "over ", "from ", "the ", "year of ", "year ", "month of ", "day of ", "exactly ",
    "throughout ", "all day ", "all through ", "all of ", "all ", "whole of ", "whole ",
)  # fmt: skip


def understand(
    text: str, *, now: datetime, southern: bool = False, zone: str | None = None
) -> When:
    """Read `text` as English words for a time that is not in the future.

    `now` is aware and tells the local zone; `zone` is its IANA name if known; `southern` turns the
    seasons round.

    Raises:
        NotUnderstoodError: a sentence that names two ways to write it.
    """
    plain = " ".join(text.split())
    if not plain or any(unicodedata.category(character) in ("Cc", "Cs") for character in plain):
        raise NotUnderstoodError
    time, beside = _in_our_words(plain)
    if len(beside or plain) > LONGEST:
        raise NotUnderstoodError("long", most=LONGEST)
    if free := re.match(r"free ?[:：]", plain, re.IGNORECASE):
        return in_own_words(plain[free.end() :].strip())
    here = Here(now, southern, zone, _read)
    if beside and (when := _read_beside(plain, time, beside, here)):
        return when
    words = in_plain_words(plain)
    if when := _read(with_years(words, here.today), here):
        return when
    of_life = LIFE.match(words)
    if not of_life and (meant := _meant(words, here)):
        raise meant
    if when := as_beside(plain, here):
        return when
    if of_life:
        return in_own_words(plain)
    raise NotUnderstoodError


def _in_our_words(plain: str) -> tuple[str, str]:
    """The time and the words beside it, as `times.with_words` writes them, and `app.words` shows
    them on a clock of twelve hours; else no words.
    """
    time, beside = parted(plain)
    without_clock = re.sub(r", \d{1,2}:\d\d [AP]M$", "", time)
    return (time, beside) if beside and meaning_of(without_clock) else (plain, "")


def _read_beside(plain: str, time: str, beside: str, here: Here) -> When | None:
    """A time as we write it, with words beside it: unless those are a part of it, as in "1987 (?)"
    and "14 March 2019 (noon)".
    """
    whole = quietly(with_years(in_plain_words(plain), here.today), here)
    when = _read(with_years(in_plain_words(time), here.today), here) if whole is None else None
    return replace(when, text=with_words(when.text, beside)) if when else None


def _meant(words: str, here: Here) -> NotUnderstoodError | None:
    """The refusal of words with a typing error in them, if mending it makes them understood."""
    mended = mended_spelling(words)
    when = _read(with_years(mended, here.today), here) if mended != words else None
    return NotUnderstoodError("meant", first=said_here(when, here.now)) if when else None


def _read(words: str, here: Here) -> When | None:
    """Try each way of saying a time; the first that fits decides."""
    if here.depth > DEEPEST or not words:
        return None
    deeper = replace(here, depth=here.depth + 1)
    for way in _WAYS:
        when = way(words, deeper)
        if when is not None:
            return when
    for lead in _LEADS:
        if words.startswith(lead):
            return _read(words[len(lead) :], deeper)
    return None


_WAYS: tuple[Callable[[str, Here], When | None], ...] = (
    as_instant,
    as_now,
    as_ahead,
    as_four_figures,
    as_minutes_or_hours,
    as_only_clock,
    as_iso_date,
    as_iso_week_or_day_of_year,
    as_relative_day,
    as_relative_part,
    as_clock_ago,
    as_weekday,
    as_weekday_weeks_ago,
    as_weekday_of_month,
    as_month_and_figures,
    as_named_day,
    as_day_of_month,
    as_feast,
    as_feast_time,
    as_feast_of_the_moon,
    as_feast_to_ask,
    as_beside_a_day,
    as_unit_beside,
    as_units_beside,
    as_numbers_with_slashes,
    as_dotted,
    as_year_of_two_figures,
    as_month,
    as_season,
    as_year,
    as_decade,
    as_century,
    as_ago,
    as_some_ago,
    as_last_unit,
    as_week_with,
    as_parts_ago,
    as_season_in_decade,
    as_one_of_many,
    as_turn_of_century,
    as_part,
    as_half,
    as_approximate,
    as_day_and_clock,
    as_part_of_day,
    as_hours_of_a_day,
    as_with_offset,
    as_date_command,
    as_between,
    as_this_day_of_a_year,
    as_years_ago,
    as_year_first,
)
"""In this order: the first that fits decides. What is said in few ways and for sure comes first."""
