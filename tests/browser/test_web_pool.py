"""Files of any name in a real browser, and a database that another one replaces: killed at any
moment, whole; more often in `make torture`, and at every place in `tests/opfs`.
"""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, Route

from tests.browser import browser as real

pytestmark = pytest.mark.long

KILLS = 6
SCRIPTS = (
    Path(__file__).with_name("pool_kills.js"),
    *(real.PROJECT / "storage" / f"opfs_{name}.js" for name in ("handle", "pool", "replace")),
)
ADDRESS = "http://127.0.0.1:1/"
"""Nobody is there: the test answers."""
WATCH = """() => new Promise((resolve, refuse) => {
  globalThis.said = [];
  const worker = new Worker('pool_kills.js', { type: 'module' });
  worker.onerror = (event) => refuse(event.message);
  worker.onmessage = ({ data }) => { said.push(data); resolve(data); };
})"""


def opened(page: Page) -> dict[str, Any]:
    """What the worker found."""

    def answer(route: Route) -> None:
        for script in SCRIPTS:
            if route.request.url == ADDRESS + script.name:
                return route.fulfill(path=script, content_type="text/javascript")
        return route.fulfill(body="<!doctype html>", content_type="text/html")

    page.context.route("**/*", answer)
    page.goto(ADDRESS)
    found: dict[str, Any] = page.evaluate(WATCH)
    return found


def kills_while_one_is_replaced(
    playwright: Playwright, witness: real.Witness, profile: Path, *, times: int
) -> None:
    """A database is there whole, and no earlier one than that of which it was told."""
    rng = random.Random(7)
    done, cut_short = 0, 0
    for _ in range(times + 1):
        with real.mortal_browser(playwright, profile, witness) as (page, process):
            found = opened(page)
            assert found["isWhole"], found
            assert (found["found"] - done) % 255 < 128, (found, done)  # not one that was before
            assert found["journal"] == 0
            cut_short += found["wasMarked"] or bool(found["names"])
            page.wait_for_timeout(200 + rng.random() * 300)
            give_up = time.monotonic() + 20
            while not (done := page.evaluate("said.at(-1).done")):
                assert time.monotonic() < give_up
                page.wait_for_timeout(50)
            real.kill_at_once(process)
    assert cut_short  # or every kill came between two


def test_a_database_that_is_replaced_is_whole_whenever_the_browser_is_killed(
    playwright: Playwright, witness: real.Witness, tmp_path: Path
) -> None:
    kills_while_one_is_replaced(playwright, witness, tmp_path / "profile", times=KILLS)


WORKS = """async (script) => {
  try {
    return await self.pyodide.runPythonAsync(script);
  } catch (error) {
    return error.message;
  }
}"""


def test_files_of_any_name_are_as_in_any_folder_beside_an_open_journal(
    phone: Page, app_server: real.Server
) -> None:
    real.open_app(phone, app_server.url)
    real.notice_button(phone).click()
    real.kept(phone).wait_for()
    script = Path(__file__).with_name("pool_model.py").read_text(encoding="utf-8")

    (worker,) = phone.workers
    first = worker.evaluate(WORKS, script + "\nawait beside_a_journal()")
    phone.reload()
    real.ready(phone)
    (worker,) = phone.workers
    second = worker.evaluate(WORKS, script + f"\nawait found_again({first!r})")

    assert "digest" in first, first
    assert second == "all of it"
    assert real.notice_button(phone).is_enabled()
