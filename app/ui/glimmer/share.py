"""Sharing one glimmer: what would leave is shown first, as words or as a picture."""

from __future__ import annotations

from typing import Any

import flet as ft

from app.core.ports import GoneOut
from app.state.sharing import Sharing
from app.ui.look.boundary import component, use_waiting_effect
from app.ui.look.direction import own_words
from app.ui.look.parts import (
    Handler,
    card,
    filled,
    problem_line,
    say,
    scrolling,
    switch_row,
    text_button,
)
from app.ui.look.theme import Here, style
from app.words.screens import words

_SHAPE = 1350 / 1080
"""Height of the card for its width."""


@component
def SharePage(here: Here, sharing: Sharing) -> ft.Control:
    """The card, or the words, with what can be chosen about them."""
    c = here.c
    use_waiting_effect(sharing.make, [])

    async def form(event: Any) -> None:
        await sharing.choose(form=event.control.value)

    async def day(on: bool) -> None:
        await sharing.choose(with_day=on)

    async def photo(on: bool) -> None:
        await sharing.choose(with_photo=on)

    async def night(on: bool) -> None:
        await sharing.choose(night=on)

    async def share(_event: Any) -> None:
        await sharing.share()

    async def save(_event: Any) -> None:
        await sharing.save()

    width = min(360.0, here.width - 72)
    as_picture = sharing.form == "picture"
    shown = _picture(here, sharing, width) if as_picture else _words(here, sharing)
    rows: list[ft.Control] = [
        _forms(here, sharing, form),
        switch_row(here, words.WITH_ITS_DAY, on=sharing.with_day, turn=day, key="with day"),
    ]
    if as_picture:
        if sharing.has_photo:
            on = sharing.with_photo
            rows.append(switch_row(here, words.WITH_ITS_PHOTO, on=on, turn=photo, key="with photo"))
        rows.append(switch_row(here, words.BY_NIGHT, on=sharing.night, turn=night, key="by night"))
    buttons: list[ft.Control] = []
    if not as_picture or sharing.picture is not None:
        buttons.append(filled(here, words.SHARE, share))
    if as_picture and sharing.picture is not None:
        buttons.append(text_button(words.SAVE_AS_FILE, c.honey, save))
    gone_out = words.GONE_OUT[_outcome_key(sharing, as_picture)] if sharing.outcome else ""
    around = ft.Padding.symmetric(horizontal=16, vertical=8)
    parts: list[ft.Control] = [
        ft.Container(shown, alignment=ft.Alignment.CENTER),
        card(here, ft.Column(rows, spacing=4), padding=around),
        ft.Row(buttons, wrap=True, spacing=8),
    ]
    if sharing.problem:
        parts.append(problem_line(here, sharing.problem, "label"))
    elif gone_out:
        parts.append(ft.Semantics(live_region=True, content=say(gone_out, "label", c.ink)))
    parts.append(
        say(words.NOTHING_ELSE_GOES if as_picture else words.ONLY_THESE_WORDS, "small", c.quiet)
    )
    return scrolling(parts, spacing=16)


def _outcome_key(sharing: Sharing, as_picture: bool) -> GoneOut | str:
    """Words that were not shared lie in the clipboard."""
    return "copied" if sharing.outcome == "saved" and not as_picture else sharing.outcome or ""


def _picture(here: Here, sharing: Sharing, width: float) -> ft.Control:
    height = width * _SHAPE
    if sharing.picture is None:
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
                width=width,
                height=height,
                fit=ft.BoxFit.FILL,
                exclude_from_semantics=True,
            ),
            width=width,
            height=height,
            border_radius=20,
            clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
            shadow=ft.BoxShadow(blur_radius=24.0, color="#33000000", offset=ft.Offset(0.0, 8.0)),
        ),
    )


def _words(here: Here, sharing: Sharing) -> ft.Control:
    return card(here, own_words(sharing.text, style=style("words", here.c.ink)), padding=20)


def _radio(here: Here, value: str, text: str) -> ft.Control:
    return ft.Radio(
        value=value, label=text, label_style=style("body", here.c.ink), active_color=here.c.honey
    )


def _forms(here: Here, sharing: Sharing, choose: Handler) -> ft.Control:
    """As a picture, or as words."""
    radios = [_radio(here, "picture", words.AS_A_PICTURE), _radio(here, "words", words.AS_WORDS)]
    row = ft.Row(radios, wrap=True, spacing=8)
    return ft.RadioGroup(value=sharing.form, on_change=choose, content=row)
