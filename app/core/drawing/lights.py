"""The shapes that tell the pathways apart besides colour, as marks of a drawing."""

from __future__ import annotations

import math

from app.core.drawing.marks import Paint, Points, Polygon
from app.core.glimmers import Pathway

_SIDES = 96
"""Of the polygon that stands for a circle: 0.03 pixels off at a radius of 64."""
_ARC = 12
"""Sides of the polygon around each soft corner."""


def light(
    pathway: Pathway | None, x: float, y: float, radius: float, paint: Paint
) -> tuple[Polygon, ...]:
    """A disc, a ring, two discs that touch, or a soft diamond, about a centre."""
    match pathway:
        case "within":
            return (Polygon(points=disc(x, y, radius), paint=paint),)
        case "around":
            return (
                Polygon(points=_ring(x, y, outer=radius * 1.31, inner=radius * 0.85), paint=paint),
            )
        case "between":
            small = radius * 0.8
            return tuple(
                Polygon(points=disc(x + side, y, small), paint=paint) for side in (-small, small)
            )
        case _:
            soft = radius * 0.34
            across, up = radius * 1.38 - soft * 1.4, radius * 1.5 - soft * 1.4
            return (diamond(x, y, across=across, up=up, soft=soft, paint=paint),)


def disc(x: float, y: float, radius: float) -> Points:
    """A circle, as a polygon of the same area."""
    reach = radius * math.sqrt(math.tau / _SIDES / math.sin(math.tau / _SIDES))
    angles = (math.tau * side / _SIDES for side in range(_SIDES))
    return tuple((x + reach * math.cos(angle), y + reach * math.sin(angle)) for angle in angles)


def _ring(x: float, y: float, *, outer: float, inner: float) -> Points:
    around, hole = disc(x, y, outer), disc(x, y, inner)
    return (*around, around[0], hole[0], *reversed(hole))


def diamond(x: float, y: float, *, across: float, up: float, soft: float, paint: Paint) -> Polygon:
    """The light that says nothing about itself: a diamond that was grown by `soft` on all sides.

    `across` and `up` are from the centre to its corners before that.
    """
    slope = math.atan2(across, up)
    corners = (
        (across, 0.0, -slope, slope),
        (0.0, up, slope, math.pi - slope),
        (-across, 0.0, math.pi - slope, math.pi + slope),
        (0.0, -up, math.pi + slope, math.tau - slope),
    )
    points = []
    for to_side, down, first, last in corners:
        for step in range(_ARC + 1):
            angle = first + (last - first) * step / _ARC
            points.append((x + to_side + soft * math.cos(angle), y + down + soft * math.sin(angle)))
    return Polygon(points=tuple(points), paint=paint)
