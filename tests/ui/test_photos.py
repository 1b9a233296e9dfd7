"""Photos on the screen: added on the card and on the page, seen in the days, described, moved,
taken out.
"""

from __future__ import annotations

import asyncio

import flet as ft
import pytest

from app.core.errors import NoCameraError
from app.core.glimmers import Glimmer
from app.core.photos import Attached
from app.ui import routes
from app.ui.look.parts import working
from app.ui.look.theme import DAY, Here
from app.ui.today import screen as today
from app.words.screens import words
from tests.device import Device, Session
from tests.made_photos import jpeg


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "SETTLES", 0.0)


def of(device: Device, glimmer: Glimmer) -> tuple[Attached, ...]:
    return device.journal.parts([glimmer.id])[glimmer.id].photos


async def with_photos(
    count: int, *, note: str = "the lake", **options: object
) -> tuple[Session, Glimmer]:
    """The page of a glimmer that holds so many."""
    device = Device()
    glimmer = device.keeps(note)
    screen = await Session.begin(device, route=routes.glimmer(glimmer.id), **options)
    device.source.chosen = [jpeg((640 + n, 480)) for n in range(count)]
    await screen.tap(words.ADD_PHOTO)
    await until_still(screen)
    return screen, glimmer


async def until_still(screen: Session) -> None:
    """Work on other threads is done and drawn."""
    for _ in range(500):
        if screen.models.photos.work is None:
            break
        await asyncio.sleep(0.01)
    await screen.settle()


async def test_a_photo_is_added_on_the_card_after_a_tap():
    screen = await Session.begin(Device())
    screen.device.source.chosen = [jpeg(), jpeg((300, 200))]
    await screen.tap("notice")

    await screen.tap(words.ADD_PHOTO)
    await until_still(screen)

    (glimmer,) = screen.models.timeline.today
    assert len(of(screen.device, glimmer)) == 2
    assert "Photo 1 of 2" in screen.names()
    assert screen.models.capture.kept


async def test_the_small_camera_keeps_the_moment_first():
    screen = await Session.begin(Device())
    screen.device.keeps("before")
    screen.device.clock.passes(minutes=1)
    screen.device.source.camera = jpeg()

    await screen.tap("camera")
    await until_still(screen)

    newest = screen.models.timeline.today[0]
    assert newest.note == ""
    assert len(of(screen.device, newest)) == 1


async def test_who_changes_their_mind_at_the_camera_has_kept_the_moment_all_the_same():
    screen = await Session.begin(Device())
    screen.device.source.camera = NoCameraError("none")

    await screen.tap("camera")
    await until_still(screen)

    assert len(screen.models.timeline.today) == 1
    assert any("No camera" in line for line in screen.live())


async def test_undo_after_a_photo_lays_it_in_the_bin_and_not_away():
    screen = await Session.begin(Device())
    screen.device.source.chosen = [jpeg()]
    await screen.tap("notice")
    await screen.tap(words.ADD_PHOTO)
    await until_still(screen)

    await screen.tap(words.UNDO)

    assert screen.models.timeline.today == ()
    assert len(screen.device.journal.page(bin=True)) == 1


async def test_a_refused_photo_is_told_where_it_was_asked_for():
    screen = await Session.begin(Device())
    screen.device.source.chosen = [b"no picture"]
    await screen.tap("notice")

    await screen.tap(words.ADD_PHOTO)
    await until_still(screen)

    assert any("picture" in line for line in screen.live())
    await screen.tap(words.ALL_RIGHT)
    assert screen.models.photos.outcome is None


@pytest.mark.parametrize("note", ["", "the lake"], ids=["without words", "with words"])
async def test_several_files_are_told_of_once_and_words_only_where_there_are_some(note: str):
    screen, glimmer = await with_photos(0, note=note)
    letter, nothing = b"Dear Anna", b""
    screen.device.source.chosen = [letter, jpeg(), nothing, letter]

    await screen.tap(words.ADD_PHOTO)
    await until_still(screen)

    (told,) = [line for line in screen.live() if "not" in line]
    assert len(of(screen.device, glimmer)) == 1
    assert told.startswith("3 files could not be added.")
    assert told.count("This file is not a picture") == 1
    assert told.count("This file is empty.") == 1
    assert told.count("Choose another one.") == 1
    assert told.count("Your words are kept.") == bool(note)
    assert told.count("What you kept is safe.") == (not note)


async def test_one_file_says_that_it_was_not_touched():
    screen, _ = await with_photos(0, note="")
    screen.device.source.chosen = [b"Dear Anna"]

    await screen.tap(words.ADD_PHOTO)
    await until_still(screen)

    (told,) = [line for line in screen.live() if "file" in line]
    assert "What you kept is safe, and the file was not touched. Choose another one." in told


async def test_the_page_shows_them_and_one_is_seen_whole():
    screen, glimmer = await with_photos(3)

    await screen.tap("cover 0")

    assert screen.page.route == routes.photo(glimmer.id, 0)
    assert screen.has("1 of 3")


async def test_days_show_the_first_of_them():
    screen, _ = await with_photos(2)
    await screen.go("/look-back")

    name = next(name for name in screen.names() if name.startswith("the lake"))

    assert name.endswith("2 photos")
    addresses = [image.src for image in screen.every(ft.Image) if str(image.src).endswith(".jpg")]
    assert len(addresses) == 1


async def test_one_is_described_for_those_who_cannot_see_it():
    screen, glimmer = await with_photos(1)
    await screen.go(routes.photo(glimmer.id, 0))
    photo = of(screen.device, glimmer)[0].photo

    await screen.fill(f"describe {photo.id[:12]}", "fog on water")

    assert of(screen.device, glimmer)[0].description == "fog on water"
    assert "Photo, fog on water" in [seen.label for seen in screen.every(ft.Semantics)]


async def test_a_description_that_another_session_gave_shows_in_the_open_box():
    screen, glimmer = await with_photos(1)
    await screen.go(routes.photo(glimmer.id, 0))
    photo = of(screen.device, glimmer)[0].photo
    other = await Session.begin(screen.device, route=routes.photo(glimmer.id, 0))
    key = f"describe {photo.id[:12]}"

    await other.type(key, "fog on water")
    await screen.settle()

    assert screen.keyed(key).value == other.keyed(key).value == "fog on water"


async def test_the_order_is_changed_and_the_first_is_the_cover():
    screen, glimmer = await with_photos(3)
    await screen.go(routes.photo(glimmer.id, 2))

    await screen.tap(words.MAKE_COVER)

    assert [one.photo.width for one in of(screen.device, glimmer)] == [642, 640, 641]
    assert screen.has("1 of 3")
    await screen.tap(words.MOVE_BACK)
    assert [one.photo.width for one in of(screen.device, glimmer)] == [640, 642, 641]


async def test_what_is_done_to_a_photo_says_aloud_what_it_does():
    screen, glimmer = await with_photos(3)

    await screen.go(routes.photo(glimmer.id, 1))

    ways = [name for name in screen.names() if name.startswith(("Put", "Move", "Remove"))]
    assert ways == ["Put it first", "Move earlier", "Move later", "Remove the photo"]


async def aiming(count: int = 1) -> tuple[Session, Glimmer]:
    """The first photo, about to be told what of it stays in sight."""
    screen, glimmer = await with_photos(count)
    await screen.go(routes.photo(glimmer.id, 0))
    await screen.tap_text(words.KEEP_IN_SIGHT)
    return screen, glimmer


def in_sight(screen: Session, glimmer: Glimmer) -> tuple[float, float] | None:
    return of(screen.device, glimmer)[0].photo.in_sight


async def test_a_tap_on_a_photo_keeps_what_is_under_it_in_sight():
    screen, glimmer = await aiming()
    picture = screen.keyed("sight picture")
    at = {"x": picture.width * 0.25, "y": picture.height * 0.125}

    await screen.fire(picture, "pan_down", {"l": at, "g": at})
    await screen.tap("sight 0 0")

    assert in_sight(screen, glimmer) == (0.25, 0.125)
    assert words.SIGHT_CHOSEN in screen.live()
    assert not screen.holds("sight picture")


@pytest.mark.parametrize(("column", "row"), [(0, 0), (1, 1), (2, 2)])
async def test_who_cannot_see_it_keeps_a_ninth_of_it_in_sight(column: int, row: int):
    screen, glimmer = await aiming()
    assert words.KEEP_SPOTS[column, row] in screen.names()

    await screen.tap(f"sight {column} {row}")

    assert in_sight(screen, glimmer) == pytest.approx(((column + 0.5) / 3, (row + 0.5) / 3))


async def press(screen: Session, *keys: str) -> None:
    for key in keys:
        await screen.fire(screen.keyed("sight"), "key_down", {"key": key})


async def test_arrow_keys_move_the_ring_and_enter_keeps_what_is_in_it():
    screen, glimmer = await aiming()
    x, _, _ = of(screen.device, glimmer)[0].photo.focus

    await press(screen, *["Arrow Left"] * 4, *["Arrow Up"] * 30)
    assert words.RING_AT[0 if x < 0.53 else 1, 0] in screen.live()
    await screen.tap(words.KEEP_IT_HERE)

    assert in_sight(screen, glimmer) == pytest.approx((x - 0.2, 0.0), abs=1e-3)


async def test_escape_leaves_it_as_it_was():
    screen, glimmer = await aiming()

    await press(screen, "Arrow Left", "Escape")

    assert in_sight(screen, glimmer) is None
    assert not screen.holds("sight")
    assert screen.holds("describe " + of(screen.device, glimmer)[0].photo.id[:12])


async def test_what_is_kept_in_sight_is_taken_back_by_undo_and_by_letting_glimmers_choose():
    screen, glimmer = await aiming()
    await screen.tap("sight 2 2")

    await screen.tap(words.UNDO)
    assert in_sight(screen, glimmer) is None
    await screen.tap_text(words.KEEP_IN_SIGHT)
    assert not screen.has(words.GLIMMERS_CHOOSES)
    await screen.tap("sight 2 2")
    await screen.tap_text(words.KEEP_IN_SIGHT)
    await screen.tap_text(words.GLIMMERS_CHOOSES)
    assert in_sight(screen, glimmer) is None
    await screen.tap(words.UNDO)

    assert in_sight(screen, glimmer) == pytest.approx((2.5 / 3, 2.5 / 3))


async def test_what_is_kept_in_sight_is_what_days_show():
    device = Device()
    glimmer = device.keeps("the shore")
    screen = await Session.begin(device, route=routes.glimmer(glimmer.id))
    device.source.chosen = [jpeg((1600, 400))]
    await screen.tap(words.ADD_PHOTO)
    await until_still(screen)
    await screen.go(routes.photo(glimmer.id, 0))
    await screen.tap_text(words.KEEP_IN_SIGHT)
    await screen.tap("sight 2 1")

    await screen.go("/look-back")

    ((frame, shown),) = [
        (stack, image)
        for stack in screen.every(ft.Stack)
        for image in stack.controls
        if isinstance(image, ft.Image) and "photo" in str(image.src)
    ]
    assert shown.width > 2 * frame.width
    assert shown.left == pytest.approx(frame.width - shown.width)  # its right end


async def test_one_that_was_taken_out_comes_back_by_undo():
    screen, glimmer = await with_photos(2)
    await screen.go(routes.photo(glimmer.id, 0))

    await screen.tap(words.REMOVE_PHOTO)
    left = [one.photo.width for one in of(screen.device, glimmer)]
    await screen.tap(words.UNDO)

    assert left == [641]
    assert [one.photo.width for one in of(screen.device, glimmer)] == [640, 641]


async def test_an_older_day_is_offered_and_taken():
    device = Device()
    glimmer = device.keeps("a box of photos")
    screen = await Session.begin(device, route=routes.glimmer(glimmer.id))
    device.source.chosen = [jpeg(taken="2019:03:14 10:20:30")]

    await screen.tap(words.ADD_PHOTO)
    await until_still(screen)
    assert screen.has("This photo is from 14 March 2019.")
    await screen.tap(words.USE_ITS_DATE)

    assert device.journal.get(glimmer.id).when_text == "14 March 2019"


@pytest.mark.parametrize(
    ("motion", "part", "value"), [(True, None, None), (False, None, 0.5), (False, 0.25, 0.25)]
)
def test_where_motion_is_unwelcome_no_bar_runs_to_and_fro(
    motion: bool, part: float | None, value: float | None
):
    row = working(Here(c=DAY, width=390, height=844, motion=motion), "One moment", print, part=part)

    (bar,) = (
        control
        for column in row.controls
        for control in getattr(column, "controls", ())
        if isinstance(control, ft.ProgressBar)
    )
    assert (bar.value, bar.semantics_label) == (value, "One moment")


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scale", [1.0, 2.0])
async def test_it_is_drawn_at_every_size(width: int, scale: float):
    screen, glimmer = await with_photos(2, width=width, height=800)
    await screen.text_scale(scale)

    await screen.go(routes.photo(glimmer.id, 1))

    assert screen.has("2 of 2")
    assert not screen.has(words.COMPONENT_FAILED)


async def test_a_photo_that_is_not_there_any_more_leads_nowhere_bad():
    screen, glimmer = await with_photos(1)

    await screen.go(routes.photo(glimmer.id, 7))

    assert not screen.has(words.COMPONENT_FAILED)
    await screen.go("/look-back/nobody/photos/1")
    assert screen.has(words.GONE)


async def test_full_size_is_a_choice_in_settings():
    screen = await Session.begin(Device(), route="/settings/where")

    await screen.switch("originals", on=True)

    assert screen.device.journal.preferences.get("originals", False) is True
    assert (await screen.device.ready_models()).preferences.originals
