"""Words for a time in plain letters and written out: what was pasted, or typed in short, reads like
what was typed here in full.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from app.core.when.clock_words import HOUR, HOUR_WORD, PARTS
from app.core.when.count_words import (
    COUNT,
    TO_99,
    WORDS_TO_99,
    count_of,
    ordinals_in_figures,
    years_in_figures,
)
from app.core.when.feasts import NAMES
from app.core.when.moon_feasts import ASKED
from app.core.when.moon_feasts import NAMES as OF_THE_MOON
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
    "(?:(?<![a-z']) ?|(?<=[a-z]) )(?:"
    + "|".join(f"(?P<{unit}>{short})" for unit, short in _SHORT_UNITS.items())
    + ")(?= (?:ago|back|or so ago)$)"
)
_DAYS = "|".join(f"{day.lower()}|{day[:3].lower()}" for day in WEEKDAYS)
_UNITS = "weekend|week|fortnight|month|year|" + "|".join((*SEASONS, *MONTHS)).lower()
_FEASTS = "|".join(map(re.escape, sorted((*NAMES, *OF_THE_MOON, *ASKED), key=len, reverse=True)))
_ONE_TO_NINE = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_MINUTES = (
    rf"(?:(?:twenty|thirty|forty|fifty)(?:[- ](?:{_ONE_TO_NINE}))?|ten|eleven|twelve|{_TEENS}"
    rf"|o[h']?[- ]?(?:{_ONE_TO_NINE}|[1-9])|\d[05])"
)
_HOUR_OF_24 = rf"{_TEENS}|twenty(?:[- ](?:one|two|three))?"
_TO_THE_HOUR = (
    r"half|(?:a )?quarter|\d{1,2}(?: minutes)?|(?:five|ten|twenty(?:[- ]five)?)(?: minutes)?"
)
_ZEROS_BEFORE_A_HOUR = r"((?:[01]\d|2[0-3]))([0-5]\d)"
_PART_OF_A_DAY = (
    r"(?:this (?:morning|afternoon|evening)|(?:last|yesterday) (?:morning|afternoon|evening|night)"
    r"|tonight)"
)
_BEHIND_AN_HOUR = rf"(?=,? (?:(?:on )?(?:yesterday|today|{_DAYS})\b|{_PART_OF_A_DAY}))"
_NEARLY_AN_HOUR = (
    r"(?:nearly|almost|coming up (?:to|for)|(?:getting|going) on for|bang on|dead on|exactly"
    r"|a (?:bit|little) (?:before|after|past)|just (?:before|after|past)|shortly (?:before|after))"
)
_WRITTEN_OUT: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"\b(?:s|th)arvo\b", "this afternoon"),
    (r"\barvo\b", "afternoon"),
    (r"\b(lunch|tea|bed|sun)[ -](time|set|rise)\b", r"\1\2"),
    (r"\b(breakfast|dinner|supper)[ -]?time\b", r"\1"),
    (r"\bmid[- ]?(morning|afternoon|evening)\b", r"\1"),
    (r"\bmidweek\b", "mid week"),
    (r"\bus (?=(?:mother|thanks|independence))", "american "),
    (r"\buk (?=mother)", "british "),
    (
        r"\b(?:(?:4th|fourth) of july|july (?:4th|4|the 4th)) (?=weekend)",
        "american independence day ",
    ),
    (r"\b(?:tail|back|very)[- ]?end of\b", "end of"),
    (
        r"\b(?:the )?(?:first|1st|opening) (?:few )?days of (?!the holidays?|school|term)",
        "start of ",
    ),
    (
        r"\b(?:the )?(?:last|final|closing) (?:few )?days of (?!the holidays?|school|term)",
        "end of ",
    ),
    (
        r"\b((?:first|second|third|fourth|fifth|last|\d+(?:st|nd|rd|th))"
        rf"(?: (?:day|week|weekend|month|{_DAYS}))?) (of|in) the (month|year)$",
        r"\1 \2 this \3",
    ),
    (r"\broaring (?:twenties|20s)\b", "1920s"),
    (r"\bswinging (?:sixties|60s)\b", "1960s"),
    (
        r"\b(seventeen|eighteen|nineteen) hundreds\b",
        lambda match: f"{_as_figures(match[1])}00s",
    ),
    (r"\bcenturies\b", "century"),
    (r"\ba quarter of a century\b", "about 25 years"),
    (r"^yesterday (and|or) the day before$", r"day before yesterday \1 yesterday"),
    (r"^(?:in |during |on )?the (?:days?|weeks?|time) (?=between )", ""),
    (
        r"\b(?:2nd|second|next)[ -](?:to[ -])?(?:the )?last (?=day|weekend|" + _DAYS + ")"
        r"|\blast but one (?=day|weekend|" + _DAYS + ")",
        "penultimate ",
    ),
    (rf"\b({HOUR}) (?:of|at) the (morning|afternoon|evening)\b", r"\1 in the \2"),
    (
        r"^(?:late |sometime )?(?:(?:in|during) the |(?:in )?(?:the )?(?:middle|dead) of the )"
        r"(?:middle of the |dead of )?night$",
        "last night",
    ),
    (r"\b(?:in|during) the night,? (?=(?:at|around|about) )", "last night "),
    (r"\b12 (noon|midday|midnight)\b", r"\1"),
    # Clocks: "at 0930", "1430 hours", "quarter of six", "ten after six", "eight thirty".
    (r"@ ?(?=\d)", "at "),
    (
        r"(?:(?<=\bat )([01]?\d|2[0-3])|\b(0\d|1[3-9]|2[0-3]))h([0-5]\d)\b(?! ?(?:ago|back))",
        lambda match: f"{(match[1] or match[2]).zfill(2)}:{match[3]}",
    ),
    (r"\b(0?[1-9]|1[0-2])([0-5]\d) ?([ap]\.?m\b\.?)", r"\1:\2 \3"),
    (rf"^(?:at )?{_ZEROS_BEFORE_A_HOUR}{_BEHIND_AN_HOUR}", r"at \1:\2"),
    (r"^(?:at )?(0\d|1[0-8])([0-5]\d)(?=,? on (?:the )?\d)", r"at \1:\2"),
    (rf"^(?:at )?([1-9])([0-5][1-9]|[1-5]0)(?= {_PART_OF_A_DAY})", r"at \1:\2"),
    (r"\bat ([1-9])([0-5]5|[1-5]0)$", r"at \1:\2"),
    (r"\bat ([1-9]|1[0-2]) ([0-5][05])(?=$| ?[ap]\.?m\b| yesterday)", r"at \1:\2"),
    (r"\bo clock\b", "o'clock"),
    (rf"\b({_PART_OF_A_DAY}),? {_ZEROS_BEFORE_A_HOUR}\b(?![-\d])", r"\1 at \2:\3"),
    (rf"^(.*\d.*[ /.]\d{{4}}),? {_ZEROS_BEFORE_A_HOUR}$", r"\1 \2:\3"),
    (
        rf"\b((?:yesterday|today|{_PART_OF_A_DAY}|{_DAYS}|[a-z] \d{{4}}),?) (0\d|1[0-8])([0-5]\d)"
        rf" ?(?:-|to|until) ?{_ZEROS_BEFORE_A_HOUR}\b",
        r"\1 \2:\3-\4:\5",
    ),
    (
        rf"\b({_HOUR_OF_24}|{HOUR_WORD})[- ]hundred (?:hours|hrs)\b",
        lambda match: f"{_as_figures(match[1]):02}:00",
    ),
    (
        rf"^(?:at )?({_HOUR_OF_24})[- ]({_MINUTES}){_BEHIND_AN_HOUR}",
        lambda match: f"at {_as_figures(match[1]):02}:{_as_figures(match[2]):02}",
    ),
    (
        rf"\b((?:yesterday|today|{_DAYS}),?) (?:at )?({_HOUR_OF_24})[- ]({_MINUTES})$",
        lambda match: f"{match[1]} at {_as_figures(match[2]):02}:{_as_figures(match[3]):02}",
    ),
    (
        rf"\b(an?|{WORDS_TO_99}) minutes? (?=(?:past|to|before|after|of|till?) (?:{HOUR}|noon"
        r"|midday|midnight)\b)",
        lambda match: f"{_as_figures(match[1])} minutes ",
    ),
    (rf"\bat {_ZEROS_BEFORE_A_HOUR}\b(?![-\d])", r"at \1:\2"),
    (rf"\b{_ZEROS_BEFORE_A_HOUR} ?(?:hours|hrs|h)\b(?! (?:ago|back))", r"\1:\2"),
    (
        rf"\b((?:yesterday|today|{_DAYS}),?) ((?:0\d|1[0-8]))([0-5]\d)\b(?![-\d])",
        r"\1 \2:\3",
    ),
    (rf"\bquarter (?:of|till?|'til|before) ({HOUR})\b(?![:\d])", r"quarter to \1"),
    (rf"\bquarter after ({HOUR})\b(?![:\d])", r"quarter past \1"),
    (rf"\b(five|ten|twenty(?:[- ]five)?) after ({HOUR_WORD})\b", r"\1 past \2"),
    (rf"\b(five|ten|twenty(?:[- ]five)?) (?:till?|'til|before) ({HOUR_WORD})\b", r"\1 to \2"),
    (rf"\b(minutes) (?:of|till?|'til|before) ({HOUR})\b", r"\1 to \2"),
    (rf"\b(minutes) after ({HOUR})\b", r"\1 past \2"),
    (
        rf"(?<![\w-])(?<!twenty )(?<!thirty )(?<!nineteen )(?<!eighteen )({HOUR_WORD})"
        rf"[- ]({_MINUTES})"
        r"\b(?!(?:[- ](?:second|minute|hour|day|week|month|year|odd|something|or|past|to"
        rf"|hundred|{WORDS_TO_99})|[-:]))",
        lambda match: f"{_as_figures(match[2])} minutes past {match[1]}",
    ),
    (rf"\b(?:the )?last ({_DAYS}|{_UNITS}) but one\b", r"\1 before last"),
    (r"\bw/?[ck] ", "week commencing "),
    (r"\bw/e ", "week ending "),
    (r"\b(?:the )?day before last$", "day before yesterday"),
    (rf"\b({COUNT} [a-z]+s) back$", r"\1 ago"),
    (rf"\b(half|(?:a )?quarter|five|ten|twenty(?:[- ]five)?) gone ({HOUR})\b", r"\1 past \2"),
    (
        rf"\b(?:just )?gone (?=(?:(?:half|quarter) (?:past |to )?)?(?:{HOUR}|noon|midday"
        r"|midnight)\b)",
        "around ",
    ),
    (r"(o'clock|[ap]m|:\d\d) (?:sharp|on the dot)\b", r"\1"),
    (rf"\b(?:at )?({HOUR}) (?:sharp|on the dot)\b", r"at \1"),
    (
        rf"\b{_NEARLY_AN_HOUR} ({HOUR})(?=$| o'?clock| ?[ap]\.?m\b| in the | at night)",
        r"around \1",
    ),
    (rf"\b{_NEARLY_AN_HOUR} ({HOUR}){_BEHIND_AN_HOUR}", r"around \1"),
    (r"\bcoming up (?:to|for) (?=noon|midday|half|quarter|\w+ (?:past|to) )", "around "),
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
        rf"\b(?:the |this |last )?({_DAYS}|{_UNITS}|{_FEASTS}) (?:just )?gone(?: by)?\b",
        r"last \1",
    ),
    (
        rf"\b(?:the |this |last )?((?:{_DAYS}) (?:{'|'.join(PARTS)}))"
        r" (?:just )?(?:gone(?: by)?|past)\b",
        r"last \1",
    ),
    (r"\b(?:the )?night just (?:gone|past)\b", "last night"),
    (r"\b(?:the |this )?evening just (?:gone|past)\b", "this past evening"),
    (rf"\b(?:the |this |last )?({_DAYS}) (?:just )?past\b", r"last \1"),
    (rf"\b(?:the |this |last )?({_UNITS}|{_FEASTS}) just past\b", r"last \1"),
    (r"^(?:the )?(weekend|fortnight) past$", r"last \1"),
    (r"^hour and a half\b", "an hour and a half"),
    (rf"\b({COUNT}) (hour|day|week|month|year|decade)s and a half\b", r"\1 and a half \2s"),
    (r"^(hour|day|week|fortnight|month|year|decade) ago\b", r"a \1 ago"),
    (r"\b(\d+) 1[/⁄]2(?= )", r"\1.5"),
    (r"\b(?:an? )?half (hour|day|week|month|year|decade|century)\b", r"half an \1"),
    (
        rf"(?<![\w:.])((?:half(?: past)? |quarter (?:past|to) |\d+ minutes (?:past|to) )?{HOUR}"
        r"(?::\d\d)?)[- ]?ish\b",
        r"around \1",
    ),
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
    words = re.sub(r"^o[h']?[- ]?(?!ne\b)", "", minutes).replace(" ", "-")
    return int(count_of(words))


_FEAST_OF_YEAR = re.compile(
    rf"\b({_FEASTS}),? (?:of )?(\d\d)(?=$|,? (?:in |at )?[a-z])(?! \w+ ago)"
)
_SEASON = r"\b((?:spring|summer|autumn|fall|winter)(?: ?time)?,? )(?:of )?"
_MONTH = rf"(?:{'|'.join(MONTHS)}|{'|'.join(month[:3] for month in MONTHS)}|sept)".lower()
# "In June 04" and "early June 04" name no day of June.
_MONTH_OF_YEAR = re.compile(
    r"((?:^|\b(?:back|sometime|was) )in "
    r"|\b(?:early|mid|late|end|middle|beginning|start)[ -](?:in |of )*"
    rf"|\b(?={_MONTH} of ))({_MONTH}\.?) (?:of )?(\d\d)(?=$|,? (?:in|at|with) [a-z])"
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
    words = re.sub(
        rf"{_SEASON}({'|'.join(TO_99)})$".replace("-", "[- ]"),
        lambda said: f"{said[1]}{TO_99[said[2].replace(' ', '-')]}",
        words,
    )
    words = re.sub(
        rf"{_SEASON}(\d\d)((?:[-/]\d\d)?)$",
        lambda said: f"{said[1]}{four_figures(said, 2)}{said[3]}",
        words,
    )
    words = _MONTH_OF_YEAR.sub(lambda said: f"{said[1]}{said[2]} {four_figures(said, 3)}", words)
    words = re.sub(
        r"^((?:(?:some time|sometime|way back|back) )?in )(0\d|3[2-9]|[4-9]\d)$",
        lambda said: f"{said[1]}{four_figures(said, 2)}",
        words,
    )
    words = re.sub(
        r"^((?:from |between )?(\d{4}) (?:to|until|till|and|or) )(\d\d)$",
        lambda said: _up_to(said, today),
        words,
    )
    words = _FEAST_OF_YEAR.sub(lambda said: f"{said[1]} {four_figures(said, 2)}", words)
    words = re.sub(
        r"\b(?:of |in )?(?:the )?year before last(?:'s)?\b", f"{today.year - 2:04}", words
    )
    # "The last day of last year" is said as "the last day of 2025".
    joint = r"\b(?:(?<!day )(?<!week )(?<!weekend )(?<!month )(?:of |in ))?"
    words = re.sub(rf"{joint}last year(?:'s)?\b", f"{today.year - 1:04}", words)
    words = re.sub(rf"{joint}this year(?:'s)?\b", f"{today.year:04}", words)
    return ordinals_in_figures(words)


def _up_to(said: re.Match[str], today: date) -> str:
    """ "1998 to 02" is up to 2002; what would be to come is left as it was said."""
    first = int(said[2])
    last = first // 100 * 100 + int(said[3])
    last += 100 if last <= first else 0
    return f"{said[1]}{last:04}" if last <= today.year else said[0]


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
