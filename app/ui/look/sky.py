"""The sky, its ridges, and the lights in it. Every light is a glimmer; none is decoration."""

from __future__ import annotations

from typing import Any

import flet as ft

from app.ui.look.theme import Colours, Light, fade

STRIP = 224.0
"""Height of Today's strip of sky, in dp."""

# The pictures in assets/lights are drawn by build/draw_lights.py; their halos reach this many light
# radii.
_PLAIN, _LOVED, _LOVED_NIGHT = 5.6, 9.5, 14.7
# Crest heights at nine places across the width, for a sky 224 high: slow waves that never repeat
# exactly.
CRESTS = (
    (
        (169, 170, 173, 174.8, 176.5, 179.3, 180, 179, 181),
        (199, 202, 206, 207, 206, 204, 201, 196, 191.5),
        (217.3, 218.5, 219.5, 219.8, 219, 217.5, 217.5, 218.3, 217.5),
    ),
    (
        (197.6, 196.9, 195, 189.5, 183.2, 181.5, 183.5, 185, 185.6),
        (203, 208, 211.5, 211.6, 209.7, 209, 209, 208.5, 207.6),
        (222.5, 221, 218.7, 217.6, 218, 220.6, 222.8, 223.4, 224),
    ),
)
"""Of the strip, and of the tall sky of a first run."""
PLACES = (
    (0.372, 0.446), (0.744, 0.330), (0.103, 0.330), (0.580, 0.277), (0.827, 0.500), (0.287, 0.294),
    (0.656, 0.598), (0.215, 0.545),
    (0.898, 0.652), (0.450, 0.610), (0.160, 0.680), (0.520, 0.180),
)  # fmt: skip
"""Where the strip's lights hang, in parts of its width and height: no two near, none under the
button above.
"""


def sky(c: Colours, width: float, height: float, *, behind: list[ft.Control]) -> ft.Stack:
    """A strip of sky with `behind` (lights) between the glow on the horizon and the ridges."""
    return ft.Stack(
        [backdrop(c, width, height, tall=False), *behind, ridges(c, width, height, tall=False)],
        left=0, top=0, width=width, height=height, clip_behavior=ft.ClipBehavior.HARD_EDGE,
    )  # fmt: skip


def backdrop(c: Colours, width: float, height: float, *, tall: bool) -> ft.Control:
    """The sky's colours, and the glow on its horizon."""
    crest = CRESTS[tall][0]
    unit = height / STRIP
    horizon = sum(crest) / len(crest) * unit
    rx, ry = 0.62 * width, max(64.0, 0.16 * height)
    return ft.Stack(
        [
            # The colour behind stands in until the picture is there. Pictures, since each gradient
            # costs the first frame a shader.
            ft.Container(
                left=0, top=0, width=width, height=horizon + 26 * unit, bgcolor=c.sky[2][1],
                content=_scene(c, "sky", width=width, height=horizon + 26 * unit),
            ),
            _scene(
                c, "horizon", left=0.66 * width - rx, top=horizon - ry, width=2 * rx, height=2 * ry
            ),
        ],
        left=0, top=0, width=width, height=height, clip_behavior=ft.ClipBehavior.NONE,
    )  # fmt: skip


def button_glow(c: Colours, size: float) -> ft.Control:
    """The light around the large button."""
    return _scene(c, "button", width=size, height=size)


def _scene(c: Colours, name: str, **box: Any) -> ft.Image:
    return ft.Image(
        src=f"scene/{name}-{'night' if c.dark else 'day'}.webp",
        fit=ft.BoxFit.FILL,
        exclude_from_semantics=True,
        gapless_playback=True,
        **box,
    )


def ridges(c: Colours, width: float, height: float, *, tall: bool) -> ft.Control:
    """Three ridges, the last of which is the page itself."""
    return _scene(c, "tall" if tall else "strip", left=0, top=0, width=width, height=height + 1)


def light(
    c: Colours,
    path: Light,
    x: float,
    y: float,
    r: float,
    *,
    loved: bool = False,
    opacity: float = 1.0,
) -> ft.Image:
    """A light of radius `r` with its halo, its centre at x, y (dp)."""
    loved_reach = _LOVED_NIGHT if c.dark else _LOVED
    reach = r * (loved_reach if loved else _PLAIN)
    return ft.Image(
        src=f"lights/{_name(c, path)}{'-loved' if loved else ''}.webp",
        left=round(x - reach, 1), top=round(y - reach, 1), width=round(2 * reach, 1),
        height=round(2 * reach, 1),
        opacity=opacity, exclude_from_semantics=True,
    )  # fmt: skip


def mark(c: Colours, path: Light, size: float, *, vague: bool = False) -> ft.Image:
    """The pathway's shape in one colour, for tiles and lists. Vague: the same without an edge."""
    return ft.Image(
        src=f"marks/{_name(c, path)}{'-vague' if vague else ''}.webp",
        width=size,
        height=size,
        exclude_from_semantics=True,
    )


def new_light(c: Colours, path: Light, size: float) -> ft.Stack:
    """The light of the last tap, shining wider than the others."""
    return ft.Stack(
        [_scene(c, "flying", width=size, height=size), light(c, path, size / 2, size / 2, 5.0)],
        width=size, height=size,
    )  # fmt: skip


def resting_light(c: Colours, size: float) -> ft.Stack:
    """A light that is nobody's glimmer: to look at, or to breathe with. `size` in dp."""
    core = size * 0.68
    shades = ["#FFFFFF", "#FFF3D2", fade(c.glow, 0.85), fade(c.glow, 0.3), fade(c.glow, 0.0)]
    soft = ft.Container(
        left=(size - core) / 2,
        top=(size - core) / 2,
        width=core,
        height=core,
        shape=ft.BoxShape.CIRCLE,
        gradient=ft.RadialGradient(colors=shades, stops=[0.0, 0.24, 0.52, 0.78, 1.0]),
    )
    return ft.Stack([button_glow(c, size), soft], width=size, height=size)


def day_band(width: float, height: float) -> ft.Image:
    """A day from midnight to midnight, the same in both looks."""
    return ft.Image(
        src="scene/band.webp",
        width=width,
        height=height,
        fit=ft.BoxFit.FILL,
        exclude_from_semantics=True,
    )


def trail(c: Colours) -> ft.DecorationImage:
    """The line a light draws behind itself."""
    return _picture(c, "trail")


def dusk(c: Colours) -> ft.DecorationImage:
    """The sky, for a small part of a page."""
    return _picture(c, "sky")


def button_face(c: Colours) -> ft.DecorationImage:
    """The large button without its words."""
    return _picture(c, "face")


def _picture(c: Colours, name: str) -> ft.DecorationImage:
    return ft.DecorationImage(
        src=f"scene/{name}-{'night' if c.dark else 'day'}.webp", fit=ft.BoxFit.FILL
    )


def _name(c: Colours, path: Light) -> str:
    return f"{path or 'unsaid'}-{'night' if c.dark else 'day'}"
