"""Applies a log or rollback journal that a crash has left to a copy of the database in memory, as
SQLite would to the file when it opens it.

https://www.sqlite.org/fileformat2.html#walformat and #the_rollback_journal
"""

from __future__ import annotations

import struct
import sys
from array import array

_MASK = 0xFFFFFFFF
_LOG_MAGIC = 0x377F0682
"""In a log whose checksums are of little-endian words; the last bit is set for big-endian ones."""
_LOG_VERSION = 3007000
_LOG_HEADER, _FRAME_HEADER = 32, 24
_ROLLBACK_MAGIC = bytes.fromhex("d9d505f920a163d7")
_TO_THE_END = 0xFFFFFFFF


def lay_over(database: bytearray, log: bytes) -> None:
    """Write every complete transaction of a write-ahead log into the database.

    As in SQLite's own recovery, frames are valid up to the first whose salts or checksum are wrong;
    of these, all up to the last frame that ends a transaction are applied.
    """
    if len(log) < _LOG_HEADER:
        return
    magic, version, page_size, _, *_ = struct.unpack_from(">4I", log)
    if magic & ~1 != _LOG_MAGIC or version != _LOG_VERSION or not _is_page_size(page_size):
        return
    little = not magic & 1
    sums = _checksum(log[:24], (0, 0), little=little)
    if sums != struct.unpack_from(">2I", log, 24):
        return
    salts = log[16:24]
    pages: dict[int, int] = {}
    committed: dict[int, int] = {}
    size = 0
    for start in range(
        _LOG_HEADER, len(log) - page_size - _FRAME_HEADER + 1, page_size + _FRAME_HEADER
    ):
        number, ends_with = struct.unpack_from(">2I", log, start)
        if not number or log[start + 8 : start + 16] != salts:
            break
        content = start + _FRAME_HEADER
        sums = _checksum(log[start : start + 8], sums, little=little)
        sums = _checksum(log[content : content + page_size], sums, little=little)
        if sums != struct.unpack_from(">2I", log, start + 16):
            break
        pages[number] = content
        if ends_with:
            committed |= pages
            pages.clear()
            size = ends_with
    if not committed:
        return
    _resize(database, size * page_size)
    for number, content in committed.items():
        if number <= size:
            database[(number - 1) * page_size : number * page_size] = log[
                content : content + page_size
            ]


def roll_back(database: bytearray, journal: bytes) -> None:
    """Undo the unfinished transaction of a rollback journal: write the old pages back."""
    start, first = 0, True
    while journal[start : start + 8] == _ROLLBACK_MAGIC and len(journal) >= start + 28:
        count, nonce, pages, sector, page_size = struct.unpack_from(">5I", journal, start + 8)
        if first:
            if not _is_page_size(page_size) or not 32 <= sector <= 1 << 16:
                break
            _resize(database, pages * page_size)
            before, stride, step = pages, page_size, sector
            first = False
        record = start + step
        room = max(0, len(journal) - record) // (stride + 8)
        for _ in range(room if count == _TO_THE_END else min(count, room)):
            (number,) = struct.unpack_from(">I", journal, record)
            page = journal[record + 4 : record + 4 + stride]
            (said,) = struct.unpack_from(">I", journal, record + 4 + stride)
            if (nonce + sum(page[stride - 200 : 0 : -200])) & _MASK != said or not number:
                return
            if number <= before:
                database[(number - 1) * stride : number * stride] = page
            record += stride + 8
        start = -(-record // step) * step


def _is_page_size(size: int) -> bool:
    return 512 <= size <= 1 << 16 and size & (size - 1) == 0


def _resize(database: bytearray, size: int) -> None:
    del database[size:]
    database.extend(bytes(size - len(database)))


def _checksum(content: bytes, before: tuple[int, int], *, little: bool) -> tuple[int, int]:
    """The two sums of SQLite's log over an even number of 32-bit words, continued from `before`."""
    words = array("I", content)
    if little != (sys.byteorder == "little"):
        words.byteswap()
    first, second = before
    pairs = iter(words)
    for word in pairs:
        first = first + word + second & _MASK
        second = second + next(pairs) + first & _MASK
    return first, second
