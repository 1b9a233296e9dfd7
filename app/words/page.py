"""What the page says itself, in a browser: before there is anything of Flutter or Python, and where
it shows the camera. `build/web.py` writes it into the page.
"""

from __future__ import annotations

from app.words.sentence import Sentence


class Page:
    """Each stands in `build/page` by its name, as `{{TRY_AGAIN}}`, in one file or several."""

    OPENING = Sentence("Opening Glimmers")
    """What a screen reader says of the splash."""
    NEEDS_JAVASCRIPT = Sentence("Glimmers needs JavaScript, which this browser has switched off.")
    """Always in English: what would choose another language is JavaScript too."""

    # The page's own large button, before there is an app.
    NOTICE = Sentence("Notice\na glimmer")
    KEPT_AT = Sentence("Kept, {time}")
    KEPT_FOR_LATER = Sentence("Kept here, {time}. It joins your journal when Glimmers next opens.")
    NO_STORAGE = Sentence(
        "Nothing can be kept in this window: the browser gives it no place for that, as in private "
        "windows. Open Glimmers in an ordinary one."
    )
    NO_PLACE = Sentence(
        "Nothing can be kept here: this browser has no place for it. What you keep elsewhere is "
        "safe. Update the browser, or use another, such as Firefox or Chrome."
    )
    NO_ROOM = Sentence(
        "This was not kept: there is no room left on this device. What you kept before is safe. "
        "Free some space and try again."
    )

    # It does not start: what happened, what is safe, what to do.
    COULD_NOT_START = Sentence("Glimmers could not start: a part of it is missing or failed.")
    NOT_STARTED_YET = Sentence(
        "Glimmers has not started yet: a part of it is slow, or does not come."
    )
    KEPT_IS_HERE = Sentence("What you have kept is still here.")
    IF_ANYTHING_KEPT = Sentence("If you have kept anything in this browser, it is still here.")
    WHEN_NETWORK_WELL = Sentence(
        "Try again when the network works; if that does not help, close every tab with Glimmers "
        "and open it again, or update the browser."
    )
    OR_BACK = Sentence(
        "Try again, or go back to the version before this one, which is still on this device."
    )
    OR_FORTH = Sentence("Try again, or go to the newest version, which is on this device too.")
    TRY_AGAIN = Sentence("Try again")
    GO_BACK = Sentence("Go back to the version before")
    GO_FORTH = Sentence("Go to the newest version")

    # What stands where everything was hidden: nothing that tells what it was.
    BLANK = Sentence("Untitled")
    LEAVE_BLANK = Sentence("Leave it blank")
    SHOW_PAGE = Sentence("Show the page")

    # A desk's camera.
    TAKE_A_PHOTO = Sentence("Take a photo")
    WHAT_CAMERA_SEES = Sentence("What the camera sees")
    TAKE_PHOTO = Sentence("Take photo")
    CANCEL = Sentence("Cancel")


class Listing:
    """How the app is called where it is found and installed: the page's head, and its manifest.

    In English: a manifest is one file for everybody.
    """

    NAME = Sentence("Glimmers")
    NOTICE = Sentence("Notice a glimmer")
    """On a long press of the installed app's icon."""
    DESCRIPTION = Sentence(
        "A private place for tiny moments of goodness: one tap keeps a glimmer, on this device."
    )


page_words = Page()
listing_words = Listing()
