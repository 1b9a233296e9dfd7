"""One glimmer, a page to read: its words, when it was, where the light was, who was there. A tap on
any of them edits that one in its place; everything saves itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, cast

import flet as ft

from app.core.drawing.crop import PANE
from app.core.glimmers import PATHWAYS, GlimmerId, Pathway
from app.core.photos import Photo
from app.state.editing import Editing
from app.state.photos import Photos
from app.state.preferences import Preferences
from app.ui import routes
from app.ui.glimmer.name_chips import NameChips
from app.ui.look.boundary import component
from app.ui.look.chips import chip
from app.ui.look.direction import margin, own_words
from app.ui.look.fields import WordsField
from app.ui.look.hint import signs_hint
from app.ui.look.parts import (
    Handler,
    card,
    heart,
    icon,
    more_menu,
    pathway_tile,
    problem_line,
    say,
    text_button,
)
from app.ui.look.photos import (
    PhotoNews,
    Thumbnails,
    cover_picture,
    frame_of,
    use_welcome,
    way_in,
)
from app.ui.look.sky import mark
from app.ui.look.theme import Here, style
from app.ui.look.touch import touchable
from app.ui.look.when_field import WhenField
from app.words.screens import words

if TYPE_CHECKING:
    from app.core.exchange.record import Beside

Part = Literal["", "when", "words", "pathway"]
"""What is being edited in its place."""
Turn = Callable[[Part], None]
_HIGHEST_PHOTO = 0.6
"""Of the window's height: below a photo on a desk there are words to be read."""


@component
def GlimmerPage(
    here: Here,
    editing: Editing,
    photos: Photos,
    preferences: Preferences,
    now: datetime,
    let_go: Callable[[], Awaitable[None]],
    go: Callable[[str], None],
    narrow: float,
) -> ft.Control:
    """The page's body, `narrow` dp wide. On a phone it is scrolled with what stands over it; in the
    pane of a desk it scrolls by itself, and has photos, menu and heart of its own.
    """
    use_welcome(photos, editing.glimmer.id)
    ft.use_effect(editing.see_beside, [editing.glimmer.id, editing.glimmer.changed_at])
    part, turn = cast("tuple[Part, Turn]", ft.use_state(""))
    glimmer, shown = editing.glimmer, editing.parts.photos
    inside = replace(here, width=narrow)

    def open_photo(place: int) -> None:
        go(routes.photo(glimmer.id, place))

    lines: list[ft.Control] = []
    if here.wide and shown:  # on a phone they lie over the page
        lines.append(_cover(inside, photos, editing, open_photo))
    lines += [
        _first_line(here, editing, now, let_go, go, part, turn),
        _words(inside, editing, preferences, part, turn),
        *(_beside(inside, editing, each) for each in editing.beside),
        NameChips(inside, editing, go, [_pathway_chip(inside, editing, part, turn)]),
    ]
    if part == "pathway":
        tiles = [_tile(inside, editing, path, turn) for path in PATHWAYS]
        lines.append(ft.Column(tiles, spacing=8) if inside.large else ft.Row(tiles, spacing=8))
    if len(shown) > 1:
        lines.append(Thumbnails(inside, photos, editing, open_photo))
    lines += [
        PhotoNews(inside, photos, glimmer.id, worded=bool(glimmer.note)),
        _ways_in(inside, photos, glimmer.id),
    ]
    if editing.problem:
        lines.append(problem_line(here, editing.problem, "label"))
    if glimmer.removed_at:
        in_bin = say(words.IN_THE_BIN, "small", here.c.quiet)
        lines.append(ft.Semantics(live_region=True, content=in_bin))
    lines.append(_foot(inside, editing))
    return ft.Column(
        lines,
        spacing=16,
        scroll=ft.ScrollMode.AUTO if here.wide else None,
        expand=here.wide,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _cover(
    here: Here, photos: Photos, editing: Editing, open_photo: Callable[[int], None]
) -> ft.Control:
    """The photos in the shape of the first; in a row, as what a column stretches has no width of
    its own.
    """
    shown = editing.parts.photos
    width, height = pane_frame(here, shown[0].photo)
    cover = ft.Container(
        cover_picture(here, photos, shown, width, height, open_photo),
        border_radius=24,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        width=width,
    )
    return ft.Row([cover])


def pane_frame(here: Here, photo: Photo) -> tuple[float, float]:
    """Width and height in dp of a photo over the page on a desk; the pane is as wide as `here`."""
    return frame_of(photo, PANE, width=min(648.0, here.width), height=here.height * _HIGHEST_PHOTO)


# When, and what can be done with it ---------------------------------------------------------------


def _first_line(
    here: Here,
    editing: Editing,
    now: datetime,
    let_go: Callable[[], Awaitable[None]],
    go: Callable[[str], None],
    part: Part,
    turn: Turn,
) -> ft.Control:
    """When it was, which opens the box for it; the heart where no photo's edge has it; on a desk
    the menu.
    """
    when = words.when_long(editing.glimmer, now.date())
    row: list[ft.Control] = [
        ft.Container(_when_row(here, when, opened=part == "when", turn=turn), expand=True)
    ]
    if here.wide or not editing.parts.photos:
        row.append(its_heart(here, editing))
    else:
        row.append(ft.Container(width=72))  # the heart on the edge reaches down to here
    if here.wide:
        row.append(menu(here, editing, let_go, go, here.c.quiet))
    lines: list[ft.Control] = [ft.Row(row, spacing=4)]
    if part == "when":
        lines.append(WhenField(here, editing, lambda: turn("")))
    return ft.Column(lines, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _when_row(here: Here, when: str, *, opened: bool, turn: Turn) -> ft.Control:
    c = here.c

    def press(_event: Any) -> None:
        turn("" if opened else "when")

    return touchable(
        ft.Row(
            [
                icon("schedule", c.quiet),
                ft.Text(when, style=style("body", c.quiet), expand=True),
                *([icon("keyboard_arrow_up", c.quiet, 20)] if opened else []),
            ],
            spacing=12,
        ),
        f"{words.WHEN}: {when}",
        press,
        key="when-row",
        radius=24,
        padding=ft.Padding.symmetric(vertical=12, horizontal=4),
        expanded=opened,
    )


def its_heart(here: Here, editing: Editing) -> ft.Control:
    """The heart of this glimmer."""

    async def love(_event: Any) -> None:
        await editing.love()

    return heart(here, loved=editing.glimmer.loved, on_click=love)


def menu(
    here: Here,
    editing: Editing,
    let_go: Callable[[], Awaitable[None]],
    go: Callable[[str], None],
    colour: str,
) -> ft.Control:
    """What can be done with it as a whole."""

    async def away(_event: Any) -> None:
        await let_go()

    async def back(_event: Any) -> None:
        await editing.put_back()

    def share(_event: Any) -> None:
        go(routes.share(editing.glimmer.id))

    doing = [("ios_share", words.SHARE_GLIMMER, "share", cast("Handler", share))]
    if editing.parts.photos and not editing.glimmer.removed_at:
        address = routes.collage_of(editing.glimmer.id)
        made = ("auto_awesome_mosaic", words.MAKE_COLLAGE, "collage", lambda _e: go(address))
        doing.append(made)
    if editing.glimmer.removed_at:
        doing.append(("restore_from_trash", words.PUT_BACK, words.PUT_BACK, back))
    else:
        doing.append(("delete", words.LET_GO, words.LET_GO, away))
    if here.wide:  # on a phone it stands beside the menu
        doing.append(("call", words.HELP_NOW, words.HELP_NOW, lambda _e: go(routes.HELP)))
    items = [
        ft.PopupMenuItem(
            key=key,
            on_click=do,
            content=ft.Row(
                [icon(glyph, here.c.quiet), say(text, "body", here.c.ink, expand=True)],
                spacing=12,
            ),
        )
        for glyph, text, key, do in doing
    ]
    return more_menu(here, colour, items)


# Words, and where the light was -------------------------------------------------------------------


def _words(
    here: Here, editing: Editing, preferences: Preferences, part: Part, turn: Turn
) -> ft.Control:
    """To read; a tap makes a box of them."""
    c, note = here.c, editing.glimmer.note
    if part == "words":
        done = text_button(words.DONE, c.honey, lambda _e: turn(""), key="words-done")
        return ft.Column(
            [
                WordsField(here, editing, autofocus=True, large=True),
                *signs_hint(here, editing, preferences),
                ft.Row([done], alignment=ft.MainAxisAlignment.END),
            ],
            spacing=4,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )

    def edit(_event: Any) -> None:
        turn("words")

    if not note.strip():
        add = text_button(words.ADD_WORDS, c.honey, edit, "edit_note", "edit-words")
        return ft.Row([add])
    text = own_words(note, style=style("words_large", c.ink))
    text.expand = True
    return touchable(
        ft.Row([text]),
        note,
        edit,
        key="edit-words",
        radius=12,
        padding=ft.Padding.symmetric(vertical=8, horizontal=4),
        hint=words.EDIT_WORDS,
    )


def _beside(here: Here, editing: Editing, beside: Beside) -> ft.Control:
    """Words that lost in a merge, until they are put away."""
    c = here.c

    async def away(_event: Any) -> None:
        await editing.put_away(beside)

    async def take(_event: Any) -> None:
        await editing.take_in(beside)

    heading = words.WORDS_BESIDE[beside.about]
    lines: list[ft.Control] = [
        ft.Semantics(heading_level=2, content=say(heading, "label", c.ink)),
        say(words.WORDS_BESIDE_WHY[beside.about], "small", c.quiet),
        own_words(beside.words, style=style("words", c.ink)),
        ft.Row(
            [
                text_button(words.ADD_TO_WORDS, c.honey, take, key="take in"),
                text_button(words.PUT_AWAY, c.ink, away, key="put away"),
            ],
            wrap=True,
            spacing=0,
            margin=margin(start=-12),
        ),
    ]
    across = ft.CrossAxisAlignment.STRETCH
    return card(here, ft.Column(lines, spacing=8, horizontal_alignment=across))


def _pathway_chip(here: Here, editing: Editing, part: Part, turn: Turn) -> ft.Control:
    path = editing.glimmer.pathway
    text = words.PATHWAYS[path] if path else words.WHERE_WAS_IT
    spoken = f"{words.WHERE_WAS_IT} {text}" if path else text

    def press(_event: Any) -> None:
        turn("" if part == "pathway" else "pathway")

    return chip(here, text, spoken, press, key="pathway", glyph=mark(here.c, path, 20), path=path)


def _tile(here: Here, editing: Editing, path: Pathway, turn: Turn) -> ft.Control:
    async def choose(_event: Any) -> None:
        await editing.choose(path)
        turn("")

    return pathway_tile(here, path, chosen=editing.glimmer.pathway == path, on_click=choose)


# Photos, and what was changed ---------------------------------------------------------------------


def _ways_in(here: Here, photos: Photos, id: GlimmerId) -> ft.Control:
    ways = [way_in(here, photos, id)]
    if photos.has_camera:
        ways.append(way_in(here, photos, id, taking=True))
    return ft.Column(ways, spacing=8) if here.large else ft.Row(ways, spacing=8)


def _foot(here: Here, editing: Editing) -> ft.Control:
    async def undo(_event: Any) -> None:
        await editing.undo()

    said = ft.Container(say(words.SAVED_AS_YOU_GO, "small", here.c.quiet), expand=not here.large)
    row: list[ft.Control] = [said]
    if editing.can_undo:
        row.append(text_button(words.UNDO, here.c.ink, undo, "undo"))
    line = ft.Container(height=1, bgcolor=here.c.line, margin=ft.Margin.only(top=16))
    return ft.Column(
        [line, ft.Column(row, spacing=0) if here.large else ft.Row(row, spacing=0, height=48)],
        spacing=4,
    )
