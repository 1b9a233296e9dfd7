"""Photos that lie beside a journal which does not know them, in real Chromium: found, seen, kept,
deleted; in every size and light.
"""

from __future__ import annotations

import asyncio
import io
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.core.photos import PhotoId
from app.imaging.pillow_import import bring_in
from app.words.screens import words
from storage.photos import in_folder
from tests.browser import browser as real
from tests.browser.test_screens import picture
from tests.scenes import scene

pytestmark = pytest.mark.long

DAY = 86_400
COUNT = 5


def left_here(folder: Path) -> list[PhotoId]:
    """Photos of a journal that is somewhere else now, each stored a week before the last."""
    store, ids = in_folder(folder), []
    for number in range(COUNT):
        file = io.BytesIO()
        scene(number, (900, 600) if number % 2 else (600, 900)).save(file, "JPEG")
        source = folder / "chosen.jpg"
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_bytes(file.getvalue())
        id = asyncio.run(store.put(bring_in(source)))
        source.unlink()
        os.utime(store.path(id), (time.time() - 7 * DAY * (number + 1),) * 2)
        ids.append(id)
    return ids


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[PhotoId]]:
    folder = tmp_path_factory.mktemp("moved-away") / "kept"
    with ThreadPoolExecutor(
        1
    ) as elsewhere:  # beside Playwright no other loop can run in this thread
        return folder, elsewhere.submit(left_here, folder).result()


@pytest.fixture
def running(photos: tuple[Path, list[PhotoId]], tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """What `make run` starts with those photos and no journal: the link it prints, and
    the folder.
    """
    folder = tmp_path / "kept"
    subprocess.run(["cp", "-pr", str(photos[0]), str(folder)], check=True)
    with real.make_run(folder) as link:
        yield link, folder


def gone_to(page: Page, link: str, *, large: bool = False) -> Page:
    """The page of those photos, by the way a person goes."""
    real.open_app(page, link)
    if large:
        page.evaluate("document.documentElement.style.fontSize = '32px'")
        page.wait_for_timeout(1500)
    page.get_by_role("button", name=words.LOOK_AROUND).click()
    page.get_by_role("tab", name=words.SETTINGS).or_(
        page.get_by_role("button", name=words.SETTINGS)
    ).first.click()
    page.get_by_role("button", name=words.WHERE_KEPT).click()
    row = page.get_by_role("button", name=words.unnamed_here(COUNT))
    expect(row).to_be_visible(timeout=20_000)
    picture(
        page,
        f"where-{page.viewport_size['width'] if page.viewport_size else ''}{'-large' if large else ''}",
    )
    row.click()
    expect(page.get_by_role("button", name=words.keep_unnamed(COUNT))).to_be_visible(timeout=20_000)
    picture(
        page,
        f"unnamed-top-{page.viewport_size['width'] if page.viewport_size else ''}{'-large' if large else ''}",
    )
    first = page.get_by_role("img", name=f"Photo 1 of {COUNT}, stored on")
    if large:  # below what shows at first
        real.scroll_to(page, first, by=600)
    expect(first).to_be_visible(timeout=20_000)
    return page


def files(folder: Path) -> list[Path]:
    return sorted((folder / "photos").rglob("*.jpg"))


@pytest.mark.parametrize("scheme", ["day", "night"])
def test_they_are_seen_and_kept_and_stand_in_look_back(
    new_phone: Callable[..., object],
    running: tuple[str, Path],
    photos: tuple[Path, list[PhotoId]],
    scheme: str,
) -> None:
    link, folder = running
    no_pictures: list[str] = []
    page = new_phone(color_scheme="dark" if scheme == "night" else "light").new_page()  # type: ignore[attr-defined]
    page.on(
        "response",
        lambda answer: (
            no_pictures.append(answer.url)
            if "_photo/" in answer.url and answer.status != 200
            else None
        ),
    )
    before = [path.read_bytes() for path in files(folder)]

    gone_to(page, link)
    page.wait_for_timeout(1500)
    picture(page, f"unnamed-{scheme}")
    page.get_by_role("button", name=words.keep_unnamed(COUNT)).click()
    real.reads(page, words.unnamed_kept(COUNT))
    picture(page, f"unnamed-kept-{scheme}")
    page.get_by_role("button", name=words.LOOK_BACK).last.click()

    expect(page.get_by_role("button", name=re.compile("a photo")).first).to_be_visible(
        timeout=20_000
    )
    page.wait_for_timeout(1000)
    picture(page, f"unnamed-days-{scheme}")
    assert no_pictures == []
    assert [path.read_bytes() for path in files(folder)] == before


@pytest.mark.parametrize(("width", "large"), [(320, False), (390, True), (1280, False)])
def test_they_are_deleted_only_once_that_was_asked(
    new_phone: Callable[..., object], running: tuple[str, Path], width: int, large: bool
) -> None:
    link, folder = running
    page = new_phone(viewport={"width": width, "height": 844}).new_page()  # type: ignore[attr-defined]
    gone_to(page, link, large=large)
    picture(page, f"unnamed-{width}{'-large' if large else ''}")

    if large:
        page.mouse.move(150, 500)
        page.mouse.wheel(0, -600)
    page.get_by_role("button", name=words.delete_unnamed(COUNT)).click()
    leave = page.get_by_role("button", name=words.leave_unnamed(COUNT))
    expect(leave).to_be_visible(timeout=20_000)
    picture(page, f"unnamed-asked-{width}{'-large' if large else ''}")
    for button in (leave, page.get_by_role("button", name=words.DELETE_FOR_GOOD)):
        box = button.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= 844
    leave.click()
    expect(leave).to_have_count(0)
    assert len(files(folder)) == 2 * COUNT
    page.get_by_role("button", name=words.delete_unnamed(COUNT)).click()
    page.get_by_role("button", name=words.DELETE_FOR_GOOD).click()

    real.reads(page, words.unnamed_deleted(COUNT))
    picture(page, f"unnamed-deleted-{width}{'-large' if large else ''}")
    assert files(folder) == []


def test_by_the_keyboard_alone_a_question_is_left_and_they_are_kept(
    new_phone: Callable[..., object], running: tuple[str, Path]
) -> None:
    link, folder = running
    page = new_phone().new_page()  # type: ignore[attr-defined]
    gone_to(page, link)

    def tab_to(name: str) -> None:
        stops = [real.next_stop(page)]
        while name != stops[-1] and len(stops) < 8:
            stops.append(real.next_stop(page))
        assert name == stops[-1], stops

    tab_to(words.delete_unnamed(COUNT))
    page.keyboard.press("Enter")
    leave = page.get_by_role("button", name=words.leave_unnamed(COUNT))
    expect(leave).to_be_visible(timeout=20_000)
    tab_to(words.DELETE_FOR_GOOD)
    real.escape(page)
    expect(leave).to_have_count(0)
    assert len(files(folder)) == 2 * COUNT
    tab_to(words.keep_unnamed(COUNT))
    page.keyboard.press("Enter")
    real.reads(page, words.unnamed_kept(COUNT))
    tab_to(words.LOOK_BACK)
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name=re.compile("a photo")).first).to_be_visible(
        timeout=20_000
    )


def put_photos(page: Page, url: str, folder: Path) -> None:
    """Puts photos into the browser's files, as a journal that is gone has left them."""
    page.route(
        "**/left/*",
        lambda route: route.fulfill(
            body=next(folder.rglob(route.request.url.rpartition("/")[2])).read_bytes()
        ),
    )
    page.goto(url + "version.json")
    page.evaluate(
        """async (names) => {
            const home = await (await navigator.storage.getDirectory()).getDirectoryHandle('glimmers', {create: true});
            const folder = await home.getDirectoryHandle('photos', {create: true});
            for (const name of names) {
                const target = await (await folder.getFileHandle(name, {create: true})).createWritable();
                await target.write(await (await fetch('left/' + name)).blob());
                await target.close();
            }
        }""",
        [path.name for path in files(folder)],
    )


def test_in_a_browser_of_its_own_they_are_kept_and_there_after_a_reload(
    phone: Page, app_server: real.Server, photos: tuple[Path, list[PhotoId]]
) -> None:
    put_photos(phone, app_server.url, photos[0])

    page = gone_to(phone, app_server.url)
    page.get_by_role("button", name=words.keep_unnamed(COUNT)).click()
    real.reads(page, words.unnamed_kept(COUNT))
    page.reload()
    real.enable_semantics(page)
    real.reads(page, words.NO_UNNAMED, seconds=real.START_SECONDS)
    page.get_by_role("button", name=words.BACK).click()
    page.get_by_role("button", name=words.BACK).click()
    page.get_by_role("tab", name=words.LOOK_BACK).click()

    expect(page.get_by_role("button", name=re.compile("a photo")).first).to_be_visible(
        timeout=20_000
    )
    page.wait_for_timeout(1000)
    picture(page, "unnamed-days-browser")


def test_in_a_browser_of_its_own_they_are_deleted_once_that_was_asked(
    phone: Page, app_server: real.Server, photos: tuple[Path, list[PhotoId]]
) -> None:
    put_photos(phone, app_server.url, photos[0])

    page = gone_to(phone, app_server.url)
    page.get_by_role("button", name=words.delete_unnamed(COUNT)).click()
    page.get_by_role("button", name=words.DELETE_FOR_GOOD).click()
    real.reads(page, words.unnamed_deleted(COUNT))

    left = page.evaluate(
        """async () => {
            const home = await (await navigator.storage.getDirectory()).getDirectoryHandle('glimmers');
            const names = [];
            for await (const name of (await home.getDirectoryHandle('photos')).keys()) names.push(name);
            return names.filter((name) => name.endsWith('.jpg'));
        }"""
    )
    assert left == []
