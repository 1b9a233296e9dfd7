"""The sky: one month a sheet of night, each glimmer a light by its day and hour; below it what has
no day, and the same lights in words.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from typing import Any

import flet as ft

from app.core.glimmers import Glimmer
from app.core.lookback.calendar import At
from app.core.lookback.sky import WIDTH, PlacedLight
from app.state.opening import Opening
from app.state.photos import Photos
from app.state.sky import Sky
from app.ui import routes
from app.ui.look.boundary import component, unchanging, use_steady
from app.ui.look.direction import own_words, pad
from app.ui.look.month_sky import Frame, month_sky, small_sky
from app.ui.look.parts import SIDE, card, icon, paged, problem_line, say
from app.ui.look.sky import CRESTS, STRIP, backdrop, dusk, mark, ridges
from app.ui.look.theme import Here, held_back, style
from app.ui.look.touch import touchable
from app.ui.look.waiting import Waiting
from app.ui.look_back.cards import Known, under_days
from app.ui.look_back.places import Choices, Ways, ground, heading, name_of, spoken_place
from app.ui.routes import Go
from app.words import language
from app.words.screens import words

_PANE = 456.0
"""How wide the sky is on a desk, in dp."""
_LOWEST, _HIGHEST, _BELOW = 440.0, 680.0, 196.0
"""How high it is at least and at most, and what of the screen stands below it, in dp."""
_EDGE = 30.0
"""From the edges of the screen to the first and to the last evening, in dp."""
_FINGER = 24.0
"""How far from a light a tap still means it, in dp."""
_SWIPE = 250.0
"""How fast a finger that turns to another month moves, in dp a second."""
_RING = 15.0
_WEEKS = (1, 8, 15, 22, 29)


@component
def SkyPage(
    here: Here,
    sky: Sky,
    photos: Photos,
    opening: Opening,
    go: Go,
    marked: str = "",
    *,
    covered: bool = False,
) -> ft.Control:
    """`covered` by what was opened from it, it stands as it was until it shows again. `marked` is
    the id of the glimmer that is open beside it.
    """
    ft.use_effect(sky.begin, [opening.done])
    ft.use_effect(lambda: sky.cover(covered), [covered])
    at = sky.at or At()

    ways = Ways(use_steady(sky.go), use_steady(lambda each: go(routes.glimmer(each.id))))
    leave = use_steady(lambda _event: go(routes.LOOK_BACK))
    give = use_steady(lambda _event: go(routes.SKY_PICTURE))
    choose = use_steady(lambda light: _touch(here, sky, ways, light))
    turn = use_steady(lambda to: sky.go(to) if to is not None else None)
    known: Any = ft.use_ref(Known)

    def vague() -> list[ft.Control]:
        """What lives here and has no day."""
        return under_days(
            here,
            sky.glimmers or (),
            sky.now.date(),
            parts=sky.parts,
            photos=photos,
            open_it=ways.open_it,
            chosen=marked,
            known=known.current,
        )

    body: ft.Control
    # Parts of this page and no components of their own: what draws a month would be drawn once more
    # when one is at a year already.
    if sky.problem is None and sky.glimmers is not None and at.month is not None:
        head = heading(here, sky, at, ways, leave, page_name=words.SKY, over_sky=True)
        frame = frame_of(here)
        open_one = marked or (sky.chosen.id if sky.chosen else "")
        sheet = _sheet(here, sky, frame, _over_the_sky(here, head), open_one, choose, turn)
        body = _month(
            here, sky, ways, [sheet, _day_numbers(here, frame, at)], vague(), marked, give
        )
    else:
        head = heading(here, sky, at, ways, leave, page_name=words.SKY)
        body = _others(here, sky, ways, head, vague())
    pressed = _keys(sky, covered=covered)
    return ft.KeyboardListener(
        body, on_key_down=pressed, on_key_repeat=pressed, key="sky page", expand=True
    )


def _keys(sky: Sky, *, covered: bool) -> Callable[[Any], None]:
    """What keys do: on to other months."""

    def pressed(event: Any) -> None:
        to = {"Page Up": sky.before, "Page Down": sky.after}.get(event.key)
        if to is not None and not covered:
            sky.go(to)

    return pressed


# A month ------------------------------------------------------------------------------------------


def _month(
    here: Here,
    sky: Sky,
    ways: Ways,
    sheet: list[ft.Control],
    vague: list[ft.Control],
    marked: str,
    give: Callable[[Any], None],
) -> ft.Control:
    """Its sheet, the light that is chosen, what has no day, and all lights in words."""
    side = _side(here)
    rows: list[ft.Control] = [
        *sheet,
        _spoken(sky, sky.at or At()),
        ft.Container(
            _under_the_sheet(here, sky, ways, give), padding=pad(start=side, end=side, top=4)
        ),
    ]
    rows += [ft.Container(row, padding=pad(start=side, end=side)) for row in vague]
    if sky.listed:
        rows.append(
            ft.Container(
                ft.Semantics(heading_level=2, content=say(words.IN_WORDS, "heading", here.c.ink)),
                padding=pad(start=side + 8, end=side, top=28, bottom=4),
            )
        )
        rows += [
            _InWords(here, each, ways.open_it, each.id == marked, key=f"words {each.id}")  # type: ignore[call-arg]  # Flet takes the key
            for each in sky.listed
        ]
    return paged(rows, sky.next_page, more=sky.more_listed or sky.more, key="pages")


def _over_the_sky(here: Here, head: ft.Control) -> ft.Control:
    """The heading, where it stands over the sky."""
    return ft.Container(head, left=_side(here) - 8, right=_side(here) - 8, top=_head_top(here))


def _side(here: Here) -> float:
    return SIDE if here.width >= 360 else 8.0


def _head_top(here: Here) -> float:
    return max(here.top, 8) + 4


def frame_of(here: Here) -> Frame:
    """Where a month's lights are: below the heading, above the ridges."""
    width = _PANE if here.wide else here.width
    height = min(max(here.height - _BELOW, _LOWEST), _HIGHEST)
    horizon = min(CRESTS[True][0]) * height / STRIP
    top = _head_top(here) + 76 + 60 * min(here.scale, 1.5)
    return Frame(width, height, _EDGE, top, horizon, language.reads_from_right())


def _touch(here: Here, sky: Sky, ways: Ways, light: PlacedLight) -> None:
    """The first tap looks at a light, a second one opens it; beside the sky it is open at once."""
    again = sky.chosen is not None and sky.chosen.id == light.light.id
    if not again:
        sky.choose(light.light.id)
    if sky.chosen is not None and (again or here.wide):
        ways.open_it(sky.chosen)


def _sheet(
    here: Here,
    sky: Sky,
    frame: Frame,
    head: ft.Control,
    chosen: str,
    choose: Callable[[PlacedLight], None],
    turn: Callable[[At | None], None],
) -> ft.Control:
    lights = sky.lights

    def tapped(event: Any) -> None:
        at = event.local_position
        found = frame.nearest(lights, at.x, at.y, within=_FINGER)
        if found is not None:
            choose(found)

    def swiped(event: Any) -> None:
        speed = event.primary_velocity or 0.0
        if abs(speed) >= _SWIPE:
            onward = (speed < 0) != frame.mirrored
            turn(sky.after if onward else sky.before)

    touch = ft.GestureDetector(
        ft.Container(width=frame.width, height=frame.height, bgcolor=ft.Colors.TRANSPARENT),
        on_tap_up=tapped,
        on_horizontal_drag_end=swiped,
        exclude_from_semantics=True,
        key="lights",
    )
    width, height = frame.width, frame.height
    layers = [
        backdrop(here.c, width, height, tall=True),
        _Lights(here, lights, frame),
        ridges(here.c, width, height, tall=True),
        _ring(frame, next((each for each in lights if each.light.id == chosen), None)),
        touch,
        head,
    ]
    return ft.Stack(layers, width=width, height=height, clip_behavior=ft.ClipBehavior.HARD_EDGE)


@unchanging
def _Lights(here: Here, lights: tuple[PlacedLight, ...], frame: Frame) -> ft.Control:
    return _picture(month_sky(here.c, lights, frame), frame)


def _picture(drawn: str, frame: Frame) -> ft.Control:
    return ft.Image(
        src=drawn,
        left=0,
        top=0,
        width=frame.width,
        height=frame.height,
        fit=ft.BoxFit.FILL,
        gapless_playback=True,
        exclude_from_semantics=True,
    )


def _ring(frame: Frame, light: PlacedLight | None) -> ft.Control:
    """Around the light that is chosen."""
    x, y = frame.at(light) if light is not None else (0.0, 0.0)
    return ft.Container(
        left=round(x - _RING, 1),
        top=round(y - _RING, 1),
        width=2 * _RING,
        height=2 * _RING,
        border_radius=_RING,
        border=ft.Border.all(1.6, "#FFFFFF"),
        visible=light is not None,
    )


def _day_numbers(here: Here, frame: Frame, at: At) -> ft.Control:
    """Where the weeks of the month are, for the eye."""
    assert at.year is not None
    assert at.month is not None
    column = WIDTH / (calendar.monthrange(at.year, at.month)[1] - 1)
    size = held_back(here.scale, at_most=1.4)
    half = 24.0
    numbers: list[ft.Control] = [
        ft.Container(
            ft.Text(str(day), style=style("caption", here.c.quiet, scale=size)),
            left=frame.across_at(column * (day - 1)) - half,
            width=2 * half,
            alignment=ft.Alignment.CENTER,
        )
        for day in _WEEKS
        if column * (day - 1) <= WIDTH
    ]
    return ft.Semantics(
        exclude_semantics=True, content=ft.Stack(numbers, width=frame.width, height=28)
    )


def _spoken(sky: Sky, at: At) -> ft.Control:
    return spoken_place(words.lights_of(name_of(at), len(sky.lights)))


def _under_the_sheet(here: Here, sky: Sky, ways: Ways, give: Callable[[Any], None]) -> ft.Control:
    """What is known of the sky or of one of its lights; beside it the way to a picture."""
    below = _below(here, sky, ways)
    if not sky.lights:
        return below
    face = ft.Container(
        icon("ios_share", here.c.on_glow),
        width=60,
        height=60,
        border_radius=20,
        bgcolor=here.c.glow,
        alignment=ft.Alignment.CENTER,
    )
    button = touchable(
        face, words.AS_PICTURE, give, key="as picture", radius=20, width=60, height=60
    )
    return ft.Row([ft.Container(below, expand=True), button], spacing=10)


def _below(here: Here, sky: Sky, ways: Ways) -> ft.Control:
    """The light that is chosen, or, before one is, how to read the sky."""
    c = here.c
    legend = say(words.LOW_AND_HIGH, "small", c.quiet, text_align=ft.TextAlign.CENTER)
    if sky.chosen is None:
        return ft.Container(
            legend, alignment=ft.Alignment.CENTER, height=None if here.large else 72.0
        )
    glimmer = sky.chosen
    face = ft.Row(
        [
            mark(c, glimmer.pathway, 26),
            _said(here, glimmer, lines=1),
            icon("chevron_right", c.quiet),
        ],
        spacing=14,
    )
    button = touchable(
        face,
        words.light_in_words(glimmer, chosen=True),
        lambda _e: ways.open_it(glimmer),
        key="chosen",
        radius=20,
        padding=pad(start=16, end=12, top=10, bottom=10),
    )
    return card(here, ft.Row([ft.Container(button, expand=True)]), padding=0)


def _said(here: Here, glimmer: Glimmer, *, lines: int) -> ft.Column:
    c = here.c
    return ft.Column(
        [
            say(words.light_at(glimmer), "caption", c.quiet),
            own_words(
                words.summary(glimmer),
                style=style("words", c.ink if glimmer.note else c.quiet),
                max_lines=3 if here.large else lines,
                overflow=ft.TextOverflow.ELLIPSIS,
            ),
        ],
        spacing=2,
        expand=True,
    )


@unchanging
def _InWords(
    here: Here, glimmer: Glimmer, open_it: Callable[[Glimmer], None], chosen: bool
) -> ft.Control:
    """A light in words: when it was, and what was written."""
    side = _side(here)
    return touchable(
        ft.Row([mark(here.c, glimmer.pathway, 18), _said(here, glimmer, lines=2)], spacing=14),
        words.light_in_words(glimmer, chosen=chosen),
        lambda _e: open_it(glimmer),
        key=f"words {glimmer.id}",
        padding=pad(start=side + 8, end=side, top=10, bottom=10),
    )


# Years, and what stands in their place ------------------------------------------------------------


def _others(
    here: Here, sky: Sky, ways: Ways, head: ft.Control, vague: list[ft.Control]
) -> ft.Control:
    """A year at a glance, all years, or why nothing can be shown."""
    at = sky.at or At()
    side = _side(here)
    room = (_PANE if here.wide else here.width) - 2 * side
    lines: list[ft.Control] = []
    if sky.problem:
        lines = [problem_line(here, sky.problem)]
    elif sky.glimmers is None:
        lines = [Waiting(here)]
    elif at.year is not None:
        skies = tuple(sky.skies.items())
        lines = [_Year(here, at.year, skies, ways.go, room), spoken_place(name_of(at))]
    elif sky.years or sky.glimmers:
        years = tuple((words.year_alone(year), At(year), True) for year in sky.years)
        lines = [Choices(here, years, ways.go, room, of_months=False)]
    else:
        lines = [_NoLightYet(here, room)]
    pages = paged(
        [*lines, *vague],
        sky.next_page,
        more=sky.more,
        key="pages",
        padding=pad(start=side, end=side, bottom=32),
    )
    top = ft.Container(head, padding=pad(start=side - 8, end=side - 8, top=_head_top(here)))
    return ft.Column([top, pages], spacing=8, expand=True)


@unchanging
def _NoLightYet(here: Here, room: float) -> ft.Control:
    """A sky without lights is a sky."""
    height = min(here.height - 220, 480)
    scene = ft.Stack(
        [backdrop(here.c, room, height, tall=True), ridges(here.c, room, height, tall=True)],
        width=room,
        height=height,
    )
    return ft.Column(
        [
            ft.Container(scene, border_radius=28, clip_behavior=ft.ClipBehavior.ANTI_ALIAS),
            say(words.NO_LIGHT_YET, "body", here.c.quiet, text_align=ft.TextAlign.CENTER),
        ],
        spacing=16,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@unchanging
def _Year(
    here: Here,
    year: int,
    skies: tuple[tuple[int, tuple[PlacedLight, ...]], ...],
    go: Callable[[At], None],
    room: float,
) -> ft.Control:
    """Twelve small skies; those that hold something lead to their month."""
    columns = 2 if here.large else 3
    width = room / columns
    held = dict(skies)
    cells = [
        _small(here, At(year, month), name, held.get(month), go, width)
        for month, name in enumerate(words.MONTHS, 1)
    ]
    return ft.Column(
        [
            ft.Row(cells[first : first + columns], spacing=0)
            for first in range(0, len(cells), columns)
        ],
        spacing=0,
    )


def _small(
    here: Here,
    to: At,
    name: str,
    lights: tuple[PlacedLight, ...] | None,
    go: Callable[[At], None],
    width: float,
) -> ft.Control:
    """A month among others; one that holds nothing is its name."""
    c = here.c
    high = width * 1.12 + (16 if here.large else 0)
    size = held_back(here.scale, at_most=1.5) * here.snug
    lit = lights is not None
    said = ft.Text(
        name,
        style=style("label", "#FFFFFF" if lit else c.quiet, scale=size),
        max_lines=1,
        overflow=ft.TextOverflow.ELLIPSIS,
    )
    wide, tall = width - 8, high - 8
    layers: list[ft.Control] = [ft.Container(said, left=10, right=10, top=7)]
    if lights:
        frame = Frame(wide, tall, 9, 34 * max(1.0, size), tall - 9, language.reads_from_right())
        layers.insert(0, _SmallLights(here, lights, frame))
    face = ft.Container(
        ft.Stack(layers, width=wide, height=tall),
        width=wide,
        height=tall,
        border_radius=16,
        bgcolor=ground(c) if lit else None,
        image=dusk(c) if lit else None,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
    held = ft.Container(face, width=width, height=high, alignment=ft.Alignment.CENTER)
    if not lit:
        return ft.Semantics(exclude_semantics=True, content=held)
    return touchable(
        held,
        name,
        lambda _e: go(to),
        key=f"{to.year}-{to.month}",
        radius=16,
        width=width,
        height=high,
    )


@unchanging
def _SmallLights(here: Here, lights: tuple[PlacedLight, ...], frame: Frame) -> ft.Control:
    return _picture(small_sky(here.c, lights, frame), frame)
