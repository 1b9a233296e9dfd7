"""The lights of a month as one picture: each shape is said once, each light in thirty letters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from app.core.lookback.sky import HEIGHT, MANY, WIDTH, PlacedLight, Sizes, lines, sizes
from app.ui.look.light_shapes import LOVED_NIGHT, core, gradient, halo
from app.ui.look.theme import Colours, Light

_LETTERS: dict[Light, str] = {"within": "w", "around": "a", "between": "b", None: "u"}
_SHORT = 14.0
"""How far from its lights a line of theirs ends, in dp."""


class Frame(NamedTuple):
    """Where the sheet of lights is in a picture of `width` x `height`, in dp."""

    width: float
    height: float
    side: float
    """From the picture's edges to the first and to the last evening."""
    top: float
    bottom: float
    """Of the sheet, from the top of the picture."""
    mirrored: bool = False
    """Where lines begin on the right, days do too."""

    @property
    def across(self) -> float:
        """How many dp a unit of the sheet is across."""
        return (self.width - 2 * self.side) / WIDTH

    @property
    def down(self) -> float:
        """How many dp a unit of the sheet is downwards."""
        return (self.bottom - self.top) / HEIGHT

    def at(self, placed: PlacedLight) -> tuple[float, float]:
        """Where a light is in the picture."""
        return self.across_at(placed.x), self.top + placed.y * self.down

    def across_at(self, x: float) -> float:
        """Where a place across the sheet is in the picture."""
        from_start = self.side + x * self.across
        return self.width - from_start if self.mirrored else from_start

    def nearest(
        self, lights: Sequence[PlacedLight], x: float, y: float, *, within: float
    ) -> PlacedLight | None:
        """The light nearest to a point of the picture; None where none is `within` so many dp."""
        if not lights:
            return None
        found = min(lights, key=lambda each: math.dist(self.at(each), (x, y)))
        return found if math.dist(self.at(found), (x, y)) <= within else None


def month_sky(c: Colours, lights: Sequence[PlacedLight], frame: Frame) -> str:
    """The picture of a month as SVG, with nothing behind its lights but haze."""
    size = sizes(lights)
    loved = [frame.at(each) for each in lights if each.light.loved]
    joined = _lines(c, loved) if size.joined else ""
    return _svg(frame, _shapes(c, size), _haze(c, frame) + joined + _uses(lights, frame))


def small_sky(c: Colours, lights: Sequence[PlacedLight], frame: Frame) -> str:
    """The same for a month among others: specks of light."""
    size = Sizes(plain=1.5, loved=2.1, reach=3.4, loved_reach=5.0, joined=False)
    return _svg(frame, _shapes(c, size), _uses(lights, frame))


def _svg(frame: Frame, shapes: str, drawn: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{frame.width:g}" '
        f'height="{frame.height:g}" viewBox="0 0 {frame.width:g} {frame.height:g}">'
        f"<defs>{shapes}</defs>{drawn}</svg>"
    )


def _shapes(c: Colours, size: Sizes) -> str:
    """Each kind of light once; loved ones have a large letter."""
    shapes = []
    for path, letter in _LETTERS.items():
        glow = halo(c, path, size.reach * size.plain, 0.78, letter)
        shapes.append(f'<g id="{letter}">{glow}{core(c, path, size.plain, letter)}</g>')
        large = letter.upper()
        glow = halo(c, path, size.loved_reach * size.loved, 1, large)
        if c.dark and size.joined:
            glow += halo(c, path, LOVED_NIGHT * size.loved, 0.5, large)
        shapes.append(f'<g id="{large}">{glow}{core(c, path, size.loved, large)}</g>')
    return "".join(shapes)


def _uses(lights: Sequence[PlacedLight], frame: Frame) -> str:
    """Where each light is; loved ones over the others."""
    plain, over = list[str](), list[str]()
    digits = 0 if len(lights) > MANY else 1
    for each in lights:
        (_, _, _, pathway, loved), (x, y) = each.light, frame.at(each)
        letter = _LETTERS[pathway].upper() if loved else _LETTERS[pathway]
        use = f'<use href="#{letter}" x="{x:.{digits}f}" y="{y:.{digits}f}"/>'
        (over if loved else plain).append(use)
    return "".join((*plain, *over))


def _lines(c: Colours, loved: Sequence[tuple[float, float]]) -> str:
    """From each loved light to the next in time: each month its own constellation."""
    found = lines(loved, _SHORT)
    if not found:
        return ""
    pieces = "".join(f"M{ax:.1f} {ay:.1f}L{bx:.1f} {by:.1f}" for (ax, ay), (bx, by) in found)
    colour, opacity = ("#F7EBD2", 0.34) if c.dark else ("#FFFFFF", 0.8)
    return f'<path d="{pieces}" stroke="{colour}" stroke-opacity="{opacity}" fill="none"/>'


def _haze(c: Colours, frame: Frame) -> str:
    """Two soft ellipses, one behind the other."""
    colour, opacity = ("#6E62B8", 0.30) if c.dark else ("#FFFFFF", 0.17)
    drawn = []
    for id, x, y, rx, ry, part in (
        ("y", 0.22, 0.42, 0.75, 0.30, 1.0),
        ("z", 0.86, 0.20, 0.55, 0.20, 1 / 3),
    ):
        stops = [(0.0, colour, opacity * part), (1.0, colour, 0.0)]
        rx, ry = rx * frame.width, ry * frame.height
        middle = f"translate({x * frame.width:.0f} {y * frame.height:.0f}) rotate(-24)"
        drawn.append(
            gradient(id, stops, 0, 0, rx) + f'<g transform="{middle} scale(1 {ry / rx:.3f})">'
            f'<circle r="{rx:.0f}" fill="url(#{id})"/></g>'
        )
    return "".join(drawn)
