"""Erasing everything: all that Glimmers has put there goes, nothing else does, and a kill anywhere
leaves what is finished next time and opened by nobody.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.core.errors import BusyJournalError, NotAFolderError
from app.core.exchange.inbox import InboxRecord
from app.core.glimmers import Draft
from app.core.photos import Picture
from app.core.when.times import at_moment
from storage import reserve
from storage.care.doctor import look_over, look_over_photos
from storage.database import set_aside
from storage.everything import erase, finish, ours
from storage.inbox import FolderInbox
from storage.journal import Journal
from storage.opening import begin_day_of_snapshots, open_in_folder
from storage.photos import in_folder
from storage.vault import BEFORE, DATABASE, ERASING_MARK
from tests.made_photos import jpeg
from tests.storage.test_full_disk import ON_A_FULL_DISK
from tests.told import sentence

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, 18, 42, 7, tzinfo=UTC)
CANARY = "Zitronenfalter"


def kept(folder: Path, note: str = CANARY, *, photos: int = 2) -> Journal:
    """A journal with a glimmer and photos, open."""
    journal = open_in_folder(folder, now=NOW)
    store = in_folder(folder)
    stored = []
    for number in range(photos):
        picture = Picture(
            display=jpeg((30 + number, 20)), thumbnail=jpeg((8, 8)), width=30 + number, height=20
        )
        stored.append(picture.stored_as(asyncio.run(store.put(picture))))
    journal.keep(Draft(when=at_moment(NOW, zone="UTC"), note=note), at=NOW, photos=stored)
    return journal


def full(folder: Path) -> None:
    """Every kind of file that Glimmers ever puts there."""
    kept(folder).close()
    with closing(Journal.in_memory()) as other:
        glimmer = other.keep(Draft(when=at_moment(NOW, zone="UTC"), note=CANARY), at=NOW)
        (record,) = other.records.of([glimmer.id])
        FolderInbox(folder).put(InboxRecord(record=record, written_by="terminal"))
    (folder / "inbox" / f"{glimmer.id}.0").write_text(CANARY)
    (folder / "inbox" / f".{glimmer.id}-0a1b2c3d.half").write_text(CANARY)
    stamp = NOW.strftime(set_aside.STAMP)
    names = [
        *(f"{DATABASE}{ending}" for ending in ("-wal", "-shm", "-journal")),
        *(BEFORE, f"{BEFORE}.new"),
        *(path.name for path in set_aside.free_names(folder, now=NOW)),
        *(f"{set_aside.SAVED}{stamp}-read.db", f"{set_aside.SAVED}{stamp}-1-read.db-wal"),
        *(f"{set_aside.AGAIN}{stamp}.db", f"{set_aside.COPY}{stamp}-0a1b2c3d.db"),
        set_aside.free_name(folder, set_aside.REPLACED, ".db", now=NOW).name,
        f"{set_aside.REPLACED}{stamp}-1.db-wal",
        set_aside.free_name(folder, "glimmers-log-", ".db-wal", now=NOW).name,
        *(reserve.NAME, "glimmers.log", "glimmers.log.1", "ios_reminders.json"),
    ]
    for name in names:
        (folder / name).write_text(CANARY)
    for folder_, inside in (
        ("snapshots", "0001-20261122T184207+0000-day-1.db"),
        ("snapshots", "0002-20261122T184207+0545-shape-12.db-wal"),
        ("snapshots", "being-written.db"),
        ("door", "client"),
        ("door", "8550.json"),
        ("door", "8550-0a1b2c3d4e5f6071.html"),
    ):
        (folder / folder_).mkdir(exist_ok=True)
        (folder / folder_ / inside).write_text(CANARY)
    shelf = next((folder / "photos").iterdir())
    (shelf / f"{shelf.name}{'0' * 62}.jpg.17-0a1b2c3d.half").write_text(CANARY)


def everything_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


# What goes ----------------------------------------------------------------------------------------


def test_all_that_was_put_there_is_ours(tmp_path):
    full(tmp_path)

    assert {path.relative_to(tmp_path).as_posix() for path in ours(tmp_path)} == everything_in(
        tmp_path
    )


def test_everything_goes_and_the_folder_with_it(tmp_path):
    folder = tmp_path / "journal"
    full(folder)
    count = len(everything_in(folder))

    told: list[tuple[int, int]] = []

    erased = erase(folder, progress=lambda done, of: told.append((done, of)))

    assert (erased.files, erased.others) == (count, ())
    assert told == [(done, count) for done in range(count)]
    assert not folder.exists()


def test_what_is_none_of_ours_stays_and_is_named(tmp_path):
    full(tmp_path)
    theirs = {
        "glimmers-backup.zip",
        "glimmers.csv",
        "my glimmers.db",
        "inbox/letter.txt",
        "snapshots/holiday.jpg",
        "door/key.txt",
        "photos/holiday.jpg",
        "photos/2019/photo.jpg",
        "photos/ab/photo.jpg",
        "glimmers.log.d/file",
    }
    for name in theirs:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("mine")
    (tmp_path / "glimmers-damaged-20261122T184207.db.d").mkdir()

    erased = erase(tmp_path)

    assert everything_in(tmp_path) == theirs
    assert "glimmers-backup.zip" in erased.others
    assert ERASING_MARK not in erased.others
    assert all((tmp_path / name).read_text() == "mine" for name in theirs)


def test_an_empty_folder_of_somebody_stays(tmp_path):
    assert erase(tmp_path).files == 0
    assert tmp_path.is_dir()
    assert everything_in(tmp_path) == set()


def test_where_there_is_nothing_nothing_is_made(tmp_path):
    assert erase(tmp_path / "nowhere").files == 0
    assert not (tmp_path / "nowhere").exists()


def test_a_file_in_the_place_of_the_folder_is_not_touched(tmp_path):
    (tmp_path / "journal").write_text("mine")

    with pytest.raises(NotAFolderError):
        erase(tmp_path / "journal")

    assert (tmp_path / "journal").read_text() == "mine"


@pytest.mark.skipif(os.name != "posix", reason="open files are deleted on POSIX only")
def test_words_and_photos_are_written_over_before_their_names_go(tmp_path):
    kept(tmp_path).close()
    photo = next(path for path in ours(tmp_path) if path.suffix == ".jpg")
    with (tmp_path / DATABASE).open("rb") as words, photo.open("rb") as picture:
        assert CANARY.encode() in words.read()
        erase(tmp_path)
        for file in (words, picture):
            file.seek(0)
            content = file.read()
            assert content
            assert set(content) == {0}


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_a_copy_that_a_backup_made_of_links_stays_whole(tmp_path):
    kept(tmp_path / "journal").close()
    (tmp_path / "backup").mkdir()
    for path in ours(tmp_path / "journal"):
        os.link(path, tmp_path / "backup" / path.name)
    before = {path.name: path.read_bytes() for path in (tmp_path / "backup").iterdir()}

    erase(tmp_path / "journal")

    assert not (tmp_path / "journal").exists()
    assert {path.name: path.read_bytes() for path in (tmp_path / "backup").iterdir()} == before


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_a_journal_behind_a_link_goes_and_no_other_link_is_followed(tmp_path):
    real, folder, mine = tmp_path / "real", tmp_path / "journal", tmp_path / "mine"
    kept(real).close()
    mine.mkdir()
    for name in ("01a22866-5e92-7c3e-9b1d-0123456789ab.json", "letter.txt"):
        (mine / name).write_text("mine")
    folder.mkdir()
    (folder / DATABASE).symlink_to(real / DATABASE)
    (folder / "photos").symlink_to(real / "photos")
    (folder / "inbox").symlink_to(mine)
    (folder / "glimmers.log").symlink_to(mine / "letter.txt")

    erased = erase(folder)

    assert not (real / DATABASE).exists()
    assert [path for path in (real / "photos").rglob("*") if path.is_file()] == []
    assert sorted(path.name for path in mine.iterdir()) == [
        *("01a22866-5e92-7c3e-9b1d-0123456789ab.json", "letter.txt")
    ]
    assert (mine / "letter.txt").read_text() == "mine"
    assert erased.others == ("inbox", "photos")


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_snapshots_beside_a_link_to_the_journal_are_without_what_was_deleted_and_go(tmp_path):
    real, folder = tmp_path / "real", tmp_path / "journal"
    kept(real, "stays").close()
    folder.mkdir()
    (folder / DATABASE).symlink_to(real / DATABASE)
    with closing(open_in_folder(folder, now=NOW)) as journal:
        gone = journal.keep(Draft(when=at_moment(NOW, zone="UTC"), note=CANARY), at=NOW)
        begin_day_of_snapshots(journal, now=NOW)
        (made,) = (folder / "snapshots").glob("*.db")
        assert CANARY.encode() in made.read_bytes()
        journal.erase(gone.id, at=NOW)

    assert not (real / "snapshots").exists()
    assert [CANARY.encode() in path.read_bytes() for path in folder.glob("snapshots/*.db")] == [
        False
    ]
    erase(folder)
    assert not folder.exists()


# Held by another ----------------------------------------------------------------------------------


def test_while_it_is_open_nothing_is_deleted(tmp_path):
    journal = kept(tmp_path)
    before = everything_in(tmp_path)
    try:
        with pytest.raises(BusyJournalError) as refused:
            erase(tmp_path)
        assert everything_in(tmp_path) == before
        assert journal.count() == 1
    finally:
        journal.close()

    assert sentence(refused.value) == (
        "Your journal is open in another program. Nothing was deleted. Close Glimmers, every "
        "window of it and every terminal that runs it, and try again."
    )


@pytest.mark.skipif(os.name != "posix", reason="flock")
def test_while_a_snapshot_is_made_nothing_is_deleted(tmp_path):
    from storage.database.holding import exclusive_lock

    full(tmp_path)
    before = everything_in(tmp_path)

    with exclusive_lock(tmp_path / "snapshots" / "any.db"), pytest.raises(BusyJournalError):
        erase(tmp_path)

    assert everything_in(tmp_path) == before


# Cut short ----------------------------------------------------------------------------------------


_KILLED = """
import os, signal, sys
from pathlib import Path
from storage.everything import erase

left = int(sys.argv[2])

def hook(event, arguments):
    global left
    if event in ("os.remove", "os.rmdir") or (event == "open" and arguments[2] & os.O_WRONLY):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(hook)
erase(Path(sys.argv[1]))
"""


def erase_and_be_killed(folder: Path, *, at: int) -> bool:
    """Whether it was killed before it was done: at its `at`th step that writes or deletes."""
    done = subprocess.run([sys.executable, "-c", _KILLED, str(folder), str(at)], cwd=ROOT)
    assert done.returncode in (0, -signal.SIGKILL)
    return done.returncode != 0


STEPS = (2, 3, 4, 5, 9, 20, 40)
"""The first of all is the mark."""


def test_what_lies_elsewhere_goes_before_the_mark_and_only_where_it_will_begin(tmp_path):
    folder, marked = tmp_path / "journal", []

    def first() -> None:
        marked.append((folder / ERASING_MARK).exists())

    journal = kept(folder)
    with pytest.raises(BusyJournalError):
        erase(folder, first=first)
    assert marked == []
    journal.close()

    erase(folder, first=first)
    assert marked == [False], "or a kill after the mark would leave it for good"

    erase(folder, first=first)
    assert marked == [False, False], "the journal had gone another way"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9")
def test_killed_before_the_mark_all_is_as_it_was(tmp_path):
    full(tmp_path)
    before = everything_in(tmp_path)

    assert erase_and_be_killed(tmp_path, at=1)

    assert everything_in(tmp_path) == before


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9")
@pytest.mark.parametrize("at", STEPS)
def test_what_a_kill_has_left_is_opened_by_nobody_and_finished_at_the_next_opening(tmp_path, at):
    full(tmp_path)

    assert erase_and_be_killed(tmp_path, at=at)

    assert (tmp_path / ERASING_MARK).exists()
    with closing(Journal.read(tmp_path / DATABASE)) as reading:
        assert reading.count() == 0
    left = everything_in(tmp_path)
    with closing(open_in_folder(tmp_path, now=NOW)) as journal:
        assert journal.count() == 0
        journal.keep(Draft(when=at_moment(NOW, zone="UTC"), note="new"), at=NOW)
        assert journal.photos.known() == frozenset()
    assert left >= everything_in(tmp_path) - {DATABASE, reserve.NAME}
    assert everything_in(tmp_path) <= {DATABASE, reserve.NAME}
    assert CANARY.encode() not in (tmp_path / DATABASE).read_bytes()
    with closing(sqlite3.connect(tmp_path / DATABASE)) as conn:
        assert conn.execute("SELECT note FROM glimmers").fetchall() == [("new",)]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9")
@pytest.mark.parametrize("at", STEPS)
def test_the_next_erase_goes_on(tmp_path, at):
    folder = tmp_path / "journal"
    full(folder)
    assert erase_and_be_killed(folder, at=at)

    erase(folder)

    assert not folder.exists()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9")
def test_doctor_tells_of_it_and_finishes_it(tmp_path):
    full(tmp_path)
    assert erase_and_be_killed(tmp_path, at=5)
    left = everything_in(tmp_path)

    report = look_over_photos(look_over(tmp_path, repair=False, now=NOW))

    assert [problem.what for problem in report.problems] == ["erasing unfinished"]
    assert report.glimmers is None
    assert everything_in(tmp_path) == left
    assert look_over(tmp_path, repair=True, now=NOW).ok
    assert everything_in(tmp_path) == set()


def test_where_another_is_still_at_it_opening_waits_and_then_says_so(tmp_path, monkeypatch):
    from storage import everything
    from storage.database.holding import exclusive_lock

    full(tmp_path)
    (tmp_path / ERASING_MARK).touch()
    monkeypatch.setattr(everything, "BUSY_SECONDS", 0.2)

    with exclusive_lock(tmp_path / DATABASE), pytest.raises(BusyJournalError):
        finish(tmp_path)

    finish(tmp_path)
    assert everything_in(tmp_path) == set()


@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_one_file_that_cannot_be_deleted_does_not_hold_up_the_others(tmp_path):
    """Even root deletes nothing from a folder with this flag."""
    full(tmp_path)
    door = tmp_path / "door"
    if subprocess.run(["chattr", "+i", str(door)], capture_output=True).returncode:
        pytest.skip("this disk knows no such flag")
    try:
        with pytest.raises(Exception) as refused:
            erase(tmp_path)
        assert {name.partition("/")[0] for name in everything_in(tmp_path)} == {
            "door",
            ERASING_MARK,
        }
    finally:
        subprocess.run(["chattr", "-i", str(door)], check=True)

    assert "not everything could be deleted" in sentence(refused.value)  # type: ignore[arg-type]
    erase(tmp_path)
    assert everything_in(tmp_path) == set()


@ON_A_FULL_DISK
def test_on_a_disk_without_a_free_name_the_room_put_by_is_given_up(tmp_path):
    program = (
        "import sys; from pathlib import Path; from itertools import count\n"
        "from tests.storage.test_everything import full, erase, everything_in, NOW\n"
        "from storage import reserve\n"
        "home = Path(sys.argv[1]); folder = home / 'journal'; full(folder)\n"
        "assert (folder / reserve.NAME).exists()\n"
        "try:\n"
        "    for number in count(): (home / f'fill{number}').touch()\n"
        "except OSError as error: print(error.errno)\n"
        "erase(folder); print(folder.exists())\n"
    )
    disk = tmp_path / "disk"
    disk.mkdir()

    done = subprocess.run(
        [
            *("unshare", "-m", "sh", "-c"),
            f"mount -t tmpfs -o size=96m,nr_inodes=200 tmpfs {disk} && exec {sys.executable} "
            f'-c "$0" {disk}',
            program,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert (done.stdout, done.stderr) == ("28\nFalse\n", "")
