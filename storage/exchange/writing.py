"""What every form of the files is written by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from app.core.exchange.leaving import Wording
from app.core.exchange.record import Record
from app.core.glimmers import Glimmer
from app.core.photos import PhotoId

PHOTOS = "photos"
SMALL = "small"
"""Folders in what is written."""
COLLAGES = "collages"

Files: TypeAlias = Mapping[PhotoId, str]
"""Where the photos of a glimmer lie that are there: paths from the folder on, with `/` between."""

Write: TypeAlias = Callable[[Record, Files], None]
"""Writes one glimmer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """One form of the files."""

    begin: Callable[[Path, Wording], AbstractContextManager[Write]]
    """Entered before the first glimmer, when collages are in the folder, and left after the
    last.
    """
    photo_name: Callable[[Glimmer, PhotoId], str]
    """What the file of a photo is called, without its ending."""
    small: bool = False
    """Whether there are smaller copies, to be shown."""
