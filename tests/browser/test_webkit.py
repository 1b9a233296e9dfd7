"""WebKit, on a system that has no language set. Debian's lends pages no files that last: the web app
says so, and what to do. Over files in memory, which the test gives it, and on the page of `make
run`, it is the app that it is elsewhere.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.core.errors import NoPrivateStorageError
from app.words.errors import told
from app.words.page import page_words
from app.words.screens import words
from tests.browser import browser as real
from tests.browser.engines.probe import EARLY, SAID, Tab
from tests.browser.engines.story import Story, insist_on
from tests.browser.engines.webkit import WebKit, WebKitWindow, with_memory_files

pytestmark = pytest.mark.long

SHOWN = ("start", "told", "alone")
PICTURES = real.PROJECT / "build" / "test-results" / "pictures" / "engines"
NOTICE = "Notice a glimmer"
KEPT = re.compile(r"^Kept, \d\d:\d\d$")
RAIN = "Rain on the bus roof"
LANGUAGES = """({
    told: Reflect.get(Navigator.prototype, 'languages', navigator),
    heard: navigator.languages,
})"""


@pytest.fixture
def story(request: pytest.FixtureRequest, webkit: WebKit) -> Story:
    """What it shows of the README's table (`tests/browser/engines`)."""
    notes = request.node.user_properties
    return Story(webkit, SHOWN, lambda name, value: notes.append((name, value)))


@pytest.fixture
def webkit() -> WebKit:
    """Without it the test is skipped on somebody's desk, and fails in continuous integration."""
    engine = WebKit()
    insist_on(engine)
    return engine


@pytest.fixture
def two_servers(app: Path, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Where the app is, and where it is with files in memory."""
    with ExitStack() as running:
        urls = []
        for folder in (app, with_memory_files(app, tmp_path / "memory")):
            server = real.serve(folder)
            running.callback(server.stop)
            urls.append(server.url)
        yield urls[0], urls[1]


def picture(tab: Tab, name: str) -> None:
    """Keep what is on the screen."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"{name}-webkit.png").write_bytes(tab.screenshot())


def test_it_says_what_this_browser_lacks_and_works_over_files_in_memory(
    webkit: WebKit, story: Story, two_servers: tuple[str, str], tmp_path: Path
) -> None:
    alone, in_memory = two_servers
    with webkit.browser(tmp_path / "profile") as window:
        strangers_are_noticed(window)
        without_a_place(window.tab, alone)
        over_files_in_memory(window.tab, in_memory)
        with real.make_run(tmp_path / "journal") as link:
            over_a_folder(window.tab, link)
        assert window.strangers() == []
    story.shown(*SHOWN)


def strangers_are_noticed(window: WebKitWindow) -> None:
    stranger = "http://elsewhere.invalid/"
    window.tab.evaluate(f"void fetch('{stranger}', {{ mode: 'no-cors' }}).catch(() => 0)")
    give_up = time.monotonic() + 20
    while not (seen := window.strangers()):
        assert time.monotonic() < give_up, "nobody saw it"
        time.sleep(0.05)
    assert stranger in seen[0]


def without_a_place(tab: Tab, url: str) -> None:
    tab.goto(url)
    assert tab.until(SAID) == page_words.NO_PLACE
    assert not tab.evaluate(f"Boolean({EARLY})")
    picture(tab, "no-place-early")
    assert tab.evaluate(LANGUAGES) == {"told": ["C"], "heard": ["en"]}

    tab.until("!document.getElementById('dawn')")
    tab.reads(told(NoPrivateStorageError("missing")).sentence)
    tab.shows("button", NOTICE, 0)
    picture(tab, "no-place")


def over_files_in_memory(tab: Tab, url: str) -> None:
    tab.goto(url)
    assert re.match("Kept, ", tab.taps_early())
    tab.until("!document.getElementById('dawn')")
    tab.reads(KEPT)
    picture(tab, "kept")
    with_words(tab)
    tab.tap(NOTICE)
    tab.shows("button", words.ADD_WORDS)
    picture(tab, "today")
    looked_back(tab)
    picture(tab, "look-back")
    tab.tap(words.SETTINGS, "tab")
    tab.tap(re.compile(f"^{words.HELP_NOW}"))
    tab.shows("heading", words.HELP_NOW)
    tab.rests()
    picture(tab, "help")


def over_a_folder(tab: Tab, link: str) -> None:
    """What was kept is there after a reload."""
    tab.starts(link)
    assert tab.evaluate(LANGUAGES) == {"told": ["C"], "heard": ["en"]}
    tab.tap(NOTICE)
    tab.reads(KEPT)
    with_words(tab)
    tab.starts()
    looked_back(tab)
    picture(tab, "make-run")


def with_words(tab: Tab) -> None:
    tab.tap(words.ADD_WORDS)
    tab.shows("textbox", words.WORDS)
    tab.rests()
    tab.type(RAIN)
    tab.tap(words.DONE)
    tab.shows("button", f"Words: {RAIN}")


def looked_back(tab: Tab) -> None:
    tab.tap(words.LOOK_BACK, "tab")
    tab.shows("heading", words.LOOK_BACK)
    tab.reads(re.compile(RAIN))
    tab.rests()
