"""Shapes with smooth edges: each pixel is covered by as much as its share of the shape."""

from __future__ import annotations

import pytest
from PIL import Image

from app.core.drawing.lights import disc
from app.core.drawing.marks import Linear, Radial
from app.imaging.pillow_shapes import coverage, filling, outside


def covered(mask: Image.Image) -> float:
    return sum(mask.tobytes()) / 255


def test_a_pixel_is_covered_by_its_share():
    mask, left, top = coverage(((10.25, 5.5), (12.0, 5.5), (12.0, 7.0), (10.25, 7.0)))

    assert (left, top, mask.size) == (10, 5, (2, 2))
    assert list(mask.tobytes()) == [
        round(255 * 0.75 * 0.5),
        round(255 * 0.5),
        round(255 * 0.75),
        255,
    ]


@pytest.mark.parametrize(
    "points", [disc(30.3, 40.7, 20.9), ((1.5, 2.0), (90.0, 33.3), (12.2, 70.9)), disc(5, 5, 0.4)]
)
def test_the_whole_is_as_large_as_the_polygon(points):
    area = (
        abs(
            sum(
                x * below - right * y
                for (x, y), (right, below) in zip(points, points[1:] + points[:1], strict=True)
            )
        )
        / 2
    )

    mask, _, _ = coverage(points)

    assert covered(mask) == pytest.approx(area, rel=0.004)


def test_a_hole_stays_open():
    around, hole = disc(50, 50, 40), disc(50, 50, 20)

    mask, left, top = coverage((*around, around[0], hole[0], *reversed(hole)))

    assert mask.getpixel((50 - left, 50 - top)) == 0
    assert mask.getpixel((50 - left + 30, 50 - top)) == 255
    assert covered(mask) == pytest.approx(3.14159 * (40**2 - 20**2), rel=0.002)


def test_corners_are_alike_on_all_sides():
    upper_left, upper_right, lower_right, lower_left = outside(36)

    assert covered(upper_left) == pytest.approx(36**2 * (1 - 3.14159 / 4), rel=0.005)
    assert {mask.size for mask in (upper_left, upper_right, lower_right, lower_left)} == {(36, 36)}
    assert (
        upper_left.getpixel((0, 0))
        == lower_right.getpixel((35, 35))
        == upper_right.getpixel((35, 0))
        == 255
    )
    assert upper_left.getpixel((35, 35)) == lower_left.getpixel((35, 0)) == 0


def test_gradients_begin_and_end_with_their_colours():
    shades, alpha = filling(
        Linear(top=0, bottom=100, stops=((0, "#102030"), (1, "#F0E0D0"))), (0, 0, 9, 100)
    )
    glow, fades = filling(
        Radial(
            x=50,
            y=40,
            across=50,
            up=40,
            stops=((0, "#FF8000FF"), (0.5, "#FF800080"), (1, "#FF800000")),
        ),
        (0, 0, 100, 80),
    )

    assert isinstance(shades, Image.Image)
    assert alpha is None
    assert shades.getpixel((3, 0)) == pytest.approx((0x10, 0x20, 0x30), abs=2)
    assert shades.getpixel((3, 99)) == pytest.approx((0xF0, 0xE0, 0xD0), abs=2)
    assert glow == "#FF8000"
    assert fades is not None
    assert fades.getpixel((49, 39)) == pytest.approx(255, abs=5)
    assert fades.getpixel((74, 40)) == pytest.approx(0x80, abs=3)
    assert fades.getpixel((0, 0)) == 0
