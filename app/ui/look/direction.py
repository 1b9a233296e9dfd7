"""Start and end instead of left and right, and a person's own words in their own direction."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypedDict

import flet as ft

from app.core.direction import reads_from_right
from app.words import language

_FROM_LEFT, _END = "\u2066", "\u2069"
"""Around a line that runs from the left on a page that runs from the right (UAX #9, isolates)."""


def pad(*, start: float = 0, end: float = 0, top: float = 0, bottom: float = 0) -> ft.Padding:
    """Space inside, in dp; `start` is where lines begin in the language that is spoken."""
    left, right = _sides(start, end)
    return ft.Padding.only(left=left, right=right, top=top, bottom=bottom)


def margin(*, start: float = 0, end: float = 0, top: float = 0, bottom: float = 0) -> ft.Margin:
    """Space outside, in dp, likewise."""
    left, right = _sides(start, end)
    return ft.Margin.only(left=left, right=right, top=top, bottom=bottom)


class Sides(TypedDict):
    """Keywords of a control in a stack."""

    left: float | None
    right: float | None


def aside(*, start: float | None = None, end: float | None = None) -> Sides:
    """Where a part of a stack lies, in dp from the side on which lines begin, or end: as keywords
    of a control.

    Pictures do not turn round with the language: what lies in a sky or on a collage has its `left`.
    """
    left, right = (end, start) if language.reads_from_right() else (start, end)
    return {"left": left, "right": right}


def along(x: float, width: float) -> float:
    """How far a place, `x` dp from the left of something that is `width` wide, is from the side on
    which lines begin; and the other way round.
    """
    return width - x if language.reads_from_right() else x


def own_words(
    text: str, *, wide: bool = True, parts: Sequence[ft.TextSpan] = (), **more: Any
) -> ft.Text:
    """What a person wrote, from the side on which it begins.

    `wide` where the text may take the whole width it is given, as in a card: words that run
    from the right then begin there. In a row that is as wide as what is in it they cannot.
    `parts` are the same text, of one line, where not all of it looks the same.
    """
    from_right = reads_from_right(text)
    if from_right == language.reads_from_right():
        # As all the rest of the page: a row costs nothing more.
        return _text(text, parts, **more)
    if wide:
        more.setdefault("width", math.inf)
    if from_right:
        return _text(text, parts, rtl=True, **more)
    more.setdefault("text_align", ft.TextAlign.LEFT)
    # `rtl=False` is what every control has, and turns nothing round.
    if parts:
        return _text("", [ft.TextSpan(_FROM_LEFT), *parts, ft.TextSpan(_END)], **more)
    return ft.Text("\n".join(f"{_FROM_LEFT}{line}{_END}" for line in text.split("\n")), **more)


def _text(text: str, parts: Sequence[ft.TextSpan], **more: Any) -> ft.Text:
    return ft.Text(spans=list(parts), **more) if parts else ft.Text(text, **more)


def turn(field: ft.TextField, before: ft.TextField | None) -> None:
    """Let a text box begin on the side of what stands in it.

    A box that is there already keeps its direction: Flet would put it under another parent, and who
    is writing would lose the cursor. Its words change sides; the box itself does when it is opened
    anew.
    """
    from_right = reads_from_right(field.value or "")
    field.rtl = before.rtl if before is not None else from_right
    # `rtl=False` is what every control has: on a page that runs from the right it changes nothing.
    if from_right != (field.rtl or language.reads_from_right()):
        field.text_align = ft.TextAlign.RIGHT if from_right else ft.TextAlign.LEFT


def _sides(start: float, end: float) -> tuple[float, float]:
    return (end, start) if language.reads_from_right() else (start, end)
