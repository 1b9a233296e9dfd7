"""Sharing on the screen: shown first, then handed over, and the outcome in words."""

from __future__ import annotations

import asyncio

import flet as ft

from app.ui import routes
from app.words.screens import words
from tests.device import Device, Session


async def sharing(note: str = "The lake went quiet") -> Session:
    device = Device()
    glimmer = device.keeps(note)
    screen = await Session.begin(device, route=routes.glimmer(glimmer.id))
    await screen.tap("share")
    for _ in range(300):  # the card is made on another thread
        if screen.holds(words.SHARE):
            break
        await asyncio.sleep(0.01)
        await screen.settle()
    return screen


async def test_a_glimmer_is_shared_as_a_picture_that_was_seen_before():
    screen = await sharing()
    seen = [image.src for image in screen.every(ft.Image) if isinstance(image.src, bytes)]

    await screen.tap(words.SHARE)

    ((how, picture, _),) = screen.device.sheet.went
    assert how == "share"
    assert seen == [picture]
    assert words.GONE_OUT["shared"] in screen.live()


async def test_what_was_thought_better_of_is_told_too():
    screen = await sharing()
    screen.device.sheet.outcome = "dismissed"

    await screen.tap(words.SHARE)

    assert words.GONE_OUT["dismissed"] in screen.live()


async def test_as_words_it_is_read_before_it_goes():
    screen = await sharing("only this")

    await screen.choose("words")
    shown = screen.has("only this\n\nSunday 22 November")
    await screen.tap(words.SHARE)

    assert shown
    assert screen.device.sheet.went == [("text", "only this\n\nSunday 22 November", "")]


async def test_the_hour_stays_here():
    screen = await sharing()
    labels = [seen.label for seen in screen.every(ft.Semantics) if seen.label]

    assert not any("18:42" in label for label in labels)


async def test_back_leads_to_the_glimmer():
    screen = await sharing()

    await screen.tap(words.BACK)

    assert screen.page.route.startswith("/look-back/")
    assert not screen.page.route.endswith("/share")
