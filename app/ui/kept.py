"""The card after a tap: Kept, 18:42. Everything on it is optional, and it leaves without asking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import flet as ft

from app.core.glimmers import PATHWAYS, Pathway
from app.state.capture import Capture
from app.state.editing import Editing
from app.ui import words
from app.ui.boundary import component
from app.ui.fields import WhenField, WordsField
from app.ui.parts import card, pathway_tile, pill, say, text_button
from app.ui.sky import light
from app.ui.theme import OUT, Here, held_back, style

Box = Literal["", "words", "when"]


@component
def KeptCard(here: Here, kept: Editing | None, capture: Capture, evening: str, opened: Box, open_box: Callable[[Box], None]) -> ft.Control:
    """The card, unseen while `kept` is None; `opened` is the box that stands open in it."""
    c = here.c
    glimmer = kept.glimmer if kept else None
    path = glimmer.pathway if glimmer else None

    def toggle(box: Box) -> Callable[[Any], None]:
        return lambda _event: open_box("" if opened == box else box)

    async def undo(_event: Any) -> None:
        await capture.undo()

    undo_button = text_button(words.UNDO, c.honey, undo, glyph="undo")
    heading = ft.Row(
        [
            ft.Stack([light(c, path, 24, 24, 5.0)], width=48, height=48),
            ft.Semantics(
                live_region=True,
                container=True,
                content=ft.Text(
                    words.kept(glimmer.kept) if glimmer else "", style=style("kept", c.ink, scale=held_back(here.scale, at_most=1.7))
                ),
            ),
            *([] if here.large else [ft.Container(expand=True), undo_button]),
        ],
        spacing=2,
    )
    tiles = [_tile(here, capture, known, chosen=path == known) for known in PATHWAYS]
    pills = [
        pill(here, "edit_note", words.ADD_WORDS, toggle("words"), chosen=opened == "words"),
        pill(here, "schedule", words.ANOTHER_TIME, toggle("when"), chosen=opened == "when"),
    ]
    lines: list[ft.Control] = [heading]
    lines += tiles if here.large else [ft.Row(tiles, spacing=8)]
    lines += pills if here.large else [ft.Row(pills, spacing=8)]
    if kept and opened:
        field = WordsField if opened == "words" else WhenField
        lines.append(field(here, kept, autofocus=True, key=f"{opened} {kept.glimmer.id}"))  # type: ignore[call-arg]  # Flet takes the key
    if kept and kept.problem:
        lines.append(ft.Semantics(live_region=True, content=say(kept.problem, "small", c.ink)))
    if here.large:
        lines.append(ft.Container(alignment=ft.Alignment.CENTER, content=undo_button))
    body = card(
        here,
        ft.Column(lines, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        radius=28,
        padding=ft.Padding.only(left=14, right=14, top=6, bottom=14),
    )
    above = [] if here.large or here.height < 700 else [ft.Container(say(evening, "heading", c.quiet), padding=ft.Padding.only(left=8))]
    # Opacities are floats: Flet's client drops a whole patch in which a whole number stands for one.
    margin = 16 if here.width >= 375 else 8
    aside = None if kept else 0.0  # unseen, it hangs over its place and takes no room there
    return ft.Container(
        left=aside,
        right=aside,
        top=aside,
        padding=ft.Padding.only(left=margin, right=margin, top=4, bottom=20 if opened else 0),
        visible=kept is not None or not here.large,
        opacity=1.0 if kept else 0.0,
        offset=ft.Offset(0.0, 0.0 if kept else 0.055),
        ignore_interactions=kept is None,
        animate_opacity=ft.Animation(here.milliseconds(220 if kept else 0), OUT),
        animate_offset=ft.Animation(here.milliseconds(220 if kept else 0), OUT),
        content=ft.Column([*above, body], spacing=12),
    )


def _tile(here: Here, capture: Capture, path: Pathway, *, chosen: bool) -> ft.Control:
    async def choose(_event: Any) -> None:
        if capture.kept:
            await capture.kept.choose(path)

    return pathway_tile(here, path, chosen=chosen, on_click=choose)
