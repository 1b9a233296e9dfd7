"""Ten minutes of saying when in every way there is, and 100,000 samples with something done to
them.
"""

from __future__ import annotations

import random

import pytest

from tests.core.phrases import mutated
from tests.torture.fuzz_when import fuzz

AT_MOST = 200
"""Milliseconds of processor for one phrase, twice understood and once checked: its person is
typing, and each letter is a phrase. The slowest of 40,000 long ones made of our own words took 50;
the rest is for slower machines."""


@pytest.mark.parametrize("part", range(5))
def test_no_phrase_breaks_a_promise_in_two_minutes(part, tell, capsys):
    seed = random.SystemRandom().randrange(2**32)

    counts = fuzz(120, seed)

    told = capsys.readouterr().out
    tell(f"seed {seed}: {dict(counts)}")
    assert counts["BROKEN"] == 0, f"seed {seed}: {told}"
    assert counts["slowest, ms"] < AT_MOST, f"seed {seed}: {told}"


@pytest.mark.parametrize("part", range(5))
def test_no_sample_breaks_a_promise_whatever_is_done_to_it(part, tell, capsys):
    seed = random.SystemRandom().randrange(2**32)

    counts = fuzz(0, seed, phrases=20_000, say=mutated)

    told = capsys.readouterr().out
    tell(f"seed {seed}: {dict(counts)}")
    assert counts["BROKEN"] == 0, f"seed {seed}: {told}"
    assert counts["slowest, ms"] < AT_MOST, f"seed {seed}: {told}"
