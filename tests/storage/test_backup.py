"""A backup holds everything, opens without Glimmers, and is whole or not there."""

from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from app.core.errors import DamagedJournalError
from app.core.exchange.record import from_json, to_json
from app.core.photos import PhotoId
from storage.database.signature import SCHEMA
from storage.exchange.archive import ArchiveWriter
from storage.exchange.backup import size_of
from storage.exchange.stream import PIECE, DigestStream
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.photos import in_folder
from storage.saving import BackupTargetError
from storage.vault import DATABASE
from tests.storage.filled import NOW, READ_ME, backed_up, kept
from tests.told import refusing

ROOT = Path(__file__).parents[2]


def records(folder: Path) -> list[object]:
    with closing(Journal.read(folder / DATABASE)) as journal:
        return [to_json(record) for record in journal.records.page(limit=1000)]


def test_the_last_bytes_are_the_digest_of_all_before_them(file):
    content = file.read_bytes()

    assert content[-64:] == hashlib.sha256(content[:-64]).hexdigest().encode()


def test_every_part_has_its_digest_and_comes_in_its_order(file):
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        digests = json.loads(archive.read("digests.json"))
        right = {
            name: hashlib.sha256(archive.read(name)).hexdigest()
            for name in names
            if name != "digests.json"
        }

    assert digests == {"sha256": right, "missing": []}
    assert names[:5] == [
        "READ ME.txt",
        "manifest.json",
        "glimmers.json",
        "collages.json",
        "glimmers.db",
    ]
    assert names[-1] == "digests.json"
    assert len(names) == 6 + 2 * 3, "two photos, a collage, and a thumbnail of each"


def test_glimmers_are_records_and_the_database_has_the_same(file, folder, tmp_path):
    with zipfile.ZipFile(file) as archive:
        said = json.loads(archive.read("glimmers.json"))
        archive.extract("glimmers.db", tmp_path / "out")
        manifest = json.loads(archive.read("manifest.json"))
        assert archive.read("READ ME.txt").decode() == READ_ME

    assert said == records(folder) == records(tmp_path / "out")
    assert [to_json(from_json(each)) for each in said] == said
    assert manifest == {
        "format": "glimmers-backup",
        "version": 1,
        "schema": SCHEMA,
        "app": "1.2.3",
        "made_at": "2026-11-29T17:04:11.250+01:00",
        "counts": {"glimmers": 4, "in_bin": 1, "collages": 1, "photos": 3},
        "from": "1987-01-01",
        "to": "2026-11-29",
    }
    assert not [each for each in os.listdir(tmp_path / "out") if each != DATABASE]


def test_photos_are_in_it_byte_for_byte(file, folder):
    with zipfile.ZipFile(file) as archive:
        photos = {
            name.removeprefix("photos/"): archive.read(name)
            for name in archive.namelist()
            if name.startswith("photos/")
        }

    assert photos == {path.name: path.read_bytes() for path in folder.glob("photos/*/*")}


def break_id(folder: Path, note: str, *, in_row: str, elsewhere: str = "") -> str:
    """Let the last letter of a glimmer's id be another one in its row, and in all indexes and links
    where `elsewhere` says so; returns the id that it had.
    """
    database = folder / DATABASE
    with closing(sqlite3.connect(database)) as conn:
        conn.execute("PRAGMA journal_mode = DELETE")
        (id,) = conn.execute("SELECT id FROM glimmers WHERE note = ?", (note,)).fetchone()
    content = database.read_bytes()
    row = f"{id}{note}".encode()
    assert content.count(row) == 1
    content = content.replace(row, f"{id[:-1]}{in_row}{note}".encode())
    if elsewhere:
        content = content.replace(id.encode(), f"{id[:-1]}{elsewhere}".encode())
    database.write_bytes(content)
    return str(id)


@pytest.mark.parametrize("letter", ["z", "0", "f"])
def test_a_glimmer_whose_id_a_disk_has_damaged_is_in_the_backup_with_all_that_belongs_to_it(
    folder, tmp_path, letter
):
    with closing(Journal.read(folder / DATABASE)) as journal:
        id = next(each.id for each in journal.page() if each.note.startswith("tea with"))
    if id.endswith(letter):
        letter = "1"
    right = records(folder)
    break_id(folder, "tea with Noor and Émile", in_row=letter)
    with pytest.raises(DamagedJournalError):
        records(folder)

    made = backed_up(folder, tmp_path / "backup.zip")

    assert made.left_out == 0
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        assert json.loads(archive.read("glimmers.json")) == right
        archive.extract("glimmers.db", tmp_path / "out")
    assert records(tmp_path / "out") == right
    assert not list(folder.glob("glimmers-copy*"))


def test_a_glimmer_of_which_nobody_can_say_which_it_is_is_left_out_and_that_is_told(
    folder, tmp_path
):
    right = records(folder)
    id = break_id(folder, "she sang", in_row="z", elsewhere="y")

    made = backed_up(folder, tmp_path / "backup.zip")

    assert made.left_out == 1
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        said = json.loads(archive.read("glimmers.json"))
    assert said == [each for each in right if each["id"] != id]


def test_another_program_unpacks_it(file, tmp_path):
    subprocess.run(
        [sys.executable, "-m", "zipfile", "-e", str(file), str(tmp_path / "out")], check=True
    )

    assert len(json.loads((tmp_path / "out" / "glimmers.json").read_bytes())) == 4


def test_nobody_else_can_read_it_and_nothing_lies_about(file, folder):
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(os.listdir(file.parent)) == ["backup.zip", "journal"]
    assert not list(folder.glob("glimmers-copy-*"))


def test_what_is_there_already_is_not_touched(folder, tmp_path):
    there = tmp_path / "backup.zip"
    there.write_bytes(b"of last year")

    with refusing(BackupTargetError, match="is there already"):
        backed_up(folder, there)
    with refusing(BackupTargetError, match="lies in the folder"):
        backed_up(folder, folder / "backup.zip")

    assert there.read_bytes() == b"of last year"
    assert not (folder / "backup.zip").exists()


def test_while_the_app_goes_on_keeping_all_parts_agree(folder, tmp_path):
    ends = threading.Event()
    with closing(open_in_folder(folder, now=NOW)) as journal:

        def keeps() -> None:
            number = 0
            while not ends.is_set():
                number += 1
                kept(journal, f"number {number}")

        thread = threading.Thread(target=keeps)
        thread.start()
        try:
            for number in range(5):
                backed_up(folder, tmp_path / f"{number}.zip")
        finally:
            ends.set()
            thread.join()

    for number in range(5):
        with zipfile.ZipFile(tmp_path / f"{number}.zip") as archive:
            said = json.loads(archive.read("glimmers.json"))
            archive.extract("glimmers.db", tmp_path / str(number))
            counted = json.loads(archive.read("manifest.json"))["counts"]["glimmers"]
        assert said == records(tmp_path / str(number))
        assert len(said) == counted


def test_progress_is_told_up_to_its_end_and_can_stop_it(folder, tmp_path):
    told: list[tuple[int, int]] = []

    def progress(done: int, of: int) -> bool:
        told.append((done, of))
        return True

    backed_up(folder, tmp_path / "whole.zip", progress=progress)
    assert told == sorted(told)
    assert 0 < told[-1][0] <= told[-1][1]
    for stop in range(len(told)):
        steps = iter(range(stop))
        stopped = backed_up(
            folder,
            tmp_path / "stopped.zip",
            progress=lambda _done, _of, steps=steps: next(steps, None) is not None,
        )
        assert stopped is None
    assert sorted(os.listdir(tmp_path)) == ["journal", "whole.zip"]
    assert not list(folder.glob("glimmers-copy-*"))


def test_its_size_is_told_before(file, folder):
    assert file.stat().st_size * 0.7 < size_of(folder / DATABASE, in_folder(folder))
    assert size_of(folder / DATABASE, in_folder(folder)) < file.stat().st_size * 3


def test_a_photo_that_is_lost_is_told_and_the_rest_is_in_it(folder, tmp_path):
    lost = hashlib.sha256(b"the cake" * 30).hexdigest()
    in_folder(folder).path(PhotoId(lost)).unlink()

    made = backed_up(folder, tmp_path / "backup.zip")

    assert made is not None
    assert made.missing == (lost,)
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        assert json.loads(archive.read("digests.json"))["missing"] == [lost]
        assert f"photos/{lost}.jpg" not in archive.namelist()
        assert f"photos/{lost}.thumb.jpg" in archive.namelist()


def test_killed_at_any_moment_nothing_has_the_name_of_the_backup(folder, tmp_path):
    script = (
        "import sys; from pathlib import Path; from tests.storage.filled import backed_up\n"
        "print('begun', flush=True)\n"
        "backed_up(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "print('made', flush=True)"
    )
    half = whole = 0
    for number in range(12):
        target = tmp_path / f"{number}.zip"
        command = [sys.executable, "-c", script, str(folder), str(target)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(number * 0.003)
            process.send_signal(signal.SIGKILL)
            made = process.stdout.read()
        if target.exists():
            whole += 1
            with zipfile.ZipFile(target) as archive:
                assert archive.testzip() is None
        else:
            half += 1
            assert not made
    assert half
    with closing(open_in_folder(folder, now=NOW)) as journal:
        assert journal.examine().problems == ()
    backed_up(folder, tmp_path / "last.zip")
    assert {path.suffix for path in tmp_path.iterdir() if path != folder} == {".zip"}


def test_a_copy_that_a_kill_has_left_goes_when_it_is_old(folder):
    left = folder / "glimmers-copy-20261129T170411-0badcafe.db"
    left.write_bytes(b"words")
    open_in_folder(folder, now=NOW).close()
    assert left.exists(), "a backup may be going on"

    os.utime(left, (time.time() - 7200,) * 2)
    open_in_folder(folder, now=NOW.replace(day=30)).close()

    assert not left.exists()


class _Full(io.RawIOBase):
    """Takes a few bytes and no more."""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        raise OSError(28, "full")


def test_what_the_disk_refuses_is_raised_where_it_is_written():
    stream = DigestStream(_Full())

    def write_much() -> None:
        for _ in range(50):
            stream.write(bytes(PIECE))

    with pytest.raises(OSError, match="full"):
        write_much()
    stream.abandon()


def test_more_than_four_gigabytes_would_fit(monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 1000)
    out = io.BytesIO()
    writer = ArchiveWriter(out, made_at=NOW)
    writer.add("READ ME.txt", b"a" * 900)
    with writer.part("glimmers.json", size=0, packed=True) as write:
        write(os.urandom(5000))
    writer.add("glimmers.db", b"b" * 3000)
    writer.finish(missing=[])
    monkeypatch.undo()

    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as archive:
        assert archive.testzip() is None
        assert archive.getinfo("glimmers.db").file_size == 3000


def test_a_damaged_journal_makes_no_backup(folder, tmp_path):
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        (root,) = conn.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'glimmers'"
        ).fetchone()
        (size,) = conn.execute("PRAGMA page_size").fetchone()
    with (folder / DATABASE).open("r+b") as database:
        database.seek((root - 1) * size)
        database.write(bytes(size))

    with refusing(DamagedJournalError, match="damaged"):
        backed_up(folder, tmp_path / "backup.zip")

    assert sorted(os.listdir(tmp_path)) == ["journal"]
    assert not list(folder.glob("glimmers-copy-*"))
