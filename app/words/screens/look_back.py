"""What is said looking back: days, the bin, people, places and tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.words.screens.common import Common
from app.words.sentence import Sentence, Table

if TYPE_CHECKING:
    from app.core.photos import NameKind


class LookBack(Common):
    """Days, the bin, and names."""

    NOTHING_HERE = Sentence("Nothing here yet. What you keep will be here.")
    THE_BIN = Sentence("The bin")
    LONG_AGO = Sentence("Long ago")
    REMEMBERED_ON = Sentence("Remembered on {day}")
    CHOOSE_ONE = Sentence("Choose a glimmer to see it here.")

    # The bin
    BIN_EMPTY = Sentence("The bin is empty.")
    BIN_KEEPS = Sentence(
        "What you let go stays here for at least 30 days, then it is deleted for good."
    )

    # People, places, tags
    NAMES = Sentence("People, places, tags")
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
                "Nobody is here yet. Write @ and a name in your words, or add a person below them."
            ),
            "place": "No place is here yet. Add one below the words of a glimmer.",
            "tag": "No tag is here yet. Write # and a word in your words, or add a tag below them.",
        }
    )
    NO_SUCH_NAME = Sentence(
        "No glimmer carries this name now. It may be called something else, or was taken away."
    )
    ADD = Sentence("Add")
    ADD_IT = Sentence("Add it")
    ADD_NAME: Table[NameKind] = Table(
        {
            "person": "Who",
            "place": "Where",
            "tag": "A word for it",
        }
    )
    COMPLETE = Sentence("Complete: {name}")
    TAKE_OFF = Sentence("Take some away")
    CHANGE_NAME = Sentence("Change the name")
    RENAME = Sentence("Rename")
    RENAME_IT = Sentence("Call it this")
    NEW_NAME = Sentence("The new name")
    SAME_AS = Sentence("Same as another")
    SAME_AS_WHICH = Sentence("Which one")
    NOBODY_ELSE = Sentence("There is no other name like this.")
    REMOVE_EVERYWHERE = Sentence("Take away everywhere")
    REMOVE_NAME_MORE = Sentence(
        "All glimmers stay, and so do their words. Only the name leaves them. It cannot be brought "
        "back by itself."
    )
    MERGE = Sentence("Make them one")
    MERGE_MORE = Sentence(
        "Every glimmer of {old} is then with {new}. They cannot be told apart again afterwards."
    )
    LEAVE_BOTH = Sentence("Leave both")
    KEEP_NAME = Sentence("Leave it")
    RENAMED = Sentence("It is called {name} now. What stands in your words is as you wrote it.")
    MERGED = Sentence("They are one now: {name}.")
    NAME_REMOVED = Sentence("{name} was taken away. All glimmers are still here.")
    _ASK_MERGE = Sentence("There is a {name} already. Make them one?")
    _ASK_REMOVE = Sentence("Take {name} away everywhere?")

    def ask_merge(self, name: str) -> str:
        """Before two become one."""
        return self._ASK_MERGE.format(name=name)

    def ask_remove(self, name: str) -> str:
        """Before a name is taken away."""
        return self._ASK_REMOVE.format(name=name)
