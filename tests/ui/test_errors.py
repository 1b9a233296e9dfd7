"""What happens when something fails that never may: a sentence, a line in the log without words,
and the app goes on.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import flet as ft
import pytest

from app.platform.log import _Wordless
from app.ui.look.boundary import component, protect, revive
from app.ui.look_back import cards
from app.words.screens import words
from tests.device import Device, Session
from tests.screen import Screen


class BoomError(Exception):
    """Something nobody thought of; it quotes what a person wrote."""

    def __init__(self) -> None:
        super().__init__("canary")


class Switch(ft.Observable):
    """Makes a part fail."""

    def __init__(self) -> None:
        self.broken = False
        self.count = 0


@component
def Fragile(switch: Switch) -> ft.Control:
    count, _ = ft.use_state(0)
    if switch.broken:
        raise BoomError
    return ft.Text(f"whole {switch.count} {count}")


@component
def Around(switch: Switch) -> ft.Control:
    return ft.Column([ft.Text(f"around {switch.count}"), Fragile(switch)])


def views_of(make: Any) -> Any:
    @ft.component
    def Views(*arguments: Any) -> list[ft.View]:
        return [ft.View(route="/", controls=[make(*arguments)])]

    return Views


def written(records: list[logging.LogRecord]) -> str:
    return "\n".join(_Wordless().format(record) for record in records)


async def test_a_part_that_fails_is_drawn_as_a_sentence_and_recovers():
    switch = Switch()
    screen = Screen()
    await screen.mount(views_of(Around), switch)

    await screen.run_and_settle(setattr, switch, "broken", True)
    broken = screen.texts()
    await screen.run_and_settle(setattr, switch, "count", 1)
    still = screen.texts()
    await screen.run_and_settle(setattr, switch, "broken", False)

    assert broken == ["around 0", words.COMPONENT_FAILED]
    assert still == ["around 1", words.COMPONENT_FAILED]
    assert screen.texts() == ["around 1", "whole 1 0"]
    assert screen.alive


async def test_a_part_that_fails_at_its_first_drawing_recovers_too():
    switch = Switch()
    switch.broken = True
    screen = Screen()
    await screen.mount(views_of(Around), switch)

    broken = screen.texts()
    await screen.run_and_settle(setattr, switch, "broken", False)

    assert broken == ["around 0", words.COMPONENT_FAILED]
    assert screen.texts() == ["around 0", "whole 0 0"]


async def test_a_screen_that_fails_leaves_the_rest_of_the_app_alone(monkeypatch, caplog):
    def boom(*_arguments: Any, **_more: Any) -> Any:
        raise BoomError

    device = Device()
    device.keeps("steam")
    screen = await Session.begin(device)
    monkeypatch.setattr(cards, "under_days", boom)

    await screen.go_to_tab("Look back")
    told = screen.has(words.COMPONENT_FAILED)
    await screen.go_to_tab("Today")
    await screen.tap("notice")

    assert told
    assert screen.has("Kept, 18:42")
    assert not screen.crashed
    assert "drawing Days failed" in written(caplog.records)
    assert "canary" not in written(caplog.records)


async def test_what_fails_around_the_screens_is_a_sentence_too(monkeypatch, caplog):
    from app.ui import app as app_module

    def boom(*_arguments: Any) -> Any:
        raise BoomError

    screen = await Session.begin()
    monkeypatch.setattr(app_module, "nav_bar", boom)
    await screen.go("/settings")
    told = screen.has(words.COMPONENT_FAILED)
    monkeypatch.undo()
    await screen.go("/look-back")

    assert told
    assert screen.alive
    assert screen.has(words.NOTHING_HERE)


async def test_a_handler_that_fails_is_told_in_a_sentence_and_logged_without_words(caplog):
    device = Device()
    screen = await Session.begin(device, route="/settings/look")

    async def boom(_look: str) -> None:
        raise BoomError

    screen.models.preferences._on_look = boom
    await screen.choose("night")

    assert screen.has(words.UNEXPECTED)
    assert not screen.crashed
    assert screen.alive
    assert "Boom" in written(caplog.records)
    assert "canary" not in written(caplog.records)


async def test_an_effect_that_waits_and_fails_is_told_and_logged_without_words(caplog):
    class Home(Device):
        async def where(self) -> str:
            await asyncio.sleep(0)
            raise BoomError

    screen = await Session.begin(Home(), route="/settings/where")

    assert screen.has(words.UNEXPECTED)
    assert not screen.crashed
    assert "Boom" in written(caplog.records)
    assert "canary" not in written(caplog.records)


async def test_an_effect_that_fails_at_once_is_told(caplog):
    told: list[str] = []

    @component
    def Failing() -> ft.Control:
        def boom() -> None:
            raise BoomError

        def listen() -> None:
            protect(ft.context.page, told.append)

        ft.use_effect(listen, [])
        ft.use_effect(boom, [])
        return ft.Text("here")

    screen = Screen()
    await screen.mount(views_of(Failing))

    assert told == [words.UNEXPECTED]
    assert screen.alive
    assert "canary" not in written(caplog.records)


async def test_an_update_loop_that_stopped_is_started_again(caplog):
    count: dict[str, Any] = {}

    @ft.component
    def Unguarded() -> ft.Control:
        number, count["set"] = ft.use_state(0)
        if number == 1:
            raise BoomError
        return ft.Text(f"number {number}")

    screen = Screen()
    await screen.mount(views_of(Unguarded))
    await screen.run_and_settle(count["set"], 1)
    stopped = not screen.alive

    await screen.run_and_settle(revive, screen.page)
    await screen.run_and_settle(count["set"], 2)

    assert stopped
    assert screen.alive
    assert screen.has("number 2")
    assert "Boom" in written(caplog.records)


async def test_a_tap_that_cannot_be_felt_is_kept_all_the_same():
    device = Device()
    screen = await Session.begin(device)
    screen.connection.refusals["light_impact"] = "no motor"

    await screen.tap("notice")

    assert screen.has("Kept, 18:42")
    assert device.journal.count() == 1


@pytest.mark.parametrize("refused", ["get_accessibility_features", "focus"])
async def test_a_client_that_refuses_a_question_does_not_stop_the_app(refused):
    device = Device()
    screen = Session(device)
    screen.connection.refusals[refused] = "not here"
    from app.ui.app import App

    await screen.mount(App, screen.models)
    await screen.open_journal()
    await screen.tap("notice")
    await screen.tap("Add words")
    await screen.type("words", "steam")

    assert device.journal.page()[0].note == "steam"
    assert screen.alive
