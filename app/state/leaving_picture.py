"""A picture on its way out: made, looked at, and only then shared or saved."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import flet as ft

from app.core.errors import GlimmersError
from app.core.ports import GoneOut, ShareSheet

if TYPE_CHECKING:
    from app.core.ports import Darkroom

_log = logging.getLogger(__name__)


class LeavingPicture(ft.Observable, ABC):
    """A picture exactly as others would get it. Nothing leaves before `share` or `save`."""

    def __init__(
        self,
        *,
        open_darkroom: Callable[[], Awaitable[Darkroom]],
        sheet: ShareSheet,
        file: str,
    ) -> None:
        """`file` is the name it is handed over by."""
        self._open_darkroom = open_darkroom
        self._sheet = sheet
        self._file = file
        self._wanted = 0
        self.picture: Any = None
        """The finished picture; None while it is made."""
        self.preview: Any = None
        """What an image on the screen shows it from."""
        self.busy = False
        self.outcome: GoneOut | None = None
        self.problem: GlimmersError | None = None

    async def make(self) -> None:
        """Make it as it is chosen now; one that was begun before and is not ready yet is
        discarded.
        """
        self._wanted += 1
        mine = self._wanted
        self.picture, self.outcome, self.problem = None, None, None
        try:
            darkroom = await self._open_darkroom()
            picture = await self._draw(darkroom)
        except GlimmersError as error:
            if mine == self._wanted:
                _log.warning("the picture could not be made", exc_info=True)
                self.problem = error
            return
        except asyncio.CancelledError:
            raise
        except Exception:
            _log.exception("the picture could not be made")
            if mine == self._wanted:
                self.problem = GlimmersError("picture")
            return
        if mine == self._wanted:
            self.picture, self.preview = picture, darkroom.preview(picture)

    async def share(self) -> None:
        """Open the system's share sheet with it; where there is none it is saved, as `outcome`
        says.
        """
        if self.picture is not None:
            await self._go(lambda: self._sheet.share(self.picture, name=self._file))

    async def save(self) -> None:
        """Put the picture into a file."""
        if self.picture is not None:
            await self._go(lambda: self._sheet.save(self.picture, name=self._file))

    @abstractmethod
    async def _draw(self, darkroom: Darkroom) -> Any:
        """The picture as it is chosen now."""

    async def _go(self, way: Callable[[], Awaitable[GoneOut]]) -> None:
        if self.busy:
            return
        self.busy, self.outcome, self.problem = True, None, None
        try:
            self.outcome = await way()
        except GlimmersError as error:
            _log.warning("nothing was shared", exc_info=True)
            self.problem = error
        finally:
            self.busy = False
