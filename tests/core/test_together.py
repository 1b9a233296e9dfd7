"""What a collage beside a memory is offered of, and which photos never are in one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.core.glimmers import Draft, Glimmer, GlimmerId
from app.core.lookback.memories import KeptOut, TimeOfYear
from app.core.lookback.together import (
    ENOUGH,
    FITS,
    Group,
    Holder,
    Of,
    Together,
    Week,
    groups,
    together,
)
from app.core.photos import Parts, PhotoId
from app.core.when.grammar import understand
from storage.journal import Journal

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 30, 8, 0, tzinfo=BERLIN)
TODAY = NOW.date()
MUM = Of("person", "Mum")
PHOTOS = [PhotoId(letter * 64) for letter in "abcdefgh"]


def glimmer(when: str) -> Glimmer:
    return Journal.in_memory().keep(Draft(when=understand(when, now=NOW)), at=NOW)


def held(
    photos: list[PhotoId], when: str = "3 May 2018", *, hidden: bool = False, old: bool = True
) -> dict[PhotoId, list[Holder]]:
    one = glimmer(when)
    return {each: [Holder(glimmer=one, hidden=hidden, old_enough=old)] for each in photos}


def of(group: Group, holders: dict[PhotoId, list[Holder]], out: KeptOut | None = None) -> int:
    """How many photos are offered."""
    found = together(group, in_first(PHOTOS, holders), holders, out or KeptOut())
    return len(found.photos) if found else 0


def in_first(
    photos: list[PhotoId], holders: dict[PhotoId, list[Holder]]
) -> list[tuple[GlimmerId, PhotoId]]:
    """Each in the first of the glimmers that hold it."""
    return [(holders[each][0].glimmer.id, each) for each in photos if each in holders]


def test_a_week_is_three_days_before_and_after_and_names_follow_in_an_order_of_the_day():
    memory = glimmer("3 May 2018")
    parts = Parts(people=("Mum", "Bo", "Noor"), places=("Elbe",), tags=("warm",))

    orders = {groups(memory, parts, TODAY + timedelta(days=each)) for each in range(60)}

    week = Week(date(2018, 4, 30), date(2018, 5, 6))
    assert {frozenset(order) for order in orders} == {
        frozenset({week, MUM, Of("person", "Bo"), Of("place", "Elbe")})
    }
    assert {order[0] for order in orders} == set(next(iter(orders))), "each comes first once"
    assert groups(memory, parts, TODAY) == groups(memory, parts, TODAY)


@pytest.mark.parametrize("vague", ["May 2018", "2018", "when I was small", "about 1987"])
def test_what_is_vaguer_than_a_day_has_no_week(vague):
    assert groups(glimmer(vague), Parts(), TODAY) == ()


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_first_and_the_last_day_there_is_have_a_week_too(day):
    memory = glimmer("3 May 2018")._replace(start=day.isoformat(), end=None, precision="day")

    (week,) = groups(memory, Parts(), TODAY)

    assert isinstance(week, Week)
    assert week.first <= day <= week.last


def test_three_are_enough_and_six_are_offered_each_once():
    assert [of(MUM, held(PHOTOS[:few])) for few in range(9)] == [0, 0, 0, 3, 4, 5, 6, 6, 6]
    all_of_them = held(PHOTOS)
    two = in_first([*PHOTOS[:2], *PHOTOS[:2]], all_of_them)
    twice = together(MUM, two, all_of_them, KeptOut())
    assert (ENOUGH, FITS, twice) == (3, 6, None)
    three = together(MUM, in_first(PHOTOS[:3], all_of_them), all_of_them, KeptOut())
    assert three == Together(group=MUM, photos=tuple(PHOTOS[:3]))


def test_a_photo_that_one_glimmer_hides_is_hidden_in_every_other():
    may = held(PHOTOS[:3])
    also = {PHOTOS[0]: [*may[PHOTOS[0]], *held(PHOTOS[:1], hidden=True)[PHOTOS[0]]]}

    assert of(MUM, may) == 3
    assert of(MUM, may | also) == 0


def test_a_photo_of_a_young_moment_with_somebody_does_not_come_for_an_old_one_without_them():
    young, old = held(PHOTOS[:3], old=False), held(PHOTOS[:3])

    assert of(MUM, {each: [*young[each], *old[each]] for each in PHOTOS[:3]}) == 0
    assert of(MUM, {each: [*old[each], *young[each]] for each in PHOTOS[:3]}) == 3


def test_what_is_kept_out_or_young_is_in_none():
    may = held(PHOTOS[:3])
    one = may[PHOTOS[0]][0].glimmer

    assert of(MUM, may, KeptOut(glimmers=frozenset({one.id}))) == 0
    assert of(MUM, may, KeptOut(times=frozenset({TimeOfYear(5, 1)}))) == 0
    assert of(MUM, held(PHOTOS[:3], old=False)) == 0


def test_a_month_that_begins_in_a_week_is_not_of_it():
    week = Week(date(2018, 4, 30), date(2018, 5, 6))

    counts = [of(week, held(PHOTOS[:3], when)) for when in ("6 May 2018", "7 May 2018", "May 2018")]

    assert counts == [3, 0, 0]
