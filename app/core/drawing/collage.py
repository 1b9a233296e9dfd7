"""A collage as a person has made it so far: its layout, paper and caption, and what they can do
with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.core.drawing.layout import (
    CANVASES,
    SQUARE,
    STEPS,
    Canvas,
    CanvasName,
    Layout,
    PhotoShape,
    check,
    is_count,
    lay_out,
    lay_out_around,
)
from app.core.drawing.slicing import Box, boxes_beside

MOST_CAPTION = 120
"""Characters of a caption at most: one line on the paper."""
PAPER = "#FFFDF8"
"""The colour around the photos unless another is chosen."""
DARK_INK, LIGHT_INK = "#2A2640", "#F3EEE4"
"""Of a caption: the app's own by day and by night."""
MISSING = "#B9A88A"
"""The colour of what stands where a photo is missing."""

_SLIVER = 0.03
"""Of a photo: what filling the paper may leave out before all photos are shown whole, with more
paper around them."""


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
        check(type(self.seed) is int and self.seed >= 0, "seed whole number")
        check(type(self.in_order) is bool, "photos keep their order not")
        check(
            all(is_count(place, 0, len(self.layout.photos) - 1) for place in self.locked),
            "only photo collage locked",
        )
        check(
            isinstance(self.paper, str) and bool(_COLOUR.fullmatch(self.paper)),
            "paper colour written like",
        )
        check(
            isinstance(self.caption, str) and len(self.caption) <= MOST_CAPTION,
            "long caption",
            most=MOST_CAPTION,
        )
        check(bool(self.caption) == bool(self.layout.canvas.strip), "caption place paper")

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
            around = lay_out_around(
                kept, photos, canvas, boxes, seed=seed, in_order=self.in_order, steps=steps
            )
            layout = around or self.layout
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
        canvas, around = self.layout.canvas, None
        if kept and boxes and all(count for _, count in boxes):
            around = lay_out_around(
                kept, photos, canvas, boxes, seed=self.seed, in_order=self.in_order, steps=steps
            )
        return around or lay_out(
            photos, canvas, seed=self.seed, in_order=self.in_order, steps=steps
        )

    def _check_places(self, *places: int) -> None:
        check(
            all(is_count(place, 0, len(self.layout.photos) - 1) for place in places),
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
            strip=caption_strip(canvas, self.caption),
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
        canvas = replace(self.layout.canvas, strip=caption_strip(self.layout.canvas, line))
        return self._refitted(canvas, caption=line)

    def on_paper(self, paper: str) -> Collage:
        """On paper of another colour, `#RRGGBB`."""
        return replace(self, paper=paper)

    def uncropped(self, whole: bool) -> Collage:
        """With photos shown whole and more paper around them, or filling the paper; the same
        arrangement."""
        layout = self.layout.filling() or self._laid_anew(replace(self.layout.canvas, whole=False))
        return replace(self, layout=layout.uncropped() if whole else layout)

    def _refitted(self, canvas: Canvas, *, caption: str | None = None) -> Collage:
        layout = self.layout.refitted(canvas) or self._laid_anew(canvas)
        return replace(self, layout=layout, caption=self.caption if caption is None else caption)

    def _laid_anew(self, canvas: Canvas) -> Layout:
        """Where the same arrangement has no room."""
        return lay_out(self.layout.photos, canvas, seed=self.seed, in_order=self.in_order)


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


def caption_strip(canvas: Canvas, caption: str) -> int:
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
        replace(canvas, strip=caption_strip(canvas, line)),
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
