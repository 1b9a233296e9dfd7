"""Ways to say a moment: a clock, a day with a clock, "two hours ago"; and what is still to come."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

from app.core.errors import NotUnderstoodError
from app.core.when.clock_words import AT_CLOCK, NIGHT_ENDS, PART, PARTS, Clock, read_clock
from app.core.when.count_words import COUNT, count_of
from app.core.when.spans import (
    Here,
    earlier,
    still_to_come,
)
from app.core.when.times import (
    MONTHS,
    When,
    at_moment,
    day_in_words,
    days_around,
    reads_as_a_clock,
    year_in_words,
)
from app.core.when.ways.patterns import (
    COUNTED,
    DAY,
    MONTH,
    NEARLY,
    WEEKDAY,
    YEAR,
)
from app.core.when.ways.reading import quietly, read


def as_instant(words: str, here: Here) -> When | None:
    """ "2019-03-14T18:30+01:00" and the other moments of ISO 8601."""
    if not re.match(r"\d{4}-\d{2}-\d{2}[t ]\d|\d{8}t\d", words) or re.search(
        r"[t ]\d{1,2}[.,]", words
    ):
        return None  # "18.30" is half past six, and to ISO 8601 a fraction of an hour
    if re.search(r" \d\d:\d\d-\d", words):
        return None  # two hours of a day, or one with its zone: `as_hours_of_a_day` asks
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


def as_with_offset(words: str, here: Here) -> When | None:
    """ "14 Mar 2019 18:30:00 +0100", as mail has it, and "2019-03-14 18:30 UTC". Behind an hour
    without seconds "-0100" may be the next one: `as_hours_of_a_day` asks.
    """
    match = re.fullmatch(
        (
            r"(?P<rest>.*\d(?: ?[ap]m)?) ?(?:(?P<utc>z|utc|gmt)"
            r"|(?P<sign>\+|(?:(?<=:\d\d:\d\d)|(?<=:\d\d:\d\d ))-)(?P<hours>\d{2})"
            r":?(?P<minutes>[0-5]\d))"
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
    when = quietly(match["rest"], replace(here, now=here.now.astimezone(there), zone=None))
    return when if when and when.precision == "moment" else None


def as_date_command(words: str, here: Here) -> When | None:
    """ "Thu Mar 14 18:30:00 2019", as the C library, `date` and `git log` write it."""
    match = re.fullmatch(
        rf"(?P<date>{WEEKDAY} {MONTH} +{DAY}) (?P<clock>\d\d:\d\d:\d\d(?: [ap]m)?)"
        rf"(?P<zone> utc| gmt)? {YEAR}(?P<offset> [+-]\d{{4}})?",
        words,
    )
    if not match:
        return None
    return read(
        f"{match['date']} {match['year']} {match['clock']}{match['zone'] or match['offset'] or ''}",
        here,
    )


_NOW = re.compile(r"(?:just |right )?now|(?:just )?(?:a moment|moments|a second|seconds) ago")


def as_now(words: str, here: Here) -> When | None:
    """ "Now", "a moment ago"."""
    return at_moment(here.now, zone=here.zone) if _NOW.fullmatch(words) else None


def refuse_clock_or_year(said: When, latest: When, here: Here) -> None:
    """Refuse "14 March 0930" and "Christmas 1430", where the figures behind a day may be its year,
    or a time on the latest such day.
    """
    year = said.day.year if said.day else 0
    if not latest.day or not reads_as_a_clock(year):
        return
    clock = time(year // 100, year % 100)
    moment = past_wall(latest.day, clock, here)
    if moment:
        raise NotUnderstoodError(
            "year or clock",
            first=moment.text,
            second=said.text,
            clock=f"{clock:%H:%M}",
            year=year_in_words(year),
        )


_SPOKEN_TWELVE = re.compile(r"\b(?:twelve|12)\b(?![:.]?\d| ?[ap]\.?m)")


def as_only_clock(words: str, here: Here) -> When | None:
    """ "Half past six": today. In the afternoon, if it is afternoon now and "pm" was left out."""
    clock = read_clock(words) if re.fullmatch(AT_CLOCK, words) else None
    if clock is None:
        return None
    if re.fullmatch(r"at (?:1[3-9]|2[0-3])", words):
        at = f"{clock.time:%H:%M}"
        first = at if past_wall(here.today, clock.time, here) else f"yesterday at {at}"
        raise NotUnderstoodError("clock or age", first=first, second=f"aged {clock.time.hour}")
    if clock.spoken and here.now.hour >= 12:
        clock = clock.in_the_afternoon()
    of_this_night = past_wall(here.today, clock.time, here) is not None
    if clock.unsure and here.now.hour < NIGHT_ENDS and not of_this_night:
        _refuse_two_halves(days_around(here.today, -1), clock, here)
    if clock.unsure:
        _refuse_two_halves(here.today, clock, here)
    when = past_wall(here.today, clock.time, here)
    if when is None and clock.time.hour == 12 and _SPOKEN_TWELVE.search(words):
        first = f"{day_in_words(here.today)}, 00:{clock.time:%M}"
        second = f"{day_in_words(days_around(here.today, -1))}, {clock.time:%H:%M}"
        if past_wall(here.today, time(0, clock.time.minute), here):
            raise NotUnderstoodError("two ways", first=first, second=second, written=second)
    if when is None:
        raise still_to_come(clock=f"{clock.time:%H:%M}")
    return when


def past_wall(day: date, clock: time, here: Here) -> When | None:
    """The moment of a day at which the clock on the wall showed this; None if it is to come."""
    try:
        return _wall(day, clock, here)
    except NotUnderstoodError:
        return None


def _refuse_two_halves(day: date, clock: Clock, here: Here) -> None:
    """Refuse "yesterday at eight", which may be in the morning or in the evening, if both have
    been.
    """
    later = clock.in_the_afternoon()
    if past_wall(day, later.time, here):
        raise NotUnderstoodError(
            "morning or evening",
            first=f"{day_in_words(day)}, {clock.time:%H:%M}",
            second=f"{day_in_words(day)}, {later.time:%H:%M}",
            morning=f"{clock.time:%H:%M}",
            evening=f"{later.time:%H:%M}",
        )


def as_dotted(words: str, here: Here) -> When | None:
    """ "18.30" is a time of day; what may be a day as well is asked for."""
    match = re.fullmatch(r"(?P<first>\d{1,2})\.(?P<second>\d{2})", words)
    clock = read_clock(words) if match else None
    if not match or clock is None:
        return None
    day, month = int(match["first"]), int(match["second"])
    if 1 <= month <= 12 and 1 <= day <= 31:
        said = f"{day} {MONTHS[month - 1]}"
        at = f"{clock.time:%H:%M}"
        second = at if past_wall(here.today, clock.time, here) else f"yesterday at {at}"
        raise NotUnderstoodError("two ways", first=said, second=second, written=second)
    return as_only_clock(f"{clock.time:%H:%M}", here)


_DAY_CLOCK = re.compile(rf"(?P<rest>.+?),? (?P<clock>{AT_CLOCK}|\d{{1,2}}\.\d{{2}})")


_CLOCK_DAY = re.compile(rf"(?P<clock>{AT_CLOCK}|\d{{1,2}}\.\d{{2}}),? (?:on )?(?P<rest>.+)")


def as_day_and_clock(words: str, here: Here) -> When | None:
    """ "Yesterday at five", "18:30 on 14 March 2019"."""
    match = _DAY_CLOCK.fullmatch(words) or _CLOCK_DAY.fullmatch(words)
    if not match:
        return None
    rest = match["rest"].strip(" ,")
    when = _on_the_whole_day(rest, here)
    if when is None or when.precision != "day" or when.day is None:
        return None
    part = "night" if "tonight" in rest else when.text.rpartition(", ")[2]
    clock, day = read_clock(match["clock"], part=part if part in PARTS else ""), when.day
    if clock is None:
        return None
    if clock.spoken and not (day == here.today and here.now.hour < 12):
        clock = clock.in_the_afternoon()
    if clock.unsure:
        _refuse_two_halves(day, clock, here)
    if clock.midnight and not clock.next_day and day < here.today:
        clock = _midnight_after(day, clock, rest)
    for back in (0, *_days_back(rest, here)):
        when = past_wall(days_around(day, clock.next_day - back), clock.time, here)
        if when:
            return when
    raise still_to_come()


def _days_back(rest: str, here: Here) -> tuple[int, ...]:
    """How many days earlier else than the words say, where they say no date and that is to come:
    on a Saturday "Saturday at six" may be the last one, and before morning "tonight" goes on.
    """
    if re.fullmatch(rf"(?:on )?{WEEKDAY}(?: {PART})?", rest):
        return (7,)
    if here.now.hour < NIGHT_ENDS and re.fullmatch(rf"tonight|(?:this|last) {PART}", rest):
        return (1,)
    return ()


def _on_the_whole_day(rest: str, here: Here) -> When | None:
    """A day of which every part has been: the clock beside it decides. What is refused is refused
    as of now, so that each meaning it names has been.
    """
    try:
        return read(rest, replace(here, now=here.now.replace(hour=23, minute=59, second=59)))
    except NotUnderstoodError:
        read(rest, here)
        return None


def _midnight_after(day: date, clock: Clock, rest: str) -> Clock:
    """Midnight of an eve is the one at its end; of any other day both are possible, and asked."""
    if not re.search(r"\beve\b", rest):
        either, other = (f"{day_in_words(each)}, 00:00" for each in (day, days_around(day, 1)))
        raise NotUnderstoodError("two midnights", first=either, second=other)
    return replace(clock, next_day=True)


def as_clock_ago(words: str, here: Here) -> When | None:
    """ "Two hours ago", "a few minutes ago"."""
    match = re.fullmatch(
        (
            rf"(?:{NEARLY} )?(?:(?:(?P<fewest>{COUNT})(?: or | to | ?- ?))?{COUNTED}|a few|few"
            r"|several|some) (?P<unit>second|minute|hour)s?(?P<two> or two| or so)? ago"
        ),
        words,
    ) or re.fullmatch(
        rf"(?:{NEARLY} )?{COUNTED} (?P<unit>hour)s?,? (?:and )?(?P<more>{COUNT}) minutes? ago",
        words,
    )
    if not match:
        return None
    count = count_of(match["count"]) if match["count"] else 3
    if match.groupdict().get("two") == " or two":
        count = 1.5 if count == 1 else 0
    if not count:
        return None
    said = match.groupdict()
    if fewest := said.get("fewest"):
        count = (count_of(fewest) + count) / 2
    seconds = count * {"second": 1, "minute": 60, "hour": 3600}[match["unit"]]
    seconds += 60 * count_of(said["more"]) if said.get("more") else 0
    if seconds > 400 * 24 * 3600:
        return None
    return at_moment(earlier(here.now, timedelta(seconds=seconds)), zone=here.zone)


_AHEAD = re.compile(
    r"tomorrow|the day after tomorrow|(?:the |this )?(?:next|coming(?! up )|following|upcoming) "
    r"|soon$"
    r"|later(?: on| today| tonight| this \w+)?$|some ?day$"
    rf"|(?:on )?{WEEKDAY} (?:next|week|fortnight|coming)$|(?:a|two) weeks? (?:on|from) "
    r"|(?:when|once) (?:i'm|i am|we're|we are) (?:\d+|old|older|big|grown(?: up)?|retired|gone"
    rf"|{COUNT})$|(?:when|once) (?:i|we) (?:(?:turn|reach|hit) (?:\d+|{COUNT})"
    r"|become .+|grow up|retire|get older?|die)$"
    r"|when i'll "
    r"|in the future"
    rf"|in {COUNT} (?:second|minute|min|hour|day|week|fortnight|month|year|decade)s?$"
)


def as_ahead(words: str, _here: Here) -> When | None:
    """Refuses what is still to come: "tomorrow", "in two weeks"."""
    if _AHEAD.match(words) or words.endswith(" from now"):
        raise still_to_come()
    return None
