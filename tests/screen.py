"""A screen without a client: real components in a real Flet session, with a connection that only records.

Every message is encoded as a transport would do it: encoding is what makes Flet remember what the client has seen.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import flet as ft
import msgpack
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page
from flet.messaging.connection import Connection
from flet.messaging.protocol import MessageAction, configure_encode_object_for_msgpack
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

_Control = TypeVar("_Control", bound=BaseControl)
_encode = configure_encode_object_for_msgpack(BaseControl)


class _Recorder(Connection):
    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.get_running_loop()
        self.pubsubhub = PubSubHub()
        self.executor = concurrent.futures.ThreadPoolExecutor(1)
        self.page_url = "http://test"
        self.session: Session | None = None
        self.bytes_sent = 0
        self.answers: dict[str, Any] = {"get_accessibility_features": {}}

    def send_message(self, message: Any) -> None:
        self.bytes_sent += len(msgpack.packb([message.action, message.body], default=_encode))
        if message.action == MessageAction.INVOKE_METHOD and self.session:
            body = message.body
            answer = self.answers.get(body.name)
            self.loop.call_soon(self.session.handle_invoke_method_results, body.control_id, body.call_id, answer, None)


class Screen:
    """What a person would see and touch."""

    def __init__(self, *, route: str = "/", width: float = 390, height: float = 844, dark: bool = False) -> None:
        self.connection = _Recorder()
        self.session = Session(self.connection)
        self.connection.session = self.session
        self.page = self.session.page
        brightness = "dark" if dark else "light"
        self.session.apply_page_patch(
            {"route": route, "width": width, "height": height, "platform": "android", "platform_brightness": brightness, "web": False, "pwa": False}
        )
        _context_page.set(self.page)
        msgpack.packb(self.session.get_page_patch(), default=_encode)

    async def mount(self, component: Callable[..., Any], *arguments: Any) -> None:
        """Draw the component and wait until it is still."""
        self.page.render_views(component, *arguments)
        await self.settle()

    async def settle(self, seconds: float = 0.02) -> None:
        """Let effects and updates run."""
        for _ in range(8):
            await asyncio.sleep(0)
        await asyncio.sleep(seconds)

    def every(self, kind: type[_Control]) -> list[_Control]:
        """All controls of this kind on the screen, in order."""
        return [control for control in self._walk(self.page, set()) if isinstance(control, kind)]

    def texts(self) -> list[str]:
        """All text on the screen."""
        found = []
        for text in self.every(ft.Text):
            found.append(text.value or "".join(span.text or "" for span in text.spans or []))
        return [text for text in found if text and text != "M"]

    def has(self, text: str) -> bool:
        """Whether this text stands somewhere."""
        return any(text in found for found in self.texts())

    def keyed(self, key: str) -> Any:
        """The control with this key."""
        found = [control for control in self._walk(self.page, set()) if getattr(control, "key", None) == key and not hasattr(control, "_b")]
        assert found, f"nothing has the key {key!r}"
        return found[0]

    async def tap(self, key: str) -> None:
        """Tap the control with this key."""
        await self.fire(self.keyed(key), "click")

    async def type(self, key: str, text: str) -> None:
        """Type into the box with this key, a letter at a time."""
        for end in range(1, len(text) + 1):
            field = self.keyed(key)
            self.session.apply_patch(field._i, {"value": text[:end]})
            await self.session.dispatch_event(field._i, "change", text[:end])
        await self.settle()

    async def fire(self, control: Any, event: str, data: Any = None) -> None:
        """Send an event as a client does."""
        await self.session.dispatch_event(control._i, event, data)
        await self.settle()

    async def go(self, route: str) -> None:
        """Arrive at an address."""
        self.session.apply_page_patch({"route": route})
        await self.session.dispatch_event(self.page._i, "route_change", {"route": route})
        await self.settle()

    @property
    def alive(self) -> bool:
        """Whether Flet still draws."""
        return not self.session._Session__updates_task.done()  # type: ignore[attr-defined]

    def _walk(self, node: Any, seen: set[int]) -> Iterator[BaseControl]:
        if id(node) in seen or isinstance(node, (str, int, float, type(None))):
            return
        seen.add(id(node))
        if isinstance(node, (list, tuple)):
            for item in node:
                yield from self._walk(item, seen)
        elif isinstance(node, dict):
            for item in node.values():
                yield from self._walk(item, seen)
        elif isinstance(node, BaseControl):
            yield node
            if hasattr(node, "_b"):
                yield from self._walk(node._b, seen)
                return
            for field in dataclasses.fields(node):
                if field.name != "_parent" and not field.metadata.get("skip"):
                    yield from self._walk(getattr(node, field.name, None), seen)
