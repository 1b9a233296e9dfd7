"""Photos in glimmers, and collages kept: attached, ordered, described, found, and gone when nothing
uses them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import (
    InvalidWordsError,
    UnknownCollageError,
    UnknownGlimmerError,
    UnknownPhotoError,
)
from app.core.glimmers import Draft, Edit, Glimmer, GlimmerId
from app.core.photos import Attached, CollageId, Parts, Photo, PhotoId
from app.core.when.grammar import understand
from app.core.when.times import at_moment
from storage.journal import BIN_DAYS, PAGE, Journal
from storage.rows.collage_rows import SEEN, caption_mark
from tests.storage.days import live

NOW = datetime(2026, 11, 22, 20, 15, tzinfo=ZoneInfo("Europe/Berlin"))
LATER = NOW + timedelta(hours=1)
LONG_AFTER = NOW + timedelta(days=BIN_DAYS + 1)


@pytest.fixture
def journal() -> Journal:
    return Journal.in_memory()


def photo(letter: str, **facts: object) -> Photo:
    return replace(
        Photo(id=PhotoId(letter * 64), width=40, height=30, media_type="image/jpeg", size=9),
        **facts,
    )  # type: ignore[arg-type]


A, B, C = (photo(letter) for letter in "abc")


def kept(
    journal: Journal, *photos: Photo, text: str = "now", at: datetime = NOW, **facts: object
) -> Glimmer:
    glimmer = journal.keep(Draft(when=understand(text, now=at), **facts), at=at)  # type: ignore[arg-type]
    return journal.photos.attach(glimmer.id, photos, at=at)


def photos(journal: Journal, id: GlimmerId) -> list[Photo]:
    return [attached.photo for attached in journal.parts([id])[id].photos]


def rows(journal: Journal) -> set[str]:
    return {id for (id,) in journal._conn.execute("SELECT id FROM photos")}


def test_photos_come_back_as_they_were_attached(journal):
    given = [
        photo("a", taken_at="2019-03-14T10:00:00", focus_x=0.25, focus_y=0.75),
        photo("b", width=1, height=2, media_type="image/png", in_sight=(0.0, 1.0)),
    ]

    glimmer = kept(journal, *given)

    assert photos(journal, glimmer.id) == given


def test_more_photos_come_behind_and_one_that_is_there_stays_where_and_as_it_is(journal):
    glimmer = kept(journal, A, B)
    journal.photos.describe(glimmer.id, A.id, "a heron", at=NOW)

    changed = journal.photos.attach(glimmer.id, [C, A], at=LATER)

    assert changed.changed_at == LATER.isoformat()
    first, *others = journal.parts([glimmer.id])[glimmer.id].photos
    assert first == Attached(photo=A, description="a heron")
    assert [other.photo for other in others] == [B, C]
    assert journal.photos.attach(glimmer.id, [B], at=LATER + timedelta(hours=1)) == changed


def test_what_is_kept_in_sight_of_a_photo_is_so_in_every_glimmer(journal):
    first, second, other = kept(journal, A, B), kept(journal, A), kept(journal, C)

    journal.photos.keep_in_sight(A.id, (0.25, 0.125), at=LATER)

    for each in (first, second):
        (found, *_) = photos(journal, each.id)
        assert found == replace(A, in_sight=(0.25, 0.125))
        assert found.focus == (0.25, 0.125, True)
        assert journal.get(each.id).changed_at == LATER.isoformat()
    assert photos(journal, first.id)[1] == B
    assert journal.get(other.id) == other


def test_what_is_kept_in_sight_can_be_taken_back(journal):
    glimmer = kept(journal, A)
    journal.photos.keep_in_sight(A.id, (0.25, 0.125), at=NOW)

    journal.photos.keep_in_sight(A.id, None, at=LATER)

    assert photos(journal, glimmer.id) == [A]
    assert not A.focus.by_hand


@pytest.mark.parametrize("spot", [(-0.1, 0.5), (0.5, 1.1), (float("nan"), 0.5)])
def test_nothing_outside_of_a_photo_is_kept_in_sight(journal, spot):
    glimmer = kept(journal, A)

    with pytest.raises(ValueError):
        journal.photos.keep_in_sight(A.id, spot, at=NOW)
    with pytest.raises(UnknownPhotoError):
        journal.photos.keep_in_sight(B.id, (0.5, 0.5), at=NOW)

    assert photos(journal, glimmer.id) == [A]


def test_a_photo_that_was_taken_out_comes_back_with_what_is_kept_in_sight(journal):
    glimmer = kept(journal, A)
    journal.photos.keep_in_sight(A.id, (0.25, 0.125), at=NOW)
    (seen,) = photos(journal, glimmer.id)
    journal.photos.detach(glimmer.id, A.id, at=NOW)

    journal.photos.attach(glimmer.id, [seen], at=LATER)

    assert photos(journal, glimmer.id) == [seen]


def test_one_photo_may_be_in_many_glimmers_each_with_its_description(journal):
    first, second = kept(journal, A), kept(journal, A)

    journal.photos.describe(first.id, A.id, "steam", at=NOW)

    descriptions = [journal.parts([each.id])[each.id].photos[0] for each in (first, second)]
    assert [each.description for each in descriptions] == ["steam", ""]


def test_the_order_is_the_persons_and_the_first_is_the_cover(journal):
    glimmer = kept(journal, A, B, C)

    changed = journal.photos.arrange(glimmer.id, [C.id, PhotoId("nowhere"), A.id], at=LATER)

    assert photos(journal, glimmer.id) == [C, A, B], "what was not named follows"
    assert changed.changed_at == LATER.isoformat()
    assert journal.photos.arrange(glimmer.id, [C.id], at=LATER + timedelta(hours=1)) == changed
    journal.photos.attach(glimmer.id, [photo("d")], at=LATER)
    assert photos(journal, glimmer.id)[-1] == photo("d")


def test_a_photo_that_is_taken_out_goes_when_nothing_else_uses_it(journal):
    first, second = kept(journal, A, B), kept(journal, A)

    journal.photos.detach(first.id, A.id, at=LATER)
    assert (photos(journal, first.id), journal.photos.in_use()) == ([B], {A.id, B.id})
    journal.photos.detach(second.id, A.id, at=LATER)

    assert journal.photos.in_use() == rows(journal) == {B.id}


def test_what_is_not_in_a_glimmer_cannot_be_changed_there(journal):
    glimmer, other = kept(journal, A), kept(journal, B)
    for verb in (
        lambda: journal.photos.detach(glimmer.id, B.id, at=LATER),
        lambda: journal.photos.describe(glimmer.id, B.id, "words", at=LATER),
        lambda: journal.photos.detach(glimmer.id, PhotoId("\udc80"), at=LATER),
        lambda: journal.photos.describe(glimmer.id, PhotoId("\udc80"), "words", at=LATER),
    ):
        with pytest.raises(UnknownPhotoError):
            verb()
    for verb in (
        lambda: journal.photos.attach(GlimmerId("none"), [A], at=LATER),
        lambda: journal.photos.detach(GlimmerId("none"), A.id, at=LATER),
        lambda: journal.photos.arrange(GlimmerId("none"), [A.id], at=LATER),
        lambda: journal.photos.describe(GlimmerId("none"), A.id, "words", at=LATER),
    ):
        with pytest.raises(UnknownGlimmerError):
            verb()

    assert (journal.get(glimmer.id), journal.get(other.id)) == (glimmer, other)


def test_a_description_that_cannot_be_stored_changes_nothing(journal):
    glimmer = kept(journal, A)

    with pytest.raises(InvalidWordsError):
        journal.photos.describe(glimmer.id, A.id, "a\0b", at=LATER)

    assert journal.parts([glimmer.id])[glimmer.id].photos[0].description == ""


def test_every_id_that_was_asked_for_has_parts_even_with_nothing_in_it(journal):
    glimmer, plain = kept(journal, A), kept(journal)

    parts = journal.parts([plain.id, glimmer.id, GlimmerId("none"), GlimmerId("\udc80")])

    assert parts == {
        plain.id: Parts(),
        glimmer.id: Parts(photos=(Attached(photo=A),)),
        "none": Parts(),
        "\udc80": Parts(),
    }
    assert journal.parts([]) == {}


def test_a_tap_that_got_a_photo_is_no_longer_taken_back_without_trace(journal):
    glimmer = kept(journal, A)

    assert not journal.forget(glimmer.id)
    journal.photos.detach(glimmer.id, A.id, at=NOW)
    assert journal.forget(glimmer.id)


def test_the_bin_keeps_its_photos_until_it_is_swept(journal):
    glimmer = kept(journal, A, B)
    other = kept(journal, B)
    journal.remove(glimmer.id, at=NOW)

    assert journal.photos.in_use() == {A.id, B.id}
    live(journal, since=NOW, days=BIN_DAYS + 1)

    assert journal.photos.in_use() == rows(journal) == {B.id}
    journal.erase(other.id, at=NOW)
    assert rows(journal) == set()


def test_photos_are_chosen_by_time_pathway_name_and_hand(journal):
    march = kept(journal, A, text="14 March 2019", pathway="around", people=("Noor",))
    today = kept(journal, B, C, pathway="within", people=("Noor", "Bo"), tags=("tea",))
    once = kept(journal, A, text="as a child", tags=("tea",))
    journal.remove(kept(journal, photo("d"), people=("Noor",)).id, at=NOW)
    kept(journal, people=("Noor",))

    def found(**which: object) -> list[tuple[str, str]]:
        return [
            (glimmer.id, attached.photo.id[0])
            for glimmer, attached in journal.photos.pictures(**which)
        ]  # type: ignore[arg-type]

    everything = [(today.id, "b"), (today.id, "c"), (march.id, "a"), (once.id, "a")]
    assert found() == everything
    assert found(limit=2) == everything[:2]
    assert found(start=date(2019, 3, 14), end=date(2019, 3, 14)) == [(march.id, "a")]
    assert found(start=date(2019, 3, 15)) == everything[:2]
    assert found(end=date(2026, 11, 21)) == [(march.id, "a")], "times of life have no day"
    assert found(end=NOW.date()) == everything[:3]
    assert found(pathway="within") == everything[:2]
    assert found(kind="person", name="NOOR") == everything[:3]
    assert found(kind="person", name="NOOR", end=date(2020, 1, 1)) == [(march.id, "a")]
    assert found(kind="tag", name="tea", pathway="within") == everything[:2]
    assert found(ids=[once.id, march.id]) == everything[2:]
    assert found(photos=[C.id, A.id, A.id, "0" * 64]) == everything[1:]
    assert found(photos=[A.id], end=date(2019, 12, 31)) == [(march.id, "a")]
    assert found(photos=[]) == found(ids=[]) == found(kind="tag", name="nobody") == []


def test_moving_a_glimmer_in_time_moves_its_photos(journal):
    first, second = kept(journal, A), kept(journal, B, at=LATER)

    journal.change(second.id, Edit(when=understand("2019", now=NOW)), at=LATER)

    assert [attached.photo for _, attached in journal.photos.pictures()] == [A, B]
    assert [glimmer.id for glimmer, _ in journal.photos.pictures(end=date(2019, 12, 31))] == [
        second.id
    ]
    assert first.id != second.id
    assert journal.examine().problems == ()


@pytest.mark.parametrize(
    ("which", "index", "sorted_by"),
    [
        ({}, "glimmer_photos_timeline", []),
        ({"start": date(2020, 1, 1), "end": date(2020, 12, 31)}, "glimmer_photos_timeline", []),
        ({"pathway": "around"}, "glimmer_photos_timeline", []),
        # The few photos of one glimmer are put in their order, nothing more.
        ({"kind": "tag", "name": "tea"}, "glimmer_tags_timeline", ["LAST", "RIGHT"]),
        ({"photos": [A.id]}, "glimmer_photos_photo", ["ORDER BY"]),
    ],
)
def test_choosing_among_ten_thousand_walks_an_index(journal, which, index, sorted_by):
    first = kept(journal, A, tags=("tea",), pathway="around")
    conn = journal._conn
    columns = ", ".join(
        f'"{row[1]}"'
        for row in conn.execute("PRAGMA table_info(glimmers)")
        if row[1] not in ("number", "id", "sort_key")
    )
    conn.execute(
        "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 9999)"
        f" INSERT INTO glimmers (id, sort_key, {columns})"
        f" SELECT printf('%06d', i), printf('2020-06-01T%06d', i), {columns} FROM n, "
        "glimmers WHERE id = ?",
        (first.id,),
    )
    conn.execute(
        (
            "INSERT OR IGNORE INTO glimmer_photos (glimmer, photo, position, sort_key) SELECT "
            "id, ?, 0, sort_key FROM glimmers"
        ),
        (A.id,),
    )
    statements: list[str] = []
    conn.set_trace_callback(statements.append)

    assert journal.photos.pictures(**which)

    conn.set_trace_callback(None)
    plan = [
        row[3]
        for statement in statements
        for row in conn.execute(f"EXPLAIN QUERY PLAN {statement}")
    ]
    assert any(f"INDEX {index}" in step for step in plan), plan
    sorting = [step for step in plan if "TEMP B-TREE" in step]
    assert all(any(part in step for part in sorted_by) for step in sorting), plan
    assert not any(step.startswith(("SCAN g", "SCAN p")) for step in plan), plan


# Collages -----------------------------------------------------------------------------------------


def test_a_collage_is_kept_changed_and_found_again_newest_first(journal):
    first = journal.collages.keep({"seed": 1, "caption": "Ærø ☕"}, "e" * 64, at=NOW)
    second = journal.collages.keep({"seed": 2}, "f" * 64, at=LATER)

    changed = journal.collages.change(first.id, {"seed": 3}, "d" * 64, at=LATER)

    assert (first.record, first.picture) == ({"seed": 1, "caption": "Ærø ☕"}, "e" * 64)
    # Which captions were seen and replaced goes on being known, without what they said.
    record = {"seed": 3, SEEN: [caption_mark(first)]}
    assert (
        journal.collages.get(first.id)
        == changed
        == replace(first, record=record, picture="d" * 64, changed_at=LATER.isoformat())
    )
    assert journal.collages.page() == [second, changed]
    assert (journal.collages.page(limit=1), journal.collages.page(before=second.id)) == (
        [second],
        [changed],
    )


def test_a_collage_holds_on_to_its_photos_and_its_picture(journal):
    glimmer = kept(journal, A, B, C)
    record = {
        "frames": [{"photo": A.id}, {"photo": "a file that was never kept"}],
        "locked": {B.id: True},
    }
    collage = journal.collages.keep(record, "f" * 64, at=NOW)

    journal.erase(glimmer.id, at=NOW)
    assert journal.photos.in_use() == {A.id, B.id, "f" * 64}
    journal.collages.change(collage.id, {"frames": [{"photo": A.id}]}, "e" * 64, at=NOW)

    assert journal.photos.in_use() == {A.id, "e" * 64}
    assert journal.examine().problems == ()


def test_a_photo_that_comes_after_the_collage_that_names_it_is_held_by_it_as_well(journal):
    journal.collages.keep({"frames": [{"photo": A.id}]}, "f" * 64, at=NOW)
    glimmer = kept(journal, A, B)

    journal.photos.detach(glimmer.id, A.id, at=LATER, for_good=True)
    journal.photos.detach(glimmer.id, B.id, at=LATER, for_good=True)

    assert journal.photos.in_use() == {A.id, "f" * 64}


def test_a_collage_that_was_let_go_can_be_put_back_until_the_bin_is_swept(journal):
    journal.erase(kept(journal).id, at=NOW)
    glimmer = kept(journal, A)
    collage = journal.collages.keep({"photos": [A.id]}, "f" * 64, at=NOW)
    removed = journal.collages.remove(collage.id, at=NOW)
    journal.erase(glimmer.id, at=NOW)

    assert journal.collages.page() == []
    assert journal.collages.remove(collage.id, at=LATER) == removed
    assert (
        replace(journal.collages.put_back(collage.id, at=NOW), changed_at=collage.changed_at)
        == collage
    )
    journal.collages.remove(collage.id, at=NOW)
    live(journal, since=NOW, days=BIN_DAYS)
    assert journal.photos.in_use() == {A.id, "f" * 64}
    journal.begin_day(now=LONG_AFTER)

    assert journal.photos.in_use() == rows(journal) == set()
    with pytest.raises(UnknownCollageError):
        journal.collages.get(collage.id)


def test_more_collages_than_a_page_holds_are_read_to_the_last_one_page_by_page(journal):
    kept = [
        journal.collages.keep({"seed": seed}, "f" * 64, at=NOW + timedelta(seconds=seed))
        for seed in range(2 * PAGE + 1)
    ]
    for collage in kept[::2]:
        journal.collages.remove(collage.id, at=LATER)  # all at one moment

    def all_of(*, bin: bool) -> list[list[CollageId]]:
        pages: list[list[CollageId]] = []
        while page := journal.collages.page(before=pages[-1][-1] if pages else None, bin=bin):
            pages.append([each.id for each in page])
        return pages

    here, away = all_of(bin=False), all_of(bin=True)

    assert [len(page) for page in here] == [PAGE]
    assert [len(page) for page in away] == [PAGE, 1]
    assert list(chain(*here)) == [each.id for each in reversed(kept[1::2])]
    assert list(chain(*away)) == [each.id for each in reversed(kept[::2])]


def test_collages_in_the_bin_are_read_a_page_at_a_time_the_latest_let_go_first(journal):
    first, second, third, kept_one = (
        journal.collages.keep({"seed": seed}, "f" * 64, at=NOW + timedelta(seconds=seed))
        for seed in range(4)
    )
    for minutes, collage in enumerate((second, third, first), start=1):
        journal.collages.remove(collage.id, at=LATER + timedelta(minutes=minutes))

    page = journal.collages.page(limit=2, bin=True)

    assert [each.id for each in page] == [first.id, third.id]
    assert [each.id for each in journal.collages.page(before=page[-1].id, bin=True)] == [second.id]
    assert journal.collages.page() == [kept_one]


def test_a_collage_is_erased_for_good_with_the_photos_that_only_it_showed(journal):
    glimmer = kept(journal, A, B)
    record = {"photos": [A.id, B.id], "caption": "a secret caption"}
    collage = journal.collages.keep(record, "f" * 64, at=NOW)
    journal.photos.detach(glimmer.id, A.id, at=NOW)
    journal.collages.remove(collage.id, at=NOW)

    journal.collages.erase(collage.id, at=NOW)

    assert journal.collages.page(bin=True) == []
    assert journal.photos.in_use() == {B.id}
    assert journal.examine().problems == ()


@pytest.mark.parametrize("id", ["none", "\udc80"])
def test_a_collage_that_is_not_there_is_told(journal, id):
    for verb in (
        lambda: journal.collages.get(CollageId(id)),
        lambda: journal.collages.change(CollageId(id), {}, "f" * 64, at=NOW),
        lambda: journal.collages.remove(CollageId(id), at=NOW),
        lambda: journal.collages.put_back(CollageId(id), at=NOW),
        lambda: journal.collages.erase(CollageId(id), at=NOW),
    ):
        with pytest.raises(UnknownCollageError):
            verb()


def test_listeners_hear_of_photos_names_and_collages(journal):
    glimmer = journal.keep(Draft(when=at_moment(NOW)), at=NOW)
    told: list[Parts] = []
    journal.listen(lambda: told.append(journal.parts([glimmer.id])[glimmer.id]))

    journal.photos.attach(glimmer.id, [A], at=NOW)
    journal.change(glimmer.id, Edit(tags=("tea",)), at=NOW)
    journal.collages.keep({}, "f" * 64, at=NOW)

    assert told[0] == Parts(photos=(Attached(photo=A),))
    assert told[1:] == [Parts(photos=(Attached(photo=A),), tags=("tea",))] * 2
