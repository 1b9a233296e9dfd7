"""The parts every screen is made of: text, icons, buttons, cards."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

import flet as ft

from app.core.errors import GlimmersError
from app.core.glimmers import Pathway
from app.ui.look.direction import own_words, pad, turn
from app.ui.look.sky import button_face, mark
from app.ui.look.theme import OUT, Colours, Here, Style, fade, held_back, rim, shadow, style
from app.ui.look.touch import named, touchable
from app.words import language
from app.words.screens import words

Handler = Callable[..., Any]


_POINTING = frozenset(("arrow_back", "chevron_left", "chevron_right", "undo", "edit_note"))
"""Icons that point along the line, or are made of lines that begin on one side: they turn round
with the language."""


def say(text: str, name: Style, colour: str, **more: Any) -> ft.Text:
    """Text in one of our styles."""
    return ft.Text(text, style=style(name, colour), **more)


def problem_line(here: Here, problem: GlimmersError, name: Style = "body") -> ft.Control:
    """What went wrong: what happened, what is safe, what to do; read aloud when it appears."""
    from app.words.errors import told  # most days nobody waits for it

    return ft.Semantics(live_region=True, content=say(told(problem).sentence, name, here.c.ink))


def title(here: Here, text: str) -> ft.Control:
    """A screen's heading, as a screen reader knows one too."""
    return ft.Semantics(
        heading_level=1,
        content=ft.Text(text, style=style("title", here.c.ink, scale=min(1.0, here.width / 360))),
    )


def heading_unseen(text: str) -> ft.Control:
    """A page's heading where what is seen needs none: for those who find their way by headings."""
    return ft.Semantics(
        heading_level=1, label=text, container=True, content=ft.Container(width=8, height=8)
    )


def question(
    here: Here, asked: str, more: str, answers: list[ft.Control], leave: Callable[[], Any]
) -> ft.AlertDialog:
    """Asked before what cannot be undone, and called so for the ear; `leave` is told when it goes
    unanswered.
    """
    return ft.AlertDialog(
        semantics_label=asked,
        title=say(asked, "heading", here.c.ink),
        content=say(more, "body", here.c.quiet),
        bgcolor=here.c.raised,
        scrollable=True,
        actions=answers,
        on_dismiss=lambda _event: leave(),
    )


def icon(name: str, colour: str, size: float = 24) -> ft.Image:
    """Material Symbols Rounded; `ft.Icons` holds an older set with other shapes."""
    turned = name in _POINTING and language.reads_from_right()
    return ft.Image(
        src=f"icons/{name}.svg",
        width=size,
        height=size,
        color=colour,
        exclude_from_semantics=True,
        scale=ft.Scale(scale_x=-1, scale_y=1) if turned else None,
    )


def icon_button(
    name: str, colour: str, label: str, on_click: Handler, *, key: str | None = None
) -> ft.Control:
    """A round button of 48 with a spoken name."""
    return named(
        label,
        ft.IconButton(
            icon=icon(name, colour),
            width=48,
            height=48,
            on_click=on_click,
            key=key or label,
        ),
    )


def more_menu(
    here: Here,
    colour: str,
    items: list[ft.PopupMenuItem],
    *,
    spoken: str = "",
    key: str = "more",
) -> ft.Control:
    """Three dots that open what else can be done, `spoken` otherwise where that is one thing."""
    return named(
        spoken or words.MORE,
        ft.PopupMenuButton(
            icon=icon("more_horiz", colour),
            tooltip="",  # without one Flutter says "Show menu", in its own language
            key=key,
            width=48,
            height=48,
            bgcolor=here.c.raised,
            items=items,
        ),
    )


def heart(here: Here, *, loved: bool, on_click: Handler) -> ft.Control:
    """The button that gives a glimmer a heart, or takes it back."""
    return icon_button(
        "favorite-fill" if loved else "favorite",
        here.c.path["between"],
        words.LOVED if loved else words.LOVE,
        on_click,
        key="love",
    )


def text_button(
    text: str,
    colour: str,
    on_click: Handler,
    glyph: str | None = None,
    key: str | None = None,
    spoken: str | None = None,
    url: str | None = None,
) -> ft.TextButton:
    """A quiet button of words, `spoken` otherwise where they need what stands around them. `url` is
    opened by the very tap.
    """
    label = say(text, "label", colour, semantics_label=spoken)
    return ft.TextButton(
        content=ft.Row([icon(glyph, colour, 22), label], spacing=8, tight=True) if glyph else label,
        on_click=on_click,
        url=url,
        key=key or text,
        style=ft.ButtonStyle(
            padding=ft.Padding.symmetric(horizontal=12, vertical=14), shape=ft.StadiumBorder()
        ),
    )


def pill(
    here: Here,
    glyph: str,
    text: str,
    on_click: Handler,
    *,
    given: str = "",
    spoken: str | None = None,
    url: str | None = None,
) -> ft.Control:
    """An outlined button; rows of them share the width. What was `given` stands in it instead of
    its `text`, in one line, and is `spoken` so. `url` is opened by the very tap, before `on_click`
    hears of it.
    """
    c = here.c
    said: ft.Text
    if given:
        said = own_words(
            given,
            style=style("small", c.ink),
            semantics_label=spoken,
            max_lines=1,
            overflow=ft.TextOverflow.ELLIPSIS,
            expand=True,
        )
    else:
        said = ft.Text(
            text,
            style=style("label", c.ink, scale=1 if here.large else here.snug),
            expand=True,  # in a language of long words it breaks before it is cut
            expand_loose=True,
        )
    return ft.OutlinedButton(
        expand=None if here.large else True,
        width=here.width if here.large else None,
        key=text,
        on_click=on_click,
        url=url,
        style=ft.ButtonStyle(
            shape=ft.StadiumBorder(),
            padding=ft.Padding.symmetric(horizontal=8 if here.width >= 375 else 4, vertical=14),
            color=c.ink,
        ),
        content=ft.Row(
            [icon(glyph, c.ink, 22), said],
            spacing=8 * here.snug,
            alignment=ft.MainAxisAlignment.START if given else ft.MainAxisAlignment.CENTER,
        ),
    )


def filled(
    here: Here, text: str, on_click: Handler | None = None, *, url: str | ft.Url | None = None
) -> ft.Control:
    """The one button of a screen that asks for something. `url` is opened by the very tap: browsers
    block what comes later.
    """
    return ft.FilledButton(
        content=say(text, "label", here.c.on_glow),
        key=text,
        on_click=on_click,
        url=url,
        style=ft.ButtonStyle(
            bgcolor=here.c.glow,
            color=here.c.on_glow,
            padding=ft.Padding.symmetric(horizontal=24, vertical=16),
            shape=ft.StadiumBorder(),
            side={ft.ControlState.FOCUSED: ft.BorderSide(2, here.c.honey, stroke_align=3.0)},
        ),
    )


def pathway_tile(here: Here, path: Pathway, *, chosen: bool, on_click: Handler) -> ft.Control:
    """One of the three: its shape over its name; beside it where text is large."""
    c = here.c
    shape = mark(c, path, 24)
    name = ft.Text(
        words.PATHWAYS[path],
        style=style("label", c.path[path], scale=1 if here.large else here.snug),
        text_align=ft.TextAlign.START if here.large else ft.TextAlign.CENTER,
        max_lines=None if here.large else 2,  # two, in a language of long words
    )
    parts: list[ft.Control] = [shape, name]
    if here.large and chosen:
        parts += [ft.Container(expand=True), icon("check", c.path[path])]
    face = ft.Container(
        height=None if here.large else 76,
        padding=ft.Padding.symmetric(horizontal=16, vertical=18) if here.large else None,
        border_radius=16,
        border=ft.Border.all(2, c.path[path] if chosen else ft.Colors.TRANSPARENT),
        content=ft.Row(parts, spacing=14)
        if here.large
        else ft.Column(
            parts,
            spacing=4,
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
    )
    text = words.PATHWAYS[path]
    return touchable(
        face if here.large else ft.Row([ft.Container(face, expand=True)]),
        words.CHOSEN.format(what=text) if chosen else text,
        on_click,
        key=text,
        bgcolor=c.box[path],
        expand=None if here.large else True,
    )


def switch(
    here: Here, label: str, *, on: bool, turn: Callable[[bool], Awaitable[None]], key: str
) -> ft.Control:
    """A switch with a spoken name; `turn` is told which way it is to go.

    It stands as it is `on`, to eye and ear, and is drawn here: Flutter's own goes over by itself at
    the tap, and would say so before the choice is on the disk.
    """
    c = here.c

    async def tapped(_event: Any) -> None:
        await turn(not on)

    size = 24 if on else 16
    thumb = ft.Container(
        width=size, height=size, border_radius=size / 2, bgcolor=c.raised if on else c.edge
    )
    drawn = ft.Container(
        thumb,
        key=f"{key} is {'on' if on else 'off'}",
        width=52,
        height=32,
        border_radius=16,
        padding=ft.Padding.symmetric(horizontal=4 if on else 6),
        bgcolor=c.honey if on else c.raised,
        border=ft.Border.all(2, c.honey if on else c.edge),
        alignment=ft.Alignment(1 if on != language.reads_from_right() else -1, 0),
    )
    return touchable(drawn, label, tapped, key=key, radius=24, toggled=on, width=64, height=48)


def switch_row(
    here: Here, label: str, *, on: bool, turn: Callable[[bool], Awaitable[None]], key: str
) -> ft.Control:
    """A line of words with its switch; the words are spoken once, by the switch."""
    words = ft.Semantics(exclude_semantics=True, content=say(label, "label", here.c.ink))
    return ft.Container(
        padding=ft.Padding.symmetric(vertical=10),
        content=ft.Row(
            [ft.Container(words, expand=True), switch(here, label, on=on, turn=turn, key=key)]
        ),
    )


def radio(here: Here, value: str, text: str) -> ft.Control:
    """One of several in a `RadioGroup`. Its words stay on one line, so they are few."""
    return ft.Radio(
        value=value,
        height=48,
        label=text,
        label_style=style("body", here.c.ink, scale=here.snug),
        active_color=here.c.honey,
        key=value,
    )


def card(
    here: Here,
    content: ft.Control,
    *,
    padding: ft.Padding | float = 16,
    radius: float = 20,
    **more: Any,
) -> ft.Container:
    """Something raised from the page."""
    return ft.Container(
        content=content,
        bgcolor=here.c.raised,
        border_radius=radius,
        padding=padding,
        border=rim(here.c),
        shadow=shadow(here.c),
        **more,
    )


def edged(colour: str, *, radius: float) -> ft.OutlineInputBorder:
    """A text box's border of this colour; while the box has the focus, 2 dp of honey, the theme's
    primary. `radius` is in dp.

    One border, not one for each state: Flet's client drops a patch that reaches into a map of
    states, and the box would keep the day's colours at night.
    """
    return ft.OutlineInputBorder(side=ft.BorderSide(1, colour), border_radius=radius)


def box(
    here: Here, *, label: str, value: str, on_change: Handler, key: str, **more: Any
) -> ft.TextField:
    """A text box in a sunken field."""
    c = here.c
    return ft.TextField(
        label=label,
        value=value,
        key=key,
        on_change=on_change,
        text_style=style("words", c.ink),
        label_style=style("small", c.quiet),
        hint_style=style("body", c.quiet),
        filled=True,
        fill_color=c.sunken,
        border=edged(c.edge, radius=16),
        cursor_color=c.honey,
        content_padding=ft.Padding.symmetric(horizontal=16, vertical=14),
        **more,
    )


class LiveBox:
    """A text box that is drawn again with what it holds.

    Flet sends a value whenever it differs from the box's, and a value that lags behind the typing
    would take letters away. So the box's own value is repeated, unless its words were changed
    elsewhere.
    """

    def __init__(self) -> None:
        self.current: ft.TextField | None = None
        """The box as it was last drawn; None before."""
        self.version: object = None

    @property
    def text(self) -> str:
        """What stands in it."""
        return (self.current.value or "") if self.current is not None else ""

    def shows(self, field: ft.TextField, version: object = None) -> ft.TextField:
        """The box of this drawing: what stands in it stays there, unless the key or `version` is
        another.
        """
        before = (
            self.current if self.current is not None and self.current.key == field.key else None
        )
        if before is not None and self.version == version:
            field.value = before.value
        turn(field, before)
        self.current, self.version = field, version
        return field

    async def focus(self) -> None:
        """Put the cursor into it."""
        if self.current is not None:
            await self.current.focus()  # type: ignore[no-untyped-call]


def use_live_box() -> LiveBox:
    """The text box of this component."""
    ref: Any = ft.use_ref(lambda: LiveBox())
    return cast("LiveBox", ref.current)


def row_button(
    here: Here, *, glyph: str, text: str, on_click: Handler, detail: str = "", key: str = ""
) -> ft.Control:
    """A row of a list of places to go."""
    c = here.c
    lines: list[ft.Control] = [say(text, "label", c.ink)]
    if detail:
        lines.append(say(detail, "small", c.quiet))
    return touchable(
        ft.Row(
            [
                icon(glyph, c.honey),
                ft.Column(lines, spacing=2, expand=True),
                icon("chevron_right", c.quiet),
            ],
            spacing=16,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        f"{text}. {detail}" if detail else text,
        on_click,
        key=key or text,
        padding=ft.Padding.symmetric(horizontal=16, vertical=14),
    )


SIDE = 20.0
"""From the edge of a sheet to what stands on it."""


def scrolling(
    lines: list[ft.Control], *, spacing: float = 16, news: Sequence[ft.Control] = ()
) -> ft.Control:
    """The lines of a sheet, which scroll as far as its edges: a scroll view cuts off what reaches
    beyond it, shadows too. `news` stand below and do not scroll: what became of a press is in view
    wherever that was.
    """
    across = ft.CrossAxisAlignment.STRETCH
    column = ft.Column(lines, spacing=spacing, horizontal_alignment=across)
    pages = ft.Column(
        [ft.Container(column, padding=pad(start=SIDE, end=SIDE, top=4, bottom=32))],
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        horizontal_alignment=across,
    )
    # The same shape with news and without: who is typing keeps the box.
    below = ft.Container(
        ft.Column([*news], spacing=8, horizontal_alignment=across),
        padding=pad(start=SIDE, end=SIDE, top=8, bottom=12),
        visible=bool(news),
    )
    return ft.Column([pages, below], expand=True, spacing=0, horizontal_alignment=across)


_AHEAD = 1200
"""How far from the end, in dp, the next page is asked for: it is there before a finger is."""


def paged(
    rows: list[ft.Control],
    next_page: Callable[[], None],
    *,
    more: bool,
    key: str,
    spacing: float = 0,
    padding: ft.Padding | None = None,
) -> ft.ListView:
    """The rows, and as long as there are `more`, the next page of them as they are scrolled."""

    def scrolled(event: ft.OnScrollEvent) -> None:
        if more and event.pixels > event.max_scroll_extent - _AHEAD:
            next_page()

    return ft.ListView(
        rows,
        expand=True,
        spacing=spacing,
        padding=padding or ft.Padding.only(bottom=32),
        on_scroll=scrolled,
        scroll_interval=100,
        key=key,
    )


def hairline(c: Colours) -> ft.Container:
    """One dp of line."""
    return ft.Container(height=1, bgcolor=c.line)


def working(
    here: Here, said: str, stop: Handler | None, *, spoken: str = "", part: float | None = None
) -> ft.Control:
    """How far work is, and the way to stop it, if there is one. `part` of it is done, from 0 to 1;
    None where nobody knows.
    """
    c = here.c
    bar = ft.ProgressBar(
        # Where motion is unwelcome, nothing may run to and fro.
        value=part if part is not None or here.motion else 0.5,
        color=c.honey,
        bgcolor=c.sunken,
        border_radius=4,
        semantics_label=spoken or said,
    )
    told = ft.Semantics(live_region=True, content=say(said, "small", c.ink))
    ways = [text_button(words.STOP, c.honey, stop)] if stop else []
    return ft.Row([ft.Column([told, bar], spacing=8, expand=True), *ways], spacing=12)


def empty(here: Here, text: str, *more: ft.Control) -> ft.Control:
    """What stands where nothing is yet."""
    return ft.Container(
        padding=ft.Padding.symmetric(horizontal=8, vertical=40),
        alignment=ft.Alignment.CENTER,
        content=ft.Column(
            [
                mark(here.c, None, 40, vague=True),
                say(text, "body", here.c.quiet, text_align=ft.TextAlign.CENTER),
                *more,
            ],
            spacing=16,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
    )


def notice_button(
    here: Here,
    *,
    size: float,
    pressed: bool,
    on_press: Handler,
    on_release: Handler,
    on_click: Handler,
    small: bool = False,
) -> ft.GestureDetector:
    """The large round button. The gesture around it answers the finger at once; the button inside
    keeps the tap.
    """
    c = here.c
    scale = held_back(here.scale, at_most=1.1 if small else 1.7)
    large = style("small_big" if small else "big", c.on_glow, scale=scale)
    face = ft.Container(
        width=size,
        height=size,
        shape=ft.BoxShape.CIRCLE,
        alignment=ft.Alignment.CENTER,
        bgcolor=c.glow,  # stands in until the picture is there
        image=button_face(c),
        content=ft.Text(words.NOTICE, text_align=ft.TextAlign.CENTER, style=large),
    )
    button = ft.Button(
        content=face,
        width=size,
        height=size,
        key="notice",
        on_click=on_click,
        style=ft.ButtonStyle(
            padding=0,
            elevation=0,
            bgcolor=ft.Colors.TRANSPARENT,
            shadow_color=ft.Colors.TRANSPARENT,
            overlay_color=fade("#FFFFFF", 0.10),
            shape=ft.CircleBorder(),
            side={
                ft.ControlState.FOCUSED: ft.BorderSide(2, c.honey, stroke_align=3.0),
                ft.ControlState.DEFAULT: ft.BorderSide(0, ft.Colors.TRANSPARENT),
            },
        ),
    )
    return ft.GestureDetector(
        content=button,
        width=size,
        height=size,
        on_pan_down=on_press,
        on_pan_cancel=on_release,
        on_pan_end=on_release,
        exclude_from_semantics=True,
        scale=0.97 if pressed else 1.0,
        animate_scale=ft.Animation(here.milliseconds(150), OUT),
    )
