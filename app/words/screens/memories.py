"""What memories say: the card on Today, its ways out, and the page in Settings that undoes them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.words.screens.common import Common
from app.words.sentence import Sentence, Table

if TYPE_CHECKING:
    from app.core.lookback.memories import TimeOfYear
    from app.core.photos import NameKind


class MemoryWords(Common):
    """Read by people who miss somebody, too: nothing here is glad on their behalf."""

    MEMORIES = Sentence("Memories")
    A_MEMORY = Sentence("A memory")
    ON_THIS_DAY = Sentence("On this day")
    ANOTHER_MEMORY = Sentence("Another memory")
    TELL_A_FRIEND = Sentence("Tell it to a friend")

    LEAVE_SOME_OUT = Sentence("Leave something out of memories")
    _NOT_NAME: Table[NameKind] = Table(
        {
            "person": "Not ones with {name}",
            "place": "Not ones from {name}",
            "tag": "Not ones tagged {name}",
        }
    )
    _NOT_AROUND = Sentence("Not ones from around {day}, of any year")
    NOT_SHOWN_ONE = Sentence(
        "This one is not shown as a memory any more. It is still in Look back, and Settings can "
        "show it again."
    )
    _NOT_SHOWN_NAME: Table[NameKind] = Table(
        {
            "person": "Memories with {name} are not shown any more. They are still in Look back, "
            "and Settings can show them again.",
            "place": "Memories from {name} are not shown any more. They are still in Look back, "
            "and Settings can show them again.",
            "tag": "Memories tagged {name} are not shown any more. They are still in Look back, "
            "and Settings can show them again.",
        }
    )
    _NOT_SHOWN_AROUND = Sentence(
        "Memories from around {day}, of any year, are not shown any more. They are still in Look "
        "back, and Settings can show them again."
    )

    # Settings
    MEMORIES_WHY = Sentence(
        "One glimmer from an earlier time, the same one all day. One from this day of another year "
        "comes first. Looking back can warm, and it can hurt: each memory has a menu to leave out "
        "what you would rather not meet."
    )
    LET_THEM_COME = Sentence("Show a memory on Today")
    RECENT_TOO = Sentence("From the last 30 days too")
    RECENT_TOO_WHY = Sentence(
        "Without this, what happened or was kept in the last 30 days waits a while."
    )
    COLLAGES_TOO = Sentence("Offer a collage beside it")
    COLLAGES_TOO_WHY = Sentence(
        "Of the week around the memory, or of a person or a place in it, where there are at least "
        "three photos. Nothing is made or kept before you ask for it, and what you leave out of "
        "memories is in none."
    )
    NONE_COMES = Sentence("There is no memory to show today.")
    NOT_SHOWN = Sentence("Not shown as memories")
    NOT_SHOWN_MORE = Sentence(
        "All of it is still in Look back. It does not come on “When it is hard” either."
    )
    NOTHING_LEFT_OUT = Sentence("Nothing is left out.")
    _AROUND = Sentence("Around {day}, of any year")
    SHOW_AGAIN = Sentence("Show again: {what}")
    SHOWN_AGAIN = Sentence("Can be shown again: {what}")

    OF_THAT_WEEK = Sentence("A collage of the week around it")
    _OF_NAME: Table[NameKind] = Table(
        {
            "person": "A collage of moments with {name}",
            "place": "A collage of moments from {name}",
        }
    )

    def collage_of_name(self, kind: NameKind, name: str) -> str:
        """What a collage of a person or a place is offered with."""
        return self._OF_NAME[kind].format(name=name)

    def not_name(self, kind: NameKind, name: str) -> str:
        """The way out that leaves out a person, a place or a tag."""
        return self._NOT_NAME[kind].format(name=name)

    def not_around(self, time: TimeOfYear) -> str:
        """The way out that leaves out a time of year."""
        return self._NOT_AROUND.format(day=self._day_of_any_year(time))

    def name_not_shown(self, kind: NameKind, name: str) -> str:
        """What a way out has done."""
        return self._NOT_SHOWN_NAME[kind].format(name=name)

    def time_not_shown(self, time: TimeOfYear) -> str:
        """Likewise."""
        return self._NOT_SHOWN_AROUND.format(day=self._day_of_any_year(time))

    def around(self, time: TimeOfYear) -> str:
        """Around 14 June, of any year"""
        return self._AROUND.format(day=self._day_of_any_year(time))

    def _day_of_any_year(self, time: TimeOfYear) -> str:
        return self.day_of_this_year(date(2000, *time))
