"""Photos that are hard to take in, made by code; `tests/photos` has those that code cannot easily
make.
"""

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
ORIENTATION, TAKEN_AT, DIGITIZED_AT, CHANGED_AT, EXIF_IFD, GPS_IFD = (
    0x0112,
    0x9003,
    0x9004,
    0x0132,
    0x8769,
    0x8825,
)

# How upright pixels come to lie in a file of each orientation: the inverse of what makes them
# upright.
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
    shapes = Image.frombytes("RGB", (6, 4), random.randbytes(72)).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    details = Image.frombytes("RGB", (60, 40), random.randbytes(7200)).resize(
        (width, height), Image.Resampling.BILINEAR
    )
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


def laid_in(format: str, orientation: int, image: Image.Image) -> bytes:
    """The same in another format, as far as it goes without loss."""
    turn = LAID[orientation]
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    how = {"WEBP": {"lossless": True}, "AVIF": {"quality": 90}, "HEIF": {"quality": 90}}.get(
        format, {}
    )
    return as_file(
        image if turn is None else image.transpose(turn), format, exif=exif.tobytes(), **how
    )


def taken(
    at: str | None,
    *,
    digitized: str | None = None,
    changed: str | None = None,
    format: str = "JPEG",
) -> bytes:
    """A small photo with these times in it, as EXIF has them."""
    exif = Image.Exif()
    exif.get_ifd(EXIF_IFD).update(
        {tag: said for tag, said in ((TAKEN_AT, at), (DIGITIZED_AT, digitized)) if said}
    )
    if changed:
        exif[CHANGED_AT] = changed
    return as_file(scene(60, 40), format, exif=exif.tobytes())


def chunk(kind: bytes, content: bytes) -> bytes:
    """A part of a PNG."""
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def with_chunk(png: bytes, kind: bytes, content: bytes) -> bytes:
    """The same PNG with one part more, behind its head."""
    return png[:33] + chunk(kind, content) + png[33:]


def of_nothing(width: int, height: int, depth: int, colours: int) -> bytes:
    """A PNG of that many zeros: of bits to a number, and of PNG's kinds of colour."""
    numbers = {0: 1, 2: 3, 6: 4}[colours]
    squeezed = zlib.compressobj(9)
    rows = (
        b"".join(squeezed.compress(bytes(width * numbers * depth // 8 + 1)) for _ in range(height))
        + squeezed.flush()
    )
    head = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def of_many_scans(scans: int) -> bytes:
    """A progressive JPEG of 6 megapixels whose last scan, of some bytes, comes so often."""
    jpeg = as_file(Image.new("L", (3000, 2000), 100), progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    return jpeg[:last] + jpeg[last:-2] * scans + jpeg[-2:]


def with_offset(image: Image.Image, at: tuple[int, int], size: tuple[int, int]) -> bytes:
    """A GIF of that size whose first frame covers only a part of it."""
    gif = bytearray(as_file(image.quantize(64), "GIF"))
    gif[6:10] = struct.pack("<HH", *size)
    frame = 13 + 3 * (2 << (gif[10] & 7))  # behind the palette
    while gif[frame] == 0x21:  # extensions
        frame += 2
        while gif[frame]:
            frame += gif[frame] + 1
        frame += 1
    gif[frame + 1 : frame + 5] = struct.pack("<HH", *at)
    return bytes(gif)


def bomb(side: int = 30_000) -> bytes:
    """A PNG of that many pixels squared, of one bit each, in about a tenth of a megabyte."""
    return of_nothing(side, side, 1, 0)


def likeness(one: Image.Image, other: Image.Image) -> float:
    """Peak signal-to-noise ratio in decibels; the second is scaled to the first."""
    difference = ImageChops.difference(
        one.convert("RGB"), other.convert("RGB").resize(one.size, Image.Resampling.BICUBIC)
    )
    mean_square = sum(value**2 for value in ImageStat.Stat(difference).rms) / 3
    return 99.0 if mean_square == 0 else 10 * math.log10(255**2 / mean_square)


def pixels(jpeg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    return image
