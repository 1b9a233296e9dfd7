"""An hour of the day, on a clock of twenty-four hours and on one of twelve."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

import pytest

from app.core.when.grammar import understand
from app.core.when.meaning import meaning_of
from app.words import hours as clock
from app.words import language
from app.words.hours import hours
from app.words.screens import words
from app.words.when import times


@pytest.fixture(autouse=True)
def twenty_four() -> Iterator[None]:
    yield
    clock.show(twelve=False)


TWELVE = [
    ("00:00", "12:00 AM"),
    ("00:05", "12:05 AM"),
    ("01:00", "1:00 AM"),
    ("09:30", "9:30 AM"),
    ("11:59", "11:59 AM"),
    ("12:00", "12:00 PM"),
    ("12:01", "12:01 PM"),
    ("13:00", "1:00 PM"),
    ("18:42", "6:42 PM"),
    ("23:59", "11:59 PM"),
]


@pytest.mark.parametrize(("at", "said"), TWELVE)
def test_an_hour_is_shown_as_the_person_reads_clocks(at, said):
    before = hours.of(time.fromisoformat(at))

    clock.show(twelve=True)

    assert (before, hours.of(time.fromisoformat(at))) == (at, said)


@pytest.mark.parametrize(("at", "said"), TWELVE)
def test_what_is_shown_can_be_typed_again(at, said):
    now = datetime(2026, 11, 29, 23, 59, 30, tzinfo=UTC)

    typed = understand(f"28 November 2026, {said}", now=now)

    assert typed.start == understand(f"28 November 2026, {at}", now=now).start


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("22 November 2026, 18:42", "22 November 2026, 6:42 PM"),
        ("22 November 2026", "22 November 2026"),
        ("22 November 2026, evening", "22 November 2026, evening"),
        ("the 1990s", "the 1990s"),
        ("18:42", "6:42 PM"),
    ],
)
def test_a_text_of_a_time_is_shown_so_too(text, shown):
    clock.show(twelve=True)

    assert times.time("moment", text) == shown


def test_words_of_the_persons_own_stay_as_they_are():
    clock.show(twelve=True)

    assert times.time("life", "the night the clock stood at 18:42") == (
        "the night the clock stood at 18:42"
    )


def test_with_a_day_and_below_a_heading():
    clock.show(twelve=True)

    assert words.with_part("Sunday 22 November", "22 November 2026, 18:42") == (
        "Sunday 22 November, 6:42 PM"
    )
    assert words.part_said("22 November 2026, 18:42") == "6:42 PM"
    assert words.part_said("22 November 2026, evening") == "evening"
    assert words.part_said("22 November 2026") == ""
    assert words.kept(datetime(2026, 11, 22, 18, 42)) == "Kept, 6:42 PM"
    assert words.between(time(9), time(20, 30)) == words._BETWEEN.format(
        start="9:00 AM", end="8:30 PM"
    )


@pytest.mark.parametrize(
    ("minute", "of_24", "of_12"),
    [(0, "00:00", "12:00 AM"), (555, "09:15", "9:15 AM"), (1440, "24:00", "12:00 AM")],
)
def test_a_minute_of_the_day_has_both_midnights_on_a_clock_of_twenty_four(minute, of_24, of_12):
    before = words.minute_of_day(minute)
    clock.show(twelve=True)

    assert (before, words.minute_of_day(minute)) == (of_24, of_12)


def test_another_language_says_the_hour_in_its_own_way():
    clock.show(twelve=True)
    language.speak(language.PSEUDO)

    assert meaning_of("22 November 2026, 18:42") is not None
    assert "6:42" in times.time("moment", "22 November 2026, 18:42")
    assert "18:42" not in times.time("moment", "22 November 2026, 18:42")
