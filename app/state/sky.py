"""The sky: months of the calendar as lights, the one that is chosen, and all of them in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.core.errors import UnknownGlimmerError
from app.core.glimmers import Glimmer, GlimmerId
from app.core.lookback.calendar import At
from app.core.lookback.sky import HeldLight, PlacedLight, place
from app.state.calendar import Calendar

if TYPE_CHECKING:
    from app.state.opening import Opened
    from storage.rows.calendar_rows import CalendarRows

LISTED, MORE_LISTED = 8, 40
"""Glimmers of the first page of what stands in words, with which the lights are sent, and of those
that follow.
"""
_OF_A_SMALL_SKY = 150
"""Lights of a month that are drawn at most where a whole year is in view."""


class Sky(Calendar):
    """Where in the sky one is: at a month, a year, or all years, as in the calendar; never at a
    day. What is vague and lives there is `glimmers`.
    """

    lights: tuple[PlacedLight, ...] = ()
    """Of the month one is at, in the order they were lived."""
    skies: Mapping[int, tuple[PlacedLight, ...]] = MappingProxyType({})
    """Months of the year one is at, each with its lights, or some of them where they are many."""
    listed: tuple[Glimmer, ...] = ()
    """The glimmers of these lights in the same order, as far as they were scrolled."""
    more_listed = False
    chosen: Glimmer | None = None
    """The glimmer of the light that was tapped last."""
    _listed = LISTED
    _chosen: GlimmerId | None = None
    _known: tuple[object, tuple[PlacedLight, ...]] | None = None

    def go(self, at: At) -> None:
        """Be at another month, another year, or all years."""
        self._forget()
        super().go(at)

    def leave(self) -> None:
        """The person went elsewhere: the next time begins at the latest month."""
        self._forget()
        super().leave()

    def choose(self, id: GlimmerId) -> None:
        """Look at the light of this glimmer."""
        self._chosen = id
        self._reading(self._look_at_chosen)

    def next_page(self) -> None:
        """Read one page more of what is in words, and then of what is vague."""
        if self.more_listed:
            self._listed += MORE_LISTED
            self._read()
        else:
            super().next_page()

    def _forget(self) -> None:
        self._chosen, self._listed = None, LISTED

    def _hold(self, rows: CalendarRows, at: At) -> bool:
        self.days, self.months, self.years = (), (), ()
        self.lights, self.skies = (), MappingProxyType({})
        if at.year is None:
            self.years = rows.years()
        elif at.month is None:
            self.months = rows.months(at.year)
            self.skies = MappingProxyType(
                {month: _small_sky(rows, at.year, month) for month in self.months}
            )
        else:
            self.lights = self._placed(rows.lights(at.year, at.month), at.year, at.month)
        return bool(self.lights or self.months or self.years)

    def _placed(
        self, held: tuple[HeldLight, ...], year: int, month: int
    ) -> tuple[PlacedLight, ...]:
        """Where they stand; found once for each month that holds the same."""
        asked = held, year, month
        if self._known is None or self._known[0] != asked:
            self._known = asked, place(held, year, month)
        return self._known[1]

    def _read_at(self, opened: Opened) -> None:
        super()._read_at(opened)
        assert self.at is not None
        self.listed, self.more_listed = (), False
        if self.lights and self.at.year is not None and self.at.month is not None:
            rows = self._rows_of(opened)
            found = rows.of_month(self.at.year, self.at.month, limit=self._listed + 1)
            # One more than is shown tells whether there is more.
            self.more_listed = len(found) > self._listed
            self.listed = tuple(found[: self._listed])
        self._look_at_chosen(opened)

    def _look_at_chosen(self, opened: Opened) -> None:
        self.chosen = self._read_chosen(opened)

    def _read_chosen(self, opened: Opened) -> Glimmer | None:
        if self._chosen is None or all(each.light.id != self._chosen for each in self.lights):
            return None
        try:
            return opened.journal.get(self._chosen)
        except UnknownGlimmerError:
            return None


def _small_sky(rows: CalendarRows, year: int, month: int) -> tuple[PlacedLight, ...]:
    lights = rows.lights(year, month)
    step = -(-len(lights) // _OF_A_SMALL_SKY) or 1
    return place(lights[::step], year, month)
