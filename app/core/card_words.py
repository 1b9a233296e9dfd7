"""How much of long words can stand on a card at all, so that nobody lays out what will never be seen."""

from __future__ import annotations

MOST = 2000
"""Characters: twice as many as narrow letters fill the card with, in the smallest size."""


def for_card(words: str) -> str:
    """The words, or so much of their beginning as a card may show; both ways to draw one end it in an ellipsis."""
    words = words.strip()
    return words if len(words) <= MOST else f"{words[:MOST].rstrip()}…"
