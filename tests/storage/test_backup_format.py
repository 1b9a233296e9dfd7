"""The format of a backup is what docs/ says: for other programs, and for those who come later."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.core.exchange.record import to_json
from storage.exchange.opened import opened
from storage.exchange.restore import merge, replace
from storage.exchange.sealing import Header, Passphrase, SealedReader, SealedWriter
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.photos import in_folder
from storage.vault import DATABASE
from tests.storage.filled import NOW
from tests.storage.fixtures.make_backup_1 import OPEN, PASSPHRASE, SEALED

DOCS = Path(__file__).parents[2] / "docs"
PROGRAM = DOCS / "open_backup.py"
VECTORS = json.loads((DOCS / "backup-vectors.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(len(vector["plain"]) // 2))
def test_what_is_sealed_is_what_the_vectors_say(vector: dict[str, Any]):
    passphrase = Passphrase(vector["passphrase"])
    salt, prefix = bytes.fromhex(vector["salt"]), bytes.fromhex(vector["prefix"])
    out = io.BytesIO()

    writer = SealedWriter(out, passphrase, header=Header(vector["chunk"], salt, prefix))
    writer.write(bytes.fromhex(vector["plain"]))
    writer.finish()

    assert passphrase.key(salt).hex() == vector["key"]
    assert out.getvalue().hex() == vector["sealed"]
    sealed = io.BytesIO(bytes.fromhex(vector["sealed"]))
    assert io.BufferedReader(SealedReader(sealed, passphrase)).read().hex() == vector["plain"]


def test_the_program_is_short_enough_to_be_typed():
    assert len(PROGRAM.read_text("utf-8").splitlines()) <= 60


@pytest.mark.parametrize(("file", "secret"), [(OPEN, ()), (SEALED, (PASSPHRASE,))])
def test_the_program_opens_a_backup_with_python_alone(tmp_path, file, secret):
    command = [sys.executable, "-I", str(PROGRAM), str(file), str(tmp_path / "out"), *secret]

    told = subprocess.run(command, capture_output=True, text=True, check=True)

    assert told.stdout == f"Unpacked. Begin with {tmp_path}/out/READ ME.txt\n"
    glimmers = json.loads((tmp_path / "out" / "glimmers.json").read_bytes())
    assert {each["note"] for each in glimmers} == {
        "tea with Noor and Émile",
        "she sang",
        "",
        "let go",
    }
    for photo in (tmp_path / "out" / "photos").glob("[0-9a-f]" * 64 + ".jpg"):
        assert hashlib.sha256(photo.read_bytes()).hexdigest() == photo.stem


def test_the_program_says_where_something_has_changed(tmp_path):
    content = bytearray(OPEN.read_bytes())
    content[content.index(b"Plain words.")] ^= 0x20
    (tmp_path / "changed.zip").write_bytes(content)

    command = [sys.executable, str(PROGRAM), str(tmp_path / "changed.zip"), str(tmp_path / "out")]
    told = subprocess.run(command, capture_output=True, text=True, check=True)

    changed, damaged, _ = told.stdout.splitlines()
    assert changed.startswith("Not all of it is as it was written.")
    assert damaged == "Damaged: READ ME.txt"
    assert json.loads((tmp_path / "out" / "glimmers.json").read_bytes()), "the rest is there"


def test_the_program_says_what_is_no_backup(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear Noor")

    command = [sys.executable, str(PROGRAM), str(tmp_path / "letter.txt"), str(tmp_path / "out")]
    told = subprocess.run(command, capture_output=True, text=True, check=False)

    assert told.stderr == "This is no backup of Glimmers, or its end is missing.\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("file", [OPEN, SEALED], ids=lambda file: file.suffix)
@pytest.mark.parametrize("in_place", [False, True])
def test_the_first_backup_that_was_ever_made_comes_back(tmp_path, file, in_place):
    folder = tmp_path / "journal"
    where: tuple[Any, ...] = (folder / DATABASE, in_folder(folder), file)
    secret = Passphrase(PASSPHRASE)

    if in_place:
        replace(*where, now=NOW, passphrase=secret)
    else:
        with closing(open_in_folder(folder, now=NOW)) as journal:
            merge(journal, *where, now=NOW, passphrase=secret)

    with closing(Journal.read(folder / DATABASE)) as journal:
        records = [to_json(record) for record in journal.records.page(limit=99)]
    tea = next(each for each in records if each["tags"])
    assert (tea["note"], tea["people"], tea["tags"], len(tea["photos"])) == (
        "tea with Noor and Émile",
        ["Noor", "Émile"],
        ["warm"],
        2,
    )
    assert tea["photos"][0]["description"] == "a heron on one leg"
    assert len(records) == 4
    with opened(file, secret) as backup:
        for path in folder.glob("photos/*/*.jpg"):
            thumbnail = path.name.endswith(".thumb.jpg")
            assert backup.photo(path.name[:64], thumbnail=thumbnail) == path.read_bytes()
    assert len(list(folder.glob("photos/*/*.jpg"))) == 6
