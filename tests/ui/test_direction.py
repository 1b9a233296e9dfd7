"""A person's own words run in their own direction, and a page in that of its language."""

from __future__ import annotations

from collections.abc import Iterator

import flet as ft
import pytest

from app.ui import routes
from app.ui.look.direction import margin, own_words, pad
from app.words import language
from tests.device import Device, Session

HEBREW = "שמש על הקיר"


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    language.speak(language.SOURCE)


async def shown(note: str) -> Session:
    device = Device()
    device.keeps(note)
    return await Session.begin(device, route="/look-back")


async def test_a_card_in_hebrew_begins_on_the_right_and_one_in_english_costs_nothing_more():
    hebrew, english = await shown(HEBREW), await shown("sun on a wall")

    (card,) = [text for text in hebrew.every(ft.Text) if text.value == HEBREW]
    (plain,) = [text for text in english.every(ft.Text) if text.value == "sun on a wall"]

    assert card.rtl
    assert (plain.rtl, plain.width) == (False, None)


def test_english_words_stay_whole_on_a_page_that_runs_from_the_right():
    language.speak(language.PSEUDO)

    text = own_words("Tea.\nAnd rain.")

    assert text.value == "\u2066Tea.\u2069\n\u2066And rain.\u2069"
    assert (text.rtl, text.text_align) == (False, ft.TextAlign.LEFT)
    assert own_words(HEBREW).value == HEBREW


def test_start_and_end_change_sides_with_the_language():
    before = (pad(start=4, end=1), margin(start=4))
    language.speak(language.PSEUDO)
    after = (pad(start=4, end=1), margin(start=4))

    assert [(each.left, each.right) for each in before] == [(4, 1), (4, 0)]
    assert [(each.left, each.right) for each in after] == [(1, 4), (0, 4)]


async def test_a_box_begins_on_the_side_of_its_words_and_keeps_its_cursor_while_they_change():
    device = Device()
    id = device.keeps(HEBREW).id
    screen = await Session.begin(device, route="/look-back")
    await screen.go(routes.glimmer(id))
    await screen.tap("edit-words")

    opened = (screen.keyed("words").rtl, screen.keyed("words").text_align)
    await screen.fill("words", "sun on a wall")
    changed = (screen.keyed("words").rtl, screen.keyed("words").text_align)

    assert opened[0] is True
    assert changed == (True, ft.TextAlign.LEFT)
