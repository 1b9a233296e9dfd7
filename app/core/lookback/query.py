"""Reads what somebody types to find glimmers again.

    ocean person:"Mum" around year:2024 -work has:photo

Words stand in any order, and each may be a part of a word; what is in quotes is taken as it stands.
`person:`, `place:`, `tag:`, `pathway:`, `year:`, `has:photo` and `is:loved` leave the others out;
`within`, `around` and `between` alone are pathways. A minus in front turns any of it round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from app.core.glimmers import PATHWAYS, Pathway
from app.core.lookback.folding import folded
from app.core.names import fold
from app.core.photos import NameKind

MOST_TERMS = 32
"""Words that are looked for at once; of a whole story that was pasted, the first count."""
_MOST_PIECES = 256
"""Of what is typed, so many words and filters are read at all: it is read with each letter."""

_QUOTES = '"“”„‟«»＂'
_BRACKETS = "()[]{}<>（）［］｛｝【】"
_EDGES = _QUOTES + _BRACKETS + ",;，；、״"
"""What is forgiven at either end of a word."""
_PIECE = re.compile(
    rf"""
    (?P<minus>[-−](?=\S))?
    (?:(?P<key>[^\W\d_]+)[:：])?
    (?:[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)(?:(?P<closed>[{_QUOTES}])|$)|(?P<bare>\S*))
    """,
    re.VERBOSE,
)
_KINDS: dict[str, NameKind] = {
    "person": "person",
    "people": "person",
    "place": "place",
    "places": "place",
    "tag": "tag",
    "tags": "tag",
}
_YEARS = re.compile(r"(\d{4})(?:(?:-|\.\.)(\d{4}))?")
_DECADE = re.compile(r"(\d{3})0s")
ARTICLE = "ال"
"""Of Arabic nouns."""
_SHORTEST_NOUN = 3
"""Letters that are left behind an article, at least: in shorter words it belongs to the word."""


class Term(NamedTuple):
    """Words to be found in a text that is folded."""

    text: str
    """Folded itself; one space between two words."""
    article: bool = False
    """It was typed with the article of Arabic, which need not stand there."""


class Named(NamedTuple):
    """A person, a place or a tag."""

    kind: NameKind
    name: str
    """Folded as names are (`app.core.names.fold`) where it is `whole`; else as texts are."""
    whole: bool
    """It was in quotes: this name and no other. Else, and before the quotes are closed, any that
    contains it.
    """


class Years(NamedTuple):
    """From the first to the last, both included; a glimmer of a longer time is of all its years."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is to be found: each of these counts, and nothing is asked where there is none."""

    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    names: tuple[Named, ...] = ()
    without_names: tuple[Named, ...] = ()
    pathways: tuple[Pathway, ...] = ()
    """One of them."""
    without_pathways: tuple[Pathway, ...] = ()
    years: tuple[Years, ...] = ()
    """One of them."""
    without_years: tuple[Years, ...] = ()
    photos: bool | None = None
    """With photos, or without any."""
    loved: bool | None = None


def read_query(typed: str) -> Query:
    """What these words ask for. Nothing that a person types is wrong: what is no filter is looked
    for as it stands, and a filter that is not finished yet leaves nothing out.
    """
    found = _Found()
    for piece in pieces(typed):
        found.take(piece)
    return found.query()


class Piece(NamedTuple):
    """A word or a filter of what was typed."""

    wanted: bool
    key: str
    value: str
    quoted: bool
    closed: bool
    """Its quotes are at both ends."""
    whole: str
    """As it was typed, without its minus."""
    start: int
    """Where it stands, its minus included."""
    end: int


def pieces(typed: str) -> Iterator[Piece]:
    """What was typed, taken apart, in its order."""
    at = count = 0
    while at < len(typed) and count < _MOST_PIECES:
        if typed[at].isspace():
            at += 1
            continue
        count += 1
        match = _PIECE.match(typed, at)
        assert match is not None, "every part of it may be empty"
        quoted = match["quoted"] is not None
        value = match["quoted"] if quoted else match["bare"]
        whole = typed[match.start() + len(match["minus"] or "") : match.end()]
        end = max(match.end(), at + 1)
        key = (match["key"] or "").casefold()
        yield Piece(not match["minus"], key, value, quoted, bool(match["closed"]), whole, at, end)
        at = end


class _Found:
    """What was read so far; of the same thing, each once."""

    def __init__(self) -> None:
        self._terms: dict[bool, dict[Term, None]] = {True: {}, False: {}}
        self._names: dict[bool, dict[Named, None]] = {True: {}, False: {}}
        self._pathways: dict[bool, dict[Pathway, None]] = {True: {}, False: {}}
        self._years: dict[bool, dict[Years, None]] = {True: {}, False: {}}
        self._photos: bool | None = None
        self._loved: bool | None = None

    def take(self, piece: Piece) -> None:
        if piece.key:
            if self._is_filter(piece):
                return
            # As in "10:30" or an address: no key of ours.
            self._word(piece.whole, quoted=False, wanted=piece.wanted)
        else:
            self._word(piece.value, quoted=piece.quoted, wanted=piece.wanted)

    def query(self) -> Query:
        return Query(
            terms=tuple(self._terms[True])[:MOST_TERMS],
            without=tuple(self._terms[False])[:MOST_TERMS],
            names=tuple(self._names[True])[:MOST_TERMS],
            without_names=tuple(self._names[False])[:MOST_TERMS],
            pathways=tuple(self._pathways[True]),
            without_pathways=tuple(self._pathways[False]),
            years=tuple(self._years[True])[:MOST_TERMS],
            without_years=tuple(self._years[False])[:MOST_TERMS],
            photos=self._photos,
            loved=self._loved,
        )

    def _word(self, word: str, *, quoted: bool, wanted: bool) -> None:
        plain = word if quoted else _forgiven(word)
        text = " ".join(folded(plain).split())
        pathway = next((known for known in PATHWAYS if known == text), None)
        if pathway and not quoted:
            self._pathways[wanted][pathway] = None
        elif text and (quoted or text != "-"):  # a minus alone: what it leaves out comes next
            self._terms[wanted][_term(text)] = None

    def _is_filter(self, piece: Piece) -> bool:
        """Whether it is one, or the beginning of one: what is typed next may finish it."""
        value = piece.value if piece.quoted else _forgiven(piece.value)
        said = " ".join(folded(value).split())
        match piece.key:
            case "person" | "people" | "place" | "places" | "tag" | "tags":
                if said:
                    name = fold(value) if piece.closed else said
                    named = Named(_KINDS[piece.key], name, piece.closed)
                    self._names[piece.wanted][named] = None
            case "pathway" if any(known.startswith(said) for known in PATHWAYS):
                for pathway in PATHWAYS:
                    if pathway == said:
                        self._pathways[piece.wanted][pathway] = None
            case "year" | "years":
                return self._is_year(said, wanted=piece.wanted)
            case "has" if "photos".startswith(said):
                if said in ("photo", "photos"):
                    self._photos = piece.wanted
            case "is" if "loved".startswith(said):
                if said == "loved":
                    self._loved = piece.wanted
            case _:
                return False
        return True

    def _is_year(self, said: str, *, wanted: bool) -> bool:
        if years := _years(said):
            self._years[wanted][years] = None
        return years is not None or re.fullmatch(r"\d{0,3}|\d{4}(-|\.\.?)\d{0,3}", said) is not None


def _years(said: str) -> Years | None:
    if decade := _DECADE.fullmatch(said):
        return Years(int(decade[1]) * 10, int(decade[1]) * 10 + 9)
    if years := _YEARS.fullmatch(said):
        first, last = sorted((int(years[1]), int(years[2] or years[1])))
        return Years(first, last)
    return None


def _forgiven(word: str) -> str:
    """Without quotes and brackets that are left over; a smile stays one."""
    plain = word.strip(_EDGES)
    if not plain or any(each.isalnum() or not each.isascii() for each in plain):
        return plain
    return word.strip(_QUOTES)


def _term(text: str) -> Term:
    noun = text.removeprefix(ARTICLE)
    if noun != text and len(noun) >= _SHORTEST_NOUN and " " not in noun:
        return Term(noun, article=True)
    return Term(text)
