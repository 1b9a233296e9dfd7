"""Every box that is typed into: what it holds is never sent back to it, however slow
the disk is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import flet as ft
import pytest

from app.core.glimmers import Glimmer
from app.ui import routes
from app.words.screens import words
from tests.device import Device, Session
from tests.state.test_collages import photo
from tests.ui.test_collages import begun


async def on_page(device: Device) -> tuple[Session, Glimmer]:
    """The page of a glimmer that has a photo and somebody in it."""
    await photo(device, 0, "1 November 2026", people=("Noor",))
    (glimmer,) = device.journal.page()
    return await Session.begin(device, route=routes.glimmer(glimmer.id)), glimmer


async def own_prompt(device: Device) -> tuple[Session, str]:
    return await Session.begin(device, route="/settings/prompts"), "own 0"


async def description(device: Device) -> tuple[Session, str]:
    screen, glimmer = await on_page(device)
    await screen.go(routes.photo(glimmer.id, 0))
    (one,) = device.journal.parts([glimmer.id])[glimmer.id].photos
    return screen, f"describe {one.photo.id[:12]}"


async def the_words(device: Device) -> tuple[Session, str]:
    screen, _ = await on_page(device)
    await screen.tap("edit-words")
    return screen, "words"


async def the_time(device: Device) -> tuple[Session, str]:
    screen, _ = await on_page(device)
    await screen.tap("when-row")
    return screen, "when"


async def another_name(device: Device) -> tuple[Session, str]:
    screen, _ = await on_page(device)
    await screen.tap("add-name")
    return screen, "name 0"


async def new_name(device: Device) -> tuple[Session, str]:
    screen, _ = await on_page(device)
    await screen.go(routes.name("person", device.journal.names.id_of("person", "Noor")))
    await screen.tap(words.CHANGE_NAME)
    await screen.tap(words.RENAME)
    return screen, "new-name"


async def a_time_of_photos(device: Device) -> tuple[Session, str]:
    for number in range(2):
        await photo(device, number, f"{number + 1} November 2026")
    screen = await Session.begin(device, route="/collages/new")
    await screen.tap("chip Another time")
    return screen, "from"


async def a_caption(device: Device) -> tuple[Session, str]:
    _, screen = await begun(3, device=device)
    return screen, "caption"


BOXES = (
    own_prompt,
    description,
    the_words,
    the_time,
    another_name,
    new_name,
    a_time_of_photos,
    a_caption,
)


@pytest.mark.parametrize("at", BOXES, ids=lambda at: at.__name__)
async def test_what_is_typed_is_never_sent_back_to_the_box(
    at: Callable[[Device], Awaitable[tuple[Session, str]]],
):
    device = Device()
    screen, key = await at(device)
    device.disk.clear()
    sent = len(screen.sent)

    await screen.type(key, "summer 2004, by the sea")
    held = screen.keyed(key).value
    device.disk.set()
    await screen.settle()

    assert held == screen.keyed(key).value == "summer 2004, by the sea"
    assert screen.told_to(ft.TextField, "value", since=sent) == []
