"""One glimmer: its words, when, where the light was; everything can be changed, and
saves itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import flet as ft

from app.core.glimmers import PATHWAYS, GlimmerId, Pathway
from app.state.editing import Editing
from app.state.photos import Photos
from app.ui import routes
from app.ui.glimmer.name_chips import NameChips
from app.ui.look.boundary import component
from app.ui.look.fields import WhenField, WordsField
from app.ui.look.parts import (
    Handler,
    heart,
    icon,
    icon_button,
    pathway_tile,
    problem_line,
    say,
    text_button,
)
from app.ui.look.photos import PhotoNews, Thumbnails, cover_picture, use_welcome, way_in
from app.ui.look.theme import Here, style
from app.words.screens import words


@component
def GlimmerPage(
    here: Here,
    editing: Editing,
    photos: Photos,
    now: datetime,
    let_go: Callable[[], Awaitable[None]],
    go: Callable[[str], None],
    narrow: float,
) -> ft.Control:
    """The page's body; `narrow` is the width it has."""
    use_welcome(photos, editing.glimmer.id)
    c = here.c
    when_open, set_when_open = ft.use_state(False)
    glimmer = editing.glimmer
    inside = Here(
        c=c,
        width=narrow,
        height=here.height,
        scale=here.scale,
        motion=here.motion,
        phone=here.phone,
    )
    line = _first_line(here, editing, now, go, opened=when_open, turn=set_when_open)
    lines: list[ft.Control] = [line]

    def open_photo(place: int) -> None:
        go(routes.photo(glimmer.id, place))

    shown = editing.parts.photos
    if here.wide and shown:  # on a phone they lie over the page
        width = min(648.0, narrow)
        above = cover_picture(
            inside, photos, shown, width, min(424.0, here.height * 0.45), open_photo
        )
        clip = ft.ClipBehavior.ANTI_ALIAS
        lines.insert(0, ft.Container(above, border_radius=24, clip_behavior=clip, width=width))
    if when_open:
        lines.append(WhenField(inside, editing, autofocus=True))
    lines.append(WordsField(inside, editing, large=True))
    tiles = [_tile(inside, editing, path) for path in PATHWAYS]
    lines.append(ft.Column(tiles, spacing=8) if inside.large else ft.Row(tiles, spacing=8))
    lines.append(NameChips(inside, editing, go))
    if shown:
        lines.append(Thumbnails(inside, photos, editing, open_photo))
    lines.append(PhotoNews(inside, photos, glimmer.id))
    lines.append(_ways_in(inside, photos, glimmer.id))
    if editing.problem:
        lines.append(problem_line(here, editing.problem, "label"))
    if glimmer.removed_at:
        in_bin = say(words.IN_THE_BIN, "small", c.quiet)
        lines.append(ft.Semantics(live_region=True, content=in_bin))
    lines.append(_foot(inside, editing, let_go))
    return ft.Column(
        lines,
        spacing=16,
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _first_line(
    here: Here,
    editing: Editing,
    now: datetime,
    go: Callable[[str], None],
    *,
    opened: bool,
    turn: Callable[[bool], None],
) -> ft.Control:
    """When it was, which opens the field for it; on a desk the way out; and the heart."""
    c, glimmer = here.c, editing.glimmer
    when = ft.Container(
        _when_row(here, words.when_long(glimmer, now.date()), opened=opened, turn=turn), expand=True
    )
    loved = heart(here, loved=glimmer.loved, on_click=_love(editing))
    if not here.wide:  # on a phone the way out stands over the page
        return ft.Row([when, loved], spacing=4)
    send = icon_button(
        "ios_share",
        c.quiet,
        words.SHARE_GLIMMER,
        lambda _e: go(routes.share(glimmer.id)),
        key="share",
    )
    return ft.Row([when, send, loved], spacing=4)


def _when_row(here: Here, when: str, *, opened: bool, turn: Callable[[bool], None]) -> ft.Control:
    c = here.c

    def press(_event: Any) -> None:
        turn(not opened)

    return ft.Semantics(
        label=f"{words.WHEN}: {when}",
        button=True,
        container=True,
        exclude_semantics=True,
        on_tap=press,
        content=ft.Container(
            key="when-row",
            ink=True,
            border_radius=24,
            on_click=press,
            padding=ft.Padding.symmetric(vertical=12, horizontal=4),
            content=ft.Row(
                [
                    icon("schedule", c.quiet),
                    ft.Text(when, style=style("body", c.quiet), expand=True),
                    icon("keyboard_arrow_up" if opened else "edit", c.quiet, 20),
                ],
                spacing=12,
            ),
        ),
    )


def _ways_in(here: Here, photos: Photos, id: GlimmerId) -> ft.Control:
    ways = [way_in(here, photos, id)]
    if photos.has_camera:
        ways.append(way_in(here, photos, id, taking=True))
    return ft.Column(ways, spacing=8) if here.large else ft.Row(ways, spacing=8)


def _love(editing: Editing) -> Handler:
    async def love(_event: Any) -> None:
        await editing.love()

    return love


def _tile(here: Here, editing: Editing, path: Pathway) -> ft.Control:
    async def choose(_event: Any) -> None:
        await editing.choose(path)

    return pathway_tile(here, path, chosen=editing.glimmer.pathway == path, on_click=choose)


def _foot(here: Here, editing: Editing, let_go: Callable[[], Awaitable[None]]) -> ft.Control:
    c = here.c

    async def undo(_event: Any) -> None:
        await editing.undo()

    async def go(_event: Any) -> None:
        await let_go()

    async def back(_event: Any) -> None:
        await editing.put_back()

    buttons: list[ft.Control] = []
    if editing.can_undo:
        buttons.append(text_button(words.UNDO, c.ink, undo, glyph="undo"))
    if editing.glimmer.removed_at:
        buttons.append(text_button(words.PUT_BACK, c.honey, back, glyph="restore_from_trash"))
    else:
        buttons.append(text_button(words.LET_GO, c.quiet, go, glyph="delete"))
    return ft.Column(
        [
            ft.Container(height=1, bgcolor=c.line, margin=ft.Margin.only(top=16)),
            ft.Row(
                [
                    ft.Container(
                        say(words.SAVED_AS_YOU_GO, "small", c.quiet), expand=not here.large
                    ),
                    *([] if here.large else buttons),
                ],
                spacing=0,
            ),
            *([ft.Column(buttons, spacing=0)] if here.large else []),
        ],
        spacing=4,
    )
