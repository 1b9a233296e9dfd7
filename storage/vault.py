"""Where this device keeps the journal: a folder on native, the browser's private files on the web."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import ReadOnlyError

DATABASE = "glimmers.db"
BEFORE = "glimmers-before.db"
"""The copy taken before a migration; one is kept, the newest."""


async def _already_durable() -> None:
    """On native, SQLite's own COMMIT has reached the disk (`synchronous=FULL`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vault:
    """One journal's place on this device."""

    database: Path
    journal_mode: str
    """`wal` on native; `truncate` in the browser, whose files share no memory."""
    flush: Callable[[], Awaitable[None]] = _already_durable
    """Returns when everything committed so far would survive a power cut."""
    snapshot: Callable[[], Awaitable[None]]
    """Copies the database to `BEFORE`; called with no connection open."""


def in_folder(folder: Path) -> Vault:
    """The journal in `folder`, made with mode 0700 when missing."""
    ...
