"""Words in a picture: measured and drawn in any script, with the fonts this app ships."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

from app.core.drawing.letters import CLINGING, EMOJI, graphemes
from app.core.drawing.marks import Font
from app.imaging.pillow_emoji import emoji

FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
_FILES: dict[Font, str] = {
    "display": "Fraunces-Display.ttf",
    "serif": "Fraunces-Text.ttf",
    "italic": "Fraunces-Italic.ttf",
    "sans": "NunitoSans-600.ttf",
}

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
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


@dataclass(frozen=True, slots=True)
class _Run:
    """Text of one font and one direction; without a font, one emoji."""

    text: str
    font: str | None
    rtl: bool


class Lettering:
    """Text of one font and size; what that font lacks comes from those of other scripts."""

    def __init__(self, font: Font, size: int) -> None:
        self._font = _FILES[font]
        self.size = size

    def width(self, line: str) -> float:
        """Pixels from the first letter to the last."""
        return sum(
            self._width(run) for run in _runs(line, self._font, from_right=False, japanese=False)
        )

    def draw(
        self,
        image: Image.Image,
        line: str,
        at: tuple[float, float],
        colour: str,
        *,
        from_right: bool = False,
        japanese: bool = False,
    ) -> None:
        """Write one line on an RGB picture; `at` is where its baseline begins on the left.

        `from_right` and `japanese` are of the whole that the line belongs to.
        """
        pen = ImageDraw.Draw(image)
        x, y = at
        for run in _runs(line, self._font, from_right=from_right, japanese=japanese):
            if run.font is None:
                picture = emoji(run.text, round(self.size * _EMOJI), colour)
                image.paste(picture, (round(x), round(y - picture.height * _EMOJI_ABOVE)), picture)
            else:
                pen.text(
                    (x, y),
                    _as_drawn(run),
                    fill=colour,
                    font=_font(run.font, self.size),
                    anchor="ls",
                    direction=_direction(run),
                )
            x += self._width(run)

    def _width(self, run: _Run) -> float:
        if run.font is None:
            return self.size * _EMOJI
        return _font(run.font, self.size).getlength(_as_drawn(run), direction=_direction(run))


_EMOJI = 1.245
"""Width and height of an emoji in sizes of the text: what its font says, so that browsers draw it
as large."""
_EMOJI_ABOVE = 0.774
"""How much of it stands above the baseline."""


@functools.lru_cache(maxsize=512)
def _runs(line: str, font: str, *, from_right: bool, japanese: bool) -> tuple[_Run, ...]:
    """From left to right as they are seen."""
    return tuple(
        run
        for text, rtl in _in_sight(line, from_right=from_right)
        for run in _in_fonts(text, font, rtl=rtl, japanese=japanese)
    )


def _in_sight(line: str, *, from_right: bool) -> Sequence[tuple[str, bool]]:
    """Stretches of one direction from left to right, each with whether it is read from right to
    left."""
    if not _RIGHT_TO_LEFT.search(line) and not from_right:
        return [(line, False)]
    from fpdf.bidi import BidiParagraph
    from fpdf.enums import TextDirection

    direction = TextDirection.RTL if from_right else TextDirection.LTR
    placed = BidiParagraph(
        line, base_direction=direction, preserve_bn_chars=True
    ).get_characters_with_embedding_level()
    stretches = [
        ("".join(each.character for each in same), level)
        for level, same in itertools.groupby(placed, lambda each: each.embedding_level)
    ]
    # Rule L2 of the bidirectional algorithm: from the innermost level outwards, what lies inside is
    # turned around.
    for level in range(max(level for _, level in stretches), 0, -1):
        groups = [
            list(group)
            for _, group in itertools.groupby(stretches, functools.partial(_is_inside, level))
        ]
        stretches = [
            stretch
            for group in groups
            for stretch in (reversed(group) if _is_inside(level, group[0]) else group)
        ]
    return [(text, level % 2 == 1) for text, level in stretches]


def _is_inside(level: int, stretch: tuple[str, int]) -> bool:
    return stretch[1] >= level


def _in_fonts(text: str, first: str, *, rtl: bool, japanese: bool) -> Iterator[_Run]:
    """The same from left to right, cut where the font changes and around emoji."""
    runs: list[_Run] = []
    for part in re.split(f"({EMOJI.pattern})", text):
        if EMOJI.fullmatch(part):
            runs.append(_Run(part, None, rtl))
            continue
        for font, letters in itertools.groupby(
            _with_fonts(part, first, japanese), lambda pair: pair[0]
        ):
            runs.append(_Run("".join(letter for _, letter in letters), font, rtl))
    yield from reversed(runs) if rtl else runs


def _with_fonts(text: str, first: str, japanese: bool) -> Iterator[tuple[str, str]]:
    before = first
    for letter in text:
        # Marks and joiners belong to the letter before them. Spaces and signs come from the first
        # font that has them, as in browsers: their widths decide where a line breaks.
        if unicodedata.category(letter) not in CLINGING:
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
    """Whether a font has a glyph of its own for it; Pillow does not tell, so what it draws is
    looked at."""
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
    if not features.check("raqm"):
        return None
    return "rtl" if run.rtl else "ltr"


def _as_drawn(run: _Run) -> str:
    """What Pillow is given: without raqm it sets letters one by one from the left and does not join
    Arabic ones."""
    if not run.rtl or features.check("raqm"):
        return run.text
    from arabic_reshaper import reshape

    return "".join(
        reversed([_MIRRORED.get(letter, letter) for letter in graphemes(reshape(run.text))])
    )


_MIRRORED = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))
