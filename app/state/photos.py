"""Photos on their way into a glimmer: chosen, imported one after the other, stored as files, and
only then written into the journal.
"""

from __future__ import annotations

import asyncio
import contextvars
import functools
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import flet as ft

from app.core.errors import ADDING_PHOTO, CHANGING, EMPTYING, GlimmersError
from app.core.glimmers import Edit, GlimmerId
from app.core.photos import ORIGINALS, Photo, PhotoId
from app.core.ports import Chosen, Clock, Darkroom, PhotoSource
from app.state.opening import Opened
from app.state.writing import translated_error

if TYPE_CHECKING:
    from app.core.glimmers import Glimmer
    from storage.journal import Journal

_log = logging.getLogger(__name__)

AT_ONCE = 2
"""Photos that are decoded at the same time: two cores, and memory for two."""
OLDER = timedelta(days=1)
"""If a photo was taken this long before its glimmer, its date is offered for the glimmer."""
SWEEP_AFTER = 30.0
"""Seconds after the start until unused photo files are deleted, so that the start is not slower."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Photos that are being brought in."""

    glimmer: GlimmerId
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result, for the glimmer they were added to."""

    glimmer: GlimmerId
    problems: tuple[GlimmersError, ...] = ()
    """Why photos could not be added, one for each."""
    taken: date | None = None
    """The day of the oldest photo, where that is before the glimmer's own time."""


class Photos(ft.Observable):
    """The way in for photos, one glimmer at a time."""

    def __init__(
        self,
        clock: Clock,
        source: PhotoSource,
        *,
        open_darkroom: Callable[[], Awaitable[Darkroom]],
        address: Callable[[PhotoId, bool], str],
    ) -> None:
        self._clock = clock
        self._open_darkroom = open_darkroom
        self._address = address
        self._opened: Opened | None = None
        self._task: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._target: GlimmerId | None = None
        self._context = contextvars.copy_context()
        self.source = source
        self.has_camera = source.has_camera
        """Whether a photo can be taken here; certain after `begin`."""
        self.ready = False
        """The store is open. Before that, the address of a photo may not work yet."""
        self.work: Work | None = None
        self.outcome: Outcome | None = None
        source.on_arrival = lambda chosen: self._context.copy().run(self._arrived, chosen)

    @property
    def darkroom(self) -> Callable[[], Awaitable[Darkroom]]:
        """Opens this platform's darkroom."""
        return self._open_darkroom

    def attach(self, opened: Opened) -> None:
        """The journal is open."""
        self._opened = opened

    def address(self, id: PhotoId, *, thumbnail: bool = False) -> str:
        """What an image on the screen loads it from."""
        return self._address(id, thumbnail)

    async def begin(self) -> None:
        """Make the photo source ready, and delete files that no glimmer uses any more."""
        try:
            await self.source.begin()
            self.has_camera = self.source.has_camera
            if self._opened is None:
                return
            journal = self._opened.journal
            if journal.photos.in_use():
                await self._open_darkroom()
                self.ready = True
            await asyncio.sleep(SWEEP_AFTER)
            if let_go := await self._opened.photos_to_sweep():
                darkroom = await self._open_darkroom()
                gone = await darkroom.store.sweep(let_go)
                await self._opened.write(lambda journal: journal.photos.swept(gone), doing=EMPTYING)
        except Exception:  # each is tried again when the person uses it
            _log.warning("photos could not be made ready", exc_info=True)

    # Coming in ------------------------------------------------------------------------------------

    async def choose(self, id: GlimmerId) -> None:
        """Let the person choose photos for this glimmer, and add them."""
        await self._from(id, self.source.choose)

    async def take(self, id: GlimmerId) -> None:
        """Let the person take a photo for this glimmer, and add it."""

        async def one() -> Sequence[Chosen]:
            taken = await self.source.take()
            return [taken] if taken else []

        await self._from(id, one)

    def welcome(self, id: GlimmerId) -> None:
        """Add what is pasted or dropped from now on to this glimmer."""
        self._aim(id)

    def farewell(self, id: GlimmerId) -> None:
        """This glimmer has left the screen: nothing that is pasted or dropped goes to it."""
        if id == self._target:
            self._aim(None)

    def _aim(self, id: GlimmerId | None) -> None:
        changed, self._target = (id is None) != (self._target is None), id
        if changed:
            self._telling = asyncio.get_running_loop().create_task(
                self._tell_source(id is not None)
            )

    async def _tell_source(self, wanted: bool) -> None:
        try:
            await self.source.want(wanted)
        except Exception:  # there are other ways in
            _log.warning("photos cannot be pasted or dropped", exc_info=True)

    async def add(self, id: GlimmerId, chosen: Sequence[Chosen]) -> bool:
        """Add these photos in their order, until `stop` is called; those added before stay. Returns
        whether all were tried; `outcome` has what became of them.
        """
        if not chosen:
            return True
        if self._opened is None:
            return False
        async with self._turn:  # one glimmer after the other, so that memory stays bounded
            self._task = asyncio.create_task(self._add(id, chosen, self._opened))
            await asyncio.wait([self._task])
            return not self._task.cancelled() and self._task.exception() is None

    async def protect(self, id: PhotoId) -> None:
        """Keep the file of a photo that was just taken out of a glimmer from the next sweep, so
        that the person can undo it.
        """
        try:
            await (await self._open_darkroom()).store.protect(id)
        except Exception:  # then it is only deleted sooner
            _log.warning("a photo could not be protected", exc_info=True)

    def stop(self) -> None:
        """Add no more photos; those that were added stay."""
        if self._task:
            self._task.cancel()

    def settle(self) -> None:
        """The person has read the outcome: forget it."""
        self.outcome = None

    async def use_date(self) -> None:
        """Set the time of the glimmer to the day on which its photo was taken."""
        outcome, self.outcome = self.outcome, None
        if self._opened is None or outcome is None or outcome.taken is None:
            return
        from app.core.when.grammar import understand  # the grammar of dates is large

        now = self._clock.now()
        when = understand(outcome.taken.isoformat(), now=now, zone=self._clock.zone())
        try:
            await self._opened.write(
                lambda journal: journal.change(outcome.glimmer, Edit(when=when), at=now),
                doing=CHANGING,
            )
        except GlimmersError:
            self.outcome = outcome  # offer the date again
            raise

    async def _from(self, id: GlimmerId, ask: Callable[[], Awaitable[Sequence[Chosen]]]) -> None:
        self.outcome = None
        try:
            chosen = await ask()
        except GlimmersError as error:
            _log.warning("no photo could be asked for", exc_info=True)
            self.outcome = Outcome(glimmer=id, problems=(error,))
            return
        await self.add(id, chosen)

    def _arrived(self, chosen: list[Chosen]) -> None:
        if self._target:
            self._arriving = asyncio.get_running_loop().create_task(self.add(self._target, chosen))

    async def _add(self, id: GlimmerId, chosen: Sequence[Chosen], opened: Opened) -> None:
        self.work, self.outcome = Work(glimmer=id, done=0, total=len(chosen)), None
        problems: list[GlimmersError] = []
        days: list[date] = []
        waiting = [asyncio.create_task(self._stored(one, opened)) for one in chosen[:AT_ONCE]]
        try:
            for number in range(len(chosen)):
                try:
                    photo = await waiting[number]
                    await opened.write(
                        functools.partial(self._attach, id, photo), doing=ADDING_PHOTO
                    )
                    if day := _day(photo):
                        days.append(day)
                except GlimmersError as error:
                    problems.append(error)
                self.work = Work(glimmer=id, done=number + 1, total=len(chosen))
                if number + AT_ONCE < len(chosen):
                    later = self._stored(chosen[number + AT_ONCE], opened)
                    waiting.append(asyncio.create_task(later))
        finally:
            for task in waiting:
                task.cancel()
            self.work = None
            self.outcome = self._outcome(id, problems, days, opened)

    def _attach(self, id: GlimmerId, photo: Photo, journal: Journal) -> Glimmer:
        return journal.photos.attach(id, [photo], at=self._clock.now())

    async def _stored(self, chosen: Chosen, opened: Opened) -> Photo:
        try:
            darkroom = await self._open_darkroom()
            originals = opened.journal.preferences.get(ORIGINALS, False) is True
            picture = await darkroom.bring_in(chosen.handle, originals=originals)
            opened.check()
            return picture.stored_as(await darkroom.store.put(picture))
        except Exception as error:
            raise translated_error(error, ADDING_PHOTO) from error

    def _outcome(
        self, id: GlimmerId, problems: Sequence[GlimmersError], days: Sequence[date], opened: Opened
    ) -> Outcome | None:
        taken = min(days, default=None)
        if taken:
            try:
                when = opened.journal.get(id).when
            except GlimmersError:  # it was let go for good meanwhile
                return None
            if (
                when.day is None
                or when.precision not in ("moment", "day")
                or when.day - taken < OLDER
            ):
                # A person who wrote "about 1987" knows better than the camera that copied an old
                # print.
                taken = None
        return (
            Outcome(glimmer=id, problems=tuple(problems), taken=taken)
            if problems or taken
            else None
        )


def _day(photo: Photo) -> date | None:
    return datetime.fromisoformat(photo.taken_at).date() if photo.taken_at else None
