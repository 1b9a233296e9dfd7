"""A picture that is saved on a desk of its own window: written by us, whole, and never into the
journal.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace

import flet as ft
import pytest

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
