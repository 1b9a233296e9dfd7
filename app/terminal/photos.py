"""Photos of a glimmer from a terminal: add, list, take out."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from app.core.errors import GlimmersError, PhotoNotHereError, RefusedError
from app.core.exchange.record import printed, printed_photos
from app.core.glimmers import Draft, Glimmer
from app.core.photos import Attached, PhotoId, StoredFile
from app.core.visible import on_a_line
from app.terminal.answers import (
    Answers,
    WhenRefusedError,
    clock,
    given_id,
    understood,
    with_answers,
    with_json,
)
from app.terminal.spoken import Group, option
from app.words.errors import told
from app.words.terminal import said
from storage.journal import Journal
from storage.opening import settle_snapshots
from storage.photos import PhotoStore, in_folder
from storage.snapshots.folder import Snapshots
from storage.vault import DATABASE


class PhotosRefusedError(GlimmersError):
    """Some of the photos that were named did not come in; the glimmer and the other photos are
    kept.
    """

    def __init__(
        self, refused: Sequence[tuple[Path, GlimmersError]], *, worded: bool = False
    ) -> None:
        """`worded` where the glimmer has words."""
        super().__init__()
        self.refused = tuple(refused)
        self.worded = worded


def complaint(error: GlimmersError) -> str:
    """An error in words; of photos that were refused, a line for each of them; of a time, with
    the way to keep its words as they are.
    """
    if isinstance(error, PhotosRefusedError):
        return "\n".join(
            said.FILE_REFUSED.format(
                file=on_a_line(str(file)), why=told(each, worded=error.worded).sentence
            )
            for file, each in error.refused
        )
    if isinstance(error, WhenRefusedError):
        return f"{told(error).sentence} {said.AS_THEY_ARE}"
    return told(error).sentence


_Command = TypeVar("_Command", bound=Callable[..., Any])


def with_photos(command: _Command) -> _Command:
    """`--photo FILE`, as often as wanted."""
    return option("--photo", "files", multiple=True, metavar="FILE", help=lambda: said.PHOTO)(
        command
    )


@click.group(cls=Group, help=lambda: said.PHOTOS)
def photos() -> None:
    """Commands for photos."""


@photos.command(help=lambda: said.PHOTOS_ADD)
@click.argument("id")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@with_json
@with_answers
def add(answers: Answers, id: str, files: tuple[str, ...]) -> None:
    """Those that came in are kept, whatever becomes of the others."""
    with answers.journal() as journal:
        glimmer = journal.get(given_id(id))
        before = {each.photo.id for each in journal.parts([glimmer.id])[glimmer.id].photos}
        refused = attach(answers, journal, glimmer, files)
        glimmer, parts = journal.get(glimmer.id), journal.parts([glimmer.id])[glimmer.id]
    added = [each for each in parts.photos if each.photo.id not in before]
    answers.give(printed(glimmer, parts), "\n".join(each.photo.id for each in added))
    if refused:
        raise refused


@photos.command("list", help=lambda: said.PHOTOS_LIST)
@click.argument("id")
@with_json
@with_answers
def list_(answers: Answers, id: str) -> None:
    """In the glimmer's own order."""
    with answers.reading() as journal:
        glimmer = journal.get(given_id(id))
        attached = journal.parts([glimmer.id])[glimmer.id].photos
    answers.give(printed_photos(attached), "\n".join(map(_in_a_line, attached)))


@photos.command(help=lambda: said.PHOTOS_REMOVE)
@click.argument("id")
@click.argument("photo")
@with_json
@with_answers
def remove(answers: Answers, id: str, photo: str) -> None:
    """At once for good; the app's Undo is for those who look at a screen."""
    with answers.journal() as journal:
        id_, photo_ = given_id(id), PhotoId(photo.strip().lower())
        glimmer = journal.photos.detach(id_, photo_, at=clock.now(), for_good=True)
        parts = journal.parts([glimmer.id])[glimmer.id]
        sweep_photos(answers, journal)
    answers.give(printed(glimmer, parts), "")


@photos.command(help=lambda: said.PHOTOS_UNNAMED)
@option("--keep", "wanted", flag_value="keep", help=lambda: said.UNNAMED_KEEP)
@option("--delete", "wanted", flag_value="delete", help=lambda: said.UNNAMED_DELETE)
@option("--yes", is_flag=True, help=lambda: said.UNNAMED_YES)
@with_json
@with_answers
def unnamed(answers: Answers, wanted: str | None, yes: bool) -> None:
    """List them, keep them, or delete them."""
    store = in_folder(answers.folder)
    if wanted is None:
        with answers.reading() as journal:
            known = journal.photos.known()
        files, unreadable = asyncio.run(_described(store, asyncio.run(store.unnamed(known))))
        answers.give([_file_json(file) for file in files], "\n".join(map(_file_in_a_line, files)))
        _complain_of(unreadable)
        return
    with answers.journal() as journal:
        found = asyncio.run(store.unnamed(journal.photos.known()))
        if wanted == "delete":
            if found and not yes:
                if sys.stdin is None:
                    raise click.UsageError(said.NOBODY_TO_ASK)
                click.confirm(said.delete_photos(len(found)), abort=True, err=True)
            asyncio.run(store.discard(found))
            answers.give(list(found), "\n".join(found))
            return
        files, unreadable = asyncio.run(_described(store, found))
        kept = [_kept(journal, file) for file in files]
        parts = journal.parts([glimmer.id for glimmer in kept])
        answer = [printed(glimmer, parts[glimmer.id]) for glimmer in kept]
        answers.give(answer, "\n".join(glimmer.id for glimmer in kept))
    _complain_of(unreadable)


def _complain_of(unreadable: int) -> None:
    if unreadable:
        raise PhotoNotHereError("unreadable", n=unreadable)


async def _described(store: PhotoStore, ids: Sequence[PhotoId]) -> tuple[list[StoredFile], int]:
    """What each file tells, and how many tell nothing."""
    files: list[StoredFile] = []
    for id in ids:
        with contextlib.suppress(PhotoNotHereError):
            files.append(await store.stored(id))
    return files, len(ids) - len(files)


def _kept(journal: Journal, file: StoredFile) -> Glimmer:
    """A glimmer of this photo on the day it was stored: nobody knows any more when it was taken."""
    now = clock.now()
    when = understood(file.stored(now).date().isoformat(), journal, now=now)
    return journal.keep(Draft(when=when), at=now, photos=[file.photo])


def _file_json(file: StoredFile) -> dict[str, Any]:
    photo = file.photo
    stored_at = file.stored_at.astimezone(clock.now().tzinfo).isoformat(timespec="seconds")
    return {"id": photo.id, "width": photo.width, "height": photo.height, "stored_at": stored_at}


def _file_in_a_line(file: StoredFile) -> str:
    day = file.stored(clock.now()).date()
    photo = file.photo
    size, stored = said.size(photo.width, photo.height), said.stored(day.isoformat())
    return f"{photo.id}  {size}  {stored}"


def sweep_photos(answers: Answers, journal: Journal) -> None:
    """Delete the files of photos that this journal has let go, that nobody wants back, and that no
    snapshot shows.
    """
    if let_go := journal.photos.to_sweep():
        settle_snapshots(journal)
        let_go -= Snapshots(answers.folder / DATABASE).named(let_go)
        journal.photos.swept(asyncio.run(in_folder(answers.folder).sweep(let_go)))


def attach(
    answers: Answers, journal: Journal, glimmer: Glimmer, files: Sequence[str]
) -> PhotosRefusedError | None:
    """Bring photos in and add them to a glimmer, in their order; what came in stays, what did not
    is answered.
    """
    return (
        asyncio.run(_attach(answers, journal, glimmer, [Path(file) for file in files]))
        if files
        else None
    )


async def _attach(
    answers: Answers, journal: Journal, glimmer: Glimmer, files: Sequence[Path]
) -> PhotosRefusedError | None:
    from app.imaging.pillow_workers import Imaging

    store, imaging = in_folder(answers.folder), Imaging()
    refused: list[tuple[Path, GlimmersError]] = []
    waiting = iter(files)
    try:
        async for picture in imaging.bring_in_each(files):
            file = next(waiting)
            if isinstance(picture, GlimmersError):
                refused.append((file, picture))
                continue
            try:
                id = await store.put(picture)
            except RefusedError as error:
                refused.append((file, error))  # and so would be all that follow
                break
            journal.photos.attach(glimmer.id, [picture.stored_as(id)], at=clock.now())
    finally:
        imaging.close()
    return PhotosRefusedError(refused, worded=bool(glimmer.note)) if refused else None


def _in_a_line(attached: Attached) -> str:
    photo = attached.photo
    size = said.size(photo.width, photo.height)
    description = " ".join(attached.description.split())
    return f"{photo.id}  {size}" + (f"  {description}" if attached.description else "")
