"""The app's own viewfinder, for systems with a camera but no camera app that others can open."""

from __future__ import annotations

import asyncio

import flet as ft

from app.core.errors import NoCameraError


class Viewfinder(ft.Observable):
    """One for each session. A caller awaits `take`; the screen answers it by `give`, `refuse` or
    `close`.
    """

    def __init__(self) -> None:
        self.open = False
        self._answer: asyncio.Future[bytes | None] | None = None

    async def take(self) -> bytes | None:
        """A photo as the camera wrote it; None if the person closes the viewfinder, or if it is
        asked for again meanwhile.

        Raises:
            NoCameraError: there is no camera, or it may not be used.
        """
        self.close()
        answer: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        self._answer = answer
        self.open = True
        try:
            return await answer
        finally:
            if self._answer is answer:
                self._answer, self.open = None, False

    def give(self, picture: bytes) -> None:
        """Answer with the photo that was taken."""
        if self._answer and not self._answer.done():
            self._answer.set_result(picture)

    def refuse(self, reason: NoCameraError) -> None:
        """Answer that no photo can be taken, and why."""
        if self._answer and not self._answer.done():
            self._answer.set_exception(reason)

    def close(self) -> None:
        """Answer that the person wants no photo."""
        if self._answer and not self._answer.done():
            self._answer.set_result(None)
