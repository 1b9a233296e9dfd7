"""What files say in which a journal leaves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.core.exchange.leaving import Exported, Wording
from app.core.when.times import parted
from app.words import language
from app.words.lists import lists
from app.words.screens.common import Common
from app.words.sentence import Plural, Sentence, Table
from app.words.when import times

if TYPE_CHECKING:
    from app.core.exchange.leaving import Form
    from app.core.glimmers import Glimmer
    from app.core.photos import NameKind

words = Common()


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
            "markdown": (
                "Each day has a file of its own, in a folder for its year, and so has each time "
                "that is less than a day: summer 2004, say. They are Markdown in UTF-8, for "
                "Obsidian and other programs that read it, and for any program that shows text. "
                "Photos are in the folder photos, and each is shown where it belongs."
            ),
            "site": (
                "Open index.html with any browser; it needs no network. There is a page for each "
                "year and each month. Photos are in the folder photos, and smaller copies of "
                "them in the folder small."
            ),
        }
    )
    _MORE: Table[Form] = Table(
        {
            "json": "",
            "csv": (
                "A spreadsheet would calculate words that begin with = + - or @, and some do so "
                "behind a semicolon or a line's end too. There an apostrophe (') stands in front "
                "here, which nobody wrote. The last column, apostrophe_in_front, names the "
                "columns of its row where this is so; without it the words are as they were "
                "written."
            ),
            "markdown": (
                "Signs in your words that Markdown would take for its own have a backslash in "
                "front; a program that reads Markdown does not show it."
            ),
            "site": "",
        }
    )
    _LINES: Table[Form] = Table(
        {
            "json": "",
            "csv": (
                "Several people, places, tags or photos of one glimmer are lines of one cell. "
                "photo_sizes and photo_descriptions follow the order of photos."
            ),
            "markdown": "",
            "site": "",
        }
    )
    _COLLAGES = Sentence("Collages that you saved are in the folder collages.")
    _BARE = Sentence(
        "Photos hold nothing but the picture: no place, no camera, no time. What is in the bin "
        "is not in here, and neither are people to call and what was chosen in Settings. Nothing "
        "of this is encrypted: whoever has this folder can read it."
    )

    _NAMES: Table[Form] = Table(
        {
            "json": "Glimmers JSON {date}",
            "csv": "Glimmers table {date}",
            "markdown": "Glimmers Markdown {date}",
            "site": "Glimmers website {date}",
        }
    )

    OTHER_TIMES = Sentence("Other times")
    _PEOPLE: Table[NameKind] = Table(
        {"person": "People: {names}", "place": "Places: {names}", "tag": "Tags: {names}"}
    )
    WORDLESS = Sentence("A moment without words.")
    _COLLAGE_OF = Sentence("Collage, saved on {day}")
    _EARLIER = Sentence("Earlier: {what}")
    _LATER = Sentence("Later: {what}")
    _NOTHING = Sentence("Nothing is kept here yet.")
    _SKIP = Sentence("Skip the links")
    _WAY = Sentence("Pages above this one")
    _BESIDE = Sentence("Earlier and later pages")

    def wording(self, form: Form, today: date) -> Wording:
        """What the files say, in the language that is spoken now; `today` is the day on which they
        are written.
        """
        return Wording(
            read_me_name=self.READ_ME,
            read_me=lambda exported: self._read_me(form, exported, today),
            language=language.as_html(),
            title=self._TITLE,
            when=self._when,
            beside_it=self._beside_it,
            day=times.day,
            weekday=times.weekday_and_day,
            month=times.month,
            other_times=self.OTHER_TIMES,
            facts=self._facts,
            named=self._PEOPLE,
            listed=lists.one_by_one,
            photo=words.photo_name,
            wordless=self.WORDLESS,
            count=self.glimmers,
            collages=words.COLLAGES,
            collage=lambda day: self._COLLAGE_OF.format(day=times.day(day)),
            earlier=self._EARLIER,
            later=self._LATER,
            nothing=self._NOTHING,
            skip=self._SKIP,
            way=self._WAY,
            beside=self._BESIDE,
        )

    def file_name(self, form: Form, day: date) -> str:
        """What a file is called that holds all of it, made on this day."""
        return self._NAMES[form].format(date=day.isoformat()) + ".zip"

    def _when(self, glimmer: Glimmer) -> str:
        life = glimmer.precision == "life"
        text = glimmer.when_text if life else parted(glimmer.when_text)[0]
        return times.time(glimmer.precision, text)

    def _beside_it(self, glimmer: Glimmer) -> str:
        if glimmer.precision == "life":
            return ""
        exact = glimmer.precision in ("moment", "day")
        return times.part_said(glimmer.when_text) if exact else parted(glimmer.when_text)[1]

    def _facts(self, glimmer: Glimmer) -> str:
        facts = [
            words.PATHWAYS[glimmer.pathway] if glimmer.pathway else "",
            words.HAS_A_HEART if glimmer.loved else "",
        ]
        return lists.one_by_one([fact for fact in facts if fact])

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
