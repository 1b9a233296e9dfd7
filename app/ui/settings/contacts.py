"""The people to call: who they are, in which order, and what can be changed about them."""

from __future__ import annotations

from typing import Any, cast

import flet as ft

from app.core.contacts import MAX_NUMBER, Contact
from app.core.errors import GlimmersError
from app.core.names import MAX_NAME
from app.state.contacts import Contacts
from app.ui.look.boundary import component
from app.ui.look.direction import own_words, pad
from app.ui.look.parts import (
    Handler,
    box,
    card,
    filled,
    icon_button,
    problem_line,
    say,
    scrolling,
    text_button,
    use_live_box,
)
from app.ui.look.theme import Here, style
from app.words.screens import words


@component
def ContactsPage(here: Here, contacts: Contacts) -> ft.Control:
    """Those that are there, each with its buttons; below them the boxes for another. While one is
    changed, its boxes are the only ones.
    """
    c = here.c
    chosen, change = ft.use_state("")
    written, set_written = ft.use_state(0)
    said, say_back = ft.use_state("")
    ft.use_effect(contacts.begin, [], cleanup=contacts.forget_taken_away)

    changing = next((each.id for each in contacts.contacts if each.id == chosen), "")

    def told(sentence: str = "") -> None:
        say_back(sentence)
        contacts.forget_taken_away()

    def added() -> None:
        set_written(written + 1)
        told(words.PEOPLE_ADDED)

    def changed() -> None:
        change("")
        told(words.PEOPLE_CHANGED)

    parts: list[ft.Control] = [say(words.PEOPLE_TO_CALL_WHY, "body", c.quiet)]
    for place, each in enumerate(contacts.contacts):
        if each.id == changing:
            form = _Form(here, contacts, each, changed, lambda: change(""), key=f"form {each.id}")  # type: ignore[call-arg]  # Flet takes the key
            parts.append(form)
        else:
            parts.append(_written(here, contacts, each, change, told, first=place == 0))
    if not contacts.room:
        parts.append(say(words.PEOPLE_NO_ROOM, "small", c.quiet))
    elif not changing:  # one form at a time
        parts.append(_Form(here, contacts, None, added, None, key=f"form {written}"))  # type: ignore[call-arg]  # likewise
    return scrolling(parts, spacing=14, news=_news(here, contacts, said, say_back))


def _news(here: Here, contacts: Contacts, said: str, say_back: Any) -> list[ft.Control]:
    async def bring_back(_event: Any) -> None:
        await contacts.bring_back()
        say_back("")

    if contacts.problem:
        return [problem_line(here, contacts.problem, "small")]
    if gone := contacts.taken_away:
        said = words.PEOPLE_TAKEN_AWAY.format(who=_called(gone))
    if not said:
        return []
    line: list[ft.Control] = [
        ft.Semantics(live_region=True, content=say(said, "small", here.c.ink), expand=True)
    ]
    if contacts.taken_away:
        line.append(text_button(words.UNDO, here.c.honey, bring_back, glyph="undo", key="undo"))
    return [ft.Row(line)]


def _called(contact: Contact) -> str:
    return contact.name or contact.number


def _written(
    here: Here,
    contacts: Contacts,
    contact: Contact,
    change: Any,
    told: Any,
    *,
    first: bool,
) -> ft.Control:
    """Name and number as they were written, and what can be done about them."""
    c, id, who = here.c, contact.id, _called(contact)

    def begin(_event: Any) -> None:
        told()
        change(id)

    async def up(_event: Any) -> None:
        told()
        await contacts.move_up(id)

    async def away(_event: Any) -> None:
        told()
        await contacts.take_away(id)

    lines: list[ft.Control] = [own_words(who, wide=False, style=style("label", c.ink))]
    if contact.name:
        lines.append(own_words(contact.number, wide=False, style=style("body", c.quiet)))
    buttons: list[ft.Control] = [
        icon_button("edit", c.honey, words.PEOPLE_CHANGE.format(who=who), begin, key=f"edit {id}"),
        icon_button("close", c.quiet, words.REMOVE.format(what=who), away, key=f"away {id}"),
    ]
    if not first:
        label = words.PEOPLE_UP.format(who=who)
        buttons.insert(0, icon_button("keyboard_arrow_up", c.honey, label, up, key=f"up {id}"))
    column = ft.Column(lines, spacing=0, expand=True)
    ways = ft.Row(buttons, spacing=0, alignment=ft.MainAxisAlignment.END)
    beside = ft.Row([column, ways], spacing=4)
    row = ft.Column([ft.Row([column]), ways], spacing=0) if here.large else beside
    return card(here, row, padding=pad(start=16, end=4, top=8, bottom=8), key=f"row {id}")


@component
def _Form(
    here: Here, contacts: Contacts, contact: Contact | None, done: Any, leave: Handler | None
) -> ft.Control:
    """The boxes for a name and a number: of somebody new, or of `contact`. What stands in them
    stays there until the journal has it.
    """
    name, number = use_live_box(), use_live_box()
    problem, set_problem = ft.use_state(cast(GlimmersError | None, None))
    id = contact.id if contact else None

    def typed(_event: Any) -> None:
        set_problem(None)

    async def keep(_event: Any) -> None:
        try:
            kept = await contacts.keep(name.text, number.text, id)
        except GlimmersError as error:
            set_problem(error)
            return
        if kept:
            done()

    whose = id or "new"
    named = box(
        here,
        label=words.PEOPLE_NAME,
        value=contact.name if contact else "",
        on_change=typed,
        key=f"name {whose}",
        max_length=MAX_NAME,
        counter="",
    )
    numbered = box(
        here,
        label=words.PEOPLE_NUMBER,
        value=contact.number if contact else "",
        on_change=typed,
        key=f"number {whose}",
        keyboard_type=ft.KeyboardType.PHONE,
        max_length=MAX_NUMBER,
        counter="",
        on_submit=keep,
    )
    ways: list[ft.Control] = [
        filled(here, words.PEOPLE_KEEP if contact else words.PEOPLE_ADD, keep)
    ]
    if leave:
        ways.append(text_button(words.CANCEL, here.c.quiet, lambda _e: leave(), key="leave form"))
    lines: list[ft.Control] = [
        name.shows(named),
        number.shows(numbered),
        ft.Row(ways, wrap=True, spacing=8, run_spacing=4),
    ]
    if problem:
        lines.insert(2, problem_line(here, problem, "small"))
    column = ft.Column(lines, spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return card(here, column, padding=16)
