"""Every promise of the reminders' planner: against thousands of schedules, many zones, and the
nights the clock changes.
"""

from __future__ import annotations

import functools
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import InvalidScheduleError
from app.core.reminders import (
    LATE,
    Nudge,
    day_of,
    due_nudge,
    instant_from,
    kept_today,
    most_a_day,
    plan,
)
from app.core.schedule import Schedule, as_record, from_record
from tests.told import sentence

BERLIN = ZoneInfo("Europe/Berlin")
PROMPTS = tuple(f"prompt-{letter}" for letter in "abcdefghijk")
DAY = 24 * 60
CLOCK = [time(minute // 60, minute % 60) for minute in range(DAY)]

# A zone, and the day before its clock changes: both ways, by an hour or half of one, at midnight,
# and a day that never was.
NIGHTS = [
    (ZoneInfo(name), date.fromisoformat(day))
    for name, day in (
        ("Europe/Berlin", "2026-03-28"),
        ("Europe/Berlin", "2026-10-24"),
        ("America/New_York", "2026-03-07"),
        ("America/New_York", "2026-10-31"),
        ("America/St_Johns", "2010-03-13"),
        ("Australia/Lord_Howe", "2026-04-04"),
        ("Australia/Lord_Howe", "2026-10-03"),
        ("Africa/Cairo", "2026-04-23"),
        ("Africa/Cairo", "2026-10-29"),
        ("America/Santiago", "2026-09-05"),
        ("America/Havana", "2026-03-07"),
        ("America/Sao_Paulo", "2018-11-03"),
        ("Asia/Beirut", "2026-03-28"),
        ("Africa/Casablanca", "2026-02-14"),
        ("Pacific/Apia", "2011-12-29"),
        ("Antarctica/Troll", "2026-03-28"),
        ("Pacific/Auckland", "2026-09-26"),
    )
]
ZONES: list[tzinfo] = [
    UTC,
    timezone(timedelta(hours=5, minutes=45)),
    timezone(timedelta(hours=-12)),
    *(
        ZoneInfo(name)
        for name in (
            "Asia/Kathmandu",
            "Pacific/Kiritimati",
            "Asia/Tokyo",
            "Europe/London",
            "America/Los_Angeles",
        )
    ),
]


def at(text: str, zone: tzinfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def planned(
    schedule: Schedule, after: datetime, zone: tzinfo = BERLIN, **how: object
) -> tuple[Nudge, ...]:
    return plan(schedule, after=after, zone=zone, prompts=PROMPTS, **{"limit": 10_000, **how})  # type: ignore[arg-type]


def walls(nudges: Sequence[Nudge]) -> list[str]:
    return [nudge.wall.isoformat(timespec="minutes") for nudge in nudges]


# An oracle that shares nothing with the planner ---------------------------------------------------


def minute_of(clock: time | datetime) -> int:
    return clock.hour * 60 + clock.minute


def is_quiet(schedule: Schedule, clock: datetime | time) -> bool:
    now = clock.time() if isinstance(clock, datetime) else clock
    return any(a <= now < b if a < b else now >= a or now < b for a, b in schedule.quiet)


def window_of(schedule: Schedule, day: date) -> tuple[datetime, datetime]:
    opens, closes = datetime.combine(day, schedule.start), datetime.combine(day, schedule.end)
    return opens, closes if closes > opens else closes + timedelta(days=1)


def window_day(schedule: Schedule, wall: datetime) -> date:
    """The day whose window holds this time; there is exactly one."""
    (day,) = (
        day
        for back in (0, 1)
        for day in [wall.date() - timedelta(days=back)]
        if window_of(schedule, day)[0] <= wall < window_of(schedule, day)[1]
    )
    return day


def utc(wall: datetime, zone: tzinfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)


def read(instant: datetime, zone: tzinfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)


@functools.cache
def as_it_passes(wall: datetime, zone: tzinfo) -> tuple[float, datetime]:
    """Of a time on the wall: the minute that really passes, and what the clocks show at that
    instant.
    """
    instant = utc(wall, zone)
    return (instant - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds() / 60, read(instant, zone)


def greedy(minutes: Sequence[tuple[int, float]], gap: int) -> int:
    """As many as fit, each as early as it can be: (minute on the wall, minute that
    really passes).
    """
    fit = 0
    last: tuple[int, float] | None = None
    for minute in minutes:
        if last is None or (minute[0] - last[0] >= gap and minute[1] - last[1] >= gap):
            fit, last = fit + 1, minute
    return fit


def free_minutes(schedule: Schedule) -> list[int]:
    opens = minute_of(schedule.start)
    length = (minute_of(schedule.end) - opens) % DAY or DAY
    if not schedule.quiet:
        return list(range(opens, opens + length))
    return [
        minute
        for minute in range(opens, opens + length)
        if not is_quiet(schedule, CLOCK[minute % DAY])
    ]


def come_close(schedule: Schedule, free: list[int]) -> bool:
    return (
        bool(free) and free[0] + DAY - free[-1] < max(schedule.gap, 1) + 120
    )  # with room for any clock change


def fit_on(schedule: Schedule, day: date, free: list[int], zone: tzinfo) -> int:
    """How many fit on one day whose neighbours are far away, by every minute of it on the clock."""
    midnight = datetime.combine(day, time())
    there, moved = [], []
    for minute in free:
        wall = midnight + timedelta(minutes=minute)
        passing, shown = as_it_passes(wall, zone)
        entry = (minute, passing)
        if shown == wall:
            there.append(entry)
        if shown - wall < timedelta(days=1) and not is_quiet(schedule, shown):
            moved.append(entry)
    gap = max(schedule.gap, 1)
    last = window_of(schedule, day)[1] - timedelta(minutes=1)
    ends_in_what_is_skipped = read(utc(last, zone), zone) != last
    return max(greedy(there, gap), greedy(moved, gap) if ends_in_what_is_skipped else 0)


def any_schedule(rng: random.Random) -> Schedule:
    def clock() -> time:
        return time(rng.randrange(24), rng.choice((0, 0, 30, rng.randrange(60))))

    start = clock()
    length = rng.choice((rng.randrange(1, 200), *(rng.randrange(60, 600) for _ in range(5)), DAY))
    end = minute_of(start) + length
    quiet = []
    for _ in range(rng.choice((0, 0, 1, 2))):
        first = clock()
        behind = (minute_of(first) + rng.randrange(1, 300)) % DAY
        quiet.append((first, time(behind // 60, behind % 60)))
    return Schedule(
        on=True,
        per_day=rng.randint(1, 8),
        start=start,
        end=time(end % DAY // 60, end % 60),
        weekdays=frozenset(rng.sample(range(7), rng.choice((7, 7, 7, rng.randint(1, 6))))),
        quiet=tuple(quiet),
        gap=rng.choice((0, 5, 45, 45, 90, rng.randrange(0, 400))),
        seed=str(rng.random()),
    )


def assert_every_promise(schedule: Schedule, zone: tzinfo, after: datetime, *, days: int) -> int:
    """Check one plan; returns how many nudges were looked at."""
    nudges = planned(schedule, after, zone, days=days)
    here = read(after, zone)
    gap = timedelta(minutes=schedule.gap)

    # Order, nothing in the past, no instant twice, the least time apart on the wall and in what
    # really passes.
    assert all(nudge.instant > after for nudge in nudges)
    for one, next_one in pairwise(nudges):
        assert one.instant < next_one.instant
        assert next_one.instant - one.instant >= gap, (schedule, zone, one, next_one)
        assert next_one.wall - one.wall >= gap, (schedule, zone, one, next_one)
        assert one.prompt != next_one.prompt

    by_day = defaultdict(list)
    for nudge in nudges:
        assert nudge.instant == utc(nudge.wall, zone)
        assert nudge.instant.tzinfo is UTC
        assert not nudge.wall.second
        assert not nudge.wall.microsecond
        assert not is_quiet(schedule, nudge.wall), (schedule, nudge)
        assert not is_quiet(schedule, read(nudge.instant, zone)), (schedule, nudge)
        by_day[window_day(schedule, nudge.wall)].append(nudge)  # fails where no window is open
    assert all(day.weekday() in schedule.weekdays for day in by_day)

    free = free_minutes(schedule)
    usual = greedy([(minute, minute) for minute in free], max(schedule.gap, 1))
    for day in (here.date() + timedelta(days=n) for n in range(1, days)):
        if day.weekday() not in schedule.weekdays:
            continue
        assert len(by_day[day]) <= min(schedule.per_day, usual)
        if not come_close(schedule, free):
            offsets = {
                (datetime.combine(day, time(), zone) + timedelta(days=n)).utcoffset()
                or timedelta(0)
                for n in range(3)
            }
            if schedule.end <= schedule.start and max(offsets) - min(offsets) >= timedelta(days=1):
                # what is left of a skipped day's window begins where the evening before ends
                continue
            fit = usual if len(offsets) == 1 else min(usual, fit_on(schedule, day, free, zone))
            assert len(by_day[day]) == min(schedule.per_day, fit), (schedule, zone, day)
    assert set(by_day) <= {here.date() + timedelta(days=n) for n in range(-2, days)}
    return len(nudges)


# All promises at once -----------------------------------------------------------------------------


def schedules_keep_every_promise(many: int) -> int:
    """The first `many` of one long row of schedules, over zones and nights; how many reminders they
    planned.
    """
    rng = random.Random("ten thousand evenings")
    seen = 0
    for number in range(many):
        schedule = any_schedule(rng)
        if number % 2:
            zone, day = rng.choice(NIGHTS)
            start = datetime.combine(day, time()) - timedelta(minutes=rng.randrange(DAY))
        else:
            zone = rng.choice(ZONES)
            start = datetime(2026, 1, 1) + timedelta(minutes=rng.randrange(365 * DAY))
        seen += assert_every_promise(schedule, zone, utc(start, zone), days=3)
    return seen


def test_a_thousand_schedules_keep_every_promise_over_zones_and_nights_of_the_clock_change():
    """The first of the ten thousand in `tests/torture/test_reminders.py`."""
    assert schedules_keep_every_promise(1000) > 4000


clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
schedules = st.builds(
    Schedule,
    on=st.just(True),
    per_day=st.integers(1, 8),
    start=clocks,
    end=clocks,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    quiet=st.lists(
        st.tuples(clocks, clocks).filter(lambda pair: pair[0] != pair[1]), max_size=3
    ).map(tuple),
    gap=st.integers(0, 600),
    seed=st.text(max_size=5),
)
fixed = st.builds(
    lambda schedule, times: replace(schedule, times=tuple(times)),
    schedules,
    st.lists(clocks, min_size=1, max_size=8),
)
places = st.one_of(
    st.sampled_from(NIGHTS).flatmap(
        lambda night: st.tuples(
            st.just(night[0]),
            st.datetimes(
                *(datetime.combine(night[1], time()) + timedelta(days=n) for n in (-1, 2))
            ),
        )
    ),
    st.tuples(st.sampled_from(ZONES), st.datetimes(datetime(1971, 1, 1), datetime(2037, 1, 1))),
).map(lambda place: (place[0], utc(place[1], place[0])))


@settings(max_examples=150, deadline=None)
@given(schedules, places)
def test_any_schedule_keeps_every_promise_anywhere(schedule, place):
    zone, after = place

    assert_every_promise(schedule, zone, after, days=4)


@settings(max_examples=80, deadline=None)
@given(st.one_of(schedules, fixed), places, st.timedeltas(timedelta(0), timedelta(days=2)))
def test_planning_again_later_moves_nothing_and_changes_no_prompt(schedule, place, later):
    zone, after = place
    first = planned(schedule, after, zone, days=5)

    again = planned(schedule, after + later, zone, days=2)

    until = datetime.combine(read(after, zone).date(), time()) + timedelta(days=3)
    assert [nudge for nudge in again if nudge.wall < until] == [
        n for n in first if n.instant > after + later and n.wall < until
    ][: len(again)]
    assert planned(schedule, after, zone, days=5) == first


@settings(max_examples=60, deadline=None)
@given(st.one_of(schedules, fixed), places, st.integers(-1, 20))
def test_a_limit_cuts_the_end_off_and_nothing_else(schedule, place, limit):
    zone, after = place

    assert (
        planned(schedule, after, zone, limit=limit, days=4)
        == planned(schedule, after, zone, days=4)[: max(limit, 0)]
    )


@settings(max_examples=100, deadline=None)
@given(fixed, places)
def test_fixed_times_come_each_day_unless_quiet(schedule, place):
    zone, after = place
    nudges = planned(schedule, after, zone, days=4)

    expected = {}
    for n in range(-1, 4):
        day = read(after, zone).date() + timedelta(days=n)
        for clock in schedule.times:
            wall = datetime.combine(day, clock)
            shown = read(utc(wall, zone), zone)
            quiet = is_quiet(schedule, wall) or is_quiet(schedule, shown)
            if (
                day.weekday() in schedule.weekdays
                and not quiet
                and shown - wall < timedelta(days=1)
            ):
                expected[utc(wall, zone)] = shown
    assert [nudge.instant for nudge in nudges] == sorted(
        instant for instant in expected if instant > after
    )
    assert all(
        nudge.instant == utc(nudge.wall, zone) and nudge.wall.time() in schedule.times
        for nudge in nudges
    )


@settings(max_examples=100)
@given(st.one_of(schedules, fixed), st.booleans(), st.booleans(), st.none() | st.dates())
def test_a_record_brings_back_the_same_schedule(schedule, on, quiet_after_first, paused_until):
    schedule = replace(
        schedule, on=on, quiet_after_first=quiet_after_first, paused_until=paused_until
    )

    assert from_record(json.loads(json.dumps(as_record(schedule)))) == schedule


# How many -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("per_day", range(1, 9))
def test_exactly_as_many_come_as_were_asked_for_when_only_just_that_many_fit(per_day):
    end = 9 * 60 + (per_day - 1) * 45 + 1
    schedule = Schedule(
        on=True, per_day=per_day, start=time(9), end=time(end // 60, end % 60), seed="s"
    )

    nudges = planned(schedule, at("2026-01-05T00:00"), days=3)

    times = [f"{(9 * 60 + n * 45) // 60:02}:{(9 * 60 + n * 45) % 60:02}" for n in range(per_day)]
    assert walls(nudges) == [f"2026-01-{day:02}T{clock}" for day in (5, 6, 7) for clock in times]


def test_quiet_times_inside_the_window_never_cost_a_nudge_that_fits():
    # Without the quiet time 4 would fit; with it exactly 09:00, then 10:00 to 10:29, then 11:00.
    schedule = Schedule(
        on=True,
        per_day=3,
        start=time(9),
        end=time(11, 1),
        quiet=((time(9, 1), time(10)), (time(10, 30), time(11))),
        gap=30,
    )

    nudges = planned(schedule, at("2026-01-05T00:00"), days=20)

    assert most_a_day(schedule) == 3
    assert len(nudges) == 60
    assert {nudge.wall.time() for nudge in nudges[::3]} == {time(9)}
    assert {nudge.wall.time() for nudge in nudges[2::3]} == {time(11)}
    assert len({nudge.wall.time() for nudge in nudges[1::3]}) > 5


def test_what_does_not_fit_is_left_out_and_the_rest_keeps_its_distance():
    schedule = Schedule(on=True, per_day=8, start=time(9), end=time(12), gap=60)

    nudges = planned(schedule, at("2026-01-05T00:00"), days=2)

    assert most_a_day(schedule) == 3
    assert len(nudges) == 6


def test_quiet_times_over_the_whole_window_leave_nothing():
    schedule = Schedule(on=True, start=time(9), end=time(12), quiet=((time(22), time(13)),))

    assert planned(schedule, at("2026-01-05T00:00")) == ()
    assert most_a_day(schedule) == 0
    assert planned(replace(schedule, times=(time(9),)), at("2026-01-05T00:00")) == ()
    assert most_a_day(replace(schedule, times=(time(9), time(14)))) == 1


def periodic(free: list[int], gap: int) -> int:
    """How many fit day after day, by trying every first minute."""
    return max(
        (greedy([(m, m) for m in free if first <= m <= first + DAY - gap], gap) for first in free),
        default=0,
    )


def test_windows_that_touch_give_each_other_room_and_lose_no_more_than_they_must():
    rng = random.Random("round the clock")
    for _ in range(25):
        schedule = replace(any_schedule(rng), weekdays=frozenset(range(7)), per_day=8)
        schedule = replace(
            schedule, end=schedule.start, gap=rng.choice((120, 150, 180, 200, 300, 700))
        )

        nudges = planned(schedule, at("2026-01-04T23:59", UTC), UTC, days=7)

        by_day = defaultdict(list)
        for nudge in nudges:
            by_day[window_day(schedule, nudge.wall)].append(nudge)
        counts = [len(by_day[date(2026, 1, day)]) for day in range(5, 10)]
        assert counts == [min(8, periodic(free_minutes(schedule), schedule.gap))] * 5
        assert all(
            two.instant - one.instant >= timedelta(minutes=schedule.gap)
            for one, two in pairwise(nudges)
        )


def test_every_allowed_set_of_times_is_as_likely_as_any_other():
    # Four minutes, two nudges, two minutes apart: three sets.
    schedule = Schedule(on=True, per_day=2, start=time(9), end=time(9, 4), gap=2, seed="fair")

    nudges = planned(schedule, at("2020-01-01T00:00", UTC), UTC, days=3000)

    sets = [
        (one.wall.minute, two.wall.minute)
        for one, two in zip(nudges[::2], nudges[1::2], strict=True)
    ]
    assert {each: round(sets.count(each), -2) for each in set(sets)} == {
        (0, 2): 1000,
        (0, 3): 1000,
        (1, 3): 1000,
    }


def test_each_day_and_each_person_has_other_times():
    def clocks_of(seed: str) -> list[tuple[str, ...]]:
        found = walls(planned(Schedule(on=True, seed=seed), at("2026-01-05T00:00"), days=30))
        return [tuple(wall[11:] for wall in found[n : n + 3]) for n in range(0, 90, 3)]

    assert len(set(clocks_of("one"))) == 30
    assert not set(clocks_of("one")) & set(clocks_of("another"))


def test_the_times_of_a_seed_stay_for_ever():
    # A release that draws otherwise would move the reminders of everybody's day.
    nudges = planned(Schedule(on=True, seed="glimmers"), at("2026-11-23T00:00"), days=2)

    assert walls(nudges) == [
        "2026-11-23T11:38",
        "2026-11-23T16:03",
        "2026-11-23T19:43",
        "2026-11-24T11:38",
        "2026-11-24T15:07",
        "2026-11-24T16:20",
    ]


# Days ---------------------------------------------------------------------------------------------


def test_times_after_midnight_belong_to_the_day_their_window_opened():
    sundays = Schedule(
        on=True, per_day=6, start=time(20), end=time(2), weekdays=frozenset({6}), gap=30, seed="s"
    )

    nudges = planned(sundays, at("2026-01-04T00:00"), days=2)

    assert len(nudges) == 6
    assert {nudge.wall.date() for nudge in nudges} == {date(2026, 1, 4), date(2026, 1, 5)}
    assert nudges[-1].wall < datetime(2026, 1, 5, 2)
    assert planned(sundays, at("2026-01-05T00:00"), days=1) == tuple(
        n for n in nudges if n.wall.date() == date(2026, 1, 5)
    )


def test_a_window_that_ends_when_it_began_lasts_a_day():
    schedule = Schedule(on=True, per_day=8, start=time(9), end=time(9), gap=180)

    nudges = planned(schedule, at("2026-01-05T09:00"), days=2)

    assert {two.instant - one.instant for one, two in pairwise(nudges)} == {timedelta(hours=3)}


def test_off_plans_nothing():
    assert planned(Schedule(), at("2026-01-05T00:00")) == ()


def test_no_days_plan_nothing():
    assert planned(Schedule(on=True), at("2026-01-05T00:00"), days=0) == ()


def test_a_pause_drops_days_and_moves_nothing():
    schedule = Schedule(on=True, seed="s")
    everything = planned(schedule, at("2026-01-05T12:00"), days=6)

    paused = planned(
        replace(schedule, paused_until=date(2026, 1, 8)), at("2026-01-05T12:00"), days=6
    )

    assert paused == tuple(nudge for nudge in everything if nudge.wall.date() >= date(2026, 1, 8))
    assert len(paused) == 9


def test_a_pause_until_a_day_still_drops_the_evening_before_that_lasts_past_midnight():
    schedule = Schedule(
        on=True, start=time(20), end=time(2), paused_until=date(2026, 1, 8), seed="s"
    )

    assert planned(schedule, at("2026-01-07T23:00"), days=2)[0].wall >= datetime(2026, 1, 8, 20)


def test_a_kept_glimmer_quiets_the_rest_of_its_day_only_when_that_was_asked_for():
    schedule = Schedule(on=True, seed="s")
    everything = planned(schedule, at("2026-01-05T08:00"), days=3)
    quiet = replace(schedule, quiet_after_first=True)

    assert planned(schedule, at("2026-01-05T08:00"), days=3, kept_today=True) == everything
    assert planned(quiet, at("2026-01-05T08:00"), days=3) == everything
    assert planned(quiet, at("2026-01-05T08:00"), days=3, kept_today=True) == everything[3:]


def test_what_was_kept_today_counts_where_that_was_asked_for_and_as_long_as_the_evening_goes_on():
    quiet = Schedule(on=True, start=time(20), end=time(2), quiet_after_first=True)
    kept = {date(2026, 1, 5): ["steam"]}

    def of_day(day: date) -> list[str]:
        return kept.get(day, [])

    assert kept_today(quiet, at("2026-01-05T21:00"), of_day)
    assert kept_today(quiet, at("2026-01-06T01:00"), of_day)
    assert not kept_today(quiet, at("2026-01-06T03:00"), of_day)
    assert not kept_today(replace(quiet, quiet_after_first=False), at("2026-01-05T21:00"), of_day)


@pytest.mark.parametrize("damaged", [None, "", "soon", 7, [], "2026-01-05", "2026-01-05T08:00:00"])
def test_an_instant_that_is_none_or_has_no_zone_counts_as_never_stored(damaged):
    assert instant_from(damaged) is None
    assert instant_from("2026-01-05T08:00:00+01:00") == at("2026-01-05T08:00")


def test_a_glimmer_kept_after_midnight_quiets_the_evening_that_is_still_going_on():
    schedule = Schedule(
        on=True, per_day=8, start=time(20), end=time(2), quiet_after_first=True, seed="s"
    )

    nudges = planned(schedule, at("2026-01-06T00:00"), days=1, kept_today=True)

    assert [nudge.wall.date() for nudge in planned(schedule, at("2026-01-06T00:00"), days=1)].count(
        date(2026, 1, 6)
    ) > 5
    assert nudges
    assert nudges[0].wall >= datetime(2026, 1, 6, 20)
    assert len(nudges) == 8


def test_the_day_a_time_belongs_to_ends_with_its_window():
    late = Schedule(start=time(20), end=time(2))

    assert day_of(late, datetime(2026, 1, 6, 1, 59)) == date(2026, 1, 5)
    assert day_of(late, datetime(2026, 1, 6, 2)) == date(2026, 1, 6)
    assert day_of(Schedule(), datetime(2026, 1, 6, 1, 59)) == date(2026, 1, 6)
    assert day_of(replace(late, times=(time(1),)), datetime(2026, 1, 6, 1, 59)) == date(2026, 1, 6)


# Clock changes ------------------------------------------------------------------------------------


def test_a_skipped_time_is_moved_forward_and_the_first_of_two_is_meant():
    spring = planned(Schedule(on=True, times=(time(2, 30),)), at("2026-03-28T12:00"), days=3)
    autumn = planned(Schedule(on=True, times=(time(2, 30),)), at("2026-10-24T12:00"), days=3)

    assert [nudge.instant for nudge in spring] == [
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2026, 3, 30, 0, 30, tzinfo=UTC),
    ]
    assert walls(spring) == ["2026-03-29T02:30", "2026-03-30T02:30"]
    assert [nudge.instant for nudge in autumn] == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 26, 1, 30, tzinfo=UTC),
    ]


def test_two_fixed_times_that_a_clock_change_brings_together_are_one():
    nudges = planned(
        Schedule(on=True, times=(time(2, 30), time(3, 30))), at("2026-03-29T00:00"), days=1
    )

    assert walls(nudges) == ["2026-03-29T03:30"]


def test_a_time_that_is_moved_into_quiet_does_not_come():
    quiet = ((time(3), time(7)),)

    assert (
        planned(
            Schedule(on=True, times=(time(2, 30),), quiet=quiet), at("2026-03-29T00:00"), days=1
        )
        == ()
    )
    assert (
        planned(
            Schedule(on=True, start=time(2), end=time(3), quiet=quiet),
            at("2026-03-29T00:00"),
            days=1,
        )
        == ()
    )


def test_a_window_that_is_skipped_wholly_opens_as_much_later():
    nudges = planned(
        Schedule(on=True, per_day=3, start=time(2), end=time(3), gap=15),
        at("2026-03-29T00:00"),
        days=1,
    )

    assert len(nudges) == 3
    assert all(
        datetime(2026, 3, 29, 1, tzinfo=UTC) <= nudge.instant < datetime(2026, 3, 29, 2, tzinfo=UTC)
        for nudge in nudges
    )
    assert all(nudge.wall.hour == 2 for nudge in nudges)


def test_skipped_minutes_are_not_drawn_while_the_others_are_enough():
    schedule = Schedule(on=True, per_day=4, start=time(22), end=time(3), gap=30)

    for seed in range(60):
        for nudge in planned(replace(schedule, seed=str(seed)), at("2026-03-28T12:00"), days=1):
            assert read(nudge.instant, BERLIN) == nudge.wall


def test_the_gap_also_holds_in_what_really_passes_so_that_a_shorter_night_may_hold_fewer():
    schedule = Schedule(on=True, per_day=8, start=time(0), end=time(6), gap=45, seed="s")

    per_night = [len(planned(schedule, at(f"2026-03-{day}T23:59"), days=2)) for day in (27, 28, 29)]

    assert per_night == [8, 7, 8]  # 360 minutes, 300, 360


def test_a_day_that_never_was_has_no_reminders():
    apia = ZoneInfo("Pacific/Apia")

    for schedule in (
        Schedule(on=True, seed="s"),
        Schedule(on=True, times=(time(9), time(12), time(15))),
    ):
        nudges = planned(schedule, at("2011-12-28T00:00", apia), apia, days=5)
        assert [nudge.wall.day for nudge in nudges] == [28] * 3 + [29] * 3 + [31] * 3 + [1] * 3
        # Friday the 30th was skipped; its reminders do not come on the Saturday either.
        working = replace(schedule, weekdays=frozenset(range(5)))
        assert [
            nudge.wall.day for nudge in planned(working, at("2011-12-28T00:00", apia), apia, days=6)
        ] == [28] * 3 + [29] * 3 + [2] * 3


def test_on_a_journey_the_wall_times_stay_what_they_were():
    schedule = Schedule(on=True, seed="s")

    at_home, away = (
        planned(schedule, at("2026-01-05T00:00", zone), zone, days=3)
        for zone in (BERLIN, ZoneInfo("America/New_York"))
    )

    assert [(nudge.wall, nudge.prompt) for nudge in at_home] == [
        (nudge.wall, nudge.prompt) for nudge in away
    ]
    assert {there.instant - here.instant for here, there in zip(at_home, away, strict=True)} == {
        timedelta(hours=6)
    }


@pytest.mark.parametrize(
    "after", ["0001-01-01T12:00", "0001-01-04T00:00", "9999-12-28T00:00", "9999-12-31T12:00"]
)
def test_the_ends_of_the_calendar_are_no_error(after):
    for schedule in (
        Schedule(on=True, start=time(9), end=time(9)),
        Schedule(on=True, times=(time(9),), end=time(2)),
    ):
        for nudge in planned(schedule, at(after, UTC), UTC):
            assert nudge.instant > at(after, UTC)


def test_an_instant_without_its_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        planned(Schedule(on=True), datetime(2026, 1, 1))


# Prompts ------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(schedules, fixed),
    st.sampled_from(ZONES),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
    st.integers(1, 30),
)
def test_no_prompt_comes_again_before_all_others_came(schedule, zone, start, count):
    prompts = [f"p{n}" for n in range(count)]
    # Before the clocks of any of these zones change next, every day is like any other.
    start = start.replace(month=1)

    nudges = plan(schedule, after=utc(start, zone), zone=zone, prompts=prompts, days=30, limit=1000)

    order = [prompts.index(nudge.prompt) for nudge in nudges]
    assert all((two - one) % count == 1 % count for one, two in pairwise(order))


def test_a_prompt_stays_with_its_nudge_when_another_is_dropped():
    schedule = Schedule(on=True, seed="s", quiet_after_first=True)
    everything = {
        nudge.instant: nudge.prompt for nudge in planned(schedule, at("2026-01-05T00:00"))
    }

    for left in (
        planned(schedule, at("2026-01-05T15:00"), kept_today=True),
        planned(replace(schedule, paused_until=date(2026, 1, 7)), at("2026-01-05T00:00")),
    ):
        assert left
        assert all(
            everything[nudge.instant] == nudge.prompt for nudge in left if nudge.wall.day < 19
        )


def test_prompts_written_twice_count_once_and_without_any_the_nudge_comes_without():
    schedule = Schedule(on=True, seed="s")

    twice = plan(schedule, after=at("2026-01-05T00:00"), zone=BERLIN, prompts=["a", "b", "a"])
    none = plan(schedule, after=at("2026-01-05T00:00"), zone=BERLIN, prompts=[])

    assert {tuple(n.prompt for n in twice[k : k + 2]) for k in range(len(twice) - 1)} == {
        ("a", "b"),
        ("b", "a"),
    }
    assert [nudge.instant for nudge in none] == [nudge.instant for nudge in twice]
    assert {nudge.prompt for nudge in none} == {""}


# Schedules ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "choice",
    [
        {"per_day": 0},
        {"per_day": 9},
        {"per_day": True},
        {"per_day": 3.0},
        {"gap": -1},
        {"gap": 1441},
        {"start": time(9, 0, 1)},
        {"end": time(9, tzinfo=UTC)},
        {"start": "09:00"},
        {"weekdays": frozenset()},
        {"weekdays": frozenset({7})},
        {"weekdays": {1, 2}},
        {"quiet": ((time(9), time(9)),)},
        {"quiet": ((time(9),),)},
        {"quiet": [(time(9), time(10))]},
        {"quiet": ((time(9), time(10)),) * 13},
        {"times": tuple(time(n) for n in range(9))},
        {"times": (time(9, 0, 0, 1),)},
        {"paused_until": datetime(2026, 1, 1)},
        {"paused_until": "2026-01-01"},
        {"on": 1},
        {"seed": 5},
    ],
)
def test_what_is_no_schedule_is_refused_in_a_sentence(choice):
    with pytest.raises(InvalidScheduleError) as refused:
        Schedule(**choice)

    assert sentence(refused.value).endswith(".")


def test_fixed_times_are_kept_in_order_and_once():
    assert Schedule(times=(time(18), time(9), time(18))).times == (time(9), time(18))


RECORD = as_record(
    Schedule(
        on=True,
        seed="s",
        quiet=((time(13), time(14)),),
        times=(time(9),),
        paused_until=date(2026, 1, 1),
    )
)


@pytest.mark.parametrize("record", [None, 3, "on", [], [1], True, {"on": "yes"}, {"on": None}])
def test_what_is_no_record_gives_the_defaults(record):
    assert from_record(record) == Schedule()


@pytest.mark.parametrize("name", RECORD)
@pytest.mark.parametrize(
    "damage",
    [
        [],
        {},
        "x",
        99,
        -1,
        1.5,
        [[]],
        [None],
        ["25:00"],
        [["09:00"]],
        [["09:00", 3]],
        [99],
        {"a": 1},
        "09:00Z",
    ],
)
def test_a_damaged_part_turns_reminders_off_or_does_no_harm(name, damage):
    schedule = from_record({**RECORD, name: damage})

    # An empty list is fine where a list stands, and any text is a seed.
    assert schedule == Schedule() or as_record(schedule)[name] == damage


def test_a_record_of_a_later_release_is_read_as_far_as_it_is_known():
    known = from_record({**RECORD, "sound": "bell"})

    assert as_record(known) == RECORD
    assert from_record({"on": True}) == Schedule(on=True)


# Looked for now and then --------------------------------------------------------------------------


def looked_for(schedule: Schedule, looks: Sequence[datetime]) -> list[tuple[datetime, datetime]]:
    """When who looks only then shows a reminder, and the instant it was planned for."""
    shown: list[tuple[datetime, datetime]] = []
    claimed = looks[0]  # nobody looked before
    for now in looks:
        nudge = due_nudge(
            schedule, now=now, since=None, zone=BERLIN, prompts=["a", "b"], kept_today=False
        )
        if nudge and nudge.instant > claimed:
            claimed = nudge.instant
            shown.append((now, nudge.instant))
    return shown


@pytest.mark.parametrize("day", ["2026-07-01 06:00", "2026-03-28 16:00", "2026-10-24 16:00"])
def test_looking_every_few_minutes_shows_the_newest_of_each_few_minutes_once(day):
    rng = random.Random(day)
    begin = at(day).astimezone(UTC)
    looks = [begin + timedelta(minutes=10 * number, seconds=20) for number in range(109)]
    some = 0
    for _ in range(3):
        schedule = replace(any_schedule(rng), weekdays=frozenset(range(7)))
        instants = [
            nudge.instant
            for nudge in plan(
                schedule, after=looks[0], zone=BERLIN, prompts=["a", "b"], days=4, limit=1000
            )
        ]
        newest = [
            (now, max(between))
            for before, now in pairwise(looks)
            if (between := [one for one in instants if before < one <= now])
        ]

        assert looked_for(schedule, looks) == newest
        some += len(newest)
    assert some > 1


@pytest.mark.parametrize(
    ("woken", "shown"),
    [
        ("12:10", ["12:00"]),  # the newest of three, and once
        ("12:44", ["12:00"]),
        ("12:45", []),  # too late for all of them
        ("18:00", ["18:00"]),
    ],
)
def test_after_a_long_sleep_the_newest_comes_if_it_is_a_little_late(woken, shown):
    fixed = tuple(time(hour) for hour in (9, 11, 12, 18))
    schedule = Schedule(on=True, times=fixed)
    woke = at(f"2026-07-01 {woken}")

    found = looked_for(schedule, [at("2026-07-01 08:00"), woke, woke + timedelta(minutes=4)])

    assert [f"{instant.astimezone(BERLIN):%H:%M}" for _now, instant in found] == shown
    assert all(now - instant < LATE for now, instant in found)


def test_what_was_settled_before_is_not_due():
    schedule = Schedule(on=True, times=(time(12),))
    look = functools.partial(
        due_nudge,
        schedule,
        zone=BERLIN,
        prompts=["a"],
        kept_today=False,
        now=at("2026-07-01 12:05"),
    )

    assert look(since=at("2026-07-01 11:59")) is not None
    assert look(since=at("2026-07-01 12:00")) is None
    assert look(since=None) is not None
