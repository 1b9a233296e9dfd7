"""When gentle reminders come: the next nudges, drawn from a person's schedule."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from app.core.drawn_times import FixedTimes, Window, exists, instant_of
from app.core.errors import GlimmersError
from app.core.schedule import MOST_A_DAY, Schedule

_log = logging.getLogger(__name__)

LATE = timedelta(minutes=45)
"""A nudge later than this is not shown any more."""

RECENT = timedelta(hours=12)
"""So long the prompt of a reminder that was not tapped waits to be offered on the screen."""

PREFERENCE = "reminders"
"""The schedule, as `app.core.schedule.as_record` writes it."""
LAST_SHOWN = "reminder_last_shown"
"""The instant at which one was last handed to the system, ISO 8601: another program may ask for it
than the one that did.
"""
TURN = "reminder_turn"
"""The instant of the newest nudge that a program took on itself to show (`Preferences.claim`)."""
OFFERED = "reminder_offered"
"""The instant up to which prompts of reminders were offered on the screen, ISO 8601."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """One reminder to come."""

    wall: datetime
    """What the clock on the wall shows then: naive, whole minutes. A time that a clock change skips
    stands as it was planned.
    """
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
    """The nudges strictly after `after` (aware), ascending by instant, at most `limit`, none twice
    at one instant.

    Planned are the day of `after` in `zone` and the `days` - 1 that follow it, and before them what
    is left of a window that opened the evening before: times after midnight belong to the day their
    window opened.

    *Times.* Each day is drawn by itself from sha256 of seed and date, every allowed set of minutes
    as likely as any other. So the plan is the same whenever it is made, and pausing or keeping a
    glimmer drops nudges but moves none. There are exactly `per_day` whenever so many fit; window,
    quiet times, weekdays and `gap` always win. Between one day's last and the next day's first the
    gap holds as well: where two windows come that close, the end of the first gives way, by as much
    on every day, so that no day depends on what was drawn for another.

    *Clock changes.* Wall times are drawn, instants follow. Of an hour that comes twice the first is
    meant. An hour that is skipped is drawn from only if the rest of the window is too short; it is
    then moved forward by as much as the clock is (RFC 5545, 3.3.5), as fixed times are, and left
    out should it land in a quiet time. On such nights the gap also holds in minutes that really
    pass, so that the shorter day may hold fewer.

    *Prompts.* `prompts` are ids in the person's own order, walked round and round. A nudge's place
    on that walk is its number since the first Monday of the calendar, counted by the schedule
    alone: neither the hour of planning, nor a journey, nor a pause moves it, and none comes again
    until all the others had their turn. A turn that falls on a day with fewer nudges than usual
    passes. Other numbers a day, weekdays or prompts begin the walk at another place.

    `kept_today` tells that something was kept on the day whose window is open or comes next (see
    `day_of`); with `quiet_after_first` nothing more comes on it.

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
    for day in _planned_days(schedule, here.date(), days, but=silent):
        for place, minute in enumerate(drawn.minutes(day), start=drawn.number(day)):
            wall = datetime.combine(day, time()) + timedelta(minutes=minute)
            instant = instant_of(wall, zone)
            if instant > after and (instant not in found or exists(wall, zone)):
                prompt = order[place % len(order)] if order else ""
                found[instant] = Nudge(wall=wall, instant=instant, prompt=prompt)
    return tuple(found[instant] for instant in sorted(found)[: max(limit, 0)])


def _planned_days(
    schedule: Schedule, first: date, count: int, *, but: date | None
) -> Iterator[date]:
    """The days of the schedule that may have something left at the beginning of `first`, and those
    that follow, `count` with `first`.
    """
    # A clock change may carry the end of a day into the next, and the end of a window past midnight
    # into the one behind.
    past_midnight = not schedule.times and schedule.end <= schedule.start
    for day in _days(first, before=2 if past_midnight else 1, count=count):
        paused = schedule.paused_until is not None and day < schedule.paused_until
        if day.weekday() in schedule.weekdays and day != but and not paused:
            yield day


def _days(first: date, *, before: int, count: int) -> Iterator[date]:
    """So many days from `first` on, and some before it, as far as instants of the days around them
    can be written.
    """
    start = max(first.toordinal() - before, date.min.toordinal() + 2)
    stop = min(first.toordinal() + count, date.max.toordinal() - 4)
    return map(date.fromordinal, range(start, stop))


def latest(
    schedule: Schedule, *, now: datetime, zone: tzinfo, prompts: Sequence[str]
) -> Nudge | None:
    """The newest nudge whose time has come, if that was less than `RECENT` before `now` (aware);
    for the rest see `plan`.
    """
    recent = plan(schedule, after=now - RECENT, zone=zone, prompts=prompts, days=2)
    return next((nudge for nudge in reversed(recent) if nudge.instant <= now), None)


def due_nudge(
    schedule: Schedule,
    *,
    now: datetime,
    since: datetime | None,
    zone: tzinfo,
    prompts: Sequence[str],
    kept_today: bool,
) -> Nudge | None:
    """The nudge to show now (aware), for a program that only looks now and then: the newest whose
    time has come less than `LATE` ago, and after `since`, if that is given. For the rest see
    `plan`.
    """
    after = max(now - LATE, since) if since else now - LATE
    near = plan(schedule, after=after, zone=zone, prompts=prompts, days=2, kept_today=kept_today)
    return next((nudge for nudge in reversed(near) if nudge.instant <= now), None)


def day_of(schedule: Schedule, wall: datetime) -> date:
    """The day to which a wall time (naive) belongs: with a window past midnight, until its end, the
    day before.
    """
    late = not schedule.times and schedule.end <= schedule.start and wall.time() < schedule.end
    return wall.date() - timedelta(days=1) if late and wall.date() > date.min else wall.date()


def kept_today(
    schedule: Schedule, now: datetime, of_day: Callable[[date], Collection[Any]]
) -> bool:
    """What `plan` is told of `now` (aware, where the person is), by what was kept on a day."""
    days = {now.date(), day_of(schedule, now.replace(tzinfo=None))}
    return schedule.quiet_after_first and any(of_day(day) for day in days)


def is_ours(nudge: Nudge, claim: Callable[..., bool], *, now: datetime) -> bool:
    """Whether this program shows the nudge, and no other that has the journal open has taken it on
    itself.

    `claim` is the journal's (`Preferences.claim`). Where it cannot be written down, two reminders
    are better than none.
    """
    try:
        return claim(TURN, nudge.instant, now=now)
    except GlimmersError:
        _log.warning("whose turn it is could not be written down", exc_info=True)
        return True


def most_a_day(schedule: Schedule) -> int:
    """How many nudges fit into an ordinary day of this schedule, at most 8; 0 when quiet times
    leave no minute.
    """
    if schedule.times:
        return len(FixedTimes(schedule, UTC).ordinary)
    return Window(schedule, UTC, wanted=MOST_A_DAY).fewest


def instant_from(stored: Any) -> datetime | None:
    """The instant that is stored under one of the names above: aware, None for nothing and for what
    is none.
    """
    try:
        instant = datetime.fromisoformat(stored)
    except (ValueError, TypeError):
        return None
    return instant if instant.utcoffset() is not None else None
