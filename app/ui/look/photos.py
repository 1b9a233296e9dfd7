"""Photos on the screen: ways to add them, how far they are, thumbnails, and one photo as large as
the screen.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import flet as ft

from app.core.drawing.crop import TILE, Shapes, crop, shows_all
from app.core.errors import GlimmersError
from app.core.glimmers import GlimmerId
from app.core.photos import Attached, Photo
from app.state.editing import Editing
from app.state.photos import Photos
from app.ui.look.boundary import component
from app.ui.look.direction import margin, pad
from app.ui.look.parts import (
    Handler,
    box,
    heading_unseen,
    icon,
    icon_button,
    pill,
    problem_line,
    say,
    text_button,
    use_live_box,
    working,
)
from app.ui.look.sky import mark
from app.ui.look.theme import Here, fade
from app.ui.look.touch import named, touchable
from app.words.screens import words

if TYPE_CHECKING:
    from app.ui.look.sight import Spot

Open = Callable[[int], None]
"""Opens the photo at this place."""

_TILE = 88.0
_TOUCHED = 48.0
"""What is tapped is at least so wide and high, in dp."""
_SMALL = 256
"""Up to this size in dp a thumbnail is sharp enough."""
_DENSEST = 3
"""Pixels of a screen for one dp, where there are most: a photo in a frame is not decoded larger."""
_DOTS = 12
"""Dots under a row of photos; with more photos a number says it better."""


def use_welcome(photos: Photos, id: GlimmerId | None) -> None:
    """What is pasted or dropped goes to this glimmer while it is on the screen."""
    # Given as `cleanup`: one that the setup returns is lost at the next drawing.
    ft.use_effect(
        lambda: photos.welcome(id) if id else None,
        [id],
        cleanup=lambda: photos.farewell(id) if id else None,
    )


def way_in(here: Here, photos: Photos, id: GlimmerId, *, taking: bool = False) -> ft.Control:
    """A pill that lets the person choose photos, or take one, for this glimmer."""

    async def choose(_event: Any) -> None:
        await (photos.take(id) if taking else photos.choose(id))

    text, glyph = (words.TAKE_PHOTO, "photo_camera") if taking else (words.ADD_PHOTO, "add_a_photo")
    return pill(
        here,
        glyph,
        text,
        choose,
        url=photos.source.take_address if taking else photos.source.choose_address,
    )


@component
def PhotoNews(here: Here, photos: Photos, id: GlimmerId, *, worded: bool) -> ft.Control:
    """How far the photos of this glimmer are, what could not be added, and a date that
    was found; `worded` where the glimmer has words.
    """
    c = here.c
    lines: list[ft.Control] = []
    work, outcome = photos.work, photos.outcome
    if work and work.glimmer == id:
        counted = (
            words.ADDING_PHOTO
            if work.total == 1
            else words.ADDING_PHOTOS.format(done=min(work.done + 1, work.total), total=work.total)
        )
        part = work.done / work.total if work.total > 1 else None
        lines.append(
            working(here, counted, lambda _e: photos.stop(), spoken=words.ADDING_PHOTO, part=part)
        )
    if outcome and outcome.glimmer == id:
        if outcome.problems:
            from app.words.errors import errors  # most days nobody waits for it

            why = say(errors.several(outcome.problems, worded=worded), "small", c.ink)
            lines.append(ft.Semantics(live_region=True, content=why))
        if outcome.taken:
            lines.append(
                _date(here, photos, words.PHOTO_IS_FROM.format(day=words.day(outcome.taken)))
            )
        elif outcome.problems:
            lines.append(
                ft.Row(
                    [text_button(words.ALL_RIGHT, c.honey, lambda _e: photos.settle())],
                    margin=margin(start=-12),
                )
            )
    return ft.Column(lines, spacing=4, visible=bool(lines))


def _date(here: Here, photos: Photos, found: str) -> ft.Control:
    c = here.c

    async def use(_event: Any) -> None:
        await photos.use_date()

    return ft.Column(
        [
            ft.Semantics(live_region=True, content=say(found, "small", c.ink)),
            ft.Row(
                [
                    text_button(words.USE_ITS_DATE, c.honey, use),
                    text_button(words.LEAVE_IT, c.quiet, lambda _e: photos.settle()),
                ],
                wrap=True,
                spacing=0,
                run_spacing=0,
                margin=margin(start=-12),
            ),
        ],
        spacing=0,
    )


@component
def Thumbnails(here: Here, photos: Photos, editing: Editing, open_photo: Open) -> ft.Control:
    """The photos of a glimmer in a row, each a button."""
    tiles = [
        photo_tile(
            here,
            photos,
            one,
            words.photo_name(place, len(editing.parts.photos), one.description),
            _opening(open_photo, place),
        )
        for place, one in enumerate(editing.parts.photos)
    ]
    return ft.Row(tiles, spacing=8, scroll=ft.ScrollMode.HIDDEN, visible=bool(tiles))


def _opening(open_photo: Open, place: int) -> Handler:
    return lambda _event: open_photo(place)


def photo_tile(
    here: Here,
    photos: Photos,
    one: Attached,
    name: str,
    on_click: Handler,
    *,
    width: float = 2 * _TILE,
    height: float = _TILE,
    over: ft.Control | None = None,
) -> ft.Control:
    """A small photo in its own shape, at most so many dp wide and high, which is a button; `over`
    lies on all of it.
    """
    wide, high = frame_of(one.photo, TILE, width=width, height=height)
    shown = picture(here, photos, one, width=wide, height=high)
    face = ft.Container(
        ft.Stack([shown, over]) if over else shown,
        width=wide,
        height=high,
        border_radius=min(14, high / 4),
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
    wide, high = max(wide, _TOUCHED), max(high, _TOUCHED)
    inside = ft.Container(face, width=wide, height=high, alignment=ft.Alignment.CENTER)
    key = f"photo {one.photo.id[:12]}"
    return touchable(inside, name, on_click, key=key, radius=14, width=wide, height=high)


def frame_of(
    photo: Photo, shapes: Shapes, *, width: float, height: float = math.inf
) -> tuple[float, float]:
    """Width and height in dp of a photo's frame: of these shapes, and as large as there is room."""
    aspect = shapes.aspect(photo)
    wide = min(width, height * aspect)
    return wide, wide / aspect


def picture(
    here: Here,
    photos: Photos,
    one: Attached,
    *,
    width: float,
    height: float,
    whole: bool = False,
    below: float = 0.0,
) -> ft.Control:
    """A photo in a frame: cut to fill it as `app.core.drawing.crop` says, or whole. A missing one
    is a quiet shape.

    `below` are dp under the frame that hardly show; there it goes on as far as it reaches, and
    turns back like water.
    """
    address = picture_address(photos, one.photo, width=width, height=height, whole=whole)
    return framed(here, address, one.photo, width=width, height=height, whole=whole, below=below)


def picture_address(
    photos: Photos, photo: Photo, *, width: float, height: float, whole: bool = False
) -> str:
    """What such a frame loads the photo from."""
    return photos.address(photo.id, thumbnail=not whole and max(width, height) <= _SMALL)


def framed(
    here: Here,
    address: str,
    photo: Photo,
    *,
    width: float,
    height: float,
    whole: bool = False,
    below: float = 0.0,
) -> ft.Control:
    """The same, loaded from an address that is known already."""
    aspect = width / height
    beside = whole or shows_all(photo, aspect)
    if beside:
        scale = min(width / photo.width, height / photo.height)
        wide, high = photo.width * scale, photo.height * scale
        left, top = (width - wide) / 2, (height - high) / 2
    else:
        part = crop(photo, aspect)
        wide, high = width / part.width, height / part.height
        left, top = -part.x * wide, -part.y * high
    # Seen through a small frame, a photo of the store would fill memory with pixels nobody sees.
    decoded = None if whole or max(width, height) <= _SMALL else min(photo.width, _DENSEST * wide)

    def shown(top: float, scale: ft.Scale | None = None) -> ft.Control:
        return ft.Image(
            src=address,
            left=left,
            top=top,
            width=wide,
            height=high,
            fit=ft.BoxFit.FILL,
            scale=scale,
            cache_width=round(decoded) if decoded else None,
            gapless_playback=True,
            exclude_from_semantics=True,
            error_content=missing(here, wide, high),
        )

    layers = [shown(top)]
    if below and not beside and height + below > top + high:
        layers.insert(0, shown(top + high, ft.Scale(scale_x=1.0, scale_y=-1.0)))
    height += below
    return ft.Container(
        ft.Stack(layers, width=width, height=height, clip_behavior=ft.ClipBehavior.HARD_EDGE),
        width=width,
        height=height,
        bgcolor=None if whole else here.c.sunken,
    )


def missing(here: Here, width: float, height: float) -> ft.Control:
    """What stands where a photo's file is gone or damaged."""
    return ft.Container(
        width=width,
        height=height,
        bgcolor=here.c.honey_box,
        alignment=ft.Alignment.CENTER,
        content=mark(here.c, None, min(40.0, height / 2), vague=True),
    )


def cover_picture(
    here: Here,
    photos: Photos,
    shown: tuple[Attached, ...],
    width: float,
    height: float,
    open_photo: Open,
    below: float = 0.0,
) -> ft.Control:
    """The photos of a glimmer over its page: swiped through, tapped to be seen whole. `below` are
    dp under them that something lies over.
    """
    return _Cover(here, photos, shown, width, height, open_photo, below)


@component
def _Cover(
    here: Here,
    photos: Photos,
    shown: tuple[Attached, ...],
    width: float,
    height: float,
    open_photo: Open,
    below: float,
) -> ft.Control:
    place, go_to = ft.use_state(0)
    place = min(place, len(shown) - 1)
    all_of_it = height + below

    def page(number: int, one: Attached) -> ft.Control:
        name = words.photo_name(number, len(shown), one.description)
        click = _opening(open_photo, number)
        face = picture(here, photos, one, width=width, height=height, below=below)
        return touchable(
            face, name, click, key=f"cover {number}", radius=0, width=width, height=all_of_it
        )

    pages = ft.PageView(
        controls=[page(number, one) for number, one in enumerate(shown)],
        selected_index=place,
        width=width,
        height=all_of_it,
        on_change=lambda event: go_to(int(event.control.selected_index)),
    )
    layers: list[ft.Control] = [pages]
    if 1 < len(shown) <= _DOTS:
        dots: list[ft.Control] = [
            ft.Container(
                width=18 if number == place else 6,
                height=6,
                border_radius=3,
                bgcolor="#FFFFFF" if number == place else fade("#FFFFFF", 0.6),
            )
            for number in range(len(shown))
        ]
        layers.append(
            ft.Container(
                ft.Row(dots, spacing=6, tight=True),
                left=0,
                right=0,
                bottom=12 + below,
                alignment=ft.Alignment.CENTER,
                ignore_interactions=True,
            )
        )
    return ft.Stack(layers, width=width, height=all_of_it)


@component
def Viewer(here: Here, photos: Photos, editing: Editing, first: int, close: Handler) -> ft.Control:
    """One photo as large as the screen; swiped, pinched, described, moved, taken out."""
    place, show = ft.use_state(first)
    aiming, aim = ft.use_state(False)
    live = use_live_box()
    shown = editing.parts.photos
    if not shown:
        return ft.Container(
            bgcolor="#000000", expand=True, alignment=ft.Alignment.CENTER, content=_closing(close)
        )
    place = min(place, len(shown) - 1)
    one = shown[place]

    def go_to(other: int) -> None:
        aim(False)
        show(other)

    async def typed(event: Any) -> None:
        await editing.describe_photo(one.photo.id, event.control.value or "")

    async def keep_in_sight(spot: Spot | None) -> None:
        await editing.keep_in_sight(one.photo.id, spot)
        aim(False)

    description = live.shows(
        _description(here, one, typed), (editing.version, editing.described_elsewhere)
    )
    choices = _choices(here, photos, editing, place, go_to, lambda _e: aim(True))
    if aiming:
        from app.ui.look.sight import Ring, Sight  # few aim, and the first screen loads this module

        seen = Sight(
            address=photos.address(one.photo.id), aspect=one.photo.aspect, focus=one.photo.focus
        )
        ring = Ring(here, seen, here.width, _view_height(here), keep_in_sight, lambda: aim(False))
        below: list[ft.Control] = [ft.Column([ring], scroll=ft.ScrollMode.AUTO, expand=True)]
    else:
        below = [
            _views(here, photos, shown, place, go_to),
            _about(here, one, description, choices, editing.problem),
        ]
    return ft.Container(
        bgcolor="#0B0B12",
        expand=True,
        padding=ft.Padding.only(top=max(here.top, 8)),
        content=ft.Column(
            [_steps(place, len(shown), go_to, close), *below],
            spacing=4,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )


def _choices(
    here: Here,
    photos: Photos,
    editing: Editing,
    place: int,
    go_to: Callable[[int], None],
    aim: Handler,
) -> list[ft.Control]:
    """What can be done with the photo at this place."""
    id = editing.parts.photos[place].photo.id

    def moving(to: int) -> Handler:
        async def move(_event: Any) -> None:
            await editing.move_photo(id, to)
            go_to(to)

        return move

    async def remove(_event: Any) -> None:
        await editing.remove_photo(id)
        await photos.protect(id)

    async def undo(_event: Any) -> None:
        await editing.undo()

    choices: list[ft.Control] = [text_button(words.KEEP_IN_SIGHT, here.c.honey, aim)]
    if place > 0:
        choices += [
            text_button(words.MAKE_COVER, here.c.honey, moving(0)),
            text_button(words.MOVE_FORWARD, here.c.honey, moving(place - 1)),
        ]
    if place < len(editing.parts.photos) - 1:
        choices.append(text_button(words.MOVE_BACK, here.c.honey, moving(place + 1)))
    choices.append(text_button(words.REMOVE_PHOTO, here.c.quiet, remove))
    if editing.can_undo:
        choices.append(text_button(words.UNDO, here.c.ink, undo, glyph="undo"))
    return choices


def _description(here: Here, one: Attached, typed: Handler) -> ft.TextField:
    """The box in which a photo is described; another box for each photo."""
    return box(
        here,
        label=words.DESCRIBE_PHOTO,
        value=one.description,
        on_change=typed,
        key=f"describe {one.photo.id[:12]}",
        multiline=True,
        min_lines=1,
        max_lines=3,
    )


def _views(
    here: Here,
    photos: Photos,
    shown: tuple[Attached, ...],
    place: int,
    go_to: Callable[[int], None],
) -> ft.Control:
    """Every photo whole, one beside the other: swiped through, pinched to be seen closer."""
    height = _view_height(here)

    def view(number: int, each: Attached) -> ft.Control:
        whole = picture(here, photos, each, width=here.width, height=height, whole=True)
        return ft.Semantics(
            label=words.photo_name(number, len(shown), each.description),
            image=True,
            container=True,
            content=ft.InteractiveViewer(whole, min_scale=1.0, max_scale=6.0),
        )

    return ft.PageView(
        controls=[view(number, each) for number, each in enumerate(shown)],
        selected_index=place,
        height=height,
        on_change=lambda event: go_to(int(event.control.selected_index)),
    )


def _view_height(here: Here) -> float:
    return here.height * (0.5 if here.large else 0.66)  # large words need room below


def _steps(place: int, count: int, go_to: Callable[[int], None], close: Handler) -> ft.Control:
    """The way out, and where there are several photos, the ways to the one before and the one
    after.
    """
    white = "#FFFFFF"
    steps: list[ft.Control] = []
    if count > 1:
        told = say(words.PLACE_OF.format(place=place + 1, count=count), "label", white)
        steps = [
            icon_button(
                "chevron_left", white, words.PHOTO_BEFORE, lambda _e: go_to((place - 1) % count)
            ),
            ft.Semantics(live_region=True, content=told),
            icon_button(
                "chevron_right", white, words.PHOTO_AFTER, lambda _e: go_to((place + 1) % count)
            ),
        ]
    bar = ft.Row(
        [
            _closing(close),
            heading_unseen(words.photo_name(place, count, "")),
            ft.Row(steps, spacing=4),
        ],
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
    )
    return ft.Container(bar, padding=ft.Padding.symmetric(horizontal=8))


def _about(
    here: Here,
    one: Attached,
    description: ft.Control,
    choices: list[ft.Control],
    problem: GlimmersError | None,
) -> ft.Control:
    """The sheet under a photo: what is told about it, and what can be done with it."""
    c = here.c
    below: list[ft.Control] = [
        description,
        say(words.DESCRIBE_WHY, "small", c.quiet),
        ft.Row(choices, wrap=True, spacing=0, run_spacing=0, margin=margin(start=-12)),
    ]
    if one.photo.in_sight:
        chosen = say(words.SIGHT_CHOSEN, "small", c.quiet)
        below.append(ft.Semantics(live_region=True, content=chosen))
    if problem:
        below.append(problem_line(here, problem, "small"))
    # The name of a text box lies half above it, and what scrolls cuts off what lies above it.
    inside = ft.Column(below, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    room = ft.Padding.only(top=10 * max(1.0, here.scale))
    column = ft.Column(
        [ft.Container(inside, padding=room)],
        width=600,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Container(
        bgcolor=c.raised,
        border_radius=ft.BorderRadius.only(top_left=28, top_right=28),
        padding=pad(start=20, end=20, top=10, bottom=12),
        expand=True,
        alignment=ft.Alignment.TOP_CENTER,
        content=column,
    )


def _closing(close: Handler) -> ft.Control:
    return icon_button("close", "#FFFFFF", words.CLOSE, close)


def camera_button(
    here: Here, photos: Photos, keep: Callable[[], Awaitable[Editing | None]]
) -> ft.Control:
    """The small button beside the large one: keeps the moment, and lets a photo follow. In large
    text a line of its own.
    """
    c = here.c
    taking = photos.has_camera
    address = photos.source.take_address if taking else photos.source.choose_address

    async def pressed(_event: Any) -> None:
        kept = await keep()
        if kept:
            await (photos.take(kept.glimmer.id) if taking else photos.choose(kept.glimmer.id))

    if here.large:
        return pill(here, "photo_camera", words.START_WITH_PHOTO, pressed, url=address)
    return named(
        words.START_WITH_PHOTO,
        ft.IconButton(
            icon=icon("photo_camera", c.ink),
            width=56,
            height=56,
            key="camera",
            bgcolor=c.raised,
            on_click=pressed,
            url=address,
            style=ft.ButtonStyle(
                elevation=2.0, shadow_color=fade("#000000", 0.35), shape=ft.CircleBorder()
            ),
        ),
    )
