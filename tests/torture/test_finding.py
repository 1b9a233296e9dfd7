"""100,000 odd queries over a journal in many scripts that changes between them."""

from __future__ import annotations

import random

import pytest

from storage.rows import finding_rows
from tests.storage.test_finding import odd_answers


@pytest.mark.parametrize("part", range(5))
def test_whatever_is_typed_finds_what_reading_everything_finds(part, tell, monkeypatch):
    for name in ("_FIRST_WALK", "_STEP", "_READ_IN_A_STEP", "_NUMBERS"):
        monkeypatch.setattr(finding_rows, name, 3)
    seed = random.SystemRandom().randrange(2**32)

    odd = odd_answers(20_000, seed)

    tell(f"seed {seed}: 20000 queries, {len(odd)} odd")
    assert odd == [], f"seed {seed}"
