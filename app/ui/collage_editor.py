"""A collage on the screen: its photos on the paper, what can be done with them, and the ways to keep and share it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Literal, cast

import flet as ft

from app.core.collage import MOST_CAPTION, CanvasName
from app.core.photos import NameKind
from app.state.collages import NEW, Collages
from app.state.composing import FEWEST, Composing
from app.state.opening import Opening
from app.ui import routes, words
from app.ui.boundary import component
from app.ui.collage_canvas import Canvas
from app.ui.collage_chooser import Chooser, leave
from app.ui.parts import Handler, empty, icon, icon_button, say, switch_row, text_button, use_live_box, working
from app.ui.theme import NARROW, Here, fade, held_back, rim, shadow, style
from app.ui.today import Go

Mode = Literal["", "move", "focus"]
"""What the next tap on another photo, or the arrows, do with the chosen one."""

_SIDE = 16.0
_LABELS = 76.0
_PANE, _PADDING = 420.0, 20.0
"""The sheet, where it stands beside the paper, and what is free on both sides inside it."""
_END, _THUMB = 48.0, 22.0
_SHAPES: dict[CanvasName, str] = {"square": "crop_square", "story": "crop_9_16", "a4": "crop_portrait"}
_STEP = 0.1
"""Of the frame: how far an arrow moves what shows."""
_WHOLE_UP_TO = 3
"""Photos of which all can be shown whole without becoming small."""


@component
def CollageSheet(
    here: Here,
    collages: Collages,
    opening: Opening,
    id: str,
    named: tuple[NameKind, str] | None,
    go: Go,
) -> ft.Control:
    """Choosing photos first, then the editor."""
    ft.use_effect(lambda: collages.enter(id, of=named), [id, named, opening.done])
    width = min(720.0, here.width - 2 * _SIDE)

    def home() -> None:
        go(routes.COLLAGES)

    if collages.choosing:
        content: ft.Control = Chooser(here, collages, collages.choosing, leave(collages, home), width)
    elif collages.composing and id in (NEW, collages.composing.id):
        return Editor(here, collages, collages.composing, home)
    else:
        why = collages.not_opened[1] if collages.not_opened and collages.not_opened[0] == id else None
        said = words.COLLAGE_NOT_OPENED[why] if why else words.LOADING
        close = icon_button("close", here.c.ink, words.CLOSE, lambda _e: home(), key="close")
        content = ft.Column([ft.Row([close]), empty(here, said)], width=width)
    return ft.Container(
        content, expand=True, alignment=ft.Alignment.TOP_CENTER, padding=ft.Padding.only(left=_SIDE, right=_SIDE, top=max(here.top, 8))
    )


@component
def Editor(here: Here, collages: Collages, composing: Composing, home: Callable[[], None]) -> ft.Control:
    """The bar, the paper, and the sheet with what can be chosen; beside each other where there is room."""
    c = here.c
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

    canvas = composing.collage.layout.canvas
    room = min(here.width - 480, 640.0) if here.wide else here.width - 2 * _SIDE
    tall = here.height - here.top - (140 if here.wide else 372 if not here.large else 300)
    width = max(120.0, min(room, max(180.0, tall) * canvas.width / canvas.height))
    paper = ft.Container(Canvas(here, collages, composing, width, chosen, choose), alignment=ft.Alignment.CENTER)
    row = _row(here, collages, composing, chosen, mode)
    settings: list[ft.Control] = []
    if here.large:
        settings.append(row)
    # All three are always there, drawn or not: what would come between two others makes Flet send those behind it again.
    settings += [
        _Out(here, composing),
        _Chosen(here, collages, composing, chosen, mode, set_mode, done),
        _Paper(here, composing),
    ]
    bar = _bar(here, collages, composing, close)
    if here.wide:
        left = ft.Column([paper, ft.Container(row, width=room)], spacing=16, horizontal_alignment=ft.CrossAxisAlignment.CENTER, expand=True)
        right = ft.Container(
            ft.Column(settings, spacing=16, scroll=ft.ScrollMode.AUTO),
            width=_PANE,
            bgcolor=c.raised,
            border_radius=ft.BorderRadius.only(top_left=28),
            border=rim(c),
            padding=ft.Padding.symmetric(horizontal=_PADDING, vertical=20),
        )
        body: ft.Control = ft.Row([left, right], expand=True, spacing=24, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
    else:
        sheet = ft.Container(
            ft.Column(settings, spacing=8, scroll=ft.ScrollMode.AUTO, expand=True),
            expand=True,
            bgcolor=c.raised,
            border_radius=ft.BorderRadius.only(top_left=28, top_right=28),
            border=rim(c),
            padding=ft.Padding.only(left=_PADDING, right=_PADDING, top=16),
        )
        above = [paper] if here.large else [paper, ft.Container(row, padding=ft.Padding.symmetric(horizontal=_SIDE))]
        body = ft.Column([*above, sheet], spacing=12, expand=True)
    return ft.Container(
        expand=True,
        padding=ft.Padding.only(top=max(here.top, 8)),
        content=ft.Column([bar, body], spacing=8, expand=True),
    )


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
        content=ft.Text(words.SAVE, style=style("label", c.on_glow, scale=held_back(here.scale, at_most=1.5))),
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
        ft.Semantics(heading_level=1, label=name, exclude_semantics=True, expand=True, content=heading),
    ]
    if composing.can_undo:
        parts.append(icon_button("undo", c.quiet, words.UNDO, undo, key="undo"))
    parts += [icon_button("ios_share", c.ink, words.SHARE, finish, key="share"), button]
    return ft.Container(ft.Row(parts, spacing=4), height=56, padding=ft.Padding.only(left=8, right=12))


def _row(here: Here, collages: Collages, composing: Composing, chosen: int | None, mode: Mode) -> ft.Control:
    """How many photos, how to move them, and another arrangement."""
    c = here.c
    count = words.photos(len(composing.collage.layout.photos))

    async def shuffle(_event: Any) -> None:
        await composing.shuffle()

    hint = words.TAP_TO_SWAP if mode == "move" else words.DRAG_INSIDE if chosen is not None else words.DRAG_TO_SWAP
    scale = 1.0 if here.large else here.snug
    photos = ft.OutlinedButton(
        key="photos",
        on_click=lambda _e: collages.choose_again(),
        style=ft.ButtonStyle(
            shape=ft.StadiumBorder(), side=ft.BorderSide(1, c.line), color=c.ink, padding=ft.Padding.symmetric(horizontal=14, vertical=12)
        ),
        content=ft.Row([icon("photo_library", c.ink, 22), ft.Text(count, style=style("label", c.ink, scale=scale))], spacing=8, tight=True),
    )
    another = ft.FilledButton(
        key="shuffle",
        on_click=shuffle,
        style=ft.ButtonStyle(
            shape=ft.StadiumBorder(),
            elevation=0,
            bgcolor=c.honey_box,
            color=c.on_honey_box,
            padding=ft.Padding.symmetric(horizontal=16, vertical=12),
        ),
        content=ft.Row(
            [icon("shuffle", c.on_honey_box, 22), ft.Text(words.SHUFFLE, style=style("label", c.on_honey_box, scale=scale))],
            spacing=8,
            tight=True,
        ),
    )
    said = ft.Semantics(
        live_region=True,
        content=ft.Text(hint, style=style("small", c.quiet, scale=scale), text_align=ft.TextAlign.CENTER),
        expand=None if here.large else True,
    )
    if here.large:
        return ft.Column([ft.Row([photos, another], wrap=True, spacing=8, run_spacing=8), said], spacing=8)
    return ft.Row([photos, said, another], spacing=8, vertical_alignment=ft.CrossAxisAlignment.CENTER, height=48)


# Keeping and sharing ------------------------------------------------------------------------------------------------


@component
def _Out(here: Here, composing: Composing) -> ft.Control:
    """How far the picture is, what became of it, and where it can go."""
    c = here.c
    lines: list[ft.Control] = []
    if composing.busy:
        lines.append(working(here, words.MAKING, lambda _e: composing.stop()))
    elif composing.problem:
        sentence = words.not_saved(composing.problem) if composing.not_saved else composing.problem.sentence
        lines.append(ft.Semantics(live_region=True, content=say(sentence, "body", c.ink)))
    elif composing.is_finished:
        lines += _ways_out(here, composing)
    return ft.Column(lines, spacing=4, visible=bool(lines))


def _ways_out(here: Here, composing: Composing) -> list[ft.Control]:
    c = here.c

    async def share(_event: Any) -> None:
        await composing.share()

    async def download(_event: Any) -> None:
        await composing.download()

    went = {"shared": words.SHARED, "saved": words.SAVED_AS_FILE}.get(composing.went or "")
    said = went or (words.COLLAGE_KEPT if composing.is_kept else words.PICTURE_READY)
    return [
        ft.Semantics(live_region=True, content=say(said, "label", c.ink)),
        ft.Row(
            [
                text_button(words.SHARE, c.honey, share, glyph="ios_share", key="share picture"),
                text_button(words.SAVE_AS_FILE, c.honey, download, glyph="download", key="download"),
            ],
            wrap=True,
            spacing=0,
            run_spacing=0,
            margin=ft.Margin.only(left=-12),
        ),
    ]


# The chosen photo ---------------------------------------------------------------------------------------------------


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
        _action(here, "photo_library", words.REPLACE, replace),
        _action(here, "lock" if locked else "lock_open", words.UNLOCK if locked else words.LOCK, lock, chosen=locked),
    ]
    if len(collage.layout.photos) > FEWEST:
        buttons.append(_action(here, "delete", words.LEAVE_OUT, remove))
    number = words.PLACE_OF.format(place=place + 1, count=len(collage.layout.photos))
    parts: list[ft.Control] = [
        ft.Row(
            [
                ft.Semantics(heading_level=2, expand=True, content=say(f"{words.PHOTO} {number}", "label", c.ink)),
                text_button(words.DONE, c.honey, lambda _e: done()),
            ]
        ),
        ft.Row(buttons, wrap=True, spacing=8, run_spacing=8),
    ]
    if mode == "focus":
        parts.append(_arrows(here, composing, place))
    return ft.Container(
        ft.Column(parts, spacing=8),
        bgcolor=c.sunken,
        border_radius=20,
        padding=ft.Padding.only(left=16, right=8, top=4, bottom=12),
    )


def _action(here: Here, glyph: str, text: str, on_click: Handler, *, chosen: bool = False) -> ft.Control:
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


def _arrows(here: Here, composing: Composing, place: int) -> ft.Control:
    c = here.c

    def show(x: float, y: float) -> Handler:
        async def moved(_event: Any) -> None:
            await composing.nudge(place, x, y)

        return moved

    return ft.Column(
        [
            ft.Row(
                [
                    icon_button("chevron_left", c.honey, words.FOCUS_LEFT, show(_STEP, 0.0)),
                    icon_button("keyboard_arrow_up", c.honey, words.FOCUS_UP, show(0.0, _STEP)),
                    icon_button("keyboard_arrow_down", c.honey, words.FOCUS_DOWN, show(0.0, -_STEP)),
                    icon_button("chevron_right", c.honey, words.FOCUS_RIGHT, show(-_STEP, 0.0)),
                ],
                spacing=4,
            ),
            say(words.FOCUS_WHY, "small", c.quiet),
        ],
        spacing=4,
    )


# The paper ----------------------------------------------------------------------------------------------------------


@component
def _Paper(here: Here, composing: Composing) -> ft.Control:
    """Shape, gap, corners, colour, caption, order."""
    collage = composing.collage
    canvas = collage.layout.canvas
    most = min(canvas.width, canvas.height) // 16
    room = (_PANE if here.wide else here.width) - 2 * _PADDING - (0 if _stacked(here) else _LABELS)
    rows: list[ft.Control] = [
        _setting(here, words.CANVAS, _shapes(here, composing)),
        _setting(here, words.GAP, _Slider(here, composing, words.GAP, canvas.gap, most, room, composing.space)),
        _setting(here, words.CORNERS, _Slider(here, composing, words.CORNERS, canvas.corners, most, room, composing.round)),
        _setting(here, words.PAPER, _papers(here, composing)),
        _setting(here, words.CAPTION, _Caption(here, composing)),
        switch_row(here, words.KEEP_ORDER, on=collage.in_order, turn=composing.keep_order, key="order"),
    ]
    if len(collage.layout.photos) <= _WHOLE_UP_TO or canvas.whole:
        rows.append(switch_row(here, words.WHOLE_PHOTOS, on=canvas.whole, turn=composing.show_whole, key="whole"))
    rows.append(ft.Container(height=16))
    return ft.Column(rows, spacing=0)


def _stacked(here: Here) -> bool:
    """Labels stand above what they name."""
    return here.large or here.width < NARROW


def _setting(here: Here, label: str, control: ft.Control) -> ft.Control:
    said = ft.Semantics(exclude_semantics=True, content=say(label, "label", here.c.quiet))
    if _stacked(here):
        return ft.Container(ft.Column([said, control], spacing=4), padding=ft.Padding.symmetric(vertical=6))
    row = ft.Row([ft.Container(said, width=_LABELS), ft.Container(control, expand=True)], spacing=0)
    return ft.Container(row, height=55, alignment=ft.Alignment.CENTER)


def _shapes(here: Here, composing: Composing) -> ft.Control:
    c = here.c
    now = composing.collage.layout.canvas.name

    def segment(name: CanvasName, text: str) -> ft.Control:
        async def turn(_event: Any) -> None:
            await composing.on_canvas(name)

        ink = c.ink if name == now else c.quiet
        label = ft.Text(text, style=style("label", ink, scale=1.0 if here.large else here.snug), no_wrap=True)
        return ft.Semantics(
            label=text,
            button=True,
            selected=name == now,
            container=True,
            exclude_semantics=True,
            expand=None if here.large else True,
            on_tap=turn,
            content=ft.Container(
                key=text,
                ink=True,
                on_click=turn,
                height=None if here.large else 34,
                padding=ft.Padding.symmetric(vertical=10, horizontal=12) if here.large else None,
                border_radius=17,
                bgcolor=c.chosen if name == now else ft.Colors.TRANSPARENT,
                shadow=shadow(c) if name == now else None,
                alignment=ft.Alignment.CENTER,
                content=ft.Row(
                    [icon(_SHAPES[name], ink, 18), label], spacing=4, tight=not here.large, alignment=ft.MainAxisAlignment.CENTER
                ),
            ),
        )

    segments = [segment(name, text) for name, text in words.CANVASES.items()]
    track = ft.Column(segments, spacing=0) if here.large else ft.Row(segments, spacing=0)
    return ft.Container(track, bgcolor=c.sunken, border_radius=20, padding=3, height=None if here.large else 40)


@component
def _Slider(
    here: Here, composing: Composing, label: str, value: int, most: int, width: float, change: Callable[[int], Awaitable[None]]
) -> ft.Control:
    """A track to drag on, and a button at each end of it that does the same.

    Flutter's own slider lays a sheet for its bubble over the whole page, which in a browser lies over everything that can be named.
    """
    c = here.c
    step = max(1, most // 16)
    track = width - 2 * _END
    began: Any = ft.use_ref(0.0)

    async def put(x: float) -> None:
        await change(round(min(max((x - _THUMB / 2) / (track - _THUMB), 0.0), 1.0) * most))

    async def tapped(event: Any) -> None:
        composing.settle()
        await put(event.local_position.x)

    def start(event: Any) -> None:
        composing.settle()
        began.current = event.local_position.x - at - _THUMB / 2

    async def dragged(event: Any) -> None:
        await put(event.local_position.x - began.current)

    def by(amount: int) -> Handler:
        async def stepped(_event: Any) -> None:
            composing.settle()
            await change(min(max(value + amount, 0), most))

        return stepped

    at = min(value / most, 1.0) * (track - _THUMB)
    drawn = ft.Stack(
        [
            ft.Container(left=_THUMB / 2, top=22, width=track - _THUMB, height=4, border_radius=2, bgcolor=c.line),
            ft.Container(left=_THUMB / 2, top=22, width=at, height=4, border_radius=2, bgcolor=c.honey),
            ft.Container(left=at, top=13, width=_THUMB, height=_THUMB, border_radius=_THUMB / 2, bgcolor=c.honey),
        ],
        width=track,
        height=48,
    )
    slider = ft.Semantics(
        label=label,
        value=words.percent(value, most),
        increased_value=words.percent(min(value + step, most), most),
        decreased_value=words.percent(max(value - step, 0), most),
        slider=True,
        container=True,
        exclude_semantics=True,
        on_increase=by(step),
        on_decrease=by(-step),
        content=ft.GestureDetector(
            key=label,
            width=track,
            height=48,
            drag_interval=30,
            exclude_from_semantics=True,
            on_tap_up=tapped,
            on_horizontal_drag_start=start,
            on_horizontal_drag_update=dragged,
            content=drawn,
        ),
    )
    return ft.Row(
        [
            icon_button("remove", c.quiet, words.FEWER.format(what=label), by(-step), key=f"less {label}"),
            slider,
            icon_button("add", c.quiet, words.MORE_OF.format(what=label), by(step), key=f"more {label}"),
        ],
        spacing=0,
    )


def _papers(here: Here, composing: Composing) -> ft.Control:
    c = here.c
    now = composing.collage.paper

    def disc(colour: str, name: str) -> ft.Control:
        async def lay(_event: Any) -> None:
            await composing.on_paper(colour)

        return ft.Semantics(
            label=f"{words.PAPER}: {name}",
            button=True,
            selected=colour == now,
            container=True,
            exclude_semantics=True,
            on_tap=lay,
            content=ft.Container(
                key=f"paper {name}",
                ink=True,
                on_click=lay,
                width=48,
                height=48,
                border_radius=24,
                alignment=ft.Alignment.CENTER,
                content=ft.Container(
                    width=40,
                    height=40,
                    border_radius=20,
                    border=ft.Border.all(2.0, c.honey if colour == now else ft.Colors.TRANSPARENT),
                    alignment=ft.Alignment.CENTER,
                    content=ft.Container(width=32, height=32, border_radius=16, bgcolor=colour, border=ft.Border.all(1, c.edge)),
                ),
            ),
        )

    discs = [disc(colour, name) for colour, name in words.PAPERS.items()]
    return ft.Row(discs, spacing=4, wrap=True) if here.large else ft.Row(discs, spacing=0, alignment=ft.MainAxisAlignment.SPACE_BETWEEN)


@component
def _Caption(here: Here, composing: Composing) -> ft.Control:
    """The box for the caption."""
    c = here.c
    live = use_live_box()

    async def typed(event: Any) -> None:
        await composing.write(event.control.value or "")

    field = ft.TextField(
        key="caption",
        value=composing.collage.caption,
        hint_text=words.CAPTION,
        on_change=typed,
        on_blur=lambda _e: composing.settle(),
        max_length=MOST_CAPTION,
        counter="",
        text_style=style("vague_heading", c.ink, scale=0.85),
        hint_style=style("body", c.quiet),
        filled=True,
        fill_color=c.sunken,
        border_color=fade(c.sunken, 0.0),
        focused_border_color=c.honey,
        focused_border_width=2,
        border_radius=22,
        cursor_color=c.honey,
        dense=True,
        content_padding=ft.Padding.symmetric(horizontal=16, vertical=11),
    )
    return ft.MergeSemantics(content=ft.Semantics(label=words.CAPTION, content=live.shows(field, composing.version)))
