"""What is kept in the browser stays, as far as only a small app shows it: disks that are full at
each write, versions.

Reloads, crashes, second tabs and no network are proved by Glimmers itself, in `test_engines.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from subprocess import Popen

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser import browser as real

pytestmark = pytest.mark.long

KEPT = re.compile(r"Kept, \d\d:\d\d")


def keep(page: Page, count: int) -> None:
    """One tap, and the journal has `count` glimmers."""
    real.notice_button(page).click()
    real.reads(page, f"{count} kept, ok")
    real.reads(page, KEPT)


# --- Staying --------------------------------------------------------------------------------------


def test_an_app_that_cannot_start_says_so(phone: Page, server: real.Server) -> None:
    phone.route("**/app.tar.gz", lambda route: route.fulfill(status=500))

    phone.goto(server.url)

    expect(phone.get_by_text("Glimmers could not start")).to_be_visible(
        timeout=real.START_SECONDS * 1000
    )
    expect(
        phone.get_by_text("If you have kept anything in this browser, it is still here.")
    ).to_be_visible()


# --- A disk that is full or slow ------------------------------------------------------------------


@pytest.fixture
def moody(new_phone: Callable[..., BrowserContext], server: real.Server) -> Page:
    """The app on a disk whose mood `set_disk` changes."""
    page = new_phone(service_workers="block").new_page()
    real.rewrite_worker(page, real.DISK)
    return real.open_app(page, server.url)


def test_a_full_disk_is_an_error_and_loses_nothing(moody: Page) -> None:
    keep(moody, 1)

    for writes_before_full in range(0, 12, 2):
        real.set_disk(moody, room=writes_before_full)
        real.notice_button(moody).click()
        real.reads(moody, re.compile("Not kept: (database or disk is full|disk I/O error)"))
        real.reads(moody, "1 kept, ok")
        real.set_disk(moody)
        moody.reload()
        real.ready(moody)
        real.reads(moody, "1 kept, ok")

    keep(moody, 2)


@pytest.mark.parametrize("part", [0, 1000])
def test_a_disk_that_answers_nonsense_when_it_is_full_is_an_error_and_loses_nothing(
    moody: Page, part: int
) -> None:
    keep(moody, 1)

    for writes_before_full in range(0, 12, 3):
        real.set_disk(moody, room=writes_before_full, lies=part)
        real.notice_button(moody).click()
        real.reads(moody, re.compile("Not kept: (database or disk is full|disk I/O error)"))
        real.set_disk(moody)
        moody.reload()
        real.ready(moody)
        real.reads(moody, "1 kept, ok")

    keep(moody, 2)


def test_words_up_to_the_browsers_own_limit_are_kept_and_the_rest_is_refused(
    moody: Page, server: real.Server
) -> None:
    keep(moody, 1)
    count = 1
    with real.filled_up(moody, server.url, room=50_000):
        while True:
            real.notice_button(moody).click()
            said = moody.get_by_text(
                re.compile(f"^{count + 1} kept, ok|Not kept: database or disk is full")
            ).first
            said.wait_for()
            if moody.get_by_text(re.compile("Not kept")).count():
                break
            count += 1

        assert 1 <= count < 5  # of 20 kB each, and SQLite's own copies of pages beside them
        moody.reload()
        real.ready(moody)
        real.reads(moody, f"{count} kept, ok")
    keep(moody, count + 1)


def test_a_disk_that_writes_in_small_pieces_keeps_all_of_it(moody: Page) -> None:
    real.set_disk(moody, short=1000)

    keep(moody, 1)

    moody.reload()
    real.ready(moody)
    real.reads(moody, "1 kept, ok")


# --- Nobody else is asked -------------------------------------------------------------------------

TRY_TO_LEAVE = """() => new Promise((resolve) => {
    addEventListener('securitypolicyviolation', (event) => resolve(`refused by ${event.effectiveDirective}`));
    const late = () => setTimeout(() => resolve('not refused by the policy'), 10_000);
    fetch('https://example.org/', { mode: 'no-cors' }).then(late, late);
})"""


@pytest.mark.parametrize("kind", ["server", "plain_server"])
def test_page_and_python_may_ask_no_other_host(
    phone: Page, kind: str, request: pytest.FixtureRequest
) -> None:
    running: real.Server = request.getfixturevalue(kind)
    real.open_app(phone, running.url)
    keep(phone, 1)
    refused_here_and_in_python(phone)
    real.wait_until_offline_ready(phone)

    phone.reload()

    real.ready(phone)
    real.reads(phone, "1 kept, ok")
    refused_here_and_in_python(phone)


def refused_here_and_in_python(page: Page) -> None:
    assert page.evaluate(TRY_TO_LEAVE) == "refused by connect-src"
    assert [worker.evaluate(TRY_TO_LEAVE) for worker in page.workers] == ["refused by connect-src"]


def test_the_policy_comes_as_a_header_and_in_the_page(phone: Page, server: real.Server) -> None:
    response = phone.goto(server.url)

    assert response is not None
    header = response.headers["content-security-policy"]
    in_page = phone.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert header == f"{in_page}; frame-ancestors 'none'"
    assert "unsafe-eval" not in header.replace("wasm-unsafe-eval", "")
    assert "'unsafe-inline'" not in header.split("script-src")[1].split(";")[0]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"


# --- Versions -------------------------------------------------------------------------------------


def test_a_new_version_waits_for_the_next_opening_and_can_hand_back(
    playwright: Playwright, witness: real.Witness, scratch_app: Path, tmp_path: Path
) -> None:
    # Each opening is a browser of its own, killed at its end: the unkindest way to leave a waiting
    # version behind.
    def opening() -> AbstractContextManager[tuple[Page, Popen[bytes]]]:
        return real.mortal_browser(playwright, tmp_path / "profile", witness)

    editions = {
        name: real.built(real.scratch_source(tmp_path / name, f"{name} edition"), f"scratch-{name}")
        for name in ("second", "third")
    }
    site = tmp_path / "site"
    real.publish(scratch_app, site)
    running = real.serve(site)
    try:
        with opening() as (page, _):
            real.open_app(page, running.url)
            keep(page, 1)
            real.wait_until_offline_ready(page)
            real.publish(editions["second"], site)
            page.reload()
            real.ready(page)
            real.wait_for_waiting_version(page)
            page.reload()
            real.ready(page)
            real.reads(page, "first edition")

        with opening() as (page, _):
            real.open_app(page, running.url)
            real.reads(page, "second edition")
            real.reads(page, "1 kept, ok")
            back = page.get_by_role("button", name="Go back a version")
            real.reads_after_start(page, back, "first edition")
            real.reads(page, "went back")
            keep(page, 2)
            real.publish(editions["third"], site)
            page.reload()
            real.ready(page)
            real.reads(page, "first edition")
            real.wait_for_waiting_version(page)

        with opening() as (page, _):
            real.open_app(page, running.url)
            real.reads(page, "third edition")
            real.reads(page, "newest here")
            real.reads(page, "2 kept, ok")
    finally:
        running.stop()
