"""What is said in more than one place: the bar, names of days, counts, and a glimmer in a line."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from app.words.sentence import Plural, Sentence, Several, Table

if TYPE_CHECKING:
    from app.core.glimmers import Glimmer, Pathway
    from app.core.photos import NameKind


class Common:
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
    LOADING = Sentence("One moment")
    REMOVE = Sentence("Remove {what}")
    SHARE = Sentence("Share")
    SAVE_AS_FILE = Sentence("Save as a file")

    MONTHS = Several(
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    )
    WEEKDAYS = Several(
        *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    )
    photos = Plural("{n} photo", "{n} photos")
    glimmers = Plural("{n} glimmer", "{n} glimmers")
    WHOSE: Table[NameKind] = Table({"person": "Person", "place": "Place", "tag": "Tag"})
    _WHOSE_SPOKEN: Table[NameKind] = Table(
        {"person": "{name}, person", "place": "{name}, place", "tag": "{name}, tag"}
    )
    _DAY = Sentence("{day} {month}")
    _DAY_OF_YEAR = Sentence("{day} {month} {year}")
    _WEEKDAY_AND_DAY = Sentence("{weekday} {day}")
    _PHOTO = Sentence("Photo")
    _PHOTO_OF = Sentence("Photo {place} of {count}")
    _DESCRIBED = Sentence("{photo}, {description}")
    _photos_spoken = Plural("a photo", "{n} photos")
    _PERCENT = Sentence("{n} %")

    def day_and_month(self, day: date, today: date) -> str:
        """22 November, with the year where it is another."""
        if day.year != today.year:
            return self.full_day(day)
        return self._DAY.format(day=day.day, month=self.MONTHS[day.month - 1])

    def full_day(self, day: date) -> str:
        """14 March 2019"""
        month = self.MONTHS[day.month - 1]
        return self._DAY_OF_YEAR.format(day=day.day, month=month, year=day.year)

    def clock(self, glimmer: Glimmer) -> str:
        """18:42 for a moment, nothing for what has no hour."""
        start = glimmer.when.start
        return f"{start:%H:%M}" if isinstance(start, datetime) else ""

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
            return self.first_upper(glimmer.when_text)
        behind = glimmer.when_text.partition(",")[2]
        weekday = self.WEEKDAYS[when.day.weekday()]
        day = self._WEEKDAY_AND_DAY.format(weekday=weekday, day=self.day_and_month(when.day, today))
        return f"{day},{behind}" if behind else day

    def when_shared(self, glimmer: Glimmer, today: date) -> str:
        """The same without the hour, which is nobody's business."""
        long = self.when_long(glimmer, today)
        return long.partition(",")[0] if glimmer.precision == "moment" else long

    def first_upper(self, text: str) -> str:
        """The first letter large, the rest as it was."""
        return text[:1].upper() + text[1:]

    def summary(self, glimmer: Glimmer, *, longest: int = 240) -> str:
        """The words for a card or a row, on one breath; the pathway where there are none."""
        words = " ".join(glimmer.note.split())
        if not words:
            return self.PATHWAYS[glimmer.pathway] if glimmer.pathway else self.NOT_SAID
        return words if len(words) <= longest else words[:longest].rstrip() + "…"

    def percent(self, part: int, whole: int) -> str:
        """A part of a whole, for the ear."""
        return self._PERCENT.format(n=round(100 * part / whole))
