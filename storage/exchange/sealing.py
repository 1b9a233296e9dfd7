"""A backup sealed with a passphrase: AES-256-GCM over chunks, the key from scrypt
(docs/backup-format.md).

This is the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): each chunk has the
number of its place and whether it is the last one in its nonce, so that chunks cannot be left out,
changed about or cut off. `cryptography` is imported where something is sealed or opened, and
nowhere else.
"""

from __future__ import annotations

import hashlib
import io
import os
import struct
import unicodedata
from dataclasses import dataclass
from typing import BinaryIO

from app.core.errors import BackupError
from storage.exchange.stream import Sink

MAGIC = b"GLIMSEAL"
VERSION = 1
LOG2_N, R, P = 15, 8, 1
"""Of scrypt: 32 MB of memory for each try."""
CHUNK = 1 << 20
"""Bytes that are sealed at once."""
_CHUNKS = range(1 << 10, (1 << 24) + 1)
"""How large a chunk may be that is opened."""
_HEADER = struct.Struct(">8sBBBBI16s7s")
HEADER_LENGTH = _HEADER.size
TAG = 16
_MEMORY = 64 << 20
LONGEST_PASSPHRASE = 4096
"""Bytes."""


class Passphrase:
    """What somebody knows, and the key that it gives with the salt of a file."""

    def __init__(self, text: str) -> None:
        """One that is typed on another keyboard is the same (Unicode's NFC)."""
        self._bytes = unicodedata.normalize("NFC", text).encode()
        self._known: tuple[bytes, bytes] | None = None

    @property
    def utf8(self) -> bytes:
        """What the key is made of."""
        return self._bytes

    def key(self, salt: bytes) -> bytes:
        """32 bytes; takes about a tenth of a second for each new salt."""
        if self._known is None or self._known[0] != salt:
            key = hashlib.scrypt(
                self._bytes, salt=salt, n=1 << LOG2_N, r=R, p=P, maxmem=_MEMORY, dklen=32
            )
            self._known = salt, key
        return self._known[1]


@dataclass(frozen=True, slots=True)
class Header:
    """The first bytes of a sealed file, which are not secret."""

    chunk: int
    salt: bytes
    prefix: bytes

    @classmethod
    def new(cls) -> Header:
        """One that no other file has."""
        return cls(CHUNK, os.urandom(16), os.urandom(7))

    def packed(self) -> bytes:
        """As they are in the file."""
        return _HEADER.pack(MAGIC, VERSION, LOG2_N, R, P, self.chunk, self.salt, self.prefix)

    def nonce(self, number: int, *, last: bool) -> bytes:
        """Of the chunk in this place, from 0."""
        return self.prefix + struct.pack(">IB", number, last)

    @classmethod
    def unpacked(cls, raw: bytes) -> Header:
        """The header that these bytes are.

        Raises:
            BackupError: none that can be opened.
        """
        if len(raw) != HEADER_LENGTH:
            raise BackupError("damaged")
        magic, version, log2_n, r, p, chunk, salt, prefix = _HEADER.unpack(raw)
        if magic == MAGIC and version > VERSION:
            raise BackupError("newer")
        known = (magic, version, log2_n, r, p) == (MAGIC, VERSION, LOG2_N, R, P)
        if not known or chunk not in _CHUNKS:
            raise BackupError("damaged")
        return cls(chunk, salt, prefix)


class SealedWriter:
    """Passes on to `sink`, sealed, what is written. Where `finish` is not reached the file cannot
    be opened.
    """

    def __init__(self, sink: Sink, passphrase: Passphrase, *, header: Header | None = None) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._header = header or Header.new()
        self._packed = self._header.packed()
        self._cipher = AESGCM(passphrase.key(self._header.salt))
        self._sink = sink
        self._buffer = bytearray()
        self._number = 0
        sink.write(self._packed)

    def write(self, data: bytes, /) -> int:
        """Take these, and seal each chunk behind which something follows."""
        self._buffer += data
        while len(self._buffer) > self._header.chunk:
            self._seal(bytes(self._buffer[: self._header.chunk]), last=False)
            del self._buffer[: self._header.chunk]
        return len(data)

    def finish(self) -> None:
        """Seal the last chunk."""
        self._seal(bytes(self._buffer), last=True)

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        nonce = self._header.nonce(self._number, last=last)
        self._sink.write(self._cipher.encrypt(nonce, chunk, self._packed))
        self._number += 1


class Sealed:
    """How a sealed file is laid out: a header, then chunks of one length, the last may be
    shorter.
    """

    def __init__(self, file: BinaryIO) -> None:
        """Reads the header.

        Raises:
            BackupError: it is none that can be opened, or too little follows.
        """
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        self.packed = file.read(HEADER_LENGTH)
        """The header as it is in the file."""
        self.header = Header.unpacked(self.packed)
        self._file = file
        body = size - HEADER_LENGTH
        self.count = -(-body // (self.header.chunk + TAG))
        """Chunks."""
        if body < TAG or self.count > 1 << 32:
            raise BackupError("damaged")
        self.size = body - self.count * TAG
        """Bytes of what is in it."""

    def chunk(self, number: int) -> tuple[bytes, bytes]:
        """A chunk as it is in the file, and its nonce."""
        sealed = self.header.chunk + TAG
        self._file.seek(HEADER_LENGTH + number * sealed)
        nonce = self.header.nonce(number, last=number == self.count - 1)
        return self._file.read(sealed), nonce


def not_opened(number: int) -> BackupError:
    """What is told where the chunk in this place is not as it was sealed with this key."""
    # Of the first one nobody can tell whether it is damaged or the key is another.
    return BackupError("damaged" if number else "passphrase")


class SealedReader(io.RawIOBase):
    """What is in a sealed file, to be read and sought in; one chunk is in memory.

    Raises:
        BackupError: the passphrase is another one, or a chunk is not as it was written.
    """

    def __init__(self, file: BinaryIO, passphrase: Passphrase) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        super().__init__()
        self._sealed = Sealed(file)
        self._cipher = AESGCM(passphrase.key(self._sealed.header.salt))
        self._place = 0
        self._cached: tuple[int, bytes] = (-1, b"")
        self._chunk(0)

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """How far it was read."""
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go on from there."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._sealed.size}[whence]
        if start + offset < 0:
            raise ValueError("before the beginning")
        self._place = start + offset
        return self._place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # as io calls it
        """Up to the end of a chunk."""
        if self._place >= self._sealed.size:
            return 0
        number, start = divmod(self._place, self._sealed.header.chunk)
        found = self._chunk(number)[start : start + len(buffer)]
        buffer[: len(found)] = found
        self._place += len(found)
        return len(found)

    def _chunk(self, number: int) -> bytes:
        from cryptography.exceptions import InvalidTag

        if self._cached[0] == number:
            return self._cached[1]
        raw, nonce = self._sealed.chunk(number)
        try:
            chunk = self._cipher.decrypt(nonce, raw, self._sealed.packed)
        except (InvalidTag, ValueError):
            raise not_opened(number) from None
        self._cached = number, chunk
        return chunk


def is_sealed(file: BinaryIO) -> bool:
    """Whether it begins as a sealed backup does; it is at its beginning afterwards."""
    file.seek(0)
    found = file.read(len(MAGIC)) == MAGIC
    file.seek(0)
    return found
