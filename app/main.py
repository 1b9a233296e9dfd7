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

from app.core.errors import GlimmersError
from app.core.photos import PhotoId
from app.core.reminders import TURN, Nudge
from app.platform import log
from app.platform.clock import SystemClock
from app.state.capture import Capture
from app.state.opening import Opened, Opening
from app.state.photos import Darkroom, Photos, PictureKind
from app.state.preferences import Preferences
from app.state.timeline import Timeline
from app.state.viewfinder import Viewfinder
from app.ui import words
from app.ui.app import App, warm_up
from app.ui.boundary import revive
from app.ui.models import Models
from app.ui.theme import DAY, FONTS, NIGHT, theme

if TYPE_CHECKING:
    from app.core.collage import Collage
    from app.core.glimmers import Pathway
    from app.core.photos import Attached
    from app.core.ports import Notifier, PhotoSource, PhotoStore, ShareSheet
    from app.state.collages import Collages
    from app.state.names import Names
    from app.state.reminders import Reminders
    from storage.photos import PhotoStore as FolderStore

BROWSER = sys.platform == "emscripten"
PACKAGED = bool(os.environ.get("FLET_PLATFORM"))
"""An app of its own, on a phone or a desk: the screen is not a browser's page."""
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

    @functools.cache
    def collages() -> Collages:
        from app.state.collages import Collages

        return Collages(opening, clock, open_darkroom=home.darkroom, address=photos.address, sheet=sheet)

    @functools.cache
    def names() -> Names:
        from app.state.names import Names

        return Names(opening, clock)

    def attach(opened: Opened) -> None:
        preferences.attach(opened)
        timeline.attach(opened)
        photos.attach(opened)
        capture.attach(opened)
        tasks.append(asyncio.create_task(photos.begin()))
        tasks.append(asyncio.create_task(_remind(reminders, opened, home)))

    def detach() -> None:
        timeline.detach()
        capture.detach()
        if reminders.cache_info().currsize:
            reminders().detach()
        if collages.cache_info().currsize:
            collages().detach()
        if names.cache_info().currsize:
            names().detach()

    viewfinder = Viewfinder()
    photos = Photos(clock, home.photo_source(viewfinder), open_darkroom=home.darkroom, address=home.photo_address)
    opening = Opening(home.open, new_here=await home.is_new(), on_open=attach, on_failure=detach)
    capture = Capture(opening, clock, after_first=home.ask_to_stay, choose_photos=photos.choose)

    sheet = home.share_sheet()
    models = Models(
        opening=opening,
        capture=capture,
        timeline=timeline,
        preferences=preferences,
        photos=photos,
        viewfinder=viewfinder,
        sheet=sheet,
        reminders=reminders,
        collages=collages,
        names=names,
        device=_device(page),
        kept_where=home.where,
        previous_version=home.previous_version,
        newest_version=home.newest_version,
    )
    page.render_views(App, models)
    tasks += [asyncio.create_task(_begin(models, home)), asyncio.create_task(_each_second(page, models))]

    def end(_event: Any) -> None:
        detach()
        for task in tasks:
            task.cancel()

    page.on_close = end

    def changed_state(event: ft.AppLifecycleStateChangeEvent) -> None:
        if event.state is ft.AppLifecycleState.RESUME and opening.done:
            preferences.catch_up()
            if reminders.cache_info().currsize:
                reminders().replan()

    page.on_app_lifecycle_state_change = changed_state


class _Folder:
    """A folder of this device; every session of this process writes to the same journal."""

    def __init__(self) -> None:
        from app.platform.places import data_folder

        self._folder = data_folder()
        self._opened: Opened | None = None
        self._being_opened: asyncio.Future[Opened] | None = None
        self._darkroom: asyncio.Future[Darkroom] | None = None

    async def is_new(self) -> bool:
        """Whether nothing was ever kept here."""
        from storage.vault import DATABASE

        database = self._folder / DATABASE
        return not database.exists() or database.stat().st_size == 0

    async def open(self) -> Opened:
        """The journal. Whoever asks while it is being opened waits for the same one; a refusal is asked for again."""
        if self._being_opened is None or (self._being_opened.done() and self._being_opened.exception()):
            self._being_opened = asyncio.ensure_future(self._open())
        return await asyncio.shield(self._being_opened)

    async def _open(self) -> Opened:
        from storage.opening import open_journal
        from storage.vault import in_folder

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

                return PlyerNotifier(clock=SystemClock(), claim=self._claim)

    def _claim(self, nudge: Nudge) -> bool:
        """Whether `remind run` in a terminal, on the same journal, has not taken it."""
        try:
            return self._opened is None or self._opened.journal.claim(TURN, nudge.instant, now=SystemClock().now())
        except GlimmersError:
            _log.warning("whose turn it is could not be written down", exc_info=True)
            return True

    async def offer_shortcut(self) -> None:
        """On Android, a long press on the icon offers to notice a glimmer."""
        if os.environ.get("FLET_PLATFORM") == "android":
            from app.platform.reminding.android import AndroidNotifier

            assert isinstance(self.notifier, AndroidNotifier)
            await self.notifier.offer_shortcut()

    def photo_source(self, viewfinder: Viewfinder) -> PhotoSource:
        """One for each session. Flet's camera is there for phones and for pages, not for a desk's own windows."""
        from app.platform.photo_picker import PickerSource

        can_take = os.environ.get("FLET_PLATFORM") in (None, "android", "ios")
        return PickerSource(by_path=PACKAGED, camera=viewfinder.take if can_take else None)

    def share_sheet(self) -> ShareSheet:
        """One for each session."""
        from app.platform.share_sheet import FlutterShareSheet

        return FlutterShareSheet(has_sheet=PACKAGED)

    @functools.cached_property
    def _photos(self) -> FolderStore:
        from storage import photos

        return photos.in_folder(self._folder, served=not PACKAGED)

    def photo_address(self, id: PhotoId, thumbnail: bool) -> str:
        """What the screen loads a photo from."""
        return self._photos.address(id, thumbnail=thumbnail)

    async def darkroom(self) -> Darkroom:
        """Pillow, off the loop; one for all sessions."""
        if self._darkroom is None:
            self._darkroom = asyncio.ensure_future(asyncio.to_thread(pillow_darkroom, self._photos))  # it takes a moment to load
        return await asyncio.shield(self._darkroom)

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
        self._photos: PhotoStore | None = None
        self._darkroom: asyncio.Future[Darkroom] | None = None

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

    def photo_source(self, _viewfinder: Viewfinder) -> PhotoSource:
        """The page's, which has pickers and a camera of its own: there is one session."""
        from app.platform.photo_source import BrowserPhotoSource

        return BrowserPhotoSource(self._bridge)

    def share_sheet(self) -> ShareSheet:
        """The page's."""
        from app.platform.share_sheet import BrowserShareSheet

        return BrowserShareSheet(self._bridge)

    def photo_address(self, id: PhotoId, thumbnail: bool) -> str:
        """What the screen loads a photo from."""
        from storage.photos_in_browser import served_address

        return self._photos.address(id, thumbnail=thumbnail) if self._photos else served_address(id, thumbnail=thumbnail)

    async def darkroom(self) -> Darkroom:
        """The browser's canvas, in this worker. Whoever asks while it is made waits for the same one; a refusal is asked for again."""
        if self._darkroom is None or (self._darkroom.done() and self._darkroom.exception()):
            self._darkroom = asyncio.ensure_future(self._made_darkroom())
        return await asyncio.shield(self._darkroom)

    async def _made_darkroom(self) -> Darkroom:
        from app.imaging import canvas
        from storage.photos_in_browser import in_browser

        await self._ask(self._bridge.ask_served())
        self._photos = store = await in_browser(is_served=lambda: self._bridge.serves_photos)
        previewed = ""

        async def bring_in(file: Any, originals: bool) -> Any:
            return await canvas.bring_in(file, originals=originals)

        async def find(id: str) -> Any:
            return await store.read(PhotoId(id))

        async def render(collage: Collage, kind: PictureKind) -> Any:
            layout = collage.layout
            return await canvas.render(layout.canvas, layout.frames, find, paper=collage.paper, caption=collage.caption, kind=kind)

        async def card(words: str, when: str, photo: Attached | None, night: bool, pathway: Pathway | None) -> Any:
            focus = (photo.photo.focus_x, photo.photo.focus_y) if photo else (0.5, 0.5)
            blob = await store.read(photo.photo.id) if photo else None
            return await canvas.render_card(words, when, blob, night=night, pathway=pathway, focus=focus)

        def preview(blob: Any) -> str:
            import js

            nonlocal previewed
            if previewed:
                js.URL.revokeObjectURL(previewed)  # one picture is looked at at a time
            previewed = str(js.URL.createObjectURL(blob))
            return previewed

        return Darkroom(store=store, bring_in=bring_in, render=render, card=card, preview=preview)

    async def where(self) -> str:
        """In a sentence, where it lies, and whether the browser may clear it."""
        import js

        stays = await js.navigator.storage.persisted()
        return f"{words.KEPT_HERE_BROWSER} {words.KEPT_WILL_STAY if stays else words.KEPT_MAY_FORGET}"

    async def offer_shortcut(self) -> None:
        """A browser's shortcuts are in its manifest."""

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


def pillow_darkroom(store: FolderStore) -> Darkroom:
    """Pillow, off the loop, at most two photos at a time whichever session asks."""
    from app.imaging import pillow_collage
    from app.imaging.pillow_workers import Imaging

    imaging = Imaging()

    async def bring_in(source: Any, originals: bool) -> Any:
        return await imaging.bring_in(source, originals=originals)

    def find(id: str) -> Path:
        return store.path(PhotoId(id))

    async def render(collage: Collage, kind: PictureKind) -> bytes:
        layout = collage.layout
        return await imaging.run(
            pillow_collage.render, layout.canvas, layout.frames, find, paper=collage.paper, caption=collage.caption, kind=kind
        )

    async def card(words: str, when: str, photo: Attached | None, night: bool, pathway: Pathway | None) -> bytes:
        from app.imaging.pillow_card import render_card

        focus = (photo.photo.focus_x, photo.photo.focus_y) if photo else (0.5, 0.5)
        file = store.path(photo.photo.id) if photo else None
        return await imaging.run(render_card, words, when, file, night=night, pathway=pathway, focus=focus)

    return Darkroom(store=store, bring_in=bring_in, render=render, card=card, preview=lambda picture: picture)


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


async def _remind(reminders: Callable[[], Reminders], opened: Opened, home: _Folder | _Browser) -> None:
    """Reminders can wait until the first tap is answered; what is planned is planned again with each session."""
    await asyncio.sleep(REMIND_AFTER)
    reminders().attach(opened)
    try:
        await home.offer_shortcut()
    except Exception:  # a convenience, which must not take the reminders with it
        _log.exception("the shortcut could not be offered")
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
            if opened := models.opening.opened:
                opened.journal.begin_day(now=SystemClock().now())
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
    from app.platform.loopback import open_browser, port_in_words, serve
    from storage import photos

    def ready(link: str) -> None:
        print(f"Glimmers: {link}", flush=True)
        open_browser(link)

    find_photo = photos.in_folder(data_folder()).named
    serve(main, port=port_in_words(os.environ.get("PORT", "")), assets=ASSETS, find_photo=find_photo, on_ready=ready)
