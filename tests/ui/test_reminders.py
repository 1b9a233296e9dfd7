"""The page of gentle reminders: what it says is what will happen."""

from __future__ import annotations

import re
from datetime import time

import flet as ft
import pytest

from app.core.errors import BackgroundError
from app.core.prompts import ASK_FIRST, SENSES, find
from app.state import reminders as state
from app.words.errors import told
from app.words.screens import words
from tests.device import Computer, Device, Session
from tests.ui.test_collages import until

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


async def test_on_it_says_in_which_part_of_the_day_the_next_one_comes_and_not_its_minute():
    screen = await switched_on()

    next_one = screen.device.notifications.planned[0].wall
    assert screen.has(words.HOW_MANY)
    parts = ((12, "This morning"), (17, "This afternoon"), (24, "This evening"))
    assert next(part for until, part in parts if next_one.hour < until) in screen.live()
    assert not any(f"{next_one:%H:%M}" in line for line in screen.live())


async def test_fixed_times_keep_their_minute():
    screen = await switched_on()

    await screen.tap("fold times")
    await screen.tap(words.ADD_TIME)
    await screen.answer_time(time(12, 15))

    assert "Today, about 12:15" in screen.live()


@pytest.mark.parametrize("width", [320, 390])
async def test_no_dot_on_the_band_tells_the_minute_of_a_reminder_or_lies_under_a_handle(width):
    screen = await switched_on(width=width)

    band = width - 72
    drawn = sorted(
        round(seen.control.left + 4.6, 3)
        for seen in screen.everything
        if isinstance(seen.control, ft.Container)
        and seen.control.width == seen.control.height == 9.2
    )
    start, end = 9 / 24 * band + 19, 20.5 / 24 * band - 19
    first = [nudge.wall for nudge in screen.device.notifications.planned[:3]]
    middles = [(wall.hour + 0.5) / 24 * band for wall in first]
    assert drawn == sorted(round(min(max(middle, start), end), 3) for middle in middles)


async def test_days_quiet_hours_and_fixed_times_are_rows_that_open_in_place_one_at_a_time():
    screen = await switched_on()
    hidden = [words.ADD_QUIET, words.ADD_TIME, "Monday"]
    assert not any(screen.holds(key) for key in hidden)

    for row, key in (("days", "Monday"), ("quiet", words.ADD_QUIET), ("times", words.ADD_TIME)):
        await screen.tap(f"fold {row}")

        assert [other for other in hidden if screen.holds(other)] == [key]
        assert screen.page.route == PAGE
    await screen.tap("fold times")

    assert not any(screen.holds(key) for key in hidden)


async def test_a_row_tells_the_ear_whether_it_is_open():
    screen = await switched_on()

    def expanded() -> list[bool]:
        return [one.expanded for one in screen.every(ft.Semantics) if one.expanded is not None]

    before = expanded()
    await screen.tap("fold quiet")

    assert before == [False, False, False, False]
    assert expanded() == [False, False, True, False]


async def test_what_a_row_stands_for_is_read_without_opening_it():
    screen = await switched_on()
    assert screen.has("Every day")
    assert screen.has(words.NO_FIXED_TIMES)

    await screen.tap("fold days")
    await screen.tap("Monday")
    await screen.tap("fold quiet")
    await screen.tap(words.ADD_QUIET)
    await screen.answer_time(time(13))
    await screen.answer_time(time(14))
    await screen.switch("quiet after", on=True)
    await screen.tap("fold quiet")

    assert screen.has("All but Monday")
    assert screen.has("13:00 to 14:00, and after the first glimmer of the day")


async def test_next_and_send_one_now_stand_behind_no_list_of_choices():
    screen = await switched_on()

    texts = screen.texts()
    assert texts.index(words.NEXT_REMINDER) - texts.index(words.HOW_MANY) < 14
    assert texts.index(words.SEND_NOW) == texts.index(words.NEXT_REMINDER) + 2


async def test_a_time_is_asked_for_in_figures_where_no_hand_lies_over_one():
    screen = await switched_on()

    for way in ("from", "to"):
        await screen.tap(way)
        (clock,) = screen.every(ft.TimePicker)
        assert clock.entry_mode is ft.TimePickerEntryMode.INPUT_ONLY
        await screen.answer_time(time(12))


async def test_the_shortest_time_between_two_opens_below_their_number():
    screen = await switched_on()

    await screen.tap("fold apart")
    await screen.tap(f"more {words.APART}")

    assert screen.has(words.NEVER_CLOSE)
    assert screen.has("At least 1 h apart")
    assert screen.models.reminders().schedule.gap == 60


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


async def test_on_a_clock_of_twelve_hours_every_time_is_shown_and_asked_so():
    device = Device("2026-11-22 06:00")
    device.journal.preferences.choose("twelve_hours", True, at=device.clock.now())
    screen = await Session.begin(device, route=PAGE)
    await screen.switch("reminders", on=True)

    await screen.tap("to")
    (clock,) = screen.every(ft.TimePicker)
    await screen.answer_time(time(20, 30))
    shown = screen.texts()
    device.journal.preferences.choose("twelve_hours", False, at=device.clock.now())
    await Session.begin(device)  # hours are shown as before for the tests that come after this one

    assert clock.hour_format is ft.TimePickerHourFormat.H12
    assert any("8:30 PM" in text for text in shown)
    assert not [text for text in shown if re.search(r"\b(?:0\d|1[3-9]|2[0-3]):[0-5]\d", text)]


async def test_quiet_hours_are_asked_from_and_until_and_can_be_removed():
    screen = await switched_on()

    await screen.tap("fold quiet")
    await screen.tap(words.ADD_QUIET)
    await screen.answer_time(time(13))
    await screen.answer_time(time(14))
    added = screen.models.reminders().schedule.quiet
    await screen.tap("remove 13:00 to 14:00")

    assert added == ((time(13), time(14)),)
    assert screen.models.reminders().schedule.quiet == ()


async def test_fixed_times_take_the_windows_place():
    screen = await switched_on()

    await screen.tap("fold times")
    await screen.tap(words.ADD_TIME)
    await screen.answer_time(time(12, 15))

    assert not screen.has(words.HOW_MANY)
    assert {nudge.wall.time() for nudge in screen.device.notifications.planned} == {time(12, 15)}


async def test_a_weekday_can_be_left_out():
    screen = await switched_on()

    await screen.tap("fold days")
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
    for row in ("apart", "days", "quiet", "times"):
        await screen.tap(f"fold {row}")
        assert all(seen.keyed for seen in screen.touchables())

    assert screen.alive
    assert screen.has(words.NEXT_REMINDER)
    assert all(seen.keyed for seen in screen.touchables())


async def test_kinds_of_prompts_are_switched_off_and_on():
    screen = await Session.begin(Device(), route="/settings/prompts")

    await screen.switch("kind memory", on=False)

    assert "memory" not in screen.models.preferences.kinds
    await screen.switch("kind memory", on=True)
    assert "memory" in screen.models.preferences.kinds


async def test_memories_and_the_body_ask_first_and_the_page_says_why():
    screen = await Session.begin(Device(), route="/settings/prompts")

    assert screen.has("These ask first")
    assert screen.has("Leave these out if attention to the body is not good for you.")
    assert screen.has("Leave these out if looking back is not good for you.")
    assert screen.models.preferences.choices.unasked == frozenset()


@pytest.mark.parametrize("kind", ASK_FIRST)
async def test_a_kind_that_asks_first_is_let_come_unasked(kind):
    screen = await Session.begin(Device(), route="/settings/prompts")

    await screen.switch(f"unasked {kind}", on=True)
    let = screen.models.preferences.choices.unasked
    await screen.switch(f"unasked {kind}", on=False)

    assert set(let) == {kind}
    assert screen.models.preferences.choices.unasked == frozenset()


async def test_a_kind_that_never_comes_does_not_ask_whether_it_comes_unasked():
    screen = await Session.begin(Device(), route="/settings/prompts")

    await screen.switch("kind memory", on=False)

    assert not screen.holds("unasked memory")
    assert screen.holds("unasked body")


@pytest.mark.parametrize("sense", SENSES)
async def test_prompts_about_a_sense_are_left_out_and_let_in_again(sense):
    screen = await Session.begin(Device(), route="/settings/prompts")
    preferences = screen.models.preferences

    await screen.tap(f"sense {sense}")
    left_out = preferences.choices.left_out
    await screen.tap(f"sense {sense}")

    assert set(left_out) == {sense}
    assert preferences.choices.left_out == frozenset()
    assert f"Leave out prompts about {sense}" in screen.names()


async def test_reminders_planned_hold_no_prompt_that_is_left_out_or_asks_first():
    device = Device("2026-11-22 06:00")
    device.journal.preferences.choose("left_out_senses", ["seeing"], at=device.clock.now())
    screen = await Session.begin(device, route=PAGE)

    await screen.switch("reminders", on=True)
    await screen.plan_reminders()

    planned = [find(nudge.prompt) for nudge in screen.device.notifications.planned]
    assert len(planned) > 30
    assert all("seeing" not in prompt.about for prompt in planned)
    assert not {prompt.kind for prompt in planned} & {"body", "memory"}


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


# With Glimmers closed -----------------------------------------------------------------------------


async def at_a_desk(computer: Computer, *, on: bool = True, **options: object) -> Session:
    device = Device("2026-11-22 06:00")
    device.background = computer
    screen = await Session.begin(device, route=PAGE, **options)
    closed = screen.models.reminders().when_closed
    await until(screen, lambda: closed.known)
    if on:
        await screen.switch("reminders", on=True)
    return screen


async def test_without_being_asked_nothing_is_written_and_nothing_is_said_of_it():
    computer = Computer()
    screen = await at_a_desk(computer, on=False)

    assert computer.asked == []
    assert not screen.has(words.WHEN_CLOSED)
    await screen.switch("reminders", on=True)
    assert computer.asked == []
    assert screen.has(words.WHEN_CLOSED)
    assert screen.has(words.reach("linux", "open"))


async def test_the_switch_says_before_what_it_writes_and_where_and_writes_just_that():
    computer = Computer()
    screen = await at_a_desk(computer)
    assert screen.has(words.WHEN_CLOSED_OFF)
    assert all(screen.has(file) for file in computer.writes())

    await screen.switch("when closed", on=True)
    await until(screen, lambda: screen.holds("when closed is on"))

    assert computer.asked == ["install"]
    assert screen.has(words.WHEN_CLOSED_ON)
    assert all(screen.has(file) for file in computer.files)
    assert screen.has(words.reach("linux", "closed"))
    assert not screen.has(words.WHEN_CLOSED_NOT_SEEN)


async def test_switched_off_it_is_taken_away_again():
    computer = Computer()
    computer.files = computer.writes()
    screen = await at_a_desk(computer)

    await screen.switch("when closed", on=False)
    await until(screen, lambda: screen.holds("when closed is off"))

    assert computer.asked == ["uninstall"]
    assert screen.has(words.reach("linux", "open"))


async def test_it_can_be_switched_off_while_reminders_are_off():
    computer = Computer()
    computer.files = computer.writes()
    screen = await at_a_desk(computer, on=False)

    await screen.switch("when closed", on=False)
    await until(screen, lambda: not screen.has(words.WHEN_CLOSED))

    assert computer.files == []


async def test_a_computer_that_was_never_tried_is_called_so():
    screen = await at_a_desk(Computer(seen=False))

    assert screen.has(words.WHEN_CLOSED_NOT_SEEN)


@pytest.mark.parametrize("on", [True, False])
async def test_what_the_system_refuses_is_told_and_the_switch_stands_as_it_is(on):
    computer = Computer()
    computer.files = [] if on else computer.writes()
    computer.refuses = (
        BackgroundError("refused", program="systemctl")
        if on
        else BackgroundError("left", files="/home/somebody/x.timer")
    )
    screen = await at_a_desk(computer)

    await screen.switch("when closed", on=on)
    closed = screen.models.reminders().when_closed
    await until(screen, lambda: closed.problem)

    assert told(computer.refuses).sentence in screen.live()
    assert screen.holds(f"when closed is {'off' if on else 'on'}")
    computer.refuses = None
    await screen.switch("when closed", on=on)
    await until(screen, lambda: screen.holds(f"when closed is {'on' if on else 'off'}"))
    assert screen.live().count("system") == 0


async def test_where_it_cannot_be_it_is_said_why_and_there_is_no_switch():
    computer = Computer()
    computer.cannot = BackgroundError("packaged")
    screen = await at_a_desk(computer)

    assert screen.has(words.WHEN_CLOSED)
    assert screen.has(told(computer.cannot).sentence)
    assert not screen.holds("when closed")
    assert computer.asked == []


async def test_phones_and_browsers_have_no_such_switch():
    screen = await switched_on()

    assert not screen.has(words.WHEN_CLOSED)
