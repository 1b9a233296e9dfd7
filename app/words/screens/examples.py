"""What a glimmer is, in one line, and fifty examples for those who do not know what counts."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from app.words.screens.common import Common
from app.words.sentence import Sentence, Several

if TYPE_CHECKING:
    from app.core.glimmers import Pathway

FEW = 5
"""How many examples are shown at a time."""


class Examples(Common):
    """A few of them at a time."""

    A_GLIMMER = Sentence("A glimmer is a tiny good moment: sun on a hand, a warm cup, a kind word.")
    EXAMPLES = Sentence("A few examples")
    EXAMPLES_WHY = Sentence(
        "We wrote these for this page, with many lives in mind. Yours may be quite different."
    )
    OTHERS = Sentence("Others")
    _WHICH = Sentence("{first} to {last} of {count}")

    # For who adds or translates one: it is what somebody could have kept, on a ward, in a cell, on
    # a night shift, at a loss; small, and told without a moral. It asks for nothing, praises
    # nobody and does not say that all will be well. None is from a book. At most 80 characters.
    # Few lean on the eyes or the ears; names of seasons, dishes and games may be those of the
    # language.
    _WITHIN_ME = Several(
        "I slept three hours in one piece.",
        "I cried, and then I was hungry.",
        "I washed my hair. It was all I did today.",
        "I got the window open by myself.",
        "I was angry, and I left the room before I said it.",
        "My shoes came off after twelve hours on my feet.",
        "I ate half of it, and it stayed down.",
        "I tied both shoes myself, with a bow.",
        "I laughed, and I did not miss her any less.",
        "My hands still knew how to make the dough.",
        "Nine in the evening, and I have not had a drink.",
        "The pain went down a little, for about as long as a song.",
        "I said no, and nothing bad happened.",
        "In the bath my legs weighed nothing.",
        "I did a sum that I could not do yesterday.",
        "I sat down on the step with the shopping. Nobody was waiting.",
    )
    _AROUND_ME = Several(
        "The heating came on.",
        "A square of sun crossed the cell. I sat in it until it left.",
        "The smell of bread came up the stairs.",
        "Nothing good today. Then the cool side of the pillow.",
        "I felt the train before it came, a hum in the platform.",
        "Rain on the roof, and no bucket under it.",
        "I found a snail, and it had its eyes out.",
        "At four in the morning the whole ward was quiet for a minute.",
        "I knew the tree by its bark.",
        "The hens came running, as if I were somebody.",
        "A yellow flower grew out of the crack by the bins.",
        "My blanket came back from the laundry, still warm.",
        "Mint, rubbed between two fingers.",
        "The well water was so cold that I felt it all the way down.",
        "From my bed I can see one branch. Today it had buds.",
        "Snow in the night. In the morning the street sounded soft.",
        "My stick found the kerb just where I remembered it.",
    )
    _BETWEEN_US = Several(
        "The nurse warmed her hands before she took my arm.",
        "The driver saw me running, and waited.",
        "They had kept my chair free.",
        "The cat lay down with its back to me, close enough to touch.",
        "Somebody had filled the kettle for the next shift.",
        "My mother did not know my name. She knew the song.",
        "The woman at the till said my name right.",
        "We lost, four to nothing, and shared an orange afterwards.",
        "I read your old message again. It still sounds like you.",
        "We signed to each other across the whole station.",
        "She asked before she took my arm at the crossing.",
        "He held the lamp, I held the goat. The little one stood up.",
        "My cellmate turned the radio down without being asked.",
        "The neighbour left soup at my door and did not knock.",
        "The baby held on to my thumb.",
        "They sat in the light, so that I could read their lips.",
        "Two of us stood in the same doorway until the rain was over.",
    )

    @property
    def ALL_EXAMPLES(self) -> tuple[tuple[Pathway, str], ...]:
        """Each with where the light was, by turns: so that no few of them come from one place."""
        turns = zip_longest(self._AROUND_ME, self._WITHIN_ME, self._BETWEEN_US)
        kinds: tuple[Pathway, ...] = ("around", "within", "between")
        return tuple(
            (kind, text) for turn in turns for kind, text in zip(kinds, turn, strict=True) if text
        )

    def few_examples(self, turn: int) -> tuple[tuple[tuple[Pathway, str], ...], str]:
        """Some of them, and which they are for the ear: “6 to 10 of 50”. The next `turn` shows the
        next; after the last come the first.
        """
        every = self.ALL_EXAMPLES
        first = turn * FEW % len(every)
        few = every[first : first + FEW]
        which = self._WHICH.format(first=first + 1, last=first + len(few), count=len(every))
        return few, which
