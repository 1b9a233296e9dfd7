"""The clock of this device: what time it is here, and what the zone is called."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_ZONE_LASTS = 60.0
"""Seconds until the zone's name is asked for again: people travel, and looking it up reads files."""


class SystemClock:
    """The device's own clock."""

    def __init__(self) -> None:
        self._name: str | None = None
        self._asked = -_ZONE_LASTS

    def now(self) -> datetime:
        """Now, aware, with the zone's rules where its name is known and agrees with the offset."""
        here = datetime.now().astimezone()
        named = self._named()
        if named is None:
            return here
        there = here.astimezone(named)
        # A name that tells another offset than the device shows would move the person's day.
        return there if there.utcoffset() == here.utcoffset() else here

    def zone(self) -> str | None:
        """IANA name, or None where the device does not tell one."""
        named = self.now().tzinfo
        return named.key if isinstance(named, ZoneInfo) else None

    def _named(self) -> ZoneInfo | None:
        if time.monotonic() - self._asked >= _ZONE_LASTS:
            self._asked = time.monotonic()
            self._name = _browser_zone() if sys.platform == "emscripten" else _native_zone()
        try:
            return ZoneInfo(self._name) if self._name else None
        except (ValueError, OSError, KeyError):  # a bad name, an unreadable file, a name that no database has
            return None


def _native_zone() -> str | None:
    import tzlocal

    try:
        return tzlocal.reload_localzone().key
    except Exception:  # whatever a strange machine answers, the offset alone still tells the time
        return None


def _browser_zone() -> str | None:
    import js

    name = js.Intl.DateTimeFormat.new().resolvedOptions().timeZone
    return str(name) if name else None


def until_next_day(now: datetime) -> timedelta:
    """How long until the local date changes, on the nights of the clock change too."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0) + timedelta(days=1)
    # In UTC: between two times of one zone Python counts what the wall clock shows, not what passes.
    return midnight.astimezone(UTC) - now.astimezone(UTC)
