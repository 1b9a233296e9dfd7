"""The first 100 bytes of a journal are damaged: refused before SQLite looks, and every row comes
back.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from app.core.errors import DamagedJournalError, GlimmersError, NewerJournalError, NotAJournalError
from storage import header
from storage.care.doctor import Report
from storage.connection import check_file
from storage.database.signature import SCHEMA
from storage.vault import DATABASE
from tests.storage.damage import NOW, Kept, copied, flip, make_journal, opened, read_all
from tests.told import look_over

FIXTURES = Path(__file__).parent / "fixtures"
FIELDS = {
    "magic": 3, "page size": 16, "write version": 18, "read version": 19, "reserved bytes": 20,
    "fractions": 22, "change counter": 27,
    "pages": 31, "freelist": 35, "free pages": 39, "cookie": 43, "schema format": 47,
    "cache size": 51, "largest root": 55, "encoding": 59,
    "user version": 63, "vacuum": 67, "application": 70, "room": 80, "valid for": 95,
    "written by": 99,
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Kept]:
    folder = tmp_path_factory.mktemp("made")
    return folder, make_journal(folder, glimmers=60)


@pytest.fixture
def kept(made: tuple[Path, Kept], tmp_path: Path) -> Kept:
    """What is in the journal that lies in `tmp_path`."""
    copied(made[0], tmp_path)
    return made[1]


def repaired(folder: Path) -> Report:
    return look_over(folder, repair=True, now=NOW)


def everything(folder: Path) -> Kept:
    with opened(folder) as journal:
        return read_all(journal)


def assert_each_flip_is_harmless_or_mended(
    made: tuple[Path, Kept], tmp_path: Path, bits: Iterable[int]
) -> None:
    """Every one of these bits of the header, flipped alone: nothing changes, or it is refused and
    mended to the same bytes.

    `bits` has at least one of each of the 100 bytes.
    """
    folder, kept = made
    file = tmp_path / DATABASE
    shutil.copy(folder / DATABASE, file)
    whole = file.read_bytes()
    header.copy_with_new_header(file, right := tmp_path / "right.db")
    harmless, mended = [], []

    for bit in (bits := list(bits)):
        file.write_bytes(whole)
        flip(file, bit)
        try:
            check_file(file)
        except DamagedJournalError:
            copy = tmp_path / f"{bit}.db"
            header.copy_with_new_header(file, copy)
            mended += [bit] if copy.read_bytes() == right.read_bytes() else []
        else:
            harmless += [bit] if everything(tmp_path) == kept else []

    # From that copy rows are taken across, whichever bit it was: the next test goes all the way.
    assert len(harmless) + len(mended) == len(bits)
    assert {bit // 8 for bit in mended}.isdisjoint({bit // 8 for bit in harmless})
    assert {*range(24), *range(28, 40), *range(44, 48), *range(52, 72)} == {
        bit // 8 for bit in mended
    }


def test_a_flipped_bit_of_each_byte_does_no_harm_or_is_refused_and_mended_to_the_same_bytes(
    made, tmp_path
):
    """One of its eight, another from byte to byte; all 800 in `tests/torture/test_damage.py`."""
    assert_each_flip_is_harmless_or_mended(
        made, tmp_path, (byte * 8 + byte % 8 for byte in range(100))
    )


@pytest.mark.parametrize("field", FIELDS)
def test_a_flipped_bit_costs_nothing_wherever_it_is(kept, tmp_path, field):
    for bit in (0, 5):
        flip(tmp_path / DATABASE, FIELDS[field] * 8 + bit)

        report = repaired(tmp_path)

        assert report.ok, report.problems
        assert everything(tmp_path) == kept


@pytest.mark.parametrize(
    "rubbish",
    [bytes(100), b"\xff" * 100, b"these are no header at all " * 4, os.urandom(100)],
    ids=["zeros", "ones", "words", "noise"],
)
def test_a_header_that_is_gone_as_a_whole_is_written_anew(kept, tmp_path, rubbish):
    with (tmp_path / DATABASE).open("r+b") as file:
        file.write(rubbish[:100])
    before = (tmp_path / DATABASE).read_bytes()

    with pytest.raises(DamagedJournalError), opened(tmp_path):
        pass
    assert (tmp_path / DATABASE).read_bytes() == before
    assert repaired(tmp_path).ok
    assert everything(tmp_path) == kept
    (damaged,) = tmp_path.glob("glimmers-damaged-*.db")
    assert damaged.read_bytes() == before


@pytest.mark.parametrize("bit", [0, 1, 2, 3, 4, 7])
def test_a_version_that_a_flipped_bit_made_is_no_newer_and_no_older_journal(kept, tmp_path, bit):
    flip(tmp_path / DATABASE, 63 * 8 + bit)

    with pytest.raises(DamagedJournalError), opened(tmp_path):
        pass
    assert not (tmp_path / "snapshots").exists()
    assert repaired(tmp_path).ok
    assert everything(tmp_path) == kept


def test_a_newer_journal_stays_one_even_if_its_number_is_one_bit_away(kept, tmp_path):
    with closing(sqlite3.connect(tmp_path / DATABASE)) as conn:
        conn.execute("PRAGMA journal_mode = delete")
        conn.execute("ALTER TABLE glimmers ADD COLUMN weather TEXT")
        conn.execute(f"PRAGMA user_version = {SCHEMA | 8}")
    before = (tmp_path / DATABASE).read_bytes()

    with pytest.raises(NewerJournalError), opened(tmp_path):
        pass
    assert not repaired(tmp_path).ok
    assert (tmp_path / DATABASE).read_bytes() == before


@pytest.mark.parametrize("schema", [1, 2])
def test_an_older_journal_whose_number_is_flipped_is_mended_and_never_taken_for_todays(
    tmp_path, schema
):
    whole = (FIXTURES / f"schema-{schema}.db").read_bytes()
    file = tmp_path / DATABASE
    file.write_bytes(whole)
    file.chmod(0o600)
    kept = everything(tmp_path)

    for bit in range(8):
        shutil.rmtree(tmp_path)
        tmp_path.mkdir()
        file.write_bytes(whole)
        file.chmod(0o600)
        flip(file, 63 * 8 + bit)

        with pytest.raises(DamagedJournalError), opened(tmp_path):
            pass
        assert repaired(tmp_path).ok
        assert everything(tmp_path) == kept


@pytest.mark.parametrize("size", [512, 1024, 8192, 65536])
def test_pages_of_another_size_are_found_by_what_they_begin_with(kept, tmp_path, size):
    with closing(sqlite3.connect(tmp_path / DATABASE)) as conn:
        conn.execute("PRAGMA journal_mode = delete")
        conn.execute(f"PRAGMA page_size = {size}")
        conn.execute("VACUUM")
    with (tmp_path / DATABASE).open("r+b") as file:
        file.write(bytes(100))

    assert repaired(tmp_path).ok
    assert everything(tmp_path) == kept


def test_a_list_of_unused_pages_that_leads_round_or_out_of_the_file_is_not_followed(kept, tmp_path):
    with closing(sqlite3.connect(tmp_path / DATABASE)) as conn:
        conn.execute("CREATE TABLE wide (words)")
        conn.execute("INSERT INTO wide VALUES (zeroblob(100000))")
        conn.execute("DROP TABLE wide")
        conn.commit()
    raw = bytearray((tmp_path / DATABASE).read_bytes())
    trunk = int.from_bytes(raw[32:36])
    for place, wrong in ((0, trunk), (0, 1), (8, trunk), (8, len(raw) // 4096 + 5), (4, 1 << 30)):
        hurt = bytearray(raw)
        hurt[(trunk - 1) * 4096 + place : (trunk - 1) * 4096 + place + 4] = wrong.to_bytes(4)
        (tmp_path / DATABASE).write_bytes(hurt)

        with pytest.raises(DamagedJournalError), opened(tmp_path):
            pass
    assert repaired(tmp_path).ok
    assert everything(tmp_path) == kept


def test_what_is_only_in_the_log_survives_a_header_that_is_gone(tmp_path):
    kept = make_journal(tmp_path, glimmers=60, log=True)
    with (tmp_path / DATABASE).open("r+b") as file:
        file.write(bytes(100))

    assert repaired(tmp_path).ok
    assert everything(tmp_path) == kept


def test_another_programs_database_with_tables_like_ours_is_neither_mended_nor_moved(tmp_path):
    file = tmp_path / DATABASE
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("CREATE TABLE tags (id TEXT, name TEXT)")
        conn.execute("CREATE TABLE preferences (name TEXT, value TEXT)")
        conn.executemany(
            "INSERT INTO tags VALUES (?, ?)", [(str(n), f"tag {n}") for n in range(500)]
        )
        conn.commit()
    file.chmod(0o600)
    before = file.read_bytes()

    with pytest.raises(GlimmersError) as refused, opened(tmp_path):
        pass
    assert refused.type is NotAJournalError
    assert not repaired(tmp_path).ok
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [DATABASE]
