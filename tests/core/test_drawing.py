"""A picture is a list of numbers: where lines break, what is aligned with what, and what stands
where a photo is missing.
"""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from app.core.drawing.card import HIGHEST, MOST, WIDTH, card
from app.core.drawing.collage import make
from app.core.drawing.layout import A4, SQUARE, PhotoShape
from app.core.drawing.letters import ELLIPSIS, is_japanese
from app.core.drawing.lights import disc, light
from app.core.drawing.marks import (
    Drawing,
    Font,
    PlacedPhoto,
    Polygon,
    Rectangle,
    TextRun,
    as_json,
    mixed,
    see_through,
)
from app.core.drawing.sheet import sheet, sheet_of

PHOTO = PhotoShape(id="photo", width=1600, height=1200, focus_x=0.9)
PHOTOS = [
    PHOTO,
    PhotoShape(id="other", width=900, height=1200),
    PhotoShape(id="third", width=1000, height=1000),
]
MARGIN = 92


def measure(text: str, font: Font, size: int) -> float:
    """A pen whose letters are all half as wide as they are high."""
    return len(text) * size / 2


def a_card(words: str = "Rain", *, photo: PhotoShape | None = None, when: str = "today") -> Drawing:
    return card(words, when, measure=measure, photo=photo, night=False, pathway="within")


def runs(drawing: Drawing) -> list[TextRun]:
    return [mark for mark in drawing.marks if isinstance(mark, TextRun)]


@pytest.mark.parametrize(
    "drawing",
    [a_card(), a_card(photo=PHOTO), sheet_of(make(PHOTOS, A4, caption="Rain"), measure)],
    ids=["dusk", "photo", "collage"],
)
def test_a_drawing_is_plain_json(drawing):
    told = json.loads(json.dumps(as_json(drawing)))

    assert (told["width"], told["height"]) == (drawing.width, drawing.height)
    assert [mark["is"] for mark in told["marks"]] == [type(mark).__name__ for mark in drawing.marks]
    photos = [mark for mark in told["marks"] if mark["is"] == "PlacedPhoto"]
    assert [mark["photo"] for mark in photos] == list(drawing.photos)
    assert all(mark["instead"] for mark in photos)


def test_lines_fit_between_the_margins_and_begin_where_they_are_read_from():
    for words in ("one word after another " * 6, "מילה אחת אחרי השנייה " * 6):
        written = [run for run in runs(a_card(words)) if run.font == "serif"]

        assert len(written) > 1
        for run in written:
            right = run.x + measure(run.text, run.font, run.size)
            assert run.x >= MARGIN
            assert right <= WIDTH - MARGIN
            assert (right if run.from_right else run.x) == pytest.approx(
                WIDTH - MARGIN if run.from_right else MARGIN
            )
        assert [run.from_right for run in written] == [not words.isascii()] * len(written)


def test_a_line_keeps_the_direction_of_the_whole():
    first, second = (
        run for run in runs(a_card("ערב טוב and now a line in English only")) if run.font == "serif"
    )

    assert second.text.isascii()
    assert (first.from_right, second.from_right) == (True, True)


def test_kanji_on_a_line_of_their_own_are_still_japanese():
    written = [run for run in runs(a_card("日本語の文\n漢字")) if run.font == "serif"]

    assert [run.japanese for run in written] == [True, True]
    assert not is_japanese("汉字")


def test_words_without_end_are_measured_as_far_as_they_can_show():
    longest = 0

    def noting(text: str, font: Font, size: int) -> float:
        nonlocal longest
        longest = max(longest, len(text))
        return measure(text, font, size)

    drawing = card("tea " * 30_000, "today", measure=noting, photo=None, night=False, pathway=None)

    assert longest <= MOST + 2
    assert [run for run in runs(drawing) if run.font == "serif"][-1].text.endswith(ELLIPSIS)


@pytest.mark.parametrize("words", ["Rain", "one word after another " * 20])
@pytest.mark.parametrize("size", [(1600, 1200), (1200, 1600), (1600, 900), (900, 1600), (16, 5)])
def test_the_photo_of_a_card_is_whole_and_nothing_lies_over_it(words, size):
    width, height = size
    drawing = a_card(words, photo=replace(PHOTO, width=width, height=height))

    (photo,) = (mark for mark in drawing.marks if isinstance(mark, PlacedPhoto))
    assert photo.crop.width * photo.crop.height > 0.998
    assert photo.width / photo.height == pytest.approx(width / height, rel=0.002)
    assert drawing.height <= HIGHEST
    assert all(run.y - run.size > photo.y + photo.height for run in runs(drawing))


def test_where_a_photo_is_missing_there_is_dusk_as_high_as_it_would_be():
    (photo,) = (mark for mark in a_card(photo=PHOTO).marks if isinstance(mark, PlacedPhoto))

    dusk = a_card().marks[: len(photo.instead)]
    assert [type(mark) for mark in photo.instead] == [type(mark) for mark in dusk]
    first, last = photo.instead[0], photo.instead[-1]
    assert isinstance(first, Rectangle)
    assert isinstance(last, Rectangle)
    assert (first.y, last.y + last.height) == (0, a_card(photo=PHOTO).height)
    assert photo.height < first.height < photo.height + 100


def test_a_photo_longer_than_any_card_shows_its_subject():
    (photo,) = (
        mark
        for mark in a_card(photo=replace(PHOTO, width=3000, height=700)).marks
        if isinstance(mark, PlacedPhoto)
    )

    assert photo.crop.x + photo.crop.width == pytest.approx(1)  # its focus is at the right
    assert photo.crop.width < 1


def test_photos_of_a_collage_stand_in_its_frames_with_a_place_for_what_is_missing():
    collage = make(PHOTOS, SQUARE, seed=2, paper="#FBE9C9")

    drawing = sheet_of(collage, measure)

    for mark, frame in zip(drawing.marks, collage.layout.frames, strict=True):
        assert isinstance(mark, PlacedPhoto)
        assert (mark.photo, mark.crop) == (frame.photo, frame.crop)
        assert (mark.x, mark.y, mark.width, mark.height) == (
            frame.x,
            frame.y,
            frame.width,
            frame.height,
        )
        place, diamond = mark.instead
        assert isinstance(place, Rectangle)
        assert (place.x, place.y, place.width, place.height, place.corners) == (
            mark.x,
            mark.y,
            mark.width,
            mark.height,
            mark.corners,
        )
        assert isinstance(diamond, Polygon)
        middle = sum(x for x, _ in diamond.points) / len(diamond.points)
        assert middle == pytest.approx(mark.x + mark.width / 2, abs=0.51)


@pytest.mark.parametrize("length", [1, 20, 60, 120])
def test_a_caption_stands_in_the_middle_and_shrinks_before_it_is_cut_short(length):
    canvas = replace(SQUARE, strip=194)

    (run,) = runs(sheet(canvas, [], measure=measure, caption="o" * length))

    wide = measure(run.text, run.font, run.size)
    assert run.x + wide / 2 == pytest.approx(canvas.width / 2)
    assert wide <= canvas.width - 4 * canvas.gap
    assert run.text == "o" * length or (run.text.endswith(ELLIPSIS) and run.size < 60)


def test_no_line_is_drawn_for_words_that_are_not_there():
    assert [run.text for run in runs(a_card("", when=""))] == ["Glimmers"]
    assert runs(sheet(SQUARE, [], measure=measure, caption="no strip for it")) == []


def area(points: tuple[tuple[float, float], ...]) -> float:
    """Gauss's formula."""
    return (
        abs(
            sum(
                x * below - right * y
                for (x, y), (right, below) in zip(points, points[1:] + points[:1], strict=True)
            )
        )
        / 2
    )


def test_discs_and_rings_have_the_area_of_circles():
    (ring,) = light("around", 50, 50, 20, "#000000")

    assert area(disc(10, 10, 8)) == pytest.approx(math.pi * 64)
    assert area(ring.points) == pytest.approx(math.pi * 20**2 * (1.31**2 - 0.85**2))


def test_colours_mix_and_let_through():
    assert mixed("#000000", "#FF8040", 0.5) == "#804020"
    assert see_through("#102030", 0.5) == "#10203080"
