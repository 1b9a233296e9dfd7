"""Finding glimmers again as somebody types: what is asked, what was found, and what can be tapped.

What a person looks for is theirs: it is kept in memory only, as long as they look.
"""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.core.errors import GlimmersError, UnknownGlimmerError
from app.core.glimmers import GlimmerId
from app.core.lookback.filters import Filterable, toggled
from app.core.lookback.query import Query, read_query
from app.core.photos import NOTHING, Parts
from app.core.ports import Clock
from app.state.looking import Looking
from app.state.opening import Opened, Opening
from app.state.paging import PAGE

if TYPE_CHECKING:
    from app.core.lookback.marks import Found
    from storage.rows.finding_rows import FindingRows
    from storage.steps import Progress


PAUSE = 0.12
"""Seconds after a letter in which the next one may come: between two letters of one who types fast
nothing is drawn, and to the eye it is at once.
"""
PATIENCE = 0.6
"""Seconds after which the answer to other words goes, where there is none to these yet: it would be
taken for theirs.
"""
FIRST = 12
"""Of what was found, so many are drawn first: a little more than a screen shows. In a browser a
whole page takes some tenths of a second to draw.
"""
REST = 0.25
"""Seconds after which the rest of the page follows; who types on meanwhile does not wait for it."""
_NAMES = 4
"""People, places and tags that can be tapped, of each at most; all others can be typed."""
_YEARS = 4
_NOTHING = Query()


class Finder(Looking["FindingRows"]):
    """What somebody looks for, and what was found."""

    def __init__(
        self,
        opening: Opening,
        clock: Clock,
        on_damaged: Callable[[GlimmersError], None] = lambda _error: None,
    ) -> None:
        super().__init__(opening, clock, on_damaged)
        self._search: asyncio.Task[None] | None = None
        self._query = _NOTHING
        """What was asked for last, answered or not."""
        self._answered = _NOTHING
        self.typed = ""
        self.version = 0
        """Another number for each text that came otherwise than by typing."""
        self.found: tuple[Found, ...] | None = None
        """Newest first, as far as they were scrolled; None until an answer has come. What was asked
        before stays until then.
        """
        self.answered = ""
        """What was typed when that was asked."""
        self.more = False
        self.parts: Mapping[GlimmerId, Parts] = MappingProxyType({})
        """Photos and names of those that have any."""
        self.filterable: Filterable | None = None
        """What filters there are; None until that was read."""

    @property
    def asks(self) -> bool:
        """Whether anything is asked: words, or a filter that says something by now."""
        return read_query(self.typed) != _NOTHING

    @property
    def is_answered(self) -> bool:
        """Whether what was found is the answer to what is typed now."""
        return self.found is not None and self._answered == self._query

    # Asking ---------------------------------------------------------------------------------------

    def ask(self, typed: str) -> None:
        """Look for what is typed now; what is being looked for still is given up."""
        self.typed = typed
        self._look(after=PAUSE)

    def tap(self, words: str) -> None:
        """Write the words of a filter into what is typed, or take them out again."""
        self.typed, self.version = toggled(self.typed, words), self.version + 1
        self._look()

    def seek(self, typed: str) -> None:
        """Look for what was tapped elsewhere, instead of all that is typed."""
        self.typed, self.version = typed, self.version + 1
        self._look()

    def clear(self) -> None:
        """Ask nothing any more."""
        self.typed, self.version = "", self.version + 1
        self._look()

    def next_page(self) -> None:
        """Find one page more, unless something is being looked for."""
        if self.found and self.more and not self._is_looking:
            self._start(functools.partial(self._find_more, self._query, self.found))

    def leave(self) -> None:
        """The person has left: forget what they looked for."""
        super().leave()
        self.typed, self.version = "", self.version + 1
        self._empty()

    def detach(self) -> None:
        """The session has ended, or the journal is closed: look for nothing any more."""
        self._give_up()
        super().detach()

    # Looking --------------------------------------------------------------------------------------

    @property
    def _is_looking(self) -> bool:
        return self._search is not None and not self._search.done()

    def _read_at(self, opened: Opened) -> None:
        self.filterable = self._rows_of(opened).filterable(names=_NAMES, years=_YEARS)
        self._look(again=True)

    def _show_nothing(self) -> None:
        self.found, self.more = None, False

    def _look(self, *, after: float = 0.0, again: bool = False) -> None:
        """Look for what is typed now, `after` so many seconds; `again` also where that was asked
        for already.
        """
        query = read_query(self.typed)
        if query == self._query and not (again or self.problem):
            return  # a space more, say
        same = query == self._query
        self._give_up()
        self._query = query
        if query == _NOTHING:
            self._empty()
        else:
            shown = len(self.found or ()) if same else 0
            first = shown or FIRST  # a list that is there stays as long as it is
            self._start(functools.partial(self._find, query, max(PAGE, shown), first, after))

    def _empty(self) -> None:
        self._query = self._answered = _NOTHING
        self.answered = ""
        self.found, self.more, self.problem = None, False, None
        self.parts = MappingProxyType({})

    def _start(self, search: Callable[[], Awaitable[None]]) -> None:
        self._search = asyncio.get_running_loop().create_task(self._told(search))

    def _give_up(self) -> None:
        """The search that is under way ends before the next one begins: each has its turns in the
        order of these calls.
        """
        if self._search is not None:
            self._search.cancel()
            self._search = None

    async def _told(self, search: Callable[[], Awaitable[None]]) -> None:
        try:
            await search()
        except Exception as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        self._query = _NOTHING  # the same words may be asked again
        super()._fail(error)

    async def _find(self, query: Query, count: int, first: int, after: float) -> None:
        typed, began = self.typed, time.monotonic()
        if after:
            await asyncio.sleep(after)

        def wait(_done: int, _of: int) -> bool:
            if time.monotonic() - began > PATIENCE and not self.is_answered:
                self.found, self.more = None, False
            return True

        found = await self._page(query, None, count, wait)
        if found is not None:
            self.parts = MappingProxyType({})
            self._answered, self.answered = query, typed
            drawn: tuple[Found, ...] = ()
            if first < min(count, len(found)):
                drawn = self._show((), found, first)
                await asyncio.sleep(REST)
            self._show(drawn, found[len(drawn) :], count - len(drawn))

    async def _find_more(self, query: Query, shown: tuple[Found, ...]) -> None:
        try:
            found = await self._page(query, shown[-1].glimmer.id, PAGE)
        except UnknownGlimmerError:  # deleted for good meanwhile
            self._changed()
        else:
            if found is not None:
                self._show(shown, found, PAGE)

    async def _page(
        self,
        query: Query,
        before: GlimmerId | None,
        count: int,
        progress: Progress | None = None,
    ) -> Sequence[Found] | None:
        """One more than `count` tells whether there is more; None as long as no journal is open,
        after which the screen begins again.
        """
        from storage.steps import go_on, in_turns

        opened = self._opening.opened
        if opened is None:
            self._query = _NOTHING
            return None
        steps = self._rows_of(opened).in_steps(query, before=before, limit=count + 1)
        return await in_turns(steps, progress or go_on)

    def _show(
        self, shown: tuple[Found, ...], found: Sequence[Found], count: int
    ) -> tuple[Found, ...]:
        """Up to `count` of these, behind what is `shown`; returns all of them."""
        came = found[:count]
        opened = self._opening.opened
        if came and opened is not None:
            parts = opened.journal.parts([each.glimmer.id for each in came])
            self.parts = MappingProxyType(
                {**self.parts, **{id: each for id, each in parts.items() if each != NOTHING}}
            )
        self.found, self.more, self.problem = (*shown, *came), len(found) > count, None
        return self.found

    def _make_drawer(self, opened: Opened) -> FindingRows:
        from storage.rows.finding_rows import FindingRows

        return opened.journal.drawer(FindingRows)
