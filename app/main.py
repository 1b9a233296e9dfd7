"""The composition root: picks the journal's home on this platform, makes a session's models, draws
the app.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flet as ft

from app.core.errors import GOING_ON, GlimmersError, JournalGoneError
from app.platform import log
from app.platform.clock import SystemClock
from app.session import session_of
from app.state.opening import Opened
from app.ui.app import App, warm_up
from app.ui.look.boundary import end_lasting, revive
from app.ui.look.theme import DAY, FONTS, NIGHT, theme
from app.ui.models import Models
from app.words import language
from app.words.errors import told
from app.words.screens import words

if TYPE_CHECKING:
    from app.homes.browser import Browser
    from app.homes.folder import Folder

BROWSER = sys.platform == "emscripten"
ASSETS = Path(__file__).resolve().parent.parent / "assets"

_PHONES = (ft.PagePlatform.ANDROID, ft.PagePlatform.IOS)

SECONDS_TO_OPEN = 3.0
"""For a browser to be started in, before the program ends that asked for it."""

REMIND_AFTER = 2.0
"""Seconds after the journal is open."""

_log = logging.getLogger(__name__)


async def main(page: ft.Page) -> None:
    """One session: a tab, a window, a phone."""
    home = _home()
    page.title = words.NAME
    page.rtl = language.reads_from_right()
    if not BROWSER:  # there, the page itself has loaded them by now: see build/web.py
        page.fonts = FONTS
    page.theme, page.dark_theme = theme(DAY), theme(NIGHT)
    tasks: list[asyncio.Task[None]] = []

    def begun(models: Models, opened: Opened) -> None:
        tasks.append(asyncio.create_task(models.photos.begin()))
        tasks.append(asyncio.create_task(_remind(models, opened, home)))

    session = session_of(
        home,
        SystemClock(),
        phone=page.platform in _PHONES,
        new_here=await home.is_new(),
        on_open=begun,
    )
    page.render_views(App, session.models)
    tasks += [
        asyncio.create_task(_begin(session.models, home)),
        asyncio.create_task(_each_second(page, session.models, home)),
    ]

    def end(_event: Any) -> None:
        session.end()
        end_lasting(page)
        for task in tasks:
            task.cancel()

    page.on_close = end

    def changed_state(event: ft.AppLifecycleStateChangeEvent) -> None:
        if event.state is ft.AppLifecycleState.RESUME:
            session.resume()

    page.on_app_lifecycle_state_change = changed_state


@functools.cache
def _home() -> Folder | Browser:
    """One for the process."""
    if BROWSER:
        from app.homes.browser import Browser

        return Browser()
    from app.homes.folder import Folder

    return Folder()


async def _begin(models: Models, home: Folder | Browser) -> None:
    """The screen is drawn before this: loading and opening the database must not keep it waiting.

    While Flutter paints it, Python has a third of a second for the journal; a tap made meanwhile
    waits for the rest.
    """
    await asyncio.gather(home.shown(), models.opening.run())
    await asyncio.gather(
        home.hand_over(models.capture.show_kept_before, models.capture.focus),
        _tell_whether_it_went_back(models, home),
    )


async def _tell_whether_it_went_back(models: Models, home: Folder | Browser) -> None:
    models.opening.went_back = await home.went_back()


async def _remind(models: Models, opened: Opened, home: Folder | Browser) -> None:
    """Reminders can wait until the first tap is answered; what is planned is planned again with
    each session.
    """
    await asyncio.sleep(REMIND_AFTER)
    if models.opening.opened is not opened:  # its file was taken away meanwhile
        return
    try:
        reminders = models.reminders()
        reminders.attach(opened)
        try:
            await home.offer_shortcut()
        except Exception:  # a convenience, which must not take the reminders with it
            _log.exception("the shortcut could not be offered")
        await reminders.run()
    except Exception:  # nobody looks at what becomes of this task
        _log.exception("reminders could not be planned")


async def _each_second(page: ft.Page, models: Models, home: Folder | Browser) -> None:
    while True:
        await asyncio.sleep(1)
        try:
            revive(page)
            await _look_after_the_file(models, home)
            if models.opening.opened:
                await models.opening.opened.take_in()
                models.opening.opened.begin_photos()
            if models.opening.done:
                models.timeline.tick()
                models.preferences.begin_day()
                if any(
                    models.timeline.lights
                ):  # kept meanwhile in another window, or by the terminal
                    models.opening.new_here = False
        except Exception:
            _log.exception("the clock's tick failed")


async def _look_after_the_file(models: Models, home: Folder | Browser) -> None:
    """Say at once when the journal's file is taken away, and go on as soon as it is back or saved
    by another window, or was put in place of another there.
    """
    opening = models.opening
    if opening.opened and (home.is_lost or not opening.opened.journal.is_in_place):
        opening.lose(home.gone(doing=GOING_ON))
    gone_before = isinstance(opening.problem, JournalGoneError) and not home.is_lost
    if gone_before or opening.was_closed:
        await opening.run()
    opened = opening.opened
    if opened and opened.journal.begin_day(now=SystemClock().now()):
        await opened.flush()


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
    try:
        SystemClock().now()
    except GlimmersError as error:  # a zone in which no date can be told, say
        sys.exit(told(error).sentence)
    if os.environ.get("FLET_PLATFORM"):  # a packaged app: the client is there already
        ft.run(main, assets_dir=str(ASSETS))
        return
    _serve(data_folder(), os.environ.get("PORT", ""))


def _serve(folder: Path, asked_port: str) -> None:
    """As a page of this machine's own browser."""
    from app.homes.folder import Folder
    from app.platform.serving.enter_key import on_enter
    from app.platform.serving.entrance import Entrance, way_to_first
    from app.platform.serving.loopback import PortTakenError, port_in_words, serve
    from app.platform.serving.own_browser import has_screen, open_browser
    from app.words.serving import said
    from storage import photos

    entrance = Entrance(folder)

    def ready(link: str) -> None:
        _tell(said.LINK.format(link=link))
        if on_enter(lambda: _tell(said.LINK.format(link=entrance.new_link()))):
            _tell(said.PRESS_ENTER)
        if has_screen():
            _in_thread(functools.partial(open_browser, entrance.new_page, port=entrance.port))

    port = port_in_words(asked_port)
    find_photo = photos.in_folder(folder).named
    home = _home()
    assert isinstance(home, Folder), "a browser serves nobody"
    try:
        serve(
            main,
            port=port,
            assets=ASSETS,
            find_photo=find_photo,
            on_ready=ready,
            entrance=entrance,
            handing_in=home.handing_in,
        )
    except PortTakenError:
        way = way_to_first(folder, port)
        if way is None:
            raise
        _tell(said.RUNS_ALREADY)
        _tell(said.LINK.format(link=way.link))
        if has_screen():  # some browsers go on until they are closed, and nobody waits for that
            _in_thread(functools.partial(open_browser, lambda: way.page, port=port)).join(
                SECONDS_TO_OPEN
            )


def _tell(line: str) -> None:
    """At once, also where stdout is a file."""
    print(line, flush=True)


def _in_thread(work: Callable[[], None]) -> threading.Thread:
    """It keeps nothing from ending."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread
