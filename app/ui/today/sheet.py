"""What is added after the tap, in a sheet over the still button: words, or another time."""

from __future__ import annotations

from typing import Any

import flet as ft

from app.state.capture import Box, Capture
from app.state.editing import Editing
from app.state.preferences import Preferences
from app.ui.look.boundary import component
from app.ui.look.direction import pad
from app.ui.look.fields import WordsField
from app.ui.look.hint import heed_signs, signs_hint
from app.ui.look.parts import Handler, problem_line, say, text_button
from app.ui.look.theme import Here, fade
from app.ui.look.when_field import WhenField
from app.words.screens import words

_WIDEST = 600.0


def adding(here: Here, kept: Editing, capture: Capture, preferences: Preferences) -> ft.BottomSheet:
    """The sheet for what `capture` has open. It lies over the lower part of the screen, above the
    keyboard of a phone; all that is typed is saved at each letter, so that it only closes.
    """

    def done(_event: Any = None) -> None:
        capture.open("")
        heed_signs(kept, preferences)  # what lies in a sheet is not told that it has closed

    # Flet's client never gives an open sheet another colour: what lies in it has the colour, and
    # takes that of the night when it comes.
    return ft.BottomSheet(
        key=f"adding {capture.opened}",
        bgcolor=ft.Colors.TRANSPARENT,
        elevation=0,
        barrier_color=fade("#000000", 0.32),
        size_constraints=ft.BoxConstraints(max_width=_WIDEST),
        scrollable=True,
        on_dismiss=done,
        content=_Adding(here, kept, capture.opened, preferences, done),
    )


def _lines(here: Here) -> int:
    """How many lines of words there is room for, above the keyboard of a phone."""
    return max(2, int(here.height * 0.3 / (33 * here.scale)))


@component
def _Adding(
    here: Here, kept: Editing, opened: Box, preferences: Preferences, done: Handler
) -> ft.Control:
    lines = (
        _words(here, kept, preferences, done)
        if opened == "words"
        else [WhenField(here, kept, done, words.ANOTHER_TIME)]
    )
    if kept.problem:
        lines.append(problem_line(here, kept.problem, "small"))
    return ft.Container(
        bgcolor=here.c.raised,
        border_radius=ft.BorderRadius.only(top_left=28, top_right=28),
        padding=pad(start=20, end=20, top=16, bottom=24),
        content=ft.Column(
            lines,
            spacing=12,
            tight=True,
            # Large text and a keyboard leave little room; what scrolls takes all of it.
            scroll=ft.ScrollMode.AUTO if here.large else None,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )


def _words(here: Here, kept: Editing, preferences: Preferences, done: Handler) -> list[ft.Control]:
    heading = ft.Semantics(
        heading_level=2, content=say(words.ADD_WORDS, "heading", here.c.ink), expand=True
    )
    return [
        ft.Row([heading, text_button(words.DONE, here.c.honey, done)]),
        WordsField(here, kept, autofocus=True, large=True, most_lines=_lines(here)),
        *signs_hint(here, kept, preferences),
    ]
