"""The collage that is offered beside a memory, over real journals: what is in it and never is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.glimmers import Draft, Glimmer, GlimmerId
from app.core.lookback.together import ENOUGH, FITS, Group, Of, Together, Week, groups
from app.core.photos import NOTHING, Photo, PhotoId
from app.core.when.times import at_moment
from storage.journal import Journal
from storage.rows import memory_rows
from storage.rows.memory_rows import MemoryRows
from tests.storage.test_memories import (
    LIVED,
    NOW,
    TODAYS_DAY,
    Lived,
    journal_of,
    keep_out,
    kept,
    may_come,
    of,
)

POOL = [
    Photo(id=PhotoId(f"{each:064x}"), width=40, height=30, media_type="image/jpeg", size=9)
    for each in range(12)
]
"""Few enough that some are in several glimmers."""
NEAR = st.builds(
    Lived,
    said=st.dates(min_value=date(2018, 5, 1), max_value=date(2018, 5, 9)),
    kept_ago=st.integers(31, 4000),
    people=st.sampled_from(((), ("Mum",), ("Noor", "Mum"))),
    tags=st.just(()),
    in_bin=st.sampled_from((False, False, False, True)),
)


def offered(journal: Journal, day: date, *, recent: bool = False) -> Together | None:
    memory = of(journal, day, recent=recent)
    if memory is None:
        return None
    rows = journal.drawer(MemoryRows)
    id = memory.glimmer.id
    parts = journal.parts([id]).get(id, NOTHING)
    return rows.together(memory.glimmer, parts, day, rows.kept_out(), recent=recent)


def with_photos(lived: list[Lived], pictures: list[list[int]], today: date) -> Journal:
    journal = journal_of(lived, today)
    ids = [id for (id,) in journal._conn.execute("SELECT id FROM glimmers ORDER BY id")]
    for id, those in zip(ids, pictures, strict=False):
        journal.photos.attach(GlimmerId(id), [POOL[each] for each in those], at=NOW)
    return journal


def is_of(journal: Journal, group: Group, glimmer: Glimmer) -> bool:
    if isinstance(group, Week):
        day = glimmer.when.day
        dated = glimmer.precision in ("moment", "day")
        return dated and day is not None and group.first <= day <= group.last
    parts = journal.parts([glimmer.id]).get(glimmer.id, NOTHING)
    return group.name in (parts.people if group.kind == "person" else parts.places)


def allowed(journal: Journal, group: Group, day: date, out: set, *, recent: bool) -> set[PhotoId]:
    """The photos that the rules let into it, told once more and plainly."""
    holding: dict[PhotoId, set[GlimmerId]] = {}
    for glimmer, photo in journal._conn.execute("SELECT glimmer, photo FROM glimmer_photos"):
        holding.setdefault(photo, set()).add(glimmer)
    there = {each.id: each for each in journal.page(limit=500)}
    whatever_the_day = may_come(journal, date.max, recent=True, out=out)
    may = may_come(journal, day, recent=recent, out=out)
    return {
        photo
        for photo, those in holding.items()
        # In the bin, hidden or kept out in one of them, it is so in all.
        if those <= whatever_the_day
        and any(id in may and is_of(journal, group, there[id]) for id in those)
    }


@given(
    st.lists(st.one_of(LIVED, NEAR, NEAR), max_size=14),
    st.lists(st.lists(st.integers(0, len(POOL) - 1), max_size=4, unique=True), max_size=14),
    TODAYS_DAY,
    st.booleans(),
    st.data(),
)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_only_what_may_come_back_is_offered_and_it_is_wherever_there_is_enough(
    lived, pictures, today, recent, data
):
    journal = with_photos(lived, pictures, today)
    known = [each.id for each in journal.page(limit=500)]
    known += [("person", name.name) for name in journal.names.all("person")]
    out = data.draw(st.sets(st.sampled_from(known), max_size=2)) if known else set()
    for way in out:
        keep_out(journal, way)

    found = offered(journal, today, recent=recent)

    memory = of(journal, today, recent=recent)
    if memory is None:
        assert found is None
        return
    parts = journal.parts([memory.glimmer.id]).get(memory.glimmer.id, NOTHING)
    for group in groups(memory.glimmer, parts, today):
        may = allowed(journal, group, today, out, recent=recent)
        if len(may) < ENOUGH:
            continue
        assert found is not None
        assert found.group == group
        assert len(found.photos) == len(set(found.photos)) == min(FITS, len(may))
        assert set(found.photos) <= may
        return
    assert found is None


def of_mum(count: int) -> tuple[Journal, Glimmer]:
    """Each a day later than the one before, all with Mum and a photo of its own; and the one in
    their middle.
    """
    journal = Journal.in_memory()
    made: list[Glimmer] = []
    for each in range(count):
        at = NOW - timedelta(days=20_000 - each)
        photo = replace(POOL[0], id=PhotoId(f"{each:064x}"))
        draft = Draft(when=at_moment(at), people=("Mum",))
        made.append(journal.keep(draft, at=at, photos=[photo]))
    return journal, made[count // 2]


def steps(journal: Journal, glimmer: Glimmer, group: Group) -> int:
    """Of SQLite's machine, in hundreds, for looking at what can be offered of it."""
    rows, count = journal.drawer(MemoryRows), [0]

    def another() -> int:
        count[0] += 1
        return 0

    journal._conn.set_progress_handler(another, 100)
    photos = rows._near(group, glimmer)
    rows._holding([photo for _, photo in photos], "2026-01-01")
    journal._conn.set_progress_handler(None, 0)
    assert photos
    return count[0]


def test_it_costs_as_much_among_few_as_among_many():
    cost = {}
    for count in (200, 1_000):
        journal, glimmer = of_mum(count)
        day = glimmer.when.day
        assert day is not None
        week = Week(day - timedelta(days=3), day + timedelta(days=3))
        cost[count] = [steps(journal, glimmer, group) for group in (Of("person", "Mum"), week)]

    assert all(many <= 1.1 * few + 2 for few, many in zip(cost[200], cost[1_000], strict=True)), (
        cost
    )


def test_each_question_has_an_index_and_sorts_nothing():
    conn = Journal.in_memory()._conn
    values = {"near": 9, "key": "mum", "at": "2018", "first": "2018", "last": "2019"}
    values |= {"photos": "[]", "before": "2020"}
    for query, index in (
        (memory_rows._OF_WEEK, "glimmer_photos_timeline (sort_key>? AND sort_key<?)"),
        (memory_rows._OF_NAME["person"], "glimmer_people_timeline (person=? AND sort_key<?)"),
        (memory_rows._OF_NAME["place"], "glimmer_places_timeline (place=? AND sort_key>?)"),
        (memory_rows._HOLDING, "glimmer_photos_photo (photo=?)"),
    ):
        plan = [row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {query}", values)]
        assert any(index in line for line in plan), (query, plan)
        assert not any("TEMP B-TREE" in line for line in plan), (query, plan)


def test_it_is_the_same_whatever_is_kept_meanwhile():
    journal = Journal.in_memory()
    one = kept(journal, "one", "3 May 2018", people=("Mum",))
    journal.photos.attach(one.id, POOL[:4], at=NOW)
    before = offered(journal, NOW.date())
    new = journal.keep(Draft(when=at_moment(NOW), people=("Mum",)), at=NOW, photos=POOL[:9])

    assert before is not None
    assert offered(journal, NOW.date()) == before
    journal.remove(new.id, at=NOW)
    assert offered(journal, NOW.date()) is None, "in the bin somebody has put them just now"
