"""What a collage's paper is like: its shape, gap, corners, colour, caption and order."""

from __future__ import annotations

from typing import Any

import flet as ft

from app.core.drawing.collage import MOST_CAPTION, ink_on
from app.core.drawing.layout import CanvasName
from app.state.collages.composing import Composing
from app.ui.look.boundary import component
from app.ui.look.parts import edged, icon, say, switch_row, use_live_box
from app.ui.look.slider import Slider
from app.ui.look.theme import NARROW, Here, shadow, style
from app.ui.look.touch import touchable
from app.words.screens import words

_LABELS = 76.0
_SHAPES: dict[CanvasName, str] = {
    "square": "crop_square",
    "story": "crop_9_16",
    "a4": "crop_portrait",
}
_WHOLE_UP_TO = 3
"""Photos of which all can be shown whole without becoming small."""


@component
def PaperSettings(here: Here, composing: Composing, width: float) -> ft.Control:
    """A line for each, so wide."""
    collage = composing.collage
    canvas = collage.layout.canvas
    most = min(canvas.width, canvas.height) // 16
    room = width - (0 if _stacked(here) else _LABELS)
    rows: list[ft.Control] = [
        _setting(here, words.CANVAS, _shapes(here, composing)),
        _setting(
            here,
            words.GAP,
            Slider(
                here,
                words.GAP,
                words.GAP_STEPS,
                canvas.gap,
                most,
                room,
                composing.space,
                composing.settle,
            ),
        ),
        _setting(
            here,
            words.CORNERS,
            Slider(
                here,
                words.CORNERS,
                words.CORNERS_STEPS,
                canvas.corners,
                most,
                room,
                composing.round,
                composing.settle,
            ),
        ),
        _setting(here, words.PAPER, _papers(here, composing)),
        _setting(here, words.CAPTION, _Caption(here, composing)),
        switch_row(
            here, words.KEEP_ORDER, on=collage.in_order, turn=composing.keep_order, key="order"
        ),
    ]
    if len(collage.layout.photos) <= _WHOLE_UP_TO or canvas.whole:
        rows.append(
            switch_row(
                here, words.WHOLE_PHOTOS, on=canvas.whole, turn=composing.show_whole, key="whole"
            )
        )
    rows.append(ft.Container(height=16))
    return ft.Column(rows, spacing=0)


def _stacked(here: Here) -> bool:
    """Labels stand above what they name."""
    return here.large or here.width < NARROW


def _setting(here: Here, label: str, control: ft.Control) -> ft.Control:
    said = ft.Semantics(exclude_semantics=True, content=say(label, "label", here.c.quiet))
    if _stacked(here):
        return ft.Container(
            ft.Column([said, control], spacing=4), padding=ft.Padding.symmetric(vertical=6)
        )
    row = ft.Row([ft.Container(said, width=_LABELS), ft.Container(control, expand=True)], spacing=0)
    return ft.Container(row, height=55, alignment=ft.Alignment.CENTER)


def _shapes(here: Here, composing: Composing) -> ft.Control:
    c = here.c
    now = composing.collage.layout.canvas.name

    def segment(name: CanvasName, text: str) -> ft.Control:
        async def turn(_event: Any) -> None:
            await composing.on_canvas(name)

        ink = c.ink if name == now else c.quiet
        label = ft.Text(
            text, style=style("label", ink, scale=1.0 if here.large else here.snug), no_wrap=True
        )
        glyph = "check" if name == now else _SHAPES[name]
        button = touchable(
            ft.Row(
                [icon(glyph, ink, 18), label],
                spacing=4,
                tight=not here.large,
                alignment=ft.MainAxisAlignment.CENTER,
            ),
            text,
            turn,
            key=text,
            radius=24,
            padding=ft.Padding.symmetric(vertical=10, horizontal=12) if here.large else 0,
            checked=name == now,
            height=None if here.large else 48,
        )
        return ft.Container(
            button,
            expand=None if here.large else True,
            height=None if here.large else 48,
            border_radius=24,
            bgcolor=c.chosen if name == now else ft.Colors.TRANSPARENT,
            shadow=shadow(c) if name == now else None,
        )

    segments = [segment(name, text) for name, text in words.CANVASES.items()]
    track = ft.Column(segments, spacing=0) if here.large else ft.Row(segments, spacing=0)
    return ft.Container(
        track, bgcolor=c.sunken, border_radius=24, height=None if here.large else 48
    )


def _papers(here: Here, composing: Composing) -> ft.Control:
    c = here.c
    now = composing.collage.paper

    def disc(colour: str, name: str) -> ft.Control:
        async def lay(_event: Any) -> None:
            await composing.on_paper(colour)

        chosen = colour == now
        shown = ft.Container(
            width=40,
            height=40,
            border_radius=20,
            border=ft.Border.all(2.0, c.honey if chosen else ft.Colors.TRANSPARENT),
            alignment=ft.Alignment.CENTER,
            content=ft.Container(
                icon("check", ink_on(colour), 20) if chosen else None,
                width=32,
                height=32,
                border_radius=16,
                bgcolor=colour,
                border=ft.Border.all(1, c.edge),
                alignment=ft.Alignment.CENTER,
            ),
        )
        return touchable(
            shown,
            f"{words.PAPER}: {name}",
            lay,
            key=f"paper {name}",
            radius=24,
            checked=chosen,
            width=48,
            height=48,
        )

    discs = [disc(colour, name) for colour, name in words.PAPERS.items()]
    return (
        ft.Row(discs, spacing=4, wrap=True)
        if here.large
        else ft.Row(discs, spacing=0, alignment=ft.MainAxisAlignment.SPACE_BETWEEN)
    )


@component
def _Caption(here: Here, composing: Composing) -> ft.Control:
    """The box for the caption."""
    c = here.c
    live = use_live_box()

    async def typed(event: Any) -> None:
        await composing.write(event.control.value or "")

    field = ft.TextField(
        key="caption",
        value=composing.collage.caption,
        hint_text=words.CAPTION,
        on_change=typed,
        on_blur=lambda _e: composing.settle(),
        max_length=MOST_CAPTION,
        counter="",
        text_style=style("vague_heading", c.ink, scale=0.85),
        hint_style=style("body", c.quiet),
        filled=True,
        fill_color=c.sunken,
        border=edged(c.edge, radius=22),
        cursor_color=c.honey,
        dense=True,
        content_padding=ft.Padding.symmetric(horizontal=16, vertical=11),
    )
    return ft.MergeSemantics(
        content=ft.Semantics(label=words.CAPTION, content=live.shows(field, composing.version))
    )
