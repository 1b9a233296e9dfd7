"""Words for a time in plain letters and written out: what was pasted, or typed in short, reads like
what was typed here in full.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from app.core.when.clock_words import HOUR, HOUR_WORD, PARTS
from app.core.when.count_words import COUNT, count_of, ordinals_in_figures, years_in_figures
from app.core.when.feasts import NAMES
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
_DAYS = "|".join(f"{day.lower()}|{day[:3].lower()}" for day in WEEKDAYS)
_UNITS = "weekend|week|fortnight|month|year|" + "|".join((*SEASONS, *MONTHS)).lower()
_MINUTES = (
    r"(?:(?:twenty|thirty|forty|fifty)(?:[- ]five)?|ten|fifteen|o[h']? ?(?:five|[1-9])|\d[05])"
)
_TO_THE_HOUR = (
    r"half|(?:a )?quarter|\d{1,2}(?: minutes)?|(?:five|ten|twenty(?:[- ]five)?)(?: minutes)?"
)
_ZEROS_BEFORE_A_HOUR = r"((?:[01]\d|2[0-3]))([0-5]\d)"
_WRITTEN_OUT: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"\b(?:s|th)arvo\b", "this afternoon"),
    (r"\barvo\b", "afternoon"),
    (r"\b(lunch|tea|bed|sun)[ -](time|set|rise)\b", r"\1\2"),
    (r"\bmid[- ]?(morning|afternoon|evening)\b", r"\1"),
    (rf"\b({HOUR}) (?:of|at) the (morning|afternoon|evening)\b", r"\1 in the \2"),
    (
        r"^(?:late |sometime )?(?:(?:in|during) the |(?:in )?(?:the )?(?:middle|dead) of the )"
        r"(?:middle of the |dead of )?night$",
        "last night",
    ),
    (r"\b12 (noon|midday|midnight)\b", r"\1"),
    # Clocks: "at 0930", "1430 hours", "quarter of six", "ten after six", "eight thirty".
    (rf"\bat {_ZEROS_BEFORE_A_HOUR}\b(?![-\d])", r"at \1:\2"),
    (rf"\b{_ZEROS_BEFORE_A_HOUR} ?(?:hours|hrs|h)\b(?! (?:ago|back))", r"\1:\2"),
    (
        rf"\b((?:yesterday|today|{_DAYS}),?) ((?:0\d|1[0-8]))([0-5]\d)\b(?![-\d])",
        r"\1 \2:\3",
    ),
    (rf"\bquarter (?:of|till?|'til|before) ({HOUR})\b(?![:\d])", r"quarter to \1"),
    (rf"\bquarter after ({HOUR})\b(?![:\d])", r"quarter past \1"),
    (rf"\b(five|ten|twenty(?:[- ]five)?) after ({HOUR_WORD})\b", r"\1 past \2"),
    (rf"\b(minutes) (?:of|till?|'til|before) ({HOUR})\b", r"\1 to \2"),
    (rf"\b(minutes) after ({HOUR})\b", r"\1 past \2"),
    (
        rf"(?<![\w-])(?<!twenty )(?<!thirty )(?<!nineteen )(?<!eighteen )({HOUR_WORD})"
        rf"[- ]({_MINUTES})"
        r"\b(?!(?:[- ](?:second|minute|hour|day|week|month|year|odd|something|or|past|to)|[-:]))",
        lambda match: f"{_as_figures(match[2])} minutes past {match[1]}",
    ),
    (rf"\b(?:the )?last ({_DAYS}|{_UNITS}) but one\b", r"\1 before last"),
    (r"\bw/?[ck] ", "week commencing "),
    (r"\bw/e ", "week ending "),
    (r"\b(?:the )?day before last$", "day before yesterday"),
    (rf"\b({COUNT} [a-z]+s) back$", r"\1 ago"),
    (rf"\bhalf gone ({HOUR})\b", r"half past \1"),
    (rf"\b(?:just )?gone ({HOUR}|noon|midday|midnight)\b", r"around \1"),
    (
        rf"\b({_TO_THE_HOUR}) (past|to) (noon|midday|midnight)\b",
        lambda match: f"{match[1]} {match[2]} 12 {'am' if match[3] == 'midnight' else 'pm'}",
    ),
    (rf"\b({_DAYS}|yesterday|today)'s (?=(?:{'|'.join(PARTS)})\b)", r"\1 "),
    (rf"\bthis last (?={_DAYS}|{_UNITS})", "last "),
    (r"^(?:the )?same (time|day) (?=yesterday|last )", r"this \1 "),
    (r"^this time yesterday$", "yesterday"),
    (r"^this time last (week|month)$", r"around a \1 ago today"),
    (r"^(last|this) month,? on the (\d{1,2})(?:st|nd|rd|th)$", r"the \2th of \1 month"),
    # "The Tuesday gone", "the weekend just gone", "fortnight ago".
    (
        rf"\b(?:the |this |last )?({_DAYS}|{_UNITS}) (?:just )?gone(?: by)?\b",
        r"last \1",
    ),
    (rf"\b(?:the |this |last )?({_DAYS}) (?:just )?past\b", r"last \1"),
    (r"^(hour|day|week|fortnight|month|year|decade) ago\b", r"a \1 ago"),
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


def _as_figures(minutes: str) -> int:
    """Of the minutes that are said behind an hour: 35 of "thirty-five", 5 of "oh five"."""
    words = re.sub(r"^o[h']? ?", "", minutes).replace(" ", "-")
    return int(count_of(words))


_FEAST_OF_YEAR = re.compile(
    rf"\b({'|'.join(map(re.escape, NAMES))}),? (?:of )?(\d\d)(?=$|,? (?:in |at )?[a-z])(?! \w+ ago)"
)


def with_years(words: str, today: date) -> str:
    """Years told by a shorter or a relative name in four figures, where they stand beside other
    words.
    """

    def four_figures(match: re.Match[str], group: int = 1) -> str:
        year = today.year // 100 * 100 + int(match[group])
        return f"{year if year <= today.year else year - 100:04}"

    words = years_in_figures(words)
    words = re.sub(r"(?<![\w'])'(\d\d)(?![\w'])", four_figures, words)
    # Seasons and feasts have no days that are counted: "summer of 69", "Christmas 98".
    words = re.sub(r"(?<=spring |summer |autumn |winter )(?:of )?(\d\d)$", four_figures, words)
    words = _FEAST_OF_YEAR.sub(lambda said: f"{said[1]} {four_figures(said, 2)}", words)
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
