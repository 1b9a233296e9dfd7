"""People, places and tags: a page for each of them, and the lists of all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import flet as ft

from app.core.glimmers import Glimmer
from app.core.names import fold
from app.core.photos import NameKind
from app.state.names import Names
from app.state.opening import Opening
from app.state.paging import PAGE
from app.state.photos import Photos
from app.ui import routes
from app.ui.look.boundary import component
from app.ui.look.chips import GLYPHS, chip, chips, completions
from app.ui.look.dialog import use_dialog
from app.ui.look.direction import aside, pad
from app.ui.look.fields import use_focus
from app.ui.look.parts import (
    SIDE,
    Handler,
    box,
    card,
    empty,
    filled,
    icon,
    paged,
    problem_line,
    question,
    row_button,
    say,
    text_button,
    title,
    use_live_box,
)
from app.ui.look.theme import Here
from app.ui.look.waiting import Waiting
from app.ui.look_back.cards import LINE, under_days
from app.ui.routes import Go
from app.words.screens import words

# All of a kind ------------------------------------------------------------------------------------


@component
def NamesPage(here: Here, names: Names, opening: Opening, kind: NameKind, go: Go) -> ft.Control:
    """Everybody, every place or every tag, with how many glimmers carry it."""
    shown, set_shown = ft.use_state(PAGE)
    ft.use_effect(
        lambda: names.watch_all(kind), [opening.done, kind], cleanup=lambda: names.leave_all(kind)
    )

    def choosing(known: NameKind) -> Handler:
        return lambda _event: go(routes.names(known))

    def lead(name: str) -> Handler:
        return lambda _event: go(routes.name(kind, names.id_of(kind, name)))

    kinds = [
        chip(
            here,
            text,
            text,
            choosing(known),
            glyph=GLYPHS[known],
            chosen=known == kind,
            key=f"all {known}",
        )
        for known, text in words.PEOPLE_PLACES_TAGS.items()
    ]
    body: ft.Control
    if names.all is None:
        body = Waiting(here)
    elif not names.all:
        body = empty(here, words.NO_NAMES[kind])
    else:
        known = names.all
        rows = [
            row_button(
                here,
                glyph=GLYPHS[kind],
                text=one.name,
                detail=words.glimmers(one.count),
                on_click=lead(one.name),
            )
            for one in known[:shown]
        ]

        def next_page() -> None:
            set_shown(shown + PAGE)

        body = paged(rows, next_page, more=shown < len(known), key="names")
    return ft.Column([chips(here, kinds), body], spacing=8, expand=True)


# One of them --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Renamed:
    """A name that was changed, for as long as that can be undone at once."""

    names: Names
    kind: NameKind
    old: str
    new: str
    go: Go

    async def put_back(self) -> None:
        """Undo it."""
        if await self.names.rename(self.kind, self.new, self.old):
            self.go(routes.name(self.kind, self.names.id_of(self.kind, self.old)))


@component
def NamePage(
    here: Here,
    names: Names,
    photos: Photos,
    opening: Opening,
    called: tuple[NameKind, str],
    go: Go,
    notify: Callable[[Any], None],
) -> ft.Control:
    """Its glimmers, and what can be done with the name."""
    kind, id = called
    ft.use_effect(
        lambda: names.watch_one(kind, id),
        [opening.done, kind, id],
        cleanup=lambda: names.leave_one(kind, id),
    )
    mode, set_mode = ft.use_state("")  # "", "change", "rename", "merge"
    asked, ask = ft.use_state("")
    spelled = names.name.name if names.name else words.WHOSE[kind]
    verbs = _Verbs(names, kind, spelled, go, notify, ask, set_mode)
    use_dialog(verbs.question(here, asked))
    if names.glimmers is None:
        return ft.Container(Waiting(here), padding=pad(start=SIDE, end=SIDE))

    head: list[ft.Control] = [_heading(here, kind, spelled)]
    if names.name is None:
        way = text_button(
            words.PEOPLE_PLACES_TAGS[kind], here.c.honey, lambda _e: go(routes.names(kind))
        )
        head.append(empty(here, words.NO_SUCH_NAME, way))
    else:
        change = verbs.turn("" if mode else "change")
        head += _ways(
            here, kind, names.name.count, lambda: go(routes.new_collage(kind, id)), change
        )
        if mode:
            head.append(_change_card(here, names, spelled, mode, verbs))
    if names.problem:
        head.append(problem_line(here, names.problem))
    return _pages(here, names, photos, head, go)


@dataclass(frozen=True, slots=True)
class _Verbs:
    """What can be done with the name, and what is asked before what cannot be undone."""

    names: Names
    kind: NameKind
    spelled: str
    go: Go
    notify: Callable[[Any], None]
    ask: Callable[[str], None]
    """"merge NAME" or "remove"; empty once it was answered."""
    set_mode: Callable[[str], None]

    def turn(self, to: str) -> Handler:
        """What a button does that opens one of the ways to change it."""
        return lambda _event: self.set_mode(to)

    def question(self, here: Here, asked: str) -> ft.AlertDialog | None:
        """The question that is being asked; None without one."""
        if asked == "remove":
            return _question(here, self.spelled, "", self.remove, self._settle)
        if not asked.startswith("merge "):
            return None
        into = asked.removeprefix("merge ")
        return _question(here, self.spelled, into, lambda: self.merge(into), self._settle)

    def _settle(self) -> None:
        self.ask("")

    async def rename(self, new: str) -> None:
        """Call it so everywhere; asks where that name is there already."""
        if met := self.names.meets(new):
            self.ask(f"merge {met}")
        elif now_called := await self.names.rename(self.kind, self.spelled, new):
            self.set_mode("")
            if now_called != self.spelled:
                renamed = Renamed(self.names, self.kind, self.spelled, now_called, self.go)
                self.notify((words.RENAMED.format(name=now_called), renamed))
                self._go_to(now_called)

    async def merge(self, into: str) -> None:
        """Make it one with another."""
        self._settle()
        if await self.names.merge(self.kind, self.spelled, into):
            self.set_mode("")
            self.notify((words.MERGED.format(name=into), None))
            self._go_to(into)

    async def remove(self) -> None:
        """Take it out of every glimmer."""
        self._settle()
        if await self.names.remove(self.kind, self.spelled):
            self.notify((words.NAME_REMOVED.format(name=self.spelled), None))
            self.go(routes.names(self.kind))

    def _go_to(self, name: str) -> None:
        self.go(routes.name(self.kind, self.names.id_of(self.kind, name)))


def _heading(here: Here, kind: NameKind, spelled: str) -> ft.Control:
    return ft.Row(
        [
            ft.Container(icon(GLYPHS[kind], here.c.honey, 28), padding=ft.Padding.only(top=6)),
            # A node of its own, or the heading would take what stands around it along.
            ft.Semantics(container=True, content=title(here, spelled), expand=True),
        ],
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _change_card(here: Here, names: Names, spelled: str, mode: str, verbs: _Verbs) -> ft.Control:
    inside = [_changes(here, mode, verbs.turn, lambda: verbs.ask("remove"))]
    if mode in ("rename", "merge"):
        renaming = _Renaming(  # type: ignore[call-arg]  # Flet takes the key
            here,
            names,
            spelled,
            verbs.rename,
            lambda other: verbs.ask(f"merge {other}"),
            merging=mode == "merge",
            key=mode,
        )
        inside.append(renaming)
    stretched = ft.CrossAxisAlignment.STRETCH
    return card(here, ft.Column(inside, spacing=8, horizontal_alignment=stretched), padding=12)


def _ways(
    here: Here, kind: NameKind, count: int, collage: Callable[[], None], change: Handler
) -> list[ft.Control]:
    """How many glimmers, and the ways on from here."""
    buttons: list[ft.Control] = [
        filled(here, words.NEW_COLLAGE, lambda _e: collage()),
        text_button(words.CHANGE_NAME, here.c.honey, change, glyph=None if here.large else "edit"),
    ]
    return [
        ft.Semantics(
            container=True,
            content=say(f"{words.WHOSE[kind]}, {words.glimmers(count)}", "small", here.c.quiet),
        ),
        ft.Row(buttons, wrap=True, spacing=8, run_spacing=4),
    ]


def _changes(
    here: Here, mode: str, turn: Callable[[str], Handler], remove: Callable[[], None]
) -> ft.Control:
    """What can be done with the name itself."""
    c = here.c

    def way(text: str, glyph: str, on_click: Handler, *, chosen: bool = False) -> ft.Control:
        # Without an icon large words go on in a second line.
        return text_button(
            text, c.honey if chosen else c.ink, on_click, glyph=None if here.large else glyph
        )

    buttons = [
        way(words.RENAME, "edit", turn("rename"), chosen=mode == "rename"),
        way(words.SAME_AS, "swap_horiz", turn("merge"), chosen=mode == "merge"),
        way(words.REMOVE_EVERYWHERE, "delete", lambda _e: remove()),
    ]
    return ft.Row(buttons, wrap=True, spacing=0, run_spacing=0)


@component
def _Renaming(
    here: Here,
    names: Names,
    name: str,
    rename: Callable[[str], Any],
    merge: Callable[[str], None],
    *,
    merging: bool,
) -> ft.Control:
    """A box for the new name; or for finding the one it is the same as, which may be chosen without
    typing.
    """
    typed, set_typed = ft.use_state("" if merging else name)
    live = use_live_box()

    async def save(_event: Any) -> None:
        wanted = live.text
        if not merging:
            await rename(wanted)
        elif met := names.meets(wanted):
            merge(met)

    def choosing(other: str) -> Handler:
        return lambda _event: merge(other)

    field = box(
        here,
        label=words.SAME_AS_WHICH if merging else words.NEW_NAME,
        value=typed,
        on_change=lambda e: set_typed(e.control.value or ""),
        key="new-name",
        on_submit=save,
    )
    live.shows(field)
    use_focus(live, True)
    lines: list[ft.Control] = [field]
    # What stands in the box at first is the name itself: nothing to complete yet.
    others = names.others(typed) if merging or fold(typed) != fold(name) else ()
    kind = names.called.kind if names.called else "person"
    if others:
        lines.append(completions(here, kind, others, choosing, key="same"))
    elif merging:
        lines.append(say(words.NOBODY_ELSE, "small", here.c.quiet))
    if not merging:
        lines.append(ft.Row([filled(here, words.RENAME_IT, save)]))
    return ft.Column(lines, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _question(
    here: Here, name: str, into: str, yes: Callable[[], Any], no: Callable[[], None]
) -> ft.AlertDialog:
    """Before what cannot be undone: two becoming one, or with no `into`, taking a name away."""
    c = here.c

    async def agreed(_event: Any) -> None:
        await yes()

    return question(
        here,
        words.ask_merge(into) if into else words.ask_remove(name),
        words.MERGE_MORE.format(old=name, new=into) if into else words.REMOVE_NAME_MORE,
        [
            text_button(words.LEAVE_BOTH if into else words.KEEP_NAME, c.honey, lambda _e: no()),
            text_button(
                words.MERGE if into else words.REMOVE_EVERYWHERE, c.ink, agreed, key="name-yes"
            ),
        ],
        no,
    )


def _pages(here: Here, names: Names, photos: Photos, head: list[ft.Control], go: Go) -> ft.Control:
    """What stands above, then its glimmers under their days, a page at a time."""
    c = here.c

    def open_it(glimmer: Glimmer) -> None:
        go(routes.glimmer(glimmer.id))

    glimmers = names.glimmers or ()
    column = replace(here, width=min(600.0, here.width - 40) + 40)  # a sheet's, on a desk too
    top = ft.Container(
        key="head",
        bgcolor=c.surface,  # over the line of time, which begins below it
        padding=ft.Padding.only(bottom=8),
        content=ft.Column(head, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
    )
    days = under_days(
        column, glimmers, names.now.date(), parts=names.parts, photos=photos, open_it=open_it
    )
    around = pad(start=SIDE, end=SIDE, bottom=32)
    pages = paged([top, *days], names.next_page, more=names.more, key="pages", padding=around)
    line = (
        [ft.Container(**aside(start=SIDE + LINE - 0.5), top=24, bottom=0, width=1, bgcolor=c.line)]
        if glimmers
        else []
    )
    return ft.Stack([*line, pages], expand=True)
