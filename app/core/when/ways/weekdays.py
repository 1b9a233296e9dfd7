"""Ways to say a weekday, a week or a weekend: "last Tuesday", "the first week of May"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from app.core.errors import NotUnderstoodError
from app.core.when.count_words import count_of
from app.core.when.spans import (
    Here,
    earlier,
    from_to,
    in_week,
    months_before,
    neighbour_of,
    one_day,
    until_today,
    week_of,
    weekend_of,
)
from app.core.when.times import (
    When,
    days_around,
    month_range,
)
from app.core.when.ways.patterns import (
    COUNTED,
    WEEKDAY,
    first_match,
    times_back,
    weekday_number,
)
from app.core.when.ways.reading import quiet_day, quietly, read
from app.core.when.ways.years import (
    as_ago,
    as_decade,
)


def as_weekday(words: str, here: Here) -> When | None:
    """ "Last Tuesday", "Tuesday before last", "two Tuesdays ago", "Tuesday this week"."""
    match = first_match(_WEEKDAY_WAYS, words)
    if not match:
        return None
    said = match.groupdict()
    wanted = weekday_number(match["weekday"])
    if said.get("week"):
        return in_week(wanted, 1 if said["week"] == "last" else 0, here)
    before_today = (here.today.weekday() - wanted) % 7
    weeks = times_back(said)
    if not 1 <= weeks <= 520 or weeks % 1:
        return None
    if said.get("last") or said.get("count") or said.get("before"):
        before_today = before_today or 7
    return one_day(days_around(here.today, -before_today - 7 * (int(weeks) - 1)), here)


_WEEKDAY_WAYS = (
    rf"(?P<last>last |past |this past )?(?:this |on )?{WEEKDAY}(?P<before> before last)?",
    rf"(?:on )?{WEEKDAY}(?P<last> last)",
    rf"{COUNTED} {WEEKDAY}s ago",
    rf"a week (?P<before>ago (?:on |last )?|last ){WEEKDAY}",
    rf"{WEEKDAY}(?P<before> a week ago)",
    rf"(?:on )?{WEEKDAY},? (?:of )?(?P<week>last|this) week",
    rf"(?P<week>last|this) week(?:'s)?,? (?:on )?{WEEKDAY}",
)


def as_weekday_weeks_ago(words: str, here: Here) -> When | None:
    """ "Two weeks ago on Monday", "Monday two weeks ago": of the week that was then."""
    match = re.fullmatch(
        rf"{COUNTED} weeks? ago,? (?:on )?(?:a )?{WEEKDAY}", words
    ) or re.fullmatch(rf"(?:on )?(?:a )?{WEEKDAY},? {COUNTED} weeks? ago", words)
    weeks = count_of(match["count"]) if match else 0
    return (
        in_week(weekday_number(match["weekday"]), int(weeks), here)
        if match and 1 <= weeks <= 520 and weeks % 1 == 0
        else None
    )


def as_weekday_of_month(words: str, here: Here) -> When | None:
    """ "The first Sunday in May", "the last Friday of March 2019"."""
    match = re.fullmatch(
        rf"(?:on )?(?:the )?(?P<place>[1-5]th|last|penultimate) {WEEKDAY} (?:of|in) (?P<rest>.+)",
        words,
    ) or re.fullmatch(rf"(?:on )?(?:the )?(?P<place>[1-5]th) {WEEKDAY} (?P<rest>.+)", words)
    whole = _whole_month_or_year(quietly(match["rest"], here)) if match else None
    if not match or whole is None:
        return None
    first, last = whole
    wanted = weekday_number(match["weekday"])
    if match["place"] in ("last", "penultimate"):
        back = 7 if match["place"] == "penultimate" else 0
        return one_day(days_around(last, -((last.weekday() - wanted) % 7) - back), here)
    day = days_around(first, (wanted - first.weekday()) % 7 + 7 * (int(match["place"][0]) - 1))
    if day > last:
        raise NotUnderstoodError("no day of month")
    return one_day(day, here)


def as_last_unit(words: str, here: Here) -> When | None:
    """ "Last week", "this month", "the last few days", "the weekend before last", "last decade"."""
    today = here.today
    if rolling := re.fullmatch(
        r"(?:within |over |in |during )*(?:the |this )?past (?P<unit>day|week|fortnight|month|year)"
        r"|(?:within|over|in|during) the last (?P<lasted>day|week|fortnight|month|year)",
        words,
    ):
        return _last_few("1", rolling["unit"] or rolling["lasted"], here)
    words = (
        re.sub(
            r"^(?:within |over |in |during )*(?:the |this |these )?(?:past|last) ", "last ", words
        )
        .removeprefix("earlier ")
        .removeprefix("the ")
        .removeprefix("at the ")
    )
    months = ("this month", "last month", "month before last")
    if words in months:
        return as_ago(f"{months.index(words)} months ago", here)
    week = {"this week": 0, "last week": 1, "week before last": 2}.get(words)
    if week is not None:
        return week_of(days_around(today, -7 * week), here)
    units = "hour|day|week|fortnight|month|year"
    if counted := re.fullmatch(rf"last (?:{COUNTED} )?(?P<unit>{units})s?", words):
        hours, count = counted["unit"] == "hour", counted["count"]
        if count or hours or counted["unit"] == "fortnight":
            return _last_few(count or "1", counted["unit"], here)
    few = re.fullmatch(r"last (?:few|couple of) (?P<unit>day|week|month|year)s", words)
    if few:
        until = {"month": "this month", "year": f"{today.year:04}"}.get(few["unit"], "today")
        first = read(f"{4 if ' few ' in words else 2} {few['unit']}s ago", here)
        last = read(until, here)
        return from_to(first, last, here) if first and last else None
    if words in ("last decade", "this decade"):
        return as_decade(f"{max(1, today.year // 10 - (words == 'last decade')):03}0s", here)
    return _weekend(words, here)


def _last_few(counted: str, unit: str, here: Here) -> When | None:
    """ "The last two weeks": the same day two weeks ago, until today."""
    count = count_of(counted)
    if count % 1 or not 1 <= count <= 400 or counted in ("a", "an"):
        return None
    if unit == "hour":
        return until_today(earlier(here.now, timedelta(hours=count)).date(), here.today, here)
    if unit in ("month", "year"):
        first = months_before(here.today, int(count), unit)
    else:
        first = days_around(here.today, -int(count) * {"day": 1, "week": 7, "fortnight": 14}[unit])
    return until_today(first, here.today, here)


def _weekend(words: str, here: Here) -> When | None:
    """ "This weekend", "the weekend before last", "two weekends ago"."""
    match = re.fullmatch(
        rf"weekend before last|(?:this |last )?weekend|{COUNTED} weekends? ago", words
    )
    if not match:
        return None
    if match["count"]:
        back = count_of(match["count"])
    else:
        back = 2 if words.startswith("weekend before") else 1
    if not 1 <= back <= 520 or back % 1:
        return None
    if here.today.weekday() >= 5 and words in ("weekend", "this weekend"):
        back = 0  # it is now
    saturday = days_around(here.today, -here.today.weekday() + 5 - 7 * int(back))
    return weekend_of(saturday, here)


def as_week_with(words: str, here: Here) -> When | None:
    """ "The week of 14 March 2019", "the weekend before Easter", "the last week of May"."""
    match = re.fullmatch(r"(?:the )?(?P<unit>week|weekend) (?:of|with|around) (?P<rest>.+)", words)
    if match:
        day = read(match["rest"], here)
        if day is None or day.precision != "day" or day.day is None:
            return None
        return (week_of if match["unit"] == "week" else weekend_of)(day.day, here)
    return (
        _week_from_or_until(words, here)
        or _week_beside(words, here)
        or _weekend_of_month(words, here)
        or _week_of_month(words, here)
    )


def _week_from_or_until(words: str, here: Here) -> When | None:
    """ "Week commencing 5 November", "week ending 8 November": seven days, as far as they have
    been.
    """
    match = re.fullmatch(
        r"(?:the )?week (?P<side>commencing|beginning|starting|ending) (?:on )?(?P<rest>.+)", words
    )
    day = quiet_day(match["rest"], here) if match else None
    if not match or day is None:
        return None
    first = days_around(day, -6) if match["side"] == "ending" else day
    return until_today(first, days_around(first, 6), here)


def _week_beside(words: str, here: Here) -> When | None:
    """ "The week after Easter", "the weekend before 14 March 2019"."""
    match = re.fullmatch(
        r"(?:the )?(?P<unit>week|weekend) (?P<side>before|after) (?P<rest>.+)", words
    )
    day = quiet_day(match["rest"], here) if match else None
    return (
        neighbour_of(day, match["unit"], before=match["side"] == "before", here=here)
        if match and day
        else None
    )


def _whole_month(when: When | None) -> tuple[date, date] | None:
    """First and last day, where a month was meant, and not a third of one."""
    if when is None or when.precision != "month" or when.day is None or when.day.day != 1:
        return None
    return month_range(when.day.year, when.day.month)


def _whole_month_or_year(when: When | None) -> tuple[date, date] | None:
    """The same of a year, too."""
    if when and when.precision == "year" and when.day and "/" not in when.edtf:
        return date(when.day.year, 1, 1), date(when.day.year, 12, 31)
    return _whole_month(when)


def _weekend_of_month(words: str, here: Here) -> When | None:
    """ "The first weekend of May"."""
    match = re.fullmatch(
        r"(?:the )?(?P<place>[1-5]th|last|penultimate) weekend (?:of|in) (?P<rest>.+)", words
    )
    if not match:
        return None
    saturday = as_weekday_of_month(f"{match['place']} saturday of {match['rest']}", here)
    return weekend_of(saturday.day, here) if saturday and saturday.day else None


def _week_of_month(words: str, here: Here) -> When | None:
    """ "The second week of March": the first begins with the month, the last ends with it."""
    match = re.fullmatch(r"(?:the )?(?P<place>[1-4]th|last) week (?:of|in) (?P<rest>.+)", words)
    whole = _whole_month_or_year(read(match["rest"], here)) if match else None
    if not match or whole is None:
        return None
    begins, last = whole
    first = days_around(last, -6)
    if match["place"] != "last":
        first = days_around(begins, 7 * (int(match["place"][0]) - 1))
    return until_today(first, min(days_around(first, 6), last), here)
