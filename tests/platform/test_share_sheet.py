"""What leaves by way of Flet: where there is no share sheet, a picture is written by us, whole and
never into the journal, and words are copied.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flet as ft
import pytest

from app.core.errors import NotSharedError
from app.homes.folder import Folder
from app.platform.share_sheet import FlutterShareSheet
from storage.saving import TargetError
from tests.told import refusing


class Window:
    """The system's window for saving, in which somebody chose a file already."""

    web = mobile = False
    chosen: str | None = None
    given: bytes | None = None

    @property
    def page(self) -> SimpleNamespace:
        """Where it opens."""
        return SimpleNamespace(
            web=self.web, platform=SimpleNamespace(is_mobile=lambda: self.mobile)
        )

    async def save_file(self, *, file_name: str, src_bytes: bytes | None) -> str | None:
        """As they chose."""
        self.given = src_bytes
        return self.chosen


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> Window:
    window = Window()
    monkeypatch.setattr(ft, "FilePicker", lambda: window)
    return window


@pytest.fixture
def sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlutterShareSheet:
    monkeypatch.setenv("GLIMMERS_DATA", str(tmp_path / "journal"))
    (tmp_path / "journal" / "photos").mkdir(parents=True)
    sheet = Folder().share_sheet()
    assert isinstance(sheet, FlutterShareSheet)
    return sheet


def test_a_picture_is_written_where_the_person_said(
    window: Window, sheet: FlutterShareSheet, tmp_path: Path
):
    (tmp_path / "card.jpg").write_bytes(b"an older card")
    window.chosen = str(tmp_path / "card.jpg")

    assert asyncio.run(sheet.save(b"a card", name="glimmer.jpg")) == "saved"

    assert (tmp_path / "card.jpg").read_bytes() == b"a card"
    assert window.given is None  # two who write one file would be one too many


def test_a_picture_is_not_written_into_the_journals_folder(
    window: Window, sheet: FlutterShareSheet, tmp_path: Path
):
    window.chosen = str(tmp_path / "journal" / "photos" / "card.jpg")

    with refusing(TargetError, match="folder of your journal"):
        asyncio.run(sheet.save(b"a card", name="glimmer.jpg"))

    assert not Path(window.chosen).exists()


def test_a_window_that_was_closed_writes_nothing(window: Window, sheet: FlutterShareSheet):
    assert asyncio.run(sheet.save(b"a card", name="glimmer.jpg")) == "dismissed"


@pytest.mark.parametrize(("kind", "told"), [("web", None), ("mobile", "content://somewhere")])
def test_a_page_and_a_phone_are_given_the_picture_and_write_it_themselves(
    window: Window, sheet: FlutterShareSheet, kind: str, told: str | None
):
    setattr(window, kind, True)
    window.chosen = told

    assert asyncio.run(sheet.save(b"a card", name="glimmer.jpg")) == "saved"

    assert window.given == b"a card"


# Where there is a share sheet, and where there is none --------------------------------------------


class SystemsSheet:
    """The system's share sheet, as Flet has it."""

    def __init__(self, status: ft.ShareResultStatus | None) -> None:
        """Without a `status` it refuses, as that of Linux does."""
        self.status = status

    async def share_text(self, _text: str, **_more: object) -> ft.ShareResult:
        """Takes words."""
        if self.status is None:
            raise RuntimeError("UnimplementedError: shareUri() has not been implemented on Linux")
        return ft.ShareResult(status=self.status, raw="")

    async def share_files(self, _files: object, **_more: object) -> ft.ShareResult:
        """Takes pictures."""
        return await self.share_text("")


class SystemsClipboard:
    """What was copied last."""

    holds = ""
    closed = False

    async def set(self, text: str) -> None:
        """Copies it."""
        if self.closed:
            raise RuntimeError("copy_fail")
        self.holds = text


@pytest.fixture
def clipboard(monkeypatch: pytest.MonkeyPatch) -> SystemsClipboard:
    clipboard = SystemsClipboard()
    monkeypatch.setattr(ft, "Clipboard", lambda: clipboard)
    return clipboard


def in_a_window(
    monkeypatch: pytest.MonkeyPatch, status: ft.ShareResultStatus | None
) -> FlutterShareSheet:
    monkeypatch.setattr(ft, "Share", lambda: SystemsSheet(status))
    return FlutterShareSheet(has_sheet=True, write=lambda path, picture: path.write_bytes(picture))


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (ft.ShareResultStatus.SUCCESS, "shared"),
        (ft.ShareResultStatus.DISMISSED, "dismissed"),
        (ft.ShareResultStatus.UNAVAILABLE, "offered"),
        (None, "copied"),
    ],
)
def test_words_are_offered_and_copied_only_where_there_is_no_sheet(
    monkeypatch: pytest.MonkeyPatch, clipboard: SystemsClipboard, status: Any, outcome: str
):
    sheet = in_a_window(monkeypatch, status)

    assert asyncio.run(sheet.share_text("The lake went quiet")) == outcome

    assert clipboard.holds == ("The lake went quiet" if outcome == "copied" else "")


def test_a_page_of_our_server_has_no_sheet_and_copies(
    sheet: FlutterShareSheet, clipboard: SystemsClipboard
):
    assert asyncio.run(sheet.share_text("The lake went quiet")) == "copied"
    assert clipboard.holds == "The lake went quiet"


def test_a_closed_clipboard_is_told_as_words_that_could_not_be_shared(
    sheet: FlutterShareSheet, clipboard: SystemsClipboard
):
    clipboard.closed = True

    with refusing(NotSharedError, match="words could not be shared or copied"):
        asyncio.run(sheet.share_text("The lake went quiet"))


@pytest.mark.parametrize(
    ("status", "outcome"), [(ft.ShareResultStatus.SUCCESS, "shared"), (None, "saved")]
)
def test_a_picture_is_saved_where_the_system_has_no_sheet(
    monkeypatch: pytest.MonkeyPatch, window: Window, tmp_path: Path, status: Any, outcome: str
):
    window.chosen = str(tmp_path / "card.jpg")
    sheet = in_a_window(monkeypatch, status)

    assert asyncio.run(sheet.share(b"a card", name="glimmer.jpg")) == outcome

    assert (tmp_path / "card.jpg").exists() == (outcome == "saved")
