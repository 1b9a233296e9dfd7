"""One glimmer as a picture to give away: its photo or a strip of dusk with its light, its words, and when it was."""

from __future__ import annotations

import io
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from app.core.card_words import for_card
from app.core.errors import GlimmersError
from app.core.glimmers import Pathway
from app.imaging.pillow_decode import opened
from app.imaging.pillow_text import DISPLAY, ELLIPSIS, SANS, SERIF, Lettering, reads_from_right

WIDTH, HEIGHT = 1080, 1350
_QUALITY = 92
_MARGIN = 92
_RADIUS = 72
"""Of the sheet that lies over the photo."""
_SIZES = (76, 68, 60, 54, 48, 44, 40)
"""Of the words: the largest that fits; at the smallest they end in an ellipsis."""
_LEADING = 1.36
_WHEN_SIZE = 33
_NAME, _NAME_SIZE = "Glimmers", 32
_LEAST_PICTURE = 520
"""Pixels of photo or sky that the words always leave."""
_FINE = 3
"""Shapes are drawn this much larger and reduced."""

_Stop = tuple[float, str]
_Alphas = Sequence[tuple[float, float]]

_HEART: _Alphas = ((0, 1), (0.25, 0.7), (0.7, 0), (1, 0))
"""How a light's heart fades into its rim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """Day or night: the colours of the app's own scene."""

    surface: str
    ink: str
    quiet: str
    honey: str
    line: str
    sky: tuple[_Stop, ...]
    horizon: str
    glow: tuple[tuple[float, float], ...]
    ridges: tuple[tuple[str, str], ...]
    """Crest and mist of the two that stand before the page."""
    halo: tuple[tuple[float, float], ...]
    lights: dict[Pathway | None, tuple[str, str]]
    """The colour at a light's heart and at its rim."""
    halos: dict[Pathway | None, str]


_DAY = _Look(
    surface="#FBF6EE",
    ink="#2A2640",
    quiet="#5E5873",
    honey="#8A5208",
    line="#E8DCC9",
    sky=((0, "#4857A0"), (0.2, "#5D60A8"), (0.41, "#7E6CAE"), (0.6, "#BF90AE"), (0.76, "#ECB29F"), (0.89, "#FAD4A4"), (1, "#FDEBC6")),
    horizon="#FFF6D8",
    glow=((0, 0.95), (0.25, 0.66), (0.5, 0.3), (0.78, 0.07), (1, 0)),
    ridges=(("#DDA99C", "#F2CBAE"), ("#EBC6A8", "#F8E4C8")),
    halo=((0, 1), (0.2, 0.86), (0.38, 0.5), (0.56, 0.22), (0.76, 0.07), (1, 0)),
    lights={
        "within": ("#4E8A6C", "#2B6347"),
        "around": ("#7A69C6", "#5443A0"),
        "between": ("#C0566F", "#9B3450"),
        None: ("#FFFDF2", "#F0AC3C"),
    },
    halos=dict.fromkeys(("within", "around", "between", None), "#FFFAEA"),
)
_NIGHT = _Look(
    surface="#14152B",
    ink="#F3EEE4",
    quiet="#B9B4CC",
    honey="#F2B84B",
    line="#2E3059",
    sky=((0, "#0B0D24"), (0.3, "#14173A"), (0.56, "#26265A"), (0.74, "#4A3C70"), (0.87, "#8A5C7C"), (0.95, "#CE8A78"), (1, "#EDB57C")),
    horizon="#FFC58A",
    glow=((0, 0.62), (0.25, 0.4), (0.5, 0.17), (0.78, 0.04), (1, 0)),
    ridges=(("#452F5C", "#6A4868"), ("#281F46", "#3D2C57")),
    halo=((0, 0.74), (0.12, 0.5), (0.26, 0.27), (0.45, 0.115), (0.7, 0.03), (1, 0)),
    lights={
        "within": ("#FFFFFF", "#86C9A2"),
        "around": ("#FFFFFF", "#B5A8E8"),
        "between": ("#FFFFFF", "#EE9FB2"),
        None: ("#FFFFFF", "#F2B84B"),
    },
    halos={"within": "#86C9A2", "around": "#B5A8E8", "between": "#EE9FB2", None: "#F2B84B"},
)


def render_card(
    words: str,
    when_text: str,
    photo: bytes | Path | None,
    *,
    night: bool,
    pathway: Pathway | None = None,
    focus: tuple[float, float] = (0.5, 0.5),
) -> bytes:
    """A JPEG of `WIDTH` by `HEIGHT` with nothing in it but the picture.

    Words that do not fit at the smallest size end in an ellipsis. Without a photo, or with one that cannot be opened,
    there is a strip of dusk sky with the light of this pathway. `focus` stays in sight when the photo is cropped.
    """
    look = _NIGHT if night else _DAY
    card = Image.new("RGB", (WIDTH, HEIGHT), look.surface)
    words = for_card(words)
    lettering, lines = _fitted(words)
    leading = round(lettering.size * _LEADING)
    foot = HEIGHT - 92
    when_at = foot - 100
    words_at = when_at - 92 - leading * (len(lines) - 1) if lines else when_at
    top = words_at - (lettering.size + 92 if lines else 112)

    if not (photo is not None and _show(card, photo, focus, top, look)):
        _dusk(card, top, look, pathway)
    for number, line in enumerate(lines):
        _set(card, lettering, line, words_at + number * leading, look.ink, from_right=reads_from_right(words))
    when = Lettering(SANS, _WHEN_SIZE)
    _set(card, when, when.shortened(when_text, WIDTH - 2 * _MARGIN), when_at, look.quiet, from_right=reads_from_right(words))
    _sign(card, foot, look)

    file = io.BytesIO()
    card.save(file, "JPEG", quality=_QUALITY, subsampling=0)
    return file.getvalue()


# --- Words -----------------------------------------------------------------------------------------------------------


def _fitted(words: str) -> tuple[Lettering, list[str]]:
    """The largest letters in which the words leave room for the picture, and their lines."""
    width = WIDTH - 2 * _MARGIN
    for size in _SIZES:
        lettering = Lettering(SERIF, size)
        most = _most_lines(size)
        lines = lettering.lines(words, width)
        whole = max((lettering.width(word) for word in words.split()), default=0.0) <= width
        if len(lines) <= most and (whole or size == _SIZES[-1]):
            return lettering, lines
    kept = lines[:most]
    kept[-1] = lettering.shortened(kept[-1] + ELLIPSIS, width)
    return lettering, kept


def _most_lines(size: int) -> int:
    return int((HEIGHT - _LEAST_PICTURE - 360) / (size * _LEADING))


def _set(card: Image.Image, lettering: Lettering, line: str, baseline: float, colour: str, *, from_right: bool) -> None:
    x = WIDTH - _MARGIN - lettering.width(line) if from_right else _MARGIN
    lettering.draw(card, line, (x, baseline), colour)


def _sign(card: Image.Image, baseline: int, look: _Look) -> None:
    """Whose light it is, small."""
    ImageDraw.Draw(card).line((_MARGIN, baseline - 56, WIDTH - _MARGIN, baseline - 56), fill=look.line, width=2)
    name = Lettering(DISPLAY, _NAME_SIZE)
    mark = _shape(None, 11)
    card.paste(Image.new("RGB", mark.size, look.honey), (_MARGIN - 4, round(baseline - 11 - mark.height / 2)), mark)
    name.draw(card, _NAME, (_MARGIN + 36, baseline), look.quiet)


# --- A photo with the sheet over it ----------------------------------------------------------------------------------


def _show(card: Image.Image, photo: bytes | Path, focus: tuple[float, float], top: int, look: _Look) -> bool:
    """Fill the upper part with the photo and lay the sheet's rounded edge over it; False if it cannot be opened."""
    size = (WIDTH, top + _RADIUS)
    try:
        with opened(photo) as picture:
            card.paste(picture.cut(_around(focus, picture.size, size), size), (0, 0))
    except GlimmersError:
        return False
    sheet = Image.new("L", (WIDTH * 2, _RADIUS * 4), 0)
    ImageDraw.Draw(sheet).rounded_rectangle((0, 0, WIDTH * 2, _RADIUS * 8), _RADIUS * 2, fill=255)
    mask = sheet.reduce(2)
    card.paste(look.surface, (0, top, WIDTH, top + mask.height), mask)
    return True


def _around(focus: tuple[float, float], photo: tuple[int, int], frame: tuple[int, int]) -> tuple[float, float, float, float]:
    """The largest part of the photo that has the frame's shape, with the focus as near its middle as can be."""
    wide = (photo[0] / photo[1]) / (frame[0] / frame[1])
    width, height = min(1.0, 1 / wide), min(1.0, wide)
    left = min(max(focus[0] - width / 2, 0.0), 1 - width)
    upper = min(max(focus[1] - height / 2, 0.0), 1 - height)
    return left, upper, left + width, upper + height


# --- A strip of dusk with a light ------------------------------------------------------------------------------------


def _dusk(card: Image.Image, top: int, look: _Look, pathway: Pathway | None) -> None:
    """Sky above, two ridges, and the page as the ground; the light stands in the clear part of the sky."""
    ground = top + 24
    card.paste(_sky(ground + 40, look.sky), (0, 0))
    _shine(card, (round(WIDTH * 0.66), ground - 40), (round(WIDTH * 0.62), max(180, round(ground * 0.2))), look.horizon, look.glow)
    _light(card, (round(WIDTH * 0.36), round(ground * 0.42)), 27, look, pathway)
    crests = ((ground - 96, 38, 1.15, 0.4), (ground - 46, 27, 0.9, 2.6))
    for (level, swing, waves, shift), (crest, mist) in zip(crests, look.ridges, strict=True):
        _ridge(card, level, swing, waves, shift, crest, mist, ground + 60)
    _ridge(card, ground, 15, 0.8, 4.4, look.surface, look.surface, HEIGHT)


def _sky(height: int, stops: Sequence[_Stop]) -> Image.Image:
    """A gradient from top to bottom; dithered, so that no bands show."""
    tile, noise = 4, (0.0, 0.5, 0.125, 0.625, 0.75, 0.25, 0.875, 0.375, 0.1875, 0.6875, 0.0625, 0.5625, 0.9375, 0.4375, 0.8125, 0.3125)
    pixels = bytearray()
    for y in range(height):
        colour = _between(stops, y / (height - 1))
        for x in range(tile):
            pixels += bytes(min(255, int(part + noise[(y % 4) * 4 + x])) for part in colour)
    strip = Image.frombytes("RGB", (tile, height), bytes(pixels))
    sky = Image.new("RGB", (WIDTH, height))
    for x in range(0, WIDTH, tile):
        sky.paste(strip, (x, 0))
    return sky


def _between(stops: Sequence[_Stop], at: float) -> tuple[float, ...]:
    for (low, one), (high, other) in itertools.pairwise(stops):
        if at <= high:
            share = (at - low) / (high - low)
            return tuple(a + (b - a) * share for a, b in zip(_rgb(one), _rgb(other), strict=True))
    return tuple(map(float, _rgb(stops[-1][1])))


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _ridge(card: Image.Image, level: int, swing: int, waves: float, shift: float, crest: str, mist: str, bottom: int) -> None:
    """A slow sine filled down to `bottom`, from the crest's colour to the mist's."""
    top = level - swing
    mask = Image.new("L", (WIDTH * 2, (bottom - top) * 2), 0)
    heights = [(x, 2 * swing * (1 + math.sin(x / (2 * WIDTH) * waves * math.tau + shift))) for x in range(0, 2 * WIDTH + 1, 8)]
    ImageDraw.Draw(mask).polygon([*heights, (2 * WIDTH, mask.height), (0, mask.height)], fill=255)
    filling = _sky(bottom - top, ((0, crest), (1, mist))) if crest != mist else Image.new("RGB", (WIDTH, bottom - top), crest)
    card.paste(filling, (0, top), mask.reduce(2))


def _shine(card: Image.Image, centre: tuple[int, int], radii: tuple[int, int], colour: str, alphas: _Alphas) -> None:
    """A glow: an ellipse that fades from its centre as `alphas` say, with where from 0 to 1 and how much."""
    (x, y), (across, up) = centre, radii
    card.paste(colour, (x - across, y - up, x + across, y + up), _faded((2 * across, 2 * up), alphas))


def _faded(size: tuple[int, int], alphas: _Alphas) -> Image.Image:
    """A mask that fades from the middle to the nearest edges."""
    circles = Image.radial_gradient("L")
    # Some Pillows count from the centre to the middle of an edge, others to a corner.
    edge = circles.getpixel((0, circles.height // 2))
    assert isinstance(edge, int)
    table = [round(255 * _alpha(alphas, min(1.0, value / edge))) for value in range(256)]
    return circles.resize(size, Image.Resampling.BICUBIC).point(table)


def _alpha(alphas: _Alphas, at: float) -> float:
    for (low, one), (high, other) in itertools.pairwise(alphas):
        if at <= high:
            return one + (other - one) * (at - low) / (high - low)
    return alphas[-1][1]


def _light(card: Image.Image, centre: tuple[int, int], radius: int, look: _Look, pathway: Pathway | None) -> None:
    """The pathway's shape within its halo."""
    halo = round(radius * 9.5)
    _shine(card, centre, (halo, halo), look.halos[pathway], look.halo)
    shape = _shape(pathway, radius)
    heart, rim = look.lights[pathway]
    filling = Image.new("RGB", shape.size, rim)
    filling.paste(heart, (0, 0), _faded(shape.size, _HEART))
    card.paste(filling, (centre[0] - shape.width // 2, centre[1] - shape.height // 2), shape)


def _shape(pathway: Pathway | None, radius: int) -> Image.Image:
    """What tells the pathways apart besides colour: a disc, a ring, two discs that touch, a soft diamond."""
    r = radius * _FINE
    side = round(r * 3.6)
    mask = Image.new("L", (side, side), 0)
    pen, middle = ImageDraw.Draw(mask), side / 2
    match pathway:
        case "within":
            pen.ellipse((middle - r, middle - r, middle + r, middle + r), fill=255)
        case "around":
            outer = r * 1.31
            pen.ellipse((middle - outer, middle - outer, middle + outer, middle + outer), outline=255, width=round(r * 0.46))
        case "between":
            small = r * 0.8
            for x in (middle - small, middle + small):
                pen.ellipse((x - small, middle - small, x + small, middle + small), fill=255)
        case _:
            up, across, soft = r * 1.5, r * 1.38, r * 0.34
            points = [
                (middle, middle - up + soft * 1.4),
                (middle + across - soft * 1.4, middle),
                (middle, middle + up - soft * 1.4),
                (middle - across + soft * 1.4, middle),
            ]
            pen.polygon(points, fill=255)
            pen.line([*points, points[0]], fill=255, width=round(2 * soft))
            for x, y in points:
                pen.ellipse((x - soft, y - soft, x + soft, y + soft), fill=255)
    return mask.reduce(_FINE)
