"""The glimmers from which is told what comes back: of twelve months, and of nothing that was let go
or is kept out.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.glimmers import Draft, Glimmer
from app.core.lookback.memories import TimeOfYear, preference_of
from app.core.lookback.nourishing import nourishing
from app.core.photos import Photo, PhotoId
from app.core.when.grammar import understand
from app.core.when.times import at_moment
from storage.journal import Journal
from storage.rows import nourishing_rows
from storage.rows.memory_rows import MemoryRows
from storage.rows.nourishing_rows import OF_A_YEAR, NourishingRows, between

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 30, 8, 0, tzinfo=BERLIN)
TODAY = NOW.date()


def kept(journal: Journal, note: str, when: str, **rest: object) -> Glimmer:
    return journal.keep(Draft(when=understand(when, now=NOW), note=note, **rest), at=NOW)  # type: ignore[arg-type]


def notes(journal: Journal, today: date = TODAY) -> list[str]:
    return sorted(each.note for each in journal.drawer(NourishingRows).lived(today))


@given(
    st.lists(
        st.tuples(st.integers(-3, 400), st.sampled_from(("", "Ida", "Noor")), st.booleans()),
        max_size=20,
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_exactly_the_days_of_twelve_months_without_the_bin_and_whom_a_person_has_hidden(those):
    journal = Journal.in_memory()
    wanted = []
    for number, (ago, name, in_bin) in enumerate(those):
        then = NOW - timedelta(days=ago)
        people = (name,) if name else ()
        draft = Draft(when=at_moment(then), note=str(number), people=people)
        glimmer = journal.keep(draft, at=NOW)
        if in_bin:
            journal.remove(glimmer.id, at=NOW)
        elif name != "Noor" and date(2025, 11, 30) < then.date() <= TODAY:
            wanted.append(str(number))
    if any(name == "Noor" for _, name, _ in those):
        journal.drawer(MemoryRows).hide("person", "Noor", hidden=True)

    assert notes(journal) == sorted(wanted)


def test_a_day_and_its_hour_and_all_that_a_glimmer_carries():
    journal = Journal.in_memory()
    sea = kept(
        journal, "sea", "3 November 2026 at 16:35", people=("Ida",), tags=("blue",), places=("Bay",)
    )
    photo = Photo(id=PhotoId("0" * 64), width=40, height=30, media_type="image/jpeg", size=1)
    journal.photos.attach(sea.id, [photo], at=NOW)
    kept(journal, "day", "4 November 2026", pathway="around")
    kept(journal, "month", "November 2026")

    of_a_day, of_an_hour = sorted(
        journal.drawer(NourishingRows).lived(TODAY), key=lambda each: each.note
    )

    assert (of_an_hour.day, of_an_hour.minute) == (date(2026, 11, 3), 16 * 60 + 35)
    assert of_an_hour.names == (("person", "Ida"), ("place", "Bay"), ("tag", "blue"))
    assert of_an_hour.cover is not None
    assert of_an_hour.cover.photo.id == photo.id
    assert (of_a_day.day, of_a_day.minute) == (date(2026, 11, 4), None)
    assert (of_a_day.pathway, of_a_day.cover) == ("around", None)


def test_what_is_kept_out_of_memories_is_kept_out_here():
    journal = Journal.in_memory()
    one = kept(journal, "one", "3 May 2026")
    kept(journal, "other", "4 May 2026")
    kept(journal, "of a time", "9 September 2026")
    kept(journal, "with her", "5 May 2026", people=("Ida",))
    journal.preferences.choose(preference_of(one.id), True, at=NOW)
    journal.preferences.choose(preference_of(TimeOfYear(9, 10)), True, at=NOW)
    journal.drawer(MemoryRows).hide("person", "Ida", hidden=True)

    assert notes(journal) == ["other"]
    assert journal.drawer(NourishingRows).silent() == ("Ida",)

    journal.drawer(MemoryRows).hide("person", "Ida", hidden=False)
    assert notes(journal) == ["other", "with her"]


def test_of_a_flood_some_are_drawn_the_same_each_time_and_of_all_months(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(nourishing_rows, "MOST", 120)
    journal = Journal.in_memory()
    for ago in range(360):
        for hour in (8, 20):
            then = (NOW - timedelta(days=ago)).replace(hour=hour)
            journal.keep(Draft(when=at_moment(then), note=f"{ago} {hour}"), at=NOW)
    rows = journal.drawer(NourishingRows)
    before = {each.id for each in rows.lived(TODAY)}

    kept(journal, "later", "29 November 2026")
    after = rows.lived(TODAY)

    assert len(before) == len(after) == 120
    assert len(before - {each.id for each in after}) <= 1
    assert len({each.day.month for each in after}) == 12
    mornings = sum(each.minute == 8 * 60 for each in after)
    assert 30 < mornings < 90


def test_a_date_that_a_disk_has_damaged_ends_nothing():
    journal = Journal.in_memory()
    damaged = kept(journal, "damaged", "3 November 2026 at 16:35")
    kept(journal, "whole", "4 November 2026 at 16:35")
    journal.drawer(NourishingRows)._conn.execute(
        "UPDATE glimmers SET start = 'yesterday' WHERE id = ?", (damaged.id,)
    )

    assert notes(journal) == ["whole"]


def test_the_question_is_answered_by_indexes(tmp_path: Path):
    journal = Journal.open(tmp_path / "glimmers.db")
    conn = journal.drawer(NourishingRows)._conn
    plan = [row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {OF_A_YEAR}", between(TODAY))]

    timeline = "glimmers USING INDEX glimmers_timeline (sort_key>? AND sort_key<?)"
    assert f"SEARCH {timeline}" in plan
    assert "SEARCH g USING INTEGER PRIMARY KEY (rowid=?)" in plan
    assert [line for line in plan if line.startswith("SCAN")] == ["SCAN drawn"], plan


def test_from_a_real_journal_comes_what_came_back_in_it():
    journal = Journal.in_memory()
    for ago in range(0, 300, 12):
        then = (NOW - timedelta(days=ago)).replace(hour=19)
        people = ("Ida",) if ago % 24 == 0 else ()
        draft = Draft(when=at_moment(then), note="tea" if ago % 36 == 0 else "", people=people)
        journal.keep(draft, at=NOW)

    rows = journal.drawer(NourishingRows)
    found = nourishing(rows.lived(TODAY), silent=rows.silent())

    assert [(one.kind, one.what) for one in found or ()] == [
        ("person", "Ida"),
        ("hours", "evening"),
    ]
