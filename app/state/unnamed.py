"""Photo files that belong to no glimmer: seen, kept as new glimmers, or deleted when the person
asks for it.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

import flet as ft

from app.core.errors import (
    ERASING,
    KEEPING,
    READING_PHOTOS,
    GlimmersError,
    PhotoNotHereError,
)
from app.core.glimmers import Draft, Glimmer
from app.core.photos import PhotoId, StoredFile
from app.core.ports import Clock, PhotoStore
from app.core.when.times import When
from app.state.opening import Opened, Opening
from app.state.writing import translated_error

if TYPE_CHECKING:
    from app.core.ports import Darkroom
    from storage.journal import Journal

AT_ONCE = 20
"""Files that are read or deleted at a time. After so many photos it is checked again which of them
belong to a glimmer by now.
"""

_NEVER = datetime.min.replace(tzinfo=UTC)

Doing = Literal["keeping", "deleting"]
Act = Callable[[Opened, PhotoStore, Sequence[PhotoId]], Awaitable[int]]
"""Keeps or deletes some photos, and returns how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """A photo that no glimmer names."""

    id: PhotoId
    stored: datetime | None
    """When its file was written here, in the person's zone; None for a file that cannot be opened
    as a picture.
    """

    @property
    def stored_on(self) -> date | None:
        """The local day of that."""
        return self.stored.date() if self.stored else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """How far it is."""

    doing: Doing
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result: `count` photos were durably kept, or deleted."""

    doing: Doing
    count: int


class Unnamed(ft.Observable):
    """Those photos, as the screen shows them. They are looked for when the person asks, and never
    deleted unless the person asks.
    """

    def __init__(
        self, opening: Opening, clock: Clock, *, open_darkroom: Callable[[], Awaitable[Darkroom]]
    ) -> None:
        self._opening = opening
        self._clock = clock
        self._open_darkroom = open_darkroom
        self._turn = asyncio.Lock()
        self._stopped = False
        self._kept_at = _NEVER
        self.count = 0
        """How many were found when they were last looked for."""
        self.lying: tuple[Lying, ...] | None = None
        """All of them, the latest stored first, those that cannot be opened at the end; None until
        they were read.
        """
        self.work: Work | None = None
        self.outcome: Outcome | None = None
        self.problem: GlimmersError | None = None
        """Why they could not be read, or why not all was done that was asked for."""

    @property
    def today(self) -> date:
        """The day it is where the person is."""
        return self._clock.now().date()

    # Looking --------------------------------------------------------------------------------------

    async def look(self) -> None:
        """Count them. An error goes to the log only; the person reads it when they open the list
        (`see`).
        """
        opened = self._opening.opened
        if opened is None or self.work:
            return
        try:
            async with self._turn:
                found = await self._found(opened, (await self._open_darkroom()).store)
        except Exception as error:
            translated_error(error, READING_PHOTOS)  # called only because it writes the log
        else:
            self.count = len(found)

    async def see(self) -> None:
        """Read the list again, and forget `outcome` and `problem` of the last work."""
        opened = self._opening.opened
        if opened is None or self.work:
            return
        self.outcome, self.problem = None, None
        try:
            async with self._turn:
                await self._read(opened, (await self._open_darkroom()).store)
        except Exception as error:
            self.lying = None
            self.problem = translated_error(error, READING_PHOTOS)

    def detach(self) -> None:
        """The journal is not open any more, or the session has ended."""
        self.stop()
        self.count, self.lying, self.outcome, self.problem = 0, None, None, None

    # Changing -------------------------------------------------------------------------------------

    def stop(self) -> None:
        """Stop after the photos that are being worked on; what is done stays done."""
        self._stopped = True

    async def keep_all(self) -> None:
        """Keep each as a glimmer of its own, on the day it was stored; what cannot be opened stays
        as it is.

        A second call while anything is being done does nothing.
        """
        # What was stored last is kept last, and so comes first of its day.
        await self._do("keeping", tuple(reversed(self.lying or ())), self._keep, at_once=1)

    async def delete_all(self) -> None:
        """Delete for good those that were read. What a glimmer came to name meanwhile, in another
        window say, stays.
        """
        await self._do("deleting", self.lying or (), self._delete, at_once=AT_ONCE)

    async def _do(self, doing: Doing, lying: Sequence[Lying], act: Act, *, at_once: int) -> None:
        opened = self._opening.opened
        if opened is None or not lying or self.work:
            return
        self._stopped, self.outcome, self.problem = False, None, None
        self.work = Work(doing=doing, done=0, total=len(lying))
        count = 0
        try:
            async with self._turn:
                store = (await self._open_darkroom()).store
                self._kept_at = _NEVER
                for done in range(0, len(lying), at_once):
                    if self._stopped:
                        break
                    if done % AT_ONCE == 0:
                        known = opened.journal.photos.known()
                    wanted = [one.id for one in lying[done : done + at_once] if one.id not in known]
                    if wanted:
                        count += await act(opened, store, wanted)
                    self.work = Work(
                        doing=doing, done=min(done + at_once, len(lying)), total=len(lying)
                    )
        except Exception as error:
            self.problem = translated_error(error, KEEPING if doing == "keeping" else ERASING)
        if count:
            self.outcome = Outcome(doing=doing, count=count)
        if self._opening.opened is opened:
            await self._read_again(opened)
        self.work = None

    async def _keep(self, opened: Opened, store: PhotoStore, photos: Sequence[PhotoId]) -> int:
        from app.core.when.grammar import understand  # the grammar of dates is large

        count = 0
        for id in photos:
            try:
                file = await store.stored(id)
            except PhotoNotHereError:
                continue
            now = self._clock.now()
            when = understand(file.stored(now).date().isoformat(), now=now, zone=self._clock.zone())
            # Glimmers of one day stand in the order of these instants, which a fast disk could make
            # the same.
            self._kept_at = max(now, self._kept_at + timedelta(milliseconds=1))
            await opened.write(functools.partial(_kept, file=file, when=when, at=self._kept_at))
            count += 1
        return count

    async def _delete(self, _opened: Opened, store: PhotoStore, photos: Sequence[PhotoId]) -> int:
        await store.discard(photos)
        return len(photos)

    # Reading --------------------------------------------------------------------------------------

    async def _found(self, opened: Opened, store: PhotoStore) -> tuple[PhotoId, ...]:
        return await store.unnamed(opened.journal.photos.known())

    async def _read(self, opened: Opened, store: PhotoStore) -> None:
        ids = await self._found(opened, store)
        lying: list[Lying] = []
        for done in range(0, len(ids), AT_ONCE):
            lying += await asyncio.gather(
                *(self._looked_at(store, id) for id in ids[done : done + AT_ONCE])
            )
        lying.sort(key=lambda one: one.stored or _NEVER, reverse=True)
        self.lying, self.count = tuple(lying), len(lying)

    async def _read_again(self, opened: Opened) -> None:
        try:
            async with self._turn:
                await self._read(opened, (await self._open_darkroom()).store)
        except Exception as error:
            self.lying = None
            self.problem = self.problem or translated_error(error, READING_PHOTOS)

    async def _looked_at(self, store: PhotoStore, id: PhotoId) -> Lying:
        try:
            return Lying(id=id, stored=(await store.stored(id)).stored(self._clock.now()))
        except PhotoNotHereError:
            return Lying(id=id, stored=None)


def _kept(journal: Journal, *, file: StoredFile, when: When, at: datetime) -> Glimmer:
    return journal.keep(Draft(when=when), at=at, photos=[file.photo])
