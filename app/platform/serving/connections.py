"""Connections to the loopback server: requests that dribble in are cut off, strangers are few.

uvicorn waits for ever for the rest of a request. Every user of the machine can connect, and each
connection takes one of the process's file descriptors, of which the journal needs some too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_SECONDS = 30.0
"""Within these a request has to be here to its last byte; and so long, in all, may a stranger stay
connected."""
MOST_STRANGERS = 64
"""Connections that no session's request came by. One more, and the one that came first is cut off:
our own page makes itself known with its first request, so that nobody can keep it out by
staying."""
LONGEST_HEAD = 64 * 1024
"""Bytes of a request's head. Browsers send one host's cookies to all of its ports; h11's own 16 KB
could be too few."""

KNOWN = "glimmers_known"
"""Under this name in an ASGI scope's state: to be called when its request is one of ours."""


class Connections:
    """Makes uvicorn's protocol for each connection: `Config(http=connections.protocol)`."""

    def __init__(
        self, *, seconds: float = REQUEST_SECONDS, strangers: int = MOST_STRANGERS
    ) -> None:
        self._seconds = seconds
        self._most = strangers
        self._strangers: dict[_Connection, None] = {}

    def protocol(self, **uvicorns: Any) -> asyncio.Protocol:
        """A protocol for one connection."""
        return _Connection(self._came, self._left, self._seconds, **uvicorns)

    def _came(self, stranger: _Connection) -> None:
        self._strangers[stranger] = None
        if len(self._strangers) > self._most:
            next(iter(self._strangers)).cut_off()

    def _left(self, stranger: _Connection) -> None:
        self._strangers.pop(stranger, None)


def make_known(scope: Any) -> None:
    """Tell the connection by which this request came that it is one of ours."""
    known: Callable[[], None] | None = scope.get("state", {}).get(KNOWN)
    if known:
        known()


class _Connection(H11Protocol):
    """One connection. Its timer runs except while a whole request of ours is answered, or once it
    became a WebSocket."""

    def __init__(
        self,
        came: Callable[[_Connection], None],
        left: Callable[[_Connection], None],
        seconds: float,
        **uvicorns: Any,
    ) -> None:
        super().__init__(**uvicorns)
        # uvicorn hands a copy of this to every request, and to the WebSocket that a connection
        # becomes.
        self.app_state = {**self.app_state, KNOWN: self._become_known}
        self._came, self._left = came, left
        self._seconds = seconds
        self._timer: asyncio.TimerHandle | None = None
        self._known = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._start()
        self._came(self)

    def data_received(self, data: bytes) -> None:
        self._start()
        super().data_received(data)
        if not self._known:
            return
        if self._is_whole():
            self._stop()
        elif self.conn.their_state is h11.IDLE and not self.conn.trailing_data[0]:
            # The end of a body that its answer did not wait for: the next request has its own time.
            self._stop()
            self._start()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        self._left(self)
        super().connection_lost(exc)

    def cut_off(self) -> None:
        """Now, whatever is unsent: who does not read would keep it waiting."""
        self._stop()
        self._left(self)
        self.transport.abort()

    def _become_known(self) -> None:
        self._known = True
        self._left(self)
        if self._is_whole():
            self._stop()

    def _is_whole(self) -> bool:
        is_websocket = self.transport.get_protocol() is not self  # h11 was not asked about the rest
        return is_websocket or self.conn.their_state not in (h11.IDLE, h11.SEND_BODY)

    def _start(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self._seconds, self.cut_off)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
