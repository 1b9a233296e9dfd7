"""The copies that the journal makes of itself, and the way back to one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from app.state.yours import Yours
from app.ui.look.boundary import component, use_waiting_effect
from app.ui.look.dialog import use_dialog
from app.ui.look.parts import (
    card,
    empty,
    hairline,
    question,
    row_button,
    say,
    scrolling,
    text_button,
)
from app.ui.look.theme import Here
from app.ui.look.waiting import Waiting
from app.ui.settings.yours import how_it_goes, outcome, use_leaving
from app.words.screens import words


@component
def GoBackPage(here: Here, yours: Yours) -> ft.Control:
    """A row for each, newest first. A tap shows what would change, and asks."""

    use_leaving(yours)
    use_waiting_effect(yours.see_copies, [])

    async def leave() -> None:
        await yours.consider(None)

    async def go_back(_event: Any) -> None:
        await yours.go_back()

    asking = yours.chosen is not None and yours.work is None
    use_dialog(_question(here, yours, go_back, leave) if asking else None)
    lines: list[ft.Control] = [say(words.GO_BACK_LEAD, "body", here.c.ink)]
    if yours.went_back:
        moment = words.copy_moment(yours.went_back.at, yours.now.date())
        copied = words.WAS_COPIED if yours.copied else ""
        lines.append(outcome(here, [words.WENT_BACK_TO.format(moment=moment), copied]))
    if yours.copies is None:
        lines += [] if yours.problem else [Waiting(here)]
    elif yours.copies:
        lines.append(_copies(here, yours))
    else:
        lines.append(empty(here, words.NO_COPY))
    return scrolling(lines, spacing=16, news=how_it_goes(here, yours))


def _copies(here: Here, yours: Yours) -> ft.Control:
    rows: list[ft.Control] = []
    for copy in yours.copies or ():
        if rows:
            rows.append(ft.Container(hairline(here.c), padding=ft.Padding.symmetric(horizontal=16)))
        rows.append(
            row_button(
                here,
                glyph="schedule",
                text=words.first_upper(words.copy_moment(copy.at, yours.now.date())),
                detail=words.copy(copy.glimmers, copy.why),
                on_click=_consider(yours, copy),
                key=copy.id,
            )
        )
    return card(here, ft.Column(rows, spacing=0), padding=6)


def _consider(yours: Yours, copy: Any) -> Callable[[Any], Any]:
    async def consider(_event: Any) -> None:
        await yours.consider(copy)

    return consider


def _question(here: Here, yours: Yours, go_back: Any, leave: Any) -> ft.AlertDialog:
    copy, would = yours.chosen, yours.difference
    assert copy is not None
    assert would is not None

    async def stay(_event: Any) -> None:
        await leave()

    if yours.is_damaged:
        more = " ".join(words.beside_damaged(then=would.then, now=would.now, gone=would.gone))
    else:
        more = words.going_back(
            then=would.then,
            now=would.now,
            back=would.back,
            gone=would.gone,
            changed=would.changed,
            erased=would.erased,
        )
    answers: list[ft.Control] = [
        text_button(words.STAY_HERE, here.c.honey, stay),
        text_button(words.GO_BACK, here.c.ink, go_back, key="go back yes"),
    ]
    asked = words.ASK_GO_BACK.format(moment=words.copy_moment(copy.at, yours.now.date()))
    return question(here, asked, more, answers, leave)
