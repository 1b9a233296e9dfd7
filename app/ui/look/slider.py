"""A slider that can be dragged, tapped, and moved by the buttons at its ends."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import flet as ft

from app.ui.look.boundary import component
from app.ui.look.direction import along, aside
from app.ui.look.parts import Handler, icon_button
from app.ui.look.theme import Colours, Here
from app.words.screens import words

_END, _THUMB = 48.0, 22.0


def _drawn(c: Colours, track: float, at: float) -> ft.Control:
    """The line, the part of it that is passed, and the thumb, `at` dp from the track's
    beginning.
    """
    return ft.Stack(
        [
            ft.Container(
                **aside(start=_THUMB / 2),
                top=22,
                width=track - _THUMB,
                height=4,
                border_radius=2,
                bgcolor=c.line,
            ),
            ft.Container(
                **aside(start=_THUMB / 2),
                top=22,
                width=at,
                height=4,
                border_radius=2,
                bgcolor=c.honey,
            ),
            ft.Container(
                **aside(start=at),
                top=13,
                width=_THUMB,
                height=_THUMB,
                border_radius=_THUMB / 2,
                bgcolor=c.honey,
            ),
        ],
        width=track,
        height=48,
    )


def _spoken(
    label: str, value: int, most: int, step: int, by: Callable[[int], Handler], track: ft.Control
) -> ft.Control:
    """What a screen reader finds: the place in percent, and where a step leads."""

    def said(there: int) -> str:
        return f"{label}: {words.percent(there, most)}"

    # Its name stands in its value: in a browser Flutter gives a name to what is around the slider.
    return ft.Semantics(
        value=said(value),
        increased_value=said(min(value + step, most)),
        decreased_value=said(max(value - step, 0)),
        slider=True,
        container=True,
        exclude_semantics=True,
        on_increase=by(step),
        on_decrease=by(-step),
        content=track,
    )


@component
def Slider(
    here: Here,
    label: str,
    steps: tuple[str, ...],
    value: int,
    most: int,
    width: float,
    change: Callable[[int], Awaitable[None]],
    settle: Callable[[], None],
) -> ft.Control:
    """A track to drag on from 0 to `most`, and a button at each end of it that does the same:
    `steps` says what each of them does.

    `change` is told of every step of a move, `settle` when another move begins.

    Flutter's own slider lays a sheet for its bubble over the whole page, which in a browser lies
    over everything that can be named.
    """
    step = max(1, most // 16)
    track = width - 2 * _END
    began: Any = ft.use_ref(0.0)

    async def put(x: float) -> None:
        await change(round(min(max((x - _THUMB / 2) / (track - _THUMB), 0.0), 1.0) * most))

    async def tapped(event: Any) -> None:
        settle()
        await put(along(event.local_position.x, track))

    def start(event: Any) -> None:
        settle()
        began.current = along(event.local_position.x, track) - at - _THUMB / 2

    async def dragged(event: Any) -> None:
        await put(along(event.local_position.x, track) - began.current)

    def by(amount: int) -> Handler:
        async def stepped(_event: Any) -> None:
            settle()
            await change(min(max(value + amount, 0), most))

        return stepped

    at = min(value / most, 1.0) * (track - _THUMB)
    gestures = ft.GestureDetector(
        key=label,
        width=track,
        height=48,
        drag_interval=30,
        exclude_from_semantics=True,
        on_tap_up=tapped,
        on_horizontal_drag_start=start,
        on_horizontal_drag_update=dragged,
        content=_drawn(here.c, track, at),
    )
    return _between_buttons(
        here, label, steps, by(-step), by(step), _spoken(label, value, most, step, by, gestures)
    )


def _between_buttons(
    here: Here,
    label: str,
    steps: tuple[str, ...],
    fewer: Handler,
    more: Handler,
    track: ft.Control,
) -> ft.Control:
    c = here.c
    less_name, more_name = steps
    less = icon_button("remove", c.quiet, less_name, fewer, key=f"less {label}")
    further = icon_button("add", c.quiet, more_name, more, key=f"more {label}")
    return ft.Row([less, track, further], spacing=0)
