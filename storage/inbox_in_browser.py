"""The inbox of a browser: a database of its own, which the page, its service worker and other tabs
write into (`build/page/inbox.js`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

from app.core.errors import NoPrivateStorageError, NoRoomError

if TYPE_CHECKING:
    from app.core.exchange.inbox import Found, InboxRecord


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

    async def add(self, record: InboxRecord) -> None:
        """Put in a record that has no photos; durable when this returns. The other tabs hear of it.

        Raises:
            NoRoomError, NoPrivateStorageError: the browser lends no room for it.
        """
        import js
        from pyodide.ffi import JsException, to_js

        from app.core.exchange.inbox import to_json

        data = to_js(to_json(record), dict_converter=js.Object.fromEntries)
        try:
            await js.glimmersInbox.put(data)
        except JsException as error:
            full = error.name == "QuotaExceededError"
            raise (NoRoomError if full else NoPrivateStorageError)() from None
        self.note_change()
        self._channel.postMessage("kept")

    async def photos(self, record: InboxRecord) -> Sequence[Any]:
        """The Blobs of a record that lie beside it, in their order."""
        import js
        from pyodide.ffi import JsException

        try:
            found = await js.glimmersInbox.files(json.dumps(list(record.photos)))
        except JsException as error:
            raise OSError(f"the inbox: {error.name}") from None
        return list(found)

    def preview(self, handle: Any) -> str:
        """An address of a Blob, which holds as long as this page."""
        import js

        return str(js.URL.createObjectURL(handle))

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
