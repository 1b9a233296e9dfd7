"""Firefox keeps a tap before the app is there, and opens without a network after the first
visit.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import browser as real
from tests.browser import firefox
from tests.browser.firefox import Tab

pytestmark = pytest.mark.long

EARLY = "document.querySelector('#dawn [data-part=early]')"
SAID = "document.querySelector('#dawn [data-part=said]')?.textContent"
GONE = "!document.getElementById('dawn')"
SEMANTICS = """(document.querySelector('flt-semantics-placeholder')?.click(),
    Boolean(document.querySelector('flt-semantics-host flt-semantics')))"""


def named(role: str, name: str) -> str:
    """An expression for the element on the app's screen with this role and name."""
    return f"""[...document.querySelectorAll('flt-semantics[role={role}]')].find((each) =>
        (each.ariaLabel ?? each.textContent ?? '').replace(/\\s+/g, ' ').includes({name!r}))"""


def shown(text: str) -> str:
    return f"document.querySelector('flt-semantics-host')?.textContent.match(/{text}/)?.[0]"


def started(tab: Tab, url: str) -> None:
    """The app is there."""
    tab.goto(url)
    tab.until(GONE)
    tab.until(SEMANTICS)
    tab.until(f"Boolean({named('button', 'Notice a glimmer')})")


def test_a_tap_before_the_app_survives_kill_9_and_the_app_opens_without_a_network(
    tmp_path: Path, app: Path
) -> None:
    server = real.serve(app)
    profile = tmp_path / "profile"
    try:
        with firefox.running(profile) as (session, process):
            tab = session.first_tab()
            tab.resize(390, 844)
            tab.goto(server.url)
            tab.until(f"{EARLY}?.checkVisibility()")
            tab.click(EARLY)
            words = tab.until(SAID)
            real.kill_at_once(process)
        assert words.startswith("Kept, ")

        with firefox.running(profile) as (session, _):
            tab = session.first_tab()
            tab.resize(390, 844)
            started(tab, server.url)
            tab.click(named("tab", "Look back"))
            tab.until(f"Boolean({named('button', 'A glimmer')})")
            tab.evaluate("navigator.serviceWorker.ready.then(() => true)")

            server.stop()
            started(tab, server.url)
            tab.click(named("button", "Notice a glimmer"))
            tab.until(shown(r"Kept, \d\d:\d\d"))
            tab.goto(server.url)
            tab.until(f"{EARLY}?.checkVisibility()")
            tab.click(EARLY)
            assert tab.until(SAID).startswith("Kept, ")
            tab.until(GONE)
            tab.until(SEMANTICS)
            tab.click(named("tab", "Look back"))
            tab.until(
                "[...document.querySelectorAll('flt-semantics[role=button]')]"
                ".filter((each) => /A glimmer/.test(each.ariaLabel ?? each.textContent)).length >= 3"
            )
    finally:
        server.stop()
