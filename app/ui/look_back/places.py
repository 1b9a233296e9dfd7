"""Where in months and years one is, by name, and the ways from there: for calendar and sky."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import flet as ft

from app.core.glimmers import Glimmer
from app.core.lookback.calendar import At
from app.state.calendar import Calendar
from app.ui.look.boundary import unchanging
from app.ui.look.direction import margin
from app.ui.look.parts import heading_unseen, icon, icon_button, title
from app.ui.look.theme import Colours, Here, held_back, style
from app.ui.look.touch import touchable
from app.words.screens import words

HIGH, HIGH_LARGE = 54.0, 72.0
"""Of a day, and of a day in large text."""


class Ways(NamedTuple):
    """What a tap in the calendar does."""

    go: Callable[[At], None]
    open_it: Callable[[Glimmer], None]


def heading(
    here: Here,
    calendar: Calendar,
    at: At,
    ways: Ways,
    leave: Callable[[Any], None],
    *,
    page_name: str,
    over_sky: bool = False,
) -> ft.Control:
    """The way back, where one is, which leads up, and the ways to what lies before and after.
    `page_name` is for the ear; `over_sky` all of it is white, and the name large in a line of its
    own.
    """
    ink, quiet = ("#FFFFFF", "#FFFFFF") if over_sky else (here.c.ink, here.c.quiet)
    month = At(at.year, at.month)
    ways_on: list[ft.Control] = []
    for glyph, to, said in (
        ("chevron_left", calendar.before, words.earlier),
        ("chevron_right", calendar.after, words.later),
    ):
        if to is not None:
            button = icon_button(glyph, ink, said(name_of(to)), going(ways, to), key=glyph)
        else:
            button = ft.Container(width=48, height=48)
        ways_on.append(button)
    arrow = icon_button("arrow_back", ink, words.BACK, leave)
    page = heading_unseen(page_name)
    if at.year is None:
        all_years = ft.Container(title(here, words.ALL_YEARS), expand=True)
        return ft.Row([arrow, page, all_years], spacing=0)
    whither = words.other_years(at.year)
    if at.month is not None:
        whither = words.other_months(at.year, at.month)
    name = style("kept", ink)
    if over_sky:
        size = held_back(here.scale, at_most=1.5) * min(1.0, here.width / 360)
        name = style("title", ink, scale=size)
    face = ft.Row(
        [
            ft.Text(name_of(month), style=name, expand=True, expand_loose=True),
            icon("keyboard_arrow_down", quiet),
        ],
        spacing=4,
    )
    up = touchable(
        face,
        whither,
        going(ways, month.up),
        key="up",
        radius=12,
        padding=ft.Padding.symmetric(horizontal=8, vertical=10),
    )
    if over_sky or here.large or here.width < 360:  # the name of a month in a line of its own
        first = ft.Row([arrow, page, ft.Container(expand=True), *ways_on], spacing=0)
        return ft.Column(
            [first, ft.Row([ft.Container(up, expand=True)], margin=margin(start=4))], spacing=0
        )
    return ft.Row([arrow, page, ft.Container(up, expand=True), *ways_on], spacing=0)


def name_of(at: At) -> str:
    """November 2026, 2026, or all years."""
    if at.year is None:
        return words.ALL_YEARS
    return words.month(at.year, at.month) if at.month is not None else words.year_alone(at.year)


def going(ways: Ways, to: At) -> Callable[[Any], None]:
    """What a button does that leads to a place."""
    return lambda _event: ways.go(to)


def spoken_place(text: str) -> ft.Control:
    """Where one is by now, for the ear alone."""
    return ft.Semantics(
        label=text, live_region=True, container=True, content=ft.Container(width=1, height=1)
    )


@unchanging
def Choices(
    here: Here,
    named: tuple[tuple[str, At, bool], ...],
    go: Callable[[At], None],
    room: float,
    *,
    of_months: bool,
) -> ft.Control:
    """Months of a year, or years, `named`: those that hold something are lit and can be tapped, the
    others are quiet.
    """
    columns = 3 if of_months else 4
    if here.large:
        columns -= 1
    width = room / columns
    cells = [_choice(here, *each, go, width) for each in named]
    return ft.Column(
        [
            ft.Row(cells[first : first + columns], spacing=0)
            for first in range(0, len(cells), columns)
        ],
        spacing=0,
    )


def _choice(
    here: Here, name: str, to: At, lit: bool, go: Callable[[At], None], width: float
) -> ft.Control:
    c = here.c
    size = held_back(here.scale, at_most=1.5) * here.snug
    said = ft.Text(
        name,
        style=style("label", "#FFFFFF" if lit else c.quiet, scale=size),
        text_align=ft.TextAlign.CENTER,
        max_lines=1,
        overflow=ft.TextOverflow.ELLIPSIS,
    )
    high = HIGH_LARGE if here.large else HIGH
    face = ft.Container(
        said,
        width=width - 6,
        height=high - 6,
        border_radius=14,
        alignment=ft.Alignment.CENTER,
        bgcolor=ground(c) if lit else None,
    )
    held = ft.Container(face, width=width, height=high, alignment=ft.Alignment.CENTER)
    if not lit:
        return held
    year_or_month = f"{to.year}" if to.month is None else f"{to.year}-{to.month}"
    return touchable(
        held, name, lambda _e: go(to), key=year_or_month, radius=14, width=width, height=high
    )


def ground(c: Colours) -> str:
    """A piece of sky, dark enough for white words."""
    return c.sky[2][1] if c.dark else c.sky[0][1]
