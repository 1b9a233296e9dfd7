"""Everything the app says. Plain, warm, short; what is safe comes first; nothing is counted against anyone."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from app.core.errors import GlimmersError, NoRoomError
from app.core.glimmers import Glimmer, Pathway
from app.core.photos import NameKind
from app.core.prompts import Kind
from app.core.when.times import MONTHS, WEEKDAYS

if TYPE_CHECKING:
    from app.core.collage import CanvasName
    from app.state.collages.choosing import Time
    from app.state.collages.kept import NotOpened

NAME = "Glimmers"

# Today
NOTICE = "Notice\na glimmer"
ANOTHER = "Another"
NOT_THIS_ONE = "Not this one"
NOTHING_IS_FINE = "Nothing today is fine too."
STAYS_AS_IT_IS = "It can stay just as it is."
UNDO = "Undo"
ADD_WORDS = "Add words"
ANOTHER_TIME = "Another time"
WORDS = "Words"
WHEN = "When"
WHEN_HINT = "Yesterday, summer 2004, when I was small"
MORE = "More"
TODAY_LIST = "Today"
NOTHING_YET_TODAY = "What you notice today will be here."
PATHWAYS: dict[Pathway, str] = {"within": "Within me", "around": "Around me", "between": "Between us"}
NOT_SAID = "A glimmer"

# First run
ENOUGH = "A small okay thing\nis enough."
TAP_KEEPS = "A tap keeps the moment, here on this {device}. Words can come later, or never."
PHONE = "phone"
DEVICE = "device"
LOOK_AROUND = "Look around first"

# The bar
TODAY = "Today"
LOOK_BACK = "Look back"
SETTINGS = "Settings"

# Reminders
REMINDERS = "Gentle reminders"
REMINDERS_WHY = "A few times a day, a quiet question to look up for a moment."
HOW_MANY = "How many a day"
NEVER_CLOSE = "Fewer, if they would crowd each other"
APART = "At least apart"
FROM = "From {time}"
TO = "To {time}"
FEWER = "Less: {what}"
MORE_OF = "More: {what}"
ON_DAYS = "On these days"
QUIET_HOURS = "Quiet hours"
ADD_QUIET = "Add quiet hours"
FIXED_TIMES = "Fixed times instead"
ADD_TIME = "Add a time"
REMOVE = "Remove {what}"
WHAT_THEY_SAY_SHORT = "What they say"
NEVER_YOUR_WORDS = "Only a prompt, never your words"
QUIET_AFTER_FIRST = "Quiet after the first glimmer of the day"
NEXT_REMINDER = "Next reminder"
NONE_COMING = "None is planned"
CANNOT_COME = "None can come here"
PAUSED = "They are paused"
LAST_SHOWN = "Last one: {when}"
SEND_NOW = "Send me one now"
SENT = "Sent. If you saw nothing, the system holds it back."
PAUSE_DAY = "Pause for today"
PAUSE_WEEK = "Pause for a week"
END_PAUSE = "End the pause"
STAY_AWAY = "If they come late, or not at all"
OPEN_SETTINGS = "Open settings"
MIDNIGHT = "0"
NEXT_MIDNIGHT = "24"
NOT_ALLOWED = "Off for now: notifications are not allowed for Glimmers."
ASK_TIME = {
    "start": "From when",
    "end": "Until when",
    "quiet-from": "Quiet from when",
    "quiet-to": "Quiet until when",
    "at": "At what time",
}
_REACH = {
    ("android", "closed"): "On this phone they arrive with Glimmers closed, about on time. Android may hold one back a few minutes. "
    "After a Force stop they wait until you open Glimmers.",
    ("android", "open"): "On this phone they arrive only while Glimmers is running.",
    ("android", "none"): "This build of Glimmers cannot show reminders on this phone.",
    ("ios", "closed"): "On this phone they arrive with Glimmers closed. The next sixty are planned each time you open Glimmers.",
    ("browser", "open"): "In a browser they arrive only while Glimmers is open in a tab.",
    ("browser", "none"): "This browser shows no notifications for Glimmers, so reminders cannot come here.",
}
_REACH_OPEN = "On this computer they arrive only while Glimmers is running."
_REACH_NONE = "Nothing on this computer shows notifications, so reminders cannot come here."
_ALLOW = {
    "browser": "Allow them in the browser's settings for this page, then switch reminders on again.",
    "android": "Allow them in the phone's settings, under Apps, Glimmers, Notifications.",
    "ios": "Allow them in the phone's settings, under Notifications, Glimmers.",
}

# Prompts
WHAT_THEY_SAY = "What the prompts say"
PROMPTS_WHY = "One prompt stands on Today, and one in each reminder. Choose what they ask about."
YOUR_OWN = "Your own"
OWN_PROMPT = "A prompt in your own words"
OWN_STAY_PRIVATE = "Yours are never shown on a lock screen: a reminder then says “A moment to look up?”."
KEEP_PROMPT = "Add it"
KINDS: dict[Kind, str] = {
    "senses": "The senses",
    "body": "The body",
    "nature": "Sky, weather, what grows",
    "people": "People",
    "kindness": "Small kindness",
    "memory": "Memories",
    "ordinary": "Ordinary things",
    "hard": "For hard times",
    "own": "Your own",
}

# Photos
ADD_PHOTO = "Add a photo"
TAKE_PHOTO = "Take a photo"
START_WITH_PHOTO = "Start with a photo"
SHUTTER = "Take photo"
OTHER_CAMERA = "The other camera"
CAMERA_STARTS = "The camera is starting"
ADDING_PHOTO = "Adding the photo"
ADDING_PHOTOS = "Adding {done} of {total}"
STOP = "Stop"
ALL_RIGHT = "All right"
PHOTO_IS_FROM = "This photo is from {day}."
USE_ITS_DATE = "Use that day"
LEAVE_IT = "Leave it as it is"
DESCRIBE_PHOTO = "What the picture shows"
DESCRIBE_WHY = "Read aloud to those who cannot see it. You can leave this empty."
PHOTO_BEFORE = "The photo before"
PHOTO_AFTER = "The next photo"
PLACE_OF = "{place} of {count}"
MAKE_COVER = "Put it first"
MOVE_FORWARD = "Move earlier"
MOVE_BACK = "Move later"
REMOVE_PHOTO = "Remove the photo"
CLOSE = "Close"

# Photos that no glimmer names
UNNAMED = "Photos without a glimmer"
KEEP_UNNAMED_WHY = "As a glimmer, each stands on the day it was stored here. Words, or another day, can follow later, or never."
KEEPING_UNNAMED = "Keeping {done} of {total}"
DELETING_UNNAMED = "Deleting {done} of {total}"
NO_UNNAMED = "Every photo that lies here is with a glimmer or a collage."

# Sharing
SHARE = "Share"
SHARE_GLIMMER = "Share this glimmer"
AS_A_PICTURE = "As a picture"
AS_WORDS = "As words"
WITH_ITS_DAY = "With its day"
WITH_ITS_PHOTO = "With its photo"
BY_NIGHT = "In night colours"
SAVE_AS_FILE = "Save as a file"
MAKING_PICTURE = "Making the picture"
CARD_SAYS = "A card that says: {text}"
NOTHING_ELSE_GOES = "This is all that leaves: the picture, without place, camera or time written into it."
ONLY_THESE_WORDS = "Only these words leave."
GONE_OUT = {"shared": "Shared.", "saved": "Saved.", "copied": "Copied. Paste it where you like.", "dismissed": "Nothing was shared."}

# People, places, tags
NAMES = "People, places, tags"
PEOPLE_PLACES_TAGS: dict[NameKind, str] = {"person": "People", "place": "Places", "tag": "Tags"}
NO_NAMES: dict[NameKind, str] = {
    "person": "Nobody is here yet. Write @ and a name in your words, or add a person below them.",
    "place": "No place is here yet. Add one below the words of a glimmer.",
    "tag": "No tag is here yet. Write # and a word in your words, or add a tag below them.",
}
NO_SUCH_NAME = "No glimmer carries this name now. It may be called something else, or was taken away."
ADD = "Add"
ADD_IT = "Add it"
ADD_NAME: dict[NameKind, str] = {"person": "Who", "place": "Where", "tag": "A word for it"}
COMPLETE = "Complete: {name}"
TAKE_OFF = "Take some away"
CHANGE_NAME = "Change the name"
RENAME = "Rename"
RENAME_IT = "Call it this"
NEW_NAME = "The new name"
SAME_AS = "Same as another"
SAME_AS_WHICH = "Which one"
NOBODY_ELSE = "There is no other name like this."
REMOVE_EVERYWHERE = "Take away everywhere"
REMOVE_NAME_MORE = "All glimmers stay, and so do their words. Only the name leaves them. It cannot be brought back by itself."
MERGE = "Make them one"
MERGE_MORE = "Every glimmer of {old} is then with {new}. They cannot be told apart again afterwards."
LEAVE_BOTH = "Leave both"
KEEP_NAME = "Leave it"
RENAMED = "It is called {name} now. What stands in your words is as you wrote it."
MERGED = "They are one now: {name}."
NAME_REMOVED = "{name} was taken away. All glimmers are still here."

# Look back
NOTHING_HERE = "Nothing here yet. What you keep will be here."
THE_BIN = "The bin"
LONG_AGO = "Long ago"
REMEMBERED_ON = "Remembered on {day}"
CHOOSE_ONE = "Choose a glimmer to see it here."
LOADING = "One moment"

# Collages
COLLAGES = "Collages"
NEW_COLLAGE = "New collage"
COLLAGE = "Collage"
TWO_ARE_ENOUGH = "Two photos are enough to begin."
HOW_TO_BEGIN = "Add a photo to something you kept, or to two. Then they can come together here."
BEGUN = "Begun, not saved yet"
CHANGED = "Changed, not saved yet"
GO_ON = "Go on"
LET_GO_CHANGES = "Let go of the changes: {what}"
CHANGES_GONE_SAID = "The changes are let go. The collage is as it was saved."
LET_GO_COLLAGE = "Let go of: {what}"
COLLAGE_GONE_SAID = "Let go. It stays in the bin for at least 30 days, and its photos stay where they are."
BEGUN_GONE_SAID = "Let go. The photos in it stay where they are."
COLLAGE_NOT_OPENED: dict[NotOpened, str] = {
    "gone": "This collage is not here any more. Its photos are where they were.",
    "unreadable": "Its picture is safe among your collages, and its photos are where they were. Glimmers cannot open it to change it: "
    "a newer Glimmers made it, or something in it is damaged.",
}
CHOOSE_PHOTOS = "Choose photos"
CHOOSE_ANOTHER = "Choose another photo"
TIMES: dict[Time, str] = {"any": "All", "month": "This month", "last month": "Last month", "year": "This year", "typed": "Another time"}
FROM_WHEN = "From"
TO_WHEN = "To, if it is longer"
WHOSE = {"person": "Person", "place": "Place", "tag": "Tag"}
ALL_OF_THESE = "All of these"
NONE_OF_THESE = "None"
OF_MOST = "{count} of {most}"
MAKE_IT = "Make the collage"
USE_THESE = "Use these"
USE_IT = "Use this one"
NO_PHOTOS_THEN = "No photos here. Try another time, or All."
SAVE = "Save"
SHARE = "Share"
SAVE_AS_FILE = "Save as a file"
COLLAGE_KEPT = "Kept"
PICTURE_READY = "The picture is ready."
MAKING = "Making the picture"
SHARED = "Shared"
SAVED_AS_FILE = "Saved"
DRAG_TO_SWAP = "Drag to swap"
DRAG_INSIDE = "Drag inside to move it"
TAP_TO_SWAP = "Choose a photo to change places with"
SHUFFLE = "Shuffle"
CANVAS = "Canvas"
CANVASES: dict[CanvasName, str] = {"square": "Square", "story": "Story", "a4": "Page"}
GAP = "Gap"
CORNERS = "Corners"
PAPER = "Paper"
PAPERS = {"#FFFDF8": "White", "#F6E7C9": "Sand", "#E9E4F6": "Lavender", "#DCEADF": "Leaf", "#20223F": "Night"}
CAPTION = "Caption"
KEEP_ORDER = "Keep in time order"
WHOLE_PHOTOS = "Whole photos"
MOVE = "Move"
FOCUS = "Focus"
REPLACE = "Replace"
LOCK = "Lock"
UNLOCK = "Unlock"
LEAVE_OUT = "Remove"
PHOTO = "Photo"
DONE = "Done"
FOCUS_LEFT, FOCUS_RIGHT, FOCUS_UP, FOCUS_DOWN = "Show more on the left", "Show more on the right", "Show more above", "Show more below"
FOCUS_WHY = "Arrows, or a finger on the photo, choose what shows. A photo that is shown whole has nowhere to go."
_ROWS = ("top", "", "bottom")
_SIDES = ("left", "", "right")

# A glimmer
BACK = "Back"
LET_GO = "Let go"
PUT_BACK = "Put back"
DELETE_FOR_GOOD = "Delete for good"
SAVED_AS_YOU_GO = "Saved as you go"
LOVE = "Give it a heart"
LOVED = "Has a heart"
IN_THE_BIN = "It is in the bin, and stays there for at least 30 days."
LET_GO_SAID = "Let go. It stays in the bin for at least 30 days."
PUT_BACK_SAID = "Put back."
GONE = "This glimmer is not here any more."
ASK_DELETE = "Delete it for good?"
ASK_DELETE_MORE = "It cannot be brought back after this."
KEEP_IT = "Keep it"

# The bin
BIN_EMPTY = "The bin is empty."
BIN_KEEPS = "What you let go stays here for at least 30 days, then it is deleted for good."

# Settings
LOOK = "Look"
AS_THE_DEVICE = "As the device"
DAY = "Day"
NIGHT = "Night"
SEASONS = "Seasons"
NORTHERN = "Northern"
SOUTHERN = "Southern"
SEASONS_WHY = "So that “summer 2004” means your summer."
ABOUT = "About and evidence"
HELP_NOW = "Help now"
SHOW_HIDDEN = "Show hidden prompts again"
HIDDEN_COUNT = "{count} hidden"
WHERE_KEPT = "Where it is kept"
FULL_SIZE = "Keep photos at full size"
FULL_SIZE_WHY = (
    "Otherwise they are kept at up to 2048 pixels, enough for a printed page. Either way what the camera wrote into them, such as the "
    "place, is left out, and the photo you chose is never changed."
)
KEPT_HERE_BROWSER = (
    "In this browser’s own storage, on this device. Nothing is sent anywhere. Clearing this site’s data in the browser erases it."
)
KEPT_HERE_FOLDER = "In {place}, on this device. Nothing is sent anywhere."
KEPT_MAY_FORGET = "The browser may clear it when the disk runs full."
KEPT_WILL_STAY = "The browser has agreed to keep it even when the disk runs full."

# Help now
HELP_INTRO = "If you are in danger, or might hurt yourself, please reach a person now."
HELP_EMERGENCY = "Your local emergency number"
HELP_EMERGENCY_MORE = "Call it, or ask someone near you to."
HELP_NUMBERS = (("112", "in the European Union and many other countries"), ("911", "in the US and Canada"))
HELP_988_NUMBER = "988"
HELP_EMERGENCY_SOURCE = "Source: European Commission, 112; FCC, 911. Noted 22 November 2026. Look for the number posted where you are."
HELP_FIND = "Find a helpline"
HELP_FIND_MORE = "findahelpline.com lists free, confidential helplines by country and by topic. People answer them."
HELP_FIND_SOURCE = (
    "Source: ThroughLine’s directory, findahelpline.com. Noted 22 November 2026; the site itself tells when each line was checked."
)
HELP_988 = "988 in the US and Canada"
HELP_988_MORE = "Call or text, at any hour."
HELP_988_SOURCE = (
    "Source: 988lifeline.org (US), 988.ca (Canada). Noted 22 November 2026, from published sources; we have not called it ourselves."
)
HELP_OFFLINE = "This page works without a connection; the link needs one. It opens in your browser, and only when you press it."
OPEN_LINK = "Open findahelpline.com"
HELP_URL = "https://findahelpline.com"

# About
ABOUT_TEXT = (
    "Glimmers is a place to notice and keep tiny good moments. The word comes from Deb Dana, who uses it for small moments of safety or "
    "goodness; she has no part in this app. It grew out of polyvagal theory, whose account of the nerves is disputed: in 2026 a group of 39 "
    "researchers called its main claims untenable, and its author answered them. You do not need the theory to notice the sun on a wall.",
    "What research says: writing down good things lifts well-being a little, on average, about as much as other such activities, and less "
    "than treatment does for depression or anxiety. Some people do not enjoy it. Skip any day, any prompt.",
    "Glimmers is not a medical product and does not replace care. Nothing you keep here leaves this device unless you send it. No account, "
    "no advertising, no counting of missed days. If today is hard, see Help now.",
)
EVIDENCE = "Evidence"
EVIDENCE_LINES = (
    ("Gratitude practice and well-being: a small effect, g = 0.19, from 145 papers and 24,804 people in 28 countries.",
     "Choi and others, PNAS 2025, doi 10.1073/pnas.2425193122"),
    ("Depression and anxiety: g = −0.29 after, −0.23 later, smaller against other activities. The authors advise better-proven treatments "
     "to people who seek relief.", "Cregg and Cheavens 2020, doi 10.1007/s10902-020-00236-6"),
    ("Against other things that keep the mind busy: no better (d = −0.03), and no effect on anxiety.",
     "Davis and others 2016, doi 10.1037/cou0000107"),
    ("No trial of glimmers as such was found. The nearest evidence is gratitude and savouring.", "Our own search, 2026"),
    ("Polyvagal theory: its five premises were called untenable or highly implausible, and in February 2026 again by 39 authors. Stephen "
     "Porges replied in the same issue. Some clinicians find its language useful all the same.",
     "Grossman 2023, Biological Psychology 180:108589; Grossman and others 2026, Clinical Neuropsychiatry"),
    ("Broken streaks make people stop, more so when they blame themselves. So nothing here counts missed days.",
     "Silverman and Barasch 2022, Journal of Consumer Research, doi 10.1093/jcr/ucac029"),
)  # fmt: skip
VERSION = "Glimmers {version}"

WENT_BACK = "The newest Glimmers could not open your journal, so this is the one before it. What you kept is safe."
NEWEST = "Try the newest version again"

# When something is wrong
ELSEWHERE_TITLE = "Open in another tab"
TROUBLE_TITLE = "Your journal could not be opened"
JOURNAL_GONE_TITLE = "Your journal’s file is not where it was"
DATA_CLEARED_TITLE = "This browser’s data was deleted"
DATA_SAVED_AGAIN = "Your words are saved again. Close the browser with all its windows and open it again: then they are here."
SAVE_AGAIN = "Save it here again"
TRY_AGAIN = "Try again"
OLD_VERSION = "Use the version before"
COMPONENT_FAILED = "This part could not be drawn. What you kept is safe. Go to another page and back."
UNEXPECTED = "Something went wrong here, not with you. What you kept is safe. Please try again."
NOT_FOUND = "There is no such page. Your glimmers are where they were."


def kept(at: datetime) -> str:
    """Kept, 18:42"""
    return f"Kept, {at:%H:%M}"


def part_of_day(now: datetime) -> str:
    """Sunday evening"""
    part = (
        "night"
        if now.hour < 5
        else "morning"
        if now.hour < 12
        else "afternoon"
        if now.hour < 17
        else "evening"
        if now.hour < 22
        else "night"
    )
    return f"{WEEKDAYS[now.weekday()]} {part}"


def day_and_month(day: date, today: date) -> str:
    """22 November, with the year where it is another."""
    return f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if day.year != today.year else "")


def clock(glimmer: Glimmer) -> str:
    """18:42 for a moment, nothing for what has no hour."""
    start = glimmer.when.start
    return f"{start:%H:%M}" if isinstance(start, datetime) else ""


def full_day(day: date) -> str:
    """14 March 2019"""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def photos_count(count: int) -> str:
    """How many photos, for the ear; nothing for none."""
    return "" if not count else "a photo" if count == 1 else f"{count} photos"


def glimmers(count: int) -> str:
    """12 glimmers"""
    return "1 glimmer" if count == 1 else f"{count} glimmers"


def name_spoken(kind: NameKind, name: str) -> str:
    """What a name is called aloud: “Noor, person”."""
    return f"{name}, {WHOSE[kind].lower()}"


def ask_merge(name: str) -> str:
    """Before two become one."""
    return f"There is a {name} already. Make them one?"


def ask_remove(name: str) -> str:
    """Before a name is taken away."""
    return f"Take {name} away everywhere?"


def photo_name(place: int, count: int, description: str) -> str:
    """What a photo is called aloud: “Photo 2 of 3, the lake”."""
    name = f"Photo {place + 1} of {count}" if count > 1 else "Photo"
    return f"{name}, {description}" if description else name


def when_long(glimmer: Glimmer, today: date) -> str:
    """Saturday 21 November, 16:35; or as vaguely as it was given."""
    when = glimmer.when
    if when.day is None or glimmer.precision not in ("moment", "day"):
        return first_upper(glimmer.when_text)
    behind = glimmer.when_text.partition(",")[2]
    return f"{WEEKDAYS[when.day.weekday()]} {day_and_month(when.day, today)}" + (f",{behind}" if behind else "")


def when_shared(glimmer: Glimmer, today: date) -> str:
    """The same without the hour, which is nobody's business."""
    return when_long(glimmer, today).partition(",")[0] if glimmer.precision == "moment" else when_long(glimmer, today)


def first_upper(text: str) -> str:
    """The first letter large, the rest as it was."""
    return text[:1].upper() + text[1:]


def summary(glimmer: Glimmer, *, longest: int = 240) -> str:
    """The words for a card or a row, on one breath; the pathway where there are none."""
    words = " ".join(glimmer.note.split())
    if not words:
        return PATHWAYS[glimmer.pathway] if glimmer.pathway else NOT_SAID
    return words if len(words) <= longest else words[:longest].rstrip() + "…"


def reach(platform: str, how_far: str) -> str:
    """How far reminders reach here, in a sentence that promises no more than that."""
    return _REACH.get((platform, how_far)) or (_REACH_NONE if how_far == "none" else _REACH_OPEN)


def allow(platform: str) -> str:
    """Where notifications are allowed again."""
    return _ALLOW.get(platform, "Allow them in this computer's settings.")


def between(start: time, end: time) -> str:
    """The window in which reminders come."""
    return f"Between {start:%H:%M} and {end:%H:%M}{' of the next day' if end <= start else ''}"


def span(start: time, end: time) -> str:
    """Quiet hours."""
    return f"{start:%H:%M} to {end:%H:%M}"


def minutes(count: int) -> str:
    """A distance in time, short enough to stand between two buttons."""
    return f"{count} min" if count < 60 or count % 60 else f"{count // 60} h"


def photos(count: int) -> str:
    """7 photos"""
    return "1 photo" if count == 1 else f"{count} photos"


def unnamed_here(count: int) -> str:
    """That there are photos without a glimmer."""
    return f"{photos(count)} {'lies' if count == 1 else 'lie'} here that no glimmer names."


def unnamed_why(count: int) -> str:
    """Why they are there."""
    they, seem, them, are = ("It", "seems", "it", "is") if count == 1 else ("They", "seem", "them", "are")
    return (
        f"{they} {seem} to come from a journal that was moved away or damaged; the one that is open now does not know {them}. "
        f"{they} {are} safe: nothing deletes {them} by itself."
    )


def unnamed_name(place: int, count: int, stored_on: date | None, today: date) -> str:
    """What one of them is called aloud: “Photo 3 of 12, stored on 14 November”."""
    return f"{photo_name(place, count, '')}, {stored(stored_on, today)}"


def stored(on: date | None, today: date) -> str:
    """Since when a photo lies here, as far as its file tells."""
    return f"stored on {day_and_month(on, today)}" if on else "cannot be opened"


def keep_unnamed(count: int) -> str:
    """The way to have them among the days again."""
    return "Keep it as a glimmer" if count == 1 else "Keep them as glimmers"


def delete_unnamed(count: int) -> str:
    """The other way."""
    return "Delete it" if count == 1 else "Delete them"


def leave_unnamed(count: int) -> str:
    """Neither."""
    return "Leave it here" if count == 1 else "Leave them here"


def ask_unnamed(count: int) -> str:
    """Before they are deleted."""
    return f"Delete {'this photo' if count == 1 else f'these {count} photos'} for good?"


def ask_unnamed_more(count: int) -> str:
    """What that means."""
    if count == 1:
        return "It goes from this device, and nothing can bring it back. If you are not sure, leave it here."
    return "They go from this device, and nothing can bring them back. If you are not sure, leave them here."


def unnamed_kept(count: int) -> str:
    """After they were kept."""
    return (
        "1 photo is a glimmer now, on the day it was stored here."
        if count == 1
        else (f"{count} photos are glimmers now, each on the day it was stored here.")
    )


def unnamed_deleted(count: int) -> str:
    """After they were deleted."""
    return f"{photos(count)} {'is' if count == 1 else 'are'} deleted for good."


def unnamed_shut(count: int) -> str:
    """Why not all of them can be kept."""
    if count == 1:
        return "One file cannot be opened as a picture. It stays as it is until you delete it."
    return f"{count} files cannot be opened as pictures. They stay as they are until you delete them."


def percent(part: int, whole: int) -> str:
    """A part of a whole, for the ear."""
    return f"{round(100 * part / whole)} %"


def collage_name(count: int, caption: str) -> str:
    """Collage of 7 photos, November, so far"""
    name = f"{COLLAGE} of {photos(count)}" if count else COLLAGE
    return f"{name}, {caption}" if caption else name


def frame_name(number: int, count: int, middle: tuple[float, float], description: str, *, locked: bool) -> str:
    """Photo 3 of 7, at the left; the lake. `middle` is where its middle is, in fractions of the paper."""
    column, row = (min(int(each * 3), 2) for each in middle)
    at = " ".join(filter(None, (_ROWS[row], _SIDES[column])))
    where = f"at the {at}" if at else "in the middle"
    return f"Photo {number} of {count}, {where}" + ("; locked" if locked else "") + (f"; {description}" if description else "")


def found_name(description: str, glimmer: Glimmer, today: date) -> str:
    """What a photo is called where photos are chosen."""
    return ", ".join(filter(None, (description or summary(glimmer, longest=80), when_long(glimmer, today))))


def collage_caption(time: Time, name: str, today: date) -> str:
    """What stands below a new collage, until the person says otherwise."""
    if name:
        return name
    if time == "month":
        return f"{MONTHS[today.month - 1]}, so far"
    if time == "last month":
        return MONTHS[today.month - 2]
    return f"{today.year}, so far" if time == "year" else ""


def not_saved(error: GlimmersError) -> str:
    """What is safe comes first."""
    why = "there is no room on this device." if isinstance(error, NoRoomError) else f"{str(error)[:1].lower()}{str(error)[1:]}"
    return f"Your photos are safe. The collage could not be saved: {why}"


def about_when(at: datetime, now: datetime) -> str:
    """A moment near now: “Today, about 11:05”."""
    days = (at.date() - now.date()).days
    named = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}.get(days)
    return f"{named or (WEEKDAYS[at.weekday()] if 0 < days < 7 else f'{at.day} {MONTHS[at.month - 1]}')}, about {at:%H:%M}"
