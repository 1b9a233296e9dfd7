"""An hour of the day as the person reads clocks: 18:42, or 6:42 PM. Held here and nowhere else, as
the language is, and asked each time an hour is shown.
"""

from __future__ import annotations

import re
from datetime import datetime, time

from app.words.sentence import Sentence

_twelve = False


def show(*, twelve: bool) -> None:
    """From now on, hours are shown as on a clock of twelve hours, or of twenty-four."""
    global _twelve
    _twelve = twelve


def are_twelve() -> bool:
    """Whether a clock has twelve hours here."""
    return _twelve


class Hours:
    """Both ways to say one."""

    _MORNING = Sentence("{time} AM")
    _AFTERNOON = Sentence("{time} PM")

    def of(self, at: time | datetime) -> str:
        """To the minute; seconds are left out."""
        return self.in_twelve(at) if _twelve else f"{at:%H:%M}"

    def in_twelve(self, at: time | datetime) -> str:
        """On a clock of twelve hours: midnight is 12:00 AM, noon 12:00 PM."""
        half = self._MORNING if at.hour < 12 else self._AFTERNOON
        return half.format(time=f"{at.hour % 12 or 12}:{at:%M}")

    def as_shown(self, text: str) -> str:
        """A text that ends in an hour of twenty-four, such as “22 November 2026, 18:42”, with that
        hour as it is shown here. Any other text comes back as it was.
        """
        if not _twelve or (found := _AT_THE_END.search(text)) is None:
            return text
        return text[: found.start()] + self.of(time(int(found[1]), int(found[2])))


_AT_THE_END = re.compile(r"(?<![^\s])([01][0-9]|2[0-3]):([0-5][0-9])$", re.ASCII)

hours = Hours()
