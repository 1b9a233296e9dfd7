"""A backup that somebody hands in is checked to its last byte before anything of it is believed."""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import BackupError
from storage.database.signature import SCHEMA
from storage.exchange import opened as module
from storage.exchange.archive import ArchiveWriter
from storage.exchange.opened import opened
from storage.exchange.sealing import (
    HEADER_LENGTH,
    Header,
    Passphrase,
    SealedReader,
    SealedWriter,
)
from tests.storage.filled import NOW

SECRET = Passphrase("correct horse")


def small(**parts: bytes) -> bytes:
    """A backup of the right form with next to nothing in it, as the bytes of its file."""
    out = io.BytesIO()
    writer = ArchiveWriter(out, made_at=NOW)
    writer.add("READ ME.txt", b"Plain words.")
    manifest = {"format": "glimmers-backup", "version": 1, "schema": SCHEMA}
    writer.add("manifest.json", parts.get("manifest") or json.dumps(manifest).encode())
    for name in ("glimmers.json", "collages.json"):
        with writer.part(name, size=0, packed=True) as write:
            write(parts.get(name.partition(".")[0], b"[]"))
    writer.add("glimmers.db", b"no database")
    writer.add(f"photos/{'a' * 64}.jpg", b"a photo")
    writer.finish(missing=[])
    return out.getvalue()


def sealed(content: bytes, *, chunk: int = 1024) -> bytes:
    out = io.BytesIO()
    writer = SealedWriter(out, SECRET, header=Header(chunk, b"s" * 16, b"p" * 7))
    writer.write(content)
    writer.finish()
    return out.getvalue()


def again(content: bytes) -> bytes:
    """With the right digest at its end, as somebody would write it who means harm."""
    return content[:-64] + hashlib.sha256(content[:-64]).hexdigest().encode()


def why(path: Path, content: bytes) -> str:
    """Why this is refused; "" if it is opened."""
    path.write_bytes(content)
    try:
        with opened(path, SECRET):
            return ""
    except BackupError as error:
        return error.why


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "backup.zip"


def test_what_is_as_it_was_written_is_opened(path):
    assert why(path, small()) == ""
    assert why(path, sealed(small())) == ""


def test_every_byte_that_is_flipped_is_told(path):
    content = small()
    for place in range(len(content)):
        flipped = bytearray(content)
        flipped[place] ^= 1 << place % 8
        assert why(path, bytes(flipped)) in ("damaged", "not a backup"), place


def test_every_byte_of_a_sealed_one_that_is_flipped_is_told(path):
    content = sealed(small())
    salt = range(HEADER_LENGTH - 23, HEADER_LENGTH - 7)
    for place in range(len(content)):
        if place in salt and place % 8:  # each asks scrypt for another key: two of them are enough
            continue
        flipped = bytearray(content)
        flipped[place] ^= 1 << place % 8
        assert why(path, bytes(flipped)), place


@pytest.mark.parametrize("how", [lambda content: content, sealed])
def test_cut_off_anywhere_it_is_told(path, how: Callable[[bytes], bytes]):
    content = how(small())
    for length in range(len(content)):
        assert why(path, content[:length]), length
    assert why(path, content + b"\0")


def test_chunks_that_changed_places_are_told(path):
    content = sealed(small())
    first = content[HEADER_LENGTH : HEADER_LENGTH + 1040]
    rest = content[HEADER_LENGTH + 1040 :]

    assert why(path, content[:HEADER_LENGTH] + rest[:1040] + first + rest[1040:]) == "passphrase"
    assert why(path, content[:HEADER_LENGTH] + rest) == "passphrase"
    assert why(path, content[:-1040]) in ("passphrase", "damaged")


def test_another_passphrase_opens_nothing(path):
    path.write_bytes(sealed(small()))

    with pytest.raises(BackupError) as refused, opened(path, Passphrase("correct hoarse")):
        pass
    assert refused.value.why == "passphrase"
    with pytest.raises(BackupError) as refused, opened(path):
        pass
    assert refused.value.why == "sealed"


def test_a_passphrase_is_the_same_on_every_keyboard(path):
    path.write_bytes(sealed(small()))
    composed, apart = Passphrase("caf\u00e9"), Passphrase("cafe\u0301")

    assert composed.key(b"s" * 16) == apart.key(b"s" * 16)


def test_a_sealed_file_is_read_from_any_place():
    content = os.urandom(5000)
    reader = SealedReader(io.BytesIO(sealed(content)), SECRET)

    whole = io.BufferedReader(reader)
    for place in (0, 1023, 1024, 1025, 4999, 5000, 3000):
        whole.seek(place)
        assert whole.read(700) == content[place : place + 700]


@pytest.mark.parametrize("size", [0, 1, 1023, 1024, 1025, 2048])
def test_whatever_its_length_it_comes_back(size):
    content = os.urandom(size)

    assert SealedReader(io.BytesIO(sealed(content)), SECRET).read() == content


# Made to do harm ----------------------------------------------------------------------------------


def made(change: Callable[[zipfile.ZipFile, dict[str, bytes]], None]) -> bytes:
    """A backup as somebody may make one: `change` adds to it, or takes from its parts."""
    with zipfile.ZipFile(io.BytesIO(small())) as right:
        parts = {name: right.read(name) for name in right.namelist() if name != "digests.json"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        change(archive, parts)
        for name, content in parts.items():
            archive.writestr(name, content)
        digests = {
            info.filename: hashlib.sha256(archive.read(info)).hexdigest()
            for info in archive.infolist()
        }
        archive.writestr("digests.json", json.dumps({"sha256": digests, "missing": []}))
        archive.comment = b"0" * 64
    return again(out.getvalue())


def test_one_that_is_made_right_is_opened(path):
    assert why(path, made(lambda _archive, _parts: None)) == ""


@pytest.mark.parametrize(
    "name",
    [
        "../glimmers.db",
        "/etc/cron.d/harm",
        "photos/../../x.jpg",
        "photos/",
        "C:\\x",
        "photos\\a.jpg",
        f"photos/{'A' * 64}.jpg",
        f"photos/{'b' * 64}.jpg/x",
        "more.txt",
    ],
)
def test_a_name_that_no_backup_has_is_refused(path, name):
    assert why(path, made(lambda archive, _: archive.writestr(name, b"x"))) == "strange"


def test_a_link_is_refused(path):
    def link(archive: zipfile.ZipFile, _parts: dict[str, bytes]) -> None:
        info = zipfile.ZipInfo(f"photos/{'b' * 64}.jpg")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")

    assert why(path, made(link)) == "strange"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_refused(path):
    assert why(path, made(lambda a, _: a.writestr("READ ME.txt", b"Plain words."))) == "strange"


@pytest.mark.parametrize("part", ["manifest.json", "glimmers.json", "glimmers.db", "READ ME.txt"])
def test_a_part_that_is_missing_is_told(path, part):
    assert why(path, made(lambda _, parts: parts.pop(part) and None)) == "strange"


def test_what_unpacks_to_more_than_words_can_is_refused(path):
    bomb = zipfile.ZipInfo("glimmers.json")
    bomb.compress_type = zipfile.ZIP_DEFLATED

    def add(archive: zipfile.ZipFile, parts: dict[str, bytes]) -> None:
        del parts["glimmers.json"]
        archive.writestr(bomb, b"[" + b" " * 50_000_000 + b"]")

    content = made(add)
    assert len(content) < 100_000
    assert why(path, content) == "strange"


def test_a_packed_photo_is_refused(path):
    photo = zipfile.ZipInfo(f"photos/{'b' * 64}.jpg")
    photo.compress_type = zipfile.ZIP_DEFLATED

    assert why(path, made(lambda archive, _: archive.writestr(photo, b"x" * 99))) == "strange"


def test_more_than_there_can_be_is_not_even_listed(path, monkeypatch):
    monkeypatch.setattr(module, "_MOST_PARTS", 6)
    monkeypatch.setattr(zipfile.ZipFile, "infolist", None)

    assert why(path, small()) == "strange"


def edited(change: Callable[[bytearray], None]) -> bytes:
    content = bytearray(small())
    change(content)
    return again(bytes(content))


def test_an_encrypted_part_is_refused(path):
    def encrypt(content: bytearray) -> None:
        content[content.rindex(b"PK\1\2") + 8] |= 1

    assert why(path, edited(encrypt)) == "strange"


def test_a_part_over_another_is_refused(path):
    def overlap(content: bytearray) -> None:
        first = content.index(b"PK\1\2")
        second = content.index(b"PK\1\2", first + 4)
        content[second + 42 : second + 46] = content[first + 42 : first + 46]

    assert why(path, edited(overlap)) == "strange"


def test_a_digest_that_is_not_that_of_its_part_is_told(path):
    def other(content: bytearray) -> None:
        place = content.index(b"a photo")
        content[place] ^= 1

    assert why(path, edited(other)) in ("damaged", "strange")
    lie = made(lambda archive, _: archive.writestr(f"photos/{'b' * 64}.jpg", b"x"))
    right = hashlib.sha256(b"x").hexdigest().encode()
    assert why(path, again(lie.replace(right, b"0" * 64))) in ("damaged", "strange")


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ({"format": "glimmers-backup", "version": 2, "schema": SCHEMA}, "newer"),
        ({"format": "glimmers-backup", "version": 1, "schema": SCHEMA + 1}, "newer"),
        ({"format": "glimmers-backup", "version": True, "schema": SCHEMA}, "strange"),
        ({"format": "other", "version": 1, "schema": SCHEMA}, "strange"),
        ({"format": "glimmers-backup", "version": 1}, "strange"),
        ([], "strange"),
    ],
)
def test_what_it_says_of_itself_is_heeded(path, manifest: Any, told):
    assert why(path, small(manifest=json.dumps(manifest).encode())) == told


@pytest.mark.parametrize("raw", [b"{", b"[" * 100_000, b"\xff\xfe", b"0"])
def test_what_is_no_json_is_told(path, raw):
    assert why(path, small(manifest=raw)) == "strange"


@pytest.mark.parametrize(
    "content",
    [b"", b"x", b"PK\5\6" + bytes(18), os.urandom(5000), b"GLIMSEAL", b"GLIMSEAL" + bytes(100)],
)
def test_another_file_is_told(path, content):
    assert why(path, content) in ("damaged", "not a backup")


def test_a_folder_and_nothing_are_told(tmp_path):
    for path, told in ((tmp_path, "not a backup"), (tmp_path / "nowhere", "no file")):
        with pytest.raises(BackupError) as refused, opened(path):
            pass
        assert refused.value.why == told
