"""A copy of the journal that a backup or an export is made of: one state, whatever is kept
meanwhile.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from app.core.errors import DamagedJournalError, DamagedSnapshotError, Doing, NoRoomError
from storage.database.refusals import translated_errors
from storage.database.set_aside import COPY, STAMP
from storage.journal import Journal
from storage.rows.mended_ids import mend_ids
from storage.snapshots.folder import Copying, Snapshots
from storage.steps import Steps


@contextmanager
def place_beside(database: Path, *, now: datetime) -> Iterator[Path]:
    """A free name beside it for a copy, which goes afterwards; what a kill leaves of it goes at a
    later start.
    """
    copy = database.with_name(f"{COPY}{now.strftime(STAMP)}-{os.urandom(4).hex()}.db")
    try:
        yield copy
    finally:
        copy.unlink(missing_ok=True)


def copying_whole(
    database: Path, copy: Path, *, copying: Copying | None, doing: Doing
) -> Steps[int]:
    """Copy the journal in `database`, which may be open and in use, to the new file `copy`, and see
    that it is sound. In steps where `copying` copies so, else in one. Returns how many glimmers are
    not in the copy, since a disk has damaged by what they are known.

    Raises:
        NotAJournalError, DamagedJournalError: it cannot be copied whole.
        RefusedError: the disk is full, say.
    """
    with closing(Journal.read(database)) as journal:
        at_once = copying is None or not database.exists()
        if at_once:
            journal.copy_to(copy, doing=doing)
    if not at_once:
        yield from _in_steps(database, copy, copying=copying, doing=doing)
    with translated_errors(doing, file=copy), closing(sqlite3.connect(copy)) as conn:
        return mend_ids(conn)


def _in_steps(database: Path, copy: Path, *, copying: Copying | None, doing: Doing) -> Steps[None]:
    snapshots = Snapshots(database, copying=copying)
    try:
        yield from snapshots.copying(database, copy)
        yield from snapshots.checking(copy)
    except DamagedSnapshotError as error:
        raise DamagedJournalError from error
    except NoRoomError as error:
        raise NoRoomError(doing=doing) from error
