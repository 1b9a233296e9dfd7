"""A screen without a client: real components in a real Flet session, with a connection that only
records.

Every message is encoded as a transport would do it: encoding is what makes Flet remember what the
client has seen.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextvars
import dataclasses
import functools
from collections.abc import Callable, Iterator
from datetime import datetime, time
from typing import Any, NamedTuple, TypeAlias, TypeVar

import flet as ft
import msgpack
from flet.controls.base_control import BaseControl
from flet.controls.context import _context_page
from flet.controls.object_patch import Operation
from flet.controls.services.semantics_service import AccessibilityFeatures
from flet.messaging.connection import Connection
from flet.messaging.protocol import MessageAction, configure_encode_object_for_msgpack
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub

_Control = TypeVar("_Control", bound=BaseControl)
_T = TypeVar("_T")
_Kind: TypeAlias = type[BaseControl]
_encode = configure_encode_object_for_msgpack(BaseControl)  # type: ignore[no-untyped-call]

_WITH_VALUE = (Operation.Replace.value, Operation.Add.value)

TOUCHED = ("on_click", "on_tap", "on_change", "on_select")
"""Events that only a person's touch sets off."""


class Sent(NamedTuple):
    """A message as it went over the wire."""

    action: MessageAction
    body: Any
    size: int


class Seen(NamedTuple):
    """A control on the screen, and what it lies in, outermost first."""

    control: Any
    around: tuple[Any, ...]

    @property
    def spoken(self) -> str:
        """The name a screen reader says: its own, or that of what speaks for it. A menu speaks for
        none of its lines.
        """
        for one in (self.control, *reversed(self.around)):
            if isinstance(one, ft.PopupMenuButton) and one is not self.control:
                break
            if isinstance(one, ft.Semantics) and one.label:
                return str(one.label)
        return _own_name(self.control)

    @property
    def keyed(self) -> bool:
        """Whether tests and Flet itself can hold on to it: by its own key, or by that of the part
        it makes up.
        """
        child = getattr(self.control, "content", None)
        around = self.around[-1] if self.around else None
        whole = (
            around
            if isinstance(around, (ft.Semantics, ft.MergeSemantics, ft.SnackBar, ft.NavigationBar))
            else None
        )
        return any(
            getattr(one, "key", None)
            for one in (self.control, child, whole)
            if isinstance(one, BaseControl)
        )


class _Recorder(Connection):
    """Answers what the client would be asked."""

    def __init__(self, screen: Screen, *, still: bool) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.loop = asyncio.get_running_loop()
        self.pubsubhub = PubSubHub()
        self.executor = concurrent.futures.ThreadPoolExecutor(1)
        self.page_url = "http://test"
        self.screen = screen
        self.sent: list[Sent] = []
        features = {field.name: False for field in dataclasses.fields(AccessibilityFeatures)}
        self.answers: dict[str, Any] = {
            "get_accessibility_features": features
            | {"disable_animations": still, "reduce_motion": still}
        }
        self.refusals: dict[str, str] = {}
        self.silent: set[str] = set()
        """What the client takes its time with."""
        self.closing = True
        """Whether dialogs are gone as soon as they are to go; a test may tell of that itself."""

    def send_message(self, message: Any) -> None:
        packed = msgpack.packb([message.action, message.body], default=_encode)
        self.sent.append(
            Sent(message.action, msgpack.unpackb(packed, strict_map_key=False)[1], len(packed))
        )
        if self.closing:
            for dialog in self._left(self.sent[-1]):
                self.loop.call_soon(self.screen.dismiss, dialog)
        if message.action != MessageAction.INVOKE_METHOD:
            return
        body, session = message.body, self.screen.session
        if body.name == "push_route":
            self.loop.call_soon(self.screen.arrive, body.args["route"])
        if body.name in self.silent:
            return
        result = (self.answers.get(body.name), self.refusals.get(body.name))
        self.loop.call_soon(
            session.handle_invoke_method_results, body.control_id, body.call_id, *result
        )

    def _left(self, message: Sent) -> list[ft.DialogControl]:
        """The dialogs that it tells to go."""
        index = self.screen.session.index
        told = ((index.get(id), path) for id, path, value in changes(message) if value is False)
        return [
            one for one, path in told if path == ("open",) and isinstance(one, ft.DialogControl)
        ]


class Screen:
    """What a person would see and touch. Only what shows counts: the topmost view, and what is said
    or asked over it.
    """

    def __init__(
        self,
        *,
        route: str = "/",
        width: float = 390,
        height: float = 844,
        dark: bool = False,
        still: bool = False,
    ) -> None:
        self.connection = _Recorder(self, still=still)
        self.session = Session(self.connection)
        self.page = self.session.page
        brightness = "dark" if dark else "light"
        self.session.apply_page_patch(
            {
                "route": route,
                "width": width,
                "height": height,
                "platform": "android",
                "platform_brightness": brightness,
            }
        )
        self.session.apply_page_patch({"web": False, "pwa": False})
        # Each session has a context of its own, as the server gives it one: two of them can be open
        # in one test.
        self._context = contextvars.copy_context()
        self._context.run(_context_page.set, self.page)
        whole = self.session.get_page_patch()  # type: ignore[no-untyped-call]
        msgpack.packb(whole, default=_encode)
        self._events: set[asyncio.Task[None]] = set()

    def run(self, make: Callable[..., _T], *arguments: Any) -> _T:
        """Call something as this session would."""
        return self._context.run(make, *arguments)

    async def mount(self, component: Callable[..., Any], *arguments: Any) -> None:
        """Draw the component and wait until it is still."""
        self.run(lambda: self.page.render_views(component, *arguments))
        await self.settle()

    async def settle(self) -> None:
        """Let handlers, effects and updates run as far as they can without waiting for anything
        outside.
        """
        for _ in range(40):
            await asyncio.sleep(0)

    async def run_and_settle(self, make: Callable[..., _T], *arguments: Any) -> _T:
        """The same, and wait until the screen is still."""
        made = self._context.copy().run(make, *arguments)
        await self.settle()
        return made

    # Seeing ---------------------------------------------------------------------------------------

    @property
    def views(self) -> list[ft.View]:
        """All views, the topmost last."""
        return [
            seen.control
            for seen in self._walk(self.page.views, (), set())
            if isinstance(seen.control, ft.View)
        ]

    @property
    def everything(self) -> list[Seen]:
        """All controls that show, in order."""
        seen: set[int] = set()
        return [
            *self._walk(self.views[-1:], (), seen),
            *self._walk([d for d in self.page._dialogs.controls if d.open], (), seen),
        ]

    def every(self, kind: type[_Control]) -> list[_Control]:
        """All controls of this kind that show, in order."""
        return [seen.control for seen in self.everything if isinstance(seen.control, kind)]

    def texts(self) -> list[str]:
        """All text that shows."""
        return [text for text in (_text_of(control) for control in self.every(ft.Text)) if text]

    def has(self, text: str) -> bool:
        """Whether this text stands somewhere."""
        return any(text in found for found in self.texts())

    def live(self) -> list[str]:
        """What a screen reader would say by itself: the names of live regions, or the texts in
        them.
        """
        regions = [
            s.control
            for s in self.everything
            if isinstance(s.control, ft.Semantics) and s.control.live_region
        ]
        return [
            text
            for region in regions
            for text in ([region.label] if region.label else _texts_in(self, region))
        ]

    def holds(self, key: str) -> bool:
        """Whether something with this key shows."""
        return any(getattr(seen.control, "key", None) == key for seen in self.everything)

    def keyed(self, key: str) -> Any:
        """The control with this key that can be touched or typed into."""
        found = [
            seen
            for seen in self.everything
            if getattr(seen.control, "key", None) == key and not hasattr(seen.control, "_b")
        ]
        assert found, f"nothing has the key {key!r}"
        touched = [seen.control for seen in found if _touched(seen.control)]
        return touched[-1] if touched else found[0].control

    def name_of(self, key: str) -> str:
        """What a screen reader calls the control with this key."""
        held = self.keyed(key)
        return next(seen.spoken for seen in self.everything if seen.control is held)

    def touchables(self) -> list[Seen]:
        """Everything a person can touch."""
        return [seen for seen in self.everything if _touched(seen.control)]

    def names(self) -> list[str]:
        """What a screen reader calls each thing that can be touched: once, where parts of one thing
        can be touched.
        """
        parts = [
            seen
            for seen in self.touchables()
            if not any(getattr(one, "exclude_semantics", False) for one in seen.around)
        ]
        return [" ".join(seen.spoken.split()) for seen in parts]

    # Touching -------------------------------------------------------------------------------------

    async def tap(self, key: str) -> None:
        """Tap what has this key."""
        await self.fire(self.keyed(key), "click")

    async def tap_text(self, text: str) -> None:
        """Tap the button, or the line of a menu, with these words."""
        await self.fire(
            next(seen.control for seen in self.touchables() if seen.spoken == text), "click"
        )

    async def go_to_tab(self, text: str) -> None:
        """Choose from the bar."""
        (bar,) = self.every(ft.NavigationBar)
        index = [destination.label for destination in bar.destinations].index(text)
        self.session.apply_patch(bar._i, {"selected_index": index})
        await self.fire(bar, "change", str(index))

    async def choose(self, value: str) -> None:
        """Choose the radio button of this value."""
        group = next(s.around[-1] for s in _with_group(self) if s.control.value == value)
        self.session.apply_patch(group._i, {"value": value})
        await self.fire(group, "change", value)

    async def switch(self, key: str, *, on: bool) -> None:
        """Tap the switch with this key, which stands the other way."""
        assert self.holds(f"{key} is on") != on, f"{key!r} is {'on' if on else 'off'} already"
        await self.tap(key)

    async def answer_time(self, at: time) -> None:
        """Choose a time of day in the clock that is asking."""
        (clock,) = self.every(ft.TimePicker)
        self.session.apply_patch(clock._i, {"value": at})
        await self.fire(clock, "change", at)

    async def answer_day(self, midnight: datetime) -> None:
        """Choose a day in the calendar that is asking; clients tell its first instant."""
        (days,) = self.every(ft.DatePicker)
        self.session.apply_patch(days._i, {"value": midnight})
        await self.fire(days, "change", midnight)

    async def type(self, key: str, text: str) -> None:
        """Type into the box with this key, a letter at a time, without waiting for an answer."""
        box = self.keyed(key)
        for end in range(1, len(text) + 1):
            self.session.apply_patch(box._i, {"value": text[:end]})
            self._dispatch(box._i, "change", text[:end])
            await asyncio.sleep(0)
        await self.settle()

    async def fill(self, key: str, text: str) -> None:
        """Put the whole text into the box at once, as pasting does."""
        box = self.keyed(key)
        self.session.apply_patch(box._i, {"value": text})
        await self.fire(box, "change", text)

    async def fire(self, control: Any, event: str, data: Any = None) -> None:
        """Send an event as a client does: its handler may still be waiting for something when this
        returns.
        """
        self._dispatch(control._i, event, data)
        await self.settle()

    async def press(self, key: str) -> None:
        """Press a key, as the page itself hears it: `Escape`, `E`."""
        held = {"shift": False, "ctrl": False, "alt": False, "meta": False}
        await self.fire(self.page, "keyboard_event", {"key": key, **held})

    async def go(self, route: str) -> None:
        """Arrive at an address."""
        self.arrive(route)
        await self.settle()

    async def back(self) -> None:
        """Press the system's own Back."""
        self._dispatch(self.page._i, "view_pop", {"route": self.views[-1].route})
        await self.settle()

    async def text_scale(self, scale: float) -> None:
        """The person asks the system for larger text."""
        hidden = (seen.control for seen in self._walk(self.page.overlay, (), set()))
        probe = next(
            control for control in hidden if isinstance(control, ft.Text) and control.on_size_change
        )
        await self.fire(probe, "size_change", {"w": 80.0 * scale, "h": 100.0 * scale})

    def arrive(self, route: str) -> None:
        """The client has changed its address."""
        self.session.apply_page_patch({"route": route})
        self._dispatch(self.page._i, "route_change", {"route": route})

    def dismiss(self, dialog: ft.DialogControl) -> None:
        """The client has closed it."""
        self.session.apply_patch(dialog._i, {"open": False})
        self._dispatch(dialog._i, "dismiss", None)

    def _dispatch(self, control: int, event: str, data: Any) -> None:
        coming = self.session.dispatch_event(control, event, data)
        task = asyncio.get_running_loop().create_task(coming, context=self._context.copy())
        self._events.add(task)
        task.add_done_callback(self._events.discard)

    # The wire -------------------------------------------------------------------------------------

    @property
    def sent(self) -> list[Sent]:
        """All messages so far."""
        return self.connection.sent

    def bytes_since(self, count: int) -> int:
        """How much went over the wire after the first `count` messages."""
        return sum(message.size for message in self.sent[count:])

    def told_to(self, kind: _Kind, name: str, *, since: int) -> list[Any]:
        """The values of one property that went to controls of this kind, whole ones left out."""
        told = [
            (id, path, value)
            for message in self.sent[since:]
            for id, path, value in changes(message)
            if path[-1] == name
        ]
        targets = [
            (functools.reduce(_inside, path[:-1], self.session.index.get(id)), value)
            for id, path, value in told
        ]
        return [value for target, value in targets if isinstance(target, kind)]

    @property
    def crashed(self) -> bool:
        """Whether Flet has told its client to give the app up."""
        return any(message.action == MessageAction.SESSION_CRASHED for message in self.sent)

    @property
    def alive(self) -> bool:
        """Whether Flet still draws."""
        return not self.session._Session__updates_task.done()  # type: ignore[attr-defined]

    def _walk(self, node: Any, around: tuple[Any, ...], seen: set[int]) -> Iterator[Seen]:
        if isinstance(node, (list, tuple)):
            for item in node:
                yield from self._walk(item, around, seen)
        elif isinstance(node, dict):
            for item in node.values():
                yield from self._walk(item, around, seen)
        elif isinstance(node, BaseControl) and id(node) not in seen:
            seen.add(id(node))
            if getattr(node, "visible", True) is False or getattr(node, "opacity", None) == 0:
                return
            yield Seen(node, around)
            if hasattr(node, "_b"):
                yield from self._walk(node._b, around, seen)
                return
            inside = (*around, node)
            for part in _parts(node):
                if isinstance(part, (BaseControl, list, tuple, dict)):
                    yield from self._walk(part, inside, seen)


def changes(message: Sent) -> Iterator[tuple[int, tuple[Any, ...], Any]]:
    """What a message sets: the control it begins at, the way from there, the value."""
    if message.action != MessageAction.PATCH_CONTROL:
        return
    paths = dict(_paths(message.body["patch"][0], ()))
    for operation in message.body["patch"][1:]:
        if operation[0] in _WITH_VALUE:
            yield message.body["id"], (*paths[operation[1]], operation[2]), operation[3]


def _paths(node: list[Any], so_far: tuple[Any, ...]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Flet's table of paths: each number with the way to what it stands for."""
    yield node[0], so_far
    for name, child in (node[1] if len(node) > 1 else {}).items():
        yield from _paths(child, (*so_far, name))


def _inside(whole: Any, name: str | int) -> Any:
    if isinstance(name, int):
        return whole[name] if whole and len(whole) > name else None
    return getattr(whole, name, None)


def _parts(control: Any) -> Iterator[Any]:
    """What was set in a control; asking it for all of its fields takes ten times as long."""
    yield from control._values.values()
    for name in type(control)._structural_fields:
        if name != "_parent":
            yield getattr(control, name, None)


def _touched(control: Any) -> bool:
    if isinstance(control, ft.RadioGroup):
        return False  # its buttons are
    return isinstance(control, (ft.Radio, ft.PopupMenuButton)) or any(
        getattr(control, event, None) is not None for event in TOUCHED
    )


def _own_name(control: Any) -> str:
    label = getattr(control, "label", None)
    if isinstance(label, str) and label:
        return label
    if isinstance(control, ft.NavigationBar):
        return ", ".join(str(destination.label) for destination in control.destinations)
    return " ".join(_plain_texts(control))


def _plain_texts(node: Any) -> Iterator[str]:
    if isinstance(node, ft.Text):
        yield _text_of(node)
    elif isinstance(node, list):
        for item in node:
            yield from _plain_texts(item)
    elif isinstance(node, BaseControl):
        for field in ("content", "controls", "title", "_b"):
            yield from _plain_texts(getattr(node, field, None))


def _text_of(text: ft.Text) -> str:
    return text.value or "".join(span.text or "" for span in text.spans or [])


def _texts_in(screen: Screen, region: Any) -> list[str]:
    return [
        _text_of(seen.control)
        for seen in screen._walk([region.content], (), set())
        if isinstance(seen.control, ft.Text)
    ]


def _with_group(screen: Screen) -> list[Seen]:
    found = []
    for seen in screen.everything:
        if isinstance(seen.control, ft.Radio):
            groups = [one for one in seen.around if isinstance(one, ft.RadioGroup)]
            found.append(Seen(seen.control, tuple(groups)))
    return found
