"""How every command of the terminal answers: which journal it opens, and one way to print."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from app.core.errors import GlimmersError, NotUnderstoodError, ReadOnlyError, RefusedError
from app.core.exchange.inbox import counted
from app.core.glimmers import GlimmerId
from app.core.visible import escaped, visible
from app.core.when.times import When
from app.platform.clock import SystemClock
from app.terminal.spoken import option
from app.words.terminal import said
from storage.inbox import FolderInbox
from storage.journal import Journal
from storage.opening import begin_day_of_snapshots, open_in_folder
from storage.photos import in_folder
from storage.taking_in import take_in_at_once
from storage.vault import DATABASE

if TYPE_CHECKING:
    from app.core.ports import Darkroom

_Command = TypeVar("_Command", bound=Callable[..., Any])

SNAPSHOT_AT_MOST = 256 << 20
"""Bytes of a journal of which a command makes the day's snapshot: somebody waits for the command's
end. Larger ones, of 400,000 glimmers and more, have theirs from the app.
"""

clock = SystemClock()


class Answers:
    """What every command needs: the journal, and how to answer."""

    def __init__(self, folder: Path, as_json: bool) -> None:
        self.folder = folder
        self.as_json = as_json

    @contextmanager
    def journal(self) -> Iterator[Journal]:
        """The journal, opened for one command that may change something; what waits in the inbox is
        taken in before. The first command of a day makes the day's snapshot, after its answer.
        """
        journal = open_in_folder(self.folder, now=clock.now())
        try:
            inbox = FolderInbox(self.folder)
            if inbox.has_changed():
                take_in_at_once(inbox, journal, now=clock.now, darkroom=self._darkroom)
            yield journal
            if (self.folder / DATABASE).stat().st_size <= SNAPSHOT_AT_MOST:
                begin_day_of_snapshots(journal, now=clock.now())
        finally:
            journal.close()

    async def _darkroom(self) -> Darkroom:
        from app.imaging.pillow_darkroom import PillowDarkroom  # takes a moment to load

        return PillowDarkroom(in_folder(self.folder))

    @contextmanager
    def reading(self) -> Iterator[Journal]:
        """The journal as it is, for a command that only reads: nothing is made, swept, migrated or
        changed.

        Whoever wants to open it waits meanwhile, so the answer is given afterwards.
        """
        journal = Journal.read(self.folder / DATABASE)
        try:
            yield journal
        finally:
            journal.close()

    @contextmanager
    def standing_still(self) -> Iterator[Journal]:
        """The journal in one state, to be read for long, while others open it and write into it;
        what waits in the inbox is taken in before, where this may be written.
        """
        with ExitStack() as held:
            if (self.folder / DATABASE).exists():
                # As long as this is open too, nobody who opens it waits for the reader.
                with suppress(ReadOnlyError):
                    held.enter_context(self.journal())
            yield held.enter_context(self.reading())

    def give(self, value: Any, in_words: str) -> None:
        """Answer with `value` where JSON was asked for, else in words; no words, no line.

        JSON is exact: on a terminal it says the same with escapes. Words are shown as far as that
        is safe.
        """
        if self.as_json:
            answer = json.dumps(value, ensure_ascii=False)
            say(escaped(answer) if sys.stdout is not None and sys.stdout.isatty() else answer)
        elif in_words:
            say(visible(in_words))

    def tell_of_waiting(self) -> None:
        """On stderr, below an answer in words: how many glimmers wait in the inbox, which no
        command that only reads takes in.
        """
        if self.as_json:
            return
        with suppress(RefusedError):  # `doctor` says why it cannot be looked into
            if ready := counted(FolderInbox(self.folder).look()).ready:
                click.echo(said.waiting(ready), err=True)


with_answers = click.make_pass_decorator(Answers)


def with_json(command: _Command) -> _Command:
    """`--json` behind the command as well as before it."""

    def heard(context: click.Context, _option: click.Parameter, given: bool) -> None:
        if given and isinstance(context.obj, Answers):
            context.obj.as_json = True

    return option(
        "--json", is_flag=True, expose_value=False, callback=heard, help=lambda: said.JSON
    )(command)


def given_id(text: str) -> GlimmerId:
    """An id as it was typed or pasted: a UUID is the same in upper case (RFC 9562, 4)."""
    return GlimmerId(text.strip().lower())


def understood(text: str, journal: Journal, *, now: datetime) -> When:
    """Words for a time as they are meant at the instant `now` (aware), with the seasons of the half
    of the world that the person chose.
    """
    from app.core.when.grammar import understand  # the grammar of dates is large

    return understand(
        text,
        now=now,
        southern=journal.preferences.get("southern", False) is True,
        zone=clock.zone(),
    )


class WhenRefusedError(NotUnderstoodError):
    """Words for the time of a glimmer, refused: they may still be kept as they are."""


def understood_or_kept(text: str, journal: Journal, *, now: datetime) -> When:
    """As `understood`, for the time of a glimmer, which takes any words behind `free:`.

    Raises:
        WhenRefusedError: they were not understood.
        NotUnderstoodError: there are no words, or far too many: `free:` would not help.
    """
    try:
        return understood(text, journal, now=now)
    except NotUnderstoodError as error:
        if error.why == "long" or not text.strip() or text.lower().startswith("free"):
            raise
        raise WhenRefusedError(error.why, **error.data) from error


class NobodyListensError(GlimmersError):
    """The answer could not be written."""


def say(text: str) -> None:
    """Write a line to stdout, in UTF-8 wherever this runs.

    Raises:
        NobodyListensError: nothing reads stdout, or it is full.
    """
    if sys.stdout is None:
        raise NobodyListensError
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
        sys.stdout.buffer.flush()
    except OSError as error:
        mute(sys.stdout)
        raise NobodyListensError from error


class SafeStream(io.TextIOWrapper):
    """A stream on which whatever is written is shown as far as that is safe: words and names may be
    in any sentence.
    """

    def write(self, text: str) -> int:
        """As any text stream does it."""
        super().write(visible(text))
        return len(text)


def mute(stream: TextIO) -> None:
    """Let what is still to be written to a stream that takes no more go nowhere: at its end Python
    would try again, and say so.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
