"""Days of the year that have a name, and when they fall."""

from __future__ import annotations

import re
from datetime import date, timedelta

_FIXED = {
    "christmas eve": (12, 24), "xmas eve": (12, 24), "christmas day": (12, 25),
    "xmas day": (12, 25), "christmas": (12, 25),
    "xmas": (12, 25), "boxing day": (12, 26), "new year's eve": (12, 31), "new years eve": (12, 31),
    "nye": (12, 31),
    "new year's day": (1, 1), "new years day": (1, 1), "new year's": (1, 1), "new years": (1, 1),
    "new year": (1, 1), "epiphany": (1, 6),
    "valentine's day": (2, 14), "valentines day": (2, 14), "valentine's": (2, 14),
    "leap day": (2, 29), "st patrick's day": (3, 17),
    "st. patrick's day": (3, 17), "saint patrick's day": (3, 17), "april fool's day": (4, 1),
    "may day": (5, 1),
    "midsummer's eve": (6, 23), "midsummer's day": (6, 24), "halloween": (10, 31),
    "bonfire night": (11, 5),
}  # fmt: skip
_FROM_EASTER = {
    "easter": 0, "easter sunday": 0, "easter day": 0, "easter monday": 1, "good friday": -2,
    "palm sunday": -7, "ash wednesday": -46,
    "shrove tuesday": -47, "pancake day": -47, "ascension day": 39, "pentecost": 49, "whitsun": 49,
    "whit sunday": 49, "whit monday": 50,
}  # fmt: skip
_THANKSGIVING = ("thanksgiving day", "thanksgiving")

NAMES = sorted((*_FIXED, *_FROM_EASTER, *_THANKSGIVING), key=len, reverse=True)
FEAST = r"(?P<feast>" + "|".join(map(re.escape, NAMES)) + ")"
"""A pattern for the names that `feast_in` knows."""


def feast_in(year: int, name: str) -> date | None:
    """The day it fell on: Easter by the western church, Thanksgiving in the United States; None
    where that year had none.
    """
    if name in _THANKSGIVING:
        first = date(year, 11, 1)
        return first + timedelta(days=(3 - first.weekday()) % 7 + 21)
    if name in _FROM_EASTER:
        return _easter(year) + timedelta(days=_FROM_EASTER[name])
    month, day = _FIXED[name]
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _easter(year: int) -> date:
    """Western Easter; the method of Butcher's Ecclesiastical Calendar (1876), as in Meeus,
    "Astronomical Algorithms", 8.
    """
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    el = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * el) // 451
    month, day = divmod(h + el - 7 * m + 114, 31)
    return date(year, month, day + 1)
