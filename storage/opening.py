"""Opens the journal: a copy first when its shape is about to change, then today's schema, then an emptied bin."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from storage.journal import Journal, check_file, in_words, pending
from storage.vault import Vault, in_folder


async def open_journal(vault: Vault, *, now: datetime) -> Journal:
    """The journal of this vault, ready to keep.

    Raises:
        GlimmersError: why it cannot be opened; the file is as it was.
    """
    check_file(vault.database)
    if pending(vault.database):
        with in_words():
            await vault.snapshot()
    journal = Journal.open(vault.database, journal_mode=vault.journal_mode, after_erasing=vault.forget_snapshot)
    try:
        journal.sweep_bin(now=now)
        await vault.flush()
    except BaseException:
        journal.close()
        raise
    return journal


def open_in_folder(folder: Path, *, now: datetime) -> Journal:
    """The same for a terminal, which has no loop of its own."""
    return asyncio.run(open_journal(in_folder(folder), now=now))
