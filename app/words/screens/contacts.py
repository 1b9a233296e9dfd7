"""What is said of the people that somebody wrote down to call."""

from __future__ import annotations

from app.words.screens.common import Common
from app.words.sentence import Sentence


class ContactWords(Common):
    """Read by people who have few, or none: nothing here expects anybody to be there."""

    PEOPLE_TO_CALL = Sentence("People to call")
    PEOPLE_TO_CALL_MORE = Sentence("Numbers of your own, if there are any you want here.")
    PEOPLE_OF_YOURS = Sentence("People you wrote down")
    PEOPLE_TO_CALL_WHY = Sentence(
        "Somebody you could call when it is hard: a friend, a doctor, a helpline. Whoever you "
        "write down here stands on “When it is hard” and in “Help now”, before all other numbers. "
        "It is fine to leave this empty. Names and numbers stay in your journal and its backups; "
        "anyone who opens Glimmers here can see them."
    )
    PEOPLE_NAME = Sentence("Name, if you like")
    PEOPLE_NUMBER = Sentence("Phone number")
    PEOPLE_ADD = Sentence("Write it down")
    PEOPLE_KEEP = Sentence("Keep the change")
    PEOPLE_ADDED = Sentence("Written down.")
    PEOPLE_CHANGED = Sentence("Changed.")
    PEOPLE_CHANGE = Sentence("Change {who}")
    PEOPLE_UP = Sentence("Move {who} up")
    PEOPLE_TAKEN_AWAY = Sentence("Taken off this list: {who}")
    PEOPLE_NO_ROOM = Sentence(
        "There is no room for more, so that the page stays easy to use. To write down somebody "
        "else, change one of these or take one away."
    )
