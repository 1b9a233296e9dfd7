"""Times in words: the journal keeps a notation, and each language says it in its own way."""

from __future__ import annotations

import io
import random
from datetime import UTC, date, datetime, time

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from app.core.errors import NotUnderstoodError
from app.core.when import meaning as of
from app.core.when.grammar import understand
from app.core.when.meaning import meaning_of
from app.core.when.times import at_moment
from app.words import hours, language
from app.words.screens import words
from app.words.when import times
from tests.core.phrases import a_now, a_phrase

NOW = datetime(2026, 11, 22, 18, 42, tzinfo=UTC)
SPOKEN = (
    "now", "yesterday", "yesterday evening", "Saturday at 3", "14 March 2019", "March 2019",
    "summer 2004", "a summer about 2004", "2004", "the 90s", "early March 2019", "late summer 2004",
    "mid 2004", "the early 90s", "about 2004", "about March 2019", "about summer 2004",
    "around the early 90s", "last week", "last weekend", "a few weeks ago", "a Sunday in May 2004",
    "one evening in 2004", "an autumn in the 80s", "an old day in 2004",
    "between May and July 2019",
    "from summer 2004 to autumn 2004", "the year 0033", "from 0033 to 0041",
    "our wedding day, 14 June 2008", "mum's birthday (the big one) yesterday at noon",
)  # fmt: skip


@pytest.fixture(autouse=True)
def english_again():
    yield
    language.speak(language.SOURCE)


@pytest.mark.parametrize("spoken", SPOKEN)
def test_a_time_taken_apart_and_said_again_in_english_is_the_same_text(spoken):
    when = understand(spoken, now=NOW)

    meant = meaning_of(when.text)

    assert meant is not None
    assert times.said(meant) == when.text


def test_whatever_is_understood_can_be_taken_apart_and_said_again():
    chance, taken = random.Random(11), 0
    for _ in range(6000):
        now = a_now(chance)
        try:
            when = understand(a_phrase(chance, now), now=now, southern=chance.random() < 0.3)
        except NotUnderstoodError:
            continue
        if when.precision != "life":
            meant = meaning_of(when.text)
            assert meant is not None, when.text
            assert times.said(meant) == when.text
            taken += 1
    assert taken > 1000


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("14 March 2019", of.Day(date(2019, 3, 14))),
        ("14 March 2019, 08:30", of.Day(date(2019, 3, 14), clock=time(8, 30))),
        ("14 March 2019, dusk", of.Day(date(2019, 3, 14), part="dusk")),
        ("the weekend of 9 March 2019", of.Week(date(2019, 3, 9), weekend=True)),
        ("an autumn, about 1987", of.Season(1987, "autumn", unsure=True)),
        ("about the late 1990s", of.About(of.Part("late", of.Decade(1990)))),
        ("a Sunday in May 2004", of.OneOf("Sunday", of.Month(2004, 5))),
        (
            "between early 2004 and summer 2005",
            of.Between(of.Part("early", of.Year(2004)), of.Season(2005, "summer")),
        ),
    ],
)
def test_what_a_text_means(text, meant):
    assert meaning_of(text) == meant


@pytest.mark.parametrize(
    "text", ["when I was small", "31 February 2019", "about when", "summer", ""]
)
def test_words_of_another_kind_mean_nothing_and_are_shown_as_they_are(text):
    language.speak(language.PSEUDO)

    assert meaning_of(text) is None
    assert times.time("about", text) == text


def test_what_nests_without_end_is_let_be():
    assert meaning_of("about " * 5000 + "2004") is None


@pytest.fixture
def german(tmp_path, monkeypatch):
    """As far as these tests need it: an order of its own, cases, and a name for each part."""
    catalogue = Catalog(locale="de")
    for english, german in {
        "{day} March {year}": "{day}. März {year}",
        "{day} November": "{day}. November",
        "May {year}": "Mai {year}",
        "summer {year}": "Sommer {year}",
        "the {year}s": "die {year}er",
        "the early {year}s": "Anfang der {year}er",
        "about {time}": "etwa {time}",
        "{day}, evening": "{day}, abends",
        "{day}, {time}": "{day} um {time}",
        "a {what} in {time}": "ein {what} im {time}",
        "between {first} and {last}": "zwischen {first} und {last}",
        "Sunday": "Sonntag",
        "{weekday} {day}": "{weekday}, {day}",
    }.items():
        catalogue.add(english, german)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    (tmp_path / "de.mo").write_bytes(compiled.getvalue())
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    language.speak("de")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("14 March 2019", "14. März 2019"),
        ("14 March 2019, 08:30", "14. März 2019 um 08:30"),
        ("14 March 2019, evening", "14. März 2019, abends"),
        ("about the 1990s", "etwa die 1990er"),
        ("about the early 1990s", "etwa Anfang der 1990er"),
        ("a Sunday in May 2004", "ein Sonntag im Mai 2004"),
        ("a rainy day in May 2004", "ein rainy day im Mai 2004"),
        ("between summer 2004 and summer 2006", "zwischen Sommer 2004 und Sommer 2006"),
    ],
)
def test_a_time_kept_in_english_is_said_in_the_language_of_now(german, text, said):
    assert times.time("day", text) == said


def test_own_words_for_a_time_are_said_as_they_were_written(german):
    assert times.time("life", "summer 2004") == "summer 2004"


def test_a_moment_of_today_is_said_in_the_language_of_now(german):
    when = at_moment(NOW)

    assert words.with_part(words.day_of_this_year(NOW.date()), when.text) == "22. November um 18:42"


BESIDE = "14 June 2008, 18:30 (Anna’s day (the big one), at noon)"


def test_words_beside_a_time_stay_as_they_were_written_in_every_language(german):
    assert meaning_of("14 March 2019 (our wedding day)") == of.Beside(
        of.Day(date(2019, 3, 14)), "our wedding day"
    )
    assert times.time("day", "14 March 2019 (our wedding day)") == "14. März 2019 (our wedding day)"
    assert times.time("month", "May 2004 (in May (!))") == "Mai 2004 (in May (!))"


def test_words_beside_a_time_are_shown_wherever_it_is_said():
    words_beside = "(Anna’s day (the big one), at noon)"

    assert times.time("moment", BESIDE) == BESIDE
    assert times.with_part("Saturday 14 June", BESIDE) == f"Saturday 14 June, 18:30 {words_beside}"
    assert times.part_said(BESIDE) == f"18:30 {words_beside}"
    assert times.part_said("14 June 2008 (our day, at last)") == "our day, at last"
    assert times.part_said("14 June 2008, evening (our day)") == "evening (our day)"


def test_on_a_clock_of_twelve_hours_only_the_hour_of_the_time_is_changed():
    hours.show(twelve=True)
    try:
        assert times.time("moment", "14 June 2008, 18:30 (from 17:00)") == (
            "14 June 2008, 6:30 PM (from 17:00)"
        )
        assert times.part_said("14 June 2008, 18:30 (from 17:00)") == "6:30 PM (from 17:00)"
    finally:
        hours.show(twelve=False)


def test_a_persons_own_words_for_a_time_are_never_parted():
    assert times.time("life", "14 June 2008 (our wedding)") == "14 June 2008 (our wedding)"
