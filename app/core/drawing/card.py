"""One glimmer as a drawing to give away: its photo or a strip of dusk with its light, its words,
and when it was."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from app.core.drawing.crop import CARD, WHOLE, crop, shows_all
from app.core.drawing.layout import PhotoShape
from app.core.drawing.letters import ELLIPSIS, is_japanese, lines, reads_from_right, shortened
from app.core.drawing.lights import light
from app.core.drawing.looks import DAY, NIGHT, Look
from app.core.drawing.marks import (
    Drawing,
    Font,
    Linear,
    Mark,
    Measure,
    PlacedPhoto,
    Rectangle,
    TextRun,
    in_font,
)
from app.core.drawing.scene import glow, ridge, shining
from app.core.glimmers import Pathway

WIDTH, HEIGHT = 1080, 1350
"""In pixels; the height is that of a card without a photo. With one it is as high as photo and
words need, and at most `HIGHEST`."""
HIGHEST = 2720
FONTS: tuple[Font, ...] = ("serif", "sans", "display")
"""What its words are written with."""

MOST = 2000
"""Characters of the words that are looked at: twice as many as narrow letters fill the card with,
in the smallest size."""
_QUALITY = 92
_MARGIN = 92
_RADIUS = 72
"""Of the photo's lower corners."""
_SIZES = (76, 68, 60, 54, 48, 44, 40)
"""Of the words: the largest that fits; at the smallest they end in an ellipsis."""
_LEADING = 1.36
_WHEN_SIZE = 33
_NAME, _NAME_SIZE = "Glimmers", 32
_LEAST_PICTURE = 520
"""Pixels of photo or sky that the words always leave."""
_AROUND_WORDS = 360
"""Pixels above and below the words that are neither theirs nor the picture's."""
_FOOT = 92
"""From the baseline of whose light it is down to the edge."""
_WHEN_AT = _FOOT + 100
"""The same of when it was."""


@dataclass(frozen=True, slots=True)
class _Fitted:
    """Words as they stand on the card."""

    size: int
    lines: tuple[str, ...]

    @property
    def leading(self) -> int:
        """Pixels from one baseline to the next."""
        return round(self.size * _LEADING)

    @property
    def baseline(self) -> int:
        """Of the first line; where there is none, of what comes below. Pixels from the lower
        edge."""
        return _WHEN_AT + 92 + self.leading * (len(self.lines) - 1) if self.lines else _WHEN_AT

    @property
    def top(self) -> int:
        """Where photo or sky ends, from the lower edge."""
        return self.baseline + (self.size + 92 if self.lines else 112)


def card(
    words: str,
    when: str,
    *,
    measure: Measure,
    photo: PhotoShape | None,
    night: bool,
    pathway: Pathway | None,
) -> Drawing:
    """A picture as wide as `WIDTH`, and as high as its photo and its words need.

    Words that do not fit at the smallest size end in an ellipsis. The photo is whole, unless it is
    very long or the card would be higher than `HIGHEST`. Without a photo, or with one that cannot
    be opened, there is a strip of dusk sky with the light of this pathway.
    """
    look = NIGHT if night else DAY
    words = for_card(words)
    fitted = _fitted(words, measure)
    top = HEIGHT - fitted.top
    if photo is not None:
        top = min(round(WIDTH / CARD.aspect(photo)), HIGHEST - fitted.top)
    height = top + fitted.top
    marks = [
        *_picture(photo, top, height, look, pathway),
        *_words(words, fitted, height, look, measure),
        *_when(when, height, look, measure, from_right=reads_from_right(words)),
        *_sign(height, look),
    ]
    return Drawing(
        width=WIDTH, height=height, paper=look.surface, marks=tuple(marks), quality=_QUALITY
    )


def for_card(words: str) -> str:
    """The words, or so much of their beginning as a card may show: nobody lays out what will never
    be seen."""
    words = words.strip()
    return words if len(words) <= MOST else f"{words[:MOST].rstrip()}{ELLIPSIS}"


# --- Words ----------------------------------------------------------------------------------------


def _fitted(words: str, measure: Measure) -> _Fitted:
    """The largest letters in which the words leave room for the picture, and their lines."""
    room = WIDTH - 2 * _MARGIN
    for size in _SIZES:
        width = in_font(measure, "serif", size)
        most = int((HEIGHT - _LEAST_PICTURE - _AROUND_WORDS) / (size * _LEADING))
        found = tuple(itertools.islice(lines(words, room, width), most + 1))
        if len(found) <= most and (
            size == _SIZES[-1] or all(width(word) <= room for word in words.split())
        ):
            return _Fitted(size, found)
    return _Fitted(size, (*found[: most - 1], shortened(found[most - 1] + ELLIPSIS, room, width)))


def _words(words: str, fitted: _Fitted, height: int, look: Look, measure: Measure) -> list[Mark]:
    from_right, japanese = reads_from_right(words), is_japanese(words)
    return [
        TextRun(
            text=line,
            font="serif",
            size=fitted.size,
            x=_aligned(measure(line, "serif", fitted.size), from_right=from_right),
            y=height - fitted.baseline + number * fitted.leading,
            colour=look.ink,
            from_right=from_right,
            japanese=japanese,
        )
        for number, line in enumerate(fitted.lines)
        if line
    ]


def _when(when: str, height: int, look: Look, measure: Measure, *, from_right: bool) -> list[Mark]:
    """When it was, on the side on which the words begin."""
    width = in_font(measure, "sans", _WHEN_SIZE)
    line = shortened(when, WIDTH - 2 * _MARGIN, width)
    if not line:
        return []
    run = TextRun(
        text=line,
        font="sans",
        size=_WHEN_SIZE,
        x=_aligned(width(line), from_right=from_right),
        y=height - _WHEN_AT,
        colour=look.quiet,
        from_right=reads_from_right(when),
        japanese=is_japanese(when),
    )
    return [run]


def _aligned(width: float, *, from_right: bool) -> float:
    return WIDTH - _MARGIN - width if from_right else _MARGIN


def _sign(height: int, look: Look) -> list[Mark]:
    """Whose light it is, small."""
    foot = height - _FOOT
    line = Rectangle(x=_MARGIN, y=foot - 56, width=WIDTH - 2 * _MARGIN, height=2, paint=look.line)
    name = TextRun(
        text=_NAME, font="display", size=_NAME_SIZE, x=_MARGIN + 36, y=foot, colour=look.quiet
    )
    return [line, *light(None, _MARGIN + 16, foot - 11, 11, look.honey), name]


# --- What is above the words ----------------------------------------------------------------------


def _picture(
    photo: PhotoShape | None, top: int, height: int, look: Look, pathway: Pathway | None
) -> tuple[Mark, ...]:
    """The photo, of which nothing lies under the words, or dusk."""
    dusk = _dusk(top, height, look, pathway)
    if photo is None:
        return dusk
    width, shown, part = WIDTH, top, crop(photo, WIDTH / top)
    if shows_all(photo, WIDTH / top):
        width = max(1, min(WIDTH, round(top * photo.aspect)))
        shown, part = max(1, min(top, round(WIDTH / photo.aspect))), WHOLE
    radius = min(_RADIUS, width // 2, shown // 2)
    return (
        PlacedPhoto(
            photo=photo.id,
            x=(WIDTH - width) // 2,
            y=(top - shown) // 2,
            width=width,
            height=shown,
            crop=part,
            corners=(0, 0, radius, radius),
            instead=dusk,
        ),
    )


def _dusk(top: int, height: int, look: Look, pathway: Pathway | None) -> tuple[Mark, ...]:
    """Sky above, two ridges, and the page as the ground; the light stands in the clear part of the
    sky."""
    ground = top + 24
    below = ground + 16
    far, near = look.ridges
    page = (look.surface, look.surface)
    return (
        Rectangle(
            x=0,
            y=0,
            width=WIDTH,
            height=ground + 40,
            paint=Linear(top=0, bottom=ground + 40, stops=look.sky),
        ),
        glow(
            round(WIDTH * 0.66),
            ground - 40,
            round(WIDTH * 0.62),
            max(180, round(ground * 0.2)),
            look.horizon,
            look.glow,
        ),
        *shining(round(WIDTH * 0.36), round(ground * 0.42), 27, look, pathway),
        ridge(
            ground - 96,
            swing=38,
            waves=1.15,
            shift=0.4,
            colours=far,
            width=WIDTH,
            bottom=ground + 60,
        ),
        ridge(
            ground - 46,
            swing=27,
            waves=0.9,
            shift=2.6,
            colours=near,
            width=WIDTH,
            bottom=ground + 60,
        ),
        ridge(ground, swing=15, waves=0.8, shift=4.4, colours=page, width=WIDTH, bottom=below),
        Rectangle(x=0, y=below, width=WIDTH, height=height - below, paint=look.surface),
    )
