"""A hint below the words one writes: that @ and # name people and tags. Once used or sent away, it
is not seen again.
"""

from __future__ import annotations

import flet as ft

from app.core.names import mentions
from app.state.editing import Editing
from app.state.preferences import Preferences
from app.ui.look.boundary import component
from app.ui.look.direction import pad
from app.ui.look.parts import icon_button, say
from app.ui.look.theme import Here
from app.words.screens import words


def signs_hint(here: Here, editing: Editing, preferences: Preferences) -> list[ft.Control]:
    """The hint as long as it is one, for the lines below a box of words."""
    return [] if "signs" in preferences.answered else [_SignsHint(here, editing, preferences)]


def heed_signs(editing: Editing, preferences: Preferences) -> None:
    """The box of words is closed. Who named somebody by a sign needs no hint any more.

    Not while they are typed: a line that goes away would move what stands below.
    """
    found = mentions(editing.glimmer.note)
    if found.of("person") or found.of("tag"):
        preferences.answer("signs")


@component
def _SignsHint(here: Here, editing: Editing, preferences: Preferences) -> ft.Control:
    def nothing() -> None:
        """Only the end counts."""

    ft.use_effect(nothing, [], cleanup=lambda: heed_signs(editing, preferences))
    return ft.Container(
        padding=pad(start=16),
        content=ft.Row(
            [
                ft.Container(say(words.SIGNS, "small", here.c.quiet), expand=True),
                icon_button(
                    "close",
                    here.c.quiet,
                    words.HIDE_HINT,
                    lambda _e: preferences.answer("signs"),
                ),
            ],
            spacing=4,
        ),
    )
