"""Reminders with Glimmers closed, on a desk: whether its system was asked to look for them, and
asking it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

import flet as ft

from app.core.errors import BackgroundError
from app.core.ports import Background

_log = logging.getLogger(__name__)


class WhenClosed(ft.Observable):
    """What is written on this computer for that, outside the journal's folder. Nothing is, unless
    somebody says so; what others have written or taken away meanwhile is seen by `look`.
    """

    def __init__(self, background: Background) -> None:
        self._background = background
        self._turn = asyncio.Lock()
        self.seen = background.seen
        """Whether it was ever tried on such a computer."""
        self.known = False
        """`look` has been here: before, what stands below means nothing."""
        self.writes: tuple[str, ...] = ()
        """What switching on would write, by its paths or names."""
        self.installed: tuple[str, ...] = ()
        """What of it is there."""
        self.cannot: BackgroundError | None = None
        """Why it cannot be switched on here at all."""
        self.problem: BackgroundError | None = None
        """What became of the last choice, where it did not become true."""

    @property
    def on(self) -> bool:
        """Whether anything is there."""
        return bool(self.installed)

    async def look(self) -> None:
        """See how it stands. Writes nothing."""
        async with self._turn:
            try:
                self.writes = tuple(await asyncio.to_thread(self._background.writes))
                self.cannot = None
            except BackgroundError as error:
                self.cannot = error
            await self._see()
            self.known = True

    async def turn(self, *, on: bool) -> None:
        """Switch it on or off; it counts once the system has taken it."""
        self.problem = None
        async with self._turn:
            do: Callable[[], Sequence[str]]
            do = self._background.install if on else self._background.uninstall
            try:
                await asyncio.to_thread(do)
            except BackgroundError as error:
                _log.warning("what starts reminders was not changed", exc_info=True)
                self.problem = error
            await self._see()

    async def _see(self) -> None:
        self.installed = tuple(await asyncio.to_thread(self._background.installed))
