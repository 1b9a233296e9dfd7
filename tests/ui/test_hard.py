"""When it is hard: a light that breathes, a glimmer for who asks, one question, and people."""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft
import pytest

from app.core.errors import NoRoomError, OpenElsewhereError
from app.ui import routes
from app.ui.look.boundary import end_lasting
from app.ui.today import hard as page
from app.ui.today import screen as today
from app.words.errors import told as told_of
from app.words.page import page_words
from app.words.screens import words
from tests.device import Device, Session


def lived() -> Device:
    device = Device()
    device.keeps("Lake", "3 November 2026 at 16:35")
    device.keeps("Tea", "10 November 2026 at 08:00")
    return device


async def on_the_page(device: Device | None = None, **options: Any) -> Session:
    screen = await Session.begin(device or lived(), route=routes.HARD, **options)
    await screen.settle()
    return screen


def notes(screen: Session) -> list[str]:
    return [note for note in ("Lake", "Tea") if screen.has(note)]


# The way there ------------------------------------------------------------------------------------


async def test_todays_menu_leads_there_and_back_to_the_card_with_its_words():
    screen = await Session.begin(lived())
    await screen.tap("notice")

    await screen.tap_text(words.WHEN_HARD)
    there = screen.page.route
    await screen.tap(words.CLOSE)

    assert there == "/light"
    assert screen.page.route == "/"
    assert screen.has("Kept, 18:42")


async def taps_to_it(screen: Session) -> int:
    """The fewest taps that lead from here to it."""
    for taps in (1, 2):
        if screen.holds("hard") or (screen.holds(words.WHEN_HARD) and not screen.holds("more")):
            await screen.tap("hard" if screen.holds("hard") else words.WHEN_HARD)
        elif screen.holds("more") and words.WHEN_HARD in screen.names():
            await screen.tap_text(words.WHEN_HARD)
            taps += 1
        elif screen.holds(words.HELP_NOW):
            await screen.tap(words.HELP_NOW)
        elif screen.every(ft.NavigationBar):
            await screen.go_to_tab(words.SETTINGS)
        else:
            await screen.tap(words.SETTINGS if screen.holds(words.SETTINGS) else words.BACK)
        if screen.page.route == routes.HARD:
            return taps
    return 99


@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desk"])
@pytest.mark.parametrize(
    "address",
    [
        *("/", "/look-back", "/look-back/{id}", "/bin", "/settings", "/settings/look", "/collages"),
        *("/settings/about", "/settings/where/photos", "/examples", "/help", "/names/person"),
    ],
)
async def test_it_is_two_taps_from_every_screen(address, width):
    device = Device()
    glimmer = device.keeps("steam")
    screen = await Session.begin(device, route=address.format(id=glimmer.id), width=width)

    assert await taps_to_it(screen) <= 2
    assert screen.has(words.HARD_QUESTION)


async def test_it_is_there_where_the_journal_does_not_open_and_says_nothing_of_what_is_kept():
    device = lived()
    device.trouble = OpenElsewhereError()
    screen = await on_the_page(device)

    assert screen.has(words.HARD_QUESTION)
    assert not screen.has(words.HARD_NOTHING)
    assert not screen.holds("show")
    assert words.HELP_NOW in " ".join(screen.names())


async def test_no_word_that_is_written_leads_there():
    screen = await Session.begin()
    await screen.tap("notice")
    await screen.tap(words.ADD_WORDS)

    await screen.type("words", "I want to die, it is too hard")

    assert screen.page.route == "/"
    assert not screen.has(words.HARD_QUESTION)


# One glimmer --------------------------------------------------------------------------------------


async def test_what_was_kept_comes_only_to_who_asks_one_at_a_time():
    screen = await on_the_page()
    before = notes(screen)

    await screen.tap("show")
    first = notes(screen)
    await screen.tap("show")
    second = notes(screen)

    assert before == []
    assert (len(first), len(second)) == (1, 1)
    assert first != second
    assert any(second[0] in said for said in screen.live())


async def test_one_can_be_sent_away_and_taken_back_and_nothing_comes_in_its_place():
    screen = await on_the_page()
    await screen.tap("show")
    gone = notes(screen)

    await screen.tap("refuse")
    away = notes(screen), words.HARD_SENT_AWAY in screen.live(), screen.holds("show-all")
    await screen.tap("take-back")

    assert away == ([], True, True)
    assert notes(screen) == gone
    assert not screen.holds("show-all")


async def test_where_all_were_sent_away_it_says_so_and_all_can_come_again():
    screen = await on_the_page()
    for _ in range(2):
        await screen.tap("show")
        await screen.tap("refuse")
    left = screen.holds("show")

    await screen.tap("show-all")
    await screen.tap("show")

    assert not left
    assert len(notes(screen)) == 1


async def test_where_nothing_is_kept_it_says_so_gently_and_asks_for_nothing():
    screen = await on_the_page(Device())

    assert screen.has(words.HARD_NOTHING)
    assert not screen.holds("show")
    assert screen.has(words.HARD_QUESTION)


async def test_the_glimmer_opens_and_back_leads_to_where_it_was_shown():
    device = lived()
    screen = await on_the_page(device)
    await screen.tap("show")
    shown = notes(screen)
    id = next(each.id for each in device.journal.page(limit=9) if each.note == shown[0])

    await screen.tap(id)
    opened = screen.page.route
    await screen.back()
    await screen.settle()
    back = screen.page.route, notes(screen)
    await screen.tap(words.CLOSE)
    await screen.go(routes.HARD)

    assert opened == f"/look-back/{id}"
    assert back == ("/light", shown)
    assert notes(screen) == [], "the next visit begins anew"


# The light ----------------------------------------------------------------------------------------


@pytest.fixture
def short_breaths(monkeypatch):
    monkeypatch.setattr(page, "IN", 0.04)
    monkeypatch.setattr(page, "OUT", 0.06)
    monkeypatch.setattr(today, "SETTLES", 0.0)  # what Today makes later is no breath


def told(screen: Session, since: int) -> list[int]:
    """The sizes of the messages since then."""
    return [message.size for message in screen.sent[since:]]


async def test_a_breath_is_two_small_messages_and_none_once_the_page_is_left(short_breaths):
    screen = await on_the_page()
    begun = len(screen.sent)
    await asyncio.sleep(0.5)
    breathed = told(screen, begun)
    scales = screen.told_to(ft.Container, "scale", since=begun)

    await screen.tap(words.CLOSE)
    await screen.settle()
    left = len(screen.sent)
    await asyncio.sleep(0.3)

    assert 2 <= len(breathed) <= 2 * 0.5 / 0.1 + 1, "one for each half of a breath"
    assert max(breathed) < 400
    assert set(scales) == {1.0, page._SMALL}
    assert told(screen, left) == []


def breathing() -> int:
    """How many tasks wait for the next breath, on whatever page."""
    found = 0
    for task in asyncio.all_tasks():
        waits: Any = task.get_coro()
        while waits is not None and hasattr(waits, "cr_await"):
            found += waits.__name__ == "breathe"
            waits = waits.cr_await
    return found


@pytest.mark.parametrize("closed", [False, True])
async def test_nothing_breathes_on_where_the_page_was_left_or_the_session_is_closed(
    short_breaths, closed
):
    before = breathing()
    screen = await on_the_page()
    on_it = breathing()
    if closed:
        end_lasting(screen.page)
    else:
        await screen.tap(words.CLOSE)
    await screen.settle()
    await asyncio.sleep(0.02)

    assert (on_it, breathing()) == (before + 1, before)


async def test_where_things_are_not_to_move_the_light_is_a_picture(short_breaths):
    screen = await on_the_page(still=True)
    begun = len(screen.sent)

    await asyncio.sleep(0.3)

    assert told(screen, begun) == []
    assert words.HARD_LIGHT_STILL_SPOKEN in [s.label for s in screen.every(ft.Semantics)]
    assert screen.has(words.HARD_LOOK)
    assert not screen.has(words.HARD_BREATHE)
    assert not screen.holds("still")


async def test_the_light_can_be_kept_still_and_let_breathe_again(short_breaths):
    screen = await on_the_page()
    await screen.tap("still")
    begun = len(screen.sent)
    await asyncio.sleep(0.3)
    still = told(screen, begun)

    await screen.tap("still")
    begun = len(screen.sent)
    await asyncio.sleep(0.3)

    assert still == []
    assert told(screen, begun)


def test_a_breath_is_four_seconds_in_and_six_out():
    assert (page.IN, page.OUT) == (4.0, 6.0)


# Words --------------------------------------------------------------------------------------------


async def test_the_question_is_credited_and_people_are_one_tap_away():
    screen = await on_the_page()

    assert screen.has("Deb Dana")
    assert all(screen.has(line) for line in words.HARD_LINES)
    await screen.tap(words.HELP_NOW)
    assert screen.page.route == "/help"


async def test_there_is_no_tally_and_no_cheer():
    device = lived()
    screen = await on_the_page(device)
    await screen.tap("show")

    said = " ".join(screen.texts())

    assert "!" not in said
    assert not any(word in said.lower() for word in ("should", "great", "glimmers", "happy"))


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_everything_on_it_has_a_key_and_a_spoken_name(width):
    screen = await on_the_page(width=width)
    await screen.text_scale(2.0 if width == 320 else 1.0)
    await screen.tap("show")

    touchables = screen.touchables()

    assert [seen.control for seen in touchables if not seen.spoken.strip()] == []
    assert [seen.spoken for seen in touchables if not seen.keyed] == []


async def test_where_the_disk_does_not_take_it_nobody_is_told_that_it_will_not_come_again():
    screen = await on_the_page()
    await screen.tap("show")
    screen.device.full = NoRoomError()

    await screen.tap("refuse")

    problem = screen.models.hard().problem
    assert problem is not None
    assert screen.has(told_of(problem).sentence)
    assert not screen.has(words.HARD_SENT_AWAY)


# Hiding -------------------------------------------------------------------------------------------


def seen(screen: Session) -> tuple[list[str], list[str], str | None]:
    """What stands there, what can be touched, and what the window is called."""
    return screen.texts(), screen.names(), screen.page.title


async def test_esc_hides_everything_and_a_tap_and_a_choice_bring_it_back():
    screen = await Session.begin(lived(), route="/settings/look")
    before = screen.texts()

    await screen.press("Escape")
    hidden = seen(screen)
    await screen.tap("blank")
    asked = screen.names()
    await screen.tap("leave-blank")
    still = seen(screen)
    await screen.press("Escape")
    again = seen(screen)
    await screen.tap("blank")
    await screen.tap("show-page")

    nothing = ([], [page_words.BLANK], page_words.BLANK)
    assert hidden == still == again == nothing
    assert asked == [page_words.LEAVE_BLANK, page_words.SHOW_PAGE]
    assert screen.page.route == "/settings/look"
    assert (screen.texts(), screen.page.title) == (before, words.NAME)


async def test_half_written_words_are_there_when_it_comes_back():
    screen = await Session.begin(lived(), route=routes.FIND)
    await screen.type("asked", "lak")
    box = screen.keyed("asked")._i

    await screen.press("Escape")
    hidden = screen.holds("asked")
    await screen.tap("blank")
    await screen.tap("show-page")

    assert not hidden
    assert (screen.keyed("asked").value, screen.keyed("asked")._i) == ("lak", box)
    assert screen.page.route == "/find"


async def test_the_button_on_the_page_hides_it_too_and_other_keys_do_not():
    screen = await on_the_page()
    await screen.press("E")
    there = screen.has(words.HARD_QUESTION)

    await screen.tap(words.HIDE_AT_ONCE)

    assert there
    assert screen.texts() == []


async def test_where_the_page_itself_hides_it_is_asked_and_hears_esc_by_itself():
    device = lived()
    hidden: list[str] = []

    async def hide() -> None:
        hidden.append("at once")

    device.hide = hide
    screen = await on_the_page(device)

    await screen.tap(words.HIDE_AT_ONCE)

    assert hidden == ["at once"]
    assert screen.has(words.HARD_QUESTION)
    assert screen.page.on_keyboard_event is None


async def test_a_question_that_is_open_is_hidden_too():
    device = lived()
    gone = device.journal.page(limit=1)[0]
    device.journal.remove(gone.id, at=device.clock.now())
    screen = await Session.begin(device, route=routes.BIN)
    await screen.tap(f"erase-{gone.id}")
    asked = screen.has(words.ASK_DELETE)

    await screen.press("Escape")
    await asyncio.sleep(0.1)  # until it is gone

    assert asked
    assert screen.texts() == []
