"""What nourishes me: who and what comes back, each with a photo or a light of its own."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from app.core.lookback.filters import of_pathway, of_word
from app.core.lookback.nourishing import KINDS, Kind, Nourishing
from app.core.photos import NAME_KINDS
from app.state.nourishing import WhatNourishes
from app.state.opening import Opening
from app.state.photos import Photos
from app.ui import routes
from app.ui.look.boundary import component
from app.ui.look.direction import margin, own_words
from app.ui.look.parts import empty, problem_line, say, scrolling, title
from app.ui.look.photos import picture
from app.ui.look.sky import dusk, light
from app.ui.look.theme import Here, style
from app.ui.look.touch import touchable
from app.ui.look.waiting import Waiting
from app.ui.routes import Go
from app.words.screens import words

_WIDE, _HIGH = 104.0, 84.0
"""Of a picture, in dp."""
_AROUND = 4.0
"""Around each tile, for the ring of the keyboard's focus; and between two."""
_SMALL = 72.0
"""Of a picture that has its name beside it."""
_HEIGHTS = {"morning": 0.72, "afternoon": 0.54, "evening": 0.38, "night": 0.26}
"""How far from the top of its picture the light of an hour hangs: as in the sky, low is morning."""


@component
def NourishingPage(
    here: Here,
    nourishes: WhatNourishes,
    photos: Photos,
    opening: Opening,
    go: Go,
    find: Callable[[str], None],
) -> ft.Control:
    """`find` leads to what a query finds."""
    ft.use_effect(nourishes.begin, [opening.done], cleanup=nourishes.leave)

    def lead(one: Nourishing) -> None:
        if one.kind == "word":
            find(of_word(one.what))
        elif one.kind == "pathway":
            find(of_pathway(one.what))
        elif one.kind in NAME_KINDS and (id := nourishes.id_of(one.kind, one.what)):
            go(routes.name(one.kind, id))

    c = here.c
    # The heading goes with the rest: in large text it is half a screen.
    heading = title(here, words.NOURISHES)
    if nourishes.problem:
        return scrolling([heading, problem_line(here, nourishes.problem)])
    if nourishes.found is None:
        return scrolling([heading, Waiting(here)])
    if not nourishes.found:
        return scrolling([heading, empty(here, words.NOTHING_NOURISHES)])
    what = say(words.NOURISHES_WHAT, "small", c.quiet)
    lines: list[ft.Control] = [ft.Column([heading, what], spacing=4)]
    for kind in KINDS:
        of_kind = [one for one in nourishes.found if one.kind == kind]
        if of_kind:
            lines.append(_section(here, kind, of_kind, photos, lead))
    ends: list[ft.Control] = [
        say(text, "body", c.quiet) for text in (words.NOURISHES_SHIFTS, words.NOURISHES_NOT_ALL)
    ]
    lines.append(ft.Column(ends, spacing=12, margin=ft.Margin.only(top=8)))
    return scrolling(lines, spacing=20)


def _section(
    here: Here,
    kind: Kind,
    those: list[Nourishing],
    photos: Photos,
    lead: Callable[[Nourishing], None],
) -> ft.Control:
    heading = ft.Semantics(
        heading_level=2, content=say(words.nourishes_by(kind), "heading", here.c.ink)
    )
    tiles = [_tile(here, one, photos, lead) for one in those]
    laid: ft.Control
    if here.large:
        laid = ft.Column(tiles, spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    else:
        laid = ft.Row(
            tiles,
            wrap=True,
            spacing=_AROUND,
            run_spacing=_AROUND,
            vertical_alignment=ft.CrossAxisAlignment.START,
        )
    laid = ft.Container(laid, margin=margin(start=-_AROUND))  # pictures begin where words do
    return ft.Column([heading, laid], spacing=4, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _tile(
    here: Here, one: Nourishing, photos: Photos, lead: Callable[[Nourishing], None]
) -> ft.Control:
    """A picture, and a name below it; in large text beside it."""
    name = own_words(
        words.nourishes(one),
        style=style("label", here.c.ink),
        text_align=None if here.large else ft.TextAlign.CENTER,
        max_lines=None if here.large else 3,
        # With dots at its end, a name of any number of lines would have one.
        overflow=None if here.large else ft.TextOverflow.ELLIPSIS,
        expand=here.large or None,
    )
    face: ft.Control
    if here.large:
        face = ft.Row(
            [_picture(here, one, photos, _SMALL, _SMALL), name],
            spacing=16,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        )
    else:
        face = ft.Container(
            ft.Column(
                [_picture(here, one, photos, _WIDE, _HIGH), name],
                spacing=6,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            ),
            width=_WIDE,
        )
    if one.kind in ("hours", "months"):
        around = ft.Container(_unheard(face), padding=_AROUND)
        return ft.Semantics(container=True, label=words.nourishes(one), content=around)
    return touchable(
        face,
        words.nourishes_spoken(one),
        lambda _event: lead(one),
        key=f"{one.kind} {one.what}",
        radius=18,
        padding=_AROUND,
    )


def _unheard(content: ft.Control) -> ft.Control:
    return ft.Semantics(exclude_semantics=True, content=content)


def _picture(
    here: Here, one: Nourishing, photos: Photos, width: float, height: float
) -> ft.Control:
    """A photo of it, or a light in a piece of sky."""
    c = here.c
    inside: ft.Control
    if one.cover is not None and one.kind not in ("pathway", "hours", "months"):
        inside = picture(here, photos, one.cover, width=width, height=height)
    else:
        high = _HEIGHTS.get(one.what, 0.42) if one.kind == "hours" else 0.42
        inside = ft.Stack(
            [light(c, one.pathway, width / 2, height * high, 4.4, loved=True)],
            width=width,
            height=height,
        )
    return ft.Container(
        inside,
        width=width,
        height=height,
        border_radius=16,
        image=dusk(c),
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
