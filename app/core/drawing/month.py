"""A month of lights as a drawing to give away: a square, or a phone's wallpaper. No word of what
was kept is in it, and its own name only where that is wanted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from app.core.drawing.looks import DAY, NIGHT, Look
from app.core.drawing.marks import (
    Drawing,
    Font,
    Linear,
    Mark,
    Measure,
    Polygon,
    Rectangle,
    TextRun,
    in_font,
    see_through,
)
from app.core.drawing.scene import glow, ridge, shining
from app.core.lookback.sky import HEIGHT, WIDTH, PlacedLight, lines, sizes

Shape = Literal["square", "wallpaper"]
SIZES: dict[Shape, tuple[int, int]] = {"square": (2048, 2048), "wallpaper": (1440, 3120)}
"""Width and height in pixels; a wallpaper's is that of today's long phones."""
FONTS: tuple[Font, ...] = ("display",)
"""What its name is written with."""

_SCREEN = 390
"""Dp across the screen that the sizes of lights are meant for."""
_GROUND: dict[Shape, float] = {"square": 0.895, "wallpaper": 0.88}
_HIGHEST: dict[Shape, float] = {"square": 0.1, "wallpaper": 0.3}
"""Where the ground begins, and the highest light is, in parts of the height: the clock of a phone
stands above it.
"""
_SIDE = 0.085
"""From the edges to the first and the last evening, in parts of the width."""
_NAME = 0.036
"""The size of its name, in parts of the height of the square."""
_QUALITY = 92


def month(
    lights: Sequence[PlacedLight],
    name: str,
    *,
    measure: Measure,
    shape: Shape,
    night: bool,
    mirrored: bool = False,
) -> Drawing:
    """The lights above their ridges. `name` stands on the ground, if there is any; `mirrored`, days
    run from right to left, as lines do.
    """
    look = NIGHT if night else DAY
    width, height = SIZES[shape]
    ground = round(_GROUND[shape] * height)
    unit = width / _SCREEN * (0.72 if shape == "square" else 1.0)
    top, side = _HIGHEST[shape] * height, _SIDE * width
    bottom = ground - 46 * unit

    def at(placed: PlacedLight) -> tuple[float, float]:
        x = side + placed.x / WIDTH * (width - 2 * side)
        return width - x if mirrored else x, top + placed.y / HEIGHT * (bottom - top)

    marks = [
        *_sky(width, ground, look),
        *_lights(lights, [at(each) for each in lights], unit, look, night=night),
        *_ground(width, height, ground, unit, look),
        *_name(name, width, height, ground, look, measure, mirrored=mirrored),
    ]
    return Drawing(
        width=width, height=height, paper=look.surface, marks=tuple(marks), quality=_QUALITY
    )


def _sky(width: int, ground: int, look: Look) -> tuple[Mark, ...]:
    colours = Linear(top=0, bottom=ground, stops=look.sky)
    return (
        Rectangle(x=0, y=0, width=width, height=ground, paint=colours),
        glow(
            round(width * 0.66),
            round(ground * 0.93),
            round(width * 0.62),
            round(ground * 0.16),
            look.horizon,
            look.glow,
        ),
    )


def _lights(
    lights: Sequence[PlacedLight],
    points: Sequence[tuple[float, float]],
    unit: float,
    look: Look,
    *,
    night: bool,
) -> list[Mark]:
    """`unit` are pixels to a dp of the screen; loved lights over the others."""
    size = sizes(lights)
    plain, loved = list[Mark](), list[Mark]()
    for each, (x, y) in zip(lights, points, strict=True):
        (_, _, _, pathway, is_loved) = each.light
        radius = (size.loved if is_loved else size.plain) * unit
        reach = size.loved_reach if is_loved else size.reach
        alpha = 1.0 if is_loved else 0.78
        shapes = shining(round(x), round(y), radius, look, pathway, reach=reach, alpha=alpha)
        (loved if is_loved else plain).extend(shapes)
    joined = [
        point
        for each, point in zip(lights, points, strict=True)
        if size.joined and each.light.loved
    ]
    colour = see_through("#F7EBD2", 0.34) if night else see_through("#FFFFFF", 0.8)
    threads = [_thread(*ends, unit, colour) for ends in lines(joined, 14 * unit)]
    return [*threads, *plain, *loved]


def _thread(
    one: tuple[float, float], other: tuple[float, float], unit: float, colour: str
) -> Polygon:
    """A line as wide as a dp."""
    (ax, ay), (bx, by) = one, other
    far = math.dist(one, other)
    dx, dy = (ay - by) / far * unit / 2, (bx - ax) / far * unit / 2
    corners = ((ax + dx, ay + dy), (bx + dx, by + dy), (bx - dx, by - dy), (ax - dx, ay - dy))
    return Polygon(points=corners, paint=colour)


def _ground(width: int, height: int, ground: int, unit: float, look: Look) -> tuple[Mark, ...]:
    """Two ridges, and the page, which they stand before."""
    far, near = look.ridges
    page = (look.surface, look.surface)
    below = ground + round(6 * unit)
    first, second = ground - round(34 * unit), ground - round(16 * unit)
    ends = ground + round(20 * unit)
    waves = (
        (first, 11, 1.15, 0.4, far, ends),
        (second, 8, 0.9, 2.6, near, ends),
        (ground, 4.5, 0.8, 4.4, page, below),
    )
    ridges = [
        ridge(
            level,
            swing=round(swing * unit),
            waves=waves_across,
            shift=shift,
            colours=colours,
            width=width,
            bottom=down_to,
        )
        for level, swing, waves_across, shift, colours, down_to in waves
    ]
    page_below = Rectangle(x=0, y=below, width=width, height=height - below, paint=look.surface)
    return (*ridges, page_below)


def _name(
    name: str, width: int, height: int, ground: int, look: Look, measure: Measure, *, mirrored: bool
) -> list[Mark]:
    if not name:
        return []
    size = round(_NAME * 2048)
    long = in_font(measure, "display", size)(name)
    side = _SIDE * width
    run = TextRun(
        text=name,
        font="display",
        size=size,
        x=width - side - long if mirrored else side,
        y=(ground + height) / 2 + size * 0.45,
        colour=look.ink,
        from_right=mirrored,
    )
    return [run]
