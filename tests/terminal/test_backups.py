"""Backups from a terminal, as real processes."""

from __future__ import annotations

import json
import os
import resource
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests import processes
from tests.storage.filled import fill
from tests.storage.test_backup import break_id


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "journal"
    fill(folder)
    return folder


def run(folder: Path, *arguments: str, **how: Any) -> Any:
    return processes.run("--data", str(folder), *arguments, capture_output=True, text=True, **how)


def test_a_backup_answers_with_what_is_in_it(folder, tmp_path):
    done = run(folder, "backup", str(tmp_path / "a.zip"), "--json")

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "glimmers": 4,
        "from": "1987-01-01",
        "to": "2026-11-29",
        "new": 0,
        "same": 4,
        "differs": 0,
        "photos": 3,
    }
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        said = archive.read("READ ME.txt").decode()
        assert all(name in said for name in ("glimmers.json", "photos", "glimmers.db", "SHA-256"))


def test_in_words_it_says_where_everything_is(folder, tmp_path):
    done = run(folder, "backup", str(tmp_path / "a.zip"))

    assert done.stdout == f"Everything is in {tmp_path}/a.zip: glimmers: 4, photos: 3, 0.2 MB.\n"


def test_what_is_there_already_is_refused(folder, tmp_path):
    (tmp_path / "a.zip").write_bytes(b"mine")

    done = run(folder, "backup", str(tmp_path / "a.zip"))

    assert done.returncode == 1
    assert done.stderr == (
        f"{tmp_path}/a.zip is there already. Nothing was changed. Name a file that is not there "
        "yet, in a folder that is.\n"
    )
    assert (tmp_path / "a.zip").read_bytes() == b"mine"


def test_a_lost_photo_is_told_and_the_rest_is_backed_up(folder, tmp_path):
    next(
        path for path in sorted(folder.glob("photos/*/*.jpg")) if ".thumb" not in path.name
    ).unlink()

    done = run(folder, "backup", str(tmp_path / "a.zip"), "--json")

    assert done.returncode == 1
    assert json.loads(done.stdout)["photos"] == 2
    assert done.stderr.startswith("Of 3 photos 1 could not be read, and are not in the backup.")
    assert (tmp_path / "a.zip").exists()


def test_on_a_full_disk_nothing_is_left(folder, tmp_path):
    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

    done = run(folder, "backup", str(tmp_path / "a.zip"), preexec_fn=small)

    assert done.returncode == 1
    assert "so the backup could not be made. Everything kept before is safe." in done.stderr
    assert sorted(os.listdir(tmp_path)) == ["journal"]


def test_a_backup_is_restored_and_answers_with_what_it_brought(folder, tmp_path):
    file, there = str(tmp_path / "a.zip"), tmp_path / "there"
    run(folder, "backup", file)

    looked = run(there, "restore", file, "--dry-run", "--json")
    merged = run(there, "restore", file, "--json")
    again = run(there, "restore", file, "--replace", "--json")

    answer = {
        "glimmers": 4,
        "from": "1987-01-01",
        "to": "2026-11-29",
        "new": 4,
        "same": 0,
        "differs": 0,
        "photos": 3,
    }
    assert json.loads(looked.stdout) == json.loads(merged.stdout) == answer
    assert json.loads(again.stdout) == answer | {"new": 0, "same": 4}
    assert run(there, "list", "--json").stdout == run(folder, "list", "--json").stdout
    assert json.loads(run(there, "doctor", "--json").stdout)["ok"]


def test_a_wrong_passphrase_exits_with_one_and_nothing_is_changed(folder, tmp_path):
    file, there = str(tmp_path / "a"), tmp_path / "there"
    (tmp_path / "right").write_text("correct horse\n")
    (tmp_path / "wrong").write_text("battery")
    (tmp_path / "empty").write_text("\n")
    run(folder, "backup", file, "--passphrase-file", str(tmp_path / "right"))
    run(there, "keep", "here")
    before = run(there, "list", "--json").stdout

    for secret, told in (
        (["--passphrase-file", str(tmp_path / "wrong")], "This passphrase does not open"),
        (["--passphrase-file", str(tmp_path / "empty")], "There is no passphrase in this file."),
        (["--passphrase-file", str(tmp_path / "none")], "There is no file"),
        ([], "This backup is sealed with a passphrase."),
    ):
        for way in ("--merge", "--replace", "--dry-run"):
            done = run(there, "restore", file, way, *secret)
            assert (done.returncode, done.stdout) == (1, "")
            assert done.stderr.startswith(told)
            assert "Nothing was changed." in done.stderr
    assert run(there, "list", "--json").stdout == before
    right = ["--passphrase-file", str(tmp_path / "right")]
    assert run(there, "restore", file, *right).stdout == (
        "In this backup: glimmers: 4, photos: 3.\nFrom 1987-01-01 to 2026-11-29.\n"
        "New here: 4. The same here: 0. Different here: 0.\nIt is restored.\n"
    )


def test_words_that_lost_are_shown_with_the_glimmer(folder, tmp_path):
    id = run(folder, "keep", "tea").stdout.strip()
    run(folder, "backup", str(tmp_path / "a.zip"))
    there = tmp_path / "there"
    run(there, "restore", str(tmp_path / "a.zip"))
    run(there, "change", id, "--note", "tea in the rain")
    run(folder, "change", id, "--note", "tea with Noor")
    run(folder, "backup", str(tmp_path / "b.zip"))

    answer = json.loads(run(there, "restore", str(tmp_path / "b.zip"), "--json").stdout)

    assert (answer["new"], answer["differs"]) == (0, 1)
    shown = run(there, "show", id).stdout
    assert "tea with Noor\n" in shown
    assert "(Another copy of your journal had other words here: “tea in the rain”)" in shown


def test_a_glimmer_that_cannot_be_read_is_told_and_the_rest_is_backed_up(folder, tmp_path):
    break_id(folder, "she sang", in_row="z", elsewhere="y")

    done = run(folder, "backup", str(tmp_path / "a.zip"), "--json")

    assert done.returncode == 1
    assert json.loads(done.stdout)["glimmers"] == 3
    assert done.stderr.startswith(
        "Glimmers that could not be read, and are not in the backup: 1. Everything else is in it"
    )
