"""Every address gone to before the journal is open: nothing is said that would be taken back."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses

import flet as ft
import pytest

from app.core.photos import CollageId
from app.core.prompts import HIDDEN, HIDDEN_KINDS
from app.core.reminders import PREFERENCE
from app.core.schedule import Schedule, as_record
from app.state import reminders
from app.ui import pages, routes
from app.ui.app import App
from app.ui.look.waiting import CALM
from app.words.screens import words
from tests.device import Device, Session
from tests.state.test_collages import photo
from tests.state.test_shared import share
from tests.state.test_unnamed import lies
from tests.ui.test_collages import until

PASSING = {words.LOADING, words.BACK, words.MAKING_PICTURE}
"""What is true while it is said, and goes when the page comes."""


@dataclasses.dataclass(frozen=True)
class Lived:
    """A device with something of everything, and what stands in addresses of it."""

    device: Device
    glimmer: str
    name: str
    collage: str


def empty() -> Lived:
    """Nothing was ever kept there."""
    return Lived(Device(), "0", "1", "0")


async def full() -> Lived:
    """A journal in which nothing is as it is at the beginning."""
    device = Device()
    journal, now = device.journal, device.clock.now()
    glimmer = device.keeps("The lake went quiet", people=("Noor",), places=("pier",), tags=("sea",))
    for number in range(2):
        await photo(device, number, f"{number + 1} November 2026")
    with_photo = next(iter(journal.photos.pictures()))[0]
    kept = journal.collages.keep({"photos": [{}, {}], "caption": "By the sea"}, "f" * 64, at=now)
    gone = journal.collages.keep({"photos": [{}, {}], "caption": "The pier"}, "e" * 64, at=now)
    journal.collages.remove(CollageId(gone.id), at=now)
    journal.remove(device.keeps("steam").id, at=now)
    await lies(device, 1)
    share(device, "A heron")
    chosen = Schedule(on=True, per_day=3, seed="ab")
    for key, value in {
        PREFERENCE: as_record(chosen),
        "southern": True,
        "originals": True,
        HIDDEN: ["moon"],
        HIDDEN_KINDS: ["memory"],
        "look": "day",
    }.items():
        journal.preferences.choose(key, value, at=now)
    device.notifications.allowed = "granted"
    device.clock.passes(hours=12)  # there are hours left in which a reminder can come
    device.keeps("toast")
    name = journal.names.id_of("person", "Noor")
    assert glimmer.id != with_photo.id
    return Lived(device, with_photo.id, name, kept.id)


def address(page: pages.Page, lived: Lived) -> str:
    """One that leads to this page."""
    known = {
        "today": routes.TODAY,
        "capture": "/capture",
        "glimmer": routes.glimmer(lived.glimmer),
        "photo": routes.photo(lived.glimmer, 0),
        "share": routes.share(lived.glimmer),
        "names": routes.names(),
        "name": routes.name("person", lived.name),
        "collage": routes.collage(lived.collage),
    }
    route = known.get(page.name) or f"/{page.path}"
    assert (pages.place(route).sheet or pages.place(route).tab) in (page.name, page.tab)
    return route


def told(screen: Session) -> set[str]:
    """All that is said to eye and ear, and how every switch and choice stands."""
    said = set(screen.texts())
    for seen in screen.everything:
        control = seen.control
        said.add(str(getattr(control, "label", None) or ""))
        if isinstance(control, ft.Semantics) and control.toggled is not None:
            said.add(f"{control.label} stands at {control.toggled}")
        if isinstance(control, ft.RadioGroup):
            said.add(f"{control.key} stands at {control.value}")
    return said - PASSING - {""}


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "CALM", 0.0)


@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desk"])
@pytest.mark.parametrize("kind", ["empty", "full"])
@pytest.mark.parametrize("page", pages.PAGES, ids=lambda page: page.name)
async def test_what_is_said_before_the_journal_is_open_is_never_taken_back(page, kind, width):
    lived = await full() if kind == "full" else empty()
    lived.device.opens.clear()
    route = address(page, lived)
    screen = await Session.begin(lived.device, route=route, width=width)
    said = told(screen)
    await asyncio.sleep(CALM)
    await screen.settle()
    said |= told(screen)

    lived.device.opens.set()
    for moment in range(60):
        said |= told(screen)
        await asyncio.sleep(0.002)
        if moment == 30:  # as `app.main`, which lets the first tap go first
            await screen.plan_reminders()

    with contextlib.suppress(AssertionError):  # told below, with what it was
        await until(screen, lambda: said <= told(screen))
    assert said - told(screen) == set()
    assert screen.models.opening.done
    assert not screen.crashed


async def test_what_is_read_soon_shows_nothing_in_between_and_what_takes_longer_shows_cards():
    device = Device()
    device.opens.clear()
    screen = await Session.begin(device, route=routes.BIN)

    def cards() -> int:
        return sum(box.height == 96 for box in screen.every(ft.Container))

    at_once = cards()
    named = [seen.label for seen in screen.every(ft.Semantics)]
    await asyncio.sleep(CALM)
    await until(screen, lambda: cards() > 0)
    device.opens.set()
    await until(screen, lambda: screen.has(words.BIN_EMPTY))

    assert at_once == 0
    assert words.LOADING in named
    assert cards() == 0


async def test_until_the_first_plan_is_made_nobody_says_that_none_is_planned():
    device = Device("2026-11-22 06:00")
    chosen = as_record(Schedule(on=True, per_day=3, seed="ab"))
    device.journal.preferences.choose(PREFERENCE, chosen, at=device.clock.now())
    screen = Session(device, route=routes.REMINDERS)
    await screen.mount(App, screen.models)
    await screen.open_journal()
    before = (screen.has(words.NEXT_REMINDER), screen.has(words.NONE_COMING))

    await screen.plan_reminders()
    await until(screen, lambda: screen.models.reminders().coming)

    assert before == (True, False)
    assert not screen.has(words.NONE_COMING)
