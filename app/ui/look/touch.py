"""What can be tapped though it looks like no button: rows, tiles, chips, cards, photos."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft


def touchable(
    content: ft.Control,
    spoken: str,
    on_click: Callable[..., Any] | None,
    *,
    key: str,
    radius: float = 16,
    padding: ft.Padding | float = 0,
    bgcolor: str | None = None,
    outlined: bool = False,
    checked: bool | None = None,
    toggled: bool | None = None,
    expanded: bool | None = None,
    current: bool | None = None,
    hint: str | None = None,
    **size: Any,
) -> ft.Control:
    """A button that looks like its `content` and is `spoken`; `radius` and `size` are in dp. An
    `url` among these is opened by the very tap.

    It is one node for the ear and for the keyboard: what is inside is not spoken, and what is
    around is merged with the button, since a name of its own around a button without one takes the
    focus of the browser away from it. With the keyboard's focus it has the ring of the theme.
    `checked` is for one of several that can be chosen, `toggled` for a switch, `expanded` for what
    opens something below, `current` for the place one is at; `hint` says what a tap does.
    """
    kind = ft.OutlinedButton if outlined else ft.TextButton
    expand = size.pop("expand", None)
    button = kind(
        key=key,
        on_click=on_click,
        content=ft.Semantics(exclude_semantics=True, content=content),
        style=ft.ButtonStyle(
            padding=padding, shape=ft.RoundedRectangleBorder(radius=radius), bgcolor=bgcolor
        ),
        **size,
    )
    named = ft.Semantics(
        label=spoken,
        button=True if checked is None and toggled is None else None,
        checked=checked,
        toggled=toggled,
        expanded=expanded,
        selected=current,
        on_tap_hint_text=hint,
        content=button,
    )
    return ft.MergeSemantics(expand=expand, content=named)


def named(spoken: str, button: ft.Control) -> ft.Control:
    """A `button` of a picture alone, spoken as one node.

    Its name is no tooltip: while one shows, its words are spoken a second time as part of the
    button, and when it comes or goes Flutter moves the page below another element of the browser,
    where whatever had the keyboard loses it.
    """
    return ft.MergeSemantics(content=ft.Semantics(label=spoken, content=button))
