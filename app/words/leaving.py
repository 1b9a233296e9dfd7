"""What files say in which a journal leaves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.core.exchange.leaving import Exported, Wording
from app.words.sentence import Plural, Sentence, Table
from app.words.when import times

if TYPE_CHECKING:
    from app.core.exchange.leaving import Form


class Leaving:
    """The text beside the files, and what stands in them."""

    READ_ME = Sentence("READ ME.txt")
    _TITLE = Sentence("Your glimmers")
    _MADE = Sentence("Written on {day}: {glimmers}, {photos}.")
    glimmers = Plural("{n} glimmer", "{n} glimmers")
    photos = Plural("{n} photo", "{n} photos")
    missing = Plural(
        "One photo could not be read and is not in here.",
        "{n} photos could not be read and are not in here.",
    )
    _WHAT: Table[Form] = Table(
        {
            "json": (
                "glimmers.json has every glimmer with all that belongs to it, for programs: an "
                "array with one glimmer on each line. docs/glimmer.schema.json in the source "
                "code of Glimmers says what each field means. The photo with the id X is "
                "photos/X.jpg."
            ),
            "csv": (
                "glimmers.csv is a table with one glimmer in each row: UTF-8, with commas "
                "between the columns. If letters look wrong in Excel, open it there with Data, "
                "From Text/CSV, and choose UTF-8."
            ),
        }
    )
    _MORE: Table[Form] = Table(
        {
            "json": "",
            "csv": (
                "A spreadsheet would calculate words that begin with = + - or @. Such words have "
                "an apostrophe (') in front of them here, which nobody wrote. The last column, "
                "apostrophe_in_front, names the columns of its row where this is so; without the "
                "apostrophe the words are as they were written."
            ),
        }
    )
    _LINES: Table[Form] = Table(
        {
            "json": "",
            "csv": (
                "Several people, places, tags or photos of one glimmer are lines of one cell. "
                "photo_sizes and photo_descriptions follow the order of photos."
            ),
        }
    )
    _COLLAGES = Sentence("Collages that you saved are in the folder collages.")
    _BARE = Sentence(
        "Photos hold nothing but the picture: no place, no camera, no time. What is in the bin "
        "is not in here, and nothing of this is encrypted: whoever has this folder can read it."
    )

    def wording(self, form: Form, today: date) -> Wording:
        """What the files say, in the language that is spoken now; `today` is the day on which they
        are written.
        """
        return Wording(
            read_me_name=self.READ_ME,
            read_me=lambda exported: self._read_me(form, exported, today),
        )

    def _read_me(self, form: Form, exported: Exported, today: date) -> str:
        made = self._MADE.format(
            day=times.day(today),
            glimmers=self.glimmers(exported.glimmers),
            photos=self.photos(exported.photos),
        )
        paragraphs = [
            self._TITLE,
            made,
            self.missing(exported.missing) if exported.missing else "",
            self._WHAT[form],
            self._LINES[form],
            self._MORE[form],
            self._COLLAGES if exported.collages else "",
            self._BARE,
        ]
        return "\n\n".join(text for text in paragraphs if text) + "\n"


leaving = Leaving()
