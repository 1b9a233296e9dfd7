"""The box for another time: what it says while one types, its calendar, and words that are kept as
they are.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timezone
from zoneinfo import ZoneInfo

import flet as ft
import pytest

from app.ui import routes
from app.ui.look import when_field
from app.ui.today import screen as today
from app.words.screens import words
from tests.device import Device, Session, at
from tests.state.test_collages import photo

NOT_UNDERSTOOD = "That time was not understood."


async def in_the_sheet(device: Device) -> Session:
    """The box over Today, after a tap."""
    screen = await Session.begin(device)
    await screen.tap("notice")
    await screen.tap("Another time")
    return screen


async def on_the_page(device: Device) -> Session:
    """The box on the page of a glimmer."""
    screen = await Session.begin(device, route=routes.glimmer(device.keeps("steam").id))
    await screen.tap("when-row")
    return screen


BOTH = pytest.mark.parametrize("opened", [in_the_sheet, on_the_page], ids=lambda at: at.__name__)


def line(screen: Session) -> str:
    """What stands below the box, as a screen reader finds it."""
    (said,) = [
        seen.control.label
        for seen in screen.everything
        if isinstance(seen.control, ft.Semantics)
        and seen.control.exclude_semantics
        and seen.control.container
    ]
    return str(said)


@BOTH
async def test_an_empty_box_shows_what_can_be_said_and_says_nothing_by_itself(opened):
    screen = await opened(Device())

    assert line(screen) == words.WHEN_HELP
    assert words.WHEN_HELP not in screen.live()
    assert screen.keyed("when").hint_text is None


@BOTH
@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("yesterday", "Saturday 21 November 2026"),
        ("yesterday at 09:00", "Saturday 21 November 2026, 09:00"),
        ("summer 2004", "Summer 2004"),
        ("when I was small", words._OWN_WORDS),
        ("our wedding day, 14 June 2008", "Saturday 14 June 2008 (our wedding day)"),
    ],
)
async def test_the_line_says_what_was_understood(opened, text, heard):
    screen = await opened(Device())

    await screen.type("when", text)

    assert screen.has(heard)
    assert line(screen) == heard
    assert heard in screen.live()
    assert not screen.holds("keep-words")


async def test_a_letter_sends_nothing_and_the_words_are_read_once_the_fingers_rest(monkeypatch):
    monkeypatch.setattr(when_field, "PAUSE", 1.0)
    device = Device()
    screen = await in_the_sheet(device)
    await asyncio.sleep(today.SETTLES + 0.1)  # what else a tap draws
    before, count = device.journal.page()[0], len(screen.sent)

    await screen.type("when", "summer 2004")
    while_typing = screen.bytes_since(count)
    kept_then = device.journal.page()[0].when
    await asyncio.sleep(1.1)
    await screen.settle()

    assert while_typing == 0
    assert kept_then == before.when
    assert device.journal.page()[0].when_text == "summer 2004"
    assert screen.bytes_since(count) <= 1_000


async def test_who_types_by_ear_is_told_only_after_a_while(monkeypatch):
    monkeypatch.setattr(when_field, "QUIET", 0.5)
    screen = await in_the_sheet(Device())

    await screen.fill("when", "summer 2004")
    at_first = screen.live()
    await screen.fill("when", "summer 2005")
    await asyncio.sleep(0.6)
    await screen.settle()

    assert screen.has("Summer 2005")
    assert not [said for said in at_first if "Summer" in said]
    assert [said for said in screen.live() if "Summer" in said] == ["Summer 2005"]


@BOTH
async def test_done_saves_what_was_typed_a_moment_before(opened, monkeypatch):
    monkeypatch.setattr(when_field, "PAUSE", 60.0)
    device = Device()
    screen = await opened(device)

    await screen.type("when", "summer 2004")
    await screen.fire(screen.keyed("when"), "submit", "summer 2004")

    assert device.journal.page()[0].when_text == "summer 2004"
    assert not screen.holds("when")


async def test_a_box_that_is_left_is_read_at_once(monkeypatch):
    monkeypatch.setattr(when_field, "PAUSE", 60.0)
    device = Device()
    screen = await in_the_sheet(device)

    await screen.type("when", "summer 2004")
    await screen.fire(screen.keyed("when"), "blur")

    assert device.journal.page()[0].when_text == "summer 2004"


@BOTH
async def test_a_refusal_is_help_while_one_types_and_an_error_for_who_is_done(opened):
    device = Device()
    screen = await opened(device)
    before = device.journal.page()[0].when

    await screen.type("when", "blub and blub")
    as_help = line(screen)
    await screen.fire(screen.keyed("when"), "submit", "blub and blub")
    as_error = line(screen)

    assert as_help.startswith(NOT_UNDERSTOOD)
    assert as_error == words.nothing_changed(as_help)
    assert as_error in screen.live()
    assert screen.holds("when")
    await screen.tap("Done" if opened is in_the_sheet else "when-done")
    assert not screen.holds("when")
    assert device.journal.page()[0].when == before


@BOTH
async def test_words_that_mean_no_time_are_kept_as_they_are_by_a_button(opened):
    device = Device()
    screen = await opened(device)

    await screen.type("when", "the blue cups")
    await screen.tap("keep-words")

    after = device.journal.page()[0]
    assert (after.precision, after.when_text) == ("life", "the blue cups")
    assert line(screen) == words._OWN_WORDS
    assert not screen.holds("keep-words")
    assert screen.keyed("when").value == "the blue cups"


@pytest.mark.parametrize(
    "text",
    ["blub", "tomorrow", "31 February 2019", "03/04/2019", "0930", "the 1900s", "May 99999"],
)
async def test_no_refusal_sends_a_person_to_type_what_a_button_does(text):
    screen = await in_the_sheet(Device())

    await screen.type("when", text)

    assert screen.holds("keep-words")
    assert "free" not in line(screen)


@BOTH
@pytest.mark.parametrize("which", [0, 1])
async def test_each_of_two_meanings_is_a_button_that_says_it(opened, which):
    device = Device()
    screen = await opened(device)
    meanings = [("3 April 2019", "2019-04-03"), ("4 March 2019", "2019-03-04")]

    await screen.type("when", "03/04/2019")
    names = [name for name in screen.names() if name.startswith("It was:")]
    refusal = line(screen)
    said, day = meanings[which]
    await screen.tap_text(f"It was: {said}")

    assert names == [f"It was: {text}" for text, _ in meanings]
    assert all(text in refusal for text, _ in meanings)
    assert device.journal.page()[0].start == day
    assert screen.keyed("when").value
    assert line(screen).endswith(said)
    assert not [name for name in screen.names() if name.startswith("It was:")]


@BOTH
@pytest.mark.parametrize(
    ("midnight", "day"),
    [
        (datetime(2026, 11, 13, 23, tzinfo=UTC), date(2026, 11, 14)),
        (datetime(2026, 7, 14, 22, tzinfo=UTC), date(2026, 7, 15)),  # summer time
        (datetime(2026, 3, 28, 23, tzinfo=UTC), date(2026, 3, 29)),  # a day of 23 hours
        (datetime(1999, 12, 31), date(1999, 12, 31)),
    ],
)
async def test_a_day_is_chosen_from_a_calendar(opened, midnight, day):
    device = Device()
    screen = await opened(device)

    await screen.tap("calendar")
    await screen.answer_day(midnight)

    assert device.journal.page()[0].start == day.isoformat()
    assert screen.keyed("when").value == words.day(day)
    assert not screen.every(ft.DatePicker)


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Pacific/Kiritimati", "Etc/GMT+12"])
def test_a_calendar_is_right_at_both_ends_of_the_earth_in_every_month(zone):
    there = ZoneInfo(zone)
    offset = datetime(2026, 6, 1, tzinfo=there).utcoffset()
    assert offset is not None
    always = timezone(offset)  # what a browser tells in June of its zone

    for month in range(1, 13):
        midnight = datetime(2026, month, 15, tzinfo=there).astimezone(UTC)

        assert when_field._day_of(midnight, there) == date(2026, month, 15)
        assert when_field._day_of(midnight, always) == date(2026, month, 15)


@BOTH
async def test_the_calendar_has_no_days_that_are_still_to_come(opened):
    device = Device()
    screen = await opened(device)

    await screen.type("when", "14 March 2019")
    await screen.tap("calendar")

    (days,) = screen.every(ft.DatePicker)
    assert (days.value, days.last_date) == (date(2019, 3, 14), date(2026, 11, 22))
    await screen.fire(days, "dismiss")
    assert not screen.every(ft.DatePicker)
    assert device.journal.page()[0].start == "2019-03-14"


async def test_a_day_before_the_calendars_first_opens_it_there():
    screen = await in_the_sheet(Device())

    await screen.type("when", "14 March 1875")
    await screen.tap("calendar")

    (days,) = screen.every(ft.DatePicker)
    assert days.first_date == days.value == date(1875, 3, 14)


async def choosing_photos() -> Session:
    """From when and to when photos for a collage are looked for."""
    device = Device()
    for number in range(2):
        await photo(device, number, f"{number + 1} November 2026")
    screen = await Session.begin(device, route="/collages/new")
    await screen.tap("chip Another time")
    return screen


@pytest.mark.parametrize(
    ("first", "last", "heard"),
    [
        ("November 2026", "", "November 2026"),
        ("May 2019", "yesterday", "From May 2019 to 21 November 2026"),
        ("", "2019", "Until 2019"),
        ("03/04/2019", "", "That can be 3 April 2019 or 4 March 2019. Which was it?"),
        ("May 2019", "when I was small", "These words name no days of the calendar."),
    ],
)
async def test_where_photos_are_chosen_the_line_says_what_was_understood_too(first, last, heard):
    screen = await choosing_photos()

    await screen.type("from", first)
    await screen.type("to", last)

    assert line(screen).startswith(heard)
    assert not screen.holds("keep-words")


async def test_where_photos_are_chosen_meanings_and_days_can_be_tapped():
    screen = await choosing_photos()

    await screen.type("from", "November 2026")
    await screen.type("to", "03/04/2019")
    await screen.tap_text("It was: 3 April 2019")
    chosen = line(screen)
    await screen.tap("calendar to")
    await screen.answer_day(at("2026-11-01 00:00").astimezone(UTC))

    assert chosen == "From November 2026 to 3 April 2019"
    assert line(screen) == "From November 2026 to 1 November 2026"
    assert screen.keyed("to").value == "1 November 2026"


async def test_a_calendar_fits_a_small_phone_where_text_is_large_and_is_as_it_was_elsewhere():
    screen = await Session.begin(Device(), width=320)
    count = len(screen.sent)

    await screen.text_scale(1.3)
    usual = [message for message in screen.sent[count:] if "date_picker_theme" in str(message.body)]
    await screen.text_scale(2.0)
    sizes = [
        theme["date_picker_theme"]["day_text_style"].size
        for theme in (screen.page.theme, screen.page.dark_theme)
    ]
    await screen.text_scale(1.0)

    assert usual == []
    assert all(2 * size * 2 * 0.62 < (320 - 32 - 24) / 7 - 8 for size in sizes)
    assert screen.page.theme["date_picker_theme"]["day_text_style"].size == 14
