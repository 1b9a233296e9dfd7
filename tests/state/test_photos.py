"""Photos on their way into a glimmer: through real Pillow, into real files, and only then into the
journal.
"""

from __future__ import annotations

import asyncio
import os

import pytest

from app.core.errors import NoCameraError, NoRoomError
from app.core.glimmers import Glimmer
from app.core.photos import Attached
from app.state import photos as state
from app.state.photos import Photos
from tests.device import Device, Picked
from tests.made_photos import jpeg
from tests.storage.days import live
from tests.told import sentence


async def begun(device: Device) -> Photos:
    return (await device.ready_models()).photos


def of(device: Device, glimmer: Glimmer) -> tuple[Attached, ...]:
    return device.journal.parts([glimmer.id])[glimmer.id].photos


async def test_chosen_photos_come_in_in_their_order_and_are_on_the_disk():
    device = Device()
    glimmer = device.keeps("the lake")
    photos = await begun(device)
    device.source.chosen = [jpeg(size) for size in ((600, 400), (400, 600), (500, 500))]

    await photos.choose(glimmer.id)

    here = of(device, glimmer)
    assert [(one.photo.width, one.photo.height) for one in here] == [
        (600, 400),
        (400, 600),
        (500, 500),
    ]
    assert all(device.photo_store.path(one.photo.id).is_file() for one in here)
    assert photos.work is None
    assert photos.outcome is None


async def test_nobody_who_changes_their_mind_is_told_anything():
    device = Device()
    glimmer = device.keeps()
    photos = await begun(device)

    await photos.choose(glimmer.id)
    await photos.take(glimmer.id)

    assert of(device, glimmer) == ()
    assert photos.outcome is None


async def test_one_that_cannot_be_opened_says_why_and_costs_nothing_else():
    device = Device()
    glimmer = device.keeps("words")
    photos = await begun(device)
    device.source.chosen = [jpeg(), b"not a picture at all", jpeg((300, 200))]

    await photos.choose(glimmer.id)

    assert [one.photo.width for one in of(device, glimmer)] == [640, 300]
    assert photos.outcome
    assert len(photos.outcome.problems) == 1
    assert device.journal.get(glimmer.id).note == "words"
    photos.settle()
    assert photos.outcome is None


async def test_a_full_disk_is_told_and_the_glimmer_is_safe(monkeypatch: pytest.MonkeyPatch):
    device = Device()
    glimmer = device.keeps("words")
    photos = await begun(device)
    device.source.chosen = [jpeg()]

    async def full(_picture: object) -> None:
        raise NoRoomError

    monkeypatch.setattr(device.photo_store, "put", full)

    await photos.choose(glimmer.id)

    assert of(device, glimmer) == ()
    assert photos.outcome
    assert [sentence(problem) for problem in photos.outcome.problems] == [sentence(NoRoomError())]


async def test_a_camera_that_refuses_is_told():
    device = Device()
    glimmer = device.keeps()
    photos = await begun(device)
    device.source.camera = NoCameraError("none")

    await photos.take(glimmer.id)

    assert photos.outcome
    assert "No camera" in sentence(photos.outcome.problems[0])


async def test_stopped_no_more_come_in_and_what_is_in_stays(monkeypatch: pytest.MonkeyPatch):
    device = Device()
    glimmer = device.keeps()
    photos = await begun(device)
    device.source.chosen = [jpeg((300 + n, 200)) for n in range(8)]
    seen = []
    attach = device.journal.photos.attach

    def attach_and_stop(*given: object, **more: object) -> object:
        seen.append(photos.work and photos.work.total)
        if len(seen) == 2:
            photos.stop()
        return attach(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(device.journal.photos, "attach", attach_and_stop)

    await photos.choose(glimmer.id)

    assert 2 <= len(of(device, glimmer)) < 8
    assert seen[0] == 8
    assert photos.work is None
    await photos.add(glimmer.id, [Picked(jpeg((900, 900)))])
    assert of(device, glimmer)[-1].photo.width == 900


async def test_an_older_photo_offers_its_day():
    device = Device("2026-11-22 18:42")
    glimmer = device.keeps("found in a box")
    photos = await begun(device)
    device.source.chosen = [jpeg(taken="2019:03:14 10:20:30")]

    await photos.choose(glimmer.id)
    assert photos.outcome
    assert str(photos.outcome.taken) == "2019-03-14"
    await photos.use_date()

    assert device.journal.get(glimmer.id).when_text == "14 March 2019"
    assert photos.outcome is None


@pytest.mark.parametrize(
    ("when", "taken"),
    [("now", "2026:11:22 09:00:00"), ("about 1987", "2019:03:14 10:20:30"), ("now", None)],
)
async def test_a_day_that_says_nothing_new_is_not_offered(when: str, taken: str | None):
    device = Device("2026-11-22 18:42")
    glimmer = device.keeps("here", when=when)
    photos = await begun(device)
    device.source.chosen = [jpeg(taken=taken)]

    await photos.choose(glimmer.id)

    assert photos.outcome is None


async def test_what_is_dropped_goes_to_the_glimmer_on_the_screen_and_to_no_other():
    device = Device()
    glimmer = device.keeps()
    photos = await begun(device)
    device.source.drops(jpeg())
    photos.welcome(glimmer.id)
    await asyncio.sleep(0)

    device.source.drops(jpeg(), jpeg((200, 300)))
    for _ in range(500):  # Pillow works on other threads
        if len(of(device, glimmer)) == 2:
            break
        await asyncio.sleep(0.01)
    photos.farewell(glimmer.id)
    await asyncio.sleep(0)
    device.source.drops(jpeg((50, 50)))
    await asyncio.sleep(0.05)

    assert [one.photo.width for one in of(device, glimmer)] == [640, 200]


async def test_two_batches_wait_for_each_other():
    device = Device()
    one, other = device.keeps("one"), device.keeps("other")
    photos = await begun(device)

    await asyncio.gather(
        photos.add(one.id, [Picked(jpeg((300 + n, 200))) for n in range(3)]),
        photos.add(other.id, [Picked(jpeg((200, 300 + n))) for n in range(3)]),
    )

    assert (len(of(device, one)), len(of(device, other))) == (3, 3)


async def test_originals_stay_as_large_as_they_came_if_that_was_chosen():
    device = Device()
    glimmer = device.keeps()
    photos = await begun(device)
    device.source.chosen = [jpeg((3000, 2000))]

    await photos.choose(glimmer.id)
    device.journal.preferences.choose("originals", True, at=device.clock.now())
    await photos.choose(glimmer.id)

    assert [one.photo.width for one in of(device, glimmer)] == [2048, 3000]


async def test_what_nothing_uses_any_more_is_swept_and_what_is_used_is_not(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(state, "SWEEP_AFTER", 0.0)
    device = Device()
    glimmer = device.keeps()
    photos = await begun(device)
    device.source.chosen = [jpeg(), jpeg((300, 200))]
    await photos.choose(glimmer.id)
    first, second = of(device, glimmer)
    device.journal.photos.detach(glimmer.id, first.photo.id, at=device.clock.now())

    await photos.begin()
    still_young = device.photo_store.path(first.photo.id).is_file()
    for one in (first, second):
        for thumbnail in (False, True):
            os.utime(device.photo_store.path(one.photo.id, thumbnail=thumbnail), (0, 0))
    await photos.begin()
    wanted_back = device.photo_store.path(first.photo.id).is_file()
    live(device.journal, since=device.clock.now(), days=2)
    await photos.begin()

    assert still_young
    assert wanted_back
    assert device.photo_store.path(second.photo.id).is_file()
    assert not device.photo_store.path(first.photo.id).is_file()


async def test_a_photo_taken_out_while_the_sweep_waits_can_be_put_back(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(state, "SWEEP_AFTER", 0.05)
    device = Device()
    glimmer = device.keeps()
    photos = await begun(device)
    device.source.chosen = [jpeg(), jpeg((300, 200))]
    await photos.choose(glimmer.id)
    first, _ = of(device, glimmer)
    os.utime(device.photo_store.path(first.photo.id), (0, 0))

    beginning = asyncio.create_task(photos.begin())
    await asyncio.sleep(0.01)
    device.journal.photos.detach(glimmer.id, first.photo.id, at=device.clock.now())
    await beginning

    assert device.photo_store.path(first.photo.id).is_file()


async def test_a_photo_just_taken_out_is_spared_by_every_window_that_opens_then(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(state, "SWEEP_AFTER", 0.0)
    device = Device()
    glimmer = device.keeps()
    photos = await begun(device)
    device.source.chosen = [jpeg(), jpeg((300, 200))]
    await photos.choose(glimmer.id)
    first, _ = of(device, glimmer)
    os.utime(device.photo_store.path(first.photo.id), (0, 0))

    await photos.protect(first.photo.id)
    device.journal.photos.detach(glimmer.id, first.photo.id, at=device.clock.now())
    await (await begun(device)).begin()

    assert device.photo_store.path(first.photo.id).is_file()


async def test_the_files_of_the_last_photo_go_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(state, "SWEEP_AFTER", 0.0)
    device = Device()
    glimmer = device.keeps()
    photos = await begun(device)
    device.source.chosen = [jpeg()]
    await photos.choose(glimmer.id)
    (only,) = of(device, glimmer)
    for thumbnail in (False, True):
        os.utime(device.photo_store.path(only.photo.id, thumbnail=thumbnail), (0, 0))
    device.journal.remove(glimmer.id, at=device.clock.now())
    device.journal.erase(glimmer.id, at=device.clock.now())

    await photos.begin()

    assert not device.photo_store.path(only.photo.id).is_file()


async def test_however_many_batches_wait_one_is_brought_in_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
):
    device = Device()
    glimmers = [device.keeps(str(number)) for number in range(4)]
    photos = await begun(device)
    totals: list[tuple[str, int]] = []
    attach = device.journal.photos.attach

    def attach_and_look(id: str, *given: object, **more: object) -> object:
        assert photos.work
        totals.append((id, photos.work.done))
        assert photos.work.glimmer == id
        return attach(id, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(device.journal.photos, "attach", attach_and_look)

    await asyncio.gather(
        *(photos.add(one.id, [Picked(jpeg((300 + n, 200))) for n in range(2)]) for one in glimmers)
    )

    assert totals == [(one.id, done) for one in glimmers for done in range(2)]


async def test_a_glimmer_let_go_for_good_meanwhile_takes_its_photos_news_along():
    device = Device("2026-11-22 18:42")
    glimmer = device.keeps("here")
    photos = await begun(device)
    attach = device.journal.photos.attach

    def attach_and_erase(*given: object, **more: object) -> object:
        attached = attach(*given, **more)  # type: ignore[arg-type]
        device.journal.remove(glimmer.id, at=device.clock.now())
        device.journal.erase(glimmer.id, at=device.clock.now())
        return attached

    device.journal.photos.attach = attach_and_erase  # type: ignore[method-assign]
    await photos.add(glimmer.id, [Picked(jpeg(taken="2019:03:14 10:20:30"))])

    assert photos._task
    assert photos._task.exception() is None
    assert photos.outcome is None
