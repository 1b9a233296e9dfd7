"""The ways out for a picture that was made, and what became of the last press."""

from __future__ import annotations

from typing import Any

import flet as ft

from app.state.leaving_picture import LeavingPicture
from app.ui.look.direction import pad
from app.ui.look.parts import SIDE, Handler, filled, hairline, problem_line, say, text_button
from app.ui.look.theme import Here
from app.words.screens import words


def ways_out(here: Here, leaving: LeavingPicture, buttons: list[ft.Control]) -> ft.Control:
    """The buttons, and what became of the last press; always in view."""
    lines: list[ft.Control] = []
    if leaving.problem:
        lines.append(problem_line(here, leaving.problem, "small"))
    elif leaving.outcome:
        said = say(words.GONE_OUT[leaving.outcome], "label", here.c.ink)
        lines.append(ft.Semantics(live_region=True, content=said))
    row = ft.Row(buttons, wrap=True, spacing=8, run_spacing=4)
    lines.append(ft.Container(row, height=None if here.large else 52))
    inside = ft.Column(
        lines, spacing=8, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
    around = pad(start=SIDE, end=SIDE, top=12, bottom=12)
    return ft.Column(
        [hairline(here.c), ft.Container(inside, padding=around)],
        spacing=0,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def picture_buttons(here: Here, leaving: LeavingPicture) -> list[ft.Control]:
    """Share and save, as soon as there is a picture; before, that it is being made."""
    if leaving.picture is not None:
        saving = text_button(words.SAVE_AS_FILE, here.c.honey, press(leaving.save))
        return [filled(here, words.SHARE, press(leaving.share)), saving]
    if leaving.problem:
        return [text_button(words.TRY_AGAIN, here.c.honey, press(leaving.make))]
    return [say(words.MAKING_PICTURE, "label", here.c.quiet)]


def press(way: Handler) -> Handler:
    """What a button does that goes this way."""

    async def pressed(_event: Any) -> None:
        await way()

    return pressed
