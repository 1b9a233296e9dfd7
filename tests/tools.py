"""Programs of the system's that a test needs."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest


def lacking(what: str) -> NoReturn:
    """Skips on somebody's desk, and fails in continuous integration."""
    if os.environ.get("CI"):
        pytest.fail(
            f"{what} is missing: in continuous integration these tests must run", pytrace=False
        )
    pytest.skip(f"{what} is missing: run `sh build/prepare.sh test` as root")


def tool(name: str) -> str:
    """Where a program is, by its name."""
    return shutil.which(name) or lacking(name)
