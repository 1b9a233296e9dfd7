"""Everything here goes: said what, and what not; and asked twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from app.state.opening import Opening
from app.state.yours import Yours
from app.ui import routes
from app.ui.look.boundary import component
from app.ui.look.dialog import use_dialog
from app.ui.look.direction import margin
from app.ui.look.parts import (
    card,
    filled,
    question,
    say,
    scrolling,
    switch_row,
    text_button,
)
from app.ui.look.theme import Here
from app.ui.routes import Go
from app.ui.settings.yours import how_it_goes, outcome, use_leaving
from app.words.screens import words


@component
def ErasePage(here: Here, yours: Yours, opening: Opening, go: Go) -> ft.Control:
    """A switch first, which brings the button; and the button asks."""
    c = here.c
    sure, set_sure = ft.use_state(False)
    asked, ask = ft.use_state(False)

    use_leaving(yours)

    async def turn(on: bool) -> None:
        set_sure(on)

    async def erase(_event: Any) -> None:
        ask(False)
        set_sure(False)
        await yours.erase()

    use_dialog(_question(here, erase, lambda: ask(False)) if asked else None)
    if yours.erased and yours.work is None:
        others = words.OTHERS_STAYED if yours.erased.others else ""
        today = filled(here, words.TO_TODAY, lambda _event: go(routes.TODAY))
        told = [words.ERASED_ALL, others, words.ERASE_NOT_REACHED]
        return scrolling([outcome(here, told, ft.Row([today], wrap=True))])
    lines: list[ft.Control] = [
        say(words.ERASE_LEAD, "body", c.ink),
        say(words.ERASE_NOT_REACHED, "body", c.ink),
    ]
    if yours.work is None:
        inside = [switch_row(here, words.ERASE_SURE, on=sure, turn=turn, key="sure")]
        if sure:
            button = filled(here, words.ERASE_EVERYTHING, lambda _event: ask(True))
            inside.append(ft.Row([button], wrap=True))
        if opening.done:
            first = text_button(
                words.BACK_UP_FIRST, c.honey, lambda _event: go(routes.BACK_UP), glyph="ios_share"
            )
            lines.append(ft.Row([first], margin=margin(start=-12), wrap=True))
        lines.append(card(here, ft.Column(inside, spacing=12)))
    return scrolling(lines, spacing=16, news=how_it_goes(here, yours))


def _question(here: Here, erase: Any, leave: Callable[[], None]) -> ft.AlertDialog:
    answers: list[ft.Control] = [
        text_button(words.KEEP_EVERYTHING, here.c.honey, lambda _event: leave()),
        text_button(words.ERASE_EVERYTHING, here.c.ink, erase, key="erase yes"),
    ]
    return question(here, words.ASK_ERASE, words.ASK_ERASE_MORE, answers, leave)
