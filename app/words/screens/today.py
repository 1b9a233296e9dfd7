"""What Today says: the button, the prompt, the card that follows a tap."""

from __future__ import annotations

from datetime import datetime

from app.words.screens.common import Common
from app.words.sentence import Sentence, Table


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
    WHEN_HINT = Sentence("Yesterday, summer 2004, when I was small")
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
