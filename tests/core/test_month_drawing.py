"""A month of lights as a drawing: all of them are in it, above the ground, and no word of them."""

from __future__ import annotations

from typing import get_args

import pytest

from app.core.drawing.marks import Drawing, Font, Radial, Rectangle, TextRun
from app.core.drawing.month import SIZES, Shape, month
from app.core.glimmers import PATHWAYS, GlimmerId
from app.core.lookback.sky import HeldLight, PlacedLight, place


def measure(text: str, font: Font, size: int) -> float:
    return len(text) * size / 2


def lights(count: int, *, loved: int = 0) -> tuple[PlacedLight, ...]:
    held = [
        HeldLight(
            GlimmerId(f"{number:04}"),
            1 + number % 31,
            None if number % 10 == 9 else 300 + number * 37 % 1440 % 1139,
            (*PATHWAYS, None)[number % 4],
            loved=number < loved,
        )
        for number in range(count)
    ]
    return place(held, 2026, 10)


def drawn(placed: tuple[PlacedLight, ...], name: str = "", **how: object) -> Drawing:
    asked = {"shape": "square", "night": True, **how}
    return month(placed, name, measure=measure, **asked)  # type: ignore[arg-type]


def halos(drawing: Drawing) -> list[Radial]:
    """Of the lights, in the order in which they are drawn; the first glow is the horizon's."""
    round_ones = [
        mark.paint
        for mark in drawing.marks
        if isinstance(mark, Rectangle) and isinstance(mark.paint, Radial)
    ]
    return round_ones[1:]


@pytest.mark.parametrize("shape", get_args(Shape))
@pytest.mark.parametrize("night", [False, True])
def test_every_light_is_on_the_picture_above_its_ground(shape: Shape, night: bool):
    placed = lights(120, loved=20)
    drawing = drawn(placed, "October 2026", shape=shape, night=night)

    found = halos(drawing)
    ground = next(mark.paint for mark in drawing.marks if isinstance(mark, Rectangle)).bottom  # type: ignore[union-attr]
    assert (drawing.width, drawing.height) == SIZES[shape]
    assert len(found) == 120
    assert all(0 < each.x < drawing.width for each in found)
    assert all(0 < each.y < ground for each in found)


def test_loved_lights_shine_wider_and_over_the_others():
    widths = [each.across for each in halos(drawn(lights(20, loved=3)))]

    assert len(set(widths[:17])) == 1
    assert min(widths[17:]) > max(widths[:17])


def test_its_name_is_the_only_word_and_there_only_if_it_is_wanted():
    def said(drawing: Drawing) -> list[str]:
        return [mark.text for mark in drawing.marks if isinstance(mark, TextRun)]

    assert said(drawn(lights(5), "October 2026")) == ["October 2026"]
    assert said(drawn(lights(5))) == []


def test_a_wallpaper_leaves_the_top_to_the_clock():
    drawing = drawn(lights(200), shape="wallpaper")

    assert min(each.y for each in halos(drawing)) > drawing.height / 4


def test_mirrored_days_run_from_the_right():
    one_way, other_way = drawn(lights(9)), drawn(lights(9), mirrored=True)

    pairs = zip(halos(one_way), halos(other_way), strict=True)
    assert all(abs(a.x + b.x - one_way.width) <= 1 and a.y == b.y for a, b in pairs)


def test_the_same_month_is_the_same_drawing():
    assert drawn(lights(80), "October 2026") == drawn(lights(80), "October 2026")
