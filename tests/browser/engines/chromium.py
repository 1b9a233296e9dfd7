"""Chromium, by Playwright."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page, sync_playwright

from tests.browser.browser import (
    PHONE,
    Witness,
    chromium,
    found_chromium,
    kill_at_once,
    mortal_browser,
)
from tests.browser.engines.probe import Engine, Key, PageError, Point, Scheme, Tab, Window

SCHEMES = {"day": "light", "night": "dark"}


class ChromiumTab(Tab):
    """One page of Playwright's."""

    def __init__(self, page: Page, scheme: Scheme) -> None:
        self._page, self._scheme = page, scheme
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=SCHEMES[scheme])  # type: ignore[arg-type]

    def goto(self, url: str) -> None:
        self._page.goto(url, wait_until="commit")

    def reload(self) -> None:
        self._page.reload(wait_until="commit")

    def evaluate(self, expression: str) -> Any:
        try:
            told = self._page.evaluate(
                f"async () => JSON.stringify((await ({expression})) ?? null)"
            )
        except Error as error:
            raise PageError(error.message) from error
        return json.loads(told)

    def mouse(self, *points: Point) -> None:
        mouse = self._page.mouse
        mouse.move(*points[0])
        mouse.down()
        for (left, top), (x, y) in pairwise(points):
            mouse.move((left + x) / 2, (top + y) / 2, steps=6)
            mouse.move(x, y, steps=6)
        mouse.up()

    def press(self, key: Key) -> None:
        self._page.keyboard.press(key)

    def type(self, text: str) -> None:
        self._page.keyboard.type(text, delay=20)

    @contextmanager
    def choosing(self, *files: Path) -> Iterator[None]:
        with self._page.expect_file_chooser() as chooser:
            yield
        chooser.value.set_files(list(files))

    @contextmanager
    def saving(self, folder: Path) -> Iterator[None]:
        with self._page.expect_download(timeout=60_000) as download:
            yield
        download.value.save_as(folder / download.value.suggested_filename)

    def screenshot(self) -> bytes:
        return self._page.screenshot()

    def front(self) -> None:
        self._page.bring_to_front()

    def close(self) -> None:
        self._page.close()


class ChromiumWindow(Window):
    """Started by us, and ended by us."""

    def __init__(
        self, page: Page, process: subprocess.Popen[bytes], witness: Witness, scheme: Scheme
    ) -> None:
        self._page, self._process, self._witness, self._scheme = page, process, witness, scheme
        self.tab = ChromiumTab(page, scheme)

    def another_tab(self) -> Tab:
        return ChromiumTab(self._page.context.new_page(), self._scheme)

    def kill(self) -> None:
        kill_at_once(self._process)

    def strangers(self) -> list[str]:
        assert self._witness.seen, "nobody watches"
        return self._witness.strangers


class Chromium(Engine):
    """Debian's `chromium`, or the one that is named."""

    name = "Chromium"
    cannot = {"told": "it has such a place"}  # noqa: RUF012

    def missing(self) -> str | None:
        if found_chromium():
            return None
        return "no Chromium here: install Debian's `chromium` or set CHROMIUM"

    def version(self) -> str:
        told = subprocess.run([chromium(), "--version"], capture_output=True, text=True)
        return " ".join(told.stdout.split()[:2])

    @contextmanager
    def browser(self, profile: Path, scheme: Scheme = "day") -> Iterator[Window]:
        profile.mkdir(parents=True, exist_ok=True)
        witness = Witness()
        with (
            sync_playwright() as playwright,
            mortal_browser(playwright, profile, witness) as (page, process),
        ):
            yield ChromiumWindow(page, process, witness, scheme)
