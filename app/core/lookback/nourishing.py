"""What nourishes a person: who and what comes back over their days, and nothing about how often.

Ten times in one hour is one time: what counts is different days, and that they are not all of one
week. What is named stands in the order of the alphabet, the day or the year, so that nothing looks
like a rank, and no number leaves this module.

Words are told from the small change of a language without a list of any: what only ties a sentence
together (the, with, my) hardly ever ends one, or stands in nearly all of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from app.core.glimmers import PATHWAYS, GlimmerId, Pathway
from app.core.lookback.folding import folded
from app.core.names import fold, without_accents
from app.core.photos import NAME_KINDS, Attached, NameKind

DAYS, WEEKS = 4, 3
"""What comes back does so on so many days, of which the last is so many weeks after the first."""
DAYS_IN_ALL, WEEKS_IN_ALL = 10, 4
"""Before the days of a person reach so far, nothing is said about them."""
MOST = 6
"""People, places, tags and words that are named, of each at most: those of the most days."""
_A_THIRD = 3
"""An hour or a time of year says something where a third of all days are of it."""
_HALF = 2
"""A word that half of all notes have says nothing."""
_AT_AN_END = 4
"""One in so many times at least, a word that says something is the last before a pause."""
_LONGEST = 24

PartOfDay = Literal["morning", "afternoon", "evening", "night"]
PARTS_OF_DAY: tuple[PartOfDay, ...] = ("morning", "afternoon", "evening", "night")
_BEGIN = (5 * 60, 12 * 60, 17 * 60, 22 * 60)
TimeOfYear = Literal["march", "june", "september", "december"]
TIMES_OF_YEAR: tuple[TimeOfYear, ...] = ("march", "june", "september", "december")
"""Three months each, by the first of them: which season that is depends on where one lives."""
Kind = NameKind | Literal["pathway", "word", "hours", "months"]
KINDS: tuple[Kind, ...] = ("pathway", *NAME_KINDS, "word", "hours", "months")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """A glimmer of some day, as far as it tells what comes back."""

    id: GlimmerId
    day: date
    minute: int | None = None
    """Of that day, where it happened; None where nobody said an hour."""
    pathway: Pathway | None = None
    note: str = ""
    names: tuple[tuple[NameKind, str], ...] = ()
    cover: Attached | None = None
    """Its first photo."""


class Nourishing(NamedTuple):
    """Something or somebody that comes back."""

    kind: Kind
    what: str
    """A name, a word as it is mostly written, a pathway, a `PartOfDay` or a `TimeOfYear`."""
    cover: Attached | None = None
    """A photo of one of its glimmers, which nothing else has."""
    pathway: Pathway | None = None
    """What most of its glimmers are that say one: the shape of its light."""


class _Held(NamedTuple):
    days: frozenset[date]
    of: tuple[Lived, ...]

    @property
    def comes_back(self) -> bool:
        return _reach(self.days, DAYS, WEEKS)


def nourishing(
    lived: Iterable[Lived], *, silent: Collection[str] = ()
) -> tuple[Nourishing, ...] | None:
    """What comes back in these, in the order of `KINDS`; None before there is enough to say
    anything. `silent` are names that are hidden: no word of them is said.
    """
    latest_first = sorted(lived, key=lambda each: (each.day, each.id), reverse=True)
    days = {each.day for each in latest_first}
    if not _reach(days, DAYS_IN_ALL, WEEKS_IN_ALL):
        return None
    found: list[tuple[Kind, str, _Held]] = []
    for pathway in PATHWAYS:
        found += _those("pathway", {pathway: [x for x in latest_first if x.pathway == pathway]})
    for kind in NAME_KINDS:
        carried: dict[str, list[Lived]] = {}
        for each in latest_first:
            for known, name in each.names:
                if known == kind:
                    carried.setdefault(name, []).append(each)
        found += _most(_those(kind, carried))
    found += _most(_those("word", _said(latest_first, silent)))
    found += _those("hours", _by_hours(latest_first))
    found += _those("months", _by_months(latest_first, days))
    return _pictured(found)


# What comes back ----------------------------------------------------------------------------------


def _reach(days: Collection[date], number: int, weeks: int) -> bool:
    return len(days) >= number and (max(days) - min(days)).days >= 7 * weeks


def _those(kind: Kind, held: dict[str, list[Lived]]) -> list[tuple[Kind, str, _Held]]:
    every = (
        (kind, what, _Held(frozenset(each.day for each in of), tuple(of)))
        for what, of in held.items()
    )
    return [each for each in every if each[2].comes_back]


def _most(found: list[tuple[Kind, str, _Held]]) -> list[tuple[Kind, str, _Held]]:
    """Those of the most days, in the order of the alphabet."""
    chosen = sorted(found, key=lambda each: (-len(each[2].days), each[1]))[:MOST]
    return sorted(chosen, key=lambda each: (without_accents(fold(each[1])), each[1]))


def _by_hours(lived: Sequence[Lived]) -> dict[str, list[Lived]]:
    """The parts of the day in which much is: of all days with an hour at least a third."""
    with_hour = [each for each in lived if each.minute is not None]
    held: dict[str, list[Lived]] = {part: [] for part in PARTS_OF_DAY}
    for each in with_hour:
        held[_part_of(each.minute or 0)].append(each)
    return _weighty(held, {each.day for each in with_hour})


def _part_of(minute: int) -> PartOfDay:
    begun = [part for part, begin in zip(PARTS_OF_DAY, _BEGIN, strict=True) if begin <= minute]
    return begun[-1] if begun else "night"


def _by_months(lived: Sequence[Lived], days: set[date]) -> dict[str, list[Lived]]:
    """The times of year in which much is; none where the days are of one or two of them, which says
    only when a person began.
    """
    held: dict[str, list[Lived]] = {time: [] for time in TIMES_OF_YEAR}
    for each in lived:
        held[TIMES_OF_YEAR[(each.day.month - 3) % 12 // 3]].append(each)
    if sum(bool(of) for of in held.values()) < len(TIMES_OF_YEAR) - 1:
        return {}
    return _weighty(held, days)


def _weighty(held: dict[str, list[Lived]], days: set[date]) -> dict[str, list[Lived]]:
    """Those that have a third of the days; none where all of them have, since that says nothing."""
    heavy = {
        what: of
        for what, of in held.items()
        if len({each.day for each in of}) * _A_THIRD >= len(days)
    }
    return heavy if len(heavy) < len(held) else {}


def _pictured(found: list[tuple[Kind, str, _Held]]) -> tuple[Nourishing, ...]:
    """With a photo for each that has one: people, places and tags first, who are the hardest to
    picture otherwise.
    """
    covers: dict[int, Attached] = {}
    taken: set[str] = set()
    ahead = sorted(range(len(found)), key=lambda at: found[at][0] not in NAME_KINDS)
    for place in ahead:
        for each in found[place][2].of:
            if each.cover is not None and each.cover.photo.id not in taken:
                covers[place] = each.cover
                taken.add(each.cover.photo.id)
                break
    return tuple(
        Nourishing(kind, what, covers.get(place), _mostly(held.of))
        for place, (kind, what, held) in enumerate(found)
    )


def _mostly(lived: Sequence[Lived]) -> Pathway | None:
    said = Counter(each.pathway for each in lived if each.pathway)
    return said.most_common(1)[0][0] if said else None


# Words --------------------------------------------------------------------------------------------


class _Spoken(NamedTuple):
    """A word of a note."""

    of: Lived
    spelled: str
    at_an_end: bool


def _said(lived: Sequence[Lived], silent: Collection[str]) -> dict[str, list[Lived]]:
    """Words of notes that say something, each as it is mostly written."""
    names = {name for each in lived for _, name in each.names}
    left_out = {folded(word) for name in (*names, *silent) for word, _ in words_of(name)}
    spoken: dict[str, list[_Spoken]] = {}
    notes = 0
    for each in lived:
        notes += bool(each.note)
        of_note: dict[str, _Spoken] = {}
        for word, at_an_end in words_of(each.note):
            key = folded(word)
            if at_an_end or key not in of_note:
                of_note[key] = _Spoken(each, word, at_an_end)
        for key, said in of_note.items():
            spoken.setdefault(key, []).append(said)
    return {
        _mostly_spelled(said): [each.of for each in said]
        for key, said in spoken.items()
        if DAYS <= len(said) < notes / _HALF
        and key not in left_out
        and sum(each.at_an_end for each in said) * _AT_AN_END >= len(said)
    }


def _mostly_spelled(said: Sequence[_Spoken]) -> str:
    times = Counter(each.spelled for each in said)
    return min(times, key=lambda one: (-times[one], one))


class _Pauses(dict[int, str]):
    """What each character is to a sentence, by its code point: part of a word, a space or, as a
    line's end, a pause.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if category[0] in "LMN" or category == "Cf" or character in "'’-":
            kept = character
        else:
            kept = " " if category == "Zs" or character == "\t" else "\n"
        self[code] = kept
        return kept


_PAUSES = _Pauses()
_ADDRESS = re.compile(r"\S+(?:://|@\S+\.)\S+")
_HAN = "\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KATAKANA = "\u30a1-\u30fa\u30fc"
_UNSPACED = re.compile(f"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u31f0-\u31ff{_HAN}]")
_ONE_WORD = re.compile(f"[{_KATAKANA}]{{2,}}|[{_HAN}]{{2,4}}")
"""In scripts without spaces: a run of one kind of letters that is as long as a word. What is longer
may be anything, and is not said in pieces that nobody wrote.
"""
_RUNS = re.compile(f"[{_KATAKANA}]+|[{_HAN}]+|[^{_KATAKANA}{_HAN}]+")
_HANGUL = re.compile("[\uac00-\ud7a3]")


def words_of(note: str) -> Iterator[tuple[str, bool]]:
    """Each word of a note that may say something, as it is written, and whether it stands before a
    pause: a comma, the end of a sentence, of a line, of all.

    Of a script without spaces a word is a short run of one kind of letters.
    """
    if "://" in note or "@" in note:  # addresses are not told
        note = _ADDRESS.sub("\n", note)
    for phrase in note.translate(_PAUSES).split("\n"):
        pieces = [word for each in phrase.split() if (word := each.strip("'’-"))]
        for place, piece in enumerate(pieces, start=1):
            last = place == len(pieces)
            if not piece.isascii() and _UNSPACED.search(piece):
                yield from ((run, True) for run in _RUNS.findall(piece) if _ONE_WORD.fullmatch(run))
            elif piece[0].isalpha() and len(piece) <= _LONGEST and _is_long_enough(piece):
                yield piece, last


def _is_long_enough(word: str) -> bool:
    if word.isascii() and word.isalpha():  # many words, and a tenth of the time
        return len(word) >= 3
    letters = sum(character.isalpha() for character in word)
    return letters >= (2 if _HANGUL.match(word) else 3)
