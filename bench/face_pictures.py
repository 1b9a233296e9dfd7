"""Pictures of people to measure crops with: marked faces on landscapes, the same on every machine.

The faces are those of `tests/faces`, whose README has their licences. They are scaled, mirrored,
tilted, darkened, coloured, blurred, partly hidden and grey; their boxes follow.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from bench.layout import MIX
from tests.scenes import scene

FACES = Path(__file__).parents[1] / "tests" / "faces"
WITH_FACES, WITHOUT = 96, 24
"""Pictures that are made; those the faces come from are looked at as well."""
SMALLEST, LARGEST = 0.03, 0.40
"""Width of a face over that of its picture."""
TILT = 20.0
"""Degrees, to either side."""

_LONGEST = 720
"""Pixels of the longer side: more than a thumbnail, so that both engines make theirs themselves."""
_TALLEST = 0.62
"""Height of a face over that of its picture."""
_APART = 0.02
"""Least distance of faces in one picture, in widths of it."""
_TRIES = 60

Box = tuple[float, float, float, float]
"""Left, top, right and bottom of a face from brow to chin, in fractions of its picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FacePicture:
    """A picture and where the faces on it are."""

    name: str
    image: Image.Image
    faces: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What is written about a picture that faces come from."""

    faces: list[tuple[int, int, int, int]]
    """Boxes in its pixels."""
    licence: str


@dataclass(frozen=True, slots=True)
class _Marked:
    """A face cut out of its picture, with the hair around it and a soft edge."""

    image: Image.Image
    """With alpha."""
    box: tuple[float, float, float, float]
    """In pixels of `image`."""


def licences() -> dict[str, str]:
    """Of each picture that faces come from."""
    return {name: told.licence for name, told in _told().items()}


def pictures() -> list[FacePicture]:
    """All of them: `WITH_FACES` with one to four faces, `WITHOUT` that have none, and the pictures
    that the faces come from, as they are and mirrored. Faces are rarely near the ground.
    """
    made = [_made(number) for number in range(WITH_FACES)]
    empty = [
        FacePicture(name=f"no face {number}", image=_ground(Random(f"no face {number}")), faces=())
        for number in range(WITHOUT)
    ]
    return [*made, *empty, *_originals()]


@cache
def _told() -> dict[str, _Told]:
    read = json.loads((FACES / "faces.json").read_text())
    return {name: _Told(told["faces"], told["licence"]) for name, told in read.items()}


def _originals() -> list[FacePicture]:
    found = []
    for name, told in _told().items():
        image = Image.open(FACES / name).convert("RGB")
        boxes = [
            (left / image.width, top / image.height, right / image.width, bottom / image.height)
            for left, top, right, bottom in told.faces
        ]
        found.append(FacePicture(name=name, image=image, faces=tuple(boxes)))
        turned = tuple((1 - right, top, 1 - left, bottom) for left, top, right, bottom in boxes)
        found.append(
            FacePicture(name=f"{name} mirrored", image=ImageOps.mirror(image), faces=turned)
        )
    return found


# --- One picture ----------------------------------------------------------------------------------


def _made(number: int) -> FacePicture:
    chance = Random(f"face {number}")
    image = _ground(chance)
    count = chance.choice((1, 1, 1, 2, 2, 3, 4))
    boxes: list[Box] = []
    for _ in range(count):
        # As many small ones as large ones: chance is even in the logarithm.
        width = math.exp(chance.uniform(math.log(SMALLEST), math.log(LARGEST / count**0.5)))
        face = _changed(chance.choice(_faces()), chance)
        box = _place(image.size, face, width, boxes, chance)
        if box is not None:
            _paste(image, face, box, chance)
            boxes.append(box)
    image = _whole(image, number, chance)
    return FacePicture(name=f"face {number}", image=image, faces=tuple(boxes))


def _ground(chance: Random) -> Image.Image:
    """A landscape, in half of them with rocks or leaves in front: sharper than any face."""
    ((across, up),) = chance.choices([shape for shape, _ in MIX], [share for _, share in MIX])
    size = (_LONGEST, round(_LONGEST * up / across))
    if up > across:
        size = (round(_LONGEST * across / up), _LONGEST)
    image = scene(chance.randrange(10_000), size)
    if chance.random() < 0.5:
        top = round(size[1] * chance.uniform(0.55, 0.75))
        _rocks(image, top, chance)
    return image


def _rocks(image: Image.Image, top: int, chance: Random) -> None:
    grain, colour = chance.randint(6, 14), chance.choice(("#8B7B62", "#5F6B4A", "#7A5F4A"))
    size = (image.width, image.height - top)
    noise = Image.frombytes(
        "L",
        (size[0] // grain, size[1] // grain),
        chance.randbytes((size[0] // grain) * (size[1] // grain)),
    ).resize(size, Image.Resampling.BICUBIC)
    rock = ImageOps.colorize(ImageOps.autocontrast(noise), "#1B1712", "#E8DDC8", mid=colour)
    edge = Image.linear_gradient("L").resize(size).point([min(255, 6 * v) for v in range(256)])
    image.paste(rock, (0, top), edge)


@cache
def _faces() -> tuple[_Marked, ...]:
    """Of every picture each marked face, with a quarter of its width around it."""
    found = []
    for name, told in _told().items():
        whole = Image.open(FACES / name).convert("RGB")
        for left, top, right, bottom in told.faces:
            wide, high = right - left, bottom - top
            around = (
                max(0, left - wide // 3), max(0, top - high // 3),
                min(whole.width, right + wide // 3), min(whole.height, bottom + high // 4),
            )  # fmt: skip
            cut = whole.crop(around).convert("RGBA")
            oval = Image.new("L", cut.size, 0)
            ImageDraw.Draw(oval).ellipse((0, 0, cut.width - 1, cut.height - 1), fill=255)
            cut.putalpha(oval.filter(ImageFilter.GaussianBlur(max(2, cut.width / 40))))
            box = (left - around[0], top - around[1], right - around[0], bottom - around[1])
            found.append(_Marked(cut, box))
    return tuple(found)


def _changed(face: _Marked, chance: Random) -> _Marked:
    """Mirrored, tilted, in another light, out of focus, partly hidden."""
    image, box = face.image, face.box
    if chance.random() < 0.5:
        image = ImageOps.mirror(image)
        box = (image.width - box[2], box[1], image.width - box[0], box[3])
    if chance.random() < 0.4:
        image, box = _tilted(image, box, chance.uniform(-TILT, TILT))
    colours, alpha = image.convert("RGB"), image.getchannel("A")
    if chance.random() < 0.3:
        colours = ImageEnhance.Brightness(colours).enhance(chance.uniform(0.3, 0.7))
    if chance.random() < 0.3:
        warm = chance.choice(((1.15, 1.0, 0.75), (0.8, 0.95, 1.2)))
        colours = Image.merge(
            "RGB", [band.point(lambda v, by=by: min(255, round(v * by)))
                    for band, by in zip(colours.split(), warm, strict=True)],
        )  # fmt: skip
    if chance.random() < 0.2:
        colours = colours.filter(ImageFilter.GaussianBlur(image.width / 40))
    if chance.random() < 0.2:
        _hide(colours, box, chance)
    colours.putalpha(alpha)
    return _Marked(colours, box)


def _tilted(image: Image.Image, box: Box, degrees: float) -> tuple[Image.Image, Box]:
    turned = image.rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    turn = math.radians(-degrees)
    middle_x, middle_y = image.width / 2, image.height / 2
    corners = [
        (
            turned.width / 2 + (x - middle_x) * math.cos(turn) - (y - middle_y) * math.sin(turn),
            turned.height / 2 + (x - middle_x) * math.sin(turn) + (y - middle_y) * math.cos(turn),
        )
        for x in (box[0], box[2])
        for y in (box[1], box[3])
    ]
    xs, ys = zip(*corners, strict=True)
    return turned, (min(xs), min(ys), max(xs), max(ys))


def _hide(image: Image.Image, box: Box, chance: Random) -> None:
    """A third of the face is behind something: a hat, a scarf, a shoulder."""
    left, top, right, bottom = box
    third = (bottom - top) / 3
    place = chance.choice(("above", "below", "beside"))
    covered = {
        "above": (0, 0, image.width, top + third),
        "below": (0, bottom - third, image.width, image.height),
        "beside": (right - (right - left) / 3, 0, image.width, image.height),
    }[place]
    colour = chance.choice(("#2E3A57", "#7A2E2E", "#3D4A33", "#B8A98C"))
    ImageDraw.Draw(image).rectangle(covered, fill=colour)


def _place(
    size: tuple[int, int],
    face: _Marked,
    width: float,
    others: Sequence[Box],
    chance: Random,
) -> Box | None:
    """A place for it, in fractions of the picture; None if there is none beside the others."""
    left, top, right, bottom = face.box
    aspect = (right - left) / (bottom - top)
    width = min(width, _TALLEST * aspect * size[1] / size[0])
    height = width / aspect * size[0] / size[1]
    for _ in range(_TRIES):
        # People stand: of the room that a face has, most is used in the upper half.
        down = chance.betavariate(2, 3)
        x, y = chance.uniform(0, 1 - width), down * (1 - height)
        box = (x, y, x + width, y + height)
        if all(_beside(box, other) for other in others):
            return box
    return None


def _beside(one: Box, other: Box) -> bool:
    return (
        one[2] + _APART < other[0]
        or other[2] + _APART < one[0]
        or one[3] + _APART < other[1]
        or other[3] + _APART < one[1]
    )


def _paste(image: Image.Image, face: _Marked, box: Box, chance: Random) -> None:
    """The face with its box there, on shoulders that nobody's are."""
    scale = (box[2] - box[0]) * image.width / (face.box[2] - face.box[0])
    size = (max(1, round(face.image.width * scale)), max(1, round(face.image.height * scale)))
    small = face.image.resize(size, Image.Resampling.LANCZOS)
    left = round(box[0] * image.width - face.box[0] * scale)
    top = round(box[1] * image.height - face.box[1] * scale)
    wide, chin = small.width, round(box[3] * image.height)
    coat = chance.choice(("#31406B", "#8C3B3B", "#4B6B4E", "#D8CDB8", "#2B2B33"))
    middle = left + wide / 2
    ImageDraw.Draw(image).rounded_rectangle(
        (middle - wide * 0.7, chin + 1, middle + wide * 0.7, chin + 4 * wide),
        radius=wide * 0.4,
        fill=coat,
    )
    image.paste(small, (left, top), small)


def _whole(image: Image.Image, number: int, chance: Random) -> Image.Image:
    """What is done to all of the picture: grey in every eighth, dark or soft in some."""
    if number % 8 == 7:
        return ImageOps.grayscale(image).convert("RGB")
    if chance.random() < 0.1:
        return ImageEnhance.Brightness(image).enhance(0.5)
    if chance.random() < 0.1:
        return image.filter(ImageFilter.GaussianBlur(3))
    return image
