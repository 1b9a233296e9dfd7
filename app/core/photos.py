"""What a kept photo is, and what comes with a glimmer beside its words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple, NewType, get_args

PhotoId = NewType("PhotoId", str)
"""sha256 of the stored picture, in hex: a photo used twice is one file."""

LONGEST = 2048
"""Pixels of the longer side of a stored photo, unless originals are kept."""
THUMBNAIL = 512
"""Pixels of the longer side of its thumbnail."""

ORIGINALS = "originals"
"""The preference that photos are stored at their full size."""

NameKind = Literal["person", "place", "tag"]
NAME_KINDS: tuple[NameKind, ...] = get_args(NameKind)


_EARLIEST = 1900
"""Scans of old photos carry the day that was written on their back; cameras that lost theirs say
the year 0.
"""
_SAID = re.compile(r"(\d{4})[:/.-](\d\d)[:/.-](\d\d)[ T](\d\d):(\d\d):(\d\d)", re.ASCII)
"""As EXIF has it, and as programs write it that know better; what may follow are fractions and a
zone.
"""


def when_taken(said: Iterable[object], today: date) -> str | None:
    """When a camera says a photo was taken, by its own clock: the first of these that can be a
    time.

    ISO 8601 without offset. `today` is the latest day that can be, give or take time zones.
    """
    for each in said:
        found = _SAID.match(str(each).strip("\0 "))
        if found is None:
            continue
        try:
            taken = datetime(*map(int, found.groups()))  # type: ignore[arg-type]  # six numbers, and no zone
        except ValueError:
            continue
        if taken.year >= _EARLIEST and taken.date() <= today + timedelta(days=1):
            return taken.isoformat()
    return None


class Focus(NamedTuple):
    """Where a photo's subject is, in fractions of the upright photo from its upper left corner."""

    x: float
    y: float
    by_hand: bool = False
    """Whether a person said so; else a program guessed."""


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
    """ISO 8601 without offset: what the camera's own clock said; None when it said nothing that can
    be a date.
    """
    focus_x: float = 0.5
    """Where a program found its subject, in fractions of the upright picture from its upper left
    corner.
    """
    focus_y: float = 0.5
    in_sight: tuple[float, float] | None = None
    """What a person said is to be seen of it, in the same fractions; None: nobody said anything."""

    @property
    def aspect(self) -> float:
        """Width / height."""
        return self.width / self.height

    @property
    def focus(self) -> Focus:
        """Where its subject is, as well as that is known."""
        if self.in_sight is not None:
            return Focus(*self.in_sight, by_hand=True)
        return Focus(self.focus_x, self.focus_y)


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


NOTHING = Parts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A photo brought in and not yet stored: what imaging hands to the photo store.

    Pictures are bytes, or in a browser Blobs: there they never enter Python's memory.
    """

    display: Any
    """Upright, and without anything but the picture; at most `LONGEST` pixels long unless an
    original is kept.
    """
    thumbnail: Any
    """JPEG, at most `THUMBNAIL` pixels long."""
    width: int
    """Pixels of `display`."""
    height: int
    media_type: str = "image/jpeg"
    """Of `display`."""
    taken_at: str | None = None
    focus_x: float = 0.5
    focus_y: float = 0.5

    @property
    def size(self) -> int:
        """Bytes of `display`."""
        return len(self.display) if isinstance(self.display, bytes) else int(self.display.size)

    def stored_as(self, id: PhotoId) -> Photo:
        """What the journal keeps about it, once the store has given it an id."""
        return Photo(
            id=id,
            width=self.width,
            height=self.height,
            media_type=self.media_type,
            size=self.size,
            taken_at=self.taken_at,
            focus_x=self.focus_x,
            focus_y=self.focus_y,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A photo's file that no glimmer names, and what can be told from the file alone."""

    photo: Photo
    stored_at: datetime
    """When it was written here, aware; not when it was taken."""

    def stored(self, now: datetime) -> datetime:
        """The same in the zone of `now`, and at the latest then: a clock may have been ahead."""
        return min(self.stored_at.astimezone(now.tzinfo), now)


CollageId = NewType("CollageId", str)
"""A UUIDv7 in its usual text form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCollage:
    """A collage as it was kept: what it is made of, to edit it again, and the finished picture."""

    id: CollageId
    record: dict[str, Any]
    """What it is made of, as `app.core.drawing.collage_record` writes and reads it."""
    picture: PhotoId
    """The finished picture in the photo store."""
    kept_at: str
    """ISO 8601 with offset, as are the others."""
    changed_at: str
    removed_at: str | None
