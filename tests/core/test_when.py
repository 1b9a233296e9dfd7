"""How times sort, show and store."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.when.grammar import understand
from app.core.when.times import (
    When,
    at_moment,
    days_around,
    iso,
    month_range,
    season_range,
    sort_key,
    years_around,
)

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 20, 15, tzinfo=BERLIN)


def when(text: str) -> When:
    return understand(text, now=NOW)


def test_a_moment_needs_its_zone():
    with pytest.raises(ValueError, match="zone"):
        at_moment(datetime(2026, 11, 22, 20, 15))


def test_a_moment_is_kept_to_the_millisecond():
    kept = at_moment(NOW.replace(microsecond=123_999), zone="Europe/Berlin")

    assert kept.edtf == "2026-11-22T20:15:00.123+01:00"
    assert kept.start == kept.end == NOW.replace(microsecond=123_000)


def test_an_offset_is_whole_minutes_as_iso_8601_has_them_and_the_clock_on_the_wall_stays():
    lmt = at_moment(datetime(1850, 3, 14, 12, 0, tzinfo=BERLIN))
    monrovia = at_moment(datetime(1971, 3, 14, 12, 0, tzinfo=ZoneInfo("Africa/Monrovia")))

    assert (lmt.edtf, monrovia.edtf) == ("1850-03-14T12:00:00+00:53", "1971-03-14T12:00:00-00:44")


def test_travelling_later_does_not_move_the_day():
    late = at_moment(datetime(2026, 11, 22, 23, 30, tzinfo=ZoneInfo("Asia/Tokyo")))

    assert late.day == date(2026, 11, 22)
    assert late.text == "22 November 2026, 23:30"


def test_the_newest_comes_first_and_the_vaguer_of_one_day_later():
    newest_first = [
        "22 November 2026, 08:00",
        "22 November 2026",
        "November 2026",
        "autumn 2026",
        "2026",
        "the 2020s",
        "the 1990s",
        "as a child",
    ]

    by_key = sorted(newest_first, key=lambda text: sort_key(when(text)), reverse=True)

    wide = ("2026", "the 2020s", "autumn 2026", "November 2026")
    assert [text for text in by_key if text not in wide] == [
        "22 November 2026, 08:00",
        "22 November 2026",
        "the 1990s",
        "as a child",
    ]
    assert (
        by_key.index("November 2026")
        < by_key.index("autumn 2026")
        < by_key.index("2026")
        < by_key.index("the 2020s")
    )


def test_of_one_first_day_the_longer_time_comes_later():
    assert sort_key(when("January 2019")) > sort_key(when("2019"))
    assert sort_key(when("2010")) > sort_key(when("the 2010s"))


def test_the_hour_that_a_clock_change_repeats_stays_in_the_order_it_was_lived():
    first = datetime(2026, 10, 25, 2, 50, tzinfo=BERLIN)
    second = datetime(2026, 10, 25, 2, 10, tzinfo=BERLIN, fold=1)

    assert sort_key(at_moment(first)) < sort_key(at_moment(second))


@given(
    seconds=st.integers(0, 10**9),
    later=st.integers(1, 10**7),
    minutes=st.integers(-14 * 60, 14 * 60),
)
def test_moments_of_one_place_sort_by_the_time_that_passed(seconds, later, minutes):
    zone = timezone(timedelta(minutes=minutes))
    first = datetime.fromtimestamp(seconds, zone)

    assert sort_key(at_moment(first)) < sort_key(at_moment(first + timedelta(seconds=later)))


def test_iso_shows_a_fraction_only_where_there_is_one():
    assert iso(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) == "2026-01-02T03:04:05+00:00"
    assert iso(datetime(2026, 1, 2, 3, 4, 5, 6000, tzinfo=UTC)) == "2026-01-02T03:04:05.006+00:00"
    assert iso(datetime(2026, 1, 2, 3, 4, 5, 999, tzinfo=UTC)) == "2026-01-02T03:04:05+00:00"


def test_february_ends_when_its_year_says():
    assert month_range(2024, 2) == (date(2024, 2, 1), date(2024, 2, 29))
    assert season_range(2023, "winter", southern=False) == (date(2023, 12, 1), date(2024, 2, 29))


def test_every_season_lasts_three_months_on_both_halves_of_the_world():
    for southern in (False, True):
        for season in ("spring", "summer", "autumn", "winter"):
            start, end = season_range(2005, season, southern=southern)
            assert start.day == 1
            assert 89 <= (end - start).days + 1 <= 92
            assert start.year == 2005


def test_the_calendar_has_ends():
    assert days_around(date.min, -5) == date.min
    assert days_around(date.max, 5) == date.max
    assert years_around(date(2024, 2, 29), -1) == date(2023, 2, 28)
    assert years_around(date(3, 1, 1), -10) == date(1, 1, 1)
