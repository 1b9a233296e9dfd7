"""Reading needs no writing: whatever folder, disk or state a journal is in, and nothing is left
behind.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import BusyJournalError, NotAJournalError, ReadOnlyError
from app.core.glimmers import Draft
from app.core.photos import Photo, PhotoId
from app.core.when.times import at_moment
from app.words.errors import errors
from storage import reading
from storage.database.holding import exclusive_lock, shared_lock
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.vault import DATABASE
from tests import processes

NOW = datetime(2026, 11, 22, 20, 15, tzinfo=ZoneInfo("Europe/Berlin"))
ROOT = Path(__file__).parent.parent.parent
SCHEMA_1 = Path(__file__).parent / "fixtures" / "schema-1.db"
NOBODY = 65534
STATES = (
    "closed",
    "log",
    "log without shared memory",
    "cut short",
    "rollback mode",
    "first release",
)
"""In which a journal is found."""


def _can(*command: str) -> bool:
    with suppress(OSError):
        return subprocess.run(command, capture_output=True).returncode == 0
    return False


IS_ROOT = os.name == "posix" and os.geteuid() == 0
CAN_MOUNT = IS_ROOT and _can("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt")


def left_in(folder: Path, state: str) -> list[str]:
    """Make a journal in this state; the answer is what its notes say, newest first."""
    folder.mkdir(mode=0o700)
    if state == "first release":
        shutil.copy(SCHEMA_1, folder / DATABASE)
        (folder / DATABASE).chmod(0o600)
        with closing(sqlite3.connect(folder / DATABASE)) as conn:
            return [
                note
                for (note,) in conn.execute(
                    "SELECT note FROM glimmers WHERE removed_at IS NULL ORDER BY sort_key "
                    "DESC, id DESC"
                )
            ]
    keep(folder, "first", "second")
    if state.startswith("log"):
        run(f"""
            journal = open_in_folder(folder, now=NOW)
            later = NOW + timedelta(hours=1)
            journal.keep(Draft(when=at_moment(later), note="third"), at=later)
            os.kill(os.getpid(), {signal.SIGKILL})
        """, folder, ends=-signal.SIGKILL)  # fmt: skip
        assert (folder / f"{DATABASE}-wal").stat().st_size > 0
        if state == "log without shared memory":
            (folder / f"{DATABASE}-shm").unlink()
        return ["third", "second", "first"]
    if state != "closed":
        with closing(sqlite3.connect(folder / DATABASE)) as conn:
            conn.execute("PRAGMA journal_mode = delete")
    if state == "cut short":
        run(f"""
            conn = sqlite3.connect(folder / DATABASE, isolation_level=None)
            conn.execute("PRAGMA cache_size = 1")
            conn.execute("BEGIN")
            much = "replace(hex(zeroblob(90000)), '0', 'x')"
            conn.execute("UPDATE glimmers SET note = note || " + much)
            os.kill(os.getpid(), {signal.SIGKILL})
        """, folder, ends=-signal.SIGKILL)  # fmt: skip
        assert (folder / f"{DATABASE}-journal").stat().st_size > 0
    return ["second", "first"]


def keep(folder: Path, *notes: str) -> None:
    journal = open_in_folder(folder, now=NOW)
    for second, note in enumerate(notes):
        at = NOW + timedelta(seconds=second)
        glimmer = journal.keep(Draft(when=at_moment(at), note=note), at=at)
    journal.photos.attach(
        glimmer.id,
        [Photo(id=PhotoId("a" * 64), width=4, height=3, media_type="image/jpeg", size=1)],
        at=NOW,
    )
    journal.remove(journal.keep(Draft(when=at_moment(NOW), note="let go"), at=NOW).id, at=NOW)
    journal.close()


def run(code: str, folder: Path, *, ends: int = 0) -> str:
    """Run `code` as a process of its own that ends as expected; the answer is what it printed."""
    head = f"""
        import os, sqlite3, sys
        from datetime import datetime, timedelta
        from pathlib import Path
        from app.core.glimmers import Draft
        from app.core.when.times import at_moment
        from storage.journal import Journal
        from storage.opening import open_in_folder
        from storage.vault import DATABASE
        NOW, folder = datetime.fromisoformat({NOW.isoformat()!r}), Path({str(folder)!r})
    """
    program = textwrap.dedent(head) + textwrap.dedent(code)
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == ends, done.stderr
    return done.stdout


def all_of(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Every file of a folder: its bytes, mode and when it was written; and the folder's own."""
    files = {
        path.name: (path.read_bytes(), path.stat().st_mode, path.stat().st_mtime_ns)
        for path in folder.iterdir()
    }
    return files | {".": (b"", folder.stat().st_mode, folder.stat().st_mtime_ns)}


def commands(glimmer: str) -> list[list[str]]:
    """Every command that only reads."""
    return [
        ["list"], ["list", "--bin"], ["show", glimmer], ["photos", "list", glimmer],
        ["photos", "unnamed"], ["doctor"],
        ["remind", "status"], ["remind", "plan", "--days", "2"], ["collage", "OUT", glimmer],
    ]  # fmt: skip


def asked(*arguments: str, folder: Path, out: Path) -> subprocess.CompletedProcess[str]:
    given = [str(out / "out.png") if argument == "OUT" else argument for argument in arguments]
    return processes.run(
        "--data", str(folder), "--json", *given, capture_output=True, encoding="utf-8"
    )


@pytest.mark.parametrize("state", STATES)
def test_commands_that_only_read_leave_a_folder_as_it_was_to_the_byte(tmp_path, state):
    folder = tmp_path / "journal"
    notes = left_in(folder, state)
    folder.chmod(0o755)
    (folder / DATABASE).chmod(0o640)
    before = all_of(folder)

    listed = json.loads(asked("list", folder=folder, out=tmp_path).stdout)
    for command in commands(listed[0]["id"]):
        done = asked(*command, folder=folder, out=tmp_path)
        assert done.stdout or command[0] == "collage", (command, done.stderr)
        assert all_of(folder) == before, command

    assert [glimmer["note"] for glimmer in listed] == notes


@pytest.mark.parametrize(
    ("command", "found"),
    [
        (["list"], []),
        (["remind", "plan"], []),
        (["remind", "status"], {"on": False, "last_shown": None, "next": None}),
        (["doctor"], {"ok": True, "glimmers": 0, "in_bin": 0, "photos": 0, "problems": []}),
    ],
)
@pytest.mark.parametrize("there", ["nothing", "a folder", "an empty file"])
def test_where_no_journal_is_yet_reading_finds_an_empty_one_and_makes_none(
    tmp_path, command, found, there
):
    folder = tmp_path / "journal"
    if there != "nothing":
        folder.mkdir(mode=0o755)
    if there == "an empty file":
        (folder / DATABASE).touch(mode=0o600)
    before = all_of(tmp_path) if there == "nothing" else all_of(folder)

    done = asked(*command, folder=folder, out=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert answer == found or {name: answer[name] for name in found} == found
    assert (all_of(tmp_path) if there == "nothing" else all_of(folder)) == before


def test_a_glimmer_that_is_not_there_is_told_also_where_there_is_no_journal(tmp_path):
    done = asked("show", "0", folder=tmp_path / "nowhere", out=tmp_path)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("There is no such glimmer.")


# Beside others ------------------------------------------------------------------------------------


@contextmanager
def keeping(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The app in another process: one glimmer after the other, numbered, the log written into the
    file again and again.
    """
    program = f"""
        import itertools, time
        from datetime import datetime
        from pathlib import Path
        from app.core.glimmers import Draft
        from app.core.when.times import at_moment
        from storage.opening import open_in_folder
        NOW = datetime.fromisoformat({NOW.isoformat()!r})
        journal = open_in_folder(Path({str(folder)!r}), now=NOW)
        journal._conn.execute("PRAGMA synchronous = OFF")
        journal._conn.execute("PRAGMA wal_autocheckpoint = 30")
        for number in itertools.count(1):
            journal.keep(Draft(when=at_moment(NOW), note=f"{{number}} " + "light " * 200), at=NOW)
            print(number, flush=True)
            if number % 50 == 0:
                journal._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            time.sleep(0.001)  # hundreds in a second: nobody gets a copy of what never stands still
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "1\n"
        try:
            yield process
        finally:
            process.kill()


def one_state(journal: Journal) -> int:
    """How many glimmers there are; with none left out between."""
    numbers = sorted(int(glimmer.note.split()[0]) for glimmer in journal.page(limit=10**6))
    assert numbers == list(range(1, len(numbers) + 1))
    assert journal._conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return len(numbers)


@pytest.mark.parametrize("way", ["read", "look", "copy"])
def test_what_is_read_while_the_app_goes_on_keeping_is_one_state_and_the_newest(tmp_path, way):
    file = tmp_path / DATABASE
    seen = 0
    with keeping(tmp_path) as app:
        assert app.stdout is not None
        heard = b""
        os.set_blocking(app.stdout.fileno(), False)
        until = time.monotonic() + 3
        rounds = 0
        while time.monotonic() < until:
            with suppress(BlockingIOError):
                heard += os.read(app.stdout.fileno(), 1 << 20)
            said = int((heard.rpartition(b"\n")[0] or b"1").split()[-1])
            match way:
                case "read":
                    journal = Journal.read(file)
                case "look":
                    journal = Journal.look(file)
                case _:
                    from storage.connection import prepared

                    journal = Journal(prepared(reading._copy(file), "memory"))
            count = one_state(journal)
            journal.close()
            assert count >= max(seen, said)
            seen = count
            rounds += 1

    assert rounds > 3
    assert seen > 10


def test_a_program_that_begins_waits_for_a_reader_and_no_longer(tmp_path):
    keep(tmp_path, "before")
    journal = Journal.read(tmp_path / DATABASE)

    command = [sys.executable, "-m", "app", "--data", str(tmp_path), "keep", "after"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as app:
        with pytest.raises(subprocess.TimeoutExpired):
            app.wait(1.5)
        notes = [glimmer.note for glimmer in journal.page()]
        journal.close()
        assert app.wait(30) == 0

    assert notes == ["before"]
    assert Journal.read(tmp_path / DATABASE).count() == 2


def test_a_reader_of_an_open_journal_is_in_nobodys_way(tmp_path):
    with keeping(tmp_path) as app:
        assert app.stdout is not None
        journal = Journal.read(tmp_path / DATABASE)
        before = journal.count()
        while int(app.stdout.readline()) < before + 5:
            pass

        assert journal.count() == before  # one state, as long as it is read
        assert Journal.read(tmp_path / DATABASE).count() > before
        with pytest.raises(BusyJournalError), exclusive_lock(tmp_path / DATABASE):
            pass
        journal.close()


def test_many_readers_at_once_all_read_and_leave_nothing(tmp_path):
    keep(tmp_path, "before")
    before = all_of(tmp_path)
    command = [sys.executable, "-m", "app", "--data", str(tmp_path), "list"]

    readers = [
        subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for _ in range(8)
    ]

    assert all(reader.communicate()[0].endswith("  before\n") for reader in readers)
    assert all_of(tmp_path) == before


def test_a_reader_waits_for_a_repair_and_says_so_when_it_takes_too_long(tmp_path, monkeypatch):
    monkeypatch.setattr("storage.reading.BUSY_SECONDS", 0.2)
    keep(tmp_path, "before")

    with exclusive_lock(tmp_path / DATABASE), pytest.raises(BusyJournalError):
        Journal.read(tmp_path / DATABASE)

    assert Journal.read(tmp_path / DATABASE).count() == 1


def test_a_journal_that_this_process_has_open_is_read_beside_it_and_its_locks_stay(tmp_path):
    journal = open_in_folder(tmp_path, now=NOW)
    journal.keep(Draft(when=at_moment(NOW), note="before"), at=NOW)

    reader = Journal.read(tmp_path / DATABASE)
    assert reader.count() == 1
    journal.keep(Draft(when=at_moment(NOW), note="after"), at=NOW)
    assert reader.count() == 1
    reader.close()
    assert Journal.read(tmp_path / DATABASE).count() == 2

    locked = run(
        (
            "print(sqlite3.connect(f'file:{folder / DATABASE}?mode=rw', "
            "uri=True).execute('PRAGMA locking_mode').fetchone())"
        ),
        tmp_path,
    )
    assert "normal" in locked
    with pytest.raises(BusyJournalError), exclusive_lock(tmp_path / DATABASE):
        pass
    journal.close()


def test_where_the_file_system_knows_no_locks_a_copy_is_read(tmp_path, monkeypatch):
    keep(tmp_path, "before")
    monkeypatch.setattr(
        "storage.database.holding._locked", lambda descriptor, *, exclusive: not exclusive
    )  # as it answers there

    journal = Journal.read(tmp_path / DATABASE)

    assert journal.count() == 1
    assert in_memory(journal)


def in_memory(journal: Journal) -> bool:
    return not os.path.isabs(journal._conn.execute("PRAGMA database_list").fetchone()[2])


@pytest.mark.parametrize("state", ["closed", "rollback mode", "log"])
def test_nothing_is_copied_into_memory_that_need_not_be(tmp_path, state):
    left_in(tmp_path / "journal", state)

    assert not in_memory(Journal.read(tmp_path / "journal" / DATABASE))


# Verbs and refusals -------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
def test_verbs_that_change_something_refuse_in_a_sentence(tmp_path, state):
    left_in(tmp_path / "journal", state)
    before = all_of(tmp_path / "journal")
    journal = Journal.read(tmp_path / "journal" / DATABASE)
    first = journal.page(limit=1)[0]

    for verb in (
        lambda: journal.keep(Draft(when=at_moment(NOW), note="no"), at=NOW),
        lambda: journal.remove(first.id, at=NOW),
        lambda: journal.erase(first.id, at=NOW),
        lambda: journal.preferences.choose("southern", True, at=NOW),
    ):
        with pytest.raises(ReadOnlyError):
            verb()

    journal.close()
    assert all_of(tmp_path / "journal") == before


def test_what_is_no_journal_is_said_to_be_none_when_it_is_read(tmp_path):
    (tmp_path / DATABASE).write_text("letters")
    with pytest.raises(NotAJournalError):
        Journal.read(tmp_path / DATABASE)

    (tmp_path / DATABASE).unlink()
    (tmp_path / DATABASE).mkdir()
    with pytest.raises(NotAJournalError):
        Journal.read(tmp_path / DATABASE)

    (tmp_path / DATABASE).rmdir()
    os.mkfifo(tmp_path / DATABASE)
    with pytest.raises(NotAJournalError):
        Journal.read(tmp_path / DATABASE)


# Elsewhere ----------------------------------------------------------------------------------------


@pytest.mark.skipif(not IS_ROOT, reason="only root can become somebody else")
class TestAsSomebodyElse:
    """Modes do not hold root, so these run as nobody."""

    @pytest.fixture
    def folder(self) -> Iterator[Path]:
        # Not below pytest's own folder: each run of pytest on this machine closes that to others
        # again.
        with tempfile.TemporaryDirectory() as place:
            Path(place).chmod(0o755)
            yield Path(place) / "journal"

    def asked(self, folder: Path, *commands: list[str]) -> list[tuple[int, str, str]]:
        """Exit code, stdout and stderr of each, in one process that has loaded all of the app
        before.
        """
        program = f"""
            import contextlib, importlib, json, os, sys, tempfile
            from tests.processes import LOADED
            desktop = "app.platform.reminding.plyer_desktop"
            for name in (*LOADED, desktop, "plyer", "logging.handlers"):
                with contextlib.suppress(ImportError):
                    importlib.import_module(name)
            main = sys.modules["app.__main__"].main
            from storage.care.doctor import look_over
            # It asks for versions: root's files.
            look_over(__import__("pathlib").Path("/nowhere"), repair=False, now=None)
            os.setgroups([])
            os.setgid({NOBODY})
            os.setuid({NOBODY})
            answers = []
            for arguments in {commands!r}:
                streams = [tempfile.TemporaryFile(), tempfile.TemporaryFile()]
                child = os.fork()
                if not child:
                    for place, stream in enumerate(streams, start=1):
                        os.dup2(stream.fileno(), place)
                    sys.argv = ["app", "--data", {str(folder)!r}, "--json", *arguments]
                    code = 0
                    try:
                        main()
                    except SystemExit as ended:
                        code = ended.code or 0
                    sys.stdout.flush()
                    os._exit(code)
                code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
                said = []
                for stream in streams:
                    stream.seek(0)
                    said.append(stream.read().decode())
                answers.append((code, *said))
            print(json.dumps(answers))
        """
        environment = {**os.environ, "HOME": str(folder)}
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(program)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            env=environment,
        )
        assert done.returncode == 0, done.stderr
        return [tuple(answer) for answer in json.loads(done.stdout)]

    @pytest.mark.parametrize("state", STATES)
    def test_a_read_only_folder_is_read(self, folder, state):
        notes = left_in(folder, state)
        for path in folder.iterdir():
            os.chown(path, NOBODY, NOBODY)
            path.chmod(0o400)
        os.chown(folder, NOBODY, NOBODY)
        folder.chmod(0o500)
        before = all_of(folder)

        listed, doctor, status, plan, kept = self.asked(
            folder, ["list"], ["doctor"], ["remind", "status"], ["remind", "plan"], ["keep", "no"]
        )

        assert [glimmer["note"] for glimmer in json.loads(listed[1])] == notes
        report = json.loads(doctor[1])
        assert doctor[0] == 1
        assert report["glimmers"] == (None if state == "first release" else len(notes))
        assert report["problems"][0].startswith("Glimmers is not allowed to write in")
        assert (status[0], plan[0], kept[0]) == (0, 0, 1)
        assert kept[2].startswith("Glimmers is not allowed to write where your journal is")
        (first, *_) = json.loads(listed[1])
        ((code, shown, _), (photos, named, _)) = self.asked(
            folder, ["show", first["id"]], ["photos", "list", first["id"]]
        )
        assert (code, json.loads(shown)) == (0, first)
        assert (photos, json.loads(named)) == (0, first["photos"])
        assert all_of(folder) == before

    def test_a_folder_that_may_be_entered_and_not_listed_is_read(self, folder):
        notes = left_in(folder, "closed")
        os.chown(folder / DATABASE, NOBODY, NOBODY)
        folder.chmod(0o711)

        ((code, listed, _),) = self.asked(folder, ["list"])

        assert (code, [glimmer["note"] for glimmer in json.loads(listed)]) == (0, notes)

    def test_a_journal_that_may_not_be_read_is_told_without_advice_about_writing(self, folder):
        left_in(folder, "closed")
        folder.chmod(0o755)

        ((code, said, words),) = self.asked(folder, ["list"])

        assert (code, said) == (1, "")
        assert words.startswith(
            "Glimmers is not allowed to read where your journal is, so your journal could not "
            "be read. Nothing was changed."
        )
        assert errors.REMEDY["UnreadableError"] in words

    def test_what_the_owner_keeps_meanwhile_is_read_by_who_may_only_read(self, folder):
        with keeping(folder):
            folder.chmod(0o555)
            for path in folder.iterdir():
                path.chmod(0o444)

            answers = self.asked(folder, *([["list", "--limit", "100000"]] * 10))

        counts = [len(json.loads(listed)) for _, listed, _ in answers]
        assert counts == sorted(counts)
        assert counts[0] > 0


@pytest.mark.skipif(not CAN_MOUNT, reason="only root can mount, and not everywhere")
class TestOnAnotherDisk:
    """Mounted in a namespace of its own, which ends with the process."""

    def asked(self, folder: Path, mounted: str, *commands: list[str]) -> list[tuple[int, str]]:
        """Exit code and stdout of each command on the journal in `folder`, after the shell commands
        `mounted`.
        """
        program = f"""
            import json, subprocess, sys
            answers = []
            for arguments in {commands!r}:
                app = [sys.executable, "-m", "app", "--data", {str(folder)!r}, "--json"]
                command = [*app, *arguments]
                done = subprocess.run(command, capture_output=True, text=True)
                answers.append((done.returncode, done.stdout or done.stderr))
            print(json.dumps(answers))
        """
        script = f'set -e\n{mounted}\nexec "$@"'
        inside = ["sh", "-c", script, "sh", sys.executable, "-c", textwrap.dedent(program)]
        done = subprocess.run(["unshare", "-m", *inside], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return [tuple(answer) for answer in json.loads(done.stdout)]

    @pytest.mark.parametrize("state", STATES)
    def test_a_read_only_disk_is_read(self, tmp_path, state):
        folder = tmp_path / "journal"
        notes = left_in(folder, state)
        before = all_of(folder)
        mounted = f"mount --bind {folder} {folder}\nmount -o remount,bind,ro {folder}"

        listed, doctor, status, kept = self.asked(
            folder, mounted, ["list"], ["doctor"], ["remind", "status"], ["keep", "no"]
        )

        assert [glimmer["note"] for glimmer in json.loads(listed[1])] == notes
        report = json.loads(doctor[1])
        assert (doctor[0], report["glimmers"]) == (
            1,
            None if state == "first release" else len(notes),
        )
        assert "can only be read" in report["problems"][0]
        assert (status[0], kept[0]) == (0, 1)
        assert kept[1].startswith(
            "The disk where your journal is can only be read, so your journal could not be opened."
        )
        assert all_of(folder) == before

    @pytest.mark.parametrize("state", STATES)
    def test_a_full_disk_is_read(self, tmp_path, state):
        folder = tmp_path / "journal"
        notes = left_in(folder, state)
        (tmp_path / "disk").mkdir()
        full = tmp_path / "disk" / "journal"
        mounted = f"""
            mount -t tmpfs -o size=2m tmpfs {full.parent}
            rm -f {folder}/glimmers.reserve
            cp -a {folder} {full}
            cat /dev/zero > {full.parent}/filling 2>/dev/null || true
            ls -la {full} > {tmp_path}/before
        """

        listed, doctor, status = self.asked(
            full, mounted, ["list"], ["doctor"], ["remind", "status"]
        )

        assert [glimmer["note"] for glimmer in json.loads(listed[1])] == notes
        assert json.loads(doctor[1])["glimmers"] == (
            None if state == "first release" else len(notes)
        )
        assert status[0] == 0

    def test_what_the_app_keeps_meanwhile_is_read_where_the_disk_can_only_be_read(self, tmp_path):
        folder = tmp_path / "journal"
        mounted = f"mount --bind {folder} {folder}\nmount -o remount,bind,ro {folder}"
        with keeping(folder):
            answers = self.asked(folder, mounted, *([["list", "--limit", "100000"]] * 5))

        counts = [len(json.loads(listed)) for _, listed in answers]
        assert counts == sorted(counts)
        assert counts[0] > 0


def test_a_shared_hold_is_what_a_reader_of_an_open_journal_has(tmp_path):
    keep(tmp_path, "before")
    release = shared_lock(
        tmp_path / DATABASE, timeout_s=0
    )  # somebody who has made nothing beside it yet

    journal = Journal.read(tmp_path / DATABASE)
    assert journal.count() == 1
    assert in_memory(journal)
    release()
