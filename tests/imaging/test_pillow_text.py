"""Words in a picture: in any script, in the right direction, and never vanishing."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from PIL import Image, ImageChops, features

from app.core.drawing.letters import ELLIPSIS, EMOJI, lines, reads_from_right, shortened
from app.imaging import pillow_emoji, pillow_text
from app.imaging.pillow_emoji import emoji
from app.imaging.pillow_text import Lettering

SERIF = "Fraunces-Text.ttf"
LETTERING = Lettering("serif", 40)
FAMILY = "👩\u200d👩\u200d👧\u200d👦"


def drawn(text: str, lettering: Lettering = LETTERING) -> Image.Image:
    """What is written, cut out; black on white."""
    image = Image.new("RGB", (1600, 160), "white")
    lettering.draw(image, text, (40, 100), "black", from_right=reads_from_right(text))
    box = ImageChops.invert(image).getbbox()
    assert box, f"{text!r} left nothing"
    return image.crop(box)


def is_same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and one.tobytes() == other.tobytes()


SCRIPTS = {
    "Latin": "Glimmer Đỗ Łódź ß",
    "Greek": "Ένα φως",
    "Cyrillic": "Свет в окне",
    "Arabic": "نور",
    "Hebrew": "אור",
    "Devanagari": "रोशनी",
    "Bengali": "আলো",
    "Tamil": "ஒளி",
    "Thai": "แสง",
    "Georgian": "შუქი",
    "Armenian": "լույս",
    "Ethiopic": "ብርሃን",
    "Japanese": "ひかり光",
    "Chinese": "简体光繁體",
    "Korean": "빛",
    "Symbols": "★→♪✿",
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_letter_of_a_script_has_a_glyph(script):
    lacking = drawn("\U0010fffe")

    for letter in SCRIPTS[script]:
        if unicodedata.category(letter)[0] not in "MZ":
            font = pillow_text._font_for(letter, SERIF, script == "Japanese")
            assert pillow_text._has(font, letter), letter
            assert not is_same(drawn(letter), lacking), letter


def test_width_is_what_drawing_takes():
    for text in ("The lake went quiet", "ひかり and light", "ערב טוב, friend"):
        assert drawn(text).width == pytest.approx(LETTERING.width(text), rel=0.05)


def test_latin_letters_keep_their_font_beside_others():
    runs = pillow_text._runs("Abend 光 am See", SERIF, from_right=False, japanese=False)

    assert [(run.text.strip(), run.font) for run in runs] == [
        ("Abend", SERIF), ("光", "scripts/NotoSansSC.woff2"), ("am See", SERIF),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("Hello", ["Hello"]),
        ("שלום world", ["world", "שלום "]),
        ("Hello שלום world", ["Hello ", "שלום", " world"]),
        ("Hello שלום 123 world", ["Hello ", "123", "שלום ", " world"]),
        ("نور 2024", ["2024", "نور "]),
    ],
)
def test_stretches_stand_in_the_order_in_which_they_are_seen(line, seen):
    assert [
        text for text, _ in pillow_text._in_sight(line, from_right=reads_from_right(line))
    ] == seen


def test_brackets_open_towards_what_they_hold():
    from_right, from_left = drawn("(ב"), drawn("(b")

    # Read from the right, the one that opens stands at the right end and is the one that closes
    # from the left.
    bracket = drawn("(")
    mirrored = bracket.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    at_end = from_right.crop(
        (from_right.width - bracket.width, 0, from_right.width, from_right.height)
    )
    at_start = from_left.crop((0, 0, bracket.width, from_left.height))
    assert ink_in_common(at_start, bracket) > 0.8
    assert ink_in_common(at_end, mirrored) > ink_in_common(at_end, bracket) + 0.2


@pytest.mark.parametrize(
    ("text", "from_right"),
    [("שלום hello", True), ("hello שלום", False), ("123 نور", True), ("🌻", False), ("", False)],
)
def test_a_text_begins_where_its_first_letter_does(text, from_right):
    assert reads_from_right(text) is from_right


@pytest.mark.skipif(not features.check("raqm"), reason="this is about both ways of shaping")
def test_without_raqm_letters_run_the_right_way_and_arabic_ones_join(monkeypatch):
    import PIL.ImageFont

    hebrew, arabic = drawn("ערב טוב"), drawn("مرحبا")
    loose = sum(drawn(letter).width for letter in "مرحبا")
    has, load = features.check, PIL.ImageFont.truetype
    monkeypatch.setattr(
        pillow_text.features, "check", lambda feature: feature != "raqm" and has(feature)
    )
    monkeypatch.setattr(
        pillow_text.ImageFont,
        "truetype",
        lambda *given, **how: load(*given, **{**how, "layout_engine": PIL.ImageFont.Layout.BASIC}),
    )
    pillow_text._font.cache_clear()
    try:
        plain_hebrew, plain_arabic = drawn("ערב טוב"), drawn("مرحبا")
    finally:
        pillow_text._font.cache_clear()

    assert plain_hebrew.width == pytest.approx(hebrew.width, rel=0.05)
    assert ink_in_common(hebrew, plain_hebrew) > 0.8
    assert plain_arabic.width < loose * 0.95
    assert ink_in_common(arabic, plain_arabic) > 0.7


def ink_in_common(one: Image.Image, other: Image.Image) -> float:
    """Share of the ink that both have."""
    one, other = (ImageChops.invert(image.convert("L")).resize((300, 80)) for image in (one, other))
    both, either = ImageChops.darker(one, other), ImageChops.lighter(one, other)
    return sum(both.tobytes()) / sum(either.tobytes())


def test_lines_end_at_spaces_and_lose_nothing():
    text = (
        "The lake went quiet before it went dark. We stopped talking and it was not a sad silence."
    )

    broken = list(lines(text, 500, LETTERING.width))

    assert len(broken) > 2
    assert " ".join(broken) == text
    assert all(LETTERING.width(line) <= 500 for line in broken)


def test_what_has_no_spaces_is_broken_between_letters():
    for text in (
        "Donaudampfschifffahrtsgesellschaft" * 3,
        "今日はいい天気でした。" * 6,
        FAMILY * 12,
    ):
        broken = list(lines(text, 400, LETTERING.width))

        assert "".join(broken) == text
        assert all(LETTERING.width(line) <= 400 for line in broken)
        assert not any(line.startswith(("。", "\u200d")) for line in broken)


def test_line_breaks_of_the_person_stay():
    assert list(lines("one\n\ntwo", 500, LETTERING.width)) == ["one", "", "two"]


def test_a_line_that_is_too_long_ends_in_an_ellipsis():
    short = shortened("The lake went quiet before it went dark", 300, LETTERING.width)

    assert short.endswith(ELLIPSIS)
    assert LETTERING.width(short) <= 300
    assert shortened("Rain", 300, LETTERING.width) == "Rain"


@pytest.mark.parametrize(
    "text",
    ["🌻", "❤️", "☀️", "✨", "👍🏽", "🇩🇪", "1️⃣", "🏳️\u200d🌈", FAMILY, "🧑\u200d🚀", "🫶🏾", "©️"],
)
def test_an_emoji_is_one_picture_in_colour(text):
    assert EMOJI.fullmatch(text)

    picture = emoji(text, 64, "#123456")

    assert picture.size == (64, 64)
    box = picture.getbbox()
    assert box
    assert max(box[2] - box[0], box[3] - box[1]) > 40
    assert not is_same(picture, pillow_emoji.diamond(64, "#123456"))
    assert len(picture.convert("RGB").getcolors(2**16) or ()) > 10


@pytest.mark.parametrize("text", ["1", "#", "a", "★", "→", "☀\ufe0e", "©"])
def test_what_is_a_letter_stays_a_letter(text):
    assert not EMOJI.fullmatch(text)
    drawn(text)


def test_the_shape_and_the_colours_of_an_emoji_are_right():
    heart = emoji("❤️", 100, "black")
    red, green, blue, alpha = heart.getpixel((50, 45))
    assert red > 180
    assert max(green, blue) < 110
    assert alpha == 255
    assert heart.getpixel((2, 97))[3] == 0
    flag = emoji("🇩🇪", 100, "black")
    assert max(flag.getpixel((50, 30))[:3]) < 90
    assert flag.getpixel((50, 50))[0] > 180
    assert flag.getpixel((50, 68))[1] > 150


def test_an_emoji_that_no_font_here_draws_leaves_a_light_in_its_place(monkeypatch):
    monkeypatch.setitem(sys.modules, "brotli", None)
    monkeypatch.setattr(pillow_emoji, "_OF_SYSTEMS", ())
    pillow_emoji._slice.cache_clear()
    emoji.cache_clear()
    try:
        picture = emoji("🌻", 64, "#8A5208")
    finally:
        pillow_emoji._slice.cache_clear()
        emoji.cache_clear()

    assert picture.getpixel((32, 32)) == (0x8A, 0x52, 0x08, 255)
    assert picture.getpixel((2, 2))[3] == 0


def test_words_with_emoji_make_room_for_them():
    assert LETTERING.width("a🌻b") > LETTERING.width("ab") + 40
    assert len(drawn("a🌻b", Lettering("italic", 40)).getcolors(2**16) or ()) > 200
