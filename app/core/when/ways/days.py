"""Ways to say a day: dates in numbers and words, feasts, "yesterday", "two days after Easter"."""

from __future__ import annotations

import calendar
import re
from datetime import date

from app.core.errors import NotUnderstoodError
from app.core.when.clock_words import NIGHT_ENDS, PART, PART_BEGINS, PARTS
from app.core.when.count_words import count_of
from app.core.when.spans import (
    Here,
    calendar_day,
    from_to,
    latest_year,
    one_day,
    part_of,
    possible_year,
    still_to_come,
    week_of,
    widened,
)
from app.core.when.times import (
    MONTHS,
    WEEKDAYS,
    When,
    day_in_words,
    days_around,
    years_around,
)
from app.core.when.ways.moments import (
    as_dotted,
    refuse_clock_or_year,
)
from app.core.when.ways.patterns import (
    COUNTED,
    DAY,
    MONTH,
    WEEKDAY,
    YEAR,
    month_number,
    weekday_number,
)
from app.core.when.ways.reading import quiet_day, quietly, read


def as_iso_date(words: str, here: Here) -> When | None:
    """ "2019-03-14", "2019/3/14", "20190314"."""
    match = re.fullmatch(
        r"(?P<year>\d{4})(?P<mark>[-/. ]?)(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})", words
    )
    if not match or (not match["mark"] and len(words) != 8):
        return None
    return calendar_day(int(match["year"]), int(match["month"]), int(match["day"]), here)


def as_iso_week_or_day_of_year(words: str, here: Here) -> When | None:
    """The other dates of ISO 8601: "2019-W11", "2019-W11-4", "2019-073"."""
    match = re.fullmatch(
        r"(?P<year>\d{4})-?(?:w(?P<week>\d\d)(?:-?(?P<weekday>[1-7]))?|(?<=-)(?P<day>\d{3}))", words
    )
    if not match:
        return None
    year = possible_year(match["year"])
    try:
        if match["day"]:
            day = days_around(date(year, 1, 1), int(match["day"]) - 1)
            return one_day(day, here) if day.year == year and int(match["day"]) else None
        monday = date.fromisocalendar(year, int(match["week"]), int(match["weekday"] or 1))
    except ValueError:
        raise NotUnderstoodError("no such day") from None
    return one_day(monday, here) if match["weekday"] else week_of(monday, here)


_ALL = {
    "all day": "today", "all day long": "today", "all night": "last night",
    "all night long": "last night", "overnight": "last night", "all week": "this week",
    "all week long": "this week", "all month": "this month", "all year": "",
}  # fmt: skip


def as_relative_day(words: str, here: Here) -> When | None:
    """ "Yesterday", "the other day", "all day"."""
    if words in _ALL:
        return read(_ALL[words] or f"{here.today.year:04}", here)
    back = {
        "today": 0,
        "this day": 0,
        "earlier today": 0,
        "yesterday": 1,
        "day before yesterday": 2,
    }.get(words.removeprefix("the "))
    if back is not None:
        return one_day(days_around(here.today, -back), here)
    if words in ("the other day", "other day", "recently", "lately"):
        return from_to(one_day(days_around(here.today, -7), here), one_day(here.today, here), here)
    if words in ("the other week", "other week"):
        return from_to(
            one_day(days_around(here.today, -21), here),
            one_day(days_around(here.today, -7), here),
            here,
        )
    return None


def as_relative_part(words: str, here: Here) -> When | None:
    """ "Tonight", "this morning", "last night", "the other evening", "this past evening"."""
    match = re.fullmatch(
        (
            r"(?:early |earlier |late |later |1th thing )?(?:(?P<which>this past|this|last"
            rf"|(?:the )?other) {PART}|tonight)"
        ),
        words,
    )
    if not match:
        return None
    which, part = match["which"] or "this", match["part"] or "evening"
    if which.endswith("other"):
        return from_to(
            one_day(days_around(here.today, -7), here),
            one_day(days_around(here.today, -1), here),
            here,
        )
    back = 1 if which == "last" else 0
    if which == "this past":
        back = 0 if _has_begun(part, here) else 1
    if which == "this":
        back = _days_since_this(part, here)
    return part_of(one_day(days_around(here.today, -back), here), part, here)


def _has_begun(part: str, here: Here) -> bool:
    return here.now.hour >= PART_BEGINS[part]


def _days_since_this(part: str, here: Here) -> int:
    """0 for the part of today; 1 where it is night still, and the day before goes on."""
    if here.now.hour < NIGHT_ENDS and part != "night" and _has_begun(part, here):
        first, second = (
            f"{day_in_words(days_around(here.today, -back))}, {part}" for back in (1, 0)
        )
        raise NotUnderstoodError("two ways", first=first, second=second, written=second)
    if _has_begun(part, here):
        return 0
    if here.now.hour < NIGHT_ENDS:
        return 1
    raise still_to_come()


DAY_PARTS = (
    rf"(?:in the |at |over )?(?:early |late )?{PART}(?P<rest>)",
    rf"(?P<rest>.+?),? (?:in the |at |over )?(?:early |late )?{PART}",
    rf"(?:the |in the |on the |at )?(?:early |late )?{PART} of (?P<rest>.+)",
    (
        rf"(?:in the |at |over )?(?:early |late )?{PART},? (?:on )?(?P<rest>(?:yesterday|today"
        rf"|tonight|the |{WEEKDAY}|last |this ).*)"
    ),
)


_AT_NIGHT = ("dinner", "supper", "sunset", "dusk", "bedtime")
_WITHIN = {
    "morning": ("breakfast", "dawn", "sunrise"),
    "afternoon": ("lunch", "lunchtime", "teatime"),
    "evening": ("teatime", *_AT_NIGHT),
    "night": _AT_NIGHT,
}
"""What of a day lies within a longer part of it: "dinner last night"."""


def as_part_of_day(words: str, here: Here) -> When | None:
    """ "In the evening", "Saturday morning", "late on the evening of 14 March 2019"."""
    for pattern in DAY_PARTS:
        match = re.fullmatch(pattern, words)
        if match and not match["rest"]:
            return as_relative_part(f"this {match['part']}", here)
        when = _read_but_for_hours(match["rest"], here) if match else None
        if match and when and when.precision == "day" and when.day:
            whole = when.text.rpartition(", ")[2]
            if whole not in PARTS:
                return _part_that_has_been(when, match, here)
            if match["part"] in _WITHIN.get(whole, ()):
                return part_of(one_day(when.day, here), match["part"], here)
    return None


def _read_but_for_hours(words: str, here: Here) -> When | None:
    """The same as `read`; None for an hour of which the part of the day is asked, as that is said
    behind it: "between eight and nine yesterday" evening.
    """
    try:
        return read(words, here)
    except NotUnderstoodError as error:
        if error.why == "morning or evening":
            return None
        raise


def _part_that_has_been(day: When, match: re.Match[str], here: Here) -> When:
    """Of today only as much as has begun; of a weekday else the last one before."""
    if day.day == here.today and not _has_begun(match["part"], here):
        if not re.fullmatch(rf"(?:on )?{WEEKDAY}", match["rest"]):
            raise still_to_come()
        day = one_day(days_around(here.today, -7), here)
    return part_of(day, match["part"], here)


def as_parts_ago(words: str, here: Here) -> When | None:
    """ "Two nights ago", "the evening before last"."""
    match = re.fullmatch(rf"{COUNTED} {PART}s? ago", words) or re.fullmatch(
        rf"(?:the )?{PART} before last(?P<count>)", words
    )
    if not match:
        return None
    back = count_of(match["count"]) if match["count"] else 2
    if not 1 <= back <= 60 or back % 1:
        return None
    return part_of(one_day(days_around(here.today, -int(back)), here), match["part"], here)


_DAY_FIRST = (
    rf"(?:{WEEKDAY},? )?(?:the |last )?{DAY}[ -]?(?:of )?{MONTH}"
    rf"(?:,? ?-?(?:of |in )?(?P<full>the year )?{YEAR})?"
)


_MONTH_FIRST = (
    rf"(?:{WEEKDAY},? |last )?{MONTH}[ -](?:the )?{DAY}"
    rf"(?:(?:,? ?|-| in | of )(?P<full>the year )?{YEAR})?"
)


def as_named_day(words: str, here: Here) -> When | None:
    """ "14 March 2019", "March 14", "Thu, 14 Mar 2019"; without a year the latest."""
    match = (
        re.fullmatch(_DAY_FIRST, words)
        or re.fullmatch(_MONTH_FIRST, words)
        or re.fullmatch(rf"{YEAR}[ ,-]+{MONTH}[ -](?:the )?{DAY}(?P<weekday>)(?P<full>)", words)
    )
    if not match:
        return None
    month, day = month_number(match["month"]), int(match["day"])
    year = int(match["year"]) if match["year"] else latest_year(month, day, here)
    when = calendar_day(year, month, day, here)
    if match["year"] and not match["full"] and match.end("year") == len(words):
        latest = calendar_day(latest_year(month, day, here), month, day, here)
        refuse_clock_or_year(when, latest, here)
    if (
        match["weekday"]
        and when.day
        and not WEEKDAYS[when.day.weekday()].lower().startswith(match["weekday"][:3])
    ):
        raise NotUnderstoodError(
            "weekday", first=when.text, weekday=WEEKDAYS[when.day.weekday()], written=when.edtf
        )
    return when


def as_day_of_month(words: str, here: Here) -> When | None:
    """ "The 14th", "the 3rd of last month"; the latest that the calendar has."""
    match = re.fullmatch(
        (
            rf"(?:the |{WEEKDAY},? (?:the )?)?(?P<day>\d{{1,2}})(?:st|nd|rd"
            r"|th)(?:,? (?:of )?(?P<month>last|this) month)?"
        ),
        words,
    )
    if not match:
        return None
    day, month = int(match["day"]), here.today.year * 12 + here.today.month - 1
    if not 1 <= day <= 31:
        return None
    if match["month"]:
        month -= match["month"] == "last"
        return calendar_day(month // 12, month % 12 + 1, day, here)
    months = range(month - (day > here.today.day), month - 3, -1)
    latest = next(m for m in months if day <= calendar.monthrange(m // 12, m % 12 + 1)[1])
    when = calendar_day(latest // 12, latest % 12 + 1, day, here)
    wrong = (
        match["weekday"]
        and when.day
        and not WEEKDAYS[when.day.weekday()].lower().startswith(match["weekday"][:3])
    )
    return None if wrong else when


def as_beside_a_day(words: str, here: Here) -> When | None:
    """ "The day before Christmas", "two days after 14 March 2019", "the last day of May"."""
    return (
        _days_beside(words, here)
        or _weekday_beside(words, here)
        or _part_beside(words, here)
        or _first_or_last_day(words, here)
    )


def _days_beside(words: str, here: Here) -> When | None:
    """ "The day before Christmas", "two days after 14 March 2019"; 400 days at most."""
    match = re.fullmatch(
        rf"(?:(?:the )?day|{COUNTED} days?) (?P<side>before|after) (?P<rest>.+)", words
    )
    beside = quietly(match["rest"], here) if match else None
    if not match or not beside or beside.precision != "day" or not beside.day:
        return None
    day = beside.day
    if beside.text.rpartition(", ")[2] in PARTS:
        return None  # "the day before yesterday evening" is an evening
    count = count_of(match["count"]) if match["count"] else 1
    if count % 1 or count > 400:
        return None
    return one_day(days_around(day, int(-count if match["side"] == "before" else count)), here)


def _weekday_beside(words: str, here: Here) -> When | None:
    """ "The Sunday after Easter": never that day itself."""
    match = re.fullmatch(
        rf"(?:on )?(?:the )?(?:1th )?{WEEKDAY} (?P<side>before|after) (?P<rest>.+)", words
    )
    day = quiet_day(match["rest"], here) if match else None
    if not match or day is None:
        return None
    ahead = (weekday_number(match["weekday"]) - day.weekday()) % 7
    if match["side"] == "before":
        return one_day(days_around(day, ahead - 7), here)
    return one_day(days_around(day, ahead or 7), here)


def _part_beside(words: str, here: Here) -> When | None:
    """ "The evening before Christmas"."""
    match = re.fullmatch(rf"(?:the )?{PART} (?P<side>before|after) (?P<rest>.+)", words)
    beside = as_beside_a_day(f"the day {match['side']} {match['rest']}", here) if match else None
    return part_of(beside, match["part"], here) if match and beside else None


def _first_or_last_day(words: str, here: Here) -> When | None:
    """ "The last day of May", "the first day of 1987", "the 3rd day of May"."""
    match = re.fullmatch(
        r"(?:the )?(?P<which>\d{1,3}th|last|penultimate) day (?:of|in) (?P<rest>.+)", words
    )
    whole = quietly(match["rest"], here) if match else None
    if not match or whole is None or whole.precision not in ("month", "season", "year", "decade"):
        return None
    start, end = whole.start, whole.end
    if not isinstance(start, date) or not isinstance(end, date):
        return None
    if match["which"].endswith("th"):
        day = days_around(start, int(match["which"][:-2]) - 1)
        return one_day(day, here) if start <= day <= end else None
    return one_day(days_around(end, -(match["which"] == "penultimate")), here)


def as_year_of_two_figures(words: str, here: Here) -> When | None:
    """ "14 Mar 98"; "14 Mar 19" may be of 2014, and "Mar 19" alone is a day."""
    match = re.fullmatch(
        rf"(?:{WEEKDAY},? )?(?:the )?{DAY}[ -]?(?:of )?{MONTH},?[ -](?P<year>\d\d)", words
    ) or re.fullmatch(rf"(?:{WEEKDAY},? )?{MONTH}[ -](?:the )?{DAY},?[ -](?P<year>\d\d)", words)
    if not match:
        return None
    return _of_two_figures(int(match["day"]), month_number(match["month"]), match["year"], here)


def _of_two_figures(day: int, month: int, figures: str, here: Here) -> When:
    """A day of a year of which two figures were said: the last that has been, unless they may be
    the day, and the day the year.
    """
    when = calendar_day(_last_year(int(figures), here), month, day, here)
    try:
        other = calendar_day(_last_year(day, here), month, int(figures), here)
    except NotUnderstoodError:
        return when
    if other.start == when.start:
        return when
    raise NotUnderstoodError("two ways", first=when.text, second=other.text, written=other.text)


def _last_year(figures: int, here: Here) -> int:
    year = here.today.year // 100 * 100 + figures
    return year if year <= here.today.year else year - 100


def as_numbers_with_slashes(words: str, here: Here) -> When | None:
    """ "14/3/2019", "14.3.": the day first, unless only the second number can be one."""
    match = re.fullmatch(r"(\d{1,2})([/.-])(\d{1,2})(?:\2 ?(\d{4}|\d{2})?)?", words)
    if not match or (match[4] is None and not _is_day_without_year(match)):
        return None
    if words[-1] == "." and int(match[3]) > 12:
        return as_dotted(words[:-1], here)
    first, mark, second = int(match[1]), match[2], int(match[3])
    day, month = (first, second) if mark == "." or second <= 12 else (second, first)
    if not 1 <= month <= 12:
        return calendar_day(0, month, day, here)
    if match[4] and len(match[4]) == 2:
        return _numbers_of_two_figures(first, second, match, here)
    year = int(match[4]) if match[4] else latest_year(month, day, here)
    if mark != ".":
        _refuse_two_ways(first, second, year, here, year_said=bool(match[4]))
    return calendar_day(year, month, day, here)


def _numbers_of_two_figures(first: int, second: int, match: re.Match[str], here: Here) -> When:
    """ "14/3/98"; of "3/4/19" each number may be the year, and no two meanings are named."""
    month_first = second > 12
    if match[2] != "." and first != second and first <= 12 and second <= 12:
        if int(match[4]) <= 31:
            raise NotUnderstoodError("two figures")
        _refuse_two_ways(first, second, _last_year(int(match[4]), here), here, year_said=True)
    day, month = (second, first) if month_first else (first, second)
    return _of_two_figures(day, month, match[4], here)


def _is_day_without_year(match: re.Match[str]) -> bool:
    """Not "3-4", which is from 3 to 4, nor "18.30", which is a clock."""
    if match[2] == "-":
        return False
    return match[2] != "." or len(match[3]) != 2 or match[0][-1] == "."


def _refuse_two_ways(first: int, second: int, year: int, here: Here, *, year_said: bool) -> None:
    """Refuse "3/4", where either number can be the month."""
    if first == second or not (1 <= first <= 12 and 1 <= second <= 12):
        return
    first_day, second_day = (
        day_in_words(date(year, m, d)) if year_said else f"{d} {MONTHS[m - 1]}"
        for d, m in ((first, second), (second, first))
    )
    written = f"{year:04}-{first:02}-{second:02}" if year_said else second_day
    been = [date(year, m, d) <= here.today for d, m in ((first, second), (second, first))]
    if year_said and not any(been):
        raise still_to_come()
    if year_said and not all(been):
        first_day, second_day = (first_day, second_day) if been[0] else (second_day, first_day)
        day = date(year, second, first) if been[0] else date(year, first, second)
        raise NotUnderstoodError(
            "one to come", first=first_day, other=second_day, written=day.isoformat()
        )
    raise NotUnderstoodError("two ways", first=first_day, second=second_day, written=written)


def as_this_day_of_a_year(words: str, here: Here) -> When | None:
    """ "This day last year", "on this day in 2019"; "this time last year" is less sure."""
    match = re.fullmatch(
        rf"(?:on |at |around |about )*this (?P<what>day|date|time) (?:in )?(?:the year )?{YEAR}",
        words,
    )
    if not match:
        return None
    year = possible_year(match["year"])
    if match["what"] != "time":
        return calendar_day(year, here.today.month, here.today.day, here)
    day = one_day(years_around(here.today, year - here.today.year), here)
    return widened(day, f"about {day.text}", here)
