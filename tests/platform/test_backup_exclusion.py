"""What an iPhone copies to a cloud: not the journal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.platform.backup_exclusion import keep_out_of_backup
from tests.platform.ios_stand_in import Phone


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Phone]:
    phone = Phone(datetime(2026, 11, 23, tzinfo=UTC), "Europe/Berlin")
    phone.install(monkeypatch)
    monkeypatch.setattr(sys, "platform", "ios")
    yield phone
    phone.close()


def test_the_folder_is_marked_even_before_it_was_there(phone: Phone, tmp_path: Path) -> None:
    folder = tmp_path / "Glimmers’ data"

    assert keep_out_of_backup(folder)

    assert folder.is_dir()
    assert phone.backed_up == {str(folder): False}


def test_a_system_that_refuses_is_told_and_stops_nothing(phone: Phone, tmp_path: Path) -> None:
    phone.refuses_backup_key = True

    assert not keep_out_of_backup(tmp_path)


def test_without_rubicon_nothing_breaks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "ios")
    monkeypatch.setitem(sys.modules, "rubicon.objc", None)

    assert not keep_out_of_backup(tmp_path)


def test_elsewhere_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert not keep_out_of_backup(tmp_path / "never made")
    assert not (tmp_path / "never made").exists()
