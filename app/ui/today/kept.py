"""The card after a tap: Kept, 18:42, and what was given since. Everything on it is optional, it is
as high as it was before, and it leaves without asking.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any

import flet as ft

from app.core.glimmers import PATHWAYS, Glimmer, Pathway
from app.core.photos import Attached
from app.state.capture import Box, Capture, Card
from app.state.editing import Editing
from app.state.photos import Photos
from app.ui.look.boundary import component, unchanging
from app.ui.look.direction import pad
from app.ui.look.parts import card, heart, icon, icon_button, pathway_tile, pill, say, text_button
from app.ui.look.photos import Open, photo_tile, use_welcome
from app.ui.look.sky import light
from app.ui.look.theme import OUT, Here, fade, held_back, style
from app.ui.look.touch import named
from app.words.screens import words

_THUMBNAIL = 48.0
_KEPT, _UNDO = 124.0, 68.0
"""Widths in dp of "Kept, 18:42" and of the word "Undo" with the room around it."""


@component
def KeptCard(
    here: Here,
    watched: Card,
    capture: Capture,
    photos: Photos,
    evening: str,
    open_photo: Open,
    in_bin: Callable[[Editing], None],
) -> ft.Control:
    """The card, unseen while it has nothing. `in_bin` hears of what an undo had to put there."""
    return _Card(here, watched.kept, capture, photos, evening, open_photo, in_bin)


@component
def _Card(
    here: Here,
    kept: Editing | None,
    capture: Capture,
    photos: Photos,
    evening: str,
    open_photo: Open,
    in_bin: Callable[[Editing], None],
) -> ft.Control:
    glimmer = kept.glimmer if kept else None
    use_welcome(photos, glimmer.id if glimmer else None)

    async def undo(_event: Any) -> None:
        gone = await capture.undo()
        if gone:
            in_bin(gone)

    choices = _Choices(
        here,
        glimmer.pathway if glimmer else None,
        glimmer.note if glimmer else "",
        kept.parts.photos if kept else (),
        capture.choose,
        capture.open,
        capture.add_photo,
        photos,
        open_photo,
    )
    fade_in = ft.Animation(here.milliseconds(220 if kept else 0), OUT)
    # The words are there at once; what may be added to them comes after.
    optional = ft.Container(opacity=1.0 if kept else 0.0, animate_opacity=fade_in, content=choices)
    lines: list[ft.Control] = [
        _heading(here, kept, capture, undo, news=not capture.said_before),
        optional,
    ]
    if here.large:
        lines += _below_in_large(here, kept, capture, undo)
    body = card(
        here,
        ft.Column(lines, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        radius=28,
        padding=pad(start=14, end=14, top=6, bottom=14),
    )
    above: list[ft.Control] = []
    if not here.large and here.height >= 700:
        above.append(ft.Container(say(evening, "heading", here.c.quiet), padding=pad(start=8)))
    return _shown_or_not(here, ft.Column([*above, body], spacing=12), kept=bool(kept))


def _shown_or_not(here: Here, content: ft.Control, *, kept: bool) -> ft.Control:
    """The card in its place, or unseen above it."""
    # Opacities are floats: Flet's client drops a whole patch in which a whole number stands for
    # one.
    margin = _margin(here)
    aside = None if kept else 0.0  # unseen, it hangs over its place and takes no room there
    return ft.Container(
        left=aside,
        right=aside,
        top=aside,
        padding=pad(start=margin, end=margin, top=4),
        visible=kept or not here.large,
        opacity=1.0 if kept else 0.0,
        offset=ft.Offset(0.0, 0.0 if kept else 0.055),
        ignore_interactions=not kept,
        disabled=not kept,  # the keyboard does not stop at what nobody sees
        animate_offset=ft.Animation(here.milliseconds(220 if kept else 0), OUT),
        content=content,
    )


def _margin(here: Here) -> float:
    return 16 if here.width >= 375 else 8


# What was kept, and when --------------------------------------------------------------------------


def _heading(
    here: Here,
    kept: Editing | None,
    capture: Capture,
    undo: Callable[[Any], Awaitable[None]],
    *,
    news: bool,
) -> ft.Control:
    """Kept, 18:42, and what stands beside it in one line. What is `news` a screen reader says at
    once.
    """
    c, glimmer = here.c, kept.glimmer if kept else None
    room = min(here.width, 520.0) - 2 * _margin(here) - 28
    room -= 0 if here.large else 2 * 48 + 48  # heart, clock, and at least an arrow for Undo
    scale = min(here.scale, 2.0) if here.large else min(here.scale, max(1.0, room / _KEPT))
    told: list[ft.Control] = [
        ft.Semantics(
            live_region=news,
            container=True,
            heading_level=1,
            content=ft.Text(
                words.kept(glimmer.kept) if glimmer else "",
                style=style("kept", c.ink, scale=held_back(here.scale, at_most=scale)),
            ),
        )
    ]
    given = _other_time(glimmer)
    if given:
        told.append(_line_of_time(here, given, capture))
    shown: list[ft.Control] = [
        ft.Column(told, spacing=0, alignment=ft.MainAxisAlignment.CENTER, expand=True)
    ]
    if here.large:
        shown.insert(0, _own_light(here, glimmer))
        return ft.Row(shown, spacing=2)
    room -= _KEPT * scale
    if room >= _UNDO * here.scale - 48 + 34:
        shown.insert(0, _own_light(here, glimmer))
    shown += [_heart(here, kept), _later(here, given, capture.open)]
    if room >= _UNDO * here.scale - 48:
        shown.append(text_button(words.UNDO, c.honey, undo))
    else:
        shown.append(icon_button("undo", c.honey, words.UNDO, undo))
    return ft.Row(shown, height=48 if here.scale <= 1 else None, spacing=0)


def _own_light(here: Here, glimmer: Glimmer | None) -> ft.Control:
    path = glimmer.pathway if glimmer else None
    lit = light(here.c, path, 16, 16, 4.4, loved=bool(glimmer and glimmer.loved))
    return ft.Stack([lit], width=34, height=32, clip_behavior=ft.ClipBehavior.NONE)


def _other_time(glimmer: Glimmer | None) -> str:
    """When it happened, if that is another time than that of the tap."""
    if glimmer is None or _minute(glimmer.when.start) == _minute(glimmer.kept):
        return ""
    return words.when_long(glimmer, glimmer.kept.date())


def _minute(at: date | None) -> date | None:
    return at.replace(second=0, microsecond=0) if isinstance(at, datetime) else at


def _line_of_time(here: Here, given: str, capture: Capture) -> ft.Control:
    """Below "Kept"; the ear has it from the button beside it."""
    line = ft.Text(
        given,
        style=style(
            "small", here.c.quiet, scale=1.0 if here.large else held_back(here.scale, at_most=1.0)
        ),
        max_lines=None if here.large else 1,
        overflow=ft.TextOverflow.ELLIPSIS,
    )
    return ft.GestureDetector(
        ft.Semantics(exclude_semantics=True, content=line),
        on_tap=lambda _e: capture.open("when"),
        exclude_from_semantics=True,
    )


def _heart(here: Here, kept: Editing | None) -> ft.Control:
    loved = bool(kept and kept.glimmer.loved)

    async def love(_event: Any) -> None:
        if kept:
            await kept.love()

    return heart(here, loved=loved, on_click=love)


def _later(here: Here, given: str, open: Callable[[Box], None]) -> ft.Control:
    name = f"{words.WHEN}: {given}" if given else words.ANOTHER_TIME
    return icon_button(
        "schedule", here.c.honey, name, lambda _e: open("when"), key=words.ANOTHER_TIME
    )


# What may be added --------------------------------------------------------------------------------


@unchanging
def _Choices(
    here: Here,
    path: Pathway | None,
    note: str,
    shown: tuple[Attached, ...],
    choose: Callable[[Pathway], Awaitable[None]],
    open: Callable[[Box], None],
    add_photo: Callable[[], Awaitable[None]],
    photos: Photos,
    open_photo: Open,
) -> ft.Control:
    """The pathways, and the ways to words and photos, in which those stand that were given; a tap
    on the large button changes nothing here.
    """

    def choosing(known: Pathway) -> Callable[[Any], Awaitable[None]]:
        async def chosen(_event: Any) -> None:
            await choose(known)

        return chosen

    tiles = [
        pathway_tile(here, known, chosen=path == known, on_click=choosing(known))
        for known in PATHWAYS
    ]
    given = " ".join(note.split())
    written = pill(
        here,
        "edit_note",
        words.ADD_WORDS,
        lambda _event: open("words"),
        given=given,
        spoken=f"{words.WORDS}: {given}" if given else None,
    )

    async def add(_event: Any) -> None:
        await add_photo()

    address = photos.source.choose_address
    if here.large:
        way_in = pill(here, "add_a_photo", words.ADD_PHOTO, add, url=address)
        thumbnails = _thumbnails(here, photos, shown, open_photo, room=here.width - 60)
        lines = [*tiles, written, *([thumbnails] if shown else []), way_in]
        return ft.Column(lines, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    if shown:
        half = (min(here.width, 520.0) - 2 * _margin(here) - 28 - 8) / 2
        more = _more_photos(here, add, address)
        row = _thumbnails(here, photos, shown, open_photo, room=half - 56)
        beside: ft.Control = ft.Row([row, more], spacing=8, expand=True)
    else:
        beside = pill(here, "add_a_photo", words.ADD_PHOTO, add, url=address)
    return ft.Column(
        [ft.Row(tiles, spacing=8), ft.Row([written, beside], spacing=8)],
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _more_photos(
    here: Here, add: Callable[[Any], Awaitable[None]], address: str | None
) -> ft.Control:
    return named(
        words.ADD_PHOTO,
        ft.IconButton(
            icon=icon("add_a_photo", here.c.ink, 22),
            key=words.ADD_PHOTO,
            width=48,
            height=48,
            on_click=add,
            url=address,
            style=ft.ButtonStyle(side=ft.BorderSide(1, here.c.line), shape=ft.CircleBorder()),
        ),
    )


def _thumbnails(
    here: Here, photos: Photos, shown: tuple[Attached, ...], open_photo: Open, *, room: float
) -> ft.Control:
    """As many photos as there is room for in dp, each a button; the last one says how many more
    there are.
    """
    fits = max(1, int((room + 8) // (_THUMBNAIL + 8)))
    rest = len(shown) - fits
    tiles = [
        _thumbnail(here, photos, one, place, shown, open_photo, rest if place == fits - 1 else 0)
        for place, one in enumerate(shown[:fits])
    ]
    return ft.Row(tiles, spacing=8, tight=True)


def _thumbnail(
    here: Here,
    photos: Photos,
    one: Attached,
    place: int,
    shown: tuple[Attached, ...],
    open_photo: Open,
    rest: int,
) -> ft.Control:
    def open_it(_event: Any) -> None:
        open_photo(place)

    name, over = words.photo_name(place, len(shown), one.description), None
    if rest > 0:
        name = words.photos_count(len(shown))
        over = ft.Container(
            ft.Text(f"+{rest + 1}", style=style("label", "#FFFFFF", scale=1 / here.scale)),
            left=0,
            top=0,
            right=0,
            bottom=0,
            bgcolor=fade("#000000", 0.55),
            alignment=ft.Alignment.CENTER,
        )
    return photo_tile(
        here, photos, one, name, open_it, width=_THUMBNAIL, height=_THUMBNAIL, over=over
    )


def _below_in_large(
    here: Here, kept: Editing | None, capture: Capture, undo: Callable[[Any], Awaitable[None]]
) -> list[ft.Control]:
    """What stands beside the heading elsewhere."""
    given = _other_time(kept.glimmer if kept else None)
    undo_button = text_button(words.UNDO, here.c.honey, undo, glyph="undo")
    return [
        pill(
            here,
            "schedule",
            words.ANOTHER_TIME,
            lambda _event: capture.open("when"),
            given=given,
            spoken=f"{words.WHEN}: {given}" if given else None,
        ),
        ft.Row(
            [_heart(here, kept), undo_button],
            alignment=ft.MainAxisAlignment.CENTER,
            spacing=8,
        ),
    ]
