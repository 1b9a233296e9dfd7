"""Asks the browser's page for what Python's worker cannot do itself, and hears what happens to the
page."""

from __future__ import annotations

import asyncio
import contextvars
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.core.ports import GoneOut, Permission

ANSWER_SECONDS = 10.0
PERSON_SECONDS = 120.0
"""How long a person may take to answer; the page itself gives up before that."""


class PageEvent(Enum):
    """What happened to the page."""

    SHOWN = "visible"
    HIDDEN = "hidden"
    """Also when the phone's screen goes dark; the last moment that is sure to come."""
    LEAVING = "pagehide"


class PageRefusedError(Exception):
    """The page could not do what was asked; `str(error)` is the browser's reason."""

    def __init__(self, what: str, reason: str | None = None) -> None:
        super().__init__(what)
        self.reason = reason
        """The page's own word for it, where it has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppVersions:
    """Builds of the web app, by their ids; all `None` before the app is kept for offline use."""

    serving: str | None
    """The one this page is."""
    newest: str | None
    previous: str | None
    """The one `previous_version` would go back to."""

    @property
    def went_back(self) -> bool:
        """Whether a newer version handed back to this one."""
        return self.serving != self.newest


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNotifications:
    """How it stands with notifications in this browser."""

    works: bool
    """Whether this browser has any for pages like ours."""
    permission: Permission
    last_shown: datetime | None
    """When (UTC) the browser last listed one of ours, in this visit or an earlier one."""


class PageBridge:
    """The line between Python's worker and its own page; no other tab is on it.

    `on_event` is called in the context in which the bridge was made, so it may change what Flet
    shows.
    """

    def __init__(self, on_event: Callable[[PageEvent], None] | None = None) -> None:
        import js
        from pyodide.ffi import create_proxy

        self.serves_photos = False
        """Whether the page's service worker answers for photos; certain once `ask_served` was
        answered, and kept true to it."""
        self.on_files: Callable[[list[Any]], None] | None = None
        """Hears of Files that were pasted or dropped, in the context in which the bridge was
        made."""

        self.on_early: Callable[[str], None] | None = None
        """Hears the id of each glimmer that the page's own button has put into the inbox, in the
        context in which the bridge was made."""
        self.on_focus: Callable[[], None] | None = None
        """Hears that the page's own button goes and has the keyboard's focus, likewise."""

        # A screen may ask before the page can answer; what workers have is nearly always what pages
        # have.
        self.can_notify = bool(js.self.isSecureContext) and hasattr(js, "Notification")
        """Whether this browser has notifications for pages like ours; certain once `shown` was
        answered."""
        self._on_event = on_event
        self._context = contextvars.copy_context()
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._numbers = itertools.count(1)
        self._channel: Any = js.BroadcastChannel.new(js.self.name)
        self._hear = create_proxy(
            self._on_message
        )  # JavaScript keeps no Python object alive by itself
        self._channel.onmessage = self._hear

    async def call(
        self, op: str, *, timeout_s: float | None = ANSWER_SECONDS, **args: object
    ) -> dict[str, Any]:
        """What the page answers to `op`, one of the operations in `build/page/`, within `timeout_s`
        seconds; None waits for ever.

        Blobs and Files go there and come back as they are, by reference.

        Raises:
            PageRefusedError: the page said no, or nothing.
        """
        import js
        from pyodide.ffi import to_js

        number = next(self._numbers)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            message = args | {"id": number, "op": op}
            self._channel.postMessage(to_js(message, dict_converter=js.Object.fromEntries))
            reply = await asyncio.wait_for(answer, timeout_s)
        except TimeoutError as error:
            raise PageRefusedError(f"{op}: no answer") from error
        finally:
            self._waiting.pop(number, None)
        if not reply["ok"]:
            raise PageRefusedError(f"{op}: {reply['error']}", reply.get("reason"))
        result: dict[str, Any] = reply["result"]
        return result

    async def shown(self) -> str | None:
        """The first screen is there: the splash may go, once `early_answered` was said of the last
        tap on the page's own button. Returns the id of what that has kept so far, if anything;
        `on_early` hears of the rest.
        """
        answer = await self.call("shown")
        self.can_notify = bool(answer.get("notifications"))
        early: str | None = answer.get("early")
        return early

    async def early_answered(self, id: str) -> None:
        """What the page's own button has kept under this id is on the app's screen, or cannot be:
        that button may go."""
        await self.call("early_answered", kept=id)

    async def persist(self) -> bool:
        """Asks the browser never to clear our files by itself; whether it agreed."""
        return bool((await self.call("persist"))["persisted"])

    async def versions(self) -> AppVersions:
        """Which build this is, and which others are here."""
        return AppVersions(**await self.call("version"))

    async def previous_version(self) -> bool:
        """Goes back to the build before this one and reloads the page; false when there is none."""
        return bool((await self.call("previous_version"))["changed"])

    async def newest_version(self) -> bool:
        """Tries the newest build again after having gone back; false when this is it."""
        return bool((await self.call("newest_version"))["changed"])

    async def remember_look(self, look: str) -> None:
        """Tells the splash of the next start which look was chosen: `day`, `night` or `system`."""
        await self.call("look", look=look)

    async def forget(self) -> None:
        """Delete what the page itself has kept: the look of its splash, when it last reminded; and
        take away the reminders that are shown.
        """
        await self.call("forget")

    async def hide(self) -> None:
        """Show a blank page at once, until somebody brings this one back."""
        await self.call("hide")

    async def notifications(self) -> PageNotifications:
        """How it stands with notifications; asks nobody."""
        return self._notifications(await self.call("notification_permission"))

    async def ask_notifications(self) -> PageNotifications:
        """Shows the browser's question, if it was never answered, and waits for the answer up to a
        minute and a half.

        Where a browser wants to be asked within a tap itself, as Safari does, the person's next tap
        asks.
        """
        return self._notifications(await self.call("ask_notifications", timeout_s=PERSON_SECONDS))

    async def show_notification(
        self,
        *,
        title: str,
        body: str,
        tag: str,
        link: str,
        icon: str,
        later: str,
        lang: str,
        wait: float,
    ) -> None:
        """Shows a notification in place of the one with the same tag; done when the browser lists
        it.

        `link` is a route of the app, to which a tap leads; `icon` a path within the app; `later`
        the word on a button that shows it again after `wait` seconds, if the page still lives then;
        `lang` the language (BCP 47) of all its words, in which screen readers read them.

        Raises:
            PageRefusedError: not shown; its `reason` is `insecure` (no https), `unsupported`,
            `denied`, `unasked`, `no-worker`,
                `not-ready` (the first visit is still being put away for use offline), `not-listed`,
                or None.
        """
        await self.call(
            "show_notification",
            title=title,
            body=body,
            tag=tag,
            link=link,
            icon=icon,
            later=later,
            lang=lang,
            wait=wait,
        )

    async def forget_later(self) -> None:
        """Nothing that was put off is shown any more."""
        await self.call("forget_later")

    async def ask_served(self) -> bool:
        """Whether the page's service worker answers for photos by now; from here on `serves_photos`
        follows it."""
        self.serves_photos = bool((await self.call("photos_served"))["served"])
        return self.serves_photos

    async def share(self, blob: Any, *, name: str, text: str = "") -> GoneOut:
        """Offers a Blob to the system's share sheet, with words beside it; where there is none for
        files, downloads it.

        Call it soon after a tap: browsers ask nobody else. Where the tap no longer counts, the next
        one opens the sheet.

        Raises:
            PageRefusedError: the browser could do neither.
        """
        return await self._went("share", blob=blob, name=name, text=text)

    async def save(self, blob: Any, *, name: str) -> GoneOut:
        """Downloads a Blob as a file of this name.

        Raises:
            PageRefusedError: the browser could not.
        """
        return await self._went("save", blob=blob, name=name)

    async def share_text(self, text: str) -> GoneOut:
        """Offers words to the system's share sheet; where there is none, or it may not be opened
        from here, copies them.

        Raises:
            PageRefusedError: the browser could do neither.
        """
        return await self._went("share_text", text=text)

    async def copy_text(self, text: str) -> GoneOut:
        """Puts words into the clipboard.

        Raises:
            PageRefusedError: the browser does not let the page write it.
        """
        return await self._went("copy_text", text=text)

    async def _went(self, op: str, **what: object) -> GoneOut:
        outcome: GoneOut = (await self.call(op, timeout_s=None, **what))["outcome"]
        return outcome

    def _notifications(self, answer: dict[str, Any]) -> PageNotifications:
        self.can_notify = bool(answer["works"])
        last = answer.get(
            "last_shown"
        )  # left out if none was: the null of JavaScript is no None here
        return PageNotifications(
            works=self.can_notify,
            permission=answer["permission"],
            last_shown=None if last is None else datetime.fromtimestamp(last / 1000, UTC),
        )

    def _on_message(self, event: Any) -> None:
        message: dict[str, Any] = event.data.to_py()
        if message.get("event") == "photos_served":
            self.serves_photos = bool(message["served"])
        elif message.get("event") == "photos":
            if self.on_files is not None:
                self._context.copy().run(self.on_files, message["files"])
        elif message.get("event") == "early":
            if self.on_early is not None:
                self._context.copy().run(self.on_early, message["id"])
        elif message.get("event") == "focus":
            if self.on_focus is not None:
                self._context.copy().run(self.on_focus)
        elif "event" in message:
            if self._on_event is not None:
                happened = PageEvent(message.get("state", message["event"]))
                self._context.copy().run(self._on_event, happened)
        elif (answer := self._waiting.get(message.get("id", 0))) is not None and not answer.done():
            answer.set_result(message)
