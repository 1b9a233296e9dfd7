"""Pieces of patterns that several ways to say a time use, and numbers of months and weekdays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from app.core.when.count_words import COUNT, count_of
from app.core.when.times import (
    MONTHS,
    WEEKDAYS,
)

MONTH = r"(?P<month>" + "|".join(f"{m.lower()}|{m[:3].lower()}\\.?" for m in MONTHS) + r"|sept\.?)"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?"
YEAR = r"(?P<year>\d{4})"
SEASON = r"(?P<season>spring|summer|autumn|fall|winter)(?: ?time| holidays?| vacation| break)?"
WEEKDAY = (
    r"(?P<weekday>"
    + "|".join(f"{w.lower()}|{w[:3].lower()}\\.?" for w in WEEKDAYS)
    + r"|tues\.?|weds\.?|thurs?\.?)"
)
COUNTED = rf"(?P<count>{COUNT})"
NEARLY = (
    r"(?:about|around|round about|circa|c\.|ca\.?|c|~|roughly|approximately|approx\.?|maybe"
    r"|perhaps|possibly|probably|i think|nearly|almost"
    r"|(?:just |a bit |a little )?(?:over|under)(?= (?:\d|a |an ))|more than|less than"
    r"|at least|some(?= \d)"
    r"|(?:it )?must have been|i (?:believe|guess)(?: it was)?|i think it was"
    r"|somewhere (?:about|around))"
)
NEARLY_AFTER = (
    r"(?: or so| or thereabouts| roughly| approximately| approx\.?|[ -]?ish|,? ?\?|,? i think"
    r"|,? maybe|,? perhaps|,? probably|~)"
)


def month_number(word: str) -> int:
    """From 1 to 12, of what `MONTH` has matched."""
    return next(i for i, name in enumerate(MONTHS, 1) if name.lower().startswith(word[:3]))


def weekday_number(word: str) -> int:
    """From 0 for Monday to 6, of what `WEEKDAY` has matched."""
    return next(i for i, name in enumerate(WEEKDAYS) if name.lower().startswith(word[:3]))


def first_match(patterns: Iterable[str], words: str) -> re.Match[str] | None:
    """The match of the first pattern that fits all of `words`."""
    return next((match for each in patterns if (match := re.fullmatch(each, words))), None)


def times_back(said: Mapping[str, str | None]) -> float:
    """Which one back from today: 1 of "last summer", 2 of "the summer before last", 3 of "three
    summers ago"; `said` are the groups `count` and `before`. 2.5 and 0 are possible.
    """
    count = said.get("count")
    return (count_of(count) if count else 1) + (1 if said.get("before") else 0)
