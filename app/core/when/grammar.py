"""Understands when something happened from the words people use: "last Tuesday", "summer 2004",
"when I was small".
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

from app.core.errors import NotUnderstoodError
from app.core.when.clock_words import AT_CLOCK, PART, PARTS, read_clock
from app.core.when.count_words import COUNT, count_of
from app.core.when.feasts import FEAST, feast_in
from app.core.when.plain_words import in_plain_words, mended_spelling, with_years
from app.core.when.spans import (
    Here,
    around_year,
    calendar_day,
    earlier,
    from_to,
    in_week,
    is_before,
    latest_year,
    month_of,
    months_before,
    months_until_today,
    neighbour_of,
    one_day,
    part_of,
    possible_year,
    season_of,
    span_of,
    still_to_come,
    third_of,
    until_today,
    week_of,
    weekend_of,
    widened,
    with_part,
    year_of,
)
from app.core.when.times import (
    MONTHS,
    SEASONS,
    WEEKDAYS,
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
"""Words about words about a time ("sometime in the late summer of about 2004") go no deeper; more
would only cost time.
"""

_DECADES = {
    "noughties": 0, "tens": 10, "twenties": 20, "thirties": 30, "forties": 40,
    "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90,
}  # fmt: skip
_HAPPENED = "was|were|died|left|came|moved|got|born|had|met|married|started|finished"
_OURS = r"(?:my|our|his|her|their|the kids'|the children's|\w+'s)"
_LIFE = re.compile(
    r"(?:when|while|as an? (?!\w+ ago)|as (?:kids|children|teenagers|students|newlyweds"
    r"|long as)\b|(?:i was|we were)\b"
    r"|(?:not (?:so |too )?)?long(?:,? long)? ago|(?:ages|years) and (?:ages|years) ago$|ages ago$"
    r"|a (?:very )?long(?:,? long)? time ago|a while (?:ago|back)$|some ?time ago$"
    r"|many moons ago$|once(?: upon a time)?$"
    r"|(?:on |in )?(?:one|an?|some) (?:(?!last |this |next |past |of |in )[a-z']+ ){0,2}"
    r"(?:(?:mid)?day|weekend|holiday|christmas|fall"
    rf"|{'|'.join((*PARTS, *SEASONS, *WEEKDAYS)).lower()})$"
    r"|(?:many )?(?:years|decades|months|weeks) (?:ago|back)$|back (?:then|in the days?)$"
    r"|(?:in )?(?:the )?(?:good )?old(?:en)? days$"
    r"|all my life$|my whole life$|back when|growing up|(?:at |when )?(?:the )?aged? "
    r"|(?:at )?\w+ years old$|before i\b"
    r"|(?:in )?(?:the )?(?:\w+) grade$|(?:in )?(?:school|student|college) days$"
    r"|(?:at|in) (?:(?:my|our|high|primary|elementary|middle|secondary|nursery|boarding"
    r"|grad|art|law|medical|night|the) )*"
    r"(?:school|uni|university|college|kindergarten|nursery|primary|hospital|lockdown|army)$"
    r"|during\b|(?:before|after|until|since) (?:i|we|my|our|the|you|she|he|they)\b"
    rf"|(?:before|after|until|since) .*\b(?:{_HAPPENED})\b"
    rf"|(?:(?:on|at|in|around|for|of) )*{_OURS} .*\b(?:birthday|wedding|honeymoon"
    r"|graduation|anniversary|childhood|youth|teens|teenage"
    r"|\d0'?s|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|school"
    r"|student|first|last|old|early|late|mid|engagement"
    r"|retirement|birth|christening|baptism|funeral|party|trip|holidays?|vacation|year"
    r"|years|days)\b"
    rf"|{_OURS} \d+(?:st|nd|rd|th)$|(?:in )?(?:early |late )?childhood$"
    r"|the (?:day|night|morning|evening|week|weekend|month|spring|summer|autumn|winter|year|time)"
    rf" (?:(?:i|we|my|our|that|when|of|she|he|they|after|before)\b|.*\b(?:{_HAPPENED})\b))"
)
_MONTH = r"(?P<month>" + "|".join(f"{m.lower()}|{m[:3].lower()}\\.?" for m in MONTHS) + r"|sept\.?)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?"
_YEAR = r"(?P<year>\d{4})"
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)(?: ?time| holidays?| vacation| break)?"
_WEEKDAY = (
    r"(?P<weekday>"
    + "|".join(f"{w.lower()}|{w[:3].lower()}\\.?" for w in WEEKDAYS)
    + r"|tues\.?|weds\.?|thurs?\.?)"
)
_COUNT = rf"(?P<count>{COUNT})"
_LEADS = (
    "sometime ", "some time ", "it was ", "it happened ", "way back ", "back ", "on the ", "on ",
    "in the year ", "in ", "at ", "during ",
    "over ", "from ", "the ", "year of ", "year ", "month of ", "day of ", "exactly ",
    "throughout ", "all day ", "all through ", "all of ", "all ", "whole of ", "whole ",
)  # fmt: skip
_UNIT = {
    "day": 1,
    "week": 7,
    "fortnight": 14,
    "month": 30.5,
    "year": 365.3,
    "decade": 3653,
    "century": 36525,
}


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
    if len(plain) > LONGEST:
        raise NotUnderstoodError("long", most=LONGEST)
    if free := re.match(r"free ?[:：]", plain, re.IGNORECASE):
        return _life(plain[free.end() :].strip())
    words, here = in_plain_words(plain), Here(now, southern, zone)
    when = _read(with_years(words, here.today), here)
    if when is None and _LIFE.match(words):
        return _life(plain)
    if when is None:
        raise _meant(words, here) or NotUnderstoodError()
    return when


def _meant(words: str, here: Here) -> NotUnderstoodError | None:
    """The refusal of words with a typing error in them, if mending it makes them understood."""
    mended = mended_spelling(words)
    when = _read(with_years(mended, here.today), here) if mended != words else None
    return NotUnderstoodError("meant", meant=when.text) if when else None


def _life(words: str) -> When:
    if all(unicodedata.category(character)[0] in "CZ" for character in words):
        raise NotUnderstoodError  # nothing there to see
    return When(precision="life", text=words, start=None, end=None, edtf="")


def _read(words: str, here: Here) -> When | None:
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


# Moments ------------------------------------------------------------------------------------------


def _instant(words: str, here: Here) -> When | None:
    if not re.match(r"\d{4}-\d{2}-\d{2}[t ]\d|\d{8}t\d", words) or re.search(
        r"[t ]\d{1,2}[.,]", words
    ):
        return None  # "18.30" is half past six, and to ISO 8601 a fraction of an hour
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


def _past_moment(instant: datetime, here: Here, *, zone: str | None) -> When:
    if instant.astimezone(UTC) > here.now.astimezone(UTC):
        raise still_to_come()
    return at_moment(instant, zone=zone)


def _wall(day: date, clock: time, here: Here) -> When:
    local = datetime.combine(day, clock, tzinfo=here.now.tzinfo)
    try:
        # There and back again: a time that the clock change skipped moves forward with it.
        real = local.astimezone(UTC).astimezone(here.now.tzinfo)
    except OverflowError:
        raise NotUnderstoodError from None
    return _past_moment(real, here, zone=here.zone)


def _with_offset(words: str, here: Here) -> When | None:
    """ "14 Mar 2019 18:30:00 +0100", as mail has it, and "2019-03-14 18:30 UTC"."""
    match = re.fullmatch(
        (
            r"(?P<rest>.*\d(?: ?[ap]m)?) ?(?:(?P<utc>z|utc|gmt)"
            r"|(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>[0-5]\d))"
        ),
        words,
    )
    if not match or (match["hours"] and int(match["hours"]) > 14):
        return None
    ahead = (
        timedelta()
        if match["utc"]
        else timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
    )
    there = timezone(-ahead if match["sign"] == "-" else ahead)
    when = _quietly(match["rest"], replace(here, now=here.now.astimezone(there), zone=None))
    return when if when and when.precision == "moment" else None


def _date_command(words: str, here: Here) -> When | None:
    """ "Thu Mar 14 18:30:00 2019", as the C library, `date` and `git log` write it."""
    match = re.fullmatch(
        rf"(?P<date>{_WEEKDAY} {_MONTH} +{_DAY}) (?P<clock>\d\d:\d\d:\d\d(?: [ap]m)?)"
        rf"(?P<zone> utc| gmt)? {_YEAR}(?P<offset> [+-]\d{{4}})?",
        words,
    )
    if not match:
        return None
    return _read(
        f"{match['date']} {match['year']} {match['clock']}{match['zone'] or match['offset'] or ''}",
        here,
    )


_NOW = re.compile(r"(?:just |right )?now|(?:just )?(?:a moment|moments|a second|seconds) ago")


def _now(words: str, here: Here) -> When | None:
    return at_moment(here.now, zone=here.zone) if _NOW.fullmatch(words) else None


def _only_clock(words: str, here: Here) -> When | None:
    clock = read_clock(words) if re.fullmatch(AT_CLOCK, words) else None
    if clock is None:
        return None
    if clock.spoken and here.now.hour >= 12:
        clock = clock.in_the_afternoon()
    try:
        return _wall(here.today, clock.time, here)
    except NotUnderstoodError:
        raise still_to_come(clock=f"{clock.time:%H:%M}") from None


def _dotted(words: str, here: Here) -> When | None:
    """ "18.30" is a time of day; what may be a day as well is asked for."""
    match = re.fullmatch(r"(?P<first>\d{1,2})\.(?P<second>\d{2})", words)
    clock = read_clock(words) if match else None
    if not match or clock is None:
        return None
    day, month = int(match["first"]), int(match["second"])
    if 1 <= month <= 12 and 1 <= day <= 31:
        said = f"{day} {MONTHS[month - 1]}"
        raise NotUnderstoodError(
            "two ways", either=said, other=f"{clock.time:%H:%M}", written=f"{clock.time:%H:%M}"
        )
    return _only_clock(f"{clock.time:%H:%M}", here)


def _day_and_clock(words: str, here: Here) -> When | None:
    match = _DAY_CLOCK.fullmatch(words) or _CLOCK_DAY.fullmatch(words)
    if not match:
        return None
    rest = match["rest"].strip(" ,")
    when = _read(rest, replace(here, now=here.now.replace(hour=23, minute=59, second=59)))
    if when is None or when.precision != "day" or when.day is None:
        return None
    part = when.text.rpartition(", ")[2]
    clock, day = read_clock(match["clock"], part=part if part in PARTS else ""), when.day
    if clock is None:
        return None
    if clock.spoken and not (day == here.today and here.now.hour < 12):
        clock = clock.in_the_afternoon()
    if clock.midnight and not clock.next_day and day < here.today:
        if not re.search(r"\beve\b", rest):
            either, other = (f"{day_in_words(each)}, 00:00" for each in (day, days_around(day, 1)))
            raise NotUnderstoodError("two midnights", either=either, other=other)
        clock = replace(clock, next_day=True)
    return _wall(days_around(day, 1 if clock.next_day else 0), clock.time, here)


_DAY_CLOCK = re.compile(rf"(?P<rest>.+?),? (?P<clock>{AT_CLOCK}|\d{{1,2}}\.\d{{2}})")
_CLOCK_DAY = re.compile(rf"(?P<clock>{AT_CLOCK}|\d{{1,2}}\.\d{{2}}),? (?:on )?(?P<rest>.+)")


def _clock_ago(words: str, here: Here) -> When | None:
    match = re.fullmatch(
        (
            rf"(?:{_NEARLY} )?(?:{_COUNT}|a few|few|several|some) (?P<unit>second|minute"
            r"|hour)s?(?P<two> or two)? ago"
        ),
        words,
    )
    if not match:
        return None
    count = count_of(match["count"]) if match["count"] else 3
    if match["two"]:
        count = 1.5 if count == 1 else 0
    if not count:
        return None
    seconds = count * {"second": 1, "minute": 60, "hour": 3600}[match["unit"]]
    if seconds > 400 * 24 * 3600:
        return None
    return at_moment(earlier(here.now, timedelta(seconds=seconds)), zone=here.zone)


def _ahead(words: str, _here: Here) -> When | None:
    if _AHEAD.match(words) or words.endswith(" from now"):
        raise still_to_come()
    return None


_AHEAD = re.compile(
    r"tomorrow|the day after tomorrow|(?:the )?(?:next|coming|following) |soon$|later(?: on"
    r"| today| tonight| this \w+)?$|some ?day$"
    r"|in the future"
    rf"|in {COUNT} (?:second|minute|min|hour|day|week|fortnight|month|year|decade)s?$"
)


# Days ---------------------------------------------------------------------------------------------


def _iso_date(words: str, here: Here) -> When | None:
    match = re.fullmatch(
        r"(?P<year>\d{4})(?P<mark>[-/. ]?)(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})", words
    )
    if not match or (not match["mark"] and len(words) != 8):
        return None
    return calendar_day(int(match["year"]), int(match["month"]), int(match["day"]), here)


def _iso_week_or_day_of_year(words: str, here: Here) -> When | None:
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


def _relative_day(words: str, here: Here) -> When | None:
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
    match = re.fullmatch(
        (
            r"(?:early |earlier |late |later |1th thing )?(?:(?P<which>this|last"
            rf"|(?:the )?other) {PART}|tonight)"
        ),
        words,
    )
    if not match:
        return None
    if match["which"] and match["which"].endswith("other"):
        return from_to(
            one_day(days_around(here.today, -7), here),
            one_day(days_around(here.today, -1), here),
            here,
        )
    return part_of(
        one_day(days_around(here.today, -(match["which"] == "last")), here),
        match["part"] or "evening",
    )


def _part_of_day(words: str, here: Here) -> When | None:
    for pattern in _DAY_PARTS:
        match = re.fullmatch(pattern, words)
        when = _read(match["rest"] or "today", here) if match else None
        if (
            match
            and when
            and when.precision == "day"
            and when.text.rpartition(", ")[2] not in PARTS
        ):
            return part_of(when, match["part"])
    return None


_DAY_PARTS = (
    rf"(?:in the |at |over )?(?:early |late )?{PART}(?P<rest>)",
    rf"(?P<rest>.+?),? (?:in the |at |over )?(?:early |late )?{PART}",
    rf"(?:the |in the |on the |at )?(?:early |late )?{PART} of (?P<rest>.+)",
    (
        rf"(?:in the |at |over )?(?:early |late )?{PART},? (?:on )?(?P<rest>(?:yesterday|today"
        rf"|the |{_WEEKDAY}|last ).*)"
    ),
)


def _parts_ago(words: str, here: Here) -> When | None:
    match = re.fullmatch(rf"{_COUNT} {PART}s? ago", words) or re.fullmatch(
        rf"(?:the )?{PART} before last(?P<count>)", words
    )
    if not match:
        return None
    back = count_of(match["count"]) if match["count"] else 2
    if not 1 <= back <= 60 or back % 1:
        return None
    return part_of(one_day(days_around(here.today, -int(back)), here), match["part"])


def _weekday(words: str, here: Here) -> When | None:
    match = (
        re.fullmatch(
            rf"(?P<last>last |past |this past )?(?:this |on )?{_WEEKDAY}(?P<before> before last)?",
            words,
        )
        or re.fullmatch(rf"(?:on )?{_WEEKDAY}(?P<last> last)", words)
        or re.fullmatch(rf"{_COUNT} {_WEEKDAY}s ago", words)
        or re.fullmatch(rf"a week (?P<before>ago (?:on |last )?|last ){_WEEKDAY}", words)
        or re.fullmatch(rf"{_WEEKDAY}(?P<before> a week ago)", words)
        or re.fullmatch(rf"(?:on )?{_WEEKDAY},? (?:of )?(?P<week>last|this) week", words)
        or re.fullmatch(rf"(?P<week>last|this) week(?:'s)?,? (?:on )?{_WEEKDAY}", words)
    )
    if not match:
        return None
    said = match.groupdict()
    wanted = _weekday_number(match["weekday"])
    if said.get("week"):
        return in_week(wanted, 1 if said["week"] == "last" else 0, here)
    before_today = (here.today.weekday() - wanted) % 7
    weeks = (count_of(said["count"]) if said.get("count") else 1) + (1 if said.get("before") else 0)
    if not 1 <= weeks <= 520 or weeks % 1:
        return None
    if said.get("last") or said.get("count") or said.get("before"):
        before_today = before_today or 7
    return one_day(days_around(here.today, -before_today - 7 * (int(weeks) - 1)), here)


def _weekday_number(word: str) -> int:
    return next(i for i, name in enumerate(WEEKDAYS) if name.lower().startswith(word[:3]))


def _weekday_weeks_ago(words: str, here: Here) -> When | None:
    """ "Two weeks ago on Monday", "Monday two weeks ago": of the week that was then."""
    match = re.fullmatch(
        rf"{_COUNT} weeks? ago,? (?:on )?(?:a )?{_WEEKDAY}", words
    ) or re.fullmatch(rf"(?:on )?(?:a )?{_WEEKDAY},? {_COUNT} weeks? ago", words)
    weeks = count_of(match["count"]) if match else 0
    return (
        in_week(_weekday_number(match["weekday"]), int(weeks), here)
        if match and 1 <= weeks <= 520 and weeks % 1 == 0
        else None
    )


def _weekday_of_month(words: str, here: Here) -> When | None:
    """ "The first Sunday in May", "the last Friday of March 2019"."""
    match = re.fullmatch(
        rf"(?:on )?(?:the )?(?P<place>[1-5]th|last) {_WEEKDAY} (?:of|in) (?P<rest>.+)", words
    )
    month = _quietly(match["rest"], here) if match else None
    if (
        not match
        or month is None
        or month.precision != "month"
        or month.day is None
        or month.day.day != 1
    ):
        return None
    first, last = month_range(month.day.year, month.day.month)
    wanted = _weekday_number(match["weekday"])
    if match["place"] == "last":
        return one_day(days_around(last, -((last.weekday() - wanted) % 7)), here)
    day = days_around(first, (wanted - first.weekday()) % 7 + 7 * (int(match["place"][0]) - 1))
    if day > last:
        raise NotUnderstoodError("no day of month")
    return one_day(day, here)


_DAY_FIRST = (
    rf"(?:{_WEEKDAY},? )?(?:the |last )?{_DAY}[ -]?(?:of )?{_MONTH}"
    rf"(?:,? ?-?(?:of |in )?{_YEAR})?"
)
_MONTH_FIRST = (
    rf"(?:{_WEEKDAY},? |last )?{_MONTH}[ -](?:the )?{_DAY}"
    rf"(?:(?:,? ?|-| in | of ){_YEAR})?"
)


def _named_day(words: str, here: Here) -> When | None:
    match = (
        re.fullmatch(_DAY_FIRST, words)
        or re.fullmatch(_MONTH_FIRST, words)
        or re.fullmatch(rf"{_YEAR}[ ,-]+{_MONTH}[ -](?:the )?{_DAY}(?P<weekday>)", words)
    )
    if not match:
        return None
    month, day = _month_number(match["month"]), int(match["day"])
    year = int(match["year"]) if match["year"] else latest_year(month, day, here)
    when = calendar_day(year, month, day, here)
    if (
        match["weekday"]
        and when.day
        and not WEEKDAYS[when.day.weekday()].lower().startswith(match["weekday"][:3])
    ):
        raise NotUnderstoodError(
            "weekday", day=when.text, weekday=WEEKDAYS[when.day.weekday()], written=when.edtf
        )
    return when


def _day_of_month(words: str, here: Here) -> When | None:
    match = re.fullmatch(
        (
            rf"(?:the |{_WEEKDAY},? (?:the )?)?(?P<day>\d{{1,2}})(?:st|nd|rd"
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


def _beside_a_day(words: str, here: Here) -> When | None:
    """ "The day before Christmas", "two days after 14 March 2019", "the last day of May"."""
    return (
        _days_beside(words, here)
        or _weekday_beside(words, here)
        or _part_beside(words, here)
        or _first_or_last_day(words, here)
    )


def _quiet_day(words: str, here: Here) -> date | None:
    """The day that these words name; None for all that is no day, refused or not."""
    when = _quietly(words, here)
    return when.day if when and when.precision == "day" else None


def _days_beside(words: str, here: Here) -> When | None:
    """ "The day before Christmas", "two days after 14 March 2019"; 400 days at most."""
    match = re.fullmatch(
        rf"(?:the (?=day)|{_COUNT} )?days? (?P<side>before|after) (?P<rest>.+)", words
    )
    day = _quiet_day(match["rest"], here) if match else None
    if not match or day is None:
        return None
    count = count_of(match["count"]) if match["count"] else 1
    if count % 1 or count > 400:
        return None
    return one_day(days_around(day, int(-count if match["side"] == "before" else count)), here)


def _weekday_beside(words: str, here: Here) -> When | None:
    """ "The Sunday after Easter": never that day itself."""
    match = re.fullmatch(
        rf"(?:on )?(?:the )?(?:1th )?{_WEEKDAY} (?P<side>before|after) (?P<rest>.+)", words
    )
    day = _quiet_day(match["rest"], here) if match else None
    if not match or day is None:
        return None
    ahead = (_weekday_number(match["weekday"]) - day.weekday()) % 7
    if match["side"] == "before":
        return one_day(days_around(day, ahead - 7), here)
    return one_day(days_around(day, ahead or 7), here)


def _part_beside(words: str, here: Here) -> When | None:
    """ "The evening before Christmas"."""
    match = re.fullmatch(rf"(?:the )?{PART} (?P<side>before|after) (?P<rest>.+)", words)
    beside = _beside_a_day(f"the day {match['side']} {match['rest']}", here) if match else None
    return part_of(beside, match["part"]) if match and beside else None


def _first_or_last_day(words: str, here: Here) -> When | None:
    """ "The last day of May", "the first day of 1987"."""
    match = re.fullmatch(r"(?:the )?(?P<which>1th|last) day (?:of|in) (?P<rest>.+)", words)
    whole = _quietly(match["rest"], here) if match else None
    if not match or whole is None or whole.precision not in ("month", "season", "year", "decade"):
        return None
    bound = whole.start if match["which"] == "1th" else whole.end
    return one_day(bound, here) if bound and whole.start and whole.end else None


def _feast(words: str, here: Here) -> When | None:
    match = (
        re.fullmatch((rf"(?P<last>last |this past |this )?{FEAST}(?:,? {PART})?(?:(?:,| of"
rf"| in)? {_YEAR})?(?P<before> before last)?"), words)
        or re.fullmatch(rf"{_COUNT} {FEAST}(?:e?s)? ago", words)
    )  # fmt: skip
    if not match:
        return None
    said = match.groupdict()
    if said.get("year"):
        day = feast_in(possible_year(said["year"]), match["feast"])
        if day is None:
            raise NotUnderstoodError("no day of year")
        return with_part(one_day(day, here), said.get("part"))
    times = (count_of(said["count"]) if said.get("count") else 1) + (1 if said.get("before") else 0)
    today_counts = not (
        said.get("last") in ("last ", "this past ") or said.get("count") or said.get("before")
    )
    days = [
        feast_in(year, match["feast"])
        for year in range(here.today.year, max(1, here.today.year - 120), -1)
    ]
    past = [
        day for day in days if day and (day < here.today or (today_counts and day == here.today))
    ]
    if times % 1 or not 1 <= times <= len(past):
        return None
    return with_part(one_day(past[int(times) - 1], here), said.get("part"))


def _feast_time(words: str, here: Here) -> When | None:
    """ "The Christmas holidays 2010", "Easter time" last some days."""
    match = re.fullmatch(
        (
            rf"(?P<last>last )?{FEAST}(?: ?time| holidays?| vacation| break)(?:(?:,| of"
            rf"| in)? {_YEAR})?"
        ),
        words,
    )
    return (
        _read(f"around {match['last'] or ''}{match['feast']} {match['year'] or ''}".strip(), here)
        if match
        else None
    )


def _two_figures() -> NotUnderstoodError:
    return NotUnderstoodError("two figures")


def _year_of_two_figures(words: str, _here: Here) -> When | None:
    """ "14 Mar 19"; "Mar 19" alone is a day."""
    match = re.fullmatch(
        rf"(?:{_WEEKDAY},? )?(?:the )?{_DAY}[ -]?(?:of )?{_MONTH},?[ -]\d\d", words
    ) or re.fullmatch(rf"(?:{_WEEKDAY},? )?{_MONTH}[ -](?:the )?{_DAY},?[ -]\d\d", words)
    if match:
        raise _two_figures()
    return None


def _numbers_with_slashes(words: str, here: Here) -> When | None:
    match = re.fullmatch(r"(\d{1,2})([/.-])(\d{1,2})(?:\2 ?(\d{4}|\d{2})?)?", words)
    if not match or (
        match[4] is None
        and (match[2] == "-" or (match[2] == "." and len(match[3]) == 2 and words[-1] != "."))
    ):
        return None
    if words[-1] == "." and int(match[3]) > 12:
        return _dotted(words[:-1], here)
    first, mark, second = int(match[1]), match[2], int(match[3])
    if match[4] and len(match[4]) == 2:
        raise _two_figures()
    day, month = (first, second) if mark == "." or second <= 12 else (second, first)
    if not 1 <= month <= 12:
        return calendar_day(0, month, day, here)
    year = int(match[4]) if match[4] else latest_year(month, day, here)
    if mark != "." and first != second and 1 <= first <= 12 and 1 <= second <= 12:
        shown = f" {year:04}" if match[4] else ""
        either, other = (
            f"{d} {MONTHS[m - 1]}{shown}" for d, m in ((first, second), (second, first))
        )
        written = f"{year:04}-{first:02}-{second:02}" if match[4] else other
        raise NotUnderstoodError("two ways", either=either, other=other, written=written)
    return calendar_day(year, month, day, here)


def _year_first(words: str, here: Here) -> When | None:
    """ "2019, in March", and what "last year at Christmas" was turned into."""
    match = re.fullmatch(r"(?P<year>\d{4})(?:,| in| at| on| over)* (?P<rest>[a-z].*)", words)
    return _read(f"{match['rest']} {match['year']}", here) if match else None


def _years_ago(words: str, here: Here) -> When | None:
    """ "Christmas two years ago", "three years ago in May", "a year ago today"."""
    match = re.fullmatch(
        rf"{_COUNT} (?P<unit>year|month|week)s? ago,? (?:in |at |on |this )?(?P<rest>.+)", words
    ) or re.fullmatch(rf"(?P<rest>.+?),? {_COUNT} (?P<unit>year)s? ago", words)
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
        _read(f"{match['rest']} {today.year - int(count):04}", here)
        if match["unit"] == "year"
        else None
    )


def _this_day_of_a_year(words: str, here: Here) -> When | None:
    """ "This day last year", "on this day in 2019"; "this time last year" is less sure."""
    match = re.fullmatch(
        rf"(?:on |at |around |about )*this (?P<what>day|date|time) (?:in )?(?:the year )?{_YEAR}",
        words,
    )
    if not match:
        return None
    year = possible_year(match["year"])
    if match["what"] != "time":
        return calendar_day(year, here.today.month, here.today.day, here)
    day = one_day(years_around(here.today, year - here.today.year), here)
    return widened(day, f"about {day.text}", here)


# Months, seasons, years, decades ------------------------------------------------------------------


def _month_number(word: str) -> int:
    return next(i for i, name in enumerate(MONTHS, 1) if name.lower().startswith(word[:3]))


def _month(words: str, here: Here) -> When | None:
    match = re.fullmatch(
        rf"(?P<lead>last |this |this past )?{_MONTH}(?:(?:,? ?|-| of | in ){_YEAR})?", words
    ) or re.fullmatch(rf"{_YEAR}[ ,-]+{_MONTH}(?P<lead>)", words)
    if match and not (match["lead"] and match["year"]):
        month = _month_number(match["month"])
        if match["year"]:
            return month_of(int(match["year"]), month, here)
        year = here.today.year - (
            month > here.today.month or (match["lead"] == "last " and month == here.today.month)
        )
        return month_of(year, month, here)
    match = re.fullmatch(r"(?P<year>\d{4})[-/.](?P<part>\d{1,2})", words) or re.fullmatch(
        r"(?P<part>\d{1,2})[-/.](?P<year>\d{4})", words
    )
    if not match:
        return None
    year, part = int(match["year"]), int(match["part"])
    school_year = part == (year + 1) % 100 and not 1 <= part <= 12
    if "-" in words and 21 <= part <= 24 and school_year:
        season = f"{SEASONS[part - 21]} {year:04}"  # in EDTF
        raise NotUnderstoodError(
            "season or years", season=season, year=f"{year:04}", next=f"{year + 1:04}"
        )
    if "." not in words and (
        school_year or (part > 12 and part > year % 100 and not 21 <= part <= 24)
    ):
        return _read(
            f"between {year:04} and {year // 100 * 100 + part + (0 if part else 100):04}", here
        )  # "1987-92"
    return (
        season_of(possible_year(match["year"]), SEASONS[part - 21], here)
        if 21 <= part <= 24
        else month_of(year, part, here)
    )


def _season(words: str, here: Here) -> When | None:
    match = re.fullmatch(
        r"(?:the |(?P<some>a |one ))?(?P<lead>last |this |past "
        rf"|this past )?(?:mid(?=summer|winter))?{_SEASON}"
        rf"(?:(?:,? | of | in ){_YEAR}(?:[-/](?P<next>\d\d(?:\d\d)?"
        r"|\d))?)?(?P<before> before last)?",
        words,
    ) or re.fullmatch(rf"{_COUNT} {_SEASON}s ago", words)
    if not match:
        return None
    said, season = match.groupdict(), match["season"].replace("fall", "autumn")
    if said.get("year"):
        year = possible_year(said["year"])
        if (
            said["lead"]
            or said["before"]
            or (said["next"] and not str(year + 1).endswith(said["next"][-2:]))
        ):
            return None
        return season_of(year, season, here)
    if said.get("some"):
        return None  # "one summer" may be any
    over = (
        said.get("lead") in ("last ", "past ", "this past ")
        or said.get("count")
        or said.get("before")
    )
    times = (count_of(said["count"]) if said.get("count") else 1) + (1 if said.get("before") else 0)
    years = range(here.today.year, max(0, here.today.year - 120), -1)
    ranges = [(year, *season_range(year, season, southern=here.southern)) for year in years]
    past = [
        year for year, start, end in ranges if (end < here.today if over else start <= here.today)
    ]
    return (
        season_of(past[int(times) - 1], season, here)
        if times % 1 == 0 and 1 <= times <= len(past)
        else None
    )


def _year(words: str, here: Here) -> When | None:
    match = re.fullmatch(_YEAR, words)
    return year_of(possible_year(match["year"]), here) if match else None


_DECADE = re.compile(
    r"(?:the )?(?P<full>\d{3})0'?s|(?P<edtf>\d{3})x|(?:the )?'?(?P<short>\d)0'?s"
    rf"|(?:the )?(?:nineteen[- ])?(?P<word>{'|'.join(_DECADES)})"
)


def _decade(words: str, here: Here) -> When | None:
    match = _DECADE.fullmatch(words)
    if not match:
        return None
    if match["full"] or match["edtf"]:
        year = possible_year((match["full"] or match["edtf"]) + "0")
        text = f"the {year:04}s"
    else:
        short = _DECADES[match["word"]] if match["word"] else int(match["short"]) * 10
        century = here.today.year // 100 * 100
        year = century + short if century + short <= here.today.year else century - 100 + short
        text = f"the {year:04}s"
    return span_of(
        "decade", text, date(year, 1, 1), date(year + 9, 12, 31), f"{year // 10:03}X", here
    )


def _ago(words: str, here: Here) -> When | None:
    match = re.fullmatch(
        rf"{_COUNT} (?P<unit>day|week|fortnight|month|year|decade|century)s? (?:ago|back)", words
    )
    if not match:
        match = re.fullmatch(rf"{_COUNT} years?,? (?:and )?(?P<months>{COUNT}) months? ago", words)
        years = count_of(match["count"]) if match else 0
        return (
            _ago(f"{int(12 * years + count_of(match['months']))} months ago", here)
            if match and years % 1 == 0
            else None
        )
    count, unit, today = count_of(match["count"]), match["unit"], here.today
    if count % 1:
        if unit == "month":
            return _read(f"about {int(count * 30.5)} days ago", here)
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


_HALVES = {
    "year": (12, "month"),
    "decade": (10, "year"),
    "century": (10, "decade"),
    "fortnight": (14, "day"),
    "week": (7, "day"),
}
_SOME = {"a few": (2, 4), "few": (2, 4), "some": (2, 4), "several": (3, 7)}


def _some_ago(words: str, here: Here) -> When | None:
    """ "A few weeks ago" is no one day: it is between four and two of them. So are "2-3 weeks ago"
    and "a year or two ago".
    """
    match = (
        re.fullmatch(rf"(?P<some>{'|'.join(_SOME)}) {_AGO}", words)
        or re.fullmatch(
            rf"(?:{_NEARLY} )?(?P<fewest>{COUNT})(?: ?- ?| to | or ){_COUNT} {_AGO}", words
        )
        or re.fullmatch(
            (
                rf"(?:{_NEARLY} )?(?P<fewest>an?|one) (?P<unit>day|week|month|year"
                r"|decade) or (?P<count>two|so) (?:ago|back)"
            ),
            words,
        )
    )
    if not match:
        match = re.fullmatch(
            rf"{_COUNT}(?: ?\+| plus|[ -](?:odd|some|something)| or so) {_AGO}", words
        ) or re.fullmatch(
            rf"{_COUNT} (?P<unit>day|week|month|year|decade)s? or so (?:ago|back)", words
        )
        return _read(f"about {match['count']} {match['unit']}s ago", here) if match else None
    said = match.groupdict()
    if said.get("count") == "so":
        return _read(f"about a {match['unit']} ago", here)
    fewest, most = _SOME[said["some"]] if said.get("some") else (said["fewest"], said["count"])
    first, last = (_quietly(f"{count} {match['unit']}s ago", here) for count in (most, fewest))
    return from_to(first, last, here) if first and last and is_before(first, last) else None


_AGO = "(?P<unit>day|week|fortnight|month|year|decade)s? (?:ago|back)"


def _last_unit(words: str, here: Here) -> When | None:
    today = here.today
    words = (
        re.sub(r"^(?:within |over |in )?(?:the |this )?(?:past|last) ", "last ", words)
        .removeprefix("earlier ")
        .removeprefix("the ")
        .removeprefix("at the ")
    )
    if words in ("last month", "this month", "month before last"):
        return _ago(
            f"{('this month', 'last month', 'month before last').index(words)} months ago", here
        )
    week = {"this week": 0, "last week": 1, "week before last": 2}.get(words)
    if week is not None:
        return week_of(days_around(today, -7 * week), here)
    few = re.fullmatch(
        r"(?:within |over |in )?(?:the )?last (?:few|couple of) (?P<unit>day|week|month|year)s",
        words,
    )
    if few:
        until = {"month": "this month", "year": f"{today.year:04}"}.get(few["unit"], "today")
        first, last = (
            _read(each, here)
            for each in (f"{4 if ' few ' in words else 2} {few['unit']}s ago", until)
        )
        return from_to(first, last, here) if first and last else None
    if words in ("last decade", "this decade"):
        return _decade(f"{max(1, today.year // 10 - (words == 'last decade')):03}0s", here)
    match = re.fullmatch(
        rf"weekend before last|(?:this |last )?weekend|{_COUNT} weekends? ago", words
    )
    if not match:
        return None
    here_already = today.weekday() >= 5 and words in ("weekend", "this weekend")
    back = (
        count_of(match["count"])
        if match["count"]
        else 2
        if words.startswith("weekend before")
        else 1
    )
    if not 1 <= back <= 520 or back % 1:
        return None
    return weekend_of(
        days_around(today, -today.weekday() + 5 - 7 * (0 if here_already else int(back))), here
    )


def _week_with(words: str, here: Here) -> When | None:
    """ "The week of 14 March 2019", "the weekend before Easter", "the last week of May"."""
    match = re.fullmatch(
        r"(?:the )?(?P<unit>week|weekend) (?:of|with|around|beginning|starting) (?P<rest>.+)", words
    )
    if match:
        day = _read(match["rest"], here)
        if day is None or day.precision != "day" or day.day is None:
            return None
        return (week_of if match["unit"] == "week" else weekend_of)(day.day, here)
    return (
        _week_beside(words, here) or _weekend_of_month(words, here) or _week_of_month(words, here)
    )


def _week_beside(words: str, here: Here) -> When | None:
    """ "The week after Easter", "the weekend before 14 March 2019"."""
    match = re.fullmatch(
        r"(?:the )?(?P<unit>week|weekend) (?P<side>before|after) (?P<rest>.+)", words
    )
    day = _quiet_day(match["rest"], here) if match else None
    return (
        neighbour_of(day, match["unit"], before=match["side"] == "before", here=here)
        if match and day
        else None
    )


def _weekend_of_month(words: str, here: Here) -> When | None:
    """ "The first weekend of May"."""
    match = re.fullmatch(r"(?:the )?(?P<place>[1-5]th|last) weekend (?:of|in) (?P<rest>.+)", words)
    saturday = (
        _weekday_of_month(f"{match['place']} saturday of {match['rest']}", here) if match else None
    )
    return weekend_of(saturday.day, here) if saturday and saturday.day else None


def _week_of_month(words: str, here: Here) -> When | None:
    """ "The second week of March": the first begins with the month, the last ends with it."""
    match = re.fullmatch(r"(?:the )?(?P<place>[1-4]th|last) week (?:of|in) (?P<rest>.+)", words)
    month = _read(match["rest"], here) if match else None
    if (
        not match
        or month is None
        or month.precision != "month"
        or month.day is None
        or month.day.day != 1
    ):
        return None
    last = month_range(month.day.year, month.day.month)[1]
    first = days_around(last, -6)
    if match["place"] != "last":
        first = days_around(month.day, 7 * (int(match["place"][0]) - 1))
    return until_today(first, min(days_around(first, 6), last), here)


# Vague --------------------------------------------------------------------------------------------


_NEARLY = (
    r"(?:about|around|round about|circa|c\.|ca\.?|c|~|roughly|approximately|approx\.?|maybe"
    r"|perhaps|possibly|probably|i think|nearly|almost"
    r"|(?:just |a bit |a little )?(?:over|under)(?= (?:\d|a |an ))|more than|less than"
    r"|at least|some(?= \d)"
    r"|(?:it )?must have been|i (?:believe|guess)(?: it was)?|i think it was"
    r"|somewhere (?:about|around))"
)
_NEARLY_AFTER = (
    r"(?: or so| or thereabouts| roughly| approximately| approx\.?|[ -]?ish|,? ?\?|,? i think"
    r"|,? maybe|,? perhaps|,? probably|~)"
)


def _approximate(words: str, here: Here) -> When | None:
    season = re.fullmatch(
        rf"(?:an? |the |one )?{_SEASON},? (?:about|around|circa|c\.?|ca\.?) ?{_YEAR}", words
    )
    if season:
        name = season["season"].replace("fall", "autumn")
        text = f"{'an' if name == 'autumn' else 'a'} {name}, about {int(season['year']):04}"
        return widened(season_of(possible_year(season["year"]), name, here), text, here)
    match = re.fullmatch(rf"{_NEARLY}[ ,]*(?P<rest>.+)", words) or re.fullmatch(
        rf"(?P<rest>.+?){_NEARLY_AFTER}", words
    )
    inner = _read(match["rest"].strip(), here) if match else None
    if inner is None or inner.precision in ("moment", "about"):
        return inner
    return widened(inner, f"about {inner.text}", here)


def _part(words: str, here: Here) -> When | None:
    """The early, middle or late third of a month, season, year or decade."""
    match = re.fullmatch(
        r"(?:the |in |at )*(?:very )?(?P<third>early|earlier|mid|middle|halfway|late|later"
        r"|beginning|start|end)"
        r"(?: of| on| through)?(?:[ -]in)?[ -](?:the )?(?P<rest>.+)",
        words,
    )
    if not match:
        return None
    whole = _read(_this(match["rest"], here), here)
    if whole is None or whole.text.removeprefix("the ").startswith(("early ", "mid ", "late ")):
        return None
    if whole.precision == "day" or match["third"] in ("earlier", "later"):
        return whole  # "late on Monday", "earlier this year"
    if whole.text.startswith("the week of ") and whole.day:
        days = {
            "early": (0, 2),
            "mid": (1, 3),
            "middle": (1, 3),
            "late": (3, 6),
            "end": (3, 6),
        }.get(match["third"], (0, 2))
        return until_today(days_around(whole.day, days[0]), days_around(whole.day, days[1]), here)
    if whole.precision not in ("month", "season", "year", "decade"):
        return None
    third = {
        "early": 0,
        "beginning": 0,
        "start": 0,
        "mid": 1,
        "middle": 1,
        "halfway": 1,
        "late": 2,
        "end": 2,
    }[match["third"]]
    start, end = whole.start, whole.end
    assert isinstance(start, date)
    assert isinstance(end, date)
    first, last, edtf = third_of(whole.precision, start, end, third)
    name = ("early", "mid", "late")[third]
    text = (
        f"the {name} {whole.text[4:]}" if whole.text.startswith("the ") else f"{name} {whole.text}"
    )
    return span_of(whole.precision, text, first, last, edtf, here)


def _this(words: str, here: Here) -> str:
    """ "The end of the year" is the end of this one."""
    return {"year": f"{here.today.year:04}", "month": "this month", "week": "this week"}.get(
        words, words
    )


def _half(words: str, here: Here) -> When | None:
    """ "The first half of 2019", "the second half of the 90s"; and quarters of a year, as offices
    count them.
    """
    match = re.fullmatch(
        r"(?:the |in )*(?P<half>1th|2th|second|last|latter) half (?:of )?(?:the )?(?P<rest>.+)",
        words,
    )
    whole = _quietly(_this(match["rest"], here), here) if match else None
    if (
        match
        and whole
        and whole.day
        and whole.precision in ("month", "year", "decade")
        and "/" not in whole.edtf
    ):
        year, month, later = whole.day.year, whole.day.month, match["half"] != "1th"
        if whole.precision == "decade":
            first, last = (
                year_of(year + 5 * later, here),
                year_of(min(year + 4 + 5 * later, here.today.year), here),
            )
            return from_to(first, last, here) if is_before(first, last) else first
        if whole.precision == "year":
            return months_until_today(year, 1 + 6 * later, 6 + 6 * later, here)
        return until_today(
            date(year, month, 16 if later else 1),
            month_range(year, month)[1] if later else date(year, month, 15),
            here,
        )
    match = re.fullmatch(
        r"q(?P<quarter>[1-4])[ -]?(?:of )?(?P<year>\d{4})|(?P<first>\d{4})[ -]?q(?P<which>[1-4])",
        words,
    )
    if not match:
        return None
    year, quarter = int(match["year"] or match["first"]), int(match["quarter"] or match["which"])
    return months_until_today(year, 3 * quarter - 2, 3 * quarter, here)


def _one_of_many(words: str, here: Here) -> When | None:
    """ "A Sunday in May", "one evening in 2004": which one is not known, and stays in the words."""
    match = re.fullmatch(
        r"(?:on )?(?:an?|one|some) (?P<what>(?:(?!(?:in|of|during|last"
        rf"|this) )[a-z]+ ){{0,2}}(?:day|weekend|week|{PART}|{_WEEKDAY}))"
        r" (?:(?:sometime )?(?:in|of|during) )?(?P<rest>.+)",
        words,
    )
    whole = _quietly(match["rest"], here) if match else None
    if not match or not whole or " in " in whole.text:
        return None
    if whole.precision not in ("month", "season", "year", "decade") and not whole.text.startswith(
        "the week of "
    ):
        return None
    what = re.sub(
        rf"\b{_WEEKDAY}(?!\w)", lambda day: WEEKDAYS[_weekday_number(day["weekday"])], match["what"]
    )
    return replace(whole, text=f"{'an' if what[0] in 'aeiou' else 'a'} {what} in {whole.text}")


def _season_in_decade(words: str, here: Here) -> When | None:
    match = re.fullmatch(
        (
            rf"(?:an? |the |one |some )?{_SEASON} (?:in|of"
            r"|sometime in) (?P<rest>(?:the )?[^ ]*[ -]?[^ ]+)"
        ),
        words,
    )
    decade = _decade(match["rest"], here) if match else None
    if not match or decade is None:
        return None
    name = match["season"].replace("fall", "autumn")
    return replace(decade, text=f"{'an' if name == 'autumn' else 'a'} {name} in {decade.text}")


def _turn_of_century(words: str, here: Here) -> When | None:
    return (
        around_year(here.today.year // 100 * 100, here)
        if re.fullmatch(r"(?:the )?turn of the (?:century|millennium)", words)
        else None
    )


# A morning alone is no end of a span: in "Saturday and morning" it says which part of that
# Saturday, or of today, is meant.
_BARE_PART = re.compile(_DAY_PARTS[0])
_JOINED = re.compile(r" ?[-/] ?| ?\.{2,3} ?| to | and | or | until | till | through ")


def _between(words: str, here: Here) -> When | None:
    """From one day, month, season, year or decade to another: "14-16 March 2019", "between May and
    July 2019".
    """
    if here.depth > 3:
        return None
    whole = re.sub(r"^(?:between|from|either) ", "", words)
    side = replace(here, depth=_DEEPEST - 1)
    for joint in list(_JOINED.finditer(whole))[:8]:
        if _BARE_PART.fullmatch(whole[joint.end() :]):
            continue
        last = _side(whole[joint.end() :], whole[: joint.start()], side)
        for first_words in _as_first(whole[: joint.start()], whole[joint.end() :]) if last else ():
            first = _quietly(first_words, side)
            if first and last and first.start and last.start and is_before(first, last):
                return from_to(first, last, here)
    return None


def _side(words: str, other: str, here: Here) -> When | None:
    """The later end; of "March 3 to 6, 2019" it takes its month from the earlier."""
    if re.match(r"\d{1,2}(?!\d)", words) and (month := re.match(rf"{_MONTH} ", other)):
        return _quietly(f"{month['month']} {words}", here) or _read(words, here)
    return _read(words, here)


def _as_first(words: str, other: str) -> list[str]:
    """The earlier end as it stands, and before that with as much of the later as it may have left
    out.
    """
    rest = other.replace(",", " ").split()[1:]
    return [f"{words} {' '.join(rest[index:])}" for index in range(len(rest))] + [words]


def _quietly(words: str, here: Here) -> When | None:
    try:
        return _read(words, here)
    except NotUnderstoodError:
        return None


_WAYS: tuple[Callable[[str, Here], When | None], ...] = (
    _instant, _now, _ahead, _only_clock, _iso_date, _iso_week_or_day_of_year, _relative_day,
    _clock_ago, _weekday, _weekday_weeks_ago,
    _weekday_of_month, _named_day, _day_of_month, _feast, _feast_time, _beside_a_day,
    _numbers_with_slashes, _dotted, _year_of_two_figures,
    _month, _season, _year, _decade, _ago, _some_ago, _last_unit, _week_with, _parts_ago,
    _season_in_decade, _one_of_many, _turn_of_century,
    _part, _half, _approximate, _day_and_clock, _part_of_day, _with_offset, _date_command, _between,
    _this_day_of_a_year, _years_ago,
    _year_first,
)  # fmt: skip
