"""What was kept today, below the large button, or beside it on a desk."""

from __future__ import annotations

from typing import Any

import flet as ft

from app.core.drawing.crop import TILE
from app.core.glimmers import Glimmer, GlimmerId
from app.core.photos import Photo
from app.state.photos import Photos
from app.state.timeline import Timeline
from app.ui import routes
from app.ui.look.boundary import unchanging, use_steady
from app.ui.look.direction import margin, own_words, pad
from app.ui.look.lights import Lights, apart, width_of
from app.ui.look.parts import empty, icon, say
from app.ui.look.photos import frame_of, framed
from app.ui.look.sky import mark
from app.ui.look.theme import Here, style
from app.ui.routes import Go
from app.words.screens import words

_THUMBNAIL = 40.0
"""Height of a row's photo in dp."""
Picture = tuple[Photo, str]
"""A photo, and where the screen loads it from."""


def todays_rows(here: Here, timeline: Timeline, photos: Photos, fresh: str, go: Go) -> ft.Control:
    """What was kept today, but for the `fresh` one, which stands on the card."""
    pictures = tuple(
        (glimmer.id, (photo := shown[0].photo, photos.address(photo.id, thumbnail=True)))
        for glimmer in timeline.today
        if glimmer.id in timeline.parts and (shown := timeline.parts[glimmer.id].photos)
    )
    return _Rows(here, timeline.today, pictures, fresh, go, read=timeline.is_read)


@unchanging
def _Rows(
    here: Here,
    today: tuple[Glimmer, ...],
    pictures: tuple[tuple[GlimmerId, Picture], ...],
    fresh: str,
    go: Go,
    *,
    read: bool,
) -> ft.Control:
    """Those that are nothing but a light in a small sky, the others below, newest first, with
    their first `pictures`. That there is nothing is said only once it was `read`.
    """
    shown = dict(pictures)
    lights, written = apart((each for each in today if each.id != fresh), shown)
    rows: list[ft.Control] = [
        _Row(here, glimmer, shown.get(glimmer.id), go, key=glimmer.id)  # type: ignore[call-arg]  # Flet takes the key
        for glimmer in written
    ]
    if lights:
        rows.insert(0, _TodaysLights(here, lights, go))
    if here.wide:
        heading = ft.Semantics(
            heading_level=2, content=say(words.TODAY_LIST, "heading", here.c.ink)
        )
        rows = [
            ft.Container(padding=pad(start=16, bottom=8), content=heading),
            *(rows or ([empty(here, words.NOTHING_YET_TODAY)] if read else [])),
        ]
    across = ft.CrossAxisAlignment.START if here.wide else ft.CrossAxisAlignment.CENTER
    return ft.Container(
        padding=ft.Padding.only(top=8),
        alignment=ft.Alignment.TOP_LEFT if here.wide else ft.Alignment.TOP_CENTER,
        content=ft.Column(rows, spacing=0, horizontal_alignment=across),
    )


@unchanging
def _TodaysLights(here: Here, lights: tuple[Glimmer, ...], go: Go) -> ft.Control:
    opening = use_steady(lambda glimmer: go(routes.glimmer(glimmer.id)))
    return ft.Container(
        Lights(here, lights, opening),
        width=width_of(len(lights), min(here.width - 40, 360.0)),
        margin=margin(start=16 if here.wide else 0, bottom=8),
    )


@unchanging
def _Row(here: Here, glimmer: Glimmer, picture: Picture | None, go: Go) -> ft.Control:
    c = here.c
    text = words.summary(glimmer, longest=80)
    clock = words.clock(glimmer)

    def open_it(_event: Any = None) -> None:
        go(routes.glimmer(glimmer.id))

    # One button whose texts are its name: a row more costs a message of some seven hundred bytes.
    return ft.TextButton(
        key=glimmer.id,
        on_click=open_it,
        content=ft.Row(
            [
                row_photo(here, *picture) if picture else mark(c, glimmer.pathway, 16),
                say(clock, "label", c.ink),
                own_words(
                    text,
                    wide=False,
                    style=style("small", c.ink),
                    max_lines=1,
                    overflow=ft.TextOverflow.ELLIPSIS,
                    width=_room(here, text),
                ),
                icon("chevron_right", c.quiet),
            ],
            tight=True,
            spacing=10,
        ),
    )


def row_photo(here: Here, photo: Photo, address: str) -> ft.Control:
    width, height = frame_of(photo, TILE, width=2 * _THUMBNAIL, height=_THUMBNAIL)
    return ft.Container(
        framed(here, address, photo, width=width, height=height),
        border_radius=10,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )


def _room(here: Here, text: str) -> float | None:
    """Long words end in dots where the row does; short ones keep the row short."""
    return None if len(text) * here.scale < 28 else min(360.0, here.width - 160)
