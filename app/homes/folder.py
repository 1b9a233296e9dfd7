"""A folder of this device: `make run`, the packaged apps, and the same files for a terminal."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import ERASING, GOING_ON, SAVING_PICTURE, GlimmersError, JournalGoneError
from app.core.glimmers import GlimmerId
from app.core.photos import PhotoId
from app.core.reminders import Nudge, is_ours
from app.homes.caring import LOOK_EVERY, SNAPSHOT_AFTER
from app.platform.clock import SystemClock
from app.state.opening import Opened
from app.state.viewfinder import Viewfinder
from app.words.screens import words
from app.words.when import times

if TYPE_CHECKING:
    from app.core.ports import Background, Darkroom, Notifier, PhotoSource, ShareSheet
    from app.platform.file_desk import Desk
    from app.platform.serving.handing_in import HandingIn
    from app.state.exchange import Exchange
    from storage.inbox import FolderInbox
    from storage.photos import PhotoStore as FolderStore

PACKAGED = bool(os.environ.get("FLET_PLATFORM"))
"""An app of its own, on a phone or a desk: the screen is not a browser's page."""

_log = logging.getLogger(__name__)


class Folder:
    """A folder of this device; every session of this process writes to the same journal."""

    def __init__(self) -> None:
        from app.platform.places import data_folder

        self._folder = data_folder()
        self._opened: Opened | None = None
        self._being_opened: asyncio.Future[Opened] | None = None
        self._darkroom: asyncio.Future[Darkroom] | None = None
        self._turn = asyncio.Lock()
        """Held while the journal must not be opened."""
        self._settling = asyncio.Lock()
        """Held while its snapshots are looked after."""

    async def is_new(self) -> bool:
        """Whether nothing was ever kept here."""
        from storage.vault import DATABASE, is_being_erased

        database = self._folder / DATABASE
        return (
            is_being_erased(self._folder) or not database.exists() or database.stat().st_size == 0
        )

    async def open(self) -> Opened:
        """The journal. Whoever asks while it is being opened waits for the same one; a refusal is
        asked for again.

        Raises:
            JournalGoneError: its file was taken away while it was open, and is not back.
        """
        while True:
            async with self._turn:
                if self.is_lost:
                    raise JournalGoneError(doing=GOING_ON)
                if self._being_opened is None or (
                    self._being_opened.done() and self._being_opened.exception()
                ):
                    self._being_opened = asyncio.ensure_future(self._open())
                coming = self._being_opened
            opened = await asyncio.shield(coming)
            if not opened.is_closed:  # by `alone`, between the opening and now
                return opened

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Around what nobody may have the journal open for: it is closed in all sessions, and
        whoever asks for it waits until the end.
        """
        async with self._turn:
            if self._being_opened is not None:
                with contextlib.suppress(Exception):  # whoever asked for it hears of that
                    await asyncio.shield(self._being_opened)
            async with self._settling:  # a snapshot that is being made is let be made
                opened, self._opened, self._being_opened = self._opened, None, None
                if opened is not None:
                    self._caring.cancel()
                    opened.close()
                    await self._photos.settled()  # or one of its photos would come afterwards
            yield

    gone = JournalGoneError

    @property
    def is_lost(self) -> bool:
        """Whether the file of the journal that is open has gone from its place."""
        return self._opened is not None and not self._opened.journal.is_in_place

    async def save_again(self) -> None:
        """Write what is open to its place again, which it has lost; opening reads it from there.

        Raises:
            GlimmersError: it could not be written; it stays open as it is.
        """
        if self._opened is None or not self.is_lost:
            return  # another window has done it, or the file was put back
        journal = self._opened.journal
        await asyncio.to_thread(journal.save_again, now=SystemClock().now())
        self._opened = self._being_opened = None
        journal.close()

    async def _open(self) -> Opened:
        from storage.opening import open_journal
        from storage.taking_in import Intake, PhotosIn, wants_originals
        from storage.vault import in_folder

        if os.environ.get("FLET_PLATFORM") == "ios":
            from app.platform.backup_exclusion import keep_out_of_backup

            await asyncio.to_thread(keep_out_of_backup, self._folder)
        vault = in_folder(self._folder)
        erased = asyncio.Event()
        journal = await open_journal(
            vault, now=SystemClock().now(), after_erasing=lambda _journal: erased.set()
        )
        inbox = self.inbox()
        photos = PhotosIn(inbox, self.darkroom, originals=lambda: wants_originals(journal))
        opened = Opened(
            journal=journal,
            flush=vault.flush,
            intake=Intake(inbox, now=SystemClock().now, photos=photos),
            in_snapshots=self._in_snapshots,
        )
        await opened.take_in()
        self._opened = opened
        if os.environ.get("FLET_PLATFORM") == "android":
            self._lending = asyncio.create_task(self._lend_inbox())
        self._caring = asyncio.create_task(self._care_for_snapshots(opened, erased))
        return opened

    async def _lend_inbox(self) -> None:
        """Have Android keep moments there while this is closed."""
        from app.platform.reminding.android import AndroidNotifier

        try:
            assert isinstance(self.notifier, AndroidNotifier)
            await self.notifier.lend_inbox(self._folder)
        except Exception:  # it knows from an earlier time, or says that it must be opened once
            _log.exception("the phone could not be told where the journal lies")

    async def _in_snapshots(self, photos: frozenset[PhotoId]) -> frozenset[PhotoId]:
        from storage.snapshots.folder import Snapshots
        from storage.vault import DATABASE

        return await asyncio.to_thread(Snapshots(self._folder / DATABASE).named, photos)

    async def _care_for_snapshots(self, opened: Opened, erased: asyncio.Event) -> None:
        """Make one on each day of use, on another thread and never in the way of a tap; and take
        out of all of them what is deleted for good, as soon as it is.
        """
        await asyncio.sleep(SNAPSHOT_AFTER)
        while opened is self._opened and opened.journal.is_in_place:
            try:
                async with self._settling:
                    await self._settle_snapshots(opened, erased)
            except Exception:  # tried again, and nobody waits for it
                _log.exception("snapshots could not be cared for")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(erased.wait(), LOOK_EVERY)

    async def _settle_snapshots(self, opened: Opened, erased: asyncio.Event) -> None:
        from storage.snapshots.folder import Snapshots
        from storage.vault import DATABASE

        snapshots = Snapshots(self._folder / DATABASE)
        # Also where nothing was deleted here: another program may have, and been killed over it.
        erased.clear()
        gone = opened.journal.erased()
        await asyncio.to_thread(snapshots.settle, gone)
        if gone.names:
            await opened.write(lambda journal: journal.settled(gone), doing=ERASING)
        await asyncio.to_thread(snapshots.each_day, now=SystemClock().now(), at_leisure=True)

    def inbox(self) -> FolderInbox:
        """Beside the journal."""
        from storage.inbox import FolderInbox

        return FolderInbox(self._folder, shows_paths=PACKAGED)

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

    @functools.cached_property
    def background(self) -> Background | None:
        """On a desk; phones plan reminders by themselves."""
        if os.environ.get("FLET_PLATFORM") in ("android", "ios"):
            return None
        from app.platform.background.desk import Desk

        return Desk(self._folder)

    def _claim(self, nudge: Nudge) -> bool:
        """Whether `remind run` in a terminal, on the same journal, has not taken it."""
        if self._opened is None:
            return True
        return is_ours(nudge, self._opened.journal.preferences.claim, now=SystemClock().now())

    async def offer_shortcut(self) -> None:
        """On Android, a long press on the icon offers to notice a glimmer."""
        if os.environ.get("FLET_PLATFORM") == "android":
            from app.platform.reminding.android import AndroidNotifier

            assert isinstance(self.notifier, AndroidNotifier)
            await self.notifier.offer_shortcut()

    def photo_source(self, viewfinder: Viewfinder) -> PhotoSource:
        """One for each session. Flet's camera is there for phones and for pages, not for a desk's
        own windows.
        """
        from app.platform.photo_picker import PickerSource

        can_take = os.environ.get("FLET_PLATFORM") in (None, "android", "ios")
        return PickerSource(by_path=PACKAGED, camera=viewfinder.take if can_take else None)

    def share_sheet(self) -> ShareSheet:
        """One for each session."""
        from app.platform.share_sheet import FlutterShareSheet

        return FlutterShareSheet(has_sheet=PACKAGED, write=self._write_for_a_person)

    def exchange(self) -> Exchange:
        """One for each session, since each has a picker of its own."""
        from app.homes.folder_exchange import FolderExchange

        return FolderExchange(
            self._folder,
            self._photos,
            alone=self.alone,
            forget_reminders=lambda: self.notifier.replace_all(()),
            background=self.background,
            desk=self._desk(),
        )

    @functools.cached_property
    def handing_in(self) -> HandingIn:
        """What the page that this process serves brings."""
        from app.platform.serving.handing_in import HandingIn

        return HandingIn()

    def _desk(self) -> Desk:
        from app.platform.file_desk import PageDesk, PhoneDesk, WindowDesk

        if not PACKAGED:
            from storage.database.set_aside import name_of_copy

            return PageDesk(
                self.handing_in, lambda: name_of_copy(self._folder, now=SystemClock().now())
            )
        phone = os.environ.get("FLET_PLATFORM") in ("android", "ios")
        return PhoneDesk() if phone else WindowDesk()

    def _write_for_a_person(self, path: Path, picture: bytes) -> None:
        """Where they named a file; the system's window has asked whether one that is
        there may go.
        """
        from storage.saving import Target

        Target(path=path, replace=True, journal=self._folder, doing=SAVING_PICTURE).write(picture)

    @functools.cached_property
    def _photos(self) -> FolderStore:
        from storage import photos

        return photos.in_folder(self._folder, served=not PACKAGED)

    def photo_address(self, id: PhotoId, thumbnail: bool) -> str:
        """What the screen loads a photo from."""
        address = self._photos.address(id, thumbnail=thumbnail)
        # From the root, a browser would leave the place under which the loopback server answers,
        # and go without its cookie.
        return address if PACKAGED else address.removeprefix("/")

    async def darkroom(self) -> Darkroom:
        """Pillow, off the loop; one for all sessions."""
        if self._darkroom is None:
            self._darkroom = asyncio.ensure_future(asyncio.to_thread(self._made_darkroom))
        return await asyncio.shield(self._darkroom)

    def _made_darkroom(self) -> Darkroom:
        from app.imaging.pillow_darkroom import PillowDarkroom  # takes a moment to load

        return PillowDarkroom(self._photos)

    async def where(self) -> str:
        """In a sentence, where it lies, and in others, what waits beside it."""
        from app.homes.waiting import with_waiting  # not before the first screen

        where = words.KEPT_HERE_FOLDER.format(place=self._folder)
        copies = await asyncio.to_thread(self._copies_here)
        said = " ".join(filter(None, (where, copies)))
        return await with_waiting(said, self.inbox(), opens_photos=True)

    def _copies_here(self) -> str:
        """In a sentence, how many copies the journal has made of itself; "" where none are."""
        from storage.snapshots.folder import Snapshots
        from storage.vault import DATABASE

        try:
            made = Snapshots(self._folder / DATABASE).all()
        except GlimmersError:
            _log.warning("the snapshots could not be looked for", exc_info=True)
            return ""
        return words.copies_here(len(made), day=times.day(made[-1].date)) if made else ""

    async def shown(self) -> None:
        """Nothing waits for the first screen here, nor has kept anything before it."""

    async def hand_over(
        self, _show: Callable[[GlimmerId], None], _focus: Callable[[], None]
    ) -> None:
        """No button was there before the app's own."""

    async def ask_to_stay(self) -> None:
        """Files stay by themselves."""

    async def remember_look(self, look: str) -> None:
        """There is no splash to tell."""

    async def went_back(self) -> bool:
        """Programs are updated by the system, and back by it."""
        return False

    previous_version = newest_version = hide = None
    text_scale = 1.0
