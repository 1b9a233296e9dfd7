"""One glimmer as a picture: its words fit, its photo or its sky is above them, and nothing else is
in the file.
"""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageStat

from app.core.drawing.card import HEIGHT, HIGHEST, WIDTH
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
    lower = image.crop((0, top, WIDTH, image.height))
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

    assert image.width == WIDTH
    assert image.height == HEIGHT if photo is None else image.height > 810 + 300
    picture = image.height - 150 if not words else (810 if photo else 980)
    left, _, right, bottom = ink_box(image, "#14152B" if night else "#FBF6EE", top=picture)
    assert left >= 80
    assert right <= WIDTH - 80
    assert bottom <= image.height - 60


@pytest.mark.parametrize("size", [(1600, 1200), (1200, 1600), (900, 1600), (1600, 900)])
def test_all_of_the_photo_is_above_the_words(size):
    photo = scene(*size)

    image = card("Rain", lying(photo, 6), focus=(0.1, 0.9))

    shown = image.crop((0, 0, WIDTH, round(WIDTH * size[1] / size[0])))
    assert likeness(shown.resize((90, 90)), photo.resize((90, 90))) > 22
    assert image.height <= HIGHEST


def test_a_photo_that_is_as_thin_as_a_thread_is_whole_and_paper_beside_it():
    thread = Image.new("RGB", (40, 1600), "#FF8800")

    image = card("Rain", as_file(thread))

    assert image.height <= HIGHEST
    assert image.getpixel((WIDTH // 2, 900))[0] > 230  # type: ignore[index]
    assert image.getpixel((100, 900)) == pytest.approx((0xFB, 0xF6, 0xEE), abs=3)


def test_the_focus_stays_in_sight():
    photo = Image.new("RGB", (3000, 700), "#445566")  # longer than any card: its ends are cut off
    photo.paste("#FF8800", (2700, 250, 2900, 450))

    for focus, seen in (((0.95, 0.5), 1), ((0.1, 0.5), 0.5)):
        image = card("Rain", as_file(photo), focus=focus)
        shown = image.crop((0, 0, WIDTH, WIDTH // 4))
        orange = sum(
            1
            for red, green, blue in shown.resize((420, 105)).get_flattened_data()
            if red > 200 and green < 190 and blue < 90
        )
        assert orange == pytest.approx(seen * 30 * 30, rel=0.15)


def test_a_photo_that_cannot_be_opened_leaves_the_sky():
    gone, without = card("Rain", b"no photo"), card("Rain")

    # As high as with the photo that it would have shown.
    sky = (0, 0, WIDTH, 300)
    assert gone.height < without.height
    assert likeness(gone.crop(sky).resize((90, 25)), without.crop(sky).resize((90, 25))) > 25
    assert gone.getpixel((20, gone.height - 20)) == pytest.approx((0xFB, 0xF6, 0xEE), abs=3)


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
