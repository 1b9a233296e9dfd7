"""Opens a picture that somebody chose, whatever it turns out to be, and decodes no more of it than
is needed."""

from __future__ import annotations

import io
import os
import stat
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

# The plugins by name: Pillow would load all of its forty when the first of these is met.
from PIL import (
    AvifImagePlugin,  # noqa: F401
    GifImagePlugin,  # noqa: F401
    Image,
    ImageChops,
    ImageCms,
    ImageFile,
    JpegImagePlugin,  # noqa: F401
    MpoImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
    features,
)

from app.core.errors import GlimmersError, NotAPhotoError, PhotoFormatError, PhotoTooLargeError
from app.core.photo_formats import what_else

PAPER = "#FFFDF8"
"""What shows through where a picture is transparent."""

MOST_WHOLE = 50_000_000
"""Pixels of a picture that has to be decoded whole: 48 megapixels are the largest that phones hand
over as HEIC."""
_MOST_SCALED = 200_000_000
"""Pixels of a JPEG, which can be decoded at an eighth: the largest sensors of phones have 200
megapixels."""
_SCALES = (8, 4, 2, 1)
"""By how much libjpeg can divide while decoding."""
_MOST_BYTES = 100_000_000
"""Of a file: what is written about a picture is read into memory before its first pixel."""
_MOST_MEMORY = 100_000_000
"""Bytes that a picture may take which has to be decoded whole and is thin: a bomb, no photo."""
_TAKEN = {"WEBP": 16, "AVIF": 9, "HEIF": 8}
"""Bytes of memory a pixel while it is decoded; of the other formats 4."""
_MOST_PIXELS_PER_BYTE = 120
"""Of a file that has to be decoded whole. Photos always have fewer; drawings may have more."""
_MOST_PIXELS_PER_BYTE_OF_JPEG = 300
"""Even a JPEG of a single colour has fewer. Where a file has more, most of its pixels are missing.
"""
_MOST_SCANS = 100
"""Of a progressive JPEG; cameras and programs write a dozen at most. Each goes over the whole
picture, and can cost a few bytes."""
_BAND = 1_000_000
"""Pixels that are made plain at a time: a second picture of the size of a large one would not
fit."""
_LEAST_LEFT = 0.1
"""Share of a damaged picture's height that has to be readable for it to be worth keeping."""

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF")
_HEIC = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
)
_ORIENTATION = 0x0112
_TRANSPOSED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture with this EXIF orientation upright."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

# Pillow warns of damaged EXIF, and of a real photo of 108 megapixels. Our own limits hold, and a
# terminal is for answers.
warnings.filterwarnings("ignore", module=r"PIL\.")
# What it refuses has twice as many pixels as this: one of 200 megapixels would be.
Image.MAX_IMAGE_PIXELS = _MOST_SCALED // 2


class Opened:
    """A picture whose head was read and whose pixels were not, yet."""

    def __init__(
        self, image: ImageFile.ImageFile, file: BinaryIO, *, orientation: int, exif: Image.Exif
    ) -> None:
        self._image = image
        self._file = file
        self._orientation = orientation
        self.exif = exif
        self.is_jpeg = image.format in ("JPEG", "MPO")
        self.longest: int = max(image.size)
        """Pixels of the longer side of the whole picture."""
        self.size: tuple[int, int] = image.size if orientation < 5 else (image.height, image.width)
        """Width and height of the whole picture in pixels, upright."""
        self.pixels: int = image.width * image.height
        self.cut_short = False
        """Whether some of it could not be read; known once it is decoded."""

    @property
    def lies_on_its_side(self) -> bool:
        """Whether pixels have to be moved to make it upright."""
        return self._orientation in _TRANSPOSED

    @property
    def colours_are_plain(self) -> bool:
        """Whether its numbers mean what they do in sRGB, so that a colour profile can be left
        out."""
        return self._image.mode in ("L", "RGB") and _profile(self._image) is None

    def decoded(self, at_least: int, *, close: float = 1.0) -> Image.Image:
        """Upright RGB whose longer side has `at_least` that many pixels, or all there are.

        A JPEG is scaled while it is decoded, others are divided while they are made plain; with
        `close` below 1, what comes out at that share of `at_least` is enough.

        Raises:
            NotAPhotoError: nothing of it could be read.
        """
        with _refusing_damage():
            image = self._decoded(at_least * close / self.longest)
            upright = _TRANSPOSED.get(self._orientation)
            return image if upright is None else image.transpose(upright)

    def cut(self, crop: Box, size: tuple[int, int]) -> Image.Image:
        """The part `crop` of it, in fractions of the upright picture, as an RGB picture of exactly
        `size` pixels.

        Raises:
            NotAPhotoError: nothing of it could be read.
        """
        left, top, right, bottom = _turned_back(crop, self._orientation)
        turned = self._orientation >= 5
        width, height = (size[1], size[0]) if turned else size
        with _refusing_damage():
            needed = max(
                width / (self._image.width * (right - left)),
                height / (self._image.height * (bottom - top)),
            )
            image = self._decoded(needed)
            # Sums of fractions go a hair beyond the edge, and Pillow refuses -1e-13.
            box = (
                min(max(left * image.width, 0.0), image.width - 1e-3),
                min(max(top * image.height, 0.0), image.height - 1e-3),
                min(max(right * image.width, 1e-3), float(image.width)),
                min(max(bottom * image.height, 1e-3), float(image.height)),
            )
            piece = image.resize(
                (width, height), Image.Resampling.BICUBIC, box=box, reducing_gap=2.0
            )
            upright = _TRANSPOSED.get(self._orientation)
            return piece if upright is None else piece.transpose(upright)

    def _decoded(self, share: float) -> Image.Image:
        """RGB, not yet upright; sides of at least that share of the whole."""
        image = self._image
        if self.is_jpeg:
            scale = next(scale for scale in _SCALES if scale == 1 or 1 / scale >= share)
            if self.pixels > MOST_WHOLE * scale * scale:
                raise PhotoTooLargeError
            image.draft("RGB", (max(1, image.width // scale), max(1, image.height // scale)))
        box = image.tile[0][1] if image.format == "GIF" and image.tile else None
        rows = _rows_of_heic(image, self.content()) if image.format == "HEIF" else None
        loaded = image if rows else self._loaded()
        times = max(1, int(max(image.size) / (self.longest * share)))  # what its decoder did not do
        if box and box != (0, 0, *loaded.size):
            plain = Image.new("RGB", loaded.size, PAPER)
            plain.paste(_plain(loaded.crop(box), 1), box)
            return plain.reduce(times)
        return _plain(loaded, times, rows)

    def _loaded(self) -> Image.Image:
        """The first frame; of a file that was cut short, the rows that can be read."""
        image = self._image
        size = image.size
        try:
            image.load()
            return image
        except OSError:
            self.cut_short = True
            if image.info.get("progressive"):
                return self._with_an_end(size)
            image.tile = []  # as far as Pillow is concerned, there is nothing left to read
            readable = image.getbbox()
            if readable is None or readable[3] < image.height * _LEAST_LEFT:
                raise
            return image.crop((0, 0, image.width, readable[3]))

    def _with_an_end(self, size: tuple[int, int]) -> Image.Image:
        """A progressive JPEG that was cut short: its decoder shows nothing before the end, so one
        is put to it."""
        ended = Image.open(io.BytesIO(self.content() + b"\xff\xd9"), formats=["JPEG"])
        ended.draft("RGB", size)
        ended.load()
        # Below what was read there is one colour.
        filling = Image.new(
            ended.mode, ended.size, ended.getpixel((ended.width - 1, ended.height - 1))
        )
        readable = ImageChops.difference(ended, filling).getbbox()
        if readable is None or readable[3] < ended.height * _LEAST_LEFT:
            raise NotAPhotoError
        return ended.crop((0, 0, ended.width, readable[3]))

    def content(self) -> bytes:
        """The file as it is.

        Raises:
            NotAPhotoError: it can no longer be read.
        """
        with _refusing_what_cannot_be_read():
            self._file.seek(0)
            return self._file.read(_MOST_BYTES)


@contextmanager
def opened(source: bytes | Path) -> Iterator[Opened]:
    """Read the head of a picture; its format is told by content, never by the name.

    Raises:
        NotAPhotoError: no picture, or no file at all: a folder, a pipe, a device.
        PhotoTooLargeError: more than can be decoded safely.
        PhotoFormatError: a picture that this device cannot decode.
    """
    with _file(source) as file:
        with _refusing_what_cannot_be_read():
            size = file.seek(0, os.SEEK_END)
            _refuse_what_cannot_be_decoded(file)
        if size > _MOST_BYTES:
            raise PhotoTooLargeError("file")
        with _refusing_damage():
            image = Image.open(file, formats=[name for name in _FORMATS if name in Image.OPEN])
        with image:
            _refuse_what_would_take_too_much(image, file, size)
            exif = _exif(image)  # decodes a PNG
            orientation = exif.get(_ORIENTATION)
            yield Opened(
                image, file, orientation=orientation if orientation in _TRANSPOSED else 1, exif=exif
            )


@contextmanager
def _file(source: bytes | Path) -> Iterator[BinaryIO]:
    if isinstance(source, bytes):
        yield io.BytesIO(source)
        return
    try:
        file = open(source, "rb", opener=_opened_at_once)  # noqa: SIM115 - closed below, where only what reading raises is met
    except (OSError, ValueError) as error:
        raise NotAPhotoError("unread") from error
    with file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise NotAPhotoError("no file")
        yield file


def _opened_at_once(path: str, flags: int) -> int:
    """Opening a pipe would wait for somebody to write into it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))


def _refuse_what_would_take_too_much(image: ImageFile.ImageFile, file: BinaryIO, size: int) -> None:
    pixels = image.width * image.height
    # A progressive JPEG is held whole, as coefficients, however small it is wanted.
    progressive = bool(image.info.get("progressive"))
    if image.format in ("JPEG", "MPO") and not progressive:
        too_much = pixels > _MOST_SCALED or (
            pixels > MOST_WHOLE and pixels > _MOST_PIXELS_PER_BYTE_OF_JPEG * size
        )
    else:
        taken = pixels * _TAKEN.get(image.format or "", 4)
        too_much = pixels > MOST_WHOLE or (
            taken > _MOST_MEMORY and pixels > _MOST_PIXELS_PER_BYTE * size
        )
    if too_much:
        raise PhotoTooLargeError
    if progressive and _scans(file) > _MOST_SCANS:
        raise NotAPhotoError


def _scans(file: BinaryIO) -> int:
    """How many scans a JPEG has, at least; where its decoder is in the file does not change."""
    with _refusing_what_cannot_be_read():
        at = file.tell()
        file.seek(0)
        found = file.read(_MOST_BYTES).count(b"\xff\xda")
        file.seek(at)
    return found


def _refuse_what_cannot_be_decoded(file: BinaryIO) -> None:
    file.seek(0)
    head = file.read(32)
    file.seek(0)
    if not head:
        raise NotAPhotoError("empty")
    if other := what_else(head):
        raise other
    if head[4:8] == b"ftyp":
        if head[8:12] in _HEIC and b"avif" not in head and not _reads_heic():
            raise PhotoFormatError("HEIC")
        if (head[8:12] in (b"avif", b"avis") or b"avif" in head) and not features.check("avif"):
            raise PhotoFormatError("AVIF")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP" and not features.check("webp"):
        raise PhotoFormatError("WebP")


def _reads_heic() -> bool:
    try:
        import pillow_heif
    except ImportError:
        return False
    pillow_heif.register_heif_opener(thumbnails=False)
    return True


@contextmanager
def _refusing_what_cannot_be_read() -> Iterator[None]:
    try:
        yield
    except OSError as error:  # a failing disk, a share that went away
        raise NotAPhotoError("unread") from error


@contextmanager
def _refusing_damage() -> Iterator[None]:
    try:
        yield
    except GlimmersError:
        raise
    except Image.DecompressionBombError as error:
        raise PhotoTooLargeError from error
    except MemoryError as error:
        raise PhotoTooLargeError("memory") from error
    except Exception as error:
        # Whatever a decoder raises over a damaged file, the answer is the same; its own list of
        # errors is not ours to know.
        raise NotAPhotoError from error


def _exif(image: Image.Image) -> Image.Exif:
    try:
        return image.getexif()
    except Exception:  # as above; a picture is not refused for what is written about it
        return Image.Exif()


def _profile(image: Image.Image) -> bytes | None:
    """Its colour profile, unless that says sRGB or nothing."""
    profile = image.info.get("icc_profile")
    return profile if isinstance(profile, bytes) and b"sRGB" not in profile[:1000] else None


_Rows = Callable[[int, int], Image.Image]
"""Rows of a picture, from one to before another."""


def _plain(image: Image.Image, times: int, rows: _Rows | None = None) -> Image.Image:
    """RGB in the colours of sRGB, on paper where it is transparent; each side divided by `times`.
    `rows`: of what is not loaded."""
    in_srgb = _to_srgb(image)
    if (
        rows is None
        and in_srgb is _as_it_is
        and image.mode == "RGB"
        and "transparency" not in image.info
    ):
        plain = image if times == 1 else image.reduce(times)
        plain.info = {}  # some of it would go into the next file
        return plain
    plain = Image.new("RGB", (-(-image.width // times), -(-image.height // times)))
    high = times * max(1, _BAND // (image.width * times))
    for top in range(0, image.height, high):
        bottom = min(top + high, image.height)
        band = _on_paper(
            in_srgb(rows(top, bottom) if rows else image.crop((0, top, image.width, bottom)))
        )
        plain.paste(band if times == 1 else band.reduce(times), (0, top // times))
    return plain


def _rows_of_heic(image: Image.Image, content: bytes) -> _Rows | None:
    """As its decoder has them, upright; Pillow would hold a second picture of the same size. None
    if it turns out another."""
    import pillow_heif

    heic = pillow_heif.open_heif(io.BytesIO(content), convert_hdr_to_8bit=True)
    data, stride, mode = heic.data, heic.stride, heic.mode
    if (heic.size, mode) != (image.size, image.mode):
        return None
    return lambda top, bottom: Image.frombytes(
        mode, (image.width, bottom - top), data[top * stride : bottom * stride], "raw", mode, stride
    )


def _to_srgb(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """What turns parts of this picture into what their numbers look like in sRGB; as they are where
    colours cannot be managed."""
    profile = _profile(image)
    if profile is None:
        return _brightened(image)
    mode = {"P": "RGBA" if image.has_transparency_data else "RGB", "1": "L"}.get(
        image.mode, image.mode
    )
    if mode not in ("L", "RGB", "RGBA", "CMYK") or not features.check("littlecms2"):
        return _as_it_is
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        transform = ImageCms.buildTransform(
            source, ImageCms.createProfile("sRGB"), mode, "RGBA" if mode == "RGBA" else "RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return _as_it_is

    def managed(part: Image.Image) -> Image.Image:
        return (
            ImageCms.applyTransform(part if part.mode == mode else part.convert(mode), transform)
            or part
        )

    return managed


def _brightened(image: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """A PNG without a profile may say by how much its numbers are lighter or darker than those of
    sRGB."""
    gamma = 2.2 * image.info.get("gamma", 1 / 2.2)
    if (
        image.mode not in ("L", "RGB", "RGBA")
        or "transparency" in image.info
        or "srgb" in image.info
        or not 0.2 < gamma < 5
    ):
        return _as_it_is
    if abs(gamma - 1) < 0.05:
        return _as_it_is
    table = [round(255 * (value / 255) ** (1 / gamma)) for value in range(256)]
    bands = table * min(3, len(image.getbands())) + list(range(256)) * (image.mode == "RGBA")
    return lambda part: part.point(bands)


def _as_it_is(part: Image.Image) -> Image.Image:
    return part


def _on_paper(image: Image.Image) -> Image.Image:
    """RGB: grey of 16 bits scaled, what is transparent laid on paper."""
    if image.mode == "RGB" and "transparency" not in image.info:
        return image
    if image.mode.startswith("I"):
        # A plain conversion clips everything above 255 to white.
        return (
            image.convert("I")
            .point(lambda value: value * (1 / 257) + 0.5)
            .convert("L")
            .convert("RGB")
        )
    if image.has_transparency_data:
        paper = Image.new("RGBA", image.size, PAPER)
        paper.alpha_composite(image.convert("RGBA"))
        return paper.convert("RGB")
    return image.convert("RGB")


def _turned_back(crop: Box, orientation: int) -> Box:
    """The same part in fractions of the picture as it lies in its file."""
    left, top, right, bottom = crop
    match orientation:
        case 2:
            return 1 - right, top, 1 - left, bottom
        case 3:
            return 1 - right, 1 - bottom, 1 - left, 1 - top
        case 4:
            return left, 1 - bottom, right, 1 - top
        case 5:
            return top, left, bottom, right
        case 6:
            return top, 1 - right, bottom, 1 - left
        case 7:
            return 1 - bottom, 1 - right, 1 - top, 1 - left
        case 8:
            return 1 - bottom, left, 1 - top, right
        case _:
            return crop
