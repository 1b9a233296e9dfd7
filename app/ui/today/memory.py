"""The memory of the day on Today: one quiet card, and the ways out of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import flet as ft

from app.core.drawing.crop import COVER
from app.core.glimmers import Glimmer
from app.core.lookback.memories import Memory, TimeOfYear, WayOut
from app.core.lookback.together import Together, Week
from app.core.photos import Attached, Photo
from app.state.memories import Memories
from app.state.photos import Photos
from app.ui import routes
from app.ui.look.boundary import unchanging, use_waiting_effect
from app.ui.look.direction import margin, own_words, pad
from app.ui.look.parts import card, more_menu, problem_line, say, text_button
from app.ui.look.photos import frame_of, framed, picture_address
from app.ui.look.theme import Here, style
from app.ui.look.touch import touchable
from app.ui.routes import Go
from app.words.screens import words

if TYPE_CHECKING:
    from app.state.collages.kept import Collages

_WIDEST = 460.0
"""Of the card, in dp."""


@unchanging
def MemoryOfTheDay(
    here: Here,
    memories: Memories,
    today: date,
    photos: Photos,
    collages: Callable[[], Collages],
    go: Go,
) -> ft.Control:
    """The card, where anything may come back; nothing otherwise. Another day brings another."""

    async def look() -> None:
        memories.begin()

    use_waiting_effect(look, [today])
    width = min(_WIDEST, here.width - 40)
    lines: list[ft.Control] = []
    if problem := memories.unread or memories.problem:
        said = problem_line(here, problem, "small")
        lines.append(ft.Container(said, padding=pad(start=8, end=8, top=8)))
    if memories.resting and memories.kept_out is not None:
        lines += _kept_out(here, memories, memories.kept_out)
    elif memories.resting:
        lines += [_another(here, memories)] if memories.memory else []
    elif memories.memory:
        lines += _shown(here, memories, memories.memory, today, photos, go, width)
        if memories.together:
            lines.append(_collage(here, memories.together, collages, go))
    if not lines:
        return ft.Container()
    content = ft.Column(lines, spacing=4, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Container(
        padding=pad(start=20, end=20, top=24, bottom=12),
        alignment=ft.Alignment.TOP_CENTER,
        content=card(here, content, padding=8, width=width, key="memory"),
    )


def _shown(
    here: Here,
    memories: Memories,
    memory: Memory,
    today: date,
    photos: Photos,
    go: Go,
    width: float,
) -> list[ft.Control]:
    """What it is, what can be left out because of it, and where it leads."""
    c, glimmer = here.c, memory.glimmer

    def share(_event: Any = None) -> None:
        go(routes.share(glimmer.id))

    heading = ft.Semantics(
        heading_level=2,
        content=say(words.ON_THIS_DAY if memory.on_this_day else words.A_MEMORY, "label", c.quiet),
    )
    ways = [_way_out(here, memories, way) for way in memories.ways_out]
    menu = more_menu(here, c.quiet, ways, spoken=words.LEAVE_SOME_OUT, key="leave out")
    head = ft.Row([ft.Container(heading, expand=True, padding=pad(start=8)), menu], spacing=0)
    face = _face(here, glimmer, memories.parts.photos, today, photos, go, width - 32)
    on: list[ft.Control] = [text_button(words.TELL_A_FRIEND, c.honey, share)]
    if memories.more:
        on.append(_another(here, memories))
    return [head, face, _ways_on(on)]


def _face(
    here: Here,
    glimmer: Glimmer,
    shown: tuple[Attached, ...],
    today: date,
    photos: Photos,
    go: Go,
    width: float,
) -> ft.Control:
    """Its first photo, its words and when it was: a button that opens it."""

    def open_it(_event: Any = None) -> None:
        go(routes.glimmer(glimmer.id))

    text, when = words.summary(glimmer), words.when_long(glimmer, today)
    inside: list[ft.Control] = [
        own_words(
            text,
            style=style("words", here.c.ink if glimmer.note else here.c.quiet),
            max_lines=8 if here.large else 5,
            overflow=ft.TextOverflow.ELLIPSIS,
        ),
        say(when, "caption", here.c.quiet),
    ]
    if shown:
        inside.insert(0, _picture(here, shown[0].photo, photos, width))
    spoken = ", ".join(part for part in (text, when, words.photos_count(len(shown))) if part)
    column = ft.Row([ft.Column(inside, spacing=4, expand=True)])
    return touchable(column, spoken, open_it, key="open memory", radius=14, padding=8)


def _picture(here: Here, photo: Photo, photos: Photos, width: float) -> ft.Control:
    across, high = frame_of(photo, COVER, width=width)
    address = picture_address(photos, photo, width=across, height=high)
    return ft.Container(
        framed(here, address, photo, width=across, height=high),
        border_radius=14,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        margin=ft.Margin.only(bottom=6),
    )


def _collage(here: Here, offered: Together, collages: Callable[[], Collages], go: Go) -> ft.Control:
    """A way to a collage that is not there yet: it is a draft until the person keeps it."""

    async def begin(_event: Any = None) -> None:
        await collages().begin_with(offered.photos)
        go(routes.NEW_COLLAGE)

    group = offered.group
    text = words.OF_THAT_WEEK if isinstance(group, Week) else words.collage_of_name(*group)
    return _ways_on([text_button(text, here.c.honey, begin, key="collage of memory")])


def _ways_on(buttons: list[ft.Control]) -> ft.Control:
    """Their words begin where those above do."""
    return ft.Row(buttons, wrap=True, spacing=4, run_spacing=0, margin=margin(start=-4))


def _another(here: Here, memories: Memories) -> ft.Control:
    async def ask(_event: Any = None) -> None:
        await memories.another()

    return text_button(words.ANOTHER_MEMORY, here.c.honey, ask)


def _way_out(here: Here, memories: Memories, way: WayOut) -> ft.PopupMenuItem:
    async def take(_event: Any = None) -> None:
        await memories.keep_out(way)

    text = _said_of(way)
    apart = ft.Padding.symmetric(horizontal=12, vertical=10) if here.large else None
    content = own_words(text, wide=False, style=style("body", here.c.ink))
    return ft.PopupMenuItem(key=f"out {text}", content=content, padding=apart, on_click=take)


def _said_of(way: WayOut) -> str:
    if isinstance(way, TimeOfYear):
        return words.not_around(way)
    return words.not_name(*way) if isinstance(way, tuple) else words.NOT_THIS_ONE


def _kept_out(here: Here, memories: Memories, way: WayOut) -> list[ft.Control]:
    """What was just kept out, the way back, and the way on."""

    async def undo(_event: Any = None) -> None:
        await memories.take_back(way)

    if isinstance(way, TimeOfYear):
        told = words.time_not_shown(way)
    else:
        told = words.name_not_shown(*way) if isinstance(way, tuple) else words.NOT_SHOWN_ONE
    said = ft.Semantics(live_region=True, content=say(told, "small", here.c.ink))
    on: list[ft.Control] = [text_button(words.UNDO, here.c.honey, undo, key="undo memory")]
    if memories.memory:
        on.append(_another(here, memories))
    return [
        ft.Container(said, padding=pad(start=8, end=8, top=8)),
        _ways_on(on),
    ]
