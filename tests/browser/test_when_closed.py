"""The switch for reminders with Glimmers closed, on the page of `make run` in real Chromium: by eye,
ear and key, and the file that it brings and takes.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.ui import routes
from app.words.screens import words
from tests import processes
from tests.browser import browser as real
from tests.browser.test_by_ear_and_key import faults_of_keys, faults_of_names, go

PICTURES = real.PROJECT / "build/test-results/pictures"


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_switch_writes_what_it_says_and_deletes_it_again(
    new_phone, tmp_path: Path, scheme: str
) -> None:
    processes.run("--data", str(tmp_path / "kept"), "remind", "set", check=True)
    config = tmp_path / "home" / ".config"
    # No systemd of theirs, by neither way to one.
    nobody = {
        "XDG_CONFIG_HOME": "",
        "XDG_RUNTIME_DIR": str(tmp_path),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/none",
    }
    with real.make_run(tmp_path / "kept", HOME=str(tmp_path / "home"), **nobody) as link:
        page = real.open_app(new_phone(color_scheme=scheme).new_page(), link)
        inside = re.sub(r"/\?.*", "", page.evaluate("document.baseURI"))
        go(page, inside, routes.REMINDERS)
        toggle = page.get_by_role("switch", name=words.WHEN_CLOSED)
        toggle.focus()
        picture(page, f"when-closed-off-{scheme}")
        before = config.exists()

        toggle.click()
        real.reads(page, words.WHEN_CLOSED_ON)
        expect(toggle).to_be_checked()
        (entry,) = (config / "autostart").iterdir()
        real.reads(page, str(entry))
        picture(page, f"when-closed-on-{scheme}")
        box = toggle.bounding_box()
        faults = faults_of_names(page.context.new_cdp_session(page)) + faults_of_keys(page)
        before_it = real.on_screen(page)
        page.evaluate("document.documentElement.style.fontSize = '32px'")
        real.at_rest(page, before_it)
        toggle.focus()
        picture(page, f"when-closed-large-{scheme}")
        large = real.on_screen(page)
        page.evaluate("document.documentElement.style.fontSize = ''")
        real.at_rest(page, large)

        toggle.focus()
        page.keyboard.press("Enter")
        real.reads(page, words.WHEN_CLOSED_OFF)
        expect(toggle).not_to_be_checked()
    assert not before
    assert faults == []
    assert box is not None
    assert min(box["width"], box["height"]) >= 48
    assert not (config / "autostart").exists()


def picture(page: Page, name: str) -> None:
    """Keep what is on the screen, without a mouse over it."""
    page.mouse.move(1, 1)
    page.wait_for_timeout(400)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")
