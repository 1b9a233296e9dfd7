"""Pictures that both pens draw, with and without their words; a browser test compares what comes
out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.core.drawing.card import card
from app.core.drawing.collage import make
from app.core.drawing.layout import SQUARE, PhotoShape
from app.core.drawing.marks import Drawing, Font, Measure, TextRun
from app.core.drawing.sheet import sheet_of

FONTS: tuple[Font, ...] = ("display", "serif", "italic", "sans")
WORDS = "The lake went quiet before it went dark. We stopped talking and it was not a sad silence."
FROM_RIGHT = "הערב היה שקט, and a friend (12:30) came by"
JAPANESE = "日本の秋はとても美しい、と彼は言った。"
WHEN = "Saturday 21 November, 16:35"
CAPTION = "Light 🌻 نور ひかり 光"
TEXT = f"{WORDS} {FROM_RIGHT} {JAPANESE} {CAPTION}"
GONE = PhotoShape(id="gone", width=900, height=700)


def drawings(measure: Measure, photos: Sequence[PhotoShape]) -> dict[str, Drawing]:
    """Cards by day and by night, of two photos that are there, and a collage of them and one that
    is gone.
    """
    first, second = photos
    collage = make([first, GONE, second, first], SQUARE, seed=3, paper="#FBE9C9", caption=CAPTION)
    found = {
        "dusk by day": card(
            WORDS, WHEN, measure=measure, photo=None, night=False, pathway="around"
        ),
        "dusk by night": card(
            FROM_RIGHT, WHEN, measure=measure, photo=None, night=True, pathway="between"
        ),
        "card with a photo": card(
            JAPANESE, WHEN, measure=measure, photo=first, night=False, pathway=None
        ),
        "card without its photo": card(
            "", WHEN, measure=measure, photo=GONE, night=True, pathway=None
        ),
        "collage": sheet_of(collage, measure),
    }
    return found | {f"{name}, no words": without_words(drawing) for name, drawing in found.items()}


def without_words(drawing: Drawing) -> Drawing:
    """All that is no letter."""
    return replace(
        drawing, marks=tuple(mark for mark in drawing.marks if not isinstance(mark, TextRun))
    )
