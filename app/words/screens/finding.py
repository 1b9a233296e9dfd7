"""What is said to somebody who looks for something they kept."""

from __future__ import annotations

from app.words.screens.common import Common
from app.words.sentence import Plural, Sentence

_FROM_HERE, _TO_HERE = "\u2068", "\u2069"
"""Around words that may run in another direction than the sentence (UAX #9, isolates)."""
_LONGEST = 60


class Finding(Common):
    """Search: what it is asked, what it found."""

    SEARCH = Sentence("Search")
    WHAT_IS_SEARCHED = Sentence("Words, people, places")
    CLEAR_SEARCH = Sentence("Clear the search")
    WHAT_TO_FIND = Sentence(
        "What would you like to find again? A few letters are enough: of a word, a name, a place."
    )
    HOW_TO_FIND = Sentence(
        "Words can stand in any order. Those in quotes stand together, “quiet sea”, and a minus "
        "leaves a word out, -work."
    )
    FILTER_LOVED = Sentence("Loved")
    FILTER_PHOTOS = Sentence("With photos")
    _NOTHING_FOUND = Sentence(
        "Nothing here has “{asked}”. Fewer words, or a part of one, find more. What is in the bin "
        "is not searched."
    )
    found = Plural("One glimmer found.", "{n} glimmers found.")
    found_first = Plural(
        "One glimmer found, and there are more.",
        "The latest {n} glimmers found. More come as you scroll.",
    )

    def nothing_found(self, asked: str) -> str:
        """What was looked for, and what else may find it."""
        words = " ".join(asked.split())
        if len(words) > _LONGEST:
            words = words[:_LONGEST].rstrip() + "…"
        return self._NOTHING_FOUND.format(asked=f"{_FROM_HERE}{words}{_TO_HERE}")
