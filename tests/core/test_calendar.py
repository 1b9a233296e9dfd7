"""The calendar's own sums: weeks, and the steps between days that hold something."""

from __future__ import annotations

from datetime import date

import pytest

from app.core.lookback.calendar import At, Step, day_of, stepped, weeks_of

HELD = (3, 5, 9, 20, 28)


def test_weeks_begin_where_the_language_lets_them():
    monday, sunday, saturday = (weeks_of(2026, 11, first) for first in (0, 6, 5))

    assert monday[0] == [0, 0, 0, 0, 0, 0, 1]
    assert sunday[0] == [1, 2, 3, 4, 5, 6, 7]
    assert saturday[0] == [0, 1, 2, 3, 4, 5, 6]
    assert all(
        [day for week in weeks for day in week if day] == list(range(1, 31))
        for weeks in (monday, sunday, saturday)
    )


@pytest.mark.parametrize(
    ("day", "step", "to"),
    [
        (9, "before", 5),
        (9, "after", 20),
        (9, "first", 3),
        (9, "last", 28),
        (9, "week before", 3),
        (9, "week after", 20),
        (20, "week after", 28),
        (3, "before", None),
        (3, "week before", None),
        (28, "after", None),
        (28, "week after", None),
        (16, "week before", 9),
    ],
)
def test_a_step_leads_to_a_day_that_holds_something(day: int, step: Step, to: int | None):
    assert stepped(HELD, day, step) == to


def test_where_nothing_is_held_no_step_leads_anywhere():
    steps: tuple[Step, ...] = ("before", "after", "week before", "week after", "first", "last")

    assert [stepped((), 9, step) for step in steps] == [None] * 6


def test_what_a_place_is_a_part_of():
    assert At(2026, 11, 3).up == At(2026, 11)
    assert At(2026, 11).up == At(2026)
    assert At(2026).up == At().up == At()


def test_a_place_is_a_day_or_none():
    assert day_of(At(2024, 2, 29)) == date(2024, 2, 29)
    assert [day_of(at) for at in (At(2023, 2, 29), At(2026, 11), At(2026), At())] == [None] * 4
