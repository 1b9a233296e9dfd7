"""What can go wrong, as kinds: which it is and what it is about. `app.words.errors` puts them in
words.
"""

from __future__ import annotations

from dataclasses import dataclass


class GlimmersError(Exception):
    """Something went wrong that a person should hear about.

    The class says what kind it is, and `why` which case of that kind, for those that have several.
    `data` is what the sentence is about: numbers, names of files. Neither ever holds words a person
    wrote. There are no sentences in here: whoever shows an error asks `app.words.errors.told` for
    them, in the language of that moment.
    """

    logged = False
    """It is in the log already: whoever passes it on need not write it there again."""

    def __init__(self, why: str = "", /, **data: object) -> None:
        super().__init__(why)
        self.why = why
        self.data = data


class NotUnderstoodError(GlimmersError):
    """Text for *When* that means no moment we know, or more than one.

    Where it means two, `data` has both as `first` and `second`; where only one comes to mind (a
    typing error, an hour that is still to come), as `first`.
    """

    @property
    def offers(self) -> tuple[str, ...]:
        """What may have been meant, the likelier first: at most two phrases, each of which the
        grammar understands as one time.
        """
        return tuple(str(self.data[one]) for one in ("first", "second") if one in self.data)


class UnknownGlimmerError(GlimmersError):
    """No glimmer has this id."""


class UnknownPhotoError(GlimmersError):
    """The glimmer holds no such photo."""


class UnknownNameError(GlimmersError):
    """Nobody and nothing is called this."""


class UnknownCollageError(GlimmersError):
    """No kept collage has this id."""


class InvalidWordsError(GlimmersError):
    """Words that cannot be stored as text: unpaired surrogates, NUL, or far too long."""


class InvalidNumberError(GlimmersError):
    """A phone number that cannot be dialled, or one more than there is room for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What was being done when the device refused it."""

    what: str
    """A name for it, which `app.words.errors` has clauses for."""
    reads: bool = False
    """Nothing was to be written."""


OPENING = Doing(what="opening")
READING = Doing(what="reading", reads=True)
READING_PHOTOS = Doing(what="reading photos", reads=True)
GOING_ON = Doing(what="going on")
"""As the journal that is open and whose file was taken away."""
KEEPING = Doing(what="keeping")
CHANGING = Doing(what="changing")
REMOVING = Doing(what="removing")
PUTTING_BACK = Doing(what="putting back")
ERASING = Doing(what="erasing")
ERASING_ALL = Doing(what="erasing everything")
EMPTYING = Doing(what="emptying")
FORGETTING = Doing(what="forgetting")
ADDING_PHOTO = Doing(what="adding photo")
CHOOSING = Doing(what="choosing")
REPAIRING = Doing(what="repairing")
SNAPSHOT = Doing(what="snapshot")
GOING_BACK = Doing(what="going back")
MAKING_PICTURE = Doing(what="making picture")
SAVING_COLLAGE = Doing(what="saving collage")
"""As a file that the person named; one that is kept in the journal is `KEEPING`."""
SAVING_PICTURE = Doing(what="saving picture")
EXPORTING = Doing(what="exporting")
"""Into a folder that the person named."""
SAVING_EXPORT = Doing(what="saving export")
"""The same into a file."""
BACKING_UP = Doing(what="backing up")
"""Into a file that the person named."""
RESTORING = Doing(what="restoring")
"""From one."""
DOING_THIS = Doing(what="doing this")
"""Whatever a command was asked for."""


class RefusedError(GlimmersError):
    """The device did not do what was asked of it; `doing` says what that was."""

    def __init__(self, why: str = "", /, *, doing: Doing = KEEPING, **data: object) -> None:
        super().__init__(why, **data)
        self.doing = doing


class UnknownReasonError(GlimmersError):
    """Something nobody foresaw: a bug, which is in the log."""

    def __init__(self, doing: Doing) -> None:
        super().__init__()
        self.doing = doing


class NoRoomError(RefusedError):
    """The disk, or the browser's share of it, is full."""


class DiskError(RefusedError):
    """The disk, or the system's way to lock files on it, failed: reading, writing or answering at
    all.
    """


class TooManyFilesError(RefusedError):
    """This program, or the whole device, has as many files open as the system allows."""


class UnreadableError(RefusedError):
    """The folder or a file in it may not be read."""


class ReadOnlyError(RefusedError):
    """The data folder or the database cannot be written; the kinds of it below know why."""


class ReadOnlyDiskError(ReadOnlyError):
    """The whole disk takes no writing, whoever asks."""


class PathTooLongError(ReadOnlyError):
    """A name in the path, or the path as a whole, is longer than the file system allows."""


class NotAFolderError(ReadOnlyError):
    """Something that is no folder stands in the path where one is needed."""


class LinkLoopError(ReadOnlyError):
    """Symbolic links that lead back to themselves."""


class MissingFolderError(ReadOnlyError):
    """A folder that was there, or was said to be, is not."""


class NotAJournalError(GlimmersError):
    """The file that should be the journal is something else, or is damaged."""


class DamagedJournalError(NotAJournalError):
    """A journal of ours that is broken: cut short, or what was written is not what can be read."""


class JournalGoneError(RefusedError):
    """The journal's file was deleted, moved or replaced while it was open."""


class DataClearedError(JournalGoneError):
    """A browser was told to delete what it holds for Glimmers, while a page of it was open."""


class NewerJournalError(GlimmersError):
    """The journal was written by a later Glimmers than this one."""


class BusyJournalError(GlimmersError):
    """Another program holds the database longer than we wait."""


class OpenElsewhereError(GlimmersError):
    """Another tab of this browser has the journal: its files can be held by one page only."""


class StorageTimeoutError(GlimmersError):
    """The browser did not answer who asked for the journal's files, tried several times."""


class NoPrivateStorageError(GlimmersError):
    """The browser lends no lasting storage: a private window, or blocked by its settings; or it has
    none to lend ("missing").
    """


class UnknownSnapshotError(GlimmersError):
    """No snapshot is called this."""


class DamagedSnapshotError(GlimmersError):
    """A copy of the journal is not sound: nothing was replaced by it."""


class BackupError(GlimmersError):
    """A file that should be a backup cannot be restored."""


class InvalidScheduleError(GlimmersError):
    """A schedule of reminders with a number or a time that has no place in one."""


class NotShownError(GlimmersError):
    """The system was asked to show a reminder and did not, or there is nobody to ask."""


class BackgroundError(GlimmersError):
    """What lets reminders come with Glimmers closed could not be installed, or not taken away."""


class NoCameraError(GlimmersError):
    """There is no camera, or it may not be used."""


class NotAPhotoError(GlimmersError):
    """What was chosen as a photo is no picture, or too damaged to show any of it."""


class PhotoTooLargeError(GlimmersError):
    """A picture with more pixels than can be opened safely."""


class PhotoFormatError(GlimmersError):
    """A picture in a format that cannot be opened here."""


class PhotoNotHereError(GlimmersError):
    """A stored photo whose file is missing, or no longer what was stored."""


class NotSharedError(GlimmersError):
    """Something was offered to another app or to a file, and neither took it."""
