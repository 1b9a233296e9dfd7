"""Memories on the screen: off at first, one quiet card on Today, its ways out, their undoing."""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft
import pytest

from app.core.errors import GlimmersError, NoRoomError
from app.core.glimmers import Draft, Edit, GlimmerId
from app.core.lookback.memories import KeptOut, TimeOfYear, preference_of
from app.core.lookback.together import TOGETHER
from app.core.photos import Photo, PhotoId
from app.core.when.times import at_moment
from app.ui import routes
from app.ui.today import screen as today
from app.words.errors import told
from app.words.screens import words
from storage.journal import Journal
from storage.rows.memory_rows import MemoryRows
from storage.rows.preference_rows import Preferences
from tests.device import Device, Session, at


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "SETTLES", 0.0)


def lived(*, on: bool = True) -> Device:
    """Kept long ago; it is 22 November 2026."""
    device = Device()
    for wall, note, more in (
        ("2019-11-22 16:35", "Fog over the lake", {"people": ("Mum",), "places": ("Brighton",)}),
        ("2024-03-03 09:10", "The first crocus", {"tags": ("garden",)}),
        ("2025-07-09 20:05", "Swifts", {"people": ("Noor",)}),
    ):
        device.journal.keep(Draft(when=at_moment(at(wall)), note=note, **more), at=at(wall))
    device.keeps("Kept a minute ago")
    if on:
        device.journal.preferences.choose("memories", True, at=device.clock.now())
    return device


async def opened(device: Device | None = None, **options: Any) -> Session:
    return await at_rest(await Session.begin(device or lived(), **options))


async def at_rest(screen: Session) -> Session:
    await asyncio.sleep(0.02)
    await screen.settle()
    return screen


async def again(screen: Session) -> Session:
    """The app opened anew, with the same journal, at the same time."""
    device = Device(journal=screen.device.journal)
    device.clock.time = screen.device.clock.time
    return await opened(device)


def shown(screen: Session) -> str:
    """What the card shows; "" where there is none."""
    return screen.name_of("open memory") if screen.holds("open memory") else ""


def ways_out(screen: Session) -> list[str]:
    """The lines of the card's own menu."""
    items = (item for menu in screen.every(ft.PopupMenuButton) for item in menu.items)
    keys = (str(item.key) for item in items)
    return [key.removeprefix("out ") for key in keys if key.startswith("out ")]


async def test_nothing_comes_before_it_is_turned_on_and_nothing_after_it_is_turned_off():
    screen = await opened(lived(on=False))
    before = shown(screen), screen.has(words.A_MEMORY), screen.has(words.ON_THIS_DAY)

    await screen.go(routes.MEMORIES)
    off = screen.holds("memories is off"), screen.holds("recent")
    await screen.tap("memories")
    turned_on = screen.holds("memories is on")
    await screen.go(routes.TODAY)
    on = shown(screen)
    await screen.go(routes.MEMORIES)
    await screen.tap("memories")
    await screen.go(routes.TODAY)

    assert before == ("", False, False)
    assert (off, turned_on) == ((True, False), True)
    assert on == "Fog over the lake, Friday 22 November 2019, 16:35"
    assert shown(screen) == ""


async def test_the_card_says_when_it_was_and_leads_to_its_glimmer_and_to_the_card_for_a_friend():
    screen = await opened()
    (fog,) = [each for each in screen.device.journal.page() if each.note == "Fog over the lake"]

    assert screen.has(words.ON_THIS_DAY)
    await screen.tap("open memory")
    assert screen.page.route == routes.glimmer(fog.id)
    await screen.go(routes.TODAY)
    await screen.tap(words.TELL_A_FRIEND)

    assert screen.page.route == routes.share(fog.id)


async def test_a_photo_stands_on_the_card_and_is_told():
    device = lived()
    (fog,) = [each for each in device.journal.page() if each.note == "Fog over the lake"]
    lake = Photo(id=PhotoId("a" * 64), width=40, height=30, media_type="image/jpeg", size=9)
    device.journal.photos.attach(fog.id, [lake], at=device.clock.now())

    screen = await opened(device)

    pictures = [image for image in screen.every(ft.Image) if lake.id in str(image.src)]
    assert len(pictures) == 1
    assert shown(screen).endswith("16:35, a photo")


def with_photos(device: Device) -> list[Photo]:
    """Three of the day of the memory, which is with Mum, and one of another day with her."""
    made = [
        Photo(id=PhotoId(letter * 64), width=40, height=30, media_type="image/jpeg", size=9)
        for letter in "abcd"
    ]
    journal = device.journal
    (fog,) = [each for each in journal.page() if each.note == "Fog over the lake"]
    journal.photos.attach(fog.id, made[:3], at=device.clock.now())
    long_ago = at("2021-05-05 10:00")
    journal.keep(Draft(when=at_moment(long_ago), people=("Mum",)), at=long_ago, photos=made[3:])
    return made


async def test_a_collage_is_offered_only_once_that_too_was_turned_on():
    device = lived(on=False)
    with_photos(device)
    screen = await opened(device)
    await screen.go(routes.MEMORIES)
    without = screen.holds("memory collages")
    await screen.tap("memories")
    off = screen.holds("memory collages is off")
    await screen.go(routes.TODAY)
    before = screen.holds("collage of memory")

    await screen.go(routes.MEMORIES)
    await screen.tap("memory collages")
    turned_on = screen.holds("memory collages is on")
    await screen.go(routes.TODAY)
    offered = screen.name_of("collage of memory")
    same = (await again(screen)).name_of("collage of memory")

    assert (without, off, before, turned_on) == (False, True, False, True)
    assert offered == same
    assert offered in (
        words.OF_THAT_WEEK,
        words.collage_of_name("person", "Mum"),
        words.collage_of_name("place", "Brighton"),
    )


def with_collages() -> Device:
    device = lived()
    with_photos(device)
    device.journal.preferences.choose(TOGETHER, True, at=device.clock.now())
    return device


async def test_a_tap_makes_a_draft_of_it_and_nothing_is_kept_before_the_person_does():
    device = with_collages()
    screen = await opened(device)
    offered = screen.models.memories().together
    assert offered is not None

    await screen.tap("collage of memory")
    await at_rest(screen)

    collages = screen.models.collages()
    assert screen.page.route == routes.NEW_COLLAGE
    assert collages.composing is not None
    made_of = {photo.id for photo in collages.composing.collage.layout.photos}
    assert made_of == set(offered.photos)
    assert not collages.composing.is_kept
    assert device.journal.collages.page() == []


@pytest.mark.parametrize("way", [0, 1])
async def test_what_is_left_out_of_memories_takes_the_collage_along(way):
    screen = await opened(with_collages())
    there = screen.holds("collage of memory")

    await screen.tap(f"out {ways_out(screen)[way]}")
    gone = screen.holds("collage of memory"), screen.models.memories().together
    await screen.tap("undo memory")

    assert there
    assert gone == (False, None)
    assert screen.holds("collage of memory")


async def test_where_photos_are_too_few_no_collage_is_offered_and_nothing_says_so():
    device = lived()
    device.journal.preferences.choose(TOGETHER, True, at=device.clock.now())
    screen = await opened(device)

    assert shown(screen)
    assert not screen.holds("collage of memory")


async def test_it_is_the_same_when_the_app_is_opened_again_and_while_others_are_kept():
    screen = await opened()
    first = shown(screen)

    await screen.tap("notice")
    await at_rest(screen)

    assert first
    assert shown(screen) == first
    assert shown(await again(screen)) == first


async def test_another_brings_each_once_and_where_one_was_left_it_is_found_again():
    screen = await opened()
    seen = [shown(screen)]

    for _ in range(2):
        await screen.tap(words.ANOTHER_MEMORY)
        seen.append(shown(screen))
    reopened = shown(await again(screen))
    await screen.tap(words.ANOTHER_MEMORY)

    assert len(set(seen)) == 3
    assert not any("Kept a minute ago" in each for each in seen)
    assert reopened == seen[2]
    assert shown(screen) == seen[0]
    assert screen.has(words.ON_THIS_DAY)


async def test_the_menu_names_each_way_out_and_one_taken_is_told_and_undone():
    screen = await opened()
    ways = ways_out(screen)
    first = shown(screen)

    await screen.tap("out Not ones with Mum")
    gone = shown(screen), words.name_not_shown("person", "Mum") in screen.live()
    kept = screen.device.journal.drawer(MemoryRows).hidden()
    await screen.tap("undo memory")

    assert ways == [
        words.NOT_THIS_ONE,
        "Not ones with Mum",
        "Not ones from Brighton",
        "Not ones from around 22 November, of any year",
    ]
    assert gone == ("", True)
    assert kept == [("person", "Mum")]
    assert shown(screen) == first
    assert screen.device.journal.drawer(MemoryRows).hidden() == []


async def test_after_a_way_out_none_comes_unasked_that_day_and_one_does_the_next():
    screen = await opened()

    await screen.tap("out Not ones from around 22 November, of any year")
    reopened = await again(screen)
    unasked = shown(reopened)
    await reopened.tap(words.ANOTHER_MEMORY)
    asked = shown(reopened)
    screen.device.clock.passes(days=1)
    await screen.second_passes()
    await at_rest(screen)

    assert unasked == ""
    assert asked
    assert "Fog" not in asked
    assert shown(screen)
    assert "Fog" not in shown(screen)


async def test_all_that_is_left_out_is_listed_and_each_comes_again_by_a_tap():
    device = lived()
    screen = await opened(device)
    notes = {each.note: each.id for each in device.journal.page()}
    rows = device.journal.drawer(MemoryRows)
    rows.hide("person", "Mum", hidden=True)
    rows.hide("tag", "garden", hidden=True)
    for way in (TimeOfYear(2, 29), notes["Swifts"], GlimmerId("gone since")):
        device.journal.preferences.choose(preference_of(way), True, at=device.clock.now())

    await screen.go(routes.MEMORIES)
    listed = [name for name in screen.names() if name.startswith("Show again")]
    nothing = screen.has(words.NONE_COMES)
    for key in ("person Mum", "tag garden", "memory_not:02-29", f"memory_not:{notes['Swifts']}"):
        await screen.tap(key)

    assert listed == [
        "Show again: Mum, person",
        "Show again: garden, tag",
        "Show again: Around 29 February, of any year",
        "Show again: Swifts, Wednesday 9 July 2025, 20:05",
    ]
    assert nothing
    assert "Can be shown again: Swifts, Wednesday 9 July 2025, 20:05" in screen.live()
    assert screen.has(words.NOTHING_LEFT_OUT)
    assert not screen.has(words.NONE_COMES)
    assert rows.kept_out() == KeptOut(glimmers=frozenset({GlimmerId("gone since")}))
    assert rows.hidden() == []


async def test_what_is_recent_comes_only_where_that_was_asked_for():
    device = Device()
    device.journal.preferences.choose("memories", True, at=device.clock.now())
    device.keeps("A week ago")
    device.clock.passes(days=7)
    screen = await opened(device)
    before = shown(screen)

    await screen.go(routes.MEMORIES)
    nothing = screen.has(words.NONE_COMES)
    await screen.tap("recent")
    await screen.go(routes.TODAY)

    assert (before, nothing) == ("", True)
    assert shown(screen).startswith("A week ago")
    assert not screen.holds(words.ANOTHER_MEMORY)


async def test_a_memory_that_was_let_go_elsewhere_gives_way_and_one_that_is_edited_shows_it():
    screen = await opened()
    (fog,) = [each for each in screen.device.journal.page() if each.note == "Fog over the lake"]

    now = screen.device.clock.now()
    screen.device.journal.change(fog.id, Edit(note="Fog, and then the sun"), at=now)
    await at_rest(screen)
    edited = shown(screen)
    screen.device.journal.remove(fog.id, at=screen.device.clock.now())
    await at_rest(screen)

    assert edited.startswith("Fog, and then the sun")
    assert shown(screen)
    assert "Fog" not in shown(screen)


async def test_a_journal_that_is_put_in_the_place_of_another_brings_its_own():
    screen = await opened()
    device, first = screen.device, shown(screen)
    other = Device(journal=Journal.in_memory())
    long_ago = at("2022-11-22 08:00")
    other.journal.keep(Draft(when=at_moment(long_ago), note="The other one"), at=long_ago)
    other.journal.preferences.choose("memories", True, at=long_ago)

    here = screen.models.opening.opened
    assert here is not None
    screen.run(here.close)
    device.journal = other.journal
    await screen.open_journal()
    await at_rest(screen)
    other.keeps("heard of")
    await screen.settle()

    assert first.startswith("Fog")
    assert shown(screen).startswith("The other one")
    assert screen.has("heard of")


async def test_a_way_out_that_the_disk_refuses_is_told():
    screen = await opened()
    screen.device.full = NoRoomError()

    await screen.tap(f"out {words.NOT_THIS_ONE}")

    problem = screen.models.memories().problem
    assert problem is not None
    assert any(told(problem).sentence in text for text in (*screen.live(), *screen.texts()))
    assert screen.alive


async def test_where_a_way_out_cannot_be_written_that_memory_goes_all_the_same(monkeypatch):
    def fails(*_arguments: object, **_rest: object) -> None:
        raise NoRoomError

    screen = await opened()
    monkeypatch.setattr(Preferences, "choose", fails)

    await screen.tap(f"out {words.NOT_THIS_ONE}")

    assert (shown(screen), screen.models.memories().problem is None) == ("", False)
    await screen.tap(words.ANOTHER_MEMORY)
    assert shown(screen) == ""

    monkeypatch.undo()
    others = []
    for _ in range(3):
        await screen.tap(words.ANOTHER_MEMORY)
        others.append(shown(screen))
    assert all(others)
    assert not any("Fog" in other for other in others)


async def test_where_the_session_lets_go_of_the_journal_nothing_is_read_for_it_any_more():
    screen = await opened()
    device, memories = screen.device, screen.models.memories()

    await screen.run_and_settle(lambda: screen.models.opening.lose(GlimmersError()))
    device.keeps("kept elsewhere")
    await screen.settle()

    assert memories.memory is None


async def test_a_journal_that_cannot_be_read_says_so_in_place_of_a_memory(monkeypatch):
    def fails(*_arguments: object, **_rest: object) -> None:
        raise OSError(5, "Input/output error")

    screen = await opened()
    monkeypatch.setattr(MemoryRows, "of_day", fails)
    await screen.run_and_settle(screen.models.memories().begin)
    broken = shown(screen), screen.models.memories().unread is not None
    monkeypatch.undo()
    await screen.run_and_settle(screen.models.memories().begin)

    assert broken == ("", True)
    assert shown(screen)
    assert screen.models.memories().unread is None
