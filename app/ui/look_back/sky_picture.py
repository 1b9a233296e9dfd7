"""A month of lights as a picture: what would leave is shown first."""

from __future__ import annotations

from typing import Any

import flet as ft

from app.core.lookback.calendar import At
from app.core.ports import ShareSheet
from app.state.opening import Opening
from app.state.photos import Photos
from app.state.sky import Sky
from app.state.sky_picture import SkyPicture
from app.ui.look.boundary import component, use_waiting_effect
from app.ui.look.parts import card, empty, radio, say, scrolling, switch_row
from app.ui.look.theme import Here
from app.ui.look.waiting import Waiting
from app.ui.look.ways_out import picture_buttons, ways_out
from app.ui.look_back.places import name_of
from app.words import language
from app.words.screens import words

_WIDTHS = {"square": 340.0, "wallpaper": 200.0}
_HEIGHTS = {"square": 1.0, "wallpaper": 3120 / 1440}
"""Of the pictures, for their width."""


@component
def SkyPicturePage(
    here: Here, sky: Sky, photos: Photos, sheet: ShareSheet, opening: Opening
) -> ft.Control:
    """Of the month that the sky is at; who comes by a link is at the latest one."""
    ft.use_effect(sky.begin, [opening.done])
    made: Any = ft.use_ref(None)
    at = sky.at or At()
    if made.current is None and sky.lights:
        made.current = SkyPicture(
            lights=sky.lights,
            name=name_of(at),
            night=here.c.dark,
            mirrored=language.reads_from_right(),
            open_darkroom=photos.darkroom,
            sheet=sheet,
        )
    if made.current is not None:
        return _Picture(here, made.current, name_of(at))
    return Waiting(here) if sky.glimmers is None else empty(here, words.NO_LIGHT_YET)


@component
def _Picture(here: Here, picture: SkyPicture, month: str) -> ft.Control:
    use_waiting_effect(picture.make, [])
    parts: list[ft.Control] = [
        ft.Container(_shown(here, picture, month), alignment=ft.Alignment.CENTER),
        say(words.ONLY_LIGHTS, "small", here.c.quiet),
        _choices(here, picture),
    ]
    return ft.Column(
        [scrolling(parts), ways_out(here, picture, picture_buttons(here, picture))],
        spacing=0,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _shown(here: Here, picture: SkyPicture, month: str) -> ft.Control:
    width = min(_WIDTHS[picture.shape], here.width - 72)
    height = width * _HEIGHTS[picture.shape]
    shown: ft.Control | None = None
    if picture.picture is not None:
        shown = ft.Image(
            src=picture.preview,
            width=width,
            height=height,
            fit=ft.BoxFit.FILL,
            exclude_from_semantics=True,
        )
    name = words.picture_of(month) if shown else words.MAKING_PICTURE
    face = ft.Container(
        shown,
        width=width,
        height=height,
        border_radius=20,
        bgcolor=here.c.sunken,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
    return ft.Semantics(label=name, image=True, container=True, content=face)


def _choices(here: Here, picture: SkyPicture) -> ft.Control:
    async def shape(event: Any) -> None:
        await picture.choose(shape=event.control.value)

    async def night(on: bool) -> None:
        await picture.choose(night=on)

    async def name(on: bool) -> None:
        await picture.choose(with_name=on)

    radios = [radio(here, "square", words.SQUARE), radio(here, "wallpaper", words.WALLPAPER)]
    shapes = ft.RadioGroup(
        value=picture.shape, on_change=shape, content=ft.Row(radios, wrap=True, spacing=8)
    )
    rows = [
        shapes,
        switch_row(here, words.BY_NIGHT, on=picture.night, turn=night, key="by night"),
        switch_row(here, words.WITH_MONTH, on=picture.with_name, turn=name, key="with name"),
    ]
    return card(
        here, ft.Column(rows, spacing=4), padding=ft.Padding.symmetric(horizontal=16, vertical=8)
    )
