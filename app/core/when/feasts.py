"""Days of the year that have a name, and when they fall."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from app.core.when.moon_feasts import eastern_easter
from app.core.when.times import month_range

_FIXED = {
    "christmas eve": (12, 24), "xmas eve": (12, 24), "christmas day": (12, 25),
    "xmas day": (12, 25), "christmas": (12, 25), "xmas": (12, 25), "boxing day": (12, 26),
    "st stephen's day": (12, 26), "stephen's day": (12, 26), "new year's eve": (12, 31),
    "nye": (12, 31), "hogmanay": (12, 31), "new year's day": (1, 1), "new year's": (1, 1),
    "new year": (1, 1), "epiphany": (1, 6), "burns night": (1, 25), "australia day": (1, 26),
    "republic day": (1, 26), "st brigid's day": (2, 1), "groundhog day": (2, 2),
    "valentine's day": (2, 14), "valentine's": (2, 14), "st valentine's day": (2, 14),
    "leap day": (2, 29), "st david's day": (3, 1), "international women's day": (3, 8),
    "st patrick's day": (3, 17), "paddy's day": (3, 17), "human rights day": (3, 21),
    "april fool's day": (4, 1), "april fool's": (4, 1), "st george's day": (4, 23),
    "anzac day": (4, 25), "freedom day": (4, 27), "may day": (5, 1), "star wars day": (5, 4),
    "bloomsday": (6, 16), "youth day": (6, 16), "juneteenth": (6, 19),
    "midsummer's eve": (6, 23), "midsummer's day": (6, 24), "canada day": (7, 1),
    "bastille day": (7, 14), "mandela day": (7, 18), "heritage day": (9, 24),
    "gandhi jayanti": (10, 2), "halloween": (10, 31), "all saints' day": (11, 1),
    "all saints day": (11, 1), "all souls' day": (11, 2), "all souls day": (11, 2),
    "bonfire night": (11, 5), "guy fawkes night": (11, 5), "guy fawkes": (11, 5),
    "remembrance day": (11, 11), "armistice day": (11, 11), "veterans day": (11, 11),
    "ve day": (5, 8), "d-day": (6, 6), "candlemas": (2, 2), "lammas": (8, 1),
    "michaelmas": (9, 29), "all hallows' eve": (10, 31), "fireworks night": (11, 5),
    "patrick's day": (3, 17),
    "st andrew's day": (11, 30), "day of reconciliation": (12, 16),
}  # fmt: skip
_FROM_EASTER = {
    "easter": 0, "easter sunday": 0, "easter day": 0, "easter monday": 1, "good friday": -2,
    "maundy thursday": -3, "holy saturday": -1, "easter eve": -1, "mothering sunday": -21,
    "british mother's day": -21, "irish mother's day": -21,
    "palm sunday": -7, "ash wednesday": -46, "shrove tuesday": -47, "pancake day": -47,
    "pancake tuesday": -47, "mardi gras": -47, "ascension day": 39, "pentecost": 49,
    "easter saturday": -1, "easter tuesday": 2,
    "whitsun": 49, "whit sunday": 49, "whit monday": 50, "trinity sunday": 56,
}  # fmt: skip
_FROM_EASTERN = {
    "orthodox easter": 0, "greek easter": 0, "orthodox easter sunday": 0,
    "orthodox good friday": -2, "orthodox easter monday": 1,
}  # fmt: skip
_LAST = -1
_NTH = {
    "thanksgiving day": (11, 3, 4, 0), "thanksgiving": (11, 3, 4, 0), "black friday": (11, 3, 4, 1),
    "cyber monday": (11, 3, 4, 4), "canadian thanksgiving": (10, 0, 2, 0),
    "mlk day": (1, 0, 3, 0), "martin luther king day": (1, 0, 3, 0),
    "presidents' day": (2, 0, 3, 0), "presidents day": (2, 0, 3, 0),
    "memorial day": (5, 0, _LAST, 0), "labor day": (9, 0, 1, 0), "columbus day": (10, 0, 2, 0),
    "early may bank holiday": (5, 0, 1, 0), "spring bank holiday": (5, 0, _LAST, 0),
    "remembrance sunday": (11, 6, 2, 0), "melbourne cup day": (11, 1, 1, 0),
    "melbourne cup": (11, 1, 1, 0),
}  # fmt: skip
"""Month, weekday (Monday is 0), which of them, and how many days behind it."""
_NTH |= {
    "american thanksgiving": (11, 3, 4, 0),
    "american mother's day": (5, 6, 2, 0), "british father's day": (6, 6, 3, 0),
    "australian father's day": (9, 6, 1, 0), "british august bank holiday": (8, 0, _LAST, 0),
    "irish august bank holiday": (8, 0, 1, 0),
}  # fmt: skip
_FIXED |= {
    "american independence day": (7, 4),
    "indian independence day": (8, 15),
    "national women's day": (8, 9),
}
_TWO_WAYS = {
    "mother's day": ("mothering sunday", "american mother's day"),
    "father's day": ("british father's day", "australian father's day"),
    "august bank holiday": ("british august bank holiday", "irish august bank holiday"),
    "independence day": ("american independence day", "indian independence day"),
    "women's day": ("international women's day", "national women's day"),
}
"""Names that are another day in another of the countries whose English is read here."""


def _spelt(name: str) -> Iterator[str]:
    """A name as people write it: "St. Patrick's Day", "saint patricks day"."""
    for saint in ("st ", "st. ", "saint ") if name.startswith("st ") else ("",):
        written = saint + name.removeprefix("st ") if saint else name
        yield written
        yield written.replace("'s", "s")
        yield written.replace("'s day", "s' day")


_ALL = ("advent sunday", *_FIXED, *_FROM_EASTER, *_FROM_EASTERN, *_NTH, *_TWO_WAYS)
_SPELT = {spelt: name for name in _ALL for spelt in _spelt(name)}
NAMES = sorted(_SPELT, key=len, reverse=True)
"""What `feasts_in` knows, as people write it."""
FEAST = r"(?P<feast>" + "|".join(map(re.escape, NAMES)) + ")"
"""A pattern for `NAMES`."""


def feasts_in(year: int, name: str) -> tuple[date, ...]:
    """The day it fell on; two where countries differ, none where that year had none. Easter is that
    of the western church, Thanksgiving that of the United States.
    """
    name = _SPELT[name]
    if name in _TWO_WAYS:
        return tuple(day for way in _TWO_WAYS[name] for day in feasts_in(year, way))
    if name in _NTH:
        return (_nth(year, *_NTH[name]),)
    if name == "advent sunday":
        eve = date(year, 12, 24)
        return (eve - timedelta(days=(eve.weekday() + 1) % 7 + 21),)
    if name in _FROM_EASTER:
        return (_easter(year) + timedelta(days=_FROM_EASTER[name]),)
    if name in _FROM_EASTERN:
        return (eastern_easter(year) + timedelta(days=_FROM_EASTERN[name]),)
    month, day = _FIXED[name]
    try:
        return (date(year, month, day),)
    except ValueError:
        return ()


def _nth(year: int, month: int, weekday: int, which: int, behind: int) -> date:
    """The first, second … or last such weekday of a month, or a day some days behind it."""
    if which == _LAST:
        last = month_range(year, month)[1]
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1) + behind)


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
