"""Glimmers as records: every journal can hand them out, and take them in whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from app.core.errors import NoRoomError, ReadOnlyError
from app.core.exchange.record import Record, from_json, link_mark, to_json
from app.core.glimmers import PATHWAYS, Draft, Edit, GlimmerId
from app.core.photos import NAME_KINDS, Attached, Parts, Photo, PhotoId
from app.core.when.grammar import understand
from app.core.when.times import When, at_moment, iso
from storage.care.doctor import look_over
from storage.journal import BIN_DAYS, Journal
from storage.opening import open_in_folder
from storage.rows import glimmer_rows
from storage.rows.stamps import new_id, utc
from storage.vault import DATABASE

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 28, 18, 42, 7, 250_000, tzinfo=BERLIN)
LATER = NOW + timedelta(hours=1)
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "glimmer.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)
HERON = Photo(
    id=PhotoId("a" * 64), width=40, height=30, media_type="image/jpeg", size=9, focus_x=0.25
)
CAKE = Photo(
    id=PhotoId("b" * 64),
    width=30,
    height=40,
    media_type="image/jpeg",
    size=7,
    taken_at="2019-03-14T10:00:00",
)
FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def journal() -> Journal:
    return Journal.in_memory()


def imported(number: int, note: str = "") -> Record:
    """The entry of a day in some other journal."""
    day = datetime(1995, 3, 14, tzinfo=UTC) + timedelta(days=number)
    date = day.date()
    when = When(precision="day", text=f"{date}", start=date, end=date, edtf=f"{date}")
    glimmer = glimmer_rows.of_draft(
        Draft(when=when, note=note or f"day {number}"), id=new_id(day), kept_at=iso(day)
    )
    return Record(glimmer=glimmer, source="presently", source_id=f"{date}")


def everything(journal: Journal) -> list[Record]:
    """All of it, read in small pages."""
    found: list[Record] = []
    while page := journal.records.page(after=found[-1].glimmer.id if found else None, limit=3):
        found += page
    return found


def agrees_with_the_outside(record: Record) -> bool:
    data = json.loads(json.dumps(to_json(record)))
    return VALIDATOR.is_valid(data) and from_json(data) == record


# Handed out ---------------------------------------------------------------------------------------


words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
names = st.lists(st.sampled_from(("Noor", "noor", "Émile", "小明", "Jean-Luc")), max_size=3).map(
    tuple
)
whens = st.sampled_from(
    (
        "now",
        "2019",
        "March 2019",
        "winter 2004",
        "the 90s",
        "about 1987",
        "as a child",
        "early 2019",
    )
).map(lambda text: understand(text, now=NOW, zone="Europe/Berlin"))
drafts = st.builds(
    Draft,
    when=whens,
    note=words,
    pathway=st.sampled_from((None, *PATHWAYS)),
    loved=st.booleans(),
    people=names,
    places=names,
    tags=names,
)
edits = st.one_of(
    st.builds(Edit, note=words),
    st.builds(Edit, people=names, tags=names),
    st.builds(Edit, when=whens, loved=st.booleans(), pathway=st.sampled_from((None, *PATHWAYS))),
)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(drafts, st.lists(edits, max_size=3), st.booleans(), st.integers(-400, 400))
def test_every_record_of_a_journal_meets_the_schema_and_comes_back_into_another_the_same(
    draft, changes, binned, clock
):
    journal, other = Journal.in_memory(), Journal.in_memory()
    id = journal.keep(draft, at=NOW, photos=[HERON, CAKE]).id
    journal.photos.describe(id, HERON.id, "a heron", at=NOW)
    at = NOW + timedelta(days=clock)  # which may have jumped back
    for change in changes:
        journal.change(id, change, at=at)
    journal.photos.detach(id, CAKE.id, at=at)
    if binned:
        journal.remove(id, at=at)

    (record,) = journal.records.of([id])

    assert agrees_with_the_outside(record)
    assert other.records.take_in([record], at=LATER).new == (id,)
    assert other.records.of([id]) == [record]
    assert other.get(id) == journal.get(id)
    assert other.parts([id]) == journal.parts([id])
    assert other.examine().problems == ()


@pytest.mark.parametrize("fixture", sorted(path.name for path in FIXTURES.glob("schema-*.db")))
def test_a_journal_of_any_release_hands_out_everything_and_another_takes_it_in(fixture, tmp_path):
    shutil.copy(FIXTURES / fixture, tmp_path / DATABASE)
    journal = open_in_folder(tmp_path, now=NOW)
    other = Journal.in_memory()

    records = everything(journal)

    assert len(records) == journal.count() + len(journal.page(bin=True))
    assert all(map(agrees_with_the_outside, records))
    assert len(other.records.take_in(records, at=NOW).new) == len(records)
    assert everything(other) == records
    assert [each.id for each in other.page(limit=100)] == [
        each.id for each in journal.page(limit=100)
    ]
    assert other.examine().problems == ()
    journal.close()


def test_records_come_in_the_order_they_are_asked_for_and_of_ids_that_are_none_comes_nothing(
    journal,
):
    first, second = (
        journal.keep(Draft(when=at_moment(NOW), note=note), at=NOW).id for note in "ab"
    )

    found = journal.records.of([second, GlimmerId("none"), GlimmerId("\udc80"), first])

    assert [record.glimmer.id for record in found] == [second, first]


def test_a_date_that_a_disk_has_damaged_is_handed_out_as_what_is_left_of_it(journal):
    glimmer = journal.keep(Draft(when=at_moment(NOW), loved=True), at=NOW)
    journal._conn.execute(
        "UPDATE glimmers SET start = '2x26', kept_at = '', loved_at = 'x', note_changed_at = 'y'"
    )

    (record,) = journal.records.of([glimmer.id])

    assert (record.glimmer.precision, record.glimmer.start, record.changed) == ("life", None, {})
    assert record.glimmer.kept == NOW
    assert agrees_with_the_outside(record)


# Times of change ----------------------------------------------------------------------------------


def test_each_field_has_its_own_time_of_change_and_what_stays_has_none(journal):
    id = journal.keep(Draft(when=at_moment(NOW), note="tea"), at=NOW).id
    journal.change(id, Edit(note="tea with Noor", pathway=None), at=LATER)
    journal.change(id, Edit(loved=True), at=LATER + timedelta(hours=1))

    (record,) = journal.records.of([id])

    assert record.changed == {"note": utc(LATER), "loved": utc(LATER + timedelta(hours=1))}


def test_a_later_change_has_the_later_time_whatever_the_clock_did(journal):
    id = journal.keep(Draft(when=at_moment(NOW)), at=NOW).id
    long_ago = NOW - timedelta(days=365)
    times = []
    for n, at in enumerate((long_ago, LATER, long_ago, LATER)):
        journal.change(id, Edit(note=str(n), people=("Noor",) * (n % 2)), at=at)
        journal.preferences.choose("look", n, at=at)
        (record,) = journal.records.of([id])
        ((choice,),) = journal._conn.execute(
            "SELECT changed_at FROM preferences WHERE name = 'look'"
        )
        links = {change.mark: change.at for change in record.links}
        times.append(
            (record.changed["note"], links.get(link_mark(id, "person", "noor"), ""), choice)
        )

    for column in zip(*times, strict=True):
        said = [each for each in column if each]
        assert said == sorted(set(said))
    assert times[0][0] == utc(NOW + timedelta(milliseconds=1))


def test_names_and_photos_that_were_taken_out_leave_a_mark_and_no_word(journal):
    id = journal.keep(Draft(when=at_moment(NOW), people=("Noor", "Sam")), at=NOW, photos=[HERON]).id
    journal.change(id, Edit(people=("Sam", "Émile")), at=LATER)
    journal.photos.detach(id, HERON.id, at=LATER)

    (record,) = journal.records.of([id])

    changes = {change.mark: (change.at, change.here) for change in record.links}
    assert changes == {
        link_mark(id, "person", "noor"): (utc(LATER), False),
        link_mark(id, "person", "sam"): (utc(LATER), True),
        link_mark(id, "person", "émile"): (utc(LATER), True),
        link_mark(id, "photo", HERON.id): (utc(LATER), False),
    }
    assert "noor" not in "\n".join(journal._conn.iterdump()).lower()


def test_what_is_put_back_is_no_longer_taken_out(journal):
    id = journal.keep(Draft(when=at_moment(NOW)), at=NOW, photos=[HERON, CAKE]).id
    journal.photos.detach(id, HERON.id, at=LATER)
    journal.photos.attach(id, [HERON], at=LATER)

    (record,) = journal.records.of([id])

    (change,) = record.links
    assert (change.mark, change.here) == (link_mark(id, "photo", HERON.id), True)
    assert change.at == utc(LATER + timedelta(milliseconds=1))


def test_a_name_that_is_called_otherwise_leaves_under_the_old_one_and_comes_under_the_new(journal):
    id = journal.keep(Draft(when=at_moment(NOW), people=("Noor", "Sam")), at=NOW).id
    journal.names.rename("person", "Noor", "Nour", at=LATER)
    journal.names.merge("person", ["Nour"], "Sam", at=LATER)
    journal.names.rename("person", "Sam", "SAM", at=LATER)

    (record,) = journal.records.of([id])

    changes = {change.mark: change.here for change in record.links}
    assert changes == {
        link_mark(id, "person", "noor"): False,
        link_mark(id, "person", "nour"): False,
        link_mark(id, "person", "sam"): True,
    }
    assert journal._conn.execute("SELECT name, changed_at FROM people").fetchall() == [
        ("SAM", utc(LATER))
    ]


def test_photos_that_stand_elsewhere_or_are_described_have_a_time_and_others_none(journal):
    id = journal.keep(Draft(when=at_moment(NOW)), at=NOW, photos=[HERON, CAKE]).id
    journal.photos.arrange(id, [HERON.id, CAKE.id], at=LATER)
    assert journal.records.of([id])[0].links == ()
    journal.photos.describe(id, CAKE.id, "a cake", at=LATER)
    assert [change.mark for change in journal.records.of([id])[0].links] == [
        link_mark(id, "photo", CAKE.id)
    ]
    journal.photos.arrange(id, [CAKE.id], at=LATER)
    assert len(journal.records.of([id])[0].links) == 2


def test_a_glimmer_of_which_a_photo_was_taken_out_can_still_be_forgotten_and_erased(journal):
    first, second = (
        journal.keep(Draft(when=at_moment(NOW)), at=NOW, photos=[HERON]).id for _ in "ab"
    )
    for id in (first, second):
        journal.photos.detach(id, HERON.id, at=LATER)

    assert journal.forget(first)
    journal.erase(second, at=LATER)

    assert journal._conn.execute("SELECT count(*) FROM links_let_go").fetchone() == (0,)
    assert journal._conn.execute("SELECT id FROM tombstones").fetchall() == [(second,)]


def test_collages_that_are_deleted_for_good_leave_their_ids(journal):
    by_hand, by_age = (
        journal.collages.keep({}, "f" * 64, at=NOW + timedelta(seconds=n)).id for n in range(2)
    )
    journal.collages.erase(by_hand, at=LATER)
    journal.collages.remove(by_age, at=NOW)
    for day in range(BIN_DAYS + 2):
        journal.begin_day(now=NOW + timedelta(days=day))

    assert journal._conn.execute("SELECT id FROM tombstones ORDER BY id").fetchall() == [
        (by_hand,),
        (by_age,),
    ]


def test_what_was_changed_before_the_fourth_release_was_changed_when_its_glimmer_was(tmp_path):
    shutil.copy(FIXTURES / "schema-3.db", tmp_path / DATABASE)
    journal = open_in_folder(tmp_path, now=NOW)

    tea = next(record for record in everything(journal) if record.glimmer.note.startswith("tea"))
    untouched = next(
        record for record in everything(journal) if record.glimmer.note == "she wang to us"
    )

    changed_at = utc(datetime.fromisoformat(tea.glimmer.changed_at))
    assert set(tea.changed.values()) == {changed_at}
    assert set(tea.changed) == {"note", "pathway", "when", "loved", "removed"}
    assert {change.at for change in tea.links} == {changed_at}
    assert (untouched.changed, untouched.links) == ({}, ())
    journal.close()


@pytest.mark.parametrize("fixture", ["schema-3.db", "schema-4.db", "schema-5.db", "schema-6.db"])
def test_a_repair_keeps_times_of_change_sources_and_marks(fixture, tmp_path):
    for folder in ("damaged", "whole"):
        (tmp_path / folder).mkdir()
        shutil.copy(FIXTURES / fixture, tmp_path / folder / DATABASE)
    with (tmp_path / "damaged" / DATABASE).open("r+b") as file:
        file.write(bytes(100))  # its header

    look_over(tmp_path / "damaged", repair=True, now=NOW)

    mended, whole = (open_in_folder(tmp_path / folder, now=NOW) for folder in ("damaged", "whole"))
    assert everything(mended) == everything(whole)
    for query in (
        "SELECT * FROM tombstones",
        "SELECT * FROM preferences",
        "SELECT id, taken_in_at FROM glimmers",
    ):
        assert sorted(mended._conn.execute(query)) == sorted(whole._conn.execute(query))
    mended.close()
    whole.close()


def test_a_time_of_change_that_cannot_be_read_costs_nothing_else_in_a_repair(tmp_path):
    shutil.copy(FIXTURES / "schema-4.db", tmp_path / DATABASE)
    with closing(sqlite3.connect(tmp_path / DATABASE)) as conn:
        conn.execute("UPDATE glimmers SET note_changed_at = 'x' WHERE note_changed_at NOTNULL")
        conn.execute("UPDATE glimmer_people SET changed_at = 'y'")
        conn.commit()
    with (tmp_path / DATABASE).open("r+b") as file:
        file.write(bytes(100))

    report = look_over(tmp_path, repair=True, now=NOW)

    assert report.ok, report.problems
    journal = open_in_folder(tmp_path, now=NOW)
    assert journal._conn.execute("SELECT count(note_changed_at) FROM glimmers").fetchone() == (0,)
    assert journal._conn.execute("SELECT count(loved_changed_at) FROM glimmers").fetchone() == (1,)
    assert journal._conn.execute(
        "SELECT count(*), count(changed_at) FROM glimmer_people"
    ).fetchone() == (2, 0)
    journal.close()


# Taken in -----------------------------------------------------------------------------------------


def test_what_is_taken_in_is_a_glimmer_like_any_other(journal):
    parts = Parts(
        photos=(Attached(photo=HERON, description="on one leg"),), people=("Noor",), tags=("birds",)
    )
    record = replace(imported(0, "a heron stood there"), parts=parts)
    told: list[int] = []
    journal.listen(lambda: told.append(1))

    answer = journal.records.take_in([record], at=NOW)

    id = record.glimmer.id
    assert (answer.new, answer.here, answer.let_go, answer.refused) == ((id,), (), (), ())
    assert told == [1]
    assert journal.get(id) == record.glimmer
    assert journal.parts([id])[id] == parts
    assert journal.records.of([id]) == [record]
    assert [each.id for each in journal.names.glimmers("person", "noor")] == [id]
    assert journal._conn.execute(
        "SELECT rowid FROM glimmers_fts WHERE glimmers_fts MATCH 'heron'"
    ).fetchall()
    assert journal._conn.execute("SELECT taken_in_at FROM glimmers").fetchall() == [(utc(NOW),)]
    assert journal.examine().problems == ()


def test_the_same_a_second_time_changes_nothing_and_is_said_to_be_here(journal):
    records = [imported(n) for n in range(3)]
    journal.records.take_in(records, at=NOW)
    before = list(journal._conn.iterdump())

    by_id = journal.records.take_in(
        [replace(each, source=None, source_id=None) for each in records], at=LATER
    )
    by_source = journal.records.take_in([imported(n) for n in range(3)], at=LATER)  # with new ids

    ids = tuple(record.glimmer.id for record in records)
    assert (by_id.new, by_id.here) == (by_source.new, by_source.here) == ((), ids)
    assert [
        line
        for line in journal._conn.iterdump()
        if "'journal'" not in line and '"journal"' not in line
    ] == [line for line in before if "'journal'" not in line and '"journal"' not in line]


def test_two_that_are_one_in_the_same_file_are_kept_once(journal):
    first = imported(0)

    answer = journal.records.take_in([first, imported(0, "again"), first, imported(1)], at=NOW)

    assert len(answer.new) == 2
    assert answer.here == (first.glimmer.id, first.glimmer.id)
    assert journal.get(first.glimmer.id).note == "day 0"


def test_two_sources_may_call_two_glimmers_by_one_id(journal):
    other = replace(imported(0), source="daylio")

    assert len(journal.records.take_in([imported(0), other], at=NOW).new) == 2


def test_what_was_deleted_here_for_good_does_not_come_back(journal):
    records = [imported(n) for n in range(3)]
    journal.records.take_in(records, at=NOW)
    journal.erase(records[0].glimmer.id, at=NOW)
    journal.erase(records[1].glimmer.id, at=NOW)

    answer = journal.records.take_in([records[0], imported(1), records[2]], at=LATER)

    assert (len(answer.let_go), answer.let_go[0], answer.here) == (
        2,
        records[0].glimmer.id,
        (records[2].glimmer.id,),
    )
    assert answer.new == ()
    assert journal.count() == 1


def test_where_one_is_refused_nothing_is_kept_unless_it_is_to_be_left_out(journal):
    bad = imported(1)
    bad = replace(bad, glimmer=bad.glimmer._replace(note="a\0b"))
    odd = imported(2)
    odd = replace(odd, glimmer=odd.glimmer._replace(edtf="1850"))
    records = [imported(0), bad, odd, imported(3)]

    answer = journal.records.take_in(records, at=NOW)

    assert [(each.place, each.why.why, each.why.data["field"]) for each in answer.refused] == [
        (1, "words", "note"),
        (2, "value", "when.edtf"),
    ]
    assert (answer.new, journal.count()) == ((), 0)
    assert len(journal.records.take_in(records, at=NOW, skip_refused=True).new) == 2
    assert journal.count() == 2


def test_what_comes_into_the_bin_begins_to_age_there(journal):
    record = imported(0)
    record = replace(
        record, glimmer=record.glimmer._replace(removed_at="2019-03-20T10:00:00+02:00")
    )
    journal.begin_day(now=NOW)
    journal.records.take_in([record], at=NOW)

    (binned,) = journal.page(bin=True)
    assert binned.removed_at == "2019-03-20T08:00:00.000+00:00"
    for day in range(BIN_DAYS):
        journal.begin_day(now=NOW + timedelta(days=day))
        assert journal.page(bin=True), day
    journal.begin_day(now=NOW + timedelta(days=BIN_DAYS))
    assert journal.page(bin=True) == []


def test_ten_thousand_are_taken_in_at_once(journal):
    records = [imported(n) for n in range(10_000)]
    records = [
        replace(
            record,
            parts=Parts(people=("Noor",), tags=(f"tag {n % 50}",)) if n % 3 == 0 else Parts(),
        )
        for n, record in enumerate(records)
    ]
    told: list[int] = []
    journal.listen(lambda: told.append(1))
    began = time.process_time()

    answer = journal.records.take_in(records, at=NOW)

    assert time.process_time() - began < 8, "a few seconds, on a busy machine too"
    assert (len(answer.new), journal.count(), told) == (10_000, 10_000, [1])
    assert journal.names.all("person")[0].count == 3334
    assert journal.examine().problems == ()


def test_one_that_fails_in_the_middle_leaves_everything_as_it_was(journal):
    journal.keep(Draft(when=at_moment(NOW), note="here before"), at=NOW)
    # What no check of ours foresees: the disk is full, say, when the fifth is written.
    journal._conn.execute(
        "CREATE TEMP TRIGGER full BEFORE INSERT ON main.glimmers WHEN new.note = 'day 4'"
        " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
    )
    before = list(journal._conn.iterdump())
    told: list[int] = []
    journal.listen(lambda: told.append(1))

    with pytest.raises(Exception, match="full"):
        journal.records.take_in([imported(n) for n in range(9)], at=NOW)

    assert list(journal._conn.iterdump()) == before
    assert told == []
    journal._conn.execute("DROP TRIGGER temp.full")
    assert len(journal.records.take_in([imported(n) for n in range(9)], at=NOW).new) == 9


def test_a_full_disk_keeps_nothing_of_them_and_is_told(tmp_path):
    journal = Journal.open(tmp_path / DATABASE)
    (pages,) = journal._conn.execute("PRAGMA page_count").fetchone()
    journal._conn.execute(f"PRAGMA max_page_count = {pages + 20}")

    with pytest.raises(NoRoomError):
        journal.records.take_in([imported(n, "long " * 500) for n in range(200)], at=NOW)

    assert journal.count() == 0
    assert journal.examine().problems == ()
    journal.close()


@pytest.mark.parametrize(
    "edtf", ["unknown", "1987/..", "[1987]", "y99999999999999999999", "(" * 3000, "2004-99", "/"]
)
def test_a_notation_that_is_none_is_refused_and_keeps_nothing_else_back(journal, edtf):
    odd = imported(0)
    glimmer = odd.glimmer._replace(
        precision="about", start="1985-01-01", end="1989-12-31", edtf=edtf
    )

    taken = journal.records.take_in(
        [replace(odd, glimmer=glimmer), imported(1)], at=NOW, skip_refused=True
    )

    assert [(each.place, each.why.data["field"]) for each in taken.refused] == [(0, "when.edtf")]
    assert journal.count() == len(taken.new) == 1


def test_a_journal_that_is_only_read_takes_nothing_in(tmp_path):
    Journal.open(tmp_path / DATABASE).close()
    journal = Journal.read(tmp_path / DATABASE)

    with pytest.raises(ReadOnlyError):
        journal.records.take_in([imported(0)], at=NOW)

    assert journal.records.page() == []
    journal.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9")
@pytest.mark.parametrize("when", [0.0, 0.05, 0.15, 0.3])
def test_killed_while_taking_in_the_journal_has_all_of_them_or_none(tmp_path, when):
    database = tmp_path / DATABASE
    Journal.open(database).close()
    program = (
        "import sys; from pathlib import Path; from storage.journal import Journal;"
        "from tests.storage.test_records import NOW, imported;"
        "journal = Journal.open(Path(sys.argv[1])); records = [imported(n) for n in range(2000)];"
        "print('begun', flush=True); journal.records.take_in(records, at=NOW); "
        "print('kept', flush=True)"
    )
    taking = subprocess.Popen(
        [sys.executable, "-c", program, str(database)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert taking.stdout is not None
    assert taking.stdout.readline() == "begun\n"
    time.sleep(when)
    os.kill(taking.pid, signal.SIGKILL)
    told, _ = taking.communicate(timeout=60)

    journal = open_in_folder(tmp_path, now=NOW)

    assert journal.count() in ((2000,) if "kept" in told else (0, 2000))
    assert journal.examine().problems == ()
    assert len(journal.records.take_in([imported(n) for n in range(2000)], at=NOW).new) in (0, 2000)
    assert journal.count() == 2000
    journal.close()


def test_all_kinds_of_names_and_marks_are_known(journal):
    id = journal.keep(Draft(when=at_moment(NOW)), at=NOW).id
    journal.change(id, Edit(people=("A",), places=("A",), tags=("A",)), at=LATER)

    marks = {change.mark for change in journal.records.of([id])[0].links}

    assert marks == {link_mark(id, kind, "a") for kind in NAME_KINDS}
