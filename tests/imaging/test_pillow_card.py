"""One glimmer as a picture: its words fit, its photo or its sky is above them, and nothing else is
in the file.
"""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageStat

from app.core.drawing.card import HEIGHT, WIDTH
from tests.imaging.awkward import PHOTOS, as_file, likeness, lying, pixels, scene
from tests.imaging.pictures import render_card

WORDS = "The lake went quiet before it went dark. We stopped talking and it was not a sad silence."
WHEN = "Saturday 21 November, 16:35"


def card(
    words: str = WORDS, photo: bytes | None = None, *, night: bool = False, **how: object
) -> Image.Image:
    return pixels(render_card(words, WHEN, photo, night=night, **how))  # type: ignore[arg-type]


def ink_box(image: Image.Image, surface: str, top: int = 980) -> tuple[int, int, int, int]:
    """Where there is writing from `top` down, which is below sky and photo."""
    lower = image.crop((0, top, WIDTH, HEIGHT))
    difference = (
        ImageChops.difference(lower, Image.new("RGB", lower.size, surface))
        .convert("L")
        .point(lambda value: 255 if value > 90 else 0)
    )
    box = difference.getbbox()
    assert box
    return box[0], box[1] + top, box[2], box[3] + top


@pytest.mark.parametrize("night", [False, True])
@pytest.mark.parametrize("photo", [None, as_file(scene(1600, 1200))], ids=["sky", "photo"])
@pytest.mark.parametrize(
    "words",
    [
        WORDS,
        "",
        "Rain",
        WORDS * 12,
        "Donaudampfschifffahrtsgesellschaftskapitän " * 3,
        "日本の秋はとても美しいですね。" * 9,
        "🌻" * 40,
    ],
)
def test_words_of_any_length_stay_within_the_margins(words, photo, night):
    image = card(words, photo, night=night)

    assert image.size == (WIDTH, HEIGHT)
    left, _, right, bottom = ink_box(
        image, "#14152B" if night else "#FBF6EE", top=980 if words else 1200
    )
    assert left >= 80
    assert right <= WIDTH - 80
    assert bottom <= HEIGHT - 60


def test_the_photo_fills_the_upper_part():
    photo = scene(1600, 1200)

    image = card("Rain", lying(photo, 6), focus=(0.5, 0.5))

    assert likeness(image.crop((0, 0, WIDTH, 300)).resize((100, 28)), photo.resize((100, 28))) > 8
    assert ImageStat.Stat(image.crop((300, 60, 800, 500))).stddev != pytest.approx([0, 0, 0], abs=3)


def test_the_focus_stays_in_sight():
    photo = Image.new("RGB", (3000, 900), "#445566")
    photo.paste("#FF8800", (2700, 350, 2900, 550))

    for focus, seen in (((0.93, 0.5), True), ((0.1, 0.5), False)):
        image = card("Rain", as_file(photo), focus=focus)
        orange = sum(
            1
            for red, green, blue in image.resize((108, 135))
            .crop((0, 0, 108, 60))
            .get_flattened_data()
            if red > 200 and green < 190 and blue < 90
        )
        assert (orange > 20) is seen


def test_a_photo_that_cannot_be_opened_leaves_the_sky():
    assert likeness(card("Rain", b"no photo"), card("Rain")) > 60


def test_without_a_photo_each_pathway_has_its_own_light():
    cards = [
        card("Rain", pathway=pathway).tobytes() for pathway in ("within", "around", "between", None)
    ]

    assert len(set(cards)) == 4


def test_the_sky_of_night_is_dark_and_that_of_day_is_not():
    night, day = card("Rain", night=True), card("Rain")

    assert max(ImageStat.Stat(night.crop((0, 0, WIDTH, 80))).mean) < 60
    assert max(ImageStat.Stat(day.crop((0, 0, WIDTH, 80))).mean) > 120
    assert night.getpixel((20, HEIGHT - 20)) == pytest.approx((0x14, 0x15, 0x2B), abs=3)
    assert day.getpixel((20, HEIGHT - 20)) == pytest.approx((0xFB, 0xF6, 0xEE), abs=3)


def test_a_halo_has_no_edges():
    sky = (
        card("", night=True)
        .crop((0, 0, WIDTH, 700))
        .convert("L")
        .resize((135, 88), Image.Resampling.BOX)
    )

    steps = [
        abs(sky.getpixel((x + 1, y)) - sky.getpixel((x, y))) for y in (8, 70) for x in range(134)
    ]  # type: ignore[operator]
    assert max(steps) <= 4


def test_words_read_from_the_right_begin_there():
    image = card("ערב")

    image.paste(
        "#FBF6EE", (0, HEIGHT - 160, WIDTH, HEIGHT)
    )  # what the app says for itself stays on the left
    left, _, right, _ = ink_box(image, "#FBF6EE")
    assert right > WIDTH - 110
    assert left > WIDTH / 3


def test_nothing_is_in_the_file_but_the_picture():
    for originals in (None, (PHOTOS / "gps.jpg").read_bytes()):
        file = render_card(WORDS, WHEN, originals, night=False)

        image = pixels(file)
        assert image.format == "JPEG"
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(image.info)
