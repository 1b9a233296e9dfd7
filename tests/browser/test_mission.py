"""Pages to read, by keyboard alone and by what a screen reader finds, in a real browser."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.words.screens import words
from tests.browser import browser as real

pytestmark = pytest.mark.long

MOST_STOPS = 30


def reach(page: Page, name: str) -> None:
    """Press Tab until what has this name is focused."""
    for _ in range(MOST_STOPS):
        if name in real.next_stop(page):
            return
    pytest.fail(f"{name} is not reached by {MOST_STOPS} times Tab")


def heard(page: Page) -> str:
    """All that a screen reader finds on this page."""
    return page.locator("flt-semantics-host").aria_snapshot()


def test_a_newcomer_reads_examples_by_keyboard_and_comes_back_to_the_button(
    new_phone: Callable[..., BrowserContext], app_server: real.Server
) -> None:
    page = new_phone().new_page()
    real.open_app(page, app_server.url)
    real.reads(page, words.A_GLIMMER)

    reach(page, words.EXAMPLES)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=words.EXAMPLES)).to_be_visible(timeout=20_000)
    before = five(page)
    reach(page, words.OTHERS)
    page.keyboard.press("Enter")
    after = five(page, before)
    page.keyboard.press("Enter")  # the focus is where it was
    last = five(page, after)
    reach(page, words.BACK)
    page.keyboard.press("Enter")
    expect(real.notice_button(page)).to_be_visible(timeout=20_000)

    assert len(before | after | last) == 15
    real.reads(page, words.A_GLIMMER)


def five(page: Page, others: frozenset[str] = frozenset()) -> frozenset[str]:
    """The five examples that come to stand there, in the place of others."""
    give_up = time.monotonic() + 20
    while True:
        said = heard(page)
        shown = frozenset(text for _, text in words.ALL_EXAMPLES if text in said)
        if len(shown) == 5 and not shown & others:
            return shown
        assert time.monotonic() < give_up, shown
        page.wait_for_timeout(100)


def test_privacy_and_about_are_read_whole_and_nothing_there_is_a_nameless_box(
    new_phone: Callable[..., BrowserContext], app_server: real.Server
) -> None:
    page = new_phone().new_page()
    real.open_app(page, app_server.url)
    page.get_by_role("button", name=words.LOOK_AROUND).click()
    page.get_by_role("tab", name=words.SETTINGS).click()
    page.get_by_role("button", name=words.PRIVACY).click()
    expect(page.get_by_role("heading", name=words.PRIVACY, exact=True)).to_be_visible(
        timeout=20_000
    )
    page.wait_for_timeout(900)
    privacy = read_to_the_end(page)
    page.get_by_role("button", name=words.BACK).click()
    page.get_by_role("button", name=words.ABOUT).click()
    expect(page.get_by_role("heading", name=words.ABOUT)).to_be_visible(timeout=20_000)
    page.wait_for_timeout(900)
    about = read_to_the_end(page)

    for heading, texts in words.privacy("browser", words.KEPT_HERE_BROWSER):
        assert heading in privacy
        assert [text for text in texts if text not in privacy] == []
    for heading, text in words.ABOUT_PARTS:
        assert heading in about
        assert text in about
    assert "textbox" not in privacy + about


def read_to_the_end(page: Page) -> str:
    """What lies far below the fold is in the tree once it is near."""
    read = heard(page)
    for _ in range(6):
        page.mouse.move(200, 500)
        page.mouse.wheel(0, 700)
        real.at_rest(page)
        read += heard(page)
    return read
