"""Copies that the journal makes of itself: whole, examined, few enough, and without what was
deleted for good; and the way back to one of them.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import (
    BusyJournalError,
    DamagedJournalError,
    DamagedSnapshotError,
    NoRoomError,
    NotAJournalError,
    RefusedError,
    UnknownSnapshotError,
)
from app.core.glimmers import Draft, Edit, Glimmer, GlimmerId
from app.core.photos import Photo, PhotoId
from app.core.when.times import at_moment
from storage.connection import SCHEMA
from storage.database.holding import exclusive_lock
from storage.journal import BIN_DAYS, Journal
from storage.opening import begin_day_of_snapshots, open_in_folder
from storage.rows.memory_rows import MemoryRows
from storage.snapshots import folder as snapshots_module
from storage.snapshots import retention
from storage.snapshots.folder import Snapshots
from storage.snapshots.going_back import WentBack, difference, go_back, going_back
from storage.snapshots.naming import HALF, Snapshot, read_name
from storage.steps import Steps, finished
from storage.vault import BEFORE, DATABASE, keep_private
from tests.storage.days import live, live_in
from tests.told import look_over

NOW = datetime(2026, 11, 24, 20, 15, tzinfo=ZoneInfo("Europe/Berlin"))
CANARY = "Zitronenfalter"
SCHEMA_1 = Path(__file__).parent / "fixtures" / "schema-1.db"


def opened(folder: Path, *, now: datetime = NOW) -> Journal:
    return open_in_folder(folder, now=now)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = opened(tmp_path)
    yield journal
    journal.close()


@pytest.fixture
def snapshots(tmp_path: Path) -> Snapshots:
    return Snapshots(tmp_path / DATABASE)


def keep(journal: Journal, note: str, *, at: datetime = NOW, photos: int = 0, **names) -> Glimmer:
    shown = [photo(number) for number in range(1, photos + 1)]
    return journal.keep(Draft(when=at_moment(at), note=note, **names), at=at, photos=shown)


def photo(number: int) -> Photo:
    id = PhotoId(f"{number:064x}")
    return Photo(id=id, width=40, height=30, media_type="image/jpeg", size=1)


def notes(file: Path) -> list[str]:
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as conn:
        return [note for (note,) in conn.execute("SELECT note FROM glimmers ORDER BY number")]


def assert_nowhere(folder: Path, word: str) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            assert word.encode().lower() not in path.read_bytes().lower(), path


# Made ---------------------------------------------------------------------------------------------


def test_a_snapshot_holds_what_is_only_in_the_log_and_belongs_to_its_owner_alone(
    journal, snapshots
):
    keep(journal, "only in the log")
    before = os.umask(0o000)
    try:
        made = snapshots.take("restore", now=NOW)
    finally:
        os.umask(before)

    file = snapshots.path(made)
    assert notes(file) == ["only in the log"]
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert snapshots.all() == [made]
    assert [path.name for path in file.parent.iterdir()] == [made.name]


def test_its_name_tells_when_why_and_how_many(journal, snapshots):
    for number in range(3):
        keep(journal, f"{number}")
    journal.remove(journal.page()[0].id, at=NOW)

    made = snapshots.take("import", now=NOW)

    assert made.name == "0001-20261124T201500+0100-import-2.db"
    assert made.id == "0001-20261124T201500+0100"
    assert read_name(made.name, size=made.size) == made
    assert snapshots.get(made.id) == made


@pytest.mark.parametrize(
    "name",
    [
        HALF,
        "0001-20261124T201500+0100-import-2.db.new",
        "0001-20261324T201500+0100-import-2.db",
        "0001-20261124T201500+0100-because-2.db",
        "1-20261124T201500+0100-day-2.db",
        "0001-20261124T201500-day-2.db",
        "notes.txt",
    ],
)
def test_what_else_lies_in_the_folder_is_no_snapshot(name, journal, snapshots):
    keep(journal, "one")
    made = snapshots.take("day", now=NOW)
    (snapshots.folder / name).write_bytes(b"something")

    assert snapshots.all() == [made]
    with pytest.raises(UnknownSnapshotError):
        snapshots.get(name)


def test_what_is_kept_while_it_is_copied_stays_out_of_it_and_waits_for_nothing(
    journal, snapshots, monkeypatch
):
    for number in range(300):
        keep(journal, f"{number} " + "light " * 300)
    monkeypatch.setattr(snapshots_module, "_PAGES", 4)
    begun = threading.Event()
    steps = 0

    def pause(seconds: float) -> None:
        nonlocal steps
        steps += 1
        begun.set()
        threading.Event().wait(0.001)

    monkeypatch.setattr(snapshots_module.time, "sleep", pause)
    copying = threading.Thread(target=snapshots.each_day, kwargs={"now": NOW, "at_leisure": True})
    copying.start()
    assert begun.wait(20)
    kept = 0
    while copying.is_alive() and kept < 100:
        keep(journal, f"meanwhile {kept}")
        kept += 1
    copying.join()

    (made,) = snapshots.all()
    assert kept > 0
    assert steps > 50
    assert made.glimmers == 300 == len(notes(snapshots.path(made)))
    assert journal.count() == 300 + kept


def test_a_journal_that_is_not_sound_makes_no_snapshot(tmp_path, snapshots):
    journal = opened(tmp_path)
    for number in range(300):
        keep(journal, f"{number} " + "light " * 40)
    journal.close()
    with (tmp_path / DATABASE).open("r+b") as file:
        file.seek(4096 * 40)
        file.write(os.urandom(4096))

    with pytest.raises(DamagedJournalError):
        snapshots.take("restore", now=NOW)

    assert list(snapshots.folder.iterdir()) == []


def test_other_programs_still_see_that_the_journal_is_open(journal, snapshots):
    keep(journal, "before")
    snapshots.take("restore", now=NOW)
    keep(journal, "in the log")

    # The last one that closes a journal takes its log away.
    script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT 1 FROM "
    script += "glimmers').fetchall(); c.close()"
    subprocess.run([sys.executable, "-c", script, str(snapshots._database)], check=True)

    assert snapshots._database.with_name(f"{DATABASE}-wal").stat().st_size
    assert snapshots.take("restore", now=NOW).glimmers == 2


@pytest.mark.parametrize("by", ["the file as it lies", "pages"])
def test_what_is_committed_beside_the_copying_is_not_in_it(tmp_path, snapshots, monkeypatch, by):
    journal = opened(tmp_path)
    for number in range(20):
        keep(journal, f"{number} " + "light " * 400)
    other = sqlite3.connect(snapshots._database)
    if by == "pages":  # who reads keeps the log from being emptied
        other.execute("BEGIN")
        other.execute("SELECT 1 FROM glimmers").fetchone()
    write, ways = snapshots_module._write, []

    def write_and_keep(pieces, half: Path) -> None:
        ways.append("the file as it lies")
        keep(journal, "meanwhile")
        write(pieces, half)

    monkeypatch.setattr(snapshots_module, "_write", write_and_keep)
    made = snapshots.take("restore", now=NOW)

    assert ways == ([] if by == "pages" else [by])
    assert made.glimmers == 20 == len(notes(snapshots.path(made)))
    assert snapshots_module.check_copy(snapshots.path(made)) == 20
    other.close()
    journal.close()


def test_a_copy_that_did_not_find_room_to_its_end_is_none(tmp_path, snapshots):
    journal = opened(tmp_path)
    keep(journal, "light " * 2000)
    journal.close()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(
        resource.RLIMIT_FSIZE, ((tmp_path / DATABASE).stat().st_size - 100, limits[1])
    )
    try:
        with pytest.raises(RefusedError):  # the journal is not said to be damaged
            snapshots.take("restore", now=NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert snapshots.all() == []
    assert snapshots.take("restore", now=NOW).glimmers == 1


@pytest.mark.parametrize(
    "check",
    [snapshots_module.check_copy, lambda file: finished(snapshots_module._checked_by_table(file))],
    ids=["in one", "in steps"],
)
def test_a_copy_whose_last_page_is_cut_off_is_not_sound(tmp_path, snapshots, check):
    journal = opened(tmp_path)
    keep(journal, "light " * 2000)
    journal.close()
    file = snapshots.path(snapshots.take("restore", now=NOW))
    os.truncate(file, file.stat().st_size - 100)

    with pytest.raises(DamagedSnapshotError):  # SQLite reads the missing bytes as zeros
        check(file)


def test_a_copy_whose_index_is_damaged_brings_everything_back(tmp_path, snapshots):
    journal = opened(tmp_path)
    for number in range(5):
        keep(journal, f"{number}")
    journal.close()
    damage_an_index(tmp_path / DATABASE)

    made = snapshots.take("restore", now=NOW)
    with pytest.raises(DamagedSnapshotError):
        snapshots_module.check_copy(snapshots.path(made))
    go_back(snapshots, made, tmp_path / DATABASE, now=NOW)

    assert snapshots_module.check_copy(tmp_path / DATABASE) == 5
    journal = opened(tmp_path)
    assert sorted(each.note for each in journal.page()) == ["0", "1", "2", "3", "4"]
    journal.close()


def damage_an_index(database: Path) -> None:
    """Let one of the days in it be another."""
    with closing(sqlite3.connect(database)) as conn:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'glimmers_timeline'"
        (page,) = conn.execute(query).fetchone()
    with database.open("r+b") as file:
        file.seek((page - 1) * 4096)
        content = file.read(4096)
        file.seek((page - 1) * 4096)
        file.write(content.replace(b"2026-11-24", b"2026-11-25", 1))


def test_what_a_killed_program_left_half_written_is_gone_with_the_next(journal, snapshots):
    keep(journal, "one")
    snapshots.take("day", now=NOW)
    (snapshots.folder / HALF).write_bytes(b"half of it")

    snapshots.take("restore", now=NOW)

    assert not (snapshots.folder / HALF).exists()


def test_a_command_does_not_wait_between_the_steps_of_the_days_snapshot(
    journal, snapshots, monkeypatch
):
    for number in range(300):
        keep(journal, f"{number} " + "light " * 400)
    monkeypatch.setattr(snapshots_module, "_PAUSE", 60)

    begin_day_of_snapshots(journal, now=NOW)

    assert [each.glimmers for each in snapshots.all()] == [300]


def test_while_another_program_makes_one_the_day_waits_for_another_time(journal, snapshots):
    keep(journal, "one")
    snapshots.take("restore", now=NOW)

    with exclusive_lock(snapshots.folder / HALF):
        snapshots.each_day(now=NOW, at_leisure=True)

    assert [each.why for each in snapshots.all()] == ["restore"]


def test_the_copy_of_an_earlier_version_becomes_a_snapshot(tmp_path, snapshots):
    opened(tmp_path).close()
    shutil.copy(SCHEMA_1, tmp_path / BEFORE)
    os.utime(tmp_path / BEFORE, (1_700_000_000, 1_700_000_000))

    opened(tmp_path).close()

    (made,) = snapshots.all()
    assert (made.why, made.date.isoformat()) == ("shape", "2023-11-14")
    assert made.glimmers == 18
    assert not (tmp_path / BEFORE).exists()


def test_one_a_day_of_use_and_none_of_an_empty_journal(journal, snapshots):
    begin_day_of_snapshots(journal, now=NOW)
    assert snapshots.all() == []

    keep(journal, "one")
    for hour in range(0, 72, 3):
        begin_day_of_snapshots(journal, now=NOW + timedelta(hours=hour))

    assert [each.date.day for each in snapshots.all()] == [24, 25, 26, 27]


def test_a_clock_that_begins_with_the_same_day_at_each_start_is_not_believed(journal, snapshots):
    keep(journal, "one")
    for hours, glimmers in ((3, 1), (5, 1), (1, 2), (2, 2)):
        begin_day_of_snapshots(journal, now=NOW.replace(hour=hours))
        if hours == 5:
            keep(journal, "after another start")

        assert snapshots.all()[-1].glimmers == glimmers


# Kept ---------------------------------------------------------------------------------------------


def made(days: list[datetime], *, why: str = "day", size: int = 1) -> list[Snapshot]:
    return [
        Snapshot(number=number, at=at, why=why, glimmers=number, size=size)  # type: ignore[arg-type]
        for number, at in enumerate(days, 1)
    ]


def after(days: list[datetime]) -> list[Snapshot]:
    """What stays where one is made at each of these times, each thinned out at once."""
    left: list[Snapshot] = []
    for snapshot in made(days):
        left.append(snapshot)
        gone = retention.stale(left)
        left = [each for each in left if each not in gone]
    return left


def each_day(count: int, *, every: int = 1) -> list[datetime]:
    return [NOW + timedelta(days=every * day) for day in range(count)]


def test_sixty_days_leave_seven_days_and_four_weeks():
    days = [each.date for each in after(each_day(60))]

    last = (NOW + timedelta(days=59)).date()
    assert days[-7:] == [last - timedelta(days=back) for back in range(6, -1, -1)]
    weeks = days[:-7]
    assert len(weeks) == 4
    assert len({day.isocalendar()[:2] for day in weeks}) == 4
    assert all(day.isoweekday() == 7 for day in weeks), "the latest of its week"
    assert last - timedelta(days=7 + 28) <= weeks[0] <= last - timedelta(days=7 + 21)


YEARS = timedelta(days=3650)
JUMPS = {
    "ahead for a day and back": lambda day, at: at + YEARS if day == 50 else at,
    "ahead for a week and back": lambda day, at: at + YEARS if 48 <= day < 55 else at,
    "back for a day": lambda day, at: at - YEARS if day == 50 else at,
    "every third start at one wrong date": lambda day, at: NOW - YEARS if day % 3 == 0 else at,
    "ahead from the fiftieth day on": lambda day, at: at + YEARS if day >= 50 else at,
    "ahead at the last day": lambda day, at: at + YEARS if day == 59 else at,
}


@pytest.mark.parametrize("jump", JUMPS)
def test_a_clock_that_jumps_does_not_throw_away_all(jump):
    days = [JUMPS[jump](day, at) for day, at in enumerate(each_day(60))]

    left = after(days)

    numbers = [each.number for each in left]
    dates = {each.date for each in left}
    assert numbers[-1] == 60
    assert len(dates) == 11, "seven dates, whatever the clock called them, and four weeks"
    assert len(left) == len(dates)
    assert numbers[0] <= 60 - 10
    assert [each for each in left if abs(each.at - NOW) < YEARS / 2], "and days of the true year"


def test_of_one_date_the_latest_stays():
    assert [each.number for each in after([NOW] * 60)] == [60]


def test_who_comes_once_a_month_has_seven_months_and_four_more():
    assert [each.number for each in after(each_day(40, every=30))] == list(range(30, 41))


def test_all_that_were_made_before_something_on_the_latest_days_stay():
    day = each_day(3)
    times = [day[0], *(day[1] + timedelta(minutes=n) for n in range(20))]
    snapshots = made(times, why="restore")

    assert retention.stale(snapshots) == []


MB = 1 << 20


@pytest.mark.parametrize(
    ("count", "size", "free", "left"),
    [
        (11, 5 * MB, 100_000 * MB, 11),
        (11, 200 * MB, 100_000 * MB, 5),  # a gigabyte at most
        (11, 50 * MB, 2_000 * MB, 5),  # a tenth of 2,550
        (11, 5 * MB, 2 * MB, 1),  # less than is spared is free: only the newest stays
        (11, 5 * MB, 50 * MB, 2),  # until there is a tenth again
        (1, 5 * MB, 0, 1),
        (0, 0, 0, 0),
    ],
)
def test_they_take_a_share_of_the_room_and_the_oldest_go_first(count, size, free, left):
    snapshots = made(each_day(count), size=size)

    gone = retention.too_many(snapshots, free=free)

    assert gone == snapshots[: len(gone)]
    assert count - len(gone) == left


def test_a_day_has_none_where_it_would_leave_too_little_for_what_is_kept(
    journal, snapshots, monkeypatch
):
    keep(journal, "one")
    monkeypatch.setattr(Snapshots, "_free", lambda self: retention.SPARE)

    snapshots.each_day(now=NOW, at_leisure=True)
    assert snapshots.all() == []

    assert snapshots.take("restore", now=NOW).why == "restore"
    monkeypatch.setattr(Snapshots, "_free", lambda self: 1000)
    with pytest.raises(NoRoomError):
        snapshots.take("restore", now=NOW)
    assert len(snapshots.all()) == 1, "the only one does not go for another"


def test_older_ones_go_for_a_new_one_only_where_that_makes_room(journal, snapshots, monkeypatch):
    keep(journal, "one")
    before = [snapshots.take("restore", now=NOW) for _ in range(4)]
    size = before[0].size
    whole = size + snapshots._database.with_name(f"{DATABASE}-wal").stat().st_size

    def free(bytes_with_all: int) -> None:
        there = len(snapshots.all())
        monkeypatch.setattr(
            Snapshots, "_free", lambda self: bytes_with_all + (there - len(self.all())) * size
        )

    free(whole - 3 * size - 1)
    with pytest.raises(NoRoomError):
        snapshots.take("restore", now=NOW)
    assert snapshots.all() == before, "it would not have been enough"

    free(whole - 2 * size)
    monkeypatch.setattr("storage.snapshots.folder.too_many", lambda _all, **_: [])
    made = snapshots.take("restore", now=NOW)
    assert snapshots.all() == [*before[2:], made]


# Deleted for good ---------------------------------------------------------------------------------


def test_what_is_deleted_for_good_goes_from_every_snapshot_and_nothing_else_does(
    tmp_path, journal, snapshots
):
    gone = keep(journal, f"{CANARY} in the sun", people=("Admiral",), photos=1)
    keep(journal, "stays", people=("Bo",))
    for why in ("day", "restore", "import"):
        snapshots.take(why, now=NOW)
    keep(journal, "later")

    journal.erase(gone.id, at=NOW)

    assert [each.glimmers for each in snapshots.all()] == [1, 1, 1]
    assert all(notes(snapshots.path(each)) == ["stays"] for each in snapshots.all())
    assert_nowhere(tmp_path, CANARY)
    assert_nowhere(snapshots.folder, "Admiral")
    assert snapshots.named([photo(1).id]) == frozenset()
    assert len(list(snapshots.folder.iterdir())) == 3


def test_it_goes_when_the_bin_is_emptied_too(tmp_path, snapshots):
    journal = opened(tmp_path)
    keep(journal, "stays")
    journal.remove(keep(journal, CANARY).id, at=NOW)
    made = snapshots.take("restore", now=NOW)
    journal.close()

    live_in(tmp_path, since=NOW, days=BIN_DAYS - 1)
    assert CANARY in notes(snapshots.path(made))
    opened(tmp_path, now=NOW + timedelta(days=BIN_DAYS + 1)).close()

    assert_nowhere(tmp_path, CANARY)
    assert notes(snapshots.path(made)) == ["stays"]


def test_it_goes_from_a_snapshot_of_the_first_release(tmp_path, snapshots):
    shutil.copy(SCHEMA_1, tmp_path / DATABASE)
    journal = opened(tmp_path)
    (made,) = snapshots.all()
    words = next(glimmer for glimmer in journal.page(limit=100) if len(glimmer.note) > 12)

    journal.erase(words.id, at=NOW)
    journal.close()

    (left,) = snapshots.all()
    assert left.id == made.id
    assert left.glimmers == made.glimmers - 1
    assert words.note not in notes(snapshots.path(left))
    with closing(sqlite3.connect(snapshots.path(left))) as conn:
        assert conn.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
        assert conn.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_name_that_was_taken_away_everywhere_goes_and_may_be_given_again(
    tmp_path, journal, snapshots
):
    keep(journal, "with both", people=("Admiral", "Bo"))
    snapshots.take("day", now=NOW)

    journal.names.remove("person", "Admiral", at=NOW)

    assert_nowhere(snapshots.folder, "Admiral")
    assert journal.erased().names == frozenset(), "nothing is remembered once it is done"
    keep(journal, "again", people=("Admiral",))
    snapshots.take("restore", now=NOW)
    journal.erase(keep(journal, "another").id, at=NOW)
    assert b"Admiral" in snapshots.path(snapshots.all()[-1]).read_bytes()


def test_a_photo_that_was_only_taken_out_stays_as_long_as_a_snapshot_shows_it(journal, snapshots):
    glimmer = keep(journal, "two photos", photos=2)
    snapshots.take("day", now=NOW)
    journal.photos.detach(glimmer.id, photo(1).id, at=NOW)
    live(journal, since=NOW, days=3)

    due = journal.photos.to_sweep()
    assert due == {photo(1).id} == snapshots.named(due)

    journal.photos.attach(glimmer.id, [photo(1)], at=NOW)
    journal.photos.detach(glimmer.id, photo(1).id, at=NOW, for_good=True)
    snapshots.settle(journal.erased())
    assert journal.photos.to_sweep() == {photo(1).id}
    assert snapshots.named([photo(1).id, photo(2).id]) == {photo(2).id}


def test_what_a_killed_program_left_in_them_goes_when_a_day_begins(
    tmp_path, journal, snapshots, monkeypatch
):
    gone = keep(journal, CANARY)
    keep(journal, "stays")
    made = snapshots.take("restore", now=NOW)
    monkeypatch.setattr(
        "storage.opening.settle_snapshots", lambda journal: None
    )  # as if the power had gone before
    journal._after_erasing = None
    journal.erase(gone.id, at=NOW)
    assert CANARY in notes(snapshots.path(made))
    monkeypatch.undo()

    begin_day_of_snapshots(journal, now=NOW + timedelta(days=1))

    assert_nowhere(tmp_path, CANARY)


def test_a_damaged_snapshot_that_may_hold_deleted_words_is_deleted(journal, snapshots):
    gone = keep(journal, CANARY)
    made = snapshots.take("restore", now=NOW)
    whole = snapshots.take("restore", now=NOW)
    with snapshots.path(made).open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(8192))

    journal.erase(gone.id, at=NOW)

    assert [each.id for each in snapshots.all()] == [whole.id]


# Going back ---------------------------------------------------------------------------------------


def test_somebody_kept_out_of_memories_stays_so_under_the_name_of_then(tmp_path, snapshots):
    journal = opened(tmp_path)
    keep(journal, "with her", people=("Mum",))
    snapshots.take("day", now=NOW)
    journal.names.rename("person", "Mum", "Mother", at=NOW)
    journal.drawer(MemoryRows).hide("person", "Mother", hidden=True)
    (before,) = snapshots.all()
    journal.close()

    go_back(snapshots, before, tmp_path / DATABASE, now=NOW)

    journal = opened(tmp_path)
    assert journal.drawer(MemoryRows).hidden() == [("person", "Mum")]
    journal.close()


def test_going_back_tells_what_changes_and_the_state_of_now_is_the_way_back(tmp_path, snapshots):
    journal = opened(tmp_path)
    changed = keep(journal, "as it was", people=("Bo",))
    removed = keep(journal, "in the bin since")
    erased = keep(journal, CANARY)
    keep(journal, "the same")
    journal.preferences.choose("look", "day", at=NOW)
    tuesday = snapshots.take("day", now=NOW)
    later = NOW + timedelta(days=3)
    journal.drawer(MemoryRows).hide("person", "Bo", hidden=True)
    journal.change(changed.id, Edit(note="other words"), at=later)
    journal.remove(removed.id, at=later)
    journal.erase(erased.id, at=later)
    keep(journal, "kept since", at=later)
    journal.preferences.choose("look", "night", at=later)
    (tuesday,) = snapshots.all()

    told = difference(snapshots, tuesday, tmp_path / DATABASE)
    assert (told.now, told.then, told.back, told.gone, told.changed) == (3, 3, 1, 1, 1)
    with pytest.raises(BusyJournalError):
        go_back(snapshots, tuesday, tmp_path / DATABASE, now=later)
    journal.close()

    made = go_back(snapshots, tuesday, tmp_path / DATABASE, now=later).before
    assert made is not None

    journal = opened(tmp_path, now=later)
    assert sorted(each.note for each in journal.page()) == [
        "as it was",
        "in the bin since",
        "the same",
    ]
    assert journal.preferences.get("look", None) == "night"
    assert journal.drawer(MemoryRows).hidden() == [("person", "Bo")]
    assert journal.examine().problems == ()
    journal.close()
    assert_nowhere(tmp_path, CANARY)
    assert (made.why, made.glimmers) == ("back", 3)

    go_back(snapshots, made, tmp_path / DATABASE, now=later)

    journal = opened(tmp_path, now=later)
    assert sorted(each.note for each in journal.page()) == ["kept since", "other words", "the same"]
    assert [each.note for each in journal.page(bin=True)] == ["in the bin since"]
    journal.close()


def test_what_was_deleted_for_good_is_counted_where_a_snapshot_holds_it_still(
    tmp_path, journal, snapshots
):
    gone = keep(journal, CANARY)
    keep(journal, "stays")
    made = snapshots.take("day", now=NOW)
    journal._after_erasing = None
    journal.erase(gone.id, at=NOW)

    told = difference(snapshots, made, tmp_path / DATABASE)
    assert (told.erased, told.then, told.back) == (1, 1, 0)
    journal.close()
    go_back(snapshots, made, tmp_path / DATABASE, now=NOW)

    again = opened(tmp_path)
    assert [each.note for each in again.page()] == ["stays"]
    assert gone.id in again.erased().ids
    again.close()


def test_what_went_into_the_bin_long_ago_and_came_out_since_is_not_deleted_by_going_back(
    tmp_path, snapshots
):
    journal = opened(tmp_path)
    glimmer = keep(journal, "wanted after all")
    journal.remove(glimmer.id, at=NOW)
    made = snapshots.take("restore", now=NOW)
    live(journal, since=NOW, days=20)
    journal.put_back(glimmer.id, at=NOW + timedelta(days=20))
    live(journal, since=NOW, days=40)
    later = NOW + timedelta(days=41)
    journal.close()

    go_back(snapshots, made, tmp_path / DATABASE, now=later)

    journal = opened(tmp_path, now=later)
    assert [each.id for each in journal.page(bin=True)] == [glimmer.id]
    journal.close()


def test_files_of_photos_that_only_the_state_of_now_shows_are_let_go_and_stay(tmp_path, snapshots):
    journal = opened(tmp_path)
    glimmer = keep(journal, "no photo yet")
    made = snapshots.take("day", now=NOW)
    journal.photos.attach(glimmer.id, [photo(7)], at=NOW)
    journal.close()

    go_back(snapshots, made, tmp_path / DATABASE, now=NOW)

    journal = opened(tmp_path)
    assert journal.photos.in_use() == frozenset()
    assert photo(7).id in journal.photos.known()
    live(journal, since=NOW, days=5)
    assert journal.photos.to_sweep() == {photo(7).id} == snapshots.named([photo(7).id])
    journal.close()


def test_going_back_in_steps_can_be_stopped_at_each_and_nothing_has_changed(tmp_path):
    journal = opened(tmp_path)
    for number in range(30):
        keep(journal, f"{number} " + "light " * 400)
    Snapshots(tmp_path / DATABASE).take("day", now=NOW)
    keep(journal, "since")
    journal.close()
    before = notes(tmp_path / DATABASE)
    snapshots = Snapshots(tmp_path / DATABASE, copying=copied_in_pieces)
    made = snapshots.all()[0]

    for stop in range(1000):
        steps = going_back(snapshots, made, tmp_path / DATABASE, now=NOW)
        left = iter(range(stop))
        went = finished(steps, lambda _done, _of, left=left: next(left, None) is not None)
        if went is not None:
            break
        assert notes(tmp_path / DATABASE) == before, stop
        assert not (snapshots.folder / HALF).exists(), stop

    assert stop > 30, "each piece is a step, and each table that is examined"
    assert notes(tmp_path / DATABASE) == before[:-1]
    assert notes(snapshots.path(went.before)) == before


def copied_in_pieces(source: Path, half: Path) -> Steps[None]:
    """As in a browser: of a database that nobody writes to meanwhile."""
    keep_private(half)
    with source.open("rb") as original, half.open("r+b") as copy:
        while piece := original.read(1 << 14):
            copy.write(piece)
            yield None


def test_a_damaged_snapshot_is_never_gone_back_to(tmp_path, snapshots):
    journal = opened(tmp_path)
    for number in range(200):
        keep(journal, f"{number} " + "light " * 40)
    made = snapshots.take("day", now=NOW)
    journal.close()
    before = (tmp_path / DATABASE).read_bytes()
    with snapshots.path(made).open("r+b") as file:
        file.seek(4096 * 20)
        file.write(os.urandom(4096))

    with pytest.raises(DamagedSnapshotError):
        go_back(snapshots, made, tmp_path / DATABASE, now=NOW)

    assert (tmp_path / DATABASE).read_bytes() == before


def test_where_the_journals_file_is_gone_one_can_go_back(tmp_path, snapshots):
    journal = opened(tmp_path)
    keep(journal, "kept")
    journal.preferences.choose("look", "night", at=NOW)
    made = snapshots.take("day", now=NOW)
    journal.close()
    (tmp_path / DATABASE).unlink()

    assert difference(snapshots, made, tmp_path / DATABASE).back == 1
    assert go_back(snapshots, made, tmp_path / DATABASE, now=NOW) == WentBack(
        before=None, damaged=None
    )

    journal = opened(tmp_path)
    assert [each.note for each in journal.page()] == ["kept"]
    assert journal.preferences.get("look", None) == "night"
    assert snapshots.all() == [made]
    journal.close()


@pytest.mark.parametrize("anew", [False, True])
def test_a_snapshot_that_goes_or_is_written_anew_meanwhile(tmp_path, snapshots, monkeypatch, anew):
    journal = opened(tmp_path)
    gone = keep(journal, CANARY)
    keep(journal, "stays")
    made = snapshots.take("day", now=NOW)
    keep(journal, "since")
    journal.close()

    def check_and_let_it_go(path: Path, *, indexes: bool) -> int:
        monkeypatch.undo()
        count = snapshots_module.check_copy(path, indexes=indexes)
        if anew:
            with closing(opened(tmp_path)) as another:
                another.erase(gone.id, at=NOW)
        path.unlink(missing_ok=True)
        return count

    monkeypatch.setattr(snapshots_module, "check_copy", check_and_let_it_go)
    if anew:
        go_back(snapshots, made, tmp_path / DATABASE, now=NOW)
    else:
        with pytest.raises(UnknownSnapshotError):
            go_back(snapshots, made, tmp_path / DATABASE, now=NOW)

    left = ["stays"] if anew else [CANARY, "stays", "since"]
    assert notes(tmp_path / DATABASE) == left


def test_half_a_letter_that_a_disk_has_damaged_takes_nothing_away(tmp_path, snapshots):
    journal = opened(tmp_path)
    keep(journal, "before")
    first = snapshots.take("restore", now=NOW)
    keep(journal, "let go", people=("Noor",))
    journal.close()
    with closing(sqlite3.connect(tmp_path / DATABASE)) as conn:
        conn.execute("UPDATE glimmers SET note = CAST(x'6c6574ff' AS TEXT) WHERE note = 'let go'")
        conn.execute("PRAGMA foreign_keys = OFF")
        conn.execute("UPDATE people SET id = CAST(x'6e6fff' AS TEXT)")
        conn.execute("UPDATE glimmer_people SET person = CAST(x'6e6fff' AS TEXT)")
        conn.commit()

    second = snapshots.take("restore", now=NOW)

    assert second.glimmers == 2
    assert difference(snapshots, first, tmp_path / DATABASE).gone == 1
    journal = opened(tmp_path)
    gone = keep(journal, CANARY, people=("Admiral",))
    third = snapshots.take("restore", now=NOW)
    journal.names.remove("person", "Admiral", at=NOW)
    journal.erase(gone.id, at=NOW)
    assert_nowhere(tmp_path, "Admiral")
    assert [each.id for each in snapshots.all()] == [each.id for each in (first, second, third)]
    journal.close()
    went = go_back(snapshots, first, tmp_path / DATABASE, now=NOW)
    assert went.damaged is None
    assert went.before is not None
    assert went.before.glimmers == 2


def test_what_came_from_elsewhere_goes_under_whatever_id_a_snapshot_has_it(journal, snapshots):
    record = {"source": "daylio", "source_id": "7"}
    gone, stays = keep(journal, CANARY), keep(journal, "stays")
    journal._conn.execute(
        "UPDATE glimmers SET source = :source, source_id = :source_id WHERE id = :id",
        record | {"id": gone.id},
    )
    journal._conn.execute(
        "UPDATE glimmers SET source = :source, source_id = '8' WHERE id = :id",
        record | {"id": stays.id},
    )
    snapshots.take("restore", now=NOW)
    lower = GlimmerId(f"00000000{gone.id[8:]}")
    journal._conn.execute("UPDATE glimmers SET id = ? WHERE id = ?", (lower, gone.id))

    journal.erase(lower, at=NOW)

    (made,) = snapshots.all()
    assert notes(snapshots.path(made)) == ["stays"]
    assert_nowhere(snapshots.folder, CANARY)


def test_an_earlier_journal_that_is_damaged_says_so_when_it_is_opened(tmp_path, snapshots):
    shutil.copy(SCHEMA_1, tmp_path / DATABASE)
    with closing(sqlite3.connect(tmp_path / DATABASE)) as conn:
        (page,) = conn.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'glimmers_bin'"
        ).fetchone()
    with (tmp_path / DATABASE).open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(bytes(4096))
    before = (tmp_path / DATABASE).read_bytes()

    with pytest.raises(DamagedJournalError):
        opened(tmp_path)

    assert (tmp_path / DATABASE).read_bytes() == before
    assert snapshots.all() == []


def test_going_back_to_the_first_release_brings_it_up_to_date(tmp_path, snapshots):
    shutil.copy(SCHEMA_1, tmp_path / DATABASE)
    journal = opened(tmp_path)
    keep(journal, "of today")
    journal.close()
    (made,) = snapshots.all()

    go_back(snapshots, made, tmp_path / DATABASE, now=NOW)

    journal = opened(tmp_path)
    assert journal.count() == 18 == made.glimmers
    assert journal.examine().problems == ()
    journal.close()


# Of a damaged journal -----------------------------------------------------------------------------


def damaged(folder: Path, snapshots: Snapshots) -> Snapshot:
    """A journal of 200 glimmers with torn pages in its middle, and a copy of 150 of them."""
    journal = opened(folder)
    for number in range(150):
        keep(journal, f"{number} " + "light " * 40)
    made = snapshots.take("day", now=NOW)
    for number in range(150, 200):
        keep(journal, f"{number} " + "light " * 40)
    journal.rebuild_index()
    journal.close()
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        pages = [
            page
            for (page,) in conn.execute(
                "SELECT pageno FROM dbstat WHERE name = 'glimmers' AND pagetype = 'leaf'"
            )
        ]
        (size,) = conn.execute("PRAGMA page_size").fetchone()
    with (folder / DATABASE).open("r+b") as file:
        for page in pages[2:5]:
            file.seek((page - 1) * size)
            file.write(bytes(size))
    return made


def test_the_doctor_of_a_damaged_journal_tells_of_the_whole_copy_and_touches_nothing(
    tmp_path, snapshots
):
    made = damaged(tmp_path, snapshots)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    report = look_over(tmp_path, repair=False, now=NOW)

    (told,) = [each for each in report.notes if made.id in each]
    assert "of 24 November 2026, 20:15, with 150 glimmers" in told
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_repair_tells_what_the_copy_has_that_it_could_not_save(tmp_path, snapshots):
    made = damaged(tmp_path, snapshots)

    report = look_over(tmp_path, repair=True, now=NOW)

    told = difference(snapshots, made, tmp_path / DATABASE)
    assert 0 < told.back < 150
    assert told.gone == 50, "what was kept since came across"
    assert any(
        f"has {told.back} glimmers that did not come across" in each for each in report.problems
    )


def test_going_back_from_a_damaged_journal_keeps_its_file_beside(tmp_path, snapshots):
    made = damaged(tmp_path, snapshots)
    torn = (tmp_path / DATABASE).read_bytes()

    went = go_back(snapshots, made, tmp_path / DATABASE, now=NOW)

    assert went.before is None
    assert went.damaged is not None
    assert went.damaged.read_bytes() == torn
    journal = opened(tmp_path)
    assert journal.count() == 150
    assert journal.examine().problems == ()
    journal.close()
    assert [each.why for each in snapshots.all()] == ["day"]


def test_a_file_that_is_no_journal_of_ours_is_not_replaced(tmp_path, snapshots):
    made = damaged(tmp_path, snapshots)
    (tmp_path / DATABASE).write_bytes(b"somebody's own notes, " * 40)

    with pytest.raises(NotAJournalError):
        go_back(snapshots, made, tmp_path / DATABASE, now=NOW)

    assert (tmp_path / DATABASE).read_bytes().startswith(b"somebody's own notes")


# Killed -------------------------------------------------------------------------------------------


def in_a_process(work: Callable[[], None], *, killed_after: float | None) -> bool:
    """Do it in a forked process; whether that was killed before it ended."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    if killed_after is not None:
        time.sleep(killed_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        assert status == 0
        return False
    return True


KILLS = 20
"""In the middle of each of the verbs."""


def test_going_back_that_is_killed_has_gone_back_or_has_not(tmp_path, snapshots):
    journal = opened(tmp_path)
    for number in range(200):
        keep(journal, f"then {number} " + "light " * 30)
    tuesday = snapshots.take("day", now=NOW)
    for number in range(100):
        keep(journal, f"since {number} " + "light " * 30)
    journal.close()
    database = tmp_path / DATABASE
    later = NOW + timedelta(days=1)

    def work() -> None:
        go_back(snapshots, tuesday, database, now=later)

    shutil.copytree(tmp_path, tmp_path.with_name("trial"))
    begun = time.perf_counter()
    trial = tmp_path.with_name("trial") / DATABASE
    in_a_process(
        lambda: go_back(Snapshots(trial), tuesday, trial, now=later) and None, killed_after=None
    )
    longest = time.perf_counter() - begun
    draw = random.Random(5)
    whole, seen = database.read_bytes(), set()
    killed = 0
    while killed < KILLS:
        killed += in_a_process(work, killed_after=draw.uniform(0, longest))
        journal = opened(tmp_path, now=later)
        seen.add(journal.count())
        assert journal.examine().problems == ()
        journal.close()
        for made in snapshots.all():
            assert (
                made.glimmers == len(notes(snapshots.path(made))) == (200, 300)[made.why != "day"]
            )
            if made.why == "back":
                snapshots.path(made).unlink()
        database.write_bytes(whole)
    assert seen <= {200, 300}
    assert not in_a_process(work, killed_after=None)
    assert Journal.look(database).count() == 200


def test_deleting_for_good_that_is_killed_leaves_nothing_after_the_next_day_has_begun(
    tmp_path, snapshots
):
    journal = opened(tmp_path)
    for number in range(50):
        keep(journal, f"stays {number} " + "light " * 30)
    for _ in range(3):
        snapshots.take("restore", now=NOW)
    journal.close()
    kept: dict[GlimmerId, str] = {}
    draw = random.Random(6)

    def erasing(*, killed_after: float | None) -> bool:
        """One that is in every snapshot that is there; then a day begins."""
        today = NOW + timedelta(days=len(kept))
        note = f"{CANARY} {len(kept)}."
        with closing(opened(tmp_path)) as journal:
            id = keep(journal, note).id
        kept[id] = note
        snapshots.take("restore", now=today)

        def work() -> None:
            opened(tmp_path).erase(id, at=NOW)

        killed = in_a_process(work, killed_after=killed_after)
        with closing(opened(tmp_path)) as journal:
            begin_day_of_snapshots(journal, now=today)
            erased = {note for id, note in kept.items() if id in journal.erased().ids}
        for made in snapshots.all():
            words = notes(snapshots.path(made))
            assert len(words) == made.glimmers
            assert erased.isdisjoint(words)
        return killed

    begun = time.perf_counter()
    assert not erasing(killed_after=None)
    longest = time.perf_counter() - begun
    killed = 0
    while killed < KILLS:
        killed += erasing(killed_after=draw.uniform(0, longest))
