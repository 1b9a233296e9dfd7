"""One glimmer being changed: saved as it is made, undone step by step, nothing lost."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from app.core.errors import InvalidWordsError, NoRoomError, UnknownGlimmerError, UnknownPhotoError
from app.core.photos import Parts, Photo, PhotoId
from app.state.editing import Editing
from app.state.timeline import Timeline
from tests.device import Device
from tests.told import sentence


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
    other = Editing(editing.glimmer, device.opened, device.clock, parts=Parts())

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
    assert editing.problem is None


async def test_a_full_disk_while_writing_is_told_and_the_next_letter_saves_all():
    device = Device()
    editing, _ = await page_of(device)
    device.full = NoRoomError()
    await editing.write("stea")
    problem = editing.problem
    device.full = None

    await editing.write("steam")

    assert sentence(problem) == sentence(NoRoomError())
    assert (editing.problem, device.journal.get(editing.glimmer.id).note) == (None, "steam")


async def test_a_pathway_is_chosen_and_chosen_again_it_is_taken_back():
    device = Device()
    editing, _ = await page_of(device)

    await editing.choose("around")
    chosen = device.journal.get(editing.glimmer.id).pathway
    await editing.choose("within")
    changed = device.journal.get(editing.glimmer.id).pathway
    await editing.choose("within")

    assert (chosen, changed, device.journal.get(editing.glimmer.id).pathway) == (
        "around",
        "within",
        None,
    )


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
    assert editing.when_problem is None
    assert editing.when_heard is not None
    assert editing.when_heard.text == heard
    assert (stored.precision, stored.when_text) == (precision, heard)


async def test_a_time_that_is_not_understood_is_refused_and_what_was_understood_stays():
    device = Device()
    editing, _ = await page_of(device, when="summer 2004")

    for text in ("blub", "03/04/2024", "tomorrow", "31 February 2019", "   "):
        await editing.say_when(text)

        assert device.journal.get(editing.glimmer.id).when_text == "summer 2004", text
        assert editing.when_typed == text
        assert (editing.when_problem is not None) == bool(text.strip())
    assert editing.when_heard is None


async def test_words_that_meant_a_time_on_the_way_leave_the_time_as_it_was():
    device = Device()
    editing, _ = await page_of(device, when="summer 2004")

    await typed(editing, "May we never forget it")

    assert editing.when_problem is not None
    assert device.journal.get(editing.glimmer.id).when_text == "summer 2004"
    assert not editing.can_undo


async def test_a_box_that_is_emptied_leaves_the_time_as_it_was():
    device = Device()
    editing, _ = await page_of(device, when="summer 2004")

    await editing.say_when("1987")
    await editing.say_when("")

    assert device.journal.get(editing.glimmer.id).when_text == "summer 2004"
    assert not editing.can_undo


async def test_a_box_that_is_opened_again_begins_at_the_time_of_that_moment():
    device = Device()
    editing, _ = await page_of(device, when="summer 2004")

    await editing.say_when("1987")
    editing.open_when()
    await editing.say_when("1987 or so they say")
    after = device.journal.get(editing.glimmer.id).when_text
    await editing.undo()

    assert (after, editing.glimmer.when_text) == ("1987", "summer 2004")


async def test_a_time_from_another_session_is_not_taken_back_by_words_that_mean_none():
    device = Device()
    editing, _ = await page_of(device, when="summer 2004")
    other = Editing(editing.glimmer, device.opened, device.clock, parts=Parts())

    await editing.say_when("blub")
    await other.say_when("1987")
    await editing.say_when("blub and blub")

    assert device.journal.get(editing.glimmer.id).when_text == "1987"


async def test_words_that_mean_no_time_are_kept_as_they_were_typed_if_that_is_wanted():
    device = Device()
    editing, _ = await page_of(device)
    before = editing.glimmer.when

    await editing.say_when(" the blue  cups, Ärger & all ")
    offered = editing.can_keep_when_words
    await editing.keep_when_words()

    stored = device.journal.get(editing.glimmer.id)
    assert (offered, editing.can_keep_when_words) == (True, False)
    assert (stored.precision, stored.when_text) == ("life", "the blue  cups, Ärger & all")
    assert (editing.when_problem, editing.finish_when()) == (None, True)
    await editing.undo()
    assert device.journal.get(editing.glimmer.id).when == before


@pytest.mark.parametrize("text", ["", "   ", "yesterday", "x" * 201, "\u200b"])
async def test_nothing_is_kept_as_it_is_where_there_is_nothing_or_no_need_or_no_end(text):
    device = Device()
    editing, _ = await page_of(device)
    await editing.say_when(text)
    before = device.journal.get(editing.glimmer.id).when

    await editing.keep_when_words()

    assert not editing.can_keep_when_words
    assert device.journal.get(editing.glimmer.id).when == before


async def test_a_day_that_is_chosen_is_said_in_the_box():
    device = Device()
    editing, _ = await page_of(device)

    await editing.say_when("blub")
    await editing.choose_day(date(2019, 3, 14))

    assert (editing.when_typed, editing.when_version) == ("14 March 2019", 1)
    assert editing.when_problem is None
    assert device.journal.get(editing.glimmer.id).start == "2019-03-14"


async def test_who_is_done_is_told_once_that_the_words_mean_no_time_and_may_go():
    editing, _ = await page_of(Device())

    empty = editing.finish_when()
    await editing.say_when("blub")
    first, insisted = editing.finish_when(), editing.when_insisted
    second = editing.finish_when()
    await editing.say_when("blub and blub")

    assert (empty, first, insisted, second) == (True, False, True, True)
    assert not editing.when_insisted
    assert not editing.finish_when()


async def test_summer_is_the_summer_of_the_persons_half_of_the_earth():
    device = Device()
    models = await device.ready_models()
    editing = models.timeline.open(device.keeps().id)
    assert editing

    await editing.say_when("summer 2004")
    northern = editing.glimmer.start
    await models.preferences.choose_hemisphere(southern=True)
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
    assert (after.note, after.pathway, after.loved, after.when) == (
        before.note,
        None,
        False,
        before.when,
    )


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
    gone = (
        len(device.journal.page()),
        len(device.journal.page(bin=True)),
        bool(editing.glimmer.removed_at),
    )
    await editing.put_back()

    assert gone == (0, 1, True)
    assert [glimmer.note for glimmer in timeline.today] == ["steam"]


async def test_a_change_of_something_erased_elsewhere_is_told():
    device = Device()
    glimmer = device.keeps("steam")
    editing = Editing(glimmer, device.opened, device.clock, parts=Parts())
    device.journal.erase(glimmer.id, at=device.clock.now())

    await editing.write("steam over the cup")

    assert sentence(editing.problem) == sentence(UnknownGlimmerError())


async def test_no_word_reaches_the_log(caplog):
    device = Device()
    editing, _ = await page_of(device)

    await editing.write("canary\0")
    await editing.say_when("canary o'clock")

    assert sentence(editing.problem) == sentence(InvalidWordsError())
    assert "canary" not in caplog.text


# Who, where, what ---------------------------------------------------------------------------------


def names_of(device: Device, editing: Editing) -> tuple[tuple[str, ...], ...]:
    """People, places, tags, as they are stored."""
    parts = device.journal.parts([editing.glimmer.id])[editing.glimmer.id]
    return parts.people, parts.places, parts.tags


async def written(editing: Editing, text: str, *, after: str = "") -> None:
    for end in range(1, len(text) + 1):
        await editing.write(after + text[:end])


async def test_names_and_tags_in_the_words_become_the_glimmers():
    device = Device()
    editing, _ = await page_of(device)

    await written(editing, "tea with @Noor and @Sam #morning")

    assert names_of(device, editing) == (("Noor", "Sam"), (), ("morning",))
    assert [name.name for name in device.journal.names.all("person")] == ["Noor", "Sam"]


async def test_a_mention_taken_out_of_the_words_takes_its_name_along():
    device = Device()
    editing, _ = await page_of(device)
    await written(editing, "tea with @Noor")

    await editing.write("tea with ")

    assert names_of(device, editing)[0] == ()


async def test_words_and_names_of_one_go_are_undone_together():
    device = Device()
    editing, _ = await page_of(device, "steam")

    await written(editing, " with @Noor #tea", after="steam")
    await editing.undo()

    assert (device.journal.get(editing.glimmer.id).note, names_of(device, editing)) == (
        "steam",
        ((), (), ()),
    )
    assert not editing.can_undo


async def test_a_name_being_typed_is_completed_from_what_exists():
    device = Device()
    device.keeps("tea", people=("Noor", "Anna Maria"), tags=("morning",))
    editing, _ = await page_of(device)

    await editing.write("with @m")
    offered = editing.completions
    await editing.complete("Anna Maria")
    first = editing.glimmer.note
    await editing.write(first + "#mor")
    await editing.complete("morning")

    assert offered == ("Anna Maria",)
    assert device.journal.get(editing.glimmer.id).note == "with @Anna Maria #morning "
    assert names_of(device, editing) == (("Anna Maria",), (), ("morning",))
    assert (editing.completing, editing.completions) == (None, ())


async def test_a_completed_name_of_several_words_stays_one_while_typing_goes_on():
    device = Device()
    device.keeps("tea", people=("Anna Maria",))
    editing, _ = await page_of(device)
    await editing.write("@An")
    await editing.complete("Anna Maria")

    await written(editing, "and me", after=editing.glimmer.note)

    assert names_of(device, editing)[0] == ("Anna Maria",)


async def test_a_name_in_the_middle_is_completed_where_the_cursor_is_and_says_where_it_goes_on():
    device = Device()
    device.keeps("tea", people=("Noor", "Sam"))
    editing, _ = await page_of(device)

    await editing.write("🌻 @No and @Sa", len("🌻 @No"))
    offered = editing.completions
    await editing.complete("Noor")

    assert offered == ("Noor",)
    assert editing.glimmer.note == "🌻 @Noor and @Sa"
    assert editing.caret == len("🌻 @Noor ")
    assert (editing.completing, editing.version) == (None, 1)


async def test_a_cursor_behind_the_words_is_their_end():
    device = Device()
    device.keeps("tea", people=("Jean-Luc",))
    editing, _ = await page_of(device)

    await editing.write("@Jean-", 40)

    assert editing.completions == ("Jean-Luc",)


async def test_words_that_could_not_be_saved_are_not_completed_and_not_lost_from_the_box():
    device = Device()
    device.keeps("tea", people=("Noor",))
    editing, _ = await page_of(device)
    await editing.write("@No")
    device.journal._conn.execute("PRAGMA query_only = ON")

    await editing.write("@Noo")
    await editing.complete("Noor")
    device.journal._conn.execute("PRAGMA query_only = OFF")

    assert editing.problem
    assert editing.version == 0


async def test_completing_what_is_not_being_typed_does_nothing():
    device = Device()
    editing, _ = await page_of(device, "tea")

    await editing.complete("Noor")

    assert device.journal.get(editing.glimmer.id).note == "tea"


async def test_chips_are_added_and_removed_and_undone_one_by_one():
    device = Device()
    editing, _ = await page_of(device)

    added = [
        await editing.add_name("person", " Noor "),
        await editing.add_name("place", "Mill Lake"),
        await editing.add_name("tag", "tea"),
    ]
    await editing.remove_name("person", "noor")
    left = names_of(device, editing)
    await editing.undo()
    back = names_of(device, editing)
    while editing.can_undo:
        await editing.undo()

    assert added == [True, True, True]
    assert left == ((), ("Mill Lake",), ("tea",))
    assert back == (("Noor",), ("Mill Lake",), ("tea",))
    assert names_of(device, editing) == ((), (), ())


@pytest.mark.parametrize("bad", ["", "x" * 81, "a\nb"])
async def test_what_can_be_no_name_is_refused(bad):
    device = Device()
    editing, _ = await page_of(device)

    added = await editing.add_name("person", bad)

    assert not added
    assert editing.problem
    assert names_of(device, editing)[0] == ()


async def test_a_name_it_has_already_is_not_added_twice():
    device = Device()
    editing, _ = await page_of(device)
    await editing.add_name("person", "Noor")

    await editing.add_name("person", "NOOR")
    await editing.undo()

    assert names_of(device, editing)[0] == ()
    assert not editing.can_undo


async def test_a_chip_stays_when_its_mention_goes_unless_the_chip_was_undone():
    device = Device()
    editing, _ = await page_of(device)
    await editing.add_name("tag", "art")
    await written(editing, "#artist")
    stayed = names_of(device, editing)[2]
    await editing.write("")
    await editing.undo()
    await editing.undo()  # the chip
    await written(editing, "#art")

    await editing.write("")

    assert stayed == ("art", "artist")
    assert names_of(device, editing)[2] == ()


async def test_a_chip_taken_off_does_not_come_back_while_its_mention_stands():
    device = Device()
    editing, _ = await page_of(device)
    await written(editing, "tea with @Noor")
    await editing.remove_name("person", "Noor")

    await written(editing, " and rain", after="tea with @Noor")

    assert names_of(device, editing)[0] == ()
    assert device.journal.get(editing.glimmer.id).note == "tea with @Noor and rain"


async def test_suggestions_leave_out_what_it_has():
    device = Device()
    device.keeps("tea", people=("Noor", "Nora"))
    editing, _ = await page_of(device)
    await editing.add_name("person", "Nora")

    assert editing.suggestions("person", "no") == ("Noor",)
    assert editing.suggestions("place", "") == ()


async def test_undo_takes_back_what_was_changed_here_and_wakes_no_name_that_was_removed():
    device = Device()
    editing, _ = await page_of(device)
    await editing.add_name("person", "Noor")
    await editing.add_name("person", "Sam")
    await editing.write("rain")
    await editing.love()
    device.journal.names.remove("person", "Noor", at=device.clock.now())

    while editing.can_undo:
        await editing.undo()

    assert names_of(device, editing)[0] == ("Sam",)
    assert (device.journal.get(editing.glimmer.id).note, editing.glimmer.loved) == ("", False)


async def test_undoing_a_heart_leaves_words_that_were_written_elsewhere_meanwhile():
    device = Device()
    editing, _ = await page_of(device, "steam")
    await editing.love()
    await Editing(editing.glimmer, device.opened, device.clock, parts=Parts()).write(
        "from the terminal"
    )

    await editing.undo()

    assert (editing.glimmer.loved, device.journal.get(editing.glimmer.id).note) == (
        False,
        "from the terminal",
    )


async def test_a_name_renamed_everywhere_is_not_woken_by_typing_on():
    device = Device()
    editing, _ = await page_of(device)
    await written(editing, "tea with @Noor")
    device.journal.names.rename("person", "Noor", "Nour", at=device.clock.now())

    await written(editing, ", slowly", after="tea with @Noor")

    assert names_of(device, editing)[0] == ("Nour",)


# Photos -------------------------------------------------------------------------------------------


def photo(number: int) -> Photo:
    return Photo(
        id=PhotoId(f"{number:064x}"), width=640, height=480, media_type="image/jpeg", size=1000
    )


async def page_with_photos(device: Device, count: int = 3) -> Editing:
    glimmer = device.keeps("steam")
    device.journal.photos.attach(
        glimmer.id, [photo(number) for number in range(count)], at=device.clock.now()
    )
    models = await device.ready_models()
    editing = models.timeline.open(glimmer.id)
    assert editing
    return editing


def photos_of(device: Device, editing: Editing) -> list[tuple[int, str]]:
    """Which photos are stored, and how they are described."""
    parts = device.journal.parts([editing.glimmer.id])[editing.glimmer.id]
    return [(int(one.photo.id, 16), one.description) for one in parts.photos]


async def test_a_photo_taken_out_comes_back_to_its_place_with_its_description():
    device = Device()
    editing = await page_with_photos(device)
    await editing.describe_photo(photo(1).id, "the lake")

    await editing.remove_photo(photo(1).id)
    without = photos_of(device, editing)
    await editing.undo()

    assert without == [(0, ""), (2, "")]
    assert photos_of(device, editing) == [(0, ""), (1, "the lake"), (2, "")]


async def test_a_photo_is_moved_and_moved_back():
    device = Device()
    editing = await page_with_photos(device)

    await editing.move_photo(photo(2).id, 0)
    moved = [number for number, _ in photos_of(device, editing)]
    await editing.undo()

    assert moved == [2, 0, 1]
    assert [number for number, _ in photos_of(device, editing)] == [0, 1, 2]


async def test_a_description_typed_in_one_go_is_undone_in_one_go_and_each_photos_by_itself():
    device = Device()
    editing = await page_with_photos(device)
    for end in range(1, 5):
        await editing.describe_photo(photo(0).id, "lake"[:end])
    for end in range(1, 6):
        await editing.describe_photo(photo(1).id, "bread"[:end])

    await editing.undo()
    first = photos_of(device, editing)
    await editing.undo()

    assert first[:2] == [(0, "lake"), (1, "")]
    assert photos_of(device, editing)[0] == (0, "")
    assert not editing.can_undo


async def test_a_photo_that_came_after_the_change_stays_when_that_is_undone():
    device = Device()
    editing = await page_with_photos(device)
    await editing.move_photo(photo(2).id, 0)
    device.journal.photos.attach(editing.glimmer.id, [photo(7)], at=device.clock.now())

    await editing.undo()

    assert [number for number, _ in photos_of(device, editing)] == [0, 1, 2, 7]


async def test_a_photo_that_is_not_here_any_more_is_told():
    device = Device()
    editing = await page_with_photos(device)

    await editing.remove_photo(photo(9).id)

    assert sentence(editing.problem) == sentence(UnknownPhotoError())
    assert editing.photo(photo(9).id) is None
    assert not editing.can_undo
