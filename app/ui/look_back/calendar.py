"""The calendar: a month of lights, a year, all years, and below them what lives there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import flet as ft

from app.core.drawing.crop import crop
from app.core.glimmers import Glimmer
from app.core.lookback.calendar import At, HeldDay, Step, day_of, stepped, weeks_of
from app.core.photos import Photo
from app.state.calendar import Calendar
from app.state.opening import Opening
from app.state.photos import Photos
from app.ui import routes
from app.ui.look.boundary import component, unchanging, use_steady, use_waiting_effect
from app.ui.look.direction import pad
from app.ui.look.parts import (
    empty,
    paged,
    problem_line,
    scrolling,
)
from app.ui.look.photos import picture_address
from app.ui.look.sky import dusk, light
from app.ui.look.theme import Here, fade, held_back, style
from app.ui.look.touch import touchable
from app.ui.look.waiting import Waiting
from app.ui.look_back.cards import GUTTER, Known, under_days
from app.ui.look_back.places import (
    HIGH,
    HIGH_LARGE,
    Choices,
    Ways,
    ground,
    heading,
    name_of,
    spoken_place,
)
from app.ui.routes import Go
from app.words import language
from app.words.screens import words

_STEPS: Mapping[str, Step] = {
    "Arrow Up": "week before",
    "Arrow Down": "week after",
    "Home": "first",
    "End": "last",
}
_PANE = 456.0
"""How wide the calendar is on a desk, in dp."""
_PLACES = (
    ((0.5, 0.66),),
    ((0.32, 0.7), (0.68, 0.58)),
    ((0.24, 0.68), (0.52, 0.54), (0.78, 0.74)),
    ((0.2, 0.6), (0.44, 0.8), (0.62, 0.52), (0.82, 0.74)),
    ((0.18, 0.58), (0.36, 0.82), (0.52, 0.54), (0.68, 0.82), (0.84, 0.6)),
)
"""Where so many lights hang on a day, in parts of its width and height: below its number."""


class _Keys:
    """Where the keyboard is on the calendar."""

    def __init__(self) -> None:
        self.buttons: dict[int, Any] = {}
        """The days that can be tapped, as they were drawn last."""
        self.at: int | None = None
        """The day that has the focus."""
        self.wanted = False
        """Whether the focus goes to the month that comes."""

    async def focus(self, day: int | None) -> None:
        """Put the focus on this day, if it can be tapped."""
        if day is not None and day in self.buttons:
            await self.buttons[day].focus()


@component
def CalendarPage(
    here: Here,
    calendar: Calendar,
    photos: Photos,
    opening: Opening,
    go: Go,
    chosen: str = "",
    *,
    covered: bool = False,
) -> ft.Control:
    """`covered` by what was opened from it, it stands as it was until it shows again. `chosen` is
    the id of the glimmer that is open beside it.
    """
    ft.use_effect(calendar.begin, [opening.done])
    ft.use_effect(lambda: calendar.cover(covered), [covered])
    held_keys: Any = ft.use_ref(_Keys)
    keys: _Keys = held_keys.current
    at = calendar.at or At()

    async def come() -> None:
        if keys.wanted and calendar.days:
            keys.wanted = False
            await keys.focus(calendar.days[0].day)

    use_waiting_effect(come, [at.year, at.month])

    async def pressed(event: Any) -> None:
        if covered:
            return
        if event.key in ("Page Up", "Page Down"):
            to = calendar.before if event.key == "Page Up" else calendar.after
            if to is not None:
                keys.wanted = keys.at is not None
                calendar.go(to)
        elif keys.at is not None and (step := _step(event.key)):
            await keys.focus(stepped([day.day for day in calendar.days], keys.at, step))

    ways = Ways(use_steady(calendar.go), use_steady(lambda each: go(routes.glimmer(each.id))))
    side = 20.0 if here.width >= 360 else 8.0
    head = heading(
        here, calendar, at, ways, lambda _e: go(routes.LOOK_BACK), page_name=words.CALENDAR
    )
    page = ft.Column(
        [
            ft.Container(head, padding=pad(start=side - 8, end=side - 8)),
            _body(here, calendar, photos, at, keys, ways, chosen, side),
        ],
        spacing=8,
        expand=True,
    )
    whole = ft.Container(page, expand=True, padding=pad(top=max(here.top, 8) + 4))
    return ft.KeyboardListener(
        whole, on_key_down=pressed, on_key_repeat=pressed, key="calendar", expand=True
    )


def _step(key: str) -> Step | None:
    """What an arrow leads to: the day before lies on the side on which lines begin."""
    if key in ("Arrow Left", "Arrow Right"):
        return "before" if (key == "Arrow Left") != language.reads_from_right() else "after"
    return _STEPS.get(key)


def _body(
    here: Here,
    calendar: Calendar,
    photos: Photos,
    at: At,
    keys: _Keys,
    ways: Ways,
    chosen: str,
    side: float,
) -> ft.Control:
    if calendar.problem:
        return ft.Container(problem_line(here, calendar.problem), padding=pad(start=side, end=side))
    if calendar.glimmers is None:
        return ft.Container(Waiting(here), padding=pad(start=side + GUTTER, end=side))
    room = (_PANE if here.wide else here.width) - 2 * side
    grid: ft.Control
    if at.year is None:
        if not calendar.years and not calendar.glimmers:
            return scrolling([empty(here, words.NOTHING_HERE)])
        grid = Choices(
            here,
            tuple((words.year_alone(year), At(year), True) for year in calendar.years),
            ways.go,
            room,
            of_months=False,
        )
    elif at.month is None:
        named = tuple(
            (name, At(at.year, month), month in calendar.months)
            for month, name in enumerate(words.MONTHS, 1)
        )
        grid = Choices(here, named, ways.go, room, of_months=True)
    else:
        grid = _Month(here, at, calendar.days, photos, ways.go, keys, room)
    return _Below(
        here,
        calendar,
        photos,
        ft.Container(grid, padding=pad(bottom=4)),
        ways.open_it,
        chosen,
        side,
    )


@component
def _Below(
    here: Here,
    calendar: Calendar,
    photos: Photos,
    grid: ft.Control,
    open_it: Callable[[Glimmer], None],
    chosen: str,
    side: float,
) -> ft.Control:
    """The grid, and what lives there, in one scroll."""
    known: Any = ft.use_ref(Known)
    rows = under_days(
        here,
        calendar.glimmers or (),
        calendar.now.date(),
        parts=calendar.parts,
        photos=photos,
        open_it=open_it,
        chosen=chosen,
        known=known.current,
    )
    at = calendar.at or At()
    day = day_of(at)
    said = words.weekday_and_day(day) if day is not None else name_of(at)
    return paged(
        [grid, spoken_place(said), *rows],
        calendar.next_page,
        more=calendar.more,
        key="pages",
        padding=pad(start=side, end=side, bottom=32),
    )


# Days ---------------------------------------------------------------------------------------------


@unchanging
def _Month(
    here: Here,
    at: At,
    days: tuple[HeldDay, ...],
    photos: Photos,
    go: Callable[[At], None],
    keys: _Keys,
    room: float,
) -> ft.Control:
    """The days of a month. Those that hold something are pieces of sky with their lights, which can
    be tapped; all others are their number and nothing else, today too.
    """
    assert at.year is not None
    assert at.month is not None
    first = language.first_weekday()
    width = room / 7
    held = {day.day: day for day in days}
    keys.buttons = {}
    names = words.WEEKDAYS_SHORT
    weekdays: Sequence[ft.Control] = [
        ft.Container(
            _number(here, names[(first + column) % 7], here.c.quiet),
            width=width,
            alignment=ft.Alignment.CENTER,
        )
        for column in range(7)
    ]
    rows: list[ft.Control] = [ft.Row(list(weekdays), spacing=0)]
    for week in weeks_of(at.year, at.month, first):
        cells: list[ft.Control] = []
        for day in week:
            if day in held:
                place = At(at.year, at.month, day)
                cells.append(_day(here, held[day], place, at, photos, go, keys, width))
            else:
                cells.append(_empty(here, str(day or ""), width))
        rows.append(ft.Row(cells, spacing=0))
    return ft.Column(rows, spacing=0)


def _number(here: Here, text: str, colour: str) -> ft.Control:
    """For the eye: for the ear it is in the name of the day."""
    size = held_back(here.scale, at_most=1.5) * here.snug
    return ft.Semantics(
        exclude_semantics=True,
        content=ft.Text(text, style=style("caption", colour, scale=size), max_lines=1),
    )


def _empty(here: Here, number: str, width: float) -> ft.Control:
    return ft.Container(
        _number(here, number, here.c.quiet),
        width=width,
        height=HIGH_LARGE if here.large else HIGH,
        alignment=ft.Alignment.CENTER,
    )


def _behind(address: str, photo: Photo, width: float, height: float) -> ft.Control:
    """A photo that fills a day: so small, a part of it says more than the whole."""
    part = crop(photo, width / height)
    wide, high = width / part.width, height / part.height
    return ft.Image(
        src=address,
        left=-part.x * wide,
        top=-part.y * high,
        width=wide,
        height=high,
        fit=ft.BoxFit.FILL,
        gapless_playback=True,
        exclude_from_semantics=True,
        error_content=ft.Container(),
    )


def _tile(here: Here, held: HeldDay, photos: Photos, width: float, height: float) -> ft.Control:
    """A piece of sky, or a photo, with a day's number and its lights."""
    c = here.c
    layers: list[ft.Control] = []
    if held.cover is not None:
        address = picture_address(photos, held.cover.photo, width=width, height=height)
        layers.append(_behind(address, held.cover.photo, width, height))
    places = _PLACES[len(held.lights) - 1]
    layers += [
        light(c, pathway, x * width, y * height, 3.0 if loved else 2.6, loved=loved)
        for (pathway, loved), (x, y) in zip(held.lights, places, strict=True)
    ]
    number = ft.Container(
        _number(here, str(held.day), "#FFFFFF"),
        bgcolor=fade("#0A0E1E", 0.55) if held.cover else None,
        border_radius=9,
        padding=ft.Padding.symmetric(horizontal=5),
    )
    layers.append(ft.Container(number, left=0, right=0, top=1, alignment=ft.Alignment.TOP_CENTER))
    return ft.Container(
        ft.Stack(layers, width=width, height=height, clip_behavior=ft.ClipBehavior.HARD_EDGE),
        width=width,
        height=height,
        border_radius=14,
        bgcolor=ground(c),
        image=dusk(c) if held.cover is None and c.dark else None,  # by day it ends too pale
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )


def _day(
    here: Here,
    held: HeldDay,
    place: At,
    at: At,
    photos: Photos,
    go: Callable[[At], None],
    keys: _Keys,
    width: float,
) -> ft.Control:
    high = HIGH_LARGE if here.large else HIGH
    is_chosen = place == at
    ring = ft.Container(
        _tile(here, held, photos, width - 4, high - 4),
        width=width,
        height=high,
        border_radius=16,
        border=ft.Border.all(2, here.c.honey if is_chosen else ft.Colors.TRANSPARENT),
    )
    day = day_of(place)
    assert day is not None
    spoken = words.day_holds(day, held.glimmers, held.with_photos)

    def came(_event: Any) -> None:
        keys.at = held.day

    def went(_event: Any) -> None:
        if keys.at == held.day:
            keys.at = None

    named = touchable(
        ring,
        words.CHOSEN.format(what=spoken) if is_chosen else spoken,
        lambda _e: go(place.up if is_chosen else place),
        key=day.isoformat(),
        radius=16,
        width=width,
        height=high,
        on_focus=came,
        on_blur=went,
    )
    keys.buttons[held.day] = named.content.content  # type: ignore[attr-defined]  # the button in its name
    return named
