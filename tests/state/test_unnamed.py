"""Photos that no glimmer names: found only when asked for, kept as glimmers, deleted when that was
asked for; no other is touched.
"""

from __future__ import annotations

import asyncio
import io
import os
from datetime import date

import pytest
from PIL import Image

from app.core.errors import NoPrivateStorageError, NoRoomError
from app.core.glimmers import Draft
from app.core.photos import Photo, PhotoId
from app.core.ports import Darkroom
from app.core.when.grammar import understand
from app.state.unnamed import AT_ONCE, Unnamed
from tests.device import Device, at
from tests.told import sentence


async def lies(device: Device, number: int, stored: str = "2026-11-14 12:00") -> PhotoId:
    """A photo whose file was written at this wall time; no glimmer knows of it."""
    file = io.BytesIO()
    Image.new("RGB", (60 + number, 40), (120, 90, 40)).save(file, "JPEG")
    darkroom = await device.open_darkroom()
    id = await darkroom.store.put(await darkroom.bring_in(file.getvalue()))
    os.utime(device.photo_store.path(id), (at(stored).timestamp(),) * 2)
    return id


def no_picture(device: Device) -> PhotoId:
    """A file with a photo's name and something else in it."""
    id = PhotoId("ab" * 32)
    path = device.photo_store.path(id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"torn")
    return id


async def seen(device: Device) -> Unnamed:
    """The model of a session in which the page was opened."""
    unnamed = (await device.ready_models()).unnamed()
    await unnamed.see()
    return unnamed


def ids(unnamed: Unnamed) -> list[PhotoId]:
    return [one.id for one in unnamed.lying or ()]


def photos_in(device: Device) -> list[tuple[str, list[PhotoId]]]:
    """Every glimmer as it says when it was, with its photos; newest first."""
    page = device.journal.page()
    parts = device.journal.parts([glimmer.id for glimmer in page])
    return [
        (glimmer.when_text, [each.photo.id for each in parts[glimmer.id].photos])
        for glimmer in page
    ]


async def named(device: Device, number: int) -> Photo:
    """A photo with a glimmer."""
    id = await lies(device, number)
    photo = (await device.photo_store.stored(id)).photo
    now = device.clock.now()
    device.journal.keep(Draft(when=understand("now", now=now)), at=now, photos=[photo])
    return photo


async def one_is_kept(device: Device) -> None:
    """Wait until the first of them has a glimmer, which may not be durable yet."""
    for _ in range(1000):
        if device.journal.count():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("none was kept")


# Looking ------------------------------------------------------------------------------------------


async def test_they_are_counted_without_being_opened():
    device = Device()
    await lies(device, 1)
    no_picture(device)
    await named(device, 2)
    unnamed = (await device.ready_models()).unnamed()

    await unnamed.look()

    assert (unnamed.count, unnamed.lying) == (2, None)


async def test_they_are_seen_last_stored_first_on_the_day_it_was_here():
    device = Device()
    early = await lies(device, 1, "2026-10-02 09:00")
    midnight = await lies(device, 2, "2026-11-15 00:30")  # in UTC it was the 14th
    torn = no_picture(device)

    unnamed = await seen(device)

    assert ids(unnamed) == [midnight, early, torn]
    assert [one.stored_on for one in unnamed.lying or ()] == [
        date(2026, 11, 15),
        date(2026, 10, 2),
        None,
    ]
    assert unnamed.count == 3


async def test_what_this_journal_let_go_itself_is_not_among_them():
    device = Device()
    photo = await named(device, 1)
    (glimmer,) = device.journal.page()
    device.journal.photos.detach(glimmer.id, photo.id, at=device.clock.now())

    unnamed = await seen(device)

    assert unnamed.lying == ()


async def test_what_lies_in_the_bin_is_not_among_them():
    device = Device()
    await named(device, 1)
    device.journal.remove(device.journal.page()[0].id, at=device.clock.now())

    assert (await seen(device)).lying == ()


async def test_a_store_that_cannot_be_opened_is_told_on_their_page_and_only_there(caplog):
    device = Device()
    await lies(device, 1)

    async def refuse() -> Darkroom:
        raise NoPrivateStorageError

    device.open_darkroom = refuse  # type: ignore[method-assign]
    unnamed = (await device.ready_models()).unnamed()
    await unnamed.look()
    quiet = unnamed.problem
    await unnamed.see()

    assert quiet is None
    assert sentence(unnamed.problem) == sentence(NoPrivateStorageError())
    assert (unnamed.count, unnamed.lying) == (0, None)


async def test_before_the_journal_is_open_nothing_is_looked_for():
    device = Device()
    await lies(device, 1)
    unnamed = device.models().unnamed()

    await unnamed.look()
    await unnamed.see()
    await unnamed.keep_all()
    await unnamed.delete_all()

    assert (unnamed.count, unnamed.lying, unnamed.outcome) == (0, None, None)


async def test_a_journal_that_is_lost_takes_what_was_seen_beside_it_along():
    device = Device()
    await lies(device, 1)
    models = await device.ready_models()
    unnamed = models.unnamed()
    await unnamed.see()

    models.opening.lose(NoRoomError())

    assert (unnamed.count, unnamed.lying) == (0, None)


# Keeping ------------------------------------------------------------------------------------------


async def test_each_is_kept_as_a_glimmer_on_the_day_it_was_stored():
    device = Device()
    one, other = (
        await lies(device, 1, "2026-10-02 09:00"),
        await lies(device, 2, "2019-03-14 23:59"),
    )
    unnamed = await seen(device)

    await unnamed.keep_all()

    assert photos_in(device) == [("2 October 2026", [one]), ("14 March 2019", [other])]
    assert unnamed.outcome is not None
    assert (unnamed.outcome.doing, unnamed.outcome.count) == ("keeping", 2)
    assert (unnamed.lying, unnamed.count, unnamed.work, unnamed.problem) == ((), 0, None, None)
    assert device.photo_store.path(one).exists()


async def test_of_one_day_what_was_stored_last_comes_first():
    device = Device()
    stored = [await lies(device, number, f"2026-11-14 1{number}:00") for number in range(4)]
    unnamed = await seen(device)

    await unnamed.keep_all()

    assert [photos for _, photos in photos_in(device)] == [[id] for id in reversed(stored)]


async def test_a_file_that_a_wrong_clock_wrote_in_the_future_is_kept_today():
    device = Device("2026-11-22 18:42")
    ahead = await lies(device, 1, "2031-01-01 12:00")
    unnamed = await seen(device)

    await unnamed.keep_all()

    assert photos_in(device) == [("22 November 2026", [ahead])]


async def test_it_says_so_only_once_it_is_durable():
    device = Device()
    await lies(device, 1)
    unnamed = await seen(device)
    device.disk.clear()

    keeping = asyncio.create_task(unnamed.keep_all())
    await one_is_kept(device)
    await asyncio.sleep(0.05)
    before = unnamed.outcome, unnamed.work
    device.disk.set()
    await keeping

    assert before[0] is None
    assert before[1] is not None
    assert before[1].done == 0
    assert unnamed.outcome is not None


async def test_stopping_leaves_the_others_where_they_are():
    device = Device()
    for number in range(3):
        await lies(device, number)
    unnamed = await seen(device)
    device.disk.clear()

    keeping = asyncio.create_task(unnamed.keep_all())
    await one_is_kept(device)
    unnamed.stop()
    device.disk.set()
    await keeping

    assert unnamed.outcome is not None
    assert unnamed.outcome.count == 1
    assert len(unnamed.lying or ()) == 2
    await unnamed.keep_all()
    assert device.journal.count() == 3


async def test_a_second_tap_while_they_are_being_kept_does_nothing():
    device = Device()
    for number in range(3):
        await lies(device, number)
    unnamed = await seen(device)

    await asyncio.gather(
        unnamed.keep_all(), unnamed.keep_all(), unnamed.delete_all(), unnamed.see(), unnamed.look()
    )

    assert [len(photos) for _, photos in photos_in(device)] == [1, 1, 1]
    assert unnamed.outcome is not None
    assert unnamed.outcome.count == 3


async def test_a_full_disk_says_how_far_it_came_and_keeps_what_is_left():
    device = Device()
    for number in range(60):
        await lies(device, number)
    unnamed = await seen(device)
    (pages,) = device.journal._conn.execute("PRAGMA page_count").fetchone()
    device.journal._conn.execute(f"PRAGMA max_page_count = {pages + 6}")

    await unnamed.keep_all()

    kept = device.journal.count()
    assert 0 < kept < 60
    assert unnamed.outcome is not None
    assert unnamed.outcome.count == kept
    assert len(unnamed.lying or ()) == 60 - kept
    assert "no room" in sentence(unnamed.problem)


async def test_what_is_no_picture_stays_as_it_is():
    device = Device()
    torn, whole = no_picture(device), await lies(device, 1)
    unnamed = await seen(device)

    await unnamed.keep_all()

    assert [photos for _, photos in photos_in(device)] == [[whole]]
    assert ids(unnamed) == [torn]
    assert device.photo_store.path(torn).read_bytes() == b"torn"


async def test_a_file_that_went_after_it_was_seen_gets_no_glimmer():
    device = Device()
    gone, here = await lies(device, 1), await lies(device, 2)
    unnamed = await seen(device)
    device.photo_store.path(gone).unlink()

    await unnamed.keep_all()

    assert [photos for _, photos in photos_in(device)] == [[here]]
    assert unnamed.lying == ()


async def test_one_that_another_window_kept_meanwhile_is_not_kept_twice():
    device = Device()
    await lies(device, 1)
    unnamed, other = await seen(device), await seen(device)

    await other.keep_all()
    await unnamed.keep_all()

    assert device.journal.count() == 1
    assert (unnamed.outcome, unnamed.lying) == (None, ())


async def test_many_are_kept_and_the_app_goes_on_meanwhile():
    device = Device()
    many = 3 * AT_ONCE + 1
    for number in range(many):
        await lies(device, number)
    unnamed = await seen(device)
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await unnamed.keep_all()
    ticking.cancel()

    assert device.journal.count() == many
    assert ticks >= many  # between any two of them others had their turn


# Deleting -----------------------------------------------------------------------------------------


async def test_deleting_takes_their_files_and_no_others():
    device = Device()
    to_erase, torn = await lies(device, 1), no_picture(device)
    kept = await named(device, 2)
    unnamed = await seen(device)

    await unnamed.delete_all()

    left = sorted(path.name for path in device.photo_store.folder.rglob("*.jpg"))
    assert left == sorted([f"{kept.id}.jpg", f"{kept.id}.thumb.jpg"])
    assert to_erase not in "".join(left)
    assert torn not in "".join(left)
    assert unnamed.outcome is not None
    assert (unnamed.outcome.doing, unnamed.outcome.count) == ("deleting", 2)
    assert (unnamed.lying, unnamed.count) == ((), 0)


async def test_what_a_glimmer_names_by_now_is_not_deleted():
    device = Device()
    wanted, to_erase = await lies(device, 1), await lies(device, 2)
    unnamed = await seen(device)
    now = device.clock.now()
    photo = (await device.photo_store.stored(wanted)).photo
    device.journal.keep(Draft(when=understand("now", now=now)), at=now, photos=[photo])

    await unnamed.delete_all()

    assert device.photo_store.path(wanted).exists()
    assert not device.photo_store.path(to_erase).exists()
    assert unnamed.outcome is not None
    assert unnamed.outcome.count == 1


async def test_what_was_stored_after_they_were_seen_is_not_deleted():
    device = Device()
    await lies(device, 1)
    unnamed = await seen(device)
    later = await lies(device, 2)

    await unnamed.delete_all()

    assert device.photo_store.path(later).exists()
    assert ids(unnamed) == [later]


async def test_without_having_seen_them_nothing_is_deleted():
    device = Device()
    photo = await lies(device, 1)
    unnamed = (await device.ready_models()).unnamed()
    await unnamed.look()

    await unnamed.delete_all()

    assert device.photo_store.path(photo).exists()


async def test_what_cannot_be_deleted_is_told_and_still_there():
    device = Device()
    photo = await lies(device, 1)
    path = device.photo_store.path(photo)
    unnamed = await seen(device)
    path.unlink()
    path.mkdir()  # no file any more: the system refuses, whoever asks

    await unnamed.delete_all()

    assert "could not be deleted for good" in sentence(unnamed.problem)
    assert unnamed.outcome is None
    assert unnamed.work is None
    path.rmdir()


@pytest.mark.parametrize("verb", ["keep_all", "delete_all"])
async def test_a_bug_is_a_sentence_too(verb, monkeypatch, caplog):
    device = Device()
    await lies(device, 1)
    unnamed = await seen(device)

    def boom() -> None:
        raise RuntimeError("canary")

    monkeypatch.setattr(device.journal.photos, "known", boom)
    await getattr(unnamed, verb)()

    assert unnamed.work is None
    assert "Glimmers does not know" in sentence(unnamed.problem)
    assert "canary" not in sentence(unnamed.problem)
