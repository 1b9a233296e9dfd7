"""The first 100 bytes of a journal's file: whether they fit what lies behind them, and new ones in
a copy where they do not.

SQLite believes its header. A file that ends before the header says so, or one flipped bit in it,
makes it answer with other rows, or with none, while every row is still there. So both are looked at
before SQLite is let near the file. https://www.sqlite.org/fileformat2.html#the_database_header
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import struct
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from app.core.errors import (
    BusyJournalError,
    DamagedJournalError,
    NewerJournalError,
    NotAJournalError,
)
from storage.database import lenient
from storage.database.log_binding import foreign_log
from storage.database.signature import APPLICATION_ID, SCHEMA
from storage.schema import migrations
from storage.write_ahead import finished, mend_log

SIZE = 100
"""Bytes of a header."""

_MAGIC = b"SQLite format 3\0"
_FRACTIONS = bytes((64, 32, 32))
_PAGE_SIZES = tuple(1 << power for power in range(9, 17))
_USUAL_PAGE = 4096
_FEWEST_PAGES = 20
"""Every table and every index has a page of its own, and the first journal had more of them than
this.
"""
_TREE_PAGES = frozenset((2, 5, 10, 13))
"""What a page of a table or an index begins with."""
_MARKS = (
    b"CREATE TABLE glimmers (",
    b"VIRTUAL TABLE glimmers_fts",
    b"TABLE glimmer_photos",
    b"TABLE tombstones",
    b"TABLE preferences",
)
"""Stand in the schema of every journal since the first release; no other program has
most of them.
"""
_CHUNK = 1 << 20
_FAR_ENOUGH = 1 << 28
"""Bytes in which the schema of a journal is looked for."""
_LOOKS, _BETWEEN_LOOKS = 20, 0.01
"""How often a file that does not stand still is looked at, and the seconds between: another program
may be writing.
"""


def check(path: Path, raw: bytes, *, today: int) -> None:
    """Refuse a file whose first bytes are `raw` unless SQLite may be let near it; `today` is the
    schema we write.

    Only for a file that this process has not open (`storage.connection.check_file`).

    Raises:
        NotAJournalError: no SQLite file, or another program's.
        DamagedJournalError: ours, but its header or its size is not what a journal's can be.
        NewerJournalError: from a later Glimmers.
        BusyJournalError: it does not stand still long enough to be looked at.
        OSError: it cannot be read.
    """
    for _ in range(_LOOKS):
        before = (raw, path.stat().st_size, _size(path, "-wal"))
        try:
            return _check(path, Header(raw), today)
        except NotAJournalError:
            time.sleep(_BETWEEN_LOOKS)
            with path.open("rb") as file:
                raw = file.read(SIZE)
            if before == (raw, path.stat().st_size, _size(path, "-wal")):
                raise
    raise BusyJournalError


def _check(path: Path, header: Header, today: int) -> None:
    if len(header.raw) < SIZE:
        raise NotAJournalError
    if header.begun and path.stat().st_size <= header.page_size:
        return
    if not (header.fits and header.ours):
        raise DamagedJournalError if looks_like_ours(path) else NotAJournalError
    if header.schema != today:
        right = shape(path)
        if header.schema > today and not (right and _is_flip_of(header.schema, right)):
            raise NewerJournalError
        if right not in (None, header.schema):
            raise DamagedJournalError
    if _is_cut(path, header) or not _freelist_holds(path, header):
        raise DamagedJournalError


@dataclass(frozen=True, slots=True)
class Header:
    """What SQLite would go by; every field as it is in the file."""

    raw: bytes

    @property
    def page_size(self) -> int:
        """Bytes, whether or not there can be such pages."""
        stored = int.from_bytes(self.raw[16:18])
        return 65536 if stored == 1 else stored

    @property
    def pages(self) -> int | None:
        """How many pages the file should have; None where it does not say."""
        counted = (
            self.raw[24:28] == self.raw[92:96]
        )  # https://www.sqlite.org/fileformat2.html#in_header_database_size
        return self._number(28) or None if counted else None

    @property
    def schema(self) -> int:
        """`PRAGMA user_version`."""
        return self._number(60)

    @property
    def ours(self) -> bool:
        """Whether it says that Glimmers wrote it."""
        return self._number(68) == APPLICATION_ID

    @property
    def freelist(self) -> tuple[int, int]:
        """The first page of the list of unused pages, and how many these are."""
        return self._number(32), self._number(36)

    @property
    def begun(self) -> bool:
        """Of a database in which nothing was made yet, as a crash leaves it in the moment it is
        born.
        """
        return (
            self._number(68) == self._number(60) == 0
            and self.raw.startswith(_MAGIC)
            and self._number(28) <= 1
        )

    @property
    def fits(self) -> bool:
        """Whether everything that SQLite goes by is what a journal's header says.

        What is left out here does no harm: the counters and the schema's cookie only say that
        something has changed.
        """
        return (
            self.raw.startswith(_MAGIC)
            and self.page_size in _PAGE_SIZES
            and self.raw[18:20] in (b"\1\1", b"\2\2")  # rollback journal, or write-ahead log
            and self.raw[20] == 0  # bytes kept free on each page
            and self.raw[21:24] == _FRACTIONS
            and self._number(44) == 4  # the schema's format
            and self._number(52) == 0  # no auto-vacuum: it would take pages for maps of pages
            and self._number(64) == 0
            and self._number(56) == 1  # UTF-8
        )

    def _number(self, offset: int) -> int:
        return int.from_bytes(self.raw[offset : offset + 4])


def _is_cut(path: Path, header: Header) -> bool:
    """Whether pages are missing at the end of the file that the log does not have, or there is more
    than belongs to it.

    Another program may be writing its log into the file at this moment, page by page and the first
    one first; so a verdict counts only if nothing has moved meanwhile.
    """
    if unfinished(path):
        return False  # SQLite first has to undo what was not finished; then `is_short` tells
    size = path.stat().st_size
    whole, torn = divmod(size, header.page_size)
    if header.pages is None:
        return bool(torn) and not _size(path, "-wal")
    if header.pages == whole and not torn:
        return False
    log = finished(path, header.page_size)
    if not log.size:
        return True
    return not log.pages.issuperset(range(whole + 1, log.size + 1))


def unfinished(path: Path) -> bool:
    """Whether a change was cut short that SQLite has to undo before the file is whole."""
    return _size(path, "-journal") > 0


def is_short(path: Path, conn: sqlite3.Connection) -> bool:
    """The same of one that is open, once SQLite has undone what was not finished."""
    (pages,), (page_size,) = (
        conn.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size")
    )
    return path.stat().st_size < int(pages) * int(page_size)


def _freelist_holds(path: Path, header: Header) -> bool:
    """Whether the list of unused pages leads where it says: SQLite writes what is kept next onto
    the pages it names.

    With a log beside it the list may lie there, and is not looked at.
    """
    trunk, count = header.freelist
    if _size(path, "-wal") or _size(path, "-journal"):
        return True
    pages = path.stat().st_size // header.page_size
    seen: set[int] = set()
    with path.open("rb") as file:
        while trunk:
            # The first page and those behind the end are no unused ones, and none is unused twice.
            if not 1 < trunk <= pages or trunk in seen:
                return False
            seen.add(trunk)
            file.seek((trunk - 1) * header.page_size)
            trunk, leaves = struct.unpack(">II", file.read(8))
            if leaves > header.page_size // 4 - 2:
                return False
            for leaf in struct.unpack(f">{leaves}I", file.read(4 * leaves)):
                if not 1 < leaf <= pages or leaf in seen:
                    return False
                seen.add(leaf)
    return len(seen) == count


def looks_like_ours(path: Path) -> bool:
    """Whether a journal's schema stands in the file, whatever its header says."""
    found: set[bytes] = set()
    with path.open("rb") as file:
        rest = b""
        for _ in range(_FAR_ENOUGH // _CHUNK):
            chunk = file.read(_CHUNK)
            if not chunk:
                break
            found |= {mark for mark in _MARKS if mark in rest + chunk}
            rest = chunk[-64:]
    # One of them may have been hit as well.
    return len(found) >= len(_MARKS) - 2


def shape(path: Path) -> int | None:
    """Which schema the tables in the file are, exactly; None if they are none of ours, or cannot be
    read.

    The file is read as it is, and nothing beside it: a change of shape is always written into it.
    """
    try:
        with contextlib.closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as conn:
            outline = _outline(conn)
            return next((each.number for each in _schemas() if each.outline == outline), None)
    except lenient.TORN:
        return None


def _is_flip_of(schema: int, right: int) -> bool:
    """Whether one flipped bit makes the number of one schema that of the other."""
    return (schema ^ right).bit_count() == 1


def copy_with_new_header(database: Path, copy: Path) -> None:
    """A copy of a database, and of the log that belongs to it, with a header by which its rows can
    be read.

    Raises:
        OSError: there is no room for it, or it cannot be read.
    """
    for ending in ("-wal", "-journal", ""):
        source = database.with_name(database.name + ending)
        if source.exists():
            target = copy.with_name(copy.name + ending)
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            shutil.copyfile(source, target)
    _write_header(copy)
    if _size(copy, "-journal"):
        # What was not finished is undone, and the first page with it: the header has to be written
        # once more.
        with contextlib.suppress(*lenient.TORN), contextlib.closing(sqlite3.connect(copy)) as conn:
            conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
        copy.with_name(copy.name + "-journal").unlink(missing_ok=True)
        _write_header(copy)
    if log := foreign_log(copy):
        log.unlink()
        _write_header(copy)
    _mend_schema(copy)


def _write_header(copy: Path) -> None:
    header = bytearray(SIZE)
    page_size = _page_size(copy)
    header[:16] = _MAGIC
    header[16:18] = (page_size % 65535).to_bytes(2)  # 65536 is written as 1
    header[18:20] = b"\2\2" if _size(copy, "-wal") else b"\1\1"
    header[21:24] = _FRACTIONS
    # The number of pages and the list of unused ones stay 0: SQLite counts pages by the file, and
    # rows are only read.
    for offset, number in ((24, 1), (44, 4), (56, 1), (60, SCHEMA), (68, APPLICATION_ID)):
        header[offset : offset + 4] = number.to_bytes(4)
    with copy.open("r+b") as file:
        file.write(header)
    # SQLite deletes a log that lies beside nothing; and what the file has lost, the log may have.
    mend_log(copy, page_size)
    logged = finished(copy, page_size).size * page_size
    if logged > copy.stat().st_size:
        os.truncate(copy, logged)


def _mend_schema(copy: Path) -> None:
    """Give tables and indexes back the names and definitions they were made with, as far as their
    places can be read.

    They are told by their names, and where one is no name of ours, by its place in the list, which
    is always the same.
    """
    with (
        contextlib.suppress(*lenient.TORN),
        contextlib.closing(sqlite3.connect(copy, isolation_level=None)) as conn,
    ):
        conn.execute("PRAGMA writable_schema = ON")
        conn.text_factory = lenient.text
        there = {row[0]: row[1:] for row in conn.execute(_DEFINITIONS)}
        names = {row[1] for row in there.values()}
        # The one of which least is missing; of two with the same names the later one, since columns
        # that it added read as NULL.
        made = max(
            (each.definitions for each in reversed(_schemas())),
            key=lambda each: (len(names & each.keys()), -len(each)),
        )
        lost = {number: row for number, *row in made.values() if row[1] not in names}
        for number, (_, name, _, sql) in there.items():
            right = made[name][1:] if name in made else lost.get(number)
            # What a library makes for itself is written in its own way.
            if right and (
                name not in made
                or (right[3] != sql and not name.startswith(("glimmers_fts_", "_sqlite")))
            ):
                conn.execute(
                    (
                        "UPDATE sqlite_master SET type = ?, name = ?, tbl_name = ?, sql = ? "
                        "WHERE rowid = ?"
                    ),
                    (*right, number),
                )


_DEFINITIONS = "SELECT rowid, type, name, tbl_name, sql FROM sqlite_master"


def _page_size(path: Path) -> int:
    """The size at which most pages begin as pages do; of sizes that are as good, the smallest, for
    it is in all larger ones.
    """
    hits: Counter[int] = Counter()
    tried: Counter[int] = Counter()
    for offset, first in _first_bytes(path):
        for size in _PAGE_SIZES:
            if offset and offset % size == 0:
                tried[size] += 1
                hits[size] += first in _TREE_PAGES
    # At a size with fewer pages than that a high share is chance.
    possible = [size for size in _PAGE_SIZES if tried[size] >= _FEWEST_PAGES]
    possible = possible or [size for size in _PAGE_SIZES if tried[size]]
    shares = {size: hits[size] / tried[size] for size in possible}
    if not shares or not max(shares.values()):
        return _USUAL_PAGE
    good = max(shares.values()) * 0.7
    if shares.get(_USUAL_PAGE, 0) >= good and all(
        shares.get(size, 0) < good for size in _PAGE_SIZES if size < _USUAL_PAGE
    ):
        return _USUAL_PAGE
    return min(size for size, share in shares.items() if share >= good)


def _first_bytes(path: Path) -> Iterator[tuple[int, int]]:
    """Each byte at which a page of any size may begin, with its place."""
    step = _PAGE_SIZES[0]
    with path.open("rb") as file:
        place = 0
        while chunk := file.read(_CHUNK):
            for offset in range(0, len(chunk), step):
                yield place + offset, chunk[offset]
            place += len(chunk)


def _size(path: Path, ending: str) -> int:
    beside = path.with_name(path.name + ending)
    try:
        return beside.stat().st_size
    except FileNotFoundError:
        return 0


_Outline = frozenset[tuple[str, str, tuple[str, ...]]]


def _outline(conn: sqlite3.Connection) -> _Outline:
    """Every table with its columns, every index and trigger; what libraries make for themselves
    differs between their versions.
    """
    made = conn.execute(
        "SELECT type, name FROM sqlite_master WHERE name NOT LIKE '\\_sqlite%' ESCAPE '\\' "
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    named = [
        (type, name)
        for type, name in made
        if not name.startswith("glimmers_fts_") or type == "trigger"
    ]
    return frozenset(
        (
            type,
            name,
            tuple(row[1] for row in conn.execute(f'PRAGMA table_info("{name}")'))
            if type == "table"
            else (),
        )
        for type, name in named
    )


@dataclass(frozen=True, slots=True)
class _Schema:
    """What an empty journal of one schema has."""

    number: int
    outline: _Outline
    definitions: dict[str, tuple[Any, ...]]
    """Number, type, name, table and definition of everything in it, by its name."""


@cache
def _schemas() -> tuple[_Schema, ...]:
    """Each schema there was; read from empty journals once, and only where a file is damaged, or of
    another schema than today's. No connection stays, for each works in its own thread only.
    """
    made = []
    for steps in range(1, len(migrations.pending(Database(memory=True))) + 1):
        db = Database(memory=True)
        later = [migration.name for migration in migrations.pending(db)[steps:]]
        migrations.apply(db, stop_before=later)
        with contextlib.closing(db.conn) as conn:
            made.append(
                _Schema(
                    number=int(conn.execute("PRAGMA user_version").fetchone()[0]),
                    outline=_outline(conn),
                    definitions={row[2]: row for row in conn.execute(_DEFINITIONS)},
                )
            )
    return tuple(made)
