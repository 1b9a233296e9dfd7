"""Which screen an address means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

Tab = Literal["today", "look-back", "settings"]
TABS: tuple[Tab, ...] = ("today", "look-back", "settings")
Sheet = Literal["glimmer", "bin", "look", "about", "help", "kept", "missing"]

TODAY = "/"
LOOK_BACK = "/look-back"
SETTINGS = "/settings"
BIN = "/bin"
LOOK = "/settings/look"
ABOUT = "/settings/about"
WHERE = "/settings/where"
HELP = "/help"


@dataclass(frozen=True, slots=True)
class Place:
    """A tab, and what lies over it."""

    tab: Tab
    sheet: Sheet | None = None
    glimmer: str | None = None
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
    "settings/about": Place("settings", "about"),
    "settings/where": Place("settings", "kept"),
    "bin": Place("look-back", "bin"),
    "help": Place("settings", "help"),
}


def place(route: str | None) -> Place:
    """Read an address; one we do not know leads to a page that says so."""
    path = urlsplit(route or "/").path.strip("/")
    if path in _PLACES:
        return _PLACES[path]
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
