"""Photos without a glimmer, on the screen: told where things are kept, seen on a page of their own,
kept or deleted.
"""

from __future__ import annotations

from typing import Any

import flet as ft
import pytest

from app.core.errors import NoPrivateStorageError
from app.core.ports import Darkroom
from app.ui import routes
from app.ui.settings.unnamed import PAGE
from app.words.screens import words
from tests.device import Device, Session
from tests.state.test_unnamed import lies, named, no_picture
from tests.told import sentence
from tests.ui.test_collages import until


async def beside(
    count: int, *, route: str = routes.UNNAMED, **screen: Any
) -> tuple[Device, Session]:
    """So many photos that no glimmer names, and an address that was gone to."""
    device = Device()
    for number in range(count):
        await lies(device, number, f"2026-11-{number % 20 + 1:02} 12:00")
    session = await Session.begin(device, route=route, **screen)
    await until(session, lambda: ready(session))
    return device, session


def ready(session: Session) -> bool:
    unnamed = session.models.unnamed()
    looked = (
        unnamed.lying is not None if session.page.route == routes.UNNAMED else unnamed.count > 0
    )
    return bool(looked or unnamed.problem)


def pictures(session: Session) -> list[str]:
    """What a screen reader calls each of them."""
    return [str(part.label) for part in session.every(ft.Semantics) if part.image]


# Where it is kept ---------------------------------------------------------------------------------


async def test_where_it_is_kept_tells_of_them_and_leads_there():
    _, screen = await beside(12, route=routes.WHERE)

    told = "12 photos here belong to no glimmer." in screen.names()
    await screen.tap("unnamed")

    assert told
    assert screen.page.route == routes.UNNAMED
    assert screen.has("Photos without a glimmer")


async def test_one_is_told_as_one():
    _, screen = await beside(1, route=routes.WHERE)

    assert "1 photo here belongs to no glimmer." in screen.names()


async def test_without_any_nothing_is_said_of_them():
    device = Device()
    await named(device, 1)
    screen = await Session.begin(device, route=routes.WHERE)
    await until(screen, lambda: screen.has("/home/somebody/journal"))

    assert not screen.holds("unnamed")
    assert not screen.has("no glimmer")


async def test_they_are_told_once_the_journal_is_open_where_somebody_waits_for_it():
    device = Device()
    await lies(device, 1)
    device.opens.clear()
    screen = await Session.begin(device, route=routes.WHERE)
    before = screen.holds("unnamed")

    device.opens.set()
    await until(screen, lambda: screen.holds("unnamed"))

    assert not before


async def test_neither_the_start_nor_a_tap_nor_another_page_looks_for_them():
    device = Device()
    await lies(device, 1)
    looks = 0

    async def unnamed(_known: Any) -> tuple[Any, ...]:
        nonlocal looks
        looks += 1
        return ()

    device.photo_store.unnamed = unnamed  # type: ignore[method-assign]
    screen = await Session.begin(device)
    await screen.tap("notice")
    for address in (
        routes.LOOK_BACK,
        routes.COLLAGES,
        routes.SETTINGS,
        routes.LOOK,
        routes.ABOUT,
        routes.BIN,
    ):
        await screen.go(address)
    before = looks
    await screen.go(routes.WHERE)
    await until(screen, lambda: looks == 1)

    assert before == 0


# Their page ---------------------------------------------------------------------------------------


async def test_each_has_a_spoken_name_with_the_day_it_was_stored():
    _, screen = await beside(3)

    assert pictures(screen) == [
        "Photo 1 of 3, stored on 3 November",
        "Photo 2 of 3, stored on 2 November",
        "Photo 3 of 3, stored on 1 November",
    ]


async def test_it_says_why_they_are_here_and_that_nothing_deletes_them():
    _, screen = await beside(2)

    assert screen.has("moved away or damaged")
    assert screen.has("nothing deletes them by itself")


async def test_back_leads_to_where_it_is_kept():
    _, screen = await beside(1)

    await screen.back()
    by_the_system = screen.page.route
    await screen.go(routes.UNNAMED)
    await screen.tap(words.BACK)

    assert by_the_system == routes.WHERE
    assert screen.page.route == routes.WHERE


async def test_while_they_are_read_pictures_stand_in():
    device = Device()
    await lies(device, 1)
    device.opens.clear()
    screen = await Session.begin(device, route=routes.UNNAMED)

    before = [part.label for part in screen.every(ft.Semantics)]
    device.opens.set()
    await until(screen, lambda: pictures(screen) != [])

    assert words.LOADING in before


async def test_without_any_it_says_that_all_have_their_glimmer():
    _, screen = await beside(0)

    assert screen.has(words.NO_UNNAMED)
    assert not screen.holds("delete unnamed")


async def test_what_cannot_be_looked_at_is_told_and_tried_again():
    device = Device()
    await lies(device, 1)
    real = device.open_darkroom

    async def refuse() -> Darkroom:
        raise NoPrivateStorageError

    device.open_darkroom = refuse  # type: ignore[method-assign]
    screen = await Session.begin(device, route=routes.UNNAMED)
    told = screen.live()
    device.open_darkroom = real  # type: ignore[method-assign]
    await screen.tap(words.TRY_AGAIN)
    await until(screen, lambda: pictures(screen) != [])

    assert sentence(NoPrivateStorageError()) in told
    assert screen.live() == []


async def test_what_is_no_picture_says_so_and_can_only_be_deleted():
    device = Device()
    no_picture(device)
    screen = await Session.begin(device, route=routes.UNNAMED)
    await until(screen, lambda: ready(screen))

    assert pictures(screen) == ["Photo, cannot be opened"]
    assert screen.has(words.unnamed_shut(1))
    assert not screen.holds(words.keep_unnamed(1))
    assert screen.holds("delete unnamed")


async def test_hundreds_are_drawn_as_they_are_scrolled():
    _, screen = await beside(PAGE + 5)
    first = len(pictures(screen))
    end = {
        "event_type": "update",
        "pixels": 5000.0,
        "min_scroll_extent": 0.0,
        "max_scroll_extent": 5200.0,
        "viewport_dimension": 800.0,
    }

    await screen.fire(screen.keyed("unnamed"), "scroll", end)

    assert first == PAGE
    assert len(pictures(screen)) == PAGE + 5


async def test_a_photo_without_its_thumbnail_is_shown_itself():
    _, screen = await beside(1)
    (image, *_) = [control for control in screen.every(ft.Image) if "thumb" in str(control.src)]

    assert str(image.error_content.src).endswith(".jpg")
    assert ".thumb" not in str(image.error_content.src)


# Keeping and deleting -----------------------------------------------------------------------------


async def test_they_are_kept_and_found_in_look_back():
    device, screen = await beside(3)

    await screen.tap("Keep them as glimmers")
    await until(screen, lambda: screen.holds(words.LOOK_BACK))
    said = screen.live()
    await screen.tap(words.LOOK_BACK)

    assert "3 photos are glimmers now, each on the day it was stored here." in said
    assert screen.page.route == routes.LOOK_BACK
    assert screen.has("3 November")
    assert device.journal.count() == 3


async def test_keeping_says_how_far_it_is_and_can_be_stopped():
    device, screen = await beside(3)
    device.disk.clear()

    await screen.tap("Keep them as glimmers")
    await until(screen, lambda: device.journal.count() == 1)
    told, offered = screen.live(), screen.holds("Keep them as glimmers")
    await screen.tap(words.STOP)
    device.disk.set()
    await until(screen, lambda: screen.holds(words.LOOK_BACK))

    assert told == ["Keeping 1 of 3"]
    assert not offered
    assert "1 photo is a glimmer now, on the day it was stored here." in screen.live()
    assert screen.has("2 photos here belong to no glimmer.")
    assert screen.holds("Keep them as glimmers")


async def test_deleting_is_asked_first_with_how_many():
    device, screen = await beside(2)

    await screen.tap("delete unnamed")
    asked = [text for text in screen.texts() if "good?" in text]
    await screen.tap("leave unnamed")
    left = len(await device.photo_store.unnamed(()))
    await screen.tap("delete unnamed")
    await screen.tap("delete unnamed yes")
    await until(screen, lambda: screen.has("deleted for good"))

    assert asked == ["Delete these 2 photos for good?"]
    assert left == 2
    assert await device.photo_store.unnamed(()) == ()
    assert "2 photos are deleted for good." in screen.live()
    assert not screen.holds(words.LOOK_BACK)


async def test_what_another_window_kept_while_it_was_asked_about_stays():
    device, screen = await beside(1)
    await screen.tap("delete unnamed")
    asked = screen.has("Delete this photo for good?")

    photo = await device.photo_store.stored((await device.photo_store.unnamed(()))[0])
    device.journal.photos.attach(
        device.keeps("tea").id, [photo.photo], at=device.clock.now()
    )  # in another window
    await screen.tap("delete unnamed yes")
    await until(screen, lambda: screen.has(words.NO_UNNAMED))
    await lies(device, 7)
    await screen.go(routes.WHERE)
    await screen.go(routes.UNNAMED)
    await until(screen, lambda: pictures(screen) != [])

    assert asked
    assert not screen.has("Delete this photo for good?")
    assert device.photo_store.path(photo.photo.id).exists()


async def test_what_came_of_it_is_not_told_again_at_the_next_visit():
    _, screen = await beside(1)
    await screen.tap("Keep it as a glimmer")
    await until(screen, lambda: screen.holds(words.LOOK_BACK))

    await screen.go(routes.WHERE)
    gone = not screen.holds("unnamed")
    await screen.go(routes.UNNAMED)
    await until(screen, lambda: screen.has(words.NO_UNNAMED))

    assert gone
    assert not screen.has("glimmer now")


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_two_photos_stand_beside_each_other_at_least_and_fit(width, scale):
    _, screen = await beside(4, width=width)
    await screen.text_scale(scale)

    widths = {control.width for control in screen.every(ft.Image) if "thumb" in str(control.src)}

    assert len(widths) == 1
    assert 2 * widths.pop() + 12 <= min(width, 640) - 40


async def test_everything_that_can_be_touched_has_a_name_and_a_key():
    _, screen = await beside(3)
    await screen.tap("delete unnamed")

    touchable = screen.touchables()

    assert all(screen.names())
    assert [seen.spoken for seen in touchable if not seen.keyed] == []
