"""People, places and tags on the screen: completed, added, taken off; their pages; renamed, merged,
taken away everywhere.
"""

from __future__ import annotations

import flet as ft
import pytest

from app.core.errors import NoRoomError
from app.core.glimmers import GlimmerId
from app.core.photos import NameKind
from app.ui import pages, routes
from app.words.screens import words
from tests.device import Device, Session
from tests.told import sentence
from tests.ui.test_yours import sent_to_focus


def names_of(device: Device, id: GlimmerId) -> tuple[tuple[str, ...], ...]:
    """Its people, places and tags."""
    parts = device.journal.parts([id])[id]
    return parts.people, parts.places, parts.tags


def address(device: Device, kind: NameKind, name: str) -> str:
    """Where its page is."""
    return routes.name(kind, device.journal.names.id_of(kind, name))


async def page_of(
    device: Device, note: str = "steam", **more: tuple[str, ...]
) -> tuple[Session, GlimmerId]:
    glimmer = device.keeps(note, **more)
    screen = await Session.begin(device, route=routes.glimmer(glimmer.id))
    await screen.tap("edit-words")
    return screen, glimmer.id


async def place_cursor(screen: Session, offset: int) -> None:
    """As the client tells where the cursor is, in UTF-16, before it tells the letter, or after it
    was sent other words.
    """
    box = screen.keyed("words")
    at = {
        "base_offset": offset,
        "extent_offset": offset,
        "affinity": "downstream",
        "directional": False,
    }
    screen.session.apply_patch(box._i, {"selection": at})
    await screen.fire(box, "selection_change", {"selected_text": "", "selection": at})


# While words are typed ----------------------------------------------------------------------------


async def test_a_name_is_completed_by_a_tap_on_what_it_may_become():
    device = Device()
    device.keeps("tea", people=("Noor",))
    screen, id = await page_of(device, "")

    await screen.type("words", "with @No")
    offered = screen.holds("complete Noor")
    await screen.tap("complete Noor")

    assert offered
    assert screen.keyed("words").value == "with @Noor "
    assert device.journal.get(id).note == "with @Noor "
    assert names_of(device, id)[0] == ("Noor",)
    assert not screen.holds("complete Noor")


async def test_a_completion_is_a_button_that_says_what_it_does():
    device = Device()
    device.keeps("tea", tags=("morning",))
    screen, _ = await page_of(device, "")

    await screen.type("words", "#mor")

    assert "Complete: morning" in screen.names()


async def test_a_name_in_the_middle_is_completed_where_the_cursor_is():
    device = Device()
    device.keeps("tea", people=("Noor",))
    screen, id = await page_of(device, "")

    await screen.fill("words", "🌻 @ and me")
    await place_cursor(screen, 5)
    await screen.fill("words", "🌻 @N and me")
    await screen.tap("complete Noor")
    sent = len(screen.sent)
    await place_cursor(
        screen, len("🌻 @Noor and me") + 1
    )  # a client puts it behind words that are sent

    box = screen.keyed("words")
    assert device.journal.get(id).note == box.value == "🌻 @Noor and me"
    assert box.selection.extent_offset == len("🌻 @Noor ") + 1
    assert (
        len(screen.told_to(ft.TextField, "selection", since=sent))
        + len(screen.told_to(ft.TextSelection, "extent_offset", since=sent))
        == 1
    )


async def test_what_the_client_says_of_the_cursor_is_never_sent_back_to_it():
    screen, _ = await page_of(Device(), "")
    before = len(screen.sent)

    for end in range(1, 6):
        await place_cursor(screen, end)
        await screen.fill("words", "steam"[:end])

    assert screen.told_to(ft.TextField, "selection", since=before) == []
    assert screen.told_to(ft.TextField, "value", since=before) == []


async def test_typing_on_behind_a_completion_keeps_every_letter():
    device = Device()
    device.keeps("tea", people=("Noor",))
    screen, id = await page_of(device, "")
    await screen.type("words", "@N")
    await screen.tap("complete Noor")

    await screen.fill("words", "@Noor and tea")

    assert screen.keyed("words").value == device.journal.get(id).note == "@Noor and tea"


async def test_the_card_after_a_tap_completes_too():
    device = Device()
    device.keeps("tea", people=("Noor",))
    screen = await Session.begin(device)
    await screen.tap("notice")
    await screen.tap(words.ADD_WORDS)

    await screen.type("words", "@No")
    await screen.tap("complete Noor")

    assert names_of(device, device.journal.page()[0].id)[0] == ("Noor",)


# Chips --------------------------------------------------------------------------------------------


async def test_the_names_of_a_glimmer_are_chips_that_lead_to_their_pages():
    device = Device()
    screen, id = await page_of(device, people=("Noor",), places=("Mill Lake",), tags=("water",))

    spoken = screen.names()
    await screen.tap("person Noor")

    assert {"Noor, person", "Mill Lake, place", "water, tag"} <= set(spoken)
    assert screen.page.route == f"{address(device, 'person', 'Noor')}?on={id}"
    assert "Noor" not in screen.page.route


async def test_back_from_a_name_leads_to_the_glimmer_it_was_seen_on_else_to_the_list():
    device = Device()
    screen, id = await page_of(device, people=("Noor",))

    await screen.tap("person Noor")
    await screen.back()
    first = screen.page.route
    linked = await Session.begin(device, route=address(device, "person", "Noor"))
    await linked.back()
    second = linked.page.route
    await linked.back()

    assert (first, second, linked.page.route) == (f"/look-back/{id}", "/names/person", "/look-back")


@pytest.mark.parametrize(("kind", "place"), [("person", 0), ("place", 1), ("tag", 2)])
async def test_a_name_of_each_kind_is_added_by_typing_it(kind, place):
    device = Device()
    screen, id = await page_of(device)

    await screen.tap("add-name")
    await screen.tap(f"kind {kind}")
    await screen.type("name 0", "Mill Lake")
    await screen.tap(words.ADD_IT)

    assert names_of(device, id)[place] == ("Mill Lake",)
    assert screen.keyed("name 1").value == ""


async def test_a_name_that_is_refused_has_the_cursor_behind_it_again():
    screen, _ = await page_of(Device())
    await screen.tap("add-name")
    await screen.fill("name 0", "\u200b")
    before = len(sent_to_focus(screen))

    await screen.fire(screen.keyed("name 0"), "submit")

    box = screen.keyed("name 0")
    assert sent_to_focus(screen)[before:] == [box._i]
    assert box.selection == ft.TextSelection(base_offset=1, extent_offset=1)


async def test_names_that_exist_are_offered_but_not_those_it_has():
    device = Device()
    device.keeps("tea", people=("Noor", "Nora", "Sam"))
    screen, id = await page_of(device, people=("Nora",))

    await screen.tap("add-name")
    first = [name for name in ("Noor", "Nora", "Sam") if screen.holds(f"suggested {name}")]
    await screen.type("name 0", "no")
    second = [name for name in ("Noor", "Nora", "Sam") if screen.holds(f"suggested {name}")]
    await screen.tap("suggested Noor")

    assert (first, second) == (["Noor", "Sam"], ["Noor"])
    assert names_of(device, id)[0] == ("Nora", "Noor")


async def test_what_can_be_no_name_is_told_and_stays_in_the_box():
    device = Device()
    screen, id = await page_of(device)
    await screen.tap("add-name")

    await screen.fill("name 0", "x" * 81)
    await screen.tap(words.ADD_IT)

    assert any("81" in said for said in screen.live())
    assert screen.keyed("name 0").value == "x" * 81
    assert names_of(device, id) == ((), (), ())


async def test_a_chip_is_taken_off_by_name_and_undo_brings_it_back():
    device = Device()
    screen, id = await page_of(device, people=("Noor", "Sam"))

    await screen.tap("names-off")
    spoken = screen.names()
    await screen.tap("off person Noor")
    left = names_of(device, id)[0]
    await screen.tap("Undo")

    assert {"Remove Noor", "Remove Sam"} <= set(spoken)
    assert left == ("Sam",)
    assert names_of(device, id)[0] == ("Noor", "Sam")


# The lists ----------------------------------------------------------------------------------------


async def test_look_back_leads_to_the_lists_and_they_to_each_name():
    device = Device()
    device.keeps("one", people=("Sam",), tags=("tea",))
    device.keeps("two", people=("Noor", "Sam"))
    screen = await Session.begin(device, route="/look-back")

    await screen.tap(words.NAMES)
    people = [text for text in screen.texts() if text in ("Sam", "Noor", "2 glimmers", "1 glimmer")]
    await screen.tap("all tag")
    tags = screen.has("tea")
    await screen.tap("tea")

    assert people == ["Sam", "2 glimmers", "Noor", "1 glimmer"]
    assert tags
    assert screen.page.route == address(device, "tag", "tea")


@pytest.mark.parametrize("kind", ["person", "place", "tag"])
async def test_an_empty_list_says_how_names_come(kind):
    screen = await Session.begin(route=f"/names/{kind}")

    assert screen.has(words.NO_NAMES[kind])


async def test_a_list_waits_for_the_journal():
    device = Device()
    device.keeps("tea", people=("Noor",))
    device.opens.clear()
    screen = await Session.begin(device, route="/names/person")

    before = screen.has("Noor")
    device.opens.set()
    await screen.settle()

    assert (before, screen.has("Noor")) == (False, True)


async def test_long_lists_come_a_page_at_a_time():
    device = Device()
    for start in range(0, 150, 50):
        device.keeps(
            "crowd", people=tuple(f"Person {number:03}" for number in range(start, start + 50))
        )
    screen = await Session.begin(device, route="/names/person")

    first = sum(text.startswith("Person ") for text in screen.texts())
    scrolled = {
        "event_type": "update",
        "pixels": 4000.0,
        "min_scroll_extent": 0.0,
        "max_scroll_extent": 4200.0,
        "viewport_dimension": 700.0,
    }
    await screen.fire(screen.keyed("names"), "scroll", scrolled)

    assert (first, sum(text.startswith("Person ") for text in screen.texts())) == (60, 120)


# One of them --------------------------------------------------------------------------------------


async def test_a_page_shows_its_glimmers_and_no_others():
    device = Device()
    device.keeps("tea", people=("Noor",))
    device.keeps("rain", people=("Noor",))
    device.keeps("bread", people=("Sam",))
    screen = await Session.begin(device, route=address(device, "person", "Noor"))

    assert screen.has("Person, 2 glimmers")
    assert (screen.has("tea"), screen.has("rain"), screen.has("bread")) == (True, True, False)


async def test_a_page_comes_sixty_at_a_time_and_hears_of_what_is_kept_meanwhile():
    device = Device()
    for number in range(70):
        device.keeps(f"number {number}", tags=("tea",))
    screen = await Session.begin(device, route=address(device, "tag", "tea"))
    names = screen.models.names()

    first = len(names.glimmers or ())
    scrolled = {
        "event_type": "update",
        "pixels": 5000.0,
        "min_scroll_extent": 0.0,
        "max_scroll_extent": 6000.0,
        "viewport_dimension": 700.0,
    }
    await screen.fire(screen.keyed("pages"), "scroll", scrolled)
    second = len(names.glimmers or ())
    device.clock.passes(seconds=1)  # of one moment, the order is that of ids: it might be the last
    device.keeps("one more", tags=("tea",))
    await screen.settle()

    assert (first, second) == (60, 70)
    assert screen.has("Tag, 71 glimmers")
    assert screen.has("one more")


async def test_a_name_of_any_characters_has_a_page_and_a_collage():
    device = Device()
    odd = "Café / 50 % & more? #1"
    device.keeps("tea", places=(odd,))
    screen = await Session.begin(device, route=address(device, "place", odd))

    shown = screen.has(odd) and screen.has("tea")
    await screen.tap(words.NEW_COLLAGE)

    assert shown
    assert pages.place(screen.page.route).named == (
        "place",
        device.journal.names.id_of("place", odd),
    )
    assert pages.place(screen.page.route).collage == "new"


async def test_a_name_nobody_carries_is_told():
    screen = await Session.begin(route="/names/person/4711")

    assert screen.has(words.NO_SUCH_NAME)
    await screen.tap(words.PEOPLE_PLACES_TAGS["person"])

    assert screen.page.route == "/names/person"


async def test_renaming_changes_it_everywhere_and_undo_changes_it_back():
    device = Device()
    glimmer = device.keeps("tea with @Noor", people=("Noor",))
    screen = await Session.begin(device, route=address(device, "person", "Noor"))

    await screen.tap(words.CHANGE_NAME)
    await screen.tap(words.RENAME)
    held = screen.keyed("new-name").value
    await screen.fill("new-name", "Nour")
    await screen.tap(words.RENAME_IT)
    renamed = (
        screen.page.route,
        names_of(device, glimmer.id)[0],
        device.journal.get(glimmer.id).note,
    )
    (bar,) = screen.every(ft.SnackBar)
    await screen.fire(bar.action, "click")

    assert held == "Noor"
    assert renamed == (address(device, "person", "Noor"), ("Nour",), "tea with @Noor")
    assert (screen.page.route, names_of(device, glimmer.id)[0]) == (
        address(device, "person", "Noor"),
        ("Noor",),
    )


async def test_renaming_to_a_name_there_is_asks_before_they_become_one():
    device = Device()
    one, other = device.keeps("tea", people=("Noor",)), device.keeps("rain", people=("Nour",))
    screen = await Session.begin(device, route=address(device, "person", "Nour"))
    await screen.tap(words.CHANGE_NAME)
    await screen.tap(words.RENAME)
    await screen.fill("new-name", "noor")
    await screen.tap(words.RENAME_IT)

    asked = screen.has("“Noor” already exists. Merge the two names?")
    before = names_of(device, other.id)[0]
    await screen.tap("name-yes")

    assert (asked, before) == (True, ("Nour",))
    assert names_of(device, one.id)[0] == names_of(device, other.id)[0] == ("Noor",)
    assert screen.page.route == address(device, "person", "Noor")
    assert screen.has("Person, 2 glimmers")
    assert not screen.every(ft.AlertDialog)


async def test_leaving_both_leaves_both():
    device = Device()
    device.keeps("tea", people=("Noor",))
    other = device.keeps("rain", people=("Nour",))
    screen = await Session.begin(device, route=address(device, "person", "Nour"))

    await screen.tap(words.CHANGE_NAME)
    await screen.tap(words.SAME_AS)
    await screen.tap("same Noor")
    await screen.tap(words.LEAVE_BOTH)

    assert not screen.every(ft.AlertDialog)
    assert names_of(device, other.id)[0] == ("Nour",)


async def test_two_are_made_one_from_the_list_of_others():
    device = Device()
    device.keeps("tea", tags=("walk",))
    other = device.keeps("rain", tags=("walking",))
    screen = await Session.begin(device, route=address(device, "tag", "walking"))

    await screen.tap(words.CHANGE_NAME)
    await screen.tap(words.SAME_AS)
    await screen.tap("same walk")
    await screen.tap("name-yes")

    assert names_of(device, other.id)[2] == ("walk",)
    assert screen.has("Merged. Both are now “walk”.")


async def test_a_new_spelling_is_no_merge():
    device = Device()
    glimmer = device.keeps("tea", people=("noor",))
    screen = await Session.begin(device, route=address(device, "person", "noor"))

    await screen.tap(words.CHANGE_NAME)
    await screen.tap(words.RENAME)
    await screen.fill("new-name", "Noor")
    await screen.tap(words.RENAME_IT)

    assert not screen.every(ft.AlertDialog)
    assert names_of(device, glimmer.id)[0] == ("Noor",)


async def test_a_name_is_taken_away_everywhere_only_after_asking_and_glimmers_stay():
    device = Device()
    glimmer = device.keeps("tea with @Noor", people=("Noor", "Sam"))
    screen = await Session.begin(device, route=address(device, "person", "Noor"))

    await screen.tap(words.CHANGE_NAME)
    await screen.tap(words.REMOVE_EVERYWHERE)
    asked = (
        screen.has("Remove the name “Noor” from your glimmers?"),
        screen.has(words.REMOVE_NAME_MORE),
        names_of(device, glimmer.id)[0],
    )
    await screen.tap("name-yes")

    assert asked == (True, True, ("Noor", "Sam"))
    assert names_of(device, glimmer.id)[0] == ("Sam",)
    assert device.journal.get(glimmer.id).note == "tea with @Noor"
    assert screen.page.route == "/names/person"
    assert screen.has("The name “Noor” was removed. Your glimmers are unchanged.")


async def test_a_full_disk_while_renaming_is_told():
    device = Device()
    device.keeps("tea", people=("Noor",))
    screen = await Session.begin(device, route=address(device, "person", "Noor"))
    device.full = NoRoomError()

    await screen.tap(words.CHANGE_NAME)
    await screen.tap(words.RENAME)
    await screen.fill("new-name", "Nour")
    await screen.tap(words.RENAME_IT)

    assert sentence(NoRoomError()) in screen.live()


async def test_a_name_renamed_in_another_session_shows_on_the_open_glimmer():
    device = Device()
    glimmer = device.keeps("tea", people=("Noor",))
    one = await Session.begin(device, route=routes.glimmer(glimmer.id))
    other = await Session.begin(device, route=address(device, "person", "Noor"))

    await other.tap(words.CHANGE_NAME)
    await other.tap(words.RENAME)
    await other.fill("new-name", "Nour")
    await other.tap(words.RENAME_IT)
    await one.settle()

    assert one.holds("person Nour")
    assert not one.holds("person Noor")


async def test_every_thing_to_touch_has_a_key_and_a_name():
    device = Device()
    device.keeps("tea", people=("Noor", "Sam"))
    for route, taps in (
        ("/names/person", ()),
        (address(device, "person", "Noor"), (words.CHANGE_NAME, words.RENAME)),
        (address(device, "person", "Noor"), (words.CHANGE_NAME, words.SAME_AS)),
        (routes.glimmer(device.journal.page()[0].id), ("add-name",)),
        (routes.glimmer(device.journal.page()[0].id), ("names-off",)),
    ):
        screen = await Session.begin(device, route=route)
        for key in taps:
            await screen.tap(key)

        assert [seen.control for seen in screen.touchables() if not seen.keyed] == []
        assert "" not in screen.names()


@pytest.mark.parametrize("width", [320, 1280])
async def test_narrow_and_wide_screens_with_large_text_draw_all_of_it(width):
    device = Device()
    glimmer = device.keeps("tea", people=("Noor",))
    for route, what in (
        (routes.glimmer(glimmer.id), "Noor"),
        ("/names/person", "1 glimmer"),
        (address(device, "person", "Noor"), "Person, 1 glimmer"),
    ):
        screen = await Session.begin(device, route=route, width=width, dark=True)
        await screen.text_scale(2.0)

        assert screen.has(what)
        assert not screen.has(words.COMPONENT_FAILED)
