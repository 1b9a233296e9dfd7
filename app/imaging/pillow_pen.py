"""Draws what a list says, with Pillow: the twin of `canvas_pen.js`, which does the same in a
browser."""

from __future__ import annotations

import contextlib
import functools
import io
import itertools
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image, ImageChops, ImageColor

from app.core.drawing.layout import CollageError
from app.core.drawing.marks import (
    SHARP,
    Corners,
    Drawing,
    FileKind,
    Font,
    Mark,
    Paint,
    PlacedPhoto,
    Polygon,
    Rectangle,
    TextRun,
)
from app.core.errors import GlimmersError
from app.imaging.pillow_decode import opened
from app.imaging.pillow_shapes import Box, coverage, filling, outside
from app.imaging.pillow_text import Lettering

OpenPhoto = Callable[[str], bytes | Path]
"""Gives a photo's content, or its file, by what the list names it by; called from several
threads."""

_WORKERS = 2
"""Photos that are decoded at a time: more would need more memory, and phones have few fast
cores."""
_PNG_LEVEL = 1
"""A third of level 6's time, for a file as large."""
_SHARP_COLOURS = 90
"""JPEGs above this quality have their colours at full size."""


def measure(text: str, font: Font, size: int) -> float:
    """How wide one line is drawn; see `app.core.drawing.marks.Measure`."""
    return _lettering(font, size).width(text)


def draw(
    drawing: Drawing, open_photo: OpenPhoto, *, kind: FileKind = "jpeg", workers: int = _WORKERS
) -> bytes:
    """The picture as a file with nothing in it but the picture.

    Where `open_photo` or the photo fails, what the list has instead is drawn.
    """
    picture = Image.new("RGB", (drawing.width, drawing.height), drawing.paper)
    with contextlib.ExitStack() as stack:
        pool: ThreadPoolExecutor | None = None
        for photos, marks in itertools.groupby(
            drawing.marks, lambda mark: isinstance(mark, PlacedPhoto)
        ):
            if photos:
                pool = pool or stack.enter_context(
                    ThreadPoolExecutor(workers, thread_name_prefix="pen")
                )
                _place(
                    picture,
                    [mark for mark in marks if isinstance(mark, PlacedPhoto)],
                    open_photo,
                    pool,
                )
            else:
                _draw(picture, marks)
    return _file(picture, drawing, kind)


def _draw(picture: Image.Image, marks: Iterable[Mark]) -> None:
    for mark in marks:
        match mark:
            case Rectangle():
                box = (mark.x, mark.y, mark.x + mark.width, mark.y + mark.height)
                with _rounded(picture, box, mark.corners):
                    _fill(picture, mark.paint, box)
            case Polygon():
                _cover(picture, mark.paint, *coverage(mark.points))
            case TextRun():
                lettering = _lettering(mark.font, mark.size)
                lettering.draw(
                    picture,
                    mark.text,
                    (mark.x, mark.y),
                    mark.colour,
                    from_right=mark.from_right,
                    japanese=mark.japanese,
                )
            case PlacedPhoto():
                raise ValueError("a photo inside another mark")


def _cover(picture: Image.Image, paint: Paint, mask: Image.Image, left: int, top: int) -> None:
    _fill(picture, paint, (left, top, left + mask.width, top + mask.height), mask)


def _fill(picture: Image.Image, paint: Paint, box: Box, mask: Image.Image | None = None) -> None:
    """Fills a box as far as `mask` covers it (None: all of it); what lies beyond the picture is
    left out."""
    colours, alpha = filling(paint, box)
    covering = mask or alpha
    if mask and alpha:
        covering = ImageChops.multiply(mask, alpha)
    if isinstance(colours, str):
        picture.paste(colours, box, covering)
    else:
        picture.paste(colours, box[:2], covering)


@contextlib.contextmanager
def _rounded(picture: Image.Image, box: Box, corners: Corners) -> Iterator[None]:
    """What is drawn in this box meanwhile leaves outside its rounded corners what was there
    before."""
    if corners == SHARP:
        yield
        return
    left, top, right, bottom = box
    places = []
    for number, radius in enumerate(corners):
        x = right - radius if number in (1, 2) else left
        y = bottom - radius if number in (2, 3) else top
        places.append((number, radius, (x, y, x + radius, y + radius)))
    before = [
        (picture.crop(place), place, outside(radius)[number])
        for number, radius, place in places
        if radius
    ]
    yield
    for corner, place, mask in before:
        picture.paste(corner, place, mask)


# --- Photos ---------------------------------------------------------------------------------------


def _place(
    picture: Image.Image,
    photos: Sequence[PlacedPhoto],
    open_photo: OpenPhoto,
    pool: ThreadPoolExecutor,
) -> None:
    """Each is laid down as soon as it is there, so that no more are in memory than are decoded at a
    time."""
    # The largest first, so that no thread is left alone with one at the end.
    waiting = sorted(photos, key=lambda photo: -photo.width * photo.height)
    lock = threading.Lock()

    def place(photo: PlacedPhoto) -> None:
        piece = _piece(photo, open_photo)
        with lock:
            _lay(picture, photo, piece)

    for _ in pool.map(place, waiting):
        pass


def _piece(photo: PlacedPhoto, open_photo: OpenPhoto) -> Image.Image | None:
    """The part that shows, as large as it shows; None where there is none."""
    crop = photo.crop
    try:
        with opened(open_photo(photo.photo)) as picture:
            part = (crop.x, crop.y, crop.x + crop.width, crop.y + crop.height)
            return picture.cut(part, (photo.width, photo.height))
    except GlimmersError:
        return None


def _lay(picture: Image.Image, photo: PlacedPhoto, piece: Image.Image | None) -> None:
    if piece is None:
        _draw(picture, photo.instead)
        return
    box = (photo.x, photo.y, photo.x + photo.width, photo.y + photo.height)
    with _rounded(picture, box, photo.corners):
        picture.paste(piece, box[:2])


# --- Words and files ------------------------------------------------------------------------------


@functools.lru_cache(maxsize=32)
def _lettering(font: Font, size: int) -> Lettering:
    return Lettering(font, size)


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


def _file(picture: Image.Image, drawing: Drawing, kind: FileKind) -> bytes:
    file = io.BytesIO()
    if kind == "png":
        picture.save(file, "PNG", compress_level=_PNG_LEVEL)
    elif kind == "pdf":
        nothing = dict.fromkeys(
            (
                "title",
                "author",
                "subject",
                "keywords",
                "creator",
                "producer",
                "creationDate",
                "modDate",
            )
        )
        picture.save(file, "PDF", resolution=drawing.dpi, quality=drawing.quality, **nothing)
    elif drawing.quality > _SHARP_COLOURS:
        picture.save(file, "JPEG", quality=drawing.quality, subsampling=0)
    else:
        picture.save(file, "JPEG", quality=drawing.quality)
    return file.getvalue()
