"""Ids and instants as rows hold them."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from app.core.glimmers import GlimmerId


def new_id(at: datetime) -> GlimmerId:
    """A UUIDv7 (RFC 9562, 5.7): milliseconds since 1970, then 74 random bits. Python has its own
    from 3.14 on.
    """
    milliseconds = max(0, int(at.timestamp() * 1000))
    random = int.from_bytes(os.urandom(10))
    version, variant = 7 << 12 | random & 0xFFF, 0x8000 | random >> 12 & 0x3FFF
    digits = f"{milliseconds & (1 << 48) - 1:012x}"
    return GlimmerId(f"{digits[:8]}-{digits[8:]}-{version:04x}-{variant:04x}-{random >> 32:012x}")


def later_than(before: str) -> str:
    """SQL for the time of a change: its parameter (`utc`), or a millisecond after `before` if that
    is later.

    `before` is SQL for the time of the change before it, or NULL. So of two changes the later one
    has the later time, whatever the clock did in between.
    """
    return f"max(?, ifnull(strftime('%Y-%m-%dT%H:%M:%f+00:00', {before}, '+0.001 seconds'), ''))"


def utc(at: datetime) -> str:
    """Instants that are compared as text: all in UTC, all of one width."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
