"""Whether a text has the words that are looked for, and where."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.core.glimmers import Glimmer
from app.core.lookback.folding import belongs_to_the_one_before, folded_with_places
from app.core.lookback.query import ARTICLE, Term

Mark = tuple[int, int]
"""From one code point of a text to the one behind its end."""


class Found(NamedTuple):
    """A glimmer that was found, and what in its words was looked for."""

    glimmer: Glimmer
    marks: tuple[Mark, ...]


_JOINER = "\u200d"
"""Between two emoji that are shown as one."""


def contains(text: str, term: Term) -> bool:
    """Whether a text, folded, has this term in it; between two words there may be any space."""
    if " " in term.text:
        return _spaced(term.text).search(text) is not None
    return term.text in text


def marks(note: str, terms: Iterable[Term]) -> tuple[Mark, ...]:
    """Where the terms stand in a text as it was written, in its order; no mark touches another, or
    ends inside a letter with its accents, or inside an emoji.
    """
    wanted = tuple(terms)
    if not wanted:
        return ()
    text, places = folded_with_places(note)
    found = sorted(
        (places[start], places[end - 1] + 1) for term in wanted for start, end in _spans(text, term)
    )
    joined: list[Mark] = []
    for start, end in found:
        last = joined[-1][1] if joined else -1
        if end <= last:
            continue
        # From the last mark on: no letter is looked at twice, however many marks a note has.
        start, end = _whole_letters(note, start, end, after=max(last, 0))
        if start <= last:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def excerpt(
    note: str, marks: tuple[Mark, ...], *, longest: int, seen: int, lead: int
) -> tuple[str, tuple[Mark, ...]]:
    """Up to `longest` code points of a note on one line, and the marks as they stand in these.

    It is the beginning, or, where the first mark is not whole in the `seen` first ones, what stands
    around it: then three dots and at most `lead` code points come before it.
    """
    start = 0
    if marks and marks[0][1] > seen:
        start = max(0, marks[0][0] - lead)
        between = note.find(" ", start, marks[0][0])  # rather than in the middle of a word
        start = between + 1 if between >= 0 else start
        while 0 < start < marks[0][0] and _is_joined(note, start):
            start += 1
    letters: list[str] = ["…"] if start else []
    places: list[int] = []
    """Of each place in the note from `start` on, where it has come to."""
    for letter in note[start : start + 2 * longest].rstrip():
        places.append(len(letters))
        if not letter.isspace():
            letters.append(letter)
        elif letters and letters[-1] != " ":
            letters.append(" ")
    places.append(len(letters))
    whole = start + len(places) - 1 == len(note.rstrip()) and len(letters) <= longest
    line = "".join(letters[:longest]) + ("" if whole else "…")
    inside = (
        (_in(places, first - start, longest), _in(places, last - start, longest))
        for first, last in marks
    )
    return line, tuple((first, last) for first, last in inside if first < last)


def _in(places: list[int], place: int, longest: int) -> int:
    return min(places[min(max(place, 0), len(places) - 1)], longest)


def _spans(text: str, term: Term) -> Iterator[tuple[int, int]]:
    for match in _spaced(term.text).finditer(text):
        start, end = match.span()
        if (
            term.article
            and start >= len(ARTICLE)
            and text.startswith(ARTICLE, start - len(ARTICLE))
        ):
            start -= len(ARTICLE)
        yield start, end


def _whole_letters(note: str, start: int, end: int, *, after: int) -> Mark:
    while start > after and _is_joined(note, start):
        start -= 1
    while end < len(note) and _is_joined(note, end):
        end += 1
    return start, end


def _is_joined(note: str, place: int) -> bool:
    """Whether what stands here is part of what stands before it."""
    return belongs_to_the_one_before(note[place]) or note[place - 1] == _JOINER


@functools.lru_cache(maxsize=256)
def _spaced(text: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, text.split(" "))))
