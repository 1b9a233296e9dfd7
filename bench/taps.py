"""How soon a tap in the app is answered, beside a bare Flet app, and whether a full journal is
slower."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from bench.in_browser import filled, seconds_of_a_tap, started
from bench.measure import Measured
from tests.browser import browser as real

TAPS = 15
BARE = Path(__file__).with_name("bare_app")

_LITTLE, _FULL = 100, 10_000
_OVER_BARE, _FULL_OVER_LITTLE = 1.5, 1.1
_WARM_UP = 2


def measures() -> list[Measured]:
    """All of them open at once and tapped by turns, so that a busy machine slows all alike."""
    app, bare = real.built_app(), real.built(BARE, "bare")
    took: dict[int | None, list[float]] = {None: [], _LITTLE: [], _FULL: []}
    with sync_playwright() as playwright, ExitStack() as open_ones:
        pages = {
            count: open_ones.enter_context(
                started(playwright, app, filled(count)) if count else started(playwright, bare)
            )
            for count in took
        }
        for number in range(-_WARM_UP, TAPS):
            for count in list(pages)[:: -1 if number % 2 else 1]:
                pages[count].bring_to_front()
                pages[count].wait_for_timeout(400)
                seconds = seconds_of_a_tap(pages[count])
                if number >= 0:
                    took[count].append(seconds)

    def compared(what: str, ours: int, peer: int | None, limit: float) -> Measured:
        return Measured(
            measure=f"tap to “Kept” at {ours:,} glimmers, over {what}",
            ours=median(took[ours]),
            peer=median(took[peer]),
            limit=limit,
            runs=TAPS,
        )

    bare_tap = "a bare Flet app's tap to changed text"
    return [
        compared(bare_tap, _LITTLE, None, _OVER_BARE),
        compared(bare_tap, _FULL, None, _OVER_BARE),
        compared(f"at {_LITTLE:,}", _FULL, _LITTLE, _FULL_OVER_LITTLE),
    ]
