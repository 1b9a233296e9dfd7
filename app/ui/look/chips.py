"""Chips: small pills of a word or a name, each a button."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import flet as ft

from app.core.glimmers import Pathway
from app.core.photos import NameKind
from app.ui.look.direction import pad
from app.ui.look.parts import Handler, icon, say
from app.ui.look.theme import Here
from app.ui.look.touch import touchable
from app.words.screens import words

GLYPHS: dict[NameKind, str] = {"person": "person", "place": "place", "tag": "sell"}


def chip(
    here: Here,
    text: str,
    spoken: str,
    on_click: Handler,
    *,
    key: str,
    glyph: str | ft.Control | None = None,
    chosen: bool | None = None,
    behind: str | None = None,
    path: Pathway | None = None,
) -> ft.Control:
    """Drawn 36 high in a box of 48. `chosen` is for one of several; `behind` is an icon that says
    what a tap does; one of a `path` has its colours.
    """
    c = here.c
    ink, filling = c.ink, None
    if path:
        ink, filling = c.path[path], c.box[path]
    elif chosen:
        ink, filling = c.on_honey_box, c.honey_box
    shown = say(
        text,
        "label",
        ink,
        max_lines=None if here.large else 1,
        overflow=ft.TextOverflow.CLIP if here.large else ft.TextOverflow.ELLIPSIS,
    )
    # A long name ends in dots where the row does, or goes on in a second line where text is large.
    shown.expand, shown.expand_loose = True, True
    sign = "check" if chosen else glyph  # colour alone carries no meaning
    before = icon(sign, ink, 20) if isinstance(sign, str) else sign
    parts: list[ft.Control] = [
        *([before] if before else []),
        shown,
        *([icon(behind, c.quiet, 18)] if behind else []),
    ]
    face = ft.Container(
        ft.Row(parts, spacing=8, tight=True),
        height=None if here.large else 36,
        border_radius=18,
        padding=pad(start=12 if before else 14, end=14, top=6, bottom=6),
        bgcolor=filling or c.raised,
        border=ft.Border.all(1, filling or c.line),
    )
    padding = ft.Padding.symmetric(vertical=6)
    return touchable(face, spoken, on_click, key=key, radius=24, padding=padding, checked=chosen)


def chips(here: Here, row: Sequence[ft.Control], *, one_line: bool = False) -> ft.Control:
    """Side by side; on several lines, or scrolled sideways where `one_line` keeps what is below
    from jumping.
    """
    if one_line and not here.large:
        return strip(row)
    return ft.Row(list(row), wrap=True, spacing=8, run_spacing=0)


def completions(
    here: Here,
    kind: NameKind,
    names: Sequence[str],
    choosing: Callable[[str], Handler],
    *,
    key: str,
    one_line: bool = False,
) -> ft.Control:
    """Names that what is typed may become, each a chip; for `one_line` see `chips`."""
    row = [
        chip(
            here,
            name,
            words.COMPLETE.format(name=name),
            choosing(name),
            glyph=GLYPHS[kind],
            key=f"{key} {name}",
        )
        for name in names
    ]
    return chips(here, row, one_line=one_line)


def strip(row: Sequence[ft.Control]) -> ft.Control:
    """In one line, scrolled sideways, however many they are and however large."""
    return ft.Row(list(row), spacing=8, scroll=ft.ScrollMode.HIDDEN)
