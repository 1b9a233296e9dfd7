"""When a day's reminders come: the times of a schedule, drawn from its minutes, and what the clocks
make of them.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import accumulate, groupby

from app.core.schedule import Schedule

_DAY = 24 * 60
"""Minutes of a day as a clock on the wall shows it."""
_SECONDS = 60


# Wall and instant ---------------------------------------------------------------------------------


def instant_of(wall: datetime, zone: tzinfo) -> datetime:
    """UTC. Skipped by a clock change: moved forward as far as the clock is; there
    twice: the first.
    """
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def _offset(wall: datetime, zone: tzinfo) -> tuple[timedelta, timedelta]:
    """The offset that makes the wall time an instant, and how far it is moved forward: not at all
    if the clock shows it.
    """
    first, second = (
        wall.replace(tzinfo=zone, fold=0).utcoffset(),
        wall.replace(tzinfo=zone, fold=1).utcoffset(),
    )
    assert first is not None
    assert second is not None
    # PEP 495: what is skipped has the later, larger offset with fold=1; what comes twice has the
    # smaller one.
    return first, max(second - first, timedelta(0))


def exists(wall: datetime, zone: tzinfo) -> bool:
    """Whether clocks in this zone show it, and do not skip it."""
    return not _offset(wall, zone)[1]


# Drawing ------------------------------------------------------------------------------------------
# A day's minutes are counted from the midnight at which it begins; behind 1440 they are those of
# the next morning.


class FixedTimes:
    """The same times each day."""

    def __init__(self, schedule: Schedule, zone: tzinfo) -> None:
        self._zone = zone
        self._quiet = _quiet_minutes(schedule)
        self._weekdays = sorted(schedule.weekdays)
        self.ordinary = [
            minute for minute in map(_minute, schedule.times) if minute not in self._quiet
        ]

    def minutes(self, day: date) -> list[int]:
        """The minutes of this day, ascending."""
        midnight = datetime.combine(day, time())
        walls = [(minute, midnight + timedelta(minutes=minute)) for minute in self.ordinary]
        return [
            minute
            for minute, wall in walls
            if _may_move(wall, _offset(wall, self._zone)[1], self._quiet)
        ]

    def number(self, day: date) -> int:
        """How many there would have been before this day, counted by ordinary days."""
        return _count_before(day, {weekday: len(self.ordinary) for weekday in self._weekdays})


class Window:
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
        self._free = [
            minute for minute in range(start, self._end) if minute % _DAY not in self._quiet
        ]
        """The minutes of an ordinary day, before its neighbours are looked at."""
        # Fewer than the gap between this day's last minute and the next day's first: they must
        # leave each other room.
        self._close = bool(self._free) and self._free[0] + _DAY - self._free[-1] < self._gap
        self._opens = self._best_opening() if self._close else start
        self._ordinary: dict[tuple[bool, bool], _Sets] = {}

    @property
    def fewest(self) -> int:
        """How many come on an ordinary day with ordinary days around it."""
        return self._sets_between(after=True, before=True).size

    def minutes(self, day: date) -> list[int]:
        """The minutes of this day, ascending."""
        after, before = self._neighbours(day)
        sets = (
            self._sets_between(after=after, before=before)
            if self._is_ordinary(day)
            else self._sets_of(day, after=after, before=before)
        )
        digest = hashlib.sha256(
            f"{self._seed}:{day.isoformat()}".encode("utf-8", "surrogatepass")
        ).digest()
        return sets.draw(int.from_bytes(digest, "big"))

    def number(self, day: date) -> int:
        """How many there would have been before this day, counted by ordinary days."""
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
            self._ordinary[after, before] = _Sets(
                walls, [wall * _SECONDS for wall in walls], gap=self._gap, wanted=self._wanted
            )
        return self._ordinary[after, before]

    def _best_opening(self) -> int:
        """The first free minute from which on as many fit, day after day, as from any other."""
        best, opening = 0, self._free[0]
        for first in self._free:
            fit = _packed(
                self._free,
                first=first,
                last=first + _DAY - self._gap,
                gap=self._gap,
                wanted=self._wanted,
            )
            if fit > best:
                best, opening = fit, first
            if fit == self._wanted:
                break
        return opening

    # The days around a clock change ---------------------------------------------------------------

    def _is_ordinary(self, day: date) -> bool:
        # No zone changes its clock twice between two midnights and comes back to where it was.
        reach = (
            3 if self._end <= _DAY else 4
        )  # midnights that hold this window and the opening of the next
        midnights = [
            datetime.combine(day + timedelta(days=days), time(), self._zone).utcoffset()
            for days in range(reach)
        ]
        return midnights.count(midnights[0]) == reach

    def _sets_of(self, day: date, *, after: bool, before: bool) -> _Sets:
        """What may be drawn on a day that has a clock change in it or close behind it."""
        # Never more than usual: the prompts are counted by ordinary days.
        wanted = self._sets_between(after=after, before=before).size
        midnight = instant_of(datetime.combine(day, time()), self._zone)
        tomorrow = day + timedelta(days=1)
        next_walls = self._between(after=True, before=False) if before else []
        opening = next(
            self._timed(tomorrow, next_walls, since=midnight, skipped=self._ends_skipped(tomorrow)),
            None,
        )
        sets = []
        for skipped in (False, True):
            timed = list(
                self._timed(
                    day, self._between(after=after, before=False), since=midnight, skipped=skipped
                )
            )
            if opening:
                wall, second = opening
                timed = [minute for minute in timed if self._apart(minute, (wall + _DAY, second))]
            sets.append(
                _Sets(
                    [wall for wall, _ in timed],
                    [second for _, second in timed],
                    gap=self._gap,
                    wanted=wanted,
                )
            )
            if sets[0].size == wanted or not self._ends_skipped(day):
                break
        return max(sets, key=lambda each: each.size)  # the first of equals: nothing skipped

    def _ends_skipped(self, day: date) -> bool:
        """Whether the clock is set forward over the window's last minute on that day.

        Only then may skipped minutes be moved forward. In a window that goes on after them, they
        would come later than minutes that follow them on the clock.
        """
        return not exists(
            datetime.combine(day, time()) + timedelta(minutes=self._end - 1), self._zone
        )

    def _apart(self, earlier: tuple[int, int], later: tuple[int, int]) -> bool:
        return later[0] - earlier[0] >= self._gap and later[1] - earlier[1] >= self._gap * _SECONDS

    def _timed(
        self, day: date, walls: list[int], *, since: datetime, skipped: bool
    ) -> Iterator[tuple[int, int]]:
        """Each of a day's minutes with the seconds that pass until then from the instant `since`,
        ascending in both.

        Minutes that a clock change skips are left out, or with `skipped` moved forward.
        """
        midnight = datetime.combine(day, time())
        before = (midnight - since.replace(tzinfo=None)).total_seconds()
        for _, hour in groupby(walls, key=lambda minute: minute // 60):
            minutes = list(hour)
            first, last = (
                _offset(midnight + timedelta(minutes=minute), self._zone)
                for minute in (minutes[0], minutes[-1])
            )
            for minute in minutes:
                # No clock changes twice within an hour: what holds at both ends holds between them.
                offset, leap = (
                    first
                    if first == last
                    else _offset(midnight + timedelta(minutes=minute), self._zone)
                )
                if not leap or (
                    skipped and _may_move(midnight + timedelta(minutes=minute), leap, self._quiet)
                ):
                    yield minute, round(before + minute * _SECONDS - offset.total_seconds())


class _Sets:
    """All sets of minutes that keep the gap, of the size that is wanted or, if none is so large,
    the largest there is.

    There may be more of them than stars, so they are counted and not listed: a set of k begins with
    some minute, and goes on with a set of k - 1 among the minutes a gap behind it.
    """

    def __init__(self, walls: list[int], seconds: list[int], *, gap: int, wanted: int) -> None:
        """`walls` and `seconds` are the same minutes on the wall and in what really passes, both
        ascending.
        """
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
        """The set that a number stands for; over all numbers, each as often as any other. Ascending
        minutes of the wall.
        """
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
    """Whether a skipped time may come so much later; what a whole skipped day held does not come on
    another weekday.
    """
    return leap < timedelta(days=1) and _minute(wall + leap) not in quiet


def _minute(wall: time | datetime) -> int:
    return wall.hour * 60 + wall.minute


def _count_before(day: date, sizes: Mapping[int, int]) -> int:
    """How many nudges there would have been before `day` since the first Monday of the calendar."""
    weeks, weekday = divmod(day.toordinal() - 1, 7)  # 1 January of the year 1 is a Monday
    return weeks * sum(sizes.values()) + sum(size for each, size in sizes.items() if each < weekday)
