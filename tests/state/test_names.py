"""People, places and tags, all of a kind or one of them: read while they are on the screen,
renamed, merged, taken away.
"""

from __future__ import annotations

import pytest

from app.core.errors import NoRoomError, UnknownNameError
from app.core.names import Name
from app.state.names import Names
from tests.device import Device
from tests.told import sentence


async def names_on(device: Device) -> Names:
    models = await device.ready_models()
    return models.names()


async def test_a_list_has_every_name_of_its_kind_most_used_first():
    device = Device()
    device.keeps("tea", people=("Sam", "Noor"), places=("Shed",))
    device.keeps("rain", people=("Noor",))
    names = await names_on(device)

    names.watch_all("person")

    assert names.all == (Name(name="Noor", count=2), Name(name="Sam", count=1))


async def test_a_list_hears_of_changes_while_it_is_watched_and_not_afterwards():
    device = Device()
    names = await names_on(device)
    names.watch_all("tag")
    device.keeps("tea", tags=("tea",))
    watched = names.all
    names.leave_all("tag")
    names.watch_one("tag", names.id_of("tag", "tea"))
    names.leave_one("tag", names.id_of("tag", "tea"))

    device.keeps("rain", tags=("rain",))

    assert watched == (Name(name="tea", count=1),)
    assert (names.all, names.glimmers) == (None, None)


async def test_leaving_a_page_late_does_not_take_the_next_one_along():
    device = Device()
    device.keeps("tea", people=("Noor", "Sam"))
    names = await names_on(device)
    names.watch_one("person", names.id_of("person", "Noor"))

    names.watch_one("person", names.id_of("person", "Sam"))
    names.leave_one("person", names.id_of("person", "Noor"))
    names.watch_all("person")
    names.watch_all("tag")
    names.leave_all("person")

    assert names.name == Name(name="Sam", count=1)
    assert names.all == ()


async def test_an_address_is_found_by_a_name_in_any_case_and_the_page_says_how_it_is_spelled():
    device = Device()
    glimmer = device.keeps("tea", people=("Noor",))
    names = await names_on(device)

    names.watch_one("person", names.id_of("person", "NOOR"))

    assert names.name == Name(name="Noor", count=1)
    assert [shown.id for shown in names.glimmers or ()] == [glimmer.id]
    assert names.parts[glimmer.id].people == ("Noor",)


async def test_what_lies_in_the_bin_is_neither_shown_nor_counted():
    device = Device()
    device.keeps("tea", people=("Noor",))
    gone = device.keeps("rain", people=("Noor", "Sam"))
    device.journal.remove(gone.id, at=device.clock.now())
    names = await names_on(device)

    names.watch_one("person", names.id_of("person", "Noor"))
    noor = (names.name, [shown.note for shown in names.glimmers or ()])
    names.watch_one("person", names.id_of("person", "Sam"))

    assert noor == (Name(name="Noor", count=1), ["tea"])
    assert (names.name, names.glimmers) == (None, ())


async def test_pages_follow_each_other_without_a_gap_and_stay_when_something_is_kept():
    device = Device()
    for number in range(130):
        device.keeps(str(number), tags=("tea",))
        device.clock.passes(seconds=1)
    names = await names_on(device)
    names.watch_one("tag", names.id_of("tag", "tea"))

    counts = [len(names.glimmers or ())]
    for _ in range(3):
        names.next_page()
        counts.append(len(names.glimmers or ()))
    device.keeps("another", tags=("tea",))

    assert counts == [60, 120, 130, 130]
    assert [shown.note for shown in names.glimmers or ()][:2] == ["another", "129"]
    assert len(names.glimmers or ()) == 130
    assert names.more


async def test_renaming_is_everywhere_the_bin_included_and_says_the_spelling():
    device = Device()
    one, binned = device.keeps("tea", people=("Noor",)), device.keeps("rain", people=("Noor",))
    device.journal.remove(binned.id, at=device.clock.now())
    names = await names_on(device)
    names.watch_one("person", names.id_of("person", "Noor"))

    spelled = await names.rename("person", "Noor", "  Nour ")

    assert spelled == "Nour"
    assert [device.journal.parts([id])[id].people for id in (one.id, binned.id)] == [
        ("Nour",),
        ("Nour",),
    ]


@pytest.mark.parametrize("bad", ["", "   ", "x" * 81, "a\nb"])
async def test_what_can_be_no_name_is_refused_in_a_sentence(bad):
    device = Device()
    glimmer = device.keeps("tea", people=("Noor",))
    names = await names_on(device)
    names.watch_one("person", names.id_of("person", "Noor"))

    spelled = await names.rename("person", "Noor", bad)

    assert spelled == ""
    assert names.problem
    assert device.journal.parts([glimmer.id])[glimmer.id].people == ("Noor",)


async def test_who_is_called_that_already_is_told_before_they_become_one():
    device = Device()
    device.keeps("tea", people=("Noor", "Nour"))
    names = await names_on(device)
    names.watch_one("person", names.id_of("person", "Nour"))

    assert names.meets("noor") == "Noor"
    assert names.meets("NOUR") == ""
    assert names.meets("Sam") == ""


async def test_others_to_be_one_with_begin_as_typed_and_leave_itself_out():
    device = Device()
    device.keeps("tea", people=("Noor", "Nora", "Sam"), tags=("november",))
    names = await names_on(device)
    names.watch_one("person", names.id_of("person", "Noor"))

    assert names.others("") == ("Nora", "Sam")
    assert names.others("no") == ("Nora",)
    assert names.others("sam") == ("Sam",)


async def test_two_become_one():
    device = Device()
    glimmer = device.keeps("tea", tags=("walk", "walking"))
    names = await names_on(device)
    names.watch_all("tag")

    done = await names.merge("tag", "walking", "walk")

    assert done
    assert device.journal.parts([glimmer.id])[glimmer.id].tags == ("walk",)
    assert names.all == (Name(name="walk", count=1),)


async def test_taken_away_everywhere_glimmers_stay():
    device = Device()
    glimmer = device.keeps("tea with @Noor", people=("Noor",))
    names = await names_on(device)
    names.watch_one("person", names.id_of("person", "Noor"))

    done = await names.remove("person", "Noor")

    assert done
    assert (names.name, names.glimmers) == (None, ())
    assert device.journal.get(glimmer.id).note == "tea with @Noor"


async def test_a_name_that_went_meanwhile_is_told():
    device = Device()
    device.keeps("tea", people=("Noor",))
    names = await names_on(device)
    device.journal.names.remove("person", "Noor", at=device.clock.now())

    done = await names.remove("person", "Noor")

    assert not done
    assert sentence(names.problem) == sentence(UnknownNameError())


async def test_a_full_disk_is_told():
    device = Device()
    device.keeps("tea", people=("Noor",))
    names = await names_on(device)
    device.full = NoRoomError()

    spelled = await names.rename("person", "Noor", "Nour")

    assert (spelled, sentence(names.problem)) == ("", sentence(NoRoomError()))


async def test_before_the_journal_is_open_nothing_is_known():
    names = Device().models().names()

    names.watch_all("person")
    names.watch_one("person", names.id_of("person", "Noor"))

    assert (names.all, names.glimmers, names.others(""), names.meets("Noor")) == (
        None,
        None,
        (),
        "",
    )
    assert not await names.remove("person", "Noor")


async def test_no_name_reaches_the_log(caplog):
    device = Device()
    device.keeps("tea", people=("canary",))
    names = await names_on(device)
    device.full = NoRoomError()

    await names.rename("person", "canary", "canary bird")
    await names.remove("person", "another canary")

    assert names.problem
    assert "canary" not in caplog.text
