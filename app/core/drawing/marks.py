"""What a picture is made of, in numbers: a list of marks that a pen draws one after the other.

Pillow and the browser's canvas are two pens (`app/imaging/pillow_pen.py`, `canvas_pen.js`). They
execute a list and decide nothing: where a line of words breaks, where a light stands and what
shows where a photo is missing is all in the list, so that both draw the same picture.

Lengths are pixels of the picture from its upper left corner, y downwards; whatever has a width
covers from its left edge up to, and not including, its right edge.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal, Protocol, TypeAlias

from app.core.drawing.crop import Crop
from app.core.drawing.letters import Width

Font = Literal["display", "serif", "italic", "sans"]
"""The app's own fonts; for letters that one lacks, a pen takes those of other scripts."""
FileKind = Literal["jpeg", "png", "pdf"]


class Measure(Protocol):
    """How wide a pen draws words.

    Only what shapes letters knows how wide they are, so each pen brings its own; what is done with
    these widths (breaking lines, fitting, aligning) is done in this room, once.
    """

    def __call__(self, text: str, font: Font, size: int) -> float:
        """Pixels of one line; `size` is pixels to the em."""


def in_font(measure: Measure, font: Font, size: int) -> Width:
    """Measures lines in one font and size."""
    return lambda line: measure(line, font, size)


Colour: TypeAlias = str
"""`#RRGGBB`, or `#RRGGBBAA` where something shows through."""
Stops: TypeAlias = tuple[tuple[float, Colour], ...]
"""Colours of a gradient: where (0 to 1, growing) and which. Between two of them it is even."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """A gradient from the height `top` down to `bottom`, in colours that nothing shows through."""

    top: float
    bottom: float
    stops: Stops


@dataclass(frozen=True, slots=True, kw_only=True)
class Radial:
    """A gradient from the centre of an ellipse to its edge; beyond it, the last colour."""

    x: float
    y: float
    across: float
    """From the centre to the edge, sideways."""
    up: float
    """The same upwards."""
    stops: Stops


Points: TypeAlias = tuple[tuple[float, float], ...]
Corners: TypeAlias = tuple[int, int, int, int]
"""Radii, each at most half of a side: upper left, upper right, lower right, lower left."""
SHARP: Corners = (0, 0, 0, 0)

Paint: TypeAlias = Colour | Linear | Radial


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectangle:
    """A filled rectangle on whole pixels, so that its edges are sharp."""

    x: int
    y: int
    width: int
    height: int
    paint: Paint
    corners: Corners = SHARP


@dataclass(frozen=True, slots=True, kw_only=True)
class Polygon:
    """A filled shape with smooth edges."""

    points: Points
    """Its corners in their order; its sides do not cross. A hole is a way in, around, and out
    again."""
    paint: Paint


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRun:
    """One line of words."""

    text: str
    font: Font
    size: int
    """Pixels to the em."""
    x: float
    """Its left edge, whichever way it is read."""
    y: float
    """Its baseline."""
    colour: Colour
    from_right: bool = False
    """Whether the whole that this line belongs to is read from right to left."""
    japanese: bool = False
    """Whether that whole is Japanese: Chinese characters have other forms there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPhoto:
    """A photo on whole pixels. Photos that follow each other in a list do not overlap."""

    photo: str
    """What the pen is given the photo by; see `open_photo`."""
    x: int
    y: int
    width: int
    height: int
    crop: Crop
    """The part that shows, of the same aspect ratio."""
    corners: Corners = SHARP
    instead: tuple[Mark, ...] = ()
    """Drawn where it is missing or cannot be opened."""


Mark: TypeAlias = Rectangle | Polygon | TextRun | PlacedPhoto


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A whole picture, or a page of any size."""

    width: int
    height: int
    paper: Colour
    marks: tuple[Mark, ...]
    """The first is the lowest."""
    quality: int = 90
    """Of a JPEG, 1 to 100; above 90 its colours are as sharp as its light, for small letters."""
    dpi: int = 300
    """Pixels to an inch where it becomes a page."""

    @property
    def photos(self) -> tuple[str, ...]:
        """What its photos are found by, in their order."""
        return tuple(mark.photo for mark in self.marks if isinstance(mark, PlacedPhoto))


def as_json(part: Any) -> Any:
    """A drawing, or a part of it, as JSON has it: each part says by `is` what it is."""
    if is_dataclass(part):
        told = {field.name: as_json(getattr(part, field.name)) for field in fields(part)}
        return {"is": type(part).__name__, **told}
    if isinstance(part, tuple):
        return [as_json(each) for each in part]
    return part


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two of `#RRGGBB`; `share` (0 to 1) of the other one."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def see_through(colour: Colour, alpha: float) -> Colour:
    """`#RRGGBB` that covers as much as `alpha` says, from 0 to 1."""
    return f"{colour}{round(alpha * 255):02X}"


def _channels(colour: Colour) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))
