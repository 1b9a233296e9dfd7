"""Feasts of calendars that follow the moon, as days of ours.

The Hebrew calendar is arithmetic, and so is the Easter of the eastern churches. The new year of
China is read from a table. Months of Islam begin when the moon is seen, a day apart from place to
place: what is computed is "about" its day. Others are not computed: who writes them is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day of a feast, both inclusive."""

    first: date
    last: date
    about: bool = False
    """Whether it is a day earlier or later somewhere."""


_OF_HEBREWS = {
    "rosh hashanah": "rosh hashanah", "rosh hashana": "rosh hashanah",
    "jewish new year": "rosh hashanah", "yom kippur": "yom kippur", "sukkot": "sukkot",
    "sukkoth": "sukkot", "hanukkah": "hanukkah", "chanukah": "hanukkah", "hanukah": "hanukkah",
    "chanukkah": "hanukkah", "purim": "purim", "passover": "passover", "pesach": "passover",
    "shavuot": "shavuot", "shavuoth": "shavuot",
}  # fmt: skip
_OF_ISLAM = {
    "eid al-fitr": "fitr", "eid al fitr": "fitr", "eid ul-fitr": "fitr", "eid ul fitr": "fitr",
    "eid-ul-fitr": "fitr", "eid-al-fitr": "fitr", "eid al-adha": "adha", "eid al adha": "adha",
    "eid ul-adha": "adha", "eid ul adha": "adha", "eid-ul-adha": "adha", "eid-al-adha": "adha",
    "bakrid": "adha", "ramadan": "ramadan", "ramadhan": "ramadan", "ramzan": "ramadan",
}  # fmt: skip
_OF_CHINA = ("lunar new year", "chinese new year")
EITHER_EID = ("eid", "eid mubarak")
"""A name that both have."""

NAMES = (*_OF_HEBREWS, *_OF_ISLAM, *_OF_CHINA, *EITHER_EID)
ASKED = (
    "diwali", "deepavali", "divali", "holi", "onam", "navratri", "navaratri", "dussehra",
    "dasara", "durga puja", "ganesh chaturthi", "raksha bandhan", "rakhi", "janmashtami",
    "maha shivaratri", "karva chauth", "lohri", "makar sankranti", "pongal", "ugadi", "vaisakhi",
    "baisakhi", "vesak", "wesak", "losar", "songkran", "tet", "nowruz", "norooz", "mawlid",
    "muharram", "ashura", "mid-autumn festival", "moon festival", "obon", "orthodox christmas",
    "labour day", "queen's birthday", "king's birthday", "bank holiday", "twelfth night",
)  # fmt: skip
"""Feasts whose day hangs on a place, an almanac or a church."""


def days_in(year: int, name: str) -> tuple[Days, ...]:
    """When a feast began in that year of ours, if it did; one of Islam may have done so twice."""
    if name in _OF_CHINA:
        return _new_year_of_china(year)
    if name in _OF_HEBREWS:
        return (_of_hebrews(year, _OF_HEBREWS[name]),)
    names = ("fitr", "adha") if name in EITHER_EID else (_OF_ISLAM[name],)
    found = [days for each in names for days in _of_islam(year, each)]
    return tuple(sorted(found, key=lambda days: days.first))


_HEBREW_EPOCH = -1_373_427
"""The day before the first year, as `date.toordinal` counts days."""


def _of_hebrews(year: int, name: str) -> Days:
    """From the evening before, with which each day begins, to the last day outside Israel."""
    new_year = _hebrew_new_year(year + 3761)
    length = _hebrew_new_year(year + 3762) - new_year
    kislev = new_year + 30 + (30 if length % 10 == 5 else 29)
    passover = new_year - 163
    first, days = {
        "rosh hashanah": (new_year, 2),
        "yom kippur": (new_year + 9, 1),
        "sukkot": (new_year + 14, 7),
        "hanukkah": (kislev + 24, 8),
        "purim": (passover - 30, 1),
        "passover": (passover, 8),
        "shavuot": (passover + 50, 2),
    }[name]
    return Days(date.fromordinal(first - 1), date.fromordinal(first + days - 1))


def _hebrew_new_year(year: int) -> int:
    """1 Tishri; Reingold and Dershowitz, "Calendrical Calculations", 8."""
    before, here, behind = (_days_before(each) for each in (year - 1, year, year + 1))
    delay = 1 if here - before == 382 else 0
    if behind - here == 356:
        delay = 2
    return _HEBREW_EPOCH + here + delay


def _days_before(year: int) -> int:
    months = (235 * year - 234) // 19
    days = 29 * months + (12_084 + 13_753 * months) // 25_920
    return days + 1 if 3 * (days + 1) % 7 < 3 else days


_ISLAMIC_EPOCH = 227_014
"""The day before the first year, as `date.toordinal` counts days."""


def _of_islam(year: int, name: str) -> list[Days]:
    """By the tabular calendar of thirty years; a month with two days more on both ends, which is as
    far as any country is from it.
    """
    near = (year - 622) * 33 // 32
    found = []
    for hijri in range(max(1, near - 1), near + 3):  # the first year is 622
        if name == "ramadan":
            first, last = _hijri(hijri, 9, 1) - 2, _hijri(hijri, 10, 1) + 1
            days = Days(date.fromordinal(first), date.fromordinal(last))
        else:
            day = date.fromordinal(
                _hijri(hijri, 10, 1) if name == "fitr" else _hijri(hijri, 12, 10)
            )
            days = Days(day, day, about=True)
        if days.first.year == year:
            found.append(days)
    return found


def _hijri(year: int, month: int, day: int) -> int:
    months = 29 * (month - 1) + month // 2
    return _ISLAMIC_EPOCH + (year - 1) * 354 + (3 + 11 * year) // 30 + months + day


_CHINA_FROM = 1930
_CHINA = (
    "J\\QFYODVK^SGZPEXMBUI\\QGYNDWK]SHZPEXMATJ\\QGZNCVK]RH[PEXM_TI\\QGZOCUK"
    "^RH[PDWLBTI]RFYNCUK^SH[PEWLBUI\\QFXNCVK^SHZODWLBUJ\\QFYMCVL^SHZODWM"
)
"""A letter a year: how many days after 20 January it began, counted from "@"."""


def _new_year_of_china(year: int) -> tuple[Days, ...]:
    place = year - _CHINA_FROM
    if not 0 <= place < len(_CHINA):
        return ()
    day = date.fromordinal(date(year, 1, 20).toordinal() + ord(_CHINA[place]) - ord("@"))
    return (Days(day, day),)


def eastern_easter(year: int) -> date:
    """Of the Orthodox churches: Meeus, "Astronomical Algorithms", 8; from the Julian calendar into
    ours.
    """
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    behind = year // 100 - year // 400 - 2
    return date.fromordinal(date(year, month, day + 1).toordinal() + behind)
