"""When gentle reminders come: a person's schedule, and the next nudges drawn from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from app.core.drawn_times import FixedTimes, Window, exists, instant_of
from app.core.errors import InvalidScheduleError

LATE = timedelta(minutes=45)
"""A nudge later than this is not shown any more."""

RECENT = timedelta(hours=12)
"""So long the prompt of a reminder that was not tapped waits to be offered on the screen."""

PREFERENCE = "reminders"
"""The schedule, as `as_record` writes it."""
LAST_SHOWN = "reminder_last_shown"
"""The instant at which one was last handed to the system, ISO 8601: another program may ask for it than the one that did."""
TURN = "reminder_turn"
"""The instant of the newest nudge that a program took on itself to show (`Preferences.claim`)."""
OFFERED = "reminder_offered"
"""The instant up to which prompts of reminders were offered on the screen, ISO 8601."""

MOST_A_DAY = 8
"""Nudges a day at most, drawn or at fixed times."""

_DAY = 24 * 60
"""Minutes of a day as a clock on the wall shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a person wants to be reminded. Times are whole minutes of the wall clock wherever the person is.

    Raises:
        InvalidScheduleError: something is out of its bounds.
    """

    on: bool = False
    per_day: int = 3
    """1 to 8."""
    start: time = time(9)
    end: time = time(20, 30)
    """First minute of the window, and the first one behind it. An end at or before the start runs past midnight."""
    weekdays: frozenset[int] = frozenset(range(7))
    """Monday is 0; of the day on which the window opens. At least one."""
    quiet: tuple[tuple[time, time], ...] = ()
    """First quiet minute and the first one behind; each may pass midnight. Twelve at most."""
    gap: int = 45
    """Least minutes between two, on the wall and in what really passes; 0 to 1440."""
    times: tuple[time, ...] = ()
    """Fixed times, 8 at most, kept ascending. When there are any, `per_day`, the window and `gap` rest."""
    quiet_after_first: bool = False
    """Nothing more on a day on which something was kept."""
    paused_until: date | None = None
    """The first day on which they come again."""
    seed: str = ""
    """Drawn once and kept: the same seed draws the same times."""

    def __post_init__(self) -> None:
        _check(type(self.on) is bool and type(self.quiet_after_first) is bool and isinstance(self.seed, str), "this no schedule")
        _check(type(self.per_day) is int and 1 <= self.per_day <= MOST_A_DAY, "1 to 8 reminders day")
        _check(type(self.gap) is int and 0 <= self.gap <= _DAY, "least time between two reminders 0 to 1440 minutes")
        _check(_is_minute(self.start) and _is_minute(self.end), "no minute")
        _check(isinstance(self.times, tuple) and all(map(_is_minute, self.times)), "no minute")
        object.__setattr__(self, "times", tuple(sorted(set(self.times))))
        _check(len(self.times) <= MOST_A_DAY, "8 fixed times most")
        _check(isinstance(self.weekdays, frozenset) and self.weekdays <= frozenset(range(7)), "weekdays monday to sunday")
        _check(bool(self.weekdays), "reminders need least weekday")
        _check(isinstance(self.quiet, tuple) and len(self.quiet) <= 12, "twelve quiet times most")
        for pair in self.quiet:
            _check(isinstance(pair, tuple) and len(pair) == 2 and all(map(_is_minute, pair)), "no minute")
            _check(pair[0] != pair[1], "quiet time ends another minute begins")
        paused = self.paused_until
        _check(paused is None or (isinstance(paused, date) and not isinstance(paused, datetime)), "pause ends day")


def _check(right: bool, why: str) -> None:
    if not right:
        raise InvalidScheduleError(why)


def _is_minute(value: object) -> bool:
    return isinstance(value, time) and value.tzinfo is None and not value.second and not value.microsecond


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """One reminder to come."""

    wall: datetime
    """What the clock on the wall shows then: naive, whole minutes. A time that a clock change skips stands as it was planned."""
    instant: datetime
    """The same as an instant: aware, UTC."""
    prompt: str
    """Id of the prompt that comes with it; empty when there is none to show."""


def plan(
    schedule: Schedule,
    *,
    after: datetime,
    zone: tzinfo,
    prompts: Sequence[str],
    days: int = 15,
    limit: int = 60,
    kept_today: bool = False,
) -> tuple[Nudge, ...]:
    """The nudges strictly after `after` (aware), ascending by instant, at most `limit`, none twice at one instant.

    Planned are the day of `after` in `zone` and the `days` - 1 that follow it, and before them what is left of a window that
    opened the evening before: times after midnight belong to the day their window opened.

    *Times.* Each day is drawn by itself from sha256 of seed and date, every allowed set of minutes as likely as any other.
    So the plan is the same whenever it is made, and pausing or keeping a glimmer drops nudges but moves none. There are exactly
    `per_day` whenever so many fit; window, quiet times, weekdays and `gap` always win. Between one day's last and the next
    day's first the gap holds as well: where two windows come that close, the end of the first gives way, by as much on every
    day, so that no day depends on what was drawn for another.

    *Clock changes.* Wall times are drawn, instants follow. Of an hour that comes twice the first is meant. An hour that is
    skipped is drawn from only if the rest of the window is too short; it is then moved forward by as much as the clock is
    (RFC 5545, 3.3.5), as fixed times are, and left out should it land in a quiet time. On such nights the gap also holds in
    minutes that really pass, so that the shorter day may hold fewer.

    *Prompts.* `prompts` are ids in the person's own order, walked round and round. A nudge's place on that walk is its number
    since the first Monday of the calendar, counted by the schedule alone: neither the hour of planning, nor a journey, nor a
    pause moves it, and none comes again until all the others had their turn. A turn that falls on a day with fewer nudges than
    usual passes. Other numbers a day, weekdays or prompts begin the walk at another place.

    `kept_today` tells that something was kept on the day whose window is open or comes next (see `day_of`); with
    `quiet_after_first` nothing more comes on it.

    Raises:
        ValueError: `after` has no zone.
    """
    if after.utcoffset() is None:
        raise ValueError("the instant to plan after needs its zone")
    if not schedule.on or days < 1:
        return ()
    here = after.astimezone(zone).replace(tzinfo=None)
    silent = day_of(schedule, here) if kept_today and schedule.quiet_after_first else None
    drawn = FixedTimes(schedule, zone) if schedule.times else Window(schedule, zone)
    order = tuple(dict.fromkeys(prompts))
    found: dict[datetime, Nudge] = {}
    # A clock change may carry the end of a day into the next, and the end of a window past midnight into the one behind.
    past_midnight = not schedule.times and schedule.end <= schedule.start
    for day in _days(here.date(), before=2 if past_midnight else 1, count=days):
        if day.weekday() not in schedule.weekdays or day == silent or (schedule.paused_until and day < schedule.paused_until):
            continue
        for place, minute in enumerate(drawn.minutes(day), start=drawn.number(day)):
            wall = datetime.combine(day, time()) + timedelta(minutes=minute)
            instant = instant_of(wall, zone)
            if instant > after and (instant not in found or exists(wall, zone)):
                found[instant] = Nudge(wall=wall, instant=instant, prompt=order[place % len(order)] if order else "")
    return tuple(found[instant] for instant in sorted(found)[: max(limit, 0)])


def _days(first: date, *, before: int, count: int) -> Iterator[date]:
    """So many days from `first` on, and some before it, as far as instants of the days around them can be written."""
    start = max(first.toordinal() - before, date.min.toordinal() + 2)
    stop = min(first.toordinal() + count, date.max.toordinal() - 4)
    return map(date.fromordinal, range(start, stop))


def latest(schedule: Schedule, *, now: datetime, zone: tzinfo, prompts: Sequence[str]) -> Nudge | None:
    """The newest nudge whose time has come, if that was less than `RECENT` before `now` (aware); for the rest see `plan`."""
    recent = plan(schedule, after=now - RECENT, zone=zone, prompts=prompts, days=2)
    return next((nudge for nudge in reversed(recent) if nudge.instant <= now), None)


def day_of(schedule: Schedule, wall: datetime) -> date:
    """The day to which a wall time (naive) belongs: with a window past midnight, until its end, the day before."""
    late = not schedule.times and schedule.end <= schedule.start and wall.time() < schedule.end
    return wall.date() - timedelta(days=1) if late and wall.date() > date.min else wall.date()


def kept_today(schedule: Schedule, now: datetime, of_day: Callable[[date], Collection[Any]]) -> bool:
    """What `plan` is told of `now` (aware, where the person is), by what was kept on a day."""
    days = {now.date(), day_of(schedule, now.replace(tzinfo=None))}
    return schedule.quiet_after_first and any(of_day(day) for day in days)


def most_a_day(schedule: Schedule) -> int:
    """How many nudges fit into an ordinary day of this schedule, at most 8; 0 when quiet times leave no minute."""
    if schedule.times:
        return len(FixedTimes(schedule, UTC).ordinary)
    return Window(schedule, UTC, wanted=MOST_A_DAY).fewest


def instant_from(stored: Any) -> datetime | None:
    """The instant that is stored under one of the names above: aware, None for nothing and for what is none."""
    try:
        instant = datetime.fromisoformat(stored)
    except (ValueError, TypeError):
        return None
    return instant if instant.utcoffset() is not None else None


# The preference ------------------------------------------------------------------------------------------------------


def as_record(schedule: Schedule) -> dict[str, Any]:
    """The schedule as JSON can hold it."""
    return {
        "on": schedule.on,
        "per_day": schedule.per_day,
        "start": f"{schedule.start:%H:%M}",
        "end": f"{schedule.end:%H:%M}",
        "weekdays": sorted(schedule.weekdays),
        "quiet": [[f"{first:%H:%M}", f"{behind:%H:%M}"] for first, behind in schedule.quiet],
        "gap": schedule.gap,
        "times": [f"{fixed:%H:%M}" for fixed in schedule.times],
        "quiet_after_first": schedule.quiet_after_first,
        "paused_until": schedule.paused_until.isoformat() if schedule.paused_until else None,
        "seed": schedule.seed,
    }


def from_record(record: Any) -> Schedule:
    """The schedule of a record. What is missing is as by default; if anything is damaged, everything is, and off."""
    if not isinstance(record, Mapping):
        return Schedule()
    try:
        return Schedule(**{name: read(record[name]) for name, read in _READ.items() if name in record})
    except (InvalidScheduleError, ValueError, TypeError):
        return Schedule()


def _as_it_is(value: Any) -> Any:
    return value


def _time(value: Any) -> time:
    if not isinstance(value, str):
        raise TypeError
    return time.fromisoformat(value)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _weekday(value: Any) -> int:
    if type(value) is not int:
        raise TypeError
    return value


_READ: dict[str, Callable[[Any], Any]] = {
    "on": _as_it_is,
    "per_day": _as_it_is,
    "start": _time,
    "end": _time,
    "weekdays": lambda value: frozenset(map(_weekday, _list(value))),
    "quiet": lambda value: tuple(tuple(map(_time, _list(pair))) for pair in _list(value)),
    "gap": _as_it_is,
    "times": lambda value: tuple(map(_time, _list(value))),
    "quiet_after_first": _as_it_is,
    "paused_until": lambda value: None if value is None else date.fromisoformat(value),
    "seed": _as_it_is,
}
