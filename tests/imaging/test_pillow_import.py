"""A photo comes in whatever it is: upright, bounded, bare; or it is refused in a sentence."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageStat, features

from app.core.errors import GlimmersError, NotAPhotoError, PhotoFormatError, PhotoTooLargeError
from app.core.photo_formats import without_metadata
from app.imaging import pillow_decode
from app.imaging.pillow_import import bring_in
from tests.imaging.awkward import (
    GPS_IFD,
    LAID,
    PHOTOS,
    as_file,
    bomb,
    laid_in,
    likeness,
    lying,
    of_many_scans,
    of_nothing,
    pixels,
    scene,
    taken,
    with_chunk,
    with_offset,
)
from tests.told import advice, refusing, sentence

ROOT = Path(__file__).parents[2]

# Pillow's warnings of damage are kept off a terminal; pytest would print them all.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


@pytest.mark.parametrize("orientation", LAID)
@pytest.mark.parametrize("originals", [False, True])
def test_every_orientation_comes_in_upright(orientation, originals):
    upright = scene()

    picture = bring_in(lying(upright, orientation), originals=originals)

    assert (picture.width, picture.height) == upright.size == pixels(picture.display).size
    assert likeness(upright, pixels(picture.display)) > 30
    assert likeness(upright, pixels(picture.thumbnail)) > 25
    assert len(pixels(picture.display).getexif()) == 0


@pytest.mark.parametrize("orientation", LAID)
@pytest.mark.parametrize("format", ["PNG", "WEBP", "AVIF", "HEIF"])
def test_other_formats_come_in_upright_too(format, orientation):
    if format == "HEIF":
        pytest.importorskip("pillow_heif", reason="no HEIC on this machine").register_heif_opener(
            thumbnails=False
        )
    elif format != "PNG" and not features.check(format.lower()):
        pytest.skip("this Pillow lacks it")
    upright = scene(300, 200)

    picture = bring_in(laid_in(format, orientation, upright))

    assert (picture.width, picture.height) == upright.size
    assert likeness(upright, pixels(picture.display)) > 28
    assert len(pixels(picture.display).getexif()) == 0


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((4000, 3000), (2000, 1500)),  # half of it decodes by itself, and is close enough
        ((3000, 2000), (2048, 1365)),
        ((2048, 1536), (2048, 1536)),
        ((640, 480), (640, 480)),
        ((480, 5000), (197, 2048)),
    ],
)
def test_a_photo_is_bounded_and_never_enlarged(size, shown):
    picture = bring_in(as_file(scene(*size)))

    assert (picture.width, picture.height) == shown == pixels(picture.display).size
    assert max(pixels(picture.thumbnail).size) == min(512, max(size))
    assert likeness(pixels(picture.display), scene(*size)) > 33


def test_a_picture_one_pixel_wide_stays_one_pixel_wide():
    picture = bring_in(PHOTOS / "tall_1x3000.png")

    assert (picture.width, picture.height) == (1, 2048)
    assert pixels(picture.thumbnail).size == (1, 512)


def test_nothing_of_the_cameras_notes_is_stored():
    source = PHOTOS / "gps.jpg"
    assert Image.open(source).getexif().get_ifd(GPS_IFD)

    for originals in (False, True):
        picture = bring_in(source, originals=originals)
        for file in (picture.display, picture.thumbnail):
            stored = pixels(file)
            assert len(stored.getexif()) == 0
            assert not {"exif", "xmp", "comment", "icc_profile", "photoshop"} & set(stored.info)
            assert b"Exif" not in file


def test_comments_profiles_and_a_film_behind_the_picture_are_left_out():
    source = (
        as_file(
            scene(),
            comment=b"our kitchen",
            icc_profile=_srgb(),
            xmp=b"<x:xmpmeta>kitchen</x:xmpmeta>",
        )
        + b"ftypmp42 the film"
    )

    for originals in (False, True):
        kept = bring_in(source, originals=originals).display

        assert b"kitchen" not in kept
        assert b"film" not in kept
        assert b"ICC_PROFILE" not in kept


@pytest.mark.parametrize(
    "how", [{}, {"progressive": True}, {"subsampling": 0}, {"restart_marker_rows": 1}]
)
def test_an_upright_original_keeps_every_pixel(how):
    source = as_file(scene(3000, 2000), quality=93, comment=b"ours", **how)

    picture = bring_in(source, originals=True)

    assert (picture.width, picture.height) == (3000, 2000)
    assert pixels(picture.display).tobytes() == pixels(source).tobytes()
    assert len(picture.display) < len(source)
    assert max(pixels(picture.thumbnail).size) == 512


def test_an_original_in_another_format_becomes_a_fine_jpeg_of_its_full_size():
    picture = bring_in(as_file(scene(2500, 1500), "PNG"), originals=True)

    assert (picture.width, picture.height, picture.media_type) == (2500, 1500, "image/jpeg")
    assert likeness(scene(2500, 1500), pixels(picture.display)) > 38


def test_an_original_that_is_longer_than_a_jpeg_can_be_is_bounded():
    picture = bring_in(as_file(Image.new("RGB", (65_535, 2), "#445566"), "PNG"), originals=True)

    assert (picture.width, picture.height) == pixels(picture.display).size == (65_500, 2)


def test_an_original_that_is_deleted_while_it_comes_in_is_there_to_the_end(tmp_path):
    file = tmp_path / "photo.jpg"
    file.write_bytes(as_file(scene(60, 40)))

    with pillow_decode.opened(file) as picture:
        file.unlink()

        assert picture.decoded(60).size == (60, 40)
        assert without_metadata(picture.content()) is not None


def test_segments_that_lead_nowhere_are_not_followed():
    whole = as_file(scene(60, 40))

    assert without_metadata(whole[:-2]) is None
    assert without_metadata(b"\xff\xd8\xff\xe1") is None
    assert without_metadata(whole) is not None


def test_a_picture_that_says_nothing_else_stays_byte_for_byte():
    plain = as_file(scene(60, 40))

    assert plain[2:4] == b"\xff\xe0"
    assert without_metadata(plain, plain_head=True) == plain
    assert without_metadata(plain) == plain[:2] + plain[20:]


@pytest.mark.parametrize(
    "head",
    [
        b"\xff\xe0\x00\x13JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x01\x01\xff\xee\xdd",  # a preview
        b"\xff\xe0\x00\x08JFXX\x00\x10",
        b"\xff\xe1\x00\x08Exif\x00\x00",
        b"\xff\xfe\x00\x06home",
    ],
)
def test_whatever_else_stands_in_front_of_a_picture_is_left_out(head):
    plain = as_file(scene(60, 40))

    assert without_metadata(plain[:20] + head + plain[20:], plain_head=True) == plain


def test_the_format_is_told_by_content(tmp_path):
    for format in ("PNG", "GIF", "JPEG"):
        file = tmp_path / "photo with spaces é中 🌻.jpg"
        file.write_bytes(
            as_file(scene(300, 200).convert("P" if format == "GIF" else "RGB"), format)
        )

        assert bring_in(file).width == 300


@pytest.mark.skipif(not features.check("webp"), reason="this Pillow has no WebP")
def test_what_is_transparent_shows_paper():
    picture = bring_in(PHOTOS / "rgba.webp")

    source = Image.open(PHOTOS / "rgba.webp").convert("RGBA")
    clear = source.getchannel("A").point(lambda alpha: 255 if alpha == 0 else 0)
    assert clear.getbbox()
    assert ImageStat.Stat(pixels(picture.display), clear).mean == pytest.approx(
        [255, 253, 248], abs=3
    )


def test_a_palettes_transparent_colour_shows_paper():
    image = Image.new("P", (64, 64), 0)
    image.putpalette([0, 0, 0, 200, 30, 30])
    image.paste(1, (0, 0, 32, 64))

    shown = pixels(bring_in(as_file(image, "PNG", transparency=0)).display)

    assert shown.getpixel((60, 32)) == pytest.approx((255, 253, 248), abs=6)
    assert shown.getpixel((4, 32)) == pytest.approx((200, 30, 30), abs=12)


def test_where_the_first_frame_of_a_film_does_not_reach_there_is_paper():
    shown = pixels(bring_in(with_offset(scene(300, 200), (150, 100), (600, 400))).display)

    assert shown.size == (600, 400)
    assert shown.getpixel((20, 20)) == pytest.approx((255, 253, 248), abs=4)
    assert likeness(scene(300, 200), shown.crop((150, 100, 450, 300))) > 25


def test_grey_of_16_bits_is_scaled_and_not_clipped():
    shown = pixels(bring_in(PHOTOS / "gray16.png").display).convert("L")

    lowest, highest = shown.getextrema()
    assert lowest < 16
    assert highest > 240
    assert ImageStat.Stat(shown).mean[0] == pytest.approx(127, abs=8)


def test_cmyk_with_adobes_marker_is_not_inverted():
    shown = pixels(bring_in(PHOTOS / "cmyk_adobe_inverted.jpg").display)
    told = Image.open(PHOTOS / "cmyk_adobe_inverted.jpg").convert("RGB")

    assert likeness(told, shown) > 22
    assert likeness(Image.eval(told, lambda value: 255 - value), shown) < 15


@pytest.mark.skipif(not features.check("littlecms2"), reason="this Pillow manages no colours")
def test_a_photo_in_other_colours_is_converted():
    source = as_file(Image.new("RGB", (64, 64), (200, 60, 60)), quality=98, icc_profile=_wide())

    red, green, blue = pixels(bring_in(source).display).getpixel((32, 32))

    assert red > 205
    assert green < 60
    assert pixels(bring_in(source, originals=True).display).getpixel((32, 32)) == pytest.approx(
        (red, green, blue), abs=4
    )


@pytest.mark.skipif(not features.check("littlecms2"), reason="this Pillow manages no colours")
@pytest.mark.parametrize("mode", ["RGBA", "P"])
def test_what_is_transparent_or_has_a_palette_is_converted_as_well(mode):
    image = Image.new("RGB", (64, 64), (200, 60, 60)).convert(mode)
    if mode == "RGBA":
        image.putpixel((0, 0), (0, 0, 0, 0))

    shown = pixels(bring_in(as_file(image, "PNG", icc_profile=_wide())).display)

    red, green, _ = shown.getpixel((32, 32))
    assert red > 205
    assert green < 60


@pytest.mark.skipif(not features.check("littlecms2"), reason="this Pillow manages no colours")
def test_grey_with_a_curve_of_its_own_is_converted():
    shown = pixels(
        bring_in(as_file(Image.new("L", (64, 64), 55), icc_profile=_linear_grey())).display
    )

    assert shown.getpixel((32, 32)) == pytest.approx((128, 128, 128), abs=3)


@pytest.mark.parametrize(
    ("said", "shown"), [(100_000, 128), (45_455, 55), (45_000, 55), (0, 55), (1, 55), (2**31, 55)]
)
def test_a_png_whose_numbers_are_darker_than_they_look_is_made_brighter(said, shown):
    png = with_chunk(
        as_file(Image.new("RGB", (64, 64), (55, 55, 55)), "PNG"), b"gAMA", said.to_bytes(4, "big")
    )

    assert pixels(bring_in(png).display).getpixel((32, 32)) == pytest.approx((shown,) * 3, abs=3)


def test_a_damaged_profile_is_no_reason_to_refuse():
    shown = pixels(bring_in(as_file(scene(), icc_profile=b"no profile")).display)

    assert likeness(scene(), shown) > 30


def test_the_first_of_several_pictures_is_taken():
    frames = [Image.new("RGB", (90, 60), colour) for colour in ("#CC2222", "#22CC22", "#2222CC")]
    animated = as_file(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)

    assert pixels(bring_in(animated).display).getpixel((45, 30)) == pytest.approx(
        (204, 34, 34), abs=8
    )
    first = Image.open(PHOTOS / "mpo_named_jpg.jpg")
    for originals in (False, True):
        assert (
            likeness(
                first, pixels(bring_in(PHOTOS / "mpo_named_jpg.jpg", originals=originals).display)
            )
            > 30
        )


def test_damaged_exif_is_no_reason_to_refuse(capfd):
    picture = bring_in(PHOTOS / "exif_bad_offset.jpg")

    assert max(picture.width, picture.height) == 400
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("2019:03:14 18:02:11", "2019-03-14T18:02:11"),
        ("1958:07:01 12:00:00", "1958-07-01T12:00:00"),
        ("2026:11:26 00:30:00", "2026-11-26T00:30:00"),  # already tomorrow where the camera is
        ("2026:11:28 00:00:00", None),
        ("0000:00:00 00:00:00", None),
        ("1899:12:31 23:59:59", None),
        ("2019:02:30 10:00:00", None),
        ("    :  :     :  :  ", None),
        ("yesterday", None),
        ("2019:03:14 24:00:00", None),
        ("2019:03:14", None),
        ("2019:03:14 18:02:11.250+09:00", "2019-03-14T18:02:11"),
        ("2019-03-14T18:02:11", "2019-03-14T18:02:11"),
        ("2019:03:14 18:02:11\0\0", "2019-03-14T18:02:11"),
    ],
)
def test_a_photo_says_when_it_was_taken_if_that_can_be(said, heard):
    assert bring_in(taken(said), today=date(2026, 11, 25)).taken_at == heard


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_when_it_was_taken_is_read_from_every_format(format):
    if format in ("WEBP", "AVIF") and not features.check(format.lower()):
        pytest.skip("this Pillow lacks it")

    assert bring_in(taken("2019:03:14 18:02:11", format=format)).taken_at == "2019-03-14T18:02:11"


def test_what_a_camera_wrote_elsewhere_counts_where_the_first_place_says_nothing():
    nothing, scanned, changed = "0000:00:00 00:00:00", "2019:03:14 18:02:11", "2021:01:01 09:00:00"

    assert (
        bring_in(taken(nothing, digitized=scanned, changed=changed)).taken_at
        == "2019-03-14T18:02:11"
    )
    assert bring_in(taken(None, changed=changed)).taken_at == "2021-01-01T09:00:00"


def test_a_photo_that_says_nothing_was_taken_at_no_known_time():
    assert bring_in(as_file(scene(60, 40))).taken_at is None


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("orientation", [1, 6])
def test_of_a_file_that_was_cut_short_what_can_be_read_is_kept(share, orientation):
    whole = lying(scene(1800, 1200), orientation)

    picture = bring_in(whole[: int(len(whole) * share)])

    readable = (picture.height / 1200) if orientation == 1 else (picture.width / 1800)
    assert readable == pytest.approx(share, abs=0.12)
    kept = scene(1800, 1200).crop(
        (0, 0, picture.width, picture.height)
        if orientation == 1
        else (1800 - picture.width, 0, 1800, 1200)
    )
    assert likeness(kept, pixels(picture.display)) > 25


@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
@pytest.mark.parametrize("originals", [False, True])
def test_a_progressive_photo_that_was_cut_short_is_only_less_sharp(share, originals):
    whole = as_file(scene(1800, 1200), quality=92, progressive=True)

    picture = bring_in(whole[: int(len(whole) * share)], originals=originals)

    assert (picture.width, picture.height) == (1800, 1200)
    assert likeness(scene(1800, 1200), pixels(picture.display)) > 30


def test_of_a_progressive_photo_that_ends_in_its_first_scan_what_was_read_is_kept():
    whole = as_file(scene(1800, 1200), quality=92, progressive=True)

    picture = bring_in(whole[: len(whole) // 10])

    assert 300 < picture.height < 900
    assert (
        likeness(scene(1800, 1200).crop((0, 0, 1800, picture.height - 32)), pixels(picture.display))
        > 15
    )
    with pytest.raises(NotAPhotoError):
        bring_in(whole[: len(whole) // 100])


@pytest.mark.parametrize("originals", [False, True])
def test_a_file_of_which_hardly_anything_is_left_is_refused(originals):
    whole = as_file(scene(1800, 1200), quality=95)

    with pytest.raises(NotAPhotoError):
        bring_in(whole[: len(whole) // 30], originals=originals)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello, I am a letter",
        b"\xff\xd8\xff",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\0\0\0\0WEBP",
        bytes(5000),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence(tmp_path, content):
    file = tmp_path / "photo.jpg"
    file.write_bytes(content)

    with pytest.raises(NotAPhotoError) as refused:
        bring_in(file)

    assert "What you kept is safe, and the file was not touched." in sentence(refused.value)
    assert file.read_bytes() == content


@pytest.mark.parametrize(
    ("head", "named"),
    [
        (b"II*\0\x10\0\0\0CR\x02\0", "a TIFF, or a camera's raw file"),
        (b"MM\0*\0\0\0\x08", "a TIFF, or a camera's raw file"),
        (b"MM\0+\0\x08\0\0", "a TIFF"),
        (b"FUJIFILMCCD-RAW ", "a camera's raw file"),
        (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", "a camera's raw file"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000 file"),
        (b"\xff\x0a\xfa\x1f", "a JPEG XL file"),
        (b"8BPS\0\x01", "a Photoshop file"),
        (b"BM\x36\0\0\0", "a BMP file"),
        (b"%PDF-1.7", "a PDF"),
    ],
)
def test_a_picture_of_another_kind_is_refused_by_its_name(head, named):
    with refusing(
        PhotoFormatError, match=f"^This is {named}, which cannot be opened here"
    ) as refused:
        bring_in(head + bytes(500))

    assert "Save the picture as a JPEG" in advice(refused.value)


def test_the_small_preview_in_a_raw_file_is_not_taken_for_the_photo():
    with refusing(PhotoFormatError, match="raw"):
        bring_in(as_file(scene(160, 120), "TIFF"))


@pytest.mark.parametrize("brand", [b"mp42", b"isom", b"qt  "])
def test_a_film_is_called_a_film(brand):
    with refusing(NotAPhotoError, match="video"):
        bring_in(b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mp42isom" + bytes(500))


@pytest.mark.alone
def test_what_is_no_file_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    began = time.monotonic()

    for odd in (
        tmp_path,
        tmp_path / "pipe",
        tmp_path / "gone",
        tmp_path / "nowhere",
        Path("/dev/zero"),
        Path("/dev/tty"),
        Path("a\0b"),
    ):
        with pytest.raises(NotAPhotoError):
            bring_in(odd)

    assert time.monotonic() - began < 2


@pytest.mark.skipif(
    sys.platform != "linux",
    reason="a file that opens and cannot be read is hard to come by elsewhere",
)
@pytest.mark.parametrize("originals", [False, True])
def test_a_file_that_opens_and_cannot_be_read_is_refused(originals):
    with refusing(NotAPhotoError, match="cannot be read"):
        bring_in(Path("/proc/self/mem"), originals=originals)


def test_a_photo_that_may_not_be_read_is_refused(tmp_path):
    file = tmp_path / "photo.jpg"
    file.write_bytes(as_file(scene(60, 40)))
    file.chmod(0)
    if os.access(file, os.R_OK):
        pytest.skip("every file is open to root")

    with pytest.raises(NotAPhotoError):
        bring_in(file)


def test_the_chosen_file_is_never_written(tmp_path):
    file = tmp_path / "photo.jpg"
    file.write_bytes(lying(scene(), 6))
    os.utime(file, (1, 1))
    before = (file.read_bytes(), file.stat().st_mtime_ns, os.listdir(tmp_path))

    bring_in(file)
    bring_in(file, originals=True)

    assert (file.read_bytes(), file.stat().st_mtime_ns, os.listdir(tmp_path)) == before


GROWTH = """
import sys
from pathlib import Path
from app.core.errors import GlimmersError
from app.imaging.pillow_import import bring_in
def resident(field):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) / 1000
before = resident("VmRSS")
try:
    picture = bring_in(Path(sys.argv[1]), originals="originals" in sys.argv)
    print(picture.width, picture.height)
except GlimmersError as error:
    print(type(error).__name__)
print(resident("VmHWM"), resident("VmHWM") - before)
"""


def told_with_memory(file: Path, *how: str) -> tuple[str, float, float]:
    done = subprocess.run(
        [sys.executable, "-c", GROWTH, str(file), *how],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    what, memory = done.stdout.splitlines()
    peak, growth = map(float, memory.split())
    return what, peak, growth


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process's highest memory")
@pytest.mark.parametrize("how", [(), ("originals",)])
def test_a_bomb_is_refused_in_little_memory(tmp_path, how):
    file = tmp_path / "bomb.png"
    file.write_bytes(bomb())

    what, peak, _ = told_with_memory(file, *how)

    assert what == "PhotoTooLargeError"
    assert peak < 150


BOMBS = {
    "a plain PNG": lambda: of_nothing(7000, 7000, 8, 2),
    "a PNG of 16 bits": lambda: of_nothing(6000, 5000, 16, 6),
    "a film": lambda: as_file(Image.new("P", (7000, 7000)), "GIF"),
    "a WebP": lambda: as_file(Image.new("RGB", (16_383, 3_050)), "WEBP", lossless=True, method=0),
    "a progressive JPEG": lambda: as_file(Image.new("RGB", (7000, 7000)), progressive=True),
    "a JPEG with nothing in it": lambda: _claiming(14_000, 14_000),
}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process's highest memory")
@pytest.mark.parametrize("kind", BOMBS)
def test_many_pixels_in_few_bytes_are_refused_in_little_memory(tmp_path, kind):
    if kind == "a WebP" and not features.check("webp"):
        pytest.skip("this Pillow lacks it")
    file = tmp_path / "bomb"
    file.write_bytes(BOMBS[kind]())

    what, _, growth = told_with_memory(file)

    assert what == "PhotoTooLargeError"
    assert growth < 20


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process's highest memory")
def test_a_large_picture_with_something_transparent_takes_little_memory(tmp_path):
    image = scene(4000, 3000).convert("RGBA")
    image.putpixel((0, 0), (0, 0, 0, 0))
    image.save(tmp_path / "large.png", compress_level=1)

    what, _, growth = told_with_memory(tmp_path / "large.png")

    assert what == "2000 1500"
    assert growth < 100


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process's highest memory")
def test_a_heic_is_in_memory_once(tmp_path):
    pytest.importorskip("pillow_heif", reason="no HEIC on this machine").register_heif_opener(
        thumbnails=False
    )
    Image.new("RGB", (4000, 3000), "#7A8FA8").save(tmp_path / "photo.heic", "HEIF", quality=60)

    what, _, growth = told_with_memory(tmp_path / "photo.heic")

    assert what == "2000 1500"
    assert growth < 80  # decoding it takes 60, and a second picture of its size 30 more


def test_scans_that_cost_nothing_and_take_for_ever_are_refused():
    began = time.monotonic()

    with pytest.raises(NotAPhotoError):
        bring_in(of_many_scans(3000))

    assert time.monotonic() - began < 2
    assert bring_in(of_many_scans(3)).width == 2048


def test_a_file_larger_than_any_photo_is_refused_unread(tmp_path):
    file = tmp_path / "photo.jpg"
    file.write_bytes(as_file(scene(60, 40)))
    os.truncate(file, 10**10)  # with a hole in it

    with refusing(PhotoTooLargeError, match="larger than a photo"):
        bring_in(file)


def test_a_phones_200_megapixels_come_in():
    picture = bring_in(as_file(Image.new("L", (16_320, 12_240), 128), quality=60))

    assert (picture.width, picture.height) == (2040, 1530)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process's highest memory")
def test_a_real_photo_of_108_megapixels_comes_in(tmp_path):
    file = tmp_path / "huge.jpg"
    Image.effect_noise((1200, 900), 40).resize((12_000, 9_000)).save(file, quality=60)

    what, _, growth = told_with_memory(file)

    assert what == "2048 1536"
    assert growth < 100


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process's highest memory")
def test_a_photo_of_12_megapixels_takes_little_memory(tmp_path):
    file = tmp_path / "photo.jpg"
    file.write_bytes(lying(scene(4000, 3000), 6))

    what, _, growth = told_with_memory(file)

    assert what == "2000 1500"
    assert growth <= 40


def test_a_progressive_bomb_is_refused():
    small = bytearray(as_file(Image.new("L", (64, 64)), progressive=True))
    frame = small.index(b"\xff\xc2")
    small[frame + 5 : frame + 9] = (12_000).to_bytes(2, "big") + (12_000).to_bytes(2, "big")

    with pytest.raises(PhotoTooLargeError):
        bring_in(bytes(small))


def test_a_heic_under_a_jpegs_name_comes_in(tmp_path):
    heif = pytest.importorskip("pillow_heif", reason="no HEIC on this machine")
    heif.register_heif_opener(thumbnails=False)
    file = tmp_path / "photo.jpg"
    file.write_bytes(as_file(scene(640, 400), "HEIF", quality=90))

    picture = bring_in(file)

    assert (picture.width, picture.height) == (640, 400)
    assert likeness(scene(640, 400), pixels(picture.display)) > 28


def test_a_heic_that_cannot_be_opened_is_refused_with_the_setting_that_helps(monkeypatch):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)  # as on a phone, for which there is none

    with refusing(PhotoFormatError, match="HEIC") as refused:
        bring_in(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64))

    assert "Settings, Camera, Formats, Most Compatible" in advice(refused.value)


@pytest.mark.parametrize(
    ("head", "name"),
    [(b"RIFF\x24\0\0\0WEBPVP8 ", "webp"), (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", "avif")],
)
def test_a_format_that_this_pillow_lacks_is_named(monkeypatch, head, name):
    has = features.check
    monkeypatch.setattr(
        pillow_decode.features, "check", lambda feature: feature != name and has(feature)
    )

    with refusing(PhotoFormatError, match=name.replace("webp", "WebP").replace("avif", "AVIF")):
        bring_in(head + bytes(64))


def test_the_subject_is_where_the_focus_is():
    photo = Image.new("RGB", (800, 600), "#7A8FA8")
    photo.paste(scene(160, 160, seed=7), (560, 380))

    picture = bring_in(as_file(photo))

    assert picture.focus_x == pytest.approx(0.8, abs=0.12)
    assert picture.focus_y == pytest.approx(0.77, abs=0.12)


def test_where_nothing_stands_out_the_focus_is_in_the_middle():
    picture = bring_in(as_file(Image.new("RGB", (800, 600), "#7A8FA8")))

    assert (picture.focus_x, picture.focus_y) == (0.5, 0.5)


def test_no_damage_to_a_file_ends_in_anything_but_a_sentence():
    from random import Random

    random = Random(5)
    files = [
        lying(scene(200, 120), 6),
        as_file(scene(200, 120), progressive=True),
        as_file(scene(200, 120), "PNG"),
        as_file(scene(200, 120), "GIF"),
        (PHOTOS / "rgba.webp").read_bytes(),
        (PHOTOS / "mpo_named_jpg.jpg").read_bytes(),
    ]
    came_in = refused = 0

    for number in range(600):
        damaged = bytearray(files[number % len(files)])
        for _ in range(random.choice((1, 3, 30))):
            damaged[random.randrange(min(len(damaged), random.choice((64, 700, 10**9))))] = (
                random.randrange(256)
            )
        try:
            came_in += bring_in(bytes(damaged), originals=number % 7 == 0).width > 0
        except GlimmersError:
            refused += 1

    assert came_in > 100
    assert refused > 50


def _srgb() -> bytes:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _claiming(width: int, height: int) -> bytes:
    """A small JPEG that says it is that large."""
    jpeg = bytearray(as_file(scene(600, 400)))
    frame = jpeg.index(b"\xff\xc0")
    jpeg[frame + 5 : frame + 9] = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return bytes(jpeg)


def _linear_grey() -> bytes:
    """A profile of one channel in which a number is proportional to the light."""

    def tagged(kind: bytes, content: bytes) -> bytes:
        return kind + bytes(4) + content

    white = b"".join(round(value * 65536).to_bytes(4, "big") for value in (0.9642, 1.0, 0.8249))
    tags = {b"wtpt": tagged(b"XYZ ", white), b"kTRC": tagged(b"curv", bytes(4))}
    table, data = len(tags).to_bytes(4, "big"), b""
    for name, content in tags.items():
        table += (
            name
            + (132 + 12 * len(tags) + len(data)).to_bytes(4, "big")
            + len(content).to_bytes(4, "big")
        )
        data += content
    head = bytearray(_srgb()[:128])
    head[16:20] = b"GRAY"
    head[0:4] = (128 + len(table) + len(data)).to_bytes(4, "big")
    return bytes(head) + table + data


def _wide() -> bytes:
    """sRGB with a redder red, under no name that we know."""
    profile = bytearray(_srgb())
    entry = profile.index(b"rXYZ")
    at = int.from_bytes(profile[entry + 4 : entry + 8], "big")
    profile[at + 8 : at + 20] = b"".join(
        round(value * 65536).to_bytes(4, "big", signed=True) for value in (0.5151, 0.2412, -0.0011)
    )
    return bytes(profile).replace(b"s\0R\0G\0B", b"W\0i\0d\0e")
