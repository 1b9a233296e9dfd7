"""A copy of the journal that a backup or an export is made of: one state, whatever is kept
meanwhile.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from app.core.errors import DamagedJournalError, DamagedSnapshotError, Doing, NoRoomError
from storage.database.set_aside import COPY, STAMP
from storage.journal import Journal
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
) -> Steps[None]:
    """Copy the journal in `database`, which may be open and in use, to the new file `copy`, and see
    that it is sound. In steps where `copying` copies so, else in one.

    Raises:
        NotAJournalError, DamagedJournalError: it cannot be copied whole.
        RefusedError: the disk is full, say.
    """
    with closing(Journal.read(database)) as journal:
        if copying is None or not database.exists():
            journal.copy_to(copy, doing=doing)
            return
    snapshots = Snapshots(database, copying=copying)
    try:
        yield from snapshots.copying(database, copy)
        yield from snapshots.checking(copy)
    except DamagedSnapshotError as error:
        raise DamagedJournalError from error
    except NoRoomError as error:
        raise NoRoomError(doing=doing) from error
