"""Words on their way into a picture: their direction, and where their lines break.

Nothing here knows how wide a letter is: that is measured by the pen that will draw it.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import TypeAlias

ELLIPSIS = "…"

Width: TypeAlias = Callable[[str], float]
"""Pixels of one line, in the font and size that its words will have."""

# Of the older symbols those that are pictures by themselves; others are when U+FE0F follows.
_SHOWN_AS_PICTURE = (
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1"
    "\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705"
    "\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50"
    "\u2b55"
)
_ONE = (
    rf"(?:[\U0001f000-\U0001faff](?!\ufe0e)\ufe0f?|[{_SHOWN_AS_PICTURE}](?!\ufe0e)\ufe0f?"
    r"|[\u00a9\u00ae\u203c-\u3299]\ufe0f)"
    r"[\U0001f3fb-\U0001f3ff]?[\U000e0020-\U000e007f]*"
)
EMOJI = re.compile(
    rf"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3"
    rf"|{_ONE}(?:\u200d(?:{_ONE}|[\u2640\u2642\u2695\u2764][\ufe0f]?))*"
)
"""One emoji, however many characters it is made of."""
_EMOJI_APART = re.compile(f"({EMOJI.pattern})")

_KANA = re.compile("[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d]")
_NO_BREAK_BEFORE = frozenset("、。，．！？）」』】〉》：；ー…’”)]},.!?:;")
CLINGING = ("Mn", "Mc", "Me", "Cf")
"""Categories of marks and joiners: they belong to the letter before them."""


def reads_from_right(text: str) -> bool:
    """Whether its first letter that has a direction is of a script read from right to left."""
    kinds = (kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL"))
    return next((kind != "L" for kind in kinds), False)


def is_japanese(text: str) -> bool:
    """Whether there are kana in it, which only Japanese is written with."""
    return _KANA.search(text) is not None


def lines(text: str, most: float, width: Width) -> Iterator[str]:
    """Lines no wider than `most`, broken at spaces and between CJK characters.

    A word that is too wide by itself is broken where it must be. The person's own line breaks
    stay. Lines are found as they are asked for.
    """
    for paragraph in text.splitlines():
        yield from _lines(paragraph, most, width)


def shortened(line: str, most: float, width: Width) -> str:
    """The line, or as much of its beginning as fits together with an ellipsis."""
    if width(line) <= most:
        return line
    kept = list(graphemes(line))
    # Halving finds the place in a dozen measurements, where letter by letter takes a thousand.
    low, high = 0, len(kept)
    while low < high:
        middle = (low + high + 1) // 2
        if width(_with_ellipsis(kept[:middle])) <= most:
            low = middle
        else:
            high = middle - 1
    return _with_ellipsis(kept[:low])


def _with_ellipsis(letters: list[str]) -> str:
    return "".join(letters).rstrip() + ELLIPSIS


def _lines(paragraph: str, most: float, width: Width) -> Iterator[str]:
    line = ""
    for piece in _breakable(paragraph):
        if width((line + piece).rstrip()) <= most:
            line += piece
            continue
        if line:
            yield line.rstrip()
        line = piece
        while width(line.rstrip()) > most:
            head = _head(line, most, width)
            yield head
            line = line[len(head) :]
    yield line.rstrip()


def _head(word: str, most: float, width: Width) -> str:
    """As much of a word as fits, one letter at least."""
    head = ""
    for letter in graphemes(word):
        if head and width(head + letter) > most:
            break
        head += letter
    return head


def graphemes(text: str) -> Iterator[str]:
    """Letters with their marks, and whole emoji."""
    for part in _EMOJI_APART.split(text):
        if EMOJI.fullmatch(part):
            yield part
            continue
        letters = ""
        for letter in part:
            if letters and unicodedata.category(letter) not in CLINGING:
                yield letters
                letters = ""
            letters += letter
        if letters:
            yield letters


@functools.lru_cache(maxsize=16)
def _breakable(text: str) -> tuple[str, ...]:
    """Pieces between which a line may end; each keeps the spaces behind it."""
    return tuple("".join(piece) for piece in _pieces(text))


def _pieces(text: str) -> Iterator[list[str]]:
    piece: list[str] = []
    for before, letter in itertools.pairwise(("", *graphemes(text))):
        if piece and not letter.isspace() and _may_break(before, letter):
            yield piece
            piece = []
        piece.append(letter)
    if piece:
        yield piece


def _may_break(before: str, letter: str) -> bool:
    """Whether a line may end between two letters, of which the second is no space."""
    if before[-1:].isspace():
        return True
    return (_is_wide(letter[0]) or _is_wide(before[-1])) and letter not in _NO_BREAK_BEFORE


def _is_wide(character: str) -> bool:
    """Whether it is as wide as a Chinese character: those stand by themselves."""
    return unicodedata.east_asian_width(character) in "WF"
