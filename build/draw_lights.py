"""Draws the lights, marks, skies and glows of assets/ from the theme's colours: python build/draw_lights.py

As files lights cost a message of a hundred bytes each; as canvas shapes it was one and a half kilobytes. Skies and glows
as pictures spare the first frame from compiling a shader for each gradient.
"""

from __future__ import annotations

import functools
import itertools
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.ui.theme import DAY, NIGHT, Colours, Light  # noqa: E402 - the project's folder comes first

R = 10.0  # a light's radius in the pictures' own units; the app scales them
PLAIN, LOVED = 5.6, 9.5  # halo radius in light radii
LOVED_NIGHT = 14.7
HALO = ((0, 0.74), (0.12, 0.50), (0.26, 0.27), (0.45, 0.115), (0.7, 0.03), (1, 0))
DAY_HALO = (
    (0, "#FFFDF4", 1.0),
    (0.2, "#FFFAEA", 0.86),
    (0.38, "#FFF4D8", 0.5),
    (0.56, "#FFF4D8", 0.22),
    (0.76, "#FFF4D8", 0.07),
    (1, "#FFF4D8", 0),
)
VAGUE = ((0, 0.85), (0.35, 0.6), (0.65, 0.22), (1, 0.0))
BUTTON_STOPS = (0, 0.38, 0.5, 0.62, 0.75, 0.88, 1)
PATHS: tuple[Light, ...] = ("within", "around", "between", None)


def main() -> None:
    """Write all pictures."""
    for folder in ("lights", "marks", "scene"):
        (ROOT / "assets" / folder).mkdir(exist_ok=True)
    for c in (DAY, NIGHT):
        theme = "night" if c.dark else "day"
        _png(f"scene/sky-{theme}.png", 4, 512, functools.partial(_down, [(at, _rgba(colour, 1)) for at, colour in c.sky]))
        glows = {"horizon": (c.horizon[0], (0, 0.25, 0.5, 0.78, 1), c.horizon[1]), "button": ("#F2B84B", BUTTON_STOPS, c.button_glow)}
        for name, (colour, places, alphas) in glows.items():
            stops = [(at, _rgba(colour, alpha)) for at, alpha in zip(places, alphas, strict=True)]
            _png(f"scene/{name}-{theme}.png", 256, 256, functools.partial(_around, stops))
        for path in PATHS:
            name = f"{path or 'unsaid'}-{'night' if c.dark else 'day'}"
            _write(f"lights/{name}.svg", 2 * PLAIN * R, _halo(c, path, PLAIN * R, 0.78), _core(c, path))
            halos = _halo(c, path, LOVED * R, 1) + (_halo(c, path, LOVED_NIGHT * R, 0.5) if c.dark else "")
            _write(f"lights/{name}-loved.svg", 2 * (LOVED_NIGHT if c.dark else LOVED) * R, halos, _core(c, path))
            _write(f"marks/{name}.svg", 24, _mark(c, path))
            _write(f"marks/{name}-vague.svg", 24, _vague(c, path))


Pixel = tuple[float, float, float, float]


def _rgba(colour: str, alpha: float) -> Pixel:
    r, g, b = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return r, g, b, alpha


def _between(stops: list[tuple[float, Pixel]], at: float) -> Pixel:
    """The colour of a gradient at one place."""
    if at <= stops[0][0]:
        return stops[0][1]
    for (low, one), (high, other) in itertools.pairwise(stops):
        if at <= high:
            share = (at - low) / (high - low)
            r, g, b, alpha = (a + (b - a) * share for a, b in zip(one, other, strict=True))
            return r, g, b, alpha
    return stops[-1][1]


def _down(stops: list[tuple[float, Pixel]], _x: float, y: float) -> Pixel:
    return _between(stops, y)


def _around(stops: list[tuple[float, Pixel]], x: float, y: float) -> Pixel:
    return _between(stops, 2 * ((x - 0.5) ** 2 + (y - 0.5) ** 2) ** 0.5)


def _png(name: str, width: int, height: int, colour: Callable[[float, float], Pixel]) -> None:
    """A picture of what `colour` says at each place, both from 0 to 1; dithered, so that no bands show."""
    noise = (0.0, 0.5, 0.125, 0.625, 0.75, 0.25, 0.875, 0.375, 0.1875, 0.6875, 0.0625, 0.5625, 0.9375, 0.4375, 0.8125, 0.3125)
    rows = b""
    for y in range(height):
        row = b"\0"
        for x in range(width):
            place = noise[(y % 4) * 4 + x % 4]
            row += bytes(min(255, int(part * 255 + place)) for part in colour((x + 0.5) / width, (y + 0.5) / height))
        rows += row
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    data = b"".join(struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks)
    (ROOT / "assets" / name).write_bytes(b"\x89PNG\r\n\x1a\n" + data)


def _write(name: str, size: float, *parts: str) -> None:
    half = size / 2
    text = f'<svg xmlns="http://www.w3.org/2000/svg" width="{size:g}" height="{size:g}" viewBox="{-half:g} {-half:g} {size:g} {size:g}">{"".join(parts)}</svg>\n'
    (ROOT / "assets" / name).write_text(text)


def _gradient(id: str, stops: list[tuple[float, str, float]], x: float, y: float, r: float) -> str:
    inside = "".join(f'<stop offset="{at:g}" stop-color="{colour}" stop-opacity="{opacity:.3g}"/>' for at, colour, opacity in stops)
    return f'<radialGradient id="{id}" gradientUnits="userSpaceOnUse" cx="{x:g}" cy="{y:g}" r="{r:g}">{inside}</radialGradient>'


def _halo(c: Colours, path: Light, r: float, opacity: float) -> str:
    stops = [(s, c.path[path], a * opacity) for s, a in HALO] if c.dark else [(s, colour, a * opacity) for s, colour, a in DAY_HALO]
    return _gradient(f"h{r:.0f}", stops, 0, 0, r) + f'<circle r="{r:g}" fill="url(#h{r:.0f})"/>'


def _core(c: Colours, path: Light) -> str:
    """Lit from within at night, a solid bead by day."""
    core, rim = c.core[path], c.path[path]
    if path == "around":
        ring = f'<circle r="{1.08 * R:g}" fill="none" stroke="{core}" stroke-width="{0.5 * R:g}"/>'
        return (f'<circle r="{R:g}" fill="{rim}" fill-opacity=".45"/>' if c.dark else "") + ring
    if path == "within":
        return _bead(c, core, rim, 0, R)
    if path == "between":
        return "".join(_bead(c, core, rim, side * 0.8 * R, 0.8 * R) for side in (-1, 1))
    if c.dark:
        return (
            _gradient("d", [(0, "#FFFFFF", 1), (0.55, core, 1), (1, rim, 1)], 0, 0, 1.5 * R)
            + f'<path d="{_diamond(1.5 * R)}" fill="url(#d)"/>'
        )
    shade = _gradient("d", [(0, "#FFFDF2", 1), (1, "#F0AC3C", 1)], 0, 0, 1.5 * R)
    return shade + f'<path d="{_diamond(1.5 * R)}" fill="url(#d)" stroke="#A0610C" stroke-width="{0.32 * R:g}"/>'


def _bead(c: Colours, core: str, rim: str, x: float, r: float) -> str:
    id = f"b{x:.0f}".replace("-", "m")
    if c.dark:
        shade = _gradient(id, [(0, "#FFFFFF", 1), (0.55, core, 1), (1, rim, 1)], x, 0, r)
    else:
        shade = _gradient(id, [(0, _lighter(core), 1), (0.6, core, 1), (1, core, 1)], x - 0.3 * r, -0.35 * r, 1.1 * r)
    return f'{shade}<circle cx="{x:g}" r="{r:g}" fill="url(#{id})"/>'


def _mark(c: Colours, path: Light) -> str:
    colour = c.path[path] if path or c.dark else "#F0AC3C"
    if path == "within":
        return f'<circle r="10" fill="{colour}"/>'
    if path == "around":
        return f'<circle r="8.4" fill="none" stroke="{colour}" stroke-width="4"/>'
    if path == "between":
        return f'<circle cx="-5.6" r="5.6" fill="{colour}"/><circle cx="5.6" r="5.6" fill="{colour}"/>'
    return f'<path d="{_diamond(11)}" fill="{colour}"/>'


def _vague(c: Colours, path: Light) -> str:
    """The same without an edge."""
    colour = c.path[path] if path or c.dark else "#F0AC3C"
    centres = (-5.0, 5.0) if path == "between" else (0.0,)
    r = 7.0 if path == "between" else 12.0
    parts = []
    for number, x in enumerate(centres):
        stops = [(at, colour, a) for at, a in VAGUE]
        if path == "around":
            stops = [(0, colour, 0.1), (0.35, colour, 0.35), (0.55, colour, 0.75), (0.75, colour, 0.35), (1, colour, 0)]
        parts.append(_gradient(f"v{number}", stops, x, 0, r) + f'<circle cx="{x:g}" r="{r:g}" fill="url(#v{number})"/>')
    return "".join(parts)


def _diamond(half: float) -> str:
    """A soft diamond, its corners rounded by a third of the edge."""
    w, k = half * 0.92, 1 / 3
    points = [(0.0, -half), (w, 0.0), (0.0, half), (-w, 0.0)]
    path = ""
    for i, (px, py) in enumerate(points):
        (ax, ay), (bx, by) = points[i - 1], points[(i + 1) % 4]
        x0, y0, x1, y1 = px + (ax - px) * k, py + (ay - py) * k, px + (bx - px) * k, py + (by - py) * k
        path += f"{'L' if i else 'M'}{x0:.2f} {y0:.2f}Q{px:.2f} {py:.2f} {x1:.2f} {y1:.2f}"
    return path + "Z"


def _lighter(colour: str) -> str:
    return "#" + "".join(f"{min(255, int(colour[i : i + 2], 16) + 90):02X}" for i in (1, 3, 5))


if __name__ == "__main__":
    main()
