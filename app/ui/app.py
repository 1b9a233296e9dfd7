"""The app: which screen an address shows, the bar or the rail around it, and what is asked and said over it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import flet as ft

from app.core.glimmers import Glimmer
from app.core.photos import KeptCollage
from app.ui import routes
from app.ui.around import BAR, RAIL, Rail, nav_bar, two_panes
from app.ui.device import use_here, use_theme
from app.ui.look.boundary import apology, protect
from app.ui.look.parts import (
    SIDE,
    Handler,
    empty,
    hairline,
    icon_button,
    notice_button,
    say,
    text_button,
    title,
)
from app.ui.look.sky import new_light, sky
from app.ui.look.theme import DAY, Here, style, theme
from app.ui.models import Models
from app.ui.routes import Place
from app.ui.today.screen import Today
from app.words.screens import words

if TYPE_CHECKING:
    from app.state.editing import Editing

_log = logging.getLogger(__name__)


@ft.component
def App(models: Models) -> list[ft.View]:
    """All views of a session. Hooks only; what is drawn is drawn behind the error boundary."""
    page = ft.context.page
    ft.use_state(models.opening)  # all three are watched: they decide which screens there are, and how all of them look
    ft.use_state(models.preferences)
    ft.use_state(models.viewfinder)
    here = use_here(models)
    route, set_route = ft.use_state(page.route or "/")
    notice, set_notice = ft.use_state(("", None))
    doomed, set_doomed = ft.use_state(None)

    def back() -> None:
        if models.viewfinder.open:
            models.viewfinder.close()
        else:
            page.navigate(routes.above(routes.place(page.route)))

    def listen() -> None:
        page.on_route_change = lambda event: set_route(event.route)
        page.on_view_pop = lambda _event: back()
        protect(page, lambda sentence: set_notice((sentence, None)))

    ft.use_effect(listen, [])
    use_theme(models)
    ft.use_effect(lambda: set_notice((words.WENT_BACK, None)) if models.opening.went_back else None, [models.opening.went_back])
    ft.use_dialog(_said(here, notice, lambda: set_notice(("", None))))
    ft.use_dialog(_asked(here, doomed, models, set_doomed))

    where = routes.place(route)
    ft.use_effect(lambda: models.preferences.offer(where.prompt) if where.prompt else None, [where.prompt])
    try:
        return _views(_Screens(here, models, page, where, set_notice, set_doomed), route)
    except Exception:
        _log.exception("drawing the app failed")
        return [_view(here, route, apology())]


def _views(screens: _Screens, route: str) -> list[ft.View]:
    here, where = screens.here, screens.where
    sheet = where.sheet
    if screens.models.opening.problem is not None:
        from app.ui.trouble import Trouble

        views = [_view(here, "/", Trouble(here, screens.models.opening, screens.models, _to(screens.page, routes.HELP)))]
        sheet = sheet if sheet == "help" else None
    else:
        bar = None if here.wide or screens.first_run else nav_bar(here, where.tab, screens.go)
        views = [_view(here, routes.address(where.tab), screens.tab(), bar=bar)]
    if sheet and not (here.wide and sheet == "glimmer"):
        views.append(_view(here, route, screens.sheet(sheet)))
    if screens.models.viewfinder.open:
        from app.ui.glimmer.viewfinder import ViewfinderPage

        views.append(_view(here, "/camera", ViewfinderPage(here, screens.models.viewfinder)))
    return views


def _view(here: Here, route: str, content: ft.Control, *, bar: ft.NavigationBar | None = None) -> ft.View:
    return ft.View(
        route=route,
        padding=0,
        spacing=0,
        bgcolor=here.c.surface,
        controls=[ft.Container(content, expand=True), *([hairline(here.c)] if bar else [])],
        navigation_bar=bar,
    )


class _Screens:
    """Unpacks the models and hands each screen what it draws.

    Screens other than Today are loaded when they are first gone to: a browser would make the first picture wait for them.
    """

    def __init__(self, here: Here, models: Models, page: ft.Page, where: Place, notify: Any, doom: Any) -> None:
        self.here = here
        self.models = models
        self.page = page
        self.where = where
        self.notify = notify
        self.doom = doom

    @property
    def first_run(self) -> bool:
        """Whether the one screen without a bar is shown."""
        return self.models.opening.new_here and self.where.tab == "today"

    def go(self, address: str) -> None:
        """Lead to an address; the card of the last tap leaves with the screen."""
        if self.where.tab == "today" and routes.place(address).tab != "today":
            self.models.capture.leave()
        self.page.navigate(address)

    def tab(self) -> ft.Control:
        """The screen of the chosen tab, with the rail beside it where there is room."""
        content = self._tab_content()
        if not self.here.wide:
            return content
        # On the first run the rail is there unseen: the first tap shows it and does not send the screen again.
        seen = not self.first_run
        return ft.Row(
            [
                ft.Container(Rail(self.here, self.where.tab, self.go, self.models), visible=seen),
                ft.Container(width=1, bgcolor=self.here.c.line, visible=seen),
                ft.Container(content, expand=True),
            ],
            spacing=0,
            expand=True,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        )

    def _tab_content(self) -> ft.Control:
        here, models = self.here, self.models
        if self.where.tab == "settings":
            from app.ui.settings.screen import Settings

            return Settings(here, self.go)
        if self.where.tab == "collages":
            from app.ui.collages.screen import CollagesPage

            return CollagesPage(here, models.collages(), models.opening, self.go, self.notify)
        if self.where.tab == "look-back":
            chosen = self.where.glimmer or ""
            from app.ui.look_back.screen import LookBack

            covered = bool(self.where.sheet) and not (here.wide and self.where.sheet == "glimmer")
            days = LookBack(here, models.timeline, models.photos, self.go, chosen if here.wide else "", covered=covered)
            return two_panes(here, days, self._glimmer(chosen) if chosen else None) if here.wide else days
        body = here.height - (0 if here.wide or self.first_run else BAR)
        return Today(here, models.capture, models.timeline, models.preferences, models.photos, body, self.go, first_run=self.first_run)

    def sheet(self, which: routes.Sheet) -> ft.Control:
        """What lies over the tab, with its way back."""
        here = self.here
        back = _to(self.page, routes.above(self.where))
        if which == "collage":
            from app.ui.collages.editor import CollageSheet

            models, where = self.models, self.where
            return CollageSheet(here, models.collages(), models.opening, where.collage or "", where.named, self.go)
        if which == "photo":
            from app.ui.glimmer.opened import OpenedPhoto

            return OpenedPhoto(here, self.models, self.where.glimmer or "", self.where.photo, back)
        get_help = _to(self.page, routes.HELP)
        if which == "glimmer":
            from app.ui.glimmer.opened import GlimmerSheet

            id = self.where.glimmer or ""
            # Made anew in each drawing: a component that is handed on and then moves is never told by Flet that it is there.
            return GlimmerSheet(here, self.models.timeline, self.models.photos, id, lambda: self._glimmer(id), back, get_help, self.go)
        heading, content = self._sheet_content(which)
        head: list[ft.Control] = [icon_button("arrow_back", here.c.ink, words.BACK, back)]
        if routes.above(self.where) != routes.SETTINGS:  # from there it is one tap away
            head.append(text_button(words.HELP_NOW, here.c.quiet, get_help))
        row = ft.Row(head, alignment=ft.MainAxisAlignment.SPACE_BETWEEN)
        # The arrow's box reaches beyond the arrow: so far to the left that the arrow stands over the heading.
        lines: list[ft.Control] = [ft.Container(row, padding=ft.Padding.only(left=SIDE - 12, right=SIDE - 12))]
        if heading:
            lines.append(ft.Container(title(here, heading), padding=ft.Padding.only(left=SIDE, right=SIDE, bottom=4)))
        lines.append(ft.Container(content, expand=True))
        return ft.Container(
            expand=True,
            alignment=ft.Alignment.TOP_CENTER,
            padding=ft.Padding.only(top=max(here.top, 8)),
            content=ft.Column(lines, width=600 + 2 * SIDE, expand=True, spacing=4),
        )

    def _sheet_content(self, which: routes.Sheet) -> tuple[str, ft.Control]:
        here, models = self.here, self.models
        from app.ui.look_back import screen as look_back
        from app.ui.settings import screen as settings

        match which:
            case "glimmer":
                return "", self._glimmer(self.where.glimmer or "")
            case "bin":
                bin = look_back.Bin(here, models.timeline, models.collages(), models.opening, self.doom, self._put_back)
                return words.THE_BIN, bin
            case "name" | "names" if self.where.named:
                from app.ui.look_back.names import NamePage, NamesPage

                if which == "names":
                    every = NamesPage(here, models.names(), models.opening, self.where.named[0], self.go)
                    return words.NAMES, ft.Container(every, padding=ft.Padding.symmetric(horizontal=SIDE))
                return "", NamePage(here, models.names(), models.photos, models.opening, self.where.named, self.go, self.notify)
            case "reminders":
                from app.ui.settings.reminders import RemindersPage

                return "", RemindersPage(here, models.reminders(), self.go)
            case "prompts":
                from app.ui.settings.prompts import PromptsPage

                return words.WHAT_THEY_SAY, PromptsPage(here, models.preferences)
            case "look":
                return words.LOOK, settings.LookPage(here, models.preferences)
            case "kept":
                newest = models.newest_version if models.opening.went_back else None
                return words.WHERE_KEPT, settings.WherePage(
                    here, models.preferences, models.unnamed(), models.opening, models.kept_where, newest, self.go
                )
            case "unnamed":
                from app.ui.settings.unnamed import UnnamedPage

                return words.UNNAMED, UnnamedPage(here, models.unnamed(), models.photos, models.opening, self.go)
            case "about":
                return words.ABOUT, settings.AboutPage(here, self.go)
            case "help":
                return words.HELP_NOW, settings.HelpPage(here)
            case "share":
                from app.ui.glimmer.opened import SharedGlimmer

                return words.SHARE_GLIMMER, SharedGlimmer(here, models, self.where.glimmer or "")
            case "photo" | "collage" | "name" | "names" | "missing":
                return "", empty(here, words.NOT_FOUND)

    def _glimmer(self, id: str) -> ft.Control:
        from app.ui.glimmer.opened import OpenedGlimmer

        narrow = min(600.0, self.here.width - 40) if not self.here.wide else self.here.width - RAIL - 456 - 88
        return OpenedGlimmer(self.here, self.models, id, self._let_go, self.go, narrow)

    def _let_go(self, editing: Editing) -> Callable[[], Awaitable[None]]:
        async def let_go() -> None:
            await editing.let_go()
            if editing.glimmer.removed_at:
                self.notify((words.LET_GO_SAID, editing))
                self.page.navigate(routes.LOOK_BACK)

        return let_go

    async def _put_back(self, let_go: Glimmer | KeptCollage) -> None:
        if isinstance(let_go, Glimmer):
            await self.models.timeline.put_back(let_go.id)
        elif not await self.models.collages().put_back(let_go.id):
            return
        self.notify((words.PUT_BACK_SAID, None))


def _to(page: ft.Page, address: str) -> Handler:
    return lambda _event: page.navigate(address)


# Said and asked -----------------------------------------------------------------------------------------------------


def _said(here: Here, notice: tuple[str, Editing | None], done: Callable[[], None]) -> ft.SnackBar | None:
    sentence, editing = notice
    if not sentence:
        return None

    async def undo(_event: Any) -> None:
        if editing is not None:
            await editing.put_back()

    return ft.SnackBar(
        content=ft.Text(sentence, style=style("label", here.c.surface)),
        bgcolor=here.c.ink,
        behavior=ft.SnackBarBehavior.FLOATING,
        action=ft.SnackBarAction(
            key="undo-let-go", label=words.UNDO, text_color=here.c.glow if not here.c.dark else "#8A5208", on_click=undo
        )
        if editing
        else None,
        duration=8000 if editing else 4000,
        on_dismiss=lambda _e: done(),
    )


def _asked(here: Here, doomed: Glimmer | KeptCollage | None, models: Models, settle: Any) -> ft.AlertDialog | None:
    if doomed is None:
        return None
    c = here.c

    async def erase(_event: Any) -> None:
        settle(None)
        if isinstance(doomed, Glimmer):
            await models.timeline.erase(doomed.id)
        else:
            await models.collages().erase(doomed.id)

    return ft.AlertDialog(
        title=say(words.ASK_DELETE, "heading", c.ink),
        content=say(words.ASK_DELETE_MORE, "body", c.quiet),
        bgcolor=c.raised,
        actions=[
            text_button(words.KEEP_IT, c.honey, lambda _e: settle(None)),
            text_button(words.DELETE_FOR_GOOD, c.ink, erase, key="erase-yes"),
        ],
        on_dismiss=lambda _e: settle(None),
    )


def warm_up() -> None:
    """Make once, and throw away, what the first screen is made of.

    Flet loads a control's code when it is first used; all of them together take a browser half a second.
    """
    here = Here(c=DAY, width=390, height=844)

    def nothing(_event: Any = None) -> None:
        """What a button of these does."""

    theme(DAY)
    notice_button(here, size=156, pressed=False, on_press=nothing, on_release=nothing, on_click=nothing)
    text_button(words.UNDO, here.c.honey, nothing, glyph="undo")
    sky(here.c, 390, 224, behind=[new_light(here.c, None, 150)])
    title(here, words.NAME)
    ft.Row([ft.Column()])
