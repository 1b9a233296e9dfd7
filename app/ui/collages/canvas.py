"""The collage on its paper: the frames of the picture that is saved, scaled, and photos that can be
dragged in them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, cast

import flet as ft

from app.core.drawing.collage import MISSING, Collage, caption_size, ink_on, is_light
from app.core.drawing.layout import Frame, Spot
from app.core.photos import THUMBNAIL
from app.state.collages.composing import Composing
from app.state.collages.kept import Collages
from app.ui.look.boundary import component
from app.ui.look.direction import own_words
from app.ui.look.parts import icon
from app.ui.look.sky import mark
from app.ui.look.theme import DAY, NIGHT, Here, Style, fade, shadow, style
from app.words.screens import words

_RING_PAPER, _RING = 3.0, 2.5
_CAPTION_STYLE: Style = "vague_heading"
_SHARP = THUMBNAIL * 0.75
"""Drawn longer than this, a photo is shown from its full picture: screens have two pixels or three
where we count one.
"""


@dataclass(frozen=True, slots=True)
class Drag:
    """A photo under a finger, in the canvas's own units on the screen."""

    place: int
    from_x: float
    from_y: float
    x: float
    y: float

    @property
    def by(self) -> tuple[float, float]:
        """How far it went."""
        return self.x - self.from_x, self.y - self.from_y


@dataclass(frozen=True, slots=True)
class _Finger:
    """What a finger does on the paper as it is drawn now; positions are in dp on the screen."""

    composing: Composing
    spots: tuple[Spot, ...]
    scale: float
    """How many dp one unit of the canvas is."""
    chosen: int | None
    touched: Any
    """A ref of Flet's: where the finger came down."""
    held: Any
    """Another: the drag as it is now, as the last event may come before the drawing of the one
    before.
    """
    show: Callable[[Drag | None], None]

    def down(self, event: Any) -> None:
        """It came down, and may be about to drag."""
        self.touched.current = event.local_position.x, event.local_position.y

    def start(self, event: Any) -> None:
        """It drags: what is dragged is what it came down on, since Flutter tells this only after
        some way.
        """
        now = event.local_position
        x, y = self.touched.current or (now.x, now.y)
        place = _under(self.spots, x, y)
        self.held.current = Drag(place, x, y, now.x, now.y) if place is not None else None
        self.show(self.held.current)

    def update(self, event: Any) -> None:
        """It is somewhere else."""
        if self.held.current:
            now = event.local_position
            self.held.current = replace(self.held.current, x=now.x, y=now.y)
            self.show(self.held.current)

    async def end(self, event: Any) -> None:
        """It let go: over another photo the two change places; the chosen one has moved inside its
        frame.
        """
        self.update(event)
        let_go, self.held.current = self.held.current, None
        self.show(None)
        if let_go is None:
            return
        onto = _under(self.spots, let_go.x, let_go.y)
        if onto is not None and onto != let_go.place:
            await self.composing.swap(let_go.place, onto)
        elif let_go.place == self.chosen:
            by_x, by_y = let_go.by
            await self.composing.drag(let_go.place, by_x / self.scale, by_y / self.scale)


@component
def Canvas(
    here: Here,
    collages: Collages,
    composing: Composing,
    width: float,
    chosen: int | None,
    choose: Callable[[int], Awaitable[None]],
) -> ft.Control:
    """Photos in their frames. A tap chooses one; dragged onto another, two change places; the
    chosen one moves inside its frame.
    """
    drag, set_drag = cast("tuple[Drag | None, Callable[[Drag | None], None]]", ft.use_state(None))
    touched: Any = ft.use_ref(None)  # where the finger came down
    # The drag as it is now: the last event may come before the drawing of the one before.
    held: Any = ft.use_ref(None)
    collage = composing.collage
    layout = collage.layout
    scale = width / layout.canvas.width
    height = layout.canvas.height * scale
    spots = layout.scaled(width)
    target = _under(spots, drag.x, drag.y) if drag else None
    inside = drag is not None and drag.place == chosen and target in (None, drag.place)
    if drag and inside:
        collage = collage.dragged(drag.place, drag.by[0] / scale, drag.by[1] / scale)

    finger = _Finger(composing, spots, scale, chosen, touched, held, set_drag)
    layers = _photos(collages, collage, spots, scale, drag=drag, inside=inside)
    size = (height, width)
    layers += [
        _touch(composing, place, spot, *size, chosen=place == chosen, choose=choose, scale=scale)
        for place, spot in enumerate(spots)
    ]
    if collage.caption:
        layers.append(_caption(here, collage, width, scale))
    ring = target if drag and not inside and target != drag.place else chosen
    if ring is not None and ring < len(spots):
        layers.append(_ring(spots[ring], collage, scale))
    layers += [_lock(spots[place], collage.paper) for place in sorted(collage.locked)]
    if drag and not inside:
        layers.append(_lifted(collages, collage, spots[drag.place], scale, drag))
    sheet = _sheet(here, layers, collage.paper, size, laying=composing.laying)
    return ft.GestureDetector(
        key="canvas",
        width=width,
        height=height,
        drag_interval=30,
        exclude_from_semantics=True,
        on_pan_down=finger.down,
        on_pan_start=finger.start,
        on_pan_update=finger.update,
        on_pan_end=finger.end,
        content=sheet,
    )


def still(here: Here, collages: Collages, collage: Collage, width: float) -> ft.Control:
    """The collage as it would be saved, `width` dp wide; nothing of it can be touched."""
    layout = collage.layout
    scale = width / layout.canvas.width
    spots = layout.scaled(width)
    layers = _photos(collages, collage, spots, scale, drag=None, inside=False)
    if collage.caption:
        layers.append(_caption(here, collage, width, scale))
    size = (layout.canvas.height * scale, width)
    return _sheet(here, layers, collage.paper, size, laying=False)


def _sheet(
    here: Here,
    layers: list[ft.Control],
    paper: str,
    size: tuple[float, float],
    *,
    laying: bool,
) -> ft.Control:
    """The paper under everything; paler while another arrangement is being found."""
    height, width = size
    stack = ft.Stack(layers, width=width, height=height, clip_behavior=ft.ClipBehavior.HARD_EDGE)
    return ft.Container(
        width=width,
        height=height,
        bgcolor=paper,
        border_radius=6,
        shadow=shadow(here.c),
        opacity=0.6 if laying else 1.0,
        content=stack,
    )


def _photos(
    collages: Collages,
    collage: Collage,
    spots: tuple[Spot, ...],
    scale: float,
    *,
    drag: Drag | None,
    inside: bool,
) -> list[ft.Control]:
    """All of them in their frames; the one that is dragged out of its own is faint there."""
    leaving = drag.place if drag and not inside else None
    return [
        _photo(
            collages, collage, place, frame, spot, scale, opacity=0.35 if place == leaving else 1.0
        )
        for place, (frame, spot) in enumerate(zip(collage.layout.frames, spots, strict=True))
    ]


def _lifted(
    collages: Collages, collage: Collage, spot: Spot, scale: float, drag: Drag
) -> ft.Control:
    """The photo under the finger, over all others."""
    by_x, by_y = drag.by
    moved = spot._replace(x=spot.x + by_x, y=spot.y + by_y)
    return _photo(
        collages, collage, drag.place, collage.layout.frames[drag.place], moved, scale, lifted=True
    )


def _under(spots: tuple[Spot, ...], x: float, y: float) -> int | None:
    """Which frame is here."""
    return next(
        (n for n, s in enumerate(spots) if s.x <= x < s.x + s.width and s.y <= y < s.y + s.height),
        None,
    )


def _radius(spot: Spot, collage: Collage, scale: float) -> float:
    return float(min(collage.layout.canvas.corners * scale, spot.width / 2, spot.height / 2))


def _photo(
    collages: Collages,
    collage: Collage,
    place: int,
    frame: Frame,
    spot: Spot,
    scale: float,
    *,
    opacity: float = 1.0,
    lifted: bool = False,
) -> ft.Control:
    """Exactly what the finished picture shows here: the whole photo behind a window as large as its
    crop.
    """
    crop = frame.crop
    width, height = spot.width / crop.width, spot.height / crop.height
    return ft.Container(
        key=f"frame {place}{' lifted' if lifted else ''}",
        left=spot.x,
        top=spot.y,
        width=spot.width,
        height=spot.height,
        border_radius=_radius(spot, collage, scale),
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
        bgcolor=fade(MISSING, 0.22),
        opacity=opacity,
        scale=1.04 if lifted else 1.0,
        ignore_interactions=True,
        content=ft.Stack(
            [
                ft.Image(
                    src=collages.address(frame.photo, thumbnail=max(width, height) <= _SHARP),
                    left=-crop.x * width,
                    top=-crop.y * height,
                    width=width,
                    height=height,
                    fit=ft.BoxFit.FILL,
                    gapless_playback=True,
                    exclude_from_semantics=True,
                    error_content=ft.Container(
                        mark(DAY, None, max(8.0, min(spot.width, spot.height) / 4), vague=True),
                        width=width,
                        height=height,
                        alignment=ft.Alignment.CENTER,
                    ),
                )
            ],
            clip_behavior=ft.ClipBehavior.NONE,
        ),
    )


def _touch(
    composing: Composing,
    place: int,
    spot: Spot,
    height: float,
    width: float,
    *,
    chosen: bool,
    choose: Callable[[int], Awaitable[None]],
    scale: float,
) -> ft.Control:
    """What fingers, keys and screen readers find over a photo."""
    collage = composing.collage
    photos = collage.layout.photos

    async def click(_event: Any) -> None:
        await choose(place)

    middle = (spot.x + spot.width / 2) / width, (spot.y + spot.height / 2) / height
    description = composing.descriptions.get(photos[place].id, "")
    name = words.frame_name(
        place + 1, len(photos), middle, description, locked=place in collage.locked
    )
    radius = _radius(spot, collage, scale)
    focus = _ink(collage.paper)
    button = ft.OutlinedButton(
        # Another control for another colour: Flet's client drops a patch that reaches into a map of
        # states.
        key=f"photo {place} {focus}",
        on_click=click,
        content=ft.Container(),
        style=ft.ButtonStyle(
            padding=0,
            overlay_color=fade("#FFFFFF", 0.06),
            shape=ft.RoundedRectangleBorder(radius=radius),
            side={
                ft.ControlState.FOCUSED: ft.BorderSide(2.5, focus),
                ft.ControlState.DEFAULT: ft.BorderSide(0, ft.Colors.TRANSPARENT),
            },
        ),
    )
    return ft.Container(
        key=f"name {place}",
        left=spot.x,
        top=spot.y,
        width=spot.width,
        height=spot.height,
        # Merged, not excluded: what screen readers call by this name is what the keyboard is at.
        content=ft.MergeSemantics(
            content=ft.Semantics(label=name, selected=chosen, content=button)
        ),
    )


def _ink(paper: str) -> str:
    """The honey that is seen on this paper."""
    return DAY.honey if is_light(paper) else NIGHT.honey


def _ring(spot: Spot, collage: Collage, scale: float) -> ft.Control:
    """Three of paper, two and a half of honey around a photo."""
    out = _RING_PAPER + _RING
    radius = _radius(spot, collage, scale)
    return ft.Container(
        left=spot.x - out,
        top=spot.y - out,
        width=spot.width + 2 * out,
        height=spot.height + 2 * out,
        border_radius=radius + out,
        border=ft.Border.all(_RING, _ink(collage.paper)),
        ignore_interactions=True,
        content=ft.Container(
            border_radius=radius + _RING_PAPER, border=ft.Border.all(_RING_PAPER, collage.paper)
        ),
    )


def _lock(spot: Spot, paper: str) -> ft.Control:
    return ft.Container(
        icon("lock", ink_on(paper), 14),
        left=spot.x + 4,
        top=spot.y + 4,
        width=22,
        height=22,
        border_radius=11,
        bgcolor=paper,
        alignment=ft.Alignment.CENTER,
        ignore_interactions=True,
    )


def _caption(here: Here, collage: Collage, width: float, scale: float) -> ft.Control:
    canvas = collage.layout.canvas
    size = caption_size(canvas) * scale
    written = style(_CAPTION_STYLE, ink_on(collage.paper))
    written.size = size / here.scale  # it is part of the picture, whatever size the person reads at
    written.height = 22 / 15
    return ft.Container(
        left=2 * canvas.gap * scale,
        bottom=0,
        width=width - 4 * canvas.gap * scale,
        height=canvas.strip * scale,
        alignment=ft.Alignment.CENTER,
        ignore_interactions=True,
        content=ft.Semantics(
            exclude_semantics=True,
            content=own_words(
                collage.caption,
                wide=False,
                style=written,
                max_lines=1,
                overflow=ft.TextOverflow.ELLIPSIS,
                text_align=ft.TextAlign.CENTER,
            ),
        ),
    )
