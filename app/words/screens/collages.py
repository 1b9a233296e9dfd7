"""What is said about collages: those that are kept, choosing photos, the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.errors import GlimmersError, NoRoomError
from app.words.errors import errors
from app.words.screens.common import Common
from app.words.sentence import Plural, Sentence, Several, Table

if TYPE_CHECKING:
    from datetime import date

    from app.core.drawing.layout import CanvasName
    from app.core.glimmers import Glimmer
    from app.core.when.times import When


class Collages(Common):
    """Collages."""

    NEW_COLLAGE = Sentence("New collage")
    COLLAGE = Sentence("Collage")
    TWO_ARE_ENOUGH = Sentence("Two photos are enough to begin.")
    HOW_TO_BEGIN = Sentence(
        "Add photos to your glimmers first. With two photos you can make a collage here."
    )
    MADE_OF_YOURS = Sentence("Made of your photos. It is not saved until you keep it.")
    KEEP_THIS = Sentence("Keep this one")
    CHANGE_IT = Sentence("Change it")
    BEGUN = Sentence("Started, not saved yet")
    CHANGED = Sentence("Changed, not saved yet")
    GO_ON = Sentence("Continue")
    LET_GO_CHANGES = Sentence("Discard the changes: {what}")
    CHANGES_GONE_SAID = Sentence("The changes are discarded. The collage is as you last saved it.")
    LET_GO_COLLAGE = Sentence("Move to bin: {what}")
    COLLAGE_GONE_SAID = Sentence(
        "Moved to the bin for at least 30 days. Its photos stay where they are."
    )
    BEGUN_GONE_SAID = Sentence("Discarded. The photos in it stay where they are.")
    COLLAGE_NOT_OPENED: Table[str] = Table(
        {
            "gone": "This collage is not here any more. Its photos are where they were.",
            "unreadable": (
                "Its picture is safe among your collages, and its photos are where they were. "
                "Glimmers cannot open it to change it: a newer Glimmers made it, or something in "
                "it is damaged."
            ),
        }
    )
    CHOOSE_PHOTOS = Sentence("Choose photos")
    CHOOSE_ANOTHER = Sentence("Choose another photo")
    TIMES: Table[str] = Table(
        {
            "any": "All",
            "month": "This month",
            "last month": "Last month",
            "year": "This year",
            "typed": "Another time",
        }
    )
    FROM_WHEN = Sentence("From")
    TO_WHEN = Sentence("To (can stay empty)")
    DAYS_HELP = Sentence("Such as “May 2019”, “summer 2004” or “last year”.")
    _FROM_TO_DAYS = Sentence("From {first} to {last}")
    _UNTIL_DAYS = Sentence("Until {last}")
    ALL_OF_THESE = Sentence("All of these")
    NONE_OF_THESE = Sentence("None")
    OF_MOST = Sentence("{count} of {most}")
    MAKE_IT = Sentence("Make the collage")
    USE_THESE = Sentence("Use these")
    USE_IT = Sentence("Use this one")
    NO_PHOTOS_THEN = Sentence("No photos here. Try another time, or All.")
    SAVE = Sentence("Save")
    COLLAGE_KEPT = Sentence("Saved in Glimmers")
    PICTURE_READY = Sentence("The picture is ready.")
    MAKING = Sentence("Making the picture")
    SHARED = Sentence("Shared")
    SAVED_AS_FILE = Sentence("Saved as a file")
    DRAG_TO_SWAP = Sentence("Drag to swap")
    DRAG_INSIDE = Sentence("Drag inside to move it")
    TAP_TO_SWAP = Sentence("Choose a photo to change places with")
    SHUFFLE = Sentence("Shuffle")
    CANVAS = Sentence("Canvas")
    CANVASES: Table[CanvasName] = Table(
        {
            "square": "Square",
            "story": "Story",
            "a4": "Page",
        }
    )
    GAP = Sentence("Gap")
    GAP_STEPS = Several("Smaller gap", "Larger gap")
    CORNERS = Sentence("Corners")
    CORNERS_STEPS = Several("Less round corners", "Rounder corners")
    PAPER = Sentence("Paper")
    PAPERS: Table[str] = Table(
        {
            "#FFFDF8": "White",
            "#F6E7C9": "Sand",
            "#E9E4F6": "Lavender",
            "#DCEADF": "Leaf",
            "#20223F": "Night",
        }
    )
    CAPTION = Sentence("Caption")
    KEEP_ORDER = Sentence("Keep in time order")
    WHOLE_PHOTOS = Sentence("Whole photos")
    MOVE = Sentence("Move")
    FOCUS = Sentence("Focus")
    REPLACE = Sentence("Replace")
    LOCK = Sentence("Lock")
    UNLOCK = Sentence("Unlock")
    LEAVE_OUT = Sentence("Remove")
    PHOTO = Sentence("Photo")
    FOCUS_LEFT = Sentence("Show more on the left")
    FOCUS_RIGHT = Sentence("Show more on the right")
    FOCUS_UP = Sentence("Show more above")
    FOCUS_DOWN = Sentence("Show more below")
    FOCUS_WHY = Sentence(
        "Use the arrows, or drag the photo, to choose which part is shown. A photo shown whole "
        "does not move."
    )

    _collage_of = Plural("Collage of {n} photo", "Collage of {n} photos")
    _CAPTIONED = Sentence("{collage}, {caption}")
    _PLACES: Table[tuple[int, int]] = Table(
        {
            (0, 0): "Photo {number} of {count}, at the top left",
            (1, 0): "Photo {number} of {count}, at the top",
            (2, 0): "Photo {number} of {count}, at the top right",
            (0, 1): "Photo {number} of {count}, at the left",
            (1, 1): "Photo {number} of {count}, in the middle",
            (2, 1): "Photo {number} of {count}, at the right",
            (0, 2): "Photo {number} of {count}, at the bottom left",
            (1, 2): "Photo {number} of {count}, at the bottom",
            (2, 2): "Photo {number} of {count}, at the bottom right",
        }
    )
    _LOCKED = Sentence("{photo}; locked")
    _SHOWING = Sentence("{photo}; {description}")
    _FOUND = Sentence("{what}, {when}")
    _SO_FAR = Sentence("{time}, so far")
    _NO_ROOM = Sentence(
        "Your photos are safe. The collage could not be saved: there is no room on this device."
    )
    _NOT_SAVED = Sentence("Your photos are safe. The collage could not be saved: {why}")

    def days_heard(self, first: When | None, last: When | None) -> str:
        """What was understood of words for a beginning, an end, or both."""
        if first and last:
            return self._FROM_TO_DAYS.format(first=self.meant(first), last=self.meant(last))
        if last:
            return self._UNTIL_DAYS.format(last=self.meant(last))
        return self.first_upper(self.meant(first)) if first else ""

    def collage_name(self, count: int, caption: str) -> str:
        """Collage of 7 photos, November, so far"""
        name = self._collage_of(count) if count else self.COLLAGE
        return self._CAPTIONED.format(collage=name, caption=caption) if caption else name

    def frame_name(
        self,
        number: int,
        count: int,
        middle: tuple[float, float],
        description: str,
        *,
        locked: bool,
    ) -> str:
        """Photo 3 of 7, at the left; the lake. `middle` is in fractions of the paper."""
        column, row = (min(int(each * 3), 2) for each in middle)
        name = self._PLACES[column, row].format(number=number, count=count)
        if locked:
            name = self._LOCKED.format(photo=name)
        return self._SHOWING.format(photo=name, description=description) if description else name

    def found_name(self, description: str, glimmer: Glimmer, today: date) -> str:
        """What a photo is called where photos are chosen."""
        what, when = (
            description or self.summary(glimmer, longest=80),
            self.when_long(glimmer, today),
        )
        return self._FOUND.format(what=what, when=when) if when else what

    def collage_caption(self, time: str, name: str, today: date) -> str:
        """What stands below a new collage, until the person says otherwise.

        `time` is the stretch of time that was chosen, a key of `TIMES`.
        """
        if name:
            return name
        if time == "month":
            return self._SO_FAR.format(time=self.MONTHS[today.month - 1])
        if time == "last month":
            return self.MONTHS[today.month - 2]
        return self._SO_FAR.format(time=today.year) if time == "year" else ""

    def not_saved(self, error: GlimmersError) -> str:
        """What is safe comes first."""
        if isinstance(error, NoRoomError):
            return self._NO_ROOM
        why = errors.what(error)
        return self._NOT_SAVED.format(why=why[:1].lower() + why[1:])
