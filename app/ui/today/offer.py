"""Reminders, offered once, and now and then a backup: in one quiet line below the large button."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import flet as ft

from app.state.preferences import Preferences
from app.state.reminders import Reminders
from app.state.timeline import Timeline
from app.state.yours import Yours
from app.ui import routes
from app.ui.look.boundary import component, unchanging, use_waiting_effect
from app.ui.look.direction import pad
from app.ui.look.parts import Handler, text_button
from app.ui.look.theme import Here
from app.ui.routes import Go
from app.words.screens import words

AFTER = 0.7
"""Seconds after the glimmer that brings the offer: "Kept" and its card go first."""


@unchanging
def ReminderOffer(
    here: Here,
    reminders: Callable[[], Reminders],
    yours: Callable[[], Yours | None],
    timeline: Timeline,
    preferences: Preferences,
    go: Go,
    height: float,
) -> ft.Control:
    """The line, as soon as it is known that reminders can come here. Until then its place of
    `height` dp is free, so that nothing below it jumps away under a finger. Where they need no
    offer, a backup may.
    """
    ready, set_ready = ft.use_state(False)

    async def wait() -> None:
        await asyncio.sleep(AFTER)
        set_ready(True)

    use_waiting_effect(wait, [])
    place = ft.Container(height=height)
    if not ready:
        return place
    return _Line(here, reminders(), yours, timeline, preferences, go, place)


@component
def _Line(
    here: Here,
    reminders: Reminders,
    yours: Callable[[], Yours | None],
    timeline: Timeline,
    preferences: Preferences,
    go: Go,
    place: ft.Control,
) -> ft.Control:
    if reminders.can_come is None:
        return place
    if reminders.was_on or not reminders.can_come:
        return BackupOffer(here, yours, timeline, go)

    def take(_event: object) -> None:
        preferences.answer("reminders")
        go(routes.REMINDERS)

    def send_away(_event: object) -> None:
        preferences.answer("reminders")

    return _offered(here, words.TRY_REMINDERS, words.REMINDERS, take, send_away)


@unchanging
def BackupOffer(
    here: Here, yours: Callable[[], Yours | None], timeline: Timeline, go: Go
) -> ft.Control:
    """The line, while one is due. It is looked for a while after the start, and after each glimmer;
    nothing waits for it.
    """
    nobody: Yours | None = None
    due, set_due = ft.use_state(nobody)

    async def look() -> None:
        await asyncio.sleep(AFTER)
        one = yours()  # its code is loaded now, which no tap waits for
        set_due(one if one is not None and one.is_due() else None)

    use_waiting_effect(look, [timeline.lights])
    if due is None:
        return ft.Container()

    async def answer(_event: object = None) -> None:
        set_due(None)
        await due.answer()

    async def take(_event: object) -> None:
        await answer()
        go(routes.BACK_UP)

    return _offered(here, words.BACKUP_OFFER, words.BACK_UP, take, answer)


def _offered(here: Here, offer: str, what: str, take: Handler, send_away: Handler) -> ft.Control:
    """Both answers beside each other."""
    c = here.c
    no = words.NOT_NOW_SPOKEN.format(what=what)
    return ft.Container(
        padding=pad(start=12, end=12),
        alignment=ft.Alignment.CENTER,
        content=ft.Row(
            [
                text_button(offer, c.honey, take),
                text_button(words.NOT_NOW, c.quiet, send_away, spoken=no),
            ],
            alignment=ft.MainAxisAlignment.CENTER,
            wrap=True,
            spacing=0,
            run_spacing=0,
        ),
    )
