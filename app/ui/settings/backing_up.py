"""A backup: how large it will be, sealed or not, and where it went."""

from __future__ import annotations

from typing import Any

import flet as ft

from app.state.opening import Opening
from app.state.yours import Yours
from app.ui.look.boundary import component, use_waiting_effect
from app.ui.look.parts import card, filled, say, scrolling, switch_row, use_live_box
from app.ui.look.theme import Here
from app.ui.settings.yours import how_it_goes, outcome, passphrase_box, use_leaving, use_way_back
from app.words.screens import words


@component
def BackUpPage(here: Here, yours: Yours, opening: Opening) -> ft.Control:
    """What goes into it, and how to make it; afterwards what is in it and where it is."""

    async def begin() -> None:
        if opening.done and yours.work is None:
            await yours.measure()

    use_leaving(yours)
    use_waiting_effect(begin, [opening.done])
    lines: list[ft.Control] = [say(words.BACK_UP_LEAD, "body", here.c.ink)]
    lines.append(outcome(here, _saved(yours)) if yours.saved else _Making(here, yours))
    return scrolling(lines, spacing=16, news=how_it_goes(here, yours))


@component
def _Making(here: Here, yours: Yours) -> ft.Control:
    """Whether it is sealed, and the button."""
    c = here.c
    seal, set_seal = ft.use_state(False)
    passphrase, set_passphrase = ft.use_state("")
    lacks, set_lacks = ft.use_state(False)
    live = use_live_box()
    draw = use_way_back(yours)

    async def write() -> None:
        if seal:
            await live.focus()

    use_waiting_effect(write, [seal])

    async def turn(on: bool) -> None:
        set_seal(on)
        set_lacks(False)

    def typed(event: Any) -> None:
        set_passphrase(event.control.value or "")
        set_lacks(False)

    async def make(_event: Any) -> None:
        if seal and not passphrase.strip():
            set_lacks(True)
            await live.focus()
            return
        await yours.back_up(passphrase if seal else "")

    lines: list[ft.Control] = [
        switch_row(here, words.SEAL, on=seal, turn=turn, key="seal"),
        say(words.SEALED_WHY if seal else words.OPEN_WHY, "small", c.quiet),
    ]
    if seal:
        lines.append(live.shows(passphrase_box(here, passphrase, typed, on_submit=make)))
    if lacks:
        told = say(words.NO_PASSPHRASE, "body", c.ink)
        lines.append(ft.Semantics(live_region=True, content=told))
    if yours.size is not None:
        lines.append(say(words.size(yours.size), "body", c.ink))
    if yours.work is None:
        lines.append(ft.Row([draw(filled(here, words.MAKE_BACKUP, make))], wrap=True))
    across = ft.CrossAxisAlignment.STRETCH
    return card(here, ft.Column(lines, spacing=12, horizontal_alignment=across))


def _saved(yours: Yours) -> list[str]:
    saved = yours.saved
    assert saved is not None
    contents, missing = saved.made.contents, len(saved.made.missing)
    return [
        words.BACKED_UP,
        words.holds(contents.glimmers, contents.photos - missing, contents.first, contents.last),
        words.in_bin(contents.in_bin),
        words.left_out(saved.made.left_out) if saved.made.left_out else "",
        words.missing(missing) if missing else "",
        words.WENT[saved.went].format(name=saved.name, folder=saved.folder),
        words.KEEP_APART,
    ]
