"""A time of day in words: "8.30 pm", "half past three", "at 8" of an evening, "sunset"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

PARTS = ("morning", "afternoon", "evening", "night", "dawn", "sunrise", "lunchtime", "sunset", "dusk", "bedtime")
PART = r"(?P<part>" + "|".join(PARTS) + ")"
"""A pattern for the parts a day has."""

_HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_HOUR = r"(?:\d{1,2}|" + "|".join(_HOURS) + ")"
_HALF = r"(?:[ap]\.?m\b\.?)"
_MINUTE = r"(?:\d{1,2}|five|ten|twenty|twenty[- ]five)(?: minutes?)?"
_DAY_PART = r"(?: (?:in the |at )?(?:morning|afternoon|evening|night))?"
CLOCK = (
    rf"(?:noon|midday|midnight|\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?: ?{_HALF})?|\d{{1,2}}\.\d{{2}} ?{_HALF}|{_HOUR} ?{_HALF}|{_HOUR} o'?clock"
    rf"|(?:half past|half|(?:a )?quarter (?:past|to)|{_MINUTE} (?:past|to)) {_HOUR}(?: ?{_HALF}| o'?clock)?)"
)
"""A pattern for what is surely a time of day; after "at" a bare hour is one too."""
AT_CLOCK = rf"(?:(?:(?:at|around|about|by) )?{CLOCK}|at (?:about |around )?{_HOUR}|{_HOUR}(?= in the | at night)){_DAY_PART}"

_PARSED = re.compile(
    rf"(?:(?:at|around|about|by) )*(?:(?P<named>noon|midday|midnight)"
    rf"|(?:(?P<minutes>half|a quarter|quarter|{_MINUTE}) (?P<side>past|to) |(?P<half_past>half) )?"
    rf"(?P<hour>{_HOUR})(?:[:.](?P<minute>\d{{2}}))?(?::(?P<second>\d{{2}}))?(?: o'?clock)? ?(?P<half>{_HALF})?)"
    rf"(?: ?(?:in the |at )?(?P<part>morning|afternoon|evening|night))?"
)
_MINUTES = {"half": 30, "quarter": 15, "a quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty five": 25, "twenty-five": 25}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, and whether a night that is named by the day before carries it past midnight."""

    time: time
    next_day: bool = False


def read_clock(words: str, *, part: str = "") -> Clock | None:
    """What text matching `AT_CLOCK` says; `part` of the day decides what the figures leave open.

    None where no clock shows that.
    """
    match = _PARSED.fullmatch(words)
    if not match:
        return None
    part = match["part"] or part
    if match["named"]:
        return Clock(time(0), part == "night") if match["named"] == "midnight" else Clock(time(12))
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
    elif (part in ("afternoon", "evening", "sunset", "dusk", "bedtime") and hour < 12) or (part == "night" and 6 <= hour < 12):
        hour += 12
    elif part == "night" and hour == 12:
        hour = 0
    if match["side"] == "to":
        hour, minute = (hour - 1) % 24, 60 - minute if minute else 0
    second = int(match["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return Clock(time(hour, minute, second), part == "night" and hour < 6)
