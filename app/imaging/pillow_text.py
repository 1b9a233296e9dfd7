"""Words in a picture: measured, broken into lines and drawn in any script, with the fonts this app ships."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

from app.imaging.pillow_emoji import EMOJI, emoji

FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
DISPLAY, SERIF, ITALIC, SANS = "Fraunces-Display.ttf", "Fraunces-Text.ttf", "Fraunces-Italic.ttf", "NunitoSans-600.ttf"

ELLIPSIS = "…"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
_LAST_RESORTS = ("NotoSans", "Symbols", "NotoSansJP", "NotoSansSC", "NotoSansTC", "NotoSansKR")
# A character's script is the first word of its name in Unicode.
_SCRIPTS = {
    "ARABIC": "NotoSansArabic",
    "ARMENIAN": "NotoSansArmenian",
    "BENGALI": "NotoSansBengali",
    "CJK": "NotoSansSC",
    "DEVANAGARI": "NotoSansDevanagari",
    "ETHIOPIC": "NotoSansEthiopic",
    "GEORGIAN": "NotoSansGeorgian",
    "GUJARATI": "NotoSansGujarati",
    "GURMUKHI": "NotoSansGurmukhi",
    "HANGUL": "NotoSansKR",
    "HEBREW": "NotoSansHebrew",
    "HIRAGANA": "NotoSansJP",
    "KANNADA": "NotoSansKannada",
    "KATAKANA": "NotoSansJP",
    "KHMER": "NotoSansKhmer",
    "LAO": "NotoSansLao",
    "MALAYALAM": "NotoSansMalayalam",
    "MYANMAR": "NotoSansMyanmar",
    "ORIYA": "NotoSansOriya",
    "SINHALA": "NotoSansSinhala",
    "TAMIL": "NotoSansTamil",
    "TELUGU": "NotoSansTelugu",
    "THAI": "NotoSansThai",
}
_UNCODED = "\U0010ffff"
"""No font has a glyph for it, so it shows what a font draws for what it lacks."""
_NO_BREAK_BEFORE = frozenset("、。，．！？）」』】〉》：；ー…’”)]},.!?:;")


@dataclass(frozen=True, slots=True)
class _Run:
    """Text of one font and one direction; without a font, one emoji."""

    text: str
    font: str | None
    rtl: bool


class Lettering:
    """Text of one font and size; what that font lacks comes from those of other scripts."""

    def __init__(self, font: str, size: int) -> None:
        self._font = font
        self.size = size

    def width(self, line: str) -> float:
        """Pixels from the first letter to the last."""
        return sum(self._width(run) for run in self._runs(line))

    def draw(self, image: Image.Image, line: str, at: tuple[float, float], colour: str) -> None:
        """Write one line on an RGB picture; `at` is where its baseline begins on the left."""
        pen = ImageDraw.Draw(image)
        x, y = at
        for run in self._runs(line):
            if run.font is None:
                picture = emoji(run.text, round(self.size * _EMOJI_HEIGHT), colour)
                image.paste(picture, (round(x + self.size * _EMOJI_GAP), round(y - picture.height * _EMOJI_ABOVE)), picture)
            else:
                pen.text((x, y), _as_drawn(run), fill=colour, font=_font(run.font, self.size), anchor="ls", direction=_direction(run))
            x += self._width(run)

    def lines(self, text: str, width: float) -> list[str]:
        """Break text into lines no wider than that, at spaces, between CJK characters, else where a word must be broken."""
        return [line for paragraph in text.splitlines() for line in self._lines(paragraph, width)]

    def shortened(self, line: str, width: float) -> str:
        """The line, or as much of its beginning as fits together with an ellipsis."""
        if self.width(line) <= width:
            return line
        letters = list(_graphemes(line))
        while letters and self.width("".join(letters).rstrip() + ELLIPSIS) > width:
            letters.pop()
        return "".join(letters).rstrip() + ELLIPSIS

    def _lines(self, paragraph: str, width: float) -> Iterator[str]:
        line = ""
        for piece in _breakable(paragraph):
            if line and self.width((line + piece).rstrip()) > width:
                yield line.rstrip()
                line = ""
            line += piece
            while self.width(line.rstrip()) > width:
                head = self._head(line, width)
                yield head
                line = line[len(head) :]
        yield line.rstrip()

    def _head(self, word: str, width: float) -> str:
        """As much of a word as fits, one letter at least."""
        head = ""
        for letter in _graphemes(word):
            if head and self.width(head + letter) > width:
                break
            head += letter
        return head

    def _width(self, run: _Run) -> float:
        if run.font is None:
            return self.size * (_EMOJI_HEIGHT + 2 * _EMOJI_GAP)
        return _font(run.font, self.size).getlength(_as_drawn(run), direction=_direction(run))

    def _runs(self, line: str) -> tuple[_Run, ...]:
        return _runs(line, self._font)


def reads_from_right(text: str) -> bool:
    """Whether its first letter that has a direction is of a script read from right to left."""
    return next((kind != "L" for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")), False)


_EMOJI_HEIGHT = 1.12
"""Of an emoji, in sizes of the text."""
_EMOJI_ABOVE = 0.82
"""How much of it stands above the baseline."""
_EMOJI_GAP = 0.04


@functools.lru_cache(maxsize=512)
def _runs(line: str, font: str) -> tuple[_Run, ...]:
    """From left to right as they are seen."""
    return tuple(run for text, rtl in _in_sight(line) for run in _in_fonts(text, font, rtl))


def _in_sight(line: str) -> Sequence[tuple[str, bool]]:
    """Stretches of one direction from left to right, each with whether it is read from right to left."""
    if not _RIGHT_TO_LEFT.search(line):
        return [(line, False)]
    from fpdf.bidi import BidiParagraph

    placed = BidiParagraph(line, preserve_bn_chars=True).get_characters_with_embedding_level()
    stretches = [
        ("".join(each.character for each in same), level) for level, same in itertools.groupby(placed, lambda each: each.embedding_level)
    ]
    # Rule L2 of the bidirectional algorithm: from the innermost level outwards, what lies inside is turned around.
    for level in range(max(level for _, level in stretches), 0, -1):
        groups = [list(group) for _, group in itertools.groupby(stretches, functools.partial(_is_inside, level))]
        stretches = [stretch for group in groups for stretch in (reversed(group) if _is_inside(level, group[0]) else group)]
    return [(text, level % 2 == 1) for text, level in stretches]


def _is_inside(level: int, stretch: tuple[str, int]) -> bool:
    return stretch[1] >= level


def _in_fonts(text: str, first: str, rtl: bool) -> Iterator[_Run]:
    """The same from left to right, cut where the font changes and around emoji."""
    runs: list[_Run] = []
    japanese = any(unicodedata.name(letter, "").startswith(("HIRAGANA", "KATAKANA")) for letter in text)
    for part in re.split(f"({EMOJI.pattern})", text):
        if EMOJI.fullmatch(part):
            runs.append(_Run(part, None, rtl))
            continue
        for font, letters in itertools.groupby(_with_fonts(part, first, japanese), lambda pair: pair[0]):
            runs.append(_Run("".join(letter for _, letter in letters), font, rtl))
    yield from reversed(runs) if rtl else runs


def _with_fonts(text: str, first: str, japanese: bool) -> Iterator[tuple[str, str]]:
    before = first
    for letter in text:
        # Marks and joiners belong to the letter before them, spaces and signs between letters too if its font has them.
        clings = unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf") or (
            not letter.isalpha() and before != first and _has(before, letter)
        )
        if not clings:
            before = _font_for(letter, first, japanese)
        yield before, letter


@functools.lru_cache(maxsize=4096)
def _font_for(letter: str, first: str, japanese: bool) -> str:
    script = _SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0])
    names = [script] if script else []
    if japanese and script == "NotoSansSC":
        names.insert(0, "NotoSansJP")
    fonts = [first, *(f"scripts/{name}.woff2" for name in (*names, *_LAST_RESORTS))]
    return next((font for font in fonts if _has(font, letter)), first)


@functools.lru_cache(maxsize=4096)
def _has(font: str, letter: str) -> bool:
    """Whether a font has a glyph of its own for it; Pillow does not tell, so what it draws is looked at."""
    try:
        tried = _basic(font)
    except OSError:  # this device's FreeType does not read WOFF2
        return False
    drawn, lacking = tried.getmask(letter), tried.getmask(_UNCODED)
    return bool(drawn.size != lacking.size or bytes(drawn) != bytes(lacking))


@functools.lru_cache(maxsize=64)
def _basic(font: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / font, 20, layout_engine=ImageFont.Layout.BASIC)


@functools.lru_cache(maxsize=64)
def _font(font: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / font, size)


def _direction(run: _Run) -> str | None:
    return ("rtl" if run.rtl else "ltr") if features.check("raqm") else None


def _as_drawn(run: _Run) -> str:
    """What Pillow is given: without raqm it sets letters one by one from the left and does not join Arabic ones."""
    if not run.rtl or features.check("raqm"):
        return run.text
    from arabic_reshaper import reshape

    return "".join(reversed([_MIRRORED.get(letter, letter) for letter in _graphemes(reshape(run.text))]))


_MIRRORED = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))


def _graphemes(text: str) -> Iterator[str]:
    """Letters with their marks, and whole emoji."""
    for part in re.split(f"({EMOJI.pattern})", text):
        if EMOJI.fullmatch(part):
            yield part
            continue
        letters = ""
        for letter in part:
            if letters and unicodedata.category(letter) not in ("Mn", "Mc", "Me", "Cf"):
                yield letters
                letters = ""
            letters += letter
        if letters:
            yield letters


def _breakable(text: str) -> Iterator[str]:
    """Pieces between which a line may end; each keeps the spaces behind it."""
    piece = ""
    for letter in _graphemes(text):
        wide = unicodedata.east_asian_width(letter[0]) in "WF"
        ends = piece[-1:].isspace() and not letter.isspace()
        between = (wide or (piece and unicodedata.east_asian_width(piece[-1]) in "WF")) and letter not in _NO_BREAK_BEFORE
        if piece and (ends or (between and not letter.isspace())):
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece
