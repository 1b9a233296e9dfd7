"""What every form of the files is written by, and what it is written into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from app.core.exchange.leaving import Wording
from app.core.exchange.record import Record
from app.core.glimmers import Glimmer
from app.core.photos import PhotoId

PHOTOS = "photos"
SMALL = "small"
"""Folders in what is written."""
COLLAGES = "collages"


class Text(Protocol):
    """A text that is written bit by bit; lines end as they are given."""

    def write(self, text: str, /) -> object:
        """Put this behind what is in it."""

    def close(self) -> None:
        """Nothing more comes from who has it now."""


class Held(Protocol):
    """A text that is no file, to be read again. It needs no closing."""

    def write(self, text: str, /) -> object:
        """Put this behind what is in it."""

    def pour_into(self, other: Text) -> None:
        """Write all of it there too."""


class Folder(Protocol):
    """Where files go: a folder on the disk, or what will be one when a zip is unpacked. A name is
    the path from it on, with `/` between; folders in it are made as they are needed.
    """

    def has(self, name: str) -> bool:
        """Whether there is a file of this name."""

    def names(self, folder: str) -> list[str]:
        """Of the files in a folder of this one, without it; none where it is not there."""

    def put(self, name: str, content: bytes) -> None:
        """A new file, whole.

        Raises:
            FileExistsError: there is one of that name.
        """

    def new_text(self, name: str) -> Text:
        """A new file in UTF-8; several may be written at a time.

        Raises:
            FileExistsError: there is one of that name.
        """

    def more_text(self, name: str) -> Text:
        """The same to write behind what is in it, if it is there."""

    def hold(self) -> Held:
        """A text that is no file of it, until it is known what stands in front."""


Files: TypeAlias = Mapping[PhotoId, str]
"""Where the photos of a glimmer lie that are there: paths from the folder on, with `/` between."""

Write: TypeAlias = Callable[[Record, Files], None]
"""Writes one glimmer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """One form of the files."""

    begin: Callable[[Folder, Wording], AbstractContextManager[Write]]
    """Entered before the first glimmer, when collages are in the folder, and left after the
    last.
    """
    photo_name: Callable[[Glimmer, PhotoId], str]
    """What the file of a photo is called, without its ending."""
    small: bool = False
    """Whether there are smaller copies, to be shown."""
