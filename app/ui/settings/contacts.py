"""The people to call: who they are, in which order, and what can be changed about them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

import flet as ft

from app.core.contacts import MAX_NUMBER, Contact
from app.core.errors import GlimmersError, InvalidNumberError
from app.core.names import MAX_NAME
from app.state.contacts import Contacts, new_id
from app.ui.look.boundary import component
from app.ui.look.direction import own_words, pad
from app.ui.look.fields import use_return
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
    changed, its boxes are the only ones; what stands in those for another is there again after it.
    """
    c = here.c
    chosen, change = ft.use_state(cast(Contact | None, None))
    written, set_written = ft.use_state(0)
    said, say_back = ft.use_state("")
    ft.use_effect(contacts.begin, [], cleanup=contacts.forget)

    def told(sentence: str = "") -> None:
        say_back(sentence)
        contacts.forget()

    def added() -> None:
        set_written(written + 1)
        told(words.PEOPLE_ADDED)

    def changed() -> None:
        change(None)
        told(words.PEOPLE_CHANGED)

    parts: list[ft.Control] = [say(words.PEOPLE_TO_CALL_WHY, "body", c.quiet)]
    for place, each in enumerate(contacts.contacts):
        if chosen and each.id == chosen.id:
            parts.append(_changing(here, contacts, chosen, changed, change))
        else:
            parts.append(_written(here, contacts, each, change, told, first=place == 0))
    if chosen and chosen.id not in {each.id for each in contacts.contacts}:
        # Taken off the list in another window: what is being typed stays.
        parts.append(_changing(here, contacts, chosen, changed, change))
    if not contacts.room:
        parts.append(say(words.PEOPLE_NO_ROOM, "small", c.quiet))
    away = chosen is not None or not contacts.room
    parts.append(_Form(here, contacts, None, added, None, away, key=f"form new {written}"))  # type: ignore[call-arg]  # Flet takes the key
    return scrolling(parts, spacing=14, news=_news(here, contacts, said, say_back))


def _changing(
    here: Here, contacts: Contacts, contact: Contact, done: Any, change: Any
) -> ft.Control:
    """The boxes in the place of the one who is changed."""
    return _Form(here, contacts, contact, done, partial(change, None), key=f"form {contact.id}")  # type: ignore[call-arg]  # Flet takes the key


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
        change(contact)

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
    here: Here,
    contacts: Contacts,
    contact: Contact | None,
    done: Any,
    leave: Callable[[], Any] | None,
    away: bool = False,
) -> ft.Control:
    """The boxes for a name and a number: of somebody new, or of `contact`. What stands in them
    stays there until the journal has it, also while they are `away`.
    """
    name, number = use_live_box(), use_live_box()
    (to_name, place_name), (to_number, place_number) = use_return(name), use_return(number)
    problem, set_problem = ft.use_state(cast(GlimmersError | None, None))
    own_id: Any = ft.use_ref(new_id)  # one for all taps, so that none of them makes another

    def typed(_event: Any) -> None:
        set_problem(None)

    async def keep(_event: Any) -> None:
        try:
            id = contact.id if contact else own_id.current
            kept = await contacts.keep(name.text, number.text, id)
        except GlimmersError as error:
            set_problem(error)
            await (to_number if isinstance(error, InvalidNumberError) else to_name)()
            return
        if kept:
            done()

    if away:
        return ft.Container()
    named, numbered = _boxes(here, contact, typed, keep)
    name.shows(named)
    number.shows(numbered)
    place_name(named)
    place_number(numbered)
    ways: list[ft.Control] = [
        filled(here, words.PEOPLE_KEEP if contact else words.PEOPLE_ADD, keep)
    ]
    if leave:
        ways.append(text_button(words.CANCEL, here.c.quiet, lambda _e: leave(), key="leave form"))
    why = [problem_line(here, problem, "small")] if problem else []
    row = ft.Row(ways, wrap=True, spacing=8, run_spacing=4)
    lines = [named, numbered, *why, row]
    column = ft.Column(lines, spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return card(here, column, padding=16)


def _boxes(
    here: Here, contact: Contact | None, typed: Handler, keep: Handler
) -> tuple[ft.TextField, ft.TextField]:
    """For a name, and for a number."""
    whose = contact.id if contact else "new"
    typing: dict[str, Any] = {"on_change": typed, "counter": ""}
    name = box(
        here,
        label=words.PEOPLE_NAME,
        value=contact.name if contact else "",
        key=f"name {whose}",
        max_length=MAX_NAME,
        **typing,
    )
    number = box(
        here,
        label=words.PEOPLE_NUMBER,
        value=contact.number if contact else "",
        key=f"number {whose}",
        keyboard_type=ft.KeyboardType.PHONE,
        max_length=MAX_NUMBER,
        on_submit=keep,
        **typing,
    )
    return name, number
