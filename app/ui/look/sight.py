"""Saying what of a photo is kept in sight wherever it is cropped: a tap on it, a ring that arrow
keys move, or nine buttons for who cannot see it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast

import flet as ft

from app.core.photos import Focus
from app.ui.look.boundary import component, use_waiting_effect
from app.ui.look.direction import margin, pad
from app.ui.look.parts import filled, say, text_button
from app.ui.look.theme import Here
from app.words.screens import words

Spot = tuple[float, float]
"""Fractions of a photo from its upper left corner."""
Keep = Callable[[Spot | None], Awaitable[None]]
"""Keeps a spot in sight; None: what a program found counts again."""

_RING = 56.0
"""Across, in dp: as large as a finger covers."""
_STEP = 0.05
"""Of the photo's side: how far an arrow key moves the ring."""
_ARROWS = {
    "Arrow Left": (-_STEP, 0.0),
    "Arrow Right": (_STEP, 0.0),
    "Arrow Up": (0.0, -_STEP),
    "Arrow Down": (0.0, _STEP),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A photo of which a part is to be kept in sight."""

    address: str
    """Where the screen loads it from."""
    aspect: float
    """Width / height."""
    focus: Focus
    """As it is now."""


def as_large_as(sight: Sight, width: float, height: float) -> tuple[float, float]:
    """Width and height in dp of the whole photo in so much room."""
    wide = min(width, height * sight.aspect)
    return wide, wide / sight.aspect


@component
def Ring(
    here: Here, sight: Sight, width: float, height: float, keep: Keep, leave: Callable[[], None]
) -> ft.Control:
    """The photo, whole, with the ring on it and what can be done below, in so many dp for the
    photo. A tap keeps what is under it at once; Escape leaves everything as it was.
    """
    focus = sight.focus
    spot, move = cast("tuple[Spot, Callable[[Spot], None]]", ft.use_state((focus.x, focus.y)))
    drawn: Any = ft.use_ref(None)
    # The ring as it is now: one arrow key may follow another before it is drawn.
    now: Any = ft.use_ref(None)
    now.current = spot

    async def begin() -> None:
        with contextlib.suppress(RuntimeError):  # it may have been left already
            await drawn.current.focus()

    async def keep_ring(_event: Any) -> None:
        await keep(now.current)

    async def choose(_event: Any) -> None:
        await keep(None)

    def pressed(event: Any) -> None:
        if event.key == "Escape":
            leave()
        elif event.key in _ARROWS:
            right, down = _ARROWS[event.key]
            x, y = now.current
            now.current = _inside(x + right), _inside(y + down)
            move(now.current)

    use_waiting_effect(begin, [])
    button = filled(here, words.KEEP_IT_HERE, keep_ring)
    drawn.current = button
    ways: list[ft.Control] = [button, text_button(words.LEAVE_IT, here.c.ink, lambda _e: leave())]
    if focus.by_hand:
        ways.insert(1, text_button(words.GLIMMERS_CHOOSES, here.c.honey, choose))
    picture = _Picture(here, sight, as_large_as(sight, width, height), spot, keep)
    room = ft.Container(picture, height=height, alignment=ft.Alignment.CENTER)
    return ft.KeyboardListener(
        ft.Column(
            [room, _below(here, spot, ways)],
            spacing=12,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        key="sight",
        on_key_down=pressed,
        on_key_repeat=pressed,
    )


def _below(here: Here, spot: Spot, ways: list[ft.Control]) -> ft.Control:
    """What a tap does, where the ring is, and the buttons."""
    at = say(words.RING_AT[_third(spot[0]), _third(spot[1])], "small", here.c.quiet)
    told: list[ft.Control] = [
        say(words.SIGHT_HOW, "small", here.c.ink),
        ft.Semantics(live_region=True, content=at),
        ft.Row(ways, wrap=True, spacing=4, run_spacing=0, margin=margin(start=-4)),
    ]
    return ft.Container(
        ft.Column(told, spacing=8),
        bgcolor=here.c.raised,
        border_radius=28,
        padding=pad(start=20, end=20, top=16, bottom=12),
    )


def _inside(fraction: float) -> float:
    return round(min(max(fraction, 0.0), 1.0), 4)


def _third(fraction: float) -> int:
    return min(int(fraction * 3), 2)


@component
def _Picture(
    here: Here, sight: Sight, size: tuple[float, float], spot: Spot, keep: Keep
) -> ft.Control:
    width, height = size
    # Where a finger came down, for the button under it, which does not know.
    touched: Any = ft.use_ref(None)

    def down(event: Any) -> None:
        at = event.local_position
        touched.current = _inside(at.x / width), _inside(at.y / height)

    def keeping(middle: Spot) -> Callable[[Any], Awaitable[None]]:
        async def click(_event: Any) -> None:
            at, touched.current = touched.current or middle, None
            await keep(at)

        return click

    shown = ft.Image(
        src=sight.address,
        width=width,
        height=height,
        fit=ft.BoxFit.FILL,
        gapless_playback=True,
        exclude_from_semantics=True,
        error_content=ft.Container(width=width, height=height, bgcolor=here.c.honey_box),
    )
    places = [
        _place(here, (column, row), width / 3, height / 3, keeping)
        for row in range(3)
        for column in range(3)
    ]
    layers = [shown, _ring(spot, width, height), *places]
    return ft.GestureDetector(
        ft.Stack(layers, width=width, height=height, clip_behavior=ft.ClipBehavior.NONE),
        key="sight picture",
        width=width,
        height=height,
        exclude_from_semantics=True,
        on_pan_down=down,
    )


def _place(
    here: Here,
    third: tuple[int, int],
    width: float,
    height: float,
    keeping: Callable[[Spot], Callable[[Any], Awaitable[None]]],
) -> ft.Control:
    """A ninth of the photo for the ear and the keyboard, which keeps its middle."""
    column, row = third
    button = ft.OutlinedButton(
        key=f"sight {column} {row}",
        on_click=keeping(((column + 0.5) / 3, (row + 0.5) / 3)),
        content=ft.Container(),
        style=ft.ButtonStyle(
            padding=0,
            overlay_color=ft.Colors.TRANSPARENT,
            shape=ft.RoundedRectangleBorder(radius=8),
            side={
                ft.ControlState.FOCUSED: ft.BorderSide(2.5, here.c.glow),
                ft.ControlState.DEFAULT: ft.BorderSide(0, ft.Colors.TRANSPARENT),
            },
        ),
    )
    named = ft.Semantics(label=words.KEEP_SPOTS[third], content=button)
    return ft.Container(
        ft.MergeSemantics(content=named),
        left=column * width,
        top=row * height,
        width=width,
        height=height,
    )


def _ring(spot: Spot, width: float, height: float) -> ft.Control:
    """Light within dark, so that it is seen on any photo."""
    x, y = spot
    return ft.Container(
        left=x * width - _RING / 2,
        top=y * height - _RING / 2,
        width=_RING,
        height=_RING,
        border_radius=_RING / 2,
        border=ft.Border.all(5, "#14152B"),
        ignore_interactions=True,
        content=ft.Container(
            margin=-4, border_radius=_RING / 2, border=ft.Border.all(3, "#FFFFFF")
        ),
    )
