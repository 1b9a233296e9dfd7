"""Find: a box, the filters that can be tapped, and what was found, as one types."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import flet as ft

from app.core.glimmers import Glimmer
from app.core.lookback.filters import LOVED, WITH_PHOTOS, Filterable, asks, of_name, of_year
from app.core.photos import NAME_KINDS
from app.state.finding import Finder
from app.state.opening import Opening
from app.state.photos import Photos
from app.ui import routes
from app.ui.look.boundary import component, use_steady, use_waiting_effect
from app.ui.look.chips import GLYPHS, chip, chips, strip
from app.ui.look.direction import aside, pad
from app.ui.look.fields import use_focus
from app.ui.look.parts import (
    LiveBox,
    box,
    empty,
    heading_unseen,
    icon_button,
    problem_line,
    say,
    scrolling,
    text_button,
    use_live_box,
)
from app.ui.look.sky import mark
from app.ui.look.theme import Here
from app.ui.look.waiting import Waiting
from app.ui.look_back.cards import GUTTER, Days
from app.ui.routes import Go
from app.words.screens import words

QUIET = 1.5
"""Seconds without a letter until a screen reader is told how many were found."""


@component
def FindPage(
    here: Here,
    finder: Finder,
    photos: Photos,
    opening: Opening,
    go: Go,
    chosen: str = "",
    *,
    back_to: str = routes.LOOK_BACK,
    covered: bool = False,
    phone: bool = True,
) -> ft.Control:
    """`covered` by what was opened from it, it stands as it was until it shows again. On a `phone`
    a tap on a filter leaves the keyboard where it is.
    """
    ft.use_effect(finder.begin, [opening.done])
    ft.use_effect(lambda: finder.cover(covered), [covered])
    live = use_live_box()
    use_focus(live, wanted=not covered and not chosen)
    side = 20 if here.width >= 360 else 12

    async def tap(filter: str) -> None:
        began = not finder.asks
        finder.tap(filter)
        if began and not phone:  # the chips go to another place, and the focus would be nowhere
            await live.focus()

    async def clear(_event: Any) -> None:
        finder.clear()
        await live.focus()

    def open_it(glimmer: Glimmer) -> None:
        go(routes.glimmer(glimmer.id))

    open_steadily = use_steady(open_it)
    filters = _filters(here, finder, tap)

    head = _head(here, finder, live, lambda _e: go(back_to), clear)
    seen = finder.asks and bool(filters)
    lines = [
        ft.Container(strip(filters if seen else []), padding=pad(start=side), visible=seen),
        _body(here, finder, photos, open_steadily, filters, clear, chosen, side),
    ]
    page = ft.Column(
        [
            ft.Container(head, padding=pad(start=side - 12, end=side)),
            ft.Column(lines, spacing=8, expand=True),
        ],
        spacing=12,
        expand=True,
    )
    return ft.Container(page, expand=True, padding=pad(top=max(here.top, 8) + 4))


def _head(
    here: Here,
    finder: Finder,
    live: LiveBox,
    leave: Callable[[Any], None],
    clear: Callable[[Any], Awaitable[None]],
) -> ft.Control:
    """The way back, and the box, with what empties it."""
    field = box(
        here,
        label=words.SEARCH,
        value=finder.typed,
        on_change=lambda e: finder.ask(e.control.value or ""),
        key="asked",
        hint_text=words.WHAT_IS_SEARCHED,
        # What a person looks for is nobody's to learn from, not the keyboard's either.
        autocorrect=False,
        enable_suggestions=False,
        enable_ime_personalized_learning=False,
    )
    field.content_padding = pad(start=16, end=52, top=14, bottom=14)
    field.expand = True
    live.shows(field, finder.version)
    cross = icon_button("close", here.c.quiet, words.CLEAR_SEARCH, clear)
    over = ft.Container(
        cross, **aside(end=4), top=0, bottom=0, width=48, alignment=ft.Alignment.CENTER
    )
    over.visible = bool(finder.typed)
    arrow = icon_button("arrow_back", here.c.ink, words.BACK, leave)
    said = ft.Row([heading_unseen(words.SEARCH), _Count(_count(finder))], spacing=0)
    return ft.Row(
        [arrow, said, ft.Stack([ft.Row([field]), over], expand=True)],
        spacing=0,
    )


def _body(
    here: Here,
    finder: Finder,
    photos: Photos,
    open_it: Callable[[Glimmer], None],
    filters: list[ft.Control],
    clear: Callable[[Any], Awaitable[None]],
    chosen: str,
    side: float,
) -> ft.Control:
    c = here.c
    if finder.problem:
        return ft.Container(problem_line(here, finder.problem), padding=pad(start=side, end=side))
    if not finder.asks:
        lines = [
            say(words.WHAT_TO_FIND, "body", c.ink),
            chips(here, filters),
            say(words.HOW_TO_FIND, "small", c.quiet),
        ]
        return scrolling(lines)
    if finder.found is None:
        return ft.Container(Waiting(here), padding=pad(start=side + GUTTER, end=side))
    if not finder.found:
        again = text_button(words.CLEAR_SEARCH, c.honey, clear, key="again")
        return scrolling([empty(here, words.nothing_found(finder.answered), again)])
    found = Days(
        here,
        tuple(each.glimmer for each in finder.found),
        finder.now.date(),
        finder.parts,
        photos,
        open_it,
        chosen,
        finder.next_page,
        {each.glimmer.id: each.marks for each in finder.found},
        more=finder.more,
        side=side,
    )
    return ft.Container(found, padding=pad(start=side), expand=True)


# Filters ------------------------------------------------------------------------------------------


def _filters(here: Here, finder: Finder, tap: Callable[[str], Awaitable[None]]) -> list[ft.Control]:
    """Those that the journal has something for; what is asked for already has a check mark."""

    def one(filter: str, text: str, glyph: str | ft.Control, *, spoken: str = "") -> ft.Control:
        async def tapped(_event: Any) -> None:
            await tap(filter)

        return chip(
            here,
            text,
            spoken or text,
            tapped,
            key=filter,
            glyph=glyph,
            chosen=asks(finder.typed, filter),
        )

    has = finder.filterable or Filterable()
    return [
        *([one(LOVED, words.FILTER_LOVED, "favorite-fill")] if has.loved else []),
        *([one(WITH_PHOTOS, words.FILTER_PHOTOS, "photo_library")] if has.photos else []),
        *(one(path, words.PATHWAYS[path], mark(here.c, path, 20)) for path in has.pathways),
        *(
            one(filter, name, GLYPHS[kind], spoken=words.name_spoken(kind, name))
            for kind in NAME_KINDS
            for name in has.names.get(kind, ())
            if (filter := of_name(kind, name))
        ),
        *(one(of_year(year), str(year), "calendar_today") for year in has.years),
    ]


# For the ear --------------------------------------------------------------------------------------


def _count(finder: Finder) -> str:
    """How many were found; nothing as long as nobody knows."""
    if finder.found is None or not finder.is_answered:
        return ""
    if not finder.found:
        return words.nothing_found(finder.answered)
    return (words.found_first if finder.more else words.found)(len(finder.found))


@component
def _Count(said: str) -> ft.Control:
    """Says it once nothing was typed for a while, and nothing to the eye."""
    spoken, speak = ft.use_state("")
    newest: Any = ft.use_ref()
    newest.current = said

    async def wait() -> None:
        await asyncio.sleep(QUIET if said else 0)
        if newest.current == said:
            speak(said)

    use_waiting_effect(wait, [said])
    return ft.Semantics(
        label=spoken or None,
        live_region=True,
        container=True,
        content=ft.Container(width=1, height=1),
    )
