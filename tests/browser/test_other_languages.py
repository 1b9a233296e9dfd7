"""Every screen in a language that is long and runs from the right: nothing bypasses the room of
words, nothing is cut off, and everything stands on its own side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.words import language
from app.words.screens import words
from tests.browser import browser as real
from tests.browser.lived import LIVED
from tests.browser.test_screens import picture

pytestmark = pytest.mark.long

SPEAKS_PSEUDO = """
from app.words import language

language.speak(language.PSEUDO)

from app.main import start

start()
"""
OWN = (*(note for note, *_ in LIVED if note), "when I was small", words.NAME)
"""What a person wrote, and the one name that is the same everywhere."""
FLUTTERS = re.compile(r"\d+ characters remaining")
"""Said by Flutter itself, in the languages that it has."""
SEEN = """
() => [...document.querySelectorAll('flt-semantics-host *, input, textarea')].flatMap((each) => [
    each.getAttribute('aria-label'), each.getAttribute('aria-description'),
    each.getAttribute('aria-valuetext'), each.getAttribute('placeholder'),
    each.children.length ? '' : each.textContent,
]).filter(Boolean)
"""
_TRANSLATED = re.compile(r"\[!!!((?!\[!!!).)*?!!!\]", re.DOTALL)


@pytest.fixture(autouse=True)
def pseudo() -> Iterator[None]:
    """The tests ask for things by the names that the app gives them."""
    language.speak(language.PSEUDO)
    yield
    language.speak(language.SOURCE)


@pytest.fixture(scope="module")
def pseudo_server(app: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[real.Server]:
    site = tmp_path_factory.mktemp("pseudo") / "site"
    running = real.serve(real.changed_version(app, site, main=SPEAKS_PSEUDO))
    yield running
    running.stop()


def in_english(page: Page) -> list[str]:
    """What can be read or heard on this screen and did not come from the room of words."""
    left = []
    for text in page.evaluate(SEEN):
        rest = FLUTTERS.sub("", text)
        for own in OWN:
            rest = rest.replace(own, "")
        while _TRANSLATED.search(rest):  # one may stand inside another
            rest = _TRANSLATED.sub("", rest)
        if re.search("[A-Za-z]{2}", rest):
            left.append(text)
    return left


def walk(page: Page) -> Iterator[str]:
    """Goes to one screen after another; their names."""
    yield "today"
    page.get_by_role("button", name=words.NOTICE).click()
    expect(page.get_by_role("button", name=words.UNDO)).to_be_visible(timeout=20_000)
    yield "kept"
    page.get_by_role("tab", name=words.LOOK_BACK).click()
    expect(page.get_by_role("button", name="Someone held the lift")).to_be_visible(timeout=20_000)
    yield "days"
    page.get_by_role("button", name="Someone held the lift").click()
    page.wait_for_url("**/look-back/*")
    expect(page.get_by_role("button", name=words.BACK)).to_be_visible()
    expect(page.get_by_role("heading", name=words.LOOK_BACK)).to_have_count(0)
    page.get_by_role("button", name="Someone held the lift").click()  # its words, to edit them
    expect(page.get_by_role("textbox", name=words.WORDS)).to_be_visible(timeout=20_000)
    yield "glimmer"
    page.get_by_role("button", name=words.BACK).click()
    page.get_by_role("tab", name=words.COLLAGES).click()
    expect(page.get_by_role("heading", name=words.COLLAGES)).to_be_visible(timeout=20_000)
    yield "collages"
    page.get_by_role("tab", name=words.SETTINGS).click()
    expect(page.get_by_role("heading", name=words.SETTINGS)).to_be_visible(timeout=20_000)
    yield "settings"
    for place in (
        *("REMINDERS", "WHAT_THEY_SAY", "LOOK", "WHERE_KEPT", "PRIVACY", "ABOUT", "HELP_NOW"),
    ):
        page.get_by_role("button", name=getattr(words, place), exact=True).click()
        back = page.get_by_role("button", name=words.BACK)
        expect(back).to_be_visible(timeout=20_000)
        page.wait_for_timeout(600)
        yield place.lower()
        if place == "REMINDERS":
            page.get_by_role("switch").click()
            expect(page.get_by_role("button", name=words.SEND_NOW)).to_be_visible(timeout=20_000)
            page.wait_for_timeout(600)
            yield "reminders_on"
        back.click()
        expect(page.get_by_role("heading", name=words.SETTINGS)).to_be_visible(timeout=20_000)


def test_every_screen_says_everything_in_the_language_that_is_spoken(
    new_phone: Callable[..., BrowserContext],
    pseudo_server: real.Server,
    lived: Path,
) -> None:
    page = new_phone(service_workers="block", permissions=["notifications"]).new_page()
    real.put_journal(page, pseudo_server.url, lived)
    page.goto(pseudo_server.url)
    real.enable_semantics(page)
    expect(page.get_by_role("button", name=words.NOTICE)).to_be_visible(
        timeout=real.START_SECONDS * 1000
    )
    page.wait_for_timeout(800)

    bypassed = {}
    for name in walk(page):
        picture(page, f"pseudo-{name}")
        if left := in_english(page):
            bypassed[name] = left
    assert bypassed == {}
