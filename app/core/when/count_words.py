"""How many, in figures or in words: "3", "a couple of", "twenty-five", "two and a half"."""

from __future__ import annotations

import re

_ONES = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen",
    "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_KNOWN = (
    {word: number for number, word in enumerate(_ONES, 1)}
    | {word: 10 * number for number, word in enumerate(_TENS, 2)}
    | {
        f"{ten}-{one}": 10 * tens + ones
        for tens, ten in enumerate(_TENS, 2)
        for ones, one in enumerate(_ONES[:9], 1)
    }
    | {
        "a": 1,
        "an": 1,
        "a couple of": 2,
        "a couple": 2,
        "couple of": 2,
        "couple": 2,
        "a dozen": 12,
        "a hundred": 100,
        "one hundred": 100,
    }
)
_WORDS = "|".join(sorted(_KNOWN, key=len, reverse=True)).replace("-", "[- ]")
COUNT = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,9}}(?:\.5)?(?: and a half)?|half an?|an? half"
    rf"|(?:{_WORDS})(?: and a half)?)"
)
"""A pattern for what `count_of` reads."""

_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth",
    "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
_PLACES = (
    {word: place for place, word in enumerate(_ORDINALS, 1)}
    | {f"twenty-{word}": 20 + place for place, word in enumerate(_ORDINALS[:9], 1)}
    | {"thirtieth": 30, "thirty-first": 31}
)
# "A second ago" is no place in a row.
_ORDINAL = re.compile(
    r"\b(" + "|".join(sorted(_PLACES, key=len, reverse=True)).replace("-", "[- ]") + r")\b(?! ago)"
)


def count_of(text: str) -> float:
    """The number that text matching `COUNT` says, by halves."""
    if text.startswith(("half", "a half", "an half")):
        return 0.5
    whole = text.removesuffix(" and a half")
    number = _KNOWN.get(whole) or _KNOWN.get(whole.replace(" ", "-"))
    return (float(whole.replace(",", "")) if number is None else number) + (
        0.5 if whole != text else 0
    )


def ordinals_in_figures(text: str) -> str:
    """Turns "the first of May", and "the 1st", into "the 1th": it reads as well for a machine."""
    text = re.sub(r"\b(\d{1,2})(?:st|nd|rd)\b", r"\1th", text)
    return _ORDINAL.sub(lambda match: f"{_PLACES[match[1].replace(' ', '-')]}th", text)


_CENTURIES = {"eighteen": 18, "nineteen": 19, "twenty": 20}
TO_99 = {
    word: number
    for word, number in _KNOWN.items()
    if 10 <= number <= 99 and not word.startswith("a ")
}
"""The number that each word from ten to ninety-nine says."""
WORDS_TO_99 = "|".join(
    sorted(
        (word for word, number in _KNOWN.items() if number < 100 and word not in ("a", "an")),
        key=len,
        reverse=True,
    )
).replace("-", "[- ]")
"""A pattern for them, and for those below ten."""
_YEAR = (
    r"\b(?:(?P<century>eighteen|nineteen|twenty)[- ](?:hundred and )?(?P<rest>"
    + "|".join(sorted(TO_99, key=len, reverse=True)).replace("-", "[- ]")
    + r"|o(?:h|ught)?[- ](?P<one>one|two|three|four|five|six|seven|eight|nine)"
    + rf")|two thousand(?:,? (?:and )?(?P<few>{WORDS_TO_99}))?)\b(?! \w+ ago)"
)


def years_in_figures(text: str) -> str:
    """Turns "nineteen eighty-seven" into "1987", and "two thousand and four" into "2004"."""

    def in_figures(match: re.Match[str]) -> str:
        if match["century"]:
            rest = _KNOWN[match["one"]] if match["one"] else TO_99[_hyphenated(match["rest"])]
            return f"{100 * _CENTURIES[match['century']] + rest}"
        return f"{2000 + (int(count_of(match['few'])) if match['few'] else 0)}"

    return re.sub(_YEAR, in_figures, text)


def _hyphenated(words: str) -> str:
    return words if words in _KNOWN else words.replace(" ", "-")
