"""The write-ahead log as SQLite reads it: up to the first page that is not as it was written; and
what lies behind that.

SQLite takes a damaged page for the torn end of what was never finished, and drops whatever follows.
But what follows may be a day's glimmers, each acknowledged.
https://www.sqlite.org/fileformat2.html#the_write_ahead_log
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import BusyJournalError, DamagedJournalError, RefusedError
from storage.database.holding import exclusive_lock

_HEADER, _FRAME = struct.Struct(">8I"), struct.Struct(">6I")
_MAGIC, _VERSION = 0x377F0682, 3007000
"""The magic number of a log whose sums are over little-endian words; one more where they are
big-endian.
"""

_Sums = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Finished:
    """What a log holds of transactions that were finished."""

    pages: frozenset[int] = frozenset()
    size: int = 0
    """Pages of the database after the last of them; 0: there is none."""


@dataclass(frozen=True, slots=True)
class _Frame:
    page: int
    after: int
    """Pages of the database after the transaction that ends with this frame; 0: another frame
    follows.
    """
    salts: tuple[int, int]
    sums: _Sums
    content: bytes
    start: bytes
    """The eight bytes of the frame's header that are summed up as well."""


def log_of(database: Path) -> Path:
    """Where the log of a database is, if there is any."""
    return database.with_name(database.name + "-wal")


def finished(database: Path, page_size: int) -> Finished:
    """What is in the log, as SQLite would see it."""
    try:
        log = log_of(database).read_bytes()
    except FileNotFoundError:
        return Finished()
    pages: set[int] = set()
    begun: set[int] = set()
    size = 0
    for frame in _whole_frames(log, page_size):
        begun.add(frame.page)
        if frame.after:
            pages |= begun
            begun.clear()
            size = frame.after
    return Finished(frozenset(pages), size)


def check_log(database: Path, page_size: int = 4096) -> None:
    """Refuse a log in which finished transactions lie behind a damaged page: SQLite would drop them
    without a word.

    Does nothing while another program has the journal open: then it knows how far the log goes.

    Raises:
        DamagedJournalError: it is damaged. Nothing was changed.
    """
    if sys.platform == "emscripten" or not log_of(database).exists():
        return
    try:
        with exclusive_lock(database):
            torn = _is_torn(log_of(database).read_bytes(), page_size)
    except (BusyJournalError, RefusedError, OSError):
        return  # somebody knows, or SQLite will say why it cannot be read
    if torn:
        raise DamagedJournalError


def mend_log(database: Path, page_size: int) -> None:
    """Sum up the pages of a torn log anew, in a copy, so that SQLite reads them all, the damaged
    one as it is now.
    """
    try:
        log = log_of(database).read_bytes()
    except FileNotFoundError:
        return
    if not _is_torn(log, page_size):
        return
    frames = list(_frames(log, page_size))
    salts = _salts(log, frames)
    ends = [number for number, frame in enumerate(frames) if frame.salts == salts and frame.after]
    header = struct.pack(">6I", _MAGIC, _VERSION, page_size, 0, *salts)
    sums = _summed((0, 0), header, "<")
    mended = bytearray(header + struct.pack(">2I", *sums))
    size, pages = 0, database.stat().st_size // page_size
    for frame in frames[: ends[-1] + 1]:
        after = frame.after
        if after:
            # A journal never becomes smaller, and larger only by what was written.
            after = size = (
                after if (size or 1) <= after <= max(size, pages) + len(frames) else size or pages
            )
        start = struct.pack(">2I", frame.page, after)
        sums = _summed(_summed(sums, start, "<"), frame.content, "<")
        mended += start + struct.pack(">4I", *salts, *sums) + frame.content
    log_of(database).write_bytes(mended)


def _is_torn(log: bytes, page_size: int) -> bool:
    """Whether at least two transactions end behind the first damaged page: one alone may never have
    been finished.
    """
    whole = sum(1 for _ in _whole_frames(log, page_size))
    frames = list(_frames(log, page_size))
    salts = _salts(log, frames)
    return sum(bool(frame.after) and frame.salts == salts for frame in frames[whole:]) > 1


def _salts(log: bytes, frames: list[_Frame]) -> tuple[int, int]:
    """The numbers by which the frames of this round are told from those of the round before."""
    if _header_holds(log) or not frames:
        return _HEADER.unpack_from(log)[4:6] if len(log) >= _HEADER.size else (0, 0)
    return frames[0].salts


def _header_holds(log: bytes) -> bool:
    if len(log) < _HEADER.size:
        return False
    magic, *_, first, second = _HEADER.unpack_from(log)
    return magic & ~1 == _MAGIC and _summed((0, 0), log[:24], _order(magic)) == (first, second)


def _frames(log: bytes, page_size: int) -> Iterator[_Frame]:
    for offset in range(
        _HEADER.size, len(log) - _FRAME.size - page_size + 1, _FRAME.size + page_size
    ):
        page, after, one, two, first, second = _FRAME.unpack_from(log, offset)
        content = log[offset + _FRAME.size : offset + _FRAME.size + page_size]
        yield _Frame(page, after, (one, two), (first, second), content, log[offset : offset + 8])


def _whole_frames(log: bytes, page_size: int) -> Iterator[_Frame]:
    """Frames until the first that is not as it was written."""
    if not _header_holds(log):
        return
    magic, _, size, _, *salts, first, second = _HEADER.unpack_from(log)
    if size != page_size:
        return
    sums = (first, second)
    for frame in _frames(log, page_size):
        sums = _summed(_summed(sums, frame.start, _order(magic)), frame.content, _order(magic))
        if list(frame.salts) != salts or frame.sums != sums:
            return
        yield frame


def _order(magic: int) -> str:
    return ">" if magic & 1 else "<"


def _summed(sums: _Sums, data: bytes, order: str) -> _Sums:
    """https://www.sqlite.org/fileformat2.html#checksum_algorithm"""
    first, second = sums
    words = iter(struct.unpack(f"{order}{len(data) // 4}I", data))
    for one, two in zip(words, words, strict=True):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + two + first) & 0xFFFFFFFF
    return first, second
