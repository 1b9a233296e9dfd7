"""Gentle reminders: how many, between when and when, and the truth about how far they reach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Any, Literal, cast

import flet as ft

from app.core.ports import SettingsPage
from app.core.schedule import MOST_A_DAY, Schedule
from app.state.reminders import Reminders
from app.ui import routes
from app.ui.look.boundary import component
from app.ui.look.direction import margin
from app.ui.look.parts import (
    card,
    hairline,
    icon,
    icon_button,
    row_button,
    say,
    scrolling,
    switch,
    switch_row,
    text_button,
    title,
)
from app.ui.look.theme import Here, style
from app.ui.settings.day_band import DayBand
from app.words.errors import told
from app.words.screens import words

Ask = Literal["", "start", "end", "quiet-from", "quiet-to", "at"]
"""Which time of day is asked for."""

GAPS = (15, 30, 45, 60, 90, 120, 180)


@component
def RemindersPage(here: Here, reminders: Reminders, go: Callable[[str], None]) -> ft.Control:
    """The switch, the sentence on how far they reach, and everything that can be chosen."""
    c = here.c
    schedule = reminders.schedule
    asked, ask = cast("tuple[Ask, Callable[[Ask], None]]", ft.use_state(""))
    quiet_from, keep_quiet_from = ft.use_state(time(13))
    width = min(600.0, here.width - 40 - (104 if here.wide else 0))

    async def turn(on: bool) -> None:
        await reminders.turn(on=on)

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

    ft.use_dialog(_clock(here, asked, schedule, answered, lambda: ask("")) if asked else None)

    parts: list[ft.Control] = [
        ft.Row(
            [
                ft.Container(title(here, words.REMINDERS), expand=True),
                switch(here, words.REMINDERS, on=schedule.on, turn=turn, key="reminders"),
            ],
        ),
    ]
    if reminders.reach:
        parts.append(say(words.reach(reminders.platform, reminders.reach), "small", c.quiet))
    if not schedule.on:
        parts.append(say(words.REMINDERS_WHY, "body", c.ink))
    if trouble := _trouble(reminders):
        lines = ft.Semantics(
            live_region=True,
            content=ft.Column([say(line, "body", c.ink) for line in trouble], spacing=6),
        )
        way = (
            [_to_settings(here, reminders, "notifications")]
            if reminders.permission == "denied" and reminders.has_settings
            else []
        )
        parts.append(card(here, ft.Column([lines, *way], spacing=6)))
    if schedule.on:
        parts.append(
            card(
                here,
                ft.Column(_choices(here, reminders, width - 32, ask, go), spacing=0),
                padding=16,
            )
        )
        parts.append(_next(here, reminders))
        parts += _actions(here, reminders)
    return scrolling(parts, spacing=16)


def _to_settings(here: Here, reminders: Reminders, what: SettingsPage) -> ft.Control:
    async def open_them(_event: Any) -> None:
        await reminders.open_settings(what)

    return ft.Row(
        [text_button(words.OPEN_SETTINGS, here.c.honey, open_them, key=f"settings {what}")],
        margin=margin(start=-12),
    )


def _trouble(reminders: Reminders) -> list[str]:
    if reminders.problem:
        return [told(reminders.problem).what, told(reminders.problem).advice]
    if reminders.permission == "denied":
        return [words.NOT_ALLOWED, words.allow(reminders.platform)]
    return []


def _choices(
    here: Here,
    reminders: Reminders,
    width: float,
    ask: Callable[[Ask], None],
    go: Callable[[str], None],
) -> list[ft.Control]:
    """The rows of the card; fixed times take the place of window, number and distance."""
    schedule = reminders.schedule
    c = here.c

    async def quiet_after(on: bool) -> None:
        await reminders.change(quiet_after_first=on)

    rows = [] if schedule.times else _window(here, reminders, width, ask)
    rows += [
        _weekdays(here, reminders),
        hairline(c),
        _times(
            here,
            words.QUIET_HOURS,
            _quiet(reminders),
            words.ADD_QUIET,
            lambda _e: ask("quiet-from"),
        ),
        hairline(c),
        _times(here, words.FIXED_TIMES, _fixed(reminders), words.ADD_TIME, lambda _e: ask("at")),
        hairline(c),
        switch_row(
            here,
            words.QUIET_AFTER_FIRST,
            on=schedule.quiet_after_first,
            turn=quiet_after,
            key="quiet after",
        ),
        hairline(c),
        ft.Container(
            row_button(
                here,
                glyph="format_quote",
                text=words.WHAT_THEY_SAY_SHORT,
                detail=words.NEVER_YOUR_WORDS,
                on_click=lambda _e: go(routes.PROMPTS),
            ),
            margin=ft.Margin.symmetric(horizontal=-16),
        ),
    ]
    return rows


def _window(
    here: Here, reminders: Reminders, width: float, ask: Callable[[Ask], None]
) -> list[ft.Control]:
    """From when to when, how many, and how far apart."""
    schedule = reminders.schedule
    c = here.c

    async def choose(edge: str, at: time) -> None:
        await reminders.change(**{edge: at})

    return [
        ft.Semantics(
            heading_level=2,
            content=say(words.between(schedule.start, schedule.end), "label", c.ink),
        ),
        ft.Container(
            DayBand(here, schedule, reminders.coming, width, choose),
            margin=ft.Margin.only(top=12, bottom=4),
        ),
        ft.Row(
            [
                text_button(
                    words.FROM.format(time=f"{schedule.start:%H:%M}"),
                    c.honey,
                    lambda _e: ask("start"),
                    key="from",
                ),
                text_button(
                    words.TO.format(time=f"{schedule.end:%H:%M}"),
                    c.honey,
                    lambda _e: ask("end"),
                    key="to",
                ),
            ],
            wrap=True,
            margin=margin(start=-12),
        ),
        _stepper(
            here,
            words.HOW_MANY,
            words.NEVER_CLOSE,
            str(schedule.per_day),
            (words.ONE_FEWER, _number(reminders, -1)),
            (words.ONE_MORE, _number(reminders, 1)),
        ),
        hairline(c),
        _stepper(
            here,
            words.APART,
            "",
            words.minutes(schedule.gap),
            (words.SHORTER, _distance(reminders, -1)),
            (words.LONGER, _distance(reminders, 1)),
        ),
        hairline(c),
    ]


def _stepper(
    here: Here,
    text: str,
    below: str,
    value: str,
    fewer: tuple[str, Callable[[], Any] | None],
    more: tuple[str, Callable[[], Any] | None],
) -> ft.Control:
    """A number with a button on each side: what that does, for the ear, and what does it."""
    c = here.c
    lines: list[ft.Control] = [say(text, "label", c.ink)]
    if below:
        lines.append(say(below, "small", c.quiet))

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
        padding=ft.Padding.symmetric(vertical=10),
        content=ft.Row(
            [ft.Column(lines, spacing=2, expand=True), ft.Row(controls, tight=True, spacing=4)],
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


def _weekdays(here: Here, reminders: Reminders) -> ft.Control:
    c = here.c
    chosen = reminders.schedule.weekdays

    def toggle(day: int) -> Callable[[Any], Any]:
        async def toggled(_event: Any) -> None:
            await reminders.change(weekdays=chosen ^ {day})

        return toggled

    days: list[ft.Control] = [
        ft.Semantics(
            label=name,
            button=True,
            selected=day in chosen,
            container=True,
            exclude_semantics=True,
            on_tap=toggle(day),
            content=ft.Container(
                key=name,
                ink=True,
                on_click=toggle(day),
                width=40 * max(1.0, here.scale),
                height=48,
                border_radius=16,
                alignment=ft.Alignment.CENTER,
                bgcolor=c.honey_box if day in chosen else ft.Colors.TRANSPARENT,
                border=ft.Border.all(1, c.honey_box if day in chosen else c.line),
                content=say(name[:2], "label", c.on_honey_box if day in chosen else c.quiet),
            ),
        )
        for day, name in enumerate(words.WEEKDAYS)
    ]
    return ft.Container(
        padding=ft.Padding.symmetric(vertical=12),
        content=ft.Column(
            [say(words.ON_DAYS, "label", c.ink), ft.Row(days, spacing=4, run_spacing=4, wrap=True)],
            spacing=8,
        ),
    )


def _times(
    here: Here,
    text: str,
    known: list[tuple[str, Callable[[], Any]]],
    add: str,
    on_add: Callable[[Any], Any],
) -> ft.Control:
    """A list of times of day, each with a way to remove it."""
    c = here.c

    def removing(do: Callable[[], Any]) -> Callable[[Any], Any]:
        async def remove(_event: Any) -> None:
            await do()

        return remove

    lines: list[ft.Control] = [say(text, "label", c.ink)]
    lines += [
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
    lines.append(ft.Row([text_button(add, c.honey, on_add)], margin=margin(start=-12)))
    return ft.Container(ft.Column(lines, spacing=2), padding=ft.Padding.symmetric(vertical=10))


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

    return [(f"{at:%H:%M}", without(at)) for at in times]


def _next(here: Here, reminders: Reminders) -> ft.Control:
    """When the next one comes, and when the last one was shown."""
    c = here.c
    schedule = reminders.schedule
    if reminders.reach == "none":
        coming = words.CANNOT_COME
    elif schedule.paused_until and not reminders.next:
        coming = words.PAUSED
    elif reminders.next:
        coming = words.about_when(reminders.next.wall, reminders.now)
    else:
        coming = words.NONE_COMING
    lines: list[ft.Control] = [
        say(words.NEXT_REMINDER, "label", c.on_honey_box),
        ft.Semantics(live_region=True, content=say(coming, "heading", c.on_honey_box)),
    ]
    if reminders.last_shown:
        lines.append(
            say(
                words.LAST_SHOWN.format(when=words.about_when(reminders.last_shown, reminders.now)),
                "small",
                c.on_honey_box,
            )
        )
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


def _clock(
    here: Here,
    asked: Ask,
    schedule: Schedule,
    answered: Callable[[time], Any],
    leave: Callable[[], None],
) -> ft.TimePicker:
    """The system's way to choose a time of day."""
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
        hour_format=ft.TimePickerHourFormat.H24,
        entry_mode=ft.TimePickerEntryMode.INPUT if here.large else ft.TimePickerEntryMode.DIAL,
        on_change=changed,
        on_dismiss=lambda _e: leave(),
        key=asked,
    )
