"""A time of day in words: "8.30 pm", "half past three", "at 8" of an evening, "sunset"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import time

PARTS = (
    "morning", "afternoon", "evening", "night", "dawn", "sunrise", "breakfast", "lunchtime", "lunch", "teatime", "sunset", "dusk", "dinner",
    "supper", "bedtime",
)  # fmt: skip
PART = r"(?P<part>" + "|".join(PARTS) + ")"
"""A pattern for the parts a day has."""

_HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
HOUR = r"(?:\d{1,2}|" + "|".join(_HOURS) + ")"
_HALF = r"(?:[ap]\.?m\b\.?)"
# "3 to 4" are two hours: only every fifth minute goes without its name.
_MINUTE = r"(?:\d{1,2} minutes?|\d?[05]|(?:five|ten|twenty[- ]five|twenty)(?: minutes?)?)"
_NEAR = r"(?:at|around|about|by|~|(?:just|shortly) (?:after|before(?! midnight)))"
_DAY_PART = r"(?: (?:in the |at )?(?:morning|afternoon|evening|night))?"
CLOCK = (
    rf"(?:noon|midday|midnight|\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?: ?{_HALF})?|\d{{1,2}}\.\d{{2}} ?{_HALF}|{HOUR} ?{_HALF}|{HOUR} o'?clock"
    rf"|(?:half past|half|(?:a )?quarter (?:past|to)|{_MINUTE} (?:past|to)) {HOUR}(?: ?{_HALF}| o'?clock)?)"
)
"""A pattern for what is surely a time of day; after "at" a bare hour is one too."""
_BEFORE_A_PART = (
    r"in the|at night|(?:early |late )?(?:this (?:morning|afternoon|evening)|tonight"
    r"|(?:last|yesterday) (?:morning|afternoon|evening|night))"
)
AT_CLOCK = (
    rf"(?:(?:{_NEAR} ?)?{CLOCK}|(?:at|around|about|by) (?:about |around )?(?:\d{{1,2}}\.\d{{2}}|{HOUR})"
    rf"|{HOUR}(?= (?:{_BEFORE_A_PART})\b)){_DAY_PART}"
)

_PARSED = re.compile(
    rf"(?:{_NEAR} ?)*(?:(?P<named>noon|midday|midnight)"
    rf"|(?:(?P<minutes>half|a quarter|quarter|{_MINUTE}) (?P<side>past|to) |(?P<half_past>half) )?"
    rf"(?P<hour>{HOUR})(?:[:.](?P<minute>\d{{2}}))?(?::(?P<second>\d{{2}}))?(?: o'?clock)? ?(?P<half>{_HALF})?)"
    rf"(?: ?(?:in the |at )?(?P<part>morning|afternoon|evening|night))?"
)
_LATE = ("afternoon", "evening", "teatime", "sunset", "dusk", "dinner", "supper", "bedtime")
_MINUTES = {"half": 30, "quarter": 15, "a quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty five": 25, "twenty-five": 25}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, and whether a night that is named by the day before carries it past midnight."""

    time: time
    next_day: bool = False
    midnight: bool = False
    """Called so, and not "just after": it may be the one at the end of a day."""
    spoken: bool = False
    """One to five said as people speak, without the half of the day. They mean the afternoon, unless that cannot be."""

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
    part = match["part"] or part
    if match["named"]:
        exact = "after" not in words
        return Clock(time(0), next_day=part in ("evening", "night"), midnight=exact) if match["named"] == "midnight" else Clock(time(12))
    hour = _HOURS.index(match["hour"]) + 1 if match["hour"] in _HOURS else int(match["hour"])
    minute = int(match["minute"] or 0)
    if match["minutes"] or match["half_past"]:
        said = (match["minutes"] or match["half_past"]).removesuffix("s").removesuffix(" minute")
        minute = _MINUTES.get(said) or (int(said) if said.isdecimal() else 0)
    half = (match["half"] or "")[:1]
    if (half and not 1 <= hour <= 12) or minute > 59:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif (part in _LATE and hour < 12) or (part == "night" and 6 <= hour < 12):
        hour += 12
    elif part == "night" and hour == 12:
        hour = 0
    if match["side"] == "to":
        hour, minute = (hour - 1) % 24, 60 - minute if minute else 0
    second = int(match["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    spoken = hour <= 5 and not half and not part and not match["minute"] and match["hour"].lstrip("0") == match["hour"]
    return Clock(time(hour, minute, second), next_day=part == "night" and hour < 6, spoken=spoken)
