"""Draws the lights, marks, skies, ridges and glows of assets/ from the theme's colours: python
build/draw_lights.py

As files lights cost a message of a hundred bytes each; as canvas shapes it was one and a half
kilobytes. As pictures they spare the first frame from compiling a shader for each gradient: an
SVG's gradients would need them again. Chromium draws them.
"""

from __future__ import annotations

import functools
import io
import itertools
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.ui.look.light_shapes import (  # noqa: E402 - likewise
    LOVED,
    LOVED_NIGHT,
    PLAIN,
    core,
    diamond,
    gradient,
    halo,
)
from app.ui.look.sky import CRESTS, STRIP  # noqa: E402 - the project's folder comes first
from app.ui.look.theme import DAY, NIGHT, Colours, Light  # noqa: E402

R = 10.0  # a light's radius in the pictures' own units; the app scales them
VAGUE = ((0, 0.85), (0.35, 0.6), (0.65, 0.22), (1, 0.0))
BUTTON_STOPS = (0, 0.38, 0.5, 0.62, 0.75, 0.88, 1)
DAY_BAND = (
    (0, "#1A1B3E"), (0.22, "#3A356E"), (0.3, "#C98C8C"), (0.37, "#F6CF95"), (0.5, "#FCE7BE"),
    (0.68, "#F8D29A"), (0.76, "#D68A7C"),
    (0.84, "#57437A"), (1, "#1A1B3E"),
)  # fmt: skip
"""A day, midnight to midnight."""
FLYING = ((0, 0.95), (0.18, 0.62), (0.4, 0.24), (0.7, 0.06), (1, 0.0))
PATHS: tuple[Light, ...] = ("within", "around", "between", None)
LARGEST = 5.0
"""Radius of the largest light on a screen, in dp."""
SHARP = 3
"""Pixels a dp."""


def _chromium() -> str | None:
    """Where Chromium is; None for Playwright's own."""
    return (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )


def main() -> None:
    """Write all pictures."""
    for folder in ("lights", "marks", "scene"):
        (ROOT / "assets" / folder).mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        page = browser.new_page(device_scale_factor=SHARP)
        for c in (DAY, NIGHT):
            _scene(page, c)
            for path in PATHS:
                _light(page, c, path)
        browser.close()
    _shade(
        "scene/band",
        512,
        4,
        lambda x, _y: _between([(at, _rgba(colour, 1)) for at, colour in DAY_BAND], x),
    )


def _scene(page: Page, c: Colours) -> None:
    """What the strip of sky is made of, and the large button."""
    theme = "night" if c.dark else "day"
    white = "#F7D9A0" if c.dark else "#FFFFFF"
    _shade(
        f"scene/sky-{theme}",
        4,
        512,
        functools.partial(_down, [(at, _rgba(colour, 1)) for at, colour in c.sky]),
    )
    _shade(
        f"scene/trail-{theme}",
        4,
        128,
        functools.partial(_down, [(0, _rgba(white, 0.9)), (1, _rgba(white, 0.1))]),
    )
    glows = {
        "horizon": (c.horizon[0], (0, 0.25, 0.5, 0.78, 1), c.horizon[1]),
        "button": ("#F2B84B", BUTTON_STOPS, c.button_glow),
        "flying": (white, [at for at, _ in FLYING], [alpha for _, alpha in FLYING]),
    }
    for name, (colour, places, alphas) in glows.items():
        stops = [(at, _rgba(colour, alpha)) for at, alpha in zip(places, alphas, strict=True)]
        _shade(f"scene/{name}-{theme}", 256, 256, functools.partial(_around, stops))
    _draw(page, f"scene/face-{theme}", _face(c), 156, 156)
    for tall, crests in enumerate(CRESTS):
        _draw(
            page, f"scene/{'tall' if tall else 'strip'}-{theme}", _ridges(c, crests), 390, STRIP + 1
        )


def _light(page: Page, c: Colours, path: Light) -> None:
    name = f"{path or 'unsaid'}-{'night' if c.dark else 'day'}"
    loved = LOVED_NIGHT if c.dark else LOVED
    halos = halo(c, path, LOVED * R, 1) + (halo(c, path, LOVED_NIGHT * R, 0.5) if c.dark else "")
    _draw_square(
        page,
        f"lights/{name}",
        2 * PLAIN * R,
        2 * PLAIN * LARGEST,
        halo(c, path, PLAIN * R, 0.78),
        core(c, path, R),
    )
    _draw_square(
        page, f"lights/{name}-loved", 2 * loved * R, 2 * loved * LARGEST, halos, core(c, path, R)
    )
    _draw_square(page, f"marks/{name}", 24, 40, _mark(c, path))
    _draw_square(page, f"marks/{name}-vague", 24, 40, _vague(c, path))


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


def _shade(name: str, width: int, height: int, colour: Callable[[float, float], Pixel]) -> None:
    """A picture of what `colour` says at each place, both from 0 to 1; dithered, so that no bands
    show.
    """
    noise = (
        0.0,
        0.5,
        0.125,
        0.625,
        0.75,
        0.25,
        0.875,
        0.375,
        0.1875,
        0.6875,
        0.0625,
        0.5625,
        0.9375,
        0.4375,
        0.8125,
        0.3125,
    )
    pixels = bytearray()
    for y, x in itertools.product(range(height), range(width)):
        place = noise[(y % 4) * 4 + x % 4]
        pixels += bytes(
            min(255, int(part * 255 + place))
            for part in colour((x + 0.5) / width, (y + 0.5) / height)
        )
    Image.frombytes("RGBA", (width, height), bytes(pixels)).save(
        ROOT / "assets" / f"{name}.webp", lossless=True, exact=True, method=6
    )


def _draw(page: Page, name: str, svg: str, width: float, height: float) -> None:
    page.set_viewport_size({"width": round(width), "height": round(height)})
    page.set_content(
        f"<style>body {{ margin: 0 }} svg {{ display: block; width: {width}px; height: "
        f"{height}px }}</style>{svg}"
    )
    drawn = Image.open(io.BytesIO(page.screenshot(omit_background=True)))
    drawn.save(ROOT / "assets" / f"{name}.webp", quality=90, alpha_quality=90, method=6)


def _draw_square(page: Page, name: str, units: float, size: float, *parts: str) -> None:
    half = units / 2
    _draw(
        page,
        name,
        f'<svg viewBox="{-half:g} {-half:g} {units:g} {units:g}">{"".join(parts)}</svg>',
        size,
        size,
    )


def _face(c: Colours) -> str:
    """The large button without its words."""
    inside = "".join(
        f'<stop offset="{at}" stop-color="{colour}"/>'
        for at, colour in zip((0, 0.46, 1), c.button, strict=True)
    )
    rim = "" if c.dark else ' stroke="#965C0C" stroke-opacity=".34"'
    return (
        '<svg viewBox="0 0 156 156"><radialGradient id="f" gradientUnits="userSpaceOnUse" '
        f'cx="78" cy="53" r="106">{inside}</radialGradient>'
        f'<circle cx="78" cy="78" r="{77.5 if rim else 78}" fill="url(#f)"{rim}/></svg>'
    )


def _ridges(c: Colours, crests: tuple[tuple[float, ...], ...]) -> str:
    """Three ridges, the last of which is the page itself."""
    paths = []
    for number, (crest, (top, mist)) in enumerate(zip(crests, c.ridges, strict=True)):
        paths.append(
            f'<linearGradient id="{number}" x1="0" y1="0" x2="0" y2="1"><stop offset="0" '
            f'stop-color="{top}"/><stop offset="1" stop-color="{mist}"/>'
            f'</linearGradient><path d="{_wave(list(crest), 390, STRIP + 1)}" '
            f'fill="url(#{number})"/>'
        )
    return f'<svg viewBox="0 0 390 {STRIP + 1:.0f}">{"".join(paths)}</svg>'


def _wave(crest: list[float], width: float, bottom: float) -> str:
    """A filled path through the crest points, smooth by Catmull-Rom tangents."""
    last = len(crest) - 1
    step = width / last
    slope = [(crest[min(i + 1, last)] - crest[max(i - 1, 0)]) / 2 for i in range(last + 1)]
    path = f"M0 {crest[0]:.1f}"
    for i in range(last):
        x = i * step
        path += (
            f"C{x + step / 3:.1f} {crest[i] + slope[i] / 3:.1f} {x + 2 * step / 3:.1f} "
            f"{crest[i + 1] - slope[i + 1] / 3:.1f}"
            f" {x + step:.1f} {crest[i + 1]:.1f}"
        )
    return f"{path}V{bottom:.0f}H0Z"


def _mark(c: Colours, path: Light) -> str:
    colour = c.path[path] if path or c.dark else "#F0AC3C"
    if path == "within":
        return f'<circle r="10" fill="{colour}"/>'
    if path == "around":
        return f'<circle r="8.4" fill="none" stroke="{colour}" stroke-width="4"/>'
    if path == "between":
        return (
            f'<circle cx="-5.6" r="5.6" fill="{colour}"/><circle cx="5.6" r="5.6" fill="{colour}"/>'
        )
    return f'<path d="{diamond(11)}" fill="{colour}"/>'


def _vague(c: Colours, path: Light) -> str:
    """The same without an edge."""
    colour = c.path[path] if path or c.dark else "#F0AC3C"
    centres = (-5.0, 5.0) if path == "between" else (0.0,)
    r = 7.0 if path == "between" else 12.0
    parts = []
    for number, x in enumerate(centres):
        stops = [(at, colour, a) for at, a in VAGUE]
        if path == "around":
            stops = [
                (0, colour, 0.1),
                (0.35, colour, 0.35),
                (0.55, colour, 0.75),
                (0.75, colour, 0.35),
                (1, colour, 0),
            ]
        parts.append(
            gradient(f"v{number}", stops, x, 0, r)
            + f'<circle cx="{x:g}" r="{r:g}" fill="url(#v{number})"/>'
        )
    return "".join(parts)


if __name__ == "__main__":
    main()
