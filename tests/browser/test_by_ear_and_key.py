"""Every screen in Chromium's own accessibility tree and under the Tab key, and three ways through
the app by either of them alone.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from app.ui import routes
from app.words.screens import words
from tests.browser import browser as real
from tests.made_photos import jpeg

NAMED = {
    "button", "link", "checkbox", "switch", "radio", "textbox", "slider", "tab", "menuitem",
    "dialog", "alertdialog", "image", "heading",
}  # fmt: skip
"""Roles that say nothing without a name."""
TOUCHED = NAMED - {"dialog", "alertdialog", "image", "heading"}
LEAST = 47.5
"""Of 48 dp, less what rounding may take."""
STOPS = 90
"""More than any screen has."""

_ACTIVE = """() => {
    const at = document.activeElement, box = at.getBoundingClientRect();
    return {id: at.id, box: [box.x, box.y, box.width, box.height],
            name: at.getAttribute('aria-label') || at.innerText || at.value || ''};
}"""
_STOPS = """() => [...document.querySelectorAll('flt-semantics-host [tabindex="0"]')]
    .filter((one) => one.id && one.getAttribute('role') !== 'radio').map((one) => {
        const box = one.getBoundingClientRect();
        return {id: one.id, box: [box.x, box.y, box.width, box.height],
                name: one.getAttribute('aria-label') || one.innerText};
    })"""


def tree(cdp: CDPSession) -> list[tuple[str, str, dict[str, Any]]]:
    """Role, name and node of everything that a screen reader is told of."""
    nodes = cdp.send("Accessibility.getFullAXTree")["nodes"]
    return [
        (node["role"]["value"], node.get("name", {}).get("value", "").strip(), node)
        for node in nodes
        if not node.get("ignored")
    ]


def faults_of_names(cdp: CDPSession) -> list[str]:
    told = tree(cdp)
    faults = [
        f"a {role} has no name"
        for role, name, node in told
        if role in NAMED and not name and not (role == "slider" and _value_text(node))
    ]
    if not any(role == "heading" for role, _, _ in told):
        faults.append("no heading")
    return faults


def _value_text(slider: dict[str, Any]) -> str:
    texts = [one["value"]["value"] for one in slider["properties"] if one["name"] == "valuetext"]
    return str(texts[0]) if texts else ""


def faults_of_keys(page: Page) -> list[str]:
    """Presses Tab until it has been everywhere."""
    real.at_rest(page)  # what comes and goes meanwhile is never reached
    stops: list[dict[str, Any]] = []
    waiting = {one["id"]: one["name"] for one in page.evaluate(_STOPS)}
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        for _ in range(500):
            page.wait_for_timeout(20)
            at = page.evaluate(_ACTIVE)
            if not stops or not at["id"] or at["id"] != stops[-1]["id"]:
                break
        else:
            return [f"the focus stays at {at['name']!r}"]
        stops.append(at)
        waiting.pop(at["id"], None)
        if not waiting:
            break
    return [f"Tab never comes to {name!r}" for name in waiting.values()]


def faults_of_sizes(page: Page) -> list[str]:
    """Of what lies whole on the screen: what reaches beyond it, or below a bar, is cut."""
    assert page.viewport_size is not None
    wide, high = page.viewport_size["width"], page.viewport_size["height"]
    low = high - 80  # above the bar
    return [
        f"{one['name']!r} is {width:.0f} by {height:.0f} dp"
        for one in page.evaluate(_STOPS)
        for x, y, width, height in [one["box"]]
        if min(width, height) < LEAST
        and x > 17
        and x + width < wide - 17
        and y > 0
        and y + height < low - 1
    ]


def go(page: Page, url: str, route: str) -> None:
    """To an address of the app that is open, as by a link; once it shows what is there."""
    before = real.on_screen(page)
    page.evaluate(
        """(address) => {
            history.pushState(null, '', address);
            dispatchEvent(new PopStateEvent('popstate', {state: null}));
        }""",
        url.rstrip("/") + route,
    )
    page.wait_for_timeout(700)
    real.at_rest(page, before)


def tap(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).first.click()


def say_when(page: Page, text: str) -> None:
    """Other words for the time, and until they are read."""
    box = page.get_by_role("textbox", name=words.WHEN)
    box.focus()
    real.has_the_keyboard(box)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    page.keyboard.type(text, delay=5)
    page.wait_for_timeout(2_500)
    real.at_rest(page)
    expect(box).to_have_value(text)


def add_photos(page: Page, folder: Path, press: Callable[[], None]) -> None:
    files = [folder / f"{number}.jpg" for number in (1, 2)]
    for number, file in enumerate(files):
        file.write_bytes(jpeg((640, 440 + 40 * number)))
    with page.expect_file_chooser() as chooser:
        press()
    chooser.value.set_files(files)
    added = re.compile("^(Photo 2 of 2|2 photos)")  # a narrow phone has room for one
    expect(page.get_by_role("button", name=added).first).to_be_visible(timeout=60_000)


def screens(page: Page, url: str, folder: Path) -> Iterator[str]:
    """Goes from one screen, or state of one, to the next; their names."""
    real.open_app(page, url)
    yield "first run"
    tap(page, words.EXAMPLES)
    expect(page.get_by_role("heading", name=words.EXAMPLES)).to_be_visible()
    real.at_rest(page)
    yield "examples"
    tap(page, words.BACK)
    real.notice_button(page).click()
    expect(real.kept(page)).to_be_visible(timeout=20_000)
    yield "kept"
    tap(page, words.ADD_WORDS)
    real.has_the_keyboard(page.get_by_role("textbox", name=words.WORDS))
    page.keyboard.type("The lake went quiet @Noor #water ", delay=5)
    yield "words"
    tap(page, words.DONE)
    tap(page, words.ANOTHER_TIME)
    expect(page.get_by_role("textbox", name=words.WHEN)).to_be_visible()
    yield "another time"
    for text, state in (
        ("summer 2004", "a time understood"),
        ("blub", "a time refused"),
        ("03/04/2019", "a time of two meanings"),
    ):
        say_when(page, text)
        yield state
    say_when(page, "")
    real.escape(page)
    expect(page.get_by_role("textbox", name=words.WHEN)).to_have_count(0)
    add_photos(
        page,
        folder,
        lambda: (
            page.get_by_role("button", name=words.ADD_PHOTO)
            .or_(page.get_by_role("link", name=words.ADD_PHOTO))
            .first.click()
        ),
    )
    yield "given"
    go(page, url, routes.LOOK_BACK)
    yield "days"
    tap(page, words.SEARCH)
    asked = page.get_by_role("textbox", name=words.SEARCH)
    expect(asked).to_be_focused(timeout=20_000)
    yield "search"
    asked.focus()
    real.has_the_keyboard(asked)
    page.keyboard.type("lake", delay=60)
    expect(page.get_by_role("button", name=re.compile("The lake"))).to_be_visible(timeout=20_000)
    yield "found"
    go(page, url, routes.CALENDAR)
    expect(page.get_by_role("button", name=re.compile(": one glimmer"))).to_be_visible()
    yield "calendar"
    tap(page, re.compile(": one glimmer"))
    expect(page.get_by_role("button", name=re.compile("The lake"))).to_be_visible(timeout=20_000)
    yield "a day"
    tap(page, re.compile("Other months"))
    page.wait_for_timeout(600)
    yield "a year"
    go(page, url, routes.LOOK_BACK)
    tap(page, re.compile("The lake"))
    expect(page.get_by_role("button", name=words.LOVE)).to_be_visible(timeout=20_000)
    page.wait_for_timeout(600)
    yield "a glimmer"
    id = page.url.rstrip("/").rsplit("/", 1)[1]
    tap(page, words.ADD_A_NAME)
    page.wait_for_timeout(600)
    yield "adding a name"
    pages = {
        "sharing": routes.share(id),
        "a photo": routes.photo(id, 0),
        "the bin": routes.BIN,
        "collages": routes.COLLAGES,
        "choosing": routes.NEW_COLLAGE,
        "settings": routes.SETTINGS,
        "look": routes.LOOK,
        "about": routes.ABOUT,
        "privacy": routes.PRIVACY,
        "reminders": routes.REMINDERS,
        "prompts": routes.PROMPTS,
        "memories": routes.MEMORIES,
        "people to call": routes.CONTACTS,
        "where it is kept": routes.WHERE,
        "yours to keep": routes.YOURS,
        "erasing": routes.ERASE,
        "help": routes.HELP,
        "when it is hard": routes.HARD,
    }
    for name, route in pages.items():
        go(page, url, route)
        yield name
    go(page, url, routes.names())
    yield "people"
    tap(page, re.compile("^Noor"))
    expect(page.get_by_role("heading", name="Noor")).to_be_visible(timeout=20_000)
    yield "a person"
    go(page, url, routes.NEW_COLLAGE)
    tap(page, words.MAKE_IT)
    expect(page.get_by_role("button", name=words.SAVE, exact=True)).to_be_visible(timeout=20_000)
    yield "a collage"


@pytest.mark.long
@pytest.mark.parametrize("width", [390, 1280])
def test_everything_has_a_name_a_size_and_the_keyboards_focus(
    new_phone: Callable[..., BrowserContext], app_server: real.Server, tmp_path: Path, width: int
) -> None:
    page = new_phone(viewport={"width": width, "height": 844}).new_page()
    cdp = page.context.new_cdp_session(page)
    found = {}

    for screen in screens(page, app_server.url, tmp_path):
        page.wait_for_timeout(1_000)
        real.at_rest(page)
        faults = faults_of_sizes(page) + faults_of_names(cdp) + faults_of_keys(page)
        if faults:
            found[screen] = faults

    assert not found, "\n".join(
        f"{screen}: {fault}" for screen, all in found.items() for fault in all
    )


# Alone by the keyboard, alone by the tree ---------------------------------------------------------


class Keyboard:
    """Nothing but keys."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, name: str) -> None:
        """Tab until it has the focus, then Enter; it may still have to come."""
        give_up = time.monotonic() + 60
        while _said(self.page.evaluate(_ACTIVE)["name"]) != _said(name):
            assert time.monotonic() < give_up, f"Tab never comes to {name!r}"
            real.tab(self.page)
        self.page.keyboard.press("Enter")

    def walk_to_day(self, name: str) -> None:
        """Tab into the days of a calendar, then arrows, then Enter."""
        for _ in range(STOPS):
            if re.match(r"\d+, ", self.page.evaluate(_ACTIVE)["name"]):
                break
            real.tab(self.page)
        for _ in range(31):
            at = self.page.evaluate(_ACTIVE)["name"]
            if _said(at) == _said(name):
                break
            back = int(at.split(",")[0]) > int(name.split(",")[0])
            self.page.keyboard.press("ArrowLeft" if back else "ArrowRight")
            for _ in range(500):
                self.page.wait_for_timeout(20)
                if self.page.evaluate(_ACTIVE)["name"] != at:
                    break
        assert _said(self.page.evaluate(_ACTIVE)["name"]) == _said(name)
        self.page.keyboard.press("Enter")


class Tree:
    """Nothing but what Chromium tells a screen reader."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.cdp = page.context.new_cdp_session(page)

    def press(self, name: str) -> None:
        """Find it by role and name, then do what its node does by default."""
        for _ in range(600):
            nodes = [
                node
                for role, called, node in tree(self.cdp)
                if role in TOUCHED and _said(called) == _said(name)
            ]
            if nodes:
                break
            self.page.wait_for_timeout(100)
        else:
            raise AssertionError(f"nothing is called {name!r}")
        found = self.cdp.send("DOM.resolveNode", {"backendNodeId": nodes[0]["backendDOMNodeId"]})
        self.cdp.send(
            "Runtime.callFunctionOn",
            {
                "objectId": found["object"]["objectId"],
                "functionDeclaration": "function () { this.click(); }",
                "userGesture": True,
            },
        )


def _said(name: str) -> str:
    return " ".join(name.split())


@pytest.fixture(params=[Keyboard, Tree])
def hand(request: pytest.FixtureRequest, phone: Page, app_server: real.Server) -> Keyboard | Tree:
    real.open_app(phone, app_server.url)
    made: Keyboard | Tree = request.param(phone)
    return made


@pytest.mark.long
def test_a_moment_is_kept_with_words(hand: Keyboard | Tree) -> None:
    hand.press(words.NOTICE)
    expect(real.kept(hand.page)).to_be_visible(timeout=20_000)
    hand.press(words.ADD_WORDS)
    real.has_the_keyboard(hand.page.get_by_role("textbox", name=words.WORDS))
    hand.page.keyboard.type("steam over the cup", delay=5)
    hand.press(words.DONE)

    expect(
        hand.page.get_by_role("button", name=f"{words.WORDS}: steam over the cup")
    ).to_be_visible()


def open_when(hand: Keyboard | Tree) -> None:
    hand.press(words.NOTICE)
    expect(real.kept(hand.page)).to_be_visible(timeout=20_000)
    hand.press(words.ANOTHER_TIME)
    real.has_the_keyboard(hand.page.get_by_role("textbox", name=words.WHEN))


@pytest.mark.long
def test_a_time_of_two_meanings_is_asked_about_and_one_of_them_chosen(
    hand: Keyboard | Tree,
) -> None:
    open_when(hand)
    hand.page.keyboard.type("03/04/2019", delay=5)
    real.reads(hand.page, "That can be 3 April 2019 or 4 March 2019. Which was it?")

    hand.press("It was: 4 March 2019")
    real.reads(hand.page, "Monday 4 March 2019")
    hand.press(words.DONE)

    expect(
        hand.page.get_by_role("button", name=f"{words.WHEN}: Monday 4 March 2019")
    ).to_be_visible()


@pytest.mark.long
def test_words_that_mean_no_time_are_refused_calmly_and_kept_as_they_are(
    hand: Keyboard | Tree,
) -> None:
    open_when(hand)
    hand.page.keyboard.type("the blue cups", delay=5)
    hand.page.keyboard.press("Enter")
    real.reads(hand.page, "The time is as it was. That time was not understood.")
    real.has_the_keyboard(hand.page.get_by_role("textbox", name=words.WHEN))
    hand.page.keyboard.type(" we", delay=5)  # behind the words, and not in their place
    hand.page.wait_for_timeout(1_000)

    hand.press(words.KEEP_THESE_WORDS)
    real.reads(hand.page, "In your own words, without a date.")
    hand.press(words.DONE)

    expect(hand.page.get_by_role("button", name=f"{words.WHEN}: The blue cups we")).to_be_visible()


@pytest.mark.long
def test_a_day_is_chosen_from_the_calendar(hand: Keyboard | Tree) -> None:
    open_when(hand)
    hand.press(words.CHOOSE_DAY)
    expect(hand.page.get_by_role("button", name="Previous month")).to_be_visible()
    last_month = date.today().replace(day=1) - timedelta(days=1)
    day = f"{last_month.replace(day=15):15, %A, 15 %B %Y}"

    hand.press("Previous month")
    expect(hand.page.get_by_role("button", name=day)).to_be_visible()
    if isinstance(hand, Keyboard):
        hand.walk_to_day(day)
    else:
        hand.press(day)
    hand.press(words.DONE)

    said = f"{last_month.replace(day=15):%A 15 %B %Y}"
    real.reads(hand.page, said)


@pytest.mark.long
def test_help_is_found(hand: Keyboard | Tree) -> None:
    hand.press(words.NOTICE)
    expect(real.kept(hand.page)).to_be_visible(timeout=20_000)
    hand.press(words.MORE)
    hand.page.wait_for_timeout(500)
    hand.press(words.HELP_NOW)

    expect(hand.page.get_by_role("button", name="Call 112")).to_be_visible()


@pytest.mark.long
def test_a_collage_is_made_and_saved(hand: Keyboard | Tree, tmp_path: Path) -> None:
    hand.press(words.NOTICE)
    expect(real.kept(hand.page)).to_be_visible(timeout=20_000)
    add_photos(hand.page, tmp_path, lambda: hand.press(words.ADD_PHOTO))
    hand.press(words.TABS["collages"])
    hand.press(words.NEW_COLLAGE)
    hand.press(words.MAKE_IT)
    hand.press(words.SAVE)

    real.reads(hand.page, words.COLLAGE_KEPT, seconds=60)
