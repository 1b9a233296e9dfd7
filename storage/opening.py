"""Opens the journal: a copy first when its shape is about to change, then today's schema, then an
emptied bin.
"""

from __future__ import annotations

import asyncio
import functools
import time
from datetime import datetime
from pathlib import Path

from app.core.errors import OPENING, BusyJournalError, NoRoomError
from storage import reserve
from storage.connection import BUSY_SECONDS, check_file, open_file, pending
from storage.database.holding import exclusive_lock
from storage.database.refusals import translated_errors
from storage.database.set_aside import set_foreign_log_aside
from storage.journal import Journal
from storage.vault import Vault, in_folder
from storage.write_ahead import check_log


async def open_journal(vault: Vault, *, now: datetime) -> Journal:
    """The journal of this vault, ready to keep.

    Raises:
        GlimmersError: why it cannot be opened; the file is as it was.
    """
    check_file(vault.database)  # a damaged file does not know its log
    set_foreign_log_aside(vault.database, now=now)
    check_file(vault.database)
    check_log(vault.database)
    await _bring_to_today(vault)
    journal = _opened(vault)
    try:
        reserve.put_by(vault.database.parent)
        journal.begin_day(now=now)
        await vault.flush()
    except BaseException:
        journal.close()
        raise
    return journal


def _opened(vault: Vault) -> Journal:
    """Opening needs a little room, for memory that programs share; on a full disk it comes from
    what was put by.
    """
    opened = functools.partial(
        Journal.open,
        vault.database,
        journal_mode=vault.journal_mode,
        after_erasing=vault.forget_snapshot,
    )
    try:
        return opened()
    except NoRoomError:
        with reserve.given_up(vault.database.parent, size=reserve.TO_OPEN):
            return opened()


async def _bring_to_today(vault: Vault) -> None:
    """A copy, then today's shape; of programs that begin together one does it, the others wait."""
    give_up = time.monotonic() + BUSY_SECONDS
    while pending(vault.database):
        try:
            with exclusive_lock(vault.database), translated_errors(OPENING, file=vault.database):
                if pending(vault.database):
                    await vault.snapshot()
                    open_file(vault.database, vault.journal_mode).close()
            return
        except BusyJournalError:
            if time.monotonic() > give_up:
                raise
        await asyncio.sleep(0.05)


def open_in_folder(folder: Path, *, now: datetime) -> Journal:
    """The same for a terminal, which has no loop of its own."""
    return asyncio.run(open_journal(in_folder(folder), now=now))
