"""One glimmer being changed: saved as it is made, undone step by step, nothing lost."""

from __future__ import annotations

import asyncio

import pytest

from app.core.errors import InvalidWordsError, NoRoomError, UnknownGlimmerError
from app.state.editing import Editing
from app.state.timeline import Timeline
from tests.device import Device


async def page_of(device: Device, note: str = "", when: str = "now") -> tuple[Editing, Timeline]:
    glimmer = device.keeps(note, when)
    models = await device.ready_models()
    editing = models.timeline.open(glimmer.id)
    assert editing
    return editing, models.timeline


async def typed(editing: Editing, text: str) -> None:
    for end in range(1, len(text) + 1):
        await editing.say_when(text[:end])


async def test_words_are_saved_as_they_stand():
    device = Device()
    editing, _ = await page_of(device)

    await editing.write("steam over\nthe cup ☕ ")

    assert device.journal.get(editing.glimmer.id).note == "steam over\nthe cup ☕ "


async def test_saving_words_oneself_does_not_ask_the_box_to_show_them_again():
    editing, _ = await page_of(Device(), "old words")

    await editing.write("new words")

    assert editing.version == 0


async def test_words_changed_elsewhere_are_shown():
    device = Device()
    editing, timeline = await page_of(device, "old words")
    other = Editing(editing.glimmer, device.opened, device.clock)

    await other.write("from the terminal")

    assert editing.glimmer.note == "from the terminal"
    assert editing.version == 1
    assert timeline.open_page is editing


async def test_words_that_cannot_be_kept_are_refused_in_a_sentence_and_the_last_ones_stay():
    device = Device()
    editing, _ = await page_of(device, "steam")

    for bad in ("a\0b", "half \ud800", "x" * 1_000_000):
        await editing.write(bad)

        assert editing.problem
        assert device.journal.get(editing.glimmer.id).note == "steam"
    await editing.write("steam again")
    assert editing.problem == ""


async def test_a_full_disk_while_writing_is_told_and_the_next_letter_saves_all():
    device = Device()
    editing, _ = await page_of(device)
    device.full = NoRoomError()
    await editing.write("stea")
    problem = editing.problem
    device.full = None

    await editing.write("steam")

    assert problem == NoRoomError().sentence
    assert (editing.problem, device.journal.get(editing.glimmer.id).note) == ("", "steam")


async def test_a_pathway_is_chosen_and_chosen_again_it_is_taken_back():
    device = Device()
    editing, _ = await page_of(device)

    await editing.choose("around")
    chosen = device.journal.get(editing.glimmer.id).pathway
    await editing.choose("within")
    changed = device.journal.get(editing.glimmer.id).pathway
    await editing.choose("within")

    assert (chosen, changed, device.journal.get(editing.glimmer.id).pathway) == ("around", "within", None)


async def test_a_heart_is_given_and_taken_back():
    device = Device()
    editing, _ = await page_of(device)

    await editing.love()
    given = device.journal.get(editing.glimmer.id).loved
    await editing.love()

    assert (given, device.journal.get(editing.glimmer.id).loved) == (True, False)


@pytest.mark.parametrize(
    ("text", "heard", "precision"),
    [
        ("yesterday", "21 November 2026", "day"),
        ("summer 2004", "summer 2004", "season"),
        ("about 1987", "about 1987", "about"),
        ("when I was small", "when I was small", "life"),
        ("the 90s", "the 1990s", "decade"),
    ],
)
async def test_when_is_understood_as_it_is_typed(text, heard, precision):
    device = Device()
    editing, _ = await page_of(device)

    await typed(editing, text)

    stored = device.journal.get(editing.glimmer.id)
    assert not editing.when_wrong
    assert editing.when_heard == heard
    assert (stored.precision, stored.when_text) == (precision, heard)


async def test_a_time_that_is_not_understood_is_refused_in_a_sentence_and_what_was_understood_stays():
    device = Device()
    editing, _ = await page_of(device, when="summer 2004")

    for text in ("blub", "03/04/2024", "tomorrow", "31 February 2019", "   "):
        await editing.say_when(text)

        assert device.journal.get(editing.glimmer.id).when_text == "summer 2004", text
        assert editing.when_typed == text
        assert editing.when_wrong == bool(text.strip())
    assert editing.when_heard == ""


async def test_summer_is_the_summer_of_the_persons_half_of_the_earth():
    device = Device()
    models = await device.ready_models()
    editing = models.timeline.open(device.keeps().id)
    assert editing

    await editing.say_when("summer 2004")
    northern = editing.glimmer.start
    models.preferences.choose_hemisphere(southern=True)
    await editing.say_when("summer 2004")

    assert (northern, editing.glimmer.start) == ("2004-06-01", "2004-12-01")


async def test_what_was_typed_in_one_go_is_undone_in_one_go():
    device = Device()
    editing, _ = await page_of(device, "steam")

    for text in ("steam o", "steam ov", "steam over"):
        await editing.write(text)
    await editing.undo()

    assert device.journal.get(editing.glimmer.id).note == "steam"
    assert not editing.can_undo


async def test_a_time_typed_letter_by_letter_is_undone_in_one_go():
    device = Device()
    editing, _ = await page_of(device)
    before = editing.glimmer

    await typed(editing, "14 March 2019")
    await editing.undo()

    assert editing.glimmer.when == before.when
    assert not editing.can_undo


async def test_every_change_is_undone_in_turn():
    device = Device()
    editing, _ = await page_of(device, "steam", "yesterday")
    before = editing.glimmer

    await editing.write("rain")
    await editing.choose("around")
    await editing.love()
    await editing.say_when("2019")
    await editing.choose("between")
    count = 0
    while editing.can_undo:
        await editing.undo()
        count += 1

    after = device.journal.get(before.id)
    assert count == 5
    assert (after.note, after.pathway, after.loved, after.when) == (before.note, None, False, before.when)


async def test_undo_shows_the_words_of_before_in_the_box():
    editing, _ = await page_of(Device(), "steam")
    await editing.write("rain")

    await editing.undo()

    assert editing.version == 1
    assert editing.glimmer.note == "steam"


async def test_an_undo_that_fails_can_be_tried_again():
    device = Device()
    editing, _ = await page_of(device, "steam")
    await editing.write("rain")
    device.journal._conn.execute("PRAGMA query_only = ON")
    await editing.undo()
    problem, still = editing.problem, editing.can_undo
    device.journal._conn.execute("PRAGMA query_only = OFF")

    await editing.undo()

    assert problem
    assert still
    assert device.journal.get(editing.glimmer.id).note == "steam"


async def test_a_change_that_changes_nothing_is_nothing_to_undo():
    editing, _ = await page_of(Device(), "steam")

    await editing.write("steam")

    assert not editing.can_undo


async def test_a_slow_disk_keeps_letters_in_their_order():
    device = Device()
    editing, _ = await page_of(device)
    device.disk.clear()

    letters = [asyncio.create_task(editing.write("steam"[:end])) for end in range(1, 6)]
    await asyncio.sleep(0.01)
    device.disk.set()
    await asyncio.gather(*letters)
    stored = device.journal.get(editing.glimmer.id).note
    await editing.undo()

    assert stored == "steam"
    assert device.journal.get(editing.glimmer.id).note == ""


async def test_let_go_and_put_back():
    device = Device()
    editing, timeline = await page_of(device, "steam")

    await editing.let_go()
    gone = (len(device.journal.page()), len(device.journal.page(bin=True)), bool(editing.glimmer.removed_at))
    await editing.put_back()

    assert gone == (0, 1, True)
    assert [glimmer.note for glimmer in timeline.today] == ["steam"]


async def test_a_change_of_something_erased_elsewhere_is_told():
    device = Device()
    glimmer = device.keeps("steam")
    editing = Editing(glimmer, device.opened, device.clock)
    device.journal.erase(glimmer.id, at=device.clock.now())

    await editing.write("steam over the cup")

    assert editing.problem == UnknownGlimmerError().sentence


async def test_no_word_reaches_the_log(caplog):
    device = Device()
    editing, _ = await page_of(device)

    await editing.write("canary\0")
    await editing.say_when("canary o'clock")

    assert editing.problem == InvalidWordsError().sentence
    assert "canary" not in caplog.text
