"""What stands where the journal should: it cannot be opened, and why."""

from __future__ import annotations

from typing import Any

import flet as ft

from app.core.errors import (
    DamagedJournalError,
    DataClearedError,
    GlimmersError,
    JournalGoneError,
    NoPrivateStorageError,
    NotAJournalError,
    OpenElsewhereError,
    StorageTimeoutError,
)
from app.state.capture import Capture
from app.state.opening import Opening
from app.state.yours import Yours
from app.ui import routes
from app.ui.look.boundary import component, use_waiting_effect
from app.ui.look.direction import pad
from app.ui.look.parts import (
    Handler,
    card,
    filled,
    notice_button,
    problem_line,
    say,
    text_button,
    title,
    working,
)
from app.ui.look.theme import Here
from app.ui.models import Models
from app.ui.routes import Go
from app.ui.settings.privacy import home_of
from app.words.errors import told
from app.words.screens import words
from app.words.screens.privacy import Home

_NO_FAULT_OF_THIS_VERSION = (
    OpenElsewhereError,
    JournalGoneError,
    StorageTimeoutError,
    NoPrivateStorageError,
)
"""The version before would meet the same."""
_LOST = (NotAJournalError, DataClearedError)
"""What was kept may have to come from elsewhere."""


@component
def Trouble(here: Here, opening: Opening, models: Models, go: Go, get_help: Handler) -> ft.Control:
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
    yours = models.yours() if isinstance(problem, _LOST) else None
    if yours:
        buttons.append(text_button(words.OTHER_WAYS, c.honey, lambda _event: go(routes.YOURS)))
    buttons.append(text_button(words.HELP_NOW, c.quiet, get_help))
    keeping: list[ft.Control] = [_Keeping(here, models.capture, opening)]
    if isinstance(problem, NoPrivateStorageError):  # nothing would be kept, in the inbox either
        keeping = []
    return ft.Container(
        expand=True,
        padding=pad(start=24, end=24, top=here.top + 72),
        alignment=ft.Alignment.TOP_CENTER,
        content=ft.Column(
            [
                title(here, _heading(problem)),
                _told(here, problem, home_of(ft.context.page)),
                ft.Row(buttons, wrap=True, spacing=8),
                *([_LastGood(here, yours)] if yours else []),
                *keeping,
            ],
            width=560,
            spacing=20,
            scroll=ft.ScrollMode.AUTO,
        ),
    )


def _told(here: Here, problem: GlimmersError, home: Home) -> ft.Control:
    advice = told(problem).advice
    damaged = isinstance(problem, DamagedJournalError) and not problem.why
    if damaged and home in ("browser", "phone"):
        advice = words.DAMAGED_ADVICE  # there is no terminal
    said: list[ft.Control] = [
        say(told(problem).what, "words", here.c.ink),
        say(advice, "body", here.c.quiet),
    ]
    return card(here, ft.Semantics(live_region=True, content=ft.Column(said, spacing=8)))


@component
def _LastGood(here: Here, yours: Yours) -> ft.Control:
    """The latest copy of the journal that can be read, what it holds beside what the damaged one
    still does, and the way back to it; nothing where there is none.
    """
    use_waiting_effect(yours.find_last_good, [])

    async def go_back(_event: Any) -> None:
        await yours.go_back_to_last_good()

    if yours.work:
        return card(here, working(here, words.DOING[yours.work.task], None))
    if yours.last_good is None:
        return ft.Container()
    copy, would = yours.last_good
    moment = words.copy_moment(copy.at, yours.now.date())
    told = [
        words.LAST_GOOD_OF.format(moment=moment),
        *words.beside_damaged(then=would.then, now=would.now, gone=would.gone),
    ]
    heading = say(words.LAST_GOOD, "heading", here.c.ink)
    lines: list[ft.Control] = [
        ft.Semantics(heading_level=2, content=heading),
        *(say(each, "body", here.c.ink) for each in told),
    ]
    if yours.problem:
        lines.append(problem_line(here, yours.problem))
    lines.append(ft.Row([filled(here, words.GO_BACK_TO_IT, go_back)], wrap=True))
    return card(here, ft.Column(lines, spacing=8))


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
