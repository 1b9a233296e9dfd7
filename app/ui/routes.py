"""Which screen an address means."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import parse_qs, urlencode, urlsplit

from app.core.photos import NAME_KINDS, NameKind

Tab = Literal["today", "look-back", "collages", "settings"]
TABS: tuple[Tab, ...] = ("today", "look-back", "collages", "settings")
Sheet = Literal[
    "glimmer",
    "photo",
    "share",
    "bin",
    "look",
    "reminders",
    "prompts",
    "about",
    "help",
    "kept",
    "collage",
    "name",
    "names",
    "unnamed",
    "missing",
]

Go = Callable[[str], None]
"""Leads to an address of this app."""

TODAY = "/"
LOOK_BACK = "/look-back"
COLLAGES = "/collages"
NEW_COLLAGE = "/collages/new"
SETTINGS = "/settings"
BIN = "/bin"
LOOK = "/settings/look"
ABOUT = "/settings/about"
REMINDERS = "/settings/reminders"
PROMPTS = "/settings/prompts"
WHERE = "/settings/where"
UNNAMED = "/settings/where/photos"
HELP = "/help"


@dataclass(frozen=True, slots=True)
class Place:
    """A tab, and what lies over it."""

    tab: Tab
    sheet: Sheet | None = None
    glimmer: str | None = None
    photo: int = 0
    """The place of a photo in its glimmer."""
    collage: str | None = None
    """The id of one that is kept, or that there is none yet."""
    named: tuple[NameKind, str] | None = None
    """Whose photos a new collage is of; who or what a page is about; or a whole kind, with nothing behind it.

    By the number that the journal lends a name: addresses go into a browser's history, and nobody's name belongs there.
    """
    prompt: str | None = None
    """The id a reminder names: whoever made the link, it chooses among our prompts and never carries words."""
    from_outside: bool = False
    """Reached by a link from a reminder or another app: it opens a screen and never does more."""


def glimmer(id: str) -> str:
    """The address of one glimmer."""
    return f"/look-back/{id}"


def collage(id: str) -> str:
    """The address of one kept collage."""
    return f"{COLLAGES}/{id}"


def new_collage(kind: NameKind | None = None, id: str = "") -> str:
    """Where a collage begins: with nobody's photos, or with those of the person, place or tag of this number."""
    return NEW_COLLAGE + (f"?{urlencode({str(kind): id})}" if kind else "")


def photo(id: str, place: int) -> str:
    """The address of one photo of a glimmer."""
    return f"/look-back/{id}/photos/{place + 1}"


def share(id: str) -> str:
    """Where one glimmer is shared from."""
    return f"/look-back/{id}/share"


def names(kind: NameKind = "person") -> str:
    """The list of all people, places or tags."""
    return f"/names/{kind}"


def name(kind: NameKind, id: str, *, seen_on: str = "") -> str:
    """The page of the person, place or tag of this number; Back leads to the glimmer it was `seen_on`."""
    return f"{names(kind)}/{id}" + (f"?{urlencode({'on': seen_on})}" if seen_on else "")


_PHOTO = re.compile(r"photos/([1-9][0-9]{0,3})", re.ASCII)

_PLACES: dict[str, Place] = {
    "": Place("today"),
    "capture": Place("today", from_outside=True),
    "look-back": Place("look-back"),
    "collages": Place("collages"),
    "settings": Place("settings"),
    "settings/look": Place("settings", "look"),
    "settings/reminders": Place("settings", "reminders"),
    "settings/prompts": Place("settings", "prompts"),
    "settings/about": Place("settings", "about"),
    "settings/where": Place("settings", "kept"),
    "settings/where/photos": Place("settings", "unnamed"),
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
    if first == "look-back" and rest:
        id, _, behind = rest.partition("/")
        if not behind:
            return Place("look-back", "glimmer", id)
        if behind == "share":
            return Place("look-back", "share", id)
        if (found := _PHOTO.fullmatch(behind)) is not None:
            return Place("look-back", "photo", id, photo=int(found[1]) - 1)
    if first == "names":
        kind, _, id = rest.partition("/")
        if found_kind := next((known for known in NAME_KINDS if known == kind), None):
            seen_on = parse_qs(parts.query).get("on", [""])[0] or None
            return Place("look-back", "name" if id else "names", seen_on, named=(found_kind, id))
    if first == "collages" and rest and "/" not in rest:
        return Place("collages", "collage", collage=rest, named=_named(parts.query) if rest == "new" else None)
    return Place("today", "missing")


def _named(query: str) -> tuple[NameKind, str] | None:
    asked = parse_qs(query)
    return next(((kind, asked[kind][0]) for kind in NAME_KINDS if kind in asked), None)


def address(tab: Tab) -> str:
    """Where a tab lives."""
    return {"today": TODAY, "look-back": LOOK_BACK, "collages": COLLAGES, "settings": SETTINGS}[tab]


def above(where: Place) -> str:
    """Where Back leads."""
    if where.sheet in ("photo", "share") and where.glimmer:
        return glimmer(where.glimmer)
    if where.sheet == "name" and where.named:
        return glimmer(where.glimmer) if where.glimmer else names(where.named[0])
    return WHERE if where.sheet == "unnamed" else address(where.tab)
