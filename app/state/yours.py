"""What is somebody's to keep: backups of the journal and the way back from one, files of it for
other programs, the copies that it makes of itself, and erasing all of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

import flet as ft

from app.core.backups import BACKUPS, Backups
from app.core.errors import (
    BACKING_UP,
    CHOOSING,
    ERASING_ALL,
    GOING_BACK,
    RESTORING,
    SAVING_EXPORT,
    SNAPSHOT,
    BackgroundError,
    BackupError,
    DamagedSnapshotError,
    Doing,
    GlimmersError,
    NotAJournalError,
    UnknownSnapshotError,
)
from app.core.ports import Clock
from app.state.opening import Opening
from app.state.writing import translated_error

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from app.core.exchange.leaving import Exported, Form
    from app.state.exchange import (
        BackedUp,
        BackupFile,
        Difference,
        Erased,
        Exchange,
        Progress,
        Restored,
        Saved,
        Snapshot,
    )

_log = logging.getLogger(__name__)

Task = Literal[
    "backing up",
    "exporting",
    "looking",
    "merging",
    "replacing",
    "comparing",
    "going back",
    "erasing",
]
Way = Literal["merge", "replace"]

_SHOWN_EACH = 0.1
"""Seconds between two looks at how far it is: the screen is drawn anew for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is being done, and how far it is."""

    task: Task
    part: float | None = None
    """From 0 to 1; None where nobody knows."""
    stopping: bool = False
    """It was asked to stop, and has not yet."""


class Yours(ft.Observable):
    """One thing at a time; a verb that is called while another is at work does nothing. What goes
    wrong is told in `problem`, and nothing is raised.
    """

    def __init__(self, opening: Opening, clock: Clock, exchange: Exchange) -> None:
        self._opening, self._clock, self._exchange = opening, clock, exchange
        self._stopped = False
        self._left = 0
        """How often a page was left."""
        self._passphrase = ""
        """Of the file that was looked into."""
        self.work: Work | None = None
        self.problem: GlimmersError | None = None
        self.size: int | None = None
        """About how many bytes a backup would have; None until that is known."""
        self.saved: Saved[BackedUp] | None = None
        """The backup that was made."""
        self.exported: tuple[Form, Saved[Exported]] | None = None
        """The file for other programs that was made."""
        self.file: BackupFile | None = None
        """One that was chosen, to bring it back."""
        self.sealed = False
        """It opens only with its passphrase."""
        self.found: Restored | None = None
        """What it would bring; None before it was looked into."""
        self.brought: tuple[Way, Restored] | None = None
        """What it has brought."""
        self.copied = False
        """What was here before the journal was replaced is a copy now; one that is damaged is not.
        """
        self.copies: tuple[Snapshot, ...] | None = None
        """The journal's copies of itself, newest first; None until they were looked for."""
        self.chosen: Snapshot | None = None
        """The copy that somebody may go back to, ..."""
        self.difference: Difference | None = None
        """... and what that would change."""
        self.last_good: tuple[Snapshot, Difference] | None = None
        """Of a damaged journal, the latest copy that can be read, and what going back to it would
        change.
        """
        self.went_back: Snapshot | None = None
        """The copy that is the journal now."""
        self.erased: Erased | None = None
        """What became of everything."""

    @property
    def choose_address(self) -> str | None:
        """See `Exchange`."""
        return self._exchange.choose_address

    @property
    def is_damaged(self) -> bool:
        """Whether its file is there and cannot be opened as a journal."""
        return isinstance(self._opening.problem, NotAJournalError)

    @property
    def now(self) -> datetime:
        """Now, where the person is."""
        return self._clock.now()

    @property
    def last(self) -> date | None:
        """The day of the last backup that was made here; None where none was, as far as the journal
        can tell.
        """
        made = self._known().made
        return made.astimezone(self.now.tzinfo).date() if made else None

    def leave(self) -> None:
        """A page is left: what became of work is not told again. Of work that still goes on, it is
        told to who comes back; but who asked what would change is not there to be asked back.
        """
        self._left += 1
        self.chosen = self.difference = None
        if self.work is None:
            self.problem = self.saved = self.exported = None
            self.brought = self.went_back = self.erased = None
            self._put_down()

    def stop(self) -> None:
        """Stop as soon as that can be; what is written by then goes again."""
        self._stopped = True
        if self.work is not None:
            self.work = dataclasses.replace(self.work, stopping=True)

    # A backup -------------------------------------------------------------------------------------

    async def measure(self) -> None:
        """How large a backup would be. Where that cannot be told, nothing is."""
        try:
            self.size = await self._exchange.size()
        except Exception as error:
            translated_error(error, BACKING_UP)  # called only because it writes the log
            self.size = None

    async def back_up(self, passphrase: str = "") -> None:
        """Make one, sealed unless the passphrase is empty."""
        with self._at("backing up", BACKING_UP) as begun:
            if begun:
                self.saved = None
                self.saved = await self._exchange.back_up(
                    passphrase=passphrase, progress=self._progress()
                )
                if self.saved:
                    await self._note(made=self.now, offered=self.now)

    # Files for other programs ---------------------------------------------------------------------

    async def export(self, form: Form) -> None:
        """Make one file of them."""
        with self._at("exporting", SAVING_EXPORT) as begun:
            if begun:
                self.exported = None
                saved = await self._exchange.export(form, progress=self._progress())
                self.exported = (form, saved) if saved else None

    # A backup comes back --------------------------------------------------------------------------

    async def choose(self) -> None:
        """Let somebody choose a backup, and see what it would bring."""
        if self.work is not None:
            return
        self.problem = None
        try:  # nobody waits for it: not every picker tells that it was closed
            file = await self._exchange.choose()
        except Exception as error:
            self.problem = translated_error(error, RESTORING)
            return
        if file is not None and self.work is None:
            self._put_down()
            self.brought, self.file = None, file
            await self.look()

    async def look(self, passphrase: str = "") -> None:
        """See what the chosen one would bring. Where it asks for its passphrase, that is no
        problem.
        """
        file = self.file
        with self._at("looking", RESTORING) as begun:
            if not begun or file is None:
                return
            try:
                self.found = await self._exchange.look(
                    file, passphrase=passphrase, progress=self._progress()
                )
                self._passphrase = passphrase
            except BackupError as error:
                if error.why == "sealed":
                    self.sealed = True
                    return
                if error.why != "passphrase":
                    self._put_down()
                raise

    async def merge(self) -> None:
        """Add what was found to what is here."""
        with self._at("merging", RESTORING) as begun:
            if begun and self.file and self.found:
                await self._bring("merge", self._exchange.merge, self.file)
                if opened := self._opening.opened:
                    opened.journal.changed_elsewhere()

    async def replace(self) -> None:
        """Put it in place of what is here, which becomes a copy."""
        with self._at("replacing", RESTORING) as begun:
            if begun and self.file and self.found:
                self.copied = self._opening.opened is not None
                async with self._opened_again():
                    await self._bring("replace", self._exchange.replace, self.file)
                await self._note(offered=self.now)  # there is one, which has just come back

    async def _bring(
        self, way: Way, bring: Callable[..., Awaitable[Restored | None]], file: BackupFile
    ) -> None:
        brought = await bring(file, passphrase=self._passphrase, progress=self._progress())
        if brought:
            self.brought = way, brought
            self._put_down()

    def _put_down(self) -> None:
        """The file that was chosen is not meant any more."""
        self.file = self.found = None
        self.sealed, self._passphrase = False, ""

    # Copies ---------------------------------------------------------------------------------------

    async def see_copies(self) -> None:
        """Look for the journal's copies of itself."""
        self.chosen = self.difference = None
        try:
            self.copies = tuple(await self._exchange.snapshots())
        except Exception as error:
            self.copies = None
            self.problem = translated_error(error, SNAPSHOT)

    async def consider(self, copy: Snapshot | None) -> None:
        """See what going back to this one would change; None considers none."""
        self.chosen = self.difference = None
        if copy is None:
            return
        left = self._left
        with self._at("comparing", GOING_BACK) as begun:
            if begun:
                difference = await self._exchange.difference(copy)
                if left == self._left:
                    self.chosen, self.difference = copy, difference

    async def find_last_good(self) -> None:
        """Look for `last_good`. Where that cannot be told, nothing is."""
        self.last_good = None
        try:
            copies = await self._exchange.snapshots()
        except Exception as error:
            translated_error(error, SNAPSHOT)  # called only because it writes the log
            return
        for copy in copies:
            try:
                difference = await self._exchange.difference(copy)
            except (DamagedSnapshotError, UnknownSnapshotError):
                continue
            except Exception as error:
                translated_error(error, GOING_BACK)  # called only because it writes the log
                return
            self.last_good = copy, difference
            return

    async def go_back(self) -> None:
        """Put the chosen copy in the journal's place."""
        copy = self.chosen
        if await self._go_back_to(copy):
            self.went_back = copy
            await self.see_copies()

    async def go_back_to_last_good(self) -> None:
        """Put the last good one in the damaged journal's place, which then shows itself."""
        await self._go_back_to(self.last_good[0] if self.last_good else None)

    async def _go_back_to(self, copy: Snapshot | None) -> bool:
        """Whether it is the journal now."""
        with self._at("going back", GOING_BACK) as begun:
            if begun and copy:
                self.copied = self._opening.opened is not None
                async with self._opened_again():
                    await self._exchange.go_back(copy)
                self.chosen = self.difference = self.last_good = None
                return True
        return False

    # Everything -----------------------------------------------------------------------------------

    async def erase(self) -> None:
        """Delete everything here; then it is as on the first day."""
        with self._at("erasing", ERASING_ALL) as begun:
            if begun:
                async with self._opened_again():
                    try:
                        self.erased = await self._exchange.erase(progress=self._progress())
                    except BackgroundError:
                        self._opening.new_here = True
                        raise
                    self._opening.new_here = True
                self.copies = self.size = None

    # The quiet word -------------------------------------------------------------------------------

    def is_due(self) -> bool:
        """Whether a backup is to be offered now."""
        opened = self._opening.opened
        if opened is None:
            return False
        try:
            return self._known().is_due(kept=opened.journal.count(), now=self.now)
        except GlimmersError:
            _log.warning("nobody knows whether a backup is due", exc_info=True)
            return False

    async def answer(self) -> None:
        """The offer was taken or sent away: nothing is said for a month."""
        await self._note(offered=self.now)

    def _known(self) -> Backups:
        opened = self._opening.opened
        return Backups.from_record(
            opened.journal.preferences.get(BACKUPS, None) if opened else None
        )

    async def _note(self, **known: datetime) -> None:
        """Whether the disk takes that is only logged."""
        opened = self._opening.opened
        if opened is None:
            return
        record = dataclasses.replace(self._known(), **known).to_record()
        at = self.now
        with contextlib.suppress(GlimmersError):
            await opened.write(
                lambda journal: journal.preferences.choose(BACKUPS, record, at=at), doing=CHOOSING
            )

    # Inside ---------------------------------------------------------------------------------------

    @contextmanager
    def _at(self, task: Task, doing: Doing) -> Iterator[bool]:
        """Around work: gives whether it may begin, and tells what went wrong."""
        if self.work is not None:
            yield False
            return
        self.problem, self._stopped = None, False
        self.work = Work(task=task)
        try:
            yield True
        except Exception as error:
            self.problem = translated_error(error, doing)
        finally:
            self.work = None

    @asynccontextmanager
    async def _opened_again(self) -> AsyncIterator[None]:
        """Whatever becomes of the work, the journal that is there afterwards is opened; if it
        cannot be, another screen says why.
        """
        try:
            yield
        finally:
            await self._opening.run()
            with contextlib.suppress(GlimmersError):
                await self._opening.ready()

    def _progress(self) -> Progress:
        """Shows how far it is, from whatever thread."""
        loop, shown_at = asyncio.get_running_loop(), 0.0

        def progress(done: int, of: int) -> bool:
            nonlocal shown_at
            if time.monotonic() - shown_at >= _SHOWN_EACH:
                shown_at = time.monotonic()
                loop.call_soon_threadsafe(self._show, done / of if of else None)
            return not self._stopped

        return progress

    def _show(self, part: float | None) -> None:
        if self.work is not None:
            self.work = dataclasses.replace(self.work, part=part)
