"""The calendar: where in it one is, what that holds, and where one can go from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.core.errors import GlimmersError
from app.core.glimmers import Glimmer, GlimmerId
from app.core.lookback.calendar import At, HeldDay
from app.core.photos import NOTHING, Parts
from app.core.ports import Clock
from app.state.looking import Looking
from app.state.opening import Opened, Opening
from app.state.paging import PAGE

if TYPE_CHECKING:
    from storage.rows.calendar_rows import CalendarRows


class Calendar(Looking["CalendarRows"]):
    """What of the calendar is on the screen; read from the journal again after every change.

    One is always at a place that holds something: from one that was emptied, one comes to what it
    was a part of, or to the latest month.
    """

    def __init__(
        self,
        opening: Opening,
        clock: Clock,
        on_damaged: Callable[[GlimmersError], None] = lambda _error: None,
    ) -> None:
        super().__init__(opening, clock, on_damaged)
        self._count = PAGE
        """Glimmers that are read of what lives here."""
        self.at: At | None = None
        """None until it was read, and as long as there is nothing to be at."""
        self.days: tuple[HeldDay, ...] = ()
        """Those that hold something, of the month one is in."""
        self.months: tuple[int, ...] = ()
        """Those that hold something, of the year one is at."""
        self.years: tuple[int, ...] = ()
        """All that hold something, the latest first, where one is at none of them."""
        self.before: At | None = None
        """The nearest month, or year, before this one that holds something."""
        self.after: At | None = None
        """Likewise after it."""
        self.glimmers: tuple[Glimmer, ...] | None = None
        """What lives here, newest first, as far as it was scrolled; None until it was read."""
        self.more = False
        self.parts: Mapping[GlimmerId, Parts] = MappingProxyType({})
        """Photos and names of those that have any."""

    # Looking --------------------------------------------------------------------------------------

    def leave(self) -> None:
        """The person went elsewhere: the next time begins at the latest month."""
        super().leave()
        self.at, self._count, self.glimmers = None, PAGE, None
        self.parts = MappingProxyType({})

    def go(self, at: At) -> None:
        """Be at another place."""
        self.at, self._count = at, PAGE
        self._read()

    def next_page(self) -> None:
        """Read one page more of what lives here."""
        if self.more:
            self._count += PAGE
            self._read()

    # Reading --------------------------------------------------------------------------------------

    def _show_nothing(self) -> None:
        self.glimmers, self.more = None, False

    def _read_at(self, opened: Opened) -> None:
        rows = self._rows_of(opened)
        at = self.at or rows.latest() or At()
        found, held = rows.living(at, limit=self._count + 1), self._hold(rows, at)
        while at != At() and not found and (at.day is not None or not held):
            # From an emptied day to its month; from an emptied month or year to the latest one.
            latest = rows.latest() if at.day is None else None
            at = at.up if latest is None or latest == at else latest
            found, held = rows.living(at, limit=self._count + 1), self._hold(rows, at)
        self.before, self.after = rows.beside(at if at.day is None else at.up)
        parts = opened.journal.parts([glimmer.id for glimmer in found]) if found else {}
        self.parts = MappingProxyType({id: it for id, it in parts.items() if it != NOTHING})
        self.at, self.problem = at, None
        # One more than is shown tells whether there is more.
        self.more, self.glimmers = len(found) > self._count, tuple(found[: self._count])

    def _hold(self, rows: CalendarRows, at: At) -> bool:
        """Take what the days, months or years at a place hold; whether that is anything."""
        self.days, self.months, self.years = (), (), ()
        if at.year is None:
            self.years = rows.years()
        elif at.month is None:
            self.months = rows.months(at.year)
        else:
            self.days = rows.days(at.year, at.month)
        return bool(self.days or self.months or self.years)

    def _make_drawer(self, opened: Opened) -> CalendarRows:
        from storage.rows.calendar_rows import CalendarRows

        return opened.journal.drawer(CalendarRows)
