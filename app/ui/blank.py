"""What stands where everything was hidden, and how it comes back: a tap, and a choice."""

from __future__ import annotations

from typing import Any

import flet as ft

from app.ui.look.boundary import component
from app.ui.look.parts import Handler, text_button
from app.ui.look.theme import Here
from app.ui.look.touch import touchable
from app.words.page import page_words


@component
def BlankPage(here: Here, show: Handler) -> ft.Control:
    """Nothing that tells what it was. Tapped, it asks whether the page is to be shown; in a browser
    of ours `build/page/hide.js` does the same by itself.
    """
    asked, ask = ft.use_state(False)
    c = here.c
    if not asked:
        return touchable(
            ft.Container(width=here.width, height=here.height),
            page_words.BLANK,
            lambda _e: ask(True),
            key="blank",
            radius=0,
            width=here.width,
            height=here.height,
            autofocus=True,
        )

    def leave(_event: Any) -> None:
        ask(False)

    ways: list[ft.Control] = [
        text_button(page_words.LEAVE_BLANK, c.ink, leave, key="leave-blank"),
        text_button(page_words.SHOW_PAGE, c.ink, show, key="show-page"),
    ]
    row = ft.Row(ways, wrap=True, spacing=12, alignment=ft.MainAxisAlignment.CENTER)
    return ft.Container(
        row, expand=True, alignment=ft.Alignment.BOTTOM_CENTER, padding=ft.Padding.all(24)
    )
