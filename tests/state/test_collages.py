"""Collages as a session makes them: photos chosen, every change undone, the picture kept and given
away.
"""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from app.core.drawing.collage import Collage
from app.core.drawing.collage_record import from_record
from app.core.drawing.layout import MOST
from app.core.errors import NoRoomError, NotSharedError, UnknownCollageError
from app.core.glimmers import Edit, GlimmerId
from app.core.photos import CollageId, PhotoId
from app.core.ports import Darkroom, PictureKind
from app.imaging.pillow_darkroom import PillowDarkroom
from app.state.collages import composing as state
from app.state.collages import kept as kept_module
from app.state.collages.composing import Composing
from app.state.collages.kept import PAGE, SUGGESTED, Collages
from tests.device import Device
from tests.told import sentence

SIZES = ((400, 300), (300, 400), (480, 270), (300, 300))


async def photo(
    device: Device, number: int, when: str, *, description: str = "", **more: Any
) -> PhotoId:
    """A kept photo of one colour, in a glimmer of its own."""
    file = io.BytesIO()
    Image.new("RGB", SIZES[number % 4], (20 + 9 * number % 230, 40 + 25 * number % 200, 120)).save(
        file, "JPEG"
    )
    darkroom = await device.open_darkroom()
    picture = await darkroom.bring_in(file.getvalue())
    stored = picture.stored_as(await darkroom.store.put(picture))
    glimmer = device.keeps(f"number {number}", when, **more)
    device.journal.photos.attach(glimmer.id, [stored], at=device.clock.now())
    if description:
        device.journal.photos.describe(glimmer.id, stored.id, description, at=device.clock.now())
    return PhotoId(stored.id)


async def with_photos(count: int, *, device: Device | None = None) -> tuple[Device, Collages]:
    """A device with so many photos of this month, and its collages."""
    device = device or Device()
    for number in range(count):
        await photo(device, number, f"{number % 20 + 1} November 2026")
    return device, (await device.ready_models()).collages()


async def composed(count: int = 4) -> tuple[Device, Collages, Composing]:
    device, collages = await with_photos(count)
    collages.begin()
    await collages.use_chosen(caption="November, so far")
    assert collages.composing is not None
    return device, collages, collages.composing


def shown(collage: Collage) -> list[str]:
    return [each.id for each in collage.layout.photos]


# Choosing -----------------------------------------------------------------------------------------


async def test_this_month_is_chosen_at_first():
    device = Device("2026-11-22 18:42")
    old = await photo(device, 0, "3 March 2026")
    new = {await photo(device, number, f"{number} November 2026") for number in (1, 2, 3)}
    collages = (await device.ready_models()).collages()

    collages.begin()

    assert collages.choosing is not None
    assert set(collages.choosing.chosen) == new
    assert old not in {each.id for each in collages.choosing.found}


async def test_where_this_month_has_no_two_photos_all_are_shown_and_none_is_chosen():
    device = Device("2026-11-22 18:42")
    old = {await photo(device, number, f"{number} March 2026") for number in (1, 2)}
    collages = (await device.ready_models()).collages()

    collages.begin()

    assert collages.choosing is not None
    assert ({each.id for each in collages.choosing.found}, dict(collages.choosing.chosen)) == (
        old,
        {},
    )


@pytest.mark.parametrize(
    ("by", "numbers"),
    [
        ({"time": "month"}, {3, 4}),
        ({"time": "last month"}, {2}),
        ({"time": "year"}, {1, 2, 3, 4}),
        ({"time": "year", "pathway": "within"}, {1, 3}),
        ({"time": "any", "kind": "person", "name": "Ada"}, {0, 4}),
        ({"time": "year", "kind": "person", "name": "ada"}, {4}),
        ({"time": "any", "kind": "place", "name": "Home"}, {2}),
        ({"time": "any", "kind": "tag", "name": "sea"}, {1}),
    ],
)
async def test_photos_are_found_by_time_pathway_person_place_and_tag(
    by: dict[str, Any], numbers: set[int]
):
    device = Device("2026-11-22 18:42")
    kept = [
        await photo(device, 0, "3 June 2025", people=("Ada",)),
        await photo(device, 1, "3 January 2026", pathway="within", tags=("sea",)),
        await photo(device, 2, "31 October 2026", places=("Home",)),
        await photo(device, 3, "1 November 2026", pathway="within"),
        await photo(device, 4, "22 November 2026", people=("Ada",)),
    ]
    collages = (await device.ready_models()).collages()
    collages.begin()
    assert collages.choosing is not None

    collages.choosing.look(**by)

    assert {kept.index(each.id) for each in collages.choosing.found} == numbers
    assert {kept.index(id) for id in collages.choosing.chosen} == numbers


@pytest.mark.parametrize(
    ("first", "last", "numbers"),
    [
        ("summer 2004", "", {0}),
        ("2004", "2010", {0, 1}),
        ("2010", "yesterday", {1, 2}),
        ("", "2004", {0}),
        ("", "", {0, 1, 2}),
    ],
)
async def test_a_time_in_the_persons_words(first: str, last: str, numbers: set[int]):
    device = Device("2026-11-22 18:42")
    kept = [
        await photo(device, n, when)
        for n, when in enumerate(("3 July 2004", "December 2010", "1 November 2026"))
    ]
    collages = (await device.ready_models()).collages()
    collages.begin()
    assert collages.choosing is not None

    collages.choosing.look_in("from", first)
    collages.choosing.look_in("to", last)

    assert {kept.index(each.id) for each in collages.choosing.found} == numbers


async def test_words_that_name_no_days_find_nothing_and_say_so():
    _device, collages = await with_photos(2)
    collages.begin()
    assert collages.choosing is not None

    collages.choosing.look_in("from", "when I was small")

    assert (collages.choosing.found, collages.choosing.not_understood) == ((), True)


async def test_thirty_are_the_most_whoever_chooses():
    _, collages = await with_photos(MOST + 3)
    collages.begin()
    assert collages.choosing is not None
    first = next(iter(collages.choosing.chosen))

    left_out = next(
        each.id for each in collages.choosing.found if each.id not in collages.choosing.chosen
    )
    collages.choosing.toggle(left_out)
    refused = left_out not in collages.choosing.chosen
    collages.choosing.toggle(first)
    collages.choosing.toggle(left_out)

    assert refused
    assert len(collages.choosing.chosen) == MOST
    assert left_out in collages.choosing.chosen


async def test_what_hands_chose_is_left_alone_when_something_else_is_looked_for():
    _, collages = await with_photos(4)
    collages.begin()
    assert collages.choosing is not None
    first = next(iter(collages.choosing.chosen))

    collages.choosing.toggle(first)
    by_hand = set(collages.choosing.chosen)
    collages.choosing.look(time="last month")

    assert collages.choosing.found == ()
    assert set(collages.choosing.chosen) == by_hand


async def test_a_photo_in_two_glimmers_is_shown_once():
    device, collages = await with_photos(2)
    (_, attached), _ = device.journal.photos.pictures()
    device.journal.photos.attach(device.keeps("again").id, [attached.photo], at=device.clock.now())

    collages.begin()

    assert collages.choosing is not None
    assert len(collages.choosing.found) == 2


async def test_photos_come_in_the_order_of_their_time():
    device = Device("2026-11-22 18:42")
    late, early, middle = [
        await photo(device, n, f"{day} November 2026") for n, day in enumerate((20, 2, 9))
    ]
    collages = (await device.ready_models()).collages()
    collages.begin()

    await collages.use_chosen()

    assert collages.composing is not None
    assert shown(collages.composing.collage) == [early, middle, late]


async def test_more_pages_are_read_as_they_are_scrolled_to():
    _, collages = await with_photos(65)
    collages.begin()
    choosing = collages.choosing
    assert choosing is not None

    before = len(choosing.found)
    choosing.next_page()

    assert (before, len(choosing.found), choosing.more) == (60, 65, False)


# Changing -----------------------------------------------------------------------------------------

Verb = Callable[[Composing], Any]


@pytest.mark.parametrize(
    "verb",
    [
        pytest.param(lambda c: c.shuffle(), id="shuffle"),
        pytest.param(lambda c: c.swap(0, 3), id="swap"),
        pytest.param(lambda c: c.lock(1, locked=True), id="lock"),
        pytest.param(lambda c: c.remove(2), id="remove"),
        pytest.param(lambda c: c.on_canvas("story"), id="canvas"),
        pytest.param(lambda c: c.space(20), id="gap"),
        pytest.param(lambda c: c.round(90), id="corners"),
        pytest.param(lambda c: c.on_paper("#20223F"), id="paper"),
        pytest.param(lambda c: c.write("By the sea"), id="caption"),
        pytest.param(lambda c: c.keep_order(True), id="order"),
        pytest.param(lambda c: c.show_whole(True), id="whole"),
    ],
)
async def test_every_change_can_be_taken_back(verb: Verb):
    _, _, composing = await composed()
    before = composing.collage

    await verb(composing)
    changed = composing.collage
    await composing.undo()

    assert changed != before
    assert composing.collage == before
    assert not composing.can_undo


async def test_shuffling_is_the_next_seed_and_leaves_locked_photos():
    _, _, composing = await composed(6)
    await composing.lock(2, locked=True)
    place = composing.collage.layout.boxes[2]

    await composing.shuffle()

    assert composing.collage.seed == 1
    assert composing.collage.layout.boxes[2] == place


async def test_one_move_of_a_slider_is_one_change():
    _, _, composing = await composed()
    at_first = composing.collage

    for gap in (40, 30, 20):
        await composing.space(gap)
    composing.settle()
    for gap in (21, 22):
        await composing.space(gap)

    await composing.undo()
    assert composing.collage.layout.canvas.gap == 20
    await composing.undo()
    assert composing.collage == at_first


async def test_a_gap_out_of_bounds_is_told_and_changes_nothing():
    _, _, composing = await composed()
    before = composing.collage

    await composing.space(5000)

    assert composing.collage == before
    assert composing.problem is not None
    assert "Your photos are safe" in sentence(composing.problem)


async def test_dragging_inside_a_frame_moves_what_shows():
    _, _, composing = await composed(3)
    await composing.show_whole(False)
    place, crop = next(
        (n, f.crop)
        for n, f in enumerate(composing.collage.layout.frames)
        if f.crop.width < 0.9 or f.crop.height < 0.9
    )

    await composing.nudge(place, -1.0, -1.0)
    after = composing.collage.layout.frames[place].crop

    assert (after.x, after.y) != (crop.x, crop.y)
    assert after.x + after.width <= 1 + 1e-9
    assert after.y + after.height <= 1 + 1e-9


def said_of(device: Device, id: str) -> tuple[float, float] | None:
    ((_, found),) = device.journal.photos.pictures(photos=[PhotoId(id)])
    return found.photo.in_sight


async def test_what_is_kept_in_sight_is_so_here_and_in_the_journal():
    device, _, composing = await composed(3)
    id = composing.collage.layout.photos[1].id
    boxes = composing.collage.layout.boxes

    await composing.keep_in_sight(1, (0.25, 0.125))

    assert composing.collage.layout.photos[1].focus == (0.25, 0.125, True)
    assert composing.collage.layout.boxes == boxes
    assert said_of(device, id) == (0.25, 0.125)


async def test_undo_takes_back_what_was_kept_in_sight_everywhere():
    device, _, composing = await composed(3)
    before = composing.collage
    id = before.layout.photos[1].id
    await composing.keep_in_sight(1, (0.25, 0.125))
    await composing.keep_in_sight(1, (0.75, 0.5))
    await composing.on_paper("#20223F")

    await composing.undo()
    await composing.undo()
    assert said_of(device, id) == (0.25, 0.125)
    await composing.undo()

    assert composing.collage == before
    assert said_of(device, id) is None


async def test_glimmers_chooses_again_in_a_collage():
    device, _, composing = await composed(3)
    before = composing.collage
    await composing.keep_in_sight(1, (0.25, 0.125))

    await composing.keep_in_sight(1, None)

    assert composing.collage == before
    assert said_of(device, before.layout.photos[1].id) is None


async def test_two_photos_are_the_fewest():
    _, _, composing = await composed(2)

    await composing.remove(0)

    assert len(composing.collage.layout.photos) == 2


async def test_three_taps_on_shuffle_while_one_is_laid_out_are_three_shuffles(
    monkeypatch: pytest.MonkeyPatch,
):
    _, _, composing = await composed(4)
    lay_out = Collage.shuffled
    go_on = threading.Event()

    def slow(self: Collage, **more: Any) -> Collage:
        go_on.wait(5)
        return lay_out(self, **more)

    monkeypatch.setattr(Collage, "shuffled", slow)
    monkeypatch.setattr(state, "AT_ONCE", 0.01)

    taps = [asyncio.create_task(composing.shuffle()) for _ in range(3)]
    await asyncio.sleep(0.05)
    faint = composing.laying
    go_on.set()
    await asyncio.gather(*taps)

    assert faint
    assert not composing.laying
    assert composing.collage.seed == 3


async def test_other_photos_for_the_open_collage_leave_what_was_done_to_the_rest():
    device, collages, composing = await composed(4)
    fifth = await photo(device, 9, "21 November 2026")
    await composing.on_paper("#E9E4F6")
    first = composing.collage.layout.photos[0].id
    collages.choose_again()
    choosing = collages.choosing
    assert choosing is not None
    assert set(choosing.chosen) == set(shown(composing.collage))

    choosing.toggle(PhotoId(first))
    choosing.look(time="any")
    choosing.toggle(fifth)
    await collages.use_chosen()

    assert collages.choosing is None
    assert set(shown(composing.collage)) == {fifth} | {
        each for each in shown(composing.collage) if each != first
    }
    assert first not in shown(composing.collage)
    assert composing.collage.paper == "#E9E4F6"


async def test_one_photo_takes_the_frame_of_another():
    device, collages, composing = await composed(3)
    other = await photo(device, 9, "21 November 2026", description="a rose")
    box = composing.collage.layout.boxes[1]
    collages.choose_again(replacing=1)
    assert collages.choosing is not None

    collages.choosing.look(time="any")
    collages.choosing.toggle(other)
    await collages.use_chosen()

    assert shown(composing.collage)[1] == other
    assert composing.collage.layout.boxes[1] == box
    assert composing.descriptions[other] == "a rose"


async def test_a_photo_that_is_in_no_glimmer_any_more_stays_in_the_collage():
    device, collages, composing = await composed(3)
    await collages.save()
    gone = PhotoId(shown(composing.collage)[0])
    (glimmer,) = {
        glimmer.id
        for glimmer, attached in device.journal.photos.pictures()
        if attached.photo.id == gone
    }
    device.journal.photos.detach(GlimmerId(glimmer), gone, at=device.clock.now())

    collages.choose_again()
    await collages.use_chosen()

    assert gone in shown(composing.collage)
    assert gone in device.journal.photos.in_use()


# Keeping ------------------------------------------------------------------------------------------


async def test_a_kept_collage_can_be_gone_on_with_on_another_day():
    device, collages, composing = await composed()
    await composing.shuffle()
    await composing.lock(1, locked=True)
    await collages.save()

    again = (await device.ready_models()).collages()
    (kept,) = device.journal.collages.page()
    again.enter(kept.id)

    assert again.composing is not None
    assert again.composing.collage == composing.collage
    assert again.composing.is_kept


async def test_the_kept_picture_is_the_collage_without_metadata():
    device, collages, composing = await composed()

    await collages.save()

    (kept,) = device.journal.collages.page()
    with Image.open(io.BytesIO(await device.photo_store.read(kept.picture))) as picture:
        assert picture.size == (2048, 2048)
        assert not picture.getexif()
        for frame, shape in zip(
            composing.collage.layout.frames, composing.collage.layout.photos, strict=True
        ):
            with Image.open(
                io.BytesIO(await device.photo_store.read(PhotoId(shape.id)))
            ) as original:
                seen = picture.getpixel((frame.x + frame.width // 2, frame.y + frame.height // 2))
                meant = original.convert("RGB").getpixel((5, 5))
            assert max(abs(a - b) for a, b in zip(seen, meant, strict=True)) < 12


async def test_saving_again_changes_the_kept_one():
    device, collages, composing = await composed()
    await collages.save()
    (first,) = device.journal.collages.page()

    await composing.on_paper("#20223F")
    changed = composing.is_kept
    await collages.save()

    (kept,) = device.journal.collages.page()
    assert not changed
    assert (kept.id, composing.is_kept) == (first.id, True)
    assert kept.picture != first.picture
    assert from_record(kept.record) == composing.collage


async def test_kept_is_said_only_once_the_disk_has_it():
    device, collages, composing = await composed()
    device.disk.clear()
    written = asyncio.Event()
    stop = device.journal.listen(written.set)

    saving = asyncio.create_task(collages.save())
    await written.wait()
    stop()
    before = composing.is_kept, composing.busy
    device.disk.set()
    await saving

    assert before == (False, True)
    assert (composing.is_kept, composing.busy) == (True, False)


async def test_a_full_disk_is_told_and_trying_again_keeps_one_collage():
    device, collages, composing = await composed()
    device.full = NoRoomError()
    await collages.save()
    problem, kept = composing.problem, composing.is_kept

    device.full = None
    await collages.save()

    assert isinstance(problem, NoRoomError)
    assert not kept
    assert composing.is_kept
    assert len(device.journal.collages.page()) == 1


async def test_making_the_picture_can_be_stopped():
    device, collages, composing = await composed()
    begun = asyncio.Event()

    class Slow(PillowDarkroom):
        async def render(self, _collage: Collage, *, kind: PictureKind = "jpeg") -> bytes:
            begun.set()
            await asyncio.Event().wait()
            return b""

    async def open_slow() -> Darkroom:
        return Slow(device.photo_store)

    composing._open_darkroom = open_slow

    saving = asyncio.create_task(collages.save())
    await begun.wait()
    busy = composing.busy
    composing.stop()
    await saving

    assert busy
    assert (composing.busy, composing.problem, composing.is_kept) == (False, None, False)
    assert device.journal.collages.page() == []


async def test_a_missing_photo_does_not_keep_the_rest_from_being_saved():
    device, collages, composing = await composed()
    for thumbnail in (False, True):
        device.photo_store.path(PhotoId(shown(composing.collage)[0]), thumbnail=thumbnail).unlink()

    await collages.save()

    assert composing.is_kept
    assert composing.problem is None


async def test_a_collage_that_was_begun_waits_until_it_is_kept():
    _device, collages, composing = await composed()

    collages.leave()
    waits = collages.begun
    collages.go_on(composing)
    await collages.save()

    assert waits == (composing,)
    assert collages.composing is composing
    assert collages.begun == ()


async def test_changes_of_a_kept_collage_wait_when_it_is_closed():
    _, collages, composing = await composed()
    await collages.save()
    assert composing.id

    await composing.on_paper("#20223F")
    collages.leave()
    waits = collages.begun
    collages.enter(composing.id)

    assert waits == (composing,)
    assert collages.composing is composing


@pytest.mark.parametrize(
    "goes",
    [lambda c, _: c.begin(), lambda c, kept: c.enter(kept)],
    ids=["a new one", "another kept one"],
)
async def test_another_collage_takes_nothing_of_this_one_away(
    goes: Callable[[Collages, CollageId], None],
):
    device, collages, first = await composed()
    await collages.save()
    collages.begin()
    await collages.use_chosen()
    second = collages.composing
    assert second is not None
    assert first.id

    goes(collages, first.id)
    collages.leave()

    assert device.journal.collages.page()[0].id == first.id
    assert collages.begun == (second,)


async def test_several_that_were_begun_wait_the_latest_first():
    _, collages, first = await composed()
    collages.begin()
    await collages.use_chosen()
    second = collages.composing

    collages.leave()

    assert collages.begun == (second, first)


async def test_changes_that_were_undone_do_not_wait():
    _, collages, composing = await composed()
    await collages.save()
    await composing.on_paper("#20223F")

    await composing.undo()
    collages.leave()

    assert collages.begun == ()


async def test_a_collage_that_is_closed_while_it_is_being_kept_does_not_wait():
    device, collages, composing = await composed()
    device.disk.clear()
    saving = asyncio.create_task(collages.save())
    await asyncio.sleep(0)

    collages.leave()
    device.disk.set()
    await saving

    assert composing.is_kept
    assert collages.begun == collages.waiting == ()


async def test_changes_of_a_collage_that_is_let_go_wait_for_it_to_be_put_back():
    _, collages, composing = await composed()
    await collages.save()
    assert composing.id
    await composing.on_paper("#20223F")
    collages.leave()

    await collages.let_go(composing.id)
    hidden = collages.begun
    await collages.put_back(composing.id)

    assert hidden == ()
    assert collages.begun == (composing,)


async def test_a_new_one_is_new_even_with_a_kept_one_on_the_screen():
    _, collages, composing = await composed()
    collages.enter("new")
    goes_on = collages.composing is composing
    await collages.save()

    collages.enter("new")

    assert goes_on
    assert collages.composing is None
    assert collages.choosing is not None


async def test_the_bin_shows_those_that_were_let_go_until_they_are_put_back_or_deleted():
    device, collages, _ = await composed()
    kept = [
        device.journal.collages.keep({"seed": seed}, "f" * 64, at=device.clock.now()).id
        for seed in range(PAGE + 2)
    ]
    for id in kept:
        device.clock.passes(seconds=1)
        await collages.let_go(id)

    collages.watch_bin(True)
    first = [each.id for each in collages.bin or ()], collages.more_bin
    collages.next_bin()
    every = [each.id for each in collages.bin or ()], collages.more_bin
    await collages.put_back(kept[0])
    await collages.erase(kept[1])

    assert first == (kept[:1:-1], True)
    assert every == (kept[::-1], False)
    assert [each.id for each in collages.bin or ()] == kept[:1:-1]
    assert [each.id for each in device.journal.collages.page()] == [kept[0]]
    with pytest.raises(UnknownCollageError):
        device.journal.collages.get(kept[1])


async def test_a_collage_that_is_kept_again_is_let_go_no_longer():
    device, collages, composing = await composed()
    await collages.save()
    assert composing.id
    await composing.on_paper("#20223F")
    device.journal.collages.remove(composing.id, at=device.clock.now())

    await collages.save()

    assert composing.is_kept
    assert [each.id for each in device.journal.collages.page()] == [composing.id]


async def test_deleted_for_good_its_changes_do_not_wait():
    _, collages, composing = await composed()
    await collages.save()
    assert composing.id
    await composing.on_paper("#20223F")
    collages.leave()
    await collages.let_go(composing.id)

    await collages.erase(composing.id)

    assert collages.begun == collages.waiting == ()


async def test_letting_go_can_be_undone():
    _device, collages, _ = await composed()
    await collages.save()
    collages.watch(True)
    (kept,) = collages.kept or ()

    await collages.let_go(kept.id)
    gone = collages.kept
    await collages.put_back(kept.id)

    assert gone == ()
    assert collages.kept is not None
    assert [each.id for each in collages.kept] == [kept.id]


async def test_the_list_follows_the_journal_while_it_is_watched_and_no_longer():
    device, collages, _ = await composed()
    collages.watch(True)
    await collages.save()
    seen = len(collages.kept or ())
    collages.watch(False)

    device.journal.collages.remove(device.journal.collages.page()[0].id, at=device.clock.now())

    assert seen == 1
    assert len(collages.kept or ()) == 1


async def test_with_fewer_than_two_photos_none_can_begin():
    device, collages = await with_photos(1)
    collages.watch(True)
    one = collages.can_begin
    await photo(device, 5, "21 November 2026")

    assert not one
    assert collages.can_begin


# Out ----------------------------------------------------------------------------------------------


async def test_the_picture_is_made_once_for_sharing_saving_and_keeping():
    device, collages, composing = await composed()

    await composing.finish()
    ready = composing.is_finished
    await composing.share()
    shared = composing.went
    await composing.download()
    await collages.save()

    (_, one, name), (_, two, _) = device.sheet.went
    assert ready
    assert (shared, name) == ("shared", "glimmers-collage-2026-11-22.jpg")
    assert one is two


async def test_nothing_is_said_when_the_share_sheet_is_left():
    device, _, composing = await composed()
    device.sheet.outcome = "dismissed"

    await composing.share()

    assert (composing.went, composing.problem) == ("dismissed", None)


async def test_a_share_sheet_that_fails_is_told(monkeypatch: pytest.MonkeyPatch):
    device, _, composing = await composed()

    async def refuses(*_: Any, **__: Any) -> Any:
        raise NotSharedError

    monkeypatch.setattr(device.sheet, "share", refuses)
    await composing.share()

    assert isinstance(composing.problem, NotSharedError)
    assert not composing.not_saved


async def test_a_change_makes_another_picture():
    _device, _, composing = await composed()
    await composing.finish()

    await composing.on_paper("#DCEADF")

    assert not composing.is_finished


async def test_descriptions_come_with_a_kept_collage_from_the_glimmers_themselves():
    device, collages, composing = await composed(2)
    await collages.save()
    first = PhotoId(shown(composing.collage)[0])
    (glimmer,) = [
        glimmer
        for glimmer, attached in device.journal.photos.pictures()
        if attached.photo.id == first
    ]
    device.journal.photos.describe(glimmer.id, first, "the lake", at=device.clock.now())
    device.journal.change(glimmer.id, Edit(note="elsewhere"), at=device.clock.now())

    again = (await device.ready_models()).collages()
    again.enter(device.journal.collages.page()[0].id)

    assert again.composing is not None
    assert again.composing.descriptions == {first: "the lake"}
    assert "the lake" not in str(device.journal.collages.page()[0].record)


# One that is made already -------------------------------------------------------------------------


async def watched(count: int, *, device: Device | None = None) -> tuple[Device, Collages]:
    """The list of collages on the screen, with so many photos of this month."""
    device, collages = await with_photos(count, device=device)
    collages.watch(True)
    return device, collages


async def test_of_two_photos_a_collage_is_made_and_nothing_of_it_is_stored():
    device, collages = await watched(2)

    await collages.suggest()

    assert collages.suggested is not None
    assert len(shown(collages.suggested.collage)) == 2
    assert collages.suggested.collage.caption == ""
    assert device.journal.collages.page() == []
    assert collages.begun == ()


async def test_of_one_photo_none_is_made():
    _, collages = await watched(1)

    await collages.suggest()

    assert not collages.wants_one
    assert collages.suggested is None


async def test_it_is_made_of_the_newest_of_this_month_in_the_order_of_time():
    device = Device("2026-11-22 18:42")
    await photo(device, 30, "3 March 2019")
    days = [await photo(device, number, f"{number} November 2026") for number in range(1, 10)]
    collages = (await device.ready_models()).collages()
    collages.watch(True)

    await collages.suggest()

    assert collages.suggested is not None
    assert shown(collages.suggested.collage) == days[-SUGGESTED:]


async def test_a_month_of_one_photo_takes_those_before_it():
    device = Device("2026-11-22 18:42")
    old = await photo(device, 0, "3 March 2026")
    new = await photo(device, 1, "2 November 2026")
    collages = (await device.ready_models()).collages()
    collages.watch(True)

    await collages.suggest()

    assert collages.suggested is not None
    assert shown(collages.suggested.collage) == [old, new]


async def test_kept_it_is_a_collage_like_any_other():
    device, collages = await watched(3)
    await collages.suggest()
    assert collages.suggested is not None
    made = collages.suggested.collage

    await collages.keep_suggested()

    (kept,) = device.journal.collages.page()
    assert from_record(kept.record) == made
    assert collages.suggested is None
    assert not collages.wants_one


async def test_what_the_disk_refuses_is_said_and_still_there_to_be_kept():
    device, collages = await watched(2)
    await collages.suggest()
    one = collages.suggested
    assert one is not None
    device.full = NoRoomError()

    await collages.keep_suggested()

    assert isinstance(one.problem, NoRoomError)
    assert collages.suggested is one
    device.full = None
    await collages.keep_suggested()
    assert one.is_kept
    assert collages.suggested is None
    assert len(device.journal.collages.page()) == 1


async def test_changed_it_is_the_open_one_and_not_kept_yet():
    device, collages = await watched(3)
    await collages.suggest()
    one = collages.suggested

    collages.change_suggested()
    collages.enter("new")

    assert collages.composing is one
    assert collages.choosing is None
    assert collages.begun == (one,)
    assert device.journal.collages.page() == []


async def test_a_photo_that_is_gone_is_in_none():
    device, collages = await watched(3)
    await collages.suggest()
    (newest, *_) = device.journal.page(limit=1)
    opened = collages._opening.opened
    assert opened

    await opened.write(lambda journal: journal.remove(newest.id, at=device.clock.now()))
    before = collages.suggested
    await collages.suggest()

    assert before is None
    assert collages.suggested is not None
    assert len(shown(collages.suggested.collage)) == 2


async def test_a_photo_that_comes_while_one_is_made_is_in_it(monkeypatch):
    device, collages = await watched(2)
    real = kept_module.first_layout
    made = 0

    async def slowly(*arguments: Any, **more: Any) -> Collage:
        nonlocal made
        made += 1
        if made == 1:
            await photo(device, 7, "21 November 2026")
        return await real(*arguments, **more)

    monkeypatch.setattr(kept_module, "first_layout", slowly)

    await collages.suggest()

    assert made == 2
    assert collages.suggested is not None
    assert len(shown(collages.suggested.collage)) == 3


# From a glimmer -----------------------------------------------------------------------------------


async def together(device: Device, count: int) -> GlimmerId:
    """A glimmer with so many photos."""
    glimmer = device.keeps("the lake", "20 November 2026")
    for number in range(count):
        id = await photo(device, number + 40, "1 May 2020")
        (stored,) = [
            attached.photo for _, attached in device.journal.photos.pictures(photos=[id], limit=1)
        ]
        device.journal.photos.attach(glimmer.id, [stored], at=device.clock.now())
    return glimmer.id


def photos_of(device: Device, id: GlimmerId) -> list[str]:
    return [attached.photo.id for attached in device.journal.parts([id])[id].photos]


async def test_from_a_glimmer_a_collage_is_made_of_just_its_photos():
    device, collages = await with_photos(3)
    id = await together(device, 4)

    await collages.begin_of(id)

    assert collages.choosing is None
    assert collages.composing is not None
    assert sorted(shown(collages.composing.collage)) == sorted(photos_of(device, id))
    assert device.journal.collages.page() == []


async def test_one_photo_alone_is_chosen_and_others_are_looked_for():
    device, collages = await with_photos(3)
    id = await together(device, 1)

    await collages.begin_of(id)

    assert collages.composing is None
    assert collages.choosing is not None
    assert list(collages.choosing.chosen) == photos_of(device, id)
    assert len(collages.choosing.found) == 4


async def test_the_same_photos_again_go_on_with_what_was_begun():
    device, collages = await with_photos(0)
    id = await together(device, 2)
    await collages.begin_of(id)
    first = collages.composing
    collages.leave()

    await collages.begin_of(id)

    assert collages.composing is first
    assert collages.begun == (first,)


@pytest.mark.parametrize("id", ["nobody", "../.."])
async def test_a_glimmer_that_is_not_there_leads_to_choosing(id):
    _, collages = await with_photos(2)

    await collages.begin_of(GlimmerId(id))

    assert collages.composing is None
    assert collages.choosing is not None


async def test_of_more_photos_than_fit_the_first_are_taken():
    device, collages = await with_photos(0)
    id = await together(device, MOST + 2)

    await collages.begin_of(id)

    assert collages.composing is not None
    assert len(shown(collages.composing.collage)) == MOST
