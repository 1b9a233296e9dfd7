"""What a light is made of, as SVG: its halo and its shape. `build/draw_lights.py` makes pictures of
them; a sky of hundreds is one SVG that names each shape once.
"""

from __future__ import annotations

from app.ui.look.theme import Colours, Light

PLAIN, LOVED, LOVED_NIGHT = 5.6, 9.5, 14.7
"""How far halos reach, in radii of their light; a loved one has a second one by night."""
_HALO = ((0, 0.74), (0.12, 0.50), (0.26, 0.27), (0.45, 0.115), (0.7, 0.03), (1, 0))
_DAY_HALO = (
    (0, "#FFFDF4", 1.0),
    (0.2, "#FFFAEA", 0.86),
    (0.38, "#FFF4D8", 0.5),
    (0.56, "#FFF4D8", 0.22),
    (0.76, "#FFF4D8", 0.07),
    (1, "#FFF4D8", 0),
)


def halo(c: Colours, path: Light, r: float, opacity: float, id: str = "") -> str:
    """The glow around a light, of radius `r`; an `id` tells it from others in the same picture."""
    stops = (
        [(s, c.path[path], a * opacity) for s, a in _HALO]
        if c.dark
        else [(s, colour, a * opacity) for s, colour, a in _DAY_HALO]
    )
    name = f"{id}h{r:.0f}"
    return gradient(name, stops, 0, 0, r) + f'<circle r="{r:g}" fill="url(#{name})"/>'


def core(c: Colours, path: Light, r: float, id: str = "") -> str:
    """Lit from within at night, a solid bead by day; about the origin."""
    inside, rim = c.core[path], c.path[path]
    if path == "around":
        ring = (
            f'<circle r="{1.08 * r:g}" fill="none" stroke="{inside}" stroke-width="{0.5 * r:g}"/>'
        )
        return (f'<circle r="{r:g}" fill="{rim}" fill-opacity=".45"/>' if c.dark else "") + ring
    if path == "within":
        return _bead(c, inside, rim, 0, r, id)
    if path == "between":
        return "".join(_bead(c, inside, rim, side * 0.8 * r, 0.8 * r, id) for side in (-1, 1))
    if c.dark:
        return (
            gradient(f"{id}d", [(0, "#FFFFFF", 1), (0.55, inside, 1), (1, rim, 1)], 0, 0, 1.5 * r)
            + f'<path d="{diamond(1.5 * r)}" fill="url(#{id}d)"/>'
        )
    shade = gradient(f"{id}d", [(0, "#FFFDF2", 1), (1, "#F0AC3C", 1)], 0, 0, 1.5 * r)
    return shade + (
        f'<path d="{diamond(1.5 * r)}" fill="url(#{id}d)" stroke="#A0610C" '
        f'stroke-width="{0.32 * r:g}"/>'
    )


def _bead(c: Colours, inside: str, rim: str, x: float, r: float, id: str) -> str:
    name = f"{id}b{x:.0f}".replace("-", "m")
    if c.dark:
        shade = gradient(name, [(0, "#FFFFFF", 1), (0.55, inside, 1), (1, rim, 1)], x, 0, r)
    else:
        shade = gradient(
            name,
            [(0, _lighter(inside), 1), (0.6, inside, 1), (1, inside, 1)],
            x - 0.3 * r,
            -0.35 * r,
            1.1 * r,
        )
    return f'{shade}<circle cx="{x:g}" r="{r:g}" fill="url(#{name})"/>'


def gradient(id: str, stops: list[tuple[float, str, float]], x: float, y: float, r: float) -> str:
    """A round gradient of (place, colour, opacity), in the units of what it fills."""
    inside = "".join(
        f'<stop offset="{at:g}" stop-color="{colour}" stop-opacity="{opacity:.3g}"/>'
        for at, colour, opacity in stops
    )
    return (
        f'<radialGradient id="{id}" gradientUnits="userSpaceOnUse" cx="{x:g}" cy="{y:g}" '
        f'r="{r:g}">{inside}</radialGradient>'
    )


def diamond(half: float) -> str:
    """A soft diamond, its corners rounded by a third of the edge."""
    w, k = half * 0.92, 1 / 3
    points = [(0.0, -half), (w, 0.0), (0.0, half), (-w, 0.0)]
    path = ""
    for i, (px, py) in enumerate(points):
        (ax, ay), (bx, by) = points[i - 1], points[(i + 1) % 4]
        x0, y0, x1, y1 = (
            px + (ax - px) * k,
            py + (ay - py) * k,
            px + (bx - px) * k,
            py + (by - py) * k,
        )
        path += f"{'L' if i else 'M'}{x0:.2f} {y0:.2f}Q{px:.2f} {py:.2f} {x1:.2f} {y1:.2f}"
    return path + "Z"


def _lighter(colour: str) -> str:
    return "#" + "".join(f"{min(255, int(colour[i : i + 2], 16) + 90):02X}" for i in (1, 3, 5))
