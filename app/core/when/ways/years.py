"""Ways to say a month, a season, a year or a decade: "May 2019", "summer", "the 90s"."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from app.core.errors import NotUnderstoodError
from app.core.when.count_words import COUNT, count_of
from app.core.when.spans import (
    Here,
    around_year,
    month_of,
    months_before,
    one_day,
    possible_year,
    season_of,
    span_of,
    year_of,
)
from app.core.when.times import (
    MONTHS,
    SEASONS,
    When,
    days_around,
    reads_as_a_clock,
    season_range,
)
from app.core.when.ways.patterns import (
    COUNTED,
    MONTH,
    SEASON,
    YEAR,
    first_match,
    month_number,
    times_back,
)
from app.core.when.ways.reading import quietly, read


def as_month(words: str, here: Here) -> When | None:
    """ "May", "last May", "May 2019", "2019-05"; two numbers may also be a season or years."""
    return _named_month(words, here) or _numbered_month(words, here)


def _named_month(words: str, here: Here) -> When | None:
    match = first_match(_MONTH_WAYS, words)
    if not match or (match["lead"] and match["year"]):
        return None
    month, today = month_number(match["month"]), here.today
    if match["year"]:
        return month_of(int(match["year"]), month, here)
    not_this_year = month > today.month or (match["lead"] == "last " and month == today.month)
    return month_of(today.year - not_this_year, month, here)


def as_month_and_figures(words: str, here: Here) -> When | None:
    """ "May 99" is a month, "Mar 19" a day; "Mar-19" and "May 04" can be either, and are asked
    for.
    """
    match = re.fullmatch(rf"{MONTH}(?P<mark>[ /-])(?P<figures>\d\d)", words)
    if not match:
        return None
    month, figures = month_number(match["month"]), match["figures"]
    century = here.today.year // 100 * 100
    year = century + int(figures)
    year = year if (year, month) <= (here.today.year, here.today.month) else year - 100
    if not 1 <= int(figures) <= 31:
        return month_of(year, month, here)
    if match["mark"] == " " and not (figures[0] == "0" and here.depth == 1):
        return None
    name = MONTHS[month - 1]
    first = f"{name} {year:04}"
    if int(figures) > calendar.monthrange(2024, month)[1]:
        raise NotUnderstoodError("no such day")
    raise NotUnderstoodError(
        "two ways", first=first, second=f"{int(figures)} {name}", written=f"{int(figures)} {name}"
    )


_MONTH_WAYS = (
    rf"(?P<lead>last |this |this past )?{MONTH}(?:(?:,? ?|-|/| of | in ){YEAR})?",
    rf"{YEAR}[ ,-]+{MONTH}(?P<lead>)",
)


def _numbered_month(words: str, here: Here) -> When | None:
    """ "2019-05", "5/2019"; "2019-21" is a spring as EDTF has it, "1987-92" are years."""
    match = first_match(
        (r"(?P<year>\d{4})[-/.](?P<part>\d{1,2})", r"(?P<part>\d{1,2})[-/.](?P<year>\d{4})"), words
    )
    if not match:
        return None
    year, part = int(match["year"]), int(match["part"])
    _refuse_month_or_years(match, words, here)
    is_season = 21 <= part <= 24
    school_year = part == (year + 1) % 100 and not 1 <= part <= 12
    if "-" in words and is_season and school_year:
        year_of(possible_year(match["year"]), here)  # of what is to come nothing is asked
        raise NotUnderstoodError(
            "season or years",
            first=f"{SEASONS[part - 21]} {year:04}",
            second=_with_following(year),
        )
    later_year = part > 12 and part > year % 100 and not is_season
    if "." not in words and (school_year or later_year):
        until = year // 100 * 100 + part + (0 if part else 100)
        return read(f"between {year:04} and {until:04}", here)
    if is_season:
        return season_of(possible_year(match["year"]), SEASONS[part - 21], here)
    return month_of(year, part, here)


def _refuse_month_or_years(match: re.Match[str], words: str, here: Here) -> None:
    """Refuse "1998/9" and "2003/04", which may be a month, or two years; "2003-04" is ISO's."""
    year, part, said = int(match["year"]), int(match["part"]), match["part"]
    following = year + 1
    if not words.startswith(match["year"]) or "." in words or not 1 <= part <= 12:
        return
    if (len(said) == 2 and "-" in words) or not f"{following:04}".endswith(said):
        return
    month = month_of(possible_year(match["year"]), part, here).text
    if following > here.today.year:
        return
    raise NotUnderstoodError(
        "two ways",
        first=month,
        second=_with_following(year),
        written=_with_following(year),
    )


def _with_following(year: int) -> str:
    """ "1998 to 1999", in words that mean no hours: "1722 to 1723" may be those of a clock."""
    if reads_as_a_clock(year):
        return f"between {year:04} and {year + 1:04}"
    return f"{year:04} to {year + 1:04}"


def as_season(words: str, here: Here) -> When | None:
    """ "Summer 2004", "last winter", "three summers ago", "winter 2004/05"."""
    match = first_match(_SEASON_WAYS, words)
    if not match:
        return None
    said, season = match.groupdict(), match["season"].replace("fall", "autumn")
    if said.get("year"):
        return _season_of_year(said, season, here)
    if said.get("some"):
        return None  # "one summer" may be any
    return _season_before(said, season, here)


_SEASON_WAYS = (
    r"(?:the |(?P<some>a |one ))?(?P<lead>last |this |past "
    rf"|this past )?(?:mid(?=summer|winter))?{SEASON}"
    rf"(?:(?:,? | of | in ){YEAR}(?:[-/](?P<next>\d\d(?:\d\d)?"
    r"|\d))?)?(?P<before> before last)?",
    rf"{COUNTED} {SEASON}s ago",
)


def _season_of_year(said: Mapping[str, str], season: str, here: Here) -> When | None:
    year, following = possible_year(said["year"]), said["next"]
    if said["lead"] or said["before"]:
        return None
    if following and not str(year + 1).endswith(following[-2:]):
        return None
    return season_of(year, season, here)


def _season_before(said: Mapping[str, str | None], season: str, here: Here) -> When | None:
    """The latest that has begun, or that is over where "last" or "ago" was said."""
    past_lead = said.get("lead") in ("last ", "past ", "this past ")
    over = past_lead or said.get("count") or said.get("before")
    times = times_back(said)
    years = range(here.today.year, max(0, here.today.year - 120), -1)
    ranges = [(year, *season_range(year, season, southern=here.southern)) for year in years]
    past = [
        year for year, start, end in ranges if (end < here.today if over else start <= here.today)
    ]
    if times % 1 or not 1 <= times <= len(past):
        return None
    return season_of(past[int(times) - 1], season, here)


def as_year(words: str, here: Here) -> When | None:
    """ "2004"."""
    match = re.fullmatch(YEAR, words)
    return year_of(possible_year(match["year"]), here) if match else None


_DECADES = {
    "noughties": 0, "tens": 10, "twenties": 20, "thirties": 30, "forties": 40,
    "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90,
}  # fmt: skip


_DECADE = re.compile(
    r"(?:the )?(?P<full>\d{3})0'?s|(?P<edtf>\d{3})x|(?:the )?'?(?P<short>\d)0'?s"
    rf"|(?:the )?(?:nineteen[- ])?(?P<word>{'|'.join(_DECADES)})"
)


def as_decade(words: str, here: Here) -> When | None:
    """ "The 90s", "1990s", "the nineties"; of two figures the latest that has begun."""
    match = _DECADE.fullmatch(words)
    if not match:
        return None
    if match["full"] or match["edtf"]:
        year = possible_year((match["full"] or match["edtf"]) + "0")
        if year % 100 == 0 and year + 100 <= here.today.year:
            return _decade_or_century(year, here, sure=bool(match["edtf"]))
        text = f"the {year:04}s"
    else:
        short = _DECADES[match["word"]] if match["word"] else int(match["short"]) * 10
        century = here.today.year // 100 * 100
        year = century + short if century + short <= here.today.year else century - 100 + short
        text = f"the {year:04}s"
    return span_of(
        "decade", text, date(year, 1, 1), date(year + 9, 12, 31), f"{year // 10:03}X", here
    )


def _decade_or_century(year: int, here: Here, *, sure: bool) -> When | None:
    """The first ten years of a century that is over, which has the same name as all of it."""
    first, second = (f"between {year:04} and {until:04}" for until in (year + 9, year + 99))
    if sure:
        return read(first.lower(), here)
    raise NotUnderstoodError("century or decade", first=first, second=second, year=f"{year:04}")


_CENTURY = re.compile(
    r"(?:in )?(?:the )?"
    r"(?:(?P<third>early|mid|late|beginning|start|middle|end)[- ](?:of )?(?:the )?)?"
    r"(?:(?P<nth>\d{1,2})th|(?P<which>last|this)) century"
)


_THIRDS_OF_A_CENTURY = {
    **dict.fromkeys(("early", "beginning", "start"), (0, 33)),
    **dict.fromkeys(("mid", "middle"), (34, 66)),
    **dict.fromkeys(("late", "end"), (67, 99)),
}


def as_century(words: str, here: Here) -> When | None:
    """ "The 19th century", "the early 20th century", "last century": as people count them, from the
    year with two noughts on, and as far as they have been.
    """
    if words in ("the decade before last", "decade before last"):
        return as_decade(f"{here.today.year // 10 - 2:03}0s", here)
    if turn := re.fullmatch(r"(?:the )?turn of the (\d{1,2})th century", words):
        return around_year(100 * (int(turn[1]) - 1), here)
    match = _CENTURY.fullmatch(words)
    if not match:
        return None
    now = here.today.year // 100
    century = int(match["nth"]) - 1 if match["nth"] else now - (match["which"] == "last")
    if century < 1:
        return None
    first, last = _THIRDS_OF_A_CENTURY.get(match["third"] or "", (0, 99))
    year_of(100 * century + first, here)  # refuses what is still to come
    until = min(100 * century + last, here.today.year)
    return read(f"between {100 * century + first:04} and {until:04}", here)


_UNIT = {
    "day": 1,
    "week": 7,
    "fortnight": 14,
    "month": 30.5,
    "year": 365.3,
    "decade": 3653,
    "century": 36525,
}


_HALVES = {
    "year": (12, "month"),
    "decade": (10, "year"),
    "century": (10, "decade"),
    "fortnight": (14, "day"),
    "week": (7, "day"),
}


def as_ago(words: str, here: Here) -> When | None:
    """ "Two weeks ago", "half a year ago": as exact as the unit that was said."""
    match = re.fullmatch(
        rf"{COUNTED} (?P<unit>day|week|fortnight|month|year|decade|century)s? (?:ago|back)", words
    )
    if not match and (days := _weeks_and_days(words)):
        return one_day(days_around(here.today, -days), here)
    if not match:
        match = re.fullmatch(rf"{COUNTED} years?,? (?:and )?(?P<months>{COUNT}) months? ago", words)
        years = count_of(match["count"]) if match else 0
        return (
            as_ago(f"{int(12 * years + count_of(match['months']))} months ago", here)
            if match and years % 1 == 0
            else None
        )
    count, unit, today = count_of(match["count"]), match["unit"], here.today
    if count % 1:
        if unit == "month":
            return read(f"about {int(count * 30.5)} days ago", here)
        if unit not in _HALVES:
            return None
        count, unit = count * _HALVES[unit][0], _HALVES[unit][1]
    count = int(count)
    if count * _UNIT[unit] > today.toordinal() - 3660:
        raise NotUnderstoodError
    if unit in ("day", "week", "fortnight"):
        return one_day(days_around(today, -count * int(_UNIT[unit])), here)
    if unit == "month":
        before = months_before(today, count, "month")
        return month_of(before.year, before.month, here)
    if unit == "year":
        return year_of(today.year - count, here)
    return around_year(today.year - count * (10 if unit == "decade" else 100), here)


def _weeks_and_days(words: str) -> int:
    """The days of "two weeks and a day ago"; 0 if it is said in another way."""
    match = re.fullmatch(rf"{COUNTED} weeks?,? (?:and )?(?P<days>{COUNT}) days? ago", words)
    days = 7 * count_of(match["count"]) + count_of(match["days"]) if match else 0
    return int(days) if days % 1 == 0 and days <= 4000 else 0


def as_year_first(words: str, here: Here) -> When | None:
    """ "2019, in March", and what "last year at Christmas" was turned into."""
    match = re.fullmatch(r"(?P<year>\d{4})(?:,| in| at| on| over)* (?P<rest>[a-z].*)", words)
    return read(f"{match['rest']} {match['year']}", here) if match else None


def as_years_ago(words: str, here: Here) -> When | None:
    """ "Christmas two years ago", "three years ago in May", "a year ago today"."""
    match = re.fullmatch(
        rf"{COUNTED} (?P<unit>year|month|week)s? ago,? (?:in |at |on |this )?(?P<rest>.+)", words
    ) or re.fullmatch(rf"(?P<rest>.+?),? {COUNTED} (?P<unit>year)s? ago", words)
    if not match:
        return None
    count, today = count_of(match["count"]), here.today
    if count % 1 or not 0 < count < today.year:
        return None
    if match["rest"] in ("today", "yesterday"):
        weeks = match["unit"] == "week"
        day = (
            days_around(today, -7 * int(count))
            if weeks
            else months_before(today, int(count), match["unit"])
        )
        return one_day(days_around(day, -(match["rest"] == "yesterday")), here)
    return (
        read(f"{match['rest']} {today.year - int(count):04}", here)
        if match["unit"] == "year"
        else None
    )


def as_season_in_decade(words: str, here: Here) -> When | None:
    """ "A summer in the 90s", "a summer between 1961 and 1975": which one is not known, and stays
    in the words.
    """
    match = re.fullmatch(
        rf"(?:an? |the |one |some )?{SEASON} "
        r"(?:(?:in|of|sometime in) (?P<decade>(?:the )?[^ ]*[ -]?[^ ]+)"
        r"|(?:in )?(?P<years>between \d{4} and \d{4}))",
        words,
    )
    if not match:
        return None
    years = quietly(match["years"], here) if match["years"] else as_decade(match["decade"], here)
    if years is None or _are_neighbours(years):
        return None
    name = match["season"].replace("fall", "autumn")
    within_them = years.text if years.text.startswith("between ") else f"in {years.text}"
    return replace(years, text=f"{'an' if name == 'autumn' else 'a'} {name} {within_them}")


def _are_neighbours(years: When) -> bool:
    """Whether they are two that share a winter: "the winter between 2001 and 2002" is that one."""
    return bool(years.start and years.end and years.end.year - years.start.year == 1)


def as_turn_of_century(words: str, here: Here) -> When | None:
    """ "The turn of the century"."""
    return (
        around_year(here.today.year // 100 * 100, here)
        if re.fullmatch(r"(?:the )?turn of the (?:century|millennium)", words)
        else None
    )
