"""A collage goes out: every photo in its frame as its crop says, upright, and nothing in the file
but the picture.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from app.core.drawing.collage import PAPER, make
from app.core.drawing.crop import Crop, crop
from app.core.drawing.layout import A4, SQUARE, STORY, Canvas, CollageError, Frame, PhotoShape
from app.imaging.pillow_import import shape_of
from app.imaging.pillow_pen import colour_named
from tests.imaging.awkward import LAID, as_file, likeness, lying, pixels, scene
from tests.imaging.pictures import render
from tests.told import refusing

ROOT = Path(__file__).parents[2]
SMALL = replace(SQUARE, width=600, height=600, gap=20, corners=0)
WHOLE = Crop(0.0, 0.0, 1.0, 1.0)


def frame(
    x: int, y: int, width: int, height: int, *, photo: str = "photo", part: Crop = WHOLE
) -> Frame:
    return Frame(x=x, y=y, width=width, height=height, photo=photo, crop=part)


def rendered(
    frames: Sequence[Frame], photo: bytes, canvas: Canvas = SMALL, **how: object
) -> Image.Image:
    return pixels(render(canvas, frames, lambda _: photo, **how))  # type: ignore[arg-type]


@pytest.mark.parametrize("orientation", LAID)
def test_a_photo_of_any_orientation_is_upright_in_its_frame(orientation):
    photo = scene(1200, 800)
    part = Crop(0.1, 0.25, 0.5, 0.625)

    sheet = rendered([frame(30, 40, 360, 300, part=part)], lying(photo, orientation))

    shown = sheet.crop((30, 40, 390, 340))
    assert likeness(shown, photo.crop((120, 200, 720, 700))) > 26


@pytest.mark.parametrize("size", [(4000, 3000), (1500, 1125), (200, 150)])
def test_a_photo_of_any_size_fills_its_frame(size):
    sheet = rendered([frame(20, 20, 480, 360)], as_file(scene(*size)))

    assert likeness(sheet.crop((20, 20, 500, 380)), scene(*size)) > 27


def test_paper_is_around_and_between_the_frames():
    sheet = rendered(
        [frame(20, 20, 270, 560), frame(310, 20, 270, 560)], as_file(scene()), paper="#E9E4F6"
    )

    for strip in (
        (0, 0, 600, 16),
        (0, 584, 600, 600),
        (0, 0, 16, 600),
        (584, 0, 600, 600),
        (294, 30, 306, 570),
    ):
        assert ImageStat.Stat(sheet.crop(strip)).mean == pytest.approx([0xE9, 0xE4, 0xF6], abs=6)


def test_the_edge_of_a_crop_may_lie_a_hair_outside_the_photo():
    for part in (
        Crop(-1e-13, 0.0, 1.0, 1.0 + 1e-13),
        Crop(0.3, 0.0, 0.7000000001, 1.0),
        Crop(1 - 1e-9, 0.0, 1e-9, 1.0),
    ):
        sheet = rendered([frame(0, 0, 200, 200, part=part)], as_file(scene(300, 200)))

        assert sheet.size == (600, 600)


def test_corners_are_round_and_never_rounder_than_the_frame():
    canvas = replace(SMALL, corners=80)
    sheet = rendered(
        [frame(20, 20, 400, 300), frame(20, 400, 60, 40)],
        as_file(Image.new("RGB", (300, 200), "#2040C0")),
        canvas,
    )

    for corner in ((22, 22), (417, 22), (22, 317), (417, 317), (21, 401), (78, 438)):
        assert sheet.getpixel(corner) == pytest.approx((255, 253, 248), abs=12), corner
    for inside in ((100, 22), (22, 100), (220, 170), (70, 70), (50, 420)):
        assert sheet.getpixel(inside) == pytest.approx((32, 64, 192), abs=12), inside


def test_a_photo_that_is_missing_or_damaged_leaves_a_quiet_place(tmp_path):
    frames = [
        frame(20, 20, 270, 270, photo="gone"),
        frame(310, 20, 270, 270, photo="damaged"),
        frame(20, 310, 270, 270, photo="there"),
    ]
    (tmp_path / "damaged").write_bytes(b"\xff\xd8 no photo")
    (tmp_path / "there").write_bytes(as_file(Image.new("RGB", (90, 90), "#2040C0")))

    sheet = pixels(render(SMALL, frames, tmp_path.__truediv__))

    for x in (20, 310):
        place = sheet.crop((x, 20, x + 270, 290))
        assert all(200 < value < 250 for value in place.getpixel((20, 20)))  # a shade of the paper
        assert (
            sum(place.getpixel((135, 135))) < sum(place.getpixel((20, 20))) - 60
        )  # with a light in the middle
    assert sheet.getpixel((150, 450)) == pytest.approx((32, 64, 192), abs=12)


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_photo_that_was_cut_short_is_not_squashed(orientation):
    whole = lying(scene(1800, 1200), orientation)
    half = whole[: len(whole) // 2]
    shape = shape_of(half, id="photo")
    laid = make([shape], replace(SMALL, gap=0)).layout

    sheet = rendered(laid.frames, half, laid.canvas)

    cut = (
        shape.height / shape.width * 1800 if orientation == 1 else shape.width / shape.height * 1200
    )
    readable = scene(1800, 1200).crop(
        (0, 0, 1800, round(cut)) if orientation == 1 else (1800 - round(cut), 0, 1800, 1200)
    )
    part = crop(shape, 1.0)
    box = (part.x, part.y, part.x + part.width, part.y + part.height)
    expected = readable.resize(
        (600, 600),
        box=tuple(edge * side for edge, side in zip(box, readable.size * 2, strict=True)),
    )
    assert likeness(expected, sheet) > 22


@pytest.mark.parametrize("kind", ["jpeg", "png", "pdf"])
def test_nothing_is_in_the_file_but_the_picture(kind):
    photo = as_file(scene(), comment=b"our kitchen", icc_profile=b"our colours")

    file = render(SMALL, [frame(20, 20, 560, 560)], lambda _: photo, caption="Sunday", kind=kind)

    assert b"kitchen" not in file
    assert b"colours" not in file
    if kind == "pdf":
        assert file.startswith(b"%PDF-")
        assert not re.search(rb"/(CreationDate|ModDate|Title|Author|Producer)\b", file)
    else:
        image = Image.open(io.BytesIO(file))
        assert (image.format, image.size) == (kind.upper(), (600, 600))
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(image.info)


def test_a_page_is_a4_on_paper():
    file = render(A4, [frame(55, 55, 2370, 3398)], lambda _: as_file(scene()), kind="pdf")

    box = re.search(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+)", file)
    assert box
    assert [float(side) / 72 * 25.4 for side in box.groups()] == pytest.approx([210, 297], abs=0.5)


def test_the_same_choices_give_the_same_file():
    laid = make(
        [PhotoShape(id=str(number), width=1200, height=800) for number in range(5)],
        STORY,
        caption="Rain",
    )
    photo = as_file(scene())

    files = {
        render(laid.layout.canvas, laid.layout.frames, lambda _: photo, caption=laid.caption)
        for _ in range(3)
    }

    assert len(files) == 1


def captioned(caption: str, **how: object) -> Image.Image:
    """What is below the photos."""
    canvas = replace(SQUARE, strip=194)
    file = render(canvas, [], lambda _: b"", caption=caption, **how)  # type: ignore[arg-type]
    return pixels(file).crop((0, canvas.height - canvas.strip, canvas.width, canvas.height))


def ink(strip: Image.Image, paper: str = PAPER) -> tuple[int, int, int, int]:
    from PIL import ImageChops

    box = (
        ImageChops.difference(strip, Image.new("RGB", strip.size, paper))
        .convert("L")
        .point(lambda value: 255 if value > 60 else 0)
        .getbbox()
    )
    assert box, "nothing was written"
    return box


@pytest.mark.parametrize(
    "caption", ["November, so far", "日本の秋", "ערב טוב", "🌻", "o" * 120, "many words " * 11]
)
def test_a_caption_stands_in_the_middle_of_its_strip(caption):
    left, top, right, bottom = ink(captioned(caption))

    assert (left + right) / 2 == pytest.approx(1024, abs=30)
    assert left > 46
    assert top > 20
    assert bottom < 194 - 10


def test_a_caption_can_be_read_on_dark_paper():
    strip = captioned("Night", paper="#20223F")

    assert strip.getextrema()[0][1] > 220


def test_without_a_strip_nothing_is_written():
    sheet = pixels(render(SMALL, [], lambda _: b"", caption="November"))

    assert all(highest - lowest <= 1 for lowest, highest in sheet.getextrema())


def test_two_threads_open_photos_at_a_time():
    both = threading.Barrier(2, timeout=10)
    photo = as_file(scene(100, 100))

    def open_photo(_: str) -> bytes:
        both.wait()  # would break if one thread did all
        return photo

    render(SMALL, [frame(20, 20, 200, 200), frame(300, 20, 200, 200)], open_photo)


GROWTH = """
import sys
from pathlib import Path
from app.core.drawing.collage import CANVASES, PhotoShape, make
from app.core.drawing.sheet import sheet_of
from app.imaging.pillow_pen import draw, measure
def resident(field):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) / 1000
before = resident("VmRSS")
laid = make([PhotoShape(id=sys.argv[2], width=3000, height=4000)] * 24, CANVASES[sys.argv[1]])
draw(sheet_of(laid, measure), Path)
print(resident("VmHWM") - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process's highest memory")
@pytest.mark.parametrize(("name", "most"), [("square", 60), ("a4", 100)])
def test_a_collage_of_24_large_photos_takes_little_memory(tmp_path, name, most):
    (tmp_path / "photo.jpg").write_bytes(lying(scene(3000, 4000), 6))
    command = [sys.executable, "-c", GROWTH, name, str(tmp_path / "photo.jpg")]

    grown = float(
        subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
        ).stdout
    )

    assert grown <= most


def test_a_layout_made_for_photos_shows_each_with_its_own_proportions():
    shapes = [
        PhotoShape(id=str(number), width=width, height=height)
        for number, (width, height) in enumerate([(1200, 800), (800, 1200), (900, 900)])
    ]
    files = {
        shape.id: as_file(scene(shape.width, shape.height, seed=number))
        for number, shape in enumerate(shapes)
    }
    laid = make(shapes, SQUARE).layout

    sheet = pixels(render(replace(laid.canvas, corners=0), laid.frames, files.__getitem__))

    for number, (shape, each) in enumerate(zip(shapes, laid.frames, strict=True)):
        part = crop(shape, each.width / each.height)
        box = (
            part.x * shape.width,
            part.y * shape.height,
            (part.x + part.width) * shape.width,
            (part.y + part.height) * shape.height,
        )
        expected = scene(shape.width, shape.height, seed=number).resize(
            (each.width, each.height), Image.Resampling.LANCZOS, box=box
        )
        assert (
            likeness(
                sheet.crop((each.x, each.y, each.x + each.width, each.y + each.height)), expected
            )
            > 28
        )


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("#fed", "#FFEEDD"),
        ("linen", "#FAF0E6"),
        (" rgb(1, 2, 3)", "#010203"),
        ("#20223Fff", "#20223F"),
    ],
)
def test_paper_has_the_colours_of_the_web(text, colour):
    assert colour_named(text) == colour


@pytest.mark.parametrize("text", ["", "#12", "papyrus", "FFEEDD", "#GGGGGG"])
def test_what_is_no_colour_is_a_sentence(text):
    with refusing(CollageError, match="no colour"):
        colour_named(text)
