"""Backups and exports in a real browser: what is made there comes back elsewhere, and the other way
round; what leaves for other programs is what would leave elsewhere. By hand it is done in
`test_yours_to_keep.py`.
"""

from __future__ import annotations

import asyncio
import base64
import json
import random
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from app.core.exchange.leaving import FORMS, Exported, Form
from app.core.glimmers import Draft
from app.core.photos import Photo, Picture
from app.core.when.times import at_moment
from app.words.leaving import leaving
from storage.exchange.backup import back_up
from storage.exchange.leaving import exporting
from storage.exchange.restore import merge, replace
from storage.exchange.sealing import Passphrase
from storage.opening import open_in_folder
from storage.photos import in_folder
from storage.saving import Target
from storage.steps import finished
from storage.vault import DATABASE
from tests.browser import browser as real
from tests.made_photos import jpeg
from tests.storage.filled import NOW, fill, stored
from tests.storage.test_restore import all_of, photos_of

pytestmark = pytest.mark.long

SECRET = "the robin sang, é"
SCRIPT = Path(__file__).with_name("backups_in_worker.py").read_text(encoding="utf-8")
WORKS = """async (script) => {
  try {
    return await self.pyodide.runPythonAsync(script);
  } catch (error) {
    return JSON.stringify({ failed: error.message });
  }
}"""
PICKER = """() => {
  Object.defineProperty(navigator, 'userActivation', { value: { isActive: true } });
  globalThis.showSaveFilePicker = async () =>
    (await navigator.storage.getDirectory()).getFileHandle('chosen.glimmers', { create: true });
}"""
"""The system's own window cannot be used here: a file of the origin takes its place, and the tap is
as fresh as browsers ask for.
"""
IS_CHOSEN = """async () => {
  const names = (await navigator.storage.getDirectory()).keys();
  for await (const name of names) if (name === 'chosen.glimmers') return true;
  return false;
}"""
CHOSEN = """async () => {
  const folder = await navigator.storage.getDirectory();
  const file = await (await folder.getFileHandle('chosen.glimmers')).getFile();
  const reader = new FileReader();
  const read = new Promise((resolve) => { reader.onload = resolve; });
  reader.readAsDataURL(file);
  await read;
  return reader.result.split(',')[1];
}"""
LARGE = 1_000_000
"""Bytes of a photo."""


def with_photos(folder: Path, count: int, seed: int) -> Path:
    """A journal with so many photos of 1 MB, which nothing makes smaller."""
    fill(folder)
    chance = random.Random(seed)
    with closing(open_in_folder(folder, now=NOW)) as journal:
        for number in range(count):
            photo = large_photo(folder, chance)
            at = NOW + timedelta(minutes=number + 60 * seed)
            journal.keep(Draft(when=at_moment(at), note=f"large {number}"), at=at, photos=[photo])
    return folder


def large_photo(folder: Path, chance: random.Random) -> Photo:
    # What the browser's store takes for whole begins and ends as a JPEG does.
    return stored(folder, b"\xff\xd8" + chance.randbytes(LARGE) + b"\xff\xd8 thumb\xff\xd9")


def with_a_camera_s_photo(folder: Path) -> None:
    """One more glimmer, whose photo says when and how it was taken."""
    content, thumbnail = (jpeg(size, taken="2019:03:14 10:20:30") for size in ((90, 60), (30, 20)))
    picture = Picture(display=content, thumbnail=thumbnail, width=90, height=60)
    photo = picture.stored_as(asyncio.run(in_folder(folder).put(picture)))
    with closing(open_in_folder(folder, now=NOW)) as journal:
        journal.keep(Draft(when=at_moment(NOW), note="by a camera"), at=NOW, photos=[photo])


def exported(folder: Path, file: Path, form: Form, day: date) -> Exported | None:
    steps = exporting(
        folder / DATABASE,
        in_folder(folder),
        Target(path=file),
        form,
        now=NOW,
        wording=leaving.wording(form, day),
    )
    return finished(steps)


def unpacked(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def backed_up(folder: Path, file: Path, secret: str = "") -> Path:
    back_up(
        folder / DATABASE,
        in_folder(folder),
        Target(path=file),
        now=NOW,
        app="native",
        read_me="Plain words.",
        passphrase=Passphrase(secret) if secret else None,
    )
    return file


def merged_natively(folder: Path, *files: Path) -> None:
    with closing(open_in_folder(folder, now=NOW)) as journal:
        where = (journal, folder / DATABASE, in_folder(folder))
        for file in files:
            merge(*where, file, now=NOW, passphrase=Passphrase(SECRET))


def natively(work: Callable[..., Any], *given: Any) -> Any:
    """On another thread: this one has the loop of Playwright."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work, *given).result()


class Away:
    """The app in a browser, whose Python is asked directly."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.told: list[Any] = []
        real.open_app(page, url)
        (self._worker,) = page.workers
        self.run(SCRIPT + "\n'ready'")

    def run(self, script: str) -> Any:
        answer = self._worker.evaluate(WORKS, script)
        assert "failed" not in str(answer), answer
        return answer

    def asked(self, script: str) -> Any:
        answer = json.loads(self.run(script))
        self.told.append(answer)
        return answer

    def choose(self, file: Path) -> None:
        with self.page.expect_file_chooser() as choosing:
            self.page.evaluate("window.open('glimmers:choose-backup')")
        choosing.value.set_files(file)
        assert self.run("await choose()") == file.name


def test_a_backup_goes_from_a_device_to_a_browser_and_back(
    phone: Page, app_server: real.Server, tmp_path: Path
) -> None:
    few = natively(with_photos, tmp_path / "few", 10, 1)
    many = natively(with_photos, tmp_path / "many", 30, 2)
    natively(with_a_camera_s_photo, few)
    sealed = backed_up(few, tmp_path / "few.glimmers", SECRET)
    plain = backed_up(many, tmp_path / "many.zip")
    content = bytearray(plain.read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "damaged.zip").write_bytes(content)

    phone.add_init_script("globalThis.showSaveFilePicker = undefined")  # as most browsers
    away = Away(phone, app_server.url)
    real.notice_button(phone).click()
    real.kept(phone).wait_for()
    assert json.loads(away.run("await size()")) > 0

    # Looked at, and told what is wrong.
    away.choose(sealed)
    wrong = away.asked("await bring('look', 'another')")
    assert wrong["answer"] == {"error": "BackupError", "why": "passphrase"}
    asked = away.asked("await bring('look', '')")
    assert asked["answer"] == {"error": "BackupError", "why": "sealed"}
    found = away.asked(f"await bring('look', {SECRET!r})")
    assert found["answer"] == {"new": 15, "same": 0, "differs": 0}
    stopped = away.asked(f"pages['stop_after'] = 30\nawait bring('merge', {SECRET!r})")
    assert stopped["answer"] == {"stopped": True}
    assert not [name for name in stopped["names"] if "copy" in name or "backup" in name]

    # In place of what is here, and beside it.
    replaced = away.asked(f"await bring('replace', {SECRET!r})")
    assert replaced["answer"] == {"new": 15, "same": 0, "differs": 0}
    few_heap = replaced["heap"]
    away.choose(tmp_path / "damaged.zip")
    damaged = away.asked("await bring('merge', '')")
    assert damaged["answer"] == {"error": "BackupError", "why": "damaged"}
    away.choose(plain)
    merged = away.asked("await bring('merge', '')")
    assert merged["answer"] == {"new": 34, "same": 0, "differs": 0}

    # And out again, while a moment is kept; then sealed, to where the person says.
    with phone.expect_download() as downloading:
        assert away.run("await begin_to_back_up()") == "under way"
        real.notice_button(phone).click()
        real.kept(phone).wait_for()
        made = away.asked("await pages['task']")
    downloading.value.save_as(tmp_path / "from browser.zip")
    # The moment may have come before its copy was made, or behind that.
    assert made["answer"][1:] in (["downloads", 49, 44, []], ["downloads", 50, 44, []])
    with_moment = made["answer"][2] == 50
    left: dict[Form, tuple[str, list[int]]] = {}
    for form in FORMS:
        with phone.expect_download() as downloading_it:
            told = away.asked(f"await export({form!r})")
        downloading_it.value.save_as(tmp_path / f"{form} from browser.zip")
        left[form] = downloading_it.value.suggested_filename, told["answer"]
        there = [name for name in told["names"] if "copy" in name or "backup" in name]
        assert len(there) == 1 + len(left), "each for the page to take, and nothing else"
    stopped = away.asked("pages['stop_after'] = 9\nawait export('site')")
    assert stopped["answer"] is None
    assert [name for name in stopped["names"] if "copy" in name or "backup" in name] == there
    assert sum("backup" in name for name in made["names"]) == 1, "for the page to take"
    stopped = away.asked(f"pages['stop_after'] = 99\nawait back_up({SECRET!r})")
    assert stopped["answer"] is None
    assert [name for name in stopped["names"] if "copy" in name or "backup" in name] == there
    phone.evaluate(PICKER)
    away.asked("pages['stop_after'] = 9\nawait back_up('')")
    assert phone.evaluate(IS_CHOSEN) is False, "where nothing was, nothing is left"
    made = away.asked(f"await back_up({SECRET!r})")
    assert made["answer"][:3] == ["chosen.glimmers", "chosen", 50]
    assert len([name for name in made["names"] if "backup" in name]) == len(there)
    (tmp_path / "from browser.glimmers").write_bytes(base64.b64decode(phone.evaluate(CHOSEN)))
    assert max(each["heap"] for each in away.told) - few_heap < 10, "30 MB of photos, and 10"

    there, expected = tmp_path / "there", tmp_path / "expected"
    natively(merged_natively, there, tmp_path / "from browser.zip")
    natively(merged_natively, expected, sealed, plain)
    assert photos_of(there) == photos_of(expected)
    (records, collages), (without, same_collages) = all_of(there), all_of(expected)
    assert [record for record in records if record in without] == without
    assert len(records) == len(without) + with_moment
    assert collages == same_collages
    again = tmp_path / "again"
    replace(
        again / DATABASE,
        in_folder(again),
        tmp_path / "from browser.glimmers",
        now=NOW,
        passphrase=Passphrase(SECRET),
    )
    assert photos_of(again) == photos_of(expected)
    assert len(all_of(again)[0]) == len(all_of(expected)[0]) + 1

    # What leaves is the same, file for file.
    for form, (name, counts) in left.items():
        day = date.fromisoformat(name[-14:-4])
        here = natively(exported, again, tmp_path / f"{form}.zip", form, day)
        assert name == leaving.file_name(form, day)
        assert counts == [here.glimmers, here.photos, here.collages, here.missing]
        assert unpacked(tmp_path / f"{form} from browser.zip") == unpacked(tmp_path / f"{form}.zip")
        assert here.photos > 0
