"""Damaged journals, and logs of other journals, that were set aside: their names, which there are,
and when they are deleted.

Each holds every word that was in it, also words that the person deletes for good later. So it is
kept for as long as the bin keeps a glimmer (another tool may be able to read it), and no longer.
"""

from __future__ import annotations

import itertools
import logging
import os
import shutil
import sqlite3
import sys
import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from app.core.errors import OPENING, BusyJournalError
from storage.database.holding import exclusive_lock
from storage.database.log_binding import foreign_log
from storage.database.refusals import why_refused

DAYS = 30
LOGS = ("-wal", "-shm", "-journal")
"""Endings of the files that SQLite makes beside a database."""

STAMP = "%Y%m%dT%H%M%S"
_DAMAGED, _LOG = "glimmers-damaged-", "glimmers-log-"
SAVED = "glimmers-saved-"
"""How the name of an unfinished file of a repair begins; left by a crash, it can be deleted."""
AGAIN = "glimmers-again-"
"""The same for a journal that is being written to disk again (`rescue`)."""
COPY = "glimmers-copy-"
"""The same for a copy of the journal that a backup is made of or restored from."""
REPLACED = "glimmers-replaced-"
"""How the name of a journal begins that was replaced by another file while it was open."""

_log = logging.getLogger(__name__)


def free_names(folder: Path, *, now: datetime) -> tuple[Path, Path]:
    """New names for the repaired journal while it is built, and for the damaged one."""
    for count in itertools.count():
        ending = f"{now.strftime(STAMP)}{f'-{count}' if count else ''}.db"
        saved, damaged = folder / f"{SAVED}{ending}", folder / f"{_DAMAGED}{ending}"
        if not saved.exists() and not damaged.exists():
            return saved, damaged
    raise AssertionError("there is always another number")


def put_in_place(fresh: Path, database: Path, damaged: Path) -> None:
    """The new journal under the name of the damaged one, and that one beside it with what belongs
    to it.

    A crash at any point leaves either of them, and no log that SQLite would lay over the wrong one.
    """
    logs = [database.with_name(database.name + ending) for ending in LOGS]
    aside = [damaged.with_name(damaged.name + ending) for ending in LOGS]
    if sys.platform == "emscripten":
        _copy_aside(database, damaged, logs, aside)
        fresh.replace(database)
        return
    try:
        os.link(
            database, damaged
        )  # both names for a moment, so that no crash leaves the journal's place empty
        for log, beside in zip(logs, aside, strict=True):
            if log.exists():
                os.link(log, beside)
    except OSError:  # a memory card knows no links
        damaged.unlink(missing_ok=True)
        for log, beside in zip(logs, aside, strict=True):
            if log.exists():
                log.replace(beside)
        database.rename(damaged)
        fresh.replace(database)
        return
    # A log without marks, or of a journal without a log, would be taken for the new one's
    # (`storage.database.log_binding`).
    if not _knows_its_log(fresh, logs[0]) or logs[-1].exists():
        for log in logs:
            log.unlink(missing_ok=True)
    fresh.replace(database)
    for log in logs:
        log.unlink(missing_ok=True)


def _copy_aside(database: Path, damaged: Path, logs: list[Path], aside: list[Path]) -> None:
    """In a browser the journal keeps its file, and files have one name."""
    for source, copy in ((database, damaged), *zip(logs, aside, strict=True)):
        if source.exists() and source.stat().st_size:
            copy_whole(source, copy)
    for log in logs:
        log.unlink(missing_ok=True)


def copy_whole(source: Path, copy: Path) -> None:
    """A copy for the owner only, on the disk when this returns; where there is no room, there is
    none.
    """
    try:
        shutil.copyfile(source, copy)
        copy.chmod(0o600)
        with copy.open("r+b") as file:
            os.fsync(file.fileno())
    except BaseException:
        copy.unlink(missing_ok=True)
        raise


def _knows_its_log(fresh: Path, log: Path) -> bool:
    """Whether `log`, beside `fresh`, would be seen not to belong to it."""
    if not log.exists():
        return True
    beside = fresh.with_name(fresh.name + "-wal")
    os.link(log, beside)
    try:
        return foreign_log(fresh) is not None
    finally:
        beside.unlink()


def found(folder: Path) -> list[Path]:
    """The damaged journals in a folder, oldest first."""
    return sorted(folder.glob(f"{_DAMAGED}*.db"))


def found_replaced(folder: Path) -> list[Path]:
    """Journals that were replaced by another file while they were open, oldest first."""
    return sorted(folder.glob(f"{REPLACED}*.db"))


def found_logs(folder: Path) -> list[Path]:
    """Logs that lay beside a journal they were not written for, oldest first."""
    return sorted(folder.glob(f"{_LOG}*"))


def set_foreign_log_aside(database: Path, *, now: datetime) -> None:
    """Rename a log that was not written for `database`, so that SQLite does not apply it. It is not
    deleted: it may be all that is left of another journal.

    Does nothing while another program has the journal open: then the log belongs to that program.
    """
    if sys.platform == "emscripten":
        return  # nobody puts files into a browser's private folder
    try:
        with exclusive_lock(database):
            log = foreign_log(database)
            if log is None:
                return
            ending = log.name.removeprefix(database.name)
            log.rename(free_name(database.parent, _LOG, f".db{ending}", now=now))
            # Only an index of that log; SQLite makes a new one.
            database.with_name(database.name + "-shm").unlink(missing_ok=True)
            _log.warning("a log of another journal was set aside")
    except BusyJournalError:
        return
    except OSError as error:
        raise why_refused(error, OPENING) from error


def name_of_copy(folder: Path, *, now: datetime) -> Path:
    """A new name for what lies beside a journal for a while; see `sweep` for what a kill leaves."""
    return folder / f"{COPY}{now.strftime(STAMP)}-{os.urandom(4).hex()}.db"


def free_name(folder: Path, start: str, ending: str, *, now: datetime) -> Path:
    """A new name with the time `now` in it."""
    for count in itertools.count():
        path = folder / f"{start}{now.strftime(STAMP)}{f'-{count}' if count else ''}{ending}"
        if not path.exists():
            return path
    raise AssertionError("there is always another number")


def anything(conn: sqlite3.Connection, folder: Path) -> bool:
    """Whether there are files for `sweep` to look at, or rows about files that were there."""
    (known,) = conn.execute("SELECT count(*) FROM set_aside").fetchone()
    return bool(known or _kept(folder) or _unfinished(folder))


def _kept(folder: Path) -> list[Path]:
    return [*found(folder), *found_replaced(folder), *found_logs(folder)]


def _unfinished(folder: Path) -> list[Path]:
    """Files that were left unfinished when a program was killed. A journal is written again, and
    copied, without a lock, so that one of those must be an hour old.
    """
    an_hour_ago = time.time() - 3600
    unlocked = (path for start in (AGAIN, COPY) for path in folder.glob(f"{start}*.db"))
    found = list(folder.glob(f"{SAVED}*.db"))
    for path in unlocked:
        with suppress(FileNotFoundError):  # whoever made it is done with it
            if path.stat().st_mtime < an_hour_ago:
                found.append(path)
    return found


def sweep(conn: sqlite3.Connection, folder: Path, *, now: datetime, lived: int) -> None:
    """Delete what was set aside longer than `DAYS` ago, and unfinished files of a repair.

    Age is the smaller of two numbers: days since the date in the name, and days on which the
    journal was opened since the file was first seen. Call it with the journal open (then no repair
    is going on), inside a transaction. What cannot be deleted is tried again the next time.
    """
    kept = _kept(folder)
    seen = dict(conn.execute("SELECT name, lived FROM set_aside"))
    for path in kept:
        if path.name not in seen:
            conn.execute("INSERT INTO set_aside (name, lived) VALUES (?, ?)", (path.name, lived))
    due = [
        path for path in kept if seen.get(path.name, lived) <= lived - DAYS and _is_old(path, now)
    ]
    for path in (*due, *_unfinished(folder)):
        try:
            for ending in (*LOGS, ""):
                path.with_name(path.name + ending).unlink(missing_ok=True)
        except OSError:
            _log.warning("a journal set aside could not be deleted", exc_info=True)
    for name in seen.keys() - {path.name for path in kept}:
        conn.execute("DELETE FROM set_aside WHERE name = ?", (name,))


def _is_old(path: Path, now: datetime) -> bool:
    try:
        stamp = path.name.removeprefix(_DAMAGED).removeprefix(REPLACED).removeprefix(_LOG)[:15]
        since = datetime.strptime(stamp, STAMP)
    except ValueError:
        return False  # somebody has given it a name of their own
    return since < now.replace(tzinfo=None) - timedelta(days=DAYS)
