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
    await until_made(screen)
    return screen


async def until_made(screen: Session) -> None:
    for _ in range(300):  # the card is made on another thread
        if screen.holds(words.SHARE):
            break
        await asyncio.sleep(0.01)
        await screen.settle()


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


async def test_the_buttons_and_what_became_of_a_press_do_not_scroll_away():
    screen = await sharing()
    for form in ("picture", "words"):
        await screen.choose(form)
        await screen.tap(words.SHARE)
        pinned = [
            seen
            for seen in screen.everything
            if getattr(seen.control, "key", None) in (words.SHARE, words.SAVE_AS_FILE, "copy")
            or getattr(seen.control, "value", None) == words.GONE_OUT["shared"]
        ]

        assert len(pinned) == 3
        assert not any(getattr(one, "scroll", None) for seen in pinned for one in seen.around)


async def test_it_says_that_its_day_goes_too_and_only_then():
    screen = await sharing()
    with_day = words.only_this(picture=True, with_day=True)
    shown = screen.has(with_day)

    await screen.switch("with day", on=False)
    await until_made(screen)

    assert "with its day" in with_day
    assert shown
    assert not screen.has(with_day)
    assert screen.has(words.only_this(picture=True, with_day=False))
    await screen.choose("words")
    assert screen.has(words.only_this(picture=False, with_day=False))
    await screen.switch("with day", on=True)
    assert screen.has(words.only_this(picture=False, with_day=True))


async def test_a_picture_that_could_not_be_made_is_told_with_a_way_to_try_again(monkeypatch):
    device = Device()
    glimmer = device.keeps("The lake went quiet")
    tries = []

    async def closed() -> None:
        tries.append(1)
        raise OSError

    monkeypatch.setattr(device, "darkroom", closed)
    screen = await Session.begin(device, route=routes.share(glimmer.id))
    told = screen.live()
    await screen.tap(words.TRY_AGAIN)

    assert told
    assert len(tries) == 2
    assert not screen.holds(words.SHARE)


async def test_words_are_copied_by_a_button_of_their_own():
    screen = await sharing("only this")
    await screen.choose("words")

    await screen.tap("copy")

    assert screen.device.sheet.went == [("copy", "only this\n\nSunday 22 November", "")]
    assert words.GONE_OUT["copied"] in screen.live()


async def test_the_hour_stays_here():
    screen = await sharing()
    labels = [seen.label for seen in screen.every(ft.Semantics) if seen.label]

    assert not any("18:42" in label for label in labels)


async def test_back_leads_to_the_glimmer():
    screen = await sharing()

    await screen.tap(words.BACK)

    assert screen.page.route.startswith("/look-back/")
    assert not screen.page.route.endswith("/share")
