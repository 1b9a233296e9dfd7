"""The sky in real Chromium against the built app: a month of 300 lights by day and by night, a tap
on a light and what it opens, the year; on a narrow phone in large text, on a desk.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from app.core.glimmers import PATHWAYS, Draft
from app.core.lookback.sky import place
from app.core.when.grammar import understand
from app.core.when.times import at_moment
from app.ui.look.theme import DAY, Here
from app.ui.look_back.sky import frame_of
from app.words.screens import words
from storage.journal import Journal
from storage.rows.calendar_rows import CalendarRows
from storage.vault import DATABASE
from tests.browser import browser as real
from tests.browser.test_screens import PICTURES

pytestmark = pytest.mark.long

SAID = ("Rain on the bus roof", "Bread still warm", "Noor laughed at the kettle", "", "Swifts")


@pytest.fixture(scope="module")
def of_lights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """36 lights in September 2026, 300 in October, one in November."""
    file = tmp_path_factory.mktemp("lights") / DATABASE
    journal = Journal.open(file, journal_mode="delete")
    now = datetime.now(UTC)

    def keep(at: datetime, number: int, loved: bool) -> None:
        draft = Draft(
            when=at_moment(at),
            note=f"{SAID[number % 5]} {number}" if SAID[number % 5] else "",
            pathway=(*PATHWAYS, None)[number * 7 % 4],
            loved=loved,
        )
        journal.keep(draft, at=now)

    for number in range(36):
        minute = 420 + number * number * 67 % 960
        at = datetime(2026, 9, 1 + number * 11 % 30, tzinfo=UTC) + timedelta(minutes=minute)
        keep(at, number, loved=number % 6 == 0)
    for number in range(300):
        minute = 400 + number * number * 97 % 1030
        at = datetime(2026, 10, 1 + number * 13 % 31, tzinfo=UTC) + timedelta(minutes=minute)
        keep(at, number, loved=number % 9 == 0)
    keep(datetime(2026, 11, 3, 18, 42, tzinfo=UTC), 0, loved=True)
    for when in ("October 2026", "14 October 2026", "summer 2026"):
        journal.keep(Draft(when=understand(when, now=now), note=f"once, {when}"), at=now)
    journal.close()
    return file


def picture(page: Page, name: str) -> None:
    page.mouse.move(1, 1)
    page.wait_for_timeout(900)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"sky-{name}.png")


def button(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name, exact=isinstance(name, str)).first.click(timeout=20_000)


def look(page: Page, month: str) -> None:
    """Wait until this month is the one that is shown."""
    up = page.get_by_role("button", name=re.compile(f"^{month}"))
    expect(up.first).to_be_visible(timeout=20_000)


def test_each_light_of_a_full_month_leads_to_its_own_glimmer(
    new_phone: Callable[..., BrowserContext], app_server: real.Server, of_lights: Path
) -> None:
    page = new_phone(service_workers="block").new_page()
    real.put_journal(page, app_server.url, of_lights)
    real.open_app(page, app_server.url)
    page.get_by_role("tab", name=words.LOOK_BACK).click()
    expect(page.get_by_role("button", name=words.SKY, exact=True)).to_be_visible(timeout=20_000)
    picture(page, "way-day")
    button(page, words.SKY)
    look(page, "November 2026")
    picture(page, "one-day")
    button(page, words.earlier("October 2026"))
    look(page, "October 2026")
    picture(page, "full-day")
    page.emulate_media(color_scheme="dark")
    picture(page, "full-night")

    with_lights = Journal.read(of_lights)
    lights = place(with_lights.drawer(CalendarRows).lights(2026, 10), 2026, 10)
    glimmers = {each.light.id: with_lights.get(each.light.id) for each in lights}
    with_lights.close()
    size = page.viewport_size
    assert size is not None
    frame = frame_of(Here(DAY, size["width"], size["height"]))
    for light in (lights[7], lights[150]):
        page.mouse.click(*frame.at(light))
        spoken = words.light_in_words(glimmers[light.light.id], chosen=True)
        chosen = page.get_by_role("button", name=spoken, exact=True)
        expect(chosen).to_be_visible(timeout=20_000)
        picture(page, "chosen-night")
        chosen.click()
        page.wait_for_url(f"**/look-back/{light.light.id}")
        expect(page.get_by_role("button", name=words.MORE)).to_be_visible(timeout=20_000)
        real.one_way_back(page)
        button(page, words.BACK)
        page.wait_for_url("**/sky")
        real.one_way_back(page)

    button(page, words.AS_PICTURE)
    shown = page.get_by_role("img", name=words.picture_of("October 2026"))
    expect(shown).to_be_visible(timeout=60_000)
    picture(page, "picture-night")
    with page.expect_download(timeout=60_000) as handed:
        button(page, words.SAVE_AS_FILE)
    with Image.open(handed.value.path()) as saved:
        assert (saved.format, saved.size) == ("JPEG", (2048, 2048))
        assert not saved.getexif()
        saved.save(PICTURES / "sky-saved-night.png")
    button(page, words.BACK)
    page.wait_for_url("**/sky")
    real.one_way_back(page)

    button(page, words.earlier("September 2026"))
    look(page, "September 2026")
    picture(page, "month-night")
    page.emulate_media(color_scheme="light")
    picture(page, "month-day")
    button(page, re.compile(words.other_months(2026, 9).partition(". ")[2] + "$"))
    expect(page.get_by_role("button", name="October", exact=True)).to_be_visible(timeout=20_000)
    assert page.get_by_role("button", name="August", exact=True).count() == 0
    picture(page, "year-day")
    page.emulate_media(color_scheme="dark")
    picture(page, "year-night")


@pytest.mark.parametrize(("name", "width", "large"), [("large", 320, True), ("desk", 1280, False)])
def test_it_fits_everywhere(
    new_phone: Callable[..., BrowserContext],
    app_server: real.Server,
    of_lights: Path,
    name: str,
    width: int,
    large: bool,
) -> None:
    page = new_phone(service_workers="block", viewport={"width": width, "height": 844}).new_page()
    real.put_journal(page, app_server.url, of_lights)
    real.open_app(page, app_server.url)
    if large:
        page.evaluate("document.documentElement.style.fontSize = '32px'")
    page.get_by_role("button" if width > 840 else "tab", name=words.LOOK_BACK).click()
    button(page, words.SKY)
    button(page, words.earlier("October 2026"))
    look(page, "October 2026")
    page.emulate_media(color_scheme="dark")
    picture(page, f"{name}-night")
    assert real.cut_off(page) == []
    page.mouse.move(width / 4, 500)
    page.mouse.wheel(0, 700)
    told = page.get_by_role("button", name=re.compile(r"^\w+day \d+ October, .*: "))
    expect(told.first).to_be_attached(timeout=20_000)
    picture(page, f"{name}-words-night")
