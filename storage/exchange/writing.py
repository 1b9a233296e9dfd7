"""What every form of the files is written by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from app.core.exchange.record import Record
from app.core.photos import PhotoId

Files: TypeAlias = Mapping[PhotoId, str]
"""Where the photos of a glimmer lie that are there: paths from the folder on, with `/` between."""

Write: TypeAlias = Callable[[Record, Files], None]
"""Writes one glimmer."""
