"""The two boxes a person types in: *Words* and *When*. Both save as one types."""

from __future__ import annotations

from typing import Any

import flet as ft

from app.state.editing import Editing
from app.ui import words
from app.ui.boundary import component, use_waiting_effect
from app.ui.parts import box, say
from app.ui.theme import Here, held_back, style


@component
def WordsField(here: Here, editing: Editing, autofocus: bool = False, large: bool = False) -> ft.Control:
    """What is in the glimmer, in the person's own words."""
    live: Any = ft.use_ref(None)
    version = ft.use_ref(editing.version)

    async def typed(event: Any) -> None:
        await editing.write(event.control.value or "")

    value = _as_typed(live, version, editing.version, editing.glimmer.note)
    field = box(here, label=words.WORDS, value=value, on_change=typed, key="words", multiline=True, min_lines=2)
    if large:
        field.min_lines = 3
        field.text_style = style("words_large", here.c.ink, scale=held_back(here.scale, at_most=1.7))
    live.current = field
    _use_focus(live, autofocus)
    return field


@component
def WhenField(here: Here, editing: Editing, autofocus: bool = False) -> ft.Control:
    """When it happened, understood as one types; the line below says what was understood."""
    live: Any = ft.use_ref(None)
    version = ft.use_ref(editing.version)
    c = here.c

    async def typed(event: Any) -> None:
        await editing.say_when(event.control.value or "")

    value = _as_typed(live, version, editing.version, editing.when_typed)
    field = box(here, label=words.WHEN, value=value, on_change=typed, key="when", hint_text=words.WHEN_HINT)
    live.current = field
    _use_focus(live, autofocus)
    heard = words.first_upper(editing.when_heard) if editing.when_heard else words.WHEN_HINT
    return ft.Column(
        [
            field,
            ft.Container(
                padding=ft.Padding.only(left=16, right=16),
                content=ft.Semantics(
                    live_region=bool(editing.when_heard),
                    content=say(
                        heard,
                        "label" if editing.when_heard and not editing.when_wrong else "small",
                        c.ink if editing.when_heard else c.quiet,
                    ),
                ),
            ),
        ],
        spacing=6,
    )


def _use_focus(live: Any, wanted: bool) -> None:
    """Put the cursor into the box once it is there: Flutter's own autofocus gives way to the button that was pressed."""

    async def focus() -> None:
        if wanted and live.current is not None:
            await live.current.focus()

    use_waiting_effect(focus, [])


def _as_typed(live: Any, seen: Any, version: int, stored: str) -> str:
    """What the box holds right now.

    Flet sends a value whenever it differs from the box's, and a value that lags behind the typing would take
    letters away. So the box's own value is repeated, unless the words were changed elsewhere (`version`).
    """
    if live.current is None or seen.current != version:
        seen.current = version
        return stored
    return live.current.value or ""
