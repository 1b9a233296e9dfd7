"""How many faces are cut where the app shows photos of people: as its frames were until November
2026, and as they are now.

A face is cut where its box, from brow to chin, is not wholly in what shows of the photo;
`TOLERANCE` of the box's own side may be missing, which is less than such boxes are exact. What a
place shows is read from the very controls and drawings that it is made of.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import flet as ft
from playwright.sync_api import sync_playwright

from app.core.drawing.card import WIDTH, card
from app.core.drawing.collage import make, spared
from app.core.drawing.crop import TILE, Crop
from app.core.drawing.layout import A4, SQUARE, STORY, PhotoShape
from app.core.drawing.marks import PlacedPhoto
from app.core.photos import LONGEST, THUMBNAIL, Attached, Photo, PhotoId
from app.imaging.pillow_import import bring_in
from app.imaging.pillow_pen import measure
from app.ui.glimmer.opened import head_frame
from app.ui.glimmer.page import pane_frame
from app.ui.look.photos import frame_of, framed
from app.ui.look.theme import DAY, Here
from app.ui.look_back.cards import card_cover
from app.ui.today.rows import row_photo
from bench.face_pictures import Box, FacePicture, licences, pictures
from bench.measure import Measured, NotThere
from tests.browser import browser as real

TOLERANCE = 0.02
"""Of a face's width and of its height."""
MOST_CUT = 0.02
"""Of the marked faces, in any place but collages: there none is."""
AGREED = 0.03
"""Of a photo's side: what two engines' crops may lie apart."""

_PHONE, _DESK = Here(c=DAY, width=390, height=844), Here(c=DAY, width=1280, height=800)
_PANE = replace(_DESK, width=_DESK.width - 104 - 456 - 1 - 88)
_FEW = "Low tide, nobody else."
_MANY = "The lake went quiet before it went dark, and nobody said anything at all. " * 5
_COLLAGES = (2, 3, 4, 5, 6, 9, 12, 20)
"""So many photos in one."""

Show = Callable[[Photo], Crop]
"""What a place shows of a photo."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where photos are seen."""

    name: str
    before: Show
    now: Show


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """The faces of one place."""

    name: str
    faces: int
    before: int
    """So many of them were cut."""
    now: int
    in_chromium: int | None
    """The same with the focus that its canvas finds; None where there is no Chromium."""
    apart: float
    """How far the crops of both engines are apart at most, in parts of a photo's side."""


def measures() -> list[Measured | NotThere]:
    """Prints a table and the licences to stderr, and holds each place against its limit."""
    made = pictures()
    with tempfile.TemporaryDirectory(prefix="glimmers-bench-") as folder:
        files = [_written(picture, Path(folder)) for picture in made]
        photos = [_as_photo(picture.name, file) for picture, file in zip(made, files, strict=True)]
        others = _focuses_in_chromium(Path(folder), files)
    theirs = [
        replace(photo, focus_x=x, focus_y=y)
        for photo, (x, y) in zip(photos, others or [], strict=bool(others))
    ]
    faces = [picture.faces for picture in made]
    counted = [_count(place, photos, theirs, faces) for place in _places()]
    counted.append(_count_swiped(photos, theirs, faces))
    collages = _count_collages(photos, theirs, faces)
    _print_table(made, [*counted, collages])
    return [*_held(counted, collages, in_chromium=bool(others))]


def _written(picture: FacePicture, folder: Path) -> Path:
    file = folder / f"{picture.name}.jpg"
    picture.image.save(file, "JPEG", quality=92)
    return file


def _as_photo(name: str, file: Path) -> Photo:
    return bring_in(file).stored_as(PhotoId(name))


def _focuses_in_chromium(folder: Path, files: Sequence[Path]) -> list[tuple[float, float]] | None:
    """The focus of each as the browser's engine finds it; None where there is no Chromium."""
    if real.found_chromium() is None:
        return None
    for script in ("canvas.js", "photo_head.js"):
        (folder / script).write_bytes((real.PROJECT / "app/imaging" / script).read_bytes())
    (folder / "index.html").write_text("<!doctype html><input type=file multiple>")
    options = json.dumps(
        {
            "longest": LONGEST, "thumbnail": THUMBNAIL, "originals": False,
            "quality": 0.85, "thumbnailQuality": 0.8, "originalQuality": 0.95,
        }
    )  # fmt: skip
    with ExitStack() as stack:
        server = real.serve(folder, plain=True)
        stack.callback(server.stop)
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=real.chromium(), args=real.FLAGS
        )
        stack.callback(browser.close)
        page = browser.new_page()
        page.goto(server.url)
        page.set_input_files("input", list(files))
        found = page.evaluate(
            f"""async () => {{
              const {{ bringIn }} = await import('./canvas.js');
              const found = [];
              for (const file of document.querySelector('input').files) {{
                const {{ focusX, focusY }} = await bringIn(file, {options}).done;
                found.push([focusX, focusY]);
              }}
              return found;
            }}"""
        )
    return [(float(x), float(y)) for x, y in found]


# --- Places ---------------------------------------------------------------------------------------


def _places() -> list[_Place]:
    """Every place that shows one photo; before: the size of its frame in dp."""
    return [
        _Place(
            "Look back, phone", _old(292, 126), lambda p: _seen(card_cover(_PHONE, "", _one(p)))
        ),
        _Place("Look back, desk", _old(350, 126), lambda p: _seen(card_cover(_DESK, "", _one(p)))),
        _Place("Today's rows", _old(40, 40), lambda p: _seen(row_photo(_PHONE, p, ""))),
        _Place(
            "Page, phone", _old(390, 422, hidden=32), lambda p: _framed(p, head_frame(_PHONE, p))
        ),
        _Place(
            "Page, phone of 320 x 640",
            _old(320, 243, hidden=32),
            lambda p: _framed(p, head_frame(replace(_PHONE, width=320, height=640), p)),
        ),
        _Place("Pane, desk", _old(631, 360), lambda p: _framed(p, pane_frame(_PANE, p))),
        _Place("Small pictures of a page", _old(88, 88), lambda p: _tile(p, 176, 88)),
        _Place("Kept card", _old(48, 48), lambda p: _tile(p, 48, 48)),
        _Place("Choosing for a collage", _old(114, 114), lambda p: _tile(p, 114, 114)),
        _Place("Shared card, few words", _old_card(_FEW), lambda p: _on_card(p, _FEW)),
        _Place("Shared card, many words", _old_card(_MANY), lambda p: _on_card(p, _MANY)),
    ]


def _one(photo: Photo) -> tuple[Attached, ...]:
    return (Attached(photo=photo),)


def _framed(photo: Photo, frame: tuple[float, float]) -> Crop:
    width, height = frame
    return _seen(framed(_PHONE, "", photo, width=width, height=height))


def _tile(photo: Photo, width: float, height: float) -> Crop:
    return _framed(photo, frame_of(photo, TILE, width=width, height=height))


def _on_card(photo: Photo, words: str) -> Crop:
    shape = PhotoShape.of(photo)
    drawing = card(words, "today", measure=measure, photo=shape, night=False, pathway=None)
    return next(mark.crop for mark in drawing.marks if isinstance(mark, PlacedPhoto))


def _seen(control: ft.Control) -> Crop:
    """The part of a photo that its frame lets through, as the control has it."""
    frame, image = next(_frames(control))
    left, top = float(image.left or 0), float(image.top or 0)
    wide, high = float(image.width or 0), float(image.height or 0)
    right, bottom = (
        min(left + wide, float(frame.width or 0)),
        min(top + high, float(frame.height or 0)),
    )
    x, y = max(0.0, -left) / wide, max(0.0, -top) / high
    return Crop(x, y, (right - max(left, 0)) / wide, (bottom - max(top, 0)) / high)


def _frames(control: Any) -> Iterator[tuple[ft.Stack, ft.Image]]:
    """Each image in a stack that cuts it off."""
    if isinstance(control, ft.Stack):
        for each in control.controls:
            if isinstance(each, ft.Image):
                yield control, each
            else:
                yield from _frames(each)
    elif isinstance(control, ft.Container):
        yield from _frames(control.content)


# --- As it was ------------------------------------------------------------------------------------


def _old(width: float, height: float, *, hidden: float = 0) -> Show:
    """A fixed frame with the focus in its middle; the lowest `hidden` dp lay under something."""

    def shown(photo: Photo) -> Crop:
        part = _centred(photo, width / height)
        return part._replace(height=part.height * (1 - hidden / height))

    return shown


def _centred(photo: Photo | PhotoShape, aspect: float) -> Crop:
    ratio = aspect / photo.aspect
    width, height = min(ratio, 1.0), min(1 / ratio, 1.0)
    x, y = (
        min(max(focus - side / 2, 0.0), 1 - side)
        for focus, side in ((photo.focus_x, width), (photo.focus_y, height))
    )
    return Crop(x, y, width, height)


def _old_card(words: str) -> Show:
    """1080 x 1350, with the sheet's edge over the photo's lowest 72 pixels."""
    drawing = card(words, "today", measure=measure, photo=None, night=False, pathway=None)
    first = next(mark for mark in drawing.marks if getattr(mark, "font", "") == "serif")
    top = first.y - first.size - 92  # type: ignore[union-attr]  # a run of text
    return _old(WIDTH, top + 72, hidden=72)


# --- Counting -------------------------------------------------------------------------------------


def is_cut(face: Box, part: Crop) -> bool:
    """Whether more than the tolerance of a face is outside of what shows."""
    across, down = TOLERANCE * (face[2] - face[0]), TOLERANCE * (face[3] - face[1])
    return (
        face[0] < part.x - across
        or face[1] < part.y - down
        or face[2] > part.x + part.width + across
        or face[3] > part.y + part.height + down
    )


def _cut(faces: Sequence[Sequence[Box]], parts: Sequence[Crop]) -> int:
    return sum(is_cut(face, part) for some, part in zip(faces, parts, strict=True) for face in some)


def _apart(ours: Sequence[Crop], theirs: Sequence[Crop]) -> float:
    """Where crops begin, in parts of the photo."""
    if not theirs:
        return 0.0
    return max(
        max(abs(one.x - other.x), abs(one.y - other.y))
        for one, other in zip(ours, theirs, strict=True)
    )


def _counted(
    name: str,
    faces: Sequence[Sequence[Box]],
    *,
    before: Sequence[Crop],
    now: Sequence[Crop],
    in_chromium: Sequence[Crop],
) -> _Counted:
    return _Counted(
        name=name,
        faces=sum(map(len, faces)),
        before=_cut(faces, before),
        now=_cut(faces, now),
        in_chromium=_cut(faces, in_chromium) if in_chromium else None,
        apart=_apart(now, in_chromium),
    )


def _count(
    place: _Place, photos: Sequence[Photo], theirs: Sequence[Photo], faces: Sequence[Sequence[Box]]
) -> _Counted:
    return _counted(
        place.name,
        faces,
        before=list(map(place.before, photos)),
        now=list(map(place.now, photos)),
        in_chromium=list(map(place.now, theirs)),
    )


def _count_swiped(
    photos: Sequence[Photo], theirs: Sequence[Photo], faces: Sequence[Sequence[Box]]
) -> _Counted:
    """Photos that are not the first of their page: each in the frame of the one before it here."""
    firsts = (photos[-1], *photos[:-1])

    def shown(which: Sequence[Photo]) -> list[Crop]:
        return [
            _framed(photo, head_frame(_PHONE, first))
            for photo, first in zip(which, firsts, strict=True)
        ]

    old = _old(390, 422, hidden=32)
    return _counted(
        "Page, phone, swiped to another photo",
        faces,
        before=list(map(old, photos)),
        now=shown(photos),
        in_chromium=shown(theirs) if theirs else [],
    )


def _count_collages(
    photos: Sequence[Photo], theirs: Sequence[Photo], faces: Sequence[Sequence[Box]]
) -> _Counted:
    """Photos with faces, dealt out to collages of every size on every paper."""
    people = [place for place, some in enumerate(faces) if some]
    before: list[Crop] = []
    now: list[Crop] = []
    in_chromium: list[Crop] = []
    their_faces: list[Sequence[Box]] = []
    first = 0
    for canvas in (SQUARE, STORY, A4):
        for count in _COLLAGES:
            dealt = [people[(first + each) % len(people)] for each in range(count)]
            first += count
            of_ours = [PhotoShape.of(photos[place]) for place in dealt]
            layout = spared(make(of_ours, canvas, seed=count)).layout
            now += [frame.crop for frame in layout.frames]
            before += [
                _centred(photo, frame.width / frame.height)
                for photo, frame in zip(
                    of_ours, make(of_ours, canvas, seed=count).layout.frames, strict=True
                )
            ]
            their_faces += [faces[place] for place in dealt]
            if theirs:
                of_theirs = tuple(PhotoShape.of(theirs[place]) for place in dealt)
                in_chromium += [frame.crop for frame in replace(layout, photos=of_theirs).frames]
    return _counted(
        f"Collages, {3 * len(_COLLAGES)} layouts",
        their_faces,
        before=before,
        now=now,
        in_chromium=in_chromium,
    )


# --- Answers --------------------------------------------------------------------------------------


def _print_table(made: Sequence[FacePicture], counted: Sequence[_Counted]) -> None:
    people = sum(bool(picture.faces) for picture in made)
    lines = [
        f"{len(made)} pictures, {people} of them with {sum(len(one.faces) for one in made)} faces",
        f"{'place':38} {'faces':>5}  {'cut before':>12}  {'cut now':>12}  {'Chromium':>8}  apart",
    ]
    for each in counted:
        chromium = "-" if each.in_chromium is None else str(each.in_chromium)
        lines.append(
            f"{each.name:38} {each.faces:5}  {each.before:4} {each.before / each.faces:6.1%} "
            f" {each.now:4} {each.now / each.faces:6.1%}   {chromium:>8}  {each.apart:.3f}"
        )
    lines += [f"{name}: {licence}" for name, licence in licences().items()]
    print("\n".join(lines), file=sys.stderr)


def _held(
    counted: Sequence[_Counted], collages: _Counted, *, in_chromium: bool
) -> Iterable[Measured | NotThere]:
    for each in counted:
        worst = max(each.now, each.in_chromium or 0)
        yield _at_most(f"faces cut, part of all: {each.name}", worst / each.faces, MOST_CUT)
    worst = max(collages.now, collages.in_chromium or 0)
    yield Measured(
        measure=f"faces cut: {collages.name}", ours=worst, peer=1.0, limit=0.0, runs=collages.faces
    )
    agree = "both engines' crops, at most so far apart in parts of a photo"
    if in_chromium:
        yield _at_most(agree, max(each.apart for each in (*counted, collages)), AGREED)
    else:
        yield NotThere(measure=agree, limit=AGREED)


def _at_most(measure: str, ours: float, limit: float) -> Measured:
    return Measured(measure=measure, ours=ours, peer=limit, limit=1.0, runs=1)
