"""Chromium killed twenty times in the instant in which it says "Kept", and as often while another
database takes the journal's place, as in going back and restoring.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import browser as real
from tests.browser.test_web_kills import kills_right_after_kept
from tests.browser.test_web_pool import kills_while_one_is_replaced

TIMES = 20


def test_twenty_kills_right_after_kept_lose_nothing(tmp_path: Path) -> None:
    real.chromium()
    witness = real.Witness()
    running = real.serve(real.built_app())
    try:
        with sync_playwright() as playwright:
            kills_right_after_kept(playwright, witness, running.url, tmp_path, times=TIMES)
    finally:
        running.stop()

    assert witness.strangers == []


def test_twenty_kills_leave_a_database_whole_that_another_replaces(tmp_path: Path) -> None:
    real.chromium()
    with sync_playwright() as playwright:
        kills_while_one_is_replaced(playwright, real.Witness(), tmp_path / "profile", times=TIMES)
