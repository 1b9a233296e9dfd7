"""Every screen in real Chromium: by day, by night, in large text, on a narrow phone, on a desk. The
README's pictures come from here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.core.glimmers import Draft
from app.core.when.times import at_moment
from storage.journal import Journal
from storage.vault import DATABASE
from tests.browser import browser as real

# `GLIMMERS_PICTURES=1 make test` renews those the README shows.
FOR_THE_README = bool(os.environ.get("GLIMMERS_PICTURES"))
PICTURES = real.PROJECT / ("docs/pictures" if FOR_THE_README else "build/test-results/pictures")


@pytest.fixture
def opened(
    new_phone: Callable[..., BrowserContext], app_server: real.Server, lived: Path
) -> Callable[..., Page]:
    """Opens the app with that journal."""

    def open_it(**options: object) -> Page:
        page = new_phone(service_workers="block", **options).new_page()
        real.put_journal(page, app_server.url, lived)
        real.open_app(page, app_server.url)
        page.wait_for_timeout(
            2500 if FOR_THE_README else 800
        )  # the card after a tap is there by then
        return page

    return open_it


def picture(page: Page, name: str) -> None:
    """Keep what is on the screen, without a mouse over it."""
    page.mouse.move(1, 1)
    page.wait_for_timeout(900 if FOR_THE_README else 250)  # what moves has come to rest
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")


@pytest.mark.parametrize("scheme", ["day", pytest.param("night", marks=pytest.mark.long)])
def test_by_day_and_by_night(opened: Callable[..., Page], scheme: str) -> None:
    page = opened(color_scheme="dark" if scheme == "night" else "light")
    picture(page, f"today-{scheme}")

    real.notice_button(page).click()
    expect(real.kept(page)).to_be_visible(timeout=20_000)
    picture(page, f"kept-{scheme}")
    page.get_by_role("tab", name="Look back").click()
    expect(page.get_by_role("button", name="Someone held the lift")).to_be_visible(timeout=20_000)
    picture(page, f"days-{scheme}")
    page.get_by_role("button", name="Someone held the lift").click()
    expect(page.get_by_role("button", name="Give it a heart")).to_be_visible(timeout=20_000)
    picture(page, f"glimmer-{scheme}")
    page.get_by_role("button", name="Back").click()
    page.get_by_role("tab", name="Settings").click()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Help now").click()
    real.reads(page, "Your local emergency number")
    for name in ("Call 112", "Call 911", "Call 988", "Text 988"):
        page.get_by_role("button", name=name, exact=True).wait_for()
    assert page.get_by_role("textbox").count() == 0  # nameless ones, of text that can be selected
    picture(page, f"help-{scheme}")


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "width", "large"), [("narrow-day", 320, False), ("large-text-day", 390, True)]
)
def test_nothing_is_lost_on_a_narrow_phone_or_in_large_text(
    opened: Callable[..., Page], name: str, width: int, large: bool
) -> None:
    page = opened(viewport={"width": width, "height": 844})
    if large:
        page.evaluate("document.documentElement.style.fontSize = '32px'")
        page.wait_for_timeout(1500)

    button = real.notice_button(page).bounding_box()
    assert button is not None
    assert 0 <= button["x"] <= width - button["width"]
    assert button["y"] + button["height"] <= 844
    real.notice_button(page).click()
    expect(real.kept(page)).to_be_visible(timeout=20_000)
    real.at_rest(page)
    for control in ("Undo", "Within me", "Around me", "Between us", "Add words", "Another time"):
        box = page.get_by_role("button", name=control).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    picture(page, name)


@pytest.mark.long
def test_a_desk_has_a_rail_and_two_panes(opened: Callable[..., Page]) -> None:
    page = opened(viewport={"width": 1280, "height": 800})
    picture(page, "desk-today-day")

    page.get_by_role("button", name="Look back").click()
    page.get_by_role("button", name="Someone held the lift").click()
    expect(page.get_by_role("button", name="Give it a heart")).to_be_visible(timeout=20_000)

    expect(page.get_by_role("heading", name="Look back")).to_be_visible()
    expect(real.notice_button(page)).to_have_count(1)
    picture(page, "desk-days-day")


@pytest.mark.long
def test_ten_thousand_glimmers_open_page_and_change(
    new_phone: Callable[..., BrowserContext], app_server: real.Server, tmp_path: Path
) -> None:
    file = tmp_path / DATABASE
    journal = Journal.open(file)
    began = datetime(2019, 1, 1, 8, tzinfo=UTC)
    journal._conn.execute("PRAGMA synchronous = OFF")
    for number in range(10_000):
        at = began + timedelta(hours=6 * number)
        journal.keep(Draft(when=at_moment(at), note=f"moment {number:05}"), at=at)
    journal.close()
    page = new_phone().new_page()
    real.put_journal(page, app_server.url, file)
    real.open_app(page, app_server.url)

    page.get_by_role("tab", name="Look back").click()
    expect(page.get_by_role("button", name="moment 09999")).to_be_visible(timeout=60_000)
    deeper = page.get_by_role("button", name=re.compile("moment 09[0-7]"))
    real.scroll_to(page, deeper.nth(2), by=1500)
    page.wait_for_timeout(1000)
    deeper.nth(2).click()
    expect(page.get_by_role("button", name="Give it a heart")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Where was the light?").click()
    page.get_by_role("button", name="Within me", exact=True).click()
    page.get_by_role("button", name="Give it a heart").click()
    expect(page.get_by_role("button", name="Has a heart")).to_be_visible(timeout=20_000)
    page.reload()
    real.enable_semantics(page)

    expect(page.get_by_role("button", name="Has a heart")).to_be_visible(timeout=60_000)
