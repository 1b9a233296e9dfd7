"""Photos that are hard to take in, made by code; `tests/photos` has those that code cannot easily make."""

from __future__ import annotations

import io
import math
import struct
import zlib
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image, ImageChops, ImageStat

PHOTOS = Path(__file__).resolve().parents[1] / "photos"
ORIENTATION, TAKEN_AT, EXIF_IFD, GPS_IFD = 0x0112, 0x9003, 0x8769, 0x8825

# How upright pixels come to lie in a file of each orientation: the inverse of what makes them upright.
LAID = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def scene(width: int = 1200, height: int = 800, seed: int = 1) -> Image.Image:
    """Broad shapes in colour that differ at every corner, with some detail."""
    random = Random(seed)
    shapes = Image.frombytes("RGB", (6, 4), random.randbytes(72)).resize((width, height), Image.Resampling.BICUBIC)
    details = Image.frombytes("RGB", (60, 40), random.randbytes(7200)).resize((width, height), Image.Resampling.BILINEAR)
    return Image.blend(shapes, details, 0.15)


def as_file(image: Image.Image, format: str = "JPEG", **how: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, format, **how)
    return file.getvalue()


def lying(image: Image.Image, orientation: int, **how: Any) -> bytes:
    """A JPEG that is upright once its orientation is heeded."""
    turn = LAID[orientation]
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return as_file(image if turn is None else image.transpose(turn), quality=95, exif=exif, **how)


def taken(at: str) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(EXIF_IFD)[TAKEN_AT] = at
    return as_file(scene(60, 40), exif=exif)


def bomb(side: int = 30_000) -> bytes:
    """A PNG of that many pixels squared, of one bit each, in about a tenth of a megabyte."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    squeezed = zlib.compressobj(9)
    rows = b"".join(squeezed.compress(bytes(side // 8 + 1)) for _ in range(side)) + squeezed.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def likeness(one: Image.Image, other: Image.Image) -> float:
    """Peak signal-to-noise ratio in decibels; the second is scaled to the first."""
    difference = ImageChops.difference(one.convert("RGB"), other.convert("RGB").resize(one.size, Image.Resampling.BICUBIC))
    mean_square = sum(value**2 for value in ImageStat.Stat(difference).rms) / 3
    return 99.0 if mean_square == 0 else 10 * math.log10(255**2 / mean_square)


def pixels(jpeg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    return image
