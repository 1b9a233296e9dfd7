"""When a journal's snapshots are looked after."""

from __future__ import annotations

SNAPSHOT_AFTER = 45.0
"""Seconds after the journal is open until its snapshots are looked after: by then the start is
over, and with it the first taps.
"""
LOOK_EVERY = 1800.0
"""Seconds between two looks whether a day has begun that has no snapshot yet; on a full disk each
look is a line in the log.
"""
