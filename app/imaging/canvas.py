"""Photos in and pictures out by the browser's canvas, in Python's worker: what the `pillow_*`
modules do on native.

Pictures are handles on the browser's own Blobs: their bytes never enter Python's memory. The work
is in `canvas.js` and `canvas_pen.js`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from app.core.errors import GlimmersError, NotAPhotoError, PhotoFormatError, PhotoTooLargeError
from app.core.photo_formats import what_else
from app.core.photos import LONGEST, THUMBNAIL, Picture, when_taken

if TYPE_CHECKING:
    from app.core.drawing.marks import Drawing, FileKind, Font, Measure

OpenPhoto = Callable[[str], Awaitable[Any]]
"""Gives a photo's Blob by what the list names it by."""

_QUALITY = 0.85
_THUMBNAIL_QUALITY = 0.80
_ORIGINAL_QUALITY = 0.95


async def bring_in(source: Any, *, originals: bool = False, today: date | None = None) -> Picture:
    """Make a picture to keep out of a File or Blob that somebody chose; at most two at a time,
    whoever asks.

    With `originals` its pixels stay at full size: of an upright JPEG in plain colours the
    compressed data stays untouched and only what is written about it is left out; anything else is
    encoded once more, finely. `today` is the latest day that `taken_at` may name, give or take time
    zones. Cancelled, it ends after the step it is at, and nothing is kept.

    Raises:
        NotAPhotoError: nothing that can be shown.
        PhotoTooLargeError: more pixels than can be opened safely.
        PhotoFormatError: this browser cannot decode it.
    """
    import js

    work = (await js.glimmersImaging()).bringIn(
        source,
        _options(
            longest=LONGEST,
            thumbnail=THUMBNAIL,
            quality=_QUALITY,
            thumbnailQuality=_THUMBNAIL_QUALITY,
            originalQuality=_ORIGINAL_QUALITY,
            originals=originals,
        ),
    )
    found = await _finished(work)
    return Picture(
        display=found.display,
        thumbnail=found.thumbnail,
        width=int(found.width),
        height=int(found.height),
        taken_at=when_taken(found.said, today or date.today()),
        focus_x=float(found.focusX),
        focus_y=float(found.focusY),
    )


async def measured(fonts: Sequence[Font], text: str) -> Measure:
    """How wide words of `text` are drawn in these fonts, which are loaded before."""
    from pyodide.ffi import to_js

    measure: Measure = await (await _pen()).measurer(to_js(fonts), text)
    return measure


async def draw(drawing: Drawing, open_photo: OpenPhoto, *, kind: FileKind = "jpeg") -> Any:
    """The picture as a Blob with nothing in it but the picture.

    Where `open_photo` or the photo fails, what the list has instead is drawn. No more than two
    photos are decoded at a time. Cancelled, it ends after the photo it is at.

    Raises:
        PhotoTooLargeError: there is no memory for a picture of this size.
    """
    from pyodide.ffi import to_js

    from app.core.drawing.marks import as_json

    photos = await asyncio.gather(*(_or_nothing(open_photo(photo)) for photo in drawing.photos))
    return await _finished((await _pen()).draw(json.dumps(as_json(drawing)), to_js(photos), kind))


async def _pen() -> Any:
    import js

    return await js.glimmersPen()


async def _or_nothing(opening: Awaitable[Any]) -> Any:
    try:
        return await opening
    except GlimmersError:
        return None


def _options(**values: object) -> Any:
    import js
    from pyodide.ffi import to_js

    return to_js(values, dict_converter=js.Object.fromEntries)


async def _finished(work: Any) -> Any:
    """What work in `canvas.js` comes to; cancelled here, it stops there."""
    from pyodide.ffi import JsException

    try:
        return await work.done
    except asyncio.CancelledError:
        work.stop()
        raise
    except JsException as error:
        raise _translated_error(error.name, error.message) from error


def _translated_error(refusal: str, details: str) -> GlimmersError:
    """Why not, as a person hears it; of what is no photo the details are its first bytes in hex."""
    match refusal:
        case "other":
            return what_else(bytes.fromhex(details)) or NotAPhotoError()
        case "too-many-bytes":
            return PhotoTooLargeError("file")
        case "empty":
            return NotAPhotoError("empty")
        case "not-readable":
            return NotAPhotoError("unread")
        case "too-large":
            return PhotoTooLargeError()
        case "no-memory":
            return PhotoTooLargeError("memory")
        case "format-heic":
            return PhotoFormatError("HEIC")
        case "format-avif":
            return PhotoFormatError("AVIF")
        case _:
            return NotAPhotoError()
