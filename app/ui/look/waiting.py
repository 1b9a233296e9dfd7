"""What stands where something is still being read."""

from __future__ import annotations

import asyncio

import flet as ft

from app.ui.look.boundary import component, use_waiting_effect
from app.ui.look.theme import Here
from app.words.screens import words

CALM = 0.3
"""Seconds in which nothing is shown: most of the time it is read by then, and what only flashes by
makes a screen restless.
"""
_CARDS, _HEIGHT = 3, 96


@component
def Waiting(here: Here) -> ft.Control:
    """Nothing at first, then empty cards; a screen reader that comes by hears "One moment"."""
    seen, show = ft.use_state(False)

    async def wait() -> None:
        await asyncio.sleep(CALM)
        show(True)

    use_waiting_effect(wait, [])
    cards: list[ft.Control] = [
        ft.Container(height=_HEIGHT, border_radius=20, bgcolor=here.c.sunken) for _ in range(_CARDS)
    ]
    column = ft.Column(
        cards, spacing=10, visible=seen, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
    return ft.Semantics(
        label=words.LOADING,
        container=True,
        content=ft.Container(column, padding=ft.Padding.only(top=8)),
    )
