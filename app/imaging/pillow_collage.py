"""A collage goes out: each photo decoded no larger than its frame, by two threads, onto one sheet of paper."""

from __future__ import annotations

import functools
import io
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

from PIL import Image, ImageColor, ImageDraw

from app.core.collage import MISSING, PAPER, Canvas, CollageError, Frame, caption_size, ink_on
from app.core.errors import GlimmersError
from app.imaging.pillow_decode import opened
from app.imaging.pillow_emoji import diamond
from app.imaging.pillow_text import ITALIC, Lettering

Kind = Literal["jpeg", "png", "pdf"]

_WORKERS = 2
"""More would hold more photos at a time, and phones have few fast cores."""
_QUALITY = 90
_PNG_LEVEL = 1
"""A third of level 6's time, for a file as large."""
_PAGE_DPI = 300
_SMALLEST_CAPTION = 0.55
"""Of the size that a caption has where it is short."""
_BELOW_MIDDLE = 0.3
"""Sizes from the middle of a line down to its baseline."""
_SMOOTH = 4
"""Corners are drawn this much larger and reduced."""


def render(
    canvas: Canvas,
    frames: Sequence[Frame],
    open_photo: Callable[[str], bytes | Path],
    *,
    paper: str = PAPER,
    caption: str = "",
    kind: Kind = "jpeg",
    workers: int = _WORKERS,
) -> bytes:
    """The collage as a file with nothing in it but the picture.

    `open_photo` is given what a frame names its photo by, from several threads; where it or the photo fails, the frame
    shows a quiet placeholder. `paper` is `#RRGGBB`. A caption is written where the canvas leaves a strip for it.
    """
    sheet = Image.new("RGB", (canvas.width, canvas.height), paper)
    lock = threading.Lock()

    def place(frame: Frame) -> None:
        piece = _piece(frame, open_photo, paper)
        with lock:
            _lay(sheet, piece, frame, paper, canvas.corners)

    with ThreadPoolExecutor(workers, thread_name_prefix="collage") as pool:
        # The largest first, so that no thread is left alone with one at the end.
        for _ in pool.map(place, sorted(frames, key=lambda frame: -frame.width * frame.height)):
            pass
    if canvas.strip and caption.strip():
        _write(sheet, " ".join(caption.split()), canvas, paper)
    return _file(sheet, kind)


def _piece(frame: Frame, open_photo: Callable[[str], bytes | Path], paper: str) -> Image.Image:
    crop = frame.crop
    try:
        with opened(open_photo(frame.photo)) as picture:
            return picture.cut((crop.x, crop.y, crop.x + crop.width, crop.y + crop.height), (frame.width, frame.height))
    except GlimmersError:
        return _placeholder((frame.width, frame.height), paper)


def _placeholder(size: tuple[int, int], paper: str) -> Image.Image:
    """A shade of the paper with the light that says nothing about itself."""
    box = Image.blend(Image.new("RGB", size, paper), Image.new("RGB", size, MISSING), 0.22)
    light = diamond(max(8, min(size) // 4), MISSING)
    box.paste(light, ((size[0] - light.width) // 2, (size[1] - light.height) // 2), light)
    return box


def _lay(sheet: Image.Image, piece: Image.Image, frame: Frame, paper: str, corners: int) -> None:
    sheet.paste(piece, (frame.x, frame.y))
    radius = min(corners, frame.width // 2, frame.height // 2)
    if radius <= 0:
        return
    right, bottom = frame.x + frame.width - radius, frame.y + frame.height - radius
    for mask, x, y in zip(_outside(radius), (frame.x, right, right, frame.x), (frame.y, frame.y, bottom, bottom), strict=True):
        sheet.paste(paper, (x, y, x + radius, y + radius), mask)


@functools.lru_cache(maxsize=8)
def _outside(radius: int) -> tuple[Image.Image, ...]:
    """What lies outside a rounded corner: upper left, upper right, lower right, lower left."""
    fine = radius * _SMOOTH
    corner = Image.new("L", (fine, fine), 255)
    ImageDraw.Draw(corner).ellipse((0, 0, 2 * fine - 1, 2 * fine - 1), fill=0)
    mask = corner.reduce(_SMOOTH)
    turns = (None, Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_180, Image.Transpose.FLIP_TOP_BOTTOM)
    return tuple(mask if turn is None else mask.transpose(turn) for turn in turns)


def _write(sheet: Image.Image, caption: str, canvas: Canvas, paper: str) -> None:
    """One line in the middle of the strip; smaller where it is long, and cut short where that is not enough."""
    widest = canvas.width - 4 * canvas.gap
    size = max(8, round(caption_size(canvas)))
    lettering = Lettering(ITALIC, size)
    if (wide := lettering.width(caption)) > widest:
        lettering = Lettering(ITALIC, max(8, int(size * max(_SMALLEST_CAPTION, widest / wide))))
    line = lettering.shortened(caption, widest)
    middle = canvas.height - canvas.strip / 2
    lettering.draw(sheet, line, ((canvas.width - lettering.width(line)) / 2, middle + lettering.size * _BELOW_MIDDLE), ink_on(paper))


def colour_named(text: str) -> str:
    """`#RRGGBB` of a colour as CSS writes it: `#fed`, `#FFEEDD`, `rgb(255, 238, 221)`, `linen`.

    Raises:
        CollageError: this is no colour.
    """
    try:
        red, green, blue = ImageColor.getrgb(text.strip())[:3]
    except ValueError:
        raise CollageError("colour") from None
    return f"#{red:02X}{green:02X}{blue:02X}"


def _file(sheet: Image.Image, kind: Kind) -> bytes:
    file = io.BytesIO()
    if kind == "png":
        sheet.save(file, "PNG", compress_level=_PNG_LEVEL)
    elif kind == "pdf":
        nothing = dict.fromkeys(("title", "author", "subject", "keywords", "creator", "producer", "creationDate", "modDate"))
        sheet.save(file, "PDF", resolution=_PAGE_DPI, quality=_QUALITY, **nothing)
    else:
        sheet.save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()
