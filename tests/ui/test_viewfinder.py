"""A photo taken on our own screen: the camera is asked for, sees, takes one, or says
why it cannot.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from app.core.errors import NoCameraError
from app.core.photos import Attached
from app.platform.photo_picker import PickerSource
from app.ui.today import screen as today
from app.words.errors import told
from app.words.screens import words
from tests.device import Device, Session
from tests.made_photos import jpeg

BACK = {"name": "0", "lens_direction": "back", "sensor_orientation": 90, "lens_type": "wide"}
FRONT = {"name": "1", "lens_direction": "front", "sensor_orientation": 270, "lens_type": "wide"}


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "SETTLES", 0.0)


async def looking(*cameras: dict[str, Any], refusals: dict[str, str] | None = None) -> Session:
    """Somebody who has just pressed the small camera on Today."""
    device = Device()
    device.picker = lambda viewfinder: PickerSource(by_path=True, camera=viewfinder.take)
    screen = await Session.begin(device)
    screen.connection.answers |= {
        "get_available_cameras": list(cameras),
        "take_picture": jpeg((640, 480)),
    }
    screen.connection.refusals |= refusals or {}
    await screen.tap("camera")
    await screen.settle()
    return screen


def asked(screen: Session, name: str) -> list[Any]:
    return [
        message.body.get("args")
        for message in screen.sent
        if isinstance(message.body, dict) and message.body.get("name") == name
    ]


async def photos(screen: Session) -> tuple[Attached, ...]:
    """Those of the one glimmer, once they are in."""
    for _ in range(500):
        if screen.models.photos.work is None and not screen.models.viewfinder.open:
            break
        await asyncio.sleep(0.01)
    await screen.settle()
    (glimmer,) = screen.device.journal.page()
    return screen.device.journal.parts([glimmer.id])[glimmer.id].photos


async def test_one_press_takes_a_photo_for_the_glimmer_that_was_kept_first():
    screen = await looking(BACK)
    kept_before = len(screen.device.journal.page())

    await screen.tap("shutter")

    assert kept_before == 1
    assert [one.photo.width for one in await photos(screen)] == [640]
    assert screen.has("Kept, 18:42")


async def test_the_camera_that_looks_out_comes_first_and_never_listens():
    screen = await looking(FRONT, BACK)

    (first,) = asked(screen, "initialize")
    await screen.tap("other camera")
    other = asked(screen, "initialize")[-1]

    assert first["description"]["name"] == "0"
    assert other["description"]["name"] == "1"
    assert not any(each["enable_audio"] for each in asked(screen, "initialize"))
    assert len(asked(screen, "get_available_cameras")) == 1


async def test_who_would_rather_not_goes_back_to_where_they_were():
    screen = await looking(BACK)

    await screen.back()

    assert await photos(screen) == ()
    assert not screen.holds("shutter")
    assert screen.has("Kept, 18:42")
    assert screen.page.route == "/"


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (
            "CameraException(CameraAccessDenied, The user denied)",
            "The system does not let Glimmers use the camera.",
        ),
        (
            "CameraException(cameraPermission, MediaRecorderCamera permission not granted)",
            "The system does not let Glimmers use the camera.",
        ),
        ("CameraException(cameraNotFound, none)", "No camera was found."),
        ("something of the plugin's own", told(NoCameraError()).what),
    ],
)
async def test_a_camera_that_may_not_be_used_is_said_and_the_glimmer_is_kept(
    problem: str, sentence: str
):
    screen = await looking(BACK, refusals={"initialize": problem})

    assert await photos(screen) == ()
    assert screen.has(sentence)
    assert screen.has(told(NoCameraError()).advice)
    assert not screen.holds("shutter")


async def test_a_device_without_a_camera_says_so():
    screen = await looking()

    assert await photos(screen) == ()
    assert screen.has("No camera was found.")


async def test_a_second_press_while_it_takes_one_takes_no_other():
    screen = await looking(BACK)
    shutter = screen.keyed("shutter")

    await asyncio.gather(screen.fire(shutter, "click"), screen.fire(shutter, "click"))

    assert len(await photos(screen)) == 1
    assert len(asked(screen, "take_picture")) == 1


async def test_before_it_sees_it_says_that_it_is_starting_and_there_is_nothing_to_press():
    screen = await looking(BACK)
    seen = (screen.has(words.CAMERA_STARTS), words.SHUTTER in screen.names())
    await screen.back()
    screen.connection.silent.add("initialize")
    await screen.tap("camera")
    starting = (screen.has(words.CAMERA_STARTS), words.SHUTTER in screen.names())

    assert (starting, seen) == ((True, False), (False, True))


async def test_it_goes_off_where_everything_is_hidden():
    screen = await looking(BACK)
    on = screen.models.viewfinder.open

    await screen.press("Escape")

    assert (on, screen.models.viewfinder.open, screen.texts()) == (True, False, [])
    assert await photos(screen) == ()
