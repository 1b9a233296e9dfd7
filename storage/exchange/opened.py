"""A backup that somebody hands in: opened, and checked to its last byte, before anything of it is
believed.

The file may be cut short or damaged, of a later version, or made by somebody to do harm. Refused
are: another digest of the whole or of a part, names that no backup has (and so each `..`, absolute
path and folder), a name twice, links, encryption of zip's own, parts that share bytes, sizes and
ratios that cannot be.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import stat
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from app.core.errors import RESTORING, BackupError
from app.core.photos import PhotoId
from app.core.visible import on_a_line
from storage import steps
from storage.database.refusals import why_refused
from storage.database.signature import SCHEMA
from storage.exchange import archive
from storage.exchange.sealing import Passphrase, SealedReader, is_sealed
from storage.exchange.stream import DIGEST_LENGTH, PIECE
from storage.steps import Steps, Tally, finished

_PHOTO = re.compile(r"photos/(?P<id>[0-9a-f]{64})(?P<thumb>\.thumb)?\.jpg", re.ASCII)
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
_PACKED = (archive.GLIMMERS, archive.COLLAGES)
_LARGEST = {
    archive.READ_ME: 1 << 20,
    archive.MANIFEST: 1 << 20,
    archive.DIGESTS: 1 << 26,
    archive.GLIMMERS: 1 << 34,
    archive.COLLAGES: 1 << 34,
    archive.DATABASE: 1 << 36,
}
"""Bytes of each part, unpacked."""
_LARGEST_PHOTO = 1 << 29
_MOST_PARTS = 400_000
_LONGEST_LIST = 1 << 26
"""Bytes of the zip's list of contents."""
_HIGHEST_RATIO = 200
"""How many times smaller words may have become."""
_END = struct.Struct("<4s4H2LH")
_END_64_PLACE = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")


class OpenedBackup:
    """A backup whose every byte is as it was written."""

    def __init__(self, parts: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
        self._zip = parts
        self._names = frozenset(parts.namelist())
        self.made_at = manifest.get("made_at")
        """When, as it says itself."""

    def size(self, name: str) -> int:
        """Bytes of a part; 0 where there is none."""
        return self._zip.getinfo(name).file_size if name in self._names else 0

    def photo_size(self, id: PhotoId, *, thumbnail: bool) -> int:
        """Bytes of the file of a photo; 0 where it is not in the backup."""
        return self.size(_photo_name(id, thumbnail=thumbnail))

    def photo(self, id: PhotoId, *, thumbnail: bool) -> bytes | None:
        """The file of a photo; None where it is not in the backup."""
        name = _photo_name(id, thumbnail=thumbnail)
        with _as_it_was():
            return self._zip.read(name) if name in self._names else None

    def has_photo(self, id: PhotoId) -> bool:
        """Whether the picture itself is in it."""
        return f"{archive.PHOTOS}{id}.jpg" in self._names

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part, piece by piece."""
        with _as_it_was(), self._zip.open(name) as part:
            while piece := part.read(PIECE):
                yield piece


@contextmanager
def _as_it_was() -> Iterator[None]:
    """Around reading what was checked: a file can change since, or its disk fail."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise BackupError("damaged") from error


@contextmanager
def opened(path: Path, passphrase: Passphrase | None = None) -> Iterator[OpenedBackup]:
    """The backup in this file. Nothing is written.

    Raises:
        BackupError, RefusedError: as `opening` does.
    """
    with ExitStack() as held:
        yield finished(opening(path, passphrase, held, Tally()))


def opening(
    path: Path, passphrase: Passphrase | None, held: ExitStack, tally: Tally
) -> Steps[OpenedBackup]:
    """The backup in this file, opened and checked in steps; it can be used until `held` is closed.

    Raises:
        BackupError: it is none, is damaged, newer or sealed, or holds what no backup holds.
        RefusedError: it cannot be read.
    """
    try:
        if not path.exists():
            raise BackupError("no file", file=on_a_line(str(path)))
        if not path.is_file():
            raise BackupError("not a backup")
        # Two that read it at once, as reading and hashing twice takes as long as once.
        first, second = (held.enter_context(path.open("rb")) for _ in range(2))
        plain, again = (_plain(file, passphrase) for file in (first, second))
        return (yield from _checked(plain, again, held, tally))
    except OSError as error:
        raise why_refused(error, RESTORING) from error


def to_check(path: Path) -> int:
    """About how many bytes `opening` counts of this file; 0 where there is none."""
    try:
        return path.stat().st_size * (1 if steps.THREADS else 2)
    except OSError:
        return 0


def _photo_name(id: PhotoId, *, thumbnail: bool) -> str:
    return f"{archive.PHOTOS}{id}{'.thumb' if thumbnail else ''}.jpg"


def _plain(file: BinaryIO, passphrase: Passphrase | None) -> BinaryIO:
    if not is_sealed(file):
        return file
    if passphrase is None:
        raise BackupError("sealed")
    return io.BufferedReader(SealedReader(file, passphrase), PIECE)


def _checked(file: BinaryIO, again: BinaryIO, held: ExitStack, tally: Tally) -> Steps[OpenedBackup]:
    whole = _Whole(again)
    try:
        try:
            for count in whole.here():
                yield tally.more(count)
            size = _check_end(file)
            parts = held.enter_context(zipfile.ZipFile(file))
            manifest = yield from _check_parts(parts, size, tally)
        except GeneratorExit:
            whole.stop()
            raise
        finally:
            whole.join()
    except BackupError as error:
        # What is in a file that is not as it was written says nothing.
        raise BackupError(whole.why or error.why) from None
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        ValueError,
        NotImplementedError,
        KeyError,
        RuntimeError,
        RecursionError,
        struct.error,
        OverflowError,
    ):
        raise BackupError(whole.why or "strange") from None
    if whole.why:
        raise BackupError(whole.why)
    return OpenedBackup(parts, manifest)


class _Whole:
    """Whether the last bytes of a file are the digest of all before them, found out on a thread of
    its own where there are threads.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.why = ""
        """What is wrong, as the case of a `BackupError`."""
        self._failed: BaseException | None = None
        self._stopped = False
        self._thread: threading.Thread | None = None
        if steps.THREADS:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()

    def here(self) -> Iterator[int]:
        """Find it out now, where that is not done on another thread; the bytes of each piece."""
        if self._thread is None:
            yield from self._pieces()

    def stop(self) -> None:
        """Nobody asks any more."""
        self._stopped = True

    def join(self) -> None:
        """Wait for the answer."""
        if self._thread is not None:
            self._thread.join()
        if self._failed is not None:
            raise self._failed

    def _run(self) -> None:
        try:
            for _ in self._pieces():
                if self._stopped:
                    return
        except BaseException as error:
            self._failed = error

    def _pieces(self) -> Iterator[int]:
        file = self._file
        left = file.seek(0, os.SEEK_END) - DIGEST_LENGTH
        file.seek(0)
        start, digest = b"", hashlib.sha256()
        while left > 0 and (piece := file.read(min(left, PIECE))):
            start = start or piece[:256]
            digest.update(piece)
            left -= len(piece)
            yield len(piece)
        if left != 0 or file.read() != digest.hexdigest().encode():
            self.why = "damaged" if archive.READ_ME.encode() in start else "not a backup"


def _check_end(file: BinaryIO) -> int:
    """See that the list of contents is not longer than a backup's can be, before it is read;
    returns where it begins.
    """
    end = file.seek(0, os.SEEK_END) - DIGEST_LENGTH - _END.size
    if end < 0:
        raise BackupError("damaged")
    mark, disk, list_disk, _, count, length, start, comment = _unpack(file, _END, end)
    if mark != b"PK\5\6" or comment != DIGEST_LENGTH or disk or list_disk:
        raise BackupError("strange")
    place = end - _END_64_PLACE.size
    if place >= _END_64.size and _unpack(file, _END_64_PLACE, place)[0] == b"PK\6\7":
        end = place - _END_64.size
        *_, count, length, start = _unpack(file, _END_64, end)
    if count > _MOST_PARTS or length > _LONGEST_LIST or start + length != end:
        raise BackupError("strange")
    file.seek(0)
    return int(start)


def _unpack(file: BinaryIO, form: struct.Struct, place: int) -> tuple[Any, ...]:
    file.seek(place)
    return form.unpack(file.read(form.size))


def _check_parts(parts: zipfile.ZipFile, end: int, tally: Tally) -> Steps[dict[str, Any]]:
    """Every part by what the list says of it, then by its digest; returns the manifest."""
    infos = parts.infolist()
    if len({info.filename for info in infos}) != len(infos):
        raise BackupError("strange")
    if not set(_LARGEST) <= {info.filename for info in infos}:
        raise BackupError("strange")
    for info in infos:
        _check_part(info)
    _check_places(infos, end)
    manifest = _json(parts, archive.MANIFEST)
    _check_manifest(manifest)
    digests = _json(parts, archive.DIGESTS)
    known = digests.get("sha256") if isinstance(digests, dict) else None
    if not isinstance(known, dict) or {*known, archive.DIGESTS} != {i.filename for i in infos}:
        raise BackupError("strange")
    for info in infos:
        if info.filename == archive.DIGESTS:
            continue
        digest = yield from _digest(parts, info, tally)
        if known[info.filename] != digest:
            raise BackupError("damaged")
    return dict(manifest)


def _check_part(info: zipfile.ZipInfo) -> None:
    photo = _PHOTO.fullmatch(info.filename)
    largest = _LARGEST_PHOTO if photo else _LARGEST.get(info.filename, -1)
    packed = info.compress_type == zipfile.ZIP_DEFLATED and info.filename in _PACKED
    right = (
        info.orig_filename == info.filename
        and info.file_size <= largest
        and not info.flag_bits & ~(0x08 | 0x800)  # sizes behind the part, names in UTF-8
        and stat.S_IFMT(info.external_attr >> 16) in (0, stat.S_IFREG)
    )
    if packed:
        right = right and info.file_size <= _HIGHEST_RATIO * info.compress_size + 4096
    else:
        right = (
            right
            and info.compress_type == zipfile.ZIP_STORED
            and info.file_size == info.compress_size
        )
    if not right:
        raise BackupError("strange")


def _check_places(infos: list[zipfile.ZipInfo], end: int) -> None:
    """No part lies over another, or outside of the file."""
    place = 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        if info.header_offset < place or (place == 0 and info.header_offset):
            raise BackupError("strange")
        place = info.header_offset + 30 + len(info.filename.encode()) + info.compress_size
    if place > end:
        raise BackupError("strange")


def _check_manifest(manifest: Any) -> None:
    if not isinstance(manifest, dict) or manifest.get("format") != archive.FORMAT:
        raise BackupError("strange")
    version, schema = manifest.get("version"), manifest.get("schema")
    if type(version) is not int or type(schema) is not int or version < 1 or schema < 1:
        raise BackupError("strange")
    if version > archive.VERSION or schema > SCHEMA:
        raise BackupError("newer")


def _json(parts: zipfile.ZipFile, name: str) -> Any:
    return json.loads(parts.read(name))


def _digest(parts: zipfile.ZipFile, info: zipfile.ZipInfo, tally: Tally) -> Steps[str]:
    digest = hashlib.sha256()
    with parts.open(info) as part:
        while piece := part.read(PIECE):
            digest.update(piece)
            yield tally.more(len(piece))
    return digest.hexdigest()
