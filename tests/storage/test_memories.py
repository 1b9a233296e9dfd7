"""The memory of a day over real journals: what may come back does, and nothing else ever."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import UnknownNameError
from app.core.glimmers import Draft, Edit, Glimmer, GlimmerId
from app.core.lookback.memories import (
    NOT_WHEN_HARD,
    TODAYS,
    KeptOut,
    Memory,
    TimeOfYear,
    WayOut,
    preference_of,
    time_of_year_of,
)
from app.core.photos import NAME_KINDS
from app.core.when.grammar import understand
from app.core.when.times import at_moment
from storage.journal import Journal
from storage.merging.merge import Merging
from storage.rows import memory_rows
from storage.rows.memory_rows import MemoryRows
from storage.rows.one_glimmer_rows import OneGlimmerRows
from tests.storage.test_merging import backup_of, entry

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 30, 8, 0, tzinfo=BERLIN)
TODAY = NOW.date()
LATER = NOW.replace(year=2030)
"""What is to come is no time of a glimmer, unless a clock was wrong."""


def kept(
    journal: Journal, note: str, when: str, *, at: datetime | None = None, **rest: tuple[str, ...]
) -> Glimmer:
    """Kept a year ago, unless said otherwise."""
    at = at or NOW - timedelta(days=365)
    return journal.keep(Draft(when=understand(when, now=at), note=note, **rest), at=at)


def of(journal: Journal, day: date = TODAY, **rest: object) -> Memory | None:
    rows = journal.drawer(MemoryRows)
    return rows.of_day(day, rows.kept_out(), **rest)  # type: ignore[arg-type]


def all_of(journal: Journal, day: date, *, recent: bool = False) -> list[Memory]:
    """The memory of the day, and each that *Another* brings, to the last."""
    found: list[Memory] = []
    while memory := of(journal, day, passed=[each.glimmer.id for each in found], recent=recent):
        found.append(memory)
    return found


# Random journals ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lived:
    """A glimmer of a random journal."""

    said: str | date
    kept_ago: int
    people: tuple[str, ...]
    tags: tuple[str, ...]
    in_bin: bool


DAYS = st.dates(min_value=date(1999, 1, 1), max_value=date(2026, 12, 31))
VAGUE = st.sampled_from(
    (
        *("June 2015", "summer 2004", "winter 2003", "2019", "about 1987", "the 1990s"),
        *("November 2026", "when I was small"),
        *("28 February 2020", "29 February 2020", "29 February 2024"),
    )
)
LIVED = st.builds(
    Lived,
    said=st.one_of(DAYS, VAGUE),
    kept_ago=st.one_of(st.integers(0, 45), st.integers(0, 4000)),
    people=st.sampled_from(((), (), ("Mum",), ("Noor", "Mum"), ("Noor",))),
    tags=st.sampled_from(((), (), ("sea",))),
    in_bin=st.sampled_from((False, False, False, True)),
)
TODAYS_DAY = st.one_of(
    st.dates(min_value=date(2024, 1, 1), max_value=date(2028, 12, 31)),
    st.sampled_from((date(2026, 2, 28), date(2024, 2, 29), date(2028, 2, 28), date(2025, 3, 1))),
)


def journal_of(lived: list[Lived], today: date) -> Journal:
    journal = Journal.in_memory()
    for each in lived:
        at = datetime.combine(today, time(7, 30), BERLIN) - timedelta(days=each.kept_ago)
        if isinstance(each.said, date):
            when = at_moment(datetime.combine(each.said, time(18, 42), BERLIN))
        else:
            when = understand(each.said, now=LATER)
        draft = Draft(when=when, people=each.people, tags=each.tags)
        glimmer = journal.keep(draft, at=at)
        if each.in_bin:
            journal.remove(glimmer.id, at=at)
    return journal


def may_come(journal: Journal, today: date, *, recent: bool, out: set[WayOut]) -> set[GlimmerId]:
    """What the rules let come back, told once more and plainly."""
    since = today if recent else today - timedelta(days=30)
    found = set()
    for glimmer in journal.page(limit=500):
        when = glimmer.when
        last = when.end.date() if isinstance(when.end, datetime) else when.end
        parts = journal.parts([glimmer.id]).get(glimmer.id)
        names = {
            (kind, name)
            for kind, those in zip(
                NAME_KINDS,
                (parts.people, parts.places, parts.tags) if parts else ((), (), ()),
                strict=True,
            )
            for name in those
        }
        if last is not None and last >= since:
            continue
        if glimmer.kept.astimezone(BERLIN).date() >= since:
            continue
        if glimmer.id in out or names & out:
            continue
        times = frozenset(each for each in out if isinstance(each, TimeOfYear))
        if KeptOut(times=times).holds(glimmer):
            continue
        found.add(glimmer.id)
    return found


def is_on(glimmer: Glimmer, today: date) -> bool:
    """Whether it happened on this day of an earlier year."""
    day = glimmer.when.day
    if day is None or glimmer.precision not in ("moment", "day") or day.year >= today.year:
        return False
    same = (day.month, day.day) == (today.month, today.day)
    leapt = (day.month, day.day, today.month, today.day) == (2, 29, 2, 28)
    return same or (leapt and not calendar.isleap(today.year))


def keep_out(journal: Journal, way: WayOut, *, out: bool = True) -> None:
    if isinstance(way, tuple) and not isinstance(way, TimeOfYear):
        journal.drawer(MemoryRows).hide(*way, hidden=out)
    else:
        journal.preferences.choose(preference_of(way), out, at=NOW)


@given(
    st.lists(LIVED, max_size=25),
    TODAYS_DAY,
    st.booleans(),
    st.data(),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_exactly_what_the_rules_let_come_back_does_each_once_and_this_day_first(
    lived, today, recent, data
):
    journal = journal_of(lived, today)
    there = journal.page(limit=500)
    known: list[WayOut] = [each.id for each in there]
    known += [time for each in there if (time := time_of_year_of(each))]
    known += [(kind, name.name) for kind in NAME_KINDS for name in journal.names.all(kind)]  # type: ignore[misc]
    out = data.draw(st.sets(st.sampled_from(known), max_size=4)) if known else set()
    everything = may_come(journal, today, recent=recent, out=set())
    for way in out:
        keep_out(journal, way)

    found = all_of(journal, today, recent=recent)

    ids = [each.glimmer.id for each in found]
    assert len(ids) == len(set(ids))
    assert set(ids) == may_come(journal, today, recent=recent, out=out)
    assert [each.on_this_day for each in found] == [is_on(each.glimmer, today) for each in found]
    firsts = [each.on_this_day for each in found]
    assert firsts == sorted(firsts, reverse=True)

    for way in out:  # every way out can be undone
        keep_out(journal, way, out=False)
    assert {each.glimmer.id for each in all_of(journal, today, recent=recent)} == everything
    assert journal.drawer(MemoryRows).kept_out() == KeptOut()
    assert journal.drawer(MemoryRows).hidden() == []


@given(
    st.lists(LIVED, min_size=1, max_size=15),
    st.lists(LIVED, max_size=10),
    TODAYS_DAY,
    st.booleans(),
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_it_is_the_same_all_day_whatever_is_kept_meanwhile(lived, meanwhile, today, recent):
    journal = journal_of(lived, today)
    before = of(journal, today, recent=recent)
    now = datetime.combine(today, time(7, 30), BERLIN)

    for each in meanwhile:
        said = each.said.isoformat() if isinstance(each.said, date) else each.said
        journal.keep(Draft(when=understand(said, now=LATER), people=each.people), at=now)
        assert of(journal, today, recent=recent) == before


def test_days_differ_and_no_glimmer_waits_for_ever():
    journal = Journal.in_memory()
    all_of_them = {kept(journal, str(n), f"{n + 1} March 2019").id for n in range(20)}

    days = [of(journal, TODAY - timedelta(days=each)) for each in range(1, 200)]

    assert {each.glimmer.id for each in days if each} == all_of_them


# One by one ---------------------------------------------------------------------------------------


def test_a_month_is_no_day_of_it_and_comes_back_as_a_month():
    journal = Journal.in_memory()
    kept(journal, "that month", "November 2019")
    kept(journal, "its first day", "1 November 2019")

    memory = of(journal, date(2026, 11, 1), recent=True)

    assert memory is not None
    assert (memory.glimmer.note, memory.on_this_day) == ("its first day", True)
    (_, month) = all_of(journal, date(2026, 11, 1), recent=True)
    assert (month.glimmer.note, month.on_this_day) == ("that month", False)


def test_what_was_written_of_long_ago_waits_as_long_as_what_happened_now():
    journal = Journal.in_memory()
    kept(journal, "her kitchen", "about 1987", at=NOW - timedelta(days=3))

    assert of(journal) is None
    assert of(journal, recent=True) is not None
    assert of(journal, TODAY + timedelta(days=28)) is not None


def test_where_hardly_anything_may_come_back_that_comes():
    journal = Journal.in_memory()
    for n in range(300):
        kept(journal, "with Mum", f"{n % 28 + 1} May 2018", people=("Mum",))
    alone = kept(journal, "alone", "3 May 2018")
    keep_out(journal, ("person", "mum"))

    assert [each.glimmer.id for each in all_of(journal, TODAY)] == [alone.id]


def test_a_name_that_is_called_otherwise_or_joined_to_another_stays_out():
    journal = Journal.in_memory()
    kept(journal, "one", "3 May 2018", people=("Dad",))
    kept(journal, "two", "4 May 2018", people=("Papa",))
    rows = journal.drawer(MemoryRows)
    rows.hide("person", "DAD", hidden=True)

    journal.names.rename("person", "Dad", "Father", at=NOW)
    assert rows.hidden() == [("person", "Father")]
    journal.names.merge("person", ("Father", "Papa"), "My father", at=NOW)

    assert rows.hidden() == [("person", "My father")]
    assert of(journal) is None
    with pytest.raises(UnknownNameError):
        rows.hide("place", "Dad", hidden=True)


def test_somebody_who_is_kept_out_does_not_come_back_under_a_name_that_was_there_before():
    journal = Journal.in_memory()
    kept(journal, "one", "3 May 2018", people=("Mum",))
    kept(journal, "two", "4 May 2018", people=("Mother",))
    rows = journal.drawer(MemoryRows)
    rows.hide("person", "Mum", hidden=True)

    journal.names.rename("person", "Mum", "Mother", at=NOW)

    assert rows.hidden() == [("person", "Mother")]
    assert of(journal) is None


def test_what_two_journals_keep_out_is_kept_out_where_they_are_merged():
    here, there = Journal.in_memory(), Journal.in_memory()
    kept(here, "here", "3 May 2018", people=("Mum",))
    theirs = kept(there, "there", "4 June 2018", people=("Mum",))
    for journal in (here, there):
        journal.preferences.choose("memories", True, at=NOW)
    keep_out(here, TimeOfYear(8, 1))
    keep_out(here, TimeOfYear(9, 1))
    keep_out(there, theirs.id)
    keep_out(there, ("person", "Mum"))
    kept(there, "only there", "5 June 2018", places=("Elbe",))
    keep_out(there, ("place", "Elbe"))
    there.preferences.choose(preference_of(TimeOfYear(9, 1)), False, at=NOW + timedelta(hours=1))
    there.preferences.choose(TODAYS, {"day": "2026-11-30"}, at=NOW)

    here.drawer(Merging).take(there._conn, at=NOW)

    rows = here.drawer(MemoryRows)
    assert rows.kept_out() == KeptOut(
        glimmers=frozenset({theirs.id}), times=frozenset({TimeOfYear(8, 1)})
    )
    assert rows.hidden() == [("person", "Mum"), ("place", "Elbe")]
    assert here.preferences.get(TODAYS, None) is None


@pytest.mark.parametrize("keeper", [0, 1])
def test_a_glimmer_that_both_took_in_stays_out_whoever_kept_it_out(keeper):
    journals = Journal.in_memory(), Journal.in_memory()
    for journal in journals:
        journal.records.take_in([entry("2019-03-14", "a robin")], at=NOW)
        journal.records.take_in([entry("2019-03-15", "a wren")], at=NOW)
    robin = next(each.id for each in journals[keeper].page() if each.note == "a robin")
    keep_out(journals[keeper], robin)
    before = backup_of(journals[0])

    journals[0].drawer(Merging).take(journals[1]._conn, at=NOW)
    journals[1].drawer(Merging).take(before._conn, at=NOW)

    for journal in journals:
        assert [each.glimmer.note for each in all_of(journal, TODAY)] == ["a wren"]


@pytest.mark.parametrize("renamed", ["here", "there"])
@pytest.mark.parametrize("hidden", ["here", "there"])
def test_somebody_kept_out_in_one_copy_stays_so_where_the_other_calls_them_otherwise(
    renamed, hidden
):
    here = Journal.in_memory()
    kept(here, "one", "3 May 2018", people=("Mum",))
    there = backup_of(here)
    copies = {"here": here, "there": there}
    copies[renamed].names.rename("person", "Mum", "Mother", at=NOW)
    called = "Mother" if hidden == renamed else "Mum"
    keep_out(copies[hidden], ("person", called))

    here.drawer(Merging).take(there._conn, at=NOW)

    assert here.drawer(MemoryRows).hidden() == [("person", "Mother")]
    assert of(here) is None


@pytest.mark.parametrize("keeper", [0, 1])
def test_what_either_sent_away_does_not_come_when_it_is_hard_where_they_are_merged(keeper):
    journals = Journal.in_memory(), Journal.in_memory()
    for journal in journals:
        journal.records.take_in([entry("2019-03-14", "a robin")], at=NOW)
    robin = journals[keeper].page()[0].id
    journals[keeper].preferences.choose(f"{NOT_WHEN_HARD}{robin}", True, at=NOW)
    other = journals[1 - keeper]
    wren = kept(other, "a wren", "15 March 2019")
    other.preferences.choose(f"{NOT_WHEN_HARD}{wren.id}", True, at=NOW + timedelta(hours=1))

    journals[0].drawer(Merging).take(journals[1]._conn, at=NOW)

    assert {each.note for each in journals[0].page()} == {"a robin", "a wren"}
    assert journals[0].drawer(OneGlimmerRows).one(0.5, without=()) is None


def test_a_choice_that_a_disk_has_damaged_keeps_nothing_out_and_hides_no_other():
    journal = Journal.in_memory()
    one = kept(journal, "one", "3 May 2018")
    keep_out(journal, one.id)
    journal.preferences.choose(preference_of(TimeOfYear(8, 1)), {"odd": 1}, at=NOW)
    conn = journal._conn
    conn.execute("PRAGMA ignore_check_constraints = ON")
    conn.execute("INSERT INTO preferences (name, value) VALUES ('memory_not:09-01', 'tru')")

    assert journal.drawer(MemoryRows).kept_out() == KeptOut(glimmers=frozenset({one.id}))


def test_a_date_that_a_disk_has_damaged_ends_nothing():
    journal = Journal.in_memory()
    kept(journal, "whole", "3 May 2018")
    torn = kept(journal, "torn", "30 November 2019")
    journal._conn.execute(
        "UPDATE glimmers SET start = '2019-1x', \"end\" = '2019-1x', sort_key = 'xx' WHERE id = ?",
        (torn.id,),
    )

    assert "whole" in {each.glimmer.note for each in all_of(journal, TODAY)}


def test_every_question_is_answered_by_an_index(tmp_path: Path):
    """No question reads the whole table; what happened on this day is the only thing sorted."""
    conn = Journal.in_memory()._conn
    values = {"days": '["2019-11-30"]', "numbers": "[3, 1]", "before": "2026-10-31", "point": "8"}
    asked = {
        memory_rows.ON_THIS_DAY: "glimmers_timeline (sort_key>? AND sort_key<?)",
        memory_rows.DRAWN: "INTEGER PRIMARY KEY (rowid=?)",
        memory_rows._ALONG: "glimmers_timeline (sort_key<?)",
        memory_rows.BOUNDS: "glimmers_timeline (sort_key>?)",
    }
    for query, index in asked.items():
        plan = [row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {query}", values)]
        scans = [line for line in plan if line.startswith("SCAN") and " VIRTUAL " not in line]
        scans = [line for line in scans if line != "SCAN CONSTANT ROW"]
        assert any(index in line for line in plan), (query, plan)
        assert not scans, (query, plan)
        if query == memory_rows._ALONG:
            assert not any("TEMP B-TREE" in line for line in plan), plan
    key = (memory_rows.KEPT_OUT, "~")
    plan = [row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {memory_rows._KEPT_OUT}", key)]
    assert plan == ["SEARCH preferences USING PRIMARY KEY (name>? AND name<?)"]


def test_a_memory_that_goes_into_the_bin_gives_way_and_comes_again_with_an_edit_of_words_the_same():
    journal = Journal.in_memory()
    for n in range(9):
        kept(journal, str(n), f"{n + 1} March 2019")
    first = of(journal)
    assert first is not None

    journal.change(first.glimmer.id, Edit(note="other words", loved=True), at=NOW)
    changed = of(journal)
    assert changed is not None
    assert changed.glimmer.id == first.glimmer.id

    journal.remove(first.glimmer.id, at=NOW)
    second = of(journal)
    assert second is not None
    assert second.glimmer.id != first.glimmer.id
    journal.put_back(first.glimmer.id, at=NOW)
    assert of(journal) is not None
