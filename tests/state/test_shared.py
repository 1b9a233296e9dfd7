"""What other apps share: never in the journal unasked, kept whole, and never twice."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from app.core.errors import NoRoomError, NotAPhotoError
from app.core.exchange.inbox import counted, from_json
from app.core.glimmers import GlimmerId
from app.state.shared import Shared
from storage.rows.stamps import new_id
from tests.device import Device


def share(device: Device, note: str = "", photos: int = 0, **more: object) -> GlimmerId:
    """As a service worker writes one."""
    at = device.clock.now()
    id = new_id(at)
    names = [f"{id}.{number}" for number in range(photos)]
    data = {"v": 1, "id": id, "at": at.isoformat(timespec="milliseconds"), "note": note}
    device.beside.put(from_json(data | {"photos": names, "from": "share"} | more))
    for number, name in enumerate(names):
        Image.new("RGB", (64, 48), (200, 50 + 60 * number, 40)).save(
            device.beside.folder / name, format="JPEG"
        )
    device.clock.passes(minutes=1)
    return id


async def looked(device: Device) -> Shared:
    models = await device.ready_models()
    shared = models.shared()
    await shared.look()
    return shared


async def test_it_waits_until_the_person_has_seen_it():
    device = Device()
    first = share(device, "A heron\nhttps://example.org/heron")
    share(device, "second")

    shared = await looked(device)

    assert device.journal.count() == 0
    assert counted(device.beside.look()).shared == 2
    assert shared.offered is not None
    assert shared.offered.record.id == first
    assert shared.offered.words == "A heron\nhttps://example.org/heron"
    assert shared.more == 1


async def test_kept_it_is_one_glimmer_with_its_photos_and_leaves_the_inbox():
    device = Device()
    id = share(device, "A heron", photos=3)
    shared = await looked(device)

    kept = await shared.keep()

    assert kept == id
    glimmer = device.journal.get(id)
    assert (glimmer.note, glimmer.start) == ("A heron", "2026-11-22T18:42:00+01:00")
    assert len(device.journal.parts([id])[id].photos) == 3
    assert device.beside.look() == []
    assert not list(device.beside.folder.iterdir())


async def test_cut_short_after_some_photos_it_is_offered_again_and_nothing_is_there_twice():
    device = Device()
    id = share(device, "A heron", photos=2)
    shared = await looked(device)
    photos = (await device.ready_models()).photos
    handle = (await device.beside.photos(from_json(device.beside.look()[0].data)))[0]
    device.journal.records.take_in(
        [from_json(device.beside.look()[0].data).record], at=device.clock.now()
    )

    class First:
        """One of them."""

        def __init__(self, handle: Path) -> None:
            self.handle = handle

    await photos.add(id, [First(handle)])
    await shared.look()
    begun = shared.offered and shared.offered.begun
    await shared.keep()

    assert begun

    assert device.journal.count() == 1
    assert len(device.journal.parts([id])[id].photos) == 2
    assert device.beside.look() == []


async def test_a_photo_that_cannot_be_read_is_told_and_the_rest_is_kept():
    device = Device()
    id = share(device, "A heron", photos=2)
    (device.beside.folder / f"{id}.0").write_bytes(b"no picture at all")
    models = await device.ready_models()
    shared = models.shared()
    await shared.look()

    await shared.keep()

    assert models.photos.outcome is not None
    assert [type(each) for each in models.photos.outcome.problems] == [NotAPhotoError]
    assert len(device.journal.parts([id])[id].photos) == 1
    assert device.beside.look() == []


async def test_on_a_full_disk_it_waits_on():
    device = Device()
    share(device, "A heron")
    shared = await looked(device)
    device.full = NoRoomError()

    kept = await shared.keep()

    assert kept is None
    assert isinstance(shared.problem, NoRoomError)
    assert len(device.beside.look()) == 1

    device.full = None
    assert await shared.keep() is not None
    assert device.journal.count() == 1


async def test_left_out_it_is_gone_with_its_photos_and_the_next_one_is_offered():
    device = Device()
    share(device, "A heron", photos=1)
    second = share(device, "A wren")
    shared = await looked(device)

    await shared.leave_out()

    assert device.journal.count() == 0
    assert shared.offered is not None
    assert shared.offered.record.id == second
    assert [path.name for path in device.beside.folder.iterdir()] == [f"{second}.json"]


async def test_one_that_was_deleted_for_good_meanwhile_does_not_come_back():
    device = Device()
    id = share(device, "A heron", photos=1)
    shared = await looked(device)
    record = from_json(device.beside.look()[0].data).record
    device.journal.records.take_in([record], at=device.clock.now())
    device.journal.remove(id, at=device.clock.now())
    device.journal.erase(id, at=device.clock.now())

    await shared.keep()

    assert device.journal.count() == 0
    assert device.beside.look() == []
