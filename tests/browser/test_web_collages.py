"""A collage in real Chromium against the built app, by keyboard alone. By the mouse, to its file:
`test_engines.py`.
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
