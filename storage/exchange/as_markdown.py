"""Glimmers as Markdown: a file for each day, `2026/2026-11-22.md`, as programs for daily notes name
theirs, and one for each time that is less than a day.

What a person wrote stays words: whatever CommonMark, GitHub or Obsidian would take for markup has a
backslash in front. https://spec.commonmark.org/0.31.2/#backslash-escapes
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager

from app.core.exchange.leaving import Wording
from app.core.exchange.record import Record
from app.core.glimmers import Glimmer
from app.core.photos import Parts
from storage.exchange.text import as_name, one_line, paragraphs
from storage.exchange.times import exact_day, only_year
from storage.exchange.writing import Files, Folder, Write

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~^=$&@]|%(?=%)|(?<=%)%|:(?=//)|:(?=[a-z0-9_+-]+:)", re.ASCII)
"""Anywhere in a line: Obsidian knows tags, comments, formulas and highlights too."""
_WEB = re.compile(r"\b(www|mailto|xmpp)(?=[.:])", re.IGNORECASE)
"""GitHub makes a link of what begins so."""
_BEGINS = re.compile(r"([-+:]|[0-9]{1,9}(?=[.)]))(.?)", re.ASCII | re.DOTALL)
"""What a list, a line across, or a definition begins with."""
_TAG = re.compile(r"[^\W\d_][\w-]*")
"""A tag that Obsidian and others take as one."""
_BREAK = "  \n"
_MOST_OF_A_DAY = 200
"""Glimmers that are held back to stand in the order of the day."""


@contextmanager
def as_markdown(folder: Folder, wording: Wording) -> Iterator[Write]:
    """Writes each glimmer behind the earlier ones of its day."""
    held: list[tuple[Record, Files]] = []

    def let_go() -> None:
        for record, files in reversed(held):
            _append(folder, wording, record, files)
        held.clear()

    def write(record: Record, files: Files) -> None:
        if held and (
            len(held) == _MOST_OF_A_DAY
            or _first_day(held[0][0].glimmer) != _first_day(record.glimmer)
        ):
            let_go()
        held.append((record, files))

    yield write
    let_go()


def photo_name(glimmer: Glimmer, id: str) -> str:
    """The name of a photo's file without its ending: its day or year first, so that the folder is
    in order. 16 digits of the id are enough to tell any two apart.
    """
    day = exact_day(glimmer)
    year = only_year(glimmer)
    first = day.isoformat() if day else year
    return f"{first}-{id[:16]}" if first else id[:16]


def escaped(text: str) -> str:
    """One line of words that stays words, wherever it stands; without what is in front of it."""
    plain = _WEB.sub(r"\1\\", _MARKUP.sub(r"\\\g<0>", text.strip()))
    begins = _BEGINS.match(plain)
    if begins is None:
        return plain
    if begins[1].isdigit():
        return f"{begins[1]}\\{plain[begins.end(1) :]}"
    return f"\\{plain}"


def body_of(note: str) -> str:
    """Words as paragraphs that stay words, each line on its own."""
    return "\n\n".join(
        _BREAK.join(_indent(line) + escaped(line) for line in paragraph)
        for paragraph in paragraphs(note)
    )


def _first_day(glimmer: Glimmer) -> str:
    return (glimmer.start or "")[:10]


def _append(folder: Folder, wording: Wording, record: Record, files: Files) -> None:
    glimmer = record.glimmer
    name = _name(wording, glimmer)
    is_new = not folder.has(name)
    with closing(folder.more_text(name)) as file:
        file.write("\n\n".join([*_head(wording, glimmer, is_new=is_new), ""]))
        file.write("\n\n".join([*_body(wording, record, files), ""]))


def _name(wording: Wording, glimmer: Glimmer) -> str:
    if day := exact_day(glimmer):
        return f"{day.year:04}/{day.isoformat()}.md"
    said = wording.when(glimmer)
    if year := only_year(glimmer):
        return f"{year}/{as_name(said)}.md"
    # Some disks take "Long ago" and "long ago" for one name: so they are.
    return f"{as_name(wording.other_times)}/{as_name(said.casefold())}.md"


def _head(wording: Wording, glimmer: Glimmer, *, is_new: bool) -> Iterator[str]:
    day = exact_day(glimmer)
    if is_new and day:
        yield f"---\ndate: {day.isoformat()}\n---"
    if glimmer.precision == "life":
        yield f"## {escaped(one_line(wording.when(glimmer))) or '-'}"
        return
    if is_new:
        yield f"# {wording.day(day) if day else escaped(one_line(wording.when(glimmer)))}"
    beside = one_line(wording.beside_it(glimmer))
    if beside:
        yield f"## {escaped(beside)}"
    elif not is_new:
        yield "***"


def _body(wording: Wording, record: Record, files: Files) -> Iterator[str]:
    parts = record.parts
    if note := body_of(record.glimmer.note):
        yield note
    for place, each in enumerate(parts.photos):
        said = escaped(one_line(wording.photo(place, len(parts.photos), each.description)))
        if each.photo.id in files:
            yield f"![{said}](../{files[each.photo.id]})"
    facts = wording.facts(record.glimmer)
    if facts:
        yield f"*{facts}*"
    named = list(_names(wording, parts))
    if named:
        yield _BREAK.join(named)
    if not (record.glimmer.note.strip() or parts.photos or facts or named):
        yield f"*{wording.wordless}*"


def _names(wording: Wording, parts: Parts) -> Iterator[str]:
    tags = [f"#{tag}" if _TAG.fullmatch(tag) else escaped(tag) for tag in parts.tags]
    people, places = (list(map(escaped, names)) for names in (parts.people, parts.places))
    if people:
        yield wording.named["person"].format(names=wording.listed(people))
    if places:
        yield wording.named["place"].format(names=wording.listed(places))
    if tags:
        yield wording.named["tag"].format(names=wording.listed(tags))


def _indent(line: str) -> str:
    """What a poem has in front of its lines; four blanks would make them a program's text."""
    blank = line[: len(line) - len(line.lstrip())]
    return "".join("&emsp;" if each == "\t" else "&nbsp;" for each in blank)
