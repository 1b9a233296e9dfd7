"""Pictures to show things with: small landscapes drawn by chance, the same for the same seed, and
nobody's private photos.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Light:
    """An hour of the day: its sky from the top down, the far and the near ground, and where the sun
    or the moon stands.
    """

    sky: tuple[str, ...]
    far: str
    near: str
    disc: str | None
    height: float
    """Of the disc, from the top, in parts of the picture."""


DAWN = Light(("#4F6FA8", "#9FB4D6", "#F3C9B8", "#FCE6C0"), "#B7A3B4", "#3F4A5E", "#FFF3D8", 0.55)
NOON = Light(("#2F78C4", "#6FAEE0", "#BFE0F2"), "#7FA9A8", "#2F6B46", None, 0.2)
GOLD = Light(("#6B7FB8", "#E8B98E", "#F9D58C", "#FDE9B4"), "#C98F62", "#4A3524", "#FFF6D0", 0.42)
DUSK = Light(("#232A5C", "#5B4A86", "#B5657F", "#F0A06A"), "#6A4A70", "#1C1B36", "#FFD9A0", 0.6)
NIGHT = Light(("#070A20", "#141B44", "#2C3468"), "#1F2750", "#080A1C", "#F4EFD8", 0.22)
MIST = Light(("#AEBBC4", "#CBD4D8", "#E6E8E4"), "#B4C0C2", "#5E7468", None, 0.3)
AUTUMN = Light(("#8FA6C0", "#D9CDBE", "#F2DDB8"), "#C98A4E", "#7A3F22", "#FFF1CC", 0.3)
LIGHTS = (DAWN, NOON, GOLD, DUSK, NIGHT, MIST, AUTUMN)


def scene(seed: int, size: tuple[int, int]) -> Image.Image:
    """A landscape: sky, hills one behind the other, and on some of them water, trees or stars."""
    chance = Random(seed)
    light = LIGHTS[seed % len(LIGHTS)]
    width, height = size
    image = _sky(light, size)
    if light is NIGHT:
        _stars(image, chance)
    if light.disc:
        _disc(image, light, chance.uniform(0.25, 0.75) * width)
    water = chance.random() < 0.5
    horizon = height * chance.uniform(0.52, 0.66)
    layers = 3 if water else 5
    for number in range(layers):
        depth = (number + 1) / layers
        top = (
            horizon
            - height * 0.14 * (1 - depth)
            + (0 if water else height * 0.30 * depth * (number / layers))
        )
        ridge = _ridge(chance, width, rough=0.35 + 0.4 * depth, span=height * (0.16 - 0.07 * depth))
        _fill(image, [(x, top + y) for x, y in ridge], _between(light.far, light.near, depth**1.4))
    if water:
        _water(image, round(horizon), light)
    if chance.random() < 0.75:
        _trees(image, chance, light, base=height * chance.uniform(0.9, 1.02))
    return _grain(image, seed)


def as_jpeg(image: Image.Image) -> bytes:
    """As a camera would store it."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=92)
    return file.getvalue()


def _rgb(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _between(one: str | Colour, other: str | Colour, part: float) -> Colour:
    a, b = (_rgb(each) if isinstance(each, str) else each for each in (one, other))
    return tuple(round(x + (y - x) * part) for x, y in zip(a, b, strict=True))  # type: ignore[return-value]


def _sky(light: Light, size: tuple[int, int]) -> Image.Image:
    column = Image.new("RGB", (1, len(light.sky)))
    for place, colour in enumerate(light.sky):
        column.putpixel((0, place), _rgb(colour))
    return column.resize((1, 400), Image.Resampling.BICUBIC).resize(size, Image.Resampling.BICUBIC)


def _stars(image: Image.Image, chance: Random) -> None:
    draw = ImageDraw.Draw(image)
    unit = min(image.size) / 700
    for _ in range(160):
        x, y, bright = (
            chance.uniform(0, image.width),
            chance.uniform(0, image.height * 0.6),
            chance.random() ** 3,
        )
        radius = unit * (0.5 + 1.4 * bright)
        draw.ellipse(
            (x - radius, y - radius, x + radius, y + radius),
            fill=_between("#3A4478", "#FFFFFF", 0.25 + 0.75 * bright),
        )


def _disc(image: Image.Image, light: Light, x: float) -> None:
    assert light.disc
    unit, y = min(image.size), image.height * light.height
    glow = Image.new("L", image.size, 0)
    ImageDraw.Draw(glow).ellipse(
        (x - unit * 0.16, y - unit * 0.16, x + unit * 0.16, y + unit * 0.16), fill=150
    )
    glow = glow.filter(ImageFilter.GaussianBlur(unit * 0.12))
    radius = unit * 0.055
    ImageDraw.Draw(glow).ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    image.paste(
        Image.new("RGB", image.size, light.disc),
        (0, 0),
        glow.filter(ImageFilter.GaussianBlur(unit * 0.003)),
    )


def _ridge(chance: Random, width: int, *, rough: float, span: float) -> list[tuple[float, float]]:
    """A skyline by waves of chance, in steps of a few pixels."""
    waves = [
        (chance.uniform(0.6, 1.4) * 2**number, chance.uniform(0, math.tau), span * rough**number)
        for number in range(8)
    ]
    steps = 240
    return [
        (
            width * step / steps,
            sum(
                size * math.sin(math.tau * often * step / steps + shift)
                for often, shift, size in waves
            )
            * 0.5,
        )
        for step in range(steps + 1)
    ]


def _fill(image: Image.Image, line: list[tuple[float, float]], colour: Colour) -> None:
    """Ground below a skyline, a little lighter the further down, as haze lies."""
    mask = Image.new("L", image.size, 0)
    ImageDraw.Draw(mask).polygon(
        [*line, (image.width, image.height + 9), (0, image.height + 9)], fill=255
    )
    shade = Image.new("RGB", (1, 2))
    shade.putpixel((0, 0), colour)
    shade.putpixel((0, 1), _between(colour, "#FFFFFF", 0.10))
    image.paste(
        shade.resize(image.size, Image.Resampling.BILINEAR),
        (0, 0),
        mask.filter(ImageFilter.GaussianBlur(min(image.size) / 900)),
    )


def _water(image: Image.Image, horizon: int, light: Light) -> None:
    """What stands above, upside down and quieter, with the light's own colour in it."""
    room = image.height - horizon
    above = image.crop((0, max(0, horizon - room), image.width, horizon)).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )
    still = above.resize((image.width, room)).filter(ImageFilter.BoxBlur(max(1, image.width / 220)))
    image.paste(
        Image.blend(
            still, Image.new("RGB", still.size, _between(light.near, light.sky[0], 0.5)), 0.32
        ),
        (0, horizon),
    )
    draw = ImageDraw.Draw(image, "RGBA")
    ripple = Random(horizon)
    for _ in range(120):
        y = horizon + room * ripple.random() ** 1.5
        long = image.width * (0.02 + 0.08 * (y - horizon) / room)
        x = ripple.uniform(-long, image.width)
        draw.line(
            (x, y, x + long, y), fill=(255, 255, 255, 26), width=max(1, round(image.height / 700))
        )


def _trees(image: Image.Image, chance: Random, light: Light, *, base: float) -> None:
    draw = ImageDraw.Draw(image)
    colour = _between(light.near, "#000000", 0.25)
    x = image.width * chance.uniform(-0.05, 0.2)
    while x < image.width * 1.05:
        tall = min(image.size) * chance.uniform(0.10, 0.26)
        foot = base + chance.uniform(-0.02, 0.05) * image.height
        for tier in range(6):
            half = tall * (0.05 + 0.035 * tier)
            y = foot - tall + tall * tier / 7
            draw.polygon(
                [(x, y - tall * 0.10), (x - half, y + tall * 0.17), (x + half, y + tall * 0.17)],
                fill=colour,
            )
        draw.rectangle(
            (x - tall * 0.02, foot - tall * 0.12, x + tall * 0.02, foot + tall), fill=colour
        )
        x += image.width * chance.uniform(0.03, 0.28)


def _grain(image: Image.Image, seed: int) -> Image.Image:
    """As film has it: plain areas look printed otherwise."""
    tile = Image.frombytes("L", (256, 256), Random(seed).randbytes(65_536)).filter(
        ImageFilter.GaussianBlur(0.6)
    )
    grain = Image.new("L", image.size)
    for x in range(0, image.width, 256):
        for y in range(0, image.height, 256):
            grain.paste(tile, (x, y))
    soft = grain.point(lambda value: 120 + value // 16)
    return ImageChops.overlay(image, Image.merge("RGB", (soft, soft, soft)))
