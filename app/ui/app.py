"""The app: which screen an address shows, the bar or the rail around it, and what is asked and said over it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import flet as ft

from app.core.errors import OpenElsewhereError
from app.core.glimmers import Glimmer
from app.core.photos import KeptCollage
from app.state.opening import Opening
from app.state.photos import Photos
from app.state.timeline import Timeline
from app.ui import routes, words
from app.ui.boundary import apology, component, protect, use_waiting_effect
from app.ui.models import Models
from app.ui.parts import (
    SIDE,
    Handler,
    card,
    empty,
    filled,
    hairline,
    icon,
    icon_button,
    notice_button,
    say,
    text_button,
    title,
)
from app.ui.routes import TABS, Place, Tab
from app.ui.sky import light, new_light, sky
from app.ui.theme import DAY, NIGHT, Here, fade, style, theme
from app.ui.today import Today

if TYPE_CHECKING:
    from app.state.editing import Editing

_log = logging.getLogger(__name__)

_BAR = 80.0
_RAIL = 104.0
_TAB_WORDS: dict[Tab, tuple[str, str]] = {
    "today": (words.TODAY, "wb_twilight"),
    "look-back": (words.LOOK_BACK, "auto_stories"),
    "collages": (words.COLLAGES, "auto_awesome_mosaic"),
    "settings": (words.SETTINGS, "tune"),
}


@ft.component
def App(models: Models) -> list[ft.View]:
    """All views of a session. Hooks only; what is drawn is drawn behind the error boundary."""
    page = ft.context.page
    ft.use_state(models.opening)  # all three are watched: they decide which screens there are, and how all of them look
    ft.use_state(models.preferences)
    ft.use_state(models.viewfinder)
    here = _use_here(models)
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
    _use_theme(models)
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
        views = [_view(here, "/", _Trouble(here, screens.models.opening, screens.models, _to(screens.page, routes.HELP)))]
        sheet = sheet if sheet == "help" else None
    else:
        bar = None if here.wide or screens.first_run else _bar(here, where.tab, screens.go)
        views = [_view(here, routes.address(where.tab), screens.tab(), bar=bar)]
    if sheet and not (here.wide and sheet == "glimmer"):
        views.append(_view(here, route, screens.sheet(sheet)))
    if screens.models.viewfinder.open:
        from app.ui.viewfinder import ViewfinderPage

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
                ft.Container(_Rail(self.here, self.where.tab, self.go, self.models), visible=seen),
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
            from app.ui.settings import Settings

            return Settings(here, self.go)
        if self.where.tab == "collages":
            from app.ui.collages import CollagesPage

            return CollagesPage(here, models.collages(), models.opening, self.go, self.notify)
        if self.where.tab == "look-back":
            chosen = self.where.glimmer or ""
            from app.ui.look_back import LookBack

            covered = bool(self.where.sheet) and not (here.wide and self.where.sheet == "glimmer")
            days = LookBack(here, models.timeline, models.photos, self.go, chosen if here.wide else "", covered=covered)
            return _two_panes(here, days, self._glimmer(chosen) if chosen else None) if here.wide else days
        body = here.height - (0 if here.wide or self.first_run else _BAR)
        return Today(here, models.capture, models.timeline, models.preferences, models.photos, body, self.go, first_run=self.first_run)

    def sheet(self, which: routes.Sheet) -> ft.Control:
        """What lies over the tab, with its way back."""
        here = self.here
        back = _to(self.page, routes.above(self.where))
        if which == "collage":
            from app.ui.collage_editor import CollageSheet

            models, where = self.models, self.where
            return CollageSheet(here, models.collages(), models.opening, where.collage or "", where.named, self.go)
        if which == "photo":
            return _Photo(here, self.models, self.where.glimmer or "", self.where.photo, back)
        get_help = _to(self.page, routes.HELP)
        if which == "glimmer":
            id = self.where.glimmer or ""
            # Made anew in each drawing: a component that is handed on and then moves is never told by Flet that it is there.
            return _Over(here, self.models.timeline, self.models.photos, id, lambda: self._glimmer(id), back, get_help, self.go)
        heading, content = self._sheet_content(which)
        head: list[ft.Control] = [icon_button("arrow_back", here.c.ink, words.BACK, back)]
        if self.where.tab != "settings":  # from there it is one tap away
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
        from app.ui import look_back, settings

        match which:
            case "glimmer":
                return "", self._glimmer(self.where.glimmer or "")
            case "bin":
                bin = look_back.Bin(here, models.timeline, models.collages(), models.opening, self.doom, self._put_back)
                return words.THE_BIN, bin
            case "name" | "names" if self.where.named:
                from app.ui.names import NamePage, NamesPage

                if which == "names":
                    every = NamesPage(here, models.names(), models.opening, self.where.named[0], self.go)
                    return words.NAMES, ft.Container(every, padding=ft.Padding.symmetric(horizontal=SIDE))
                return "", NamePage(here, models.names(), models.photos, models.opening, self.where.named, self.go, self.notify)
            case "reminders":
                from app.ui.reminders import RemindersPage

                return "", RemindersPage(here, models.reminders(), self.go)
            case "prompts":
                from app.ui.prompts import PromptsPage

                return words.WHAT_THEY_SAY, PromptsPage(here, models.preferences)
            case "look":
                return words.LOOK, settings.LookPage(here, models.preferences)
            case "kept":
                return words.WHERE_KEPT, settings.WherePage(
                    here, models.preferences, models.kept_where, models.newest_version if models.opening.went_back else None
                )
            case "about":
                return words.ABOUT, settings.AboutPage(here, self.go)
            case "help":
                return words.HELP_NOW, settings.HelpPage(here)
            case "share":
                return words.SHARE_GLIMMER, _Share(here, models, self.where.glimmer or "")
            case "photo" | "collage" | "name" | "names" | "missing":
                return "", empty(here, words.NOT_FOUND)

    def _glimmer(self, id: str) -> ft.Control:
        narrow = min(600.0, self.here.width - 40) if not self.here.wide else self.here.width - _RAIL - 456 - 88
        return _Glimmer(self.here, self.models, id, self._let_go, self.go, narrow)

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


@component
def _Glimmer(
    here: Here,
    models: Models,
    id: str,
    let_go: Callable[[Editing], Callable[[], Awaitable[None]]],
    go: Callable[[str], None],
    narrow: float,
) -> ft.Control:
    """The page of this glimmer as long as there is one."""
    timeline = models.timeline
    ft.use_state(timeline)
    editing = timeline.open(id)
    if editing is None:
        return empty(here, words.GONE if models.opening.done else words.LOADING)
    from app.ui.glimmer import GlimmerPage

    return GlimmerPage(here, editing, models.photos, timeline.now, let_go(editing), go, narrow, key=id)  # type: ignore[call-arg]  # Flet takes the key


@component
def _Share(here: Here, models: Models, id: str) -> ft.Control:
    """This glimmer on its way out, as long as there is one."""
    editing = models.timeline.open(id)
    made: Any = ft.use_ref(None)
    if editing is None:
        return empty(here, words.GONE if models.opening.done else words.LOADING)
    if made.current is None:
        from app.state.sharing import Sharing

        glimmer = editing.glimmer
        made.current = Sharing(
            words=glimmer.note or words.summary(glimmer),
            when=words.when_shared(glimmer, models.timeline.now.date()),
            pathway=glimmer.pathway,
            photo=next(iter(editing.parts.photos), None),
            night=here.c.dark,
            open_darkroom=models.photos.darkroom,
            sheet=models.sheet,
        )
    from app.ui.share import SharePage

    return SharePage(here, made.current)


@component
def _Photo(here: Here, models: Models, id: str, place: int, back: Handler) -> ft.Control:
    """One photo of this glimmer as large as the screen, as long as there is one."""
    ft.use_state(models.timeline)
    editing = models.timeline.open(id)
    if editing is None:
        return empty(here, words.GONE if models.opening.done else words.LOADING)
    from app.ui.photos import Viewer

    return Viewer(here, models.photos, editing, place, back)


@component
def _OwnLight(here: Here, editing: Editing) -> ft.Control:
    glimmer = editing.glimmer
    # Below the buttons and beside their middle: nothing else stands there, however narrow the screen and large the words.
    lit = light(here.c, glimmer.pathway, here.width / 3, max(here.top, 8) + (72 if here.large else 64), 5.0, loved=glimmer.loved)
    return ft.Stack([lit], left=0, top=0, width=here.width, height=here.top + 120)


@component
def _Over(
    here: Here,
    timeline: Timeline,
    photos: Photos,
    id: str,
    content: Callable[[], ft.Control],
    back: Handler,
    get_help: Handler,
    go: Callable[[str], None],
) -> ft.Control:
    """A glimmer's page below what stands over it."""
    editing = timeline.open(id)
    white = "#FFFFFF"
    ways: list[ft.Control] = [text_button(words.HELP_NOW, white, get_help)]
    if editing:
        ways.insert(0, icon_button("ios_share", white, words.SHARE_GLIMMER, lambda _e: go(routes.share(id)), key="share"))
    bar = ft.Row(
        [icon_button("arrow_back", white, words.BACK, back), ft.Row(ways, spacing=0)],
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
    )
    return _Above(here, editing, photos, content, bar, go) if editing else _over_sky(here, None, content(), bar)


@component
def _Above(
    here: Here, editing: Editing, photos: Photos, content: Callable[[], ft.Control], bar: ft.Control, go: Callable[[str], None]
) -> ft.Control:
    """Its photos where it has any, else its own light in a strip of sky."""
    shown = editing.parts.photos
    if not shown:
        return _over_sky(here, editing, content(), bar)
    from app.ui.photos import cover_picture

    height = here.height * (0.38 if here.large or here.height < 700 else 0.5)
    scrim = ft.LinearGradient(
        begin=ft.Alignment.TOP_CENTER,
        end=ft.Alignment.BOTTOM_CENTER,
        colors=[fade("#0A0E1E", 0.62), fade("#0A0E1E", 0.34), fade("#0A0E1E", 0.0)],
        stops=[0.0, 0.6, 1.0],
    )
    return ft.Stack(
        [
            cover_picture(here, photos, shown, here.width, height, lambda place: go(routes.photo(editing.glimmer.id, place))),
            ft.Container(height=130, left=0, right=0, top=0, gradient=scrim, ignore_interactions=True),
            ft.Container(bar, left=8, right=8, top=max(here.top, 8)),
            ft.Container(
                content(),
                left=0,
                right=0,
                top=height - 32,
                bottom=0,
                bgcolor=here.c.surface,
                border_radius=ft.BorderRadius.only(top_left=28, top_right=28),
                padding=ft.Padding.only(left=max(20, (here.width - 600) / 2), right=max(20, (here.width - 600) / 2), top=12, bottom=8),
            ),
        ],
        expand=True,
    )


def _over_sky(here: Here, editing: Editing | None, content: ft.Control, bar: ft.Control) -> ft.Control:
    height = here.top + 120
    lights: list[ft.Control] = [_OwnLight(here, editing)] if editing else []
    return ft.Stack(
        [
            sky(here.c, here.width, height, behind=lights),
            ft.Container(bar, left=8, right=8, top=max(here.top, 8)),
            ft.Container(
                content,
                left=max(20, (here.width - 600) / 2),
                right=max(20, (here.width - 600) / 2),
                top=height + 4,
                bottom=8,
            ),
        ],
        expand=True,
    )


# Around the screens -------------------------------------------------------------------------------------------------


def _bar(here: Here, tab: Tab, go: Callable[[str], None]) -> ft.NavigationBar:
    c = here.c
    return ft.NavigationBar(
        key="bar",
        selected_index=TABS.index(tab),
        on_change=lambda e: go(routes.address(TABS[e.control.selected_index])),
        label_padding=ft.Padding.only(top=3, bottom=7),
        label_behavior=ft.NavigationBarLabelBehavior.ONLY_SHOW_SELECTED if here.large else ft.NavigationBarLabelBehavior.ALWAYS_SHOW,
        destinations=[
            ft.NavigationBarDestination(icon=icon(glyph, c.quiet), selected_icon=icon(glyph + "-fill", c.on_honey_box), label=text)
            for text, glyph in (_TAB_WORDS[known] for known in TABS)
        ],
    )


@component
def _Rail(here: Here, tab: Tab, go: Callable[[str], None], models: Models) -> ft.Control:
    c = here.c
    pressed, set_pressed = ft.use_state(False)

    async def keep(_event: Any) -> None:
        go(routes.TODAY)
        await models.capture.keep()

    items: list[ft.Control] = []
    if tab != "today":
        items.append(
            ft.Container(
                padding=ft.Padding.only(top=20, bottom=20),
                content=notice_button(
                    replace(here, scale=1.0),
                    size=88,
                    pressed=pressed,
                    on_press=lambda _e: set_pressed(True),
                    on_release=lambda _e: set_pressed(False),
                    on_click=keep,
                    small=True,
                ),
            )
        )
    else:
        items.append(ft.Container(height=128))
    items += [_rail_item(here, known, known == tab, go) for known in TABS]
    return ft.Container(
        width=_RAIL,
        bgcolor=c.surface,
        content=ft.Column(items, spacing=16, horizontal_alignment=ft.CrossAxisAlignment.CENTER, scroll=ft.ScrollMode.HIDDEN),
    )


def _rail_item(here: Here, tab: Tab, chosen: bool, go: Callable[[str], None]) -> ft.Control:
    c = here.c
    text, glyph = _TAB_WORDS[tab]

    def click(_event: Any) -> None:
        go(routes.address(tab))

    return ft.Semantics(
        label=text,
        button=True,
        selected=chosen,
        container=True,
        exclude_semantics=True,
        on_tap=click,
        content=ft.Container(
            key=text,
            on_click=click,
            ink=True,
            border_radius=16,
            padding=ft.Padding.symmetric(horizontal=6, vertical=6),
            content=ft.Column(
                [
                    ft.Container(
                        width=64,
                        height=32,
                        border_radius=16,
                        alignment=ft.Alignment.CENTER,
                        bgcolor=c.honey_box if chosen else None,
                        content=icon(glyph + "-fill", c.on_honey_box) if chosen else icon(glyph, c.quiet),
                    ),
                    ft.Text(text, style=style("nav_chosen" if chosen else "nav", c.ink if chosen else c.quiet)),
                ],
                spacing=3,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            ),
        ),
    )


def _two_panes(here: Here, days: ft.Control, detail: ft.Control | None) -> ft.Control:
    pane = detail if detail is not None else empty(here, words.CHOOSE_ONE)
    return ft.Row(
        [
            ft.Container(days, width=456),
            ft.Container(width=1, bgcolor=here.c.line),
            ft.Container(pane, expand=True, bgcolor=here.c.raised, padding=ft.Padding.only(left=44, right=44, top=28, bottom=16)),
        ],
        spacing=0,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@component
def _Trouble(here: Here, opening: Opening, models: Models, get_help: Handler) -> ft.Control:
    """The journal is not open: what happened, what is safe, what to do. Nothing can be kept from here."""
    c = here.c
    problem = opening.problem
    trying, set_trying = ft.use_state(False)
    if problem is None:
        return ft.Container()

    async def again(_event: Any) -> None:
        set_trying(True)
        await opening.run()
        set_trying(False)

    buttons: list[ft.Control] = [filled(here, words.TRY_AGAIN if not trying else words.LOADING, again)]
    if models.previous_version and not isinstance(problem, OpenElsewhereError):
        previous = models.previous_version

        async def go_back(_event: Any) -> None:
            await previous()

        buttons.append(text_button(words.OLD_VERSION, c.honey, go_back))
    buttons.append(text_button(words.HELP_NOW, c.quiet, get_help))
    heading = words.ELSEWHERE_TITLE if isinstance(problem, OpenElsewhereError) else words.TROUBLE_TITLE
    return ft.Container(
        expand=True,
        padding=ft.Padding.only(left=24, right=24, top=here.top + 72),
        alignment=ft.Alignment.TOP_CENTER,
        content=ft.Column(
            [
                title(here, heading),
                card(
                    here,
                    ft.Semantics(
                        live_region=True,
                        content=ft.Column([say(str(problem), "words", c.ink), say(problem.advice, "body", c.quiet)], spacing=8),
                    ),
                ),
                ft.Row(buttons, wrap=True, spacing=8),
            ],
            width=560,
            spacing=20,
            scroll=ft.ScrollMode.AUTO,
        ),
    )


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


# The device ---------------------------------------------------------------------------------------------------------


def _use_here(models: Models) -> Here:
    """Size, brightness, text scale and motion of the device, live."""
    page = ft.context.page
    size, set_size = ft.use_state((page.width or 390.0, page.height or 844.0))
    dark, set_dark = ft.use_state(page.platform_brightness == ft.Brightness.DARK)
    motion, set_motion = ft.use_state(True)
    scale, set_scale = ft.use_state(1.0)
    look = models.preferences.look

    async def listen() -> None:
        page.on_resize = lambda event: set_size((event.width, event.height))
        page.on_platform_brightness_change = lambda _event: set_dark(page.platform_brightness == ft.Brightness.DARK)
        # Off the screen, 100 dp high: the only way to learn how large the person wants text.
        page.overlay.append(
            ft.Container(
                left=-1000,
                top=0,
                content=ft.Text(
                    "M",
                    style=ft.TextStyle(size=100, height=1.0),
                    semantics_label="",
                    on_size_change=lambda event: set_scale(round(event.height / 100, 2)),
                ),
            )
        )
        page.update()
        features = await ft.SemanticsService().get_accessibility_features()
        set_motion(not (features.disable_animations or features.reduce_motion))

    use_waiting_effect(listen, [])
    padding = page.media.padding if page.media else None
    night = dark if look == "system" else look == "night"
    return Here(
        c=NIGHT if night else DAY,
        width=size[0],
        height=size[1],
        scale=scale,
        motion=motion,
        top=padding.top if padding else 0,
        device=models.device,
    )


def _use_theme(models: Models) -> None:
    page = ft.context.page
    mode = {"system": ft.ThemeMode.SYSTEM, "day": ft.ThemeMode.LIGHT, "night": ft.ThemeMode.DARK}[models.preferences.look]

    def apply() -> None:
        if page.theme_mode != mode:
            page.theme_mode = mode
            page.update()

    ft.use_effect(apply, [mode])
