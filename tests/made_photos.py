"""Photos for tests, made on the spot: of any size, with a camera's notes."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw


def jpeg(
    size: tuple[int, int] = (640, 480),
    *,
    colour: str = "#C98C4A",
    orientation: int = 1,
    taken: str | None = None,
) -> bytes:
    """A JPEG with a light in its upper left quarter, as stored; `taken` is written as cameras do,
    "2019:03:14 10:20:30".
    """
    image = Image.new("RGB", size, colour)
    ImageDraw.Draw(image).ellipse(
        (size[0] // 8, size[1] // 8, size[0] // 3, size[1] // 3), fill="#FFF6D8"
    )
    exif = Image.Exif()
    exif[0x0112] = orientation
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    file = io.BytesIO()
    image.save(file, "JPEG", quality=88, exif=exif)
    return file.getvalue()
