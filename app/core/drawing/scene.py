"""What skies of pictures that leave are made of: glows, lights in their halos, ridges."""

from __future__ import annotations

import math

from app.core.drawing.lights import light
from app.core.drawing.looks import Look
from app.core.drawing.marks import (
    Colour,
    Linear,
    Mark,
    Paint,
    Polygon,
    Radial,
    Rectangle,
    mixed,
    see_through,
)
from app.core.glimmers import Pathway

LOVED = 9.5
"""How far the halo of a loved light reaches, in its radii."""
_STEP = 4
"""Pixels between two points of a ridge."""
_HEART = ((0.0, 0.0), (0.25, 0.3), (0.7, 1.0), (1.0, 1.0))
"""How a light's heart becomes its rim: where, and how much of the rim."""


def glow(
    x: int, y: int, across: int, up: int, colour: Colour, alphas: tuple[tuple[float, float], ...]
) -> Rectangle:
    """An ellipse that fades from its centre as `alphas` say, with where from 0 to 1 and how
    much."""
    stops = tuple((at, see_through(colour, alpha)) for at, alpha in alphas)
    paint = Radial(x=x, y=y, across=across, up=up, stops=stops)
    return Rectangle(x=x - across, y=y - up, width=2 * across, height=2 * up, paint=paint)


def shining(
    x: int,
    y: int,
    radius: float,
    look: Look,
    pathway: Pathway | None,
    *,
    reach: float = LOVED,
    alpha: float = 1.0,
) -> tuple[Mark, ...]:
    """The pathway's shape within its halo, which goes `reach` radii far and is as strong as `alpha`
    says.
    """
    halo = round(radius * reach)
    heart, rim = look.lights[pathway]
    stops = tuple((at, mixed(heart, rim, share)) for at, share in _HEART)
    filling = Radial(x=x, y=y, across=radius * 1.8, up=radius * 1.8, stops=stops)
    return (
        glow(
            x,
            y,
            halo,
            halo,
            look.halos[pathway],
            tuple((at, each * alpha) for at, each in look.halo),
        ),
        *light(pathway, x, y, radius, filling),
    )


def ridge(
    level: int,
    *,
    swing: int,
    waves: float,
    shift: float,
    colours: tuple[Colour, Colour],
    width: int,
    bottom: int,
) -> Polygon:
    """A slow sine across a picture of this `width`, filled down to `bottom`, from the crest's
    colour to the mist's.
    """
    crest, mist = colours
    paint: Paint = crest
    if crest != mist:
        paint = Linear(top=level - swing, bottom=bottom, stops=((0.0, crest), (1.0, mist)))
    crests = [
        (float(x), level + swing * math.sin(x / width * waves * math.tau + shift))
        for x in range(0, width + 1, _STEP)
    ]
    return Polygon(
        points=(*crests, (float(width), float(bottom)), (0.0, float(bottom))), paint=paint
    )
