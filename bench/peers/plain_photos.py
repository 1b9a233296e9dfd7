"""A photo comes in as a plain Pillow program does it: decoded whole, turned upright, and scaled
twice.

`python -m bench.peers.plain_photos FILE…` says how long each took.
"""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

from PIL import Image, ImageOps


def bring_in(source: Path) -> tuple[bytes, bytes]:
    """A JPEG of at most 2048 pixels, and a thumbnail of at most 512."""
    with Image.open(source) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
    return _scaled(upright, 2048, 85), _scaled(upright, 512, 80)


def _scaled(image: Image.Image, longest: int, quality: int) -> bytes:
    scale = min(1.0, longest / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    file = io.BytesIO()
    image.resize(size, Image.Resampling.LANCZOS).save(file, "JPEG", quality=quality)
    return file.getvalue()


if __name__ == "__main__":
    for name in sys.argv[1:]:
        began = time.perf_counter()
        bring_in(Path(name))
        print(f"{(time.perf_counter() - began) * 1000:.0f} ms  {name}")
