"""A collage on the screen: its photos on the paper, what can be done with them, and the ways to
keep and share it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, cast

import flet as ft

from app.core.glimmers import GlimmerId
from app.core.photos import NameKind, PhotoId
from app.state.collages.composing import FEWEST, Composing
from app.state.collages.kept import NEW, Collages
from app.state.opening import Opening
from app.ui.collages.canvas import Canvas
from app.ui.collages.chooser import Chooser, leave
from app.ui.collages.paper import PaperSettings
from app.ui.look.boundary import component, use_waiting_effect
from app.ui.look.direction import margin, pad
from app.ui.look.parts import Handler, empty, icon, icon_button, say, text_button, working
from app.ui.look.sight import Ring, Sight, Spot
from app.ui.look.theme import Here, held_back, rim, style
from app.ui.routes import Go
from app.words import language
from app.words.errors import told
from app.words.screens import words

Mode = Literal["", "move", "focus", "sight"]
"""What the next tap on another photo, or the arrows, do with the chosen one."""

_SIDE = 16.0
_PANE, _PADDING = 420.0, 20.0
"""The sheet, where it stands beside the paper, and what is free on both sides inside it."""
_SIGHT = 260.0
"""Height in dp of a photo of which a part is to be kept in sight."""
_STEP = 0.1
"""Of the frame: how far an arrow moves what shows."""


@component
def CollageSheet(
    here: Here,
    collages: Collages,
    opening: Opening,
    id: str,
    of: tuple[tuple[NameKind, str] | None, str | None],
    above: str,
    go: Go,
) -> ft.Control:
    """Choosing photos first, then the editor. A new one is `of` the photos of a name, or of those
    of the glimmer with this id; closed, it leads to the address `above`.
    """
    named, glimmer = of

    def enter() -> None:
        if glimmer is None:
            collages.enter(id, of=named)

    async def enter_with_photos() -> None:
        if glimmer is not None:
            await collages.begin_of(GlimmerId(glimmer))

    ft.use_effect(enter, [id, named, glimmer, opening.done])
    use_waiting_effect(enter_with_photos, [glimmer, opening.done])
    width = min(720.0, here.width - 2 * _SIDE)

    def home() -> None:
        go(above)

    if collages.choosing:
        content: ft.Control = Chooser(
            here, collages, collages.choosing, leave(collages, home), width
        )
    elif collages.composing and id in (NEW, collages.composing.id):
        return Editor(here, collages, collages.composing, home)
    else:
        why = (
            collages.not_opened[1] if collages.not_opened and collages.not_opened[0] == id else None
        )
        said = words.COLLAGE_NOT_OPENED[why] if why else words.LOADING
        close = icon_button("close", here.c.ink, words.CLOSE, lambda _e: home(), key="close")
        content = ft.Column([ft.Row([close]), empty(here, said)], width=width)
    return ft.Container(
        content,
        expand=True,
        alignment=ft.Alignment.TOP_CENTER,
        padding=pad(start=_SIDE, end=_SIDE, top=max(here.top, 8)),
    )


@component
def Editor(
    here: Here, collages: Collages, composing: Composing, home: Callable[[], None]
) -> ft.Control:
    """The bar, the paper, and the sheet with what can be chosen; beside each other where there is
    room.
    """
    chosen, set_chosen = cast("tuple[int | None, Callable[[int | None], None]]", ft.use_state(None))
    mode, set_mode = cast("tuple[Mode, Callable[[Mode], None]]", ft.use_state(""))
    if chosen is not None and chosen >= len(composing.collage.layout.photos):
        chosen = None

    async def choose(place: int) -> None:
        if mode == "move" and chosen is not None and place != chosen:
            await composing.swap(chosen, place)
            set_mode("")
        else:
            set_chosen(None if place == chosen else place)
            set_mode("")

    def done() -> None:
        set_chosen(None)
        set_mode("")

    def close(_event: Any) -> None:
        collages.leave()
        home()

    width = _width_of_paper(here, composing)
    paper = ft.Container(
        Canvas(here, collages, composing, width, chosen, choose), alignment=ft.Alignment.CENTER
    )
    row = _row(here, collages, composing, chosen, mode)
    settings: list[ft.Control] = []
    if here.large:
        settings.append(row)
    # All three are always there, drawn or not: what would come between two others makes Flet send
    # those behind it again.
    settings += [
        _WaysOut(here, composing),
        _Chosen(here, collages, composing, chosen, mode, set_mode, done),
        PaperSettings(here, composing, (_PANE if here.wide else here.width) - 2 * (_PADDING + 1)),
    ]
    bar = _bar(here, collages, composing, close)
    sheet = _under_news(here, composing, settings)
    body = _beside(here, paper, row, sheet) if here.wide else _below(here, paper, row, sheet)
    return ft.Container(
        expand=True,
        padding=ft.Padding.only(top=max(here.top, 8)),
        content=ft.Column([bar, body], spacing=8, expand=True),
    )


def _room(here: Here) -> float:
    """How wide the paper may be, in dp."""
    return min(here.width - 480, 640.0) if here.wide else here.width - 2 * _SIDE


def _width_of_paper(here: Here, composing: Composing) -> float:
    """So wide, in dp, that all of it is seen above what can be chosen."""
    canvas = composing.collage.layout.canvas
    below = 300 if here.large else 372
    tall = here.height - here.top - (140 if here.wide else below)
    return max(120.0, min(_room(here), max(180.0, tall) * canvas.width / canvas.height))


def _under_news(here: Here, composing: Composing, settings: list[ft.Control]) -> ft.Control:
    """What can be chosen, which scrolls, below what became of the picture, which does not: it is
    seen by whoever presses *Save* from far down.
    """
    scrolled = ft.Column(
        settings, spacing=16 if here.wide else 8, scroll=ft.ScrollMode.AUTO, expand=True
    )
    return ft.Column([_News(here, composing), scrolled], spacing=8, expand=True)


def _beside(here: Here, paper: ft.Control, row: ft.Control, sheet: ft.Control) -> ft.Control:
    """On a desk: the paper, and a pane with what can be chosen."""
    left = ft.Column(
        [paper, ft.Container(row, width=_room(here))],
        spacing=16,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        expand=True,
    )
    right = ft.Container(
        sheet,
        width=_PANE,
        bgcolor=here.c.raised,
        border_radius=ft.BorderRadius.only(top_left=28),
        border=rim(here.c),
        padding=ft.Padding.symmetric(horizontal=_PADDING, vertical=20),
    )
    return ft.Row(
        [left, right],
        expand=True,
        spacing=24,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _below(here: Here, paper: ft.Control, row: ft.Control, sheet: ft.Control) -> ft.Control:
    """On a phone: the paper, and a sheet under it; with large words the row lies in the sheet."""
    raised = ft.Container(
        sheet,
        expand=True,
        bgcolor=here.c.raised,
        border_radius=ft.BorderRadius.only(top_left=28, top_right=28),
        border=rim(here.c),
        padding=pad(start=_PADDING, end=_PADDING, top=16),
    )
    under = ft.Container(row, padding=ft.Padding.symmetric(horizontal=_SIDE))
    above = [paper] if here.large else [paper, under]
    return ft.Column([*above, raised], spacing=12, expand=True)


def _bar(here: Here, collages: Collages, composing: Composing, close: Handler) -> ft.Control:
    c = here.c

    async def undo(_event: Any) -> None:
        await composing.undo()

    async def finish(_event: Any) -> None:
        await composing.finish()

    async def save(_event: Any) -> None:
        await collages.save()

    name = words.COLLAGE if composing.kept else words.NEW_COLLAGE
    heading = ft.Text(
        name if here.width >= 340 and not here.large else "",
        style=style("heading", c.ink, scale=held_back(here.scale, at_most=1.3)),
        no_wrap=True,
        overflow=ft.TextOverflow.ELLIPSIS,
    )
    button = ft.FilledButton(
        content=ft.Text(
            words.SAVE, style=style("label", c.on_glow, scale=held_back(here.scale, at_most=1.5))
        ),
        key="save",
        disabled=composing.busy,
        on_click=save,
        style=ft.ButtonStyle(
            bgcolor=c.glow,
            color=c.on_glow,
            padding=ft.Padding.symmetric(horizontal=18, vertical=10),
            shape=ft.StadiumBorder(),
            side={ft.ControlState.FOCUSED: ft.BorderSide(2, c.honey, stroke_align=3.0)},
        ),
    )
    parts: list[ft.Control] = [
        icon_button("close", c.ink, words.CLOSE, close, key="close"),
        ft.Semantics(
            heading_level=1, label=name, exclude_semantics=True, expand=True, content=heading
        ),
    ]
    if composing.can_undo:
        parts.append(icon_button("undo", c.quiet, words.UNDO, undo, key="undo"))
    parts += [icon_button("ios_share", c.ink, words.SHARE, finish, key="share"), button]
    return ft.Container(ft.Row(parts, spacing=4), height=56, padding=pad(start=8, end=12))


def _row(
    here: Here, collages: Collages, composing: Composing, chosen: int | None, mode: Mode
) -> ft.Control:
    """How many photos, how to move them, and another arrangement."""
    c = here.c
    count = words.photos(len(composing.collage.layout.photos))

    scale = 1.0 if here.large else here.snug
    photos, another = (
        _photos_button(here, collages, count, scale),
        _shuffle_button(here, composing, scale),
    )
    said = ft.Semantics(
        live_region=True,
        content=ft.Text(
            _hint(chosen, mode),
            style=style("small", c.quiet, scale=scale),
            text_align=ft.TextAlign.CENTER,
        ),
        expand=None if here.large else True,
    )
    if here.large:
        return ft.Column(
            [ft.Row([photos, another], wrap=True, spacing=8, run_spacing=8), said], spacing=8
        )
    return ft.Row(
        [photos, said, another],
        spacing=8,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        height=48,
    )


def _hint(chosen: int | None, mode: Mode) -> str:
    """What a finger does on the paper now."""
    if mode == "move":
        return words.TAP_TO_SWAP
    return words.DRAG_TO_SWAP if chosen is None else words.DRAG_INSIDE


def _photos_button(here: Here, collages: Collages, count: str, scale: float) -> ft.Control:
    c = here.c
    text = ft.Text(count, style=style("label", c.ink, scale=scale))
    return ft.OutlinedButton(
        key="photos",
        on_click=lambda _e: collages.choose_again(),
        style=ft.ButtonStyle(
            shape=ft.StadiumBorder(),
            side=ft.BorderSide(1, c.line),
            color=c.ink,
            padding=ft.Padding.symmetric(horizontal=14, vertical=12),
        ),
        content=ft.Row([icon("photo_library", c.ink, 22), text], spacing=8, tight=True),
    )


def _shuffle_button(here: Here, composing: Composing, scale: float) -> ft.Control:
    c = here.c

    async def shuffle(_event: Any) -> None:
        await composing.shuffle()

    text = ft.Text(words.SHUFFLE, style=style("label", c.on_honey_box, scale=scale))
    return ft.FilledButton(
        key="shuffle",
        on_click=shuffle,
        style=ft.ButtonStyle(
            shape=ft.StadiumBorder(),
            elevation=0,
            bgcolor=c.honey_box,
            color=c.on_honey_box,
            padding=ft.Padding.symmetric(horizontal=16, vertical=12),
        ),
        content=ft.Row([icon("shuffle", c.on_honey_box, 22), text], spacing=8, tight=True),
    )


# Keeping and sharing ------------------------------------------------------------------------------


@component
def _News(here: Here, composing: Composing) -> ft.Control:
    """How far the picture is, and what became of it; nothing before anybody asked for one."""
    if composing.busy:
        return working(here, words.MAKING, lambda _e: composing.stop())
    if composing.problem:
        sentence = (
            words.not_saved(composing.problem)
            if composing.not_saved
            else told(composing.problem).sentence
        )
        return ft.Semantics(live_region=True, content=say(sentence, "body", here.c.ink))
    if not composing.is_finished:
        return ft.Container(visible=False)
    ready = words.COLLAGE_KEPT if composing.is_kept else words.PICTURE_READY
    said = ready
    if composing.went:
        plain = {"shared": words.SHARED, "saved": words.SAVED_AS_FILE}
        said = plain.get(composing.went) or words.GONE_OUT[composing.went]
    line = ft.Semantics(live_region=True, expand=True, content=say(said, "label", here.c.ink))
    return ft.Row([icon("check", here.c.honey, 22), line], spacing=8)


@component
def _WaysOut(here: Here, composing: Composing) -> ft.Control:
    """Where a finished picture can go."""
    c = here.c

    async def share(_event: Any) -> None:
        await composing.share()

    async def download(_event: Any) -> None:
        await composing.download()

    buttons: list[ft.Control] = [
        text_button(words.SHARE, c.honey, share, glyph="ios_share", key="share picture"),
        text_button(words.SAVE_AS_FILE, c.honey, download, glyph="download", key="download"),
    ]
    ready = composing.is_finished and not composing.busy and not composing.problem
    return ft.Row(
        buttons, wrap=True, spacing=0, run_spacing=0, margin=margin(start=-12), visible=ready
    )


# The chosen photo ---------------------------------------------------------------------------------


@component
def _Chosen(
    here: Here,
    collages: Collages,
    composing: Composing,
    place: int | None,
    mode: Mode,
    set_mode: Callable[[Mode], None],
    done: Callable[[], None],
) -> ft.Control:
    """Everything that dragging does, and more, by buttons; nothing while no photo is chosen."""
    if place is None:
        return ft.Container(visible=False)
    c = here.c
    collage = composing.collage
    locked = place in collage.locked

    async def lock(_event: Any) -> None:
        await composing.lock(place, locked=not locked)

    async def remove(_event: Any) -> None:
        done()
        await composing.remove(place)

    def replace(_event: Any) -> None:
        collages.choose_again(replacing=place)

    def toggle(wanted: Mode) -> Handler:
        return lambda _event: set_mode("" if mode == wanted else wanted)

    buttons = [
        _action(here, "swap_horiz", words.MOVE, toggle("move"), chosen=mode == "move"),
        _action(here, "center_focus", words.FOCUS, toggle("focus"), chosen=mode == "focus"),
        _action(here, "place", words.KEEP_IN_SIGHT, toggle("sight"), chosen=mode == "sight"),
        _action(here, "photo_library", words.REPLACE, replace),
        _lock_action(here, lock, locked=locked),
    ]
    if len(collage.layout.photos) > FEWEST:
        buttons.append(_action(here, "delete", words.LEAVE_OUT, remove))
    number = words.PLACE_OF.format(place=place + 1, count=len(collage.layout.photos))
    said = say(f"{words.PHOTO} {number}", "label", c.ink)
    heading = ft.Semantics(heading_level=2, expand=True, content=said)
    parts: list[ft.Control] = [
        ft.Row([heading, text_button(words.DONE, c.honey, lambda _e: done())]),
        ft.Row(buttons, wrap=True, spacing=8, run_spacing=8),
    ]
    if mode == "focus":
        parts.append(_arrows(here, composing, place))
    elif mode == "sight":
        parts.append(_sight(here, collages, composing, place, lambda: set_mode("")))
    return ft.Container(
        ft.Column(parts, spacing=8),
        bgcolor=c.sunken,
        border_radius=20,
        padding=pad(start=16, end=8, top=4, bottom=12),
    )


def _lock_action(here: Here, on_click: Handler, *, locked: bool) -> ft.Control:
    glyph, text = ("lock", words.UNLOCK) if locked else ("lock_open", words.LOCK)
    return _action(here, glyph, text, on_click, chosen=locked)


def _action(
    here: Here, glyph: str, text: str, on_click: Handler, *, chosen: bool = False
) -> ft.Control:
    c = here.c
    ink = c.on_honey_box if chosen else c.ink
    return ft.OutlinedButton(
        key=text,
        on_click=on_click,
        style=ft.ButtonStyle(
            shape=ft.StadiumBorder(),
            side=ft.BorderSide(1, c.honey if chosen else c.line),
            bgcolor=c.honey_box if chosen else c.raised,
            color=ink,
            padding=ft.Padding.symmetric(horizontal=14, vertical=12),
        ),
        content=ft.Row([icon(glyph, ink, 20), say(text, "label", ink)], spacing=8, tight=True),
    )


def _sight(
    here: Here, collages: Collages, composing: Composing, place: int, leave: Callable[[], None]
) -> ft.Control:
    """All of the chosen photo, to say what of it is kept in sight here and everywhere."""
    photo = composing.collage.layout.photos[place]
    seen = Sight(
        address=collages.address(PhotoId(photo.id), thumbnail=False),
        aspect=photo.aspect,
        focus=photo.focus,
    )

    async def keep(spot: Spot | None) -> None:
        await composing.keep_in_sight(place, spot)
        leave()

    room = (_PANE if here.wide else here.width) - 2 * _PADDING - 32
    return Ring(here, seen, room, _SIGHT, keep, leave)


def _arrows(here: Here, composing: Composing, place: int) -> ft.Control:
    c = here.c

    def show(x: float, y: float) -> Handler:
        async def moved(_event: Any) -> None:
            await composing.nudge(place, x, y)

        return moved

    # On a page that runs from the right the first of a row is the right one, and its arrow turns.
    left, right = (words.FOCUS_LEFT, show(_STEP, 0.0)), (words.FOCUS_RIGHT, show(-_STEP, 0.0))
    first, last = (right, left) if language.reads_from_right() else (left, right)
    return ft.Column(
        [
            ft.Row(
                [
                    icon_button("chevron_left", c.honey, *first),
                    icon_button("keyboard_arrow_up", c.honey, words.FOCUS_UP, show(0.0, _STEP)),
                    icon_button(
                        "keyboard_arrow_down", c.honey, words.FOCUS_DOWN, show(0.0, -_STEP)
                    ),
                    icon_button("chevron_right", c.honey, *last),
                ],
                spacing=4,
            ),
            say(words.FOCUS_WHY, "small", c.quiet),
        ],
        spacing=4,
    )
