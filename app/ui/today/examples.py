"""A few examples of what a glimmer can be, for those who do not know what counts."""

from __future__ import annotations

from datetime import date

import flet as ft

from app.core.glimmers import Pathway
from app.ui.look.boundary import component
from app.ui.look.direction import margin
from app.ui.look.parts import card, hairline, say, scrolling, text_button
from app.ui.look.sky import mark
from app.ui.look.theme import Here
from app.words.screens import words


@component
def ExamplesPage(here: Here, today: date) -> ft.Control:
    """Some at a time. They are to be read and nothing else: an example is nobody's glimmer, so a
    tap on one keeps nothing. `today` chooses which come first, so that who comes back finds others.
    """
    c = here.c
    turn, set_turn = ft.use_state(today.toordinal())
    few, which = words.few_examples(turn)
    rows: list[ft.Control] = []
    for path, text in few:
        if rows:
            rows.append(hairline(c))
        rows.append(_example(here, path, text))
    more = text_button(words.OTHERS, c.honey, lambda _event: set_turn(turn + 1), glyph="refresh")
    # Above the examples: there without scrolling, and who presses it finds the new ones right after
    # it. Which they are is read aloud; they themselves would be five voices at once.
    told = ft.Semantics(live_region=True, content=say(which, "caption", c.quiet))
    lines: list[ft.Control] = [
        say(words.A_GLIMMER, "words", c.ink),
        say(words.EXAMPLES_WHY, "small", c.quiet),
        ft.Row([more, told], spacing=12, wrap=True, margin=margin(start=-12)),
        card(here, ft.Column(rows, spacing=14), padding=20),
    ]
    return scrolling(lines, spacing=14)


def _example(here: Here, path: Pathway, text: str) -> ft.Control:
    """The words, and where the light was: its shape, and its name below for who does not know it
    yet.
    """
    c = here.c
    named = say(words.PATHWAYS[path], "caption", c.path[path])
    return ft.MergeSemantics(
        content=ft.Row(
            [mark(c, path, 24), ft.Column([say(text, "words", c.ink), named], expand=True)],
            spacing=16,
        )
    )
