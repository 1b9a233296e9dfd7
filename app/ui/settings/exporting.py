"""One file for other programs: what it is for, and where it went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import flet as ft

from app.state.opening import Opening
from app.state.yours import Yours
from app.ui.look.boundary import component, use_waiting_effect
from app.ui.look.direction import pad
from app.ui.look.parts import card, filled, radio, say, scrolling
from app.ui.look.theme import Here
from app.ui.settings.yours import how_it_goes, outcome, use_leaving, use_way_back
from app.words.screens import words

if TYPE_CHECKING:
    from app.core.exchange.leaving import Form

_FORMS: tuple[Form, ...] = ("site", "markdown", "csv", "json")
"""What most people would want first."""


@component
def ExportPage(here: Here, yours: Yours, opening: Opening) -> ft.Control:
    """What it may be for, and the button; afterwards what is in it, where it is and how to open
    it.
    """
    form, choose = ft.use_state(_FORMS[0])

    async def begin() -> None:
        if opening.done and yours.work is None:
            await yours.measure()

    use_leaving(yours)
    draw = use_way_back(yours)
    use_waiting_effect(begin, [opening.done])

    async def make(_event: Any) -> None:
        await yours.export(cast("Form", form))

    lines: list[ft.Control] = [say(words.EXPORT_LEAD, "body", here.c.ink)]
    if yours.exported:
        lines.append(outcome(here, _made(yours)))
        return scrolling(lines, spacing=16, news=how_it_goes(here, yours))
    heading = say(words.EXPORT_WHAT_FOR, "heading", here.c.ink)
    lines.append(ft.Semantics(heading_level=2, content=heading))
    lines.append(_forms(here, form, lambda event: choose(event.control.value)))
    lines.append(say(words.EXPORT_NO_BACKUP, "body", here.c.ink))
    if yours.size is not None:
        lines.append(say(words.size(yours.size), "body", here.c.ink))
    if yours.work is None:
        lines.append(ft.Row([draw(filled(here, words.MAKE_EXPORT, make))], wrap=True))
    return scrolling(lines, spacing=16, news=how_it_goes(here, yours))


def _forms(here: Here, value: str, on_change: Any) -> ft.Control:
    rows: list[ft.Control] = []
    for form in _FORMS:
        why = say(words.FORMS_WHY[form], "small", here.c.quiet)
        rows.append(radio(here, form, words.FORMS[form]))
        rows.append(ft.Container(why, padding=pad(start=40, end=8, bottom=8)))
    across = ft.CrossAxisAlignment.STRETCH
    column = ft.Column(rows, spacing=0, horizontal_alignment=across)
    group = ft.RadioGroup(value=value, on_change=on_change, content=column)
    return card(here, group, padding=8)


def _made(yours: Yours) -> list[str]:
    assert yours.exported is not None
    form, saved = yours.exported
    made = saved.made
    return [
        words.EXPORTED,
        words.holds(made.glimmers, made.photos, None, None),
        words.missing(made.missing) if made.missing else "",
        words.WENT[saved.went].format(name=saved.name, folder=saved.folder),
        words.EXPORT_OPENS[form],
        words.EXPORT_STAYS,
    ]
