"""What people say for a time, row by row: `when_samples.tsv` has what is right for each."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import NotUnderstoodError
from app.core.when import grammar
from app.core.when.grammar import understand
from app.core.when.spans import Here
from app.core.when.times import When, iso, parted
from app.core.when.ways.hours import without_hours
from app.words.errors import told
from tests.core.phrases import check_promises

TABLE = Path(__file__).with_name("when_samples.tsv")
_Way = Callable[[str, Here], When | None]


class Sample(NamedTuple):
    """A row of the table."""

    now: str
    zone: str
    half: str
    way: str
    said: str
    right: str

    @property
    def instant(self) -> datetime:
        return datetime.fromisoformat(self.now).replace(tzinfo=ZoneInfo(self.zone))

    def understood(self) -> When:
        southern = self.half == "south"
        return understand(self.said, now=self.instant, southern=southern, zone=self.zone)


def samples() -> list[Sample]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [Sample(*row) for row in rows[1:]]


SAMPLES = samples()


def as_in_the_table(sample: Sample) -> str:
    """What the grammar makes of a sample, in the notation of the table."""
    try:
        when = sample.understood()
    except NotUnderstoodError as error:
        if error.offers:
            return "ask " + " | ".join(error.offers)
        return "to come" if error.why == "to come" else "no"
    if when.precision == "life":
        return "life"
    time, words = parted(when.text)
    beside = f" + {words}" if words else ""
    if isinstance(when.start, datetime):
        return f"moment {iso(when.start)}{beside}"
    if when.precision == "day":
        part = time.partition(", ")[2]
        return f"day {when.start}{f' {part}' if part else ''}{beside}"
    return f"{when.precision} {when.start} {when.end}{beside}"


@pytest.fixture
def taken(monkeypatch) -> list[str]:
    """The names of the ways that took something or refused it, the one that decided last."""
    names: list[str] = []

    def noted(way: _Way) -> _Way:
        @functools.wraps(way)
        def noting(words: str, here: Here) -> When | None:
            try:
                when = way(words, here)
            except NotUnderstoodError:
                names.append(way.__name__.removeprefix("as_"))
                raise
            if when is not None:
                names.append(way.__name__.removeprefix("as_"))
            return when

        return noting

    monkeypatch.setattr(grammar, "_WAYS", tuple(map(noted, grammar._WAYS)))
    return names


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.said} at {sample.now}")
def test_what_is_said_is_taken_as_it_is_meant_or_asked(sample, taken):
    assert as_in_the_table(sample) == sample.right

    way = taken[-1] if taken else "none"
    if " + " in sample.right and sample.way != "hours_of_a_day":
        way = "beside"
    elif sample.right == "life":
        way = "life"
    assert way == sample.way


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.said} at {sample.now}")
def test_a_sample_keeps_the_promises_and_each_meaning_that_is_offered_is_one(sample):
    southern = sample.half == "south"

    check_promises(sample.said, now=sample.instant, southern=southern)


def test_every_way_has_samples():
    ways = {way.__name__.removeprefix("as_") for way in grammar._WAYS} | {"beside", "life"}

    assert ways <= {sample.way for sample in SAMPLES}


def test_a_day_is_written_as_one_in_edtf_whatever_stands_beside_it():
    days = [sample.understood() for sample in SAMPLES if sample.right.startswith("day ")]

    assert len(days) > 300
    for when in days:
        assert when.start == when.end
        assert when.edtf == str(when.start)


def test_words_that_only_the_person_can_place_are_kept_as_they_are():
    lives = [sample for sample in SAMPLES if sample.right == "life"]

    assert len(lives) > 50
    for sample in lives:
        when = sample.understood()
        assert when.text == sample.said.removeprefix("free: ")
        assert (when.start, when.end, when.edtf) == (None, None, "")


def test_what_is_still_to_come_is_told_so_with_two_ways_to_write_what_was():
    coming = [sample for sample in SAMPLES if sample.right == "to come"]

    assert len(coming) > 40
    for sample in coming:
        with pytest.raises(NotUnderstoodError) as refused:
            sample.understood()
        assert "in the future" in told(refused.value).what
        assert told(refused.value).advice.count("“") == 2


def test_the_table_has_each_sample_once_and_enough_of_them():
    keys = [(sample.now, sample.zone, sample.half, sample.said) for sample in SAMPLES]

    assert len(set(keys)) == len(keys) >= 1_000
    assert all(isinstance(sample.instant.date(), date) for sample in SAMPLES)


HOURS = [
    sample for sample in SAMPLES if sample.way == "hours_of_a_day" and sample.right[:3] == "mom"
]


@pytest.mark.parametrize("sample", HOURS, ids=lambda sample: f"{sample.said} at {sample.now}")
def test_what_is_shared_has_no_hours_beside_its_day(sample):
    _, beside = parted(sample.understood().text)

    assert beside
    assert without_hours(beside) == ""
    assert without_hours(f"our concert, {beside}") == "our concert"
    assert without_hours("Anna, then Ben") == "Anna, then Ben"
