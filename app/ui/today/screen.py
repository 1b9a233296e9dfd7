"""Today: the evening in words, one prompt, the large button, and what was kept today."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import flet as ft

from app.core.glimmers import Glimmer
from app.core.offers import ENOUGH
from app.state.capture import Capture, Card
from app.state.photos import Photos
from app.state.preferences import Preferences
from app.state.timeline import Timeline
from app.ui import routes
from app.ui.look.boundary import component, unchanging, use_waiting_effect
from app.ui.look.dialog import use_dialog
from app.ui.look.direction import along, aside, margin, own_words, pad
from app.ui.look.parts import more_menu, notice_button, say, text_button
from app.ui.look.sky import PLACES, backdrop, button_glow, light, new_light, ridges, trail
from app.ui.look.theme import OUT, Here, held_back, style
from app.ui.routes import Go
from app.ui.today.rows import todays_rows
from app.words.prompts import prompt_words
from app.words.screens import words

if TYPE_CHECKING:
    from app.state.collages.kept import Collages
    from app.state.editing import Editing
    from app.state.memories import Memories
    from app.state.reminders import Reminders
    from app.state.yours import Yours


_CARD = 208.0
_OFFER = 48.0
"""Height in dp of the line that offers reminders."""
_MAIN = 520.0
"""Width in dp of the column with the large button on a desk."""
SETTLES = 0.7
"""Seconds after the first picture until what is unseen is made."""
_FLIGHT = 300
"""Milliseconds until the light of a tap is in its place."""
_FRESH = (0.5, 0.473)
"""Where the light of the last tap hangs while its card is shown, in parts of the strip."""


@dataclass(frozen=True, slots=True)
class _Measures:
    """Where things stand, in dp from the top of the page."""

    button: float
    strip: float
    block: float
    """Height from there to the button: room for the prompt or the card, which large words have
    below the button.
    """

    @property
    def centre(self) -> float:
        """Of the button."""
        return self.strip + self.block + self.button / 2


def _measure(here: Here, body: float, *, first_run: bool) -> _Measures:
    if here.large:
        # Large words need any height: they stand below the button, and the sky gives way to it.
        room = min(224.0, here.width - 96)
        least = 132 * min(here.scale, 1.6)  # its own words have grown too
        return _Measures(
            button=min(room, max(least, body * 0.28)),
            strip=body * (0.5 if first_run else 0.17),
            block=16,
        )
    button = 156.0 if body >= 600 else 132.0
    below = 100.0  # the hint
    if first_run:  # the ways on, the last of them below the fold where that is low
        below = 186.0 if body >= 600 else 138.0
    top = max(body - below - button, 232.0)
    # The strip gives way on low screens, so that the button never lies below the fold.
    if first_run:
        strip = min(424.0, top - _room_for_what_it_is(here))
    else:
        strip = max(88.0, min(224.0, top - _CARD - 52))
    return _Measures(button=button, strip=strip, block=top - strip)


def _room_for_what_it_is(here: Here) -> float:
    """Height in dp, between the sky and the button of a first run, for what a glimmer is: one line
    on a desk, two or three on a phone. A letter is half as wide as it is high.
    """
    lines = math.ceil(len(words.A_GLIMMER) * 8 * here.scale / (here.width - 64))
    return 12 + lines * 24 * here.scale + 24


@component
def Today(
    here: Here,
    capture: Capture,
    timeline: Timeline,
    preferences: Preferences,
    photos: Photos,
    reminders: Callable[[], Reminders],
    yours: Callable[[], Yours | None],
    memories: Callable[[], Memories],
    collages: Callable[[], Collages],
    body: float,
    go: Go,
    notify: Callable[[tuple[str, Editing | None]], None],
    first_run: bool,
) -> ft.Control:
    """The screen. `body` is the height it has, `go` leads to an address, `notify` says a sentence
    over it, with what its undo brings back. Models that are functions are made if needed."""
    fresh = capture.kept.glimmer.id if capture.kept else ""
    settled, touch = _use_settled()
    arrived, set_flight = _use_arrival(fresh)
    width = here.width - 104 if here.wide and not first_run else here.width
    m = _measure(here, body, first_run=first_run)
    use_dialog(_adding(here, capture, preferences))

    async def keep(_event: Any = None) -> None:
        set_flight(True)
        await capture.keep()
        await _answer_finger(touch if capture.kept else None)

    async def keep_with_photo() -> Editing | None:
        set_flight(False)  # what opens over the sky would hold a light on its way for ever
        await capture.keep()
        return capture.kept

    face = _Button(here, m.button, keep, capture.focus_asked)
    button = ft.Container(face, alignment=ft.Alignment.CENTER)
    shown = (here, capture, timeline, preferences, photos, m, go, notify)
    block = _block(*shown, ready=settled, first_run=first_run)
    bare = settled and timeline.nothing_today
    hint, *ways_on = _below(here, capture, preferences, photos, go, bare, first_run=first_run)
    ready = settled and not first_run
    camera = [_camera(here, photos, m, width, keep_with_photo)] if ready else []
    middle = [ft.Container(height=m.strip), block, button, hint, *ways_on]
    if here.large:
        middle = [ft.Container(height=m.strip + m.block), button, hint, block, *ways_on, *camera]
        camera = []
    below = (here, timeline, preferences, go, ready)
    middle += [_Offer(*below, reminders, yours), _Remembered(*below, memories, photos, collages)]
    rows = todays_rows(here, timeline, photos, fresh, go)
    trails = [_trail(here, bool(fresh), arrived, width, m)] if settled else []
    over = [*camera, _flying(here, capture, width, m, first_run)] if settled else camera
    everything: list[ft.Control] = [
        _sky(here, timeline, fresh, width, m, trails, first_run=first_run),
        _glow(here, width, m, first_run=first_run),
        _columns(here, middle, rows, width, m, first_run=first_run),
        *over,
        _Motto(here, width, m.strip) if first_run else _corner(here, preferences, capture, go),
    ]
    stack = ft.Stack(everything, clip_behavior=ft.ClipBehavior.NONE)
    return ft.Column([stack], expand=True, spacing=0, scroll=ft.ScrollMode.HIDDEN)


async def _answer_finger(touch: ft.HapticFeedback | None) -> None:
    if touch:
        await asyncio.sleep(0.01)  # the words go first
        await touch.light_impact()  # type: ignore[no-untyped-call]  # Flet has no types there


def _corner(here: Here, preferences: Preferences, capture: Capture, go: Go) -> ft.Control:
    menu = _Menu(here, preferences, capture.leave, go)
    return ft.Container(**aside(end=10), top=max(here.top, 8), content=menu)


def _use_settled() -> tuple[bool, ft.HapticFeedback | None]:
    """Whether the first picture has been there for a while, and what answers a finger from then on.

    What only a tap brings up waits until the button is there: it would keep the first picture
    waiting.
    """
    settled, set_settled = ft.use_state(False)
    touch, feel = ft.use_state(cast("ft.HapticFeedback | None", None))

    async def settle() -> None:
        await asyncio.sleep(SETTLES)
        feel(ft.HapticFeedback())
        set_settled(True)

    use_waiting_effect(settle, [])
    return settled, touch


def _use_arrival(fresh: str) -> tuple[bool, Callable[[bool], None]]:
    """Whether the light of the glimmer `fresh` (its id, "" for none) is in its place; and a way to
    say whether the next one flies there. Nothing is drawn for that: a tap's "Kept" would wait.

    Counted here: the client does not tell the end of an animation whose duration changed as it
    began.
    """
    landed, set_landed = ft.use_state("")
    flies: Any = ft.use_ref(True)

    def set_flight(next_one: bool) -> None:
        flies.current = next_one

    async def land() -> None:
        if fresh:
            await asyncio.sleep(_FLIGHT / 1000)
            set_landed(fresh)

    use_waiting_effect(land, [fresh])
    return landed == fresh or not flies.current, set_flight


def _sky(
    here: Here,
    timeline: Timeline,
    fresh: str,
    width: float,
    m: _Measures,
    trails: list[ft.Control],
    *,
    first_run: bool,
) -> ft.Control:
    """The strip of evening with its lights; `trails` are drawn over those and behind the ridges."""
    return ft.Stack(
        [
            _Backdrop(here, width, m.strip, first_run),
            _Lights(here, timeline.lights, fresh, width, m.strip),
            *trails,
            _Ridges(here, width, m.strip, first_run),
        ],
        left=0,
        top=0,
        width=width,
        height=m.strip,
        clip_behavior=ft.ClipBehavior.HARD_EDGE,
    )


def _main_width(here: Here, width: float, *, first_run: bool) -> float:
    """How wide the column with the large button is, in dp: on a desk what was kept today stands
    beside it.
    """
    return _MAIN if here.wide and not first_run else width


def _glow(here: Here, width: float, m: _Measures, *, first_run: bool) -> ft.Control:
    """The light around the large button, behind everything that stands there."""
    size = m.button * 2.333
    return ft.Container(
        **aside(start=_main_width(here, width, first_run=first_run) / 2 - m.button * 1.167),
        top=m.centre - m.button * 1.167,
        content=button_glow(here.c, size),
        ignore_interactions=True,
    )


def _block(
    here: Here,
    capture: Capture,
    timeline: Timeline,
    preferences: Preferences,
    photos: Photos,
    m: _Measures,
    go: Go,
    notify: Callable[[tuple[str, Editing | None]], None],
    *,
    ready: bool,
    first_run: bool,
) -> ft.Control:
    """What stands above the button, or below it in large words: the prompt, or the card of what
    was kept.
    """
    kept = capture.kept

    def open_photo(place: int) -> None:
        if capture.kept:
            go(routes.photo(capture.kept.glimmer.id, place, from_card=True))

    block: list[ft.Control] = [ft.Container(height=0 if here.large else m.block)]
    if ready or kept:
        # There, but unseen, before it is needed: a tap then sends what changed and not a whole
        # card.
        from app.ui.today.kept import KeptCard

        evening = words.part_of_day(timeline.now)

        def in_bin(gone: Editing) -> None:
            notify((words.UNDONE_INTO_BIN, gone))

        block.append(KeptCard(here, capture.card, capture, photos, evening, open_photo, in_bin))
    if not kept and not first_run:
        block.append(_Prompt(here, preferences, timeline, capture.card))
    elif not kept:
        block.append(_what_it_is(here))
    return ft.Stack(block, clip_behavior=ft.ClipBehavior.NONE)


@unchanging
def _Offer(
    here: Here,
    timeline: Timeline,
    preferences: Preferences,
    go: Go,
    ready: bool,
    reminders: Callable[[], Reminders],
    yours: Callable[[], Yours | None],
) -> ft.Control:
    """Reminders are offered once enough was kept, until that was taken or sent away; then, where it
    is time for one, a backup. Always there, drawn or not: what came between two others would make
    Flet send those behind it again.

    Before the screen is `ready` there is only its place: the first picture does not wait for it.
    """
    kept = sum(glimmer is not None for glimmer in timeline.lights)
    if kept < ENOUGH:
        return ft.Container()
    answered = "reminders" in preferences.answered
    if not ready:
        return ft.Container(height=0 if answered else _OFFER)
    from app.ui.today.offer import BackupOffer, ReminderOffer

    if answered:
        return BackupOffer(here, yours, timeline, go)
    return ReminderOffer(here, reminders, yours, timeline, preferences, go, _OFFER)


@unchanging
def _Remembered(
    here: Here,
    timeline: Timeline,
    preferences: Preferences,
    go: Go,
    ready: bool,
    memories: Callable[[], Memories],
    photos: Photos,
    collages: Callable[[], Collages],
) -> ft.Control:
    """The memory of the day, once the screen is `ready`, where the person lets memories come."""
    if not (ready and preferences.memories):
        return ft.Container()
    from app.ui.today.memory import MemoryOfTheDay

    return MemoryOfTheDay(here, memories(), timeline.now.date(), photos, collages, go)


def _adding(here: Here, capture: Capture, preferences: Preferences) -> ft.BottomSheet | None:
    """The sheet for words or another time, while one is open."""
    if not (capture.kept and capture.opened):
        return None
    from app.ui.today.sheet import adding  # its boxes are not needed before

    return adding(here, capture.kept, capture, preferences)


def _below(
    here: Here,
    capture: Capture,
    preferences: Preferences,
    photos: Photos,
    go: Go,
    bare: bool,
    *,
    first_run: bool,
) -> list[ft.Control]:
    """What stands under the button: a hint, a problem or what becomes of photos, and the ways on of
    a first run, or of a day that is still `bare`. Here it moves nothing that a finger goes to.
    """
    hint = words.STAYS_AS_IT_IS if capture.kept else words.NOTHING_IS_FINE
    if first_run:
        hint = words.tap_keeps(phone=here.phone)
    if capture.problem:
        from app.words.errors import told  # most days nobody waits for it

        hint = told(capture.problem).sentence
    below: list[ft.Control] = [_Hint(here, hint, capture.kept, loud=bool(capture.problem))]
    if capture.kept and (photos.work or photos.outcome):
        below.append(_photo_news(here, capture.kept, photos))
    if first_run:
        below.append(_ways_on(here, capture, go))
    elif here.large and not capture.kept:
        below.append(ft.Container(_prompt_buttons(here, preferences), padding=pad(start=24, top=8)))
    if bare and not first_run and not capture.kept:
        below.append(_row(_examples(here, go)))
    return below


def _photo_news(here: Here, kept: Editing, photos: Photos) -> ft.Control:
    from app.ui.look.photos import PhotoNews

    return ft.Container(
        padding=pad(start=32, end=32, top=4),
        alignment=ft.Alignment.CENTER,
        content=ft.Container(
            PhotoNews(here, photos, kept.glimmer.id, worded=bool(kept.glimmer.note)), width=460
        ),
    )


def _columns(
    here: Here,
    middle: list[ft.Control],
    rows: ft.Control,
    width: float,
    m: _Measures,
    *,
    first_run: bool,
) -> ft.Control:
    """The button's column, and what was kept today: beside it on a desk, under it elsewhere."""
    if here.wide:
        side = ft.Column(
            [ft.Container(height=m.strip + 16), rows], expand=True, spacing=0, visible=not first_run
        )
        main = ft.Column(middle, width=_main_width(here, width, first_run=first_run), spacing=0)
        return ft.Row([main, side], spacing=24, vertical_alignment=ft.CrossAxisAlignment.START)
    shown = [] if first_run else [rows]
    return ft.Column([*middle, *shown, ft.Container(height=24)], spacing=0)


def _camera(
    here: Here,
    photos: Photos,
    m: _Measures,
    width: float,
    keep: Callable[[], Awaitable[Editing | None]],
) -> ft.Control:
    """Lower right of the large button; in large words a line below what stands there."""
    from app.ui.look.photos import camera_button

    if here.large:
        line = camera_button(here, photos, keep)
        return ft.Container(line, padding=pad(start=24, end=24, top=16))
    width = _main_width(here, width, first_run=False)
    beside = (width + m.button) / 2 - 4
    return ft.Container(
        **aside(start=min(beside, width - 64)),
        top=m.centre + m.button / 2 - 52,
        content=camera_button(here, photos, keep),
    )


@unchanging
def _Hint(here: Here, text: str, kept: Editing | None, *, loud: bool) -> ft.Control:
    """One quiet line; a `loud` one, or why what was given to `kept` is not saved, is read aloud."""
    c = here.c
    if kept and kept.problem:
        from app.words.errors import told

        text, loud = told(kept.problem).sentence, True
    return ft.Container(
        padding=pad(start=32, end=32, top=18),
        alignment=ft.Alignment.CENTER,
        content=ft.Semantics(
            live_region=loud,
            content=ft.Text(
                text,
                style=style("label" if loud else "small", c.ink if loud else c.quiet),
                text_align=ft.TextAlign.CENTER,
            ),
        ),
    )


@unchanging
def _Motto(here: Here, width: float, strip: float) -> ft.Control:
    white = "#F7F2E6" if here.c.dark else "#FFFFFF"
    fits = min(1.0, (here.width - 56) / 334) * held_back(here.scale, at_most=1.5)
    # White is read in the upper half of the sky, by day too: in a low one it begins higher.
    height = (3 if here.large else 2) * 46 * fits * here.scale
    top = here.top + max(16.0, min(64.0, strip / 2 - height - here.top))
    return ft.Container(
        left=0,
        top=top,
        width=width,
        padding=ft.Padding.symmetric(horizontal=28),
        alignment=ft.Alignment.CENTER if here.wide else None,
        content=ft.Semantics(
            heading_level=1,
            content=ft.Text(words.ENOUGH, style=style("display", white, scale=fits)),
        ),
    )


def _what_it_is(here: Here) -> ft.Control:
    """What a glimmer is, in one line, for who never heard of one."""
    line = say(words.A_GLIMMER, "body", here.c.ink, text_align=ft.TextAlign.CENTER)
    return ft.Container(
        padding=pad(start=32, end=32, top=16 if here.large else 12),
        alignment=ft.Alignment.TOP_CENTER,
        content=line,
    )


def _ways_on(here: Here, capture: Capture, go: Go) -> ft.Control:
    around = text_button(words.LOOK_AROUND, here.c.ink, lambda _e: capture.look_around())
    get_help = text_button(words.HELP_NOW, here.c.honey, lambda _e: go(routes.HELP))
    rows = [_row(_examples(here, go)), _row(around, get_help)]
    if here.height < 600:
        rows.reverse()  # help is never below the fold
    return ft.Container(
        padding=ft.Padding.only(top=8, bottom=8),
        content=ft.Column(rows, spacing=0, tight=True),
    )


def _row(*buttons: ft.Control) -> ft.Control:
    return ft.Container(
        alignment=ft.Alignment.CENTER,
        content=ft.Row(
            list(buttons),
            alignment=ft.MainAxisAlignment.CENTER,
            wrap=True,
            spacing=12,
            run_spacing=0,
        ),
    )


def _examples(here: Here, go: Go) -> ft.Control:
    """The way to a few examples, for who does not know what counts."""
    return text_button(words.EXAMPLES, here.c.honey, lambda _e: go(routes.EXAMPLES))


@component
def _Button(
    here: Here, size: float, keep: Callable[[Any], Awaitable[None]], focus_asked: int
) -> ft.Control:
    """The large button; that it is pressed concerns nothing around it. It takes the keyboard's
    focus whenever `focus_asked` has grown.
    """
    pressed, set_pressed = ft.use_state(False)
    drawn: Any = ft.use_ref(None)

    async def focus() -> None:
        if focus_asked:
            await drawn.current.focus()

    gesture = notice_button(
        here,
        size=size,
        pressed=pressed,
        on_press=lambda _e: set_pressed(True),
        on_release=lambda _e: set_pressed(False),
        on_click=keep,
    )
    drawn.current = gesture.content
    use_waiting_effect(focus, [focus_asked])
    return gesture


@unchanging
def _Backdrop(here: Here, width: float, height: float, tall: bool) -> ft.Control:
    return backdrop(here.c, width, height, tall=tall)


@unchanging
def _Ridges(here: Here, width: float, height: float, tall: bool) -> ft.Control:
    return ridges(here.c, width, height, tall=tall)


@unchanging
def _Prompt(here: Here, preferences: Preferences, timeline: Timeline, card: Card) -> ft.Control:
    """Leaves when the card comes, and not a moment later: it stands in the same place."""
    c = here.c
    now = timeline.now
    lines: list[ft.Control] = [
        ft.Semantics(
            heading_level=1,
            content=ft.Text(
                words.part_of_day(now),
                style=style(
                    "title",
                    c.ink,
                    scale=min(1.0, here.width / 360),
                ),
            ),
        ),
        *(
            []
            if here.large
            else [say(words.day_and_month(now.date(), now.date()), "small", c.quiet)]
        ),
    ]
    if preferences.prompt:
        lines += [
            ft.Container(height=8 if here.large or here.height < 700 else 22),
            ft.Container(
                width=min(here.width - 48, 330 * max(1.0, here.scale)),
                content=own_words(
                    prompt_words.text(preferences.prompt),
                    style=style("prompt", c.ink),
                ),
            ),
        ]
    if not here.large:
        lines.append(_prompt_buttons(here, preferences))
    return ft.Container(
        padding=pad(start=24, end=24, top=14),
        visible=not card.kept,
        content=ft.Column(lines, spacing=2),
    )


def _prompt_buttons(here: Here, preferences: Preferences) -> ft.Control:
    async def refuse(_event: Any) -> None:
        await preferences.not_this_one()

    def ask(text: str) -> ft.Control:
        return text_button(text, here.c.honey, lambda _e: preferences.another())

    buttons: list[ft.Control] = []
    if preferences.prompt:
        buttons = [ask(words.ANOTHER), text_button(words.NOT_THIS_ONE, here.c.quiet, refuse)]
    elif preferences.may_ask:  # what is left comes only when asked for
        buttons = [ask(words.SHOW_PROMPT)]
    return ft.Row(buttons, spacing=4, run_spacing=0, wrap=True, margin=margin(start=-12))


@unchanging
def _Lights(
    here: Here, lights: tuple[Glimmer | None, ...], fresh: str, width: float, height: float
) -> ft.Control:
    """What hangs in the strip: older lights fainter, the one just kept on its own above."""
    hung: list[ft.Control] = []
    for glimmer, (x, y) in zip(lights, PLACES, strict=True):
        if glimmer is not None and glimmer.id != fresh:
            lit = light(
                here.c,
                glimmer.pathway,
                x * width,
                y * height,
                2.7,
                loved=glimmer.loved,
                opacity=0.85,
            )
            lit.key = glimmer.id
            hung.append(lit)
    return ft.Stack(hung, left=0, top=0, width=width, height=height)


def _trail(here: Here, kept: bool, arrived: bool, width: float, m: _Measures) -> ft.Control:
    """The line a light draws behind itself; it fades once the light has arrived."""
    return ft.Container(
        left=width * _FRESH[0] - 1,
        width=2,
        bottom=0,
        top=m.strip * _FRESH[1] + 6 if kept else m.strip,
        opacity=1.0 if kept and not arrived and here.motion and not here.large else 0.0,
        image=trail(here.c),
        animate_position=ft.Animation(here.milliseconds(_FLIGHT if kept else 0), OUT),
        animate_opacity=ft.Animation(here.milliseconds(_FLIGHT if kept else 0), OUT),
    )


def _flying(
    here: Here, capture: Capture, width: float, m: _Measures, first_run: bool
) -> ft.Control:
    """The light of the last tap. Always there, so that its first move is a move; undo does not fly
    back.
    """
    kept = capture.kept
    if kept:
        x, y = width * _FRESH[0], m.strip * _FRESH[1]
    else:
        x = along(_main_width(here, width, first_run=first_run) / 2, width)
        y = m.centre
    duration = here.milliseconds(_FLIGHT) if kept and not here.large else 0
    return ft.Container(
        left=x - 75,
        top=y - 75,
        width=150,
        height=150,
        opacity=1.0 if kept else 0.0,
        ignore_interactions=True,
        content=new_light(here.c, kept.glimmer.pathway if kept else None, 150),
        animate_position=ft.Animation(duration, OUT),
        animate_opacity=ft.Animation(120 if duration else 0),
    )


@unchanging
def _Menu(here: Here, preferences: Preferences, put_away: Callable[[], None], go: Go) -> ft.Control:
    """Ways to help, to a page for when it is hard, and to what Glimmers is; and prompts for hard
    times, which stand where the card of a tap does, so that this is put away for them.
    """

    def hard_times(_event: Any) -> None:
        put_away()
        preferences.ask_for_hard_times(asked=not preferences.hard_times)

    items = [
        _menu_item(here, words.HELP_NOW, lambda _e: go(routes.HELP)),
        _menu_item(here, words.WHEN_HARD, lambda _e: go(routes.HARD)),
    ]
    if preferences.hard_times or preferences.may_ask_for_hard_times:
        text = words.ALL_PROMPTS if preferences.hard_times else words.HARD_PROMPTS
        items.append(_menu_item(here, text, hard_times))
    items.append(_menu_item(here, words.ABOUT, lambda _e: go(routes.ABOUT)))
    return more_menu(here, "#FFFFFF", items)


def _menu_item(here: Here, text: str, choose: Callable[[Any], None]) -> ft.PopupMenuItem:
    # Large words take two lines: what is one entry must be seen.
    apart = ft.Padding.symmetric(horizontal=12, vertical=10) if here.large else None
    content = say(text, "body", here.c.ink)
    return ft.PopupMenuItem(key=text, content=content, padding=apart, on_click=choose)
