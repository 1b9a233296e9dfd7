"""What goes over the wire: little, and of kinds that Flet's client takes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from app.core.errors import KEEPING
from app.ui.today import offer
from app.ui.today import screen as today
from app.words.screens import words
from tests.device import Device, Session
from tests.screen import changes

FIRST, LATER = 6_000, 2_000
"""Most bytes of a tap."""


@pytest.fixture(autouse=True)
def reminders_are_offered_later(monkeypatch):
    """That line comes once, a while after a tap; its own test measures it."""
    monkeypatch.setattr(offer, "AFTER", 60.0)


async def bytes_of_taps(device: Device, **options: Any) -> list[int]:
    screen = await Session.begin(device, **options)
    await asyncio.sleep(today.SETTLES + 0.1)
    sizes = []
    for _ in range(5):
        count = len(screen.sent)
        await screen.tap("notice")
        await asyncio.sleep(0.03)  # the buzz comes after the words
        sizes.append(screen.bytes_since(count))
        device.clock.passes(seconds=1)
    return sizes


@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desk"])
@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
async def test_a_tap_sends_little(width, dark):
    device = Device()
    device.keeps_many(10)

    first, *later = await bytes_of_taps(device, width=width, dark=dark)

    assert first <= FIRST
    assert max(later) <= LATER


@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desk"])
async def test_the_very_first_tap_sends_little_though_it_brings_the_bar_in(width):
    first, *later = await bytes_of_taps(Device(), new_here=True, width=width)

    assert first <= FIRST
    assert max(later) <= LATER


async def test_the_offer_of_reminders_sends_little(monkeypatch):
    monkeypatch.setattr(offer, "AFTER", 0.0)
    device = Device()
    device.keeps_many(10)
    screen = await Session.begin(device)
    await asyncio.sleep(today.SETTLES + 0.1)
    count = len(screen.sent)
    await screen.tap("notice")
    await asyncio.sleep(0.1)

    assert screen.has(words.TRY_REMINDERS)
    assert screen.bytes_since(count) <= LATER + FIRST


async def test_a_tap_sends_the_same_with_ten_or_ten_thousand():
    few, many = Device(), Device()
    few.clock.passes(days=30)
    many.clock.passes(days=30)
    for device, count in ((few, 10), (many, 10_000)):
        now = device.clock.now()
        device.clock.passes(days=-20)
        with device.journal._transaction(KEEPING):  # all at once: this is not what is measured
            rows(device, count)
        device.clock.time = now

    sent_few, sent_many = await bytes_of_taps(few), await bytes_of_taps(many)

    assert few.journal.count() == 15
    assert many.journal.count() == 10_005
    assert all(abs(a - b) <= 64 for a, b in zip(sent_few, sent_many, strict=True))


def rows(device: Device, count: int) -> None:
    """Many glimmers of one night, twelve a second, as a prepared journal would have them."""
    from datetime import timedelta

    from app.core.when.times import at_moment, iso, sort_key
    from storage.journal import new_id

    start = device.clock.now()
    values = []
    for number in range(count):
        then = start + timedelta(seconds=number)
        when = at_moment(then)
        values.append(
            (
                new_id(then),
                f"number {number}",
                when.text,
                iso(then),
                iso(then),
                when.edtf,
                sort_key(when),
                iso(then),
                iso(then),
            )
        )
    device.journal._conn.executemany(
        'INSERT INTO glimmers (id, note, precision, when_text, start, "end", edtf, '
        "sort_key, kept_at, changed_at)"
        " VALUES (?, ?, 'moment', ?, ?, ?, ?, ?, ?, ?)",
        values,
    )


FRACTIONS = ("opacity", "offset", "scale", "rotate")


def whole_numbers(value: Any, way: tuple[Any, ...]) -> list[str]:
    """Whole numbers where Flet's client wants fractions. Its patches with one of them are dropped
    without a word.
    """
    if isinstance(value, dict):
        return [line for name, item in value.items() for line in whole_numbers(item, (*way, name))]
    if isinstance(value, list):
        return [line for item in value for line in whole_numbers(item, way)]
    wrong = (
        isinstance(value, int)
        and not isinstance(value, bool)
        and way[-1] != "_i"
        and any(name in FRACTIONS for name in way)
    )
    return [f"{'.'.join(map(str, way[-3:]))} = {value}"] if wrong else []


@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desk"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
async def test_no_whole_number_stands_where_the_client_wants_a_fraction(width, scale):
    device = Device()
    glimmer = device.keeps("steam", loved=True, pathway="around")
    screen = await Session.begin(device, new_here=True, width=width)
    await screen.text_scale(scale)
    await screen.tap("notice")
    await screen.tap("Around me")
    await screen.tap("Add words")
    await screen.type("words", "rain")
    await screen.tap("Another time")
    await screen.type("when", "1987")
    await screen.tap("Undo")
    for address in (
        "/look-back",
        f"/look-back/{glimmer.id}",
        "/bin",
        "/settings/look",
        "/help",
        "/",
    ):
        await screen.go(address)
    await screen.fire(screen.page, "resize", {"width": 700.0, "height": 900.0})

    found = {
        line
        for message in screen.sent
        for _, way, value in changes(message)
        for line in whole_numbers(value, way)
    }

    # An offset that goes back to nothing is told as Flet's own default, a whole 0; the browser
    # tests show that it is taken.
    assert found - {"_b.offset.y = 0"} == set()


async def test_a_second_in_which_nothing_happens_sends_nothing():
    device = Device()
    screen = await Session.begin(device)
    await screen.second_passes()
    count = len(screen.sent)

    for _ in range(5):
        device.clock.passes(seconds=1)
        await screen.second_passes()

    assert screen.bytes_since(count) == 0


async def test_a_letter_sends_little():
    screen = await Session.begin()
    await screen.tap("notice")
    await screen.tap("Add words")
    count = len(screen.sent)

    await screen.type("words", "steam")

    assert screen.bytes_since(count) <= 5 * 1_000


async def test_the_first_page_of_days_is_all_that_is_sent_of_many():
    device = Device()
    device.keeps_many(130)
    screen = await Session.begin(device)
    count = len(screen.sent)

    await screen.go("/look-back")

    assert "number 70" in str([message.body for message in screen.sent[count:]])
    assert "number 69" not in str([message.body for message in screen.sent[count:]])
