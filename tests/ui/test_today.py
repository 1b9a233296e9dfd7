"""Today on the screen: the first run, one tap, the card, undo."""

from __future__ import annotations

import flet as ft

from tests.device import Device, Session


async def test_the_first_run_shows_the_motto_the_button_and_no_bar():
    screen = await Session.begin(new_here=True)

    assert screen.has("A small okay thing\nis enough.")
    assert screen.has("A tap keeps the moment, here on this phone.")
    assert "Notice a glimmer" in screen.names()
    assert not screen.every(ft.NavigationBar)


async def test_one_tap_keeps():
    device = Device()
    screen = await Session.begin(device)
    await screen.tap("notice")

    assert screen.has("Kept, 18:42")
    assert device.journal.count() == 1
