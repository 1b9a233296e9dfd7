"""Find in real Chromium against the built app: typed, marked, tapped, opened, and back at the same
place; by day and by night, on a narrow phone in large text, on a desk.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.core.glimmers import Draft
from app.core.when.times import at_moment
from app.words.screens import words
from storage.journal import Journal
from storage.vault import DATABASE
from tests.browser import browser as real
from tests.browser.lived import write_lived
from tests.browser.test_screens import PICTURES

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def long_lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small journal, and a hundred more behind it."""
    file = tmp_path_factory.mktemp("long-lived") / DATABASE
    write_lived(file)
    journal = Journal.open(file, journal_mode="delete")
    began = datetime(2021, 1, 1, 8, tzinfo=UTC)
    for number in range(100):
        at = began + timedelta(days=number)
        note = f"lake walk {number:03}"
        journal.keep(Draft(when=at_moment(at), note=note, people=("Noor",)), at=at)
    journal.close()
    return file


def picture(page: Page, name: str) -> None:
    page.mouse.move(1, 1)
    page.wait_for_timeout(900)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"find-{name}.png")


def test_what_was_kept_is_found_again_and_back_leads_to_the_same_place(
    new_phone: Callable[..., BrowserContext], app_server: real.Server, long_lived: Path
) -> None:
    page = new_phone(service_workers="block").new_page()
    real.put_journal(page, app_server.url, long_lived)
    real.open_app(page, app_server.url)
    page.get_by_role("tab", name=words.LOOK_BACK).click()
    expect(page.get_by_role("button", name=words.SEARCH)).to_be_visible(timeout=20_000)
    picture(page, "way-day")
    page.get_by_role("button", name=words.SEARCH).click()
    asked = page.get_by_role("textbox", name=words.SEARCH)
    expect(asked).to_be_focused(timeout=20_000)
    picture(page, "asks-nothing-day")

    page.keyboard.type("lake", delay=60)
    found = page.get_by_role("button", name=re.compile("lake", re.IGNORECASE))
    expect(found.first).to_be_visible(timeout=20_000)
    expect(page.get_by_text(words.found_first(60)).first).to_be_attached(timeout=20_000)
    picture(page, "found-day")
    page.emulate_media(color_scheme="dark")
    picture(page, "found-night")
    page.emulate_media(color_scheme="light")

    page.get_by_role("checkbox", name=words.FILTER_LOVED).click()
    expect(page.get_by_role("button", name=re.compile("^The lake"))).to_be_visible(timeout=20_000)
    expect(page.get_by_role("button", name=re.compile("^lake walk"))).to_have_count(0)
    picture(page, "loved-day")
    page.get_by_role("checkbox", name=words.FILTER_LOVED).click()
    expect(page.get_by_role("button", name="lake walk 099, 08:00")).to_be_visible(timeout=20_000)

    deeper = page.get_by_role("button", name=re.compile(r"^lake walk 0[01]"))
    real.scroll_to(page, deeper, by=1200)
    page.wait_for_timeout(800)
    chosen = deeper.first
    name, before = chosen.get_attribute("aria-label") or chosen.inner_text(), chosen.bounding_box()
    chosen.click()
    expect(page.get_by_role("button", name=words.LOVE)).to_be_visible(timeout=20_000)
    page.get_by_role("button", name=words.BACK).click()
    again = page.get_by_role("button", name=name, exact=True)
    expect(again).to_be_visible(timeout=20_000)
    page.wait_for_url("**/find")
    real.one_way_back(page)
    # Flutter's own numbers for a place some thousand pixels down are not finer than that.
    assert again.bounding_box() == pytest.approx(before, abs=0.001)
    assert "lake" not in page.evaluate("JSON.stringify([location.href, document.title])")

    page.get_by_role("button", name=words.CLEAR_SEARCH).click()
    expect(asked).to_have_value("")
    real.has_the_keyboard(asked)
    page.keyboard.type("heron", delay=60)
    real.reads(page, re.compile("Nothing here has"))
    picture(page, "nothing-day")
    page.get_by_role("button", name=words.BACK).click()
    expect(page.get_by_role("heading", name=words.LOOK_BACK)).to_be_visible(timeout=20_000)


@pytest.mark.parametrize(("name", "width", "large"), [("large", 320, True), ("desk", 1280, False)])
def test_it_fits_everywhere(
    new_phone: Callable[..., BrowserContext],
    app_server: real.Server,
    lived: Path,
    name: str,
    width: int,
    large: bool,
) -> None:
    page = new_phone(service_workers="block", viewport={"width": width, "height": 844}).new_page()
    real.put_journal(page, app_server.url, lived)
    real.open_app(page, app_server.url)
    if large:
        page.evaluate("document.documentElement.style.fontSize = '32px'")
    page.get_by_role("button" if width > 840 else "tab", name=words.LOOK_BACK).click()
    page.get_by_role("button", name=words.SEARCH).click(timeout=20_000)
    asked = page.get_by_role("textbox", name=words.SEARCH)
    expect(asked).to_be_focused(timeout=20_000)
    picture(page, f"asks-nothing-{name}-day")
    page.keyboard.type("the", delay=60)
    first = page.get_by_role("button", name=re.compile("The lake went quiet"))
    expect(first).to_be_visible(timeout=20_000)
    picture(page, f"found-{name}-day")
    assert real.cut_off(page) == []
    first.click()
    expect(page.get_by_role("button", name=words.LOVED)).to_be_visible(timeout=20_000)
    picture(page, f"opened-{name}-day")
    if width > 840:  # what was found stands beside it
        expect(page.get_by_role("button", name=re.compile("Someone held"))).to_be_visible()
