"""Takes what waits in an inbox into the journal: written, durable, and only then out of the inbox.

Whenever it is cut short, nothing is lost and nothing is there twice: the next time finds the same
records, and the journal knows by their ids what it has already, and what was deleted for good.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from app.core.errors import GlimmersError, UnknownReasonError
from app.core.exchange.inbox import InboxRecord, sorted_out
from app.core.exchange.taking_in import TakenIn
from app.core.glimmers import GlimmerId

if TYPE_CHECKING:
    from app.core.ports import Inbox
    from storage.journal import Journal

_log = logging.getLogger(__name__)


class Write(Protocol):
    """Changes the journal and returns once that would survive a power cut; `Opened.write` in
    `app.state.opening` is one.
    """

    def __call__(self, change: Callable[[Journal], TakenIn], /) -> Awaitable[TakenIn]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptied:
    """What became of an inbox."""

    new: tuple[GlimmerId, ...] = ()
    """Glimmers that are in the journal since, in the order in which they were kept."""
    left: int = 0
    """How many records stay: of a later version, with photos that nobody here can open, or none at
    all.
    """


def take_in_at_once(inbox: Inbox, journal: Journal, *, now: Callable[[], datetime]) -> None:
    """The same for a terminal, which has no loop of its own, into a journal in a folder: there
    COMMIT has reached the disk.
    """

    async def write(change: Callable[[Journal], TakenIn], /) -> TakenIn:
        return change(journal)

    asyncio.run(Intake(inbox, now=now).take_in(write))


class Intake:
    """The one way from an inbox into a journal; one for each inbox."""

    def __init__(self, inbox: Inbox, *, now: Callable[[], datetime]) -> None:
        """`now` tells the time (aware)."""
        self._inbox = inbox
        self._now = now
        self._turn = asyncio.Lock()

    def has_changed(self) -> bool:
        """Whether something may have come since the last time; costs next to nothing."""
        return self._inbox.has_changed()

    async def take_in(self, write: Write) -> Emptied:
        """Take in all that can be; one that is called meanwhile waits for its turn.

        Records that are new, that are in the journal already and those of glimmers that were
        deleted for good leave the inbox. What another app has shared stays until the person has
        seen it, and so do others. This never raises: what fails is logged, and
        the inbox stays as it is until the next time.
        """
        async with self._turn:
            try:
                return await self._take_in(write)
            except Exception as error:
                if not (isinstance(error, GlimmersError) and error.logged):
                    _log.warning("the inbox could not be emptied", exc_info=True)
                return Emptied()

    async def forget(self, id: GlimmerId) -> None:
        """Take the record of this glimmer out of the inbox, if it is there still.

        To be called before a glimmer is taken back without a trace (`Journal.forget`): its record
        would bring it back.

        Raises:
            GlimmersError, OSError: it may be there still.
        """
        async with self._turn:
            await self._inbox.forget([id])

    async def _take_in(self, write: Write) -> Emptied:
        found = await self._inbox.waiting()
        if not found:
            return Emptied()
        readable, _left = sorted_out(found)
        records = [each for each in readable if not (each.is_shared or each.photos)]
        new, done = await self._kept(records, write) if records else ([], [])
        if done:
            await self._inbox.forget(done)
        if len(done) < len(found):
            _log.warning("%d records stay in the inbox", len(found) - len(done))
        return Emptied(new=tuple(new), left=len(found) - len(done))

    async def _kept(
        self, records: list[InboxRecord], write: Write
    ) -> tuple[list[GlimmerId], list[GlimmerId]]:
        """The ids of those that came in now, and of all that the journal need not be told of again.

        One that fails in a way nobody foresaw must not hold the others back for ever: then each is
        taken in by itself.
        """
        at = self._now()
        try:
            # Written also where all of them are here already: the time before may have ended
            # between the commit and the disk.
            taken = await write(
                lambda journal: journal.records.take_in(
                    [each.record for each in records], at=at, skip_refused=True
                )
            )
        except Exception as error:
            if _is_refusal(error):
                raise
            if len(records) == 1:
                _log.error("a record could not be taken in", exc_info=True)
                return [], []
            new, done = zip(*[await self._kept([each], write) for each in records], strict=True)
            return list(chain(*new)), list(chain(*done))
        refused = {each.place for each in taken.refused}
        done_now = [each.id for place, each in enumerate(records) if place not in refused]
        return list(taken.new), done_now


def _is_refusal(error: Exception) -> bool:
    """Whether the device refused, as it would refuse every record; anything else is a bug."""
    return isinstance(error, GlimmersError) and not isinstance(error, UnknownReasonError)
