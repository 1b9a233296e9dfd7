"""Looks over a journal, broken or not, and mends what can be mended."""

from __future__ import annotations

import asyncio
import os
import platform
import sqlite3
import stat
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from app.core.errors import (
    READING,
    REPAIRING,
    BusyJournalError,
    DamagedJournalError,
    DamagedSnapshotError,
    GlimmersError,
    NewerJournalError,
    NoRoomError,
    NotAJournalError,
    RefusedError,
)
from app.core.exchange.inbox import counted
from app.core.findings import Finding, Problem, found
from app.core.photos import PhotoId
from storage.care.repair import Salvaged, salvage
from storage.connection import check_file, pending
from storage.database import set_aside
from storage.database.holding import exclusive_lock
from storage.database.lenient import TORN
from storage.database.refusals import on_read_only_disk, there, translated_errors, why_refused
from storage.database.signature import SCHEMA
from storage.inbox import FolderInbox
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.photos import in_folder
from storage.snapshots.folder import Snapshots, check_copy
from storage.snapshots.going_back import difference
from storage.snapshots.naming import Snapshot
from storage.vault import DATABASE, is_being_erased
from storage.write_ahead import check_log

_SHOWN = ("flet", "sqlite-utils", "edtf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found; counts are None where the journal could not be read."""

    versions: dict[str, str]
    data: Path
    database: Path
    schema: int | None
    glimmers: int | None
    in_bin: int | None
    photos: int | None
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()
    """What there is to know and is nothing wrong: damaged journals that an earlier repair put
    aside, glimmers that wait in the inbox.
    """

    @property
    def ok(self) -> bool:
        """Nothing is wrong, and nothing was lost just now."""
        return not self.problems


def look_over(folder: Path, *, repair: bool, now: datetime) -> Report:
    """Examine the journal in `folder`. Without `repair` nothing is written, not even a folder."""
    report = _examine(folder)
    if repair and not report.ok:
        told = _mend(folder, now=now)
        report = _examine(folder)
        report = replace(report, problems=(*told, *report.problems))
    problems, notes = _inbox(folder)
    torn, whole = _snapshots(folder)
    if whole is not None and _is_damaged(report):
        notes.append(_named("whole copy", whole, n=whole.glimmers))
    return replace(
        report,
        problems=(*report.problems, *problems, *torn),
        notes=(*set_aside_files(folder), *notes),
    )


def _is_damaged(report: Report) -> bool:
    return any(
        isinstance(each, DamagedJournalError)
        or (isinstance(each, Finding) and each.what in ("torn journal", "database"))
        for each in report.problems
    )


def _snapshots(folder: Path) -> tuple[list[Problem], Snapshot | None]:
    """Which copies of the journal are damaged, and the latest that is whole."""
    snapshots = Snapshots(folder / DATABASE)
    problems: list[Problem] = []
    whole = None
    try:
        for snapshot in snapshots.all():
            try:
                check_copy(snapshots.path(snapshot))
                whole = snapshot
            except DamagedSnapshotError:
                problems.append(found("snapshot damaged", name=snapshot.name))
    except RefusedError:
        problems.append(found("snapshots not looked into", folder=snapshots.folder))
    return problems, whole


def _named(what: str, snapshot: Snapshot, **data: object) -> Finding:
    return found(what, id=snapshot.id, at=snapshot.at, **data)


def _beside(folder: Path) -> tuple[Finding, ...]:
    """What the latest whole copy has that a repair could not save."""
    _, whole = _snapshots(folder)
    if whole is None:
        return ()
    try:
        told = difference(Snapshots(folder / DATABASE), whole, folder / DATABASE)
    except GlimmersError:
        return ()
    return (_named("copy has more", whole, n=told.back),) if told.back else ()


def _inbox(folder: Path) -> tuple[list[Problem], list[Finding]]:
    """What is wrong with what waits beside the journal, and what there is to know of it."""
    inbox = FolderInbox(folder)
    try:
        waits = counted(inbox.look())
    except GlimmersError:
        return [found("inbox not looked into", folder=inbox.folder)], []
    problems: list[Problem] = []
    if waits.unread:
        problems.append(found("inbox unread", n=waits.unread, folder=inbox.folder))
    notes = (("inbox ready", waits.ready), ("inbox later", waits.later))
    return problems, [found(what, n=n) for what, n in notes if n]


def set_aside_files(folder: Path) -> tuple[Finding, ...]:
    """Each damaged journal or foreign log set aside: what is deleted for good is still in there."""
    found_aside = (
        ("log set aside", set_aside.found_logs),
        ("replaced journal", set_aside.found_replaced),
        ("damaged journal set aside", set_aside.found),
    )
    try:
        return tuple(
            found(what, name=path.name, days=set_aside.DAYS)
            for what, look in found_aside
            for path in look(folder)
        )
    except OSError:  # a folder that may not be looked into, which the report says already
        return ()


def _what_came_across(salvaged: Salvaged) -> tuple[Finding, ...]:
    """Why all is not well although the journal is whole again; nothing where nothing was lost."""
    if not (salvaged.lost or salvaged.may_be_more or salvaged.others_lost):
        return ()
    return (
        found(
            "came across",
            n=salvaged.glimmers,
            lost=salvaged.lost,
            more=salvaged.may_be_more,
            others=salvaged.others_lost,
            name=salvaged.damaged.name,
        ),
    )


def look_over_photos(report: Report) -> Report:
    """The same with every photo that the journal names and whose file is missing or damaged; each
    file is read for it.

    Files of photos that the journal does not name are told of too: they stay until somebody says
    what they are.
    """
    store = in_folder(report.data)
    used: frozenset[PhotoId] = frozenset()
    known: frozenset[PhotoId] = frozenset()
    try:
        if is_being_erased(report.data):
            return report
        if report.database.exists():
            if report.schema is None:
                return report
            journal = Journal.look(report.database)
            try:
                used, known = journal.photos.in_use(), journal.photos.known()
            finally:
                journal.close()
        problems = asyncio.run(store.check(sorted(used)))
        unnamed = asyncio.run(store.unnamed(known))
    except (GlimmersError, *TORN, OSError):  # too broken to tell, which the report says already
        return report
    told = (found("unnamed photos", n=len(unnamed)),) if unnamed else ()
    return replace(
        report,
        problems=(
            *report.problems,
            *(found(f"photo {each.what}", id=each.id) for each in problems),
        ),
        notes=(*report.notes, *told),
    )


def _examine(folder: Path) -> Report:
    database = folder / DATABASE
    problems: list[Problem] = []
    if is_being_erased(folder):
        return _report(folder, None, None, None, None, [found("erasing unfinished")])
    try:
        problems = _permissions(folder, database)
        missing = not there(database)
    except PermissionError:
        return _report(
            folder, None, None, None, None, [found("folder not looked into", folder=folder)]
        )
    except OSError as error:
        told = problems or [why_refused(error, READING)]
        return _report(folder, None, None, None, None, told)
    if missing:
        return _report(folder, None if problems else SCHEMA, 0, 0, 0, problems)
    try:
        check_file(database)
        check_log(database)
        if pending(database):
            problems.append(found("older journal"))
            return _report(folder, None, None, None, None, problems)
        with translated_errors(file=database):
            # Read only: whatever a broken file makes SQLite do, it does not do it to the file.
            journal = Journal.look(database)
            try:
                health = journal.examine()
            finally:
                journal.close()
    except GlimmersError as error:
        return _report(folder, None, None, None, None, [*problems, error])
    except TORN as error:
        return _report(
            folder,
            None,
            None,
            None,
            None,
            [*problems, found("torn journal", kind=type(error).__name__)],
        )
    problems += [
        *health.problems,
        *(found("doubtful words", id=doubt.id, day=doubt.day) for doubt in health.doubts),
    ]
    return _report(folder, health.schema, health.glimmers, health.in_bin, health.photos, problems)


def _permissions(folder: Path, database: Path) -> list[Problem]:
    problems: list[Problem] = []
    if there(folder) and not folder.is_dir():
        problems.append(found("file as folder", folder=folder))
    if os.name == "posix" and database.exists() and stat.S_IMODE(database.stat().st_mode) & 0o077:
        problems.append(found("read by others", name=database.name))
    if folder.is_dir() and not os.access(folder, os.W_OK):
        why = "disk only read" if on_read_only_disk(folder) else "folder not written"
        problems.append(found(why, folder=folder))
    elif database.exists() and not os.access(database, os.W_OK):
        problems.append(found("journal not written", name=database.name))
    return problems


def _mend(folder: Path, *, now: datetime) -> tuple[Problem, ...]:
    """Mend what can be mended; returns what there is to say about it. The report that follows says
    what is wrong.
    """
    database = folder / DATABASE
    if is_being_erased(folder):
        return _finish_erasing(folder)
    try:
        if not database.is_file():
            return ()
        database.chmod(0o600)
        journal = open_in_folder(folder, now=now)
        try:
            with suppress(GlimmersError):  # one that is not sound; its file is set aside below
                Snapshots(database).take("repair", now=now)
            # An index that SQLite finds torn may be the better witness: it is not overwritten, but
            # asked.
            torn = journal.examine().torn
            if not torn:
                journal.rebuild_index()
            whole = not torn and not journal.examine().problems
        finally:
            journal.close()
        if whole:
            return ()
    except (NewerJournalError, BusyJournalError, RefusedError, OSError):
        return ()
    except DamagedJournalError:
        pass
    except NotAJournalError:  # what is none of ours is not to be set aside, whatever tables it has
        return ()
    except (GlimmersError, *TORN):
        pass
    try:
        with exclusive_lock(database), translated_errors(REPAIRING, file=database):
            salvaged = salvage(database, now=now)
    except BusyJournalError:
        return (found("close first"),)
    except GlimmersError as error:
        return (error,) if isinstance(error, NoRoomError) else ()
    except OSError as error:
        return (why_refused(error, REPAIRING),)
    except TORN:
        return ()
    if salvaged is None:
        return (found("nothing came across"),)
    return (*_what_came_across(salvaged), *_beside(folder))


def _finish_erasing(folder: Path) -> tuple[Problem, ...]:
    from storage.everything import finish

    try:
        finish(folder)
    except GlimmersError as error:
        return (error,)
    return ()


def _report(
    folder: Path,
    schema: int | None,
    glimmers: int | None,
    in_bin: int | None,
    photos: int | None,
    problems: list[Problem],
) -> Report:
    return Report(
        versions=_versions(),
        data=folder,
        database=folder / DATABASE,
        schema=schema,
        glimmers=glimmers,
        in_bin=in_bin,
        photos=photos,
        problems=tuple(problems),
    )


def _versions() -> dict[str, str]:
    found = {
        "glimmers": _glimmers(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }
    for name in _SHOWN:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    return found


def _glimmers() -> str:
    from app import __version__

    return __version__
