"""What Settings say: the look, where it is kept, prompts, photos without a glimmer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.words.screens.common import Common
from app.words.sentence import Plural, Sentence, Table

if TYPE_CHECKING:
    from datetime import date

    from app.core.prompts import Kind, Sense


class Settings(Common):
    """Settings, but for reminders."""

    LOOK = Sentence("Look")
    AS_THE_DEVICE = Sentence("Same as device")
    DAY = Sentence("Day")
    NIGHT = Sentence("Night")
    CLOCK = Sentence("Clock")
    CLOCK_WHY = Sentence("How the time of day is shown. You can type it in either way.")
    SEASONS = Sentence("Seasons")
    NORTHERN = Sentence("Northern")
    SOUTHERN = Sentence("Southern")
    SEASONS_WHY = Sentence("So that “summer 2004” means your summer.")
    ABOUT = Sentence("About and evidence")
    HELP_NOW = Sentence("Help now")
    SHOW_HIDDEN = Sentence("Show hidden prompts again")
    HIDDEN_COUNT = Sentence("{count} hidden")
    WHERE_KEPT = Sentence("Where it is kept")
    FULL_SIZE = Sentence("Keep photos at full size")
    FULL_SIZE_WHY = Sentence(
        "Otherwise they are kept at up to 2048 pixels, enough for a printed page. Either way what "
        "the camera wrote into them, such as the place, is left out, and the photo you chose is "
        "never changed."
    )
    KEPT_HERE_BROWSER = Sentence(
        "In this browser’s own storage, on this device. Nothing is sent anywhere. Clearing this "
        "site’s data in the browser erases it."
    )
    KEPT_HERE_FOLDER = Sentence("In {place}, on this device. Nothing is sent anywhere.")
    KEPT_MAY_FORGET = Sentence("The browser may clear it when the disk runs full.")
    KEPT_WILL_STAY = Sentence("The browser has agreed to keep it even when the disk runs full.")
    COPY = Sentence("Copy")
    COPIED = Sentence("Copied")
    copies_here = Plural(
        "There is one copy of your journal beside it, made on {day}.",
        "There are {n} copies of your journal beside it. The latest was made on {day}.",
    )
    waits_ready = Plural(
        "One glimmer was kept beside your journal. It joins your journal when Glimmers is next "
        "opened.",
        "{n} glimmers were kept beside your journal. They join your journal when Glimmers is next "
        "opened.",
    )
    waits_shared = Plural(
        "One thing that another app has shared waits for you to look at it.",
        "{n} things that other apps have shared wait for you to look at them.",
    )
    waits_later = Plural(
        "One glimmer that was kept beside your journal is for a later Glimmers to take in. It is "
        "safe there until then.",
        "{n} glimmers that were kept beside your journal are for a later Glimmers to take in. They "
        "are safe there until then.",
    )
    waits_unread = Plural(
        "One thing beside your journal cannot be read as a glimmer. It is left as it is.",
        "{n} things beside your journal cannot be read as glimmers. They are left as they are.",
    )

    # Prompts
    WHAT_THEY_SAY = Sentence("What the prompts say")
    PROMPTS_WHY = Sentence(
        "One prompt is shown on Today, and one in each reminder. Choose what they ask about."
    )
    YOUR_OWN = Sentence("Your own")
    OWN_PROMPT = Sentence("A prompt in your own words")
    OWN_STAY_PRIVATE = Sentence(
        "Yours are never shown on a lock screen: a reminder then says “{unsaid}”."
    )
    KEEP_PROMPT = Sentence("Add it")
    ASK_FIRST = Sentence("These ask first")
    ASK_FIRST_WHY = Sentence(
        "They come when you ask for another prompt. Unasked, and in a reminder that a lock screen "
        "may show, they come only if you say so here."
    )
    MAY_HURT: Table[Kind] = Table(
        {
            "body": "Leave these out if attention to the body is not good for you.",
            "memory": "Leave these out if looking back is not good for you.",
        }
    )
    UNASKED: Table[Kind] = Table(
        {
            "body": "The body: also unasked, and in reminders",
            "memory": "Memories: also unasked, and in reminders",
        }
    )
    NOT_ABOUT = Sentence("Leave out prompts about")
    SENSES: Table[Sense] = Table(
        {
            "seeing": "Seeing",
            "hearing": "Hearing",
            "touching": "Touching",
            "eating": "Eating",
        }
    )
    NOT_ABOUT_SENSE: Table[Sense] = Table(
        {
            "seeing": "Leave out prompts about seeing",
            "hearing": "Leave out prompts about hearing",
            "touching": "Leave out prompts about touching",
            "eating": "Leave out prompts about eating",
        }
    )
    KINDS: Table[Kind] = Table(
        {
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
    )

    # Photos that no glimmer names
    UNNAMED = Sentence("Photos without a glimmer")
    KEEP_UNNAMED_WHY = Sentence(
        "Each becomes a glimmer of the day it was stored here. Words, or another day, can follow "
        "later, or never."
    )
    KEEPING_UNNAMED = Sentence("Keeping {done} of {total}")
    DELETING_UNNAMED = Sentence("Deleting {done} of {total}")
    NO_UNNAMED = Sentence("Every photo here belongs to a glimmer or a collage.")
    unnamed_here = Plural(
        "{n} photo here belongs to no glimmer.",
        "{n} photos here belong to no glimmer.",
    )
    unnamed_why = Plural(
        "It seems to come from a journal that was moved away or damaged; the one that is open now "
        "does not know it. It is safe: nothing deletes it by itself.",
        "They seem to come from a journal that was moved away or damaged; the one that is open now "
        "does not know them. They are safe: nothing deletes them by itself.",
    )
    keep_unnamed = Plural("Keep it as a glimmer", "Keep them as glimmers")
    delete_unnamed = Plural("Delete it", "Delete them")
    leave_unnamed = Plural("Leave it here", "Leave them here")
    ask_unnamed = Plural("Delete this photo for good?", "Delete these {n} photos for good?")
    ask_unnamed_more = Plural(
        "It goes from this device, and nothing can bring it back. If you are not sure, leave it "
        "here.",
        "They go from this device, and nothing can bring them back. If you are not sure, leave "
        "them here.",
    )
    unnamed_kept = Plural(
        "{n} photo is a glimmer now, on the day it was stored here.",
        "{n} photos are glimmers now, each on the day it was stored here.",
    )
    unnamed_deleted = Plural("{n} photo is deleted for good.", "{n} photos are deleted for good.")
    unnamed_shut = Plural(
        "One file cannot be opened as a picture. It stays as it is until you delete it.",
        "{n} files cannot be opened as pictures. They stay as they are until you delete them.",
    )
    _STORED_ON = Sentence("stored on {day}")
    _SHUT = Sentence("cannot be opened")
    _UNNAMED = Sentence("{photo}, {stored}")

    def unnamed_name(self, place: int, count: int, stored_on: date | None, today: date) -> str:
        """What one of them is called aloud: “Photo 3 of 12, stored on 14 November”."""
        photo = self.photo_name(place, count, "")
        return self._UNNAMED.format(photo=photo, stored=self.stored(stored_on, today))

    def stored(self, on: date | None, today: date) -> str:
        """Since when a photo lies here, as far as its file tells."""
        return self._STORED_ON.format(day=self.day_and_month(on, today)) if on else self._SHUT
