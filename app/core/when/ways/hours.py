"""Ways to say hours of a day, "yesterday 9:00-10:00": they are taken as the moment they begin. What
may be a zone's offset as well, and figures that may be a year, are asked for.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, time

from app.core.errors import NotUnderstoodError
from app.core.when.clock_words import AT_CLOCK, CLOCK, HOUR, PARTS, Clock, read_clock
from app.core.when.spans import Here, still_to_come
from app.core.when.times import When, reads_as_a_clock, with_words
from app.core.when.ways.moments import past_wall
from app.core.when.ways.reading import quiet_day, quietly, read

_JOINT = re.compile(r" ?- ?| to | and | until | till | through ")
_HALF_SAID = re.compile(
    r"[ap]\.?m\b|morning|afternoon|evening|night|noon|midday|midnight|\d[:.]\d\d"
)
_SURELY_AN_HOUR = re.compile(rf"(?:at )?{CLOCK}")
_ENDS_WITH_A_PART = re.compile(rf".*\b(?:{'|'.join(PARTS)}|tonight)")
_AN_HOUR = rf"(?P<clock>{AT_CLOCK}|\d{{1,2}}\.\d{{2}}|{HOUR})"
_BEGINS = re.compile(
    rf"(?:(?P<day>(?!(?:from|between) ).+?),? )??(?P<lead>from |between )?{_AN_HOUR}"
)
_ENDS = re.compile(rf"{_AN_HOUR}(?:,? (?:on )?(?P<day>.+))?")
_OFFSET = re.compile(
    r"(?P<rest>.+?)[ ,t]+(?P<clock>\d{1,2}:\d{2}) ?-(?P<hours>\d{2})(?P<mark>:?)(?P<minutes>\d{2})"
)
_FURTHEST_WEST = 12


def as_hours_of_a_day(words: str, here: Here) -> When | None:
    """ "Yesterday 9:00-10:00", "from 3 to 4 pm": the moment they begin, and the hours beside it."""
    _refuse_offset(words, here)
    for joint in list(_JOINT.finditer(words))[:4]:
        begins = _BEGINS.fullmatch(words[: joint.start()])
        ends = _ENDS.fullmatch(words[joint.end() :]) if begins else None
        if begins and ends and _are_hours(begins, ends, joint[0], here):
            when = _from_hour(begins, ends, here)
            start = begins.start("lead") if begins["lead"] else begins.start("clock")
            said = words[start : joint.end() + ends.end("clock")]
            return when and replace(when, text=with_words(when.text, said))
    return None


def without_hours(beside: str) -> str:
    """The words beside a time without the hours that `as_hours_of_a_day` has put behind them."""
    words, _, last = beside.rpartition(", ")
    for joint in _JOINT.finditer(last):
        begins = _BEGINS.fullmatch(last[: joint.start()])
        if begins and not begins["day"] and _ENDS.fullmatch(last[joint.end() :]):
            return words
    return beside


def _are_hours(begins: re.Match[str], ends: re.Match[str], joint: str, here: Here) -> bool:
    """Not days, years or counts: bare figures are hours only behind "from" or with a half of the
    day, and "between" goes with "and".
    """
    if begins["day"] and ends["day"]:
        return False
    if (begins["lead"] == "between ") != (joint == " and "):
        return False
    day = begins["day"] or ends["day"]
    clocks = (begins["clock"], ends["clock"])
    are_said = any(_HALF_SAID.search(each) or _SURELY_AN_HOUR.fullmatch(each) for each in clocks)
    of_a_part = bool(day and _ENDS_WITH_A_PART.fullmatch(day))
    if not are_said and not of_a_part and not (begins["lead"] and day):
        return False
    dotted = re.compile(r"\d{1,2}\.\d{2}")
    if not day and (dotted.fullmatch(begins["clock"]) or dotted.fullmatch(ends["clock"])):
        return False  # 14.03 to 16.03 may be days
    return not day or quiet_day(day, replace(here, now=_end_of(here))) is not None


def _end_of(here: Here) -> datetime:
    return here.now.replace(hour=23, minute=59, second=59)


def _from_hour(begins: re.Match[str], ends: re.Match[str], here: Here) -> When | None:
    day = begins["day"] or ends["day"] or ""
    first, last = _clock(begins["clock"]), _clock(ends["clock"])
    if first is None or last is None:
        return None
    said = f"at {begins['clock'].removeprefix('at ')}"
    if (first.spoken or first.unsure) and _HALF_SAID.search(ends["clock"]):
        # "3 to 4 pm" begins at three in the afternoon, "11 to 2 pm" in the morning.
        later = first.in_the_afternoon()
        said = f"{(later if later.time < last.time else first).time:%H:%M}"
    return read(f"{day} {said}" if day else said, here)


def _clock(words: str) -> Clock | None:
    return read_clock(words) if not re.fullmatch(HOUR, words) else read_clock(f"at {words}")


def _refuse_offset(words: str, here: Here) -> None:
    """Refuse "2019-03-14 10:00-1200", which may be two hours of a day, or one with its zone."""
    match = _OFFSET.fullmatch(words)
    day = quiet_day(match["rest"], here) if match else None
    if not match or day is None:
        return
    first, west = match["clock"].zfill(5), int(match["hours"])
    as_zone = f"{day.isoformat()}t{first}-{match['hours']}:{match['minutes']}"
    clock = read_clock(first)
    later = f"{match['hours']}:{match['minutes']}" > first
    only_hours = match["mark"] and later and not re.match(r"\d{4}-", match["rest"])
    whole_hours = match["minutes"] == "00" and 1 <= west <= _FURTHEST_WEST
    if clock is None or only_hours or not whole_hours or quietly(as_zone, here) is None:
        return
    start = past_wall(day, clock.time, here)
    if start is None:
        return
    raise NotUnderstoodError(
        "hours or zone", first=start.text, second=as_zone.upper(), clock=first, hours=west
    )


_MINUTES_OR_HOURS = re.compile(
    r"(?P<before>(?!.*\b(?:from|between|at|about|around)\b).*?)\b(?P<first>5|10) to "
    r"(?P<last>\d{1,2}(?![\d:.]).*)"
)


def as_minutes_or_hours(words: str, here: Here) -> When | None:
    """Refuses "yesterday, 5 to 6 pm", which may be from five on, or five minutes before six."""
    match = _MINUTES_OR_HOURS.fullmatch(words)
    if not match or words.endswith(" ago"):
        return None
    before, behind = match["before"], match["last"]
    hours = quietly(f"{before}from {match['first']} to {behind}", here)
    spoken = {"5": "five", "10": "ten"}[match["first"]]
    minutes = quietly(f"{before}{spoken} to {behind}", here)
    if not hours or not minutes or hours.precision != "moment" or minutes.precision != "moment":
        return None
    raise NotUnderstoodError(
        "two ways", first=hours.text, second=minutes.text, written=minutes.text
    )


def _is_late(match: re.Match[str], here: Here) -> bool:
    """Whether the figures are a time of an evening, and no year of our time: 2245."""
    figures = int(match["year"])
    clock = figures // 100 < 24 and figures % 100 < 60
    return clock and not match["until"] and figures > here.today.year + 40


def as_four_figures(words: str, here: Here) -> When | None:
    """ "0930" may be a time of day or a year, and is asked for; so are "0930-1000"."""
    match = re.fullmatch(
        r"(?P<near>around |about )?(?P<year>\d{4})(?:(?: ?- ?| to | until )(?P<until>\d{4}))?",
        words,
    )
    if (
        not match
        or here.depth > 1
        or match["year"] == "0000"
        or not (reads_as_a_clock(int(match["year"])) or _is_late(match, here))
    ):
        return None
    if match["until"] and not reads_as_a_clock(int(match["until"])):
        return None
    year, at = match["year"], time(int(match["year"][:2]), int(match["year"][2:]))
    clock, years = f"{at:%H:%M}", f"the year {year}"
    if match["until"]:
        years = f"between {year} and {match['until']}"
    elif match["near"]:
        years = f"about {years}"
    first = clock if past_wall(here.today, at, here) else f"yesterday at {clock}"
    if quietly(years, here) is None:
        if first != clock:
            raise still_to_come(clock=clock)
        return read(first, here)
    raise NotUnderstoodError("year or clock", first=first, second=years, clock=clock, year=years)
