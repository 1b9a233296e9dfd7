"""When it is hard, in real Chromium against the built app: by day and by night, by keyboard, on a
narrow phone in large text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from app.core.contacts import CONTACT, contact
from app.core.glimmers import Draft
from app.core.when.times import at_moment
from app.words.page import page_words
from app.words.screens import words
from storage.journal import Journal
from storage.vault import DATABASE
from tests.browser import browser as real
from tests.browser.test_screens import PICTURES

pytestmark = pytest.mark.long

FRIENDS = (("Mum", "+49 (0)171 555 0100"), ("בועז", "0171 555 0101"))
NOTES = ("Pebbles. Nobody needed anything from me.", "Steam over the blue cup, and rain.")


@pytest.fixture(scope="module")
def of_two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal of two glimmers, and of two people to call."""
    file = tmp_path_factory.mktemp("hard") / DATABASE
    journal = Journal.open(file, journal_mode="delete")
    at = datetime(2026, 5, 16, 15, 0, tzinfo=UTC)
    for note in NOTES:
        journal.keep(Draft(when=at_moment(at), note=note, pathway="around"), at=at)
    for place, (name, number) in enumerate(FRIENDS):
        friend = contact(f"{place}", name, number, place=place)
        journal.preferences.choose(f"{CONTACT}{friend.id}", friend.as_json(), at=at)
    journal.close()
    return file


def picture(page: Page, name: str) -> None:
    page.mouse.move(1, 1)
    page.wait_for_timeout(1_200)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"hard-{name}.png")


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name, exact=isinstance(name, str)).first.click(timeout=20_000)


def test_a_hard_hour_is_met_by_a_light_one_glimmer_and_people(
    new_phone: Callable[..., BrowserContext], app_server: real.Server, of_two: Path
) -> None:
    page = new_phone(service_workers="block").new_page()
    real.put_journal(page, app_server.url, of_two)
    real.open_app(page, app_server.url)
    press(page, words.MORE)
    page.wait_for_timeout(500)
    page.get_by_text(words.WHEN_HARD).or_(
        page.get_by_role("menuitem", name=words.WHEN_HARD)
    ).first.click()
    page.wait_for_url("**/light")
    expect(page.get_by_role("heading", name=words.WHEN_HARD)).to_be_visible(timeout=20_000)
    expect(page.get_by_role("img", name=words.HARD_LIGHT_SPOKEN)).to_be_attached()
    assert page.get_by_role("button", name=re.compile("Pebbles|Steam")).count() == 0
    call = f"Call {FRIENDS[0][0]}, {FRIENDS[0][1]}"
    expect(page.get_by_role("button", name=call)).to_be_visible(timeout=20_000)
    picture(page, "day")
    page.emulate_media(color_scheme="dark")
    picture(page, "night")
    press(page, words.HARD_SHOW)
    shown = page.get_by_role("button", name=re.compile("Pebbles|Steam"))
    expect(shown).to_have_count(1, timeout=20_000)
    picture(page, "shown-night")
    page.emulate_media(color_scheme="light")
    picture(page, "shown-day")
    press(page, words.NOT_THIS_ONE)
    expect(shown).to_have_count(0, timeout=20_000)
    picture(page, "refused-day")
    page.mouse.move(195, 600)
    page.mouse.wheel(0, 2_000)
    picture(page, "end-day")
    page.emulate_media(color_scheme="dark")
    picture(page, "end-night")
    press(page, re.compile(f"^{words.HELP_NOW}"))
    expect(page.get_by_role("button", name="Call 112")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("button", name=call)).to_be_visible(timeout=20_000)
    picture(page, "help-night")
    page.emulate_media(color_scheme="light")
    picture(page, "help-day")


def in_the_tree(page: Page) -> list[str]:
    """Every name in Chromium's own accessibility tree, the page's own first."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    names = [str(node.get("name", {}).get("value", "")) for node in nodes if not node["ignored"]]
    return [name for name in dict.fromkeys(names) if name]


def is_blank(page: Page) -> bool:
    """Whether all pixels are of one colour."""
    colours = Image.open(io.BytesIO(page.screenshot())).convert("RGB").getcolors(maxcolors=1)
    return colours is not None


TWO_FINGERS = """([x, y]) => {
  const at = document.elementFromPoint(x, y);
  const finger = (kind, pointerId, dx) => at.dispatchEvent(new PointerEvent(kind, {
    pointerId, pointerType: 'touch', clientX: x + dx, clientY: y, bubbles: true, composed: true, isPrimary: pointerId === 51,
  }));
  finger('pointerdown', 51, 0); finger('pointerdown', 52, 60);
  finger('pointerup', 51, 0); finger('pointerup', 52, 60);
}"""


def test_esc_or_two_fingers_hide_everything_at_once_until_somebody_brings_it_back(
    new_phone: Callable[..., BrowserContext], app_server: real.Server, of_two: Path
) -> None:
    page = new_phone(service_workers="block").new_page()
    real.put_journal(page, app_server.url, of_two)
    real.open_app(page, app_server.url)
    page.get_by_role("tab", name=words.LOOK_BACK).click()
    page.get_by_role("button", name=words.SEARCH).first.click()
    page.wait_for_url("**/find")
    box = page.get_by_role("textbox", name=words.SEARCH)
    real.has_the_keyboard(box)
    page.keyboard.type("pebb", delay=60)
    found = page.get_by_role("button", name=re.compile("^Pebbles"))
    expect(found).to_be_visible(timeout=20_000)
    picture(page, "before-hiding-day")

    page.keyboard.press("Escape")
    assert is_blank(page), "before another frame"
    assert page.title() == page_words.BLANK
    assert page.url.rstrip("/") == app_server.url.rstrip("/")
    assert set(in_the_tree(page)) == {page_words.BLANK}
    icon = page.locator("link[rel~=icon]").first
    assert icon.get_attribute("href") == "data:,"
    page.keyboard.type("secret")
    for _ in range(3):
        page.keyboard.press("Escape")
    assert is_blank(page)
    page.keyboard.press("Enter")
    assert set(in_the_tree(page)) >= {page_words.LEAVE_BLANK, page_words.SHOW_PAGE}
    picture(page, "choice-day")
    page.keyboard.press("Enter")
    assert is_blank(page), "the first choice leaves it so"
    real.bring_back(page)
    assert page.url.endswith("/find")
    assert page.title() == words.NAME
    assert icon.get_attribute("href") != "data:,"
    expect(box).to_have_value("pebb")
    expect(found).to_be_visible()
    picture(page, "after-hiding-day")
    real.has_the_keyboard(box)
    page.keyboard.type("l", delay=60)
    expect(box).to_have_value("pebbl")
    expect(found).to_be_visible()

    press(page, words.BACK)
    expect(page.get_by_role("heading", name=words.LOOK_BACK)).to_be_visible(timeout=20_000)
    light = page.get_by_role("button", name=re.compile("^Pebbles")).first
    place = light.bounding_box()
    assert place is not None
    page.evaluate(TWO_FINGERS, [place["x"] + 20, place["y"] + 20])
    assert is_blank(page)
    page.wait_for_timeout(500)
    real.bring_back(page)
    page.wait_for_timeout(800)
    assert page.url.endswith("/look-back"), "neither finger was a tap"

    page.get_by_role("tab", name=words.SETTINGS).click()
    press(page, words.WHEN_HARD)
    expect(page.get_by_role("heading", name=words.WHEN_HARD)).to_be_visible(timeout=20_000)
    page.emulate_media(color_scheme="dark")
    press(page, words.HIDE_AT_ONCE)
    expect(page.locator("#blank")).to_be_visible()
    assert is_blank(page)
    page.reload()
    assert is_blank(page), "before there is an app"
    expect(real.splash(page)).to_have_count(0, timeout=90_000)
    real.enable_semantics(page)
    page.wait_for_timeout(1_000)
    assert is_blank(page)
    assert set(in_the_tree(page)) == {page_words.BLANK}
    picture(page, "reloaded-night")
    real.bring_back(page)
    expect(page.get_by_role("heading", name=words.WHEN_HARD)).to_be_visible(timeout=20_000)
    assert page.url.endswith("/light")


def test_it_fits_on_a_narrow_phone_in_large_text(
    new_phone: Callable[..., BrowserContext], app_server: real.Server, of_two: Path
) -> None:
    page = new_phone(
        service_workers="block", viewport={"width": 320, "height": 844}, reduced_motion="reduce"
    ).new_page()
    real.put_journal(page, app_server.url, of_two)
    real.open_app(page, app_server.url)
    page.evaluate("document.documentElement.style.fontSize = '32px'")
    page.get_by_role("tab", name=words.SETTINGS).click()
    press(page, words.WHEN_HARD)
    expect(page.get_by_role("heading", name=words.WHEN_HARD)).to_be_visible(timeout=20_000)
    expect(page.get_by_role("img", name=words.HARD_LIGHT_STILL_SPOKEN)).to_be_attached()
    picture(page, "large-day")
    press(page, words.HARD_SHOW)
    expect(page.get_by_role("button", name=re.compile("Pebbles|Steam"))).to_have_count(1)
    assert real.cut_off(page) == []
    picture(page, "large-shown-day")
    page.mouse.move(160, 600)
    page.mouse.wheel(0, 700)
    picture(page, "large-middle-day")
    page.mouse.move(160, 600)
    page.mouse.wheel(0, 9_000)
    picture(page, "large-end-day")

    press(page, words.CLOSE)
    press(page, words.PEOPLE_TO_CALL)
    box = page.get_by_role("textbox", name=words.PEOPLE_NUMBER)
    expect(box).to_be_attached(timeout=20_000)
    picture(page, "large-people-day")
    assert real.cut_off(page) == []
    page.mouse.move(160, 600)
    page.mouse.wheel(0, 9_000)
    picture(page, "large-people-end-day")
