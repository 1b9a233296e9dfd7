"""Reminders in a browser: shown by the page's service worker, as long as a tab with Glimmers is
open.

Only a server could wake a closed one, and Glimmers has none. What each browser does is in
`build/page/bridge.js`.
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
from app.core.reminders import Nudge
from app.platform.page_bridge import PageBridge, PageRefusedError
from app.platform.reminding.in_process import InProcess
from app.words import language
from app.words.nudges import said
from app.words.prompts import prompt_words

_log = logging.getLogger(__name__)

LINK = "/capture"
"""The route a tap leads to, with the prompt's id."""
TAG = "glimmers-reminder"
"""The same for all, so that one takes the place of the one before: a pile of questions nags."""
ICON = "icons/icon-192.png"
WAIT = 30 * 60.0
"""Seconds until a reminder that was put off comes again; as in the Android plugin."""

_WHY = (
    "insecure",
    "unsupported",
    "denied",
    "unasked",
    "no-worker",
    "not-ready",
    "not-listed",
)
"""The page's own words for why it showed nothing: cases of `NotShownError`, behind “browser”."""


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
        """Open where the browser has notifications for pages; certain once the page was told of the
        first screen."""
        return "open" if self._bridge.can_notify else "none"

    async def permission(self) -> Permission:
        """Whether the browser lets reminders through; a page that does not answer lets none
        through."""
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
        """Forget everything planned before and plan these. They are shown from here as long as the
        page lives."""
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
                title=prompt_words.TITLE,
                body=prompt_words.lock_screen_text(nudge.prompt),
                tag=TAG,
                link=link,
                icon=ICON,
                later=said.LATER,
                lang=language.spoken(),
                wait=self._wait,
            )
        except PageRefusedError as error:
            raise NotShownError(
                f"browser {error.reason}" if error.reason in _WHY else ""
            ) from error

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
