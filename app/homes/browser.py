"""The browser's private files, which one page holds at a time; the page itself is asked over its
bridge.
"""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, cast

from app.core.errors import GOING_ON, BusyJournalError, DataClearedError
from app.core.glimmers import GlimmerId
from app.core.photos import PhotoId
from app.homes.caring import SNAPSHOT_AFTER
from app.platform.clock import SystemClock
from app.state.opening import Opened
from app.state.viewfinder import Viewfinder
from app.words.screens import words

if TYPE_CHECKING:
    from app.core.ports import Darkroom, Notifier, PhotoSource, PhotoStore, ShareSheet
    from app.state.exchange import Exchange
    from storage.inbox_in_browser import BrowserInbox
    from storage.photos_in_browser import PhotoStore as BrowserStore
    from storage.snapshots.naming import Snapshot
    from storage.vault import Vault

_log = logging.getLogger(__name__)


class Browser:
    """The browser's private files, which one page holds at a time."""

    def __init__(self) -> None:
        from app.platform.page_bridge import PageBridge
        from storage.inbox_in_browser import BrowserInbox
        from storage.vault import in_browser

        self._bridge = PageBridge()
        self._vault = asyncio.ensure_future(in_browser())
        self._saved_again = False
        self._photos: PhotoStore | None = None
        self._darkroom: asyncio.Future[Darkroom] | None = None
        self._inbox = BrowserInbox(on_more=self._take_in)
        self._opened: Opened | None = None
        self._turn = asyncio.Lock()
        """Held while the journal must not be opened."""
        self._erased = asyncio.Event()
        """Something was deleted for good."""
        self._caring: asyncio.Task[None] | None = None
        self._from_page: asyncio.Queue[GlimmerId | None] = asyncio.Queue()
        """Of the page's own button, in order: what it has kept; None, when it goes and had the
        focus."""
        self._bridge.on_early = lambda kept: self._from_page.put_nowait(GlimmerId(kept))
        self._bridge.on_focus = lambda: self._from_page.put_nowait(None)

    async def is_new(self) -> bool:
        """Whether nothing was ever kept here."""
        from storage.inbox_in_browser import ever_begun

        return not await ever_begun()

    async def open(self) -> Opened:
        """The journal; asked again after a refusal, the files are asked for again. One that is open
        is not opened twice: nothing could take its place then.
        """
        async with self._turn:
            if self._opened is None or self._opened.is_closed or self.is_lost:
                return await self._open()
            return self._opened

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Around what nobody may have the journal open for: it is closed, and whoever asks for it
        waits until the end.
        """
        async with self._turn:
            await self._leave_copies_alone()
            opened, self._opened = self._opened, None
            if opened is not None:
                opened.close()
            yield

    async def _open(self) -> Opened:
        from storage.vault import in_browser

        if self._vault.done() and self._vault.exception():
            self._vault = asyncio.ensure_future(in_browser())
        vault = await self._vault
        if vault.is_lost():
            # Chromium keeps the name of a file that was taken away locked until it is closed
            # itself.
            raise DataClearedError("saved again" if self._saved_again else "", doing=GOING_ON)
        from storage.opening import open_journal
        from storage.taking_in import Intake

        await asyncio.sleep(0)  # loading that took a while; what came meanwhile goes first
        if vault.is_erasing():
            await self._go_on_erasing(vault)
        journal = await open_journal(
            vault,
            now=SystemClock().now(),
            after_erasing=lambda _journal: self._erased.set(),
        )
        await asyncio.sleep(0)
        from app.ui.today import kept  # noqa: F401 - what the first tap brings up

        opened = Opened(
            journal=journal,
            flush=vault.flush,
            intake=Intake(self._inbox, now=SystemClock().now),
            in_snapshots=self._in_snapshots,
        )
        await opened.take_in()
        self._opened = opened
        await self._leave_copies_alone()
        self._caring = asyncio.ensure_future(self._care_for_copies(opened, vault))
        return opened

    @asynccontextmanager
    async def copies_at_rest(self) -> AsyncIterator[None]:
        """Around what makes a copy of the journal itself, while that stays open: there is one
        place for one that is being made.
        """
        await self._leave_copies_alone()
        try:
            yield
        finally:
            if self._opened is not None and self._caring is None:
                vault = await self._lent()
                self._caring = asyncio.ensure_future(self._care_for_copies(self._opened, vault))

    async def _care_for_copies(self, opened: Opened, vault: Vault) -> None:
        """Long after the start, and never in the way of a tap."""
        await asyncio.sleep(SNAPSHOT_AFTER)
        from app.homes.browser_copies import care_for

        await care_for(opened, vault, self._erased)

    async def _leave_copies_alone(self) -> None:
        caring, self._caring = self._caring, None
        if caring is not None:
            caring.cancel()
            await asyncio.wait([caring])

    async def _in_snapshots(self, photos: frozenset[PhotoId]) -> frozenset[PhotoId]:
        from app.homes.browser_copies import in_snapshots

        return await in_snapshots(await self._vault, photos)

    async def _go_on_erasing(self, vault: Vault) -> None:
        from app.homes.browser_copies import go_on_erasing

        await go_on_erasing(vault, self._forget_the_rest)

    async def _forget_the_rest(self) -> None:
        """What was kept outside the journal's files: choices in the page, and reminders."""
        await self._ask(self._bridge.forget())
        await self.notifier.replace_all(())
        self._photos = self._darkroom = None

    def inbox(self) -> BrowserInbox:
        """The browser's, which other tabs have too."""
        return self._inbox

    async def _take_in(self) -> None:
        """What the page's own button or another tab has put into the inbox since."""
        if self._opened is not None and not self.is_lost:
            await self._opened.take_in()

    async def hand_over(self, show: Callable[[GlimmerId], None], focus: Callable[[], None]) -> None:
        """Go on where the page's own button was, once the journal is open or cannot be opened:
        `show` what that has kept, and give the app's button the `focus`. Ends with its task.
        """
        answered: set[GlimmerId] = set()
        while True:
            id = await self._from_page.get()
            if id is None:
                focus()
                continue
            # The page tells of a tap at once, and of the last one again when it is shown. By then
            # the app's own button may have kept another.
            if id in answered:
                continue
            answered.add(id)
            try:
                self._inbox.note_change()
                await self._take_in()
                show(id)
            except Exception:
                _log.exception("what the page has kept cannot be shown")
            await self._ask(self._bridge.early_answered(id))  # the page waits for this

    @property
    def text_scale(self) -> float:
        """As the page has read it from the browser's font size (`build/page/head_start.js`)."""
        import js

        return round(float(js.glimmersTextScale), 2)

    @functools.cached_property
    def notifier(self) -> Notifier:
        """By way of the page."""
        from app.platform.reminding.browser import BrowserNotifier

        return BrowserNotifier(self._bridge, SystemClock())

    background = None
    """A browser starts nothing by itself."""

    def photo_source(self, _viewfinder: Viewfinder) -> PhotoSource:
        """The page's, which has pickers and a camera of its own: there is one session."""
        from app.platform.photo_source import BrowserPhotoSource

        return BrowserPhotoSource(self._bridge)

    def share_sheet(self) -> ShareSheet:
        """The page's."""
        from app.platform.share_sheet import BrowserShareSheet

        return BrowserShareSheet(self._bridge)

    def exchange(self) -> Exchange:
        """The page's way out and back for everything in one file, and the journal's copies."""
        from app.homes.browser_copies import BrowserExchange
        from app.homes.browser_exchange import Surroundings

        around = Surroundings(
            bridge=self._bridge,
            vault=self._lent,
            opened=self._as_opened,
            photos=self._stored_photos,
            alone=self.alone,
            copies_at_rest=self.copies_at_rest,
            forget_the_rest=self._forget_the_rest,
        )
        return BrowserExchange(around)

    async def _lent(self) -> Vault:
        return await asyncio.shield(self._vault)

    def _as_opened(self) -> Opened:
        if self._opened is None:
            raise BusyJournalError
        return self._opened

    async def _stored_photos(self) -> BrowserStore:
        darkroom = await self.darkroom()
        return cast("BrowserStore", darkroom.store)

    def photo_address(self, id: PhotoId, thumbnail: bool) -> str:
        """What the screen loads a photo from."""
        from storage.photos_in_browser import served_address

        return (
            self._photos.address(id, thumbnail=thumbnail)
            if self._photos
            else served_address(id, thumbnail=thumbnail)
        )

    async def darkroom(self) -> Darkroom:
        """The browser's canvas, in this worker. Whoever asks while it is made waits for the same
        one; a refusal is asked for again.
        """
        if self._darkroom is None or (self._darkroom.done() and self._darkroom.exception()):
            self._darkroom = asyncio.ensure_future(self._made_darkroom())
        return await asyncio.shield(self._darkroom)

    async def _made_darkroom(self) -> Darkroom:
        from app.imaging.canvas_darkroom import CanvasDarkroom
        from storage.photos_in_browser import in_browser

        await self._ask(self._bridge.ask_served())
        self._photos = await in_browser(is_served=lambda: self._bridge.serves_photos)
        return CanvasDarkroom(self._photos)

    async def where(self) -> str:
        """In sentences, where it lies, whether the browser may clear it, and what waits beside
        it.
        """
        import js

        from app.homes.waiting import with_waiting

        stays = await js.navigator.storage.persisted()
        where = [words.KEPT_HERE_BROWSER, words.KEPT_WILL_STAY if stays else words.KEPT_MAY_FORGET]
        made = await self._made_copies()
        if made:
            from app.words.when import times

            where.append(words.copies_here(len(made), day=times.day(made[-1].date)))
        return await with_waiting(" ".join(where), self._inbox, opens_photos=False)

    async def _made_copies(self) -> Sequence[Snapshot]:
        if self._opened is None:
            return ()
        from app.homes.browser_copies import made

        return await made(await self._vault)

    async def offer_shortcut(self) -> None:
        """A browser's is in its manifest (`build/web.py`)."""

    async def shown(self) -> None:
        """The first screen is drawn: the splash may go, once `hand_over` has answered for the last
        tap on its button.
        """
        early = await self._ask(self._bridge.shown())
        if early is not None:
            self._from_page.put_nowait(early)

    async def ask_to_stay(self) -> None:
        """Ask the browser never to clear our files by itself."""
        await self._ask(self._bridge.persist())

    async def remember_look(self, look: str) -> None:
        """The splash of the next start wears this look."""
        await self._ask(self._bridge.remember_look(look))

    async def hide(self) -> None:
        """The page itself covers everything, before Flutter would have drawn anything."""
        await self._ask(self._bridge.hide())

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

    gone = DataClearedError

    @property
    def is_lost(self) -> bool:
        """Whether the browser was told to delete what it holds for us, and this was seen."""
        vault = self._vault
        return vault.done() and not vault.exception() and vault.result().is_lost()

    async def save_again(self) -> None:
        """Write the journal that is still open in this page to a new file, which the next opening
        finds.

        Raises:
            GlimmersError: it could not be written; it stays open as it is.
        """
        if self.is_lost:
            await self._vault.result().write_again()
            self._saved_again = True

    async def _ask(self, question: Any) -> Any:
        from app.platform.page_bridge import PageRefusedError

        try:
            return await question
        except PageRefusedError:
            _log.warning("the page refused", exc_info=True)
            return None
