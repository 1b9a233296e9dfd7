"""Files that our own page hands in: streamed to the disk, however large they are.

It stands behind the guard, so that only our page can come to it; and each address is made for one
file that somebody has just chosen, and is good once.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from pathlib import Path
from typing import BinaryIO

from starlette.responses import PlainTextResponse

from app.platform.serving.guard import App, Receive, Scope, Send

_PATH = "/handed-in/"


class HandingIn:
    """The addresses that wait for a file."""

    def __init__(self) -> None:
        self.place = ""
        """Under which path the app is served."""
        self._waiting: dict[str, tuple[Path, int, asyncio.Future[None]]] = {}

    def expect(self, path: Path, *, size: int) -> tuple[str, asyncio.Future[None]]:
        """An address; what is put there, of `size` bytes at most, is written into the new file
        `path`, for its owner alone.
        The future is done when all of it is there, or has failed with what the system said. Once
        it is cancelled nothing is taken any more.
        """
        token = secrets.token_urlsafe(24)
        arrived: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[token] = path, size, arrived
        arrived.add_done_callback(lambda _arrived: self._waiting.pop(token, None))
        return f"{self.place}{_PATH}{token}", arrived

    def around(self, app: App) -> App:
        """An application that takes such files, and passes on the rest."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope.get("path", "")
            if scope["type"] != "http" or not path.startswith(_PATH):
                await app(scope, receive, send)
                return
            expected = self._waiting.pop(path.removeprefix(_PATH), None)
            if expected is None or scope["method"] != "PUT":
                await PlainTextResponse("", 404)(scope, receive, send)
                return
            taken = await _took(receive, *expected)
            await PlainTextResponse("", 200 if taken else 507)(scope, receive, send)

        return answer


async def _took(receive: Receive, path: Path, size: int, arrived: asyncio.Future[None]) -> bool:
    """Whether all of it lies there; else nothing does."""
    try:
        with _new_file(path) as file:
            more = True
            while more:
                message = await receive()
                if message["type"] != "http.request" or arrived.done():  # nobody waits for it
                    raise ConnectionAbortedError
                piece = message.get("body", b"")
                size -= len(piece)
                if size < 0:  # more than was asked for room for
                    raise ConnectionAbortedError
                file.write(piece)
                more = message.get("more_body", False)
    except OSError as error:
        _forget(path)
        if not arrived.done():
            arrived.set_exception(error)
        return False
    arrived.set_result(None)
    return True


def _new_file(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")


def _forget(path: Path) -> None:
    path.unlink(missing_ok=True)
