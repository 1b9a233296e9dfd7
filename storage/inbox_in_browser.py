"""The inbox of a browser: a database of its own, which the page, its service worker and other tabs
write into (`build/page/inbox.js`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.exchange.inbox import Found


class BrowserInbox:
    """`app.core.ports.Inbox` over IndexedDB."""

    def __init__(self, *, on_more: Callable[[], Awaitable[None]]) -> None:
        """`on_more` is called when another page has put something into it, or this one's button."""
        import js
        from pyodide.ffi import create_proxy

        self._changed = True
        self._on_more = on_more
        self._doing: set[asyncio.Future[None]] = set()  # a loop alone keeps no task alive
        self._channel = js.BroadcastChannel.new("glimmers-inbox")
        self._channel.onmessage = create_proxy(self._hear)

    def _hear(self, _event: object) -> None:
        self.note_change()
        task = asyncio.ensure_future(self._on_more())
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)

    def note_change(self) -> None:
        """Something has come."""
        self._changed = True

    def has_changed(self) -> bool:
        """Whether something may have come since `waiting` looked last."""
        return self._changed

    async def waiting(self) -> Sequence[Found]:
        """All that lies in it."""
        import js
        from pyodide.ffi import JsException

        from app.core.exchange.inbox import Found  # no first picture needs it

        self._changed = False  # before it is looked: what comes meanwhile is looked for again
        try:
            found = json.loads(await js.glimmersInbox.waiting())
        except JsException as error:
            raise OSError(f"the inbox: {error.name}") from None
        return [Found(each["id"], each) for each in found]

    async def forget(self, keys: Collection[str]) -> None:
        """Take these out, with their photos; durable when this returns."""
        import js
        from pyodide.ffi import JsException

        try:
            await js.glimmersInbox.forget(json.dumps(list(keys)))
        except JsException as error:
            raise OSError(f"the inbox: {error.name}") from None


async def ever_begun() -> bool:
    """Whether anything was ever kept in this browser, in its journal or in its inbox; the page asks
    in the same words. Also true where the browser refuses to say: a first screen would be wrong.
    """
    import js
    from pyodide.ffi import JsException

    try:
        return bool(await js.glimmersInbox.begun())
    except JsException:
        return True
