"""What went wrong, in words a person can use: what happened, what is safe, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.core.errors import (
    Doing,
    GlimmersError,
    NotAPhotoError,
    PhotoNotHereError,
    PhotoTooLargeError,
    RefusedError,
    UnknownReasonError,
)
from app.words.sentence import Plural, Sentence, Table


class Told(NamedTuple):
    """An error in words."""

    what: str
    """What happened."""
    advice: str
    """What is safe, and what to do; empty where there is nothing more to say."""

    @property
    def sentence(self) -> str:
        """Everything a person needs, as one line of text."""
        return f"{self.what} {self.advice}"


class Errors:
    """Every kind of error by the name of its class, and its cases behind a dot."""

    WHAT: Table[str] = Table(
        {
            "BackgroundError": "Reminders cannot be made to come with Glimmers closed here.",
            "BackgroundError.left": "This could not be removed: {files}.",
            "BackgroundError.left after erasing": (
                "Everything that was kept here is deleted, but what starts reminders could not be "
                "removed: {files}."
            ),
            "BackgroundError.not written": "{file} could not be written.",
            "BackgroundError.packaged": (
                "Your system cannot start this build of Glimmers by itself, so reminders come only "
                "while it runs."
            ),
            "BackgroundError.path": (
                "The name of a folder on the way to Glimmers or to your journal has a character "
                "that your system cannot write down."
            ),
            "BackgroundError.refused": "Your system’s own program, {program}, did not take it.",
            "BackgroundError.replaced": (
                "The name of a folder on the way to Glimmers or to your journal has signs in it "
                "that Windows would replace: %…% or $(."
            ),
            "BackupError": "This backup cannot be restored.",
            "BackupError.damaged": "This backup is damaged: it is not as it was written.",
            "BackupError.newer": "This backup was made by a newer Glimmers.",
            "BackupError.no file": "There is no file {file}.",
            "BackupError.no passphrase": "There is no passphrase in this file.",
            "BackupError.not a backup": "This file is not a backup of Glimmers.",
            "BackupError.passphrase": "This passphrase does not open the backup.",
            "BackupError.sealed": "This backup is sealed with a passphrase.",
            "BackupError.strange": "This backup holds something that no backup of Glimmers holds.",
            "BusyJournalError": "The journal is busy in another program.",
            "BusyJournalError.being replaced": (
                "Another state of your journal was being put in place, and that is not finished "
                "yet."
            ),
            "BusyJournalError.to erase": "Your journal is open in another program.",
            "CollageError": "This collage cannot be made.",
            "CollageError.canvas width height": "A canvas has a width and a height.",
            "CollageError.caption place paper": "A caption has its place on the paper.",
            "CollageError.caption takes quarter paper most": (
                "The caption takes a quarter of the paper at most."
            ),
            "CollageError.collage needs photos": "A collage needs photos.",
            "CollageError.collage no such photo": "The collage has no such photo.",
            "CollageError.colour": "This is no colour for paper.",
            "CollageError.corners here": "Corners here are 0 to {most} pixels.",
            "CollageError.focus photo inside": "The focus of a photo is inside it.",
            "CollageError.frame canvas": "A frame is on the canvas.",
            "CollageError.frame width height": "Every frame has a width and a height.",
            "CollageError.frames fill paper": "Frames fill the paper.",
            "CollageError.frames gap apart": "Frames are a gap apart.",
            "CollageError.gap": "The gap leaves no room for so many photos.",
            "CollageError.gap here": "A gap here is 0 to {most} pixels.",
            "CollageError.long caption": "A caption has {most} characters at most.",
            "CollageError.many": "A collage holds {most} photos at most.",
            "CollageError.none among these": "There are no photos among these glimmers.",
            "CollageError.only photo collage locked": "Only a photo of the collage can be locked.",
            "CollageError.paper colour written like": "A paper colour is written like #FFFDF8.",
            "CollageError.photo frame": "Every photo has one frame.",
            "CollageError.photo id": "A photo has an id.",
            "CollageError.photo width height": "A photo has a width and a height.",
            "CollageError.photos keep their order not": "Photos keep their order, or not.",
            "CollageError.photos whole not": "Photos are whole, or not.",
            "CollageError.seed whole number": "A seed is a whole number.",
            "DamagedJournalError": "The file of your journal is damaged.",
            "DamagedJournalError.not in backup": (
                "Glimmers that could not be read, and are not in the backup: {n}."
            ),
            "DamagedSnapshotError": "This copy of your journal is damaged.",
            "GlimmersError": "Something went wrong.",
            "GlimmersError.picture": "The picture could not be made.",
            "InvalidNumberError": "This number cannot be dialled as it stands.",
            "InvalidNumberError.empty": "There is no number yet.",
            "InvalidNumberError.many": "There is room for {most} people here.",
            "InvalidRecordError.date": "A glimmer has a date that does not exist ({field}).",
            "InvalidRecordError.missing": "A glimmer lacks what it needs ({field}).",
            "InvalidRecordError.newer": "This was written by a newer Glimmers.",
            "InvalidRecordError.not a record": "This is no glimmer.",
            "InvalidRecordError.type": "A glimmer holds something of the wrong kind ({field}).",
            "InvalidRecordError.value": "A glimmer holds something that cannot be ({field}).",
            "InvalidRecordError.words": "A glimmer holds words that cannot be kept ({field}).",
            "InvalidScheduleError": "Reminders cannot be set like that.",
            "InvalidScheduleError.1 to 8 reminders day": "There can be 1 to 8 reminders a day.",
            "InvalidScheduleError.8 fixed times most": "There can be 8 fixed times at most.",
            "InvalidScheduleError.least time between two reminders 0 to 1440 minutes": (
                "The least time between two reminders is 0 to 1440 minutes."
            ),
            "InvalidScheduleError.no minute": "A time of day is hours and minutes, 00:00 to 23:59.",
            "InvalidScheduleError.no quiet time": "That is no quiet time.",
            "InvalidScheduleError.no time": "That is no time of day.",
            "InvalidScheduleError.no weekdays": "Those are no weekdays.",
            "InvalidScheduleError.pause ends day": "A pause ends on a day.",
            "InvalidScheduleError.quiet time ends another minute begins": (
                "A quiet time ends at another minute than it begins."
            ),
            "InvalidScheduleError.reminders need least weekday": (
                "Reminders need at least one weekday."
            ),
            "InvalidScheduleError.this no schedule": "This is no schedule.",
            "InvalidScheduleError.twelve quiet times most": (
                "There can be twelve quiet times at most."
            ),
            "InvalidScheduleError.weekdays monday to sunday": "Weekdays are Monday to Sunday.",
            "InvalidWordsError": "These words hold characters that cannot be kept.",
            "InvalidWordsError.empty name": "A name needs at least one character that can be seen.",
            "InvalidWordsError.empty prompt": "There are no words in this prompt.",
            "InvalidWordsError.long name": (
                "This name has {n:,} characters; a name can have {most}."
            ),
            "InvalidWordsError.long note": (
                "These are {n:,} characters; one glimmer can hold {most:,}."
            ),
            "InvalidWordsError.long prompt": (
                "These are {n:,} characters; a prompt can hold {most}."
            ),
            "InvalidWordsError.long stdin": "What came in is far too long for one glimmer.",
            "InvalidWordsError.no stdin": "There is nothing to read: stdin is closed.",
            "InvalidWordsError.not UTF-8": "What came in is not UTF-8 text.",
            "InvalidWordsError.odd name": "This name holds characters that cannot be kept.",
            "InvalidWordsError.odd prompt": (
                "A prompt is one line, and these words hold a line break or a character that "
                "cannot be shown."
            ),
            "NewerJournalError": "This journal was written by a newer Glimmers.",
            "NewFolderError.file as folder": "{folder} is a file, not a folder.",
            "NewFolderError.in journal": "{folder} lies in the folder of your journal.",
            "NewFolderError.no folder": "There is no folder {folder}.",
            "NewFolderError.there already": "{folder} is there already.",
            "NoAnswerError": "The desktop did not answer.",
            "NoCameraError": "The camera could not be opened.",
            "NoCameraError.busy": "Another program has the camera.",
            "NoCameraError.denied": "The browser does not let Glimmers use the camera.",
            "NoCameraError.none": "No camera was found.",
            "NoCameraError.not allowed": "The system does not let Glimmers use the camera.",
            "NoMessengerError": "Glimmers has nothing here to send notifications with.",
            "NoPrivateStorageError": (
                "This browser window gives Glimmers no place to keep things, as private windows do."
            ),
            "NoPrivateStorageError.missing": (
                "This browser has no place where Glimmers could keep things."
            ),
            "NobodyListensError": (
                "The answer could not be written: nothing reads it, or there is no room for it."
            ),
            "NobodyShowsError": "Nothing on this desktop shows notifications.",
            "NoRoomError.on its way": (
                "There is no room left for another file. The one before it may still be on its way "
                "to where it is saved, and takes up room here until then."
            ),
            "NotAFolderError.journal folder": (
                "There is a file where the journal's folder should be."
            ),
            "NotAJournalError": (
                "The file where your journal should be is not a journal Glimmers can read."
            ),
            "NotAPhotoError": "This file is not a picture Glimmers can open.",
            "NotAPhotoError.empty": "This file is empty.",
            "NotAPhotoError.film": "This is a video. Glimmers keeps photos only.",
            "NotAPhotoError.no file": "This is no file that holds a picture.",
            "NotAPhotoError.unread": "This file cannot be read.",
            "NotSharedError": "The picture could not be shared or saved here.",
            "NotSharedError.file": "The file could not be handed over.",
            "NotSharedError.words": "The words could not be shared or copied here.",
            "NotShownError": "The reminder could not be shown.",
            "NotShownError.android denied": "Android does not let Glimmers show notifications.",
            "NotShownError.android kept it": "Android took the reminder but did not show it.",
            "NotShownError.android refused": "Android refused the reminder.",
            "NotShownError.browser denied": "The browser does not let Glimmers show reminders.",
            "NotShownError.browser insecure": (
                "Browsers show reminders only for pages that come over https."
            ),
            "NotShownError.browser no-worker": (
                "The part of Glimmers that shows reminders could not be started in this browser."
            ),
            "NotShownError.browser not-listed": (
                "The browser took the reminder but did not show it."
            ),
            "NotShownError.browser not-ready": (
                "Glimmers is still being put away for use without a network, and reminders need "
                "that."
            ),
            "NotShownError.browser unasked": (
                "The browser has not been told yet that Glimmers may show reminders."
            ),
            "NotShownError.browser unsupported": "This browser shows no reminders for web pages.",
            "NotShownError.build": "This build of Glimmers cannot show reminders.",
            "NotShownError.ios denied": "iOS does not let Glimmers show notifications.",
            "NotShownError.ios kept it": "iOS took the reminder but did not show it.",
            "NotShownError.ios refused": "iOS refused the reminder.",
            "NotShownError.ios silent": "iOS did not answer.",
            "NotShownError.ios took some": "iOS did not take all of the reminders.",
            "NotShownError.nothing here": "Nothing here can show a reminder.",
            "NotShownError.nothing here, so off": (
                "Nothing here can show reminders, so they stay off."
            ),
            "NotShownError.plyer": "Plyer does not know this kind of Android app.",
            "NotShownError.settings": "The settings could not be opened from here.",
            "NotUnderstoodError": "That time was not understood.",
            "NotUnderstoodError.century or decade": (
                "That can be ten years or a whole century, from {year} on."
            ),
            "NotUnderstoodError.clock or age": "That can be {first}, or an age.",
            "NotUnderstoodError.date beside": "That names {first}, and more than that.",
            "NotUnderstoodError.clock to come": (
                "That is in the future. Glimmers are for things that have happened."
            ),
            "NotUnderstoodError.feast": "The day of this feast is not known here.",
            "NotUnderstoodError.hours or zone": (
                "That can be the hours from {clock} on, or {clock} where clocks are {hours} hours "
                "behind Greenwich."
            ),
            "NotUnderstoodError.instant": "That instant was not understood.",
            "NotUnderstoodError.long": "Words for a time can have {most} characters at most.",
            "NotUnderstoodError.morning or evening": (
                "That can be {morning} in the morning or {evening} in the evening."
            ),
            "NotUnderstoodError.no day": "That is no day of the calendar.",
            "NotUnderstoodError.no days": "These words name no days of the calendar.",
            "NotUnderstoodError.no day of month": "There is no such day in that month.",
            "NotUnderstoodError.no day of year": "There is no such day in that year.",
            "NotUnderstoodError.no such day": "There is no such day in the calendar.",
            "NotUnderstoodError.no such month": "There is no such month.",
            "NotUnderstoodError.one to come": (
                "That can be {first}, or {other}, which is in the future."
            ),
            "NotUnderstoodError.season or years": "That can be {first} or two years.",
            "NotUnderstoodError.to come": (
                "That is in the future. Glimmers are for things that have happened."
            ),
            "NotUnderstoodError.turned round": "The last of these days is before the first.",
            "NotUnderstoodError.two figures": "A year of two figures can be read in two ways.",
            "NotUnderstoodError.two midnights": "Each day has two midnights.",
            "NotUnderstoodError.two ways": "That can be {first} or {second}.",
            "NotUnderstoodError.weekday": "{first} was a {weekday}.",
            "NotUnderstoodError.year or clock": "That can be {clock} or {year}.",
            "NotUnderstoodError.zone": "There is no such time zone.",
            "OpenElsewhereError": "Your journal is open in another tab.",
            "PhotoFormatError": "This picture is in a format that cannot be opened here.",
            "PhotoFormatError.AVIF": "This picture is an AVIF file, which cannot be opened here.",
            "PhotoFormatError.BMP": "This is a BMP file, which cannot be opened here.",
            "PhotoFormatError.HEIC": "This picture is a HEIC file, which cannot be opened here.",
            "PhotoFormatError.JPEG 2000": "This is a JPEG 2000 file, which cannot be opened here.",
            "PhotoFormatError.JPEG XL": "This is a JPEG XL file, which cannot be opened here.",
            "PhotoFormatError.PDF": "This is a PDF, which cannot be opened here.",
            "PhotoFormatError.Photoshop": "This is a Photoshop file, which cannot be opened here.",
            "PhotoFormatError.TIFF": "This is a TIFF, which cannot be opened here.",
            "PhotoFormatError.TIFF or raw": (
                "This is a TIFF, or a camera's raw file, which cannot be opened here."
            ),
            "PhotoFormatError.WebP": "This picture is a WebP file, which cannot be opened here.",
            "PhotoFormatError.icon": "This is an icon, which cannot be opened here.",
            "PhotoFormatError.raw": "This is a camera's raw file, which cannot be opened here.",
            "PhotoNotHereError": "This photo's file is missing or damaged.",
            "PhotoNotHereError.left out": (
                "Photos that could not be read, and are not in the folder: {missing} of {n}."
            ),
            "PhotoNotHereError.not in backup": (
                "Of {n} photos {missing} could not be read, and are not in the backup."
            ),
            "PhotoNotHereError.places empty": (
                "Of {n} photos {missing} could not be found, and their places are left empty."
            ),
            "PhotoTooLargeError": "This picture has too many pixels to open.",
            "PhotoTooLargeError.file": "This file is larger than a photo.",
            "PhotoTooLargeError.memory": "This picture needs more memory than there is.",
            "ReadOnlyError.opened to be read": "This journal was opened to be read only.",
            "DesktopRefusedError": "The desktop did not take the reminder.",
            "TargetError": "The file cannot be written there.",
            "TargetError.device": "{file} is a device or the like, not a file.",
            "TargetError.file as folder": "{folder} is a file, not a folder.",
            "TargetError.folder": "{file} is a folder.",
            "TargetError.in journal": "{file} lies in the folder of your journal.",
            "TargetError.may be original": "{file} may be one of the photos.",
            "TargetError.no folder": "There is no folder {folder}.",
            "TargetError.original": "{file} is one of the photos.",
            "TargetError.there already": "{file} is there already.",
            "StorageTimeoutError": "The browser has not given Glimmers its files yet.",
            "UnknownCollageError": "There is no such collage.",
            "UnknownGlimmerError": "There is no such glimmer.",
            "UnknownNameError": "There is no such name.",
            "UnknownPhotoError": "There is no such photo in this glimmer.",
            "UnknownSnapshotError": "There is no such snapshot.",
            "ZoneError": (
                "The time zone of this device is a whole day or more away from the world's time, "
                "so no date can be told."
            ),
            "OffError": "Gentle reminders are off.",
        }
    )
    """What happened. A case that is not here is told as its kind."""
    ADVICE: Table[str] = Table(
        {
            "BackgroundError": "What you kept is safe, and nothing was changed.",
            "BackgroundError.left": (
                "What you kept is safe. Delete it yourself; until then your system goes on looking "
                "whether a reminder is due."
            ),
            "BackgroundError.left after erasing": (
                "Delete it yourself. It finds nothing to remind you of any more."
            ),
            "BackgroundError.not written": (
                "What you kept is safe, and nothing was changed. Check that you may write there, "
                "and try again."
            ),
            "BackgroundError.path": (
                "What you kept is safe, and nothing was changed. Give that folder a plainer name, "
                "and try again."
            ),
            "BackgroundError.refused": (
                "What you kept is safe, and reminders come while Glimmers is open. Log out and in "
                "again, then try once more."
            ),
            "BackgroundError.replaced": (
                "What you kept is safe, and nothing was changed. Give that folder a plainer name, "
                "and try again."
            ),
            "BackupError": "Nothing was changed. If you have another copy of it, use that.",
            "BackupError.newer": "Nothing was changed. Update Glimmers and try again.",
            "BackupError.no file": "Nothing was changed. Name another file.",
            "BackupError.no passphrase": (
                "Nothing was changed. Write the passphrase into the file, on its first line."
            ),
            "BackupError.not a backup": (
                "Nothing was changed. Choose the file that Glimmers has written."
            ),
            "BackupError.passphrase": (
                "Nothing was changed. Capitals and spaces count. If you are sure of it, the file "
                "is damaged: if you have another copy, use that."
            ),
            "BackupError.sealed": (
                "Nothing was changed. Write the passphrase into a file and name that with "
                "--passphrase-file."
            ),
            "BackupError.strange": (
                "Nothing was changed. Restore only files that Glimmers has written for you."
            ),
            "BusyJournalError": "Nothing was changed. Try again in a moment.",
            "BusyJournalError.being replaced": (
                "Nothing was erased. Close this page and open Glimmers again, which finishes it. "
                "Then erase everything."
            ),
            "BusyJournalError.to erase": (
                "Nothing was deleted. Close Glimmers, every window of it and every terminal that "
                "runs it, and try again."
            ),
            "CollageError": "Your photos are safe. Try fewer photos, or a smaller gap.",
            "CollageError.colour": (
                "Your photos are safe. Try “#FFFDF8”, or a name such as “linen”."
            ),
            "CollageError.corners here": "Your photos are safe. Choose a number between these.",
            "CollageError.gap here": "Your photos are safe. Choose a number between these.",
            "CollageError.long caption": "Your photos are safe. Choose fewer words.",
            "CollageError.none among these": (
                "Nothing was made. Add photos, or choose other glimmers."
            ),
            "DamagedJournalError": (
                "It was not touched. Close Glimmers and let its doctor look: python -m app "
                "doctor --repair saves what can be read and keeps the damaged file beside it."
            ),
            "DamagedJournalError.not in backup": (
                "Everything else is in it, and nothing was changed in your journal. Keep your "
                "earlier backups too; doctor tells more."
            ),
            "DamagedJournalError.not read back": (
                "This last may not be kept; what you kept before was not touched. Close Glimmers "
                "and let its doctor look: python -m app doctor --repair saves what can be read "
                "and keeps the damaged file beside it."
            ),
            "DamagedSnapshotError": ("Your journal was not touched. Choose another copy."),
            "DataClearedError": (
                "The words kept before are still open in this page and can be saved here again; "
                "photos are gone. To begin an empty journal instead, close the browser with all "
                "its windows and open it again."
            ),
            "DataClearedError.another begun": (
                "Another journal was begun in its place, and is not written over. Close the "
                "browser and open it again to open that one."
            ),
            "DataClearedError.saved again": (
                "Your words are saved again. Close the browser with all its windows and open it "
                "again: then they are here."
            ),
            "DataClearedError.unreadable": (
                "In a private window nothing of it can be read any more. Close all private "
                "windows and open Glimmers again."
            ),
            "GlimmersError": "What you kept before is safe. Please try again.",
            "InvalidNumberError": (
                "Nothing was changed, and what you typed is still there. Write one number: its "
                "digits, with a + in front if it has one."
            ),
            "InvalidNumberError.empty": (
                "Nothing was changed. Write the number; a name is not needed."
            ),
            "InvalidNumberError.many": "Nothing was changed. Take one away to make room.",
            "InvalidRecordError": (
                "Nothing was changed. Ask for the file again where it comes from, or leave this "
                "glimmer out."
            ),
            "InvalidRecordError.newer": "Nothing was changed. Update Glimmers and try again.",
            "InvalidScheduleError": "Nothing was changed. Try 3 a day from 09:00 to 20:30.",
            "InvalidScheduleError.no quiet time": (
                "Nothing was changed. Write from when to when, as in 13:00-14:30."
            ),
            "InvalidScheduleError.no time": (
                "Nothing was changed. Write hours and minutes, from 00:00 to 23:59, as in 09:00."
            ),
            "InvalidScheduleError.no weekdays": (
                "Nothing was changed. Write mon-fri, or mon,wed,sat."
            ),
            "InvalidWordsError": "Nothing was changed. Take those characters out and try again.",
            "InvalidWordsError.empty name": "Nothing was changed. Write a name, or leave it out.",
            "InvalidWordsError.empty prompt": "Nothing was changed. A few are enough.",
            "InvalidWordsError.long name": "Nothing was changed. Make it shorter.",
            "InvalidWordsError.long note": "Nothing was changed. Keep them in parts.",
            "InvalidWordsError.long prompt": "Nothing was changed. Say it a little shorter.",
            "InvalidWordsError.long stdin": "Nothing was kept. Keep it in parts.",
            "InvalidWordsError.no stdin": "Nothing was kept. Give the words after `keep`.",
            "InvalidWordsError.not UTF-8": "Nothing was kept. Convert it to UTF-8 and try again.",
            "NewerJournalError": "It was not touched. Update Glimmers to open it.",
            "NewFolderError": "Nothing was changed. Name a folder that is not there yet.",
            "NewFolderError.file as folder": (
                "Nothing was changed. Name a folder that is not there yet, in one that is."
            ),
            "NewFolderError.in journal": (
                "Nothing was written there, so that your journal stays whole. Name a folder "
                "elsewhere."
            ),
            "NewFolderError.no folder": (
                "Nothing was changed. Name a folder that is not there yet, in one that is."
            ),
            "NewFolderError.there already": (
                "It was not touched. Name a folder that is not there yet."
            ),
            "NoAnswerError": "What you kept is safe. Try again in a moment.",
            "NoMessengerError": (
                "What you kept is safe. Install notify-send (Debian and Ubuntu: libnotify-bin) "
                "and try again."
            ),
            "NoRoomError.on its way": (
                "It was not touched, and your journal is safe. Wait until it is saved, and try "
                "again {minutes} minutes after it was made. Or free some space now."
            ),
            "NoPrivateStorageError": (
                "Nothing would be kept here, so the button is off. Open Glimmers in an ordinary "
                "window."
            ),
            "NoPrivateStorageError.missing": (
                "Nothing would be kept here, so the button is off. What you keep elsewhere is "
                "safe. Update the browser, or use another, such as Firefox or Chrome."
            ),
            "NobodyListensError": "What was asked for is done, and what is kept is safe.",
            "NobodyShowsError": (
                "What you kept is safe. Switch notifications on, or install a program that shows "
                "them, such as dunst."
            ),
            "NotAFolderError.journal folder": (
                "It was not touched. Name another folder, or move the file away."
            ),
            "NotAJournalError": (
                "It was not touched. Put the right file back, or move this one away to begin a "
                "new journal. Your photos stay, and Settings, Where it is kept, then leads to "
                "them."
            ),
            "NotSharedError": (
                "What you kept is safe. If your browser or device asks, allow Glimmers to save "
                "files, and try again."
            ),
            "NotSharedError.file": "What you kept is safe, and nothing was changed. Try again.",
            "NotSharedError.words": "What you kept is safe. Try again, or share them as a picture.",
            "NotShownError": (
                "What you kept is safe. Check that notifications are allowed in the system's "
                "settings."
            ),
            "NotShownError.android denied": (
                "What you kept is safe. Allow notifications for Glimmers in the phone's "
                "settings, under Apps, Glimmers, Notifications."
            ),
            "NotShownError.android kept it": (
                "What you kept is safe. Allow notifications for Glimmers in the phone's "
                "settings, under Apps, Glimmers, Notifications."
            ),
            "NotShownError.browser denied": (
                "What you kept is safe. Allow notifications for this page in the browser's "
                "settings, beside its address."
            ),
            "NotShownError.browser insecure": (
                "What you kept is safe. Open Glimmers at an address that begins with https."
            ),
            "NotShownError.browser no-worker": (
                "What you kept is safe. Private windows and some settings forbid it. Open "
                "Glimmers in an ordinary window, or reload this one."
            ),
            "NotShownError.browser not-listed": (
                "What you kept is safe. Check that notifications of this browser are allowed "
                "in the system's settings."
            ),
            "NotShownError.browser not-ready": "What you kept is safe. Try again in a minute.",
            "NotShownError.browser unasked": (
                "What you kept is safe. Try again and allow it when the browser asks; some ask "
                "only at a second tap."
            ),
            "NotShownError.browser unsupported": (
                "What you kept is safe. On an iPhone or iPad, put Glimmers on the home screen "
                "and open it from there."
            ),
            "NotShownError.build": (
                "What you kept is safe. Another build of Glimmers may be able to."
            ),
            "NotShownError.ios denied": (
                "Open the system's Settings, Notifications, Glimmers, and allow them there."
            ),
            "NotShownError.ios took some": "What you kept is safe. Open Glimmers again later.",
            "NotShownError.nothing here": (
                "What you kept is safe. `remind now` tells what is missing."
            ),
            "NotShownError.nothing here, so off": "What you kept is safe, and so are your choices.",
            "NotShownError.settings": "They are in the system's own settings.",
            "NotUnderstoodError": "Try “14 March 2019” or “summer 2004”.",
            "NotUnderstoodError.clock or age": "Write “{first}” or “{second}”.",
            "NotUnderstoodError.date beside": (
                "Write “{first}” if that is when it was, or one time alone, as in “summer 2004”."
            ),
            "NotUnderstoodError.clock to come": "Try “{first}” or “today”.",
            "NotUnderstoodError.century or decade": "Write “{first}” or “{second}”.",
            "NotUnderstoodError.feast": (
                "Write its date, as in “14 March 2019”, or its month, as in “March 2019”."
            ),
            "NotUnderstoodError.hours or zone": "Write “{first}” or “{second}”.",
            "NotUnderstoodError.morning or evening": "Write “{first}” or “{second}”.",
            "NotUnderstoodError.year or clock": "Write “{first}” or “{second}”.",
            "NotUnderstoodError.instant": (
                "Write it like 2026-03-29T08:00, or 2026-03-29T08:00+02:00."
            ),
            "NotUnderstoodError.long": "Try “14 March 2019” or “when I was small”.",
            "NotUnderstoodError.meant": (
                "Did you mean “{first}”? Otherwise write it like “14 March 2019”."
            ),
            "NotUnderstoodError.no day": "Try “14 March 2019” or “summer 2004”.",
            "NotUnderstoodError.no days": "Try “14 March 2019” or “summer 2004”.",
            "NotUnderstoodError.no day of month": "Try “14 March 2019” or “March 2019”.",
            "NotUnderstoodError.no day of year": "Try “14 March 2019” or “March 2019”.",
            "NotUnderstoodError.no such day": "Try “14 March 2019” or “March 2019”.",
            "NotUnderstoodError.no such month": "Try “March 2019” or “2019-03”.",
            "NotUnderstoodError.one to come": "Write “{first}” or “{written}”.",
            "NotUnderstoodError.season or years": "Write “{first}” or “{second}”.",
            "NotUnderstoodError.to come": "Try “today” or “14 March 2019”.",
            "NotUnderstoodError.turned round": "Nothing was made. Exchange --from and --to.",
            "NotUnderstoodError.two figures": "Write “14 March 2019” or “2019-03-14”.",
            "NotUnderstoodError.two midnights": "Write “{first}” or “{second}”.",
            "NotUnderstoodError.two ways": "Write “{first}” or “{written}”.",
            "NotUnderstoodError.weekday": "Write “{first}” or “{written}” without the weekday.",
            "NotUnderstoodError.zone": "Write it like Europe/Berlin, or UTC.",
            "OffError": "Turn them on with `remind set`.",
            "OpenElsewhereError": (
                "Nothing is touched here. Continue in the other tab, or close it and try again. If "
                "there is none, close the browser with all its windows and open it again."
            ),
            "PhotoNotHereError.left out": (
                "Everything else is in it, and nothing was changed in your journal."
            ),
            "PhotoNotHereError.not in backup": (
                "Everything else is in it. If you have these photos elsewhere, add them again."
            ),
            "PhotoNotHereError.places empty": "The collage was made with the others.",
            "PhotoNotHereError.unreadable": "",
            "BackupTargetError": (
                "Nothing was changed. Name a file that is not there yet, in a folder that is."
            ),
            "BackupTargetError.in journal": (
                "A backup beside your journal would be lost with it. Name a file elsewhere."
            ),
            "ExportTargetError": "Your journal is as it was. Choose another place for the file.",
            "TargetError": "Your photos are safe, and nothing was changed. Name another file.",
            "TargetError.in journal": (
                "Nothing was written there, so that your journal stays whole. Name a file "
                "elsewhere."
            ),
            "TargetError.may be original": (
                "It was not touched. Name the file to write first, then --photos and the photos."
            ),
            "TargetError.original": (
                "It was not touched: originals are never overwritten. Name another file."
            ),
            "TargetError.there already": (
                "It was not touched. Name another file, or add --overwrite."
            ),
            "StorageTimeoutError": (
                "What you kept is safe. Try again. If this comes back, close this tab and open "
                "Glimmers again."
            ),
            "UnknownCollageError": "It may have been deleted for good. Nothing else has changed.",
            "UnknownGlimmerError": "It may have been deleted for good. Nothing else has changed.",
            "UnknownNameError": "It may have been renamed or removed already. Nothing has changed.",
            "UnknownPhotoError": "It may have been removed already. Nothing has changed.",
            "UnknownSnapshotError": (
                "Nothing was changed. The oldest make room for new ones: look at the list again."
            ),
            "ZoneError": (
                "What you kept is safe, and nothing was changed. Set TZ to a name like "
                "Europe/Berlin, or unset it."
            ),
        }
    )
    """What is safe and what to do."""

    # Of photos on their way in, what is safe depends on what else the glimmer has.
    PHOTO_REMEDY: Table[str] = Table(
        {
            "NoCameraError": "You can choose a photo that is here already.",
            "NotAPhotoError": "Choose another one.",
            "PhotoFormatError": "Save the picture as a JPEG and choose that.",
            "PhotoFormatError.HEIC": (
                "On an iPhone choose Settings, Camera, Formats, Most Compatible; then new photos "
                "are JPEG. For this one, choose a JPEG copy."
            ),
            "PhotoNotHereError": "Add the photo again if you have it elsewhere.",
            "PhotoTooLargeError": "Choose a smaller copy of it.",
        }
    )
    _WORDS_KEPT = Sentence("Your words are kept.")
    _WORDS_KEPT_UNTOUCHED = Sentence("Your words are kept, and the file was not touched.")
    _KEPT_SAFE = Sentence("What you kept is safe.")
    _KEPT_SAFE_UNTOUCHED = Sentence("What you kept is safe, and the file was not touched.")
    not_added = Plural("{n} file could not be added.", "{n} files could not be added.")

    # What the device refused is told in two clauses: why it did, and what did not happen therefore.
    _REFUSED = Sentence("{because}, so {so}.")
    _SAFE_AND_REMEDY = Sentence("{safe} {remedy}")
    BECAUSE: Table[str] = Table(
        {
            "DataClearedError": (
                "What this browser holds for Glimmers was deleted while this page was open"
            ),
            "DiskError": "The disk {where} did not answer as it should",
            "JournalGoneError": (
                "The file of your journal was moved, replaced or deleted while Glimmers had it open"
            ),
            "LinkLoopError": "The path to {thing} leads round in a circle, from link to link",
            "MissingFolderError": "The folder {where} is not there",
            "NoRoomError": "There is no room left on this device",
            "NotAFolderError": "There is a file where a folder should be in the path to {thing}",
            "PathTooLongError": "The path to {thing} is longer than this device allows",
            "ReadOnlyDiskError": "The disk {where} can only be read",
            "ReadOnlyError": "Glimmers is not allowed to write {where}",
            "RefusedError": "This device refused",
            "TooManyFilesError": "Too many files are open on this device",
            "UnreadableError": "Glimmers is not allowed to read {where}",
        }
    )
    """Why, up to the comma. May name `{thing}` and `{where}`."""
    REMEDY: Table[str] = Table(
        {
            "DiskError": (
                "Try again. If it happens again, restart the device, or have the disk checked."
            ),
            "JournalGoneError": (
                "Your journal is still open here and can be saved to its place again. Leave "
                "Glimmers open until then."
            ),
            "LinkLoopError": "Name another folder, or mend the link.",
            "MissingFolderError": "Check that its disk is connected, and try again.",
            "NoRoomError": "Free some space and try again.",
            "NotAFolderError": (
                "The file was not touched. Name another folder, or move the file away."
            ),
            "PathTooLongError": "Name one that is shorter.",
            "ReadOnlyDiskError": "End its write protection, or name a folder on another disk.",
            "ReadOnlyError": "Allow writing there and try again.",
            "RefusedError": "Try again.",
            "TooManyFilesError": "Close some programs and try again.",
            "UnreadableError": "Allow reading there and try again.",
        }
    )
    SO: Table[str] = Table(
        {
            "adding photo": "the photo could not be added",
            "backing up": "the backup could not be made",
            "changing": "the change could not be made",
            "choosing": "your choice could not be remembered",
            "doing this": "this could not be done",
            "emptying": "the bin could not be emptied",
            "erasing": "this could not be deleted for good",
            "erasing everything": "not everything could be deleted",
            "exporting": "your glimmers could not be written there",
            "saving export": "the file could not be made",
            "forgetting": "this could not be undone",
            "going on": "nothing more can be kept in it",
            "keeping": "this could not be kept",
            "making picture": "the picture could not be made",
            "opening": "your journal could not be opened",
            "putting back": "this could not be put back",
            "reading": "your journal could not be read",
            "reading photos": "the photos could not be looked at",
            "removing": "this could not be moved to the bin",
            "repairing": "your journal could not be repaired",
            "restoring": "the backup could not be restored",
            "snapshot": "a copy of your journal could not be made",
            "going back": "your journal could not go back",
            "saving collage": "the collage could not be saved",
            "saving picture": "the picture could not be saved",
        }
    )
    """What did not happen, by what was being done."""
    _SAFE = Sentence("Everything kept before is safe.")
    SAFE: Table[str] = Table(
        {
            "erasing everything": (
                "What is left cannot be opened any more, and is deleted when Glimmers is next "
                "opened."
            ),
            "exporting": "Your journal is as it was.",
            "saving export": "Your journal is as it was.",
            "going on": "What you wrote is not lost.",
            "making picture": "Your photos are safe.",
            "reading": "Nothing was changed.",
            "reading photos": "Nothing was changed.",
            "repairing": "What was there is as it was.",
            "going back": "Your journal is as it was.",
            "restoring": "Your journal is as it was.",
            "saving collage": "Your photos are safe.",
            "saving picture": "Your photos are safe.",
        }
    )
    _THING = Sentence("your journal")
    THING: Table[str] = Table(
        {
            "exporting": "the new folder",
            "saving export": "the file",
            "backing up": "the backup",
            "reading photos": "your photos",
            "saving collage": "the collage",
            "saving picture": "the picture",
        }
    )
    _WHERE = Sentence("where your journal is")
    WHERE: Table[str] = Table(
        {
            "exporting": "where the new folder should be",
            "saving export": "where the file should go",
            "backing up": "where the backup should go",
            "reading photos": "where your photos are",
            "saving collage": "where the collage should go",
            "saving picture": "where the picture should go",
        }
    )
    _UNKNOWN_REASON = Sentence("{failed}, for a reason Glimmers does not know.")
    _UNKNOWN_REMEDY = Sentence("{safe} Please try again.")
    unreadable = Plural(
        "one photo cannot be read as a picture, and stayed as it was.",
        "{n} photos cannot be read as a picture, and stayed as it was.",
    )

    def what(self, error: GlimmersError) -> str:
        """What happened."""
        if isinstance(error, UnknownReasonError):
            clause = self.SO[error.doing.what]
            return self._UNKNOWN_REASON.format(failed=clause[:1].upper() + clause[1:])
        n = error.data.get("n")
        if (
            isinstance(error, PhotoNotHereError)
            and error.why == "unreadable"
            and isinstance(n, int)
        ):
            return self.unreadable(n)
        known = self._of_case(self.WHAT, error)
        if known is None and isinstance(error, RefusedError):
            doing = error.doing.what
            because = self._of_kind(self.BECAUSE, error).format(
                thing=self.THING.get(doing, self._THING), where=self.WHERE.get(doing, self._WHERE)
            )
            return self._REFUSED.format(because=because, so=self.SO[doing])
        sentence = self._of_kind(self.WHAT, error) if known is None else known
        return sentence.format(**error.data)

    def advice(self, error: GlimmersError, *, worded: bool = False) -> str:
        """What is safe, and what to do; `worded` where there are words that are kept."""
        if isinstance(error, UnknownReasonError):
            return self._UNKNOWN_REMEDY.format(safe=self._safe(error.doing))
        known = self._of_case(self.ADVICE, error)
        if known is None and (remedy := self._remedy(error)):
            safe = self._safe(error.doing) if isinstance(error, RefusedError) else ""
            untouched = isinstance(error, (NotAPhotoError, PhotoTooLargeError))
            safe = safe or self._kept(worded=worded, untouched=untouched)
            return self._SAFE_AND_REMEDY.format(safe=safe, remedy=remedy)
        sentence = self._of_kind(self.ADVICE, error) if known is None else known
        return sentence.format(**error.data)

    def several(self, errors: Sequence[GlimmersError], *, worded: bool) -> str:
        """Why files could not be added, in one go: how many, each reason once, what is safe once,
        each remedy once. `errors` has one for each file; `worded` as in `advice`.
        """
        if len(errors) == 1:
            return f"{self.what(errors[0])} {self.advice(errors[0], worded=worded)}"
        said = [self.not_added(len(errors)), *(self.what(error) for error in errors)]
        said.append(self._kept(worded=worded))
        said += [self._remedy(error) or self.advice(error) for error in errors]
        return " ".join(dict.fromkeys(said))

    def _remedy(self, error: GlimmersError) -> str:
        """What to do, where what is safe is said apart; "" where both are one sentence."""
        if isinstance(error, RefusedError):
            return self._of_kind(self.REMEDY, error)
        return self._of_case(self.PHOTO_REMEDY, error) or ""

    def _kept(self, *, worded: bool, untouched: bool = False) -> str:
        if untouched:
            return self._WORDS_KEPT_UNTOUCHED if worded else self._KEPT_SAFE_UNTOUCHED
        return self._WORDS_KEPT if worded else self._KEPT_SAFE

    def _safe(self, doing: Doing) -> str:
        return self.SAFE.get(doing.what, self._SAFE)

    def _of_case(self, table: Mapping[str, str], error: GlimmersError) -> str | None:
        """What is said of this very case, or of a kind that says the same in all of its cases."""
        for kind in type(error).__mro__:
            for key in (f"{kind.__name__}.{error.why}" if error.why else "", kind.__name__):
                if key in table and kind is not GlimmersError:
                    return table[key]
        return table.get(f"GlimmersError.{error.why}")

    def _of_kind(self, table: Mapping[str, str], error: GlimmersError) -> str:
        """What is said of the nearest kind that anything is said of."""
        return next(table[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in table)


errors = Errors()


def told(error: GlimmersError, *, worded: bool = False) -> Told:
    """The error in words, in the language that is spoken now; `worded` where the glimmer that it is
    about has words, which are kept.
    """
    return Told(errors.what(error), errors.advice(error, worded=worded))
