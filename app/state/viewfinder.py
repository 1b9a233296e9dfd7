"""The app's own viewfinder: open while somebody takes a photo, where the system has a camera and
lends no app for it.
"""

from __future__ import annotations

import asyncio

import flet as ft

from app.core.errors import NoCameraError


class Viewfinder(ft.Observable):
    """One for each session. Whoever wants a photo waits for `take`; the screen answers by one of
    the other three.
    """

    def __init__(self) -> None:
        self.open = False
        self._answer: asyncio.Future[bytes | None] | None = None

    async def take(self) -> bytes | None:
        """A photo as the camera wrote it, or None when the person would rather not; whoever asked
        before gets None.

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
        """This was taken."""
        if self._answer and not self._answer.done():
            self._answer.set_result(picture)

    def refuse(self, reason: NoCameraError) -> None:
        """Nothing can be taken, and why."""
        if self._answer and not self._answer.done():
            self._answer.set_exception(reason)

    def close(self) -> None:
        """The person would rather not."""
        if self._answer and not self._answer.done():
            self._answer.set_result(None)
