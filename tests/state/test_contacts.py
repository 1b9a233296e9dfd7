"""People to call, as a model: written down, put in order, taken away, and what a disk may do."""

from __future__ import annotations

import logging

import pytest

from app.core.contacts import CONTACT, MOST
from app.core.errors import InvalidNumberError, NoRoomError
from app.state.contacts import Contacts
from tests.device import Device


async def contacts_on(device: Device) -> Contacts:
    models = await device.ready_models()
    contacts = models.contacts()
    contacts.begin()
    return contacts


async def with_three(device: Device | None = None) -> Contacts:
    contacts = await contacts_on(device or Device())
    for name in ("Mum", "Bo", "Dr Li"):
        assert await contacts.keep(name, "0171 123")
    return contacts


def names(contacts: Contacts) -> list[str]:
    return [each.name for each in contacts.contacts]


def id_of(contacts: Contacts, name: str) -> str:
    return next(each.id for each in contacts.contacts if each.name == name)


async def test_they_stand_in_the_order_in_which_they_were_written_or_put():
    device = Device()
    contacts = await with_three(device)
    written = names(contacts)

    await contacts.move_up(id_of(contacts, "Dr Li"))
    await contacts.move_up(id_of(contacts, "Dr Li"))
    await contacts.move_up(id_of(contacts, "Dr Li"))
    await contacts.move_up("nobody")

    assert written == ["Mum", "Bo", "Dr Li"]
    assert names(contacts) == ["Dr Li", "Mum", "Bo"]
    assert names(await contacts_on(device)) == ["Dr Li", "Mum", "Bo"], "the journal says so"


async def test_one_that_is_changed_keeps_its_place_and_a_new_one_stands_last():
    contacts = await with_three()

    await contacts.keep("Mama", "+49 171", id_of(contacts, "Mum"))
    await contacts.keep("", "112")

    assert names(contacts) == ["Mama", "Bo", "Dr Li", ""]
    assert contacts.contacts[0].number == "+49 171"


async def test_one_that_is_taken_away_can_be_brought_back_to_its_place_until_one_leaves():
    device = Device()
    contacts = await with_three(device)
    id = id_of(contacts, "Bo")

    await contacts.take_away(id)
    gone, stored = names(contacts), device.journal.preferences.get(f"{CONTACT}{id}", "never")
    await contacts.bring_back()
    back = names(contacts)
    await contacts.take_away(id)
    contacts.forget()
    await contacts.bring_back()

    assert (gone, stored) == (["Mum", "Dr Li"], None)
    assert back == ["Mum", "Bo", "Dr Li"]
    assert names(contacts) == ["Mum", "Dr Li"]


async def test_another_window_shows_what_this_one_has_written():
    device = Device()
    contacts, other = await contacts_on(device), await contacts_on(device)

    await contacts.keep("Mum", "112")

    assert names(other) == ["Mum"]


async def test_there_is_room_for_a_few_and_one_can_be_changed_where_there_is_no_more():
    contacts = await contacts_on(Device())
    for each in range(MOST):
        await contacts.keep(f"{each}", "112")

    with pytest.raises(InvalidNumberError) as refused:
        await contacts.keep("one more", "112")
    await contacts.keep("zero", "112", contacts.contacts[0].id)

    assert (refused.value.why, contacts.room) == ("many", False)
    assert names(contacts) == ["zero", "1", "2", "3", "4"]


async def test_what_the_disk_does_not_take_is_not_said_to_be_there(caplog):
    caplog.set_level(logging.DEBUG)
    device = Device()
    contacts = await with_three(device)
    device.full = NoRoomError()

    taken = [
        await contacts.keep("Zitronenfalter", "0171 5550100"),
        await contacts.take_away(id_of(contacts, "Bo")),
    ]

    assert taken == [False, None]
    assert isinstance(contacts.problem, NoRoomError)
    assert contacts.taken_away is None
    device.full = None
    await contacts.move_up(id_of(contacts, "Dr Li"))
    assert contacts.problem is None
    assert "Zitronenfalter" not in caplog.text
    assert "5550100" not in caplog.text


async def test_where_the_journal_was_closed_nobody_is_shown_any_more():
    contacts = await with_three()
    await contacts.take_away(id_of(contacts, "Bo"))

    contacts.detach()

    assert (contacts.contacts, contacts.taken_away) == ((), None)
