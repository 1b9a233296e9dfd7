"""Which part of a photo a frame shows, and which shape of frame leaves little of it out.

Whoever squeezes a photo into a frame asks here, so that nobody loses their head in one place and
keeps it in another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from app.core.photos import Focus


class Crop(NamedTuple):
    """The part of a photo that shows, in fractions of the upright photo."""

    x: float
    y: float
    width: float
    height: float


WHOLE = Crop(0.0, 0.0, 1.0, 1.0)


class Cropped(Protocol):
    """What is asked of a photo: a stored one and one of a collage both tell it."""

    @property
    def aspect(self) -> float:
        """Width / height, upright."""

    @property
    def focus(self) -> Focus:
        """Where its subject is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """The shapes a frame may take, as width / height: it takes the photo's own between them."""

    narrowest: float
    widest: float

    def aspect(self, photo: Cropped) -> float:
        """Of the frame for this photo."""
        return min(max(photo.aspect, self.narrowest), self.widest)


COVER = Shapes(narrowest=4 / 5, widest=3 / 2)
"""Over the words of a card in *Look back*."""
HEAD = Shapes(narrowest=2 / 3, widest=2 / 1)
"""Over the page of a glimmer on a phone, as wide as its screen."""
PANE = Shapes(narrowest=1 / 2, widest=2 / 1)
"""Over the page of a glimmer in the pane of a desk."""
CARD = Shapes(narrowest=9 / 16, widest=4 / 1)
"""Of the picture that is shared."""
TILE = Shapes(narrowest=1 / 2, widest=2 / 1)
"""Of small pictures, in a row or side by side."""

MOST_ASIDE, MOST_BELOW = 0.1, 0.2
"""A frame that would leave out more than this part of a photo, across or up and down, shows all of
it instead, unless a hand has set its focus. People may stand at either side, and seldom have their
heads at the lower edge."""
_LOWEST = 0.85
"""Where in what shows a focus that a program found may stand, from the top: it is drawn to patterns
and rocks, and who stands there has their head above."""


def crop(photo: Cropped, aspect: float) -> Crop:
    """The largest part of a photo with this width / height, its focus in it.

    A focus that a hand has set is in the middle, as far as the photo reaches. One that a program
    found is in the middle across; up and down the highest part is taken that has it well inside, so
    that what is left out is left out below first, as in a portrait.
    """
    ratio = aspect / photo.aspect
    width, height = min(ratio, 1.0), min(1 / ratio, 1.0)
    focus = photo.focus
    down = 0.5 if focus.by_hand else _LOWEST
    return Crop(
        _begin(focus.x - width / 2, width), _begin(focus.y - height * down, height), width, height
    )


def _begin(wanted: float, shown: float) -> float:
    return min(max(wanted, 0.0), 1 - shown)


def left_out(photo: Cropped, aspect: float) -> float:
    """Which part of a photo a frame of this width / height cannot show, from 0 to 1."""
    ratio = aspect / photo.aspect
    return 1 - min(ratio, 1 / ratio)


def shows_all(photo: Cropped, aspect: float) -> bool:
    """Whether a photo stands whole in such a frame, with room beside it: too much would be left
    out."""
    most = MOST_ASIDE if aspect < photo.aspect else MOST_BELOW
    return not photo.focus.by_hand and left_out(photo, aspect) > most
