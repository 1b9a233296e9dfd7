"""When a backup was last made here, and whether it is time for a quiet word about one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

BACKUPS = "backups"
"""The preference: what became of backups on this device. It stays here when a journal is merged
with another.
"""
ENOUGH = 10
"""Glimmers after which a backup is offered: by then something would be lost."""
OLD = timedelta(days=90)
"""After so long another is offered, ..."""
QUIET = timedelta(days=30)
"""... and after the last offer nothing is said for so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backups:
    """What is known of them; instants are aware."""

    made: datetime | None = None
    """When the last one was made here; None where none was."""
    offered: datetime | None = None
    """When an offer was last taken or sent away, or was not needed."""

    @classmethod
    def from_record(cls, record: Any) -> Backups:
        """As stored; what cannot be read is not known."""
        known = record if isinstance(record, dict) else {}
        return cls(made=_instant(known.get("made")), offered=_instant(known.get("offered")))

    def to_record(self) -> dict[str, str]:
        """As it is stored."""
        known = {"made": self.made, "offered": self.offered}
        return {name: at.isoformat(timespec="seconds") for name, at in known.items() if at}

    def is_due(self, *, kept: int, now: datetime) -> bool:
        """Whether one is to be offered, with so many glimmers `kept`: once when there are enough of
        them, and from then on only when the last backup is old. A clock that was set back begins
        its month anew.
        """
        if self.offered and abs(now - self.offered) < QUIET:
            return False
        if self.made is None:
            return self.offered is None and kept >= ENOUGH
        return now - self.made >= OLD


def _instant(text: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else None
