"""What is said when something is wrong."""

from __future__ import annotations

from app.words.screens.common import Common
from app.words.sentence import Plural, Sentence


class Trouble(Common):
    """The journal cannot be opened, or something failed."""

    ELSEWHERE_TITLE = Sentence("Open in another tab")
    TROUBLE_TITLE = Sentence("Your journal could not be opened")
    JOURNAL_GONE_TITLE = Sentence("Your journal’s file is not where it was")
    DATA_CLEARED_TITLE = Sentence("This browser’s data was deleted")
    DAMAGED_ADVICE = Sentence(
        "It was not touched. Where there is a good copy of it, that is offered below. “Other ways "
        "back” leads to more of them, and to backups."
    )
    SAVE_AGAIN = Sentence("Save it here again")
    TRY_AGAIN = Sentence("Try again")
    OLD_VERSION = Sentence("Use the version before")
    CAN_BE_KEPT = Sentence("You can keep a moment all the same.")
    KEPT_BESIDE = Sentence("Kept here, {time}. It joins your journal when Glimmers next opens it.")
    KEPT_BESIDE_A_TAB = Sentence(
        "Kept here, {time}. It joins your journal in the other tab, or when Glimmers next opens."
    )
    kept_beside = Plural(
        "One moment was kept here.",
        "{n} moments were kept here.",
    )
    COMPONENT_FAILED = Sentence(
        "This part could not be shown. What you kept is safe. Go to another page and back."
    )
    UNEXPECTED = Sentence(
        "Something went wrong here, not with you. What you kept is safe. Please try again."
    )
    NOT_FOUND = Sentence("There is no such page. Your glimmers are where they were.")
