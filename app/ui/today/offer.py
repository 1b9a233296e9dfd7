"""Reminders, offered once, in one quiet line below the large button."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import flet as ft

from app.state.preferences import Preferences
from app.state.reminders import Reminders
from app.ui import routes
from app.ui.look.boundary import component, unchanging, use_waiting_effect
from app.ui.look.direction import pad
from app.ui.look.parts import text_button
from app.ui.look.theme import Here
from app.ui.routes import Go
from app.words.screens import words

AFTER = 0.7
"""Seconds after the glimmer that brings the offer: "Kept" and its card go first."""


@unchanging
def ReminderOffer(
    here: Here,
    reminders: Callable[[], Reminders],
    preferences: Preferences,
    go: Go,
    height: float,
) -> ft.Control:
    """The line, as soon as it is known that reminders can come here. Until then its place of
    `height` dp is free, so that nothing below it jumps away under a finger.
    """
    ready, set_ready = ft.use_state(False)

    async def wait() -> None:
        await asyncio.sleep(AFTER)
        set_ready(True)

    use_waiting_effect(wait, [])
    place = ft.Container(height=height)
    return _Line(here, reminders(), preferences, go, place) if ready else place


@component
def _Line(
    here: Here, reminders: Reminders, preferences: Preferences, go: Go, place: ft.Control
) -> ft.Control:
    c = here.c
    if reminders.can_come is None:
        return place
    if reminders.was_on or not reminders.can_come:
        return ft.Container()

    def take(_event: object) -> None:
        preferences.answer("reminders")
        go(routes.REMINDERS)

    def send_away(_event: object) -> None:
        preferences.answer("reminders")

    no = words.NOT_NOW_SPOKEN.format(what=words.REMINDERS)
    return ft.Container(
        padding=pad(start=12, end=12),
        alignment=ft.Alignment.CENTER,
        content=ft.Row(
            [
                text_button(words.TRY_REMINDERS, c.honey, take),
                text_button(words.NOT_NOW, c.quiet, send_away, spoken=no),
            ],
            alignment=ft.MainAxisAlignment.CENTER,
            wrap=True,
            spacing=0,
            run_spacing=0,
        ),
    )
