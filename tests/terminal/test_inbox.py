"""What waits in the inbox, from a terminal: put there while the journal is held, taken in by what
opens it, and left alone by what only reads.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.core.exchange.inbox import InboxRecord, from_json
from app.core.photos import ORIGINALS
from storage.database.holding import exclusive_lock
from storage.inbox import FolderInbox
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.rows.stamps import new_id
from storage.vault import DATABASE
from tests import processes

NOW = datetime.now().astimezone()
PHOTO = Path(__file__).parents[1] / "photos" / "gps.jpg"
Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "journal"
    open_in_folder(folder, now=NOW).close()
    return folder


@pytest.fixture
def run(folder: Path) -> Run:
    def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        environment = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("GLIMMERS", "FLET", "PYTHON", "LC_", "LANG"))
        }
        return processes.run(
            "--data", str(folder), *arguments, env=environment, capture_output=True, input=stdin
        )

    return run


@pytest.fixture
def ask(run: Run) -> Callable[..., Any]:
    def ask(*arguments: str, **how: Any) -> Any:
        done = run("--json", *arguments, **how)
        assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
        return json.loads(done.stdout)

    return ask


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """As a repair or an update of its shape holds the journal."""
    with exclusive_lock(folder / DATABASE):
        yield


def put(folder: Path, note: str, second: int = 0) -> InboxRecord:
    at = NOW + timedelta(seconds=second)
    text = at.isoformat(timespec="milliseconds")
    record = from_json({"v": 1, "id": new_id(at), "at": text, "zone": "Asia/Tokyo", "note": note})
    FolderInbox(folder).put(record)
    return record


# Taken in -----------------------------------------------------------------------------------------


def test_whatever_opens_the_journal_to_change_it_takes_in_what_waits(folder, run, ask):
    first = put(folder, "kept by another hand")

    run("keep", "and this here", "--when", "2019")
    second = put(folder, "another", second=1)
    done = run("change", first.id, "--love")

    assert done.returncode == 0
    assert [each["note"] for each in ask("list")] == [
        "another",
        "kept by another hand",
        "and this here",
    ]
    assert ask("show", second.id)["kept_at"] == second.record.glimmer.kept_at
    assert FolderInbox(folder).look() == []


def test_photos_come_in_at_full_size_where_that_was_chosen(folder, run, ask):
    with closing(Journal.open(folder / DATABASE)) as journal:
        journal.preferences.choose(ORIGINALS, True, at=NOW)
    record = put(folder, "with a photo")
    written = folder / "inbox" / f"{record.id}.json"
    Image.new("RGB", (4000, 20)).save(folder / "inbox" / f"{record.id}.0", "JPEG")
    written.write_text(json.dumps(json.loads(written.read_text()) | {"photos": [f"{record.id}.0"]}))

    assert run("keep", "here").returncode == 0

    ((photo,),) = (each["photos"] for each in ask("list") if each["id"] == record.id)
    assert photo["width"] == 4000, "the file in the inbox, which had all of it, is deleted"


def test_photos_come_in_with_the_record_that_names_them(folder, run, ask):
    put(folder, "no photo", second=1)
    record = put(folder, "with a photo")
    there = FolderInbox(folder).folder
    (there / f"{record.id}.0").write_bytes(PHOTO.read_bytes())
    written = there / f"{record.id}.json"
    written.write_text(json.dumps(json.loads(written.read_text()) | {"photos": [f"{record.id}.0"]}))
    waits = run("list").stderr.decode()

    done = run("keep", "here", "--when", "2019")

    assert done.returncode == 0
    assert waits.startswith("2 more glimmers wait beside your journal.")
    photos = {each["note"]: len(each["photos"]) for each in ask("list")}
    assert photos == {"no photo": 0, "with a photo": 1, "here": 0}
    assert FolderInbox(folder).look() == []


def test_what_only_reads_changes_nothing_and_says_on_stderr_that_some_wait(folder, run, ask):
    run("keep", "here", "--when", "2019")
    put(folder, "one")
    before = everything(folder)

    in_words, as_json, bin = run("list"), ask("list"), run("list", "--bin")
    put(folder, "two", second=1)
    both = run("list")

    assert in_words.stdout.decode().endswith("here\n")
    assert in_words.stderr.decode() == (
        "One more glimmer waits beside your journal. It joins your journal when Glimmers is next "
        "opened, or when something is next kept.\n"
    )
    assert in_words.returncode == 0
    assert [each["note"] for each in as_json] == ["here"]
    assert (bin.stderr, bin.returncode) == (b"", 0)
    assert both.stderr.decode().startswith("2 more glimmers wait beside your journal.")
    assert everything(folder).items() >= before.items()


def everything(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and path.name != "glimmers.log"
    }


def test_an_inbox_that_cannot_be_used_keeps_no_command_from_its_work(folder, run, ask, tmp_path):
    (folder / "inbox").symlink_to(tmp_path)

    assert run("keep", "here").returncode == 0
    assert [each["note"] for each in ask("list")] == ["here"]
    assert run("list").stderr == b""


def test_what_is_deleted_for_good_as_soon_as_it_came_does_not_come_back(folder, run, ask):
    record = put(folder, "better not")

    assert run("remove", record.id, "--for-good").returncode == 0
    FolderInbox(folder).put(record)  # as a program that was killed before it could empty the inbox

    run("keep", "here")
    assert [each["note"] for each in ask("list")] == ["here"]
    assert FolderInbox(folder).look() == []
    assert b"better not" not in (folder / DATABASE).read_bytes()


def test_doctor_tells_what_waits_and_takes_nothing_in(folder, run, ask):
    put(folder, "kept by another hand")

    told = ask("doctor")
    in_words = run("doctor")

    assert told["ok"]
    assert told["problems"] == [
        "One glimmer was kept beside the journal and waits there. It joins the journal when "
        "Glimmers is next opened, or when something is next kept."
    ]
    assert (told["glimmers"], in_words.returncode) == (0, 0)
    assert told["problems"][0] in in_words.stdout.decode()
    assert len(FolderInbox(folder).look()) == 1


# Put there ----------------------------------------------------------------------------------------


def test_keep_while_the_journal_is_held_is_kept_beside_it_and_said_so(folder, run, ask):
    with held(folder):
        done = run("keep", "rain on the roof", "--around")
        (lying,) = FolderInbox(folder).look()

    id = done.stdout.decode().strip()
    assert done.returncode == 0
    assert done.stderr.decode() == (
        "Kept beside your journal, which is busy in another program. It joins your journal when "
        "Glimmers is next opened, or when something is next kept.\n"
    )
    assert lying.key == id
    assert from_json(lying.data).written_by == "terminal"
    run("keep", "later")
    assert [(each["id"], each["note"], each["pathway"]) for each in ask("list")][1] == (
        id,
        "rain on the roof",
        "around",
    )


def test_everything_that_was_typed_is_in_the_answer_and_later_in_the_journal(folder, run, ask):
    arguments = (
        *("--json", "keep", "-", "--between", "--love", "--when", "about 1987"),
        *("--person", "Noor", "--person", "noor", "--place", "Pier", "--tag", "sea", "--tag", ""),
    )
    with held(folder):
        beside = run(*arguments, stdin="  tea\nwith “Noor” ".encode())
    assert beside.returncode == 0
    answer = json.loads(beside.stdout)
    within = json.loads(run(*arguments, stdin="  tea\nwith “Noor” ".encode()).stdout)

    assert ask("show", answer["id"]) == answer
    own = ("id", "kept_at", "changed_at")
    assert {name: value for name, value in answer.items() if name not in own} == {
        name: value for name, value in within.items() if name not in own
    }
    assert list(answer) == list(within)


@pytest.mark.long
@pytest.mark.parametrize(
    "arguments",
    [("--photo", str(PHOTO)), ("--when", "summer 2004")],
    ids=["a photo", "a season of which half of the world"],
)
def test_what_the_inbox_cannot_hold_is_refused_whole(folder, run, arguments):
    with held(folder):
        done = run("keep", "rain", *arguments)

    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == (
        "The journal is busy in another program. Nothing was changed. Try again in a moment.\n"
    )
    assert FolderInbox(folder).look() == []


@pytest.mark.long
def test_what_can_be_kept_nowhere_is_refused_as_ever(folder, run):
    with held(folder):
        wrong = run("keep", "rain", "--when", "tomorrow")
        (folder / "inbox").write_text("a file in its place")
        nowhere = run("keep", "rain")

    assert (wrong.returncode, nowhere.returncode) == (1, 1)
    assert b"in the future" in wrong.stderr
    assert (nowhere.stdout, len(nowhere.stderr.decode().splitlines())) == (b"", 1)


def newer(database: Path) -> None:
    data = bytearray(database.read_bytes())
    data[60:64] = (99).to_bytes(4, "big")
    database.write_bytes(data)


def damaged(database: Path) -> None:
    os.truncate(database, database.stat().st_size - 4096 * 3)


@pytest.mark.parametrize(
    ("harm", "advice"), [(newer, "Update Glimmers to open it."), (damaged, "doctor --repair")]
)
def test_beside_a_journal_that_cannot_be_opened_it_is_kept_and_both_is_told(
    folder, run, ask, harm, advice
):
    whole = (folder / DATABASE).read_bytes()
    harm(folder / DATABASE)
    harmed = (folder / DATABASE).read_bytes()

    done = run("--json", "keep", "rain on the roof")
    photo = run("keep", "rain on the roof", "--photo", str(PHOTO))

    id = json.loads(done.stdout)["id"]
    beside, why = done.stderr.decode().splitlines()
    assert beside == (
        "Kept beside your journal. It joins your journal once that can be opened again."
    )
    assert advice in why
    assert (done.returncode, photo.returncode, photo.stdout) == (1, 1, b"")
    assert (folder / DATABASE).read_bytes() == harmed
    (folder / DATABASE).write_bytes(whole)
    run("keep", "later")
    assert [each["id"] for each in ask("list")][1:] == [id]


def test_nothing_is_put_beside_a_file_that_is_another_programs(folder, run):
    (folder / DATABASE).write_bytes(b"not a journal at all" * 100)

    done = run("keep", "rain on the roof")

    assert (done.returncode, done.stdout) == (1, b"")
    assert not (folder / "inbox").exists()


def test_other_commands_are_refused_while_it_is_held(folder, run):
    with held(folder):
        done = run("remove", new_id(NOW))

    assert done.returncode == 1
    assert b"busy in another program" in done.stderr


# Killed -------------------------------------------------------------------------------------------

PUT = """
import sys
from datetime import datetime
from pathlib import Path
from app.core.exchange.inbox import from_json
from storage.inbox import FolderInbox
from storage.rows.stamps import new_id
inbox = FolderInbox(Path(sys.argv[1]))
while True:
    now = datetime.now().astimezone()
    at = now.isoformat(timespec="milliseconds")
    record = from_json({"v": 1, "id": new_id(now), "at": at, "note": "rain " * 2000})
    inbox.put(record)
    print(record.id, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
@pytest.mark.parametrize("seconds", [0.0, 0.013, 0.05, 0.101])
def test_whoever_is_killed_while_putting_in_has_kept_what_was_said_to_be_kept(
    folder, run, ask, seconds
):
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", PUT, str(folder)], stdout=subprocess.PIPE, text=True, cwd=root
    ) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline().strip()]
        time.sleep(seconds)
        os.kill(writer.pid, signal.SIGKILL)
        told += writer.stdout.read().splitlines()

    run("keep", "here", "--when", "2019")

    kept = {each["id"]: each["note"] for each in ask("list", "--limit", "1000000")}
    assert [kept.get(id) for id in told] == ["rain " * 2000] * len(told)
    assert len(kept) - 1 - len(told) in (0, 1), "one more may have been whole, and not yet told"
    assert FolderInbox(folder).look() == []
    journal = Journal.look(folder / DATABASE)
    assert journal.examine().problems == ()
    journal.close()
