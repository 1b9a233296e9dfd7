"""A photo comes in: upright, bounded, with a thumbnail, and with nothing of the camera's notes in
it but when it was taken."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from PIL import Image

from app.core.drawing.layout import PhotoShape
from app.core.photo_formats import without_metadata
from app.core.photos import LONGEST, THUMBNAIL, Picture, when_taken
from app.imaging.pillow_decode import MOST_WHOLE, Opened, opened
from app.imaging.pillow_focus import focus_of

_CLOSE = 0.9
"""A JPEG that decodes to this share of `LONGEST` by itself is not resized: 2000 pixels of a photo
of 4000 are as good as 2048."""
_QUALITY = 85
_THUMBNAIL_QUALITY = 80
_ORIGINAL_QUALITY = 95
_LONGEST_JPEG = 65_500
"""Pixels of a side; libjpeg writes no more."""

_EXIF_IFD = 0x8769
_TAKEN_AT, _DIGITIZED_AT, _CHANGED_AT = 0x9003, 0x9004, 0x0132


def bring_in(
    source: bytes | Path, *, originals: bool = False, today: date | None = None
) -> Picture:
    """Make a picture to keep out of a file that somebody chose; the file itself is only read.

    With `originals` its pixels stay at full size, always as JPEG: of an upright JPEG in plain
    colours the compressed data stays untouched and only what is written about it is left out;
    anything else is encoded once more, finely. `today` is the latest day that `taken_at` may name,
    give or take time zones; the system's unless given.

    Raises:
        NotAPhotoError: nothing that can be shown.
        PhotoTooLargeError: more pixels than can be opened safely.
        PhotoFormatError: this device cannot decode it.
    """
    with opened(source) as picture:
        taken_at = when_taken(_exif_times(picture.exif), today or date.today())
        if originals:
            shown, display, size = _at_full_size(source, picture)
        else:
            shown = _bounded(picture.decoded(LONGEST, close=_CLOSE), LONGEST)
            display, size = _jpeg(shown, _QUALITY), shown.size
    thumbnail = _bounded(shown, THUMBNAIL)
    focus_x, focus_y = focus_of(thumbnail)
    return Picture(
        display=display,
        thumbnail=_jpeg(thumbnail, _THUMBNAIL_QUALITY),
        width=size[0],
        height=size[1],
        taken_at=taken_at,
        focus_x=focus_x,
        focus_y=focus_y,
    )


def shape_of(source: bytes | Path, *, id: str) -> PhotoShape:
    """What a collage's layout needs to know of a photo that is not stored; `id` is what it is found
    by.

    Raises:
        NotAPhotoError, PhotoTooLargeError, PhotoFormatError: as for `bring_in`.
    """
    with opened(source) as picture:
        shown = picture.decoded(THUMBNAIL, close=0.5)
        width, height = shown.size if picture.cut_short else picture.size  # only their ratio counts
        focus_x, focus_y = focus_of(_bounded(shown, THUMBNAIL))
    return PhotoShape(id=id, width=width, height=height, focus_x=focus_x, focus_y=focus_y)


def _at_full_size(
    source: bytes | Path, picture: Opened
) -> tuple[Image.Image, bytes, tuple[int, int]]:
    """What to make a thumbnail of, the file to keep, and that file's size."""
    if picture.is_jpeg and not picture.lies_on_its_side and picture.colours_are_plain:
        size = picture.size
        shown = picture.decoded(THUMBNAIL)
        bare = without_metadata(picture.content())
        if bare is not None and not picture.cut_short:
            return shown, bare, size
        with opened(source) as again:
            return _encoded_anew(again)
    return _encoded_anew(picture)


def _encoded_anew(picture: Opened) -> tuple[Image.Image, bytes, tuple[int, int]]:
    longest = picture.longest if picture.pixels <= MOST_WHOLE else picture.longest // 2
    shown = _bounded(picture.decoded(min(longest, _LONGEST_JPEG)), _LONGEST_JPEG)
    return shown, _jpeg(shown, _ORIGINAL_QUALITY), shown.size


def _bounded(image: Image.Image, longest: int) -> Image.Image:
    """At most `longest` pixels long, and at least one wide."""
    scale = longest / max(image.size)
    if scale >= 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.BICUBIC, reducing_gap=1.0)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()


def _exif_times(exif: Image.Exif) -> Iterator[object]:
    """Every time that is written about a photo, the best first; nothing where the EXIF is
    damaged."""
    # Whatever damage raises: a photo is not refused for what is written about it.
    with contextlib.suppress(Exception):
        details = exif.get_ifd(_EXIF_IFD)
        yield from (details.get(_TAKEN_AT), details.get(_DIGITIZED_AT))
    yield exif.get(_CHANGED_AT)
