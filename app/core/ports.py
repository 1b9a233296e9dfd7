"""What differs from platform to platform, as far as the rest of the app can see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from app.core.reminders import Nudge

Platform = Literal["android", "ios", "linux", "windows", "macos", "browser"]
Reach = Literal["closed", "open", "none"]
"""Reminders come with the app closed; only while it runs; not at all."""
Permission = Literal["granted", "denied", "unasked"]


class Clock(Protocol):
    """Tells the time where the person is."""

    def now(self) -> datetime:
        """Now, aware, in the local zone."""

    def zone(self) -> str | None:
        """The zone's IANA name, or None where the device does not tell one."""


class Notifier(Protocol):
    """Shows reminders as far as this platform can; `reach` says how far.

    A notification holds the app's name and a prompt of ours, never words a person wrote: it may be read on a lock screen.
    """

    @property
    def platform(self) -> Platform:
        """Which platform this is."""

    @property
    def reach(self) -> Reach:
        """How far reminders reach here, as far as can be known now."""

    async def permission(self) -> Permission:
        """Whether the system lets reminders through; asks nobody."""

    async def ask(self) -> Permission:
        """Show the system's question where there is one, and wait for the answer."""

    async def replace_all(self, nudges: Sequence[Nudge]) -> None:
        """Forget everything planned before and plan these, in the order of their instants."""

    async def show(self, nudge: Nudge) -> None:
        """Show this one now.

        Raises:
            NotShownError: the system refused, or nothing here can show it.
        """

    async def last_shown(self) -> datetime | None:
        """When (aware) one was last really handed to the system; None when none was, as far as is known."""
