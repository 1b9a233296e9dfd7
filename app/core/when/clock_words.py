"""A time of day in words: "8.30 pm", "half past three", "at 8" of an evening, "sunset"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import time

PARTS = (
    "morning", "afternoon", "evening", "night", "dawn", "sunrise", "breakfast", "lunchtime",
    "lunch", "teatime", "sunset", "dusk", "dinner",
    "supper", "bedtime",
)  # fmt: skip
PART = r"(?P<part>" + "|".join(PARTS) + ")"
"""A pattern for the parts a day has."""

PART_BEGINS = {
    "morning": 0, "afternoon": 12, "evening": 17, "night": 18, "dawn": 4, "sunrise": 4,
    "breakfast": 5, "lunchtime": 11, "lunch": 11, "teatime": 15, "sunset": 15, "dusk": 15,
    "dinner": 12, "supper": 16, "bedtime": 18,
}  # fmt: skip
"""The hour from which on a part of today has been, at the earliest that people call it so."""
NIGHT_ENDS = 5
"""Before this hour a day that began the morning before goes on: at 00:30 "tonight" has been."""

_HOURS = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
HOUR_WORD = "(?:" + "|".join(_HOURS) + ")"
HOUR = r"(?:\d{1,2}|" + "|".join(_HOURS) + ")"
_HALF = r"(?:[ap]\.?m\b\.?)"
# "3 to 4" are two hours: only every fifth minute goes without its name.
_MINUTE = r"(?:\d{1,2} minutes?|\d?[05]|(?:five|ten|twenty[- ]five|twenty)(?: minutes?)?)"
_NEAR = r"(?:at|around|about|by|~|(?:just|shortly) (?:after|before(?! midnight)))"
_DAY_PART = r"(?: (?:in the |at )?(?:morning|afternoon|evening|night))?"
CLOCK = (
    rf"(?:noon|midday|midnight|\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?: ?{_HALF})?"
    rf"|\d{{1,2}}\.\d{{2}} ?{_HALF}|{HOUR} ?{_HALF}|{HOUR} o'?clock"
    rf"|(?:half past|half|(?:a )?quarter (?:past|to)|{_MINUTE} (?:past"
    rf"|to)) {HOUR}(?: ?{_HALF}| o'?clock)?)"
)
"""A pattern for what is surely a time of day; after "at" a bare hour is one too."""
_BEFORE_A_PART = (
    r"in the|at night|(?:early |late )?(?:this (?:morning|afternoon|evening)|tonight"
    r"|(?:last|yesterday) (?:morning|afternoon|evening|night))"
)
AT_CLOCK = (
    rf"(?:(?:{_NEAR} ?)?{CLOCK}|(?:at|around|about|by) (?:about "
    rf"|around )?(?:\d{{1,2}}\.\d{{2}}|{HOUR})"
    rf"|{HOUR}(?= (?:{_BEFORE_A_PART})\b)){_DAY_PART}"
)

_PARSED = re.compile(
    rf"(?:{_NEAR} ?)*(?:(?P<named>noon|midday|midnight)"
    rf"|(?:(?P<minutes>half|a quarter|quarter|{_MINUTE}) (?P<side>past|to) |(?P<half_past>half) )?"
    rf"(?P<hour>{HOUR})(?:[:.](?P<minute>\d{{2}}))?(?::(?P<second>\d{{2}}))?(?: o'?clock)? "
    rf"?(?P<half>{_HALF})?)"
    rf"(?: ?(?:in the |at )?(?P<part>morning|afternoon|evening|night))?"
)
_LATE = ("afternoon", "evening", "teatime", "sunset", "dusk", "dinner", "supper", "bedtime")
_MINUTES = {
    "half": 30,
    "quarter": 15,
    "a quarter": 15,
    "five": 5,
    "ten": 10,
    "twenty": 20,
    "twenty five": 25,
    "twenty-five": 25,
}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, and whether a night that is named by the day before carries it
    past midnight.
    """

    time: time
    next_day: bool = False
    midnight: bool = False
    """Called so, and not "just after": it may be the one at the end of a day."""
    spoken: bool = False
    """One to five said as people speak, without the half of the day. They mean the afternoon,
    unless that cannot be.
    """
    unsure: bool = False
    """Six to eleven said so, or "5:30": in the morning or in the evening, where both have been."""

    def in_the_afternoon(self) -> Clock:
        """The same hour, twelve hours later."""
        return replace(self, time=self.time.replace(hour=self.time.hour + 12))


def read_clock(words: str, *, part: str = "") -> Clock | None:
    """What text matching `AT_CLOCK` says; `part` of the day decides what the figures leave open.

    None where no clock shows that.
    """
    match = _PARSED.fullmatch(words)
    if not match:
        return None
    night, part = part == "night", match["part"] or part
    if match["named"] == "midnight":
        return Clock(time(0), next_day=part in ("evening", "night"), midnight="after" not in words)
    if match["named"]:
        return Clock(time(12))
    return _clock_of_figures(match, part=part, night=night)


def _clock_of_figures(match: re.Match[str], *, part: str, night: bool) -> Clock | None:
    half = (match["half"] or "")[:1]
    hour, minute, second = _hour(match), _minute(match), int(match["second"] or 0)
    if (half and not 1 <= hour <= 12) or minute > 59 or second > 59:
        return None
    hour = _of_the_day(hour, half=half, part=part)
    if match["side"] == "to":
        hour, minute = (hour - 1) % 24, -minute % 60
    if hour > 23:
        return None
    as_spoken = not half and not part and _without_figures(match)
    # Two figures are an hour of 24, "5:30" is not surely one.
    one_figure = not half and not part and bool(match["minute"]) and len(match["hour"]) == 1
    spoken = as_spoken and hour <= 5
    unsure = (as_spoken and 6 <= hour <= 11) or (one_figure and hour > 0)
    # "Three in the morning last night" is in the morning that this night ends with.
    next_day = (part == "night" and hour < 6) or (night and part == "morning" and hour < 12)
    return Clock(time(hour, minute, second), next_day=next_day, spoken=spoken, unsure=unsure)


def _hour(match: re.Match[str]) -> int:
    """As it was said, from 0 to 99."""
    said = match["hour"]
    return _HOURS.index(said) + 1 if said in _HOURS else int(said)


def _minute(match: re.Match[str]) -> int:
    """As it was said, past the hour or to it."""
    said = match["minutes"] or match["half_past"]
    if not said:
        return int(match["minute"] or 0)
    said = said.removesuffix("s").removesuffix(" minute")
    return _MINUTES.get(said) or (int(said) if said.isdecimal() else 0)


def _of_the_day(hour: int, *, half: str, part: str) -> int:
    """The hour of 24, as far as "a" or "p" or the part of the day tells it."""
    if half:
        return hour % 12 + (12 if half == "p" else 0)
    if (part in _LATE and hour < 12) or (part == "night" and 6 <= hour < 12):
        return hour + 12
    if part == "night" and hour == 12:
        return 0
    return hour


def _without_figures(match: re.Match[str]) -> bool:
    """ "At five", "at 5": neither "5:00" nor "05"."""
    return not match["minute"] and match["hour"].lstrip("0") == match["hour"]
