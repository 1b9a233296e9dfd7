"""Tests here may wait, but not for fingers to rest: a box that is read after a pause is read at
once. What the pauses are for has tests of its own.
"""

import pytest

from app.ui.look import when_field
from tests.in_loop import pytest_pyfunc_call

__all__ = ["pytest_pyfunc_call"]


@pytest.fixture(autouse=True)
def fingers_rest_at_once(monkeypatch):
    monkeypatch.setattr(when_field, "PAUSE", 0.0)
    monkeypatch.setattr(when_field, "QUIET", 0.0)
