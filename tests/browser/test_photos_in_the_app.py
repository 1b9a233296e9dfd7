"""Photos in the whole app, in real Chromium: chosen, taken, seen in the days, described, there
again after a reload.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PIL import Image
from playwright.sync_api import Page, Playwright, expect

from app.words.screens import words
from tests.browser import browser as real
from tests.made_photos import jpeg


def files(folder: Path, *photos: bytes) -> list[Path]:
    paths = [folder / f"photo {number}.jpg" for number, _ in enumerate(photos)]
    for path, photo in zip(paths, photos, strict=True):
        path.write_bytes(photo)
    return paths


def add(page: Page, *paths: Path) -> None:
    """By the pill on the card, or on the page of a glimmer."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=words.ADD_PHOTO).or_(
            page.get_by_role("link", name=words.ADD_PHOTO)
        ).first.click()
    chooser.value.set_files(list(paths))


@pytest.mark.long
def test_three_photos_are_added_seen_and_there_after_a_reload(
    phone: Page, app_server: real.Server, tmp_path: Path
) -> None:
    no_pictures: list[str] = []
    phone.on(
        "response",
        lambda answer: (
            no_pictures.append(answer.url)
            if "_photo/" in answer.url and answer.headers.get("content-type") != "image/jpeg"
            else None
        ),
    )
    page = real.open_app(phone, app_server.url)
    real.notice_button(page).click()
    expect(real.kept(page)).to_be_visible()

    add(
        page,
        *files(
            tmp_path,
            jpeg(),
            jpeg((480, 640), orientation=6),
            b"no picture at all",
            jpeg((900, 500)),
        ),
    )

    expect(page.get_by_role("button", name="3 photos")).to_be_visible(timeout=30_000)
    real.reads(page, re.compile("not a picture"))
    page.wait_for_timeout(1500)
    assert no_pictures == []
    page.reload()
    real.ready(page)
    page.get_by_role("tab", name=words.LOOK_BACK).click()
    card = page.get_by_role("button", name=re.compile("3 photos"))
    expect(card).to_be_visible()
    card.click()
    page.get_by_role("button", name="Photo 1 of 3").first.click()
    real.reads(page, "1 of 3")
    box = page.get_by_role("textbox", name=words.DESCRIBE_PHOTO)
    box.click()
    real.has_the_keyboard(box)
    page.keyboard.type("a light in a corner")
    expect(page.get_by_role("img", name="Photo 1 of 3, a light in a corner").first).to_be_attached()
    page.get_by_role("button", name=words.REMOVE_PHOTO).click()
    real.reads(page, "1 of 2")
    page.get_by_role("button", name=words.UNDO).click()
    real.reads(page, "1 of 3")


@pytest.fixture
def with_camera(playwright: Playwright, witness: real.Witness) -> Iterator[Page]:
    """A page of a Chromium whose camera sees a test picture."""
    flags = [
        *real.FLAGS,
        *real.QUICK,
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
    ]
    chromium = playwright.chromium.launch(executable_path=real.chromium(), args=flags)
    context = chromium.new_context(viewport=real.PHONE)
    witness.watch(context)
    yield context.new_page()
    chromium.close()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """What `make run` starts, and the folder where it keeps: the link it prints leads in."""
    folder = tmp_path / "kept"
    with real.make_run(folder) as link:
        yield link, folder


@pytest.mark.long
def test_flets_camera_takes_one_in_the_page_of_the_native_app(
    with_camera: Page, running: tuple[str, Path]
) -> None:
    link, folder = running
    page = real.open_app(with_camera, link)
    real.notice_button(page).click()  # the first run has one button only
    expect(real.kept(page)).to_be_visible(timeout=20_000)

    page.get_by_role("button", name=words.START_WITH_PHOTO).click(timeout=20_000)
    page.get_by_role("button", name=words.SHUTTER).click(timeout=20_000)

    expect(page.get_by_role("button", name=re.compile("^Photo"))).to_be_visible(timeout=30_000)
    expect(real.kept(page)).to_be_visible()
    (taken,) = (
        file for file in (folder / "photos").rglob("*.jpg") if not file.name.endswith(".thumb.jpg")
    )
    assert taken.read_bytes()[:2] == b"\xff\xd8"
    page.get_by_role("button", name=words.START_WITH_PHOTO).click(timeout=20_000)
    expect(page.get_by_role("button", name=words.SHUTTER)).to_be_visible(timeout=20_000)
    page.get_by_role("button", name=words.CLOSE).click()
    expect(real.kept(page)).to_be_visible(timeout=20_000)


@pytest.mark.long
def test_one_is_taken_by_the_camera(with_camera: Page, app_server: real.Server) -> None:
    page = with_camera
    real.open_app(page, app_server.url)
    real.notice_button(page).click()
    expect(real.kept(page)).to_be_visible()
    page.wait_for_timeout(1000)  # the small camera comes after the card

    page.get_by_role("button", name=words.START_WITH_PHOTO).or_(
        page.get_by_role("link", name=words.START_WITH_PHOTO)
    ).first.click()
    page.get_by_role("button", name="Take photo").click(timeout=20_000)

    expect(page.get_by_role("button", name=re.compile("^Photo"))).to_be_visible(timeout=30_000)


@pytest.mark.long
def test_by_keyboard_alone_it_is_said_what_stays_in_sight(
    phone: Page, app_server: real.Server, tmp_path: Path
) -> None:
    """A shore three times as wide as high, with somebody in orange at its right end."""
    shore = Image.new("RGB", (1500, 500), "#5C7A99")
    shore.paste("#F08020", (1350, 0, 1500, 500))
    shore.save(tmp_path / "shore.jpg", quality=92)
    page = real.open_app(phone, app_server.url)
    real.notice_button(page).click()
    expect(real.kept(page)).to_be_visible(timeout=30_000)
    add(page, tmp_path / "shore.jpg")
    page.get_by_role("button", name=words.photo_name(0, 1, ""), exact=True).first.click()
    opening = page.get_by_role("button", name=words.KEEP_IN_SIGHT, exact=True)
    expect(opening).to_be_visible(timeout=30_000)

    opening.focus()
    real.has_the_keyboard(opening)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=words.KEEP_IT_HERE)).to_be_focused()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    real.reads(page, words.RING_AT[2, 1])
    page.keyboard.press("Enter")

    real.reads(page, words.SIGHT_CHOSEN)
    page.reload()
    real.enable_semantics(page)
    real.reads(page, words.SIGHT_CHOSEN, seconds=real.START_SECONDS)
    page.get_by_role("button", name=words.CLOSE, exact=True).click()
    page.get_by_role("tab", name=words.LOOK_BACK).click()
    card = page.get_by_role("button", name=re.compile("a photo$"))
    expect(card).to_be_visible()
    real.at_rest(page)
    box = card.bounding_box()
    assert box is not None
    give_up, red, blue = time.monotonic() + 20, 0, 0
    while red <= blue + 60:  # once its picture has come
        assert time.monotonic() < give_up, (red, blue)
        seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        place = int(box["x"] + box["width"] - 40), int(box["y"] + 100)
        red, _, blue = cast("tuple[int, int, int]", seen.getpixel(place))
    card.click()
    page.get_by_role("button", name=words.photo_name(0, 1, ""), exact=True).first.click()
    page.get_by_role("button", name=words.KEEP_IN_SIGHT, exact=True).click()
    expect(page.get_by_role("button", name=words.KEEP_IT_HERE)).to_be_focused()
    real.escape(page)
    expect(page.get_by_role("button", name=words.KEEP_IT_HERE)).to_have_count(0)
    real.reads(page, words.SIGHT_CHOSEN)
    page.get_by_role("button", name=words.KEEP_IN_SIGHT, exact=True).click()
    page.get_by_role("button", name=words.GLIMMERS_CHOOSES).click()
    expect(page.get_by_text(words.SIGHT_CHOSEN)).to_have_count(0)
