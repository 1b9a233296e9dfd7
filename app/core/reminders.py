"""When gentle reminders come: a person's schedule, and the next nudges drawn from it."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import accumulate, groupby
from typing import Any

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
"""The instant of the newest nudge that a program took on itself to show (`Journal.claim`)."""
OFFERED = "reminder_offered"
"""The instant up to which prompts of reminders were offered on the screen, ISO 8601."""

MOST_A_DAY = 8
"""Nudges a day at most, drawn or at fixed times."""

_DAY = 24 * 60
"""Minutes of a day as a clock on the wall shows it."""
_SECONDS = 60


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
        _check(type(self.on) is bool and type(self.quiet_after_first) is bool and isinstance(self.seed, str), "This is no schedule.")
        _check(type(self.per_day) is int and 1 <= self.per_day <= MOST_A_DAY, "There can be 1 to 8 reminders a day.")
        _check(type(self.gap) is int and 0 <= self.gap <= _DAY, "The least time between two reminders is 0 to 1440 minutes.")
        _check(_is_minute(self.start) and _is_minute(self.end), _NO_MINUTE)
        _check(isinstance(self.times, tuple) and all(map(_is_minute, self.times)), _NO_MINUTE)
        object.__setattr__(self, "times", tuple(sorted(set(self.times))))
        _check(len(self.times) <= MOST_A_DAY, "There can be 8 fixed times at most.")
        _check(isinstance(self.weekdays, frozenset) and self.weekdays <= frozenset(range(7)), "Weekdays are Monday to Sunday.")
        _check(bool(self.weekdays), "Reminders need at least one weekday.")
        _check(isinstance(self.quiet, tuple) and len(self.quiet) <= 12, "There can be twelve quiet times at most.")
        for pair in self.quiet:
            _check(isinstance(pair, tuple) and len(pair) == 2 and all(map(_is_minute, pair)), _NO_MINUTE)
            _check(pair[0] != pair[1], "A quiet time ends at another minute than it begins.")
        paused = self.paused_until
        _check(paused is None or (isinstance(paused, date) and not isinstance(paused, datetime)), "A pause ends on a day.")


_NO_MINUTE = "A time of day is hours and minutes, 00:00 to 23:59."


def _check(right: bool, what: str) -> None:
    if not right:
        raise InvalidScheduleError(what)


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
    drawn = _FixedTimes(schedule, zone) if schedule.times else _Window(schedule, zone)
    order = tuple(dict.fromkeys(prompts))
    found: dict[datetime, Nudge] = {}
    # A clock change may carry the end of a day into the next, and the end of a window past midnight into the one behind.
    past_midnight = not schedule.times and schedule.end <= schedule.start
    for day in _days(here.date(), before=2 if past_midnight else 1, count=days):
        if day.weekday() not in schedule.weekdays or day == silent or (schedule.paused_until and day < schedule.paused_until):
            continue
        for place, minute in enumerate(drawn.minutes(day), start=drawn.number(day)):
            wall = datetime.combine(day, time()) + timedelta(minutes=minute)
            instant = _instant(wall, zone)
            if instant > after and (instant not in found or _exists(wall, zone)):
                found[instant] = Nudge(wall=wall, instant=instant, prompt=order[place % len(order)] if order else "")
    return tuple(found[instant] for instant in sorted(found)[: max(limit, 0)])


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
        return len(_FixedTimes(schedule, UTC).ordinary)
    return _Window(schedule, UTC, wanted=MOST_A_DAY).fewest


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


# Wall and instant ----------------------------------------------------------------------------------------------------


def _instant(wall: datetime, zone: tzinfo) -> datetime:
    """UTC. Skipped by a clock change: moved forward as far as the clock is; there twice: the first."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def _offset(wall: datetime, zone: tzinfo) -> tuple[timedelta, timedelta]:
    """The offset that makes the wall time an instant, and how far it is moved forward: not at all if the clock shows it."""
    first, second = wall.replace(tzinfo=zone, fold=0).utcoffset(), wall.replace(tzinfo=zone, fold=1).utcoffset()
    assert first is not None
    assert second is not None
    # PEP 495: what is skipped has the later, larger offset with fold=1; what comes twice has the smaller one.
    return first, max(second - first, timedelta(0))


def _exists(wall: datetime, zone: tzinfo) -> bool:
    return not _offset(wall, zone)[1]


def _days(first: date, *, before: int, count: int) -> Iterator[date]:
    """So many days from `first` on, and some before it, as far as instants of the days around them can be written."""
    start = max(first.toordinal() - before, date.min.toordinal() + 2)
    stop = min(first.toordinal() + count, date.max.toordinal() - 4)
    return map(date.fromordinal, range(start, stop))


# Drawing -------------------------------------------------------------------------------------------------------------
# A day's minutes are counted from the midnight at which it begins; behind 1440 they are those of the next morning.


class _FixedTimes:
    """The same times each day."""

    def __init__(self, schedule: Schedule, zone: tzinfo) -> None:
        self._zone = zone
        self._quiet = _quiet_minutes(schedule)
        self._weekdays = sorted(schedule.weekdays)
        self.ordinary = [minute for minute in map(_minute, schedule.times) if minute not in self._quiet]

    def minutes(self, day: date) -> list[int]:
        midnight = datetime.combine(day, time())
        walls = [(minute, midnight + timedelta(minutes=minute)) for minute in self.ordinary]
        return [minute for minute, wall in walls if _may_move(wall, _offset(wall, self._zone)[1], self._quiet)]

    def number(self, day: date) -> int:
        return _count_before(day, {weekday: len(self.ordinary) for weekday in self._weekdays})


class _Window:
    """So many times a day, drawn from the minutes of the window that are not quiet."""

    def __init__(self, schedule: Schedule, zone: tzinfo, *, wanted: int | None = None) -> None:
        self._zone = zone
        self._seed = schedule.seed
        self._weekdays = schedule.weekdays
        self._wanted = schedule.per_day if wanted is None else wanted
        self._gap = max(schedule.gap, 1)
        self._quiet = _quiet_minutes(schedule)
        start, end = _minute(schedule.start), _minute(schedule.end)
        self._end = end if end > start else end + _DAY
        self._free = [minute for minute in range(start, self._end) if minute % _DAY not in self._quiet]
        """The minutes of an ordinary day, before its neighbours are looked at."""
        # Fewer than the gap between this day's last minute and the next day's first: they must leave each other room.
        self._close = bool(self._free) and self._free[0] + _DAY - self._free[-1] < self._gap
        self._opens = self._best_opening() if self._close else start
        self._ordinary: dict[tuple[bool, bool], _Sets] = {}

    @property
    def fewest(self) -> int:
        """How many come on an ordinary day with ordinary days around it."""
        return self._sets_between(after=True, before=True).size

    def minutes(self, day: date) -> list[int]:
        after, before = self._neighbours(day)
        sets = self._sets_between(after=after, before=before) if self._is_ordinary(day) else self._sets_of(day, after=after, before=before)
        digest = hashlib.sha256(f"{self._seed}:{day.isoformat()}".encode("utf-8", "surrogatepass")).digest()
        return sets.draw(int.from_bytes(digest, "big"))

    def number(self, day: date) -> int:
        monday = date(2001, 1, 1)  # any week is like any other
        sizes = {}
        for weekday in self._weekdays:
            after, before = self._neighbours(monday + timedelta(days=weekday))
            sizes[weekday] = self._sets_between(after=after, before=before).size
        return _count_before(day, sizes)

    def _neighbours(self, day: date) -> tuple[bool, bool]:
        """Whether the window opens on the day before, and on the day after."""
        weekday = day.weekday()
        return (weekday - 1) % 7 in self._weekdays, (weekday + 1) % 7 in self._weekdays

    def _between(self, *, after: bool, before: bool) -> list[int]:
        """The free minutes, without those that the days next to this one need."""
        first = self._opens if self._close and after else 0
        last = self._opens + _DAY - self._gap if self._close and before else 2 * _DAY
        return self._free[bisect_left(self._free, first) : bisect_right(self._free, last)]

    def _sets_between(self, *, after: bool, before: bool) -> _Sets:
        if (after, before) not in self._ordinary:
            walls = self._between(after=after, before=before)
            self._ordinary[after, before] = _Sets(walls, [wall * _SECONDS for wall in walls], gap=self._gap, wanted=self._wanted)
        return self._ordinary[after, before]

    def _best_opening(self) -> int:
        """The first free minute from which on as many fit, day after day, as from any other."""
        best, opening = 0, self._free[0]
        for first in self._free:
            fit = _packed(self._free, first=first, last=first + _DAY - self._gap, gap=self._gap, wanted=self._wanted)
            if fit > best:
                best, opening = fit, first
            if fit == self._wanted:
                break
        return opening

    # The days around a clock change --------------------------------------------------------------------------------

    def _is_ordinary(self, day: date) -> bool:
        # No zone changes its clock twice between two midnights and comes back to where it was.
        reach = 3 if self._end <= _DAY else 4  # midnights that hold this window and the opening of the next
        midnights = [datetime.combine(day + timedelta(days=days), time(), self._zone).utcoffset() for days in range(reach)]
        return midnights.count(midnights[0]) == reach

    def _sets_of(self, day: date, *, after: bool, before: bool) -> _Sets:
        """What may be drawn on a day that has a clock change in it or close behind it."""
        # Never more than usual: the prompts are counted by ordinary days.
        wanted = self._sets_between(after=after, before=before).size
        midnight = _instant(datetime.combine(day, time()), self._zone)
        tomorrow = day + timedelta(days=1)
        next_walls = self._between(after=True, before=False) if before else []
        opening = next(self._timed(tomorrow, next_walls, since=midnight, skipped=self._ends_skipped(tomorrow)), None)
        sets = []
        for skipped in (False, True):
            timed = list(self._timed(day, self._between(after=after, before=False), since=midnight, skipped=skipped))
            if opening:
                wall, second = opening
                timed = [minute for minute in timed if self._apart(minute, (wall + _DAY, second))]
            sets.append(_Sets([wall for wall, _ in timed], [second for _, second in timed], gap=self._gap, wanted=wanted))
            if sets[0].size == wanted or not self._ends_skipped(day):
                break
        return max(sets, key=lambda each: each.size)  # the first of equals: nothing skipped

    def _ends_skipped(self, day: date) -> bool:
        """Whether the window ends among minutes that are skipped. In a longer one, they would come behind later ones of the wall."""
        return not _exists(datetime.combine(day, time()) + timedelta(minutes=self._end - 1), self._zone)

    def _apart(self, earlier: tuple[int, int], later: tuple[int, int]) -> bool:
        return later[0] - earlier[0] >= self._gap and later[1] - earlier[1] >= self._gap * _SECONDS

    def _timed(self, day: date, walls: list[int], *, since: datetime, skipped: bool) -> Iterator[tuple[int, int]]:
        """Each of a day's minutes with the seconds that pass until then from the instant `since`, ascending in both.

        Minutes that a clock change skips are left out, or with `skipped` moved forward.
        """
        midnight = datetime.combine(day, time())
        before = (midnight - since.replace(tzinfo=None)).total_seconds()
        for _, hour in groupby(walls, key=lambda minute: minute // 60):
            minutes = list(hour)
            first, last = (_offset(midnight + timedelta(minutes=minute), self._zone) for minute in (minutes[0], minutes[-1]))
            for minute in minutes:
                # No clock changes twice within an hour: what holds at both ends holds between them.
                offset, leap = first if first == last else _offset(midnight + timedelta(minutes=minute), self._zone)
                if not leap or (skipped and _may_move(midnight + timedelta(minutes=minute), leap, self._quiet)):
                    yield minute, round(before + minute * _SECONDS - offset.total_seconds())


class _Sets:
    """All sets of minutes that keep the gap, of the size that is wanted or, if none is so large, the largest there is.

    There may be more of them than stars, so they are counted and not listed: a set of k begins with some minute, and goes on
    with a set of k - 1 among the minutes a gap behind it.
    """

    def __init__(self, walls: list[int], seconds: list[int], *, gap: int, wanted: int) -> None:
        """`walls` and `seconds` are the same minutes on the wall and in what really passes, both ascending."""
        self._walls = walls
        count = len(walls)
        # From the last minute to the first: how many minutes lie a gap or more behind it.
        on_the_wall = (bisect_left(walls, wall + gap) for wall in reversed(walls))
        passed = (bisect_left(seconds, second + gap * _SECONDS) for second in reversed(seconds))
        self._behind = [count - later for later in map(max, on_the_wall, passed)]
        # self._counts[k][m]: the number of sets of k among the last m minutes.
        self._counts: list[list[int]] = [[1] * (count + 1)]
        while len(self._counts) <= wanted:
            counts = list(accumulate(map(self._counts[-1].__getitem__, self._behind), initial=0))
            if not counts[-1]:
                break
            self._counts.append(counts)

    @property
    def size(self) -> int:
        return len(self._counts) - 1

    def draw(self, number: int) -> list[int]:
        """The set that a number stands for; over all numbers, each as often as any other. Ascending minutes of the wall."""
        rest = number % self._counts[-1][-1]
        among = len(self._walls)
        drawn = []
        for counts in reversed(self._counts[1:]):
            # Sets that begin among the last m minutes come before those that begin earlier.
            last = bisect_right(counts, rest, hi=among + 1)
            rest -= counts[last - 1]
            drawn.append(self._walls[-last])
            among = self._behind[last - 1]
        return drawn


def _packed(free: list[int], *, first: int, last: int, gap: int, wanted: int) -> int:
    """How many fit between two minutes, each as early as can be: nobody fits more."""
    fit = 0
    index = bisect_left(free, first)
    while fit < wanted and index < len(free) and free[index] <= last:
        fit += 1
        index = bisect_left(free, free[index] + gap)
    return fit


def _quiet_minutes(schedule: Schedule) -> frozenset[int]:
    """Minutes of the clock, 0 to 1439."""
    quiet: set[int] = set()
    for first, behind in schedule.quiet:
        start, end = _minute(first), _minute(behind)
        quiet.update(minute % _DAY for minute in range(start, end if end > start else end + _DAY))
    return frozenset(quiet)


def _may_move(wall: datetime, leap: timedelta, quiet: frozenset[int]) -> bool:
    """Whether a skipped time may come so much later; what a whole skipped day held does not come on another weekday."""
    return leap < timedelta(days=1) and _minute(wall + leap) not in quiet


def _minute(wall: time | datetime) -> int:
    return wall.hour * 60 + wall.minute


def _count_before(day: date, sizes: Mapping[int, int]) -> int:
    """How many nudges there would have been before `day` since the first Monday of the calendar."""
    weeks, weekday = divmod(day.toordinal() - 1, 7)  # 1 January of the year 1 is a Monday
    return weeks * sum(sizes.values()) + sum(size for each, size in sizes.items() if each < weekday)
