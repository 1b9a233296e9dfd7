"""Photos of a glimmer from a terminal: add, list, take out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from app.core.errors import GlimmersError, RefusedError
from app.core.glimmers import Glimmer
from app.core.photos import Attached, PhotoId
from app.terminal_answers import Answers, clock, given_id, glimmer_json, photos_json, with_answers, with_json
from storage.journal import Journal
from storage.photos import in_folder


class PhotosRefusedError(GlimmersError):
    """Some of the photos that were named did not come in; the glimmer and the other photos are kept."""

    def __init__(self, refused: Sequence[tuple[Path, GlimmersError]]) -> None:
        super().__init__("\n".join(f"{_on_a_line(file)}: {error.sentence}" for file, error in refused), advice="")

    @property
    def sentence(self) -> str:
        """One line for each of them."""
        return str(self)


def _on_a_line(file: Path) -> str:
    """Its name, without what would end the line or speak to the terminal."""
    return str(file).translate(dict.fromkeys((*range(32), *range(127, 160)), "\N{REPLACEMENT CHARACTER}"))


_Command = TypeVar("_Command", bound=Callable[..., Any])


def with_photos(command: _Command) -> _Command:
    """`--photo FILE`, as often as wanted."""
    return click.option("--photo", "files", multiple=True, metavar="FILE", help="A photo; once for each.")(command)


@click.group()
def photos() -> None:
    """Photos of a glimmer: add, list, remove."""


@photos.command()
@click.argument("id")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@with_json
@with_answers
def add(answers: Answers, id: str, files: tuple[str, ...]) -> None:
    """Add photos to a glimmer; the files themselves are only read."""
    with answers.journal() as journal:
        glimmer = journal.get(given_id(id))
        before = {each.photo.id for each in journal.parts([glimmer.id])[glimmer.id].photos}
        refused = attach(answers, journal, glimmer, files)
        glimmer, parts = journal.get(glimmer.id), journal.parts([glimmer.id])[glimmer.id]
    added = [each for each in parts.photos if each.photo.id not in before]
    answers.give(glimmer_json(glimmer, parts), "\n".join(each.photo.id for each in added))
    if refused:
        raise refused


@photos.command("list")
@click.argument("id")
@with_json
@with_answers
def list_(answers: Answers, id: str) -> None:
    """The photos of a glimmer, in its order; the first is its cover."""
    with answers.journal() as journal:
        glimmer = journal.get(given_id(id))
        attached = journal.parts([glimmer.id])[glimmer.id].photos
    answers.give(photos_json(attached), "\n".join(map(_in_a_line, attached)))


@photos.command()
@click.argument("id")
@click.argument("photo")
@with_json
@with_answers
def remove(answers: Answers, id: str, photo: str) -> None:
    """Take a photo out of a glimmer; its file goes once nothing uses it."""
    with answers.journal() as journal:
        glimmer = journal.detach(given_id(id), PhotoId(photo.strip().lower()), at=clock.now())
        parts = journal.parts([glimmer.id])[glimmer.id]
        asyncio.run(in_folder(answers.folder).sweep(journal.photos_in_use()))
    answers.give(glimmer_json(glimmer, parts), "")


def attach(answers: Answers, journal: Journal, glimmer: Glimmer, files: Sequence[str]) -> PhotosRefusedError | None:
    """Bring photos in and add them to a glimmer, in their order; what came in stays, what did not is answered."""
    return asyncio.run(_attach(answers, journal, glimmer, [Path(file) for file in files])) if files else None


async def _attach(answers: Answers, journal: Journal, glimmer: Glimmer, files: Sequence[Path]) -> PhotosRefusedError | None:
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
            journal.attach(glimmer.id, [picture.stored_as(id)], at=clock.now())
    finally:
        imaging.close()
    return PhotosRefusedError(refused) if refused else None


def _in_a_line(attached: Attached) -> str:
    photo = attached.photo
    return f"{photo.id}  {photo.width} x {photo.height}{'  ' if attached.description else ''}{' '.join(attached.description.split())}"
