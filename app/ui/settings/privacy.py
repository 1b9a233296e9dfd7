"""Privacy in plain words: what is kept where, who can read it, what leaves, how to erase."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable

import flet as ft

from app.ui.look.boundary import component, use_waiting_effect
from app.ui.look.direction import margin
from app.ui.look.parts import Handler, card, say, scrolling, text_button
from app.ui.look.theme import Here
from app.ui.settings.reading import Copy, as_text, part
from app.words.screens import words
from app.words.screens.privacy import Home


def home_of(page: ft.Page) -> Home:
    """What kind of home the journal of this session has."""
    if sys.platform == "emscripten":
        return "browser"
    if page.web:
        return "served"
    phone = page.platform in (ft.PagePlatform.ANDROID, ft.PagePlatform.IOS)
    return "phone" if phone else "program"


@component
def PrivacyPage(
    here: Here, home: Home, kept_where: Callable[[], Awaitable[str]], look_there: Handler
) -> ft.Control:
    """A card for each part. `kept_where` says where the journal lies on this device; `look_there`
    leads to the page that has more of it.
    """
    where, set_where = ft.use_state("")

    async def ask() -> None:
        set_where(await kept_where())

    use_waiting_effect(ask, [])
    parts = words.privacy(home, where)
    lines: list[ft.Control] = [say(words.PRIVACY_LEAD, "words", here.c.ink)]
    lines += [card(here, part(here, heading, *texts)) for heading, texts in parts]
    more = text_button(words.WHERE_KEPT, here.c.honey, look_there)
    copy = Copy(here, as_text(parts))
    lines.append(ft.Row([more, copy], wrap=True, spacing=4, margin=margin(start=-12)))
    return scrolling(lines, spacing=14)
