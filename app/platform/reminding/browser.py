"""Reminders in a browser: shown by the page's service worker, as long as a tab with Glimmers is open.

Only a server could wake a closed one, and Glimmers has none. What each browser does is in `build/page/bridge.js`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from urllib.parse import quote

from app.core.errors import NotShownError
from app.core.ports import Clock, Permission, Reach, SettingsPage
from app.core.prompts import TITLE, lock_screen_text
from app.core.reminders import Nudge
from app.platform.page_bridge import PageBridge, PageRefusedError
from app.platform.reminding.in_process import InProcess

_log = logging.getLogger(__name__)

LINK = "/capture"
"""The route a tap leads to, with the prompt's id."""
TAG = "glimmers-reminder"
"""The same for all, so that one takes the place of the one before: a pile of questions nags."""
ICON = "icons/icon-192.png"
LATER = "Later"
WAIT = 30 * 60.0
"""Seconds until a reminder that was put off comes again; as in the Android plugin."""

_SAFE = "What you kept is safe."
_WHY: dict[str | None, tuple[str, str]] = {
    "insecure": (
        "Browsers show reminders only for pages that come over https.",
        f"{_SAFE} Open Glimmers at an address that begins with https.",
    ),
    "unsupported": (
        "This browser shows no reminders for web pages.",
        f"{_SAFE} On an iPhone or iPad, put Glimmers on the home screen and open it from there.",
    ),
    "denied": (
        "The browser does not let Glimmers show reminders.",
        f"{_SAFE} Allow notifications for this page in the browser's settings, beside its address.",
    ),
    "unasked": (
        "The browser has not been told yet that Glimmers may show reminders.",
        f"{_SAFE} Try again and allow it when the browser asks; some ask only at a second tap.",
    ),
    "no-worker": (
        "The part of Glimmers that shows reminders could not be started in this browser.",
        f"{_SAFE} Private windows and some settings forbid it. Open Glimmers in an ordinary window, or reload this one.",
    ),
    "not-ready": (
        "Glimmers is still being put away for use without a network, and reminders need that.",
        f"{_SAFE} Try again in a minute.",
    ),
    "not-listed": (
        "The browser took the reminder but did not show it.",
        f"{_SAFE} Look whether notifications of this browser are allowed in the system's settings.",
    ),
}
"""What happened and what to do, by the page's own word for it."""


class BrowserNotifier:
    """Shows reminders through the page, and waits for their hour as long as the page lives."""

    def __init__(self, bridge: PageBridge, clock: Clock, *, wait: float = WAIT) -> None:
        """`wait` is how many seconds "Later" means."""
        self._bridge = bridge
        self._wait = wait
        self._in_process = InProcess(self.show, clock)
        self._running: asyncio.Task[None] | None = None

    @property
    def platform(self) -> Literal["browser"]:
        """A browser, on whatever device."""
        return "browser"

    @property
    def reach(self) -> Reach:
        """Open where the browser has notifications for pages; certain once the page was told of the first screen."""
        return "open" if self._bridge.can_notify else "none"

    async def permission(self) -> Permission:
        """Whether the browser lets reminders through; a page that does not answer lets none through."""
        try:
            return (await self._bridge.notifications()).permission
        except PageRefusedError:
            _log.warning("the page did not say whether reminders are allowed", exc_info=True)
            return "denied"

    async def ask(self) -> Permission:
        """Show the browser's question if it was never answered, and wait for the person.

        Unasked when they sent it away, or when the browser waits for one more tap and none came.
        """
        try:
            return (await self._bridge.ask_notifications()).permission
        except PageRefusedError:
            _log.warning("the page did not ask whether reminders are allowed", exc_info=True)
            return await self.permission()

    async def replace_all(self, nudges: Sequence[Nudge]) -> None:
        """Forget everything planned before and plan these. They are shown from here as long as the page lives."""
        self._in_process.replace_all(nudges)
        if not nudges:
            try:
                await self._bridge.forget_later()
            except PageRefusedError:
                _log.warning("what was put off could not be taken back", exc_info=True)
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._in_process.run())

    async def show(self, nudge: Nudge) -> None:
        """Show this one now, in the place of the one before; done when the browser lists it.

        Raises:
            NotShownError: not allowed, not possible here, or taken and not listed.
        """
        link = f"{LINK}?prompt={quote(nudge.prompt, safe='')}" if nudge.prompt else LINK
        try:
            await self._bridge.show_notification(
                title=TITLE, body=lock_screen_text(nudge.prompt), tag=TAG, link=link, icon=ICON, later=LATER, wait=self._wait
            )
        except PageRefusedError as error:
            what, advice = _WHY.get(error.reason, (None, None))
            raise NotShownError(what, advice=advice) from error

    async def advice(self) -> str:
        """Nothing: what runs in a tab is not put to sleep for good."""
        return ""

    async def open_settings(self, what: SettingsPage = "notifications") -> bool:  # noqa: ARG002  # the port's
        """False: a page cannot open the browser's settings."""
        return False

    async def last_shown(self) -> datetime | None:
        """When the browser last listed one, in this visit or an earlier one."""
        try:
            return (await self._bridge.notifications()).last_shown
        except PageRefusedError:
            _log.warning("the page did not say when a reminder was last shown", exc_info=True)
            return None
