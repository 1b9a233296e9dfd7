"""Opening the journal: the screen is there first, and a tap made before the journal is open waits
for it.
"""

from __future__ import annotations

import asyncio
import contextvars
import functools
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import flet as ft

from app.core.errors import (
    FORGETTING,
    KEEPING,
    OPENING,
    BusyJournalError,
    Doing,
    GlimmersError,
    UnknownReasonError,
)
from app.core.glimmers import GlimmerId
from app.core.photos import PhotoId
from app.state import writing

if TYPE_CHECKING:
    # SQLite and its library take half a second to load in a browser: the screen is there first.
    from storage.journal import Journal
    from storage.taking_in import Emptied, Intake

_log = logging.getLogger(__name__)

T = TypeVar("T")


class _Untold:
    """Listeners that are called once a change is durable."""

    def __init__(self) -> None:
        self._writing = 0
        self._waiting: dict[Callable[[], None], None] = {}
        """In the order in which they began to listen."""

    @contextmanager
    def until_durable(self) -> Iterator[None]:
        """Around a write: listeners that `tell` is asked to call meanwhile are called at its end,
        or at the end of the last of several that overlap, each once.
        """
        self._writing += 1
        try:
            yield
        finally:
            self._writing -= 1
            waiting: Iterable[Callable[[], None]] = ()
            if not self._writing:
                waiting, self._waiting = self._waiting, {}
            for listener in waiting:
                listener()

    def tell(self, listener: Callable[[], None]) -> None:
        """Call the listener: now, or at the end of the write that is going on."""
        if self._writing:
            self._waiting[listener] = None
        else:
            listener()

    def forget(self, listener: Callable[[], None]) -> None:
        """Do not call this listener any more."""
        self._waiting.pop(listener, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A journal that can be written."""

    journal: Journal
    flush: Callable[[], Awaitable[None]]
    """Returns when what was committed would survive a power cut."""
    intake: Intake | None = None
    """Takes in glimmers that were kept where this journal could not be reached; None where that
    cannot be.
    """
    in_snapshots: Callable[[frozenset[PhotoId]], Awaitable[frozenset[PhotoId]]] | None = None
    """Which of these photos a snapshot of the journal still shows; None where there are none."""
    _untold: _Untold = field(default_factory=_Untold, init=False, repr=False, compare=False)
    _shown_by: list[Callable[[], object]] = field(
        default_factory=list, init=False, repr=False, compare=False
    )
    """Of each session that shows it: what hears that it is closed."""
    _bringing: set[asyncio.Task[Emptied]] = field(
        default_factory=set, init=False, repr=False, compare=False
    )
    """The task that takes in photos from the inbox, while it runs: a loop alone keeps none."""
    _closed: asyncio.Event = field(
        default_factory=asyncio.Event, init=False, repr=False, compare=False
    )

    async def write(
        self,
        change: Callable[[Journal], T],
        *,
        doing: Doing = KEEPING,
        undo: Callable[[Journal, T], object] | None = None,
    ) -> T:
        """Change the journal, and return once that is durable; see `writing.write`.

        Listeners are called only then, so that nothing is shown before it is durable.

        Raises:
            GlimmersError: whatever went wrong; it is in the log already.
        """
        self.check()
        with self._untold.until_durable():
            return await writing.write(self.journal, self.flush, change, doing=doing, undo=undo)

    def untold(self) -> AbstractContextManager[None]:
        """Around writes: listeners are called at its end. What must be on the screen before all
        else goes before they draw.
        """
        return self._untold.until_durable()

    async def take_in(self) -> None:
        """Take in what has come into the inbox since the last time, if anything may have; whoever
        listens hears of it as of any change.

        Costs next to nothing where nothing came. It never raises: what cannot be taken in stays in
        the inbox.
        """
        if self.intake is not None and self.intake.has_changed():
            await self.intake.take_in(self.write)

    def begin_photos(self) -> None:
        """Begin to take in what `take_in` has left in the inbox because it has photos, beside
        everything else; nothing where nothing waits, or some come in already.
        """
        if self.intake is None or not self.intake.photos_wait or self.is_closed:
            return
        if not self._bringing:
            task = asyncio.create_task(self.intake.take_in_photos(self.write))
            self._bringing.add(task)
            task.add_done_callback(self._bringing.discard)

    async def photos_to_sweep(self) -> frozenset[PhotoId]:
        """Photos whose files may be deleted now: the journal has let them go, and no snapshot shows
        them any more.
        """
        let_go = self.journal.photos.to_sweep()
        if let_go and self.in_snapshots is not None:
            let_go -= await self.in_snapshots(let_go)
        return let_go

    async def forget_waiting(self, id: GlimmerId) -> None:
        """Take the record of this glimmer out of the inbox, if it is there still; it would bring
        back a glimmer that is taken back without a trace (`Journal.forget`).

        Raises:
            GlimmersError: it may be there still; it is in the log already.
        """
        if self.intake is None:
            return
        try:
            await self.intake.forget(id)
        except Exception as error:
            raise writing.translated_error(error, FORGETTING) from error

    @property
    def is_closed(self) -> bool:
        """Whether its home has closed it, to put another in its place or to delete it."""
        return self._closed.is_set()

    def check(self) -> None:
        """To be asked right before a file is put beside it: what comes later would be left behind
        where everything was erased.

        Raises:
            BusyJournalError: its home has closed it.
        """
        if self.is_closed:
            raise BusyJournalError

    def when_closed(self, hear: Callable[[], object]) -> None:
        """Call `hear` once, before it is closed, in the context of this call."""
        self._shown_by.append(functools.partial(contextvars.copy_context().run, hear))

    def close(self) -> None:
        """Close it for all sessions that show it."""
        self._closed.set()
        for bringing in self._bringing:
            bringing.cancel()
        while self._shown_by:
            try:
                self._shown_by.pop()()
            except Exception:  # the others hear of it all the same
                _log.exception("a session could not let go of the journal")
        self.journal.close()

    def listen(self, read: Callable[[], None]) -> Callable[[], None]:
        """Call `read` after every durable change of this program or another, in the context
        (`contextvars`) of this call; returns a function that stops it.

        An error in `read` goes to the log only: the change itself has succeeded, and the session
        that made it must not be told that it failed.
        """
        # The journal calls listeners in the context of the session that made the change. In that
        # context, `read` would draw on that session's page and not on ours.
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
        on_close: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_open` begins to show the journal; if it raises, `on_failure` undoes what it did.
        `on_close` puts away what would still change the journal that is closed.
        """
        self._on_close = on_close
        self._open = open_journal
        self._on_open = on_open
        self._on_failure = on_failure
        self.new_here = new_here
        """Nothing was ever kept on this device, and the welcome has not been left yet."""
        self._settled = asyncio.Event()
        self._running = False
        self._found: Opened | None = None
        """Opened, but showing it failed. The next try shows it and does not open it twice."""
        self._opened: Opened | None = None
        self._closed = False
        """By its home, at least once."""
        self.problem: GlimmersError | None = None
        self.went_back = False
        """An update of the app could not open the journal, so the app before it is here again."""
        self.done = False

    async def run(self) -> None:
        """Open it; if that fails, `problem` says why until another try has ended."""
        if self._running or self.done:
            return
        self._running = True
        self._settled.clear()
        problem: GlimmersError | None = None
        try:
            self._found = self._found or await self._open()
            self._show(self._found)
            self._opened = self._found
            if self._closed and _is_empty(self._found.journal):
                self.new_here = True  # another window has erased everything
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
        """Write a journal whose file was deleted or moved to disk again, and open that; if that
        fails, `problem` says why.
        """
        try:
            await save_again()
        except GlimmersError as error:
            _log.warning("the journal could not be saved again", exc_info=True)
            self.problem = error
        else:
            await self.run()

    def lose(self, error: GlimmersError) -> None:
        """Close the journal, which cannot be written any more for the reason in `error`. Another
        try opens it anew.
        """
        self._on_failure()
        self._found = self._opened = None
        self.problem, self.done = error, False

    def _close(self) -> None:
        """The home closes the journal for a while: what is kept meanwhile waits for the next `run`,
        which waits for the home.
        """
        self._on_failure()
        self._on_close()
        self._found = self._opened = None
        self._closed = True
        self._settled.clear()
        self.done = False

    def _show(self, opened: Opened) -> None:
        opened.when_closed(self._close)
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
    def was_closed(self) -> bool:
        """Whether the home has closed the journal, and nobody has asked for it again yet."""
        return not (self.done or self._running or self._settled.is_set())

    @property
    def opened(self) -> Opened | None:
        """The journal, if it is open by now."""
        return self._opened if self.done else None


def _is_empty(journal: Journal) -> bool:
    """Whether nothing is in it, nor in its bin."""
    return not any(journal.page(bin=bin, limit=1) for bin in (False, True))
