"""A collage from a terminal: photos of glimmers, of a stretch of time, or from files, as a JPEG, a
PNG or a page.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from app.core.drawing.collage import PAPER, make
from app.core.drawing.layout import CANVASES, MOST, CollageError, PhotoShape
from app.core.errors import GlimmersError, NotUnderstoodError, PhotoNotHereError
from app.core.photos import PhotoId
from app.terminal.answers import Answers, clock, given_id, understood, with_answers, with_json
from app.terminal.photos import PhotosRefusedError
from app.terminal.spoken import Command, Integer, IntegerRange, option
from app.words.terminal import said
from storage.journal import Journal
from storage.photos import in_folder
from storage.saving import Target, TargetError

if TYPE_CHECKING:
    from app.core.drawing.marks import FileKind

_KINDS: dict[str, FileKind] = {".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".pdf": "pdf"}
_AT_ONCE = 2

_OUT_FIRST = "app.terminal.collage.out_first"

_Photos: TypeAlias = tuple[list[PhotoShape], dict[str, Path]]
"""What to lay out, and where the file of each id is."""


class _OutFirst(Command):
    """Remembers whether OUT stood before `--photos`: what follows that are photos."""

    def parse_args(self, context: click.Context, arguments: list[str]) -> list[str]:
        """As click does it."""
        before = arguments[: arguments.index("--photos")] if "--photos" in arguments else []
        given: dict[str, object] = {}
        if before:
            with contextlib.suppress(click.UsageError):  # click itself says so in a moment
                given, _, _ = self.make_parser(context).parse_args(list(before))
        context.meta[_OUT_FIRST] = isinstance(given.get("out"), str) and not isinstance(
            given.get("named"), tuple
        )
        return super().parse_args(context, arguments)


@click.command(cls=_OutFirst, help=lambda: said.COLLAGE)
@click.argument("out", metavar="OUT.jpg|png|pdf")
@click.argument("named", nargs=-1, metavar="[ID…]")
@option("--photos", "are_files", is_flag=True, help=lambda: said.COLLAGE_FILES)
@option("--from", "start", metavar="DATE", help=lambda: said.COLLAGE_FROM)
@option("--to", "end", metavar="DATE", help=lambda: said.COLLAGE_TO)
@option(
    "--canvas",
    "canvas_name",
    type=click.Choice(list(CANVASES)),
    default="square",
    show_default=True,
    help=lambda: said.CANVAS,
)
@option("--seed", type=IntegerRange(min=0), default=0, show_default=True, help=lambda: said.SEED)
@option("--caption", default="", metavar="TEXT", help=lambda: said.CAPTION)
@option("--gap", type=Integer(), metavar="PX", help=lambda: said.GAP)
@option("--corners", type=Integer(), metavar="PX", help=lambda: said.CORNERS)
@option("--paper", metavar="COLOUR", help=lambda: said.PAPER)
@option("--overwrite", is_flag=True, help=lambda: said.OVERWRITE)
@with_json
@with_answers
def collage(
    answers: Answers,
    out: str,
    named: tuple[str, ...],
    are_files: bool,
    start: str | None,
    end: str | None,
    canvas_name: str,
    seed: int,
    caption: str,
    gap: int | None,
    corners: int | None,
    paper: str | None,
    overwrite: bool,
) -> None:
    """OUT is checked first, so that nothing is made that has nowhere to go."""
    in_time = start is not None or end is not None
    if bool(named) + in_time != 1 or (are_files and not named):
        raise click.UsageError(said.WHICH_PHOTOS)
    target = Path(out)
    if (kind := _KINDS.get(target.suffix.lower())) is None:
        raise click.UsageError(said.OUT_ENDS_IN)
    given = tuple(map(Path, named)) if are_files else ()
    free = Target(path=target, replace=overwrite, originals=given, journal=answers.folder)
    free.check()
    if are_files and os.path.lexists(target) and not click.get_current_context().meta[_OUT_FIRST]:
        raise TargetError("may be original", file=str(target))
    from app.core.drawing.sheet import sheet_of
    from app.imaging.pillow_pen import colour_named, draw, measure

    canvas = CANVASES[canvas_name]
    canvas = replace(
        canvas,
        gap=canvas.gap if gap is None else gap,
        corners=canvas.corners if corners is None else corners,
    )
    shapes, paths = _from_files(named) if are_files else _from_journal(answers, named, start, end)
    laid = make(
        shapes,
        canvas,
        seed=seed,
        caption=caption,
        paper=PAPER if paper is None else colour_named(paper),
    )
    layout = laid.layout
    picture = draw(sheet_of(laid, measure), paths.__getitem__, kind=kind)
    replace(free, originals=tuple(paths.values())).write(picture)
    answers.give(layout.as_json(), str(target))
    missing = sum(not path.is_file() for path in paths.values())
    if missing:
        raise PhotoNotHereError("places empty", n=len(paths), missing=missing)


def _from_files(files: Sequence[str]) -> _Photos:
    """The id of each is the file as it was given; one that is named twice comes twice."""
    from app.imaging.pillow_import import shape_of

    if len(files) > MOST:
        raise CollageError("many", most=MOST)
    refused: list[tuple[Path, GlimmersError]] = []

    def shape(file: str) -> PhotoShape | None:
        try:
            return shape_of(Path(file), id=file)
        except GlimmersError as error:
            refused.append((Path(file), error))
            return None

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        shapes = [shape for shape in pool.map(shape, files) if shape is not None]
    if refused:
        raise PhotosRefusedError(refused)
    return shapes, {file: Path(file) for file in files}


def _from_journal(
    answers: Answers, ids: Sequence[str], start: str | None, end: str | None
) -> _Photos:
    """Of glimmers in the order given, or of days from the earliest on; each once."""
    with answers.reading() as journal:
        if ids:
            known = [journal.get(given_id(id)).id for id in ids]
            parts = journal.parts(known)
            attached = [each for id in known for each in parts[id].photos]
        else:
            first, last = _day(start, journal, last=False), _day(end, journal, last=True)
            if first and last and last < first:
                raise NotUnderstoodError("turned round")
            found = journal.photos.pictures(start=first, end=last, limit=MOST + 1)
            attached = [each for _, each in sorted(found, key=lambda pair: pair[0].start or "")]
    store = in_folder(answers.folder)
    shapes = list(dict.fromkeys(PhotoShape.of(each.photo) for each in attached))
    if not shapes:
        raise CollageError("none among these")
    return shapes, {shape.id: store.path(PhotoId(shape.id)) for shape in shapes}


def _day(text: str | None, journal: Journal, *, last: bool) -> date | None:
    """A day, or the first or last one of something longer: “2024-03-01”, “March 2024”."""
    if text is None:
        return None
    with contextlib.suppress(ValueError):
        return date.fromisoformat(text)  # it may be to come; what happened may not
    when = understood(text, journal, now=clock.now())
    edge = when.end if last else when.start
    if edge is None:
        raise NotUnderstoodError("no day")
    return edge.date() if isinstance(edge, datetime) else edge
