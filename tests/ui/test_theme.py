"""The two palettes, held to the contrast that WCAG 2 asks for."""

from __future__ import annotations

import flet as ft
import msgpack
import pytest
from flet.controls.base_control import BaseControl
from flet.messaging.protocol import configure_encode_object_for_msgpack

from app.core.drawing import looks
from app.core.drawing.collage import DARK_INK, LIGHT_INK
from app.ui.look.theme import DAY, NIGHT, Colours, fade, style, theme

PALETTES = {"day": DAY, "night": NIGHT}


def luminance(colour: str) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    parts = [int(colour.lstrip("#")[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def texts(c: Colours) -> dict[str, tuple[str, str]]:
    pairs = {
        "ink on the page": (c.ink, c.surface),
        "ink on a card": (c.ink, c.raised),
        "ink in a field": (c.ink, c.sunken),
        "quiet on the page": (c.quiet, c.surface),
        "quiet on a card": (c.quiet, c.raised),
        "quiet in a field": (c.quiet, c.sunken),
        "honey on the page": (c.honey, c.surface),
        "honey on a card": (c.honey, c.raised),
        "on a filled button": (c.on_glow, c.glow),
        "on a honey box": (c.on_honey_box, c.honey_box),
        "the snack bar": (c.surface, c.ink),
        "the snack bar's button": (c.glow if not c.dark else "#8A5208", c.ink),
    }
    pairs |= {
        f"on the large button, {number}": (c.on_glow, colour)
        for number, colour in enumerate(c.button)
    }
    pairs |= {f"{path} on its tile": (c.path[path], c.box[path]) for path in c.path}
    for number, colour in enumerate(c.vague):
        pairs |= {
            f"ink on a vague card, {number}": (c.ink, colour),
            f"quiet on a vague card, {number}": (c.quiet, colour),
        }
    return pairs


def shapes(c: Colours) -> dict[str, tuple[str, str]]:
    pairs = {
        "an outline that has to be seen": (c.edge, c.surface),
        "the edge of a text box on a card": (c.edge, c.raised),
        "the keyboard's ring on the page": (c.honey, c.surface),
        "the keyboard's ring on a card": (c.honey, c.raised),
        "the keyboard's ring on what is chosen": (c.honey, c.honey_box),
        "the heart on a card": (c.path["between"], c.raised),
        "the heart on the page": (c.path["between"], c.surface),
        "an icon of the bar": (c.quiet, c.surface),
        "the chosen icon of the bar": (c.on_honey_box, c.honey_box),
        "the edge of a chosen pill": (c.honey, c.raised),
    }
    pairs |= {f"the mark of {path} on the page": (c.path[path], c.surface) for path in c.path}
    pairs |= {f"the edge of the chosen tile of {path}": (c.path[path], c.raised) for path in c.path}
    return pairs


@pytest.mark.parametrize(
    ("look", "pair"), [(look, pair) for look, c in PALETTES.items() for pair in texts(c)]
)
def test_text_can_be_read(look, pair):
    assert contrast(*texts(PALETTES[look])[pair]) >= 4.5


@pytest.mark.parametrize(
    ("look", "pair"), [(look, pair) for look, c in PALETTES.items() for pair in shapes(c)]
)
def test_shapes_and_icons_can_be_seen(look, pair):
    assert contrast(*shapes(PALETTES[look])[pair]) >= 3.0


@pytest.mark.parametrize("look", PALETTES)
def test_the_motto_and_the_icons_at_the_top_can_be_read_on_the_sky(look):
    c = PALETTES[look]
    white = "#F7F2E6" if c.dark else "#FFFFFF"

    # The motto ends above the first 45 hundredths of the tall sky; icons stand in the first third
    # of the strip.
    assert min(contrast(white, colour) for stop, colour in c.sky if stop <= 0.45) >= 3.0
    assert min(contrast("#FFFFFF", colour) for stop, colour in c.sky if stop <= 0.3) >= 4.5


def test_both_palettes_name_the_same_things():
    assert set(DAY.path) == set(NIGHT.path) == set(DAY.box) == set(NIGHT.box)


@pytest.mark.parametrize(
    ("opacity", "colour"), [(0, "#00F2B84B"), (1, "#FFF2B84B"), (0.5, "#80F2B84B")]
)
def test_fading_puts_the_alpha_in_front(opacity, colour):
    assert fade("#F2B84B", opacity) == colour


def as_it_goes_over_the_wire(control: object) -> object:
    return msgpack.unpackb(
        msgpack.packb(control, default=configure_encode_object_for_msgpack(BaseControl))
    )


@pytest.mark.parametrize("look", PALETTES)
def test_the_theme_goes_over_the_wire_as_flets_own_would(look):
    c = PALETTES[look]
    role = ft.TextStyle(font_family="NunitoSans-400", color=ft.Colors.ON_SURFACE)
    roles = [
        f"{kind}_{size}"
        for kind in ("display", "headline", "title", "body", "label")
        for size in ("large", "medium", "small")
    ]
    forwards = ft.PageTransitionTheme.FADE_FORWARDS
    unseen = ft.BorderSide(0, ft.Colors.TRANSPARENT)

    def ring(otherwise: ft.BorderSide) -> dict[ft.ControlState, ft.BorderSide]:
        focused = ft.BorderSide(2, c.honey)
        return {ft.ControlState.FOCUSED: focused, ft.ControlState.DEFAULT: otherwise}

    chosen = {ft.ControlState.SELECTED: c.honey_box}
    days = {
        ft.ControlState.SELECTED: c.on_honey_box,
        ft.ControlState.DISABLED: c.edge,
        ft.ControlState.DEFAULT: c.ink,
    }
    flets_own = ft.Theme(
        font_family="NunitoSans-400",
        scaffold_bgcolor=c.surface,
        color_scheme=ft.ColorScheme(
            primary=c.honey,
            on_primary=c.on_glow,
            primary_container=c.honey_box,
            on_primary_container=c.on_honey_box,
            secondary=c.honey,
            secondary_container=c.honey_box,
            on_secondary_container=c.on_honey_box,
            tertiary_container=c.honey_box,
            on_tertiary_container=c.on_honey_box,
            surface=c.surface,
            on_surface=c.ink,
            on_surface_variant=c.quiet,
            surface_container=c.raised,
            surface_container_high=c.raised,
            surface_container_highest=c.raised,
            surface_container_low=c.raised,
            surface_container_lowest=c.sunken,
            outline=c.edge,
            outline_variant=c.line,
            surface_tint=ft.Colors.TRANSPARENT,
            error=c.ink,
            on_error=c.surface,
            inverse_surface=c.ink,
            on_inverse_surface=c.surface,
            inverse_primary=c.glow,
        ),
        text_theme=ft.TextTheme(**dict.fromkeys(roles, role)),
        visual_density=ft.VisualDensity.STANDARD,
        focus_color=fade(c.honey, 0.18),
        text_button_theme=ft.TextButtonTheme(style=ft.ButtonStyle(side=ring(unseen))),
        icon_button_theme=ft.IconButtonTheme(style=ft.ButtonStyle(side=ring(unseen))),
        outlined_button_theme=ft.OutlinedButtonTheme(
            style=ft.ButtonStyle(side=ring(ft.BorderSide(1, c.line)))
        ),
        navigation_bar_theme=ft.NavigationBarTheme(
            bgcolor=c.surface,
            elevation=0,
            height=80,
            indicator_color=c.honey_box,
            indicator_shape=ft.StadiumBorder(),
            label_text_style={
                ft.ControlState.SELECTED: style("nav_chosen", c.ink),
                ft.ControlState.DEFAULT: style("nav", c.quiet),
            },
        ),
        date_picker_theme=ft.DatePickerTheme(
            day_bgcolor=chosen,
            today_bgcolor=chosen,
            year_bgcolor=chosen,
            day_foreground_color=days,
            today_foreground_color=days,
            year_foreground_color=days,
            header_foreground_color=c.ink,
            weekday_text_style=style("label", c.quiet),
            day_text_style=style("small"),
            header_headline_text_style=style("title"),
            header_help_text_style=style("small"),
        ),
        time_picker_theme=ft.TimePickerTheme(
            hour_minute_color=c.honey_box, hour_minute_text_color=c.on_honey_box
        ),
        page_transitions=ft.PageTransitionsTheme(
            android=forwards, linux=forwards, windows=forwards
        ),
    )

    assert as_it_goes_over_the_wire(theme(c)) == as_it_goes_over_the_wire(flets_own)


def test_captions_are_written_with_the_inks_of_day_and_night():
    assert (DAY.ink, NIGHT.ink) == (DARK_INK, LIGHT_INK)


@pytest.mark.parametrize("name", PALETTES)
def test_a_shared_card_has_the_colours_of_the_screen(name: str):
    c, drawn = PALETTES[name], {"day": looks.DAY, "night": looks.NIGHT}[name]
    flat = ("surface", "ink", "quiet", "honey", "line")

    assert [getattr(drawn, each) for each in flat] == [getattr(c, each) for each in flat]
    assert (drawn.sky, drawn.horizon, drawn.ridges) == (
        c.sky,
        c.horizon[0],
        c.ridges[: len(drawn.ridges)],
    )
