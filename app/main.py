"""The composition root: opens the journal, picks this platform's parts, makes the models, draws the app."""

from __future__ import annotations

import asyncio
import functools
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flet as ft

from app.platform import log
from app.platform.clock import SystemClock
from app.state.capture import Capture
from app.state.opening import Opened, Opening
from app.state.preferences import Preferences
from app.state.timeline import Timeline
from app.ui import words
from app.ui.app import App, warm_up
from app.ui.boundary import revive
from app.ui.models import Models
from app.ui.theme import DAY, FONTS, NIGHT, theme

if TYPE_CHECKING:
    from app.core.ports import Notifier
    from app.state.reminders import Reminders

BROWSER = sys.platform == "emscripten"
ASSETS = Path(__file__).resolve().parent.parent / "assets"

REMIND_AFTER = 2.0
"""Seconds after the journal is open."""

_log = logging.getLogger(__name__)


async def main(page: ft.Page) -> None:
    """One session: a tab, a window, a phone."""
    home = _home()
    page.title = words.NAME
    if not BROWSER:  # there, the page itself has loaded them by now: see build/web.py
        page.fonts = FONTS
    page.theme, page.dark_theme = theme(DAY), theme(NIGHT)
    tasks: list[asyncio.Task[None]] = []
    clock = SystemClock()
    timeline, preferences = Timeline(clock), Preferences(clock, on_look=home.remember_look)

    @functools.cache
    def reminders() -> Reminders:
        from app.state.reminders import Reminders

        return Reminders(clock, home.notifier, order=preferences.prompt_order)

    def attach(opened: Opened) -> None:
        preferences.attach(opened)
        timeline.attach(opened)
        tasks.append(asyncio.create_task(_remind(reminders, opened)))

    opening = Opening(home.open, new_here=await home.is_new(), on_open=attach)

    models = Models(
        opening=opening,
        capture=Capture(opening, clock, after_first=home.ask_to_stay),
        timeline=timeline,
        preferences=preferences,
        reminders=reminders,
        device=_device(page),
        kept_where=home.where,
        previous_version=home.previous_version,
        newest_version=home.newest_version,
    )
    page.render_views(App, models)
    tasks += [asyncio.create_task(_begin(models, home)), asyncio.create_task(_each_second(page, models))]

    def end(_event: Any) -> None:
        timeline.detach()
        if reminders.cache_info().currsize:
            reminders().detach()
        for task in tasks:
            task.cancel()

    page.on_close = end


class _Folder:
    """A folder of this device; every session of this process writes to the same journal."""

    def __init__(self) -> None:
        from app.platform.places import data_folder

        self._folder = data_folder()
        self._opened: Opened | None = None

    async def is_new(self) -> bool:
        """Whether nothing was ever kept here."""
        from storage.vault import DATABASE

        database = self._folder / DATABASE
        return not database.exists() or database.stat().st_size == 0

    async def open(self) -> Opened:
        """The journal."""
        from storage.opening import open_journal
        from storage.vault import in_folder

        if self._opened is None:
            if os.environ.get("FLET_PLATFORM") == "ios":
                from app.platform.backup_exclusion import keep_out_of_backup

                await asyncio.to_thread(keep_out_of_backup, self._folder)
            vault = in_folder(self._folder)
            self._opened = Opened(journal=await open_journal(vault, now=SystemClock().now()), flush=vault.flush)
        return self._opened

    @functools.cached_property
    def notifier(self) -> Notifier:
        """One for all sessions: each of them tells it the same plan."""
        match os.environ.get("FLET_PLATFORM"):
            case "android":
                from app.platform.reminding.android import AndroidNotifier

                return AndroidNotifier(SystemClock())
            case "ios":
                from app.platform.reminding.ios import IosNotifier

                return IosNotifier(self._folder, SystemClock())
            case _:
                from app.platform.reminding.plyer_desktop import PlyerNotifier

                return PlyerNotifier(clock=SystemClock())

    async def where(self) -> str:
        """In a sentence, where it lies."""
        return words.KEPT_HERE_FOLDER.format(place=self._folder)

    async def shown(self) -> None:
        """Nothing waits for the first screen here."""

    async def ask_to_stay(self) -> None:
        """Files stay by themselves."""

    async def remember_look(self, look: str) -> None:
        """There is no splash to tell."""

    async def went_back(self) -> bool:
        """Programs are updated by the system, and back by it."""
        return False

    previous_version = newest_version = None


class _Browser:
    """The browser's private files, which one page holds at a time."""

    def __init__(self) -> None:
        from app.platform.page_bridge import PageBridge
        from storage.vault import in_browser

        self._bridge = PageBridge()
        self._vault = asyncio.ensure_future(in_browser())

    async def is_new(self) -> bool:
        """Whether nothing was ever kept here; a page that must wait long for its files is not new."""
        done, _ = await asyncio.wait([self._vault], timeout=0.25)
        return bool(done) and self._vault.exception() is None and not self._vault.result().database.exists()

    async def open(self) -> Opened:
        """The journal; asked again after a refusal, the files are asked for again."""
        from storage.vault import in_browser

        if self._vault.done() and self._vault.exception():
            self._vault = asyncio.ensure_future(in_browser())
        vault = await self._vault
        from storage.opening import open_journal

        await asyncio.sleep(0)  # loading that took a while; what came meanwhile goes first
        journal = await open_journal(vault, now=SystemClock().now())
        await asyncio.sleep(0)
        from app.ui import kept  # noqa: F401 - what the first tap brings up

        return Opened(journal=journal, flush=vault.flush)

    @functools.cached_property
    def notifier(self) -> Notifier:
        """By way of the page."""
        from app.platform.reminding.browser import BrowserNotifier

        return BrowserNotifier(self._bridge, SystemClock())

    async def where(self) -> str:
        """In a sentence, where it lies, and whether the browser may clear it."""
        import js

        stays = await js.navigator.storage.persisted()
        return f"{words.KEPT_HERE_BROWSER} {words.KEPT_WILL_STAY if stays else words.KEPT_MAY_FORGET}"

    async def shown(self) -> None:
        """The first screen is drawn: the splash may go."""
        await self._ask(self._bridge.shown())

    async def ask_to_stay(self) -> None:
        """Ask the browser never to clear our files by itself."""
        await self._ask(self._bridge.persist())

    async def remember_look(self, look: str) -> None:
        """The splash of the next start wears this look."""
        await self._ask(self._bridge.remember_look(look))

    async def previous_version(self) -> None:
        """Back to the app before its last update."""
        await self._ask(self._bridge.previous_version())

    async def newest_version(self) -> None:
        """The last update again."""
        await self._ask(self._bridge.newest_version())

    async def went_back(self) -> bool:
        """Whether an update could not open the journal, so that this is the app before it."""
        versions = await self._ask(self._bridge.versions())
        return bool(versions and versions.went_back)

    async def _ask(self, question: Any) -> Any:
        from app.platform.page_bridge import PageRefusedError

        try:
            return await question
        except PageRefusedError:
            _log.warning("the page refused", exc_info=True)
            return None


@functools.cache
def _home() -> _Folder | _Browser:
    """One for the process."""
    return _Browser() if BROWSER else _Folder()


async def _begin(models: Models, home: _Folder | _Browser) -> None:
    """The screen is drawn before this: loading and opening the database must not keep it waiting.

    While Flutter paints it, Python has a third of a second for the journal; a tap made meanwhile waits for the rest.
    """
    await asyncio.gather(home.shown(), models.opening.run())
    models.opening.went_back = await home.went_back()


async def _remind(reminders: Callable[[], Reminders], opened: Opened) -> None:
    """Reminders can wait until the first tap is answered; what is planned is planned again with each session."""
    await asyncio.sleep(REMIND_AFTER)
    reminders().attach(opened)
    await reminders().run()


async def _each_second(page: ft.Page, models: Models) -> None:
    while True:
        await asyncio.sleep(1)
        try:
            revive(page)
            if models.opening.done:
                models.timeline.tick()
                models.preferences.begin_day()
                if any(models.timeline.lights):  # kept meanwhile in another window, or by the terminal
                    models.opening.new_here = False
        except Exception:
            _log.exception("the clock's tick failed")


def _device(page: ft.Page) -> str:
    return words.PHONE if page.platform in (ft.PagePlatform.ANDROID, ft.PagePlatform.IOS) else words.DEVICE


def start() -> None:
    """Run the app as this platform runs apps."""
    if BROWSER:
        log.to_console()
        warm_up()
        _home()
        ft.run(main)
        return
    from app.platform.places import data_folder

    log.to_file(data_folder())
    if os.environ.get("FLET_PLATFORM"):  # a packaged app: the client is there already
        ft.run(main, assets_dir=str(ASSETS))
        return
    from app.platform.loopback import open_browser, serve

    def ready(link: str) -> None:
        print(f"Glimmers: {link}", flush=True)
        open_browser(link)

    serve(main, port=int(os.environ.get("PORT", "8550")), assets=ASSETS, on_ready=ready)
