"""What is said looking back: days, the bin, people, places and tags."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.core.when.times import parted
from app.words.screens.common import Common
from app.words.sentence import Sentence, Table

if TYPE_CHECKING:
    from app.core.glimmers import Glimmer
    from app.core.photos import NameKind


class LookBack(Common):
    """Days, the bin, and names."""

    NOTHING_HERE = Sentence("Nothing here yet. What you keep will be here.")
    THE_BIN = Sentence("The bin")
    BIN_SHORT = Sentence("Bin")
    LONG_AGO = Sentence("Long ago")
    _REMEMBERED_ON = Sentence("Remembered on {day}")
    _BESIDE_AND_DAY = Sentence("{words} · {day}")
    CHOOSE_ONE = Sentence("Choose a glimmer to see it here.")

    # The bin
    BIN_EMPTY = Sentence("The bin is empty.")
    BIN_KEEPS = Sentence(
        "What you move to the bin stays here for at least 30 days. Then it is deleted for good."
    )

    # People, places, tags
    NAMES = Sentence("People, places, tags")
    NAMES_SHORT = Sentence("People")
    PEOPLE_PLACES_TAGS: Table[NameKind] = Table(
        {
            "person": "People",
            "place": "Places",
            "tag": "Tags",
        }
    )
    NO_NAMES: Table[NameKind] = Table(
        {
            "person": (
                "No names yet. Type @ and a name in a glimmer, or add one below its words. They "
                "can be people, animals, anyone."
            ),
            "place": "No places yet. Add one below the words of a glimmer.",
            "tag": "No tags yet. Type # and a word in a glimmer, or add one below its words.",
        }
    )
    NO_SUCH_NAME = Sentence(
        "No glimmer has this name any more. It may have been renamed or removed."
    )
    ADD = Sentence("Add")
    ADD_A_NAME = Sentence("Add a person, place or tag")
    ADD_IT = Sentence("Add it")
    ADD_NAME: Table[NameKind] = Table(
        {
            "person": "Who",
            "place": "Where",
            "tag": "A word for it",
        }
    )
    COMPLETE = Sentence("Complete: {name}")
    TAKE_OFF = Sentence("Remove names")
    CHANGE_NAME = Sentence("Change the name")
    RENAME = Sentence("Rename")
    RENAME_IT = Sentence("Use this name")
    NEW_NAME = Sentence("The new name")
    SAME_AS = Sentence("Merge with another name")
    SAME_AS_WHICH = Sentence("Which name")
    NOBODY_ELSE = Sentence("No other name matches.")
    REMOVE_EVERYWHERE = Sentence("Remove this name")
    REMOVE_NAME_MORE = Sentence(
        "Your glimmers and their words stay as they are. Only the name is removed from them. This "
        "cannot be undone."
    )
    MERGE = Sentence("Merge them")
    MERGE_MORE = Sentence(
        "Every glimmer of {old} is then with {new}. They cannot be told apart again afterwards."
    )
    LEAVE_BOTH = Sentence("Leave both")
    KEEP_NAME = Sentence("Leave it")
    RENAMED = Sentence("Renamed to {name}. The words in your glimmers are unchanged.")
    MERGED = Sentence("Merged. Both are now “{name}”.")
    NAME_REMOVED = Sentence("The name “{name}” was removed. Your glimmers are unchanged.")
    _ASK_MERGE = Sentence("“{name}” already exists. Merge the two names?")
    _ASK_REMOVE = Sentence("Remove the name “{name}” from your glimmers?")

    def remembered(self, glimmer: Glimmer, today: date) -> str:
        """What was written beside a vague time, and when it was kept."""
        day = self._REMEMBERED_ON.format(day=self.day_and_month(glimmer.kept.date(), today))
        beside = parted(glimmer.when_text)[1]
        return self._BESIDE_AND_DAY.format(words=beside, day=day) if beside else day

    def ask_merge(self, name: str) -> str:
        """Before two become one."""
        return self._ASK_MERGE.format(name=name)

    def ask_remove(self, name: str) -> str:
        """Before a name is removed."""
        return self._ASK_REMOVE.format(name=name)
