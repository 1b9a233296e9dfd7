"""Lends stored photos to our own page, which cannot open paths: the loopback server's `/_photo/…`.

The browser stores none of them, so that a photo deleted here is in no cache either.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from starlette.responses import FileResponse, PlainTextResponse
from starlette.types import ASGIApp

from app.platform.serving.guard import App, Receive, Scope, Send
from app.words.serving import said

AT = "/_photo/"


class PhotoFiles:
    """An ASGI application around another, within the guard: it answers what is under `AT`
    itself."""

    def __init__(self, app: App, find: Callable[[str], Path | None]) -> None:
        self._app = app
        self._find = find

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        if not path.startswith(AT):
            await self._app(scope, receive, send)
            return
        await self._answer(path.removeprefix(AT), scope["method"])(scope, receive, send)

    def _answer(self, name: str, method: str) -> ASGIApp:
        if method not in ("GET", "HEAD"):
            return PlainTextResponse(said.ONLY_LOOKED_AT + "\n", 405, {"allow": "GET, HEAD"})
        file = self._find(name)
        if file is None or not file.is_file():
            return PlainTextResponse(said.NO_PHOTO + "\n", 404)
        return FileResponse(file, media_type="image/jpeg", headers={"cache-control": "no-store"})
