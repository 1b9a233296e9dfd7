"""What is offered once: reminders on Today, and where words are written a hint on @ and #."""

from __future__ import annotations

import asyncio

import flet as ft
import pytest

from app.core.offers import ENOUGH
from app.state import reminders as state
from app.ui.today import offer
from app.ui.today import screen as today
from app.words.screens import words
from tests.device import Device, Session

NOT_NOW = words.NOT_NOW


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "CALM", 0.0)
    monkeypatch.setattr(today, "SETTLES", 0.0)
    monkeypatch.setattr(offer, "AFTER", 0.0)


async def with_glimmers(count: int, device: Device | None = None, **options: object) -> Session:
    device = device or Device()
    device.keeps_many(count)
    return await at_rest(await Session.begin(device, **options))


async def at_rest(screen: Session) -> Session:
    await asyncio.sleep(0.02)
    await screen.settle()
    return screen


async def again(screen: Session) -> Session:
    """The app opened anew, with the same journal."""
    return await at_rest(await Session.begin(Device(journal=screen.device.journal)))


# Reminders ----------------------------------------------------------------------------------------


async def test_the_third_glimmer_brings_the_offer_and_none_before_it():
    screen = await with_glimmers(0)
    offered = []

    for _ in range(ENOUGH):
        await screen.tap("notice")
        await at_rest(screen)
        offered.append(screen.has(words.TRY_REMINDERS))
        screen.device.clock.passes(seconds=1)

    assert offered == [False, False, True]


async def test_the_offer_comes_after_the_card_and_not_with_it(monkeypatch):
    monkeypatch.setattr(offer, "AFTER", 0.05)
    screen = await with_glimmers(2)

    await screen.tap("notice")
    with_the_card = screen.has(words.TRY_REMINDERS)
    await asyncio.sleep(0.1)

    assert not with_the_card
    assert screen.has(words.TRY_REMINDERS)


async def test_its_place_is_free_before_it_is_known_whether_reminders_can_come(monkeypatch):
    monkeypatch.setattr(offer, "AFTER", 60.0)
    screen = await with_glimmers(3)

    assert not screen.has(words.TRY_REMINDERS)
    assert today._OFFER in [getattr(seen.control, "height", None) for seen in screen.everything]


async def test_not_now_is_for_good():
    screen = await with_glimmers(3)

    await screen.tap(NOT_NOW)
    gone = not screen.has(words.TRY_REMINDERS)
    screen.device.clock.passes(days=30)
    await screen.tap("notice")
    await at_rest(screen)

    assert gone
    assert not screen.has(words.TRY_REMINDERS)
    assert not (await again(screen)).has(words.TRY_REMINDERS)


async def test_taken_it_leads_to_the_switch_asks_nothing_yet_and_does_not_come_back():
    screen = await with_glimmers(3)

    await screen.tap(words.TRY_REMINDERS)
    at = screen.page.route
    asked = screen.device.notifications.allowed
    await screen.go("/")
    await at_rest(screen)

    assert (at, asked) == ("/settings/reminders", "unasked")
    assert not screen.has(words.TRY_REMINDERS)
    assert not (await again(screen)).has(words.TRY_REMINDERS)


async def test_the_offer_waits_until_it_is_answered():
    screen = await with_glimmers(3)

    assert (await again(screen)).has(words.TRY_REMINDERS)


async def test_nothing_is_offered_where_nothing_can_show_reminders():
    device = Device()
    device.notifications.reach = "none"

    assert not (await with_glimmers(3, device)).has(words.TRY_REMINDERS)


async def test_nothing_is_offered_where_the_system_lets_none_through():
    device = Device()
    device.notifications.allowed = "denied"

    assert not (await with_glimmers(3, device)).has(words.TRY_REMINDERS)


@pytest.mark.parametrize("off_again", [False, True])
async def test_nothing_is_offered_where_they_are_on_or_were(off_again):
    screen = await with_glimmers(3, route="/settings/reminders")
    await screen.switch("reminders", on=True)
    if off_again:
        await screen.switch("reminders", on=False)

    await screen.go("/")
    await at_rest(screen)

    assert not screen.has(words.TRY_REMINDERS)


async def test_nothing_is_offered_before_the_first_glimmer_of_a_new_device():
    screen = await at_rest(await Session.begin(new_here=True))

    assert not screen.has(words.TRY_REMINDERS)


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scale", [1.0, 2.0])
async def test_both_ways_have_names_of_their_own_at_every_size(width, scale):
    screen = await with_glimmers(3, width=width)

    await screen.text_scale(scale)
    await at_rest(screen)

    spoken = [text.semantics_label or text.value for text in screen.every(ft.Text)]
    assert words.TRY_REMINDERS in spoken
    assert "Not now: Gentle reminders" in spoken


# @ and # ------------------------------------------------------------------------------------------


async def writing(screen: Session) -> Session:
    await screen.tap("notice")
    await screen.tap(words.ADD_WORDS)
    return screen


async def test_where_words_are_written_a_hint_says_that_the_signs_work():
    screen = await writing(await with_glimmers(0))

    assert screen.has(words.SIGNS)


async def test_the_hint_sent_away_stays_away():
    screen = await writing(await with_glimmers(0))

    await screen.tap(words.HIDE_HINT)

    assert not screen.has(words.SIGNS)
    assert not (await writing(await again(screen))).has(words.SIGNS)


@pytest.mark.parametrize("note", ["Tea with @Noor", "The lake #evening"])
async def test_the_hint_that_was_used_stays_while_one_writes_and_is_not_seen_again(note):
    screen = await writing(await with_glimmers(0))

    await screen.fill("words", note)
    meanwhile = screen.has(words.SIGNS)
    await screen.tap(words.DONE)
    await screen.tap(words.ADD_WORDS)

    assert meanwhile
    assert not screen.has(words.SIGNS)
    assert not (await writing(await again(screen))).has(words.SIGNS)


async def test_words_without_signs_leave_the_hint_for_the_next_time():
    screen = await writing(await with_glimmers(0))

    await screen.fill("words", "Mail to noor@example.org, 1# of 2")
    await screen.tap(words.DONE)
    await screen.tap(words.ADD_WORDS)

    assert screen.has(words.SIGNS)


async def test_a_time_has_no_hint_about_names():
    screen = await with_glimmers(0)
    await screen.tap("notice")

    await screen.tap(words.ANOTHER_TIME)

    assert not screen.has(words.SIGNS)


async def test_the_page_of_a_glimmer_has_the_hint_too():
    screen = await with_glimmers(1)
    (glimmer,) = screen.device.journal.page(limit=1)
    await screen.go(f"/look-back/{glimmer.id}")

    reading = screen.has(words.SIGNS)
    await screen.tap("edit-words")

    assert not reading
    assert screen.has(words.SIGNS)
    await screen.tap(words.HIDE_HINT)
    assert not screen.has(words.SIGNS)
