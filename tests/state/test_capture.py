"""One tap: kept with its own moment, said only once it is durable, taken back wholly or into the
bin.
"""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Collection
from datetime import datetime

from app.core.errors import (
    FORGETTING,
    DiskError,
    NoPrivateStorageError,
    NoRoomError,
    NotAFolderError,
    OpenElsewhereError,
)
from app.core.exchange.inbox import from_json
from app.core.glimmers import GlimmerId
from app.core.photos import Parts
from app.state.capture import Capture, KeptBeside
from app.state.editing import Editing
from storage.inbox import FolderInbox
from storage.journal import Journal
from storage.rows.stamps import new_id
from storage.taking_in import Intake
from tests.device import Device, at
from tests.told import sentence


async def ready(device: Device) -> Capture:
    return (await device.ready_models()).capture


async def test_a_tap_is_kept_with_its_moment_and_zone():
    device = Device("2026-11-22 18:42:07")
    capture = await ready(device)

    await capture.keep()

    (glimmer,) = device.journal.page()
    assert (glimmer.start, glimmer.zone) == ("2026-11-22T18:42:07+01:00", "Europe/Berlin")
    assert (glimmer.note, glimmer.pathway, glimmer.loved) == ("", None, False)


async def test_kept_is_said_only_after_the_disk_has_it():
    device = Device()
    capture = await ready(device)
    device.disk.clear()

    tap = asyncio.create_task(capture.keep())
    await asyncio.sleep(0.01)
    before = capture.kept
    device.disk.set()
    await tap

    assert before is None
    assert capture.kept is not None


async def test_a_second_tap_while_keeping_is_refused():
    device = Device()
    capture = await ready(device)
    device.disk.clear()

    taps = [asyncio.create_task(capture.keep()) for _ in range(3)]
    await asyncio.sleep(0.01)
    device.disk.set()
    await asyncio.gather(*taps)

    assert device.journal.count() == 1


async def test_ten_taps_over_ten_seconds_keep_ten_moments():
    device = Device()
    capture = await ready(device)

    for _ in range(10):
        await capture.keep()
        device.clock.passes(seconds=1)

    starts = [glimmer.when.start for glimmer in device.journal.page()]
    assert len(set(starts)) == 10
    assert starts == sorted(starts, reverse=True)


async def test_taps_in_the_hour_that_the_clock_change_repeats_stay_in_the_order_they_were_lived():
    device = Device("2026-10-25 01:50")
    capture = await ready(device)

    for _ in range(4):
        await capture.keep()
        device.clock.passes(minutes=30)

    starts = [datetime.fromisoformat(glimmer.start or "") for glimmer in device.journal.page()]
    assert starts == sorted(starts, reverse=True)
    assert [f"{start:%H:%M%z}" for start in starts] == [
        "02:20+0100",
        "02:50+0200",
        "02:20+0200",
        "01:50+0200",
    ]


async def test_a_tap_while_the_clock_jumps_back_is_kept_with_what_the_clock_says():
    device = Device("2026-11-22 18:42")
    capture = await ready(device)

    await capture.keep()
    device.clock.time = at("2026-11-22 17:00")
    await capture.keep()

    assert {glimmer.start for glimmer in device.journal.page()} == {
        "2026-11-22T18:42:00+01:00",
        "2026-11-22T17:00:00+01:00",
    }


async def test_a_tap_before_the_journal_is_open_waits_and_keeps_its_own_moment():
    device = Device("2026-11-22 18:42")
    device.opens.clear()
    models = device.models()
    opening = asyncio.create_task(models.opening.run())

    tap = asyncio.create_task(models.capture.keep())
    await asyncio.sleep(0.01)
    busy = models.capture.busy
    device.clock.passes(minutes=2)
    device.opens.set()
    await asyncio.gather(opening, tap)

    assert busy
    assert device.journal.page()[0].start == "2026-11-22T18:42:00+01:00"


async def test_a_tap_on_a_journal_that_cannot_be_opened_is_kept_beside_it_and_joins_it_later():
    device = Device()
    device.trouble = OpenElsewhereError()
    models = device.models()
    capture = models.capture
    opening = asyncio.create_task(models.opening.run())

    await capture.keep()
    await opening
    first = capture.beside
    for _ in range(9):
        device.clock.passes(seconds=1)
        await capture.keep()
    last = capture.beside

    assert not capture.busy
    assert capture.problem is None
    assert device.journal.count() == 0
    assert first == KeptBeside(at("2026-11-22 18:42"), 1)
    assert last == KeptBeside(device.clock.now(), 10)
    assert len(device.beside.look()) == 10

    device.trouble = None
    await models.opening.run()

    assert device.journal.count() == 10
    assert device.journal.page()[-1].start == "2026-11-22T18:42:00+01:00"
    assert device.journal.page()[-1].zone == "Europe/Berlin"
    assert device.beside.look() == []
    assert capture.beside is None


async def test_a_tap_that_nothing_can_keep_says_so(tmp_path):
    device = Device()
    device.trouble = OpenElsewhereError()
    models = device.models()
    await models.opening.run()
    device.beside.folder.touch()  # no folder can be made there

    await models.capture.keep()

    assert models.capture.beside is None
    assert isinstance(models.capture.problem, NotAFolderError)


async def test_ten_taps_at_once_beside_a_journal_are_ten_and_wait_for_no_retry():
    device = Device()
    device.trouble = OpenElsewhereError()
    models = device.models()
    await models.opening.run()
    device.opens.clear()
    retry = asyncio.create_task(models.opening.run())
    await asyncio.sleep(0.01)

    await asyncio.gather(*(models.capture.keep() for _ in range(10)))

    assert len(device.beside.look()) == 10
    assert models.capture.beside == KeptBeside(device.clock.now(), 10)
    device.opens.set()
    await retry


async def test_a_window_that_keeps_nothing_puts_nothing_beside_either():
    device = Device()
    device.trouble = NoPrivateStorageError()
    models = device.models()
    opening = asyncio.create_task(models.opening.run())

    await models.capture.keep()
    await opening

    assert device.beside.look() == []
    assert models.capture.beside is None


async def test_what_the_page_kept_before_an_app_that_cannot_open_the_journal_is_told_here_too():
    device = Device()
    device.trouble = OpenElsewhereError()
    models = device.models()
    await models.opening.run()

    models.capture.show_kept_before(new_id(device.clock.now()))

    assert models.capture.beside == KeptBeside(device.clock.now(), None)


async def test_a_full_disk_is_told_in_a_sentence_and_nothing_is_said_to_be_kept():
    device = Device()
    capture = await ready(device)
    device.full = NoRoomError()

    await capture.keep()

    assert capture.kept is None
    assert sentence(capture.problem) == sentence(NoRoomError())
    assert not capture.busy
    assert device.journal.count() == 0


async def test_a_full_disk_takes_the_card_of_the_tap_before_away():
    device = Device()
    capture = await ready(device)
    await capture.keep()
    device.full = NoRoomError()

    await capture.keep()

    assert capture.kept is None
    assert capture.problem


async def test_a_database_without_room_keeps_nothing_half():
    device = Device()
    capture = await ready(device)
    (pages,) = device.journal._conn.execute("PRAGMA page_count").fetchone()
    device.journal._conn.execute(f"PRAGMA max_page_count = {pages}")
    await capture.keep()
    while not capture.problem:
        await capture.keep()
    before = device.journal.count()
    health = device.journal.examine()

    await capture.keep()

    assert device.journal.count() == before
    assert sentence(capture.problem) == sentence(NoRoomError())
    assert health.problems == ()


async def test_the_sentence_goes_with_the_next_tap_that_is_kept():
    device = Device()
    capture = await ready(device)
    device.full = NoRoomError()
    await capture.keep()
    device.full = None

    await capture.keep()

    assert capture.problem is None
    assert capture.kept is not None


async def test_an_error_nobody_thought_of_is_told_and_the_button_works_again():
    device = Device()
    capture = await ready(device)
    device.full = RuntimeError("the canary sings")  # type: ignore[assignment]

    await capture.keep()

    assert "could not be kept" in sentence(capture.problem)
    assert "canary" not in sentence(capture.problem)
    assert not capture.busy


async def test_undo_right_after_the_tap_takes_it_back_wholly():
    device = Device()
    capture = await ready(device)
    await capture.keep()

    await capture.undo()

    assert device.journal.count() == 0
    assert device.journal.page(bin=True) == []
    assert capture.kept is None


async def test_undo_after_anything_was_added_moves_it_to_the_bin():
    additions = {
        "words": lambda kept: kept.write("steam over the cup"),
        "a pathway": lambda kept: kept.choose("around"),
        "another time": lambda kept: kept.say_when("yesterday"),
        "a heart": lambda kept: kept.love(),
    }
    for what, add in additions.items():
        device = Device()
        capture = await ready(device)
        await capture.keep()
        assert capture.kept
        await add(capture.kept)

        await capture.undo()

        assert device.journal.count() == 0, what
        assert len(device.journal.page(bin=True)) == 1, what


async def test_undo_does_not_lose_words_that_were_added_in_another_session():
    device = Device()
    capture = await ready(device)
    await capture.keep()
    other = await device.ready_models()
    page = other.timeline.open(device.journal.page()[0].id)
    assert page
    await page.write("from the other tab")

    await capture.undo()

    assert [glimmer.note for glimmer in device.journal.page(bin=True)] == ["from the other tab"]


async def test_undo_pressed_twice_says_nothing_false():
    device = Device()
    capture = await ready(device)
    await capture.keep()
    device.disk.clear()

    presses = [asyncio.create_task(capture.undo()) for _ in range(2)]
    await asyncio.sleep(0.01)
    device.disk.set()
    await asyncio.gather(*presses)

    assert capture.problem is None
    assert device.journal.count() == 0


async def test_a_tap_during_a_slow_undo_keeps_its_card():
    device = Device()
    capture = await ready(device)
    await capture.keep()
    device.disk.clear()

    undo = asyncio.create_task(capture.undo())
    await asyncio.sleep(0.01)
    tap = asyncio.create_task(capture.keep())
    await asyncio.sleep(0.01)
    device.disk.set()
    await asyncio.gather(undo, tap)

    assert capture.kept is not None
    assert capture.kept.glimmer == device.journal.page()[0]


async def test_an_undo_that_fails_says_so_and_loses_nothing():
    device = Device()
    capture = await ready(device)
    await capture.keep()
    assert capture.kept
    await capture.kept.write("steam over the cup")
    device.full = NoRoomError()

    await capture.undo()

    assert sentence(capture.problem) == sentence(NoRoomError())
    assert [g.note for g in (*device.journal.page(), *device.journal.page(bin=True))] == [
        "steam over the cup"
    ]


async def test_the_browser_is_asked_to_keep_things_after_the_first_glimmer_and_only_then():
    device = Device()
    capture = await ready(device)

    before = device.asked_to_stay
    await capture.keep()
    await capture.keep()
    await asyncio.sleep(0)

    assert (before, device.asked_to_stay) == (0, 1)


async def test_nothing_waits_for_the_browser_s_answer():
    device = Device()
    capture = await ready(device)
    never = asyncio.Event()

    async def asks_for_ever() -> None:
        await never.wait()

    capture._after_first = asks_for_ever

    async with asyncio.timeout(1):
        await capture.keep()

    assert capture.kept is not None
    never.set()


async def test_a_browser_that_cannot_be_asked_is_written_down_and_the_tap_is_kept(caplog):
    device = Device()
    capture = await ready(device)

    async def fails() -> None:
        raise RuntimeError("canary")

    capture._after_first = fails
    await capture.keep()
    await asyncio.sleep(0)

    assert capture.kept is not None
    assert capture.problem is None
    assert "what follows the first glimmer failed" in caplog.text


async def test_a_listener_that_fails_does_not_make_a_kept_glimmer_look_lost():
    device = Device()
    one, other = await device.ready_models(), await device.ready_models()
    broken = Journal.in_memory()
    broken.close()
    other.timeline._opened = type(device.opened)(journal=broken, flush=device.flush)

    await one.capture.keep()

    assert one.capture.problem is None
    assert device.journal.count() == 1


# What was kept elsewhere --------------------------------------------------------------------------


class Jammed(FolderInbox):
    """A folder that the disk does not let anything be taken out of."""

    jammed = True

    async def forget(self, keys: Collection[str]) -> None:
        if self.jammed:
            raise OSError(errno.EIO, "the disk")
        await super().forget(keys)


def tap_elsewhere(device: Device, inbox: FolderInbox) -> GlimmerId:
    """A glimmer kept where the journal could not be reached."""
    at = device.clock.now()
    inbox.put(from_json({"v": 1, "id": new_id(at), "at": at.isoformat(timespec="milliseconds")}))
    device.intake = Intake(inbox, now=device.clock.now)
    return GlimmerId(inbox.look()[0].key)


async def shown(device: Device, id: GlimmerId) -> Capture:
    """Its card, as after a tap here."""
    capture = await ready(device)
    opened = device.opened
    await opened.take_in()
    capture.kept = Editing(opened.journal.get(id), opened, device.clock, parts=Parts())
    return capture


async def test_undo_of_a_tap_from_elsewhere_takes_its_record_too(tmp_path):
    device, inbox = Device(), Jammed(tmp_path)
    id = tap_elsewhere(device, inbox)
    capture = await shown(device, id)
    assert [each.key for each in inbox.look()] == [id], "it could not be emptied"
    inbox.jammed = False

    await capture.undo()
    await device.opened.take_in()

    assert (device.journal.count(), inbox.look()) == (0, [])


async def test_undo_is_refused_as_long_as_the_record_would_bring_it_back(tmp_path):
    device, inbox = Device(), Jammed(tmp_path)
    id = tap_elsewhere(device, inbox)
    capture = await shown(device, id)

    await capture.undo()

    assert sentence(capture.problem) == sentence(DiskError(doing=FORGETTING))
    assert device.journal.count() == 1


async def test_nothing_from_elsewhere_is_shown_before_it_is_durable(tmp_path):
    device = Device()
    tap_elsewhere(device, FolderInbox(tmp_path))
    models = await device.ready_models()
    assert models.opening.opened
    device.disk.clear()

    taking = asyncio.create_task(models.opening.opened.take_in())
    await asyncio.sleep(0.05)
    before = models.timeline.today
    device.disk.set()
    await taking

    assert (before, len(models.timeline.today)) == ((), 1)
