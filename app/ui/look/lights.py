"""Moments without words, gathered as lights in a small sky."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from app.core.glimmers import Glimmer
from app.ui.look.boundary import unchanging
from app.ui.look.sky import dusk, light
from app.ui.look.theme import Here
from app.ui.look.touch import touchable
from app.words.screens import words

_BOX = 48.0


@unchanging
def Lights(
    here: Here,
    glimmers: tuple[Glimmer, ...],
    open_it: Callable[[Glimmer], None],
    chosen: str = "",
) -> ft.Control:
    """The lights side by side, on as many lines as they need, the first one first; each opens its
    glimmer. `chosen` is the id of the one that is open beside it, if any.
    """
    lights = [
        _Light(here, glimmer, open_it, glimmer.id == chosen, key=glimmer.id)  # type: ignore[call-arg]  # Flet takes the key
        for glimmer in glimmers
    ]
    return ft.Container(
        ft.Row(lights, spacing=0, run_spacing=0, wrap=True),
        padding=ft.Padding.symmetric(horizontal=8, vertical=4),
        border_radius=20,
        image=dusk(here.c),
        bgcolor=here.c.sky[1][1],  # stands in until the picture is there
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )


@unchanging
def _Light(
    here: Here, glimmer: Glimmer, open_it: Callable[[Glimmer], None], chosen: bool
) -> ft.Control:
    def click(_event: Any) -> None:
        open_it(glimmer)

    middle = _BOX / 2
    lit = light(here.c, glimmer.pathway, middle, middle, 4.4, loved=glimmer.loved)
    ring = ft.Border.all(2, "#FFFFFF") if chosen else None
    return touchable(
        ft.Container(ft.Stack([lit], width=_BOX, height=_BOX), border=ring, border_radius=middle),
        words.light_spoken(glimmer, chosen=chosen),
        click,
        key=glimmer.id,
        radius=middle,
        width=_BOX,
        height=_BOX,
    )


def is_light(glimmer: Glimmer, *, with_photos: bool) -> bool:
    """Whether nothing but its light stands for it: no words, no photo, and a day that is known."""
    known = glimmer.precision in ("moment", "day")
    return known and not with_photos and not glimmer.note.strip()
