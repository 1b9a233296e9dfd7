"""The people that a person wrote down to call when it is hard: each a name and a phone number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.errors import GlimmersError, InvalidNumberError
from app.core.names import check_name

CONTACT = "contact:"
"""How the preference of each begins: `{"name", "number", "place"}`, or null once it was taken away.
Each has one of its own, so that those written down in two copies of a journal are all there where
they are merged, and one that was taken away later is taken away.
"""
MOST = 5
"""That can be written down: more would be a list to search, in an hour in which nobody wants to."""
MAX_NUMBER = 40
"""Characters of a number as it is typed, with its spaces and dashes."""
_FEWEST, _MOST_DIGITS = 2, 18
"""Digits. E.164 has 15 at most, and what leads out of a country stands before them; two numbers in
one box are mostly longer.
"""
_BETWEEN = "./·\N{MINUS SIGN}"
"""What stands between digits beside spaces, dashes and brackets, and is not dialled."""
_ONLY_AT_HOME = re.compile(r"[(（\[]\s*(\d)\s*[)）\]]")
_ABROAD = ("+", "00", "011")
"""How a number begins that can be dialled in every country, or in several."""
_ZERO_STAYS = re.compile(r"(\+|00|011)(39|378)")
"""How it begins where the zero is part of the number, and is dialled from abroad too: Italy, the
Vatican and San Marino.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody to call."""

    id: str
    """Random: it says nothing about anybody."""
    name: str
    """Empty where only the number was written."""
    number: str
    """As it was typed."""
    place: int = 0
    """Those of smaller ones stand before it."""

    @property
    def address(self) -> str:
        """What the device's own phone is opened by (RFC 3966)."""
        return f"tel:{dialled(self.number)}"

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {"name": self.name, "number": self.number, "place": self.place}


def contact(id: str, name: str, number: str, *, place: int = 0) -> Contact:
    """Somebody to call, without the spaces around.

    Raises:
        InvalidWordsError: see `check_name`; a name may be missing.
        InvalidNumberError: see `dialled`.
    """
    named = check_name(name) if name.strip() else ""
    dialled(number)
    return Contact(id=id, name=named, number=number.strip(), place=place)


def dialled(number: str) -> str:
    """What is dialled for a number as somebody typed it: digits, in whatever script they were
    typed, and a plus before them. A zero in brackets is dialled only within a country, so it is
    left out of a number that begins as from abroad, unless the country is one that keeps it.

    Raises:
        InvalidNumberError: no number yet ("empty"); or letters, two numbers, or too few or too many
            digits for one.
    """
    typed = number.strip()
    if not typed:
        raise InvalidNumberError("empty")
    if len(typed) > MAX_NUMBER:
        raise InvalidNumberError
    found = ""
    for character in _for_abroad(typed):
        if character in "+＋" and not found:
            found = "+"
        elif unicodedata.category(character) == "Nd":
            found += str(unicodedata.decimal(character))
        elif not _is_between(character):
            raise InvalidNumberError
    if not _FEWEST <= len(found.removeprefix("+")) <= _MOST_DIGITS:
        raise InvalidNumberError
    return found


def _for_abroad(typed: str) -> str:
    """Without a zero in brackets, where others stand before it that lead into the country."""
    for bracketed in _ONLY_AT_HOME.finditer(typed):
        before = "".join(
            str(unicodedata.decimal(each)) if unicodedata.category(each) == "Nd" else "+"
            for each in typed[: bracketed.start()]
            if each in "+＋" or unicodedata.category(each) == "Nd"
        )
        is_abroad = before.startswith(_ABROAD) and not _ZERO_STAYS.match(before)
        if unicodedata.decimal(bracketed[1]) == 0 and is_abroad:
            return typed[: bracketed.start()] + typed[bracketed.end() :]
    return typed


def _is_between(character: str) -> bool:
    kind = unicodedata.category(character)
    return character in _BETWEEN or kind in ("Zs", "Pd", "Ps", "Pe", "Cf")


def contacts_from(stored: Mapping[str, Any]) -> tuple[Contact, ...]:
    """Those among stored preferences, given by their ids, in their order; what was taken away or is
    damaged is left out.
    """
    found: list[Contact] = []
    for id, record in stored.items():
        try:
            place = record["place"]
            placed = place if isinstance(place, int) else 0
            found.append(contact(id, record["name"], record["number"], place=placed))
        except (GlimmersError, TypeError, KeyError, AttributeError):
            continue
    return tuple(sorted(found, key=lambda each: (each.place, each.id)))
