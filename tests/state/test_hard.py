"""One kept glimmer at a time for a hard hour: which may come, and how each is sent away."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, pairwise

import pytest

from app.core.errors import DamagedJournalError
from app.core.lookback.memories import NOT_WHEN_HARD, TimeOfYear, preference_of
from app.state.hard import Hard
from storage.rows.memory_rows import MemoryRows
from storage.rows.one_glimmer_rows import OneGlimmerRows
from tests.device import Device
from tests.made_photos import jpeg


def anywhere() -> Iterator[float]:
    """Places all over the journal, the same ones each time."""
    return (0.61803 * each % 1 for each in count(1))


async def hard_on(device: Device) -> Hard:
    models = await device.ready_models()
    places = anywhere()
    hard = Hard(models.opening, device.clock, models.opening.lose, draw=lambda: next(places))
    hard.begin()
    return hard


def shown(hard: Hard) -> str | None:
    return hard.glimmer.note if hard.glimmer else None


async def test_nothing_comes_before_it_is_asked_for():
    device = Device()
    device.keeps("lake")

    hard = await hard_on(device)

    assert (shown(hard), hard.is_more, hard.nothing) == (None, True, False)


async def test_what_is_left_out_of_memories_does_not_come_here_either():
    device = Device()
    device.keeps("with Mum", people=("Mum",))
    device.keeps("in June", "14 June 2019")
    refused = device.keeps("refused")
    device.keeps("stairs")
    hard = await hard_on(device)
    device.journal.drawer(MemoryRows).hide("person", "Mum", hidden=True)
    for way in (refused.id, TimeOfYear(6, 14)):
        device.journal.preferences.choose(preference_of(way), True, at=device.clock.now())

    came = set()
    for _ in range(8):
        hard.show()
        came.add(shown(hard))

    assert came == {"stairs"}


async def test_each_comes_once_before_one_comes_again_and_never_twice_running():
    device = Device()
    for note in ("lake", "tea", "stairs", "kettle"):
        device.keeps(note)
    hard = await hard_on(device)

    came = []
    for _ in range(12):
        hard.show()
        came.append(shown(hard))

    for begin in (0, 4, 8):
        assert set(came[begin : begin + 4]) == {"lake", "tea", "stairs", "kettle"}
    assert all(one != after for one, after in pairwise(came))


async def test_the_only_one_stays_and_there_is_no_other():
    device = Device()
    device.keeps("lake")
    hard = await hard_on(device)

    for _ in range(3):
        hard.show()

    assert (shown(hard), hard.is_more) == ("lake", False)


async def test_nothing_of_the_bin_comes_and_what_goes_there_meanwhile_leaves():
    device = Device()
    rain = device.keeps("rain")
    lake = device.keeps("lake")
    device.journal.remove(rain.id, at=device.clock.now())
    hard = await hard_on(device)
    hard.show()
    first, more = shown(hard), hard.is_more

    await device.opened.write(lambda journal: journal.remove(lake.id, at=device.clock.now()))
    hard.show()

    assert (first, more) == ("lake", False)
    assert (shown(hard), hard.nothing) == (None, True)


async def test_words_or_a_photo_come_before_what_is_a_light_alone():
    device = Device()
    for _ in range(20):
        device.keeps()
    photo = await device.ready_models()
    with_photo, with_words = device.keeps(), device.keeps("lake")
    device.source.chosen = [jpeg()]
    await photo.photos.choose(with_photo.id)
    hard = await hard_on(device)

    came = []
    for _ in range(3):
        hard.show()
        came.append(hard.glimmer and hard.glimmer.id)

    assert set(came[:2]) == {with_photo.id, with_words.id}
    assert came[2] not in (None, with_photo.id, with_words.id)
    assert len(hard.parts.photos) == 0


async def test_one_that_is_sent_away_never_comes_again_and_none_takes_its_place_unasked():
    device = Device()
    for note in ("lake", "tea"):
        device.keeps(note)
    hard = await hard_on(device)
    hard.show()
    gone = shown(hard)

    await hard.not_this_one()
    after = shown(hard), hard.is_more, hard.sent_away is not None
    came = set()
    for _ in range(4):
        hard.show()
        came.add(shown(hard))
    again = await hard_on(device)
    again.show()

    assert after == (None, True, True)
    assert came == {"lake", "tea"} - {gone}
    assert shown(again) != gone
    assert device.journal.count() == 2, "it is where it was"


async def test_a_refusal_is_taken_back_at_once_or_all_of_them_later():
    device = Device()
    for note in ("lake", "tea"):
        device.keeps(note)
    hard = await hard_on(device)
    hard.show()
    first = shown(hard)
    assert hard.glimmer is not None
    stored = f"{NOT_WHEN_HARD}{hard.glimmer.id}"
    await hard.not_this_one()
    await hard.take_back()
    back = shown(hard), device.journal.preferences.get(stored, None), hard.any_left_out

    await hard.not_this_one()
    hard.show()
    await hard.not_this_one()
    hard.show()
    none = shown(hard), hard.nothing, hard.any_left_out
    await hard.show_all_again()
    hard.show()

    assert back == (first, False, False)
    assert none == (None, True, True)
    assert shown(hard) in ("lake", "tea")
    assert not hard.any_left_out


async def test_on_a_full_disk_it_stays_away_as_long_as_the_person_is_here_and_says_so():
    from app.core.errors import NoRoomError

    device = Device()
    device.keeps("lake")
    hard = await hard_on(device)
    hard.show()
    device.full = NoRoomError()

    await hard.not_this_one()
    problem = hard.problem
    hard.show()

    assert isinstance(problem, NoRoomError)
    assert shown(hard) is None


async def test_the_next_visit_begins_without_one():
    device = Device()
    device.keeps("lake")
    hard = await hard_on(device)
    hard.show()

    hard.leave()
    hard.begin()

    assert (shown(hard), hard.sent_away, hard.is_more) == (None, None, True)


async def test_what_was_erased_elsewhere_leaves_and_changed_words_are_read_again():
    from app.core.glimmers import Edit

    device = Device()
    lake = device.keeps("lake")
    hard = await hard_on(device)
    hard.show()

    device.journal.change(lake.id, Edit(note="the lake"), at=device.clock.now())
    changed = shown(hard)
    device.journal.erase(lake.id, at=device.clock.now())

    assert changed == "the lake"
    assert shown(hard) is None


async def test_damage_is_told_as_damage_and_not_as_nothing(monkeypatch):
    device = Device()
    device.keeps("lake")
    hard = await hard_on(device)

    def damaged(*_given, **_named):
        raise DamagedJournalError

    monkeypatch.setattr(OneGlimmerRows, "one", damaged)
    hard.show()

    assert not hard.nothing
    assert isinstance(hard._opening.problem, DamagedJournalError)


@pytest.mark.parametrize("near", [0.0, 0.5, 0.999999])
def test_every_place_in_a_journal_leads_to_one_and_an_empty_journal_to_none(near):
    device = Device()
    rows = device.journal.drawer(OneGlimmerRows)
    empty = rows.one(near, without=())
    kept = {device.keeps(str(number)).id for number in range(5)}

    found = rows.one(near, without=())

    assert empty is None
    assert found is not None
    assert found.id in kept


def test_one_is_found_by_the_tables_own_key_without_sorting_all_of_them():
    device = Device()
    device.keeps("lake")
    plans = []
    device.journal._conn.set_trace_callback(plans.append)
    device.journal.drawer(OneGlimmerRows).one(0.5, without=())
    device.journal._conn.set_trace_callback(None)

    looks = [sql for sql in plans if "FROM glimmers g" in sql]
    steps = [row[3] for row in device.journal._conn.execute(f"EXPLAIN QUERY PLAN {looks[0]}")]

    assert any("INTEGER PRIMARY KEY" in step for step in steps), steps
    assert not any("B-TREE" in step for step in steps), steps


async def test_what_was_sent_away_and_let_go_of_elsewhere_is_not_taken_back_from_the_bin():
    device = Device()
    device.keeps("lake")
    hard = await hard_on(device)
    hard.show()
    assert hard.glimmer is not None
    id = hard.glimmer.id
    await hard.not_this_one()
    device.journal.remove(id, at=device.clock.now())

    await hard.take_back()

    assert (shown(hard), hard.problem) == (None, None)


async def test_one_that_shows_goes_where_it_is_kept_out_elsewhere():
    device = Device()
    device.keeps("with Mum", people=("Mum",))
    refused = device.keeps("refused")
    hard = await hard_on(device)
    gone = []
    for keep_out in (
        lambda: device.journal.drawer(MemoryRows).hide("person", "Mum", hidden=True),
        lambda: device.journal.preferences.choose(
            f"{NOT_WHEN_HARD}{refused.id}", True, at=device.clock.now()
        ),
    ):
        while shown(hard) != ("refused" if gone else "with Mum"):
            hard.show()
        keep_out()
        gone.append(shown(hard))

    assert gone == [None, None]
