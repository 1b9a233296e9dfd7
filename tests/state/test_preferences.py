"""Choices that last: the look, the half of the earth, and which prompts come."""

from __future__ import annotations

import pytest

from app.core.prompts import PROMPTS
from app.state.preferences import Preferences
from tests.device import Device


async def preferences_of(device: Device) -> Preferences:
    return (await device.ready_models()).preferences


def shown(preferences: Preferences) -> str:
    assert preferences.prompt
    return preferences.prompt.id


async def test_the_look_is_remembered_and_told_to_the_page():
    device = Device()
    preferences = await preferences_of(device)

    await preferences.choose_look("night")

    assert device.looks == ["night"]
    assert (await preferences_of(device)).look == "night"


async def test_the_half_of_the_earth_is_remembered():
    device = Device()

    (await preferences_of(device)).choose_hemisphere(southern=True)

    assert (await preferences_of(device)).southern


async def test_what_was_chosen_while_the_journal_was_still_opening_is_kept():
    device = Device()
    models = device.models()
    await models.preferences.choose_look("night")
    models.preferences.choose_hemisphere(southern=True)

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
        preferences.not_this_one()
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

    preferences.not_this_one()
    later = await preferences_of(device)
    seen = set()
    for _ in range(2 * len(PROMPTS)):
        later.another()
        seen.add(shown(later))
    later.show_hidden()
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

    one.not_this_one()
    other.not_this_one()

    assert set((await preferences_of(device)).hidden) == refused


async def test_with_all_refused_there_is_none_and_nothing_is_written_each_second():
    device = Device()
    preferences = await preferences_of(device)
    for _ in PROMPTS:
        preferences.not_this_one()
    before = device.journal._conn.total_changes

    for _ in range(5):
        device.clock.passes(seconds=1)
        preferences.begin_day()

    assert preferences.prompt is None
    assert device.journal._conn.total_changes == before
    preferences.show_hidden()
    assert preferences.prompt


async def test_a_prompt_of_another_version_gives_way_to_one_we_know():
    device = Device()
    device.journal.prefer("prompt", {"seed": "s", "seen": ["gone"], "id": "gone", "day": "2026-11-22"})

    assert (await preferences_of(device)).prompt in PROMPTS


async def test_a_full_disk_lets_a_choice_hold_for_now():
    device = Device()
    preferences = await preferences_of(device)
    device.journal._conn.execute("PRAGMA query_only = ON")

    await preferences.choose_look("night")

    assert preferences.look == "night"


def test_there_are_at_least_forty_prompts_each_with_an_id_of_its_own():
    assert len(PROMPTS) >= 40
    assert len({prompt.id for prompt in PROMPTS}) == len(PROMPTS)
    assert len({prompt.text for prompt in PROMPTS}) == len(PROMPTS)


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: prompt.id)
def test_a_prompt_is_one_short_question(prompt):
    assert prompt.text.endswith("?") or prompt.text.endswith("what comes?")
    assert len(prompt.text) <= 60
