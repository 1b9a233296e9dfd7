"""What it costs to make a collage of 24 photos, in time and in memory, over a plain Pillow program
and ImageMagick."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from app.core.drawing.crop import Crop
from app.core.drawing.layout import A4, SQUARE, Canvas, Frame
from app.core.drawing.sheet import sheet
from app.imaging.pillow_import import bring_in
from app.imaging.pillow_pen import draw, measure
from bench import photos_in_browser
from bench.measure import Measured, side_by_side
from bench.peers import plain_collage
from bench.peers.plain_collage import Place
from bench.photo_material import make, memory_growth

_PHOTOS = 24
_DIFFERENT = 8
_RUNS = 3
_QUICK_RUNS = 12
_MEGABYTES = {SQUARE: 60.0, A4: 100.0}

_GROWTH = """
import sys
from pathlib import Path
from app.core.drawing.collage import CANVASES
from bench.collage import frames, places, render
begin()
canvas = CANVASES[sys.argv[1]]
render(canvas, frames(places([Path(name) for name in sys.argv[2:]], canvas)))
"""


def measures() -> list[Measured]:
    """From photos of 12 megapixels made for it, and from copies of them as the app stores them."""
    with tempfile.TemporaryDirectory(prefix="glimmers-bench-") as folder:
        different = make(Path(folder), _DIFFERENT)
        stored = [_stored(photo) for photo in different]
        originals = places([different[number % _DIFFERENT] for number in range(_PHOTOS)], SQUARE)
        copies = places([stored[number % _DIFFERENT] for number in range(_PHOTOS)], SQUARE)
        return [
            _over_plain("24 originals of 12 megapixels", originals, originals, 0.156),
            _over_plain("24 stored copies", copies, originals, 0.07),
            _two_threads(originals),
            *_over_montage(originals, Path(folder)),
            *(_memory(canvas, different) for canvas in (SQUARE, A4)),
            *photos_in_browser.collage(),
        ]


def places(photos: Sequence[Path], canvas: Canvas) -> list[Place]:
    """A grid of them on the canvas."""
    return plain_collage.grid(photos, (canvas.width, canvas.height), canvas.gap)


def frames(places: Sequence[Place]) -> list[Frame]:
    """The same as the app has it."""
    return [
        Frame(
            x=x,
            y=y,
            width=right - x,
            height=bottom - y,
            photo=str(photo),
            crop=Crop(left, top, to_x - left, to_y - top),
        )
        for photo, (x, y, right, bottom), (left, top, to_x, to_y) in places
    ]


def render(canvas: Canvas, frames: Sequence[Frame], *, workers: int = 2) -> bytes:
    """The picture of these frames, photos by the names of their files."""
    return draw(sheet(canvas, frames, measure=measure), Path, workers=workers)


def _stored(photo: Path) -> Path:
    copy = photo.with_suffix(".stored.jpg")
    copy.write_bytes(bring_in(photo).display)
    return copy


def _over_plain(
    what: str, ours: Sequence[Place], theirs: Sequence[Place], limit: float
) -> Measured:
    laid = frames(ours)
    size = SQUARE.width, SQUARE.height
    return side_by_side(
        f"a collage of {what}, 2048 x 2048, over the plain program with the originals",
        lambda: render(SQUARE, laid),
        lambda: plain_collage.render(theirs, size),
        runs=_RUNS,
        limit=limit,
        warm_up=1,
    )


def _two_threads(originals: Sequence[Place]) -> Measured:
    laid = frames(originals)
    return side_by_side(
        "the same from the originals by two threads, over one",
        lambda: render(SQUARE, laid, workers=2),
        lambda: render(SQUARE, laid, workers=1),
        runs=_QUICK_RUNS,
        limit=1 / 1.4,
        warm_up=2,
    )


def _over_montage(originals: Sequence[Place], folder: Path) -> list[Measured]:
    """ImageMagick's own way of scaled decoding; none where it is not installed."""
    if (montage := shutil.which("montage")) is None:
        return []
    left, top, right, bottom = originals[0][1]
    size = f"{right - left}x{bottom - top}"
    columns = len({place[1][0] for place in originals})
    command = [
        montage,
        "-define",
        f"jpeg:size={size}",
        *(str(place[0]) for place in originals),
        "-auto-orient",
        "-thumbnail",
        f"{size}^",
    ]
    command += [
        "-gravity",
        "center",
        "-extent",
        size,
        "-geometry",
        f"+{SQUARE.gap // 2}+{SQUARE.gap // 2}",
        "-tile",
        f"{columns}x",
    ]
    command += ["-quality", "90", str(folder / "montage.jpg")]
    laid = frames(originals)
    return [
        side_by_side(
            "a collage of 24 originals, over ImageMagick's montage with jpeg:size",
            lambda: render(SQUARE, laid),
            lambda: subprocess.run(command, check=True),
            runs=_RUNS,
            limit=0.5,
            warm_up=1,
        )
    ]


def _memory(canvas: Canvas, photos: Sequence[Path]) -> Measured:
    most = _MEGABYTES[canvas]
    names = [str(photos[number % len(photos)]) for number in range(_PHOTOS)]
    return Measured(
        measure=(
            f"megabytes that the process grows by for {canvas.width} x {canvas.height}, "
            f"over the {most:.0f} it may"
        ),
        ours=memory_growth(_GROWTH, canvas.name, *names),
        peer=most,
        limit=1.0,
        runs=1,
    )
