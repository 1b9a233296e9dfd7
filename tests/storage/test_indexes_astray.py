"""An index that leads from one id to the row of another: nobody's words come under another's id,
nothing is changed or deleted in another's place, and a repair brings all of it back.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import pytest

from app.core.errors import DamagedJournalError
from app.core.glimmers import Draft, Edit, Glimmer
from app.core.lookback.calendar import At
from app.core.lookback.query import read_query
from app.core.names import fold
from app.core.when.times import at_moment
from storage.journal import Journal
from storage.rows.calendar_rows import CalendarRows
from storage.rows.finding_rows import FindingRows
from storage.vault import DATABASE
from tests.storage.damage import NOW, opened, read_all
from tests.told import look_over

Index = Literal["of ids", "of times"]


def lead_astray(folder: Path, index: Index, table: str, key: str, *, to: str) -> None:
    """Let an index that ends with the id `key` lead to the row of another one."""
    file = folder / DATABASE
    with closing(sqlite3.connect(file)) as conn:
        query = f"SELECT rowid FROM {table} WHERE id = ?"
        own, other = (_stored(conn.execute(query, (id,)).fetchone()[0]) for id in (key, to))
    data = file.read_bytes()
    # What stands before it in an entry is the end of a time, or the description of the entry.
    before = "[0-9]" if index == "of times" else "[^0-9]"
    entry = re.compile(f"(?<={before})".encode() + re.escape(key.encode() + own))
    changed, count = entry.subn(lambda _: key.encode() + other, data)
    assert (count, len(changed)) == (1, len(data))
    file.write_bytes(changed)


def _stored(number: int) -> bytes:
    """A number of a row as an entry of an index holds it.
    https://www.sqlite.org/fileformat2.html#record_format
    """
    return next(
        number.to_bytes(size, "big", signed=True)
        for size in (1, 2, 3, 4, 6, 8)
        if abs(number) < 1 << 8 * size - 1
    )


@pytest.fixture
def kept(tmp_path: Path) -> list[Glimmer]:
    """Five glimmers of one day, each with somebody; their numbers are 1 to 5."""
    with opened(tmp_path) as journal:
        found = []
        for number in range(5):
            draft = Draft(when=at_moment(NOW.replace(hour=number)), note=f"moment {number}")
            id = journal.keep(draft, at=NOW).id
            found.append(journal.change(id, Edit(people=(f"Noor {number}",)), at=NOW))
    return found


@pytest.mark.parametrize("index", ["of ids", "of times"])
def test_what_is_shown_under_an_id_is_its_own(tmp_path, kept, index):
    lead_astray(tmp_path, index, "glimmers", kept[2].id, to=kept[3].id)

    with opened(tmp_path) as journal:
        shown = [glimmer for glimmer, _ in read_all(journal).glimmers.values()]
        of_day = journal.of_day(NOW.date())
        living = journal.drawer(CalendarRows).living(At(2026, 11, 22))
        found = [each.glimmer for each in journal.drawer(FindingRows).page(read_query("moment"))]
        of_names = [journal.names.glimmers("person", f"Noor {number}") for number in range(5)]

    by_time = kept if index == "of ids" else [each for each in kept if each != kept[2]]
    assert shown == of_day == living == found == by_time[::-1]
    by_id = [[each] for each in kept]
    if index == "of ids":
        by_id[2] = []
    assert of_names == by_id


@pytest.mark.parametrize(
    "verb",
    [
        lambda journal, it: journal.get(it),
        lambda journal, it: journal.change(it, Edit(note="other words"), at=NOW),
        lambda journal, it: journal.remove(it, at=NOW),
        lambda journal, it: journal.erase(it, at=NOW),
        lambda journal, it: journal.records.of([it]),
        lambda journal, it: journal.records.page(),
    ],
    ids=["get", "change", "remove", "erase", "record", "records"],
)
def test_what_is_asked_or_changed_by_such_an_id_is_refused_and_the_other_one_stays(
    tmp_path, kept, verb: Callable[[Journal, str], Any]
):
    lead_astray(tmp_path, "of ids", "glimmers", kept[2].id, to=kept[3].id)

    with opened(tmp_path) as journal:
        with pytest.raises(DamagedJournalError):
            verb(journal, kept[2].id)

        assert journal.page() == kept[::-1]


@pytest.mark.parametrize("index", ["of ids", "of times"])
def test_a_repair_brings_all_of_it_back(tmp_path, kept, index):
    lead_astray(tmp_path, index, "glimmers", kept[2].id, to=kept[3].id)

    report = look_over(tmp_path, repair=True, now=NOW)

    assert report.problems
    with opened(tmp_path) as journal:
        assert journal.page() == kept[::-1]
        assert [journal.get(each.id) for each in kept] == kept


@pytest.mark.parametrize(("kind", "table"), [("person", "people"), ("collage", "collages")])
def test_nor_do_names_and_collages_lie_under_one_another(tmp_path, kept, kind, table):
    with opened(tmp_path) as journal:
        collages = [
            journal.collages.keep(
                {"caption": f"page {number}"}, f"{number:064x}", at=NOW + timedelta(hours=number)
            )
            for number in range(5)
        ]
    third, fourth = collages[2].id, collages[3].id
    if kind == "person":
        third, fourth = fold("Noor 2"), fold("Noor 3")
    lead_astray(tmp_path, "of ids", table, third, to=fourth)

    with opened(tmp_path) as journal:
        names = [journal.parts([each.id])[each.id].people for each in kept]
        shown = journal.collages.page()
        if kind == "collage":
            with pytest.raises(DamagedJournalError):
                journal.collages.change(collages[2].id, {}, collages[2].picture, at=NOW)

    assert names == [() if kind == "person" and n == 2 else (f"Noor {n}",) for n in range(5)]
    others = [each for n, each in enumerate(collages) if kind == "person" or n != 2]
    assert shown == others[::-1]
