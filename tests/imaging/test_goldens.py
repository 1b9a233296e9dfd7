"""Finished pictures, as they were looked at: a collage on each canvas and a shared card. The README
shows them.

`GLIMMERS_PICTURES=1` draws them anew; then look at them before they are committed.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from app.core.drawing.collage import Collage, make
from app.core.drawing.layout import CANVASES, PhotoShape
from tests.imaging.pictures import render, render_card
from tests.scenes import as_jpeg, scene

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
LONGEST = 720
"""Pixels of the pictures that are kept; the full ones would be megabytes."""
CLOSE = 2.0
"""Of 255, on average: what another version of Pillow's resampling or of FreeType may change."""
SIZES = {"wide": (1600, 1200), "tall": (1200, 1600), "square": (1400, 1400), "long": (2000, 1000)}
SETS = {
    "square": (
        ("wide", "tall", "wide", "square", "tall", "wide", "long"),
        "November, so far",
        "#FFFDF8",
        4,
    ),
    "story": (("tall", "wide", "wide", "tall", "long"), "By the water", "#21223F", 2),
    "a4": (
        (
            "wide",
            "tall",
            "long",
            "square",
            "wide",
            "tall",
            "wide",
            "tall",
            "wide",
            "square",
            "long",
            "tall",
        ),
        "光 نور Light",
        "#F4E6CC",
        7,
    ),
}


def made(name: str) -> tuple[Collage, dict[str, bytes]]:
    shapes, caption, paper, seed = SETS[name]
    photos = {
        f"{name} {place}": as_jpeg(scene(seed * 10 + place, SIZES[shape]))
        for place, shape in enumerate(shapes)
    }
    asked = [
        PhotoShape(id=id, width=SIZES[shape][0], height=SIZES[shape][1], focus_y=0.55)
        for id, shape in zip(photos, shapes, strict=True)
    ]
    return make(asked, CANVASES[name], seed=seed, paper=paper, caption=caption), photos


def small(picture: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    return image


def looks_like_before(image: Image.Image, file: Path) -> None:
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=88)
    if os.environ.get("GLIMMERS_PICTURES"):
        file.write_bytes(kept.getvalue())
    golden, now = Image.open(file).convert("RGB"), Image.open(kept).convert("RGB")
    assert golden.size == now.size
    apart = ImageStat.Stat(ImageChops.difference(golden, now))
    assert max(apart.mean) < CLOSE, f"{file.name} looks different: {apart.mean}"


@pytest.mark.parametrize("name", SETS)
def test_a_collage_looks_as_it_did(name: str):
    collage, photos = made(name)
    layout = collage.layout

    picture = render(
        layout.canvas,
        layout.frames,
        photos.__getitem__,
        paper=collage.paper,
        caption=collage.caption,
    )

    assert Image.open(io.BytesIO(picture)).size == (CANVASES[name].width, CANVASES[name].height)
    looks_like_before(small(picture), PICTURES / f"collage-{name}.jpg")


@pytest.mark.parametrize("look", ["day", "night"])
def test_a_card_looks_as_it_did(look: str):
    words = (
        "The lake went quiet before it went dark. We stopped talking and it was not a sad silence."
    )

    photo = as_jpeg(scene(10, (1600, 1200)))
    picture = render_card(
        words,
        "Saturday 21 November",
        photo,
        night=look == "night",
        pathway="around",
        focus=(0.5, 0.6),
    )

    looks_like_before(small(picture), PICTURES / f"card-{look}.jpg")
