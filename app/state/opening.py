"""Opening the journal: the screen is there first, and a tap made before the journal is open waits
for it.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import flet as ft

from app.core.errors import KEEPING, OPENING, Doing, GlimmersError, UnknownReasonError
from app.state import writing

if TYPE_CHECKING:
    # SQLite and its library take half a second to load in a browser: the screen is there first.
    from storage.journal import Journal

_log = logging.getLogger(__name__)

T = TypeVar("T")


class _Untold:
    """Who has to be told of a change that is not durable yet."""

    def __init__(self) -> None:
        self._writing = 0
        self._waiting: dict[Callable[[], None], None] = {}
        """In the order in which they began to listen."""

    @contextmanager
    def until_durable(self) -> Iterator[None]:
        """Around a write: whoever is to be told meanwhile is told at its end, and once."""
        self._writing += 1
        try:
            yield
        finally:
            self._writing -= 1
            waiting, self._waiting = self._waiting, {}
            for listener in waiting:
                listener()

    def tell(self, listener: Callable[[], None]) -> None:
        """Call the listener, now or at the end of the write that goes on."""
        if self._writing:
            self._waiting[listener] = None
        else:
            listener()

    def forget(self, listener: Callable[[], None]) -> None:
        """It listens no more."""
        self._waiting.pop(listener, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A journal that can be written."""

    journal: Journal
    flush: Callable[[], Awaitable[None]]
    """Returns when what was committed would survive a power cut."""
    _untold: _Untold = field(default_factory=_Untold)

    async def write(
        self,
        change: Callable[[Journal], T],
        *,
        doing: Doing = KEEPING,
        undo: Callable[[Journal, T], object] | None = None,
    ) -> T:
        """Change the journal, and return once that is durable; see `writing.write`.

        Nothing is shown before it is durable: those who listen are told of the change then, and
        what they draw is drawn in one go with what the caller shows.

        Raises:
            GlimmersError: whatever went wrong, in words and in the log by now.
        """
        with self._untold.until_durable():
            return await writing.write(self.journal, self.flush, change, doing=doing, undo=undo)

    def listen(self, read: Callable[[], None]) -> Callable[[], None]:
        """Call `read` after every change that is durable, here or elsewhere, in the context
        (`contextvars`) of this call; returns how to stop.

        A change is in the journal by then: that it cannot be read must not look to its maker like
        one that failed.
        """
        # The journal's listeners are called from whichever session made the change; ours must draw
        # on our own page.
        context = contextvars.copy_context()

        def changed() -> None:
            try:
                context.copy().run(read)
            except Exception:
                _log.exception("what has changed could not be read")

        stop = self.journal.listen(lambda: self._untold.tell(changed))

        def stopped() -> None:
            stop()
            self._untold.forget(changed)

        return stopped


class Opening(ft.Observable):
    """Whether the journal is open yet, and if not, why not."""

    def __init__(
        self,
        open_journal: Callable[[], Awaitable[Opened]],
        *,
        new_here: bool,
        on_open: Callable[[Opened], None],
        on_failure: Callable[[], None],
    ) -> None:
        """`on_open` begins to show the journal; `on_failure` takes back what it did when it did not
        come to its end.
        """
        self._open = open_journal
        self._on_open = on_open
        self._on_failure = on_failure
        self.new_here = new_here
        """Nothing was ever kept on this device, and nobody has looked around yet."""
        self._settled = asyncio.Event()
        self._running = False
        self._found: Opened | None = None
        """Open, and not shown yet: trying again goes on from here, so that nothing is
        opened twice.
        """
        self._opened: Opened | None = None
        self.problem: GlimmersError | None = None
        self.went_back = False
        """An update of the app could not open the journal, so the app before it is here again."""
        self.done = False

    async def run(self) -> None:
        """Open it; a problem is kept for the screen to tell, until trying again has an answer."""
        if self._running or self.done:
            return
        self._running = True
        self._settled.clear()
        problem: GlimmersError | None = None
        try:
            self._found = self._found or await self._open()
            self._show(self._found)
            self._opened = self._found
        except GlimmersError as error:
            _log.warning("the journal could not be opened", exc_info=True)
            problem = error
        except Exception:
            _log.exception("the journal could not be opened")
            problem = UnknownReasonError(OPENING)
        finally:
            self._running = False
        self.problem = problem
        self.done = problem is None
        self._settled.set()

    async def rescue(self, save_again: Callable[[], Awaitable[None]]) -> None:
        """Have a journal whose file was taken away written again, and open that; a refusal is the
        new problem.
        """
        try:
            await save_again()
        except GlimmersError as error:
            _log.warning("the journal could not be saved again", exc_info=True)
            self.problem = error
        else:
            await self.run()

    def lose(self, error: GlimmersError) -> None:
        """The journal that was open cannot be kept in any more; `error` says why. Trying again
        opens it anew.
        """
        self._on_failure()
        self._found = self._opened = None
        self.problem, self.done = error, False

    def _show(self, opened: Opened) -> None:
        try:
            self._on_open(opened)
        except Exception:
            self._on_failure()
            raise

    async def ready(self) -> Opened:
        """The journal, as soon as it is open.

        Raises:
            GlimmersError: it could not be opened.
        """
        await self._settled.wait()
        if self._opened is None:
            raise self.problem or GlimmersError()
        return self._opened

    @property
    def opened(self) -> Opened | None:
        """The journal, if it is open by now."""
        return self._opened if self.done else None
