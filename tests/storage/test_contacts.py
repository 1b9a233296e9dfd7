"""People to call in the journal: found by a look, in backups, and joined where journals are."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.core.contacts import CONTACT, Contact, contact, contacts_from
from storage.everything import erase
from storage.exchange.restore import merge, replace
from storage.journal import Journal
from storage.merging.merge import Merging
from storage.opening import open_in_folder
from storage.photos import in_folder
from storage.rows import preference_rows
from storage.vault import DATABASE
from tests.storage.filled import NOW, backed_up

MUM = contact("a1", "Zitronenfalter", "+49 171 5550100", place=0)
BO = contact("b2", "בועז", "0171 5550101", place=1)
LATER = NOW + timedelta(hours=1)


def write(journal: Journal, *those: Contact, at: datetime = NOW) -> None:
    for each in those:
        value = each.as_json()
        journal.preferences.choose(f"{CONTACT}{each.id}", value, at=at)


def take_away(journal: Journal, id: str, *, at: datetime = LATER) -> None:
    journal.preferences.choose(f"{CONTACT}{id}", None, at=at)


def read(journal: Journal) -> list[str]:
    return [each.name for each in contacts_from(journal.preferences.beginning(CONTACT))]


def test_they_are_found_by_one_look_into_the_index_and_nothing_else_is():
    journal = Journal.in_memory()
    write(journal, BO, MUM)
    journal.preferences.choose("contact", {"name": "no", "number": "112", "place": 0}, at=NOW)
    journal.preferences.choose("contacts", 1, at=NOW)
    conn = journal._conn
    conn.execute("PRAGMA ignore_check_constraints = ON")  # as a disk ignores them
    conn.execute("INSERT INTO preferences (name, value) VALUES ('contact:c3', '{\"na')")

    assert read(journal) == [MUM.name, BO.name]
    key = (CONTACT, "contact:~")
    plan = conn.execute(f"EXPLAIN QUERY PLAN {preference_rows._BEGINNING}", key)
    assert [row[3] for row in plan] == ["SEARCH preferences USING PRIMARY KEY (name>? AND name<?)"]


def test_those_of_two_journals_are_all_there_where_they_are_merged_and_one_taken_away_stays_away():
    here, there = Journal.in_memory(), Journal.in_memory()
    write(here, MUM)
    write(there, MUM, BO)
    write(here, contact("c3", "gone", "112"))
    write(there, contact("c3", "gone", "112"))
    take_away(here, "c3")
    write(there, contact("a1", "Mama", "+49 171 5550109", place=2), at=LATER)

    here.drawer(Merging).take(there._conn, at=LATER)
    there.drawer(Merging).take(here._conn, at=LATER)

    assert read(here) == read(there) == [BO.name, "Mama"]


@pytest.mark.parametrize("in_place", [False, True])
def test_a_backup_brings_them_to_another_device_and_there_into_its_backups(tmp_path, in_place):
    there = tmp_path / "there"
    with closing(open_in_folder(tmp_path / "here", now=NOW)) as journal:
        write(journal, MUM, BO)
    file = tmp_path / "one.zip"
    backed_up(tmp_path / "here", file)

    with closing(open_in_folder(there, now=NOW)) as journal:
        if not in_place:
            merge(journal, there / DATABASE, in_folder(there), file, now=NOW)
    if in_place:
        replace(there / DATABASE, in_folder(there), file, now=NOW)

    with closing(open_in_folder(there, now=NOW)) as journal:
        assert read(journal) == [MUM.name, BO.name]


def holding(folder: Path, word: str) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if word.encode() in path.read_bytes()]


def test_one_that_is_taken_away_is_in_no_byte_of_the_journal_and_erasing_takes_all(tmp_path):
    folder = tmp_path / "journal"
    with closing(open_in_folder(folder, now=NOW)) as journal:
        write(journal, MUM, contact("b2", "Pfauenauge", "0171 5550101"))
    there = holding(folder, MUM.name)

    with closing(open_in_folder(folder, now=NOW)) as journal:
        take_away(journal, MUM.id)

    assert there == [DATABASE]
    assert holding(folder, MUM.name) == []
    assert holding(folder, MUM.number) == []
    erase(folder)
    assert holding(tmp_path, "Pfauenauge") == []
