"""Two thousand flipped bits and five hundred cuts over database, log and photo files: nothing is silent, nothing breaks."""

from __future__ import annotations

import pytest

from tests.storage.damage import BROKEN, SILENT, flips_and_cuts, make_journal

FLIPS, CUTS = 2000, 500


@pytest.mark.parametrize("part", range(4))
def test_every_answer_is_right_refused_in_a_sentence_or_mended_with_what_was_lost_named(part, tmp_path, tell):
    kept = make_journal(tmp_path, log=part % 2 == 1)

    outcomes = flips_and_cuts(tmp_path, kept, flips=FLIPS // 4, cuts=CUTS // 4, seed=part + 1)

    tell(", ".join(f"{count} {what}" for what, count in outcomes.most_common()))
    assert sum(outcomes.values()) == (FLIPS + CUTS) // 4
    assert not [what for what in outcomes if what.startswith((SILENT, BROKEN))]
