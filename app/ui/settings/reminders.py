"""Gentle reminders: how many, between when and when, and the truth about how far they reach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Any, Literal, cast

import flet as ft

from app.core.ports import SettingsPage
from app.core.schedule import MOST_A_DAY, Schedule
from app.state.reminders import Reminders
from app.state.when_closed import WhenClosed
from app.ui import routes
from app.ui.look.boundary import component, use_waiting_effect
from app.ui.look.dialog import use_dialog
from app.ui.look.direction import margin, pad
from app.ui.look.parts import (
    card,
    hairline,
    icon,
    icon_button,
    problem_line,
    say,
    scrolling,
    switch,
    switch_row,
    text_button,
    title,
)
from app.ui.look.theme import Here, style
from app.ui.look.touch import touchable
from app.ui.settings.day_band import DayBand
from app.words.hours import are_twelve
from app.words.screens import words

Ask = Literal["", "start", "end", "quiet-from", "quiet-to", "at"]
"""Which time of day is asked for."""
Fold = Literal["", "apart", "days", "quiet", "times"]
"""Which of the rows that can be opened is open."""
Unfold = Callable[[Fold], None]

_TWELVE, _TWENTY_FOUR = ft.TimePickerHourFormat.H12, ft.TimePickerHourFormat.H24

GAPS = (15, 30, 45, 60, 90, 120, 180)


@component
def RemindersPage(
    here: Here, reminders: Reminders, closed: WhenClosed | None, go: Callable[[str], None]
) -> ft.Control:
    """The switch, the sentence on how far they reach, and everything that can be chosen."""
    c = here.c
    schedule = reminders.schedule
    asked, ask = cast("tuple[Ask, Callable[[Ask], None]]", ft.use_state(""))
    opened, unfold = cast("tuple[Fold, Unfold]", ft.use_state(""))
    quiet_from, keep_quiet_from = ft.use_state(time(13))
    width = min(600.0, here.width - 40 - (104 if here.wide else 0))

    async def answered(at: time) -> None:
        ask("")
        if asked == "quiet-from":
            keep_quiet_from(at)
            ask("quiet-to")
        elif asked == "quiet-to":
            await reminders.change(quiet=(*schedule.quiet, (quiet_from, at)))
        elif asked == "at":
            await reminders.change(times=tuple(sorted({*schedule.times, at})))
        elif asked:
            await reminders.change(**{asked: at})

    use_dialog(_clock(asked, schedule, answered, lambda: ask("")) if asked else None)

    async def look() -> None:
        if closed:
            await closed.look()

    use_waiting_effect(look, [])

    parts: list[ft.Control] = [_head(here, reminders, closed)]
    if not schedule.on:
        parts.append(say(words.REMINDERS_WHY, "body", c.ink))
    parts += _not_allowed(here, reminders)
    if schedule.on:
        parts.append(
            card(
                here,
                ft.Column(
                    _choices(here, reminders, width - 32, ask, (opened, unfold), go), spacing=0
                ),
                padding=pad(start=16, end=16, top=16, bottom=8),
            )
        )
        parts.append(_next(here, reminders))
        parts += _actions(here, reminders)
    if closed and closed.known and (schedule.on or closed.on):
        parts.append(_when_closed(here, closed))
    news: list[ft.Control] = []
    if reminders.problem:
        news = [problem_line(here, reminders.problem), *_way_to_allow(here, reminders)]
    if closed and closed.problem:
        news.append(problem_line(here, closed.problem))
    return scrolling(parts, spacing=16, news=news)


def _head(here: Here, reminders: Reminders, closed: WhenClosed | None) -> ft.Control:
    """The switch, and how far they reach."""

    async def turn(on: bool) -> None:
        await reminders.turn(on=on)

    on = reminders.schedule.on
    heading = title(here, words.REMINDERS)
    turned = switch(here, words.REMINDERS, on=on, turn=turn, key="reminders")
    lines: list[ft.Control] = (
        [heading, turned] if here.large else [ft.Row([ft.Container(heading, expand=True), turned])]
    )
    if reminders.reach:
        reach = "closed" if reminders.reach == "open" and closed and closed.on else reminders.reach
        lines.append(say(words.reach(reminders.platform, reach), "small", here.c.quiet))
    return ft.Column(lines, spacing=4)


def _to_settings(here: Here, reminders: Reminders, what: SettingsPage) -> ft.Control:
    async def open_them(_event: Any) -> None:
        await reminders.open_settings(what)

    return ft.Row(
        [text_button(words.OPEN_SETTINGS, here.c.honey, open_them, key=f"settings {what}")],
        margin=margin(start=-12),
    )


def _not_allowed(here: Here, reminders: Reminders) -> list[ft.Control]:
    """That the system does not let them come, unless a problem says why nothing came of a press."""
    if reminders.permission != "denied" or reminders.problem:
        return []
    said = (words.NOT_ALLOWED, words.allow(reminders.platform))
    lines = ft.Semantics(
        live_region=True,
        content=ft.Column([say(line, "body", here.c.ink) for line in said], spacing=6),
    )
    return [card(here, ft.Column([lines, *_way_to_allow(here, reminders)], spacing=6))]


def _way_to_allow(here: Here, reminders: Reminders) -> list[ft.Control]:
    if reminders.permission != "denied" or not reminders.has_settings:
        return []
    return [_to_settings(here, reminders, "notifications")]


def _choices(
    here: Here,
    reminders: Reminders,
    width: float,
    ask: Callable[[Ask], None],
    fold: tuple[Fold, Unfold],
    go: Callable[[str], None],
) -> list[ft.Control]:
    """The rows of the card, `width` dp wide; fixed times take the place of window, number and
    distance.
    """
    schedule = reminders.schedule
    rows = [] if schedule.times else _window(here, reminders, width, ask, fold)
    rows += [
        *_folded(
            here,
            fold,
            "days",
            (words.ON_DAYS, words.days(schedule.weekdays)),
            lambda: [_weekdays(here, reminders)],
        ),
        hairline(here.c),
        *_folded(
            here,
            fold,
            "quiet",
            (words.QUIET_HOURS, words.quiet(schedule.quiet, after=schedule.quiet_after_first)),
            lambda: _quiet_times(here, reminders, ask),
        ),
        hairline(here.c),
        *_folded(
            here,
            fold,
            "times",
            (words.FIXED_TIMES, words.fixed(schedule.times)),
            lambda: _times(here, _fixed(reminders), words.ADD_TIME, lambda _e: ask("at")),
        ),
        hairline(here.c),
        _row(
            here,
            (words.WHAT_THEY_SAY_SHORT, words.NEVER_YOUR_WORDS),
            "chevron_right",
            lambda _e: go(routes.PROMPTS),
            key=words.WHAT_THEY_SAY_SHORT,
        ),
    ]
    return rows


def _row(
    here: Here,
    said: tuple[str, str],
    glyph: str,
    on_click: Callable[[Any], None],
    *,
    key: str,
    expanded: bool | None = None,
) -> ft.Control:
    """What can be chosen and, below, how it stands: one button from edge to edge of the card."""
    c = here.c
    lines: list[ft.Control] = [say(said[0], "label", c.ink), say(said[1], "small", c.quiet)]
    face = ft.Row(
        [ft.Column(lines, spacing=2, expand=True), icon(glyph, c.quiet)],
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    button = touchable(
        face,
        ". ".join(part for part in said if part),
        on_click,
        key=key,
        radius=12,
        padding=ft.Padding.symmetric(horizontal=16, vertical=8),
        expanded=expanded,
    )
    return ft.Container(button, margin=ft.Margin.symmetric(horizontal=-16))


def _folded(
    here: Here,
    fold: tuple[Fold, Unfold],
    which: Fold,
    said: tuple[str, str],
    inside: Callable[[], list[ft.Control]],
) -> list[ft.Control]:
    """A row, and below it, once it was tapped, what it stands for."""
    opened, unfold = fold
    is_open = opened == which
    glyph = "keyboard_arrow_up" if is_open else "keyboard_arrow_down"
    row = _row(
        here,
        said,
        glyph,
        lambda _e: unfold("" if is_open else which),
        key=f"fold {which}",
        expanded=is_open,
    )
    return (
        [row, ft.Container(ft.Column(inside(), spacing=2), padding=pad(top=4, bottom=8))]
        if is_open
        else [row]
    )


def _window(
    here: Here,
    reminders: Reminders,
    width: float,
    ask: Callable[[Ask], None],
    fold: tuple[Fold, Unfold],
) -> list[ft.Control]:
    """From when to when, how many, and how far apart."""
    schedule = reminders.schedule
    c = here.c
    opened, unfold = fold

    async def choose(edge: str, at: time) -> None:
        await reminders.change(**{edge: at})

    apart = opened == "apart"
    # A link below the number, and no row: the card is to stay on the first screen.
    distance = ft.Semantics(
        expanded=apart,
        content=text_button(
            words.apart(schedule.gap),
            c.honey,
            lambda _e: unfold("" if apart else "apart"),
            key="fold apart",
        ),
    )
    rows = [
        ft.Semantics(
            heading_level=2,
            content=say(words.between(schedule.start, schedule.end), "label", c.ink),
        ),
        ft.Container(
            DayBand(here, schedule, reminders.coming, width, choose, ask),
            margin=ft.Margin.only(top=12),
        ),
        _stepper(
            here,
            words.HOW_MANY,
            ft.Container(ft.MergeSemantics(content=distance), margin=margin(start=-12)),
            str(schedule.per_day),
            (words.ONE_FEWER, _number(reminders, -1)),
            (words.ONE_MORE, _number(reminders, 1)),
        ),
    ]
    if apart:
        rows.append(
            _stepper(
                here,
                words.APART,
                say(words.NEVER_CLOSE, "small", c.quiet),
                words.minutes(schedule.gap),
                (words.SHORTER, _distance(reminders, -1)),
                (words.LONGER, _distance(reminders, 1)),
            )
        )
    return [*rows, hairline(c)]


def _stepper(
    here: Here,
    text: str,
    below: ft.Control,
    value: str,
    fewer: tuple[str, Callable[[], Any] | None],
    more: tuple[str, Callable[[], Any] | None],
) -> ft.Control:
    """A number with a button on each side: what that does, for the ear, and what does it."""
    c = here.c
    lines: list[ft.Control] = [say(text, "label", c.ink), below]

    def press(do: Callable[[], Any] | None) -> Callable[[Any], Any]:
        async def pressed(_event: Any) -> None:
            if do:
                await do()

        return pressed

    controls = [
        icon_button("remove", c.honey, fewer[0], press(fewer[1]), key=f"fewer {text}"),
        ft.Semantics(
            live_region=True,
            content=ft.Text(value, style=style("heading", c.ink), text_align=ft.TextAlign.CENTER),
        ),
        icon_button("add", c.honey, more[0], press(more[1]), key=f"more {text}"),
    ]
    return ft.Container(
        padding=ft.Padding.only(top=8),
        content=ft.Row(
            [ft.Column(lines, spacing=0, expand=True), ft.Row(controls, tight=True, spacing=4)],
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        ),
    )


def _number(reminders: Reminders, step: int) -> Callable[[], Any]:
    wanted = reminders.schedule.per_day + step

    async def change() -> None:
        if 1 <= wanted <= MOST_A_DAY:
            await reminders.change(per_day=wanted)

    return change


def _distance(reminders: Reminders, step: int) -> Callable[[], Any]:
    gap = reminders.schedule.gap
    others = [other for other in GAPS if (other > gap if step > 0 else other < gap)]

    async def change() -> None:
        if others:
            await reminders.change(gap=others[0] if step > 0 else others[-1])

    return change


def _weekday(here: Here, name: str, chosen: bool, toggle: Callable[[Any], Any]) -> ft.Control:
    c = here.c
    ink = c.on_honey_box if chosen else c.quiet
    sign = icon("check", ink, 14) if chosen else ft.Container(height=14)
    return touchable(
        ft.Column(
            [say(name[:2], "label", ink), sign],
            spacing=0,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        name,
        toggle,
        key=name,
        bgcolor=c.honey_box if chosen else None,
        outlined=True,
        checked=chosen,
        width=40 * max(1.0, here.scale),
        height=52 * max(1.0, here.scale),
    )


def _weekdays(here: Here, reminders: Reminders) -> ft.Control:
    chosen = reminders.schedule.weekdays

    def toggle(day: int) -> Callable[[Any], Any]:
        async def toggled(_event: Any) -> None:
            await reminders.change(weekdays=chosen ^ {day})

        return toggled

    days: list[ft.Control] = [
        _weekday(here, name, day in chosen, toggle(day)) for day, name in enumerate(words.WEEKDAYS)
    ]
    return ft.Row(days, spacing=4, run_spacing=4, wrap=True)


def _quiet_times(here: Here, reminders: Reminders, ask: Callable[[Ask], None]) -> list[ft.Control]:
    """When none may come: hours, and whether what was kept is enough for a day."""

    async def quiet_after(on: bool) -> None:
        await reminders.change(quiet_after_first=on)

    after = switch_row(
        here,
        words.QUIET_AFTER_FIRST,
        on=reminders.schedule.quiet_after_first,
        turn=quiet_after,
        key="quiet after",
    )
    hours = _times(here, _quiet(reminders), words.ADD_QUIET, lambda _e: ask("quiet-from"))
    return [*hours, after]


def _times(
    here: Here,
    known: list[tuple[str, Callable[[], Any]]],
    add: str,
    on_add: Callable[[Any], Any],
) -> list[ft.Control]:
    """A list of times of day, each with a way to remove it."""
    c = here.c

    def removing(do: Callable[[], Any]) -> Callable[[Any], Any]:
        async def remove(_event: Any) -> None:
            await do()

        return remove

    lines: list[ft.Control] = [
        ft.Row(
            [
                ft.Container(say(name, "body", c.ink), expand=True),
                icon_button(
                    "close",
                    c.quiet,
                    words.REMOVE.format(what=name),
                    removing(remove),
                    key=f"remove {name}",
                ),
            ]
        )
        for name, remove in known
    ]
    return [*lines, ft.Row([text_button(add, c.honey, on_add)], margin=margin(start=-12))]


def _quiet(reminders: Reminders) -> list[tuple[str, Callable[[], Any]]]:
    quiet = reminders.schedule.quiet

    def without(number: int) -> Callable[[], Any]:
        return lambda: reminders.change(
            quiet=tuple(span for other, span in enumerate(quiet) if other != number)
        )

    return [(words.span(start, end), without(number)) for number, (start, end) in enumerate(quiet)]


def _fixed(reminders: Reminders) -> list[tuple[str, Callable[[], Any]]]:
    times = reminders.schedule.times

    def without(at: time) -> Callable[[], Any]:
        return lambda: reminders.change(times=tuple(other for other in times if other != at))

    return [(words.hour(at), without(at)) for at in times]


def _next(here: Here, reminders: Reminders) -> ft.Control:
    """When the next one comes; drawn times by the part of the day, since their minute is to
    surprise.
    """
    c = here.c
    schedule = reminders.schedule
    if reminders.reach == "none":
        coming = words.CANNOT_COME
    elif schedule.paused_until and not reminders.next:
        coming = words.PAUSED
    elif reminders.next:
        tell = words.about_when if schedule.times else words.part_when
        coming = tell(reminders.next.wall, reminders.now)
    else:
        coming = words.LOADING if reminders.planning else words.NONE_COMING
    lines: list[ft.Control] = [
        say(words.NEXT_REMINDER, "label", c.on_honey_box),
        ft.Semantics(live_region=True, content=say(coming, "heading", c.on_honey_box)),
    ]
    return ft.Container(
        bgcolor=c.honey_box,
        border_radius=20,
        padding=ft.Padding.symmetric(horizontal=16, vertical=16),
        content=ft.Row(
            [icon("schedule", c.honey), ft.Column(lines, spacing=2, expand=True)], spacing=16
        ),
    )


def _actions(here: Here, reminders: Reminders) -> list[ft.Control]:
    c = here.c

    async def send(_event: Any) -> None:
        await reminders.send_now()

    def pausing(days: int) -> Callable[[Any], Any]:
        async def pause(_event: Any) -> None:
            await reminders.pause(days)

        return pause

    pauses = (
        [(words.END_PAUSE, 0)]
        if reminders.paused
        else [(words.PAUSE_DAY, 1), (words.PAUSE_WEEK, 7)]
    )
    parts: list[ft.Control] = [
        ft.OutlinedButton(
            key="send now",
            on_click=send,
            style=ft.ButtonStyle(
                shape=ft.StadiumBorder(),
                side=ft.BorderSide(1, c.edge),
                padding=ft.Padding.symmetric(horizontal=24, vertical=16),
                color=c.ink,
            ),
            content=ft.Row(
                [icon("notifications", c.ink), say(words.SEND_NOW, "label", c.ink)],
                spacing=8,
                alignment=ft.MainAxisAlignment.CENTER,
            ),
        )
    ]
    if reminders.sent:
        parts.append(ft.Semantics(live_region=True, content=say(words.SENT, "small", c.quiet)))
    if reminders.last_shown:
        when = words.about_when(reminders.last_shown, reminders.now)
        parts.append(say(words.LAST_SHOWN.format(when=when), "small", c.quiet))
    parts.append(
        ft.Row(
            [text_button(text, c.honey, pausing(days)) for text, days in pauses],
            wrap=True,
            spacing=4,
            margin=margin(start=-12),
        )
    )
    if reminders.advice:
        parts += [
            ft.Semantics(heading_level=2, content=say(words.STAY_AWAY, "heading", c.ink)),
            say(reminders.advice, "body", c.ink),
            _to_settings(here, reminders, "battery"),
        ]
    return parts


def _when_closed(here: Here, closed: WhenClosed) -> ft.Control:
    """A desk's switch for reminders with Glimmers closed, what it writes and where; or why there is
    none.
    """
    c = here.c
    if closed.cannot and not closed.on:
        lines: list[ft.Control] = [
            say(words.WHEN_CLOSED, "label", c.ink),
            problem_line(here, closed.cannot, "small"),
        ]
        return card(here, ft.Column(lines, spacing=4))

    async def turn(on: bool) -> None:
        await closed.turn(on=on)

    about = words.WHEN_CLOSED_ON if closed.on else words.WHEN_CLOSED_OFF
    lines = [
        switch_row(here, words.WHEN_CLOSED, on=closed.on, turn=turn, key="when closed"),
        say(about, "small", c.quiet),
        *(say(name, "small", c.quiet) for name in closed.installed or closed.writes),
    ]
    if not closed.seen:
        lines.append(say(words.WHEN_CLOSED_NOT_SEEN, "small", c.quiet))
    return card(here, ft.Column(lines, spacing=4), padding=pad(start=16, end=16, top=6, bottom=16))


def _clock(
    asked: Ask,
    schedule: Schedule,
    answered: Callable[[time], Any],
    leave: Callable[[], None],
) -> ft.TimePicker:
    """The system's way to choose a time of day, in figures: on its dial of 24 hours the hand to an
    outer one lies over an inner one.
    """
    now: dict[str, time] = {
        "start": schedule.start,
        "end": schedule.end,
        "quiet-from": time(13),
        "quiet-to": time(14),
        "at": time(12),
    }

    async def changed(event: Any) -> None:
        await answered(event.control.value)

    return ft.TimePicker(
        value=now[asked],
        help_text=words.ASK_TIME[asked],
        hour_format=_TWELVE if are_twelve() else _TWENTY_FOUR,
        entry_mode=ft.TimePickerEntryMode.INPUT_ONLY,
        on_change=changed,
        on_dismiss=lambda _e: leave(),
        key=asked,
    )
