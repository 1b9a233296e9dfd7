"""Whatever a test speaks, the next one begins in English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.words import language


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    language.speak(language.SOURCE)
