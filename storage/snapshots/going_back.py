"""Going back to a snapshot: what would change, and putting it in the journal's place.

The journal as it is now becomes a snapshot first, so that there is a way back from going back; one
that is damaged is set aside. What was deleted for good since does not return, choices stay as they
are now, and no file of a photo is touched.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.core.errors import (
    GOING_BACK,
    READING,
    BusyJournalError,
    DamagedJournalError,
    DamagedSnapshotError,
)
from app.core.photos import NAME_KINDS
from storage import header
from storage.connection import check_file, open_file, prepared
from storage.database import lenient
from storage.database.frozen import let_go
from storage.database.holding import exclusive_lock
from storage.database.lenient import TORN
from storage.database.log_binding import NEXT_MARK
from storage.database.refusals import translated_errors, why_refused
from storage.database.set_aside import (
    LOGS,
    free_names,
    put_in_place,
    set_foreign_log_aside,
)
from storage.photos import flush_folder
from storage.reading import to_read
from storage.rows import erased_rows
from storage.rows.erased_rows import Erased
from storage.rows.name_rows import TABLES
from storage.rows.stamps import utc
from storage.snapshots.folder import Snapshots, connected, flush_file, read_only
from storage.snapshots.naming import HALF, Snapshot
from storage.steps import Steps, finished
from storage.write_ahead import check_log


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What going back would change; glimmers in the bin are not counted, now or then."""

    now: int
    """Glimmers that there are now."""
    then: int
    """Glimmers that there would be."""
    back: int
    """They are not there now, and would come back."""
    gone: int
    """They are there now and were not then: they would be in the snapshot of now only."""
    changed: int
    """They are there now and then, and would be as they were."""
    erased: int
    """They were there then and were deleted for good since: they stay deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WentBack:
    """What became of the journal as it was before; nothing, where there was none."""

    before: Snapshot | None
    """The snapshot of it; None where it was damaged."""
    damaged: Path | None
    """Where the damaged file lies now."""


def difference(snapshots: Snapshots, snapshot: Snapshot, database: Path) -> Difference:
    """What would change, and nothing is.

    Raises:
        DamagedSnapshotError: the snapshot cannot be read.
        GlimmersError: the journal cannot be.
    """
    try:
        with closing(read_only(snapshots.path(snapshot))) as conn:
            then = _states(conn)
    except sqlite3.Error as error:
        raise DamagedSnapshotError from error
    db, held = to_read(database)
    with held, closing(db.conn) as conn, translated_errors(READING, file=database):
        conn.text_factory = lenient.text
        now, gone = _states(conn), erased_rows.erased(conn).ids
    left = {id: state for id, state in then.items() if id not in gone}
    return Difference(
        now=len(now),
        then=len(left),
        back=len(left.keys() - now.keys()),
        gone=len(now.keys() - left.keys()),
        changed=sum(now[id] != state for id, state in left.items() if id in now),
        erased=len(then) - len(left),
    )


def go_back(
    snapshots: Snapshots,
    snapshot: Snapshot,
    database: Path,
    *,
    now: datetime,
    journal_mode: str = "wal",
) -> WentBack:
    """Put a snapshot in the journal's place.

    Raises:
        GlimmersError: as `going_back` does.
    """
    return finished(going_back(snapshots, snapshot, database, now=now, journal_mode=journal_mode))


def going_back(
    snapshots: Snapshots,
    snapshot: Snapshot,
    database: Path,
    *,
    now: datetime,
    journal_mode: str = "wal",
) -> Steps[WentBack]:
    """Put a snapshot in the journal's place, in steps; closed before the last, nothing has changed.
    As it was, the journal becomes a snapshot before, or is set aside where it is damaged. It is
    opened in `journal_mode` (`storage.vault.Vault`).

    Nobody may have the journal open, this process included. Killed at any moment, the journal is as
    before or has gone back.

    Raises:
        BusyJournalError: it is open somewhere.
        DamagedSnapshotError: the snapshot is not sound.
        UnknownSnapshotError: it has gone meanwhile.
        NoRoomError: there is no room for both.
        NotAJournalError: what lies in the journal's place is none of ours, and stays there.
    """
    yield from snapshots.checking(snapshots.path(snapshot))
    try:
        if not database.exists() or not database.stat().st_size:
            set_foreign_log_aside(database, now=now)
            return (yield from _from_damaged(snapshots, snapshot, database, now=now))
        try:
            return (yield from _from_whole(snapshots, snapshot, database, journal_mode, now=now))
        except (DamagedJournalError, DamagedSnapshotError):
            return (yield from _from_damaged(snapshots, snapshot, database, now=now))
    except OSError as error:
        raise why_refused(error, GOING_BACK) from error


def _from_whole(
    snapshots: Snapshots, snapshot: Snapshot, database: Path, journal_mode: str, *, now: datetime
) -> Steps[WentBack]:
    check_file(database, GOING_BACK)
    set_foreign_log_aside(database, now=now)
    check_file(database, GOING_BACK)
    check_log(database)
    with _all_to_ourselves(snapshots, database) as half:
        snapshot = snapshots.get(snapshot.id)  # it may have been written anew, or have gone
        made = yield from snapshots.taking_alone("back", now=now, needed=snapshot)
        # What is in its log goes into it, and an earlier shape becomes today's.
        open_file(database, journal_mode).close()
        yield from _copied(snapshots, snapshot, half)
        _bring_up_to_now(half, database, now=now)
        yield from snapshots.checking(half, indexes=True)
        flush_file(half)
        _put_in_place(half, database)
    return WentBack(before=made, damaged=None)


def _from_damaged(
    snapshots: Snapshots, snapshot: Snapshot, database: Path, *, now: datetime
) -> Steps[WentBack]:
    """The same where the journal cannot be copied: its file, if there is any, is kept beside, for a
    repair or for other tools. Choices are those of the snapshot.
    """
    readable, damaged = free_names(database.parent, now=now)
    with _all_to_ourselves(snapshots, database) as half:
        snapshot = snapshots.get(snapshot.id)
        is_there = database.exists() and database.stat().st_size > 0
        yield from _copied(snapshots, snapshot, half)
        with closing(connected(half)) as raw:
            conn = prepared(raw, "memory").conn
            conn.text_factory = lenient.text
            conn.execute("BEGIN")
            if is_there:
                erased_rows.take_out(conn, _readable_erased(database, readable))
            _begin_bin_anew(conn, now=now)
            conn.execute(NEXT_MARK)
            conn.execute(NEXT_MARK)
            conn.execute("COMMIT")
        yield from snapshots.checking(half, indexes=True)
        flush_file(half)
        if is_there:
            put_in_place(half, database, damaged)
            flush_folder(database.parent)
        else:
            _put_in_place(half, database)
    return WentBack(before=None, damaged=damaged if is_there else None)


def _copied(snapshots: Snapshots, snapshot: Snapshot, half: Path) -> Steps[None]:
    """A copy whose indexes say what its rows say: those of a snapshot are not always compared."""
    yield from snapshots.copying(snapshots.path(snapshot), half)
    try:
        yield from snapshots.checking(half, indexes=True)
    except DamagedSnapshotError:
        with closing(connected(half)) as conn:
            conn.execute("PRAGMA journal_mode = MEMORY")
            conn.execute("REINDEX")


@contextmanager
def _all_to_ourselves(snapshots: Snapshots, database: Path) -> Iterator[Path]:
    """Hold the journal and its snapshots; gives the name of the copy that is to take its place."""
    half = snapshots.folder / HALF
    with (
        exclusive_lock(database),
        translated_errors(GOING_BACK, file=database),
        snapshots.alone(),
    ):
        try:
            yield half
        finally:
            half.unlink(missing_ok=True)


def _readable_erased(database: Path, readable: Path) -> Erased:
    """What a damaged journal still tells of what was deleted for good.

    Snapshots were written anew without it then; this is for the one that a power cut has left.
    """
    try:
        header.copy_with_new_header(database, readable)
        with closing(connected(readable)) as conn:
            conn.text_factory = lenient.text
            return erased_rows.erased(conn)
    except TORN:
        return Erased(ids=frozenset(), photos=frozenset(), names=frozenset())
    finally:
        for ending in (*LOGS, ""):
            readable.with_name(readable.name + ending).unlink(missing_ok=True)


def _bring_up_to_now(half: Path, database: Path, *, now: datetime) -> None:
    """Bring a copy to today's shape, and to it what is true whatever day the journal goes back to.

    It is the same journal, as long lived. What lies in the bin has its days before it again:
    something that was taken out of it since would otherwise be deleted at once.
    """
    with closing(connected(half)) as raw, closing(connected(database)) as current:
        conn = prepared(raw, "memory").conn
        conn.text_factory = current.text_factory = lenient.text
        gone = erased_rows.erased(current)
        id, lived = current.execute("SELECT id, lived FROM journal").fetchone()
        conn.execute("BEGIN")
        erased_rows.take_out(conn, gone)
        for table in ("tombstones", "preferences", "set_aside", "days_lived"):
            if table != "tombstones":
                conn.execute(f"DELETE FROM {table}")
            _copy_rows(current, conn, table)
        for kind in NAME_KINDS:  # what comes back as a memory is a choice too
            names = TABLES[kind].names
            # The number stays where a name is called otherwise. Whoever is hidden comes last: where
            # two names of now were one, it is hidden.
            hidden = current.execute(
                f"SELECT hidden, id, rowid FROM {names} ORDER BY hidden, rowid"
            )
            conn.executemany(
                f"UPDATE {names} SET hidden = ? WHERE id = ? OR rowid = ?", hidden.fetchall()
            )
        conn.execute("UPDATE journal SET id = ?, lived = max(lived, ?)", (id, lived))
        _begin_bin_anew(conn, now=now)
        _let_go_of_photos(current, conn, lived=lived)
        # Two marks on, so that no log that was written for either is taken for this one's.
        conn.execute(NEXT_MARK)
        conn.execute(NEXT_MARK)
        conn.execute("COMMIT")


def _begin_bin_anew(conn: sqlite3.Connection, *, now: datetime) -> None:
    for table in ("glimmers", "collages"):
        conn.execute(
            f"UPDATE {table} SET removed_at = ?, removed_lived = (SELECT lived FROM journal) "
            "WHERE removed_at IS NOT NULL",
            (utc(now),),
        )


def _states(conn: sqlite3.Connection) -> dict[str, int]:
    """Of every glimmer that is not in the bin, by its id, what stands for all that it holds."""
    query = (
        "SELECT id, note, pathway, when_text, start, loved_at, changed_at FROM glimmers WHERE "
        "removed_at IS NULL"
    )
    return {str(row[0]): hash(row[1:]) for row in conn.execute(query)}


def _copy_rows(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> None:
    rows = source.execute(f"SELECT * FROM {table}")
    columns = ", ".join(f'"{column[0]}"' for column in rows.description)
    marks = ", ".join("?" * len(rows.description))
    target.executemany(f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({marks})", rows)


def _let_go_of_photos(
    source: sqlite3.Connection, target: sqlite3.Connection, *, lived: int
) -> None:
    """What the journal names now and not any more afterwards, it lets go: the file stays as long as
    a snapshot shows it, and is nobody's afterwards.
    """
    named = source.execute("SELECT id FROM photos UNION SELECT picture FROM collages").fetchall()
    let_go = source.execute("SELECT id, lived FROM photos_let_go").fetchall()
    target.executemany(
        "INSERT OR REPLACE INTO photos_let_go (id, lived) VALUES (?, ?)",
        [*((id, lived) for (id,) in named), *let_go],
    )
    target.execute(
        "DELETE FROM photos_let_go WHERE id IN (SELECT id FROM photos UNION SELECT picture FROM "
        "collages)"
    )


def _put_in_place(half: Path, database: Path) -> None:
    """Take the journal's name. It was closed by all, so that no log belongs to it any more.

    Raises:
        BusyJournalError: one is there all the same.
    """
    let_go(database)
    beside = [database.with_name(database.name + ending) for ending in LOGS]
    for log in beside:
        if log.exists() and log.stat().st_size and not log.name.endswith("-shm"):
            raise BusyJournalError
        log.unlink(missing_ok=True)
    half.replace(database)
    flush_folder(database.parent)
