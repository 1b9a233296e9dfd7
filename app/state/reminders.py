"""Gentle reminders: the person's schedule, when the next one comes, and whether the system shows
them.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import flet as ft

from app.core.errors import CHOOSING, GlimmersError, NotShownError
from app.core.ports import Background, Clock, Notifier, Permission, Reach, SettingsPage
from app.core.reminders import (
    LAST_SHOWN,
    OFFERED,
    PREFERENCE,
    Nudge,
    instant_from,
    kept_today,
    plan,
)
from app.core.schedule import Schedule, as_record, from_record
from app.state.opening import Opened
from app.state.when_closed import WhenClosed

_log = logging.getLogger(__name__)

CALM = 1.0
"""Seconds between a change and a new plan (debouncing): a tap is answered first, and many changes
make one plan.
"""
TICK = 5.0
"""Seconds between two looks at the clock."""
SLEPT = timedelta(seconds=90)
"""If two ticks are further apart than this, the device has slept or its clock was set: then all is
planned again.
"""


class Reminders(ft.Observable):
    """The person's schedule, stored in the journal; each change of it is planned and given to the
    notifier.
    """

    def __init__(
        self,
        clock: Clock,
        notifier: Notifier,
        *,
        order: Callable[[], Sequence[str]],
        background: Background | None = None,
    ) -> None:
        self._clock = clock
        self._notifier = notifier
        self._order = order
        self.when_closed = WhenClosed(background) if background else None
        """Whether a desk looks for them by itself; None where the system has every plan anyway, or
        there is no such way.
        """
        self._opened: Opened | None = None
        self._wanted = asyncio.Event()
        self._turn = asyncio.Lock()
        """A lock that is held while a choice is being written."""
        self._anew = True
        """Give the next plan to the notifier even if it is the same as before: the system may have
        lost it.
        """
        self._grounds: tuple[Schedule, tuple[str, ...], bool] | None = None
        """What the last plan was made from (schedule, prompts, whether something was kept today);
        None if there is no plan, or the last one failed.
        """
        self._ticked = clock.now()
        self.schedule = Schedule()
        self.reach: Reach | None = None
        """How far reminders reach on this platform; None until that is known."""
        self.permission: Permission = "unasked"
        self.coming: tuple[Nudge, ...] = ()
        """The plan that the notifier has, soonest first."""
        self.planning = False
        """A plan was asked for and is not made yet: that `coming` is empty then means nothing."""
        self.last_shown: datetime | None = None
        """When the last one was given to the system; aware."""
        self.problem: GlimmersError | None = None
        self.advice = ""
        """What the person can set on this device so that it does not hold reminders back; empty if
        nothing is needed.
        """
        self.sent = False
        """The last "Send me one now" was shown."""
        self.can_come: bool | None = None
        """Whether they could come if they were on: something here shows them, and the system was
        not told to let none through. None until that was looked at.
        """

    @property
    def platform(self) -> str:
        """Which platform that is."""
        return self._notifier.platform

    @property
    def has_settings(self) -> bool:
        """Whether the system's settings can be opened from here, as phones let us."""
        return self.platform in ("android", "ios")

    @property
    def was_on(self) -> bool:
        """Whether they are on, or were at some time: the seed is drawn then, and stays."""
        return self.schedule.on or bool(self.schedule.seed)

    @property
    def next(self) -> Nudge | None:
        """The next one; None when none is planned."""
        return self.coming[0] if self.coming else None

    @property
    def now(self) -> datetime:
        """Now, where the person is."""
        return self._clock.now()

    @property
    def paused(self) -> bool:
        """Whether none come for a while."""
        until = self.schedule.paused_until
        return until is not None and self.now.date() < until

    # The journal ----------------------------------------------------------------------------------

    def attach(self, opened: Opened) -> None:
        """Read what was chosen before, and plan. A journal that was attached before is let go."""
        self.detach()
        self._opened = opened
        self.reach = self._notifier.reach
        self._stop = opened.listen(self._read)
        self._read()
        self.planning = self.schedule.on and not self.coming

    def detach(self) -> None:
        """The session has ended; what is planned stays planned."""
        if self._opened:
            self._stop()
            self._opened = None

    def tick(self) -> None:
        """Called every few seconds: notices that the device slept, that the time zone changed, and
        that a reminder is due.
        """
        now = self._clock.now()
        before = self._ticked
        apart = now - before
        moved = now.utcoffset() != before.utcoffset() or not timedelta(0) <= apart <= SLEPT
        self._ticked = now
        if moved or now.date() != before.date():
            self.replan()
        elif self.next and self.next.instant <= now:
            self._wanted.set()

    def _read(self) -> None:
        if self._opened:
            if not self._turn.locked():  # our own choice is shown only once it is durable
                self.schedule = from_record(self._opened.journal.preferences.get(PREFERENCE, None))
            self.last_shown = max(
                (one for one in (self.last_shown, self._stored_last_shown()) if one), default=None
            )
            # Plan only if the plan may differ: most changes of the journal are words being typed.
            if (self.schedule.on or self.coming) and self._grounds != self._grounds_at(
                self._clock.now(), self._opened
            ):
                self._wanted.set()

    # What the person does -------------------------------------------------------------------------

    async def turn(self, *, on: bool) -> None:
        """Switch them on or off. Only now the system asks the person for permission."""
        self.problem = None
        if on:
            try:
                self.permission = await self._notifier.ask()
            except GlimmersError as error:
                self.problem = error
                return
            self.reach = self._notifier.reach
            if self.reach == "none":
                self.problem = NotShownError("nothing here, so off")
                return
            if self.permission != "granted":
                return
            # Reminders that the schedule has for earlier hours were never shown: offer none of
            # their prompts.
            await self._write(OFFERED, self._clock.now())
        await self.change(on=on)

    async def change(self, **choices: Any) -> None:
        """Change parts of the schedule. If a value is not allowed, `problem` says why and nothing
        changes.

        The new schedule is shown and planned once it is durable.
        """
        async with self._turn:  # so that each change starts from the result of the last
            try:
                schedule = dataclasses.replace(self.schedule, **choices)
            except GlimmersError as error:
                self.problem = error
                return
            self.problem = None
            if self._opened is None:
                return
            if not schedule.seed:
                schedule = dataclasses.replace(schedule, seed=os.urandom(8).hex())
            before, record = self.schedule, as_record(schedule)
            try:
                await self._opened.write(
                    lambda journal: journal.preferences.choose(
                        PREFERENCE, record, at=self._clock.now()
                    ),
                    doing=CHOOSING,
                    # What the disk refused must not be planned either.
                    undo=lambda journal, _: journal.preferences.choose(
                        PREFERENCE, as_record(before), at=self._clock.now()
                    ),
                )
            except GlimmersError as error:
                self.problem = error
                return
            self.schedule = schedule
        self.replan()

    async def pause(self, days: int) -> None:
        """Show none for so many days, today included; 0 ends the pause."""
        await self.change(
            paused_until=self._clock.now().date() + timedelta(days=days) if days else None
        )

    async def send_now(self) -> None:
        """Show one at once, in the same way as those that are planned."""
        self.problem = None
        self.sent = False
        now = self._clock.now()
        prompt = self.next.prompt if self.next else next(iter(self._order()), "")
        try:
            self.permission = await self._notifier.ask()
            await self._notifier.show(
                Nudge(wall=now.replace(tzinfo=None), instant=now, prompt=prompt)
            )
        except GlimmersError as error:
            _log.warning("no reminder could be shown", exc_info=True)
            self.problem = error
            return
        self.sent = True
        await self._heed_shown()

    async def open_settings(self, what: SettingsPage) -> None:
        """Open the system's settings; if they cannot be opened from here, `problem` says so."""
        self.problem = None
        if not await self._notifier.open_settings(what):
            self.problem = NotShownError("settings")

    # Planning -------------------------------------------------------------------------------------

    def replan(self) -> None:
        """Plan again, and give the plan to the notifier even if it is unchanged. Several calls in a
        row make one plan.
        """
        self._anew = True
        self.planning = self.schedule.on
        self._wanted.set()

    async def run(self) -> None:
        """Plan whenever that is asked for, one plan after the other, until the session ends."""
        if not self._wanted.is_set():  # otherwise `_plan` does the same
            try:
                await self._look()
            except Exception:
                _log.exception("how far reminders reach is not known")
        while True:
            with contextlib.suppress(TimeoutError):
                # Not `wait_for`: it may swallow the cancellation that ends this loop.
                async with asyncio.timeout(TICK):
                    await self._wanted.wait()
            self.tick()
            if not self._wanted.is_set():
                continue
            await asyncio.sleep(CALM)
            self._wanted.clear()
            try:
                await self._plan()
            except Exception:
                _log.exception("the reminders could not be planned")
                self._anew, self._grounds = True, None
            finally:
                self.planning = False

    async def _look(self) -> None:
        """Read the system's permission and how far reminders reach, without asking the person."""
        self.permission = await self._notifier.permission()
        self.reach = self._notifier.reach
        self.can_come = self.reach != "none" and self.permission != "denied"

    async def _plan(self) -> None:
        if self._opened is None:
            return
        now = self._clock.now()
        schedule, order, kept = self._grounds = self._grounds_at(now, self._opened)
        nudges = plan(schedule, after=now, zone=self._zone(now), prompts=order, kept_today=kept)
        told = tuple(nudge for nudge in self.coming if nudge.instant > now)
        anew, self._anew = self._anew, False
        self.coming = nudges
        await self._look()
        if anew or nudges != told:
            await self._notifier.replace_all(nudges)
        self.advice = await self._notifier.advice()
        await self._heed_shown()

    def _grounds_at(self, now: datetime, opened: Opened) -> tuple[Schedule, tuple[str, ...], bool]:
        return (
            self.schedule,
            tuple(self._order()),
            kept_today(self.schedule, now, opened.journal.of_day),
        )

    async def _heed_shown(self) -> None:
        """Set `last_shown` to the last one shown by any program with this journal, and store it for
        the next start.
        """
        stored, shown = self._stored_last_shown(), await self._notifier.last_shown()
        if shown and (stored is None or shown > stored):
            await self._write(LAST_SHOWN, shown)
        self.last_shown = max((one for one in (stored, shown) if one), default=None)

    def _stored_last_shown(self) -> datetime | None:
        try:
            shown = (
                instant_from(self._opened.journal.preferences.get(LAST_SHOWN, None))
                if self._opened
                else None
            )
        except GlimmersError:
            return None
        return shown.astimezone(self._clock.now().tzinfo) if shown else None

    async def _write(self, name: str, at: datetime) -> None:
        """Store an instant; an error goes to the log only, since the person did not ask for it."""
        if self._opened is None:
            return
        instant = at.astimezone(UTC).isoformat(timespec="seconds")
        with contextlib.suppress(GlimmersError):  # it is in the log
            await self._opened.write(
                lambda journal: journal.preferences.choose(name, instant, at=self._clock.now()),
                doing=CHOOSING,
            )

    def _zone(self, now: datetime) -> tzinfo:
        name = self._clock.zone()
        try:
            return ZoneInfo(name) if name else now.tzinfo  # type: ignore[return-value]  # now is aware
        except (ZoneInfoNotFoundError, ValueError):
            assert now.tzinfo is not None
            return now.tzinfo
