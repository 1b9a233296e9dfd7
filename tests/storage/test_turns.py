"""Whose turn it is, when two programs with one journal would do the same thing at the
same moment.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.journal import Journal

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_an_instant_is_claimed_once_and_a_later_one_once_more():
    journal = Journal.in_memory()

    claims = [journal.preferences.claim("turn", NOON, now=NOON) for _ in range(3)]
    later = journal.preferences.claim(
        "turn", NOON + timedelta(hours=1), now=NOON + timedelta(hours=1)
    )
    earlier = journal.preferences.claim("turn", NOON, now=NOON + timedelta(hours=1))

    assert (claims, later, earlier) == ([True, False, False], True, False)


def test_a_claim_made_under_a_wrong_clock_does_not_hold_for_years():
    journal = Journal.in_memory()
    journal.preferences.claim("turn", NOON.replace(year=2036), now=NOON.replace(year=2036))

    assert journal.preferences.claim("turn", NOON, now=NOON)
    assert not journal.preferences.claim("turn", NOON, now=NOON)


def test_of_many_at_once_one_gets_it(tmp_path: Path):
    file = tmp_path / "glimmers.db"
    Journal.open(file).close()
    ready, won = threading.Barrier(4), []

    def run() -> None:
        with closing(Journal.open(file)) as journal:
            for minute in range(20):
                ready.wait()
                if journal.preferences.claim(
                    "turn", NOON + timedelta(minutes=minute), now=NOON + timedelta(minutes=minute)
                ):
                    won.append(minute)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(won) == list(range(20))


def test_when_something_was_chosen_last_is_known():
    journal = Journal.in_memory()
    before = journal.preferences.chosen_at("look")
    journal.preferences.choose("look", "night", at=NOON)
    journal.preferences.choose("look", "day", at=NOON + timedelta(hours=1))

    assert before is None
    assert journal.preferences.chosen_at("look") == NOON + timedelta(hours=1)


def test_a_time_of_choice_that_a_disk_has_damaged_is_none(tmp_path):
    file = tmp_path / "glimmers.db"
    journal = Journal.open(file)
    journal.preferences.choose("look", "night", at=NOON)
    for damaged in ("'2026-13-45'", "'2026-11-23T12:00:00.000'", "''", "7", "NULL"):
        with closing(sqlite3.connect(file)) as conn:
            conn.execute(f"UPDATE preferences SET changed_at = {damaged}")
            conn.commit()
        assert journal.preferences.chosen_at("look") is None
    journal.close()
