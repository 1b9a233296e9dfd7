"""An iPhone's notification centre and rubicon-objc's way to it, as far as the documentation tells
how they work.

rubicon-objc cannot be imported where there is no Objective-C runtime, so this stands in for both:
unknown classes and selectors fail, blocks have declared types and are not kept alive by the system,
completion handlers run on a thread of the system's, and what they are given is gone when they
return.
"""

from __future__ import annotations

import functools
import queue
import sys
import threading
import typing
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

YEARS = {"gregorian": 0, "buddhist": 543, "japanese": -2018}
"""What a calendar's year has more than the Gregorian one."""
UNITS = {
    1 << 2: "Year",
    1 << 3: "Month",
    1 << 4: "Day",
    1 << 5: "Hour",
    1 << 6: "Minute",
    1 << 7: "Second",
}
HOLDS = 64


class Gone(Exception):  # noqa: N818  # it stands for a crash
    """Memory was touched that is not ours any more."""


class Pointer:
    """`objc_id`."""

    def __init__(self, value: Any) -> None:
        self.value = value


class Block:
    """A Python function as a block: it has types, as rubicon asks for."""

    def __init__(self, function: Callable[..., Any], restype: Any = ..., *argtypes: Any) -> None:
        if restype is ...:
            raise ValueError("Function has no return type annotation")
        self.function, self.argtypes = function, argtypes


class Lent:
    """Something the system gives to a handler, for as long as the handler runs."""

    def __init__(self, thing: Any) -> None:
        self._thing, self._here = thing, True

    def _look(self) -> Any:
        if not self._here:
            raise Gone("read after the handler returned")
        return self._thing

    def __getattr__(self, name: str) -> Any:
        return getattr(self._look(), name)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._look())


@dataclass
class Components:
    parts: dict[str, int] = field(default_factory=dict)

    def alloc(self) -> Components:
        return Components()

    def init(self) -> Components:
        return self

    def __getattr__(self, name: str) -> Any:
        part = name.removeprefix("set").removesuffix("_")
        if name != f"set{part}_" or part not in UNITS.values():
            raise AttributeError(f"NSDateComponents has no attribute {name}")
        return functools.partial(self.parts.__setitem__, part)


@dataclass
class Content:
    title: str = ""
    body: str = ""
    thread: str = ""
    sound: str | None = None
    info: dict[str, str] = field(default_factory=dict)

    def alloc(self) -> Content:
        return Content()

    def init(self) -> Content:
        return self

    def setTitle_(self, text: str) -> None:
        self.title = text

    def setBody_(self, text: str) -> None:
        self.body = text

    def setThreadIdentifier_(self, text: str) -> None:
        self.thread = text

    def setSound_(self, sound: str | None) -> None:
        self.sound = sound

    def setUserInfo_(self, info: dict[str, str]) -> None:
        self.info = dict(info)


class NSObject:
    """What a class of ours inherits from; `alloc` and `init` as everywhere."""

    @classmethod
    def alloc(cls) -> Any:
        return cls.__new__(cls)

    def init(self) -> Any:
        return self


@dataclass
class Value:
    """An object with declared properties, which rubicon reads at once, or sees as methods where
    they are not declared.
    """

    phone: Phone
    values: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        if name not in self.values:
            raise AttributeError(name)
        return self.values[name] if self.phone.declares_properties else lambda: self.values[name]


@dataclass
class Request:
    identifier: str
    content: Content
    parts: dict[str, int] | None
    """None asks for now."""


class Center:
    """`UNUserNotificationCenter`: what it is asked happens later, in order, on its own thread."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    def setDelegate_(self, delegate: Any) -> None:
        self._phone.delegate = weakref.ref(delegate)

    def getNotificationSettingsWithCompletionHandler_(self, block: Block) -> None:
        phone = self._phone
        phone.later(block, lambda: [Value(phone, {"authorizationStatus": phone.status})])

    def requestAuthorizationWithOptions_completionHandler_(
        self, options: int, block: Block
    ) -> None:
        phone = self._phone
        phone.asked_for.append(options)

        def ask() -> list[Any]:
            if phone.status == 0:
                phone.status = phone.person_answers
            return [phone.status == 2, None]

        phone.later(block, ask)

    def getPendingNotificationRequestsWithCompletionHandler_(self, block: Block) -> None:
        phone = self._phone
        phone.later(
            block,
            lambda: [[Value(phone, {"identifier": identifier}) for identifier in phone.pending]],
        )

    def getDeliveredNotificationsWithCompletionHandler_(self, block: Block) -> None:
        phone = self._phone
        phone.later(
            block,
            lambda: [[phone.notification(request, when) for request, when in phone.delivered]],
        )

    def addNotificationRequest_withCompletionHandler_(self, request: Request, block: Block) -> None:
        self._phone.later(block, lambda: [self._phone.add(request)])

    def removePendingNotificationRequestsWithIdentifiers_(self, identifiers: list[str]) -> None:
        def remove() -> None:
            for identifier in identifiers:
                self._phone.pending.pop(identifier, None)

        # It answers nobody and happens behind what is asked next, which is how additions are lost.
        self._phone.lazily(remove)

    def removeDeliveredNotificationsWithIdentifiers_(self, identifiers: list[str]) -> None:
        self._phone.delivered[:] = [
            one for one in self._phone.delivered if one[0].identifier not in identifiers
        ]


class Phone:
    """An iPhone with one app on it."""

    def __init__(self, now: datetime, zone: str) -> None:
        self.now, self.zone_name, self.calendar = now, zone, "gregorian"
        self.status, self.person_answers = 2, 2
        self.declares_properties = True
        self.open = True
        self.answers = True
        self.laziness = 2
        self.refuses: Callable[[Request], bool] = lambda _request: False
        self.pending: dict[str, Request] = {}
        self.delivered: list[tuple[Request, datetime]] = []
        self.shown: list[Request] = []
        self.dropped: list[str] = []
        self.asked_for: list[int] = []
        self.opened: list[str] = []
        self.backed_up: dict[str, bool] = {}
        self.crashes: list[str] = []
        self.threads: set[int] = set()
        self.delegate: Callable[[], Any] = lambda: None
        self.center = Center(self)
        self._lazy: list[tuple[int, Callable[[], None]]] = []
        self._work: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name="the system's", daemon=True)
        self._thread.start()

    def zone(self) -> str:
        return self.zone_name

    # The system's thread --------------------------------------------------------------------------

    def later(self, block: Block, outcome: Callable[[], list[Any]]) -> None:
        held = weakref.ref(block)  # the system does not keep what we do not keep
        del block

        def work() -> None:
            given = outcome()
            block = held()
            if block is None:
                self.crashes.append("a handler was gone when it was called")
                return
            if not self.answers:
                return
            lent = [
                one if isinstance(one, bool) else None if one is None else Lent(one)
                for one in given
            ]
            kinds = ["bool" if kind is bool else "object" for kind in block.argtypes]
            if kinds != ["bool" if isinstance(one, bool) else "object" for one in given]:
                self.crashes.append(f"a handler with the wrong types {kinds}")
                return
            self.threads.add(threading.get_ident())
            try:
                block.function(*[one if isinstance(one, bool) else Pointer(one) for one in lent])
            except Exception as error:
                self.crashes.append(f"an exception left a handler: {error!r}")
            for one in lent:
                if isinstance(one, Lent):
                    one._here = False

        self._work.put(work)

    def busy_until(self, event: threading.Event) -> None:
        """Nothing is answered before that."""
        self._work.put(lambda: void(event.wait(5)))

    def lazily(self, work: Callable[[], None]) -> None:
        self._lazy.append((self.laziness, work))

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            work()
            self._lazy, due = (
                [(n - 1, late) for n, late in self._lazy if n > 0],
                [late for n, late in self._lazy if n <= 0],
            )
            for late in due:
                late()

    def close(self) -> None:
        self._work.put(None)
        self._thread.join(timeout=5)

    # Notifications --------------------------------------------------------------------------------

    def notification(self, request: Request, when: datetime) -> Value:
        wrapped = Value(self, {"identifier": request.identifier, "content": self.content(request)})
        return Value(
            self,
            {"request": wrapped, "date": Value(self, {"timeIntervalSince1970": when.timestamp()})},
        )

    def content(self, request: Request) -> Value:
        class Info:
            def objectForKey_(self, key: str) -> str | None:
                return request.content.info.get(key)

        return Value(self, {"userInfo": Info()})

    def add(self, request: Request) -> Any:
        if self.status != 2 or self.refuses(request):
            return Value(self, {"code": 1})
        if request.parts is None:
            self._deliver(request)
        elif len(self.pending) >= HOLDS and request.identifier not in self.pending:
            self.dropped.append(request.identifier)
        else:
            self.pending[request.identifier] = request
        return None

    def rings_at(self, request: Request) -> datetime:
        """When, in the zone the phone is in now and read in the calendar it has now."""
        assert request.parts is not None
        parts = {name.lower(): value for name, value in request.parts.items()}
        parts["year"] -= YEARS[self.calendar]
        return datetime(**parts, tzinfo=ZoneInfo(self.zone_name)).astimezone(UTC)  # type: ignore[arg-type]

    def travel(self, now: datetime) -> None:
        """Time passes, and what is due on the way is shown."""
        due = sorted(
            (self.rings_at(request), identifier) for identifier, request in self.pending.items()
        )
        for when, identifier in due:
            if self.now < when <= now:
                before, self.now = self.now, when
                self._deliver(self.pending.pop(identifier))
                self.now = before
        self.now = now

    def _deliver(self, request: Request) -> None:
        if self.status != 2:
            return
        if self.open:
            delegate = self.delegate()
            chosen: list[int] = []
            if delegate is not None:
                tell = (
                    delegate.userNotificationCenter_willPresentNotification_withCompletionHandler_
                )
                tell(self.center, self.notification(request, self.now), chosen.append)
            if not chosen or not chosen[0] & 16:
                return  # swallowed
        self.delivered.append((request, self.now))
        self.shown.append(request)

    def tap(self, request: Request) -> int:
        """How often the handler was called, which must be once."""
        called: list[None] = []
        response = Value(self, {"notification": self.notification(request, self.now)})
        self.delivered[:] = [one for one in self.delivered if one[0] is not request]
        delegate = self.delegate()
        delegate.userNotificationCenter_didReceiveNotificationResponse_withCompletionHandler_(
            self.center, response, lambda: called.append(None)
        )
        return len(called)

    # Classes --------------------------------------------------------------------------------------

    def find_class(self, name: str) -> Any:
        phone = self

        class Requests:
            def requestWithIdentifier_content_trigger_(
                self, identifier: str, content: Content, trigger: Components | None
            ) -> Request:
                return Request(
                    identifier, content, None if trigger is None else dict(trigger.parts)
                )

        class Triggers:
            def triggerWithDateMatchingComponents_repeats_(
                self, components: Components, repeats: bool
            ) -> Components:
                assert repeats is False
                return components

        class Calendar:
            def __init__(self, kind: str) -> None:
                self.kind = kind

            def dateFromComponents_(self, components: Components) -> datetime:
                parts = {name.lower(): value for name, value in components.parts.items()}
                parts["year"] -= YEARS[self.kind]
                local = datetime(**parts, tzinfo=ZoneInfo(phone.zone_name))  # type: ignore[arg-type]
                return local.astimezone(
                    UTC
                )  # a skipped time comes after the gap, as NSCalendar has it

            def components_fromDate_(self, units: int, date: datetime) -> Components:
                local = date.astimezone(ZoneInfo(phone.zone_name))
                names = [name for unit, name in UNITS.items() if units & unit]
                parts = {name: getattr(local, name.lower()) for name in names}
                parts["Year"] += YEARS[self.kind]
                return Components(parts)

        class Calendars:
            def calendarWithIdentifier_(self, kind: str) -> Calendar:
                return Calendar(kind)

            @property
            def currentCalendar(self) -> Any:
                return (
                    Calendar(phone.calendar)
                    if phone.declares_properties
                    else lambda: Calendar(phone.calendar)
                )

        class Addresses:
            def URLWithString_(self, text: str) -> str:
                return text

            def fileURLWithPath_(self, path: str) -> Address:
                return Address(path)

        class Address:
            def __init__(self, path: str) -> None:
                self.path = path

            def setResourceValue_forKey_error_(self, value: bool, key: str, error: Any) -> bool:
                assert error is None
                if key != "NSURLIsExcludedFromBackupKey" or phone.refuses_backup_key:
                    return False
                phone.backed_up[self.path] = not value
                return True

        class Applications:
            def openURL_options_completionHandler_(
                self, address: str, options: dict[str, Any], block: None
            ) -> None:
                phone.opened.append(address)

        known = {
            "UNUserNotificationCenter": Value(self, {"currentNotificationCenter": self.center}),
            "UNMutableNotificationContent": Content(),
            "UNNotificationSound": Value(self, {"defaultSound": "default"}),
            "UNNotificationRequest": Requests(),
            "UNCalendarNotificationTrigger": Triggers(),
            "NSDateComponents": Components(),
            "NSCalendar": Calendars(),
            "NSURL": Addresses(),
            "UIApplication": Value(self, {"sharedApplication": Applications()}),
        }
        if name not in known:
            raise NameError(f"ObjC Class {name!r} couldn't be found.")
        return known[name]

    refuses_backup_key = False

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Have `rubicon.objc` mean this phone."""
        objc, runtime, rubicon = (
            ModuleType("rubicon.objc"),
            ModuleType("rubicon.objc.runtime"),
            ModuleType("rubicon"),
        )
        api: Any = objc
        api.Block, api.NSObject, api.objc_id, api.NSUInteger = Block, NSObject, Pointer, int
        api.ObjCClass = self.find_class
        api.ObjCInstance = lambda pointer: pointer.value
        api.ObjCBlock = lambda block, restype, *argtypes: block
        api.objc_method = checked_method
        api.objc_const = lambda library, name: name
        low: Any = runtime
        low.load_library = self._load
        low.autoreleasepool = _pool
        api.runtime = runtime
        for module in (rubicon, objc, runtime):
            monkeypatch.setitem(sys.modules, module.__name__, module)

    def _load(self, name: str) -> None:
        if name not in ("UserNotifications", "Foundation"):
            raise ValueError(f"Library {name!r} not found")


def checked_method(method: Callable[..., Any]) -> Callable[..., Any]:
    """`objc_method`: every annotation is looked up, and has to be a type Objective-C knows."""
    for kind in typing.get_type_hints(method).values():
        assert kind in (type(None), int, float, bool), f"{kind} is no type of Objective-C"
    assert method.__name__.count("_") == method.__code__.co_argcount - 1
    return method


@contextmanager
def _pool() -> Iterator[None]:
    yield


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def void(_result: object) -> None:
    """For what is done and not asked for."""
