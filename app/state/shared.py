"""What other apps share with Glimmers: shown first, one after the other, and kept when the person
says so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flet as ft

from app.core.errors import KEEPING, READING, GlimmersError, RefusedError
from app.core.exchange.inbox import InboxRecord, sorted_out
from app.core.glimmers import GlimmerId
from app.core.ports import Clock, Inbox
from app.state.opening import Opening
from app.state.photos import Photos
from app.state.writing import translated_error

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Handed:
    """A photo that another app has handed over, not opened yet."""

    handle: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """One share that waits for an answer."""

    record: InboxRecord
    photos: tuple[Any, ...]
    """What imaging opens, in their order."""
    previews: tuple[str, ...]
    """Addresses of those that the screen can show."""
    begun: bool
    """Whether keeping it was cut short: the glimmer is in the journal, some photos may not be."""

    @property
    def words(self) -> str:
        """What came as text: a title, words, a link."""
        return self.record.record.glimmer.note


class Shared(ft.Observable):
    """The shares that wait, oldest first; the first of them is looked at."""

    def __init__(
        self, opening: Opening, clock: Clock, photos: Photos, *, inbox: Callable[[], Inbox]
    ) -> None:
        self._opening = opening
        self._clock = clock
        self._photos = photos
        self._inbox = inbox
        self.offered: Offered | None = None
        """The one to look at; None where none waits, or nobody has looked yet."""
        self.more = 0
        """How many wait behind it."""
        self.looked = False
        self.keeping = False
        self.problem: GlimmersError | None = None

    async def look(self) -> None:
        """Read what waits."""
        try:
            records, _left = sorted_out(await self._inbox().waiting())
            shared = [each for each in records if each.is_shared]
            self.offered = await self._offer(shared[0]) if shared else None
            self.more = max(0, len(shared) - 1)
            self.problem = None
        except Exception as error:
            self.problem = translated_error(error, READING)
        self.looked = True

    async def _offer(self, record: InboxRecord) -> Offered:
        inbox = self._inbox()
        photos = tuple(await inbox.photos(record))
        previews = tuple(address for each in photos if (address := inbox.preview(each)))
        opened = self._opening.opened
        begun = opened is not None and bool(opened.journal.records.of([record.id]))
        return Offered(record=record, photos=photos, previews=previews, begun=begun)

    async def keep(self) -> GlimmerId | None:
        """Make one glimmer of it, with its photos; returns its id once it is durable and has left
        the inbox, None where it waits on: `problem` says why, unless the person has stopped it.

        Cut short anywhere, it is offered again, and nothing of it is there twice.
        """
        offered = self.offered
        if offered is None or self.keeping:
            return None
        self.keeping, self.problem = True, None
        try:
            opened = await self._opening.ready()
            at = self._clock.now()
            taken = await opened.write(
                lambda journal: journal.records.take_in([offered.record.record], at=at)
            )
            if taken.refused:
                raise taken.refused[0].why
            id = offered.record.id
            if offered.photos and not taken.let_go and not await self._add_photos(id, offered):
                return None
            await self._inbox().forget([id])
        except Exception as error:
            self.problem = translated_error(error, KEEPING)
            return None
        finally:
            self.keeping = False
        return id

    async def _add_photos(self, id: GlimmerId, offered: Offered) -> bool:
        """Whether the record may go: each photo is in, or is none that can be read."""
        whole = await self._photos.add(id, [_Handed(each) for each in offered.photos])
        outcome = self._photos.outcome
        refused = [
            each for each in (outcome.problems if outcome else ()) if isinstance(each, RefusedError)
        ]
        if refused:  # the disk is full, say: there will be room another time
            self.problem = refused[0]
        return whole and not refused

    async def leave_out(self) -> None:
        """Take it out of the inbox; the app that it came from still has it. The next one is
        offered.
        """
        if self.offered is None:
            return
        try:
            await self._inbox().forget([self.offered.record.id])
        except Exception as error:
            self.problem = translated_error(error, KEEPING)
            return
        await self.look()
