"""Gentle reminders from a terminal: choose when they come, see the plan, show one, or stay and show
them as they come.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import os
import re
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any, NoReturn
from zoneinfo import ZoneInfo

import click

from app.core.errors import GlimmersError, InvalidScheduleError, NotShownError, NotUnderstoodError
from app.core.prompts import find, stored_order
from app.core.reminders import (
    LAST_SHOWN,
    LATE,
    OFFERED,
    PREFERENCE,
    TURN,
    Nudge,
    due_nudge,
    instant_from,
    is_ours,
    kept_today,
    most_a_day,
    plan,
)
from app.core.schedule import MOST_A_DAY, Schedule, as_record, from_record
from app.core.when.times import WEEKDAYS, iso
from app.terminal.answers import Answers, clock, with_answers, with_json
from app.terminal.spoken import Group, Integer, IntegerRange, option
from app.words.errors import told
from app.words.terminal import said
from app.words.when import times
from storage.journal import Journal
from storage.opening import open_beside

if TYPE_CHECKING:
    from app.core.ports import Background, Notifier

_log = logging.getLogger(__name__)

_LOOK = 2.0
"""Seconds after which the journal is looked at again: what was chosen elsewhere holds
here as well.
"""
STAYS = 15.0
"""Seconds for which a program that has shown a reminder stays: some desktops take one back when who
sent it has gone.
"""
_AHEAD = 60
"""Nudges that are planned ahead while staying."""
_SHORT = tuple(name[:3].lower() for name in WEEKDAYS)
_SPAN = re.compile(r"\s*([\d:]+)\s*[-–]\s*([\d:]+)\s*", re.ASCII)


@click.group(cls=Group, help=lambda: said.REMIND)
def remind() -> None:
    """Commands for gentle reminders."""


# Choosing -----------------------------------------------------------------------------------------


@remind.command("set", help=lambda: said.REMIND_SET)
@option("--per-day", type=Integer(), metavar="N", help=lambda: said.PER_DAY)
@option("--from", "start", metavar="HH:MM", help=lambda: said.WINDOW_FROM)
@option("--to", "end", metavar="HH:MM", help=lambda: said.WINDOW_TO)
@option("--quiet", multiple=True, metavar="A-B", help=lambda: said.QUIET)
@option("--weekdays", metavar="DAYS", help=lambda: said.ON_WEEKDAYS)
@option("--gap", type=Integer(), metavar="MINUTES", help=lambda: said.APART)
@option("--at", "fixed", metavar="HH:MM,…", help=lambda: said.FIXED_TIMES)
@option(
    "--quiet-after-first/--no-quiet-after-first",
    default=None,
    help=lambda: said.QUIET_AFTER_FIRST,
)
@option("--pause", type=click.Choice(["day", "week", "none"]), help=lambda: said.PAUSE)
@option("--off", is_flag=True, help=lambda: said.OFF)
@with_json
@with_answers
def set_(
    answers: Answers,
    per_day: int | None,
    start: str | None,
    end: str | None,
    quiet: tuple[str, ...],
    weekdays: str | None,
    gap: int | None,
    fixed: str | None,
    quiet_after_first: bool | None,
    pause: str | None,
    off: bool,
) -> None:
    """Setting turns them on; only what was named is changed."""
    drawn = {
        "per_day": per_day,
        "start": _given(_time, start),
        "end": _given(_end, end),
        "gap": gap,
    }
    drawn = {name: value for name, value in drawn.items() if value is not None}
    if fixed is not None and drawn:
        raise click.UsageError(said.FIXED_OR_DRAWN)
    now = clock.now()
    chosen: dict[str, Any] = {
        **drawn,
        "quiet": _quiet(quiet) if quiet else None,
        "weekdays": _given(_weekdays, weekdays),
        # Whoever names a window no longer wants fixed times.
        "times": () if drawn else _given(_times, fixed),
        "quiet_after_first": quiet_after_first,
    }
    chosen = {name: value for name, value in chosen.items() if value is not None}
    if pause is not None:
        chosen["paused_until"] = _until(pause, now.date())
    with answers.journal() as journal:
        before = _schedule(journal)
        schedule = dataclasses.replace(
            before, on=not off, seed=before.seed or os.urandom(8).hex(), **chosen
        )
        journal.preferences.choose(PREFERENCE, as_record(schedule), at=clock.now())
        following = _planned(journal, schedule, now=now, limit=1)
    answers.give(_schedule_json(schedule), _schedule_in_words(schedule, now, following))


@remind.command("plan", help=lambda: said.REMIND_PLAN)
@option(
    "--days",
    type=IntegerRange(1, 3660),
    default=15,
    show_default=True,
    help=lambda: said.PLAN_DAYS,
)
@option("--from", "start", metavar="INSTANT", help=lambda: said.PLAN_FROM)
@option("--zone", metavar="ZONE", help=lambda: said.PLAN_ZONE)
@with_json
@with_answers
def plan_(answers: Answers, days: int, start: str | None, zone: str | None) -> None:
    """As they are drawn from what was chosen; nothing is shown or changed."""
    where = _zone(zone) if zone is not None else None
    now = clock.now()
    here = where or now.tzinfo
    after = (_instant(start, here) if start is not None else now).astimezone(here)
    with answers.reading() as journal:
        nudges = _planned(
            journal, _schedule(journal), now=after, days=days, limit=(days + 2) * MOST_A_DAY
        )
    answers.give([_nudge_json(nudge) for nudge in nudges], "\n".join(map(_nudge_in_words, nudges)))


# Showing ------------------------------------------------------------------------------------------


@remind.command(help=lambda: said.REMIND_NOW)
@with_json
@with_answers
def now(answers: Answers) -> None:
    """With the prompt that is next in turn."""
    moment = clock.now().replace(second=0, microsecond=0)
    with answers.journal() as journal:
        following = _planned(journal, _schedule(journal), now=moment, limit=1)
        order = stored_order(journal.preferences.get)
        prompt = following[0].prompt if following else next(iter(order), "")
        nudge = Nudge(
            wall=moment.replace(tzinfo=None), instant=moment.astimezone(UTC), prompt=prompt
        )
        asyncio.run(_show(_notifier(), nudge, journal))
    answers.give(_nudge_json(nudge), said.WAS_SHOWN)


@remind.command(help=lambda: said.REMIND_RUN)
@with_json
@with_answers
def run(answers: Answers) -> None:
    """Until it is interrupted, which is its ordinary end."""
    with answers.journal() as journal:
        if not _schedule(journal).on:
            raise OffError
        notifier = _notifier()
        asyncio.run(notifier.permission())
        if notifier.reach == "none":
            raise NotShownError("nothing here")
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_Stay(answers, journal, notifier).run())


@remind.command(help=lambda: said.REMIND_DUE)
@option("--while", "entry", metavar="FILE", help=lambda: said.REMIND_WHILE)
@with_json
@with_answers
def due(answers: Answers, entry: str | None) -> None:
    """The journal is held for a moment only, and never while something is on the screen: whoever
    wants to erase it or to put another in its place finds it free.
    """
    if entry is not None:
        _look_again_and_again(answers, Path(entry))
        return
    nudge = asyncio.run(_show_due(answers, _notifier()))
    if sys.stdout is not None:  # what Windows starts without a window has none
        shown = said.SHOWN.format(reminder=_nudge_in_words(nudge)) if nudge else said.NONE_DUE
        answers.give(_nudge_json(nudge) if nudge else None, shown)
    if nudge:
        sleep(STAYS)


@remind.command(help=lambda: said.REMIND_INSTALL)
@with_json
@with_answers
def install(answers: Answers) -> None:
    """Twice is the same."""
    background = _background(answers)
    files = [*background.install()]
    lines = [said.INSTALLED, *files, said.TO_UNINSTALL]
    if not background.seen:
        lines.append(said.NOT_SEEN)
    with contextlib.suppress(GlimmersError), answers.reading() as journal:
        if not _schedule(journal).on:
            lines.append(told(OffError()).sentence)
    answers.give({"installed": True, "files": files}, "\n".join(lines))


@remind.command(help=lambda: said.REMIND_UNINSTALL)
@with_json
@with_answers
def uninstall(answers: Answers) -> None:
    """Where nothing is, that is said, and all is well."""
    files = [*_background(answers).uninstall()]
    lines = [said.UNINSTALLED, *files] if files else [said.NONE_INSTALLED]
    answers.give({"installed": False, "files": files}, "\n".join(lines))


@remind.command(help=lambda: said.REMIND_STATUS)
@with_json
@with_answers
def status(answers: Answers) -> None:
    """What is known of reminders, from the journal and from this desktop."""
    now = clock.now()
    notifier = _notifier()
    with answers.reading() as journal:
        schedule = _schedule(journal)
        following = _planned(journal, schedule, now=now, limit=1)
        shown = _last_shown(journal)
    permission, reach = (
        asyncio.run(notifier.permission()),
        notifier.reach,
    )  # asking is what tells how far they reach
    if reach == "open" and _background(answers).installed():
        reach = "closed"
    value = {
        "on": schedule.on,
        "schedule": _schedule_json(schedule),
        "next": _nudge_json(following[0]) if following else None,
        "last_shown": iso(shown) if shown else None,
        "reach": reach,
        "permission": permission,
    }
    last = (
        said.LAST_SHOWN.format(moment=_moment(shown.astimezone(now.tzinfo)))
        if shown
        else said.NONE_SHOWN
    )
    far = {"open": said.REACH_OPEN, "closed": said.REACH_CLOSED}.get(reach or "", said.REACH_NONE)
    answers.give(value, "\n".join([_schedule_in_words(schedule, now, following), last, far]))


class OffError(GlimmersError):
    """Reminders are off, and something was asked for that needs them on."""


async def _show(notifier: Notifier, nudge: Nudge, journal: Journal) -> None:
    await notifier.show(nudge)
    try:
        _note_shown(journal)
    except GlimmersError:  # shown it was, all the same
        _log.warning("when a reminder was last shown was not kept", exc_info=True)


def _note_shown(journal: Journal) -> None:
    journal.preferences.choose(LAST_SHOWN, iso(clock.now().replace(microsecond=0)), at=clock.now())


async def _show_due(answers: Answers, notifier: Notifier) -> Nudge | None:
    """Show what is due and was not shown yet; None where nothing is.

    Raises:
        NotShownError: nothing here can show it. Nobody else is kept from trying.
        GlimmersError: whose turn it is could not be asked or written down. Since somebody looks
            again in a few minutes, it is not shown then: it would be, again and again.
    """
    now = clock.now()
    with answers.reading() as journal:
        nudge = _due(journal, now)
    if nudge is None:
        return None
    await notifier.permission()
    if notifier.reach == "none":
        raise NotShownError("nothing here")
    with contextlib.closing(open_beside(answers.folder)) as journal:
        if not journal.preferences.claim(TURN, nudge.instant, now=now):
            return None  # the app has just taken it
    await notifier.show(nudge)
    with (
        contextlib.suppress(GlimmersError),
        contextlib.closing(open_beside(answers.folder)) as journal,
    ):
        _note_shown(journal)
    return nudge


def _due(journal: Journal, now: datetime) -> Nudge | None:
    assert now.tzinfo is not None
    schedule = _schedule(journal)
    # What a schedule has for the time before it was chosen was never planned; and what has come up
    # on the screen is not shown once more. An instant to come was written under a wrong clock.
    settled = (
        journal.preferences.chosen_at(PREFERENCE),
        instant_from(journal.preferences.get(OFFERED, None)),
    )
    nudge = due_nudge(
        schedule,
        now=now,
        since=max((each for each in settled if each and each <= now), default=None),
        zone=now.tzinfo,
        prompts=stored_order(journal.preferences.get),
        kept_today=kept_today(schedule, now, journal.of_day),
    )
    taken = instant_from(journal.preferences.get(TURN, None))
    return None if nudge and taken and nudge.instant <= taken <= now else nudge


def _look_again_and_again(answers: Answers, entry: Path) -> None:
    """Until the entry has gone, or the session has."""
    from app.platform.background.autostart import looks
    from app.platform.reminding.plyer_desktop import has_session_bus

    for _ in looks(entry):
        with contextlib.suppress(GlimmersError):  # the next look is soon
            asyncio.run(_show_due(answers, _notifier()))
        if not has_session_bus():
            return


class _Stay:
    """Shows what is planned while the terminal stays, and plans anew when something was chosen or
    kept elsewhere.
    """

    def __init__(self, answers: Answers, journal: Journal, notifier: Notifier) -> None:
        from app.platform.reminding.in_process import InProcess

        self._answers = answers
        self._journal = journal
        self._notifier = notifier
        self._process = InProcess(self._show, clock, claim=self._claim)
        self._after = clock.now()
        """What was due before is not shown: before the start, and before the last one that was."""
        self._planned_for: tuple[date, timedelta | None] | None = None
        self._next: Nudge | None = None
        self._told = False

    async def run(self) -> NoReturn:
        stop = self._journal.listen(self._forget)
        showing = asyncio.create_task(self._process.run())
        try:
            while True:
                self._look(clock.now())
                await asyncio.wait([showing], timeout=_LOOK)
                if showing.done():
                    showing.result()
        finally:
            stop()
            showing.cancel()

    def _forget(self) -> None:
        self._planned_for = None

    def _claim(self, nudge: Nudge) -> bool:
        """Whether the app, running beside this, has not taken it."""
        ours = is_ours(nudge, self._journal.preferences.claim, now=clock.now())
        if not ours:
            self._after = max(self._after, nudge.instant)
        return ours

    async def _show(self, nudge: Nudge) -> None:
        try:
            await _show(self._notifier, nudge, self._journal)
        except NotShownError as error:
            click.echo(told(error).sentence, err=True)
            raise
        finally:
            self._after = max(self._after, nudge.instant)
        self._tell("shown", nudge, said.SHOWN.format(reminder=_nudge_in_words(nudge)))

    def _look(self, now: datetime) -> None:
        """Plan anew when the plan may be another: a change, a new day, another zone, or one that
        was slept through.
        """
        # What is only a little late is still to come: this machine may have slept.
        after = max(self._after, now - LATE)
        try:
            self._journal.changed_elsewhere()
            self._journal.begin_day(now=now)
            if self._planned_for == (now.date(), now.utcoffset()) and not (
                self._next and self._next.instant <= after
            ):
                return
            nudges = _planned(
                self._journal, _schedule(self._journal), now=now, after=after, limit=_AHEAD
            )
        except GlimmersError:
            _log.warning(
                "the journal could not be looked at; the plan stays what it was", exc_info=True
            )
            return
        self._planned_for = now.date(), now.utcoffset()
        self._process.replace_all(nudges)
        self._next_is(nudges[0] if nudges else None)

    def _next_is(self, nudge: Nudge | None) -> None:
        if nudge != self._next or not self._told:
            self._next, self._told = nudge, True
            self._tell("next", nudge, _next_in_words(nudge))

    def _tell(self, what: str, nudge: Nudge | None, in_words: str) -> None:
        self._answers.give({what: _nudge_json(nudge) if nudge else None}, in_words)


def _notifier() -> Notifier:
    from app.platform.reminding.plyer_desktop import PlyerNotifier

    return PlyerNotifier()


def _background(answers: Answers) -> Background:
    from app.platform.background.desk import Desk

    return Desk(answers.folder)


# The journal --------------------------------------------------------------------------------------


def _schedule(journal: Journal) -> Schedule:
    return from_record(journal.preferences.get(PREFERENCE, None))


def _last_shown(journal: Journal) -> datetime | None:
    return instant_from(journal.preferences.get(LAST_SHOWN, None))


def _planned(
    journal: Journal,
    schedule: Schedule,
    *,
    now: datetime,
    limit: int,
    after: datetime | None = None,
    days: int = 15,
) -> tuple[Nudge, ...]:
    """The plan as of `now`, aware and in the zone that is meant; after `now`, unless another
    instant is given.
    """
    assert now.tzinfo is not None
    return plan(
        schedule,
        after=after or now,
        zone=now.tzinfo,
        prompts=stored_order(journal.preferences.get),
        days=days,
        limit=limit,
        kept_today=kept_today(schedule, now, journal.of_day),
    )


# Reading ------------------------------------------------------------------------------------------


def _given(read: Callable[[str], Any], text: str | None) -> Any:
    return None if text is None else read(text)


def _time(text: str) -> time:
    found = re.fullmatch(r"\s*(\d{1,2}):(\d{2})\s*", text, re.ASCII)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise InvalidScheduleError("no time")
    return time(int(found[1]), int(found[2]))


def _end(text: str) -> time:
    return time(0) if text.strip() == "24:00" else _time(text)


def _quiet(texts: tuple[str, ...]) -> tuple[tuple[time, time], ...]:
    if texts == ("none",):
        return ()
    spans = [_SPAN.fullmatch(text) for text in texts]
    if not all(spans):
        raise InvalidScheduleError("no quiet time")
    return tuple((_time(span[1]), _end(span[2])) for span in spans if span)


def _times(text: str) -> tuple[time, ...]:
    return tuple(map(_time, text.split(",")))


def _weekdays(text: str) -> frozenset[int]:
    days: set[int] = set()
    for part in text.lower().split(","):
        names = [name.strip() for name in part.split("-")]
        # “tue”, “tues” and “tuesday”
        found = [
            day
            for name in names
            for day in range(7)
            if len(name) >= 3 and WEEKDAYS[day].lower().startswith(name)
        ]
        if not len(found) == len(names) <= 2:
            raise InvalidScheduleError("no weekdays")
        # fri-mon goes over the weekend.
        days.update((found[0] + n) % 7 for n in range((found[-1] - found[0]) % 7 + 1))
    return frozenset(days)


def _until(pause: str, today: date) -> date | None:
    days = {"none": None, "week": 7}.get(pause, 1)
    return None if days is None else today + timedelta(days=days)


def _instant(text: str, here: tzinfo | None) -> datetime:
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        instant = datetime.min
    if not 1900 <= instant.year <= 9000:
        raise NotUnderstoodError("instant")
    # Through UTC: of a wall time that the clock skips or shows twice, the instant is meant.
    return (
        instant if instant.utcoffset() is not None else instant.replace(tzinfo=here)
    ).astimezone(UTC)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (
        ValueError,
        OSError,
        KeyError,
    ):  # no name of a zone, a folder of the database, a name that it does not have
        raise NotUnderstoodError("zone") from None


# Answering ----------------------------------------------------------------------------------------


def _nudge_json(nudge: Nudge) -> dict[str, str]:
    return {
        "wall": nudge.wall.isoformat(timespec="minutes"),
        "utc": iso(nudge.instant),
        "prompt": nudge.prompt,
    }


def _schedule_json(schedule: Schedule) -> dict[str, Any]:
    """As it is stored, with names of days, and without the seed, which is nobody's business."""
    record = as_record(schedule)
    del record["seed"]
    return {**record, "weekdays": [_SHORT[day] for day in record["weekdays"]]}


def _schedule_in_words(schedule: Schedule, now: datetime, following: tuple[Nudge, ...]) -> str:
    if not schedule.on:
        return said.REMINDERS_OFF
    fit = most_a_day(schedule)
    lines = [said.on(schedule, [times.WEEKDAYS[day] for day in sorted(schedule.weekdays)])]
    if schedule.quiet:
        lines.append(said.quiet(schedule.quiet))
    if fit == 0:
        lines.append(said.NONE_FIT)
    elif fit < (len(schedule.times) or schedule.per_day):
        lines.append(said.only_fit(fit))
    if schedule.quiet_after_first:
        lines.append(said.NONE_AFTER_FIRST)
    if schedule.paused_until and schedule.paused_until > now.date():
        lines.append(said.PAUSED_UNTIL.format(day=times.day(schedule.paused_until)))
    if following:
        lines.append(_next_in_words(following[0]))
    return "\n".join(lines)


def _next_in_words(nudge: Nudge | None) -> str:
    return said.NEXT_COMES.format(moment=_moment(nudge.wall)) if nudge else said.NONE_PLANNED


def _nudge_in_words(nudge: Nudge) -> str:
    from app.words.prompts import prompt_words  # no other command waits for two hundred sentences

    prompt = find(nudge.prompt)
    return f"{_moment(nudge.wall)}  {prompt_words.text(prompt) if prompt else said.OWN_PROMPT}"


def _moment(wall: datetime) -> str:
    return said.MOMENT.format(
        weekday=times.WEEKDAYS[wall.weekday()], day=times.day(wall.date()), time=f"{wall:%H:%M}"
    )
