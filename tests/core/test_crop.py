"""What shows of a photo in a frame: nobody's head is left out for the sake of what is below it, and
what a hand has set comes first.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.drawing.crop import (
    CARD,
    COVER,
    HEAD,
    PANE,
    TILE,
    crop,
    left_out,
    shows_all,
)
from app.core.drawing.layout import PhotoShape
from app.core.photos import Photo, PhotoId

side = st.integers(1, 5000)
fraction = st.floats(0, 1)
photos = st.builds(
    PhotoShape,
    id=st.just("photo"),
    width=side,
    height=side,
    focus_x=fraction,
    focus_y=fraction,
    by_hand=st.booleans(),
)
aspects = st.floats(0.05, 20)


def shape(
    width: int, height: int, focus: tuple[float, float], *, by_hand: bool = False
) -> PhotoShape:
    x, y = focus
    return PhotoShape(id="photo", width=width, height=height, focus_x=x, focus_y=y, by_hand=by_hand)


@given(photos, aspects)
def test_it_is_the_largest_part_of_this_shape_and_inside_the_photo(photo, aspect):
    part = crop(photo, aspect)

    assert part.width * photo.width / (part.height * photo.height) == pytest.approx(aspect)
    assert max(part.width, part.height) == 1
    for start, length in ((part.x, part.width), (part.y, part.height)):
        assert 0 <= start <= start + length <= 1 + 1e-12
    assert left_out(photo, aspect) == pytest.approx(1 - part.width * part.height)


@given(photos, aspects)
def test_nothing_lower_is_shown_than_a_hand_would_have_set_there(photo, aspect):
    x, y, _ = photo.focus
    found = crop(shape(photo.width, photo.height, (x, y)), aspect)
    by_hand = crop(shape(photo.width, photo.height, (x, y), by_hand=True), aspect)

    assert found.y <= by_hand.y + 1e-12
    assert found.x == by_hand.x


@given(photos, aspects)
def test_what_a_hand_has_set_is_in_the_middle_as_far_as_the_photo_reaches(photo, aspect):
    x, y, _ = photo.focus
    part = crop(shape(photo.width, photo.height, (x, y), by_hand=True), aspect)

    for focus, start, length in ((x, part.x, part.width), (y, part.y, part.height)):
        at_an_edge = start == 0 or start == pytest.approx(1 - length)
        assert at_an_edge or start + length / 2 == pytest.approx(focus)


def test_who_stands_on_rocks_keeps_their_head():
    """The rocks at 0.7 are what a program finds; the head is at the top."""
    part = crop(shape(3, 4, (0.5, 0.7)), 4 / 5)

    assert part.y == 0


@given(photos, st.sampled_from((COVER, HEAD, PANE, CARD, TILE)))
def test_a_frame_takes_the_photos_own_shape_between_its_bounds(photo, shapes):
    aspect = shapes.aspect(photo)

    assert shapes.narrowest <= aspect <= shapes.widest
    if shapes.narrowest <= photo.aspect <= shapes.widest:
        assert left_out(photo, aspect) == pytest.approx(0)


def test_frames_are_what_they_were_promised_to_be():
    assert (COVER.narrowest, COVER.widest) == (4 / 5, 3 / 2)
    assert HEAD.widest <= 2
    assert PANE.widest <= 2


@pytest.mark.parametrize(
    ("size", "aspect", "whole"),
    [
        ((4, 3), 4 / 3, False),
        ((3, 4), 4 / 5, False),
        ((2, 3), 4 / 5, False),
        ((16, 9), 3 / 2, True),
        ((9, 16), 4 / 5, True),
        ((3, 4), 4 / 3, True),
    ],
)
def test_where_much_would_be_left_out_all_of_it_shows(size, aspect, whole):
    found, by_hand = shape(*size, (0.5, 0.5)), shape(*size, (0.5, 0.5), by_hand=True)

    assert shows_all(found, aspect) is whole
    assert not shows_all(by_hand, aspect)


def test_a_stored_photo_is_asked_about_in_the_same_way():
    stored = Photo(
        id=PhotoId("a"),
        width=900,
        height=1600,
        media_type="image/jpeg",
        size=9,
        focus_x=0.25,
        focus_y=0.75,
    )

    assert crop(stored, 1.0) == crop(PhotoShape.of(stored), 1.0)
