"""Thousands of flipped bits and hundreds of cuts over database, log and photo files: nothing is
silent, nothing breaks."""

from __future__ import annotations

import pytest

from storage import header
from tests.storage.damage import BROKEN, SILENT, flips_and_cuts, make_journal
from tests.storage.test_damage import made, made_with_log
from tests.storage.test_damaged_header import assert_each_flip_is_harmless_or_mended
from tests.storage.test_damaged_header import made as made_small

__all__ = ["made", "made_small", "made_with_log"]  # fixtures

FLIPS, CUTS = 2000, 500


@pytest.mark.parametrize("part", range(4))
def test_every_answer_is_right_refused_in_a_sentence_or_mended_with_what_was_lost_named(
    part, tmp_path, tell
):
    kept = make_journal(tmp_path, log=part % 2 == 1)

    outcomes = flips_and_cuts(tmp_path, kept, flips=FLIPS // 4, cuts=CUTS // 4, seed=part + 1)

    tell(", ".join(f"{count} {what}" for what, count in outcomes.most_common()))
    assert sum(outcomes.values()) == (FLIPS + CUTS) // 4
    assert not [what for what in outcomes if what.startswith((SILENT, BROKEN))]


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_lost_or_changed_without_a_word_by_forty_flips_and_ten_cuts(
    made, seed, monkeypatch
):
    monkeypatch.setattr(header, "_BETWEEN_LOOKS", 0)

    outcomes = flips_and_cuts(*made, flips=40, cuts=10, seed=seed, show=True)

    assert sum(outcomes.values()) == 50
    assert not [what for what in outcomes if what.startswith((SILENT, BROKEN))]


def test_nor_by_as_many_where_a_log_lies_beside_it(made_with_log, monkeypatch):
    monkeypatch.setattr(header, "_BETWEEN_LOOKS", 0)

    outcomes = flips_and_cuts(*made_with_log, flips=40, cuts=10, seed=100, show=True)

    assert sum(outcomes.values()) == 50
    assert not [what for what in outcomes if what.startswith((SILENT, BROKEN))]


def test_of_800_flipped_bits_of_the_header_each_does_no_harm_or_is_refused_and_mended(
    made_small, tmp_path
):
    assert_each_flip_is_harmless_or_mended(made_small, tmp_path, range(800))
