"""A collage that is made already, of the person's own photos: where there is none yet, the list
begins with it. It is drawn, and nothing of it is saved until it is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from app.state.collages.composing import Composing
from app.state.collages.kept import Collages
from app.ui.collages.canvas import still
from app.ui.look.boundary import component
from app.ui.look.parts import Handler, filled, say, text_button, working
from app.ui.look.theme import Here, fade
from app.words.screens import words

_WIDEST = 400.0
_ROW = 52.0
"""Height in dp of the buttons below the picture, in ordinary text."""


@component
def MadeCollage(
    here: Here,
    collages: Collages,
    composing: Composing | None,
    room: float,
    change: Callable[[], None],
    send_away: Callable[[], None],
    begin: Handler,
    tell: Callable[[str], None],
) -> ft.Control:
    """The picture, and what can be done with it, in `room` dp of width. `tell` says a sentence over
    the screen: this is gone once it is kept. While there is none yet, its place is free, so that no
    button jumps away under a finger.
    """
    c = here.c
    tall = here.height - here.top - (120 if here.large else 420)
    width = min(room, _WIDEST, max(200.0, tall))

    async def keep(_event: Any) -> None:
        await collages.keep_suggested()
        if composing and composing.is_kept:
            tell(words.COLLAGE_KEPT)

    another = ft.Row([text_button(words.NEW_COLLAGE, c.ink, begin, "add")], wrap=True)
    lines: list[ft.Control] = [say(words.MADE_OF_YOURS, "body", c.quiet)]
    if composing is None:
        blank = ft.Container(width=width, height=width, border_radius=6, bgcolor=c.sunken)
        lines += [ft.Semantics(label=words.LOADING, content=blank), ft.Container(height=_ROW)]
        return ft.Column([*lines, another], spacing=12)
    lines.append(_picture(here, collages, composing, width, change))
    if composing.busy:
        lines.append(working(here, words.MAKING, lambda _e: composing.stop()))
        return ft.Column(lines, spacing=16, width=width)
    if composing.problem:
        said = say(words.not_saved(composing.problem), "body", c.ink)
        lines.append(ft.Semantics(live_region=True, content=said))
    others: list[ft.Control] = [
        text_button(words.CHANGE_IT, c.honey, lambda _e: change()),
        text_button(words.NOT_THIS_ONE, c.quiet, lambda _e: send_away(), key="not this collage"),
    ]
    keeping = filled(here, words.KEEP_THIS, keep)
    lines.append(ft.Row([keeping, *others], wrap=True, spacing=4, run_spacing=0))
    return ft.Column([*lines, another], spacing=12)


def _picture(
    here: Here, collages: Collages, composing: Composing, width: float, change: Callable[[], None]
) -> ft.Control:
    """All of it is one button, which leads to where it can be changed."""
    collage = composing.collage
    name = words.collage_name(len(collage.layout.photos), collage.caption)
    height = collage.layout.canvas.height * width / collage.layout.canvas.width
    button = ft.OutlinedButton(
        key="made",
        on_click=lambda _e: change(),
        content=ft.Container(),
        style=ft.ButtonStyle(
            padding=0,
            overlay_color=fade("#FFFFFF", 0.06),
            shape=ft.RoundedRectangleBorder(radius=6),
            side={
                ft.ControlState.FOCUSED: ft.BorderSide(2.5, here.c.honey, stroke_align=3.0),
                ft.ControlState.DEFAULT: ft.BorderSide(0, ft.Colors.TRANSPARENT),
            },
        ),
    )
    over = ft.Container(
        ft.MergeSemantics(content=ft.Semantics(label=name, content=button)),
        width=width,
        height=height,
    )
    return ft.Stack(
        [still(here, collages, collage, width), over],
        width=width,
        height=height,
        clip_behavior=ft.ClipBehavior.NONE,
    )
