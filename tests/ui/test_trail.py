"""Back: to where the person came from; after a reload, or from a link, to what a page lies over."""

from __future__ import annotations

import pytest

from app.ui import routes
from app.ui.trail import Trail
from app.words.screens import words
from tests.device import Device, Session
from tests.made_photos import jpeg
from tests.ui.test_photos import until_still, with_photos


def back_after(*addresses: str) -> str:
    """Where Back leads after these were gone to, the first of them by a link."""
    trail = Trail(addresses[0])
    for address in addresses[1:]:
        trail.arrive(address)
    return trail.back


@pytest.mark.parametrize(
    ("gone", "back"),
    [
        # By a link, or after a reload.
        (["/look-back/a/photos/2"], "/look-back/a"),
        (["/look-back/a/photos/2?from=today"], "/"),
        (["/look-back/a"], "/look-back"),
        (["/names/person/3"], "/names/person"),
        (["/names/person/3?on=a"], "/look-back/a"),
        (["/help"], "/settings"),
        (["/settings/prompts"], "/settings"),
        # From somewhere.
        (["/", "/look-back/a/photos/1?from=today"], "/"),
        (["/", "/help"], "/"),
        (["/", "/settings/about", "/help"], "/settings/about"),
        (["/", "/look-back/a"], "/"),
        (["/look-back", "/look-back/a", "/look-back/a/photos/1"], "/look-back/a"),
        (["/names/person", "/names/person/3", "/look-back/a"], "/names/person/3"),
        (["/names/person/3", "/look-back/a", "/look-back/a/photos/1"], "/look-back/a"),
        (["/look-back/a", "/look-back/a/share"], "/look-back/a"),
        (["/settings", "/settings/reminders", "/settings/prompts"], "/settings/reminders"),
        # Back itself, the arrow's or the browser's, is no new step.
        (["/names/person/3", "/look-back/a", "/names/person/3"], "/names/person"),
        (["/", "/settings/about", "/help", "/settings/about"], "/"),
        # A tab begins anew.
        (["/names/person/3", "/look-back/a", "/collages", "/look-back/a"], "/collages"),
        # Round in a circle nobody is caught.
        (["/look-back", "/look-back/a", "/names/tag/1", "/look-back/a"], "/look-back"),
        # What is not there any more is no place to go back to.
        (["/look-back", "/look-back/a", "/names/tag/1?on=a", "/names/tag/2"], "/look-back/a"),
        (["/look-back", "/look-back/a", "/names/tag/1?on=a", "/names/tag"], "/look-back/a"),
        (["/shared", "/look-back/a"], "/look-back"),
        (["/look-back", "/names/person", "/names/place"], "/look-back"),
    ],
)
def test_back_leads_to_where_one_came_from(gone, back):
    assert back_after(*gone) == back


def test_going_back_and_back_again_leads_out():
    trail = Trail("/look-back")
    for address in ("/names/person", "/names/person/3", "/look-back/a", "/look-back/a/photos/1"):
        trail.arrive(address)

    led = []
    while trail.back != "/look-back":
        led.append(trail.back)
        trail.arrive(trail.back)

    assert led == ["/look-back/a", "/names/person/3", "/names/person"]


async def test_a_photo_seen_from_the_card_closes_to_the_card():
    screen = await Session.begin(Device())
    screen.device.source.chosen = [jpeg()]
    await screen.tap("notice")
    await screen.tap(words.ADD_PHOTO)
    await until_still(screen)
    (glimmer,) = screen.models.timeline.today
    (attached,) = screen.device.journal.parts([glimmer.id])[glimmer.id].photos

    await screen.tap(f"photo {attached.photo.id[:12]}")
    over = screen.page.route
    kept = screen.models.capture.kept
    await screen.tap(words.CLOSE)

    assert over == routes.photo(glimmer.id, 0, from_card=True)
    assert screen.page.route == routes.TODAY
    assert screen.models.capture.kept is kept
    assert kept
    assert kept.glimmer.id == glimmer.id
    assert screen.has(words.kept(glimmer.kept))


@pytest.mark.parametrize("way", ["cross", "system"])
@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desk"])
async def test_a_photo_seen_from_a_glimmers_page_closes_to_it(way: str, width: int):
    screen, glimmer = await with_photos(1, width=width)
    await screen.go(routes.LOOK_BACK)
    await screen.go(routes.glimmer(glimmer.id))
    await screen.go(routes.photo(glimmer.id, 0))

    await (screen.tap(words.CLOSE) if way == "cross" else screen.back())

    assert screen.page.route == routes.glimmer(glimmer.id)


async def test_from_a_names_page_a_photo_a_glimmer_and_the_name_are_left_one_after_the_other():
    screen, glimmer = await with_photos(1)
    name = routes.name("person", "1")
    await screen.go(routes.LOOK_BACK)
    for address in (name, routes.glimmer(glimmer.id), routes.photo(glimmer.id, 0)):
        await screen.go(address)

    led = []
    for _ in range(3):
        await screen.back()
        led.append(screen.page.route)

    assert led == [routes.glimmer(glimmer.id), name, routes.LOOK_BACK]


@pytest.mark.parametrize(("from_card", "back"), [(True, routes.TODAY), (False, None)])
async def test_after_a_reload_the_cross_leads_to_the_same_place(from_card: bool, back: str | None):
    screen, glimmer = await with_photos(1)
    route = routes.photo(glimmer.id, 0, from_card=from_card)
    reloaded = await Session.begin(screen.device, route=route)

    await reloaded.tap(words.CLOSE)

    assert reloaded.page.route == (back or routes.glimmer(glimmer.id))
