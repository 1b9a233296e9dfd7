"""Collages on the screen: chosen, dragged, changed without dragging, kept, let go; named for screen
readers.
"""

from __future__ import annotations

import asyncio
from typing import Any

import flet as ft
import pytest

from app.core.drawing.layout import Frame
from app.core.errors import NoRoomError
from app.core.glimmers import GlimmerId
from app.core.photos import NameKind, PhotoId
from app.state.collages import kept as kept_module
from app.state.collages.composing import Composing
from app.ui import routes
from app.words.screens import words
from tests.device import Device, Session
from tests.state.test_collages import photo, together

WIDTH = 358.0
"""Of the paper on a phone 390 wide."""


async def begun(
    count: int = 4, *, device: Device | None = None, **screen: Any
) -> tuple[Device, Session]:
    """A new collage of so many photos on the screen."""
    device = device or Device()
    for number in range(count):
        await photo(
            device,
            number,
            f"{number % 20 + 1} November 2026",
            description="the lake" if number == 0 else "",
        )
    session = await Session.begin(device, route="/collages/new", **screen)
    await session.tap("Make the collage")
    await until(session, lambda: session.models.collages().composing is not None)
    return device, session


async def until(session: Session, done: Any) -> None:
    """Work goes on in threads: wait for it, and for the screen after it."""
    for _ in range(500):
        await session.settle()
        if done():
            await session.settle()
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nothing came of it")


def composing(session: Session) -> Composing:
    found = session.models.collages().composing
    assert found is not None
    return found


def frames(session: Session) -> tuple[Frame, ...]:
    return composing(session).collage.layout.frames


def middle(session: Session, place: int) -> tuple[float, float]:
    frame, scale = frames(session)[place], WIDTH / 2048
    return (frame.x + frame.width / 2) * scale, (frame.y + frame.height / 2) * scale


async def drag(
    session: Session, start: tuple[float, float], end: tuple[float, float], *, let_go: bool = True
) -> None:
    """As Flet's client tells of a finger: it came down, then moved far enough to be a drag, then
    on.
    """
    canvas = session.keyed("canvas")

    def at(x: float, y: float) -> dict[str, Any]:
        return {"l": {"x": x, "y": y}, "g": {"x": x, "y": y}}

    near = start[0] + (end[0] - start[0]) / 4, start[1] + (end[1] - start[1]) / 4
    await session.fire(canvas, "pan_down", at(*start))
    await session.fire(canvas, "pan_start", at(*near) | {"k": "touch"})
    await session.fire(canvas, "pan_update", at(*end))
    if let_go:
        await session.fire(canvas, "pan_end", at(*end) | {"v": {"x": 0.0, "y": 0.0}})


def named(session: Session, beginning: str) -> list[str]:
    return [name for name in session.names() if name.startswith(beginning)]


# The list -----------------------------------------------------------------------------------------


async def test_without_photos_it_says_how_to_begin():
    screen = await Session.begin(route="/collages")

    assert screen.has("Two photos are enough to begin.")
    assert screen.has("Add photos to your glimmers first")
    assert not screen.holds("New collage")


async def test_while_the_journal_opens_pictures_stand_in():
    device = Device()
    device.opens.clear()
    screen = await Session.begin(device, route="/collages")

    before = [s.label for s in screen.every(ft.Semantics)]
    device.opens.set()
    await screen.settle()

    assert "One moment" in before
    assert screen.has("Two photos are enough to begin.")


async def test_the_tab_leads_to_a_new_collage():
    device = Device()
    for number in range(2):
        await photo(device, number, f"{number + 1} November 2026")
    screen = await Session.begin(device)

    await screen.go_to_tab("Collages")
    await screen.tap("New collage")

    assert screen.page.route == "/collages/new"
    assert screen.has("2 of 30")


async def test_kept_collages_are_named_and_opened():
    device, screen = await begun(3)
    await screen.tap("save")
    await until(screen, lambda: composing(screen).is_kept)
    await screen.tap("close")
    (kept,) = device.journal.collages.page()

    names = screen.names()
    await screen.tap(f"open {kept.id}")

    assert "Collage of 3 photos, November, so far" in names
    assert screen.page.route == f"/collages/{kept.id}"
    assert named(screen, "Photo 1 of 3")


async def test_letting_go_is_undone_from_the_notice():
    device, screen = await begun(3)
    await screen.tap("save")
    await until(screen, lambda: composing(screen).is_kept)
    await screen.tap("close")
    (kept,) = device.journal.collages.page()

    await screen.tap(f"let go {kept.id}")
    gone = device.journal.collages.page()
    await screen.tap("undo-let-go")

    assert gone == []
    assert screen.holds(f"open {kept.id}")


async def test_what_was_begun_and_left_can_be_gone_on_with():
    _, screen = await begun(3)
    await screen.tap("shuffle")
    await until(screen, lambda: composing(screen).collage.seed == 1)
    await screen.tap("close")

    await screen.tap("go on 0")

    assert composing(screen).collage.seed == 1
    assert named(screen, "Photo 1 of 3")


async def kept(count: int = 3) -> tuple[Device, Session, str]:
    """A kept collage, open, and its id."""
    device, screen = await begun(count)
    await screen.tap("save")
    await until(screen, lambda: composing(screen).is_kept and not composing(screen).busy)
    return device, screen, str(composing(screen).id)


@pytest.mark.parametrize("way_back", ["go on 0", "open {id}"])
async def test_changes_of_a_kept_collage_wait_when_it_is_closed(way_back: str):
    _, screen, id = await kept()
    await screen.tap("paper Night")

    await screen.tap("close")
    said = screen.has("Changed, not saved yet")
    await screen.tap(way_back.format(id=id))

    assert said
    assert screen.page.route == f"/collages/{id}"
    assert composing(screen).collage.paper == "#20223F"
    assert composing(screen).can_undo


async def test_a_collage_that_was_only_looked_at_waits_for_nothing():
    _, screen, _ = await kept()

    await screen.tap("close")

    assert not screen.holds("go on 0")


async def test_what_waits_is_let_go_and_that_is_undone_too():
    _, screen, id = await kept()
    await screen.tap("paper Night")
    await screen.tap("close")

    await screen.tap("discard 0")
    gone, said = screen.holds("go on 0"), screen.has(words.CHANGES_GONE_SAID)
    await screen.tap("undo-let-go")

    assert (gone, said) == (False, True)
    await screen.tap(f"open {id}")
    assert composing(screen).collage.paper == "#20223F"


async def test_an_address_of_no_collage_says_so():
    screen = await Session.begin(route="/collages/not-there")

    assert screen.has("This collage is not here any more.")


@pytest.mark.parametrize(
    "record", [{"canvas": "a scroll of tomorrow", "photos": 3, "caption": "By the sea"}, []]
)
async def test_one_that_cannot_be_read_is_in_the_list_and_says_why_it_does_not_open(record: Any):
    device = Device()
    broken = device.journal.collages.keep(record, "0" * 64, at=device.clock.now())
    screen = await Session.begin(device, route="/collages")

    listed = [
        name
        for name in screen.names()
        if name.startswith("Collage") and not name.startswith(("Move to bin", "Discard"))
    ]
    await screen.tap(f"open {broken.id}")

    assert listed[0] in ("Collage, By the sea", "Collage")
    assert screen.has("Its picture is safe among your collages")
    assert not screen.has("not here any more")


# Choosing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "name"), [("person", "Ada"), ("place", "Home"), ("tag", "sea")])
async def test_an_address_may_say_whose_photos(kind: NameKind, name: str):
    device = Device()
    for number in range(2):
        await photo(
            device,
            number,
            f"{number + 1} March 2026",
            people=("Ada",),
            places=("Home",),
            tags=("sea",),
        )
    await photo(device, 3, "1 November 2026")

    screen = await Session.begin(
        device, route=routes.new_collage(kind, device.journal.names.id_of(kind, name))
    )

    assert screen.has("2 of 30")
    assert len(named(screen, "number")) == 2


async def test_a_place_and_a_tag_of_one_name_are_two_chips_told_apart_aloud():
    device = Device()
    for number in range(2):
        await photo(
            device, number, f"{number + 1} November 2026", places=("Sea",), tags=("Sea",)[:number]
        )
    screen = await Session.begin(device, route="/collages/new")

    await screen.tap("chip tag Sea")

    assert {"Sea, place", "Sea, tag"} <= set(screen.names())
    assert screen.has("1 of 30")


async def test_one_photo_is_too_few_and_the_button_is_not_there():
    device = Device()
    kept = [await photo(device, number, f"{number + 1} November 2026") for number in range(2)]
    screen = await Session.begin(device, route="/collages/new")

    await screen.tap(f"choose {kept[0][:12]}")

    assert screen.has("1 of 30. Two photos are enough to begin.")
    assert not screen.holds("Make the collage")


async def test_a_time_can_be_typed():
    device = Device()
    for number, when in enumerate(("3 July 2004", "5 July 2004", "1 November 2026")):
        await photo(device, number, when)
    screen = await Session.begin(device, route="/collages/new")

    await screen.tap("chip Another time")
    await screen.type("from", "summer 2004")

    assert screen.has("Summer 2004")
    assert screen.has("2 of 30")


async def test_the_caption_says_what_was_looked_for():
    _, screen = await begun(3)

    assert composing(screen).collage.caption == "November, so far"


# The paper ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [2, 7, 30])
async def test_the_preview_is_the_export(count: int):
    _, screen = await begun(count)
    scale = WIDTH / 2048

    for place, frame in enumerate(frames(screen)):
        box = screen.keyed(f"frame {place}")
        image = box.content.controls[0]
        for drawn, meant in zip(
            (box.left, box.top, box.width, box.height),
            (frame.x, frame.y, frame.width, frame.height),
            strict=True,
        ):
            assert abs(drawn / scale - meant) < 1
        crop = frame.crop
        assert abs(-image.left / image.width - crop.x) * image.width < 1
        assert abs(-image.top / image.height - crop.y) * image.height < 1
        assert abs(box.width / image.width - crop.width) * image.width < 1
        assert abs(box.height / image.height - crop.height) * image.height < 1
        assert image.fit is ft.BoxFit.FILL


async def test_photos_are_named_by_number_place_and_description():
    _, screen = await begun(4)

    names = named(screen, "Photo ")

    assert len(names) == 4
    assert len({name.split(" of ")[0] for name in names}) == 4
    assert [name for name in names if name.endswith("; the lake")] == [
        name for name in names if name.startswith("Photo 1 of 4")
    ]
    assert all(", at the " in name or ", in the middle" in name for name in names)


async def test_dragged_onto_another_two_photos_change_places():
    _, screen = await begun(4)
    before = composing(screen).collage

    await drag(screen, middle(screen, 0), middle(screen, 2))

    after = composing(screen).collage
    assert after == before.swapped(0, 2)


async def test_a_drag_that_comes_back_changes_nothing():
    _, screen = await begun(4)
    before = composing(screen).collage
    x, y = middle(screen, 1)

    await drag(screen, (x, y), (x + 9, y + 9))
    await drag(screen, (x, y), (-40.0, -40.0))

    assert composing(screen).collage == before


async def test_under_the_finger_the_photo_is_lifted_and_its_goal_ringed():
    _, screen = await begun(4)

    await drag(screen, middle(screen, 0), middle(screen, 2), let_go=False)

    assert screen.holds("frame 0 lifted")


async def filling(count: int) -> Session:
    """So few photos stand whole on their paper unless they are asked to fill it."""
    _, screen = await begun(count)
    assert composing(screen).collage.layout.canvas.whole
    await screen.switch("whole", on=False)
    return screen


async def test_the_chosen_photo_moves_inside_its_frame():
    screen = await filling(2)
    place = next(
        n
        for n, frame in enumerate(frames(screen))
        if frame.crop.width < 0.9 or frame.crop.height < 0.9
    )
    before = frames(screen)[place].crop
    x, y = middle(screen, place)

    await tap_photo(screen, place)
    await drag(screen, (x, y), (x - 20, y - 20))

    after = frames(screen)[place].crop
    assert (after.x, after.y) > (before.x, before.y)
    assert [frame.photo for frame in frames(screen)] == [
        photo.id for photo in composing(screen).collage.layout.photos
    ]


async def tap_photo(session: Session, place: int) -> None:
    button = next(
        c for c in session.every(ft.OutlinedButton) if str(c.key).startswith(f"photo {place} ")
    )
    await session.fire(button, "click")


async def test_everything_that_dragging_does_is_done_by_buttons_too():
    _, screen = await begun(4)
    before = composing(screen).collage

    await tap_photo(screen, 1)
    await screen.tap("Move")
    assert screen.has("Choose a photo to change places with")
    await tap_photo(screen, 3)

    assert composing(screen).collage == before.swapped(1, 3)


async def test_a_photo_is_locked_and_says_so():
    _, screen = await begun(4)

    await tap_photo(screen, 2)
    await screen.tap("Lock")

    assert composing(screen).collage.locked == {2}
    assert any("; locked" in name for name in named(screen, "Photo 3 of 4"))
    assert screen.holds("Unlock")


async def test_what_shows_is_moved_by_arrows():
    screen = await filling(2)
    place = next(
        n
        for n, frame in enumerate(frames(screen))
        if frame.crop.width < 0.9 or frame.crop.height < 0.9
    )
    before = frames(screen)[place].crop

    await tap_photo(screen, place)
    await screen.tap("Focus")
    await screen.tap("Show more on the right")
    await screen.tap("Show more below")

    after = frames(screen)[place].crop
    assert (after.x, after.y) > (before.x, before.y)


async def test_what_of_a_photo_is_kept_in_sight_is_said_in_the_editor_too():
    device, screen = await begun(4)
    id = PhotoId(frames(screen)[2].photo)

    await tap_photo(screen, 2)
    await screen.tap("Keep this in sight")
    await screen.fire(screen.keyed("sight"), "key_down", {"key": "Arrow Up"})
    await screen.tap("sight 2 0")

    ((_, kept),) = device.journal.photos.pictures(photos=[id])
    assert kept.photo.in_sight == pytest.approx((2.5 / 3, 0.5 / 3))
    assert composing(screen).collage.layout.photos[2].focus == kept.photo.focus
    assert not screen.holds("sight")
    await screen.tap("undo")
    ((_, kept),) = device.journal.photos.pictures(photos=[id])
    assert kept.photo.in_sight is None


async def test_a_photo_is_replaced_and_left_out():
    device, screen = await begun(3)
    other = await photo(device, 9, "21 November 2026")

    await tap_photo(screen, 0)
    await screen.tap("Replace")
    await screen.tap(f"choose {other[:12]}")
    await screen.tap("Use this one")
    replaced = composing(screen).collage.layout.photos[0].id
    await tap_photo(screen, 1)
    await screen.tap("Remove")
    await until(screen, lambda: len(frames(screen)) == 2)

    assert replaced == other
    await tap_photo(screen, 0)
    assert not screen.holds("Remove")


async def test_the_buttons_of_a_slider_say_what_each_of_them_does():
    _, screen = await begun(3)

    names = [
        screen.name_of(key) for key in ("less Gap", "more Gap", "less Corners", "more Corners")
    ]

    assert names == ["Smaller gap", "Larger gap", "Less round corners", "Rounder corners"]


async def test_settings_change_the_paper_and_undo_takes_them_back():
    _, screen = await begun(3)
    before = composing(screen).collage

    await screen.tap("paper Night")
    await screen.tap("more Gap")
    await screen.tap("less Corners")
    await screen.type("caption", " by the sea")
    changed = composing(screen).collage
    for _ in range(4):
        await screen.tap("undo")

    assert changed.paper == "#20223F"
    assert changed.layout.canvas.gap > before.layout.canvas.gap
    assert changed.layout.canvas.corners < before.layout.canvas.corners
    assert changed.caption == "by the sea"
    assert composing(screen).collage == before
    assert screen.keyed("caption").value == "November, so far"


async def test_a_slider_follows_the_finger():
    _, screen = await begun(3)
    track = screen.keyed("Gap")
    end = {"l": {"x": 10_000.0, "y": 5.0}, "g": {"x": 10_000.0, "y": 5.0}, "k": "touch"}

    await screen.fire(track, "tap_up", end)

    assert composing(screen).collage.layout.canvas.gap == 2048 // 16


async def test_other_paper_and_whole_photos():
    screen = await filling(3)

    await screen.tap("Story")
    await until(screen, lambda: composing(screen).collage.layout.canvas.name == "story")
    await screen.switch("whole", on=False)
    assert not composing(screen).collage.layout.canvas.whole
    await screen.switch("whole", on=True)

    assert composing(screen).collage.layout.canvas.whole
    assert all(frame.crop.width > 0.98 and frame.crop.height > 0.98 for frame in frames(screen))


# Keeping ------------------------------------------------------------------------------------------


async def test_saved_it_says_kept_and_offers_the_ways_out():
    device, screen = await begun(3)

    await screen.tap("save")
    await until(screen, lambda: composing(screen).is_kept and not composing(screen).busy)

    assert "Saved in Glimmers" in screen.live()
    await screen.tap("share picture")
    assert "Shared" in screen.live()
    await screen.tap("download")
    assert "Saved as a file" in screen.live()
    assert [how for how, _, _ in device.sheet.went] == ["share", "save"]


def scrolls(screen: Session, text: str) -> bool:
    """Whether the line with this text goes out of sight when the page is scrolled."""
    (line,) = [seen for seen in screen.everything if getattr(seen.control, "value", "") == text]
    return any(getattr(one, "scroll", None) or isinstance(one, ft.ListView) for one in line.around)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_what_became_of_saving_is_in_view_wherever_one_has_scrolled(width, scale):
    device, screen = await begun(3, width=width)
    await screen.text_scale(scale)
    device.full = NoRoomError()
    await screen.tap("save")
    await until(screen, lambda: composing(screen).problem is not None)
    refused = words.not_saved(NoRoomError())
    told = not scrolls(screen, refused)
    device.full = None

    await screen.tap("save")
    await until(screen, lambda: composing(screen).is_kept and not composing(screen).busy)

    assert told
    assert not screen.has(refused)
    assert not scrolls(screen, words.COLLAGE_KEPT)


async def test_a_collage_that_could_not_be_let_go_is_told_of_wherever_one_has_scrolled():
    device, screen, id = await kept()
    await screen.tap("close")
    device.full = NoRoomError()

    await screen.tap(f"let go {id}")

    (told,) = screen.live()
    assert not scrolls(screen, told)


async def test_the_share_button_shows_the_picture_before_it_goes():
    device, screen = await begun(3)

    await screen.tap("share")
    await until(screen, lambda: composing(screen).is_finished and not composing(screen).busy)

    assert "The picture is ready." in screen.live()
    assert device.sheet.went == []


async def test_a_full_disk_says_what_is_safe_first():
    device, screen = await begun(3)
    device.full = NoRoomError()

    await screen.tap("save")
    await until(
        screen, lambda: composing(screen).problem is not None and not composing(screen).busy
    )

    assert (
        "Your photos are safe. The collage could not be saved: there is no room on this device."
        in screen.live()
    )
    assert "Saved in Glimmers" not in screen.live()


async def test_other_photos_are_chosen_for_the_open_collage():
    _, screen = await begun(4)
    first = composing(screen).collage.layout.photos[0].id

    await screen.tap("photos")
    await screen.tap(f"choose {first[:12]}")
    await screen.tap("Use these")
    await until(screen, lambda: len(frames(screen)) == 3)

    assert first not in {frame.photo for frame in frames(screen)}


# For everyone -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "screen", [{}, {"width": 320, "height": 568}, {"width": 1280, "height": 800}, {"dark": True}]
)
async def test_everything_that_can_be_touched_has_a_name(screen: dict[str, Any]):
    _, session = await begun(4, **screen)
    await tap_photo(session, 1)
    await session.tap("Focus")
    await session.tap("save")
    await until(session, lambda: composing(session).is_kept and not composing(session).busy)

    assert all(session.names())
    assert (
        len(set(session.names())) >= len(session.names()) - 1
    )  # sharing is offered in the bar and beside the picture


@pytest.mark.parametrize("scale", [1.0, 2.0])
async def test_the_paper_fits_on_a_small_screen(scale: float):
    _, session = await begun(4, width=320, height=568)
    await session.text_scale(scale)

    canvas = session.keyed("canvas")

    assert canvas.width <= 320 - 2 * 16
    assert canvas.height <= 568 / 2


async def test_a_tap_on_a_photo_sends_little():
    _, session = await begun(30)
    before = len(session.sent)

    await tap_photo(session, 4)

    assert session.bytes_since(before) < 6_000


# One that is made already -------------------------------------------------------------------------


async def at_the_list(count: int, *, device: Device | None = None, **screen: Any) -> Session:
    device = device or Device()
    for number in range(count):
        await photo(device, number, f"{number % 20 + 1} November 2026")
    session = await Session.begin(device, route="/collages", **screen)
    if count > 1:
        await until(session, lambda: session.holds("made"))
    return session


async def test_the_list_begins_with_a_finished_one_of_ones_own_photos():
    screen = await at_the_list(3)

    assert screen.has(words.MADE_OF_YOURS)
    assert "Collage of 3 photos" in screen.names()
    shown = " ".join(str(image.src) for image in screen.every(ft.Image))
    photos = screen.device.journal.photos.pictures(limit=9)
    assert len(photos) == 3
    assert all(attached.photo.id in shown for _, attached in photos)
    assert screen.device.journal.collages.page() == []
    assert screen.holds("New collage")


async def test_until_it_is_made_its_place_is_free_and_a_new_one_can_be_begun(monkeypatch):
    async def never(*_arguments: Any, **_more: Any) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(kept_module, "first_layout", never)
    device = Device()
    for number in range(2):
        await photo(device, number, f"{number + 1} November 2026")

    screen = await Session.begin(device, route="/collages")

    assert words.LOADING in [one.label for one in screen.every(ft.Semantics)]
    await screen.tap(words.NEW_COLLAGE)
    assert screen.page.route == "/collages/new"


async def test_it_is_kept_by_one_tap():
    screen = await at_the_list(2)

    await screen.tap(words.KEEP_THIS)
    await until(screen, lambda: screen.device.journal.collages.page())
    await until(screen, lambda: not screen.holds("made"))

    (one,) = screen.device.journal.collages.page()
    assert screen.holds(f"open {one.id}")
    assert not screen.has(words.MADE_OF_YOURS)
    assert screen.has(words.COLLAGE_KEPT)


@pytest.mark.parametrize("way", ["made", words.CHANGE_IT])
async def test_it_is_changed_where_every_collage_is(way):
    screen = await at_the_list(2)

    await screen.tap(way)

    assert screen.page.route == "/collages/new"
    assert screen.holds("canvas")
    assert screen.device.journal.collages.page() == []


async def test_not_this_one_is_for_good_and_leaves_the_way_to_a_new_one():
    screen = await at_the_list(2)

    await screen.tap("not this collage")
    gone = not screen.holds("made")
    again = await Session.begin(Device(journal=screen.device.journal), route="/collages")
    await asyncio.sleep(0.1)
    await again.settle()

    assert gone
    assert not again.holds("made")
    assert again.has("Two photos are enough to begin.")
    assert again.holds("New collage")


async def test_why_it_could_not_be_kept_is_said():
    screen = await at_the_list(2)
    screen.device.full = NoRoomError()

    await screen.tap(words.KEEP_THIS)
    await until(screen, lambda: screen.holds(words.KEEP_THIS) and screen.live())

    assert screen.live() == [words.not_saved(NoRoomError())]
    assert not any(name.startswith("Move to bin") for name in screen.names())
    screen.device.full = None
    await screen.tap(words.KEEP_THIS)
    await until(screen, lambda: not screen.holds("made"))
    assert len(screen.device.journal.collages.page()) == 1


async def test_where_collages_are_kept_none_is_made():
    _, screen = await begun(2)
    await screen.tap("save")
    await until(screen, lambda: composing(screen).is_kept)

    await screen.tap("close")
    await asyncio.sleep(0.1)
    await screen.settle()

    assert not screen.holds("made")
    assert screen.models.collages().suggested is None


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scale", [1.0, 2.0])
async def test_the_one_that_is_made_fits_every_size(width, scale):
    screen = await at_the_list(2, width=width)

    await screen.text_scale(scale)

    assert all(seen.keyed for seen in screen.touchables())
    (sheet,) = [
        seen.control
        for seen in screen.everything
        if isinstance(seen.control, ft.Stack)
        and seen.control.clip_behavior
        and seen.control.width == seen.control.height
        and seen.control.width
        and seen.control.width > 150
    ][:1]
    assert sheet.width <= width - 24


# From a glimmer -----------------------------------------------------------------------------------


async def on_a_glimmer(count: int, **screen: Any) -> tuple[str, Session]:
    """The page of a glimmer with so many photos."""
    device = Device()
    id = await together(device, count)
    return id, await Session.begin(device, route=f"/look-back/{id}", **screen)


@pytest.mark.parametrize("width", [390, 1280])
async def test_a_glimmers_photos_become_a_collage_by_its_menu(width):
    id, screen = await on_a_glimmer(3, width=width)

    await screen.tap("collage")
    await until(screen, lambda: screen.holds("canvas"))

    assert screen.page.route == f"/collages/new?glimmer={id}"
    assert len(composing(screen).collage.layout.photos) == 3
    await screen.tap("close")
    assert screen.page.route == f"/look-back/{id}"


async def test_a_single_photo_waits_in_the_chooser_for_another():
    _, screen = await on_a_glimmer(1)

    await screen.tap("collage")
    await until(screen, lambda: screen.holds("choose"))

    assert screen.has("1 of 30. Two photos are enough to begin.")


async def test_a_glimmer_without_photos_or_in_the_bin_offers_no_collage():
    _, bare = await on_a_glimmer(0)
    id, screen = await on_a_glimmer(2)
    screen.device.journal.remove(GlimmerId(id), at=screen.device.clock.now())
    await screen.second_passes()
    gone = await Session.begin(screen.device, route=f"/look-back/{id}")

    assert not bare.holds("collage")
    assert not gone.holds("collage")


async def test_back_from_a_glimmers_collage_leads_to_the_glimmer():
    id, screen = await on_a_glimmer(2)
    await screen.tap("collage")
    await until(screen, lambda: screen.holds("canvas"))

    await screen.back()

    assert screen.page.route == f"/look-back/{id}"
