"""A day as a band of light: when reminders may come, when never, and where today's stand; its edges
can be dragged.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Literal, cast

import flet as ft

from app.core.reminders import Nudge
from app.core.schedule import Schedule
from app.ui.look.boundary import component
from app.ui.look.direction import along, aside, margin
from app.ui.look.parts import say, text_button
from app.ui.look.sky import day_band
from app.ui.look.theme import Here, fade
from app.words import language
from app.words.hours import are_twelve
from app.words.screens import words

Edge = Literal["start", "end"]
_Place = tuple[Edge, int]

_HEIGHT = 64.0
_DAY = 24 * 60
_STEP = 15
"""Minutes from one place of a dragged edge to the next."""
_HANDLE = 22.0
_TOUCH = 48.0
_DUSK, _QUIET, _DOT = "#14152B", "#3A3750", "#5A3703"


@component
def DayBand(
    here: Here,
    schedule: Schedule,
    coming: Sequence[Nudge],
    width: float,
    choose: Callable[[Edge, time], Awaitable[None]],
    ask: Callable[[Edge], None],
) -> ft.Control:
    """The band from midnight to midnight. A screen reader hears the words above it and the buttons
    below, which say and do the same: they `ask` for the time of an edge.
    """
    # Which edge is dragged, and the minute it is over; where the finger and the edge were when it
    # began.
    dragged, drag = cast(
        "tuple[_Place | None, Callable[[_Place | None], None]]", ft.use_state(None)
    )
    began: Any = ft.use_ref(None)
    places: dict[Edge, int] = {"start": _minute(schedule.start), "end": _minute(schedule.end)}
    if dragged:
        places[dragged[0]] = dragged[1]

    def handle(edge: Edge) -> ft.Control:
        at = places[edge]
        return _handle(_Edge(edge, at, width, began, drag, choose), key=f"edge {edge}")

    band = _light(schedule, coming, places, width)
    return ft.Column(
        [
            ft.Stack(
                [band, handle("start"), handle("end")],
                width=width,
                height=_HEIGHT,
                clip_behavior=ft.ClipBehavior.NONE,
            ),
            _legend_in_large(here, places, ask)
            if here.large
            else _legend(here, places, width, ask),
        ],
        spacing=0,
    )


@dataclass(frozen=True, slots=True)
class _Edge:
    """One edge of the window, and what a finger does with it."""

    which: Edge
    minute: int
    width: float
    """Of the whole band, in dp."""
    began: Any
    """A reference to where the finger came down and the minute the edge was at then."""
    drag: Callable[[_Place | None], None]
    choose: Callable[[Edge, time], Awaitable[None]]

    def start(self, event: Any) -> None:
        """The finger moves. Flutter takes it for dragging only after some way, which the edge has
        to make up for.
        """
        ahead = (along(event.local_position.x, _TOUCH) - _TOUCH / 2) / self.width * _DAY
        self.began.current = (along(event.global_position.x, self.width), self.minute + ahead)

    def update(self, event: Any) -> None:
        """The edge follows."""
        if self.began.current:
            self.drag((self.which, self._under(event)))

    async def end(self, event: Any) -> None:
        """The edge stays where the finger left it."""
        if self.began.current is None:
            return
        minute = self._under(event)
        self.began.current = None
        self.drag(None)
        await self.choose(self.which, time(minute // 60, minute % 60))

    def _under(self, event: Any) -> int:
        from_x, from_minute = self.began.current
        moved = along(event.global_position.x, self.width) - from_x
        return _near(from_minute + moved / self.width * _DAY)


def _handle(edge: _Edge, *, key: str) -> ft.Control:
    return ft.GestureDetector(
        key=key,
        **aside(start=edge.minute / _DAY * edge.width - _TOUCH / 2),
        top=(_HEIGHT - _TOUCH) / 2,
        width=_TOUCH,
        height=_TOUCH,
        drag_interval=30,
        mouse_cursor=ft.MouseCursor.RESIZE_LEFT_RIGHT,
        exclude_from_semantics=True,
        on_horizontal_drag_start=edge.start,
        on_horizontal_drag_update=edge.update,
        on_horizontal_drag_end=edge.end,
        content=_knob(),
    )


def _light(
    schedule: Schedule, coming: Sequence[Nudge], places: dict[Edge, int], width: float
) -> ft.Control:
    """The day's light, dimmed outside the window and in quiet times, with a dot for each reminder
    of the next day.
    """
    start, end = places["start"], places["end"]
    light: list[ft.Control] = [_from_start(day_band(width, _HEIGHT))]
    light += [_span(a, b, width, fade(_DUSK, 0.62)) for a, b in _outside(start, end)]
    if start < end:
        light.append(_window(start, end, width))
    light += [_span(a, b, width, _QUIET, inset=8.0) for a, b in _within_a_day(schedule.quiet)]
    light += [
        _dot(_near_hour(nudge.wall, start, end, width), width)
        for nudge in coming
        if nudge.wall.date() == coming[0].wall.date()
    ]
    return ft.Container(
        ft.Stack(light, width=width, height=_HEIGHT),
        width=width,
        height=_HEIGHT,
        border_radius=20,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )


def _from_start(picture: ft.Control) -> ft.Control:
    """The picture of a day, which runs from the left, on the side on which lines begin."""
    if not language.reads_from_right():
        return picture
    return ft.Container(picture, scale=ft.Scale(scale_x=-1, scale_y=1))


_TIME, _TIME_OF_TWELVE = 64.0, 92.0
"""Widths in dp of the button with the time of an edge: “20:30”, and “8:30 PM”."""


def _legend(
    here: Here, places: dict[Edge, int], width: float, ask: Callable[[Edge], None]
) -> ft.Control:
    """The ends of the day under the band, and between them the time of each edge under its handle,
    as a button; two that come close stand beside each other.
    """
    c = here.c
    wide = _TIME_OF_TWELVE if are_twelve() else _TIME
    first, last = cast("list[Edge]", sorted(places, key=lambda edge: places[edge]))
    middle = {edge: minute / _DAY * width - wide / 2 for edge, minute in places.items()}
    left = min(max(middle[first], -12.0), width + 12 - 2 * wide)
    right = min(max(middle[last], left + wide), width + 12 - wide)
    line: list[ft.Control] = [
        ft.Container(_edge_time(here, edge, places[edge], ask), **aside(start=at), width=wide)
        for edge, at in ((first, left), (last, right))
    ]
    if left >= 4 and not are_twelve():
        line.append(ft.Container(say(words.MIDNIGHT, "small", c.quiet), **aside(start=0), top=14))
    if right + wide <= width - 8 and not are_twelve():
        end = say(words.NEXT_MIDNIGHT, "small", c.quiet)
        line.append(ft.Container(end, **aside(end=0), top=14))
    return ft.Stack(line, width=width, height=48, clip_behavior=ft.ClipBehavior.NONE)


def _edge_time(
    here: Here, edge: Edge, minute: int, ask: Callable[[Edge], None], *, named: bool = False
) -> ft.TextButton:
    at = words.minute_of_day(minute)
    spoken = (words.FROM if edge == "start" else words.TO).format(time=at)
    return text_button(
        spoken if named else at,
        here.c.honey,
        lambda _e: ask(edge),
        key="from" if edge == "start" else "to",
        spoken=spoken,
    )


def _legend_in_large(
    here: Here, places: dict[Edge, int], ask: Callable[[Edge], None]
) -> ft.Control:
    """Large words find no place under a handle: the times stand in a row of their own."""
    times: list[ft.Control] = [
        _edge_time(here, edge, at, ask, named=True) for edge, at in places.items()
    ]
    return ft.Row(times, wrap=True, spacing=0, margin=margin(start=-12))


def _knob() -> ft.Control:
    """What an edge is dragged by, as it is drawn."""
    knob = ft.Container(
        width=_HANDLE,
        height=_HANDLE,
        border_radius=_HANDLE / 2,
        bgcolor="#FFFFFF",
        border=ft.Border.all(2.0, "#8A520B"),
    )
    return ft.Container(alignment=ft.Alignment.CENTER, content=knob)


def _near(minute: float) -> int:
    """The nearest place for an edge; the last one of the day is its last quarter, since no clock
    shows 24:00.
    """
    return int(min(max(round(minute / _STEP) * _STEP, 0), _DAY - _STEP))


def _window(start: int, end: int, width: float) -> ft.Control:
    return ft.Container(
        **aside(start=start / _DAY * width),
        width=max(2.0, (end - start) / _DAY * width),
        top=0.0,
        height=_HEIGHT,
        border=ft.Border.all(2.5, "#FFFFFF"),
        border_radius=20,
    )


def _span(start: int, end: int, width: float, colour: str, *, inset: float = 0.0) -> ft.Control:
    return ft.Container(
        **aside(start=start / _DAY * width),
        width=max(2.0, (end - start) / _DAY * width),
        top=inset,
        height=_HEIGHT - 2 * inset,
        bgcolor=colour,
        border_radius=6 if inset else None,
    )


def _near_hour(wall: datetime, start: int, end: int, width: float) -> float:
    """The minute at which a reminder is drawn: the middle of its hour, since its own is to
    surprise; inside the window, and not under a handle.
    """
    middle = wall.hour * 60 + 30
    beside = (_HANDLE / 2 + 8) / width * _DAY
    if end - start < 2 * beside:
        return (start + end) / 2 if start < end else middle
    return min(max(middle, start + beside), end - beside)


def _dot(minute: float, width: float) -> ft.Control:
    place = minute / _DAY * width
    return ft.Container(
        **aside(start=place - 4.6),
        top=_HEIGHT / 2 - 4.6,
        width=9.2,
        height=9.2,
        border_radius=4.6,
        bgcolor=_DOT,
        shadow=ft.BoxShadow(blur_radius=14.0, spread_radius=5.0, color=fade("#FFF3D6", 0.85)),
    )


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _outside(start: int, end: int) -> list[tuple[int, int]]:
    return [(0, start), (end, _DAY)] if start < end else [(end, start)]


def _within_a_day(spans: tuple[tuple[time, time], ...]) -> list[tuple[int, int]]:
    found = []
    for start, end in ((_minute(a), _minute(b)) for a, b in spans):
        found += [(start, end)] if start < end else [(start, _DAY), (0, end)]
    return found
