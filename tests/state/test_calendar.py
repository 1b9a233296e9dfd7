"""The calendar over the real journal: what lives where, and where one can go."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import DamagedJournalError
from app.core.glimmers import Draft, Edit
from app.core.lookback.calendar import LIGHTS, At
from app.core.lookback.sky import HeldLight
from app.core.when.grammar import understand
from app.core.when.times import at_moment
from app.state.calendar import Calendar
from storage.rows import calendar_rows
from storage.rows.calendar_rows import CalendarRows
from tests.device import Device
from tests.made_photos import jpeg


async def calendar_on(device: Device) -> Calendar:
    models = await device.ready_models()
    calendar = models.calendar()
    calendar.begin()
    return calendar


def notes(calendar: Calendar) -> list[str]:
    return [glimmer.note for glimmer in calendar.glimmers or ()]


def held(calendar: Calendar) -> dict[int, int]:
    return {day.day: day.glimmers for day in calendar.days}


VAGUE = {
    "November 2026": At(2026, 11),
    "early November 2026": At(2026, 11),
    "last week": At(2026, 11),
    "March 2019": At(2019, 3),
    "summer 2004": At(2004),
    "winter 2003": At(2003),
    "2004": At(2004),
    "about June 2019": At(2019),
    "about 1987": At(),
    "the 1990s": At(),
    "between 14 March 2004 and 3 May 2006": At(),
    "when I was small": At(),
}
"""Times, and where they live."""


async def test_it_begins_at_the_latest_month_that_holds_something():
    device = Device()
    device.keeps("long before", "14 March 2019")
    device.keeps("in autumn", "3 September 2026")
    device.keeps("about then", "about 1987")

    calendar = await calendar_on(device)

    assert calendar.at == At(2026, 9)
    assert held(calendar) == {3: 1}
    assert (calendar.before, calendar.after) == (At(2019, 3), None)
    assert notes(calendar) == []


async def test_a_day_holds_its_moments_and_itself_and_a_tap_leads_to_them():
    device = Device()
    device.keeps("morning", "yesterday at 09:10", pathway="between")
    device.keeps("evening", "yesterday at 20:10", pathway="around", loved=True)
    device.keeps("all day", "yesterday")
    calendar = await calendar_on(device)
    (day,) = calendar.days

    calendar.go(At(2026, 11, 21))

    assert (day.day, day.glimmers) == (21, 3)
    assert day.lights == ((None, False), ("between", False), ("around", True))
    assert notes(calendar) == ["evening", "morning", "all day"]
    assert held(calendar) == {21: 3}, "the month stays around its day"


@pytest.mark.parametrize(("when", "where"), VAGUE.items())
async def test_each_vague_time_lives_in_one_place_and_on_no_day(when: str, where: At):
    device = Device()
    device.keeps("vague", when)
    device.keeps("a day", "3 October 2003")
    calendar = await calendar_on(device)
    found, lit = [], []

    for at in {*VAGUE.values(), At(2003, 12), At(2003, 10), At(2004, 6), At(1987), At(1990)}:
        calendar.go(at)
        if calendar.at == at and "vague" in notes(calendar):
            found.append(at)
        lit += [at for day in calendar.days if day.day != 3]

    assert (found, lit) == ([where], [])


async def test_only_years_and_months_that_hold_something_lead_somewhere():
    device = Device()
    device.keeps("a day", "14 March 2019")
    device.keeps("a month", "May 2019")
    device.keeps("a summer", "summer 2004")
    device.keeps("about then", "about 1987")
    device.keeps("ten years", "the 1990s")
    gone = device.keeps("gone", "8 August 2011")
    device.journal.remove(gone.id, at=device.clock.now())
    calendar = await calendar_on(device)

    calendar.go(At())
    years, beside_years = calendar.years, notes(calendar)
    calendar.go(At(2019))
    months = calendar.months, calendar.before, calendar.after
    calendar.go(At(2004))

    assert years == (2019, 2004)
    assert beside_years == ["ten years", "about then"]
    assert months == ((3, 5), At(2004), None)
    assert (calendar.months, notes(calendar)) == ((), ["a summer"])


async def test_a_day_is_the_one_that_the_clock_on_the_wall_showed_wherever_one_is_now():
    device = Device()
    for wall, zone in (
        ("2026-11-03T23:30", "Pacific/Honolulu"),
        ("2026-11-01T00:30", "Pacific/Auckland"),
        ("2026-10-31T23:30", "Pacific/Honolulu"),
    ):
        then = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))
        device.journal.keep(Draft(when=at_moment(then, zone=zone), note=wall), at=then)

    calendar = await calendar_on(device)

    assert held(calendar) == {1: 1, 3: 1}
    calendar.go(At(2026, 10))
    assert held(calendar) == {31: 1}


async def test_what_is_in_the_bin_is_nowhere_and_comes_back_to_its_day():
    device = Device()
    device.keeps("stays", "2 November 2026")
    gone = device.keeps("gone", "3 November 2026", loved=True)
    device.keeps("a month gone", "October 2026")
    calendar = await calendar_on(device)
    calendar.go(At(2026, 11, 3))

    device.journal.remove(gone.id, at=device.clock.now())
    without = calendar.at, held(calendar), notes(calendar)
    device.journal.put_back(gone.id, at=device.clock.now())

    assert without == (At(2026, 11), {2: 1}, [])
    assert held(calendar) == {2: 1, 3: 1}


async def test_the_lights_of_a_month_have_their_day_and_the_hour_of_the_clock_on_the_wall():
    device = Device()
    wall = datetime(2026, 11, 3, 23, 30, tzinfo=ZoneInfo("Pacific/Honolulu"))
    far = device.journal.keep(Draft(when=at_moment(wall, zone="Pacific/Honolulu")), at=wall)
    near = device.keeps("", "3 November 2026 at 16:35", loved=True, pathway="around")
    all_day = device.keeps("", "3 November 2026")
    gone = device.keeps("", "4 November 2026")
    device.journal.remove(gone.id, at=device.clock.now())
    for elsewhere in ("November 2026", "31 October 2026", "1 December 2025"):
        device.keeps("", elsewhere)
    rows = device.journal.drawer(CalendarRows)

    lights = rows.lights(2026, 11)

    assert lights == (
        HeldLight(all_day.id, 3, None),
        HeldLight(near.id, 3, 16 * 60 + 35, "around", loved=True),
        HeldLight(far.id, 3, 23 * 60 + 30),
    )
    assert [each.id for each in rows.of_month(2026, 11, limit=2)] == [all_day.id, near.id]


async def test_from_a_month_that_was_emptied_one_comes_to_the_latest_and_never_to_nothing():
    device = Device()
    moved = device.keeps("moved", "3 October 2026")
    device.keeps("old", "14 March 2019")
    calendar = await calendar_on(device)
    at = [calendar.at]

    now = device.clock.now()
    device.journal.change(moved.id, Edit(when=understand("summer 2004", now=now)), at=now)
    at.append(calendar.at)
    for glimmer in device.journal.page(limit=9):
        device.journal.remove(glimmer.id, at=now)
        at.append(calendar.at)

    assert at == [At(2026, 10), At(2019, 3), At(2004), At()]
    assert (calendar.glimmers, calendar.years) == ((), ())


async def test_photos_stand_behind_the_days_that_have_them():
    device = Device()
    darkroom = await device.open_darkroom()
    without = device.keeps("none", "2 November 2026")
    for when, colours in (("3 November 2026", 2), ("3 November 2026 at 20:00", 1)):
        glimmer = device.keeps("photos", when)
        for number in range(colours):
            picture = await darkroom.bring_in(jpeg((64 + 8 * number, 48 + 8 * colours)))
            id = await darkroom.store.put(picture)
            device.journal.photos.attach(glimmer.id, [picture.stored_as(id)], at=device.clock.now())
    gone = device.keeps("gone", "4 November 2026")
    first = calendar_rows.CalendarRows(device.journal._access)
    device.journal.photos.attach(
        gone.id, [cover.photo for day in first.days(2026, 11) if (cover := day.cover)],
        at=device.clock.now(),
    )  # fmt: skip
    device.journal.remove(gone.id, at=device.clock.now())

    calendar = await calendar_on(device)

    assert [(day.day, day.glimmers, day.with_photos) for day in calendar.days] == [
        (2, 1, 0),
        (3, 2, 2),
    ]
    cover = calendar.days[1].cover
    assert cover is not None
    assert (cover.photo.width, cover.photo.height) == (64, 64)
    assert without.id not in calendar.parts


async def test_a_day_of_many_is_read_a_page_at_a_time_and_shows_few_lights():
    device = Device()
    device.keeps_many(130)
    calendar = await calendar_on(device)
    calendar.go(At(2026, 11, 22))

    counts = []
    for _ in range(4):
        counts.append((len(calendar.glimmers or ()), calendar.more))
        calendar.next_page()

    assert counts == [(60, True), (120, True), (130, False), (130, False)]
    assert [(day.glimmers, len(day.lights)) for day in calendar.days] == [(130, LIGHTS)]


async def test_who_comes_back_is_at_the_same_place_and_who_went_elsewhere_at_the_latest():
    device = Device()
    device.keeps("new")
    device.keeps("old", "14 March 2019")
    calendar = await calendar_on(device)
    calendar.go(At(2019, 3, 14))

    calendar.begin()
    back = calendar.at, notes(calendar)
    calendar.leave()
    left = calendar.at, calendar.glimmers
    calendar.begin()

    assert (back, left) == ((At(2019, 3, 14), ["old"]), (None, None))
    assert calendar.at == At(2026, 11)


async def test_nothing_is_read_while_a_page_lies_over_it_and_nothing_is_heard_once_it_is_left():
    device = Device()
    device.keeps("one", "2 November 2026")
    calendar = await calendar_on(device)
    seen = []

    calendar.cover(True)
    device.keeps("two", "3 November 2026")
    seen.append(held(calendar))
    calendar.cover(False)
    seen.append(held(calendar))
    calendar.leave()
    device.keeps("three", "4 November 2026")
    seen.append(held(calendar))

    assert seen == [{2: 1}, {2: 1, 3: 1}, {2: 1, 3: 1}]


async def test_damage_is_told_and_any_other_failure_too(monkeypatch: pytest.MonkeyPatch):
    device = Device()
    device.keeps("one")
    calendar = await calendar_on(device)
    told: list[Any] = []
    monkeypatch.setattr(calendar, "_on_damaged", told.append)

    def fails(error: Exception) -> None:
        def refused(*_given: Any, **_more: Any) -> Any:
            raise error

        monkeypatch.setattr(CalendarRows, "days", refused)
        calendar.go(At(2026, 11))

    fails(DamagedJournalError())
    damaged = len(told), calendar.problem
    fails(OSError(5, "Input/output error"))

    assert damaged == (1, None)
    assert calendar.problem is not None
    assert calendar.glimmers is None


def test_every_question_is_answered_by_the_timelines_index():
    """No question reads the whole table, and none sorts more than what is shown."""
    device = Device()
    conn = device.journal._access.conn
    lives = calendar_rows._IN_ITS_MONTH
    asked = {
        "days": (calendar_rows.DAYS, ("2026-11", "2026-11~")),
        "a sky": (calendar_rows.SKY, ("2026-11", "2026-11~")),
        "a month": (calendar_rows.OF_A_MONTH, ("2026-11", "2026-11~", 20)),
        "photos": (calendar_rows._PHOTOS, ("2026-11", "2026-11~")),
        "before": (_filled(calendar_rows._LAST_IN, lives), ("2026-11",)),
        "after": (_filled(calendar_rows._FIRST_IN, lives), ("2026-11~",)),
        "months": (calendar_rows._MONTHS, ('["2026-11"]',)),
        "years": (calendar_rows._YEARS, ()),
        "a day": (calendar_rows._OF_A_DAY, ("2026-11-03", "2026-11-03~", 60)),
        "vague": (calendar_rows._VAGUE, ('["2026-11-03"]', 0, 30, 60)),
        "life": (calendar_rows._OF_LIFE, (60,)),
    }

    for name, (query, values) in asked.items():
        plan = [row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {query}", values)]
        scans = [line for line in plan if line.startswith("SCAN") and " VIRTUAL " not in line]
        timeline = "glimmer_photos_timeline" if name == "photos" else "glimmers_timeline"
        assert any(timeline in line for line in plan), (name, plan)
        assert all(line in ("SCAN years",) for line in scans), (name, plan)
        if name != "vague":
            assert not any("TEMP B-TREE" in line for line in plan), (name, plan)


def _filled(query: str, lives: str) -> str:
    return query.format(there=calendar_rows._THERE, lives=lives)
