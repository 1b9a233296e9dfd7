"""A backup comes back: chosen, opened, shown, and only then added or put in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from app.state.opening import Opening
from app.state.yours import Yours
from app.ui import routes
from app.ui.look.boundary import component
from app.ui.look.dialog import use_dialog
from app.ui.look.direction import margin, own_words
from app.ui.look.parts import (
    card,
    filled,
    question,
    say,
    scrolling,
    text_button,
    use_live_box,
)
from app.ui.look.theme import Here, style
from app.ui.routes import Go
from app.ui.settings.yours import how_it_goes, outcome, passphrase_box, use_leaving
from app.words.screens import words


@component
def BringBackPage(here: Here, yours: Yours, opening: Opening, go: Go) -> ft.Control:
    """What it is for, the button, and what was chosen."""
    asked, ask = ft.use_state(False)

    use_leaving(yours)

    async def choose(_event: Any) -> None:
        await yours.choose()

    async def add(_event: Any) -> None:
        await yours.merge()

    async def put(_event: Any) -> None:
        ask(False)
        await yours.replace()

    asking = asked and yours.found is not None
    use_dialog(_question(here, yours, opening, put, lambda: ask(False)) if asking else None)
    lines: list[ft.Control] = [say(words.BRING_BACK_LEAD, "body", here.c.ink)]
    if yours.brought:
        lines.append(_brought(here, yours, opening, go))
    address = yours.choose_address
    if yours.found:
        lines.append(_found(here, yours, opening, add, lambda _event: ask(True)))
    elif yours.sealed:
        lines.append(_Sealed(here, yours))
    if yours.work is None and yours.file is None and yours.brought is None:
        button = filled(here, words.CHOOSE_BACKUP, choose, url=address)
        lines.append(ft.Row([button], wrap=True))
    elif yours.work is None:
        other = text_button(words.OTHER_BACKUP, here.c.honey, choose, url=address)
        lines.append(ft.Row([other], margin=margin(start=-12), wrap=True))
    return scrolling(lines, spacing=16, news=how_it_goes(here, yours))


def _name(here: Here, yours: Yours) -> list[ft.Control]:
    """Of the file, as a heading."""
    name = yours.file.name if yours.file else ""
    if not name:
        return []
    text = own_words(name, style=style("heading", here.c.ink))
    return [ft.Semantics(heading_level=2, content=text)]


@component
def _Sealed(here: Here, yours: Yours) -> ft.Control:
    """It asks for its passphrase."""
    passphrase, set_passphrase = ft.use_state("")
    live = use_live_box()

    async def look(_event: Any) -> None:
        if passphrase:
            await yours.look(passphrase)
        else:
            await live.focus()

    field = passphrase_box(
        here,
        "",
        lambda event: set_passphrase(event.control.value or ""),
        on_submit=look,
        autofocus=True,
    )
    lines = [
        *_name(here, yours),
        say(words.IS_SEALED, "body", here.c.ink),
        live.shows(field),
        ft.Row([filled(here, words.OPEN_IT, look)] if yours.work is None else [], wrap=True),
    ]
    across = ft.CrossAxisAlignment.STRETCH
    return card(here, ft.Column(lines, spacing=12, horizontal_alignment=across))


def _found(here: Here, yours: Yours, opening: Opening, add: Any, put: Any) -> ft.Control:
    """What it would bring, and the two ways; where the journal cannot be opened there is one."""
    found = yours.found
    assert found is not None
    contents, compared = found.contents, found.compared
    told = [
        words.holds(contents.glimmers, contents.photos, contents.first, contents.last),
        words.in_bin(contents.in_bin),
        words.damaged(compared.damaged),
    ]
    if opening.done:
        told += words.brings(
            new=compared.new,
            same=compared.same,
            differs=compared.differs,
            let_go=compared.let_go,
            erased=compared.erased,
        )
    sentences = [say(each, "body", here.c.ink) for each in told if each]
    if yours.work:
        ways: list[ft.Control] = []
    elif opening.done:
        quiet = text_button(words.PUT_IN_PLACE, here.c.honey, put, key="put")
        ways = [filled(here, words.ADD_TO_HERE, add), quiet]
    else:
        ways = [filled(here, words.PUT_IN_PLACE, put)]
    lines = [
        *_name(here, yours),
        ft.Semantics(live_region=True, content=ft.Column([*sentences], spacing=8)),
        ft.Row(ways, wrap=True, spacing=8, run_spacing=8),
    ]
    return card(here, ft.Column(lines, spacing=12))


def _brought(here: Here, yours: Yours, opening: Opening, go: Go) -> ft.Control:
    assert yours.brought is not None
    way, brought = yours.brought
    contents = brought.contents
    said = words.ADDED if way == "merge" else words.IN_PLACE
    copied = words.WAS_COPIED if way == "replace" and yours.copied else ""
    held = words.holds(contents.glimmers, contents.photos, contents.first, contents.last)
    ways: list[ft.Control] = []
    if opening.done:
        back = text_button(words.LOOK_BACK, here.c.honey, lambda _event: go(routes.LOOK_BACK))
        ways = [ft.Row([back], margin=margin(start=-12), wrap=True)]
    return outcome(here, [said, held, copied], *ways)


def _question(
    here: Here, yours: Yours, opening: Opening, put: Any, leave: Callable[[], None]
) -> ft.AlertDialog:
    more = words.ASK_PUT_MORE if opening.done else words.ASK_PUT_MORE_ALONE
    if yours.is_damaged:
        more = words.ASK_PUT_MORE_DAMAGED
    answers: list[ft.Control] = [
        text_button(words.LEAVE_AS_IT_IS, here.c.honey, lambda _event: leave()),
        text_button(words.PUT_IT, here.c.ink, put, key="put yes"),
    ]
    return question(here, words.ASK_PUT_IN_PLACE, more, answers, leave)
