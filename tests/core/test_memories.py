"""Which days come back on a day, what is drawn, and what times of year hold off."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.glimmers import Draft, Glimmer, GlimmerId
from app.core.lookback.memories import (
    AROUND,
    KeptOut,
    TimeOfYear,
    Todays,
    drawn,
    earlier_years,
    kept_out,
    preference_of,
    time_of_year_of,
    todays,
)
from app.core.when.grammar import understand
from storage.rows.glimmer_rows import of_draft

LATER = datetime(2101, 11, 30, 8, 0, tzinfo=ZoneInfo("Europe/Berlin"))
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


def happened(said: str) -> Glimmer:
    when = understand(said, now=LATER)
    return of_draft(Draft(when=when), id=GlimmerId("one"), kept_at=LATER.isoformat())


@given(DAYS, st.integers(min_value=1890, max_value=2110))
def test_a_day_brings_back_the_same_day_of_each_earlier_year_and_no_other(day, first):
    days = earlier_years(day, first)

    leap_day = [each for each in days if (each.month, each.day) == (2, 29)]
    assert days == sorted(set(days))
    assert all(first <= each.year < day.year for each in days)
    assert all(
        (each.month, each.day) == (day.month, day.day) for each in days if each not in leap_day
    )
    if (day.month, day.day) not in ((2, 28), (2, 29)):
        assert not leap_day
        assert len(days) == max(0, day.year - first)


def test_29_february_comes_back_on_the_28th_in_years_that_have_none():
    assert date(2024, 2, 29) in earlier_years(date(2026, 2, 28), 2020)
    assert date(2024, 2, 28) in earlier_years(date(2026, 2, 28), 2020)
    assert date(2024, 2, 29) not in earlier_years(date(2028, 2, 28), 2020)
    assert earlier_years(date(2028, 2, 29), 2019) == [date(2020, 2, 29), date(2024, 2, 29)]
    assert date(2024, 2, 29) not in earlier_years(date(2026, 3, 1), 2020)


@given(st.text(max_size=20), st.integers(min_value=0, max_value=5000), st.integers(0, 5000))
def test_where_numbers_come_new_ones_are_drawn_before_what_was_drawn_and_nothing_moves(
    seed, number, more
):
    before, after = list(drawn(seed, number)), list(drawn(seed, number + more))

    assert before == sorted(set(before), reverse=True)
    assert before[-1:] == ([1] if number else [])
    assert [each for each in after if each <= number] == before


def test_each_number_is_drawn_about_as_often_as_any_other():
    first = Counter(next(drawn(f"{day}", 50)) for day in range(20_000))

    assert set(first) == set(range(1, 51))
    assert max(first.values()) < 1.25 * 400
    assert min(first.values()) > 0.75 * 400


@pytest.mark.parametrize(
    ("said", "is_out"),
    [
        ("14 June 2008", True),
        ("7 June 2010", True),
        ("21 June 1999", True),
        ("6 June 2008", False),
        ("22 June 2008", False),
        ("14 December 2008", False),
        ("June 2015", True),
        ("July 2015", False),
        ("summer 2004", True),
        ("winter 2004", False),
        ("2004", False),
        ("about 1987", False),
        ("when I was small", False),
    ],
)
def test_a_time_of_year_is_kept_out_in_every_year_and_a_vague_time_that_touches_it(said, is_out):
    out = KeptOut(times=frozenset({TimeOfYear(6, 14)}))

    assert out.holds(happened(said)) is is_out


@given(DAYS, DAYS)
def test_a_time_of_year_goes_on_over_the_end_of_the_year(day, around):
    out = KeptOut(times=frozenset({TimeOfYear(around.month, around.day)}))
    nearest = min(
        abs((date(year, day.month, day.day) - date(2000, around.month, around.day)).days)
        for year in ((1996, 2000, 2004) if (day.month, day.day) == (2, 29) else (1999, 2000, 2001))
    )

    if nearest not in (AROUND, AROUND + 1):  # a leap day may lie between
        assert out.holds(happened(day.isoformat())) is (nearest < AROUND)


def test_only_one_day_is_of_one_time_of_year():
    assert time_of_year_of(happened("29 February 2024")) == TimeOfYear(2, 29)
    assert time_of_year_of(happened("June 2015")) is None
    assert time_of_year_of(happened("when I was small")) is None


IDS = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=8, max_size=36).map(
    GlimmerId
)
WAYS = st.one_of(IDS, DAYS.map(lambda day: TimeOfYear(day.month, day.day)))


@given(st.dictionaries(WAYS, st.booleans()))
def test_what_is_kept_out_is_read_as_it_was_stored_and_taken_back_too(ways: dict[Any, bool]):
    stored = {preference_of(way): out for way, out in ways.items()}

    read = kept_out(stored | {"look": "night"})

    wanted = {way for way, out in ways.items() if out}
    assert read.glimmers | read.times == wanted


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda some: st.lists(some) | st.dictionaries(st.text(), some),
)


@given(ANY, DAYS)
def test_how_far_one_has_come_today_is_read_from_anything_and_begins_anew_each_day(record, day):
    assert todays(record, day).day == day.isoformat()

    said = Todays(day=day.isoformat(), passed=(GlimmerId("one"),), resting=True)
    assert todays(said.as_json(), day) == said
    assert todays(said.as_json(), day + timedelta(days=1)).passed == ()
