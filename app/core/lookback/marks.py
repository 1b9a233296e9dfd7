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
