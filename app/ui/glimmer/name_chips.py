"""People, places and tags as chips below the words of a glimmer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, cast

import flet as ft

from app.core.photos import NAME_KINDS, NameKind
from app.state.editing import Editing
from app.ui import routes
from app.ui.look.boundary import component
from app.ui.look.chips import GLYPHS, chip, chips, completions
from app.ui.look.fields import use_focus, use_return
from app.ui.look.parts import (
    Handler,
    box,
    card,
    filled,
    icon_button,
    text_button,
    use_live_box,
)
from app.ui.look.theme import Here
from app.words.screens import words

_SUGGESTED = 6


@component
def NameChips(
    here: Here, editing: Editing, go: Callable[[str], None], before: Sequence[ft.Control]
) -> ft.Control:
    """Who, where and what tags, after what stands `before` them in the same row: each leads to its
    page; *Add* opens a box, *Remove names* turns chips into ways off.
    """
    c = here.c
    mode, set_mode = ft.use_state("")

    def turn(to: Literal["add", "remove"]) -> Handler:
        return lambda _event: set_mode("" if mode == to else to)

    def lead(kind: NameKind, name: str) -> Handler:
        return lambda _event: go(
            routes.name(kind, editing.name_id(kind, name), seen_on=editing.glimmer.id)
        )

    def take_off(kind: NameKind, name: str) -> Handler:
        async def taken(_event: Any) -> None:
            await editing.remove_name(kind, name)

        return taken

    every = [(kind, name) for kind in NAME_KINDS for name in editing.names(kind)]
    removing = mode == "remove" and bool(every)
    row: list[ft.Control] = list(before)
    row += [
        chip(
            here,
            name,
            words.REMOVE.format(what=name),
            take_off(kind, name),
            glyph=GLYPHS[kind],
            behind="close",
            key=f"off {kind} {name}",
        )
        if removing
        else chip(
            here,
            name,
            words.name_spoken(kind, name),
            lead(kind, name),
            glyph=GLYPHS[kind],
            key=f"{kind} {name}",
        )
        for kind, name in every
    ]
    if removing:
        row.append(text_button(words.DONE, c.honey, turn("remove"), key="names-done"))
    else:
        spoken = words.ADD_A_NAME
        row.append(text_button(words.ADD, c.honey, turn("add"), "add", "add-name", spoken))
        if every:
            row.append(
                icon_button("edit", c.quiet, words.TAKE_OFF, turn("remove"), key="names-off")
            )
    lines = [chips(here, row)]
    if mode == "add":
        lines.append(_Adding(here, editing, lambda: set_mode("")))
    return ft.Column(lines, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


@component
def _Adding(here: Here, editing: Editing, close: Callable[[], None]) -> ft.Control:
    """A person, a place or a tag, completed from what there is; the box stays for the next one."""
    c = here.c
    choice, set_kind = ft.use_state("person")
    kind = cast("NameKind", choice)
    typed, set_typed = ft.use_state("")
    added, set_added = ft.use_state(0)
    live = use_live_box()
    back, place_cursor = use_return(live)

    async def add(name: str) -> None:
        if name.strip() and await editing.add_name(kind, name):
            set_typed("")
            set_added(added + 1)
        else:
            await back()  # Enter took the cursor away

    async def add_typed(_event: Any) -> None:
        await add(live.text)

    def adding(name: str) -> Handler:
        async def chosen(_event: Any) -> None:
            await add(name)

        return chosen

    # Another box for each name.
    field = box(
        here,
        label=words.ADD_NAME[kind],
        value="",
        on_change=lambda e: set_typed(e.control.value or ""),
        key=f"name {added}",
        on_submit=add_typed,
    )
    live.shows(field)
    place_cursor(field)
    use_focus(live, True, added)
    found = editing.suggestions(kind, typed)[:_SUGGESTED]
    lines: list[ft.Control] = [_kinds(here, kind, set_kind), field]
    if found:
        lines.append(completions(here, kind, found, adding, key="suggested"))
    buttons: list[ft.Control] = [
        filled(here, words.ADD_IT, add_typed),
        text_button(words.DONE, c.honey, lambda _e: close()),
    ]
    lines.append(ft.Row(buttons, wrap=True, spacing=8, run_spacing=8))
    return card(
        here,
        ft.Column(lines, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        padding=12,
    )


def _kinds(here: Here, kind: NameKind, choose: Callable[[NameKind], None]) -> ft.Control:
    """Whether it is a person, a place or a tag."""

    def choosing(known: NameKind) -> Handler:
        return lambda _event: choose(known)

    kinds = [
        chip(
            here,
            words.WHOSE[known],
            words.WHOSE[known],
            choosing(known),
            glyph=GLYPHS[known],
            chosen=known == kind,
            key=f"kind {known}",
        )
        for known in NAME_KINDS
    ]
    return chips(here, kinds)
