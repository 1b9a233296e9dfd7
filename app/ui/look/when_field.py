"""The box for another time: what is typed is read once the fingers rest, and the line below says
what was understood. A day can be chosen from a calendar instead, and words that mean no time can be
kept as they are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple, cast

import flet as ft

from app.core.errors import NotUnderstoodError
from app.state.editing import Editing
from app.ui.look.boundary import component, use_steady, use_waiting_effect
from app.ui.look.chips import chip, chips
from app.ui.look.dialog import use_dialog
from app.ui.look.direction import pad
from app.ui.look.fields import use_focus, use_return
from app.ui.look.parts import Handler, box, icon_button, say, text_button, use_live_box
from app.ui.look.theme import Here, style
from app.words.screens import words

PAUSE = 0.5
"""Seconds after the last letter until the words are read: half a word means nothing yet, or
something else.
"""
QUIET = 1.5
"""Seconds until a screen reader says what became of them: whoever types by ear types slowly."""
_EARLIEST = date(1900, 1, 1)
"""Of the calendar; earlier days can be typed."""


class Heard(NamedTuple):
    """What the line below a box says."""

    text: str
    colour: str
    news: bool = True
    """Whether a screen reader says it by itself."""
    at_once: bool = False
    """Whether somebody waits for it, and no pause is needed."""


class _Pause:
    """What was typed and not read yet."""

    def __init__(self) -> None:
        self.text: str | None = None
        self.letters = 0


class Reading(NamedTuple):
    """How a box is read: at each letter, and when somebody cannot wait."""

    typed: Handler
    settle: Callable[..., Awaitable[None]]
    """Takes an event too, for boxes that are left."""


def use_reading(read: Callable[[str], Awaitable[None]]) -> Reading:
    """Words of a box are given to `read` once nothing was typed for a `PAUSE`, also where the box
    has gone by then.
    """
    ref: Any = ft.use_ref(lambda: _Pause())
    pause = cast("_Pause", ref.current)
    read_now = use_steady(read)

    async def settle(_event: Any = None) -> None:
        text, pause.text = pause.text, None
        if text is not None:
            await read_now(text)

    async def typed(event: Any) -> None:
        pause.text = event.control.value or ""
        pause.letters += 1
        mine = pause.letters
        await asyncio.sleep(PAUSE)
        if pause.letters == mine:
            await settle()

    return Reading(typed, settle)


@component
def WhenField(
    here: Here, editing: Editing, leave: Callable[[], None], heading: str = ""
) -> ft.Control:
    """When it happened, under a `heading` if there is one. *Done* and Enter `leave`, unless the
    words mean no time: that is said first.
    """
    live = use_live_box()
    asking, ask = ft.use_state(False)
    reading = use_reading(editing.say_when)
    use_focus(live, wanted=True)
    ft.use_effect(editing.open_when, [])
    back_to_box, place_cursor = use_return(live)

    async def done(_event: Any = None) -> None:
        await reading.settle()
        if editing.finish_when():
            leave()
        else:
            await back_to_box()

    async def chosen(day: date) -> None:
        ask(False)
        await reading.settle()
        await editing.choose_day(day)

    async def keep_words(_event: Any) -> None:
        await reading.settle()
        await editing.keep_when_words()
        await back_to_box()  # the button has gone

    def put(phrase: str) -> Handler:
        async def meant(_event: Any) -> None:
            await editing.put_when(phrase)
            await back_to_box()  # so has this one

        return meant

    start = (editing.when_heard or editing.glimmer.when).day
    use_dialog(calendar(start, editing.now, chosen, lambda: ask(False)) if asking else None)
    field = box(
        here,
        label=words.WHEN,
        value=editing.when_typed,
        on_change=reading.typed,
        key="when",
        on_submit=done,
        on_blur=reading.settle,
    )
    live.shows(field, editing.when_version)
    place_cursor(field)
    finish = text_button(words.DONE, here.c.honey, done, key=words.DONE if heading else "when-done")
    lines = [
        *([_headed(here, heading, finish)] if heading else []),
        beside_calendar(here, field, lambda _e: ask(True)),
        Said(_heard(here, editing)),
        *(offers(here, editing.when_problem, put) if editing.when_problem else []),
        _last_row(here, editing, keep_words, None if heading else finish),
    ]
    return ft.Column(lines, spacing=4, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _headed(here: Here, heading: str, finish: ft.Control) -> ft.Control:
    named = ft.Semantics(heading_level=2, content=say(heading, "heading", here.c.ink), expand=True)
    return ft.Container(ft.Row([named, finish]), padding=pad(bottom=8))


def _last_row(
    here: Here, editing: Editing, keep_words: Handler, finish: ft.Control | None
) -> ft.Control:
    """What can be done with words that mean no time, and *Done* where it stands nowhere else. The
    room is there without them too: the box stays where it is while one types.
    """
    row: list[ft.Control] = []
    if editing.can_keep_when_words:
        keep = text_button(words.KEEP_THESE_WORDS, here.c.honey, keep_words, key="keep-words")
        row.append(ft.Row([keep], wrap=True, expand=True))
    if finish:
        row.append(finish)
    return ft.Stack(
        [ft.Container(height=48), ft.Row(row, spacing=8, alignment=ft.MainAxisAlignment.END)]
    )


# What was understood ------------------------------------------------------------------------------


def _heard(here: Here, editing: Editing) -> Heard:
    if editing.when_problem:
        refusal = refused(editing.when_problem)
        if editing.when_insisted:
            return Heard(words.nothing_changed(refusal), here.c.ink, at_once=True)
        return Heard(refusal, here.c.quiet)
    if editing.when_heard is None:
        return Heard(words.WHEN_HELP, here.c.quiet, news=False)
    return Heard(words.understood(editing.when_heard), here.c.ink)


@component
def Said(heard: Heard) -> ft.Control:
    """The line below a box, and what a screen reader is told of it once nothing is typed for a
    while: `QUIET`.
    """
    (spoken, news), speak = ft.use_state((heard.text, heard.news))
    newest: Any = ft.use_ref()
    newest.current = heard

    async def wait() -> None:
        if not heard.at_once:
            await asyncio.sleep(QUIET)
        if newest.current == heard:
            speak((heard.text, heard.news))

    use_waiting_effect(wait, [heard])
    return ft.Semantics(
        label=spoken,
        live_region=news,
        container=True,
        exclude_semantics=True,
        content=ft.Container(
            ft.Stack([_two_lines(), say(heard.text, "small", heard.colour)]),
            padding=pad(start=16, end=16, top=4),
        ),
    )


def _two_lines() -> ft.Control:
    """The room of two lines, at any size of text: the box stays where it is while they change."""
    return ft.Text(" \n ", style=style("small"))


def refused(problem: NotUnderstoodError) -> str:
    """Why words mean no time; where they mean two, which is asked by buttons: see `offers`."""
    from app.words.errors import told  # most days nobody waits for it

    said = told(problem)
    return said.sentence if len(problem.offers) < 2 else words.which_was_it(said.what)


def offers(
    here: Here, problem: NotUnderstoodError, put: Callable[[str], Handler]
) -> list[ft.Control]:
    """A row of what the words may mean, if there is anything, each a button that says it in the
    box.
    """
    row = [
        chip(
            here,
            words.offered(phrase),
            words.IT_WAS.format(time=words.offered(phrase)),
            put(phrase),
            key=f"meant {phrase}",
        )
        for phrase in problem.offers
    ]
    return [chips(here, row)] if row else []


# The calendar -------------------------------------------------------------------------------------


def beside_calendar(
    here: Here, field: ft.TextField, open: Handler, *, key: str = "calendar", spoken: str = ""
) -> ft.Control:
    """A box with the way to the calendar: beside it, or below where text is large. It is `spoken`
    otherwise where there are two.
    """
    if here.large:
        way = text_button(
            words.CHOOSE_DAY, here.c.honey, open, "calendar_today", key, spoken or None
        )
        return ft.Column(
            [field, ft.Row([way])],
            spacing=4,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    field.expand = True
    name = spoken or words.CHOOSE_DAY
    return ft.Row(
        [field, icon_button("calendar_today", here.c.honey, name, open, key=key)], spacing=4
    )


def calendar(
    start: date | None, now: datetime, chosen: Callable[[date], Awaitable[None]], leave: Handler
) -> ft.DatePicker:
    """The system's calendar, open at the day `start`, without days that are still to come."""
    today = now.date()
    first = min(_EARLIEST, start or today)

    async def changed(event: Any) -> None:
        await chosen(_day_of(event.control.value, now.tzinfo))

    return ft.DatePicker(
        value=min(start or today, today),
        first_date=first,
        last_date=today,
        current_date=today,
        entry_mode=ft.DatePickerEntryMode.CALENDAR_ONLY,  # the box takes typed days in any order
        locale=ft.Locale("en", "GB"),  # days in the order in which they are said everywhere here
        help_text=words.CHOOSE_DAY,
        cancel_text=words.CANCEL,
        confirm_text=words.DONE,
        on_change=changed,
        on_dismiss=lambda _event: leave(),
        key="days",
    )


def _day_of(midnight: datetime | date, zone: tzinfo | None) -> date:
    """The day that was chosen, from what the client tells: its first instant, in UTC.

    `zone` may be a fixed offset, an hour away from that of the day; at noon that changes nothing.
    """
    if not isinstance(midnight, datetime):
        return midnight
    local = midnight.astimezone(zone) if midnight.tzinfo else midnight
    return (local + timedelta(hours=12)).date()
