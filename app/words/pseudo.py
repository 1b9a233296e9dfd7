"""A language for tests: [!!! Ķēēpţ one two !!!] is long, accented, and still to be read."""

from __future__ import annotations

import re

_PLAIN = "aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsStTuUvVwWxXyYzZ"
_ACCENTED = "āĀƀɃçÇđĐēĒƒƑğĞĥĤīĪĵĴķĶļĻɱṀñÑōŌƥƤǫǪŕŔšŠţŢūŪṽṼŵŴẋẊýÝžŽ"
_ACCENTS = str.maketrans(dict(zip(_PLAIN, _ACCENTED, strict=True)))
_PLACEHOLDER = re.compile(r"(\{[^{}]*\})")
_LONGER = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
"""Translations of short English sentences are about a third longer; what is short grows most."""


class Pseudo:
    """As a catalogue of gettext's, made from English itself; placeholders stay what they are."""

    def gettext(self, message: str, /) -> str:
        """The sentence, accented and longer."""
        parts = _PLACEHOLDER.split(message)
        parts[::2] = [part.translate(_ACCENTS) for part in parts[::2]]
        room = max(1, min(len(_LONGER), len(message) // 12))
        return f"[!!! {''.join(parts)} {' '.join(_LONGER[:room])} !!!]"

    def ngettext(self, one: str, more: str, count: int, /) -> str:
        """As English counts."""
        return self.gettext(one if count == 1 else more)
