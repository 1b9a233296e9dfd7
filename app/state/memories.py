"""The memory of the day: which it is, another, and what a person keeps out of memories."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import flet as ft

from app.core.errors import CHOOSING, READING, DamagedJournalError, GlimmersError
from app.core.glimmers import Glimmer, GlimmerId
from app.core.lookback.memories import (
    RECENT,
    TODAYS,
    Memory,
    TimeOfYear,
    Todays,
    WayOut,
    preference_of,
    time_of_year_of,
    todays,
)
from app.core.lookback.together import TOGETHER, Together
from app.core.photos import NOTHING, Parts
from app.core.ports import Clock
from app.state.opening import Opened, Opening
from app.state.writing import translated_error

if TYPE_CHECKING:
    from storage.journal import Journal
    from storage.rows.memory_rows import MemoryRows

_log = logging.getLogger(__name__)


class Memories(ft.Observable):
    """What comes back on Today; read from the journal again after every change."""

    def __init__(
        self,
        opening: Opening,
        clock: Clock,
        on_damaged: Callable[[GlimmersError], None] = lambda _error: None,
    ) -> None:
        """`on_damaged` hears of it when a part of the journal turns out to be damaged: what is not
        shown then must not look as if it were not there.
        """
        self._opening = opening
        self._clock = clock
        self._on_damaged = on_damaged
        self._shown: Opened | None = None
        self._rows: MemoryRows | None = None
        self._stop: Callable[[], None] | None = None
        self._listing = False
        self._todays = Todays()
        self._away: tuple[GlimmerId, ...] = ()
        """Those that a person did not want to meet, which the disk did not take: they stay away as
        long as the app is open.
        """
        self._rests_on: date | None = None
        """The day on which that was last so."""
        self.is_read = False
        self.recent = False
        """Whether what is recent comes back too."""
        self.offers_collages = False
        """Whether a collage is offered beside a memory."""
        self.together: Together | None = None
        """The one that is offered; None where it was not turned on, or photos are too few."""
        self.memory: Memory | None = None
        """None where nothing may come back."""
        self.parts: Parts = NOTHING
        """Photos and names of the memory."""
        self.more = False
        """Whether there is another."""
        self.resting = False
        """Whether none is shown today until one is asked for."""
        self.kept_out: WayOut | None = None
        """What was just kept out; then no memory is shown until the person asks for another."""
        self.out: tuple[WayOut, ...] = ()
        """All that is kept out: names, times of year, glimmers. Read while they are listed."""
        self.glimmers: dict[GlimmerId, Glimmer] = {}
        """Those of them that are glimmers."""
        self.unread: GlimmersError | None = None
        """Why nothing can be shown."""
        self.problem: GlimmersError | None = None
        """Why the last choice was not stored."""

    @property
    def today(self) -> date:
        """The person's day."""
        return self._clock.now().date()

    @property
    def ways_out(self) -> tuple[WayOut, ...]:
        """What can be kept out because of this memory, itself first."""
        if self.memory is None:
            return ()
        glimmer, parts = self.memory.glimmer, self.parts
        time = time_of_year_of(glimmer)
        return (
            glimmer.id,
            *(("person", name) for name in parts.people),
            *(("place", name) for name in parts.places),
            *(("tag", name) for name in parts.tags),
            *([time] if time else ()),
        )

    # Looking --------------------------------------------------------------------------------------

    def begin(self) -> None:
        """It is on the screen, or another day has begun; the journal may be open by now."""
        opened = self._opening.opened
        if opened is not None and opened is not self._shown:
            self.attach(opened)
        else:
            self._read()

    def attach(self, opened: Opened) -> None:
        """Show this journal: the first one, or another that was opened in its place."""
        self.detach()
        self._shown, self._stop = opened, opened.listen(self._read)
        self._read()

    def list_all(self, *, listing: bool) -> None:
        """Whether what is kept out is listed on the screen; only then is it read."""
        self._listing = listing
        self.begin()

    def detach(self) -> None:
        """The session has ended, or the journal is closed: hear of no more changes."""
        if self._stop:
            self._stop()
        self._shown = self._stop = self._rows = self.kept_out = None
        self.memory, self.more, self.is_read = None, False, False
        self.together = None

    # Choosing -------------------------------------------------------------------------------------

    async def another(self) -> None:
        """The next memory, which the person asks for; after the last one, the first again."""
        if self.memory is None:
            return
        shown = self.memory.glimmer.id
        passed = self._todays.passed
        if not self.resting:
            passed = (*passed, shown) if self._of_day((*passed, shown)) else (shown,)
        on = dataclasses.replace(self._todays, passed=passed, resting=False)
        before, self._rests_on = self._rests_on, None
        if not await self._write(lambda journal: self._remember(journal, on)):
            self._rests_on = before

    async def keep_out(self, way: WayOut) -> None:
        """Let neither this memory nor its like come back. It rests for today, also where the disk
        does not take that, as `problem` says.
        """
        before, self.kept_out = self.kept_out, way
        shown = self.memory
        if not await self._write(lambda journal: self._mark(journal, way, out=True)):
            self.kept_out = before
            if shown:
                self._away = (*self._away, shown.glimmer.id)
            self._rests_on = self.today
            self._read()

    async def take_back(self, way: WayOut) -> None:
        """Let it come back again."""
        await self._write(lambda journal: self._mark(journal, way, out=False))

    async def let_recent_come(self, *, recent: bool) -> None:
        """Whether what is recent comes back too."""
        now = self._clock.now()
        await self._write(lambda journal: journal.preferences.choose(RECENT, recent, at=now))

    async def let_collages_come(self, *, come: bool) -> None:
        """Whether a collage is offered beside a memory."""
        now = self._clock.now()
        await self._write(lambda journal: journal.preferences.choose(TOGETHER, come, at=now))

    def _mark(self, journal: Journal, way: WayOut, *, out: bool) -> None:
        if isinstance(way, tuple) and not isinstance(way, TimeOfYear):
            self._drawer().hide(*way, hidden=out)
        else:
            journal.preferences.choose(preference_of(way), out, at=self._clock.now())
        if way == self.kept_out:
            self._remember(journal, dataclasses.replace(self._todays, resting=out))

    def _remember(self, journal: Journal, record: Todays) -> None:
        journal.preferences.choose(TODAYS, record.as_json(), at=self._clock.now())

    async def _write(self, change: Callable[[Journal], None]) -> bool:
        try:
            await self._opened().write(change, doing=CHOOSING)
        except GlimmersError as error:
            self.problem = error
            return False
        self.problem = None
        return True

    # Reading --------------------------------------------------------------------------------------

    def _opened(self) -> Opened:
        assert self._shown, "what is on the screen was read from it"
        return self._shown

    def _read(self) -> None:
        if self._shown is None:
            return
        try:
            self._read_from(self._shown.journal)
        except DamagedJournalError as error:
            _log.warning("a part of the journal cannot be read", exc_info=True)
            self._on_damaged(error)
        except Exception as error:
            self.memory, self.more, self.together = None, False, None
            self.unread = translated_error(error, READING)

    def _read_from(self, journal: Journal) -> None:
        self.recent = journal.preferences.get(RECENT, None) is True
        self._todays = todays(journal.preferences.get(TODAYS, None), self.today)
        self.resting = self._todays.resting or self._rests_on == self.today
        if not self.resting:
            self.kept_out = None
        # Those that were left may have gone, or be kept out by now.
        passed = self._todays.passed
        memory = self._of_day(passed) or (self._of_day(()) if passed else None)
        parts = NOTHING
        if memory:
            parts = journal.parts([memory.glimmer.id]).get(memory.glimmer.id, NOTHING)
        self.more = memory is not None and self._of_day((memory.glimmer.id,)) is not None
        self.offers_collages = journal.preferences.get(TOGETHER, None) is True
        self.together = self._together(memory, parts) if self.offers_collages else None
        self.memory, self.parts, self.is_read, self.unread = memory, parts, True, None
        if self._listing:
            self._read_list()

    def _read_list(self) -> None:
        rows = self._drawer()
        out = rows.kept_out()
        self.glimmers = rows.glimmers(out)
        newest_first = sorted(self.glimmers, reverse=True)
        self.out = (*rows.hidden(), *sorted(out.times), *newest_first)

    def _of_day(self, passed: tuple[GlimmerId, ...]) -> Memory | None:
        rows = self._drawer()
        passed = (*passed, *self._away)
        return rows.of_day(self.today, rows.kept_out(), passed=passed, recent=self.recent)

    def _together(self, memory: Memory | None, parts: Parts) -> Together | None:
        if memory is None or self.resting:
            return None
        rows = self._drawer()
        glimmer, out = memory.glimmer, rows.kept_out()
        return rows.together(glimmer, parts, self.today, out, recent=self.recent)

    def _drawer(self) -> MemoryRows:
        if self._rows is None:
            from storage.rows.memory_rows import MemoryRows

            self._rows = self._opened().journal.drawer(MemoryRows)
        return self._rows
