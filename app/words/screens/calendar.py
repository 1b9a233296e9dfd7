"""What the calendar says: months, years, and days that hold something."""

from __future__ import annotations

from datetime import date

from app.words.screens.common import Common
from app.words.sentence import Plural, Sentence, Several


class CalendarWords(Common):
    """Where in the calendar one is, and what a day holds: for the ear, since to the eye it is
    lights.
    """

    CALENDAR = Sentence("Calendar")
    ALL_YEARS = Sentence("All years")
    WEEKDAYS_SHORT = Several("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    _OTHER_MONTHS = Sentence("{month}. Other months of the year")
    _OTHER_YEARS = Sentence("{year}. Other years")
    _EARLIER = Sentence("Earlier: {time}")
    _LATER = Sentence("Later: {time}")
    _holds = Plural("{day}: one glimmer", "{day}: {n} glimmers")
    _ONE_WITH_PHOTOS = Sentence("{day}: one glimmer, with a photo")
    _with_photos = Plural("{said}, one with a photo", "{said}, {n} with photos")

    def day_holds(self, day: date, glimmers: int, with_photos: int) -> str:
        """Tuesday 3 November: 2 glimmers, one with a photo"""
        named = self.weekday_and_day(day)
        if glimmers == 1 and with_photos:
            return self._ONE_WITH_PHOTOS.format(day=named)
        said = self._holds(glimmers, day=named)
        return self._with_photos(with_photos, said=said) if with_photos else said

    def year_alone(self, year: int) -> str:
        """2026"""
        return self._YEAR.format(year=f"{year:04}")

    def other_months(self, year: int, month: int) -> str:
        """What leads from a month to its year."""
        return self._OTHER_MONTHS.format(month=self.month(year, month))

    def other_years(self, year: int) -> str:
        """What leads from a year to all."""
        return self._OTHER_YEARS.format(year=self.year_alone(year))

    def earlier(self, time: str) -> str:
        """What leads to the nearest month or year before."""
        return self._EARLIER.format(time=time)

    def later(self, time: str) -> str:
        """What leads to the nearest month or year after."""
        return self._LATER.format(time=time)
