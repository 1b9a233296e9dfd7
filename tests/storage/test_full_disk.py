"""A disk without a free byte: what is to be deleted is deleted, and nothing else is lost, whenever
the power goes.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import ERASING, NoRoomError
from app.core.glimmers import MAX_WORDS, Draft, GlimmerId
from app.core.photos import Photo, PhotoId
from app.core.when.times import at_moment
from storage import reserve
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.snapshots.folder import Snapshots, check_copy
from storage.vault import DATABASE
from tests import processes
from tests.told import sentence

NOW = datetime(2026, 11, 22, 20, 15, tzinfo=ZoneInfo("Europe/Berlin"))
ROOT = Path(__file__).parent.parent.parent
CANARY = "Zitronenfalter"
KEPT = 40


def can_mount() -> bool:
    with contextlib.suppress(OSError):
        return (
            os.geteuid() == 0
            and subprocess.run(
                ["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
            ).returncode
            == 0
        )
    return False


DISKS = {
    "tmpfs": "mount -t tmpfs -o size=96m tmpfs {disk}",
    "ext4": "truncate -s 112m {image} && mkfs.ext4 -q {image} && mount -o loop {image} {disk}",
}
MEMORY = Path("/dev/shm")
"""What ext4's image lies on: nothing is flushed to a disk that others are writing to."""
ON_A_FULL_DISK = pytest.mark.skipif(
    not can_mount(), reason="only root can mount, and not everywhere"
)


def on_a_disk(kind: str, tmp_path: Path, scene: Callable[[Path], None]) -> None:
    """Play a scene of this file in a folder of a small disk of its own, which goes with the
    process.
    """
    disk = tmp_path / "disk"
    disk.mkdir()
    program = (
        f"from pathlib import Path; from tests.storage.test_full_disk import {scene.__name__} "
        f"as scene; scene(Path({str(disk)!r}))"
    )
    with tempfile.TemporaryDirectory(
        dir=MEMORY if os.access(MEMORY, os.W_OK) else tmp_path
    ) as images:
        script = (
            f'set -e\n{DISKS[kind].format(disk=disk, image=Path(images, "image"))}\n"$@" && '
            f"umount {disk}"
        )
        inside = ["sh", "-c", script, "sh", sys.executable, "-c", program]
        done = subprocess.run(["unshare", "-m", *inside], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


# In a process on that disk ------------------------------------------------------------------------


def begun(disk: Path) -> tuple[Path, list[str]]:
    """A journal of `KEPT` glimmers, the last with the longest words there can be; and their ids."""
    folder = disk / "journal"
    journal = open_in_folder(folder, now=NOW)
    journal._conn.execute("PRAGMA synchronous = OFF")
    draw = random.Random(7)
    ids = []
    for number in range(KEPT):
        words = " ".join(
            "".join(draw.choices("abcdefghijklmnop", k=6)) for _ in range(150 if number else 10)
        )
        ids.append(
            journal.keep(Draft(when=at_moment(NOW), note=f"{CANARY} {number} {words}"), at=NOW).id
        )
    longest = " ".join(
        "".join(draw.choices("abcdefghijklmnop", k=5)) for _ in range(MAX_WORDS // 6)
    )
    ids.append(journal.keep(Draft(when=at_moment(NOW), note=longest), at=NOW).id)
    journal.photos.attach(
        ids[0],
        [Photo(id=PhotoId("a" * 64), width=4, height=3, media_type="image/jpeg", size=1)],
        at=NOW,
    )
    journal.close()
    assert (folder / reserve.NAME).stat().st_blocks * 512 >= reserve.SIZE
    return folder, ids


def fill(disk: Path) -> None:
    """Until not one byte more goes in."""
    with (disk / "filling").open("ab", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"x" * size)
        with contextlib.suppress(OSError):
            os.fsync(file.fileno())
    assert shutil.disk_usage(disk).free < 4096


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return processes.run("--data", str(folder), *arguments, capture_output=True, encoding="utf-8")


def notes(folder: Path) -> list[str]:
    done = run(folder, "--json", "list", "--limit", "1000")
    assert done.returncode == 0, done.stderr
    return [glimmer["note"] for glimmer in json.loads(done.stdout)]


def assert_nowhere(folder: Path, word: str) -> None:
    for path in folder.iterdir():
        if path.is_file():
            assert word.encode() not in path.read_bytes().lower(), path


def commands_delete(disk: Path) -> None:
    folder, ids = begun(disk)
    fill(disk)
    before = sorted(notes(folder))

    refused = run(folder, "keep", "long " * 10_000)
    assert refused.returncode == 1
    assert refused.stderr.startswith(
        "There is no room left on this device, so this could not be kept."
    )
    for number in (3, 5):
        for command in (
            ["remove", ids[number]],
            ["put-back", ids[number]],
            ["remove", ids[number]],
        ):
            fill(disk)
            done = run(folder, *command)
            assert done.returncode == 0, (
                command,
                done.stderr,
                (folder / "glimmers.log").read_text(),
            )
    fill(disk)
    for id in (*ids[:8], ids[-1]):
        fill(disk)
        done = run(folder, "remove", "--for-good", id)
        assert done.returncode == 0, (done.stderr, (folder / "glimmers.log").read_text())

    left = notes(folder)
    assert sorted(left) == sorted(note for note in before if note in left)
    assert len(left) == KEPT - 8
    assert (folder / reserve.NAME).stat().st_size > 0
    (disk / "filling").unlink()
    assert json.loads(run(folder, "--json", "doctor").stdout)["problems"] == []
    assert run(folder, "keep", "after").returncode == 0
    assert (folder / reserve.NAME).stat().st_size == reserve.SIZE


def the_app_deletes(disk: Path) -> None:
    folder, ids = begun(disk)
    journal = open_in_folder(folder, now=NOW)
    fill(disk)

    for id in reversed(ids):
        journal.remove(id, at=NOW)
        journal.put_back(id, at=NOW)
        journal.erase(id, at=NOW)
        fill(disk)

    assert journal.page() == []
    assert journal.photos.in_use() == frozenset()
    assert_nowhere(folder, CANARY.lower())
    assert journal.preferences.get("index_is_due", None) is None
    journal.close()
    assert json.loads(run(folder, "--json", "doctor").stdout)["problems"] == []


def erase_each(folder: Path, ids: list[str], tell: int) -> None:
    """A program that says "open", and then each id once it is erased."""
    journal = open_in_folder(folder, now=NOW)
    os.write(tell, b"open\n")
    for id in ids:
        journal.erase(GlimmerId(id), at=NOW)
        os.write(tell, f"{id}\n".encode())


def killed_while_erasing(
    folder: Path, ids: list[str], *, heard: int, after: float
) -> tuple[list[str], bool]:
    """What such a program had said when it was killed, and whether that was before its end.

    It is killed `after` so many seconds once `heard` of its ids are.

    It is forked, not started: a start would be most of the time, forty times over.
    """
    listen, tell = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(listen)
            erase_each(folder, ids, tell)
            status = 0
        finally:
            os._exit(status)
    os.close(tell)
    with open(listen, encoding="utf-8") as said:
        first = said.readline()
        before = [said.readline() for _ in range(heard)]
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert first == "open\n", status
        return "".join([*before, said.read()]).split(), os.WIFSIGNALED(status)


def killed_at_any_moment(disk: Path) -> None:
    folder, ids = begun(disk)
    fill(disk)
    draw = random.Random(3)
    left = ids
    kills = 0
    while left:
        said, killed = killed_while_erasing(
            folder, left, heard=draw.randrange(8), after=draw.random() * 0.02
        )
        kills += killed
        found = {
            glimmer["id"]
            for glimmer in json.loads(run(folder, "--json", "list", "--limit", "1000").stdout)
        }
        assert not found & set(said)  # what was said to be gone is gone
        assert (
            len(set(left) - found - set(said)) <= 1
        )  # and besides only the one in whose middle the power went
        left = [id for id in left if id in found]
    assert kills > 2

    (disk / "filling").unlink()
    journal = open_in_folder(folder, now=NOW)
    assert journal.preferences.get("index_is_due", None) is None
    assert journal.examine().problems == ()
    journal.close()
    assert_nowhere(folder, CANARY.lower())


def without_a_reserve(disk: Path) -> None:
    folder, ids = begun(disk)
    journal = open_in_folder(folder, now=NOW)
    (folder / reserve.NAME).unlink()
    before = journal.page()
    fill(disk)

    with pytest.raises(NoRoomError) as refused:
        journal.erase(ids[-1], at=NOW)

    assert "so this could not be deleted for good. Everything kept before is safe." in sentence(
        refused.value
    )
    assert journal.page() == before
    (disk / "filling").unlink()
    journal.erase(ids[0], at=NOW)
    journal.close()


def snapshots_give_way(disk: Path) -> None:
    folder, ids = begun(disk)
    snapshots = Snapshots(folder / DATABASE)
    journal = open_in_folder(folder, now=NOW)
    for day in range(4):
        snapshots.each_day(now=NOW + timedelta(days=day), at_leisure=True)
    size = snapshots.all()[0].size
    assert [each.date.day for each in snapshots.all()] == [22, 23, 24, 25]

    (disk / "filling").write_bytes(bytes(shutil.disk_usage(disk).free - 3 * size))
    snapshots.each_day(now=NOW + timedelta(days=9), at_leisure=True)
    (newest,) = snapshots.all()
    assert newest.date.day == 25, "the oldest go, and the day has none"
    assert journal.keep(Draft(when=at_moment(NOW), note="still kept"), at=NOW)

    fill(disk)
    with pytest.raises(NoRoomError):
        snapshots.take("restore", now=NOW)
    assert snapshots.all() == [newest]
    assert check_copy(snapshots.path(newest)) == KEPT + 1
    assert [path.name for path in snapshots.folder.iterdir()] == [newest.name]

    for id in ids:
        fill(disk)
        journal.erase(GlimmerId(id), at=NOW)
    assert_nowhere(folder, CANARY.lower())
    assert_nowhere(snapshots.folder, CANARY.lower())
    assert journal.count() == 1
    journal.close()


@ON_A_FULL_DISK
@pytest.mark.parametrize("disk", DISKS)
@pytest.mark.parametrize(
    "scene",
    [
        commands_delete,
        the_app_deletes,
        killed_at_any_moment,
        without_a_reserve,
        snapshots_give_way,
    ],
    ids=lambda scene: scene.__name__,
)
def test_on_a_full_disk(tmp_path, disk, scene):
    on_a_disk(disk, tmp_path, scene)


# What is put by -----------------------------------------------------------------------------------


def test_the_reserve_is_made_when_a_journal_is_opened_and_belongs_to_its_owner_alone(tmp_path):
    before = os.umask(0o000)
    try:
        open_in_folder(tmp_path / "journal", now=NOW).close()
    finally:
        os.umask(before)

    made = (tmp_path / "journal" / reserve.NAME).stat()
    assert (made.st_size, made.st_mode & 0o777) == (reserve.SIZE, 0o600)
    assert made.st_blocks * 512 >= reserve.SIZE


def test_no_reserve_is_taken_where_there_is_not_plenty_of_room(tmp_path, monkeypatch):
    monkeypatch.setattr(reserve, "PLENTY", 1 << 60)

    open_in_folder(tmp_path / "journal", now=NOW).close()

    assert not (tmp_path / "journal" / reserve.NAME).exists()


def test_a_reserve_that_is_given_up_is_made_again_whatever_happened_meanwhile(tmp_path):
    open_in_folder(tmp_path, now=NOW).close()

    def fail() -> None:
        with reserve.given_up(tmp_path):
            assert (tmp_path / reserve.NAME).stat().st_size == 0
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert (tmp_path / reserve.NAME).stat().st_size == reserve.SIZE


def test_an_index_that_still_holds_deleted_words_is_written_anew_when_a_day_begins(tmp_path):
    journal = open_in_folder(tmp_path, now=NOW)
    for number in range(30):
        last = journal.keep(
            Draft(when=at_moment(NOW), note=f"{CANARY} {number} " + "light " * 300), at=NOW
        )
    journal._tight = (
        True  # as on a full disk, on which the power goes before the index was written anew
    )
    with journal._transaction(ERASING):
        journal._erase("id <> ?", (last.id,), at=NOW)
    journal.close()

    journal = open_in_folder(tmp_path, now=NOW)

    assert journal.preferences.get("index_is_due", None) is None
    journal.erase(last.id, at=NOW)
    journal.close()
    assert_nowhere(tmp_path, CANARY.lower())
    assert Journal.read(tmp_path / DATABASE).count() == 0
