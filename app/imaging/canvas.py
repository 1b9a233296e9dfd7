"""Photos in and collages out by the browser's canvas, in Python's worker: what the `pillow_*` modules do on native.

Pictures are handles on the browser's own Blobs: their bytes never enter Python's memory. The work is in `canvas.js`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar

from app.core.card_words import for_card
from app.core.collage import MISSING, PAPER, caption_size, ink_on
from app.core.errors import GlimmersError, NotAPhotoError, PhotoFormatError, PhotoTooLargeError
from app.core.photo_formats import what_else
from app.core.photos import LONGEST, THUMBNAIL, Photo, PhotoId, when_taken

if TYPE_CHECKING:
    from app.core.collage import Canvas, Frame
    from app.core.glimmers import Pathway

AT_ONCE = 2
"""Photos that are on their way at a time; `canvas.js` decodes no more than two, whoever asks."""

Kind = Literal["jpeg", "png"]
_P = ParamSpec("_P")
_T = TypeVar("_T")

_QUALITY = 0.85
_THUMBNAIL_QUALITY = 0.80
_ORIGINAL_QUALITY = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A photo brought in and not yet stored; `app.core.photos.Picture` with Blobs for bytes."""

    display: Any
    """A Blob: upright, and without anything but the picture; at most `LONGEST` pixels long unless an original is kept."""
    thumbnail: Any
    """A Blob: JPEG, at most `THUMBNAIL` pixels long."""
    width: int
    """Pixels of `display`."""
    height: int
    size: int
    """Bytes of `display`."""
    media_type: str = "image/jpeg"
    taken_at: str | None = None
    focus_x: float = 0.5
    focus_y: float = 0.5

    def stored_as(self, id: PhotoId) -> Photo:
        """What the journal keeps about it, once the store has given it an id."""
        return Photo(
            id=id,
            width=self.width,
            height=self.height,
            media_type=self.media_type,
            size=self.size,
            taken_at=self.taken_at,
            focus_x=self.focus_x,
            focus_y=self.focus_y,
        )


class Imaging:
    """The verbs of `pillow_workers.Imaging` in a browser, whose own threads do the work."""

    async def bring_in(self, source: Any, *, originals: bool = False) -> Picture:
        """As the function of that name."""
        return await bring_in(source, originals=originals)

    async def bring_in_each(self, sources: Iterable[Any], *, originals: bool = False) -> AsyncIterator[Picture | GlimmersError]:
        """Each photo in its order, or why it was refused; the next are taken from `sources` only as there is room.

        Leaving the loop, or being cancelled, stops those that have begun and begins no other.
        """
        waiting: list[asyncio.Task[Picture]] = []
        rest = iter(sources)
        try:
            while True:
                while len(waiting) < AT_ONCE and (source := next(rest, None)) is not None:
                    waiting.append(asyncio.create_task(bring_in(source, originals=originals)))
                if not waiting:
                    return
                try:
                    yield await waiting[0]
                except GlimmersError as error:
                    yield error
                waiting.pop(0)
        finally:
            for task in waiting:
                task.cancel()

    async def run(self, work: Callable[_P, Awaitable[_T]], *arguments: _P.args, **named: _P.kwargs) -> _T:
        """Anything else: a collage, a card."""
        return await work(*arguments, **named)

    def close(self) -> None:
        """There is nothing to let go of."""


async def bring_in(source: Any, *, originals: bool = False, today: date | None = None) -> Picture:
    """Make a picture to keep out of a File or Blob that somebody chose; at most two at a time, whoever asks.

    With `originals` its pixels stay at full size: of an upright JPEG in plain colours the compressed data stays untouched
    and only what is written about it is left out; anything else is encoded once more, finely. `today` is the latest day
    that `taken_at` may name, give or take time zones. Cancelled, it ends after the step it is at, and nothing is kept.

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
        size=int(found.size),
        taken_at=when_taken(found.said, today or date.today()),
        focus_x=float(found.focusX),
        focus_y=float(found.focusY),
    )


async def render(
    canvas: Canvas,
    frames: Sequence[Frame],
    open_photo: Callable[[str], Awaitable[Any]],
    *,
    paper: str = PAPER,
    caption: str = "",
    kind: Kind = "jpeg",
) -> Any:
    """The collage as a Blob with nothing in it but the picture.

    `open_photo` is given what a frame names its photo by, and gives its Blob; where it or the photo fails, the frame shows
    a quiet placeholder. No more than two photos are decoded at a time. `paper` is `#RRGGBB`. A caption is written where the
    canvas leaves a strip for it. Cancelled, it ends after the photo it is at.

    Raises:
        PhotoTooLargeError: there is no memory for a picture of this size.
    """
    import js
    from pyodide.ffi import to_js

    placed = [{name: getattr(frame, name) for name in ("x", "y", "width", "height")} | {"crop": frame.crop._asdict()} for frame in frames]
    photos = await asyncio.gather(*(_or_nothing(open_photo(frame.photo)) for frame in frames))
    sheet = {name: getattr(canvas, name) for name in ("width", "height", "gap", "corners", "strip")}
    work = (await js.glimmersCollages()).render(
        _options(**sheet),
        to_js(placed, dict_converter=js.Object.fromEntries),
        to_js(photos),
        _options(
            paper=paper,
            missing=MISSING,
            caption=" ".join(caption.split()),
            captionSize=caption_size(canvas),
            ink=ink_on(paper),
            type=f"image/{kind}",
        ),
    )
    return await _finished(work)


async def render_card(
    words: str,
    when_text: str,
    photo: Any,
    *,
    night: bool,
    pathway: Pathway | None = None,
    focus: tuple[float, float] = (0.5, 0.5),
) -> Any:
    """A JPEG Blob of 1080 by 1350 pixels with nothing in it but the picture.

    Words that do not fit at the smallest size end in an ellipsis. Without a photo (a Blob or None), or with one that cannot
    be opened, there is a strip of dusk sky with the light of this pathway. `focus` stays in sight when the photo is cropped.
    """
    import js

    look = _options(words=for_card(words), when=when_text, night=night, pathway=pathway or "unsaid", focusX=focus[0], focusY=focus[1])
    return await _finished((await js.glimmersCards()).renderCard(photo, look))


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
        raise _in_words(error.name, error.message) from error


def _in_words(refusal: str, details: str) -> GlimmersError:
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
