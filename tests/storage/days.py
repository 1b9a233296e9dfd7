"""Days that pass with a journal, as they pass for somebody who opens it each day."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from storage.journal import Journal
from storage.opening import open_in_folder


def live(journal: Journal, *, since: datetime, days: int) -> None:
    """The day of `since` and so many after it, each begun while the journal is open."""
    for day in range(days + 1):
        journal.begin_day(now=since + timedelta(days=day))


def live_in(folder: Path, *, since: datetime, days: int) -> None:
    """The same for a journal that is opened anew on each of them."""
    for day in range(days + 1):
        open_in_folder(folder, now=since + timedelta(days=day)).close()
