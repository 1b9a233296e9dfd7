"""A backup from a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app import __version__
from app.core.errors import BACKING_UP, PhotoNotHereError
from app.core.visible import on_a_line
from app.terminal.answers import Answers, clock, with_answers, with_json
from app.terminal.spoken import Command
from app.words.backups import backups
from app.words.lists import lists
from app.words.terminal import said
from storage.photos import in_folder
from storage.saving import BackupTargetError, Target
from storage.vault import DATABASE


@click.command(cls=Command, help=lambda: said.BACKUP)
@click.argument("file", metavar="FILE")
@with_json
@with_answers
def backup(answers: Answers, file: str) -> None:
    """What waits in the inbox is taken in before, so that it is in the backup too."""
    from storage.exchange.backup import back_up

    target = Target(
        path=Path(file),
        journal=answers.folder,
        doing=BACKING_UP,
        refusal=BackupTargetError,
        private=True,
    )
    target.check()
    with answers.journal():
        made = back_up(
            answers.folder / DATABASE,
            in_folder(answers.folder),
            target,
            now=clock.now(),
            app=__version__,
            read_me=backups.read_me(),
        )
    assert made is not None, "nobody stops it"
    contents = made.contents
    answer: dict[str, Any] = {
        "glimmers": contents.glimmers,
        "from": contents.first,
        "to": contents.last,
        "new": 0,
        "same": contents.glimmers,
        "differs": 0,
        "photos": contents.photos - len(made.missing),
    }
    facts = (
        said.HOW_MANY_GLIMMERS.format(n=contents.glimmers),
        said.HOW_MANY_PHOTOS.format(n=answer["photos"]),
        said.MEGABYTES.format(n=f"{made.size / 1e6:.1f}"),
    )
    in_words = said.BACKED_UP.format(file=on_a_line(file), facts=lists.one_by_one(facts))
    answers.give(answer, in_words)
    if made.missing:
        raise PhotoNotHereError("not in backup", n=contents.photos, missing=len(made.missing))
