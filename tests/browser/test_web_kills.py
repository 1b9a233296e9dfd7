"""Killed the moment something was said to be kept, a browser has it at its next opening; twenty
times in `make torture`.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from app.words.screens import words
from tests.browser import browser as real
from tests.browser.test_main_job import is_sound

pytestmark = pytest.mark.long

TIMES = 2


def kills_right_after_kept(
    playwright: Playwright, witness: real.Witness, url: str, folder: Path, *, times: int
) -> None:
    """Keeps one glimmer more at each opening and kills every process of the browser in the instant
    in which it says so.
    """
    for count in range(times + 1):
        with real.mortal_browser(playwright, folder / "profile", witness) as (page, process):
            real.open_app(page, url)
            wait_until_open(page, count)
            assert is_sound(page, folder / "copy.db")
            assert kept_in(folder / "copy.db") == count
            real.notice_button(page).click()
            expect(real.kept(page)).to_be_visible(timeout=20_000)
            real.kill_at_once(process)


def wait_until_open(page: Page, count: int) -> None:
    """The button is there before the journal is: what was kept stands below it once that is open,
    and where nothing was, its file stops growing.
    """
    if count:
        lights = page.get_by_role("button", name=re.compile(r"^A glimmer, \d\d:\d\d$"))
        expect(lights.first).to_be_visible(timeout=60_000)
        return
    size, last = 0, -1
    for _ in range(60):
        size, last = real.files(page).get("glimmers/glimmers.db", 0), size
        if size and size == last:
            return
        page.wait_for_timeout(1_000)
    raise AssertionError(f"the journal never opened: {size}")


def kept_in(file: Path) -> int:
    """All of them: the screen shows only as many as it has room for.

    At the very first opening the button is there before the journal has its tables.
    """
    with closing(sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)) as connection:
        if not connection.execute("PRAGMA user_version").fetchone()[0]:
            return 0
        (count,) = connection.execute(
            "SELECT count(*) FROM glimmers WHERE removed_at IS NULL"
        ).fetchone()
    return int(count)


def test_each_glimmer_is_there_after_a_kill_right_after_kept(
    playwright: Playwright, witness: real.Witness, app_server: real.Server, tmp_path: Path
) -> None:
    kills_right_after_kept(playwright, witness, app_server.url, tmp_path, times=TIMES)


Choice = tuple[tuple[str, ...], Any, str]
"""The way to it from the settings (its page, and what is unfolded there), what it is to a screen
reader, and its name.
"""


def every_choice() -> tuple[Choice, ...]:
    """In the words of now."""
    return (
        ((words.LOOK,), "radio", words.NIGHT),
        ((words.LOOK,), "radio", words.SOUTHERN),
        ((words.WHERE_KEPT,), "switch", words.FULL_SIZE),
        ((words.REMINDERS,), "switch", words.REMINDERS),
        ((words.REMINDERS, words.QUIET_HOURS), "switch", words.QUIET_AFTER_FIRST),
    )


def choices_are_there_after_kills(
    playwright: Playwright, witness: real.Witness, url: str, folder: Path, choices: Sequence[Choice]
) -> None:
    """Makes one choice at each opening, kills every process of the browser at once, and finds all
    of them at the end.
    """
    with real.mortal_browser(playwright, folder, witness) as (page, _):
        real.open_app(page, url)
        real.notice_button(page).click()  # settings are there once something is
        real.kept(page).wait_for()

    for way, role, name in choices:
        with real.mortal_browser(playwright, folder, witness) as (page, process):
            find(page, url, way, role, name).click()
            # Flutter marks what is tapped by itself. What stands there when one comes back is what
            # the app knows, and it knows a choice once that is durable.
            real.one_way_back(page)
            page.get_by_role("button", name=words.BACK, exact=True).click()
            real.at_rest(page)
            go_to(page, way, role, name)
            chosen(page, role, name)
            real.kill_at_once(process)

    with real.mortal_browser(playwright, folder, witness) as (page, _):
        for way, role, name in choices:
            find(page, url, way, role, name)
            chosen(page, role, name)


def test_choices_are_there_after_a_kill_right_after_each(
    playwright: Playwright, witness: real.Witness, app_server: real.Server, tmp_path: Path
) -> None:
    """One for the looks, one for reminders; all of them in
    `tests/torture/test_browser_starts.py`.
    """
    some = every_choice()[0], every_choice()[3]

    choices_are_there_after_kills(playwright, witness, app_server.url, tmp_path, some)


def find(page: Page, url: str, way: Sequence[str], role: Any, name: str) -> Locator:
    """On its page of the settings, in a browser that lets Glimmers show reminders."""
    page.context.grant_permissions(["notifications"], origin=url)
    real.open_app(page, url)
    page.get_by_role("tab", name=words.SETTINGS).click()
    return go_to(page, way, role, name)


def go_to(page: Page, way: Sequence[str], role: Any, name: str) -> Locator:
    """From the settings to it, and to where it can be seen."""
    for place in way:
        # A row says behind its name what was chosen there.
        page.get_by_role("button", name=re.compile(rf"^{re.escape(place)}(?:\.|$)")).click()
    found = page.get_by_role(role, name=name).first
    expect(found).to_be_visible(timeout=20_000)
    box = found.bounding_box()
    assert box is not None
    if box["y"] + box["height"] > (
        seen := page.evaluate("innerHeight")
    ):  # below the edge of the screen
        page.mouse.move(box["x"], seen / 2)
        page.mouse.wheel(0, box["y"])
        page.wait_for_timeout(1000)  # Flutter glides to where it was told to go
    return found


def chosen(page: Page, role: Any, name: str) -> None:
    expect(page.get_by_role(role, name=name, checked=True).first).to_be_visible(timeout=20_000)
