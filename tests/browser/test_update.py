"""An update of the app itself that cannot bring the journal along: the journal and the app before
it stay usable.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from app.words.screens import words
from storage.database.signature import SCHEMA
from tests.browser import browser as real

pytestmark = pytest.mark.long

FAILS_HALFWAY = """


@migrations()
def m999_fails(db: Database) -> None:
    db.execute("UPDATE glimmers SET note = 'half way'")
    db.execute("INSERT INTO nowhere VALUES (1)")
"""


@pytest.fixture(scope="module")
def failing_update(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The next version of Glimmers, whose migration fails after it has written."""
    real.chromium()
    source = real.app_source(tmp_path_factory.mktemp("update") / "source")
    real.change(
        source / "storage" / "database" / "signature.py",
        f"SCHEMA = {SCHEMA}\n",
        f"SCHEMA = {SCHEMA + 1}\n",
    )
    with (source / "storage" / "schema.py").open("a", encoding="utf-8") as schema:
        schema.write(FAILS_HALFWAY)
    return real.built(source, "app-failing-update")


def test_a_failed_migration_leaves_the_journal_and_the_app_before_it(
    playwright: Playwright, witness: real.Witness, app: Path, failing_update: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    real.publish(app, site)
    running = real.serve(site)
    try:
        with real.mortal_browser(playwright, tmp_path / "profile", witness) as (page, _):
            real.open_app(page, running.url)
            real.notice_button(page).click()
            real.kept(page).wait_for()
            real.wait_until_offline_ready(page)
            real.publish(failing_update, site)
            page.reload()
            real.ready(page)
            real.wait_for_waiting_version(page)

        with real.mortal_browser(playwright, tmp_path / "profile", witness) as (page, _):
            page.goto(running.url)
            real.enable_semantics(page)
            real.reads(page, words.TROUBLE_TITLE, seconds=real.START_SECONDS)
            back = page.get_by_role("button", name=words.OLD_VERSION)
            real.reads_after_start(page, back, words.WENT_BACK)
            still_there(page)
            real.notice_button(page).click()
            real.kept(page).wait_for()
    finally:
        running.stop()


def still_there(page: Page) -> None:
    """The one glimmer, without a trace of the migration."""
    page.get_by_role("button", name="A glimmer", exact=False).first.wait_for()
    assert page.get_by_text("half way").count() == 0
