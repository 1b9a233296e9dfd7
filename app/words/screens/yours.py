"""What is said of backups, exports, copies and erasing: what is safe, what would change, what
cannot be reached.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from app.words.lists import lists
from app.words.screens.common import Common
from app.words.sentence import Plural, Sentence, Table

if TYPE_CHECKING:
    from app.core.exchange.leaving import Form
    from app.core.exchange.record import About
    from app.core.ports import Went


class Yours(Common):
    """Yours to keep: a way back, and a way out."""

    YOURS = Sentence("Yours to keep")
    YOURS_WHY = Sentence(
        "What you keep here belongs to you. You can take it with you, bring it back, and erase it."
    )
    LAST_BACKUP = Sentence("The last backup was made here on {day}.")
    NO_BACKUP_YET = Sentence("No backup was made here yet.")
    PASSPHRASE = Sentence("Passphrase")

    # A backup
    BACK_UP = Sentence("Back up")
    BACK_UP_LEAD = Sentence(
        "Everything you keep goes into one file: words, times, names, photos, collages, people to "
        "call, and what is in the bin. The file can be opened without Glimmers too."
    )
    _ABOUT_SIZE = Sentence("It will take about {size}.")
    _MEGABYTES = Sentence("{n} MB")
    _GIGABYTES = Sentence("{n} GB")
    SEAL = Sentence("Seal it with a passphrase")
    SEALED_WHY = Sentence(
        "Without this passphrase nobody can open the file, and nobody can find it out for you. "
        "Write it down, and keep it apart from the file."
    )
    OPEN_WHY = Sentence(
        "Whoever has the file can read everything in it. Keep it where only you can reach it."
    )
    NO_PASSPHRASE = Sentence("Type a passphrase first, or turn the switch off.")
    MAKE_BACKUP = Sentence("Make the backup")
    BACKED_UP = Sentence("Your backup is made")
    KEEP_APART = Sentence(
        "Put it on another device or disk too: there it is safe, even if this device is lost. "
        "Nothing that you delete later is deleted in it."
    )
    BACKUP_OFFER = Sentence("Make a backup")
    _HOLDS = Sentence("It holds {what}.")
    _HOLDS_DAY = Sentence("It holds {what}, of {day}.")
    _HOLDS_SPAN = Sentence("It holds {what}, from {first} to {last}.")
    _damaged = Plural(
        "One glimmer in it is damaged. What can be read of it comes back.",
        "{n} glimmers in it are damaged. What can be read of them comes back.",
    )
    _in_bin = Plural("{n} of the glimmers is in the bin.", "{n} of the glimmers are in the bin.")
    missing = Plural(
        "One photo could not be read and is not in it. If you have it elsewhere, add it again.",
        "{n} photos could not be read and are not in it. If you have them elsewhere, add them "
        "again.",
    )
    left_out = Plural(
        "One glimmer could not be read and is not in it. Keep your earlier backups too.",
        "{n} glimmers could not be read and are not in it. Keep your earlier backups too.",
    )
    WENT: Table[Went] = Table(
        {
            "folder": "Its name is {name}, and it lies in {folder}.",
            "downloads": "Its name is {name}. Your browser has put it where its downloads go.",
            "chosen": "Its name is {name}, and it lies where you said.",
        }
    )

    # Files for other programs
    EXPORT = Sentence("Take it elsewhere")
    EXPORT_DETAIL = Sentence("As files that open without Glimmers")
    EXPORT_LEAD = Sentence(
        "All your glimmers, photos and collages go into one file for other programs. Nothing "
        "changes here. What is in the bin is left out, and so are people to call and what you "
        "chose in Settings."
    )
    EXPORT_WHAT_FOR = Sentence("What is it for?")
    FORMS: Table[Form] = Table(
        {
            "site": "To read and print",
            "markdown": "For a notes app",
            "csv": "For a spreadsheet",
            "json": "For programs",
        }
    )
    FORMS_WHY: Table[Form] = Table(
        {
            "site": (
                "Pages with your photos, one for each month. Any browser opens them, without a "
                "network."
            ),
            "markdown": (
                "A text for each day, with its photos, for Obsidian and other programs that read "
                "Markdown."
            ),
            "csv": "A table (CSV) with a row for each glimmer, and a folder with the photos.",
            "json": "All that is known of each glimmer (JSON), and a folder with the photos.",
        }
    )
    EXPORT_NO_BACKUP = Sentence(
        "Glimmers cannot bring these files back. Make a backup too, if you may want that."
    )
    MAKE_EXPORT = Sentence("Make the file")
    EXPORTED = Sentence("Your file is made")
    EXPORT_OPENS: Table[Form] = Table(
        {
            "site": "Unpack it, and open index.html with any browser.",
            "markdown": "Unpack it, and open the folder with your notes app.",
            "csv": "Unpack it, and open glimmers.csv with a spreadsheet.",
            "json": "Unpack it: glimmers.json holds your glimmers.",
        }
    )
    EXPORT_STAYS = Sentence(
        "Whoever has the file can read everything in it, and nothing that you delete later is "
        "deleted in it."
    )

    # And back
    BRING_BACK = Sentence("Bring back a backup")
    BRING_BACK_LEAD = Sentence(
        "Choose a backup that Glimmers has made, on this device or another. You see what it would "
        "bring, and nothing changes before you say so."
    )
    CHOOSE_BACKUP = Sentence("Choose a backup")
    OTHER_BACKUP = Sentence("Choose another one")
    IS_SEALED = Sentence("This backup is sealed. Its passphrase opens it.")
    OPEN_IT = Sentence("Open it")
    ALL_HERE = Sentence("Every glimmer in it is here already.")
    new_there = Plural("{n} glimmer is not here yet.", "{n} glimmers are not here yet.")
    same_there = Plural(
        "{n} glimmer is here already, just as it is there.",
        "{n} glimmers are here already, just as they are there.",
    )
    differ_there = Plural(
        "{n} glimmer is in both and differs. If you add the backup, the later change is shown, and "
        "other words stay beside it.",
        "{n} glimmers are in both and differ. If you add the backup, the later changes are shown, "
        "and other words stay beside them.",
    )
    stay_gone = Plural(
        "{n} glimmer was deleted for good here. If you add the backup, it stays deleted.",
        "{n} glimmers were deleted for good here. If you add the backup, they stay deleted.",
    )
    go_too = Plural(
        "{n} glimmer that is here was deleted for good there. If you add the backup, it goes here "
        "too.",
        "{n} glimmers that are here were deleted for good there. If you add the backup, they go "
        "here too.",
    )
    ADD_TO_HERE = Sentence("Add to what is here")
    PUT_IN_PLACE = Sentence("Put in place of what is here")
    ASK_PUT_IN_PLACE = Sentence("Put this backup in place of what is here?")
    ASK_PUT_MORE = Sentence(
        "Then only what is in the backup is here. What is here now becomes a copy, to which you "
        "can go back. Deleted glimmers that are in the backup come back with it."
    )
    ASK_PUT_MORE_ALONE = Sentence("Then only what is in the backup is here.")
    ASK_PUT_MORE_DAMAGED = Sentence(
        "Then what is in the backup is here. The file of the journal that cannot be opened is set "
        "aside for at least 30 days, as it is."
    )
    LEAVE_AS_IT_IS = Sentence("Leave it as it is")
    PUT_IT = Sentence("Put it in place")
    ADDED = Sentence("The backup is added to what is here.")
    IN_PLACE = Sentence("The backup is in place.")
    WAS_COPIED = Sentence("What was here before is a copy, and you can go back to it.")

    # Copies
    GO_BACK = Sentence("Go back")
    GO_BACK_DETAIL = Sentence("To your journal as it was on another day")
    GO_BACK_LEAD = Sentence(
        "Your journal makes copies of itself on this device: on each day you use it, and before "
        "something larger changes it. You see what would change before you go back."
    )
    NO_COPY = Sentence(
        "There is no copy yet. The first is made when you have kept something and Glimmers is open "
        "for a while."
    )
    ASK_GO_BACK = Sentence("Go back to {moment}?")
    STAY_HERE = Sentence("Stay here")
    WENT_BACK_TO = Sentence("Your journal is as it was on {moment}.")
    WHY_COPY: Table[str] = Table(
        {
            "day": "made on a day of use",
            "shape": "made before an update",
            "repair": "made before a repair",
            "restore": "made before a backup came back",
            "import": "made before an import",
            "back": "made before going back",
        }
    )
    _COPY = Sentence("{glimmers}, {why}")
    _WEEKDAY_AND_MOMENT = Sentence("{day}, {time}")
    _then = Plural("Then there was {n} glimmer.", "Then there were {n} glimmers.")
    _now = Plural("Now there is {n}.", "Now there are {n}.")
    _back = Plural("{n} that is not here now comes back.", "{n} that are not here now come back.")
    _gone = Plural(
        "{n} that was not there then leaves; it stays in a copy.",
        "{n} that were not there then leave; they stay in a copy.",
    )
    _changed = Plural("{n} becomes what it was.", "{n} become what they were.")
    _stay_erased = Plural(
        "{n} was deleted for good since, and stays deleted.",
        "{n} were deleted for good since, and stay deleted.",
    )
    _ALL_AS_THEN = Sentence("Every glimmer here is as it was then.")

    # A damaged journal
    LAST_GOOD = Sentence("There is a good copy")
    LAST_GOOD_OF = Sentence("It was made on {moment}.")
    _its_glimmers = Plural("It holds {n} glimmer.", "It holds {n} glimmers.")
    _still_read = Plural(
        "Of the damaged journal {n} glimmer can still be read.",
        "Of the damaged journal {n} glimmers can still be read.",
    )
    _NOTHING_READ = Sentence("Nothing of the damaged journal can be read any more.")
    _more_there = Plural(
        "{n} of these is not in the copy, and does not come back with it. The damaged file is set "
        "aside for at least 30 days, as it is.",
        "{n} of these are not in the copy, and do not come back with it. The damaged file is set "
        "aside for at least 30 days, as it is.",
    )
    GO_BACK_TO_IT = Sentence("Go back to it")
    OTHER_WAYS = Sentence("Other ways back")

    # Everything
    ERASE = Sentence("Erase everything here")
    ERASE_DETAIL = Sentence("From this device, for good")
    ERASE_LEAD = Sentence(
        "Everything that Glimmers keeps on this device goes: glimmers, photos, collages, the bin, "
        "the journal’s copies, your choices, and planned reminders. Nothing can bring it back."
    )
    ERASE_NOT_REACHED = Sentence(
        "It does not reach backups and exports, pictures that you shared or saved elsewhere, and "
        "copies that another program has made."
    )
    BACK_UP_FIRST = Sentence("Make a backup first")
    ERASE_SURE = Sentence("I want all of it to go")
    ERASE_EVERYTHING = Sentence("Erase everything")
    ASK_ERASE = Sentence("Erase everything now?")
    ASK_ERASE_MORE = Sentence(
        "This is the last question. Once it has begun, it cannot be stopped or taken back."
    )
    KEEP_EVERYTHING = Sentence("Keep everything")
    ERASED_ALL = Sentence("Everything that was kept here is erased.")
    OTHERS_STAYED = Sentence("Files in the same folder that are not from Glimmers were left alone.")
    TO_TODAY = Sentence("Go to Today")

    DOING: Table[str] = Table(
        {
            "backing up": "Making the backup",
            "exporting": "Making the file",
            "looking": "Looking into the backup",
            "merging": "Adding the backup",
            "replacing": "Putting the backup in place",
            "comparing": "Looking at what would change",
            "going back": "Going back",
            "erasing": "Erasing",
        }
    )
    STOPPING = Sentence("Stopping")

    # Words beside a glimmer
    WORDS_BESIDE: Table[About] = Table(
        {
            "note": "Other words for this glimmer",
            "when": "Another time for this glimmer",
            "photo": "Other words for a photo",
        }
    )
    WORDS_BESIDE_WHY: Table[About] = Table(
        {
            "note": "Another copy of your journal had them, and what is above was written later.",
            "when": "Another copy of your journal had it, and the one above was given later.",
            "photo": "Another copy of your journal had them, and that photo was changed later.",
        }
    )
    ADD_TO_WORDS = Sentence("Add to the words")
    PUT_AWAY = Sentence("Put away")

    def size(self, n: int) -> str:
        """About how large a backup will be, of so many bytes."""
        if n >= 1e9:
            return self._ABOUT_SIZE.format(size=self._GIGABYTES.format(n=f"{n / 1e9:.1f}"))
        return self._ABOUT_SIZE.format(size=self._MEGABYTES.format(n=max(1, round(n / 1e6))))

    def holds(self, glimmers: int, photos: int, first: str | None, last: str | None) -> str:
        """What a backup holds; its first and last day are ISO 8601."""
        counted = [self.glimmers(glimmers), *([self.photos(photos)] if photos else [])]
        what, (one, other) = lists.all_of(counted), (_day(first), _day(last))
        if one is None or other is None:
            return self._HOLDS.format(what=what)
        if one == other:
            return self._HOLDS_DAY.format(what=what, day=self.day(one))
        return self._HOLDS_SPAN.format(what=what, first=self.day(one), last=self.day(other))

    def damaged(self, n: int) -> str:
        """How many glimmers of a backup a disk has damaged; nothing for none."""
        return self._damaged(n) if n else ""

    def in_bin(self, n: int) -> str:
        """How many of them are in the bin; nothing for none."""
        return self._in_bin(n) if n else ""

    def brings(self, *, new: int, same: int, differs: int, let_go: int, erased: int) -> list[str]:
        """What a backup would bring beside what is here, in sentences."""
        if not (new or differs or let_go or erased):
            return [self.ALL_HERE]
        told = (
            (self.new_there, new),
            (self.same_there, same),
            (self.differ_there, differs),
            (self.stay_gone, let_go),
            (self.go_too, erased),
        )
        return [sentence(n) for sentence, n in told if n]

    def copy_moment(self, at: datetime, today: date) -> str:
        """Tuesday 24 November, 20:15."""
        day = self._weekday_and_day(at.date(), today)
        return self._WEEKDAY_AND_MOMENT.format(day=day, time=self.hour(at))

    def copy(self, glimmers: int, why: str) -> str:
        """What a copy holds and why it was made."""
        return self._COPY.format(glimmers=self.glimmers(glimmers), why=self.WHY_COPY[why])

    def going_back(
        self, *, then: int, now: int, back: int, gone: int, changed: int, erased: int
    ) -> str:
        """What going back to a copy would change; each count is of glimmers."""
        told = [self._then(then), self._now(now)]
        told += [self._back(back)] if back else []
        told += [self._gone(gone)] if gone else []
        told += [self._changed(changed)] if changed else []
        if not (back or gone or changed):
            told = [self._ALL_AS_THEN]
        return " ".join([*told, *([self._stay_erased(erased)] if erased else [])])

    def beside_damaged(self, *, then: int, now: int, gone: int) -> list[str]:
        """What a copy holds, and what can still be read of the damaged journal."""
        told = [self._its_glimmers(then)]
        told.append(self._still_read(now) if now else self._NOTHING_READ)
        return [*told, *([self._more_there(gone)] if gone else [])]


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:  # one that a disk has damaged
        return None
