"""Collages: what was made, newest first, and the way to a new one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import flet as ft

from app.core.drawing.collage_record import told_of
from app.core.photos import CollageId, KeptCollage
from app.state.collages.composing import Composing
from app.state.collages.kept import Collages
from app.state.opening import Opening
from app.state.preferences import Preferences
from app.ui import routes
from app.ui.collages.made import MadeCollage
from app.ui.look.boundary import component, use_waiting_effect
from app.ui.look.direction import pad
from app.ui.look.parts import (
    Handler,
    empty,
    filled,
    icon_button,
    paged,
    problem_line,
    row_button,
    say,
    title,
)
from app.ui.look.sky import mark
from app.ui.look.theme import Here, rim, shadow
from app.ui.look.touch import touchable
from app.ui.look.waiting import Waiting
from app.ui.routes import Go
from app.words.screens import words

_TILE = 180.0
"""Width that a picture wants; as many stand beside each other as there is room for."""


@dataclass(frozen=True, slots=True)
class LetGo:
    """A collage that was let go, for as long as that can be undone at once."""

    collages: Collages
    id: CollageId

    async def put_back(self) -> None:
        """Undo it."""
        await self.collages.put_back(self.id)


@dataclass(frozen=True, slots=True)
class Discarded:
    """What was begun and discarded, for as long as that can be undone at once."""

    collages: Collages
    one: Composing

    async def put_back(self) -> None:
        """Undo it."""
        self.collages.undo_discard(self.one)


@component
def CollagesPage(
    here: Here,
    collages: Collages,
    preferences: Preferences,
    opening: Opening,
    go: Go,
    notify: Callable[[Any], None],
) -> ft.Control:
    """A grid of pictures, and *New collage*; before there is one, a first one that is made
    already.
    """
    ft.use_effect(
        lambda: collages.watch(True), [opening.done], cleanup=lambda: collages.watch(False)
    )

    def begin(_event: Any) -> None:
        collages.begin()
        go(routes.NEW_COLLAGE)

    made = _use_made(here, collages, preferences, go, begin, lambda said: notify((said, None)))

    def go_on(one: Composing) -> None:
        collages.go_on(one)
        go(routes.collage(one.id) if one.id else routes.NEW_COLLAGE)

    def discard(one: Composing) -> None:
        collages.discard(one)
        notify(
            (words.CHANGES_GONE_SAID if one.id else words.BEGUN_GONE_SAID, Discarded(collages, one))
        )

    async def let_go(kept: KeptCollage) -> None:
        if await collages.let_go(kept.id):
            notify((words.COLLAGE_GONE_SAID, LetGo(collages, kept.id)))

    rows: list[ft.Control] = [title(here, words.COLLAGES)]
    # Below the pages, which scroll: whatever was pressed, it is in view.
    below = [problem_line(here, collages.problem)] if collages.problem else []
    if collages.kept is None:
        rows.append(Waiting(here))
    else:
        rows.append(made or _beginning(here, collages, begin))
        rows += [
            _begun(here, one, number, go_on, discard) for number, one in enumerate(collages.begun)
        ]
        if collages.kept and not made:
            rows.append(_grid(here, collages, collages.kept, go, let_go))

    pages = paged(rows, collages.next_page, more=collages.more, key="collages", spacing=16)
    return ft.Container(
        expand=True,
        padding=pad(start=_margin(here), end=_margin(here), top=here.top + 28),
        content=ft.Column([pages, *below], expand=True, spacing=8),
    )


def _use_made(
    here: Here,
    collages: Collages,
    preferences: Preferences,
    go: Go,
    begin: Handler,
    tell: Callable[[str], None],
) -> ft.Control | None:
    """The collage that is made already, or its place until it is; None where none is wanted."""
    wanted = collages.wants_one and "collage" not in preferences.answered
    made = collages.suggested if wanted else None

    async def suggest() -> None:
        if wanted:
            await collages.suggest()

    use_waiting_effect(suggest, [wanted, made is None])

    def change() -> None:
        collages.change_suggested()
        # One that the disk refused has an id by then.
        go(routes.collage(made.id) if made and made.id else routes.NEW_COLLAGE)

    if not wanted:
        return None
    away = partial(preferences.answer, "collage")
    return MadeCollage(here, collages, made, _room(here), change, away, begin, tell)


def _beginning(here: Here, collages: Collages, begin: Handler) -> ft.Control:
    """The way to a new one, or what is missing for it."""
    if not collages.can_begin and not collages.kept:
        how = say(words.HOW_TO_BEGIN, "body", here.c.quiet, text_align=ft.TextAlign.CENTER)
        return empty(here, words.TWO_ARE_ENOUGH, how)
    button = filled(here, words.NEW_COLLAGE, begin)
    if not collages.kept and not collages.begun:
        return empty(here, words.TWO_ARE_ENOUGH, button)
    return ft.Row([button], wrap=True)


def _room(here: Here) -> float:
    """The width in dp of what stands on the page."""
    return here.width - 2 * _margin(here) - (105 if here.wide else 0)


def _margin(here: Here) -> float:
    return 20.0 if here.width >= 360 else 12.0


def _begun(
    here: Here,
    one: Composing,
    number: int,
    go_on: Callable[[Composing], None],
    discard: Callable[[Composing], None],
) -> ft.Control:
    """What waits to be gone on with."""
    name = words.collage_name(len(one.collage.layout.photos), one.collage.caption)
    on = row_button(
        here,
        glyph="auto_awesome_mosaic",
        text=words.GO_ON,
        detail=f"{name}. {words.CHANGED if one.id else words.BEGUN}",
        on_click=lambda _e: go_on(one),
        key=f"go on {number}",
    )
    away = (words.LET_GO_CHANGES if one.id else words.LET_GO_COLLAGE).format(what=name)
    off = icon_button(
        "delete", here.c.quiet, away, lambda _e: discard(one), key=f"discard {number}"
    )
    return ft.Row([ft.Container(on, expand=True), off], spacing=0, key=f"begun {id(one)}")


def _grid(
    here: Here,
    collages: Collages,
    kept: tuple[KeptCollage, ...],
    go: Go,
    let_go: Callable[[KeptCollage], Any],
) -> ft.Control:
    room = _room(here)
    columns = 1 if here.large and not here.wide else max(2, int(room // _TILE))
    width = (room - 12 * (columns - 1)) / columns
    return ft.Row(
        [_tile(here, collages, one, width, go, let_go) for one in kept],
        wrap=True,
        spacing=12,
        run_spacing=16,
    )


def _tile(
    here: Here,
    collages: Collages,
    kept: KeptCollage,
    width: float,
    go: Go,
    let_go: Callable[[KeptCollage], Any],
) -> ft.Control:
    c = here.c
    count, caption = told_of(kept.record)
    name = words.collage_name(count, caption)
    day = words.day_and_month(datetime.fromisoformat(kept.kept_at).date(), collages.now.date())

    def open_it(_event: Any) -> None:
        go(routes.collage(kept.id))

    async def remove(_event: Any) -> None:
        await let_go(kept)

    picture = _picture(here, collages, kept, name, width, open_it)
    lines: list[ft.Control] = (
        [say(caption, "label", c.ink, max_lines=2, overflow=ft.TextOverflow.ELLIPSIS)]
        if caption
        else []
    )
    below = ft.Row(
        [
            ft.Semantics(
                exclude_semantics=True,
                expand=True,
                content=ft.Column([*lines, say(day, "caption", c.quiet)], spacing=2),
            ),
            icon_button(
                "delete",
                c.quiet,
                words.LET_GO_COLLAGE.format(what=name),
                remove,
                key=f"let go {kept.id}",
            ),
        ],
        spacing=0,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.Container(ft.Column([picture, below], spacing=4), width=width, key=kept.id)


def _picture(
    here: Here, collages: Collages, kept: KeptCollage, name: str, width: float, open_it: Handler
) -> ft.Control:
    """A kept collage, as a button that opens it."""
    c = here.c
    button = touchable(
        ft.Container(
            width=width,
            height=width,
            border_radius=10,
            bgcolor=c.sunken,
            border=rim(c),
            clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
            content=ft.Image(
                src=collages.address(kept.picture, thumbnail=True),
                width=width,
                height=width,
                fit=ft.BoxFit.CONTAIN,
                gapless_playback=True,
                exclude_from_semantics=True,
                error_content=ft.Container(
                    mark(c, None, 40, vague=True), alignment=ft.Alignment.CENTER
                ),
            ),
        ),
        name,
        open_it,
        key=f"open {kept.id}",
        radius=10,
        width=width,
        height=width,
    )
    return ft.Container(button, border_radius=10, shadow=shadow(c))
