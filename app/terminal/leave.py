"""Leaving from a terminal: every glimmer as files that open without Glimmers, and nothing of them
here any more.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.core.errors import EXPORTING, PhotoNotHereError
from app.core.exchange.leaving import FORMS
from app.core.visible import on_a_line
from app.terminal.answers import Answers, clock, with_answers, with_json
from app.terminal.spoken import Command, option
from app.words.lists import lists
from app.words.terminal import said
from storage.photos import in_folder

if TYPE_CHECKING:
    from app.core.exchange.leaving import Form

_SHOWN_EACH = 0.2
"""Seconds between two lines that say how far it has come."""
_BACK = "\r\x1b[K"
"""Moves a terminal back to the beginning of its line, and empties it."""


@click.command(cls=Command, help=lambda: said.EXPORT)
@click.argument("folder", metavar="DIR")
@option("--format", "form", type=click.Choice(FORMS), required=True, help=lambda: said.FORM)
@with_json
@with_answers
def export(answers: Answers, folder: str, form: Form) -> None:
    """DIR is checked first, so that nothing waits for what cannot be."""
    # Not before they are needed: `keep` loads this module too.
    from app.words.leaving import leaving
    from storage.exchange.leaving import export as write
    from storage.exchange.new_folder import check

    path = Path(folder).absolute()
    check(path, journal=answers.folder, doing=EXPORTING)
    with answers.standing_still() as journal, _shown() as progress:
        exported = write(
            journal,
            in_folder(answers.folder),
            path,
            form,
            home=answers.folder,
            wording=leaving.wording(form, clock.now().date()),
            progress=progress,
        )
    assert exported is not None, "nobody has stopped it"
    answers.give(
        {
            "folder": str(path),
            "format": form,
            "glimmers": exported.glimmers,
            "photos": exported.photos,
            "collages": exported.collages,
            "photos_missing": exported.missing,
        },
        said.EXPORTED.format(
            folder=on_a_line(str(path)),
            glimmers=leaving.glimmers(exported.glimmers),
            photos=leaving.photos(exported.photos),
        ),
    )
    if exported.missing:
        there = exported.photos + exported.collages
        raise PhotoNotHereError("left out", n=there + exported.missing, missing=exported.missing)


@click.command(cls=Command, help=lambda: said.ERASE)
@option("--yes-erase-everything", "sure", is_flag=True, help=lambda: said.ERASE_SURE)
@with_json
@with_answers
def erase(answers: Answers, sure: bool) -> None:
    """Without the long option it only says what it would do."""
    if not sure:
        raise click.UsageError(said.ERASE_NOT_SURE)
    from app.platform.background.desk import Desk
    from app.platform.background.erasing import Uninstalling
    from storage.everything import erase as everything

    background = Uninstalling(Desk(answers.folder))
    # Half of a journal is nothing anybody wants, and nothing would be safe: it goes on to the end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with _shown() as progress:
        erased = everything(answers.folder, progress=progress, first=background.uninstall)
    folder = on_a_line(str(answers.folder))
    sentences = [
        said.erased(erased.files, folder=folder),
        said.NO_LONGER_STARTED.format(files=on_a_line(lists.all_of(background.gone)))
        if background.gone
        else "",
        said.OTHERS_STAYED.format(names=on_a_line(lists.all_of(erased.others)))
        if erased.others
        else "",
        said.NOT_REACHED,
    ]
    answers.give(
        {"data": str(answers.folder), "files": erased.files, "others": list(erased.others)},
        "\n".join(sentence for sentence in sentences if sentence),
    )
    if background.left:
        raise background.left


@contextmanager
def _shown() -> Iterator[Callable[[int, int], bool]]:
    """How far it has come, on one line of a terminal's stderr."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _done, _total: True
        return
    shown_at = time.monotonic()
    stream = sys.stderr.buffer  # around it, what speaks to a terminal is shown instead of spoken

    def show(done: int, total: int) -> bool:
        nonlocal shown_at
        if time.monotonic() - shown_at >= _SHOWN_EACH:
            shown_at = time.monotonic()
            say(_BACK + said.WRITTEN.format(done=done, total=total))
        return True

    def say(text: str) -> None:
        with suppress(OSError):  # nobody needs it
            stream.write(text.encode("utf-8", "replace"))
            stream.flush()

    try:
        yield show
    finally:
        say(_BACK)
