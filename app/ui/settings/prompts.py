"""What the prompts say: which kinds come, which of them unasked, what they are not about, those the
person wrote, and those that were refused.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

import flet as ft

from app.core.errors import GlimmersError
from app.core.prompts import ASK_FIRST, KINDS, MAX_PROMPT, SENSES, Kind, Prompt, Sense
from app.state.preferences import Preferences
from app.ui.look.boundary import component
from app.ui.look.chips import chip, chips
from app.ui.look.direction import own_words, pad
from app.ui.look.parts import (
    Handler,
    box,
    card,
    filled,
    hairline,
    icon_button,
    problem_line,
    say,
    scrolling,
    switch_row,
    text_button,
    use_live_box,
)
from app.ui.look.theme import Here, style
from app.ui.settings.screen import not_remembered
from app.words.prompts import prompt_words
from app.words.screens import words


@component
def PromptsPage(here: Here, preferences: Preferences) -> ft.Control:
    """Kinds to switch, and a place to write one's own."""
    c = here.c
    live = use_live_box()
    problem, set_problem = ft.use_state(cast(GlimmersError | None, None))
    written, set_written = ft.use_state(0)

    async def show_hidden(_event: Any) -> None:
        await preferences.show_hidden()

    async def add(_event: Any) -> None:
        try:
            await preferences.write_own(live.text)
        except GlimmersError as error:
            set_problem(error)
            return
        set_problem(None)
        set_written(written + 1)

    # Another box for each prompt.
    field = box(
        here,
        label=words.OWN_PROMPT,
        value="",
        on_change=lambda _e: set_problem(None),
        key=f"own {written}",
        max_length=MAX_PROMPT,
    )
    own = _own(here, preferences, live.shows(field), add, problem, added=written > 0)
    parts: list[ft.Control] = [
        say(words.PROMPTS_WHY, "body", c.quiet),
        _rows(here, _kinds(here, preferences)),
        _heading(here, words.ASK_FIRST),
        say(words.ASK_FIRST_WHY, "small", c.quiet),
        _rows(here, [_asking_first(here, preferences, kind) for kind in ASK_FIRST]),
        _heading(here, words.NOT_ABOUT),
        chips(here, [_sense(here, preferences, sense) for sense in SENSES]),
        _heading(here, words.YOUR_OWN),
        say(words.OWN_STAY_PRIVATE.format(unsaid=prompt_words.UNSAID), "small", c.quiet),
        card(
            here,
            ft.Column(own, spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
            padding=16,
        ),
    ]
    if preferences.hidden:
        count = words.HIDDEN_COUNT.format(count=len(preferences.hidden))
        parts.append(
            ft.Row(
                [say(count, "body", c.ink), text_button(words.SHOW_HIDDEN, c.honey, show_hidden)],
                wrap=True,
            )
        )
    return scrolling(parts, spacing=14, news=not_remembered(here, preferences))


def _heading(here: Here, text: str) -> ft.Control:
    return ft.Semantics(heading_level=2, content=say(text, "heading", here.c.ink))


def _rows(here: Here, rows: list[ft.Control]) -> ft.Control:
    """A card of them, with a line between each two."""
    lined = [part for row in rows for part in (hairline(here.c), row)][1:]
    return card(
        here,
        ft.Column(lined, spacing=0),
        padding=ft.Padding.symmetric(horizontal=16, vertical=4),
    )


def _kinds(here: Here, preferences: Preferences) -> list[ft.Control]:
    """A switch for each kind of prompts that there is, but for those that ask first."""
    return [
        _kind(here, preferences, kind)
        for kind in KINDS
        if kind not in ASK_FIRST and (kind != "own" or preferences.own)
    ]


def _kind(here: Here, preferences: Preferences, kind: Kind) -> ft.Control:
    async def choose(on: bool) -> None:
        await preferences.choose_kind(kind, shown=on)

    on = kind in preferences.kinds
    return switch_row(here, words.KINDS[kind], on=on, turn=choose, key=f"kind {kind}")


def _asking_first(here: Here, preferences: Preferences, kind: Kind) -> ft.Control:
    """The switch of a kind that can hurt, why to leave it out, and whether it comes unasked."""

    async def let(on: bool) -> None:
        await preferences.choose_unasked(kind, let=on)

    rows: list[ft.Control] = [
        _kind(here, preferences, kind),
        ft.Container(say(words.MAY_HURT[kind], "small", here.c.quiet), padding=pad(bottom=10)),
    ]
    if kind in preferences.kinds:
        on = kind in preferences.choices.unasked
        rows.append(switch_row(here, words.UNASKED[kind], on=on, turn=let, key=f"unasked {kind}"))
    return ft.Column(rows, spacing=0)


def _sense(here: Here, preferences: Preferences, sense: Sense) -> ft.Control:
    left_out = sense in preferences.choices.left_out

    async def turn(_event: Any = None) -> None:
        await preferences.leave_out(sense, left_out=not left_out)

    return chip(
        here,
        words.SENSES[sense],
        words.NOT_ABOUT_SENSE[sense],
        turn,
        key=f"sense {sense}",
        glyph="check" if left_out else None,
        chosen=left_out,
    )


def _own(
    here: Here,
    preferences: Preferences,
    field: ft.Control,
    add: Handler,
    problem: GlimmersError | None,
    *,
    added: bool,
) -> list[ft.Control]:
    """Those that are there, and below them the box for another: what is added takes the place where
    it was written, and stays in view wherever the page has been scrolled.
    """
    last = len(preferences.own) - 1
    own: list[ft.Control] = [
        _written(here, preferences, prompt, added=added and place == last)
        for place, prompt in enumerate(preferences.own)
    ]
    own += [field, ft.Row([filled(here, words.KEEP_PROMPT, add)])]
    if problem:
        own.append(problem_line(here, problem, "small"))
    return own


def _written(here: Here, preferences: Preferences, prompt: Prompt, *, added: bool) -> ft.Control:
    """A prompt of one's own with the way to remove it; one that was just `added` is read aloud."""
    text = prompt_words.text(prompt)
    remove = _removing(preferences, prompt.id)
    return ft.Row(
        [
            ft.Semantics(
                live_region=added,
                expand=True,
                content=own_words(text, style=style("body", here.c.ink)),
            ),
            icon_button(
                "close", here.c.quiet, words.REMOVE.format(what=text), remove, key=prompt.id
            ),
        ],
        key=f"row {prompt.id}",
    )


def _removing(preferences: Preferences, id: str) -> Callable[[Any], Awaitable[None]]:
    async def remove(_event: Any) -> None:
        await preferences.remove_own(id)

    return remove
