"""The calendar in real Chromium against the built app: a month of lights, any date without
scrolling there, the keyboard; by day and by night, on a narrow phone in large text, on a desk.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.core.glimmers import PATHWAYS, Draft
from app.core.when.grammar import understand
from app.core.when.times import at_moment
from app.words.screens import words
from storage.journal import Journal
from storage.vault import DATABASE
from tests.browser import browser as real
from tests.browser.test_by_ear_and_key import add_photos
from tests.browser.test_screens import PICTURES

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def of_months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some days of March 2019 and of the days before today, and vague times."""
    file = tmp_path_factory.mktemp("months") / DATABASE
    journal = Journal.open(file, journal_mode="delete")
    now = datetime.now(UTC)
    days = [datetime(2019, 3, day, tzinfo=UTC) for day in (2, 5, 6, 12, 14, 21, 22, 30)]
    days += [now - timedelta(days=ago) for ago in (1, 3, 4, 6, 9, 12, 13, 17, 20, 21, 25)]
    for number, day in enumerate(days):
        for nth in range(1 + number * 7 % 5):
            at = day.replace(hour=(7 + 3 * nth) % 24, minute=10)
            pathway = (*PATHWAYS, None)[(number + nth) % 4]
            loved = (number + 2 * nth) % 5 == 0
            note = f"light {number} {nth}"
            draft = Draft(when=at_moment(min(at, now)), note=note, pathway=pathway, loved=loved)
            journal.keep(draft, at=now)
    for when in ("March 2019", "summer 2019", "2004", "about 1987", "when I was small"):
        journal.keep(Draft(when=understand(when, now=now), note=f"once, {when}"), at=now)
    journal.close()
    return file


def picture(page: Page, name: str) -> None:
    page.mouse.move(1, 1)
    page.wait_for_timeout(900)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"calendar-{name}.png")


def button(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name, exact=isinstance(name, str)).first.click(timeout=20_000)


def test_a_month_of_lights_leads_to_any_day(
    new_phone: Callable[..., BrowserContext],
    app_server: real.Server,
    of_months: Path,
    tmp_path: Path,
) -> None:
    page = new_phone(service_workers="block").new_page()
    real.put_journal(page, app_server.url, of_months)
    real.open_app(page, app_server.url)
    real.notice_button(page).click()
    expect(real.kept(page)).to_be_visible(timeout=20_000)
    picker = page.get_by_role("button", name=words.ADD_PHOTO)
    add_photos(
        page,
        tmp_path,
        lambda: picker.or_(page.get_by_role("link", name=words.ADD_PHOTO)).first.click(),
    )
    page.get_by_role("tab", name=words.LOOK_BACK).click()
    expect(page.get_by_role("button", name=words.CALENDAR)).to_be_visible(timeout=20_000)
    picture(page, "way-day")
    button(page, words.CALENDAR)
    today = page.get_by_role("button", name=re.compile("one glimmer, with a photo$"))
    expect(today).to_be_visible(timeout=20_000)
    picture(page, "now-day")
    page.emulate_media(color_scheme="dark")
    picture(page, "now-night")
    page.emulate_media(color_scheme="light")

    button(page, re.compile(words.other_months(2026, 1).partition(". ")[2] + "$"))
    expect(page.get_by_role("heading", name=words.CALENDAR)).to_be_attached()
    picture(page, "year-day")
    button(page, re.compile(words.other_years(2026).partition(". ")[2] + "$"))
    expect(page.get_by_role("button", name="2019", exact=True)).to_be_visible(timeout=20_000)
    assert page.get_by_role("button", name="1987", exact=True).count() == 0
    expect(page.get_by_role("button", name=re.compile("^once, about 1987"))).to_be_visible()
    picture(page, "years-day")
    button(page, "2019")
    expect(page.get_by_role("button", name=re.compile("^once, summer 2019"))).to_be_visible()
    assert page.get_by_role("button", name="April", exact=True).count() == 0
    button(page, "March")
    first = page.get_by_role("button", name=re.compile("^Saturday 2 March"))
    expect(first).to_be_visible(timeout=20_000)
    expect(page.get_by_role("button", name=re.compile("^once, March 2019"))).to_be_visible()
    days = page.get_by_role("button", name=re.compile(r"day \d+ March: "))
    expect(days).to_have_count(8)
    told = days.all()
    assert [one.get_attribute("aria-label") or one.inner_text() for one in told][:2] == [
        "Saturday 2 March: one glimmer",
        "Tuesday 5 March: 3 glimmers",
    ]
    picture(page, "march-day")

    page.wait_for_timeout(500)
    first.focus()
    page.wait_for_timeout(500)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name=re.compile("^Tuesday 5 March"))).to_be_focused()
    page.wait_for_timeout(300)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name=re.compile("^Tuesday 12 March"))).to_be_focused()
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    glimmer = page.get_by_role("button", name=re.compile("^light 3 0"))
    expect(glimmer).to_be_visible(timeout=20_000)
    picture(page, "day-day")
    page.emulate_media(color_scheme="dark")
    picture(page, "day-night")
    glimmer.click()
    expect(page.get_by_role("button", name=words.MORE)).to_be_visible(timeout=20_000)
    real.one_way_back(page)
    button(page, words.BACK)
    page.wait_for_url("**/calendar")
    expect(glimmer).to_be_visible(timeout=20_000)
    real.one_way_back(page)
    button(page, words.BACK)
    expect(page.get_by_role("heading", name=words.LOOK_BACK)).to_be_visible(timeout=20_000)


@pytest.mark.parametrize(("name", "width", "large"), [("large", 320, True), ("desk", 1280, False)])
def test_it_fits_everywhere(
    new_phone: Callable[..., BrowserContext],
    app_server: real.Server,
    of_months: Path,
    name: str,
    width: int,
    large: bool,
) -> None:
    page = new_phone(service_workers="block", viewport={"width": width, "height": 844}).new_page()
    real.put_journal(page, app_server.url, of_months)
    real.open_app(page, app_server.url)
    if large:
        page.evaluate("document.documentElement.style.fontSize = '32px'")
    page.get_by_role("button" if width > 840 else "tab", name=words.LOOK_BACK).click()
    button(page, words.CALENDAR)
    day = page.get_by_role("button", name=re.compile(r"day \d+ .*: .*glimmer")).first
    expect(day).to_be_visible(timeout=20_000)
    picture(page, f"{name}-day")
    assert real.cut_off(page) == []
    day.click()
    light = page.get_by_role("button", name=re.compile("^light"))
    expect(light.first).to_be_attached(timeout=20_000)
    picture(page, f"{name}-opened-day")
    if width > 840:  # the calendar stands beside the glimmer
        light.first.click()
        expect(page.get_by_role("button", name=words.MORE)).to_be_visible(timeout=20_000)
        expect(day).to_be_visible()
        picture(page, f"{name}-glimmer-day")
