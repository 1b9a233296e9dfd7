"""A large file goes out and comes in by way of Flet: by its path where there is one, and nothing of
it stays where it was only on its way.
"""

from __future__ import annotations

import gc
import os
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flet as ft
import pytest

from app.core.errors import NoRoomError, NotSharedError, RefusedError
from app.platform import file_desk
from app.platform.file_desk import Desk, PageDesk, PhoneDesk, WindowDesk
from app.platform.serving.handing_in import HandingIn
from tests.in_loop import pytest_pyfunc_call
from tests.platform.test_handing_in import PIECES, SIZE, put

__all__ = ["pytest_pyfunc_call"]


class Picker:
    """A picker in which somebody has chosen already."""

    def __init__(self, handing_in: HandingIn | None = None) -> None:
        self.picked: list[Any] = []
        self.saved: str | None = None
        self.on_upload: Any = None
        self._handing_in = handing_in
        self.fails = False

    async def pick_files(self, **_how: Any) -> list[Any]:
        """As they chose."""
        return self.picked

    async def save_file(self, *, file_name: str) -> str | None:
        """Likewise."""
        del file_name
        return self.saved

    async def upload(self, files: list[Any]) -> None:
        """As the page does."""
        assert self._handing_in is not None
        if self.fails:
            self.on_upload(SimpleNamespace(error="no"))
        else:
            await put(self._handing_in, files[0].upload_url, PIECES)


@pytest.fixture
def picker(monkeypatch: pytest.MonkeyPatch) -> Picker:
    picker = Picker(HandingIn())
    monkeypatch.setattr(ft, "FilePicker", lambda: picker)
    return picker


def page(picker: Picker, folder: Path) -> PageDesk:
    assert picker._handing_in is not None
    return PageDesk(picker._handing_in, lambda: folder / "copy")


def content_of(file: ft.ShareFile) -> bytes:
    return Path(str(file.path)).read_bytes()


def picked(path: str | None) -> SimpleNamespace:
    return SimpleNamespace(id=0, name="Glimmers backup.zip", path=path, size=SIZE)


async def test_a_window_tells_where_and_the_file_stays_there(picker: Picker, tmp_path: Path):
    picker.saved = str(tmp_path / "b.zip")
    picker.picked = [picked(str(tmp_path / "b.zip"))]
    desk = WindowDesk()

    place = await desk.place_for("b.zip")
    chosen = await desk.choose()

    assert place == tmp_path / "b.zip"
    assert await desk.hand_over(place) == ("folder", str(tmp_path))
    assert chosen is not None
    assert await chosen.read_from() == place
    assert chosen.name == "Glimmers backup.zip"


@pytest.mark.parametrize("make", [WindowDesk, PhoneDesk])
async def test_who_would_rather_not_chooses_nothing(picker: Picker, make: type[WindowDesk]):
    del picker
    desk: Desk = make()

    assert await desk.choose() is None


async def test_a_file_without_a_path_is_told(picker: Picker):
    picker.picked = [picked(None)]

    with pytest.raises(RefusedError):
        await WindowDesk().choose()


@pytest.mark.parametrize(
    ("status", "went"),
    [
        (ft.ShareResultStatus.SUCCESS, ("chosen", "")),
        (ft.ShareResultStatus.UNAVAILABLE, ("chosen", "")),
        (ft.ShareResultStatus.DISMISSED, None),
    ],
)
async def test_on_a_phone_nothing_stays_on_the_way(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, status: Any, went: Any
):
    seen: list[bytes] = []

    class Share:
        async def share_files(self, files: list[ft.ShareFile]) -> SimpleNamespace:
            seen.append(content_of(files[0]))
            return SimpleNamespace(status=status)

    monkeypatch.setattr(ft, "Share", Share)
    monkeypatch.setenv("FLET_APP_STORAGE_TEMP", str(tmp_path))
    desk = PhoneDesk()
    place = await desk.place_for("b.zip")
    assert place is not None
    place.write_bytes(b"all of it")

    assert await desk.hand_over(place) == went
    assert seen == [b"all of it"]
    assert os.listdir(tmp_path) == []


async def test_on_a_phone_what_was_left_on_its_way_goes_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("FLET_APP_STORAGE_TEMP", str(tmp_path))
    place = await PhoneDesk().place_for("b.zip")
    assert place is not None
    place.write_bytes(b"all of it")
    (tmp_path / "of the system").touch()

    PhoneDesk().forget_earlier()

    assert os.listdir(tmp_path) == ["of the system"]


async def test_a_sheet_that_fails_is_told_and_nothing_stays(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    class Share:
        async def share_files(self, files: list[ft.ShareFile]) -> None:
            raise RuntimeError

    monkeypatch.setattr(ft, "Share", Share)
    monkeypatch.setenv("FLET_APP_STORAGE_TEMP", str(tmp_path))
    desk = PhoneDesk()
    place = await desk.place_for("b.zip")
    assert place is not None
    place.write_bytes(b"all of it")

    with pytest.raises(NotSharedError):
        await desk.hand_over(place)
    assert os.listdir(tmp_path) == []


async def test_the_served_page_writes_among_the_downloads_under_a_free_name(
    picker: Picker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(file_desk, "_downloads", lambda: tmp_path)
    desk = page(picker, tmp_path)
    names = []
    for _ in range(3):
        place = await desk.place_for("Glimmers backup.zip")
        assert place is not None
        place.touch()
        names.append(place.name)

    assert names == ["Glimmers backup.zip", "Glimmers backup (2).zip", "Glimmers backup (3).zip"]


async def test_what_the_served_page_hands_in_goes_with_the_choice(picker: Picker, tmp_path: Path):
    picker.picked = [picked(None)]
    chosen = await page(picker, tmp_path).choose()
    assert chosen is not None

    before = os.listdir(tmp_path)
    content = (await chosen.read_from()).read_bytes()
    again = await chosen.read_from()
    there = again.exists()
    del chosen
    gc.collect()

    assert before == []
    assert content == b"".join(PIECES)
    assert there
    assert not again.exists()


async def test_what_would_leave_no_room_to_keep_anything_is_not_taken(
    picker: Picker, tmp_path: Path
):
    large = picked(None)
    large.size = shutil.disk_usage(tmp_path).free - (1 << 20)
    picker.picked = [large]
    chosen = await page(picker, tmp_path).choose()
    assert chosen is not None

    with pytest.raises(NoRoomError):
        await chosen.read_from()
    assert os.listdir(tmp_path) == []


async def test_what_the_page_cannot_hand_in_is_told_and_can_be_tried_again(
    picker: Picker, tmp_path: Path
):
    picker.picked, picker.fails = [picked(None)], True
    chosen = await page(picker, tmp_path).choose()
    assert chosen is not None
    with pytest.raises(ConnectionError):
        await chosen.read_from()

    picker.fails = False

    assert (await chosen.read_from()).read_bytes() == b"".join(PIECES)
