"""Where a photo's subject is: a fair guess that a person can move."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter

_SIZE = 64
"""Pixels of the longer side of what is looked at."""
_EDGES, _SKIN, _SATURATION = 0.5, 0.35, 0.15
"""How much each counts: sharp detail, the colour of skin, strong colour."""
_TOWARDS_IT = 0.8
"""How far from the middle towards what was found."""
# Skin of any tone lies in this part of the plane of colour, brightness left out (Chai & Ngan,
# 1999).
_SKIN_BLUE = [255 if 77 <= value <= 127 else 0 for value in range(256)]
_SKIN_RED = [255 if 133 <= value <= 173 else 0 for value in range(256)]
_SQUARED = [value * value // 255 for value in range(256)]


def focus_of(image: Image.Image) -> tuple[float, float]:
    """Fractions of the picture from its upper left corner; the middle where nothing stands out.

    A profile of edges, skin and saturation along each axis, and its centre of gravity.
    """
    scale = _SIZE / max(image.size)
    small = image.resize(
        (max(1, round(image.width * scale)), max(1, round(image.height * scale))),
        Image.Resampling.BOX,
    )
    if min(small.size) < 3:
        return 0.5, 0.5
    brightness, blue, red = small.convert("YCbCr").split()
    edges = brightness.filter(ImageFilter.FIND_EDGES)
    edges.paste(0, (0, 0, edges.width, 1))  # the filter leaves the outermost pixels as they were
    edges.paste(0, (0, edges.height - 1, edges.width, edges.height))
    edges.paste(0, (0, 0, 1, edges.height))
    edges.paste(0, (edges.width - 1, 0, edges.width, edges.height))
    skin = ImageChops.darker(blue.point(_SKIN_BLUE), red.point(_SKIN_RED))
    saturation = small.convert("HSV").getchannel("S").point(_SQUARED)
    coloured = ImageChops.blend(saturation, skin, _SKIN / (_SKIN + _SATURATION))
    weights = ImageChops.blend(coloured, edges, _EDGES).filter(ImageFilter.BoxBlur(2))
    return (
        _centre(weights.resize((weights.width, 1), Image.Resampling.BOX)),
        _centre(weights.resize((1, weights.height), Image.Resampling.BOX)),
    )


def _centre(profile: Image.Image) -> float:
    """The centre of gravity along a line of pixels; what rises above the others counts, the rest is
    background."""
    values = profile.tobytes()
    floor = sorted(values)[len(values) // 3]
    masses = [(value - floor) ** 2 if value > floor else 0 for value in values]
    whole = sum(masses)
    if not whole:
        return 0.5
    found = sum((place + 0.5) * mass for place, mass in enumerate(masses)) / whole / len(masses)
    return round(0.5 + (found - 0.5) * _TOWARDS_IT, 4)
