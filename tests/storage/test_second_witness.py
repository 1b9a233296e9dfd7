"""The full-text index knows every word once more: what a disk changed is named, and no repair makes
it official.
"""

from __future__ import annotations

import json
import sqlite3
import time
import tracemalloc
from contextlib import closing
from pathlib import Path

import pytest

from app.core.errors import UnknownGlimmerError
from app.core.glimmers import Draft, Edit, Glimmer
from app.core.when.times import at_moment
from storage.care.doctor import Report
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.rows import witness
from storage.vault import DATABASE
from tests import processes
from tests.storage.damage import NOW, opened
from tests.told import look_over

SUNG = "the whole kitchen sang at once"


@pytest.fixture
def sung(tmp_path: Path) -> Glimmer:
    """A glimmer among others in the journal in `tmp_path`."""
    journal = open_in_folder(tmp_path, now=NOW)
    with closing(journal):
        for number in range(40):
            journal.keep(
                Draft(when=at_moment(NOW), note=f"glimmer {number} with bread and light"), at=NOW
            )
        return journal.keep(Draft(when=at_moment(NOW), note=SUNG), at=NOW)


def swap(folder: Path, old: bytes, new: bytes, *, times: int = 1) -> None:
    """Change bytes in the file, as a disk does."""
    file = folder / DATABASE
    data = file.read_bytes()
    assert data.count(old) >= times
    file.write_bytes(data.replace(old, new, times))


def examined(folder: Path) -> Report:
    return look_over(folder, repair=False, now=NOW)


def repaired(folder: Path) -> Report:
    return look_over(folder, repair=True, now=NOW)


def test_words_that_were_flipped_are_named_and_stay_named_after_a_repair(sung, tmp_path):
    swap(tmp_path, b"kitchen sang at", b"kitchen wang at")

    found, first, second = examined(tmp_path), repaired(tmp_path), repaired(tmp_path)

    for report in (found, first, second, examined(tmp_path)):
        assert not report.ok
        assert (
            f"The words of the glimmer {sung.id}, kept on 2026-11-22, may have been damaged"
            in report.problems[-1]
        )
        assert "sang" not in str(report.problems)
        assert "wang" not in str(report.problems)
    assert len(first.problems) == 1
    with opened(tmp_path) as journal:
        assert journal.doubt(sung.id) == "sang"


def test_an_index_that_was_flipped_is_in_doubt_too_and_well_once_looked_at(sung, tmp_path):
    swap(tmp_path, b"kitchen", b"kitchem", times=2)  # once in the words, once in the index
    data = (tmp_path / DATABASE).read_bytes()
    (tmp_path / DATABASE).write_bytes(data.replace(b"whole kitchem", b"whole kitchen"))

    assert sung.id in repaired(tmp_path).problems[0]
    with opened(tmp_path) as journal:
        assert journal.doubt(sung.id) == "kitchem"
        assert journal.looked_at(sung.id)
        assert not journal.looked_at(sung.id)
    assert examined(tmp_path).ok


def test_words_that_are_written_anew_are_in_no_doubt(sung, tmp_path):
    swap(tmp_path, b"kitchen sang at", b"kitchen wang at")
    repaired(tmp_path)

    with opened(tmp_path) as journal:
        journal.change(sung.id, Edit(loved=True), at=NOW)
        assert journal.doubt(sung.id) is not None
        journal.change(sung.id, Edit(note=SUNG), at=NOW)
        assert journal.doubt(sung.id) is None
    assert examined(tmp_path).ok


def test_the_terminal_shows_what_the_index_said_and_hears_that_somebody_looked(sung, tmp_path):
    def run(*command: str, code: int) -> str:
        done = processes.run("--data", str(tmp_path), *command, capture_output=True, text=True)
        assert done.returncode == code, done.stderr
        return str(done.stdout + done.stderr)

    swap(tmp_path, b"kitchen sang at", b"kitchen wang at")
    run("doctor", "--repair", code=1)

    assert "the index of words has “sang”" in run("show", sung.id, code=0)
    assert set(json.loads(run("show", sung.id, "--json", code=0))) >= {"id", "note"}
    assert "no such glimmer" in run("doctor", "--looked-at", "nobody", code=1)
    assert "All is well" in run("doctor", "--looked-at", sung.id, code=0)
    assert "may have been" not in run("show", sung.id, code=0)
    logs = " ".join(path.read_text() for path in tmp_path.glob("*.log"))
    assert "sang" not in logs
    assert "wang" not in logs


def test_looking_settles_it_before_any_repair(sung, tmp_path):
    swap(tmp_path, b"kitchen sang at", b"kitchen wang at")

    with opened(tmp_path) as journal:
        assert journal.looked_at(sung.id)
        with pytest.raises(UnknownGlimmerError):
            journal.looked_at("nobody")
    assert examined(tmp_path).ok


def test_what_the_index_said_comes_across_when_pages_are_torn_as_well(sung, tmp_path):
    with closing(sqlite3.connect(tmp_path / DATABASE)) as conn:
        ((page,),) = conn.execute(
            "SELECT pageno FROM dbstat WHERE name = 'glimmers_timeline' AND pagetype = "
            "'leaf' LIMIT 1"
        )
    swap(tmp_path, b"kitchen sang at", b"kitchen wang at")
    with (tmp_path / DATABASE).open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(bytes(4096))

    report = repaired(tmp_path)

    assert any(sung.id in problem for problem in report.problems)
    with opened(tmp_path) as journal:
        assert journal.doubt(sung.id) == "sang"
        assert journal.count() == 41
    (tmp_path / DATABASE).write_bytes(b"?" + (tmp_path / DATABASE).read_bytes()[1:])
    assert any(sung.id in problem for problem in repaired(tmp_path).problems)


def test_an_index_that_says_nothing_contradicts_nobody(sung, tmp_path):
    with closing(sqlite3.connect(tmp_path / DATABASE)) as conn:
        conn.execute("INSERT INTO glimmers_fts (glimmers_fts) VALUES ('delete-all')")
        conn.commit()

    assert repaired(tmp_path).ok


def test_a_doubt_goes_with_its_glimmer(sung, tmp_path):
    swap(tmp_path, b"kitchen sang at", b"kitchen wang at")
    repaired(tmp_path)

    with opened(tmp_path) as journal:
        journal.remove(sung.id, at=NOW)
        journal.erase(sung.id, at=NOW)
    assert examined(tmp_path).ok
    assert b"sang" not in (tmp_path / DATABASE).read_bytes()


def compared(count: int) -> dict[int, str]:
    """What differs where one of so many glimmers does."""
    journal = Journal.in_memory()
    rows = [
        (n, f"{n:032x}", f"glimmer {n} {'moss ' * (n % 20)}light {n % 977}")
        for n in range(1, count + 1)
    ]
    journal._conn.executemany(
        "INSERT INTO glimmers (number, id, note, precision, when_text, edtf, sort_key, "
        "kept_at, changed_at)"
        " VALUES (?, ?, ?, 'life', '', '', '', '', '')",
        rows,
    )
    notes = [
        (number, note if number != 777 else note.replace("light", "fight"))
        for number, _, note in rows
    ]
    with closing(journal):
        return witness.differing(journal._conn, notes)


@pytest.mark.alone
def test_a_hundred_thousand_glimmers_are_compared_in_seconds():
    began = time.monotonic()

    assert compared(100_000) == {777: "light"}
    assert time.monotonic() - began < 30


def test_many_glimmers_are_compared_in_little_memory():
    tracemalloc.start()

    assert compared(20_000) == {777: "light"}

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 30_000_000  # of which the words themselves are a third
