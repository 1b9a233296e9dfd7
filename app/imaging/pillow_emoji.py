"""Emoji in a picture, in colour: Pillow draws older kinds of colour fonts, but not the kind this
app ships."""

from __future__ import annotations

import functools
import io
import itertools
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageChops, ImageDraw, ImageFont

from app.core.drawing import lights
from app.imaging.pillow_shapes import coverage

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

_FOLDER = Path(__file__).resolve().parents[2] / "assets" / "fonts" / "emoji"
_SLICES = 12
_OF_SYSTEMS = (
    "/System/Library/Fonts/Apple Color Emoji.ttc",
    "/System/Library/Fonts/Core/AppleColorEmoji.ttc",
    "C:/Windows/Fonts/seguiemj.ttf",
    "/system/fonts/NotoColorEmojiLegacy.ttf",
    "/system/fonts/NotoColorEmoji.ttf",
    "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf",
    "/usr/share/fonts/noto/NotoColorEmoji.ttf",
)
"""Where platforms have theirs, for devices on which the shipped ones cannot be read."""
_BITMAP_SIZES = (160, 109, 136, 96)
"""Pixels for which such fonts hold pictures; those made of outlines take any."""

_FINER = 3
"""Each side is drawn this much larger and reduced: ImageDraw's edges are not smooth."""
_COARSE = 24
"""Pixels of a gradient's sides; between them it is interpolated."""

Matrix = tuple[float, float, float, float, float, float]
"""xx, yx, xy, yy, dx, dy, as fonts write it."""
_Stops = Sequence[tuple[float, tuple[int, int, int, int]]]


@functools.lru_cache(maxsize=128)
def emoji(text: str, size: int, colour: str) -> Image.Image:
    """One emoji, however many characters it is made of, as an RGBA picture `size` pixels high and
    wide.

    Where no font on this device can draw it, a soft diamond in `colour`: nothing that somebody
    wrote vanishes.
    """
    for draw in (_from_our_fonts, _from_the_systems_fonts):
        picture = draw(text, size)
        if picture is not None:
            return picture
    return diamond(size, colour)


def diamond(size: int, colour: str) -> Image.Image:
    """The light that says nothing about itself, on a transparent square."""
    mask, left, top = coverage(
        lights.diamond(
            size / 2, size / 2, across=size * 0.2535, up=size * 0.274, soft=size * 0.09, paint=""
        ).points
    )
    shape = Image.new("L", (size, size), 0)
    shape.paste(mask, (left, top))
    picture = Image.new("RGBA", (size, size), colour)
    picture.putalpha(shape)
    return picture


# --- The system's fonts ---------------------------------------------------------------------------


def _from_the_systems_fonts(text: str, size: int) -> Image.Image | None:
    for file in _OF_SYSTEMS:
        for pixels in _BITMAP_SIZES:
            try:
                font = ImageFont.truetype(file, pixels)
                picture = Image.new("RGBA", (2 * pixels, 2 * pixels))
                ImageDraw.Draw(picture).text(
                    (pixels, pixels), text, font=font, embedded_color=True, anchor="mm"
                )
            except (OSError, ValueError):
                continue
            box = picture.getbbox()
            # Not the empty box of what is lacking.
            if box and len(picture.crop(box).getcolors(2**16) or ()) > 2:
                return picture.crop(box).resize((size, size), Image.Resampling.BICUBIC)
    return None


# --- Our fonts: outlines in layers, each filled with a colour or a gradient (OpenType's COLR, versi


def _from_our_fonts(text: str, size: int) -> Image.Image | None:
    found = _find(text)
    if found is None:
        return None
    shipped, glyph = found
    fine = size * _FINER
    metrics = shipped.font["hhea"]
    width, height = shipped.font["hmtx"][glyph][0], metrics.ascent - metrics.descent
    scale = fine / max(width, height)
    place = (
        scale,
        0.0,
        0.0,
        -scale,
        (fine - width * scale) / 2,
        (fine + (metrics.ascent + metrics.descent) * scale) / 2,
    )
    return _Painter(shipped, fine).glyph(glyph, place).reduce(_FINER)


def _find(text: str) -> tuple[_Slice, str] | None:
    """The font that draws all of it as one glyph, and that glyph."""
    bare = text.replace("\ufe0f", "")
    for number in range(_SLICES):
        shipped = _slice(number)
        if shipped is None:
            return None
        for spelling in dict.fromkeys((text, bare, bare + "\ufe0f")):
            glyph = shipped.glyph_of(spelling)
            if glyph is not None:
                return shipped, glyph
    return None


@functools.lru_cache(maxsize=_SLICES)
def _slice(number: int) -> _Slice | None:
    """One of the files; None where fontTools, or what it reads WOFF2 with, is not installed."""
    try:
        import brotli  # noqa: F401
        from fontTools.ttLib import TTFont
    except ImportError:
        return None
    return _Slice(TTFont(io.BytesIO((_FOLDER / f"{number}.woff2").read_bytes()), lazy=True))


class _Slice:
    """One file of our emoji, with as much of it read as was asked for."""

    def __init__(self, font: TTFont) -> None:
        self.font = font
        self._names = font.getBestCmap()

    def glyph_of(self, text: str) -> str | None:
        """The glyph that all of these characters are joined to, if that is one and it is
        painted."""
        if not all(ord(letter) in self._names for letter in text):
            return None
        glyphs = [self._names[ord(letter)] for letter in text]
        at = 0
        while at < len(glyphs):
            for parts, whole in self._ligatures.get(glyphs[at], ()):
                if glyphs[at : at + len(parts)] == parts:
                    glyphs[at : at + len(parts)] = [whole]
                    break
            else:
                at += 1
        return glyphs[0] if len(glyphs) == 1 and glyphs[0] in self.paints else None

    @functools.cached_property
    def paints(self) -> dict[str, Any]:
        """How each glyph is painted."""
        return {
            record.BaseGlyph: record.Paint
            for record in self.font["COLR"].table.BaseGlyphList.BaseGlyphPaintRecord
        }

    @functools.cached_property
    def _ligatures(self) -> dict[str, list[tuple[list[str], str]]]:
        """By their first glyph, the longest first."""
        known: dict[str, list[tuple[list[str], str]]] = {}
        lookups = self.font["GSUB"].table.LookupList.Lookup if "GSUB" in self.font else ()
        for table in (
            getattr(table, "ExtSubTable", table) for lookup in lookups for table in lookup.SubTable
        ):
            for first, ligatures in getattr(table, "ligatures", {}).items():
                known.setdefault(first, []).extend(
                    ([first, *ligature.Component], ligature.LigGlyph) for ligature in ligatures
                )
        for choices in known.values():
            choices.sort(key=lambda choice: -len(choice[0]))
        return known


class _Painter:
    """Paints the graph of one glyph; every step is a picture of the same square."""

    def __init__(self, shipped: _Slice, side: int) -> None:
        font = shipped.font
        self._side = side
        self._outlines = font.getGlyphSet()
        self._layers = font["COLR"].table.LayerList.Paint
        self._glyphs = shipped.paints
        self._palette = [(c.red, c.green, c.blue, c.alpha) for c in font["CPAL"].palettes[0]]

    def glyph(self, name: str, place: Matrix) -> Image.Image:
        """A whole glyph; `place` leads from the font's units to pixels."""
        return self._paint(self._glyphs[name], place)

    def _paint(self, paint: Any, place: Matrix) -> Image.Image:
        match paint.Format:
            case 1:  # layers, from the lowest
                whole = self._nothing()
                for layer in self._layers[
                    paint.FirstLayerIndex : paint.FirstLayerIndex + paint.NumLayers
                ]:
                    whole.alpha_composite(self._paint(layer, place))
                return whole
            case 2:
                return Image.new(
                    "RGBA", (self._side, self._side), self._colour(paint.PaletteIndex, paint.Alpha)
                )
            case 4 | 6:
                return self._gradient(paint, place)
            case 10:  # the inside of an outline
                inside = self._paint(paint.Paint, place)
                inside.putalpha(
                    ImageChops.multiply(inside.getchannel("A"), self._outline(paint.Glyph, place))
                )
                return inside
            case 11:
                return self._paint(self._glyphs[paint.Glyph], place)
            case 32:
                return self._composite(paint, place)
            case _:
                return self._paint(paint.Paint, _within(place, _step(paint)))

    def _composite(self, paint: Any, place: Matrix) -> Image.Image:
        source, backdrop = (
            self._paint(paint.SourcePaint, place),
            self._paint(paint.BackdropPaint, place),
        )
        if paint.CompositeMode == 5:  # the source, where there is a backdrop
            source.putalpha(ImageChops.multiply(source.getchannel("A"), backdrop.getchannel("A")))
            return source
        if paint.CompositeMode == 20:  # soft light, on the backdrop's own colours
            lit = ImageChops.soft_light(backdrop.convert("RGB"), source.convert("RGB"))
            lit.putalpha(ImageChops.multiply(source.getchannel("A"), backdrop.getchannel("A")))
            source = lit
        backdrop.alpha_composite(source)
        return backdrop

    def _outline(self, name: str, place: Matrix) -> Image.Image:
        mask = Image.new("1", (self._side, self._side), 0)
        for contour in _contours(self._outlines, name, place):
            one = Image.new("1", mask.size, 0)
            ImageDraw.Draw(one).polygon(contour, fill=1)
            # Contours inside others are holes.
            mask = ImageChops.logical_xor(mask, one)
        return mask.convert("L")

    def _gradient(self, paint: Any, place: Matrix) -> Image.Image:
        stops = [
            (stop.StopOffset, self._colour(stop.PaletteIndex, stop.Alpha))
            for stop in paint.ColorLine.ColorStop
        ]
        back = _inverse(place)
        along = _along_line if paint.Format == 4 else _along_circles
        pixels = bytearray()
        for row in range(_COARSE):
            for column in range(_COARSE):
                x, y = (column + 0.5) / _COARSE * self._side, (row + 0.5) / _COARSE * self._side
                at = along(
                    paint, back[0] * x + back[2] * y + back[4], back[1] * x + back[3] * y + back[5]
                )
                pixels += bytes(_between(stops, _spread(at, stops, paint.ColorLine.Extend)))
        coarse = Image.frombytes("RGBA", (_COARSE, _COARSE), bytes(pixels))
        return coarse.resize((self._side, self._side), Image.Resampling.BILINEAR)

    def _colour(self, index: int, alpha: float) -> tuple[int, int, int, int]:
        red, green, blue, own = (
            self._palette[index] if index < len(self._palette) else (0, 0, 0, 255)
        )
        return red, green, blue, round(own * alpha)

    def _nothing(self) -> Image.Image:
        return Image.new("RGBA", (self._side, self._side))


def _contours(outlines: Any, name: str, place: Matrix) -> Iterator[list[tuple[float, float]]]:
    from fontTools.pens.basePen import decomposeQuadraticSegment
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    pen = DecomposingRecordingPen(outlines)
    outlines[name].draw(pen)
    contour: list[tuple[float, float]] = []
    for verb, points in pen.value:
        placed = [None if point is None else _moved(place, point) for point in points]
        if verb == "qCurveTo":
            # A closed curve without a point on it begins between two of its controls.
            if placed[-1] is None:
                first, last = placed[0], placed[-2]
                assert first is not None and last is not None  # noqa: PT018
                start = ((first[0] + last[0]) / 2, (first[1] + last[1]) / 2)
                contour, placed = [start], [*placed[:-1], start]
            for control, end in decomposeQuadraticSegment(placed):
                begin = contour[-1]
                contour += [_on_curve(begin, control, end, step / 6) for step in range(1, 7)]
        elif verb in ("moveTo", "lineTo"):
            contour += [point for point in placed if point is not None]
        else:
            if len(contour) > 2:
                yield contour
            contour = []


def _on_curve(
    one: tuple[float, float], control: tuple[float, float], other: tuple[float, float], at: float
) -> tuple[float, float]:
    a, b, c = (1 - at) ** 2, 2 * at * (1 - at), at * at
    return a * one[0] + b * control[0] + c * other[0], a * one[1] + b * control[1] + c * other[1]


def _moved(matrix: Matrix, point: tuple[float, float]) -> tuple[float, float]:
    xx, yx, xy, yy, dx, dy = matrix
    return xx * point[0] + xy * point[1] + dx, yx * point[0] + yy * point[1] + dy


def _step(paint: Any) -> Matrix:
    """The transformation that a paint of this format makes."""
    match paint.Format:
        case 12:
            t = paint.Transform
            return t.xx, t.yx, t.xy, t.yy, t.dx, t.dy
        case 14:
            return 1, 0, 0, 1, paint.dx, paint.dy
        case 16 | 18:
            matrix = (paint.scaleX, 0.0, 0.0, paint.scaleY, 0.0, 0.0)
        case 20 | 22:
            matrix = (paint.scale, 0.0, 0.0, paint.scale, 0.0, 0.0)
        case 24 | 26:
            sine, cosine = math.sin(math.radians(paint.angle)), math.cos(math.radians(paint.angle))
            matrix = (cosine, sine, -sine, cosine, 0.0, 0.0)
        case _:
            return 1, 0, 0, 1, 0, 0
    x, y = (paint.centerX, paint.centerY) if hasattr(paint, "centerX") else (0, 0)
    return _within((1, 0, 0, 1, x, y), _within(matrix, (1, 0, 0, 1, -x, -y)))


def _within(outer: Matrix, inner: Matrix) -> Matrix:
    """First `inner`, then `outer`."""
    a, b, c, d, e, f = outer
    p, q, r, s, t, u = inner
    return (
        a * p + c * q,
        b * p + d * q,
        a * r + c * s,
        b * r + d * s,
        a * t + c * u + e,
        b * t + d * u + f,
    )


def _inverse(matrix: Matrix) -> Matrix:
    a, b, c, d, e, f = matrix
    whole = a * d - b * c or 1e-9
    return (
        d / whole,
        -b / whole,
        -c / whole,
        a / whole,
        (c * f - d * e) / whole,
        (b * e - a * f) / whole,
    )


def _along_line(paint: Any, x: float, y: float) -> float:
    """Where on the line from 0 to 1 a place lies; the third point says how the line's
    perpendiculars lean."""
    dx, dy = paint.x1 - paint.x0, paint.y1 - paint.y0
    px, py = paint.y2 - paint.y0, paint.x0 - paint.x2
    whole = dx * px + dy * py
    return ((x - paint.x0) * px + (y - paint.y0) * py) / whole if whole else 1.0


def _along_circles(paint: Any, x: float, y: float) -> float:
    """The largest circle between the two that goes through a place, 0 at the first and 1 at the
    second."""
    cx, cy, dr = paint.x1 - paint.x0, paint.y1 - paint.y0, paint.r1 - paint.r0
    px, py = x - paint.x0, y - paint.y0
    a = cx * cx + cy * cy - dr * dr
    b = px * cx + py * cy + paint.r0 * dr
    c = px * px + py * py - paint.r0 * paint.r0
    if abs(a) < 1e-9:
        return c / (2 * b) if b else 1.0
    root = b * b - a * c
    if root < 0:
        return 1.0
    places = sorted(((b + math.sqrt(root)) / a, (b - math.sqrt(root)) / a), reverse=True)
    return next((at for at in places if paint.r0 + at * dr >= 0), 1.0)


def _spread(at: float, stops: _Stops, extend: int) -> float:
    """Beyond the ends the line goes on as it ended, begins again (1), or goes back (2)."""
    low, high = stops[0][0], stops[-1][0]
    if not extend or high <= low:
        return at
    share = (at - low) / (high - low)
    share = share % 1 if extend == 1 else 1 - abs(share % 2 - 1)
    return low + share * (high - low)


def _between(stops: _Stops, at: float) -> tuple[int, ...]:
    if at <= stops[0][0]:
        return stops[0][1]
    for (low, one), (high, other) in itertools.pairwise(stops):
        if at <= high:
            share = (at - low) / (high - low) if high > low else 1.0
            return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return stops[-1][1]
