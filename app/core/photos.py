"""What a kept photo is, and what comes with a glimmer beside its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NewType, get_args

PhotoId = NewType("PhotoId", str)
"""sha256 of the stored picture, in hex: a photo used twice is one file."""

LONGEST = 2048
"""Pixels of the longer side of a stored photo, unless originals are kept."""
THUMBNAIL = 512
"""Pixels of the longer side of its thumbnail."""

NameKind = Literal["person", "place", "tag"]
NAME_KINDS: tuple[NameKind, ...] = get_args(NameKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo as it is stored: upright, and without anything but the picture in its file."""

    id: PhotoId
    width: int
    """Pixels of the stored picture, upright."""
    height: int
    media_type: str
    """`image/jpeg`, unless an original in another format is kept."""
    size: int
    """Bytes of the stored picture."""
    taken_at: str | None = None
    """ISO 8601 without offset: what the camera's own clock said; None when it said nothing that can be a date."""
    focus_x: float = 0.5
    """Where its subject is, in fractions of the upright picture from its upper left corner."""
    focus_y: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A photo in one glimmer."""

    photo: Photo
    description: str = ""
    """What is on it, for those who cannot see it; empty if nobody said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a glimmer holds beside its words; each in the order the person gave it."""

    photos: tuple[Attached, ...] = ()
    """The first is the cover."""
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
