"""Answers the web client's requests for fonts of emoji and scripts it cannot draw, from the ones we
ship."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.platform.serving.guard import App, Receive, Scope, Send

# Flutter's engine knows which Noto font has which character. When the fonts of a text lack one, it
# asks for that font under `fontFallbackBaseUrl`, by the name Google's servers give it, and draws
# the text again. So nothing is loaded before it is needed and no text style has to list fonts; but
# an unanswered request comes back with every layout.
_ASKED = re.compile(
    r"^/?assets/fonts/(?P<family>noto[a-z0-9]+)/v\d+/[\w-]+?(?:\.(?P<slice>\d+))?\.(?:woff2"
    r"|ttf|otf)$"
)
_IN_CLIENT = re.compile(r'"((?:noto[a-z0-9]+)/v\d+/[\w-]+(?:\.\d+)?\.(?:woff2|ttf|otf))"')

_EMOJI = "notocoloremoji"
_SCRIPTS = {
    # Latin, Greek, Cyrillic, number forms, and Devanagari for those who ask this way
    "notosans": "NotoSans",
    "notosansarabic": "NotoSansArabic",
    "notosansarmenian": "NotoSansArmenian",
    "notosansbengali": "NotoSansBengali",
    "notosansdevanagari": "NotoSansDevanagari",
    "notosansethiopic": "NotoSansEthiopic",
    "notosansgeorgian": "NotoSansGeorgian",
    "notosansgujarati": "NotoSansGujarati",
    "notosansgurmukhi": "NotoSansGurmukhi",
    "notosanshebrew": "NotoSansHebrew",
    "notosanskannada": "NotoSansKannada",
    "notosanskhmer": "NotoSansKhmer",
    "notosanslao": "NotoSansLao",
    "notosansmalayalam": "NotoSansMalayalam",
    "notosansmath": "Symbols",
    "notosansmyanmar": "NotoSansMyanmar",
    "notosansoriya": "NotoSansOriya",
    "notosanssinhala": "NotoSansSinhala",
    "notosanssymbols": "Symbols",
    "notosanssymbols2": "Symbols",
    "notosanstamil": "NotoSansTamil",
    "notosanstelugu": "NotoSansTelugu",
    "notosansthai": "NotoSansThai",
}
_LARGE_SCRIPTS = {
    "notosanshk": "NotoSansTC",
    "notosansjp": "NotoSansJP",
    "notosanskr": "NotoSansKR",
    "notosanssc": "NotoSansSC",
    "notosanstc": "NotoSansTC",
}
"""The client asks for these in about a hundred slices each; every slice is answered with the whole
font."""


def font_for(path: str) -> str | None:
    """Where in `assets` the font is that answers this request, or None if it is none, or none that
    we have."""
    asked = _ASKED.match(path)
    if asked is None:
        return None
    family = asked["family"]
    if family == _EMOJI and asked["slice"]:
        return f"fonts/emoji/{asked['slice']}.woff2"
    script = _SCRIPTS.get(family) or _LARGE_SCRIPTS.get(family)
    return f"fonts/scripts/{script}.woff2" if script else None


def fonts_to_copy(client: str) -> Iterator[tuple[str, str]]:
    """For hosts that only serve files: each (path the client asks for, font in `assets`), read from
    its JavaScript.

    Without the large scripts: their slices would be hundreds of copies of fonts of 1 MB. There, a
    service worker can answer as `font_for` does.
    """
    for name in sorted(set(_IN_CLIENT.findall(client))):
        path = f"assets/fonts/{name}"
        font = font_for(path)
        if font and name.partition("/")[0] not in _LARGE_SCRIPTS:
            yield path, font


class ScriptFonts:
    """An ASGI application around another that serves `assets`: it points these requests at our
    fonts."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (font := font_for(scope["path"])):
            scope = {**scope, "path": f"/{font}", "raw_path": f"/{font}".encode()}
        await self._app(scope, receive, send)
