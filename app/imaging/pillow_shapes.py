"""Shapes with smooth edges and gradients, which Pillow's own drawing does not have."""

from __future__ import annotations

import functools
import itertools
import math
from array import array

from PIL import Image, ImageChops

from app.core.drawing.lights import disc
from app.core.drawing.marks import Linear, Paint, Points, Radial, Stops

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in whole pixels."""

_REACH = 128
"""Pixels from the centre to a side of the square that radial gradients are made in."""
_LEVELS = 4096
"""Steps from its centre to a side in which colours are looked up."""
_TILE = 8


def _noise(x: int, y: int) -> float:
    """Ordered dithering (Bayer, 1973) just as Skia has it, which draws in browsers: what is added
    before rounding down."""
    z = x ^ y
    bits = (z & 1) << 5 | (x & 1) << 4 | (z & 2) << 2 | (x & 2) << 1 | (z & 4) >> 1 | (x & 4) >> 2
    return bits / 64 + 1 / 128


_NOISE = tuple(tuple(_noise(x, y) for x in range(_TILE)) for y in range(_TILE))

_Cells = dict[int, list[float]]
"""Of one row of pixels, those that an edge goes through: how much of each is covered, and how much
more of all to its right."""


def coverage(points: Points) -> tuple[Image.Image, int, int]:
    """How much of each pixel a polygon covers (mode L), and where its left upper corner is.

    The exact area, after Levien's and FreeType's way: each edge leaves in the cells that it goes
    through what it adds to them and to all that follow on their row.
    """
    left, top = math.floor(min(x for x, _ in points)), math.floor(min(y for _, y in points))
    width = max(1, math.ceil(max(x for x, _ in points)) - left)
    height = max(1, math.ceil(max(y for _, y in points)) - top)
    rows: list[_Cells] = [{} for _ in range(height)]
    shifted = [(x - left, y - top) for x, y in points]
    for one, other in itertools.pairwise([*shifted, shifted[0]]):
        _add_edge(rows, one, other)
    return (
        Image.frombytes("L", (width, height), b"".join(_row(cells, width) for cells in rows)),
        left,
        top,
    )


def _add_edge(rows: list[_Cells], one: tuple[float, float], other: tuple[float, float]) -> None:
    (x0, y0), (x1, y1) = one, other
    if y0 == y1:
        return
    sign = 1.0
    if y0 > y1:
        sign, x0, y0, x1, y1 = -1.0, x1, y1, x0, y0
    slope = (x1 - x0) / (y1 - y0)
    for row in range(math.floor(y0), math.ceil(y1)):
        upper, lower = max(y0, row), min(y1, row + 1)
        _add_in_row(
            rows[row], x0 + (upper - y0) * slope, x0 + (lower - y0) * slope, sign * (lower - upper)
        )


def _add_in_row(cells: _Cells, start: float, end: float, drop: float) -> None:
    """What an edge adds to a row: from one x to another, over `drop` of its height."""
    low, high = min(start, end), max(start, end)
    for column in range(math.floor(low), max(math.ceil(high), math.floor(low) + 1)):
        left, right = max(low, column), min(high, column + 1)
        part = drop if high == low else drop * (right - left) / (high - low)
        cell = cells.setdefault(column, [0.0, 0.0])
        cell[0] += part * (column + 1 - (left + right) / 2)
        cell[1] += part


def _row(cells: _Cells, width: int) -> bytes:
    """A row of pixels: between two cells that an edge goes through, all are covered alike."""
    row, covered, at = b"", 0.0, 0
    for column, (here, beyond) in sorted(cells.items()):
        row += bytes((_level(covered),)) * (column - at)
        row += bytes((_level(covered + here),)) if column < width else b""
        covered += beyond
        at = column + 1
    return row + bytes((_level(covered),)) * (width - len(row))


def _level(covered: float) -> int:
    return min(255, round(abs(covered) * 255))


@functools.lru_cache(maxsize=8)
def outside(radius: int) -> tuple[Image.Image, ...]:
    """What lies outside a rounded corner: upper left, upper right, lower right, lower left."""
    whole, _, _ = coverage(disc(radius, radius, radius))
    # The polygon may reach a hair beyond the circle on each side.
    beyond = (whole.width - 2 * radius) // 2
    mask = ImageChops.invert(whole.crop((beyond, beyond, beyond + radius, beyond + radius)))
    turns = (
        None,
        Image.Transpose.FLIP_LEFT_RIGHT,
        Image.Transpose.ROTATE_180,
        Image.Transpose.FLIP_TOP_BOTTOM,
    )
    return tuple(mask if turn is None else mask.transpose(turn) for turn in turns)


# --- Paint ----------------------------------------------------------------------------------------


def filling(paint: Paint, box: Box) -> tuple[Image.Image | str, Image.Image | None]:
    """What a box is filled with: an RGB picture of its size or one colour, and how much that covers
    (None: all)."""
    if isinstance(paint, Linear):
        return _linear(paint, box), None
    if isinstance(paint, Radial):
        return _radial(paint, box)
    alpha = _channels(paint)[3]
    size = (box[2] - box[0], box[3] - box[1])
    return paint[:7], None if alpha == 255 else Image.new("L", size, alpha)


def _linear(paint: Linear, box: Box) -> Image.Image:
    """RGB, dithered so that no bands show."""
    left, top, right, bottom = box
    order = range(left, left + _TILE)
    pixels = bytearray()
    for y in range(top, bottom):
        at = (y + 0.5 - paint.top) / (paint.bottom - paint.top)
        red, green, blue, _ = _between(paint.stops, at)
        for x in order:
            noise = _NOISE[y % _TILE][x % _TILE]
            pixels += bytes((int(red + noise), int(green + noise), int(blue + noise)))
    strip = Image.frombytes("RGB", (_TILE, bottom - top), bytes(pixels))
    whole = Image.new("RGB", (right - left, bottom - top))
    for x in range(0, right - left, _TILE):
        whole.paste(strip, (x, 0))
    return whole


def _radial(paint: Radial, box: Box) -> tuple[Image.Image | str, Image.Image | None]:
    colours = [_channels(colour) for _, colour in paint.stops]
    red, green, blue, alpha = zip(*colours, strict=True)
    covering = None if min(alpha) == 255 else _channel(paint, box, alpha)
    if len({colour[:3] for colour in colours}) == 1:
        return paint.stops[0][1][:7], covering
    return Image.merge("RGB", [_channel(paint, box, each) for each in (red, green, blue)]), covering


def _channel(paint: Radial, box: Box, values: tuple[int, ...]) -> Image.Image:
    """One channel (mode L) of a radial gradient that has these values at its stops."""
    left = max(box[0], math.ceil(paint.x - paint.across))
    top = max(box[1], math.ceil(paint.y - paint.up))
    right = min(box[2], math.floor(paint.x + paint.across))
    bottom = min(box[3], math.floor(paint.y + paint.up))
    found = Image.new("L", (box[2] - box[0], box[3] - box[1]), values[-1])
    if left < right and top < bottom:
        across, up = _REACH / paint.across, _REACH / paint.up
        part = (
            (left - paint.x) * across + _REACH,
            (top - paint.y) * up + _REACH,
            (right - paint.x) * across + _REACH,
            (bottom - paint.y) * up + _REACH,
        )
        places = tuple(place for place, _ in paint.stops)
        inside = _fading(places, values).resize(
            (right - left, bottom - top), Image.Resampling.BICUBIC, box=part
        )
        found.paste(inside.convert("L"), (left - box[0], top - box[1]))
    return found


@functools.lru_cache(maxsize=16)
def _fading(places: tuple[float, ...], values: tuple[int, ...]) -> Image.Image:
    """A channel of a radial gradient that fills a square (mode F); finer than whole levels, so that
    none are lost when it is enlarged."""
    table: list[float] = []
    for (low, start), (high, end) in itertools.pairwise(
        ((0.0, values[0]), *zip(places, values, strict=True), (2.0, values[-1]))
    ):
        first, last = round(low * _LEVELS), round(high * _LEVELS)
        # 0.5 more: what becomes whole levels is rounded down.
        table += [
            start + (end - start) * step / (last - first) + 0.5 for step in range(last - first)
        ]
    quarter = Image.frombytes(
        "F", (_REACH, _REACH), array("f", [table[level] for level in _distances()]).tobytes()
    )
    whole = Image.new("F", (2 * _REACH, 2 * _REACH))
    whole.paste(quarter, (_REACH, _REACH))
    whole.paste(quarter.transpose(Image.Transpose.FLIP_LEFT_RIGHT), (0, _REACH))
    whole.paste(quarter.transpose(Image.Transpose.FLIP_TOP_BOTTOM), (_REACH, 0))
    whole.paste(quarter.transpose(Image.Transpose.ROTATE_180), (0, 0))
    return whole


@functools.cache
def _distances() -> tuple[int, ...]:
    """How far the pixels of the lower right quarter of a square are from its centre; `_LEVELS` is
    at the middle of a side."""
    places = [(place + 0.5) / _REACH * _LEVELS for place in range(_REACH)]
    return tuple(round(math.hypot(x, y)) for y in places for x in places)


def _between(stops: Stops, at: float) -> tuple[float, ...]:
    """Red, green, blue and alpha of a gradient at one place."""
    if at <= stops[0][0]:
        return tuple(map(float, _channels(stops[0][1])))
    for (low, one), (high, other) in itertools.pairwise(stops):
        if at <= high:
            share = (at - low) / (high - low)
            return tuple(
                a + (b - a) * share for a, b in zip(_channels(one), _channels(other), strict=True)
            )
    return tuple(map(float, _channels(stops[-1][1])))


@functools.lru_cache(maxsize=128)
def _channels(colour: str) -> tuple[int, int, int, int]:
    red, green, blue, *alpha = bytes.fromhex(colour[1:])
    return red, green, blue, alpha[0] if alpha else 255
