"""Words for a time in plain letters and written out: what was pasted, or typed in short, reads like
what was typed here in full.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from app.core.when.clock_words import HOUR, PARTS
from app.core.when.count_words import ordinals_in_figures, years_in_figures
from app.core.when.times import MONTHS, SEASONS, WEEKDAYS

_MARKS = str.maketrans(
    dict.fromkeys("’‘ʼ´`′", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("∼≈", "~")
    | dict.fromkeys("()[]", " ")
)
_AROUND = ' .,;:!"“”«»{}<>'
_SHORT_UNITS = {
    "seconds": "s|secs?", "minutes": "m|mins?", "hours": "h|hrs?", "days": "d", "weeks": "w|wks?",
    "months": "mos?|mths?|mnths?",
    "years": "y|yrs?",
}  # fmt: skip
_SHORT = re.compile(
    "(?<![a-z']) ?(?:"
    + "|".join(f"(?P<{unit}>{short})" for unit, short in _SHORT_UNITS.items())
    + ")(?= (?:ago|back|or so ago)$)"
)
_WRITTEN_OUT = (
    (r"\b(\d+) 1[/⁄]2(?= )", r"\1.5"),
    (r"\b(?:an? )?half (hour|day|week|month|year|decade|century)\b", r"half an \1"),
    (rf"(?<![\w:.])({HOUR}(?::\d\d)?)[- ]?ish\b", r"around \1"),
    (r"\b(?:an?|one) (hour|day|week|month|year|decade) and a half\b", r"one and a half \1s"),
    (r"\b(?:a |one )?quarter of an hour\b", "15 minutes"),
    (r"\bthree quarters of an hour\b", "45 minutes"),
)


def in_plain_words(text: str) -> str:
    """Lower case, plain quotes and dashes, single spaces, nothing around, units in full."""
    return _written_out(_simple(text))


def _simple(text: str) -> str:
    halves = re.sub(r"(\d) ?½", r"\1.5", text).replace("½", "half")
    seen = unicodedata.normalize("NFKC", halves.translate(_MARKS)).translate(_MARKS).lower()
    shown = " ".join(
        "".join(character for character in seen if unicodedata.category(character) != "Cf").split()
    )
    words = shown.strip(_AROUND)
    quoted = re.fullmatch(r"'(.+)'", words)
    words = quoted[1].strip(_AROUND) if quoted else words
    # The last dot of "14.11." tells a day from a time of day.
    return (
        f"{words}."
        if shown.endswith(".") and re.fullmatch(r"(?:on )?(?:the )?\d{1,2}\.\d{1,2}", words)
        else words
    )


def _written_out(words: str) -> str:
    words = _SHORT.sub(lambda match: f" {match.lastgroup}", words)
    for short, long in _WRITTEN_OUT:
        words = re.sub(short, long, words)
    return words


def with_years(words: str, today: date) -> str:
    """Years told by a shorter or a relative name in four figures, where they stand beside other
    words.
    """

    def four_figures(match: re.Match[str]) -> str:
        year = today.year // 100 * 100 + int(match[1])
        return f"{year if year <= today.year else year - 100:04}"

    words = years_in_figures(words)
    words = re.sub(r"(?<![\w'])'(\d\d)(?![\w'])", four_figures, words)
    # A season has no days that are counted: "summer of 69".
    words = re.sub(r"(?<=spring |summer |autumn |winter )(?:of )?(\d\d)$", four_figures, words)
    words = re.sub(
        r"\b(?:of |in )?(?:the )?year before last(?:'s)?\b", f"{today.year - 2:04}", words
    )
    words = re.sub(r"\b(?:of |in )?last year(?:'s)?\b", f"{today.year - 1:04}", words)
    words = re.sub(r"\b(?:of |in )?this year(?:'s)?\b", f"{today.year:04}", words)
    return ordinals_in_figures(words)


def mended_spelling(words: str) -> str:
    """The words with those replaced that are one of ours but for a typing error."""
    from difflib import get_close_matches  # only what was not understood needs it

    def mended(match: re.Match[str]) -> str:
        word = match[0]
        alike = [each for each in _SPELT if each[0] == word[0]]  # hardly anybody errs at once
        return (
            word
            if word in _SPELT
            else next(iter(get_close_matches(word, alike, n=1, cutoff=0.75)), word)
        )

    return re.sub(r"[a-z]{4,}", mended, words)


_SPELT = tuple(
    (
        " ".join((*MONTHS, *WEEKDAYS, *SEASONS, *PARTS)).lower()
        + " today yesterday tomorrow tonight noon midnight christmas easter halloween "
        "thanksgiving twenties thirties forties"
        " fifties sixties seventies eighties nineties about around circa early late last "
        "this before after between from with"
        " over sometime beginning middle half past quarter hour hours minutes days week "
        "weeks weekend fortnight month months"
        " year years decade couple several"
    ).split()
)
