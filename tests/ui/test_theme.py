"""The two palettes, held to the contrast that WCAG 2 asks for."""

from __future__ import annotations

import pytest

from app.ui.theme import DAY, NIGHT, Colours, fade

PALETTES = {"day": DAY, "night": NIGHT}


def luminance(colour: str) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    parts = [int(colour.lstrip("#")[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
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
    pairs |= {f"on the large button, {number}": (c.on_glow, colour) for number, colour in enumerate(c.button)}
    pairs |= {f"{path} on its tile": (c.path[path], c.box[path]) for path in c.path}
    for number, colour in enumerate(c.vague):
        pairs |= {f"ink on a vague card, {number}": (c.ink, colour), f"quiet on a vague card, {number}": (c.quiet, colour)}
    return pairs


def shapes(c: Colours) -> dict[str, tuple[str, str]]:
    pairs = {
        "an outline that has to be seen": (c.edge, c.surface),
        "the heart on a card": (c.path["between"], c.raised),
        "the heart on the page": (c.path["between"], c.surface),
        "an icon of the bar": (c.quiet, c.surface),
        "the chosen icon of the bar": (c.on_honey_box, c.honey_box),
        "the edge of a chosen pill": (c.honey, c.raised),
    }
    pairs |= {f"the mark of {path} on the page": (c.path[path], c.surface) for path in c.path}
    pairs |= {f"the edge of the chosen tile of {path}": (c.path[path], c.raised) for path in c.path}
    return pairs


@pytest.mark.parametrize(("look", "pair"), [(look, pair) for look, c in PALETTES.items() for pair in texts(c)])
def test_text_can_be_read(look, pair):
    assert contrast(*texts(PALETTES[look])[pair]) >= 4.5


@pytest.mark.parametrize(("look", "pair"), [(look, pair) for look, c in PALETTES.items() for pair in shapes(c)])
def test_shapes_and_icons_can_be_seen(look, pair):
    assert contrast(*shapes(PALETTES[look])[pair]) >= 3.0


@pytest.mark.parametrize("look", PALETTES)
def test_the_motto_and_the_icons_at_the_top_can_be_read_on_the_sky(look):
    c = PALETTES[look]
    white = "#F7F2E6" if c.dark else "#FFFFFF"

    # The motto ends above the first 45 hundredths of the tall sky; icons stand in the first third of the strip.
    assert min(contrast(white, colour) for stop, colour in c.sky if stop <= 0.45) >= 3.0
    assert min(contrast("#FFFFFF", colour) for stop, colour in c.sky if stop <= 0.3) >= 4.5


def test_both_palettes_name_the_same_things():
    assert set(DAY.path) == set(NIGHT.path) == set(DAY.box) == set(NIGHT.box)


@pytest.mark.parametrize(("opacity", "colour"), [(0, "#00F2B84B"), (1, "#FFF2B84B"), (0.5, "#80F2B84B")])
def test_fading_puts_the_alpha_in_front(opacity, colour):
    assert fade("#F2B84B", opacity) == colour
