"""Which screen an address means."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import parse_qs, urlsplit

Tab = Literal["today", "look-back", "settings"]
TABS: tuple[Tab, ...] = ("today", "look-back", "settings")
Sheet = Literal["glimmer", "bin", "look", "reminders", "prompts", "about", "help", "kept", "missing"]

TODAY = "/"
LOOK_BACK = "/look-back"
SETTINGS = "/settings"
BIN = "/bin"
LOOK = "/settings/look"
ABOUT = "/settings/about"
REMINDERS = "/settings/reminders"
PROMPTS = "/settings/prompts"
WHERE = "/settings/where"
HELP = "/help"


@dataclass(frozen=True, slots=True)
class Place:
    """A tab, and what lies over it."""

    tab: Tab
    sheet: Sheet | None = None
    glimmer: str | None = None
    prompt: str | None = None
    """The id a reminder names: whoever made the link, it chooses among our prompts and never carries words."""
    from_outside: bool = False
    """Reached by a link from a reminder or another app: it opens a screen and never does more."""


def glimmer(id: str) -> str:
    """The address of one glimmer."""
    return f"/look-back/{id}"


_PLACES: dict[str, Place] = {
    "": Place("today"),
    "capture": Place("today", from_outside=True),
    "look-back": Place("look-back"),
    "settings": Place("settings"),
    "settings/look": Place("settings", "look"),
    "settings/reminders": Place("settings", "reminders"),
    "settings/prompts": Place("settings", "prompts"),
    "settings/about": Place("settings", "about"),
    "settings/where": Place("settings", "kept"),
    "bin": Place("look-back", "bin"),
    "help": Place("settings", "help"),
}


def place(route: str | None) -> Place:
    """Read an address; one we do not know leads to a page that says so."""
    parts = urlsplit(route or "/")
    path = parts.path.strip("/")
    if path in _PLACES:
        known = _PLACES[path]
        asked = parse_qs(parts.query).get("prompt") if known.from_outside else None
        return replace(known, prompt=asked[0]) if asked else known
    first, _, rest = path.partition("/")
    if first == "look-back" and rest and "/" not in rest:
        return Place("look-back", "glimmer", rest)
    return Place("today", "missing")


def address(tab: Tab) -> str:
    """Where a tab lives."""
    return {"today": TODAY, "look-back": LOOK_BACK, "settings": SETTINGS}[tab]


def above(where: Place) -> str:
    """Where Back leads."""
    return address(where.tab)
