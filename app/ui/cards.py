"""Cards of glimmers under the days they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any

import flet as ft

from app.core.glimmers import Glimmer, GlimmerId
from app.core.photos import Attached, Parts
from app.core.when import WEEKDAYS
from app.state.photos import Photos
from app.ui import words
from app.ui.parts import icon, say
from app.ui.photos import picture
from app.ui.sky import mark
from app.ui.theme import Here, fade, rim, shadow, style


def under_days(
    here: Here,
    glimmers: Iterable[Glimmer],
    today: date,
    *,
    parts: Mapping[GlimmerId, Parts],
    photos: Photos,
    open_it: Callable[[Glimmer], None],
    chosen: str = "",
) -> Iterator[ft.Control]:
    """Headings and cards in the order given; one heading for each day, month, summer, or "about 1987"."""
    for heading, group in groupby(glimmers, key=lambda glimmer: _heading(glimmer, today)):
        yield _day_heading(here, *heading)
        for glimmer in group:
            shown = parts[glimmer.id].photos if glimmer.id in parts else ()
            yield glimmer_card(here, glimmer, today, shown=shown, photos=photos, open_it=open_it, chosen=glimmer.id == chosen)


def _heading(glimmer: Glimmer, today: date) -> tuple[str, str, bool]:
    """Bold part, quiet part, and whether it is vague."""
    day = glimmer.when.day
    if day is None:
        return words.LONG_AGO, "", True
    if glimmer.precision in ("moment", "day"):
        return WEEKDAYS[day.weekday()], words.day_and_month(day, today), False
    return words.first_upper(glimmer.when_text), "", True


def _day_heading(here: Here, bold: str, quiet: str, vague: bool) -> ft.Control:
    spans = [ft.TextSpan(bold, style=style("vague_heading" if vague else "heading", here.c.ink))]
    if quiet:
        spans.append(ft.TextSpan(f"  {quiet}", style=style("small", here.c.quiet)))
    return ft.Container(
        key=f"{bold} {quiet}",
        padding=ft.Padding.only(left=46, top=16, bottom=8),
        content=ft.Semantics(heading_level=2, content=ft.Text(spans=spans)),
    )


def glimmer_card(
    here: Here,
    glimmer: Glimmer,
    today: date,
    *,
    shown: tuple[Attached, ...],
    photos: Photos,
    open_it: Callable[[Glimmer], None],
    chosen: bool,
) -> ft.Control:
    """One glimmer on the line of time, its first photo above its words. Vague ones have soft edges and no shadow."""
    c = here.c
    vague = glimmer.precision not in ("moment", "day")
    text = words.summary(glimmer)
    below = _below(glimmer, today)

    def click(_event: Any) -> None:
        open_it(glimmer)

    caption: list[ft.Control] = [say(below, "caption", c.quiet, expand=True)]
    if glimmer.loved:
        caption.append(icon("favorite-fill", c.path["between"], 20))
    body = ft.Container(
        key=glimmer.id,
        on_click=click,
        ink=True,
        expand=True,
        margin=ft.Margin.only(bottom=10),
        padding=ft.Padding.only(left=16, right=16, top=14, bottom=12),
        border_radius=20,
        bgcolor=None if vague else c.raised,
        gradient=ft.LinearGradient(begin=ft.Alignment(-1, -0.2), end=ft.Alignment(1, 0.2), colors=list(c.vague)) if vague else None,
        border=ft.Border.all(2, c.honey) if chosen else None if vague else rim(c),
        shadow=None if vague or chosen else shadow(c),
        content=ft.Column(
            [
                *([_cover(here, photos, shown)] if shown else []),
                ft.Text(
                    text,
                    style=style("words", c.ink if glimmer.note else c.quiet),
                    max_lines=6 if here.large else 2 if shown else 3,
                    overflow=ft.TextOverflow.ELLIPSIS,
                ),
                ft.Row(caption, spacing=8),
            ],
            spacing=4,
        ),
    )
    row = ft.Row(
        [
            ft.Container(
                width=34,
                height=46,
                alignment=ft.Alignment.CENTER,
                content=ft.Container(
                    width=26,
                    height=26,
                    bgcolor=c.surface,
                    alignment=ft.Alignment.CENTER,
                    content=mark(c, glimmer.pathway, 24 if vague else 16, vague=vague),
                ),
            ),
            body,
        ],
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return ft.Semantics(
        key=glimmer.id,
        label=", ".join(part for part in (text, below, words.photos_count(len(shown))) if part),
        button=True,
        container=True,
        exclude_semantics=True,
        selected=True if chosen else None,
        on_tap=click,
        content=row,
    )


def _cover(here: Here, photos: Photos, shown: tuple[Attached, ...]) -> ft.Control:
    width = (408.0 if here.wide else here.width - (40 if here.width >= 360 else 24)) - 46 - 32
    layers: list[ft.Control] = [picture(here, photos, shown[0], width=width, height=126)]
    if len(shown) > 1:
        more = ft.Container(
            say(f"+{len(shown) - 1}", "label", "#FFFFFF"),
            right=8,
            bottom=8,
            bgcolor=fade("#0A0E1E", 0.6),
            border_radius=12,
            padding=ft.Padding.symmetric(horizontal=10, vertical=4),
        )
        layers.append(more)
    stack = ft.Stack(layers, width=width, height=126)
    return ft.Container(stack, border_radius=14, clip_behavior=ft.ClipBehavior.ANTI_ALIAS, margin=ft.Margin.only(bottom=6))


def _below(glimmer: Glimmer, today: date) -> str:
    if glimmer.precision == "moment":
        return words.clock(glimmer)
    if glimmer.precision == "day":
        return glimmer.when_text.partition(",")[2].strip()
    if glimmer.precision == "life":
        return words.first_upper(glimmer.when_text)
    return words.REMEMBERED_ON.format(day=words.day_and_month(glimmer.kept.date(), today))
