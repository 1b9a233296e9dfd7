"""The browser's data deleted while the app is open: nothing is said to be kept that is not, and the
open journal can be saved.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from playwright.sync_api import TimeoutError as TooLate

from app.words.screens import words
from tests.browser import browser as real
from tests.browser.test_main_job import is_sound, keep, look_back_has
from tests.browser.test_web_room import write

pytestmark = pytest.mark.long

DELETED = re.compile("was deleted while this page was open")
SAVED_AGAIN = "Your words are saved again."


def tap(page: Page) -> None:
    """On the large button; the app looks each second whether its files are there, and may have said
    by itself that they are gone.
    """
    expect(real.notice_button(page).or_(page.get_by_text(DELETED)).first).to_be_visible()
    with suppress(TooLate):
        real.notice_button(page).click(timeout=5_000)


def clear_and_tap(page: Page, url: str) -> None:
    keep(page)
    write(page, "before")
    real.clear_data(page, url)
    assert not [name for name in real.files(page) if name.endswith(".db")]

    tap(page)

    real.reads(page, DELETED)
    expect(real.kept(page)).to_have_count(0)


def test_a_tap_after_the_data_was_deleted_says_so_and_what_is_open_can_be_saved_again(
    playwright: Playwright, witness: real.Witness, app_server: real.Server, tmp_path: Path
) -> None:
    with real.mortal_browser(playwright, tmp_path, witness) as (page, _):
        real.open_app(page, app_server.url)
        clear_and_tap(page, app_server.url)

        page.get_by_role("button", name=words.SAVE_AGAIN).click()
        real.reads(page, SAVED_AGAIN)

    with real.mortal_browser(playwright, tmp_path, witness) as (page, _):
        real.open_app(page, app_server.url)
        look_back_has(page, 1, "before")
        look_back_has(page, 0, "A glimmer")  # of which it was said that it could not be kept
        assert is_sound(page, tmp_path / "copy.db")


def test_what_another_tab_began_in_its_place_is_not_written_over(
    playwright: Playwright, witness: real.Witness, app_server: real.Server, tmp_path: Path
) -> None:
    with real.mortal_browser(playwright, tmp_path, witness) as (page, _):
        real.open_app(page, app_server.url)
        clear_and_tap(page, app_server.url)
        other = page.context.new_page()
        other.goto(app_server.url)
        real.enable_semantics(other)
        elsewhere = other.get_by_text("Open in another tab").first
        expect(real.notice_button(other).or_(elsewhere).first).to_be_visible(timeout=60_000)
        # Whether Chromium still holds the lock of the file that it took away differs from time to
        # time. The large button is there before the journal is opened: only what becomes of a tap
        # tells.
        with suppress(TooLate):
            real.notice_button(other).click(timeout=20_000)
        expect(real.kept(other).or_(elsewhere).first).to_be_visible(timeout=60_000)
        begun = not elsewhere.is_visible()
        if begun:
            write(other, "begun anew")
        other.close()
        page.bring_to_front()

        page.get_by_role("button", name=words.SAVE_AGAIN).click()
        real.reads(page, "Another journal was begun in its place" if begun else SAVED_AGAIN)

    with real.mortal_browser(playwright, tmp_path, witness) as (page, _):
        real.open_app(page, app_server.url)
        look_back_has(page, 1, "begun anew" if begun else "before")


def test_in_a_private_window_too_nothing_is_said_to_be_kept(
    new_phone: Callable[..., BrowserContext], app_server: real.Server
) -> None:
    page = real.open_app(new_phone(service_workers="block").new_page(), app_server.url)
    keep(page)
    real.clear_data(page, app_server.url)

    tap(page)

    real.reads(page, DELETED)
    expect(real.kept(page)).to_have_count(0)
    page.get_by_role("button", name=words.SAVE_AGAIN).click()
    real.reads(page, re.compile("nothing of it can be read any more"))


def test_a_photo_after_the_data_was_deleted_says_so(
    playwright: Playwright, witness: real.Witness, app_server: real.Server, tmp_path: Path
) -> None:
    from tests.browser.test_photos_in_the_app import add, files
    from tests.made_photos import jpeg

    with real.mortal_browser(playwright, tmp_path / "profile", witness) as (page, _):
        real.open_app(page, app_server.url)
        keep(page)
        add(page, *files(tmp_path, jpeg()))
        expect(page.get_by_role("button", name=re.compile("^Photo$"))).to_be_visible(timeout=30_000)
        (again,) = files(tmp_path, jpeg((640, 300)))
        # Chosen before and given after: the app looks by itself whether its files are there.
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name=words.ADD_PHOTO).or_(
                page.get_by_role("link", name=words.ADD_PHOTO)
            ).first.click()
        real.clear_data(page, app_server.url)
        chooser.value.set_files([again])

        real.reads(page, DELETED)
        assert not [name for name in real.files(page) if "/photos/" in name]
