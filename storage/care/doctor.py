"""Looks over a journal, broken or not, and mends what can be mended."""

from __future__ import annotations

import asyncio
import os
import platform
import sqlite3
import stat
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from app.core.errors import (
    READING,
    REPAIRING,
    BusyJournalError,
    DamagedJournalError,
    GlimmersError,
    NewerJournalError,
    NoRoomError,
    NotAJournalError,
    RefusedError,
)
from app.core.photos import PhotoId
from storage.care.repair import Salvaged, salvage
from storage.connection import check_file, pending
from storage.database import set_aside
from storage.database.holding import alone
from storage.database.lenient import TORN
from storage.database.refusals import in_words, on_read_only_disk, there, why_refused
from storage.database.signature import SCHEMA
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.photos import Problem, in_folder
from storage.vault import DATABASE
from storage.write_ahead import check_log

_CLOSE_FIRST = (
    "Close Glimmers first, every window of it and every terminal that runs it: this journal is open there, and what is kept "
    "meanwhile would be lost. Nothing was replaced. Then ask for the repair again."
)
_LOG_ASIDE = (
    "Beside your journal lay the log of another one, or of an older copy of this one, and was put aside as {name}. It may hold "
    f"the last things that were kept there. It goes after {set_aside.DAYS} days of opening Glimmers; move it away to keep it. To put a "
    "journal back: close Glimmers, put the file in the place of glimmers.db, and leave everything else where it is."
)
_DOUBTFUL = (
    "The words of the glimmer {id}, kept on {day}, may have been damaged: the index of words says something else. See it with "
    "`show {id}`; if it is well, say so with `doctor --looked-at {id}`, or write its words anew."
)
_NOTHING_CAME = "No glimmer in it could be read, so the damaged journal was left where it is, for other tools to try."
_REPLACED = (
    "Another file was put in your journal's place while Glimmers had it open. What was open then was saved as {name}. It goes "
    f"after {set_aside.DAYS} days of opening Glimmers; move it away to keep it."
)
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
    problems: tuple[str, ...]
    notes: tuple[str, ...] = ()
    """What there is to know and is nothing wrong: damaged journals that an earlier repair put aside."""

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
    return replace(report, notes=put_aside(folder))


def put_aside(folder: Path) -> tuple[str, ...]:
    """A sentence for each damaged journal or foreign log put aside: what is deleted for good is still in there."""
    try:
        logs = tuple(_LOG_ASIDE.format(name=path.name) for path in set_aside.found_logs(folder))
        replaced = tuple(_REPLACED.format(name=path.name) for path in set_aside.found_replaced(folder))
        return (
            logs
            + replaced
            + tuple(
                f"A damaged journal was put aside as {path.name}. It holds every word that was in it, also those deleted for "
                f"good since, and goes after {set_aside.DAYS} days of opening Glimmers. Delete it sooner if nothing is missed, "
                "or move it away to keep it."
                for path in set_aside.found(folder)
            )
        )
    except OSError:  # a folder that may not be looked into, which the report says already
        return ()


def _what_came_across(salvaged: Salvaged) -> tuple[str, ...]:
    """Why all is not well although the journal is whole again; nothing where nothing was lost."""
    if not (salvaged.lost or salvaged.may_be_more or salvaged.others_lost):
        return ()
    came = f"{salvaged.glimmers} glimmers came across"
    if salvaged.may_be_more:
        came += f", at least {salvaged.lost} could not be read." if salvaged.lost else ". How many could not be read, nobody can tell."
    else:
        came += f", {salvaged.lost} could not be read." if salvaged.lost else ", all there were."
    others = " Some photos, names, collages or choices could not be read either." if salvaged.others_lost else ""
    return (f"{came}{others} The damaged journal is kept as {salvaged.damaged.name}, for other tools to try.",)


def look_over_photos(report: Report) -> Report:
    """The same with every photo that the journal names and whose file is missing or damaged; each file is read for it.

    Files of photos that the journal does not name are told of too: they stay until somebody says what they are.
    """
    store = in_folder(report.data)
    used: frozenset[PhotoId] = frozenset()
    known: frozenset[PhotoId] = frozenset()
    try:
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
    told = (_unnamed_in_a_sentence(len(unnamed)),) if unnamed else ()
    return replace(
        report,
        problems=(*report.problems, *map(_in_a_sentence, problems)),
        notes=(*report.notes, *told),
    )


def _unnamed_in_a_sentence(count: int) -> str:
    photos = "One photo lies here that no glimmer names" if count == 1 else f"{count} photos lie here that no glimmer names"
    return (
        f"{photos}. Nothing deletes them by itself. See them with `photos unnamed`, keep them as glimmers "
        "with `photos unnamed --keep`, or delete them with `photos unnamed --delete`."
    )


def _in_a_sentence(problem: Problem) -> str:
    what = "The small copy of a photo is missing" if problem.what == "thumbnail missing" else f"A photo's file is {problem.what}"
    return f"{what}; its glimmer is kept. Add the photo again if you have it elsewhere ({problem.id})."


def _examine(folder: Path) -> Report:
    database = folder / DATABASE
    problems: list[str] = []
    try:
        problems = _permissions(folder, database)
        missing = not there(database)
    except PermissionError:
        return _report(folder, None, None, None, None, [f"Glimmers may not look into {folder}. What is there was not touched."])
    except OSError as error:
        told = problems or [why_refused(error, READING).sentence]
        return _report(folder, None, None, None, None, told)
    if missing:
        return _report(folder, None if problems else SCHEMA, 0, 0, 0, problems)
    try:
        check_file(database)
        check_log(database)
        if pending(database):
            problems.append("The journal is from an older Glimmers; it is brought up to date when it is opened.")
            return _report(folder, None, None, None, None, problems)
        with in_words(file=database):
            # Read only: whatever a broken file makes SQLite do, it does not do it to the file.
            journal = Journal.look(database)
            try:
                health = journal.examine()
            finally:
                journal.close()
    except GlimmersError as error:
        return _report(folder, None, None, None, None, [*problems, error.sentence])
    except TORN as error:
        return _report(folder, None, None, None, None, [*problems, f"The journal is damaged ({type(error).__name__})."])
    problems += [*health.problems, *(_DOUBTFUL.format(id=doubt.id, day=doubt.day) for doubt in health.doubts)]
    return _report(folder, health.schema, health.glimmers, health.in_bin, health.photos, problems)


def _permissions(folder: Path, database: Path) -> list[str]:
    problems: list[str] = []
    if there(folder) and not folder.is_dir():
        problems.append(f"{folder} is a file, and the journal needs a folder. It was not touched.")
    if os.name == "posix" and database.exists() and stat.S_IMODE(database.stat().st_mode) & 0o077:
        problems.append(f"Others on this device can read {database.name}; --repair makes it yours alone.")
    if folder.is_dir() and not os.access(folder, os.W_OK):
        why = f"The disk of {folder} can only be read" if on_read_only_disk(folder) else f"Glimmers may not write in {folder}"
        problems.append(f"{why}. What is kept is safe; nothing new can be.")
    elif database.exists() and not os.access(database, os.W_OK):
        problems.append(f"Glimmers may not write {database.name}. What is kept is safe; nothing new can be.")
    return problems


def _mend(folder: Path, *, now: datetime) -> tuple[str, ...]:
    """Mend what can be mended; returns what there is to say about it. The report that follows says what is wrong."""
    database = folder / DATABASE
    try:
        if not database.is_file():
            return ()
        database.chmod(0o600)
        journal = open_in_folder(folder, now=now)
        try:
            # An index that SQLite finds torn may be the better witness: it is not overwritten, but asked.
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
    except NotAJournalError:  # what is none of ours is not to be put aside, whatever tables it has
        return ()
    except (GlimmersError, *TORN):
        pass
    try:
        with alone(database), in_words(REPAIRING, file=database):
            salvaged = salvage(database, now=now)
    except BusyJournalError:
        return (_CLOSE_FIRST,)
    except GlimmersError as error:
        return (error.sentence,) if isinstance(error, NoRoomError) else ()
    except OSError as error:
        return (why_refused(error, REPAIRING).sentence,)
    except TORN:
        return ()
    return _what_came_across(salvaged) if salvaged else (_NOTHING_CAME,)


def _report(folder: Path, schema: int | None, glimmers: int | None, in_bin: int | None, photos: int | None, problems: list[str]) -> Report:
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
    found = {"glimmers": _glimmers(), "python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    for name in _SHOWN:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    return found


def _glimmers() -> str:
    from app import __version__

    return __version__
