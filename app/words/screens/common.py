"""What is said in more than one place: the bar, names of days, counts, and a glimmer in a line."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from app.core.when.times import parted
from app.words.hours import are_twelve, hours
from app.words.sentence import Plural, Sentence, Table
from app.words.when import Times

if TYPE_CHECKING:
    from app.core.glimmers import Glimmer, Pathway
    from app.core.photos import NameKind
    from app.core.when.times import When


class Common(Times):
    """What every other part may say too."""

    NAME = "Glimmers"

    TODAY = Sentence("Today")
    LOOK_BACK = Sentence("Look back")
    COLLAGES = Sentence("Collages")
    SETTINGS = Sentence("Settings")

    @property
    def TABS(self) -> dict[str, str]:
        """What each tab of the bar is called."""
        return {
            "today": self.TODAY,
            "look-back": self.LOOK_BACK,
            "collages": self.COLLAGES,
            "settings": self.SETTINGS,
        }

    UNDO = Sentence("Undo")
    MORE = Sentence("More")
    CHOSEN = Sentence("{what}, chosen")
    HAS_A_HEART = Sentence("has a heart")
    PATHWAYS: Table[Pathway] = Table(
        {
            "within": "Within me",
            "around": "Around me",
            "between": "Between us",
        }
    )
    NOT_SAID = Sentence("A glimmer")

    BACK = Sentence("Back")
    CLOSE = Sentence("Close")
    DONE = Sentence("Done")
    CANCEL = Sentence("Cancel")
    CHOOSE_DAY = Sentence("Choose a day")
    LOADING = Sentence("One moment")
    NOT_NOW = Sentence("Not now")
    NOT_NOW_SPOKEN = Sentence("Not now: {what}")
    SIGNS = Sentence("Write @Noor for a person, #evening for a tag.")
    HIDE_HINT = Sentence("Hide this hint")
    REMOVE = Sentence("Remove {what}")
    SHARE = Sentence("Share")
    MAKE_COLLAGE = Sentence("Make a collage")
    SAVE_AS_FILE = Sentence("Save as a file")

    photos = Plural("{n} photo", "{n} photos")
    glimmers = Plural("{n} glimmer", "{n} glimmers")
    WHOSE: Table[NameKind] = Table({"person": "Person", "place": "Place", "tag": "Tag"})
    _WHOSE_SPOKEN: Table[NameKind] = Table(
        {"person": "{name}, person", "place": "{name}, place", "tag": "{name}, tag"}
    )
    _PHOTO = Sentence("Photo")
    _PHOTO_OF = Sentence("Photo {place} of {count}")
    _DESCRIBED = Sentence("{photo}, {description}")
    _photos_spoken = Plural("a photo", "{n} photos")
    _PERCENT = Sentence("{n} %")

    def day_and_month(self, day: date, today: date) -> str:
        """22 November, with the year where it is another."""
        return self.day(day) if day.year != today.year else self.day_of_this_year(day)

    def when(self, glimmer: Glimmer) -> str:
        """As vaguely as it was given."""
        return self.time(glimmer.precision, glimmer.when_text)

    def when_alone(self, glimmer: Glimmer) -> str:
        """The same without what the person wrote beside it."""
        return self.time(glimmer.precision, parted(glimmer.when_text)[0])

    def meant(self, when: When) -> str:
        """What was understood of words for a time."""
        return self.time(when.precision, when.text)

    def clock(self, glimmer: Glimmer) -> str:
        """18:42 for a moment, nothing for what has no hour."""
        start = glimmer.when.start
        return self.hour(start) if isinstance(start, datetime) else ""

    def clock_said(self, glimmer: Glimmer) -> str:
        """The hour of a moment, with what the person wrote beside it: 18:42 (Anna's party)."""
        return self.with_words(self.clock(glimmer), parted(glimmer.when_text)[1])

    def hour(self, at: time | datetime) -> str:
        """18:42, or 6:42 PM where clocks have twelve hours."""
        return hours.of(at)

    def minute_of_day(self, minute: int) -> str:
        """The same of so many minutes after midnight; 24:00 is the midnight at the end of a day."""
        if minute == 24 * 60 and not are_twelve():
            return "24:00"
        return self.hour(time(minute // 60 % 24, minute % 60))

    def photos_count(self, count: int) -> str:
        """How many photos, for the ear; nothing for none."""
        return self._photos_spoken(count) if count else ""

    def name_spoken(self, kind: NameKind, name: str) -> str:
        """What a name is called aloud: “Noor, person”."""
        return self._WHOSE_SPOKEN[kind].format(name=name)

    def photo_name(self, place: int, count: int, description: str) -> str:
        """What a photo is called aloud: “Photo 2 of 3, the lake”; `place` counts from 0."""
        name = self._PHOTO_OF.format(place=place + 1, count=count) if count > 1 else self._PHOTO
        return self._DESCRIBED.format(photo=name, description=description) if description else name

    def when_long(self, glimmer: Glimmer, today: date) -> str:
        """Saturday 21 November, 16:35; or as vaguely as it was given."""
        when = glimmer.when
        if when.day is None or glimmer.precision not in ("moment", "day"):
            return self.first_upper(self.when(glimmer))
        return self.with_part(self._weekday_and_day(when.day, today), glimmer.when_text)

    def when_shared(self, glimmer: Glimmer, today: date) -> str:
        """The same without the hour, which is nobody's business."""
        day = glimmer.when.day
        if day is None or glimmer.precision != "moment":
            return self.when_long(glimmer, today)
        beside = parted(glimmer.when_text)[1]
        if beside:
            from app.core.when.ways.hours import without_hours  # few write anything beside a time

            beside = without_hours(beside)
        return self.with_words(self._weekday_and_day(day, today), beside)

    def _weekday_and_day(self, day: date, today: date) -> str:
        weekday = self.WEEKDAYS[day.weekday()]
        return self._WEEKDAY_AND_DAY.format(weekday=weekday, day=self.day_and_month(day, today))

    def first_upper(self, text: str) -> str:
        """The first letter large, the rest as it was."""
        return text[:1].upper() + text[1:]

    def summary(self, glimmer: Glimmer, *, longest: int = 240) -> str:
        """The words for a card or a row, on one breath; the pathway where there are none."""
        words = " ".join(glimmer.note.split())
        if not words:
            return self.PATHWAYS[glimmer.pathway] if glimmer.pathway else self.NOT_SAID
        return words if len(words) <= longest else words[:longest].rstrip() + "…"

    def light_spoken(self, glimmer: Glimmer, *, chosen: bool) -> str:
        """A light, for the ear: where it was, when, whether it has a heart, whether it is open."""
        clock = self.clock(glimmer) if glimmer.precision == "moment" else ""
        loved = self.HAS_A_HEART if glimmer.loved else ""
        said = ", ".join(part for part in (self.summary(glimmer), clock, loved) if part)
        return self.CHOSEN.format(what=said) if chosen else said

    def percent(self, part: int, whole: int) -> str:
        """A part of a whole, for the ear."""
        return self._PERCENT.format(n=round(100 * part / whole))
