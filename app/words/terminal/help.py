"""What `--help` says of each command and each option."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.words.sentence import Sentence, Table

if TYPE_CHECKING:
    from app.core.glimmers import Pathway


class Help:
    """A sentence or two for each; names of options and arguments stay what they are."""

    TERMINAL = Sentence("Glimmers: tiny moments of goodness, kept on this device.")
    DATA = Sentence("The journal's folder.")
    JSON = Sentence("Answer with one JSON value.")
    SHOW_HELP = Sentence("Show this message and exit.")

    # Glimmers
    KEEP = Sentence("Keep a glimmer: WORDS, none at all, or `-` to read them from stdin.")
    PATHWAY: Table[Pathway] = Table(
        {
            "within": "Where the light was: within.",
            "around": "Where the light was: around.",
            "between": "Where the light was: between.",
        }
    )
    NO_PATHWAY = Sentence("Not said.")
    WHEN = Sentence(
        "When it happened: “yesterday”, “summer 2004”, “when I was small”, or any words behind "
        "“free:”. Hours such as “yesterday 09:00-10:00” are the moment they begin, and are kept "
        "with it; so are words beside a date, as in “our wedding day, 14 June 2008”."
    )
    WHEN_AS_KEEP = Sentence("When it happened, in the same words as for `keep`.")
    LOVE = Sentence("Give it a heart.")
    LOVE_OR_NOT = Sentence("With or without a heart.")
    NAMES: Table[str] = Table(
        {
            "--person": "Who; once for each.",
            "--place": "Where; once for each.",
            "--tag": "A tag; once for each.",
        }
    )
    NEW_NAMES: Table[str] = Table(
        {
            "--person": 'Who; once for each. These replace those before; "" for none.',
            "--place": 'Where; once for each. These replace those before; "" for none.',
            "--tag": 'A tag; once for each. These replace those before; "" for none.',
        }
    )
    PHOTO = Sentence("A photo; once for each.")
    LIST = Sentence("Glimmers, newest first.")
    LIMIT = Sentence("How many at most.")
    BEFORE = Sentence("Show the ones after this.")
    BIN = Sentence("What is in the bin, and can be put back.")
    FIND = Sentence(
        "Find glimmers again by parts of words, in any order: “ocean quiet”. A name, “person:Mum”, "
        "“place:”, “tag:”, “year:2024”, “within”, “has:photo” or “is:loved” leaves others out, and "
        "a minus in front, “-work”, leaves these out. Words in quotes stand together."
    )
    SHOW = Sentence("One glimmer, with everything in it.")
    CHANGE = Sentence("Change a glimmer; what is not named stays.")
    NOTE = Sentence("Its words.")
    REMOVE = Sentence("Move a glimmer to the bin for at least 30 days, or delete it for good.")
    FOR_GOOD = Sentence("Delete it for good, without the bin.")
    PUT_BACK = Sentence("Take a glimmer out of the bin.")

    # The journal's health
    DOCTOR = Sentence(
        "Look over the journal: is it whole, where is it, which versions are at work."
    )
    REPAIR = Sentence("Mend what can be mended; the damaged file is kept beside it.")
    LOOKED_AT = Sentence("The words of this glimmer are as they were written; once for each.")

    # Snapshots
    SNAPSHOTS = Sentence(
        "The copies that the journal makes of itself: once a day, and before it is changed as a "
        "whole. With --back-to, go back to one of them."
    )
    BACK_TO = Sentence(
        "Let the journal be as it was then. It becomes a snapshot first; what was deleted for good "
        "stays deleted, and choices and photos stay as they are."
    )
    BACK_DRY = Sentence("Only tell what would change.")

    # Photos
    PHOTOS = Sentence("Photos of a glimmer: add, list, remove.")
    PHOTOS_ADD = Sentence("Add photos to a glimmer; the files themselves are only read.")
    PHOTOS_LIST = Sentence("The photos of a glimmer, in its order; the first is its cover.")
    PHOTOS_REMOVE = Sentence("Take a photo out of a glimmer; its file goes once nothing uses it.")
    PHOTOS_UNNAMED = Sentence("Photos whose files are here and that belong to no glimmer.")
    UNNAMED_KEEP = Sentence("Keep each as a glimmer, on the day it was stored.")
    UNNAMED_DELETE = Sentence("Delete their files; asks first.")
    UNNAMED_YES = Sentence("Do not ask.")

    # A way back
    BACKUP = Sentence(
        "Write everything into one new file: a zip that opens without Glimmers, photos inside."
    )
    SEAL_WITH = Sentence(
        "Seal it with the passphrase in this file; without it nobody can open it, you neither."
    )
    RESTORE = Sentence("Bring a backup back; all of the file is checked before anything changes.")
    RESTORE_MERGE = Sentence("Beside what is here; of two changes the later one counts. The usual.")
    RESTORE_REPLACE = Sentence("In place of what is here, which becomes a snapshot first.")
    RESTORE_DRY_RUN = Sentence("Only say what it would bring.")
    OPEN_WITH = Sentence("Open it with the passphrase in this file.")

    # A collage
    COLLAGE = Sentence(
        "Make a collage of photos: of the glimmers ID…, of those from one day to another, or of "
        "files after --photos."
    )
    COLLAGE_FILES = Sentence("What follows OUT are picture files instead of glimmers.")
    COLLAGE_FROM = Sentence("Photos of glimmers from this day on.")
    COLLAGE_TO = Sentence("… up to this day, itself included.")
    CANVAS = Sentence("Its shape.")
    SEED = Sentence("Each has a layout of its own.")
    CAPTION = Sentence("A line below the photos.")
    GAP = Sentence("Between photos, and around them.")
    CORNERS = Sentence("How round their corners are.")
    PAPER = Sentence("Behind them: “#FFFDF8”, “linen”.")
    OVERWRITE = Sentence("Replace OUT if it is there.")

    # Leaving
    EXPORT = Sentence(
        "Write every glimmer and its photos into the new folder DIR, to be opened without "
        "Glimmers. The bin is left out."
    )
    FORM = Sentence(
        "json for programs, csv for spreadsheets, markdown for programs for notes, site for any "
        "browser."
    )

    ERASE = Sentence(
        "Delete everything that Glimmers keeps here, for good: glimmers, photos, collages, the "
        "bin, snapshots, choices. What lies elsewhere is not reached: backups, exports, what was "
        "shared."
    )
    ERASE_SURE = Sentence("Nothing is asked, and nothing can be brought back afterwards.")

    # Gentle reminders
    REMIND = Sentence("Gentle reminders: when they come, and showing them.")
    REMIND_SET = Sentence(
        "Turn reminders on and choose when they come; what is not named stays as it was."
    )
    PER_DAY = Sentence("How many a day, 1 to 8, at times that are drawn.")
    WINDOW_FROM = Sentence("None before this time of day.")
    WINDOW_TO = Sentence("None from this time on; at or before --from it is past midnight.")
    QUIET = Sentence("None from A to B, as in 13:00-14:30; may be given again. “none” for none.")
    ON_WEEKDAYS = Sentence("On which days: mon-fri, or mon,wed.")
    APART = Sentence("The least time between two.")
    FIXED_TIMES = Sentence("At these times instead of drawn ones.")
    QUIET_AFTER_FIRST = Sentence("None on a day on which something was kept.")
    PAUSE = Sentence("None today, or for a week; “none” ends a pause.")
    OFF = Sentence("None at all, until they are set again.")
    REMIND_PLAN = Sentence("The reminders to come.")
    PLAN_DAYS = Sentence("How many days, the first one included.")
    PLAN_FROM = Sentence(
        "After this instant; without an offset it is wall time. Now, unless given."
    )
    PLAN_ZONE = Sentence("Where: Europe/Berlin. Here, unless given.")
    REMIND_NOW = Sentence("Show one now.")
    REMIND_RUN = Sentence("Stay, and show them as they come; Ctrl-C ends it.")
    REMIND_DUE = Sentence(
        "Show the one that is due, if one is and nothing has shown it yet. What `remind install` "
        "has the system do every few minutes."
    )
    REMIND_WHILE = Sentence(
        "Stay and look every few minutes, as long as this file lies there as it is."
    )
    REMIND_INSTALL = Sentence(
        "Have the system look every few minutes, so that reminders come with Glimmers closed. It "
        "names what it writes for that."
    )
    REMIND_UNINSTALL = Sentence("Delete what `remind install` has written.")
    REMIND_STATUS = Sentence(
        "What was chosen, when the next one comes, and how far reminders reach from a terminal "
        "here."
    )
