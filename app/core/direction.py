"""Which way a text runs: what a person wrote is drawn in its own direction, whatever is spoken
around it.
"""

from __future__ import annotations

from unicodedata import bidirectional

_ISOLATES = ("LRI", "RLI", "FSI")


def reads_from_right(text: str) -> bool:
    """Whether the first letter that has a direction runs from the right, as in Hebrew and Arabic.

    What stands in isolates is passed over (UAX #9, rules P2 and P3). Without any such letter: no.
    """
    depth = 0
    for letter in text:
        kind = bidirectional(letter)
        if kind in _ISOLATES:
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif depth == 0 and kind in ("L", "R", "AL"):
            return kind != "L"
    return False
