"""`export` as the contract has it, as real processes."""

from __future__ import annotations

import csv
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.core.exchange.leaving import FORMS
from storage.opening import open_in_folder
from storage.vault import ERASING_MARK
from tests import processes
from tests.made_photos import jpeg
from tests.storage.test_full_disk import can_mount

ONLY_WHERE_ROOT_MOUNTS = pytest.mark.skipif(
    not can_mount(), reason="only root can mount, and not everywhere"
)
Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def run(folder: Path, tmp_path: Path) -> Run:
    def run(*arguments: str, **how: Any) -> subprocess.CompletedProcess[bytes]:
        environment = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("GLIMMERS", "FLET", "PYTHON", "LC_", "LANG"))
        }
        return processes.run(
            "--data", str(folder), *arguments, env=environment, capture_output=True, **how
        )

    return run


@pytest.mark.parametrize("form", FORMS)
def test_a_journal_is_exported(run, tmp_path, form):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(jpeg())
    run("keep", "rain", "--photo", str(photo), check=True)
    run("keep", "sun", check=True)

    done = run("--json", "export", str(tmp_path / "out"), "--format", form)

    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == {
        "folder": str(tmp_path / "out"),
        "format": form,
        "glimmers": 2,
        "photos": 1,
        "collages": 0,
        "photos_missing": 0,
    }
    again = run("export", str(tmp_path / "out"), "--format", form)
    assert (again.returncode, again.stdout) == (1, b"")
    assert b"is there already. It was not touched." in again.stderr


def test_in_words_it_says_where_and_how_much(run, tmp_path):
    run("keep", "rain", check=True)

    done = run("export", str(tmp_path / "out"), "--format", "csv")

    assert done.stdout.decode() == (
        f"Written to {tmp_path / 'out'}: 1 glimmer, 0 photos. What is in the bin is not in it, "
        "and neither are people to call.\n"
    )


def test_a_photo_that_is_missing_is_told_and_the_rest_is_there(run, folder, tmp_path):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(jpeg())
    run("keep", "rain", "--photo", str(photo), check=True)
    shutil.rmtree(folder / "photos")

    done = run("--json", "export", str(tmp_path / "out"), "--format", "json")

    assert done.returncode == 1
    assert json.loads(done.stdout)["photos_missing"] == 1
    assert done.stderr.decode() == (
        "Photos that could not be read, and are not in the folder: 1 of 1. Everything else is in "
        "it, and nothing was changed in your journal.\n"
    )


def test_what_waits_beside_the_journal_is_exported_too(run, folder, tmp_path):
    run("keep", "rain", check=True)
    id = "01a22830-bb3b-76f2-8f24-362e83604382"
    record = {"v": 1, "id": id, "at": "2026-11-29T16:43:32.027+00:00", "note": "waited"}
    (folder / "inbox").mkdir()
    (folder / "inbox" / f"{id}.json").write_text(json.dumps(record))

    run("export", str(tmp_path / "out"), "--format", "csv", check=True)

    with (tmp_path / "out" / "glimmers.csv").open(newline="") as file:
        assert {row["note"] for row in csv.DictReader(file)} == {"rain", "waited"}


@ONLY_WHERE_ROOT_MOUNTS
def test_a_journal_on_a_disk_that_is_only_read_is_exported(run, folder, tmp_path):
    run("keep", "rain", check=True)
    before = sorted(path.name for path in folder.iterdir())
    command = " ".join(
        [
            f"mount --bind {folder} {folder} && mount -o remount,ro,bind {folder} &&",
            f"{sys.executable} -m app --data {folder}",
            f"export {tmp_path / 'out'} --format csv",
        ]
    )

    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", command], cwd=processes.ROOT, capture_output=True
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "out" / "glimmers.csv").is_file()
    assert sorted(path.name for path in folder.iterdir()) == before


def test_of_no_journal_nothing_is_made_but_the_folder(run, folder, tmp_path):
    done = run("--json", "export", str(tmp_path / "out"), "--format", "json")

    assert json.loads(done.stdout)["glimmers"] == 0
    assert not folder.exists()


@pytest.mark.parametrize("arguments", [(), ("--format",), ("--format", "pdf")])
def test_a_form_is_to_be_named(run, tmp_path, arguments):
    done = run("export", str(tmp_path / "out"), *arguments)

    assert (done.returncode, done.stdout) == (2, b"")
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_stopped_by_hand_nothing_of_it_stays(run, folder, tmp_path):
    photos = []
    for number in range(60):
        photos.append(tmp_path / f"{number}.jpg")
        photos[-1].write_bytes(jpeg((300 + number, 300)))
    given = [word for photo in photos for word in ("--photo", str(photo))]
    run("keep", "rain", *given, check=True)
    place = tmp_path / "place"
    place.mkdir()
    command = [sys.executable, "-m", "app", "--data", str(folder)]
    command += ["export", str(place / "out"), "--format", "json"]

    with subprocess.Popen(
        command, cwd=processes.ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as exporting:
        while not list(place.glob(".*/photos/*")):
            assert exporting.poll() is None
        exporting.send_signal(signal.SIGINT)
        out, err = exporting.communicate()

    assert (exporting.returncode, out) == (1, b"")
    assert err.decode().strip() == "Stopped. What was kept before is safe."
    assert list(place.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="terminals")
def test_a_terminal_is_shown_how_far_it_has_come(run, folder, tmp_path):
    for number in range(3):
        photo = tmp_path / f"{number}.jpg"
        photo.write_bytes(jpeg((300 + number, 300)))
        run("keep", f"rain {number}", "--photo", str(photo), check=True)
    program = "import app.terminal.leave as leave; leave._SHOWN_EACH = 0\n"
    program += "from app.terminal.commands import main; main()"
    command = [sys.executable, "-c", program, "--data", str(folder)]
    command += ["export", str(tmp_path / "out"), "--format", "csv"]
    ours, theirs = pty.openpty()

    done = subprocess.run(command, cwd=processes.ROOT, stdout=subprocess.PIPE, stderr=theirs)

    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert done.returncode == 0
    assert shown == "".join(f"\r\x1b[K{n} of 3" for n in range(4)) + "\r\x1b[K"


# Erase --------------------------------------------------------------------------------------------


def test_erase_needs_its_long_option(run, folder):
    run("keep", "rain", check=True)

    for arguments in (("erase",), ("--json", "erase")):
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"Nothing was deleted." in done.stderr

    assert json.loads(run("--json", "list").stdout)[0]["note"] == "rain"


def test_everything_is_erased_and_it_says_what_is_not_reached(run, folder, tmp_path):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(jpeg())
    run("keep", "rain", "--photo", str(photo), check=True)

    done = run("erase", "--yes-erase-everything")

    assert (done.returncode, done.stderr) == (0, b"")
    said = done.stdout.decode()
    assert said.startswith(f"Everything that Glimmers kept in {folder} is deleted: ")
    assert "What lies elsewhere is not reached: backups, exports" in said
    assert not folder.exists()
    assert json.loads(run("--json", "list").stdout) == []
    assert not folder.exists()
    assert photo.exists()


def test_what_others_have_put_there_stays(run, folder):
    run("keep", "rain", check=True)
    (folder / "mine.txt").write_text("mine")

    done = run("--json", "erase", "--yes-erase-everything", check=True)

    answer = json.loads(done.stdout)
    assert answer["data"] == str(folder)
    assert answer["others"] == ["mine.txt"]
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


def test_while_another_program_has_it_open_nothing_is_erased(run, folder):
    run("keep", "rain", check=True)
    journal = open_in_folder(folder, now=datetime.now(UTC))
    try:
        done = run("erase", "--yes-erase-everything")
    finally:
        journal.close()

    assert (done.returncode, done.stdout) == (1, b"")
    assert b"Nothing was deleted. Close Glimmers" in done.stderr
    assert json.loads(run("--json", "list").stdout)[0]["note"] == "rain"


def test_after_it_a_new_journal_begins(run, folder):
    run("keep", "rain", check=True)
    run("erase", "--yes-erase-everything", check=True)

    run("keep", "sun", check=True)

    assert [each["note"] for each in json.loads(run("--json", "list").stdout)] == ["sun"]
    assert json.loads(run("--json", "doctor").stdout)["ok"]


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_once_it_has_begun_ctrl_c_does_not_leave_half_of_it(run, folder, tmp_path):
    photos = []
    for number in range(60):
        photos.append(tmp_path / f"{number}.jpg")
        photos[-1].write_bytes(jpeg((300 + number, 300)))
    given = [word for photo in photos for word in ("--photo", str(photo))]
    run("keep", "rain", *given, check=True)
    command = [sys.executable, "-m", "app", "--data", str(folder), "erase"]

    with subprocess.Popen(
        [*command, "--yes-erase-everything"],
        cwd=processes.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as erasing:
        while not (folder / ERASING_MARK).exists():
            assert erasing.poll() is None
        erasing.send_signal(signal.SIGINT)
        _, err = erasing.communicate()

    assert (erasing.returncode, err) == (0, b"")
    assert not folder.exists()
