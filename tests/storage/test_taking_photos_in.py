"""Glimmers with photos, from an inbox into the journal: record and photos at once, whatever fails
in between; what is no photo is told and not lost.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import sys
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from app.core.errors import NoRoomError
from app.core.exchange.inbox import counted
from app.core.exchange.taking_in import TakenIn
from app.core.glimmers import GlimmerId
from app.core.when.times import iso
from app.imaging.pillow_darkroom import PillowDarkroom
from storage.inbox import FolderInbox
from storage.journal import Journal
from storage.photos import PhotoStore, in_folder
from storage.rows.stamps import new_id
from storage.taking_in import Emptied, Intake, PhotosIn
from storage.vault import DATABASE

NOW = datetime(2026, 11, 29, 18, 42, 7, 250_000, tzinfo=ZoneInfo("Asia/Kathmandu"))
NO_PHOTO = b"no picture at all"


class CutShort(BaseException):
    """The program ends here."""


class Watched(FolderInbox):
    """A folder in which the program ends where the test says so."""

    before_forgetting: BaseException | None = None

    async def forget(self, keys: Collection[str], *, but: Collection[str] = ()) -> None:
        if self.before_forgetting:
            raise self.before_forgetting
        await super().forget(keys, but=but)


class House:
    """A journal with its photos, and an inbox beside it."""

    def __init__(self, folder: Path) -> None:
        self.inbox = Watched(folder)
        self.journal = Journal.open(folder / DATABASE)
        self.store: PhotoStore = in_folder(folder)
        self.darkroom = PillowDarkroom(self.store)
        self.before_commit: BaseException | None = None
        self.after_commit: BaseException | None = None
        self.written = 0
        photos = PhotosIn(self.inbox, self._open_darkroom, originals=lambda: False)
        self.intake = Intake(self.inbox, now=lambda: NOW, photos=photos)

    async def _open_darkroom(self) -> PillowDarkroom:
        return self.darkroom

    async def write(self, change: Callable[[Journal], TakenIn], /) -> TakenIn:
        if self.before_commit:
            raise self.before_commit
        done = change(self.journal)
        self.written += 1
        if self.after_commit:
            raise self.after_commit
        return done

    async def take_in(self) -> Emptied:
        await self.intake.take_in(self.write)
        return await self.intake.take_in_photos(self.write)

    def photos_of(self, id: GlimmerId) -> list[tuple[int, int]]:
        """The sizes of its photos, each of which must be whole in the store."""
        photos = [each.photo for each in self.journal.parts([id])[id].photos]
        assert all(self.store.path(photo.id).is_file() for photo in photos)
        return [(photo.width, photo.height) for photo in photos]

    @property
    def kept(self) -> list[GlimmerId]:
        return sorted(glimmer.id for glimmer in self.journal.page(limit=1000))

    @property
    def names(self) -> list[str]:
        if not self.inbox.folder.exists():
            return []
        return sorted(path.name for path in self.inbox.folder.iterdir())

    def close(self) -> None:
        self.darkroom.close()
        self.journal.close()


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    yield house
    house.close()


def picture(width: int, height: int = 20, *, form: str = "JPEG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), (200, width % 256, 40)).save(file, form)
    return file.getvalue()


def waits(house: House, photos: list[bytes], *, second: int = 0, **more: Any) -> GlimmerId:
    """Another program has kept this, its photos first, as the format says."""
    at = NOW + timedelta(seconds=second)
    id = new_id(at)
    names = [f"{id}.{number}" for number in range(len(photos))]
    house.inbox.folder.mkdir(mode=0o700, exist_ok=True)
    for name, content in zip(names, photos, strict=True):
        (house.inbox.folder / name).write_bytes(content)
    record = {"v": 1, "id": id, "at": iso(at), "zone": "Asia/Kathmandu", "photos": names} | more
    (house.inbox.folder / f"{id}.json").write_text(json.dumps(record), encoding="utf-8")
    return id


async def test_a_glimmer_comes_in_with_its_words_and_photos_in_their_order(house):
    id = waits(house, [picture(30), picture(40, form="PNG"), picture(50)], note="look")
    told: list[int] = []
    house.journal.listen(lambda: told.append(1))

    emptied = await house.take_in()

    assert emptied == Emptied(new=(id,))
    assert house.journal.get(id).note == "look"
    assert house.photos_of(id) == [(30, 20), (40, 20), (50, 20)]
    assert house.names == []
    assert (house.written, told) == (1, [1])


async def test_those_without_photos_wait_for_no_photo(house):
    with_photo = waits(house, [picture(30)])
    without = waits(house, [], second=1)

    first = await house.intake.take_in(house.write)
    between = (house.kept, house.intake.photos_wait)
    await house.intake.take_in_photos(house.write)

    assert first == Emptied(new=(without,), left=1)
    assert between == ([without], True)
    assert house.kept == [with_photo, without]
    assert not house.intake.photos_wait


async def test_what_is_no_photo_keeps_nothing_back_and_stays_for_the_person(house, caplog):
    id = waits(house, [picture(30), NO_PHOTO, picture(50)], note="look")

    assert await house.take_in() == Emptied(new=(id,))

    assert house.photos_of(id) == [(30, 20), (50, 20)]
    assert house.names == [f"{id}.1"]
    assert (house.inbox.folder / f"{id}.1").read_bytes() == NO_PHOTO
    assert counted(house.inbox.look()).unread == 1
    assert "1 photos stay in the inbox" in caplog.text


async def test_a_photo_that_is_not_there_or_a_link_keeps_nothing_back(house, tmp_path):
    elsewhere = tmp_path / "elsewhere.jpg"
    elsewhere.write_bytes(picture(60))
    id = waits(house, [picture(30), picture(40), picture(50)])
    (house.inbox.folder / f"{id}.0").unlink()
    (house.inbox.folder / f"{id}.1").unlink()
    (house.inbox.folder / f"{id}.1").symlink_to(elsewhere)

    assert await house.take_in() == Emptied(new=(id,))

    assert house.photos_of(id) == [(50, 20)]
    assert house.names == [f"{id}.1"]
    assert elsewhere.read_bytes() == picture(60)


async def test_the_same_photo_twice_is_one(house):
    id = waits(house, [picture(30), picture(30)])

    await house.take_in()

    assert house.photos_of(id) == [(30, 20)]
    assert house.names == []


async def test_what_another_app_has_shared_waits_for_the_person(house):
    id = waits(house, [picture(30)], **{"from": "share"})

    await house.take_in()

    assert house.kept == []
    assert house.names == [f"{id}.0", f"{id}.json"]


async def test_on_a_full_disk_all_of_it_waits_and_comes_another_time(house, monkeypatch):
    id = waits(house, [picture(30)], note="look")
    before = house.names

    async def full(_picture: object) -> None:
        raise NoRoomError

    with monkeypatch.context() as patched:
        patched.setattr(house.store, "put", full)
        assert await house.take_in() == Emptied()
    between = (house.kept, house.names)

    assert between == ([], before)
    assert await house.take_in() == Emptied(new=(id,))
    assert house.photos_of(id) == [(30, 20)]


@pytest.mark.parametrize("photos", [[], [picture(30)]], ids=["words", "a photo"])
async def test_what_could_not_be_taken_in_is_tried_again_while_the_app_runs(
    house, monkeypatch, photos
):
    now = [1000.0]
    monkeypatch.setattr("storage.taking_in.monotonic", lambda: now[0])
    id = waits(house, photos, note="look")
    os.utime(house.inbox.folder, (1_700_000_000,) * 2)
    house.before_commit = NoRoomError()
    await house.take_in()
    house.before_commit = None

    at_once = house.intake.has_changed()
    now[0] += 300
    later = house.intake.has_changed()
    await house.take_in()

    assert (at_once, later) == (False, True)
    assert house.kept == [id]


async def test_one_that_fails_as_nobody_foresaw_does_not_hold_the_others_back(house, monkeypatch):
    odd = waits(house, [picture(30)])
    good = waits(house, [picture(40)], second=1)
    bring_in = house.darkroom.bring_in

    async def fails_once(source: Path, **more: Any) -> object:
        if source.name.startswith(odd):
            raise RuntimeError("a bug")
        return await bring_in(source, **more)

    monkeypatch.setattr(house.darkroom, "bring_in", fails_once)

    assert await house.take_in() == Emptied(new=(good,), left=1)
    assert house.names == [f"{odd}.0", f"{odd}.json"]


async def test_what_was_deleted_for_good_meanwhile_does_not_come_back(house):
    id = waits(house, [picture(30)])
    house.inbox.before_forgetting = OSError(5, "the disk")
    await house.take_in()
    house.journal.erase(id, at=NOW)
    house.inbox.before_forgetting = None

    assert await house.take_in() == Emptied()
    assert (house.kept, house.names) == ([], [])


async def test_what_another_program_took_in_meanwhile_is_not_written_again(house, monkeypatch):
    id = waits(house, [picture(30)])
    bring_in = house.darkroom.bring_in

    async def taken_back_elsewhere(source: Path, **more: Any) -> object:
        picture = await bring_in(source, **more)
        await house.inbox.forget([id])
        return picture

    monkeypatch.setattr(house.darkroom, "bring_in", taken_back_elsewhere)

    assert await house.take_in() == Emptied()
    assert house.kept == []


async def test_a_tap_made_meanwhile_can_be_taken_back_without_waiting_for_a_photo(
    house, monkeypatch
):
    waits(house, [picture(30)])
    begun, goes_on = asyncio.Event(), asyncio.Event()
    bring_in = house.darkroom.bring_in

    async def slow(source: Path, **more: Any) -> object:
        begun.set()
        await goes_on.wait()
        return await bring_in(source, **more)

    monkeypatch.setattr(house.darkroom, "bring_in", slow)
    await house.intake.take_in(house.write)
    bringing = asyncio.create_task(house.intake.take_in_photos(house.write))
    await begun.wait()

    await house.intake.forget(new_id(NOW))
    tapped = waits(house, [], second=1)
    await house.intake.take_in(house.write)
    between = house.kept
    goes_on.set()
    await bringing

    assert between == [tapped]
    assert len(house.kept) == 2


def crash_before_commit(house: House) -> None:
    house.before_commit = CutShort()


def crash_after_commit(house: House) -> None:
    house.after_commit = CutShort()


def crash_before_forgetting(house: House) -> None:
    house.inbox.before_forgetting = CutShort()


@pytest.mark.parametrize(
    "crash", [crash_before_commit, crash_after_commit, crash_before_forgetting]
)
async def test_cut_short_anywhere_the_next_time_has_all_of_it_once(tmp_path, crash):
    first = House(tmp_path)
    id = waits(first, [picture(30), NO_PHOTO, picture(50)], note="look")
    before = first.names
    crash(first)
    with pytest.raises(CutShort):
        await first.take_in()
    assert first.names == before
    first.close()

    second = House(tmp_path)
    await second.take_in()

    assert second.kept == [id]
    assert second.photos_of(id) == [(30, 20), (50, 20)]
    assert second.names == [f"{id}.1"]
    assert second.journal.examine().problems == ()
    second.close()


# Killed -------------------------------------------------------------------------------------------

KILLED = """
import asyncio, os, signal, sys
from datetime import datetime
from pathlib import Path
from app.imaging.pillow_darkroom import PillowDarkroom
from storage import photos
from storage.inbox import FolderInbox
from storage.opening import open_in_folder
from storage.taking_in import Intake, PhotosIn

folder, point = Path(sys.argv[1]), sys.argv[2]

def die():
    os.kill(os.getpid(), signal.SIGKILL)

journal = open_in_folder(folder, now=datetime.now().astimezone())
if point == "before commit":
    journal._conn.set_trace_callback(lambda sql: die() if sql == "COMMIT" else None)
store = photos.in_folder(folder)
put, stored = store.put, []

async def put_one_only(picture):
    if point == "between photos" and stored:
        die()
    stored.append(await put(picture))
    return stored[-1]

store.put = put_one_only
unlink, gone = Path.unlink, []

def one_only(path, missing_ok=False):
    if point == "one photo gone" and len(gone) == 1:
        die()
    if point == "record left" and path.suffix == ".json":
        die()
    if path.parent.name == "inbox":
        gone.append(path)
    unlink(path, missing_ok=missing_ok)

Path.unlink = one_only

async def write(change):
    done = change(journal)
    if point == "after commit":
        die()
    return done

async def darkroom():
    return PillowDarkroom(store)

async def main():
    inbox = FolderInbox(folder)
    now = lambda: datetime.now().astimezone()
    photos = PhotosIn(inbox, darkroom, originals=lambda: False)
    intake = Intake(inbox, now=now, photos=photos)
    await intake.take_in(write)
    await intake.take_in_photos(write)

asyncio.run(main())
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
@pytest.mark.parametrize(
    ("point", "files", "kept"),
    [
        ("between photos", 4, 0),
        ("before commit", 4, 0),
        ("after commit", 4, 1),
        ("one photo gone", 3, 1),
        ("record left", 2, 1),
    ],
)
async def test_killed_there_the_next_opening_has_all_of_it_once(tmp_path, point, files, kept):
    house = House(tmp_path)
    id = waits(house, [picture(30), picture(40), NO_PHOTO], note="look")
    house.close()

    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", KILLED, str(tmp_path), point]
    killed = await asyncio.create_subprocess_exec(*command, cwd=root)

    assert await killed.wait() == -signal.SIGKILL
    again = House(tmp_path)
    assert (len(again.names), len(again.kept)) == (files, kept)
    await again.take_in()
    assert again.kept == [id]
    assert again.photos_of(id) == [(30, 20), (40, 20)]
    assert again.names == [f"{id}.2"]
    assert again.journal.examine().problems == ()
    again.close()
