"""Opens the journal: a snapshot first when its shape is about to change, then today's schema, then
an emptied bin.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.core.errors import (
    OPENING,
    BusyJournalError,
    GlimmersError,
    NoRoomError,
)
from storage import reserve
from storage.connection import BUSY_SECONDS, check_file, open_file, pending
from storage.database.holding import exclusive_lock
from storage.database.lenient import TORN
from storage.database.refusals import translated_errors
from storage.database.set_aside import set_foreign_log_aside
from storage.journal import Journal
from storage.steps import in_turns
from storage.vault import BEFORE, DATABASE, Vault, in_folder, is_being_erased
from storage.write_ahead import check_log

_log = logging.getLogger(__name__)

_SNAPSHOT_FILES = 8
"""That may be needed at a time to make a snapshot or to go back to one: copies of a journal that is
damaged, and what SQLite makes beside them.
"""

AfterErasing = Callable[[Journal], None]
"""Sees to it that what was deleted for good goes from copies of the journal too."""


async def open_journal(
    vault: Vault, *, now: datetime, after_erasing: AfterErasing | None = None
) -> Journal:
    """The journal of this vault, ready to keep. Where everything in it was to be deleted and
    something came between, that is finished first.

    `after_erasing` is called after each deletion for good; unless given, snapshots are written anew
    without it at once, which takes as long as there are snapshots to write.

    Raises:
        GlimmersError: why it cannot be opened; the file is as it was.
    """
    if is_being_erased(vault.database.parent):
        from storage.everything import finish  # hardly anybody ever needs it

        await asyncio.to_thread(finish, vault.database.parent)
        in_folder(vault.database.parent)  # the empty file that was made before has gone too
    check_file(vault.database)  # a damaged file does not know its log
    set_foreign_log_aside(vault.database, now=now)
    check_file(vault.database)
    check_log(vault.database)
    await _bring_to_today(vault, now=now)
    _adopt_earlier_copy(vault, now=now)
    journal = _opened(vault, after_erasing or settle_snapshots)
    try:
        reserve.put_by(vault.database.parent)
        journal.begin_day(now=now)
        await vault.flush()
    except BaseException:
        journal.close()
        raise
    return journal


def _adopt_earlier_copy(vault: Vault, *, now: datetime) -> None:
    """What an earlier version copied before its change of shape becomes a snapshot."""
    if not vault.database.with_name(BEFORE).exists():
        return
    from storage.snapshots.folder import Snapshots

    try:
        Snapshots(vault.database).adopt(now=now)
    except GlimmersError:
        _log.warning("an earlier copy of the journal stays where it is", exc_info=True)


def settle_snapshots(journal: Journal) -> None:
    """Take out of every snapshot beside this journal what it has deleted for good; what cannot be
    done now is logged, and done when a day begins.
    """
    if journal.opened_as is None:
        return
    from storage.snapshots.folder import Snapshots  # few delete anything for good

    try:
        gone = journal.erased()
        Snapshots(journal.opened_as).settle(gone)
        journal.settled(gone)
    except GlimmersError:
        _log.warning("snapshots may still hold what was deleted", exc_info=True)


def begin_day_of_snapshots(journal: Journal, *, now: datetime) -> None:
    """What a day of use brings to the snapshots beside an open journal; next to nothing where it
    was brought already.
    """
    from storage.snapshots.folder import Snapshots

    assert journal.opened_as is not None
    snapshots = Snapshots(journal.opened_as)
    try:
        if not snapshots.is_due(now=now):
            return
    except (GlimmersError, *TORN):  # whoever asked is answered already
        _log.warning("nobody knows whether the day has its snapshot", exc_info=True)
        return
    settle_snapshots(journal)
    snapshots.each_day(now=now, at_leisure=False)  # a command ends only after it


def _opened(vault: Vault, after_erasing: AfterErasing) -> Journal:
    """Opening needs a little room, for memory that programs share; on a full disk it comes from
    what was put by.
    """
    opened = functools.partial(
        Journal.open,
        vault.database,
        journal_mode=vault.journal_mode,
        after_erasing=after_erasing,
    )
    try:
        return opened()
    except NoRoomError:
        with reserve.given_up(vault.database.parent, size=reserve.TO_OPEN):
            return opened()


async def _bring_to_today(vault: Vault, *, now: datetime) -> None:
    """A snapshot, then today's shape; of programs that begin together one does it, and the others
    wait.
    """
    give_up = time.monotonic() + BUSY_SECONDS
    while pending(vault.database):
        try:
            with exclusive_lock(vault.database), translated_errors(OPENING, file=vault.database):
                if pending(vault.database):
                    await _snapshot(vault, now=now)
                    open_file(vault.database, vault.journal_mode).close()
            return
        except BusyJournalError:
            if time.monotonic() > give_up:
                raise
        await asyncio.sleep(0.05)


async def _snapshot(vault: Vault, *, now: datetime) -> None:
    from storage.snapshots.folder import Snapshots  # few openings make one

    snapshots = Snapshots(vault.database, copying=vault.copying)
    if vault.copying is None:
        await asyncio.to_thread(snapshots.take, "shape", now=now)
        return
    await files_for_snapshots(vault, now=now)
    await in_turns(snapshots.taking("shape", now=now))


async def files_for_snapshots(vault: Vault, *, now: datetime) -> None:
    """Have a browser lend the files in which snapshots are and are made, and let what an earlier
    version copied be one of them. In a folder there is nothing to do.

    Raises:
        NoRoomError, StorageTimeoutError: as `Vault.lend_more`.
    """
    await vault.lend_more(_SNAPSHOT_FILES)
    try:
        await vault.bring_in(BEFORE)
    except GlimmersError:
        _log.warning("an earlier copy of the journal stays where it is", exc_info=True)
    _adopt_earlier_copy(vault, now=now)


def open_beside(folder: Path) -> Journal:
    """The journal as it lies, for a program that the system starts by itself and nobody looks at:
    no day of use begins with it, nothing is swept, and its shape stays.

    Raises:
        BusyJournalError: there is none to be opened so: it is not there, not of today's shape, or
            being erased. Whoever opens it next sees to that.
        GlimmersError: as `open_journal`.
    """
    database = folder / DATABASE
    if is_being_erased(folder) or not database.exists() or pending(database):
        raise BusyJournalError
    check_file(database)
    check_log(database)
    return _opened(in_folder(folder), settle_snapshots)


def open_in_folder(folder: Path, *, now: datetime) -> Journal:
    """The same for a terminal, which has no loop of its own."""
    return asyncio.run(open_journal(in_folder(folder), now=now))
