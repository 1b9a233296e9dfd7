"""Days and times, in words: a day of the calendar, and a time as vaguely as it was given."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from app.core.when.times import parted, reads_as_a_clock
from app.words import language
from app.words.hours import hours
from app.words.sentence import Sentence, Several, Table

if TYPE_CHECKING:
    from app.core.when import meaning
    from app.core.when.times import Precision

# A month stands in whole sentences: in many languages its name is another one beside a day.
_OF_YEAR = (
    *("{day} January {year}", "{day} February {year}", "{day} March {year}", "{day} April {year}"),
    *("{day} May {year}", "{day} June {year}", "{day} July {year}", "{day} August {year}"),
    *("{day} September {year}", "{day} October {year}", "{day} November {year}"),
    "{day} December {year}",
)


class Times:
    """How a time is said."""

    MONTHS = Several(
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    )
    WEEKDAYS = Several(
        *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    )
    _DAY = Several(*(text.removesuffix(" {year}") for text in _OF_YEAR))
    _DAY_OF_YEAR = Several(*_OF_YEAR)
    _MONTH_OF_YEAR = Several(*(text.removeprefix("{day} ") for text in _OF_YEAR))
    _WEEKDAY_AND_DAY = Sentence("{weekday} {day}")
    _WITH_CLOCK = Sentence("{day}, {time}")
    _DAY_AND_PART: Table[str] = Table(
        {
            "morning": "{day}, morning",
            "afternoon": "{day}, afternoon",
            "evening": "{day}, evening",
            "night": "{day}, night",
            "dawn": "{day}, dawn",
            "sunrise": "{day}, sunrise",
            "breakfast": "{day}, breakfast",
            "lunchtime": "{day}, lunchtime",
            "lunch": "{day}, lunch",
            "teatime": "{day}, teatime",
            "sunset": "{day}, sunset",
            "dusk": "{day}, dusk",
            "dinner": "{day}, dinner",
            "supper": "{day}, supper",
            "bedtime": "{day}, bedtime",
        }
    )
    _SEASON: Table[str] = Table(
        {
            "spring": "spring {year}",
            "summer": "summer {year}",
            "autumn": "autumn {year}",
            "winter": "winter {year}",
        }
    )
    _SOME_SEASON: Table[str] = Table(
        {
            "spring": "a spring, about {year}",
            "summer": "a summer, about {year}",
            "autumn": "an autumn, about {year}",
            "winter": "a winter, about {year}",
        }
    )
    _YEAR = Sentence("{year}")
    _DECADE = Sentence("the {year}s")
    _WEEK = Sentence("the week of {day}")
    _WEEKEND = Sentence("the weekend of {day}")
    _ABOUT = Sentence("about {time}")
    _THIRD: Table[meaning.Third] = Table(
        {"early": "early {time}", "mid": "mid {time}", "late": "late {time}"}
    )
    _THIRD_OF_DECADE: Table[meaning.Third] = Table(
        {
            "early": "the early {year}s",
            "mid": "the mid {year}s",
            "late": "the late {year}s",
        }
    )
    _A_IN = Sentence("a {what} in {time}")
    _AN_IN = Sentence("an {what} in {time}")
    _WITH_WORDS = Sentence("{time} ({words})")
    _YEAR_IN_FULL = Sentence("the year {year}")
    _DAY_IN_FULL = Sentence("{day} in {year}")
    _FROM_TO = Sentence("between {first} and {last}")
    _PART: Table[str] = Table(
        {
            "morning": "morning",
            "afternoon": "afternoon",
            "evening": "evening",
            "night": "night",
            "dawn": "dawn",
            "sunrise": "sunrise",
            "breakfast": "breakfast",
            "lunchtime": "lunchtime",
            "lunch": "lunch",
            "teatime": "teatime",
            "sunset": "sunset",
            "dusk": "dusk",
            "dinner": "dinner",
            "supper": "supper",
            "bedtime": "bedtime",
        }
    )

    def day(self, day: date) -> str:
        """22 November 2026"""
        if reads_as_a_clock(day.year):
            year = self._YEAR_IN_FULL.format(year=f"{day.year:04}")
            return self._DAY_IN_FULL.format(day=self.day_of_this_year(day), year=year)
        return self._DAY_OF_YEAR[day.month - 1].format(day=day.day, year=f"{day.year:04}")

    def day_of_this_year(self, day: date) -> str:
        """22 November"""
        return self._DAY[day.month - 1].format(day=day.day)

    def weekday_and_day(self, day: date) -> str:
        """Sunday 22 November"""
        weekday = self.WEEKDAYS[day.weekday()]
        return self._WEEKDAY_AND_DAY.format(weekday=weekday, day=self.day_of_this_year(day))

    def month(self, year: int, month: int) -> str:
        """November 2026"""
        return self._MONTH_OF_YEAR[month - 1].format(year=f"{year:04}")

    def moment(self, wall: datetime) -> str:
        """22 November 2026, 18:42"""
        return self._WITH_CLOCK.format(day=self.day(wall.date()), time=hours.of(wall))

    def time(self, precision: Precision, text: str) -> str:
        """What `When.text` means, in the language that is spoken; as it was written where it is a
        person's own words.
        """
        if precision == "life":
            return text
        if language.spoken() != language.SOURCE:
            return self._meant(text)
        time, words = parted(text)
        return self.with_words(hours.as_shown(time), words)

    def _meant(self, text: str) -> str:
        from app.core.when.meaning import meaning_of  # nobody who speaks English waits for it

        meant = meaning_of(text)
        return self.said(meant) if meant else text

    def said(self, meant: meaning.Meaning) -> str:
        """A time, taken apart, in words."""
        from app.core.when import meaning as of

        match meant:
            case of.Day(day, clock, part):
                return self._day_with(self.day(day), hours.of(clock) if clock else "", part)
            case of.Month(year, month):
                return self.month(year, month)
            case of.Season(year, season, unsure):
                named = self._SOME_SEASON if unsure else self._SEASON
                return named[season].format(year=f"{year:04}")
            case of.Year(year):
                sentence = self._YEAR_IN_FULL if reads_as_a_clock(year) else self._YEAR
                return sentence.format(year=f"{year:04}")
            case of.Decade(year):
                return self._DECADE.format(year=f"{year:04}")
            case of.Week(first, weekend):
                return (self._WEEKEND if weekend else self._WEEK).format(day=self.day(first))
            case of.About(inner):
                return self._ABOUT.format(time=self.said(inner))
            case of.Part(third, of.Decade(year)):
                return self._THIRD_OF_DECADE[third].format(year=f"{year:04}")
            case of.Part(third, inner):
                return self._THIRD[third].format(time=self._inside(inner))
            case of.OneOf(what, inner):
                sentence = self._AN_IN if what[0] in "aeiou" else self._A_IN
                return sentence.format(what=self._known(what), time=self._inside(inner))
            case of.Between(first_of_two, last):
                return self._FROM_TO.format(
                    first=self._inside(first_of_two), last=self._inside(last)
                )
            case of.Beside(inner, words):
                return self.with_words(self.said(inner), words)

    def _inside(self, meant: meaning.Meaning) -> str:
        """A time as it stands inside another one, where figures are a year for sure."""
        from app.core.when.meaning import Year

        if isinstance(meant, Year):
            return self._YEAR.format(year=f"{meant.year:04}")
        return self.said(meant)

    def part_said(self, text: str) -> str:
        """The hour, or the part of the day, of a time that is one day, and what the person wrote
        beside it; empty where none was said.

        Shown below a heading that names the day already.
        """
        time, words = parted(text)
        behind = time.partition(",")[2].strip()
        shown = self._PART.get(behind) or hours.as_shown(behind)
        return self.with_words(shown, words) if shown else words

    def with_part(self, day: str, text: str) -> str:
        """A day, said in whatever words, with the hour or part of the day that `text` has, and
        what the person wrote beside it.
        """
        time, words = parted(text)
        behind = time.partition(",")[2].strip()
        clock = "" if behind in self._DAY_AND_PART else hours.as_shown(behind)
        said = self._day_with(day, clock, behind if not clock else "")
        return self.with_words(said, words)

    def with_words(self, time: str, words: str) -> str:
        """A time, said in whatever words, with the person's own beside it, if there are any."""
        return self._WITH_WORDS.format(time=time, words=words) if words else time

    def _day_with(self, day: str, clock: str, part: str) -> str:
        if part:
            return self._DAY_AND_PART[part].format(day=day)
        return self._WITH_CLOCK.format(day=day, time=clock) if clock else day

    def _known(self, what: str) -> str:
        """A weekday or a part of the day; anything else is in the person's own words."""
        from app.core.when.times import WEEKDAYS

        if what in WEEKDAYS:
            return self.WEEKDAYS[WEEKDAYS.index(what)]
        return self._PART.get(what, what)


times = Times()
