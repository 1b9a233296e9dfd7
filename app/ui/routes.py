"""The addresses of the app's pages; `pages.py` says which page each of them means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal
from urllib.parse import urlencode

from app.core.photos import NameKind

Tab = Literal["today", "look-back", "collages", "settings"]
TABS: tuple[Tab, ...] = ("today", "look-back", "collages", "settings")
Go = Callable[[str], None]
"""Leads to an address of this app."""

TODAY = "/"
LOOK_BACK = "/look-back"
COLLAGES = "/collages"
NEW_COLLAGE = "/collages/new"
SETTINGS = "/settings"
FIND = "/find"
"""What is looked for stands in no address: a browser keeps those."""
CALENDAR = "/calendar"
"""Whatever month is shown: where somebody looks is nobody's, so it stands in no address either."""
SKY = "/sky"
"""Likewise."""
SKY_PICTURE = "/sky/picture"
NOURISHING = "/nourishing"
LISTS = (FIND, CALENDAR, SKY)
"""Pages from which glimmers are opened, beside Days: they stay below what is opened."""
BIN = "/bin"
LOOK = "/settings/look"
ABOUT = "/settings/about"
PRIVACY = "/settings/privacy"
EXAMPLES = "/examples"
REMINDERS = "/settings/reminders"
PROMPTS = "/settings/prompts"
MEMORIES = "/settings/memories"
WHERE = "/settings/where"
UNNAMED = "/settings/where/photos"
YOURS = "/settings/yours"
BACK_UP = "/settings/yours/back-up"
EXPORT = "/settings/yours/export"
BRING_BACK = "/settings/yours/bring-back"
GO_BACK = "/settings/yours/go-back"
ERASE = "/settings/yours/erase"
HELP = "/help"
CONTACTS = "/settings/people"
HARD = "/light"
"""When it is hard. A browser remembers its addresses, and need not say what kind of hour it was."""
SHARED = "/shared"


def glimmer(id: str) -> str:
    """The address of one glimmer."""
    return f"/look-back/{id}"


def collage(id: str) -> str:
    """The address of one kept collage."""
    return f"{COLLAGES}/{id}"


def new_collage(kind: NameKind | None = None, id: str = "") -> str:
    """Where a collage begins: with nobody's photos, or with those of the person, place or tag of
    this number.
    """
    return NEW_COLLAGE + (f"?{urlencode({str(kind): id})}" if kind else "")


def collage_of(id: str) -> str:
    """Where a collage begins with the photos of one glimmer."""
    return f"{NEW_COLLAGE}?{urlencode({'glimmer': id})}"


def photo(id: str, place: int, *, from_card: bool = False) -> str:
    """The address of one photo of a glimmer; `from_card` where it lies over the card on Today, to
    which Back then leads, and which stays there meanwhile.
    """
    return f"/look-back/{id}/photos/{place + 1}" + ("?from=today" if from_card else "")


def share(id: str) -> str:
    """Where one glimmer is shared from."""
    return f"/look-back/{id}/share"


def names(kind: NameKind = "person") -> str:
    """The list of all people, places or tags."""
    return f"/names/{kind}"


def name(kind: NameKind, id: str, *, seen_on: str = "") -> str:
    """The page of the person, place or tag of this number; Back leads to the glimmer it was
    `seen_on`.
    """
    return f"{names(kind)}/{id}" + (f"?{urlencode({'on': seen_on})}" if seen_on else "")


def address(tab: Tab) -> str:
    """Where a tab lives."""
    return {"today": TODAY, "look-back": LOOK_BACK, "collages": COLLAGES, "settings": SETTINGS}[tab]
