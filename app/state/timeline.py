"""The glimmers that the screens show: today, Days, the bin, and the lights in the strip of sky."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

import flet as ft

from app.core.errors import ERASING, PUTTING_BACK, DamagedJournalError, GlimmersError
from app.core.glimmers import Glimmer, GlimmerId
from app.core.photos import NOTHING, Parts
from app.core.ports import Clock
from app.state.opening import Opened
from app.state.paging import read_again, read_on

if TYPE_CHECKING:
    from app.state.editing import Editing

_log = logging.getLogger(__name__)

LIGHTS = 12
"""How many of the latest glimmers hang in the strip of sky."""


class Timeline(ft.Observable):
    """What is on the screen of the journal; read from the database again after every change."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.on_damaged: Callable[[GlimmersError], None] = lambda _error: None
        """Hears of it when a part of the journal turns out to be damaged: what is not shown then
        must not look as if it were not there.
        """
        self._opened: Opened | None = None
        self._watching_days = False
        self._days_covered = False
        self._watching_bin = False
        self._behind = False
        """A reading failed; the next tick tries again."""
        self.now: datetime = clock.now()
        self.today: tuple[Glimmer, ...] = ()
        self.lights: tuple[Glimmer | None, ...] = (None,) * LIGHTS
        """One for each place in the strip; a glimmer keeps its place while it is among
        the latest.
        """
        self.days: tuple[Glimmer, ...] | None = None
        """Newest first, as far as they were scrolled; None until they were read."""
        self.more_days = False
        self.bin: tuple[Glimmer, ...] | None = None
        self.more_bin = False
        self.open_page: Editing | None = None
        self.parts: Mapping[GlimmerId, Parts] = MappingProxyType({})
        """Photos, people, places and tags of the glimmers above; those without any are left out."""

    def attach(self, opened: Opened) -> None:
        """Begin to show this journal.

        Raises:
            DamagedJournalError: it cannot be read.
        """
        self._opened = opened
        self._stop = opened.listen(self._changed)
        self._read_or_wait()

    @property
    def is_read(self) -> bool:
        """Whether there is a journal behind it: before that, nothing today may mean anything."""
        return self._opened is not None

    def detach(self) -> None:
        """The session has ended."""
        if self._opened:
            self._stop()
            self._opened = None

    @property
    def nothing_today(self) -> bool:
        """Whether nothing was kept today; False as long as the journal was not read."""
        return self._opened is not None and not self._behind and not self.today

    def tick(self) -> None:
        """Called each second: notices what another program wrote, and that a new hour has begun."""
        now = self._clock.now()
        if self._opened:
            self._opened.journal.changed_elsewhere()
        if (now.date(), now.hour) != (
            self.now.date(),
            self.now.hour,
        ) or now.utcoffset() != self.now.utcoffset():
            self.now = now
            self._changed()
        elif self._behind:
            self._changed()

    # Days -----------------------------------------------------------------------------------------

    def watch_days(self, watching: bool) -> None:
        """Whether Days are on the screen; only then are they read."""
        self._watching_days = watching
        if watching:
            with self._damage_told():
                self._read_days(None)
                self._read_parts()
        else:
            self.days = None

    def cover_days(self, covered: bool) -> None:
        """Whether a page lies over Days. While one does, Days are not read again."""
        was, self._days_covered = self._days_covered, covered
        if was and not covered and self._watching_days:
            self._changed()

    def next_days(self) -> None:
        """Read one page more."""
        if self._opened and self.days and self.more_days:
            shown = len(self.days)
            with self._damage_told():
                self.days, self.more_days = read_on(self._page_of_days, self.days)
                self._read_parts(self.days[shown:])

    def watch_bin(self, watching: bool) -> None:
        """Whether the bin is on the screen."""
        self._watching_bin = watching
        if watching:
            with self._damage_told():
                self._read_bin(None)
                self._read_parts()
        else:
            self.bin = None

    def next_bin(self) -> None:
        """Read one page more of the bin."""
        if self._opened and self.bin and self.more_bin:
            shown = len(self.bin)
            with self._damage_told():
                self.bin, self.more_bin = read_on(self._page_of_bin, self.bin)
                self._read_parts(self.bin[shown:])

    # One glimmer ----------------------------------------------------------------------------------

    def open(self, id: str) -> Editing | None:
        """The glimmer of a page; None when there is none with this id, or the journal is not open
        yet.
        """
        if self.open_page and self.open_page.glimmer.id == id:
            return self.open_page
        if self._opened is None:
            return None
        found: tuple[Glimmer, Parts] | None = None
        with suppress(GlimmersError), self._damage_told():
            glimmer = self._opened.journal.get(GlimmerId(id))
            found = glimmer, self._opened.journal.parts([glimmer.id])[glimmer.id]
        if found is None:
            return None
        # Set without telling observers: this is called while a page is drawn, and would draw again.
        from app.state.editing import Editing

        object.__setattr__(
            self, "open_page", Editing(found[0], self._opened, self._clock, parts=found[1])
        )
        return self.open_page

    async def erase(self, id: GlimmerId) -> None:
        """Delete it for good."""
        if self._opened:
            await self._opened.write(
                lambda journal: journal.erase(id, at=self._clock.now()), doing=ERASING
            )

    async def put_back(self, id: GlimmerId) -> None:
        """Take it out of the bin."""
        if self._opened:
            await self._opened.write(
                lambda journal: journal.put_back(id, at=self._clock.now()), doing=PUTTING_BACK
            )

    # Reading --------------------------------------------------------------------------------------

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        try:
            yield
        except DamagedJournalError as error:
            _log.warning("a part of the journal cannot be read", exc_info=True)
            # Behind whatever is being drawn just now.
            asyncio.get_running_loop().call_soon(self.on_damaged, error)

    def _changed(self) -> None:
        with self._damage_told():
            self._read_or_wait()

    def _read_or_wait(self) -> None:
        """What cannot be read for any other reason than damage is read again with the next tick."""
        try:
            self._read()
            self._behind = False
        except DamagedJournalError:
            self._behind = True
            raise
        except Exception:
            if not self._behind:
                _log.exception("what was kept could not be read again")
            self._behind = True

    def _read(self) -> None:
        if self._opened is None:
            return
        journal = self._opened.journal
        self.today = tuple(journal.of_day(self.now.date()))
        self.lights = _placed(self.lights, journal.page(limit=LIGHTS))
        if self._watching_days and not self._days_covered:
            self._read_days(self.days)
        if self._watching_bin:
            self._read_bin(self.bin)
        self._read_parts()
        if self.open_page and not self.open_page.refresh():
            self.open_page = None

    def _read_parts(self, came: Iterable[Glimmer] = ()) -> None:
        """Read photos and names of the glimmers on the screen; of `came` alone, if given.

        Those of Days are not read again while a page lies over them.
        """
        if self._opened is None:
            return
        covered = (self.days or ()) if self._days_covered else ()
        wanted = {
            glimmer.id
            for glimmer in came
            or (*self.today, *(() if covered else self.days or ()), *(self.bin or ()))
        }
        staying = set(self.parts if came else (glimmer.id for glimmer in covered)) - wanted
        read = self._opened.journal.parts(list(wanted)) if wanted else {}
        held = {id: each for id, each in self.parts.items() if id in staying}
        held |= {id: each for id, each in read.items() if each != NOTHING}
        if held != self.parts:
            self.parts = MappingProxyType(held)

    def _read_days(self, shown: Sequence[Glimmer] | None) -> None:
        if self._opened:
            self.days, self.more_days = read_again(self._page_of_days, shown)

    def _read_bin(self, shown: Sequence[Glimmer] | None) -> None:
        if self._opened:
            self.bin, self.more_bin = read_again(self._page_of_bin, shown)

    def _page_of_days(
        self, before: Glimmer | None, limit: int, *, bin: bool = False
    ) -> list[Glimmer]:
        assert self._opened
        return self._opened.journal.page(before=before.id if before else None, limit=limit, bin=bin)

    def _page_of_bin(self, before: Glimmer | None, limit: int) -> list[Glimmer]:
        return self._page_of_days(before, limit, bin=True)


def _placed(
    before: tuple[Glimmer | None, ...], latest: list[Glimmer]
) -> tuple[Glimmer | None, ...]:
    """Places for the latest glimmers: one that has a place keeps it, so that a tap changes a single
    light.
    """
    wanted = {glimmer.id: glimmer for glimmer in latest}
    places: list[Glimmer | None] = [wanted.pop(old.id, None) if old else None for old in before]
    coming = iter(wanted.values())
    return tuple(place if place is not None else next(coming, None) for place in places)
