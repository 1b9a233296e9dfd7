"""Collages as geometry: frames that fill the paper exactly, photos that keep their subject, and
what a person does with them.
"""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations
from statistics import fmean
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.core.drawing.collage import DARK_INK, LIGHT_INK, Collage, caption_size, ink_on, make
from app.core.drawing.collage_record import as_record, from_record, told_of
from app.core.drawing.crop import crop
from app.core.drawing.layout import (
    A4,
    CANVASES,
    MOST,
    SQUARE,
    STORY,
    Canvas,
    CollageError,
    Frame,
    Layout,
    PhotoShape,
    lay_out,
)
from app.core.drawing.slicing import Box, boxes_beside, leaves
from app.core.photos import Photo, PhotoId
from tests.told import sentence

FEW = 60
"""Steps that leave a layout rough, for promises that hold whatever annealing finds."""
PHONES = (
    (4000, 3000),
    (3000, 4000),
    (4000, 3000),
    (1600, 900),
    (3000, 4000),
    (3000, 3000),
    (3000, 4000),
    (900, 1600),
    (2800, 1000),
)
UNKIND = ((1, 3000), (3000, 1), (10_000, 1000), (1, 1), (4000, 3000))


# Counted once; Python 3.11, 3.12 and 3.13 agree.
PINNED = (
    (24, 1416, 636, 480),
    (24, 369, 576, 771),
    (630, 24, 426, 321),
    (684, 1686, 372, 210),
    (684, 1164, 372, 498),
    (287, 24, 319, 321),
    (24, 24, 239, 321),
    (624, 369, 432, 771),
    (24, 1164, 636, 228),
)


def photos_of(*sizes: tuple[int, int]) -> tuple[PhotoShape, ...]:
    return tuple(
        PhotoShape(id=f"photo-{number}", width=width, height=height)
        for number, (width, height) in enumerate(sizes)
    )


def a_collage(**asked: Any) -> Collage:
    return make(photos_of(*PHONES), **asked)


side = st.integers(1, 5000)
fraction = st.floats(0, 1)
shapes = st.builds(
    PhotoShape,
    id=st.text("abc", max_size=2),
    width=side,
    height=side,
    focus_x=fraction,
    focus_y=fraction,
)
albums = st.lists(shapes, min_size=1, max_size=MOST)
seeds = st.integers(0, 2**64)


@st.composite
def canvases(draw: st.DrawFn) -> Canvas:
    canvas = draw(st.sampled_from(tuple(CANVASES.values())))
    gap = draw(st.integers(0, min(canvas.width, canvas.height) // 16))
    strip = draw(st.sampled_from((0, canvas.width * 34 // 358, canvas.height // 4)))
    return replace(canvas, gap=gap, strip=strip, whole=draw(st.booleans()))


@st.composite
def collages(draw: st.DrawFn) -> Collage:
    asked = {
        "seed": draw(seeds),
        "in_order": draw(st.booleans()),
        "caption": draw(st.sampled_from(("", "November, so far"))),
    }
    collage = make(draw(albums), replace(draw(canvases()), strip=0), steps=FEW, **asked)
    places = st.integers(0, len(collage.layout.photos) - 1)
    return replace(collage, locked=draw(st.frozensets(places)))


def around(boxes: tuple[Box, ...]) -> Box:
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    return Box(x, y, max(box.right for box in boxes) - x, max(box.bottom for box in boxes) - y)


def shared(one: tuple[int, int], other: tuple[int, int]) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])


def apart(one: Box, other: Box) -> tuple[int, int]:
    """Pixels between two boxes, beside each other and one below the other; negative where they
    share some.
    """
    return -shared((one.x, one.right), (other.x, other.right)), -shared(
        (one.y, one.bottom), (other.y, other.bottom)
    )


def has_exact_gaps(layout: Layout) -> bool:
    """Every two frames are the gap or more apart, and with the gap around them they leave nothing
    of their room free.
    """
    gap, room = layout.canvas.gap, around(layout.boxes)
    near = [max(apart(one, other)) for one, other in combinations(layout.boxes, 2)]
    covered = sum((box.width + gap) * (box.height + gap) for box in layout.boxes)
    return all(distance >= gap for distance in near) and covered == (room.width + gap) * (
        room.height + gap
    )


def shown_aspect(photo: PhotoShape, frame: Frame) -> float:
    return frame.crop.width * photo.width / (frame.crop.height * photo.height)


def cropped(layout: Layout) -> list[float]:
    return [1 - frame.crop.width * frame.crop.height for frame in layout.frames]


# Layouts ------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=30)
@given(albums, canvases(), seeds, st.booleans())
def test_frames_fill_their_room_with_exactly_the_gap_between_them(photos, canvas, seed, in_order):
    layout = lay_out(photos, canvas, seed=seed, in_order=in_order, steps=FEW)

    inner, room = canvas.inner, around(layout.boxes)
    assert has_exact_gaps(layout)
    assert inner.x <= room.x
    assert inner.y <= room.y
    assert room.right <= inner.right
    assert room.bottom <= inner.bottom
    assert layout.canvas.whole or room == inner


@settings(deadline=None, max_examples=30)
@given(albums, canvases(), seeds)
def test_no_photo_is_distorted_and_no_frame_is_a_thread(photos, canvas, seed):
    layout = lay_out(photos, canvas, seed=seed, steps=FEW)

    thinnest = 0.12 * (canvas.inner.width * canvas.inner.height / len(photos)) ** 0.5
    for photo, frame in zip(photos, layout.frames, strict=True):
        assert shown_aspect(photo, frame) == pytest.approx(frame.width / frame.height, rel=1e-9)
        assert layout.canvas.whole or min(frame.width, frame.height) >= thinnest - 1


@given(shapes, st.floats(0.05, 20))
def test_the_subject_is_inside_unless_it_is_at_the_edge_of_the_photo(photo, aspect):
    part = crop(photo, aspect)

    for focus, start, size in (
        (photo.focus_x, part.x, part.width),
        (photo.focus_y, part.y, part.height),
    ):
        assert 0 <= start <= start + size <= 1 + 1e-12
        margin = min(0.15 * size, focus, 1 - focus) - 1e-12
        assert start + margin <= focus <= start + size - margin
    assert max(part.width, part.height) == 1


@settings(deadline=None, max_examples=30)
@given(albums, canvases(), seeds)
def test_in_order_a_photo_is_left_of_or_above_the_later_ones(photos, canvas, seed):
    layout = lay_out(photos, canvas, seed=seed, in_order=True, steps=FEW)

    assert all(
        earlier.right <= later.x or earlier.bottom <= later.y
        for earlier, later in combinations(layout.boxes, 2)
    )


@pytest.mark.parametrize("canvas", CANVASES.values(), ids=CANVASES)
@pytest.mark.parametrize("size", UNKIND, ids=str)
@pytest.mark.parametrize("count", [1, 2, 3, 7, 30])
def test_the_longest_photos_and_the_widest_gap_still_leave_every_frame_some_room(
    canvas, size, count
):
    widest = replace(canvas, gap=min(canvas.width, canvas.height) // 16, strip=canvas.height // 4)

    layout = lay_out(photos_of(*[size] * count), widest, steps=FEW)

    assert has_exact_gaps(layout)
    assert min(min(box.width, box.height) for box in layout.boxes) >= 20


def test_one_photo_has_all_of_the_paper():
    layout = lay_out(photos_of((4000, 3000)), SQUARE)

    assert layout.boxes == (SQUARE.inner,)


def test_the_same_seed_makes_the_same_layout_everywhere():
    layout = lay_out(photos_of(*PHONES), STORY, seed=7)

    assert layout == lay_out(photos_of(*PHONES), STORY, seed=7)
    assert layout.boxes == PINNED


def test_another_seed_makes_another_good_layout():
    layouts = [lay_out(photos_of(*PHONES), SQUARE, seed=seed) for seed in range(8)]

    assert len({layout.boxes for layout in layouts}) == 8
    assert all(max(cropped(layout)) < 0.03 for layout in layouts)


@pytest.mark.parametrize("canvas", CANVASES.values(), ids=CANVASES)
def test_more_steps_crop_little_and_leave_no_photo_small(canvas):
    layout = lay_out(photos_of(*PHONES, *PHONES), canvas)

    areas = [box.width * box.height for box in layout.boxes]
    assert max(cropped(layout)) < 0.03
    assert min(areas) > 0.3 * fmean(areas)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.builds(
            PhotoShape, id=st.just("a"), width=st.integers(500, 2000), height=st.integers(500, 2000)
        ),
        min_size=1,
        max_size=5,
    )
)
@example(
    [
        PhotoShape(id="a", width=w, height=h)
        for w, h in ((749, 500), (1775, 500), (500, 500), (500, 500), (500, 904))
    ]
)
def test_photos_that_are_to_be_whole_are_not_cropped_by_more_than_a_pixel(photos):
    layout = lay_out(photos, replace(SQUARE, whole=True), steps=FEW)

    for photo, frame in zip(photos, layout.frames, strict=True):
        wide, high = (
            frame.height * photo.aspect - frame.width,
            frame.width / photo.aspect - frame.height,
        )
        assert not layout.canvas.whole or min(abs(wide), abs(high)) <= len(photos) + 1


@pytest.mark.parametrize("number", [0, MOST + 1])
def test_no_photos_and_too_many_are_refused_in_words(number):
    with pytest.raises(CollageError) as refused:
        lay_out(photos_of(*[(4, 3)] * number), SQUARE)

    assert "photos" in sentence(refused.value)


@pytest.mark.parametrize(
    "wrong",
    [{"gap": -1}, {"gap": 129}, {"gap": 4.0}, {"corners": 1025}, {"strip": 2000}, {"width": 0}],
)
def test_a_canvas_out_of_its_bounds_is_refused(wrong):
    with pytest.raises(CollageError):
        replace(SQUARE, **wrong)


@pytest.mark.parametrize(
    "wrong",
    [{"width": 0}, {"height": -1}, {"width": 1.5}, {"focus_x": 1.1}, {"focus_y": float("nan")}],
)
def test_a_photo_without_a_size_or_with_its_focus_outside_is_refused(wrong):
    with pytest.raises(CollageError):
        replace(photos_of((4, 3))[0], **wrong)


def test_frames_that_overlap_or_leave_a_hole_are_no_layout():
    layout = lay_out(photos_of((4, 3), (3, 4), (1, 1)), SQUARE)
    first = layout.boxes[0]

    for wrong in (
        first._replace(width=first.width + 1),
        first._replace(height=first.height - 1),
        first._replace(x=first.x - 1),
    ):
        with pytest.raises(CollageError):
            replace(layout, boxes=(wrong, *layout.boxes[1:]))


def test_a_preview_is_the_picture_in_another_size():
    layout = lay_out(photos_of(*PHONES), A4)

    for spot, frame in zip(layout.scaled(358.0), layout.frames, strict=True):
        assert [length * A4.width / 358 for length in spot] == pytest.approx(
            [frame.x, frame.y, frame.width, frame.height]
        )


def test_a_script_gets_canvas_and_frames_in_the_order_of_the_photos():
    answer = json.loads(json.dumps(lay_out(photos_of((4, 3), (3, 4)), SQUARE).as_json()))

    assert answer["canvas"] == {"width": 2048, "height": 2048}
    assert [frame["photo"] for frame in answer["frames"]] == ["photo-0", "photo-1"]
    assert set(answer["frames"][0]) == {"x", "y", "width", "height", "photo", "crop"}
    assert set(answer["frames"][0]["crop"]) == {"x", "y", "width", "height"}


def test_a_kept_photo_brings_the_focus_that_was_found():
    photo = Photo(
        id=PhotoId("ab"),
        width=40,
        height=30,
        media_type="image/jpeg",
        size=9,
        focus_x=0.25,
        focus_y=0.75,
    )

    assert PhotoShape.of(photo) == PhotoShape(
        id="ab", width=40, height=30, focus_x=0.25, focus_y=0.75
    )


# What a person does -------------------------------------------------------------------------------


def test_two_photos_swap_their_frames_and_nothing_else_moves():
    before = a_collage()

    after = before.swapped(0, 4)

    assert after.layout.boxes[0] == before.layout.boxes[4]
    assert after.layout.boxes[4] == before.layout.boxes[0]
    assert (
        after.layout.boxes[1:4] + after.layout.boxes[5:]
        == before.layout.boxes[1:4] + before.layout.boxes[5:]
    )
    assert after.layout.photos == before.layout.photos
    assert after.swapped(4, 0) == before


def test_a_lock_goes_with_its_photo():
    locked = a_collage().with_lock(0, True).swapped(0, 4)

    assert locked.shuffled(seed=5).layout.boxes[0] == locked.layout.boxes[0]


def test_a_photo_is_replaced_in_its_frame():
    before = a_collage()
    other = PhotoShape(id="other", width=100, height=300)

    after = before.replaced(2, other)

    assert after.layout.boxes == before.layout.boxes
    assert after.layout.frames[2].photo == "other"
    assert (
        after.layout.frames[:2] + after.layout.frames[3:]
        == before.layout.frames[:2] + before.layout.frames[3:]
    )


def test_the_crop_goes_where_the_subject_is():
    collage = make(photos_of((4000, 1000)))

    assert collage.focused(0, 0.0, 0.5).layout.frames[0].crop.x == 0
    assert collage.focused(0, 0.5, 0.5).layout.frames[0].crop.x == pytest.approx(0.375)
    assert collage.focused(0, 7.0, 0.5).layout.frames[0].crop.x == pytest.approx(0.75)


def test_a_photo_follows_the_finger_and_at_once_when_it_turns_back():
    collage = make(photos_of((4000, 1000)))
    frame = collage.layout.frames[0]

    right = collage.dragged(0, frame.width / 4, 0)
    far = collage.dragged(0, 10.0 * frame.width, 300)
    back = far.dragged(0, -frame.width / 4, 0)

    assert right.layout.frames[0].crop.x == pytest.approx(frame.crop.x - frame.crop.width / 4)
    assert far.layout.frames[0].crop == pytest.approx((0, 0, frame.crop.width, 1))
    assert back.layout.frames[0].crop.x == pytest.approx(frame.crop.width / 4)


@settings(deadline=None, max_examples=30)
@given(collages(), seeds)
def test_locked_photos_stay_in_exactly_their_frames(collage, seed):
    after = collage.shuffled(seed=seed, steps=FEW)

    assert all(after.layout.boxes[place] == collage.layout.boxes[place] for place in collage.locked)
    assert has_exact_gaps(after.layout)
    assert after.seed == seed


def test_photos_that_are_not_locked_find_other_places():
    collage = a_collage().with_lock(3, True)

    layouts = {collage.shuffled(seed=seed).layout.boxes for seed in range(6)}

    assert len(layouts) >= 4


def test_locked_photos_that_are_freed_move_again():
    collage = a_collage()
    locked = collage.with_lock(3, True).with_lock(3, False)

    assert locked.shuffled(seed=1) == collage.shuffled(seed=1)


def test_a_collage_can_be_put_in_order():
    ordered = a_collage().ordered(True)

    assert leaves(ordered.layout.tree) == tuple(range(len(PHONES)))
    assert ordered.in_order


@settings(deadline=None, max_examples=30)
@given(collages(), st.lists(shapes, min_size=1, max_size=3), st.data())
def test_photos_come_and_go_and_the_paper_stays_full(collage, more, data):
    fewer = collage
    while len(fewer.layout.photos) > 1:
        place = data.draw(st.integers(0, len(fewer.layout.photos) - 1))
        left = fewer.removed(place, steps=10)
        assert left.layout.photos == fewer.layout.photos[:place] + fewer.layout.photos[place + 1 :]
        assert has_exact_gaps(left.layout)
        assert len(left.locked) == len(fewer.locked - {place})
        fewer = left

    grown = fewer.added(more, steps=FEW)

    assert grown.layout.photos == (*fewer.layout.photos, *more)
    assert has_exact_gaps(grown.layout)


def test_locked_photos_stay_when_another_comes_or_goes():
    collage = a_collage().with_lock(8, True)
    boxes = boxes_beside(collage.locked, collage.layout.tree, collage.layout.boxes)
    place = next(inside[0] for _, inside in boxes if len(inside) > 1)

    grown, shrunk = collage.added(photos_of((4, 3))), collage.removed(place)

    assert grown.layout.boxes[8] == collage.layout.boxes[8]
    assert shrunk.locked == {7}
    assert shrunk.layout.boxes[7] == collage.layout.boxes[8]


def test_the_last_photo_stays():
    with pytest.raises(CollageError):
        make(photos_of((4, 3))).removed(0)


@pytest.mark.parametrize("gap", [0, 1, 20, 128])
def test_another_gap_keeps_the_arrangement(gap):
    before = a_collage()

    after = before.spaced(gap)

    assert after.layout.canvas.gap == gap
    assert has_exact_gaps(after.layout)
    assert after.layout.tree == before.layout.tree


def test_a_gap_there_and_back_is_where_it_was_within_a_few_pixels():
    before = a_collage()

    after = before.spaced(0).spaced(before.layout.canvas.gap)

    for was, box in zip(before.layout.boxes, after.layout.boxes, strict=True):
        assert max(abs(one - other) for one, other in zip(was, box, strict=True)) <= 6


def test_a_caption_has_a_strip_of_paper_below_the_photos():
    plain = a_collage()

    captioned = plain.captioned("  November,\n so far ")

    assert captioned.caption == "November, so far"
    assert around(captioned.layout.boxes).bottom == 2048 - round(2048 * 34 / 358)
    assert captioned.layout.tree == plain.layout.tree
    assert around(captioned.captioned("").layout.boxes) == SQUARE.inner


def test_on_another_canvas_gap_and_corners_keep_their_proportion():
    story = a_collage(caption="so far").on_canvas("story")

    assert story.layout.canvas == replace(STORY, strip=round(1080 * 34 / 358))
    assert story.on_canvas("square") == a_collage(caption="so far")


def test_photos_shown_whole_fill_the_paper_again():
    collage = make(photos_of((4000, 3000), (4000, 3000)))

    whole = collage.uncropped(True)

    assert max(cropped(collage.layout)) > 0.3
    assert max(cropped(whole.layout)) < 0.005
    assert whole.uncropped(False) == collage


def test_corners_and_paper_move_nothing():
    collage = a_collage()

    changed = collage.rounded(0).on_paper("#20223F")

    assert changed.layout.boxes == collage.layout.boxes
    assert (changed.layout.canvas.corners, changed.paper) == (0, "#20223F")


@pytest.mark.parametrize("paper", ["", "red", "#FFF", "#FFFDF8\n", "#GGGGGG"])
def test_a_paper_that_is_no_colour_is_refused(paper):
    with pytest.raises(CollageError):
        a_collage().on_paper(paper)


@pytest.mark.parametrize("place", [-1, len(PHONES), True])
def test_a_photo_that_is_not_there_is_refused(place):
    collage = a_collage()

    for verb in (
        lambda: collage.swapped(0, place),
        lambda: collage.removed(place),
        lambda: collage.focused(place, 0.5, 0.5),
        lambda: collage.dragged(place, 1, 1),
        lambda: collage.replaced(place, photos_of((1, 1))[0]),
        lambda: collage.with_lock(place, True),
    ):
        with pytest.raises(CollageError):
            verb()


# Kept ---------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=30)
@given(collages())
def test_a_kept_collage_is_the_same_when_it_comes_back(collage):
    record = json.loads(json.dumps(as_record(collage)))

    assert from_record(record) == collage


def damages(record: Any) -> list[Any]:
    """The record once without each of its parts, and once with each of them changed into something
    else.
    """
    found: list[Any] = []
    for key in record:
        found.append({name: value for name, value in record.items() if name != key})
        found += [record | {key: wrong} for wrong in (None, "?", -1, 1e300, [[]], {"a": 1})]
    photo = record["photos"][0]
    for key in photo:
        changed = [{name: value for name, value in photo.items() if name != key}]
        changed += [
            photo | {key: wrong}
            for wrong in (None, -1, 1e300, [float("nan")] * 2, [1, 2, 3, 4], {"a": 1})
        ]
        found += [record | {"photos": [wrong, *record["photos"][1:]]} for wrong in changed]
    return [
        *found,
        record | {"photos": record["photos"][1:]},
        record | {"photos": []},
        [],
        None,
        "record",
        3,
    ]


def test_a_damaged_record_is_no_collage():
    record = as_record(a_collage(caption="November"))

    read = [damaged for damaged in damages(record) if from_record(damaged) is not None]

    first, *others = record["photos"]
    before_it_was_told = {name: value for name, value in first.items() if name != "by_hand"}
    assert read == [
        record | {"caption": "?"},
        record | {"photos": [before_it_was_told, *others]},
    ]


def test_a_collage_of_before_shows_what_it_showed_then():
    """Its focus stood in the middle of what shows, whoever had set it."""
    record = as_record(a_collage())
    for photo in record["photos"]:
        del photo["by_hand"]
        photo["focus"] = [0.5, 0.9]

    read = from_record(record)

    assert read is not None
    for frame in read.layout.frames:
        assert frame.crop.y == pytest.approx(1 - frame.crop.height)


def test_a_record_that_cannot_be_read_still_says_what_it_can():
    record = as_record(make(photos_of((4, 3), (3, 4), (4, 3)), caption="By the sea", steps=FEW))

    assert told_of(record) == (3, "By the sea")
    assert told_of(record | {"photos": {"of": "tomorrow"}, "canvas": "a scroll"}) == (
        0,
        "By the sea",
    )
    assert [told_of(damaged) for damaged in ([], "collage", 7, None, {"caption": 3})] == [
        (0, "")
    ] * 5


@pytest.mark.parametrize(
    ("paper", "ink"),
    [
        ("#FFFDF8", DARK_INK),
        ("#20223F", LIGHT_INK),
        ("#808080", DARK_INK),
        ("#7F7F7F", LIGHT_INK),
        ("#00b900", LIGHT_INK),
    ],
)
def test_a_caption_is_written_with_ink_that_is_read_on_its_paper(paper: str, ink: str):
    assert ink_on(paper) == ink


def test_a_caption_is_as_large_as_its_strip_has_room_for():
    captioned = make(photos_of((4, 3), (3, 4)), caption="By the sea", steps=FEW).layout.canvas

    assert caption_size(captioned) == pytest.approx(2048 * 15 / 358)
    assert caption_size(replace(captioned, strip=50)) == 30
