"""Yours to keep: the ways back and out, and how far one of them is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import flet as ft

from app.state.opening import Opening
from app.state.yours import Yours
from app.ui import routes
from app.ui.look.boundary import component, use_waiting_effect
from app.ui.look.parts import (
    box,
    card,
    hairline,
    problem_line,
    row_button,
    say,
    scrolling,
    working,
)
from app.ui.look.theme import Here
from app.ui.routes import Go
from app.words.screens import words

_NOT_STOPPED = ("comparing", "going back", "erasing")
"""What is over in a moment, or must not be left half done."""


@component
def YoursPage(here: Here, yours: Yours, opening: Opening, go: Go) -> ft.Control:
    """The list of ways."""
    ways = (
        ("ios_share", words.BACK_UP, _last(yours) if opening.done else "", routes.BACK_UP),
        ("open_in_new", words.EXPORT, words.EXPORT_DETAIL, routes.EXPORT),
        ("download", words.BRING_BACK, "", routes.BRING_BACK),
        ("undo", words.GO_BACK, words.GO_BACK_DETAIL, routes.GO_BACK),
        ("delete", words.ERASE, words.ERASE_DETAIL, routes.ERASE),
    )
    rows: list[ft.Control] = []
    for glyph, text, detail, address in ways:
        if rows:
            rows.append(ft.Container(hairline(here.c), padding=ft.Padding.symmetric(horizontal=16)))
        rows.append(
            row_button(here, glyph=glyph, text=text, detail=detail, on_click=_to(go, address))
        )
    lines: list[ft.Control] = [
        say(words.YOURS_WHY, "body", here.c.ink),
        card(here, ft.Column(rows, spacing=0), padding=6),
    ]
    return scrolling(lines, spacing=16, news=how_it_goes(here, yours))


def _last(yours: Yours) -> str:
    if yours.last is None:
        return words.NO_BACKUP_YET
    return words.LAST_BACKUP.format(day=words.day_and_month(yours.last, yours.now.date()))


def _to(go: Go, address: str) -> Any:
    return lambda _event: go(address)


def how_it_goes(here: Here, yours: Yours) -> list[ft.Control]:
    """How far it is, or what went wrong; nothing where nobody has done anything."""
    work = yours.work
    if work:
        said = words.STOPPING if work.stopping else words.DOING[work.task]
        stop = None if work.stopping or work.task in _NOT_STOPPED else lambda _event: yours.stop()
        return [working(here, said, stop, part=work.part)]
    return [problem_line(here, yours.problem)] if yours.problem else []


def use_way_back(yours: Yours) -> Callable[[ft.Control], ft.Control]:
    """Of the button that begins work, and is away meanwhile. What is drawn by this has the
    keyboard's focus again where work has ended and the button is back: stopped, or gone wrong.
    """
    button: Any = ft.use_ref(None)
    worked = ft.use_ref(False)
    button.current = None  # until it is drawn

    async def look() -> None:
        if yours.work is not None:
            worked.current = True
        elif worked.current:
            worked.current = False
            if button.current is not None:
                await button.current.focus()

    use_waiting_effect(look, [yours.work is None])

    def draw(drawn: ft.Control) -> ft.Control:
        button.current = drawn
        return drawn

    return draw


def use_leaving(yours: Yours) -> None:
    """Of this page, which tells what becomes of work."""

    def nothing() -> None:
        """Nothing is done at the beginning."""

    ft.use_effect(nothing, [], cleanup=yours.leave)


def passphrase_box(here: Here, value: str, on_change: Any, **more: Any) -> ft.TextField:
    """In sight, so that it can be written down; but no keyboard learns or changes what is typed."""
    return box(
        here,
        label=words.PASSPHRASE,
        value=value,
        on_change=on_change,
        key="passphrase",
        autocorrect=False,
        enable_suggestions=False,
        smart_dashes_type=False,
        smart_quotes_type=False,
        **more,
    )


def outcome(here: Here, sentences: Sequence[str], *more: ft.Control) -> ft.Control:
    """What came of it, read aloud when it appears, the first sentence in large; `more` below it."""
    first, *rest = (sentence for sentence in sentences if sentence)
    lines = [say(first, "words", here.c.ink), *(say(each, "body", here.c.ink) for each in rest)]
    told = ft.Semantics(live_region=True, content=ft.Column([*lines], spacing=8))
    return card(here, ft.Column([told, *more], spacing=16))
