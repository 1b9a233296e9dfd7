"""The journal's copies of itself in a real browser: made before an update of its tables and on a
day of use, gone back to, and erased with everything else. At every place: `tests/opfs`.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from app.ui import routes
from app.words.screens import words
from tests.browser import browser as real
from tests.browser.test_main_job import is_sound, keep, look_back_has
from tests.browser.test_web_pool import WORKS
from tests.storage.test_snapshots import notes

pytestmark = pytest.mark.long

SCHEMA_5 = Path(__file__).parents[1] / "storage" / "fixtures" / "schema-5.db"
DAYS_COPY = """
import asyncio, json, time
from app.homes.browser_copies import _look_after
from app.main import _home
from storage.snapshots.folder import Snapshots

home = _home()
waits = [0.0]

async def count_waits():
    while True:
        before = time.monotonic()
        await asyncio.sleep(0)
        waits.append(time.monotonic() - before)

counting = asyncio.ensure_future(count_waits())
await asyncio.sleep(0.1)
vault = await home._lent()
began = time.monotonic()
await _look_after(home._opened, vault)
took = time.monotonic() - began
counting.cancel()
made = Snapshots(vault.database).all()
json.dumps({"why": [each.why for each in made], "took": took, "longest": max(waits)})
"""
"""What happens 45 seconds after the start, at once, and how long anybody else had to wait."""


def asked(page: Page, script: str) -> Any:
    (worker,) = page.workers
    answer = worker.evaluate(WORKS, script)
    try:
        return json.loads(answer)
    except ValueError:
        raise AssertionError(answer) from None


def go_to(page: Page, url: str, route: str) -> None:
    page.goto(url + route.removeprefix("/"))
    real.enable_semantics(page)


def kept_by_the_page(page: Page) -> dict[str, Any]:
    return {
        "choices": page.evaluate(
            "Object.keys(localStorage).filter((key) => key.startsWith('glimmers.look'))"
        ),
        "inbox": real.inbox(page),
        "files": {
            name: size
            for name, size in real.files(page).items()
            if "/open-" not in name and not name.endswith("glimmers.db-journal")
        },
    }


def test_going_back_and_erasing(
    playwright: Playwright, witness: real.Witness, app_server: real.Server, tmp_path: Path
) -> None:
    url = app_server.url
    before = len(notes(SCHEMA_5))
    earlier = shutil.copy(SCHEMA_5, tmp_path / "glimmers-before.db")
    journal = shutil.copy(SCHEMA_5, tmp_path / "glimmers.db")
    with real.mortal_browser(playwright, tmp_path / "profile", witness) as (page, process):
        real.put_journal(page, url, Path(earlier))
        real.put_journal(page, url, Path(journal))
        real.open_app(page, url)
        keep(page)
        # The button is there before the journal is open, a tap is kept only once it is.
        assert not [name for name in real.files(page) if "before" in name]
        made = asked(page, DAYS_COPY)
        assert made["why"] == ["shape", "shape", "day"]
        assert made["longest"] < 0.5, made

        go_to(page, url, routes.GO_BACK)
        rows = page.get_by_role("button", name=re.compile(re.escape(words.copy(before, "shape"))))
        expect(rows).to_have_count(2, timeout=real.START_SECONDS * 1000)
        page.screenshot(path=tmp_path / "copies.png")
        rows.first.click()
        expect(page.get_by_role("alertdialog").or_(page.get_by_role("dialog"))).to_be_visible()
        page.get_by_role("button", name=words.GO_BACK, exact=True).last.click()
        real.reads(page, re.compile(re.escape(words.WENT_BACK_TO.split("{")[0])))
        real.kill_at_once(process)

    with real.mortal_browser(playwright, tmp_path / "profile", witness) as (page, _):
        go_to(page, url, routes.GO_BACK)
        real.reads(page, re.compile(re.escape(words.copy(before + 1, "back"))), seconds=90)
        assert is_sound(page, tmp_path / "copy.db")
        assert len(notes(tmp_path / "copy.db")) == before
        page.evaluate("localStorage.setItem('glimmers.look', 'night')")

        go_to(page, url, routes.ERASE)
        page.get_by_role("switch", name=words.ERASE_SURE).click(timeout=real.START_SECONDS * 1000)
        page.get_by_role("button", name=words.ERASE_EVERYTHING).click()
        expect(page.get_by_role("alertdialog").or_(page.get_by_role("dialog"))).to_be_visible()
        page.get_by_role("button", name=words.ERASE_EVERYTHING).last.click()
        real.reads(page, re.compile(re.escape(words.ERASED_ALL)))
        left = kept_by_the_page(page)
        assert (left["choices"], left["inbox"]) == ([], [])
        assert list(left["files"]) == ["glimmers/glimmers.db"], left
        real.journal_of(page, tmp_path / "copy.db")
        assert notes(tmp_path / "copy.db") == []
        page.get_by_role("button", name=words.TO_TODAY).click()
        expect(real.notice_button(page)).to_be_visible(timeout=20_000)
        page.screenshot(path=tmp_path / "first.png")
        keep(page)
        look_back_has(page, 1)


DAMAGE = """async () => {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('glimmers');
  const handle = await folder.getFileHandle('glimmers.db');
  let file;
  for (let wait = 0; !file; wait += 1) {  // until the page before has given it back
    file = await handle.createWritable({ keepExistingData: true }).catch((error) => {
      if (wait === 400) throw error;
    });
    if (!file) await new Promise((go) => setTimeout(go, 50));
  }
  await file.truncate(100_000);
  await file.close();
}"""
CUT_SHORT = """
from app.main import _home

def stop(done, of):
    raise RuntimeError("cut short")

home = _home()
vault = await home._lent()
async with home.alone():
    try:
        await vault.erase(stop)
    except Exception:
        pass
str(vault.is_erasing()).lower()
"""


def test_a_damaged_journal_gives_way_to_its_copy_and_erasing_goes_on_at_the_next_opening(
    phone: Page, app_server: real.Server, tmp_path: Path
) -> None:
    url = app_server.url
    real.open_app(phone, url)
    keep(phone)
    assert asked(phone, DAYS_COPY)["why"] == ["day"]
    phone.goto(url + "version.json")
    phone.evaluate(DAMAGE)
    phone.goto(url)
    real.enable_semantics(phone)

    button = phone.get_by_role("button", name=words.GO_BACK_TO_IT)
    expect(button).to_be_visible(timeout=real.START_SECONDS * 1000)
    phone.screenshot(path=tmp_path / "damaged.png")
    button.click()
    expect(phone.get_by_role("heading", name=words.TROUBLE_TITLE)).to_be_hidden(timeout=30_000)
    expect(phone.get_by_role("tab", name=words.SETTINGS)).to_be_visible(timeout=20_000)
    look_back_has(phone, 1)
    assert is_sound(phone, tmp_path / "copy.db")

    assert asked(phone, CUT_SHORT) is True
    phone.goto(url)
    real.ready(phone)
    keep(phone)
    assert list(kept_by_the_page(phone)["files"]) == ["glimmers/glimmers.db"]
    real.journal_of(phone, tmp_path / "copy.db")
    assert len(notes(tmp_path / "copy.db")) == 1
