"""A glimmer in the making: one tap, and it is kept."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import flet as ft

from app.core.errors import FORGETTING, KEEPING, GlimmersError, NoPrivateStorageError
from app.core.glimmers import Draft, Glimmer, GlimmerId, Pathway, kept_instant
from app.core.photos import Parts
from app.core.ports import Clock
from app.core.when.times import at_moment
from app.state.opening import Opened, Opening
from app.state.writing import translated_error

if TYPE_CHECKING:
    from app.core.ports import Inbox
    from app.state.editing import Editing
    from storage.journal import Journal

_log = logging.getLogger(__name__)

Box = Literal["", "words", "when"]


@dataclass(frozen=True, slots=True)
class KeptBeside:
    """What was kept in the inbox while the journal could not be reached."""

    at: datetime
    """The moment of the last tap, as the clock showed it."""
    count: int | None
    """How many taps, since the journal was last open here; None where the page's own button kept
    some, which are not counted.
    """


class Card(ft.Observable):
    """The card of the last tap. It is watched apart from all that a tap changes besides: "Kept" is
    drawn first, and the sky and the day's rows after it.
    """

    def __init__(self) -> None:
        self.kept: Editing | None = None
        """What the last tap kept, while its card is shown."""


class Capture(ft.Observable):
    """The large button and the card that follows it."""

    def __init__(
        self,
        opening: Opening,
        clock: Clock,
        *,
        after_first: Callable[[], Awaitable[None]],
        choose_photos: Callable[[GlimmerId], Awaitable[None]],
        inbox: Callable[[], Inbox],
    ) -> None:
        self._opening = opening
        self._inbox = inbox
        self._choose_photos = choose_photos
        self._stop: Callable[[], None] | None = None
        self._clock = clock
        self._after_first: Callable[[], Awaitable[None]] | None = after_first
        self._afterwards: asyncio.Task[None] | None = None
        self._busy = False  # nothing on the screen shows it: a tap need not be drawn for it
        self.card = Card()
        self.opened: Box = ""
        """The text box that stands open over the screen, for what is on the card."""
        self.problem: GlimmersError | None = None
        self.said_before = False
        """The page has said "Kept" of what is on the card, so the card is quiet for screen
        readers."""
        self.beside: KeptBeside | None = None
        """What was kept beside the journal, which was not open."""
        self.focus_asked = 0
        """How often the keyboard's focus was handed to the large button."""

    def attach(self, opened: Opened) -> None:
        """Listen to changes of the glimmer on the card: photos, or words from another window."""
        self.beside = None  # the journal has it by now
        self._stop = opened.listen(self._changed)

    def detach(self) -> None:
        """The session has ended."""
        if self._stop:
            self._stop()
            self._stop = None

    def _changed(self) -> None:
        if self.kept and not self._busy and not self.kept.refresh():
            self.leave()

    @property
    def kept(self) -> Editing | None:
        """What the last tap kept, while its card is shown."""
        return self.card.kept

    @kept.setter
    def kept(self, kept: Editing | None) -> None:
        self.card.kept = kept
        self.notify()  # type: ignore[no-untyped-call]  # Flet gives it no types

    @property
    def busy(self) -> bool:
        """Whether a tap is being kept just now."""
        return self._busy

    async def keep(self) -> None:
        """Keep this moment; a second tap meanwhile does nothing. The card is shown only once the
        glimmer is durable. Where the journal cannot be opened, the moment is kept in the inbox.
        """
        at = self._clock.now()  # the moment of the tap, however long the rest takes
        if self._opening.problem is not None:  # also while somebody tries again
            await self._keep_beside(at)
            return
        if self._busy:
            return
        self._busy = True
        self.problem, self.opened, self.said_before = None, "", False
        listeners_wait = ExitStack()
        try:
            try:
                opened = await self._opening.ready()
            except NoPrivateStorageError:
                return  # a screen says so: what this window would put anywhere goes with it
            except GlimmersError:
                await self._keep_beside(at)
                return
            draft = Draft(when=at_moment(at, zone=self._clock.zone()))
            listeners_wait.enter_context(opened.untold())
            # If the flush fails, the row is deleted again: the person is told that nothing was
            # kept, so nothing may appear.
            glimmer = await opened.write(
                lambda journal: journal.keep(draft, at=at),
                undo=lambda journal, kept: journal.forget(kept.id),
            )
        except GlimmersError as error:
            self.kept = None  # the card of the tap before would look like this one's
            self.problem = error
        except Exception as error:
            self.kept = None
            self.problem = translated_error(error, KEEPING)
        else:
            self.card.kept = self._editing(glimmer, opened)
            await asyncio.sleep(0)  # "Kept" is drawn before all else
            listeners_wait.close()
            self._follow_up()
        finally:
            listeners_wait.close()
            self._busy = False

    async def _keep_beside(self, at: datetime) -> None:
        """Keep it in the inbox; the screen that says why the journal is not open says this too, or
        `problem`. Each tap is a record of its own, and none waits for another.
        """
        from app.core.exchange.inbox import of_tap
        from storage.rows.stamps import new_id

        self.kept = self.problem = None
        try:
            record = of_tap(new_id(at), at, zone=self._clock.zone(), written_by="app")
            await self._inbox().add(record)
        except Exception as error:
            self.problem = translated_error(error, KEEPING)
            return
        before = self.beside.count if self.beside else 0
        self.beside = KeptBeside(at, None if before is None else before + 1)

    def show_kept_before(self, id: GlimmerId) -> None:
        """Bring up the card of what was kept before the app was there, and is in the journal by
        now, as if the tap had been here; the screen has said that it is kept.
        """
        opened = self._opening.opened
        if self._opening.problem is not None:
            at = kept_instant("", id).astimezone(self._clock.now().tzinfo)
            self.kept, self.beside = None, KeptBeside(at, None)
        if opened is None or self._busy:
            return
        try:
            glimmer = opened.journal.get(id)
        except GlimmersError:
            _log.warning("what was kept before the app was there cannot be shown", exc_info=True)
            return
        self.problem, self.opened, self.said_before = None, "", True
        self.card.kept = self._editing(glimmer, opened)
        self._follow_up()

    def _editing(self, glimmer: Glimmer, opened: Opened) -> Editing:
        # Imported here: its grammar of dates is large, and the first screen must not wait.
        from app.state.editing import Editing

        return Editing(glimmer, opened, self._clock, parts=Parts())

    def _follow_up(self) -> None:
        """What else changes with a card."""
        self.notify()  # type: ignore[no-untyped-call]  # Flet gives it no types
        self._opening.new_here = False
        if self._after_first:
            after, self._after_first = self._after_first, None
            self._afterwards = asyncio.create_task(_at_leisure(after))

    def focus(self) -> None:
        """Hand the keyboard's focus to the large button."""
        self.focus_asked += 1

    async def undo(self) -> Editing | None:
        """Take the tap back: wholly if nothing was added to it, otherwise into the bin. Returns
        what went there, so that it can be put back.
        """
        if self.kept is None or self._busy:
            return None
        # Cleared before waiting: a second press, or the next tap, may come before the disk answers.
        kept, self.kept, self.opened = self.kept, None, ""
        try:
            opened = await self._opening.ready()
            await opened.forget_waiting(kept.glimmer.id)
            in_bin = await opened.write(
                lambda journal: self._take_back(kept.glimmer.id, journal), doing=FORGETTING
            )
        except GlimmersError as error:
            self.problem = error
            return None
        return kept if in_bin else None

    def _take_back(self, id: GlimmerId, journal: Journal) -> bool:
        """Whether it had to go to the bin."""
        if journal.forget(id):
            return False
        journal.remove(id, at=self._clock.now())
        return True

    async def choose(self, pathway: Pathway) -> None:
        """Say where what was kept belongs; the same one again takes it back."""
        if self.kept:
            await self.kept.choose(pathway)

    async def add_photo(self) -> None:
        """Let the person choose photos for what was kept."""
        if self.kept:
            await self._choose_photos(self.kept.glimmer.id)

    def open(self, box: Box) -> None:
        """Open this text box; "" closes the one that is open."""
        self.opened = box if self.kept else ""

    def leave(self) -> None:
        """Close the card; the glimmer stays kept."""
        self.kept = None
        self.problem, self.opened = None, ""

    def look_around(self) -> None:
        """Leave the welcome of a new device, to see the app before keeping anything."""
        self._opening.new_here = False


async def _at_leisure(work: Callable[[], Awaitable[None]]) -> None:
    """Run work that the tap does not wait for (a browser may take ten seconds to answer), and log
    what fails.
    """
    try:
        await work()
    except Exception:
        _log.exception("what follows the first glimmer failed")
