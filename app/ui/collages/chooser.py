"""Choosing photos for a collage: whose and from when, and by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import flet as ft

from app.core.drawing.crop import TILE
from app.core.drawing.layout import MOST
from app.core.glimmers import Pathway
from app.core.photos import NAME_KINDS, NameKind
from app.core.when.times import day_in_words
from app.state.collages.choosing import TIMES, Choosing, Edge, Found, Time
from app.state.collages.composing import FEWEST
from app.state.collages.kept import Collages
from app.ui.look.boundary import component
from app.ui.look.chips import GLYPHS, chip, strip
from app.ui.look.dialog import use_dialog
from app.ui.look.direction import aside, margin
from app.ui.look.parts import (
    Handler,
    box,
    empty,
    filled,
    icon,
    icon_button,
    paged,
    say,
    text_button,
    use_live_box,
)
from app.ui.look.photos import frame_of, framed
from app.ui.look.sky import mark
from app.ui.look.theme import Here, fade, style
from app.ui.look.touch import touchable
from app.ui.look.when_field import (
    Heard,
    Said,
    beside_calendar,
    calendar,
    offers,
    refused,
    use_reading,
)
from app.words.screens import words

_TILE = 108.0


@component
def Chooser(
    here: Here, collages: Collages, choosing: Choosing, close: Handler, width: float
) -> ft.Control:
    """What photos are looked for by, what was found, and how many are chosen."""
    c = here.c
    replacing = choosing.replacing is not None

    async def use(_event: Any) -> None:
        among = choosing.among
        heard = choosing.heard["from"]
        typed = words.meant(heard) if among.time == "typed" and heard else ""
        about = among.name or words.first_upper(typed)
        caption = words.collage_caption(among.time, about, choosing.now.date())
        await collages.use_chosen(caption=caption)

    head = _head(here, close, replacing=replacing)
    rows: list[ft.Control] = [strip(_times(here, choosing)), strip(_others(here, choosing))]
    if choosing.among.time == "typed":
        rows.append(_typed(here, choosing))
    if not replacing:
        rows.append(
            ft.Row(
                [
                    text_button(words.ALL_OF_THESE, c.honey, lambda _e: choosing.choose_all()),
                    text_button(words.NONE_OF_THESE, c.honey, lambda _e: choosing.choose_none()),
                ],
                margin=margin(start=-12),
                wrap=True,
                spacing=0,
            )
        )
    if choosing.found:
        rows.append(_grid(here, collages, choosing, width))
    else:
        rows.append(empty(here, words.NO_PHOTOS_THEN))

    below = ft.Padding.only(bottom=16)
    return ft.Column(
        [
            head,
            paged(
                rows, choosing.next_page, more=choosing.more, key="choose", spacing=8, padding=below
            ),
            _foot(here, collages, choosing, use),
        ],
        expand=True,
        spacing=8,
        width=width,
    )


def _head(here: Here, close: Handler, *, replacing: bool) -> ft.Control:
    """The way back, and what is chosen for."""
    c = here.c
    return ft.Row(
        [
            icon_button("close", c.ink, words.CLOSE, close, key="close"),
            ft.Semantics(
                heading_level=1,
                expand=True,
                content=ft.Text(
                    words.CHOOSE_ANOTHER if replacing else words.CHOOSE_PHOTOS,
                    style=style("heading", c.ink),
                ),
            ),
        ],
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _foot(here: Here, collages: Collages, choosing: Choosing, use: Handler) -> ft.Control:
    """How many are chosen, and the button that goes on."""
    c = here.c
    replacing = choosing.replacing is not None
    enough = choosing.count >= (1 if replacing else FEWEST)
    count = words.OF_MOST.format(count=choosing.count, most=MOST)
    text = words.USE_THESE if collages.composing else words.MAKE_IT
    if replacing:
        text = words.USE_IT
    parts: list[ft.Control] = []
    if not replacing:
        said = count if enough else f"{count}. {words.TWO_ARE_ENOUGH}"
        parts.append(
            ft.Semantics(
                live_region=True,
                content=say(said, "label", c.ink),
                expand=None if here.large else True,
            )
        )
    if enough:
        parts.append(filled(here, text, use))
    row = (
        ft.Column(parts, spacing=8)
        if here.large
        else ft.Row(parts, spacing=12, alignment=ft.MainAxisAlignment.END)
    )
    return ft.Container(
        row, padding=ft.Padding.symmetric(vertical=8), height=None if here.large else 72
    )


# What is looked for -------------------------------------------------------------------------------


def _times(here: Here, choosing: Choosing) -> list[ft.Control]:
    def at(time: Time) -> Handler:
        return lambda _event: choosing.look(time=time)

    said, chosen = words.TIMES, choosing.among.time
    return [
        chip(
            here, said[time], said[time], at(time), chosen=chosen == time, key=f"chip {said[time]}"
        )
        for time in TIMES
    ]


def _others(here: Here, choosing: Choosing) -> list[ft.Control]:
    """A pathway or a name; the chosen one again takes it back."""
    among = choosing.among

    def of_path(path: Pathway) -> Handler:
        wanted = None if among.pathway == path else path
        return lambda _event: choosing.look(pathway=wanted, kind=None, name="")

    def of_name(kind: NameKind, name: str) -> Handler:
        kind_too, wanted = (None, "") if (among.kind, among.name) == (kind, name) else (kind, name)
        return lambda _event: choosing.look(pathway=None, kind=kind_too, name=wanted)

    row = [
        chip(
            here,
            text,
            text,
            of_path(path),
            glyph=mark(here.c, path, 16),
            chosen=among.pathway == path,
            key=f"chip {text}",
        )
        for path, text in words.PATHWAYS.items()
    ]
    for kind in NAME_KINDS:
        known = choosing.names[kind]
        asked = (among.name,) if among.kind == kind and among.name not in known else ()
        row += [
            chip(
                here,
                name,
                words.name_spoken(kind, name),
                of_name(kind, name),
                glyph=GLYPHS[kind],
                chosen=(among.kind, among.name) == (kind, name),
                key=f"chip {kind} {name}",
            )
            for name in (*asked, *known)
        ]
    return row


def _typed(here: Here, choosing: Choosing) -> ft.Control:
    """From when to when, in the person's words."""
    labels: dict[Edge, str] = {"from": words.FROM_WHEN, "to": words.TO_WHEN}
    fields: list[ft.Control] = [_Edge(here, choosing, edge, labels[edge]) for edge in labels]

    def put(phrase: str) -> Handler:
        return lambda _event: choosing.put_in(choosing.refused, phrase)

    side_by_side = here.wide and not here.large
    lines: list[ft.Control] = [
        ft.Row(fields, spacing=8)
        if side_by_side
        else ft.Column(fields, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        Said(_heard(here, choosing)),
    ]
    if choosing.problem:
        lines += offers(here, choosing.problem, put)
    return ft.Column(lines, spacing=4, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


@component
def _Edge(here: Here, choosing: Choosing, edge: Edge, label: str) -> ft.Control:
    live = use_live_box()
    asking, ask = ft.use_state(False)

    async def read(text: str) -> None:
        choosing.look_in(edge, text)

    reading = use_reading(read)

    async def chosen(day: date) -> None:
        ask(False)
        await reading.settle()
        choosing.put_in(edge, day_in_words(day))

    heard = choosing.heard[edge]
    start = heard.day if heard else None
    use_dialog(calendar(start, choosing.now, chosen, lambda: ask(False)) if asking else None)
    field = box(
        here,
        label=label,
        value=choosing.typed[edge],
        on_change=reading.typed,
        key=edge,
        on_submit=reading.settle,
        on_blur=reading.settle,
    )
    live.shows(field, choosing.version)
    spoken = f"{words.CHOOSE_DAY}: {label}"
    beside = beside_calendar(
        here, field, lambda _e: ask(True), key=f"calendar {edge}", spoken=spoken
    )
    return ft.Container(beside, expand=here.wide and not here.large)


def _heard(here: Here, choosing: Choosing) -> Heard:
    if choosing.problem:
        return Heard(refused(choosing.problem), here.c.quiet)
    if not any(choosing.heard.values()):
        return Heard(words.DAYS_HELP, here.c.quiet, news=False)
    return Heard(words.days_heard(choosing.heard["from"], choosing.heard["to"]), here.c.ink)


# What was found -----------------------------------------------------------------------------------


def _grid(here: Here, collages: Collages, choosing: Choosing, width: float) -> ft.Control:
    columns = max(3, int(width // _TILE))
    side = (width - 6 * (columns - 1)) / columns
    tiles = [_tile(here, collages, choosing, found, side) for found in choosing.found]
    return ft.Row(tiles, wrap=True, spacing=6, run_spacing=6)


def _tile(
    here: Here, collages: Collages, choosing: Choosing, found: Found, side: float
) -> ft.Control:
    chosen = found.id in choosing.chosen

    def toggle(_event: Any) -> None:
        choosing.toggle(found.id)

    photo = found.attached.photo
    wide, high = frame_of(photo, TILE, width=side, height=side)
    address = collages.address(photo.id, thumbnail=True)
    layers = [framed(here, address, photo, width=wide, height=high)]
    if chosen:
        layers += _marked(here, wide, high)
    picture = ft.Container(
        ft.Stack(layers, width=wide, height=high),
        border_radius=14,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
    shown = ft.Container(picture, width=side, height=side, alignment=ft.Alignment.CENTER)
    return touchable(
        shown,
        words.found_name(found.attached.description, found.glimmer, choosing.now.date()),
        toggle,
        key=f"choose {found.id[:12]}",
        radius=14,
        checked=chosen,
        width=side,
        height=side,
    )


def _marked(here: Here, width: float, height: float) -> list[ft.Control]:
    """What lies over a chosen photo."""
    c = here.c
    return [
        ft.Container(
            width=width,
            height=height,
            border_radius=14,
            border=ft.Border.all(3, c.glow),
            bgcolor=fade("#14152B", 0.18),
        ),
        ft.Container(
            icon("check_circle-fill", c.glow, 28),
            **aside(end=4),
            top=4,
            width=28,
            height=28,
            border_radius=14,
            bgcolor=fade("#14152B", 0.7),
        ),
    ]


def leave(collages: Collages, go_home: Callable[[], None]) -> Handler:
    """Close the chooser: back to the collage it is for, or to where collages are."""

    def close(_event: Any) -> None:
        if collages.composing:
            collages.leave_choosing()
        else:
            collages.leave()
            go_home()

    return close
