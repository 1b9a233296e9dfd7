"""What lies over the screen is gone once the person has closed it, whatever is drawn meanwhile.

A client closes a dialog by itself, says so, and says in a second message that it was dismissed.
"""

import asyncio

import flet as ft
import pytest

from app.ui import routes
from app.words.screens import words
from tests.device import Device, Session


def closed_by_the_person(screen, dialog):
    """The first of the client's two messages."""
    screen.session.apply_patch(dialog._i, {"open": False})


def dialogs(screen):
    return screen.page._dialogs.controls


@pytest.mark.parametrize("opened", ["Add words", "Another time"])
async def test_a_sheet_that_is_drawn_while_it_closes_does_not_open_again(opened):
    screen = await Session.begin()
    await screen.tap("notice")
    await screen.tap(opened)
    (sheet,) = screen.every(ft.BottomSheet)

    closed_by_the_person(screen, sheet)
    await screen.run_and_settle(screen.models.capture.notify)
    while_closing = list(dialogs(screen))
    await screen.fire(sheet, "dismiss")

    assert while_closing == [sheet]
    assert dialogs(screen) == []
    await screen.tap(opened)
    assert len(screen.every(ft.BottomSheet)) == 1


async def test_a_sheet_opens_again_where_the_other_has_not_left_yet():
    screen = await Session.begin()
    screen.connection.closing = False
    await screen.tap("notice")
    await screen.tap("Add words")
    (first,) = screen.every(ft.BottomSheet)

    await screen.tap(words.DONE)
    await screen.tap("Another time")
    await screen.fire(first, "dismiss")

    (second,) = dialogs(screen)
    assert second.open
    assert second.key == "adding when"


async def go(screen):
    await screen.go(routes.ABOUT)


async def esc(screen):
    await screen.press("Escape")


@pytest.mark.parametrize("leave", [go, esc])
async def test_another_view_waits_until_a_sheet_is_gone(leave):
    screen = await Session.begin()
    await screen.tap("notice")
    await screen.tap("Add words")
    (sheet,) = screen.every(ft.BottomSheet)
    screen.connection.closing = False
    before = screen.views[-1]

    await leave(screen)
    await asyncio.sleep(0.1)
    told, meanwhile = sheet.open, screen.views[-1]
    await screen.fire(sheet, "dismiss")
    await asyncio.sleep(0.1)

    assert told is False
    assert meanwhile is before
    assert screen.views[-1] is not before
    assert screen.has(words.ABOUT) is (leave is go)
    assert dialogs(screen) == []


async def test_a_dialog_that_only_a_person_closes_holds_nobody_up():
    screen = await Session.begin()
    await screen.tap("notice")
    await screen.tap("Add words")
    screen.connection.closing = False

    await go(screen)
    await asyncio.sleep(1.5)

    assert screen.has(words.ABOUT)


async def test_the_newest_address_is_shown_where_two_wait():
    screen = await Session.begin()
    await screen.tap("notice")
    await screen.tap("Add words")
    (sheet,) = screen.every(ft.BottomSheet)
    screen.connection.closing = False

    await go(screen)
    await screen.go(routes.HELP)
    await screen.fire(sheet, "dismiss")
    await asyncio.sleep(0.1)

    assert screen.page.route == routes.HELP
    assert not screen.has(words.ABOUT)


async def test_a_sentence_stays_that_comes_while_another_leaves():
    device = Device()
    one, two = device.keeps("steam"), device.keeps("rain")
    screen = await Session.begin(device, route=f"/look-back/{one.id}")
    await screen.tap("Move to bin")
    (first,) = screen.every(ft.SnackBar)
    await screen.go(f"/look-back/{two.id}")

    closed_by_the_person(screen, first)
    await screen.tap("Move to bin")
    await screen.fire(first, "dismiss")

    (second,) = dialogs(screen)
    assert second.open
    assert screen.has(words.LET_GO_SAID)
    await screen.fire(second.action, "click")
    assert [glimmer.note for glimmer in device.journal.page()] == ["rain"]
