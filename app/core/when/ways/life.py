"""Times that only the person can place: "when I was small". They are shown as they were written."""

from __future__ import annotations

import re
import unicodedata

from app.core.errors import NotUnderstoodError
from app.core.when.clock_words import PARTS
from app.core.when.count_words import COUNT
from app.core.when.times import (
    SEASONS,
    WEEKDAYS,
    When,
)

_HAPPENED = "was|were|died|left|came|moved|got|born|had|met|married|started|finished"
_OURS = r"(?:my|our|his|her|their|the kids'|the children's|\w+'s)"
LIFE = re.compile(
    r"(?:when|while|as an? (?!\w+ ago)|as (?:kids|children|teenagers|students|newlyweds"
    r"|long as)\b|(?:i was|we were)\b"
    r"|(?:not (?:so |too )?)?long(?:,? long)? ago|(?:ages|years) and (?:ages|years) ago$"
    r"|(?:ages|yonks|donkey's years) ago$"
    r"|a (?:very )?long(?:,? long)? time ago|a (?:good |little |wee |short )?while (?:ago|back)$"
    r"|some ?time ago$"
    r"|many moons ago$|once(?: upon a time)?$"
    r"|(?:on |in )?(?:one|an?|some) (?:(?!last |this |next |past |of |in )[a-z']+ ){0,2}"
    r"(?:(?:mid)?day|weekend|holiday|christmas|fall"
    rf"|{'|'.join((*PARTS, *SEASONS, *WEEKDAYS)).lower()})$"
    r"|(?:many )?(?:years|decades|months|weeks) (?:ago|back)$|back (?:then|in the days?)$"
    r"|(?:in )?(?:the )?(?:good )?old(?:en)? days$"
    r"|all my life$|my whole life$|back when|growing up|(?:at |when )?(?:the )?aged? "
    r"|(?:at )?\w+ years old$|before i\b"
    rf"|turning (?:\d+|{COUNT})$|at (?:2[4-9]|[3-9]\d)$"
    r"|(?:(?:from|until|till|since|by|about|around|roughly|between) )?(?:the )?ages? (?:of )?"
    rf"(?:\d|{COUNT}\b)|(?:about|around|roughly) \w+ years old$"
    r"|(?:in |back in )?(?:year|grade|standard|form|class|primary) \d{1,2}(?: at school)?$"
    r"|at (?:(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
    r"(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?)$"
    r"|(?:in )?(?:the )?(?:\w+) grade$|(?:in )?(?:school|student|college) days$"
    r"|(?:at|in) (?:(?:my|our|high|primary|elementary|middle|secondary|nursery|boarding"
    r"|grad|art|law|medical|night|the) )*"
    r"(?:school|uni|university|college|kindergarten|nursery|primary|hospital|lockdown|army)$"
    r"|during\b|(?:before|after|until|since) (?:i|we|my|our|the|you|she|he|they)\b"
    rf"|(?:before|after|until|since) .*\b(?:{_HAPPENED})\b"
    rf"|(?:(?:on|at|in|around|for|of) )*{_OURS} .*\b(?:birthday|wedding|honeymoon"
    r"|graduation|anniversary|childhood|youth|teens|teenage"
    r"|\d0'?s|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|school"
    r"|student|first|last|old|early|late|mid|engagement"
    r"|retirement|birth|christening|baptism|funeral|party|trip|holidays?|vacation|year"
    r"|years|days)\b"
    rf"|(?:(?:on|at|for|around) )?{_OURS} (?:\d+(?:st|nd|rd|th)"
    r"|(?:[a-z]+[- ])?(?:[a-z]*(?:teenth|tieth)|first|second|third|fourth|fifth|sixth|seventh"
    r"|eighth|ninth|tenth|eleventh|twelfth))$|(?:in )?(?:early |late )?childhood$"
    r"|the (?:day|night|morning|evening|week|weekend|month|spring|summer|autumn|winter|year|time)"
    rf" (?:(?:i|we|my|our|that|when|of(?! '?\d)|she|he|they|after|before)\b|.*\b(?:{_HAPPENED})\b))"
)


def in_own_words(words: str) -> When:
    """A time without days, as it was written.

    Raises:
        NotUnderstoodError: there is nothing to see in it.
    """
    if all(unicodedata.category(character)[0] in "CZ" for character in words):
        raise NotUnderstoodError  # nothing there to see
    return When(precision="life", text=words, start=None, end=None, edtf="")
