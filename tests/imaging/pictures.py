"""Finished pictures as the app makes them: core says what is drawn, Pillow's pen draws it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image

from app.core.drawing.card import card
from app.core.drawing.collage import PAPER
from app.core.drawing.layout import Canvas, Frame, PhotoShape
from app.core.drawing.marks import FileKind
from app.core.drawing.sheet import sheet
from app.core.glimmers import Pathway
from app.imaging.pillow_pen import draw, measure


def render(
    canvas: Canvas,
    frames: Sequence[Frame],
    open_photo: Callable[[str], bytes | Path],
    *,
    paper: str = PAPER,
    caption: str = "",
    kind: FileKind = "jpeg",
) -> bytes:
    """A collage of these frames."""
    return draw(
        sheet(canvas, frames, measure=measure, paper=paper, caption=caption), open_photo, kind=kind
    )


def render_card(
    words: str,
    when: str,
    photo: bytes | None,
    *,
    night: bool,
    pathway: Pathway | None = None,
    focus: tuple[float, float] = (0.5, 0.5),
) -> bytes:
    """A card with this photo, whatever it is."""
    shape = _shape(photo, focus) if photo is not None else None
    drawing = card(words, when, measure=measure, photo=shape, night=night, pathway=pathway)
    return draw(drawing, lambda _: photo or b"")


def _shape(photo: bytes, focus: tuple[float, float]) -> PhotoShape:
    """As the journal would know it; of what is no photo it may say anything."""
    try:
        with Image.open(BytesIO(photo)) as image:
            turned = image.getexif().get(0x0112, 1) >= 5
            width, height = image.size[::-1] if turned else image.size
    except OSError:
        width, height = 4, 3
    return PhotoShape(id="photo", width=width, height=height, focus_x=focus[0], focus_y=focus[1])
