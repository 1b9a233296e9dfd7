"""Photos to measure with: 12 megapixels, as large as a phone's, the same on every machine."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from pathlib import Path
from random import Random

from PIL import Image, ImageChops

WIDTH, HEIGHT = 4000, 3000
ORIENTATIONS = (1, 6, 8, 3)
_ORIENTATION, _TAKEN_AT, _EXIF_IFD = 0x0112, 0x9003, 0x8769


def make(folder: Path, number: int) -> list[Path]:
    """That many JPEGs of 2.6 to 3.5 MB; broad shapes, details and grain, lying as a phone's photos
    do."""
    return [_photo(folder / f"photo-{index:02}.jpg", index) for index in range(number)]


def _photo(path: Path, seed: int) -> Path:
    random = Random(seed)
    shapes = _noise(random, "RGB", 8, 6).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    details = _noise(random, "RGB", 400, 300).resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
    # One grain for all: it is what makes them large, and drawing it anew each time would take
    # longest.
    grain = ImageChops.offset(_grain(), random.randrange(WIDTH), random.randrange(HEIGHT))
    photo = Image.blend(
        Image.blend(shapes, details, 0.2), Image.merge("RGB", (grain, grain, grain)), 0.072
    )
    exif = Image.Exif()
    exif[_ORIENTATION] = ORIENTATIONS[seed % len(ORIENTATIONS)]
    exif.get_ifd(_EXIF_IFD)[_TAKEN_AT] = f"2024:07:{seed % 28 + 1:02} 12:00:00"
    photo.save(path, "JPEG", quality=88, exif=exif)
    return path


@functools.cache
def _grain() -> Image.Image:
    return _noise(Random(0), "L", WIDTH, HEIGHT)


def _noise(random: Random, mode: str, width: int, height: int) -> Image.Image:
    return Image.frombytes(mode, (width, height), random.randbytes(width * height * len(mode)))


def memory_growth(program: str, *arguments: str) -> float:
    """Megabytes by which a Python process grows above what it is after its imports, at its highest.

    `program` is its source; it ends its imports with the line `begin()` and reads `arguments` from
    `sys.argv`.
    """
    source = f"from bench.photo_material import begin, grown\n{program}\nprint(grown())"
    told = subprocess.run(
        [sys.executable, "-c", source, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ,
    )
    return float(told.stdout)


_before = 0.0


def begin() -> None:
    """What follows is counted."""
    global _before
    _before = _resident("VmRSS")


def grown() -> float:
    """Megabytes between `begin` and the highest since."""
    return _resident("VmHWM") - _before


def _resident(field: str) -> float:
    """Linux alone tells a process's own highest; elsewhere the highest of both is taken."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
            1e6 if sys.platform == "darwin" else 1e3
        )
    return next(
        float(line.split()[1]) / 1e3 for line in status.splitlines() if line.startswith(field)
    )
