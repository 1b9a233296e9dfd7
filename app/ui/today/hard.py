"""When it is hard: a light to look at, one kept glimmer for who asks, one question, and people."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import flet as ft

from app.core.glimmers import Glimmer
from app.core.photos import Parts
from app.state.contacts import Contacts
from app.state.hard import Hard
from app.state.opening import Opening
from app.state.photos import Photos
from app.ui import routes
from app.ui.look.boundary import component, unchanging, use_lasting_effect, use_steady
from app.ui.look.calling import calls
from app.ui.look.direction import own_words, pad
from app.ui.look.parts import (
    SIDE,
    Handler,
    card,
    icon_button,
    problem_line,
    row_button,
    say,
    text_button,
)
from app.ui.look.photos import picture
from app.ui.look.sky import resting_light
from app.ui.look.theme import Here, fade, held_back, style
from app.ui.look.touch import touchable
from app.ui.routes import Go
from app.words.screens import words

IN, OUT = 4.0, 6.0
"""Seconds of a breath in, and of a breath out."""
_SMALL = 0.86
"""How large the light is when the breath is out, in parts of its size."""
_LIGHT, _RING = 210.0, 160.0
_SLOWLY = 900
"""Milliseconds in which a glimmer comes."""
_PHOTO = (84.0, 104.0)


@component
def HardPage(
    here: Here,
    hard: Hard,
    contacts: Contacts,
    photos: Photos,
    opening: Opening,
    leave: Handler,
    hide: Callable[[], Awaitable[None]],
    go: Go,
) -> ft.Control:
    """It asks for nothing, and what was kept comes only when the person asks for it."""
    ft.use_effect(hard.begin, [opening.done])
    ft.use_effect(contacts.begin, [opening.done])
    lines: list[ft.Control] = [
        _BreathingLight(here),
        _Glimmer(here, hard, photos, go),
        _question(here),
        *(_quiet(here, line) for line in words.HARD_LINES),
    ]
    # People are in view at once: large words, or several of them, would push them far down.
    above = 2 if contacts.contacts else 3
    lines.insert(1 if here.large else above, _people(here, contacts, go))
    if hard.any_left_out:

        async def show_all(_event: Any) -> None:
            await hard.show_all_again()

        again = text_button(words.HARD_SHOW_ALL, here.c.quiet, show_all, key="show-all")
        lines.append(ft.Row([again], alignment=ft.MainAxisAlignment.CENTER, wrap=True))
    column = ft.Column(
        lines,
        width=min(here.width, 600.0) - 2 * SIDE,
        spacing=24,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    body = ft.Column(
        [ft.Container(column, padding=pad(start=SIDE, end=SIDE, bottom=40))],
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.Container(
        ft.Column(
            [_head(here, leave, hide), body],
            spacing=0,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        expand=True,
        padding=pad(top=max(here.top, 8)),
        gradient=ft.LinearGradient(
            colors=[here.c.hush, here.c.surface],
            begin=ft.Alignment.TOP_CENTER,
            end=ft.Alignment.BOTTOM_CENTER,
        ),
    )


def _head(here: Here, leave: Handler, hide: Callable[[], Awaitable[None]]) -> ft.Control:
    async def cover(_event: Any) -> None:
        await hide()

    heading = ft.Text(
        words.WHEN_HARD,
        style=style("heading", here.c.ink, scale=held_back(here.scale, at_most=1.7)),
        text_align=ft.TextAlign.CENTER,
    )
    return ft.Container(
        ft.Row(
            [
                icon_button("close", here.c.ink, words.CLOSE, leave),
                ft.Semantics(heading_level=1, content=heading, expand=True),
                icon_button("visibility_off", here.c.ink, words.HIDE_AT_ONCE, cover),
            ],
        ),
        width=min(here.width, 600.0),
        padding=ft.Padding.symmetric(horizontal=8),
    )


# The light ----------------------------------------------------------------------------------------


@unchanging
def _BreathingLight(here: Here) -> ft.Control:
    """A light that breathes, unless things are not to move here or the person keeps it still.

    The client draws the breath by itself: it is told once that it begins to be in, and once that
    it begins to be out, and nothing while nobody is on this page.
    """
    is_in, breathe_in = ft.use_state(False)
    kept_still, keep_still = ft.use_state(False)
    moves = here.motion and not kept_still

    async def breathe() -> None:
        while moves:
            breathe_in(True)
            await asyncio.sleep(IN)
            breathe_in(False)
            await asyncio.sleep(OUT)

    use_lasting_effect(breathe, [moves])
    if moves:
        lasts, large = IN if is_in else OUT, is_in
    else:
        lasts, large = 0.0, True
    light = ft.Container(
        resting_light(here.c, _LIGHT),
        width=_LIGHT,
        height=_LIGHT,
        scale=1.0 if large else _SMALL,
        animate_scale=ft.Animation(round(lasts * 1000), ft.AnimationCurve.EASE_IN_OUT_SINE),
    )
    ring = ft.Container(
        left=(_LIGHT - _RING) / 2,
        top=(_LIGHT - _RING) / 2,
        width=_RING,
        height=_RING,
        shape=ft.BoxShape.CIRCLE,
        border=ft.Border.all(1, fade(here.c.honey, 0.3)),
    )
    seen = ft.Stack([light, ring], width=_LIGHT, height=_LIGHT)
    spoken = words.HARD_LIGHT_SPOKEN if moves else words.HARD_LIGHT_STILL_SPOKEN
    below: list[ft.Control] = [
        ft.Semantics(label=spoken, image=True, container=True, content=seen),
        say(
            words.HARD_BREATHE if moves else words.HARD_LOOK,
            "body",
            here.c.quiet,
            text_align=ft.TextAlign.CENTER,
        ),
    ]
    if here.motion:
        text = words.HARD_LET_BREATHE if kept_still else words.HARD_KEEP_STILL
        turn = text_button(text, here.c.quiet, lambda _e: keep_still(not kept_still), key="still")
        below.append(turn)
    return ft.Column(below, spacing=4, horizontal_alignment=ft.CrossAxisAlignment.CENTER)


# One glimmer --------------------------------------------------------------------------------------


@component
def _Glimmer(here: Here, hard: Hard, photos: Photos, go: Go) -> ft.Control:
    """One that was kept, as soon as the person asks; until then the question whether they do."""
    open_it = use_steady(lambda: go(routes.glimmer(hard.glimmer.id)) if hard.glimmer else None)
    if not hard.is_open:
        return ft.Container()
    lines: list[ft.Control]
    if hard.glimmer:
        lines = _shown(here, hard, hard.glimmer, photos, open_it)
    else:
        lines = _asked(here, hard)
    if hard.problem:
        lines.append(problem_line(here, hard.problem, "small"))
    return ft.Column(lines, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _shown(
    here: Here, hard: Hard, glimmer: Glimmer, photos: Photos, open_it: Any
) -> list[ft.Control]:
    async def refuse(_event: Any) -> None:
        await hard.not_this_one()

    face = _Card(here, glimmer, hard.parts, photos, open_it, key=glimmer.id)  # type: ignore[call-arg]  # Flet takes the key
    ways: list[ft.Control] = []
    if hard.is_more:
        ways.append(text_button(words.ANOTHER, here.c.honey, lambda _e: hard.show(), key="show"))
    ways.append(text_button(words.NOT_THIS_ONE, here.c.quiet, refuse, key="refuse"))
    comes = ft.AnimatedSwitcher(
        face,
        duration=here.milliseconds(_SLOWLY),
        reverse_duration=here.milliseconds(_SLOWLY),
        transition=ft.AnimatedSwitcherTransition.FADE,
    )
    return [
        ft.Semantics(live_region=True, content=comes),
        ft.Row(ways, spacing=4, run_spacing=0, wrap=True),
    ]


def _asked(here: Here, hard: Hard) -> list[ft.Control]:
    async def take_back(_event: Any) -> None:
        await hard.take_back()

    middle = ft.TextAlign.CENTER
    lines: list[ft.Control] = []
    ways: list[ft.Control] = []
    if hard.sent_away:
        if not hard.problem:  # or it may come again, as is said then
            said = say(words.HARD_SENT_AWAY, "body", here.c.quiet, text_align=middle)
            lines.append(ft.Semantics(live_region=True, content=said))
        ways.append(text_button(words.UNDO, here.c.quiet, take_back, glyph="undo", key="take-back"))
    elif hard.nothing or not hard.is_more:
        said = say(words.HARD_NOTHING, "body", here.c.quiet, text_align=middle)
        lines.append(ft.Semantics(live_region=hard.nothing, content=said))
    else:
        lines.append(say(words.HARD_SHOW_MORE, "body", here.c.quiet, text_align=middle))
    if hard.is_more:
        text = words.HARD_SHOW_ANOTHER if hard.sent_away else words.HARD_SHOW
        ways.insert(0, text_button(text, here.c.honey, lambda _e: hard.show(), key="show"))
    lines.append(
        ft.Row(ways, spacing=4, run_spacing=0, wrap=True, alignment=ft.MainAxisAlignment.CENTER)
    )
    return lines


@unchanging
def _Card(here: Here, glimmer: Glimmer, parts: Parts, photos: Photos, open_it: Any) -> ft.Control:
    """The glimmer; a tap opens its page."""
    text = words.summary(glimmer)
    when = words.first_upper(words.when_alone(glimmer))
    lines: list[ft.Control] = [
        own_words(
            text,
            style=style("words", here.c.ink if glimmer.note else here.c.quiet),
            max_lines=8,
            overflow=ft.TextOverflow.ELLIPSIS,
        ),
        say(when, "small", here.c.quiet),
    ]
    inside: list[ft.Control] = [ft.Column(lines, spacing=4, expand=True)]
    if parts.photos:
        wide, high = _PHOTO
        photo = ft.Container(
            picture(here, photos, parts.photos[0], width=wide, height=high),
            border_radius=12,
            clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        )
        inside.insert(0, photo)
    spoken = ", ".join(each for each in (text, when, words.photos_count(len(parts.photos))) if each)
    button = touchable(
        ft.Row(inside, spacing=16, vertical_alignment=ft.CrossAxisAlignment.CENTER),
        spoken,
        lambda _e: open_it(),
        key=glimmer.id,
        radius=20,
        padding=16,
    )
    return card(here, ft.Row([ft.Container(button, expand=True)]), padding=0)


# One question, and people -------------------------------------------------------------------------


def _question(here: Here) -> ft.Control:
    middle = ft.TextAlign.CENTER
    scale = held_back(here.scale, at_most=1.7)
    asked = ft.Text(
        words.HARD_QUESTION,
        style=style("vague_heading", here.c.ink, scale=scale),
        text_align=middle,
    )
    return ft.Column(
        [
            ft.Semantics(heading_level=2, content=asked),
            say(words.HARD_QUESTION_MORE, "body", here.c.ink, text_align=middle),
            say(words.HARD_QUESTION_SOURCE, "caption", here.c.quiet, text_align=middle),
        ],
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _people(here: Here, contacts: Contacts, go: Go) -> ft.Control:
    """Those the person wrote down, and the way to others. Where nobody is written down, nothing
    says so.
    """
    others = row_button(
        here,
        glyph="call",
        text=words.HELP_NOW,
        detail=words.HARD_HELP,
        on_click=lambda _e: go(routes.HELP),
    )
    lines: list[ft.Control] = [card(here, others, padding=6)]
    if contacts.contacts:
        lines.insert(0, calls(here, contacts.contacts))
    if contacts.problem:  # who wrote somebody down is not to think that nobody is there
        lines.insert(0, problem_line(here, contacts.problem, "small"))
    return ft.Column(lines, spacing=10, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _quiet(here: Here, line: str) -> ft.Control:
    return say(line, "body", here.c.ink, text_align=ft.TextAlign.CENTER)
