"""Gentle reminders: what the person chose, when the next one comes, and whether the system lets
them through.
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
from app.core.ports import Clock, Notifier, Permission, Reach, SettingsPage
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

_log = logging.getLogger(__name__)

CALM = 1.0
"""Seconds before a plan is made: a tap is answered first, and many changes are one plan."""
TICK = 5.0
"""Seconds between two looks at the clock."""
SLEPT = timedelta(seconds=90)
"""Ticks further apart than this mean that the device slept, or its clock was set: everything is
planned anew.
"""


class Reminders(ft.Observable):
    """The person's schedule, kept in the journal, and the notifier that is told of every change of
    it.
    """

    def __init__(
        self, clock: Clock, notifier: Notifier, *, order: Callable[[], Sequence[str]]
    ) -> None:
        self._clock = clock
        self._notifier = notifier
        self._order = order
        self._opened: Opened | None = None
        self._wanted = asyncio.Event()
        self._turn = asyncio.Lock()
        """Held while a choice is on its way to the disk."""
        self._anew = True
        """The next plan is handed on even if it is the one that was handed on before: the system
        may have lost it.
        """
        self._grounds: tuple[Schedule, tuple[str, ...], bool] | None = None
        """What the last plan was made from; None before the first, and after one that failed."""
        self._ticked = clock.now()
        self.schedule = Schedule()
        self.reach: Reach | None = None
        """How far reminders reach on this platform; None until that is known."""
        self.permission: Permission = "unasked"
        self.coming: tuple[Nudge, ...] = ()
        """What the notifier was told, soonest first."""
        self.last_shown: datetime | None = None
        """Aware; of the last one that was really handed to the system."""
        self.problem: GlimmersError | None = None
        self.advice = ""
        """How this device is told to leave reminders alone; empty where that is not needed."""
        self.sent = False
        """The last "Send me one now" was shown."""

    @property
    def platform(self) -> str:
        """Which platform that is."""
        return self._notifier.platform

    @property
    def has_settings(self) -> bool:
        """Whether the system's settings can be opened from here, as phones let us."""
        return self.platform in ("android", "ios")

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
        """Read what was chosen before, and plan."""
        self._opened = opened
        self.reach = self._notifier.reach
        self._stop = opened.listen(self._read)
        self._read()

    def detach(self) -> None:
        """The session has ended; what is planned stays planned."""
        if self._opened:
            self._stop()
            self._opened = None

    def tick(self) -> None:
        """Some seconds have passed; a sleep, a journey or a reminder's hour may have passed with
        them.
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
            if not self._turn.locked():  # a choice of ours that is not durable yet is not shown
                self.schedule = from_record(self._opened.journal.preferences.get(PREFERENCE, None))
            self.last_shown = max(
                (one for one in (self.last_shown, self._stored_last_shown()) if one), default=None
            )
            # Most changes are words being typed: they make no other plan.
            if (self.schedule.on or self.coming) and self._grounds != self._grounds_at(
                self._clock.now(), self._opened
            ):
                self._wanted.set()

    # What the person does -------------------------------------------------------------------------

    async def turn(self, *, on: bool) -> None:
        """Switch them on or off; the system's question comes now, and never before."""
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
            await self._write(
                OFFERED, self._clock.now()
            )  # what was drawn for the hours before never came
        await self.change(on=on)

    async def change(self, **choices: Any) -> None:
        """Change parts of the schedule; what is out of bounds is told and changes nothing.

        It is shown, and planned, once it is durable.
        """
        async with self._turn:  # each begins with what the one before it left
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
        """None for so many days, today included; 0 ends the pause."""
        await self.change(
            paused_until=self._clock.now().date() + timedelta(days=days) if days else None
        )

    async def send_now(self) -> None:
        """Show one at once, by the way the others take."""
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
        """Open the system's settings; where they cannot be opened from here, that is told."""
        self.problem = None
        if not await self._notifier.open_settings(what):
            self.problem = NotShownError("settings")

    # Planning -------------------------------------------------------------------------------------

    def replan(self) -> None:
        """Plan, and tell the notifier whatever it was told before; calls in a row are one."""
        self._anew = True
        self._wanted.set()

    async def run(self) -> None:
        """Plan whenever it is wanted, one plan after the other; ends with the session."""
        if not self._wanted.is_set():  # a plan looks anyway
            try:
                await self._look()
            except Exception:
                _log.exception("how far reminders reach is not known")
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(
                    TICK
                ):  # `wait_for` may swallow the cancelling that ends this loop
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

    async def _look(self) -> None:
        """Whether the system lets them through, and how far they reach; nobody is asked."""
        self.permission = await self._notifier.permission()
        self.reach = self._notifier.reach

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
        """Tell when one was last shown, by whichever program with this journal, and keep it for the
        next start.
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
        """Remember an instant; nobody waits for it, so that nobody is told of a failure either."""
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
