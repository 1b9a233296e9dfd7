"""Glimmers as a small website that opens from its folder: a page for each year and each month, the
newest first, with nothing that runs and nothing that is fetched from elsewhere.

What a person wrote is text in the page, in its own direction. The colours are the app's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from html import escape

from app.core.exchange.leaving import Wording
from app.core.exchange.record import Record
from app.core.glimmers import Glimmer
from app.core.photos import Attached, Parts
from storage.exchange.site_look import STYLE, style
from storage.exchange.text import one_line, paragraphs
from storage.exchange.times import exact_day, only_year
from storage.exchange.writing import COLLAGES, SMALL, Files, Folder, Held, Text, Write

_POLICY = "default-src 'none'; img-src 'self' file:; style-src 'self' file:; base-uri 'none'"
"""Browsers differ in what is 'self' of a file: the scheme says it to the others."""
_OTHER_TIMES = "other-times.html"
_COLLAGES = "collages.html"
_INDEX = "index.html"


@contextmanager
def as_site(folder: Folder, wording: Wording) -> Iterator[Write]:
    """Writes each glimmer into the page of its month; what is less than a day into that of its
    year, and what is of no one year into a page of its own.
    """
    folder.put(STYLE, style().encode())
    site = _Site(folder, wording)
    try:
        yield site.write
        site.end()
    finally:
        site.close()


@dataclass(slots=True)
class _Month:
    """The page that is being written."""

    key: str
    """2026-11"""
    file: Text
    day: date | None = None
    count: int = 0


@dataclass(slots=True)
class _Year:
    """What the page of a year needs once all of it is known."""

    name: str
    """2026"""
    vague: Held
    """What is less than a day, as it comes; it goes into the page in the end."""
    months: list[tuple[str, int]] = field(default_factory=list)
    """Each with how many glimmers it has, the latest first."""
    count: int = 0


class _Site:
    """Holds one month and one year open at a time: glimmers come in the order of their days."""

    def __init__(self, folder: Folder, wording: Wording) -> None:
        self._folder, self._wording = folder, wording
        self._draw = _Draw(folder, wording)
        self._month: _Month | None = None
        self._year: _Year | None = None
        self._other: Text | None = None
        self._others = 0
        self._later_month = ""
        self._later_year = ""
        self._years: list[tuple[str, int]] = []

    def write(self, record: Record, files: Files) -> None:
        """One glimmer, not later than the one before."""
        glimmer = record.glimmer
        day, year = exact_day(glimmer), only_year(glimmer)
        # A damaged disk may have put something out of order.
        late = self._year is not None and year > self._year.name
        if not year or late or self._is_late(day):
            self._write_other(record, files)
            return
        self._turn_to_year(year)
        assert self._year is not None
        self._year.count += 1
        if day is None:
            self._year.vague.write(self._draw.article(record, files, level=2))
            return
        self._turn_to_month(day.isoformat()[:7])
        assert self._month is not None
        self._month.count += 1
        if self._month.day != day:
            self._month.day = day
            self._month.file.write(f"<h2>{escape(self._wording.weekday(day))}</h2>\n")
        self._month.file.write(self._draw.article(record, files, level=3))

    def end(self) -> None:
        """The last pages, and the first one."""
        self._end_year(earlier="")
        if self._other is not None:
            self._other.write(self._draw.foot())
            self._other.close()
        collages = self._write_collages()
        with closing(self._folder.new_text(_INDEX)) as file:
            file.write(self._draw.head(self._wording.title))
            links = [(f"{year}.html", year, count) for year, count in self._years]
            if self._others:
                links.append((_OTHER_TIMES, self._wording.other_times, self._others))
            file.write(self._draw.index(links))
            if collages:
                file.write(f'<p><a href="{_COLLAGES}">{escape(self._wording.collages)}</a></p>\n')
            if not (links or collages):
                file.write(f"<p>{escape(self._wording.nothing)}</p>\n")
            file.write(self._draw.foot())

    def close(self) -> None:
        """Whatever is still open, after an error."""
        for file in (self._month.file if self._month else None, self._other):
            if file is not None:
                file.close()

    def _is_late(self, day: date | None) -> bool:
        return day is not None and self._month is not None and day.isoformat()[:7] > self._month.key

    def _write_other(self, record: Record, files: Files) -> None:
        if self._other is None:
            self._other = self._folder.new_text(_OTHER_TIMES)
            self._other.write(self._draw.head(self._wording.other_times))
        self._others += 1
        self._other.write(self._draw.article(record, files, level=2))

    def _turn_to_year(self, name: str) -> None:
        if self._year is None or self._year.name != name:
            self._end_year(earlier=name)
            self._year = _Year(name=name, vague=self._folder.hold())

    def _turn_to_month(self, key: str) -> None:
        if self._month is None or self._month.key != key:
            self._end_month(earlier=key)
            file = self._folder.new_text(f"{key}.html")
            self._month = _Month(key=key, file=file)
            file.write(self._draw.head(self._said(key), year=key[:4]))

    def _end_month(self, *, earlier: str) -> None:
        if (month := self._month) is None:
            return
        month.file.write(self._draw.foot(self._link(self._later_month), self._link(earlier)))
        month.file.close()
        assert self._year is not None
        self._year.months.append((month.key, month.count))
        self._later_month, self._month = month.key, None

    def _end_year(self, *, earlier: str) -> None:
        if (year := self._year) is None:
            return
        # Which month comes next is not known yet: the page of its year leads on.
        self._end_month(earlier=earlier)
        with closing(self._folder.new_text(f"{year.name}.html")) as file:
            file.write(self._draw.head(year.name))
            file.write(
                self._draw.index([(f"{key}.html", self._said(key), n) for key, n in year.months])
            )
            year.vague.pour_into(file)
            file.write(self._draw.foot(self._link(self._later_year), self._link(earlier)))
        self._years.append((year.name, year.count))
        self._later_year, self._year = year.name, None

    def _link(self, key: str) -> tuple[str, str] | None:
        return (f"{key}.html", self._said(key)) if key else None

    def _said(self, key: str) -> str:
        year, _, month = key.partition("-")
        return self._wording.month(int(year), int(month)) if month else year

    def _write_collages(self) -> bool:
        pictures = self._folder.names(COLLAGES)
        if not pictures:
            return False
        with closing(self._folder.new_text(_COLLAGES)) as file:
            file.write(self._draw.head(self._wording.collages))
            for name in sorted(pictures, reverse=True):
                said = escape(self._wording.collage(date.fromisoformat(name[:10])))
                file.write(
                    f'<figure class="collage"><a href="{COLLAGES}/{name}">'
                    f'<img src="{COLLAGES}/{name}" alt="{said}" loading="lazy"></a></figure>\n'
                )
            file.write(self._draw.foot())
        return True


class _Draw:
    """Pieces of pages as HTML."""

    def __init__(self, folder: Folder, wording: Wording) -> None:
        self._folder, self._wording = folder, wording

    def head(self, title: str, *, year: str = "") -> str:
        """Everything down to the heading; `year` is the page above, where that is not the first."""
        words = self._wording
        first = title == words.title
        above = [] if first else [(_INDEX, words.title)]
        above += [(f"{year}.html", year)] if year else []
        links = " ".join(f'<a href="{to}">{escape(said)}</a>' for to, said in above)
        way = f'<nav aria-label="{escape(words.way)}">{links}</nav>' if links else ""
        skip = f'<a class="skip" href="#here">{escape(words.skip)}</a>\n' if links else ""
        whole = title if first else f"{title} · {words.title}"
        return (
            f"<!doctype html>\n<html {words.language}>\n<head>\n"
            '<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="referrer" content="no-referrer">\n'
            '<meta name="color-scheme" content="light dark">\n'
            f'<title>{escape(whole)}</title>\n<link rel="stylesheet" href="{STYLE}">\n'
            f"</head>\n<body>\n{skip}<header>{way}</header>\n"
            f'<main id="here" tabindex="-1">\n<h1>{escape(title)}</h1>\n'
        )

    def foot(
        self, later: tuple[str, str] | None = None, earlier: tuple[str, str] | None = None
    ) -> str:
        """Everything behind the last glimmer, with links to the pages beside this one."""
        words = self._wording
        links = " ".join(
            f'<a rel="{rel}" href="{link[0]}">{escape(said.format(what=link[1]))}</a>'
            for rel, said, link in (("prev", words.later, later), ("next", words.earlier, earlier))
            if link
        )
        beside = f'<nav aria-label="{escape(words.beside)}">{links}</nav>\n' if links else ""
        return f"</main>\n<footer>{beside}</footer>\n</body>\n</html>\n"

    def index(self, links: list[tuple[str, str, int]]) -> str:
        """A list of pages, each with how many glimmers it has; nothing for none."""
        if not links:
            return ""
        items = "\n".join(
            f'<li><a href="{to}">{escape(said)}</a> <small>{escape(self._wording.count(count))}'
            "</small></li>"
            for to, said, count in links
        )
        return f'<ul class="pages">\n{items}\n</ul>\n'

    def article(self, record: Record, files: Files, *, level: int) -> str:
        """One glimmer; `level` is that of its heading."""
        glimmer, parts = record.glimmer, record.parts
        heading = f"<h{level}>{_light(glimmer)}{self._when(glimmer)}</h{level}>"
        pieces = [
            heading,
            *(_paragraph(found) for found in paragraphs(glimmer.note)),
            self._photos(parts.photos, files),
            *self._facts(glimmer, parts),
        ]
        if not (glimmer.note.strip() or parts.photos or any(pieces[1:])):
            pieces.append(f'<p class="facts">{escape(self._wording.wordless)}</p>')
        inside = "\n".join(piece for piece in pieces if piece)
        return f'<article id="{escape(glimmer.id)}">\n{inside}\n</article>\n'

    def _when(self, glimmer: Glimmer) -> str:
        beside = one_line(self._wording.beside_it(glimmer))
        if exact_day(glimmer):
            # The day stands above: who goes from heading to heading by ear hears it all the same.
            unseen = "" if beside else ' class="unseen"'
            said = f"<bdi{unseen}>{escape(beside or self._wording.when(glimmer))}</bdi>"
            if glimmer.precision == "moment":
                return f'<time datetime="{escape(glimmer.start or "")}">{said}</time>'
            return said
        said = f"<bdi>{escape(one_line(self._wording.when(glimmer)))}</bdi>"
        return f"{said} <small><bdi>{escape(beside)}</bdi></small>" if beside else said

    def _photos(self, photos: tuple[Attached, ...], files: Files) -> str:
        figures = [
            self._figure(files[each.photo.id], each, place, len(photos))
            for place, each in enumerate(photos)
            if each.photo.id in files
        ]
        return f'<div class="photos">{"".join(figures)}</div>' if figures else ""

    def _figure(self, file: str, each: Attached, place: int, count: int) -> str:
        small = f"{SMALL}/{file.rpartition('/')[2]}"
        shown = small if self._folder.has(small) else file
        said = one_line(self._wording.photo(place, count, each.description))
        return (
            f'<a href="{file}"><img src="{shown}" alt="{escape(said)}" dir="auto" '
            f'width="{each.photo.width}" height="{each.photo.height}" '
            'loading="lazy" decoding="async"></a>'
        )

    def _facts(self, glimmer: Glimmer, parts: Parts) -> Iterator[str]:
        words = self._wording
        if facts := words.facts(glimmer):
            yield f'<p class="facts">{escape(facts)}</p>'
        for kind, names in (
            ("person", parts.people),
            ("place", parts.places),
            ("tag", parts.tags),
        ):
            if names:
                said = escape(words.named[kind])  # type: ignore[index]  # it is one of the kinds
                listed = words.listed([f"<bdi>{escape(one_line(name))}</bdi>" for name in names])
                yield f'<p class="facts">{said.format(names=listed)}</p>'


def _paragraph(lines: list[str]) -> str:
    return f'<p class="words" dir="auto">{"<br>".join(map(escape, lines))}</p>'


def _light(glimmer: Glimmer) -> str:
    return f'<span class="light {glimmer.pathway or "unsaid"}" aria-hidden="true"></span> '
