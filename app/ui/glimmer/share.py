"""Sharing one glimmer: what would leave is shown first, as words or as a picture."""

from __future__ import annotations

from typing import Any

import flet as ft

from app.state.sharing import Sharing
from app.ui.look.boundary import component, use_waiting_effect
from app.ui.look.direction import own_words
from app.ui.look.parts import (
    card,
    filled,
    radio,
    say,
    scrolling,
    switch_row,
    text_button,
)
from app.ui.look.theme import Here, style
from app.ui.look.ways_out import picture_buttons, press, ways_out
from app.words.screens import words

_SHAPE = 1350 / 1080
"""Height of the card for its width, while it is made."""


@component
def SharePage(here: Here, sharing: Sharing) -> ft.Control:
    """The card, or the words, with what can be chosen about them; below, wherever that was scrolled
    to, the ways out.
    """
    use_waiting_effect(sharing.make, [])
    width = min(360.0, here.width - 72)
    as_picture = sharing.form == "picture"
    shown = _picture(here, sharing, width) if as_picture else _words(here, sharing)
    only = words.only_this(picture=as_picture, with_day=sharing.with_day)
    parts: list[ft.Control] = [
        ft.Container(shown, alignment=ft.Alignment.CENTER),
        say(only, "small", here.c.quiet),
        _choices(here, sharing),
    ]
    return ft.Column(
        [scrolling(parts, spacing=16), ways_out(here, sharing, _buttons(here, sharing))],
        spacing=0,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


# What leaves --------------------------------------------------------------------------------------


def _picture(here: Here, sharing: Sharing, width: float) -> ft.Control:
    if sharing.picture is None:
        height = width * _SHAPE
        return ft.Semantics(
            label=words.MAKING_PICTURE,
            content=ft.Container(
                width=width, height=height, border_radius=20, bgcolor=here.c.sunken
            ),
        )
    return ft.Semantics(
        label=words.CARD_SAYS.format(text=sharing.text),
        image=True,
        container=True,
        content=ft.Container(
            ft.Image(
                src=sharing.preview,
                width=width,  # as high as the card is: that depends on its photo
                fit=ft.BoxFit.FIT_WIDTH,
                exclude_from_semantics=True,
            ),
            width=width,
            border_radius=20,
            clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
            shadow=ft.BoxShadow(blur_radius=24.0, color="#33000000", offset=ft.Offset(0.0, 8.0)),
        ),
    )


def _words(here: Here, sharing: Sharing) -> ft.Control:
    return card(here, own_words(sharing.text, style=style("words", here.c.ink)), padding=20)


# What can be chosen -------------------------------------------------------------------------------


def _choices(here: Here, sharing: Sharing) -> ft.Control:
    async def day(on: bool) -> None:
        await sharing.choose(with_day=on)

    async def photo(on: bool) -> None:
        await sharing.choose(with_photo=on)

    async def night(on: bool) -> None:
        await sharing.choose(night=on)

    as_picture = sharing.form == "picture"
    rows = [_forms(here, sharing)]
    if sharing.has_day:
        on = sharing.with_day
        rows.append(switch_row(here, words.WITH_ITS_DAY, on=on, turn=day, key="with day"))
    if as_picture and sharing.has_photo:
        on = sharing.with_photo
        rows.append(switch_row(here, words.WITH_ITS_PHOTO, on=on, turn=photo, key="with photo"))
    if as_picture:
        on = sharing.night
        rows.append(switch_row(here, words.BY_NIGHT, on=on, turn=night, key="by night"))
    around = ft.Padding.symmetric(horizontal=16, vertical=8)
    return card(here, ft.Column(rows, spacing=4), padding=around)


def _forms(here: Here, sharing: Sharing) -> ft.Control:
    """As a picture, or as words."""

    async def choose(event: Any) -> None:
        await sharing.choose(form=event.control.value)

    radios = [radio(here, "picture", words.AS_A_PICTURE), radio(here, "words", words.AS_WORDS)]
    row = ft.Row(radios, wrap=True, spacing=8)
    return ft.RadioGroup(value=sharing.form, on_change=choose, content=row)


# The ways out -------------------------------------------------------------------------------------


def _buttons(here: Here, sharing: Sharing) -> list[ft.Control]:
    if sharing.form == "picture":
        return picture_buttons(here, sharing)
    copying = text_button(words.COPY, here.c.honey, press(sharing.copy), key="copy")
    return [filled(here, words.SHARE, press(sharing.share)), copying]
