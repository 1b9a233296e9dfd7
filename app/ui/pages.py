"""Every page of the app, one row each: its address, its tab, where Back leads, its heading, and
what draws it.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import flet as ft

from app.core.glimmers import Glimmer
from app.core.photos import NAME_KINDS, KeptCollage, NameKind
from app.ui import routes
from app.ui.around import BAR, RAIL, two_panes
from app.ui.look.parts import SIDE, Handler, empty
from app.ui.look.theme import Here
from app.ui.models import Models
from app.ui.routes import Go, Tab
from app.ui.today.screen import Today
from app.words.screens import words

if TYPE_CHECKING:
    from app.state.editing import Editing

Query = dict[str, list[str]]
Notice = tuple[str, "Editing | None"]
"""A sentence said over the screen, and what its undo brings back."""


@dataclass(frozen=True, slots=True)
class Place:
    """A tab, and what lies over it."""

    tab: Tab
    sheet: str | None = None
    """The name of the page over the tab; None where the tab itself is meant."""
    glimmer: str | None = None
    photo: int = 0
    """The place of a photo in its glimmer."""
    collage: str | None = None
    """The id of one that is kept, or that there is none yet."""
    named: tuple[NameKind, str] | None = None
    """Whose photos a new collage is of; who or what a page is about; or a whole kind, with nothing
    behind it.

    By the number that the journal lends a name: addresses go into a browser's history, and nobody's
    name belongs there.
    """
    prompt: str | None = None
    """The id a reminder names: whoever made the link, it chooses among our prompts and never
    carries words.
    """
    from_outside: bool = False
    """Reached by a link from a reminder or another app: it opens a screen and never does more."""
    left: int = 0
    """How many shared photos were too many or too large."""
    came: str = ""
    """The id of a share that has just come: the page looks again where it is open already."""
    refused: str = ""
    """Why nothing of a share could be taken, in the service worker's word for it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page is drawn with."""

    here: Here
    models: Models
    where: Place
    go: Go
    notify: Callable[[Notice], None]
    ask_to_erase: Callable[[Glimmer | KeptCollage], None]
    hide: Callable[[], Awaitable[None]]
    """Covers everything at once, until somebody brings it back."""
    back_to: str
    """The address that Back leads to: where the person came from."""
    among: str = ""
    """The address of the list that the person is at, or came through: Find, the calendar or the
    sky; "" for Days.
    """

    @property
    def first_run(self) -> bool:
        """Whether the one screen without a bar is shown."""
        return self.models.opening.new_here and self.where.tab == "today"

    def to(self, address: str) -> Handler:
        """What a button does that leads to an address."""
        return lambda _event: self.go(address)

    def back(self) -> Handler:
        """What the arrow does."""
        return self.to(self.back_to)


@dataclass(frozen=True, slots=True)
class Page:
    """A row of the table."""

    name: str
    path: str
    """A regular expression for the whole address, without slashes at its ends; its groups are
    fields of `Place`.
    """
    tab: Tab
    draw: Callable[[Shown], ft.Control]
    """Imports what it needs when it is first gone to: a browser would make the first picture wait
    for it.
    """
    heading: Callable[[], str] | None = None
    """Chosen when it is shown; None where the page has its own."""
    above: Callable[[Place], str] | None = None
    """Where Back leads if the person came from nowhere; None for the tab it lies over."""
    is_tab: bool = False
    from_outside: bool = False
    """Linked to by reminders and other apps."""
    bare: bool = False
    """Fills the screen and has a way back of its own."""
    beside: bool = False
    """On a desk it stands beside its tab instead of over it."""
    without_journal: bool = False
    """There even where the journal cannot be opened."""
    before_journal: bool = False
    """Drawn before the journal is open, since nothing on it depends on what that holds. All others
    wait: what they said until then might not be true.
    """


# What draws them ----------------------------------------------------------------------------------


def _today(shown: Shown) -> ft.Control:
    here, models = shown.here, shown.models
    body = here.height - (0 if here.wide or shown.first_run else BAR)
    return Today(
        here,
        models.capture,
        models.timeline,
        models.preferences,
        models.photos,
        models.reminders,
        models.yours,
        models.memories,
        models.collages,
        body,
        shown.go,
        shown.notify,
        first_run=shown.first_run,
    )


def _look_back(shown: Shown) -> ft.Control:
    from app.ui.look_back.screen import LookBack

    here, models, where = shown.here, shown.models, shown.where
    chosen = where.glimmer or ""
    covered = lies_over(where, here)
    marked = chosen if here.wide else ""
    if here.wide and shown.among:
        days = _LISTS[shown.among](shown)
    else:
        days = LookBack(here, models.timeline, models.photos, shown.go, marked, covered=covered)
    if not here.wide:
        return days
    return two_panes(here, days, _opened_glimmer(shown) if chosen else None)


def _find(shown: Shown) -> ft.Control:
    from app.ui.look_back.find import FindPage

    here, models, where = shown.here, shown.models, shown.where
    return FindPage(
        here,
        models.finder(),
        models.photos,
        models.opening,
        shown.go,
        where.glimmer or "" if here.wide else "",
        back_to=shown.back_to if where.sheet == "find" else routes.LOOK_BACK,
        covered=_is_covered(shown, "find"),
        phone=models.phone,
    )


def _calendar(shown: Shown) -> ft.Control:
    from app.ui.look_back.calendar import CalendarPage

    return _by_month(CalendarPage, shown.models.calendar(), "calendar", shown)


def _sky(shown: Shown) -> ft.Control:
    from app.ui.look_back.sky import SkyPage

    return _by_month(SkyPage, shown.models.sky(), "sky", shown)


def _by_month(page: Callable[..., ft.Control], model: Any, name: str, shown: Shown) -> ft.Control:
    here, models = shown.here, shown.models
    chosen = shown.where.glimmer or "" if here.wide else ""
    covered = _is_covered(shown, name)
    return page(here, model, models.photos, models.opening, shown.go, chosen, covered=covered)


def _sky_picture(shown: Shown) -> ft.Control:
    from app.ui.look_back.sky_picture import SkyPicturePage

    models = shown.models
    return SkyPicturePage(shown.here, models.sky(), models.photos, models.sheet, models.opening)


def _nourishing(shown: Shown) -> ft.Control:
    from app.ui.look_back.nourishing import NourishingPage

    models = shown.models

    def find(typed: str) -> None:
        models.finder().seek(typed)
        shown.go(routes.FIND)

    return NourishingPage(
        shown.here, models.nourishing(), models.photos, models.opening, shown.go, find
    )


def _is_covered(shown: Shown, list_name: str) -> bool:
    over = sheet_of(shown.where)
    return lies_over(shown.where, shown.here) and over is not None and over.name != list_name


def _collages(shown: Shown) -> ft.Control:
    from app.ui.collages.screen import CollagesPage

    models = shown.models
    return CollagesPage(
        shown.here,
        models.collages(),
        models.preferences,
        models.opening,
        shown.go,
        shown.notify,
    )


def _settings(shown: Shown) -> ft.Control:
    from app.ui.settings.screen import Settings

    return Settings(shown.here, shown.go, shown.models.yours() is not None)


def _letting_go(shown: Shown) -> Callable[[Editing], Callable[[], Awaitable[None]]]:
    """What moves a glimmer to the bin, and leaves its page."""

    def let_go(editing: Editing) -> Callable[[], Awaitable[None]]:
        async def let_go() -> None:
            await editing.let_go()
            if editing.glimmer.removed_at:
                shown.notify((words.LET_GO_SAID, editing))
                shown.go(shown.among or routes.LOOK_BACK)

        return let_go

    return let_go


def _opened_glimmer(shown: Shown) -> ft.Control:
    from app.ui.glimmer.opened import OpenedGlimmer

    here = shown.here
    narrow = here.width - RAIL - 456 - 88 if here.wide else min(600.0, here.width - 40)
    id = shown.where.glimmer or ""
    return OpenedGlimmer(here, shown.models, id, _letting_go(shown), shown.go, narrow)


def _glimmer(shown: Shown) -> ft.Control:
    from app.ui.glimmer.opened import GlimmerSheet

    models, id = shown.models, shown.where.glimmer or ""

    def opened() -> ft.Control:
        # Made anew in each drawing: a component that is handed on and then moves is never told by
        # Flet that it is there.
        return _opened_glimmer(shown)

    return GlimmerSheet(
        shown.here,
        models.timeline,
        models.photos,
        id,
        opened,
        _letting_go(shown),
        shown.back(),
        shown.to(routes.HELP),
        shown.go,
    )


def _kept_outside(shown: Shown) -> ft.Control:
    from app.ui.glimmer.opened import KeptOutside

    return KeptOutside(shown.here, shown.models, shown.where.glimmer or "", shown.go)


def _photo(shown: Shown) -> ft.Control:
    from app.ui.glimmer.opened import OpenedPhoto

    where = shown.where
    return OpenedPhoto(shown.here, shown.models, where.glimmer or "", where.photo, shown.back())


def _share(shown: Shown) -> ft.Control:
    from app.ui.glimmer.opened import SharedGlimmer

    return SharedGlimmer(shown.here, shown.models, shown.where.glimmer or "")


def _bin(shown: Shown) -> ft.Control:
    from app.ui.look_back.screen import Bin

    models = shown.models

    async def put_back(let_go: Glimmer | KeptCollage) -> None:
        if isinstance(let_go, Glimmer):
            await models.timeline.put_back(let_go.id)
        elif not await models.collages().put_back(let_go.id):
            return
        shown.notify((words.PUT_BACK_SAID, None))

    return Bin(
        shown.here, models.timeline, models.collages(), models.opening, shown.ask_to_erase, put_back
    )


def _names(shown: Shown) -> ft.Control:
    from app.ui.look_back.names import NamesPage

    kind, _ = _about(shown.where)
    every = NamesPage(shown.here, shown.models.names(), shown.models.opening, kind, shown.go)
    return ft.Container(every, padding=ft.Padding.symmetric(horizontal=SIDE))


def _name(shown: Shown) -> ft.Control:
    from app.ui.look_back.names import NamePage

    models = shown.models
    about = _about(shown.where)
    return NamePage(
        shown.here, models.names(), models.photos, models.opening, about, shown.go, shown.notify
    )


def _collage(shown: Shown) -> ft.Control:
    from app.ui.collages.editor import CollageSheet

    models, where = shown.models, shown.where
    of = (where.named, where.glimmer)
    home = above(where)
    return CollageSheet(
        shown.here, models.collages(), models.opening, where.collage or "", of, home, shown.go
    )


def _shared(shown: Shown) -> ft.Control:
    from app.ui.today.shared import SharedPage

    models, where = shown.models, shown.where
    return SharedPage(
        shown.here,
        models.shared(),
        models.photos,
        models.opening,
        shown.go,
        left=where.left,
        came=where.came,
        refused=where.refused,
    )


def _look(shown: Shown) -> ft.Control:
    from app.ui.settings.screen import LookPage

    return LookPage(shown.here, shown.models.preferences)


def _reminders(shown: Shown) -> ft.Control:
    from app.ui.settings.reminders import RemindersPage

    reminders = shown.models.reminders()
    return RemindersPage(shown.here, reminders, reminders.when_closed, shown.go)


def _prompts(shown: Shown) -> ft.Control:
    from app.ui.settings.prompts import PromptsPage

    return PromptsPage(shown.here, shown.models.preferences)


def _memories(shown: Shown) -> ft.Control:
    from app.ui.settings.memories import MemoriesPage

    models = shown.models
    return MemoriesPage(shown.here, models.preferences, models.memories())


def _where_kept(shown: Shown) -> ft.Control:
    from app.ui.settings.screen import WherePage

    models = shown.models
    newest = models.newest_version if models.opening.went_back else None
    unnamed = models.unnamed()
    return WherePage(
        shown.here,
        models.preferences,
        unnamed,
        models.shared(),
        models.opening,
        models.kept_where,
        newest,
        shown.go,
    )


def _unnamed(shown: Shown) -> ft.Control:
    from app.ui.settings.unnamed import UnnamedPage

    models = shown.models
    return UnnamedPage(shown.here, models.unnamed(), models.photos, models.opening, shown.go)


def _yours(shown: Shown) -> ft.Control:
    from app.ui.settings.yours import YoursPage

    yours = shown.models.yours()
    return (
        YoursPage(shown.here, yours, shown.models.opening, shown.go) if yours else _missing(shown)
    )


def _back_up(shown: Shown) -> ft.Control:
    from app.ui.settings.backing_up import BackUpPage

    yours = shown.models.yours()
    return BackUpPage(shown.here, yours, shown.models.opening) if yours else _missing(shown)


def _export(shown: Shown) -> ft.Control:
    from app.ui.settings.exporting import ExportPage

    yours = shown.models.yours()
    return ExportPage(shown.here, yours, shown.models.opening) if yours else _missing(shown)


def _bring_back(shown: Shown) -> ft.Control:
    from app.ui.settings.bringing_back import BringBackPage

    yours = shown.models.yours()
    if yours is None:
        return _missing(shown)
    return BringBackPage(shown.here, yours, shown.models.opening, shown.go)


def _go_back(shown: Shown) -> ft.Control:
    from app.ui.settings.going_back import GoBackPage

    yours = shown.models.yours()
    return GoBackPage(shown.here, yours) if yours else _missing(shown)


def _erase(shown: Shown) -> ft.Control:
    from app.ui.settings.erasing import ErasePage

    yours = shown.models.yours()
    return (
        ErasePage(shown.here, yours, shown.models.opening, shown.go) if yours else _missing(shown)
    )


def _privacy(shown: Shown) -> ft.Control:
    from app.ui.settings.privacy import PrivacyPage, home_of

    return PrivacyPage(
        shown.here, home_of(ft.context.page), shown.models.kept_where, shown.to(routes.WHERE)
    )


def _examples(shown: Shown) -> ft.Control:
    from app.ui.today.examples import ExamplesPage

    return ExamplesPage(shown.here, shown.models.timeline.now.date())


def _about_page(shown: Shown) -> ft.Control:
    from app.ui.settings.about import AboutPage

    return AboutPage(shown.here, shown.go)


def _help(shown: Shown) -> ft.Control:
    from app.ui.settings.screen import HelpPage

    models = shown.models
    return HelpPage(shown.here, models.contacts(), models.opening, shown.go)


def _contacts(shown: Shown) -> ft.Control:
    from app.ui.settings.contacts import ContactsPage

    return ContactsPage(shown.here, shown.models.contacts())


def _hard(shown: Shown) -> ft.Control:
    from app.ui.today.hard import HardPage

    models = shown.models
    return HardPage(
        shown.here,
        models.hard(),
        models.contacts(),
        models.photos,
        models.opening,
        shown.back(),
        shown.hide,
        shown.go,
    )


def _missing(shown: Shown) -> ft.Control:
    return empty(shown.here, words.NOT_FOUND)


# The table ----------------------------------------------------------------------------------------


def _its_glimmer(where: Place) -> str:
    return routes.glimmer(where.glimmer or "")


def _card_or_glimmer(where: Place) -> str:
    return routes.TODAY if where.tab == "today" else _its_glimmer(where)


def _list_or_glimmer(where: Place) -> str:
    return _its_glimmer(where) if where.glimmer else routes.names(_about(where)[0])


def _about(where: Place) -> tuple[NameKind, str]:
    assert where.named is not None, "the addresses of names say whose they are"
    return where.named


_KIND = f"(?P<kind>{'|'.join(NAME_KINDS)})"
_ID = "(?P<glimmer>[^/]+)"


def _yours_to_keep() -> tuple[Page, ...]:
    """They are there where the journal cannot be opened, as ways back; and stay while another one
    is put in its place.
    """
    yours = Page("yours", "settings/yours", "settings", _yours, lambda: words.YOURS)
    below = (
        Page("back-up", "settings/yours/back-up", "settings", _back_up, lambda: words.BACK_UP),
        Page("export", "settings/yours/export", "settings", _export, lambda: words.EXPORT),
        Page(
            "bring-back",
            "settings/yours/bring-back",
            "settings",
            _bring_back,
            lambda: words.BRING_BACK,
        ),
        Page("go-back", "settings/yours/go-back", "settings", _go_back, lambda: words.GO_BACK),
        Page("erase", "settings/yours/erase", "settings", _erase, lambda: words.ERASE),
    )
    under = (replace(page, above=lambda _where: routes.YOURS) for page in below)
    pages = (yours, *under)
    return tuple(replace(page, without_journal=True, before_journal=True) for page in pages)


PAGES: tuple[Page, ...] = (
    Page("today", "", "today", _today, is_tab=True, before_journal=True),
    Page(
        "capture", "capture", "today", _today, is_tab=True, from_outside=True, before_journal=True
    ),
    Page("shared", "shared", "today", _shared, lambda: words.SHARED_WITH, from_outside=True),
    Page("look-back", "look-back", "look-back", _look_back, is_tab=True),
    Page("collages", "collages", "collages", _collages, is_tab=True),
    Page("settings", "settings", "settings", _settings, is_tab=True, before_journal=True),
    Page("glimmer", f"look-back/{_ID}", "look-back", _glimmer, bare=True, beside=True),
    Page("kept-outside", f"kept/{_ID}", "look-back", _kept_outside, from_outside=True),
    Page(
        "photo",
        rf"look-back/{_ID}/photos/(?P<photo>[1-9][0-9]{{0,3}})",
        "look-back",
        _photo,
        above=_card_or_glimmer,
        bare=True,
    ),
    Page(
        "share",
        f"look-back/{_ID}/share",
        "look-back",
        _share,
        lambda: words.SHARE_GLIMMER,
        above=_its_glimmer,
    ),
    Page("find", "find", "look-back", _find, bare=True, beside=True),
    Page("calendar", "calendar", "look-back", _calendar, bare=True, beside=True),
    Page("sky", "sky", "look-back", _sky, bare=True, beside=True),
    Page(
        "sky-picture",
        "sky/picture",
        "look-back",
        _sky_picture,
        lambda: words.AS_PICTURE,
        above=lambda _where: routes.SKY,
    ),
    Page("nourishing", "nourishing", "look-back", _nourishing),
    Page("bin", "bin", "look-back", _bin, lambda: words.THE_BIN),
    Page("names", f"names/{_KIND}", "look-back", _names, lambda: words.NAMES),
    Page("name", f"names/{_KIND}/(?P<id>.+)", "look-back", _name, above=_list_or_glimmer),
    Page(
        "collage",
        "collages/(?P<collage>[^/]+)",
        "collages",
        _collage,
        above=lambda where: _its_glimmer(where) if where.glimmer else routes.COLLAGES,
        bare=True,
    ),
    Page("look", "settings/look", "settings", _look, lambda: words.LOOK),
    Page("reminders", "settings/reminders", "settings", _reminders),
    Page("prompts", "settings/prompts", "settings", _prompts, lambda: words.WHAT_THEY_SAY),
    Page("memories", "settings/memories", "settings", _memories, lambda: words.MEMORIES),
    Page("contacts", "settings/people", "settings", _contacts, lambda: words.PEOPLE_TO_CALL),
    Page("kept", "settings/where", "settings", _where_kept, lambda: words.WHERE_KEPT),
    Page(
        "unnamed",
        "settings/where/photos",
        "settings",
        _unnamed,
        lambda: words.UNNAMED,
        above=lambda _where: routes.WHERE,
    ),
    *_yours_to_keep(),
    Page(
        "about", "settings/about", "settings", _about_page, lambda: words.ABOUT, before_journal=True
    ),
    Page(
        "privacy",
        "settings/privacy",
        "settings",
        _privacy,
        lambda: words.PRIVACY,
        before_journal=True,
    ),
    Page("examples", "examples", "today", _examples, lambda: words.EXAMPLES, before_journal=True),
    Page(
        "hard",
        "light",
        "today",
        _hard,
        bare=True,
        without_journal=True,
        before_journal=True,
    ),
    Page(
        "help",
        "help",
        "settings",
        _help,
        lambda: words.HELP_NOW,
        without_journal=True,
        before_journal=True,
    ),
)
"""All of them; an address is the first one's that matches it whole."""

MISSING = Page("missing", "", "today", _missing, before_journal=True)
"""What an address leads to that we do not know."""

_PATTERNS = tuple((re.compile(page.path, re.ASCII | re.DOTALL), page) for page in PAGES)
_BY_NAME = {page.name: page for page in (*PAGES, MISSING)}


# Addresses ----------------------------------------------------------------------------------------


def place(route: str | None) -> Place:
    """Read an address; one we do not know leads to a page that says so."""
    parts = urlsplit(route or "/")
    path = parts.path.strip("/")
    for pattern, page in _PATTERNS:
        if match := pattern.fullmatch(path):
            return _read(page, match.groupdict(), parse_qs(parts.query))
    return Place(MISSING.tab, MISSING.name)


def _read(page: Page, said: dict[str, str], asked: Query) -> Place:
    where = Place(page.tab, None if page.is_tab else page.name, glimmer=said.get("glimmer"))
    if page.from_outside:
        left, refused = asked.get("left", ["0"])[0], asked.get("refused", [""])[0]
        return replace(
            where,
            from_outside=True,
            prompt=asked.get("prompt", [None])[0],
            left=int(left) if re.fullmatch(r"[0-9]{1,4}", left, re.ASCII) else 0,
            came=asked.get("came", [""])[0],
            refused=refused,
        )
    if "photo" in said:
        tab: Tab = "today" if asked.get("from") == ["today"] else where.tab
        return replace(where, tab=tab, photo=int(said["photo"]) - 1)
    if "collage" in said:
        named, glimmer = None, None
        if said["collage"] == "new":
            named, glimmer = _named(asked), asked.get("glimmer", [None])[0]
        return replace(where, collage=said["collage"], named=named, glimmer=glimmer)
    if kind := next((known for known in NAME_KINDS if known == said.get("kind")), None):
        seen_on = asked.get("on", [None])[0]
        return replace(where, glimmer=seen_on, named=(kind, said.get("id", "")))
    return where


def _named(asked: Query) -> tuple[NameKind, str] | None:
    return next(((kind, asked[kind][0]) for kind in NAME_KINDS if kind in asked), None)


def above(where: Place) -> str:
    """What it lies over: where Back leads after a reload, or if a link led here."""
    page = sheet_of(where)
    return page.above(where) if page and page.above else routes.address(where.tab)


def sheet_of(where: Place) -> Page | None:
    """The page that lies over the tab; None where the tab itself is meant."""
    return _BY_NAME[where.sheet] if where.sheet else None


_LISTS: dict[str, Callable[[Shown], ft.Control]] = {
    routes.FIND: _find,
    routes.CALENDAR: _calendar,
    routes.SKY: _sky,
}


def list_below(shown: Shown) -> ft.Control | None:
    """The list that glimmers were opened from, where another page lies over it: Back leads to it as
    it was, and the place on it. None where it is not below what is shown, or, on a desk, is beside
    it.
    """
    over = sheet_of(shown.where)
    if not shown.among or shown.here.wide or over is None or f"/{over.path}" == shown.among:
        return None
    return _LISTS[shown.among](shown)


def lies_over(where: Place, here: Here) -> bool:
    """Whether the tab is covered by what lies over it; on a desk some pages stand beside it."""
    page = sheet_of(where)
    return page is not None and not (here.wide and page.beside)


_TABS = {page.tab: page for page in PAGES if page.is_tab and not page.from_outside}


def tab_of(where: Place) -> Page:
    """The page of the tab itself."""
    return _TABS[where.tab]
