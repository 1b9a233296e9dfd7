"""Filters that can be tapped: each is a few words of the language of queries, which a tap writes
into what is typed and takes out of it again. So what is tapped and what is typed are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from app.core.glimmers import Pathway
from app.core.lookback.query import Named, Piece, Query, pieces, read_query
from app.core.names import fold
from app.core.photos import NameKind

LOVED = "is:loved"
WITH_PHOTOS = "has:photo"


class Filterable(NamedTuple):
    """What there is in a journal that glimmers can be told apart by."""

    loved: bool = False
    photos: bool = False
    pathways: tuple[Pathway, ...] = ()
    names: Mapping[NameKind, tuple[str, ...]] = {}
    """The most used first."""
    years: tuple[int, ...] = ()
    """In which a glimmer begins and ends, the latest first."""


def of_name(kind: NameKind, name: str) -> str:
    """The words for one person, place or tag; "" for a name with quotes in it, which no query can
    say.
    """
    words = f'{kind}:"{name}"'
    return words if read_query(words).names == (Named(kind, fold(name), True),) else ""


def of_year(year: int) -> str:
    """The words for a year."""
    return f"year:{year:04}"


def of_pathway(pathway: str) -> str:
    """The words for a pathway."""
    return f"pathway:{pathway}"


def of_word(word: str) -> str:
    """The words for a word: itself, or in quotes where it means something in a query."""
    asked = read_query(word)
    return word if len(asked.terms) == 1 and asked == Query(terms=asked.terms) else f'"{word}"'


def asks(typed: str, words: str) -> bool:
    """Whether what is typed asks for this filter, however it is written there."""
    return next(_saying(typed, words), None) is not None


def toggled(typed: str, words: str) -> str:
    """The same with this filter, or without it where it asks for it already.

    It comes in front: what is being typed goes on at the end, and a quote that is still open does
    not swallow it.
    """
    if not asks(typed, words):
        return f"{words} {typed.lstrip()}"
    kept, end = "", 0
    for piece in _saying(typed, words):
        kept += typed[end : piece.start]
        end = piece.end
        while typed[end : end + 1].isspace():
            end += 1
    return kept + typed[end:]


def _saying(typed: str, words: str) -> Iterator[Piece]:
    wanted = read_query(words)
    return (
        piece for piece in pieces(typed) if read_query(typed[piece.start : piece.end]) == wanted
    )
