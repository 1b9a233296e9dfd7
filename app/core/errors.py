"""What can go wrong in words a person can use: what happened, what is safe, what to do."""


class GlimmersError(Exception):
    """Something went wrong that a person should hear about.

    `str(error)` says what happened; `advice` says what is safe and what to do. Neither ever holds words a person wrote.
    """

    advice = "What you kept before is safe. Please try again."

    def __init__(self, what: str | None = None, *, advice: str | None = None) -> None:
        super().__init__(what or self.what)
        if advice is not None:
            self.advice = advice

    what = "Something went wrong."

    @property
    def sentence(self) -> str:
        """Everything a person needs, as one line of text."""
        return f"{self} {self.advice}"


class NotUnderstoodError(GlimmersError):
    """Text for *When* that means no moment we know."""

    what = "That time was not understood."
    advice = "Try “14 March 2019” or “summer 2004”."


class UnknownGlimmerError(GlimmersError):
    """No glimmer has this id."""

    what = "There is no such glimmer."
    advice = "It may have been let go for good. Nothing else has changed."


class UnknownPhotoError(GlimmersError):
    """The glimmer holds no such photo."""

    what = "There is no such photo in this glimmer."
    advice = "It may have been taken out already. Nothing has changed."


class UnknownNameError(GlimmersError):
    """Nobody and nothing is called this."""

    what = "There is no such name."
    advice = "It may have been renamed or removed already. Nothing has changed."


class UnknownCollageError(GlimmersError):
    """No kept collage has this id."""

    what = "There is no such collage."
    advice = "It may have been let go for good. Nothing else has changed."


class InvalidWordsError(GlimmersError):
    """Words that cannot be stored as text: unpaired surrogates, NUL, or far too long."""

    what = "These words hold characters that cannot be kept."
    advice = "Nothing was changed. Take those characters out and try again."


class NoRoomError(GlimmersError):
    """The disk, or the browser's share of it, is full."""

    what = "There is no room left on this device, so this could not be kept."
    advice = "Everything kept before is safe. Free some space and try again."


class DiskError(GlimmersError):
    """The disk, or the system's way to lock files on it, failed at something other than writing."""

    what = "The disk where your journal lives did not answer as it should, so this could not be kept."
    advice = "Everything kept before is safe. Try again; if it stays so, start the device anew, or look whether the disk is well."


class ReadOnlyError(GlimmersError):
    """The data folder or the database cannot be written."""

    what = "Glimmers may not write where your journal lives."
    advice = "Everything kept before is safe. Allow writing there and try again."


class NotAJournalError(GlimmersError):
    """The file that should be the journal is something else, or is damaged."""

    what = "The file where your journal should be is not a journal Glimmers can read."
    advice = "It was not touched. Put the right file back, or move this one away to begin a new journal."


class DamagedJournalError(NotAJournalError):
    """A journal of ours that is broken: cut short, or what was written is not what can be read."""

    what = "The file of your journal is damaged."
    advice = (
        "It was not touched. Close Glimmers and let its doctor look: python -m app doctor --repair "
        "saves what can be read and keeps the damaged file beside it."
    )


class NewerJournalError(GlimmersError):
    """The journal was written by a later Glimmers than this one."""

    what = "This journal was written by a newer Glimmers."
    advice = "It was not touched. Update Glimmers to open it."


class BusyJournalError(GlimmersError):
    """Another program holds the database longer than we wait."""

    what = "The journal is busy in another program."
    advice = "Nothing was changed. Try again in a moment."


class OpenElsewhereError(GlimmersError):
    """Another tab of this browser has the journal: its files can be held by one page only."""

    what = "Your journal is open in another tab."
    advice = "Nothing is touched here. Go on in the other tab, or close it and try again."


class NoPrivateStorageError(GlimmersError):
    """The browser lends no lasting storage: a private window, or blocked by its settings."""

    what = "This browser window gives Glimmers no place to keep things, as private windows do."
    advice = "Nothing would be kept here, so the button is off. Open Glimmers in an ordinary window."


class InvalidScheduleError(GlimmersError):
    """A schedule of reminders with a number or a time that has no place in one."""

    what = "Reminders cannot be set like that."
    advice = "Nothing was changed. Try 3 a day from 09:00 to 20:30."


class NotShownError(GlimmersError):
    """The system was asked to show a reminder and did not, or there is nobody to ask."""

    what = "The reminder could not be shown."
    advice = "What you kept is safe. Look whether notifications are allowed in the system's settings."


class NoCameraError(GlimmersError):
    """There is no camera, or it may not be used."""

    what = "The camera could not be opened."
    advice = "Your words are kept. You can choose a photo that is here already."


class NotAPhotoError(GlimmersError):
    """What was chosen as a photo is no picture, or too damaged to show any of it."""

    what = "This file is not a picture Glimmers can open."
    advice = "Your words are kept, and the file was not touched. Choose another one."


class PhotoTooLargeError(GlimmersError):
    """A picture with more pixels than can be opened safely."""

    what = "This picture has too many pixels to open."
    advice = "Your words are kept, and the file was not touched. Choose a smaller copy of it."


class PhotoFormatError(GlimmersError):
    """A picture in a format that cannot be opened here."""

    what = "This picture is in a format that cannot be opened here."
    advice = "Your words are kept. Save the picture as a JPEG and choose that."


class PhotoNotHereError(GlimmersError):
    """A stored photo whose file is missing, or no longer what was stored."""

    what = "This photo's file is missing or damaged."
    advice = "Your words are kept. Add the photo again if you have it elsewhere."


class NotSharedError(GlimmersError):
    """Something was offered to another app or to a file, and neither took it."""

    what = "This could not be shared or saved here."
    advice = "What you kept is safe. Try again, or save it in another format."
