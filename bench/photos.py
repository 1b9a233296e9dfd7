"""What it costs to bring a photo in, in time and in memory, over a plain Pillow program."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

from app.imaging.pillow_import import bring_in
from bench import photos_in_browser
from bench.measure import Measured, side_by_side
from bench.peers import plain_photos
from bench.photo_material import make, memory_growth

_PHOTOS = 4
_RUNS = 12
_MEGABYTES = 40.0

_GROWTH = """
import sys
from pathlib import Path
from app.imaging.pillow_import import bring_in
begin()
for name in sys.argv[1:]:
    bring_in(Path(name))
"""


def measures() -> list[Measured]:
    """Of photos of 12 megapixels, made for it; in Chromium too where there is one."""
    with tempfile.TemporaryDirectory(prefix="glimmers-bench-") as folder:
        photos = make(Path(folder), _PHOTOS)
        return [_time(photos), _memory(photos), *photos_in_browser.photos()]


def _time(photos: list[Path]) -> Measured:
    ours, theirs = itertools.cycle(photos), itertools.cycle(photos)
    return side_by_side(
        "a photo of 12 megapixels comes in, over the plain program (decoded whole, LANCZOS twice)",
        lambda: bring_in(next(ours)),
        lambda: plain_photos.bring_in(next(theirs)),
        runs=_RUNS,
        limit=0.16,
    )


def _memory(photos: list[Path]) -> Measured:
    return Measured(
        measure=f"megabytes that the process grows by meanwhile, over the {_MEGABYTES:.0f} it may",
        ours=memory_growth(_GROWTH, *map(str, photos)),
        peer=_MEGABYTES,
        limit=1.0,
        runs=len(photos),
    )
