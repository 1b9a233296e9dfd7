"""The language that is spoken: held here and nowhere else, asked each time a sentence is shown.

English is the source and needs no catalogue. Another language is a `.mo` file (GNU gettext) in
`languages/`, named by its tag; a sentence that its catalogue does not have is shown in English.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from importlib.abc import ResourceLoader

FOLDER = Path(__file__).with_name("languages")
"""Where catalogues lie: `de.mo`, `pt-BR.mo`."""
PSEUDO = "ar-XB"
"""No language: English made long and accented, from right to left, so that tests can see what was
cut off and what bypassed the catalogue. The tag is the one that Android uses for this."""
SOURCE = "en"
_RIGHT_TO_LEFT = frozenset(("ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"))

# CLDR's week data; a language without a region has that of where most of its speakers live, and
# English, whose days are written as in Britain, Britain's.
_FROM_SUNDAY = frozenset(
    (
        *("am", "bn", "gu", "he", "hi", "id", "ja", "km", "kn", "ko", "lo", "ml", "mr", "my"),
        *("ne", "pa", "ps", "pt", "sd", "ta", "te", "th", "ur"),
        *("AU", "BD", "BR", "CA", "CO", "ET", "GT", "HK", "ID", "IL", "IN", "JP", "KE", "KH"),
        *("KR", "MX", "NP", "PE", "PH", "PK", "PT", "SA", "SG", "TH", "TW", "US", "VE", "ZA"),
    )
)
_FROM_SATURDAY = frozenset(("ar", "fa", "AE", "DZ", "EG", "IQ", "IR", "JO", "KW", "LY", "SY"))


class Catalogue(Protocol):
    """What `gettext` makes of a `.mo` file."""

    def gettext(self, message: str, /) -> str:
        """The sentence in the language of the catalogue."""

    def ngettext(self, one: str, more: str, count: int, /) -> str:
        """The sentence in the form that `count` asks for in the language of the catalogue."""


_tag = SOURCE
_catalogue: Catalogue | None = None


def speak(tag: str) -> str:
    """Speak this language (BCP 47) from now on; what is shown changes when it is drawn anew.

    The language without its region is taken where the tag itself has no catalogue, English where
    that has none either. Returns the tag of what is spoken.
    """
    global _tag, _catalogue
    _tag, _catalogue = _nearest(tag)
    return _tag


def spoken() -> str:
    """The tag of the language that is spoken."""
    return _tag


def reads_from_right() -> bool:
    """Whether this language is written from right to left."""
    return _tag.partition("-")[0] in _RIGHT_TO_LEFT


def first_weekday() -> int:
    """The day that weeks begin with in this language: 0 is Monday, as Python counts them."""
    language, *parts = _tag.split("-")
    regions = [part for part in parts if len(part) == 2 and _tag != PSEUDO]
    place = regions[0] if regions else language
    if place in _FROM_SATURDAY:
        return 5
    return 6 if place in _FROM_SUNDAY else 0


def as_html() -> str:
    """The attributes that tell a browser which language a page is in, and where its lines begin."""
    return f'lang="{_tag}"' + (' dir="rtl"' if reads_from_right() else "")


def said(text: str) -> str:
    """The sentence in the language that is spoken."""
    # gettext answers an empty message with the head of the catalogue.
    return text if _catalogue is None or not text else _catalogue.gettext(text)


def counted(one: str, more: str, count: int) -> str:
    """The form of the sentence that `count` asks for."""
    if _catalogue is None:
        return one if count == 1 else more
    return _catalogue.ngettext(one, more, count)


def _nearest(tag: str) -> tuple[str, Catalogue | None]:
    if tag == PSEUDO:
        from app.words.pseudo import Pseudo

        return tag, Pseudo()
    for known in (tag, tag.partition("-")[0]):
        content = _content(FOLDER / f"{known}.mo") if known != SOURCE else b""
        if content:
            from gettext import GNUTranslations  # nobody who speaks English waits for these
            from io import BytesIO

            return known, GNUTranslations(BytesIO(content))
    return SOURCE, None


def _content(file: Path) -> bytes:
    """Nothing where there is no such file. Asked of what loaded this module: in a browser both lie
    in one zip.
    """
    assert __spec__ is not None
    try:
        return cast("ResourceLoader", __spec__.loader).get_data(str(file))
    except OSError:
        return b""
