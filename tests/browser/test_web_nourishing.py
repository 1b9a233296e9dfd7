"""What nourishes me, in real Chromium against the built app: people, places and words with a photo
or a light, and where they lead; by day and by night, on a narrow phone in large text.
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
from tests.browser.test_by_ear_and_key import (
    add_photos,
    faults_of_keys,
    faults_of_names,
    faults_of_sizes,
    tap,
)
from tests.browser.test_screens import PICTURES

pytestmark = pytest.mark.long

SAID = (
    ("Tea on the balcony.", (), (), "within", 8),
    ("Waves, and bread from the kiosk", ("Ida",), ("The bay",), "around", 18),
    ("She would have laughed", ("Grandmother Elisabeth",), (), "between", 19),
    ("Noor sang while washing up", ("Noor",), ("Kitchen",), "between", 20),
    ("Swifts over the roof", (), (), "around", 18),
    ("Tea.", (), ("Kitchen",), None, 8),
    ("", ("Noor",), (), "between", 21),
)


@pytest.fixture(scope="module")
def of_a_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A glimmer every fifth day for eleven months."""
    file = tmp_path_factory.mktemp("year") / DATABASE
    journal = Journal.open(file, journal_mode="delete")
    now = datetime.now(UTC)
    for number in range(66):
        note, people, places, pathway, hour = SAID[number % 7]
        at = (now - timedelta(days=2 + 5 * number)).replace(hour=hour)
        draft = Draft(
            when=at_moment(at),
            note=note,
            people=people,
            places=places,
            tags=("slow",) if number % 3 == 0 else (),
            pathway=pathway,  # type: ignore[arg-type]
        )
        journal.keep(draft, at=now)
    journal.close()
    return file


def picture(page: Page, name: str) -> None:
    page.mouse.move(1, 1)
    page.wait_for_timeout(900)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"nourishing-{name}.png")


def scroll(page: Page, by: int) -> None:
    page.mouse.move(160, 500)
    page.mouse.wheel(0, by)


def test_who_and_what_comes_back_is_there_and_leads_to_its_glimmers(
    new_phone: Callable[..., BrowserContext],
    app_server: real.Server,
    of_a_year: Path,
    tmp_path: Path,
) -> None:
    page = new_phone(service_workers="block").new_page()
    real.put_journal(page, app_server.url, of_a_year)
    real.open_app(page, app_server.url)
    real.notice_button(page).click()
    expect(real.kept(page)).to_be_visible(timeout=20_000)
    picker = page.get_by_role("button", name=words.ADD_PHOTO)
    add_photos(
        page,
        tmp_path,
        lambda: picker.or_(page.get_by_role("link", name=words.ADD_PHOTO)).first.click(),
    )
    tap(page, words.ADD_WORDS)
    real.has_the_keyboard(page.get_by_role("textbox", name=words.WORDS))
    page.keyboard.type("Tea. @Ida ", delay=5)
    tap(page, words.DONE)
    expect(page.get_by_role("button", name=re.compile(r"^Words: Tea\. @Ida"))).to_be_visible()
    page.get_by_role("tab", name=words.LOOK_BACK).click()
    way = page.get_by_role("button", name=words.NOURISHES, exact=True)
    expect(way).to_be_visible(timeout=20_000)
    picture(page, "way-day")
    way.click()
    ida = page.get_by_role("button", name="Ida", exact=True)
    expect(ida).to_be_visible(timeout=20_000)
    expect(page.get_by_role("heading", name=words.NOURISHES)).to_be_attached()
    picture(page, "top-day")
    page.emulate_media(color_scheme="dark")
    picture(page, "top-night")
    scroll(page, 4000)
    expect(page.get_by_text(words.NOURISHES_SHIFTS)).to_be_visible(timeout=20_000)
    picture(page, "end-night")
    page.emulate_media(color_scheme="light")
    picture(page, "end-day")

    page.get_by_role("button", name="Find “Tea”", exact=True).click()
    page.wait_for_url("**/find")
    expect(page.get_by_role("button", name=words.CLEAR_SEARCH)).to_be_visible(timeout=20_000)
    real.one_way_back(page)
    picture(page, "found-day")
    tap(page, words.BACK)
    page.wait_for_url("**/nourishing")
    real.one_way_back(page)
    page.get_by_role("button", name="Ida", exact=True).click()
    page.wait_for_url("**/names/person/*")
    real.one_way_back(page)
    tap(page, words.BACK)
    page.wait_for_url("**/nourishing")
    real.one_way_back(page)

    cdp = page.context.new_cdp_session(page)
    assert faults_of_sizes(page) + faults_of_names(cdp) + faults_of_keys(page) == []
    page.set_viewport_size({"width": 1280, "height": 844})
    page.wait_for_timeout(800)
    real.at_rest(page)
    picture(page, "desk-day")
    page.set_viewport_size({"width": 320, "height": 844})
    page.evaluate("document.documentElement.style.fontSize = '32px'")
    page.wait_for_timeout(800)
    real.at_rest(page)
    expect(page.get_by_role("button", name="Ida", exact=True)).to_be_attached(timeout=20_000)
    picture(page, "large-top-day")
    assert real.cut_off(page) == []
    scroll(page, 900)
    picture(page, "large-middle-day")
    tap(page, words.BACK)
    expect(page.get_by_role("button", name=words.SEARCH)).to_be_visible(timeout=20_000)
    page.emulate_media(color_scheme="dark")
    picture(page, "large-way-night")
