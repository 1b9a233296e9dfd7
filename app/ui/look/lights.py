"""Moments without words, gathered as lights in a small sky."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import Any

import flet as ft

from app.core.glimmers import Glimmer, GlimmerId
from app.ui.look.boundary import unchanging
from app.ui.look.sky import dusk, light
from app.ui.look.theme import Here
from app.ui.look.touch import touchable
from app.words.screens import words

_BOX, _SIDE = 48.0, 8.0
"""Of a light, and from the edge of their sky to the first of them, in dp."""


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
        padding=ft.Padding.symmetric(horizontal=_SIDE, vertical=4),
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


def width_of(count: int, room: float) -> float:
    """How wide so many lights are with their sky: no wider than they need, nor than `room`, in
    dp.
    """
    return min(count, int((room - 2 * _SIDE) // _BOX)) * _BOX + 2 * _SIDE


def apart(
    glimmers: Iterable[Glimmer], with_photos: Container[GlimmerId]
) -> tuple[tuple[Glimmer, ...], list[Glimmer]]:
    """Of glimmers that come newest first: those for which nothing but a light stands, in the order
    of the day, and the others as they came.
    """
    lights, others = list[Glimmer](), list[Glimmer]()
    for glimmer in glimmers:
        known = glimmer.precision in ("moment", "day")
        alone = known and glimmer.id not in with_photos and not glimmer.note.strip()
        (lights if alone else others).append(glimmer)
    return tuple(reversed(lights)), others
