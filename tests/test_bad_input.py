"""Bad input and bad luck: one clear sentence, nothing lost, and no word of a person where it does
not belong.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import DamagedJournalError, DiskError, InvalidWordsError, NoRoomError
from app.core.glimmers import MAX_WORDS, Draft, Edit
from app.core.when.grammar import understand
from app.core.when.times import at_moment
from app.platform import log
from app.platform.clock import SystemClock
from storage.connection import translated_errors
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.vault import DATABASE, SNAPSHOTS
from tests import processes

ROOT = Path(__file__).parent.parent
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 20, 15, tzinfo=BERLIN)
CANARY = "Zitronenfalter"
Terminal = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    def terminal(
        *arguments: str, stdin: str = "", largest_file: int | None = None
    ) -> subprocess.CompletedProcess[str]:
        def limit() -> None:
            assert largest_file is not None
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

        environment = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("PYTHON", "LC_", "LANG"))
        }
        limited = {} if largest_file is None else {"preexec_fn": limit}
        how = {
            "input": stdin,
            "capture_output": True,
            "encoding": "utf-8",
            "env": environment,
        } | limited
        return processes.run("--data", str(tmp_path / "journal"), *arguments, **how)

    return terminal


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert CANARY not in done.stderr
    return done.stderr


def everything_in(folder: Path, but: str = DATABASE) -> bytes:
    """Of all that lies there but the journal and its own copies, which hold the words."""
    files = (file for file in folder.rglob("*") if file.is_file() and file.parent.name != SNAPSHOTS)
    return b"".join(file.read_bytes() for file in files if not file.name.startswith(but))


# No room ------------------------------------------------------------------------------------------


def test_a_full_disk_while_keeping_is_told_and_loses_nothing(terminal, tmp_path):
    assert terminal("keep", "before").returncode == 0
    size = (tmp_path / "journal" / DATABASE).stat().st_size

    words = one_sentence(terminal("keep", "-", stdin=CANARY * 5000, largest_file=20_000))

    assert "no room left" in words
    assert "is safe" in words
    assert size > 20_000
    assert [glimmer["note"] for glimmer in json.loads(terminal("list", "--json").stdout)] == [
        "before"
    ]
    assert json.loads(terminal("doctor", "--json").stdout)["ok"]
    assert terminal("keep", "after").returncode == 0


def test_a_disk_too_full_to_begin_is_told(terminal, tmp_path):
    words = one_sentence(terminal("keep", CANARY, largest_file=2000))

    assert "no room left" in words
    assert terminal("keep", "after").returncode == 0
    assert json.loads(terminal("doctor", "--json").stdout)["ok"]


@pytest.mark.parametrize("largest_file", [2_000, 8_192, 40_000])
def test_a_disk_too_full_for_the_copy_before_a_new_shape_is_told_and_changes_nothing(
    terminal, tmp_path, largest_file
):
    file = tmp_path / "journal" / DATABASE
    file.parent.mkdir(mode=0o700)
    shutil.copy(ROOT / "tests" / "storage" / "fixtures" / "schema-1.db", file)
    before = file.read_bytes()

    words = one_sentence(terminal("keep", CANARY, largest_file=largest_file))

    assert "no room left" in words
    assert file.read_bytes() == before
    assert terminal("keep", "after").returncode == 0


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (sqlite3.SQLITE_FULL, NoRoomError),
        (sqlite3.SQLITE_IOERR_WRITE, NoRoomError),
        (sqlite3.SQLITE_IOERR_FSYNC, NoRoomError),
        (sqlite3.SQLITE_IOERR_TRUNCATE, NoRoomError),
        (
            sqlite3.SQLITE_IOERR_SHMSIZE,
            NoRoomError,
        ),  # shared memory that found no room to grow: seen with a limit of 8 KB
        (sqlite3.SQLITE_IOERR_READ, DiskError),
        (sqlite3.SQLITE_IOERR_CORRUPTFS, DiskError),  # how SQLite calls EIO while reading
        (sqlite3.SQLITE_IOERR_SHORT_READ, DamagedJournalError),
        (sqlite3.SQLITE_IOERR_LOCK, DiskError),
        (sqlite3.SQLITE_IOERR_SHMMAP, DiskError),
        (sqlite3.SQLITE_IOERR_SHMLOCK, DiskError),
        (sqlite3.SQLITE_IOERR_DELETE, DiskError),
    ],
)
def test_only_a_disk_that_takes_no_more_is_said_to_be_full(code, error):
    refused = sqlite3.OperationalError("disk I/O error")
    refused.sqlite_errorcode = code

    with pytest.raises(error), translated_errors():
        raise refused


def test_a_database_that_may_not_grow_is_told_by_every_verb_and_stays_whole():
    journal = Journal.in_memory()
    first = journal.keep(Draft(when=at_moment(NOW), note="before"), at=NOW)
    (pages,) = journal._conn.execute("PRAGMA page_count").fetchone()
    journal._conn.execute(f"PRAGMA max_page_count = {pages}")
    long = "words " * 10_000

    for verb in (
        lambda: journal.keep(Draft(when=at_moment(NOW), note=long), at=NOW),
        lambda: journal.change(first.id, Edit(note=long), at=NOW),
        lambda: journal.preferences.choose("name", long, at=NOW),
    ):
        with pytest.raises(NoRoomError):
            verb()

    assert journal.page() == [first]
    assert journal.examine().problems == ()
    journal._conn.execute("PRAGMA max_page_count = 100000")
    journal.change(first.id, Edit(note=long), at=NOW)
    assert journal.get(first.id).note == long


# Words --------------------------------------------------------------------------------------------


def test_a_megabyte_of_words_is_told_its_length_and_kept_nowhere(terminal, tmp_path):
    words = one_sentence(terminal("keep", "-", stdin=CANARY[0] * 1_000_000))

    assert "1,000,000 characters" in words
    assert "100,000" in words
    assert json.loads(terminal("list", "--json").stdout) == []


def test_as_many_words_as_fit_are_kept_whole(terminal):
    note = "☕" * MAX_WORDS

    assert json.loads(terminal("keep", "-", "--json", stdin=note).stdout)["note"] == note


def test_endless_words_are_not_waited_for(terminal, tmp_path):
    command = [sys.executable, "-m", "app", "--data", str(tmp_path / "journal"), "keep", "-"]
    with open("/dev/zero", "rb") as endless:
        done = subprocess.run(
            command, cwd=ROOT, stdin=endless, capture_output=True, text=True, timeout=60
        )

    assert "far too long" in one_sentence(done)


@pytest.mark.parametrize("note", [b"a\0b", b"\xff\xfe latin", b"\xed\xa0\x80 half a pair"])
def test_bytes_that_are_no_text_are_told_and_kept_nowhere(tmp_path, note):
    command = [sys.executable, "-m", "app", "--data", str(tmp_path)]
    done = subprocess.run(
        [*command, "keep", "-"], cwd=ROOT, input=note, capture_output=True, timeout=60
    )

    assert (done.returncode, done.stdout) == (1, b"")
    assert b"Nothing was" in done.stderr
    assert (
        subprocess.run(
            [*command, "list", "--json"], cwd=ROOT, capture_output=True, check=True
        ).stdout
        == b"[]\n"
    )


@pytest.mark.parametrize("argument", [b"\xff\xfe", b"\xed\xa0\x80"])
def test_arguments_that_are_no_text_are_told(tmp_path, argument):
    command = [sys.executable, "-m", "app", "--data", str(tmp_path)]

    for arguments in (
        [b"keep", argument],
        [b"keep", b"--when", argument],
        [b"change", argument, b"--note", b"x"],
        [b"list", b"--before", argument],
    ):
        done = subprocess.run([*command, *arguments], cwd=ROOT, capture_output=True, timeout=60)
        assert (done.returncode, done.stdout) == (1, b"")
        assert len(done.stderr.splitlines()) == 1


def test_a_folder_whose_name_is_no_text_works_all_the_same(tmp_path):
    command = [
        sys.executable.encode(),
        b"-m",
        b"app",
        b"--data",
        os.fsencode(tmp_path) + b"/\xff journal",
    ]

    assert subprocess.run([*command, b"keep", b"words"], cwd=ROOT, timeout=60).returncode == 0
    report = subprocess.run(
        [*command, b"doctor", b"--json"], cwd=ROOT, capture_output=True, check=True, timeout=60
    )
    assert json.loads(report.stdout)["glimmers"] == 1


# Clocks -------------------------------------------------------------------------------------------


def test_a_clock_that_jumps_back_loses_and_reorders_nothing_it_did_not_move(tmp_path):
    journal = open_in_folder(tmp_path, now=NOW)
    ahead = NOW + timedelta(days=400)
    for at, note in (
        (NOW, "first"),
        (ahead, "with the clock ahead"),
        (NOW + timedelta(seconds=1), "after the jump back"),
    ):
        journal.keep(Draft(when=at_moment(at), note=note), at=at)

    assert [glimmer.note for glimmer in journal.page()] == [
        "with the clock ahead",
        "after the jump back",
        "first",
    ]
    assert journal.examine().problems == ()
    journal.close()


def test_the_night_the_clock_goes_back_keeps_both_hours_apart(tmp_path):
    journal = open_in_folder(tmp_path, now=NOW)
    for fold in (1, 0):
        at = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=fold)
        journal.keep(
            Draft(when=at_moment(at, zone="Europe/Berlin"), note=f"{fold + 1}. time"), at=at
        )

    second, first = journal.page()

    assert (first.note, second.note) == ("1. time", "2. time")
    assert (first.start, second.start) == ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00")
    assert second.kept - first.kept == timedelta(hours=1)
    assert [glimmer.note for glimmer in journal.of_day(at.date())] == ["2. time", "1. time"]
    journal.close()


def test_the_hour_that_never_was_is_kept_an_hour_later():
    assert str(understand("2026-03-29 02:30", now=NOW).start) == "2026-03-29 03:30:00+02:00"


def test_a_zone_without_a_name_keeps_its_offset(tmp_path):
    journal = open_in_folder(tmp_path, now=NOW)
    at = NOW.astimezone(timezone(timedelta(hours=-3, minutes=-30)))

    glimmer = journal.get(journal.keep(Draft(when=at_moment(at, zone=None)), at=at).id)

    assert glimmer.zone is None
    assert glimmer.start == "2026-11-22T15:45:00-03:30"
    assert glimmer.when.day == at.date()
    journal.close()


def test_this_devices_clock_tells_a_zone_that_agrees_with_it():
    clock = SystemClock()

    assert clock.now().utcoffset() == datetime.now().astimezone().utcoffset()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.zone() is None or ZoneInfo(str(clock.zone())) == clock.now().tzinfo


# No word where it does not belong -----------------------------------------------------------------


def test_whatever_fails_no_word_of_a_person_reaches_the_log_or_stderr(terminal, tmp_path):
    folder = tmp_path / "journal"
    assert terminal("keep", "before").returncode == 0
    for done in (
        terminal("keep", "-", stdin=CANARY * 9000),
        terminal("keep", "-", stdin=f"{CANARY}\0"),
        terminal("keep", "--when", CANARY),
        terminal("keep", "--when", f"03/04/2024 {CANARY}"),
        terminal("show", CANARY),
        terminal("list", "--before", CANARY),
        terminal("keep", "-", stdin=CANARY * 5000, largest_file=20_000),
    ):
        one_sentence(done)

    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        conn.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON glimmers BEGIN SELECT RAISE(ABORT, 'a "
            "bug'); END"
        )
    one_sentence(terminal("keep", CANARY))  # a bug is logged, and told in one sentence

    written = (folder / "glimmers.log").read_text()
    assert "a command failed" in written
    assert "IntegrityError" in written
    assert CANARY.encode() not in everything_in(folder)
    assert (folder / "glimmers.log").stat().st_mode & 0o077 == 0


def test_a_lone_surrogate_takes_no_words_along_into_the_log(tmp_path):
    with pytest.raises(InvalidWordsError) as refused:
        open_in_folder(tmp_path, now=NOW).keep(
            Draft(when=at_moment(NOW), note=f"{CANARY} \ud83d"), at=NOW
        )

    assert CANARY not in _logged(tmp_path, refused.value)


def _logged(
    folder: Path, error: BaseException, name: str = "app.somewhere", message: str = "it failed"
) -> str:
    """What the log file says of an error."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        log.to_file(folder)
        logging.getLogger(name).error(message, exc_info=error)
        root.handlers[0].close()
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    return (folder / log.NAME).read_text()


def _caught(failing: Callable[[], object]) -> BaseException:
    try:
        failing()
    except BaseException as error:
        return error
    raise AssertionError("it did not fail")


def test_an_error_is_logged_with_its_place_and_kind_and_without_its_message(tmp_path):
    def fail() -> None:
        try:
            {}[CANARY]
        except KeyError as error:
            raise ExceptionGroup(CANARY, [ValueError(CANARY), OSError(2, CANARY)]) from error

    written = _logged(tmp_path, _caught(fail))

    assert CANARY not in written
    for part in (
        "it failed",
        "test_bad_input.py",
        "in fail",
        "ExceptionGroup",
        "KeyError",
        "ValueError",
        "FileNotFoundError",
    ):
        assert part in written


def test_an_error_that_causes_itself_is_logged_once(tmp_path):
    error = ValueError(CANARY)
    other = KeyError(CANARY)
    error.__cause__, other.__cause__ = other, error

    assert _logged(tmp_path, error).count("ValueError") == 1


def test_a_message_of_another_library_is_logged_by_its_place_only(tmp_path):
    written = _logged(
        tmp_path,
        _caught(lambda: int(CANARY)),
        name="asyncio",
        message=f"Task exception was never retrieved: {CANARY}",
    )

    assert CANARY not in written
    assert "asyncio" in written
    assert "ValueError" in written


def test_a_log_that_cannot_be_written_gets_in_nobodys_way(terminal, tmp_path):
    (tmp_path / "journal" / "glimmers.log").mkdir(parents=True)

    assert terminal("keep", "words").returncode == 0
    with closing(sqlite3.connect(tmp_path / "journal" / DATABASE)) as conn:
        conn.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON glimmers BEGIN SELECT RAISE(ABORT, 'a "
            "bug'); END"
        )
    assert "should not have" in one_sentence(terminal("keep", CANARY))
