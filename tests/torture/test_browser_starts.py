"""Every file that may not come, every update that may not start, every choice before a kill; `make
test` has some."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Playwright

from tests.browser import browser as real
from tests.browser import test_web_starts as starts
from tests.browser.conftest import (
    app,
    app_server,
    chromium,
    new_phone,
    playwright,
    scratch_app,
    witness,
)
from tests.browser.test_web_kills import choices_are_there_after_kills, every_choice
from tests.browser.test_web_starts import impatient

__all__ = [
    "app",
    "app_server",
    "chromium",
    "impatient",
    "new_phone",
    "playwright",
    "scratch_app",
    "witness",
]


def test_each_file_that_does_not_come_at_the_first_visit_is_told(
    new_phone: Callable[..., BrowserContext], impatient: Path
) -> None:
    starts.assert_each_is_told(new_phone, impatient, starts.EVERY_FILE)


def test_each_update_that_never_starts_says_so_and_leads_back(
    playwright: Playwright, witness: real.Witness, scratch_app: Path, tmp_path: Path
) -> None:
    starts.assert_each_broken_update_leads_back(
        playwright, witness, scratch_app, tmp_path, list(starts.BROKEN)
    )


def test_an_update_half_uploaded_or_without_any_of_its_big_files_never_takes_over(
    playwright: Playwright, witness: real.Witness, scratch_app: Path, tmp_path: Path
) -> None:
    starts.assert_no_half_update_takes_over(playwright, witness, scratch_app, tmp_path, starts.BIG)


def test_all_choices_are_there_after_a_kill_right_after_each(
    playwright: Playwright, witness: real.Witness, app_server: real.Server, tmp_path: Path
) -> None:
    choices_are_there_after_kills(playwright, witness, app_server.url, tmp_path, every_choice())
