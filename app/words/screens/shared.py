"""What is said of what another app has shared."""

from __future__ import annotations

from app.words.screens.common import Common
from app.words.sentence import Plural, Sentence, Table


class Shared(Common):
    """A share, which is shown before it is kept."""

    SHARED_WITH = Sentence("Shared with Glimmers")
    SEE_SHARED = Sentence("See what was shared with Glimmers")
    SHARED_NOT_KEPT_YET = Sentence("This came from another app. It is not in your journal yet.")
    KEEP_SHARED = Sentence("Keep it as a glimmer")
    LEAVE_SHARED_OUT = Sentence("Leave it out")
    ASK_LEAVE_OUT = Sentence("Leave this out?")
    ASK_LEAVE_OUT_MORE = Sentence("It is deleted here, and cannot be brought back.")
    SHARED_HALF_KEPT = Sentence(
        "This came from another app. Its words are in your journal; some photos are not yet."
    )
    ASK_LEAVE_REST_OUT_MORE = Sentence(
        "What is in your journal stays. The rest is deleted here, and cannot be brought back."
    )
    LEAVE_IT_HERE = Sentence("Not now")
    NOTHING_SHARED = Sentence("Nothing waits here.")
    shared_photos = Plural("With one photo.", "With {n} photos.")
    shared_more = Plural("One more waits after this.", "{n} more wait after this.")
    shared_left = Plural(
        "One photo was left out: it is too large, or there were too many.",
        "{n} photos were left out: they are too large, or there were too many.",
    )
    SHARE_REFUSED: Table[str] = Table(
        {
            "many": (
                "This was not taken: too many things wait here already. Look through them first."
            ),
            "room": (
                "This was not taken: there is no room left on this device. Free some space, then "
                "share it again."
            ),
            "unopened": (
                "This was not taken, since Glimmers had never been opened here. Now it is: please "
                "share it again."
            ),
            "unwritten": (
                "This was not taken: this device could not write it. Please share it again."
            ),
            "unread": "This was not taken: it could not be read. Please share it again.",
            "storage": (
                "This was not taken: the browser gives Glimmers no place for it. Open Glimmers in "
                "an ordinary window, then share it again."
            ),
        }
    )
    SHARED_PHOTO = Sentence("Shared photo {n}")
