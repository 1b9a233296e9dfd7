"""A person's schedule of reminders: when they may come, how many, and its record among the
preferences.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from app.core.errors import InvalidScheduleError

MOST_A_DAY = 8
"""Nudges a day at most, drawn or at fixed times."""

_DAY = 24 * 60
"""Minutes of a day as a clock on the wall shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a person wants to be reminded. Times are whole minutes of the wall clock wherever the
    person is.

    Raises:
        InvalidScheduleError: something is out of its bounds.
    """

    on: bool = False
    per_day: int = 3
    """1 to 8."""
    start: time = time(9)
    end: time = time(20, 30)
    """First minute of the window, and the first one behind it. An end at or before the start runs
    past midnight.
    """
    weekdays: frozenset[int] = frozenset(range(7))
    """Monday is 0; of the day on which the window opens. At least one."""
    quiet: tuple[tuple[time, time], ...] = ()
    """First quiet minute and the first one behind; each may pass midnight. Twelve at most."""
    gap: int = 45
    """Least minutes between two, on the wall and in what really passes; 0 to 1440."""
    times: tuple[time, ...] = ()
    """Fixed times, 8 at most, kept ascending. When there are any, `per_day`, the window and `gap`
    rest.
    """
    quiet_after_first: bool = False
    """Nothing more on a day on which something was kept."""
    paused_until: date | None = None
    """The first day on which they come again."""
    seed: str = ""
    """Drawn once and kept: the same seed draws the same times."""

    def __post_init__(self) -> None:
        _check(
            type(self.on) is bool
            and type(self.quiet_after_first) is bool
            and isinstance(self.seed, str),
            "this no schedule",
        )
        _check(
            type(self.per_day) is int and 1 <= self.per_day <= MOST_A_DAY, "1 to 8 reminders day"
        )
        _check(
            type(self.gap) is int and 0 <= self.gap <= _DAY,
            "least time between two reminders 0 to 1440 minutes",
        )
        _check(_is_minute(self.start) and _is_minute(self.end), "no minute")
        _check(isinstance(self.times, tuple) and all(map(_is_minute, self.times)), "no minute")
        object.__setattr__(self, "times", tuple(sorted(set(self.times))))
        _check(len(self.times) <= MOST_A_DAY, "8 fixed times most")
        _check(
            isinstance(self.weekdays, frozenset) and self.weekdays <= frozenset(range(7)),
            "weekdays monday to sunday",
        )
        _check(bool(self.weekdays), "reminders need least weekday")
        _check(isinstance(self.quiet, tuple) and len(self.quiet) <= 12, "twelve quiet times most")
        for pair in self.quiet:
            _check(
                isinstance(pair, tuple) and len(pair) == 2 and all(map(_is_minute, pair)),
                "no minute",
            )
            _check(pair[0] != pair[1], "quiet time ends another minute begins")
        paused = self.paused_until
        _check(
            paused is None or (isinstance(paused, date) and not isinstance(paused, datetime)),
            "pause ends day",
        )


def _check(right: bool, why: str) -> None:
    if not right:
        raise InvalidScheduleError(why)


def _is_minute(value: object) -> bool:
    return (
        isinstance(value, time)
        and value.tzinfo is None
        and not value.second
        and not value.microsecond
    )


# The preference -----------------------------------------------------------------------------------


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
    """The schedule of a record. What is missing is as by default; if anything is damaged,
    everything is, and off.
    """
    if not isinstance(record, Mapping):
        return Schedule()
    try:
        return Schedule(
            **{name: read(record[name]) for name, read in _READ.items() if name in record}
        )
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
