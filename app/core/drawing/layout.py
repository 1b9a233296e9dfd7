"""Where each photo of a collage is and which part of it shows: the same geometry for the preview
and for the picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Literal, NamedTuple

from app.core.drawing.annealing import arrange
from app.core.drawing.crop import Crop, crop
from app.core.drawing.slicing import THINNEST, Box, Tree, fit, natural, tree_of
from app.core.errors import GlimmersError
from app.core.photos import Focus, Photo

MOST = 30
"""Photos in one collage at most."""

STEPS = 3000
"""Changes that annealing tries for one layout: about 20 ms on a desktop computer, more or less
whatever the number of photos."""
FEW_STEPS = 1000
"""The same where Python is several times slower, as in a browser: a little more is cropped, and
areas differ more."""

NARROWEST, WIDEST = 1 / 4, 4 / 1
"""Width / height of a frame that a photo can ask for. What is longer is cropped: whole, it would be
a thread."""

_THINNEST_WHOLE = THINNEST / 10
"""Uncropped photos may be so much thinner: those of a layout that fills the paper become smaller,
and none is cropped for that."""

CanvasName = Literal["square", "story", "a4"]


class CollageError(GlimmersError):
    """A collage that cannot be made as it was asked for."""


def check(right: bool, why: str, **data: object) -> None:
    """Go on if it is right.

    Raises:
        CollageError: it is not.
    """
    if not right:
        raise CollageError(why, **data)


def is_count(value: object, least: int, most: int) -> bool:
    """Whether it is a whole number in these bounds, both included."""
    return type(value) is int and least <= value <= most


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoShape:
    """What a layout needs to know of a photo.

    Raises:
        CollageError: it has no size, or its focus is outside.
    """

    id: str
    """Of the stored photo; for a file that is none, whatever the caller finds it by."""
    width: int
    """Pixels of the upright photo. Only their ratio counts."""
    height: int
    focus_x: float = 0.5
    """Where its subject is, in fractions of the upright photo from its upper left corner."""
    focus_y: float = 0.5
    by_hand: bool = False
    """Whether a person said so; else a program guessed, and people in it are looked for above."""

    def __post_init__(self) -> None:
        check(isinstance(self.id, str), "photo id")
        check(
            is_count(self.width, 1, _MOST_PIXELS) and is_count(self.height, 1, _MOST_PIXELS),
            "photo width height",
        )
        check(
            all(_is_fraction(focus) for focus in (self.focus_x, self.focus_y)), "focus photo inside"
        )
        check(type(self.by_hand) is bool, "focus photo inside")

    @classmethod
    def of(cls, photo: Photo) -> PhotoShape:
        """Of a kept photo, with the focus that a hand has set, else that was found."""
        return cls(
            id=photo.id,
            width=photo.width,
            height=photo.height,
            focus_x=photo.focus.x,
            focus_y=photo.focus.y,
            by_hand=photo.focus.by_hand,
        )

    @property
    def aspect(self) -> float:
        """Width / height."""
        return self.width / self.height

    @property
    def focus(self) -> Focus:
        """Where its subject is, and who said so."""
        return Focus(self.focus_x, self.focus_y, self.by_hand)


_MOST_PIXELS = 1_000_000


def _is_fraction(value: object) -> bool:
    # `True` is no number here, and nan lies between no bounds.
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """The paper. Lengths are its own pixels, those of the picture that is saved.

    Raises:
        CollageError: something is out of its bounds.
    """

    name: CanvasName
    width: int
    height: int
    gap: int
    """Between photos, and between them and the edge of the paper. At most a sixteenth of the
    shorter side."""
    corners: int
    """Radius of the photos' corners, at most half of the shorter side; a frame too small for it is
    round as far as it goes."""
    strip: int = 0
    """Height at the lower edge that is left to the caption, the margin there included; 0 without
    one."""
    whole: bool = False
    """Whether photos are laid out uncropped, but for those beyond `NARROWEST` and `WIDEST`, with
    more paper around them all. What is done by hand comes before that: photos that were swapped,
    and those that share their room with locked ones, are cropped."""

    def __post_init__(self) -> None:
        check(
            is_count(self.width, 64, _MOST_PIXELS) and is_count(self.height, 64, _MOST_PIXELS),
            "canvas width height",
        )
        shorter = min(self.width, self.height)
        check(is_count(self.gap, 0, shorter // 16), "gap here", most=shorter // 16)
        check(is_count(self.corners, 0, shorter // 2), "corners here", most=shorter // 2)
        check(is_count(self.strip, 0, self.height // 4), "caption takes quarter paper most")
        check(type(self.whole) is bool, "photos whole not")

    @property
    def inner(self) -> Box:
        """Where photos may be."""
        below = max(self.gap, self.strip)
        return Box(self.gap, self.gap, self.width - 2 * self.gap, self.height - self.gap - below)


def _canvas(name: CanvasName, width: int, height: int) -> Canvas:
    # On a canvas 358 wide: margin and gap 8, corners 10.
    return Canvas(
        name=name,
        width=width,
        height=height,
        gap=round(width * 8 / 358),
        corners=round(width * 10 / 358),
    )


SQUARE = _canvas("square", 2048, 2048)
STORY = _canvas("story", 1080, 1920)
A4 = _canvas("a4", 2480, 3508)
"""A page at 300 dots an inch."""
CANVASES: Mapping[str, Canvas] = {canvas.name: canvas for canvas in (SQUARE, STORY, A4)}


class Spot(NamedTuple):
    """A frame on a screen, in its own units."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One photo on the canvas, in its pixels. Its crop has the frame's aspect ratio: nothing is
    distorted."""

    x: int
    y: int
    width: int
    height: int
    photo: str
    crop: Crop

    @property
    def box(self) -> Box:
        """Where it is."""
        return Box(self.x, self.y, self.width, self.height)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which photo is where.

    Raises:
        CollageError: there are none or too many, or the boxes do not fill the canvas with its gap
        between them.
    """

    canvas: Canvas
    photos: tuple[PhotoShape, ...]
    """In the person's order. A place is an index in it."""
    boxes: tuple[Box, ...]
    """Of each photo, its frame."""

    def __post_init__(self) -> None:
        _check_number(self.photos)
        check(len(self.boxes) == len(self.photos), "photo frame")
        check(
            all(is_count(side, 1, _MOST_PIXELS) for box in self.boxes for side in box[2:]),
            "frame width height",
        )
        inner, around = self.canvas.inner, _around(self.boxes)
        inside = (
            around.x >= inner.x
            and around.y >= inner.y
            and around.right <= inner.right
            and around.bottom <= inner.bottom
        )
        check(inside and (self.canvas.whole or around == inner), "frames fill paper")
        check(tree_of(self.boxes, self.canvas.gap) is not None, "frames gap apart")

    @property
    def tree(self) -> Tree:
        """The cuts that its frames come from."""
        tree = tree_of(self.boxes, self.canvas.gap)
        assert tree is not None  # looked at when it was made
        return tree

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Of each photo, in the person's order."""
        return tuple(
            Frame(
                x=box.x,
                y=box.y,
                width=box.width,
                height=box.height,
                photo=photo.id,
                crop=crop(photo, box.width / box.height),
            )
            for photo, box in zip(self.photos, self.boxes, strict=True)
        )

    def uncropped(self) -> Layout:
        """The same arrangement, each frame with its photo's aspect ratio; as it is if a frame would
        be too thin."""
        canvas = replace(self.canvas, whole=True)
        fitted = self._fitted(canvas, [_asked(photo.aspect) for photo in self.photos])
        return fitted or self

    def filling(self) -> Layout | None:
        """The same arrangement, its photos cropped so that they fill the paper; None if a frame
        would be too thin."""
        canvas = replace(self.canvas, whole=False)
        return self._fitted(canvas, [_asked(photo.aspect) for photo in self.photos])

    def refitted(self, canvas: Canvas) -> Layout | None:
        """The same arrangement in other room: each frame keeps its aspect ratio as well as it can.
        None if one would be too thin."""
        return self._fitted(canvas, [box.width / box.height for box in self.boxes])

    def _fitted(self, canvas: Canvas, aspects: Sequence[float]) -> Layout | None:
        tree = self.tree
        room = natural(tree, aspects, canvas.inner, canvas.gap) if canvas.whole else canvas.inner
        thinnest = _THINNEST_WHOLE if canvas.whole else THINNEST
        boxes = fit(tree, aspects, room, canvas.gap, thinnest=thinnest)
        if boxes is None:
            return None
        return Layout(
            canvas=canvas,
            photos=self.photos,
            boxes=tuple(boxes[place] for place in range(len(boxes))),
        )

    def scaled(self, width: float) -> tuple[Spot, ...]:
        """The frames on a canvas drawn so wide."""
        factor = width / self.canvas.width
        return tuple(Spot(*(length * factor for length in box)) for box in self.boxes)

    def as_json(self) -> dict[str, Any]:
        """In the shape that scripts rely on."""
        return {
            "canvas": {"width": self.canvas.width, "height": self.canvas.height},
            "frames": [
                {
                    "x": frame.x,
                    "y": frame.y,
                    "width": frame.width,
                    "height": frame.height,
                    "photo": frame.photo,
                    "crop": frame.crop._asdict(),
                }
                for frame in self.frames
            ],
        }


def _check_number(photos: Sequence[PhotoShape]) -> None:
    check(len(photos) >= 1, "collage needs photos")
    check(len(photos) <= MOST, "many", most=MOST)


def _around(boxes: Sequence[Box]) -> Box:
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    return Box(x, y, max(box.right for box in boxes) - x, max(box.bottom for box in boxes) - y)


def lay_out(
    photos: Sequence[PhotoShape],
    canvas: Canvas,
    *,
    seed: int = 0,
    in_order: bool = False,
    steps: int = STEPS,
) -> Layout:
    """Place every photo: little cropped, alike in size, the same gap everywhere. Each seed has a
    layout of its own.

    With `in_order` the photos keep their order: wherever a cut parts two of them, the earlier is on
    its left or above it.

    Raises:
        CollageError: there are none or too many, or the gap leaves no room for them.
    """
    filled = lay_out_around(
        {},
        photos,
        replace(canvas, whole=False),
        [(canvas.inner, len(photos))],
        seed=seed,
        in_order=in_order,
        steps=steps,
    )
    if filled is None:
        raise CollageError("gap")
    return filled.uncropped() if canvas.whole else filled


def lay_out_around(
    kept: Mapping[int, Box],
    photos: Sequence[PhotoShape],
    canvas: Canvas,
    boxes: Sequence[tuple[Box, int]],
    *,
    seed: int,
    in_order: bool,
    steps: int,
) -> Layout | None:
    """Some places keep their frames, and the other photos share those boxes; how many each box
    begins with comes with it. None if there is no room for them.

    Raises:
        CollageError: there are no photos or too many, or kept frames and boxes do not fill the
        canvas.
    """
    _check_number(photos)
    places = [place for place in range(len(photos)) if place not in kept]
    aspects = [_asked(photos[place].aspect) for place in places]
    gap = canvas.gap
    found = arrange(aspects, boxes, gap, rng=Random(seed), steps=steps, in_order=in_order)
    if found is None:
        # One photo is too long, or the gap is very wide: as if all were square there is the most
        # room.
        found = arrange(
            [1.0] * len(places), boxes, gap, rng=Random(seed), steps=0, in_order=in_order
        )
    if found is None:
        return None
    everywhere = dict(zip(places, found, strict=True)) | dict(kept)
    return Layout(
        canvas=canvas,
        photos=tuple(photos),
        boxes=tuple(everywhere[place] for place in range(len(photos))),
    )


def _asked(aspect: float) -> float:
    return min(max(aspect, NARROWEST), WIDEST)
