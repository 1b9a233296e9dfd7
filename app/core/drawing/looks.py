"""Day and night on a shared card: the colours of the app's own scene (`app/ui/look/theme.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from app.core.drawing.marks import Colour, Stops
from app.core.glimmers import Pathway

Alphas: TypeAlias = tuple[tuple[float, float], ...]
"""How a glow fades: where from its centre (0) to its edge (1), and how much it covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """All colours of a card."""

    surface: Colour
    ink: Colour
    quiet: Colour
    honey: Colour
    line: Colour
    sky: Stops
    horizon: Colour
    glow: Alphas
    ridges: tuple[tuple[Colour, Colour], tuple[Colour, Colour]]
    """Crest and mist of the two that stand before the page."""
    halo: Alphas
    lights: dict[Pathway | None, tuple[Colour, Colour]]
    """The colour at a light's heart and at its rim."""
    halos: dict[Pathway | None, Colour]


DAY = Look(
    surface="#FBF6EE",
    ink="#2A2640",
    quiet="#5E5873",
    honey="#8A5208",
    line="#E8DCC9",
    sky=(
        (0, "#4857A0"),
        (0.2, "#5D60A8"),
        (0.41, "#7E6CAE"),
        (0.6, "#BF90AE"),
        (0.76, "#ECB29F"),
        (0.89, "#FAD4A4"),
        (1, "#FDEBC6"),
    ),
    horizon="#FFF6D8",
    glow=((0, 0.95), (0.25, 0.66), (0.5, 0.3), (0.78, 0.07), (1, 0)),
    ridges=(("#DDA99C", "#F2CBAE"), ("#EBC6A8", "#F8E4C8")),
    halo=((0, 1), (0.2, 0.86), (0.38, 0.5), (0.56, 0.22), (0.76, 0.07), (1, 0)),
    lights={
        "within": ("#4E8A6C", "#2B6347"),
        "around": ("#7A69C6", "#5443A0"),
        "between": ("#C0566F", "#9B3450"),
        None: ("#FFFDF2", "#F0AC3C"),
    },
    halos=dict.fromkeys(("within", "around", "between", None), "#FFFAEA"),
)
NIGHT = Look(
    surface="#14152B",
    ink="#F3EEE4",
    quiet="#B9B4CC",
    honey="#F2B84B",
    line="#2E3059",
    sky=(
        (0, "#0B0D24"),
        (0.3, "#14173A"),
        (0.56, "#26265A"),
        (0.74, "#4A3C70"),
        (0.87, "#8A5C7C"),
        (0.95, "#CE8A78"),
        (1, "#EDB57C"),
    ),
    horizon="#FFC58A",
    glow=((0, 0.62), (0.25, 0.4), (0.5, 0.17), (0.78, 0.04), (1, 0)),
    ridges=(("#452F5C", "#6A4868"), ("#281F46", "#3D2C57")),
    halo=((0, 0.74), (0.12, 0.5), (0.26, 0.27), (0.45, 0.115), (0.7, 0.03), (1, 0)),
    lights={
        "within": ("#FFFFFF", "#86C9A2"),
        "around": ("#FFFFFF", "#B5A8E8"),
        "between": ("#FFFFFF", "#EE9FB2"),
        None: ("#FFFFFF", "#F2B84B"),
    },
    halos={"within": "#86C9A2", "around": "#B5A8E8", "between": "#EE9FB2", None: "#F2B84B"},
)
