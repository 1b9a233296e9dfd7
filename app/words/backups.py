"""What a backup says about itself to who opens it without Glimmers."""

from __future__ import annotations

from datetime import date

from app.words.sentence import Sentence


class Backups:
    """The file that comes first in a backup, a paragraph each."""

    _TITLE = Sentence("Glimmers: a backup of a journal")
    _WHOLE = Sentence(
        "This file holds everything that was in the journal when it was made: words, times, names "
        "and photos. Nobody needs Glimmers to read it. It is a zip file: most devices open it, "
        "and where one does not, give the file a name that ends in .zip."
    )
    _GLIMMERS = Sentence(
        "glimmers.json holds the words, one glimmer on each line, with its time, names and photos. "
        "It is text in UTF-8, and any editor shows it."
    )
    _PHOTOS = Sentence(
        "The folder photos holds the pictures, as JPEG. Each glimmer in glimmers.json names its "
        "photos by their ids, and those are the names of the files."
    )
    _DATABASE = Sentence(
        "glimmers.db is the journal itself, an SQLite database. collages.json tells how collages "
        "were made; their finished pictures are in the folder photos."
    )
    _CHECK = Sentence(
        "digests.json has the SHA-256 of each file, and the last 64 characters of the whole zip "
        "are the SHA-256 of all that stands before them. They show whether anything has changed."
    )
    _RESTORE = Sentence(
        "To have it all in Glimmers again, restore this file there. In a terminal the command is: "
        "python -m app restore FILE"
    )
    _OPEN = Sentence(
        "Whoever has this file can read everything in it, also the names and numbers of people to "
        "call. Keep it where only you can reach it."
    )

    _NAME = Sentence("Glimmers backup {date}")

    def file_name(self, day: date, *, sealed: bool) -> str:
        """What a backup of this day is called: one that is sealed is no zip before it is opened."""
        return self._NAME.format(date=day.isoformat()) + (".glimmers" if sealed else ".zip")

    def read_me(self) -> str:
        """The whole text, one paragraph a line, in the language that is spoken now."""
        parts = (
            self._TITLE,
            self._WHOLE,
            self._GLIMMERS,
            self._PHOTOS,
            self._DATABASE,
            self._CHECK,
            self._RESTORE,
            self._OPEN,
        )
        return "\n\n".join(parts) + "\n"


backups = Backups()
