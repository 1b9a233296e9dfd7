"""One glimmer, gone to by its address: its page below its photos or its own light, one of its
photos, or the way out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import flet as ft

from app.core.drawing.crop import HEAD
from app.core.photos import Photo
from app.state.photos import Photos
from app.state.sharing import Sharing
from app.state.timeline import Timeline
from app.ui import routes
from app.ui.glimmer.page import GlimmerPage, its_heart, menu
from app.ui.glimmer.share import SharePage
from app.ui.look.boundary import component, use_waiting_effect
from app.ui.look.direction import aside, pad
from app.ui.look.parts import Handler, empty, heading_unseen, icon_button, text_button
from app.ui.look.photos import Viewer, cover_picture
from app.ui.look.sky import light, sky
from app.ui.look.theme import Here, fade, shadow
from app.ui.look.waiting import Waiting
from app.ui.models import Models
from app.words.screens import words

if TYPE_CHECKING:
    from app.state.editing import Editing

_UNDER_SHEET = 32.0
"""How far in dp photos go on under the sheet, whose corners are round."""


@component
def OpenedGlimmer(
    here: Here,
    models: Models,
    id: str,
    let_go: Callable[[Editing], Callable[[], Awaitable[None]]],
    go: Callable[[str], None],
    narrow: float,
) -> ft.Control:
    """The page of this glimmer as long as there is one."""
    timeline = models.timeline
    ft.use_state(timeline)
    editing = timeline.open(id)
    if editing is None:
        return empty(here, words.GONE if models.opening.done else words.LOADING)
    return GlimmerPage(
        here,
        editing,
        models.photos,
        models.preferences,
        timeline.now,
        let_go(editing),
        go,
        narrow,
        key=id,  # type: ignore[call-arg]  # Flet takes the key
    )


@component
def KeptOutside(here: Here, models: Models, id: str, go: Callable[[str], None]) -> ft.Control:
    """On the way to a glimmer that was kept with the app closed, by the button of a notification:
    it may still have to come into the journal.
    """
    missing, say_missing = ft.use_state(False)

    async def look() -> None:
        opened = models.opening.opened
        if opened is None:
            return
        await opened.take_in()
        if models.timeline.open(id) is None:
            say_missing(True)
        else:
            go(routes.glimmer(id))

    use_waiting_effect(look, [id, models.opening.done])
    return empty(here, words.NOT_IN_JOURNAL) if missing else Waiting(here)


@component
def SharedGlimmer(here: Here, models: Models, id: str) -> ft.Control:
    """This glimmer on its way out, as long as there is one."""
    editing = models.timeline.open(id)
    made: Any = ft.use_ref(None)
    if editing is None:
        return empty(here, words.GONE if models.opening.done else words.LOADING)
    if made.current is None:
        glimmer = editing.glimmer
        made.current = Sharing(
            words=glimmer.note or words.summary(glimmer),
            when=words.when_shared(glimmer, models.timeline.now.date()),
            pathway=glimmer.pathway,
            photo=next(iter(editing.parts.photos), None),
            night=here.c.dark,
            open_darkroom=models.photos.darkroom,
            sheet=models.sheet,
        )
    return SharePage(here, made.current)


@component
def OpenedPhoto(here: Here, models: Models, id: str, place: int, back: Handler) -> ft.Control:
    """One photo of this glimmer as large as the screen, as long as there is one."""
    ft.use_state(models.timeline)
    editing = models.timeline.open(id)
    if editing is None:
        return empty(here, words.GONE if models.opening.done else words.LOADING)
    return Viewer(here, models.photos, editing, place, back)


@component
def _OwnLight(here: Here, editing: Editing) -> ft.Control:
    glimmer = editing.glimmer
    # Below the buttons and beside their middle: nothing else stands there, however narrow the
    # screen and large the words.
    lit = light(
        here.c,
        glimmer.pathway,
        here.width / 3,
        max(here.top, 8) + (72 if here.large else 64),
        5.0,
        loved=glimmer.loved,
    )
    return ft.Stack([lit], left=0, top=0, width=here.width, height=here.top + 120)


@component
def GlimmerSheet(
    here: Here,
    timeline: Timeline,
    photos: Photos,
    id: str,
    content: Callable[[], ft.Control],
    let_go: Callable[[Editing], Callable[[], Awaitable[None]]],
    back: Handler,
    get_help: Handler,
    go: Callable[[str], None],
) -> ft.Control:
    """A glimmer's page below what stands over it; all of it is scrolled together."""
    editing = timeline.open(id)
    white = "#FFFFFF"
    ways: list[ft.Control] = [text_button(words.HELP_NOW, white, get_help)]
    if editing:
        ways.append(menu(here, editing, let_go(editing), go, white))
    bar = ft.Row(
        [
            icon_button("arrow_back", white, words.BACK, back),
            heading_unseen(words.NOT_SAID),
            ft.Row(ways, spacing=0),
        ],
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
    )
    if editing:
        return _Above(here, editing, photos, content, bar, go)
    return _over_sky(here, None, ft.Container(content(), height=here.height / 2), bar)


@component
def _Above(
    here: Here,
    editing: Editing,
    photos: Photos,
    content: Callable[[], ft.Control],
    bar: ft.Control,
    go: Callable[[str], None],
) -> ft.Control:
    """Its photos where it has any, else its own light in a strip of sky."""
    shown = editing.parts.photos
    if not shown:
        return _over_sky(here, editing, content(), bar)
    _, edge = head_frame(here, shown[0].photo)
    height = edge + _UNDER_SHEET
    scrim = ft.LinearGradient(
        begin=ft.Alignment.TOP_CENTER,
        end=ft.Alignment.BOTTOM_CENTER,
        colors=[fade("#0A0E1E", 0.62), fade("#0A0E1E", 0.34), fade("#0A0E1E", 0.0)],
        stops=[0.0, 0.6, 1.0],
    )

    def open_photo(place: int) -> None:
        go(routes.photo(editing.glimmer.id, place))

    cover = cover_picture(here, photos, shown, here.width, edge, open_photo, below=_UNDER_SHEET)
    sheet = ft.Container(
        content(),
        width=here.width,
        margin=ft.Margin.only(top=edge),
        bgcolor=here.c.surface,
        border_radius=ft.BorderRadius.only(top_left=28, top_right=28),
        padding=_sides(here, top=12),
    )
    return _scrolled(
        ft.Stack(
            [
                ft.Container(cover, left=0, top=0, width=here.width, height=height),
                ft.Container(
                    height=130, left=0, right=0, top=0, gradient=scrim, ignore_interactions=True
                ),
                sheet,
                ft.Container(bar, left=8, right=8, top=max(here.top, 8)),
                ft.Container(
                    its_heart(here, editing),
                    width=56,
                    height=56,
                    border_radius=28,
                    bgcolor=here.c.raised,
                    shadow=shadow(here.c),
                    alignment=ft.Alignment.CENTER,
                    **aside(end=max(24.0, (here.width - 600) / 2)),
                    top=edge - 28,
                ),
            ]
        )
    )


def head_frame(here: Here, photo: Photo) -> tuple[float, float]:
    """Width and height in dp of what is seen of a photo over the page on a phone: the sheet needs
    room too.
    """
    highest = here.height * (0.45 if here.large or here.height < 700 else 0.62)
    return here.width, min(here.width / HEAD.aspect(photo), highest)


def _over_sky(
    here: Here, editing: Editing | None, content: ft.Control, bar: ft.Control
) -> ft.Control:
    height = here.top + 120
    lights: list[ft.Control] = [_OwnLight(here, editing)] if editing else []
    above = ft.Stack(
        [
            sky(here.c, here.width, height, behind=lights),
            ft.Container(bar, left=8, right=8, top=max(here.top, 8)),
        ],
        height=height,
    )
    below = ft.Container(content, padding=_sides(here, top=4))
    return _scrolled(ft.Column([above, below], spacing=0))


def _sides(here: Here, *, top: float) -> ft.Padding:
    side = max(20, (here.width - 600) / 2)
    return pad(start=side, end=side, top=top, bottom=8)


def _scrolled(content: ft.Control) -> ft.Control:
    return ft.Column([content], expand=True, spacing=0, scroll=ft.ScrollMode.HIDDEN)
