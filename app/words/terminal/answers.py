"""What commands answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import TYPE_CHECKING

from app.words.lists import lists
from app.words.sentence import Plural, Sentence, Table

if TYPE_CHECKING:
    from app.core.exchange.record import About
    from app.core.glimmers import Pathway
    from app.core.schedule import Schedule


class Answers:
    """Answers, and what is said when a command ends before its end."""

    STOPPED = Sentence("Stopped. What was kept before is safe.")
    BUG = Sentence(
        "Something went wrong that should not have. What you kept is safe; the log in the "
        "journal's folder says where it happened."
    )
    AS_THEY_ARE = Sentence('To keep these words as they are, write --when "free: your words".')
    FILE_REFUSED = Sentence("{file}: {why}")
    KEPT_BESIDE = Sentence(
        "Kept beside your journal, which is busy in another program. It joins your journal when "
        "Glimmers is next opened, or when something is next kept."
    )
    KEPT_UNTIL_OPENED = Sentence(
        "Kept beside your journal. It joins your journal once that can be opened again."
    )
    waiting = Plural(
        "One more glimmer waits beside your journal. It joins your journal when Glimmers is next "
        "opened, or when something is next kept.",
        "{n} more glimmers wait beside your journal. They join your journal when Glimmers is next "
        "opened, or when something is next kept.",
    )

    NOTHING_FOUND = Sentence("No glimmer has that. Fewer words, or parts of them, find more.")

    # A glimmer
    PATHWAYS: Table[Pathway] = Table(
        {"within": "pathway: within", "around": "pathway: around", "between": "pathway: between"}
    )
    LOVED = Sentence("loved")
    IN_BIN = Sentence("in the bin")
    HOW_MANY_PHOTOS = Sentence("photos: {n}")
    HOW_MANY_GLIMMERS = Sentence("glimmers: {n}")
    NAMED: Table[str] = Table(
        {"people": "people: {names}", "places": "places: {names}", "tags": "tags: {names}"}
    )
    DOUBT = Sentence(
        "(These words may have been damaged. If they are as you wrote them, say so with `doctor "
        "--looked-at` and the id.)"
    )
    DOUBT_OTHERS = Sentence(
        "(These words may have been damaged: the index of words has “{words}”. If they are as "
        "you wrote them, say so with `doctor --looked-at` and the id.)"
    )

    BESIDE: Table[About] = Table(
        {
            "note": "(Another copy of your journal had other words here: “{words}”)",
            "when": "(Another copy of your journal had another time here: “{words}”)",
            "photo": "(Another copy of your journal had other words for a photo here: “{words}”)",
        }
    )

    # Snapshots
    WHY: Table[str] = Table(
        {
            "day": "once a day",
            "shape": "before an update",
            "repair": "before a repair",
            "restore": "before a backup was restored",
            "import": "before an import",
            "back": "before going back",
        }
    )
    _snapshot = Plural("{id}  {moment}  {n} glimmer, {why}", "{id}  {moment}  {n} glimmers, {why}")
    _then = Plural("Then there was {n} glimmer.", "Then there were {n} glimmers.")
    _now = Plural("Now there is {n}.", "Now there are {n}.")
    _come_back = Plural(
        "{n} that is not here now comes back.", "{n} that are not here now come back."
    )
    _leave = Plural(
        "{n} that was not here then leaves; it stays in the copy of now.",
        "{n} that were not here then leave; they stay in the copy of now.",
    )
    _change = Plural("{n} becomes what it was.", "{n} become what they were.")
    _stay_deleted = Plural(
        "{n} was deleted for good since, and stays deleted.",
        "{n} were deleted for good since, and stay deleted.",
    )
    NOTHING_CHANGES = Sentence("Every glimmer here is as it was then.")
    DAMAGED_NOW = Sentence(
        "Your journal is damaged. What can still be read of it is told as what there is now; a "
        "repair would save that, and going back would not."
    )
    WENT_BACK_DAMAGED = Sentence(
        "Your journal has gone back. The damaged file is kept beside it as {name}."
    )
    WENT_BACK = Sentence("Your journal has gone back. As it was just now it is the snapshot {id}.")

    # Photos
    _SIZE = Sentence("{width} x {height}")
    _STORED = Sentence("stored {day}")
    delete_photos = Plural("Delete one photo for good?", "Delete {n} photos for good?")

    # Leaving
    EXPORTED = Sentence(
        "Written to {folder}: {glimmers}, {photos}. What is in the bin is not in it, and neither "
        "are people to call."
    )
    WRITTEN = Sentence("{done} of {total}")
    """How many glimmers are written, or files deleted, so far."""
    # A way back
    BACKED_UP = Sentence("Everything is in {file}: {facts}.")
    MEGABYTES = Sentence("{n} MB")
    IN_BACKUP = Sentence("In this backup: {facts}.")
    FROM_TO = Sentence("From {first} to {last}.")
    COMPARED = Sentence("New here: {new}. The same here: {same}. Different here: {differs}.")
    deleted_here = Plural(
        "One was deleted for good here, and stays so.",
        "{n} were deleted for good here, and stay so.",
    )
    deleted_there = Plural(
        "One that is here was deleted for good there, and goes here too.",
        "{n} that are here were deleted for good there, and go here too.",
    )
    damaged_there = Plural(
        "One in it is damaged. What can be read of it comes back.",
        "{n} in it are damaged. What can be read of them comes back.",
    )
    ONLY_LOOKED = Sentence("Nothing was changed.")
    RESTORED = Sentence("It is restored.")

    erased = Plural(
        "Everything that Glimmers kept in {folder} is deleted: one file.",
        "Everything that Glimmers kept in {folder} is deleted: {n} files.",
    )
    OTHERS_STAYED = Sentence("What Glimmers did not put there stayed: {names}.")
    NO_LONGER_STARTED = Sentence(
        "Reminders with Glimmers closed are off; what started them is deleted: {files}."
    )
    NOT_REACHED = Sentence(
        "What lies elsewhere is not reached: backups, exports, and what you shared or saved as a "
        "file. Delete it there. What was on a disk can sometimes be read again with special "
        "tools until something else is written over it; where the disk is encrypted, it cannot "
        "be read without its key."
    )

    # The journal's health
    ALL_WELL = Sentence("All is well.")
    NOT_WELL = Sentence("Something is wrong:")
    glimmers_and_bin = Plural("{n} glimmers, {bin} in the bin", "{n} glimmers, {bin} in the bin")
    NOT_READ = Sentence("The journal could not be read.")
    JOURNAL = Sentence("Journal: {file}")

    # Gentle reminders
    REMINDERS_OFF = Sentence("Gentle reminders are off.")
    _FIXED_DAILY = Sentence("Gentle reminders are on: at {times}, every day.")
    _FIXED = Sentence("Gentle reminders are on: at {times}, on {days}.")
    _any_hour_daily = Plural(
        "Gentle reminders are on: {n} a day, at any hour, every day, at least {apart} apart.",
        "Gentle reminders are on: {n} a day, at any hour, every day, at least {apart} apart.",
    )
    _any_hour = Plural(
        "Gentle reminders are on: {n} a day, at any hour, on {days}, at least {apart} apart.",
        "Gentle reminders are on: {n} a day, at any hour, on {days}, at least {apart} apart.",
    )
    _between_daily = Plural(
        "Gentle reminders are on: {n} a day, between {start} and {end}, every day, at least "
        "{apart} apart.",
        "Gentle reminders are on: {n} a day, between {start} and {end}, every day, at least "
        "{apart} apart.",
    )
    _between = Plural(
        "Gentle reminders are on: {n} a day, between {start} and {end}, on {days}, at least "
        "{apart} apart.",
        "Gentle reminders are on: {n} a day, between {start} and {end}, on {days}, at least "
        "{apart} apart.",
    )
    _minutes = Plural("{n} minutes", "{n} minutes")
    _QUIET = Sentence("Quiet from {spans}.")
    _SPAN = Sentence("{start} to {end}")
    NONE_FIT = Sentence("The quiet times leave no minute, so none will come.")
    only_fit = Plural("Only {n} a day fits.", "Only {n} a day fit.")
    NONE_AFTER_FIRST = Sentence("None on a day on which something was kept.")
    PAUSED_UNTIL = Sentence("Paused until {day}.")
    NEXT_COMES = Sentence("The next one comes on {moment}.")
    NONE_PLANNED = Sentence("None is planned.")
    OWN_PROMPT = Sentence("one of your own")
    MOMENT = Sentence("{weekday}, {day}, {time}")
    SHOWN = Sentence("Shown: {reminder}")
    WAS_SHOWN = Sentence("The reminder was shown.")
    LAST_SHOWN = Sentence("The last one was shown on {moment}.")
    NONE_SHOWN = Sentence("None has been shown yet.")
    REACH_OPEN = Sentence(
        "They come while `remind run` or the app runs. With `remind install` they come with both "
        "closed."
    )
    REACH_CLOSED = Sentence(
        "They come with Glimmers closed as well: this computer looks every five minutes whether "
        "one is due. `remind uninstall` ends that."
    )
    REACH_NONE = Sentence("Nothing here can show them.")
    NONE_DUE = Sentence("None is due.")
    INSTALLED = Sentence(
        "From now on reminders come with Glimmers closed: while you are logged in, this computer "
        "looks every five minutes whether one is due. For that this was written:"
    )
    NOT_SEEN = Sentence(
        "Nobody has seen this on such a computer yet. If no reminder comes, it has not worked."
    )
    TO_UNINSTALL = Sentence("`remind uninstall` deletes it again.")
    UNINSTALLED = Sentence(
        "From now on reminders come only while Glimmers or `remind run` runs. This was deleted:"
    )
    NONE_INSTALLED = Sentence("Nothing was installed, so there was nothing to delete.")

    def snapshot(self, n: int, *, id: str, moment: str, why: str) -> str:
        """One of them in a line: when it was made, how many glimmers it has, what for."""
        return self._snapshot(n, id=id, moment=moment, why=self.WHY[why])

    def going_back(self, *, then: int, now: int, back: int, gone: int, changed: int) -> list[str]:
        """What going back changes, in sentences; each count is of glimmers."""
        told = [self._then(then), self._now(now)]
        told += [self._come_back(back)] if back else []
        told += [self._leave(gone)] if gone else []
        told += [self._change(changed)] if changed else []
        return told if back or gone or changed else [self.NOTHING_CHANGES]

    def stay_deleted(self, n: int) -> str:
        """How many that were there then are not to return."""
        return self._stay_deleted(n) if n else ""

    def size(self, width: int, height: int) -> str:
        """Of a photo, in pixels: “4000 x 3000”."""
        return self._SIZE.format(width=width, height=height)

    def stored(self, day: str) -> str:
        """On which day, in ISO 8601, a file came in."""
        return self._STORED.format(day=day)

    def on(self, schedule: Schedule, days: Sequence[str]) -> str:
        """That reminders are on, and when they come; `days` are the names of the weekdays they
        come on.
        """
        daily, named = len(days) == 7, lists.all_of(days)
        if schedule.times:
            times = lists.all_of([_clock(fixed) for fixed in schedule.times])
            return (self._FIXED_DAILY if daily else self._FIXED).format(times=times, days=named)
        if schedule.start == schedule.end:
            sentence = self._any_hour_daily if daily else self._any_hour
        else:
            sentence = self._between_daily if daily else self._between
        return sentence(
            schedule.per_day,
            start=_clock(schedule.start),
            end=_clock(schedule.end),
            days=named,
            apart=self._minutes(schedule.gap),
        )

    def quiet(self, spans: Sequence[tuple[time, time]]) -> str:
        """From when to when there are no reminders."""
        said = [self._SPAN.format(start=_clock(first), end=_clock(end)) for first, end in spans]
        return self._QUIET.format(spans=lists.all_of(said))


def _clock(at: time) -> str:
    return f"{at:%H:%M}"
