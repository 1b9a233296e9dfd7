"""Around the screens: the bar of a phone, the rail of a desk, and its two panes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from app.ui import routes
from app.ui.look.boundary import component
from app.ui.look.direction import pad
from app.ui.look.parts import empty, icon, notice_button
from app.ui.look.theme import Here, style
from app.ui.look.touch import touchable
from app.ui.models import Models
from app.ui.routes import TABS, Tab
from app.words.screens import words

BAR, RAIL = 80.0, 104.0
"""How high the bar is, and how wide the rail, in dp."""
_GLYPHS: dict[Tab, str] = {
    "today": "wb_twilight",
    "look-back": "auto_stories",
    "collages": "auto_awesome_mosaic",
    "settings": "tune",
}


def nav_bar(here: Here, tab: Tab, go: Callable[[str], None]) -> ft.NavigationBar:
    c = here.c
    return ft.NavigationBar(
        key="bar",
        selected_index=TABS.index(tab),
        on_change=lambda e: go(routes.address(TABS[e.control.selected_index])),
        label_padding=ft.Padding.only(top=3, bottom=7),
        # Flutter lets these words grow to 130 % and no more: all four of them fit at any size.
        label_behavior=ft.NavigationBarLabelBehavior.ALWAYS_SHOW,
        destinations=[
            ft.NavigationBarDestination(
                icon=icon(glyph, c.quiet),
                selected_icon=icon(glyph + "-fill", c.on_honey_box),
                label=text,
                tooltip="",  # without one Flutter shows the label once more
            )
            for text, glyph in ((words.TABS[known], _GLYPHS[known]) for known in TABS)
        ],
    )


@component
def Rail(here: Here, tab: Tab, go: Callable[[str], None], models: Models) -> ft.Control:
    c = here.c
    pressed, set_pressed = ft.use_state(False)

    async def keep(_event: Any) -> None:
        go(routes.TODAY)
        await models.capture.keep()

    items: list[ft.Control] = []
    if tab != "today":
        items.append(
            ft.Container(
                padding=ft.Padding.only(top=20, bottom=20),
                content=notice_button(
                    here,
                    size=88,
                    pressed=pressed,
                    on_press=lambda _e: set_pressed(True),
                    on_release=lambda _e: set_pressed(False),
                    on_click=keep,
                    small=True,
                ),
            )
        )
    else:
        items.append(ft.Container(height=128))
    items += [_rail_item(here, known, known == tab, go) for known in TABS]
    return ft.Container(
        width=RAIL,
        bgcolor=c.surface,
        content=ft.Column(
            items,
            spacing=16,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            scroll=ft.ScrollMode.HIDDEN,
        ),
    )


def _rail_item(here: Here, tab: Tab, chosen: bool, go: Callable[[str], None]) -> ft.Control:
    c = here.c
    text, glyph = words.TABS[tab], _GLYPHS[tab]

    def click(_event: Any) -> None:
        go(routes.address(tab))

    face = ft.Column(
        [
            ft.Container(
                width=64,
                height=32,
                border_radius=16,
                alignment=ft.Alignment.CENTER,
                bgcolor=c.honey_box if chosen else None,
                content=icon(glyph + "-fill", c.on_honey_box) if chosen else icon(glyph, c.quiet),
            ),
            ft.Text(
                text,
                style=style("nav_chosen" if chosen else "nav", c.ink if chosen else c.quiet),
            ),
        ],
        spacing=3,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    padding = ft.Padding.symmetric(horizontal=6, vertical=6)
    return touchable(face, text, click, key=text, padding=padding, current=chosen or None)


def two_panes(here: Here, days: ft.Control, detail: ft.Control | None) -> ft.Control:
    pane = detail if detail is not None else empty(here, words.CHOOSE_ONE)
    return ft.Row(
        [
            ft.Container(days, width=456),
            ft.Container(width=1, bgcolor=here.c.line),
            ft.Container(
                pane,
                expand=True,
                bgcolor=here.c.raised,
                padding=pad(start=44, end=44, top=28, bottom=16),
            ),
        ],
        spacing=0,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )
