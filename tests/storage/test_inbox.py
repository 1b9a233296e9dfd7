"""The inbox as a folder: whole files, the owner's alone; whatever else lies there is left alone."""

from __future__ import annotations

import json
import os
import stat
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import BusyJournalError, GlimmersError, NoRoomError, NotAFolderError
from app.core.exchange.inbox import Found, InboxRecord, from_json
from app.core.when.times import iso
from storage.inbox import FolderInbox
from storage.rows.stamps import new_id
from storage.vault import ERASING_MARK

NOW = datetime(2026, 11, 29, 18, 42, 7, 250_000, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def inbox(tmp_path):
    return FolderInbox(tmp_path)


def tap(second: int = 0, **more: object) -> InboxRecord:
    at = NOW + timedelta(seconds=second)
    return from_json({"v": 1, "id": new_id(at), "at": iso(at), "zone": "Europe/Berlin", **more})


def read(found: list[Found]) -> list[InboxRecord]:
    return [from_json(each.data) for each in sorted(found, key=lambda each: each.key)]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(inbox: FolderInbox) -> list[str]:
    return sorted(path.name for path in inbox.folder.iterdir())


def test_what_is_put_in_is_found_again(inbox):
    records = [tap(n, note=f"tea {n} ☕") for n in range(3)]
    for record in reversed(records):
        inbox.put(record)

    assert read(inbox.look()) == records


def test_where_everything_is_being_erased_nothing_is_put_in(inbox, tmp_path):
    (tmp_path / ERASING_MARK).touch()

    with pytest.raises(BusyJournalError):
        inbox.put(tap())

    assert not inbox.folder.exists()


def test_it_is_the_owners_alone_whatever_the_umask(inbox):
    before = os.umask(0)
    try:
        inbox.put(tap())
    finally:
        os.umask(before)

    (file,) = inbox.folder.iterdir()
    assert (mode(inbox.folder), mode(file)) == (0o700, 0o600)


def test_a_folder_that_others_could_read_is_closed(inbox):
    inbox.folder.mkdir(mode=0o755)
    inbox.folder.chmod(0o755)

    inbox.put(tap())

    assert mode(inbox.folder) == 0o700


def test_nothing_is_made_by_looking_or_forgetting(inbox):
    assert inbox.look() == []
    assert not inbox.has_changed()
    assert not inbox.folder.exists()


async def test_forgetting_where_there_is_no_folder_is_no_error(inbox):
    await inbox.forget([tap().id])

    assert not inbox.folder.exists()


def test_the_file_and_its_names_reach_the_disk_in_their_order(inbox, monkeypatch):
    done: list[str] = []
    real = {name: getattr(os, name) for name in ("fsync", "link")}

    def fsync(descriptor: int) -> None:
        target = os.readlink(f"/proc/self/fd/{descriptor}")
        done.append(f"fsync {'file' if target.endswith('.half') else Path(target).name}")
        real["fsync"](descriptor)

    def link(source: Path, target: Path) -> None:
        done.append("name")
        real["link"](source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "link", link)

    inbox.put(tap())
    inbox.put(tap(1))

    journal = inbox.folder.parent.name
    once = ["fsync file", "name", "fsync inbox"]
    assert done == [f"fsync {journal}", *once, *once]


def test_the_name_of_a_folder_that_somebody_made_and_was_killed_over_reaches_the_disk(
    inbox, monkeypatch
):
    inbox.folder.mkdir(mode=0o700)
    flushed: list[str] = []
    fsync = os.fsync

    def watched(descriptor: int) -> None:
        flushed.append(Path(os.readlink(f"/proc/self/fd/{descriptor}")).name)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)

    inbox.put(tap())

    assert flushed[0] == inbox.folder.parent.name


def test_what_is_there_is_never_written_over(inbox):
    record = tap(note="first")
    inbox.put(record)

    with pytest.raises(GlimmersError):
        inbox.put(from_json({"v": 1, "id": record.id, "at": iso(NOW), "note": "second"}))

    assert read(inbox.look()) == [record]
    assert len(names(inbox)) == 1


def test_on_a_disk_without_hard_links_neither(inbox, monkeypatch):
    def link(source: Path, target: Path) -> None:
        raise PermissionError(1, "no hard links here")

    monkeypatch.setattr(os, "link", link)
    record = tap(note="first")
    inbox.put(record)

    with pytest.raises(GlimmersError):
        inbox.put(from_json({"v": 1, "id": record.id, "at": iso(NOW), "note": "second"}))

    assert read(inbox.look()) == [record]
    assert len(names(inbox)) == 1


def test_a_full_disk_leaves_nothing_half_written(inbox, monkeypatch):
    def fsync(_descriptor: int) -> None:
        raise OSError(28, "no room")

    inbox.put(tap())
    before = names(inbox)
    monkeypatch.setattr(os, "fsync", fsync)

    with pytest.raises(NoRoomError):
        inbox.put(tap(1))

    assert names(inbox) == before


def test_a_link_in_the_folders_place_is_not_followed(inbox, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    inbox.folder.symlink_to(elsewhere)

    with pytest.raises(NotAFolderError):
        inbox.put(tap())
    with pytest.raises(NotAFolderError):
        inbox.look()

    assert list(elsewhere.iterdir()) == []


async def test_links_pipes_and_folders_with_the_name_of_a_record_are_none_and_stay(inbox, tmp_path):
    good, linked, piped, nested = (tap(n) for n in range(4))
    inbox.put(good)
    outside = tmp_path / "outside.json"
    outside.write_text(json.dumps({"v": 1, "id": linked.id, "at": iso(NOW)}))
    (inbox.folder / f"{linked.id}.json").symlink_to(outside)
    os.mkfifo(inbox.folder / f"{piped.id}.json")
    (inbox.folder / f"{nested.id}.json").mkdir()

    found = {each.key: each.data for each in inbox.look()}

    assert [key for key, data in found.items() if data is not None] == [good.id]
    assert found.keys() == {good.id, linked.id, piped.id, nested.id}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe{",
        '{"v": 1}'.encode("utf-16"),
        b"[" * 100_000,
        b"9" * 5000,
        b'"' + b"x" * 4_000_000 + b'"',
    ],
    ids=["empty", "torn", "no UTF-8", "UTF-16", "deep", "a long number", "large"],
)
def test_what_is_no_json_is_found_as_nothing_to_be_read(inbox, content):
    id = tap().id
    inbox.put(tap())
    (inbox.folder / f"{id}.json").write_bytes(content)

    assert Found(id, None) in inbox.look()


def test_the_longest_words_there_can_be_fit_however_they_are_written(inbox):
    record = tap(note="😀" * 100_000)
    inbox.folder.mkdir()
    written = {"v": 1, "id": record.id, "at": iso(NOW), "note": "😀" * 100_000}
    (inbox.folder / f"{record.id}.json").write_text(json.dumps(written, indent=8))

    assert len(read(inbox.look())[0].record.glimmer.note) == 100_000


async def test_forgetting_takes_the_record_with_its_photos_and_nothing_else(inbox):
    going, staying = tap(), tap(1)
    for record in (going, staying):
        inbox.put(record)
        (inbox.folder / f"{record.id}.0").write_bytes(b"a photo")
    foreign = (f"{going.id}.txt", "notes.json", f"{going.id}.1000", f"{going.id}.00")
    for name in foreign:
        (inbox.folder / name).write_text("not ours")

    await inbox.forget([going.id, "notes", "../glimmers", "absent"])

    assert names(inbox) == sorted(
        [
            f"{staying.id}.json",
            f"{staying.id}.0",
            *foreign,
        ]
    )


def test_photos_beside_their_record_are_nothing_of_their_own(inbox):
    record = tap()
    inbox.put(record)
    (inbox.folder / f"{record.id}.0").write_bytes(b"a photo")

    assert [each.key for each in inbox.look()] == [record.id]


async def test_photos_are_shown_from_where_they_lie_where_the_screen_reads_files(tmp_path):
    record = tap(photos=[])
    record = tap(id=record.id, photos=[f"{record.id}.0"])
    page, app = FolderInbox(tmp_path), FolderInbox(tmp_path, shows_paths=True)
    page.put(record)
    photo = page.folder / f"{record.id}.0"
    photo.write_bytes(b"a photo")

    (handle,) = await app.photos(record)

    assert (page.preview(handle), app.preview(handle)) == ("", str(photo))


def test_a_photo_whose_record_never_came_is_something_that_cannot_be_read(inbox):
    inbox.folder.mkdir()
    name = f"{tap().id}.0"
    (inbox.folder / name).write_bytes(b"a photo")

    assert inbox.look() == [Found(name, None)]


async def test_a_photo_goes_before_its_record_so_that_the_next_time_can_finish(inbox, monkeypatch):
    record = tap()
    inbox.put(record)
    (inbox.folder / f"{record.id}.0").write_bytes(b"a photo")
    unlinked: list[str] = []
    unlink = Path.unlink

    def watched(path: Path, missing_ok: bool = False) -> None:
        unlinked.append(path.name)
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", watched)

    await inbox.forget([record.id])

    assert unlinked == [f"{record.id}.0", f"{record.id}.json"]


async def test_what_a_killed_program_left_half_written_goes_after_an_hour(inbox):
    inbox.put(tap())
    old, young, foreign = (
        inbox.folder / f".{tap(1).id}-00000000.half",
        inbox.folder / f".{tap(2).id}-00000000.half",
        inbox.folder / ".DS_Store",
    )
    for path in (old, young, foreign):
        path.write_text("{")
        os.utime(path, (time.time() - 3700,) * 2)
    os.utime(young)

    assert len(inbox.look()) == 1
    await inbox.forget([])

    assert not old.exists()
    assert young.exists()
    assert foreign.exists()


async def test_what_becomes_whole_while_others_are_taken_out_is_in_nobodys_way(inbox, monkeypatch):
    record = tap()
    inbox.put(record)
    there = [f"{record.id}.json", f".{tap(1).id}-00000000.half"]

    with monkeypatch.context() as patched:
        patched.setattr(os, "listdir", lambda _folder: there)
        await inbox.forget([record.id])

    assert names(inbox) == []


def test_something_new_is_noticed_by_one_look_up(inbox):
    assert not inbox.has_changed()
    inbox.put(tap())
    assert inbox.has_changed()
    long_ago = time.time() - 60
    os.utime(inbox.folder, (long_ago, long_ago))

    inbox.look()
    assert not inbox.has_changed()
    inbox.put(tap(1))

    assert inbox.has_changed()


def test_right_after_a_change_the_time_of_the_folder_is_not_trusted(inbox):
    inbox.put(tap())

    inbox.look()

    assert inbox.has_changed(), "another record may come within the same tick of the disk's clock"
