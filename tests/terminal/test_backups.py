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
