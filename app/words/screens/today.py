"""What Today says: the button, the prompt, the card that follows a tap."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.words.screens.common import Common
from app.words.sentence import Sentence, Table

if TYPE_CHECKING:
    from app.core.when.times import When


class Today(Common):
    """The first screen."""

    NOTICE = Sentence("Notice\na glimmer")
    ANOTHER = Sentence("Another")
    NOT_THIS_ONE = Sentence("Not this one")
    SHOW_PROMPT = Sentence("Show a prompt")
    HARD_PROMPTS = Sentence("Prompts for hard times")
    ALL_PROMPTS = Sentence("All prompts again")
    NOTHING_IS_FINE = Sentence("Nothing today is fine too.")
    STAYS_AS_IT_IS = Sentence("It can stay just as it is.")
    TRY_REMINDERS = Sentence("Try gentle reminders")
    ADD_WORDS = Sentence("Add words")
    ANOTHER_TIME = Sentence("Another time")
    UNDONE_INTO_BIN = Sentence("Undone. It is in the bin, with what you added to it.")
    WORDS = Sentence("Words")
    WHEN = Sentence("When")
    WHEN_HELP = Sentence("Such as “yesterday”, “summer 2004” or “when I was small”.")
    KEEP_THESE_WORDS = Sentence("Keep these words as they are")
    IT_WAS = Sentence("It was: {time}")
    _OWN_WORDS = Sentence("In your own words, without a date.")
    _WHICH_WAS_IT = Sentence("{refusal} Which was it?")
    _NOTHING_CHANGED = Sentence("The time is as it was. {refusal}")
    TODAY_LIST = Sentence("Today")
    NOTHING_YET_TODAY = Sentence("What you notice today will be here.")

    # First run
    ENOUGH = Sentence("A small okay thing\nis enough.")
    _TAP_KEEPS_PHONE = Sentence(
        "A tap keeps the moment, here on this phone. Words can come later, or never."
    )
    _TAP_KEEPS_DEVICE = Sentence(
        "A tap keeps the moment, here on this device. Words can come later, or never."
    )
    LOOK_AROUND = Sentence("Look around first")

    _KEPT_AT = Sentence("Kept, {time}")
    _PARTS: Table[str] = Table(
        {
            "small hours": "Early {weekday}",
            "night": "{weekday} night",
            "morning": "{weekday} morning",
            "afternoon": "{weekday} afternoon",
            "evening": "{weekday} evening",
        }
    )

    def tap_keeps(self, *, phone: bool) -> str:
        """What a tap does, before the first one."""
        return self._TAP_KEEPS_PHONE if phone else self._TAP_KEEPS_DEVICE

    def kept(self, at: datetime) -> str:
        """Kept, 18:42"""
        return self._KEPT_AT.format(time=self.hour(at))

    def understood(self, when: When) -> str:
        """What was understood of words for a time, with the weekday where it is one day."""
        if when.day is None:
            return self._OWN_WORDS
        if when.precision not in ("moment", "day"):
            return self.first_upper(self.meant(when))
        weekday = self.WEEKDAYS[when.day.weekday()]
        day = self._WEEKDAY_AND_DAY.format(weekday=weekday, day=self.day(when.day))
        return self.with_part(day, when.text)

    def offered(self, phrase: str) -> str:
        """A phrase that words for a time may mean."""
        return self.first_upper(self.time("day", phrase))

    def which_was_it(self, refusal: str) -> str:
        """Words for a time mean two; each of them is a button below."""
        return self._WHICH_WAS_IT.format(refusal=refusal)

    def nothing_changed(self, refusal: str) -> str:
        """Words for a time were refused, for somebody who was done."""
        return self._NOTHING_CHANGED.format(refusal=refusal)

    def part_of_day(self, now: datetime) -> str:
        """Sunday evening; a night that belongs to the day before is "Early Sunday"."""
        until = (
            (5, "small hours"),
            (12, "morning"),
            (17, "afternoon"),
            (22, "evening"),
            (24, "night"),
        )
        part = next(part for hour, part in until if now.hour < hour)
        return self._PARTS[part].format(weekday=self.WEEKDAYS[now.weekday()])
