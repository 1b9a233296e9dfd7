"""The page of gentle reminders: what it says is what will happen."""

from __future__ import annotations

from datetime import time

import pytest

from app.state import reminders as state
from app.words.screens import words
from tests.device import Device, Session

PAGE = "/settings/reminders"


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "CALM", 0.0)


async def switched_on(wall: str = "2026-11-22 06:00", **options: object) -> Session:
    screen = await Session.begin(Device(wall), route=PAGE, **options)
    await screen.switch("reminders", on=True)
    return screen


async def test_settings_lead_to_it_in_one_tap():
    screen = await Session.begin(Device(), route="/settings")

    await screen.tap(words.REMINDERS)

    assert screen.page.route == PAGE


async def test_off_it_says_how_far_they_reach_and_asks_nothing():
    screen = await Session.begin(Device(), route=PAGE)

    assert screen.has(words.reach("linux", "open"))
    assert not screen.has(words.HOW_MANY)
    assert screen.device.notifications.allowed == "unasked"


async def test_on_it_says_when_the_next_one_comes():
    screen = await switched_on()

    next_one = screen.device.notifications.planned[0]
    assert screen.has(words.HOW_MANY)
    assert screen.has(f"Today, about {next_one.wall:%H:%M}")


async def test_refused_it_stays_off_and_says_where_to_allow_them():
    device = Device()
    device.notifications.answers = "denied"
    screen = await Session.begin(device, route=PAGE)

    await screen.switch("reminders", on=True)

    assert words.NOT_ALLOWED in screen.live()
    assert words.allow("linux") in screen.live()
    assert not screen.has(words.HOW_MANY)


async def test_more_and_fewer_a_day_stop_at_eight_and_one():
    screen = await switched_on()

    for _ in range(9):
        await screen.tap(f"more {words.HOW_MANY}")
    most = screen.models.reminders().schedule.per_day
    for _ in range(9):
        await screen.tap(f"fewer {words.HOW_MANY}")

    assert most == 8
    assert screen.models.reminders().schedule.per_day == 1


async def test_the_window_is_chosen_by_the_systems_clock():
    screen = await switched_on()

    await screen.tap("from")
    await screen.answer_time(time(18, 30))
    await screen.tap("to")
    await screen.answer_time(time(1, 0))

    assert screen.has("Between 18:30 and 01:00 of the next day")
    assert all(
        not time(1) <= nudge.wall.time() < time(18, 30)
        for nudge in screen.device.notifications.planned
    )


async def test_quiet_hours_are_asked_from_and_until_and_can_be_removed():
    screen = await switched_on()

    await screen.tap(words.ADD_QUIET)
    await screen.answer_time(time(13))
    await screen.answer_time(time(14))
    added = screen.models.reminders().schedule.quiet
    await screen.tap("remove 13:00 to 14:00")

    assert added == ((time(13), time(14)),)
    assert screen.models.reminders().schedule.quiet == ()


async def test_fixed_times_take_the_windows_place():
    screen = await switched_on()

    await screen.tap(words.ADD_TIME)
    await screen.answer_time(time(12, 15))

    assert not screen.has(words.HOW_MANY)
    assert {nudge.wall.time() for nudge in screen.device.notifications.planned} == {time(12, 15)}


async def test_a_weekday_can_be_left_out():
    screen = await switched_on()

    await screen.tap("Monday")

    assert all(nudge.wall.weekday() != 0 for nudge in screen.device.notifications.planned)


async def test_a_pause_says_so_and_ends():
    screen = await switched_on()

    await screen.tap(words.PAUSE_WEEK)
    paused = screen.has(words.END_PAUSE)
    await screen.tap(words.END_PAUSE)

    assert paused
    assert screen.has(words.PAUSE_WEEK)


async def test_one_now_is_shown_and_said():
    screen = await switched_on()

    await screen.tap("send now")

    assert words.SENT in screen.live()
    assert screen.has("Last one: Today, about 06:00")


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scale", [1.0, 2.0])
async def test_it_is_drawn_at_every_size(width, scale):
    screen = await switched_on(width=width)

    await screen.text_scale(scale)

    assert screen.alive
    assert screen.has(words.NEXT_REMINDER)
    assert all(seen.keyed for seen in screen.touchables())


async def test_kinds_of_prompts_are_switched_off_and_on():
    screen = await Session.begin(Device(), route="/settings/prompts")

    await screen.switch("kind memory", on=False)

    assert "memory" not in screen.models.preferences.kinds
    await screen.switch("kind memory", on=True)
    assert "memory" in screen.models.preferences.kinds


async def test_a_prompt_of_ones_own_is_added_and_removed():
    screen = await Session.begin(Device(), route="/settings/prompts")

    await screen.fill("own 0", "How is the old dog?")
    await screen.tap(words.KEEP_PROMPT)
    (own,) = screen.models.preferences.own
    shown = screen.has("How is the old dog?")
    await screen.tap(own.id)

    assert shown
    assert screen.models.preferences.own == ()


async def test_a_prompt_that_was_added_stands_where_it_was_written_and_is_read_aloud():
    screen = await Session.begin(Device(), route="/settings/prompts")
    for number, text in enumerate(("How is the old dog?", "What did the sea do?")):
        await screen.fill(f"own {number}", text)
        await screen.tap(words.KEEP_PROMPT)

    first, second = (prompt.id for prompt in screen.models.preferences.own)
    keys = [getattr(seen.control, "key", None) for seen in screen.everything]
    places = [keys.index(key) for key in (first, second, "own 2", words.KEEP_PROMPT)]

    assert places == sorted(places)
    assert screen.live() == ["What did the sea do?"]


async def test_nothing_is_no_prompt_and_the_page_says_so():
    screen = await Session.begin(Device(), route="/settings/prompts")

    await screen.tap(words.KEEP_PROMPT)

    assert screen.live()
    assert screen.models.preferences.own == ()


async def test_refused_prompts_come_back_from_here():
    screen = await Session.begin(Device())
    await screen.tap(words.NOT_THIS_ONE)
    await screen.go("/settings/prompts")

    await screen.tap(words.SHOW_HIDDEN)

    assert screen.models.preferences.hidden == ()


async def test_a_tapped_reminder_opens_today_with_its_prompt():
    screen = await Session.begin(Device())

    await screen.go("/capture?prompt=moon")

    assert screen.has("Have you seen the moon lately?")


async def test_a_link_with_a_prompt_nobody_knows_only_opens_today():
    screen = await Session.begin(Device())
    before = screen.models.preferences.prompt

    await screen.go("/capture?prompt=buy%20now")

    assert screen.models.preferences.prompt == before
    assert screen.holds("notice")


async def test_what_a_phone_has_to_be_told_is_said_with_a_way_to_its_settings():
    device = Device("2026-11-22 06:00")
    device.notifications.hint = "Open Settings, Battery."
    screen = await Session.begin(device, route=PAGE)
    await screen.switch("reminders", on=True)
    await screen.plan_reminders()

    await screen.tap("settings battery")

    assert screen.has("Open Settings, Battery.")
    assert device.notifications.opened_settings == ["battery"]


async def test_where_nothing_can_show_them_the_switch_says_so_and_stays_off():
    device = Device()
    device.notifications.reach = "none"
    screen = await Session.begin(device, route=PAGE)

    await screen.switch("reminders", on=True)

    assert any("stay off" in line for line in screen.live())
    assert not screen.has(words.HOW_MANY)


async def test_what_they_say_is_one_tap_away():
    screen = await switched_on()

    await screen.tap(words.WHAT_THEY_SAY_SHORT)

    assert screen.page.route == "/settings/prompts"
