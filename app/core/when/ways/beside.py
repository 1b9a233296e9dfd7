"""Words beside a time: "mum's birthday yesterday" is yesterday, and its words are kept as they were
written. Words that would move the time ("before", "not") are no such words: they are asked about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from app.core.errors import NotUnderstoodError
from app.core.when import moon_feasts
from app.core.when.clock_words import PARTS
from app.core.when.feasts import NAMES as FEASTS
from app.core.when.plain_words import in_plain_words, mended_spelling, with_years
from app.core.when.spans import Here
from app.core.when.times import MONTHS, SEASONS, WEEKDAYS, When, parted, said_here, with_words
from app.core.when.ways.reading import quietly, read

NAMES = (*FEASTS, *moon_feasts.NAMES, *moon_feasts.ASKED)
_DAYS = tuple(day.lower() for day in WEEKDAYS)
_SHORT = (*(day[:3] for day in _DAYS), *(month[:3].lower() for month in MONTHS))
_NAMED = (*_DAYS, *_SHORT, *(month.lower() for month in MONTHS), "sept", "tues", "thurs")
_RELATIVE = ("today", "yesterday", "tonight", "ago", "last", "this", "past", "other")
_MONTHS = "|".join((*(month.lower() for month in MONTHS), *_SHORT, "sept"))
_ANCHOR = re.compile(
    rf"(?<!\d)\d{{4}}(?!\d)|(?<!\w)'\d\d\b|\b\d0s\b|\b(?:{'|'.join((*_DAYS, *_RELATIVE))})\b"
    rf"|\d(?:st|nd|rd|th)?(?: of)?[ -](?:{_MONTHS})\b|\b(?:{_MONTHS})[ -](?:the )?\d"
    rf"|\b(?:in|early|late|mid|of)[- ](?:{_MONTHS})\b"
    r"|\b(?:twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|noughties)\b"
    r"|\d[-/.]\d|\b\d\d?:\d\d\b|\d ?[ap]m\b"
)
"""What says which of many: without it "the night Anna was born" would be tonight. "Mum sat with me"
and "May we never forget" name no day and no month.
"""

_SMALL = re.findall(
    r"\S+",
    "the a an of in on at during around about circa early mid late beginning middle end start "
    "first second third fourth fifth half before after day days week weeks fortnight weekend "
    "month months year years decade decades hour hours minute minutes night one two three four "
    "five six seven eight nine ten eleven twelve couple few several ago back to from and between "
    "noon midday midnight past quarter o'clock oclock am pm just gone fall arvo ish c ca",
)
_KNOWN = frozenset(
    (
        *_SMALL,
        "now",
        *_NAMED,
        *_RELATIVE,
        *SEASONS,
        *PARTS,
        *" ".join((*FEASTS, *moon_feasts.NAMES)).replace("'s", "").split(),
    )
) - {"advent"}
_FIGURES = re.compile(r"'?\d[\d:.,/+-]*(?:st|nd|rd|th|s|am|pm|a\.m\.|p\.m\.|ish|x)?|[~-]")
_TWO = 2
_MOST = 9
"""Words in a time; nobody needs more."""

_MOVES = re.compile(
    r"\b(?:before|after|since|until|till|til|ago|not|never|no|nor|or|either|neither|except|than|"
    r"next|every|each|later|earlier|following|previous|eve|tomorrow|yesterday|"
    r"today|tonight|now|between|minus|plus|half|quarter|noon|midnight|midday|coming|"
    rf"penultimate|bc|bce|fall|{'|'.join((*_NAMED, *SEASONS, *NAMES))}"
    r"|weeks?|months?|hours?|minutes?|decades?|century|fortnight|weekends?)\b"
    r"|\b(?:utc|gmt|bst|ist|cet|cest|eet|est|edt|cst|cdt|mst|mdt|pst|pdt|aest|aedt|acst|awst|sast"
    r"|nzst|nzdt)\b|\b(?:local|london|eastern|pacific|central|mountain|indian|standard) time\b"
    r"|\b(?:this|same) (?:time|day|date|week|month)\b|\bto the day\b|\bbank holiday\b"
    r"|\b(?:sun|mon|tue|wed|thu|fri|sat)days\b"
)
"""Words that say another time, or move this one."""

_AGE = re.compile(
    r"(?:\b(?:was|were|am|aged?|turned|turning|being)|'s|s'|my|our|his|her|their) "
    r"(?:(?:early|mid|late)[ -])?\d{1,3}(?:st|nd|rd|th|s)?\b"
    r"|\b(?:year|grade|standard|form) \d{1,2}\b"
)
_NOT_WHICH = re.compile(
    r"(?:^|\s)(?:my|our|his|her|their|your|\S+['’]s|an?|one|some|any)"
    r"(?: (?:early|mid|late|to|or|and))*$",
    re.IGNORECASE,
)
"""Before "twenties" they say no years, and before "Saturday" not which."""
_AT_SOMEONES = re.compile(r"\S['’]s$", re.IGNORECASE)
_SAYS_WHICH = re.compile(
    r"(?:on|in|yesterday|today|tonight|this)\b|\d{4}(?!s|\d)|\d{1,2}(?:st|nd|rd|th)? [a-z]{3}"
    r"|\d{1,2}[/.-]\d",
    re.IGNORECASE,
)
"""Begins a time that is one whoever it belongs to: "at Mum's yesterday", "at Tom's in 2004"."""
_HAS_A_NAME = re.compile(rf"(?:{'|'.join((*_DAYS, *NAMES))})\b")
_OPEN = re.compile(
    r"(?:^|\s)(?:of|the|an?|to|from|and|by|for|with|until|some|any|very|on|in|at|or|&|-|–|\+|room|flat"
    r"|route|number|no\.?|bus|train|flight|gate|platform|page|chapter|version)$"
)
_LEADS_ON = re.compile(r"(?:^|\s)(?:in|on|at|of|over|from|to|and|the|an?|during|around|about)$")
_NAMES_A_YEAR = re.compile(r"\d{4},? the (?:year|month|week|weekend|day|night|summer)$")
"""In "1998, the year we met" the last two words belong to what follows."""
_GOES_ON = re.compile(
    r"(?:of|and|to|or|until|till|through|thru|&|-|–|\+|/|pounds|dollars|euros?|rand|rupees|steps"
    r"|miles|met(?:re|er)s|kilomet(?:re|er)s|km|kg|people|times|words|pages|pieces)(?:\s|$)"
)
_BETWEEN = " \t,;:.!-–—·|/"


def as_beside(text: str, here: Here) -> When | None:
    """The time in `text`, with the words beside it as they were written; None if it holds no time
    that says which.

    Raises:
        NotUnderstoodError: the words beside it would move it.
    """
    words = text.split()
    found: When | None = None
    for begin, end in _runs(words):
        if not _is_not_which(words, begin, end):
            _refuse_if_all_is(" ".join(words[begin:end]), here)
        for first, last in _cuts(begin, end):
            if _is_not_which(words, first, last):
                continue
            when = _time(" ".join(words[first:last]), here)
            if when is None:
                continue
            if found or _are_moving(words, first, last):
                raise NotUnderstoodError("date beside", first=said_here(found or when, here.now))
            time, hours = parted(when.text)
            beside = ", ".join(filter(None, (_left(words, first, last), hours)))
            found = replace(when, text=with_words(time, beside))
            break
    if found and quietly(with_years(in_plain_words(found.text), here.today), here):
        raise NotUnderstoodError("date beside", first=said_here(found, here.now))  # "lunch (time)"
    return found


def _is_not_which(words: list[str], first: int, last: int) -> bool:
    """Whether what stands before the words makes them no certain time: "in my late 20s", "one
    Saturday", "Dad's last Christmas". So does "the school" before "year 1998".
    """
    before = " ".join(words[:first])
    if _AT_SOMEONES.search(before) and _SAYS_WHICH.match(" ".join(words[first:last])):
        return False
    return bool(_NOT_WHICH.search(before) or (before and words[first].lower() == "year"))


def _runs(words: list[str]) -> Iterator[tuple[int, int]]:
    """Where words stand in a row of which a time may be made."""
    begin = None
    for place, word in enumerate([*words, "end of them"]):
        if place < len(words) and _may_be_of_a_time(word):
            begin = place if begin is None else begin
        elif begin is not None:
            if _ANCHOR.search(_plain(" ".join(words[begin:place]))):
                yield begin, place
            begin = None


def _may_be_of_a_time(word: str) -> bool:
    plain = _plain(word)
    return bool(plain) and all(
        each in _KNOWN or _FIGURES.fullmatch(each) for each in re.split(r"[ -]", plain) if each
    )


def _plain(words: str) -> str:
    plain = in_plain_words(words)
    return plain.removesuffix("'s") if words[-1:].isalpha() else plain


def _cuts(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Parts of the row, the longest first; of a row that nobody says, only its beginning."""
    end = min(end, begin + 2 * _MOST)
    for length in range(min(end - begin, _MOST), 0, -1):
        for first in range(begin, end - length + 1):
            yield first, first + length


def _refuse_if_all_is(words: str, here: Here) -> None:
    """Refuse what a whole row is refused for: "our trip, 14 June 2030" is still to come, and "the
    dentist yesterday at eight" was in the morning or in the evening.
    """
    try:
        _read(words, here)
    except NotUnderstoodError as error:
        if error.offers or error.why == "to come":
            raise


def _time(words: str, here: Here) -> When | None:
    """The time that the words say; what can be two times is asked for."""
    try:
        return _read(words, here)
    except NotUnderstoodError as error:
        if len(error.offers) == _TWO:
            raise
        return None


def _read(words: str, here: Here) -> When | None:
    plain = _plain(words.strip(_BETWEEN + "()"))
    if not _ANCHOR.search(plain) or _LEADS_ON.search(plain) or _NAMES_A_YEAR.search(plain):
        return None
    when = read(with_years(plain, here.today), here)
    return when if when and when.start else None


def _left(words: list[str], first: int, last: int) -> str:
    """What stands beside the time; all of it where the time stands in the middle."""
    if first > 0 and last < len(words):
        return " ".join(words)
    left = " ".join((*words[:first], *words[last:])).strip(_BETWEEN)
    if not any(unicodedata.category(each)[0] in "LNS" for each in left):
        return ""  # marks alone say nothing
    inner = left[1:-1]
    return inner if left[:1] == "(" and left[-1:] == ")" and "(" not in inner else left


def _are_moving(words: list[str], first: int, last: int) -> bool:
    """Whether the words around the time may mean another one."""
    before, behind = (" ".join(part).lower() for part in (words[:first], words[last:]))
    if not any(unicodedata.category(each)[0] in "LNS" for each in before + behind):
        return "?" in before + behind
    if _OPEN.search(before) or _GOES_ON.match(behind):
        return True
    if re.search(r"[\w.]$", before) and _HAS_A_NAME.match(" ".join(words[first:last]).lower()):
        return True  # "Greek Easter" and "Black Friday" are other days
    if all(map(_may_be_of_a_time, (*words[:first], *words[last:]))):
        return True
    rest = _AGE.sub(" ", in_plain_words(f"{before} {behind}"))
    return bool(_MOVES.search(rest) or re.search(r"\d", rest)) or any(
        _may_be_mistyped(word) for word in re.findall("[a-z]{4,}", rest)
    )


_NO_SLIPS = frozenset(("house", "horse", "mouth", "marsh", "mines", "decided", "quartet"))
"""Words of their own, though a letter away from one that moves a time: a house is no "hours"."""


def _may_be_mistyped(word: str) -> bool:
    """Whether it is a word that moves a time but for a typing error: "lats Friday". Of a short one
    only letters that changed places: "lake" is no "late".
    """
    if word in _NO_SLIPS:
        return False
    mended = mended_spelling(word)
    if mended == word or (len(word) < 5 and sorted(mended) != sorted(word)):
        return False
    return mended == "last" or bool(_MOVES.fullmatch(mended))
