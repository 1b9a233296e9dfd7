"""What two ways of writing one word have in common, so that either finds the other.

Case, accents, vowel points and the width of letters do not count, nor do quotes and dashes as a
phone makes them; digits of every script are digits. Emoji stay what they are. In Japanese the two
syllabaries are one. Every function takes as long as its text is, whatever stands in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# Letters with a stroke, which Unicode does not take apart; letters of Arabic, as other languages
# and keyboards write them; quotes and dashes.
_OTHER_LETTERS = (
    str.maketrans("øđðłħŧıĸŋ", "oddlhtikn")
    | str.maketrans("ٱىیېکةہھە", "ايييكهههه")
    | str.maketrans({"æ": "ae", "œ": "oe", "þ": "th"})
    | str.maketrans(dict.fromkeys("‘’‚‛′´\u1ffdʼʻ׳", "'"))
    | str.maketrans(dict.fromkeys("“”„‟″«»״", '"'))
    | str.maketrans(dict.fromkeys("‐‑‒–—―−\u05be", "-"))
)
_DROPPED = frozenset(
    chr(code)
    for first, last in (
        (0x0300, 0x036F),  # accents of Latin, Greek and Cyrillic
        (0x0483, 0x0487),
        (0x0591, 0x05BD),  # points of Hebrew
        (0x05BF, 0x05C7),
        (0x0610, 0x061A),  # vowels of Arabic, and the mark that draws a word out
        (0x061C, 0x061C),
        (0x0640, 0x0640),
        (0x064B, 0x065F),
        (0x0670, 0x0670),
        (0x06D6, 0x06ED),
        (0x08D3, 0x08FF),
        (0x093C, 0x093C),  # the dot below letters of Devanagari
        (0x1AB0, 0x1AFF),  # more accents
        (0x1DC0, 0x1DFF),
        (0x2DE0, 0x2DFF),
        (0xFE20, 0xFE2F),
        (0x00AD, 0x00AD),  # what is not to be seen: where words may break, how emoji are joined
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x2069),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
        (0xE0100, 0xE01EF),  # which of its forms a Chinese or Japanese letter has
    )
    for code in range(first, last + 1)
    if chr(code) != "\u05be"
)
_FIRST_KATAKANA, _LAST_KATAKANA, _TO_HIRAGANA = 0x30A1, 0x30F6, 0x60
_VOICED = "\u3099\u309a"
_PUT_TOGETHER = re.compile(
    f"[\u3041-\u3096][{_VOICED}]|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
    "|[\uac00-\ud7a3][\u11a8-\u11c2]"
)
"""What is one letter of Japanese or Korean, where it was written in two or three pieces."""

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_WORDS = re.compile(r"[^\s!-/:-@\[-`{-~\u3000-\u303f]+")
"""What stands between spaces and punctuation."""
_UNSPACED = re.compile(
    "["
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u3041-\u30ff\u31f0-\u31ff"  # Japanese
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Chinese
    "]+"
)
"""Scripts that put no spaces between words."""


class _Folds(dict[int, str]):
    """What each character folds to, by its code point, found out once."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_one(chr(code))
        return folded


def _fold_one(character: str) -> str:
    if character in _DROPPED:
        return ""
    if "\uac00" <= character <= "\ud7a3":  # a syllable of Korean stays one letter
        return character
    apart = unicodedata.normalize("NFKD", character.translate(_OTHER_LETTERS))
    # Before case does not count: the iota below letters of Greek would become a letter.
    plain = "".join(each for each in apart if each not in _DROPPED).casefold()
    apart = unicodedata.normalize("NFKD", plain).translate(_OTHER_LETTERS)
    # In lower case once more: Cherokee folds to capitals.
    letters = "".join(_digit(each) for each in apart if each not in _DROPPED).lower()
    return _in_hiragana(letters)


def _digit(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def _in_hiragana(letters: str) -> str:
    joined = "".join(
        chr(ord(each) - _TO_HIRAGANA) if _FIRST_KATAKANA <= ord(each) <= _LAST_KATAKANA else each
        for each in letters
    )
    return _PUT_TOGETHER.sub(_one_letter, joined)


def _one_letter(pieces: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", pieces[0])


_FOLDS = _Folds()


def folded(text: str) -> str:
    """The text as it is looked for; ends of lines and spaces stay."""
    if text.isascii():  # many notes, and a tenth of the time
        return text.lower()
    return _PUT_TOGETHER.sub(_one_letter, _NOT_ASCII.sub(_fold_run, text).lower())


def _fold_run(run: re.Match[str]) -> str:
    return run[0].translate(_FOLDS)


def folded_with_places(text: str) -> tuple[str, Sequence[int]]:
    """The same, and for each of its characters where in `text` it comes from (code points)."""
    if text.isascii():
        return text.lower(), range(len(text))
    letters: list[str] = []
    places: list[int] = []
    end = 0
    for run in _NOT_ASCII.finditer(text):
        letters.append(text[end : run.start()].lower())
        places += range(end, run.start())
        for place, character in enumerate(run[0], start=run.start()):
            fold = _FOLDS[ord(character)]
            letters.append(fold)
            places += [place] * len(fold)
        end = run.end()
    letters.append(text[end:].lower())
    places += range(end, len(text))
    return _put_together("".join(letters), places)


def _put_together(apart: str, places: list[int]) -> tuple[str, list[int]]:
    whole: list[str] = []
    of_whole: list[int] = []
    end = 0
    for pieces in _PUT_TOGETHER.finditer(apart):
        letter = _one_letter(pieces)
        whole += [apart[end : pieces.start()], letter]
        of_whole += places[end : pieces.start()] + [places[pieces.start()]] * len(letter)
        end = pieces.end()
    return "".join([*whole, apart[end:]]), of_whole + places[end:]


def belongs_to_the_one_before(character: str) -> bool:
    """Whether it is part of what stands before it: an accent, a vowel point, the skin of an emoji,
    the country of a flag.
    """
    return (
        unicodedata.category(character)[0] == "M"
        or character in _DROPPED
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
        or "\u1161" <= character <= "\u11ff"
        or character in "\uff9e\uff9f"
    )


def index_words(text: str) -> set[str]:
    """What an index remembers of a `folded` text: its words; of scripts without spaces each two
    letters that follow each other.

    If a text contains another, each of the other's words is contained in one of its own.
    """
    words = set(_WORDS.findall(text))
    if text.isascii() or not _UNSPACED.search(text):
        return words
    for word in [word for word in words if _UNSPACED.search(word)]:
        words.remove(word)
        words.update(filter(None, _UNSPACED.split(word)))
        for run in _UNSPACED.findall(word):
            words.update(run[at : at + 2] for at in range(max(1, len(run) - 1)))
    return words
