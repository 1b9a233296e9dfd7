"""What the measurements measure with."""

from __future__ import annotations

import sys

import pytest

from bench.measure import grown_by

MB = 1 << 20


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
def test_what_is_needed_for_a_moment_is_counted_whatever_was_needed_before():
    def for_a_moment(size: int) -> None:
        assert len(b"x" * size) == size

    for_a_moment(200 * MB)

    assert 55 < grown_by(lambda: for_a_moment(60 * MB)) < 70
    assert grown_by(lambda: for_a_moment(1)) < 5
