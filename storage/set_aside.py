"""Damaged journals that a repair put aside: how they are called, which there are, and when they go.

Each still holds every word that was in it, also those that are deleted for good later. So it is kept as long as the bin
keeps a glimmer, for other tools to try their luck, and no longer.
"""

from __future__ import annotations

import itertools
import logging
import sys
from datetime import datetime, timedelta
from pathlib import Path

DAYS = 30
LOGS = ("-wal", "-shm", "-journal")
"""Endings of what SQLite has beside a database."""

_STAMP = "%Y%m%dT%H%M%S"
_DAMAGED, _SAVED = "glimmers-damaged-", "glimmers-saved-"

_log = logging.getLogger(__name__)


def free_names(folder: Path, *, now: datetime) -> tuple[Path, Path]:
    """Where to build the new journal and where to keep the damaged one; never over an earlier one."""
    for count in itertools.count():
        ending = f"{now.strftime(_STAMP)}{f'-{count}' if count else ''}.db"
        saved, damaged = folder / f"{_SAVED}{ending}", folder / f"{_DAMAGED}{ending}"
        if not saved.exists() and not damaged.exists():
            return saved, damaged
    raise AssertionError("there is always another number")


def found(folder: Path) -> list[Path]:
    """The damaged journals in a folder, oldest first."""
    return sorted(folder.glob(f"{_DAMAGED}*.db"))


def sweep(folder: Path, *, now: datetime) -> None:
    """Delete those that have lain there longer than `DAYS`, and what a repair that was cut short has left.

    Only for one who has the journal open: then no repair is at work. What cannot be deleted is tried again another time.
    """
    if sys.platform == "emscripten":
        return  # nobody repairs in a browser
    for path in (*found(folder), *folder.glob(f"{_SAVED}*.db")):
        if path.name.startswith(_DAMAGED) and not _is_old(path, now):
            continue
        try:
            for ending in (*LOGS, ""):
                path.with_name(path.name + ending).unlink(missing_ok=True)
        except OSError:
            _log.warning("a journal put aside could not be deleted", exc_info=True)


def _is_old(path: Path, now: datetime) -> bool:
    try:
        since = datetime.strptime(path.stem.removeprefix(_DAMAGED)[:15], _STAMP)
    except ValueError:
        return False  # somebody has given it a name of their own
    return since < now.replace(tzinfo=None) - timedelta(days=DAYS)
