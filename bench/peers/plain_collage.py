"""A collage as a plain Pillow program makes it: every photo decoded whole, turned upright, cropped,
and scaled with LANCZOS.

`python -m bench.peers.plain_collage OUT.jpg FILE…` lays them out as a grid and says how long that
took.
"""

from __future__ import annotations

import io
import math
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageOps

Place = tuple[Path, tuple[int, int, int, int], tuple[float, float, float, float]]
"""A photo, its frame (left, top, right, bottom, in pixels), and its crop (the same in fractions of
the upright photo)."""


def render(places: Sequence[Place], size: tuple[int, int]) -> bytes:
    """A JPEG of quality 90."""
    sheet = Image.new("RGB", size, "#FFFDF8")
    for photo, (left, top, right, bottom), crop in places:
        with Image.open(photo) as image:
            upright = ImageOps.exif_transpose(image.convert("RGB"))
        box = tuple(round(part * side) for part, side in zip(crop, upright.size * 2, strict=True))
        piece = upright.crop((box[0], box[1], box[2], box[3])).resize(
            (right - left, bottom - top), Image.Resampling.LANCZOS
        )
        sheet.paste(piece, (left, top))
    file = io.BytesIO()
    sheet.save(file, "JPEG", quality=90)
    return file.getvalue()


def grid(photos: Sequence[Path], size: tuple[int, int], gap: int) -> list[Place]:
    """Frames of one size in rows, each filled from the middle of its photo."""
    columns = math.ceil(math.sqrt(len(photos)))
    rows = math.ceil(len(photos) / columns)
    width, height = (size[0] - gap) // columns - gap, (size[1] - gap) // rows - gap
    places: list[Place] = []
    for number, photo in enumerate(photos):
        left, top = gap + number % columns * (width + gap), gap + number // columns * (height + gap)
        places.append(
            (photo, (left, top, left + width, top + height), _middle(photo, width / height))
        )
    return places


def _middle(photo: Path, aspect: float) -> tuple[float, float, float, float]:
    with Image.open(photo) as image:
        turned = image.getexif().get(0x0112, 1) >= 5
        width, height = image.size[::-1] if turned else image.size
    ratio = aspect / (width / height)
    across, down = min(1.0, ratio), min(1.0, 1 / ratio)
    return (1 - across) / 2, (1 - down) / 2, (1 + across) / 2, (1 + down) / 2


if __name__ == "__main__":
    given = [Path(name) for name in sys.argv[2:]]
    began = time.perf_counter()
    Path(sys.argv[1]).write_bytes(render(grid(given, (2048, 2048), 20), (2048, 2048)))
    print(f"{time.perf_counter() - began:.2f} s")
