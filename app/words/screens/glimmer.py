"""What is said about one glimmer: its page, its photos, the camera, sharing it."""

from __future__ import annotations

from app.words.screens.common import Common
from app.words.sentence import Sentence, Table


class OneGlimmer(Common):
    """One glimmer, opened."""

    LET_GO = Sentence("Move to bin")
    PUT_BACK = Sentence("Put back")
    DELETE_FOR_GOOD = Sentence("Delete for good")
    EDIT_WORDS = Sentence("Edit the words")
    WHERE_WAS_IT = Sentence("Where was the light?")
    SAVED_AS_YOU_GO = Sentence("Saved as you go")
    LOVE = Sentence("Give it a heart")
    LOVED = Sentence("Has a heart")
    IN_THE_BIN = Sentence("It is in the bin, and stays there for at least 30 days.")
    LET_GO_SAID = Sentence("Moved to the bin. It stays there for at least 30 days.")
    PUT_BACK_SAID = Sentence("Put back.")
    GONE = Sentence("This glimmer is not here any more.")
    NOT_IN_JOURNAL = Sentence(
        "This glimmer is not in your journal. If you have kept it just now, it is safe beside your "
        "journal and joins it when it can. Settings, Where it is kept, tells of it."
    )
    ASK_DELETE = Sentence("Delete it for good?")
    ASK_DELETE_MORE = Sentence("It cannot be brought back after this.")
    KEEP_IT = Sentence("Keep it")

    # Photos
    ADD_PHOTO = Sentence("Add a photo")
    TAKE_PHOTO = Sentence("Take a photo")
    START_WITH_PHOTO = Sentence("Start with a photo")
    SHUTTER = Sentence("Take photo")
    OTHER_CAMERA = Sentence("The other camera")
    CAMERA_STARTS = Sentence("The camera is starting")
    ADDING_PHOTO = Sentence("Adding the photo")
    ADDING_PHOTOS = Sentence("Adding {done} of {total}")
    STOP = Sentence("Stop")
    ALL_RIGHT = Sentence("OK")
    PHOTO_IS_FROM = Sentence("This photo is from {day}.")
    USE_ITS_DATE = Sentence("Use that day")
    LEAVE_IT = Sentence("Leave it as it is")
    DESCRIBE_PHOTO = Sentence("What the picture shows")
    DESCRIBE_WHY = Sentence("Read aloud to those who cannot see it. You can leave this empty.")
    PHOTO_BEFORE = Sentence("The photo before")
    PHOTO_AFTER = Sentence("The next photo")
    PLACE_OF = Sentence("{place} of {count}")
    MAKE_COVER = Sentence("Put it first")
    MOVE_FORWARD = Sentence("Move earlier")
    MOVE_BACK = Sentence("Move later")
    REMOVE_PHOTO = Sentence("Remove the photo")
    KEEP_IN_SIGHT = Sentence("Keep this in sight")
    SIGHT_HOW = Sentence(
        "Where there is little room, only a part of a photo is shown. Tap what is to stay in "
        "sight, or move the ring with the arrow keys."
    )
    KEEP_IT_HERE = Sentence("Keep what is in the ring")
    GLIMMERS_CHOOSES = Sentence("Let Glimmers choose")
    SIGHT_CHOSEN = Sentence("You chose what stays in sight.")
    KEEP_SPOTS: Table[tuple[int, int]] = Table(
        {
            (0, 0): "Keep the upper left in sight",
            (1, 0): "Keep the upper middle in sight",
            (2, 0): "Keep the upper right in sight",
            (0, 1): "Keep the left in sight",
            (1, 1): "Keep the middle in sight",
            (2, 1): "Keep the right in sight",
            (0, 2): "Keep the lower left in sight",
            (1, 2): "Keep the lower middle in sight",
            (2, 2): "Keep the lower right in sight",
        }
    )
    RING_AT: Table[tuple[int, int]] = Table(
        {
            (0, 0): "The ring is at the upper left.",
            (1, 0): "The ring is at the top.",
            (2, 0): "The ring is at the upper right.",
            (0, 1): "The ring is at the left.",
            (1, 1): "The ring is in the middle.",
            (2, 1): "The ring is at the right.",
            (0, 2): "The ring is at the lower left.",
            (1, 2): "The ring is at the bottom.",
            (2, 2): "The ring is at the lower right.",
        }
    )

    # Sharing
    SHARE_GLIMMER = Sentence("Share this glimmer")
    AS_A_PICTURE = Sentence("As a picture")
    AS_WORDS = Sentence("As words")
    WITH_ITS_DAY = Sentence("With its day")
    WITH_ITS_PHOTO = Sentence("With its photo")
    BY_NIGHT = Sentence("In night colours")
    MAKING_PICTURE = Sentence("Making the picture")
    CARD_SAYS = Sentence("A card that says: {text}")
    _ONLY_PICTURE = Sentence(
        "Only this picture is shared. No place, time or camera details are stored in it."
    )
    _PICTURE_AND_DAY = Sentence(
        "Only this picture is shared, with its day. No place, hour or camera details are stored in "
        "it."
    )
    _ONLY_WORDS = Sentence("Only these words are shared.")
    _WORDS_AND_DAY = Sentence("Only these words are shared, with their day.")
    GONE_OUT: Table[str] = Table(
        {
            "shared": "Shared.",
            "offered": (
                "The share menu was opened. It does not tell Glimmers what you chose there."
            ),
            "copied": "Copied. Paste the words where you like.",
            "saved": "Saved as a file.",
            "dismissed": "Nothing was shared.",
        }
    )

    def only_this(self, *, picture: bool, with_day: bool) -> str:
        """What leaves, and that nothing else does."""
        if picture:
            return self._PICTURE_AND_DAY if with_day else self._ONLY_PICTURE
        return self._WORDS_AND_DAY if with_day else self._ONLY_WORDS
