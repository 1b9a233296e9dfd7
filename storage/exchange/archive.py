"""The container of a backup: a zip whose parts and whole carry their digests
(docs/backup-format.md).

`ArchiveWriter` writes one in a single pass. What its parts hold is `storage.exchange.backup`'s.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from storage.exchange.stream import DIGEST_LENGTH, DigestStream, Sink

FORMAT = "glimmers-backup"
VERSION = 1
"""What a change that older programs cannot read past would raise."""

READ_ME = "READ ME.txt"
MANIFEST = "manifest.json"
GLIMMERS = "glimmers.json"
COLLAGES = "collages.json"
DATABASE = "glimmers.db"
PHOTOS = "photos/"
DIGESTS = "digests.json"

_ENDING = b"0" * DIGEST_LENGTH
"""Stands where the digest of all the rest will be: the comment of a zip is its last bytes."""
_FIRST_YEAR = 1980
"""Before that the dates of a zip do not begin."""
_PRIVATE = 0o100600 << 16
"""A file that only its owner may read, where a zip is unpacked by a program that heeds that."""

Write = Callable[[bytes], None]


def entry(name: str, *, made_at: datetime, size: int, packed: bool = False) -> zipfile.ZipInfo:
    """What a zip says of a file in it; `packed`: smaller than it is."""
    at = made_at.timetuple()[:6]
    info = zipfile.ZipInfo(name, date_time=(max(at[0], _FIRST_YEAR), *at[1:]))
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    info.external_attr = _PRIVATE
    info.file_size = size
    return info


class ArchiveWriter:
    """Writes the parts of a backup one after the other.

    Memory grows by what a zip's list of contents has for each part, some hundred bytes. Where
    `finish` is not reached call `abandon`.
    """

    def __init__(self, sink: Sink, *, made_at: datetime) -> None:
        self._stream = DigestStream(sink)
        self._zip = zipfile.ZipFile(self._stream, "w")  # type: ignore[call-overload]  # unseekable
        self._made_at = made_at
        self._digests: dict[str, str] = {}

    @contextmanager
    def part(self, name: str, *, size: int, packed: bool = False) -> Iterator[Write]:
        """What takes the bytes of a new part: `size` of them, or about as many; `packed`: smaller
        than they are.
        """
        info = entry(name, made_at=self._made_at, size=size, packed=packed)
        digest = hashlib.sha256()
        # What is written a glimmer at a time tells its size too late to say so in front of it.
        with self._zip.open(info, "w", force_zip64=packed) as file:

            def write(data: bytes) -> None:
                digest.update(data)
                file.write(data)

            yield write
        self._digests[name] = digest.hexdigest()

    def add(self, name: str, content: bytes) -> None:
        """A small part, as a whole."""
        with self.part(name, size=len(content)) as write:
            write(content)

    def finish(self, *, missing: list[str]) -> None:
        """Write the digests, the list of contents, and the digest of all before it.

        `missing` are photos of which a file should be there and could not be read.
        """
        digests = {"sha256": dict(self._digests), "missing": missing}
        self.add(DIGESTS, json.dumps(digests, indent=0).encode())
        self._zip.comment = _ENDING
        self._stream.hold()
        self._zip.close()
        self._stream.finish(instead_of=_ENDING)

    def abandon(self) -> None:
        """Leave it as it is, unfinished: whoever gave the sink deletes it."""
        self._zip.fp = None  # or it would still write its list of contents when it is let go of
        self._stream.abandon()
