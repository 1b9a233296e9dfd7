"""What *When it is hard* shows of the journal: one kept glimmer at a time, and only when asked."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from app.core.errors import CHOOSING, GlimmersError
from app.core.glimmers import Glimmer, GlimmerId
from app.core.lookback.memories import NOT_WHEN_HARD
from app.core.photos import NOTHING, Parts
from app.core.ports import Clock
from app.state.looking import Looking
from app.state.opening import Opened, Opening

if TYPE_CHECKING:
    from storage.journal import Journal
    from storage.rows.one_glimmer_rows import OneGlimmerRows


class Hard(Looking["OneGlimmerRows"]):
    """One glimmer, which comes when the person asks for it and goes when they say so. Nothing of
    what they wrote is looked at to choose it.
    """

    def __init__(
        self,
        opening: Opening,
        clock: Clock,
        on_damaged: Callable[[GlimmersError], None] = lambda _error: None,
        *,
        draw: Callable[[], float] = random.random,
    ) -> None:
        """`on_damaged` hears of it when a part of the journal turns out to be damaged; `draw` says
        where in the journal one is looked for, from 0 to 1.
        """
        super().__init__(opening, clock, on_damaged)
        self._draw = draw
        self._seen: list[GlimmerId] = []
        """In this visit, and this round of it, the last one last."""
        self._refused: list[GlimmerId] = []
        """In this visit: they stay away, whether the disk took that or not."""
        self.glimmer: Glimmer | None = None
        self.parts: Parts = NOTHING
        self.is_more = False
        """Whether there is another one than that which shows, or showed last."""
        self.nothing = False
        """One was asked for, and there is none."""
        self.sent_away: GlimmerId | None = None
        """The one that was just refused, which can be taken back."""
        self.any_left_out = False

    @property
    def is_open(self) -> bool:
        """Whether there is a journal to look into."""
        return self._opening.opened is not None

    def leave(self) -> None:
        """The person went elsewhere: the next time begins without a glimmer."""
        super().leave()
        self._seen, self._refused = [], []
        self.glimmer, self.parts = None, NOTHING
        self.nothing = False
        self.sent_away, self.problem = None, None

    # What the person does -------------------------------------------------------------------------

    def show(self) -> None:
        """Bring one up, or another than the one that shows."""
        self.sent_away, self.problem = None, None
        self._reading(self._bring)

    async def not_this_one(self) -> None:
        """Send this one away for good; none takes its place before the person asks."""
        if self.glimmer is None:
            return
        id = self.glimmer.id
        self._refused.append(id)
        self.glimmer, self.parts, self.sent_away = None, NOTHING, id
        await self._choose(lambda _away: (id,), away=True)

    async def take_back(self) -> None:
        """Bring back the one that was just sent away."""
        id, self.sent_away = self.sent_away, None
        if id is None:
            return
        self._refused.remove(id)
        await self._choose(lambda _away: (id,), away=False)
        self._reading(lambda opened: self._hold(opened, self._rows_of(opened).still(id)))

    async def show_all_again(self) -> None:
        """Let all come again that were ever sent away."""
        self._refused, self.sent_away, self.nothing = [], None, False
        await self._choose(lambda away: away, away=False)

    # The journal ----------------------------------------------------------------------------------

    def _read_at(self, opened: Opened) -> None:
        """Something in the journal may be another: perhaps the one that shows."""
        if self.glimmer is None:
            self._look_at_left_out(opened)
            return
        self._hold(opened, self._rows_of(opened).still(self.glimmer.id))

    def _show_nothing(self) -> None:
        self.glimmer, self.parts = None, NOTHING

    def _bring(self, opened: Opened) -> None:
        found = self._one(opened, {*self._refused, *self._seen})
        if found is None and self._seen:
            # All have had their turn: begin again, though not with the one that shows.
            self._seen = []
            found = self._one(opened, {*self._refused, *self._shown()})
        if found is None and self.glimmer is not None:
            return  # there is no other, and this one may stay
        self.nothing = found is None
        self._hold(opened, found)

    def _hold(self, opened: Opened, glimmer: Glimmer | None) -> None:
        self.parts = opened.journal.parts([glimmer.id])[glimmer.id] if glimmer else NOTHING
        self.glimmer = glimmer
        if glimmer:
            self._seen = [*(id for id in self._seen if id != glimmer.id), glimmer.id]
        self._look_at_left_out(opened)

    def _look_at_left_out(self, opened: Opened) -> None:
        self.any_left_out = bool(self._refused or self._rows_of(opened).sent_away())
        self.is_more = self._one(opened, {*self._refused, *self._shown()}) is not None

    def _shown(self) -> tuple[GlimmerId, ...]:
        return (self.glimmer.id,) if self.glimmer else ()

    def _one(self, opened: Opened, without: set[GlimmerId]) -> Glimmer | None:
        return self._rows_of(opened).one(self._draw(), without=without)

    def _make_drawer(self, opened: Opened) -> OneGlimmerRows:
        from storage.rows.one_glimmer_rows import OneGlimmerRows

        return opened.journal.drawer(OneGlimmerRows)

    async def _choose(
        self, which: Callable[[Iterable[GlimmerId]], Iterable[GlimmerId]], *, away: bool
    ) -> None:
        """Send some away, or let them come again; `which` chooses, given those that are away."""
        opened = self._opening.opened
        if opened is None:
            return

        def remember(journal: Journal) -> None:
            at = self._clock.now()
            for id in which(self._rows_of(opened).sent_away()):
                journal.preferences.choose(f"{NOT_WHEN_HARD}{id}", away, at=at)

        try:
            await opened.write(remember, doing=CHOOSING)
            self.problem = None
        except GlimmersError as error:
            self.problem = error
        self._reading(self._look_at_left_out)
