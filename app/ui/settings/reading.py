"""Pages to read: paragraphs under headings, and a button that copies what stands there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import flet as ft

from app.ui.look.boundary import component
from app.ui.look.parts import say, text_button
from app.ui.look.theme import Here
from app.words.screens import words


def part(here: Here, heading: str, *texts: str) -> ft.Control:
    """A heading, as a screen reader knows one too, and the paragraphs below it."""
    lines = [say(text, "body", here.c.ink) for text in texts]
    return ft.Column([heading_2(here, heading), *lines], spacing=8)


def heading_2(here: Here, text: str) -> ft.Control:
    """The heading of a part of a page."""
    return ft.Semantics(heading_level=2, content=say(text, "heading", here.c.ink))


def as_text(parts: Iterable[tuple[str, Iterable[str]]]) -> str:
    """Headings with their paragraphs, as they are copied."""
    return "\n\n".join("\n".join((heading, *texts)) for heading, texts in parts)


@component
def Copy(here: Here, text: str) -> ft.Control:
    """A button that copies the text, and says so.

    Text that can be selected is a nameless box to a screen reader, without a word of it.
    """
    copied, set_copied = ft.use_state("")

    async def copy(_event: Any) -> None:
        await ft.Clipboard().set(text)
        set_copied(text)

    label = words.COPIED if text and copied == text else words.COPY
    return text_button(label, here.c.honey, copy, key="copy")
