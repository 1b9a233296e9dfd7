"""Understands when something happened from the words people use: "last Tuesday", "summer 2004", "when I was small"."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from app.core.clock_words import AT_CLOCK, PART, PARTS, read_clock
from app.core.count_words import COUNT, count_of, ordinals_in_figures
from app.core.errors import NotUnderstoodError
from app.core.feasts import FEAST, feast_in
from app.core.when import (
    MONTHS,
    SEASONS,
    WEEKDAYS,
    Precision,
    When,
    at_moment,
    day_in_words,
    days_around,
    month_range,
    season_range,
    years_around,
)

LONGEST = 200
"""Characters; nobody says a date in more."""

_DEEPEST = 6
"""Words about words about a time ("sometime in the late summer of about 2004") go no deeper; more would only cost time."""

_DECADES = {
    "noughties": 0, "tens": 10, "twenties": 20, "thirties": 30, "forties": 40,
    "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90,
}  # fmt: skip
_OURS = r"(?:my|our|his|her|their|the kids'|the children's|\w+'s)"
_LIFE = re.compile(
    r"(?:when|while|as an? (?!\w+ ago)|as (?:kids|children|teenagers|students|newlyweds|long as)\b|long ago|ages ago$"
    r"|a (?:very )?long(?:,? long)? time ago|a while (?:ago|back)$|some ?time ago$|many moons ago$|once(?: upon a time)?$"
    r"|(?:one|a|some) (?:(?:fine )?day|spring|summer|autumn|fall|winter|evening|morning|night|christmas)$"
    r"|(?:many )?(?:years|decades|months|weeks) (?:ago|back)$"
    r"|all my life$|my whole life$|back when|growing up|(?:at |when )?(?:the )?aged? |before i\b"
    r"|(?:in )?(?:the )?(?:\w+) grade$"
    r"|(?:at|in) (?:(?:my|our|high|primary|elementary|middle|secondary|nursery|boarding|grad|art|law|medical|night|the) )*"
    r"(?:school|uni|university|college|kindergarten|nursery|primary|hospital|lockdown|army)$"
    r"|during\b|(?:before|after|until|since) (?:i|we|my|our|the|you|she|he|they)\b"
    r"|(?:before|after|until|since) .*\b(?:was|were|died|left|came|moved|got|born|had|met|married|started|finished)\b"
    rf"|(?:(?:on|at|in|around|for|of) )*{_OURS} .*\b(?:birthday|wedding|honeymoon|graduation|anniversary|childhood|youth|teens|teenage"
    r"|\d0'?s|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|school|student|first|last|old|early|late|mid|engagement|retirement)\b"
    r"|childhood$|the (?:day|night|morning|evening|week|weekend|month|spring|summer|autumn|winter|year|time)"
    r" (?:i|we|my|our|that|when|of|she|he|they|after|before)\b)"
)
_MONTH = r"(?P<month>" + "|".join(f"{m.lower()}|{m[:3].lower()}\\.?" for m in MONTHS) + r"|sept\.?)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)(?: ?time| holidays?| vacation| break)?"
_WEEKDAY = r"(?P<weekday>" + "|".join(f"{w.lower()}|{w[:3].lower()}\\.?" for w in WEEKDAYS) + r"|tues\.?|weds\.?|thurs?\.?)"
_COUNT = rf"(?P<count>{COUNT})"
_LEADS = (
    "sometime ", "some time ", "it was ", "it happened ", "way back ", "back ", "on the ", "on ", "in the year ", "in ", "at ", "during ",
    "over ", "from ", "the ", "year ", "month of ", "day of ", "exactly ",
)  # fmt: skip
_MARKS = str.maketrans(dict.fromkeys("’‘ʼ´`′", "'") | dict.fromkeys("‐‑‒–—―−", "-"))
_UNIT = {"day": 1, "week": 7, "fortnight": 14, "month": 30.5, "year": 365.3, "decade": 3653, "century": 36525}


@dataclass(frozen=True, slots=True)
class _Here:
    """What the words are understood against."""

    now: datetime
    southern: bool
    zone: str | None
    depth: int = 0

    @property
    def today(self) -> date:
        return self.now.date()


def understand(text: str, *, now: datetime, southern: bool = False, zone: str | None = None) -> When:
    """Read `text` as English words for a time that is not in the future.

    `now` is aware and tells the local zone; `zone` is its IANA name if known; `southern` turns the seasons round.

    Raises:
        NotUnderstoodError: a sentence that names two ways to write it.
    """
    plain = " ".join(text.split())
    if not plain or any(unicodedata.category(character) in ("Cc", "Cs") for character in plain):
        raise NotUnderstoodError
    if len(plain) > LONGEST:
        what = f"Words for a time can have {LONGEST} characters at most."
        raise NotUnderstoodError(what, advice="Try “14 March 2019” or “when I was small”.")
    if free := re.match(r"free ?[:：]", plain, re.IGNORECASE):
        return _life(plain[free.end() :].strip())
    words = _simple(plain)
    when = _read(_with_years(words, now.date()), _Here(now, southern, zone))
    if when is None and _LIFE.match(words):
        return _life(plain)
    if when is None:
        raise NotUnderstoodError
    return when


def _simple(plain: str) -> str:
    """The same in plain letters, marks and spaces: what was pasted or typed on a phone reads like what was typed here."""
    seen = unicodedata.normalize("NFKC", plain.translate(_MARKS)).translate(_MARKS).lower()
    shown = "".join(character for character in seen if unicodedata.category(character) != "Cf")
    return " ".join(shown.split()).strip(' .,;!"“”«»')


def _with_years(words: str, today: date) -> str:
    """Years told by a shorter or a relative name in four figures, where they stand beside other words."""

    def four_figures(match: re.Match[str]) -> str:
        year = today.year // 100 * 100 + int(match[1])
        return f"{year if year <= today.year else year - 100:04}"

    words = re.sub(r"(?<![\w'])'(\d\d)(?![\w'])", four_figures, words)
    words = re.sub(r"\b(?:of |in )?(?:the )?year before last(?:'s)?\b", f"{today.year - 2:04}", words)
    words = re.sub(r"\b(?:of |in )?last year(?:'s)?\b", f"{today.year - 1:04}", words)
    words = re.sub(r"\b(?:of |in )?this year(?:'s)?\b", f"{today.year:04}", words)
    return ordinals_in_figures(words)


def _future(advice: str = "Try “today” or “14 March 2019”.") -> NotUnderstoodError:
    return NotUnderstoodError("That is still to come, and a glimmer is kept once it has been.", advice=advice)


def _life(words: str) -> When:
    if all(unicodedata.category(character)[0] in "CZ" for character in words):
        raise NotUnderstoodError  # nothing there to see
    return When(precision="life", text=words, start=None, end=None, edtf="")


def _read(words: str, here: _Here) -> When | None:
    """Try each way of saying a time; the first that fits decides."""
    if here.depth > _DEEPEST or not words:
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


# Moments ------------------------------------------------------------------------------------------------------------


def _instant(words: str, here: _Here) -> When | None:
    if not re.match(r"\d{4}-\d{2}-\d{2}[t ]\d|\d{8}t\d", words):
        return None
    try:
        read = datetime.fromisoformat(words.upper().replace(" +", "+"))
    except ValueError:
        return None
    if read.tzinfo is None:
        return _wall(read.date(), read.time(), here)
    try:
        return _past_moment(read, here, zone=None)
    except OverflowError:
        return None


def _past_moment(instant: datetime, here: _Here, *, zone: str | None) -> When:
    if instant.astimezone(UTC) > here.now.astimezone(UTC):
        raise _future()
    return at_moment(instant, zone=zone)


def _wall(day: date, clock: time, here: _Here) -> When:
    local = datetime.combine(day, clock, tzinfo=here.now.tzinfo)
    try:
        # There and back again: a time that the clock change skipped moves forward with it.
        real = local.astimezone(UTC).astimezone(here.now.tzinfo)
    except OverflowError:
        raise NotUnderstoodError from None
    return _past_moment(real, here, zone=here.zone)


_NOW = re.compile(r"(?:just |right )?now|(?:just )?(?:a moment|moments|a second|seconds) ago")


def _now(words: str, here: _Here) -> When | None:
    return at_moment(here.now, zone=here.zone) if _NOW.fullmatch(words) else None


def _only_clock(words: str, here: _Here) -> When | None:
    clock = read_clock(words) if re.fullmatch(AT_CLOCK, words) else None
    if clock is None:
        return None
    try:
        return _wall(here.today, clock.time, here)
    except NotUnderstoodError:
        raise _future(f"Try “yesterday at {clock.time:%H:%M}” or “today”.") from None


def _day_and_clock(words: str, here: _Here) -> When | None:
    match = _DAY_CLOCK.fullmatch(words) or _CLOCK_DAY.fullmatch(words)
    if not match:
        return None
    day = _read(match["rest"].strip(" ,"), replace(here, now=here.now.replace(hour=23, minute=59, second=59)))
    if day is None or day.precision != "day" or day.day is None:
        return None
    part = day.text.rpartition(", ")[2]
    clock = read_clock(match["clock"], part=part if part in PARTS else "")
    return _wall(days_around(day.day, 1 if clock.next_day else 0), clock.time, here) if clock else None


_DAY_CLOCK = re.compile(rf"(?P<rest>.+?),? (?P<clock>{AT_CLOCK})")
_CLOCK_DAY = re.compile(rf"(?P<clock>{AT_CLOCK}),? (?:on )?(?P<rest>.+)")


def _clock_ago(words: str, here: _Here) -> When | None:
    match = re.fullmatch(rf"(?:about |around )?(?:{_COUNT}|a few|few|several|some) (?P<unit>second|minute|min|hour|hr)s? ago", words)
    if not match:
        return None
    count = count_of(match["count"]) if match["count"] else 3
    seconds = count * {"second": 1, "minute": 60, "min": 60, "hour": 3600, "hr": 3600}[match["unit"]]
    if seconds > 400 * 24 * 3600:
        return None
    return at_moment(_before(here.now, timedelta(seconds=seconds)), zone=here.zone)


def _before(now: datetime, span: timedelta) -> datetime:
    return (now.astimezone(UTC) - span).astimezone(now.tzinfo)


def _ahead(words: str, _here: _Here) -> When | None:
    if _AHEAD.match(words) or words.endswith(" from now"):
        raise _future()
    return None


_AHEAD = re.compile(
    r"tomorrow|the day after tomorrow|(?:the )?(?:next|coming|following) |soon$|later\b|some ?day$|in the future"
    rf"|in {COUNT} (?:second|minute|min|hour|day|week|fortnight|month|year|decade)s?$"
)


# Days ---------------------------------------------------------------------------------------------------------------


def _day(year: int, month: int, day: int, here: _Here) -> When:
    try:
        return _of_day(date(year, month, day), here)
    except ValueError:
        raise NotUnderstoodError("There is no such day in the calendar.", advice="Try “14 March 2019” or “March 2019”.") from None


def _of_day(day: date, here: _Here) -> When:
    return _span("day", day_in_words(day), day, day, day.isoformat(), here)


def _span(precision: Precision, text: str, start: date, end: date, edtf: str, here: _Here) -> When:
    if start > here.today:
        raise _future()
    return When(precision=precision, text=text, start=start, end=end, edtf=edtf)


def _iso_date(words: str, here: _Here) -> When | None:
    match = re.fullmatch(r"(?P<year>\d{4})(?P<mark>[-/.]?)(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})", words)
    if not match or (not match["mark"] and len(words) != 8):
        return None
    return _day(int(match["year"]), int(match["month"]), int(match["day"]), here)


def _relative_day(words: str, here: _Here) -> When | None:
    back = {"today": 0, "this day": 0, "earlier today": 0, "yesterday": 1, "day before yesterday": 2}.get(words.removeprefix("the "))
    if back is not None:
        return _of_day(days_around(here.today, -back), here)
    if words in ("the other day", "other day", "recently", "lately"):
        return _from_to(_of_day(days_around(here.today, -7), here), _of_day(here.today, here), here)
    match = re.fullmatch(rf"(?:early |earlier |late |later )?(?:(?P<which>this|last|(?:the )?other) {PART}|tonight)", words)
    if not match:
        return None
    if match["which"] and match["which"].endswith("other"):
        return _from_to(_of_day(days_around(here.today, -7), here), _of_day(days_around(here.today, -1), here), here)
    return _part_of(_of_day(days_around(here.today, -(match["which"] == "last")), here), match["part"] or "evening")


def _part_of(day: When, part: str) -> When:
    return replace(day, text=f"{day.text}, {part}")


def _part_of_day(words: str, here: _Here) -> When | None:
    match = (
        re.fullmatch(rf"(?P<rest>.+?),? (?:in the |at )?(?:early |late )?{PART}", words)
        or re.fullmatch(rf"(?:the |in the |on the )?(?:early |late )?{PART} of (?P<rest>.+)", words)
        or re.fullmatch(rf"(?:in the |at )(?:early |late )?{PART}(?P<rest>)", words)
    )
    if not match:
        return None
    when = _read(match["rest"] or "today", here)
    return _part_of(when, match["part"]) if when and when.precision == "day" and when.text.rpartition(", ")[2] not in PARTS else None


def _parts_ago(words: str, here: _Here) -> When | None:
    match = re.fullmatch(rf"{_COUNT} {PART}s? ago", words) or re.fullmatch(rf"(?:the )?{PART} before last(?P<count>)", words)
    if not match:
        return None
    back = count_of(match["count"]) if match["count"] else 2
    if not 1 <= back <= 60 or back % 1:
        return None
    return _part_of(_of_day(days_around(here.today, -int(back)), here), match["part"])


def _weekday(words: str, here: _Here) -> When | None:
    match = (
        re.fullmatch(rf"(?P<last>last |past |this past )?(?:this |on )?{_WEEKDAY}(?P<before> before last)?", words)
        or re.fullmatch(rf"{_COUNT} {_WEEKDAY}s ago", words)
        or re.fullmatch(rf"a week (?P<before>ago (?:on |last )?|last ){_WEEKDAY}", words)
        or re.fullmatch(rf"{_WEEKDAY}(?P<before> a week ago)", words)
        or re.fullmatch(rf"(?:on )?{_WEEKDAY},? (?:of )?(?P<week>last|this) week", words)
        or re.fullmatch(rf"(?P<week>last|this) week(?:'s)?,? (?:on )?{_WEEKDAY}", words)
    )
    if not match:
        return None
    said = match.groupdict()
    wanted = next(i for i, name in enumerate(WEEKDAYS) if name.lower().startswith(match["weekday"][:3]))
    if said.get("week"):
        monday = days_around(here.today, -here.today.weekday() - (7 if said["week"] == "last" else 0))
        return _of_day(days_around(monday, wanted), here)
    before_today = (here.today.weekday() - wanted) % 7
    weeks = (count_of(said["count"]) if said.get("count") else 1) + (1 if said.get("before") else 0)
    if not 1 <= weeks <= 520 or weeks % 1:
        return None
    if said.get("last") or said.get("count") or said.get("before"):
        before_today = before_today or 7
    return _of_day(days_around(here.today, -before_today - 7 * (int(weeks) - 1)), here)


def _named_day(words: str, here: _Here) -> When | None:
    match = (
        re.fullmatch(rf"(?:{_WEEKDAY},? )?(?:the )?{_DAY}[ -]?(?:of )?{_MONTH}(?:,? ?-?(?:of |in )?{_YEAR})?", words)
        or re.fullmatch(rf"(?:{_WEEKDAY},? )?{_MONTH}[ -](?:the )?{_DAY}(?:(?:,? ?|-| in | of ){_YEAR})?", words)
        or re.fullmatch(rf"{_YEAR}[ ,-]+{_MONTH}[ -](?:the )?{_DAY}(?P<weekday>)", words)
    )  # fmt: skip
    if not match:
        return None
    month, day = _month_number(match["month"]), int(match["day"])
    year = int(match["year"]) if match["year"] else _latest_year(month, day, here)
    when = _day(year, month, day, here)
    if match["weekday"] and when.day and not WEEKDAYS[when.day.weekday()].lower().startswith(match["weekday"][:3]):
        raise NotUnderstoodError(
            f"{when.text} was a {WEEKDAYS[when.day.weekday()]}.", advice=f"Write “{when.text}” or “{when.edtf}” without the weekday."
        )
    return when


def _latest_year(month: int, day: int, here: _Here) -> int:
    """The last year in which this day has been; this year if there is none, which then says why."""
    for year in range(here.today.year, max(0, here.today.year - 9), -1):
        if day <= calendar.monthrange(year, month)[1] and date(year, month, max(day, 1)) <= here.today:
            return year
    return here.today.year


def _day_of_month(words: str, here: _Here) -> When | None:
    match = re.fullmatch(
        rf"(?:the |{_WEEKDAY},? (?:the )?)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)(?:,? (?:of )?(?P<month>last|this) month)?", words
    )
    if not match:
        return None
    day, month = int(match["day"]), here.today.year * 12 + here.today.month - 1
    if not 1 <= day <= 31:
        return None
    if match["month"]:
        month -= match["month"] == "last"
        return _day(month // 12, month % 12 + 1, day, here)
    months = range(month - (day > here.today.day), month - 3, -1)
    latest = next(m for m in months if day <= calendar.monthrange(m // 12, m % 12 + 1)[1])
    when = _day(latest // 12, latest % 12 + 1, day, here)
    wrong = match["weekday"] and when.day and not WEEKDAYS[when.day.weekday()].lower().startswith(match["weekday"][:3])
    return None if wrong else when


def _beside_a_day(words: str, here: _Here) -> When | None:
    """ "The day before Christmas", "two days after 14 March 2019", "the last day of May"."""
    match = re.fullmatch(rf"(?:the (?=day)|{_COUNT} )?days? (?P<side>before|after) (?P<rest>.+)", words)
    if match:
        beside = _quietly(match["rest"], here)
        count = count_of(match["count"]) if match["count"] else 1
        if beside is None or beside.precision != "day" or beside.day is None or count % 1 or count > 400:
            return None
        return _of_day(days_around(beside.day, int(-count if match["side"] == "before" else count)), here)
    match = re.fullmatch(r"(?:the )?(?P<which>1th|last) day (?:of|in) (?P<rest>.+)", words)
    whole = _quietly(match["rest"], here) if match else None
    if not match or whole is None or whole.precision not in ("month", "season", "year", "decade") or not whole.start or not whole.end:
        return None
    bound = whole.start if match["which"] == "1th" else whole.end
    return _of_day(bound, here)


def _feast(words: str, here: _Here) -> When | None:
    match = (
        re.fullmatch(rf"(?P<last>last |this past |this )?{FEAST}(?:,? {PART})?(?:(?:,| of| in)? {_YEAR})?(?P<before> before last)?", words)
        or re.fullmatch(rf"{_COUNT} {FEAST}(?:e?s)? ago", words)
    )  # fmt: skip
    if not match:
        return None
    said = match.groupdict()
    if said.get("year"):
        day = feast_in(_possible_year(said["year"]), match["feast"])
        if day is None:
            raise NotUnderstoodError("There is no such day in that year.", advice="Try “14 March 2019” or “March 2019”.")
        return _with_part(_of_day(day, here), said.get("part"))
    times = (count_of(said["count"]) if said.get("count") else 1) + (1 if said.get("before") else 0)
    today_counts = not (said.get("last") in ("last ", "this past ") or said.get("count") or said.get("before"))
    days = [feast_in(year, match["feast"]) for year in range(here.today.year, max(1, here.today.year - 120), -1)]
    past = [day for day in days if day and (day < here.today or (today_counts and day == here.today))]
    if times % 1 or not 1 <= times <= len(past):
        return None
    return _with_part(_of_day(past[int(times) - 1], here), said.get("part"))


def _with_part(day: When, part: str | None) -> When:
    return _part_of(day, part) if part else day


def _numbers_with_slashes(words: str, here: _Here) -> When | None:
    match = re.fullmatch(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?", words)
    if not match or (match[4] is None and (match[2] == "-" or (match[2] == "." and len(match[3]) == 2))):
        return None
    first, mark, second = int(match[1]), match[2], int(match[3])
    if match[4] and len(match[4]) == 2:
        raise NotUnderstoodError("A year of two figures can be read in two ways.", advice="Write “14 March 2019” or “2019-03-14”.")
    day, month = (first, second) if mark == "." or second <= 12 else (second, first)
    if not 1 <= month <= 12:
        return _day(0, month, day, here)
    year = int(match[4]) if match[4] else _latest_year(month, day, here)
    if mark != "." and first != second and 1 <= first <= 12 and 1 <= second <= 12:
        shown = f" {year:04}" if match[4] else ""
        either, other = (f"{d} {MONTHS[m - 1]}{shown}" for d, m in ((first, second), (second, first)))
        written = f"{year:04}-{first:02}-{second:02}" if match[4] else other
        raise NotUnderstoodError(f"That can be {either} or {other}.", advice=f"Write “{either}” or “{written}”.")
    return _day(year, month, day, here)


def _year_first(words: str, here: _Here) -> When | None:
    """ "2019, in March", and what "last year at Christmas" was turned into."""
    match = re.fullmatch(r"(?P<year>\d{4})(?:,| in| at| on| over)* (?P<rest>[a-z].*)", words)
    return _read(f"{match['rest']} {match['year']}", here) if match else None


def _years_ago(words: str, here: _Here) -> When | None:
    """ "Christmas two years ago", "three years ago in May", "a year ago today"."""
    match = re.fullmatch(rf"{_COUNT} (?P<unit>year|month|week)s? ago,? (?:in |at |on |this )?(?P<rest>.+)", words) or re.fullmatch(
        rf"(?P<rest>.+?),? {_COUNT} (?P<unit>year)s? ago", words
    )
    if not match:
        return None
    count, today = count_of(match["count"]), here.today
    if count % 1 or not 0 < count < today.year:
        return None
    if match["rest"] == "today":
        weeks = match["unit"] == "week"
        return _of_day(days_around(today, -7 * int(count)) if weeks else _months_before(today, int(count), match["unit"]), here)
    return _read(f"{match['rest']} {today.year - int(count):04}", here) if match["unit"] == "year" else None


def _months_before(day: date, count: int, unit: str) -> date:
    months = day.year * 12 + day.month - 1 - count * (12 if unit == "year" else 1)
    year, month = max(1, months // 12), months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


# Months, seasons, years, decades ------------------------------------------------------------------------------------


def _month_number(word: str) -> int:
    return next(i for i, name in enumerate(MONTHS, 1) if name.lower().startswith(word[:3]))


def _month_of(year: int, month: int, here: _Here) -> When:
    if not 1 <= month <= 12 or year < 1:
        raise NotUnderstoodError("There is no such month.", advice="Try “March 2019” or “2019-03”.")
    return _span("month", f"{MONTHS[month - 1]} {year:04}", *month_range(year, month), f"{year:04}-{month:02}", here)


def _month(words: str, here: _Here) -> When | None:
    match = re.fullmatch(rf"(?P<lead>last |this |this past )?{_MONTH}(?:(?:,? ?|-| of | in ){_YEAR})?", words) or re.fullmatch(
        rf"{_YEAR}[ ,-]+{_MONTH}(?P<lead>)", words
    )
    if match and not (match["lead"] and match["year"]):
        month = _month_number(match["month"])
        if match["year"]:
            return _month_of(int(match["year"]), month, here)
        year = here.today.year - (month > here.today.month or (match["lead"] == "last " and month == here.today.month))
        return _month_of(year, month, here)
    match = re.fullmatch(r"(?P<year>\d{4})[-/](?P<part>\d{1,2})", words) or re.fullmatch(r"(?P<part>\d{1,2})[-/.](?P<year>\d{4})", words)
    if not match:
        return None
    year, part = int(match["year"]), int(match["part"])
    if "/" in words and part > 12 and part == (year + 1) % 100:
        return _read(f"between {year:04} and {year + 1:04}", here)  # a school year
    return _season_of(_possible_year(match["year"]), SEASONS[part - 21], here) if 21 <= part <= 24 else _month_of(year, part, here)


def _season_of(year: int, season: str, here: _Here) -> When:
    start, end = season_range(year, season, southern=here.southern)
    # EDTF level 1 keeps seasons free of hemisphere, as people's memories do.
    return _span("season", f"{season} {year:04}", start, end, f"{year:04}-{21 + SEASONS.index(season)}", here)


def _season(words: str, here: _Here) -> When | None:
    match = re.fullmatch(
        rf"(?:the |(?P<some>a |one ))?(?P<lead>last |this |past |this past )?(?:mid(?=summer|winter))?{_SEASON}"
        rf"(?:(?:,? | of | in ){_YEAR}(?:[-/](?P<next>\d\d(?:\d\d)?))?)?(?P<before> before last)?",
        words,
    ) or re.fullmatch(rf"{_COUNT} {_SEASON}s ago", words)
    if not match:
        return None
    said, season = match.groupdict(), match["season"].replace("fall", "autumn")
    if said.get("year"):
        year = _possible_year(said["year"])
        if said["lead"] or said["before"] or (said["next"] and (year + 1) % 100 != int(said["next"][-2:])):
            return None
        return _season_of(year, season, here)
    if said.get("some"):
        return None  # "one summer" may be any
    over = said.get("lead") in ("last ", "past ", "this past ") or said.get("count") or said.get("before")
    times = (count_of(said["count"]) if said.get("count") else 1) + (1 if said.get("before") else 0)
    years = range(here.today.year, max(0, here.today.year - 120), -1)
    ranges = [(year, *season_range(year, season, southern=here.southern)) for year in years]
    past = [year for year, start, end in ranges if (end < here.today if over else start <= here.today)]
    return _season_of(past[int(times) - 1], season, here) if times % 1 == 0 and 1 <= times <= len(past) else None


def _possible_year(text: str) -> int:
    year = int(text)
    if not 1 <= year < date.max.year - 5:
        raise NotUnderstoodError
    return year


def _year_of(year: int, here: _Here) -> When:
    return _span("year", f"{year:04}", date(year, 1, 1), date(year, 12, 31), f"{year:04}", here)


def _year(words: str, here: _Here) -> When | None:
    match = re.fullmatch(_YEAR, words)
    return _year_of(_possible_year(match["year"]), here) if match else None


_DECADE = re.compile(
    r"(?:the )?(?P<full>\d{3})0'?s|(?P<edtf>\d{3})x|(?:the )?'?(?P<short>\d)0'?s"
    rf"|(?:the )?(?:nineteen[- ])?(?P<word>{'|'.join(_DECADES)})"
)


def _decade(words: str, here: _Here) -> When | None:
    match = _DECADE.fullmatch(words)
    if not match:
        return None
    if match["full"] or match["edtf"]:
        year = _possible_year((match["full"] or match["edtf"]) + "0")
        text = f"the {year:04}s"
    else:
        short = _DECADES[match["word"]] if match["word"] else int(match["short"]) * 10
        century = here.today.year // 100 * 100
        year = century + short if century + short <= here.today.year else century - 100 + short
        text = f"the {year:04}s"
    return _span("decade", text, date(year, 1, 1), date(year + 9, 12, 31), f"{year // 10:03}X", here)


def _ago(words: str, here: _Here) -> When | None:
    match = re.fullmatch(rf"{_COUNT} (?P<unit>day|week|fortnight|month|year|decade|century)s? (?:ago|back)", words)
    if not match:
        match = re.fullmatch(r"(?:a |one |1 )(?P<unit>year) and (?P<count>a half|\d{1,2} months?) ago", words)
        if not match:
            return None
        months = 6 if match["count"] == "a half" else int(match["count"].split()[0])
        return _ago(f"{12 + months} months ago", here)
    count, unit, today = count_of(match["count"]), match["unit"], here.today
    if count % 1:
        if unit not in _HALVES:
            return None
        count, unit = count * _HALVES[unit][0], _HALVES[unit][1]
    count = int(count)
    if count * _UNIT[unit] > today.toordinal() - 3660:
        raise NotUnderstoodError
    if unit in ("day", "week", "fortnight"):
        return _of_day(days_around(today, -count * int(_UNIT[unit])), here)
    if unit == "month":
        before = _months_before(today, count, "month")
        return _month_of(before.year, before.month, here)
    if unit == "year":
        return _year_of(today.year - count, here)
    return _around_year(today.year - count * (10 if unit == "decade" else 100), here)


_HALVES = {"year": (12, "month"), "decade": (10, "year"), "century": (10, "decade"), "fortnight": (14, "day"), "week": (7, "day")}
_SOME = {"a few": (2, 4), "few": (2, 4), "some": (2, 4), "several": (3, 7)}


def _some_ago(words: str, here: _Here) -> When | None:
    """ "A few weeks ago" is no one day: it is between four and two of them."""
    match = re.fullmatch(rf"(?P<some>{'|'.join(_SOME)}) (?P<unit>day|week|month|year)s (?:ago|back)", words)
    if not match:
        return None
    fewest, most = _SOME[match["some"]]
    first, last = (_ago(f"{count} {match['unit']}s ago", here) for count in (most, fewest))
    return _from_to(first, last, here) if first and last else None


def _last_unit(words: str, here: _Here) -> When | None:
    today = here.today
    words = re.sub(r"^(?:the |this )?past ", "last ", words).removeprefix("earlier ").removeprefix("the ").removeprefix("at the ")
    if words in ("last month", "this month", "month before last"):
        return _ago(f"{('this month', 'last month', 'month before last').index(words)} months ago", here)
    week = {"this week": 0, "last week": 1, "week before last": 2}.get(words)
    if week is not None:
        return _week_of(days_around(today, -7 * week), here)
    if words in ("last decade", "this decade"):
        return _decade(f"{max(1, today.year // 10 - (words == 'last decade')):03}0s", here)
    match = re.fullmatch(rf"weekend before last|(?:this |last )?weekend|{_COUNT} weekends? ago", words)
    if not match:
        return None
    here_already = today.weekday() >= 5 and words in ("weekend", "this weekend")
    back = count_of(match["count"]) if match["count"] else 2 if words.startswith("weekend before") else 1
    if not 1 <= back <= 520 or back % 1:
        return None
    return _weekend_of(days_around(today, -today.weekday() + 5 - 7 * (0 if here_already else int(back))), here)


def _week_of(day: date, here: _Here) -> When:
    monday = days_around(day, -day.weekday())
    sunday = days_around(monday, 6)
    return _span("about", f"the week of {day_in_words(monday)}", monday, sunday, f"{monday}/{sunday}", here)


def _weekend_of(day: date, here: _Here) -> When:
    saturday = days_around(day, 5 - day.weekday())
    sunday = days_around(saturday, 1)
    return _span("about", f"the weekend of {day_in_words(saturday)}", saturday, sunday, f"{saturday}/{sunday}", here)


def _week_with(words: str, here: _Here) -> When | None:
    match = re.fullmatch(r"(?:the )?(?P<unit>week|weekend) (?:of|with|around|beginning|starting) (?P<rest>.+)", words)
    if match:
        day = _read(match["rest"], here)
        if day is None or day.precision != "day" or day.day is None:
            return None
        return (_week_of if match["unit"] == "week" else _weekend_of)(day.day, here)
    match = re.fullmatch(r"(?:the )?(?P<place>[1-4]th|last) week (?:of|in) (?P<rest>.+)", words)
    month = _read(match["rest"], here) if match else None
    if not match or month is None or month.precision != "month" or month.day is None or month.day.day != 1:
        return None
    last = month_range(month.day.year, month.day.month)[1]
    first = days_around(last, -6) if match["place"] == "last" else days_around(month.day, 7 * (int(match["place"][0]) - 1))
    end = min(days_around(first, 6), last, here.today)
    return _from_to(_of_day(first, here), _of_day(end, here), here) if first < end else _of_day(first, here)


# Vague --------------------------------------------------------------------------------------------------------------


def _about(middle: date, days: int, text: str, edtf: str, here: _Here) -> When:
    if middle > here.today:
        raise _future()
    return _span("about", text, days_around(middle, -days), days_around(middle, days), edtf, here)


def _around_year(year: int, here: _Here) -> When:
    """Two years either side."""
    if year > here.today.year:
        raise _future()
    if year < 3:
        raise NotUnderstoodError
    return _span("about", f"about {year:04}", date(year - 2, 1, 1), date(year + 2, 12, 31), f"{year:04}~", here)


_NEARLY = (
    r"(?:about|around|round about|circa|c\.|ca\.?|c|roughly|approximately|approx\.?|maybe|perhaps|possibly|probably|i think|nearly|almost"
    r"|(?:just |a bit |a little )?(?:over|under)(?= (?:\d|a |an ))|more than|less than|at least|some(?= \d))"
)
_NEARLY_AFTER = (
    r"(?: or so| or thereabouts| roughly| approximately| approx\.?|[ -]?ish|,? ?\?|,? i think|,? maybe|,? perhaps|,? probably|~)"
)


def _approximate(words: str, here: _Here) -> When | None:
    season = re.fullmatch(rf"(?:an? |the |one )?{_SEASON},? (?:about|around|circa|c\.?|ca\.?) ?{_YEAR}", words)
    if season:
        name = season["season"].replace("fall", "autumn")
        text = f"{'an' if name == 'autumn' else 'a'} {name}, about {int(season['year']):04}"
        return _widened(_season_of(_possible_year(season["year"]), name, here), text, here)
    match = re.fullmatch(rf"{_NEARLY}[ ,]*(?P<rest>.+)", words) or re.fullmatch(rf"(?P<rest>.+?){_NEARLY_AFTER}", words)
    inner = _read(match["rest"].strip(), here) if match else None
    if inner is None or inner.precision in ("moment", "about"):
        return inner
    return _widened(inner, f"about {inner.text}", here)


def _widened(inner: When, text: str, here: _Here) -> When:
    """The same time, less sure: two years either side of a year, a month of a month, three days of a day."""
    start, end = inner.start, inner.end
    assert isinstance(start, date)
    assert isinstance(end, date)
    edtf = f"{inner.edtf}~"
    if inner.precision == "day":
        return _about(start, 3, text, edtf, here)
    if inner.precision == "year":
        return _around_year(start.year, here)
    if inner.precision == "month":
        before, after = days_around(start, -1), days_around(end, 1)
        first, last = before.replace(day=1), month_range(after.year, after.month)[1]
        if "/" in inner.edtf:  # a third of a month: EDTF puts the doubt at both ends
            edtf = f"{start}~/{end}~"
        return _span("about", text, first, last, edtf, here)
    years = 2 if inner.precision == "season" else 5
    first, last = years_around(start, -years), years_around(end, years)
    if inner.precision == "season":
        # EDTF has no approximate season; an interval with approximate ends says the same.
        edtf = f"{first.isoformat()[:7]}~/{last.isoformat()[:7]}~"
    elif "/" in inner.edtf:
        edtf = f"{start.year:04}~/{end.year:04}~"
    return _span("about", text, first, last, edtf, here)


def _part(words: str, here: _Here) -> When | None:
    """The early, middle or late third of a month, season, year or decade."""
    match = re.fullmatch(
        r"(?:the |in |at )*(?:very )?(?P<third>early|earlier|mid|middle|halfway|late|later|beginning|start|end)"
        r"(?: of| on| through)?(?:[ -]in)?[ -](?:the )?(?P<rest>.+)",
        words,
    )
    if not match:
        return None
    whole = _read({"year": f"{here.today.year:04}", "month": "this month"}.get(match["rest"], match["rest"]), here)
    if whole is None or whole.text.removeprefix("the ").startswith(("early ", "mid ", "late ")):
        return None
    if whole.precision == "day" or match["third"] in ("earlier", "later"):
        return whole  # "late on Monday", "earlier this year"
    if whole.precision not in ("month", "season", "year", "decade"):
        return None
    third = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "halfway": 1, "late": 2, "end": 2}[match["third"]]
    start, end = whole.start, whole.end
    assert isinstance(start, date)
    assert isinstance(end, date)
    first, last, edtf = _third_of(whole.precision, start, end, third)
    name = ("early", "mid", "late")[third]
    text = f"the {name} {whole.text[4:]}" if whole.text.startswith("the ") else f"{name} {whole.text}"
    return _span(whole.precision, text, first, last, edtf, here)


def _third_of(precision: Precision, start: date, end: date, third: int) -> tuple[date, date, str]:
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
    first, last = month_range(since // 12, since % 12 + 1)[0], month_range(until // 12, until % 12 + 1)[1]
    edtf = f"{first.isoformat()[:7]}/{last.isoformat()[:7]}" if precision == "year" else first.isoformat()[:7]
    return first, last, edtf


def _season_in_decade(words: str, here: _Here) -> When | None:
    match = re.fullmatch(rf"(?:an? |the |one |some )?{_SEASON} (?:in|of|sometime in) (?P<rest>(?:the )?[^ ]*[ -]?[^ ]+)", words)
    decade = _decade(match["rest"], here) if match else None
    if not match or decade is None:
        return None
    name = match["season"].replace("fall", "autumn")
    return replace(decade, text=f"{'an' if name == 'autumn' else 'a'} {name} in {decade.text}")


def _turn_of_century(words: str, here: _Here) -> When | None:
    return _around_year(here.today.year // 100 * 100, here) if re.fullmatch(r"(?:the )?turn of the (?:century|millennium)", words) else None


_JOINED = re.compile(r" ?[-/] ?| to | and | or | until | till | through ")


def _between(words: str, here: _Here) -> When | None:
    """From one day, month, season, year or decade to another: "14-16 March 2019", "between May and July 2019"."""
    if here.depth > 3:
        return None
    whole = re.sub(r"^(?:between|from|either) ", "", words)
    side = replace(here, depth=_DEEPEST - 1)
    for joint in list(_JOINED.finditer(whole))[:8]:
        last = _side(whole[joint.end() :], whole[: joint.start()], side)
        for first_words in _as_first(whole[: joint.start()], whole[joint.end() :]) if last else ():
            first = _quietly(first_words, side)
            if first and last and first.start and last.start and _is_before(first, last):
                return _from_to(first, last, here)
    return None


def _side(words: str, other: str, here: _Here) -> When | None:
    """The later end; of "March 3 to 6, 2019" it takes its month from the earlier."""
    if re.match(r"\d{1,2}(?!\d)", words) and (month := re.match(rf"{_MONTH} ", other)):
        return _quietly(f"{month['month']} {words}", here) or _read(words, here)
    return _read(words, here)


def _as_first(words: str, other: str) -> list[str]:
    """The earlier end as it stands, and before that with as much of the later as it may have left out."""
    rest = other.replace(",", " ").split()[1:]
    return [f"{words} {' '.join(rest[index:])}" for index in range(len(rest))] + [words]


def _quietly(words: str, here: _Here) -> When | None:
    try:
        return _read(words, here)
    except NotUnderstoodError:
        return None


def _is_before(first: When, last: When) -> bool:
    calendar_days = all(when.precision in ("day", "month", "season", "year", "decade") for when in (first, last))
    return calendar_days and first.day is not None and last.day is not None and first.day < last.day


def _from_to(first: When, last: When, here: _Here) -> When:
    start, end = first.start, last.end
    assert isinstance(start, date)
    assert isinstance(end, date)
    kinds = {first.precision, last.precision}
    figures = 4 if kinds <= {"year", "decade"} else 7 if kinds <= {"month", "season", "year", "decade"} else 10
    if {"early ", "mid ", "late "} & {f"{when.text.removeprefix('the ').partition(' ')[0]} " for when in (first, last)}:
        figures = 10
    edtf = f"{start.isoformat()[:figures]}/{end.isoformat()[:figures]}"
    return _span("about", f"between {first.text} and {last.text}", start, end, edtf, here)


_WAYS: tuple[Callable[[str, _Here], When | None], ...] = (
    _instant, _now, _ahead, _only_clock, _iso_date, _relative_day, _clock_ago, _weekday, _named_day, _day_of_month, _feast, _beside_a_day,
    _numbers_with_slashes, _month, _season, _year, _decade, _ago, _some_ago, _last_unit, _week_with, _parts_ago, _season_in_decade,
    _turn_of_century, _part, _approximate, _day_and_clock, _part_of_day, _between, _years_ago, _year_first,
)  # fmt: skip
