"""Tests here may wait; the journal that backups are made of, and one of them."""

from pathlib import Path

import pytest

from tests.in_loop import pytest_pyfunc_call
from tests.storage.filled import backed_up, fill

__all__ = ["pytest_pyfunc_call"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "journal"
    fill(folder)
    return folder


@pytest.fixture
def file(folder: Path, tmp_path: Path) -> Path:
    backed_up(folder, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"
