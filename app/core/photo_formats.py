"""What a file is that was chosen as a photo and is none that can be opened, told by how
it begins.
"""

from __future__ import annotations

import re

from app.core.errors import GlimmersError, NotAPhotoError, PhotoFormatError

_OTHERS = {
    b"II*\0": "TIFF or raw",
    b"MM\0*": "TIFF or raw",
    b"II+\0": "TIFF",
    b"MM\0+": "TIFF",
    b"IIU\0": "raw",
    b"IIRO": "raw",
    b"IIRS": "raw",
    b"FUJIFILM": "raw",
    b"\0\0\0\x0cjP  ": "JPEG 2000",
    b"\xff\x4f\xff\x51": "JPEG 2000",
    b"\0\0\0\x0cJXL ": "JPEG XL",
    b"\xff\x0a": "JPEG XL",
    b"8BPS": "Photoshop",
    b"BM": "BMP",
    b"\0\0\1\0": "icon",
    b"%PDF-": "PDF",
}
"""How pictures begin that are not opened, each with its case of `PhotoFormatError`.

Of a raw file the first picture would be its small preview.
"""
_STILL = frozenset(
    {
        b"avif",
        b"avis",
        b"heic",
        b"heix",
        b"heim",
        b"heis",
        b"hevc",
        b"hevx",
        b"hevm",
        b"hevs",
        b"mif1",
        b"msf1",
    }
)
"""Brands of AVIF and HEIC; what begins as they do without one of these is a film."""


_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG behind which its size stands: every kind of coding (ITU-T T.81, table B.1)."""


def jpeg_size(head: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a JPEG that begins like this; None where `head` does not tell.

    As they are stored: an orientation that EXIF asks for is not looked at.
    """
    at = 2 if head.startswith(b"\xff\xd8") else len(head)
    while at + 9 <= len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if marker in _FRAMES:
            height, width = (int.from_bytes(head[at + n : at + n + 2]) for n in (5, 7))
            return (width, height) if width and height else None
        at += 2 + int.from_bytes(head[at + 2 : at + 4])
    return None


# Whatever is neither stuffing nor a restart inside a scan begins the next segment.
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_SOS, _JFIF, _ADOBE, _COMMENT = 0xDA, 0xE0, 0xEE, 0xFE
_PLAIN_JFIF = re.compile(rb"\xff\xe0\x00\x10JFIF\x00.{7}\x00\x00", re.DOTALL)
"""The head that every encoder writes: how dense the pixels are, and no preview (JFIF 1.02)."""


def without_metadata(jpeg: bytes, *, plain_head: bool = False) -> bytes | None:
    """The same compressed picture with nothing beside it: no EXIF, comment, preview, or film behind
    the end.

    With `plain_head` a JFIF head that says nothing but the density stays, so that a file which has
    no metadata comes back byte for byte. None if its segments cannot be followed to the end.
    """
    kept = [_SOI]
    at = 2 if jpeg.startswith(_SOI) else len(jpeg)
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        marker = jpeg[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if jpeg[at : at + 2] == _EOI:
            break
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker == _SOS:
            following = _AFTER_SCAN.search(jpeg, end)
            if following is None:
                return None
            end = following.start()
        if _is_of_the_picture(marker, jpeg[at:end], plain_head=plain_head):
            kept.append(jpeg[at:end])
        at = end
    if jpeg[at : at + 2] != _EOI:
        return None
    return b"".join([*kept, _EOI])


def _is_of_the_picture(marker: int, segment: bytes, *, plain_head: bool) -> bool:
    """Whether decoding needs this segment: of the application's only Adobe's, which says which
    colours these are.
    """
    if marker == _JFIF and plain_head:
        return bool(_PLAIN_JFIF.fullmatch(segment))
    return marker == _ADOBE or not (0xE0 <= marker <= 0xEF or marker == _COMMENT)


def what_else(head: bytes) -> GlimmersError | None:
    """Why a file is refused whose first 32 bytes these are; None for what may be a photo, and for
    what says nothing.
    """
    for beginning, name in _OTHERS.items():
        if head.startswith(beginning):
            return PhotoFormatError(name)
    if head[4:8] != b"ftyp" or {head[at : at + 4] for at in (8, 16, 20, 24, 28)} & _STILL:
        return None
    if head[8:12] == b"crx ":
        return PhotoFormatError("raw")
    return NotAPhotoError("film")
