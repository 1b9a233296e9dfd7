"""The loop that shows reminders while the app runs, over clocks that stand still, jump
and sleep.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.core.errors import NotShownError
from app.core.reminders import LATE, TURN, Nudge, plan
from app.core.schedule import Schedule
from app.platform.clock import SystemClock
from app.platform.reminding import in_process
from app.platform.reminding.in_process import InProcess
from storage.journal import Journal
from tests.device import BERLIN, Clock, at

SOON = 0.005
"""Seconds between two looks, instead of a minute."""
A_WHILE = 20 * SOON
"""Seconds in which the loop looks many times."""


def nudge(wall: str, prompt: str = "light") -> Nudge:
    here = at(wall)
    return Nudge(wall=here.replace(tzinfo=None), instant=here.astimezone(UTC), prompt=prompt)


class Screen:
    """Where reminders appear."""

    def __init__(self) -> None:
        self.shown: list[Nudge] = []
        self.refuses: Callable[[Nudge], Exception | None] = lambda _nudge: None

    async def show(self, nudge: Nudge) -> None:
        await asyncio.sleep(0)
        if error := self.refuses(nudge):
            raise error
        self.shown.append(nudge)


@asynccontextmanager
async def running(loop: InProcess) -> AsyncIterator[None]:
    task = asyncio.create_task(loop.run())
    try:
        yield
        assert not task.done()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_a_reminder_is_shown_when_its_time_comes_and_not_before() -> None:
    clock, screen = Clock("2026-11-23 09:00"), Screen()
    loop = InProcess(screen.show, clock, look=SOON)
    loop.replace_all([nudge("2026-11-23 10:00")])

    async with running(loop):
        clock.passes(minutes=59, seconds=59)
        await asyncio.sleep(A_WHILE)
        before = list(screen.shown)
        clock.passes(seconds=1)
        await asyncio.sleep(A_WHILE)

    assert before == []
    assert screen.shown == [nudge("2026-11-23 10:00")]
    assert loop.last_shown == at("2026-11-23 10:00")
    assert loop.last_shown.utcoffset() == timedelta(0)


async def test_with_the_devices_own_clock_it_comes_within_a_moment_of_its_time() -> None:
    screen, clock = Screen(), SystemClock()
    came: list[datetime] = []

    async def show(nudge: Nudge) -> None:
        came.append(clock.now())
        await screen.show(nudge)

    loop = InProcess(show, clock)
    due = clock.now().astimezone(UTC) + timedelta(seconds=0.3)
    loop.replace_all([Nudge(wall=due.replace(tzinfo=None), instant=due, prompt="light")])

    async with running(loop):
        await asyncio.sleep(0.9)

    assert len(came) == 1
    assert timedelta(0) <= came[0] - due < timedelta(seconds=0.5)


async def test_after_a_night_asleep_only_the_newest_comes_and_nothing_follows() -> None:
    clock, screen = Clock("2026-11-22 22:00"), Screen()
    loop = InProcess(screen.show, clock, look=SOON)
    loop.replace_all(
        [
            nudge(f"2026-11-23 {time}")
            for time in ("08:00", "09:00", "10:00", "10:20", "10:35", "12:00")
        ]
    )

    async with running(loop):
        await asyncio.sleep(A_WHILE)
        clock.passes(hours=12, minutes=40)  # the lid was closed
        await asyncio.sleep(A_WHILE)
        woken = list(screen.shown)
        clock.passes(minutes=30)
        await asyncio.sleep(A_WHILE)

    assert woken == [nudge("2026-11-23 10:35")]
    assert screen.shown == woken


async def test_what_is_too_late_is_dropped_to_the_second() -> None:
    on_the_edge, over_it = nudge("2026-11-23 10:00"), nudge("2026-11-23 09:59")

    for late, expected in ((on_the_edge, [on_the_edge]), (over_it, [])):
        clock, screen = Clock("2026-11-23 10:00"), Screen()
        clock.passes(seconds=LATE.total_seconds())
        loop = InProcess(screen.show, clock, look=SOON)
        loop.replace_all([late])
        async with running(loop):
            await asyncio.sleep(A_WHILE)

        assert screen.shown == expected


async def test_a_clock_that_jumps_back_brings_nothing_twice() -> None:
    clock, screen = Clock("2026-11-23 09:59"), Screen()
    loop = InProcess(screen.show, clock, look=SOON)
    reminders = [nudge("2026-11-23 09:30"), nudge("2026-11-23 10:00"), nudge("2026-11-23 10:30")]
    loop.replace_all(reminders[1:])

    async with running(loop):
        clock.passes(minutes=1)
        await asyncio.sleep(A_WHILE)
        clock.passes(hours=-2)
        loop.replace_all(reminders)  # what a plan made at 08:00 holds
        for _ in range(3 * 60):
            clock.passes(minutes=1)
            await asyncio.sleep(2 * SOON)

    assert screen.shown == [reminders[1], reminders[0], reminders[2]]


async def test_a_clock_that_was_years_ahead_for_a_minute_takes_no_reminder_away() -> None:
    clock, screen = Clock("2026-11-23 09:00"), Screen()
    loop = InProcess(screen.show, clock, look=SOON)
    loop.replace_all([nudge("2026-11-23 10:00")])

    async with running(loop):
        clock.passes(days=2000)
        await asyncio.sleep(A_WHILE)
        clock.passes(days=-2000)
        clock.passes(hours=1)
        await asyncio.sleep(A_WHILE)

    assert screen.shown == [nudge("2026-11-23 10:00")]


async def test_a_new_plan_wakes_the_loop_at_once() -> None:
    clock, screen = Clock("2026-11-23 09:00"), Screen()
    loop = InProcess(screen.show, clock)  # looks once a minute

    async with running(loop):
        await asyncio.sleep(A_WHILE)
        loop.replace_all([nudge("2026-11-24 09:00")])
        await asyncio.sleep(A_WHILE)
        loop.replace_all([nudge("2026-11-23 09:00")])
        await asyncio.sleep(A_WHILE)

    assert screen.shown == [nudge("2026-11-23 09:00")]


async def test_what_a_new_plan_leaves_out_never_comes() -> None:
    clock, screen = Clock("2026-11-23 09:00"), Screen()
    loop = InProcess(screen.show, clock, look=SOON)
    loop.replace_all([nudge("2026-11-23 10:00")])

    async with running(loop):
        await asyncio.sleep(A_WHILE)
        loop.replace_all([])
        clock.passes(hours=1)
        await asyncio.sleep(A_WHILE)

    assert screen.shown == []


async def test_one_that_came_due_asleep_survives_a_plan_made_before_the_loop_looked() -> None:
    clock, screen = Clock("2026-11-23 09:00"), Screen()
    loop = InProcess(screen.show, clock)  # looks once a minute
    due, next_one = nudge("2026-11-23 10:00"), nudge("2026-11-23 11:00")
    loop.replace_all([due, next_one])

    async with running(loop):
        await asyncio.sleep(A_WHILE)
        clock.passes(hours=1, minutes=20)
        loop.replace_all([next_one])  # only what comes after 10:20
        await asyncio.sleep(A_WHILE)
        loop.replace_all([next_one])
        await asyncio.sleep(A_WHILE)

    assert screen.shown == [due]


async def test_one_that_came_due_asleep_is_gone_when_reminders_are_switched_off() -> None:
    clock, screen = Clock("2026-11-23 09:00"), Screen()
    loop = InProcess(screen.show, clock)
    loop.replace_all([nudge("2026-11-23 10:00")])

    async with running(loop):
        await asyncio.sleep(A_WHILE)
        clock.passes(hours=1, minutes=20)
        loop.replace_all([])
        await asyncio.sleep(A_WHILE)

    assert screen.shown == []


async def test_the_same_plan_made_again_shows_nothing_again() -> None:
    clock, screen = Clock("2026-11-23 10:00"), Screen()
    loop = InProcess(screen.show, clock, look=SOON)

    async with running(loop):
        for _ in range(5):
            loop.replace_all([nudge("2026-11-23 10:00"), nudge("2026-11-23 11:00")])
            await asyncio.sleep(A_WHILE)

    assert screen.shown == [nudge("2026-11-23 10:00")]


async def test_an_older_one_that_a_new_plan_brings_to_light_is_not_sent_after_a_newer() -> None:
    clock, screen = Clock("2026-11-23 10:05"), Screen()
    loop = InProcess(screen.show, clock, look=SOON)
    loop.replace_all([nudge("2026-11-23 10:00")])

    async with running(loop):
        await asyncio.sleep(A_WHILE)
        loop.replace_all([nudge("2026-11-23 09:50", prompt="sound")])
        await asyncio.sleep(A_WHILE)

    assert screen.shown == [nudge("2026-11-23 10:00")]


@pytest.mark.parametrize(
    "error", [NotShownError("no"), ValueError("words of a person"), TimeoutError()]
)
async def test_one_that_fails_does_not_keep_the_next_from_coming(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    clock, screen = Clock("2026-11-23 10:00"), Screen()
    first, second = nudge("2026-11-23 10:00"), nudge("2026-11-23 10:10")
    screen.refuses = lambda nudge: error if nudge == first else None
    loop = InProcess(screen.show, clock, look=SOON)
    loop.replace_all([first, second])

    async with running(loop):
        await asyncio.sleep(A_WHILE)
        after_first = loop.last_shown
        clock.passes(minutes=10)
        await asyncio.sleep(A_WHILE)

    assert after_first is None
    assert screen.shown == [second]
    assert loop.last_shown == at("2026-11-23 10:10")
    [record] = caplog.records
    assert (record.levelno, record.getMessage()) == (logging.WARNING, "a reminder was not shown")


async def test_one_that_hangs_does_not_keep_the_next_from_coming(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(in_process, "TIMEOUT_S", 0.02)
    clock, screen = Clock("2026-11-23 10:00"), Screen()
    first, second = nudge("2026-11-23 10:00"), nudge("2026-11-23 10:10")

    async def show(nudge: Nudge) -> None:
        if nudge == first:
            await asyncio.Event().wait()
        await screen.show(nudge)

    loop = InProcess(show, clock, look=SOON)
    loop.replace_all([first, second])
    async with running(loop):
        await asyncio.sleep(A_WHILE)
        clock.passes(minutes=10)
        await asyncio.sleep(A_WHILE)

    assert screen.shown == [second]


async def test_two_loops_over_one_plan_show_each_once() -> None:
    clock, screen = Clock("2026-11-23 10:00"), Screen()
    loop = InProcess(screen.show, clock, look=SOON)
    loop.replace_all([nudge("2026-11-23 10:00")])

    async with running(loop), running(loop):
        await asyncio.sleep(A_WHILE)

    assert screen.shown == [nudge("2026-11-23 10:00")]


async def test_a_real_plan_over_the_night_the_clocks_go_back_comes_as_planned() -> None:
    clock, screen = Clock("2026-10-24 20:00"), Screen()
    schedule = Schedule(
        on=True,
        per_day=8,
        start=at("2026-10-24 21:00").time(),
        end=at("2026-10-24 06:00").time(),
        seed="night",
    )
    planned = plan(schedule, after=clock.now(), zone=BERLIN, prompts=("light", "sound"), days=1)
    loop = InProcess(screen.show, clock, look=0.001)
    loop.replace_all(planned)

    came: list[tuple[Nudge, datetime]] = []
    async with running(loop):
        for _ in range(14 * 12):
            clock.passes(minutes=5)
            await asyncio.sleep(0.008)
            came += [(each, clock.now()) for each in screen.shown[len(came) :]]

    assert len(planned) == 8
    assert [each for each, _ in came] == list(planned)
    assert all(
        timedelta(0) <= when.astimezone(UTC) - each.instant <= timedelta(minutes=10)
        for each, when in came
    )


async def test_of_two_programs_with_one_journal_only_one_shows_it(tmp_path: Path) -> None:
    clock = Clock("2026-11-23 09:00")
    here, there = Screen(), Screen()
    file = tmp_path / "glimmers.db"
    with closing(Journal.open(file)) as one, closing(Journal.open(file)) as other:
        loops = [
            InProcess(
                screen.show,
                clock,
                claim=lambda due, journal=journal: journal.preferences.claim(
                    TURN, due.instant, now=clock.now()
                ),
                look=SOON,
            )
            for screen, journal in ((here, one), (there, other))
        ]
        for loop in loops:
            loop.replace_all([nudge("2026-11-23 10:00"), nudge("2026-11-23 12:00", "sky")])

        async with running(loops[0]), running(loops[1]):
            clock.passes(hours=1)
            await asyncio.sleep(A_WHILE)
            clock.passes(hours=2)
            await asyncio.sleep(A_WHILE)

    assert sorted(shown.prompt for shown in here.shown + there.shown) == ["light", "sky"]
