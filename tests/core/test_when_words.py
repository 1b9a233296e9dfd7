"""What is shown and stored of a time, how it is refused, and what must hold for anything typed.
What people say is in `when_samples.tsv`, row by row.
"""

from __future__ import annotations

import random
import re
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import NotUnderstoodError
from app.core.when.grammar import LONGEST, understand
from app.core.when.times import MONTHS, WEEKDAYS, When
from tests.core.phrases import ZONES, a_now, a_phrase, check_promises
from tests.told import advice, refusing, sentence

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 20, 15, tzinfo=BERLIN)  # a Sunday


def said(text: str, *, now: datetime = NOW, southern: bool = False) -> When:
    return understand(text, now=now, southern=southern, zone="Europe/Berlin")


def days(when: When) -> tuple[str, str, str]:
    return when.precision, str(when.start), str(when.end)


@pytest.mark.parametrize(
    ("text", "precision", "start", "end", "shown", "edtf"),
    [
        ("March 2019", "month", "2019-03-01", "2019-03-31", "March 2019", "2019-03"),
        ("2019-03", "month", "2019-03-01", "2019-03-31", "March 2019", "2019-03"),
        ("03/2019", "month", "2019-03-01", "2019-03-31", "March 2019", "2019-03"),
        ("March last year", "month", "2025-03-01", "2025-03-31", "March 2025", "2025-03"),
        ("last month", "month", "2026-10-01", "2026-10-31", "October 2026", "2026-10"),
        ("6 months ago", "month", "2026-05-01", "2026-05-31", "May 2026", "2026-05"),
        ("a year and a half ago", "month", "2025-05-01", "2025-05-31", "May 2025", "2025-05"),
        ("December", "month", "2025-12-01", "2025-12-31", "December 2025", "2025-12"),
        (
            "the end of March",
            "month",
            "2026-03-21",
            "2026-03-31",
            "late March 2026",
            "2026-03-21/2026-03-31",
        ),
        ("summer 2004", "season", "2004-06-01", "2004-08-31", "summer 2004", "2004-22"),
        ("the summer of '04", "season", "2004-06-01", "2004-08-31", "summer 2004", "2004-22"),
        ("fall 2004", "season", "2004-09-01", "2004-11-30", "autumn 2004", "2004-23"),
        ("winter 2004", "season", "2004-12-01", "2005-02-28", "winter 2004", "2004-24"),
        ("winter 2003/04", "season", "2003-12-01", "2004-02-29", "winter 2003", "2003-24"),
        ("last spring", "season", "2026-03-01", "2026-05-31", "spring 2026", "2026-21"),
        ("three summers ago", "season", "2024-06-01", "2024-08-31", "summer 2024", "2024-22"),
        ("the summer before last", "season", "2025-06-01", "2025-08-31", "summer 2025", "2025-22"),
        ("2019", "year", "2019-01-01", "2019-12-31", "2019", "2019"),
        ("'98", "year", "1998-01-01", "1998-12-31", "1998", "1998"),
        ("3 years ago", "year", "2023-01-01", "2023-12-31", "2023", "2023"),
        ("the year before last", "year", "2024-01-01", "2024-12-31", "2024", "2024"),
        ("early 2019", "year", "2019-01-01", "2019-04-30", "early 2019", "2019-01/2019-04"),
        ("late 2019", "year", "2019-09-01", "2019-12-31", "late 2019", "2019-09/2019-12"),
        ("early this year", "year", "2026-01-01", "2026-04-30", "early 2026", "2026-01/2026-04"),
        ("the 90s", "decade", "1990-01-01", "1999-12-31", "the 1990s", "199X"),
        ("1990s", "decade", "1990-01-01", "1999-12-31", "the 1990s", "199X"),
        ("the nineties", "decade", "1990-01-01", "1999-12-31", "the 1990s", "199X"),
        ("in the mid-90s", "decade", "1994-01-01", "1996-12-31", "the mid 1990s", "1994/1996"),
        (
            "one summer in the 90s",
            "decade",
            "1990-01-01",
            "1999-12-31",
            "a summer in the 1990s",
            "199X",
        ),
        ("about 1987", "about", "1985-01-01", "1989-12-31", "about 1987", "1987~"),
        ("around 1987", "about", "1985-01-01", "1989-12-31", "about 1987", "1987~"),
        ("circa 1987", "about", "1985-01-01", "1989-12-31", "about 1987", "1987~"),
        ("c. 1987", "about", "1985-01-01", "1989-12-31", "about 1987", "1987~"),
        ("1987?", "about", "1985-01-01", "1989-12-31", "about 1987", "1987~"),
        ("1987 or so", "about", "1985-01-01", "1989-12-31", "about 1987", "1987~"),
        ("over 20 years ago", "about", "2004-01-01", "2008-12-31", "about 2006", "2006~"),
        (
            "around Christmas 2010",
            "about",
            "2010-12-22",
            "2010-12-28",
            "about 25 December 2010",
            "2010-12-25~",
        ),
        (
            "a summer around 1987",
            "about",
            "1985-06-01",
            "1989-08-31",
            "a summer, about 1987",
            "1985-06~/1989-08~",
        ),
        (
            "last week",
            "about",
            "2026-11-09",
            "2026-11-15",
            "the week of 9 November 2026",
            "2026-11-09/2026-11-15",
        ),
        (
            "last weekend",
            "about",
            "2026-11-14",
            "2026-11-15",
            "the weekend of 14 November 2026",
            "2026-11-14/2026-11-15",
        ),
        ("2004-2006", "about", "2004-01-01", "2006-12-31", "between 2004 and 2006", "2004/2006"),
        (
            "14 – 16 March 2019",
            "about",
            "2019-03-14",
            "2019-03-16",
            "between 14 March 2019 and 16 March 2019",
            "2019-03-14/2019-03-16",
        ),
        (
            "between May and July 2019",
            "about",
            "2019-05-01",
            "2019-07-31",
            "between May 2019 and July 2019",
            "2019-05/2019-07",
        ),
        (
            "a few weeks ago",
            "about",
            "2026-10-25",
            "2026-11-08",
            "between 25 October 2026 and 8 November 2026",
            "2026-10-25/2026-11-08",
        ),
        ("~1987", "about", "1985-01-01", "1989-12-31", "about 1987", "1987~"),
        ("1987 (?)", "about", "1985-01-01", "1989-12-31", "about 1987", "1987~"),
        ("must have been 1987", "about", "1985-01-01", "1989-12-31", "about 1987", "1987~"),
        ("20-odd years ago", "about", "2004-01-01", "2008-12-31", "about 2006", "2006~"),
        (
            "2-3 years ago",
            "about",
            "2023-01-01",
            "2024-12-31",
            "between 2023 and 2024",
            "2023/2024",
        ),
        (
            "a year or two ago",
            "about",
            "2024-01-01",
            "2025-12-31",
            "between 2024 and 2025",
            "2024/2025",
        ),
        (
            "a month and a half ago",
            "about",
            "2026-10-05",
            "2026-10-11",
            "about 8 October 2026",
            "2026-10-08~",
        ),
        (
            "the past few years",
            "about",
            "2022-01-01",
            "2026-12-31",
            "between 2022 and 2026",
            "2022/2026",
        ),
        (
            "this time last year",
            "about",
            "2025-11-19",
            "2025-11-25",
            "about 22 November 2025",
            "2025-11-22~",
        ),
        (
            "the Christmas holidays 2010",
            "about",
            "2010-12-22",
            "2010-12-28",
            "about 25 December 2010",
            "2010-12-25~",
        ),
        ("1987-88", "about", "1987-01-01", "1988-12-31", "between 1987 and 1988", "1987/1988"),
        ("1987-92", "about", "1987-01-01", "1992-12-31", "between 1987 and 1992", "1987/1992"),
        ("1987..1989", "about", "1987-01-01", "1989-12-31", "between 1987 and 1989", "1987/1989"),
        (
            "the first half of 2019",
            "about",
            "2019-01-01",
            "2019-06-30",
            "between January 2019 and June 2019",
            "2019-01/2019-06",
        ),
        (
            "second half of the 90s",
            "about",
            "1995-01-01",
            "1999-12-31",
            "between 1995 and 1999",
            "1995/1999",
        ),
        (
            "Q3 2019",
            "about",
            "2019-07-01",
            "2019-09-30",
            "between July 2019 and September 2019",
            "2019-07/2019-09",
        ),
        (
            "2019-W11",
            "about",
            "2019-03-11",
            "2019-03-17",
            "the week of 11 March 2019",
            "2019-03-11/2019-03-17",
        ),
        (
            "the other week",
            "about",
            "2026-11-01",
            "2026-11-15",
            "between 1 November 2026 and 15 November 2026",
            "2026-11-01/2026-11-15",
        ),
        (
            "late last week",
            "about",
            "2026-11-12",
            "2026-11-15",
            "between 12 November 2026 and 15 November 2026",
            "2026-11-12/2026-11-15",
        ),
        (
            "the week before Christmas 2019",
            "about",
            "2019-12-18",
            "2019-12-24",
            "between 18 December 2019 and 24 December 2019",
            "2019-12-18/2019-12-24",
        ),
        (
            "the weekend after Easter 2019",
            "about",
            "2019-04-27",
            "2019-04-28",
            "the weekend of 27 April 2019",
            "2019-04-27/2019-04-28",
        ),
        (
            "first weekend in May 2019",
            "about",
            "2019-05-04",
            "2019-05-05",
            "the weekend of 4 May 2019",
            "2019-05-04/2019-05-05",
        ),
        (
            "an evening last week",
            "about",
            "2026-11-09",
            "2026-11-15",
            "an evening in the week of 9 November 2026",
            "2026-11-09/2026-11-15",
        ),
        (
            "a Sunday in May 2019",
            "month",
            "2019-05-01",
            "2019-05-31",
            "a Sunday in May 2019",
            "2019-05",
        ),
        (
            "a Sunday morning in May",
            "month",
            "2026-05-01",
            "2026-05-31",
            "a Sunday morning in May 2026",
            "2026-05",
        ),
        (
            "one rainy day last summer",
            "season",
            "2026-06-01",
            "2026-08-31",
            "a rainy day in summer 2026",
            "2026-22",
        ),
        ("an evening in 2004", "year", "2004-01-01", "2004-12-31", "an evening in 2004", "2004"),
        (
            "a year and three months ago",
            "month",
            "2025-08-01",
            "2025-08-31",
            "August 2025",
            "2025-08",
        ),
        ("1½ years ago", "month", "2025-05-01", "2025-05-31", "May 2025", "2025-05"),
        ("10 yrs ago", "year", "2016-01-01", "2016-12-31", "2016", "2016"),
        ("all of 2019", "year", "2019-01-01", "2019-12-31", "2019", "2019"),
        ("nineteen eighty-seven", "year", "1987-01-01", "1987-12-31", "1987", "1987"),
        ("two thousand and four", "year", "2004-01-01", "2004-12-31", "2004", "2004"),
        ("summer of 69", "season", "1969-06-01", "1969-08-31", "summer 1969", "1969-22"),
        ("winter 2004-5", "season", "2004-12-01", "2005-02-28", "winter 2004", "2004-24"),
        (
            "first week of May 2019",
            "about",
            "2019-05-01",
            "2019-05-07",
            "between 1 May 2019 and 7 May 2019",
            "2019-05-01/2019-05-07",
        ),
    ],
)
def test_vague_times_stay_as_vague_as_they_were_given(text, precision, start, end, shown, edtf):
    when = said(text)

    assert days(when) == (precision, start, end)
    assert when.text == shown
    assert when.edtf == edtf


def test_any_words_behind_free_are_a_time_of_life():
    assert said("free: the blue time").text == "the blue time"
    assert said("FREE:2019").precision == "life"
    assert said("free: with 👨‍👩‍👧 at Großmutter’s").text == "with 👨‍👩‍👧 at Großmutter’s"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "banana",
        "my dog",
        "free:",
        "free: \u200b",
        "99",
        "19XX",
        "\0",
        "\ud800",
        "14 March 2019\x1b[2J",
        "0",
        "0000",
        "x" * (LONGEST + 1),
        "2019-02-30",
        "30 February",
        "2019-13",
        "14/3/19",
        "25:00 yesterday",
        "13pm",
        "the 32nd",
        "a week of Sundays",
        "from 3 to 4",
        "between 3 and 4",
        "14 Mar 19",
        "2019-366",
        "2019-W54",
        "the fifth Sunday in May 2019",
        "yesterday at midnight",
        "14.11",
        "2020-21",
        "0 Sundays ago",
        "leap day 2019",
        "Saturday and morning",
        "yesterday and evening",
        "from Saturday to morning",
        "last Monday until night",
        "Saturday - early morning",
    ],
)
def test_what_is_not_understood_is_refused_naming_two_ways_to_write_it(text):
    with pytest.raises(NotUnderstoodError) as refused:
        said(text)

    assert advice(refused.value).count("“") == 2


def test_a_date_that_can_be_read_in_two_ways_is_refused_naming_both():
    with pytest.raises(NotUnderstoodError) as refused:
        said("03/04/2024")

    assert (
        sentence(refused.value)
        == "That can be 3 April 2024 or 4 March 2024. Write “3 April 2024” or “2024-03-04”."
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14.11", "That can be 14 November or 14:11. Write “14 November” or “14:11”."),
        ("2020-21", "That can be spring 2020 or two years. Write “spring 2020” or “2020 to 2021”."),
        (
            "at 8",
            (
                "That can be 08:00 in the morning or 20:00 in the evening. Write “22 November "
                "2026, 08:00” or “22 November 2026, 20:00”."
            ),
        ),
        (
            "yesterday sevenish",
            (
                "That can be 07:00 in the morning or 19:00 in the evening. Write “21 November "
                "2026, 07:00” or “21 November 2026, 19:00”."
            ),
        ),
        (
            "Saturday at midnight",
            (
                "Each day has two midnights. Write “21 November 2026, 00:00” or “22 November "
                "2026, 00:00”."
            ),
        ),
    ],
)
def test_other_times_of_two_meanings_are_refused_naming_both_and_each_can_be_written(
    text, expected
):
    with pytest.raises(NotUnderstoodError) as refused:
        said(text)

    assert sentence(refused.value) == expected
    for way in re.findall("“(.+?)”", expected):
        assert said(way)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("yesturday", "21 November 2026"),
        ("14th Febuary 2019", "14 February 2019"),
        ("last munday", "16 November 2026"),
        ("sumer 2004", "summer 2004"),
        ("the ninties", "the 1990s"),
    ],
)
def test_a_typing_error_is_asked_about_and_not_guessed(text, meant):
    with pytest.raises(NotUnderstoodError) as refused:
        said(text)

    assert (
        advice(refused.value) == f"Did you mean “{meant}”? Otherwise write it like “14 March 2019”."
    )


def test_of_an_hour_without_its_half_of_the_day_the_one_that_can_have_been_is_meant():
    morning = NOW.replace(hour=10)

    assert str(said("at 3", now=morning).start) == "2026-11-22 03:00:00+01:00"
    assert str(said("yesterday at 3", now=morning).start) == "2026-11-21 15:00:00+01:00"
    with pytest.raises(NotUnderstoodError) as refused:
        said("at 5", now=NOW.replace(hour=16, minute=50))
    assert advice(refused.value) == "Try “yesterday at 17:00” or “today”."


def test_a_wrong_weekday_is_refused_naming_the_right_one():
    with refusing(NotUnderstoodError, match="14 March 2019 was a Thursday"):
        said("Friday 14 March 2019")


def test_a_time_later_today_is_asked_whether_it_was_yesterday():
    with pytest.raises(NotUnderstoodError) as refused:
        said("23:00")

    assert advice(refused.value) == "Try “yesterday at 23:00” or “today”."


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_is_known_by_its_short_name_too(month):
    name = MONTHS[month - 1]

    for written in (name, name.upper(), name[:3], f"{name[:3]}."):
        assert said(f"{written} 2019").start == date(2019, month, 1)


@pytest.mark.parametrize("weekday", range(7))
def test_every_weekday_is_known_by_its_short_name_too(weekday):
    name = WEEKDAYS[weekday]

    for written in (name, name[:3], name.lower(), f"last {name}", f"{name[:3]}."):
        day = said(written).day
        assert day is not None
        assert day.weekday() == weekday
        assert NOW.date() - timedelta(days=7) <= day <= NOW.date()


def test_what_a_phone_types_reads_like_what_a_keyboard_types():
    assert said("14\u00a0march\u202f2019.") == said("14 March 2019")
    assert said("1990’s") == said("1990's")
    assert said("2004—2006") == said("2004-2006")
    assert said("٢٠١٩-٠٣-١٤") == said("2019-03-14")
    assert said("2019") == said("2019")


def test_seasons_turn_round_in_the_south():
    assert days(said("summer 2004", southern=True)) == ("season", "2004-12-01", "2005-02-28")
    assert days(said("winter 2004", southern=True)) == ("season", "2004-06-01", "2004-08-31")
    assert days(said("last summer", southern=True)) == ("season", "2025-12-01", "2026-02-28")


def test_an_hour_the_clock_change_skipped_moves_forward_with_the_clock():
    assert str(said("2026-03-29 02:30").start) == "2026-03-29 03:30:00+02:00"


def test_an_hour_the_clock_change_repeated_is_the_first_of_the_two():
    assert str(said("2026-10-25 02:30").start) == "2026-10-25 02:30:00+02:00"


def test_an_hour_ago_is_an_hour_ago_on_the_night_of_the_clock_change():
    now = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1)

    assert str(said("an hour ago", now=now).start) == "2026-10-25 02:30:00+02:00"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("a summer in 160X", "a summer between 1600 and 1609"),
        ("a summer in between 1600 and 1609", "a summer between 1600 and 1609"),
        ("autumn between 1961 and 1975", "an autumn between 1961 and 1975"),
        ("a winter in 197X", "a winter in the 1970s"),
    ],
)
def test_a_season_of_some_years_reads_back_as_what_was_understood(text, meant):
    when = said(text)

    assert when.text == meant
    assert said(meant) == when


def test_the_winter_between_two_years_is_that_one_and_is_asked_about():
    with pytest.raises(NotUnderstoodError):
        said("the winter between 2001 and 2002")


def test_last_night_at_half_past_one_is_what_the_clock_has_shown_already():
    now = datetime(2026, 10, 25, 2, 13, tzinfo=BERLIN, fold=1)

    assert str(said("last night at 2:30", now=now).start) == "2026-10-25 02:30:00+02:00"


@pytest.mark.parametrize(
    ("text", "now", "offered"),
    [
        ("20,19-03-14 18:30+01:00", "2034-03-25T17:35:56-04:00", "25 March 2034, 13:30"),
        ("20,19-03-14 18:30+01:00", "2034-03-25T13:35:56-04:00", "25 March 2034, 13:30"),
        ("20,19-03-14 01:30+09:00", "2034-03-25T17:35:56+01:00", "25 March 2034, 17:30"),
    ],
)
def test_what_is_offered_of_another_zone_is_the_same_moment_here(text, now, offered):
    here = datetime.fromisoformat(now)

    with pytest.raises(NotUnderstoodError) as refused:
        understand(text, now=here)

    assert refused.value.offers == (offered,)


def test_a_device_without_a_named_zone_is_understood_by_its_offset():
    now = datetime(2026, 11, 22, 20, 15, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))

    assert str(understand("yesterday at 10:00", now=now).start) == "2026-11-21 10:00:00-03:30"


def test_yesterday_still_means_the_same_day_tomorrow():
    assert said("yesterday").text == "21 November 2026"
    assert said("last summer").text == "summer 2026"


def test_what_was_understood_reads_back_as_the_same_time():
    for text in (
        "14 March 2019",
        "last night",
        "the early 90s",
        "about March 2019",
        "a few years ago",
        "last weekend",
        "a summer around 1987",
    ):
        when = said(text)
        assert said(when.text) == when


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("late this week", "between 19 November 2026 and 20 November 2026"),
        ("the second half of this year", "between July 2026 and November 2026"),
        ("Q4 2026", "between October 2026 and November 2026"),
        ("the second half of November", "between 16 November 2026 and 20 November 2026"),
        ("the second half of the 2020s", "between 2025 and 2026"),
        ("the week after 15 November", "between 16 November 2026 and 20 November 2026"),
    ],
)
def test_what_is_going_on_ends_today_and_reads_back_as_the_same_time(text, shown):
    friday = NOW - timedelta(days=2)

    when = said(text, now=friday)

    assert when.text == shown
    assert said(shown, now=friday) == when


def test_words_about_words_about_words_end_soon():
    nested = "the early " * 18 + "1990s"

    with pytest.raises(NotUnderstoodError):
        said(nested)


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**32), southern=st.booleans())
def test_phrases_of_every_kind_keep_the_promises(seed, southern):
    rng = random.Random(seed)
    now = a_now(rng)

    check_promises(a_phrase(rng, now), now=now, southern=southern)


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=60), zone=st.sampled_from(ZONES))
def test_any_text_at_all_is_understood_or_refused(text, zone):
    check_promises(text, now=NOW.astimezone(zone))


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("0003/4", "2035-04-19T20:29:41+02:00"),
        ("late 1722-23", "2030-01-05T05:05:47+13:00"),
        ("late a Sunday in early April", "2026-06-02T22:58:14+13:00"),
        ("early a Monday in late May 2019", "2026-06-02T22:58:14+13:00"),
        ("Eid 0001", "2026-07-16T13:36:26+10:30"),
        ("0001 Mar before last", "2034-12-30T12:59:32-05:00"),
        ("the winter after 9998", "2034-12-30T12:59:32-05:00"),
    ],
)
def test_a_phrase_that_broke_a_promise_once_keeps_all_of_them(text, now):
    check_promises(text, now=datetime.fromisoformat(now))
