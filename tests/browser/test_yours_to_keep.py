"""*Yours to keep* on the page of `make run`, in real Chromium: a backup goes where downloads go and
comes back through the page's own picker; and every page of it by ear, by finger and by key.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.ui import routes
from app.words.screens import words
from tests.browser import browser as real
from tests.browser.test_by_ear_and_key import faults_of_keys, faults_of_names, faults_of_sizes, go

PAGES = (routes.YOURS, routes.BACK_UP, routes.BRING_BACK, routes.GO_BACK, routes.ERASE)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The link that `make run` prints, and the folder where this person's downloads go."""
    downloads = tmp_path / "home" / "Downloads"
    downloads.mkdir(parents=True)
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.endswith("DISPLAY") and not name.startswith("XDG_")
    }
    environment |= {
        "GLIMMERS_DATA": str(tmp_path / "kept"),
        "HOME": str(downloads.parent),
        "PORT": "0",
    }
    process = subprocess.Popen(
        [sys.executable, "main.py"],
        cwd=real.PROJECT,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    with process.stdout:
        yield process.stdout.readline().removeprefix("Glimmers: ").strip(), downloads
        process.terminate()
        assert process.wait(timeout=20) == 0


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


@pytest.mark.long
def test_a_backup_goes_out_and_comes_back_and_all_of_it_can_be_heard_and_reached(
    phone: Page, served: tuple[str, Path]
) -> None:
    link, downloads = served
    page = real.open_app(phone, link)
    inside = re.sub(r"/\?.*", "", page.evaluate("document.baseURI"))
    cdp = page.context.new_cdp_session(page)
    real.notice_button(page).click()
    expect(real.kept(page)).to_be_visible(timeout=20_000)

    faults: dict[str, list[str]] = {}
    for route in PAGES:
        go(page, inside, route)
        expect(page.get_by_role("button", name=words.BACK, exact=True)).to_be_visible(
            timeout=20_000
        )
        page.wait_for_timeout(1_000)
        faults[route] = faults_of_sizes(page) + faults_of_names(cdp) + faults_of_keys(page)
    go(page, inside, routes.BACK_UP)
    press(page, words.MAKE_BACKUP)
    real.reads(page, words.BACKED_UP)
    (file,) = downloads.iterdir()
    go(page, inside, routes.BRING_BACK)
    with page.expect_file_chooser() as chooser:
        press(page, words.CHOOSE_BACKUP)
    chooser.value.set_files(file)
    real.reads(page, words.ALL_HERE)
    press(page, words.PUT_IN_PLACE)
    press(page, words.PUT_IT)
    real.reads(page, words.IN_PLACE)
    go(page, inside, routes.GO_BACK)
    expect(
        page.get_by_role("button", name=re.compile(words.WHY_COPY["restore"])).first
    ).to_be_visible(timeout=20_000)

    assert faults == {route: [] for route in PAGES}
    assert file.name.endswith(".zip")
