"""The commands of `python -m app`, and what becomes of one that goes wrong."""

from __future__ import annotations

import errno
import functools
import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from typing import Any, NoReturn, TypeVar

import click

from app.core.errors import (
    DOING_THIS,
    BusyJournalError,
    DamagedJournalError,
    GlimmersError,
    InvalidWordsError,
    NewerJournalError,
)
from app.core.exchange.inbox import InboxRecord
from app.core.exchange.record import printed
from app.core.glimmers import (
    PATHWAYS,
    UNCHANGED,
    Draft,
    Edit,
    Glimmer,
    GlimmerId,
    Pathway,
    Unchanged,
)
from app.core.photos import Parts
from app.core.visible import on_a_line
from app.core.when.times import at_moment
from app.platform import log
from app.platform.places import data_folder
from app.terminal.answers import (
    Answers,
    SafeStream,
    clock,
    given_id,
    mute,
    understood_or_kept,
    with_answers,
    with_json,
)
from app.terminal.backups import backup, restore
from app.terminal.collage import collage
from app.terminal.find import find
from app.terminal.leave import erase, export
from app.terminal.photos import attach, complaint, photos, sweep_photos, with_photos
from app.terminal.remind import remind
from app.terminal.snapshots import snapshots
from app.terminal.spoken import Group, IntegerRange, option
from app.words.care import care
from app.words.errors import told
from app.words.lists import lists
from app.words.terminal import said
from app.words.when import times
from storage.care.doctor import Report, look_over, look_over_photos, set_aside_files
from storage.database.refusals import why_refused
from storage.inbox import FolderInbox
from storage.journal import Journal
from storage.rows.drawer import PAGE

_Command = TypeVar("_Command", bound=Callable[..., Any])
_MANY = 2**31 - 1
"""More than anybody keeps, and a number SQLite can count to."""
_LONGEST_INPUT = 64_000_000
"""Bytes of stdin that are read at most; words that long are refused anyway."""


@click.group(
    cls=Group,
    help=lambda: said.TERMINAL,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@option("--data", metavar="DIR", help=lambda: said.DATA)
@option("--json", "as_json", is_flag=True, help=lambda: said.JSON)
@click.pass_context
def terminal(context: click.Context, data: str | None, as_json: bool) -> None:
    """The journal in this folder, with the answers asked for."""
    if data == "":  # a script's empty variable does not mean the person's own journal
        raise click.UsageError(said.DATA_NEEDS_FOLDER)
    folder = data_folder(data)
    log.to_file(folder)
    context.obj = Answers(folder, as_json)


def _pathways(*, none: bool) -> Callable[[_Command], _Command]:
    """`--within`, `--around`, `--between`: at most one of them."""

    def decorate(command: _Command) -> _Command:
        for pathway in PATHWAYS:
            command = option(
                f"--{pathway}",
                "pathways",
                flag_value=pathway,
                multiple=True,
                help=functools.partial(_help_of_pathway, pathway),
            )(command)
        if not none:
            return command
        return option("--no-pathway", is_flag=True, help=lambda: said.NO_PATHWAY)(command)

    return decorate


def _help_of_pathway(pathway: Pathway) -> str:
    return said.PATHWAY[pathway]


def _one_pathway(
    pathways: tuple[str, ...], *, no_pathway: bool = False
) -> Pathway | Unchanged | None:
    if len(set(pathways)) + no_pathway > 1:
        raise click.UsageError(said.ONE_PATHWAY)
    if no_pathway:
        return None
    return next((known for known in PATHWAYS if known in pathways), UNCHANGED)


def _names(*, replace: bool) -> Callable[[_Command], _Command]:
    """`--person`, `--place` and `--tag`, each as often as wanted."""

    def decorate(command: _Command) -> _Command:
        for name, parameter in (("--tag", "tags"), ("--place", "places"), ("--person", "people")):
            command = option(
                name,
                parameter,
                multiple=True,
                metavar="NAME",
                help=functools.partial(_help_of_name, name, replace=replace),
            )(command)
        return command

    return decorate


def _help_of_name(name: str, *, replace: bool) -> str:
    return said.NEW_NAMES[name] if replace else said.NAMES[name]


def _given_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Without empty ones: `--person ""` says that there is none."""
    return tuple(name for name in names if name.strip())


@terminal.command(help=lambda: said.KEEP)
@click.argument("words", nargs=-1)
@_pathways(none=False)
@option("--when", "when_text", metavar="TEXT", help=lambda: said.WHEN)
@option("--love", is_flag=True, help=lambda: said.LOVE)
@_names(replace=False)
@with_photos
@with_json
@with_answers
def keep(
    answers: Answers,
    words: tuple[str, ...],
    pathways: tuple[str, ...],
    when_text: str | None,
    love: bool,
    people: tuple[str, ...],
    places: tuple[str, ...],
    tags: tuple[str, ...],
    files: tuple[str, ...],
) -> None:
    """The words come from the arguments, or all of them from stdin."""
    pathway = _one_pathway(pathways)
    note = _from_stdin() if words == ("-",) else " ".join(words)
    now = clock.now()
    journal = glimmer = refused = None

    def draft(journal: Journal) -> Draft:
        return Draft(
            when=(
                understood_or_kept(when_text, journal, now=now)
                if when_text is not None
                else at_moment(now, zone=clock.zone())
            ),
            note=note,
            pathway=None if isinstance(pathway, Unchanged) else pathway,
            loved=love,
            people=_given_names(people),
            places=_given_names(places),
            tags=_given_names(tags),
        )

    try:
        with answers.journal() as journal:
            glimmer = journal.keep(draft(journal), at=now)
            refused = attach(answers, journal, glimmer, files)
            _give(answers, journal, journal.get(glimmer.id), brief=True)
    except BusyJournalError as error:
        # Photos are not put into the inbox: nothing of this is kept, and the person is told so.
        if glimmer is not None or files:
            raise
        _keep_beside(answers, draft, at=now, because=error)
        click.echo(said.KEPT_BESIDE, err=True)
    except (DamagedJournalError, NewerJournalError) as error:
        if journal is not None or files:  # once it is open, nobody knows what has been written
            raise
        _keep_beside(answers, draft, at=now, because=error)
        click.echo(said.KEPT_UNTIL_OPENED, err=True)
        raise  # somebody has to do something about it
    if refused:
        raise refused


def _keep_beside(
    answers: Answers,
    draft: Callable[[Journal], Draft],
    *,
    at: datetime,
    because: GlimmersError,
) -> None:
    """Keep it in the inbox, as an empty journal would have kept it.

    Raises:
        GlimmersError: what its time means depends on the half of the world that the person chose,
            which only the journal knows; it is `because` why that could not be asked.
    """
    with closing(Journal.in_memory()) as journal:
        northern = draft(journal)
        journal.preferences.choose("southern", True, at=at)
        if draft(journal) != northern:
            raise because
        glimmer = journal.keep(northern, at=at)
        (record,) = journal.records.of([glimmer.id])
        FolderInbox(answers.folder).put(InboxRecord(record=record, written_by="terminal"))
        _give(answers, journal, glimmer, brief=True)


@terminal.command("list", help=lambda: said.LIST)
@option(
    "--limit",
    type=IntegerRange(min=1),
    default=PAGE,
    show_default=True,
    help=lambda: said.LIMIT,
)
@option("--before", metavar="ID", help=lambda: said.BEFORE)
@option("--bin", "in_bin", is_flag=True, help=lambda: said.BIN)
@with_json
@with_answers
def list_(answers: Answers, limit: int, before: str | None, in_bin: bool) -> None:
    """One page of them."""
    with answers.reading() as journal:
        glimmers = journal.page(
            before=None if before is None else given_id(before), limit=min(limit, _MANY), bin=in_bin
        )
        parts = journal.parts([glimmer.id for glimmer in glimmers])
    answers.give(
        [printed(glimmer, parts[glimmer.id]) for glimmer in glimmers],
        "\n".join(map(_in_a_line, glimmers)),
    )
    if not in_bin:
        answers.tell_of_waiting()


@terminal.command(help=lambda: said.SHOW)
@click.argument("id")
@with_json
@with_answers
def show(answers: Answers, id: str) -> None:
    """Everything in a glimmer, and whether its words are in doubt."""
    with answers.reading() as journal:
        glimmer = journal.get(given_id(id))
        parts = _parts(journal, glimmer.id)
        doubt = journal.doubt(glimmer.id)
        beside = journal.beside(glimmer.id)
    in_words = _in_lines(glimmer, parts)
    if doubt is not None:
        in_words += "\n" + (said.DOUBT_OTHERS.format(words=doubt) if doubt else said.DOUBT)
    for each in beside:
        in_words += "\n" + said.BESIDE[each.about].format(words=each.words)
    answers.give(printed(glimmer, parts), in_words)


@terminal.command(help=lambda: said.CHANGE)
@click.argument("id")
@option("--note", metavar="TEXT", help=lambda: said.NOTE)
@_pathways(none=True)
@option("--when", "when_text", metavar="TEXT", help=lambda: said.WHEN_AS_KEEP)
@option("--love/--no-love", "love", default=None, help=lambda: said.LOVE_OR_NOT)
@_names(replace=True)
@with_photos
@with_json
@with_answers
def change(
    answers: Answers,
    id: str,
    note: str | None,
    pathways: tuple[str, ...],
    no_pathway: bool,
    when_text: str | None,
    love: bool | None,
    people: tuple[str, ...],
    places: tuple[str, ...],
    tags: tuple[str, ...],
    files: tuple[str, ...],
) -> None:
    """Only what was named is written."""
    pathway = _one_pathway(pathways, no_pathway=no_pathway)
    if (
        note is None
        and isinstance(pathway, Unchanged)
        and when_text is None
        and love is None
        and not people + places + tags + files
    ):
        raise click.UsageError(said.NAME_CHANGE)
    now = clock.now()
    with answers.journal() as journal:
        edit = Edit(
            note=UNCHANGED if note is None else note,
            pathway=pathway,
            when=UNCHANGED
            if when_text is None
            else understood_or_kept(when_text, journal, now=now),
            loved=UNCHANGED if love is None else love,
            people=_given_names(people) if people else UNCHANGED,
            places=_given_names(places) if places else UNCHANGED,
            tags=_given_names(tags) if tags else UNCHANGED,
        )
        glimmer = journal.change(given_id(id), edit, at=now)
        refused = attach(answers, journal, glimmer, files)
        _give(answers, journal, journal.get(glimmer.id))
    if refused:
        raise refused


@terminal.command(help=lambda: said.REMOVE)
@click.argument("id")
@option("--for-good", is_flag=True, help=lambda: said.FOR_GOOD)
@with_json
@with_answers
def remove(answers: Answers, id: str, for_good: bool) -> None:
    """Into the bin, or deleted; its photos' files go with the last glimmer that shows them."""
    with answers.journal() as journal:
        parts = _parts(journal, given_id(id))  # before they go with it
        verb = journal.erase if for_good else journal.remove
        glimmer = verb(given_id(id), at=clock.now())
        if for_good:
            sweep_photos(answers, journal)
    answers.give(printed(glimmer, parts), _in_lines(glimmer, parts))
    if for_good:
        for each in set_aside_files(answers.folder):
            click.echo(care.said(each), err=True)


@terminal.command("put-back", help=lambda: said.PUT_BACK)
@click.argument("id")
@with_json
@with_answers
def put_back(answers: Answers, id: str) -> None:
    """It is as it was before."""
    with answers.journal() as journal:
        _give(answers, journal, journal.put_back(given_id(id), at=clock.now()))


@terminal.command(help=lambda: said.DOCTOR)
@option("--repair", is_flag=True, help=lambda: said.REPAIR)
@option("--looked-at", "seen", metavar="ID", multiple=True, help=lambda: said.LOOKED_AT)
@with_json
@with_answers
def doctor(answers: Answers, repair: bool, seen: tuple[str, ...]) -> None:
    """Exits with 1 as long as something is wrong."""
    if seen:
        with answers.journal() as journal:
            for id in seen:
                journal.looked_at(given_id(id))
    report = look_over_photos(look_over(answers.folder, repair=repair, now=clock.now()))
    answers.give(_report_json(report), _report_in_lines(report))
    if not report.ok:
        sys.exit(1)


def _give(answers: Answers, journal: Journal, glimmer: Glimmer, *, brief: bool = False) -> None:
    parts = _parts(journal, glimmer.id)
    answers.give(printed(glimmer, parts), glimmer.id if brief else _in_lines(glimmer, parts))


def _parts(journal: Journal, id: GlimmerId) -> Parts:
    return journal.parts([id])[id]


terminal.add_command(find)
terminal.add_command(remind)
terminal.add_command(photos)
terminal.add_command(collage)
terminal.add_command(export)
terminal.add_command(erase)
terminal.add_command(backup)
terminal.add_command(snapshots)
terminal.add_command(restore)


def _in_a_line(glimmer: Glimmer) -> str:
    words = " ".join(glimmer.note.split())
    return f"{glimmer.id}  {_when(glimmer)}{'  ' if words else ''}{words[:100]}"


def _when(glimmer: Glimmer) -> str:
    return times.time(glimmer.precision, glimmer.when_text)


def _in_lines(glimmer: Glimmer, parts: Parts) -> str:
    facts = [
        _when(glimmer),
        said.PATHWAYS[glimmer.pathway] if glimmer.pathway else "",
        said.LOVED if glimmer.loved else "",
        said.HOW_MANY_PHOTOS.format(n=len(parts.photos)) if parts.photos else "",
    ]
    named = (("people", parts.people), ("places", parts.places), ("tags", parts.tags))
    facts += [said.NAMED[what].format(names=" · ".join(names)) for what, names in named if names]
    facts.append(said.IN_BIN if glimmer.removed_at else "")
    known = lists.one_by_one([fact for fact in facts if fact])
    return "\n".join(line for line in (glimmer.id, known, glimmer.note) if line)


def _report_json(report: Report) -> dict[str, Any]:
    return {
        "ok": report.ok,
        "versions": report.versions,
        "data": str(report.data),
        "database": str(report.database),
        "schema": report.schema,
        "glimmers": report.glimmers,
        "in_bin": report.in_bin,
        "photos": report.photos,
        "problems": [care.said(each) for each in (*report.problems, *report.notes)],
    }


def _report_in_lines(report: Report) -> str:
    head = said.ALL_WELL if report.ok else said.NOT_WELL
    counts = (
        said.glimmers_and_bin(report.glimmers, bin=report.in_bin)
        if report.glimmers is not None
        else said.NOT_READ
    )
    versions = lists.one_by_one([f"{name} {version}" for name, version in report.versions.items()])
    return "\n".join(
        [
            head,
            *map(care.said, report.problems),
            counts,
            *map(care.said, report.notes),
            said.JOURNAL.format(file=on_a_line(str(report.database))),
            versions,
        ]
    )


def _from_stdin() -> str:
    if sys.stdin is None:
        raise InvalidWordsError("no stdin")
    raw = sys.stdin.buffer.read(_LONGEST_INPUT + 1)
    if len(raw) > _LONGEST_INPUT:
        raise InvalidWordsError("long stdin")
    try:
        words = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidWordsError("not UTF-8") from None
    return words.replace("\r\n", "\n").removesuffix("\n")


def _given(argument: str) -> str:
    """UTF-8 that a locale without it has torn into surrogates, whole again."""
    try:
        argument.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(argument).decode("utf-8", "surrogateescape")
    return argument


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            # Python's own streams are TextIOWrappers, of which typeshed does not speak here.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    if sys.stderr is not None:
        sys.stderr = SafeStream(
            sys.stderr.buffer, encoding="utf-8", errors="backslashreplace", line_buffering=True
        )


def main() -> None:
    """Run one command; whatever goes wrong ends in a sentence."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _speak_utf8()
    logging.getLogger().addHandler(logging.NullHandler())  # until the folder of the log is known
    logging.captureWarnings(True)
    sys.unraisablehook = _log_quietly
    try:
        terminal(
            [_given(argument) for argument in sys.argv[1:]],
            prog_name="python -m app",
            standalone_mode=False,
        )
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        _complain(error.show, code=error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _complain(said.STOPPED)
    except GlimmersError as error:
        _complain(complaint(error))
    except Exception as error:
        logging.getLogger(__name__).exception("a command failed")
        if isinstance(error, OSError) and error.errno not in (None, errno.ENOENT):
            _complain(told(why_refused(error, DOING_THIS)).sentence)  # no file could be opened, say
        _complain(said.BUG)


def _log_quietly(unraisable: sys.UnraisableHookArgs) -> None:
    """What fails while Python cleans up is no answer to anybody: Python itself would print its
    traceback.
    """
    error = unraisable.exc_value
    logging.getLogger(__name__).error(
        "cleaning up failed", exc_info=error and (type(error), error, error.__traceback__)
    )


def _complain(what: str | Callable[[], None], *, code: int = 1) -> NoReturn:
    if sys.stderr is not None:  # without one, both ways of printing would turn to stdout instead
        try:
            what() if callable(what) else print(what, file=sys.stderr)
            sys.stderr.flush()
        except OSError:
            mute(sys.stderr)  # nobody hears it: the code still tells
    sys.exit(code)
