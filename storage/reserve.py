"""Room put by while there is plenty, so that what is deleted can be deleted on a full disk.

To delete, SQLite first writes: what the pages will be, into its log. On a full disk that is
refused, and nobody could make room by deleting. So a file lies beside the journal with nothing in
it but its size. It is given up when a deletion, or opening the journal for one, is refused for want
of room, and made again at once afterwards, as far as there is room.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

NAME = "glimmers.reserve"
SIZE = 4 << 20
"""Bytes: the longest words, in the log, in the file and taken out of the index, are about half of
it.
"""
PLENTY = 16 * SIZE
"""Bytes that are free where it is made without need."""
TO_OPEN = 256 << 10
"""Bytes of it that opening a journal may need, for the memory that programs share and the beginning
of a log.
"""

_STEP = 64 << 10


def put_by(folder: Path) -> None:
    """Make it where it is missing or smaller, if there is plenty of room; where it cannot be made
    there is none.
    """
    if sys.platform == "emscripten":
        return  # a browser gives no file room that is not written
    with contextlib.suppress(OSError):
        if _size(folder / NAME) < SIZE and shutil.disk_usage(folder).free >= PLENTY:
            _grow(folder / NAME, SIZE)


@contextlib.contextmanager
def given_up(folder: Path, *, size: int = SIZE) -> Iterator[None]:
    """Have `size` bytes of it free for a while; afterwards it is as large again as it was, or as
    there is room for.
    """
    path = folder / NAME
    before = _size(path)
    if not before:
        yield
        return
    with contextlib.suppress(OSError):
        # Cut rather than deleted: some file systems need room to delete a name.
        os.truncate(path, max(0, before - size))
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            _grow(path, before)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _grow(path: Path, size: int) -> None:
    """Step by step up to `size`, or as far as the disk lets it; what it has then is
    really taken.
    """
    flags = os.O_CREAT | os.O_RDWR | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o600)
    try:
        for begin in range(os.fstat(descriptor).st_size, size, _STEP):
            _take(descriptor, begin, min(_STEP, size - begin))
    finally:
        os.close(descriptor)


def _take(descriptor: int, begin: int, size: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, begin, size)
    else:  # what cannot be pressed together
        os.lseek(descriptor, begin, os.SEEK_SET)
        os.write(descriptor, os.urandom(size))
