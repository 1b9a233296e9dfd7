"""Settings: the look, the seasons, where things are kept, and who helps."""

from __future__ import annotations

from datetime import time
from typing import Any

import flet as ft

from app.state.contacts import Contacts
from app.state.opening import Opening
from app.state.preferences import Look, Preferences
from app.state.shared import Shared
from app.state.unnamed import Unnamed
from app.ui import routes
from app.ui.look.boundary import component, use_waiting_effect
from app.ui.look.calling import calls, in_phone
from app.ui.look.direction import margin, pad
from app.ui.look.parts import (
    Handler,
    card,
    filled,
    hairline,
    problem_line,
    radio,
    row_button,
    say,
    scrolling,
    switch_row,
    text_button,
    title,
)
from app.ui.look.theme import Here
from app.ui.routes import Go
from app.ui.settings.reading import Copy
from app.words.hours import hours
from app.words.screens import words

_LOOKS: tuple[Look, ...] = ("system", "day", "night")
_SAMPLE = time(18, 42)
"""An hour that differs on a clock of twelve hours."""


@component
def Settings(here: Here, go: Go, has_yours: bool) -> ft.Control:
    """The list of places to go; `has_yours` where this home has backups."""
    rows: list[ft.Control] = []
    yours = [("book_2", words.YOURS, routes.YOURS)] if has_yours else []
    for glyph, text, address in (
        ("call", words.HELP_NOW, routes.HELP),
        ("wb_twilight", words.WHEN_HARD, routes.HARD),
        ("person", words.PEOPLE_TO_CALL, routes.CONTACTS),
        ("notifications", words.REMINDERS, routes.REMINDERS),
        ("format_quote", words.WHAT_THEY_SAY, routes.PROMPTS),
        ("auto_stories", words.MEMORIES, routes.MEMORIES),
        ("palette", words.LOOK, routes.LOOK),
        *yours,
        ("folder", words.WHERE_KEPT, routes.WHERE),
        ("lock_open", words.PRIVACY, routes.PRIVACY),
        ("info", words.ABOUT, routes.ABOUT),
    ):
        if rows:
            rows.append(ft.Container(hairline(here.c), padding=ft.Padding.symmetric(horizontal=16)))
        rows.append(row_button(here, glyph=glyph, text=text, on_click=_to(go, address)))
    return ft.Container(
        expand=True,
        alignment=ft.Alignment.TOP_CENTER,
        padding=pad(start=20, end=20, top=here.top + 28),
        content=ft.Column(
            [
                title(here, words.SETTINGS),
                card(
                    here,
                    ft.Column(rows, spacing=0),
                    padding=6,
                    margin=ft.Margin.only(top=12, bottom=24),
                ),
            ],
            width=560,
            scroll=ft.ScrollMode.AUTO,
        ),
    )


def _to(go: Go, address: str) -> Any:
    return lambda _event: go(address)


@component
def LookPage(here: Here, preferences: Preferences) -> ft.Control:
    """Day or night, how clocks are read, and which months are summer."""

    async def look(event: Any) -> None:
        await preferences.choose_look(event.control.value)

    async def clock(event: Any) -> None:
        await preferences.choose_clock(twelve=event.control.value == "12")

    async def seasons(event: Any) -> None:
        await preferences.choose_hemisphere(southern=event.control.value == "southern")

    looks = (words.AS_THE_DEVICE, words.DAY, words.NIGHT)
    clocks = (
        ("24", f"{_SAMPLE:%H:%M}"),
        ("12", hours.in_twelve(_SAMPLE)),
    )
    halves = (("northern", words.NORTHERN), ("southern", words.SOUTHERN))
    twelve, southern = preferences.twelve_hours, preferences.southern
    parts: list[ft.Control] = [
        _choice(here, preferences.look, look, tuple(zip(_LOOKS, looks, strict=True))),
        _heading(here, words.CLOCK, words.CLOCK_WHY),
        _choice(here, "12" if twelve else "24", clock, clocks),
        _heading(here, words.SEASONS, words.SEASONS_WHY),
        _choice(here, "southern" if southern else "northern", seasons, halves),
    ]
    return scrolling(parts, spacing=12, news=not_remembered(here, preferences))


def not_remembered(here: Here, preferences: Preferences) -> list[ft.Control]:
    """A choice that holds only for now is told; nothing where all of them last."""
    if not preferences.problem:
        return []
    return [problem_line(here, preferences.problem, "small")]


def _choice(
    here: Here, value: str, on_change: Handler, options: tuple[tuple[str, str], ...]
) -> ft.Control:
    """One of several, each a value and its words."""
    radios = [radio(here, each, text) for each, text in options]
    group = ft.RadioGroup(value=value, on_change=on_change, content=ft.Column(radios, spacing=0))
    return card(here, group, padding=8)


def _heading(here: Here, text: str, below: str) -> ft.Control:
    return ft.Container(
        padding=pad(top=12, start=4),
        content=ft.Column(
            [
                ft.Semantics(heading_level=2, content=say(text, "heading", here.c.ink)),
                say(below, "small", here.c.quiet),
            ],
            spacing=2,
        ),
    )


@component
def WherePage(
    here: Here,
    preferences: Preferences,
    unnamed: Unnamed,
    shared: Shared,
    opening: Opening,
    kept_where: Any,
    newest_version: Any,
    go: Go,
) -> ft.Control:
    """Where the journal lies on this device, and how large its photos are; whether photos lie there
    that no glimmer names.

    `newest_version` is given where an update was taken back.
    """
    sentence, set_sentence = ft.use_state("")

    async def ask() -> None:
        set_sentence(await kept_where())

    use_waiting_effect(ask, [])
    use_waiting_effect(unnamed.look, [opening.done])
    use_waiting_effect(shared.look, [opening.done])

    async def originals(on: bool) -> None:
        await preferences.keep_originals(originals=on)

    lines: list[ft.Control] = []
    if sentence:
        copy = ft.Row([Copy(here, sentence)], margin=margin(start=-12))
        lines += [say(sentence, "body", here.c.ink), copy]
    lines += _beside(here, unnamed, shared, go)
    full_size = switch_row(
        here, words.FULL_SIZE, on=preferences.originals, turn=originals, key="originals"
    )
    why = say(words.FULL_SIZE_WHY, "small", here.c.quiet)
    lines.append(card(here, ft.Column([full_size, why], spacing=0)))
    if newest_version:

        async def again(_event: Any) -> None:
            await newest_version()

        way = text_button(words.NEWEST, here.c.honey, again)
        lines.append(card(here, ft.Column([say(words.WENT_BACK, "body", here.c.ink), way])))
    return scrolling(lines, spacing=16, news=not_remembered(here, preferences))


def _beside(here: Here, unnamed: Unnamed, shared: Shared, go: Go) -> list[ft.Control]:
    """Ways to what lies beside the journal and waits for the person."""
    lines: list[ft.Control] = []
    if unnamed.count:
        told = words.unnamed_here(unnamed.count)
        row = row_button(
            here, glyph="photo_library", text=told, on_click=_to(go, routes.UNNAMED), key="unnamed"
        )
        lines.append(card(here, row, padding=6))
    if shared.offered:
        row = row_button(
            here,
            glyph="auto_stories",
            text=words.SEE_SHARED,
            on_click=_to(go, routes.SHARED),
            key="shared",
        )
        lines.append(card(here, row, padding=6))
    return lines


@component
def HelpPage(here: Here, contacts: Contacts, opening: Opening, go: Go) -> ft.Control:
    """People to reach now, those the person wrote down before all others. A link opens only when
    the person presses it. Below them, the way to a page for a hard hour.
    """
    ft.use_effect(contacts.begin, [opening.done])
    c = here.c
    numbers = [_emergency(here, number, where) for number, where in words.HELP_NUMBERS]
    find = filled(here, words.OPEN_LINK, url=words.HELP_URL)
    line = words.HELP_LINE
    reach = ft.Row(
        [
            filled(here, words.HELP_CALL.format(number=line), url=in_phone(f"tel:{line}")),
            filled(here, words.HELP_TEXT.format(number=line), url=in_phone(f"sms:{line}")),
        ],
        wrap=True,
        spacing=12,
        run_spacing=8,
    )
    ways: tuple[tuple[str, list[ft.Control], str, str], ...] = (
        (words.HELP_EMERGENCY, numbers, words.HELP_EMERGENCY_MORE, words.HELP_EMERGENCY_SOURCE),
        (words.HELP_FIND, [find], words.HELP_FIND_MORE, words.HELP_FIND_SOURCE),
        (words.HELP_988, [reach], words.HELP_988_MORE, words.HELP_988_SOURCE),
    )
    parts: list[ft.Control] = [say(words.HELP_INTRO, "words", c.ink)]
    if contacts.contacts:
        own = ft.Semantics(heading_level=2, content=say(words.PEOPLE_OF_YOURS, "heading", c.ink))
        parts += [own, calls(here, contacts.contacts)]
    if contacts.problem:  # who wrote somebody down is not to think that nobody is there
        parts.append(problem_line(here, contacts.problem, "small"))
    for heading, buttons, text, source in ways:
        lines = [
            ft.Semantics(heading_level=2, content=say(heading, "heading", c.ink)),
            *buttons,
            say(text, "body", c.ink),
            say(source, "caption", c.quiet),
        ]
        parts.append(card(here, ft.Column(lines, spacing=8)))
    own_people = row_button(
        here,
        glyph="person",
        text=words.PEOPLE_TO_CALL,
        detail=words.PEOPLE_TO_CALL_MORE,
        on_click=_to(go, routes.CONTACTS),
        key="people to call",
    )
    hard = row_button(
        here,
        glyph="wb_twilight",
        text=words.WHEN_HARD,
        detail=words.WHEN_HARD_MORE,
        on_click=_to(go, routes.HARD),
        key="hard",
    )
    rows = ft.Column([hard, hairline(c), own_people], spacing=0)
    parts += [card(here, rows, padding=6), say(words.HELP_OFFLINE, "small", c.quiet)]
    return scrolling(parts, spacing=12)


def _emergency(here: Here, number: str, where: str) -> ft.Control:
    """A number to call, on the button that calls it; the words beside it say where."""
    call = filled(here, words.HELP_CALL.format(number=number), url=in_phone(f"tel:{number}"))
    place = say(where, "body", here.c.quiet)
    if here.large:
        return ft.Column([call, place], spacing=4)
    return ft.Row(
        [call, ft.Container(place, expand=True)],
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
