"""Photos that lie here and that no glimmer names: seen, kept as glimmers, or deleted once that was
asked.
"""

from __future__ import annotations

from typing import Any

import flet as ft

from app.state.opening import Opening
from app.state.paging import PAGE
from app.state.photos import Photos
from app.state.unnamed import Lying, Unnamed
from app.ui import routes
from app.ui.look.boundary import component, use_waiting_effect
from app.ui.look.dialog import use_dialog
from app.ui.look.direction import margin, pad
from app.ui.look.parts import (
    SIDE,
    empty,
    filled,
    paged,
    problem_line,
    question,
    say,
    text_button,
    working,
)
from app.ui.look.sky import mark
from app.ui.look.theme import Here
from app.ui.look.waiting import Waiting
from app.ui.routes import Go
from app.words.screens import words

_TILE = 150.0
"""Width that a photo wants at least; as many stand beside each other as there is room for."""
_GUTTER = 12.0


@component
def UnnamedPage(
    here: Here, unnamed: Unnamed, photos: Photos, opening: Opening, go: Go
) -> ft.Control:
    """Why they are here, what can be done with them, and all of them."""
    nobody: Any = None
    asked, ask = ft.use_state(
        nobody
    )  # about which of them; others may have come or gone before it is answered
    shown, show = ft.use_state(PAGE)
    use_waiting_effect(unnamed.see, [opening.done])
    lying = unnamed.lying or ()

    async def keep(_event: Any) -> None:
        await unnamed.keep_all()

    async def delete() -> None:
        ask(None)
        await unnamed.delete_all()

    async def again(_event: Any) -> None:
        await unnamed.see()

    asking = bool(lying) and asked is unnamed.lying
    use_dialog(_question(here, len(lying), delete, lambda: ask(None)) if asking else None)
    lines = _told(here, unnamed, go)
    if unnamed.lying is None:
        lines.append(
            Waiting(here)
            if not unnamed.problem
            else _left(text_button(words.TRY_AGAIN, here.c.honey, again))
        )
    elif not lying:
        if unnamed.outcome is None:
            lines.append(empty(here, words.NO_UNNAMED))
    else:
        if unnamed.work is None:
            lines += _ways(here, lying, keep, lambda _event: ask(unnamed.lying))
        lines.append(_grid(here, lying[:shown], len(lying), unnamed, photos))

    def next_page() -> None:
        show(shown + PAGE)

    around = pad(start=SIDE, end=SIDE, top=4, bottom=32)
    more = shown < len(lying)
    return paged(lines, next_page, more=more, key="unnamed", spacing=16, padding=around)


def _left(button: ft.Control) -> ft.Control:
    """A quiet button whose words begin where the lines do."""
    return ft.Row([button], margin=margin(start=-12), wrap=True)


def _told(here: Here, unnamed: Unnamed, go: Go) -> list[ft.Control]:
    """What is being done, what came of it, what stood in its way; nothing where nobody has done
    anything yet.
    """
    c, work, outcome = here.c, unnamed.work, unnamed.outcome
    if work:
        sentence = words.KEEPING_UNNAMED if work.doing == "keeping" else words.DELETING_UNNAMED
        said = sentence.format(done=min(work.done + 1, work.total), total=work.total)
        return [working(here, said, lambda _event: unnamed.stop(), part=work.done / work.total)]
    lines: list[ft.Control] = []
    if outcome:
        kept = outcome.doing == "keeping"
        said = words.unnamed_kept(outcome.count) if kept else words.unnamed_deleted(outcome.count)
        lines.append(ft.Semantics(live_region=True, content=say(said, "body", c.ink)))
        if kept:
            lines.append(
                ft.Row(
                    [filled(here, words.LOOK_BACK, lambda _event: go(routes.LOOK_BACK))], wrap=True
                )
            )
    if unnamed.problem:
        lines.append(problem_line(here, unnamed.problem))
    return lines


def _ways(here: Here, lying: tuple[Lying, ...], keep: Any, delete: Any) -> list[ft.Control]:
    """How many there are and why, and the two ways."""
    c, count = here.c, len(lying)
    shut = sum(one.stored_on is None for one in lying)
    told = say(f"{words.unnamed_here(count)} {words.unnamed_why(count)}", "body", c.ink)
    lines: list[ft.Control] = [told]
    buttons: list[ft.Control] = []
    if shut:
        lines.append(say(words.unnamed_shut(shut), "body", c.ink))
    if shut < count:
        lines.append(say(words.KEEP_UNNAMED_WHY, "small", c.quiet))
        buttons.append(filled(here, words.keep_unnamed(count - shut), keep))
    buttons.append(text_button(words.delete_unnamed(count), c.ink, delete, key="delete unnamed"))
    lines.append(ft.Row(buttons, wrap=True, spacing=8, run_spacing=4))
    return lines


def _grid(
    here: Here, lying: tuple[Lying, ...], count: int, unnamed: Unnamed, photos: Photos
) -> ft.Control:
    room = min(here.width, 600.0 + 2 * SIDE) - 2 * SIDE
    columns = max(2, int(room // _TILE))
    width = (room - _GUTTER * (columns - 1)) / columns
    today = unnamed.today
    tiles: list[ft.Control] = []
    for place, one in enumerate(lying):
        spoken = words.unnamed_name(place, count, one.stored_on, today)
        tiles.append(
            _tile(
                here,
                one,
                spoken,
                words.first_upper(words.stored(one.stored_on, today)),
                width,
                photos,
            )
        )
    return ft.Row(tiles, wrap=True, spacing=_GUTTER, run_spacing=16)


def _tile(
    here: Here, one: Lying, spoken: str, below: str, width: float, photos: Photos
) -> ft.Control:
    """A photo and since when it lies here; without its thumbnail the photo itself, without either
    our mark.
    """
    c = here.c

    def image(thumbnail: bool, otherwise: ft.Control) -> ft.Image:
        return ft.Image(
            src=photos.address(one.id, thumbnail=thumbnail),
            width=width,
            height=width,
            fit=ft.BoxFit.CONTAIN,
            gapless_playback=True,
            exclude_from_semantics=True,
            error_content=otherwise,
        )

    nothing = ft.Container(
        mark(c, None, 40, vague=True), alignment=ft.Alignment.CENTER, width=width, height=width
    )
    return ft.Semantics(
        label=spoken,
        image=True,
        container=True,
        exclude_semantics=True,
        key=one.id,
        content=ft.Column(
            [
                ft.Container(
                    image(True, image(False, nothing)),
                    width=width,
                    height=width,
                    border_radius=14,
                    bgcolor=c.sunken,
                    clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
                ),
                ft.Container(say(below, "caption", c.quiet), width=width),
            ],
            spacing=4,
            tight=True,
        ),
    )


def _question(here: Here, count: int, delete: Any, leave: Any) -> ft.AlertDialog:
    c = here.c

    async def yes(_event: Any) -> None:
        await delete()

    return question(
        here,
        words.ask_unnamed(count),
        words.ask_unnamed_more(count),
        [
            text_button(
                words.leave_unnamed(count), c.honey, lambda _event: leave(), key="leave unnamed"
            ),
            text_button(words.DELETE_FOR_GOOD, c.ink, yes, key="delete unnamed yes"),
        ],
        leave,
    )
