"""People to call on the screen: written down in Settings, and there where it is hard."""

from __future__ import annotations

import errno

import flet as ft
import pytest

from app.core.contacts import CONTACT, MOST, contact, contacts_from
from app.core.errors import InvalidNumberError, NoRoomError, OpenElsewhereError
from app.ui import routes
from app.words import language
from app.words.errors import told
from app.words.screens import words
from storage.rows.preference_rows import Preferences
from tests.device import Device, Session
from tests.ui.test_yours import sent_to_focus

FRIENDS = (("Mum", "+49 (0)171 555 0100"), ("بوعز", "٠١٧١ ٥٥٥"), ("", "112"))


def known(*friends: tuple[str, str]) -> Device:
    device = Device()
    for place, (name, number) in enumerate(friends):
        value = contact("", name, number, place=place).as_json()
        device.journal.preferences.choose(f"{CONTACT}{place}", value, at=device.clock.now())
    return device


async def settings(device: Device, **options: int) -> Session:
    screen = await Session.begin(device, route=routes.CONTACTS, **options)
    await screen.settle()
    return screen


def stored(device: Device) -> list[tuple[str, str]]:
    found = contacts_from(device.journal.preferences.beginning(CONTACT))
    return [(each.name, each.number) for each in found]


def called(screen: Session) -> list[tuple[str, str]]:
    """What each button that calls is spoken as, and what it opens."""
    buttons = [button for button in screen.every(ft.TextButton) if button.url]
    return [(screen.name_of(str(button.key)), button.url.url) for button in buttons]


async def write(screen: Session, name: str, number: str, whose: str = "new") -> None:
    await screen.fill(f"name {whose}", name)
    await screen.fill(f"number {whose}", number)


# Where it is hard ---------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("address", [routes.HARD, routes.HELP])
async def test_they_are_called_from_where_it_is_hard_before_all_others(address, width):
    screen = await Session.begin(known(*FRIENDS), route=address, width=width)
    await screen.text_scale(2.0 if width == 320 else 1.0)
    await screen.settle()
    names = screen.names()

    assert called(screen) == [
        ("Call Mum, +49 (0)171 555 0100", "tel:+491715550100"),
        ("Call بوعز, ٠١٧١ ٥٥٥", "tel:0171555"),
        ("Call 112", "tel:112"),
    ]
    assert [seen.control for seen in screen.touchables() if not seen.spoken.strip()] == []
    others = f"{words.HELP_NOW}. {words.HARD_HELP}" if address == routes.HARD else "Call 911"
    texts = screen.texts()
    assert others in names or "Call 911" in texts
    behind = words.HARD_HELP if address == routes.HARD else words.HELP_EMERGENCY
    assert texts.index("+49 (0)171 555 0100") < texts.index(behind)


@pytest.mark.parametrize("address", [routes.HARD, routes.HELP])
async def test_where_nobody_is_written_down_the_hard_page_says_nothing_of_it(address):
    screen = await Session.begin(Device(), route=address)
    await screen.settle()

    assert called(screen) == []
    assert not screen.has(words.PEOPLE_OF_YOURS)
    assert screen.holds("people to call") == (address == routes.HELP)


@pytest.mark.parametrize("address", [routes.HARD, routes.HELP])
async def test_where_the_journal_does_not_open_the_other_ways_are_there(address):
    device = known(*FRIENDS)
    device.trouble = OpenElsewhereError()
    screen = await Session.begin(device, route=address)
    await screen.settle()

    assert called(screen) == []
    assert screen.has(words.HELP_NOW)


async def test_they_come_as_soon_as_the_journal_is_open():
    device = known(*FRIENDS)
    device.opens.clear()
    screen = await Session.begin(device, route=routes.HARD)
    before = called(screen)

    device.opens.set()
    await screen.settle()

    assert before == []
    assert len(called(screen)) == 3


@pytest.mark.parametrize("address", [routes.HARD, routes.HELP])
async def test_where_they_cannot_be_read_it_is_told_and_those_known_stay(address, monkeypatch):
    def unreadable(_self: Preferences, _begins: str) -> dict[str, object]:
        raise OSError(errno.EIO, "no answer")

    screen = await Session.begin(known(*FRIENDS), route=address)
    await screen.settle()
    monkeypatch.setattr(Preferences, "beginning", unreadable)

    await screen.run_and_settle(screen.models.contacts().begin)

    problem = screen.models.contacts().problem
    assert problem is not None
    assert screen.has(told(problem).sentence)
    assert len(called(screen)) == 3


@pytest.fixture
def from_right():
    language.speak(language.PSEUDO)
    yield
    language.speak(language.SOURCE)


async def test_a_number_runs_from_the_left_on_a_page_that_runs_from_the_right(from_right):
    screen = await Session.begin(known(*FRIENDS), route=routes.HARD)
    await screen.settle()

    (number,) = [text for text in screen.every(ft.Text) if "+49" in (text.value or "")]
    assert number.value == "\u2066+49 (0)171 555 0100\u2069"


# Settings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "row"), [("/settings", words.PEOPLE_TO_CALL), ("/help", "people to call")]
)
async def test_settings_and_help_lead_to_the_page_and_back(address, row):
    screen = await Session.begin(route=address)

    await screen.tap(row)
    there = screen.page.route
    await screen.back()

    assert there == "/settings/people"
    assert screen.page.route == address


async def test_somebody_is_written_down_as_typed_and_the_boxes_are_free_for_another():
    device = Device()
    screen = await settings(device)

    await write(screen, " Mum ", " +49 (0)171-555 ")
    await screen.tap(words.PEOPLE_ADD)
    said = screen.live()
    await write(screen, "", "112")
    await screen.tap(words.PEOPLE_ADD)

    assert stored(device) == [("Mum", "+49 (0)171-555"), ("", "112")]
    assert said == [words.PEOPLE_ADDED]
    assert screen.has("+49 (0)171-555")
    assert screen.keyed("number new").value == ""
    assert screen.keyed("number new").keyboard_type == ft.KeyboardType.PHONE


async def test_what_cannot_be_dialled_is_told_and_stays_where_it_was_typed():
    device = Device()
    screen = await settings(device)
    await write(screen, "Mum", "ask Bo")

    await screen.tap(words.PEOPLE_ADD)
    told_of = screen.live()
    await screen.fill("number new", "0171 5")
    after = screen.live()
    await screen.tap(words.PEOPLE_ADD)

    assert told_of == [told(InvalidNumberError()).sentence]
    assert after == []
    assert stored(device) == [("Mum", "0171 5")]


@pytest.mark.parametrize(
    ("name", "number", "box"), [("Mum", "ask", "number new"), ("\u200b", "112", "name new")]
)
async def test_what_is_refused_has_the_cursor_behind_it_again(name, number, box):
    screen = await settings(Device())
    await write(screen, name, number)

    await screen.fire(screen.keyed("number new"), "submit")

    field = screen.keyed(box)
    assert sent_to_focus(screen) == [field._i]
    assert field.selection == ft.TextSelection(
        base_offset=len(field.value), extent_offset=len(field.value)
    )


async def test_one_is_changed_in_its_place_or_left_as_it_was():
    device = known(*FRIENDS)
    screen = await settings(device)
    await screen.tap("edit 0")
    there = screen.keyed("name 0").value, screen.keyed("number 0").value
    await write(screen, "Somebody else", "1", "0")
    await screen.tap("leave form")
    left = stored(device)
    await screen.tap("edit 0")
    await write(screen, "Mama", "0171 9", "0")

    await screen.tap(words.PEOPLE_KEEP)

    assert there == FRIENDS[0]
    assert left == list(FRIENDS)
    assert stored(device) == [("Mama", "0171 9"), *FRIENDS[1:]]
    assert screen.live() == [words.PEOPLE_CHANGED]
    assert not screen.holds("name 0")


async def test_who_goes_from_one_to_another_changes_that_other_one():
    device = known(*FRIENDS)
    screen = await settings(device)
    await screen.tap("edit 0")
    await write(screen, "not kept", "1", "0")

    await screen.tap("edit 2")
    await screen.fill("name 2", "Fire")
    await screen.tap(words.PEOPLE_KEEP)
    await write(screen, "Dr Li", "15")
    await screen.tap(words.PEOPLE_ADD)

    assert stored(device) == [*FRIENDS[:2], ("Fire", "112"), ("Dr Li", "15")]


async def test_one_is_moved_up_taken_away_and_brought_back():
    device = known(*FRIENDS)
    screen = await settings(device)
    first_moves = screen.holds("up 0")
    await screen.tap("up 1")
    moved = stored(device)

    await screen.tap("away 0")
    gone, said = stored(device), screen.live()
    await screen.tap("undo")

    mum, boaz, number = FRIENDS
    assert not first_moves
    assert moved == [boaz, mum, number]
    assert (gone, said) == ([boaz, number], ["Taken off this list: Mum"])
    assert stored(device) == moved
    assert not screen.holds("undo")
    assert screen.live() == []


async def test_where_there_is_no_room_for_more_it_says_so_and_one_can_make_room():
    device = known(*((f"friend {each}", "112") for each in range(MOST)))
    screen = await settings(device)
    full = screen.holds("name new"), screen.has(words.PEOPLE_NO_ROOM)

    await screen.tap("away 3")

    assert full == (False, True)
    assert screen.holds("name new")


async def test_what_the_disk_does_not_take_stays_in_the_boxes_and_is_told():
    device = Device()
    screen = await settings(device)
    await write(screen, "Mum", "0171 5")
    device.full = NoRoomError()

    await screen.tap(words.PEOPLE_ADD)

    problem = screen.models.contacts().problem
    assert problem is not None
    assert screen.live() == [told(problem).sentence]
    assert screen.keyed("name new").value == "Mum"
    assert screen.keyed("number new").value == "0171 5"


async def test_what_the_disk_takes_at_the_second_try_is_there_once():
    device = Device()
    screen = await settings(device)
    await write(screen, "Mum", "0171 5")
    device.full = NoRoomError()
    await screen.tap(words.PEOPLE_ADD)
    refused = stored(device)
    device.full = None

    await screen.tap(words.PEOPLE_ADD)

    assert (refused, stored(device)) == ([], [("Mum", "0171 5")])


async def test_two_quick_taps_write_one_down_once():
    device = Device()
    screen = await settings(device)
    await write(screen, "Mum", "0171 5")
    device.disk.clear()
    await screen.tap(words.PEOPLE_ADD)
    await screen.tap(words.PEOPLE_ADD)

    device.disk.set()
    await screen.settle()

    assert stored(device) == [("Mum", "0171 5")]
    assert screen.keyed("number new").value == ""


async def test_what_went_wrong_is_told_until_the_person_goes_on():
    device = known(*FRIENDS)
    screen = await settings(device)
    device.full = NoRoomError()
    await screen.tap("away 0")
    refused, said = stored(device), screen.live()

    await screen.go("/settings")
    await screen.go(routes.CONTACTS)

    assert (refused, len(said)) == (list(FRIENDS), 1)
    assert screen.live() == []


async def test_who_changes_one_meanwhile_finds_the_words_for_another_again():
    screen = await settings(known(*FRIENDS))
    await write(screen, "Dr Li", "0171 5")

    await screen.tap("edit 0")
    only_one = screen.holds("name new")
    await screen.tap("leave form")

    assert not only_one
    assert screen.keyed("name new").value == "Dr Li"
    assert screen.keyed("number new").value == "0171 5"


async def test_who_is_taken_off_the_list_elsewhere_while_changed_is_written_down_again():
    device = known(*FRIENDS)
    screen = await settings(device)
    await screen.tap("edit 0")
    await write(screen, "Mama", "0171 9", "0")
    await screen.run_and_settle(
        lambda: device.journal.preferences.choose(f"{CONTACT}0", None, at=device.clock.now())
    )

    await screen.tap(words.PEOPLE_KEEP)

    assert stored(device) == [*FRIENDS[1:], ("Mama", "0171 9")]


@pytest.mark.parametrize("width", [320, 1280])
async def test_everything_on_the_page_has_a_key_and_a_spoken_name(width):
    screen = await settings(known(*FRIENDS), width=width)
    await screen.text_scale(2.0 if width == 320 else 1.0)
    await screen.tap("edit 1")

    touchables = screen.touchables()

    assert [seen.control for seen in touchables if not seen.spoken.strip()] == []
    assert [seen.spoken for seen in touchables if not seen.keyed] == []
    assert {"Move 112 up", "Change Mum", "Remove 112"} <= set(screen.names())
