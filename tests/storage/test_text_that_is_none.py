"""A byte that is no UTF-8 in something a person wrote: what can be read is shown, and nothing else
goes down with it.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.core.errors import DamagedJournalError
from app.core.glimmers import Draft, Edit
from app.core.when.times import at_moment
from storage.journal import Journal
from storage.vault import DATABASE
from tests import processes
from tests.storage.damage import NOW, make_journal, opened
from tests.told import look_over, refusing

BAD = "CAST(CAST({0} AS BLOB) || x'ff' AS TEXT)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_journal(tmp_path, glimmers=30)
    return tmp_path


def spoil(folder: Path, table: str, column: str, which: str = "1") -> None:
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        conn.execute(f"UPDATE {table} SET {column} = {BAD.format(column)} WHERE {which}")
        conn.commit()


def raw(folder: Path, query: str) -> list[bytes]:
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        conn.text_factory = bytes
        return [row[0] for row in conn.execute(query)]


def a_glimmer(folder: Path) -> str:
    with opened(folder) as journal:
        return next(each.id for each in journal.page() if each.note)


def run(folder: Path, *command: str) -> str:
    done = processes.run("--data", str(folder), *command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def test_every_command_shows_what_can_be_read_and_works(folder):
    id = a_glimmer(folder)
    spoil(folder, "glimmers", "note", f"id = '{id}'")
    before = raw(folder, f"SELECT note FROM glimmers WHERE id = '{id}'")

    listed = json.loads(run(folder, "list", "--json"))

    assert next(each["note"] for each in listed if each["id"] == id).endswith("\ufffd")
    assert len(listed) == 27
    assert json.loads(run(folder, "show", id, "--json"))["note"].endswith("\ufffd")
    assert json.loads(run(folder, "change", id, "--love", "--json"))["loved"]
    assert json.loads(run(folder, "remove", id, "--json"))["removed_at"]
    assert raw(folder, f"SELECT note FROM glimmers WHERE id = '{id}'") == before


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("glimmers", "when_text"),
        ("glimmers", "zone"),
        ("people", "name"),
        ("places", "name"),
        ("tags", "name"),
        ("glimmer_photos", "description"),
    ],
)
def test_it_may_be_anywhere_that_words_are_kept(folder, table, column):
    if column == "zone":
        with closing(sqlite3.connect(folder / DATABASE)) as conn:
            conn.execute("UPDATE glimmers SET zone = 'Europe/Berlin'")
            conn.commit()
    spoil(folder, table, column)

    with opened(folder) as journal:
        glimmers = journal.page()
        parts = journal.parts([each.id for each in glimmers])
        names = journal.names.all("person")
        pictures = journal.photos.pictures()

    assert len(glimmers) == 27
    assert len(names) == 2
    assert len(pictures) > 0
    said = str([glimmers, parts, names, pictures])
    assert "\ufffd" in said


def test_a_collage_whose_record_is_broken_is_there_all_the_same(folder):
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        conn.execute("PRAGMA ignore_check_constraints = ON")
        conn.execute("UPDATE collages SET record = substr(record, 3), kept_at = 'never'")
        conn.commit()

    with opened(folder) as journal:
        (collage,) = journal.collages.page()

    assert (collage.record, len(collage.picture)) == ({}, 64)
    assert collage.kept_at.startswith("2026-11-22")


def test_a_caption_shows_what_can_be_read(folder):
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        conn.execute(
            "UPDATE collages SET record = CAST(replace(CAST(record AS BLOB), x'6172626f', "
            "x'ff626f') AS TEXT)"
        )
        conn.commit()

    with opened(folder) as journal:
        (collage,) = journal.collages.page()

    assert collage.record["caption"] == "h\ufffdbour"


@pytest.mark.parametrize("torn", ["CAST(x'22ff22' AS TEXT)", "'tru'"], ids=["no text", "no JSON"])
def test_a_torn_choice_reads_as_none_was_made(folder, torn):
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        conn.execute("PRAGMA ignore_check_constraints = ON")
        conn.execute(f"UPDATE preferences SET value = {torn}")
        conn.commit()

    with opened(folder) as journal:
        assert journal.preferences.get("southern", "as it is") == "as it is"


def test_the_doctor_names_the_glimmer_and_mends_with_the_bytes_beside(folder):
    id = a_glimmer(folder)
    spoil(folder, "glimmers", "note", f"id = '{id}'")
    before = raw(folder, f"SELECT note FROM glimmers WHERE id = '{id}'")
    words = before[0].split()[-1].decode(errors="ignore")

    found = look_over(folder, repair=False, now=NOW)
    report = look_over(folder, repair=True, now=NOW)

    assert f"words: the glimmer {id} holds bytes that are no text" in found.problems
    assert id in report.problems[0]
    assert words not in str(found.problems) + str(report.problems)
    (damaged,) = folder.glob("glimmers-damaged-*.db")
    with closing(sqlite3.connect(damaged)) as conn:
        conn.text_factory = bytes
        assert (
            conn.execute("SELECT note FROM glimmers WHERE id = ?", (id,)).fetchone()[0] == before[0]
        )
    with opened(folder) as journal:
        assert journal.get(id).note == before[0].decode("utf-8", "replace")
        journal.change(id, Edit(note="seen and written anew"), at=NOW)
    assert look_over(folder, repair=False, now=NOW).ok


def test_a_mark_that_a_person_wrote_is_no_damage(folder):
    with opened(folder) as journal:
        kept = journal.keep(Draft(when=at_moment(NOW), note="odd \ufffd letter"), at=NOW)
    spoil(folder, "tags", "name")

    look_over(folder, repair=True, now=NOW)

    with opened(folder) as journal:
        assert journal.get(kept.id).note == "odd \ufffd letter"
        assert journal.doubt(kept.id) is None


def test_what_was_written_is_not_written_twice_because_it_cannot_be_read_back(folder, monkeypatch):
    with opened(folder) as journal:
        count = journal.count()
        journal._conn.execute(
            "CREATE TEMP TRIGGER spoil AFTER INSERT ON main.glimmers BEGIN"
            " UPDATE glimmers SET zone = CAST(x'ff' AS TEXT) WHERE id = new.id; END"
        )
        with refusing(DamagedJournalError, match="damaged"):
            journal.keep(Draft(when=at_moment(NOW), note="once"), at=NOW)
        assert journal.count() == count + 1


def test_reading_is_as_fast_as_before_where_all_is_text(folder):
    journal = Journal.open(folder / DATABASE)
    journal.page()

    assert journal._conn.text_factory is str
    journal.close()


def test_a_date_that_is_none_takes_nothing_down(folder):
    id = a_glimmer(folder)
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        conn.execute(
            "UPDATE glimmers SET start = '2026-1x-22', changed_at = 'x', kept_at = '' WHERE id = ?",
            (id,),
        )
        conn.commit()

    with opened(folder) as journal:
        found = journal.get(id)
        assert (found.when.precision, found.when.text) == ("life", found.when_text)
        assert found.kept.date().isoformat() == "2026-11-22"
        assert journal.remove(id, at=NOW).removed_at is not None
    assert (
        f"dates: the glimmer {id} has one that cannot be read"
        in look_over(folder, repair=False, now=NOW).problems
    )
