"""Memories in real Chromium against the built app: turned on, met on Today, refused and shown
again; by day and by night, by keyboard, on a narrow phone in large text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.core.glimmers import Draft
from app.core.when.times import at_moment, years_around
from app.words.screens import words
from storage.journal import Journal
from storage.vault import DATABASE
from tests.browser import browser as real
from tests.browser.test_by_ear_and_key import faults_of_keys, faults_of_names, faults_of_sizes
from tests.browser.test_screens import PICTURES

pytestmark = pytest.mark.long


@pytest.fixture
def of_years(tmp_path: Path) -> Path:
    """One of this day four years ago, and two of other days; nothing is turned on."""
    file = tmp_path / DATABASE
    journal = Journal.open(file, journal_mode="delete")
    now = datetime.now(UTC)
    ago = datetime.combine(years_around(now.date(), -4), now.time(), UTC)
    for at, note, more in (
        (ago, "Fog over the lake, and then all at once the sun.", {"people": ("Mum",)}),
        (ago - timedelta(days=100), "Swifts above the station", {"places": ("Brighton",)}),
        (ago - timedelta(days=200), "The first crocus", {"tags": ("garden",)}),
    ):
        journal.keep(Draft(when=at_moment(at), note=note, pathway="around", **more), at=at)
    journal.close()
    return file


def picture(page: Page, name: str) -> None:
    page.mouse.move(1, 1)
    page.wait_for_timeout(900)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"memories-{name}.png")


def by_day_and_night(page: Page, name: str) -> None:
    picture(page, f"{name}-day")
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(600)
    to_the_end(page)
    picture(page, f"{name}-night")
    page.emulate_media(color_scheme="light")
    page.wait_for_timeout(600)
    to_the_end(page)


def to_the_end(page: Page) -> None:
    """Down the page; another look of it begins at its top."""
    page.mouse.move(160, 600)
    page.mouse.wheel(0, 4000)
    page.wait_for_timeout(300)


def button(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name, exact=isinstance(name, str)).first.click(timeout=20_000)


@pytest.mark.parametrize("large", [False, True])
def test_a_memory_comes_when_it_is_let_and_goes_when_it_is_not(
    new_phone: Callable[..., BrowserContext],
    app_server: real.Server,
    of_years: Path,
    large: bool,
) -> None:
    width = 320 if large else 390
    size = "large" if large else "phone"
    page = new_phone(service_workers="block", viewport={"width": width, "height": 844}).new_page()
    real.put_journal(page, app_server.url, of_years)
    real.open_app(page, app_server.url)
    if large:
        page.evaluate("document.documentElement.style.fontSize = '32px'")
        page.wait_for_timeout(500)
    memory = page.get_by_role("button", name=re.compile("^Fog over the lake"))
    assert memory.count() == 0

    page.get_by_role("tab", name=words.SETTINGS).click()
    button(page, words.MEMORIES)
    switch = page.get_by_role("switch", name=words.LET_THEM_COME)
    expect(switch).to_be_visible(timeout=20_000)
    real.at_rest(page)
    switch.focus()
    expect(switch).to_be_focused()
    page.keyboard.press("Enter")
    expect(switch).to_be_checked(timeout=20_000)
    by_day_and_night(page, f"{size}-settings")
    button(page, words.BACK)
    page.get_by_role("tab", name=words.TODAY).click()
    expect(memory).to_be_attached(timeout=20_000)
    heading = page.get_by_role("heading", name=words.ON_THIS_DAY)
    expect(heading).to_be_attached()
    to_the_end(page)
    expect(memory).to_be_visible()
    by_day_and_night(page, f"{size}-card")
    assert real.cut_off(page) == []
    cdp = page.context.new_cdp_session(page)
    assert faults_of_sizes(page) + faults_of_names(cdp) + faults_of_keys(page) == []
    to_the_end(page)

    real.at_rest(page)
    some = page.get_by_role("button", name=words.LEAVE_SOME_OUT)
    some.focus()
    expect(some).to_be_focused()
    page.keyboard.press("Enter")
    way = page.get_by_role("menuitem", name="Not ones with Mum")
    expect(way).to_be_visible(timeout=20_000)
    expect(page.get_by_role("menuitem", name=re.compile("^Not ones from around"))).to_be_visible()
    picture(page, f"{size}-ways-day")
    way.click()
    expect(memory).to_have_count(0, timeout=20_000)
    told = page.get_by_text("Memories with Mum are not shown any more.")
    expect(told.first).to_be_attached()
    picture(page, f"{size}-refused-day")
    button(page, words.ANOTHER_MEMORY)
    other = page.get_by_role("button", name=re.compile("^(Swifts|The first crocus)"))
    expect(other).to_be_visible(timeout=20_000)
    expect(page.get_by_role("heading", name=words.A_MEMORY)).to_be_attached()

    page.get_by_role("tab", name=words.SETTINGS).click()
    button(page, words.MEMORIES)
    again = page.get_by_role("button", name=words.SHOW_AGAIN.format(what="Mum, person"))
    expect(again).to_be_attached(timeout=20_000)
    to_the_end(page)
    picture(page, f"{size}-list-day")
    assert faults_of_sizes(page) + faults_of_names(cdp) + faults_of_keys(page) == []
    again.click()
    expect(page.get_by_text(words.NOTHING_LEFT_OUT).first).to_be_attached(timeout=20_000)
