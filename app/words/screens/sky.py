"""What the sky says: a month of lights, and each of them in words."""

from __future__ import annotations

from app.core.glimmers import Glimmer
from app.words.screens.calendar import CalendarWords
from app.words.sentence import Plural, Sentence


class SkyWords(CalendarWords):
    """What stands below a sky, and what is said of it to the ear."""

    SKY = Sentence("Sky")
    LOW_AND_HIGH = Sentence("Low is morning, high is night")
    IN_WORDS = Sentence("The same lights in words")
    NO_LIGHT_YET = Sentence("Nothing kept yet. The sky is fine as it is.")
    AS_PICTURE = Sentence("This sky as a picture")
    SQUARE = Sentence("Square")
    WALLPAPER = Sentence("Wallpaper")
    WITH_MONTH = Sentence("With the name of the month")
    ONLY_LIGHTS = Sentence(
        "Only this picture is shared. It has your lights in it, and none of your words. No place "
        "or camera details are stored in it."
    )
    _PICTURE_OF = Sentence("The sky of {month}")
    _LIGHT_AT = Sentence("{day}, {time}")
    _LIGHT_SPOKEN = Sentence("{time}: {what}")
    _lights = Plural("{month}: one light", "{month}: {n} lights")

    def lights_of(self, month: str, lights: int) -> str:
        """How many lights a month has: for the ear, never for the eye."""
        return self._lights(lights, month=month)

    def picture_of(self, month: str) -> str:
        """What the picture is called aloud."""
        return self._PICTURE_OF.format(month=month)

    def light_at(self, glimmer: Glimmer) -> str:
        """Thursday 15 October, 20:24; without the hour where nobody said one."""
        when = glimmer.when
        if when.day is None:
            return self.first_upper(self.when(glimmer))
        day = self.weekday_and_day(when.day)
        if glimmer.precision != "moment":
            return day
        return self._LIGHT_AT.format(day=day, time=self.clock(glimmer))

    def light_in_words(self, glimmer: Glimmer, *, chosen: bool) -> str:
        """A light, for the ear: when it was, its words, whether it has a heart and is chosen."""
        loved = self.HAS_A_HEART if glimmer.loved else ""
        what = ", ".join(part for part in (self.summary(glimmer), loved) if part)
        said = self._LIGHT_SPOKEN.format(time=self.light_at(glimmer), what=what)
        return self.CHOSEN.format(what=said) if chosen else said
