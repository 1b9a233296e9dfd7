"""Which glimmers have which words, kept in memory: it tells where to look, and never what is found.

It costs no room on the disk, and nothing when a glimmer is kept; there is nothing of it to erase,
to back up or to mend. It is made when it is first needed.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

from app.core.lookback.folding import folded, index_words
from app.core.lookback.query import Term


class WordIndex:
    """The words of notes, by the numbers of their rows. What was replaced in a note may still be
    known here: whoever asks looks at the note itself.
    """

    def __init__(self) -> None:
        self._numbers = array("q")
        """Of each note that was read, in the order of reading."""
        self._having: dict[str, array[int]] = {}
        """Where in `_numbers` the notes stand that have this word."""
        self._all = ""
        """The words one after the other, each between ends of lines, as far as they were joined."""
        self._joined = 0
        """How many of them were."""
        self._read: dict[int, int] = {}
        """The hash of each note as it was read last."""

    def __len__(self) -> int:
        return len(self._read)

    def read(self, number: int, note: str) -> None:
        """Remember the words of this note, unless it is known as it is."""
        mark = hash(note)
        if self._read.get(number) == mark:
            return
        self._read[number] = mark
        place = len(self._numbers)
        self._numbers.append(number)
        having = self._having
        for word in index_words(folded(note)):
            if word in having:
                having[word].append(place)
            else:
                having[word] = array("I", (place,))

    def lacks(self, numbers: Iterable[int]) -> bool:
        """Whether a note that was read is none of these any more."""
        return not self._read.keys() <= set(numbers)

    def having(self, term: Term, *, most: int) -> set[int] | None:
        """The numbers of all notes that may have this term; None where they are more than about
        `most`, or nothing of the term is a word.
        """
        found: set[int] | None = None
        for piece in sorted(index_words(term.text), key=len, reverse=True):
            places = self._with_a_word_that_has(piece, most=most)
            if places is not None:
                found = places if found is None else found & places
        return None if found is None else {self._numbers[place] for place in found}

    def _with_a_word_that_has(self, piece: str, *, most: int) -> set[int] | None:
        having: list[array[int]] = []
        counted = 0
        for word in self._words_with(piece):
            places = self._having[word]
            having.append(places)
            # A note counts once for each of its words that match, and few have many.
            counted += len(places)
            if counted > 4 * most or len(places) > most:
                return None
        found: set[int] = set().union(*having)
        return found if len(found) <= most else None

    def _words_with(self, piece: str) -> Iterator[str]:
        """Every word in which this stands: one look through one text, not one at each of them."""
        if self._joined != len(self._having):
            self._all = "\n".join(["", *self._having, ""])
            self._joined = len(self._having)
        at = self._all.find(piece)
        while at >= 0:
            end = self._all.index("\n", at)
            yield self._all[self._all.rindex("\n", 0, at) + 1 : end]
            at = self._all.find(piece, end)
