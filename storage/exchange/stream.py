"""What is written in one pass to something that cannot be sought in, with a digest of all of it at
its end.

Hashing and writing happen on a thread of their own, while the next piece is read and packed: both
let go of Python's lock. A browser's Python has no threads and does one after the other.
"""

from __future__ import annotations

import hashlib
import queue
import threading
from collections.abc import Callable
from typing import Protocol

from storage import steps

PIECE = 1 << 20
"""Bytes that are read, hashed and written at once."""
_AHEAD = 8
"""Pieces that may wait for the disk: so much memory, however large the file becomes."""
DIGEST_LENGTH = 64
"""Characters of a SHA-256 in hex."""


class Sink(Protocol):
    """What takes bytes in their order."""

    def write(self, data: bytes, /) -> object:
        """Take all of these."""


class DigestStream:
    """Passes everything on to `sink`, and at the end the SHA-256 of it, in hex.

    It has no `tell` and no `seek`. Whatever goes wrong in the other thread is raised here, by the
    next `write` or by `finish`. Where `finish` is not reached call `abandon`.
    """

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._digest = hashlib.sha256()
        self._buffer = bytearray()
        self._holds = False
        self._worker = _Worker(self._take) if steps.THREADS else None

    def write(self, data: bytes | bytearray | memoryview, /) -> int:
        """Take these, at once or a little later."""
        view = memoryview(data)
        # A photo comes as a whole, and eight large ones shall not wait for the disk at once.
        for start in range(0, len(view), PIECE):
            self._buffer += view[start : start + PIECE]
            if len(self._buffer) >= PIECE and not self._holds:
                self._pass_on()
        return len(view)

    def flush(self) -> None:
        """Nothing: the end is told by `finish`."""

    def hold(self) -> None:
        """From now on nothing is passed on before `finish`."""
        self._pass_on()
        self._holds = True

    def finish(self, *, instead_of: bytes) -> None:
        """Write the digest in place of the last bytes, which are `instead_of` and were held."""
        if not self._buffer.endswith(instead_of) or len(instead_of) != DIGEST_LENGTH:
            raise ValueError("the last bytes are not the place of the digest")
        del self._buffer[-DIGEST_LENGTH:]
        self._pass_on()
        if self._worker is not None:
            self._worker.finish()
        self._sink.write(self._digest.hexdigest().encode())

    def abandon(self) -> None:
        """End the thread, whatever is left to be written."""
        if self._worker is not None:
            self._worker.abandon()

    def _pass_on(self) -> None:
        if not self._buffer:
            return
        data, self._buffer = bytes(self._buffer), bytearray()
        if self._worker is None:
            self._take(data)
        else:
            self._worker.give(data)

    def _take(self, data: bytes) -> None:
        self._digest.update(data)
        self._sink.write(data)


class _Worker:
    """A thread that does one thing with each piece, in their order."""

    def __init__(self, take: Callable[[bytes], None]) -> None:
        self._take = take
        self._waiting: queue.Queue[bytes | None] = queue.Queue(_AHEAD)
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def give(self, data: bytes) -> None:
        """Wait until there is a place for it."""
        self._raise()
        self._waiting.put(data)

    def finish(self) -> None:
        """Return when everything is done."""
        self.abandon()
        self._raise()

    def abandon(self) -> None:
        """The same, whatever went wrong."""
        if self._thread.is_alive():
            self._waiting.put(None)
            self._thread.join()

    def _raise(self) -> None:
        if self._failed is not None:
            raise self._failed

    def _run(self) -> None:
        while (data := self._waiting.get()) is not None:
            if self._failed is None:
                try:
                    self._take(data)
                except BaseException as error:
                    self._failed = error
