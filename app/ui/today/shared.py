"""What another app has shared: seen first, then kept or left out."""

from __future__ import annotations

from typing import Any

import flet as ft

from app.state.opening import Opening
from app.state.photos import Photos
from app.state.shared import Offered, Shared
from app.ui import routes
from app.ui.look.boundary import component, use_waiting_effect
from app.ui.look.dialog import use_dialog
from app.ui.look.direction import own_words
from app.ui.look.parts import (
    card,
    empty,
    filled,
    problem_line,
    question,
    say,
    scrolling,
    text_button,
)
from app.ui.look.photos import PhotoNews
from app.ui.look.theme import Here, style
from app.ui.look.waiting import Waiting
from app.ui.routes import Go
from app.words.screens import words

_PREVIEW = 104.0
"""Width and height of a photo that is not kept yet, in dp."""
_DECODED = 416
"""Pixels of width that such a photo is decoded to, enough for the finest screens: whole, a few of a
camera's would not fit into a phone's memory.
"""


@component
def SharedPage(
    here: Here,
    shared: Shared,
    photos: Photos,
    opening: Opening,
    go: Go,
    *,
    left: int,
    came: str,
    refused: str,
) -> ft.Control:
    """The oldest share that waits, and its two ways; `left`, `came` and `refused` are what the
    service worker, or Android's part, says of the share that led here.
    """
    asking, ask = ft.use_state(False)
    use_waiting_effect(shared.look, [opening.done, came])
    offered = shared.offered

    async def keep(_event: Any) -> None:
        id = await shared.keep()
        if id is not None:
            await shared.look()
            go(routes.glimmer(id))

    async def leave_out() -> None:
        ask(False)
        await shared.leave_out()

    begun = offered is not None and offered.begun
    question = _question(here, leave_out, lambda: ask(False), begun=begun)
    use_dialog(question if asking else None)
    lines: list[ft.Control] = []
    if refused in words.SHARE_REFUSED:
        lines.append(_news(here, words.SHARE_REFUSED[refused]))
    if left:
        lines.append(_news(here, words.shared_left(left)))
    outcome = photos.outcome
    if shared.problem and not (outcome and shared.problem in outcome.problems):  # told below
        lines.append(problem_line(here, shared.problem))
    if offered:
        lines += _offered(here, shared, photos, offered, keep, lambda _event: ask(True))
    elif not shared.looked:
        lines.append(Waiting(here))
    elif not shared.problem:
        lines.append(empty(here, words.NOTHING_SHARED))
    return scrolling(lines)


def _offered(
    here: Here, shared: Shared, photos: Photos, offered: Offered, keep: Any, leave_out: Any
) -> list[ft.Control]:
    c = here.c
    state = words.SHARED_HALF_KEPT if offered.begun else words.SHARED_NOT_KEPT_YET
    lines: list[ft.Control] = [say(state, "body", c.ink)]
    if offered.words:
        lines.append(card(here, own_words(offered.words, style=style("words", c.ink)), padding=20))
    if offered.previews:
        pictures: list[ft.Control] = [
            ft.Image(
                src=address,
                width=_PREVIEW,
                height=_PREVIEW,
                cache_width=_DECODED,
                fit=ft.BoxFit.CONTAIN,
                border_radius=16,
                semantics_label=words.SHARED_PHOTO.format(n=number + 1),
                error_content=ft.Container(
                    width=_PREVIEW, height=_PREVIEW, border_radius=16, bgcolor=c.sunken
                ),
            )
            for number, address in enumerate(offered.previews)
        ]
        lines.append(ft.Row(pictures, wrap=True, spacing=8, run_spacing=8))
    if offered.photos:
        lines.append(say(words.shared_photos(len(offered.photos)), "small", c.quiet))
    if shared.keeping or photos.outcome:
        lines.append(PhotoNews(here, photos, offered.record.id, worded=bool(offered.words)))
    if not shared.keeping:
        buttons = [
            filled(here, words.KEEP_SHARED, keep),
            text_button(words.LEAVE_SHARED_OUT, c.ink, leave_out),
        ]
        lines.append(ft.Row(buttons, wrap=True, spacing=8, run_spacing=4))
    if shared.more:
        lines.append(say(words.shared_more(shared.more), "small", c.quiet))
    return lines


def _news(here: Here, sentence: str) -> ft.Control:
    return ft.Semantics(live_region=True, content=say(sentence, "body", here.c.ink))


def _question(here: Here, leave_out: Any, stay: Any, *, begun: bool) -> ft.AlertDialog:
    c = here.c
    more = words.ASK_LEAVE_REST_OUT_MORE if begun else words.ASK_LEAVE_OUT_MORE

    async def yes(_event: Any) -> None:
        await leave_out()

    return question(
        here,
        words.ASK_LEAVE_OUT,
        more,
        [
            text_button(words.LEAVE_IT_HERE, c.honey, lambda _event: stay()),
            text_button(words.LEAVE_SHARED_OUT, c.ink, yes, key="leave out yes"),
        ],
        stay,
    )
