"""Choices that last: the look, the half of the earth, and which prompts come."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.core.errors import InvalidWordsError
from app.core.prompts import (
    ASK_FIRST,
    KINDS,
    PROMPTS,
    SENSES,
    Kind,
    Prompt,
    find,
    stored_order,
)
from app.state.preferences import Preferences
from tests.device import Device
from tests.in_loop import waiting
from tests.told import sentence

UNASKED = [
    prompt.id
    for prompt in PROMPTS
    if prompt.kind not in {"body", "memory"} and prompt.id != "windows"
]
"""Those that come by themselves until a person chooses."""


async def preferences_of(device: Device) -> Preferences:
    return (await device.ready_models()).preferences


def shown(preferences: Preferences) -> str:
    assert preferences.prompt
    return preferences.prompt.id


def others(preferences: Preferences, count: int) -> list[str]:
    """The ids of the next so many."""
    seen = []
    for _ in range(count):
        preferences.another()
        seen.append(shown(preferences))
    return seen


async def test_the_look_is_remembered_and_told_to_the_page():
    device = Device()
    preferences = await preferences_of(device)

    await preferences.choose_look("night")

    assert device.looks == ["night"]
    assert (await preferences_of(device)).look == "night"


async def test_the_half_of_the_earth_is_remembered():
    device = Device()

    await (await preferences_of(device)).choose_hemisphere(southern=True)

    assert (await preferences_of(device)).southern


async def test_what_was_chosen_while_the_journal_was_still_opening_is_kept():
    device = Device()
    models = device.models()
    await models.preferences.choose_look("night")
    await models.preferences.choose_hemisphere(southern=True)

    models.preferences.attach(device.opened)

    assert (models.preferences.look, models.preferences.southern) == ("night", True)
    again = await preferences_of(device)
    assert (again.look, again.southern) == ("night", True)


async def test_a_prompt_stays_all_day_and_a_new_day_brings_another():
    device = Device("2026-11-22 08:00")
    preferences = await preferences_of(device)
    morning = shown(preferences)

    device.clock.passes(hours=12)
    preferences.begin_day()
    evening = shown(preferences)
    device.clock.passes(hours=12)
    preferences.begin_day()

    assert morning == evening != shown(preferences)


async def test_the_prompt_of_the_day_is_the_same_after_closing_and_opening():
    device = Device()
    first = await preferences_of(device)
    first.another()

    assert shown(await preferences_of(device)) == shown(first)


async def test_none_comes_again_until_all_were_seen():
    device = Device()
    preferences = await preferences_of(device)

    seen = [shown(preferences)]
    for _ in range(len(PROMPTS) - 1):
        preferences.another()
        seen.append(shown(preferences))

    assert len(set(seen)) == len(PROMPTS)


async def test_none_comes_again_until_all_were_seen_with_some_hidden_along_the_way():
    device = Device()
    preferences = await preferences_of(device)
    for _ in range(12):
        await preferences.not_this_one()
    left = len(PROMPTS) - 12

    seen = [shown(preferences)]
    for _ in range(left - 1):
        preferences.another()
        seen.append(shown(preferences))

    assert len(set(seen)) == left


async def test_a_new_round_does_not_begin_with_the_one_just_seen():
    preferences = await preferences_of(Device())

    before = shown(preferences)
    for _ in range(3 * len(PROMPTS)):
        preferences.another()
        assert shown(preferences) != before
        before = shown(preferences)


async def test_one_that_was_refused_does_not_come_again_until_asked_for():
    device = Device()
    preferences = await preferences_of(device)
    refused = shown(preferences)

    await preferences.not_this_one()
    later = await preferences_of(device)
    seen = set()
    for _ in range(2 * len(PROMPTS)):
        later.another()
        seen.add(shown(later))
    await later.show_hidden()
    for _ in range(2 * len(PROMPTS)):
        later.another()
        seen.add(shown(later))

    assert preferences.hidden == (refused,)
    assert later.hidden == ()
    assert refused in seen


async def test_refused_in_one_session_and_in_another_both_stay_refused():
    device = Device()
    one, other = await preferences_of(device), await preferences_of(device)
    one.another()
    refused = {shown(one), shown(other)}

    await one.not_this_one()
    await other.not_this_one()

    assert set((await preferences_of(device)).hidden) == refused


async def test_with_all_refused_there_is_none_and_nothing_is_written_each_second():
    device = Device()
    preferences = await preferences_of(device)
    for _ in PROMPTS:
        await preferences.not_this_one()
    before = device.journal._conn.total_changes

    for _ in range(5):
        device.clock.passes(seconds=1)
        preferences.begin_day()

    assert preferences.prompt is None
    assert device.journal._conn.total_changes == before
    await preferences.show_hidden()
    assert preferences.prompt


async def test_a_prompt_of_another_version_gives_way_to_one_we_know():
    device = Device()
    device.journal.preferences.choose(
        "prompt",
        {"seed": "s", "seen": ["gone"], "id": "gone", "day": "2026-11-22"},
        at=device.clock.now(),
    )

    assert (await preferences_of(device)).prompt in PROMPTS


async def test_a_full_disk_lets_a_choice_hold_for_now():
    device = Device()
    preferences = await preferences_of(device)
    device.journal._conn.execute("PRAGMA query_only = ON")

    await preferences.choose_look("night")

    assert preferences.look == "night"


async def test_each_day_brings_another_prompt_even_when_the_app_was_closed_overnight():
    device = Device("2026-11-22 08:00")
    coming = (await preferences_of(device)).prompt_order()
    days = []

    for _ in coming:
        days.append(shown(await preferences_of(device)))
        device.clock.passes(hours=24)

    assert sorted(days) == sorted(coming)


# Kinds --------------------------------------------------------------------------------------------


async def test_all_kinds_are_shown_until_the_person_chooses():
    assert (await preferences_of(Device())).kinds == set(KINDS)


async def test_a_kind_that_was_switched_off_does_not_come_until_it_is_switched_on():
    device = Device()
    preferences = await preferences_of(device)

    await preferences.choose_kind("people", shown=False)
    later = await preferences_of(device)
    without = {find(id).kind for id in others(later, 2 * len(PROMPTS))}
    await later.choose_kind("people", shown=True)
    with_it = {find(id).kind for id in others(later, 2 * len(PROMPTS))}

    assert preferences.kinds == set(KINDS) - {"people"}
    assert without == set(KINDS) - {"people", "own"}
    assert with_it == set(KINDS) - {"own"}
    assert later.kinds == set(KINDS)


async def test_the_prompt_on_the_screen_gives_way_only_when_its_own_kind_is_switched_off():
    preferences = await preferences_of(Device())
    before = preferences.prompt
    kind = before.kind

    await preferences.choose_kind(next(other for other in KINDS if other != kind), shown=False)
    stayed = preferences.prompt
    await preferences.choose_kind(kind, shown=False)

    assert stayed == before
    assert preferences.prompt.kind != kind


async def test_with_every_kind_off_there_is_none_and_any_kind_brings_one_back():
    device = Device()
    preferences = await preferences_of(device)

    for kind in KINDS:
        await preferences.choose_kind(kind, shown=False)
    none = (preferences.prompt, preferences.prompt_order(), preferences.kinds)
    preferences.another()
    again = await preferences_of(device)
    await again.choose_kind("nature", shown=True)

    assert none == (None, (), frozenset())
    assert preferences.prompt is None
    assert again.prompt.kind == "nature"


async def test_none_comes_again_until_all_of_the_kinds_chosen_were_seen():
    preferences = await preferences_of(Device())
    for kind in KINDS:
        await preferences.choose_kind(kind, shown=kind in {"senses", "hard"})
    chosen = [prompt.id for prompt in PROMPTS if prompt.kind in {"senses", "hard"}]

    one_round = others(preferences, len(chosen))

    assert sorted(one_round) == sorted(chosen)


async def test_kinds_chosen_in_one_session_and_in_another_both_hold():
    device = Device()
    one, other = await preferences_of(device), await preferences_of(device)

    await one.choose_kind("body", shown=False)
    await other.choose_kind("people", shown=False)

    assert other.kinds == (await preferences_of(device)).kinds == set(KINDS) - {"body", "people"}
    asked_for = {find(id).kind for id in one.prompt_order(unasked=False)}
    assert asked_for == set(KINDS) - {"body", "people", "own"}


# Those that ask first -----------------------------------------------------------------------------


async def test_memories_and_the_body_come_only_when_a_prompt_is_asked_for():
    device = Device("2026-11-22 08:00")
    preferences = await preferences_of(device)

    mornings = []
    for _ in range(2 * len(PROMPTS)):
        mornings.append(shown(preferences))
        device.clock.passes(hours=24)
        preferences.begin_day()
    asked_for = others(preferences, len(PROMPTS))

    assert set(mornings) == set(UNASKED) == set(preferences.prompt_order())
    assert {find(id).kind for id in asked_for} == set(KINDS) - {"own"}
    assert "windows" in asked_for


@pytest.mark.parametrize("kind", ASK_FIRST)
async def test_a_kind_that_was_let_comes_unasked_and_only_that_one(kind: Kind):
    device = Device()
    preferences = await preferences_of(device)

    await preferences.choose_unasked(kind, let=True)
    let = (await preferences_of(device)).prompt_order()
    await preferences.choose_unasked(kind, let=False)
    again = (await preferences_of(device)).prompt_order()

    assert set(let) == {*UNASKED, *(prompt.id for prompt in PROMPTS if prompt.kind == kind)}
    assert set(again) == set(UNASKED)


async def test_a_kind_that_was_let_and_then_switched_off_does_not_come():
    device = Device()
    preferences = await preferences_of(device)
    await preferences.choose_unasked("memory", let=True)

    await preferences.choose_kind("memory", shown=False)

    assert set(preferences.prompt_order()) == set(UNASKED)
    assert "memory" not in {find(id).kind for id in preferences.prompt_order(unasked=False)}


async def test_a_prompt_asked_for_stays_all_day_whatever_kind_it_is():
    device = Device("2026-11-22 08:00")
    preferences = await preferences_of(device)
    while preferences.prompt.kind != "memory":
        preferences.another()

    later = await preferences_of(device)
    device.clock.passes(hours=24)
    next_day = await preferences_of(device)

    assert later.prompt == preferences.prompt
    assert next_day.prompt.id in UNASKED


async def test_what_came_unasked_goes_when_its_kind_may_not_any_more():
    device = Device("2026-11-22 08:00")
    preferences = await preferences_of(device)
    await preferences.choose_unasked("body", let=True)
    while preferences.prompt.kind != "body":
        device.clock.passes(hours=24)
        preferences.begin_day()

    await preferences.choose_unasked("body", let=False)

    assert preferences.prompt.id in UNASKED


async def test_refusing_a_prompt_asks_for_no_other_so_that_none_of_those_takes_its_place():
    preferences = await preferences_of(Device())

    seen = []
    for _ in range(len(UNASKED)):
        seen.append(shown(preferences))
        await preferences.not_this_one()

    assert sorted(seen) == sorted(UNASKED)
    assert preferences.prompt is None
    assert preferences.may_ask


@pytest.mark.parametrize("kind", ASK_FIRST)
async def test_a_link_brings_none_of_them_to_who_did_not_let_them(kind: Kind):
    preferences = await preferences_of(Device())
    before = preferences.prompt
    theirs = next(prompt for prompt in PROMPTS if prompt.kind == kind)

    preferences.offer(theirs.id)
    refused = preferences.prompt
    await preferences.choose_unasked(kind, let=True)
    preferences.offer(theirs.id)

    assert refused == before
    assert preferences.prompt == theirs


async def test_those_passed_over_do_not_pile_up_for_who_asks():
    """A month of mornings passes some over; one Another is then as likely to bring one as ever."""
    device = Device("2026-11-22 08:00")
    preferences = await preferences_of(device)
    for _ in range(60):
        device.clock.passes(hours=24)
        preferences.begin_day()
    order = preferences.prompt_order(unasked=False)
    here = order.index(shown(preferences))

    next_ones = others(preferences, 10)

    assert next_ones == [*order, *order][here + 1 : here + 11]


@pytest.mark.parametrize("damaged", [None, 7, "memory", {"memory": True}, [["memory"]], ["people"]])
async def test_damaged_choices_let_none_of_them_come_unasked(damaged):
    device = Device()
    device.journal.preferences.choose("unasked_kinds", damaged, at=device.clock.now())

    assert set((await preferences_of(device)).prompt_order()) == set(UNASKED)


# What prompts may be about ------------------------------------------------------------------------


@pytest.mark.parametrize("sense", SENSES)
async def test_prompts_about_a_sense_that_is_left_out_come_nowhere(sense):
    device = Device()
    preferences = await preferences_of(device)
    about = {prompt.id for prompt in PROMPTS if sense in prompt.about}

    await preferences.leave_out(sense, left_out=True)
    later = await preferences_of(device)
    seen = {shown(later), *others(later, 2 * len(PROMPTS))}
    in_reminders = stored_order(device.journal.preferences.get)
    await later.leave_out(sense, left_out=False)

    assert about
    assert seen == {prompt.id for prompt in PROMPTS} - about
    assert set(in_reminders) == set(UNASKED) - about
    assert set(later.prompt_order()) == set(UNASKED)


async def test_the_prompt_on_the_screen_gives_way_when_its_sense_is_left_out():
    preferences = await preferences_of(Device())
    preferences.offer("moon")

    await preferences.leave_out("hearing", left_out=True)
    stayed = shown(preferences)
    await preferences.leave_out("seeing", left_out=True)

    assert stayed == "moon"
    assert "seeing" not in preferences.prompt.about


async def test_a_reminder_planned_before_brings_none_that_is_left_out_by_now():
    preferences = await preferences_of(Device())
    await preferences.leave_out("eating", left_out=True)
    before = preferences.prompt

    preferences.offer("cup")

    assert preferences.prompt == before


@pytest.mark.parametrize("id", ["moon", "light"])
async def test_a_link_to_one_that_was_refused_changes_nothing(id):
    preferences = await preferences_of(Device())
    preferences.offer(id)
    await preferences.not_this_one()
    before = preferences.prompt

    preferences.offer(id)

    assert preferences.prompt == before


async def test_senses_left_out_in_one_session_and_in_another_add_up():
    device = Device()
    one, other = await preferences_of(device), await preferences_of(device)

    await one.leave_out("seeing", left_out=True)
    await other.leave_out("eating", left_out=True)

    assert set((await preferences_of(device)).choices.left_out) == {"seeing", "eating"}


# For hard times -----------------------------------------------------------------------------------


async def test_prompts_for_hard_times_come_when_asked_for_until_the_day_is_over():
    device = Device("2026-11-22 08:00")
    preferences = await preferences_of(device)
    hard = [prompt.id for prompt in PROMPTS if prompt.kind == "hard"]

    preferences.ask_for_hard_times(asked=True)
    seen = [shown(preferences), *others(preferences, len(hard) - 1)]
    device.clock.passes(hours=24)
    preferences.begin_day()

    assert len(set(seen)) >= len(hard) - 1, "the first of the day may have been one of them"
    assert {find(id).kind for id in seen} == {"hard"}
    assert not preferences.hard_times
    assert {find(id).kind for id in others(preferences, len(PROMPTS))} == set(KINDS) - {"own"}


async def test_they_come_when_asked_for_also_where_their_kind_is_switched_off():
    preferences = await preferences_of(Device())
    await preferences.choose_kind("hard", shown=False)

    preferences.ask_for_hard_times(asked=True)
    asked_for = preferences.prompt.kind
    await preferences.not_this_one()
    after_one_was_refused = preferences.prompt.kind
    preferences.ask_for_hard_times(asked=False)

    assert (asked_for, after_one_was_refused) == ("hard", "hard")
    assert preferences.prompt.kind != "hard"


async def test_that_somebody_asked_for_them_is_written_nowhere():
    device = Device()
    preferences = await preferences_of(device)

    preferences.ask_for_hard_times(asked=True)

    assert set(device.journal.preferences.get("prompt", None)) == {"seed", "seen", "id", "day"}
    assert not (await preferences_of(device)).hard_times


async def test_nothing_is_offered_before_the_journal_says_what_may_come():
    device = Device()
    preferences = device.models().preferences

    preferences.ask_for_hard_times(asked=True)

    assert not preferences.hard_times
    assert not preferences.may_ask
    assert not preferences.may_ask_for_hard_times
    assert preferences.prompt is None


async def test_with_all_of_them_refused_there_are_none_to_ask_for():
    device = Device()
    hard = [prompt.id for prompt in PROMPTS if prompt.kind == "hard"]
    device.journal.preferences.choose("hidden_prompts", hard[1:], at=device.clock.now())
    preferences = await preferences_of(device)
    preferences.ask_for_hard_times(asked=True)
    before = (shown(preferences), preferences.may_ask_for_hard_times)

    await preferences.not_this_one()

    assert before == (hard[0], True)
    assert not preferences.may_ask_for_hard_times
    assert not preferences.hard_times
    assert preferences.prompt.kind != "hard"


# Prompts of one's own -----------------------------------------------------------------------------


async def test_a_prompt_of_ones_own_is_kept_and_comes_among_the_others():
    device = Device()
    preferences = await preferences_of(device)

    written = await preferences.write_own("  What did the old clock say?  ")
    later = await preferences_of(device)

    assert written == Prompt(written.id, "own", "What did the old clock say?")
    assert later.own == (written,)
    assert later.find(written.id) == written
    assert written.id in others(later, len(PROMPTS) + 1)


async def test_the_id_of_ones_own_prompt_says_nothing_of_its_words_and_is_found_nowhere_else():
    device, second = Device(), Device()

    ids = [
        (await (await preferences_of(here)).write_own("What did the old clock say?")).id
        for here in (device, second)
    ]

    assert all(re.fullmatch("own-[0-9a-f]{16}", id) for id in ids)
    assert ids[0] != ids[1]
    assert [find(id) for id in ids] == [None, None]


@pytest.mark.parametrize("text", ["", " \t ", "a\nb", "bell\a", "\ud83d", "x" * 121])
async def test_words_that_make_no_prompt_are_refused_in_a_sentence_and_nothing_changes(text):
    device = Device()
    preferences = await preferences_of(device)
    before = device.journal._conn.total_changes

    with pytest.raises(InvalidWordsError) as refused:
        await preferences.write_own(text)

    assert sentence(refused.value).endswith(".")
    assert preferences.own == ()
    assert device.journal._conn.total_changes == before


async def test_the_same_words_twice_are_one_prompt_and_bring_it_back_when_it_was_refused():
    device = Device()
    preferences = await preferences_of(device)
    first = await preferences.write_own("Which stair creaked?")
    preferences.offer(first.id)
    await preferences.not_this_one()
    refused = preferences.hidden

    second = await preferences.write_own("Which stair creaked? ")

    assert refused == (first.id,)
    assert first == second
    assert (preferences.own, preferences.hidden) == ((first,), ())


async def test_a_prompt_of_ones_own_that_was_removed_is_gone_everywhere():
    device = Device()
    preferences = await preferences_of(device)
    kept, gone = (
        await preferences.write_own("Which stair creaked?"),
        await preferences.write_own("What did the kettle sing?"),
    )
    preferences.offer(gone.id)

    await preferences.remove_own(gone.id)
    later = await preferences_of(device)

    assert preferences.prompt not in {gone, None}
    assert preferences.own == later.own == (kept,)
    assert later.find(gone.id) is None
    assert gone.id not in later.prompt_order()
    assert "kettle" not in "".join(
        row[0] for row in device.journal._conn.execute("SELECT value FROM preferences")
    )


async def test_removing_one_that_was_refused_does_not_leave_it_counted_as_hidden():
    preferences = await preferences_of(Device())
    written = await preferences.write_own("Which stair creaked?")
    preferences.offer(written.id)
    await preferences.not_this_one()

    await preferences.remove_own(written.id)

    assert preferences.hidden == ()


async def test_removing_what_is_not_there_changes_nothing():
    device = Device()
    preferences = await preferences_of(device)
    await preferences.write_own("Which stair creaked?")
    await preferences.remove_own("own-gone")
    before = device.journal._conn.total_changes

    await preferences.remove_own("own-gone")
    await preferences.remove_own("moon")

    assert len(preferences.own) == 1
    assert find("moon")
    assert device.journal._conn.total_changes == before


async def test_prompts_written_in_one_session_and_removed_in_another_are_one_list():
    device = Device()
    one, other = await preferences_of(device), await preferences_of(device)

    first = await one.write_own("Which stair creaked?")
    second = await other.write_own("What did the kettle sing?")
    heard = other.own
    await one.remove_own(first.id)
    third = await other.write_own("Which page lay open?")

    assert heard == (first, second)
    assert other.own == (await preferences_of(device)).own == (second, third)


async def test_ones_own_prompts_can_be_switched_off_or_be_the_only_ones():
    preferences = await preferences_of(Device())
    written = await preferences.write_own("Which stair creaked?")

    await preferences.choose_kind("own", shown=False)
    without = preferences.prompt_order(unasked=False)
    for kind in KINDS:
        await preferences.choose_kind(kind, shown=kind == "own")

    assert set(without) == {prompt.id for prompt in PROMPTS}
    assert preferences.prompt_order() == (written.id,)
    assert preferences.prompt == written


async def test_a_prompt_of_ones_own_stays_all_day_after_closing_and_opening():
    device = Device()
    preferences = await preferences_of(device)
    written = await preferences.write_own("Which stair creaked?")
    preferences.offer(written.id)

    assert (await preferences_of(device)).prompt == written


# Reminders ----------------------------------------------------------------------------------------


async def test_the_order_for_reminders_is_stable_and_holds_only_what_may_come():
    device = Device()
    preferences = await preferences_of(device)
    before = preferences.prompt_order()
    refused = shown(preferences)

    await preferences.not_this_one()
    written = (await preferences.write_own("Which stair creaked?")).id
    after = preferences.prompt_order()

    assert sorted(before) == sorted(UNASKED)
    assert refused not in after
    assert [id for id in after if id != written] == [id for id in before if id != refused]
    assert after == (await preferences_of(device)).prompt_order()


async def test_the_terminal_reads_the_same_order_from_the_journal():
    device = Device()
    preferences = await preferences_of(device)
    await preferences.not_this_one()
    await preferences.choose_kind("memory", shown=False)
    await preferences.write_own("Which stair creaked?")

    assert stored_order(device.journal.preferences.get) == preferences.prompt_order()


async def test_asking_for_the_order_writes_nothing():
    device = Device()
    preferences = await preferences_of(device)
    before = device.journal._conn.total_changes

    preferences.prompt_order()

    assert device.journal._conn.total_changes == before


async def test_a_tapped_reminders_prompt_is_shown_and_stays_for_the_day():
    device = Device()
    preferences = await preferences_of(device)
    first = preferences.prompt
    wanted = next(prompt for prompt in PROMPTS if prompt != first)

    preferences.offer(wanted.id)

    assert preferences.prompt == wanted
    assert (await preferences_of(device)).prompt == wanted
    the_others = {prompt.id for prompt in PROMPTS} - {first.id, wanted.id}
    assert sorted(others(preferences, len(PROMPTS) - 2)) == sorted(the_others)


@pytest.mark.parametrize("id", ["", None, "own-gone", "<script>", "../../etc", "moon?"])
async def test_a_reminder_with_an_id_we_do_not_know_changes_nothing(id):
    preferences = await preferences_of(Device())
    before = preferences.prompt

    preferences.offer(id)

    assert preferences.prompt == before
    assert preferences.find(id) is None


async def test_a_reminder_tapped_while_the_app_was_closed_waits_for_the_journal():
    device = Device()
    written = await (await preferences_of(device)).write_own("Which stair creaked?")
    models = device.models()

    models.preferences.offer(written.id)
    await models.opening.run()

    assert models.preferences.prompt == written


# The journal --------------------------------------------------------------------------------------


async def test_choices_made_while_the_journal_was_opening_are_added_to_what_it_holds():
    device = Device()
    first = await preferences_of(device)
    await first.choose_kind("people", shown=False)
    refused = shown(first)
    await first.not_this_one()
    before = await first.write_own("Which stair creaked?")
    models = device.models()

    await models.preferences.choose_kind("body", shown=False)
    written = await models.preferences.write_own("What did the kettle sing?")
    seen_at_once = (models.preferences.kinds, models.preferences.own, models.preferences.prompt)
    models.preferences.attach(device.opened)

    assert seen_at_once == (set(KINDS) - {"body"}, (written,), None)
    assert models.preferences.kinds == set(KINDS) - {"people", "body"}
    assert models.preferences.own == (before, written)
    assert models.preferences.hidden == (refused,)
    again = await preferences_of(device)
    assert (again.kinds, again.own) == (models.preferences.kinds, (before, written))


async def test_nothing_is_chosen_for_the_person_before_the_journal_is_open():
    device = Device()
    before = (await preferences_of(device)).prompt_order()
    preferences = device.models().preferences

    preferences.another()
    preferences.begin_day()
    await preferences.show_hidden()
    preferences.attach(device.opened)

    assert preferences.prompt_order() == before


async def test_with_a_full_disk_choices_hold_for_now_and_are_kept_as_soon_as_there_is_room():
    device = Device()
    preferences = await preferences_of(device)
    device.journal._conn.execute("PRAGMA query_only = ON")

    await preferences.choose_kind("people", shown=False)
    written = await preferences.write_own("Which stair creaked?")
    refused = shown(preferences)
    await preferences.not_this_one()
    held = (preferences.kinds, preferences.own, preferences.hidden)
    device.journal._conn.execute("PRAGMA query_only = OFF")
    preferences.another()

    assert held == (set(KINDS) - {"people"}, (written,), (refused,))
    later = await preferences_of(device)
    assert (later.kinds, later.own, later.hidden) == held
    assert later.prompt == preferences.prompt


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.sampled_from(["own-1", "moon", "people", "day"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "text", "seed", "seen", "day"]) | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@pytest.mark.long
@given(
    st.fixed_dictionaries(
        dict.fromkeys(
            ("look", "southern", "hidden_prompts", "hidden_kinds", "own_prompts", "prompt"), JSON
        )
    )
)
@settings(max_examples=150, deadline=None)
@waiting
async def test_whatever_lies_in_the_journal_there_is_an_app_with_choices_that_can_be_changed(
    stored: dict[str, Any],
):
    device = Device()
    for name, value in stored.items():
        device.journal.preferences.choose(name, value, at=device.clock.now())
    preferences = device.models().preferences

    preferences.attach(device.opened)
    written = await preferences.write_own("Which stair creaked?")
    await preferences.choose_kind("hard", shown=False)
    await preferences.choose_kind("nature", shown=True)
    await preferences.show_hidden()
    await preferences.not_this_one()

    assert preferences.look in {"system", "day", "night"}
    assert preferences.southern in {True, False}
    assert "nature" in preferences.kinds
    assert "hard" not in preferences.kinds
    assert written in preferences.own
    assert preferences.prompt
    assert all(preferences.find(id) for id in preferences.prompt_order())


@pytest.mark.parametrize(
    "damaged", [None, 7, "people", {"people": 1}, [None, 3, ["people"]], ["no such kind"]]
)
async def test_damaged_kinds_show_all(damaged):
    device = Device()
    device.journal.preferences.choose("hidden_kinds", damaged, at=device.clock.now())

    assert (await preferences_of(device)).kinds == set(KINDS)


async def test_what_a_later_version_stored_is_not_lost_by_choosing_here():
    device = Device()
    theirs = {"id": "own-later", "text": "x" * 500, "picture": "sun"}
    device.journal.preferences.choose("own_prompts", [theirs], at=device.clock.now())
    device.journal.preferences.choose("hidden_kinds", ["music"], at=device.clock.now())
    preferences = await preferences_of(device)

    written = await preferences.write_own("Which stair creaked?")
    await preferences.choose_kind("body", shown=False)

    assert preferences.own == (written,)
    assert device.journal.preferences.get("own_prompts", None) == [
        theirs,
        {"id": written.id, "text": written.written},
    ]
    assert device.journal.preferences.get("hidden_kinds", None) == ["music", "body"]


STEPS = st.one_of(
    st.just(("another",)),
    st.just(("not_this_one",)),
    st.just(("show_hidden",)),
    st.tuples(st.just("kind"), st.sampled_from(KINDS), st.booleans()),
    st.tuples(
        st.just("write"),
        st.sampled_from(
            ["Which stair creaked?", "What did the kettle sing?", "Which page lay open?"]
        ),
    ),
    st.tuples(st.just("remove"), st.integers(0, 2)),
    st.tuples(st.just("unasked"), st.sampled_from(ASK_FIRST), st.booleans()),
    st.tuples(st.just("sense"), st.sampled_from(SENSES), st.booleans()),
    st.tuples(st.just("hard times"), st.booleans()),
    st.just(("next day",)),
    st.just(("open again",)),
)


async def take(step: tuple[Any, ...], preferences: Preferences, device: Device) -> Preferences:
    match step:
        case ("kind", kind, on):
            await preferences.choose_kind(kind, shown=on)
        case ("unasked", kind, let):
            await preferences.choose_unasked(kind, let=let)
        case ("sense", sense, left_out):
            await preferences.leave_out(sense, left_out=left_out)
        case ("hard times", asked):
            preferences.ask_for_hard_times(asked=asked)
        case ("write", text):
            await preferences.write_own(text)
        case ("remove", number):
            await preferences.remove_own(
                preferences.own[number].id if number < len(preferences.own) else "own-gone"
            )
        case ("next day",):
            device.clock.passes(hours=24)
            preferences.begin_day()
        case ("open again",):
            preferences = device.models().preferences
            preferences.attach(device.opened)
        case (verb,):
            if waiting_for := getattr(preferences, verb)():
                await waiting_for
    return preferences


@pytest.mark.long
@given(st.lists(STEPS, max_size=30))
@example([("kind", "hard", False), ("hard times", True), ("kind", "hard", True)])
@settings(max_examples=80, deadline=None)
@waiting
async def test_whatever_is_chosen_along_the_way_what_is_shown_may_be_shown_and_survives_closing(
    steps: list[tuple[Any, ...]],
):
    device = Device()
    preferences = device.models().preferences
    preferences.attach(device.opened)
    shown_here_alone: Any = None

    for step in steps:
        preferences = await take(step, preferences, device)
        allowed = preferences.prompt_order(unasked=False)
        none_unasked = not preferences.prompt_order()
        if preferences.hard_times:
            assert preferences.prompt.kind == "hard"
        else:
            assert preferences.prompt.id in allowed if preferences.prompt else none_unasked
        again = device.models().preferences
        again.attach(device.opened)
        if preferences.hard_times and "hard" not in preferences.kinds:
            # A session that begins does not show it, and has drawn and stored one of its own.
            shown_here_alone = preferences.prompt
        elif preferences.prompt != shown_here_alone:
            shown_here_alone = None
            assert again.prompt == preferences.prompt
        assert (again.kinds, again.own, again.hidden) == (
            preferences.kinds,
            preferences.own,
            preferences.hidden,
        )
        assert again.prompt_order(unasked=False) == allowed


def runs_without_repeat(ids: list[str]) -> list[list[str]]:
    runs: list[list[str]] = [[]]
    for id in ids:
        if id in runs[-1]:
            runs.append([])
        runs[-1].append(id)
    return runs


@pytest.mark.long
@given(st.lists(STEPS, max_size=12), st.sets(st.sampled_from(KINDS[:-1]), min_size=1))
@settings(max_examples=40, deadline=None)
@waiting
async def test_after_any_choices_none_comes_again_until_all_were_seen(
    steps: list[tuple[Any, ...]], kinds: set[Kind]
):
    device = Device()
    preferences = device.models().preferences
    preferences.attach(device.opened)
    for step in steps:
        preferences = await take(step, preferences, device)
    for kind in KINDS:
        await preferences.choose_kind(kind, shown=kind in kinds)
    await preferences.show_hidden()
    preferences.ask_for_hard_times(asked=False)
    allowed = preferences.prompt_order(unasked=False)
    preferences.another()

    first, *whole, _last = runs_without_repeat(
        [shown(preferences), *others(preferences, 4 * len(allowed))]
    )

    # A round does not begin with the one just seen, so that a run may lack this one.
    assert all(len(run) >= len(allowed) - 1 for run in whole)
    assert len(whole) >= 2
    assert set().union(first, *whole) == set(allowed)


# Offers -------------------------------------------------------------------------------------------


async def test_an_offer_that_was_answered_is_answered_for_good():
    device = Device()
    preferences = await preferences_of(device)

    preferences.answer("reminders")
    preferences.answer("signs")
    preferences.answer("signs")

    assert (await preferences_of(device)).answered == {"reminders", "signs"}
    assert device.journal.preferences.get("offers_answered", None) == ["reminders", "signs"]


async def test_an_answer_given_in_another_window_is_heeded_and_not_overwritten():
    device = Device()
    here, there = await preferences_of(device), await preferences_of(device)

    there.answer("collage")
    here.answer("signs")
    there.another()

    assert there.answered == {"collage", "signs"}
    assert (await preferences_of(device)).answered == {"collage", "signs"}


@pytest.mark.parametrize("stored", [None, "reminders", 7, {"reminders": True}, ["else", 3, None]])
async def test_a_damaged_list_of_answers_holds_none(stored):
    device = Device()
    device.journal.preferences.choose("offers_answered", stored, at=device.clock.now())

    assert (await preferences_of(device)).answered == frozenset()
