"""Cards of glimmers under the days they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import flet as ft

from app.core.drawing.crop import COVER
from app.core.glimmers import Glimmer, GlimmerId
from app.core.photos import Attached, Parts
from app.state.photos import Photos
from app.ui.look.boundary import unchanging
from app.ui.look.direction import aside, own_words, pad
from app.ui.look.lights import Lights, apart
from app.ui.look.parts import icon, paged, say
from app.ui.look.photos import frame_of, framed, picture_address
from app.ui.look.sky import mark
from app.ui.look.theme import Colours, Here, fade, rim, shadow, style
from app.ui.look.touch import touchable
from app.words.screens import words

GUTTER, LINE = 26, 12
"""From a list's edge to its cards, and to the line of time that its marks hang on, in dp."""
if TYPE_CHECKING:
    from app.core.lookback.marks import Mark

_LONGEST, _SEEN, _LEAD = 240, 48, 24
"""Letters of what was found in words: spoken at most, in view on the narrowest card, and before the
first mark where that is further on."""
Known = dict[str, tuple[Any, ft.Control]]
"""What was drawn, and what it shows, by its key."""


def under_days(
    here: Here,
    glimmers: Iterable[Glimmer],
    today: date,
    *,
    parts: Mapping[GlimmerId, Parts],
    photos: Photos,
    open_it: Callable[[Glimmer], None],
    chosen: str = "",
    marks: Mapping[GlimmerId, tuple[Mark, ...]] = MappingProxyType({}),
    known: Known | None = None,
) -> list[ft.Control]:
    """Headings and cards in the order given; one heading for each day, month, summer, or "about
    1987". `marks` are what was looked for in their words.

    With `known`, which belongs to one list on the screen, what shows the same as in the drawing
    before is the same control: Flet then has nothing to compare, and one more page costs the same
    behind ten others as behind one.
    """
    before, now = dict(known or ()), Known()
    if known is not None:
        known.clear()  # should this fail, nothing of it is on the screen any more

    def same(draw: Callable[..., ft.Control], key: str, *shows: Any) -> ft.Control:
        drawn = before.get(key)
        now[key] = drawn if drawn and drawn[0] == shows else (shows, draw(*shows, key=key))
        return now[key][1]

    photos_of = {id: its.photos for id, its in parts.items() if its.photos}
    rows = []
    for (bold, quiet, vague), group in groupby(
        glimmers, key=lambda glimmer: _heading(glimmer, today)
    ):
        heading = f"{bold} {quiet}"
        rows.append(same(_DayHeading, heading, here, bold, quiet, vague))
        lights, cards = apart(group, photos_of)
        if lights:
            open_one = chosen if any(glimmer.id == chosen for glimmer in lights) else ""
            rows.append(
                same(_LightsOfADay, f"lights of {heading}", here, lights, open_it, open_one)
            )
        for glimmer in cards:
            shown = photos_of.get(glimmer.id, ())
            what = (glimmer, today, shown, _cover_address(here, photos, shown), open_it)
            marked = marks.get(glimmer.id, ())
            rows.append(same(GlimmerCard, glimmer.id, here, *what, glimmer.id == chosen, marked))
    if known is not None:
        known.update(now)
    return rows


@unchanging
def Days(
    here: Here,
    glimmers: Sequence[Glimmer],
    today: date,
    parts: Mapping[GlimmerId, Parts],
    photos: Photos,
    open_it: Callable[[Glimmer], None],
    chosen: str,
    next_page: Callable[[], None],
    marks: Mapping[GlimmerId, tuple[Mark, ...]] = MappingProxyType({}),
    *,
    more: bool,
    side: float,
) -> ft.Control:
    """The same as a list that is scrolled, on its line of time; `more` of it comes a page at a
    time. `side` is left free at its end.
    """
    known: Any = ft.use_ref(Known)
    rows = under_days(
        here,
        glimmers,
        today,
        parts=parts,
        photos=photos,
        open_it=open_it,
        chosen=chosen,
        marks=marks,
        known=known.current,
    )
    line = ft.Container(**aside(start=LINE - 0.5), top=24, bottom=0, width=1, bgcolor=here.c.line)
    pages = paged(rows, next_page, more=more, key="pages", padding=pad(end=side, bottom=32))
    return ft.Stack([line, pages], expand=True)


@unchanging
def _LightsOfADay(
    here: Here, lights: tuple[Glimmer, ...], open_it: Callable[[Glimmer], None], chosen: str
) -> ft.Control:
    return ft.Container(Lights(here, lights, open_it, chosen), padding=pad(start=GUTTER, bottom=10))


def _cover_address(here: Here, photos: Photos, shown: tuple[Attached, ...]) -> str:
    if not shown:
        return ""
    photo = shown[0].photo
    width, height = frame_of(photo, COVER, width=_cover_width(here))
    return picture_address(photos, photo, width=width, height=height)


def _heading(glimmer: Glimmer, today: date) -> tuple[str, str, bool]:
    """Bold part, quiet part, and whether it is vague."""
    day = glimmer.when.day
    if day is None:
        return words.LONG_AGO, "", True
    if glimmer.precision in ("moment", "day"):
        return words.WEEKDAYS[day.weekday()], words.day_and_month(day, today), False
    return words.first_upper(words.when_alone(glimmer)), "", True


@unchanging
def _DayHeading(here: Here, bold: str, quiet: str, vague: bool) -> ft.Control:
    spans = [ft.TextSpan(bold, style=style("vague_heading" if vague else "heading", here.c.ink))]
    if quiet:
        spans.append(ft.TextSpan(f"  {quiet}", style=style("small", here.c.quiet)))
    return ft.Container(
        padding=pad(start=GUTTER, top=16, bottom=8),
        content=ft.Semantics(heading_level=2, content=ft.Text(spans=spans)),
    )


def _mark_on_the_line(c: Colours, glimmer: Glimmer, *, vague: bool) -> ft.Control:
    """The light of a glimmer on the line of time, which it interrupts."""
    return ft.Container(
        width=LINE * 2,
        height=46,
        alignment=ft.Alignment.CENTER,
        content=ft.Container(
            width=LINE * 2,
            height=26,
            bgcolor=c.surface,
            alignment=ft.Alignment.CENTER,
            content=mark(c, glimmer.pathway, 24 if vague else 16, vague=vague),
        ),
    )


def _words(
    here: Here, glimmer: Glimmer, text: str, marks: tuple[Mark, ...], *, beside_a_photo: bool
) -> ft.Control:
    """The first lines of what was written, or what stands for it."""
    lines = 2 if beside_a_photo else 3
    return own_words(
        text,
        parts=_parted(here.c, text, marks) if marks else (),
        style=style("words", here.c.ink if glimmer.note else here.c.quiet),
        max_lines=6 if here.large else lines,
        overflow=ft.TextOverflow.ELLIPSIS,
    )


def _parted(c: Colours, text: str, marks: tuple[Mark, ...]) -> list[ft.TextSpan]:
    """The text in parts: what is marked has a ground and a line below it. All of it has one font,
    or letters that are joined would come apart.
    """
    plain = style("words", c.ink)  # said of each: in a button it would have the button's colour
    looks = replace(
        style("words", c.on_honey_box),
        bgcolor=c.honey_box,
        decoration=ft.TextDecoration.UNDERLINE,
        decoration_color=c.honey,
    )
    spans, at = list[ft.TextSpan](), 0
    for start, end in marks:
        spans.append(ft.TextSpan(text[at:start], style=plain))
        spans.append(ft.TextSpan(text[start:end], style=looks))
        at = end
    return [span for span in (*spans, ft.TextSpan(text[at:], style=plain)) if span.text]


def _caption(here: Here, glimmer: Glimmer, below: str) -> ft.Control:
    """What stands under the words: `below`, and the heart."""
    # A person's own words may stand in it, which can be long; the ear and the page have them all.
    lines = 6 if here.large else 2
    said = say(below, "caption", here.c.quiet, expand=True, max_lines=lines)
    said.overflow = ft.TextOverflow.ELLIPSIS
    caption: list[ft.Control] = [said]
    if glimmer.loved:
        caption.append(icon("favorite-fill", here.c.path["between"], 20))
    return ft.Row(caption, spacing=8)


@unchanging
def GlimmerCard(
    here: Here,
    glimmer: Glimmer,
    today: date,
    shown: tuple[Attached, ...],
    address: str,
    open_it: Callable[[Glimmer], None],
    chosen: bool,
    marks: tuple[Mark, ...] = (),
) -> ft.Control:
    """One glimmer on the line of time, its first photo above its words. Vague ones have soft edges
    and no shadow. Of its words those around the first of `marks` are shown.

    `address` is where the screen loads that photo from.
    """
    c = here.c
    vague = glimmer.precision not in ("moment", "day")
    text, inside = words.summary(glimmer), marks
    if marks:
        from app.core.lookback.marks import excerpt  # most who look back look for nothing

        text, inside = excerpt(glimmer.note, marks, longest=_LONGEST, seen=_SEEN, lead=_LEAD)
    below = _below(glimmer, today)

    def click(_event: Any) -> None:
        open_it(glimmer)

    lines: list[ft.Control] = [card_cover(here, address, shown)] if shown else []
    lines.append(_words(here, glimmer, text, inside, beside_a_photo=bool(shown)))
    if below or glimmer.loved:
        lines.append(_caption(here, glimmer, below))
    border = None if vague else rim(c)
    if chosen:
        border = ft.Border.all(2, c.honey)
    spoken = ", ".join(part for part in (text, below, words.photos_count(len(shown))) if part)
    button = touchable(
        ft.Row([ft.Column(lines, spacing=4, expand=True)]),
        words.CHOSEN.format(what=spoken) if chosen else spoken,
        click,
        key=glimmer.id,
        radius=20,
        padding=pad(start=16, end=16, top=14, bottom=12),
    )
    body = ft.Container(
        button,
        expand=True,
        margin=ft.Margin.only(bottom=10),
        border_radius=20,
        bgcolor=None if vague else c.raised,
        gradient=_soft(c) if vague else None,
        border=border,
        shadow=None if vague or chosen else shadow(c),
    )
    return ft.Row(
        [_mark_on_the_line(c, glimmer, vague=vague), body],
        spacing=GUTTER - LINE * 2,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def card_cover(here: Here, address: str, shown: tuple[Attached, ...]) -> ft.Control:
    photo = shown[0].photo
    width, height = frame_of(photo, COVER, width=_cover_width(here))
    layers: list[ft.Control] = [framed(here, address, photo, width=width, height=height)]
    if len(shown) > 1:
        more = ft.Container(
            say(f"+{len(shown) - 1}", "label", "#FFFFFF"),
            **aside(end=8),
            bottom=8,
            bgcolor=fade("#0A0E1E", 0.6),
            border_radius=12,
            padding=ft.Padding.symmetric(horizontal=10, vertical=4),
        )
        layers.append(more)
    stack = ft.Stack(layers, width=width, height=height)
    return ft.Container(
        stack,
        border_radius=14,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        margin=ft.Margin.only(bottom=6),
    )


def _cover_width(here: Here) -> float:
    around = 40 if here.width >= 360 else 24
    return (408.0 if here.wide else here.width - around) - GUTTER - 32


def _below(glimmer: Glimmer, today: date) -> str:
    if glimmer.precision == "moment":
        return words.clock_said(glimmer)
    if glimmer.precision == "day":
        return words.part_said(glimmer.when_text)
    if glimmer.precision == "life":
        return words.first_upper(words.when(glimmer))
    return words.remembered(glimmer, today)


def _soft(c: Colours) -> ft.Gradient:
    """What lies under a time that is vague."""
    return ft.LinearGradient(
        begin=ft.Alignment(-1, -0.2), end=ft.Alignment(1, 0.2), colors=list(c.vague)
    )
