"""A month as a sky: where each light stands, by its day and its hour.

One column is one evening with the night behind it: it begins at five in the morning, low over the
horizon, and rises until the small hours, which end it high above. A day without an hour rests on
the horizon. Where a light stands follows from its own glimmer, and from those of the month that
were kept before it where it has to make way: whatever is kept later, nothing moves.
"""

from __future__ import annotations

import calendar
import itertools
import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias
from zlib import crc32

from app.core.glimmers import GlimmerId, Pathway

WIDTH, HEIGHT = 330.0, 400.0
"""Of the sheet that lights stand on, in its own units: from the first evening to the last, and from
the last of the small hours to the horizon. Lights reach `WIDTH / 27` beyond its sides at most.
"""
APART = 5.6
"""How far from each other lights stand where there is room, in units of the sheet: two small ones
side by side then touch.
"""
NEAR = 9.0
"""How far above or below its hour a light stands at most: less than half an hour of the day."""
_MORNING, _LATE = 5 * 60, 19 * 60 + 30
"""The minute of a day at which an evening's column begins, and the minute of that column from which
on its hours stand close together.
"""
_TOP, _DAWN, _HORIZON = 16.0, 376.0, 391.0
"""Where the small hours begin to stand close, where five in the morning is, and where days without
an hour rest; from the top.
"""
_OWN, _ASIDE = 0.28, 0.46
"""How far from the middle of its column a light stands by itself, and at most, in columns."""
_STEPS = tuple(
    sorted(
        (
            (x, y)
            for x in (0.0, -2.8, 2.8, -5.6, 5.6)
            for y in (0.0, -5.6, 5.6, -2.8, 2.8, -8.4, 8.4)
        ),
        key=lambda step: (step[0] ** 2 + step[1] ** 2, step),
    )
)
"""Where a light looks for room, in units from its own place, the nearest first."""

_CELL = 3 * APART
"""Of the grid in which neighbours are looked for."""
_CROWDED = 60
"""Lights in one of these, beyond which there is no room to look for. What a file brings in may all
be of one day: to look at each of thousands for each of them would take minutes.
"""


MANY, MANY_LOVED = 80, 16
"""Beyond so many lights, and so many loved ones, a sky is full."""

Line: TypeAlias = tuple[tuple[float, float], tuple[float, float]]


class HeldLight(NamedTuple):
    """A glimmer of a month, as far as its light shows it."""

    id: GlimmerId
    day: int
    """Of the month, from 1."""
    minute: int | None
    """Of that day, by the clock where it happened; None where nobody said an hour."""
    pathway: Pathway | None = None
    loved: bool = False


class PlacedLight(NamedTuple):
    """A light, and where it stands on its sheet: from the left and from the top, in its units."""

    light: HeldLight
    x: float
    y: float


class Sizes(NamedTuple):
    """How large lights are drawn: radii in dp of a phone's screen, 390 dp wide, and how far halos
    reach, in radii of their light.
    """

    plain: float
    loved: float
    reach: float
    loved_reach: float
    joined: bool
    """Whether lines join those that are loved, and halos are widest."""


def sizes(lights: Sequence[PlacedLight]) -> Sizes:
    """Where there are many, all of them are smaller; where many are loved, they are too."""
    many = len(lights) > MANY
    many_loved = sum(each.light.loved for each in lights) > MANY_LOVED
    return Sizes(
        plain=2.6 if many else 3.4,
        loved=4.0 if many_loved else 5.0,
        reach=4.0 if many else 5.6,
        loved_reach=6.5 if many_loved else 9.5,
        joined=not many_loved,
    )


def lines(points: Sequence[tuple[float, float]], short: float) -> list[Line]:
    """From each point to the next, each line ending `short` of both."""
    found = []
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        far = math.dist((ax, ay), (bx, by))
        if far > 2 * short:
            dx, dy = short * (bx - ax) / far, short * (by - ay) / far
            found.append(((ax + dx, ay + dy), (bx - dx, by - dy)))
    return found


def place(lights: Iterable[HeldLight], year: int, month: int) -> tuple[PlacedLight, ...]:
    """The lights of a month on its sheet, in the order given; no two at the same place.

    Those kept first (their ids tell) stand where their day and hour are; one that would cover them
    looks for room around, within its own column and `NEAR` its hour.
    """
    lights = tuple(lights)
    column = WIDTH / (calendar.monthrange(year, month)[1] - 1)
    sheet = _Sheet()
    stands = {
        light.id: sheet.find(light, middle=column * (evening(light) - 1), column=column)
        for light in sorted(lights, key=lambda light: light.id)
    }
    return tuple(PlacedLight(light, *stands[light.id]) for light in lights)


def evening(light: HeldLight) -> int:
    """The day whose column it stands in: the small hours belong to the evening before, which for
    the first of a month is day 0.
    """
    early = light.minute is not None and light.minute < _MORNING
    return light.day - 1 if early else light.day


def height_of(minute: int | None) -> float:
    """How far from the top a minute of the day is, in units of the sheet."""
    if minute is None:
        return _HORIZON
    since = (minute - _MORNING) % (24 * 60)
    if since <= _LATE:
        return _DAWN - (_DAWN - _TOP) * since / _LATE
    return _TOP - _TOP * (since - _LATE) / (24 * 60 - _LATE)


class _Sheet:
    """Where lights stand already."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
        self._taken: set[tuple[float, float]] = set()

    def find(self, light: HeldLight, *, middle: float, column: float) -> tuple[float, float]:
        """A place for this light, which it then has."""
        own = crc32(light.id.encode())
        most = _ASIDE * column
        left = (own % 1024 / 511.5 - 1) * _OWN * column  # so that no columns are seen
        above = height_of(light.minute)
        best, widest = None, 0.0
        if len(self._cells.get(_cell(middle + left, above), ())) >= _CROWDED:
            return self._take(self._anywhere(light, middle, most, above))
        for aside, lower in _STEPS:
            if abs(left + aside) > most or abs(lower) > NEAR:
                continue
            at = (middle + left + aside, above + lower)
            room = self._room(*at)
            if room > widest:
                best, widest = at, room
                if room >= APART**2:
                    break
        return self._take(best or self._anywhere(light, middle, most, above))

    def _anywhere(
        self, light: HeldLight, middle: float, most: float, above: float
    ) -> tuple[float, float]:
        """Where so many lights are that each step leads to one: some place of its own."""
        turn = 0
        while True:
            own = crc32(f"{light.id} {turn}".encode())
            across, down = own % 65536 / 32767.5 - 1, (own >> 16) / 32767.5 - 1
            at = (middle + across * most, above + down * NEAR)
            if at not in self._taken:
                return at
            turn += 1

    def _room(self, x: float, y: float) -> float:
        """The square of the distance to the nearest light; `APART`'s where that is farther."""
        room, cells = APART**2, self._cells
        left, right = int((x - APART) // _CELL), int((x + APART) // _CELL)
        upper, lower = int((y - APART) // _CELL), int((y + APART) // _CELL)
        for column in range(left, right + 1):
            for row in range(upper, lower + 1):
                for across, down in cells.get((column, row), ()):
                    far = (across - x) ** 2 + (down - y) ** 2
                    if far < room:
                        room = far
        return room

    def _take(self, at: tuple[float, float]) -> tuple[float, float]:
        self._taken.add(at)
        near = self._cells.setdefault(_cell(*at), [])
        if len(near) < _CROWDED:
            near.append(at)
        return at


def _cell(x: float, y: float) -> tuple[int, int]:
    return int(x // _CELL), int(y // _CELL)
