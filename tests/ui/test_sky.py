"""The sky: a month of lights, each of which opens its own glimmer, by tap and in words."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import flet as ft
import pytest
from PIL import Image

from app.core.errors import DamagedJournalError
from app.core.glimmers import PATHWAYS, Draft
from app.core.lookback.calendar import At
from app.core.when.times import at_moment
from app.state.sky import LISTED
from app.ui import routes
from app.ui.look.theme import DAY, Here
from app.ui.look_back.sky import frame_of
from app.words import language
from app.words.screens import words
from storage.journal import Journal
from tests.device import Device, Session, at


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    language.speak(language.SOURCE)


def lived() -> Device:
    device = Device()
    device.keeps("Lake", "3 November 2026 at 16:35", loved=True, pathway="around")
    device.keeps("Lift", "3 November 2026 at 09:10", pathway="between")
    device.keeps("Kettle", "12 November 2026")
    device.keeps("Lamp", "12 November 2026 at 21:00", loved=True)
    device.keeps("That month", "November 2026")
    device.keeps("Stairs", "14 March 2019 at 08:00")
    device.keeps("Swimming", "summer 2004")
    return device


def full(count: int) -> Device:
    """October 2026, with so many moments."""
    device = Device("2026-11-01 00:30")
    first = at("2026-10-01 06:00")
    for number in range(count):
        then = first + timedelta(days=number % 31, minutes=number * 37 % 1050)
        pathway = (*PATHWAYS, None)[number % 4]
        draft = Draft(
            when=at_moment(then), note=f"light {number}", pathway=pathway, loved=number % 7 == 0
        )
        device.journal.keep(draft, at=then)
    return device


async def looking(device: Device | None = None, **options: Any) -> Session:
    screen = await Session.begin(device or lived(), route=routes.SKY, **options)
    await screen.settle()
    return screen


def places(screen: Session) -> dict[str, tuple[float, float]]:
    """Where each light is on this screen, by its glimmer's id."""
    frame = frame_of(Here(DAY, screen.page.width or 0, screen.page.height or 0))
    return {each.light.id: frame.at(each) for each in screen.models.sky().lights}


async def touch(screen: Session, place: tuple[float, float]) -> None:
    where = {"x": place[0], "y": place[1]}
    await screen.fire(screen.keyed("lights"), "tap_up", {"l": where, "g": where, "k": "touch"})


async def swipe(screen: Session, speed: float) -> None:
    where = {"x": 0.0, "y": 0.0}
    end = {"l": where, "g": where, "v": where, "pv": speed}
    await screen.fire(screen.keyed("lights"), "horizontal_drag_end", end)


def note_of(device: Device, id: str) -> str:
    return next(each.note for each in device.journal.page(limit=999) if each.id == id)


def pictures(screen: Session) -> list[str]:
    return [each.src for each in screen.every(ft.Image) if str(each.src).startswith("<svg")]


async def reach_the_end(screen: Session) -> None:
    scrolled = {
        "event_type": "update",
        "pixels": 4000.0,
        "min_scroll_extent": 0.0,
        "max_scroll_extent": 4200.0,
        "viewport_dimension": 700.0,
    }
    await screen.fire(screen.keyed("pages"), "scroll", scrolled)


async def test_look_back_has_a_way_to_it_and_it_a_way_back():
    screen = await Session.begin(lived(), route=routes.LOOK_BACK)

    await screen.tap("sky")
    await screen.settle()
    there = screen.page.route, screen.live()
    await screen.tap_text(words.BACK)

    assert there == ("/sky", ["November 2026: 4 lights"])
    assert screen.page.route == "/look-back"


async def test_a_tap_looks_at_a_light_and_a_second_one_opens_its_glimmer():
    device = lived()
    screen = await looking(device)
    lake = next(each for each in device.journal.page(limit=9) if each.note == "Lake")
    before = words.LOW_AND_HIGH in screen.texts(), screen.holds("chosen")
    x, y = places(screen)[lake.id]

    await touch(screen, (x + 9, y - 9))
    looked_at = screen.name_of("chosen"), screen.page.route
    await touch(screen, (x, y))

    assert before == (True, False)
    assert looked_at == (
        "Tuesday 3 November, 16:35: Lake, has a heart, chosen",
        "/sky",
    )
    assert screen.page.route == routes.glimmer(lake.id)


async def test_every_light_of_a_month_of_300_opens_its_own_glimmer():
    device = full(300)
    screen = await looking(device)
    opened = []

    where = places(screen)
    for place in where.values():
        await touch(screen, place)
        await screen.tap("chosen")
        opened.append(screen.page.route)
        await screen.back()

    assert len(where) == 300
    assert opened == [routes.glimmer(id) for id in where]


async def test_the_same_lights_stand_below_in_words_and_open_too():
    device = full(45)
    screen = await looking(device)

    def listed() -> list[str]:
        return [name for name in screen.names() if ": light" in name]

    first = listed()
    await reach_the_end(screen)
    told = listed()
    last = screen.models.sky().listed[-1]
    await screen.tap(f"words {last.id}")

    assert first[0] == "Thursday 1 October, 06:00: light 0, has a heart"
    assert (len(first), len(told)) == (LISTED, 45)
    assert screen.page.route == routes.glimmer(last.id)


async def test_a_tap_on_the_empty_sky_does_nothing():
    screen = await looking()

    await touch(screen, (200.0, 130.0))

    assert not screen.holds("chosen")
    assert screen.page.route == routes.SKY


async def test_what_has_no_day_stands_beneath_its_month():
    device = lived()
    screen = await looking(device)

    vague = next(each for each in device.journal.page(limit=9) if each.note == "That month")

    assert screen.holds(vague.id)
    assert vague.id not in places(screen)


async def test_arrows_swipes_and_keys_lead_to_the_next_month_that_holds_something():
    screen = await looking()
    at = []

    for move in ("chevron", "swipe", "slow", "key"):
        if move == "chevron":
            await screen.tap("chevron_left")
        elif move == "key":
            await screen.fire(screen.keyed("sky page"), "key_down", {"key": "Page Up"})
        else:
            await swipe(screen, -900.0 if move == "swipe" else 90.0)
        at.append(screen.models.sky().at)

    march, november = At(2019, 3), At(2026, 11)
    assert at == [march, november, november, march]


async def test_a_year_is_in_view_at_a_glance_and_leads_to_its_months():
    screen = await looking()

    await screen.tap("up")
    year = len(pictures(screen)), [screen.holds(f"2026-{month}") for month in range(1, 13)]
    await screen.tap("up")
    years = [screen.holds(str(year)) for year in (2026, 2019, 2004)]
    await screen.tap("2019")
    await screen.tap("2019-3")

    assert year == (1, [month == 11 for month in range(1, 13)])
    assert years == [True, True, True]
    assert screen.live() == ["March 2019: one light"]


async def test_the_same_month_is_the_same_picture_whatever_is_kept_elsewhere():
    device = lived()
    first = pictures(await looking(device))
    device.keeps("later", "2 October 2026 at 10:00")
    device.keeps("earlier", "2 May 2020 at 10:00", loved=True)

    again = pictures(await looking(device))
    by_night = pictures(await looking(device, dark=True))

    assert first == again
    assert len(first) == len(by_night) == 1
    assert first != by_night


async def test_where_lines_begin_on_the_right_days_do_too():
    device = lived()
    screen = await looking(device)
    one_way = places(screen)
    language.speak(language.PSEUDO)

    other_way = places(await looking(device))

    assert all(abs(one_way[id][0] + other_way[id][0] - 390) < 1e-6 for id in one_way)
    assert [y for _, y in one_way.values()] == [y for _, y in other_way.values()]


async def test_with_nothing_kept_the_sky_is_fine_as_it_is():
    screen = await looking(Device())

    assert words.NO_LIGHT_YET in screen.texts()
    assert not pictures(screen)


async def test_what_was_let_go_is_no_light_and_who_goes_elsewhere_begins_anew():
    device = lived()
    screen = await looking(device)
    lamp = next(each for each in device.journal.page(limit=9) if each.note == "Lamp")
    await touch(screen, places(screen)[lamp.id])

    device.journal.remove(lamp.id, at=device.clock.now())
    await screen.settle()
    without = lamp.id in places(screen), screen.holds("chosen")
    await screen.tap("chevron_left")
    await screen.go(routes.LOOK_BACK)
    await screen.tap("sky")
    await screen.settle()

    assert without == (False, False)
    assert screen.models.sky().at == At(2026, 11)


async def shown_picture(screen: Session) -> Image.Image:
    """What would leave, once it is made."""
    for _ in range(400):
        if words.SHARE in screen.names():
            break
        await asyncio.sleep(0.02)
        await screen.settle()
    await screen.tap_text(words.SHARE)
    _, picture, name = screen.device.sheet.went[-1]
    assert name == "sky.jpg"
    return Image.open(io.BytesIO(picture))


async def test_a_month_leaves_as_a_square_and_as_a_wallpaper_and_only_when_it_is_shared():
    device = lived()
    screen = await looking(device, dark=True)

    await screen.tap("as picture")
    before = list(device.sheet.went), screen.page.route
    square = await shown_picture(screen)
    await screen.choose("wallpaper")
    wallpaper = await shown_picture(screen)
    await screen.switch("with name", on=False)
    nameless = await shown_picture(screen)
    await screen.tap_text(words.SAVE_AS_FILE)

    assert before == ([], "/sky/picture")
    assert (square.size, wallpaper.size) == ((2048, 2048), (1440, 3120))
    assert not square.getexif()
    assert set(square.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert wallpaper.tobytes() != nameless.tobytes()
    assert device.sheet.went[-1][0] == "save"
    await screen.tap_text(words.BACK)
    assert screen.page.route == routes.SKY
    assert screen.models.sky().at == At(2026, 11)


async def test_who_comes_to_the_picture_by_its_address_is_at_the_latest_month():
    screen = await Session.begin(lived(), route=routes.SKY_PICTURE)
    await screen.settle()

    assert (await shown_picture(screen)).size == (2048, 2048)
    assert "The sky of November 2026" in [each.label for each in screen.every(ft.Semantics)]
    await screen.tap_text(words.BACK)
    assert screen.page.route == routes.SKY


@pytest.mark.parametrize("dark", [False, True])
async def test_a_thousand_lights_are_one_message_of_at_most_60_kb(dark: bool):
    screen = await Session.begin(full(1000), route=routes.LOOK_BACK, dark=dark)
    await screen.settle()
    sent = len(screen.sent)

    await screen.tap("sky")
    await screen.settle()
    whole = screen.bytes_since(sent)
    tapped = len(screen.sent)
    await touch(screen, next(iter(places(screen).values())))

    assert len(places(screen)) == 1000
    assert whole <= 60_000
    assert screen.bytes_since(tapped) <= 5_000, "the lights are not sent again"


async def test_a_light_whose_pathway_a_disk_has_damaged_is_one_all_the_same():
    device = lived()
    device.journal._conn.execute("PRAGMA ignore_check_constraints = ON")
    device.journal._conn.execute("UPDATE glimmers SET pathway = 'around!' WHERE pathway NOTNULL")

    screen = await looking(device)

    assert screen.alive
    assert len(screen.models.sky().lights) == 4
    assert pictures(screen)


async def test_a_light_whose_page_of_the_journal_is_damaged_tells_of_the_damage(monkeypatch):
    screen = await looking()
    damaged = DamagedJournalError()

    def fails(*_arguments: object) -> None:
        raise damaged

    monkeypatch.setattr(Journal, "get", fails)
    await touch(screen, next(iter(places(screen).values())))

    assert screen.models.opening.problem is damaged
    assert screen.alive
