"""What the page about privacy says, in plain words, of each home that a journal can have."""

from __future__ import annotations

from typing import Literal, NamedTuple

from app.words.screens.common import Common
from app.words.sentence import Sentence, Table

Home = Literal["browser", "served", "program", "phone"]
"""In a browser's storage; in a folder, shown by a browser or in a window of its own; in an app on a
phone.
"""


class Part(NamedTuple):
    """A heading, and the paragraphs below it."""

    heading: str
    texts: tuple[str, ...]


class Privacy(Common):
    """True for each home, and the same as `PRIVACY.md`, which says it in full."""

    PRIVACY = Sentence("Privacy")
    PRIVACY_LEAD = Sentence("What you keep stays on this device, unless you send it somewhere.")

    _WHAT = Sentence("What is kept")
    _WHAT_IS_KEPT = Sentence(
        "Your glimmers, with the time of each and whatever you add. Copies of the photos you add. "
        "Collages that you save. What you choose in Settings. Copies that your journal makes of "
        "itself: those of about the last five weeks of use."
    )
    _PHOTOS_HOLD = Sentence(
        "The copies of photos hold nothing of what a camera writes into its files, such as the "
        "place. The day a photo was taken is noted in your journal. The photo you chose is only "
        "read, never changed."
    )

    _WHERE = Sentence("Where it is")
    _NO_BACKUP = Sentence("It is set to stay out of the phone’s own backups.")

    _OPEN = Sentence("Not encrypted, not locked")
    _WHO_READS: Table[Home] = Table(
        {
            "browser": "Glimmers has no password and does not encrypt what it keeps. Whoever can "
            "unlock this device and open this browser can read it. So can other programs in the "
            "same account.",
            "served": "Glimmers has no password and does not encrypt what it keeps. Whoever can "
            "unlock this device and open your account on it can read it. So can other programs "
            "that run in your account.",
            "program": "Glimmers has no password and does not encrypt what it keeps. Whoever can "
            "unlock this device and open your account on it can read it. So can other programs "
            "that run in your account.",
            "phone": "Glimmers has no password and does not encrypt what it keeps. Whoever can "
            "unlock this phone can open Glimmers and read it.",
        }
    )
    _PROTECTS = Sentence(
        "What protects it is the lock of your device, and the encryption of its disk where that "
        "is turned on."
    )

    _OTHERS_HERE = Sentence("When others use this device")
    _SHARED_DEVICE: Table[Home] = Table(
        {
            "browser": "Everyone who opens this browser in this account sees the same journal. An "
            "account of your own, with a password, keeps it apart. On a device that is borrowed "
            "or open to all, others can read what you kept, and it may be gone the next time.",
            "served": "Everyone who uses this account sees the same journal. An account of your "
            "own, with a password, keeps it apart. People in other accounts, and the pages of "
            "other sites, are refused.",
            "program": "Everyone who uses this account sees the same journal. An account of your "
            "own, with a password, keeps it apart.",
            "phone": "Whoever holds this phone while it is unlocked can open Glimmers and read.",
        }
    )
    _LOCK_SCREEN = Sentence(
        "A reminder shows one of our prompts, never anything that you wrote. Anyone who sees the "
        "screen can see that it comes from Glimmers."
    )

    _HIDES: Table[Home] = Table(
        {
            "browser": "Esc, or a quick tap with two fingers, leaves a blank page at once. Its "
            "title and address tell nothing, except the name of this site. A tap and a choice "
            "bring back what was there. Anyone can do that: it is no lock.",
            "served": "Esc leaves a blank page at once, and its title tells nothing. A tap and a "
            "choice bring back what was there. Anyone can do that: it is no lock.",
            "program": "Esc leaves a blank page at once. A tap and a choice bring back what was "
            "there. Anyone can do that: it is no lock.",
            "phone": "On the page “When it is hard”, the eye at the top leaves a blank page at "
            "once. A tap and a choice bring back what was there. Anyone can do that: it is no "
            "lock.",
        }
    )

    _HISTORY = Sentence("What the browser’s history shows")
    _HISTORY_SHOWS = Sentence(
        "That you opened this address, when, and which pages of it. There are no words and no "
        "names in an address. A page of one glimmer is there as a number, and the time when you "
        "kept it can be worked out from that number."
    )
    _HISTORY_MORE: Table[Home] = Table(
        {
            "browser": "A private window leaves no history. What you keep in one does not last.",
            "served": "Once Glimmers has ended, these addresses open nothing.",
        }
    )

    _FORGETS = Sentence("What a browser may forget")
    _MAY_FORGET = Sentence(
        "Clearing this site’s data in the browser deletes everything that is kept here. The "
        "browser itself may do so when the disk is full, unless it has agreed to keep it. Some "
        "browsers also do it to a site that nobody opened for a week or more. Copies that the "
        "journal has made of itself go with it. Only a backup that you saved elsewhere stays."
    )

    _LEAVES = Sentence("What leaves this device")
    _NOTHING_LEAVES = Sentence(
        "Nothing, unless you share it or save it elsewhere. Then only what you saw goes, words or "
        "a picture, to where you send it. A backup holds everything, what is in the bin too, and "
        "goes only where you put it."
    )
    _NO_SERVER = Sentence(
        "There is no account, no server of ours, no advertising and no statistics. A link opens "
        "only when you press it. If something fails, a note on this device says where in the "
        "program; it never holds what you wrote."
    )
    _HOST_SEES = Sentence(
        "Whoever hosts this site sees that a browser fetched it, as with any page. They never see "
        "what you keep."
    )

    _ERASE = Sentence("How to erase")
    _ERASE_ONE = Sentence(
        "“Move to bin” keeps a glimmer or a collage for at least 30 days; then it is deleted for "
        "good. “Delete for good”, in the bin, deletes it at once. Only its number stays, with the "
        "time you kept it in that number, so that no import can bring it back."
    )
    _ERASE_ALL: Table[Home] = Table(
        {
            "browser": "To erase everything, choose “Erase everything here” in Settings, Yours to "
            "keep. The app itself, in which nothing of yours is, stays in the browser until you "
            "clear this site’s data there, its cached files included.",
            "served": "To erase everything, choose “Erase everything here” in Settings, Yours to "
            "keep.",
            "program": "To erase everything, choose “Erase everything here” in Settings, Yours to "
            "keep.",
            "phone": "To erase everything, choose “Erase everything here” in Settings, Yours to "
            "keep, or delete the app with its data.",
        }
    )
    _REPAIRED = Sentence(
        "When a damaged journal was repaired or replaced, the damaged file stays beside it for at "
        "least 30 days, with everything that was in it."
    )
    _NOT_REACHED = Sentence(
        "What you shared or saved elsewhere stays where it is, your backups too, and so do copies "
        "that another program has made."
    )

    def privacy(self, home: Home, where: str) -> tuple[Part, ...]:
        """What there is to say of a journal that has this `home`; `where` is the sentence that
        names its place on this device.
        """
        in_a_browser = home in ("browser", "served")
        parts = [
            Part(self._WHAT, (self._WHAT_IS_KEPT, self._PHOTOS_HOLD)),
            Part(self._WHERE, (where, *([self._NO_BACKUP] if home == "phone" else []))),
            Part(self._OPEN, (self._WHO_READS[home], self._PROTECTS)),
            Part(
                self._OTHERS_HERE,
                (self._SHARED_DEVICE[home], self._HIDES[home], self._LOCK_SCREEN),
            ),
        ]
        if in_a_browser:
            parts.append(Part(self._HISTORY, (self._HISTORY_SHOWS, self._HISTORY_MORE[home])))
        if home == "browser":
            parts.append(Part(self._FORGETS, (self._MAY_FORGET,)))
        host = [self._HOST_SEES] if home == "browser" else []
        parts.append(Part(self._LEAVES, (self._NOTHING_LEAVES, self._NO_SERVER, *host)))
        erase = (self._ERASE_ONE, self._REPAIRED, self._ERASE_ALL[home], self._NOT_REACHED)
        parts.append(Part(self._ERASE, erase))
        return tuple(parts)
