"""Colours, type and measures: every size and colour of the app stands here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import flet as ft

from app.core.glimmers import Pathway

Light = Pathway | None
"""What a light shows: a pathway, or None for not said."""

OUT = ft.AnimationCurve.EASE_OUT_CUBIC
WIDE = 840
"""From this width in dp there is a rail and two panes."""
LARGE_TEXT = 1.3
"""From this text scale rows of tiles become columns."""
NARROW = 360


@dataclass(frozen=True, slots=True)
class Colours:
    """One of the two palettes; each pair holds at least WCAG AA."""

    dark: bool
    surface: str
    raised: str
    sunken: str
    ink: str
    quiet: str
    honey: str
    glow: str
    on_glow: str
    honey_box: str
    on_honey_box: str
    line: str
    edge: str
    chosen: str
    path: dict[Light, str]
    """Text and icons of a pathway."""
    box: dict[Light, str]
    """Containers of a pathway."""
    core: dict[Light, str]
    """The inside of a light."""
    sky: tuple[tuple[float, str], ...]
    ridges: tuple[tuple[str, str], ...]
    horizon: tuple[str, tuple[float, ...]]
    button: tuple[str, str, str]
    button_glow: tuple[float, ...]
    vague: tuple[str, str]
    hush: str
    """The top of the page for when it is hard, which ends in the surface."""
    blank: str
    """Of a page that tells nothing."""


DAY = Colours(
    dark=False,
    surface="#FBF6EE", raised="#FFFFFF", sunken="#F4EBDD", ink="#2A2640", quiet="#5E5873",
    honey="#8A5208", glow="#F5BC55", on_glow="#2A2640",
    honey_box="#FBE9C9", on_honey_box="#5A3703", line="#E8DCC9", edge="#8B8299", chosen="#FFFFFF",
    path={"within": "#35694E", "around": "#6A5AA8", "between": "#9E4159", None: "#8A5208"},
    box={"within": "#DFECE3", "around": "#EAE5F6", "between": "#F8E3E6", None: "#FBE9C9"},
    core={"within": "#2B6347", "around": "#5443A0", "between": "#9B3450", None: "#FFFDF2"},
    sky=((0, "#4857A0"), (0.2, "#5D60A8"), (0.41, "#7E6CAE"), (0.6, "#BF90AE"),
        (0.76, "#ECB29F"), (0.89, "#FAD4A4"), (1, "#FDEBC6")),
    ridges=(("#DDA99C", "#F2CBAE"), ("#EBC6A8", "#F8E4C8"), ("#FBF6EE", "#FBF6EE")),
    horizon=("#FFF6D8", (0.95, 0.66, 0.30, 0.07, 0)),
    button=("#FFEBBE", "#FACF78", "#F1B44C"), button_glow=(0.75, 0.62, 0.36, 0.18, 0.075, 0.02, 0),
    vague=("#FBEBD0", "#FBF6EE"), hush="#F0E6EC", blank="#FFFFFF",
)  # fmt: skip
NIGHT = Colours(
    dark=True,
    surface="#14152B", raised="#1F2143", sunken="#0E0F22", ink="#F3EEE4", quiet="#B9B4CC",
    honey="#F2B84B", glow="#F2B84B", on_glow="#1B1630",
    honey_box="#40324A", on_honey_box="#F8D99A", line="#2E3059", edge="#817DA0", chosen="#34375F",
    path={"within": "#86C9A2", "around": "#B5A8E8", "between": "#EE9FB2", None: "#F2B84B"},
    box={"within": "#223F40", "around": "#322F5C", "between": "#452B4B", None: "#40324A"},
    core={"within": "#D9FBE6", "around": "#DCD3FF", "between": "#FFD6DF", None: "#FFE7B2"},
    sky=((0, "#0B0D24"), (0.3, "#14173A"), (0.56, "#26265A"), (0.74, "#4A3C70"),
        (0.87, "#8A5C7C"), (0.95, "#CE8A78"), (1, "#EDB57C")),
    ridges=(("#452F5C", "#6A4868"), ("#281F46", "#3D2C57"), ("#14152B", "#14152B")),
    horizon=("#FFC58A", (0.62, 0.40, 0.17, 0.04, 0)),
    button=("#FFEBBE", "#F8CB72", "#EBA83F"), button_glow=(0.70, 0.52, 0.28, 0.13, 0.05, 0.014, 0),
    vague=("#33284A", "#191A36"), hush="#0E0F22", blank="#121212",
)  # fmt: skip


def fade(colour: str, opacity: float) -> str:
    """The colour with an opacity from 0 to 1, as Flet writes it: alpha in front."""
    return f"#{round(opacity * 255):02X}{colour.lstrip('#')[-6:]}"


FONTS = {
    name: f"fonts/{name}.ttf"
    for name in (
        "Fraunces-Display", "Fraunces-Text", "Fraunces-Strong", "Fraunces-Italic",
        "NunitoSans-400", "NunitoSans-600", "NunitoSans-700", "NunitoSans-800",
    )
}  # fmt: skip
"""One family for each cut: a weight asked of a static font would be faked."""

Style = Literal[
    "display", "title", "prompt", "words_large", "words", "heading", "vague_heading", "kept", "big",
    "small_big", "body", "label", "small",
    "caption", "nav", "nav_chosen",
]  # fmt: skip
_STYLES: dict[Style, tuple[str, float, float, float]] = {  # font, size, line height, letter spacing
    "display": ("Fraunces-Display", 40, 46, -0.6),
    "title": ("Fraunces-Display", 34, 40, -0.4),
    "prompt": ("Fraunces-Italic", 24, 31, 0),
    "words_large": ("Fraunces-Text", 23, 33, 0),
    "words": ("Fraunces-Text", 18, 26, 0),
    "heading": ("Fraunces-Strong", 20, 26, 0),
    "vague_heading": ("Fraunces-Italic", 20, 26, 0),
    "kept": ("Fraunces-Strong", 22, 28, 0),
    "big": ("Fraunces-Strong", 21, 25, 0),
    "small_big": ("Fraunces-Strong", 13, 16, 0),
    "body": ("NunitoSans-400", 16, 24, 0),
    "label": ("NunitoSans-700", 15, 20, 0),
    "small": ("NunitoSans-400", 14, 20, 0),
    "caption": ("NunitoSans-400", 13, 18, 0),
    "nav": ("NunitoSans-600", 12, 16, 0),
    "nav_chosen": ("NunitoSans-800", 12, 16, 0),
}


def style(name: Style, colour: str | None = None, *, scale: float = 1.0) -> ft.TextStyle:
    """A text style of ours; `scale` below 1 holds back large text that would not fit."""
    font, size, line, spacing = _STYLES[name]
    return ft.TextStyle(
        font_family=font,
        size=size * scale,
        height=line / size,
        letter_spacing=spacing,
        color=colour,
    )


def held_back(scale: float, *, at_most: float) -> float:
    """What to multiply a size by, so that the person's text scale ends at `at_most` for it."""
    return min(1.0, at_most / scale)


_ROLES = (
    "display_large", "display_medium", "display_small", "headline_large", "headline_medium",
    "headline_small", "title_large", "title_medium",
    "title_small", "body_large", "body_medium", "body_small", "label_large", "label_medium",
    "label_small",
)  # fmt: skip


def _ring(c: Colours, otherwise: ft.BorderSide) -> dict[str, ft.BorderSide]:
    return {"focused": ft.BorderSide(2, c.honey), "default": otherwise}


def _on_calendar(c: Colours) -> dict[str, str]:
    """Days that are still to come are not for choosing."""
    return {"selected": c.on_honey_box, "disabled": c.edge, "default": c.ink}


def figures_of_a_calendar(width: float, scale: float) -> float:
    """What the size of its days is multiplied by, where it is `width` dp wide at most: two figures
    stand in a circle, and Flutter breaks what is too wide for it into two lines.
    """
    circle = (min(width - 32, 328) - 24) / 7 - 8
    return min(1.0, circle / (18 * scale))


def theme(c: Colours, *, figures: float = 1.0) -> ft.Theme:
    """Material 3 in our colours, as it goes over the wire; for `figures` see
    `figures_of_a_calendar`.

    `ft.Theme` itself would load the code of a dozen controls that no first picture shows: a tenth
    of a second in a browser.
    """
    role = ft.TextStyle(font_family="NunitoSans-400", color=ft.Colors.ON_SURFACE)
    wire = {
        "font_family": "NunitoSans-400",
        "scaffold_bgcolor": c.surface,
        "color_scheme": {
            "primary": c.honey, "on_primary": c.on_glow, "primary_container": c.honey_box,
            "on_primary_container": c.on_honey_box,
            "secondary": c.honey, "secondary_container": c.honey_box,
            "on_secondary_container": c.on_honey_box,
            # AM and PM of the system's clock
            "tertiary_container": c.honey_box, "on_tertiary_container": c.on_honey_box,
            "surface": c.surface, "on_surface": c.ink, "on_surface_variant": c.quiet,
            "surface_container": c.raised,
            "surface_container_high": c.raised, "surface_container_highest": c.raised,
            "surface_container_low": c.raised,
            "surface_container_lowest": c.sunken, "outline": c.edge, "outline_variant": c.line,
            "surface_tint": ft.Colors.TRANSPARENT,
            "error": c.ink, "on_error": c.surface, "inverse_surface": c.ink,
            "on_inverse_surface": c.surface, "inverse_primary": c.glow,
        },
        "text_theme": dict.fromkeys(_ROLES, role),
        "visual_density": ft.VisualDensity.STANDARD,  # a mouse nearby makes no finger smaller
        "focus_color": fade(c.honey, 0.18),
        # Where the keyboard is: a ring. A button that gives itself a `side` has none.
        "text_button_theme": {"style": {"side": _ring(c, ft.BorderSide(0, ft.Colors.TRANSPARENT))}},
        "icon_button_theme": {"style": {"side": _ring(c, ft.BorderSide(0, ft.Colors.TRANSPARENT))}},
        "outlined_button_theme": {"style": {"side": _ring(c, ft.BorderSide(1, c.line))}},
        "navigation_bar_theme": {
            "bgcolor": c.surface,
            "elevation": 0,
            "height": 80,
            "indicator_color": c.honey_box,
            "indicator_shape": ft.StadiumBorder(),
            "label_text_style": {
                "selected": style("nav_chosen", c.ink), "default": style("nav", c.quiet),
            },
        },
        "date_picker_theme": {
            "day_bgcolor": {"selected": c.honey_box}, "today_bgcolor": {"selected": c.honey_box},
            "year_bgcolor": {"selected": c.honey_box},
            "day_foreground_color": _on_calendar(c), "today_foreground_color": _on_calendar(c),
            "year_foreground_color": _on_calendar(c),
            "header_foreground_color": c.ink, "weekday_text_style": style("label", c.quiet),
            "day_text_style": style("small", scale=figures),
            "header_headline_text_style": style("title"), "header_help_text_style": style("small"),
        },
        "time_picker_theme": {
            "hour_minute_color": c.honey_box, "hour_minute_text_color": c.on_honey_box,
        },
        "page_transitions": dict.fromkeys(("android", "linux", "windows"), "fadeForwards"),
    }  # fmt: skip
    return cast("ft.Theme", wire)


def shadow(c: Colours) -> list[ft.BoxShadow] | None:
    """What lifts a card by day; by night its border does."""
    if c.dark:
        return None
    return [
        ft.BoxShadow(blur_radius=2, offset=ft.Offset(0.0, 1.0), color=fade("#5C3E14", 0.06)),
        ft.BoxShadow(blur_radius=28, offset=ft.Offset(0.0, 8.0), color=fade("#5C3E14", 0.09)),
    ]


def rim(c: Colours) -> ft.Border:
    """A card's border by night; by day it takes the same room unseen, so that nothing moves when
    the light changes.
    """
    return ft.Border.all(1, fade("#FFFFFF", 0.055) if c.dark else ft.Colors.TRANSPARENT)


@dataclass(frozen=True, slots=True)
class Here:
    """What every screen draws against: the palette and the room there is."""

    c: Colours
    width: float
    height: float
    scale: float = 1.0
    """The person's text scale."""
    motion: bool = True
    """Off where the person asked for less."""
    top: float = 0
    """Height of the system's status bar over the page."""
    phone: bool = False
    """Whether the person would call the thing in their hand a phone."""

    @property
    def wide(self) -> bool:
        """Rail and two panes."""
        return self.width >= WIDE

    @property
    def large(self) -> bool:
        """Text so large that rows become columns."""
        return self.scale >= LARGE_TEXT

    @property
    def snug(self) -> float:
        """What labels that stand side by side are multiplied by, where the phone is narrow."""
        return min(1.0, self.width / 375)

    def milliseconds(self, duration: int) -> int:
        """How long a movement takes here."""
        return duration if self.motion else 0
