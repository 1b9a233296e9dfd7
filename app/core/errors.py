"""What can go wrong in words a person can use: what happened, what is safe, what to do."""

from dataclasses import dataclass


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
    logged = False
    """It is in the log already: whoever passes it on need not write it there again."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What was being done when the device refused it: the parts of a sentence that differ with it."""

    so: str
    """What did not happen because of it."""
    safe: str = "Everything kept before is safe."
    thing: str = "your journal"
    where: str = "where your journal lives"
    reads: bool = False
    """Nothing was to be written."""


OPENING = Doing(so="your journal could not be opened")
READING = Doing(so="your journal could not be read", safe="Nothing was changed.", reads=True)
READING_PHOTOS = Doing(
    so="the photos could not be looked at",
    safe="Nothing was changed.",
    thing="your photos",
    where="where your photos lie",
    reads=True,
)
GOING_ON = Doing(so="nothing more can be kept in it", safe="What you wrote is not lost.")
"""As the journal that is open and whose file was taken away."""
KEEPING = Doing(so="this could not be kept")
CHANGING = Doing(so="the change could not be made")
REMOVING = Doing(so="this could not be moved to the bin")
PUTTING_BACK = Doing(so="this could not be put back")
ERASING = Doing(so="this could not be deleted for good")
EMPTYING = Doing(so="the bin could not be emptied")
FORGETTING = Doing(so="this could not be undone")
ADDING_PHOTO = Doing(so="the photo could not be added")
CHOOSING = Doing(so="your choice could not be remembered")
REPAIRING = Doing(so="your journal could not be repaired", safe="What was there is as it was.")
MAKING_PICTURE = Doing(so="the picture could not be made", safe="Your photos are safe.")
SAVING_COLLAGE = Doing(
    so="the collage could not be saved",
    safe="Your photos are safe.",
    thing="the collage",
    where="where the collage should go",
)
"""As a file that the person named; one that is kept in the journal is `KEEPING`."""
SAVING_PICTURE = Doing(
    so="the picture could not be saved",
    safe="Your photos are safe.",
    thing="the picture",
    where="where the picture should go",
)


class RefusedError(GlimmersError):
    """The device did not do what was asked of it; `doing` says what that was."""

    because = "This device refused"
    """Why, up to the comma. May name `{thing}` and `{where}`."""
    remedy = "Try again."

    def __init__(self, what: str | None = None, *, doing: Doing = KEEPING, advice: str | None = None) -> None:
        because = self.because.format(thing=doing.thing, where=doing.where)
        super().__init__(what or f"{because}, so {doing.so}.", advice=advice or f"{doing.safe} {self.remedy}")
        self.doing = doing

    def __init_subclass__(cls) -> None:
        """What the class itself says is what an error without a word about its occasion says."""
        because = cls.because.format(thing=KEEPING.thing, where=KEEPING.where)
        cls.what = f"{because}, so {KEEPING.so}."
        cls.advice = f"{KEEPING.safe} {cls.remedy}"


class UnknownReasonError(GlimmersError):
    """Something nobody foresaw: a bug, which is in the log."""

    def __init__(self, doing: Doing) -> None:
        failed = doing.so[0].upper() + doing.so[1:]
        super().__init__(f"{failed}, for a reason Glimmers does not know.", advice=f"{doing.safe} Please try again.")


class NoRoomError(RefusedError):
    """The disk, or the browser's share of it, is full."""

    because = "There is no room left on this device"
    remedy = "Free some space and try again."


class DiskError(RefusedError):
    """The disk, or the system's way to lock files on it, failed: reading, writing or answering at all."""

    because = "The disk {where} did not answer as it should"
    remedy = "Try again; if it stays so, start the device anew, or look whether the disk is well."


class TooManyFilesError(RefusedError):
    """This program, or the whole device, has as many files open as the system allows."""

    because = "Too many files are open on this device"
    remedy = "Close some programs and try again."


class UnreadableError(RefusedError):
    """The folder or a file in it may not be read."""

    because = "Glimmers may not look {where}"
    remedy = "Allow reading there and try again."


class ReadOnlyError(RefusedError):
    """The data folder or the database cannot be written; the kinds of it below know why."""

    because = "Glimmers may not write {where}"
    remedy = "Allow writing there and try again."


class ReadOnlyDiskError(ReadOnlyError):
    """The whole disk takes no writing, whoever asks."""

    because = "The disk {where} can only be read"
    remedy = "End its write protection, or name a folder on another disk."


class PathTooLongError(ReadOnlyError):
    """A name in the path, or the path as a whole, is longer than the file system allows."""

    because = "The path to {thing} is longer than this device allows"
    remedy = "Name one that is shorter."


class NotAFolderError(ReadOnlyError):
    """Something that is no folder stands in the path where one is needed."""

    because = "There is a file where a folder should be in the path to {thing}"
    remedy = "The file was not touched. Name another folder, or move the file away."


class LinkLoopError(ReadOnlyError):
    """Symbolic links that lead back to themselves."""

    because = "The path to {thing} leads round in a circle, from link to link"
    remedy = "Name another folder, or mend the link."


class MissingFolderError(ReadOnlyError):
    """A folder that was there, or was said to be, is not."""

    because = "The folder {where} is not there"
    remedy = "Look whether its disk is connected, and try again."


class NotAJournalError(GlimmersError):
    """The file that should be the journal is something else, or is damaged."""

    what = "The file where your journal should be is not a journal Glimmers can read."
    advice = (
        "It was not touched. Put the right file back, or move this one away to begin a new journal. "
        "Your photos stay, and Settings, Where it is kept, then leads to them."
    )


class DamagedJournalError(NotAJournalError):
    """A journal of ours that is broken: cut short, or what was written is not what can be read."""

    what = "The file of your journal is damaged."
    advice = (
        "It was not touched. Close Glimmers and let its doctor look: python -m app doctor --repair "
        "saves what can be read and keeps the damaged file beside it."
    )


class JournalGoneError(RefusedError):
    """The journal's file was deleted, moved or replaced while it was open."""

    because = "The file of your journal was moved, replaced or deleted while Glimmers had it open"
    remedy = "Your journal is still open here and can be saved to its place again. Leave Glimmers open until then."


class DataClearedError(JournalGoneError):
    """A browser was told to delete what it holds for Glimmers, while a page of it was open."""

    because = "What this browser holds for Glimmers was deleted while this page was open"
    remedy = (
        "The words kept before are still open in this page and can be saved here again; photos are gone. "
        "To begin an empty journal instead, close the browser with all its windows and open it again."
    )

    def __init__(self, what: str | None = None, *, doing: Doing = KEEPING, advice: str | None = None) -> None:
        super().__init__(what, doing=doing, advice=advice or self.remedy)  # not all that was kept before is safe


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
    advice = (
        "Nothing is touched here. Go on in the other tab, or close it and try again. "
        "If there is none, close the browser with all its windows and open it again."
    )


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
