"""What nourishes me: what stands there, where it leads, and that nothing is counted."""

from __future__ import annotations

import re
from datetime import timedelta

import flet as ft
import pytest

from app.core.errors import DamagedJournalError
from app.core.glimmers import Draft
from app.core.when.times import at_moment
from app.ui import routes
from app.words.screens import words
from storage.rows.memory_rows import MemoryRows
from storage.rows.nourishing_rows import NourishingRows
from tests.device import Device, Session, at

SAID = ("Sea.", "The bread was warm", "Swifts", "Rain on the roof", "")


def lived(days: int = 30, device: Device | None = None) -> Device:
    """Every ninth evening of the months before, with Ida at the Bay every other time."""
    device = device or Device()
    for number in range(days):
        then = at("2026-11-20 18:30") - timedelta(days=9 * number)
        with_ida = number % 2 == 0
        draft = Draft(
            when=at_moment(then),
            note=SAID[number % 5],
            pathway="between" if with_ida else "around",
            people=("Ida",) if with_ida else (),
            places=("Bay",) if with_ida else (),
        )
        device.journal.keep(draft, at=then)
    return device


async def looking(device: Device | None = None, **options: object) -> Session:
    screen = await Session.begin(device or lived(), route=routes.NOURISHING, **options)  # type: ignore[arg-type]
    await screen.settle()
    return screen


async def test_look_back_has_a_way_to_it_and_it_a_way_back():
    screen = await Session.begin(lived(), route=routes.LOOK_BACK)

    await screen.tap("nourishing")
    await screen.settle()
    there = screen.page.route, words.NOURISHES in screen.texts()
    await screen.tap_text(words.BACK)

    assert there == ("/nourishing", True)
    assert screen.page.route == "/look-back"


async def test_what_comes_back_stands_there_by_its_kind_in_words():
    screen = await looking()

    texts = screen.texts()
    shown = [text for text in texts if text in ("Ida", "Bay", "Sea", "Evenings")]
    assert shown == ["Ida", "Bay", "Sea", "Evenings"]
    assert {words.PATHWAYS["between"], words.PATHWAYS["around"]} <= set(texts)
    assert words.NOURISHES_SHIFTS in texts
    assert words.NOURISHES_NOT_ALL in texts
    assert "bread" not in texts


async def test_nothing_is_counted_compared_or_ranked():
    screen = await looking()

    said = [*screen.texts(), *screen.names()]
    assert not [
        text for text in said if re.search(r"\d|%|→|↑|↓|!|\b(?:most|more|best|top)\b", text)
    ]


@pytest.mark.parametrize(
    ("key", "spoken", "found"),
    [
        ("word Sea", "Find “Sea”", "Sea"),
        ("pathway around", "Around me", "pathway:around"),
    ],
)
async def test_a_word_and_a_pathway_lead_to_search_and_back(key: str, spoken: str, found: str):
    screen = await looking()

    name = screen.name_of(key)
    await screen.tap(key)
    await screen.settle()
    at_search = screen.page.route, screen.models.finder().typed
    await screen.tap_text(words.BACK)
    await screen.settle()

    assert name == spoken
    assert at_search == (routes.FIND, found)
    assert screen.page.route == routes.NOURISHING
    assert "Ida" in screen.texts()


async def test_a_person_leads_to_their_page_and_back():
    device = lived()
    screen = await looking(device)

    await screen.tap("person Ida")
    there = screen.page.route
    await screen.tap_text(words.BACK)
    await screen.settle()

    assert there == routes.name("person", device.journal.names.id_of("person", "Ida"))
    assert screen.page.route == routes.NOURISHING
    assert screen.holds("person Ida")


async def test_hours_and_times_of_year_are_words_and_no_buttons():
    screen = await looking()

    assert "Evenings" in [one.label for one in screen.every(ft.Semantics)]
    assert not screen.holds("hours evening")


async def test_before_there_is_enough_one_calm_sentence_stands_there():
    for device in (Device(), lived(3)):
        screen = await looking(device)

        assert words.NOTHING_NOURISHES in screen.texts()
        assert words.NOURISHES_SHIFTS not in screen.texts()


async def test_whom_a_person_has_hidden_is_gone_at_once_and_comes_again():
    device = lived()
    screen = await looking(device)
    rows = device.journal.drawer(MemoryRows)

    rows.hide("person", "Ida", hidden=True)
    await screen.settle()
    hidden = screen.holds("person Ida"), screen.holds("place Bay")
    rows.hide("person", "Ida", hidden=False)
    await screen.settle()

    assert hidden == (False, False)
    assert screen.holds("person Ida")


async def test_what_cannot_be_read_is_said_and_the_way_back_stays(monkeypatch: pytest.MonkeyPatch):
    def torn(*_args: object) -> None:
        raise OSError("torn")

    monkeypatch.setattr(NourishingRows, "lived", torn)
    screen = await looking()

    assert screen.models.nourishing().problem is not None
    assert words.NOTHING_NOURISHES not in screen.texts()
    await screen.tap_text(words.BACK)
    assert screen.page.route == "/look-back"


async def test_a_damaged_journal_is_not_shown_as_if_nothing_came_back(
    monkeypatch: pytest.MonkeyPatch,
):
    def torn(*_args: object) -> None:
        raise DamagedJournalError

    monkeypatch.setattr(NourishingRows, "lived", torn)
    screen = await looking()

    assert words.NOTHING_NOURISHES not in screen.texts()
    assert screen.models.opening.problem is not None


async def test_the_way_to_it_stands_below_search_where_a_phone_is_narrow():
    for width in (320, 390):
        screen = await Session.begin(lived(), route=routes.LOOK_BACK, width=width)

        assert all(screen.holds(key) for key in ("search", "calendar", "sky", "nourishing"))
