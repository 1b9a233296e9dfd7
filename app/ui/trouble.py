"""What stands where the journal should: it cannot be opened, and why."""

from __future__ import annotations

from typing import Any

import flet as ft

from app.core.errors import (
    DataClearedError,
    GlimmersError,
    JournalGoneError,
    NoPrivateStorageError,
    OpenElsewhereError,
    StorageTimeoutError,
)
from app.state.capture import Capture
from app.state.opening import Opening
from app.ui.look.boundary import component
from app.ui.look.direction import pad
from app.ui.look.parts import (
    Handler,
    card,
    filled,
    notice_button,
    say,
    text_button,
    title,
)
from app.ui.look.theme import Here
from app.ui.models import Models
from app.words.errors import told
from app.words.screens import words

_NO_FAULT_OF_THIS_VERSION = (OpenElsewhereError, JournalGoneError, StorageTimeoutError)
"""The version before would meet the same."""


@component
def Trouble(here: Here, opening: Opening, models: Models, get_help: Handler) -> ft.Control:
    """The journal is not open: what happened, what is safe, what to do. A moment can be kept all
    the same, in the inbox.
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
    if models.previous_version and not isinstance(problem, _NO_FAULT_OF_THIS_VERSION):
        previous = models.previous_version

        async def go_back(_event: Any) -> None:
            await previous()

        buttons.append(text_button(words.OLD_VERSION, c.honey, go_back))
    buttons.append(text_button(words.HELP_NOW, c.quiet, get_help))
    heading = _heading(problem)
    keeping: list[ft.Control] = [_Keeping(here, models.capture, opening)]
    if isinstance(problem, NoPrivateStorageError):  # nothing would be kept, in the inbox either
        keeping = []
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
                *keeping,
            ],
            width=560,
            spacing=20,
            scroll=ft.ScrollMode.AUTO,
        ),
    )


@component
def _Keeping(here: Here, capture: Capture, opening: Opening) -> ft.Control:
    """The large button, and below it what it has kept beside the journal."""
    pressed, set_pressed = ft.use_state(False)

    async def keep(_event: Any) -> None:
        await capture.keep()

    button = notice_button(
        here,
        size=132 * min(here.scale, 1.6),
        pressed=pressed,
        on_press=lambda _e: set_pressed(True),
        on_release=lambda _e: set_pressed(False),
        on_click=keep,
    )
    line = ft.Semantics(
        live_region=True,
        content=say(_said(capture, opening), "body", here.c.ink, text_align=ft.TextAlign.CENTER),
    )
    return ft.Column(
        [button, ft.Container(line, width=min(here.width - 48, 420))],
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        width=560,
        spacing=16,
    )


def _said(capture: Capture, opening: Opening) -> str:
    """Of what was kept here, or could not be; before that, that it can."""
    if capture.problem:
        return told(capture.problem).sentence
    beside = capture.beside
    if beside is None:
        return words.CAN_BE_KEPT
    in_a_tab = isinstance(opening.problem, OpenElsewhereError)
    sentence = words.KEPT_BESIDE_A_TAB if in_a_tab else words.KEPT_BESIDE
    said = sentence.format(time=words.hour(beside.at))
    if beside.count is None or beside.count == 1:
        return said
    return f"{said} {words.kept_beside(beside.count)}"


def _heading(problem: GlimmersError) -> str:
    if isinstance(problem, OpenElsewhereError):
        return words.ELSEWHERE_TITLE
    if isinstance(problem, DataClearedError):
        return words.DATA_CLEARED_TITLE
    if isinstance(problem, JournalGoneError):
        return words.JOURNAL_GONE_TITLE
    return words.TROUBLE_TITLE
