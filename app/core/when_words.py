"""Understands when something happened from the words people use: "last Tuesday", "summer 2004", "when I was small"."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from app.core.errors import NotUnderstoodError
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

_NUMBERS = "a an one two three four five six seven eight nine ten eleven twelve".split()
_COUNT = {word: max(1, index - 1) for index, word in enumerate(_NUMBERS)} | {
    "a couple of": 2, "couple of": 2, "a few": 3, "few": 3, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip
_FIXED_DAYS = {
    "christmas eve": (12, 24), "christmas day": (12, 25), "christmas": (12, 25), "boxing day": (12, 26),
    "new year's eve": (12, 31), "new year's day": (1, 1), "new year": (1, 1), "valentine's day": (2, 14), "halloween": (10, 31),
}  # fmt: skip
_DECADES = {
    word: 10 * index
    for index, word in enumerate("noughties tens twenties thirties forties fifties sixties seventies eighties nineties".split())
}
_LIFE = re.compile(
    r"(?:when|while|as an? (?!\w+ ago)|long ago|a (?:very )?long(?: long)? time ago|once(?: upon a time)?$|years ago$|ages ago$"
    r"|in my (?:childhood|youth|teens|twenties|thirties|forties|fifties|sixties|early|late|first|last|old)|my childhood|childhood$"
    r"|back when|growing up|at (?:school|uni|university|college)$|in (?:school|primary|kindergarten)|before (?:i|we|my|the|you)\b"
    r"|after (?:i|we|my|the|you)\b|during (?:my|our|the)\b|the (?:day|night|summer|winter|year|time) (?:i|we|my|that|when|of)\b)"
)
_MONTH = r"(?P<month>" + "|".join(f"{m.lower()}|{m[:3].lower()}\\.?" for m in MONTHS) + r"|sept\.?)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
_WEEKDAY = r"(?P<weekday>" + "|".join(f"{w.lower()}|{w[:3].lower()}" for w in WEEKDAYS) + r"|tues|thur|thurs)"
_CLOCK = r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?(?::(?P<second>\d{2}))?\s*(?P<half>am|pm|a\.m\.|p\.m\.)?"
_AT_CLOCK = re.compile(rf"^(?P<rest>.*?)(?:,|\s)\s*(?:at\s+)?(?P<clock>noon|midday|midnight|\d{{1,2}}:\d{{2}}(?::\d{{2}})?\s*(?:[ap]\.?m\.?)?|\d{{1,2}}\s*[ap]\.?m\.?)$")
_AT_HOUR = re.compile(r"^(?P<rest>.*\S)\s+at\s+(?P<clock>\d{1,2})$")
_PART = re.compile(r"^(?P<rest>.*?)\s*,?\s*(?:in the |at )?(?P<part>morning|afternoon|evening|night)$")


@dataclass(frozen=True, slots=True)
class _Here:
    """What the words are understood against."""

    now: datetime
    southern: bool
    zone: str | None

    @property
    def today(self) -> date:
        return self.now.date()


def understand(text: str, *, now: datetime, southern: bool = False, zone: str | None = None) -> When:
    """Read `text` as English words for a time that is not in the future.

    `now` is aware and tells the local zone; `zone` is its IANA name if known; `southern` turns the seasons round.

    Raises:
        NotUnderstoodError: a sentence that names two ways to write it.
    """
    here = _Here(now, southern, zone)
    plain = " ".join(unicodedata.normalize("NFKC", text).replace("’", "'").split())
    if not plain or not plain.isprintable() or any(unicodedata.category(c) == "Cs" for c in plain):
        raise _not_understood()
    if len(plain) > LONGEST:
        raise NotUnderstoodError(f"Words for a time can have {LONGEST} characters at most.", advice="Try “14 March 2019” or “when I was small”.")
    if plain.lower().startswith("free:"):
        return _life(plain[5:].strip())
    when = _read(plain.lower().strip(" .,"), here)
    if when is None and _LIFE.match(plain.lower()):
        return _life(plain)
    if when is None:
        raise _not_understood()
    return when


def _not_understood() -> NotUnderstoodError:
    return NotUnderstoodError()


def _future() -> NotUnderstoodError:
    return NotUnderstoodError("That is still to come, and a glimmer is kept once it has been.", advice="Try “today” or “14 March 2019”.")


def _life(words: str) -> When:
    if not words:
        raise _not_understood()
    return When(precision="life", text=words, start=None, end=None, edtf="")


def _read(words: str, here: _Here) -> When | None:
    """Try each way of saying a time; the first that fits decides."""
    for way in _WAYS:
        when = way(words, here)
        if when is not None:
            return when
    for lead in ("sometime in ", "some time in ", "it was ", "on the ", "on ", "in the year ", "in ", "at ", "during ", "from ", "the "):
        if words.startswith(lead):
            return _read(words[len(lead) :], here)
    return None


# Moments ------------------------------------------------------------------------------------------------------------


def _instant(words: str, here: _Here) -> When | None:
    if not re.match(r"\d{4}-\d{2}-\d{2}[t ]\d", words):
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
        raise _not_understood() from None
    return _past_moment(real, here, zone=here.zone)


def _now(words: str, here: _Here) -> When | None:
    return at_moment(here.now, zone=here.zone) if words in ("now", "just now", "right now") else None


def _clock(words: str) -> time | None:
    if words in ("noon", "midday"):
        return time(12)
    if words == "midnight":
        return time(0)
    match = re.fullmatch(_CLOCK, words)
    if not match:
        return None
    hour, minute, second = int(match["hour"]), int(match["minute"] or 0), int(match["second"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"].startswith("p") else 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _only_clock(words: str, here: _Here) -> When | None:
    bare = words.removeprefix("at ")
    if not re.search(r":|[ap]\.?m|noon|midday|midnight", bare) and not words.startswith("at "):
        return None
    clock = _clock(bare)
    return _wall(here.today, clock, here) if clock else None


def _day_and_clock(words: str, here: _Here) -> When | None:
    match = _AT_CLOCK.match(words) or _AT_HOUR.match(words)
    clock = _clock(match["clock"].strip()) if match else None
    if not match or clock is None:
        return None
    rest = re.sub(r"\s+at$", "", match["rest"].strip(" ,"))
    day = _read(rest, replace(here, now=_end_of_day(here.now)))
    if day is None or day.precision != "day" or day.day is None:
        return None
    return _wall(day.day, clock, here)


def _end_of_day(now: datetime) -> datetime:
    return now.replace(hour=23, minute=59, second=59)


def _clock_ago(words: str, here: _Here) -> When | None:
    if words in ("half an hour ago", "a half hour ago"):
        return at_moment(_before(here.now, timedelta(minutes=30)), zone=here.zone)
    match = re.fullmatch(rf"(?:about |around )?(?P<count>\d+|{'|'.join(_COUNT)}) (?P<unit>second|minute|min|hour)s? ago", words)
    if not match:
        return None
    seconds = _number(match["count"]) * {"second": 1, "minute": 60, "min": 60, "hour": 3600}[match["unit"]]
    if seconds > 400 * 24 * 3600:
        return None
    return at_moment(_before(here.now, timedelta(seconds=seconds)), zone=here.zone)


def _before(now: datetime, span: timedelta) -> datetime:
    return (now.astimezone(UTC) - span).astimezone(now.tzinfo)


def _ahead(words: str, here: _Here) -> When | None:
    if re.match(r"(?:tomorrow|the day after tomorrow|next |in (?:a|an|\d+) (?:minute|hour|day|week|month|year)|\w+ from now|soon$|later\b)", words):
        raise _future()
    return None


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
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{4})/(\d{1,2})/(\d{1,2})|(\d{4})(\d{2})(\d{2})", words)
    return _day(*(int(g) for g in match.groups() if g), here=here) if match else None


def _relative_day(words: str, here: _Here) -> When | None:
    back = {
        "today": 0, "this day": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "tonight": 0, "earlier today": 0, "earlier": 0,
        "yesterday": 1, "last night": 1, "last evening": 1, "the day before yesterday": 2, "day before yesterday": 2, "the other day": 3,
    }.get(words)  # fmt: skip
    if back is None:
        return None
    day = days_around(here.today, -back)
    if words == "the other day":
        return _about(day, 3, f"about {day_in_words(day)}", f"{day.isoformat()}~", here)
    part = {"this": words.removeprefix("this "), "last": words.removeprefix("last "), "tonight": "evening"}.get(words.split()[0], "")
    named = part if part in ("morning", "afternoon", "evening", "night") else ""
    when = _of_day(day, here)
    return replace(when, text=f"{when.text}, {named}") if named else when


def _part_of_day(words: str, here: _Here) -> When | None:
    match = _PART.match(words)
    if not match or not match["rest"]:
        return None
    when = _read(match["rest"].strip(" ,"), here)
    return replace(when, text=f"{when.text}, {match['part']}") if when and when.precision == "day" else None


def _weekday(words: str, here: _Here) -> When | None:
    match = re.fullmatch(rf"(?P<last>last |this |on )?{_WEEKDAY}", words)
    if not match:
        return None
    wanted = next(i for i, name in enumerate(WEEKDAYS) if name.lower().startswith(match["weekday"][:3]))
    back = (here.today.weekday() - wanted) % 7
    return _of_day(days_around(here.today, -(back or (7 if match["last"] == "last " else 0))), here)


def _named_day(words: str, here: _Here) -> When | None:
    match = (
        re.fullmatch(rf"(?:{_WEEKDAY},? )?(?:the )?{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?", words)
        or re.fullmatch(rf"(?:{_WEEKDAY},? )?{_MONTH} (?:the )?{_DAY}(?:,? {_YEAR})?", words)
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
    for year in range(here.today.year, here.today.year - 9, -1):
        if day <= calendar.monthrange(year, month)[1] and date(year, month, max(day, 1)) <= here.today:
            return year
    return here.today.year


def _holiday(words: str, here: _Here) -> When | None:
    match = re.fullmatch(rf"(?P<name>{'|'.join(_FIXED_DAYS)})(?:,? {_YEAR})?", words)
    if not match:
        return None
    month, day = _FIXED_DAYS[match["name"]]
    return _day(int(match["year"]) if match["year"] else _latest_year(month, day, here), month, day, here)


def _numbers_with_slashes(words: str, here: _Here) -> When | None:
    match = re.fullmatch(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})", words)
    if not match:
        return None
    first, mark, second, year = int(match[1]), match[2], int(match[3]), int(match[4])
    if len(match[4]) == 2:
        raise NotUnderstoodError("A year of two figures can be read in two ways.", advice="Write “14 March 2019” or “2019-03-14”.")
    if mark == ".":
        return _day(year, second, first, here)  # only ever written day first
    if first != second and first <= 12 and second <= 12 and first and second:
        either, other = (f"{d} {MONTHS[m - 1]} {year}" for d, m in ((first, second), (second, first)))
        raise NotUnderstoodError(f"That can be {either} or {other}.", advice=f"Write “{either}” or “{year:04}-{first:02}-{second:02}”.")
    return _day(year, second, first, here) if second <= 12 else _day(year, first, second, here)


# Months, seasons, years, decades ------------------------------------------------------------------------------------


def _month_number(word: str) -> int:
    return next(i for i, name in enumerate(MONTHS, 1) if name.lower().startswith(word[:3]))


def _month_of(year: int, month: int, here: _Here) -> When:
    if not 1 <= month <= 12 or year < 1:
        raise NotUnderstoodError("There is no such month.", advice="Try “March 2019” or “2019-03”.")
    return _span("month", f"{MONTHS[month - 1]} {year}", *month_range(year, month), f"{year:04}-{month:02}", here)


def _month(words: str, here: _Here) -> When | None:
    match = re.fullmatch(rf"(?P<lead>last |this )?{_MONTH}(?: of)?(?:,? {_YEAR})?", words)
    if match and not (match["lead"] and match["year"]):
        month = _month_number(match["month"])
        if match["year"]:
            return _month_of(int(match["year"]), month, here)
        year = here.today.year - (month > here.today.month or (match["lead"] == "last " and month == here.today.month))
        return _month_of(year, month, here)
    match = re.fullmatch(r"(\d{4})-(\d{2})", words)
    if not match:
        return None
    year, part = int(match[1]), int(match[2])
    return _season_of(year, SEASONS[part - 21], here) if 21 <= part <= 24 else _month_of(year, part, here)


def _season_of(year: int, season: str, here: _Here) -> When:
    start, end = season_range(year, season, southern=here.southern)
    # EDTF level 1 keeps seasons free of hemisphere, as people's memories do.
    return _span("season", f"{season} {year}", start, end, f"{year:04}-{21 + SEASONS.index(season)}", here)


def _season(words: str, here: _Here) -> When | None:
    match = re.fullmatch(rf"(?:the |a )?(?P<lead>last |this )?{_SEASON}(?: of)?(?:,? {_YEAR})?", words)
    if not match or (match["lead"] and match["year"]):
        return None
    season = match["season"].replace("fall", "autumn")
    if match["year"]:
        return _season_of(_possible_year(match["year"]), season, here)
    for year in range(here.today.year, here.today.year - 3, -1):
        start, end = season_range(year, season, southern=here.southern)
        if (end if match["lead"] == "last " else start) < here.today or (start == here.today and match["lead"] != "last "):
            return _season_of(year, season, here)
    return None


def _possible_year(text: str) -> int:
    year = int(text)
    if not 1 <= year < date.max.year - 5:
        raise _not_understood()
    return year


def _year_of(year: int, here: _Here) -> When:
    return _span("year", f"{year:04}", date(year, 1, 1), date(year, 12, 31), f"{year:04}", here)


def _year(words: str, here: _Here) -> When | None:
    match = re.fullmatch(_YEAR, words)
    return _year_of(_possible_year(match["year"]), here) if match else None


def _decade(words: str, here: _Here) -> When | None:
    match = re.fullmatch(r"(?:the )?(?P<full>\d{3})0'?s|(?P<edtf>\d{3})x|(?:the )?'?(?P<short>\d)0'?s|(?:the )?(?P<word>" + "|".join(_DECADES) + ")", words)
    if not match:
        return None
    if match["full"] or match["edtf"]:
        year = _possible_year((match["full"] or match["edtf"]) + "0")
        text = f"the {year}s"
    else:
        short = _DECADES[match["word"]] if match["word"] else int(match["short"]) * 10
        century = here.today.year // 100 * 100
        year = century + short if century + short <= here.today.year else century - 100 + short
        text = f"the {year}s"
    return _span("decade", text, date(year, 1, 1), date(year + 9, 12, 31), f"{year // 10:03}X", here)


def _ago(words: str, here: _Here) -> When | None:
    match = re.fullmatch(rf"(?P<count>\d+|{'|'.join(_COUNT)}) (?P<unit>day|week|fortnight|month|year|decade)s? ago", words)
    if not match:
        return None
    count, unit, today = _number(match["count"]), match["unit"], here.today
    if count * {"day": 1, "week": 7, "fortnight": 14, "month": 30.5, "year": 365.3, "decade": 3653}[unit] > today.toordinal() - 400:
        raise _not_understood()
    if unit in ("day", "week", "fortnight"):
        return _of_day(days_around(today, -count * {"day": 1, "week": 7, "fortnight": 14}[unit]), here)
    if unit == "month":
        months = today.year * 12 + today.month - 1 - count
        return _month_of(months // 12, months % 12 + 1, here)
    return _year_of(today.year - count, here) if unit == "year" else _around_year(today.year - 10 * count, here)


def _number(text: str) -> int:
    if text in _COUNT:
        return _COUNT[text]
    return int(text[:9])


def _last_unit(words: str, here: _Here) -> When | None:
    today = here.today
    monday = days_around(today, -today.weekday())
    if words in ("last month", "this month"):
        return _ago("1 month ago", here) if words == "last month" else _month_of(today.year, today.month, here)
    if words in ("last year", "this year"):
        return _year_of(today.year - (words == "last year"), here)
    if words in ("last week", "this week"):
        monday = days_around(monday, -7 * (words == "last week"))
        sunday = days_around(monday, 6)
        return _span("about", f"the week of {day_in_words(monday)}", monday, sunday, f"{monday}/{sunday}", here)
    if words in ("last weekend", "the weekend", "this weekend", "at the weekend"):
        saturday = days_around(monday, 5 if words == "this weekend" and today.weekday() >= 5 else -2)
        return _span("about", f"the weekend of {day_in_words(saturday)}", saturday, days_around(saturday, 1), f"{saturday}/{days_around(saturday, 1)}", here)
    return None


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
        raise _not_understood()
    return _span("about", f"about {year}", date(year - 2, 1, 1), date(year + 2, 12, 31), f"{year:04}~", here)


def _approximate(words: str, here: _Here) -> When | None:
    season = re.fullmatch(rf"(?:an? |the |one )?{_SEASON},? (?:about|around|circa|c\.?|ca\.?) ?{_YEAR}", words)
    match = re.fullmatch(r"(?:about|around|circa|c\.|ca\.?|c|roughly|approximately|approx\.?|maybe|perhaps|probably) ?(?P<rest>.+)|(?P<edtf>[\d-]+)~", words)
    if season:
        name = season["season"].replace("fall", "autumn")
        return _widened(_season_of(_possible_year(season["year"]), name, here), f"{'an' if name == 'autumn' else 'a'} {name}, about {season['year']}", here)
    if not match:
        return None
    inner = _read((match["rest"] or match["edtf"]).strip(), here)
    if inner is None or inner.precision in ("about", "life"):
        return inner
    if inner.precision == "moment":
        return inner
    return _widened(inner, f"about {inner.text}", here)


def _widened(inner: When, text: str, here: _Here) -> When:
    """The same time, less sure: two years either side of a year, a month of a month, three days of a day."""
    start, end = inner.start, inner.end
    assert isinstance(start, date) and isinstance(end, date)
    edtf = f"{inner.edtf}~"
    if inner.precision == "day":
        return _about(start, 3, text, edtf, here)
    if inner.precision == "year":
        return _around_year(start.year, here)
    if inner.precision == "month":
        before = days_around(start, -1)
        after = days_around(end, 1)
        return _span("about", text, before.replace(day=1), month_range(after.year, after.month)[1], edtf, here)
    years = 2 if inner.precision == "season" else 5
    first, last = years_around(start, -years), years_around(end, years)
    if inner.precision == "season":
        # EDTF has no approximate season; an interval with approximate ends says the same.
        edtf = f"{first.isoformat()[:7]}~/{last.isoformat()[:7]}~"
    return _span("about", text, first, last, edtf, here)


def _part(words: str, here: _Here) -> When | None:
    """The early, middle or late third of a month, season, year or decade."""
    match = re.fullmatch(r"(?:the |in )?(?P<third>early|mid|middle|late|beginning|start|end)(?: of)?(?:[ -]in)?[ -](?:the )?(?P<rest>.+)", words)
    if not match:
        return None
    whole = _read(match["rest"], here)
    if whole is None or whole.precision not in ("month", "season", "year", "decade"):
        return None
    third = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}[match["third"]]
    start, end = whole.start, whole.end
    assert isinstance(start, date) and isinstance(end, date)
    first, last, edtf = _third_of(whole.precision, start, end, third)
    text = f"{('early', 'mid', 'late')[third]} {whole.text}".replace("early the ", "the early ").replace("mid the ", "the mid ").replace("late the ", "the late ")
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


def _between_years(words: str, here: _Here) -> When | None:
    match = re.fullmatch(r"(?:between |from )?(\d{4})(?: ?[-–/] ?| to | and | or | until )(\d{4})", words)  # noqa: RUF001 - people type en dashes
    if not match:
        return None
    first, last = _possible_year(match[1]), _possible_year(match[2])
    if last <= first:
        return None
    if last > here.today.year:
        raise _future()
    return _span("about", f"between {first} and {last}", date(first, 1, 1), date(last, 12, 31), f"{first:04}/{last:04}", here)


_WAYS: tuple[Callable[[str, _Here], When | None], ...] = (
    _instant, _now, _ahead, _only_clock, _iso_date, _relative_day, _clock_ago, _weekday, _named_day, _holiday, _numbers_with_slashes,
    _month, _season, _year, _decade, _ago, _last_unit, _between_years, _part, _approximate, _day_and_clock, _part_of_day,
)  # fmt: skip
