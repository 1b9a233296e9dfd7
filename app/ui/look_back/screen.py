"""Look back: the days, newest first, a page at a time; and the bin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import flet as ft

from app.core.glimmers import Glimmer
from app.core.photos import KeptCollage
from app.state.opening import Opening
from app.state.photos import Photos
from app.state.timeline import Timeline
from app.ui import routes
from app.ui.look.boundary import component, use_steady
from app.ui.look.direction import margin, own_words, pad
from app.ui.look.parts import (
    SIDE,
    card,
    empty,
    icon,
    paged,
    problem_line,
    say,
    text_button,
    title,
)
from app.ui.look.sky import mark
from app.ui.look.theme import Here, style
from app.ui.look.touch import touchable
from app.ui.look.waiting import Waiting
from app.ui.look_back.cards import GUTTER, Days
from app.ui.routes import Go
from app.words.screens import words

if TYPE_CHECKING:
    from app.state.collages.kept import Collages

_SMALL = 64.0


@component
def LookBack(
    here: Here,
    timeline: Timeline,
    photos: Photos,
    go: Go,
    chosen: str = "",
    *,
    covered: bool = False,
) -> ft.Control:
    """Days, with the bin behind the button at the top. `covered` by a sheet, they stand as they
    were until they show again.
    """
    _watch(timeline.watch_days)
    ft.use_effect(lambda: timeline.cover_days(covered), [covered])
    side = 20 if here.width >= 360 else 12

    def open_it(glimmer: Glimmer) -> None:
        go(routes.glimmer(glimmer.id))

    open_steadily = use_steady(open_it)
    head = ft.Column(
        [_head(here, go, side), *([_search(here, go, side)] if timeline.days else [])],
        spacing=8,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    body: ft.Control
    if timeline.days is None:
        body = ft.Container(Waiting(here), margin=margin(start=GUTTER, end=side))
    elif not timeline.days:
        body = empty(here, words.NOTHING_HERE)
    else:
        body = Days(
            here,
            timeline.days,
            timeline.now.date(),
            timeline.parts,
            photos,
            open_steadily,
            chosen,
            timeline.next_days,
            more=timeline.more_days,
            side=side,
        )
    return ft.Container(
        expand=True,
        padding=pad(start=side, top=here.top + 28),
        content=ft.Column([head, body], spacing=8, expand=True),
    )


def _head(here: Here, go: Callable[[str], None], side: float) -> ft.Control:
    """The heading, and the ways to names and bin: beside it, or below it where there is no room."""
    c = here.c

    def way(text: str, glyph: str, spoken: str, address: str) -> ft.Control:
        return text_button(text, c.quiet, lambda _e: go(address), glyph, key=spoken, spoken=spoken)

    heading = title(here, words.LOOK_BACK)
    ways = ft.Row(
        [
            way(words.NAMES_SHORT, "person", words.NAMES, routes.names()),
            way(words.BIN_SHORT, "delete", words.THE_BIN, routes.BIN),
        ],
        spacing=0,
        wrap=True,
    )
    if here.large or here.width < 360:
        return ft.Column([heading, ft.Container(ways, margin=margin(start=-12))], spacing=0)
    return ft.Row(
        [heading, ways],
        margin=margin(end=side - 12),
        wrap=True,  # other languages have longer words
        spacing=0,
        run_spacing=0,
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _search(here: Here, go: Go, side: float) -> ft.Control:
    """What looks like a box to type into: the box itself is where it leads. Below it the ways to
    the calendar, to the sky and to what nourishes, in words beside their icons.
    """
    face = ft.Container(
        ft.Row(
            [
                icon("search", here.c.quiet),
                say(words.WHAT_IS_SEARCHED, "body", here.c.quiet, expand=True),
            ],
            spacing=8,
        ),
        bgcolor=here.c.sunken,
        border_radius=24,
        padding=pad(start=14, end=8, top=12, bottom=12),
    )
    button = touchable(face, words.SEARCH, lambda _e: go(routes.FIND), key="search", radius=24)

    def way(text: str, glyph: str, address: str, key: str, spoken: str | None = None) -> ft.Control:
        return text_button(text, here.c.ink, lambda _e: go(address), glyph, key=key, spoken=spoken)

    ways = ft.Row(
        [
            way(words.CALENDAR, "calendar_today", routes.CALENDAR, "calendar"),
            way(words.SKY, "sky", routes.SKY, "sky"),
            way(
                words.NOURISHES_SHORT,
                "sprout",
                routes.NOURISHING,
                "nourishing",
                spoken=words.NOURISHES,
            ),
        ],
        wrap=True,
        spacing=0,
        run_spacing=0,
        margin=margin(start=-12, end=-12),
    )
    box = ft.Row([ft.Container(button, expand=True)])
    return ft.Container(ft.Column([box, ways], spacing=0), margin=margin(end=side))


@component
def Bin(
    here: Here,
    timeline: Timeline,
    collages: Collages,
    opening: Opening,
    ask_delete: Any,
    put_back: Any,
) -> ft.Control:
    """What was let go and is not deleted yet, glimmers and collages, the latest first."""
    _watch(timeline.watch_bin)
    ft.use_effect(
        lambda: collages.watch_bin(True), [opening.done], cleanup=lambda: collages.watch_bin(False)
    )
    c = here.c
    intro = say(words.BIN_KEEPS, "small", c.quiet)
    if timeline.bin is None or collages.bin is None:
        return ft.Container(Waiting(here), padding=pad(start=SIDE, end=SIDE))
    if not timeline.bin and not collages.bin:
        return ft.Column([empty(here, words.BIN_EMPTY)])
    rows: list[ft.Control] = [ft.Container(intro, padding=ft.Padding.only(bottom=12))]
    today = timeline.now.date()
    rows += [
        _binned(here, one, today, collages, ask_delete, put_back)
        for one in _in_bin(timeline, collages)
    ]

    def next_page() -> None:
        timeline.next_bin()
        collages.next_bin()

    more = timeline.more_bin or collages.more_bin
    around = pad(start=SIDE, end=SIDE, bottom=32)
    pages = paged(rows, next_page, more=more, key="pages", padding=around)
    if not collages.problem:
        return pages
    problem = ft.Container(
        problem_line(here, collages.problem), padding=pad(start=SIDE, end=SIDE, bottom=12)
    )
    return ft.Column([pages, problem], expand=True, spacing=8)


def _in_bin(timeline: Timeline, collages: Collages) -> list[Glimmer | KeptCollage]:
    """Both kinds in one order, as far back as both were read."""
    glimmers, kept = timeline.bin or (), collages.bin or ()
    ends = [
        page[-1].removed_at or ""
        for page, more in ((glimmers, timeline.more_bin), (kept, collages.more_bin))
        if page and more
    ]
    since = max(ends, default="")
    read: list[Glimmer | KeptCollage] = [*glimmers, *kept]
    return sorted(
        (one for one in read if (one.removed_at or "") >= since),
        key=lambda one: one.removed_at or "",
        reverse=True,
    )


def _binned(
    here: Here,
    one: Glimmer | KeptCollage,
    today: date,
    collages: Collages,
    ask_delete: Any,
    put_back: Any,
) -> ft.Control:
    c = here.c

    async def back(_event: Any) -> None:
        await put_back(one)

    if isinstance(one, Glimmer):
        text, below, picture = words.summary(one), words.when_long(one, today), None
    else:
        # The geometry of collages is large, and most who look back want none of it.
        from app.core.drawing.collage_record import told_of

        text = words.collage_name(*told_of(one.record))
        below = words.day_and_month(datetime.fromisoformat(one.kept_at).date(), today)
        picture = collages.address(one.picture, thumbnail=True)
    lines = ft.Column(
        [
            own_words(
                text, style=style("words", c.ink), max_lines=3, overflow=ft.TextOverflow.ELLIPSIS
            ),
            say(below, "caption", c.quiet),
        ],
        spacing=4,
        expand=True,
    )
    buttons: list[ft.Control] = [
        text_button(
            words.PUT_BACK, c.honey, back, glyph="restore_from_trash", key=f"back-{one.id}"
        ),
        text_button(
            words.DELETE_FOR_GOOD, c.quiet, lambda _e: ask_delete(one), key=f"erase-{one.id}"
        ),
    ]
    return card(
        here,
        ft.Column(
            [
                ft.Row(
                    [lines, _small(here, picture)],
                    spacing=12,
                    vertical_alignment=ft.CrossAxisAlignment.START,
                )
                if picture
                else lines,
                ft.Row(buttons, wrap=True, spacing=0, run_spacing=0, margin=margin(start=-12)),
            ],
            spacing=4,
        ),
        key=one.id,
        margin=ft.Margin.only(bottom=10),
    )


def _small(here: Here, address: str) -> ft.Control:
    """A collage's picture, as large as it takes to know it again."""
    return ft.Image(
        src=address,
        width=_SMALL,
        height=_SMALL,
        fit=ft.BoxFit.CONTAIN,
        border_radius=8,
        gapless_playback=True,
        exclude_from_semantics=True,
        error_content=ft.Container(
            mark(here.c, None, 24, vague=True),
            alignment=ft.Alignment.CENTER,
            width=_SMALL,
            height=_SMALL,
        ),
    )


def _watch(watch: Any) -> None:
    """Read while the screen is there, and only then."""

    # Given as `cleanup`: one that the setup returns is lost at the next drawing.
    ft.use_effect(lambda: watch(True), [], cleanup=lambda: watch(False))
