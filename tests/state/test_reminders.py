"""Gentle reminders as a session sees them: what is chosen is kept, what is planned is told to the
system.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, time
from itertools import pairwise

import pytest

from app.core.errors import NoRoomError, NotShownError
from app.core.glimmers import Edit
from app.core.ports import Permission
from app.core.prompts import HIDDEN, PROMPTS, stored_order
from app.core.reminders import LAST_SHOWN, plan
from app.core.schedule import from_record
from app.state import reminders as state
from app.state.reminders import Reminders
from tests.device import BERLIN, Device, Notifications, at


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "CALM", 0.0)


@asynccontextmanager
async def reminders_of(device: Device) -> AsyncIterator[Reminders]:
    models = await device.ready_models()
    reminders = models.reminders()
    reminders.attach(device.opened)
    planning = asyncio.create_task(reminders.run())
    await planned()
    try:
        yield reminders
    finally:
        planning.cancel()
        reminders.detach()


async def planned() -> None:
    """Until the plan is made."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_at_first_they_are_off_and_nobody_is_asked_anything():
    device = Device()

    async with reminders_of(device) as reminders:
        assert not reminders.schedule.on
        assert device.notifications.allowed == "unasked"
        assert device.notifications.planned == ()


async def test_how_far_they_reach_is_looked_for_soon_and_not_while_the_journal_is_attached():
    device = Device()
    reach, device.notifications.reach = device.notifications.reach, None
    looked = device.notifications.permission

    async def look() -> Permission:
        device.notifications.reach = reach
        return await looked()

    device.notifications.permission = look
    models = await device.ready_models()
    reminders = models.reminders()
    reminders.attach(device.opened)
    before = reminders.reach
    planning = asyncio.create_task(reminders.run())
    await planned()

    assert (before, reminders.reach) == (None, "open")
    planning.cancel()


async def test_switched_on_the_system_is_asked_and_told_what_comes():
    device = Device("2026-11-22 10:00")

    async with reminders_of(device) as reminders:
        await reminders.turn(on=True)
        await planned()

        assert device.notifications.allowed == "granted"
        assert device.notifications.planned == reminders.coming
        assert reminders.next
        assert reminders.next.instant > device.clock.now()
        assert {nudge.prompt for nudge in reminders.coming} <= {prompt.id for prompt in PROMPTS}


async def test_refused_they_stay_off():
    device = Device()
    device.notifications.answers = "denied"

    async with reminders_of(device) as reminders:
        await reminders.turn(on=True)
        await planned()

        assert not reminders.schedule.on
        assert reminders.permission == "denied"
        assert device.notifications.planned == ()


async def test_what_was_chosen_is_there_again_and_draws_the_same_times():
    device = Device("2026-11-22 06:00")
    async with reminders_of(device) as reminders:
        await reminders.turn(on=True)
        await reminders.change(per_day=5, start=time(8), end=time(22))
        await planned()
        before = reminders.coming

    async with reminders_of(device) as again:
        assert (again.schedule.on, again.schedule.per_day, again.schedule.start) == (
            True,
            5,
            time(8),
        )
        assert again.coming == before


async def test_switched_off_everything_planned_is_taken_back():
    device = Device("2026-11-22 10:00")
    async with reminders_of(device) as reminders:
        await reminders.turn(on=True)
        await planned()

        await reminders.turn(on=False)
        await planned()

        assert device.notifications.planned == ()
        assert reminders.next is None


async def test_out_of_bounds_is_told_and_changes_nothing():
    device = Device()
    async with reminders_of(device) as reminders:
        await reminders.change(per_day=9)

        assert reminders.problem
        assert reminders.schedule.per_day == 3


async def test_a_full_disk_is_told_and_the_old_times_stay():
    device = Device("2026-11-22 10:00")
    async with reminders_of(device) as reminders:
        await reminders.turn(on=True)
        await planned()
        before = reminders.schedule
        device.full = NoRoomError()

        await reminders.change(per_day=7)

        assert isinstance(reminders.problem, NoRoomError)
        assert reminders.schedule == before


async def test_quiet_after_the_first_glimmer_of_the_day():
    device = Device("2026-11-22 06:00")
    async with reminders_of(device) as reminders:
        await reminders.turn(on=True)
        await reminders.change(quiet_after_first=True)
        await planned()
        assert reminders.next
        assert reminders.next.wall.date() == device.clock.now().date()

        device.keeps("steam")
        await planned()

        assert reminders.next
        assert reminders.next.wall.date() > device.clock.now().date()


async def test_a_pause_for_a_week_and_its_end():
    device = Device("2026-11-22 06:00")
    async with reminders_of(device) as reminders:
        await reminders.turn(on=True)
        await reminders.pause(7)
        await planned()
        assert reminders.paused
        assert reminders.next
        assert (reminders.next.wall.date() - device.clock.now().date()).days >= 7

        await reminders.pause(0)
        await planned()

        assert not reminders.paused
        assert reminders.next
        assert reminders.next.wall.date() == device.clock.now().date()


async def test_many_changes_are_few_plans():
    device = Device("2026-11-22 06:00")
    async with reminders_of(device) as reminders:
        await reminders.turn(on=True)
        await planned()
        before = device.notifications.plans

        for _ in range(50):
            reminders.replan()
        await planned()

        assert device.notifications.plans == before + 1


async def test_words_that_are_typed_plan_nothing():
    device = Device("2026-11-22 10:00")
    glimmer = device.keeps("steam")
    async with reminders_of(device) as reminders:
        await reminders.turn(on=True)
        await planned()
        asked, before = device.notifications.asked_whether, device.notifications.plans

        for end in range(1, 20):
            device.journal.change(
                glimmer.id, Edit(note="steam over the cup"[:end]), at=device.clock.now()
            )
            await planned()

        assert device.notifications.plans == before
        assert device.notifications.asked_whether == asked


async def test_a_prompt_that_is_refused_leaves_the_plan():
    device = Device("2026-11-22 06:00")
    async with reminders_of(device) as reminders:
        await reminders.turn(on=True)
        await planned()
        assert reminders.next
        refused = reminders.next.prompt

        device.journal.preferences.choose(HIDDEN, [refused], at=device.clock.now())
        await planned()

        assert refused not in {nudge.prompt for nudge in device.notifications.planned}


async def test_a_passed_reminder_makes_another_next_one_and_tells_the_system_nothing():
    device = Device("2026-11-22 06:00")
    async with reminders_of(device) as reminders:
        await reminders.turn(on=True)
        await reminders.change(
            per_day=1
        )  # never so many that the end of the plan moves with its beginning
        await planned()
        first, before = reminders.next, device.notifications.plans
        assert first

        while device.clock.now() < first.instant:
            device.clock.passes(seconds=60)
            reminders.tick()
        await planned()

        assert reminders.next
        assert reminders.next.instant > first.instant
        assert device.notifications.plans == before


async def test_the_system_is_told_again_what_it_may_have_lost():
    device = Device("2026-11-22 23:58:30")
    async with reminders_of(device) as reminders:
        await reminders.turn(on=True)
        await planned()
        told = [device.notifications.plans]

        async def told_again() -> None:
            await planned()
            told.append(device.notifications.plans)

        reminders.replan()  # as on coming back to the app
        await told_again()
        device.clock.passes(seconds=60)
        reminders.tick()
        await told_again()
        device.clock.passes(seconds=60)  # a new day
        reminders.tick()
        await told_again()
        device.clock.time = device.clock.time.astimezone(UTC)  # another zone
        reminders.tick()
        await told_again()
        device.clock.passes(seconds=600)  # a sleep
        reminders.tick()
        await told_again()

        assert [later - earlier for earlier, later in pairwise(told)] == [1, 0, 1, 1, 1]


async def test_a_plan_that_the_system_refused_is_tried_again_with_the_next_change(caplog):
    device = Device("2026-11-22 10:00")
    async with reminders_of(device) as reminders:
        device.notifications.refuses = NotShownError()
        await reminders.turn(on=True)
        await planned()
        assert device.notifications.planned == ()
        device.notifications.refuses = None

        device.keeps("steam")
        await planned()

        assert device.notifications.planned == reminders.coming != ()
    assert "the reminders could not be planned" in caplog.text


async def test_a_sleep_and_a_passed_reminder_are_planned_anew():
    device = Device("2026-11-22 06:00")
    async with reminders_of(device) as reminders:
        await reminders.turn(on=True)
        await planned()
        first = reminders.next

        device.clock.passes(hours=30)
        reminders.tick()
        await planned()

        assert first
        assert reminders.next
        assert reminders.next.instant > first.instant
        assert reminders.next.instant > device.clock.now()


async def test_one_now_goes_the_way_the_others_take():
    device = Device("2026-11-22 10:00")
    async with reminders_of(device) as reminders:
        await reminders.send_now()

        assert reminders.sent
        assert len(device.notifications.shown) == 1
        assert reminders.last_shown == device.clock.now()


async def test_one_now_that_the_system_refuses_is_told():
    device = Device("2026-11-22 10:00")
    device.notifications.answers = "denied"
    async with reminders_of(device) as reminders:
        await reminders.send_now()

        assert not reminders.sent
        assert reminders.problem


async def test_another_session_sees_what_was_changed():
    device = Device("2026-11-22 10:00")
    async with reminders_of(device) as here, reminders_of(device) as there:
        await here.turn(on=True)
        device.keeps("anything")  # the journal tells its listeners
        await planned()

        assert there.schedule == dataclasses.replace(here.schedule)
        assert there.coming == here.coming


async def test_where_nothing_shows_them_they_stay_off_and_it_is_told():
    device = Device("2026-11-22 10:00")
    device.notifications.reach = "none"
    async with reminders_of(device) as reminders:
        await reminders.turn(on=True)
        await planned()

        assert not reminders.schedule.on
        assert reminders.problem
        assert device.notifications.planned == ()


async def test_when_the_last_one_was_shown_outlives_the_program_that_showed_it():
    device = Device("2026-11-22 10:00")
    async with reminders_of(device) as reminders:
        await reminders.turn(on=True)
        await reminders.send_now()
        shown = reminders.last_shown
        await planned()
    device.notifications = Notifications(device.clock)  # another process knows of nothing
    device.notifications.allowed = "granted"
    device.clock.passes(hours=1)

    async with reminders_of(device) as again:
        assert again.last_shown == shown


async def test_when_another_program_showed_one_is_told_as_it_happens():
    device = Device("2026-11-22 10:00")
    async with reminders_of(device) as reminders:
        await reminders.turn(on=True)
        await planned()

        device.clock.passes(minutes=1)
        device.journal.preferences.choose(
            LAST_SHOWN, device.clock.now().isoformat(), at=device.clock.now()
        )

        assert reminders.last_shown == device.clock.now()


async def test_where_a_phone_holds_them_back_its_settings_are_named_and_opened():
    device = Device("2026-11-22 10:00")
    device.notifications.hint = "Open Settings, Battery."
    async with reminders_of(device) as reminders:
        await reminders.turn(on=True)
        await planned()

        await reminders.open_settings("battery")

        assert reminders.advice == "Open Settings, Battery."
        assert device.notifications.opened_settings == ["battery"]


# --- Offered on the screen ------------------------------------------------------------------------


async def turned_on_yesterday() -> Device:
    device = Device("2026-11-21 07:00")
    async with reminders_of(device) as reminders:
        await reminders.turn(on=True)
        await reminders.change(times=(time(8), time(18)))
    return device


def comes_at(device: Device, wall: str) -> str:
    """The prompt of the reminder of that time."""
    schedule = from_record(device.opened.journal.preferences.get("reminders", None))
    order = stored_order(device.opened.journal.preferences.get)
    nudges = plan(schedule, after=at("2026-11-21 07:00"), zone=BERLIN, prompts=order)
    return next(nudge.prompt for nudge in nudges if nudge.wall == at(wall).replace(tzinfo=None))


async def test_a_reminder_nobody_tapped_is_offered_at_the_next_opening_once():
    device = await turned_on_yesterday()
    missed = comes_at(device, "2026-11-21 18:00")
    device.clock.passes(hours=13)

    models = await device.ready_models()

    assert models.preferences.prompt
    assert models.preferences.prompt.id == missed
    models.preferences.another()
    chosen = models.preferences.prompt
    models.preferences.catch_up()
    assert models.preferences.prompt == chosen
    assert (await device.ready_models()).preferences.prompt == chosen


async def test_after_half_a_day_it_is_not_offered_any_more():
    device = await turned_on_yesterday()
    missed = comes_at(device, "2026-11-21 18:00")
    device.clock.passes(hours=24, minutes=30)  # half past seven the next morning

    models = await device.ready_models()

    assert models.preferences.prompt
    assert models.preferences.prompt.id != missed


async def test_coming_back_to_an_open_app_offers_what_came_meanwhile():
    device = await turned_on_yesterday()
    models = await device.ready_models()
    device.clock.passes(hours=2)

    models.preferences.catch_up()

    assert models.preferences.prompt
    assert models.preferences.prompt.id == comes_at(device, "2026-11-21 08:00")


async def test_one_that_was_tapped_is_not_offered_again():
    device = await turned_on_yesterday()
    tapped = comes_at(device, "2026-11-21 18:00")
    device.clock.passes(hours=12)
    models = await device.ready_models()
    models.preferences.offer(tapped)
    models.preferences.another()
    chosen = models.preferences.prompt

    models.preferences.catch_up()

    assert models.preferences.prompt == chosen


async def test_switched_off_or_never_on_nothing_is_offered():
    device = Device("2026-11-22 10:00")
    async with reminders_of(device) as reminders:
        await reminders.turn(on=True)
        await reminders.turn(on=False)
    models = await device.ready_models()
    before = models.preferences.prompt
    device.clock.passes(hours=11)

    models.preferences.catch_up()

    assert models.preferences.prompt == before
