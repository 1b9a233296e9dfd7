"""Bits flipped and files cut at random: each answer is right, refused in a sentence, or mended with
what was lost named.
"""

from __future__ import annotations

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from app.core.errors import DamagedJournalError
from storage import header
from storage.care.doctor import Report
from storage.database.signature import SCHEMA
from storage.vault import DATABASE
from tests.storage.damage import (
    BROKEN,
    NOW,
    SILENT,
    Kept,
    copied,
    cut,
    flip,
    flips_and_cuts,
    make_journal,
    opened,
    read_all,
)
from tests.told import look_over

PAGE = 4096


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Kept]:
    folder = tmp_path_factory.mktemp("made")
    return folder, make_journal(folder)


@pytest.fixture(scope="module")
def made_with_log(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Kept]:
    folder = tmp_path_factory.mktemp("made-with-log")
    return folder, make_journal(folder, glimmers=60, log=True)


@pytest.fixture
def kept(made: tuple[Path, Kept], tmp_path: Path) -> Kept:
    """What is in the journal that lies in `tmp_path`."""
    copied(made[0], tmp_path)
    return made[1]


def pages_of(folder: Path, name: str, kind: str = "leaf") -> list[int]:
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        rows = conn.execute(
            "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = ? ORDER BY path", (name, kind)
        )
        return [number for (number,) in rows]


def overwrite(folder: Path, page: int, data: bytes, *, at: int = 0) -> None:
    with (folder / DATABASE).open("r+b") as file:
        file.seek((page - 1) * PAGE + at)
        file.write(data)


def repaired(folder: Path) -> Report:
    return look_over(folder, repair=True, now=NOW)


def everything(folder: Path) -> Kept:
    with opened(folder) as journal:
        return read_all(journal)


@pytest.mark.parametrize("name", [None, 7], ids=["nothing", "a number"])
def test_a_name_that_a_damaged_page_takes_away_is_told_and_stops_nothing(kept, tmp_path, name):
    with closing(sqlite3.connect(tmp_path / DATABASE)) as conn:
        conn.execute("PRAGMA writable_schema = ON")
        (schema,) = conn.execute("SELECT sql FROM sqlite_master WHERE name = 'people'").fetchone()
        loose = schema.replace("name TEXT NOT NULL", "name ANY")
        assert loose != schema
        change = "UPDATE sqlite_master SET sql = ? WHERE name = 'people'"
        conn.execute(change, (loose,))
        conn.execute("PRAGMA schema_version = 1001")
        conn.commit()
        conn.execute("UPDATE people SET name = ? + rowid", (name,))
        conn.execute(change, (schema,))
        conn.execute("PRAGMA schema_version = 1002")
        conn.commit()

    with opened(tmp_path) as journal:
        assert journal.names.all("person") == []
        assert not any(parts.people for parts in journal.parts(list(kept.glimmers)).values())
    told = " ".join(look_over(tmp_path, repair=False, now=NOW).problems)
    repaired(tmp_path)

    assert "people.name" in told
    assert {id: each[0].note for id, each in everything(tmp_path).glimmers.items()} == {
        id: each[0].note for id, each in kept.glimmers.items()
    }


def test_nothing_is_lost_or_changed_without_a_word_by_forty_flips_and_ten_cuts(made, monkeypatch):
    """The first of five such rows in `tests/torture/test_damage.py`."""
    monkeypatch.setattr(header, "_BETWEEN_LOOKS", 0)

    outcomes = flips_and_cuts(*made, flips=40, cuts=10, seed=0, show=True)

    assert sum(outcomes.values()) == 50
    assert not [what for what in outcomes if what.startswith((SILENT, BROKEN))]


def test_nor_by_some_where_a_log_lies_beside_it(made_with_log, monkeypatch):
    """As many as above in `tests/torture/test_damage.py`."""
    monkeypatch.setattr(header, "_BETWEEN_LOOKS", 0)

    outcomes = flips_and_cuts(*made_with_log, flips=8, cuts=3, seed=100, show=True)

    assert sum(outcomes.values()) == 11
    assert not [what for what in outcomes if what.startswith((SILENT, BROKEN))]


def test_what_was_finished_behind_a_damaged_page_of_the_log_is_not_dropped(made_with_log, tmp_path):
    copied(made_with_log[0], tmp_path)
    log = tmp_path / f"{DATABASE}-wal"
    before = log.read_bytes()
    flip(log, (32 + 24 + 4000) * 8)

    with pytest.raises(DamagedJournalError), opened(tmp_path):
        pass
    assert log.stat().st_size == len(before)
    report = repaired(tmp_path)
    found = everything(tmp_path)
    assert found.glimmers.keys() == made_with_log[1].glimmers.keys()
    told = " ".join(report.problems)
    assert all(
        each == made_with_log[1].glimmers[id] or id in told for id, each in found.glimmers.items()
    )


@pytest.mark.parametrize("bit", [0, 8 * 8 + 3, 16 * 8, 24 * 8 + 7])
def test_a_log_whose_own_header_is_damaged_is_read_all_the_same(made_with_log, tmp_path, bit):
    copied(made_with_log[0], tmp_path)
    flip(tmp_path / f"{DATABASE}-wal", bit)

    assert repaired(tmp_path).ok
    assert everything(tmp_path) == made_with_log[1]


@pytest.mark.parametrize(
    "table",
    ["glimmers", "glimmer_people", "glimmer_photos", "people", "photos", "glimmers_timeline"],
)
@pytest.mark.parametrize(
    ("at", "what"),
    [(0, b"\0"), (0, b"\x05"), (8, b"\xff\xff"), (3, b"\xff\xff")],
    ids=["no type", "other type", "cell", "count"],
)
def test_a_page_that_says_it_is_another_costs_nothing_that_is_not_named(
    kept, tmp_path, table, at, what
):
    overwrite(tmp_path, pages_of(tmp_path, table)[0], what, at=at)

    told = " ".join(repaired(tmp_path).problems)

    found = everything(tmp_path)
    for id, each in kept.glimmers.items():
        if id not in found.glimmers:
            assert "could not be read" in told
        elif found.glimmers[id] != each:
            assert id in told or "Some photos, names" in told
    assert all(
        found.glimmers[id][0].note == kept.glimmers[id][0].note or id in told
        for id in found.glimmers
    )


def test_torn_links_come_back_from_their_index(kept, tmp_path):
    for page in pages_of(tmp_path, "glimmer_people"):
        overwrite(tmp_path, page, b"\xff" * PAGE)

    report = repaired(tmp_path)

    assert "Some photos, names" in report.problems[0]
    found = everything(tmp_path)
    assert {id: set(parts.people) for id, (_, parts) in found.glimmers.items()} == {
        id: set(parts.people) for id, (_, parts) in kept.glimmers.items()
    }


def test_a_name_whose_row_is_lost_comes_back_as_its_links_call_it(kept, tmp_path):
    for table in ("people", "sqlite_autoindex_people_1", "sqlite_autoindex_people_2"):
        for page in pages_of(tmp_path, table):
            overwrite(tmp_path, page, b"\xff" * PAGE)

    assert "Some photos, names" in repaired(tmp_path).problems[0]
    people = {parts.people for _, parts in everything(tmp_path).glimmers.values() if parts.people}
    assert people == {("noor", "émile")}


def test_a_damaged_definition_of_a_table_costs_nothing(kept, tmp_path):
    whole = (tmp_path / DATABASE).read_bytes()
    for old, new in (
        (b"CREATE TABLE glimmers", b"CREATE TABLE glimmerz"),
        (b"CREATE TABLE photos", b"CSEATE TABLE photos"),
        (b"tableglimmer_peopleglimmer_people", b"tableglimmer_pfopleglimmer_people"),
        (b"CREATE TRIGGER photos_unused", b"CREATE TSIGGER photos_unused"),
    ):
        shutil.rmtree(tmp_path)
        tmp_path.mkdir(mode=0o700)
        assert whole.count(old) >= 1
        (tmp_path / DATABASE).write_bytes(whole.replace(old, new))
        (tmp_path / DATABASE).chmod(0o600)

        report = repaired(tmp_path)

        assert report.ok, report.problems
        assert everything(tmp_path) == kept


def test_an_id_that_was_flipped_comes_back_from_the_indexes(kept, tmp_path):
    id = next(
        id
        for id, (each, parts) in kept.glimmers.items()
        if parts.people and each.removed_at is None
    )
    with closing(sqlite3.connect(tmp_path / DATABASE)) as conn:
        (number,) = conn.execute("SELECT number FROM glimmers WHERE id = ?", (id,)).fetchone()
        assert number
    data = (tmp_path / DATABASE).read_bytes()
    for page in pages_of(tmp_path, "glimmers"):
        place = data.find(id.encode(), (page - 1) * PAGE, page * PAGE)
        if place >= 0:
            flip(tmp_path / DATABASE, (place + 20) * 8)

    repaired(tmp_path)

    assert everything(tmp_path) == kept


@pytest.mark.parametrize("bit", [0, 1, 3])
def test_a_number_that_was_flipped_into_that_of_another_gives_nobody_the_words_of_another(
    kept, tmp_path, bit
):
    file = tmp_path / DATABASE
    numbers = _places_of_numbers(file, pages_of(tmp_path, "glimmers"))
    number = next(number for number in sorted(numbers)[40:] if number ^ 1 << bit in numbers)
    flip(file, numbers[number] * 8 + bit)

    repaired(tmp_path)

    assert everything(tmp_path) == kept


def _places_of_numbers(file: Path, pages: list[int]) -> dict[int, int]:
    """Where in the file the number of each glimmer stands, of those that fit into one byte.

    A cell of a leaf begins with the length of its row and its number, both varints
    (https://www.sqlite.org/fileformat2.html, 1.6).
    """
    data = file.read_bytes()
    places: dict[int, int] = {}
    for page in pages:
        start = (page - 1) * PAGE
        cells = int.from_bytes(data[start + 3 : start + 5], "big")
        for pointer in range(start + 8, start + 8 + 2 * cells, 2):
            at = start + int.from_bytes(data[pointer : pointer + 2], "big")
            while data[at] >= 0x80:  # the length goes on in the next byte
                at += 1
            if data[at + 1] < 0x80:
                places[data[at + 1]] = at + 1
    return places


def test_a_photos_id_that_was_flipped_comes_back_from_the_links(kept, tmp_path):
    ((page,),) = (pages_of(tmp_path, "photos"),)
    data = (tmp_path / DATABASE).read_bytes()
    photo = next(parts.photos[0].photo.id for _, parts in kept.glimmers.values() if parts.photos)
    flip(tmp_path / DATABASE, (data.index(photo.encode(), (page - 1) * PAGE) + 9) * 8 + 1)

    assert not look_over(tmp_path, repair=False, now=NOW).ok
    repaired(tmp_path)

    assert everything(tmp_path) == kept


@pytest.mark.parametrize("whole", [True, False])
def test_what_one_thread_has_looked_up_helps_another(kept, tmp_path, whole):
    """The app opens a journal in one thread, and repairs it in another."""
    database = tmp_path / DATABASE
    copy = shutil.copy(database, tmp_path.with_name("whole.db"))
    torn = database.read_bytes().replace(b"CREATE TABLE glimmers", b"CREATE TABLE glimmerz")
    header._schemas.cache_clear()
    with ThreadPoolExecutor(1) as other:
        if whole:
            assert other.submit(header.shape, copy).result() == SCHEMA
        else:
            broken = tmp_path.with_name("broken.db")
            broken.write_bytes(torn)
            other.submit(header.copy_with_new_header, broken, tmp_path.with_name("new.db")).result()

    assert header.shape(copy) == SCHEMA
    database.write_bytes(torn)
    report = repaired(tmp_path)

    assert report.ok, report.problems
    assert everything(tmp_path) == kept


def test_a_column_that_is_called_otherwise_is_damage_and_no_bug(kept, tmp_path):
    data = (tmp_path / DATABASE).read_bytes()
    (tmp_path / DATABASE).write_bytes(
        data.replace(b"        pathway TEXT CHECK", b"        pathwax TEXT CHECK")
    )

    with pytest.raises(DamagedJournalError), opened(tmp_path) as journal:
        journal.page()
    assert repaired(tmp_path).ok
    assert everything(tmp_path) == kept


def test_the_end_of_a_long_note_that_is_torn_is_named(kept, tmp_path):
    page = pages_of(tmp_path, "glimmers", "overflow")[0]
    overwrite(tmp_path, page, b"\xff" * 2000, at=1000)

    told = " ".join(repaired(tmp_path).problems)

    changed = [
        id for id, each in everything(tmp_path).glimmers.items() if each != kept.glimmers[id]
    ]
    assert len(changed) == 1
    assert changed[0] in told


def test_two_damages_at_once_are_both_mended(kept, tmp_path):
    pages = pages_of(tmp_path, "glimmers_timeline")
    flip(tmp_path / DATABASE, 16 * 8)
    overwrite(tmp_path, pages[0], b"\xff" * PAGE)
    with (tmp_path / DATABASE).open("ab") as file:
        file.write(b"and more")
    with (tmp_path / DATABASE).open("r+b") as file:
        file.seek(60)
        file.write(b"\xff" * 12)

    assert repaired(tmp_path).ok
    assert everything(tmp_path) == kept


def test_where_only_indexes_are_torn_nothing_is_lost(kept, tmp_path):
    for index in (
        "glimmers_timeline",
        "sqlite_autoindex_glimmers_1",
        "glimmer_people_timeline",
        "glimmer_photos_photo",
    ):
        for page in pages_of(tmp_path, index):
            overwrite(tmp_path, page, b"\xff" * PAGE)

    repaired(tmp_path)

    assert everything(tmp_path) == kept
    assert look_over(tmp_path, repair=False, now=NOW).ok


def test_a_journal_that_lost_what_it_is_called_gets_another_name(kept, tmp_path):
    for page in pages_of(tmp_path, "journal"):
        overwrite(tmp_path, page, bytes(PAGE))

    assert repaired(tmp_path).ok
    assert everything(tmp_path) == kept
    with closing(sqlite3.connect(tmp_path / DATABASE)) as conn:
        (id,) = conn.execute("SELECT id FROM journal").fetchone()
    assert len(id) == 32


def test_a_repaired_journal_is_the_same_one_and_as_long_lived(kept, tmp_path):
    with closing(sqlite3.connect(tmp_path / DATABASE)) as conn:
        conn.execute("UPDATE journal SET lived = 77")
        conn.commit()
        before = conn.execute("SELECT id, lived FROM journal").fetchone()
    cut(tmp_path / DATABASE, (tmp_path / DATABASE).stat().st_size - 5)

    repaired(tmp_path)

    with closing(sqlite3.connect(tmp_path / DATABASE)) as conn:
        assert conn.execute("SELECT id, lived FROM journal").fetchone() == before
