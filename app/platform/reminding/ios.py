"""Reminders on iPhone and iPad: the system knows the coming ones and shows them, whether Glimmers
is open or not.

Everything goes through rubicon-objc to `UNUserNotificationCenter`. What is said here of the system
comes from its documentation and from others' reports; it was never seen on a device from here
(docs/phones.md lists what to look at).
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

from app.core.errors import NotShownError
from app.core.ports import Clock, Permission, SettingsPage
from app.core.reminders import LATE, Nudge
from app.words.prompts import prompt_words

T = TypeVar("T")

_log = logging.getLogger(__name__)

LINK = "glimmers://app/capture?prompt="
"""Where a tap leads, and the prompt's id behind it."""

MOST = 60
"""Notifications planned at once. The system keeps 64 of an app and drops the others without a word;
some are left for `show`."""
PLANNED, SHOWN = "glimmers.nudge.", "glimmers.now."
"""How the identifiers of what was planned begin, and of what is shown at once."""
OWN_SETTINGS = "app-settings:"
"""UIApplicationOpenSettingsURLString:
https://developer.apple.com/documentation/uikit/uiapplication/opensettingsurlstring"""
MEMORY = "ios_reminders.json"

TIMEOUT_S = 10.0
"""Seconds the system may take to answer what no person is asked."""
A_MOMENT = 0.1
"""Seconds between two looks at what the system has done."""
LOOKS = 50

# Numbers of the system's headers.
_ASKED_FOR = 2 | 4  # UNAuthorizationOptionSound | Alert: no number is ever put on the icon
_WHILE_OPEN = (
    2 | 4 | 8 | 16
)  # Sound | Alert (until iOS 13) | List | Banner: with Glimmers open it is shown like any other
_PARTS = (
    1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7
)  # NSCalendarUnit: year, month, day, hour, minute, second
_STATUS: dict[int, Permission] = {
    0: "unasked",
    1: "denied",
    2: "granted",
    3: "granted",
    4: "granted",
}


@dataclass
class _Memory:
    """What the system does not tell later: when it was asked to show what, in seconds since
    1970."""

    planned: dict[str, float] = field(default_factory=dict)
    """By identifier."""
    last: float | None = None


class IosNotifier:
    """Reminders through the system's notification centre."""

    platform: Literal["ios"] = "ios"
    reach: Literal["closed"] = "closed"

    def __init__(self, folder: Path, clock: Clock) -> None:
        """`folder` keeps a small file about what was planned; it must be one that no backup takes
        away."""
        self._file = folder / MEMORY
        self._clock = clock
        # The system may call a handler long after we stopped waiting for it, and calls into freed
        # memory if it is gone.
        self._handlers: set[Any] = set()

    async def permission(self) -> Permission:
        """What the person answered so far, or chose in the system's settings since."""
        center = _center()
        return await self._answer(
            center.getNotificationSettingsWithCompletionHandler_, "object", read=_permission
        )

    async def ask(self) -> Permission:
        """Show the system's question, if it was never answered; it waits for the person as long as
        they need.

        Raises:
            NotShownError: the system could not ask.
        """
        center = _center()
        ask = functools.partial(
            center.requestAuthorizationWithOptions_completionHandler_, _ASKED_FOR
        )
        # An error comes with a plain "no" too: what counts is what the settings say afterwards.
        await self._answer(
            ask, "bool", "object", read=lambda _granted, _error: None, timeout_s=None
        )
        return await self.permission()

    async def replace_all(self, nudges: Sequence[Nudge]) -> None:
        """Plan the next `MOST` of these and nothing else.

        An identifier says when and what, so one that is planned already is left alone, and one
        that was planned in another language gives way to its like in the language of now. What was
        removed and what is added never share one: removing happens behind our back, and would take
        away what was added under the same name.

        Raises:
            NotShownError: the system refused some; the others are planned.
        """
        now = self._clock.now()
        memory = await self._look_back(now)
        wanted = {_identifier(nudge): nudge for nudge in nudges if nudge.instant > now}
        wanted = dict(sorted(wanted.items(), key=lambda item: item[1].instant)[:MOST])
        center = _center()
        planned = await self._pending(center)
        await self._remove(center, planned - wanted.keys())
        await self._sweep(center, now)
        if wanted and await self.permission() != "granted":
            wanted = {}
            await self._remove(center, planned)
        missing = [identifier for identifier in wanted if identifier not in planned]
        refused = {
            identifier
            for identifier in missing
            if not await self._add(center, identifier, wanted[identifier])
        }
        memory.planned = {
            identifier: nudge.instant.timestamp()
            for identifier, nudge in wanted.items()
            if identifier not in refused
        }
        self._remember(memory)
        if refused:
            raise NotShownError("ios took some")

    async def show(self, nudge: Nudge) -> None:
        """Show this one now, above Glimmers itself too, and look whether it was shown.

        Raises:
            NotShownError: not allowed, refused, or taken and not shown.
        """
        if await self.permission() != "granted":
            raise NotShownError("ios denied")
        center, now = _center(), self._clock.now()
        identifier = f"{SHOWN}{now.timestamp():.3f}"
        if not await self._add(center, identifier, nudge, at_once=True):
            raise NotShownError("ios refused")
        for _ in range(LOOKS):
            if any(delivered == identifier for delivered, _ in await self._delivered(center)):
                break
            await asyncio.sleep(A_MOMENT)
        else:
            raise NotShownError("ios kept it")
        memory = self._recall()
        memory.last = now.timestamp()
        self._remember(memory)

    async def advice(self) -> str:
        """Nothing: iOS shows what is planned whatever the battery does."""
        return ""

    async def open_settings(self, what: SettingsPage = "notifications") -> bool:  # noqa: ARG002  # there is one page for all
        """Open the page of Glimmers in the system's settings."""
        _open_address(OWN_SETTINGS)
        return True

    async def last_shown(self) -> datetime | None:
        """When the last one was handed to the person, as far as it can be known.

        The system tells when it showed those that still lie in its list. One that is no longer
        planned, though its time has come and reminders are allowed, was shown too and has been
        tapped or wiped away: for those the planned time is told. None tells that it was seen: a
        Focus may have kept it silent.
        """
        memory = await self._look_back(self._clock.now())
        self._remember(memory)
        return None if memory.last is None else datetime.fromtimestamp(memory.last, UTC)

    # What happened since --------------------------------------------------------------------------

    async def _look_back(self, now: datetime) -> _Memory:
        """What is remembered, and what the system tells in addition."""
        memory, center = self._recall(), _center()
        shown = [when for _, when in await self._delivered(center)]
        if memory.planned and await self.permission() == "granted":
            waiting = await self._pending(center)
            shown += [
                when for identifier, when in memory.planned.items() if identifier not in waiting
            ]
        known = [
            when for when in (*shown, memory.last) if when is not None and when <= now.timestamp()
        ]
        memory.last = max(known, default=None)
        return memory

    async def _sweep(self, center: Any, now: datetime) -> None:
        """Take from the list what came long ago: a pile of questions nags."""
        oldest = (now - LATE).timestamp()
        old = [identifier for identifier, when in await self._delivered(center) if when < oldest]
        if old:
            center.removeDeliveredNotificationsWithIdentifiers_(old)

    def _recall(self) -> _Memory:
        try:
            record = json.loads(self._file.read_text("utf-8"))
            planned = {
                str(identifier): float(when) for identifier, when in record["planned"].items()
            }
            return _Memory(planned, None if record["last"] is None else float(record["last"]))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return (
                _Memory()
            )  # never written, or damaged: then less is known, and nothing else is lost

    def _remember(self, memory: _Memory) -> None:
        record = json.dumps({"planned": memory.planned, "last": memory.last})
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            unfinished = self._file.with_suffix(".new")
            unfinished.write_text(record, "utf-8")
            unfinished.replace(self._file)
        except OSError:
            _log.warning("when reminders were shown could not be written down", exc_info=True)

    # The system -----------------------------------------------------------------------------------

    async def _pending(self, center: Any) -> set[str]:
        """Identifiers of what is planned, ours only."""
        found = await self._answer(
            center.getPendingNotificationRequestsWithCompletionHandler_, "object", read=_identifiers
        )
        return {identifier for identifier in found if identifier.startswith(PLANNED)}

    async def _delivered(self, center: Any) -> list[tuple[str, float]]:
        """Identifier and time of what lies in the system's list, ours only."""
        found = await self._answer(
            center.getDeliveredNotificationsWithCompletionHandler_, "object", read=_deliveries
        )
        return [
            (identifier, when)
            for identifier, when in found
            if identifier.startswith((PLANNED, SHOWN))
        ]

    async def _remove(self, center: Any, identifiers: Iterable[str]) -> None:
        """Remove these from what is planned, and wait until they are: only then is there room for
        as many others."""
        gone = set(identifiers)
        if not gone:
            return
        center.removePendingNotificationRequestsWithIdentifiers_(sorted(gone))
        for _ in range(LOOKS):
            if not gone & await self._pending(center):
                return
            await asyncio.sleep(A_MOMENT)
        _log.warning("reminders of an earlier plan are still there")

    async def _add(
        self, center: Any, identifier: str, nudge: Nudge, *, at_once: bool = False
    ) -> bool:
        """Whether the system took it."""
        with _pool():
            request = _class("UNNotificationRequest").requestWithIdentifier_content_trigger_(
                identifier, _content(nudge), None if at_once else _trigger(nudge.wall)
            )
            add = functools.partial(center.addNotificationRequest_withCompletionHandler_, request)
        code = await self._answer(add, "object", read=_error_code)
        if code:
            _log.warning("the system refused a reminder with error %d", code)
        return not code

    async def _answer(
        self,
        start: Callable[[Any], Any],
        *kinds: Literal["bool", "object"],
        read: Callable[..., T],
        timeout_s: float | None = TIMEOUT_S,
    ) -> T:
        """Start something, and wait for what the system says when it is done.

        The handler runs on a thread of the system's, and what it is given may be gone when it
        returns: `read` takes plain values out of it there, and only those come over to the loop.

        Raises:
            NotShownError: no answer within `timeout_s` seconds.
        """
        from rubicon.objc import Block, ObjCInstance, objc_id

        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()

        def settle(value: T | None, error: Exception | None) -> None:
            self._handlers.discard(block)
            if answer.done():
                return  # nobody waits any more
            if error:
                answer.set_exception(error)
            else:
                answer.set_result(value)  # type: ignore[arg-type]  # without an error there is a value

        def handler(*given: Any) -> None:
            value, problem = None, None
            try:
                value = read(
                    *[
                        ObjCInstance(one) if kind == "object" else one
                        for kind, one in zip(kinds, given, strict=True)
                    ]
                )
            except Exception as error:  # nothing may fly out of a call the system made
                problem = error
            with contextlib.suppress(
                RuntimeError
            ):  # the loop has ended, and with it whoever waited
                loop.call_soon_threadsafe(settle, value, problem)

        block = Block(handler, None, *[objc_id if kind == "object" else bool for kind in kinds])
        self._handlers.add(block)
        start(block)
        try:
            return await asyncio.wait_for(answer, timeout_s)
        except TimeoutError as error:
            raise NotShownError("ios silent") from error


def _identifier(nudge: Nudge) -> str:
    """The same for the same reminder and no other, in every run: what it says is part of it."""
    said = hashlib.sha256(prompt_words.lock_screen_text(nudge.prompt).encode()).hexdigest()[:8]
    return f"{PLANNED}{nudge.wall:%Y%m%dT%H%M%S}.{nudge.prompt}.{said}"


def _content(nudge: Nudge) -> Any:
    content = _class("UNMutableNotificationContent").alloc().init()
    content.setTitle_(prompt_words.TITLE)
    content.setBody_(prompt_words.lock_screen_text(nudge.prompt))
    content.setThreadIdentifier_("glimmers")  # those that wait together are shown as one stack
    content.setSound_(_value(_class("UNNotificationSound"), "defaultSound"))
    content.setUserInfo_({"link": LINK + nudge.prompt})
    return content


def _trigger(wall: datetime) -> Any:
    """At this time of the wall clock, in whichever zone the device then is.

    Components without a zone move with the device. Those without a calendar are read in the one
    chosen in its settings: a phone with the Buddhist calendar takes 2026 for a year long ago, and
    never rings. So the day is told in that calendar. A time that the clocks skip comes after the
    gap; of a time that comes twice, the first is meant.
    """
    asked = _class("NSDateComponents").alloc().init()
    for part, value in zip(
        ("Year", "Month", "Day", "Hour", "Minute", "Second"), wall.timetuple(), strict=False
    ):
        getattr(asked, f"set{part}_")(value)
    calendars = _class("NSCalendar")
    date = calendars.calendarWithIdentifier_("gregorian").dateFromComponents_(asked)
    told = _value(calendars, "currentCalendar").components_fromDate_(_PARTS, date)
    return _class("UNCalendarNotificationTrigger").triggerWithDateMatchingComponents_repeats_(
        told, False
    )


def _permission(settings: Any) -> Permission:
    return _STATUS.get(int(_value(settings, "authorizationStatus")), "denied")


def _identifiers(requests: Any) -> list[str]:
    return [str(_value(request, "identifier")) for request in requests]


def _deliveries(notifications: Any) -> list[tuple[str, float]]:
    return [
        (
            str(_value(_value(one, "request"), "identifier")),
            float(_value(_value(one, "date"), "timeIntervalSince1970")),
        )
        for one in notifications
    ]


def _error_code(error: Any) -> int:
    """0 for no error."""
    return 0 if error is None else int(_value(error, "code")) or -1


def _value(thing: Any, name: str) -> Any:
    """A value without arguments: rubicon gives declared properties at once and anything else as a
    method."""
    found = getattr(thing, name)
    return found() if callable(found) else found


def _class(name: str) -> Any:
    from rubicon.objc import ObjCClass

    return ObjCClass(name)


def _pool() -> Any:
    """Objects made inside are let go at its end: Python's thread has no pool of its own."""
    from rubicon.objc.runtime import autoreleasepool

    return autoreleasepool()


@functools.cache
def _center() -> Any:
    """The notification centre, which from now on asks us what to do with a tap, and while Glimmers
    is open."""
    from rubicon.objc.runtime import load_library

    load_library("UserNotifications")
    center = _value(_class("UNUserNotificationCenter"), "currentNotificationCenter")
    center.setDelegate_(_delegate())
    return center


@functools.cache
def _delegate() -> Any:
    """Kept for good: the centre itself does not hold on to it, and a class of this name can be made
    only once."""
    from rubicon.objc import NSObject, NSUInteger, ObjCBlock, objc_method

    # Parameters have no annotations on purpose: rubicon reads them as Objective-C types, and
    # without one takes an object.
    class GlimmersNudgeDelegate(NSObject):  # type: ignore[misc]
        @objc_method  # type: ignore[untyped-decorator]
        def userNotificationCenter_willPresentNotification_withCompletionHandler_(  # type: ignore[no-untyped-def]
            self, _center, _notification, handler
        ) -> None:
            ObjCBlock(handler, None, NSUInteger)(_WHILE_OPEN)

        @objc_method  # type: ignore[untyped-decorator]
        def userNotificationCenter_didReceiveNotificationResponse_withCompletionHandler_(  # type: ignore[no-untyped-def]
            self, _center, response, handler
        ) -> None:
            try:
                _open(response)
            except Exception:
                _log.exception("the tap on a reminder led nowhere")
            ObjCBlock(handler, None)()

    return GlimmersNudgeDelegate.alloc().init()


def _open(response: Any) -> None:
    """Open what the tapped reminder links to, if it is ours: Flutter then goes there as by any
    other link."""
    request = _value(_value(response, "notification"), "request")
    link = str(_value(_value(request, "content"), "userInfo").objectForKey_("link"))
    if link.startswith(LINK):
        _open_address(link)


def _open_address(address: str) -> None:
    url = _class("NSURL").URLWithString_(address)
    _value(_class("UIApplication"), "sharedApplication").openURL_options_completionHandler_(
        url, {}, None
    )
