"""What is said of what nourishes a person: no number, no comparison, and no cheer, since it may be
somebody who died.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from app.words.screens.look_back import LookBack
from app.words.sentence import Sentence, Table

if TYPE_CHECKING:
    from app.core.glimmers import Pathway
    from app.core.lookback.nourishing import Kind, Nourishing


class NourishingWords(LookBack):
    """The page *What nourishes me*."""

    NOURISHES = Sentence("What nourishes me")
    NOURISHES_SHORT = Sentence("What nourishes")
    NOURISHES_WHAT = Sentence(
        "Who and what came back in your glimmers over the last twelve months. The order says "
        "nothing."
    )
    NOURISHES_SHIFTS = Sentence(
        "What nourishes is different for each of us, and it shifts with time. Somebody you miss "
        "can be here too. One or two people are plenty."
    )
    NOURISHES_NOT_ALL = Sentence(
        "Much that matters is not here: what came only once, and what was never written down."
    )
    NOTHING_NOURISHES = Sentence(
        "This page is quiet for now. What comes back over several weeks will be here. Nothing "
        "has to."
    )
    _NOURISHES_BY: Table[str] = Table(
        {
            "pathway": "Within, around, between",
            "word": "In your words",
            "hours": "Hours of the day",
            "months": "Times of year",
        }
    )
    _PARTS_OF_DAY: Table[str] = Table(
        {
            "morning": "Mornings",
            "afternoon": "Afternoons",
            "evening": "Evenings",
            "night": "Nights",
        }
    )
    _TIMES_OF_YEAR: Table[str] = Table(
        {
            "march": "March to May",
            "june": "June to August",
            "september": "September to November",
            "december": "December to February",
        }
    )
    _FIND_WORD = Sentence("Find “{word}”")

    def nourishes_by(self, kind: Kind) -> str:
        """What stands above those of a kind."""
        if kind in ("person", "place", "tag"):
            return self.PEOPLE_PLACES_TAGS[kind]
        return self._NOURISHES_BY[kind]

    def nourishes(self, one: Nourishing) -> str:
        """Its name, for the eye."""
        match one.kind:
            case "pathway":
                return self.PATHWAYS[cast("Pathway", one.what)]
            case "hours":
                return self._PARTS_OF_DAY[one.what]
            case "months":
                return self._TIMES_OF_YEAR[one.what]
            case _:
                return one.what

    def nourishes_spoken(self, one: Nourishing) -> str:
        """For the ear: what a tap on it leads to."""
        named = self.nourishes(one)
        return self._FIND_WORD.format(word=named) if one.kind == "word" else named
