"""People, places and tags: the list of a kind, and one of them with its glimmers; renaming, merging
and removing them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import flet as ft

from app.core.errors import CHANGING, GlimmersError, UnknownNameError
from app.core.glimmers import Glimmer, GlimmerId
from app.core.names import Name, check_name, fold
from app.core.photos import NameKind, Parts
from app.core.ports import Clock
from app.state.opening import Opening
from app.state.paging import Page, Read, read_again, read_on

if TYPE_CHECKING:
    from datetime import datetime

    from storage.journal import Journal

OFFERED = 6
"""Names that are offered for merging, at most."""


class Called(NamedTuple):
    """A person, place or tag as it stands in an address: by a number that the journal gives out."""

    kind: NameKind
    id: str


class Names(ft.Observable):
    """The names that are on the screen, read from the journal after every change."""

    def __init__(self, opening: Opening, clock: Clock) -> None:
        self._opening = opening
        self._clock = clock
        self._stop: Callable[[], None] | None = None
        self.kind: NameKind | None = None
        """The kind whose list is on the screen."""
        self.all: tuple[Name, ...] | None = None
        """Those of that kind, most used first; None until they were read."""
        self.called: Called | None = None
        """The one on the screen."""
        self.name: Name | None = None
        """Its spelling and the number of its glimmers; None when it has none."""
        self.glimmers: tuple[Glimmer, ...] | None = None
        """Its glimmers, newest first, as far as they were scrolled; None until they were read."""
        self.more = False
        self.parts: Mapping[GlimmerId, Parts] = MappingProxyType({})
        self.problem: GlimmersError | None = None
        """Why the last change was not made."""

    @property
    def now(self) -> datetime:
        """Now, where the person is."""
        return self._clock.now()

    # Looking --------------------------------------------------------------------------------------

    def watch_all(self, kind: NameKind) -> None:
        """The list of this kind is on the screen; only then is it read."""
        self.kind, self.all, self.problem = kind, None, None
        self._watch()

    def leave_all(self, kind: NameKind) -> None:
        """The list of this kind has left the screen; one that has replaced it meanwhile stays."""
        if self.kind == kind:
            self.kind = self.all = None
            self._watch()

    def id_of(self, kind: NameKind, name: str) -> str:
        """The number of this name in addresses; "0", which no name has, if the name is gone."""
        opened = self._opening.opened
        try:
            return opened.journal.names.id_of(kind, name) if opened else "0"
        except UnknownNameError:
            return "0"

    def watch_one(self, kind: NameKind, id: str) -> None:
        """The person, place or tag of this number is on the screen."""
        self.called, self.name, self.glimmers, self.more, self.problem = (
            Called(kind, id),
            None,
            None,
            False,
            None,
        )
        self._watch()

    def leave_one(self, kind: NameKind, id: str) -> None:
        """It has left the screen; one that has replaced it meanwhile stays."""
        if self.called == Called(kind, id):
            self.called = self.name = self.glimmers = None
            self.parts = MappingProxyType({})
            self._watch()

    def next_page(self) -> None:
        """Read one page more of its glimmers."""
        opened = self._opening.opened
        if opened and self.called and self.name and self.glimmers and self.more:
            self._show(
                opened.journal,
                read_on(self._glimmers_of(opened.journal, self.name.name), self.glimmers),
            )

    def detach(self) -> None:
        """The session has ended."""
        if self._stop:
            self._stop()
            self._stop = None

    # Changing -------------------------------------------------------------------------------------

    def others(self, typed: str) -> tuple[str, ...]:
        """Names of the same kind that begin with `typed`, for merging with the one shown."""
        opened = self._opening.opened
        if opened is None or self.called is None or self.name is None:
            return ()
        found = opened.journal.names.completions(self.called.kind, typed, OFFERED + 1)
        exact = [met] if typed and (met := self.meets(typed)) else []
        own = fold(self.name.name)
        return tuple(dict.fromkeys(name for name in (*exact, *found) if fold(name) != own))[
            :OFFERED
        ]

    def meets(self, new: str) -> str:
        """Another name of the same kind that is already spelled like this; "" if there is none."""
        opened = self._opening.opened
        if (
            opened is None
            or self.called is None
            or self.name is None
            or fold(new) == fold(self.name.name)
        ):
            return ""
        known = opened.journal.names.one(self.called.kind, new)
        return known.name if known else ""

    async def rename(self, kind: NameKind, old: str, new: str) -> str:
        """Rename it everywhere. Returns its new spelling, or "" with `problem` set.

        If the new name exists already, the two are merged and cannot be separated again: ask
        `meets` before.
        """
        try:
            spelled = check_name(new)
        except GlimmersError as error:
            self.problem = error
            return ""
        if spelled == old:
            return old
        return (
            spelled
            if await self._run(
                lambda journal: journal.names.rename(kind, old, spelled, at=self._clock.now())
            )
            else ""
        )

    async def merge(self, kind: NameKind, name: str, into: str) -> bool:
        """Replace `name` by `into` everywhere."""
        return await self._run(
            lambda journal: journal.names.merge(kind, (name,), into, at=self._clock.now())
        )

    async def remove(self, kind: NameKind, name: str) -> bool:
        """Remove the name from every glimmer, for good; the glimmers and their words stay."""
        return await self._run(
            lambda journal: journal.names.remove(kind, name, at=self._clock.now())
        )

    # Reading --------------------------------------------------------------------------------------

    def _watch(self) -> None:
        """Listen to changes while a list or a name is on the screen."""
        opened = self._opening.opened
        looking = opened is not None and (self.kind is not None or self.called is not None)
        if not looking:
            self.detach()
        elif opened and self._stop is None:
            journal = opened.journal
            self._stop = opened.listen(lambda: self._read(journal))
        if opened:
            self._read(opened.journal)

    def _read(self, journal: Journal) -> None:
        if self.kind is not None:
            self.all = tuple(journal.names.all(self.kind))
        if self.called is not None:
            name = journal.names.called(*self.called)
            self.name = None if name is None else journal.names.one(self.called.kind, name)
            if name is None:
                self._show(journal, Page((), more=False))
            else:
                self._show(journal, read_again(self._glimmers_of(journal, name), self.glimmers))

    def _glimmers_of(self, journal: Journal, name: str) -> Read[Glimmer]:
        assert self.called
        kind = self.called.kind
        return lambda before, limit: journal.names.glimmers(
            kind, name, before=before.id if before else None, limit=limit
        )

    def _show(self, journal: Journal, page: Page[Glimmer]) -> None:
        self.parts = MappingProxyType(journal.parts([glimmer.id for glimmer in page.rows]))
        self.glimmers, self.more = page

    async def _run(self, change: Callable[[Journal], None]) -> bool:
        opened = self._opening.opened
        if opened is None:
            return False
        try:
            await opened.write(change, doing=CHANGING)
        except GlimmersError as error:
            self.problem = error
            return False
        self.problem = None
        return True
