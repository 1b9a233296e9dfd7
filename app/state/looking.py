"""Pages that show a part of the journal: they read it when they come, and again after every change,
unless another page lies over them.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

import flet as ft

from app.core.errors import READING, DamagedJournalError, GlimmersError
from app.core.ports import Clock
from app.state.opening import Opened, Opening
from app.state.writing import translated_error

if TYPE_CHECKING:
    from datetime import datetime

    from storage.rows.drawer import Drawer

_log = logging.getLogger(__name__)
_Rows = TypeVar("_Rows", bound="Drawer")


class Looking(ft.Observable, Generic[_Rows], ABC):
    """What such a page shows. `_Rows` is the drawer that its questions go to."""

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
        self._drawer: tuple[Opened, _Rows] | None = None
        self._stop: Callable[[], None] | None = None
        self._covered = False
        self._behind = False
        """Something has changed while a page lay over this one."""
        self.problem: GlimmersError | None = None
        """Why nothing can be shown."""

    @property
    def now(self) -> datetime:
        """Now, where the person is."""
        return self._clock.now()

    def begin(self) -> None:
        """The page is there, and the journal may be open by now."""
        opened = self._opening.opened
        if opened is None:
            return
        if self._stop is None:
            self._stop = opened.listen(self._changed)
        self._changed()

    def cover(self, covered: bool) -> None:
        """Whether a page lies over this one. While one does, nothing is read again."""
        was, self._covered = self._covered, covered
        if was and not covered and self._behind:
            self._changed()

    def leave(self) -> None:
        """The person went elsewhere: what was shown is forgotten."""
        self.detach()
        self._covered = self._behind = False

    def detach(self) -> None:
        """The session has ended, or the journal is closed: hear of no more changes."""
        self._drawer = None
        if self._stop:
            self._stop()
            self._stop = None

    # For those that show something ----------------------------------------------------------------

    @abstractmethod
    def _read_at(self, opened: Opened) -> None:
        """Read what is shown from this journal; what cannot be read is raised."""

    @abstractmethod
    def _show_nothing(self) -> None:
        """It could not be read: show nothing that may not be so."""

    @abstractmethod
    def _make_drawer(self, opened: Opened) -> _Rows:
        """The drawer of this journal, loaded only now: few go to every page."""

    def _changed(self) -> None:
        self._behind = self._covered
        if not self._covered:
            self._read()

    def _read(self) -> None:
        self._reading(self._read_at)

    def _reading(self, read: Callable[[Opened], None]) -> None:
        """Read something from the journal, if it is open; what cannot be read is told."""
        opened = self._opening.opened
        if opened is None:
            return
        try:
            read(opened)
        except Exception as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, DamagedJournalError):
            _log.warning("a part of the journal cannot be read", exc_info=True)
            self._on_damaged(error)
        else:
            self._show_nothing()
            self.problem = translated_error(error, READING)

    def _rows_of(self, opened: Opened) -> _Rows:
        """The drawer of this journal: one as long as the page is there."""
        if self._drawer is None or self._drawer[0] is not opened:
            self._drawer = opened, self._make_drawer(opened)
        return self._drawer[1]
