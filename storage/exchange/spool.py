"""Texts of which many are begun before the first is whole: what does not fit into a little memory
lies in one file, which nobody else sees.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from storage.exchange.stream import PIECE
from storage.exchange.writing import Text

_IN_MEMORY = 1 << 18
"""Bytes of all texts together that wait in memory for the file."""
_BINARY = getattr(os, "O_BINARY", 0)


class Spool:
    """The texts of one piece of work. Close it at the end: then they are gone."""

    def __init__(self, path: Path) -> None:
        """`path` is a name that nobody has, for a file that is made once it is needed."""
        self._path = path
        self._file: BinaryIO | None = None
        self._size = 0
        self._waiting: dict[HeldText, bytearray] = {}
        self._in_memory = 0

    def text(self) -> HeldText:
        """A new text, empty yet."""
        return HeldText(self)

    def close(self) -> None:
        """Delete all of them."""
        if self._file is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)
        self._waiting.clear()

    def _take(self, text: HeldText, data: bytes) -> None:
        self._waiting.setdefault(text, bytearray()).extend(data)
        self._in_memory += len(data)
        if self._in_memory > _IN_MEMORY:
            self._write_down()

    def _write_down(self) -> None:
        file = self._file = self._file or self._made()
        file.seek(self._size)
        for text, data in self._waiting.items():
            file.write(data)
            text.spans.append((self._size, len(data)))
            self._size += len(data)
        self._waiting.clear()
        self._in_memory = 0

    def _made(self) -> BinaryIO:
        """For its owner only. It has no name from here on, where systems allow that: should this
        program be killed, nothing of it stays.
        """
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | _BINARY
        file = os.fdopen(os.open(self._path, flags, 0o600), "w+b")
        with suppress(OSError):
            self._path.unlink()
        return file

    def _pieces(self, text: HeldText) -> Iterator[bytes]:
        for at, length in text.spans:
            assert self._file is not None
            for start in range(0, length, PIECE):
                self._file.seek(at + start)
                yield self._file.read(min(PIECE, length - start))
        if waiting := self._waiting.get(text):
            yield bytes(waiting)


class HeldText:
    """One text. Half a letter, which only a damaged disk can have left, is written as an escape."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self.spans: list[tuple[int, int]] = []
        """Where the file has it: from which byte on, and how many. What waits follows."""
        self.size = 0
        """Bytes of UTF-8."""

    def write(self, text: str, /) -> None:
        """Put this behind what is in it.

        Raises:
            OSError: the disk is full, say.
        """
        data = text.encode("utf-8", "backslashreplace")
        self.size += len(data)
        self._spool._take(self, data)

    def close(self) -> None:
        """Nothing: it is held, and more may come."""

    def pieces(self) -> Iterator[bytes]:
        """All of it, as UTF-8; nothing may be written into it meanwhile."""
        return self._spool._pieces(self)

    def pour_into(self, other: Text) -> None:
        """Write all of it there too."""
        letters = codecs.getincrementaldecoder("utf-8")()
        for piece in self.pieces():  # which may end within a letter
            other.write(letters.decode(piece))
