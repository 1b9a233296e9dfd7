"""A collage as a drawing: photos in their frames on paper, a quiet place where one is missing, and
its caption."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.drawing.collage import MISSING, PAPER, Collage, caption_size, ink_on
from app.core.drawing.layout import Canvas, Frame
from app.core.drawing.letters import is_japanese, reads_from_right, shortened
from app.core.drawing.lights import diamond
from app.core.drawing.marks import (
    Corners,
    Drawing,
    Font,
    Mark,
    Measure,
    PlacedPhoto,
    Rectangle,
    TextRun,
    in_font,
    mixed,
)

FONTS: tuple[Font, ...] = ("italic",)
"""What its words are written with."""

_SHADE = 0.22
"""How much of `MISSING` is in the paper of an empty place."""
_SMALLEST_CAPTION = 0.55
"""Of the size that a caption has where it is short."""
_LEAST_SIZE = 8
_BELOW_MIDDLE = 0.3
"""Sizes from the middle of a line down to its baseline."""


def sheet_of(collage: Collage, measure: Measure) -> Drawing:
    """The finished picture of a collage."""
    layout = collage.layout
    return sheet(
        layout.canvas, layout.frames, measure=measure, paper=collage.paper, caption=collage.caption
    )


def sheet(
    canvas: Canvas,
    frames: Sequence[Frame],
    *,
    measure: Measure,
    paper: str = PAPER,
    caption: str = "",
) -> Drawing:
    """The finished picture of these frames. `paper` is `#RRGGBB`; a caption needs the canvas to
    leave it a strip."""
    caption = " ".join(caption.split())
    marks: list[Mark] = [_photo(frame, canvas.corners, paper) for frame in frames]
    if caption and canvas.strip:
        marks.append(_caption(caption, canvas, paper, measure))
    return Drawing(width=canvas.width, height=canvas.height, paper=paper, marks=tuple(marks))


def _photo(frame: Frame, corners: int, paper: str) -> PlacedPhoto:
    radius = min(corners, frame.width // 2, frame.height // 2)
    rounded = (radius, radius, radius, radius)
    return PlacedPhoto(
        photo=frame.photo,
        x=frame.x,
        y=frame.y,
        width=frame.width,
        height=frame.height,
        crop=frame.crop,
        corners=rounded,
        instead=_placeholder(frame, rounded, paper),
    )


def _placeholder(frame: Frame, corners: Corners, paper: str) -> tuple[Mark, ...]:
    """A shade of the paper with the light that says nothing about itself."""
    size = max(_LEAST_SIZE, min(frame.width, frame.height) // 4)
    soft = size * 0.09
    up = size * 0.4 - soft * 1.4
    x = frame.x + (frame.width - size) // 2 + size / 2
    y = frame.y + (frame.height - size) // 2 + size / 2
    place = Rectangle(
        x=frame.x,
        y=frame.y,
        width=frame.width,
        height=frame.height,
        paint=mixed(paper, MISSING, _SHADE),
        corners=corners,
    )
    return (
        place,
        diamond(x, y, across=up * 0.925, up=up, soft=soft, paint=MISSING),
    )


def _caption(caption: str, canvas: Canvas, paper: str, measure: Measure) -> TextRun:
    """One line in the middle of the strip; smaller where it is long, and cut short where that is
    not enough."""
    widest = canvas.width - 4 * canvas.gap
    size = max(_LEAST_SIZE, round(caption_size(canvas)))
    wide = measure(caption, "italic", size)
    if wide > widest:
        size = max(_LEAST_SIZE, int(size * max(_SMALLEST_CAPTION, widest / wide)))
    width = in_font(measure, "italic", size)
    line = shortened(caption, widest, width)
    return TextRun(
        text=line,
        font="italic",
        size=size,
        x=(canvas.width - width(line)) / 2,
        y=canvas.height - canvas.strip / 2 + size * _BELOW_MIDDLE,
        colour=ink_on(paper),
        from_right=reads_from_right(caption),
        japanese=is_japanese(caption),
    )
