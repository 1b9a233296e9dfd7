"""A journal on its way out, as files that open without Glimmers: what is asked for, and what became
of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

Form = Literal["json", "csv"]
FORMS: tuple[Form, ...] = get_args(Form)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What lies in the folder that was written."""

    glimmers: int = 0
    """The bin left out."""
    photos: int = 0
    """Of glimmers: files in it, one that is in two glimmers once."""
    collages: int = 0
    """Finished ones in it, as pictures."""
    missing: int = 0
    """Photos and collages that the journal has and that are not in it: their files could not be
    read.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What files say that are written for a person, in the language they are written in."""

    read_me_name: str
    """The name of the file that says what is in the folder."""
    read_me: Callable[[Exported], str]
    """Its text."""
