"""The calendar: a month of lights, what a tap leads to, by ear, by keyboard, in any direction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import flet as ft
import pytest

from app.core.lookback.calendar import At
from app.ui import routes
from app.words import language
from app.words.screens import words
from storage.rows.calendar_rows import CalendarRows
from tests.device import Device, Session
from tests.ui.test_yours import sent_to_focus


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    language.speak(language.SOURCE)


def lived() -> Device:
    device = Device()
    device.keeps("Lake", "3 November 2026 at 16:35", loved=True, pathway="around")
    device.keeps("Lift", "3 November 2026 at 09:10", pathway="between")
    device.keeps("Tea", "10 November 2026 at 08:00")
    device.keeps("Kettle", "12 November 2026")
    device.keeps("That month", "November 2026")
    device.keeps("Stairs", "14 March 2019")
    device.keeps("Swimming", "summer 2004")
    device.keeps("Shed", "about 1987")
    return device


async def looking(device: Device | None = None, **options: Any) -> Session:
    screen = await Session.begin(device or lived(), route=routes.CALENDAR, **options)
    await screen.settle()
    return screen


def days(screen: Session) -> list[str]:
    """What is said of the days that can be tapped."""
    return [name for name in screen.names() if "glimmer" in name and ": " in name]


def numbers(screen: Session) -> list[str]:
    """What stands in the month, in its order."""
    return [t.value for t in screen.every(ft.Text) if t.value and t.value.isdecimal()]


def notes(screen: Session, device: Device) -> list[str]:
    return [each.note for each in device.journal.page(limit=99) if screen.holds(each.id)]


async def press(screen: Session, key: str) -> None:
    await screen.fire(screen.keyed("calendar"), "key_down", {"key": key})


async def test_look_back_has_a_way_to_it_and_it_a_way_back():
    screen = await Session.begin(lived(), route=routes.LOOK_BACK)

    await screen.tap("calendar")
    there = screen.page.route, len(days(screen))
    await screen.tap_text(words.BACK)

    assert there == ("/calendar", 3)
    assert screen.page.route == "/look-back"


async def test_days_that_hold_something_are_told_and_all_others_are_a_number_and_nothing_else():
    screen = await looking()

    assert days(screen) == [
        "Tuesday 3 November: 2 glimmers",
        "Tuesday 10 November: one glimmer",
        "Thursday 12 November: one glimmer",
    ]
    assert numbers(screen) == [str(day) for day in range(1, 31)]
    assert not any("0 glimmers" in text for text in (*screen.names(), *screen.texts()))


async def test_a_month_shows_its_vague_times_below_and_a_tap_on_a_day_its_glimmers():
    device = lived()
    screen = await looking(device)

    month = notes(screen, device), screen.models.calendar().at
    await screen.tap("2026-11-03")
    day = notes(screen, device)
    chosen = [name for name in days(screen) if name.endswith(", chosen")]
    said = "Tuesday 3 November" in screen.live()
    await screen.tap("2026-11-03")

    assert month == (["That month"], At(2026, 11))
    assert day == ["Lake", "Lift"]
    assert (chosen, said) == (["Tuesday 3 November: 2 glimmers, chosen"], True)
    assert notes(screen, device) == ["That month"]


async def test_any_date_is_reached_by_year_and_month_and_only_those_that_hold_something():
    device = lived()
    screen = await looking(device)

    await screen.tap("up")
    this_year = [screen.holds(f"2026-{month}") for month in range(1, 13)]
    await screen.tap("up")
    years = [screen.holds(str(year)) for year in (2026, 2019, 2004, 1987)]
    beside = notes(screen, device)
    await screen.tap("2019")
    await screen.tap("2019-3")
    march = days(screen)
    await screen.tap("up")
    await screen.tap("up")
    await screen.tap("2004")

    assert this_year == [month == 11 for month in range(1, 13)]
    assert (years, beside) == ([True, True, True, False], ["Shed"])
    assert march == ["Thursday 14 March: one glimmer"]
    assert notes(screen, device) == ["Swimming"]


async def test_the_arrows_lead_to_the_nearest_month_that_holds_something():
    screen = await looking()

    ways = screen.holds("chevron_left"), screen.holds("chevron_right")
    named = words.earlier("March 2019") in screen.names()
    await screen.tap("chevron_left")

    assert (ways, named) == ((True, False), True)
    assert screen.models.calendar().at == At(2019, 3)


async def test_a_glimmer_opens_and_back_leads_to_the_same_day():
    device = lived()
    screen = await looking(device)
    await screen.tap("2026-11-03")
    place = screen.keyed("pages")._i
    lake = next(each for each in device.journal.page(limit=9) if each.note == "Lake")

    await screen.tap(lake.id)
    opened = [view.route for view in screen.views]
    await screen.back()
    await screen.settle()

    assert opened == ["/look-back", "/calendar", f"/look-back/{lake.id}"]
    assert screen.page.route == "/calendar", "where somebody looks stands in no address"
    assert screen.keyed("pages")._i == place, "made anew, it would begin at its top"
    assert notes(screen, device) == ["Lake", "Lift"]


async def test_what_is_let_go_from_it_leads_back_to_what_is_left():
    device = lived()
    screen = await looking(device)
    await screen.tap("2026-11-10")
    tea = next(each for each in device.journal.page(limit=9) if each.note == "Tea")
    await screen.tap(tea.id)

    await screen.tap("more")
    await screen.tap_text(words.LET_GO)
    await screen.settle()

    assert screen.page.route == "/calendar"
    assert days(screen) == ["Tuesday 3 November: 2 glimmers", "Thursday 12 November: one glimmer"]


async def test_who_goes_elsewhere_begins_at_the_latest_month_again():
    screen = await looking()
    await screen.tap("chevron_left")

    await screen.go(routes.LOOK_BACK)
    await screen.tap("calendar")
    await screen.settle()

    assert screen.models.calendar().at == At(2026, 11)


@pytest.mark.parametrize(
    ("key", "tag", "to"),
    [
        ("Arrow Right", "en", 12),
        ("Arrow Left", "en", 3),
        ("Arrow Right", language.PSEUDO, 3),
        ("Arrow Left", language.PSEUDO, 12),
        ("Arrow Up", "en", 3),
        ("Arrow Down", "en", 12),
        ("Home", "en", 3),
        ("End", "en", 12),
    ],
)
async def test_arrows_lead_from_day_to_day(key: str, tag: str, to: int):
    language.speak(tag)
    screen = await looking()
    await screen.fire(screen.keyed("2026-11-10"), "focus")

    await press(screen, key)

    assert sent_to_focus(screen)[-1:] == [screen.keyed(f"2026-11-{to:02}")._i]


async def test_without_the_focus_on_a_day_the_arrows_are_the_pages():
    screen = await looking()
    await screen.fire(screen.keyed("2026-11-10"), "focus")
    await screen.fire(screen.keyed("2026-11-10"), "blur")

    await press(screen, "Arrow Right")

    assert not sent_to_focus(screen)


async def test_page_up_leads_to_the_month_before_with_the_focus():
    screen = await looking()
    await screen.fire(screen.keyed("2026-11-10"), "focus")

    await press(screen, "Page Up")
    at = screen.models.calendar().at
    focused = sent_to_focus(screen)[-1:] == [screen.keyed("2019-03-14")._i]

    assert (at, focused) == (At(2019, 3), True)


@pytest.mark.parametrize(
    ("tag", "first"),
    [("en", 0), ("en-US", 6), ("de", 0), ("pt-BR", 6), ("ar", 5), ("ar-MA", 0), ("he", 6)],
)
def test_weeks_begin_on_the_day_of_the_language(
    monkeypatch: pytest.MonkeyPatch, tag: str, first: int
) -> None:
    monkeypatch.setattr(language, "_tag", tag)

    assert language.first_weekday() == first


async def test_the_first_of_the_month_stands_under_its_weekday():
    monday = await looking()
    language.speak(language.PSEUDO)
    saturday = await looking()

    def columns(screen: Session) -> list[int]:
        return [
            len([cell for cell in row.controls if _shows(cell, "1")])
            and [_shows(cell, "1") for cell in row.controls].index(True)
            for row in screen.every(ft.Row)
            if len(row.controls) == 7 and any(_shows(cell, "1") for cell in row.controls)
        ]

    assert (columns(monday), columns(saturday)) == ([6], [1]), "1 November 2026 is a Sunday"


def _shows(cell: Any, number: str) -> bool:
    held = getattr(getattr(cell, "content", None), "content", None)
    return isinstance(held, ft.Text) and held.value == number


async def test_photos_are_told():
    language.speak("en")
    day = lived().clock.now().date().replace(day=3)

    assert words.day_holds(day, 1, 1) == "Tuesday 3 November: one glimmer, with a photo"
    assert words.day_holds(day, 2, 1) == "Tuesday 3 November: 2 glimmers, one with a photo"
    assert words.day_holds(day, 5, 3) == "Tuesday 3 November: 5 glimmers, 3 with photos"


async def test_where_nothing_was_kept_it_says_what_will_be_here():
    screen = await looking(Device())

    assert screen.has(words.NOTHING_HERE)
    assert not screen.holds("up")


async def test_on_a_desk_the_calendar_stands_beside_what_is_opened():
    device = lived()
    screen = await looking(device, width=1280, height=800)
    await screen.tap("2026-11-03")
    lake = next(each for each in device.journal.page(limit=9) if each.note == "Lake")

    await screen.tap(lake.id)
    await screen.settle()

    assert screen.page.route == f"/look-back/{lake.id}"
    assert (len(screen.views), len(days(screen))) == (1, 3)
    assert [name for name in screen.names() if name.startswith("Lake") and "chosen" in name]


async def test_what_goes_wrong_is_told_as_always(monkeypatch: pytest.MonkeyPatch):
    def refused(*_given: Any, **_more: Any) -> Any:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(CalendarRows, "days", refused)

    screen = await looking()

    assert screen.live()
    assert not screen.crashed
