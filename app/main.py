"""The composition root: opens the journal, picks this platform's parts, makes the models, draws the app."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import webbrowser

from pathlib import Path
from typing import Any

import flet as ft

from app.platform import log
from app.platform.clock import SystemClock
from app.platform.places import data_folder
from app.state.capture import Capture
from app.state.opening import Opened, Opening
from app.state.preferences import Preferences
from app.state.timeline import Timeline
from app.ui import words
from app.ui.app import App
from app.ui.boundary import revive
from app.ui.models import Models
from app.ui.theme import DAY, FONTS, NIGHT, theme

BROWSER = sys.platform == "emscripten"
ASSETS = Path(__file__).resolve().parent.parent / "assets"

_log = logging.getLogger(__name__)
_clock = SystemClock()
_shared: dict[str, Opened] = {}
"""The journal of this process: two sessions of `make run` write to the same one."""


async def main(page: ft.Page) -> None:
    """One session: a tab, a window, a phone."""
    page.title = words.NAME
    page.fonts = FONTS
    page.theme, page.dark_theme = theme(DAY), theme(NIGHT)
    opening = Opening(_open_in_browser if BROWSER else _open_in_folder)
    timeline, preferences = Timeline(_clock), Preferences(_clock)
    models = Models(
        opening=opening,
        capture=Capture(opening, _clock, first_run=not await _has_journal()),
        timeline=timeline,
        preferences=preferences,
        device=_device(page),
        kept_where=_kept_where,
    )
    page.render_views(App, models)
    tasks = [asyncio.create_task(_begin(models)), asyncio.create_task(_each_second(page, models))]

    def end(_event: Any) -> None:
        timeline.detach()
        for task in tasks:
            task.cancel()

    page.on_close = end


async def _begin(models: Models) -> None:
    """The screen is drawn before this: importing and opening the database must not keep it waiting."""
    await asyncio.sleep(0)
    await models.opening.run()
    if models.opening.opened is None:
        return
    models.preferences.attach(models.opening.opened)
    models.timeline.attach(models.opening.opened)


async def _each_second(page: ft.Page, models: Models) -> None:
    while True:
        await asyncio.sleep(1)
        try:
            models.timeline.tick()
            if models.opening.opened:
                models.preferences.begin_day()
            revive(page)
        except Exception:
            _log.exception("the clock's tick failed")


async def _has_journal() -> bool:
    if BROWSER:
        return False
    from storage.vault import DATABASE

    file = data_folder() / DATABASE
    return file.exists() and file.stat().st_size > 0


async def _open_in_folder() -> Opened:
    from storage.opening import open_journal
    from storage.vault import in_folder

    if "journal" not in _shared:
        vault = in_folder(data_folder())
        _shared["journal"] = Opened(journal=await open_journal(vault, now=_clock.now()), flush=vault.flush)
    return _shared["journal"]


async def _open_in_browser() -> Opened:
    from storage.opening import open_journal
    from storage.vault import in_browser

    vault = await in_browser()
    return Opened(journal=await open_journal(vault, now=_clock.now()), flush=vault.flush)


async def _kept_where() -> str:
    if BROWSER:
        return words.KEPT_HERE_BROWSER
    return words.KEPT_HERE_FOLDER.format(place=data_folder())


def _device(page: ft.Page) -> str:
    if page.platform in (ft.PagePlatform.ANDROID, ft.PagePlatform.IOS):
        return "phone"
    return "computer" if not BROWSER else "device"


def start() -> None:
    """Run the app as this platform runs apps."""
    if BROWSER:
        log.to_console()
        ft.run(main)
        return
    log.to_file(data_folder())
    if os.environ.get("FLET_PLATFORM"):  # a packaged app: the client is there already
        ft.run(main, assets_dir=str(ASSETS))
        return
    from app.platform.loopback import serve

    serve(main, port=int(os.environ.get("PORT", "8550")), assets=ASSETS, on_ready=_ready)


def _ready(address: str) -> None:
    print(f"Glimmers: {address}", flush=True)
    if sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(address)


