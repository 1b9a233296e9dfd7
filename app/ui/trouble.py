"""What stands where the journal should: it cannot be opened, and why."""

from __future__ import annotations

from typing import Any

import flet as ft

from app.core.errors import DataClearedError, GlimmersError, JournalGoneError, OpenElsewhereError
from app.state.opening import Opening
from app.ui.look.boundary import component
from app.ui.look.direction import pad
from app.ui.look.parts import Handler, card, filled, say, text_button, title
from app.ui.look.theme import Here
from app.ui.models import Models
from app.words.errors import told
from app.words.screens import words


@component
def Trouble(here: Here, opening: Opening, models: Models, get_help: Handler) -> ft.Control:
    """The journal is not open: what happened, what is safe, what to do. Nothing can be kept from
    here.
    """
    c = here.c
    problem = opening.problem
    trying, set_trying = ft.use_state(False)
    if problem is None:
        return ft.Container()

    async def again(_event: Any) -> None:
        set_trying(True)
        await opening.run()
        set_trying(False)

    buttons: list[ft.Control] = []
    if isinstance(problem, JournalGoneError) and models.save_again:
        save_again = models.save_again

        async def save(_event: Any) -> None:
            set_trying(True)
            await opening.rescue(save_again)
            set_trying(False)

        buttons.append(filled(here, words.SAVE_AGAIN if not trying else words.LOADING, save))
        buttons.append(text_button(words.TRY_AGAIN, c.honey, again))
    else:
        buttons.append(filled(here, words.TRY_AGAIN if not trying else words.LOADING, again))
    if models.previous_version and not isinstance(problem, OpenElsewhereError | JournalGoneError):
        previous = models.previous_version

        async def go_back(_event: Any) -> None:
            await previous()

        buttons.append(text_button(words.OLD_VERSION, c.honey, go_back))
    buttons.append(text_button(words.HELP_NOW, c.quiet, get_help))
    heading = _heading(problem)
    said: list[ft.Control] = [
        say(told(problem).what, "words", c.ink),
        say(told(problem).advice, "body", c.quiet),
    ]
    return ft.Container(
        expand=True,
        padding=pad(start=24, end=24, top=here.top + 72),
        alignment=ft.Alignment.TOP_CENTER,
        content=ft.Column(
            [
                title(here, heading),
                card(here, ft.Semantics(live_region=True, content=ft.Column(said, spacing=8))),
                ft.Row(buttons, wrap=True, spacing=8),
            ],
            width=560,
            spacing=20,
            scroll=ft.ScrollMode.AUTO,
        ),
    )


def _heading(problem: GlimmersError) -> str:
    if isinstance(problem, OpenElsewhereError):
        return words.ELSEWHERE_TITLE
    if isinstance(problem, DataClearedError):
        return words.DATA_CLEARED_TITLE
    if isinstance(problem, JournalGoneError):
        return words.JOURNAL_GONE_TITLE
    return words.TROUBLE_TITLE
