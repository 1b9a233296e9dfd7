"""What the app says: plain, warm, short, and true."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from app.core import errors
from app.words.errors import told
from app.words.screens import words
from storage.journal import BIN_DAYS
from tests.words.catalogue import every_message

FORBIDDEN = (
    "!",
    "should ",
    "don't forget",
    "don’t forget",
    "haven't",
    "haven’t",
    "you lost",
    "streak",
    "missed a",
)


SAID = {
    message.name: text
    for _, message in every_message()
    for text in (message.one, message.more)
    if text
}
NAMES = [
    name
    for kind in type(words).__mro__
    for name, value in vars(kind).items()
    if hasattr(value, "messages")
]
ERRORS = {
    name: told(kind(errors.KEEPING) if kind is errors.UnknownReasonError else kind()).sentence
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.GlimmersError)
}


@pytest.mark.parametrize("forbidden", FORBIDDEN)
def test_nothing_is_cheered_demanded_or_counted_against_anyone(forbidden):
    all_words = [
        text
        for place, message in every_message()
        for text in (message.one, message.more)
        if text and ("screens" in place or place.endswith("/prompts.py"))
    ]
    allowed = {
        (
            "In seven studies, people who were shown a broken streak went on less often than "
            "people who were shown an unbroken one, more so when they blamed themselves. So "
            "nothing here counts missed days."
        )
    }

    said = [text for text in all_words if text not in allowed]

    assert [text for text in said if forbidden in text.lower()] == []


def test_every_sentence_is_said_somewhere():
    app = Path(__file__).parents[2] / "app"
    code = "\n".join(path.read_text() for path in app.rglob("*.py"))

    assert [name for name in NAMES if len(re.findall(rf"\b{name}\b", code)) < 2] == []


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_says_what_happened_and_what_is_safe_or_what_to_do(name):
    text = ERRORS[name]

    assert "!" not in text
    assert text.count(".") >= 2
    assert text.endswith(".")


def test_about_says_what_care_asks_for():
    text = " ".join(words.ABOUT_TEXT)

    for part in (
        "The word comes from Deb Dana",
        "she has no part in this app",
        "polyvagal theory, whose account of the nervous system is disputed",
        (
            "in 2026 a group of 39 researchers called its main claims untenable, and its "
            "author answered them"
        ),
        "You do not need the theory to notice the sun on a wall.",
        "lifts well-being a little, on average, about as much as other such activities",
        "less than treatment does for depression or anxiety",
        "Some people do not enjoy it. Skip any day, any prompt.",
        "not a medical product and does not replace care",
        "Nothing you keep here leaves this device unless you send it.",
        "No account, no advertising, no counting of missed days.",
        "If today is hard, see Help now.",
    ):
        assert part in text


def test_the_evidence_gives_its_numbers_and_where_they_are_from():
    lines = " ".join(f"{finding} {source}" for finding, source in words.EVIDENCE_LINES)

    for part in (
        "g = 0.19", "145 papers", "24,804 people", "28 countries", "10.1073/pnas.2425193122",
        "g = −0.29", "−0.23",
        "10.1007/s10902-020-00236-6", "d = −0.03",
        "no clear difference for anxiety", "10.1037/cou0000107",
        "No trial of glimmers as such was found",
        "untenable or highly implausible", "39 authors", "180:108589", "Porges replied",
        "10.1093/jcr/ucac029",
    ):  # fmt: skip
        assert part in lines
    assert not re.search(
        r"rewire|vagus nerve|heal|cure", lines + " ".join(words.ABOUT_TEXT), re.IGNORECASE
    )


def test_kept_says_the_hour_of_the_tap():
    assert words.kept(datetime.fromisoformat("2026-11-22T18:42:59+01:00")) == "Kept, 18:42"
    assert words.kept(datetime.fromisoformat("2026-11-22T04:05:00-03:30")) == "Kept, 04:05"


@pytest.mark.parametrize(
    ("hour", "part"),
    [
        (0, "Early Sunday"),
        (5, "Sunday morning"),
        (12, "Sunday afternoon"),
        (17, "Sunday evening"),
        (21, "Sunday evening"),
        (22, "Sunday night"),
    ],
)
def test_the_time_of_day_in_words(hour, part):
    assert words.part_of_day(datetime(2026, 11, 22, hour)) == part


def test_a_day_of_another_year_names_it():
    today = date(2026, 11, 22)

    assert words.day_and_month(date(2026, 3, 1), today) == "1 March"
    assert words.day_and_month(date(2019, 3, 1), today) == "1 March 2019"


@pytest.mark.parametrize("name", ["BIN_KEEPS", "IN_THE_BIN", "LET_GO_SAID", "COLLAGE_GONE_SAID"])
def test_the_bin_promises_no_less_and_no_more_than_it_keeps(name):
    assert f"for at least {BIN_DAYS} days" in getattr(words, name)


@pytest.mark.parametrize(
    "file", ["README.md", "PRIVACY.md", "CHANGELOG.md", "app/words/terminal/help.py"]
)
def test_no_page_promises_an_end_of_the_bin_by_the_clock_alone(file):
    text = " ".join((Path(__file__).parents[2] / file).read_text().split())

    assert f"for at least {BIN_DAYS} days" in text
    assert f"bin for {BIN_DAYS} days" not in text


@pytest.mark.parametrize(
    ("at", "now", "said"),
    [
        ("2026-11-24 11:05", "2026-11-24 06:00", "This morning"),
        ("2026-11-24 12:00", "2026-11-24 06:00", "This afternoon"),
        ("2026-11-24 17:00", "2026-11-24 06:00", "This evening"),
        ("2026-11-24 22:00", "2026-11-24 06:00", "Tonight"),
        ("2026-11-25 00:30", "2026-11-24 21:00", "Tonight"),
        ("2026-11-25 00:30", "2026-11-25 00:10", "Tonight"),
        ("2026-11-25 05:00", "2026-11-25 02:00", "This morning"),
        ("2026-11-25 09:10", "2026-11-24 21:00", "Tomorrow morning"),
        ("2026-11-26 01:00", "2026-11-24 21:00", "Tomorrow night"),
        ("2026-11-27 15:00", "2026-11-24 21:00", "Friday afternoon"),
        ("2026-11-29 02:00", "2026-11-24 21:00", "Saturday night"),
        ("2026-12-08 18:00", "2026-11-24 21:00", "8 December, in the evening"),
        ("2027-01-02 04:00", "2026-12-20 21:00", "1 January 2027, at night"),
    ],
)
def test_the_next_reminder_is_told_by_the_part_of_the_day(at, now, said):
    moments = datetime.fromisoformat(at), datetime.fromisoformat(now)

    assert words.part_when(*moments) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (range(7), "Every day"),
        (range(1, 7), "All but Monday"),
        (range(5), "All but Saturday and Sunday"),
        ([5, 0, 2], "Monday, Wednesday and Saturday"),
        ([6], "Sunday"),
    ],
)
def test_the_days_of_reminders_are_told_in_a_line(days, said):
    assert words.days(frozenset(days)) == said
