"""A backup, and back, from a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app import __version__
from app.core.errors import (
    BACKING_UP,
    RESTORING,
    BackupError,
    DamagedJournalError,
    PhotoNotHereError,
)
from app.core.visible import on_a_line
from app.terminal.answers import Answers, clock, with_answers, with_json
from app.terminal.spoken import Command, option
from app.words.backups import backups
from app.words.lists import lists
from app.words.terminal import said
from storage.database.refusals import why_refused
from storage.photos import in_folder
from storage.saving import BackupTargetError, Target
from storage.vault import DATABASE

if TYPE_CHECKING:
    from storage.exchange.restore import Restored
    from storage.exchange.sealing import Passphrase

_LONGEST_FILE = 65_536
"""Bytes of a file with a passphrase that are read."""


@click.command(cls=Command, help=lambda: said.BACKUP)
@click.argument("file", metavar="FILE")
@option("--passphrase-file", "secret", metavar="F", help=lambda: said.SEAL_WITH)
@with_json
@with_answers
def backup(answers: Answers, file: str, secret: str | None) -> None:
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
    passphrase = None if secret is None else _passphrase(Path(secret))
    with answers.journal():
        made = back_up(
            answers.folder / DATABASE,
            in_folder(answers.folder),
            target,
            now=clock.now(),
            app=__version__,
            read_me=backups.read_me(),
            passphrase=passphrase,
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
    if made.left_out:
        raise DamagedJournalError("not in backup", n=made.left_out)
    if made.missing:
        raise PhotoNotHereError("not in backup", n=contents.photos, missing=len(made.missing))


@click.command(cls=Command, help=lambda: said.RESTORE)
@click.argument("file", metavar="FILE")
@option("--merge", "way", flag_value="merge", default="merge", help=lambda: said.RESTORE_MERGE)
@option("--replace", "way", flag_value="replace", help=lambda: said.RESTORE_REPLACE)
@option("--dry-run", is_flag=True, help=lambda: said.RESTORE_DRY_RUN)
@option("--passphrase-file", "secret", metavar="F", help=lambda: said.OPEN_WITH)
@with_json
@with_answers
def restore(answers: Answers, file: str, way: str, dry_run: bool, secret: str | None) -> None:
    """All of the file is checked before anything is changed."""
    from storage.exchange.restore import look, merge, replace

    passphrase = None if secret is None else _passphrase(Path(secret))
    database, photos = answers.folder / DATABASE, in_folder(answers.folder)
    given = (database, photos, Path(file))
    if dry_run:
        found = look(database, Path(file), now=clock.now(), passphrase=passphrase)
    elif way == "replace":
        found = replace(*given, now=clock.now(), passphrase=passphrase)
    else:
        with answers.journal() as journal:
            found = merge(journal, *given, now=clock.now(), passphrase=passphrase)
    assert found is not None, "nobody stops it"
    answers.give(_restored_json(found), _restored_in_words(found, dry_run=dry_run))


def _restored_json(found: Restored) -> dict[str, Any]:
    contents, compared = found.contents, found.compared
    return {
        "glimmers": contents.glimmers,
        "from": contents.first,
        "to": contents.last,
        "new": compared.new,
        "same": compared.same,
        "differs": compared.differs,
        "photos": contents.photos,
    }


def _restored_in_words(found: Restored, *, dry_run: bool) -> str:
    contents, compared = found.contents, found.compared
    facts = [
        said.HOW_MANY_GLIMMERS.format(n=contents.glimmers),
        said.HOW_MANY_PHOTOS.format(n=contents.photos),
    ]
    lines = [said.IN_BACKUP.format(facts=lists.one_by_one(facts))]
    if contents.first is not None:
        lines.append(said.FROM_TO.format(first=contents.first, last=contents.last))
    lines.append(
        said.COMPARED.format(new=compared.new, same=compared.same, differs=compared.differs)
    )
    if compared.let_go:
        lines.append(said.deleted_here(compared.let_go))
    if compared.erased:
        lines.append(said.deleted_there(compared.erased))
    if compared.damaged:
        lines.append(said.damaged_there(compared.damaged))
    lines.append(said.ONLY_LOOKED if dry_run else said.RESTORED)
    return "\n".join(lines)


def _passphrase(file: Path) -> Passphrase:
    """The first line of a file.

    Raises:
        BackupError: there is none, or it is no text.
        RefusedError: the file cannot be read.
    """
    from storage.exchange.sealing import Passphrase

    if not file.exists():
        raise BackupError("no file", file=on_a_line(str(file)))
    try:
        with file.open("rb") as lines:
            raw = lines.read(_LONGEST_FILE)
        text = raw.decode("utf-8-sig").splitlines()[0]
    except OSError as error:
        raise why_refused(error, RESTORING) from error
    except (UnicodeDecodeError, IndexError):
        text = ""
    if not text.strip():
        raise BackupError("no passphrase")
    return Passphrase(text)
