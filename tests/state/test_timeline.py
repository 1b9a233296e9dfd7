"""What was kept, read again after every change: here, in another session, by another program."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from app.core.errors import DamagedJournalError
from app.core.glimmers import Draft, GlimmerId
from app.core.when.times import at_moment
from app.state.opening import Opened
from app.state.paging import PAGE
from app.state.timeline import LIGHTS, Timeline
from storage.journal import Journal
from storage.opening import open_journal
from storage.vault import DATABASE, in_folder
from tests.device import Clock, Device


async def timeline_of(device: Device) -> Timeline:
    return (await device.ready_models()).timeline


async def test_today_is_what_happened_today_newest_first():
    device = Device("2026-11-22 18:42")
    device.keeps("the day before", "yesterday")
    device.keeps("this morning", "08:10")
    device.keeps("now")
    device.keeps("vague", "November 2026")

    timeline = await timeline_of(device)

    assert [glimmer.note for glimmer in timeline.today] == ["now", "this morning"]


async def test_days_come_sixty_at_a_time_without_gap_or_overlap():
    device = Device("2026-11-22 18:42")
    device.keeps_many(2 * PAGE + 1)
    timeline = await timeline_of(device)

    timeline.watch_days(True)
    counts = [(len(timeline.days or ()), timeline.more_days)]
    for _ in range(3):
        timeline.next_days()
        counts.append((len(timeline.days or ()), timeline.more_days))

    assert PAGE == 60
    assert counts == [(60, True), (120, True), (121, False), (121, False)]
    assert list(timeline.days or ()) == device.journal.page(limit=200)


async def test_a_last_page_that_is_just_full_promises_no_more():
    device = Device()
    device.keeps_many(PAGE)
    timeline = await timeline_of(device)

    timeline.watch_days(True)

    assert (len(timeline.days or ()), timeline.more_days) == (60, False)


async def test_a_change_keeps_as_many_days_as_were_scrolled_to():
    device = Device()
    device.keeps_many(150)
    timeline = await timeline_of(device)
    timeline.watch_days(True)
    timeline.next_days()

    device.keeps("one more")

    assert len(timeline.days or ()) == 120
    assert (timeline.days or ())[0].note == "one more"


async def test_days_are_read_only_while_they_are_looked_at():
    device = Device()
    device.keeps("steam")
    timeline = await timeline_of(device)

    before = timeline.days
    timeline.watch_days(True)
    while_looking = timeline.days
    timeline.watch_days(False)
    device.keeps("rain")

    assert (before, timeline.days) == (None, None)
    assert while_looking


async def test_the_bin_comes_a_page_at_a_time_too():
    device = Device()
    device.keeps_many(70)
    for glimmer in device.journal.page(limit=70):
        device.clock.passes(seconds=1)
        device.journal.remove(glimmer.id, at=device.clock.now())
    timeline = await timeline_of(device)

    timeline.watch_bin(True)
    first = (len(timeline.bin or ()), timeline.more_bin)
    timeline.next_bin()

    assert first == (60, True)
    assert (len(timeline.bin or ()), timeline.more_bin) == (70, False)
    assert len({glimmer.id for glimmer in timeline.bin or ()}) == 70


async def test_a_light_keeps_its_place_while_it_hangs():
    device = Device()
    device.keeps_many(LIGHTS)
    timeline = await timeline_of(device)
    before = timeline.lights

    device.keeps("one more")

    changed = [(old, new) for old, new in zip(before, timeline.lights, strict=True) if old != new]
    assert len(changed) == 1
    assert changed[0][0].note == "number 0"
    assert changed[0][1].note == "one more"


async def test_a_light_goes_out_where_a_glimmer_was_let_go():
    device = Device()
    device.keeps_many(3)
    timeline = await timeline_of(device)
    gone = device.journal.page()[1]

    device.journal.remove(gone.id, at=device.clock.now())

    assert sorted(light.note for light in timeline.lights if light) == ["number 0", "number 2"]


async def test_midnight_turns_today_over_while_the_app_is_open():
    device = Device("2026-11-22 23:59:58")
    timeline = await timeline_of(device)
    device.keeps("late")
    before = [glimmer.note for glimmer in timeline.today]

    device.clock.passes(seconds=3)
    timeline.tick()
    after = timeline.today
    device.keeps("early")

    assert before == ["late"]
    assert after == ()
    assert [glimmer.note for glimmer in timeline.today] == ["early"]
    assert timeline.now.date().isoformat() == "2026-11-23"


async def test_another_zone_is_noticed():
    device = Device("2026-10-25 02:30")
    timeline = await timeline_of(device)

    device.clock.passes(hours=1)  # the wall shows 02:30 again
    timeline.tick()

    assert timeline.now.utcoffset() == device.clock.now().utcoffset()


async def test_a_second_in_which_nothing_happens_tells_nobody():
    device = Device()
    timeline = await timeline_of(device)
    told: list[str | None] = []

    def listen(_sender: object, field: str | None) -> None:
        told.append(field)

    timeline.subscribe(listen)
    device.clock.passes(seconds=1)
    timeline.tick()

    assert told == []


async def test_two_sessions_see_one_journal():
    device = Device()
    one, other = await device.ready_models(), await device.ready_models()

    await one.capture.keep()
    assert one.capture.kept
    await one.capture.kept.write("steam")

    assert [glimmer.note for glimmer in other.timeline.today] == ["steam"]
    assert other.capture.kept is None


async def test_a_session_that_ended_is_told_nothing_more():
    device = Device()
    one, other = await device.ready_models(), await device.ready_models()

    other.timeline.detach()
    await one.capture.keep()

    assert other.timeline.today == ()


async def test_what_another_process_keeps_is_there_at_the_next_tick(tmp_path):
    journal = Journal.open(tmp_path / DATABASE)
    clock = Clock("2026-11-22 18:42")
    timeline = Timeline(clock)

    async def flush() -> None:
        pass

    timeline.attach(Opened(journal=journal, flush=flush))
    program = (
        "import sys; from pathlib import Path; from datetime import datetime;"
        "from storage.journal import Journal; from app.core.glimmers import Draft; from "
        "app.core.when.times import at_moment;"
        "at = datetime.fromisoformat('2026-11-22T18:40:00+01:00');"
        "Journal.open(Path(sys.argv[1])).keep(Draft(when=at_moment(at), note='from "
        "elsewhere'), at=at)"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, str(tmp_path / DATABASE)
    )
    assert await process.wait() == 0
    before = timeline.today

    timeline.tick()

    assert before == ()
    assert [glimmer.note for glimmer in timeline.today] == ["from elsewhere"]
    journal.close()


async def test_a_reading_that_failed_is_made_up_for_at_the_next_tick():
    device = Device()
    timeline = await timeline_of(device)
    connection = device.journal._conn
    connection.execute("ALTER TABLE glimmers RENAME TO away")
    device.journal._tell()
    connection.execute("ALTER TABLE away RENAME TO glimmers")
    device.journal._listeners.clear()
    device.keeps("steam")

    timeline.tick()

    assert [glimmer.note for glimmer in timeline.today] == ["steam"]


async def test_an_address_of_nothing_opens_nothing():
    timeline = await timeline_of(Device())

    assert timeline.open("nothing") is None
    assert timeline.open("\ud800") is None


async def test_a_page_that_is_open_stays_the_same_while_it_is_typed_in():
    device = Device()
    glimmer = device.keeps("steam")
    timeline = await timeline_of(device)

    assert timeline.open(glimmer.id) is timeline.open(glimmer.id)


async def test_a_glimmer_deleted_for_good_is_not_held_in_memory_by_its_page():
    device = Device()
    glimmer = device.keeps("steam")
    timeline = await timeline_of(device)
    timeline.open(glimmer.id)

    await timeline.erase(glimmer.id)

    assert timeline.open(glimmer.id) is None


async def test_before_the_journal_is_open_there_is_nothing_and_nothing_breaks():
    timeline = Timeline(Clock("2026-11-22 18:42"))

    timeline.watch_days(True)
    timeline.watch_bin(True)
    timeline.next_days()
    timeline.next_bin()
    timeline.tick()
    await timeline.put_back(GlimmerId("nothing"))
    await timeline.erase(GlimmerId("nothing"))

    assert (timeline.days, timeline.bin, timeline.open("nothing")) == (None, None, None)


async def damaged(folder: Path, at_number: int) -> Journal:
    """A journal of 400 days that opens, and in which the words of one of them are torn, and what
    lies around them."""
    now = Clock("2026-11-22 18:42").now()
    journal = await open_journal(in_folder(folder), now=now)
    for number in range(400):
        at = now - timedelta(days=number)
        note = f"number {number} " + "light " * 40
        journal.keep(Draft(when=at_moment(at), note=note), at=at)
    journal.close()
    torn = bytearray((folder / DATABASE).read_bytes())
    page = torn.index(f"number {at_number} light".encode()) // 4096 * 4096
    torn[page : page + 4096] = b"\xff" * 4096
    (folder / DATABASE).write_bytes(torn)
    return await open_journal(in_folder(folder), now=now)


async def test_a_journal_that_cannot_be_read_is_told_and_does_not_look_empty(tmp_path):
    device = Device(journal=await damaged(tmp_path, 0))
    models = device.models()

    await models.opening.run()

    assert isinstance(models.opening.problem, DamagedJournalError)
    assert not models.opening.done
    assert not models.timeline.is_read
    device.journal.close()


async def test_damage_that_is_met_later_is_told_and_a_tap_is_kept_all_the_same(tmp_path):
    device = Device(journal=await damaged(tmp_path, 200))
    models = await device.ready_models()
    assert models.timeline.nothing_today is False
    models.timeline.watch_days(True)

    for _ in range(10):
        models.timeline.next_days()
        await asyncio.sleep(0)

    assert isinstance(models.opening.problem, DamagedJournalError)
    assert models.opening.opened is None
    await models.capture.keep()
    assert models.capture.beside is not None
    device.journal.close()
