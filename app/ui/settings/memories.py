"""Whether memories come back, and what is left out of them: each can be shown again."""

from __future__ import annotations

from typing import Any, cast

import flet as ft

from app.core.lookback.memories import TimeOfYear, WayOut, preference_of
from app.state.memories import Memories
from app.state.preferences import Preferences
from app.ui.look.boundary import component
from app.ui.look.direction import own_words
from app.ui.look.parts import card, hairline, icon_button, problem_line, say, scrolling, switch_row
from app.ui.look.theme import Here, style
from app.ui.settings.screen import not_remembered
from app.words.screens import words


@component
def MemoriesPage(here: Here, preferences: Preferences, memories: Memories) -> ft.Control:
    """A switch, off at first; below it what was left out, also while memories are off."""
    c = here.c
    said, say_back = ft.use_state("")

    def watch() -> None:
        memories.list_all(listing=True)

    ft.use_effect(watch, [], cleanup=lambda: memories.list_all(listing=False))

    async def let_come(on: bool) -> None:
        await preferences.let_memories_come(come=on)

    async def let_recent(on: bool) -> None:
        await memories.let_recent_come(recent=on)

    async def let_collages(on: bool) -> None:
        await memories.let_collages_come(come=on)

    on = preferences.memories
    rows = [switch_row(here, words.LET_THEM_COME, on=on, turn=let_come, key="memories")]
    if on:
        recent = memories.recent
        rows += [
            hairline(c),
            switch_row(here, words.RECENT_TOO, on=recent, turn=let_recent, key="recent"),
            ft.Container(say(words.RECENT_TOO_WHY, "small", c.quiet), padding=_BELOW),
            hairline(c),
            switch_row(
                here,
                words.COLLAGES_TOO,
                on=memories.offers_collages,
                turn=let_collages,
                key="memory collages",
            ),
            ft.Container(say(words.COLLAGES_TOO_WHY, "small", c.quiet), padding=_BELOW),
        ]
    parts: list[ft.Control] = [
        say(words.MEMORIES_WHY, "body", c.quiet),
        card(here, ft.Column(rows, spacing=0), padding=_ACROSS),
    ]
    if on and memories.is_read and memories.memory is None:
        parts.append(say(words.NONE_COMES, "small", c.quiet))
    parts.append(
        ft.Semantics(heading_level=2, content=say(words.NOT_SHOWN, "heading", c.ink)),
    )
    if memories.out:
        parts.append(say(words.NOT_SHOWN_MORE, "small", c.quiet))
        out = [_out(here, memories, way, say_back) for way in memories.out]
        lined = [part for row in out for part in (hairline(c), row)][1:]
        parts.append(card(here, ft.Column(lined, spacing=0), padding=_ACROSS))
    elif memories.is_read:
        parts.append(say(words.NOTHING_LEFT_OUT, "small", c.quiet))
    news = not_remembered(here, preferences)
    if problem := memories.unread or memories.problem:
        news.append(problem_line(here, problem, "small"))
    elif said:
        news.append(ft.Semantics(live_region=True, content=say(said, "small", c.ink)))
    return scrolling(parts, spacing=14, news=news)


_ACROSS = ft.Padding.symmetric(horizontal=16, vertical=4)
_BELOW = ft.Padding.only(bottom=10)


def _out(here: Here, memories: Memories, way: WayOut, say_back: Any) -> ft.Control:
    """What is left out, and the button that shows it again."""
    text = _named(memories, way)

    async def show_again(_event: Any = None) -> None:
        await memories.take_back(way)
        say_back("" if memories.problem else words.SHOWN_AGAIN.format(what=text))

    return ft.Row(
        [
            ft.Container(own_words(text, style=style("body", here.c.ink)), expand=True),
            icon_button(
                "undo", here.c.honey, words.SHOW_AGAIN.format(what=text), show_again, key=_key(way)
            ),
        ],
        key=f"row {_key(way)}",
    )


def _named(memories: Memories, way: WayOut) -> str:
    if isinstance(way, TimeOfYear):
        return words.around(way)
    if isinstance(way, tuple):
        return words.name_spoken(*way)
    glimmer = memories.glimmers[way]
    when = words.when_long(glimmer, memories.today)
    return ", ".join((words.summary(glimmer, longest=80), when))


def _key(way: WayOut) -> str:
    if isinstance(way, tuple) and not isinstance(way, TimeOfYear):
        return " ".join(way)
    return preference_of(cast("Any", way))
