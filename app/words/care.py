"""What `doctor` says: what is wrong with a journal, what was set aside, what came across."""

from __future__ import annotations

from datetime import datetime

from app.core.findings import Finding, Problem
from app.words.errors import told
from app.words.sentence import Plural, Sentence, Table
from app.words.when import times


class Care:
    """Findings by their names."""

    FOUND: Table[str] = Table(
        {
            "close first": (
                "Close Glimmers first, every window of it and every terminal that runs it: this "
                "journal is open there, and what is kept meanwhile would be lost. Nothing was "
                "replaced. Then ask for the repair again."
            ),
            "erasing unfinished": (
                "Everything here was to be deleted, and something came between. What is left is "
                "deleted when Glimmers is next opened, or with doctor --repair."
            ),
            "log set aside": (
                "Beside your journal lay the log of another one, or of an older copy of this one, "
                "and was put aside as {name}. It may hold the last things that were kept there. It "
                "goes after {days} days of opening Glimmers; move it away to keep it. To put a "
                "journal back: close Glimmers, put the file in the place of glimmers.db, and leave "
                "everything else where it is."
            ),
            "replaced journal": (
                "Another file was put in your journal's place while Glimmers had it open. What was "
                "open then was saved as {name}. It goes after {days} days of opening Glimmers; "
                "move it away to keep it."
            ),
            "damaged journal set aside": (
                "A damaged journal was put aside as {name}. It holds every word that was in it, "
                "also those deleted for good since, and goes after {days} days of opening "
                "Glimmers. Delete it sooner if nothing is missed, or move it away to keep it."
            ),
            "doubtful words": (
                "The words of the glimmer {id}, kept on {day}, may have been damaged: the index of "
                "words says something else. See it with `show {id}`. If it is as you wrote "
                "it, say so with `doctor --looked-at {id}`; if not, write its words again."
            ),
            "nothing came across": (
                "No glimmer in it could be read, so the damaged journal was left where it is, for "
                "other tools to try."
            ),
            "photo thumbnail missing": (
                "The small copy of a photo is missing; its glimmer is kept. Add the photo again if "
                "you have it elsewhere ({id})."
            ),
            "photo missing": (
                "A photo's file is missing; its glimmer is kept. Add the photo again if you have "
                "it elsewhere ({id})."
            ),
            "photo damaged": (
                "A photo's file is damaged; its glimmer is kept. Add the photo again if you have "
                "it elsewhere ({id})."
            ),
            "folder not looked into": (
                "Glimmers is not allowed to look into {folder}. What is there was not touched."
            ),
            "inbox not looked into": (
                "Glimmers cannot look into {folder}, where glimmers wait that were kept beside the "
                "journal. It was not touched. It has to be a folder that you can open, and no link."
            ),
            "older journal": (
                "The journal is from an older Glimmers; it is brought up to date when it is opened."
            ),
            "snapshot damaged": (
                "The copy {name} of your journal is damaged. Your journal is another file. The "
                "copy may be deleted; a new one is made on the next day of use."
            ),
            "snapshots not looked into": (
                "Glimmers cannot look into {folder}, where copies of your journal lie. It was not "
                "touched."
            ),
            "torn journal": "The journal is damaged ({kind}).",
            "file as folder": (
                "{folder} is a file, and the journal needs a folder. It was not touched."
            ),
            "read by others": (
                "Others on this device can read {name}; --repair makes it yours alone."
            ),
            "disk only read": (
                "The disk of {folder} can only be read. What is kept is safe; nothing new can be."
            ),
            "folder not written": (
                "Glimmers is not allowed to write in {folder}. What is kept is safe; nothing new "
                "can be."
            ),
            "journal not written": (
                "Glimmers is not allowed to write {name}. What is kept is safe; nothing new can be."
            ),
            "database": "database: {said}",
            "foreign key": "foreign key: {table}",
            "index astray": "full-text index: does not match the words",
            "date unread": "dates: the glimmer {id} has one that cannot be read",
            "words no text": "words: the glimmer {id} holds bytes that are no text",
        }
    )
    _unnamed = Plural(
        "One photo here belongs to no glimmer. Nothing deletes it by itself. See it with `photos "
        "unnamed`, keep it as a glimmer with `photos unnamed --keep`, or delete it with `photos "
        "unnamed --delete`.",
        "{n} photos here belong to no glimmer. Nothing deletes them by itself. See them with "
        "`photos unnamed`, keep them as glimmers with `photos unnamed --keep`, or delete them with "
        "`photos unnamed --delete`.",
    )
    _inbox_ready = Plural(
        "One glimmer was kept beside the journal and waits there. It joins the journal when "
        "Glimmers is next opened, or when something is next kept.",
        "{n} glimmers were kept beside the journal and wait there. They join the journal when "
        "Glimmers is next opened, or when something is next kept.",
    )
    _inbox_later = Plural(
        "One glimmer that was kept beside the journal is for a later Glimmers to take in. It "
        "waits there, and nothing deletes it.",
        "{n} glimmers that were kept beside the journal are for a later Glimmers to take in. They "
        "wait there, and nothing deletes them.",
    )
    _inbox_unread = Plural(
        "One file in {folder} cannot be read as a glimmer. It was not touched. Look into it: what "
        "it says can be kept by hand. Then move it away.",
        "{n} files in {folder} cannot be read as glimmers. They were not touched. Look into them: "
        "what they say can be kept by hand. Then move them away.",
    )
    _whole_copy = Plural(
        "A whole copy of your journal is here, of {moment}, with one glimmer. `snapshots --back-to "
        "{id} --dry-run` tells what it has and what can still be read of the damaged file; "
        "without --dry-run it takes its place, and the damaged file is kept beside it.",
        "A whole copy of your journal is here, of {moment}, with {n} glimmers. `snapshots "
        "--back-to {id} --dry-run` tells what it has and what can still be read of the damaged "
        "file; without --dry-run it takes its place, and the damaged file is kept beside it.",
    )
    _copy_has_more = Plural(
        "The copy of {moment} has one glimmer that did not come across. `snapshots --back-to "
        "{id} --dry-run` tells what going back to it would change.",
        "The copy of {moment} has {n} glimmers that did not come across. `snapshots --back-to "
        "{id} --dry-run` tells what going back to it would change.",
    )
    _unsorted = Plural(
        "dates: {n} glimmers are not sorted by when they were",
        "dates: {n} glimmers are not sorted by when they were",
    )
    _links_unsorted = Plural(
        "photos and names: {n} are not sorted as their glimmers are",
        "photos and names: {n} are not sorted as their glimmers are",
    )
    _misfiled = Plural(
        "names: {n} are filed under another spelling",
        "names: {n} are filed under another spelling",
    )
    _no_text = Plural(
        "{table}: {n} hold bytes that are no text", "{table}: {n} hold bytes that are no text"
    )
    _came_all = Plural(
        "{n} glimmers came across, all there were.", "{n} glimmers came across, all there were."
    )
    _came_some = Plural(
        "{n} glimmers came across, {lost} could not be read.",
        "{n} glimmers came across, {lost} could not be read.",
    )
    _came_at_least = Plural(
        "{n} glimmers came across, at least {lost} could not be read.",
        "{n} glimmers came across, at least {lost} could not be read.",
    )
    _came_unknown = Plural(
        "{n} glimmers came across. It is not known how many could not be read.",
        "{n} glimmers came across. It is not known how many could not be read.",
    )
    _OTHERS = Sentence("Some photos, names, collages or choices could not be read either.")
    _DAMAGED_KEPT = Sentence("The damaged journal is kept as {name}, for other tools to try.")

    def said(self, problem: Problem) -> str:
        """What was found, in a sentence or a few."""
        if not isinstance(problem, Finding):
            return told(problem).sentence
        n = problem.data.get("n")
        if not isinstance(n, int):
            return self.FOUND[problem.what].format(**problem.data)
        if problem.what == "came across":
            return self._came_across(problem, n)
        counted = {
            "whole copy": self._whole_copy,
            "copy has more": self._copy_has_more,
            "unnamed photos": self._unnamed,
            "inbox ready": self._inbox_ready,
            "inbox later": self._inbox_later,
            "inbox unread": self._inbox_unread,
            "unsorted": self._unsorted,
            "links unsorted": self._links_unsorted,
            "names misfiled": self._misfiled,
            "rows no text": self._no_text,
        }
        others = {name: value for name, value in problem.data.items() if name != "n"}
        at = problem.data.get("at")
        if isinstance(at, datetime):
            others["moment"] = times.moment(at)
        return counted[problem.what](n, **others)

    def _came_across(self, problem: Finding, n: int) -> str:
        lost, more = problem.data["lost"], problem.data["more"]
        if more:
            came = self._came_at_least if lost else self._came_unknown
        else:
            came = self._came_some if lost else self._came_all
        sentences = [came(n, lost=lost)]
        if problem.data["others"]:
            sentences.append(self._OTHERS)
        sentences.append(self._DAMAGED_KEPT.format(**problem.data))
        return " ".join(sentences)


care = Care()
