"""Shows reminders while the app runs: a loop that sleeps until the next one and never trusts its
sleep."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from app.core.ports import Clock
from app.core.reminders import LATE, Nudge

_log = logging.getLogger(__name__)

LOOK = 60.0
"""Seconds between two looks at the clock at most: the loop's own time stands still while a device
sleeps."""
TIMEOUT_S = 60.0
"""Seconds that showing one may take; then it counts as not shown, and the next ones are waited
for."""
REMEMBERED = 200
"""So many instants are known to be done with, whatever the clock and later plans say: three weeks
at 8 a day."""


class InProcess:
    """The coming nudges, each shown once and at its time, as long as `run` runs."""

    def __init__(
        self,
        show: Callable[[Nudge], Awaitable[None]],
        clock: Clock,
        *,
        claim: Callable[[Nudge], bool] = lambda _nudge: True,
        look: float = LOOK,
    ) -> None:
        """`show` hands one to the system, or raises; `claim` tells whether it is ours to show;
        `look` is in seconds."""
        self._show = show
        self._clock = clock
        self._claim = claim
        self._look = look
        self._plan: tuple[Nudge, ...] = ()
        self._replaced = asyncio.Event()
        self._done: deque[datetime] = deque(maxlen=REMEMBERED)
        self.last_shown: datetime | None = None
        """Aware, UTC; when `show` last came back without an error."""

    def replace_all(self, nudges: Sequence[Nudge]) -> None:
        """Forget everything planned before and plan these, in any order. What was shown before is
        not shown again.

        A plan holds what is to come. So when a device wakes up and is planned anew before anybody
        looked at the clock here, what has come due meanwhile stays; but with nothing planned any
        more, it goes too.

        It is one step, so that plans made at the same time cannot mingle; one that is being shown
        just now is not called back.
        """
        waiting = self._waiting(self._now()) if nudges else []
        self._plan = tuple(sorted((*waiting, *nudges), key=lambda nudge: nudge.instant))
        self._replaced.set()

    async def run(self) -> None:
        """Show what comes due, until cancelled."""
        while True:
            self._replaced.clear()
            if due := self._due():
                await self._hand_over(due)
                continue  # time has passed, and the plan may be another one
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._replaced.wait(), self._until_next())

    def _due(self) -> Nudge | None:
        """The newest whose time has come less than `LATE` ago; those it overtook are done with too.

        What is older is passed over without a word: after a long sleep nobody wants the morning's
        questions. It stays in the plan, though, for a clock that was wrong and is set back.
        """
        now = self._now()
        due = self._waiting(now)
        if not due:
            return None
        newest = due[-1]
        overtaken = any(newest.instant < done <= now for done in self._done)
        # Before it is shown: what goes wrong half-way, or is cancelled, may have been seen.
        self._done.extend(nudge.instant for nudge in due)
        return None if overtaken else newest

    def _waiting(self, now: datetime) -> list[Nudge]:
        return [
            nudge
            for nudge in self._plan
            if now - LATE <= nudge.instant <= now and nudge.instant not in self._done
        ]

    async def _hand_over(self, nudge: Nudge) -> None:
        try:
            if not self._claim(nudge):
                return  # another program with the same journal shows it
            await asyncio.wait_for(self._show(nudge), TIMEOUT_S)
        except Exception:  # whatever it was, the next one gets its chance
            _log.warning("a reminder was not shown", exc_info=True)
        else:
            self.last_shown = self._now()

    def _until_next(self) -> float | None:
        """Seconds to sleep; None when there is nothing to wait for but another plan."""
        if not self._plan:
            return None
        now = self._now()
        coming = [
            (nudge.instant - now).total_seconds() for nudge in self._plan if nudge.instant > now
        ]
        return min([self._look, *coming])

    def _now(self) -> datetime:
        return self._clock.now().astimezone(UTC)
