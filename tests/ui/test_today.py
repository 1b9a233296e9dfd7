"""Today on the screen: the first run, one tap, the card, undo, prompts."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import flet as ft
import pytest

from app.core.errors import NoRoomError
from app.core.prompts import KINDS, PROMPTS
from app.state.photos import Outcome
from app.ui.look.theme import DAY, NIGHT
from app.ui.today import screen as today
from app.words.prompts import prompt_words
from app.words.screens import words
from tests.device import Device, Session
from tests.told import sentence


async def test_the_first_run_shows_the_motto_the_button_and_no_bar():
    screen = await Session.begin(new_here=True)

    assert screen.has("A small okay thing\nis enough.")
    assert screen.has("A tap keeps the moment, here on this phone.")
    assert screen.names().count("Notice a glimmer") == 1
    assert not screen.every(ft.NavigationBar)


async def test_who_looks_around_first_sees_the_whole_app_with_nothing_kept():
    device = Device()
    screen = await Session.begin(device, new_here=True)

    await screen.tap("Look around first")

    assert screen.every(ft.NavigationBar)
    assert screen.has("Sunday evening")
    assert device.journal.count() == 0


async def test_the_first_tap_brings_the_bar_in():
    screen = await Session.begin(new_here=True)

    await screen.tap("notice")

    assert screen.every(ft.NavigationBar)
    assert screen.has("Kept, 18:42")
    assert not screen.has("A small okay thing\nis enough.")


async def test_the_keyboard_does_not_stop_at_the_card_before_there_is_one():
    screen = await Session.begin()
    await asyncio.sleep(today.SETTLES + 0.1)
    key = words.ADD_WORDS
    around = [
        container
        for container in everywhere(screen)
        if isinstance(container, ft.Container) and container.offset
    ]

    before = [(card.opacity, card.disabled) for card in around]
    await screen.tap("notice")

    (card,) = (
        seen.around for seen in screen.everything if getattr(seen.control, "key", None) == key
    )
    assert before == [(0.0, True)]
    assert not any(getattr(one, "disabled", False) for one in card)


def everywhere(screen: Session) -> list[Any]:
    """Everything that has a place in the page, shown or not."""
    return list(screen.session.index.values())


async def test_the_line_behind_a_light_fades_once_the_light_is_in_its_place():
    screen = await Session.begin()
    await asyncio.sleep(today.SETTLES + 0.1)

    def trail() -> float | None:
        return next(
            line.opacity
            for line in everywhere(screen)
            if isinstance(line, ft.Container) and line.width == 2 and line.image
        )

    shown = [trail()]
    for _ in range(2):
        await screen.tap("notice")
        shown.append(trail())
        await asyncio.sleep(today._FLIGHT / 1000 + 0.1)
        shown.append(trail())

    assert shown == [0.0, 1.0, 0.0, 1.0, 0.0]


async def test_with_large_words_the_large_button_has_room_for_its_own_on_a_small_phone_too():
    screen = await Session.begin(width=320, height=640)
    await screen.text_scale(2.0)

    assert screen.keyed("notice").width >= 208  # as wide as its second line and the curve around it


async def test_one_tap_keeps_and_says_so_in_a_live_region():
    device = Device("2026-11-22 18:42")
    screen = await Session.begin(device)

    await screen.tap("notice")

    assert screen.live() == ["Kept, 18:42"]
    assert device.journal.page()[0].start == "2026-11-22T18:42:00+01:00"


async def test_kept_waits_for_the_disk():
    device = Device()
    screen = await Session.begin(device)
    device.disk.clear()

    await screen.tap("notice")
    before = screen.has("Kept")
    device.disk.set()
    await screen.settle()

    assert not before
    assert screen.has("Kept, 18:42")


async def test_a_second_tap_while_keeping_is_refused():
    device = Device()
    screen = await Session.begin(device)
    device.disk.clear()

    await screen.tap("notice")
    await screen.tap("notice")
    device.disk.set()
    await screen.settle()

    assert device.journal.count() == 1


async def test_ten_taps_over_ten_seconds_keep_ten_and_show_the_last():
    device = Device("2026-11-22 18:41:55")
    screen = await Session.begin(device)

    for _ in range(10):
        await screen.tap("notice")
        device.clock.passes(seconds=1)

    assert device.journal.count() == 10
    assert screen.live() == ["Kept, 18:42"]


async def test_nothing_is_asked_before_or_after_a_tap():
    screen = await Session.begin()

    await screen.tap("notice")

    assert not screen.every(ft.AlertDialog)
    assert not screen.every(ft.TextField)


async def test_a_tap_before_the_journal_is_open_is_kept_with_its_own_moment():
    device = Device("2026-11-22 18:42")
    device.opens.clear()
    screen = await Session.begin(device)

    await screen.tap("notice")
    before = screen.has("Kept")
    device.clock.passes(minutes=1)
    device.opens.set()
    await screen.settle()

    assert not before
    assert screen.live() == ["Kept, 18:42"]


async def test_a_full_disk_says_so_where_the_tap_was_and_the_first_run_stays():
    device = Device()
    device.full = NoRoomError()
    screen = await Session.begin(device, new_here=True)

    await screen.tap("notice")

    assert screen.live() == [sentence(NoRoomError())]
    assert not screen.has("Kept")
    assert screen.has("A small okay thing\nis enough.")


async def test_undo_takes_the_tap_back_and_the_prompt_returns():
    device = Device()
    screen = await Session.begin(device)
    await screen.tap("notice")

    await screen.tap("Undo")

    assert device.journal.count() == 0
    assert device.journal.page(bin=True) == []
    assert not screen.has("Kept")
    assert screen.has(prompt_words.text(screen.models.preferences.prompt))


async def test_undo_after_words_moves_them_to_the_bin():
    device = Device()
    screen = await Session.begin(device)
    await screen.tap("notice")
    await screen.tap("Add words")
    await screen.type("words", "steam")

    await screen.tap("Done")
    await screen.tap("Undo")
    in_bin = [glimmer.note for glimmer in device.journal.page(bin=True)]
    said = screen.has("Undone. It is in the bin, with what you added to it.")
    left = device.journal.count()
    await screen.tap("undo-let-go")

    assert (left, in_bin, said) == (0, ["steam"], True)
    assert [glimmer.note for glimmer in device.journal.page()] == ["steam"]


async def test_the_card_shows_what_was_given():
    device = Device()
    screen = await Session.begin(device)
    await screen.tap("notice")
    await screen.tap("Add words")
    await screen.type("words", "steam over\nthe cup")
    await screen.tap("Done")
    await screen.tap("Another time")
    await screen.type("when", "yesterday")
    await screen.tap("Done")
    await screen.tap("love")

    assert screen.has("steam over the cup")
    assert screen.has("Saturday 21 November")
    assert screen.name_of("love") == "Has a heart"
    assert device.journal.page()[0].loved
    assert not screen.every(ft.BottomSheet)


async def test_an_open_sheet_takes_the_colours_of_the_night():
    screen = await Session.begin()
    await screen.tap("notice")
    await screen.tap("Add words")
    (sheet,) = screen.every(ft.BottomSheet)

    screen.session.apply_page_patch({"platform_brightness": "dark"})
    await screen.fire(screen.page, "platform_brightness_change", {"brightness": "dark"})

    papers = [paper.bgcolor for paper in screen.every(ft.Container)]
    assert sheet.bgcolor == ft.Colors.TRANSPARENT
    assert NIGHT.raised in papers
    assert DAY.raised not in papers


async def test_a_sheet_that_is_left_by_its_edge_is_closed_for_good():
    screen = await Session.begin()
    await screen.tap("notice")
    await screen.tap("Add words")
    (sheet,) = screen.every(ft.BottomSheet)

    await screen.fire(sheet, "dismiss")
    await screen.tap("Add words")

    assert len(screen.every(ft.BottomSheet)) == 1


async def test_news_of_photos_takes_no_sentence_away():
    device = Device()
    screen = await Session.begin(device)
    await screen.tap("notice")
    kept = screen.models.capture.kept
    assert kept
    await screen.run_and_settle(
        lambda: setattr(
            screen.models.photos,
            "outcome",
            Outcome(glimmer=kept.glimmer.id, problems=(NoRoomError(),)),
        )
    )
    told = screen.has(words.STAYS_AS_IT_IS), screen.has("There is no room left")
    device.full = NoRoomError()

    await screen.tap("Within me")

    assert told == (True, True)
    assert len([said for said in screen.live() if "There is no room left" in said]) == 2


async def test_a_refusal_of_the_disk_is_told_where_it_moves_nothing():
    device = Device()
    screen = await Session.begin(device)
    await screen.tap("notice")
    device.full = NoRoomError()

    await screen.tap("Within me")

    assert any("There is no room left" in said for said in screen.live())


@pytest.mark.parametrize(
    ("name", "pathway"),
    [("Within me", "within"), ("Around me", "around"), ("Between us", "between")],
)
async def test_a_pathway_is_chosen_and_the_same_tap_takes_it_back(name, pathway):
    device = Device()
    screen = await Session.begin(device)
    await screen.tap("notice")

    await screen.tap(name)
    chosen = device.journal.page()[0].pathway
    told = [spoken for spoken in screen.names() if spoken.startswith(name)]
    await screen.tap(name)

    assert (chosen, told) == (pathway, [f"{name}, chosen"])
    assert device.journal.page()[0].pathway is None


async def test_words_are_saved_letter_by_letter():
    device = Device()
    screen = await Session.begin(device)
    await screen.tap("notice")
    await screen.tap("Add words")

    await screen.type("words", "steam over the cup ☕")

    assert device.journal.page()[0].note == "steam over the cup ☕"


@pytest.mark.parametrize("where", ["card", "page"])
async def test_a_box_is_never_told_what_was_just_typed_into_it(where):
    device = Device()
    glimmer = device.keeps("old")
    screen = await Session.begin(
        device, route="/" if where == "card" else f"/look-back/{glimmer.id}"
    )
    device.clock.passes(minutes=1)
    if where == "card":
        await screen.tap("notice")
        await screen.tap("Add words")
    else:
        await screen.tap("edit-words")
    count = len(screen.sent)

    await screen.type("words", "steam over the cup")

    assert device.journal.page()[0].note == "steam over the cup"
    assert screen.told_to(ft.TextField, "value", since=count) == []


@pytest.mark.parametrize("where", ["card", "page"])
async def test_letters_typed_while_the_last_ones_are_drawn_are_not_taken_away(where):
    device = Device()
    glimmer = device.keeps("")
    screen = await Session.begin(
        device, route="/" if where == "card" else f"/look-back/{glimmer.id}"
    )
    device.clock.passes(minutes=1)
    if where == "card":
        await screen.tap("notice")
        await screen.tap("Add words")
    else:
        await screen.tap("edit-words")
    box = screen.keyed("words")

    screen.session.apply_patch(box._i, {"value": "stea"})
    await screen.fire(box, "change", "stea")
    screen.session.apply_patch(box._i, {"value": "steam"})  # the letter is there, its event not yet
    await screen.run_and_settle(screen.models.timeline.notify)
    await screen.fire(box, "change", "steam")

    assert device.journal.page()[0].note == "steam"
    assert screen.keyed("words").value == "steam"


async def test_when_is_understood_as_one_types_and_said_in_a_live_region():
    device = Device()
    screen = await Session.begin(device)
    await screen.tap("notice")
    await screen.tap("Another time")

    await screen.type("when", "summer 2004")

    assert "Summer 2004" in screen.live()
    assert device.journal.page()[0].when_text == "summer 2004"


async def test_a_time_that_is_not_understood_is_refused_in_a_sentence_and_nothing_is_lost():
    device = Device()
    screen = await Session.begin(device)
    await screen.tap("notice")
    before = device.journal.page()[0]
    await screen.tap("Another time")

    await screen.fill("when", "blub and blub")

    assert any("“" in said for said in screen.live())
    assert screen.keyed("when").value == "blub and blub"
    assert device.journal.page()[0].when == before.when


async def test_the_card_of_another_time_still_says_when_it_was_kept():
    screen = await Session.begin()
    await screen.tap("notice")
    await screen.tap("Another time")

    await screen.type("when", "1987")

    assert "Kept, 18:42" in screen.live()


async def test_the_card_leaves_with_the_screen_and_what_it_kept_stays():
    device = Device()
    screen = await Session.begin(device)
    await screen.tap("notice")

    await screen.go_to_tab("Look back")
    await screen.go_to_tab("Today")

    assert not screen.has("Kept")
    assert device.journal.count() == 1
    assert screen.holds(device.journal.page()[0].id)


async def test_todays_glimmers_stand_below_newest_first_the_one_on_the_card_apart():
    device = Device()
    morning = device.keeps("this morning", "08:10")
    screen = await Session.begin(device)

    await screen.tap("notice")

    assert screen.holds(morning.id)
    assert not screen.holds(device.journal.page()[0].id)


async def test_a_row_of_today_leads_to_its_page():
    device = Device()
    glimmer = device.keeps("steam over the cup")
    screen = await Session.begin(device)

    await screen.tap(glimmer.id)

    assert screen.page.route == f"/look-back/{glimmer.id}"
    assert screen.has("steam over the cup")


async def test_a_row_is_a_button_named_by_its_words():
    device = Device()
    device.keeps("steam over the cup", "08:10")
    device.keeps(pathway="between", when="08:00")
    screen = await Session.begin(device)

    assert "08:10 steam over the cup" in screen.names()
    assert "Between us, 08:00" in screen.names()


async def test_another_brings_another_prompt_and_not_this_one_takes_it_away_for_good():
    device = Device()
    screen = await Session.begin(device)
    preferences = screen.models.preferences
    first = preferences.prompt

    await screen.tap("Another")
    second = preferences.prompt
    seen_second = screen.has(prompt_words.text(second))
    await screen.tap("Not this one")

    assert first != second
    assert seen_second
    assert not screen.has(prompt_words.text(second))
    assert preferences.hidden == (second.id,)


async def test_with_all_prompts_refused_today_stays_whole():
    device = Device()
    device.journal.preferences.choose(
        "hidden_prompts", [prompt.id for prompt in PROMPTS[1:]], at=device.clock.now()
    )
    screen = await Session.begin(device)

    await screen.tap("Not this one")

    assert screen.has("Sunday evening")
    assert "Notice a glimmer" in screen.names()
    assert not screen.holds("Another")


async def test_with_only_memories_left_one_comes_when_it_is_asked_for():
    device = Device()
    others = [kind for kind in KINDS if kind != "memory"]
    device.journal.preferences.choose("hidden_kinds", others, at=device.clock.now())
    screen = await Session.begin(device)
    preferences = screen.models.preferences
    before = (preferences.prompt, screen.holds("Another"), screen.holds("Not this one"))

    await screen.tap("Show a prompt")

    assert before == (None, False, False)
    assert preferences.prompt.kind == "memory"
    assert screen.has(prompt_words.text(preferences.prompt))
    assert screen.holds("Another")
    assert not screen.holds("Show a prompt")


async def test_prompts_for_hard_times_are_asked_for_in_the_menu_and_left_there():
    screen = await Session.begin(Device())
    preferences = screen.models.preferences

    await screen.tap("Prompts for hard times")
    first = preferences.prompt
    seen = screen.has(prompt_words.text(first))
    await screen.tap("Another")
    second = preferences.prompt
    offered = screen.holds("Prompts for hard times")
    await screen.tap("All prompts again")

    assert seen
    assert (first.kind, second.kind) == ("hard", "hard")
    assert first != second
    assert not offered
    assert not preferences.hard_times
    assert screen.holds("Prompts for hard times")


async def test_asking_for_them_puts_the_card_away_and_what_was_kept_stays_kept():
    device = Device()
    screen = await Session.begin(device)
    await screen.tap("notice")

    await screen.tap("Prompts for hard times")

    assert not screen.has("Kept")
    assert device.journal.count() == 1
    assert screen.has(prompt_words.text(screen.models.preferences.prompt))


async def test_without_one_that_may_come_the_menu_has_no_such_entry():
    device = Device()
    hard = [prompt.id for prompt in PROMPTS if prompt.kind == "hard"]
    device.journal.preferences.choose("hidden_prompts", hard, at=device.clock.now())

    screen = await Session.begin(device)

    assert screen.holds("Help now")
    assert not screen.holds("Prompts for hard times")


async def test_refused_prompts_come_back_when_asked_for():
    device = Device()
    screen = await Session.begin(device)
    await screen.tap("Not this one")

    await screen.go("/settings/prompts")
    counted = screen.has("1 hidden")
    await screen.tap("Show hidden prompts again")

    assert counted
    assert not screen.holds("Show hidden prompts again")
    assert screen.models.preferences.hidden == ()


async def test_the_evening_becomes_night_and_night_the_next_day_while_the_app_is_open():
    device = Device("2026-11-22 21:59:59")
    screen = await Session.begin(device)
    before = screen.has("Sunday evening")

    device.clock.passes(seconds=1)
    await screen.second_passes()
    night = screen.has("Sunday night")
    device.clock.passes(hours=2)
    await screen.second_passes()

    assert (before, night) == (True, True)
    assert screen.has("Early Monday")
    assert screen.has("23 November")


async def test_a_change_from_elsewhere_is_drawn_at_the_next_tick(tmp_path):
    from storage.journal import Journal

    ours, theirs = Journal.open(tmp_path / "glimmers.db"), Journal.open(tmp_path / "glimmers.db")
    screen = await Session.begin(Device(journal=ours))
    Device(journal=theirs).keeps("from the terminal")

    before = screen.has("from the terminal")
    await screen.second_passes()

    assert not before
    assert screen.has("from the terminal")
    ours.close()
    theirs.close()


async def test_two_sessions_see_one_journal():
    device = Device()
    one, other = await Session.begin(device), await Session.begin(device)

    await one.tap("notice")
    await one.tap("Add words")
    await one.type("words", "steam")
    await other.settle()

    assert other.has("steam")
    assert not other.has("Kept")


async def test_the_button_answers_the_finger_at_once():
    screen = await Session.begin()
    (gesture,) = [g for g in screen.every(ft.GestureDetector) if g.on_pan_down]

    await screen.fire(gesture, "pan_down", {"l": {"x": 1.0, "y": 1.0}, "g": {"x": 1.0, "y": 1.0}})
    (pressed,) = [g.scale for g in screen.every(ft.GestureDetector) if g.on_pan_down]
    await screen.fire(
        gesture,
        "pan_end",
        {
            "l": {"x": 1.0, "y": 1.0},
            "g": {"x": 1.0, "y": 1.0},
            "v": {"x": 0.0, "y": 0.0},
            "pv": 0.0,
        },
    )
    (released,) = [g.scale for g in screen.every(ft.GestureDetector) if g.on_pan_down]

    assert (pressed, released) == (0.97, 1.0)


async def test_a_canary_in_the_words_is_in_no_log_address_or_title(caplog):
    caplog.set_level("DEBUG", logger="app")
    device = Device()
    screen = await Session.begin(device)
    await screen.tap("notice")
    await screen.tap("Add words")
    await screen.type("words", "canary")
    device.full = NoRoomError()
    await screen.fill("words", "canary canary")
    device.full = None
    await screen.go_to_tab("Look back")
    await screen.tap(device.journal.page()[0].id)

    ours = [
        record for record in caplog.records if record.name.partition(".")[0] in ("app", "storage")
    ]
    assert ours
    assert not re.search("canary", " ".join(record.getMessage() for record in ours))
    assert "canary" not in (screen.page.route or "") + (screen.page.title or "")
