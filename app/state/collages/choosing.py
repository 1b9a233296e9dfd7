"""Photos for a collage: found by time, pathway, person, place or tag, and chosen by hand."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args

import flet as ft

from app.core.drawing.layout import MOST
from app.core.errors import NotUnderstoodError
from app.core.glimmers import Glimmer, Pathway
from app.core.photos import NAME_KINDS, Attached, NameKind, PhotoId
from app.core.ports import Clock
from app.core.when.times import When, month_range, sort_key
from app.state.opening import Opened
from app.state.paging import PAGE, Page, read_again

EVERY = sys.maxsize
NAMES = 24
"""Names of a kind that are offered, most used first."""

Time = Literal["any", "month", "last month", "year", "typed"]
TIMES: tuple[Time, ...] = get_args(Time)
Edge = Literal["from", "to"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """A filter for photos: all of its conditions must hold."""

    time: Time = "any"
    pathway: Pathway | None = None
    kind: NameKind | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A photo, and the glimmer it was found in."""

    attached: Attached
    glimmer: Glimmer

    @property
    def id(self) -> PhotoId:
        """Of the photo."""
        return self.attached.photo.id


class Choosing(ft.Observable):
    """Which photos there are to choose from, and which are chosen.

    What the filter finds is chosen too, until the person chooses a photo by hand. From then on the
    filter changes only what is shown.
    """

    def __init__(
        self,
        opened: Opened,
        clock: Clock,
        *,
        among: Among | None = None,
        chosen: Sequence[PhotoId] = (),
        replacing: int | None = None,
    ) -> None:
        self._opened = opened
        self._clock = clock
        self._limit = PAGE
        self.replacing = replacing
        """The place in the collage for which one photo is chosen; None to choose any number."""
        self.among = among or Among()
        self.found: tuple[Found, ...] = ()
        """Newest first, each photo once."""
        self.more = False
        self.chosen: Mapping[PhotoId, Found]
        self.by_hand = bool(chosen) or replacing is not None
        self.typed: Mapping[Edge, str] = {"from": "", "to": ""}
        self.heard: Mapping[Edge, When | None] = {"from": None, "to": None}
        """What the typed times mean; None where nothing was typed, or it means no days."""
        self.problem: NotUnderstoodError | None = None
        """Why the first of them that means no days means none."""
        self.refused: Edge = "from"
        """Which one that is, if there is a `problem`."""
        self.version = 0
        """Grows when the typed times are changed other than by typing."""
        self.names: Mapping[NameKind, tuple[str, ...]] = {
            kind: tuple(each.name for each in opened.journal.names.all(kind)[:NAMES])
            for kind in NAME_KINDS
        }
        pictures = opened.journal.photos.pictures(photos=chosen, limit=EVERY) if chosen else []
        everywhere = {
            attached.photo.id: Found(attached, glimmer) for glimmer, attached in reversed(pictures)
        }
        self.chosen = {id: everywhere[id] for id in chosen if id in everywhere}
        self.lost = frozenset(chosen) - everywhere.keys()
        """Those of `chosen` that are in no glimmer any more. They count, and can be seen only in
        the collage.
        """
        self._look()

    @property
    def now(self) -> datetime:
        """Now, where the person is."""
        return self._clock.now()

    @property
    def not_understood(self) -> bool:
        """Whether one of the typed times means no days."""
        return self.problem is not None

    @property
    def count(self) -> int:
        """How many photos the collage will have."""
        return len(self.chosen) + len(self.lost)

    @property
    def full(self) -> bool:
        """No more fit into one collage."""
        return self.count >= MOST

    @property
    def in_order(self) -> tuple[Found, ...]:
        """What is chosen, oldest first."""
        place = {id: number for number, id in enumerate(self.chosen)}
        return tuple(
            sorted(
                self.chosen.values(), key=lambda each: (sort_key(each.glimmer.when), place[each.id])
            )
        )

    # Looking --------------------------------------------------------------------------------------

    def look(self, **by: Any) -> None:
        """Change these conditions of the filter, and search again."""
        self.among = replace(self.among, **by)
        self._limit = PAGE
        self._look()

    def look_in(self, edge: Edge, text: str) -> None:
        """Set the beginning or the end of the time, in the person's words. Without an end, the
        first time itself is meant: "May 2019" is the whole month.
        """
        self.typed = {**self.typed, edge: text}
        self.look(time="typed")

    def put_in(self, edge: Edge, text: str) -> None:
        """The same in other words, which the box shows from now on."""
        self.version += 1
        self.look_in(edge, text)

    def next_page(self) -> None:
        """Read more of them."""
        if self.more:
            self._limit += PAGE
            self._look(choose=False)

    # Choosing -------------------------------------------------------------------------------------

    def toggle(self, id: PhotoId) -> None:
        """Choose a photo, or unchoose it. A full collage takes no more."""
        self.by_hand = True
        if self.replacing is not None:
            self.chosen = {each.id: each for each in self.found if each.id == id}
        elif id in self.chosen:
            self.chosen = {other: each for other, each in self.chosen.items() if other != id}
        elif not self.full:
            self.chosen = {**self.chosen, id: next(each for each in self.found if each.id == id)}

    def choose_all(self) -> None:
        """Choose everything that was found, as far as it fits."""
        self.by_hand = True
        self.chosen = dict(
            list({**self.chosen, **{each.id: each for each in self.found}}.items())[
                : MOST - len(self.lost)
            ]
        )

    def choose_none(self) -> None:
        """Begin to choose anew."""
        self.chosen = {}
        self.by_hand = True

    # Inside ---------------------------------------------------------------------------------------

    def _look(self, *, choose: bool = True) -> None:
        self.problem, self.heard = None, {"from": None, "to": None}
        try:
            days = self._days()
        except NotUnderstoodError as error:
            self.problem = error
            found, self.more = Page((), more=False)
        else:
            # Read from the first row again: a photo of two glimmers is in two rows, and shown once.
            found, self.more = read_again(
                lambda _, limit: self._read(limit, *days), None, page=self._limit
            )
        once = {each.id: each for each in reversed(found)}
        self.found = tuple(reversed(once.values()))
        if choose and not self.by_hand:
            self.chosen = (
                {each.id: each for each in self.found[:MOST]} if self.among != Among() else {}
            )

    def _read(self, limit: int, start: date | None = None, end: date | None = None) -> list[Found]:
        by = self.among
        pictures = self._opened.journal.photos.pictures(
            start=start,
            end=end,
            pathway=by.pathway,
            kind=by.kind,
            name=by.name or None,
            limit=limit,
        )
        return [Found(attached, glimmer) for glimmer, attached in pictures]

    def _days(self) -> tuple[date | None, date | None]:
        """First and last day, inclusive.

        Raises:
            NotUnderstoodError: the typed words name no days.
        """
        today = self._clock.now().date()
        match self.among.time:
            case "any":
                return None, None
            case "month":
                return today.replace(day=1), today
            case "last month":
                before = today.replace(day=1) - timedelta(days=1)
                return month_range(before.year, before.month)
            case "year":
                return date(today.year, 1, 1), today
            case "typed":
                return self._typed_days()

    def _typed_days(self) -> tuple[date | None, date | None]:
        heard: dict[Edge, When | None] = {"from": None, "to": None}
        for edge in get_args(Edge):
            self.refused = edge
            heard[edge] = self._understood(self.typed[edge])
        self.heard = heard
        first, last = heard["from"], heard["to"]
        ends = last or first
        start = first.day if first else None
        end = ends.end if ends else None
        return start, end.date() if isinstance(end, datetime) else end

    def _understood(self, text: str) -> When | None:
        from app.core.when.grammar import understand  # the grammar of dates is large

        if not text.strip():
            return None
        southern = self._opened.journal.preferences.get("southern", False)
        when = understand(text, now=self._clock.now(), southern=southern, zone=self._clock.zone())
        if when.day is None:
            raise NotUnderstoodError("no days")
        return when
