"""The whole app at the end of the browser's room, by the browser's own limit: in a private window,
whose files lie, and elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from app.words.screens import words
from tests.browser import browser as real
from tests.browser.test_main_job import look_back_has, tap
from tests.browser.test_photos_in_the_app import add, files
from tests.made_photos import jpeg

pytestmark = pytest.mark.long

NO_ROOM = re.compile("There is no room left on this device")


@pytest.fixture(params=["private", "lasting"])
def page(
    request: pytest.FixtureRequest,
    playwright: Playwright,
    new_phone: Callable[..., BrowserContext],
    witness: real.Witness,
    tmp_path: Path,
) -> Iterator[Page]:
    """A page of a private window, whose writes answer nonsense at the limit, or of a lasting
    profile, whose writes throw.
    """
    if request.param == "private":
        yield new_phone(service_workers="block").new_page()
        return
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile",
        executable_path=real.chromium(),
        args=[*real.FLAGS, *real.QUICK],
        viewport=real.PHONE,  # type: ignore[arg-type]
        service_workers="block",
    )
    witness.watch(context)
    yield context.pages[0]
    context.close()


def photo_files(page: Page) -> dict[str, int]:
    return {name: size for name, size in real.files(page).items() if "/photos/" in name}


def keep(page: Page) -> None:
    real.notice_button(page).click()
    expect(real.kept(page)).to_be_visible(timeout=20_000)


def test_a_photo_at_the_limit_is_refused_and_words_are_kept_in_the_room_that_is_left(
    page: Page, app_server: real.Server, tmp_path: Path
) -> None:
    large = BytesIO()
    Image.effect_noise((2000, 1500), 90).convert("RGB").save(large, "JPEG")
    first, second = files(tmp_path, jpeg(), large.getvalue())
    real.open_app(page, app_server.url)
    keep(page)
    add(page, first)
    expect(page.get_by_role("button", name=re.compile("^Photo$"))).to_be_visible(timeout=30_000)
    before = photo_files(page)

    with real.filled_up(page, app_server.url, room=100_000):
        add(page, second)
        real.reads(page, NO_ROOM)
        assert photo_files(page) == before
        write(page, "still room for this")
        page.reload()
        real.ready(page)
        look_back_has(page, 1, "still room for this")

    page.get_by_role("button", name=re.compile("still room for this")).click()
    add(page, second)
    page.get_by_role("button", name="Photo 2 of 2").first.wait_for(timeout=30_000)
    assert len(photo_files(page)) == 4


def test_words_at_the_limit_are_refused_and_those_before_are_there(
    page: Page, app_server: real.Server
) -> None:
    real.open_app(page, app_server.url)
    keep(page)
    write(page, "before")

    page.goto(
        app_server.url + "version.json"
    )  # the room that its open files had taken for themselves is given back

    with real.filled_up(page, app_server.url, room=0):
        real.open_app(page, app_server.url)
        look_back_has(page, 1, "before")
        page.get_by_role("button", name=re.compile("before")).click()
        page.get_by_role("button", name="before", exact=True).click()
        page.get_by_role("textbox", name="Words").click()
        real.has_the_keyboard(page.get_by_role("textbox", name="Words"))
        page.keyboard.insert_text(" and after" * 3000)
        real.reads(page, NO_ROOM)
        real.open_app(page, app_server.url)
        look_back_has(page, 1, re.compile("before"))
        look_back_has(page, 0, re.compile("after"))

    page.get_by_role("tab", name=words.TODAY).click()
    keep(page)
    look_back_has(page, 1, "A glimmer")


def test_a_browser_without_room_for_a_first_journal_says_so(
    page: Page, app_server: real.Server
) -> None:
    page.goto(app_server.url + "version.json")
    page.evaluate(
        "navigator.storage.getDirectory().then((root) => root.getFileHandle('anything', { "
        "create: true }))"
    )

    with real.filled_up(page, app_server.url, room=0):
        page.goto(app_server.url)
        real.enable_semantics(page)
        real.reads(page, NO_ROOM, seconds=real.START_SECONDS)
        real.notice_button(page).click()
        page.wait_for_timeout(1000)
        real.at_rest(page)
        waiting, said = len(real.inbox(page)), page.get_by_text("Kept here").count()
        assert bool(waiting) == bool(said)  # the little that it needs may still find room

    page.get_by_role("button", name="Try again").click()
    # That screen has the large button too: what is tapped there waits beside the journal.
    expect(page.get_by_role("heading", name=words.TROUBLE_TITLE)).to_be_hidden(timeout=30_000)
    keep(page)


def write(page: Page, words: str) -> None:
    """On the card after a tap."""
    tap(page, "Add words")
    real.has_the_keyboard(page.get_by_role("textbox", name="Words"))
    page.keyboard.type(words, delay=20)
    tap(page, "Done")
    expect(page.get_by_role("button", name=f"Words: {words}")).to_be_visible()
