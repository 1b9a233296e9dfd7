"""Where each photo of a collage is and which part of it shows: the same geometry for the preview
and for the picture."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Literal, NamedTuple

from app.core.drawing.crop import Crop, crop
from app.core.drawing.slicing import (
    THINNEST,
    Box,
    Tree,
    arrange,
    boxes_beside,
    fit,
    natural,
    tree_of,
)
from app.core.errors import GlimmersError
from app.core.photos import Focus, Photo

MOST = 30
"""Photos in one collage at most."""
MOST_CAPTION = 120
"""Characters of a caption at most: one line on the paper."""
PAPER = "#FFFDF8"
"""The colour around the photos unless another is chosen."""
DARK_INK, LIGHT_INK = "#2A2640", "#F3EEE4"
"""Of a caption: the app's own by day and by night."""
MISSING = "#B9A88A"
"""The colour of what stands where a photo is missing."""

STEPS = 3000
"""Changes that annealing tries for one layout: about 20 ms on a desktop computer, more or less
whatever the number of photos."""
FEW_STEPS = 1000
"""The same where Python is several times slower, as in a browser: a little more is cropped, and
areas differ more."""

NARROWEST, WIDEST = 1 / 4, 4 / 1
"""Width / height of a frame that a photo can ask for. What is longer is cropped: whole, it would be
a thread."""

_SLIVER = 0.03
"""Of a photo: what filling the paper may leave out before all photos are shown whole, with more
paper around them."""
_THINNEST_WHOLE = THINNEST / 10
"""Uncropped photos may be so much thinner: those of a layout that fills the paper become smaller,
and none is cropped for that."""

CanvasName = Literal["square", "story", "a4"]


class CollageError(GlimmersError):
    """A collage that cannot be made as it was asked for."""


def _check(right: bool, why: str, **data: object) -> None:
    if not right:
        raise CollageError(why, **data)


def _is_count(value: object, least: int, most: int) -> bool:
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
        _check(isinstance(self.id, str), "photo id")
        _check(
            _is_count(self.width, 1, _MOST_PIXELS) and _is_count(self.height, 1, _MOST_PIXELS),
            "photo width height",
        )
        _check(
            all(_is_fraction(focus) for focus in (self.focus_x, self.focus_y)), "focus photo inside"
        )
        _check(type(self.by_hand) is bool, "focus photo inside")

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
    return type(value) in (int, float) and 0 <= value <= 1  # type: ignore[operator]  # nan is no fraction


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
    more paper around them all. What is
    done by hand comes before that: photos that were swapped, and those that share their room with
    locked ones, are cropped."""

    def __post_init__(self) -> None:
        _check(
            _is_count(self.width, 64, _MOST_PIXELS) and _is_count(self.height, 64, _MOST_PIXELS),
            "canvas width height",
        )
        shorter = min(self.width, self.height)
        _check(_is_count(self.gap, 0, shorter // 16), "gap here", most=shorter // 16)
        _check(_is_count(self.corners, 0, shorter // 2), "corners here", most=shorter // 2)
        _check(_is_count(self.strip, 0, self.height // 4), "caption takes quarter paper most")
        _check(type(self.whole) is bool, "photos whole not")

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
        _check(len(self.boxes) == len(self.photos), "photo frame")
        _check(
            all(_is_count(side, 1, _MOST_PIXELS) for box in self.boxes for side in box[2:]),
            "frame width height",
        )
        inner, around = self.canvas.inner, _around(self.boxes)
        inside = (
            around.x >= inner.x
            and around.y >= inner.y
            and around.right <= inner.right
            and around.bottom <= inner.bottom
        )
        _check(inside and (self.canvas.whole or around == inner), "frames fill paper")
        _check(tree_of(self.boxes, self.canvas.gap) is not None, "frames gap apart")

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
    _check(len(photos) >= 1, "collage needs photos")
    _check(len(photos) <= MOST, "many", most=MOST)


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
    _check_number(photos)
    boxes = _fill(
        photos,
        [(canvas.inner, len(photos))],
        {},
        canvas.gap,
        seed=seed,
        in_order=in_order,
        steps=steps,
    )
    if boxes is None:
        raise CollageError("gap")
    filled = Layout(canvas=replace(canvas, whole=False), photos=tuple(photos), boxes=boxes)
    return _uncropped(filled) if canvas.whole else filled


def _fill(
    photos: Sequence[PhotoShape],
    boxes: Sequence[tuple[Box, int]],
    kept: Mapping[int, Box],
    gap: int,
    *,
    seed: int,
    in_order: bool,
    steps: int,
) -> tuple[Box, ...] | None:
    """The box of each photo: those that are kept as they are, the others in those boxes. None if
    there is no room for them."""
    places = [place for place in range(len(photos)) if place not in kept]
    aspects = [_asked(photos[place].aspect) for place in places]
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
    return tuple(everywhere[place] for place in range(len(photos)))


def _asked(aspect: float) -> float:
    return min(max(aspect, NARROWEST), WIDEST)


def _uncropped(layout: Layout) -> Layout:
    """The same arrangement, each frame with its photo's aspect ratio."""
    canvas, tree = replace(layout.canvas, whole=True), layout.tree
    aspects = [_asked(photo.aspect) for photo in layout.photos]
    boxes = fit(
        tree,
        aspects,
        natural(tree, aspects, canvas.inner, canvas.gap),
        canvas.gap,
        thinnest=_THINNEST_WHOLE,
    )
    return (
        layout
        if boxes is None
        else Layout(canvas=canvas, photos=layout.photos, boxes=_in_places(boxes))
    )


def _in_places(boxes: Mapping[int, Box]) -> tuple[Box, ...]:
    return tuple(boxes[place] for place in range(len(boxes)))


# What a person does with it -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Collage:
    """Everything that was chosen for one collage. Each verb answers with the collage as it is after
    it.

    Raises:
        CollageError: something is out of its bounds, here and in every verb; nothing is changed
        then.
    """

    layout: Layout
    seed: int = 0
    in_order: bool = False
    """Whether a new layout keeps the order of the photos."""
    locked: frozenset[int] = frozenset()
    """Places of the photos that `shuffled` leaves where they are."""
    paper: str = PAPER
    """`#RRGGBB`."""
    caption: str = ""

    def __post_init__(self) -> None:
        _check(type(self.seed) is int and self.seed >= 0, "seed whole number")
        _check(type(self.in_order) is bool, "photos keep their order not")
        _check(
            all(_is_count(place, 0, len(self.layout.photos) - 1) for place in self.locked),
            "only photo collage locked",
        )
        _check(
            isinstance(self.paper, str) and bool(_COLOUR.fullmatch(self.paper)),
            "paper colour written like",
        )
        _check(
            isinstance(self.caption, str) and len(self.caption) <= MOST_CAPTION,
            "long caption",
            most=MOST_CAPTION,
        )
        _check(bool(self.caption) == bool(self.layout.canvas.strip), "caption place paper")

    # Photos

    def shuffled(self, *, seed: int, steps: int = STEPS) -> Collage:
        """Another layout; locked photos keep exactly their frames, the others share what is left
        between them."""
        photos, canvas = self.layout.photos, self.layout.canvas
        if not self.locked:
            layout = lay_out(photos, canvas, seed=seed, in_order=self.in_order, steps=steps)
        else:
            kept = {place: self.layout.boxes[place] for place in self.locked}
            boxes = [
                (box, len(inside))
                for box, inside in boxes_beside(self.locked, self.layout.tree, self.layout.boxes)
            ]
            filled = _fill(
                photos, boxes, kept, canvas.gap, seed=seed, in_order=self.in_order, steps=steps
            )
            layout = replace(self.layout, boxes=filled or self.layout.boxes)
        return replace(self, seed=seed, layout=layout)

    def ordered(self, in_order: bool, *, steps: int = STEPS) -> Collage:
        """Whether photos keep their order from here on; laid out anew, around locked ones."""
        return replace(self, in_order=in_order).shuffled(seed=self.seed, steps=steps)

    def with_lock(self, place: int, locked: bool) -> Collage:
        """A photo stays where it is, or is free again."""
        return replace(self, locked=self.locked | {place} if locked else self.locked - {place})

    def swapped(self, place: int, other: int) -> Collage:
        """Two photos take each other's frame; a lock goes with its photo."""
        boxes = list(self.layout.boxes)
        self._check_places(place, other)
        boxes[place], boxes[other] = boxes[other], boxes[place]
        return replace(self, layout=replace(self.layout, boxes=tuple(boxes)))

    def replaced(self, place: int, photo: PhotoShape) -> Collage:
        """Another photo in the same frame."""
        self._check_places(place)
        photos = self.layout.photos
        return replace(
            self, layout=replace(self.layout, photos=(*photos[:place], photo, *photos[place + 1 :]))
        )

    def focused(self, place: int, x: float, y: float) -> Collage:
        """The subject of a photo is there, in fractions of the upright photo; brought inside if it
        is not."""
        self._check_places(place)
        photo = self.layout.photos[place]
        return self.replaced(
            place,
            replace(
                photo,
                focus_x=min(max(x, 0.0), 1.0),
                focus_y=min(max(y, 0.0), 1.0),
                by_hand=True,
            ),
        )

    def dragged(self, place: int, x: float, y: float) -> Collage:
        """A photo follows the finger inside its frame by so many pixels of the canvas, until its
        edge is at the frame's."""
        self._check_places(place)
        frame = self.layout.frames[place]
        part = frame.crop
        centre_x = part.x + part.width / 2 - x * part.width / frame.width
        centre_y = part.y + part.height / 2 - y * part.height / frame.height
        return self.focused(
            place,
            min(max(centre_x, part.width / 2), 1 - part.width / 2)
            if part.width < 1
            else self.layout.photos[place].focus_x,
            min(max(centre_y, part.height / 2), 1 - part.height / 2)
            if part.height < 1
            else self.layout.photos[place].focus_y,
        )

    def added(self, photos: Sequence[PhotoShape], *, steps: int = STEPS) -> Collage:
        """With more photos behind the others; laid out anew, around locked ones if there is room
        beside them."""
        kept = {place: self.layout.boxes[place] for place in self.locked}
        boxes = [
            (box, len(inside))
            for box, inside in boxes_beside(self.locked, self.layout.tree, self.layout.boxes)
        ]
        if boxes:
            roomiest = max(
                range(len(boxes)),
                key=lambda number: (
                    boxes[number][0].width * boxes[number][0].height / boxes[number][1]
                ),
            )
            box, count = boxes[roomiest]
            boxes[roomiest] = box, count + len(photos)
        return replace(
            self, layout=self._laid_around((*self.layout.photos, *photos), kept, boxes, steps=steps)
        )

    def removed(self, place: int, *, steps: int = STEPS) -> Collage:
        """Without a photo; laid out anew, around locked ones if there are others to fill its
        room."""
        self._check_places(place)
        photos = (*self.layout.photos[:place], *self.layout.photos[place + 1 :])
        still = self.locked - {place}
        kept = {each - (each > place): self.layout.boxes[each] for each in still}
        boxes = [
            (box, len(inside) - (place in inside))
            for box, inside in boxes_beside(still, self.layout.tree, self.layout.boxes)
        ]
        return replace(
            self, locked=frozenset(kept), layout=self._laid_around(photos, kept, boxes, steps=steps)
        )

    def _laid_around(
        self,
        photos: tuple[PhotoShape, ...],
        kept: Mapping[int, Box],
        boxes: Sequence[tuple[Box, int]],
        *,
        steps: int,
    ) -> Layout:
        """What is kept stays, if every box has something to hold and holds it; else all is laid out
        anew."""
        _check_number(photos)
        canvas = self.layout.canvas
        if kept and boxes and all(count for _, count in boxes):
            filled = _fill(
                photos, boxes, kept, canvas.gap, seed=self.seed, in_order=self.in_order, steps=steps
            )
            if filled:
                return Layout(canvas=canvas, photos=photos, boxes=filled)
        return lay_out(photos, canvas, seed=self.seed, in_order=self.in_order, steps=steps)

    def _check_places(self, *places: int) -> None:
        _check(
            all(_is_count(place, 0, len(self.layout.photos) - 1) for place in places),
            "collage no such photo",
        )

    # Paper

    def on_canvas(self, name: CanvasName, *, steps: int = STEPS) -> Collage:
        """On paper of another shape, gap and corners in proportion; laid out anew, locked photos
        too."""
        was, canvas = self.layout.canvas, CANVASES[name]
        factor = canvas.width / was.width
        most = min(canvas.width, canvas.height)
        canvas = replace(
            canvas,
            gap=min(round(was.gap * factor), most // 16),
            corners=min(round(was.corners * factor), most // 2),
            strip=_strip(canvas, self.caption),
            whole=was.whole,
        )
        return replace(
            self,
            layout=lay_out(
                self.layout.photos, canvas, seed=self.seed, in_order=self.in_order, steps=steps
            ),
        )

    def spaced(self, gap: int) -> Collage:
        """With another gap, in pixels of the canvas; the same arrangement."""
        return self._refitted(replace(self.layout.canvas, gap=gap))

    def rounded(self, corners: int) -> Collage:
        """With other corners, in pixels of the canvas."""
        return replace(
            self, layout=replace(self.layout, canvas=replace(self.layout.canvas, corners=corners))
        )

    def captioned(self, caption: str) -> Collage:
        """With words below the photos, or without if there are none; the same arrangement."""
        line = " ".join(caption.split())
        canvas = replace(self.layout.canvas, strip=_strip(self.layout.canvas, line))
        return self._refitted(canvas, caption=line)

    def on_paper(self, paper: str) -> Collage:
        """On paper of another colour, `#RRGGBB`."""
        return replace(self, paper=paper)

    def uncropped(self, whole: bool) -> Collage:
        """With photos shown whole and more paper around them, or filling the paper; the same
        arrangement."""
        layout = self.layout
        canvas = replace(layout.canvas, whole=False)
        boxes = fit(
            layout.tree, [_asked(photo.aspect) for photo in layout.photos], canvas.inner, canvas.gap
        )
        if boxes is None:
            layout = lay_out(layout.photos, canvas, seed=self.seed, in_order=self.in_order)
        else:
            layout = Layout(canvas=canvas, photos=layout.photos, boxes=_in_places(boxes))
        return replace(self, layout=_uncropped(layout) if whole else layout)

    def _refitted(self, canvas: Canvas, *, caption: str | None = None) -> Collage:
        """The same arrangement in other room: each frame keeps its aspect ratio as well as it
        can."""
        layout = self.layout
        aspects = [box.width / box.height for box in layout.boxes]
        room = (
            natural(layout.tree, aspects, canvas.inner, canvas.gap)
            if canvas.whole
            else canvas.inner
        )
        boxes = fit(
            layout.tree,
            aspects,
            room,
            canvas.gap,
            thinnest=_THINNEST_WHOLE if canvas.whole else THINNEST,
        )
        if boxes is None:
            fitted = lay_out(layout.photos, canvas, seed=self.seed, in_order=self.in_order)
        else:
            fitted = Layout(canvas=canvas, photos=layout.photos, boxes=_in_places(boxes))
        return replace(self, layout=fitted, caption=self.caption if caption is None else caption)


_COLOUR = re.compile("#[0-9A-Fa-f]{6}")


def is_light(paper: str) -> bool:
    """Whether dark ink is read on this paper, `#RRGGBB`: its luma, after ITU-R BT.601, is in the
    upper half."""
    red, green, blue = (int(paper[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue > 127


def ink_on(paper: str) -> str:
    """What a caption is written with on this paper."""
    return DARK_INK if is_light(paper) else LIGHT_INK


def caption_size(canvas: Canvas) -> float:
    """How large a caption is written unless it is too long: pixels of the canvas, at most what its
    strip has room for."""
    return min(canvas.width * 15 / 358, canvas.strip * 0.6)


def _strip(canvas: Canvas, caption: str) -> int:
    # On a canvas 358 wide: 34, for a line 22 high.
    return round(canvas.width * 34 / 358) if caption else 0


def make(
    photos: Sequence[PhotoShape],
    canvas: Canvas = SQUARE,
    *,
    seed: int = 0,
    in_order: bool = False,
    paper: str = PAPER,
    caption: str = "",
    steps: int = STEPS,
) -> Collage:
    """A new collage, with room for its caption.

    Raises:
        CollageError: something is out of its bounds.
    """
    line = " ".join(caption.split())
    layout = lay_out(
        photos,
        replace(canvas, strip=_strip(canvas, line)),
        seed=seed,
        in_order=in_order,
        steps=steps,
    )
    return Collage(layout=layout, seed=seed, in_order=in_order, paper=paper, caption=line)


def spared(collage: Collage) -> Collage:
    """The same, its photos whole where filling the paper costs one of them more than a sliver: few
    photos fit no paper, and somebody may stand at the edge of theirs."""
    sliver = max(1 - frame.crop.width * frame.crop.height for frame in collage.layout.frames)
    return collage.uncropped(True) if sliver > _SLIVER else collage


# Kept, to go on another day -----------------------------------------------------------------------


def as_record(collage: Collage) -> dict[str, Any]:
    """The collage as JSON can hold it."""
    layout = collage.layout
    return {
        "canvas": layout.canvas.name,
        "gap": layout.canvas.gap,
        "corners": layout.canvas.corners,
        "whole": layout.canvas.whole,
        "paper": collage.paper,
        "caption": collage.caption,
        "seed": collage.seed,
        "in_order": collage.in_order,
        "locked": sorted(collage.locked),
        "photos": [
            {
                "id": photo.id,
                "width": photo.width,
                "height": photo.height,
                "focus": [photo.focus_x, photo.focus_y],
                "by_hand": photo.by_hand,
                "frame": list(box),
            }
            for photo, box in zip(layout.photos, layout.boxes, strict=True)
        ],
    }


def from_record(record: Any) -> Collage | None:
    """The collage of a record; None if any of it is missing or damaged."""
    try:
        return _collage_of(record)
    except (CollageError, KeyError, TypeError, ValueError):
        return None


def told_of(record: Any) -> tuple[int, str]:
    """How many photos a record names, and its caption; as far as it can be read, for one that
    cannot be opened is listed too."""
    said = record if isinstance(record, dict) else {}
    photos, caption = said.get("photos"), said.get("caption")
    return len(photos) if isinstance(photos, list) else 0, caption if isinstance(
        caption, str
    ) else ""


def _collage_of(record: Any) -> Collage:
    canvas = CANVASES[record["canvas"]]
    caption = record["caption"]
    canvas = replace(
        canvas,
        gap=record["gap"],
        corners=record["corners"],
        whole=record["whole"],
        strip=_strip(canvas, caption),
    )
    photos, boxes = [], []
    for each in record["photos"]:
        x, y = each["focus"]
        left, top, width, height = each["frame"]
        photos.append(
            PhotoShape(
                id=each["id"],
                width=each["width"],
                height=each["height"],
                focus_x=x,
                focus_y=y,
                # Collages that were kept before this was told show what they showed then.
                by_hand=each.get("by_hand", True),
            )
        )
        boxes.append(Box(left, top, width, height))
        _check(
            _is_count(left, 0, canvas.width) and _is_count(top, 0, canvas.height), "frame canvas"
        )
    return Collage(
        layout=Layout(canvas=canvas, photos=tuple(photos), boxes=tuple(boxes)),
        seed=record["seed"],
        in_order=record["in_order"],
        locked=frozenset(record["locked"]),
        paper=record["paper"],
        caption=caption,
    )
