"""Ten minutes of saying when in every way there is."""

from __future__ import annotations

import random

import pytest

from tests.torture.fuzz_when import fuzz


@pytest.mark.parametrize("part", range(5))
def test_no_phrase_breaks_a_promise_in_two_minutes(part, capsys):
    seed = random.SystemRandom().randrange(2**32)

    counts = fuzz(120, seed)

    with capsys.disabled():
        print(f"\nseed {seed}: {dict(counts)}")
    assert counts["BROKEN"] == 0, f"seed {seed}: {capsys.readouterr().out}"
    assert counts["slowest, ms"] < 2000
