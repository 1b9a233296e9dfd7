"""The box of words, which are saved as one types."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import flet as ft

from app.core.names import BeingTyped
from app.state.editing import Editing
from app.ui.look.boundary import component, use_waiting_effect
from app.ui.look.chips import completions
from app.ui.look.parts import Handler, LiveBox, box, use_live_box
from app.ui.look.theme import Here, style
from app.words.screens import words


@component
def WordsField(
    here: Here,
    editing: Editing,
    autofocus: bool = False,
    large: bool = False,
    most_lines: int | None = None,
) -> ft.Control:
    """What is in the glimmer, in the person's own words, of more than `most_lines` a part; below
    it, what a name that is being typed may become.
    """
    live = use_live_box()
    wanted: Any = ft.use_ref(None)
    _, draw_again = ft.use_state(0)

    def heard(event: Any) -> None:
        # A value that is sent puts the cursor at its end, and only then it can be put elsewhere.
        if wanted.current and event.control.value == editing.glimmer.note:
            draw_again(editing.version)

    async def typed(event: Any) -> None:
        wanted.current = None
        note, selection = event.control.value or "", event.control.selection
        await editing.write(
            note, _code_points(note, selection.extent_offset) if selection else None
        )

    async def take(name: str) -> None:
        await editing.complete(name)
        caret, note = editing.caret, editing.glimmer.note
        wanted.current = _utf_16(note, caret) if caret is not None and caret < len(note) else None
        await live.focus()  # a browser took the cursor away with the tap

    before = live.current if live.version == editing.version else None
    field = _words_box(here, editing.glimmer.note, typed, large=large, most_lines=most_lines)
    live.shows(field, editing.version)
    # Flet's client tells where the cursor is only to those who listen, and sets it wherever we send
    # it: what it said is repeated.
    field.on_selection_change = heard
    if before is not None:
        field.selection = before.selection
        if wanted.current is not None and _at_end(field):
            at = wanted.current
            field.selection = ft.TextSelection(base_offset=at, extent_offset=at)
            wanted.current = None
    use_focus(live, autofocus)
    below: list[ft.Control] = []
    if editing.completing:
        below.append(_completions(here, editing.completing, editing.completions, take))
    return ft.Column([field, *below], spacing=4, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _words_box(
    here: Here, note: str, typed: Handler, *, large: bool, most_lines: int | None
) -> ft.TextField:
    field = box(
        here,
        label=words.WORDS,
        value=note,
        on_change=typed,
        key="words",
        multiline=True,
        min_lines=2,
        max_lines=most_lines,
    )
    if large:
        field.min_lines = min(3, most_lines or 3)
        field.text_style = style("words_large", here.c.ink)
    return field


def _completions(
    here: Here, typing: BeingTyped, names: Sequence[str], take: Callable[[str], Awaitable[None]]
) -> ft.Control:
    def taking(name: str) -> Handler:
        async def taken(_event: Any) -> None:
            await take(name)

        return taken

    return completions(here, typing.kind, names, taking, key="complete", one_line=True)


def put_at_end(field: ft.TextField) -> None:
    """Put the cursor behind what stands in the box."""
    end = _utf_16(field.value or "")
    field.selection = ft.TextSelection(base_offset=end, extent_offset=end)


def _at_end(field: ft.TextField) -> bool:
    return field.selection is not None and field.selection.extent_offset == _utf_16(
        field.value or ""
    )


def _utf_16(text: str, place: int | None = None) -> int:
    """A place in the text, or its end, as Flutter counts."""
    return len(text[:place].encode("utf-16-le", "surrogatepass")) // 2


def _code_points(text: str, offset: int) -> int:
    """A place in the text, given as Flutter counts: in UTF-16."""
    return len(
        text.encode("utf-16-le", "surrogatepass")[: offset * 2].decode("utf-16-le", "ignore")
    )


def use_focus(live: LiveBox, wanted: bool, again: Any = None) -> None:
    """Put the cursor into the box once it is there, and each time `again` is another.

    Flutter's own autofocus gives way to the button that was pressed.
    """

    async def focus() -> None:
        if wanted:
            await live.focus()

    use_waiting_effect(focus, [again])


def use_return(
    live: LiveBox,
) -> tuple[Callable[[], Awaitable[None]], Callable[[ft.TextField], None]]:
    """The way back to a box after a tap elsewhere, and what puts the cursor behind its words in the
    next drawing: a browser selects them all with the focus, and a letter would replace them.
    """
    returns, count_return = ft.use_state(0)
    drawn: Any = ft.use_ref(0)

    async def back() -> None:
        await live.focus()
        count_return(returns + 1)

    def place(field: ft.TextField) -> None:
        if drawn.current != returns:
            put_at_end(field)
        drawn.current = returns

    return back, place
