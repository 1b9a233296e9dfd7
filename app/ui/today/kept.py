"""The card after a tap: Kept, 18:42. Everything on it is optional, and it leaves without asking."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import flet as ft

from app.core.glimmers import PATHWAYS, Glimmer, Pathway
from app.state.capture import Box, Capture, Card
from app.state.editing import Editing
from app.state.photos import Photos
from app.ui.look.boundary import component, unchanging
from app.ui.look.direction import pad
from app.ui.look.fields import WhenField, WordsField
from app.ui.look.parts import card, icon, pathway_tile, pill, problem_line, say, text_button
from app.ui.look.photos import Open, PhotoNews, Thumbnails, use_welcome
from app.ui.look.sky import light
from app.ui.look.theme import OUT, Here, held_back, style
from app.words.screens import words


def _heading(
    here: Here, glimmer: Glimmer | None, beside: list[ft.Control], *, news: bool
) -> ft.Control:
    """Kept, 18:42: its light where there is room, its time, and what stands beside them. What is
    `news` a screen reader says at once.
    """
    c = here.c
    path = glimmer.pathway if glimmer else None
    told = ft.Semantics(
        live_region=news,
        container=True,
        content=ft.Text(
            words.kept(glimmer.kept) if glimmer else "",
            style=style("kept", c.ink, scale=held_back(here.scale, at_most=1.7)),
        ),
    )
    shown: list[ft.Control] = [told]
    if here.large or here.width >= 375:
        shown.insert(0, ft.Stack([light(c, path, 24, 24, 5.0)], width=48, height=48))
    # In a language of long words the buttons go below what is said.
    return ft.Row(
        [ft.Row(shown, spacing=2, tight=True), ft.Row(beside, spacing=2, tight=True)],
        wrap=True,
        spacing=2,
        run_spacing=0,
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        run_alignment=ft.MainAxisAlignment.CENTER,
    )


def _added(
    here: Here, kept: Editing, photos: Photos, opened: Box, open_photo: Open
) -> list[ft.Control]:
    """What was added to it since: photos, the text box that is open, and what went wrong."""
    lines: list[ft.Control] = []
    if kept.parts.photos:
        lines.append(Thumbnails(here, photos, kept, open_photo))
    if photos.work or photos.outcome:
        lines.append(PhotoNews(here, photos, kept.glimmer.id))
    if opened:
        field = WordsField if opened == "words" else WhenField
        lines.append(field(here, kept, autofocus=True, key=f"{opened} {kept.glimmer.id}"))  # type: ignore[call-arg]  # Flet takes the key
    if kept.problem:
        lines.append(problem_line(here, kept.problem, "small"))
    return lines


@component
def KeptCard(
    here: Here,
    watched: Card,
    capture: Capture,
    photos: Photos,
    evening: str,
    open_photo: Open,
) -> ft.Control:
    """The card, unseen while it has nothing."""
    return _Card(here, watched.kept, capture, photos, evening, open_photo)


@component
def _Card(
    here: Here,
    kept: Editing | None,
    capture: Capture,
    photos: Photos,
    evening: str,
    open_photo: Open,
) -> ft.Control:
    c = here.c
    glimmer = kept.glimmer if kept else None
    path = glimmer.pathway if glimmer else None
    opened = capture.opened if kept else ""
    use_welcome(photos, glimmer.id if glimmer else None)

    async def undo(_event: Any) -> None:
        await capture.undo()

    undo_button = text_button(words.UNDO, c.honey, undo, glyph="undo")
    # The card has no room for one more row: the large button below it must not move.
    beside = [] if here.large else [_later(here, capture.toggle), undo_button]
    choices = _Choices(
        here,
        path,
        opened,
        capture.choose,
        capture.toggle,
        capture.add_photo,
        photos.source.choose_address,
    )
    fade = ft.Animation(here.milliseconds(220 if kept else 0), OUT)
    # The words are there at once; what may be added to them comes after.
    optional = ft.Container(opacity=1.0 if kept else 0.0, animate_opacity=fade, content=choices)
    lines: list[ft.Control] = [
        _heading(here, glimmer, beside, news=not capture.said_before),
        optional,
    ]
    if kept:
        lines += _added(here, kept, photos, opened, open_photo)
    if here.large:
        lines.append(ft.Container(alignment=ft.Alignment.CENTER, content=undo_button))
    body = card(
        here,
        ft.Column(lines, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        radius=28,
        padding=pad(start=14, end=14, top=6, bottom=14),
    )
    above: list[ft.Control] = []
    if not here.large and here.height >= 700:
        above.append(ft.Container(say(evening, "heading", c.quiet), padding=pad(start=8)))
    return _shown_or_not(
        here, ft.Column([*above, body], spacing=12), kept=bool(kept), low=not opened
    )


def _shown_or_not(here: Here, content: ft.Control, *, kept: bool, low: bool) -> ft.Control:
    """The card in its place, or unseen above it; `low` leaves room below for the button's glow."""
    # Opacities are floats: Flet's client drops a whole patch in which a whole number stands for
    # one.
    margin = 16 if here.width >= 375 else 8
    aside = None if kept else 0.0  # unseen, it hangs over its place and takes no room there
    return ft.Container(
        left=aside,
        right=aside,
        top=aside,
        padding=pad(start=margin, end=margin, top=4, bottom=0 if low else 20),
        visible=kept or not here.large,
        opacity=1.0 if kept else 0.0,
        offset=ft.Offset(0.0, 0.0 if kept else 0.055),
        ignore_interactions=not kept,
        disabled=not kept,  # the keyboard does not stop at what nobody sees
        animate_offset=ft.Animation(here.milliseconds(220 if kept else 0), OUT),
        content=content,
    )


def _later(here: Here, toggle: Callable[[Box], None]) -> ft.Control:
    """A round button without a tooltip: one that comes and goes takes the cursor out of the box
    that this opens.
    """

    def pressed(_event: Any) -> None:
        toggle("when")

    return ft.Semantics(
        label=words.ANOTHER_TIME,
        button=True,
        container=True,
        exclude_semantics=True,
        on_tap=pressed,
        content=ft.Container(
            icon("schedule", here.c.honey),
            key=words.ANOTHER_TIME,
            width=48,
            height=48,
            border_radius=24,
            ink=True,
            on_click=pressed,
            alignment=ft.Alignment.CENTER,
        ),
    )


@unchanging
def _Choices(
    here: Here,
    path: Pathway | None,
    opened: Box,
    choose: Callable[[Pathway], Awaitable[None]],
    toggle: Callable[[Box], None],
    add_photo: Callable[[], Awaitable[None]],
    photo_address: str | None,
) -> ft.Control:
    """The pathways, and the ways to photos and the two text boxes; a tap on the large button
    changes nothing here.
    """

    def choosing(known: Pathway) -> Callable[[Any], Awaitable[None]]:
        async def chosen(_event: Any) -> None:
            await choose(known)

        return chosen

    tiles = [
        pathway_tile(here, known, chosen=path == known, on_click=choosing(known))
        for known in PATHWAYS
    ]

    async def add(_event: Any) -> None:
        await add_photo()

    pills = [
        pill(
            here,
            "edit_note",
            words.ADD_WORDS,
            lambda _event: toggle("words"),
            chosen=opened == "words",
        ),
        pill(here, "add_a_photo", words.ADD_PHOTO, add, url=photo_address),
    ]
    if here.large:
        pills.append(
            pill(
                here,
                "schedule",
                words.ANOTHER_TIME,
                lambda _event: toggle("when"),
                chosen=opened == "when",
            )
        )
    lines: list[ft.Control] = (
        [*tiles, *pills] if here.large else [ft.Row(tiles, spacing=8), ft.Row(pills, spacing=8)]
    )
    return ft.Column(lines, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
