"""The app: which screen an address shows, the bar or the rail around it, and what is asked and said
over it.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any, cast

import flet as ft

from app.core.glimmers import Glimmer
from app.core.photos import KeptCollage
from app.ui import routes
from app.ui.around import Rail, nav_bar
from app.ui.device import use_here, use_theme
from app.ui.look.boundary import apology, protect, use_steady
from app.ui.look.dialog import leave_dialogs, use_dialog
from app.ui.look.direction import margin, pad
from app.ui.look.parts import (
    SIDE,
    Handler,
    hairline,
    icon_button,
    notice_button,
    question,
    text_button,
    title,
)
from app.ui.look.sky import new_light, sky
from app.ui.look.theme import DAY, Here, style, theme
from app.ui.models import Models
from app.ui.pages import Notice, Page, Shown, above, lies_over, list_below, place, sheet_of, tab_of
from app.ui.routes import Tab
from app.ui.trail import Trail
from app.words.screens import words

_log = logging.getLogger(__name__)

ToErase = Glimmer | KeptCollage | None
"""What the person is asked about, before it is deleted for good."""


@ft.component
def App(models: Models) -> list[ft.View]:
    """All views of a session. Hooks only; what is drawn is drawn behind the error boundary."""
    page = ft.context.page
    ft.use_state(
        models.opening
    )  # all three are watched: they decide which screens there are, and how all of them look
    ft.use_state(models.preferences)
    ft.use_state(models.viewfinder)
    here = use_here(models)
    route, trail = _use_route()
    notice, set_notice = cast("tuple[Notice, Callable[[Notice], None]]", ft.use_state(("", None)))
    to_erase, set_to_erase = cast("tuple[ToErase, Callable[[ToErase], None]]", ft.use_state(None))

    hide, hidden, bring_back = _use_hiding(models)

    def back() -> None:
        if models.viewfinder.open:
            models.viewfinder.close()
        else:
            page.navigate(trail.back)

    def go(address: str) -> None:
        """Lead to an address; the card of the last tap leaves with the screen."""
        if where.tab == "today" and place(address).tab != "today":
            models.capture.leave()
        page.navigate(address)

    def listen() -> None:
        page.on_view_pop = lambda _event: back()
        protect(page, lambda sentence: set_notice((sentence, None)))

    ft.use_effect(listen, [])
    use_theme(models, here)
    ft.use_effect(
        lambda: set_notice((words.WENT_BACK, None)) if models.opening.went_back else None,
        [models.opening.went_back],
    )
    over = (("", None), None) if hidden else (notice, to_erase)
    use_dialog(_snack_bar(here, over[0], lambda: set_notice(("", None))), about=over[0])
    use_dialog(_asked(here, over[1], models, set_to_erase))

    where, among = place(route), trail.latest(routes.LISTS)
    _use_forgetting(models, among, trail.latest((routes.HARD,)))
    ft.use_effect(
        lambda: models.preferences.offer(where.prompt) if where.prompt else None, [where.prompt]
    )
    try:
        shown = Shown(here, models, where, go, set_notice, set_to_erase, hide, trail.back, among)
        views = _views(shown, route)
        return [*views, _blank(here, bring_back)] if hidden else views
    except Exception:
        _log.exception("drawing the app failed")
        return [_view(here, route, apology())]


def _use_route() -> tuple[str, Trail]:
    """The address that is shown, and the way that led there."""
    page = ft.context.page
    route, set_route = ft.use_state(page.route or "/")
    held: Any = ft.use_ref(lambda: Trail(page.route or "/"))
    trail: Trail = held.current

    async def arrive(event: ft.RouteChangeEvent) -> None:
        trail.arrive(event.route)
        await leave_dialogs(page)
        if event.route == page.route:  # and not on to the next meanwhile
            set_route(event.route)

    def listen() -> None:
        page.on_route_change = arrive

    ft.use_effect(listen, [])
    return route, trail


def _use_hiding(models: Models) -> tuple[Callable[[], Awaitable[None]], bool, Handler]:
    """What hides everything at once; whether it is hidden, and what brings it back. Where the home
    has a way of its own, that also hears of Esc, and nothing is ever hidden here.
    """
    page = ft.context.page
    hidden, set_hidden = ft.use_state(False)

    def call_page(title: str) -> None:
        page.title = title
        page.update()

    async def hide() -> None:
        if models.hide is not None:
            await models.hide()
        elif not hidden:
            from app.words.page import page_words

            models.viewfinder.close()  # a camera that is on goes off
            call_page(page_words.BLANK)
            await leave_dialogs(page)
            set_hidden(True)

    def bring_back(_event: Any) -> None:
        set_hidden(False)
        call_page(words.NAME)

    latest = use_steady(hide)

    async def pressed(event: ft.KeyboardEvent) -> None:
        if event.key == "Escape":
            await latest()

    def listen() -> None:
        if models.hide is None:
            page.on_keyboard_event = pressed
            page.update()

    ft.use_effect(listen, [])
    return hide, hidden, bring_back


def _blank(here: Here, bring_back: Handler) -> ft.View:
    """Over all other views, which stay as they are."""
    from app.ui.blank import BlankPage

    content = BlankPage(here, bring_back)
    return ft.View(route="/blank", padding=0, bgcolor=here.c.blank, controls=[content])


def _use_forgetting(models: Models, among: str, when_hard: str) -> None:
    """What somebody looked for, and where, is forgotten when they leave: not when the page goes,
    which a screen that is turned takes away and puts elsewhere. `when_hard` is the address of that
    page while they are on it, or can go back to it.
    """
    was: Any = ft.use_ref("")
    was_hard: Any = ft.use_ref("")

    def forget() -> None:
        if was.current == routes.FIND != among:
            models.finder().leave()
        if was.current == routes.CALENDAR != among:
            models.calendar().leave()
        if was.current == routes.SKY != among:
            models.sky().leave()
        was.current = among

    def forget_when_hard() -> None:
        if was_hard.current and not when_hard:
            models.hard().leave()
        was_hard.current = when_hard

    ft.use_effect(forget, [among])
    ft.use_effect(forget_when_hard, [when_hard])


def _views(shown: Shown, route: str) -> list[ft.View]:
    here, models, where = shown.here, shown.models, shown.where
    sheet = sheet_of(where) if lies_over(where, here) else None
    if models.opening.problem is not None:
        from app.ui.trouble import Trouble

        trouble = Trouble(here, models.opening, models, shown.go, shown.to(routes.HELP))
        views = [_view(here, "/", trouble)]
        sheet = sheet if sheet and sheet.without_journal else None
    else:
        bar = None if here.wide or shown.first_run else nav_bar(here, where.tab, shown.go)
        views = [_view(here, routes.address(where.tab), _tab(shown), bar=bar)]
        if under := list_below(shown):
            views.append(_view(here, shown.among, under))
    if sheet:
        views.append(
            _view(here, route, _bare(shown, sheet) if sheet.bare else _sheet(shown, sheet))
        )
    if models.viewfinder.open:
        from app.ui.glimmer.viewfinder import ViewfinderPage

        views.append(_view(here, "/camera", ViewfinderPage(here, models.viewfinder)))
    return views


def _view(
    here: Here, route: str, content: ft.Control, *, bar: ft.NavigationBar | None = None
) -> ft.View:
    return ft.View(
        route=route,
        padding=0,
        spacing=0,
        bgcolor=here.c.surface,
        controls=[ft.Container(content, expand=True), *([hairline(here.c)] if bar else [])],
        navigation_bar=bar,
    )


def _waits(shown: Shown, page: Page) -> bool:
    """Whether the page would speak of a journal that nobody has read yet."""
    return not page.before_journal and not shown.models.opening.done


def _tab(shown: Shown) -> ft.Control:
    """The screen of the chosen tab, with the rail beside it where there is room."""
    here, where = shown.here, shown.where
    tab = tab_of(where)
    content = _tab_in_waiting(here, where.tab) if _waits(shown, tab) else tab.draw(shown)
    if not here.wide:
        return content
    # On the first run the rail is there unseen: the first tap shows it and does not send the screen
    # again.
    seen = not shown.first_run
    return ft.Row(
        [
            ft.Container(Rail(here, where.tab, shown.go, shown.models), visible=seen),
            ft.Container(width=1, bgcolor=here.c.line, visible=seen),
            ft.Container(content, expand=True),
        ],
        spacing=0,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _waiting(here: Here) -> ft.Control:
    from app.ui.look.waiting import Waiting  # Today, which is drawn first, does not wait

    return Waiting(here)


def _tab_in_waiting(here: Here, tab: Tab) -> ft.Control:
    """Its heading, where it will stand."""
    side = SIDE if here.width >= 360 else 12.0
    heading = ft.Container(title(here, words.TABS[tab]))
    lines: list[ft.Control] = [heading, _waiting(here)]
    return ft.Container(
        ft.Column(lines, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        padding=pad(start=side, end=side, top=here.top + 28),
    )


def _bare(shown: Shown, page: Page) -> ft.Control:
    """A page with a way back of its own; until it may be drawn, ours."""
    if not _waits(shown, page):
        return page.draw(shown)
    here = shown.here
    arrow = icon_button("arrow_back", here.c.ink, words.BACK, shown.back())
    lines: list[ft.Control] = [
        ft.Row([arrow], margin=margin(start=8 - SIDE)),
        ft.Container(_waiting(here), width=600),
    ]
    return ft.Container(
        ft.Column(lines, spacing=8),
        padding=pad(start=SIDE, end=SIDE, top=max(here.top, 8)),
    )


def _sheet(shown: Shown, page: Page) -> ft.Control:
    """A page over the tab, with its way back."""
    here = shown.here
    head: list[ft.Control] = [icon_button("arrow_back", here.c.ink, words.BACK, shown.back())]
    if above(shown.where) != routes.SETTINGS:  # from there it is one tap away
        head.append(text_button(words.HELP_NOW, here.c.quiet, shown.to(routes.HELP)))
    row = ft.Row(head, alignment=ft.MainAxisAlignment.SPACE_BETWEEN)
    # The arrow's box reaches beyond the arrow: so far out that the arrow stands over the heading.
    lines: list[ft.Control] = [ft.Container(row, padding=pad(start=SIDE - 12, end=SIDE - 12))]
    if page.heading:
        padding = pad(start=SIDE, end=SIDE, bottom=4)
        lines.append(ft.Container(title(here, page.heading()), padding=padding))
    if _waits(shown, page):
        lines.append(ft.Container(_waiting(here), padding=pad(start=SIDE, end=SIDE)))
    else:
        lines.append(ft.Container(page.draw(shown), expand=True))
    return ft.Container(
        expand=True,
        alignment=ft.Alignment.TOP_CENTER,
        padding=ft.Padding.only(top=max(here.top, 8)),
        content=ft.Column(lines, width=600 + 2 * SIDE, expand=True, spacing=4),
    )


# Said and asked -----------------------------------------------------------------------------------


def _snack_bar(here: Here, notice: Notice, done: Callable[[], None]) -> ft.SnackBar | None:
    sentence, editing = notice
    if not sentence:
        return None

    async def undo(_event: Any) -> None:
        if editing is not None:
            await editing.put_back()

    button = ft.SnackBarAction(
        key="undo-let-go",
        label=words.UNDO,
        text_color=here.c.glow if not here.c.dark else "#8A5208",
        on_click=undo,
    )
    return ft.SnackBar(
        content=ft.Text(sentence, style=style("label", here.c.surface)),
        bgcolor=here.c.ink,
        behavior=ft.SnackBarBehavior.FLOATING,
        action=button if editing else None,
        duration=8000 if editing else 4000,
        on_dismiss=lambda _e: done(),
    )


def _asked(here: Here, to_erase: ToErase, models: Models, settle: Any) -> ft.AlertDialog | None:
    if to_erase is None:
        return None
    c = here.c

    async def erase(_event: Any) -> None:
        settle(None)
        if isinstance(to_erase, Glimmer):
            await models.timeline.erase(to_erase.id)
        else:
            await models.collages().erase(to_erase.id)

    return question(
        here,
        words.ASK_DELETE,
        words.ASK_DELETE_MORE,
        [
            text_button(words.KEEP_IT, c.honey, lambda _e: settle(None)),
            text_button(words.DELETE_FOR_GOOD, c.ink, erase, key="erase-yes"),
        ],
        lambda: settle(None),
    )


def warm_up() -> None:
    """Make once, and throw away, what the first screen is made of.

    Flet loads a control's code when it is first used; all of them together take a browser half a
    second.
    """
    here = Here(c=DAY, width=390, height=844)

    def nothing(_event: Any = None) -> None:
        """What a button of these does."""

    theme(DAY)
    notice_button(
        here, size=156, pressed=False, on_press=nothing, on_release=nothing, on_click=nothing
    )
    text_button(words.UNDO, here.c.honey, nothing, glyph="undo")
    sky(here.c, 390, 224, behind=[new_light(here.c, None, 150)])
    title(here, words.NAME)
    ft.Row([ft.Column()])
