"""Where the lights of a month stand: promises that hold for any month."""

from __future__ import annotations

import calendar
import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.glimmers import PATHWAYS, GlimmerId
from app.core.lookback.sky import (
    HEIGHT,
    MANY,
    MANY_LOVED,
    NEAR,
    WIDTH,
    HeldLight,
    PlacedLight,
    evening,
    height_of,
    lines,
    place,
    sizes,
)


def light(id: str, day: int, clock: str | None = None) -> HeldLight:
    hour, minute = map(int, clock.split(":")) if clock else (0, 0)
    return HeldLight(GlimmerId(id), day, hour * 60 + minute if clock else None)


def a_light(number: int, day: int, minute: int | None) -> HeldLight:
    pathway = (*PATHWAYS, None)[number % 4]
    return HeldLight(GlimmerId(f"{number:05}"), day, minute, pathway, number % 3 == 0)


ANY = st.builds(
    a_light,
    st.integers(0, 99_999),
    st.integers(1, 28),
    st.one_of(st.none(), st.integers(0, 24 * 60 - 1), st.sampled_from((600, 1140, 1141))),
)
MONTHS = st.lists(ANY, max_size=80, unique_by=lambda each: each.id)


def in_february(lights: Sequence[HeldLight]) -> tuple[PlacedLight, ...]:
    return place(lights, 2026, 2)


@given(MONTHS)
def test_day_and_hour_can_be_read_from_where_a_light_stands(lights):
    column = WIDTH / 27

    for each in in_february(lights):
        assert round(each.x / column) + 1 == evening(each.light)
        assert abs(each.y - height_of(each.light.minute)) <= NEAR


@given(MONTHS)
def test_all_stand_on_the_sheet_and_no_two_at_the_same_place(lights):
    placed = in_february(lights)

    assert [each.light for each in placed] == lights
    assert len({(each.x, each.y) for each in placed}) == len(lights)
    for each in placed:
        assert -2 * WIDTH / 27 < each.x < WIDTH + WIDTH / 27
        assert -NEAR <= each.y <= HEIGHT


@given(MONTHS, st.randoms())
def test_the_order_in_which_they_are_read_changes_nothing(lights, chance):
    shuffled = list(lights)
    chance.shuffle(shuffled)

    assert set(in_february(shuffled)) == set(in_february(lights))


@given(MONTHS, st.integers(1, 28), st.integers(0, 1439))
def test_what_is_kept_later_moves_nothing(lights, day, minute):
    later = HeldLight(GlimmerId("~ the latest of all"), day, minute)

    assert in_february([*lights, later])[:-1] == in_february(lights)


def test_a_hundred_of_one_minute_are_a_hundred_lights():
    placed = place([light(f"{number:03}", 15, "18:30") for number in range(100)], 2026, 11)

    assert len({(each.x, each.y) for each in placed}) == 100
    assert all(abs(each.y - height_of(18 * 60 + 30)) <= NEAR for each in placed)


def test_few_at_one_time_stand_apart():
    one, other, third = place([light(id, 15, "18:30") for id in "abc"], 2026, 11)

    pairs = ((one, other), (one, third), (other, third))
    assert all(math.dist(a[1:], b[1:]) >= 5 for a, b in pairs)


def test_low_is_morning_high_is_night_and_the_small_hours_end_the_evening_before():
    clocks = ("05:00", "08:00", "12:30", "18:00", "23:59", "00:30", "03:00", "04:59")
    heights = [height_of(light("", 1, clock).minute) for clock in clocks]

    assert heights == sorted(heights, reverse=True)
    assert all(0 <= each <= HEIGHT for each in heights)
    assert [evening(light("", 9, clock)) for clock in ("23:59", "00:10", "04:59", "05:00")] == [
        9, 8, 8, 9,
    ]  # fmt: skip
    assert evening(light("", 9)) == 9
    assert height_of(None) > height_of(5 * 60)


@pytest.mark.parametrize("month", range(1, 13))
def test_the_last_day_ends_every_month(month):
    last = calendar.monthrange(2026, month)[1]
    first, final = place([light("a", 1, "12:00"), light("b", last, "12:00")], 2026, month)

    assert abs(first.x) < 6
    assert abs(final.x - WIDTH) < 6


def test_a_full_sky_has_smaller_lights_and_no_lines():
    few = place([a_light(number, 1 + number % 28, 900) for number in range(MANY)], 2026, 2)
    one_more = place([a_light(number, 1 + number % 28, 900) for number in range(MANY + 1)], 2026, 2)

    assert sizes(few).plain > sizes(one_more).plain
    assert not sizes(few).joined
    assert sizes(few[: 3 * MANY_LOVED]).joined


def test_lines_end_short_of_their_lights_and_near_ones_are_not_joined():
    assert lines([(0, 0), (100, 0), (110, 0)], 14) == [((14.0, 0.0), (86.0, 0.0))]
    assert lines([(5, 5)], 14) == lines([], 14) == []


def test_thousands_of_one_day_each_have_a_place_and_keep_it_where_more_come():
    lights = [a_light(number, 3, None) for number in range(4_000)]

    placed = in_february(lights)

    assert len({(each.x, each.y) for each in placed}) == len(lights)
    assert in_february(lights[:300]) == placed[:300]
