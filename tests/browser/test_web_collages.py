"""A collage in real Chromium against the built app: photos chosen, one dragged, kept, downloaded,
still there after a reload.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser import browser as real

COLOURS = {"red": (200, 40, 40), "green": (40, 160, 60), "blue": (40, 70, 200)}


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Three photos of one colour each, one of them lying on its side and full of notes about where
    it was taken.
    """
    made = []
    for number, (name, colour) in enumerate(COLOURS.items()):
        path = tmp_path / f"{name}.jpg"
        exif = Image.Exif()
        exif[0x0112] = 6 if number == 1 else 1
        exif[0x010F] = "A camera"
        exif.get_ifd(0x8825)[1] = "N"
        Image.new("RGB", (1600, 1200) if number else (1200, 1600), colour).save(path, exif=exif)
        made.append(path)
    return made


def add(page: Page, files: list[Path]) -> None:
    """Keeps a glimmer with these photos."""
    real.notice_button(page).click()
    expect(real.kept(page)).to_be_visible(timeout=20_000)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add a photo").or_(
            page.get_by_role("link", name="Add a photo")
        ).first.click()
    chooser.value.set_files(files)
    count = len(files)
    last = re.compile(f"Photo {count} of {count}|^{count} photos$")  # where not all have room
    expect(page.get_by_role("button", name=last)).to_be_visible(timeout=60_000)


def frames(page: Page) -> list[Locator]:
    """The photos on the paper, the first first."""
    names = page.get_by_role("button", name=re.compile(r"Photo \d of 3"))
    expect(names).to_have_count(3, timeout=20_000)
    real.at_rest(page)
    return [
        page.get_by_role("button", name=re.compile(f"Photo {number} of 3")) for number in (1, 2, 3)
    ]


def middle(frame: Locator) -> tuple[float, float]:
    box = frame.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=6)
    page.mouse.move(*end, steps=6)
    page.mouse.up()


@pytest.mark.long
def test_a_collage_is_made_dragged_kept_and_downloaded(
    phone: Page, app_server: real.Server, photos: list[Path], tmp_path: Path
) -> None:
    real.open_app(phone, app_server.url)
    add(phone, photos)

    phone.get_by_role("tab", name="Collages").click()
    phone.get_by_role("button", name="New collage").click()
    phone.get_by_role("button", name="Make the collage").click(timeout=20_000)
    first, second, _ = map(middle, frames(phone))
    drag(phone, first, second)
    expect(phone.get_by_role("button", name="Undo")).to_be_visible(timeout=20_000)
    swapped = [middle(frame) for frame in frames(phone)]
    boxes = [frame.bounding_box() for frame in frames(phone)]
    paper = _paper(boxes)
    phone.get_by_role("button", name="Save", exact=True).click()
    real.reads(phone, "Saved in Glimmers", seconds=60)
    with phone.expect_download(timeout=60_000) as download:
        phone.get_by_role("button", name="Save as a file").click()
    file = tmp_path / "collage.jpg"
    download.value.save_as(file)

    assert swapped[:2] == [pytest.approx(second, abs=1), pytest.approx(first, abs=1)]
    with Image.open(file) as picture:
        assert (picture.format, picture.size) == ("JPEG", (2048, 2048))
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        seen = [_nearest(picture, at, paper) for at in swapped]
    assert sorted(seen) == sorted(COLOURS)
    assert download.value.suggested_filename.startswith("glimmers-collage-")

    real.open_app(phone, app_server.url)
    phone.get_by_role("tab", name="Collages").click()
    phone.get_by_role("button", name="Collage of 3 photos").first.click(timeout=20_000)
    assert [middle(frame) for frame in frames(phone)] == [
        pytest.approx(at, abs=1) for at in swapped
    ]


@pytest.mark.long
def test_by_keyboard_alone_two_photos_change_places(
    phone: Page, app_server: real.Server, photos: list[Path]
) -> None:
    real.open_app(phone, app_server.url)
    add(phone, photos)
    phone.get_by_role("tab", name="Collages").click()
    phone.get_by_role("button", name="New collage").click()
    phone.get_by_role("button", name="Make the collage").click(timeout=20_000)
    first, second, third = frames(phone)
    before = [middle(frame) for frame in (first, second, third)]

    first.focus()
    expect(first).to_be_focused()
    phone.keyboard.press("Enter")
    move = phone.get_by_role("button", name="Move", exact=True)
    move.focus()
    expect(move).to_be_focused()
    phone.keyboard.press("Enter")
    real.reads(phone, "Choose a photo to change places with")
    second.focus()
    expect(second).to_be_focused()
    phone.keyboard.press("Enter")

    expect(phone.get_by_role("button", name="Undo")).to_be_visible(timeout=20_000)
    assert [middle(frame) for frame in frames(phone)][:2] == [
        pytest.approx(before[1], abs=1),
        pytest.approx(before[0], abs=1),
    ]


def _paper(boxes: list[object]) -> tuple[float, float, float]:
    """Left and top of the paper on the screen, and its scale: 358 dp on a phone 390 wide, with the
    photos, which may be whole, in its middle.
    """
    sides = [
        (box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"])  # type: ignore[index]
        for box in boxes
    ]
    lefts, tops, rights, bottoms = zip(*sides, strict=True)
    middle = (min(lefts) + max(rights)) / 2, (min(tops) + max(bottoms)) / 2
    return middle[0] - 179, middle[1] - 179, 358 / 2048


def _nearest(
    picture: Image.Image, at: tuple[float, float], paper: tuple[float, float, float]
) -> str:
    """Which of our colours the finished picture has where the screen showed a photo's middle."""
    left, top, scale = paper
    pixel = picture.getpixel((round((at[0] - left) / scale), round((at[1] - top) / scale)))
    assert isinstance(pixel, tuple)
    return min(
        COLOURS, key=lambda name: sum(abs(a - b) for a, b in zip(COLOURS[name], pixel, strict=True))
    )
