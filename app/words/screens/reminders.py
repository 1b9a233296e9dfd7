"""What is said about gentle reminders in Settings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta

from app.words.lists import lists
from app.words.screens.common import Common
from app.words.sentence import Plural, Sentence, Table

_NIGHT_ENDS = 5
_PARTS = ((12, "morning"), (17, "afternoon"), (22, "evening"))
"""The hours at which parts of a day end."""


class Reminders(Common):
    """Gentle reminders."""

    REMINDERS = Sentence("Gentle reminders")
    REMINDERS_WHY = Sentence("A few times a day, a quiet question to look up for a moment.")
    HOW_MANY = Sentence("How many a day")
    NEVER_CLOSE = Sentence("Fewer, where there is not enough time between them")
    APART = Sentence("Shortest time between two")
    _AT_LEAST = Sentence("At least {time} apart")
    _NO_DISTANCE = Sentence("They may come close together")
    FROM = Sentence("From {time}")
    TO = Sentence("To {time}")
    ONE_FEWER = Sentence("One reminder fewer a day")
    ONE_MORE = Sentence("One reminder more a day")
    SHORTER = Sentence("Shorter time between two")
    LONGER = Sentence("Longer time between two")
    ON_DAYS = Sentence("On these days")
    _EVERY_DAY = Sentence("Every day")
    _ALL_BUT = Sentence("All but {days}")
    QUIET_HOURS = Sentence("Quiet hours")
    ADD_QUIET = Sentence("Add quiet hours")
    NO_QUIET_HOURS = Sentence("None")
    _ENOUGH_FOR_A_DAY = Sentence("After the first glimmer of the day")
    _AND_ENOUGH = Sentence("{hours}, and after the first glimmer of the day")
    FIXED_TIMES = Sentence("Fixed times instead")
    NO_FIXED_TIMES = Sentence("None. Each day is different.")
    ADD_TIME = Sentence("Add a time")
    WHAT_THEY_SAY_SHORT = Sentence("What they say")
    NEVER_YOUR_WORDS = Sentence("Only a prompt, never your words")
    QUIET_AFTER_FIRST = Sentence("Quiet after the first glimmer of the day")
    NEXT_REMINDER = Sentence("Next reminder")
    NONE_COMING = Sentence("None is planned")
    CANNOT_COME = Sentence("None can come here")
    PAUSED = Sentence("They are paused")
    LAST_SHOWN = Sentence("Last one: {when}")
    SEND_NOW = Sentence("Send me one now")
    SENT = Sentence(
        "Sent. If nothing appeared, your system is blocking notifications from Glimmers."
    )
    PAUSE_DAY = Sentence("Pause for today")
    PAUSE_WEEK = Sentence("Pause for a week")
    END_PAUSE = Sentence("End the pause")
    STAY_AWAY = Sentence("If they come late, or not at all")
    OPEN_SETTINGS = Sentence("Open settings")
    WHEN_CLOSED = Sentence("Also when Glimmers is closed")
    WHEN_CLOSED_OFF = Sentence(
        "When this is on, your computer looks every five minutes whether a reminder is due, while "
        "you are logged in. For that, this is written, and nothing else:"
    )
    WHEN_CLOSED_ON = Sentence(
        "This computer looks every five minutes whether a reminder is due, while you are logged "
        "in. Switching it off deletes what was written for that:"
    )
    WHEN_CLOSED_NOT_SEEN = Sentence(
        "Nobody has seen this on such a computer yet. If no reminder comes, it has not worked."
    )
    MIDNIGHT = "0"
    NEXT_MIDNIGHT = "24"
    NOT_ALLOWED = Sentence("Off for now: notifications are not allowed for Glimmers.")
    ASK_TIME: Table[str] = Table(
        {
            "start": "From when",
            "end": "Until when",
            "quiet-from": "Quiet from when",
            "quiet-to": "Quiet until when",
            "at": "At what time",
        }
    )
    _REACH: Table[tuple[str, str]] = Table(
        {
            ("android", "closed"): (
                "On this phone they arrive with Glimmers closed, about on time. Android may hold "
                "one back a few minutes. After a Force stop they wait until you open Glimmers."
            ),
            ("android", "open"): "On this phone they arrive only while Glimmers is running.",
            ("android", "none"): "This build of Glimmers cannot show reminders on this phone.",
            ("ios", "closed"): (
                "On this phone they arrive with Glimmers closed. The next sixty are planned each "
                "time you open Glimmers."
            ),
            ("browser", "open"): "In a browser they arrive only while Glimmers is open in a tab.",
            ("browser", "none"): (
                "This browser shows no notifications for Glimmers, so reminders cannot come here."
            ),
        }
    )
    _REACH_OPEN = Sentence("On this computer they arrive only while Glimmers is running.")
    _REACH_CLOSED = Sentence(
        "On this computer they arrive with Glimmers closed too, within five minutes of their time."
    )
    _REACH_NONE = Sentence(
        "Nothing on this computer shows notifications, so reminders cannot come here."
    )
    _ALLOW: Table[str] = Table(
        {
            "browser": (
                "Allow them in the browser's settings for this page, then switch reminders on "
                "again."
            ),
            "android": "Allow them in the phone's settings, under Apps, Glimmers, Notifications.",
            "ios": "Allow them in the phone's settings, under Notifications, Glimmers.",
        }
    )
    _ALLOW_HERE = Sentence("Allow them in this computer's settings.")
    _BETWEEN = Sentence("Between {start} and {end}")
    _BETWEEN_NEXT = Sentence("Between {start} and {end} of the next day")
    _SPAN = Sentence("{start} to {end}")
    _minutes = Plural("{n} min", "{n} min")
    _hours = Plural("{n} h", "{n} h")
    _TODAY_AT = Sentence("Today, about {time}")
    _YESTERDAY_AT = Sentence("Yesterday, about {time}")
    _TOMORROW_AT = Sentence("Tomorrow, about {time}")
    _DAY_AT = Sentence("{day}, about {time}")
    _TODAY_IN: Table[str] = Table(
        {
            "morning": "This morning",
            "afternoon": "This afternoon",
            "evening": "This evening",
            "night": "Tonight",
        }
    )
    _TOMORROW_IN: Table[str] = Table(
        {
            "morning": "Tomorrow morning",
            "afternoon": "Tomorrow afternoon",
            "evening": "Tomorrow evening",
            "night": "Tomorrow night",
        }
    )
    _WEEKDAY_IN: Table[str] = Table(
        {
            "morning": "{day} morning",
            "afternoon": "{day} afternoon",
            "evening": "{day} evening",
            "night": "{day} night",
        }
    )
    _DAY_IN: Table[str] = Table(
        {
            "morning": "{day}, in the morning",
            "afternoon": "{day}, in the afternoon",
            "evening": "{day}, in the evening",
            "night": "{day}, at night",
        }
    )

    def reach(self, platform: str, how_far: str) -> str:
        """How far reminders reach here, in a sentence that promises no more than that."""
        here = {"none": self._REACH_NONE, "closed": self._REACH_CLOSED}
        return self._REACH.get((platform, how_far)) or here.get(how_far, self._REACH_OPEN)

    def allow(self, platform: str) -> str:
        """Where notifications are allowed again."""
        return self._ALLOW.get(platform) or self._ALLOW_HERE

    def between(self, start: time, end: time) -> str:
        """The window in which reminders come."""
        window = self._BETWEEN_NEXT if end <= start else self._BETWEEN
        return window.format(start=self.hour(start), end=self.hour(end))

    def span(self, start: time, end: time) -> str:
        """Quiet hours."""
        return self._SPAN.format(start=self.hour(start), end=self.hour(end))

    def minutes(self, count: int) -> str:
        """A distance in time, short enough to stand between two buttons."""
        return self._minutes(count) if count < 60 or count % 60 else self._hours(count // 60)

    def apart(self, gap: int) -> str:
        """The least minutes between two, below their number."""
        return self._AT_LEAST.format(time=self.minutes(gap)) if gap else self._NO_DISTANCE

    def days(self, weekdays: Collection[int]) -> str:
        """On which days of the week, Monday being 0: “All but Monday”."""
        others = [name for day, name in enumerate(self.WEEKDAYS) if day not in weekdays]
        if not others:
            return self._EVERY_DAY
        if len(others) <= 2:
            return self._ALL_BUT.format(days=lists.all_of(others))
        return lists.all_of([self.WEEKDAYS[day] for day in sorted(weekdays)])

    def quiet(self, hours: Sequence[tuple[time, time]], *, after: bool) -> str:
        """When none come; `after` the first glimmer of a day too."""
        said = lists.all_of([self.span(start, end) for start, end in hours])
        if not after:
            return said or self.NO_QUIET_HOURS
        return self._AND_ENOUGH.format(hours=said) if said else self._ENOUGH_FOR_A_DAY

    def fixed(self, times: Sequence[time]) -> str:
        """The fixed times, or what there is instead."""
        said = lists.all_of([self.hour(at) for at in times])
        return said or self.NO_FIXED_TIMES

    def part_when(self, at: datetime, now: datetime) -> str:
        """The part of the day of a moment to come: “This afternoon”. Both are times on the wall.

        The hours before five belong to the night that began the day before.
        """
        small_hours = at.hour < _NIGHT_ENDS
        day = at.date() - timedelta(days=1) if small_hours else at.date()
        this_night = small_hours and now.hour < _NIGHT_ENDS and at.date() == now.date()
        days = 0 if this_night else (day - now.date()).days
        part = next((part for hour, part in _PARTS if _NIGHT_ENDS <= at.hour < hour), "night")
        if days == 0:
            return self._TODAY_IN[part]
        if days == 1:
            return self._TOMORROW_IN[part]
        if 1 < days < 7:
            return self._WEEKDAY_IN[part].format(day=self.WEEKDAYS[day.weekday()])
        return self._DAY_IN[part].format(day=self.day_and_month(day, now.date()))

    def about_when(self, at: datetime, now: datetime) -> str:
        """A moment near now: “Today, about 11:05”."""
        days = (at.date() - now.date()).days
        named = {-1: self._YESTERDAY_AT, 0: self._TODAY_AT, 1: self._TOMORROW_AT}.get(days)
        if named:
            return named.format(time=self.hour(at))
        near = 0 < days < 7
        day = self.WEEKDAYS[at.weekday()] if near else self.day_and_month(at.date(), at.date())
        return self._DAY_AT.format(day=day, time=self.hour(at))
