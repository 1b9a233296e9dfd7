"""How little collages crop, how alike their frames are in size, whether their gaps are exact, and
how long a layout takes.

The figures are of layouts, the same on every machine; only the last two are seconds. Crop of a
photo: `1 - min(r, 1 / r)`, where r is its frame's aspect ratio over its own. The gap is 1 % of the
canvas's long side, between photos and round them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from statistics import fmean, median, pstdev, quantiles

from app.core.drawing.layout import (
    FEW_STEPS,
    MOST,
    SQUARE,
    STEPS,
    STORY,
    Canvas,
    Frame,
    PhotoShape,
    lay_out,
)
from bench.measure import WARM_UP, Measured

SETS = 200
_FIRST_SET = 2008
_RUNS = 15
_FREE = 5
"""So many photos can be arranged almost without cropping, whatever they are; two on a square never
can."""

MIX = (
    ((4, 3), 35),
    ((3, 4), 35),
    ((16, 9), 8),
    ((9, 16), 8),
    ((3, 2), 5),
    ((2, 3), 3),
    ((1, 1), 4),
    ((14, 5), 2),
)
"""Width and height, and how many of a hundred photos have them."""


def measures() -> list[Measured]:
    """Of square and story, with the steps of a desktop computer; crop also with the few of a
    browser. Peers are the limits."""
    photos = [
        _photos(Random(_FIRST_SET + number), count=2 + number % (MOST - 1))
        for number in range(SETS)
    ]
    found = []
    # With few steps, at most half of what justified rows crop, the best of the plain ways.
    for canvas, crop, few_crop in ((SQUARE, 0.030, 0.052), (STORY, 0.022, 0.042)):
        asked = replace(canvas, gap=round(max(canvas.width, canvas.height) / 100))
        found += _of_layouts(
            asked, [_look_at(each, asked, steps=STEPS) for each in photos], crop=crop
        )
        few = [_look_at(each, asked, steps=FEW_STEPS) for each in photos]
        found.append(
            _at_most(
                f"{canvas.name}, {FEW_STEPS} steps: crop, mean of all sets",
                fmean(map(_mean_crop, few)),
                few_crop,
            )
        )
    most = photos[MOST - 2]
    for steps, seconds in ((STEPS, 0.045), (FEW_STEPS, 0.020)):
        found.append(
            _time(
                f"seconds to lay out {MOST} photos on a square, {steps} steps",
                _laying_out(most, steps),
                seconds,
            )
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """One layout, looked at by what its frames are alone."""

    crops: tuple[float, ...]
    areas: tuple[int, ...]
    distances: tuple[int, ...]
    """Pixels between frames that face each other with nothing between them, and from each to the
    edge that it faces."""
    astray: int
    """Frames that overlap another, reach outside, or show their photo distorted."""


def _of_layouts(canvas: Canvas, layouts: Sequence[_Looked], *, crop: float) -> list[Measured]:
    larger = [layout for layout in layouts if len(layout.crops) >= _FREE]
    variation = fmean(pstdev(layout.areas) / fmean(layout.areas) for layout in layouts)
    mean_over_smallest = quantiles(
        (fmean(layout.areas) / min(layout.areas) for layout in layouts), n=20
    )[-1]
    distances = [distance for layout in layouts for distance in layout.distances]
    frames, astray = (
        sum(len(layout.crops) for layout in layouts),
        sum(layout.astray for layout in layouts),
    )
    exact = sum(abs(distance - canvas.gap) <= 1 for distance in distances)
    return [
        _at_most(f"{canvas.name}: crop, mean of all sets", fmean(map(_mean_crop, layouts)), crop),
        _at_most(
            f"{canvas.name}: most cropped photo, mean of sets of {_FREE} and more",
            fmean(max(each.crops) for each in larger),
            0.030,
        ),
        _at_most(
            f"{canvas.name}: areas, standard deviation / mean (aimed at 0.45)", variation, 0.51
        ),
        _at_most(
            f"{canvas.name}: areas, mean / smallest, 95th percentile (aimed at {1 / 0.35:.3g})",
            mean_over_smallest,
            1 / 0.30,
        ),
        _at_most(
            f"{canvas.name}: frames, to those inside, overlapping none, undistorted",
            frames,
            frames - astray,
        ),
        _at_most(
            f"{canvas.name}: facing distances, to those that are the gap", len(distances), exact
        ),
    ]


def _mean_crop(layout: _Looked) -> float:
    return fmean(layout.crops)


def _at_most(measure: str, ours: float, most: float) -> Measured:
    return Measured(measure=measure, ours=ours, peer=most, limit=1.0, runs=SETS)


def _photos(random: Random, *, count: int) -> list[PhotoShape]:
    """As they come from phones."""
    sizes = random.choices([size for size, _ in MIX], [weight for _, weight in MIX], k=count)
    return [
        PhotoShape(id=str(number), width=200 * width, height=200 * height)
        for number, (width, height) in enumerate(sizes)
    ]


def _look_at(photos: Sequence[PhotoShape], canvas: Canvas, *, steps: int) -> _Looked:
    frames = lay_out(photos, canvas, steps=steps).frames
    ratios = [
        frame.width / frame.height / photo.aspect
        for frame, photo in zip(frames, photos, strict=True)
    ]
    return _Looked(
        crops=tuple(1 - min(ratio, 1 / ratio) for ratio in ratios),
        areas=tuple(frame.width * frame.height for frame in frames),
        distances=tuple(_distances(frames, canvas)),
        astray=sum(
            _is_astray(frame, photo, frames, canvas)
            for frame, photo in zip(frames, photos, strict=True)
        ),
    )


def _is_astray(frame: Frame, photo: PhotoShape, frames: Sequence[Frame], canvas: Canvas) -> bool:
    outside = (
        frame.x < 0
        or frame.y < 0
        or frame.x + frame.width > canvas.width
        or frame.y + frame.height > canvas.height
    )
    shown = frame.crop.width * photo.width / (frame.crop.height * photo.height)
    distorted = abs(shown / (frame.width / frame.height) - 1) > 1e-9
    return (
        outside
        or distorted
        or any(_shared(frame, other) > 0 for other in frames if other is not frame)
    )


def _shared(one: Frame, other: Frame) -> int:
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return max(width, 0) * max(height, 0)


def _distances(frames: Sequence[Frame], canvas: Canvas) -> list[int]:
    """To the right of each frame and below it, in every stretch of its side, to what comes first: a
    frame, or the edge."""
    across = [(frame.x, frame.x + frame.width, frame.y, frame.y + frame.height) for frame in frames]
    down = [(top, bottom, left, right) for left, right, top, bottom in across]
    return _nearest(across, canvas.width, canvas.gap) + _nearest(down, canvas.height, canvas.gap)


def _nearest(spans: Sequence[tuple[int, int, int, int]], end: int, gap: int) -> list[int]:
    """Each span: from, to; and where it stands across, from and to."""

    def shared(low: int, high: int, other: tuple[int, int, int, int]) -> int:
        return min(other[3], high) - max(other[2], low)

    found = []
    for start, stop, low, high in spans:
        if not any(other[1] <= start and shared(low, high, other) > 0 for other in spans):
            found.append(start)
        facing = [other for other in spans if other[0] >= stop and shared(low, high, other) > 0]
        if not facing:
            found.append(end - stop)
        for first, _, top, bottom in facing:
            between = any(
                other[1] <= first and shared(max(low, top), min(high, bottom), other) > 0
                for other in facing
            )
            # Two that share no more than the gap may see each other through the gap between two
            # others.
            if not between and min(high, bottom) - max(low, top) > gap:
                found.append(first - stop)
    return found


def _laying_out(photos: Sequence[PhotoShape], steps: int) -> Callable[[], object]:
    return lambda: lay_out(photos, SQUARE, steps=steps)


def _time(measure: str, what: Callable[[], object], most: float) -> Measured:
    times = []
    for _ in range(WARM_UP + _RUNS):
        began = time.perf_counter()
        what()
        times.append(time.perf_counter() - began)
    return Measured(measure=measure, ours=median(times[WARM_UP:]), peer=most, limit=1.0, runs=_RUNS)
