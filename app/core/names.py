"""Names of people, places and tags: what a valid one is, and reading `@name` and `#tag` out of
words as they are typed.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.core.errors import InvalidWordsError
from app.core.photos import NameKind

MAX_NAME = 80
"""Characters a name may have."""

_LONGEST_WRITTEN = 8 * MAX_NAME
"""Code points that a name may be written in before accents are put together. What is longer is no
name, and putting the marks of a letter in order takes their number squared (Unicode Standard Annex
15, 13).
"""

_SIGNS: dict[str, NameKind] = {"@": "person", "＠": "person", "#": "tag", "＃": "tag"}
_JOINERS = "-'’‐·"
"""Part of a name between two of its letters, as in Jean-Luc and O’Brien."""
_INVISIBLE_JOINERS = "\u200c\u200d"
"""Persian and Indic scripts write them inside words."""
_NO_WORD_BEFORE = frozenset("._-+/=&@＠#＃")
"""A sign behind one of these belongs to an address, a link or a heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A person, a place or a tag, as it is completed from."""

    name: str
    """As it was spelled first."""
    count: int
    """Glimmers outside the bin that carry it."""


class Mentions(NamedTuple):
    """Who and what stands in words behind `@` and `#`, each once, in the order they appear."""

    people: tuple[str, ...]
    tags: tuple[str, ...]

    def of(self, kind: NameKind) -> tuple[str, ...]:
        """Those of one kind; places have no sign."""
        return {"person": self.people, "tag": self.tags}.get(kind, ())


class BeingTyped(NamedTuple):
    """A name that is being typed where the cursor stands."""

    kind: NameKind
    typed: str
    """What stands between the sign and the cursor; nothing right behind the sign."""
    span: tuple[int, int]
    """From the sign to the end of the name, in code points: what a completion takes the
    place of.
    """


def check_name(name: str) -> str:
    """The name trimmed and in NFC.

    Raises:
        InvalidWordsError: nothing to see in it, over `MAX_NAME` characters, or control characters
            in it.
    """
    trimmed = name.strip()
    if len(trimmed) <= _LONGEST_WRITTEN:
        trimmed = unicodedata.normalize("NFC", trimmed)
    categories = {unicodedata.category(character) for character in trimmed}
    if not any(category[0] in "LNPS" for category in categories):
        raise InvalidWordsError("empty name")
    if len(trimmed) > MAX_NAME:
        raise InvalidWordsError("long name", n=len(trimmed), most=MAX_NAME)
    if categories & {"Cc", "Cs", "Zl", "Zp"}:
        raise InvalidWordsError("odd name")
    return trimmed


@functools.lru_cache(maxsize=1024)
def fold(name: str) -> str:
    """What two spellings of one name have in common: case, spaces and the way accents are encoded
    do not count.

    A canonical caseless match after The Unicode Standard, 3.13, D145.
    """
    if len(name) > _LONGEST_WRITTEN:
        return " ".join(name.casefold().split())
    return unicodedata.normalize(
        "NFC", " ".join(unicodedata.normalize("NFD", name).casefold().split())
    )


def without_accents(folded: str) -> str:
    """For finding José by `jose`."""
    return "".join(
        character
        for character in unicodedata.normalize("NFD", folded)
        if not unicodedata.combining(character)
    )


# Out of words -------------------------------------------------------------------------------------


def mentions(words: str, known: Iterable[str] = ()) -> Mentions:
    """Every `@name` and `#tag` in these words, which stay as they were typed.

    A name ends where its letters end, so a name of several words is read only if it is `known`:
    then the longest wins. E-mail addresses, links, `#` alone and numbers (`#1`) are none, nor is a
    time (`@3pm`).
    """
    found: dict[NameKind, dict[str, str]] = {"person": {}, "tag": {}}
    several = _Known(name for name in known if " " in name)
    for sign, kind in _signs(words):
        name = several.at(words, sign + 1) or _possessed(
            words[sign + 1 : _end_of_name(words, sign + 1)]
        )
        if _is_one(kind, name):
            name = unicodedata.normalize("NFC", name)
            found[kind].setdefault(fold(name), name)
    return Mentions(tuple(found["person"].values()), tuple(found["tag"].values()))


def being_typed(words: str, cursor: int) -> BeingTyped | None:
    """The name under the cursor (code points from the beginning), to be completed; None where
    nobody types one.
    """
    for sign, kind in _signs(words[:cursor]):
        end = _end_of_name(words, sign + 1)
        # Right behind a joiner the name may go on, though nothing follows yet.
        if cursor <= end or (cursor == end + 1 and words[end] in _JOINERS and end > sign + 1):
            return BeingTyped(kind, words[sign + 1 : cursor], (sign, max(end, cursor)))
    return None


def with_mentions(
    names: Sequence[str],
    before: Mentions,
    after: Mentions,
    kind: NameKind,
    *,
    by_hand: Collection[str] = (),
) -> tuple[str, ...]:
    """The names a glimmer has once its words changed, given what they mentioned before and mention
    now.

    Only what changed in the words changes the names. A mention that appeared is added at the end,
    unless the name is there already. One that vanished takes its name along, so that the letters of
    `@Noor` leave no `N`, `No` and `Noo` behind, and correcting a name corrects it. A name that was
    given `by_hand` (as a chip, or in the terminal) stays when a mention of it vanishes: typing
    `#artist` passes `#art`, and must not take away an `art` that was there before. And one that was
    taken away by hand does not come back while its mention merely stands in the words. What was by
    hand is not stored: when editing begins, it is every name that the words do not mention
    (`given_by_hand`); a chip that is added joins it, one that is removed leaves it.
    """
    old, new = (
        {fold(name) for name in before.of(kind)},
        {fold(name): name for name in after.of(kind)},
    )
    vanished = old - new.keys() - {fold(name) for name in by_hand}
    kept = {fold(name): name for name in names if fold(name) not in vanished}
    return tuple(
        (
            kept | {key: name for key, name in new.items() if key not in old and key not in kept}
        ).values()
    )


def given_by_hand(names: Sequence[str], mentioned: Mentions, kind: NameKind) -> tuple[str, ...]:
    """Which of a glimmer's names are not in its words."""
    in_words = {fold(name) for name in mentioned.of(kind)}
    return tuple(name for name in names if fold(name) not in in_words)


def _signs(words: str) -> Iterator[tuple[int, NameKind]]:
    """Where a name or a tag may begin, and which of them."""
    for index, character in enumerate(words):
        if character in _SIGNS and not _follows_a_word(words, index):
            yield index, _SIGNS[character]


def _follows_a_word(words: str, index: int) -> bool:
    """As in a@b.de; scripts that have no case are often written without spaces, so there a name may
    follow at once.
    """
    while index and unicodedata.category(words[index - 1])[0] == "M":
        index -= 1
    if not index:
        return False
    before = words[index - 1]
    category = unicodedata.category(before)
    return (
        before in _NO_WORD_BEFORE or category[0] == "N" or (category[0] == "L" and category != "Lo")
    )


def _end_of_name(words: str, start: int) -> int:
    end = start
    while end < len(words) and (
        _of_a_name(words[end])
        or (
            end > start
            and words[end] in _JOINERS
            and end + 1 < len(words)
            and _of_a_name(words[end + 1])
        )
    ):
        end += 1
    return end


def _of_a_name(character: str) -> bool:
    # `\w` of `re` knows no combining marks, and with them most scripts of India would be torn.
    return (
        unicodedata.category(character)[0] in "LMN"
        or character == "_"
        or character in _INVISIBLE_JOINERS
    )


def _possessed(name: str) -> str:
    """`@Noor's cat` is about Noor."""
    return name[:-2] if name[-2:] in ("'s", "’s") else name


class _Known:
    """Names of several words, to be found where they stand.

    They are looked up by their first word and the letter after it: a place in the words costs as
    much as it promises, however many names there are.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._found: dict[tuple[str, str], dict[int, dict[str, str]]] = {}
        self._longest = 0
        self._seen: dict[str, str] = {}
        """What was found in which words: what is repeated is looked at once."""
        for name in names:
            self._longest = max(self._longest, len(name))
            of_a_length = self._found.setdefault(_beginning(name), {})
            of_a_length.setdefault(len(name), {}).setdefault(fold(name), name)
        self._firsts = {first for first, _ in self._found}
        for beginning, of_a_length in self._found.items():
            self._found[beginning] = dict(sorted(of_a_length.items(), reverse=True))

    def at(self, words: str, start: int) -> str:
        """The longest that stands here whole; empty for none."""
        if not self._found:
            return ""
        ahead = words[start : start + self._longest + 1]
        if (name := self._seen.get(ahead)) is None:
            name = self._seen[ahead] = self._of(ahead)
        return name

    def _of(self, words: str) -> str:
        first, letter = _beginning(words)
        if first not in self._firsts:
            return ""
        for beginning in dict.fromkeys(((first, letter), (first, ""))):
            for length, names in self._found.get(beginning, {}).items():
                name = names.get(fold(words[:length]))
                if name and not _of_a_name(words[length : length + 1] or " "):
                    return name
        return ""


@functools.lru_cache(maxsize=1024)
def _beginning(name: str) -> tuple[str, str]:
    """Its first word, folded, and the letter that begins the second; no letter where only a mark
    does.
    """
    parts = name.split(None, 1)
    first = fold(parts[0]) if parts else ""
    letter = unicodedata.normalize("NFD", parts[1][0].casefold())[:1] if len(parts) > 1 else ""
    return first, "" if unicodedata.combining(letter or " ") else letter


def _is_one(kind: NameKind, name: str) -> bool:
    if not name or len(name) > MAX_NAME:
        return False
    letters = name[:1] if kind == "person" else name
    return any(unicodedata.category(character)[0] == "L" for character in letters)
