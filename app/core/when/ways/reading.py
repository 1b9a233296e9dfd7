"""Reads words within words: "the week of Easter" is a week, of which "Easter" is a day."""

from __future__ import annotations

from datetime import date

from app.core.errors import NotUnderstoodError
from app.core.when.spans import Here
from app.core.when.times import When

DEEPEST = 6
"""Words within words ("sometime in the late summer of about 2004") are read this deep; more would
only cost time.
"""


def read(words: str, here: Here) -> When | None:
    """The time that these words say, read by the whole grammar; None if no way fits.

    Raises:
        NotUnderstoodError: they can be read in two ways, or name a time that is still to come.
    """
    return here.reader(words, here)


def quietly(words: str, here: Here) -> When | None:
    """The same; None also where it would be refused."""
    try:
        return read(words, here)
    except NotUnderstoodError:
        return None


def quiet_day(words: str, here: Here) -> date | None:
    """The day that these words say; None if they say no day, or are refused."""
    when = quietly(words, here)
    return when.day if when and when.precision == "day" else None
