"""Ten thousand schedules, over zones and nights in which the clock changes; `make test` has the
first thousand."""

from __future__ import annotations

from tests.core.test_reminders import schedules_keep_every_promise


def test_ten_thousand_schedules_keep_every_promise_over_zones_and_nights_of_the_clock_change(tell):
    seen = schedules_keep_every_promise(10_000)

    tell(f"{seen} reminders of 10,000 schedules")
    assert seen > 40_000
